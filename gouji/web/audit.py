"""The audit log: who did what to which id. No text of a document, no name of a file; changes to it show.

Each row is sealed with a key that only the page's folder has, over the row itself and the seal
before; a sealed note of the last row tells when rows are missing at the end.
"""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, select

from gouji.web.store import now
from gouji.web.store.base import Lock, lock
from gouji.web.store.table import AUDIT, SETTING

_HEAD: Final = "audit"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the log."""

    number: int
    made: str
    who: str
    action: str
    object: str
    detail: dict[str, Any]
    seal: str


@dataclass(frozen=True, slots=True)
class Audit:
    """The log, with the key of its seals."""

    key: bytes

    def record(
        self, connection: Connection, who: str, action: str, item: str = "", **detail: int | str | None
    ) -> None:
        """Add a row, in the transaction of what it tells. ``detail`` holds numbers, ids and fixed words."""
        lock(connection, Lock.AUDIT)
        query = select(AUDIT.c.number, AUDIT.c.seal).order_by(AUDIT.c.number.desc()).limit(1)
        number, before = connection.execute(query).one_or_none() or (0, "")
        entry = Entry(number + 1, now(), who, action, item, detail, "")
        seal = self._seal(entry, before)
        connection.execute(
            AUDIT.insert().values(
                number=entry.number,
                made=entry.made,
                who=who,
                action=action,
                object=item,
                detail=detail,
                seal=seal,
            )
        )
        connection.execute(SETTING.delete().where(SETTING.c.name == _HEAD))
        connection.execute(SETTING.insert().values(name=_HEAD, value=self._head(entry.number, seal)))

    def verify(self, connection: Connection) -> tuple[int, int | None]:
        """How many rows there are, and the number of the first that is not as it was written or is missing."""
        before, last = "", 0
        for entry in entries(connection):
            if entry.number != last + 1 or not hmac.compare_digest(entry.seal, self._seal(entry, before)):
                return last, last + 1
            before, last = entry.seal, entry.number
        head = connection.execute(select(SETTING.c.value).where(SETTING.c.name == _HEAD)).scalar()
        whole = head == self._head(last, before) if last else head is None
        return last, None if whole else last + 1

    def _seal(self, entry: Entry, before: str) -> str:
        told = [entry.number, entry.made, entry.who, entry.action, entry.object, entry.detail, before]
        return self._sign(json.dumps(told, sort_keys=True))

    def _head(self, number: int, seal: str) -> str:
        return f"{number} {self._sign(f'{number} {seal}')}"

    def _sign(self, text: str) -> str:
        return hmac.new(self.key, text.encode("utf-8", "replace"), sha256).hexdigest()


def entries(connection: Connection) -> Iterator[Entry]:
    """All rows, oldest first."""
    for row in connection.execute(select(AUDIT).order_by(AUDIT.c.number)):
        yield Entry(*row)


def open_key(folder: Path) -> bytes:
    """The page's secret; made at the first call, readable for this user of the system only."""
    file = folder / "key"
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_bytes()
    with os.fdopen(handle, "wb") as target:
        target.write(os.urandom(32))
    return file.read_bytes()
