"""Tables that go on over pages put together on one grid.

Cells are matched by where they stand, never by counting columns: the same form may show eight
columns on one page and nine on the next.  A page may end between two rows, inside a merged cell,
or in the middle of a row, even of a number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.model import BBox
from extract.readers.pdf.cell import Filled, PageTable
from extract.readers.pdf.grid import cluster, nearest
from extract.readers.pdf.line import Line
from extract.readers.pdf.wrap import cut_number, joined, wraps

NEAR = 4.0
"""Points within which two cells of different pages share an edge."""

_NUMBER = re.compile(r"[-−－+]?[\d０-９][\d０-９,，.．]*[%％]?|[-—－/]")
_WHOLE = re.compile(r"[.。…·\-—－/／×✓√\s]+|无")
_ORDINAL = re.compile(
    r"[一二三四五六七八九十]{1,3}[、．.]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、．]|其中[:：]?"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell of a joined table, placed by its edges (points, as on the first page) and its rows."""

    x0: float
    x1: float
    row: int
    rowspan: int
    text: str
    last: Line | None
    left: float
    right: float
    place: BBox
    page: int
    full: bool
    unclear: bool = False
    header: bool = False

    @property
    def below(self) -> int:
        """The row under it."""
        return self.row + self.rowspan


@dataclass(frozen=True, slots=True)
class Joined:
    """A table over one or more pages."""

    pieces: tuple[Piece, ...]
    height: int
    xs: tuple[float, ...]
    page: int
    place: BBox
    foot: float
    """The height of the last row on its page."""


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
            words += bool(cell.text) and not _NUMBER.fullmatch(cell.text)
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
    return old.text == new.text and not _NUMBER.fullmatch(old.text)


def append(upper: Joined, lower: PageTable, repeated: int) -> Joined:
    """``upper`` with ``lower`` put below it, without ``repeated`` rows of its head."""
    shift = upper.xs[0] - lower.xs[0]
    cells = [cell for cell in lower.cells if cell.span.row >= repeated]
    heads = [cell for cell in cells if cell.span.row == repeated]
    edge = [piece for piece in upper.pieces if piece.below == upper.height]
    over = {id(cell): _over(cell, edge, shift) for cell in heads}
    pairs = [(cell, over[id(cell)]) for cell in heads]
    torn = is_torn(pairs) or _sliver(pairs, edge, upper, lower, repeated) or _displaced(pairs, upper)
    labels = set() if torn else _labels_on(pairs, upper, lower, shift, repeated)
    low = min((cell.span.rowspan for cell in heads), default=1)
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
        elif above is not None and (id(cell) in labels or _runs_through(above, cell, low)):
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


def _over(cell: Filled, edge: Sequence[Piece], shift: float) -> Piece | None:
    """The cell at the foot of the upper part that has the same left and right edge."""
    x0, x1 = cell.box[0] + shift, cell.box[2] + shift
    for piece in edge:
        if abs(piece.x0 - x0) <= NEAR and abs(piece.x1 - x1) <= NEAR:
            return piece
    return None


def is_torn(pairs: Sequence[tuple[Filled, Piece | None]]) -> bool:
    """Whether a page ended inside a row: what stands at the head of the new page goes on from above.

    Every filled cell must stand under a cell of the same extent that is filled to its foot, nothing
    may begin that is whole in itself, and the break must be one that the width of the cell made.
    """
    filled = [(cell, above) for cell, above in pairs if cell.text]
    if not filled:
        return False
    breaks: list[bool] = []
    numbers = False  # where a number stands under words, only the other cells can tell
    for cell, above in filled:
        if above is None or not above.text or above.last is None or cell.first is None:
            return False
        cut = (
            cut_number(above.last.text, cell.first.text)
            or _cut_digits(above, cell)
            or _open_bracket(above.text, cell.text)
        )
        if not cut and (not above.full or _WHOLE.fullmatch(cell.text) or _ORDINAL.match(cell.text)):
            return False
        number = bool(_NUMBER.fullmatch(cell.text)) and not cut
        if number and _NUMBER.fullmatch(above.text):
            return False
        numbers = numbers or number
        breaks.append(cut or wraps(above.last, cell.first, above.left, above.right))
    low = min(cell.span.rowspan for cell, _ in pairs)
    spared = any(
        not cell.text and cell.span.rowspan == low and above is not None and above.text
        for cell, above in pairs
    )
    if spared:
        return all(breaks) and len(breaks) > 1 if numbers else any(breaks)
    ended = any(
        len(above.text) > 15 and above.text.endswith(("。", "；", "！")) for _, above in filled if above
    )
    return all(breaks) and not ended and not numbers


