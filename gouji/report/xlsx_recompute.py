"""The sheet 重算: the equation behind each finding as a live formula over cells that hold its operands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from extract.model import Figure
from extract.unit import factor, to_base
from gouji.report.review import Expression, Review, Tick
from gouji.report.term import TICK_STATE, captions, clean, name_figure, name_place, name_role

TITLES = ("编号", "规则", "步骤", "项目", "数据原文", "数值", "单位", "折算系数", "折算后", "出处")
_WIDTHS = (14, 7, 16, 24, 14, 14, 7, 10, 16, 30)
_SIDES = {
    "equal": ("重新计算", "文中所填"),
    "same": ("第一处", "另一处"),
    "order": ("不应较大的一方", "不应较小的一方"),
}
_VALUE = 5
_FACTOR = 7
_BASE = 8


def write_recomputation(sheet: Any, formats: Mapping[str, Any], reviews: Sequence[Review]) -> None:
    """Write a block of rows for every finding whose relation has two sides."""
    for column, (title, width) in enumerate(zip(TITLES, _WIDTHS, strict=True)):
        sheet.write_string(0, column, title, formats["head"])
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    row = 1
    for review in reviews:
        named = captions(review)
        for finding in review.findings:
            tick = review.tick_of(finding)
            if tick is not None and tick.sides is not None:
                row = _block(sheet, formats, row, finding.id, tick, named) + 1


def _block(
    sheet: Any, formats: Mapping[str, Any], row: int, finding: str, tick: Tick, named: Mapping[int, str]
) -> int:
    """One equation; returns the first free row."""
    assert tick.sides is not None
    used = sorted(_used(tick.sides[0]) | _used(tick.sides[1]))
    cells: dict[int, str] = {}
    for index in used:
        figure, role = tick.figures[index], tick.roles[index]
        scale = factor(figure.unit)
        _line(
            sheet,
            formats,
            row,
            (finding, tick.rule, name_role(role, figure) or "数据", name_figure(figure), figure.text),
        )
        sheet.write_number(row, _VALUE, float(figure.value), formats["number"])
        sheet.write_string(row, 6, clean(figure.unit), formats["text"])
        sheet.write_formula(row, _FACTOR, "=" + _constant(scale), formats["formula"], float(scale))
        base = f"=F{row + 1}*H{row + 1}"
        sheet.write_formula(row, _BASE, base, formats["formula"], float(to_base(figure.value, figure.unit)))
        sheet.write_string(row, 9, name_place(figure.where, named), formats["text"])
        cells[index] = f"I{row + 1}"
        row += 1
    unit = tick.unit or tick.figures[-1].unit
    sides = []
    for title, side in zip(_SIDES[tick.kind], tick.sides, strict=True):
        value = evaluate(side, tick.figures) / factor(unit)
        _line(sheet, formats, row, (finding, tick.rule, title, "", ""))
        formula = f"=({spell(side, cells)})/({_constant(factor(unit))})"
        sheet.write_formula(row, _VALUE, formula, formats["formula"], float(value))
        sheet.write_string(row, 6, clean(unit), formats["text"])
        sides.append((f"F{row + 1}", value))
        row += 1
    _line(sheet, formats, row, (finding, tick.rule, "差额", "", ""))
    (left, left_value), (right, right_value) = sides
    sheet.write_formula(row, _VALUE, f"={left}-{right}", formats["formula"], float(left_value - right_value))
    sheet.write_string(row, 6, clean(unit), formats["text"])
    row += 1
    if tick.low is not None and tick.high is not None and tick.low != tick.high:
        for title, value in (("允许区间下限", tick.low), ("允许区间上限", tick.high)):
            _line(sheet, formats, row, (finding, tick.rule, title, "", ""))
            sheet.write_number(row, _VALUE, float(value), formats["number"])
            sheet.write_string(row, 6, clean(unit), formats["text"])
            row += 1
    _line(sheet, formats, row, (finding, tick.rule, "结论", TICK_STATE[tick.state], ""))
    return row + 1


def _line(sheet: Any, formats: Mapping[str, Any], row: int, texts: Sequence[str]) -> None:
    for column, text in enumerate(texts):
        sheet.write_string(row, column, clean(text), formats["text"])


def _used(side: Expression) -> set[int]:
    if isinstance(side, int):
        return {side}
    if isinstance(side, str):
        return set()
    return set().union(*(_used(part) for part in side[1:]))


def _constant(number: Fraction) -> str:
    return str(number.numerator) if number.denominator == 1 else f"{number.numerator}/{number.denominator}"


def spell(side: Expression, cells: Mapping[int, str]) -> str:
    """A side as a spreadsheet formula (without the leading =) over ``cells``."""
    match side:
        case int():
            return cells[side]
        case str():
            return f"({_constant(Fraction(side))})"
        case ("min", *parts):
            return f"MIN({','.join(spell(part, cells) for part in parts)})"
        case (str(operator), *parts):
            sign = {"+": "+", "×": "*", "÷": "/"}[operator]
            kept = [part for part in parts if not (operator == "×" and part == "1")] or parts
            spelled = sign.join(spell(part, cells) for part in kept)
            return f"({spelled})" if len(kept) > 1 else spelled
        case _:
            raise TypeError(f"not an expression: {side!r}")


def evaluate(side: Expression, figures: Sequence[Figure]) -> Fraction:
    """The exact value of a side in base units; ZeroDivisionError where a denominator is zero."""
    match side:
        case int():
            return to_base(figures[side].value, figures[side].unit)
        case str():
            return Fraction(side)
        case (str(operator), *parts):
            values = [evaluate(part, figures) for part in parts]
            if operator == "+":
                return sum(values, Fraction(0))
            if operator == "min":
                return min(values)
            product = values[0]
            for value in values[1:]:
                product = product * value if operator == "×" else product / value
            return product
        case _:
            raise TypeError(f"not an expression: {side!r}")
