"""Documents: every version of every paper that was handed in, and how far its check has come."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, false, func, select, true, update

from gouji.web.store.base import now
from gouji.web.store.table import DOCUMENT, HOOK, JOB
from gouji.web.store.user import User

STATES: Final = ("waiting", "working", "complete", "partial", "unchecked", "cancelled", "archive")
"""``archive``: an archive that was opened; its documents have it as ``parent``."""

ENDED: Final = ("complete", "partial", "unchecked")
STAGES: Final = ("接收", "检查", "转换", "提取", "核查")


@dataclass(frozen=True, slots=True)
class Document:
    """One version of one paper.

    ``lineage`` is the id of its first version.  ``unit`` and ``year`` are what was read or, where
    ``edited``, what somebody entered.  ``code`` and ``reason`` say why it is not complete.
    ``card`` is the summary of its result (``gouji.scan.worker.describe``), {} before.
    """

    id: str
    lineage: str
    version: int
    parent: str
    depth: int
    name: str
    unit: str
    year: int | None
    edited: bool
    state: str
    stage: str
    code: str
    reason: str
    format: str
    digest: str
    size: int
    vault: str
    owner: str
    department: str
    created: str
    finished: str
    card: dict[str, Any] = field(default_factory=dict)

    @property
    def ended(self) -> bool:
        """Whether there is a result."""
        return self.state in ENDED

    def count(self, severity: str) -> int:
        """How many findings of a severity there are."""
        place = 1 + ("error", "warning", "info").index(severity)
        return sum(numbers[place] for numbers in self.card.get("rules", {}).values())


@dataclass(frozen=True, slots=True)
class Received:
    """A file that is in the vault: its name as shown, its kind at first sight, SHA-256 and bytes."""

    name: str
    form: str
    digest: str
    size: int
    vault: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of documents shows: empty fields do not narrow it; ``text`` is part of name or unit."""

    states: Sequence[str] = ()
    text: str = ""
    unit: str = ""
    year: int | None = None
    parent: str = ""
    newest: bool = True
    limit: int = 100
    offset: int = 0


class GoneError(LookupError):
    """A document was removed while somebody worked with it."""


def visible(user: User) -> ColumnElement[bool]:
    """Which documents a user may know of: a department its own, everyone else all."""
    if user.role == "department":
        return DOCUMENT.c.department == user.department if user.department else false()
    return true()


def new_id() -> str:
    """A random name that nobody can guess."""
    return secrets.token_hex(12)


def add(
    connection: Connection,
    received: Received,
    user: User,
    department: str = "",
    earlier: Document | None = None,
    parent: Document | None = None,
    webhook: str = "",
) -> Document:
    """A file that was handed in, waiting to be checked; ``earlier`` makes it the next version of that paper.

    GoneError where that paper was removed meanwhile.
    """
    model = earlier or parent
    own = user.department if user.role == "department" else department
    number = new_id()
    version = 1
    if earlier is not None:
        # Two at once must not both become the same version.
        if not hold(connection, earlier.lineage):
            raise GoneError(earlier.lineage)
        last = select(func.max(DOCUMENT.c.version)).where(DOCUMENT.c.lineage == earlier.lineage)
        version = 1 + connection.execute(last).scalar_one()
    document = Document(
        id=number,
        lineage=earlier.lineage if earlier else number,
        version=version,
        parent=parent.id if parent else "",
        depth=parent.depth + 1 if parent else 0,
        name=received.name,
        unit=model.unit if model and model.edited else "",
        year=model.year if model and model.edited else None,
        edited=bool(model and model.edited),
        state="waiting",
        stage=STAGES[0],
        code="",
        reason="",
        format=received.form,
        digest=received.digest,
        size=received.size,
        vault=received.vault,
        owner=user.name,
        department=model.department if model else own,
        created=now(),
        finished="",
    )
    values = {item.name: getattr(document, item.name) for item in fields(Document)}
    connection.execute(DOCUMENT.insert().values(**values))
    connection.execute(
        JOB.insert().values(document=number, queued=document.created, lease="", tries=0, losses=0)
    )
    if webhook:
        connection.execute(HOOK.insert().values(document=number, address=webhook, tries=0, due=""))
    return document


def hold(connection: Connection, number: str) -> bool:
    """Keep others from changing or removing a document until this transaction ends; False where it is gone."""
    query = select(DOCUMENT.c.id).where(DOCUMENT.c.id == number).with_for_update()
    return connection.execute(query).first() is not None


def get(connection: Connection, number: str, user: User) -> Document | None:
    """A document by its id, None where there is none or it is not for this user."""
    rows = _load(connection, select(DOCUMENT).where(DOCUMENT.c.id == number, visible(user)))
    return rows[0] if rows else None


def listing(connection: Connection, user: User, wanted: Wanted) -> list[Document]:
    """The documents a user may see, the latest first."""
    query = select(DOCUMENT).where(_narrow(wanted), visible(user))
    query = query.order_by(DOCUMENT.c.created.desc(), DOCUMENT.c.id).limit(wanted.limit).offset(wanted.offset)
    return _load(connection, query)


def count(connection: Connection, user: User, wanted: Wanted) -> dict[str, int]:
    """How many documents there are of each state, whatever ``limit`` and ``offset`` say."""
    query = select(DOCUMENT.c.state, func.count()).where(_narrow(wanted), visible(user))
    return dict(connection.execute(query.group_by(DOCUMENT.c.state)).all())


def versions(connection: Connection, user: User, lineage: str) -> list[Document]:
    """All versions of a paper, the first one first."""
    query = select(DOCUMENT).where(DOCUMENT.c.lineage == lineage, visible(user))
    return _load(connection, query.order_by(DOCUMENT.c.version))


def edit(connection: Connection, document: Document, unit: str, year: int | None) -> None:
    """Enter unit and year by hand, for this version and those that follow."""
    connection.execute(
        update(DOCUMENT).where(DOCUMENT.c.id == document.id).values(unit=unit, year=year, edited=True)
    )


def _load(connection: Connection, query: Select[Any]) -> list[Document]:
    return [Document(**row) for row in connection.execute(query).mappings()]


def _narrow(wanted: Wanted) -> ColumnElement[bool]:
    tests: list[ColumnElement[bool]] = [true()]
    if wanted.states:
        tests.append(DOCUMENT.c.state.in_(wanted.states))
    else:
        tests.append(DOCUMENT.c.state != "archive")
    if wanted.text:
        tests.append(
            DOCUMENT.c.name.contains(wanted.text, autoescape=True)
            | DOCUMENT.c.unit.contains(wanted.text, autoescape=True)
        )
    if wanted.unit:
        tests.append(DOCUMENT.c.unit == wanted.unit)
    if wanted.year is not None:
        tests.append(DOCUMENT.c.year == wanted.year)
    if wanted.parent:
        tests.append(DOCUMENT.c.parent == wanted.parent)
    if wanted.newest:
        later = DOCUMENT.alias("later")
        newer = select(later.c.id).where(
            later.c.lineage == DOCUMENT.c.lineage, later.c.version > DOCUMENT.c.version
        )
        tests.append(~newer.exists())
    return and_(*tests)
