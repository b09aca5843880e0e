"""Tables whose cells became paragraphs of their own, found again where names of columns tell how many belong to a row.

A reader leaves such cells as paragraphs where they are not regular.  Here the words of the field help: as many
known names of columns as figures follow, each of the kind that its name asks for.  Nothing is taken where the
numbers differ, since one lost cell shifts all the others.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.model import Block, Cell, Locator, Paragraph, RawTable
from extract.number import Number, read_cell
from extract.table_word import Word, blank, bracket_unit, classify, core, period, squeeze, stage, terms

_FEWEST, _MOST = 3, 12
_LONGEST = 24
_SHARED = 2
_ENDS = ("。", "；", "，", ";", ",")
_POINTS = ("weight", "score")
_VALUES = ("amount", *_POINTS)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A paragraph that could be a cell: its text, its figure (None for words), and its number among the blocks."""

    text: str
    number: Number | None
    at: int

    @property
    def is_value(self) -> bool:
        return self.number is not None or (bool(self.text) and blank(self.text))


@dataclass(frozen=True, slots=True)
class _Found:
    """A table: its cells as (row, column, rowspan, colspan, piece), and the block after its last one."""

    cells: tuple[tuple[int, int, int, int, _Piece], ...]
    end: int


def gather(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with tables put together from paragraphs; each takes the place of its first paragraph."""
    found: list[Block] = []
    tables, at = 0, 0
    while at < len(blocks):
        block = blocks[at]
        taken = _take(_pieces(blocks, at)) if isinstance(block, Paragraph) else None
        if taken is not None:
            block, at = _table(taken, block.where), taken.end - 1
        if isinstance(block, RawTable):
            block = _numbered(block, tables)
            tables += 1
        found.append(block)
        at += 1
    return tuple(found)


def _table(found: _Found, where: Locator) -> RawTable:
    cells = tuple(
        Cell(piece.text, replace(where, row=row, column=column), row, column, rows, columns)
        for row, column, rows, columns, piece in found.cells
    )
    return RawTable(cells, where)


def _numbered(table: RawTable, number: int) -> RawTable:
    if table.where.table == number:
        return table
    cells = tuple(replace(c, where=replace(c.where, table=number)) for c in table.cells)
    return replace(table, cells=cells, where=replace(table.where, table=number))


def _pieces(blocks: Sequence[Block], start: int) -> list[_Piece]:
    """The next paragraphs that could be cells, up to the first that could not; bars alone are no cell."""
    found: list[_Piece] = []
    for at, block in enumerate(blocks[start:], start):
        if not isinstance(block, Paragraph) or block.level is not None or len(found) > _MOST * _MOST:
            break
        text = block.text.strip().rstrip("|").strip()
        if "|" in text or len(text) > _LONGEST or text.endswith(_ENDS):
            break
        if text:
            figure = read_cell(text) if any(char.isdigit() for char in text) else None
            found.append(_Piece(text, figure, at))
        elif at == start:
            break
    return found


def _take(pieces: Sequence[_Piece]) -> _Found | None:
    """The table that begins with the first piece."""
    first = next((i for i, piece in enumerate(pieces) if piece.is_value), len(pieces))
    if not 2 < first < len(pieces):
        return None
    return _under_names(pieces, first) or _under_divided(pieces, first)


def _under_names(pieces: Sequence[_Piece], first: int) -> _Found | None:
    """A name for each of the figures that follow, then a name for the row (or none), then those figures."""
    count = _run(pieces, first)
    if not _FEWEST <= count <= _MOST:
        return None
    for labels in (1, 0):
        names = _names(pieces[: first - labels], count)
        if names is None or any(_is_unlike(w, p) for (_, w), p in zip(names, pieces[first:], strict=False)):
            continue
        stub = _joined(pieces[: first - labels - sum(len(group) for group, _ in names)])
        if stub is None:
            continue
        header = [stub, *(_join(group) for group, _ in names)]
        label = _join(pieces[first - labels : first]) if labels else _Piece("", None, pieces[first].at)
        rows = [[label, *pieces[first : first + count]]]
        end = first + count
        lead = next((i for i, (_, word) in enumerate(names) if word.role in _POINTS), 0)
        while labels and (further := _row(pieces, end, count, lead)) is not None:
            rows.append(further)
            end += len(further)
        cells = tuple(
            (row, column, 1, 1, piece)
            for row, line in enumerate([header, *rows])
            for column, piece in enumerate(line)
        )
        return _Found(cells, pieces[end - 1].at + 1)
    return None


def _row(pieces: Sequence[_Piece], at: int, count: int, lead: int) -> list[_Piece] | None:
    """One more row: a name, then a figure for each column, or for each amount before the points."""
    if at >= len(pieces) or pieces[at].is_value:
        return None
    held = _run(pieces, at + 1)
    return list(pieces[at : at + 1 + held]) if held in (count, lead) and held else None


def _run(pieces: Sequence[_Piece], at: int) -> int:
    """How many figures (or dashes) stand one after the other from ``at`` on."""
    return sum(1 for _ in itertools.takewhile(lambda piece: piece.is_value, pieces[at:]))


def _names(pieces: Sequence[_Piece], count: int) -> list[tuple[Sequence[_Piece], Word]] | None:
    """The last pieces as ``count`` known names of columns, a broken one put together; None where they are not."""
    found: list[tuple[Sequence[_Piece], Word]] = []
    end = len(pieces)
    while len(found) < count and end:
        broken = end > 1 and _goes_on(pieces[end - 2].text, pieces[end - 1].text)
        group = pieces[end - 1 - broken : end]
        word = classify(_join(group).text)
        if word is None or word.role not in _VALUES:
            return None
        found.insert(0, (group, word))
        end -= len(group)
    return found if len(found) == count else None


def _goes_on(one: str, two: str) -> bool:
    """Whether a name broken in two begins with what only says when: 年初 over 预算数, 全年 over 执行数."""
    lead, whole = core(one), classify(one + two)
    dates = lead in terms("generic") or period(one, 0) is not None or stage(one + two) != stage(two)
    return dates and classify(one) is None and classify(two) is not None and whole is not None


def _joined(pieces: Sequence[_Piece]) -> _Piece | None:
    """What stands over the names of the rows; None where it is too much, or one more name of a column."""
    if not pieces:
        return None
    text = squeeze("".join(piece.text for piece in pieces))
    word = classify(text)
    alone = len(pieces) == 1 and not (word is not None and word.role in _VALUES and not bracket_unit(text))
    unit = len(pieces) == 2 and squeeze(pieces[1].text).startswith("(") and bool(bracket_unit(text))
    return _join(pieces) if alone or unit else None


def _join(pieces: Sequence[_Piece]) -> _Piece:
    return replace(pieces[0], text="".join(piece.text for piece in pieces))


def _is_unlike(word: Word, piece: _Piece) -> bool:
    """Whether a figure is not of the kind that the name of its column asks for."""
    if piece.number is None:
        return False
    percent = piece.number.unit == "%"
    return percent != (word.unit == "%") or (word.role in _POINTS and abs(piece.number.value) > 100)


def _under_divided(pieces: Sequence[_Piece], first: int) -> _Found | None:
    """One row of figures under names of which one is divided: 合计 甲 乙 丙, then 小计 乙一 乙二.

    The divided name is the one that its parts begin alike with; several groups of columns may repeat the names.
    """
    values = list(pieces[first : first + _run(pieces, first)])
    names = list(pieces[:first])
    for groups in (1, 2):
        heads = names[:groups] if groups > 1 else []
        rest = names[len(heads) :]
        split = next((i for i, p in enumerate(rest) if i and squeeze(p.text) == "小计"), 0)
        upper, lower = rest[:split], rest[split:]
        if not upper or len(upper) % groups or len(lower) % groups:
            continue
        width, parts = len(upper) // groups, len(lower) // groups
        count = groups * (width - 1 + parts)
        row = _without_numbers(values, count)
        alike = _repeats(upper, width) and _repeats(lower, parts)
        divided = _divided(upper[:width], lower[:parts]) if alike and parts > 2 else None
        if row is None or divided is None or not all(p.number is None or p.number.unit != "%" for p in row):
            continue
        if heads and not all((word := classify(p.text)) and word.role == "amount" for p in heads):
            continue
        return _Found(tuple(_tree(heads, upper, lower, divided, row)), values[-1].at + 1)
    return None


def _without_numbers(values: Sequence[_Piece], count: int) -> Sequence[_Piece] | None:
    """The row of figures; columns numbered above it 1, 2, 3 … are left out."""
    numbers = [piece.number.value if piece.number else None for piece in values]
    if len(values) == 2 * count and numbers[:count] == list(range(1, count + 1)):
        return values[count:]
    return values if len(values) == count else None


def _repeats(pieces: Sequence[_Piece], width: int) -> bool:
    """Whether the same names come again in each group."""
    return all(squeeze(p.text) == squeeze(pieces[i % width].text) for i, p in enumerate(pieces))


def _divided(upper: Sequence[_Piece], lower: Sequence[_Piece]) -> int | None:
    """Which name the parts (the first being its subtotal) divide; None where two could be meant."""
    if core(upper[0].text) not in terms("total") and not squeeze(upper[0].text).endswith("合计"):
        return None
    shared = [min(_alike(squeeze(p.text), squeeze(part.text)) for part in lower[1:]) for p in upper]
    best = max(shared)
    return shared.index(best) if best > _SHARED and shared.count(best) == 1 else None


def _alike(one: str, two: str) -> int:
    """How many characters two names begin alike with."""
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False)))


def _tree(
    heads: Sequence[_Piece],
    upper: Sequence[_Piece],
    lower: Sequence[_Piece],
    divided: int,
    row: Sequence[_Piece],
) -> list[tuple[int, int, int, int, _Piece]]:
    """The cells of a header of two or three rows over one row of figures."""
    groups = max(len(heads), 1)
    width, parts = len(upper) // groups, len(lower) // groups
    leaves = width - 1 + parts
    top = 1 if heads else 0
    cells = [(0, g * leaves, 1, leaves, head) for g, head in enumerate(heads)]
    for g in range(groups):
        column = g * leaves
        for i, name in enumerate(upper[g * width : (g + 1) * width]):
            wide = parts if i == divided else 1
            cells.append((top, column, 1 if i == divided else 2, wide, name))
            if i == divided:
                inner = lower[g * parts : (g + 1) * parts]
                cells += [(top + 1, column + k, 1, 1, part) for k, part in enumerate(inner)]
            column += wide
    return [*cells, *((top + 2, column, 1, 1, piece) for column, piece in enumerate(row))]
