"""Relations that nobody declared but that hold: evidence for the figures in them.

They are looked for only where they hold, so they never report anything; they tick figures in
the ledger and tell, when something else is broken, which side is the sound one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from checks.cause.slip import slip
from checks.formula import footing
from checks.model import Equal
from checks.relation import judge_relation
from extract.lexicon import fund_of, normalise
from extract.model import Figure
from extract.unit import kind, to_base

_LONGEST = 9
_AWAY = 2
_SUM_DIGITS = 3
_REPEAT_DIGITS = 4
_SHARED = 2
_SOURCES = ("income.", "funds.", "balance.", "carryover.")
"""Where money comes from: never an item left out of a list of spending."""


def sums(figures: Sequence[Figure]) -> Iterator[tuple[Figure, list[Figure]]]:
    """Each amount of the text with a run of amounts beside it that adds up to it."""
    levels = [
        f
        for f in figures
        if f.where.table is None
        and f.measure in ("level", "count", "headcount")
        and not f.qualifier
        and not f.doubt
    ]
    leads = [f for i, f in enumerate(levels) if i == 0 or levels[i - 1].where.block != f.where.block]
    seen: set[tuple[Figure, frozenset[Figure]]] = set()
    for listed in (levels, leads):
        for index, whole in enumerate(listed):
            run = _run(listed, index)
            if run is not None and (whole, frozenset(run)) not in seen:
                seen.add((whole, frozenset(run)))
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


def _run(listed: Sequence[Figure], index: int) -> list[Figure] | None:
    """The nearest run after (or before) a figure that adds up to it."""
    whole = listed[index]
    if len(whole.value.as_tuple().digits) < _SUM_DIGITS or whole.value <= 0:
        return None
    after = listed[index + 1 : index + 1 + _AWAY + _LONGEST]
    before = list(reversed(listed[max(0, index - _AWAY - _LONGEST) : index]))
    for side in (after, before):
        for start in range(min(_AWAY, len(side))):
            found = _adds_up(whole, side[start:])
            if found is not None:
                return found
    return None


def _adds_up(whole: Figure, side: Sequence[Figure]) -> list[Figure] | None:
    goal, total = to_base(whole.value, whole.unit), 0 * to_base(whole.value, whole.unit)
    run: list[Figure] = []
    for figure in side[:_LONGEST]:
        if kind(figure.unit) != kind(whole.unit) or figure.period != whole.period or figure.value < 0:
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
