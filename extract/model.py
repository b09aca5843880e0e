"""The values that reading produces: places, blocks, tables, figures, statements, indicator rows.

Every type is frozen and is made once, at the place where its text stands; nothing later
searches for a position again.  Numbers are exact decimals and keep their printed form.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

import regex

BBox = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Locator:
    """A place in a document; what the format does not have is None.

    ``page`` counts from 1; ``block``, ``table``, ``row`` and ``column`` from 0 (rows and
    columns on the grid with merged cells spread out, a merged cell's place being its top
    left); ``start``/``end`` are characters within the cell, or else within the block;
    ``bbox`` is in points from the top left of the page: x0, top, x1, bottom.  ``page_label`` is how the
    page is numbered in print, or by the file, where that is not ``page``.
    """

    page: int | None = None
    section: str | None = None
    block: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    start: int | None = None
    end: int | None = None
    bbox: BBox | None = None
    page_label: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph as a reader of the document sees it, auto-numbering rendered into ``text``.

    ``level`` is the outline level of a heading (from 1) where the format says so, else None.
    ``kind``: body, heading, caption, contents (a line of a table of contents), footnote, header,
    footer, textbox.
    ``doubts`` lists (start, end, reason) runs of ``text`` whose reading is not certain.
    ``recognised`` is True where some of ``text`` was recognised in a picture of its page.
    """

    text: str
    where: Locator
    level: int | None = None
    kind: str = "body"
    doubts: tuple[tuple[int, int, str], ...] = ()
    recognised: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, merged cells once, at their top left; ``text`` as shown, line breaks kept as \\n.

    ``stored`` is the value behind the shown text where the format keeps both (xlsx).
    ``doubt`` says in Chinese why the reading of this cell is not certain ("" when it is).
    """

    text: str
    where: Locator
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    header: bool = False
    stored: str | None = None
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as a reader found it: cells with spans on a grid.

    ``ragged`` is True where only the sequence of cells in each row is known, not their
    columns (flattened text): ``align`` then finds the columns.  ``unmerged`` is True where
    the format keeps no merged cells: the places that one covers are blank.  ``recognised`` is
    True where some of it was recognised in a picture of its page.
    """

    cells: tuple[Cell, ...]
    where: Locator
    ragged: bool = False
    caption: str = ""
    unmerged: bool = False
    recognised: bool = False


Block = Paragraph | RawTable


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a document, or a place in it, was not (completely) read. ``message`` says what to do."""

    code: str
    message: str
    where: Locator | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """What a reader returns. ``reasons`` that spoil completeness make the status partial."""

    format: str
    blocks: tuple[Block, ...]
    reasons: tuple[Reason, ...] = ()
    notices: tuple[Reason, ...] = ()
    title: str = ""
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed figure with what it says and where it stands.

    ``text`` is the exact run of characters, unit included where it is printed beside it;
    ``value`` is in ``unit`` as printed (thousands separators removed, sign applied);
    ``step`` is one in the last printed place, in the same unit.
    ``unit_from``: printed, column, row, table, inferred, or none.
    ``label`` is the printed subject; ``path`` the labels above it, outermost first.
    ``concept`` is the lexicon's id of ``label``, or None.
    ``period`` is a year such as "2022" (or "2022-06"), None when unknown.
    ``stage``: 年初预算, 调整预算, 预算, 执行, 决算, target, actual, or "".
    ``measure``: level, change, rate, share, ratio, points, count, headcount, weight, score,
    average, multiple, deduction.
    ``base``: what a change, rate or share is measured against, normalised, else "".
    ``scope``: sorted (kind, name) pairs that narrow the fact: fund, project, unit, column, side, and
    chapter (the kind of money a heading above limits it to, weaker than a fund of its own).
    ``whole_cell`` is True where the figure is all that its table cell holds.
    ``at`` is where ``text`` begins in ``quote``, None where the maker of the figure does not tell.
    ``qualifier``: about, at_least, at_most, over, under, planned, or "".
    """

    text: str
    value: Decimal
    step: Decimal
    unit: str
    quote: str
    where: Locator
    unit_from: str = "printed"
    label: str = ""
    path: tuple[str, ...] = ()
    concept: str | None = None
    period: str | None = None
    stage: str = ""
    measure: str = "level"
    base: str = ""
    scope: tuple[tuple[str, str], ...] = ()
    qualifier: str = ""
    doubt: str = ""
    stored: str | None = None
    whole_cell: bool = False
    at: int | None = None

    @property
    def before(self) -> str:
        """The words of ``quote`` before the figure, all of them where the quote does not hold it."""
        return self.quote[: self._begins()]

    @property
    def behind(self) -> str:
        """The words of ``quote`` behind the figure."""
        return self.quote[self._begins() + len(self.text) :]

    def until(self, other: Figure) -> str:
        """The words between this figure and a later one of its quote, "" where it stands elsewhere."""
        if self.quote != other.quote or self.where.block != other.where.block:
            return ""
        return self.behind[: max(len(self.behind) - len(other.text + other.behind), 0)]

    def _begins(self) -> int:
        if self.at is not None:
            return self.at
        found = regex.search(rf"(?<![\d.,]){regex.escape(self.text)}", self.quote)
        return found.start() if found else len(self.quote)


