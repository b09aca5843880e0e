"""What a page end did to a table: cut between rows, inside a merged cell, or in the middle of a row.

Nothing in a PDF says so.  It shows in how the cells at the head of a page fit those at the foot of
the page before: by where they stand, how full they are, and whether words or figures are cut.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from extract.model import BBox
from extract.readers.pdf.cell import Filled, PageTable
from extract.readers.pdf.line import Line
from extract.readers.pdf.wrap import cut_number, wraps

NEAR = 4.0
"""Points within which two cells of different pages share an edge."""

NUMBER = re.compile(r"[-−－+]?[\d０-９][\d０-９,，.．]*[%％]?|[-—－/]")
_WIDE = re.compile(r"[０-９．，－]+")
_AMOUNT = r"[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,4})?"
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
    open: bool = False
    """Whether no line closes it at the foot of its page."""

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


def drawn_open(pairs: Sequence[tuple[Filled, Piece | None]], repeated: int) -> set[int]:
    """The ids of the cells that go on from above because the lines say so: they alone are not closed there.

    Empty where the lines say nothing: some programs close every cell at a page end, others none.  Below a
    repeated header only the foot of the page before tells.
    """
    through = {
        id(cell) for cell, above in pairs if above is not None and above.open and (repeated or cell.above)
    }
    closed = [cell for cell, above in pairs if not cell.above or (above is not None and not above.open)]
    return through if closed else set()


def is_torn(pairs: Sequence[tuple[Filled, Piece | None]], upper: Joined) -> bool:
    """Whether a page ended inside a row: what stands at the head of the new page goes on from above.

    Every filled cell must stand under a cell of the same extent that is filled to its foot, or was too high
    for what was left of the page; nothing may begin that is whole in itself, and the break must be one that
    the width of the cell made.
    """
    filled = [(cell, above) for cell, above in pairs if cell.text]
    if not filled:
        return False
    breaks: list[bool] = []
    numbers = False  # where a number stands under words, only the other cells can tell
    for cell, above in filled:
        if above is not None and not above.text and _is_too_high(cell, upper):
            continue
        if above is None or not above.text or above.last is None or cell.first is None:
            return False
        cut = (
            cut_number(above.last.text, cell.first.text)
            or _cut_digits(above, cell)
            or _open_bracket(above.text, cell.text)
        )
        if not cut and (not above.full or _WHOLE.fullmatch(cell.text) or _ORDINAL.match(cell.text)):
            return False
        number = bool(NUMBER.fullmatch(cell.text)) and not cut
        if number and NUMBER.fullmatch(above.text):
            return False
        numbers = numbers or number
        breaks.append(cut or wraps(above.last, cell.first, above.left, above.right))
    if not breaks:
        return False
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
    """Whether a number that fills its cell to the last digit goes on with digits that make one number of it."""
    if above.last is None or cell.first is None:
        return False
    first, second = (unicodedata.normalize("NFKC", text) for text in (above.last.text, cell.text))
    few = re.fullmatch(r"[-−]?[\d,]*\.?\d+", first) and re.fullmatch(r"\.?\d{1,3}%?", second)
    grouped = re.fullmatch(r"[-−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", first + second)
    # digits as wide as ideographs are broken like these, wherever the line is full
    wide = _WIDE.fullmatch(above.last.text + cell.text) and re.fullmatch(_AMOUNT, first + second)
    room = above.right - above.left - (above.last.x1 - above.last.x0)
    return bool(few or wide or (grouped and "," not in first)) and above.full and room < cell.first.head


def is_sliver(
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


def is_displaced(pairs: Sequence[tuple[Filled, Piece | None]], upper: Joined) -> bool:
    """Whether the head of the page holds the cells of a row that were too high for the last page.

    Then the row has each cell on one page or the other, and those left out are higher than its part there.
    """
    filled = [(cell, above) for cell, above in pairs if cell.text]
    if not filled or not any(above is not None and above.text and not cell.text for cell, above in pairs):
        return False
    return all(above is not None and not above.text and _is_too_high(cell, upper) for cell, above in filled)


def _is_too_high(cell: Filled, upper: Joined) -> bool:
    """Whether the text of a cell had no room in the last row of the page before."""
    return (
        cell.first is not None
        and cell.last is not None
        and cell.last.bottom - cell.first.top > upper.foot - 2
    )


def labels_on(
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
        if empty > 1 or NUMBER.fullmatch(above.text):
            break
        found.add(id(cell))
    return found


def parts_headers(pairs: Sequence[tuple[Filled, Piece | None]], edge: Sequence[Piece], shift: float) -> bool:
    """Whether the page ended between two rows of a header, one cell of the upper row being divided in the lower.

    Then the cells beside it, which are not divided, go on in the lower row: it holds nothing there or the rest
    of their words.
    """
    texts = [cell.text for cell, _ in pairs] + [piece.text for piece in edge]
    if any(NUMBER.fullmatch(text) for text in texts):
        return False
    below = [(cell.box[0] + shift, cell.box[2] + shift, cell.text) for cell, above in pairs if above is None]
    divided = False
    for piece in edge:
        inside = [text for x0, x1, text in below if piece.x0 - NEAR <= x0 and x1 <= piece.x1 + NEAR]
        divided = divided or (bool(piece.text) and len(inside) > 1 and all(inside))
    # of a name that ended above nothing is left: a row of new labels has no such cell
    over = any(above is not None and above.text and not cell.text for cell, above in pairs)
    return (
        divided
        and over
        and all(
            not cell.text
            or (
                above.last is not None
                and cell.first is not None
                and above.full
                and wraps(above.last, cell.first, above.left, above.right)
            )
            for cell, above in pairs
            if above is not None
        )
    )


def runs_through(above: Piece, cell: Filled, low: int) -> bool:
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
