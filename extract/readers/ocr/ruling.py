"""Ruling lines in the ink of a picture: long and thin, level or upright."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np

from extract.readers.ocr.faint import follow
from extract.readers.pdf.drawing import Edge

_ACROSS, _DOWN = 24.0, 11.0
"""Points that a line is long at least."""
_SURE, _LONG = 40.0, 90.0
"""Anything shorter may be the stroke of a character or a dash, unless it runs from line to line; so may what is
not long and has ink beside it: the feet of bold digits."""
_THICK = 5.0
_GAP = 1.0
"""Points of a line that may be missing."""
_NEAR = 1.2
_BESIDE = 1.5
_CLEAR, _CLEAR_LONG = 0.6, 0.2
"""How much of a line (of one longer than _SURE) has no ink within _BESIDE points on both sides: strokes have."""
_OVER = 14.0
"""Points by which the stroke of a character that touches a line may seem to prolong it."""
_STEP = np.ones((3, 1), np.uint8)

Found = list[tuple[Edge, int]]
"""Lines with the number of the patch of ink that each is."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """The lines of a picture: level ones, upright ones, and the patches that their ink is part of."""

    across: Found
    down: Found
    level: Any
    upright: Any

    @property
    def horizontal(self) -> tuple[Edge, ...]:
        """The level lines in points."""
        return tuple(edge for edge, _ in self.across)

    @property
    def vertical(self) -> tuple[Edge, ...]:
        """The upright lines in points."""
        return tuple(edge for edge, _ in self.down)

    def cover(self) -> Any:
        """255 where the ink of the lines is, and a little around it."""
        mask = cv2.bitwise_or(
            _patches(self.level, self.across), np.ascontiguousarray(_patches(self.upright, self.down).T)
        )
        return cv2.dilate(mask, np.ones((3, 3), np.uint8))

    def without_strokes(self, ink: Any, boxes: Sequence[Any], scale: float) -> Ruling:
        """Without short upright lines close between characters, and so part of one.

        ``ink`` is that of the picture without the lines.  A line in line with others counts as a stroke only
        inside one of ``boxes`` around text.
        """
        if not boxes:
            return self
        extents = [(box.min(axis=0), box.max(axis=0)) for box in boxes]
        near = 0.3 * float(np.median([low[1] - high[1] for high, low in extents]))
        strokes: set[int] = set()
        for edge, number in self.down:
            if edge.end - edge.start >= _SURE:
                continue
            at, middle = edge.at / scale, (edge.start + edge.end) / 2 / scale
            alone = not any(abs(other.at - edge.at) < 1.5 for other, n in self.down if n != number)
            inside = any(x0 + near < at < x1 - near and y0 < middle < y1 for (x0, y0), (x1, y1) in extents)
            # what stands above and below the level lines that it runs between is beside it no more
            quarter = (edge.end - edge.start) / 4
            rows = slice(int((edge.start + quarter) / scale), int((edge.end - quarter) / scale) + 1)
            sides = ((max(at - near, 0), at), (at, at + near))
            if (alone or inside) and all(ink[rows, int(a) : int(b) + 1].any() for a, b in sides):
                strokes.add(number)
        return replace(self, down=[part for part in self.down if part[1] not in strokes]) if strokes else self


def find_lines(grey: Any, ink: Any, scale: float) -> Ruling:
    """The lines in a grey picture with this ink, where a pixel is ``scale`` points."""
    across, level = _lines(grey, ink, scale, _ACROSS)
    down, upright = _lines(np.ascontiguousarray(grey.T), np.ascontiguousarray(ink.T), scale, _DOWN)
    free_down, free_across = _free(down, ink.T, upright, scale), _free(across, ink, level, scale)
    for _ in range(2):  # what one pass takes away may have held up something
        down = _held(down, [edge for edge, _ in across], free_down)
        across = _held(across, [edge for edge, _ in down], free_across)
    return Ruling(_ended(across, down), _ended(down, across), level, upright)


def _lines(grey: Any, ink: Any, scale: float, least: float) -> tuple[Found, Any]:
    """The level lines.  Ink is widened up and down first, since a line that is not quite level has steps."""
    gap = np.ones((1, max(round(_GAP / scale), 1)), np.uint8)
    bar = np.ones((1, max(round(least / scale), 5)), np.uint8)
    wide = cv2.morphologyEx(cv2.dilate(ink, _STEP), cv2.MORPH_CLOSE, gap)
    long = cv2.morphologyEx(wide, cv2.MORPH_OPEN, bar)
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(long, connectivity=8)
    found: Found = []
    for number in range(1, count):
        x, y, width, height, area = (int(part) for part in boxes[number])
        # what a slanted line rises is not its thickness
        thin = area / width <= _THICK / scale + 2 and height <= max(2.5 * _THICK / scale, 0.02 * width)
        line = labels[y : y + height, x : x + width] == number
        least = _CLEAR if width * scale < _SURE else _CLEAR_LONG
        if thin and _clear(ink, line, x, y, scale) >= least:
            found.append((Edge((y + height / 2) * scale, x * scale, (x + width) * scale), number))
    return follow(found, labels, grey, scale)


def _free(found: Found, ink: Any, labels: Any, scale: float) -> set[int]:
    """The numbers of the lines that stand by themselves: long ones, and those with hardly any ink beside them."""
    free: set[int] = set()
    for edge, number in found:
        row, reach = edge.at / scale, 2.5 * _THICK / scale
        top, left = max(int(row - reach), 0), max(int(edge.start / scale), 0)
        line = labels[top : int(row + reach) + 1, left : int(edge.end / scale) + 1] == number
        line = line[:, line.any(axis=0)]
        if edge.end - edge.start >= _LONG or _clear(ink, line, left, top, scale) >= _CLEAR:
            free.add(number)
    return free


def _clear(ink: Any, line: Any, x: int, y: int, scale: float) -> float:
    """The share of a line with no ink beside it; its pixels from (x, y) on are True in ``line``."""
    height, width = line.shape
    columns = np.arange(width)
    first, last = line.argmax(axis=0), height - 1 - line[::-1].argmax(axis=0)
    free = np.ones(width, bool)
    for step in range(2, max(round(_BESIDE / scale), 2) + 1):
        above, below = np.maximum(y + first - step, 0), np.minimum(y + last + step, ink.shape[0] - 1)
        free &= (ink[above, x + columns] == 0) & (ink[below, x + columns] == 0)
    return float(free.mean())


def _held(found: Found, others: Sequence[Edge], free: set[int]) -> Found:
    """The lines that are long and ``free``, or run from one of ``others`` to another."""
    return [
        (edge, number)
        for edge, number in found
        if (edge.end - edge.start >= _SURE and number in free)
        or all(
            any(abs(other.at - end) <= _NEAR and _meets(edge, other) for other in others)
            for end in (edge.start, edge.end)
        )
    ]


def _ended(found: Found, others: Found) -> Found:
    """The lines without what goes on a little beyond the last line that they meet, towards none."""
    ended: Found = []
    for edge, number in found:
        met = [
            other.at
            for other, _ in others
            if _meets(edge, other) and edge.start - _NEAR <= other.at <= edge.end + _NEAR
        ]
        start, end = edge.start, edge.end
        if met and 3 < min(met) - start < _OVER:
            start = min(met)
        if met and 3 < end - max(met) < _OVER:
            end = max(met)
        ended.append((Edge(edge.at, start, end), number))
    return ended


def _meets(edge: Edge, other: Edge) -> bool:
    """Whether a line across ``edge`` is long enough to reach it."""
    return other.start - 3 <= edge.at <= other.end + 3


def _patches(labels: Any, found: Found) -> Any:
    kept = np.zeros(int(labels.max()) + 1, np.uint8)
    kept[[number for _, number in found]] = 255
    return kept[labels]
