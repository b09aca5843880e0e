"""The queue: what is to be checked, who has it, and how it ended. A row that is leased is in one worker's hands."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, select, update

from gouji.web.store import Document, decision, now
from gouji.web.store.document import STAGES, hold, new_id
from gouji.web.store.finding import replace_findings
from gouji.web.store.table import DECISION, DOCUMENT, JOB

TRIES: Final = 2
LOSSES: Final = 10
"""How often the worker itself may die over a document before it is given up."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A document that is being worked on."""

    document: Document
    lease: str
    tries: int
    losses: int


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a document: status, summary, findings as in its result, and how they compare.

    ``changes``: by id, new, same or changed; ``carried``: ids of before whose finding has another id now.
    """

    status: str
    code: str
    reason: str
    format: str
    unit: str
    year: int | None
    card: dict[str, Any]
    findings: Sequence[Mapping[str, Any]]
    changes: Mapping[str, str]
    carried: Mapping[str, str]


def take_over(connection: Connection, lost: int = 1) -> None:
    """What a worker had in its hands is waiting again; ``lost`` is counted against those documents."""
    connection.execute(update(DOCUMENT).where(DOCUMENT.c.state == "working").values(state="waiting"))
    mine = update(JOB).where(JOB.c.lease != "").values(lease="", losses=JOB.c.losses + lost)
    connection.execute(mine)


def waits(connection: Connection) -> bool:
    """Whether there is anything to do."""
    return connection.execute(select(JOB.c.document).where(JOB.c.lease == "").limit(1)).first() is not None


def claim(connection: Connection) -> Claim | None:
    """Lease the next document, those that failed before last; None where none is waiting."""
    query = select(JOB.c.document, JOB.c.tries, JOB.c.losses).where(JOB.c.lease == "")
    query = query.order_by(JOB.c.tries, JOB.c.losses, JOB.c.queued).limit(1).with_for_update()
    row = connection.execute(query).first()
    if row is None:
        return None
    lease = new_id()
    connection.execute(update(JOB).where(JOB.c.document == row.document).values(lease=lease))
    changed = (
        update(DOCUMENT)
        .where(DOCUMENT.c.id == row.document)
        .values(state="working", stage=STAGES[1])
        .returning(DOCUMENT)
    )
    document = Document(**connection.execute(changed).mappings().one())
    return Claim(document, lease, row.tries, row.losses)


def tell_stage(connection: Connection, claimed: Claim, stage: str) -> None:
    """How far a document is."""
    held = select(JOB.c.document).where(JOB.c.lease == claimed.lease)
    connection.execute(update(DOCUMENT).where(DOCUMENT.c.id.in_(held)).values(stage=stage))


def held(connection: Connection, leases: Collection[str]) -> set[str]:
    """Which of the leases still hold: those of cancelled and removed documents do not."""
    return set(connection.execute(select(JOB.c.lease).where(JOB.c.lease.in_(leases))).scalars())


def holds(connection: Connection, claimed: Claim) -> bool:
    """Whether a lease still holds, and will until the end of this transaction."""
    query = select(JOB.c.document).where(JOB.c.lease == claimed.lease).with_for_update()
    return connection.execute(query).first() is not None


def put_back(connection: Connection, claimed: Claim, tries: int, losses: int) -> None:
    """The document is to be tried again, after the others."""
    done = update(JOB).where(JOB.c.lease == claimed.lease).values(lease="", tries=tries, losses=losses)
    if connection.execute(done).rowcount:
        back = update(DOCUMENT).where(DOCUMENT.c.id == claimed.document.id).values(state="waiting")
        connection.execute(back)


def finish(connection: Connection, document: Document, made: Made) -> None:
    """The document has ended; what was entered by hand for unit and year stays."""
    values: dict[str, Any] = {
        "state": made.status,
        "stage": STAGES[-1],
        "code": made.code,
        "reason": made.reason,
        "format": made.format or document.format,
        "finished": now(),
        "card": made.card,
    }
    connection.execute(update(DOCUMENT).where(DOCUMENT.c.id == document.id).values(values))
    read = update(DOCUMENT).where(DOCUMENT.c.id == document.id, ~DOCUMENT.c.edited)
    connection.execute(read.values(unit=made.unit, year=made.year))
    replace_findings(connection, document.id, made.findings, made.changes)
    _carry(connection, document, made.carried)
    connection.execute(delete(JOB).where(JOB.c.document == document.id))


def _carry(connection: Connection, document: Document, carried: Mapping[str, str]) -> None:
    """Decisions go over to findings that a newer program names otherwise."""
    if not carried:
        return
    known = decision.latest(connection, document.lineage)
    for old, new in carried.items():
        if old in known and new not in known:
            columns = [column for column in DECISION.c if column.name not in {"id", "finding"}]
            copy = select(*columns).where(DECISION.c.id == known[old].id)
            row = connection.execute(copy).mappings().one()
            connection.execute(insert(DECISION).values({**row, "finding": new}))


def close_archive(connection: Connection, document: Document) -> None:
    """An archive was opened: its documents stand for it, and its own bytes are given up."""
    values = {"state": "archive", "stage": STAGES[1], "vault": "", "finished": now()}
    connection.execute(update(DOCUMENT).where(DOCUMENT.c.id == document.id).values(values))
    connection.execute(delete(JOB).where(JOB.c.document == document.id))


def unpacked(connection: Connection, document: Document) -> tuple[int, int]:
    """How many documents the outermost archive of this one has brought so far, and how many bytes."""
    above = document.parent
    root = document.id
    while above:
        root = above
        above = connection.execute(select(DOCUMENT.c.parent).where(DOCUMENT.c.id == above)).scalar() or ""
    number = size = 0
    level = [root]
    while level:
        below = connection.execute(
            select(DOCUMENT.c.id, DOCUMENT.c.size, DOCUMENT.c.state).where(DOCUMENT.c.parent.in_(level))
        ).all()
        number += len(below)
        size += sum(row.size for row in below)
        level = [row.id for row in below if row.state == "archive"]
    return number, size


def cancel(connection: Connection, document: Document) -> bool:
    """Stop a document that has not ended; the worker drops it. False where it had ended already."""
    gone = connection.execute(delete(JOB).where(JOB.c.document == document.id)).rowcount
    if gone:
        values = {"state": "cancelled", "code": "cancelled", "reason": "已取消，未核查。", "finished": now()}
        connection.execute(update(DOCUMENT).where(DOCUMENT.c.id == document.id).values(values))
    return bool(gone)


def check_again(connection: Connection, document: Document) -> bool:
    """Put a document that was cancelled or did not end complete into the queue; False for any other."""
    if document.state not in {"cancelled", "partial", "unchecked"} or not document.vault:
        return False
    if not hold(connection, document.id):
        return False
    queued = connection.execute(select(func.count()).where(JOB.c.document == document.id)).scalar_one()
    if not queued:
        connection.execute(
            insert(JOB).values(document=document.id, queued=now(), lease="", tries=0, losses=0)
        )
        values = {"state": "waiting", "stage": STAGES[0], "code": "", "reason": "", "finished": ""}
        connection.execute(update(DOCUMENT).where(DOCUMENT.c.id == document.id).values(values))
    return not queued
