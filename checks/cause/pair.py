"""Two figures wrong together: one computed from the other, or two errors that offset each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import combinations

from checks.cause.effort import Effort
from checks.cause.move import SLIPS, UNEXPLAINED, WRONG, Move, alike, weigh
from checks.cause.network import Network, Tie
from checks.cause.option import options, relabel
from checks.precision import base_value, own_step
from extract.model import Figure

DISTINCT = 5
"""So many times the room that rounding leaves, two equal amounts are no chance."""


def pairs(network: Network, moves: Iterable[Move], effort: Effort) -> Iterator[Move]:
    """Second changes that make a first one break nothing; each pair once.

    Where a single change would do as well, only figures that are contradicted elsewhere are tried.
    """
    moves = list(moves)
    mended = {tie for made in moves if not made.hurt for tie in made.fixed}
    tried: set[frozenset[int]] = set()
    for first in sorted(moves, key=lambda m: (-len(m.fixed), m.cost)):
        if not first.fixed or not first.hurt or not first.sharp:
            continue
        # whatever else is wrong has to take part in everything that the first change breaks
        shared = set.intersection(*(set(tie.nodes) for tie in first.hurt)) - first.nodes
        tie = min(first.hurt, key=lambda t: len(t.nodes))
        if not first.fixed - mended:
            shared &= network.astray
        for node in sorted(shared):
            both = first.nodes | {node}
            if both in tried or not network.value[node]:
                continue
            if not effort.step():
                return
            made = _complete(network, first, tie, node, not first.fixed - mended)
            if made is not None:
                tried.add(both)
                yield made


def offsets(network: Network, moves: Iterable[Move]) -> Iterator[Move]:
    """Two figures of one sum, each with a relation of its own, that are off by one amount in opposite ways.

    Their relations give the amounts to within rounding; the sum, which holds, gives them exactly.
    """
    by_sum: dict[Tie, list[Move]] = defaultdict(list)
    for made in moves:
        if made.fixed and not made.slip_only and made.changes:
            for tie in made.hurt:
                by_sum[tie].append(made)
    for tie, found in by_sum.items():
        for one, other in combinations(found, 2):
            if not one.fixed & other.fixed and not one.nodes & other.nodes:
                both = _balanced(network, tie, one, other)
                if both is not None:
                    yield both


def _balanced(network: Network, tie: Tie, one: Move, other: Move) -> Move | None:
    """``one`` and ``other`` with the same amount taken from the one part of the sum and given to the other."""
    reading = network.readings(tie)[tie.verdict.reading]
    weights = reading.weights or {}
    a, b = (next((n for n in m.changes if n in weights and n != reading.stated), None) for m in (one, other))
    if a is None or b is None or weights[a] != weights[b]:
        return None
    gone, come = (network.changed(n, m.changes) - network.value[n] for n, m in ((a, one), (b, other)))
    room = one.reach + other.reach + own_step(network.figures[a])
    if gone * come >= 0 or abs(gone + come) > room or room * DISTINCT > abs(gone):
        return None
    step = own_step(network.figures[a])
    share = one.reach / (one.reach + other.reach) if one.reach + other.reach else Fraction(0)
    moved = round((gone - (gone + come) * share) / step) * step
    changes: dict[int, Figure] = {}
    for node, made, amount in ((a, one, moved), (b, other, -moved)):
        meant = _shifted(network.figures[node], amount)
        changes[node] = meant
        changes.update((n, alike(network.figures[n], meant)) for n in made.changes if n != node)
    fixed, hurt, against = weigh(network, changes)
    if hurt or not one.fixed | other.fixed <= fixed:
        return None
    extra = sum(made.cost - made.surprise - WRONG for made in (one, other))
    cost = WRONG + UNEXPLAINED + 2 + extra + against
    return Move(changes, fixed, (), cost, "offsetting", sharp=False, about={"first": a, "then": b})


def _shifted(figure: Figure, amount: Fraction) -> Figure:
    """``figure`` printing ``amount`` (base units, whole steps) more."""
    steps = int(amount / own_step(figure))
    return relabel(figure, figure.value + steps * figure.step)


def _complete(network: Network, first: Move, tie: Tie, node: int, plain: bool) -> Move | None:
    """The pair of ``first`` and a change of ``node``; ``plain``: only if it mends more than ``first``."""
    for option in options(network, tie, node, first.changes):
        if not option.sharp:
            continue
        changes = {**first.changes, node: option.figure}
        fixed, hurt, against = weigh(network, changes)
        if hurt or not first.fixed <= fixed or (plain and len(fixed) <= len(first.fixed)):
            continue
        surprise = SLIPS[option.slip] if option.slip else UNEXPLAINED
        cost, kind = first.cost + WRONG + surprise, "two-errors"
        if _follows(network, tie, first, node):
            cost, kind = first.cost + 1, "chained"
        elif any(node in t.nodes for t in fixed - first.fixed) and _offset(
            network, tie, first, node, base_value(option.figure)
        ):
            cost, kind = first.cost + 2, "offsetting"
        return Move(
            changes, fixed, (), cost + against, kind, about={"first": next(iter(first.changes)), "then": node}
        )
    return None


def _follows(network: Network, tie: Tie, first: Move, node: int) -> bool:
    """Whether ``node`` is what ``tie`` computes, by a division, from a figure that the first move changes."""
    return any(
        reading.stated == node
        and reading.weights is None
        and reading.formula is not None
        and first.nodes & set(reading.nodes)
        for reading in network.readings(tie)
    )


def _offset(network: Network, tie: Tie, first: Move, node: int, value: Fraction) -> bool:
    """Whether the two changes are of one size in opposite directions within one sum."""
    for reading in network.readings(tie):
        weights = reading.weights
        if weights is None or node == reading.stated:
            continue
        for other, figure in first.changes.items():
            if other in weights and other != reading.stated and weights[other] == weights.get(node):
                return base_value(figure) - network.value[other] == network.value[node] - value
    return False
