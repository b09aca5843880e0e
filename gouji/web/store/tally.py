"""How far reviewers have come: the decisions that hold, counted over many papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, select

from gouji.web.store.document import visible
from gouji.web.store.table import DECISION, DOCUMENT, FINDING
from gouji.web.store.user import User

_MOST: Final = 10_000
"""How many ids are asked for one by one; a longer list is cut into several questions."""


@dataclass(frozen=True, slots=True)
class Settled:
    """How many findings of a rule in a document have a verdict now."""

    document: str
    rule: str
    verdict: str
    number: int


@dataclass(frozen=True, slots=True)
class Share:
    """How many decisions of one kind somebody has made, and when the last."""

    who: str
    verdict: str
    number: int
    last: str


def settled(connection: Connection, user: User, documents: Sequence[str]) -> list[Settled]:
    """The decisions that hold on findings that those documents have now."""
    found: list[Settled] = []
    for start in range(0, len(documents), _MOST):
        newest = select(func.max(DECISION.c.id)).group_by(DECISION.c.lineage, DECISION.c.finding)
        query = (
            select(FINDING.c.document, FINDING.c.rule, DECISION.c.verdict, func.count())
            .join_from(FINDING, DOCUMENT, FINDING.c.document == DOCUMENT.c.id)
            .join(
                DECISION,
                (DECISION.c.lineage == DOCUMENT.c.lineage) & (DECISION.c.finding == FINDING.c.id),
            )
            .where(DECISION.c.id.in_(newest), visible(user))
            .where(FINDING.c.document.in_(documents[start : start + _MOST]))
            .group_by(FINDING.c.document, FINDING.c.rule, DECISION.c.verdict)
        )
        found += [Settled(*row) for row in connection.execute(query)]
    return found


def shares(connection: Connection, user: User, documents: Sequence[str]) -> list[Share]:
    """Who has decided how much on the papers of those documents, by name."""
    found: dict[tuple[str, str], Share] = {}
    for start in range(0, len(documents), _MOST):
        query = (
            select(DECISION.c.who, DECISION.c.verdict, func.count(), func.max(DECISION.c.made))
            .join_from(DECISION, DOCUMENT, DECISION.c.lineage == DOCUMENT.c.lineage)
            .where(DOCUMENT.c.id.in_(documents[start : start + _MOST]), visible(user))
            .where(DECISION.c.undoes.is_(None))
            .group_by(DECISION.c.who, DECISION.c.verdict)
        )
        for who, verdict, number, last in connection.execute(query):
            before = found.get((who, verdict))
            found[who, verdict] = Share(
                who,
                verdict,
                number + (before.number if before else 0),
                max(last, before.last) if before else last,
            )
    return [found[key] for key in sorted(found)]
