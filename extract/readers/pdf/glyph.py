"""The characters of one page, taken from PDFium by its C interface.

PDFium reads the texts of every encoding that Chinese typesetters use, which the pure Python
parsers do not.  One call per character and property is what costs time, so everything that is
the same for a whole run of text (size, direction, colour) is asked once per run.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from extract.readers.pdf.frame import Frame
from extract.readers.pdf.radical import fold

_SPECIAL = frozenset((0x7F, 0xAD, 0xFEFF, 0xFFFE, 0xFFFF))
_LINE_END_HYPHEN = 2
"""What PDFium gives in place of a hyphen at the end of a line."""
MAX_CHARACTERS = 200_000
"""What is read of one page; the densest real pages hold some thousands."""
ODD = -1
"""The turn of text that runs in no direction of the page: watermarks, the rim of a seal."""


_NOT_DRAWN = (3, 7)
"""Text render modes that leave no ink."""


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


class _Calls(NamedTuple):
    """The functions asked for every character, taking plain addresses: that halves what a call costs."""

    run: Callable[[int, int], int | None]
    code: Callable[[int, int], int]
    box: Callable[[int, int, int], int]
    origin: Callable[[int, int, int, int], int]
    unmapped: Callable[[int, int], int]


@cache
def _calls() -> _Calls:
    pointer, number = ctypes.c_void_p, ctypes.c_int

    def bind(function: Any, result: Any, *arguments: Any) -> Any:
        address = ctypes.cast(function, pointer).value
        return ctypes.CFUNCTYPE(result, *arguments)(address or 0)

    return _Calls(
        run=bind(pdfium.FPDFText_GetTextObject, pointer, pointer, number),
        code=bind(pdfium.FPDFText_GetUnicode, ctypes.c_uint, pointer, number),
        box=bind(pdfium.FPDFText_GetLooseCharBox, number, pointer, number, pointer),
        origin=bind(pdfium.FPDFText_GetCharOrigin, number, pointer, number, pointer, pointer),
        unmapped=bind(pdfium.FPDFText_HasUnicodeMapError, number, pointer, number),
    )


Mark = tuple[int, str, float, float, int, float, float, bool]
"""A character in PDF space: index, text, left, right, style number, origin x and y, whether sure."""


def read_marks(text_page: Any) -> tuple[list[Mark], list[Style]]:
    """Every printed character of an open PDFium text page, and the styles of its runs."""
    box, origin = pdfium.FS_RECTF(), (ctypes.c_double * 2)()
    box_at = ctypes.addressof(box)
    x_at, y_at = ctypes.addressof(origin), ctypes.addressof(origin) + ctypes.sizeof(ctypes.c_double)
    handle = ctypes.cast(text_page, ctypes.c_void_p).value or 0
    run_of, code_of, box_of, origin_of, unmapped = _calls()
    reader = _StyleReader(text_page)
    styles: list[Style] = []
    known: dict[int, int] = {}
    marks: list[Mark] = []
    high = 0
    for index in range(min(pdfium.FPDFText_CountChars(text_page), MAX_CHARACTERS)):
        run = run_of(handle, index)
        if run is None:  # a space or line break that PDFium made up
            continue
        code = code_of(handle, index)
        sure = not unmapped(handle, index)
        if code < 0x20 or code in _SPECIAL or 0xD800 <= code < 0xE000:
            if 0xD800 <= code < 0xDC00:  # the first half of a pair, on platforms with 16-bit characters
                high = code
                continue
            if 0xDC00 <= code < 0xE000:
                code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
            elif code == _LINE_END_HYPHEN:
                code = 0x2D
            elif sure:
                continue
        high = 0
        number = known.get(run)
        if number is None:
            number = known[run] = len(styles)
            styles.append(reader.read(index))
        box_of(handle, index, box_at)
        origin_of(handle, index, x_at, y_at)
        x, y = origin
        marks.append((index, chr(code), box.left, box.right, number, x, y, sure))
    return marks, styles


class _StyleReader:
    """Asks for the properties of runs, using the same buffers for all of a page."""

    def __init__(self, text_page: Any) -> None:
        self._page = text_page
        self._matrix = pdfium.FS_MATRIX()
        self._matrix_at = ctypes.byref(self._matrix)
        self._parts = (ctypes.c_uint * 4)()
        self._parts_at = [
            ctypes.cast(ctypes.byref(self._parts, 4 * number), ctypes.POINTER(ctypes.c_uint))
            for number in range(4)
        ]

    def read(self, index: int) -> Style:
        """The style of the run that character ``index`` belongs to."""
        size = pdfium.FPDFText_GetFontSize(self._page, index)
        turn = 0
        if pdfium.FPDFText_GetMatrix(self._page, index, self._matrix_at):
            a, b, c, d = self._matrix.a, self._matrix.b, self._matrix.c, self._matrix.d
            size *= math.hypot(c, d)
            if b or a <= 0:
                degrees = math.degrees(math.atan2(b, a))
                quarter = round(degrees / 90)
                turn = quarter % 4 if abs(degrees - 90 * quarter) <= 3 else ODD
        pdfium.FPDFText_GetFillColor(self._page, index, *self._parts_at)
        mode = pdfium.FPDFTextObj_GetTextRenderMode(pdfium.FPDFText_GetTextObject(self._page, index))
        red, green, blue, alpha = self._parts
        return Style(abs(size), turn, red, green, blue, alpha, mode not in _NOT_DRAWN)


def main_turn(marks: Sequence[Mark], styles: Sequence[Style]) -> int | None:
    """The direction that most characters run in, None where no text runs along the page."""
    counts = Counter(mark[4] for mark in marks)
    turns: Counter[int] = Counter()
    for number, count in counts.items():
        turns[styles[number].turn] += count
    del turns[ODD]
    return min(turns, key=lambda turn: (-turns[turn], turn)) if turns else None


def place(text_page: Any, frame: Frame, marks: Sequence[Mark], styles: Sequence[Style]) -> Iterator[Glyph]:
    """The characters that stand on the page or within its width beside it, as read."""
    left, top, width, height = frame.left, frame.top, frame.width, frame.height
    for mark in marks:
        _, text, x0, x1, run, _, y, sure = mark
        size, turn = styles[run][:2]
        if turn == 0 and frame.turn == 0 and x1 > x0:
            x0, x1, base = x0 - left, x1 - left, top - y
        else:
            x0, x1, base, size = _turned(text_page, frame, mark, styles[run])
        if not (
            x1 >= -width and x0 <= 2 * width and base >= 0 and base - size <= height and 0.5 < size < 1e4
        ):
            continue  # far off the page, or no number at all
        if not sure:
            text = "\ufffd"
        elif "⹿" < text < "⿠" or text >= "豈":
            text = fold(text)
        yield Glyph(text, x0, x1, base, size, run, sure)


def _turned(text_page: Any, frame: Frame, mark: Mark, style: Style) -> tuple[float, float, float, float]:
    """x0, x1, baseline and size by the ink of a character: PDFium's advance boxes are for upright text."""
    index, text, _, _, _, x, y, _ = mark
    across, base = frame.point(x, y)
    size = style.size
    ink = [ctypes.c_double() for _ in range(4)]
    pdfium.FPDFText_GetCharBox(text_page, index, *(ctypes.byref(edge) for edge in ink))
    x0, top, x1, bottom = frame.box(ink[0].value, ink[2].value, ink[1].value, ink[3].value)
    if x1 - x0 < 0.01:
        x0, x1 = across, across + size * (0.5 if text < "⺀" else 1.0)
    if style.turn != frame.turn:
        base = bottom
    return x0, x1, base, size or bottom - top
