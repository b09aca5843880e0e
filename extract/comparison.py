"""Changes against a base: 较上年增加5万元，增长3%, 由5万元降至3万元, 是上年的1.5倍."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from extract import compared, lexicon, opening, unit
from extract.clause import Gap
from extract.model import Figure
from extract.number import Number
from extract.spoken import BUDGETS, Change, Spoken, Subject, measure_of
from extract.step import Step

_BOTH_SIDES = regex.compile(r"^(?:财政拨款)?(?:收、?支|收入支出|收支|收入|支出)(?:总计|合计|总额|均|各)?$")
_LEVELS = ("level", "headcount", "count")
_IS_CHANGE = regex.compile(r"增加|减少|调增|调减|新增")
_EACH = regex.compile(r"[均各都](?!项)|分别")
_JOINED = regex.compile(r"\s*[、和与及，,]\s*\p{Han}{2,20}(?:为|是)?\s*")
_PAIR = 2
_OPENING = regex.compile(r"(?:(?:19|20)\d\d年)?(?:年初|期初|上年末|去年末)(?!预算)")
_BRACKET = regex.compile(r"\s*[（(][^（）()]*[）)]")
_SIDE = regex.compile(r"收入|支出|收支")
_LAST_YEAR = regex.compile(r"上年|去年|同期|上期")
_KINDS = {"points": "points", "multiple": "multiple"}
_MEASURE = {"delta": "change", "rate": "rate", "points": "points", "times": "multiple"}


def begin(spoken: Spoken, phrase: str) -> Change:
    """A comparison of the subject spoken of with the base that ``phrase`` prints."""
    subject = spoken.subject()
    change = Change(subject, base_name(spoken, phrase), phrase)
    if spoken.lists and subject.figure is not None and not spoken.lists[-1].bracket:
        change.alternatives = [
            Subject(o.whole.label, o.whole) for o in spoken.lists if o.whole is not subject.figure
        ]
    if subject.figure is not None and subject.figure.measure == "ratio":
        change.alternatives += [Subject(f.label, f) for f in spoken.levels[-2:] if f.stage not in BUDGETS]
    if subject.figure is None and _BOTH_SIDES.search(lexicon.normalise(subject.noun)):
        change.alternatives += _both_sides(spoken, subject.noun)
    if not spoken.levels:
        change.alternatives += [s for s in spoken.before if s.figure is not subject.figure]
    return change


def goes_on(spoken: Spoken, said: Gap) -> bool:
    """Whether a rate repeats the base of the amount of change before it: 比上年减少5万元，比上年下降10%."""
    change = spoken.change
    return (
        change is not None
        and change.delta is not None
        and change.rate is None
        and not said.noun
        and not said.lead
        and base_name(spoken, said.base or "") == change.base
    )


def _both_sides(spoken: Spoken, noun: str) -> list[Subject]:
    """The totals of income and spending that 收、支总计各增加 may be about."""
    fiscal = "财政拨款" in noun
    sides = [
        f
        for f in spoken.figures
        if f.measure == "level" and _SIDE.search(f.label) and ("财政拨款" in f.label) == fiscal
    ]
    return [Subject(f.label, f) for f in sides[-4:]]


def base_name(spoken: Spoken, phrase: str) -> str:
    """A printed base in its normal form: a year, 上年, a stage of the budget, or its noun."""
    if not phrase:
        return ""
    term = lexicon.analyse(phrase, spoken.year())
    year = term.period or ""
    if term.stage in BUDGETS:
        return term.stage if not year or year == spoken.period else year + term.stage
    if year:
        return year
    return "上年" if _LAST_YEAR.search(phrase) else term.subject or term.stage


def read_base(spoken: Spoken, number: Number, said: Gap, change: Change, next_unit: str) -> None:
    """The amount of the base itself: 较上年的5万元. ``next_unit`` is its unit where none is printed."""
    term = lexicon.analyse(said.base or "", spoken.year())
    kind = unit.kind(number.unit)
    if not number.unit:
        number = replace(number, unit=next_unit)
        kind = unit.kind(next_unit)
    current = change.subject.figure
    named = _of_concept(spoken, term)
    if named is not None and current is not None and current.concept != term.concept:
        change.subject = Subject(named.label, named)
        spoken.subjects = [change.subject]
    elif current is not None and not unit.same_kind(current.unit, number.unit):
        counted = _counted_in(spoken, number.unit)
        change.subject = Subject(counted.label, counted) if counted is not None else change.subject
    label = change.subject.noun or spoken.topic
    if change.base == compared.UNDATED:
        label += compared.UNDATED
    change.base_figure = spoken.add(
        number, label=label, measure=measure_of(kind),
        period=term.period or spoken.year_before(), stage=term.stage,
    )  # fmt: skip


def read_change(spoken: Spoken, number: Number, said: Gap, role: str) -> None:
    """An amount or rate of change, points, or a multiple; ``role`` is delta, rate, points or times."""
    if said.noun and said.base is None and not spoken.is_subject(said.noun):
        close(spoken)
        spoken.subjects = [Subject(said.noun, spoken.find(said.noun))]
    change = spoken.change
    if change is None or (change.delta if role == "delta" else change.rate) is not None:
        close(spoken)
        change = spoken.change = begin(spoken, "")
        if said.word.startswith("净") and _IS_CHANGE.match(change.subject.noun):
            change.subject, change.alternatives = Subject("", None), []
    if (
        role == "delta"
        and change.subject.figure is not None
        and _counts_other(change.subject.figure, number.unit)
    ):
        counted = _counted_in(spoken, number.unit)
        if counted is not None:
            change.subject = Subject(counted.label, counted)
    subject = change.subject
    figure = spoken.add(
        number,
        label=subject.noun or spoken.topic,
        measure=_MEASURE[role],
        base=change.base,
        like=subject.figure,
    )
    if role == "delta":
        change.delta = figure
    else:
        change.rate = figure
    change.words["direction" if role == "delta" else "rate"] = said.word
    change.words["up" if role == "delta" else "rate_up"] = "1" if said.up else "0"


def _of_concept(spoken: Spoken, term: lexicon.Term) -> Figure | None:
    """The latest amount of the paragraph that a base is the earlier amount of: 较上年收入总计90万元."""
    alike = (
        f
        for f in reversed(spoken.figures)
        if f.concept == term.concept and f.measure in _LEVELS and f.period != term.period
    )
    return next(alike, None) if term.concept else None


def read_joined_base(spoken: Spoken, number: Number, noun: str) -> None:
    """The base of a second subject, told of with the first: 较上年收入总计90万元、支出总计90万元均增加5万元."""
    change = spoken.change
    base = change.base_figure if change is not None else None
    figure = spoken.add(
        number, label=noun, measure=measure_of(unit.kind(number.unit)),
        period=base.period if base else spoken.year_before(), stage=base.stage if base else "",
    )  # fmt: skip
    term = replace(lexicon.analyse(noun, spoken.year()), period=figure.period)
    current = _of_concept(spoken, term)
    if change is not None and current is not None and current is not change.subject.figure:
        change.also.append((current, figure))


def all_change(spoken: Spoken, gap: str) -> None:
    """均 and 各 say that the amount told before the subject changed as much: 收入95万元，支出95万元，均增加5万元."""
    change = spoken.change
    if change is None or change.also or len(spoken.levels) < _PAIR or not _EACH.search(gap):
        return
    other, last = spoken.levels[-_PAIR:]
    joined = spoken.text[other.where.end : last.where.start]
    alike = other.unit == last.unit and other.period == last.period and other.stage == last.stage
    joins = _JOINED.fullmatch(joined) and not opening.AMONG.search(joined)
    if change.subject.figure is last and alike and other.label != last.label and joins:
        change.also.append((other, None))


def read_other_base(spoken: Spoken, step: Step, head: Step) -> bool:
    """The base of what is counted in another unit: 比年初1387户、2.5亿元分别减少.  False where it is none."""
    change = spoken.change
    if change is None or change.base_figure is None or step.number.unit == head.number.unit:
        return False
    counted = _counted_in(spoken, step.number.unit)
    figure = spoken.add(
        step.number, label=counted.label if counted else "", measure=measure_of(step.kind),
        period=change.base_figure.period, stage=change.base_figure.stage,
    )  # fmt: skip
    change.other_bases.append(figure)
    return True


def read_other_change(spoken: Spoken, step: Step, head: Step) -> bool:
    """The change of what is counted in another unit: 12批次、96人次，比上年减少3批次、20人次.

    False where the sentence counts nothing in that unit.
    """
    counted = _counted_in(spoken, step.number.unit)
    if step.number.unit == head.number.unit or counted is None:
        return False
    before = spoken.change
    phrase = before.phrase if before is not None else head.said.base or ""
    close(spoken)
    spoken.subjects = [Subject(counted.label, counted)]
    spoken.change = begin(spoken, phrase)
    bases = before.other_bases if before is not None else []
    spoken.change.base_figure = next((f for f in bases if f.unit == step.number.unit), None)
    spoken.change.other_bases = bases
    read_change(spoken, step.number, replace(head.said, noun="", base=None), "delta")
    return True


def _counts_other(figure: Figure, printed: str) -> bool:
    """Whether an amount is counted in another unit than a change, so that it is not what changed."""
    kinds = {unit.kind(figure.unit), unit.kind(printed)}
    return figure.unit != printed and (len(kinds) > 1 or kinds <= {"count", "headcount"})


def _counted_in(spoken: Spoken, printed: str) -> Figure | None:
    """The last amount of this sentence in a unit, that of a base apart."""
    quote, year = spoken.quote(), spoken.year_before()
    counted = [
        f
        for f in spoken.figures
        if f.quote == quote and f.unit == printed and f.measure in _LEVELS and f.period != year
    ]
    return counted[-1] if counted else None


def close(spoken: Spoken) -> None:
    """The comparison in force ends here: say what it told, once for each subject it may be about."""
    change, spoken.change = spoken.change, None
    if change is None or (change.delta is None and change.rate is None and change.target is None):
        return
    if change.base_figure is None:
        change.base_figure = _told_base(spoken, change)
    roles: dict[str, tuple[Figure, ...]] = {}
    for role, figure in (("base", change.base_figure), ("delta", change.delta), ("rate", change.rate)):
        if figure is not None:
            roles[role] = (figure,)
    words = change.words | {
        "scope": _scope(spoken, [f for held in roles.values() for f in held]),
        "base": change.base,
        "phrase": change.phrase,
        "subject": change.subject.noun,
    }
    current = change.target or change.subject.figure
    if (
        current is not None
        and change.target is None
        and "base" not in roles
        and _OPENING.match(current.label)
    ):
        roles["base"] = (current,)
        current, change.alternatives = None, []
    if change.delta is not None:
        _remember(spoken, current, change.delta, up=words.get("up") == "1")
    kind = _KINDS.get(change.rate.measure if change.rate is not None else "", "change")
    _say(spoken, change, kind, roles, words, _choices(spoken, change, current, kind))


def _choices(spoken: Spoken, change: Change, current: Figure | None, kind: str) -> list[Figure]:
    """The amounts that a change may be of; points are of a rate, where one is told."""
    may_be = (current, *(s.figure for s in change.alternatives))
    choices = list(dict.fromkeys(c for c in may_be if c is not None))
    if kind != "points":
        return choices
    if spoken.share is not None and (current is None or unit.kind(current.unit) != "percent"):
        return [spoken.share]
    return [c for c in choices if unit.kind(c.unit) == "percent"] or choices[:1]


def _say(
    spoken: Spoken, change: Change, kind: str, roles: dict[str, tuple[Figure, ...]], words: dict[str, str],
    choices: list[Figure],
) -> None:  # fmt: skip
    """Say what a comparison told of each of ``choices``, as readings of one thing, and of what 均 says of too."""
    if not choices:
        spoken.emit(kind, roles, words)
        return
    told = [(kind, roles)]
    if kind == "multiple" and "delta" in roles:
        told = [
            (kind, {r: f for r, f in roles.items() if r != "delta"}),
            ("change", {r: f for r, f in roles.items() if r != "rate"}),
        ]
    for also, base in change.also:
        held = {r: f for r, f in roles.items() if r != "base"} | (
            {"base": (base,)} if base is not None else {}
        )
        spoken.emit(kind, held | {"current": (also,)}, words | {"subject": also.label})
    for said, held in told:
        reading = spoken.next_reading() if len(choices) > 1 else 0
        for choice in choices:
            spoken.emit(said, held | {"current": (choice,)}, words, reading=reading)


def _scope(spoken: Spoken, told: Sequence[Figure]) -> str:
    """What narrows a change (同口径, 扣除…): words before its figures since the last ；, or in a bracket behind them."""
    start = min((f.where.start or 0 for f in told), default=spoken.span[1])
    end = max((f.where.end or 0 for f in told), default=spoken.span[1])
    since = max(spoken.text.rfind(mark, spoken.span[0], start) for mark in "；;") + 1
    bracket = _BRACKET.match(spoken.text, end)
    scoped = compared.SCOPE.search(spoken.text, max(since, spoken.span[0]), bracket.end() if bracket else end)
    return scoped.group() if scoped else ""


def _told_base(spoken: Spoken, change: Change) -> Figure | None:
    """The amount of the base that the sentence has told of its subject: 上年5万元，本年6万元，增长20%."""
    current = change.target or change.subject.figure
    if current is not None and not change.base and (moved := _moved(spoken, current)) is not None:
        return moved
    if current is None or current not in spoken.levels:
        return None
    year = change.base if change.base.isdigit() else "" if change.base else spoken.year_before()
    subject = lexicon.analyse(current.label, spoken.year()).subject
    told = [
        f
        for f in spoken.levels
        if f.period == year
        and f.period != current.period
        and f.stage == current.stage
        and unit.same_kind(f.unit, current.unit)
        and lexicon.analyse(f.label, spoken.year()).subject == subject
    ]
    return told[0] if len(told) == 1 else None


def _moved(spoken: Spoken, current: Figure) -> Figure | None:
    """What this sentence said an amount was before: 由42.3%提高到43.1%，提高0.8个百分点."""
    told = spoken.statements[-1] if spoken.statements else None
    if told is None or told.kind != "change" or told.one("delta") or told.one("rate"):
        return None
    return told.one("base") if told.one("current") is current and told.quote == spoken.quote() else None


def explain(spoken: Spoken) -> None:
    """The sentence ends: the changes told as reasons, or behind 其中, beside the change that they explain."""
    explained, reasons = spoken.explained, spoken.reasons
    spoken.explained, spoken.reasons = None, []
    if explained is None or not reasons:
        return
    signs = "".join("+" if up == explained[1] else "-" for _, up in reasons)
    roles = {"whole": (explained[0],), "parts": tuple(f for f, _ in reasons)}
    spoken.emit("parts-of-change", roles, {"signs": signs, "marker": "原因" if spoken.in_reason else "其中"})


def _remember(spoken: Spoken, current: Figure | None, delta: Figure, *, up: bool) -> None:
    """Keep a change for the sum of the changes of a list's parts, or of what explains another change."""
    wholes = [o.whole for o in spoken.lists]
    spoken.told = (delta, up)
    if spoken.explained is not None and delta.unit == spoken.explained[0].unit:
        spoken.reasons.append((delta, up))
    if spoken.lists and (current is None or current in spoken.lists[-1].parts or current not in wholes):
        spoken.lists[-1].deltas.append((delta, up))
    if current is not None:
        spoken.deltas.setdefault(id(current), (delta, up))
