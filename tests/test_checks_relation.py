from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.formula import (
    Constant,
    Term,
    difference,
    footing,
    growth,
    growth_from_delta,
    ratio,
    score,
    share,
)
from checks.model import AnyOf, Claim, Equal, Order, Present, Relation, Same, Says, Verdict
from checks.relation import judge, judge_relation, relation_figures
from extract.model import Figure, Locator


def figure(text: str, unit: str = "万元", qualifier: str = "", place: int = 0) -> Figure:
    value = Decimal(text)
    step = Decimal(1).scaleb(int(value.as_tuple().exponent))
    return Figure(text + unit, value, step, unit, "", Locator(block=0, start=place), qualifier=qualifier)


def percent(text: str) -> Figure:
    return figure(text, "%")


def heads(text: str) -> Figure:
    return figure(text, "人")


def points(text: str) -> Figure:
    return figure(text, "分")


def add(total: str, *parts: str, unit: str = "万元") -> Verdict:
    terms = [figure(part, unit, place=i + 1) for i, part in enumerate(parts)]
    return judge_relation(Equal(figure(total, unit), footing(terms)))


def test_a_growth_rate_is_recomputed_from_the_change():
    current, delta = figure("218.70"), figure("86.40")
    formula = growth_from_delta(current, delta)
    assert judge_relation(Equal(percent("65.31"), formula)).state == "held"
    wrong = judge_relation(Equal(percent("56.31"), formula))
    assert wrong.state == "broken" and not wrong.strict_only
    assert wrong.computed == Fraction(8640, 132_30) * 100
    assert wrong.low < wrong.computed < wrong.high
    assert wrong.stated == Fraction("56.31") and wrong.unit == "%"
    assert wrong.difference == wrong.stated - wrong.computed


def test_held_needs_the_printed_digits_and_rounding_only_the_intervals():
    assert add("16.80", "12.30", "4.50").state == "held"
    assert add("16.81", "12.30", "4.50").state == "held_by_rounding"
    assert add("16.82", "12.30", "4.50").state == "broken"
    assert add("434.72", "434.16", "0.00", "0.55").state == "held_by_rounding"


def test_both_ways_of_rounding_a_half_are_held():
    half = ratio(figure("1.25"), figure("100.00"))
    assert judge_relation(Equal(percent("1.2"), half)).state == "held"
    assert judge_relation(Equal(percent("1.3"), half)).state == "held"


def test_truncation_excuses_the_stated_figure_only():
    exact_rate = ratio(figure("282.16"), figure("1000.00"))
    assert exact_rate.value() * 100 > Fraction("28.215")
    assert judge_relation(Equal(percent("28.21"), exact_rate)).state == "held_by_truncation"
    assert judge_relation(Equal(percent("28.19"), exact_rate)).state == "broken"
    # Were the operands cut off, the sum could reach 16.83.
    assert add("16.82", "12.30", "4.50").state == "broken"


def test_a_coarse_neighbour_is_as_exact_as_the_finest_of_its_unit():
    rate = ratio(figure("0.53"), figure("1"))
    verdict = judge_relation(Equal(percent("47"), rate))
    assert verdict.state == "broken" and verdict.strict_only
    assert judge_relation(Equal(percent("53"), rate)).state == "held"


def test_whole_units_stay_whole_units():
    assert judge_relation(Equal(figure("1350"), difference(figure("3112"), figure("1761")))).state == (
        "held_by_rounding"
    )
    assert judge_relation(Equal(figure("1349"), difference(figure("3112"), figure("1761")))).state == "broken"


def test_one_dropped_decimal_is_noted_and_more_is_a_warning():
    dropped = add("17.83", "12.3", "5.50")
    assert dropped.state == "held_by_rounding" and dropped.note == "trailing_zero"
    whole = add("17.53", "12", "5.50")
    assert whole.state == "broken" and whole.strict_only
    assert add("18.83", "12.3", "5.50").strict_only is False


