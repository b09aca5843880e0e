"""Cells on one rectangular grid, merged cells spread."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from extract.model import Cell


@dataclass(frozen=True)
class Sheet:
    """A rectangular view of cells; a place covered by a merged cell gives that cell."""

    cells: tuple[Cell, ...]

    @cached_property
    def height(self) -> int:
        """Number of rows."""
        return max((c.row + c.rowspan for c in self.cells), default=0)

    @cached_property
    def width(self) -> int:
        """Number of columns."""
        return max((c.column + c.colspan for c in self.cells), default=0)

    @cached_property
    def _places(self) -> dict[tuple[int, int], Cell]:
        places: dict[tuple[int, int], Cell] = {}
        for cell in self.cells:
            for row in range(cell.row, cell.row + cell.rowspan):
                for column in range(cell.column, cell.column + cell.colspan):
                    places.setdefault((row, column), cell)
        return places

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that covers a place, None where there is none."""
        return self._places.get((row, column))

    def text(self, row: int, column: int) -> str:
        """The text at a place, "" where no cell covers it."""
        cell = self._places.get((row, column))
        return cell.text if cell else ""

    def line(self, row: int) -> tuple[Cell, ...]:
        """The distinct cells that cover ``row``, from left to right."""
        found: list[Cell] = []
        for column in range(self.width):
            cell = self._places.get((row, column))
            if cell is not None and (not found or found[-1] is not cell):
                found.append(cell)
        return tuple(found)
