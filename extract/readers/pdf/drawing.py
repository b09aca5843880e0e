"""Ruling lines and pictures of a page, read from its drawn objects."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from extract.readers.pdf.frame import Frame

MAX_OBJECTS = 200_000
MAX_DEPTH = 20
_THIN = 3.0
"""A box no wider than this many points is a line."""


class Edge(NamedTuple):
    """A ruling line: at ``at`` (y of a horizontal one, x of a vertical one) from ``start`` to ``end``."""

    at: float
    start: float
    end: float


@dataclass
class Drawing:
    """What is drawn on a page, boxes in PDF space: left, bottom, right, top.

    ``pixels`` are those of its largest picture.
    """

    segments: list[tuple[float, float, float, float]] = field(default_factory=list)
    pictures: list[tuple[float, float, float, float]] = field(default_factory=list)
    objects: int = 0
    pixels: int = 0
    corners: Any = field(default_factory=lambda: (ctypes.c_float * 4)())
    """What PDFium writes bounds into: left, bottom, right, top."""

    @cached_property
    def pointers(self) -> list[Any]:
        """The addresses of the four ``corners``."""
        kind = ctypes.POINTER(ctypes.c_float)
        return [ctypes.cast(ctypes.byref(self.corners, 4 * number), kind) for number in range(4)]


_Matrix = tuple[float, float, float, float, float, float]


def read_drawing(page: Any) -> Drawing:
    """The lines and pictures of an open PDFium page, at most MAX_OBJECTS objects of it."""
    drawing = Drawing()
    for handle in _objects(page, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject):
        _walk(handle, None, 0, drawing)
        if drawing.objects > MAX_OBJECTS:
            break
    return drawing


def _objects(parent: Any, count: Callable[[Any], int], fetch: Callable[[Any, int], Any]) -> Iterator[Any]:
    for index in range(count(parent)):
        yield fetch(parent, index)


def _walk(handle: Any, outer: _Matrix | None, depth: int, drawing: Drawing) -> None:
    """Collect the lines and pictures of one page object, forms opened."""
    drawing.objects += 1
    kind = pdfium.FPDFPageObj_GetType(handle)
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        _path(handle, outer, drawing)
    elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        drawing.pictures.append(_bounds(handle, outer, drawing))
        drawing.pixels = max(drawing.pixels, _pixels(handle))
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
        inner = _times(_matrix(handle), outer)
        for child in _objects(handle, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject):
            if drawing.objects > MAX_OBJECTS:
                return
            _walk(child, inner, depth + 1, drawing)


def _pixels(handle: Any) -> int:
    """How many pixels the data of a picture say that it has."""
    width, height = ctypes.c_uint(), ctypes.c_uint()
    pdfium.FPDFImageObj_GetImagePixelSize(handle, ctypes.byref(width), ctypes.byref(height))
    return width.value * height.value


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


def _bounds(handle: Any, outer: _Matrix | None, drawing: Drawing) -> tuple[float, float, float, float]:
    pdfium.FPDFPageObj_GetBounds(handle, *drawing.pointers)
    left, bottom, right, top = drawing.corners
    if outer is None:
        return left, bottom, right, top
    a, b, c, d, e, f = outer
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _path(handle: Any, outer: _Matrix | None, drawing: Drawing) -> None:
    left, bottom, right, top = _bounds(handle, outer, drawing)
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


def _subpath(points: list[tuple[float, float]], stroke: bool, drawing: Drawing) -> None:
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


def edges(drawing: Drawing, frame: Frame) -> tuple[tuple[Edge, ...], tuple[Edge, ...]]:
    """Horizontal and vertical edges as read, a thin picture counting as a line.

    Those within a page's width beside the page are kept: a table may be wider than its paper.
    """
    horizontal: list[Edge] = []
    vertical: list[Edge] = []
    thin = [p for p in drawing.pictures if min(p[2] - p[0], p[3] - p[1]) <= _THIN]
    for segment in (*drawing.segments, *thin):
        x0, y0, x1, y1 = frame.box(*segment)
        if not (x1 >= -frame.width and y1 >= 0 and x0 <= 2 * frame.width and y0 <= frame.height):
            continue
        if x1 - x0 >= y1 - y0:
            horizontal.append(Edge((y0 + y1) / 2, x0, x1))
        else:
            vertical.append(Edge((x0 + x1) / 2, y0, y1))
    return tuple(horizontal), tuple(vertical)
