"""表格单位与正文不符

## 查什么
表格写明了金额单位（如“单位：元”），而表中多个数字与正文（或其他表）的数字逐位相同、单位却不同，而按表格单位与别处一致的
极少的，提示表格单位写错。

## 为什么
单位写错会使整张表的金额放大或缩小一万倍。

## 错误示例
```
全年支出1645.59万元，其中项目支出1234.53万元。

支出情况表
单位：元
| 项目 | 2023年决算数 |
| 本年支出 | 1645.59 |
| 项目支出 | 1234.53 |
```

## 正确示例
```
全年支出1645.59万元，其中项目支出1234.53万元。

支出情况表
单位：万元
| 项目 | 2023年决算数 |
| 本年支出 | 1645.59 |
| 项目支出 | 1234.53 |
```

## 不判示例
表格没有写明单位的，不作判断。
```
全年支出1645.59万元，其中项目支出1234.53万元。

支出情况表
| 项目 | 2023年决算数 |
| 本年支出 | 1645.59 |
| 项目支出 | 1234.53 |
```

## 依据
同一金额在报告各处的单位换算后应当一致。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from checks.context import Context
from checks.model import Claim, Same
from checks.precision import significant_digits
from checks.tabular import title
from extract.model import Figure, Table
from extract.unit import kind, to_base

CODE = "GJ011"
NAME = "table-unit"
SEVERITY = "error"
SINCE = "0.1.0"
_TELLING = 4
_SHORTEST = 3
_LEAST = 2


def claims(context: Context) -> Iterator[Claim]:
    """For each table with a printed unit of money: its digits elsewhere under another unit, hardly under its own."""
    money = [
        f
        for f in context.extraction.figures
        if kind(f.unit) == "money" and significant_digits(f) >= _SHORTEST
    ]
    by_digits: dict[Decimal, list[Figure]] = defaultdict(list)
    by_amount: dict[Fraction, list[Figure]] = defaultdict(list)
    for figure in money:
        by_digits[figure.value].append(figure)
        by_amount[to_base(figure.value, figure.unit)].append(figure)
    for table in context.extraction.tables:
        own = [f for f in money if _stated(table, f)]
        agreed = [f for f in own if any(not _inside(table, o) for o in by_amount[to_base(f.value, f.unit)])]
        pairs = {
            f: other
            for f in own
            if (other := next((o for o in by_digits[f.value] if _elsewhere(context, table, f, o)), None))
        }
        told = {f.value for f in pairs}
        if len(told) < _LEAST or len({f.value for f in agreed}) * 3 > len(told):
            continue
        for figure, other in pairs.items():
            yield context.facts.claim(
                CODE,
                Same((figure, other)),
                f"{title(table)}的金额单位为{figure.unit}，其中{len(told)}个数字与别处逐位相同而单位不同，"
                f"如{figure.text}{figure.unit}与{other.text}，表格单位可能写错",
                [("table", figure), ("elsewhere", other)],
                group=f"{CODE}-{table.index}",
            )


def _inside(table: Table, figure: Figure) -> bool:
    return figure.where.table == table.index


def _stated(table: Table, figure: Figure) -> bool:
    return _inside(table, figure) and figure.whole_cell and figure.unit_from in ("table", "column")


def _elsewhere(context: Context, table: Table, figure: Figure, other: Figure) -> bool:
    """Whether the digits stand outside the table under another unit; few digits must be of the same subject."""
    if (
        _inside(table, other)
        or other.unit == figure.unit
        or other.unit_from not in ("printed", "table", "column")
    ):
        return False
    subject = context.facts.key(figure).subject
    return significant_digits(figure) >= _TELLING or (
        subject != "" and subject == context.facts.key(other).subject
    )
