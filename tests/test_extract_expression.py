"""Formulas written out in figures."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.expression import find
from extract.number import scan
from extract.unit import to_base


def worked_out(text: str) -> list[tuple[Fraction, str]]:
    """Each formula's left side, computed, and its printed result."""
    numbers = scan(text)
    found = []
    for formula in find(text, numbers):
        stack: list[Fraction] = []
        for token in formula.postfix:
            if token.isdigit():
                number = numbers[formula.operands[int(token)]]
                stack.append(to_base(number.value, number.unit))
                continue
            right, left = stack.pop(), stack.pop()
            stack.append(
                {"+": left + right, "-": left - right, "*": left * right, "/": left / (right or 1)}[token]
            )
        (value,) = stack
        found.append((value, numbers[formula.result].text))
    return found


@pytest.mark.parametrize(
    ("text", "value", "result"),
    [
        ("控制率=42÷45×100%=93.33%", Fraction(42, 45), "93.33%"),
        ("（6.4－8）÷8×100%=－20%", Fraction(-1, 5), "－20%"),
        ("执行率=50.07万元/54.77万元=91.42%", Fraction(5007, 5477), "91.42%"),
        ("得分为10×0.92=9.2分", Fraction(46, 5), "9.2分"),
        ("[(30+20)-10]×2=80", Fraction(80), "80"),
        ("12+8-5=15", Fraction(15), "15"),
        (r"30\div 40\times 2 = 1.5", Fraction(3, 2), "1.5"),
        ("(5+3=8", Fraction(8), "8"),
    ],
)  # fmt: skip
def test_formula(text: str, value: Fraction, result: str) -> None:
    assert worked_out(text) == [(value, result)]


@pytest.mark.parametrize(
    "text",
    ["收入=支出", "5万元=5万元", "预算数=50", "3，4=5", "5++3=8", "＝5", r"30\div 40\times 100\% = 75%", ""],
)
def test_what_is_no_formula(text: str) -> None:
    assert worked_out(text) == []


@given(st.text(alphabet="0123456789.+-×÷/()（）= %万元", max_size=40))
def test_any_text_gives_formulas_over_its_own_numbers(text: str) -> None:
    numbers = scan(text)
    for formula in find(text, numbers):
        used = [t for t in formula.postfix if t.isdigit()]
        assert sorted(map(int, used)) == list(range(len(formula.operands)))
        assert len(used) - 1 == len(formula.postfix) - len(used)
        assert formula.result == formula.operands[-1] + 1 < len(numbers)


def test_a_long_line_of_brackets_is_quick() -> None:
    text = "(" * 50_000 + "5+3=8"
    assert [r for _, r in worked_out(text)] in ([], ["8"])
