"""Boxes around text cut into pieces that are read one by one: a piece crosses no line and no wide gap.

What stands on both sides of a line or of a gap would be read as one word otherwise: 表2 2023年度 as 22023.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import cv2
import numpy as np

from extract.readers.pdf.drawing import Edge

_GAP = 0.8
"""A white gap so many heights of a line wide parts two pieces."""
_PAD = 0.2
_THIN = 0.2
"""Anything narrower, as a share of its height, is no character: a 1 is wider."""
_SOLID = 0.5
"""How much of its box a dash fills: specks of grain that lie side by side do not."""
_IN_LINE = 2.5
"""Points."""
_LONG, _FRINGE = 3.0, 0.25
"""In a piece so many times as long as high, ink up to such a share of the height may be another line's."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in pixels: the ink from x0 to x1 and from top to bottom, the line from y0 to y1.

    ``cut`` says that it was cut off where the ink goes on: a line runs through it.
    """

    x0: int
    y0: int
    x1: int
    y1: int
    top: int
    bottom: int
    cut: bool = False

    @property
    def height(self) -> int:
        """The height of its ink."""
        return self.bottom - self.top

    def runs(self, ink: Any) -> list[tuple[int, int]]:
        """The runs of columns with ink, from and to in pixels of the page."""
        part = ink[self.top : self.bottom, self.x0 : self.x1]
        return [(self.x0 + a, self.x0 + b) for a, b in _runs(part.any(axis=0))]


def pad(piece: Piece) -> int:
    """How much of the paper beside its ink is shown to the models."""
    return max(round(_PAD * (piece.y1 - piece.y0)), 2)


def pieces(ink: Any, boxes: Iterable[Any], uprights: Sequence[Edge], scale: float) -> list[Piece]:
    """The pieces of the boxes (four corners each) that stand level."""
    found: list[Piece] = []
    for box in boxes:
        x0, y0 = (max(int(part), 0) for part in box.min(axis=0))
        x1, y1 = (int(part) + 1 for part in box.max(axis=0))
        for upper, lower in _rows(ink[y0:y1, x0:x1]):
            found += _columns(ink, (x0, y0 + upper, x1, y0 + lower), uprights, scale)
    return found


def _rows(part: Any) -> list[tuple[int, int]]:
    """A box of several lines (words set one above the other) cut between them, else the whole box."""
    height, width = part.shape
    runs = _runs(part.any(axis=1))
    if height < 1.4 * width or len(runs) < 2:
        return [(0, height)]
    lines: list[tuple[int, int]] = []
    for start, end in runs:
        # strokes of one character make it no higher than wide
        if lines and end - lines[-1][0] <= 1.15 * width:
            lines[-1] = (lines[-1][0], end)
        else:
            lines.append((start, end))
    bounds = [0, *((a[1] + b[0]) // 2 for a, b in pairwise(lines)), height]
    return list(pairwise(bounds))


def _columns(
    ink: Any, box: tuple[int, int, int, int], uprights: Sequence[Edge], scale: float
) -> Iterator[Piece]:
    x0, y0, x1, y1 = box
    middle = (y0 + y1) / 2 * scale
    lines = sorted(
        edge.at / scale - x0
        for edge in uprights
        if x0 + 2 < edge.at / scale < x1 - 2 and edge.start < middle < edge.end
    )
    part = ink[y0:y1, x0:x1]
    runs = _runs(part.any(axis=0))
    groups: list[tuple[int, int, bool]] = []
    for start, end in runs:
        if groups:
            before, last, cut = groups[-1]
            line = next((at for at in lines if last - 2 <= at <= start + 2), None)
            if line is None and start - last < _GAP * (y1 - y0):
                groups[-1] = (before, end, cut)
                continue
            close = line is not None and start - last < 0.2 * (y1 - y0)
            if close:
                groups[-1] = (before, last, True)
            groups.append((start, end, close))
        else:
            groups.append((start, end, False))
    for start, end, cut in groups:
        top, bottom = _own_rows(part[:, start:end])
        if end - start < _THIN * (bottom - 1 - top) > _THIN * 0.6 * (y1 - y0):
            continue  # what is left of a line
        yield Piece(x0 + start, y0, x0 + end, y1, y0 + top, y0 + bottom, cut)


def _own_rows(part: Any) -> tuple[int, int]:
    """From where to where the ink of a piece reaches, without that of the line above or below it."""
    height, width = part.shape
    runs = _runs(part.any(axis=1))
    top, bottom = runs[0][0], runs[-1][1]
    if width < _LONG * height:
        return top, bottom
    if len(runs) > 1 and top == 0 and runs[0][1] < _FRINGE * height:
        top = runs[1][0]
    if len(runs) > 1 and bottom == height and height - runs[-1][0] < _FRINGE * height:
        bottom = runs[-2][1]
    return top, bottom


def _runs(present: Any) -> list[tuple[int, int]]:
    """The runs (start, end) of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], present.astype(np.int8), [0]))))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def crop(grey: Any, piece: Piece, loose: bool = False) -> Any:
    """The picture of a piece as the models take it; ``loose`` with more paper around it, for a second look."""
    beside = pad(piece)
    part = grey[max(piece.y0, 0) : piece.y1, max(piece.x0 - beside, 0) : piece.x1 + beside]
    left = beside - min(piece.x0, beside)
    right = beside - min(max(grey.shape[1] - piece.x1, 0), beside)
    above = beside if loose else 0
    framed = cv2.copyMakeBorder(part, above, above, left + above, right + above, cv2.BORDER_REPLICATE)
    return cv2.cvtColor(framed, cv2.COLOR_GRAY2BGR)


def left_over(
    ink: Any, found: Sequence[Piece], height: float, uprights: Sequence[Edge], scale: float
) -> list[Piece]:
    """Pieces around ink in no piece that is about as high as a line of ``height`` pixels or a dash of it.

    What is as thin as a line, or nearly so and in line with one, is a part of one and no 1.
    """
    columns_of_lines = [edge.at / scale for edge in uprights]
    rest = ink.copy()
    for piece in found:
        rest[piece.y0 : piece.y1, max(piece.x0 - 2, 0) : piece.x1 + 2] = 0
    joined = cv2.dilate(rest, np.ones((1, max(round(0.35 * height), 1)), np.uint8))
    count, _, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    made: list[Piece] = []
    for number in range(1, count):
        x, y, width, tall, _ = (int(part) for part in boxes[number])
        part = rest[y : y + tall, x : x + width]
        columns = np.flatnonzero(part.any(axis=0))
        x0, x1 = x + int(columns[0]), x + int(columns[-1]) + 1
        digit = 0.5 * height <= tall <= 1.5 * height and x1 - x0 >= 0.12 * height
        full = (part[:, columns[0] : columns[-1] + 1] > 0).mean() >= _SOLID
        dash = tall < 0.3 * height and x1 - x0 >= 0.3 * height and full
        in_line = any(abs((x0 + x1) / 2 - at) < _IN_LINE / scale for at in columns_of_lines)
        if x1 - x0 < (0.35 if in_line else _THIN) * tall:
            continue
        if digit or dash:
            margin = max(round((1.35 * height - tall) / 2), round(0.15 * height))
            made.append(Piece(x0, max(y - margin, 0), x1, min(y + tall + margin, ink.shape[0]), y, y + tall))
    return made
