"""部分大于整体

## 查什么
表格中“其中”各行不应大于它所属的上级行，“其中”各栏不应大于所属的合计栏；同一组“其中”各项之和也不应大于上级。
“其中”没有写明列全，小于上级时不作判断。

## 为什么
部分大于整体，必有一个数填错，常见的是串行或单位填错。

## 错误示例
```
单位：万元
| 项目 | 2022年决算数 | 2023年决算数 |
| 公用经费 | 60.00 | 55.20 |
| 其中：办公费 | 12.00 | 65.40 |
```

## 正确示例
```
单位：万元
| 项目 | 2022年决算数 | 2023年决算数 |
| 公用经费 | 60.00 | 55.20 |
| 其中：办公费 | 12.00 | 13.10 |
```

## 不判示例
“其中”所列与上级的单位不同，或者上级为负数的，不作判断。
```
单位：万元
| 项目 | 2023年决算数 |
| 公用经费 | 55.20 |
| 其中：车辆（辆） | 60 |
```

## 依据
部分不大于整体。
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.context import Context
from checks.formula import Formula, Term, footing
from checks.model import Claim, Confidence, Order
from checks.tabular import addable, amounts, bands, figure_of, heading, quoted, title
from extract.lexicon import partitions
from extract.model import Band, Column, Figure, Row, Table

CODE = "GJ103"
NAME = "part-over-whole"
SEVERITY = "error"
SINCE = "0.1.0"


def claims(context: Context) -> Iterator[Claim]:
    """For each 其中 and each column: no part exceeds the whole, nor do its parts together."""
    for table, _, band in bands(context.extraction.tables):
        for index, parent in enumerate(band.rows):
            listed = [r for r in band.rows if r.parent == index and r.among]
            if not listed or (parent.total and not listed[0].marker):
                continue
            for column in amounts(band, parent.side):
                yield from _column(context, table, band, parent, listed, column)


def _column(
    context: Context, table: Table, band: Band, parent: Row, listed: list[Row], column: Column
) -> Iterator[Claim]:
    whole = figure_of(table, parent, column)
    if whole is None or whole.value < 0 or column.measure == "change":
        return
    parts: list[Figure] = []
    for row in listed:
        figure = figure_of(table, row, column)
        if (
            figure is None
            or figure.value < 0
            or not addable(whole, [figure])
            or figure.measure != whole.measure
        ):
            continue
        parts.append(figure)
        sure = row.style == "among" or _defined(parent, row)
        yield _claim(context, table, column, whole, [figure], row.label, "high" if sure else "medium")
    marked = sum(1 for row in listed if row.style == "among" and row.ordinal is None)
    if len(parts) > 1 and marked < 2 and all(p.value <= whole.value for p in parts):
        names = quoted(p.label for p in parts)
        yield _claim(context, table, column, whole, parts, f"{names}之和", "medium")


def _claim(
    context: Context,
    table: Table,
    column: Column,
    whole: Figure,
    parts: list[Figure],
    name: str,
    sure: Confidence,
) -> Claim:
    shown = f"“{name}”" if len(parts) == 1 else name
    lesser: Formula = Term(parts[0]) if len(parts) == 1 else footing(parts)
    return context.facts.claim(
        CODE,
        Order(lesser, Term(whole)),
        f"{title(table)}{heading(column)}，{shown}为{{stated}}，大于其所属的“{whole.label}”{{computed}}，相差{{difference}}",
        [("whole", whole), *(("part", p) for p in parts)],
        confidence=sure,
    )


def _defined(parent: Row, row: Row) -> bool:
    """Whether the row is a part of its parent by definition, not only by its place."""
    return any(p.whole == parent.concept and row.concept in p.parts for p in partitions())
