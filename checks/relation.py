"""The one judge: does a claimed relation hold of the printed figures?

Every relation is first tried with the precision that the figures of one unit share (strict),
then with each figure's own digits.  In this order: the exact recomputation rounds to the
printed digits (held); the intervals meet (held by rounding); only a stated figure that was
cut off explains it (held by truncation; operands are never excused by truncation); else it is
broken.  If the figures' own digits excuse what the strict precision does not, the verdict is
broken with ``strict_only``, or, where the coarser figures lack just one decimal, held by
rounding with the note ``trailing_zero``.  Figures of different kinds are never compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import assert_never

from checks.formula import Formula, MismatchError, Sum, Term, difference
from checks.interval import Interval, rounded
from checks.model import AnyOf, Claim, Equal, Order, Present, Relation, Same, Says, State, Verdict
from checks.precision import (
    base_value,
    bounds,
    cut_bounds,
    is_exact,
    own_step,
    own_steps,
    significant_digits,
    strict_steps,
)
from checks.span import span
from extract.model import Figure
from extract.plain import BESIDE_ILLEGIBLE
from extract.unit import factor, kind

Steps = Mapping[Figure, Fraction]

_ZERO = "分母为0，无法计算"
_NO_RANGE = "分母可能为0，或限定词使取值范围不能确定"
_RANK: dict[State, int] = {
    "held": 0,
    "held_by_rounding": 1,
    "held_by_truncation": 2,
    "undecided": 3,
    "broken": 4,
}


def judge(claim: Claim) -> Verdict:
    """Whether the relation of ``claim`` holds; see the module for what each verdict means.

    What is broken only among figures most of which were read with doubt is undecided, and so is what rests on
    one beside characters that could not be read.
    """
    verdict = judge_relation(claim.relation)
    doubtful = sum(bool(f.doubt) for f in claim.figures)
    if verdict.state == "broken" and any(f.doubt == BESIDE_ILLEGIBLE for f in claim.figures):
        return Verdict("undecided", reason="近旁有字未读出，需人工核对")
    if verdict.state == "broken" and doubtful * 2 > len(claim.figures):
        return Verdict("undecided", reason="多数数据读取时即有疑问，需人工核对")
    return verdict


def judge_relation(relation: Relation) -> Verdict:
    """Whether ``relation`` holds of the figures in it."""
    try:
        match relation:
            case Equal(stated, formula):
                return _equal(stated, formula)
            case Same(figures):
                return _same(figures)
            case Order(lesser, greater, strict):
                return _order(lesser, greater, strict)
            case Says():
                return _says(relation)
            case Present(found=found):
                return Verdict("held" if found else "broken")
            case AnyOf(readings):
                return _any_of(readings)
            case _:
                assert_never(relation)
    except MismatchError as mismatch:
        return Verdict("undecided", reason=f"{mismatch}，单位需人工确认")
    except ZeroDivisionError:
        return Verdict("undecided", reason=_ZERO)


def decisive(relation: Relation, verdict: Verdict) -> Relation:
    """The relation itself, or the reading of an AnyOf that decided its ``verdict``."""
    return relation.readings[verdict.reading] if isinstance(relation, AnyOf) else relation


def any_of(readings: Sequence[Relation]) -> tuple[Relation, int]:
    """One relation for alternative readings, and the index of the reading that decides it."""
    if len(readings) == 1:
        return readings[0], 0
    relation = AnyOf(tuple(readings))
    return relation, judge_relation(relation).reading


def relation_figures(relation: Relation) -> tuple[Figure, ...]:
    """The distinct figures that take part in ``relation``, all readings included."""
    match relation:
        case Equal(stated, formula):
            found = (stated, *formula.figures())
        case Same(figures):
            found = figures
        case Order(lesser, greater):
            found = (*lesser.figures(), *greater.figures())
        case Says(figure=figure, formula=formula):
            found = (figure, *formula.figures())
        case Present(because=because):
            found = because
        case AnyOf(readings):
            found = tuple(f for reading in readings for f in relation_figures(reading))
        case _:
            assert_never(relation)
    return tuple(dict.fromkeys(found))


def _box(figures: tuple[Figure, ...], steps: Steps) -> dict[Figure, Interval]:
    return {figure: bounds(figure, steps[figure]) for figure in figures}


def _equal(stated: Figure, formula: Formula) -> Verdict:
    difference(Term(stated), formula).dimensions()
    operands = formula.figures()
    together = (stated, *operands)
    computed, counted = formula.value(), _is_count(formula)
    strict = strict_steps(together)
    own = own_steps(together)
    if is_exact(stated) and not counted:
        strict[stated] = own[stated]
    reach = span(formula, _box(operands, strict))
    verdict = _with_numbers(stated, computed, reach)
    state = _fit(stated, computed, reach, strict, counted)
    if state == "undecided":
        return replace(verdict, reason=_NO_RANGE)
    if state != "broken":
        long = state == "held_by_rounding" and _is_long(stated, formula, computed, strict)
        return replace(verdict, state=state, note="long_sum" if long else "")
    loose: State = state
    if own != strict:
        loose = _fit(stated, computed, span(formula, _box(operands, own)), own, counted)
    if loose == "broken" and counted and _rounds_off(stated, computed, strict):
        loose = "held_by_rounding"
    if loose == "broken" and reach is not None and _is_padded(stated, formula):
        wider = {**strict, stated: 10 * own[stated]}
        if _fit(stated, computed, reach, wider, counted) in ("held", "held_by_rounding"):
            return replace(verdict, state="held_by_rounding", note="padded_zero")
    return _coarser(verdict, loose, together, strict)


def _is_padded(stated: Figure, formula: Formula) -> bool:
    """Whether a rate ends in a 0 that may stand for a decimal never computed (2.59% as 2.6%, then 2.60%)."""
    places = -int(stated.step.as_tuple().exponent)
    return (
        kind(stated.unit) == "percent"
        and formula.weights() is None
        and places > 1
        and stated.value % (10 * stated.step) == 0
        and stated.value % (100 * stated.step) != 0
    )


def _is_count(formula: Formula) -> bool:
    """Whether the formula only adds and subtracts exact figures, so that it is exact itself."""
    linear = formula.weights()
    if linear is None or not all(is_exact(figure) for figure in formula.figures()):
        return False
    return all(weight.denominator == 1 for weight in linear[0].values())


def _fit(stated: Figure, computed: Fraction, reach: Interval | None, steps: Steps, counted: bool) -> State:
    """How well ``stated`` fits a formula of this value and range when figures are exact to their steps."""
    if is_exact(stated) and not counted and not stated.qualifier and stated.value != 0:
        printed = rounded(base_value(stated), steps[stated])
    else:
        printed = bounds(stated, steps[stated])
    if computed in printed:
        return "held"
    if reach is None:
        return "undecided"
    if reach.meets(printed):
        return "held_by_rounding"
    cut = None if counted else cut_bounds(stated, steps[stated])
    return "held_by_truncation" if cut is not None and reach.meets(cut) else "broken"


def _rounds_off(stated: Figure, computed: Fraction, strict: Steps) -> bool:
    """Whether an exact result was printed with fewer digits than its parts have (98.46 as 98.5)."""
    coarser = own_step(stated) > strict[stated]
    return coarser and computed in rounded(base_value(stated), own_step(stated))


def _is_long(stated: Figure, formula: Formula, computed: Fraction, steps: Steps) -> bool:
    """Whether a sum is off by more than three standard deviations of its rounding errors."""
    linear = formula.weights()
    if linear is None or is_exact(stated):
        return False
    off = base_value(stated) - computed
    spread = sum((weight * steps[f]) ** 2 for f, weight in linear[0].items() if not is_exact(f))
    return 12 * off**2 > 9 * (spread + steps[stated] ** 2)


def _coarser(verdict: Verdict, loose: State, figures: tuple[Figure, ...], strict: Steps) -> Verdict:
    """The verdict when the strict precision does not hold and each figure's own gives ``loose``."""
    if loose == "undecided":
        return replace(verdict, state="undecided", reason=_NO_RANGE)
    if loose == "broken":
        return replace(verdict, state="broken")
    coarse = [f for f in figures if own_step(f) > strict[f]]
    if coarse and all(_lacks_one_decimal(f, strict[f]) for f in coarse):
        return replace(verdict, state="held_by_rounding", note="trailing_zero")
    return replace(verdict, state="broken", strict_only=True)


