"""What the header of a column of rates says it is worked out of: 执行率 of two columns, 占比 of a column and its total."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import regex

from checks.crossing import difference_columns, letters
from checks.formula import FULL, Formula, Minimum, difference, footing, growth, ratio
from checks.tabular import figure_of, heading
from extract.lexicon import normalise, ratios
from extract.model import Band, Column, Figure, Row, Table
from extract.table_word import core, period, squeeze, terms
from extract.unit import kind, same_kind, same_thing

_RATE = regex.compile(
    r"(?:执行率|支出进度|完成率|支出率|使用率|完成比例|执行进度|(?:完成|占)(?:年初|全年|调整后?)?预算(?:数|的)?)$"
)
_OF_FUNDS = regex.compile(r"(?:执行率|支出进度|执行进度|支出率|使用率)$")
_OF_WORK = regex.compile(r"(?:项目|任务|目标|指标|工程|工作|建设|施工|产出|整改)完成(?:率|比例)$")
_LEFT = regex.compile(r"结余|结转|剩余|未支出|未执行")
_MOVED = regex.compile(r"(?:年中|预算)?(?:调整|追加|调增|调减|增减)(?:数|额|金额)?$")
_FORMULA = regex.compile(r"(?P<top>[A-Z])[/÷](?P<bottom>[A-Z])(?:[×*]100%?)?\)?$")
_ADJUSTED = ("调整数", "调整额")
"""May be what was moved or what the budget came to."""
_FROZEN = regex.compile(r"冻结|收回")
_DONE_RATE = regex.compile(r"^(?:目标|任务|计划|指标|实际)?(?:完成|实现|达成)(?:率|比例|程度|进度|比率)$")
_AIM = regex.compile(r"^(?:(?:年度|全年)?(?:计划|目标|任务))(?:数|量|值|任务|目标)?$")
_DONE = regex.compile(r"^(?:实际|累计|全年|已)?(?:完成|实现)(?:数|量|值)?$")
_GREW = regex.compile(r"(?:增长|增减|变动|增)(?:率|幅|速|幅度|比例)$")
_RATES = ("rate", "ratio", "share")
_BUDGETS = ("调整预算", "预算", "年初预算")


@dataclass(frozen=True)
class Rate:
    """A printed rate with the formulas that may give it, the likeliest first."""

    row: Row
    column: Column
    figure: Figure
    formulas: tuple[Formula, ...]
    words: str
    certain: bool = True
    """Whether the words name what it is worked out of; else it is meant so only where most rows say so."""
    printed: tuple[Figure, ...] = ()
    """The figures of the formulas as printed, where a formula takes them without their ≥."""

    @property
    def terms(self) -> list[Figure]:
        """The figures that give the rate."""
        return list(self.printed or dict.fromkeys(f for formula in self.formulas for f in formula.figures()))


def rates_of(table: Table, band: Band, column: Column) -> Iterator[Rate]:
    """The rates of a column, each with what its row gives for it."""
    name = core(column.header[-1]) if column.header else ""
    if normalise(name) in ratios():
        return
    for row in band.rows:
        figure = figure_of(table, row, column) if row.side == column.side else None
        if figure is None or figure.qualifier or kind(figure.unit) not in ("percent", "multiple"):
            continue
        if column.measure == "share":
            found = _share(table, band, row, column, figure) or _part_of_total(
                table, band, row, column, figure
            )
        elif column.measure == "rate":
            found = _growth(table, band, row, column, figure) or _yearly(table, band, row, column, figure)
        else:
            found = _execution(table, band, row, column, figure, name) or _achieved(
                table, band, row, column, figure, name
            )
        if found is not None:
            yield found


def _execution(table: Table, band: Band, row: Row, column: Column, figure: Figure, name: str) -> Rate | None:
    named = letters(band)
    match = _FORMULA.search(squeeze(column.header[-1])) if column.header else None
    if match and match["top"] in named and match["bottom"] in named:
        top = figure_of(table, row, named[match["top"]])
        bottom = figure_of(table, row, named[match["bottom"]])
        if top is None or bottom is None or not same_kind(top.unit, bottom.unit):
            return None
        words = f"{heading(named[match['top']])}÷{heading(named[match['bottom']])}"
        return Rate(row, column, figure, (ratio(top, bottom),), words)
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
    top = figure_of(table, row, spent[0])
    if top is None:
        return None
    taken = [
        f for c in levels if _FROZEN.search("".join(c.header)) and (f := figure_of(table, row, c)) is not None
    ]
    bottoms = [(heading(c), f) for c in budgets if (f := figure_of(table, row, c)) is not None]
    moved = [c for c in band.columns if c.side == column.side and _last(c) in _ADJUSTED]
    bottoms += [(heading(c), f) for c in moved if (f := figure_of(table, row, c)) is not None and f.value]
    bottoms = bottoms or [(f"“{f.label}”", f) for f in _written(table, row, top)]
    if not bottoms or not all(same_kind(top.unit, f.unit) for _, f in bottoms):
        return None
    words = f"{heading(spent[0])}÷{bottoms[0][0]}"
    made = [ratio(top, f) for _, f in bottoms]
    made += [
        ratio(top, difference(f, footing(taken)))
        for _, f in bottoms
        if taken and same_kind(taken[0].unit, f.unit)
    ]
    return Rate(row, column, figure, tuple(made), words, not taken)


def _achieved(table: Table, band: Band, row: Row, column: Column, figure: Figure, name: str) -> Rate | None:
    """完成率 of 目标值 and 完成值, whatever the unit of the row; what is over may be cut off at 100%."""
    if not _DONE_RATE.match(name):
        return None
    sides = [c for c in band.columns if c.side == column.side and c.role in ("target", "actual", "amount")]
    aims = [c for c in sides if c.role == "target" or (c.role == "amount" and _AIM.search(_last(c)))]
    dones = [c for c in sides if c.role == "actual" or (c.role == "amount" and _DONE.search(_last(c)))]
    if len(aims) != 1 or len(dones) != 1 or aims == dones:
        return None
    aim, done = figure_of(table, row, aims[0]), figure_of(table, row, dones[0])
    if aim is None or done is None or aim.qualifier in ("at_most", "under") or not aim.value:
        return None
    if not same_thing(aim.unit, done.unit) or kind(aim.unit) == "percent":
        return None
    bare = replace(aim, qualifier=""), replace(done, qualifier="")
    made = ratio(bare[1], bare[0])
    words = f"{heading(dones[0])}÷{heading(aims[0])}"
    return Rate(row, column, figure, (made, Minimum((FULL, made))), words, False, (aim, done))


def _last(column: Column) -> str:
    return core(column.header[-1]) if column.header else ""


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


def _growth(table: Table, band: Band, row: Row, column: Column, figure: Figure) -> Rate | None:
    pair = difference_columns(band, column)
    if pair is None or "节约" in "".join(column.header) or "减少" in "".join(column.header):
        return None
    later, earlier = figure_of(table, row, pair[0]), figure_of(table, row, pair[1])
    if later is None or earlier is None or not same_kind(later.unit, earlier.unit):
        return None
    words = f"{heading(pair[0])}÷{heading(pair[1])}−1"
    return Rate(row, column, figure, (growth(later, earlier),), words)


def _yearly(table: Table, band: Band, row: Row, column: Column, figure: Figure) -> Rate | None:
    """The growth to the year before, where each row is a year and only one column can be meant."""
    levels = [
        c for c in band.columns if c.role == "amount" and c.side == column.side and c.measure not in _RATES
    ]
    if len(levels) > 1:
        named = _GREW.sub("", _last(column))
        levels = [c for c in levels if named and _last(c) == named]
    year = period(row.printed, None)
    last = [r for r in band.rows if year is not None and period(r.printed, None) == str(int(year[:4]) - 1)]
    if len(levels) != 1 or len(last) != 1:
        return None
    later, earlier = figure_of(table, row, levels[0]), figure_of(table, last[0], levels[0])
    if later is None or earlier is None or not same_kind(later.unit, earlier.unit):
        return None
    return Rate(row, column, figure, (growth(later, earlier),), f"{heading(levels[0])}本行÷上一年−1", False)


def _part_of_total(table: Table, band: Band, row: Row, column: Column, figure: Figure) -> Rate | None:
    """税收占比 of 税收收入 and 合计 in the same row."""
    name = _last(column).removesuffix("占比")
    levels = [
        c for c in band.columns if c.role == "amount" and c.side == column.side and c.measure == "level"
    ]
    parts = [c for c in levels if _last(c).startswith(name)] if name else []
    wholes = [c for c in levels if _last(c) in terms("total")]
    if len(parts) != 1 or len(wholes) != 1:
        return None
    part, whole = figure_of(table, row, parts[0]), figure_of(table, row, wholes[0])
    if part is None or whole is None or not same_kind(part.unit, whole.unit):
        return None
    words = f"{heading(parts[0])}÷{heading(wholes[0])}"
    return Rate(row, column, figure, (ratio(part, whole),), words, False)


def _share(table: Table, band: Band, row: Row, column: Column, figure: Figure) -> Rate | None:
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
    return Rate(row, column, figure, (ratio(part, whole),), f"{heading(near)}本行÷合计行")
