"""Characters, ruling lines and pictures of one page, taken from PDFium by its C interface.

PDFium reads the texts of every encoding that Chinese typesetters use, which the pure Python
parsers do not.  One call per character and property is what costs time, so everything that is
the same for a whole run of text (size, direction, colour) is asked once per run.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from extract.model import BBox
from extract.readers.pdf.frame import Frame
from extract.readers.pdf.radical import fold

MAX_OBJECTS = 200_000
MAX_DEPTH = 20
ODD = -1
"""The turn of text that runs in no direction of the page: watermarks, the rim of a seal."""


class Style(NamedTuple):
    """What a run of text has in common: height in points, turn, colour (0 to 255), whether it is drawn."""

    size: float
    turn: int
    red: int
    green: int
    blue: int
    alpha: int
    drawn: bool


class Glyph(NamedTuple):
    """One character as read: advance box x0 to x1, baseline, height in points.

    ``run`` numbers the text object it came from; ``sure`` is False where its font does not say
    which character it is.
    """

    text: str
    x0: float
    x1: float
    base: float
    size: float
    run: int
    sure: bool


class Edge(NamedTuple):
    """A ruling line: at ``at`` (y of a horizontal one, x of a vertical one) from ``start`` to ``end``."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Content:
    """What stands on one page. ``aside`` holds the glyphs that run across the reading direction."""

    frame: Frame
    glyphs: tuple[Glyph, ...]
    styles: tuple[Style, ...]
    horizontal: tuple[Edge, ...] = ()
    vertical: tuple[Edge, ...] = ()
    pictures: tuple[BBox, ...] = ()
    aside: tuple[Glyph, ...] = ()
    odd: tuple[Glyph, ...] = ()
    unsure: int = 0
    objects: int = 0

    @property
    def truncated(self) -> bool:
        """Whether there was more on the page than is looked at."""
        return self.objects > MAX_OBJECTS


@dataclass(slots=True)
class _Drawing:
    """The lines of a page while its objects are walked, in PDF space."""

    segments: list[tuple[float, float, float, float]] = field(default_factory=list)
    pictures: list[tuple[float, float, float, float]] = field(default_factory=list)
    objects: int = 0


_Matrix = tuple[float, float, float, float, float, float]
_THIN = 3.0


@cache
def _run_of() -> Callable[[int | None, int], int | None]:
    """FPDFText_GetTextObject giving plain addresses: comparing those is far cheaper than pointer objects."""
    address = ctypes.cast(pdfium.FPDFText_GetTextObject, ctypes.c_void_p).value
    prototype = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
    return prototype(address or 0)


def read_page(document: Any, index: int) -> Content:
    """The content of page ``index`` (from 0) of an open PDFium document handle.

    Raises ValueError where PDFium cannot load the page.
    """
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        raise ValueError(f"page {index} cannot be loaded")
    try:
        text_page = pdfium.FPDFText_LoadPage(page)
        if not text_page:
            raise ValueError(f"the text of page {index} cannot be loaded")
        try:
            return _content(page, text_page)
        finally:
            pdfium.FPDFText_ClosePage(text_page)
    finally:
        pdfium.FPDF_ClosePage(page)


def _content(page: Any, text_page: Any) -> Content:
    bounds = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(bounds))
    frame = Frame(
        bounds.left, bounds.bottom, bounds.right, bounds.top, shown=pdfium.FPDFPage_GetRotation(page) % 4
    )
    marks, styles = _marks(text_page)
    turns = Counter(styles[mark[4]].turn for mark in marks)
    turns.pop(ODD, None)
    if turns:
        main = min(turns, key=lambda turn: (-turns[turn], turn))
        frame = Frame(frame.left, frame.bottom, frame.right, frame.top, main, frame.shown)
    else:
        frame = Frame(frame.left, frame.bottom, frame.right, frame.top, frame.shown, frame.shown)
    kept: list[Glyph] = []
    aside: list[Glyph] = []
    odd: list[Glyph] = []
    unsure = 0
    for mark in marks:
        style = styles[mark[4]]
        glyph = _glyph(text_page, frame, mark, style)
        if glyph is None:
            continue
        (kept if style.turn == frame.turn else odd if style.turn == ODD else aside).append(glyph)
        unsure += not glyph.sure
    drawing = _Drawing()
    for handle in _objects(page, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject):
        _walk(handle, None, 0, drawing)
        if drawing.objects > MAX_OBJECTS:
            break
    horizontal, vertical = _edges(drawing, frame)
    return Content(
        frame=frame,
        glyphs=tuple(kept),
        styles=tuple(styles),
        horizontal=horizontal,
        vertical=vertical,
        pictures=tuple(frame.box(*picture) for picture in drawing.pictures),
        aside=tuple(aside),
        odd=tuple(odd),
        unsure=unsure,
        objects=drawing.objects,
    )


