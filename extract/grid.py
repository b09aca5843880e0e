"""Cells on one rectangular grid: merged cells spread, ragged rows of flattened text given columns."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from extract.fit import Kind, fit, kinds, suit
from extract.merge import is_header, restore
from extract.model import Cell, RawTable
from extract.number import read_cell
from extract.table_word import blank, classify, core, squeeze, terms

_DOUBT = "行内单元格数与表头不一致，所属列不能确定"
_TORN = "表格各行的单元格数相差悬殊，行列可能已错乱"


@dataclass(frozen=True)
class Sheet:
    """A rectangular view of cells; a place covered by a merged cell gives that cell."""

    cells: tuple[Cell, ...]

    @cached_property
    def height(self) -> int:
        """Number of rows."""
        return max((c.row + c.rowspan for c in self.cells), default=0)

    @cached_property
    def width(self) -> int:
        """Number of columns."""
        return max((c.column + c.colspan for c in self.cells), default=0)

    @cached_property
    def _places(self) -> dict[tuple[int, int], Cell]:
        places: dict[tuple[int, int], Cell] = {}
        for cell in self.cells:
            for row in range(cell.row, cell.row + cell.rowspan):
                for column in range(cell.column, cell.column + cell.colspan):
                    places.setdefault((row, column), cell)
        return places

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that covers a place, None where there is none."""
        return self._places.get((row, column))

    def text(self, row: int, column: int) -> str:
        """The text at a place, "" where no cell covers it."""
        cell = self._places.get((row, column))
        return cell.text if cell else ""

    def line(self, row: int) -> tuple[Cell, ...]:
        """The distinct cells that cover ``row``, from left to right."""
        found: list[Cell] = []
        for column in range(self.width):
            cell = self._places.get((row, column))
            if cell is not None and (not found or found[-1] is not cell):
                found.append(cell)
        return tuple(found)


def align(raw: RawTable) -> RawTable:
    """Give the cells of a ragged table their columns.

    A full row keeps its places; a shorter one follows a header of the same block with as many
    cells, or what the columns of its block hold; totals are set to the right, a single cell takes
    the whole width.  A row with figures that nothing decides keeps its order and every cell of it
    is marked doubtful.
    """
    if raw.unmerged and not raw.ragged:
        return replace(raw, cells=restore(raw.cells), unmerged=False)
    if not raw.ragged:
        return raw
    rows: dict[int, list[Cell]] = {}
    for cell in sorted(raw.cells, key=lambda c: (c.row, c.column)):
        rows.setdefault(cell.row, []).append(cell)
    width = _width(tuple(rows.values()))
    counts = sorted(min(len(cells), width) for cells in rows.values())
    torn = len(counts) > 2 and width > 6 and counts[-2] * 3 <= width * 2
    placed: list[Cell] = []
    lines = {number: _trim(cells, width) for number, cells in rows.items()}
    stacked = _stacked(lines, width)
    splits: dict[int, tuple[int, ...]] = {}
    columns: tuple[Kind, ...] = ()
    stubbed = False
    for number, cells in sorted(lines.items()):
        header = is_header([c.text for c in cells])
        if header:
            splits = {}
            stubbed = len(cells) == width > 2 and not squeeze(cells[1].text) and bool(squeeze(cells[0].text))
        split, sure = _split(cells, width, header, splits)
        if number in stacked:
            split, sure = stacked[number], True
        if header:
            columns = _columns(cells, split, _under(lines, number, width))
        fitted = None
        if columns and not header and not torn and 1 < len(cells) < width:
            suits = len(cells) in splits and suit([c.text for c in cells], split, columns)
            fitted = None if suits else fit([c.text for c in cells], columns)
            sure = sure and (suits or fitted is not None or len(cells) not in splits)
        skip = 0
        if fitted is not None:
            skip, split, sure = fitted.skip, fitted.spans, True
        elif stubbed and not header and len(cells) == width - 1 and _follows_stub(cells):
            skip, split, sure = 1, (1,) * len(cells), True
        elif header or len(cells) not in splits:
            splits[len(cells)] = split
        where = cells[0].where
        placed.extend(Cell("", replace(where, column=c), number, c) for c in range(skip))
        starts = itertools.accumulate(split, initial=skip)
        for cell, span, column in zip(cells, split, starts, strict=False):
            doubt = cell.doubt or (_TORN if torn else "" if sure else _DOUBT)
            where = replace(cell.where, column=column)
            placed.append(replace(cell, column=column, colspan=span, where=where, doubt=doubt))
    if raw.unmerged and not torn:
        placed = list(restore(placed))
    return replace(raw, cells=tuple(placed), ragged=False, unmerged=False)


def _under(lines: dict[int, list[Cell]], header: int, width: int) -> list[list[str]]:
    """The full rows between a header and the next."""
    found: list[list[str]] = []
    for number in sorted(n for n in lines if n > header):
        texts = [c.text for c in lines[number]]
        if is_header(texts):
            break
        if len(texts) == width:
            found.append(texts)
    return found


def _columns(cells: Sequence[Cell], split: Sequence[int], full: Sequence[Sequence[str]]) -> tuple[Kind, ...]:
    """What each column under a header holds; nothing where neither the header nor a row has a cell for each."""
    header = [text for cell, span in zip(cells, split, strict=True) for text in [cell.text] * span]
    return kinds(header, full) if full or max(split) == 1 else ()


