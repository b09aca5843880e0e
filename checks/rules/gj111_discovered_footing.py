"""多数栏成立的合计关系在个别栏不成立

## 查什么
表中没有写明合计关系，但某一行在多数栏恰好等于其下“其中”各项或紧接着的几行之和（各项都不是零、各栏数字也不相同），
只在一栏不成立的，提请核实。第一行（如全市）在一栏恰好等于其下各行之和，另一栏只差一个数的一处笔误的，也提请核实。
某一栏在多数行恰好等于另外两三栏之和（或差），只在个别行不成立的，同样提请核实，不要求栏名写明；
“累计”栏逐行等于上一行累计数加本行数的，个别行不成立时也提请核实。
表头缺失而各数之间恰有合计关系的，记为已核对一致。

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

```
单位：万元
| 地区 | 债务限额 | 债务余额 |
| 全市 | 412680 | 386420 |
| 市本级 | 186420 | 178540 |
| 东县 | 94310 | 90260 |
| 西县 | 72150 | 66180 |
| 南区 | 59800 | 53440 |
```

```
| 指标 | 满分 | 得分 | 失分 |
| 投入管理 | 20 | 18.5 | 1.5 |
| 过程管理 | 20 | 17.0 | 2.0 |
| 产出情况 | 35 | 32.5 | 2.5 |
| 效益情况 | 25 | 22.0 | 3.0 |
```

```
| 收入分档 | 村数 | 占比 | 累计占比 |
| 5万元以下 | 36 | 12.0% | 12.0% |
| 5万—10万元 | 75 | 25.0% | 37.0% |
| 10万—50万元 | 126 | 42.0% | 79.0% |
| 50万—100万元 | 42 | 14.0% | 95.0% |
| 100万元以上 | 21 | 7.0% | 102.0% |
| 合计 | 300 | 100.0% | — |
```

## 正确示例
```
单位：万元
| 项目 | 2021年决算数 | 2022年决算数 | 2023年预算数 | 2023年决算数 |
| 公用经费 | 60.00 | 55.20 | 58.00 | 60.10 |
| 其中：办公费 | 42.00 | 40.10 | 41.00 | 40.60 |
| 差旅费 | 18.00 | 15.10 | 17.00 | 19.50 |
```

```
单位：万元
| 地区 | 债务限额 | 债务余额 |
| 全市 | 412680 | 388420 |
| 市本级 | 186420 | 178540 |
| 东县 | 94310 | 90260 |
| 西县 | 72150 | 66180 |
| 南区 | 59800 | 53440 |
```

```
| 指标 | 满分 | 得分 | 失分 |
| 投入管理 | 20 | 18.5 | 1.5 |
| 过程管理 | 20 | 17.0 | 3.0 |
| 产出情况 | 35 | 32.5 | 2.5 |
| 效益情况 | 25 | 22.0 | 3.0 |
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
from dataclasses import dataclass

from checks import strewn
from checks.context import Context
from checks.crossing import identities
from checks.discovery import is_one_slip_off
from checks.evidence import is_held
from checks.formula import footing
from checks.model import Claim, Equal
from checks.precision import significant_digits
from checks.recurring import Recurring, recurring, running
from checks.relation import judge_relation
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
_LEAST, _AGAIN = 3, 2
_DIGITS, _PARTS = 5, 4


@dataclass(frozen=True)
class _Sum:
    """A row in one column with the rows that may make it up."""

    column: Column
    whole: Figure
    parts: list[Figure]

    @property
    def closes(self) -> bool:
        return closes(self.whole, self.parts)

    @property
    def is_mean(self) -> bool:
        """Whether the row lies among the others, as an average does: such a column is not added up."""
        values = [p.value for p in self.parts]
        return min(values) < self.whole.value < max(values) and not is_one_slip_off(self.whole, self.parts)

    @property
    def is_telling(self) -> bool:
        """Whether it could hardly close by chance."""
        return significant_digits(self.whole) >= _DIGITS and sum(1 for p in self.parts if p.value) >= _PARTS


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each column in which a row is the sum of others as in other columns, and for sums without a header."""
    for table, number, band in bands(context.extraction.tables):
        if any(c.role in ("level1", "level2", "level3") for c in band.columns):
            continue
        below, known = children(band), {whole for whole, _ in defined(band)}
        for index, parent in enumerate(band.rows):
            if parent.total or index in known:
                continue
            columns = [c for c in amounts(band, parent.side) if c.measure != "share"]
            for rows in _candidates(band, below, index):
                sums = list(_sums(table, parent, rows, columns))
                if meant := _meant(sums):
                    yield from (_claim(context, table, number, parent, s, len(meant) - 1) for s in meant)
                    break
        yield from _above(context, table, number, band)
        yield from _across(context, table, number, band)
        yield from _running(context, table, number, band)
    for whole, formula in strewn.sums(context.extraction):
        yield context.facts.claim(
            CODE,
            Equal(whole, formula),
            "表头缺失的数据中，{stated}恰为邻近各数{formula}",
            [("total", whole), *(("part", p) for p in formula.figures())],
            confidence="medium",
        )


