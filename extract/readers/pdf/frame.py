"""The coordinates of a page: where PDF counts from the lower left, we count from the top left.

``turn`` is a number of quarter turns counterclockwise (0 to 3): the direction in which text runs,
or how a page has to be looked at to be upright.  A page is read in the direction of most of its
text, and places are given as the page is shown; the two differ where somebody scanned or printed
a page sideways.
"""

from __future__ import annotations

from dataclasses import dataclass

from extract.model import BBox


@dataclass(frozen=True, slots=True)
class Frame:
    """One page's box in PDF space (points), the turn it is read with and the turn it is shown with."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int = 0
    shown: int = 0

    @property
    def width(self) -> float:
        """Width in points as the page is read."""
        return self.right - self.left if self.turn % 2 == 0 else self.top - self.bottom

    @property
    def height(self) -> float:
        """Height in points as the page is read."""
        return self.top - self.bottom if self.turn % 2 == 0 else self.right - self.left

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of PDF space as read: from the top left, downwards."""
        return self._map(x, y, self.turn)

    def box(self, left: float, bottom: float, right: float, top: float) -> BBox:
        """A rectangle of PDF space as read."""
        (xa, ya), (xb, yb) = self.point(left, bottom), self.point(right, top)
        return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)

    def place(self, x0: float, y0: float, x1: float, y1: float) -> BBox:
        """A rectangle as read, given as the page is shown, rounded to a hundredth of a point."""
        if self.turn != self.shown:
            (xa, ya), (xb, yb) = (self._map(*self._back(x, y), self.shown) for x, y in ((x0, y0), (x1, y1)))
            x0, y0, x1, y1 = min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)
        return round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2)

    def _map(self, x: float, y: float, turn: int) -> tuple[float, float]:
        if turn == 0:
            return x - self.left, self.top - y
        if turn == 1:
            return y - self.bottom, x - self.left
        if turn == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def _back(self, x: float, y: float) -> tuple[float, float]:
        if self.turn == 0:
            return x + self.left, self.top - y
        if self.turn == 1:
            return y + self.left, x + self.bottom
        if self.turn == 2:
            return self.right - x, y + self.bottom
        return self.right - y, self.top - x
