"""多数栏成立的合计关系在个别栏不成立

## 查什么
表中没有写明合计关系，但某一行在多数栏恰好等于其下“其中”各项或紧接着的几行之和（各项都不是零、各栏数字也不相同），
只在一栏不成立的，提请核实。

## 为什么
关系在几栏都恰好成立，多半是本来的口径；单独一栏不成立，往往是这一栏有一个数填错。

## 错误示例
```
单位：万元
| 项目 | 2021年决算数 | 2022年决算数 | 2023年预算数 | 2023年决算数 |
| 公用经费 | 60.00 | 55.20 | 58.00 | 57.10 |
| 其中：办公费 | 42.00 | 40.10 | 41.00 | 40.60 |
| 差旅费 | 18.00 | 15.10 | 17.00 | 19.50 |
```

## 正确示例
```
单位：万元
| 项目 | 2021年决算数 | 2022年决算数 | 2023年预算数 | 2023年决算数 |
| 公用经费 | 60.00 | 55.20 | 58.00 | 60.10 |
| 其中：办公费 | 42.00 | 40.10 | 41.00 | 40.60 |
| 差旅费 | 18.00 | 15.10 | 17.00 | 19.50 |
```

## 不判示例
成立的栏不多于一半的，可能只是巧合，不作判断。
```
单位：万元
| 项目 | 2022年决算数 | 2023年预算数 | 2023年决算数 |
| 公用经费 | 60.00 | 58.00 | 66.00 |
| 其中：办公费 | 42.00 | 41.00 | 40.60 |
| 差旅费 | 18.00 | 16.00 | 19.50 |
```

## 依据
由表内各栏数据归纳，属于提示。
"""

from __future__ import annotations

from collections.abc import Iterator

from checks import strewn
from checks.context import Context
from checks.formula import footing
from checks.model import Claim, Equal
from checks.tabular import (
    addable,
    amounts,
    bands,
    children,
    closes,
    defined,
    figure_of,
    heading,
    quoted,
    title,
)
from extract.model import Band, Column, Figure, Row, Table

CODE = "GJ111"
NAME = "discovered-footing"
SEVERITY = "warning"
SINCE = "0.1.0"
_LONGEST = 8
_LEAST = 3


def claims(context: Context) -> Iterator[Claim]:
    """One claim for the column in which a relation fails that three others or more show, and for sums without a header."""
    for table, number, band in bands(context.extraction.tables):
        if any(c.role in ("level1", "level2", "level3") for c in band.columns):
            continue
        below, known = children(band), {whole for whole, _ in defined(band)}
        for index, parent in enumerate(band.rows):
            if parent.total or index in known:
                continue
            columns = [c for c in amounts(band, parent.side) if c.measure != "share"]
            if len(columns) <= _LEAST:
                continue
            for rows in _candidates(band, below, index):
                found = list(_odd(table, parent, rows, columns))
                if found:
                    yield _claim(context, table, number, parent, found[0])
                    break
    for whole, formula in strewn.sums(context.extraction):
        yield context.facts.claim(
            CODE,
            Equal(whole, formula),
            "表头缺失的数据中，{stated}恰为邻近各数{formula}",
            [("total", whole), *(("part", p) for p in formula.figures())],
            confidence="medium",
        )


def _claim(
    context: Context, table: Table, number: int, parent: Row, odd: tuple[Column, Figure, list[Figure], int]
) -> Claim:
    column, whole, parts, holding = odd
    return context.facts.claim(
        CODE,
        Equal(whole, footing(parts)),
        f"{title(table)}“{parent.label}”在其余{holding}栏都恰好等于{quoted(p.label for p in parts)}之和，"
        f"而{heading(column)}填列{{stated}}，相加为{{computed}}，相差{{difference}}",
        [("total", whole), *(("part", p) for p in parts)],
        id=f"{CODE}-{table.index}-{number}-{parent.index}-{column.index}",
    )


def _candidates(band: Band, below: dict[int, list[int]], index: int) -> Iterator[list[Row]]:
    """The rows that may make up a row though nothing says so: its 其中, or the rows right after it."""
    listed = [band.rows[i] for i in below.get(index, [])]
    if listed:
        if len(listed) > 1 and all(r.among for r in listed):
            yield listed
        return
    after: list[Row] = []
    for row in band.rows[index + 1 : index + 1 + _LONGEST]:
        if row.style != "none" or row.side != band.rows[index].side or row.parent != band.rows[index].parent:
            return
        after.append(row)
        if len(after) > 1:
            yield list(after)


def _odd(
    table: Table, parent: Row, rows: list[Row], columns: list[Column]
) -> Iterator[tuple[Column, Figure, list[Figure], int]]:
    """The one column that breaks what at least three different columns show."""
    seen: set[tuple[object, ...]] = set()
    broken: list[tuple[Column, Figure, list[Figure]]] = []
    for column in columns:
        whole = figure_of(table, parent, column)
        parts = [f for r in rows if (f := figure_of(table, r, column)) is not None]
        if (
            whole is None
            or len(parts) < len(rows)
            or any(not p.value for p in parts)
            or not addable(whole, parts)
        ):
            continue
        if closes(whole, parts):
            seen.add((whole.value, *(p.value for p in parts)))
        else:
            broken.append((column, whole, parts))
            if len(broken) > 1:
                return
    if len(seen) >= _LEAST and len(broken) == 1:
        yield (*broken[0], len(seen))
