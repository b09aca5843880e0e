"""Who may decide what about findings, and how a decision is taken back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from checks.disposition import ACCEPTING
from gouji.report.term import DECISIONS
from gouji.web.refusal import Refused
from gouji.web.site import Site
from gouji.web.store import Decision, Document, User, decision

OPEN = DECISIONS[0]
MENDED = "已改"


def may_decide(user: User, verdict: str) -> bool:
    """A reviewer decides everything, a department says what it has mended, a leader only looks."""
    return user.decides or (user.role == "department" and verdict == MENDED)


def decide(
    site: Site,
    connection: Connection,
    document: Document,
    findings: Sequence[str],
    verdict: str,
    note: str,
    user: User,
) -> list[Decision]:
    """One decision on several findings at one stroke; Refused where it is not theirs or a note is missing."""
    if verdict not in DECISIONS:
        raise Refused(422, "bad-verdict", f"处理意见只能是{'、'.join(DECISIONS)}。")
    if not may_decide(user, verdict):
        raise Refused(403, "not-allowed", "您的角色不能作出这一处理意见。")
    if verdict in ACCEPTING and not note.strip():
        raise Refused(422, "note-needed", f"“{verdict}”须写明理由。")
    made = decision.decide(connection, document, findings, verdict, note.strip(), user)
    _record(site, connection, document, made, "decide", user)
    return made


def undo(
    site: Site, connection: Connection, document: Document, findings: Sequence[str], user: User
) -> list[Decision]:
    """Take the latest decision on each finding back: a new entry with what held before it.

    A department takes back only what departments said.
    """
    made: list[Decision] = []
    for finding in dict.fromkeys(findings):
        held = standing(decision.history(connection, document.lineage, finding))
        if not held:
            continue
        last, before = held[-1], held[-2] if len(held) > 1 else None
        if not user.decides and (user.role != "department" or last.role != "department"):
            raise Refused(403, "not-allowed", "您的角色不能撤销这一处理意见。")
        verdict, note = (before.verdict, before.note) if before else (OPEN, "")
        made += decision.decide(connection, document, [finding], verdict, note, user, undoes=last.id)
    _record(site, connection, document, made, "undo", user)
    return made


def standing(history: Sequence[Decision]) -> list[Decision]:
    """The decisions on one finding that were not taken back, oldest first."""
    held: list[Decision] = []
    for entry in history:
        if entry.undoes is None:
            held.append(entry)
        else:
            held = [one for one in held if one.id != entry.undoes]
    return held


def _record(
    site: Site, connection: Connection, document: Document, made: Sequence[Decision], action: str, user: User
) -> None:
    for entry in made:
        site.audit.record(
            connection, user.name, action, document.id, finding=entry.finding, verdict=entry.verdict
        )
