"""上级行空白而下级已填

## 查什么
表格中上级一行（编号各项、科目、合计的上一级）没有填数，而其下各行在同一栏填了数的，按行汇总提示，并给出相加的结果。

## 为什么
上级漏填，读者看不到合计，合计也无从与别处核对。

## 错误示例
```
单位：万元
| 项目 | 2022年决算数 | 2023年决算数 |
| 三公经费 |  |  |
| 1、公务用车运行维护费 | 3.20 | 3.10 |
| 2、公务接待费 | 0.60 | 0.40 |
```

## 正确示例
```
单位：万元
| 项目 | 2022年决算数 | 2023年决算数 |
| 三公经费 | 3.80 | 3.50 |
| 1、公务用车运行维护费 | 3.20 | 3.10 |
| 2、公务接待费 | 0.60 | 0.40 |
```

## 不判示例
只是小标题、其下不是编号各项的，以及填了“—”表示不加总的，不作判断。
```
单位：万元
| 项目 | 2022年决算数 | 2023年决算数 |
| 按用途分列 |  |  |
| 公务用车运行维护费 | 3.20 | 3.10 |
| 公务接待费 | 0.60 | 0.40 |
```
```
单位：万元
| 场馆 | 补助资金 | 开放场次 |
| 合计 | 96.00 | — |
| 1、体育馆 | 60.00 | 300 |
| 2、游泳馆 | 36.00 | 210 |
```

## 依据
合计等于各分项之和，应当填列。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checks.context import Context
from checks.formula import plain
from checks.model import Claim, Present
from checks.tabular import addable, amounts, bands, children, defined, figure_of, heading, title
from extract.model import Band, Column, Figure, Row, Table
from extract.table_word import classify, squeeze

CODE = "GJ601"
NAME = "blank-parent"
SEVERITY = "warning"
SINCE = "0.1.0"


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each parent row with a blank above figures."""
    for table, _, band in bands(context.extraction.tables):
        if any(c.role in ("level1", "level2", "level3") for c in band.columns):
            continue
        by_definition, below = dict(defined(band)), children(band)
        for index, parent in enumerate(band.rows):
            listed = [band.rows[i] for i in below.get(index, []) if not band.rows[i].among]
            listed = listed or [band.rows[i] for i in by_definition.get(index, [])]
            if any(row.marker == "减" or row.total for row in listed if not parent.total):
                continue  # what is left, or the total of a group, stands in a row of its own
            least = 1 if parent.style.startswith("code") else 2
            if len(listed) < least or not parent.label:
                continue
            columns = [c for c in amounts(band, parent.side) if _has_total(table, band, parent, c)]
            blanks = [(c, parts) for c in columns if len(parts := _above(table, parent, listed, c)) >= least]
            if blanks:
                yield _claim(context, table, band, parent, blanks)


def _has_total(table: Table, band: Band, parent: Row, column: Column) -> bool:
    """Whether a column can be meant to have a total: not quantities of several units, nor what no word calls an amount.

    Such a column (a grade, a rank) is left blank beside totals of the others.
    """
    priced = any("单价" in c.header[-1] for c in band.columns if c.header)
    if column.measure == "count" and (priced or _in_many_units(table, band)):
        return False
    known = not column.header or classify(column.header[-1]) is not None
    filled = [*amounts(band, parent.side), *(c for c in band.columns if c.role in ("weight", "score"))]
    others = (figure_of(table, parent, c) for c in filled if c is not column)
    return known or not parent.total or all(f is None for f in others)


def _in_many_units(table: Table, band: Band) -> bool:
    """Whether a column names a unit for each row, and not always the same: such quantities have no total."""
    units = [c.index for c in band.columns if c.role == "unit" or c.header[-1:] == ("单位",)]
    named = {squeeze(table.text(row.index, at)) for at in units[:1] for row in band.rows if not row.total}
    return len(named - {""}) > 1


def _above(table: Table, parent: Row, listed: list[Row], column: Column) -> list[Figure]:
    """The figures below an empty cell; none where it says something (a dash, too), or only zeros stand below."""
    if squeeze(table.text(parent.index, column.index)):
        return []
    parts = [f for r in listed if (f := figure_of(table, r, column)) is not None]
    filled = any(f.value for f in parts) and addable(parts[0], parts)
    return parts if filled and len({f.unit for f in parts}) == 1 else []


def _claim(
    context: Context, table: Table, band: Band, parent: Row, blanks: list[tuple[Column, list[Figure]]]
) -> Claim:
    sums = "，".join(f"{heading(c)}应为{_total(parts)}" for c, parts in blanks)
    # A sheet stores no cell where nothing was ever typed.
    place = (parent.index, blanks[0][0].index)
    cell = table.grid.get(place)
    where = cell.where if cell else replace(table.where, row=place[0], column=place[1])
    figures = [f for _, parts in blanks for f in parts]
    return context.facts.claim(
        CODE,
        Present(parent.label, tuple(figures), where, False),
        f"{title(table)}“{parent.label}”行没有填数，按其下各项相加，{sums}",
        [("part", f) for f in figures],
    )


def _total(parts: list[Figure]) -> str:
    digits = min(f.step for f in parts)
    value = sum((f.value for f in parts), start=parts[0].value * 0)
    return f"{plain(value.quantize(digits))}{parts[0].unit}"
