"""A paragraph read into labelled figures and the statements that its sentences make.

The reader walks from figure to figure.  Between two figures it asks `clause.read` what the
words say, and keeps in a `Spoken` what a human reader would keep in mind.  Where a wording is
handled: amounts in `amount`, changes and 持平 in `comparison`, 其中 and counted items in
`listing`, shares and completion in `proportion`, written formulas in `expression`.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from extract import amount, clause, comparison, expression, lexicon, listing, proportion, unit
from extract.clause import Gap
from extract.model import Figure, Locator, Statement, Unread
from extract.number import Number, scan
from extract.plain import Plain, plain
from extract.spoken import Context, Spoken, Step, Subject, measure_of

_SENTENCE_END = regex.compile(r"[。！？!?\n]+(?![）)])|(?<=[%元人个])\.(?=\p{Han})")
_PLACEHOLDER = regex.compile(
    r"(?:(?<![×✕╳＊*_＿○□])[×✕╳＊*_＿○□]{2,}+|(?<![xX])[xX]{2,}+)\s*(?:万元|亿元|元|%|％|人|个|家|项)"
    r"|(?<!单位[均都统一]{0,2})(?:增加|减少|占|为|增长|下降|完成)"
    r"(?:[ 　]+元|[ 　]*(?:万元|亿元|%|％))(?=\s*(?:[，,、。；;）)]|$))"
)
_RUN_TOGETHER = regex.compile(r"\d{8,}(?:\.\d+)?\s*[%％]")
_ASIDE = regex.compile(r"此外|另外|另有|另，|加上|同时|扣除|剔除")
_OPEN_END = regex.compile(r"等(?:[^，。；、]{0,12})?$")
_BALANCED = regex.compile(r"[（(][^（）()]*[）)]")
_BRACKET_END = regex.compile(r"^[^（(）)]*[）)]")
_RUN_ON = regex.compile(r"^(?:(?:19|20)\d\d年|全年|本年|现有|实有|年末|[，,；;]?截[至止]|另(?!有))")
_NAMED_BEFORE = regex.compile(r"\p{Han}[（(]$")
_PURPOSE = regex.compile(r"(?:主要)?(?:用于|原因|是由于|系|包括|反映)")
_YEAR_TEXT = regex.compile(r"(?:19|20)\d\d(?=\s*年)")
_BOTH = regex.compile(r"\s*[、和与及]\s*\p{Han}")
_ALL_CHANGE = regex.compile(r"[，,、\s]*(?:均|都|各|分别)")
_SINCE = regex.compile(r"(?:自|从)\s*\d{4}|由\s*\d{4}\s*年[度末底初]?(?:的|\s*$)")
_LAST_YEAR = regex.compile(r"\s*(?:上年|去年)(?:末|度)?[，,]")
_THIS_YEAR = regex.compile(r"\s*(?:本年|今年|当年)")
_LACKS_PERCENT = regex.compile(r"(?<=[，,；;]\s*)占(?:比(?:重)?)?(?:为|达)?\s*$")
_OTHER_WHOLE = regex.compile(r"\s*[、，,和与及]\s*(?:占)?(?P<whole>\p{Han}[^，,。；;：:、]{1,20})的\s*")
_COLON = regex.compile(r"\s*[：:](?=[^；;。]*$)[^；;。，,]*\p{Han}")
_CLAUSES = frozenset("，,；;")
_LONGEST_TOPIC = 45
_LOOK_AHEAD, _MOST_FIGURES = 300, 200


@dataclass(frozen=True, slots=True)
class Reading:
    """What one paragraph gave; ``topic`` is the noun it leaves for the paragraphs after it.

    ``failure`` says in Chinese why it could not be read, "" when it was.
    """

    figures: tuple[Figure, ...] = ()
    statements: tuple[Statement, ...] = ()
    unread: tuple[Unread, ...] = ()
    topic: str = ""
    failure: str = ""


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
    return reading if ready.origin is None else _as_printed(reading, ready, text)


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


# ---- back to the printed text ---------------------------------------------------------------


def _as_printed(reading: Reading, ready: Plain, text: str) -> Reading:
    """A reading of prepared text with the places and the words of the printed one."""
    quotes = _quotes(reading.figures, ready, text)
    moved = {figure: _figure_as_printed(figure, quotes[figure], ready, text) for figure in reading.figures}
    statements = tuple(
        replace(
            s,
            roles={role: tuple(moved[f] for f in figures) for role, figures in s.roles.items()},
            where=_back(s.where, ready),
            quote=text[slice(*_ends(s.where, ready))].strip(),
        )
        for s in reading.statements
    )
    unread = tuple(
        replace(u, text=text[slice(*_ends(u.where, ready))], where=_back(u.where, ready))
        for u in reading.unread
    )
    return Reading(tuple(moved[f] for f in reading.figures), statements, unread, reading.topic)


def _ends(where: Locator, ready: Plain) -> tuple[int, int]:
    return ready.back(where.start or 0), ready.back_end(where.end or 0)


def _back(where: Locator, ready: Plain) -> Locator:
    start, end = _ends(where, ready)
    return replace(where, start=start, end=end)


def _figure_as_printed(figure: Figure, quote: tuple[str, int], ready: Plain, text: str) -> Figure:
    start, end = _ends(figure.where, ready)
    place = replace(figure.where, start=start, end=end)
    return replace(figure, text=text[start:end], quote=quote[0], at=quote[1], where=place)


def _quotes(figures: Sequence[Figure], ready: Plain, text: str) -> dict[Figure, tuple[str, int]]:
    """The sentence of each figure as the grammar reads it, but with every figure as printed, and its place there."""
    sentences: dict[int, list[Figure]] = defaultdict(list)
    for figure in figures:
        sentences[ready.text.rfind(figure.quote, 0, (figure.where.start or 0) + len(figure.quote))].append(
            figure
        )
    found: dict[Figure, tuple[str, int]] = {}
    for position, inside in sentences.items():
        end, quote, begins = position + len(inside[0].quote), "", {}
        for figure in sorted(inside, key=lambda f: f.where.start or 0):
            start = figure.where.start or 0
            begins[figure] = max(len(quote) + start - position, 0)
            if start >= position:
                quote += ready.text[position:start] + text[slice(*_ends(figure.where, ready))]
                position = figure.where.end or 0
        quote += ready.text[position:end]
        found |= {figure: (quote, at) for figure, at in begins.items()}
    return found


# ---- the walk -------------------------------------------------------------------------------


def _sentence(spoken: Spoken, numbers: Sequence[Number]) -> None:
    """Read one sentence (``spoken.span``) with the figures in it."""
    start, end = spoken.span
    text = spoken.text[start:end]
    spoken.levels, spoken.in_reason, spoken.fund, spoken.share = [], False, "", None
    if not clause.AMONG.match(text.lstrip()):
        if spoken.before:
            spoken.subjects, spoken.before = spoken.before[:1], spoken.subjects + spoken.before[1:]
        spoken.period = str(spoken.context.year) if spoken.context.year else None
    if not numbers:
        _words_only(spoken, text)
        return
    steps, position = _steps(spoken, numbers)
    for index, step in enumerate(steps):
        _cross(spoken, step)
        _period(spoken, step.gap)
        if index:
            comparison.compare(spoken, step.gap, behind=True)
        _figure(spoken, steps, index)
        comparison.compare(spoken, step.gap, behind=False if index else None)
    _tail(spoken, spoken.text[position:end])
    _formulas(spoken, numbers)


def _steps(spoken: Spoken, numbers: Sequence[Number]) -> tuple[list[Step], int]:
    """The steps of the walk, and where the text after the last figure begins."""
    position = spoken.span[0]
    steps: list[Step] = []
    percent = any(n.unit == "%" for n in numbers)
    for number in numbers:
        if percent and not number.unit and _LACKS_PERCENT.search(spoken.text, position, number.start):
            number = replace(number, unit="%")
        gap, position = spoken.text[position : number.start], number.end
        if _NAMED_BEFORE.search(gap) and spoken.text[number.end : number.end + 1] in ("）", ")"):
            gap, position = gap[:-1], number.end + 1
        after = spoken.text[position : min(spoken.span[1], position + _LOOK_AHEAD)]
        said = clause.read(gap, unit.kind(number.unit), after)
        steps.append(Step(number, gap, said))
    return steps, position


def _words_only(spoken: Spoken, text: str) -> None:
    """A sentence without figures compares, or names what the next one is about."""
    if comparison.compare(spoken, text):
        return
    noun = lexicon.normalise(text)
    if _PURPOSE.match(noun):
        return
    if len(noun) <= _LONGEST_TOPIC and _CLAUSES.isdisjoint(noun):
        spoken.topic = noun
        spoken.subjects, spoken.change = [], None


def _cross(spoken: Spoken, step: Step) -> None:
    """What the punctuation before a figure ends and opens."""
    gap = step.gap
    alone = _BALANCED.sub("", gap)
    opened, closed = sum(alone.count(c) for c in "（("), sum(alone.count(c) for c in "）)")
    if closed:
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
    if ";" in gap or "；" in gap:
        comparison.close(spoken)
        for told in spoken.lists:
            told.cuts.append(len(told.parts))
    if "另有" in gap and spoken.lists:
        comparison.close(spoken)
        for told in spoken.lists:
            told.cuts.append(len(told.parts))
    elif _ASIDE.search(gap) or _RUN_ON.match(gap):
        comparison.close(spoken)
        listing.close_all(spoken)
    if opened:
        spoken.depth += opened
        spoken.outside += [(spoken.period, spoken.fund)] * opened
        first = min(gap.find(c) for c in "（(" if c in gap)
        before, inside = gap[:first].strip(), gap[first + 1 :]
        right_behind = not before and not closed and spoken.levels
        if (
            right_behind
            and step.said.role == "level"
            and not clause.AMONG.search(inside)
            and clause.noun(inside)
        ):
            listing.begin(spoken, "（")


def _depth_of(spoken: Spoken, figure: Figure) -> int:
    before = spoken.text[spoken.span[0] : figure.where.start or 0]
    return sum(before.count(c) for c in "（(") - sum(before.count(c) for c in "）)")


def _period(spoken: Spoken, gap: str) -> None:
    """The year that words before a figure set, bases of comparison apart."""
    if "年" not in gap:
        return
    text, own = clause.near(_BRACKET_END.sub("", gap)), spoken.context.year
    for pattern in (clause.BASE, clause.LEVEL, clause.COMPARE):
        text = pattern.sub("", text)
    years = _YEAR_TEXT.findall(text)
    if years and not _SINCE.search(text):
        spoken.period = years[-1]
    elif own and _LAST_YEAR.match(text):
        spoken.period = str(own - 1)
    elif own and _THIS_YEAR.match(text):
        spoken.period = str(own)


def _figure(spoken: Spoken, steps: Sequence[Step], index: int) -> None:
    """Make the figure of one step, and what the words say of it."""
    step = steps[index]
    role, said = _role(steps, index)
    if role in ("share", "ratio", "rate", "delta", "enumerated"):
        group = _enumeration(steps, _head(steps, index))
        if proportion.read_respective(spoken, steps, index, group):
            return
    head = steps[_head(steps, index)]
    other = {"delta": comparison.read_other_change, "base": comparison.read_other_base}.get(head.said.role)
    if role == "enumerated" and other is not None and other(spoken, step, head):
        return
    before = steps[index - 1].said if index else None
    joined = role == "level" and before is not None and before.role == "base" and _BOTH.match(step.gap)
    if joined and _ALL_CHANGE.match(spoken.text, step.number.end):
        comparison.read_joined_base(spoken, step.number, said.noun)
        return
    if said.among:
        listing.begin(spoken, said.among, said.among_owner)
    elif role == "level" and _COLON.match(step.gap) and _is_of_last(spoken, step):
        listing.begin(spoken, "：")
    if said.within is not None:
        listing.within(spoken, said.within, step.gap)
    repeated = role == "rate" and comparison.goes_on(spoken, said)
    if (
        said.base is not None
        and not repeated
        and role in ("base", "delta", "rate", "points", "times", "target", "level")
    ):
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
        spoken.change = comparison.begin(spoken, said.base)
    if said.reason:
        comparison.close(spoken)
        spoken.in_reason = True
        spoken.explained = spoken.explained or spoken.told
    if role in ("level", "target") or (role == "of" and step.kind != "percent"):
        amount.read_level(spoken, steps, index, said, _enumeration(steps, index))
    elif role == "base" and spoken.change is not None:
        next_unit = next((s.number.unit for s in steps[index + 1 :] if s.kind == "money"), "")
        comparison.read_base(spoken, step.number, said, spoken.change, next_unit)
    elif role in ("delta", "rate", "points", "times"):
        comparison.read_change(spoken, step.number, said, role)
        if len(_enumeration(steps, index)) == 1:
            comparison.all_change(spoken, step.gap)
    elif role == "share":
        proportion.read_share(spoken, step.number, said)
    elif role == "completion":
        proportion.read_completion(spoken, step.number, said)
    elif role == "of":
        proportion.read_of(spoken, step.number)
    elif role == "ratio":
        proportion.read_ratio(spoken, step.number, said)
    else:
        spoken.add(step.number, label="", measure=measure_of(step.kind))


def _is_of_last(spoken: Spoken, step: Step) -> bool:
    """Whether an amount of the same unit stands right before a figure."""
    last = spoken.levels[-1] if spoken.levels else None
    return last is not None and last is spoken.figures[-1] and last.unit == step.number.unit


def _role(steps: Sequence[Step], index: int) -> tuple[str, Gap]:
    """The role of a figure; one without words of its own takes them from the head of its enumeration."""
    said, before = steps[index].said, steps[index - 1].said if index else None
    if before is not None and before.role == "share" and steps[index].kind == "percent":
        other = _OTHER_WHOLE.fullmatch(steps[index].gap)
        if other:
            return "share", replace(before, noun="", phrase=other["whole"])
    if said.role != "bare":
        return said.role, said
    first = _head(steps, index)
    if first == index:
        return "level", said
    head, place = steps[first].said, index - first
    nouns = amount.split_nouns(head.noun, len(_enumeration(steps, first)))
    if head.role == "level" and len(nouns) > place:
        return "level", replace(head, noun=nouns[place], among="", base=None)
    unit_of_its_own = steps[index].number.unit
    counted = steps[index].kind in ("count", "headcount") and unit_of_its_own != steps[first].number.unit
    spent = (
        steps[index].kind == "money" and not steps[index].gap and steps[first].kind in ("count", "headcount")
    )
    if (counted or spent) and head.role == "level" and head.noun and len(nouns) == 1:
        named = head.noun if steps[index].kind != steps[first].kind else f"{head.noun}{unit_of_its_own}"
        return "level", replace(head, noun=named, among="", base=None)
    return "enumerated", replace(head, among="", base=None)


def _head(steps: Sequence[Step], index: int) -> int:
    """The step that the enumeration (5万元、3万元和2万元) around ``index`` begins with."""
    while index > 0 and steps[index].said.role == "bare":
        index -= 1
    return index


def _enumeration(steps: Sequence[Step], first: int) -> range:
    """The steps from ``first`` on that stand in one enumeration."""
    end = first + 1
    kind = steps[first].kind
    while end < len(steps) and steps[end].said.role == "bare" and steps[end].kind in ("", kind):
        end += 1
    return range(first, end)


def _tail(spoken: Spoken, text: str) -> None:
    """The text after the last figure of a sentence; everything still open ends."""
    if spoken.lists and _OPEN_END.search(text.strip("）) ")):
        spoken.lists[-1].open_end = True
    comparison.close(spoken)
    if text.strip(" 。"):
        comparison.compare(spoken, text)
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
