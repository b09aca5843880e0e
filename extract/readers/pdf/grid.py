"""Ruling lines to grids of cells.

Lines that touch make one table.  Their positions cut it into the smallest fields; two fields that
no line parts are one cell, so merged cells come out with their spans and need no guessing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from extract.model import BBox
from extract.readers.pdf.drawing import Edge

TOUCH = 3.0
"""Points within which two lines meet, or are the same line."""
MAX_FIELDS = 200_000
"""More fields than any table has: hatching, or an attack."""


@dataclass(frozen=True, slots=True)
class Span:
    """A cell on a grid: its top left field and how many fields it covers."""

    row: int
    column: int
    rowspan: int
    colspan: int


@dataclass(frozen=True, slots=True)
class Grid:
    """One ruled table: column bounds ``xs``, row bounds ``ys`` (points, rising) and its cells.

    ``unclear`` numbers the cells that had to be cut out of fields that make no rectangle, because
    lines are missing.  ``above`` and ``below`` number the cells without a line at the upper or lower
    edge of the outline: programs that draw a page end so let it run through these.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    spans: tuple[Span, ...]
    unclear: frozenset[int] = frozenset()
    above: frozenset[int] = frozenset()
    below: frozenset[int] = frozenset()

    @property
    def single(self) -> bool:
        """Whether it is one box only: a frame around text, or the part of a table that a page end cut off."""
        return len(self.spans) == 1

    @property
    def bbox(self) -> BBox:
        """The outline."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def box(self, span: Span) -> BBox:
        """The outline of one cell."""
        return (
            self.xs[span.column],
            self.ys[span.row],
            self.xs[span.column + span.colspan],
            self.ys[span.row + span.rowspan],
        )

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies inside the outline."""
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def fields(self) -> dict[tuple[int, int], int]:
        """Every field (row, column) to the number of the cell that covers it."""
        return {
            (row, column): number
            for number, span in enumerate(self.spans)
            for row in range(span.row, span.row + span.rowspan)
            for column in range(span.column, span.column + span.colspan)
        }

    def field(self, x: float, y: float) -> tuple[int, int]:
        """The field (row, column) nearest to a point."""
        row = min(max(bisect_right(self.ys, y) - 1, 0), len(self.ys) - 2)
        column = min(max(bisect_right(self.xs, x) - 1, 0), len(self.xs) - 2)
        return row, column


Opinion = Callable[[Grid, Sequence[Edge], Sequence[Edge]], Grid]


def find_grids(
    horizontal: Iterable[Edge], vertical: Iterable[Edge], opinion: Opinion | None = None
) -> list[Grid]:
    """The ruled tables (and single boxes) that lines make, from top to bottom; underlines are none.

    ``opinion`` is given each grid with its merged lines and may know better.
    """
    across, down = merge(horizontal), merge(vertical)
    grids = []
    for part in _components(across, down):
        grid = _grid(*part)
        if grid is not None:
            grids.append(opinion(grid, *part) if opinion else grid)
    return sorted(grids, key=lambda grid: (grid.ys[0], grid.xs[0]))


def merge(edges: Iterable[Edge]) -> list[Edge]:
    """Edges on one line put together where they touch, sorted by place; specks left out."""
    lanes: list[tuple[float, list[Edge]]] = []
    for edge in sorted(edges):
        if lanes and edge.at - lanes[-1][0] <= 1.5:
            lanes[-1][1].append(edge)
        else:
            lanes.append((edge.at, [edge]))
    merged: list[Edge] = []
    for _, lane in lanes:
        lane.sort(key=lambda edge: edge.start)
        start, end, weight = lane[0].start, lane[0].end, 0.0
        total = 0.0
        for edge in lane:
            if edge.start > end + TOUCH:
                if end - start > TOUCH:
                    merged.append(Edge(weight / total if total else lane[0].at, start, end))
                start, end, weight, total = edge.start, edge.end, 0.0, 0.0
            length = max(edge.end - edge.start, 0.01)
            weight, total = weight + edge.at * length, total + length
            end = max(end, edge.end)
        if end - start > TOUCH:
            merged.append(Edge(weight / total, start, end))
    return merged


