"""Merged cells that a text format could not keep, found again from the blanks they leave.

A merged cell is printed once and its other places are blank.  Which blanks are such places is told
by the header of the block, by columns that are blank from the header to the last row, and by the
names of levels at the left; any other blank stays an empty cell.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import regex

from extract.model import Cell
from extract.number import read_cell
from extract.table_word import blank, classify, core, squeeze, terms, unit_line

_LONG = 12
_SURE = 3
"""Columns of values in a row of names that make it a header, though it begins as forms do: 项目名称."""
_NAMES = ("label", "level1", "level2", "level3", "code", "sequence")
_MARKED = regex.compile(r"(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|\d+[.、](?!\d)|其中)")
_POINTS = ("weight", "score")


def is_header(texts: Sequence[str]) -> bool:
    """Whether the cells of a row name columns: no figure, and at least half of them known words."""
    if any(read_cell(text) for text in texts):
        return False
    words = sum(1 for text in texts if classify(text) and not _MARKED.match(squeeze(text)))
    return words >= 2 and words * 2 >= sum(1 for text in texts if not blank(text))


def restore(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The cells of a full grid with their spans; blanks that a merged cell covers are gone."""
    grid = _Grid({(c.row, c.column): c for c in cells})
    if not grid.cells:
        return tuple(cells)
    first, blocks = _blocks(grid)
    for row in range(first):
        if (blocks or not row) and not any(read_cell(grid.text(row, c)) for c in grid.filled(row)):
            _stretch(grid, row, range(grid.width))
    for head, body in blocks:
        _Block(grid, head, body).restore()
    return grid.made()


