"""Pages of a PDF that are pictures, read as such where this machine can."""

from __future__ import annotations

from typing import Any

import pypdfium2.raw as pdfium

from extract.model import Reason
from extract.readers import ocr
from extract.readers.pdf.content import Content
from extract.readers.pdf.page import Page


def read_picture(document: Any, page: Page, number: int) -> Content | Reason:
    """What stands on a page, read from its picture: the ``number``-th of the document.

    ``document`` is an open PDFium document handle.  Where it was not read the reason is given.
    """
    pixels = max(page.pixels, _size(page.frame.width) * _size(page.frame.height))
    return ocr.read_picture(lambda: _render(document, page.number - 1), ocr.DPI, page.number, number, pixels)


def _size(points: float) -> int:
    return max(round(points * ocr.DPI / 72), 1)


def _render(document: Any, index: int) -> Any:
    """A grey picture of a page as it is shown."""
    import numpy as np

    from extract.readers.ocr.seal import grey

    page = pdfium.FPDF_LoadPage(document, index)
    width, height = (_size(pdfium.FPDF_GetPageWidthF(page)), _size(pdfium.FPDF_GetPageHeightF(page)))
    pixels = np.full((height, width, 4), 255, np.uint8)
    try:
        bitmap = pdfium.FPDFBitmap_CreateEx(
            width, height, pdfium.FPDFBitmap_BGRx, pixels.ctypes.data, pixels.strides[0]
        )
        try:
            pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
        finally:
            pdfium.FPDFBitmap_Destroy(bitmap)
    finally:
        pdfium.FPDF_ClosePage(page)
    return grey(np.ascontiguousarray(pixels[:, :, :3]), ocr.DPI)
