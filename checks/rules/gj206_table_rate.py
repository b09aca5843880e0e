"""表内比率不符

## 查什么
表格中的执行率、增减率、占比栏，按同一行（占比按合计行）的金额重新计算，逐行核对；表头用字母写明算式的
（如“执行率（B/A）”）按算式计算。执行率的分母有年初预算、全年预算几种时，只要有一种相符就不报；列有冻结、收回的，也可以扣除。
目标值、完成值、完成率三栏，各行单位不同也逐行核对，超额的可以按100%封顶；各行是逐年的，增长率按上一年核对。
行列转置的（各年为栏、增减率为行）同样核对。项目、任务等的完成率是实物进度，不按金额核对。

## 为什么
金额调整后比率没有重算，或者整栏填了100%。

## 错误示例
```
单位：万元
| 项目 | 全年预算数（A） | 全年执行数（B） | 执行率（B/A） |
| 道路养护 | 80.00 | 76.00 | 95.00% |
| 绿化补植 | 50.00 | 40.00 | 90.00% |
```
```
单位：万元
| 项目 | 2022年决算数 | 2023年决算数 | 增减率 |
| 人员经费 | 200.00 | 230.00 | 15.00% |
| 公用经费 | 60.00 | 55.20 | 8.00% |
```
```
单位：万元
| 项目 | 年初预算数 | 年中调整 | 全年预算数 | 执行数 | 结余 | 执行率 |
| 桥梁加固 | 70.00 | 10.00 | 80.00 | 76.00 | 4.00 | 96.00% |
| 标线施划 | 50.00 | 0.00 | 50.00 | 40.00 | 10.00 | 80.00% |
```
```
| 部门名称 | 某区水务局 | 执行数（万元） | 执行率 | 分值 | 得分 |
| 年度预算（万元） | 资金总额：320.00万元 | 304.00 | 98% | 10 | 9.5 |
```

## 正确示例
```
单位：万元
| 项目 | 年初预算数 | 全年预算数 | 执行数 | 执行率 | 占比 |
| 道路养护 | 70.00 | 80.00 | 76.00 | 95.00% | 65.52% |
| 绿化补植 | 40.00 | 50.00 | 40.00 | 80.00% | 34.48% |
| 合计 | 110.00 | 130.00 | 116.00 | 89.23% | 100.00% |
```
```
单位：万元
| 项目 | 预算金额 | 实际支出 | 资金使用率 | 项目完成率 |
| 道路养护 | 80.00 | 76.00 | 95.00% | 100% |
| 绿化补植 | 50.00 | 40.00 | 80.00% | 92% |
```

## 不判示例
预算数为0的，执行率无法判定；增减率栏在各年数之间、各行都对不上的，另有所指，不作判断；“比上年增减”而表中没有上年数的，也不判。
```
单位：万元
| 项目 | 预算数 | 执行数 | 执行率 |
| 应急抢险 | 0 | 12.00 | 100% |
```

## 依据
执行率 = 全年执行数 ÷ 全年预算数；增减率 = 本年数 ÷ 上年数 − 1；占比 = 分项 ÷ 合计。
"""

from __future__ import annotations

from collections.abc import Iterator

from checks import strewn
from checks.context import Context
from checks.crossing import difference_columns
from checks.evidence import is_held
from checks.formula import ratio
from checks.model import Claim, Equal, Relation
from checks.rate_header import Rate, rates_of
from checks.relation import any_of, judge_relation
from checks.tabular import around, heading, place, title
from checks.turned import views
from extract.model import Band, Column

CODE = "GJ206"
NAME = "table-rate"
SEVERITY = "error"
SINCE = "0.1.0"


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each rate in a column of rates whose terms stand in the table."""
    for table, number, band in views(context.extraction.tables):
        for column in band.columns:
            if column.role != "amount" or column.measure not in ("ratio", "rate", "share"):
                continue
            rates = list(rates_of(table, band, column))
            relations = {rate.row.index: _relation(rate) for rate in rates}
            held = sum(1 for r in relations.values() if is_held(judge_relation(r)))
            sure = all(rate.certain for rate in rates)
            least = 3 if column.measure == "rate" else 2  # a wrong base spoils the growth of two years
            if (column.measure == "share" or not sure) and held * least < len(rates):
                continue
            if column.measure == "rate" and not held and len(rates) > 1 and _stands_before(band, column):
                continue
            ids = {
                rate.row.index: f"{CODE}-{table.index}-{number}-{rate.row.index}-{column.index}"
                for rate in rates
            }
            for at, rate in enumerate(rates):
                yield context.facts.claim(
                    CODE,
                    relations[rate.row.index],
                    f"{title(table)}{place(rate.row, rate.figure.label)}，{heading(column)}填列{{stated}}，"
                    f"按{rate.words}计算应为{{computed}}，相差{{difference}}",
                    [("rate", rate.figure), *(("term", f) for f in rate.terms)],
                    support=tuple(ids[other.row.index] for other in around(rates, at)),
                    id=ids[rate.row.index],
                    group=f"rate-{table.index}-{rate.row.index}-{column.index}",
                )
    yield from _under_no_header(context)


def _under_no_header(context: Context) -> Iterator[Claim]:
    """Rates whose header is lost but that the amounts before them give."""
    for rate, top, bottom in strewn.rates(context.extraction):
        yield context.facts.claim(
            CODE,
            Equal(rate, ratio(top, bottom)),
            "表头缺失的一行中，比率{stated}恰为前两数{formula}",
            [("rate", rate), ("term", top), ("term", bottom)],
            confidence="medium",
        )


def _relation(rate: Rate) -> Relation:
    return any_of([Equal(rate.figure, formula) for formula in rate.formulas])[0]


def _stands_before(band: Band, column: Column) -> bool:
    """Whether a column of growth rates stands before the later of its two columns, and so may be of another pair."""
    pair = difference_columns(band, column)
    return pair is not None and pair[0].index > column.index
