"""Which kind of error a move amounts to, and how much less surprising that makes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from checks.cause.move import SLIPS, UNEXPLAINED, WRONG, Move, effect
from checks.cause.network import Network, Tie
from checks.cause.option import SIGNED, relabel
from checks.cause.surround import Surround, is_distinctive
from checks.formula import Formula, Ratio, Sum
from checks.model import AnyOf, Equal, Order, Same
from checks.precision import base_value, own_step, significant_digits
from extract.model import Figure
from extract.unit import kind, same_kind

_RATES = {"percent", "points"}


def recognise(network: Network, surround: Surround, made: Move, node: int) -> Move:
    """``made`` with its kind; ``node`` is the figure it was made for."""
    printed, meant = network.figures[node], made.changes[node]
    known = made.kind if made.kind in SLIPS else ""
    extra = made.cost - WRONG - made.surprise

    def told(name: str, surprise: int, **about: object) -> Move:
        return replace(made, kind=name, cost=WRONG + surprise + extra, about=about)

    if printed.doubt or (printed.unit_from == "inferred" and known == "unit-slip"):
        return told("misread", 0)
    if known == "sign" and printed.measure in SIGNED and printed.text[:1] not in "-−－":
        return replace(made, changes={}, kind="direction", cost=WRONG - 1, about={"figure": printed})
    if known in ("unit-slip", "sign"):
        return made
    whole = _whole_repeated(network, made, node) if not meant.value else None
    if whole is not None and is_distinctive(printed):
        return replace(made, kind="double-counting", cost=WRONG, about={"whole": whole})
    if kind(printed.unit) in _RATES:
        found = _rate(network, surround, made, node)
        said = tuple(_statements(network, made, node))
        if found is not None and found[0] == "rate-not-recomputed" and said:
            return told("stale-copy", found[1], others=said)
        if found is not None and not said[1:]:
            return told(found[0], found[1], **found[2])
    if kind(printed.unit) == "score" and any(isinstance(t.claim.relation, Order) for t in made.fixed):
        tied = (f for tie in made.fixed for f in tie.figures)
        rate = _same_percentage(printed, (*surround.beside(printed), *tied))
        if rate is not None:
            return told("rate-as-score", -2, source=rate)
    if is_distinctive(printed):
        stale = next((f for f in surround.others_of(printed) if _equals(f, printed)), None)
        if stale is not None:
            earlier = (stale.period or "") < (printed.period or "")
            return told("stale-copy", 1 if earlier else 2, source=stale)
    if made.sharp and (is_distinctive(printed) or kind(printed.unit) == "score"):
        for tie in made.fixed:
            part = _part_between(network, tie, node, printed, meant)
            if part is not None:
                return told(part[0], 1 if is_distinctive(part[1]) else 2, part=part[1])
    others = _statements(network, made, node)
    copied = kind(printed.unit) in _RATES and known == "digit-changed" and len(others) > 1
    if copied or (not known and (len(others) >= 2 or len(made.fixed) >= 2)):
        return told("stale-copy", max(made.surprise, UNEXPLAINED), others=tuple(others))
    if known:
        return made
    said_twice = all(isinstance(tie.claim.relation, Same) for tie in made.fixed)
    return told("stale-copy" if said_twice else "wrong-figure", made.surprise, others=tuple(others))


def _whole_repeated(network: Network, made: Move, node: int) -> Figure | None:
    """The total of a sum whose part ``node`` prints the number of the total itself."""
    readings = (reading for tie in made.fixed for reading in network.readings(tie))
    totals = (r.stated for r in readings if r.weights is not None and node in r.weights)
    same = (n for n in totals if n is not None and n != node and network.value[n] == network.value[node])
    return next((network.figures[n] for n in same), None)


def _equals(one: Figure, other: Figure) -> bool:
    return same_kind(one.unit, other.unit) and base_value(one) == base_value(other)


def _statements(network: Network, made: Move, node: int) -> list[Figure]:
    """The figures that state the fact of ``node`` and print what it is meant to be."""
    return [
        network.figures[n]
        for tie in made.fixed
        if isinstance(tie.claim.relation, Same)
        for n in tie.nodes
        if n not in made.changes
    ]


def _rate(
    network: Network, surround: Surround, made: Move, node: int
) -> tuple[str, int, dict[str, object]] | None:
    """What may have happened to a rate that its own terms do not give."""
    printed = network.figures[node]
    formulas = [f for tie in made.fixed for f in _quotients(network, tie, node)]
    if not formulas:
        return None
    operands = [f for formula in formulas for f in formula.figures()]
    copied = next((f for f in operands if kind(f.unit) == "money" and f.value == printed.value), None)
    if copied is not None:
        return "amount-as-rate", 0, {"source": copied}
    if (
        abs(printed.value) < 1
        and abs(base_value(printed) * 100 - base_value(made.changes[node])) <= own_step(printed) * 50
    ):
        return "fraction-as-percent", 0, {}
    if significant_digits(printed) >= 2:
        for formula in formulas:
            for denominator in _denominators(network, surround, formula, printed):
                if _fits(formula, denominator, printed):
                    return (
                        "wrong-base",
                        0,
                        {"denominator": denominator, "outside": denominator not in operands},
                    )
    if made.kind in SLIPS:
        return None
    return "rate-not-recomputed", 1, {}


def _quotients(network: Network, tie: Tie, node: int) -> Iterator[Formula]:
    """The formulas of a tie that give ``node`` by a division."""
    relation = tie.claim.relation
    for one in relation.readings if isinstance(relation, AnyOf) else (relation,):
        if isinstance(one, Equal) and network.node(one.stated) == node and one.formula.weights() is None:
            yield one.formula


def _denominators(
    network: Network, surround: Surround, formula: Formula, printed: Figure
) -> Iterator[Figure]:
    """Amounts near by that may have been divided by: those of the formula first."""
    operands = formula.figures()
    yield from operands
    unit = operands[0].unit
    known = {network.node(f) for f in operands}
    for figure in surround.beside(printed):
        if same_kind(figure.unit, unit) and network.node(figure) not in known:
            yield figure


def _fits(formula: Formula, denominator: Figure, printed: Figure) -> bool:
    """Whether the formula over another denominator gives the printed rate to its last digit."""
    value = base_value(denominator)
    above = _numerator(formula)
    if value == 0 or above is None or above[0] == value:
        return False
    top, less_one = above
    found = [top / value]
    if less_one:
        below = _denominator(formula)
        found = [top / value - 1, (top - below) / value]
    return any(abs(abs(one) - abs(base_value(printed))) <= own_step(printed) / 2 for one in found)


def _denominator(formula: Formula) -> Fraction:
    """The denominator of the quotient that a growth rate takes 1 off."""
    assert isinstance(formula, Sum)
    return next(p.denominator.value() for _, p in formula.parts if isinstance(p, Ratio))


def _numerator(formula: Formula) -> tuple[Fraction, bool] | None:
    """The numerator of a quotient, and whether 1 is taken off afterwards."""
    match formula:
        case Ratio(numerator, _):
            return numerator.value(), False
        case Sum(parts):
            quotients = [p for w, p in parts if isinstance(p, Ratio)]
            if len(quotients) == 1:
                return quotients[0].numerator.value(), True
            if len(quotients) == 2:
                return quotients[0].numerator.value() - quotients[1].numerator.value(), False
    return None


def _part_between(
    network: Network, tie: Tie, node: int, printed: Figure, meant: Figure
) -> tuple[str, Figure] | None:
    """The part of a sum that the stated total leaves out, or has twice."""
    gap = base_value(meant) - base_value(printed)
    for reading in network.readings(tie):
        if reading.weights is None or reading.stated != node:
            continue
        for other, weight in _own_role_first(network, tie, reading.weights):
            part = network.figures[other]
            scored = kind(part.unit) == "score" and bool(part.value)
            if other == node or weight != 1 or not (scored or is_distinctive(part)):
                continue
            if abs(gap - base_value(part)) <= reading.tolerance and not _equals(part, printed):
                return "missing-item", part
            if abs(gap + base_value(part)) <= reading.tolerance:
                return "double-counting", part
    return None


def _own_role_first(
    network: Network, tie: Tie, weights: Mapping[int, Fraction]
) -> list[tuple[int, Fraction]]:
    """The parts of a sum, those first that have a role of their own in the claim."""
    roles = {network.node(f): role for f, role in zip(tie.claim.figures, tie.claim.roles, strict=True)}
    count = Counter(roles.values())
    return sorted(weights.items(), key=lambda item: count[roles.get(item[0], "")])


def _same_percentage(score: Figure, figures: Iterable[Figure]) -> Figure | None:
    """The percentage that prints the same number as a score."""
    return next((f for f in figures if kind(f.unit) == "percent" and f.value == score.value), None)


def copied_rates(network: Network, surround: Surround, broken: Iterable[Tie]) -> Iterator[Move]:
    """Scores above their weight that print the number of a percentage in their row."""
    for tie in broken:
        relation = tie.claim.relation
        if not isinstance(relation, Order) or len(tie.nodes) != 2:
            continue
        figures = (*relation.lesser.figures(), *relation.greater.figures())
        if len(figures) != 2 or any(kind(f.unit) != "score" for f in figures):
            continue
        score, weight = figures
        rate = _same_percentage(score, surround.beside(score))
        if rate is None:
            continue
        tried: list[tuple[dict[int, Figure], frozenset[Tie], tuple[Tie, ...]]] = []
        for places in range(3):
            value = round(weight.value * rate.value / 100, places)
            changes = {network.node(score): relabel(score, value, step=Decimal(1).scaleb(-places))}
            tried.append((changes, *effect(network, changes)))
        changes, fixed, hurt = max(tried, key=lambda t: (len(t[1]) - len(t[2]), t[1] == tried[-1][1]))
        yield Move(changes, fixed, hurt, WRONG - 2, "rate-as-score", about={"source": rate})
