"""Glyphs into the cells of a grid, and the text of each cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from extract.model import BBox
from extract.readers.pdf.glyph import Glyph
from extract.readers.pdf.grid import Grid, Span
from extract.readers.pdf.line import Line, lines
from extract.readers.pdf.wrap import flow


@dataclass(frozen=True, slots=True)
class Filled:
    """A cell of one page with its text; ``first`` and ``last`` are its lines, None where it is empty.

    ``left`` and ``right`` bound the text in the cell (points); ``box`` is its outline as read,
    ``place`` as shown on ``page`` (from 1); ``unclear`` where its lines do not close; ``above`` and
    ``below`` where no line closes it at the head or foot of the table (``Grid``).
    """

    span: Span
    text: str
    first: Line | None
    last: Line | None
    left: float
    right: float
    box: BBox
    place: BBox
    page: int
    unclear: bool = False
    above: bool = False
    below: bool = False

    @property
    def full(self) -> bool:
        """Whether its text reaches down to its lower edge, so that more of it must stand elsewhere."""
        return self.last is not None and self.box[3] - self.last.bottom < 1.7 * self.last.size + 4


@dataclass(frozen=True, slots=True)
class PageTable:
    """The part of a table that stands on one page; ``lines`` are kept of a single box only."""

    page: int
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Filled, ...]
    lines: tuple[Line, ...] = ()

    @property
    def single(self) -> bool:
        """Whether it is one box only."""
        return len(self.cells) == 1

    @property
    def top(self) -> float:
        """The upper edge, in points as read."""
        return self.ys[0]

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.ys[-1]


def sort_out(grids: Sequence[Grid], glyphs: Sequence[Glyph]) -> tuple[list[list[Glyph]], list[Glyph]]:
    """The glyphs inside each grid, the innermost where grids are nested, and those outside all."""
    inside: list[list[Glyph]] = [[] for _ in grids]
    if not grids:
        return inside, list(glyphs)
    outside: list[Glyph] = []
    by_area = sorted(range(len(grids)), key=lambda number: _area(grids[number]))
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, glyph.base - 0.35 * glyph.size
        for number in by_area:
            if grids[number].holds(x, y):
                inside[number].append(glyph)
                break
        else:
            outside.append(glyph)
    return inside, outside


def _area(grid: Grid) -> float:
    x0, y0, x1, y1 = grid.bbox
    return (x1 - x0) * (y1 - y0)


def spilt_below(grid: Grid, inside: Sequence[Glyph], outside: Sequence[Glyph]) -> set[Glyph]:
    """The glyphs under a table that run on from the cells which alone the end of the page left open.

    They follow the last line of such a cell, or its edge, at the distance of lines.
    """
    spilt: set[Glyph] = set()
    if len(grid.below) == sum(span.row + span.rowspan == len(grid.ys) - 1 for span in grid.spans):
        return spilt
    for number in grid.below:
        x0, y0, x1, y1 = grid.box(grid.spans[number])
        own = [g.base for g in inside if x0 < g.x0 < x1 and y0 < g.base - 0.35 * g.size < y1]
        foot = last = max(own, default=y1)
        for glyph in sorted(outside, key=attrgetter("base")):
            if foot < glyph.base <= last + 1.9 * glyph.size and x0 <= glyph.x0 and glyph.x1 <= x1:
                spilt.add(glyph)
                last = glyph.base
    return spilt


def by_cell(grid: Grid, glyphs: Sequence[Glyph]) -> dict[int, list[Glyph]]:
    """The glyphs of each cell of a grid.

    A number that runs over the edge of its cell is not cut there: an unbroken piece of one text
    run goes as a whole to the cell that holds most of it.
    """
    fields = grid.fields()
    cells: defaultdict[int, list[Glyph]] = defaultdict(list)
    piece: list[Glyph] = []
    homes: list[int] = []

    def close() -> None:
        if len(set(homes)) > 1:
            widths: defaultdict[int, float] = defaultdict(float)
            for glyph, home in zip(piece, homes, strict=True):
                widths[home] += glyph.x1 - glyph.x0
            most = max(widths, key=lambda home: (widths[home], -home))
            cells[most] += piece
        else:
            for glyph, home in zip(piece, homes, strict=True):
                cells[home].append(glyph)
        piece.clear()
        homes.clear()

    for glyph in glyphs:
        if piece:
            last = piece[-1]
            if (
                glyph.run != last.run
                or glyph.text.isspace()
                or last.text.isspace()
                or abs(glyph.base - last.base) > 0.3 * glyph.size
                or not -0.3 * glyph.size < glyph.x0 - last.x1 < 0.25 * glyph.size
            ):
                close()
        piece.append(glyph)
        field = grid.field((glyph.x0 + glyph.x1) / 2, glyph.base - 0.35 * glyph.size)
        homes.append(fields[field])
    close()
    return cells


def fill(grid: Grid, glyphs: Sequence[Glyph], place: Sequence[BBox], page: int) -> PageTable:
    """The table that a grid and its glyphs make; ``place`` gives each cell's outline as shown."""
    contents = by_cell(grid, glyphs)
    printed = {number: made for number, part in contents.items() if (made := lines(part))}
    before, behind = _padding(grid, printed)
    cells: list[Filled] = []
    for number, span in enumerate(grid.spans):
        box = grid.box(span)
        column = printed.get(number, [])
        left, right = box[0] + before, box[2] - behind
        if column:
            left = min(left, min(part.x0 for part in column))
            right = max([right, *(part.x1 for part in column if not part.hangs)])
        cells.append(
            Filled(
                span=span,
                text=flow(column, left, right),
                first=column[0] if column else None,
                last=column[-1] if column else None,
                left=left,
                right=right,
                box=box,
                place=place[number],
                page=page,
                unclear=number in grid.unclear,
                above=number in grid.above,
                below=number in grid.below,
            )
        )
    kept = tuple(line for column in printed.values() for line in column) if grid.single else ()
    return PageTable(page, grid.xs, grid.ys, tuple(cells), kept)


def _padding(grid: Grid, printed: dict[int, list[Line]]) -> tuple[float, float]:
    """How far text keeps from the left and right edges of the cells of a table, in points."""
    before: list[float] = []
    behind: list[float] = []
    for number, column in printed.items():
        x0, _, x1, _ = grid.box(grid.spans[number])
        before.append(min(part.x0 for part in column) - x0)
        if len(column) > 1:
            behind += [x1 - part.x1 for part in column[:-1] if not part.hangs]
    left = _low(before)
    return left, min(left, _low(behind)) if behind else left


def _low(gaps: list[float]) -> float:
    """A low gap that a single overfull cell does not decide, between 0 and 8 points."""
    usable = sorted(gap for gap in gaps if gap > -0.5)
    return min(max(usable[len(usable) // 10], 0.0), 8.0) if usable else 0.0