def test_heads_and_scores_are_exact():
    assert add("42", "40", "1", unit="人").state == "broken"
    assert not add("42", "40", "1", unit="人").strict_only
    assert add("98.46", "9.96", "88.50", unit="分").state == "held"
    assert add("98.47", "9.96", "88.50", unit="分").strict_only is False
    shortened = add("98.5", "9.96", "88.50", unit="分")
    assert shortened.state == "broken" and shortened.strict_only
    assert add("10.8", "7.2", "3.5", unit="万人").state == "held_by_rounding"
    assert add("168", "123", "46", unit="公里").state == "held_by_rounding"


def test_a_score_from_a_rate_is_rounded_and_not_exact():
    rate = percent("98.76")
    weight = points("10")
    for printed in ("9.88", "9.9", "10"):
        assert judge_relation(Equal(points(printed), score(weight, rate))).state == "held"
    assert judge_relation(Equal(points("9.87"), score(weight, rate))).state == "held_by_truncation"
    assert judge_relation(Equal(points("9.70"), score(weight, rate))).state == "broken"
    assert judge_relation(Equal(points("20"), score(points("22.5"), percent("90")))).state == "held"


def test_a_long_sum_that_is_off_by_more_than_its_rounding_errors_is_noted():
    parts = ["1.11"] * 9
    assert add("9.99", *parts).state == "held"
    near, far = add("10.01", *parts), add("10.04", *parts)
    assert near.state == far.state == "held_by_rounding"
    assert (near.note, far.note) == ("", "long_sum")
    assert add("10.05", *parts).state == "broken"


@pytest.mark.parametrize(
    "relation",
    [
        Equal(percent("50"), footing([figure("1.00"), figure("2.00")])),
        Equal(figure("3"), footing([figure("1.00"), figure("2.00", "")])),
        Equal(figure("3", ""), footing([figure("1.00"), figure("2.00")])),
        Same((figure("3"), heads("3"))),
        Order(Term(points("3")), Term(percent("100"))),
    ],
)
def test_figures_of_different_kinds_are_never_compared(relation: Relation):
    verdict = judge_relation(relation)
    assert verdict.state == "undecided" and verdict.reason


def test_figures_without_a_unit_compare_with_each_other():
    assert add("3.00", "1.00", "2.00", unit="").state == "held"
    assert add("4.00", "1.00", "2.00", unit="").state == "broken"
    rate = Equal(percent("50.00"), ratio(figure("1.00", ""), figure("2.00", "")))
    assert judge_relation(rate).state == "held"


def test_money_compares_in_yuan_and_each_unit_keeps_its_own_precision():
    total = figure("24047", "万元")
    assert judge_relation(Equal(total, footing([figure("2.4", "亿元"), figure("47")]))).state == "held"
    assert judge_relation(Same((figure("1.37", "亿元"), figure("13668.52")))).state == "held_by_rounding"
    assert judge_relation(Same((figure("3.58", "元"), figure("3.58")))).state == "broken"
    paid = Equal(figure("199.68"), score(heads("832"), figure("2400", "元"), cap=False))
    assert judge_relation(paid).state == "held"


def test_a_zero_denominator_is_undecided():
    verdict = judge_relation(Equal(percent("100"), ratio(figure("0.30"), figure("0.00"))))
    assert verdict.state == "undecided" and "分母" in verdict.reason


def test_a_denominator_that_may_be_zero_is_undecided_unless_it_fits_exactly():
    tiny = growth_from_delta(figure("5.00"), figure("4.99"))
    verdict = judge_relation(Equal(percent("300"), tiny))
    assert verdict.state == "undecided" and verdict.reason
    assert judge_relation(Equal(percent("49900"), tiny)).state == "held"


def test_a_plain_zero_says_none_and_is_not_a_rounded_number():
    assert add("1.20", "0.80", "0").state == "broken"
    assert not add("1.20", "0.80", "0").strict_only
    small = ratio(figure("0.30"), figure("100.00"))
    assert judge_relation(Equal(percent("0"), small)).state == "held"


def test_words_around_a_figure_widen_it():
    parts = [figure("1200.00", place=1), figure("350.00", place=2)]

    def told(text: str, qualifier: str) -> str:
        return judge_relation(Equal(figure(text, qualifier=qualifier), footing(parts))).state

    assert told("1500", "about") == "held"
    assert told("1400", "about") == "broken"
    assert told("1500", "over") == told("1500", "at_least") == "held"
    assert told("1600", "over") == "broken"
    assert told("1600", "under") == told("1600", "at_most") == "held"
    assert told("1500", "under") == "broken"
    vague = figure("100.00", qualifier="over")
    assert judge_relation(Equal(percent("80"), ratio(figure("90.00"), vague))).state == "undecided"


