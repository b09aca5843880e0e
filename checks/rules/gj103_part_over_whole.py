"""部分大于整体

## 查什么
表格中“其中”各行不应大于它所属的上级行，“其中”各栏不应大于所属的合计栏；同一组“其中”各项之和也不应大于上级。
“其中”没有写明列全，小于上级时不作判断。
债务余额不应大于同一行（同一栏）的债务限额，两者名称除“余额”“限额”外相同的才比较。

## 为什么
部分大于整体，必有一个数填错，常见的是串行或单位填错。

## 错误示例
```
单位：万元
| 项目 | 2022年决算数 | 2023年决算数 |
| 公用经费 | 60.00 | 55.20 |
| 其中：办公费 | 12.00 | 65.40 |
```

```
单位：亿元
| 地区 | 一般债务限额 | 一般债务余额 | 专项债务限额 | 专项债务余额 |
| 市本级 | 92.10 | 88.20 | 118.20 | 121.50 |
| 东县 | 51.60 | 49.65 | 101.20 | 95.70 |
```

## 正确示例
```
单位：万元
| 项目 | 2022年决算数 | 2023年决算数 |
| 公用经费 | 60.00 | 55.20 |
| 其中：办公费 | 12.00 | 13.10 |
```

## 不判示例
“其中”所列与上级的单位不同，上级为负数，或者所填是百分比（完成率等）的，不作判断。
```
单位：万元
| 项目 | 2023年决算数 |
| 公用经费 | 55.20 |
| 其中：车辆（辆） | 60 |
```
```
单位：万元
| 项目 | 2023年预算数 | 2023年决算数 | 决算占预算 |
| 公用经费 | 60.00 | 55.20 | 92.00% |
| 其中：办公费 | 12.00 | 11.40 | 95.00% |
```

## 依据
部分不大于整体。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks.context import Context
from checks.formula import Formula, Term, footing
from checks.model import Claim, Order
from checks.tabular import addable, amounts, bands, children, closes, figure_of, heading, place, quoted, title
from checks.turned import views
from extract.lexicon import partitions
from extract.model import Band, Column, Figure, Row, Table
from extract.table_word import squeeze
from extract.unit import kind

CODE = "GJ103"
NAME = "part-over-whole"
SEVERITY = "error"
SINCE = "0.1.0"


@dataclass(frozen=True)
class _Pair:
    """Parts that one column sets against their whole; ``sure``: the table marks or the norm defines them as parts."""

    column: Column
    whole: Figure
    parts: tuple[Figure, ...]
    name: str
    sure: bool

    @property
    def fits(self) -> bool:
        return 0 < sum(p.value for p in self.parts) <= self.whole.value


def claims(context: Context) -> Iterator[Claim]:
    """For each 其中 and each column: no part exceeds the whole, nor do its parts together.

    A part that only stands after one that is marked counts only where it fits in another column.
    """
    for table, _, band in bands(context.extraction.tables):
        below = children(band)
        for index, parent in enumerate(band.rows):
            listed = [band.rows[i] for i in below.get(index, []) if band.rows[i].among]
            if not listed or (parent.total and not listed[0].marker):
                continue
            columns = amounts(band, parent.side)
            listed = _without_siblings(table, band, below, index, columns)
            pairs = [p for c in columns for p in _pairs(table, parent, listed, c)]
            for pair in pairs:
                if pair.sure or any(p.fits for p in pairs if p.name == pair.name):
                    yield _claim(context, table, pair)
    for table, _, band in views(context.extraction.tables):
        yield from _limits(context, table, band)


def _limits(context: Context, table: Table, band: Band) -> Iterator[Claim]:
    """What is owed is not more than the limit that is named like it, in the same row."""
    levels = [c for c in band.columns if c.role == "amount" and c.measure == "level" and c.header]
    named = {squeeze("".join(c.header)): c for c in levels}
    for name, column in named.items():
        limit = named.get(name.replace("余额", "限额")) if "余额" in name else None
        if limit is None or limit.side != column.side:
            continue
        for row in band.rows:
            owed, most = figure_of(table, row, column), figure_of(table, row, limit)
            if owed is None or most is None or not addable(most, [owed]):
                continue
            yield context.facts.claim(
                CODE,
                Order(Term(owed), Term(most)),
                f"{title(table)}{place(row)}，{heading(column)}填列{{stated}}，大于{heading(limit)}{{computed}}，"
                "相差{difference}，余额不应大于限额",
                [("owed", owed), ("limit", most)],
            )


def _without_siblings(
    table: Table, band: Band, below: dict[int, list[int]], index: int, columns: list[Column]
) -> list[Row]:
    """The 其中 of a row without the unmarked rows at their end that its own total counts beside it."""
    parent = band.rows[index]
    listed = [band.rows[i] for i in below[index] if band.rows[i].among]
    if parent.parent is None or not band.rows[parent.parent].total:
        return listed
    beside = [band.rows[i] for i in below[parent.parent] if not band.rows[i].among]
    for kept in range(1, len(listed)):
        tail = listed[kept:]
        if all(row.style == "none" for row in tail) and all(
            _adds_up(table, band.rows[parent.parent], [*beside, *tail], column) for column in columns
        ):
            return listed[:kept]
    return listed


def _adds_up(table: Table, total: Row, rows: list[Row], column: Column) -> bool:
    whole = figure_of(table, total, column)
    parts = [f for row in rows if (f := figure_of(table, row, column)) is not None]
    return whole is None or closes(whole, parts)


def _pairs(table: Table, parent: Row, listed: list[Row], column: Column) -> Iterator[_Pair]:
    whole = figure_of(table, parent, column)
    if whole is None or whole.value < 0 or column.measure == "change" or kind(whole.unit) == "percent":
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
        yield _Pair(column, whole, (figure,), f"“{row.label}”", row.style == "among" or _defined(parent, row))
    marked = sum(1 for row in listed if row.style == "among" and row.ordinal is None)
    if len(parts) > 1 and marked < 2 and all(p.value <= whole.value for p in parts):
        yield _Pair(column, whole, tuple(parts), f"{quoted(p.label for p in parts)}之和", False)


def _claim(context: Context, table: Table, pair: _Pair) -> Claim:
    lesser: Formula = Term(pair.parts[0]) if len(pair.parts) == 1 else footing(pair.parts)
    return context.facts.claim(
        CODE,
        Order(lesser, Term(pair.whole)),
        f"{title(table)}{heading(pair.column)}，{pair.name}为{{stated}}，"
        f"大于其所属的“{pair.whole.label}”{{computed}}，相差{{difference}}",
        [("whole", pair.whole), *(("part", p) for p in pair.parts)],
        confidence="high" if pair.sure else "medium",
    )


def _defined(parent: Row, row: Row) -> bool:
    """Whether the row is a part of its parent by definition, not only by its place."""
    return any(p.whole == parent.concept and row.concept in p.parts for p in partitions())
