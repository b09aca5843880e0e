"""The document as it was read, for the page: paragraphs and tables, every figure an anchor."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from extract.model import Cell, Figure, Locator, Paragraph, RawTable
from gouji.report.review import Review
from gouji.report.term import FIGURE_STATE, clean, name_page


class Anchors:
    """Where each figure stands on the page."""

    def __init__(self, review: Review, prefix: str) -> None:
        self.prefix = prefix
        self.by_place: dict[tuple[int | None, ...], list[tuple[int, int, int]]] = {}
        self._states = review.states
        self._marked: set[int] = set()
        self._index: dict[tuple[tuple[int | None, ...], int | None, str], int] = {}
        figures = {(_place(f.where), f.where.start, f.text): f for f in review.figures}
        for finding in review.findings:
            for figure in finding.figures:
                figures.setdefault((_place(figure.where), figure.where.start, figure.text), figure)
        self.figures = tuple(figures.values())
        for number, (key, figure) in enumerate(figures.items()):
            self._index[key] = number
            where = figure.where
            if where.start is not None and where.end is not None:
                self.by_place.setdefault(_place(where), []).append((where.start, where.end, number))

    def find(self, figure: Figure) -> str:
        """The id of the element that shows ``figure``, "" where no text shown so far holds it."""
        number = self._index.get((_place(figure.where), figure.where.start, figure.text))
        return f"{self.prefix}-g{number}" if number in self._marked else ""

    def state(self, number: int) -> str:
        """How the figure ended in the ledger."""
        return self._states[number] if number < len(self._states) else "contradicted"

    def mark(self, text: str, where: Locator) -> str:
        """``text`` with every figure in an element of its own."""
        out: list[str] = []
        at = 0
        for start, end, number in sorted(self.by_place.get(_place(where), ())):
            if start < at or end > len(text) or start >= end:
                continue
            state = self.state(number)
            self._marked.add(number)
            out.append(safe(text[at:start]))
            out.append(
                f'<span class="fig {state}" id="{self.prefix}-g{number}" tabindex="-1" title="{FIGURE_STATE[state]}">'
                f"{safe(text[start:end])}</span>"
            )
            at = end
        return "".join(out) + safe(text[at:])


def _place(where: Locator) -> tuple[int | None, ...]:
    return where.block, where.table, where.row, where.column


def safe(text: str) -> str:
    """``text`` for an element or a quoted attribute, without control characters."""
    return escape(clean(text), quote=True)


def render_text(review: Review, anchors: Anchors) -> str:
    """All blocks, with a rule where a page turns."""
    out: list[str] = []
    page: int | None = None
    for block in review.blocks:
        if block.where.page is not None and block.where.page != page:
            page = block.where.page
            out.append(f'<div class="turn">{safe(name_page(page, block.where.page_label))}</div>')
        if isinstance(block, Paragraph):
            kind = "heading" if block.level and block.kind == "body" else block.kind
            out.append(f'<p class="{safe(kind)}">{anchors.mark(block.text, block.where)}</p>')
        else:
            out.append("".join(_table(block, anchors)))
    return "".join(out)


def _table(table: RawTable, anchors: Anchors) -> Iterator[str]:
    name = f"表{(table.where.table or 0) + 1} {safe(table.caption)}".strip()
    yield f'<div class="scroll" tabindex="0" role="region" aria-label="{name}"><table><caption>{name}</caption>'
    last = -1
    for row, cells in groupby(sorted(table.cells, key=lambda c: (c.row, c.column)), key=lambda c: c.row):
        for _ in range(row - last - 1):
            yield "<tr></tr>"
        last = row
        yield "<tr>" + "".join(_cell(cell, table, anchors) for cell in cells) + "</tr>"
    yield "</table></div>"


def _cell(cell: Cell, table: RawTable, anchors: Anchors) -> str:
    where = Locator(block=table.where.block, table=table.where.table, row=cell.row, column=cell.column)
    tag = "th" if cell.header else "td"
    spans = (f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else "") + (
        f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    )
    return f"<{tag}{spans}>{anchors.mark(cell.text, where)}</{tag}>"
