"""Columns for the cells of flattened text, of which a row keeps only the sequence."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extract.fit import Kind, fit, kinds, suit
from extract.merge import is_header, name_columns, restore
from extract.model import Cell, RawTable
from extract.number import read_cell, scan
from extract.table_word import blank, classify, core, squeeze, terms

_DOUBT = "行内单元格数与表头不一致，所属列不能确定"
_TORN = "表格各行的单元格数相差悬殊，行列可能已错乱"
_NAME = 12
"""Characters of a name in a header that divides another."""
_LISTED, _PAIR = 2, 2
"""Rows of a list, and the least of its cells: a name and a figure."""
_TRIMMED = 3
"""Short rows that show that blanks at the end of a row are not printed."""


def align(raw: RawTable) -> RawTable:
    """Give the cells of a ragged table their columns, and merged cells that left blanks their spans.

    A full row keeps its places; a shorter one follows a header of the same block with as many
    cells, or what the columns of its block hold; totals are set to the right, a single cell takes
    the whole width.  A row with figures that nothing decides keeps its order, and the cells of its
    block are marked doubtful: a sum over the block would miss it.
    """
    if raw.unmerged and (listed := _as_list(raw.cells)) is not None:
        return replace(raw, cells=listed, ragged=False, unmerged=False)
    if not raw.ragged:
        return replace(raw, cells=(restore if raw.unmerged else name_columns)(raw.cells), unmerged=False)
    rows: dict[int, list[Cell]] = {}
    for cell in sorted(raw.cells, key=lambda c: (c.row, c.column)):
        rows.setdefault(cell.row, []).append(cell)
    width = _width(tuple(rows.values()))
    counts = sorted(min(len(cells), width) for cells in rows.values())
    torn = len(counts) > 2 and width > 6 and counts[-2] * 3 <= width * 2
    placed = _Placing({number: _trim(cells, width) for number, cells in rows.items()}, width).placed()
    if torn:
        placed = [c if c.doubt else replace(c, doubt=_TORN) for c in placed]
    elif raw.unmerged:
        placed = list(restore(placed))
    return replace(raw, cells=tuple(placed), ragged=False, unmerged=False)


def _as_list(cells: Sequence[Cell]) -> tuple[Cell, ...] | None:
    """A name and one figure in each row, nothing behind it: the figures are one column, however many names stand before.

    None where a row prints more, or where a row of names may be a header.
    """
    rows: dict[int, list[Cell]] = {}
    for cell in sorted(cells, key=lambda c: (c.row, c.column)):
        if squeeze(cell.text):
            rows.setdefault(cell.row, []).append(cell)
    lines = list(rows.values())
    ends = [read_cell(line[-1].text) for line in lines]
    names = [cell for line in lines for cell in line[:-1]]
    if len(lines) < _LISTED or None in ends or any(len(line) < _PAIR for line in lines):
        return None
    if any(read_cell(c.text) is not None or any(map(str.isdigit, c.text[:1])) for c in names):
        return None
    place = max(line[-1].column for line in lines)
    moved = (replace(line[-1], column=place, where=replace(line[-1].where, column=place)) for line in lines)
    return tuple(sorted((*names, *moved), key=lambda c: (c.row, c.column)))


@dataclass(frozen=True, slots=True)
class _Place:
    """Columns left free at the left, the width of each cell, and whether something decides them."""

    skip: int
    spans: tuple[int, ...]
    sure: bool


class _Placing:
    """One pass down the rows of a table, from header to header."""

    def __init__(self, lines: dict[int, list[Cell]], width: int) -> None:
        self.lines, self.width = lines, width
        self.stacked = _stacked(lines, width)
        self.keeps = any(_keeps_blanks(cells) for cells in lines.values())
        self.reaching = not any(not squeeze(cells[0].text) and len(cells) > 1 for cells in lines.values())
        short = [cells for cells in lines.values() if 1 < len(cells) < width and _figures(cells)]
        ends = any(not squeeze(cells[-1].text) for cells in lines.values())
        self.trimmed = self.keeps and not ends and len(short) >= _TRIMMED
        self.splits: dict[int, tuple[int, ...]] = {}
        self.columns: tuple[Kind, ...] = ()
        self.stubbed = self.levels = False
        self.headed = -1

    def placed(self) -> list[Cell]:
        """The cells with their columns; those of a block with a row in doubt are doubtful."""
        found: list[Cell] = []
        block: list[Cell] = []
        doubtful = chained = crossed = False
        over: tuple[int, ...] = ()
        for number, cells in sorted(self.lines.items()):
            header = is_header([c.text for c in cells])
            if header:
                if not chained:
                    found += _doubted(block) if doubtful else block
                    block, doubtful = [], crossed
                place = self._header(number, cells)
            else:
                place = self._row(number, cells)
            doubtful = (
                doubtful or not place.sure or ((chained or header) and self._loose(number, cells, header))
            )
            edges = _edges(cells, place)
            crossed = bool(edges) and (crossed or not set(over) <= set(edges))
            doubtful, over = doubtful or (crossed and header), edges
            made = _put(number, cells, place)
            lost = self.reaching and not header and self._loses_name(cells, place)
            block += _doubted(made) if lost else made
            chained = header
        return found + (_doubted(block) if doubtful else block)

    def _loose(self, number: int, cells: list[Cell], header: bool) -> bool:
        """Whether a short row of names in a header of several rows has nothing that tells what it stands over."""
        if len(cells) == self.width or number in self.stacked or (self.trimmed and _keeps_blanks(cells)):
            return False
        if header:
            near = [self.lines[n] for n in (number - 1, number + 1) if n in self.lines]
            return any(is_header([c.text for c in line]) for line in near)
        said = [c for c in cells if squeeze(c.text)]
        names = all(len(squeeze(c.text)) <= _NAME and not scan(c.text) for c in said)
        return len(said) > 1 and names and len(cells) not in self.splits

    def _header(self, number: int, cells: list[Cell]) -> _Place:
        if self.trimmed and _keeps_blanks(cells) and not self._divides(number, cells):
            spans: tuple[int, ...] = (*(1 for _ in cells[1:]), self.width - len(cells) + 1)
        elif self._divides(number, cells):
            spans = (1,) * len(cells)
        else:
            spans = self.stacked.get(number) or _split(cells, self.width, True, {})[0]
        self.splits = {len(cells): spans}
        full = len(cells) == self.width
        self.headed = number if full and read_cell(cells[0].text) is None else -1
        self.stubbed = full and self.width > 2 and not squeeze(cells[1].text) and bool(squeeze(cells[0].text))
        roles = {word.role for c in cells if (word := classify(c.text)) is not None}
        self.levels = bool(roles & {"level1", "level2", "level3"})
        self.columns = _columns(cells, spans, _under(self.lines, number, self.width))
        return _Place(0, spans, True)

    def _divides(self, number: int, cells: list[Cell]) -> bool:
        """Whether names below blanks stand under a full row of names that goes on behind them: each in its own column."""
        above = self.lines.get(number - 1, [])
        behind = any(squeeze(c.text) for c in above[len(cells) :])
        names = len(above) == self.width and not _figures(above) and not _figures(cells)
        return behind and names and not squeeze(cells[0].text)

    def _row(self, number: int, cells: list[Cell]) -> _Place:
        if self._divides(number, cells):
            return _Place(0, (1,) * len(cells), True)
        if number in self.stacked:
            return _Place(0, self.stacked[number], True)
        if self.stubbed and len(cells) == self.width - 1 and _follows_stub(cells):
            return _Place(1, (1,) * len(cells), True)
        if self.headed == number - 1 and len(cells) == self.width - 1 and _only_figures(cells):
            return _Place(1, (1,) * len(cells), True)
        spans, sure = _split(cells, self.width, False, self.splits)
        if self.columns and 1 < len(cells) < self.width:
            fitted = self._fitted(cells, spans)
            if fitted is not None:
                return fitted
            sure = sure and len(cells) not in self.splits and not (self.trimmed and _figures(cells))
        if sure:
            self.splits.setdefault(len(cells), spans)
        return _Place(0, spans, sure)

    def _fitted(self, cells: list[Cell], spans: tuple[int, ...]) -> _Place | None:
        """A place that the kinds of the columns bear out."""
        texts = [c.text for c in cells]
        if len(cells) in self.splits and suit(texts, spans, self.columns):
            return _Place(0, spans, True)
        found = fit(texts, self.columns)
        if found is not None:
            return _Place(found.skip, found.spans, True)
        ends = not squeeze(cells[-1].text)  # a blank printed last keeps its place, and so do those before it
        left = (self.trimmed or ends) and not self.levels and suit(texts, (1,) * len(cells), self.columns)
        return _Place(0, (1,) * len(cells), True) if left else None

    def _loses_name(self, cells: list[Cell], place: _Place) -> bool:
        """Whether figures in the texts of a short row may belong to a name that reaches down and is left out."""
        inside = any(scan(c.text) and read_cell(c.text) is None for c in cells)
        return inside and len(cells) < self.width and not (self.columns and place.skip)


def _edges(cells: Sequence[Cell], place: _Place) -> tuple[int, ...]:
    """Where the cells of a row of names begin; nothing for other rows.

    A row of names may divide the row over it and never cross it.
    """
    said = [c for c in cells if squeeze(c.text)]
    names = all(not blank(c.text) and len(squeeze(c.text)) <= 25 and not scan(c.text) for c in said)
    if len(said) < 2 or not names or any(core(c.text) in terms("field") for c in said):
        return ()
    return tuple(itertools.accumulate(place.spans[:-1], initial=place.skip))


def _put(number: int, cells: Sequence[Cell], place: _Place) -> list[Cell]:
    where = cells[0].where
    made = [Cell("", replace(where, column=c), number, c) for c in range(place.skip)]
    starts = itertools.accumulate(place.spans, initial=place.skip)
    for cell, span, column in zip(cells, place.spans, starts, strict=False):
        made.append(replace(cell, column=column, colspan=span, where=replace(cell.where, column=column)))
    return made


def _doubted(cells: Sequence[Cell]) -> list[Cell]:
    return [c if c.doubt else replace(c, doubt=_DOUBT) for c in cells]


def _figures(cells: Sequence[Cell]) -> bool:
    return any(read_cell(c.text) is not None for c in cells)


def _only_figures(cells: Sequence[Cell]) -> bool:
    """Whether a row right below its header prints figures only: the name over them reaches down to it."""
    return all(read_cell(c.text) is not None for c in cells)


def _keeps_blanks(cells: Sequence[Cell]) -> bool:
    """Whether a row prints a blank before something else."""
    return any(not squeeze(a.text) and squeeze(b.text) for a, b in itertools.pairwise(cells))


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
