"""What a printed number can stand for: an interval on exact fractions, either end open, closed or unbounded.

The semantics are those of XBRL Calculations 1.1: a rounded number stands for the closed
interval of half a step on either side (so half-up and half-even are both accepted), a
truncated one for the half-open interval away from zero, and two numbers are consistent when
their intervals meet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

Number = Fraction | int


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from ``low`` to ``high``; an end that is None is unbounded, and open."""

    low: Fraction | None
    high: Fraction | None
    low_closed: bool = True
    high_closed: bool = True

    def __post_init__(self) -> None:
        if self.low is None:
            object.__setattr__(self, "low_closed", False)
        if self.high is None:
            object.__setattr__(self, "high_closed", False)
        if self.low is not None and self.high is not None:
            closed = self.low_closed and self.high_closed
            if self.low > self.high or (self.low == self.high and not closed):
                raise ValueError(f"empty interval from {self.low} to {self.high}")

    def __contains__(self, number: Number) -> bool:
        above = self.low is None or self.low < number or (self.low_closed and self.low == number)
        below = self.high is None or number < self.high or (self.high_closed and self.high == number)
        return above and below

    def __add__(self, other: Interval) -> Interval:
        """The sums; an end belongs only if it belongs to both terms."""
        return Interval(
            None if self.low is None or other.low is None else self.low + other.low,
            None if self.high is None or other.high is None else self.high + other.high,
            self.low_closed and other.low_closed,
            self.high_closed and other.high_closed,
        )

    def __neg__(self) -> Interval:
        return Interval(
            None if self.high is None else -self.high,
            None if self.low is None else -self.low,
            self.high_closed,
            self.low_closed,
        )

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def scale(self, weight: Number) -> Interval:
        """Every number times ``weight``; a negative weight swaps the ends, zero gives the point 0."""
        if weight == 1:
            return self
        if weight == 0:
            return exact(Fraction(0))
        if weight < 0:
            return (-self).scale(-weight)
        return Interval(
            None if self.low is None else self.low * weight,
            None if self.high is None else self.high * weight,
            self.low_closed,
            self.high_closed,
        )

    def below(self, other: Interval) -> bool:
        """Whether every number of this interval is less than every number of the other."""
        if self.high is None or other.low is None:
            return False
        if self.high == other.low:
            return not (self.high_closed and other.low_closed)
        return self.high < other.low

    def meets(self, other: Interval) -> bool:
        """Whether some number belongs to both."""
        return not self.below(other) and not other.below(self)

    @property
    def bounded(self) -> bool:
        """Whether both ends are numbers."""
        return self.low is not None and self.high is not None


def exact(value: Fraction) -> Interval:
    """The point ``value``."""
    return Interval(value, value)


def rounded(value: Fraction, step: Fraction) -> Interval:
    """What rounds to ``value`` at ``step`` (one in the last printed place), half-up or half-even."""
    return Interval(value - step / 2, value + step / 2)


def truncated(value: Fraction, step: Fraction) -> Interval:
    """What is cut off to ``value`` at ``step``: away from zero, up to the next step, which is open."""
    if value > 0:
        return Interval(value, value + step, high_closed=False)
    if value < 0:
        return Interval(value - step, value, low_closed=False)
    return Interval(-step, step, low_closed=False, high_closed=False)


def hull(points: Iterable[Fraction]) -> Interval:
    """The smallest closed interval that holds all ``points``; ValueError when there are none."""
    values = list(points)
    return Interval(min(values), max(values))
