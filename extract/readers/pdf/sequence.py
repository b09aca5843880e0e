"""The items of all pages in one sequence, the tables that go on over pages put together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from extract.readers.pdf.cell import PageTable
from extract.readers.pdf.frame import Frame
from extract.readers.pdf.join import (
    append,
    repeated_rows,
    same_outline,
    shared_columns,
    start,
    starts_anew,
)
from extract.readers.pdf.line import Line
from extract.readers.pdf.page_end import Joined

_CONTINUED = re.compile(
    r"\s*续\s*表\s*[\d一二三四五六七八九十.、]*\s*|.{0,30}[（(]\s*续\s*表?\s*\d*\s*[)）]\s*"
)


@dataclass(frozen=True, slots=True)
class Item:
    """A line or a table on its page; ``kind`` is header or footer for what repeats on the pages."""

    page: int
    line: Line | None
    table: PageTable | None
    kind: str = ""

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.line.top if self.line is not None else self.table.top if self.table is not None else 0.0

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        if self.line is not None:
            return self.line.bottom
        return self.table.bottom if self.table is not None else 0.0


def open_boxes(pages: Sequence[Sequence[Item]]) -> list[list[Item]]:
    """The pages with single boxes taken for framed lines, unless a page end cut them off a table."""
    ends = [[item for item in page if not item.kind] for page in pages]
    opened: list[list[Item]] = []
    for number, page in enumerate(pages):
        items: list[Item] = []
        for item in page:
            if item.table is None or not item.table.single:
                items.append(item)
                continue
            behind = number > 0 and ends[number][0] is item and _goes_on(ends[number - 1][-1:], item.table)
            ahead = (
                number + 1 < len(ends)
                and ends[number][-1] is item
                and _goes_on(ends[number + 1][:1], item.table)
            )
            if behind or ahead:
                items.append(item)
            else:
                items += [Item(item.page, line, None) for line in item.table.lines]
        opened.append(items)
    return opened


def _goes_on(neighbour: Sequence[Item], box: PageTable) -> bool:
    table = neighbour[0].table if neighbour else None
    return table is not None and not table.single and same_outline(table.xs, box.xs)


def join_tables(frames: dict[int, Frame], pages: Sequence[Sequence[Item]]) -> list[Item | Joined]:
    """All items in order. Each page's items come from top to bottom."""
    floor: defaultdict[tuple[int, int], float] = defaultdict(float)
    for items in pages:
        for item in items:
            if not item.kind:
                size = geometry(frames[item.page])
                floor[size] = max(floor[size], item.bottom)
    merged: list[Item | Joined] = []
    last: int | None = None  # where in ``merged`` the table stands that ended the page before
    title: list[str] = []  # the lines over it
    space = 0.0  # what was left under it
    for items in pages:
        lead: list[str] = []
        first = True
        for item in items:
            if item.table is None:
                merged.append(item)
                if item.line is not None and not item.kind:
                    lead.append(item.line.text)
                continue
            upper = merged[last] if last is not None and first else None
            first = False
            if last is not None and isinstance(upper, Joined):
                whole = _whole(upper, item.table, lead, title, space)
                if whole is not None:
                    merged[last:] = [whole, *(kept for kept in merged[last + 1 :] if _is_furniture(kept))]
                    lead = title
                    continue
            place = frames[item.page].place(item.table.xs[0], item.top, item.table.xs[-1], item.bottom)
            merged.append(start(item.table, place))
            last, title, lead = len(merged) - 1, lead, []
        body = [item for item in items if not item.kind]
        if body and body[-1].table is None:
            last = None
        elif body:
            space = floor[geometry(frames[body[-1].page])] - body[-1].bottom
    return merged


def geometry(frame: Frame) -> tuple[int, int]:
    """The size of a page to the point: pages of one size share their margins."""
    return round(frame.width), round(frame.height)


def _whole(
    upper: Joined, lower: PageTable, lead: Sequence[str], title: Sequence[str], space: float
) -> Joined | None:
    """The two parts joined, None where they are tables of their own.

    Nothing may stand between them but the same title again over the same header, or 续表.  Where the first
    row of the lower part would still have fitted on the page before, the columns must agree fully.
    """
    if not same_outline(upper.xs, lower.xs):
        return None
    shared, fewer = shared_columns(upper, lower)
    repeated = repeated_rows(upper, lower)
    if 2 * shared < fewer or starts_anew(upper, lower, repeated):
        return None
    said = any(_CONTINUED.fullmatch(line) for line in lead)
    new = [line for line in lead if line not in title and not _CONTINUED.fullmatch(line)]
    if new or (lead and not said and not (repeated and list(lead) == list(title)[-len(lead) :])):
        return None
    row = lower.ys[min(repeated + 1, len(lower.ys) - 1)] - lower.ys[repeated]
    if not repeated and row + 15 <= space and not 1 < shared == fewer:
        return None
    return append(upper, lower, repeated)


def _is_furniture(item: Item | Joined) -> bool:
    return isinstance(item, Item) and bool(item.kind)
