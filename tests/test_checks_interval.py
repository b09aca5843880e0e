from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.interval import Interval, exact, hull, rounded, truncated

numbers = st.fractions(min_value=-10_000, max_value=10_000, max_denominator=10_000)
steps = st.sampled_from([Fraction(1, 100), Fraction(1, 10), Fraction(1), Fraction(10)])
weights = st.integers(-5, 5)


def half_up(number: Fraction, step: Fraction) -> Fraction:
    scaled = abs(number) / step
    whole = scaled.numerator // scaled.denominator
    if scaled - whole >= Fraction(1, 2):
        whole += 1
    return whole * step * (1 if number >= 0 else -1)


def half_even(number: Fraction, step: Fraction) -> Fraction:
    return round(number / step) * step


def cut(number: Fraction, step: Fraction) -> Fraction:
    scaled = abs(number) / step
    return scaled.numerator // scaled.denominator * step * (1 if number >= 0 else -1)


@given(numbers, steps)
def test_a_rounded_number_stands_for_what_was_rounded(number, step):
    assert number in rounded(half_up(number, step), step)
    assert number in rounded(half_even(number, step), step)


@given(numbers, steps)
def test_a_truncated_number_stands_for_what_was_cut_off(number, step):
    assert number in truncated(cut(number, step), step)


@given(numbers, steps)
def test_truncation_never_reaches_the_next_printed_number(number, step):
    value = half_even(number, step)
    away = value + step if value >= 0 else value - step
    assert value in truncated(value, step)
    assert away not in truncated(value, step)


@given(st.lists(st.tuples(numbers, weights), min_size=1, max_size=6), steps)
def test_a_weighted_sum_of_rounded_numbers_contains_the_weighted_sum(parts, step):
    total = exact(Fraction(0))
    for number, weight in parts:
        total += rounded(half_up(number, step), step).scale(weight)
    assert sum(number * weight for number, weight in parts) in total


@given(numbers, numbers, steps)
def test_differences_contain_the_difference(one, two, step):
    assert one - two in rounded(half_up(one, step), step) - rounded(half_even(two, step), step)


@given(numbers, numbers, steps)
def test_two_roundings_of_one_number_always_meet(number, other, step):
    assert rounded(half_up(number, step), step).meets(rounded(half_even(number, step / 10), step / 10))
    far = number + 3 * step
    assert not rounded(half_up(number, step), step).meets(rounded(half_up(far, step), step))


def test_closed_ends_meet_and_an_open_one_does_not():
    assert rounded(Fraction(1), Fraction(1)).meets(rounded(Fraction(2), Fraction(1)))
    assert not truncated(Fraction(1), Fraction(1)).meets(exact(Fraction(2)))
    assert truncated(Fraction(1), Fraction(1)).meets(exact(Fraction(1)))


@pytest.mark.parametrize(
    ("value", "low", "high", "low_closed", "high_closed"),
    [(3, 3, 4, True, False), (-3, -4, -3, False, True), (0, -1, 1, False, False)],
)
def test_truncation_table(value, low, high, low_closed, high_closed):
    assert truncated(Fraction(value), Fraction(1)) == Interval(
        Fraction(low), Fraction(high), low_closed, high_closed
    )


def test_an_end_of_a_sum_is_closed_only_if_closed_in_every_term():
    total = truncated(Fraction(1), Fraction(1)) + rounded(Fraction(1), Fraction(1))
    assert total == Interval(Fraction(3, 2), Fraction(7, 2), True, False)


def test_unbounded_ends_stay_unbounded_and_swap_with_the_sign():
    above = Interval(Fraction(5), None)
    assert 10**9 in above and 4 not in above and not above.bounded
    assert above + exact(Fraction(1)) == Interval(Fraction(6), None)
    assert above.scale(-2) == Interval(None, Fraction(-10))
    assert exact(Fraction(4)).below(above) and not above.below(exact(Fraction(4)))


def test_an_empty_interval_is_refused():
    with pytest.raises(ValueError, match="empty"):
        Interval(Fraction(1), Fraction(1), high_closed=False)


def test_hull_spans_its_points():
    assert hull([Fraction(3), Fraction(-1), Fraction(2)]) == Interval(Fraction(-1), Fraction(3))
