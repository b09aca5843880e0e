"""A second opinion on tables: pdfplumber's finder on the same lines.

The two finders think differently: the reader joins fields that no line parts, pdfplumber looks for
the smallest rectangles whose four corners are crossings.  Where they differ one should look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from extract.model import BBox
from extract.readers.pdf.drawing import Edge
from extract.readers.pdf.grid import TOUCH, Grid, Span, nearest


@dataclass(frozen=True, slots=True)
class _Page:
    """As much of a pdfplumber page as its table finder asks for."""

    bbox: BBox
    edges: list[dict[str, Any]]
    chars: tuple[()] = ()
    rects: tuple[()] = ()


def agree(grid: Grid, horizontal: Sequence[Edge], vertical: Sequence[Edge]) -> bool:
    """Whether pdfplumber finds the same cells with the same spans."""
    from pdfplumber.table import TableFinder

    page: Any = _Page(grid.bbox, [*_edges(horizontal, grid, "h"), *_edges(vertical, grid, "v")])
    return {_span(grid, cell) for table in TableFinder(page).tables for cell in table.cells} == set(
        grid.spans
    )


def _edges(edges: Sequence[Edge], grid: Grid, orientation: str) -> list[dict[str, Any]]:
    left, top, right, bottom = grid.bbox
    low, high, start, end = (top, bottom, left, right) if orientation == "h" else (left, right, top, bottom)
    found: list[dict[str, Any]] = []
    for edge in edges:
        if low - TOUCH <= edge.at <= high + TOUCH and edge.end >= start - TOUCH and edge.start <= end + TOUCH:
            x0, x1, y0, y1 = (edge.start, edge.end, edge.at, edge.at)
            if orientation == "v":
                x0, x1, y0, y1 = y0, y1, x0, x1
            found.append(
                {"x0": x0, "x1": x1, "top": y0, "bottom": y1, "width": x1 - x0, "height": y1 - y0,
                 "orientation": orientation, "object_type": "line"}
            )  # fmt: skip
    return found


def _span(grid: Grid, cell: tuple[float, float, float, float]) -> Span:
    column, row = nearest(grid.xs, cell[0]), nearest(grid.ys, cell[1])
    return Span(row, column, nearest(grid.ys, cell[3]) - row, nearest(grid.xs, cell[2]) - column)