@pytest.mark.parametrize(
    ("lesser", "greater", "strict", "state"),
    [
        ("5.00", "5.00", False, "held"),
        ("5.00", "6.00", True, "held"),
        ("5.01", "5.00", False, "held_by_rounding"),
        ("5.02", "5.00", False, "broken"),
        ("5.01", "5.00", True, "broken"),
        ("5.00", "5.00", True, "held_by_rounding"),
    ],
)
def test_order_is_broken_only_for_certain(lesser, greater, strict, state):
    relation = Order(Term(figure(lesser, place=1)), Term(figure(greater, place=2)), strict)
    assert judge_relation(relation).state == state


def test_order_of_exact_figures_and_against_a_constant():
    assert judge_relation(Order(Term(points("100")), Term(points("10")))).state == "broken"
    assert judge_relation(Order(Term(heads("3")), Term(heads("3")), strict=True)).state == "broken"
    limit = Constant(Decimal(100))
    over = judge_relation(Order(Term(percent("104.20")), limit))
    assert (over.state, over.stated, over.computed, over.difference) == (
        "broken",
        Fraction("104.2"),
        100,
        Fraction("4.2"),
    )
    assert judge_relation(Order(limit, Term(percent("104.20")))).state == "held"


@pytest.mark.parametrize(
    ("word", "now", "then", "state"),
    [
        ("up", "6.00", "5.00", "held"),
        ("up", "5.00", "5.00", "held_by_rounding"),
        ("up", "4.99", "5.00", "broken"),
        ("down", "4.00", "5.00", "held"),
        ("down", "5.01", "5.00", "broken"),
        ("level", "5.00", "5.00", "held"),
        ("level", "5.01", "5.00", "held_by_rounding"),
        ("level", "5.02", "5.00", "broken"),
        ("not_up", "5.01", "5.00", "held_by_rounding"),
        ("not_up", "5.02", "5.00", "broken"),
        ("not_down", "4.98", "5.00", "broken"),
        ("not_down", "5.00", "5.00", "held"),
    ],
)
def test_a_word_is_broken_only_if_the_sign_is_certain(word, now, then, state):
    one, two = figure(now, place=1), figure(then, place=2)
    assert judge_relation(Says(word, "词", one, difference(one, two))).state == state


def test_a_word_about_exact_figures_has_no_room():
    one, two = heads("5"), figure("5", "人", place=2)
    assert judge_relation(Says("up", "增加", one, difference(one, two))).state == "broken"
    assert judge_relation(Says("level", "持平", one, difference(one, two))).state == "held"


@pytest.mark.parametrize(
    ("one", "two", "state", "note"),
    [
        ("1367.36", "1367.36", "held", ""),
        ("1367.36", "1367.4", "held_by_rounding", ""),
        ("1367.36", "1367.3", "held_by_truncation", ""),
        ("1367.36", "1367.5", "broken", ""),
        ("269.85", "269.86", "held_by_rounding", "adjacent"),
        ("269.85", "269.87", "broken", ""),
        ("1367.36", "1365.33", "broken", ""),
        ("5.50", "5.5", "held", ""),
    ],
)
def test_one_fact_printed_twice(one, two, state, note):
    verdict = judge_relation(Same((figure(one, place=1), figure(two, place=2))))
    assert (verdict.state, verdict.note, verdict.strict_only) == (state, note, False)


@pytest.mark.parametrize(("one", "two"), [("4", "4.4"), ("1", "1.9"), ("3", "4")])
def test_one_digit_is_too_little_to_excuse_another_print_of_a_fact(one, two):
    verdict = judge_relation(Same((figure(one, place=1), figure(two, place=2))))
    assert verdict.state == "broken" and verdict.strict_only


def test_of_several_prints_the_odd_one_is_stated():
    prints = tuple(percent(text) for text in ("164.12", "160.42", "164.12"))
    verdict = judge_relation(Same(prints))
    assert (verdict.state, verdict.stated, verdict.computed) == (
        "broken",
        Fraction("160.42"),
        Fraction("164.12"),
    )
    assert judge_relation(Same((heads("40"), heads("48")))).state == "broken"


