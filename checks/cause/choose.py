"""From all moves to the fewest and likeliest: which explanation of each contradiction is the best, and how sure.

Moves are taken in the order of their cost for each contradiction they mend, as in a weighted set
cover; those that the evidence singles out come before those with *rivals*, moves of other figures
that mend the same and cost less than `MARGIN` more.  Where rivals remain the evidence is
symmetric and blames nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from fractions import Fraction

from checks.cause.move import Move
from checks.cause.network import Network, Tie
from checks.model import Confidence, Same
from checks.precision import base_value, own_step
from extract.model import Figure

MARGIN = 2
SURE = 3
FIRM = 2
"""What an error weighs: a relation that only asks for an answer proves nothing."""
_PAIRED = ("chained", "two-errors", "offsetting")


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
        if not self.move.changes:
            return self.move.kind
        kinds = {self.move.kind, *(rival.kind for rival in self.rivals)}
        return self.move.kind if len(kinds) == 1 else "undetermined"


class Chooser:
    """The moves of a document, and which of them mend a tie."""

    def __init__(self, network: Network, moves: Iterable[Move], weights: dict[Tie, int]) -> None:
        self.network, self.weights = network, weights
        self.moves: dict[Tie, list[Move]] = defaultdict(list)
        self.held: dict[Tie, set[int]] = defaultdict(set)
        self.usable: list[Move] = []
        for made in moves:
            if made.fixed and not made.hurt:
                self.usable.append(made)
            for tie in made.fixed:
                if made.hurt:
                    if any(
                        not (set(h.nodes) & network.astray).difference(tie.nodes, made.nodes)
                        for h in made.hurt
                    ):
                        self.held[tie] |= made.nodes
                else:
                    self.moves[tie].append(made)

    def choose(self) -> list[Choice]:
        """The explanations of the broken ties: the certain ones first, those that explain most before others."""
        left = set(self.weights)
        chosen: list[Choice] = []
        accepted: dict[int, Figure] = {}
        for certain in (True, False):
            while left:
                best = self._best(left, accepted.keys(), certain)
                if best is None:
                    break
                left -= set(best.ties)
                of_table = "table" in best.move.about  # its figures may be wrong besides
                if best.certain and best.move.changes and not best.others and not of_table:
                    accepted.update(best.move.changes)
                    best = self._absorb(best, left, accepted)
                chosen.append(best)
        return self._offset(chosen)

    def _offset(self, chosen: list[Choice]) -> list[Choice]:
        """``chosen`` with any two that offset each other in a sum told as one."""
        kept: list[Choice] = []
        for choice in chosen:
            other = next((c for c in kept if self._offsets(c, choice)), None)
            if other is None:
                kept.append(choice)
                continue
            ties = tuple(sorted({*other.ties, *choice.ties}, key=lambda t: t.index))
            both = replace(
                other.move,
                changes={**other.move.changes, **choice.move.changes},
                fixed=other.move.fixed | choice.move.fixed,
                kind="offsetting",
            )
            rival = any(
                m.kind == "offsetting" and set(ties) <= m.fixed and not m.nodes & both.nodes
                for m in self.usable
            )
            sure = other.confidence if other.confidence == choice.confidence and not rival else "medium"
            kept[kept.index(other)] = Choice(both, ties, (), sure)
        return kept

    def _offsets(self, one: Choice, two: Choice) -> bool:
        """Whether two figures of one sum that holds are wrong by the same amount in opposite directions."""
        if any(not c.certain or c.others or c.move.kind == "offsetting" for c in (one, two)):
            return False
        for tie in self.network.touched(one.move.changes):
            mine = [next((n for n in tie.nodes if n in c.move.changes), None) for c in (one, two)]
            if (
                tie.broken
                or None in mine
                or not self.network.holds(tie, {**one.move.changes, **two.move.changes})
            ):
                continue
            for reading in self.network.readings(tie):
                if reading.weights is None or reading.stated in mine:
                    continue
                a, b = (
                    reading.weights.get(n, 0)
                    * (self.network.changed(n, c.move.changes) - self.network.value[n])
                    for n, c in zip(mine, (one, two), strict=True)
                    if n is not None
                )
                if a and abs(a + b) <= reading.tolerance:
                    return True
        return False

    def _best(self, left: set[Tie], accepted: Set[int], certain: bool) -> Choice | None:
        fit = (m for m in self.usable if m.fixed & left and not m.nodes & accepted)
        ranked = sorted(fit, key=lambda m: self._rank(m, left))
        for made in ranked:
            ties = tuple(sorted(made.fixed & left, key=lambda t: t.index))
            if certain and (self._rivals(made, ties) or self._outdone(made, ties, left)):
                continue
            if not self._proven(made, ties):
                self._drop(made)
                continue
            return self._choice(made, ties)
        return None

    def _proven(self, made: Move, ties: Sequence[Tie]) -> bool:
        """Whether the judge agrees that the move mends ``ties``; the search itself only estimates."""
        return not made.changes or all(self.network.proves(tie, made.changes) for tie in ties)

    def _drop(self, made: Move) -> None:
        self.usable.remove(made)
        for tie in made.fixed:
            self.moves[tie].remove(made)

    def _absorb(self, best: Choice, left: set[Tie], accepted: dict[int, Figure]) -> Choice:
        """``best`` with the ties that hold too once all accepted changes are made."""
        more = [
            tie
            for tie in self.network.touched(best.move.changes)
            if tie in left and len(set(tie.nodes) & accepted.keys()) > 1 and self.network.holds(tie, accepted)
        ]
        left -= set(more)
        return replace(best, ties=tuple(sorted({*best.ties, *more}, key=lambda t: t.index)))

    def _rank(self, made: Move, left: set[Tie]) -> tuple[Fraction, int, tuple[int, ...]]:
        gain = sum(self.weights[tie] for tie in made.fixed & left)
        return Fraction(made.cost, gain), -gain, tuple(sorted(made.nodes))

    def _choice(self, best: Move, ties: tuple[Tie, ...]) -> Choice:
        others = tuple(self._conflicting(best, ties)) if best.changes else ()
        return Choice(best, ties, self._rivals(best, ties), self._confidence(best, ties, others), others)

    def _covering(self, ties: Sequence[Tie]) -> list[Move]:
        """The usable moves that mend all of ``ties``."""
        wanted = set(ties)
        return [m for m in self.moves[ties[0]] if wanted <= m.fixed]

    def _outdone(self, made: Move, ties: Sequence[Tie], left: Set[Tie]) -> bool:
        """Whether another move that mends ``ties`` costs less, or costs as much and mends more."""
        return any(
            m.cost < made.cost or (m.cost == made.cost and len(m.fixed & left) > len(ties))
            for m in self._covering(ties)
        )

    def _rivals(self, best: Move, ties: Sequence[Tie], margin: int = MARGIN) -> tuple[Move, ...]:
        found: dict[frozenset[int], Move] = {}
        for other in self._covering(ties):
            if other is best or other.cost >= best.cost + margin or other.nodes & best.nodes:
                continue
            if not other.nodes and not best.nodes:
                continue
            if other.nodes not in found or found[other.nodes].cost > other.cost:
                found[other.nodes] = other
        return tuple(found.values())

    def _conflicting(self, best: Move, ties: Sequence[Tie]) -> list[Move]:
        """Moves that give the same figures other values and mend as much."""
        return [
            other
            for other in self._covering(ties)
            if other.nodes == best.nodes and other.cost < best.cost + SURE and _differs(best, other)
        ]

    def _confidence(self, best: Move, ties: Sequence[Tie], others: Sequence[Move]) -> Confidence:
        """High only where the repair is the only one, and two relations or a held one speak for it."""
        if "moved" in best.about:
            return "high"  # row by row, another table speaks for it
        if best.kind == "misread" or self._rivals(best, ties) or len(others) > 1:
            return "low"
        if not best.sharp or not best.changes or others or self._rivals(best, ties, SURE):
            return "medium"
        if best.about.get("outside") or self._only_said_twice(best, ties):
            return "medium"
        if best.kind in _PAIRED and not self._each_broken(best, ties):
            return "medium"
        firm = [tie for tie in ties if self.weights.get(tie, 0) >= FIRM]
        return "high" if _agreeing(best, firm) >= 2 or self._pinned(best, ties) else "medium"

    def _only_said_twice(self, best: Move, ties: Sequence[Tie]) -> bool:
        """Whether a fact is printed twice with different numbers, and another year or scope may be meant."""
        if len(ties) > 1 or len(ties[0].nodes) > 2 or not isinstance(ties[0].claim.relation, Same):
            return False
        prose = all(self.network.figures[n].where.table is None for n in best.changes)
        return "others" in best.about or ("source" in best.about and prose)

    def _each_broken(self, best: Move, ties: Sequence[Tie]) -> bool:
        """Whether every figure of a pair has a broken tie of its own."""
        return all(any(best.nodes & set(tie.nodes) == {node} for tie in ties) for node in best.nodes)

    def _pinned(self, best: Move, ties: Sequence[Tie]) -> bool:
        """Whether a relation that holds keeps every other figure of the ties at its value."""
        others = {n for tie in ties for n in tie.nodes} - best.nodes
        if any(m.nodes and not m.nodes & best.nodes for tie in ties for m in self.moves[tie]):
            return False
        held = {n for tie in ties for n in self.held[tie]}
        return bool(others) and others <= held


def _differs(one: Move, other: Move) -> bool:
    """Whether two moves give a figure values that rounding does not explain."""
    return any(
        abs(base_value(f) - base_value(other.changes[n])) > one.reach + other.reach + own_step(f)
        for n, f in one.changes.items()
    )


def _agreeing(best: Move, ties: Sequence[Tie]) -> int:
    """How many ties that share nothing but the changed figures agree on the repair."""
    seen: list[set[int]] = []
    for tie in ties:
        rest = set(tie.nodes) - best.nodes
        if rest and not any(rest & other for other in seen):
            seen.append(rest)
    return len(seen)
