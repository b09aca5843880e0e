"""Tables of which each cell became a line of its own.

Only a perfectly regular run is taken: names of columns, then rows in which every column holds
words or every column holds a figure.  A cell that is missing shifts all the others, so that a
run which breaks off among figures is left as lines.
"""

from __future__ import annotations

import itertools
import re
from typing import Final

from extract.number import read_cell
from extract.readers.text_cell import Grid

_FEWEST_COLUMNS: Final = 3
_MOST_COLUMNS: Final = 12
_LEAST_ROWS: Final = 3
_AHEAD: Final = _MOST_COLUMNS * (1 + _LEAST_ROWS)
_LONGEST: Final = 24
_TOTAL: Final = re.compile(r"[合总]\s*计$")
_NUMBERS: Final = "一二三四五六七八九十"
_MARK: Final = re.compile(rf"([{_NUMBERS}])、")
_ENDS: Final = ("。", "；", "，", ";", ",")


def take_lines(lines: list[str], at: int) -> tuple[Grid, int] | None:
    """The table whose header begins at line ``at`` and the index of the first line after it, None where none does."""
    ahead = _cells(lines, at, _AHEAD)
    first = next((n for n, (_, text) in enumerate(ahead) if _is_figure(text)), 0)
    for width in range(_FEWEST_COLUMNS, min(first, _MOST_COLUMNS + 1)):
        if _rows([text for _, text in ahead][width:], width) is None:
            continue
        cells = _cells(lines, at, len(lines))
        rows = _rows([text for _, text in cells][width:], width)
        if rows is None or _breaks_off(cells, width, rows) or _is_shifted(rows):
            continue
        taken = width + sum(len(row) for row in rows)
        rows[-1] += [""] * (width - len(rows[-1]))
        return Grid([[text for _, text in cells[:width]], *rows], ragged=False), cells[taken - 1][0] + 1
    return None


def _cells(lines: list[str], at: int, most: int) -> list[tuple[int, str]]:
    """The next lines that could be cells, each with its index, up to the first that could not."""
    found: list[tuple[int, str]] = []
    for index in range(at, len(lines)):
        text = lines[index].strip()
        if text and (not _fits(text) or len(found) == most):
            break
        if text:
            found.append((index, text))
    return found


def _breaks_off(cells: list[tuple[int, str]], width: int, rows: list[list[str]]) -> bool:
    taken = width + sum(len(row) for row in rows)
    return any(_is_figure(text) for _, text in cells[taken : taken + width])


def _is_shifted(rows: list[list[str]]) -> bool:
    """Whether a blank pair lost between two sides has moved one side into the other: only one side ends, or counts on.

    Rows that are label and figures twice look the same after that.
    """
    labels = [[text for text in row if not _is_figure(text)] for row in rows]
    if len(labels[0]) < 2:
        return False
    if any(len({_TOTAL.search(text) is None for text in row}) > 1 for row in labels):
        return True
    for side in range(len(labels[0])):
        marks = [_MARK.match(row[side]) for row in labels if side < len(row)]
        counted = [_NUMBERS.index(mark[1]) for mark in marks if mark]
        if any(b - a != 1 for a, b in itertools.pairwise(counted)):
            return True
    return any(_TOTAL.search(text) for text in labels[-1]) and len(rows[-1]) < len(rows[0])


def _rows(texts: list[str], width: int) -> list[list[str]] | None:
    """The rows of a regular run that begins with a label; None where it is too short."""
    kinds = [_is_figure(text) for text in texts[:width]]
    if len(kinds) < width or kinds[0] or sum(kinds) < 2:
        return None
    rows: list[list[str]] = []
    for start in range(0, len(texts), width):
        row = texts[start : start + width]
        if [_is_figure(text) for text in row] != kinds[: len(row)]:
            break
        rows.append(row)
    return rows if len(rows) >= _LEAST_ROWS else None


def _fits(text: str) -> bool:
    return 0 < len(text) <= _LONGEST and not text.endswith(_ENDS)


def _is_figure(text: str) -> bool:
    return any(char.isdigit() for char in text) and read_cell(text) is not None
