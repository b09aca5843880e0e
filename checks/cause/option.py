"""What one figure would have to print so that one tie holds.

Each relation is solved for the figure: exactly where it is linear, from three points where it is
a quotient (every formula of rates is a quotient of two linear terms in each of its figures).
Rounding leaves an interval; where that is wider than a printed step the solution is not *sharp*,
and only numbers one slip away from the printed one are worth trying besides its middle.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from checks.cause.network import Changes, Network, Reading, Tie
from checks.cause.slip import chance, origins, other_units, slip
from checks.model import Order
from checks.precision import base_value, own_step
from extract.model import Figure
from extract.unit import factor, kind, to_base

MAX_ORIGINS = 6
SHARP_STEPS = 2
NEAR_STEPS = 12
NEAR_LIMIT = 20
SHARP_PART = 100
IDLE = Fraction(1, 5)
"""From here on luck offers a slip anyway, and one that fits is no evidence."""
_ONE_MORE = (2, 5, 10)
SIGNED = ("change", "rate", "points")
_NOTHING: Changes = {}


@dataclass(frozen=True, slots=True)
class Option:
    """One figure as it may have been meant.

    ``reach`` is how far off rounding allows it to be (base units), ``sharp`` whether that is next to nothing,
    ``luck`` how many numbers within it would be a slip away by chance, None where that is not reckoned.
    ``aside``: not by the reading of the relation that is nearest to holding.
    """

    node: int
    figure: Figure
    sharp: bool
    slip: str = ""
    reach: Fraction = Fraction(0)
    luck: Fraction | None = None
    aside: bool = False


def options(network: Network, tie: Tie, node: int, given: Changes = _NOTHING) -> Iterator[Option]:
    """Every figure worth trying in the place of ``node`` to mend ``tie``, ``given`` other changes."""
    for number, reading in enumerate(network.readings(tie)):
        if node in reading.nodes:
            aside = tie.broken and number != tie.verdict.reading
            found = _solutions(network, reading, node, given)
            yield from (replace(option, aside=True) for option in found) if aside else found


def _solutions(network: Network, reading: Reading, node: int, given: Changes) -> Iterator[Option]:
    """Every figure worth trying in the place of ``node`` so that one reading holds."""
    figure = network.figures[node]
    if reading.alike:
        said = {network.changed(n, given): own_step(network.figures[n]) for n in reading.nodes if n != node}
        for value, step in said.items():
            if value != network.value[node]:
                yield from _said(figure, node, value, step)
    elif reading.formula is not None:
        found = _solve(network, reading, node, given)
        if found is not None:
            if _repeats_whole(network, reading, node) and abs(found[0]) <= found[1]:
                yield Option(node, relabel(figure, Decimal(0)), True)
            alike = (network.figures[n] for n in reading.nodes)
            finest = min(own_step(f) for f in alike if f.unit == figure.unit)
            near = _near(figure, node, found[0], found[1], min(finest, own_step(figure)))
            yield from near if reading.weights is not None else _whole(figure, near)
    elif isinstance(reading.relation, Order):
        yield from _limited(network, reading, node)


def _repeats_whole(network: Network, reading: Reading, node: int) -> bool:
    """Whether a part of a sum prints the very number of its total."""
    total = reading.stated
    return (
        total is not None and reading.weights is not None and node != total
        and network.value[node] == network.value[total] != 0
    )  # fmt: skip


def _near(figure: Figure, node: int, value: Fraction, reach: Fraction, finest: Fraction) -> Iterator[Option]:
    """The figures near ``value``, ``reach`` on either side (base units), printed to ``finest``."""
    size = factor(figure.unit)
    step = own_step(figure)
    sharp = reach <= SHARP_STEPS * step or (reach <= NEAR_STEPS * step and reach * SHARP_PART <= abs(value))
    for unit in other_units(figure) if value else ():
        if abs(to_base(figure.value, unit) - value) <= reach + step / size * factor(unit):
            yield Option(node, relabel(figure, figure.value, unit), True, "unit-slip")
    finest = min(finest, step)
    place = Decimal((finest / size).numerator) / Decimal((finest / size).denominator)
    if kind(figure.unit) == "percent" and (value / finest).denominator in _ONE_MORE:
        finest, place = finest / 10, place / 10  # 87.5% is told exactly, not as 88%
    rounded = Decimal(round(value / finest)) * place
    low, high = value - reach, value + reach
    possible = (rounded < 0) == (figure.value < 0) or figure.measure in SIGNED
    if possible and rounded and rounded != figure.value:
        how = slip(figure.value, rounded, min(place, figure.step))
        if how == "decimal-shift":
            rounded, place = _shortest(rounded, figure.step)
        luck = chance(figure, rounded, low, high) if how else None
        if luck is not None and luck > IDLE and kind(figure.unit) == "percent":
            how, luck = "", None  # a rate is computed: that nobody did so again is likelier
        yield Option(node, relabel(figure, rounded, step=place), sharp, how, reach, luck)
    if 2 * reach > finest:
        for _, number in zip(range(MAX_ORIGINS), origins(figure, low, high), strict=False):
            if number != figure.value:
                place = min(figure.step, Decimal(1).scaleb(int(number.as_tuple().exponent)))
                meant = relabel(figure, number, step=place)
                how = slip(figure.value, number, place)
                within = reach if sharp else Fraction(0)
                luck = chance(figure, number, low, high)
                if luck <= IDLE or kind(figure.unit) != "percent":
                    yield Option(node, meant, sharp, how, within, luck)


def _whole(figure: Figure, near: Iterator[Option]) -> Iterator[Option]:
    """The options of a quotient, with the luck of those that need a whole number of people or things."""
    counted = kind(figure.unit) in ("headcount", "count")
    for option in near:
        few = option.reach and counted and not option.slip
        yield replace(option, luck=2 * option.reach / own_step(figure)) if few else option


def _said(figure: Figure, node: int, value: Fraction, step: Fraction) -> Iterator[Option]:
    """What ``figure`` would print if it said ``value``, which is printed elsewhere to ``step``."""
    own = own_step(figure)
    if not value and figure.value:
        yield Option(node, relabel(figure, value=Decimal(0)), True)
    for option in _near(figure, node, value, max(step, own) / 2, own):
        yield replace(option, sharp=True)


def _shortest(number: Decimal, step: Decimal) -> tuple[Decimal, Decimal]:
    """A number whose point was moved, without zeros that the figure was not printed with, and its step."""
    bare = number.normalize()
    places = max(0, -int(bare.as_tuple().exponent))
    usual = 2 if -int(step.as_tuple().exponent) >= 2 else 0
    place = Decimal(1).scaleb(-max(places, usual))
    return number.quantize(place), place


def relabel(figure: Figure, value: Decimal, unit: str = "", step: Decimal | None = None) -> Figure:
    """``figure`` with another value, printed with the decimals of ``step``."""
    places = max(0, -int((step or figure.step).as_tuple().exponent))
    kept = value.quantize(Decimal(1).scaleb(-places)) if not unit else value
    return replace(figure, value=kept, unit=unit or figure.unit, step=step or figure.step)


def _limited(network: Network, reading: Reading, node: int) -> Iterator[Option]:
    """For a limit that is passed: what one slip of the unit, the point or the digits would give."""
    assert isinstance(reading.relation, Order)
    figure = network.figures[node]
    if len(reading.nodes) != 2:
        return
    limit = next(network.figures[n] for n in reading.nodes if n != node)
    for unit in other_units(figure):
        if (
            to_base(figure.value, unit) * NEAR_LIMIT
            >= base_value(limit)
            >= to_base(figure.value, unit) / NEAR_LIMIT
        ):
            yield Option(node, relabel(figure, figure.value, unit), False, "unit-slip")
    if kind(figure.unit) in {"headcount", "count"}:
        return
    above = any(network.node(f) == node for f in reading.relation.lesser.figures())
    for number in (figure.value.scaleb(-1), limit.value) if above else (limit.value,):
        how = slip(figure.value, number, figure.step) if limit.unit == figure.unit else ""
        if how and number % figure.step == 0:
            yield Option(node, relabel(figure, number), False, how)


def _solve(network: Network, reading: Reading, node: int, given: Changes) -> tuple[Fraction, Fraction] | None:
    """The value of ``node`` (base units) that closes the reading, and how far it may be off."""
    if reading.weights is not None:
        weight = reading.weights.get(node)
        if not weight:
            return None
        residual = network.residual(reading, given)
        return network.value[node] - residual / weight, abs(reading.tolerance / weight)
    here = network.value[node]
    rest = {n: base_value(f) for n, f in given.items() if n != node}
    for tried in ((here * 2 + 1, here * 3 + 5, here * 5 + 11), (here / 2, here / 3)):  # a limit lies above
        points: list[tuple[Fraction, Fraction]] = []
        for x in (here, *tried):
            gap = network.gap(reading, {**rest, node: x})
            if gap is not None:
                points.append((x, gap))
        found = _root(network, reading, node, rest, points[:3]) if len(points) >= 3 else None
        if found is not None:
            return found
    return None


def _root(
    network: Network,
    reading: Reading,
    node: int,
    rest: dict[int, Fraction],
    points: list[tuple[Fraction, Fraction]],
) -> tuple[Fraction, Fraction] | None:
    """Where a line or a quotient through three points is zero, and how far that may be off."""
    (x0, g0), (x1, g1), (x2, g2) = points
    if g0 == g1 or x0 == x1:
        return None
    if (g1 - g0) * (x2 - x1) == (g2 - g1) * (x1 - x0):
        slope = (g1 - g0) / (x1 - x0)
        return x0 - g0 / slope, abs(reading.tolerance / slope)
    return _quotient_root(network, reading, node, rest, points)


def _quotient_root(
    network: Network,
    reading: Reading,
    node: int,
    rest: dict[int, Fraction],
    points: list[tuple[Fraction, Fraction]],
) -> tuple[Fraction, Fraction] | None:
    """The root of (a·x + b) ÷ (x + d) through three points."""
    (x0, g0), (x1, g1), (x2, g2) = points
    # a·x + b − g·d = g·x at each point; b falls out of the differences
    p1, q1, r1 = x1 - x0, g1 - g0, g1 * x1 - g0 * x0
    p2, q2, r2 = x2 - x0, g2 - g0, g2 * x2 - g0 * x0
    whole = p1 * -q2 - p2 * -q1
    if whole == 0:
        return None
    a = (r1 * -q2 - r2 * -q1) / whole
    d = (p1 * r2 - p2 * r1) / whole
    b = g0 * x0 + g0 * d - a * x0
    if a == 0:
        return None
    root = -b / a
    gap = network.gap(reading, {**rest, node: root})
    if gap != 0:
        return None
    ends = [(t * d - b) / (a - t) for t in (reading.tolerance, -reading.tolerance) if a != t]
    return root, max((abs(end - root) for end in ends), default=Fraction(0))
