"""Removing papers for good: files, rows and decisions of every version. The audit log keeps their ids."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, func, select

from gouji.web.site import Site
from gouji.web.store import document
from gouji.web.store.table import DECISION, DOCUMENT, JOB

_YOUNG = 3600.0
"""Seconds: a room without a document may be an upload under way."""


def purge(site: Site, lineages: Iterable[str], who: str) -> list[str]:
    """Remove every trace of these papers; returns the ids of all versions that are gone."""
    gone: list[str] = []
    rooms: list[str] = []
    for lineage in lineages:
        with site.store.write() as connection:
            # Jobs before documents, as the worker has it: else the two might wait for each other.
            # Once the paper is held no version can be added; one that was just added has a job too.
            _hold_jobs(connection, lineage)
            document.hold(connection, lineage)
            _hold_jobs(connection, lineage)
            connection.execute(delete(DECISION).where(DECISION.c.lineage == lineage))
            removed = delete(DOCUMENT).where(DOCUMENT.c.lineage == lineage)
            rows = connection.execute(
                removed.returning(DOCUMENT.c.id, DOCUMENT.c.vault, DOCUMENT.c.parent)
            ).all()
            for row in rows:
                site.audit.record(connection, who, "purge", row.id)
            _remove_empty(connection, {row.parent for row in rows})
            gone += [row.id for row in rows]
            rooms += [row.vault for row in rows]
    for room in rooms:
        site.vault.remove(room)
    if gone:
        site.store.forget()
    return gone


def _hold_jobs(connection: Connection, lineage: str) -> None:
    mine = select(DOCUMENT.c.id).where(DOCUMENT.c.lineage == lineage)
    connection.execute(select(JOB.c.document).where(JOB.c.document.in_(mine)).with_for_update())


def _remove_empty(connection: Connection, archives: Iterable[str]) -> None:
    """The name of an archive goes with the last of its documents."""
    for archive in archives:
        below = select(func.count()).where(DOCUMENT.c.parent == archive)
        if archive and not connection.execute(below).scalar_one():
            row = connection.execute(select(DOCUMENT.c.parent).where(DOCUMENT.c.id == archive)).first()
            connection.execute(delete(DOCUMENT).where(DOCUMENT.c.id == archive))
            _remove_empty(connection, {row.parent} if row else ())


def older_than(connection: Connection, days: float) -> list[str]:
    """The papers whose newest version was handed in so many days ago, or earlier."""
    limit = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="microseconds")
    query = select(DOCUMENT.c.lineage).group_by(DOCUMENT.c.lineage)
    return list(connection.execute(query.having(func.max(DOCUMENT.c.created) < limit)).scalars())


def lineages_of(connection: Connection, number: str) -> list[str]:
    """The papers meant by an id: that of the document, or those that came out of the archive."""
    row = connection.execute(
        select(DOCUMENT.c.lineage, DOCUMENT.c.state).where(DOCUMENT.c.id == number)
    ).first()
    if row is None:
        return []
    below = connection.execute(select(DOCUMENT.c.id).where(DOCUMENT.c.parent == number)).scalars()
    inside = [lineage for child in below for lineage in lineages_of(connection, child)]
    return [*dict.fromkeys(inside), row.lineage] if row.state == "archive" else [row.lineage]


def sweep(site: Site, seconds: float = _YOUNG) -> int:
    """Remove files that belong to no document; returns how many documents' files those were."""
    with site.store.read() as connection:
        known = set(connection.execute(select(DOCUMENT.c.vault)).scalars())
    return site.vault.sweep(known, seconds)
