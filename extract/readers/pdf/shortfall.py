"""What was not read of pages, and what is to be known of how they were read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.model import Block, Locator, RawTable, Reason
from extract.readers.pdf.document import UNSURE
from extract.readers.pdf.page import Page

MANY_UNSURE = 10
MANY_OBJECTS = 30
"""So many drawn objects on a page without text are letters drawn as outlines."""
PICTURE_SHARE = 0.12
"""A picture that covers more of a page than a seal or an emblem does may hold a table."""
_BESIDE_FIGURE = re.compile(r"[\d０-９.,．，%％]\s?\ufffd|\ufffd\s?[\d０-９.,．，%％万亿元]")


def is_picture(page: Page) -> bool:
    """Whether the text of a page is nowhere but in pictures, or in outlines of letters."""
    return not page.glyphs and (page.picture_share > 0.02 or page.objects > MANY_OBJECTS)


def is_recognised(page: Page) -> bool:
    """Whether the text of a page is what a scanning program laid unseen under its picture."""
    return 2 * page.hidden > page.glyphs > 0 and page.picture_share > 0.5


def shortfalls(pages: Sequence[Page], told: Sequence[Reason]) -> Iterator[Reason]:
    """Why pages were not completely read, those left out of which ``told`` already says why."""
    known = {reason.where.page for reason in told if reason.where}
    for page in pages:
        if page.number not in known:
            yield from _shortfalls(page)


def torn_cells(blocks: Sequence[Block], told: Sequence[Reason]) -> Iterator[Reason]:
    """A reason for each page of which only a whole cell showed that its number was not read right."""
    known = {reason.where.page for reason in told if reason.where and reason.code == "low-confidence"}
    cells = [cell for block in blocks if isinstance(block, RawTable) for cell in block.cells]
    for page in sorted({cell.where.page or 0 for cell in cells if cell.doubt == UNSURE} - known):
        yield Reason(
            "low-confidence", f"第{page}页有数字识别把握不足，未读出，请对照原件", Locator(page=page)
        )


def notices(pages: Sequence[Page]) -> tuple[Reason, ...]:
    """What is to be known of pages that were read."""
    found = [_illegible(page) for page in pages if page.unsure and not _may_be_figures(page)]
    found += [
        Reason(
            "beyond-page",
            f"第{page.number}页的表格超出纸面，超出部分印不出来，已一并读取",
            Locator(page=page.number),
        )
        for page in pages
        if page.beyond
    ]
    scanned = "、".join(str(page.number) for page in pages if page.scanned)
    if scanned:
        found.append(Reason("ocr", f"第{scanned}页是扫描件，文字由程序识别，请对照原件"))
    return tuple(found)


def _illegible(page: Page) -> Reason:
    if page.scanned:
        return Reason(
            "low-confidence",
            f"第{page.number}页有{page.unsure}个字符识别把握不足，未读出，请对照原件",
            Locator(page=page.number),
        )
    return Reason(
        "no-unicode-map",
        f"第{page.number}页有{page.unsure}个字符的字体缺少Unicode对照表，未读出，请用原软件重新导出PDF",
        Locator(page=page.number),
    )


def _may_be_figures(page: Page) -> bool:
    """Whether characters without a code may be more than a bullet or a tick or two."""
    if page.unsure >= MANY_UNSURE:
        return True
    texts = [
        *(line.text for line in page.lines),
        *(cell.text for table in page.tables for cell in table.cells),
    ]
    return any(
        text.strip("\ufffd") == "" or _BESIDE_FIGURE.search(text) for text in texts if "\ufffd" in text
    )


def _shortfalls(page: Page) -> Iterator[Reason]:
    where = Locator(page=page.number)
    share = page.picture_share
    if is_picture(page):
        what = "是图片，没有识别出文字" if page.scanned else "没有文字层，未读出"
        yield Reason("no-text-layer", f"第{page.number}页{what}", where)
    elif is_recognised(page):
        yield Reason(
            "hidden-text-layer",
            f"第{page.number}页是扫描件，文字取自扫描软件附带的识别结果，可能有误，请核对原件",
            where,
        )
    elif page.glyphs and share > PICTURE_SHARE and not (share > 0.8 and page.glyphs > 100):
        yield Reason("picture", f"第{page.number}页有图片，图中文字未读出", where)
    if page.unsure and _may_be_figures(page):
        yield _illegible(page)
    if page.strewn:
        yield Reason(
            "table-without-lines",
            f"第{page.number}页的表格没有完整的边框线，行列不能确定，未按表格读取，请提交原文件",
            where,
        )
    if page.lost:
        yield Reason(
            "lost-character",
            f"第{page.number}页有{page.lost}处，LibreOffice导出PDF时在换行处丢了字，未读出，请直接提交原文件",
            where,
        )
    if page.missing:
        yield Reason(
            "form-field",
            f"第{page.number}页有{page.missing}个表单域的内容没有显示，未读出，请打印为PDF后重新提交",
            where,
        )
    if page.truncated:
        yield Reason("object-limit", f"第{page.number}页的图形对象过多，表格可能未读全", where)
