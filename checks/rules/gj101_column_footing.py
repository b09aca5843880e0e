"""纵向合计不符

## 查什么
表格中的合计、小计、总计行，编号为1、2、3……的下级各项，以及功能分类（类、款、项）和经济分类科目，
上级一行应等于其下各行之和，逐栏核对；同一关系在其他栏成立、只在个别栏不成立的，更为可靠。
总额之下分列“按经费来源”“按支出结构”等几种分法的，每一种分法都应等于总额。合计写在各项之上的，按其下各行核对。
“其中”只列出一部分，不按相等核对；百分比栏的合计介于各行之间的，是平均的比率，也不相加。

## 为什么
改动明细没有改合计，或者漏列了项目，各栏的合计就不再一致。

## 错误示例
```
单位：万元
| 项目 | 2022年决算数 | 2023年决算数 |
| 一、项目支出 | 30.00 | 96.40 |
| 1、校舍维修 | 18.00 | 20.00 |
| 2、设备购置 | 12.00 | 45.00 |
```
```
单位：万元
| 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 |
| 205 | 教育支出 | 120.00 | 80.00 | 40.00 |
| 20502 | 普通教育 | 120.00 | 80.00 | 40.00 |
| 2050203 | 初中教育 | 70.00 | 50.00 | 20.00 |
| 2050204 | 高中教育 | 40.00 | 30.00 | 20.00 |
```

## 正确示例
```
单位：万元
| 项目 | 2022年决算数 | 2023年决算数 |
| 一、项目支出 | 30.00 | 65.00 |
| 1、校舍维修 | 18.00 | 20.00 |
| 2、设备购置 | 12.00 | 45.00 |
| 合计 | 30.00 | 65.00 |
```

## 不判示例
部分下级没有填数、又不能相加得到上级的，以及“其中”所列的，不作判断。
```
单位：万元
| 项目 | 2023年决算数 |
| 一、基本支出 | 90.00 |
| 其中：办公费 | 12.00 |
| 二、项目支出 | 65.00 |
| 1、校舍维修 | 20.00 |
| 2、设备购置 |  |
```
```
| 资金来源 | 到位（万元） | 支出（万元） | 支出占到位比 |
| 省级 | 400.00 | 360.00 | 90.00% |
| 县级 | 100.00 | 60.00 | 60.00% |
| 合计 | 500.00 | 420.00 | 84.00% |
```
```
| 类别 | 保障户数 | 保障人数 | 户均人口 |
| 城市 | 1860 | 2914 | 1.57 |
| 农村 | 6420 | 9837 | 1.53 |
| 合计 | 8280 | 12751 | 1.54 |
```

## 依据
合计等于各分项之和；政府收支分类科目的类、款、项层级关系。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from checks.context import Context
from checks.discovery import is_one_slip_off
from checks.evidence import is_held
from checks.formula import footing
from checks.model import AnyOf, Claim, Equal, Relation
from checks.relation import judge_relation
from checks.row_parts import following, options
from checks.tabular import (
    addable,
    amounts,
    bands,
    blank_means_zero,
    children,
    closes,
    countable,
    figure_of,
    heading,
    indentation,
    member,
    quoted,
    title,
    ways,
)
from extract.model import Band, Column, Figure, Row, Table
from extract.table_word import classify
from extract.unit import kind

CODE = "GJ101"
NAME = "column-footing"
SEVERITY = "error"
SINCE = "0.1.0"


@dataclass(frozen=True)
class _Sum:
    """One parent row in one column, with the alternative sets of rows that may make it up."""

    table: Table
    band: int
    parent: Row
    column: Column
    whole: Figure
    readings: tuple[tuple[Figure, ...], ...]
    filled: bool

    way: int = 0
    below: tuple[Figure, ...] = ()
    """What stands below a total down to the next: its parts where totals stand over them."""

    @property
    def id(self) -> str:
        way = f"-{self.way}" if self.way else ""
        return f"{CODE}-{self.table.index}-{self.band}-{self.parent.index}-{self.column.index}{way}"

    @property
    def held(self) -> bool:
        return any(is_held(judge_relation(Equal(self.whole, footing(parts)))) for parts in self.readings)

    @property
    def closing_below(self) -> tuple[Figure, ...]:
        """The rows below a total where they add up to it; none where they do not."""
        return self.below if closes(self.whole, self.below) else ()

    @property
    def overshoots(self) -> bool:
        """Whether the parts exceed the whole, as where an unmarked row and its own parts are both listed."""
        return all(sum(p.value for p in parts) > self.whole.value for parts in self.readings)

    @property
    def is_mean(self) -> bool:
        """Whether a total of what no word calls an amount lies among its parts, as an average does, no slip of the pen off."""
        values = [p.value for p in self.readings[0]]
        known = self.column.role == "amount" and bool(self.column.header)
        known = known and classify(self.column.header[-1]) is not None
        between = self.filled and 0 < min(values) < self.whole.value < max(values)
        return not known and between and not is_one_slip_off(self.whole, self.readings[0])

    @property
    def proves(self) -> bool:
        return any(closes(self.whole, parts) for parts in self.readings)


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each total, numbered parent or class in each column of amounts."""
    sums = list(_turned(s for found in bands(context.extraction.tables) for s in _sums(*found)))
    proven = {s.table.index for s in sums if not s.filled and s.proves}
    rows: dict[tuple[int, int, int, int], list[_Sum]] = {}
    for s in sums:
        if s.filled or s.held or blank_means_zero(s.table, s.table.index in proven):
            rows.setdefault((s.table.index, s.band, s.parent.index, s.parent.side), []).append(s)
    for siblings in rows.values():
        coded = siblings[0].parent.style.startswith("code")
        marked = siblings[0].parent.total or coded
        proves = any(s.proves for s in siblings)
        siblings = [s for s in siblings if not (s.is_mean and (proves or s.column.role == "score"))]
        doubled = not coded and all(s.overshoots for s in siblings)
        if not proves and len(siblings) > 1 and (not marked or doubled):
            continue
        for s in siblings:
            yield _claim(context, s, siblings, marked, proves)
    for table, number, band in bands(context.extraction.tables):
        yield from _indented(context, table, number, band)


