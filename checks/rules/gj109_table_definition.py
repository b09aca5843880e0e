"""表内组成关系不符

## 查什么
同一表格中列出了整体和按定义恰好分完的各部分（如基本支出与人员经费、公用经费，三公经费与其三项）的，
不论有没有写“其中”，整体都应等于各部分之和，逐栏核对。

## 为什么
组成项目改了而整体没有改，或者数字填错行。

## 错误示例
```
单位：万元
| 项目 | 2022年决算数 | 2023年决算数 |
| 基本支出 | 230.00 | 241.00 |
| 其中：人员经费 | 180.00 | 187.50 |
| 公用经费 | 50.00 | 52.50 |
```

## 正确示例
```
单位：万元
| 项目 | 2022年决算数 | 2023年决算数 |
| 基本支出 | 230.00 | 240.00 |
| 其中：人员经费 | 180.00 | 187.50 |
| 公用经费 | 50.00 | 52.50 |
```

## 不判示例
组成部分没有列全的，或者所填是百分比（完成率等）的，不作判断。
```
单位：万元
| 项目 | 2023年预算数 | 2023年决算数 | 决算占预算 |
| 基本支出 | 250.00 | 240.00 | 96.00% |
| 其中：人员经费 | 190.00 | 187.50 | 98.68% |
| 公用经费 | 60.00 | 52.50 | 87.50% |
```
```
单位：万元
| 项目 | 2022年决算数 | 2023年决算数 |
| 基本支出 | 230.00 | 240.00 |
| 其中：公用经费 | 50.00 | 52.50 |
```
各行自己的比率不相加。
```
单位：万元
| 项目 | 2022年决算数 | 2023年预算数 | 2023年决算数 | 决算占预算 | 较上年增减 |
| 合计 | 30.05 | 48.00 | 45.50 | 94.79% | 51.41% |
| 公务用车购置及运行费 | 21.45 | 40.00 | 38.77 | 96.93% | 80.75% |
| 其中：公务用车购置费 | 0 | 18.00 | 17.86 | 99.22% | — |
| 公务用车运行维护费 | 21.45 | 22.00 | 20.91 | 95.05% | -2.52% |
| 公务接待费 | 8.60 | 8.00 | 6.73 | 84.13% | -21.74% |
```

## 依据
政府收支分类科目和部门决算报表：基本支出由人员经费和公用经费组成，“三公”经费由因公出国（境）费、公务用车购置及运行
维护费、公务接待费组成。
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.context import Context
from checks.formula import footing
from checks.model import Claim, Equal
from checks.tabular import (
    addable,
    amounts,
    bands,
    closes,
    countable,
    defined,
    figure_of,
    heading,
    member,
    quoted,
    title,
)
from extract.model import Band, Figure, Table
from extract.unit import kind

CODE = "GJ109"
NAME = "table-definition"
SEVERITY = "error"
SINCE = "0.1.0"


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each defined whole in each column, unless its rows are numbered parts (GJ101)."""
    for table, number, band in bands(context.extraction.tables):
        for whole, parts in defined(band):
            if all(band.rows[p].parent == whole and not band.rows[p].among for p in parts):
                continue
            yield from _columns(context, table, number, band, whole, parts)


def _columns(
    context: Context, table: Table, number: int, band: Band, whole: int, parts: list[int]
) -> Iterator[Claim]:
    parent = band.rows[whole]
    found: list[tuple[int, Figure, list[Figure], str]] = []
    for column in amounts(band, parent.side):
        stated = figure_of(table, parent, column)
        members = [member(table, band.rows[p], column) for p in parts]
        figures = [m.figure for m in members if m.figure is not None]
        if (
            stated is None
            or not countable(members)
            or not addable(stated, figures)
            or column.measure == "share"
            or kind(stated.unit) == "percent"
        ):
            continue
        if len(figures) < len(members) and not closes(stated, figures):
            continue
        found.append((column.index, stated, figures, heading(column)))
    ids = [f"{CODE}-{table.index}-{number}-{parent.index}-{column}" for column, _, _, _ in found]
    for (_, stated, figures, name), own in zip(found, ids, strict=True):
        yield context.facts.claim(
            CODE,
            Equal(stated, footing(figures)),
            f"{title(table)}{name}，“{parent.label}”填列{{stated}}，"
            f"{quoted(f.label for f in figures)}合计为{{computed}}，相差{{difference}}",
            [("whole", stated), *(("part", f) for f in figures)],
            support=tuple(i for i in ids if i != own),
            id=own,
        )