def _lacks_one_decimal(figure: Figure, step: Fraction) -> bool:
    """Whether the figure may have lost a final 0, as spreadsheets drop it (5.5 among 5.50)."""
    return own_step(figure) == 10 * step and figure.step < 1 and not is_exact(figure)


def _with_numbers(stated: Figure, computed: Fraction, reach: Interval | None) -> Verdict:
    """A verdict with its numbers in the unit of ``stated``."""
    size = factor(stated.unit)
    low = reach.low if reach else None
    high = reach.high if reach else None
    return Verdict(
        "undecided",
        computed=computed / size,
        low=None if low is None else low / size,
        high=None if high is None else high / size,
        stated=Fraction(stated.value),
        difference=Fraction(stated.value) - computed / size,
        unit=stated.unit,
    )


def _order(lesser: Formula, greater: Formula, strict: bool) -> Verdict:
    gap = difference(greater, lesser)
    figures = gap.figures()
    first = (lesser.figures() or greater.figures())[0]
    size = factor(first.unit)
    low, high = lesser.value() / size, greater.value() / size
    verdict = Verdict("undecided", high, None, None, low, low - high, first.unit)

    def wrong(reach: Interval) -> bool:
        return _negative(reach) or (strict and not _may_be_positive(reach))

    exactly = high - low > 0 if strict else high >= low
    return _certain(verdict, gap, figures, wrong, exactly)