def _turned(sums: Iterable[_Sum]) -> Iterator[_Sum]:
    """The sums, totals that stand over their parts read that way.

    Where one does, those that hold neither way are left out: nothing tells what they add up.
    """
    kept = list(sums)
    over = {s.id: parts for s in kept if not s.held and (parts := s.closing_below)}
    turned = {(s.table.index, s.band, s.column.index) for s in kept if s.id in over}
    for s in kept:
        if s.id in over:
            yield replace(s, readings=(over[s.id],))
        elif not s.readings:
            continue
        elif s.held or s.parent.style != "total" or (s.table.index, s.band, s.column.index) not in turned:
            yield s


def _indented(context: Context, table: Table, number: int, band: Band) -> Iterator[Claim]:
    """Rows moved to the right below an unmarked one: they need not be all of it, so only a slip is told."""
    below = children(band)
    for index, parent in enumerate(band.rows):
        inner = _inside(table, band, index)
        if len(inner) < 2 or index in below:
            continue
        sums = []
        for column in amounts(band, parent.side):
            whole = figure_of(table, parent, column)
            parts = [member(table, r, column) for r in inner]
            figures = tuple(p.figure for p in parts if p.figure is not None)
            if (
                whole is None
                or column.measure == "share"
                or not countable(parts)
                or not addable(whole, figures)
            ):
                continue
            sums.append(_Sum(table, number, parent, column, whole, (figures,), len(figures) == len(parts)))
        proves = any(s.proves for s in sums)
        for s in sums:
            if s.held or proves or is_one_slip_off(s.whole, s.readings[0]):
                yield replace(_claim(context, s, sums, False, proves), severity="warning")


