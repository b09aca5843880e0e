"""比率或平均数与其余各行的算法不符

## 查什么
表中一栏比率（占比、增减率）或平均数，逐行恰好等于另外两栏之比、某一栏占其合计之比或两栏之间的增减率，只有个别行不等的，
提示这一行可能填错，并给出其余各行都成立的算法。算法由表内数据归纳，不要求栏名相同。

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

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import regex

from checks.cause.slip import slip
from checks.context import Context
from checks.evidence import is_held
from checks.formula import Formula, growth, ratio
from checks.model import AnyOf, Claim, Equal, Relation
from checks.relation import judge_relation
from checks.tabular import bands, figure_of, heading, title
from extract.model import Band, Column, Figure, Row, Table
from extract.table_word import squeeze
from extract.unit import kind, to_base

CODE = "GJ124"
NAME = "discovered-rate"
SEVERITY = "warning"
SINCE = "0.1.0"
_RATES = ("ratio", "rate", "share")
_AVERAGE = regex.compile(r"均(?!衡)|单价|每[\p{Han}](?!年|月|季)")
_LEAST, _TWO = 3, 2
_FEW = 5
"""Rows that follow the formula for each further one that does not."""
_FULL = 100


@dataclass(frozen=True)
class _Way:
    """How a column may be reckoned: in words, and the formula of each row (its index) that has the terms."""

    words: str
    formula: Callable[[int], Formula | None]


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each row of a column of rates or averages that all rows but a few show to be so reckoned."""
    for table, number, band in bands(context.extraction.tables):
        if any(c.role in ("level1", "level2", "level3") for c in band.columns):
            continue
        for column in band.columns:
            if _is_reckoned(table, band, column):
                yield from _column(context, table, number, band, column)


def _is_reckoned(table: Table, band: Band, column: Column) -> bool:
    """Whether a column is headed as a rate or an average, or holds percentages only."""
    header = squeeze("".join(column.header))
    if column.role != "amount" or column.measure in _RATES or _AVERAGE.search(header):
        return column.role == "amount"
    figures = [f for r in band.rows if (f := figure_of(table, r, column)) is not None]
    return bool(figures) and all(kind(f.unit) == "percent" for f in figures)


def _column(context: Context, table: Table, number: int, band: Band, column: Column) -> Iterator[Claim]:
    rows = {r.index: r for r in band.rows if r.side == column.side}
    stated = {i: f for i, r in rows.items() if (f := figure_of(table, r, column)) and not f.qualifier}
    if len(stated) <= _LEAST:
        return
    means = _means(stated, rows)
    found: list[tuple[int, _Way, set[int]]] = []
    for way in _ways(table, band, column, rows):
        known = _known(stated, way)
        held = {i for i, f in known.items() if is_held(judge_relation(Equal(stated[i], f)))}
        telling = sum(1 for i in held if stated[i].value not in (0, _FULL))
        wrong = known.keys() - held - means
        few = telling == _TWO and all(_is_slip(stated[i], known[i]) for i in wrong)
        if (telling >= _LEAST or few) and len(wrong) <= max(1, len(held) // _FEW):
            found.append((telling, way, wrong))
    most = max((telling for telling, _, _ in found), default=0)
    best = [(way, wrong) for telling, way, wrong in found if telling == most]
    odd = set.intersection(*(wrong for _, wrong in best)) if best else set()
    for index in sorted(stated.keys() - set().union(*(wrong for _, wrong in best)) | odd):
        formulas = [formula for way, _ in best if (formula := way.formula(index)) is not None]
        if not formulas or (index in means and index not in odd):
            continue
        relations: tuple[Relation, ...] = tuple(Equal(stated[index], formula) for formula in formulas)
        used = dict.fromkeys(f for formula in formulas for f in formula.figures())
        yield context.facts.claim(
            CODE,
            relations[0] if len(relations) == 1 else AnyOf(relations),
            f"{title(table)}{heading(column)}在其余{most}行都等于{best[0][0].words}，"
            f"而“{rows[index].label}”行填列{{stated}}，计算应为{{computed}}，相差{{difference}}",
            [("rate", stated[index]), *(("term", f) for f in used)],
            id=f"{CODE}-{table.index}-{number}-{index}-{column.index}",
            group=f"rate-{table.index}-{index}-{column.index}",
        )


def _is_slip(rate: Figure, formula: Formula) -> bool:
    """Whether a printed rate is one slip of the pen away from what the formula gives."""
    value = formula.value() / to_base(Decimal(1), rate.unit)
    true = Decimal(value.numerator) / Decimal(value.denominator)
    return bool(slip(rate.value, true.quantize(rate.step), rate.step))


def _ways(table: Table, band: Band, column: Column, rows: dict[int, Row]) -> Iterator[_Way]:
    """The formulas that other columns give: one by another, one by its total, the growth of one to another."""
    others = [
        c
        for c in band.columns
        if c.role == "amount" and c.side == column.side and c is not column and c.measure not in _RATES
    ]
    held = {c.index: {i: f for i, r in rows.items() if (f := figure_of(table, r, c))} for c in others}
    for top, bottom in itertools.permutations(others, 2):
        above, below = held[top.index], held[bottom.index]
        yield _Way(f"{heading(top)}÷{heading(bottom)}", _by_row(ratio, above, below))
        if column.measure in ("rate", "ratio"):
            yield _Way(f"{heading(top)}÷{heading(bottom)}−1", _by_row(growth, above, below))
    totals = [r.index for r in rows.values() if r.total]
    for part in others:
        whole = held[part.index].get(totals[0]) if len(totals) == 1 else None
        if whole is not None:
            parts = {i: f for i, f in held[part.index].items() if i != totals[0]}
            yield _Way(f"{heading(part)}本行÷合计行", _by_row(ratio, parts, dict.fromkeys(parts, whole)))


def _by_row(
    make: Callable[[Figure, Figure], Formula], above: dict[int, Figure], below: dict[int, Figure]
) -> Callable[[int], Formula | None]:
    def formula(row: int) -> Formula | None:
        one, two = above.get(row), below.get(row)
        return make(one, two) if one is not None and two is not None and two.value else None

    return formula


def _known(stated: dict[int, Figure], way: _Way) -> dict[int, Formula]:
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
