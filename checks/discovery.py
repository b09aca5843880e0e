"""Relations that nobody declared but that hold: evidence for the figures in them.

They are looked for only where they hold, so they never report anything; they tick figures in
the ledger and tell, when something else is broken, which side is the sound one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby, takewhile

import regex

from checks.cause.slip import slip
from checks.formula import footing, ratio
from checks.model import Equal
from checks.relation import judge_relation
from extract.lexicon import fund_of, normalise
from extract.model import Figure
from extract.unit import kind, same_kind, to_base

_LONGEST = 9
_AWAY = 2
_MOST_LISTED, _WINDOW, _NEARBY = 20, 40, 2
_SUM_DIGITS = 3
_LEAST_SUM = 5
_REPEAT_DIGITS = 4
_SHARED = 2
_LONG_NAME = 4
_FAR_TAKEN = 15
_ALL = 100
_FEWEST_COUNTED, _LONG_THING = 10, 3
_THING = regex.compile(r"(?!左右|以[上下内]|其中|分别|主要)(\p{Han}{3})")
_TAKEN = regex.compile(r"(?:的比例)?(?:计提|提取|计算|安排|核定)")
_SOURCES = ("income.", "funds.", "balance.", "carryover.")
"""Where money comes from: never an item left out of a list of spending."""


def sums(figures: Sequence[Figure]) -> Iterator[tuple[Figure, list[Figure]]]:
    """Each amount of the text with a run of amounts beside it that adds up to it.

    Beside it stand the amounts right after or before it, those that a paragraph or sentence near it
    begins with, and, once the lists inside them are known, what is left outside of those lists.
    """
    levels = [
        f
        for f in figures
        if f.where.table is None
        and f.measure in ("level", "count", "headcount")
        and f.qualifier in ("", "about")
        and not f.doubt
    ]
    leads = [f for i, f in enumerate(levels) if i == 0 or levels[i - 1].where.block != f.where.block]
    seen: set[tuple[Figure, frozenset[Figure]]] = set()
    inner: set[Figure] = set()
    for listed in (levels, leads, None):
        outer = listed if listed is not None else [f for f in levels if f not in inner]
        for whole, run in runs(outer):
            inner.update(run)
            if (whole, frozenset(run)) not in seen:
                seen.add((whole, frozenset(run)))
                yield whole, run
    for index, whole in enumerate(levels):
        for run in _counts(levels, index):
            if (whole, frozenset(run)) not in seen:
                yield whole, run


def runs(listed: Sequence[Figure]) -> Iterator[tuple[Figure, list[Figure]]]:
    """Each figure with the nearest run after or before it, and with each sentence near it, that adds up to it."""
    for index, whole in enumerate(listed):
        for run in _runs(listed, index):
            yield whole, run


def is_one_slip_off(whole: Figure, parts: Sequence[Figure]) -> bool:
    """Whether a list would add up if one of its figures had one slip of the pen less."""
    figures = [whole, *parts]
    if len({f.unit for f in figures}) > 1 or len(whole.value.as_tuple().digits) < _REPEAT_DIGITS:
        return False
    gap = whole.value - sum((p.value for p in parts), Decimal(0))
    finest = min(f.step for f in figures)
    for figure in figures:
        true = figure.value - gap if figure is whole else figure.value + gap
        if (
            true > 0
            and len(figure.value.as_tuple().digits) >= _SUM_DIGITS
            and slip(figure.value, true, finest)
        ):
            return True
    return False


def left_out(whole: Figure, parts: Sequence[Figure], figures: Sequence[Figure]) -> Figure | None:
    """A distinctive amount printed elsewhere that is exactly what a list lacks of its whole."""
    if len({f.unit for f in [whole, *parts]}) > 1:
        return None
    gap = whole.value - sum((p.value for p in parts), Decimal(0))
    if gap <= 0 or len(gap.normalize().as_tuple().digits) < _REPEAT_DIGITS:
        return None
    names = {normalise(p.label) for p in parts}
    for figure in figures:
        if fund_of(figure.concept) or (figure.concept or "").startswith(_SOURCES):
            continue
        same = figure.value == gap and figure.unit == whole.unit and figure.period == whole.period
        if (
            same
            and figure.measure == "level"
            and figure not in parts
            and normalise(figure.label) not in names
        ):
            return figure
    return None


def repeats(figures: Sequence[Figure]) -> Iterator[list[Figure]]:
    """Groups of figures that print one distinctive number under similar names."""
    by_value: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.measure not in ("level", "change") or figure.qualifier or figure.doubt:
            continue
        if len(figure.value.normalize().as_tuple().digits) >= _REPEAT_DIGITS:
            by_value[
                kind(figure.unit), to_base(figure.value, figure.unit), figure.measure, figure.period
            ].append(figure)
    for same in by_value.values():
        yield from _similar(same)
    yield from _counted_again(figures)


def _counted_again(figures: Sequence[Figure]) -> Iterator[list[Figure]]:
    """Counts of ten or more in the text with the same noun behind them, or called alike: 12类基本公卫服务."""
    by_noun: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in figures:
        counts = figure.measure in ("count", "headcount") and figure.where.table is None
        if not counts or figure.qualifier or figure.doubt or figure.value < _FEWEST_COUNTED:
            continue
        behind = _THING.match(figure.behind)
        name = behind[1] if behind else normalise(figure.label).removeprefix("按")
        if len(name) >= _LONG_THING:
            by_noun[figure.unit, figure.value, name].append(figure)
    yield from (same for same in by_noun.values() if len(same) > 1)


def _runs(listed: Sequence[Figure], index: int) -> Iterator[list[Figure]]:
    """The nearest run after or before a figure, and each sentence near it, that adds up to it."""
    whole = listed[index]
    if len(whole.value.as_tuple().digits) < _SUM_DIGITS or whole.value <= 0:
        return
    after = listed[index + 1 : index + 1 + _AWAY + _LONGEST]
    before = list(reversed(listed[max(0, index - _AWAY - _LONGEST) : index]))
    starts = ((side, start) for side in (after, before) for start in range(min(_AWAY, len(side))))
    nearest = next(
        (run for side, start in starts if (run := _adds_up(whole, side[start:])) is not None), None
    )
    if nearest is not None:
        yield nearest
    for sentence in _sentences(listed, index):
        if (found := _adds_up(whole, sentence, _MOST_LISTED)) is not None and len(found) == len(sentence):
            yield found


def _counts(levels: Sequence[Figure], index: int) -> Iterator[list[Figure]]:
    """All that is counted in the unit of a count behind it in its sentence, the next or its paragraph, if it adds up to it."""
    whole = levels[index]
    if whole.measure not in ("count", "headcount") or whole.value < _LEAST_SUM:
        return
    behind = takewhile(lambda f: f.where.block == whole.where.block, levels[index + 1 : index + _WINDOW])
    alike = [f for f in behind if f.unit == whole.unit and f.period == whole.period and not f.qualifier]
    after = [f for f in alike if f.quote != whole.quote]
    for run in (
        [f for f in alike if f.quote == whole.quote],
        [f for f in after if f.quote == after[0].quote],
        alike,
    ):
        if len(run) > 1 and all(f.value for f in run) and sum(f.value for f in run) == whole.value:
            yield run


def _sentences(listed: Sequence[Figure], index: int) -> Iterator[list[Figure]]:
    """The amounts of each of the sentences around a figure, as far as ``_NEARBY`` paragraphs away."""
    whole = listed[index]
    near = [
        f
        for f in listed[max(0, index - _WINDOW) : index + _WINDOW]
        if abs((f.where.block or 0) - (whole.where.block or 0)) <= _NEARBY
    ]
    for _, told in groupby(near, key=lambda f: (f.where.block, f.quote)):
        sentence = [f for f in told if f is not whole]
        if len(sentence) > 1:
            yield sentence


def _adds_up(whole: Figure, side: Sequence[Figure], most: int = _LONGEST) -> list[Figure] | None:
    goal, total = to_base(whole.value, whole.unit), 0 * to_base(whole.value, whole.unit)
    run: list[Figure] = []
    for figure in side[:most]:
        other = kind(figure.unit) != kind(whole.unit) or figure.period != whole.period
        if other or figure.value < 0 or figure.qualifier:
            return None
        run.append(figure)
        total += to_base(figure.value, figure.unit)
        members = [f for f in run if f.value]
        gap = abs(total - goal)
        near = len(members) > 1 and gap * 1000 <= goal and gap <= to_base(whole.step, whole.unit)
        if near and judge_relation(Equal(whole, footing(run))).state in ("held", "held_by_rounding"):
            return run
        if total > goal:
            return None
    return None


def _similar(figures: list[Figure]) -> Iterator[list[Figure]]:
    """Figures whose names share two characters in a row, or the same concept, with the first of a group."""
    rest = list(figures)
    while len(rest) > 1:
        first, *others = rest
        like = [f for f in others if _alike(first, f)]
        if like:
            yield [first, *like]
        rest = [f for f in others if f not in like]


def _alike(one: Figure, two: Figure) -> bool:
    if one.concept is not None and one.concept == two.concept:
        return True
    first, second = normalise(one.label + "".join(one.path)), normalise(two.label + "".join(two.path))
    return any(first[i : i + _SHARED] in second for i in range(len(first) - _SHARED + 1))


def ratios(figures: Sequence[Figure]) -> Iterator[tuple[Figure, Figure, Figure]]:
    """Each percentage with two amounts near it that give it: (rate, upper, lower).

    With few digits only amounts that are named alike do (拨付水污染防治资金680万元 of 水污染防治资金850万元),
    or what 按1%计提 says is taken from an amount above.
    """
    text = [f for f in figures if f.where.table is None and not f.doubt]
    for index, rate in enumerate(text):
        if kind(rate.unit) != "percent" or rate.qualifier or rate.measure not in ("ratio", "share", "level"):
            continue
        if not 0 < rate.value < _ALL:
            continue
        if _TAKEN.match(rate.behind):
            after = [f for f in text[index + 1 : index + 2] if f.quote == rate.quote]
            pairs = [
                (top, low)
                for top in after
                for low in _near(text, index, _FAR_TAKEN)
                if _is_taken(rate, top, low)
            ]
        else:
            near = _near(text, index, _NEARBY)
            many = len(rate.value.as_tuple().digits) >= _REPEAT_DIGITS
            pairs = [
                (top, low)
                for top in near
                if top.where.block == rate.where.block
                for low in near
                if (many and low.where.block == rate.where.block) or _is_of_name(top, low)
            ]
        for top, low in reversed(pairs):
            if (
                top.value < low.value
                and same_kind(top.unit, low.unit)
                and top.value
                and _gives(rate, top, low)
            ):
                yield rate, top, low
                break


def _gives(rate: Figure, top: Figure, low: Figure) -> bool:
    return judge_relation(Equal(rate, ratio(top, low))).state == "held"


def _is_taken(rate: Figure, part: Figure, whole: Figure) -> bool:
    """Whether a part is just that rate of its whole: the rate itself is no rounded figure."""
    due = to_base(whole.value, whole.unit) * to_base(rate.value, rate.unit)
    return abs(to_base(part.value, part.unit) - due) <= to_base(part.step, part.unit)


def _near(text: Sequence[Figure], index: int, blocks: int) -> list[Figure]:
    """The amounts before a figure, as far as so many paragraphs away."""
    here = text[index].where.block or 0
    return [
        f
        for f in text[max(0, index - _WINDOW) : index]
        if here - (f.where.block or 0) <= blocks
        and f.measure in ("level", "count", "headcount")
        and not f.qualifier
    ]


def _is_of_name(one: Figure, other: Figure) -> bool:
    name, whole = normalise(one.label), normalise(other.label)
    return len(whole) >= _LONG_NAME and name != whole and name.endswith(whole)
