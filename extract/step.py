"""The steps from figure to figure of a sentence, and which of them one enumeration holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from extract import clause, unit
from extract.clause import Gap
from extract.noun_phrase import split_nouns
from extract.number import Number

_NAMED_BEFORE = regex.compile(r"\p{Han}[（(]$")
_LACKS_PERCENT = regex.compile(r"(?<=[，,；;]\s*)占(?:比(?:重)?)?(?:为|达)?\s*$")
_OTHER_WHOLE = regex.compile(r"\s*[、，,和与及]\s*(?:占)?(?P<whole>\p{Han}[^，,。；;：:、]{1,20})的\s*")
_LAST_YEAR = regex.compile(r"(?:上年|去年)(?:为|是)?\s*$")
_NOW = regex.compile(r"\s*[，,、；;]\s*(?:本年|今年|当年)(?:为|是)?\s*")
_NEXT_NAMED = regex.compile(r"、\p{Han}{2,10}")
_SHARED = ("count", "headcount", "money")
_LOOK_AHEAD = 300


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the walk: a number, the text since the number before it, and what that text says."""

    number: Number
    gap: str
    said: Gap

    @property
    def kind(self) -> str:
        """The kind of the printed unit, "" where none is printed."""
        return unit.kind(self.number.unit)


def steps(text: str, span: tuple[int, int], numbers: Sequence[Number]) -> tuple[list[Step], int]:
    """The steps of the sentence at ``span``, and where the text after its last figure begins."""
    position = span[0]
    found: list[Step] = []
    percent = any(n.unit == "%" for n in numbers)
    for number in numbers:
        if percent and not number.unit and _LACKS_PERCENT.search(text, position, number.start):
            number = replace(number, unit="%")
        if not number.unit and (
            shared := _paired(text, number, numbers) or _unit_behind(text, number, numbers)
        ):
            number = replace(number, unit=shared)
        gap, position = text[position : number.start], number.end
        if _NAMED_BEFORE.search(gap) and text[number.end : number.end + 1] in ("）", ")"):
            gap, position = gap[:-1], number.end + 1
        after = text[position : min(span[1], position + _LOOK_AHEAD)]
        said = clause.read(gap, unit.kind(number.unit), after)
        found.append(Step(number, gap, said))
    return found, position


def _paired(text: str, number: Number, numbers: Sequence[Number]) -> str:
    """The unit of money that this year's amount prints for last year's, too: 上年2640.35，本年2815.70元."""
    if _LAST_YEAR.search(text, 0, number.start) is None:
        return ""
    follows = next((n for n in numbers if n.start >= number.end), None)
    joins = follows is not None and _NOW.fullmatch(text, number.end, follows.start)
    return follows.unit if joins and follows is not None and unit.kind(follows.unit) == "money" else ""


def _unit_behind(text: str, number: Number, numbers: Sequence[Number]) -> str:
    """The unit that the last item of a list prints for all: 满意412、基本满意46、不满意28份; "" where none does."""
    end = number.end
    for follows in numbers[numbers.index(number) + 1 :]:
        if _NEXT_NAMED.fullmatch(text, end, follows.start) is None:
            return ""
        if follows.unit:
            return follows.unit if unit.kind(follows.unit) in _SHARED else ""
        end = follows.end
    return ""


def role(steps: Sequence[Step], index: int) -> tuple[str, Gap]:
    """The role of a figure; one without words of its own takes them from the head of its enumeration."""
    said, before = steps[index].said, steps[index - 1].said if index else None
    if before is not None and before.role == "share" and steps[index].kind == "percent":
        other = _OTHER_WHOLE.fullmatch(steps[index].gap)
        if other:
            return "share", replace(before, noun="", phrase=other["whole"])
    if said.role != "bare":
        return said.role, said
    first = head(steps, index)
    if first == index:
        return "level", said
    lead, place = steps[first].said, index - first
    nouns = split_nouns(lead.noun, len(enumeration(steps, first)))
    if lead.role == "level" and len(nouns) > place:
        return "level", replace(lead, noun=nouns[place], among="", base=None)
    unit_of_its_own = steps[index].number.unit
    counted = steps[index].kind in ("count", "headcount") and unit_of_its_own != steps[first].number.unit
    spent = (
        steps[index].kind == "money" and not steps[index].gap and steps[first].kind in ("count", "headcount")
    )
    if (counted or spent) and lead.role == "level" and lead.noun and len(nouns) == 1:
        named = lead.noun if steps[index].kind != steps[first].kind else f"{lead.noun}{unit_of_its_own}"
        return "level", replace(lead, noun=named, among="", base=None)
    return "enumerated", replace(lead, among="", base=None)


def head(steps: Sequence[Step], index: int) -> int:
    """The step that the enumeration (5万元、3万元和2万元) around ``index`` begins with."""
    while index > 0 and steps[index].said.role == "bare":
        index -= 1
    return index


def enumeration(steps: Sequence[Step], first: int) -> range:
    """The steps from ``first`` on that stand in one enumeration."""
    end = first + 1
    kind = steps[first].kind
    while end < len(steps) and steps[end].said.role == "bare" and steps[end].kind in ("", kind):
        end += 1
    return range(first, end)
