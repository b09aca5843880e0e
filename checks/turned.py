"""A band seen from its side: rows that hold what columns usually hold (分值, 得分, 得分率; 2022年, 2023年, 增减率).

The figures stay those of the table, so that a claim over the turned band is one over the printed cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from functools import cached_property

import regex

from extract.model import Band, Column, Figure, Row, Table
from extract.table_word import classify, core, period, squeeze, stage, terms
from extract.unit import kind

AVERAGE = regex.compile(r"均(?!衡)|单价|每[\p{Han}](?!年|月|季)")
"""How a column or row of averages is called."""
_DIFFERENCE = regex.compile(r"增减|变动|变化|增[加长]|减少|差|[比较]上年|[比较]去年|同比|环比")
_LEFT = regex.compile(r"^(?:年末|期末|本年末|本期末)|(?:结余|差额|余额)(?:数|额)?$")
_MOST = 40
_TOLD = ("rate", "ratio", "share", "change", "deduction", "points")
_VALUES = ("amount", "weight", "score")


@dataclass(frozen=True)
class Turned(Table):
    """A table whose rows are taken for columns."""

    @cached_property
    def figure_at(self) -> dict[tuple[int, int], Figure]:
        """The figure that is a whole cell, by the turned place of that cell."""
        return {
            (f.where.column, f.where.row): f
            for f in self.figures
            if f.whole_cell and f.where.row is not None and f.where.column is not None
        }


@dataclass(frozen=True, slots=True)
class Line(Column):
    """A row taken for a column."""


@dataclass(frozen=True, slots=True)
class Place(Row):
    """A column taken for a row."""


def turned(table: Table, band: Band) -> tuple[Table, Band] | None:
    """The table and the band from their side; None where no row is named as what is worked out."""
    labels = [c for c in band.columns if c.role == "label" or c.role.startswith("level")]
    amounts = [c for c in band.columns if c.role in _VALUES and not _compares(c)]
    plain = len(labels) == 1 and len(amounts) > 1 and len({c.side for c in band.columns}) == 1
    if not plain or not 1 < len(band.rows) <= _MOST:
        return None
    lines = [_line(table, row, amounts) for row in band.rows]
    if not any(_is_reckoned(line) for line in lines):
        return None
    first = Column(labels[0].index, labels[0].header, "label")
    places = tuple(_place(c) for c in amounts)
    cells = tuple(
        replace(c, row=c.column, column=c.row, rowspan=c.colspan, colspan=c.rowspan) for c in table.cells
    )
    kept = {f.name: getattr(table, f.name) for f in fields(Table)}
    seen = Turned(**(kept | {"cells": cells, "height": table.width, "width": table.height}))
    return seen, Band((first, *lines), places, places[0].index, places[-1].index)


def views(tables: Iterable[Table]) -> Iterator[tuple[Table, str, Band]]:
    """Every band with its table and its place there, and after it the same seen from its side where that says something."""
    for table in tables:
        for number, band in enumerate(table.bands):
            yield table, str(number), band
            side = turned(table, band)
            if side is not None:
                yield side[0], f"{number}-side", side[1]


def _line(table: Table, row: Row, amounts: list[Column]) -> Line:
    word = classify(row.printed)
    role = word.role if word is not None and word.role in _VALUES else "amount"
    measure = word.measure if word is not None and word.role in _VALUES else "level"
    figures = [f for c in amounts if (f := table.figure_at.get((row.index, c.index))) is not None]
    if measure == "level" and figures and all(kind(f.unit) == "percent" for f in figures):
        measure = "ratio"
    named = period(row.printed, None)
    step = stage(row.printed) if measure in ("level", "change") else ""
    return Line(row.index, (row.printed,), role, word.unit if word else "", named, step, measure)


def _is_reckoned(line: Line) -> bool:
    """Whether a row is named as what is worked out of others: a rate, a change, points, an average, what is left."""
    name = squeeze(line.header[0])
    told = line.measure in _TOLD or line.role != "amount"
    return told or AVERAGE.search(name) is not None or _LEFT.search(name) is not None


def _compares(column: Column) -> bool:
    """Whether a column tells how others differ, so that rows are not worked out in it."""
    return column.measure in _TOLD or is_difference("".join(column.header))


def is_difference(name: str) -> bool:
    """Whether a column or row called so tells how others differ."""
    return _DIFFERENCE.search(squeeze(name)) is not None


def _place(column: Column) -> Place:
    name = squeeze(column.header[-1]) if column.header else ""
    return Place(column.index, name, name, total=core(name) in terms("total"))
