"""编号缺一项而各项之和小于合计

## 查什么
表中某一合计按定义由几项组成（如“三公”经费），各项编号不连续（缺第1项或中间一项），恰好缺少其中一项，已列各项之和又小于
合计的，提示这一行可能漏填，并给出差额。

## 为什么
删去或漏粘一行以后，合计没有变，只有编号留下痕迹。

## 错误示例
```
单位：万元
| 项目 | 2022年决算数 | 2023年决算数 |
| 三公经费 | 15.89 | 13.25 |
| 2、因公出国（境）费 | 0.00 | 0.00 |
| 3、公务接待费 | 12.08 | 9.67 |
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
编号连续或者没有编号的，可能只列主要项目，不作判断。
```
单位：万元
| 项目 | 2022年决算数 | 2023年决算数 |
| 三公经费 | 15.89 | 13.25 |
| 1、公务接待费 | 12.08 | 9.67 |
| 2、因公出国（境）费 | 0.00 | 0.00 |
```

## 依据
“三公”经费等按定义由各组成项目相加得到；表内编号应当连续。
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
from extract.model import Band, Row, Table

CODE = "GJ123"
NAME = "lost-row"
SEVERITY = "warning"
SINCE = "0.1.0"


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each column of a defined whole that lacks one numbered part."""
    for table, number, band in bands(context.extraction.tables):
        for index, whole in enumerate(band.rows):
            for partition in partitions():
                if partition.whole == whole.concept:
                    yield from _claims(context, table, f"{number}-{index}", band, whole, partition)


def _claims(
    context: Context, table: Table, place: str, band: Band, whole: Row, partition: Partition
) -> Iterator[Claim]:
    listed = [r for r in band.rows if r.side == whole.side and r.concept in partition.parts]
    lost = [part for part in partition.parts if part not in {r.concept for r in listed}]
    if (
        len(lost) != 1
        or lost[0] in partition.optional
        or len(listed) != len(partition.parts) - 1
        or not _gap(listed)
    ):
        return
    for column in amounts(band, whole.side):
        total = figure_of(table, whole, column)
        parts = [f for r in listed if (f := figure_of(table, r, column)) is not None]
        if total is None or len(parts) < len(listed) or not addable(total, parts):
            continue
        if judge_relation(Order(footing(parts), Term(total))).state == "broken":
            continue
        yield context.facts.claim(
            CODE,
            Equal(total, footing(parts)),
            f"{title(table)}{heading(column)}，“{whole.label}”填列{{stated}}，{quoted(r.label for r in listed)}"
            f"合计为{{computed}}，相差{{difference}}，编号缺一项，可能漏列“{name_of(lost[0])}”",
            [("total", total), *(("part", f) for f in parts)],
            group=f"{CODE}-{table.index}-{place}",
        )


def _gap(rows: list[Row]) -> bool:
    """Whether the numbering of the rows lacks one number, at the beginning or inside."""
    numbers = [r.ordinal for r in rows if r.ordinal is not None]
    if len(numbers) < len(rows) or len({r.style for r in rows}) != 1 or not numbers:
        return False
    return numbers[0] == 2 or any(b - a == 2 for a, b in pairwise(numbers))