def test_any_reading_that_holds_is_enough():
    spent, first, whole = figure("90.00"), figure("100.00"), figure("120.00")
    readings = tuple(Equal(percent("75.00"), ratio(spent, base)) for base in (first, whole))
    verdict = judge_relation(AnyOf(readings))
    assert (verdict.state, verdict.reading) == ("held", 1)


def test_any_of_is_broken_only_if_every_reading_is():
    spent, first, zero = figure("90.00"), figure("100.00"), figure("0.00")
    wrong = Equal(percent("95.00"), ratio(spent, first))
    farther = Equal(percent("95.00"), growth(spent, first))
    unknown = Equal(percent("95.00"), ratio(spent, zero))
    verdict = judge_relation(AnyOf((farther, wrong)))
    assert (verdict.state, verdict.reading) == ("broken", 1)
    assert (
        judge_relation(AnyOf((wrong, Equal(percent("95.00"), share(spent, figure("3", "人")))))).state
        == "undecided"
    )
    assert judge_relation(AnyOf((wrong, unknown))).state == "broken"
    assert judge_relation(AnyOf((unknown, unknown))).state == "undecided"
    nothing = Equal(percent("0"), ratio(spent, zero))
    assert judge_relation(AnyOf((nothing, Equal(percent("0"), ratio(spent, first))))).state == "undecided"


def test_present_is_what_was_found():
    here = Locator(block=1)
    assert judge_relation(Present("原因", (), here, found=True)).state == "held"
    assert judge_relation(Present("原因", (), here, found=False)).state == "broken"


def test_the_figures_of_a_relation_are_listed_once():
    one, two = figure("1.00"), figure("2.00")
    rate = percent("50")
    relation = AnyOf((Equal(rate, share(one, two)), Equal(rate, growth(one, two))))
    assert relation_figures(relation) == (rate, one, two)
    claim = Claim("GJ200", relation, (rate, one, two), ("rate", "part", "whole"), (), "")
    assert judge(claim).state == "held"


cents = st.integers(-(10**6), 10**6).map(lambda n: Fraction(n, 10_000))


def printed(value: Fraction, digits: int, place: int) -> Figure:
    return figure(f"{round(Decimal(value.numerator) / Decimal(value.denominator), digits):f}", place=place)


@given(st.lists(cents, min_size=1, max_size=12))
def test_correctly_rounded_prints_of_a_true_sum_are_never_broken(numbers):
    total = printed(sum(numbers, Fraction(0)), 2, 0)
    parts = [printed(number, 2, i + 1) for i, number in enumerate(numbers)]
    assert judge_relation(Equal(total, footing(parts))).state in {"held", "held_by_rounding"}


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(0, 4))
def test_correctly_rounded_prints_of_a_true_rate_are_never_broken(above, below, digits):
    one, two = Fraction(above, 10_000) + 1, Fraction(below, 10_000) + 1
    rate = one / two * 100
    stated = percent(f"{round(Decimal(rate.numerator) / Decimal(rate.denominator), digits):f}")
    verdict = judge_relation(Equal(stated, ratio(printed(one, 2, 1), printed(two, 2, 2))))
    assert verdict.state in {"held", "held_by_rounding", "held_by_truncation"}


@given(cents, st.integers(2, 400))
def test_a_total_that_is_off_by_more_than_its_intervals_is_broken(number, steps):
    parts = [printed(number, 2, 1), printed(number, 2, 2)]
    off = parts[0].value * 2 + Decimal(steps) / 100
    assert judge_relation(Equal(figure(f"{off:.2f}"), footing(parts))).state == "broken"


@pytest.mark.parametrize(
    ("printed", "state", "note"),
    [
        ("2.60", "held_by_rounding", "padded_zero"),
        ("2.62", "broken", ""),
        ("2.70", "broken", ""),
        ("3.00", "broken", ""),
    ],
)
def test_a_rate_rounded_to_one_decimal_and_padded_is_noted(printed: str, state: str, note: str):
    verdict = judge_relation(Equal(percent(printed), ratio(figure("4.68"), figure("180.73"))))
    assert (verdict.state, verdict.note) == (state, note)