_Mark = tuple[int, str, float, float, int, float, float, bool]


def _marks(text_page: Any) -> tuple[list[_Mark], list[Style]]:
    """Every printed character: index, text, left, right, style number, origin x and y, whether sure."""
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    box_at, x_at, y_at = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    handle = ctypes.cast(text_page, ctypes.c_void_p).value
    run_of = _run_of()
    unicode_of, loose_box = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
    origin, unmapped = pdfium.FPDFText_GetCharOrigin, pdfium.FPDFText_HasUnicodeMapError
    styles: list[Style] = []
    known: dict[int, int] = {}
    marks: list[_Mark] = []
    high = 0
    for index in range(pdfium.FPDFText_CountChars(text_page)):
        run = run_of(handle, index)
        if run is None:  # a space or line break that PDFium made up
            continue
        code = unicode_of(text_page, index)
        if 0xD800 <= code < 0xDC00:  # a surrogate pair, on platforms with 16-bit characters
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        sure = not unmapped(text_page, index)
        if code < 0x20 or code in (0x7F, 0xAD, 0xFEFF, 0xFFFE, 0xFFFF):
            # 2 is what PDFium gives for a hyphen at the end of a line
            if code == 2:
                code = 0x2D
            elif sure:
                continue
        number = known.get(run)
        if number is None:
            number = known[run] = len(styles)
            styles.append(_style(text_page, index))
        loose_box(text_page, index, box_at)
        origin(text_page, index, x_at, y_at)
        marks.append((index, chr(code), box.left, box.right, number, x.value, y.value, sure))
    return marks, styles


def _style(text_page: Any, index: int) -> Style:
    matrix = pdfium.FS_MATRIX()
    size = pdfium.FPDFText_GetFontSize(text_page, index)
    turn = 0
    if pdfium.FPDFText_GetMatrix(text_page, index, ctypes.byref(matrix)):
        size *= math.hypot(matrix.c, matrix.d)
        degrees = math.degrees(math.atan2(matrix.b, matrix.a))
        quarter = round(degrees / 90)
        turn = quarter % 4 if abs(degrees - 90 * quarter) <= 3 else ODD
    parts = [ctypes.c_uint() for _ in range(4)]
    pdfium.FPDFText_GetFillColor(text_page, index, *(ctypes.byref(part) for part in parts))
    mode = pdfium.FPDFTextObj_GetTextRenderMode(pdfium.FPDFText_GetTextObject(text_page, index))
    red, green, blue, alpha = (part.value for part in parts)
    return Style(abs(size), turn, red, green, blue, alpha, mode not in (3, 7))


def _glyph(text_page: Any, frame: Frame, mark: _Mark, style: Style) -> Glyph | None:
    index, text, left, right, run, x, y, sure = mark
    across, base = frame.point(x, y)
    size = style.size
    if style.turn == 0 and frame.turn == 0 and right > left:
        x0, x1 = left - frame.left, right - frame.left
    else:  # the advance box is only right for upright text
        edges = [ctypes.c_double() for _ in range(4)]
        pdfium.FPDFText_GetCharBox(text_page, index, *(ctypes.byref(edge) for edge in edges))
        x0, top, x1, bottom = frame.box(edges[0].value, edges[2].value, edges[1].value, edges[3].value)
        if x1 - x0 < 0.01:
            x0, x1 = across, across + size * (0.5 if text < "⺀" else 1.0)
        if style.turn != frame.turn:
            base = bottom
        size = size or bottom - top
    if x1 < 0 or x0 > frame.width or base < 0 or base - size > frame.height or size <= 0.5:
        return None  # off the page
    return Glyph(fold(text) if sure else "\ufffd", x0, x1, base, size, run, sure)


