"""Tables without ruling lines, found by the white columns between their figures.

Only what can hardly be anything else counts: at least three rows in a row, white columns that run
through all of them, and figures in most places beside the first column.  Anything less stays text.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Sequence
from itertools import pairwise

from extract.readers.pdf.glyph import Glyph
from extract.readers.pdf.grid import Grid, Span

_FIGURE = re.compile(r"[-−－+(（]?[￥¥]?[\d０-９][\d０-９,，.．]*[%％)）]?|[-—–－/]{1,2}|0")
_SENTENCE = re.compile(r"[。；，]")
_MIN_ROWS = 3
_MAX_LEAD = 2
"""How many rows of a run may stand before its table: a title, a header that spans. With more it is no table understood."""

Segment = tuple[float, float, str]
"""x0, x1 and text of what stands between two wide gaps of a row."""


def find_borderless(rows: Sequence[Sequence[Glyph]]) -> list[tuple[int, int, Grid]]:
    """The tables among the rows of a page's text: first row, row after the last, and the grid."""
    parts = [_segments(row) for row in rows]
    found: list[tuple[int, int, Grid]] = []
    start = 0
    while start < len(rows):
        end = start
        while end < len(rows) and _may_stand(parts[end], end > start) and (end == start or _near(rows, end)):
            end += 1
        while end > start and len(parts[end - 1]) < 2:
            end -= 1
        for first in range(start, min(start + _MAX_LEAD + 1, end)):
            grid = _grid(rows[first:end], parts[first:end])
            if grid is not None:
                found.append((first, end, grid))
                break
            if _holds_figures(parts[first]):
                break
        start = max(end, start + 1)
    return found


def has_strewn_figures(rows: Sequence[Sequence[Glyph]]) -> bool:
    """Whether rows that were taken for text hold columns of figures: a table whose rows and columns nothing tells."""
    held = sum(len(parts) > 2 and _holds_figures(parts) for parts in map(_segments, rows))
    return held >= _MIN_ROWS


def _holds_figures(parts: Sequence[Segment]) -> bool:
    """Whether a row holds two figures or more that stand by themselves."""
    return sum(_FIGURE.fullmatch(text) is not None for _, _, text in parts) > 1


def _segments(row: Sequence[Glyph]) -> list[Segment]:
    found: list[Segment] = []
    for glyph in row:
        if glyph.text.isspace():
            continue
        if found and glyph.x0 - found[-1][1] < 1.2 * glyph.size:
            x0, x1, text = found[-1]
            found[-1] = (x0, max(x1, glyph.x1), text + glyph.text)
        else:
            found.append((glyph.x0, glyph.x1, glyph.text))
    return found


def _may_stand(parts: Sequence[Segment], inside: bool) -> bool:
    """Whether a row can belong to a table: two pieces, or, inside one, a label alone."""
    if any(len(text) > 40 or (_SENTENCE.search(text) and len(text) > 12) for _, _, text in parts):
        return False
    return len(parts) >= 2 or (inside and len(parts) == 1)


def _near(rows: Sequence[Sequence[Glyph]], number: int) -> bool:
    """Whether a row follows the one before it as rows of one table do."""
    size = max(rows[number][0].size, rows[number - 1][0].size)
    return rows[number][0].base - rows[number - 1][0].base < 3 * size


def _grid(rows: Sequence[Sequence[Glyph]], parts: Sequence[Sequence[Segment]]) -> Grid | None:
    full = [part for part in parts if len(part) >= 2]
    if len(full) < _MIN_ROWS:
        return None
    size = rows[0][0].size
    gaps = _white(parts, 0.8 * size)
    if not gaps:
        return None
    left = min(segment[0] for part in parts for segment in part) - 2
    right = max(segment[1] for part in parts for segment in part) + 2
    xs = [left, *((a + b) / 2 for a, b in gaps), right]
    words = figures = 0
    for part in parts:
        held: set[int] = set()
        for x0, _, text in part:
            figure = bool(_FIGURE.fullmatch(text))
            if figure and bisect(xs, x0) in held:
                return None  # a label and its figure in one column
            held.add(bisect(xs, x0))
            if x0 > xs[1]:
                words += 1
                figures += figure
    if figures < _MIN_ROWS or 3 * figures < 2 * (words - len(xs) + 2):
        return None
    bases = [row[0].base for row in rows]
    if any(low - high < size for high, low in pairwise(bases)):
        return None  # cells of several lines beside one another, of which nothing parts the rows
    ys = [bases[0] - 1.2 * size]
    ys += [low - 0.9 * row[0].size for row, (_, low) in zip(rows[1:], pairwise(bases), strict=True)]
    ys.append(bases[-1] + 0.4 * size)
    spans = [Span(row, column, 1, 1) for row in range(len(rows)) for column in range(len(xs) - 1)]
    return Grid(tuple(xs), tuple(ys), tuple(spans))


def _white(parts: Sequence[Sequence[Segment]], least: float) -> list[tuple[float, float]]:
    """The columns at least ``least`` wide that no row has ink in."""
    ink = sorted((x0, x1) for part in parts for x0, x1, _ in part)
    gaps: list[tuple[float, float]] = []
    end = ink[0][1]
    for x0, x1 in ink:
        if x0 - end >= least:
            gaps.append((end, x0))
        end = max(end, x1)
    return gaps
