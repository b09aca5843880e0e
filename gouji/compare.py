"""A resubmission against its first version: which findings are gone, still there, changed, or new."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from checks.model import Finding
from gouji.report.review import Review

Change = Literal["gone", "same", "changed", "new"]
CHANGE: dict[Change, str] = {
    "new": "新增",
    "same": "仍存在",
    "changed": "仍存在（数值已变）",
    "gone": "已消除",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """A finding before and after; None on the side where it does not occur."""

    old: Finding | None
    new: Finding | None

    @property
    def change(self) -> Change:
        """How the two differ."""
        if self.old is None:
            return "new"
        if self.new is None:
            return "gone"
        return "same" if _values(self.old) == _values(self.new) else "changed"

    @property
    def finding(self) -> Finding:
        """The newer of the two."""
        found = self.new or self.old
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """One document before and after; None where it was not handed in."""

    old: Review | None
    new: Review | None
    pairs: tuple[Pair, ...]


def _values(finding: Finding) -> list[tuple[str, str, str]]:
    return sorted(
        (role, f"{figure.value.normalize():f}", figure.unit)
        for role, figure in zip(finding.roles, finding.figures, strict=True)
    )


def compare(old: Sequence[Review], new: Sequence[Review]) -> tuple[Comparison, ...]:
    """Each document of ``new`` with its first version, then what was not handed in again."""
    partner = _match_documents(old, new)
    made = [_compare(partner.get(id(review)), review) for review in new]
    matched = {id(review) for review in partner.values()}
    return (*made, *(_compare(review, None) for review in old if id(review) not in matched))


def _match_documents(old: Sequence[Review], new: Sequence[Review]) -> dict[int, Review]:
    if len(old) == len(new) == 1:
        return {id(new[0]): old[0]}
    free = list(old)
    found: dict[int, Review] = {}
    marks: tuple[Callable[[Review], object], ...] = (
        lambda review: (review.entity, review.year, review.title) if review.entity else None,
        lambda review: (review.entity, review.year) if review.entity else None,
        lambda review: PurePath(review.path).name,
        lambda review: PurePath(review.path).stem,
    )
    for mark in marks:
        for review in new:
            if id(review) in found or (wanted := mark(review)) is None:
                continue
            same = [candidate for candidate in free if mark(candidate) == wanted]
            if len(same) == 1:
                found[id(review)] = same[0]
                free.remove(same[0])
    return found


def _compare(old: Review | None, new: Review | None) -> Comparison:
    before = list(old.findings) if old else []
    after = list(new.findings) if new else []
    pairs = [*_matched(before, after)]
    pairs += [Pair(None, finding) for finding in after]
    pairs += [Pair(finding, None) for finding in before]
    rank = {"error": 0, "warning": 1, "info": 2}
    order = list(CHANGE)
    pairs.sort(key=lambda pair: (order.index(pair.change), rank[pair.finding.severity], pair.finding.rule))
    return Comparison(old, new, tuple(pairs))


def _matched(before: list[Finding], after: list[Finding]) -> Iterator[Pair]:
    """Take out of both lists what is one finding: by id, then by the labels as printed, one to one."""
    marks: tuple[Callable[[Finding], tuple[str, str]], ...] = (
        lambda finding: (finding.rule, finding.id),
        lambda finding: (finding.rule, finding.printed),
    )
    for mark in marks:
        for finding in list(after):
            if not mark(finding)[1]:
                continue
            same = [candidate for candidate in before if mark(candidate) == mark(finding)]
            if len(same) == 1 and sum(mark(other) == mark(finding) for other in after) == 1:
                before.remove(same[0])
                after.remove(finding)
                yield Pair(same[0], finding)
