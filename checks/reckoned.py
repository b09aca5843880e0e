"""How a column of rates, averages or amounts may be reckoned from the others, row by row."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import regex

from checks.formula import ONE, Constant, Formula, Product, difference, footing, growth, loose, ratio
from checks.tabular import figure_of, heading
from checks.turned import AVERAGE, Line
from extract.model import Band, Column, Figure, Row, Table
from extract.table_word import period, squeeze
from extract.unit import kind

RATES = ("ratio", "rate", "share")
_MEAN = regex.compile(r"平均|均值|均分|月均|年均")
_DAYS, _PARTS = (365, 366), (3, 12, 4, 6)
_MOST_FACTORS, _MOST_ADDED = 3, 4
Cells = Mapping[int, Figure]


@dataclass(frozen=True)
class Way:
    """How a column may be reckoned: in words, the formula of each row (its index) that has the terms, and their columns.

    ``mean``: it is the mean of several; ``counted``: whole numbers without a unit are taken for counts.
    """

    words: str
    formula: Callable[[int], Formula | None]
    columns: frozenset[int]
    mean: bool = False
    counted: bool = False


def ways(table: Table, band: Band, column: Column, rows: Mapping[int, Row]) -> Iterator[Way]:
    """The formulas that the other columns give for one; of those that give one value the plainest first.

    Whole numbers without a unit are taken for counts first, which are exact, and then for rounded amounts.
    """
    others = [c for c in band.columns if c.role in ("amount", "weight", "score") and c.side == column.side]
    held = {c.index: {i: f for i, r in rows.items() if (f := figure_of(table, r, c))} for c in others}
    counted = {place: {i: _count(f) for i, f in cells.items()} for place, cells in held.items()}
    if counted != held:
        yield from (replace(way, counted=True) for way in _ways(column, others, counted, rows))
    yield from _ways(column, others, held, rows)


def _count(figure: Figure) -> Figure:
    """A whole number without a unit as a count."""
    bare = not figure.unit and figure.step >= 1 and figure.measure == "level"
    return replace(figure, measure="count") if bare else figure


def _ways(
    column: Column, others: Sequence[Column], held: Mapping[int, Cells], rows: Mapping[int, Row]
) -> Iterator[Way]:
    others = [c for c in others if c is not column]
    levels = [c for c in others if c.measure not in RATES]
    if is_rate(held[column.index], column):
        yield from _rates(column, levels, held, rows)
        yield from _followed(column, levels, held, rows)
        yield from _of_days(levels, held)
    if AVERAGE.search(squeeze("".join(column.header))):
        yield from _means(column, levels, held)
    if column.measure not in RATES and not isinstance(column, Line):
        yield from _products([c for c in others if c.measure not in RATES], held)


def is_rate(figures: Cells, column: Column) -> bool:
    """Whether a column is headed as a rate or an average, or holds percentages only."""
    percents = bool(figures) and all(kind(f.unit) == "percent" for f in figures.values())
    return percents or is_named_rate(column)


def is_named_rate(column: Column) -> bool:
    """Whether a column is headed as a rate or an average."""
    return column.measure in RATES or AVERAGE.search(squeeze("".join(column.header))) is not None


def _rates(
    column: Column, levels: Sequence[Column], held: Mapping[int, Cells], rows: Mapping[int, Row]
) -> Iterator[Way]:
    """One by another, one by its total, the growth of one to another, what one lacks of another."""
    for top, bottom in itertools.permutations(levels, 2):
        above, below = held[top.index], held[bottom.index]
        words = f"{heading(top)}÷{heading(bottom)}"
        used = frozenset((top.index, bottom.index))
        yield Way(words, _by_row(_divided, above, below), used)
        if column.measure in ("rate", "ratio"):
            yield Way(f"{words}−1", _by_row(growth, above, below), used)
            yield Way(f"1−{words}", _by_row(_lacking, above, below), used)
    yield from _of_several(column, levels, held)
    totals = [i for i, r in rows.items() if r.total]
    for part in levels:
        whole = held[part.index].get(totals[0]) if len(totals) == 1 else None
        if whole is not None:
            parts = {i: f for i, f in held[part.index].items() if i != totals[0]}
            formula = _by_row(ratio, parts, dict.fromkeys(parts, whole))
            yield Way(f"{heading(part)}本行÷合计行", formula, frozenset((part.index,)))


def _of_several(column: Column, levels: Sequence[Column], held: Mapping[int, Cells]) -> Iterator[Way]:
    """Several neighbouring columns by another (优和良÷总数), and one by all that are headed like it (满意·人数÷各栏人数)."""
    if column.measure not in ("ratio", "share"):
        return
    for first, last in itertools.combinations(range(len(levels)), 2):
        run = levels[first : last + 1]
        if last - first >= _MOST_ADDED:
            continue
        for bottom in (c for c in levels if c not in run):
            words = f"{heading(run[0])}至{heading(run[-1])}之和÷{heading(bottom)}"
            used = frozenset(c.index for c in (*run, bottom))
            yield Way(words, _summed([held[c.index] for c in run], [held[bottom.index]]), used)
    for part in levels:
        like = [c for c in levels if len(c.header) > 1 and c.header[-1:] == part.header[-1:]]
        if len(like) > 2:
            words = f"{heading(part)}÷各栏“{squeeze(part.header[-1])}”之和"
            used = frozenset(c.index for c in like)
            yield Way(words, _summed([held[part.index]], [held[c.index] for c in like]), used)


def _summed(above: Sequence[Cells], below: Sequence[Cells]) -> Callable[[int], Formula | None]:
    def formula(row: int) -> Formula | None:
        tops, bottoms = ([cells[row] for cells in side if row in cells] for side in (above, below))
        if len(tops) < len(above) or len(bottoms) < len(below) or not any(f.value for f in bottoms):
            return None
        units = {f.unit for f in (*tops, *bottoms)}
        if len(units - {""}) > 1 or ("" in units and any(kind(u) == "money" for u in units)):
            return None
        return ratio(footing([loose(f) for f in tops]), footing([loose(f) for f in bottoms]))

    return formula


def _divided(part: Figure, whole: Figure) -> Formula:
    return ratio(loose(part), loose(whole))


def _lacking(part: Figure, whole: Figure) -> Formula:
    return difference(ONE, _divided(part, whole))


def _followed(
    column: Column, levels: Sequence[Column], held: Mapping[int, Cells], rows: Mapping[int, Row]
) -> Iterator[Way]:
    """Where each row is a year: the growth of a column to the year before it."""
    years = {i: int(year) for i, r in rows.items() if (year := period(r.printed, None)) is not None}
    before = {i: j for i, j in itertools.permutations(years, 2) if years[i] == years[j] + 1}
    if len(years) != len(set(years.values())) or column.measure not in ("rate", "ratio"):
        return
    for level in levels:
        cells = held[level.index]
        last = {i: cells[j] for i, j in before.items() if j in cells}
        yield Way(f"{heading(level)}本行÷上一年−1", _by_row(growth, cells, last), frozenset((level.index,)))


def _of_days(levels: Sequence[Column], held: Mapping[int, Cells]) -> Iterator[Way]:
    """Days of a year as its share: 优良天数 ÷ 365."""
    for part in levels:
        for count in _DAYS:
            yield Way(
                f"{heading(part)}÷{count}", _each(held[part.index], count, "天"), frozenset((part.index,))
            )


def _means(column: Column, levels: Sequence[Column], held: Mapping[int, Cells]) -> Iterator[Way]:
    """The mean of neighbouring columns, and a column shared among months or days."""
    for part in levels:
        for count in (*_PARTS, *_DAYS):
            yield Way(
                f"{heading(part)}÷{count}", _each(held[part.index], count, "倍"), frozenset((part.index,))
            )
    if not _MEAN.search(squeeze("".join(column.header))):
        return
    for first, last in itertools.combinations(range(len(levels)), 2):
        run = levels[first : last + 1]
        words = f"{heading(run[0])}至{heading(run[-1])}的平均"
        yield Way(words, _mean([held[c.index] for c in run]), frozenset(c.index for c in run), True)


def _each(cells: Cells, count: int, unit: str) -> Callable[[int], Formula | None]:
    def formula(row: int) -> Formula | None:
        figure = cells.get(row)
        return None if figure is None else ratio(loose(figure), Constant(Decimal(count), unit))

    return formula


def _mean(run: Sequence[Cells]) -> Callable[[int], Formula | None]:
    def formula(row: int) -> Formula | None:
        figures = [cells[row] for cells in run if row in cells]
        if len(figures) < len(run):
            return None
        return ratio(footing([loose(f) for f in figures]), Constant(Decimal(len(run)), "倍"))

    return formula


def _products(others: Sequence[Column], held: Mapping[int, Cells]) -> Iterator[Way]:
    """Two or three columns multiplied: heads, standard and months; a rate is tested where it stands."""
    for size in range(2, _MOST_FACTORS + 1):
        for factors in itertools.combinations(others, size):
            words = "×".join(heading(c) for c in factors)
            if sum(1 for c in factors if kind(_unit(held[c.index])) in ("money", "score")) <= 1:
                used = frozenset(c.index for c in factors)
                yield Way(words, _product([held[c.index] for c in factors]), used)


def _unit(cells: Cells) -> str:
    return next((f.unit for f in cells.values()), "")


def _product(factors: Sequence[Cells]) -> Callable[[int], Formula | None]:
    def formula(row: int) -> Formula | None:
        figures = [cells[row] for cells in factors if row in cells]
        if len(figures) < len(factors) or not all(f.value for f in figures):
            return None
        made = loose(figures[0])
        for figure in figures[1:]:
            made = Product(made, loose(figure))
        return made

    return formula


def _by_row(
    make: Callable[[Figure, Figure], Formula], above: Cells, below: Cells
) -> Callable[[int], Formula | None]:
    def formula(row: int) -> Formula | None:
        one, two = above.get(row), below.get(row)
        return make(one, two) if one is not None and two is not None and two.value else None

    return formula
