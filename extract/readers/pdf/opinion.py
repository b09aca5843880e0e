"""A second opinion on tables whose lines do not close: pdfplumber's finder on the same lines.

A line with a gap leaves two cells looking like one merged cell.  Such a line ends where no other
line crosses it.  The two finders think differently: ours joins fields that no line parts,
pdfplumber's looks for the smallest rectangles whose corners are crossings; with a wide tolerance it
sees through a gap.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from extract.model import BBox
from extract.readers.pdf.drawing import Edge
from extract.readers.pdf.grid import TOUCH, Grid, Span, cluster, nearest

GAP = 15.0
"""Points of a line that may be missing for pdfplumber to see through."""
_SLACK = 1.5 * TOUCH
_TILED = 0.998


@dataclass(frozen=True, slots=True)
class _Page:
    """As much of a pdfplumber page as its table finder asks for."""

    bbox: BBox
    edges: list[dict[str, Any]]
    chars: tuple[()] = ()
    rects: tuple[()] = ()


def reconsider(grid: Grid, across: Sequence[Edge], down: Sequence[Edge]) -> Grid:
    """The grid, or pdfplumber's where a gap in a line hid cells; ``across`` and ``down`` are its merged lines.

    What rests on a line that does not close stays marked unclear either way.
    """
    loose = [*_loose(across, down, upright=False), *_loose(down, across, upright=True)]
    if not loose:
        return grid
    other = _finer(grid, across, down)
    if other is not None:
        known = {_rounded(grid.box(span)) for span in grid.spans}
        new = (n for n, span in enumerate(other.spans) if _rounded(other.box(span)) not in known)
        return replace(other, unclear=frozenset(new))
    inside = (n for n, span in enumerate(grid.spans) if any(_within(grid.box(span), spot) for spot in loose))
    return replace(grid, unclear=grid.unclear | frozenset(inside))


def find_boxes(grid: Grid, across: Iterable[Edge], down: Iterable[Edge], gap: float = TOUCH) -> list[BBox]:
    """The cells that pdfplumber finds in the outline of a grid, a ``gap`` in a line overlooked."""
    from pdfplumber.table import TableFinder

    page: Any = _Page(grid.bbox, [*_edges(across, grid, "h"), *_edges(down, grid, "v")])
    wide = {"join_tolerance": gap, "intersection_tolerance": max(TOUCH, gap / 3)}
    return [cell for table in TableFinder(page, wide).tables for cell in table.cells]


def _finer(grid: Grid, across: Sequence[Edge], down: Sequence[Edge]) -> Grid | None:
    """pdfplumber's cells, if they fill the same outline with more of them."""
    boxes = find_boxes(grid, across, down, GAP)
    if len(boxes) <= len(grid.spans) or sum(map(_area, boxes)) < _TILED * _area(grid.bbox):
        return None
    xs = cluster([box[side] for box in boxes for side in (0, 2)])
    ys = cluster([box[side] for box in boxes for side in (1, 3)])
    spans = []
    for x0, y0, x1, y1 in boxes:
        row, column = nearest(ys, y0), nearest(xs, x0)
        spans.append(Span(row, column, nearest(ys, y1) - row, nearest(xs, x1) - column))
    spans.sort(key=lambda span: (span.row, span.column))
    if sum(span.rowspan * span.colspan for span in spans) != (len(ys) - 1) * (len(xs) - 1):
        return None
    return Grid(tuple(xs), tuple(ys), tuple(spans))


def _loose(edges: Sequence[Edge], others: Sequence[Edge], upright: bool) -> Iterator[tuple[float, float]]:
    """Points just beyond the ends of lines at which no other line crosses."""
    places = [other.at for other in others]
    for edge in edges:
        for end, step in ((edge.start, -TOUCH), (edge.end, TOUCH)):
            number = bisect_left(places, end - _SLACK)
            while number < len(others) and places[number] <= end + _SLACK:
                if others[number].start - _SLACK <= edge.at <= others[number].end + _SLACK:
                    break
                number += 1
            else:
                yield (edge.at, end + step) if upright else (end + step, edge.at)


def _within(box: BBox, spot: tuple[float, float]) -> bool:
    x, y = spot
    return box[0] + 1 < x < box[2] - 1 and box[1] + 1 < y < box[3] - 1


def _area(box: BBox) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _rounded(box: BBox) -> tuple[int, ...]:
    return tuple(round(side / TOUCH) for side in box)


def _edges(edges: Iterable[Edge], grid: Grid, orientation: str) -> list[dict[str, Any]]:
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
