"""少了一行而各项之和小于合计

## 查什么
表中某一合计按定义由几项组成（如“三公”经费），编号不连续（缺第1项或中间一项）或者连为零的项都已列出，恰好缺少其中一项，
已列各项之和又小于合计的；一行之下的编号各项缺一个号，已列各项之和又小于这一行的；以及其他各类（款）都列出、
只有一类（款）没有列出而其下各款（项）仍在的，提示这一行可能漏填，并给出差额。

## 为什么
删去或漏粘一行以后，合计没有变，只有编号和下级科目留下痕迹。

## 错误示例
```
单位：万元
| 项目 | 2022年决算数 | 2023年决算数 |
| 三公经费 | 15.89 | 13.25 |
| 2、因公出国（境）费 | 0.00 | 0.00 |
| 3、公务接待费 | 12.08 | 9.67 |
```
```
单位：万元
| 项目 | 2022年决算数 | 2023年决算数 |
| 三公经费 | 15.89 | 13.25 |
| 1、公务用车购置及运行维护费 | 3.81 | 3.58 |
| 2、因公出国（境）费 | 0.00 | 0.00 |
```
```
单位：万元
| 项目 | 2022年决算数 | 2023年决算数 |
| 项目支出 | 96.00 | 104.50 |
| 2、渠道清淤 | 31.20 | 33.00 |
| 3、泵站检修 | 18.40 | 20.10 |
```
```
单位：万元
| 科目编码 | 科目名称 | 决算数 |
| 合计 |  | 320.00 |
| 20502 | 普通教育 | 250.00 |
| 208 | 社会保障和就业支出 | 40.00 |
| 20805 | 行政事业单位养老支出 | 40.00 |
| 221 | 住房保障支出 | 30.00 |
| 22102 | 住房改革支出 | 30.00 |
```

## 正确示例
```
单位：万元
| 项目 | 2022年决算数 | 2023年决算数 |
| 三公经费 | 15.89 | 13.25 |
| 1、公务用车购置及运行维护费 | 3.81 | 3.58 |
| 2、因公出国（境）费 | 0.00 | 0.00 |
| 3、公务接待费 | 12.08 | 9.67 |
```

## 不判示例
编号连续或者没有编号的，可能只列主要项目，不作判断；各类（款）都不列出的，是表格只列到下级科目。
```
单位：万元
| 项目 | 2022年决算数 | 2023年决算数 |
| 三公经费 | 15.89 | 13.25 |
| 1、公务接待费 | 12.08 | 9.67 |
| 2、公务用车购置及运行维护费 | 1.20 | 1.05 |
```
```
单位：万元
| 科目编码 | 科目名称 | 决算数 |
| 合计 |  | 320.00 |
| 20502 | 普通教育 | 250.00 |
| 20805 | 行政事业单位养老支出 | 40.00 |
| 22102 | 住房改革支出 | 30.00 |
```

## 依据
“三公”经费等按定义由各组成项目相加得到；表内编号应当连续；类级科目等于其下各款之和，款级科目等于其下各项之和。
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from checks.context import Context
from checks.formula import Term, footing
from checks.model import Claim, Equal, Order
from checks.relation import judge_relation
from checks.tabular import addable, amounts, bands, figure_of, heading, quoted, title
from extract.lexicon import Partition, name_of, partitions
from extract.model import Band, Column, Figure, Row, Table

CODE = "GJ123"
NAME = "lost-row"
SEVERITY = "warning"
SINCE = "0.1.0"
_CLASS = 3


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each column of a whole that lacks one part: by definition, by numbering, by its code."""
    for table, number, band in bands(context.extraction.tables):
        for index, whole in enumerate(band.rows):
            place = f"{number}-{index}"
            found = [
                claim
                for partition in partitions()
                if partition.whole == whole.concept
                for claim in _of_definition(context, table, place, band, whole, partition)
            ]
            yield from found or _of_numbering(context, table, place, band, index)
        yield from _of_codes(context, table, number, band)


def _of_definition(
    context: Context, table: Table, place: str, band: Band, whole: Row, partition: Partition
) -> Iterator[Claim]:
    listed = [r for r in band.rows if r.side == whole.side and r.concept in partition.parts]
    lost = [part for part in partition.parts if part not in {r.concept for r in listed}]
    if len(lost) != 1 or lost[0] in partition.optional or len(listed) != len(partition.parts) - 1:
        return
    gap, name = _gap(listed), name_of(lost[0])
    if gap or any(_is_nothing(table, row, amounts(band, whole.side)) for row in listed):
        ending = f"{'编号缺一项，' if gap else ''}可能漏列“{name}”"
        yield from _short(context, table, place, band, whole, listed, ending)


