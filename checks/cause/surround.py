"""What stands around a figure: its row, its column, its paragraph, and where else its value is printed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from checks.precision import base_value
from extract.lexicon import normalise
from extract.model import Extraction, Figure, Locator, Table
from extract.unit import kind

DISTINCTIVE = 3
"""From this many digits on, the same value in two places is more than chance."""


class Surround:
    """Look-ups over the figures of a document."""

    def __init__(self, extraction: Extraction) -> None:
        self.extraction = extraction
        self.tables = {table.index: table for table in extraction.tables}
        self._rows: dict[tuple[int, int], list[Figure]] = defaultdict(list)
        self._columns: dict[tuple[int, int], list[Figure]] = defaultdict(list)
        self._blocks: dict[int, list[Figure]] = defaultdict(list)
        self._values: dict[tuple[str, Fraction], list[Figure]] = defaultdict(list)
        self._subjects: dict[str, list[Figure]] = defaultdict(list)
        for figure in extraction.figures:
            w = figure.where
            if w.table is not None and w.row is not None and w.column is not None:
                self._rows[w.table, w.row].append(figure)
                self._columns[w.table, w.column].append(figure)
            elif w.block is not None:
                self._blocks[w.block].append(figure)
            if figure.value:
                self._values[kind(figure.unit), base_value(figure)].append(figure)
            self._subjects[subject(figure)].append(figure)

    def beside(self, figure: Figure) -> list[Figure]:
        """The other figures of the same row, or of the same paragraph."""
        w = figure.where
        found = (
            self._rows[w.table, w.row]
            if w.table is not None and w.row is not None
            else self._blocks[w.block or 0]
        )
        return [other for other in found if other.where != w]

    def below(self, figure: Figure) -> list[Figure]:
        """The other figures of the same column of a table."""
        w = figure.where
        if w.table is None or w.column is None:
            return []
        return [other for other in self._columns[w.table, w.column] if other.where != w]

    def row(self, table: int, row: int) -> list[Figure]:
        """The figures of one row of a table that are whole cells."""
        return [figure for figure in self._rows[table, row] if figure.whole_cell]

    def printing(self, figure: Figure, value: Fraction) -> Iterator[Figure]:
        """Other figures of the same kind that print ``value`` (base units)."""
        return (f for f in self._values.get((kind(figure.unit), value), ()) if f.where != figure.where)

    def others_of(self, figure: Figure) -> Iterator[Figure]:
        """Figures of the same subject and measure for another period, or another stage in another row."""
        for other in self._subjects[subject(figure)]:
            period = other.period != figure.period
            stage = other.stage != figure.stage and other.where.row != figure.where.row
            if other.measure == figure.measure and (period or stage):
                yield other

    def table(self, where: Locator) -> Table | None:
        """The table of a place, None outside tables."""
        return None if where.table is None else self.tables.get(where.table)


def subject(figure: Figure) -> str:
    """What a figure is about: its concept, else its label."""
    return figure.concept or normalise(figure.label)


def is_distinctive(figure: Figure) -> bool:
    """Whether a figure has digits enough that another one hardly equals it by chance."""
    digits = str(int(abs(figure.value) / figure.step)).rstrip("0")
    return len(digits) >= DISTINCTIVE