def _inside(table: Table, band: Band, index: int) -> list[Row]:
    """The unmarked rows right below an unmarked row that stand farther right, all by as much."""
    parent, found = band.rows[index], list[Row]()
    depth = indentation(table, band, parent)
    for row in band.rows[index + 1 :]:
        if row.style != "none" or row.side != parent.side or indentation(table, band, row) <= depth:
            break
        found.append(row)
    even = len({indentation(table, band, row) for row in found}) == 1
    return found if even and parent.style == "none" and parent.label else []


def _claim(context: Context, s: _Sum, siblings: list[_Sum], marked: bool, proves: bool) -> Claim:
    relations: tuple[Relation, ...] = tuple(Equal(s.whole, footing(parts)) for parts in s.readings)
    names = [f.label for f in s.readings[0]]
    return context.facts.claim(
        CODE,
        relations[0] if len(relations) == 1 else AnyOf(relations),
        f"{title(s.table)}{heading(s.column)}，“{s.parent.label}”填列{{stated}}，"
        f"其下{quoted(names)}合计为{{computed}}，相差{{difference}}",
        [("total", s.whole), *(("part", f) for f in dict.fromkeys(f for parts in s.readings for f in parts))],
        confidence="high" if marked or len(siblings) > 1 else "medium",
        support=tuple(other.id for other in siblings if other is not s),
        group="" if proves else f"{CODE}-{s.table.index}-{s.band}-{s.parent.index}-{s.parent.side}",
        id=s.id,
    )


def _sums(table: Table, number: int, band: Band) -> Iterator[_Sum]:
    if any(c.role in ("level1", "level2", "level3") for c in band.columns):
        return
    below = children(band)
    for index, parent in enumerate(band.rows):
        columns = amounts(band, parent.side) + (_points(table, band) if parent.total else [])
        parted = options(table, band, below, index, columns)
        after_it = following(table, band, below, index, columns) if parent.style == "total" else []
        for column in columns if parted or after_it else ():
            whole = figure_of(table, parent, column)
            if whole is None or (column.measure == "share" and not parent.total):
                continue
            readings = []
            filled = True
            for rows in parted:
                parts = [member(table, r, column) for r in rows]
                figures = tuple(p.figure for p in parts if p.figure is not None)
                if countable(parts) and addable(whole, figures) and not _is_rate(column, whole, figures):
                    readings.append(figures)
                    filled = filled and len(figures) == len(parts)
            readings = list(dict.fromkeys(readings))
            after = tuple(f for row in after_it if (f := figure_of(table, row, column)) is not None)
            if readings or after:
                yield _Sum(table, number, parent, column, whole, tuple(readings), filled, below=after)
    for way, (whole_row, rows) in enumerate(ways(band), 1):
        for column in amounts(band, whole_row.side):
            whole, parts = figure_of(table, whole_row, column), [member(table, r, column) for r in rows]
            figures = tuple(p.figure for p in parts if p.figure is not None)
            if whole is not None and countable(parts) and addable(whole, figures):
                filled = len(figures) == len(parts)
                yield _Sum(table, number, whole_row, column, whole, (figures,), filled, way)


def _points(table: Table, band: Band) -> list[Column]:
    """Weights and scores of a table that is no form of indicators, and has no points elsewhere, such as of its funds."""
    roles = [[c.role for c in b.columns] for b in table.bands]
    scored = [r for r in roles if "weight" in r or "score" in r]
    if len(scored) != 1 or any(level in scored[0] for level in ("level1", "level2", "level3")):
        return []
    return [c for c in band.columns if c.role in ("weight", "score") and c.side == 0]


def _is_rate(column: Column, whole: Figure, parts: tuple[Figure, ...]) -> bool:
    """Whether percentages are rates of their own rows, which do not add up: only shares of one whole do."""
    one_is_all = any(p.value >= whole.value for p in parts) and sum(1 for p in parts if p.value) > 1
    return kind(whole.unit) == "percent" and (column.measure != "share" or one_is_all)
