"""决算各表同一科目数字不一致

## 查什么
部门决算各表中的同一功能分类科目互相核对：总表各类支出与支出决算表的类级科目，财政拨款总表的一般公共预算栏与一般公共预算
财政拨款支出决算表；支出决算表与一般公共预算支出决算表按科目编码逐项比较，后者不应大于前者，两表合计相等时各科目也应相等；
一般公共预算基本支出中的养老保险、职业年金、住房公积金，按功能分类（2080505、2080506、2210201）与按经济分类（30108、30109、
30113）填列的应一致，其中至少一项一致而另一项不一致的，提请核对。

## 为什么
同一科目在一张表中改了、在另一张表中没有改，或者两行数字填串，各表自身的合计往往仍然成立。

## 错误示例
```
支出决算表
单位：万元
| 科目编码 | 科目名称 | 本年支出合计 | 基本支出 | 项目支出 |
|  | 合计 | 150.00 | 90.00 | 60.00 |
| 205 | 教育支出 | 120.00 | 80.00 | 40.00 |
| 221 | 住房保障支出 | 30.00 | 10.00 | 20.00 |

一般公共预算财政拨款支出决算表
单位：万元
| 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 |
| 205 | 教育支出 | 30.00 | 10.00 | 20.00 |
| 221 | 住房保障支出 | 120.00 | 80.00 | 40.00 |
|  | 合计 | 150.00 | 90.00 | 60.00 |
```
```
一般公共预算财政拨款支出决算表
单位：万元
| 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 |
| 2080505 | 机关事业单位基本养老保险缴费支出 | 42.60 | 42.60 |  |
| 2210201 | 住房公积金 | 38.90 | 38.90 |  |
|  | 合计 | 81.50 | 81.50 |  |

一般公共预算财政拨款基本支出决算表
单位：万元
| 科目编码 | 科目名称 | 决算数 |
| 301 | 工资福利支出 | 80.60 |
| 30108 | 机关事业单位基本养老保险缴费 | 42.60 |
| 30113 | 住房公积金 | 38.00 |
```

## 正确示例
```
一般公共预算财政拨款支出决算表
单位：万元
| 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 |
| 2080505 | 机关事业单位基本养老保险缴费支出 | 42.60 | 42.60 |  |
| 2210201 | 住房公积金 | 38.90 | 38.90 |  |
|  | 合计 | 81.50 | 81.50 |  |

一般公共预算财政拨款基本支出决算表
单位：万元
| 科目编码 | 科目名称 | 决算数 |
| 301 | 工资福利支出 | 81.50 |
| 30108 | 机关事业单位基本养老保险缴费 | 42.60 |
| 30113 | 住房公积金 | 38.90 |
```
```
支出决算表
单位：万元
| 科目编码 | 科目名称 | 本年支出合计 | 基本支出 | 项目支出 |
|  | 合计 | 150.00 | 90.00 | 60.00 |
| 205 | 教育支出 | 120.00 | 80.00 | 40.00 |
| 221 | 住房保障支出 | 30.00 | 10.00 | 20.00 |

一般公共预算财政拨款支出决算表
单位：万元
| 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 |
| 205 | 教育支出 | 110.00 | 80.00 | 30.00 |
| 221 | 住房保障支出 | 30.00 | 10.00 | 20.00 |
|  | 合计 | 140.00 | 90.00 | 50.00 |
```

## 不判示例
只有一张表的，不作判断；按两种分类填列的各项都不一致的，口径可能不同，不作判断。
```
一般公共预算财政拨款支出决算表
单位：万元
| 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 |
| 2080505 | 机关事业单位基本养老保险缴费支出 | 42.60 | 42.60 |  |
| 2210201 | 住房公积金 | 38.90 | 38.90 |  |
|  | 合计 | 81.50 | 81.50 |  |

一般公共预算财政拨款基本支出决算表
单位：万元
| 科目编码 | 科目名称 | 决算数 |
| 301 | 工资福利支出 | 78.20 |
| 30108 | 机关事业单位基本养老保险缴费 | 42.10 |
| 30113 | 住房公积金 | 36.10 |
```
```
支出决算表
单位：万元
| 科目编码 | 科目名称 | 本年支出合计 | 基本支出 | 项目支出 |
|  | 合计 | 150.00 | 90.00 | 60.00 |
| 205 | 教育支出 | 120.00 | 80.00 | 40.00 |
| 221 | 住房保障支出 | 30.00 | 10.00 | 20.00 |
```

## 依据
部门决算报表各表之间的勾稽关系。
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.context import Context
from checks.evidence import is_held
from checks.final_accounts import Accounts
from checks.formula import Term
from checks.model import Claim, Order, Same
from checks.relation import judge_relation
from checks.tabular import addable, title
from checks.wording import printed
from extract.model import Figure, Table

CODE = "GJ303"
NAME = "code-tie-out"
SEVERITY = "error"
SINCE = "0.1.0"
_SPENT = "本年支出合计|合计"
_COLUMNS = ((_SPENT, _SPENT), ("基本支出", "基本支出"), ("项目支出", "项目支出"))
_PAID = {"2080505": "30108", "2080506": "30109", "2210201": "30113"}
"""Contributions by their code of function and by that of economic class."""
_GENERAL = "一般公共预算财政拨款|一般公共预算拨款|一般公共预算"


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each account that two tables show."""
    accounts = Accounts.of(context.extraction.tables)
    yield from _classes(context, accounts, ("T1", 1, "决算数|金额"), ("T3", 0, _SPENT))
    yield from _classes(context, accounts, ("T4", 1, _GENERAL), ("T5", 0, _SPENT))
    if "T3" in accounts.tables and "T5" in accounts.tables:
        for whole, part in _COLUMNS:
            yield from _codes(context, accounts, whole, part)
    yield from _paid(context, accounts)


