"""比率或平均数与其余各行的算法不符

## 查什么
表中一栏（或一行）比率、平均数或金额，逐行（逐栏）恰好等于另外两栏之比、几栏之和与一栏之比、1减去两栏之比、某一栏占其合计之比、两栏之间或与上一年
相比的增减率、几栏的平均数、几栏之积（人数×标准×月数），只有个别行不等的，提示这一行可能填错，并给出其余各行都成立的算法。
算法由表内数据归纳，不要求栏名相同。

## 为什么
比率由公式算出，只有个别行手工改动或复制时填错。

## 错误示例
```
| 抽检品种 | 抽检批次 | 不合格批次 | 不合格率（%） |
| 粮油制品 | 420 | 13 | 3.10 |
| 肉及肉制品 | 310 | 17 | 5.48 |
| 蔬菜 | 580 | 22 | 3.79 |
| 餐饮食品 | 265 | 19 | 1.77 |
| 饮料 | 190 | 4 | 2.11 |
```
```
| 乡镇 | 受益户数（户） | 支付金额（万元） | 户均投入（元） |
| 东岭镇 | 125 | 180.50 | 14440 |
| 白沙镇 | 84 | 96.60 | 11500 |
| 石桥乡 | 140 | 203.00 | 15400 |
| 河源乡 | 60 | 75.00 | 12500 |
```
```
| 收入项目 | 2022年决算（万元） | 占总收入比例 |
| 财政拨款收入 | 640.00 | 64.0% |
| 事业收入 | 230.00 | 23.0% |
| 经营收入 | 90.00 | 19.0% |
| 其他收入 | 40.00 | 4.0% |
| 合计 | 1000.00 | 100.0% |
```

```
| 评审内容 | 权重 | 专家1 | 专家2 | 专家3 | 平均得分 | 加权得分 |
| 立项依据 | 20% | 91 | 86.5 | 93 | 90.2 | 18.04 |
| 资金管理 | 30% | 78 | 84 | 81.5 | 81.2 | 24.36 |
| 项目产出 | 30% | 85 | 89 | 83 | 88.7 | 25.70 |
| 项目效益 | 20% | 74 | 80 | 83 | 79.0 | 15.80 |
```
```
| 补助对象 | 人数（人） | 月标准（元/人） | 月数 | 补助金额（万元） |
| 低保对象 | 1260 | 485 | 12 | 733.32 |
| 特困人员 | 320 | 760 | 12 | 281.84 |
| 孤儿 | 46 | 1450 | 12 | 80.04 |
```
```
| 项目 | 2019年 | 2020年 | 2021年 | 2022年 |
| 在校学生（人） | 15561 | 15970 | 16357 | 15736 |
| 财政拨款（万元） | 8400.00 | 9105.60 | 9651.20 | 10228.40 |
| 生均经费（元） | 5398 | 5702 | 5300 | 6500 |
```

```
| 部门 | 项目数 | 优 | 良 | 中 | 优良率 |
| 教育局 | 18 | 14 | 3 | 1 | 94.4% |
| 卫健委 | 12 | 8 | 3 | 1 | 97.1% |
| 农业局 | 21 | 12 | 6 | 3 | 85.7% |
| 合计 | 51 | 34 | 12 | 5 | 90.2% |
```

## 正确示例
```
| 抽检品种 | 抽检批次 | 不合格批次 | 不合格率（%） |
| 粮油制品 | 420 | 13 | 3.10 |
| 肉及肉制品 | 310 | 17 | 5.48 |
| 蔬菜 | 580 | 22 | 3.79 |
| 餐饮食品 | 265 | 19 | 7.17 |
| 饮料 | 190 | 4 | 2.11 |
```

## 不判示例
多行都不相等的，另有算法；合计行填各行平均的，不作判断。
```
| 单位 | 计划数 | 完成数 | 综合完成率 |
| 一队 | 40 | 36 | 91.0% |
| 二队 | 50 | 48 | 95.5% |
| 三队 | 30 | 27 | 90.0% |
| 四队 | 60 | 51 | 88.2% |
```
```
| 单位 | 任务 | 办结 | 办结率 |
| 一科 | 40 | 36 | 90.0% |
| 二科 | 50 | 49 | 98.0% |
| 三科 | 30 | 27 | 90.0% |
| 四科 | 80 | 68 | 85.0% |
| 平均 | 50 | 45 | 90.8% |
```

## 依据
由表内各行数据归纳，属于提示。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from checks.cause.slip import slip
from checks.context import Context
from checks.evidence import is_held
from checks.formula import Formula
from checks.model import Claim, Equal, Relation
from checks.precision import significant_digits
from checks.reckoned import Way, is_named_rate, ways
from checks.relation import any_of, judge_relation, relation_figures
from checks.tabular import figure_of, heading, place, title
from checks.turned import Line, is_difference, views
from extract.model import Band, Column, Figure, Row, Table
from extract.unit import to_base

CODE = "GJ124"
NAME = "discovered-rate"
SEVERITY = "warning"
SINCE = "0.1.0"
_LEAST, _TWO = 3, 2
_DIGITS = 8
_FEW = 5
"""Rows that follow the formula for each further one that does not."""
_FULL = 100
_FAR = 5


@dataclass(frozen=True)
class _Fitting:
    """A way that holds in ``telling`` rows that could hardly do so by chance, and not in the rows ``wrong``."""

    way: Way
    telling: int
    wrong: set[int]


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each row of a column of rates or averages that all rows but a few show to be so reckoned."""
    for table, number, band in views(context.extraction.tables):
        if any(c.role in ("level1", "level2", "level3") for c in band.columns):
            continue
        columns = [c for c in band.columns if c.role in ("amount", "score")]
        columns = [c for c in columns if is_named_rate(c) or not isinstance(c, Line)]
        known: set[frozenset[int]] = set()
        for column in sorted(columns, key=lambda c: not is_named_rate(c)):
            yield from _column(context, table, number, band, column, known)


