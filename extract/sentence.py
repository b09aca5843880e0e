"""A paragraph read into labelled figures and the statements that its sentences make.

The reader walks from figure to figure.  Between two figures it asks `clause.read` what the
words say, and keeps in a `Spoken` what a human reader would keep in mind.  Where a wording is
handled: amounts in `amount`, changes and 持平 in `comparison`, 其中 and counted items in
`listing`, shares and completion in `proportion`, written formulas in `expression`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from extract import amount, comparing, comparison, expression, lexicon, listing, opening, proportion
from extract.clause import Gap
from extract.crossing import cross, time
from extract.model import Locator, Unread
from extract.number import Number, scan
from extract.plain import plain
from extract.reading import Reading, as_printed
from extract.spoken import Context, Spoken, Subject, measure_of
from extract.step import Step, enumeration, head
from extract.step import role as step_role
from extract.step import steps as steps_of

_SENTENCE_END = regex.compile(r"[。！？!?\n]+(?![）)])|(?<=[%元人个])\.(?=\p{Han})")
_PLACEHOLDER = regex.compile(
    r"(?:(?<![×✕╳＊*_＿○□])[×✕╳＊*_＿○□]{2,}+|(?<![xX])[xX]{2,}+)\s*(?:万元|亿元|元|%|％|人|个|家|项)"
    r"|(?<!单位[均都统一]{0,2})(?:增加|减少|占|为|增长|下降|完成)"
    r"(?:[ 　]+元|[ 　]*(?:万元|亿元|%|％))(?=\s*(?:[，,、。；;）)]|$))"
)
_RUN_TOGETHER = regex.compile(r"\d{8,}(?:\.\d+)?\s*[%％]")
_OPEN_END = regex.compile(r"等(?:[^，。；、]{0,12})?$")
_PURPOSE = regex.compile(r"(?:主要)?(?:用于|原因|是由于|系|包括|反映)")
_BOTH = regex.compile(r"\s*[、和与及]\s*\p{Han}")
_ALL_CHANGE = regex.compile(r"[，,、\s]*(?:均|都|各|分别)")
_COLON = regex.compile(r"\s*[：:](?=[^；;。]*$)[^；;。，,]*\p{Han}")
_CLAUSES = frozenset("，,；;")
_LONGEST_TOPIC = 45
_COMPARING = ("base", "delta", "rate", "points", "times", "target", "level")
_ONE_FOR_EACH = ("share", "ratio", "rate", "delta", "enumerated")
_PROPORTIONS = {
    "share": proportion.read_share,
    "completion": proportion.read_completion,
    "ratio": proportion.read_ratio,
}
_MOST_FIGURES = 200


def read(
    text: str, where: Locator, context: Context, doubts: tuple[tuple[int, int, str], ...] = ()
) -> Reading:
    """Read one paragraph standing at ``where``.  Raises TimeoutError where its text takes too long."""
    ready = plain(text)
    spoken = Spoken(ready.text, where, context, doubts)
    numbers = scan(ready.text)
    for span, inside in _with_numbers(split(ready.text), numbers):
        spoken.span = span
        _sentence(spoken, inside)
    unread = tuple(
        Unread(m.group(), reason, replace(where, start=m.start(), end=m.end()))
        for pattern, reason in (
            (_PLACEHOLDER, "此处应有数字而未填写"),
            (_RUN_TOGETHER, "数字连在一起，无法分开"),
        )
        for m in pattern.finditer(ready.text)
    )
    reading = Reading(tuple(spoken.figures), tuple(spoken.statements), unread, spoken.topic)
    return reading if ready.origin is None else as_printed(reading, ready, text)


def split(text: str) -> list[tuple[int, int]]:
    """The (start, end) of each sentence of ``text``."""
    spans, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        if match.end() > start:
            spans.append((start, match.start()))
        start = match.end()
    if start < len(text):
        spans.append((start, len(text)))
    return [(a, b) for a, b in spans if text[a:b].strip()]


def _with_numbers(
    spans: Sequence[tuple[int, int]], numbers: Sequence[Number]
) -> Iterator[tuple[tuple[int, int], list[Number]]]:
    """Each sentence with the figures in it; one with very many (a table run together) comes in pieces."""
    waiting = deque(numbers)
    for start, end in spans:
        while True:
            inside: list[Number] = []
            while waiting and waiting[0].start < end and len(inside) < _MOST_FIGURES:
                inside.append(waiting.popleft())
            more = bool(waiting) and waiting[0].start < end
            stop = inside[-1].end if more else end
            yield (start, stop), [n for n in inside if n.start >= start]
            if not more:
                break
            start = stop


def _sentence(spoken: Spoken, numbers: Sequence[Number]) -> None:
    """Read one sentence (``spoken.span``) with the figures in it."""
    start, end = spoken.span
    text = spoken.text[start:end]
    spoken.levels, spoken.in_reason, spoken.fund, spoken.share = [], False, "", None
    if not opening.AMONG.match(text.lstrip()):
        if spoken.before:
            spoken.subjects, spoken.before = spoken.before[:1], spoken.subjects + spoken.before[1:]
        spoken.period = str(spoken.context.year) if spoken.context.year else None
    if spoken.chain is not None:
        spoken.chain.ended = True
    if not numbers:
        _words_only(spoken, text)
        return
    steps, position = steps_of(spoken.text, spoken.span, numbers)
    for index, step in enumerate(steps):
        cross(spoken, step)
        time(spoken, step.gap)
        if index:
            comparing.compare(spoken, step.gap, behind=True)
        _figure(spoken, steps, index)
        comparing.compare(spoken, step.gap, behind=False if index else None)
    _tail(spoken, spoken.text[position:end])
    _formulas(spoken, numbers)


def _words_only(spoken: Spoken, text: str) -> None:
    """A sentence without figures compares, or names what the next one is about."""
    if comparing.compare(spoken, text):
        return
    noun = lexicon.normalise(text)
    if _PURPOSE.match(noun):
        return
    if len(noun) <= _LONGEST_TOPIC and _CLAUSES.isdisjoint(noun):
        spoken.topic = noun
        spoken.subjects, spoken.change = [], None


def _figure(spoken: Spoken, steps: Sequence[Step], index: int) -> None:
    """Make the figure of one step, and what the words say of it."""
    step = steps[index]
    role, said = step_role(steps, index)
    if _like_another(spoken, steps, index, role, said):
        return
    _open_list(spoken, step, role, said)
    if (
        said.base is not None
        and role in _COMPARING
        and not (role == "rate" and comparison.goes_on(spoken, said))
    ):
        _begin_comparison(spoken, role, said)
    if said.reason:
        comparison.close(spoken)
        spoken.in_reason = True
        spoken.explained = spoken.explained or spoken.told
    _make(spoken, steps, index, role, said)


def _like_another(spoken: Spoken, steps: Sequence[Step], index: int, role: str, said: Gap) -> bool:
    """Read a figure that says of its own subject what another one beside it says of another.  False where none does."""
    step, first = steps[index], head(steps, index)
    if role in _ONE_FOR_EACH and proportion.read_respective(spoken, steps, index, enumeration(steps, first)):
        return True
    lead = steps[first]
    other = {"delta": comparison.read_other_change, "base": comparison.read_other_base}.get(lead.said.role)
    if role == "enumerated" and other is not None and other(spoken, step, lead):
        return True
    before = steps[index - 1].said if index else None
    joined = role == "level" and before is not None and before.role == "base" and _BOTH.match(step.gap)
    if joined and _ALL_CHANGE.match(spoken.text, step.number.end):
        comparison.read_joined_base(spoken, step.number, said.noun)
        return True
    return False


def _open_list(spoken: Spoken, step: Step, role: str, said: Gap) -> None:
    """Begin the list that the words before a figure open."""
    if said.among:
        listing.begin(spoken, said.among, said.among_owner)
    elif role == "level" and _COLON.match(step.gap) and _is_of_last(spoken, step):
        listing.begin(spoken, "：")
    if said.within is not None:
        listing.within(spoken, said.within, step.gap)


def _begin_comparison(spoken: Spoken, role: str, said: Gap) -> None:
    """Begin the comparison with ``said.base``, of the subject that stands before it or is spoken of."""
    comparison.close(spoken)
    lead = said.noun if said.noun and role in ("delta", "rate", "points") else said.lead
    known = (
        spoken.is_subject(lead)
        or (spoken.is_bare(lead) and bool(spoken.subject().noun))
        or spoken.shortens(lead)
        or spoken.goes_on(lead)
    )
    if lead and not known:
        spoken.subjects = [Subject(lead, spoken.find(lead))]
    spoken.change = comparison.begin(spoken, said.base or "")


def _make(spoken: Spoken, steps: Sequence[Step], index: int, role: str, said: Gap) -> None:
    """The figure itself, by its role."""
    step = steps[index]
    if role == "level" and step.kind == "percent" and step.gap.endswith("的") and _is_divided(spoken):
        proportion.read_of(spoken, step.number)
    elif role in ("level", "target") or (role == "of" and step.kind != "percent"):
        amount.read_level(spoken, steps, index, said, enumeration(steps, index))
    elif role == "base" and spoken.change is not None:
        next_unit = next((s.number.unit for s in steps[index + 1 :] if s.kind == "money"), "")
        comparison.read_base(spoken, step.number, said, spoken.change, next_unit)
    elif role in ("delta", "rate", "points", "times"):
        comparison.read_change(spoken, step.number, said, role)
        if len(enumeration(steps, index)) == 1:
            comparison.all_change(spoken, step.gap)
    elif role == "of":
        proportion.read_of(spoken, step.number)
    elif role in _PROPORTIONS:
        _PROPORTIONS[role](spoken, step.number, said)
    else:
        figure = spoken.add(step.number, label="", measure=measure_of(step.kind))
        if role == "enumerated" and steps[head(steps, index)].said.role == "level":
            spoken.levels.append(figure)
            spoken.enumerated.append(figure)


def _is_divided(spoken: Spoken) -> bool:
    """Whether the amount right before is a whole that a share is said to be of: 占全县128个村的67.2%."""
    return bool(spoken.levels) and spoken.divided is spoken.levels[-1] is spoken.figures[-1]


def _is_of_last(spoken: Spoken, step: Step) -> bool:
    """Whether an amount of the same unit stands right before a figure."""
    last = spoken.levels[-1] if spoken.levels else None
    return last is not None and last is spoken.figures[-1] and last.unit == step.number.unit


def _tail(spoken: Spoken, text: str) -> None:
    """The text after the last figure of a sentence; everything still open ends."""
    if spoken.lists and _OPEN_END.search(text.strip("）) ")):
        spoken.lists[-1].open_end = True
    comparison.close(spoken)
    if text.strip(" 。"):
        comparing.compare(spoken, text)
    spoken.before = [Subject(o.whole.label, o.whole) for o in spoken.lists]
    listing.close_all(spoken)
    comparison.explain(spoken)
    spoken.depth, spoken.outside = 0, []


def _formulas(spoken: Spoken, numbers: Sequence[Number]) -> None:
    """Formulas written out in numbers."""
    made = {f.where.start: f for f in spoken.figures if (f.where.start or 0) >= spoken.span[0]}
    for found in expression.find(spoken.text, numbers):
        operands = tuple(made[numbers[i].start] for i in found.operands if numbers[i].start in made)
        result = made.get(numbers[found.result].start)
        if result is not None and len(operands) == len(found.operands):
            roles = {"result": (result,), "operands": operands}
            spoken.emit("formula", roles, {"postfix": " ".join(found.postfix)})