def _classes(
    context: Context, accounts: Accounts, first: tuple[str, int, str], second: tuple[str, int, str]
) -> Iterator[Claim]:
    one, two = accounts.classes(*first), accounts.classes(*second)
    for name in one:
        if name in two and addable(one[name], [two[name]]) and not _unit_slip(one[name], two[name]):
            tables = accounts.tables[first[0]], accounts.tables[second[0]]
            yield _same(context, tables, one[name], two[name])


def _codes(context: Context, accounts: Accounts, whole: str, part: str) -> Iterator[Claim]:
    tables = accounts.tables["T3"], accounts.tables["T5"]
    every, limited = accounts.codes("T3", whole), accounts.codes("T5", part)
    totals = accounts.total("T3", "合计", whole), accounts.total("T5", "合计", part)
    equal = (
        totals[0] is not None
        and totals[1] is not None
        and is_held(judge_relation(Same((totals[0], totals[1]))))
    )
    for code, figure in limited.items():
        other = every.get(code)
        if other is None or not addable(other, [figure]) or _unit_slip(other, figure):
            continue
        if equal:
            yield _same(context, tables, other, figure)
        elif other.value >= 0 and figure.value >= 0:
            yield context.facts.claim(
                CODE,
                Order(Term(figure), Term(other)),
                f"{title(tables[1])}“{figure.label}”为{{stated}}，大于{title(tables[0])}中的{{computed}}，相差{{difference}}",
                [("part", figure), ("whole", other)],
            )


def _paid(context: Context, accounts: Accounts) -> Iterator[Claim]:
    """What basic spending paid in by function against the same by economic class, where one of them agrees."""
    by_function = accounts.codes("T5", "基本支出|基本支出小计")
    by_class = accounts.codes("T6", "决算数|金额|合计", "3")
    pairs = [
        (by_function[code], by_class[other])
        for code, other in _PAID.items()
        if code in by_function and other in by_class and addable(by_function[code], [by_class[other]])
    ]
    if not any(is_held(judge_relation(Same(pair))) for pair in pairs):
        return
    for function, economic in pairs:
        yield context.facts.claim(
            CODE,
            Same((function, economic)),
            f"“{economic.label}”在{title(accounts.tables['T5'])}基本支出中为{printed(function)}，"
            f"在{title(accounts.tables['T6'])}中为{printed(economic)}，相差{{difference}}",
            [("function", function), ("economic", economic)],
            severity="warning",
        )


def _unit_slip(one: Figure, two: Figure) -> bool:
    """Whether only the units of the two tables differ, which is a contradiction of another kind (GJ011)."""
    return one.value == two.value and one.unit != two.unit


def _same(context: Context, tables: tuple[Table, Table], one: Figure, two: Figure) -> Claim:
    return context.facts.claim(
        CODE,
        Same((one, two)),
        f"“{one.label}”在{title(tables[0])}中为{one.text}{'' if one.text.endswith(one.unit) else one.unit}，"
        f"在{title(tables[1])}中为{two.text}{'' if two.text.endswith(two.unit) else two.unit}，两表不一致",
        [("first", one), ("second", two)],
    )
