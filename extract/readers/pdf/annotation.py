"""What is filled into form fields and written on pages as text boxes becomes text of the page."""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as pdfium


def flatten(page: Any) -> tuple[bool, int]:
    """Print field values and text boxes into an open page: whether it changed, and how many had no print.

    Signatures, buttons, notes and highlights are no text of the document and are taken off first.
    A changed page has to be loaded again.
    """
    count = pdfium.FPDFPage_GetAnnotCount(page)
    kept = missing = 0
    for index in range(count - 1, -1, -1):
        mark = pdfium.FPDFPage_GetAnnot(page, index)
        holds = _holds_text(mark)
        shown = holds and pdfium.FPDFAnnot_GetAP(mark, pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0) > 2
        missing += holds and not shown and bool(_word(mark, b"V") or _word(mark, b"Contents"))
        pdfium.FPDFPage_CloseAnnot(mark)
        if shown:
            kept += 1
        else:
            pdfium.FPDFPage_RemoveAnnot(page, index)
    if not kept:
        return False, missing
    return pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS, missing


def _holds_text(mark: Any) -> bool:
    kind = pdfium.FPDFAnnot_GetSubtype(mark)
    if kind == pdfium.FPDF_ANNOT_WIDGET:
        return _word(mark, b"FT") in ("Tx", "Ch", "")
    return bool(kind == pdfium.FPDF_ANNOT_FREETEXT)


def _word(mark: Any, key: bytes) -> str:
    size = pdfium.FPDFAnnot_GetStringValue(mark, key, None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFAnnot_GetStringValue(mark, key, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", errors="replace")
