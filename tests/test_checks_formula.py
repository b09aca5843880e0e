from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.formula import (
    Constant,
    MismatchError,
    Sum,
    Term,
    difference,
    footing,
    growth,
    growth_from_delta,
    ratio,
    score,
    share,
)
from checks.interval import Interval, exact, rounded
from checks.span import MAX_CORNER_FIGURES, span
from extract.model import Figure, Locator
from extract.unit import factor, to_base


def figure(text: str, unit: str = "万元", place: int = 0) -> Figure:
    value = Decimal(text)
    step = Decimal(1).scaleb(int(value.as_tuple().exponent))
    return Figure(text + unit, value, step, unit, "", Locator(block=0, start=place))


def box(*figures: Figure) -> dict[Figure, Interval]:
    return {f: rounded(to_base(f.value, f.unit), Fraction(f.step) * factor(f.unit)) for f in figures}


def test_a_growth_rate_from_the_change_prints_and_evaluates_exactly():
    current, delta = figure("218.70"), figure("86.40")
    formula = growth_from_delta(current, delta)
    assert str(formula) == "86.40 ÷ (218.70 − 86.40)"
    assert formula.value() == Fraction(8640, 13230)
    fall = growth_from_delta(current, delta, -1)
    assert str(fall) == "86.40 ÷ (218.70 + 86.40)"
    assert fall.value() == Fraction(8640, 30510)


def test_formulas_print_as_a_reviewer_writes_them():
    one, two, three = figure("12.30"), figure("4.50"), figure("-3.00")
    assert str(footing((one, two))) == "12.30 + 4.50"
    assert str(footing((one, three))) == "12.30 + (−3.00)"
    assert str(difference(one, difference(two, three))) == "12.30 − (4.50 − (−3.00))"
    assert str(growth(one, two)) == "12.30 ÷ 4.50 − 1"
    assert str(ratio(figure("42", "人"), figure("48", "人"))) == "42 ÷ 48"
    assert str(footing((figure("2.4", "亿元"), figure("47", "万元")))) == "2.4亿元 + 47万元"
    assert str(score(figure("10", "分"), figure("98.76", "%"))) == "10分 × min(100%，98.76%)"
    assert str(difference(footing((figure("88.86", "%"), figure("11.14", "%"))), Constant(Decimal(100)))) == (
        "88.86% + 11.14% − 100%"
    )
    assert str(Sum(((Fraction(1, 2), Term(one)), (Fraction(-1), Term(two))))) == "0.5 × 12.30 − 4.50"


def test_money_of_different_units_is_added_in_yuan():
    assert footing((figure("2.4", "亿元"), figure("47", "万元"))).value() == 240_470_000


def test_a_capped_score_never_exceeds_its_weight():
    weight = figure("10", "分")
    assert score(weight, figure("120", "%")).value() == 10
    assert score(weight, figure("120", "%"), cap=False).value() == 12
    assert score(weight, figure("98.76", "%")).value() == Fraction("9.876")


def test_a_zero_base_has_no_value():
    with pytest.raises(ZeroDivisionError):
        growth(figure("5.00"), figure("0.00")).value()


@pytest.mark.parametrize(
    ("formula", "dimensions"),
    [
        (growth(figure("5.00"), figure("4.00", "亿元")), {"ratio"}),
        (share(figure("5.00"), figure("4.00")), {"ratio"}),
        (footing((figure("5"), figure("4"))), {"money"}),
        (ratio(figure("5"), figure("4", "人")), {"money"}),
        (ratio(figure("4200", "人次"), figure("520", "批次")), {"ratio", "count"}),
        (score(figure("10", "分"), figure("98", "%")), {"score"}),
        (ratio(figure("5", ""), figure("4", "")), {"ratio"}),
        (difference(figure("5", "%"), figure("4", "个百分点")), {"ratio"}),
    ],
)
def test_a_formula_knows_what_it_measures(formula, dimensions):
    assert formula.dimensions() == dimensions


@pytest.mark.parametrize(
    "formula",
    [
        footing((figure("5"), figure("4", "人"))),
        footing((figure("5"), figure("4", ""))),
        ratio(figure("5", "人"), figure("4")),
        difference(figure("5", "分"), figure("4", "%")),
    ],
)
def test_figures_of_different_kinds_do_not_go_together(formula):
    with pytest.raises(MismatchError, match="不能"):
        formula.dimensions()


def test_a_figure_used_twice_takes_the_same_end_in_both_places():
    current, delta = figure("100"), figure("50")
    found = span(growth_from_delta(current, delta), box(current, delta))
    low, high = Fraction("49.5") / (Fraction("100.5") - Fraction("49.5")), Fraction("50.5") / Fraction(49)
    assert found == Interval(low, high)
    assert span(difference(current, current), box(current)) == exact(Fraction(0))


def test_a_denominator_that_may_be_zero_leaves_no_range():
    current, base, delta = figure("5.00"), figure("0.00"), figure("4.99")
    assert span(growth(current, base), box(current, base)) is None
    assert span(growth_from_delta(current, delta), box(current, delta)) is None


def test_long_formulas_are_ranged_part_by_part_and_never_by_too_many_corners():
    parts = [figure("1.00", place=i) for i in range(MAX_CORNER_FIGURES + 5)]
    total = figure("15.00", place=99)
    found = span(ratio(footing(parts), total), box(total, *parts))
    assert found is not None and 1 in found
    own = span(ratio(parts[0], footing(parts)), box(*parts))
    assert own is None


def test_an_unbounded_figure_bounds_a_sum_on_one_side_and_gives_no_ratio():
    one, two = figure("5"), figure("4")
    moves = box(one) | {two: Interval(Fraction(40_000), None)}
    assert span(footing((one, two)), moves) == Interval(Fraction(85_000), None)
    assert span(ratio(one, two), moves) is None


cents = st.integers(1, 10**6).map(lambda n: Decimal(n) / 100)


@given(cents, cents, cents, st.integers(-50, 50), st.integers(-50, 50), st.integers(-50, 50))
def test_the_range_holds_the_value_of_every_number_the_print_can_stand_for(a, b, c, da, db, dc):
    one, two, three = figure(f"{a:.2f}", place=0), figure(f"{b:.2f}", place=1), figure(f"{c:.2f}", place=2)
    values = {f: to_base(f.value, f.unit) + d for f, d in zip((one, two, three), (da, db, dc), strict=True)}
    for formula in (
        footing((one, two, three)),
        difference(one, two),
        growth(one, two),
        share(one, footing((one, two))),
        growth_from_delta(one, two, -1),
        growth_from_delta(one, two),
        score(one, ratio(two, three)),
    ):
        found = span(formula, box(one, two, three))
        if found is not None:
            assert formula.evaluate(values) in found


@given(st.lists(cents, min_size=1, max_size=8))
def test_a_sum_prints_every_part_in_order(amounts):
    parts = [figure(f"{a:.2f}", place=i) for i, a in enumerate(amounts)]
    assert str(footing(parts)) == " + ".join(f"{a:.2f}" for a in amounts)
    assert footing(parts).value() == sum(to_base(p.value, "万元") for p in parts)