def _column(
    context: Context, table: Table, number: str, band: Band, column: Column, known: set[frozenset[int]]
) -> Iterator[Claim]:
    """The claims of one column; what columns were found to go together (``known``) is not told of another again."""
    rows = {r.index: r for r in band.rows if r.side == column.side and not is_difference(r.label)}
    stated = {i: f for i, r in rows.items() if (f := figure_of(table, r, column)) and not f.qualifier}
    if len(stated) < _LEAST:
        return
    means = _means(stated, rows)
    printed = {f.where: f for f in table.figures}
    fitting: list[_Fitting] = []
    for way in ways(table, band, column, rows):
        taken = {f.way.words for f in fitting}
        if way.words in taken or way.columns | {column.index} in known:
            continue
        if (fit := _fitting(stated, means, way)) is not None:
            fitting.append(fit)
    known |= {fit.way.columns | {column.index} for fit in fitting}
    for order, like in enumerate(_alternatives(fitting)):
        own = f"{CODE}-{table.index}-{number}-{column.index}-{order}"
        for index, relation in _relations(stated, means, like):
            most, words = like[0].telling, like[0].way.words
            terms = (printed[f.where] for f in relation_figures(relation))
            used = dict.fromkeys(f for f in terms if f is not stated[index])
            yield context.facts.claim(
                CODE,
                relation,
                f"{title(table)}{heading(column)}在其余{most}{'栏' if isinstance(column, Line) else '行'}都等于"
                f"{words}，而{place(rows[index])}填列{{stated}}，计算应为{{computed}}，相差{{difference}}",
                [("rate", stated[index]), *(("term", f) for f in used)],
                id=f"{own}-{index}",
                group=f"rate-{table.index}-{index}-{column.index}",
            )


