"""One document of a scan: what its own process does, and how it ended."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Generator
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any, Final

from checks.model import Finding
from extract.isolate import INTERRUPTED, Limits, Outcome, settle
from extract.model import Extraction
from extract.number import read_cell
from extract.readers.archive import Member, load
from extract.unit import kind, to_base
from gouji import __version__
from gouji.batch import Step
from gouji.config import Settings
from gouji.examine import FAULTS, Examined, Opened, judge, leave, work_on
from gouji.report import html
from gouji.report import json as listing
from gouji.report.term import plain
from gouji.scan.engine import name_result
from gouji.scan.fact import gather
from gouji.scan.store import Store, tell_unwritable

Card = dict[str, Any]

LOSSES: Final = 5

STOPPED: Final = frozenset({"crashed", "timeout", "failed", INTERRUPTED})
"""The reasons that lie in the process and not in the document: they are worth a second try."""

_BROKEN: Final = frozenset({"held", "held_by_rounding", "held_by_truncation", "broken"})


@dataclass(frozen=True, slots=True)
class Desk:
    """What every document's process needs: where results go, and what they depend on."""

    run: Path
    settings: Settings
    engine: str
    configuration: str

    def key(self, digest: str, name: str) -> str:
        """The key of a result."""
        return name_result(digest, name, self.engine, self.configuration)


@dataclass(frozen=True, slots=True)
class Halt:
    """In place of a card: the run cannot go on here, why, and what to do."""

    message: str


@dataclass(frozen=True, slots=True)
class Lost:
    """In place of a card: somebody else ended the process, which says nothing of the document."""


Result = Card | Halt | Lost | Opened


@dataclass(frozen=True, slots=True)
class Task:
    """One document to work on, here or on another machine.

    ``room`` is how many members an archive may have; ``known`` tells that there may be a result
    already; ``losses`` how often its process was ended by somebody else.
    """

    member: Member
    desk: Desk
    room: int
    known: bool
    losses: int

    def steps(self) -> Generator[Step, Outcome[Any], Result]:
        """The steps for the document, up to the first whose process somebody else ended."""
        steps = self._undisturbed()
        outcome: Outcome[Any] | None = None
        while True:
            try:
                step = next(steps) if outcome is None else steps.send(outcome)
            except StopIteration as end:
                result: Result = end.value
                return result
            outcome = yield step
            if outcome.interrupted and self.losses + 1 < LOSSES:
                steps.close()
                return Lost()

    def _undisturbed(self) -> Generator[Step, Outcome[Any], Card | Halt | Opened]:
        if self.known and self.member.error is None:
            outcome = yield Step(recall, (self.member, self.desk), Limits())
            if outcome.value is not None:
                card: Card = outcome.value
                return card
        last, spare = partial(finish, desk=self.desk), partial(_spare, desk=self.desk)
        return (yield from work_on(self.member, last, spare, self.room))


def recall(member: Member, desk: Desk) -> Card | None:
    """The card of an earlier result of the same bytes under the same name, program and settings."""
    name = PurePosixPath(member.path).name
    store, key = Store(desk.run), desk.key(sha256(load(member)).hexdigest(), name)
    card: Card | None = (store.read_facts(key) or {}).get("card") if store.has(key) else None
    return None if card is None or stopped(card) else card


def stopped(card: Card) -> bool:
    """Whether the document's process did not come to its own end."""
    return any(reason["code"] in STOPPED for reason in card["reasons"])


# --- in the document's own process ----------------------------------------------------------


def finish(extraction: Extraction, desk: Desk) -> Card | Halt:
    """Judge what was read and keep the result."""
    settle()
    return _write(judge(_named(extraction), desk.settings), gather(extraction), desk)


def _spare(extraction: Extraction, desk: Desk) -> Card | Halt:
    return _write(leave(_named(extraction)), gather(extraction), desk)


def _named(extraction: Extraction) -> Extraction:
    """Under its own name, wherever it stands: the result of the same file is the same."""
    return replace(extraction, path=PurePosixPath(extraction.path).name)


def _write(examined: Examined, facts: dict[str, Any], desk: Desk) -> Card | Halt:
    review = examined.review
    reasons = [[r.code, r.message] for r in review.reasons]
    digest = review.sha256 or sha256(_compact([review.path, reasons])).hexdigest()
    card = describe(examined, desk.key(digest, review.path)) | {"projects": facts["projects"]}
    result = listing.render([review], __version__).encode()
    try:
        Store(desk.run).write(card["key"], result, html.render([review]), _compact({"card": card, **facts}))
    except OSError as error:
        return Halt(tell_unwritable(desk.run, error))
    return card


def _compact(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def describe(examined: Examined, key: str) -> Card:
    """What the summary needs to know of a document."""
    review = examined.review
    tested: Counter[str] = Counter(tick.rule for tick in review.ticks if tick.state in _BROKEN)
    rules: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for code, number in tested.items():
        rules[code][0] = number
    for finding in review.findings:
        rules[finding.rule][1 + ("error", "warning", "info").index(finding.severity)] += 1
    return {
        "key": key,
        "sha256": review.sha256,
        "format": review.format,
        "status": review.status,
        "reasons": [{"code": r.code, "message": r.message} for r in review.reasons],
        "title": review.title,
        "entity": review.entity,
        "year": review.year,
        "coverage": review.coverage,
        "relations": review.relations,
        "rules": dict(sorted(rules.items())),
        "names": {f.rule: f.name for f in review.findings},
        "differences": [d for f in review.findings if f.severity == "error" and (d := difference(f))],
        "fault": examined.fault or any(reason.code in FAULTS for reason in review.reasons),
    }


_AMOUNT = re.compile(r"^[-−]?[\d,.]+")


def difference(finding: Finding) -> str:
    """The difference of a finding about money in 元, "" where it is about something else."""
    number = read_cell(finding.difference) if _AMOUNT.match(finding.difference) else None
    if number is None or kind(number.unit) != "money":
        return ""
    return plain(abs(to_base(number.value, number.unit)), 2)