@dataclass(frozen=True, slots=True)
class Unread:
    """A place that should hold a figure and does not give one that can be trusted."""

    text: str
    reason: str
    where: Locator


@dataclass(frozen=True, slots=True)
class Statement:
    """What a sentence says of its figures, before anyone asks whether it is true.

    ``kind``: level, change, share, parts, ratio, compare, count, points, formula, order,
    difference, average, multiple, sum (what is added, what is taken away).  ``roles`` maps a role to its
    figures in printed order:
    current, base, delta, rate, part, whole, parts, total, numerator, denominator, result,
    lesser, greater, count, plus, minus.  ``words`` keeps the words that matter, by role: direction,
    base, whole, denominator, comparison, items.  ``exhaustive`` for parts: True (分别为,
    由…组成), False (主要, 等), None when the wording does not tell.  ``reading`` groups
    statements that are alternative readings of the same words (0 when there is one only).
    """

    kind: str
    roles: dict[str, tuple[Figure, ...]]
    words: dict[str, str]
    quote: str
    where: Locator
    exhaustive: bool | None = None
    reading: int = 0

    def one(self, role: str) -> Figure | None:
        """The single figure in ``role``, None where there is none or more than one."""
        figures = self.roles.get(role, ())
        return figures[0] if len(figures) == 1 else None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of an indicator form. Texts as printed; the figures of weight and score.

    ``rule`` is the scoring rule that the row prints (评分标准), "" where it prints none.
    """

    level1: str
    level2: str
    level3: str
    target: str
    actual: str
    weight: Figure | None
    score: Figure | None
    reason: str
    where: Locator
    form: int = 0
    heading_weight: Figure | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a band: header texts from top to bottom and what they say.

    ``role``: label, code, level1, level2, level3, target, actual, weight, score, reason,
    note, sequence, sign, unit, amount (any other column of figures), span (only carries on
    the merged cells of the column before it).  ``side`` counts the halves of a table whose halves stand side by side.
    """

    index: int
    header: tuple[str, ...]
    role: str = "amount"
    unit: str = ""
    period: str | None = None
    stage: str = ""
    measure: str = "level"
    concept: str | None = None
    side: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One body row of a band.

    ``label`` without numbering and 其中; ``marker`` is what stood before it ("其中",
    "一、", "1.", "（一）", or a function code); ``style`` names the kind of marker
    (among, chinese, arabic, paren, code3, code5, code7, total, division, none); ``ordinal`` its number.
    ``parent`` is the index (in ``Band.rows``) of the row it is part of, else None.
    ``among`` is True where the row is one of the 其中 of its parent.
    """

    index: int
    label: str
    printed: str
    marker: str = ""
    style: str = "none"
    ordinal: int | None = None
    parent: int | None = None
    among: bool = False
    total: bool = False
    unit: str = ""
    concept: str | None = None
    side: int = 0


@dataclass(frozen=True, slots=True)
class Band:
    """A run of rows under one header: tables may stack several, or stand two side by side."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    first: int
    last: int


@dataclass(frozen=True)
class Table:
    """A table on a rectangular grid, its bands understood."""

    index: int
    caption: str
    unit: str
    cells: tuple[Cell, ...]
    height: int
    width: int
    where: Locator
    bands: tuple[Band, ...] = ()
    figures: tuple[Figure, ...] = ()
    section: str = ""
    scope: tuple[tuple[str, str], ...] = ()
    kind: str = ""
    notes: tuple[str, ...] = ()
    doubt: str = ""

    @cached_property
    def grid(self) -> dict[tuple[int, int], Cell]:
        """Every grid place to the cell that covers it, merged cells spread out."""
        return {
            (r, c): cell
            for cell in self.cells
            for r in range(cell.row, cell.row + cell.rowspan)
            for c in range(cell.column, cell.column + cell.colspan)
        }

    @cached_property
    def figure_at(self) -> dict[tuple[int, int], Figure]:
        """The figure that is a whole cell, by the place of that cell."""
        return {
            (f.where.row, f.where.column): f
            for f in self.figures
            if f.whole_cell and f.where.row is not None and f.where.column is not None
        }

    def text(self, row: int, column: int) -> str:
        """The text at a grid place, "" where no cell covers it."""
        cell = self.grid.get((row, column))
        return cell.text if cell else ""


@dataclass(frozen=True, slots=True)
class Part:
    """A report or annex inside a document, from ``where`` to the next part."""

    title: str
    where: Locator
    entity: str = ""
    year: int | None = None


@dataclass(frozen=True)
class Extraction:
    """Everything read from one document."""

    path: str
    format: str
    sha256: str
    status: str
    reasons: tuple[Reason, ...] = ()
    notices: tuple[Reason, ...] = ()
    title: str = ""
    entity: str = ""
    year: int | None = None
    parts: tuple[Part, ...] = ()
    blocks: tuple[Block, ...] = ()
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()
    statements: tuple[Statement, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    unread: tuple[Unread, ...] = ()
    meta: dict[str, str] = field(default_factory=dict)

    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs in reading order."""
        return (b for b in self.blocks if isinstance(b, Paragraph))
