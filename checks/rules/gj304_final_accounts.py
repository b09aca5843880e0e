"""决算各表之间勾稽不符

## 查什么
部门决算总表的收入总计应等于支出总计，财政拨款总表也是如此；其他左右两栏的收支表、资产负债表，同一行两边的总计也应相等；收入决算表的财政拨款收入应等于财政拨款总表的本年收入合计；
一般公共预算财政拨款支出决算表的基本支出应等于基本支出决算表的人员经费、公用经费之和。

## 为什么
各表由不同的底稿生成，改动一张表后往往没有同步其他表。

## 错误示例
```
收入支出决算总表
单位：万元
| 项目 | 决算数 | 项目 | 决算数 |
| 一、一般公共预算财政拨款收入 | 140.00 | 一、教育支出 | 120.00 |
| 二、事业收入 | 10.00 | 二、住房保障支出 | 28.00 |
| 本年收入合计 | 150.00 | 本年支出合计 | 148.00 |
| 年初结转和结余 | 3.00 | 年末结转和结余 | 2.00 |
| 总计 | 153.00 | 总计 | 150.00 |
```

```
资产负债简表
单位：万元
| 资产 | 年初数 | 期末数 | 负债和净资产 | 年初数 | 期末数 |
| 货币资金 | 312.40 | 298.75 | 应付账款 | 120.60 | 110.25 |
| 固定资产净值 | 764.40 | 767.20 | 累计盈余 | 956.20 | 955.70 |
| 资产总计 | 1076.80 | 1065.95 | 负债和净资产总计 | 1076.80 | 1056.95 |
```

## 正确示例
```
收入支出决算总表
单位：万元
| 项目 | 决算数 | 项目 | 决算数 |
| 一、一般公共预算财政拨款收入 | 140.00 | 一、教育支出 | 120.00 |
| 二、事业收入 | 10.00 | 二、住房保障支出 | 28.00 |
| 本年收入合计 | 150.00 | 本年支出合计 | 148.00 |
| 年初结转和结余 | 3.00 | 年末结转和结余 | 5.00 |
| 总计 | 153.00 | 总计 | 153.00 |
```

## 不判示例
总计没有填数的，不作判断。
```
收入支出决算总表
单位：万元
| 项目 | 决算数 | 项目 | 决算数 |
| 一、一般公共预算财政拨款收入 | 140.00 | 一、教育支出 | 120.00 |
| 本年收入合计 | 140.00 | 本年支出合计 | 120.00 |
| 总计 |  | 总计 | 140.00 |
```

## 依据
部门决算报表各表之间的勾稽关系。
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.context import Context
from checks.final_accounts import Accounts
from checks.formula import Formula, Term, footing
from checks.model import Claim, Equal
from checks.tabular import addable, amounts, bands, figure_of, heading, title
from extract.model import Figure
from extract.table_word import squeeze

CODE = "GJ304"
NAME = "final-accounts"
SEVERITY = "error"
SINCE = "0.1.0"
_AMOUNT = "决算数|金额|合计"


def claims(context: Context) -> Iterator[Claim]:
    """The identities between the totals of the final accounts that are not the same printed fact."""
    yield from _sides(context)
    accounts = Accounts.of(context.extraction.tables)
    for kind in ("T1", "T4"):
        income = accounts.total(kind, "总计", _AMOUNT, 0)
        spent = accounts.total(kind, "总计", _AMOUNT, 1)
        yield from _claim(context, accounts, (kind, "收入总计", income), (kind, "支出总计", [spent]))
    granted = accounts.total("T2", "合计", "财政拨款收入|财政拨款收入小计")
    yield from _claim(
        context,
        accounts,
        ("T2", "财政拨款收入", granted),
        ("T4", "本年收入合计", [accounts.total("T4", "本年收入合计", _AMOUNT)]),
    )
    basic = accounts.total("T5", "合计", "基本支出|基本支出小计")
    parts = [
        next((f for side in (0, 1) if (f := accounts.total("T6", name, _AMOUNT, side)) is not None), None)
        for name in ("人员经费合计", "公用经费合计")
    ]
    yield from _claim(context, accounts, ("T5", "基本支出", basic), ("T6", "人员经费、公用经费之和", parts))


def _sides(context: Context) -> Iterator[Claim]:
    """The grand totals that stand in one row of the two sides of a table: 资产总计, 负债和净资产总计."""
    for table, number, band in bands(context.extraction.tables):
        ends = {r.side: r for r in band.rows if r.total and squeeze(r.label).endswith("总计")}
        if table.kind in ("final-T1", "final-T4") or ends.keys() != {0, 1} or ends[0].index != ends[1].index:
            continue
        left, right = (amounts(band, side) for side in (0, 1))
        if [c.header[-1:] for c in left] != [c.header[-1:] for c in right]:
            continue
        for one, two in zip(left, right, strict=True):
            first, second = figure_of(table, ends[0], one), figure_of(table, ends[1], two)
            if first is None or second is None or not addable(first, [second]):
                continue
            yield context.facts.claim(
                CODE,
                Equal(first, Term(second)),
                f"{title(table)}{heading(one)}，“{ends[0].label}”为{{stated}}，“{ends[1].label}”为{{computed}}，"
                "相差{difference}",
                [("stated", first), ("given", second)],
                id=f"{CODE}-{table.index}-{number}-{one.index}",
            )


def _claim(
    context: Context,
    accounts: Accounts,
    stated: tuple[str, str, Figure | None],
    given: tuple[str, str, list[Figure | None]],
) -> Iterator[Claim]:
    figure = stated[2]
    parts = [part for part in given[2] if part is not None]
    if figure is None or len(parts) < len(given[2]) or not addable(figure, parts):
        return
    formula: Formula = Term(parts[0]) if len(parts) == 1 else footing(parts)
    first, second = title(accounts.tables[stated[0]]), title(accounts.tables[given[0]])
    where = "" if stated[0] == given[0] else second
    yield context.facts.claim(
        CODE,
        Equal(figure, formula),
        f"{first}的{stated[1]}为{{stated}}，{where}{given[1]}为{{computed}}，相差{{difference}}",
        [("stated", figure), *(("given", part) for part in parts)],
    )
