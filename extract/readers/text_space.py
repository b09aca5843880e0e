"""Tables whose columns are kept apart by blanks, as in text meant for a fixed width.

Only a regular run is taken: a line of names, then lines that begin with words and hold figures, nearly all
with as many cells as there are names.
"""

from __future__ import annotations

import re
from typing import Final

from extract.number import read_cell
from extract.readers.text_cell import Grid

_GAP: Final = re.compile(r"[ \u00a0]{2,}|[ \u00a0]*\u3000[ \u00a0\u3000]*")
_FEWEST_COLUMNS: Final = 3
_FEWEST_ROWS: Final = 2
_MOST_RAGGED: Final = 0.3
_ENDS: Final = ("。", "；", "，", ";")


def cells_of(line: str) -> list[str]:
    """What stands between the wide gaps of a line."""
    return _GAP.split(line.strip())


def is_row(line: str) -> bool:
    """Whether a line looks like a row of such a table, and so is no line of prose."""
    return len(cells_of(line)) >= _FEWEST_COLUMNS and not line.rstrip().endswith(_ENDS)


def take_spaced(lines: list[str], at: int) -> tuple[Grid, int] | None:
    """The table that begins at line ``at`` and the index of the first line after it, None where none does."""
    names = cells_of(lines[at])
    if not is_row(lines[at]) or any(_is_figure(name) for name in names):
        return None
    rows = [names]
    for line in lines[at + 1 :]:
        cells = cells_of(line)
        if not 1 < len(cells) <= len(names) or line.rstrip().endswith(_ENDS):
            break
        if _is_figure(cells[0]) or not any(_is_figure(cell) for cell in cells[1:]):
            break
        rows.append(cells)
    short = sum(len(row) < len(names) for row in rows)
    if len(rows) <= _FEWEST_ROWS or short > _MOST_RAGGED * len(rows):
        return None
    return Grid(rows, ragged=short > 0), at + len(rows)


def _is_figure(text: str) -> bool:
    return any(char.isdigit() for char in text) and read_cell(text) is not None
