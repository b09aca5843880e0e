"""Pages to blocks: furniture off, paragraphs and tables joined, everything in reading order."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.model import Block, Cell, Locator, Paragraph, RawTable
from extract.plain import ILLEGIBLE
from extract.readers.pdf import furniture, paragraph
from extract.readers.pdf.frame import Frame
from extract.readers.pdf.grid import nearest
from extract.readers.pdf.lane import reading_order
from extract.readers.pdf.line import Line, unread
from extract.readers.pdf.page import Page
from extract.readers.pdf.page_end import Joined, Piece
from extract.readers.pdf.paragraph import Column
from extract.readers.pdf.sequence import Item, geometry, join_tables, open_boxes

_NUMERIC = re.compile(r"[-+−]?[\d.,]+[%％]?")
_WRITTEN = re.compile(
    r"[-+−]?(?:\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,4})?)[%％]?"
    r"|\d{1,2}\.|\d{1,4}(?:\.\d{1,2}){1,3}\.?"
)
_TORN = re.compile(rf"[-+−]?[\d.,{ILLEGIBLE}]+[%％]?")
_TWO_NAMES = re.compile(
    r"[一二三四五六七八九十]{1,3}、[^，。；\d]{2,18}[一二三四五六七八九十]{1,3}、[^，。；\d]{2,18}"
)
NO_MAP = "字体缺少Unicode对照表，文字未读出"
LOST = "LibreOffice导出PDF时丢了字，未读出"
UNSURE = "扫描件上的字迹识别把握不足，未读出"
NO_ROOM = "列宽不足，数字打印成#，未读出"
NO_LINES = "表格线不全，单元格的范围不确定"


@dataclass(frozen=True, slots=True)
class _Text:
    """A paragraph: its lines and the page each stands on."""

    lines: tuple[Line, ...]
    pages: tuple[int, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of pages by their number.

    ``labels`` are how they are numbered where that differs, ``scanned`` those read in a picture, ``why``
    says why characters are illegible where it is not the fonts.
    """

    frames: dict[int, Frame]
    labels: dict[int, str]
    scanned: frozenset[int]
    why: dict[int, str]

    def is_scanned(self, pages: Sequence[int]) -> bool:
        """Whether any of these pages was read in a picture."""
        return not self.scanned.isdisjoint(pages)

    def illegible(self, pages: Sequence[int]) -> str:
        """Why characters on these pages could not be read."""
        return next((self.why[page] for page in pages if page in self.why), NO_MAP)


def assemble(pages: Sequence[Page]) -> tuple[Block, ...]:
    """The blocks of a document in reading order."""
    sheets = [
        furniture.Sheet(
            page=page.number,
            width=page.frame.width,
            height=page.frame.height,
            lines=page.lines,
            top=min((table.top for table in page.tables), default=page.frame.height),
            bottom=max((table.bottom for table in page.tables), default=0.0),
        )
        for page in pages
    ]
    numbers = furniture.page_numbers(sheets)
    running = furniture.running(sheets, numbers)
    seen: set[str] = set()
    items: list[list[Item]] = []
    for at, page in enumerate(pages):
        found = [Item(page.number, None, table) for table in page.tables]
        for number, line in enumerate(page.lines):
            kind, words = running.get((at, number), ("", ""))
            if (at, number) in numbers or (kind and words in seen):
                continue
            if kind:
                seen.add(words)
            found.append(Item(page.number, line, None, kind))
        items.append(_ordered(found))
    items = open_boxes(items)
    margins = _margins(pages, items)
    pitch = paragraph.usual_pitch(
        [[item.line for item in page if item.line and not item.kind] for page in items]
    )
    frames = {page.number: page.frame for page in pages}
    labels = {page.number: page.label for page in pages} | furniture.labels(sheets, numbers, running)
    labels = {page: label for page, label in labels.items() if label and label != str(page)}
    scanned = frozenset(page.number for page in pages if page.scanned)
    why = {page.number: LOST for page in pages if page.lost and not page.unsure}
    why |= dict.fromkeys(scanned, UNSURE)
    merged = join_tables(
        frames, [part for page, found in zip(pages, items, strict=True) for part in _lanes(page, found)]
    )
    known = _Known(frames, labels, scanned, why)
    return tuple(_blocks(_texts(merged, margins, pitch or 1e9), known))


def _lanes(page: Page, items: list[Item]) -> list[list[Item]]:
    """The items of a page in the parts that follow one another: where tables stand in two columns, these."""
    if page.lane is None or not any(item.table for item in items):
        return [items]
    parts: list[list[Item]] = [[], [], [], []]
    for item in items:
        if item.table is not None:
            parts[1 if item.table.xs[-1] <= page.lane + 1 else 2].append(item)
        elif item.line is not None and item.line.lane:
            parts[item.line.lane].append(item)
        else:
            parts[3 if parts[1] or parts[2] else 0].append(item)
    head, left, right, foot = parts
    return [head + left, right + foot]


def _ordered(found: list[Item]) -> list[Item]:
    """A page's items from top to bottom, the left of two columns before the right one."""
    lines = [item.line for item in found if item.line]
    if len(lines) < len(found) or not any(line.lane for line in lines):
        return sorted(found, key=lambda item: item.top)
    keyed = sorted(zip(reading_order(lines), range(len(found)), found, strict=True))
    return [item for _, _, item in keyed]


