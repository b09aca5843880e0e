"""Characters that LibreOffice loses where it breaks a line of a table cell.

In a cell that is centred, justified or set to the right, LibreOffice (seen in 7.4) prints the space at
which it breaks a line and leaves out the character behind it: ``1,286.40 万元`` comes out as ``1,286.40``
over ``元``.  Nothing of the character is in the file.  A line set to the left keeps both.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

from extract.plain import ILLEGIBLE
from extract.readers.pdf.cell import by_cell
from extract.readers.pdf.glyph import Glyph
from extract.readers.pdf.grid import Grid
from extract.readers.pdf.line import CLOSING, rows

_NEAR = 1.0
"""Points within which lines of a cell keep to one edge or one middle."""
_STRETCHED = 1.1
"""A space so many times as wide as the digit before it was widened to fill its line: in no font it is wider."""


def loses_characters(document: Any) -> bool:
    """Whether an open PDFium document says that LibreOffice made it."""
    size = pdfium.FPDF_GetMetaText(document, b"Producer", None, 0)
    buffer = ctypes.create_string_buffer(max(size, 2))
    pdfium.FPDF_GetMetaText(document, b"Producer", buffer, size)
    return "LibreOffice" in buffer.raw.decode("utf-16-le", errors="replace")


def lost(grid: Grid, glyphs: Sequence[Glyph]) -> list[Glyph]:
    """An illegible character for each that is missing in the cells of a table, at its place."""
    return [mark for part in by_cell(grid, glyphs).values() for mark in _lost(rows(part))]


def _lost(printed: Sequence[Sequence[Glyph]]) -> Iterator[Glyph]:
    for row, after in pairwise(printed):
        if len(row) < 2 or row[-1].text != " " or after[0].text < "⺀" or after[0].text in CLOSING:
            continue
        last, space = row[-2:]
        wide = last.text.isdigit() and space.x1 - last.x1 > _STRETCHED * (last.x1 - last.x0)
        if "!" <= last.text <= "~" and (wide or _set_off(printed)):
            yield space._replace(text=ILLEGIBLE, x0=space.x1, x1=space.x1 + 0.1, sure=False)


def _set_off(printed: Sequence[Sequence[Glyph]]) -> bool:
    """Whether the lines of a cell keep to its middle or its right edge, and not to the left one."""
    lefts, rights = [row[0].x0 for row in printed], [row[-1].x1 for row in printed]
    middles = [(left + right) / 2 for left, right in zip(lefts, rights, strict=True)]
    return _spread(lefts) > _NEAR and min(_spread(middles), _spread(rights)) <= _NEAR


def _spread(places: Sequence[float]) -> float:
    return max(places) - min(places)
