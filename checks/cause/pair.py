"""Two figures wrong together: one computed from the other, or two errors that offset each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from checks.cause.effort import Effort
from checks.cause.move import SLIPS, UNEXPLAINED, WRONG, Move, weigh
from checks.cause.network import Network, Tie
from checks.cause.option import options
from checks.precision import base_value


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
