"""Telling other systems that a document has ended: only addresses that the administrator allows, ids only."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, delete, select, update

from gouji.web.store import Store, now
from gouji.web.store.document import ENDED
from gouji.web.store.table import DOCUMENT, HOOK

TRIES: Final = 6
_WAIT: Final = timedelta(seconds=10)  # before the second try; each further one waits four times as long
_SECONDS: Final = 10.0
_TOLD: Final = (*ENDED, "cancelled", "archive")


@dataclass(frozen=True, slots=True)
class Call:
    """One document to tell of."""

    document: str
    address: str
    tries: int
    state: str


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The allowed address must answer itself."""

    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER: Final = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


def find(connection: Connection, document: str) -> str:
    """Whom to tell of a document, "" for nobody."""
    return connection.execute(select(HOOK.c.address).where(HOOK.c.document == document)).scalar() or ""


def due(connection: Connection) -> Iterator[Call]:
    """The documents that have ended and are still to be told of."""
    query = select(HOOK.c.document, HOOK.c.address, HOOK.c.tries, DOCUMENT.c.state)
    query = query.join_from(HOOK, DOCUMENT).where(DOCUMENT.c.state.in_(_TOLD), HOOK.c.due <= now())
    for row in connection.execute(query.limit(100)):
        yield Call(*row)


def call_all(store: Store) -> None:
    """Tell of every document that is due; one that fails is tried again later, and given up after ``TRIES``."""
    with store.read() as connection:
        calls = list(due(connection))
    for call in calls:
        done = _call(call) or call.tries + 1 >= TRIES
        mine = HOOK.c.document == call.document
        later = datetime.now(UTC) + _WAIT * 4**call.tries
        again = {"tries": call.tries + 1, "due": later.isoformat(timespec="microseconds")}
        with store.write() as connection:
            connection.execute(delete(HOOK).where(mine) if done else update(HOOK).where(mine).values(again))


def _call(call: Call) -> bool:
    body = json.dumps({"document": call.document, "state": call.state}).encode()
    request = urllib.request.Request(call.address, body, {"Content-Type": "application/json"}, method="POST")
    try:
        with _OPENER.open(request, timeout=_SECONDS) as answer:
            return 200 <= int(answer.status) < 300
    except (OSError, ValueError, http.client.HTTPException):
        return False