def _of_numbering(context: Context, table: Table, place: str, band: Band, index: int) -> Iterator[Claim]:
    """Right below a row a list numbered from 2 on, or one that leaves a number out."""
    whole, listed = band.rows[index], _run_below(band, index)
    if len(listed) > 1 and _gap(listed):
        yield from _short(context, table, place, band, whole, listed, "编号缺一项，可能漏列一行")


def _run_below(band: Band, index: int) -> list[Row]:
    """The rows of the numbering that begins right below a row, up to where another row of its rank stands."""
    whole, rest = band.rows[index], band.rows[index + 1 :]
    if whole.total or not whole.label or not rest or rest[0].ordinal not in (1, 2):
        return []
    style = rest[0].style
    earlier = next((r for r in reversed(band.rows[: index + 1]) if r.style == style), None)
    if earlier is not None and (earlier is whole or earlier.ordinal == 1):
        return []
    run: list[Row] = []
    for row in rest:
        ends = row.total or row.side != whole.side or row.style == whole.style
        if ends or not (row.among or row.ordinal):
            break
        if row.style == style:
            if run and (row.ordinal or 0) <= (run[-1].ordinal or 0):
                break
            run.append(row)
    return run


def _of_codes(context: Context, table: Table, number: int, band: Band) -> Iterator[Claim]:
    """The one class whose items are listed without it, where those of two others or more stand below theirs."""
    printed = [r for r in band.rows if r.style.startswith("code")]
    for size in (_CLASS, _CLASS + 2):
        groups = {r.marker[:size] for r in printed if len(r.marker) == size + 2}
        lost = groups - {r.marker for r in printed}
        if len(lost) != 1 or len(groups) <= 2:
            continue
        code = lost.pop()
        above = code[: size - 2] if size > _CLASS else ""
        wholes = [r for r in band.rows if (r.marker == above if above else r.total and r.label)]
        listed = [r for r in printed if len(r.marker) == size and r.marker.startswith(above)]
        if len(wholes) == 1 and listed:
            ending = f"“{code}”一行没有列出而其下级科目仍在，可能漏列这一行"
            yield from _short(context, table, f"{number}-{code}", band, wholes[0], listed, ending)


def _short(
    context: Context, table: Table, place: str, band: Band, whole: Row, listed: list[Row], ending: str
) -> Iterator[Claim]:
    """A claim for each column, if the parts fall short of the whole in all of them where anything is filled."""
    made: list[tuple[Column, Figure, list[Figure]]] = []
    for column in amounts(band, whole.side):
        total = figure_of(table, whole, column)
        parts = [f for r in listed if (f := figure_of(table, r, column)) is not None]
        if total is None or len(parts) < len(listed) or not addable(total, parts) or not total.value:
            continue
        if judge_relation(Equal(total, footing(parts))).state != "broken" or _exceeds(total, parts):
            return
        if any(_fills(table, row, column, total, parts) for row in band.rows if row.style == "none"):
            return
        made.append((column, total, parts))
    for column, total, parts in made:
        yield context.facts.claim(
            CODE,
            Equal(total, footing(parts)),
            f"{title(table)}{heading(column)}，“{whole.label}”填列{{stated}}，{quoted(r.label for r in listed)}"
            f"合计为{{computed}}，相差{{difference}}，{ending}",
            [("total", total), *(("part", f) for f in parts)],
            group=f"{CODE}-{table.index}-{place}",
        )


def _exceeds(total: Figure, parts: list[Figure]) -> bool:
    return judge_relation(Order(footing(parts), Term(total))).state == "broken"


def _fills(table: Table, row: Row, column: Column, total: Figure, parts: list[Figure]) -> bool:
    """Whether an unmarked row is what is missing, or the whole of which the supposed whole is a part itself."""
    figure = figure_of(table, row, column)
    if figure is None or figure is total or figure in parts or not addable(figure, [total, *parts]):
        return False
    one, other = Equal(total, footing([figure, *parts])), Equal(figure, footing([total, *parts]))
    return any(judge_relation(relation).state != "broken" for relation in (one, other))


def _is_nothing(table: Table, row: Row, columns: list[Column]) -> bool:
    """Whether a row prints 0 in every column: who lists that does not list the main items only."""
    figures = [f for c in columns if (f := figure_of(table, row, c)) is not None]
    return bool(figures) and not any(f.value for f in figures)


def _gap(rows: list[Row]) -> bool:
    """Whether the numbering of the rows lacks one number, at the beginning or inside."""
    numbers = [r.ordinal for r in rows if r.ordinal is not None]
    if len(numbers) < len(rows) or len({r.style for r in rows}) != 1 or not numbers:
        return False
    steps = [b - a for a, b in pairwise([0, *numbers])]
    return sorted(steps)[-1] == 2 and steps.count(2) == 1