def _above(context: Context, table: Table, number: int, band: Band) -> Iterator[Claim]:
    """Rows that are the sum of those right above them, whatever they are called; what was added up counts once."""
    open_rows: list[Row] = []
    for row in band.rows:
        if row.total or row.parent is not None or row.style != "none":
            return
        columns = [c for c in amounts(band, row.side) if c.measure != "share"]
        for count in range(2, min(_LONGEST, len(open_rows)) + 1):
            sums = list(_sums(table, row, open_rows[-count:], columns))
            if meant := _meant(sums):
                yield from (_claim(context, table, number, row, s, len(meant) - 1) for s in meant)
                del open_rows[-count:]
                break
        open_rows.append(row)


def _across(context: Context, table: Table, number: int, band: Band) -> Iterator[Claim]:
    """Sums of columns that hold in most rows; a row in which a like sum holds is not held against one that does not."""
    known = [frozenset(c.index for c in (i.whole, *(p for _, p in i.parts))) for i in identities(band)]
    every = recurring(table, band)
    for found in every:
        if any(len(found.columns & other) >= max(len(found.columns), len(other)) - 1 for other in known):
            continue
        like = [r for r in every if r is not found and len(r.columns & found.columns) > len(found.parts) - 1]
        for index in sorted(found.held | found.broken):
            if index in found.held or not any(index in r.held for r in like):
                yield _of_row(context, table, number, band, found, index)


def _of_row(context: Context, table: Table, number: int, band: Band, found: Recurring, index: int) -> Claim:
    row = band.rows[index]
    whole = figure_of(table, row, found.whole)
    parts = [f for c in found.parts if (f := figure_of(table, row, c)) is not None]
    assert whole is not None
    names = "、".join(heading(c) for c in found.parts)
    place = "-".join(str(c) for c in sorted(found.columns))
    return context.facts.claim(
        CODE,
        Equal(whole, footing(parts)),
        f"{title(table)}{heading(found.whole)}在其余{len(found.held)}行都恰好等于{names}之和，"
        f"而“{row.label}”行填列{{stated}}，相加为{{computed}}，相差{{difference}}",
        [("total", whole), *(("part", f) for f in parts)],
        id=f"{CODE}-{table.index}-{number}-{row.index}-across-{place}",
    )


def _running(context: Context, table: Table, number: int, band: Band) -> Iterator[Claim]:
    """A column of running totals, where most of its rows are what stands above and their own row's amount."""
    for column, steps in running(table, band):
        made = [(row, Equal(own, footing(parts)), parts) for row, own, parts in steps]
        held = sum(is_held(judge_relation(relation)) for _, relation, _ in made)
        if held < _AGAIN or held * 2 < len(made):
            continue
        for row, relation, parts in made:
            yield context.facts.claim(
                CODE,
                relation,
                f"{title(table)}“{row.label}”行，{heading(column)}填列{{stated}}，"
                "按上一行的累计数加本行计算应为{computed}，相差{difference}",
                [("total", relation.stated), *(("part", f) for f in parts)],
                id=f"{CODE}-{table.index}-{number}-{row.index}-{column.index}-running",
            )


def _meant(sums: list[_Sum]) -> list[_Sum]:
    """The sums that hold, and the one that does not, where the others show that it is meant to."""
    held = [s for s in sums if s.closes]
    sums = [s for s in sums if s.closes or not s.is_mean]
    broken = [s for s in sums if not s.closes]
    different = len({(s.whole.value, *(p.value for p in s.parts)) for s in held})
    telling = any(s.is_telling for s in held)
    if len(broken) > 1 or not (different >= _LEAST or telling):
        return []
    shown = different >= _LEAST or (telling and all(is_one_slip_off(s.whole, s.parts) for s in broken))
    return sums if shown else held


def _claim(context: Context, table: Table, number: int, parent: Row, s: _Sum, others: int) -> Claim:
    return context.facts.claim(
        CODE,
        Equal(s.whole, footing(s.parts)),
        f"{title(table)}“{parent.label}”在其余{others}栏都恰好等于{quoted(p.label for p in s.parts)}之和，"
        f"而{heading(s.column)}填列{{stated}}，相加为{{computed}}，相差{{difference}}",
        [("total", s.whole), *(("part", p) for p in s.parts)],
        id=f"{CODE}-{table.index}-{number}-{parent.index}-{s.column.index}",
    )


def _candidates(band: Band, below: dict[int, list[int]], index: int) -> Iterator[list[Row]]:
    """The rows that may make up a row though nothing says so: its 其中, the rows right after it, all after the first."""
    listed = [band.rows[i] for i in below.get(index, [])]
    if listed:
        if len(listed) > 1 and all(r.among for r in listed):
            yield listed
        return
    after: list[Row] = []
    for row in band.rows[index + 1 :]:
        if row.among and row.parent is not None and band.rows[row.parent] in after:
            continue
        if row.style != "none" or row.side != band.rows[index].side or row.parent != band.rows[index].parent:
            return
        after.append(row)
        if 1 < len(after) <= _LONGEST:
            yield list(after)
    if len(after) > _LONGEST and index == 0:
        yield after


def _sums(table: Table, parent: Row, rows: list[Row], columns: list[Column]) -> Iterator[_Sum]:
    """The row in each column in which it and all the others print an amount that is not zero."""
    for column in columns:
        whole = figure_of(table, parent, column)
        parts = [f for r in rows if (f := figure_of(table, r, column)) is not None]
        filled = len(parts) == len(rows) and all(p.value for p in parts)
        if whole is not None and filled and addable(whole, parts):
            yield _Sum(column, whole, parts)
