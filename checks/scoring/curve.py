"""A scoring rule as a function of one rate, and the formula that applies it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from checks.formula import Dimensions, Formula, MismatchError, plain_fraction
from checks.scoring.reach import Reach
from extract.model import Figure

Grain = Literal["exact", "floor", "ceil"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Over ``reach`` the score is ``points``, less ``deduct`` for every ``each`` that the rate is from ``edge``.

    ``rate`` is what a linear rule multiplies the rate with, added to ``points``.  ``shared``: 按比例, the
    part of ``points`` that the rate is of ``edge``.  Rates are plain ratios (1 is 100%), points are points.
    """

    reach: Reach
    points: Fraction
    deduct: Fraction = Fraction(0)
    each: Fraction = Fraction(0)
    edge: Fraction = Fraction(0)
    rate: Fraction = Fraction(0)
    shared: bool = False

    @property
    def flat(self) -> bool:
        """Whether it gives the same points everywhere."""
        return not (self.deduct or self.rate or self.shared)

    def score(self, value: Fraction, grain: Grain, way: int = 0) -> Fraction:
        """The points at ``value``, never below 0.

        ``grain`` tells what becomes of an incomplete ``each``, ``way`` (0 to 3) what 按比例 is of.
        """
        if self.shared:
            found = self._shares(value)
            return max(Fraction(0), self.points * found[min(way, len(found) - 1)])
        if not self.deduct:
            return self.points + self.rate * value
        steps = abs(value - self.edge) / self.each
        if grain != "exact":
            steps = Fraction(floor(steps) if grain == "floor" else ceil(steps))
        return max(Fraction(0), self.points - self.deduct * steps)

    def _shares(self, value: Fraction) -> list[Fraction]:
        """What part of the points may be meant: the rate itself, against its end, what is short of it, from band to band."""
        edge, reach = self.edge, self.reach
        if reach.high != edge:
            over = 1 - (value - edge)
            return [over, edge / value, 1 - (value - edge) / edge] if edge and value else [over]
        found = [value, 1 - (edge - value)]
        if edge:
            found.append(value / edge)
        if reach.low is not None:
            found.append((value - reach.low) / (edge - reach.low))
        return found


@dataclass(frozen=True, slots=True)
class Curve:
    """The pieces of a rule, one reading of its ends and of incomplete steps; scores stay within 0 and ``top``."""

    pieces: tuple[Piece, ...]
    top: Fraction
    lower: bool = True
    grain: Grain = "exact"
    way: int = 0

    def piece(self, value: Fraction) -> Piece | None:
        """The piece that ``value`` falls in, None where the rule says nothing of it."""
        return next((p for p in self.pieces if p.reach.holds(value, self.lower)), None)

    def score(self, value: Fraction) -> Fraction | None:
        """The score at ``value``, None where the rule says nothing of it."""
        found = self.piece(value)
        if found is None:
            return None
        return max(Fraction(0), min(self.top, found.score(value, self.grain, self.way)))


def readings(curve: Curve) -> tuple[Curve, ...]:
    """Every way the printed rule can be read: which band an end belongs to, what an incomplete step costs."""
    grains: Iterable[Grain] = (
        ("exact", "floor", "ceil") if any(p.deduct for p in curve.pieces) else ("exact",)
    )
    ways = range(4) if any(p.shared for p in curve.pieces) else range(1)
    bounded = tuple(p for p in curve.pieces if not p.reach.is_everything)
    rest = tuple(p for p in curve.pieces if p.reach.is_everything)
    orders = dict.fromkeys(((*bounded, *rest), (*bounded[::-1], *rest)))
    return tuple(
        replace(curve, pieces=pieces, lower=lower, grain=grain, way=way)
        for grain in grains
        for way in ways
        for lower in (True, False)
        for pieces in orders
    )


@dataclass(frozen=True)
class Scored(Formula):
    """The score that ``curve`` gives for ``rate``."""

    curve: Curve
    rate: Formula

    def figures(self) -> tuple[Figure, ...]:
        return self.rate.figures()

    def evaluate(self, values: Mapping[Figure, Fraction]) -> Fraction:
        value = self.curve.score(self.rate.evaluate(values))
        if value is None:
            raise MismatchError("评分标准没有规定这一比率如何计分")
        return value

    def dimensions(self) -> Dimensions:
        if "ratio" not in self.rate.dimensions():
            raise MismatchError("评分标准针对比率，所给数据不是比率")
        return frozenset({"score"})

    def show(self, units: bool) -> str:
        value = self.rate.value()
        found = self.curve.piece(value)
        rate = self.rate.show(units)
        if found is None:
            return f"评分标准({rate})"
        if found.rate:
            base = f"{plain_fraction(found.points)} + " if found.points else ""
            return f"{base}{plain_fraction(found.rate)} × {rate}".replace("+ -", "− ")
        if found.shared:
            part = found.score(value, self.curve.grain, self.curve.way) / found.points
            return f"{plain_fraction(found.points)} × {_percent(Fraction(round(part * 10_000), 10_000))}"
        if found.deduct:
            gap = f"{_percent(abs(value - found.edge))} ÷ {_percent(found.each)}"
            return f"{plain_fraction(found.points)} − {plain_fraction(found.deduct)} × {gap}"
        return f"{_words(found.reach)}得{plain_fraction(found.points)}"


def _words(reach: Reach) -> str:
    if reach.low is not None and reach.high is not None:
        return _percent(reach.low) if reach.is_point else f"{_percent(reach.low)}至{_percent(reach.high)}"
    if reach.low is not None:
        return f"{_percent(reach.low)}以上" if reach.low_closed is not False else f"超过{_percent(reach.low)}"
    if reach.high is not None:
        return (
            f"{_percent(reach.high)}以下" if reach.high_closed is not False else f"不足{_percent(reach.high)}"
        )
    return "其余"


def _percent(value: Fraction) -> str:
    return f"{plain_fraction(value * 100)}%"
