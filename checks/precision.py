"""How exactly a printed figure is meant: its interval in base units.

Reports do not say how exact a figure is, so its digits do.  *Strict*: a figure is as exact as
the finest figure of the same unit in the claim ("预算1万元、执行0.53万元" makes the 1 mean 1.00).
*Own*: it is as exact as its own last printed digit.  Scores, heads and things are exact.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from checks.interval import Interval, exact, rounded, truncated
from extract.model import Figure
from extract.unit import factor, is_measured, kind, to_base

_LOOSE = {"about", "planned"}


def base_value(figure: Figure) -> Fraction:
    """The printed value in the base unit of its kind."""
    return to_base(figure.value, figure.unit)


def own_step(figure: Figure) -> Fraction:
    """One in the last printed place, in the base unit."""
    return Fraction(figure.step) * factor(figure.unit)


def is_exact(figure: Figure) -> bool:
    """Whether the printed number is the number itself: scores, whole heads and things, none at all."""
    sort = kind(figure.unit)
    if sort == "score" or is_nothing(figure):
        return True
    whole = figure.step >= 1 and factor(figure.unit) == 1
    if not sort and figure.measure in ("count", "headcount"):
        return whole
    return sort in {"headcount", "count"} and whole and not is_measured(figure.unit)


def is_nothing(figure: Figure) -> bool:
    """Whether a 0 without decimals is printed where it says that there is none, not a small rate."""
    ratio = kind(figure.unit) in {"percent", "points", "multiple"}
    return figure.value == 0 and figure.step >= 1 and not ratio


def strict_steps(figures: Iterable[Figure]) -> dict[Figure, Fraction]:
    """For each figure the finest step of its unit among all of them, in base units."""
    every = list(figures)
    finest: dict[str, Fraction] = {}
    for figure in every:
        step = own_step(figure)
        finest[figure.unit] = min(step, finest.get(figure.unit, step))
    return {figure: finest[figure.unit] for figure in every}


def own_steps(figures: Iterable[Figure]) -> dict[Figure, Fraction]:
    """For each figure one in its own last printed place, in base units."""
    return {figure: own_step(figure) for figure in figures}


def bounds(figure: Figure, step: Fraction) -> Interval:
    """What ``figure`` can stand for when it is exact to ``step`` (base units)."""
    value = base_value(figure)
    plain = exact(value) if is_exact(figure) else rounded(value, step)
    match figure.qualifier:
        case "over" | "at_least":
            return Interval(plain.low, None)
        case "under" | "at_most":
            return Interval(None, plain.high)
        case "about" | "planned":
            width = max(own_step(figure), last_nonzero_place(figure) * factor(figure.unit))
            return Interval(value - width, value + width)
    return plain


def cut_bounds(figure: Figure, step: Fraction) -> Interval | None:
    """What ``figure`` can stand for if it was cut off instead of rounded; None if it cannot have been."""
    if figure.qualifier or is_nothing(figure):
        return None
    return truncated(base_value(figure), step)


def is_loose(figure: Figure) -> bool:
    """Whether the words around the figure make it an approximate or a planned one."""
    return figure.qualifier in _LOOSE


def last_nonzero_place(figure: Figure) -> Fraction:
    """One in the place of the last digit that is not 0: 100 for 1500, 1/10 for 12.30."""
    if figure.value == 0:
        return Fraction(figure.step)
    return Fraction(10) ** int(figure.value.normalize().as_tuple().exponent)


def significant_digits(figure: Figure) -> int:
    """How many digits are printed from the first that is not 0."""
    units = abs(figure.value) / figure.step
    return 0 if units == 0 else len(str(int(units)))
