"""PDF files: characters and lines through PDFium, tables and paragraphs found by our own rules.

PDFium must never be called from two threads, and a hostile file can end the process: the caller
reads every document in a process of its own.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pypdfium2

from extract.isolate import beat, inside, keep
from extract.model import Locator, Paragraph, Reason, Source
from extract.readers.pdf.content import read_page
from extract.readers.pdf.damage import count_damaged, is_cut_off
from extract.readers.pdf.document import assemble
from extract.readers.pdf.page import Page, lay_out
from extract.readers.unreadable import Unreadable

MAX_PAGES = 2_000
MANY_UNSURE = 10
_BESIDE_FIGURE = re.compile(r"[\d０-９.,．，%％]\s?\ufffd|\ufffd\s?[\d０-９.,．，%％万亿元]")
HAND_OVER = 2.0
"""Seconds of reading after which its result so far is handed over."""
MANY_OBJECTS = 30
"""So many drawn objects on a page without text are letters drawn as outlines."""
PICTURE_SHARE = 0.12
"""A picture that covers more of a page than a seal or an emblem does may hold a table."""


def read(data: bytes, name: str) -> Source:
    """The blocks of a PDF in reading order, with a reason for every page that was not read.

    ``name`` is only used for the title where the text gives none.  Raises Unreadable with the code
    encrypted (needs a password), corrupt, empty (no pages, or nothing on them) or no-text-layer.
    """
    if not data:
        raise Unreadable("empty", "文件是空的（0字节），未读出，请重新提交")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _refused(error) from error
    try:
        count = len(document)
        if not count:
            raise Unreadable("empty", "PDF中没有任何页面，未读出，请重新提交")
        pages, lost = _pages(document.raw, min(count, MAX_PAGES))
    finally:
        document.close()
    reasons = [*_damage(data), *lost, *(reason for page in pages for reason in _reasons(page))]
    if count > MAX_PAGES:
        reasons.append(Reason("page-limit", f"共{count}页，超过{MAX_PAGES}页的部分未读出，请拆分后分别提交"))
    if not any(page.glyphs for page in pages):
        if lost and not pages:
            raise Unreadable("corrupt", "PDF的页面都已损坏，未读出，请用原软件重新导出PDF")
        if any(reason.code == "no-text-layer" for reason in reasons):
            raise Unreadable(
                "no-text-layer",
                "所有页面都没有文字层（扫描件或图片），未读出，请提供可复制文字的版本或先做文字识别",
            )
        raise Unreadable("empty", "PDF的所有页面都是空白，未读出，请重新提交")
    blocks = assemble(pages)
    title = next(
        (b.text for b in blocks if isinstance(b, Paragraph) and b.kind not in ("header", "footer")), ""
    )
    notices = tuple(_unmapped(page) for page in pages if page.unsure and not _may_be_figures(page))
    return Source("pdf", blocks, tuple(reasons), notices, title, count)


def _damage(data: bytes) -> Iterator[Reason]:
    if is_cut_off(data):
        yield Reason("truncated", "PDF文件不完整（缺少结尾），可能有内容未读出，请重新提交完整的文件")
    bad = count_damaged(data)
    if bad:
        yield Reason("damaged-part", f"PDF文件有{bad}处数据损坏，可能有内容未读出，请用原软件重新导出PDF")


def _refused(error: Exception) -> Unreadable:
    text = str(error).lower()
    if "password" in text or "security" in text:
        return Unreadable("encrypted", "PDF有打开密码，未读出，请提供未加密的版本")
    return Unreadable("corrupt", "PDF文件已损坏或不完整，未读出，请用原软件重新导出PDF")


def _pages(document: Any, count: int) -> tuple[list[Page], list[Reason]]:
    """The pages laid out, and a reason for each that PDFium cannot load.

    In a process of its own, what is read so far is handed over every few seconds, so that a page
    that never ends costs only itself and those behind it.
    """
    pages: list[Page] = []
    lost: list[Reason] = []
    handed, last = 0, time.monotonic()
    for index in range(count):
        try:
            content = read_page(document, index)
        except ValueError:
            lost.append(Reason("damaged-part", f"第{index + 1}页已损坏，未读出", Locator(page=index + 1)))
            continue
        pages.append(lay_out(content, index + 1))
        beat()
        if inside() and time.monotonic() - last > HAND_OVER:
            keep(assemble(pages[handed:]))
            handed, last = len(pages), time.monotonic()
    return pages, lost


def _unmapped(page: Page) -> Reason:
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


def _reasons(page: Page) -> Iterator[Reason]:
    where = Locator(page=page.number)
    share = page.picture_share
    if not page.glyphs and (share > 0.02 or page.objects > MANY_OBJECTS):
        yield Reason("no-text-layer", f"第{page.number}页没有文字层，未读出", where)
    elif page.glyphs and 2 * page.hidden > page.glyphs and share > 0.5:
        yield Reason(
            "hidden-text-layer",
            f"第{page.number}页是扫描件，文字取自扫描软件附带的识别结果，可能有误，请核对原件",
            where,
        )
    elif page.glyphs and share > PICTURE_SHARE and not (share > 0.8 and page.glyphs > 100):
        yield Reason("picture", f"第{page.number}页有图片，图中文字未读出", where)
    if page.unsure and _may_be_figures(page):
        yield _unmapped(page)
    if page.missing:
        yield Reason(
            "form-field",
            f"第{page.number}页有{page.missing}个表单域的内容没有显示，未读出，请打印为PDF后重新提交",
            where,
        )
    if page.truncated:
        yield Reason("object-limit", f"第{page.number}页的图形对象过多，表格可能未读全", where)
