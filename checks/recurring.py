"""Sums of columns that recur row by row though no header declares them: 分值 = 得分 + 扣分.

What holds to the last digit in several rows is no chance, so a row in which it fails is worth telling.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checks.evidence import is_held
from checks.formula import footing
from checks.model import Equal
from checks.precision import base_value, own_step
from checks.relation import judge_relation
from checks.tabular import addable, figure_of
from extract.model import Band, Column, Figure, Row, Table
from extract.table_word import squeeze
from extract.unit import same_kind, to_base

_RUNNING = "累计"
_VALUES = ("amount", "weight", "score")
_RATES = ("rate", "ratio", "share", "average")
_WIDEST = 14
_MOST = 3
_LEAST, _DIGITS = 2, 8
_FEW = 5
"""Rows that follow the sum for each further one that does not."""


@dataclass(frozen=True)
class Recurring:
    """A column that is the sum of others in the rows ``held`` (by their number in the band), and is not in ``broken``."""

    whole: Column
    parts: tuple[Column, ...]
    held: frozenset[int]
    broken: frozenset[int]

    @property
    def columns(self) -> frozenset[int]:
        """The places of all columns that take part."""
        return frozenset(c.index for c in (self.whole, *self.parts))


def recurring(table: Table, band: Band) -> list[Recurring]:
    """Every such sum of two or three columns, but not what two others add up to together."""
    found: list[Recurring] = []
    for side in sorted({c.side for c in band.columns}):
        columns = [c for c in band.columns if c.side == side and c.role in _VALUES]
        columns = [c for c in columns if c.measure not in _RATES]
        if len(columns) <= _WIDEST:
            found += _of_side(table, band, columns)
    sets = [r.columns for r in found]
    implied = {a ^ b for a, b in itertools.combinations(sets, 2) if a & b}
    return [r for r in found if r.columns not in implied]


def _of_side(table: Table, band: Band, columns: Sequence[Column]) -> Iterator[Recurring]:
    cells = {
        c.index: {i: f for i, r in enumerate(band.rows) if r.side == c.side and (f := figure_of(table, r, c))}
        for c in columns
    }
    values = {c: {i: float(to_base(f.value, f.unit)) for i, f in held.items()} for c, held in cells.items()}
    for size in range(2, _MOST + 1):
        for whole, *parts in (
            (w, *p) for w in columns for p in itertools.combinations([c for c in columns if c is not w], size)
        ):
            rows = _filled([cells[c.index] for c in (whole, *parts)])
            near = _near(values[whole.index], [values[p.index] for p in parts], cells, whole, rows)
            if near is not None:
                made = _recurring(cells, whole, tuple(parts), rows)
                if made is not None:
                    yield made


def _filled(cells: Sequence[dict[int, Figure]]) -> list[int]:
    return [i for i in cells[0] if all(i in held for held in cells[1:])]


def _near(
    whole: dict[int, float],
    parts: Sequence[dict[int, float]],
    cells: dict[int, dict[int, Figure]],
    column: Column,
    rows: Sequence[int],
) -> bool | None:
    """True where so many rows come near the sum that it is worth judging, None where too many do not."""
    off = 0
    for row in rows:
        step = float(own_step(cells[column.index][row]))
        if abs(whole[row] - math.fsum(p[row] for p in parts)) > 2 * step:
            off += 1
            if off > max(1, len(rows) // (_FEW + 1)):
                return None
    return True if len(rows) - off >= _LEAST else None


def _recurring(
    cells: dict[int, dict[int, Figure]], whole: Column, parts: tuple[Column, ...], rows: Sequence[int]
) -> Recurring | None:
    held, broken, told = set[int](), set[int](), dict[tuple[object, ...], int]()
    for row in rows:
        stated, figures = cells[whole.index][row], [cells[p.index][row] for p in parts]
        if not addable(stated, figures):
            return None
        if is_held(judge_relation(Equal(stated, footing(figures)))):
            held.add(row)
            if stated.value and all(f.value for f in figures):
                told[tuple(f.value for f in (stated, *figures))] = _digits(stated, figures)
        else:
            broken.add(row)
    sure = len(told) >= _LEAST and sum(told.values()) >= _DIGITS
    if not sure or len(broken) > max(1, len(held) // _FEW):
        return None
    return Recurring(whole, parts, frozenset(held), frozenset(broken))


def _digits(whole: Figure, parts: Sequence[Figure]) -> int:
    """How many digits agree where a sum does: those of the whole down to the finest place printed."""
    finest = min(own_step(f) for f in (whole, *parts))
    return len(str(int(abs(base_value(whole)) / finest)))


def running(
    table: Table, band: Band
) -> Iterator[tuple[Column, list[tuple[Row, Figure, tuple[Figure, Figure]]]]]:
    """Each column that adds another up row by row (累计占比 beside 占比): its rows, each with what it adds up."""
    for column in (c for c in band.columns if c.header and squeeze(c.header[-1]).startswith(_RUNNING)):
        name = squeeze(column.header[-1]).removeprefix(_RUNNING)
        added = [
            c for c in band.columns if c.side == column.side and c.header and _core(c.header[-1]) == name
        ]
        rows = [r for r in band.rows if r.side == column.side and not r.total]
        if len(added) != 1:
            continue
        steps = []
        for before, row in itertools.pairwise(rows):
            last, own = figure_of(table, before, column), figure_of(table, row, column)
            more = figure_of(table, row, added[0])
            if last is not None and own is not None and more is not None and same_kind(own.unit, more.unit):
                steps.append((row, own, (last, more)))
        if steps:
            yield column, steps


def _core(header: str) -> str:
    return squeeze(header).removeprefix("本月").removeprefix("当月").removeprefix("本期")
