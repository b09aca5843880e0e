"""What was decided about findings: only ever added, never changed. It hangs on the paper and the finding's id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from sqlalchemy import Connection, func, select

from gouji.web.store.base import now
from gouji.web.store.document import Document, hold, new_id
from gouji.web.store.table import DECISION, FINDING
from gouji.web.store.user import User


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; ``undoes`` is the number of the one it takes back, ``batch`` is common to one stroke."""

    id: int
    lineage: str
    finding: str
    rule: str
    document: str
    version: int
    verdict: str
    note: str
    who: str
    role: str
    made: str
    batch: str
    undoes: int | None = None


_COLUMNS = tuple(DECISION.c[item.name] for item in fields(Decision))


def decide(
    connection: Connection,
    document: Document,
    findings: Sequence[str],
    verdict: str,
    note: str,
    user: User,
    undoes: int | None = None,
) -> list[Decision]:
    """Add the same decision on findings of ``document``; ids that it does not have are left out.

    What may be decided by whom, and where a note is needed, is tested in ``gouji.web.decide``.
    """
    if not hold(connection, document.id):
        return []
    known = select(FINDING.c.id, FINDING.c.rule).where(FINDING.c.document == document.id)
    rules = dict(connection.execute(known.where(FINDING.c.id.in_(findings))).all())
    batch, made = new_id(), now()
    rows = [
        {
            "lineage": document.lineage,
            "finding": finding,
            "rule": rules[finding],
            "document": document.id,
            "version": document.version,
            "verdict": verdict,
            "note": note,
            "who": user.name,
            "role": user.role,
            "made": made,
            "batch": batch,
            "undoes": undoes,
        }
        for finding in dict.fromkeys(findings)
        if finding in rules
    ]
    added = [connection.execute(DECISION.insert().values(**row).returning(*_COLUMNS)).one() for row in rows]
    return [Decision(*row) for row in added]


def latest(connection: Connection, lineage: str) -> dict[str, Decision]:
    """The decision that holds on each finding of a paper, by the finding's id."""
    newest = select(func.max(DECISION.c.id)).where(DECISION.c.lineage == lineage).group_by(DECISION.c.finding)
    query = select(*_COLUMNS).where(DECISION.c.id.in_(newest))
    return {decision.finding: decision for decision in (Decision(*row) for row in connection.execute(query))}


def history(connection: Connection, lineage: str, finding: str = "") -> list[Decision]:
    """All decisions on a paper, or on one finding of it, oldest first."""
    query = select(*_COLUMNS).where(DECISION.c.lineage == lineage).order_by(DECISION.c.id)
    if finding:
        query = query.where(DECISION.c.finding == finding)
    return [Decision(*row) for row in connection.execute(query)]