def _objects(parent: Any, count: Callable[[Any], int], fetch: Callable[[Any, int], Any]) -> Iterator[Any]:
    for index in range(count(parent)):
        yield fetch(parent, index)


def _walk(handle: Any, outer: _Matrix | None, depth: int, drawing: _Drawing) -> None:
    """Collect the lines and pictures of one page object, forms opened."""
    drawing.objects += 1
    kind = pdfium.FPDFPageObj_GetType(handle)
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        _path(handle, outer, drawing)
    elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        drawing.pictures.append(_bounds(handle, outer))
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
        inner = _times(_matrix(handle), outer)
        for child in _objects(handle, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject):
            if drawing.objects > MAX_OBJECTS:
                return
            _walk(child, inner, depth + 1, drawing)


def _matrix(handle: Any) -> _Matrix:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(handle, ctypes.byref(matrix))
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(inner: _Matrix, outer: _Matrix | None) -> _Matrix:
    if outer is None:
        return inner
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _bounds(handle: Any, outer: _Matrix | None) -> tuple[float, float, float, float]:
    parts = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(handle, *(ctypes.byref(part) for part in parts))
    left, bottom, right, top = (part.value for part in parts)
    if outer is None:
        return left, bottom, right, top
    a, b, c, d, e, f = outer
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _path(handle: Any, outer: _Matrix | None, drawing: _Drawing) -> None:
    left, bottom, right, top = _bounds(handle, outer)
    width, height = right - left, top - bottom
    if width <= _THIN or height <= _THIN:
        drawing.segments.append((left, bottom, right, top))
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(handle, ctypes.byref(fill), ctypes.byref(stroke))
    if not stroke.value and not fill.value:
        return
    count = pdfium.FPDFPath_CountSegments(handle)
    drawing.objects += count
    if count > MAX_OBJECTS or (not stroke.value and count <= 5):
        return  # a filled area is shading, not a line
    a, b, c, d, e, f = _times(_matrix(handle), outer)
    x, y = ctypes.c_float(), ctypes.c_float()
    x_at, y_at = ctypes.byref(x), ctypes.byref(y)
    part: list[tuple[float, float]] = []
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(handle, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x_at, y_at)
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            _subpath(part, bool(stroke.value), drawing)
            part = [point]
        else:
            part.append(point)
            if pdfium.FPDFPathSegment_GetClose(segment):
                part.append(part[0])
    _subpath(part, bool(stroke.value), drawing)


def _subpath(points: list[tuple[float, float]], stroke: bool, drawing: _Drawing) -> None:
    if len(points) < 2:
        return
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, bottom, right, top = min(xs), min(ys), max(xs), max(ys)
    if right - left <= _THIN or top - bottom <= _THIN:
        drawing.segments.append((left, bottom, right, top))
    elif stroke:
        for (xa, ya), (xb, yb) in pairwise(points):
            if abs(xa - xb) <= 0.5 or abs(ya - yb) <= 0.5:
                drawing.segments.append((min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)))


def _edges(drawing: _Drawing, frame: Frame) -> tuple[tuple[Edge, ...], tuple[Edge, ...]]:
    """Horizontal and vertical edges as read, a thin picture counting as a line."""
    horizontal: list[Edge] = []
    vertical: list[Edge] = []
    thin = [p for p in drawing.pictures if min(p[2] - p[0], p[3] - p[1]) <= _THIN]
    for segment in (*drawing.segments, *thin):
        x0, y0, x1, y1 = frame.box(*segment)
        if x1 < 0 or y1 < 0 or x0 > frame.width or y0 > frame.height:
            continue
        if x1 - x0 >= y1 - y0:
            horizontal.append(Edge((y0 + y1) / 2, x0, x1))
        else:
            vertical.append(Edge((x0 + x1) / 2, y0, y1))
    return tuple(horizontal), tuple(vertical)
