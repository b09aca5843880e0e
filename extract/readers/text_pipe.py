"""Tables flattened with bars or TABs between the cells: markdown, one row or one cell per line, box drawing."""

from __future__ import annotations

import re
from typing import Final

from extract.readers.text_cell import Grid

_BARS: Final = str.maketrans("│┃║｜", "||||")
_RULE: Final = re.compile(r"^\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")
_BORDER: Final = re.compile(r"^[\s|+\-=─━═┄┈┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬]+$")
_SPLIT: Final = re.compile(r"(?<!\\)\|")
_FIGURE: Final = re.compile(r"^[-+−－]?[\d０-９][\d０-９,，.．\s]*[%％]?$")
_MOST_COLUMNS: Final = 12


def take_table(lines: list[str], at: int) -> tuple[Grid, int] | None:
    """The table that begins at line ``at`` and the index of the first line after it, None where none does."""
    if "\t" in lines[at].strip():
        return _take_tabs(lines, at)
    line = lines[at].translate(_BARS)
    if "|" not in line and not (_BORDER.match(line) and line.strip()[:1] in "+┌┏╔"):
        return None
    end = at
    while end < len(lines) and _is_piped(lines[end]):
        end += 1
    block = [text.translate(_BARS).strip() for text in lines[at:end]]
    if _is_cell_per_line(block):
        inside = at > 0 and _is_piped(lines[at - 1]) and lines[at - 1].strip(" |") != ""
        return None if inside else _take_cells(block, at)  # what begins within a run of cells is no table
    if len(block) < 2:
        return None
    if len(block) > 1 and _RULE.match(block[1]) and "|" in block[0]:
        # A second rule begins another table: its header is the line before it.
        later = [i for i, text in enumerate(block) if i > 2 and _RULE.match(text)]
        stop = later[0] - 1 if later else len(block)
        rows = _rows([block[0], *block[2:stop]])
        return _shape(rows, pad=True), at + stop
    if any(
        _BORDER.match(text) and "-" not in text.strip("|") and set(text) - set("| ") for text in block
    ) or (block[0].startswith("+")):
        grid = _between_borders(block)
        return (grid, end) if grid else None
    rows = [row for row in _rows(block) if any(row)]
    if len(rows) < 2 or sum(len(row) > 1 for row in rows) < 2:
        return None
    return _shape(rows, pad=False), end


def _is_piped(line: str) -> bool:
    plain = line.translate(_BARS)
    return "|" in plain or (bool(plain.strip()) and bool(_BORDER.match(plain)))


def _rows(block: list[str]) -> list[list[str]]:
    """The cells of lines with bars; a bar at the edge is a border only where every line has one there."""
    left, right = (all(edge(text) for text in block) for edge in (_opened, _closed))
    return [_cells(text, left, right) for text in block]


def _opened(line: str) -> bool:
    return line.startswith("|")


def _closed(line: str) -> bool:
    return line.endswith("|")


def _cells(line: str, left: bool, right: bool) -> list[str]:
    parts = [part.replace("\\|", "|").strip() for part in _SPLIT.split(line)]
    if left and len(parts) > 1:
        parts = parts[1:]
    if len(parts) > 1 and not parts[-1] and (right or _closed(line)):
        parts = parts[:-1]
    return parts


def _shape(rows: list[list[str]], pad: bool) -> Grid:
    width = max(len(row) for row in rows)
    full = sum(len(row) == width for row in rows)
    bare = full >= 3 and all(len(row) in (1, width) for row in rows)
    if bare or (pad and all(len(row) <= len(rows[0]) for row in rows)):
        # Markdown pads short rows; elsewhere only a row that stops after its label is surely blank.
        return Grid([row + [""] * (width - len(row)) for row in rows], ragged=False)
    return Grid(rows, ragged=any(len(row) != width for row in rows))


def _between_borders(block: list[str]) -> Grid | None:
    """Box drawing: the lines between two borders are one row, wrapped inside its cells."""
    rows: list[list[str]] = []
    current: list[str] | None = None
    for line in block:
        if _BORDER.match(line) and set(line) - set("| "):
            current = None
            continue
        cells = [part.strip() for part in _SPLIT.split(line.strip().removeprefix("|").removesuffix("|"))]
        if current is None or len(current) != len(cells):
            current = cells
            rows.append(current)
        else:
            current[:] = [a + b for a, b in zip(current, cells, strict=True)]
    return _shape(rows, pad=False) if len(rows) > 1 else None


def _is_cell_per_line(block: list[str]) -> bool:
    """Whether each line is one cell with its closing bar, an empty cell being a bar alone."""
    single = [line for line in block if line.count("|") == 1 and line.endswith("|")]
    return len(single) >= 6 and len(single) >= 0.8 * len(block)


def _take_cells(block: list[str], at: int) -> tuple[Grid, int] | None:
    """Rows from a run of single cells, where one width alone makes every column of one kind.

    The first row must be words and each later row a label and figures (or blanks); anything
    less regular stays text, because a figure in a wrong column is worse than one in none.
    """
    cells = [part.strip() for line in block for part in line.removesuffix("|").split("|")]
    for width in range(2, _MOST_COLUMNS + 1):
        rows = [cells[i : i + width] for i in range(0, len(cells), width)]
        rows[-1] = rows[-1] + [""] * (width - len(rows[-1]))
        if len(rows) < 3:
            return None
        if not any(row[0] for row in rows) and width > 2:
            rows = [row[1:] for row in rows]
        head, body = rows[0], rows[1:]
        words = all(cell and not _FIGURE.match(cell) for cell in head)
        labels = all(row[0] and not _FIGURE.match(row[0]) for row in body)
        figures = all(not cell or _FIGURE.match(cell) for row in body for cell in row[1:])
        if words and labels and figures and any(row[1] for row in body):
            return Grid(rows, ragged=False), at + len(block)
    return None


def _take_tabs(lines: list[str], at: int) -> tuple[Grid, int] | None:
    """Rows with TABs between their cells, as a spreadsheet or a Word table is pasted."""
    end = at
    while end < len(lines) and "\t" in lines[end].strip(" "):
        end += 1
    rows = [[cell.strip() for cell in line.split("\t")] for line in lines[at:end]]
    if len(rows) < 2 or max(len(row) for row in rows) < 2:
        return None
    return Grid(rows, ragged=len({len(row) for row in rows}) > 1), end