def _width(rows: Sequence[Sequence[Cell]]) -> int:
    """How many columns a ragged table has.

    Empty cells at the end of one row may be leftovers; where several rows that say something have
    as many, they are columns.
    """
    whole = Counter(len(cells) for cells in rows)
    said = {len(cells) for cells in rows if sum(bool(squeeze(c.text)) for c in cells) > 1}
    shared = max((count for count in said if whole[count] > 1), default=0)
    return max(shared, *(len(_trim(cells)) for cells in rows)) if rows else 0


def _trim(cells: Sequence[Cell], width: int = 0) -> list[Cell]:
    """The cells without empty ones at the end that go beyond ``width`` (0: beyond any text)."""
    kept = list(cells)
    while len(kept) > max(width, 1) and not squeeze(kept[-1].text):
        kept.pop()
    return kept if width else kept[: len(cells)]


def _split(
    cells: Sequence[Cell], width: int, header: bool, splits: dict[int, tuple[int, ...]]
) -> tuple[tuple[int, ...], bool]:
    """The width of each cell, and whether something decides it."""
    count = len(cells)
    if count >= width:
        return (1,) * count, True
    if count == 1:
        return (width,), read_cell(cells[0].text) is None
    extra = width - count
    totals = [i for i, c in enumerate(cells) if squeeze(c.text).strip(":") in terms("total")]
    if totals and totals[0] == 0 and extra % len(totals) == 0 and not header:
        return tuple(1 + extra // len(totals) if i in totals else 1 for i in range(count)), True
    if count in splits and not header:
        return splits[count], True
    roles = {word.role for c in cells if (word := classify(c.text)) is not None}
    if header and roles <= {"target", "actual", "label", "note"}:
        return _spread(cells, width), True
    if header:
        place = _elastic(cells)
        return tuple(1 + extra if i == place else 1 for i in range(count)), True
    figures = [i for i, c in enumerate(cells) if read_cell(c.text)]
    if not figures:
        return _spread(cells, width), True
    numeric_tail = figures == list(range(figures[0], count)) and figures[0] > 0
    place = figures[0] - 1 if numeric_tail else 0
    return tuple(1 + extra if i == place else 1 for i in range(count)), False


def _stacked(rows: dict[int, list[Cell]], width: int) -> dict[int, tuple[int, ...]]:
    """The spans of short header rows that stand over a fuller one, found from the lowest upwards."""
    found: dict[int, tuple[int, ...]] = {}
    for number in sorted(rows, reverse=True):
        cells, below = rows[number], rows.get(number + 1)
        if (
            below is None
            or not 1 < len(cells) < len(below)
            or any(read_cell(c.text) for c in (*cells, *below))
        ):
            continue
        spans = found.get(number + 1) or ((1,) * width if len(below) == width else None)
        counts = _over(cells, below) if spans is not None else None
        if spans is None or counts is None or not any(classify(c.text) for c in below):
            continue
        places = itertools.accumulate(counts, initial=0)
        ends = list(places)
        found[number] = tuple(sum(spans[a:b]) for a, b in itertools.pairwise(ends))
    return found


def _over(cells: Sequence[Cell], below: Sequence[Cell]) -> list[int] | None:
    """How many cells of the row below each header cell stands over; None where nothing tells."""
    texts = [squeeze(c.text) for c in below]
    sides = [i for i, text in enumerate(texts) if text and text == texts[0]]
    if len(sides) == len(cells) > 1 and len(set(texts)) > 2:
        return [b - a for a, b in itertools.pairwise([*sides, len(below)])]
    size, rest = divmod(len(below), len(cells))
    if not rest and size > 1 and all(text == texts[i % size] for i, text in enumerate(texts)):
        return [size] * len(cells)
    runs = [len(list(group)) if said else 1 for said, group in _runs(texts)]
    return runs if len(runs) == len(cells) else None


def _runs(texts: Sequence[str]) -> Iterator[tuple[bool, list[str]]]:
    """Neighbouring names together, each blank alone: a blank is covered by the header above it."""
    for said, group in itertools.groupby(texts, key=bool):
        if said:
            yield True, list(group)
        else:
            yield from ((False, [text]) for text in group)


def _follows_stub(cells: Sequence[Cell]) -> bool:
    """Whether a row one cell short leaves out the merged cell at its left, as some converters do."""
    first = cells[0].text
    return not blank(first) and read_cell(first) is None and any(read_cell(c.text) for c in cells)


def _elastic(cells: Sequence[Cell]) -> int:
    """Which cell of a short header row is the wide one: the last before the words of the columns."""
    first = next(
        (
            i
            for i, c in enumerate(cells)
            if i and (word := classify(c.text)) is not None and word.role != "label"
        ),
        0,
    )
    return max(first - 1, 0)


def _spread(cells: Sequence[Cell], width: int) -> tuple[int, ...]:
    """Text cells share the width, the names of fields and a short or blank first cell staying narrow."""
    names = [i > 0 and core(c.text) in terms("field") for i, c in enumerate(cells)]
    names[0] = len(squeeze(cells[0].text)) <= 12
    wide = [i for i, narrow in enumerate(names) if not narrow] or [len(cells) - 1]
    room = width - (len(cells) - len(wide))
    shares = {i: room // len(wide) for i in wide}
    for i in (wide[::-1] if any(names[1:]) else wide)[: room % len(wide)]:
        shares[i] += 1
    return tuple(shares.get(i, 1) for i in range(len(cells)))
