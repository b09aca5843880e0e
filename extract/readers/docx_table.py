"""A Word table on its grid: spans, merges, rows in content controls, changes accepted."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from extract.readers.docx_style import VAL, W, is_on, read_int, read_twips

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_SPAN: Final = 512
MAX_CELLS: Final = 200_000
_EDGE_TOLERANCE: Final = 60
"""Twips (about one millimetre) within which two cell edges are the same line of the grid."""
_WRAPPERS: Final = frozenset(W + tag for tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))


@dataclass(slots=True)
class Slot:
    """A cell on the grid before its text is read."""

    element: _Element
    row: int
    column: int
    colspan: int
    rowspan: int = 1
    header: bool = False


@dataclass(slots=True)
class _Item:
    element: _Element
    span: int
    width: int
    merge: str
    flat: str


@dataclass(slots=True)
class _RowItem:
    items: list[_Item]
    before: int
    after: int
    indent: int
    header: bool

    @property
    def total(self) -> int:
        return self.before + sum(item.span for item in self.items) + self.after


@dataclass(slots=True)
class Layout:
    """The cells of one w:tbl. ``marks`` may hold deleted, span-limit, cell-limit."""

    slots: list[Slot] = field(default_factory=list)
    height: int = 0
    widths: tuple[int, ...] = ()
    marks: set[str] = field(default_factory=set)


def lay_out(table: _Element) -> Layout:
    """Find the grid place of every cell of a w:tbl."""
    layout = Layout()
    grid = table.find(W + "tblGrid")
    columns = list(grid.iterfind(W + "gridCol")) if grid is not None else []
    layout.widths = tuple(read_twips(column.get(W + "w")) for column in columns)
    rows = [_read_row(element, layout) for element in _iter_rows(table, layout)]
    starts = _starts_by_width(rows) if len({row.total for row in rows}) > 1 else None
    open_merges: dict[int, Slot] = {}
    for number, row in enumerate(rows):
        column = row.before
        still_open: dict[int, Slot] = {}
        flat_head: Slot | None = None
        for index, item in enumerate(row.items):
            span = item.span
            if starts is not None:
                column, span = starts[number][index]
            above = open_merges.get(column)
            if item.flat == "continue" and flat_head is not None:
                flat_head.colspan += span
            elif item.merge == "continue" and above is not None and above.colspan == span:
                above.rowspan = number - above.row + 1
                still_open[column] = above
                flat_head = above if item.flat == "restart" else None
            else:
                slot = Slot(item.element, number, column, span, 1, row.header)
                layout.slots.append(slot)
                if item.merge:
                    still_open[column] = slot
                flat_head = slot if item.flat == "restart" else None
            column += span
        open_merges = still_open
        if len(layout.slots) > MAX_CELLS:
            layout.marks.add("cell-limit")
            break
    layout.height = len(rows)
    return layout


def _iter_rows(parent: _Element, layout: Layout) -> Iterator[_Element]:
    for child in parent:
        if child.tag == W + "tr":
            properties = child.find(W + "trPr")
            if properties is not None and properties.find(W + "del") is not None:
                layout.marks.add("deleted")
                continue
            yield child
        elif child.tag in _WRAPPERS:
            yield from _iter_rows(child, layout)


def _iter_cells(parent: _Element) -> Iterator[_Element]:
    for child in parent:
        if child.tag == W + "tc":
            if child.find(f"{W}tcPr/{W}cellDel") is None:
                yield child
        elif child.tag in _WRAPPERS:
            yield from _iter_cells(child)


def _read_row(element: _Element, layout: Layout) -> _RowItem:
    before = after = indent = 0
    header = False
    properties = element.find(W + "trPr")
    if properties is not None:
        before = _span(properties.find(W + "gridBefore"), layout, least=0)
        after = _span(properties.find(W + "gridAfter"), layout, least=0)
        width = properties.find(W + "wBefore")
        indent = read_twips(width.get(W + "w")) if width is not None else 0
        header = bool(is_on(properties.find(W + "tblHeader")))
    items: list[_Item] = []
    for cell in _iter_cells(element):
        found = cell.find(W + "tcPr")
        if found is None:
            items.append(_Item(cell, 1, 0, "", ""))
            continue
        width = found.find(W + "tcW")
        twips = 0
        if width is not None and (width.get(W + "type") or "dxa") == "dxa":
            twips = read_twips(width.get(W + "w"))
        span = _span(found.find(W + "gridSpan"), layout, least=1)
        items.append(
            _Item(cell, span, twips, _merge(found.find(W + "vMerge")), _merge(found.find(W + "hMerge")))
        )
    return _RowItem(items, before, after, indent, header)


def _merge(element: _Element | None) -> str:
    return "" if element is None else (element.get(VAL) or "continue")


def _span(element: _Element | None, layout: Layout, least: int) -> int:
    if element is None:
        return least
    value = read_int(element.get(VAL))
    if value is None or value > MAX_SPAN:
        layout.marks.add("span-limit")
        return least
    return max(value, least)


def _starts_by_width(rows: list[_RowItem]) -> list[list[tuple[int, int]]] | None:
    """Column and span of each cell by printed widths, for tables whose declared spans do not add up.

    None where a cell has no width, where the rows do not end at the same edge, or where the
    widths merge two cells of a row into one column: then the declared spans are kept.
    """
    if any(item.width <= 0 for row in rows for item in row.items) or any(not row.items for row in rows):
        return None
    edges: list[list[int]] = []
    for row in rows:
        edge = row.indent
        line = [edge]
        for item in row.items:
            edge += item.width
            line.append(edge)
        edges.append(line)
    lines: list[int] = []
    for edge in sorted({edge for line in edges for edge in line}):
        if not lines or edge - lines[-1] > _EDGE_TOLERANCE:
            lines.append(edge)
    if max(line[-1] for line in edges) - min(line[-1] for line in edges) > _EDGE_TOLERANCE * 4:
        return None
    places = {}
    at = 0
    for edge in sorted({edge for line in edges for edge in line}):
        while at + 1 < len(lines) and lines[at + 1] <= edge:
            at += 1
        places[edge] = at
    found = [
        [(places[left], places[right] - places[left]) for left, right in itertools.pairwise(line)]
        for line in edges
    ]
    return found if all(span > 0 for line in found for _, span in line) else None