def _fitting(stated: dict[int, Figure], means: set[int], way: Way) -> _Fitting | None:
    """The way with the rows in which it does not hold; None where too few others show that it is meant."""
    known = _known(stated, way)
    held = {i for i, f in known.items() if is_held(judge_relation(Equal(stated[i], f)))}
    telling = {i for i in held if stated[i].value not in (0, _FULL)}
    wrong = known.keys() - held - means
    if wrong and way.counted and sum(_is_exact(stated[i], known[i]) for i in telling) < _TWO:
        return None
    digits = sum(significant_digits(stated[i]) for i in telling)
    slips = digits >= _DIGITS or all(_is_slip(stated[i], known[i]) for i in wrong)
    enough = len(telling) >= _LEAST or (len(telling) == _TWO and slips)
    return _Fitting(way, len(telling), wrong) if enough and len(wrong) <= max(1, len(held) // _FEW) else None


def _is_exact(rate: Figure, formula: Formula) -> bool:
    """Whether amounts rounded to whole numbers would hardly give a rate to its last digit."""
    smallest = min((abs(f.value) for f in formula.figures() if f.value), default=rate.value)
    return abs(rate.value) > _FAR * rate.step * smallest


def _alternatives(fitting: list[_Fitting]) -> list[list[_Fitting]]:
    """The ways that share a column or are of one sort, any of which may be meant, those that hold in most rows.

    A mean of some columns and a quotient of others each stand for themselves.
    """
    groups: list[list[_Fitting]] = []
    for found in fitting:
        like = [g for g in groups if any(_alike(f.way, found.way) for f in g)]
        groups = [g for g in groups if g not in like] + [[*(f for g in like for f in g), found]]
    most = [max(f.telling for f in group) for group in groups]
    return [[f for f in group if f.telling == top] for group, top in zip(groups, most, strict=True)]


def _alike(one: Way, other: Way) -> bool:
    return one.mean == other.mean or bool(one.columns & other.columns)


def _relations(
    stated: dict[int, Figure], means: set[int], best: list[_Fitting]
) -> Iterator[tuple[int, Relation]]:
    """What each row is to be, by any of the ways; a row wrong in one of them only may be meant otherwise."""
    odd = set.intersection(*(f.wrong for f in best))
    for index in sorted(stated.keys() - set().union(*(f.wrong for f in best)) | odd):
        formulas = [formula for f in best if (formula := f.way.formula(index)) is not None]
        if formulas and (index not in means or index in odd):
            yield index, any_of([Equal(stated[index], formula) for formula in formulas])[0]


def _is_slip(rate: Figure, formula: Formula) -> bool:
    """Whether a printed rate is one slip of the pen away from what the formula gives."""
    value = formula.value() / to_base(Decimal(1), rate.unit)
    true = Decimal(value.numerator) / Decimal(value.denominator)
    return bool(slip(rate.value, true.quantize(rate.step), rate.step))


def _known(stated: dict[int, Figure], way: Way) -> dict[int, Formula]:
    """The formulas of the rows; none as soon as too many of them come to something else."""
    known: dict[int, Formula] = {}
    off = 0
    for index, figure in stated.items():
        formula = way.formula(index)
        if formula is None:
            continue
        known[index] = formula
        step = 2 * to_base(figure.step, figure.unit)
        off += abs(formula.value() - to_base(figure.value, figure.unit)) > step
        if off > 1 + len(known) // _FEW:
            return {}
    return known


def _means(stated: dict[int, Figure], rows: dict[int, Row]) -> set[int]:
    """Rows of totals or averages that hold the mean of the other rows."""
    last = {i for i in stated if rows[i].total or "平均" in rows[i].label}
    rest = [f.value for i, f in stated.items() if i not in last]
    mean = sum(rest, start=rest[0] * 0) / len(rest) if rest else None
    return {i for i in last if mean is not None and abs(stated[i].value - mean) <= 2 * stated[i].step}
