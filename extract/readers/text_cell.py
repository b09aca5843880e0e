"""Tables flattened to one cell per line, each line beginning with a TAB, a blank line after each row.

A blank line is not always the end of a row: cells hold blank lines too.  The pieces between
blank lines are joined again where their cells together are as many as in the rows beside them.
"""

from __future__ import annotations

import itertools
import statistics
from dataclasses import dataclass, field
from typing import Final

from extract.number import read_cell

_LONGEST_RUN: Final = 4
"""Pieces into which blank lines may have cut one row."""
_REACH: Final = 6
"""Rows on either side that tell how wide a row is."""
_WITNESSES: Final = 3
"""Rows of that width within reach, one of them next to the row."""
_TABLE_GAP: Final = 3
"""Blank lines between two rows that part two tables."""
_PROSE_LENGTH: Final = 30


@dataclass(slots=True)
class Grid:
    """A table as rows of cells; ``ragged`` where only the order in each row is known."""

    rows: list[list[str]]
    ragged: bool


@dataclass(slots=True)
class _Piece:
    """What stands between two blank lines: lines without a TAB, then cells."""

    gap: int
    head: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)

    @property
    def width(self) -> int:
        return len(self.cells)


def is_flattened(lines: list[str]) -> bool:
    """Whether a text holds tables of this kind: most of its TABs lead a line, and stand alone in it."""
    tabbed = [line for line in lines if "\t" in line.rstrip("\t")] + [line for line in lines if line == "\t"]
    led = [line for line in tabbed if line.startswith("\t") and "\t" not in line[1:].rstrip("\t")]
    return len(led) >= 3 and len(led) * 2 > len(tabbed)


def split_flattened(lines: list[str]) -> list[str | Grid]:
    """The text with its flattened tables found: lines (blank ones kept as "") and grids, in order."""
    pieces = _merge_rows(_cut(lines))
    found: list[str | Grid] = []
    rows: list[_Piece] = []
    for piece in pieces:
        breaks = bool(piece.head) or not piece.cells or piece.gap >= _TABLE_GAP
        if breaks:
            _close(rows, found)
            rows = []
            found.extend([""] * min(piece.gap, 1))
            found.extend(line.rstrip("\t") for line in piece.head)
        if piece.cells:
            rows.append(piece)
    _close(rows, found)
    return found


def _cut(lines: list[str]) -> list[_Piece]:
    pieces: list[_Piece] = []
    piece = _Piece(0)
    gap = 0
    for line in lines:
        if not line:
            gap += 1
            continue
        if gap or not (piece.head or piece.cells):
            piece = _Piece(gap)
            pieces.append(piece)
            gap = 0
        if line.startswith("\t"):
            piece.cells.extend(line[1:].split("\t") if line.strip("\t") else [""] * len(line))
        elif piece.cells:
            piece.cells[-1] += "\n" + line
        else:
            piece.head.append(line)
    return pieces


def _merge_rows(pieces: list[_Piece]) -> list[_Piece]:
    """Join the pieces of rows that blank lines inside a cell have cut apart."""
    merged: list[_Piece] = []
    at = 0
    while at < len(pieces):
        length = _run_length(pieces, at, merged)
        if length == 1:
            merged.append(pieces[at])
        else:
            merged.append(_join(pieces[at : at + length]))
        at += length
    return merged


def _run_length(pieces: list[_Piece], at: int, before: list[_Piece]) -> int:
    """How many pieces from ``at`` on are one row; 1 where nothing says that they belong together."""
    first = pieces[at]
    if not first.cells or (at + 1 < len(pieces) and pieces[at + 1].gap >= _TABLE_GAP):
        return 1
    for length in range(2, _LONGEST_RUN + 1):
        run = pieces[at : at + length]
        if len(run) < length or run[-1].gap >= _TABLE_GAP or not run[-1].cells:
            continue
        if any(piece.gap >= _TABLE_GAP for piece in run[1:]):
            break
        if any(b.head and read_cell(a.cells[-1]) for a, b in itertools.pairwise(run) if a.cells):
            break  # a figure is whole: lines after it are a paragraph between two tables
        earlier = [p.width for p in before[-_REACH:] if p.cells]
        later = [p.width for p in pieces[at + length : at + length + _REACH] if p.cells]
        width = sum(piece.width for piece in run)
        beside = (earlier[-1:] or [0]) + (later[:1] or [0])
        if width < 3 or width not in beside or (earlier + later).count(width) < _WITNESSES:
            continue
        if first.width == 1 and not any(piece.head or piece.gap > 1 for piece in run[1:]):
            continue  # a title row, not the first cell of a row cut apart
        near = earlier[-3:] + later[:3]
        if not any(piece.width in near for piece in run if piece.cells):
            return length
    return 1


def _join(run: list[_Piece]) -> _Piece:
    joined = _Piece(run[0].gap, run[0].head, list(run[0].cells))
    for piece in run[1:]:
        lines = [""] * piece.gap + piece.head
        joined.cells[-1] += "".join("\n" + line for line in lines)
        joined.cells.extend(piece.cells)
    return joined


def _close(rows: list[_Piece], found: list[str | Grid]) -> None:
    """Emit a finished run of rows as a table, or as lines where TABs only indent paragraphs."""
    if not rows:
        return
    cells = [cell for row in rows for cell in row.cells]
    filled = [cell for cell in cells if cell.strip()]
    prose = bool(filled) and (
        statistics.median(len(cell) for cell in filled) >= _PROSE_LENGTH
        and sum(cell.rstrip().endswith(("。", "；", "：")) for cell in filled) * 2 >= len(filled)
    )
    if prose or not filled or max(row.width for row in rows) < 2:
        for row in rows:
            found.append("")
            found.extend(line for cell in row.cells for line in cell.split("\n"))
        return
    widths = {row.width for row in rows}
    found.append(Grid([row.cells for row in rows], ragged=len(widths) > 1))