def _margins(pages: Sequence[Page], items: Sequence[Sequence[Item]]) -> dict[tuple[int, int], Column]:
    """The margins of every page and lane, taken from pages of the same size where it has too few lines."""
    groups: defaultdict[tuple[int, int], list[Line]] = defaultdict(list)
    for page, found in zip(pages, items, strict=True):
        groups[geometry(page.frame)] += [
            item.line for item in found if item.line and not item.kind and not item.line.lane
        ]
    common = {size: paragraph.column(printed, size[0]) for size, printed in groups.items()}
    margins: dict[tuple[int, int], Column] = {}
    for page, found in zip(pages, items, strict=True):
        printed = [item.line for item in found if item.line and not item.kind]
        own = paragraph.column(printed, page.frame.width) if len(printed) >= 12 else None
        shared = common[geometry(page.frame)]
        if own and shared and abs((own.right - own.left) - (shared.right - shared.left)) > 12:
            own = None
        margins[page.number, 0] = own or shared or paragraph.spare_column(printed, page.frame.width)
        for lane in {line.lane for line in printed} - {0}:
            margins[page.number, lane] = paragraph.spare_column(
                [line for line in printed if line.lane == lane], 0
            )
    return margins


def _texts(
    merged: Sequence[Item | Joined], margins: dict[tuple[int, int], Column], pitch: float
) -> Iterator[_Text | Joined]:
    """Lines put together to paragraphs, tables left as they are."""
    part: list[Item] = []
    aside: list[_Text] = []  # headers and footers met inside a paragraph

    def close() -> Iterator[_Text]:
        if part:
            printed = tuple(item.line for item in part if item.line)
            kind = paragraph.kind(paragraph.text_of(printed), len(printed))
            yield _Text(printed, tuple(item.page for item in part), kind)
            part.clear()
        yield from aside
        aside.clear()

    for item in merged:
        if isinstance(item, Joined):
            yield from close()
            yield item
            continue
        if item.line is None:
            continue
        if item.kind:
            aside.append(_Text((item.line,), (item.page,), item.kind))
            continue
        if part:
            printed = [each.line for each in part if each.line]
            here, there = (part[-1].page, printed[-1].lane), (item.page, item.line.lane)
            if paragraph.goes_on(printed, item.line, margins[here], margins[there], pitch, here != there):
                part.append(item)
                continue
        if aside and not part:
            yield from aside
            aside.clear()
        yield from close()
        part.append(item)
    yield from close()


def _blocks(found: Iterator[_Text | Joined], known: _Known) -> Iterator[Block]:
    tables = 0
    for number, item in enumerate(found):
        if isinstance(item, Joined):
            yield _table(item, number, tables, known)
            tables += 1
            continue
        text = paragraph.text_of(item.lines)
        first = item.pages[0]
        own = [line for line, page in zip(item.lines, item.pages, strict=True) if page == first]
        place = known.frames[first].place(
            min(line.x0 for line in own), own[0].top, max(line.x1 for line in own), own[-1].bottom
        )
        yield Paragraph(
            text=text,
            where=Locator(page=first, block=number, bbox=place, page_label=known.labels.get(first)),
            kind=item.kind,
            doubts=tuple((a, b, known.illegible(item.pages)) for a, b in unread(text)),
            recognised=known.is_scanned(item.pages),
        )


def _table(joined: Joined, block: int, table: int, known: _Known) -> RawTable:
    columns = sorted({bound for piece in joined.pieces for bound in _bounds(piece, joined.xs)})
    at = {bound: number for number, bound in enumerate(columns)}
    cells: list[Cell] = []
    for piece in joined.pieces:
        left, right = (at[bound] for bound in _bounds(piece, joined.xs))
        where = Locator(
            page=piece.page,
            block=block,
            table=table,
            row=piece.row,
            column=left,
            bbox=piece.place,
            page_label=known.labels.get(piece.page),
        )
        cells.append(
            Cell(
                text=_certain(piece.text) if piece.page in known.scanned else piece.text,
                where=where,
                row=piece.row,
                column=left,
                rowspan=piece.rowspan,
                colspan=max(right - left, 1),
                header=piece.header,
                doubt=_doubt(piece, known),
            )
        )
    cells.sort(key=lambda cell: (cell.row, cell.column))
    label = known.labels.get(joined.page)
    where = Locator(page=joined.page, block=block, table=table, bbox=joined.place, page_label=label)
    pages = [piece.page for piece in joined.pieces]
    return RawTable(cells=tuple(cells), where=where, recognised=known.is_scanned(pages))


def _certain(text: str) -> str:
    """The text of a scanned cell, a number left out that is partly so, or written as no number is.

    A number broken over two lines shows only as a whole that a point was taken for a comma.  The names of
    two rows in one cell show that the line between them was not seen.
    """
    plain = "".join(text.split())
    if _TWO_NAMES.fullmatch(plain):
        return ILLEGIBLE * len(plain)
    torn = ILLEGIBLE in plain and _TORN.fullmatch(plain)
    odd = _NUMERIC.fullmatch(plain) and ("," in plain or "." in plain) and not _WRITTEN.fullmatch(plain)
    return ILLEGIBLE * len(plain) if torn or odd else text


def _doubt(piece: Piece, known: _Known) -> str:
    if piece.page in known.scanned and unread(_certain(piece.text)):
        return UNSURE
    if unread(piece.text):
        return known.illegible((piece.page,))
    if len(piece.text) > 1 and not piece.text.strip("#＃"):
        return NO_ROOM
    return NO_LINES if piece.unclear else ""


def _bounds(piece: Piece, xs: Sequence[float]) -> tuple[int, int]:
    return nearest(xs, piece.x0), nearest(xs, piece.x1)