def _open_bracket(first: str, second: str) -> bool:
    """Whether a bracket is open at the end of the first text and closed in the second."""
    opened = first.count("（") + first.count("(") - first.count("）") - first.count(")")
    closed = second.count("）") + second.count(")") - second.count("（") - second.count("(")
    return opened == closed > 0


def _cut_digits(above: Piece, cell: Filled) -> bool:
    """Whether a number that fills its cell to the last digit goes on with a few digits more."""
    if above.last is None or not re.fullmatch(r"[.．]?\d{1,3}[%％]?", cell.text):
        return False
    digits = re.fullmatch(r"[-−－]?[\d,]*[.．]?\d+", above.last.text)
    room = above.right - above.left - (above.last.x1 - above.last.x0)
    return bool(digits) and above.full and room < 0.5 * above.last.size


def _sliver(
    pairs: Sequence[tuple[Filled, Piece | None]],
    edge: Sequence[Piece],
    upper: Joined,
    lower: PageTable,
    row: int,
) -> bool:
    """Whether the row at the page end is cut so that one of its parts is too low to hold any text."""
    size = min((cell.first.size for cell in lower.cells if cell.first), default=9.0)
    if lower.ys[row + 1] - lower.ys[row] < 1.1 * size and not any(cell.text for cell, _ in pairs):
        return True
    single = [piece for piece in edge if piece.row == upper.height - 1]
    return upper.foot < 1.1 * size and bool(single) and not any(piece.text for piece in single)


def _displaced(pairs: Sequence[tuple[Filled, Piece | None]], upper: Joined) -> bool:
    """Whether the head of the page holds the cells of a row that were too high for the last page.

    Then the row has each cell on one page or the other, and those left out are higher than its part there.
    """
    filled = [(cell, above) for cell, above in pairs if cell.text]
    if not filled or not any(above is not None and above.text and not cell.text for cell, above in pairs):
        return False
    return all(
        above is not None
        and not above.text
        and cell.first is not None
        and cell.last is not None
        and cell.last.bottom - cell.first.top > upper.foot - 2
        for cell, above in filled
    )


def _labels_on(
    pairs: Sequence[tuple[Filled, Piece | None]], upper: Joined, lower: PageTable, shift: float, row: int
) -> set[int]:
    """The ids of the empty cells at the left of the first row that only carry on a merged label.

    Of a merged cell whose last row alone stands on the new page nothing is left but an empty cell.
    It is told from a cell left empty by the column: where no other cell is empty, this one is not.
    """
    found: set[int] = set()
    for cell, above in sorted(pairs, key=lambda pair: pair[0].box[0]):
        if cell.text or above is None or not above.text or not any(other.text for other, _ in pairs):
            break
        x0, x1 = cell.box[0] + shift, cell.box[2] + shift
        spots = [(piece.x0, piece.x1) for piece in upper.pieces if not piece.text]
        spots += [
            (c.box[0] + shift, c.box[2] + shift) for c in lower.cells if not c.text and c.span.row >= row
        ]
        empty = sum(abs(a - x0) <= NEAR and abs(b - x1) <= NEAR for a, b in spots)
        if empty > 1 or _NUMBER.fullmatch(above.text):
            break
        found.add(id(cell))
    return found


def _runs_through(above: Piece, cell: Filled, low: int) -> bool:
    """Whether a merged cell goes on over the page end although no row is torn."""
    if not above.text and cell.text:
        return above.rowspan > 1 and cell.span.rowspan > low
    if not cell.text:
        return cell.span.rowspan > low or above.rowspan > 1
    if above.last is None or cell.first is None or _ORDINAL.match(cell.text):
        return False
    if _open_bracket(above.text, cell.text):
        return True
    if above.rowspan == 1:
        return False
    return above.full and cell.span.rowspan > low and wraps(above.last, cell.first, above.left, above.right)


def _grow(above: Piece, cell: Filled, rows: int) -> Piece:
    if not cell.text:
        return replace(above, rowspan=above.rowspan + rows)
    on = above.last is None or cell.first is None or wraps(above.last, cell.first, above.left, above.right)
    text = joined(above.text, cell.text) if on else f"{above.text}\n{cell.text}"
    grown = replace(above, rowspan=above.rowspan + rows, text=text, last=cell.last, full=cell.full)
    return grown if above.text else replace(grown, place=cell.place, page=cell.page)
