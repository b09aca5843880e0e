"""From all moves to the fewest and likeliest: which explanation of each contradiction is the best, and how sure.

Moves are taken in the order of their cost for each contradiction they mend, as in a weighted set
cover.  A move has *rivals*: others that mend the same.  If the best costs at least `MARGIN` less
than any rival with other figures, it is believed; else the evidence is symmetric and blames nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from checks.cause.move import Move
from checks.cause.network import Tie
from checks.model import Confidence

MARGIN = 2
SURE = 3


@dataclass(frozen=True)
class Choice:
    """A move that was chosen for the ties it mends.

    ``rivals`` explain them as well by other figures, ``others`` by other values of the same.
    """

    move: Move
    ties: tuple[Tie, ...]
    rivals: tuple[Move, ...]
    confidence: Confidence
    others: tuple[Move, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether the evidence tells which figure is wrong."""
        return not self.rivals

    @property
    def kind(self) -> str:
        """The kind of error, ``undetermined`` where the rivals are of other kinds."""
        kinds = {self.move.kind, *(rival.kind for rival in self.rivals)}
        return self.move.kind if len(kinds) == 1 else "undetermined"


def choose(moves: Sequence[Move], weights: dict[Tie, int]) -> list[Choice]:
    """The explanations of the broken ties, those that explain most first."""
    left = set(weights)
    usable = [m for m in moves if not m.hurt and m.fixed]
    chosen: list[Choice] = []
    while left:
        best = min(
            (m for m in usable if m.fixed & left),
            key=lambda m: _rank(m, left, weights),
            default=None,
        )
        if best is None:
            break
        ties = tuple(sorted(best.fixed & left, key=lambda t: t.index))
        rivals = _rivals(best, ties, usable)
        others = tuple(conflicting(best, ties, usable)) if best.changes else ()
        chosen.append(Choice(best, ties, rivals, _confidence(best, ties, moves, usable), others))
        left -= best.fixed
    return chosen


def _rank(made: Move, left: set[Tie], weights: dict[Tie, int]) -> tuple[Fraction, int, tuple[int, ...]]:
    gain = sum(weights[tie] for tie in made.fixed & left)
    return Fraction(made.cost, gain), -gain, tuple(sorted(made.nodes))


def _rivals(
    best: Move, ties: Iterable[Tie], usable: Iterable[Move], margin: int = MARGIN
) -> tuple[Move, ...]:
    wanted = set(ties)
    found: dict[frozenset[int], Move] = {}
    for other in usable:
        if not wanted <= other.fixed or other.cost >= best.cost + margin:
            continue
        if other is best or other.nodes & best.nodes or (not other.nodes and not best.nodes):
            continue
        if other.nodes not in found or found[other.nodes].cost > other.cost:
            found[other.nodes] = other
    return tuple(found.values())


def _confidence(best: Move, ties: Sequence[Tie], moves: Sequence[Move], usable: Sequence[Move]) -> Confidence:
    """High only where the repair is the only one, and two relations or a held one speak for it."""
    if best.kind == "misread" or _rivals(best, ties, usable):
        return "low"
    if not best.sharp or not best.changes or _rivals(best, ties, usable, SURE):
        return "medium"
    if conflicting(best, ties, usable):
        return "medium"
    return "high" if _agreeing(best, ties) >= 2 or _pinned(best, ties, moves, usable) else "medium"


def conflicting(best: Move, ties: Iterable[Tie], usable: Iterable[Move]) -> list[Move]:
    """Moves that give the same figures other values and mend as much."""
    wanted = set(ties)
    return [
        other
        for other in usable
        if other.nodes == best.nodes
        and wanted <= other.fixed
        and other.cost < best.cost + SURE
        and any(
            (other.changes[n].value, other.changes[n].unit) != (f.value, f.unit)
            for n, f in best.changes.items()
        )
    ]


def _agreeing(best: Move, ties: Sequence[Tie]) -> int:
    """How many ties that share nothing but the changed figures agree on the repair."""
    seen: list[set[int]] = []
    for tie in ties:
        rest = set(tie.nodes) - best.nodes
        if rest and not any(rest & other for other in seen):
            seen.append(rest)
    return len(seen)


def _pinned(best: Move, ties: Iterable[Tie], moves: Iterable[Move], usable: Iterable[Move]) -> bool:
    """Whether a relation that holds keeps every other figure of the ties at its value."""
    wanted = set(ties)
    others = {n for tie in wanted for n in tie.nodes} - best.nodes
    if any(m.nodes and not m.nodes & best.nodes and wanted & m.fixed for m in usable):
        return False
    held = {n for m in moves if m.hurt and wanted & m.fixed for n in m.nodes}
    return bool(others) and others <= held


def gather(chosen: Iterable[Choice]) -> list[list[Choice]]:
    """Choices of one kind that several tables repeat with the same figures, together; the rest alone."""
    groups: dict[object, list[Choice]] = {}
    for number, choice in enumerate(chosen):
        groups.setdefault(_pattern(choice) or number, []).append(choice)
    return list(groups.values())


def _pattern(choice: Choice) -> object:
    """What the same slip in another form would share: the rule, the kind, what is printed and meant."""
    if not choice.certain or len(choice.move.changes) != 1:
        return None
    rules = tuple(sorted({tie.claim.rule for tie in choice.ties}))
    roles = tuple(sorted({role for tie in choice.ties for role in tie.claim.roles}))
    ((node, meant),) = choice.move.changes.items()
    printed = next(f for tie in choice.ties for n, f in zip(tie.nodes, tie.figures, strict=True) if n == node)
    if printed.where.table is None:
        return None
    return choice.move.kind, rules, roles, printed.value, meant.value, printed.label
