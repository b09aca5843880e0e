"""Pages set in two columns: told by one white lane that the rows of the page keep clear.

Only pages of running text count: many rows with words on both sides, each side beginning at one
place.  Words set apart in a row, or columns of figures, are no reason to take a page apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extract.model import BBox
from extract.readers.pdf.glyph import Glyph
from extract.readers.pdf.line import Line, line

_MIN_ROWS = 8
_MIN_WORDS = 10


def find_lane(rows: Sequence[Sequence[Glyph]], boxes: Sequence[BBox], width: float) -> float | None:
    """Where the white lane of a page of two columns is, None where it has none.

    ``rows`` are those of its text, ``boxes`` the outlines of its tables, ``width`` its own, in points.
    """
    if not boxes:
        return _white_lane(rows, width)
    left = [box for box in boxes if box[2] < 0.56 * width]
    right = [box for box in boxes if box[0] > 0.44 * width]
    if len(left) + len(right) < len(boxes):
        return None
    low = max((box[2] for box in left), default=0.44 * width)
    high = min((box[0] for box in right), default=0.56 * width)
    sides = [len(left) * _MIN_WORDS, len(right) * _MIN_WORDS]
    lane = min(max(0.5 * width, low + 1), high - 1) if low + 2 < high else None
    if lane is None:
        return None
    across = 0
    for row in rows:
        if _clear(row, lane):
            sides[0] += sum(glyph.x1 <= lane for glyph in row)
            sides[1] += sum(glyph.x0 >= lane for glyph in row)
        else:
            across += 1
    return lane if across <= 0.2 * len(rows) and min(sides) >= _MIN_WORDS else None


def set_lines(rows: Sequence[Sequence[Glyph]], lane: float | None) -> list[Line]:
    """The lines of a page's rows; on a page of two columns each line says its lane (1 left, 2 right)."""
    if lane is None:
        return [made for row in rows if (made := line(row)) is not None]
    found: list[Line] = []
    for row in rows:
        if _crosses(row, lane):
            parts = [(0, row)]
        else:
            parts = [(1, [g for g in row if g.x0 < lane]), (2, [g for g in row if g.x0 >= lane])]
        found += (
            replace(made, lane=number) for number, part in parts if part and (made := line(part)) is not None
        )
    return found


def reading_order(lines: Sequence[Line]) -> list[tuple[int, int, float]]:
    """For each line a key to sort by: across the page first, then the left lane, then the right one."""
    across = [each.base for each in lines if each.lane == 0]
    keys: list[tuple[int, int, float]] = []
    for each in lines:
        above = sum(base < each.base for base in across)
        keys.append((2 * above + (1 if each.lane else 0), each.lane, each.base))
    return keys


def _crosses(row: Sequence[Glyph], lane: float) -> bool:
    return any(glyph.x0 < lane < glyph.x1 for glyph in row) or not _clear(row, lane)


def _clear(row: Sequence[Glyph], lane: float) -> bool:
    """Whether a row keeps half a character's distance from the lane on both sides."""
    return all(
        glyph.x1 <= lane - 0.4 * glyph.size or glyph.x0 >= lane + 0.4 * glyph.size
        for glyph in row
        if not glyph.text.isspace()
    )


def _white_lane(rows: Sequence[Sequence[Glyph]], width: float) -> float | None:
    if len(rows) < _MIN_ROWS:
        return None
    starts = sorted(glyph.x0 for row in rows for before, glyph in pairwise(row)
                    if glyph.x0 - before.x1 > 1.2 * glyph.size and 0.4 * width < glyph.x0 < 0.65 * width)  # fmt: skip
    if len(starts) < _MIN_ROWS:
        return None
    lane = starts[len(starts) // 10] - 0.5 * rows[0][0].size
    both = [row for row in rows if row[0].x0 < lane < row[-1].x1]
    clear = [row for row in both if _clear(row, lane)]
    if len(clear) < _MIN_ROWS or len(clear) < 0.8 * len(both):
        return None
    left = [[glyph for glyph in row if glyph.x0 < lane] for row in clear]
    right = [[glyph for glyph in row if glyph.x0 >= lane] for row in clear]
    for side in (left, right):
        begin = min(row[0].x0 for row in side)
        aligned = sum(row[0].x0 - begin < 2.5 * row[0].size for row in side)
        words = sum(sum(glyph.text > "⺀" for glyph in row) >= _MIN_WORDS for row in side)
        if aligned < 0.9 * len(side) or words < 0.7 * len(side):
            return None
    return lane
