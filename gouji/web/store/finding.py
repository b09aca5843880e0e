"""Findings as a list of many documents needs them; the whole result of a document is in the vault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, select

from gouji.web.store.document import visible
from gouji.web.store.table import DOCUMENT, FINDING
from gouji.web.store.user import User


@dataclass(frozen=True, slots=True)
class Listed:
    """A finding in a list; ``change`` compares with the version before: new, same, changed, "" for a first."""

    document: str
    position: int
    id: str
    printed: str
    rule: str
    name: str
    severity: str
    confidence: str
    cause: str
    message: str
    section: str
    change: str


_COLUMNS = tuple(FINDING.c[item.name] for item in fields(Listed))


def replace_findings(
    connection: Connection, document: str, entries: Sequence[Mapping[str, Any]], changes: Mapping[str, str]
) -> None:
    """Keep the findings of a document: ``entries`` as in its result, ``changes`` by their ids."""
    connection.execute(FINDING.delete().where(FINDING.c.document == document))
    rows = [
        {
            "document": document,
            "position": position,
            **{name: entry[name] for name in ("id", "printed", "rule", "name", "severity", "confidence")},
            "cause": entry["cause"] or "",
            "message": entry["message"],
            "section": _section(entry),
            "change": changes.get(entry["id"], ""),
        }
        for position, entry in enumerate(entries)
    ]
    if rows:
        connection.execute(FINDING.insert(), rows)


def _section(entry: Mapping[str, Any]) -> str:
    places = [entry["where"], *(figure["where"] for figure in entry["figures"])]
    return next((place["section"] for place in places if place and place["section"]), "")


def of_documents(connection: Connection, user: User, documents: Sequence[str]) -> list[Listed]:
    """The findings of those documents that a user may see, in their order."""
    query = select(*_COLUMNS).join_from(FINDING, DOCUMENT, FINDING.c.document == DOCUMENT.c.id)
    query = query.where(FINDING.c.document.in_(documents), visible(user))
    return [
        Listed(*row) for row in connection.execute(query.order_by(FINDING.c.document, FINDING.c.position))
    ]
