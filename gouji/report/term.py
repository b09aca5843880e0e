"""The words of every output, and how a place is named: one thing, one word."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from checks.model import Finding
from checks.wording import nested
from extract.model import Figure, Locator, RawTable
from gouji.report.review import Review

SEVERITY = {"error": "错误", "warning": "疑点", "info": "提示"}
CONFIDENCE = {"high": "高", "medium": "中", "low": "低"}
STATUS = {"complete": "完成", "partial": "部分完成", "unchecked": "未核查"}
FIGURE_STATE = {"verified": "已核对一致", "contradicted": "有矛盾", "unchecked": "未核对"}
TICK_STATE = {
    "held": "相符",
    "held_by_rounding": "相符（四舍五入）",
    "held_by_truncation": "相符（截尾）",
    "broken": "不符",
    "undecided": "无法判定",
}
MEASURE = {
    "level": "水平",
    "change": "增减额",
    "rate": "增减率",
    "share": "占比",
    "ratio": "比率",
    "points": "百分点",
    "count": "数量",
    "headcount": "人数",
    "weight": "分值",
    "score": "得分",
    "average": "平均",
    "multiple": "倍数",
}
DECISIONS = ("待核", "确认", "误报", "已改", "不适用")
ROLE = {
    "stated": "所填数",
    "current": "本期数",
    "base": "基数",
    "delta": "增减额",
    "rate": "增减率",
    "part": "部分",
    "whole": "总体",
    "share": "占比",
    "parts": "分项",
    "total": "合计",
    "numerator": "分子",
    "denominator": "分母",
    "result": "结果",
    "lesser": "较小数",
    "greater": "较大数",
    "count": "个数",
    "weight": "分值",
    "score": "得分",
    "target": "目标值",
    "actual": "完成值",
}

LONGEST_LABEL = 24

# Controls, escapes, and the marks that turn the direction of text: none may reach a terminal or a cell.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


_BARE = re.compile(r"[\d.,]+")


def clean(text: str) -> str:
    """``text`` without control characters; tabs and line breaks stay."""
    return _UNSAFE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def captions(review: Review) -> dict[int, str]:
    """The caption of each table by its number, "" where none is printed."""
    return {
        block.where.table: clean(block.caption)
        for block in review.blocks
        if isinstance(block, RawTable) and block.where.table is not None
    }


def name_page(page: int, label: str | None) -> str:
    """A page by its place in the file, and by its printed number where that differs."""
    return f"第{page}页" + (f"（页码{clean(label)}）" if label else "")


def name_place(where: Locator, captions: Mapping[int, str]) -> str:
    """A place as a reader finds it: page, section, then table, row and column, or paragraph."""
    parts = []
    if where.page is not None:
        parts.append(name_page(where.page, where.page_label))
    if where.section:
        parts.append(nested(f"“{clean(where.section)}”"))
    if where.table is not None:
        caption = captions.get(where.table, "")
        parts.append(f"表{where.table + 1}" + (f"《{caption}》" if caption else ""))
        if where.row is not None:
            parts.append(
                f"第{where.row + 1}行" + (f"第{where.column + 1}列" if where.column is not None else "")
            )
    elif where.block is not None and where.page is None:
        parts.append(f"第{where.block + 1}段")
    return " ".join(parts) or "位置不详"


def group_places(figures: Sequence[Figure], named: Mapping[int, str]) -> dict[str, list[tuple[int, str]]]:
    """The figures of one table or paragraph together: its name, then (index, row and column) of each."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for index, figure in enumerate(figures):
        where = figure.where
        whole = name_place(replace(where, row=None, column=None), named)
        cell = name_place(Locator(table=where.table, row=where.row, column=where.column), {}).partition(" ")[
            2
        ]
        groups.setdefault(whole, []).append((index, cell))
    return groups


def name_figure(figure: Figure) -> str:
    """What a figure says: its period, its label and the two above it; a label of a sentence's length says nothing."""
    labels = dict.fromkeys(clean(label) for label in (*figure.path[-2:], figure.label))
    period = f"{figure.period}年" if figure.period and figure.period.isdigit() else figure.period or ""
    return " ".join(word for word in (period, *labels) if 0 < len(word) <= LONGEST_LABEL)


def name_role(role: str, figure: Figure) -> str:
    """The part that a figure has in a finding; a rate is called by what it measures, and "" is one without a part."""
    called = role == "rate" and figure.measure in ("share", "ratio", "multiple", "average")
    return MEASURE[figure.measure] if called else ROLE.get(role, "")


def describe_equation(finding: Finding) -> str:
    """The recomputation on one line: formula, result with its interval, what is printed, the difference."""
    parts = []
    bare = bool(finding.stated and finding.computed) and _BARE.fullmatch(finding.formula) is not None
    if bare:
        parts.append(f"对照：{finding.stated} ≠ {finding.computed}")
    elif finding.formula:
        result = f" = {finding.computed}" if finding.computed else ""
        parts.append(f"{'重新计算' if result else '对照'}：{finding.formula}{result}")
    if finding.interval and len(set(finding.interval)) > 1:
        parts.append(f"允许区间 {finding.interval[0]} 至 {finding.interval[1]}")
    if finding.stated and not bare:
        parts.append(f"文中 {finding.stated}")
    if finding.difference:
        parts.append(f"相差 {finding.difference}")
    return clean("；".join(parts))


def plain(value: Fraction | Decimal | None, digits: int = 6) -> str:
    """A number in ordinary writing, at most ``digits`` decimals, without needless zeros."""
    if value is None:
        return ""
    fraction = Fraction(value)
    scaled = round(fraction * 10**digits)
    text = f"{Decimal(scaled).scaleb(-digits):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
