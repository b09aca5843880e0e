"""Tables that go on over pages put together on one grid.

Cells are matched by where they stand, never by counting columns: the same form may show eight
columns on one page and nine on the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract.model import BBox
from extract.readers.pdf.cell import Filled, PageTable
from extract.readers.pdf.grid import cluster, nearest
from extract.readers.pdf.page_end import (
    NEAR,
    NUMBER,
    Joined,
    Piece,
    drawn_open,
    is_displaced,
    is_sliver,
    is_torn,
    labels_on,
    parts_headers,
    runs_through,
)
from extract.readers.pdf.wrap import joined, wraps


def start(table: PageTable, place: BBox) -> Joined:
    """The first (perhaps the only) part of a table."""
    pieces = tuple(_piece(cell, 0.0, 0) for cell in table.cells)
    return Joined(pieces, len(table.ys) - 1, table.xs, table.page, place, table.ys[-1] - table.ys[-2])


def _piece(cell: Filled, shift: float, row: int) -> Piece:
    return Piece(
        x0=cell.box[0] + shift,
        x1=cell.box[2] + shift,
        row=cell.span.row + row,
        rowspan=cell.span.rowspan,
        text=cell.text,
        last=cell.last,
        left=cell.left,
        right=cell.right,
        place=cell.place,
        page=cell.page,
        full=cell.full,
        unclear=cell.unclear,
        open=cell.below,
    )


def shared_columns(upper: Joined, lower: PageTable) -> tuple[int, int]:
    """How many inner bounds the two parts share, and how many the part has that has fewer."""
    shift = upper.xs[0] - lower.xs[0]
    inner = [x + shift for x in lower.xs[1:-1]]
    known = upper.xs[1:-1]
    if not inner or not known:
        return 0, 0
    shared = sum(abs(known[nearest(known, x)] - x) <= NEAR for x in inner)
    return shared, min(len(inner), len(known))


def same_outline(upper: Sequence[float], lower: Sequence[float]) -> bool:
    """Whether two tables, given by their column bounds, are equally wide."""
    width, other = upper[-1] - upper[0], lower[-1] - lower[0]
    return abs(width - other) <= max(6.0, 0.015 * width)


def repeated_rows(upper: Joined, lower: PageTable) -> int:
    """How many rows at the head of ``lower`` repeat the head of the table: 0 where none."""
    shift = upper.xs[0] - lower.xs[0]
    first = {(round(p.x0 / NEAR), p.row): p for p in upper.pieces}
    same = 0
    words = 0
    for row in range(min(len(lower.ys) - 1, upper.height, 8)):
        cells = [cell for cell in lower.cells if cell.span.row == row]
        for cell in cells:
            place = (cell.box[0] + shift) / NEAR
            twin = next((t for step in (0, -1, 1) if (t := first.get((round(place) + step, row)))), None)
            if twin is None or twin.text != cell.text or twin.rowspan != cell.span.rowspan:
                break
            words += bool(cell.text) and not NUMBER.fullmatch(cell.text)
        else:
            if not cells or all(cell.span.row + cell.span.rowspan <= row + 1 for cell in _above(lower, row)):
                same = row + 1
            continue
        break
    if words < 2 or same >= len(lower.ys) - 1:
        return 0
    return same


def _above(table: PageTable, row: int) -> list[Filled]:
    return [cell for cell in table.cells if cell.span.row <= row]


def starts_anew(upper: Joined, lower: PageTable, repeated: int) -> bool:
    """Whether, below what both have in common, ``lower`` asks the same again: then it is another form.

    A table that goes on shows other rows below its repeated header.
    """
    old = min((p for p in upper.pieces if p.row == repeated), key=lambda p: p.x0, default=None)
    new = min((c for c in lower.cells if c.span.row == repeated), key=lambda c: c.box[0], default=None)
    if old is None or new is None or not old.text:
        return False
    return old.text == new.text and not NUMBER.fullmatch(old.text)


def append(upper: Joined, lower: PageTable, repeated: int) -> Joined:
    """``upper`` with ``lower`` put below it, without ``repeated`` rows of its head."""
    shift = upper.xs[0] - lower.xs[0]
    cells = [cell for cell in lower.cells if cell.span.row >= repeated]
    heads = [cell for cell in cells if cell.span.row == repeated]
    edge = [piece for piece in upper.pieces if piece.below == upper.height]
    over = {id(cell): _over(cell, edge, shift) for cell in heads}
    pairs = [(cell, over[id(cell)]) for cell in heads]
    through = drawn_open(pairs, repeated)
    torn = not through and (
        is_torn(pairs, upper) or is_sliver(pairs, edge, upper, lower, repeated) or is_displaced(pairs, upper)
    )
    if not through and not torn:
        through = _run_through(pairs, edge, upper, lower, shift, repeated)
    offset = upper.height - repeated - (1 if torn else 0)
    grown: dict[int, Piece] = {}
    added: list[Piece] = []
    for cell in cells:
        piece = _piece(cell, shift, offset)
        above = over.get(id(cell))
        if cell.span.row != repeated:
            added.append(piece)
        elif torn:
            if above is not None:
                grown[id(above)] = _grow(above, cell, cell.span.rowspan - 1)
            elif cell.span.rowspan > 1:
                added.append(replace(piece, row=piece.row + 1, rowspan=piece.rowspan - 1))
        elif above is not None and id(cell) in through:
            grown[id(above)] = _grow(above, cell, cell.span.rowspan)
        else:
            added.append(piece)
    pieces = [grown.get(id(piece), piece) for piece in upper.pieces]
    if repeated:
        pieces = [
            replace(p, header=True) if p.page == upper.page and p.below <= repeated else p for p in pieces
        ]
    height = upper.height + len(lower.ys) - 1 - repeated - (1 if torn else 0)
    xs = cluster([*upper.xs, *(x + shift for x in lower.xs)])
    foot = lower.ys[-1] - lower.ys[-2]
    return Joined((*pieces, *added), height, tuple(xs), upper.page, upper.place, foot)


def _run_through(
    pairs: Sequence[tuple[Filled, Piece | None]],
    edge: Sequence[Piece],
    upper: Joined,
    lower: PageTable,
    shift: float,
    row: int,
) -> set[int]:
    """The ids of the cells in the first row that go on with the cell above them, where no row is torn."""
    found = labels_on(pairs, upper, lower, shift, row)
    header = parts_headers(pairs, edge, shift)
    low = min((cell.span.rowspan for cell, _ in pairs), default=1)
    for cell, above in pairs:
        if above is not None and (header or runs_through(above, cell, low)):
            found.add(id(cell))
    return found


def _over(cell: Filled, edge: Sequence[Piece], shift: float) -> Piece | None:
    """The cell at the foot of the upper part that has the same left and right edge."""
    x0, x1 = cell.box[0] + shift, cell.box[2] + shift
    for piece in edge:
        if abs(piece.x0 - x0) <= NEAR and abs(piece.x1 - x1) <= NEAR:
            return piece
    return None


def _grow(above: Piece, cell: Filled, rows: int) -> Piece:
    if not cell.text:
        return replace(above, rowspan=above.rowspan + rows, open=cell.below)
    on = above.last is None or cell.first is None or wraps(above.last, cell.first, above.left, above.right)
    text = joined(above.text, cell.text) if on else f"{above.text}\n{cell.text}"
    grown = replace(
        above, rowspan=above.rowspan + rows, text=text, last=cell.last, full=cell.full, open=cell.below
    )
    return grown if above.text else replace(grown, place=cell.place, page=cell.page)
