"""The range of a formula when each figure moves in its interval.

A figure takes the same end of its interval wherever it stands, so a growth rate is not
needlessly wide: a linear formula is ranged by interval arithmetic on its collected weights, a
node whose parts share no figure by the ranges of its parts, any other by its corners (every
node is monotone in each figure as long as no denominator's range touches zero; where one does,
there is no range).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product

from checks.formula import Formula, Minimum, Product, Ratio, Sum
from checks.interval import Interval, exact, hull
from extract.model import Figure

MAX_CORNER_FIGURES = 10


def span(formula: Formula, box: Mapping[Figure, Interval]) -> Interval | None:
    """The range of ``formula`` when each figure moves in its interval of ``box`` (base units).

    None where there is no range: a denominator may be zero, a figure of a non-linear formula
    is unbounded, or more than ``MAX_CORNER_FIGURES`` figures stand on both sides of a division.
    """
    linear = formula.weights()
    if linear is not None:
        weights, constant = linear
        total = exact(constant)
        for figure, weight in weights.items():
            total += box[figure].scale(weight)
        return total
    figures = formula.figures()
    inner = [part for part in formula.children() if part.figures()]
    if sum(len(part.figures()) for part in inner) == len(figures) and len(inner) == len(formula.children()):
        return _disjoint_span(formula, inner, box)
    if len(figures) > MAX_CORNER_FIGURES or not all(box[f].bounded for f in figures):
        return None
    if not all(_away_from_zero(span(part, box)) for part in _denominators(formula)):
        return None
    ends = [_ends(box[f]) for f in figures]
    return hull(formula.evaluate(dict(zip(figures, corner, strict=True))) for corner in product(*ends))


def _disjoint_span(formula: Formula, inner: list[Formula], box: Mapping[Figure, Interval]) -> Interval | None:
    """The range of a node whose children share no figure: combine the ranges of the children."""
    spans = [span(part, box) for part in inner]
    found = [one for one in spans if one is not None and one.bounded]
    if len(found) < len(spans):
        return None
    if isinstance(formula, Sum):
        total = exact(Fraction(0))
        for (weight, _), one in zip(formula.parts, found, strict=True):
            total += one.scale(weight)
        return total
    ends = [_ends(one) for one in found]
    if isinstance(formula, Minimum):
        return Interval(min(e[0] for e in ends), min(e[-1] for e in ends))
    if isinstance(formula, Ratio):
        if not _away_from_zero(found[1]):
            return None
        return hull(above / below for above in ends[0] for below in ends[1])
    if isinstance(formula, Product):
        return hull(one * two for one in ends[0] for two in ends[1])
    return None


def _denominators(formula: Formula) -> list[Formula]:
    found = [formula.denominator] if isinstance(formula, Ratio) else []
    return found + [d for child in formula.children() for d in _denominators(child)]


def _ends(interval: Interval) -> tuple[Fraction, ...]:
    assert interval.low is not None and interval.high is not None
    return (interval.low,) if interval.low == interval.high else (interval.low, interval.high)


def _away_from_zero(interval: Interval | None) -> bool:
    if interval is None:
        return False
    above = interval.low is not None and interval.low > 0
    return above or (interval.high is not None and interval.high < 0)