def _says(relation: Says) -> Verdict:
    formula = relation.formula
    figures = formula.figures()
    value = formula.value()
    first = figures[0] if figures else relation.figure
    verdict = replace(_with_numbers(first, value, None), stated=None, difference=None)
    wrong: Callable[[Interval], bool]
    match relation.word:
        case "up":
            wrong, exactly = (lambda reach: not _may_be_positive(reach)), value > 0
        case "down":
            wrong, exactly = (lambda reach: not _may_be_positive(-reach)), value < 0
        case "level":
            wrong, exactly = (lambda reach: 0 not in reach), value == 0
        case "not_up":
            wrong, exactly = (lambda reach: _negative(-reach)), value <= 0
        case "not_down":
            wrong, exactly = _negative, value >= 0
        case _:
            assert_never(relation.word)
    return _certain(verdict, formula, figures, wrong, exactly)


def _certain(
    verdict: Verdict,
    formula: Formula,
    figures: tuple[Figure, ...],
    wrong: Callable[[Interval], bool],
    exactly: bool,
) -> Verdict:
    """Broken only if ``wrong`` is certain over the whole range; else held, exactly or by rounding."""
    formula.dimensions()
    if exactly:
        return replace(verdict, state="held")
    strict = strict_steps(figures)
    reach = span(formula, _box(figures, strict))
    if reach is None:
        return replace(verdict, reason=_NO_RANGE)
    if not wrong(reach):
        return replace(verdict, state="held_by_rounding")
    loose = span(formula, _box(figures, own_steps(figures)))
    if loose is None:
        return replace(verdict, reason=_NO_RANGE)
    return _coarser(verdict, "broken" if wrong(loose) else "held_by_rounding", figures, strict)


def _negative(reach: Interval) -> bool:
    """Whether every number of ``reach`` is below zero."""
    return reach.high is not None and (reach.high < 0 or (reach.high == 0 and not reach.high_closed))


def _may_be_positive(reach: Interval) -> bool:
    return reach.high is None or reach.high > 0


def _same(figures: tuple[Figure, ...]) -> Verdict:
    distinct = tuple({(f.value, f.step, f.unit, f.qualifier): f for f in reversed(figures)}.values())[::-1]
    Sum(tuple((Fraction(1), Term(f)) for f in distinct)).dimensions()
    pairs = [_agree(one, two) for i, one in enumerate(distinct) for two in distinct[i + 1 :]]
    worst = max(pairs, key=_weight, default=Verdict("held"))
    usual = Counter(base_value(f) for f in figures).most_common(1)[0][0]
    odd = next((f for f in figures if base_value(f) != usual), figures[0])
    return replace(
        _with_numbers(odd, usual, None), state=worst.state, strict_only=worst.strict_only, note=worst.note
    )


def _weight(verdict: Verdict) -> tuple[int, bool, bool]:
    return _RANK[verdict.state], not verdict.strict_only, bool(verdict.note)


def _agree(one: Figure, two: Figure) -> Verdict:
    """Whether two figures can print one number."""
    if base_value(one) == base_value(two):
        return Verdict("held")
    fine, coarse = sorted((one, two), key=own_step)
    if coarse.qualifier or fine.qualifier:
        meets = bounds(one, own_step(one)).meets(bounds(two, own_step(two)))
        return Verdict("held_by_rounding" if meets else "broken")
    if is_exact(one) and is_exact(two):
        return Verdict("broken")
    step = own_step(coarse)
    if own_step(fine) < step and not is_exact(coarse):
        cut = cut_bounds(coarse, step)
        rounds = base_value(fine) in rounded(base_value(coarse), step)
        if rounds or (cut is not None and base_value(fine) in cut):
            if significant_digits(coarse) < 2:
                return Verdict("broken", strict_only=True)
            return Verdict("held_by_rounding" if rounds else "held_by_truncation")
    if not bounds(one, own_step(one)).meets(bounds(two, own_step(two))):
        return Verdict("broken")
    if significant_digits(coarse) < 3:
        return Verdict("broken", strict_only=True)
    return Verdict("held_by_rounding", note="adjacent")


def _any_of(readings: tuple[Relation, ...]) -> Verdict:
    """The best reading; broken only if every one is, undecided if one that might hold is.

    A reading that divides by zero is none at all, unless no other is left or 0 is what is printed.
    """
    verdicts = [replace(judge_relation(reading), reading=i) for i, reading in enumerate(readings)]
    nothing = any(isinstance(r, Equal) and not r.stated.value for r in readings)
    possible = [v for v in verdicts if v.reason != _ZERO or nothing] or verdicts
    return min(possible, key=lambda v: (_RANK[v.state], not v.strict_only, _relative(v)))


def _relative(verdict: Verdict) -> Fraction:
    if verdict.difference is None or not verdict.computed:
        return Fraction(10**12)
    return abs(verdict.difference / verdict.computed)
