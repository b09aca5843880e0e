"""The nine tables of a department's final accounts: where their figures stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from checks.tabular import figure_of
from extract.lexicon import normalise
from extract.model import Band, Column, Figure, Row, Table
from extract.table_word import squeeze


@dataclass(frozen=True)
class Accounts:
    """The tables by their kind (final-T1 … final-T9); only forms that occur once are kept."""

    tables: dict[str, Table]

    @classmethod
    def of(cls, tables: Iterable[Table]) -> Accounts:
        """The final accounts among the tables of a document."""
        found: dict[str, list[Table]] = {}
        for table in tables:
            if table.kind.startswith("final-"):
                found.setdefault(table.kind.removeprefix("final-"), []).append(table)
        return cls({kind: listed[0] for kind, listed in found.items() if len(listed) == 1})

    def rows(self, kind: str) -> Iterator[tuple[Table, Band, Row]]:
        """Every row of one table."""
        table = self.tables.get(kind)
        if table is None:
            return
        for band in table.bands:
            for row in band.rows:
                yield table, band, row

    def classes(self, kind: str, side: int, column: str) -> dict[str, Figure]:
        """Functional class by its normalised name -> its figure in a column."""
        return {
            normalise(row.label): figure
            for table, band, row in self.rows(kind)
            if row.side == side and not row.total and row.style in ("chinese", "code3")
            if (figure := _in_column(table, band, row, column)) is not None
        }

    def codes(self, kind: str, column: str, first: str = "2") -> dict[str, Figure]:
        """Code -> its figure in a column; those of functions begin with 2, of economic classes with 3."""
        return {
            row.marker: figure
            for table, band, row in self.rows(kind)
            if row.style.startswith("code") and row.marker.startswith(first)
            if (figure := _in_column(table, band, row, column)) is not None
        }

    def total(self, kind: str, label: str, column: str, side: int = 0) -> Figure | None:
        """The figure of a total row (by the end of its label) in a column."""
        found = [
            figure
            for table, band, row in self.rows(kind)
            if row.total and row.side == side and squeeze(row.label).endswith(label)
            if (figure := _in_column(table, band, row, column)) is not None
        ]
        return found[-1] if found else None


def _in_column(table: Table, band: Band, row: Row, name: str) -> Figure | None:
    columns = [c for c in band.columns if c.side == row.side and c.role == "amount" and _named(c, name)]
    return figure_of(table, row, columns[0]) if len(columns) == 1 else None


def _named(column: Column, name: str) -> bool:
    return bool(column.header) and squeeze(column.header[-1]) in name.split("|")
