"""PDF files: characters and lines through PDFium, tables and paragraphs found by our own rules.

PDFium must never be called from two threads, and a hostile file can end the process: the caller
reads every document in a process of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pypdfium2

from extract.extra import install
from extract.isolate import beat, inside, keep
from extract.model import Locator, Paragraph, Reason, Source
from extract.readers import ocr
from extract.readers.pdf.content import read_page
from extract.readers.pdf.damage import count_damaged, is_cut_off
from extract.readers.pdf.document import assemble
from extract.readers.pdf.lost import loses_characters
from extract.readers.pdf.page import Page, lay_out
from extract.readers.pdf.scanned import read_picture
from extract.readers.pdf.shortfall import is_picture, is_recognised, notices, shortfalls, torn_cells
from extract.readers.unreadable import Unreadable

MAX_PAGES = 2_000
HAND_OVER = 50
"""Pages after which the result so far is handed over: by number, so that what is saved does not depend on the machine."""


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
    reasons = [*_damage(data), *lost, *shortfalls(pages, lost)]
    if count > MAX_PAGES:
        reasons.append(Reason("page-limit", f"共{count}页，超过{MAX_PAGES}页的部分未读出，请拆分后分别提交"))
    if not any(page.glyphs for page in pages):
        if lost and not pages:
            raise Unreadable("corrupt", "PDF的页面都已损坏，未读出，请用原软件重新导出PDF")
        if any(reason.code == "no-text-layer" for reason in reasons):
            advice = "" if ocr.available() else f"，或安装识别扫描件的组件：{install('ocr')}"
            raise Unreadable(
                "no-text-layer",
                f"所有页面都没有文字层（扫描件或图片），未读出，请提供可复制文字的版本{advice}",
            )
        raise Unreadable("empty", "PDF的所有页面都是空白，未读出，请重新提交")
    blocks = assemble(pages)
    reasons += torn_cells(blocks, reasons)
    title = next(
        (b.text for b in blocks if isinstance(b, Paragraph) and b.kind not in ("header", "footer")), ""
    )
    return Source("pdf", blocks, tuple(reasons), notices(pages), title, count)


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

    In a process of its own, what is read so far is handed over every few pages, so that a page
    that never ends costs only those behind the last ones handed over.
    """
    pages: list[Page] = []
    lost: list[Reason] = []
    pictures = 0
    handed = 0
    loses = loses_characters(document)
    for index in range(count):
        try:
            content = read_page(document, index)
        except ValueError:
            lost.append(Reason("damaged-part", f"第{index + 1}页已损坏，未读出", Locator(page=index + 1)))
            continue
        page = lay_out(content, index + 1, loses)
        if ocr.available() and (is_picture(page) or is_recognised(page)):
            pictures += 1
            seen = read_picture(document, page, pictures)
            if isinstance(seen, Reason):
                lost.append(seen)
            else:
                page = lay_out(replace(seen, label=content.label), index + 1)
        pages.append(page)
        beat()
        if inside() and len(pages) - handed >= HAND_OVER:
            keep(assemble(pages[handed:]))
            handed = len(pages)
    return pages, lost
