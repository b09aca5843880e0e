"""Text in pictures of pages: scanned pages, screenshots of tables.

Everything is done on this machine by models that ship inside the optional packages; without them
``available`` is False and callers report the page as not read.  What comes out is the same as what is
read of a page of a PDF, characters and ruling lines with their places, so everything behind it is shared.

A character counts only if the models are sure of it; a figure counts only if all of its characters do.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from extract.isolate import apart
from extract.model import Locator, Reason
from extract.readers.ocr.engine import Engine, models

if TYPE_CHECKING:
    from extract.readers.pdf.content import Content

MAX_PIXELS: Final = 50_000_000
MAX_PAGES: Final = 300
"""Pages of one document that are read from pictures: some seconds each."""
DPI: Final = 200
"""Dots per inch that pages are looked at with."""


def available() -> bool:
    """Whether this machine can read pictures."""
    return models() is not None


def read_picture(
    picture: Callable[[], Any], dpi: float, page: int, number: int, pixels: int
) -> Content | Reason:
    """What stands on page ``page`` (from 1), the ``number``-th of its document to be read from a picture.

    ``picture`` gives it grey, 8 bits a pixel; it is not asked for where ``pixels`` are too many.  Where the
    page was not read the reason is given.
    """
    from extract.readers.ocr.page import TooSlow, read_page

    where = Locator(page=page)
    if number > MAX_PAGES:
        return Reason("page-limit", f"扫描页超过{MAX_PAGES}页，第{page}页未识别，请拆分后分别提交", where)
    if pixels > MAX_PIXELS:
        return Reason("too-large", f"第{page}页的图片过大，未识别，请以{DPI} dpi重新扫描", where)
    with apart():
        try:
            return read_page(picture(), 72 / dpi, _engine())
        except TooSlow:
            return Reason("timeout", f"第{page}页识别超过时限，未读出，请以{DPI} dpi重新扫描", where)


@cache
def _engine() -> Engine:
    files = models()
    if files is None:
        raise RuntimeError("the models are not installed")
    return Engine(files)
