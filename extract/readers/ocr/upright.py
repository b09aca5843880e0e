"""A picture of a page made upright: turned by quarters, then by the fraction of a degree it was fed askew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from extract.model import BBox
from extract.readers.pdf.frame import Frame

_MOST = 3.0
"""Degrees that a sheet may be fed askew."""
_LEAST = 0.02
_STEPS = ((600, _MOST, 0.25), (1200, 0.25, 0.05), (1200, 0.05, 0.01))
"""How the angle is sought: width of the picture looked at, degrees either side, step."""
_BLOCK, _CONTRAST = 51, 14


@dataclass(frozen=True, slots=True)
class Scanned(Frame):
    """The frame of a page that was made upright; ``back`` maps points as read to points as shown.

    It holds a, b, c, d, e, f of x' = ax + by + c, y' = dx + ey + f.
    """

    back: tuple[float, ...] = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)

    def place(self, x0: float, y0: float, x1: float, y1: float) -> BBox:
        """A rectangle as read, given as the page is shown: the smallest upright one around it."""
        a, b, c, d, e, f = self.back
        corners = [(a * x + b * y + c, d * x + e * y + f) for x in (x0, x1) for y in (y0, y1)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return round(min(xs), 2), round(min(ys), 2), round(max(xs), 2), round(max(ys), 2)


@dataclass(frozen=True, slots=True)
class Upright:
    """A grey picture as read, its ink (255 where there is any), and the way back to the page as shown."""

    grey: Any
    ink: Any
    back: Any

    def turned(self, quarters: int) -> Upright:
        """The same turned counterclockwise by quarters."""
        if quarters % 4 == 0:
            return self
        turn = _quarter(self.grey.shape, quarters % 4)
        return Upright(
            np.ascontiguousarray(np.rot90(self.grey, quarters)),
            np.ascontiguousarray(np.rot90(self.ink, quarters)),
            self.back @ np.linalg.inv(turn),
        )

    def frame(self, scale: float) -> Scanned:
        """Its frame in points, where a pixel is ``scale`` points."""
        back = self.back[:2].copy()
        back[:, 2] *= scale
        height, width = self.grey.shape
        return Scanned(
            0.0, 0.0, width * scale, height * scale, back=tuple(float(number) for number in back.ravel())
        )


def straighten(grey: Any) -> Upright:
    """The picture turned so that its lines run level."""
    angle = skew(find_ink(grey))
    height, width = grey.shape
    if abs(angle) < _LEAST:
        return Upright(grey, find_ink(grey), np.eye(3))
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    paper = int(np.percentile(grey, 80))
    level = cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=paper)
    return Upright(level, find_ink(level), np.linalg.inv(np.vstack([turn, (0.0, 0.0, 1.0)])))


def find_ink(grey: Any) -> Any:
    """255 where a picture is darker than its surroundings, else 0: uneven light does not matter."""
    smooth = cv2.GaussianBlur(grey, (3, 3), 0)
    return cv2.adaptiveThreshold(
        smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _BLOCK, _CONTRAST
    )


def skew(ink: Any) -> float:
    """Degrees by which to turn ink counterclockwise so that its lines run level, to a hundredth.

    Level lines make the sums of the rows differ most from one row to the next.
    """
    best = 0.0
    for width, reach, step in _STEPS:
        factor = min(width / ink.shape[1], 1.0)
        small = cv2.resize(ink, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        angles = best + np.arange(-round(reach / step), round(reach / step) + 1) * step
        best = float(max(angles, key=lambda angle: (_level(small, angle), -abs(angle))))
    return best


def _level(ink: Any, angle: float) -> float:
    height, width = ink.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    sums = cv2.warpAffine(ink, turn, (width, height), flags=cv2.INTER_LINEAR).sum(axis=1, dtype=np.float64)
    return float((np.diff(sums) ** 2).sum())


def _quarter(shape: tuple[int, int], quarters: int) -> Any:
    """The matrix that takes a place in a picture of this shape to its place in the turned one."""
    height, width = shape
    turn = np.eye(3)
    for _ in range(quarters):
        turn = np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, width - 1.0], [0.0, 0.0, 1.0]]) @ turn
        height, width = width, height
    return turn
