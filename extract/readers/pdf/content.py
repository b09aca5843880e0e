"""Everything that stands on one page, by PDFium's C interface."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2.raw as pdfium

from extract.model import BBox
from extract.readers.pdf.annotation import flatten
from extract.readers.pdf.drawing import MAX_OBJECTS, Edge, edges, read_drawing
from extract.readers.pdf.frame import Frame
from extract.readers.pdf.glyph import MAX_CHARACTERS, ODD, Glyph, Style, main_turn, place, read_marks

MAX_LABEL = 20
"""Characters of a page's label that are kept."""


@dataclass(frozen=True, slots=True)
class Content:
    """What stands on one page. ``aside`` holds the glyphs that run across the reading direction, ``beyond`` those
    that stand beside the paper.

    ``missing`` counts filled form fields that the file does not show; ``pixels`` are those of the largest
    picture; ``scanned`` says that all was read in a picture of the page; ``label`` is what the file calls it.
    """

    frame: Frame
    glyphs: tuple[Glyph, ...]
    styles: tuple[Style, ...]
    horizontal: tuple[Edge, ...] = ()
    vertical: tuple[Edge, ...] = ()
    pictures: tuple[BBox, ...] = ()
    aside: tuple[Glyph, ...] = ()
    odd: tuple[Glyph, ...] = ()
    beyond: tuple[Glyph, ...] = ()
    unsure: int = 0
    objects: int = 0
    missing: int = 0
    pixels: int = 0
    scanned: bool = False
    label: str = ""

    @property
    def truncated(self) -> bool:
        """Whether there was more on the page than is looked at."""
        return self.objects > MAX_OBJECTS or len(self.glyphs) + len(self.aside) >= MAX_CHARACTERS


def read_page(document: Any, index: int) -> Content:
    """The content of page ``index`` (from 0) of an open PDFium document handle.

    Raises ValueError where PDFium cannot load the page.
    """
    page = _load(document, index)
    try:
        changed, missing = flatten(page) if pdfium.FPDFPage_GetAnnotCount(page) else (False, 0)
        if changed:
            pdfium.FPDF_ClosePage(page)
            page = None
            page = _load(document, index)
        text_page = pdfium.FPDFText_LoadPage(page)
        if not text_page:
            raise ValueError(f"the text of page {index} cannot be loaded")
        try:
            return replace(_content(page, text_page, missing), label=_label(document, index))
        finally:
            pdfium.FPDFText_ClosePage(text_page)
    finally:
        if page:
            pdfium.FPDF_ClosePage(page)


def _load(document: Any, index: int) -> Any:
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        raise ValueError(f"page {index} cannot be loaded")
    return page


def _label(document: Any, index: int) -> str:
    """The label that a file gives a page, "" where it gives none."""
    size = pdfium.FPDF_GetPageLabel(document, index, None, 0)
    buffer = ctypes.create_string_buffer(max(size, 2))
    pdfium.FPDF_GetPageLabel(document, index, buffer, size)
    return buffer.raw[: max(size - 2, 0)].decode("utf-16-le", errors="replace").strip()[:MAX_LABEL]


def _content(page: Any, text_page: Any, missing: int) -> Content:
    bounds = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(bounds))
    shown = pdfium.FPDFPage_GetRotation(page) % 4
    marks, styles = read_marks(text_page)
    main = main_turn(marks, styles)
    frame = Frame(
        bounds.left, bounds.bottom, bounds.right, bounds.top, shown if main is None else main, shown
    )
    kept: list[Glyph] = []
    aside: list[Glyph] = []
    odd: list[Glyph] = []
    beyond: list[Glyph] = []
    homes = [kept if style.turn == frame.turn else odd if style.turn == ODD else aside for style in styles]
    for glyph in place(text_page, frame, marks, styles):
        home = homes[glyph.run]
        if glyph.x1 >= 0 and glyph.x0 <= frame.width:
            home.append(glyph)
        elif home is kept:
            beyond.append(glyph)
    drawing = read_drawing(page)
    horizontal, vertical = edges(drawing, frame)
    return Content(
        frame=frame,
        glyphs=tuple(kept),
        styles=tuple(styles),
        horizontal=horizontal,
        vertical=vertical,
        pictures=tuple(
            frame.box(*picture) for picture in drawing.pictures if all(map(math.isfinite, picture))
        ),
        aside=tuple(aside),
        odd=tuple(odd),
        beyond=tuple(beyond),
        unsure=sum(not glyph.sure for glyph in (*kept, *aside, *odd)),
        objects=drawing.objects,
        missing=missing,
        pixels=drawing.pixels,
    )
