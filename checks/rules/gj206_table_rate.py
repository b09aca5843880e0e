"""表内比率不符

## 查什么
表格中的执行率、增减率、占比栏，按同一行（占比按合计行）的金额重新计算，逐行核对；表头用字母写明算式的
（如“执行率（B/A）”）按算式计算。执行率的分母有年初预算、全年预算几种时，只要有一种相符就不报。项目、任务等的完成率是实物进度，不按金额核对。

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
预算数为0的，执行率无法判定；增减率栏在各年数之间、各行都对不上的，另有所指，不作判断。
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
from dataclasses import dataclass

import regex

from checks import strewn
from checks.context import Context
from checks.crossing import difference_columns, letters
from checks.evidence import is_held
from checks.formula import Formula, growth, ratio
from checks.model import AnyOf, Claim, Equal, Relation
from checks.relation import judge_relation
from checks.tabular import around, bands, figure_of, heading, title
from extract.lexicon import normalise, ratios
from extract.model import Band, Column, Figure, Row, Table
from extract.table_word import core, squeeze
from extract.unit import kind, same_kind

CODE = "GJ206"
NAME = "table-rate"
SEVERITY = "error"
SINCE = "0.1.0"
_RATE = regex.compile(
    r"(?:执行率|支出进度|完成率|支出率|使用率|完成比例|执行进度|(?:完成|占)(?:年初|全年|调整后?)?预算(?:数|的)?)$"
)
_OF_FUNDS = regex.compile(r"(?:执行率|支出进度|执行进度|支出率|使用率)$")
_OF_WORK = regex.compile(r"(?:项目|任务|目标|指标|工程|工作|建设|施工|产出|整改)完成(?:率|比例)$")
_LEFT = regex.compile(r"结余|结转|剩余|未支出|未执行")
_MOVED = regex.compile(r"(?:年中|预算)?(?:调整|追加|调增|调减|增减)(?:数|额|金额)?$")
_FORMULA = regex.compile(r"(?P<top>[A-Z])[/÷](?P<bottom>[A-Z])(?:[×*]100%?)?\)?$")
_BUDGETS = ("调整预算", "预算", "年初预算")


@dataclass(frozen=True)
class _Rate:
    """A printed rate with the formulas that may give it, the likeliest first."""

    row: Row
    column: Column
    figure: Figure
    formulas: tuple[Formula, ...]
    words: str
    stated: bool


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each rate in a column of rates whose terms stand in the table."""
    for table, number, band in bands(context.extraction.tables):
        for column in band.columns:
            if column.role != "amount" or column.measure not in ("ratio", "rate", "share"):
                continue
            rates = list(_rates(table, band, column))
            relations = {rate.row.index: _relation(rate) for rate in rates}
            held = sum(1 for r in relations.values() if is_held(judge_relation(r)))
            if column.measure == "share" and held * 2 < len(rates):
                continue
            if column.measure == "rate" and not held and len(rates) > 1 and _stands_before(band, column):
                continue
            ids = {
                rate.row.index: f"{CODE}-{table.index}-{number}-{rate.row.index}-{column.index}"
                for rate in rates
            }
            for at, rate in enumerate(rates):
                used = dict.fromkeys(f for formula in rate.formulas for f in formula.figures())
                yield context.facts.claim(
                    CODE,
                    relations[rate.row.index],
                    f"{title(table)}“{rate.row.label or rate.figure.label}”行，{heading(column)}填列{{stated}}，"
                    f"按{rate.words}计算应为{{computed}}，相差{{difference}}",
                    [("rate", rate.figure), *(("term", f) for f in used)],
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


def _relation(rate: _Rate) -> Relation:
    relations: tuple[Relation, ...] = tuple(Equal(rate.figure, formula) for formula in rate.formulas)
    return relations[0] if len(relations) == 1 else AnyOf(relations)


def _rates(table: Table, band: Band, column: Column) -> Iterator[_Rate]:
    name = core(column.header[-1]) if column.header else ""
    if normalise(name) in ratios():
        return
    for row in band.rows:
        figure = figure_of(table, row, column) if row.side == column.side else None
        if figure is None or figure.qualifier or kind(figure.unit) not in ("percent", "multiple"):
            continue
        if column.measure == "share":
            found = _share(table, band, row, column, figure)
        elif column.measure == "rate":
            found = _growth(table, band, row, column, figure)
        else:
            found = _execution(table, band, row, column, figure, name)
        if found is not None:
            yield found


def _execution(table: Table, band: Band, row: Row, column: Column, figure: Figure, name: str) -> _Rate | None:
    named = letters(band)
    match = _FORMULA.search(squeeze(column.header[-1])) if column.header else None
    if match and match["top"] in named and match["bottom"] in named:
        top = figure_of(table, row, named[match["top"]])
        bottom = figure_of(table, row, named[match["bottom"]])
        if top is None or bottom is None or not same_kind(top.unit, bottom.unit):
            return None
        words = f"{heading(named[match['top']])}÷{heading(named[match['bottom']])}"
        return _Rate(row, column, figure, (ratio(top, bottom),), words, True)
    if not _RATE.search(name) or _is_of_work(band, column, name):
        return None
    levels = [
        c
        for c in band.columns
        if c.role == "amount" and c.measure == "level" and c.side == column.side and not _is_gap(c)
    ]
    wanted = ("年初预算",) if "年初" in name else _BUDGETS
    budgets = sorted((c for c in levels if c.stage in wanted), key=lambda c: wanted.index(c.stage))
    periods = {c.period for c in budgets}
    spent = [c for c in levels if c.stage in ("执行", "决算") and (not budgets or c.period in periods)]
    if len(periods) > 1 or len(spent) != 1:
        return None
    if any(regex.search("冻结|收回", "".join(c.header)) for c in levels):
        return None
    top = figure_of(table, row, spent[0])
    if top is None:
        return None
    bottoms = [(heading(c), f) for c in budgets if (f := figure_of(table, row, c)) is not None]
    bottoms = bottoms or [(f"“{f.label}”", f) for f in _written(table, row, top)]
    if not bottoms or not all(same_kind(top.unit, f.unit) for _, f in bottoms):
        return None
    words = f"{heading(spent[0])}÷{bottoms[0][0]}"
    return _Rate(row, column, figure, tuple(ratio(top, f) for _, f in bottoms), words, False)


def _written(table: Table, row: Row, spent: Figure) -> Iterator[Figure]:
    """The budget that the label of a row prints itself (资金总额：320万元), where no column holds budgets."""
    found = [
        f
        for f in table.figures
        if f.where.row == row.index and not f.whole_cell and f.measure == "level" and not f.qualifier
    ]
    if len(found) == 1 and spent.concept and found[0].concept == spent.concept and found[0].stage != "执行":
        yield found[0]


def _is_of_work(band: Band, column: Column, name: str) -> bool:
    """Whether a 完成率 tells what was done, not what was spent: it says so, or a rate of the funds stands beside it."""
    beside = (core(c.header[-1]) for c in band.columns if c is not column and c.header)
    bare = "完成" in name and "预算" not in name
    return _OF_WORK.search(name) is not None or (bare and any(_OF_FUNDS.search(other) for other in beside))


def _is_gap(column: Column) -> bool:
    """Whether a column holds what is left of a budget, or what was added to it."""
    name = core(column.header[-1]) if column.header else ""
    return _LEFT.search(name) is not None or _MOVED.match(name) is not None


def _growth(table: Table, band: Band, row: Row, column: Column, figure: Figure) -> _Rate | None:
    pair = difference_columns(band, column)
    if pair is None or "节约" in "".join(column.header) or "减少" in "".join(column.header):
        return None
    later, earlier = figure_of(table, row, pair[0]), figure_of(table, row, pair[1])
    if later is None or earlier is None or not same_kind(later.unit, earlier.unit):
        return None
    words = f"{heading(pair[0])}÷{heading(pair[1])}−1"
    return _Rate(row, column, figure, (growth(later, earlier),), words, False)


def _stands_before(band: Band, column: Column) -> bool:
    """Whether a column of growth rates stands before the later of its two columns, and so may be of another pair."""
    pair = difference_columns(band, column)
    return pair is not None and pair[0].index > column.index


def _share(table: Table, band: Band, row: Row, column: Column, figure: Figure) -> _Rate | None:
    added = ("level", "headcount", "count")
    before = [
        c
        for c in band.columns
        if c.index < column.index and c.side == column.side and c.role == "amount" and c.measure in added
    ]
    totals = [r for r in band.rows if r.total and r.side == row.side]
    if not before or len(totals) != 1 or regex.search(r"占.{2,}(?:比|比重|%)", "".join(column.header)):
        return None
    near = before[-1]
    part, whole = figure_of(table, row, near), figure_of(table, totals[0], near)
    if part is None or whole is None or row.total or not same_kind(part.unit, whole.unit):
        return None
    return _Rate(row, column, figure, (ratio(part, whole),), f"{heading(near)}本行÷合计行", False)
