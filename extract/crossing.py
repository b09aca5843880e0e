"""What ends and what begins between two figures: brackets, lists, and the year spoken of."""

from __future__ import annotations

import regex

from extract import account, comparison, listing
from extract.compared import BASE, COMPARE, LEVEL
from extract.model import Figure
from extract.noun_phrase import noun
from extract.opening import AMONG
from extract.plain import near
from extract.spoken import Spoken, Subject
from extract.step import Step

_ASIDE = regex.compile(r"此外|另外|另有|另，|加上|同时|扣除|剔除")
_BALANCED = regex.compile(r"[（(][^（）()]*[）)]")
_BRACKET_END = regex.compile(r"^[^（(）)]*[）)]")
_RUN_ON = regex.compile(r"^(?:(?:19|20)\d\d年|全年|本年|现有|实有|年末|[，,；;]?截[至止]|另(?!有))")
_YEAR_TEXT = regex.compile(r"(?:19|20)\d\d(?=\s*年)")
_SINCE = regex.compile(r"(?:自|从)\s*\d{4}|由\s*\d{4}\s*年[度末底初]?(?:的|\s*$)")
_LAST_YEAR = regex.compile(r"\s*(?:上年|去年)(?:末|度)?[，,]")
_THIS_YEAR = regex.compile(r"\s*(?:本年|今年|当年)")


def cross(spoken: Spoken, step: Step) -> None:
    """What the punctuation before a figure ends and opens."""
    gap = step.gap
    alone = _BALANCED.sub("", gap)
    opened, closed = sum(alone.count(c) for c in "（("), sum(alone.count(c) for c in "）)")
    if closed:
        _leave_brackets(spoken, closed)
    if ";" in gap or "；" in gap:
        _may_end(spoken)
    account.open_chain(spoken, gap)
    if "另有" in gap and spoken.lists:
        _may_end(spoken)
    elif _ASIDE.search(gap) or _RUN_ON.match(gap):
        comparison.close(spoken)
        listing.close_all(spoken)
    if opened:
        spoken.depth += opened
        spoken.outside += [(spoken.period, spoken.fund)] * opened
        if not closed and _lists_parts(spoken, step):
            listing.begin(spoken, "（")


def _leave_brackets(spoken: Spoken, closed: int) -> None:
    """So many brackets end: what they said ends with them, and what was spoken of before goes on."""
    comparison.close(spoken)
    was = spoken.depth
    spoken.depth = max(0, was - closed)
    for _ in range(was - spoken.depth):
        spoken.period, spoken.fund = spoken.outside.pop()
    listing.close_all(spoken, above=spoken.depth)
    if was > spoken.depth and spoken.subjects and len(spoken.levels) > 1:
        outer = [f for f in spoken.levels if _depth_of(spoken, f) <= spoken.depth]
        if outer:
            spoken.subjects = [Subject(outer[-1].label, outer[-1])]


def _may_end(spoken: Spoken) -> None:
    """The lists that are open may end here."""
    comparison.close(spoken)
    for told in spoken.lists:
        told.cuts.append(len(told.parts))


def _lists_parts(spoken: Spoken, step: Step) -> bool:
    """Whether the bracket that opens right behind an amount names a part of it."""
    first = min(step.gap.find(c) for c in "（(" if c in step.gap)
    before, inside = step.gap[:first].strip(), step.gap[first + 1 :]
    return (
        not before
        and bool(spoken.levels)
        and step.said.role == "level"
        and not AMONG.search(inside)
        and bool(noun(inside))
    )


def _depth_of(spoken: Spoken, figure: Figure) -> int:
    before = spoken.text[spoken.span[0] : figure.where.start or 0]
    return sum(before.count(c) for c in "（(") - sum(before.count(c) for c in "）)")


def time(spoken: Spoken, gap: str) -> None:
    """The year that words before a figure set, bases of comparison apart."""
    if "年" not in gap:
        return
    text, own = near(_BRACKET_END.sub("", gap)), spoken.context.year
    for pattern in (BASE, LEVEL, COMPARE):
        text = pattern.sub("", text)
    years = _YEAR_TEXT.findall(text)
    if years and not _SINCE.search(text):
        spoken.period = years[-1]
    elif own and _LAST_YEAR.match(text):
        spoken.period = str(own - 1)
    elif own and _THIS_YEAR.match(text):
        spoken.period = str(own)
