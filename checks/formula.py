"""Formulas over printed figures: a small tree that prints itself and evaluates exactly.

Figures are evaluated in the base unit of their kind (元 for money, 1 for a plain ratio) as
exact fractions.  A new kind of node (bands, steps) needs ``evaluate``, ``dimensions`` and
``show``; ``checks.span`` then gives its range by its corners.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from extract.model import Figure
from extract.unit import kind, to_base

_DIMENSIONS = {"percent": "ratio", "points": "ratio", "multiple": "ratio", "headcount": "count"}
_NAMES = {
    "ratio": "比率",
    "count": "数量",
    "money": "金额",
    "foreign": "外币金额",
    "score": "分数",
    "": "单位不明的数",
}

_ZERO, _UNIT = Fraction(0), Fraction(1)

Dimensions = frozenset[str]


class MismatchError(ValueError):
    """Figures of different kinds are put together; the message says so in Chinese."""


@dataclass(frozen=True)
class Formula:
    """A node of the tree. ``level`` is its binding strength when printed: 1 sum, 2 product, 3 atom."""

    @property
    def level(self) -> int:
        return 3

    def children(self) -> tuple[Formula, ...]:
        """The formulas directly inside this one."""
        return ()

    def figures(self) -> tuple[Figure, ...]:
        """The distinct figures, in printed order."""
        return tuple(dict.fromkeys(f for child in self.children() for f in child.figures()))

    def evaluate(self, values: Mapping[Figure, Fraction]) -> Fraction:
        """The value in base units, with ``values`` in base units; ZeroDivisionError on a zero denominator."""
        raise NotImplementedError

    def weights(self) -> tuple[dict[Figure, Fraction], Fraction] | None:
        """The weight of each figure and the constant, in base units, if the formula is linear."""
        return None

    def dimensions(self) -> Dimensions:
        """What the result may measure (money, ratio, …); MismatchError if the kinds do not go together."""
        raise NotImplementedError

    def show(self, units: bool) -> str:
        """The formula as a reviewer would write it; ``units`` prints every figure with its unit."""
        raise NotImplementedError

    def __str__(self) -> str:
        printed = {f.unit for f in self.figures()}
        return self.show(units=len(printed) > 1)

    def value(self) -> Fraction:
        """The exact value of the printed figures, in base units; ZeroDivisionError on a zero denominator."""
        return self.evaluate({f: to_base(f.value, f.unit) for f in self.figures()})


@dataclass(frozen=True)
class Term(Formula):
    """A printed figure."""

    figure: Figure

    def figures(self) -> tuple[Figure, ...]:
        return (self.figure,)

    def evaluate(self, values: Mapping[Figure, Fraction]) -> Fraction:
        return values[self.figure]

    def weights(self) -> tuple[dict[Figure, Fraction], Fraction]:
        return {self.figure: _UNIT}, _ZERO

    def dimensions(self) -> Dimensions:
        measured = kind(self.figure.unit) or ("count" if self.figure.measure == "count" else "")
        return frozenset({_DIMENSIONS.get(measured, measured)})

    def show(self, units: bool) -> str:
        number = plain(self.figure.value)
        shown = kind(self.figure.unit) == "percent" or units
        text = number + (self.figure.unit if shown else "")
        return f"({text})" if self.figure.value < 0 else text


@dataclass(frozen=True)
class Bare(Term):
    """A figure whose unit is not printed, taken to measure whatever goes with the others."""

    def dimensions(self) -> Dimensions:
        return frozenset(_NAMES)


@dataclass(frozen=True)
class Constant(Formula):
    """A number that the norm gives, such as 100%."""

    number: Decimal
    unit: str = "%"

    def evaluate(self, values: Mapping[Figure, Fraction]) -> Fraction:
        return to_base(self.number, self.unit)

    def weights(self) -> tuple[dict[Figure, Fraction], Fraction]:
        return {}, to_base(self.number, self.unit)

    def dimensions(self) -> Dimensions:
        measured = kind(self.unit)
        return frozenset({_DIMENSIONS.get(measured, measured)})

    def show(self, units: bool) -> str:
        shown = kind(self.unit) == "percent" or (units and self.unit != "倍")
        return plain(self.number) + (self.unit if shown else "")


@dataclass(frozen=True)
class Sum(Formula):
    """The sum of weighted formulas; a difference is a sum with a weight of -1."""

    parts: tuple[tuple[Fraction, Formula], ...]

    @property
    def level(self) -> int:
        return 1 if len(self.parts) > 1 else self.parts[0][1].level

    def children(self) -> tuple[Formula, ...]:
        return tuple(part for _, part in self.parts)

    def evaluate(self, values: Mapping[Figure, Fraction]) -> Fraction:
        return sum((weight * part.evaluate(values) for weight, part in self.parts), Fraction(0))

    def weights(self) -> tuple[dict[Figure, Fraction], Fraction] | None:
        total: dict[Figure, Fraction] = {}
        constant = Fraction(0)
        for weight, part in self.parts:
            inner = part.weights()
            if inner is None:
                return None
            for figure, of_figure in inner[0].items():
                scaled = of_figure if weight == 1 else weight * of_figure
                total[figure] = total[figure] + scaled if figure in total else scaled
            if inner[1]:
                constant += weight * inner[1]
        return total, constant

    def dimensions(self) -> Dimensions:
        return _common(part.dimensions() for _, part in self.parts)

    def show(self, units: bool) -> str:
        text = ""
        for weight, part in self.parts:
            inner = _inside(part, 1 if weight == 1 else 2, units)
            if abs(weight) != 1:
                inner = f"{plain_fraction(abs(weight))} × {inner}"
            if text:
                text += (" − " if weight < 0 else " + ") + inner
            else:
                text = ("−" if weight < 0 else "") + inner
        return text


@dataclass(frozen=True)
class Product(Formula):
    """Two formulas multiplied."""

    left: Formula
    right: Formula

    @property
    def level(self) -> int:
        return 2

    def children(self) -> tuple[Formula, ...]:
        return (self.left, self.right)

    def evaluate(self, values: Mapping[Figure, Fraction]) -> Fraction:
        return self.left.evaluate(values) * self.right.evaluate(values)

    def dimensions(self) -> Dimensions:
        left, right = self.left.dimensions(), self.right.dimensions()
        for one, two in ((left, right), (right, left)):
            if "ratio" in one or "count" in one:
                return two
        raise _mismatch((left, right), "相乘")

    def show(self, units: bool) -> str:
        return f"{_inside(self.left, 2, units)} × {_inside(self.right, 3, units)}"


@dataclass(frozen=True)
class Ratio(Formula):
    """One formula divided by another: a rate, a share, or an average per head or piece."""

    numerator: Formula
    denominator: Formula

    @property
    def level(self) -> int:
        return 2

    def children(self) -> tuple[Formula, ...]:
        return (self.numerator, self.denominator)

    def evaluate(self, values: Mapping[Figure, Fraction]) -> Fraction:
        return self.numerator.evaluate(values) / self.denominator.evaluate(values)

    def dimensions(self) -> Dimensions:
        above, below = self.numerator.dimensions(), self.denominator.dimensions()
        result: set[str] = set()
        if above & below:
            result.add("ratio")
        if below & {"count", "ratio"} and above != {""}:
            result |= above
        if not result:
            raise _mismatch((above, below), "相除")
        return frozenset(result)

    def show(self, units: bool) -> str:
        return f"{_inside(self.numerator, 2, units)} ÷ {_inside(self.denominator, 3, units)}"


@dataclass(frozen=True)
class Minimum(Formula):
    """The smallest of several formulas, as in a score that is capped at its full mark."""

    parts: tuple[Formula, ...]

    def children(self) -> tuple[Formula, ...]:
        return self.parts

    def evaluate(self, values: Mapping[Figure, Fraction]) -> Fraction:
        return min(part.evaluate(values) for part in self.parts)

    def dimensions(self) -> Dimensions:
        return _common(part.dimensions() for part in self.parts)

    def show(self, units: bool) -> str:
        return "min(" + "，".join(part.show(units) for part in self.parts) + ")"


def _common(dimensions: Iterable[Dimensions]) -> Dimensions:
    every = list(dimensions)
    common = frozenset.intersection(*every)
    if not common:
        raise _mismatch(every, "相加减")
    return common


def _mismatch(dimensions: Iterable[Dimensions], how: str) -> MismatchError:
    names = list(dict.fromkeys(_NAMES.get(name, name) for one in dimensions for name in sorted(one)))
    return MismatchError(f"{'、'.join(names)}不能{how}")


def _inside(part: Formula, level: int, units: bool) -> str:
    text = part.show(units)
    return f"({text})" if part.level < level else text


def plain(number: Decimal) -> str:
    """A decimal with its printed digits, never in powers of ten, the minus sign as −."""
    return f"{number:f}".replace("-", "−")


def plain_fraction(number: Fraction) -> str:
    """A fraction as a decimal if it ends, else as a/b."""
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return plain(Decimal(number.numerator) / Decimal(number.denominator)) if rest == 1 else str(number)


def loose(figure: Figure) -> Formula:
    """The figure; one without a unit may measure what the others need."""
    return Term(figure) if kind(figure.unit) else Bare(figure)


ONE = Constant(Decimal(1), "倍")
FULL = Constant(Decimal(100), "%")


def _of(part: Figure | Formula) -> Formula:
    return part if isinstance(part, Formula) else Term(part)


def footing(parts: Iterable[Figure | Formula]) -> Formula:
    """The sum of ``parts``; ValueError if there are none."""
    terms = tuple((Fraction(1), _of(part)) for part in parts)
    if not terms:
        raise ValueError("a sum needs parts")
    return Sum(terms)


def difference(first: Figure | Formula, second: Figure | Formula) -> Formula:
    """``first`` less ``second``."""
    return Sum(((Fraction(1), _of(first)), (Fraction(-1), _of(second))))


def ratio(numerator: Figure | Formula, denominator: Figure | Formula) -> Formula:
    """``numerator`` divided by ``denominator``."""
    return Ratio(_of(numerator), _of(denominator))


def share(part: Figure | Formula, whole: Figure | Formula) -> Formula:
    """The share of ``part`` in ``whole``."""
    return ratio(part, whole)


def growth(current: Figure | Formula, base: Figure | Formula) -> Formula:
    """The growth from ``base`` to ``current``: their ratio less 1, each used once."""
    return difference(ratio(current, base), ONE)


def growth_from_delta(current: Figure, delta: Figure, direction: int = 1) -> Formula:
    """The size of the change against the base that ``current`` and ``delta`` imply.

    ``direction`` is 1 for a rise and -1 for a fall; the result has the sign of ``delta``, so
    a fall by 3 is compared with "下降 x%" as printed without a sign.
    """
    base = difference(current, delta) if direction > 0 else footing((current, delta))
    return Ratio(Term(delta), base)


def score(weight: Figure | Formula, rate: Figure | Formula, cap: bool = True) -> Formula:
    """``weight`` times ``rate``, the rate capped at 100% unless ``cap`` is False."""
    return Product(_of(weight), Minimum((FULL, _of(rate))) if cap else _of(rate))
