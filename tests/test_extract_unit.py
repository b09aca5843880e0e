"""Units: kinds, sizes, and which of them can be compared."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.unit import (
    AMBIGUOUS,
    UNITS,
    canonical,
    factor,
    is_measured,
    kind,
    same_kind,
    same_thing,
    to_base,
)


@pytest.mark.parametrize(
    ("unit", "sort", "size"),
    [
        ("元", "money", 1), ("万元", "money", 10_000), ("千万元", "money", 10**7), ("万亿元", "money", 10**12),
        ("美元", "foreign", 1), ("%", "percent", Fraction(1, 100)), ("‰", "percent", Fraction(1, 1000)),
        ("成", "percent", Fraction(1, 10)), ("个百分点", "points", Fraction(1, 100)), ("倍", "multiple", 1), ("分", "score", 1),
        ("人", "headcount", 1), ("万人", "headcount", 10_000), ("人次", "count", 1), ("家次", "count", 1), ("场次", "count", 1),
        ("万亩", "count", 10_000), ("千米", "count", 1), ("", "", 1), ("微克", "", 1),
    ],
)  # fmt: skip
def test_kind_and_size(unit: str, sort: str, size: Fraction | int) -> None:
    assert (kind(unit), factor(unit)) == (sort, Fraction(size))


@pytest.mark.parametrize(
    ("printed", "usual"),
    [
        ("万", "万元"),
        ("亿", "亿元"),
        ("％", "%"),
        ("(%)", "%"),
        ("百分点", "个百分点"),
        ("名", "人"),
        ("位", "人"),
        ("㎡", "平方米"),
        ("户", "户"),
    ],
)
def test_canonical(printed: str, usual: str) -> None:
    assert canonical(printed) == usual


@pytest.mark.parametrize("unit", sorted(set(UNITS) | AMBIGUOUS))
def test_a_usual_spelling_is_a_unit_and_stays_as_it_is(unit: str) -> None:
    usual = canonical(unit)
    assert canonical(usual) == usual
    assert kind(usual) == kind(unit) != ""


@pytest.mark.parametrize(
    ("first", "second", "comparable"),
    [
        ("元", "亿元", True), ("%", "个百分点", True), ("人", "户", True), ("亩", "万亩", True),
        ("公里", "千米", True), ("课时", "学时", True),
        ("元", "%", False), ("亩", "公里", False), ("亩", "户", False), ("小时", "人", False),
        ("分", "%", False), ("元", "美元", False),
    ],
)  # fmt: skip
def test_what_can_be_compared(first: str, second: str, comparable: bool) -> None:
    assert same_kind(first, second) is same_kind(second, first) is comparable


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("万人", "名", True), ("个", "万个", True), ("元", "亿元", True), ("%", "%", True),
        ("人", "户", False), ("万个", "份", False), ("元", "人", False),
    ],
)  # fmt: skip
def test_what_counts_the_same_things(first: str, second: str, same: bool) -> None:
    assert same_thing(first, second) is same_thing(second, first) is same


@pytest.mark.parametrize(
    ("unit", "measured"),
    [("亩", True), ("万吨", True), ("小时", True), ("千瓦时", True), ("户", False), ("万元", False)],
)
def test_measures_are_told_from_counts(unit: str, measured: bool) -> None:
    assert is_measured(unit) is measured


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4), st.sampled_from(sorted(UNITS)))
def test_conversion_is_exact(value: Decimal, unit: str) -> None:
    assert to_base(value, unit) / factor(unit) == Fraction(value)
