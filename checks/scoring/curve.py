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

    ``rate`` is what a linear rule multiplies the rate with (then ``points`` is 0).  Rates are plain
    ratios (1 is 100%), points are points.
    """

    reach: Reach
    points: Fraction
    deduct: Fraction = Fraction(0)
    each: Fraction = Fraction(0)
    edge: Fraction = Fraction(0)
    rate: Fraction = Fraction(0)

    def score(self, value: Fraction, grain: Grain) -> Fraction:
        """The points at ``value``, never below 0; ``grain`` tells what becomes of an incomplete ``each``."""
        if not self.deduct:
            return self.points + self.rate * value
        steps = abs(value - self.edge) / self.each
        if grain != "exact":
            steps = Fraction(floor(steps) if grain == "floor" else ceil(steps))
        return max(Fraction(0), self.points - self.deduct * steps)


@dataclass(frozen=True, slots=True)
class Curve:
    """The pieces of a rule, one reading of its ends and of incomplete steps; scores stay within 0 and ``top``."""

    pieces: tuple[Piece, ...]
    top: Fraction
    lower: bool = True
    grain: Grain = "exact"

    def piece(self, value: Fraction) -> Piece | None:
        """The piece that ``value`` falls in, None where the rule says nothing of it."""
        return next((p for p in self.pieces if p.reach.holds(value, self.lower)), None)

    def score(self, value: Fraction) -> Fraction | None:
        """The score at ``value``, None where the rule says nothing of it."""
        found = self.piece(value)
        if found is None:
            return None
        return max(Fraction(0), min(self.top, found.score(value, self.grain)))


def readings(curve: Curve) -> tuple[Curve, ...]:
    """Every way the printed rule can be read: which band an end belongs to, what an incomplete step costs."""
    grains: Iterable[Grain] = (
        ("exact", "floor", "ceil") if any(p.deduct for p in curve.pieces) else ("exact",)
    )
    bounded = tuple(p for p in curve.pieces if not p.reach.is_everything)
    rest = tuple(p for p in curve.pieces if p.reach.is_everything)
    orders = dict.fromkeys(((*bounded, *rest), (*bounded[::-1], *rest)))
    return tuple(
        replace(curve, pieces=pieces, lower=lower, grain=grain)
        for grain in grains
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
            return f"{plain_fraction(found.rate)} × {rate}"
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