def _components(across: Sequence[Edge], down: Sequence[Edge]) -> list[tuple[list[Edge], list[Edge]]]:
    """Sets of lines that touch one another."""
    parent = list(range(len(across) + len(down)))

    def find(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    places = sorted(range(len(down)), key=lambda number: down[number].at)
    keys = [down[number].at for number in places]
    for number, edge in enumerate(across):
        low = bisect_left(keys, edge.start - TOUCH)
        high = bisect_right(keys, edge.end + TOUCH)
        for other in places[low:high]:
            if down[other].start - TOUCH <= edge.at <= down[other].end + TOUCH:
                parent[find(number)] = find(len(across) + other)
    parts: defaultdict[int, tuple[list[Edge], list[Edge]]] = defaultdict(lambda: ([], []))
    for number, edge in enumerate(across):
        parts[find(number)][0].append(edge)
    for number, edge in enumerate(down):
        parts[find(len(across) + number)][1].append(edge)
    whole = [part for part in parts.values() if part[0] and part[1]]
    for alone in [edge for part in parts.values() if not part[0] for edge in part[1]]:
        for _, own in whole:
            if _bounds_cell(alone, own):
                insort(own, alone)
    return whole


def _bounds_cell(alone: Edge, down: Sequence[Edge]) -> bool:
    """Whether a line that meets no other is the side of a merged cell as high as the table beside it.

    Of a cell that goes on over both ends of a page nothing else may be drawn.
    """
    top, bottom = min(edge.start for edge in down), max(edge.end for edge in down)
    beside = alone.at < min(edge.at for edge in down) or alone.at > max(edge.at for edge in down)
    return beside and abs(alone.start - top) <= TOUCH and abs(alone.end - bottom) <= TOUCH


def cluster(places: Iterable[float], near: float = TOUCH) -> list[float]:
    """Places with those nearer than ``near`` to their neighbour put together, rising."""
    groups: list[list[float]] = []
    for place in sorted(places):
        if groups and place - groups[-1][-1] <= near:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [sum(group) / len(group) for group in groups]


def nearest(places: Sequence[float], place: float) -> int:
    """The number of the place (of a rising list) nearest to ``place``."""
    at = bisect_left(places, place)
    if at and (at == len(places) or place - places[at - 1] <= places[at] - place):
        return at - 1
    return at


def _grid(across: list[Edge], down: list[Edge]) -> Grid | None:
    left, right = min(edge.start for edge in across), max(edge.end for edge in across)
    top, bottom = min(edge.start for edge in down), max(edge.end for edge in down)
    xs = cluster([edge.at for edge in down])
    ys = cluster([edge.at for edge in across])
    # a table left open at a side is closed where its other lines end
    if xs[0] - left > TOUCH * 2:
        xs.insert(0, left)
    if right - xs[-1] > TOUCH * 2:
        xs.append(right)
    if ys[0] - top > TOUCH * 2:
        ys.insert(0, top)
    if bottom - ys[-1] > TOUCH * 2:
        ys.append(bottom)
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > MAX_FIELDS:
        return None
    below = _covered(across, ys, xs)  # (bound y, field column)
    beside = _covered(down, xs, ys)  # (bound x, field row)
    rows, columns = len(ys) - 1, len(xs) - 1
    label = list(range(rows * columns))

    def find(item: int) -> int:
        while label[item] != item:
            label[item] = label[label[item]]
            item = label[item]
        return item

    for row in range(rows):
        for column in range(columns):
            here = row * columns + column
            if column + 1 < columns and (column + 1, row) not in beside:
                label[find(here + 1)] = find(here)
            if row + 1 < rows and (row + 1, column) not in below:
                label[find(here + columns)] = find(here)
    regions: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in range(rows):
        for column in range(columns):
            regions[find(row * columns + column)].append((row, column))
    spans: list[Span] = []
    odd: set[Span] = set()
    for fields in regions.values():
        pieces = _rectangles(fields)
        if len(pieces) > 1:
            odd.update(pieces)
        spans += pieces
    spans.sort(key=lambda span: (span.row, span.column))
    unclear = frozenset(number for number, span in enumerate(spans) if span in odd)
    head = _undrawn(((n, span) for n, span in enumerate(spans) if span.row == 0), below, 0)
    foot = _undrawn(
        ((n, span) for n, span in enumerate(spans) if span.row + span.rowspan == rows), below, rows
    )
    return tighten(Grid(tuple(xs), tuple(ys), tuple(spans), unclear, head, foot))


def _undrawn(edge: Iterable[tuple[int, Span]], drawn: set[tuple[int, int]], bound: int) -> frozenset[int]:
    """The cells at an edge of the outline that no line closes there."""
    return frozenset(
        number
        for number, span in edge
        if all((bound, column) not in drawn for column in range(span.column, span.column + span.colspan))
    )


def _covered(edges: Iterable[Edge], places: Sequence[float], bounds: Sequence[float]) -> set[tuple[int, int]]:
    """The sides of fields that are drawn: (number of the line's place, number of the field along it)."""
    drawn: set[tuple[int, int]] = set()
    for edge in edges:
        at = nearest(places, edge.at)
        for number in range(max(bisect_left(bounds, edge.start) - 1, 0), len(bounds) - 1):
            low, high = bounds[number], bounds[number + 1]
            if low > edge.end:
                break
            slack = min(TOUCH * 1.5, 0.35 * (high - low))
            if edge.start <= low + slack and edge.end >= high - slack:
                drawn.add((at, number))
    return drawn


def _rectangles(fields: list[tuple[int, int]]) -> list[Span]:
    """The rectangles that a set of joined fields is cut into: one if it is a rectangle."""
    left = set(fields)
    pieces: list[Span] = []
    while left:
        row, column = min(left)
        width = 1
        while (row, column + width) in left:
            width += 1
        height = 1
        while all((row + height, column + step) in left for step in range(width)):
            height += 1
        left -= {(row + down, column + over) for down in range(height) for over in range(width)}
        pieces.append(Span(row, column, height, width))
    return pieces


def tighten(grid: Grid) -> Grid:
    """The grid without bounds at which no cell begins or ends."""
    rows = sorted({span.row for span in grid.spans} | {span.row + span.rowspan for span in grid.spans})
    columns = sorted(
        {span.column for span in grid.spans} | {span.column + span.colspan for span in grid.spans}
    )
    if len(rows) == len(grid.ys) and len(columns) == len(grid.xs):
        return grid
    row_at = {place: number for number, place in enumerate(rows)}
    column_at = {place: number for number, place in enumerate(columns)}
    return replace(
        grid,
        xs=tuple(grid.xs[place] for place in columns),
        ys=tuple(grid.ys[place] for place in rows),
        spans=tuple(
            Span(
                row_at[span.row],
                column_at[span.column],
                row_at[span.row + span.rowspan] - row_at[span.row],
                column_at[span.column + span.colspan] - column_at[span.column],
            )
            for span in grid.spans
        ),
    )