def name_columns(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The cells of a grid whose merged cells are kept, but for headers that were typed without merging them.

    A blank in a header of two rows or more belongs to the name beside or above it; the body stays as it is.
    """
    added = _not_stored(cells)
    grid = _Grid({(c.row, c.column): c for c in (*cells, *added)})
    found = False
    for head, body in _blocks(grid)[1]:
        merged = any(c.rowspan > 1 or c.colspan > 1 for c in cells if c.row in head)
        if len(head) > 1 and not merged:
            _Block(grid, head, body).restore_header()
            found = True
    places = {(c.row, c.column) for c in added}
    return tuple(c for c in grid.made() if (c.row, c.column) not in places) if found else tuple(cells)


def _not_stored(cells: Sequence[Cell]) -> list[Cell]:
    """A blank cell for each place inside the table that a sheet does not store."""
    covered = {
        (r, c)
        for cell in cells
        for r in range(cell.row, cell.row + cell.rowspan)
        for c in range(cell.column, cell.column + cell.colspan)
    }
    height = max((r for r, _ in covered), default=-1) + 1
    width = max((c for _, c in covered), default=-1) + 1
    return [
        Cell("", replace(cells[0].where, row=r, column=c), r, c)
        for r, c in itertools.product(range(height), range(width))
        if (r, c) not in covered
    ]


@dataclass
class _Grid:
    """Cells by place, and the place of the cell that covers each place."""

    cells: dict[tuple[int, int], Cell]
    owner: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    said: set[tuple[int, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.height = max((r for r, _ in self.cells), default=-1) + 1
        self.width = max((c + cell.colspan for (_, c), cell in self.cells.items()), default=0)
        self.said = {place for place, cell in self.cells.items() if squeeze(cell.text)}
        for place, cell in self.cells.items():
            for row in range(cell.row, cell.row + cell.rowspan):
                for column in range(cell.column, cell.column + cell.colspan):
                    self.owner[(row, column)] = place

    def text(self, row: int, column: int) -> str:
        cell = self.cells.get((row, column))
        return cell.text if cell else ""

    def filled(self, row: int) -> list[int]:
        """The columns of a row in which a cell says something."""
        return [c for c in range(self.width) if (row, c) in self.said]

    def free(self, row: int, column: int) -> bool:
        """Whether a place holds an empty cell of its own that nothing covers."""
        place = (row, column)
        return place in self.cells and place not in self.said and self.owner[place] == place

    def cover(self, row: int, column: int, by: tuple[int, int]) -> None:
        """Give a place, and all that a blank standing there covers, to the cell that covers ``by``."""
        blank_cell = self.cells.get((row, column))
        height, width = (blank_cell.rowspan, blank_cell.colspan) if blank_cell else (1, 1)
        for place in itertools.product(range(row, row + height), range(column, column + width)):
            self.owner[place] = self.owner[by]

    def made(self) -> tuple[Cell, ...]:
        """The cells that are left, with the rectangle that each covers."""
        places: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for place, owner in self.owner.items():
            places.setdefault(owner, []).append(place)
        return tuple(
            replace(
                self.cells[owner],
                rowspan=max(r for r, _ in covered) - owner[0] + 1,
                colspan=max(c for _, c in covered) - owner[1] + 1,
            )
            for owner, covered in sorted(places.items())
        )


def _stretch(grid: _Grid, row: int, columns: range) -> None:
    """Each cell that says something takes the blanks after it, up to the next."""
    for column in columns:
        left = (row, column - 1)
        owner = grid.owner.get(left) if column and grid.free(row, column) else None
        if owner in grid.said and owner is not None and owner[0] == row and not read_cell(grid.text(*owner)):
            grid.cover(row, column, left)


def _blocks(grid: _Grid) -> tuple[int, list[tuple[range, range]]]:
    """The first row of a header, and each header (rows) with the body under it."""
    heads: set[int] = set()
    inside: set[int] = set()
    for row in range(grid.height):
        values = _values(grid, row)
        under = row - 1 in heads and _divides(grid, row - 1, row)
        # A further header changes what stands in the columns of values, and does not only name a row.
        if is_header([grid.text(row, c) for c in range(grid.width)]) and (
            not inside or under or values & inside
        ):
            heads.add(row)
            inside = values
    for row in sorted(heads):
        above, below = row - 1, row + 1
        while (
            above >= 0 and above not in heads and _divides(grid, above, above + 1) and not _levels(grid, row)
        ):
            heads.add(above)
            above -= 1
        while below < grid.height and below not in heads and _divides(grid, below - 1, below):
            heads.add(below)
            below += 1
    starts = [row for row in sorted(heads) if row - 1 not in heads or not _divides(grid, row - 1, row)]
    blocks = []
    for start, stop in itertools.pairwise([*starts, grid.height]):
        body = next((r for r in range(start, stop) if r not in heads), stop)
        blocks.append((range(start, body), range(body, stop)))
    return (starts[0] if starts else grid.height), blocks


def _values(grid: _Grid, row: int) -> set[int]:
    """The columns that a row of names calls values; the names of texts reach over the blanks after them."""
    found: set[int] = set()
    filled = grid.filled(row)
    for column, end in itertools.pairwise([*filled, grid.width]):
        word = classify(grid.text(row, column))
        if word is not None and word.role not in _NAMES:
            found |= {column} if word.role == "amount" else set(range(column, end))
    return found


def _levels(grid: _Grid, row: int) -> bool:
    words = (classify(grid.text(row, c)) for c in grid.filled(row))
    return any(word is not None and word.role in ("level2", "level3") for word in words)


def _divides(grid: _Grid, upper: int, lower: int) -> bool:
    """Whether a row of names stands under one of fewer names and divides at least one of them."""
    names, parts = grid.filled(upper), grid.filled(lower)
    if len(names) < 2 or len(parts) < 2:
        return False
    texts = [grid.text(upper, c) for c in names] + [grid.text(lower, c) for c in parts]
    if any(read_cell(t) or len(squeeze(t)) > 25 or unit_line(t) for t in texts):
        return False
    if len(_values(grid, upper)) < _SURE and any(core(t) in terms("field") for t in texts):
        return False
    ends = [*names[1:], grid.width]
    held = [sum(a <= c < b for c in parts) for a, b in zip(names, ends, strict=True)]
    left = [c for c in parts if c < names[0]]
    return max(held) > 1 and (not left or _named_above(grid, upper, left[0], names[0]))


def _named_above(grid: _Grid, row: int, column: int, end: int) -> bool:
    """Whether the row of names above leaves no column from ``column`` to ``end`` without a name over it."""
    names = grid.filled(row - 1) if row else []
    texts = [grid.text(row - 1, c) for c in names]
    plain = not any(read_cell(t) or len(squeeze(t)) > 25 or unit_line(t) for t in texts)
    return len(names) > 1 and plain and names[0] <= column and end in names


@dataclass
class _Block:
    """One header with its body."""

    grid: _Grid
    head: range
    body: range

    def restore(self) -> None:
        """Decide every blank of the block."""
        self.restore_header()
        for row in self.body:
            self._row(row)

    def restore_header(self) -> None:
        """Decide every blank of the header."""
        grid = self.grid
        self.roles = [self._role(column) for column in range(grid.width)]
        levels = {"level2", "level3"} & set(self.roles)
        self.form = bool(levels) and bool({*_POINTS} & set(self.roles))
        self.dead = {
            c for c in range(grid.width)
            if all((r, c) in grid.cells and (r, c) not in grid.said for r in (*self.head, *self.body))
        }  # fmt: skip
        self.stub = self._stub()
        for row in self.head:
            self._header(row)

    def _role(self, column: int) -> str:
        """What the header says of a column; amount where figures stand in it, else "".

        A unit over the names at the left, 经费情况（万元）, is that of the columns beside them.
        """
        held = [self.grid.text(r, column) for r in self.body if (r, column) in self.grid.said]
        figures = sum(read_cell(text) is not None for text in held)
        for row in reversed(self.head):
            word = classify(self.grid.text(row, column))
            if word is not None:
                names = column == 0 and word.role == "amount" and held and not figures
                return "label" if names else word.role
        return "amount" if figures and figures * 2 >= len(held) else ""

    def _stub(self) -> bool:
        """Whether the first header cell names the whole block at its left: nothing else stands in its column."""
        grid, top = self.grid, self.head[0]
        end = next((r for r in self.body if (r, 0) in grid.said), self.body.stop)
        inner = any((r, 1) in grid.said for r in range(top, end))
        numbered = self.roles[0] in ("code", "sequence")
        return len(self.head) == 1 and (top, 0) in grid.said and end - top > 1 and inner and not numbered

    def _header(self, row: int) -> None:
        grid, first = self.grid, row == self.head[0]
        for column in range(grid.width):
            if not grid.free(row, column):
                continue
            above, left = (row - 1, column), (row, column - 1)
            if not first and self._alone_above(row, column):
                grid.cover(row, column, above)
            elif column == 1 and self.stub and first:
                continue
            elif column and grid.owner.get(left, (-1, -1))[0] == row:
                owner = grid.owner[left]
                if owner in grid.said or column in self.dead:
                    grid.cover(row, column, left)

    def _alone_above(self, row: int, column: int) -> bool:
        """Whether the header cell above is divided by nothing in this row."""
        grid = self.grid
        above = grid.owner.get((row - 1, column))
        if above is None or above not in grid.said:
            return False
        covered = [c for c in range(grid.width) if grid.owner.get((row - 1, c)) == above]
        return all((row, c) not in grid.said for c in covered)

    def _row(self, row: int) -> None:
        grid = self.grid
        filled = grid.filled(row)
        for column in self._reaching_down(row, filled):
            above = grid.owner.get((row - 1, column))
            if above is not None and above[1] == column and self._narrow(above, row):
                grid.cover(row, column, (row - 1, column))
        for column in range(1, grid.width):
            if column in self.dead and grid.free(row, column) and self._starts(row, column - 1):
                grid.cover(row, column, (row, column - 1))
        if self._remark(row, filled) or (self.form and self._totals(row, filled)):
            _stretch(grid, row, range(grid.width))
        elif not self.form:
            self._text(row, filled)

    def _starts(self, row: int, column: int) -> bool:
        return self.grid.owner.get((row, column), (-1, -1))[0] == row

    def _narrow(self, above: tuple[int, int], row: int) -> bool:
        """Whether the cell above covers one column only, or this row is blank under all of it."""
        owner = self.grid.owner
        columns = [c for c in range(self.grid.width) if owner.get((row - 1, c)) == above]
        return all(self.grid.free(row, c) for c in columns)

    def _reaching_down(self, row: int, filled: list[int]) -> list[int]:
        """The columns whose blank belongs to the name above: names of levels left of the first said cell."""
        if not filled:
            return []
        under = self.grid.owner.get((row - 1, 0)) == (self.head[0], 0)
        reach = [0] if self.stub and (row, 0) not in self.grid.said and under else []
        first = filled[0]
        if self.form or self.roles[first] in ("", *_NAMES):
            for column in range(first):
                named = self.roles[column] in ("", "label", "level1", "level2")
                if named and column not in reach and self._within(row, column, first):
                    reach.append(column)
        return reach

    def _within(self, row: int, column: int, first: int) -> bool:
        """Whether a blank at the left stands in a run of names, above it one that is no header."""
        if (
            any(self.roles[c] in ("amount", "weight", "score") for c in range(column, first + 1))
            and not self.form
        ):
            return False
        owner = self.grid.owner.get((row - 1, column))
        return owner is not None and owner in self.grid.said and owner[0] in self.body

    def _remark(self, row: int, filled: list[int]) -> bool:
        """A row that says one long thing from its first column on."""
        return (
            filled == [0]
            and len(squeeze(self.grid.text(row, 0))) > _LONG
            and (self.form or not self._amounts())
        )

    def _amounts(self) -> bool:
        return any(role in ("amount", *_POINTS) for role in self.roles)

    def _totals(self, row: int, filled: list[int]) -> bool:
        """A row of a form with a total named beside its figures."""
        return any(
            squeeze(self.grid.text(row, a)) in terms("total")
            and read_cell(self.grid.text(row, b)) is not None
            for a, b in itertools.pairwise(filled)
        )

    def _text(self, row: int, filled: list[int]) -> None:
        """Words where amounts are due take the blanks after them; so does a total before its figures."""
        grid = self.grid
        silent = not any(read_cell(grid.text(row, c)) or blank(grid.text(row, c)) for c in filled)
        for column, end in itertools.pairwise([*filled, grid.width]):
            text = squeeze(grid.text(row, column)).strip(":")
            if blank(text) or read_cell(text) is not None:
                continue
            total = text in terms("total") or text.endswith("合计")
            due = self.roles[column] in ("amount", *_POINTS)
            long = len(text) > _LONG or ":" in squeeze(grid.text(row, column))
            says = silent and column > 0 and self.roles[column] not in _NAMES and long
            for at in range(column + 1, end):
                if not (self.roles[at] not in ("amount", *_POINTS) if total else due or says):
                    break
                if (row, at) not in grid.said:
                    grid.cover(row, at, (row, column))
