"""The network of a document: printed figures tied together by judged claims.

A *node* is one printed figure at one place, whatever object stands for it.  A *tie* is one
decided claim.  Whether a tie holds when some nodes print something else is asked thousands of
times, so it is answered by arithmetic on the tie's own weights or values; `Network.proves` asks the
judge itself and has the last word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from fractions import Fraction
from itertools import chain, combinations
from typing import cast

from checks.evidence import is_held
from checks.formula import Formula, MismatchError
from checks.model import AnyOf, Claim, Equal, FactKey, Present, Relation, Same, Verdict
from checks.precision import base_value, is_exact, own_step, strict_steps
from checks.relation import judge_relation, relation_figures
from extract.model import Figure

Changes = Mapping[int, Figure]
_ZERO = Fraction(0)


class Values(Mapping[Figure, Fraction]):
    """Base values by figure, looked up by identity because hashing a figure costs more than the sum."""

    def __init__(self, nodes: Mapping[int, int], values: Mapping[int, Fraction]) -> None:
        self._nodes, self._values = nodes, values

    def __getitem__(self, figure: Figure) -> Fraction:
        return self._values[self._nodes[id(figure)]]

    def __iter__(self) -> Iterator[Figure]:
        raise TypeError("figures are looked up, not listed")

    def __len__(self) -> int:
        return len(self._values)


@dataclass(eq=False)
class Reading:
    """One way to read a tie: what has to be near zero, and how near."""

    nodes: tuple[int, ...]
    stated: int | None = None
    formula: Formula | None = None
    weights: dict[int, Fraction] | None = None
    residual: Fraction = _ZERO
    tolerance: Fraction = _ZERO
    alike: bool = False
    relation: Relation | None = None


@dataclass(eq=False)
class Tie:
    """A decided claim over nodes."""

    index: int
    claim: Claim
    verdict: Verdict
    nodes: tuple[int, ...]
    figures: tuple[Figure, ...]
    broken: bool
    _readings: list[Reading] | None = field(default=None, repr=False)


class Network:
    """Every decided claim of a ledger over the figures it ties together."""

    def __init__(self, entries: tuple[tuple[Claim, Verdict], ...]) -> None:
        self.figures: list[Figure] = []
        self.value: list[Fraction] = []
        self.ties: list[Tie] = []
        self.of: dict[int, list[Tie]] = defaultdict(list)
        self.truncates = any(verdict.state == "held_by_truncation" for _, verdict in entries)
        self._by_id: dict[int, int] = {}
        self._by_place: dict[tuple[object, ...], int] = {}
        self.astray: set[int] = set()
        """The nodes of broken ties."""
        for claim, verdict in entries:
            broken = verdict.state == "broken"
            if not broken and (not is_held(verdict) or _chance(claim)):
                continue
            figures = relation_figures(claim.relation)
            nodes = tuple(dict.fromkeys(self.node(f) for f in figures))
            tie = Tie(len(self.ties), claim, verdict, nodes, tuple(self.figures[n] for n in nodes), broken)
            self.ties.append(tie)
            for node in nodes:
                self.of[node].append(tie)
            if broken:
                self.astray.update(nodes)

    def node(self, figure: Figure) -> int:
        """The node of a figure, made when it is met for the first time."""
        known = self._by_id.get(id(figure))
        if known is not None:
            return known
        w = figure.where
        place = (w.block, w.table, w.row, w.column, w.start, figure.text)
        at = self._by_place.get(place)
        if at is None:
            at = self._by_place[place] = len(self.figures)
            self.figures.append(figure)
            self.value.append(base_value(figure))
        self._by_id[id(figure)] = at
        return at

    def holds(self, tie: Tie, changes: Changes) -> bool:
        """Whether the tie (probably) holds when ``changes`` are printed instead."""
        return any(self.fits(reading, changes) for reading in self.readings(tie))

    def proves(self, tie: Tie, changes: Changes) -> bool:
        """Whether the judge finds that the tie holds when ``changes`` are printed instead."""
        return is_held(judge_relation(self.rewrite(tie.claim.relation, changes)))

    def fits(self, reading: Reading, changes: Changes) -> bool:
        """Whether one reading (probably) holds when ``changes`` are printed instead."""
        if reading.weights is not None:
            return abs(self.residual(reading, changes)) <= self._linear_tolerance(reading, changes)
        if reading.alike:
            ends = [
                (base_value(f), own_step(f)) for f in (changes.get(n, self.figures[n]) for n in reading.nodes)
            ]
            first, step = ends[0]
            return all(abs(value - first) * 2 <= max(step, other) for value, other in ends)
        if reading.formula is not None and reading.stated is not None:
            values = {n: base_value(f) for n, f in changes.items()}
            gap = self.gap(reading, values)
            if gap is None or abs(gap) <= reading.tolerance:
                return gap is not None
            if abs(gap) <= self._curved_tolerance(reading, values, changes):
                return True
            cut = own_step(self.figures[reading.stated]) if self.truncates else _ZERO
            away = gap if self.changed(reading.stated, changes) > 0 else -gap
            return 0 < away < cut
        assert reading.relation is not None
        return is_held(judge_relation(self.rewrite(reading.relation, changes)))

    def changed(self, node: int, changes: Changes) -> Fraction:
        """The base value of a node after ``changes``."""
        figure = changes.get(node)
        return self.value[node] if figure is None else base_value(figure)

    def residual(self, reading: Reading, changes: Changes) -> Fraction:
        """What the formula of a linear reading gives less what is stated, after ``changes``."""
        assert reading.weights is not None
        moved = reading.residual
        for node in changes:
            weight = reading.weights.get(node)
            if weight is not None:
                moved += weight * (self.changed(node, changes) - self.value[node])
        return moved

    def gap(self, reading: Reading, values: Mapping[int, Fraction]) -> Fraction | None:
        """What the formula of an Equal gives less what is stated, None where it gives nothing (a zero denominator)."""
        assert reading.formula is not None and reading.stated is not None
        kept = {node: self.value[node] for node in reading.nodes}
        kept.update((node, value) for node, value in values.items() if node in kept)
        try:
            return reading.formula.evaluate(Values(self._by_id, kept)) - kept[reading.stated]
        except (MismatchError, ZeroDivisionError):
            return None

    def readings(self, tie: Tie) -> list[Reading]:
        """The readings of a tie, made ready once."""
        if tie._readings is None:
            relation = tie.claim.relation
            each = relation.readings if isinstance(relation, AnyOf) else (relation,)
            tie._readings = [self._prepare(one, tie) for one in each]
        return tie._readings

    def _prepare(self, relation: Relation, tie: Tie) -> Reading:
        nodes = tuple(dict.fromkeys(self.node(f) for f in relation_figures(relation)))
        if isinstance(relation, Same):
            return Reading(nodes, alike=True, relation=relation)
        if not isinstance(relation, Equal):
            return Reading(nodes, relation=relation)
        stated = self.node(relation.stated)
        figures = (relation.stated, *relation.formula.figures())
        steps = strict_steps(figures)
        linear = relation.formula.weights()
        if linear is None:
            ready = Reading(nodes, stated, relation.formula, relation=relation)
            ready.tolerance = self._curved_tolerance(ready, {}, {})
            gap = self.gap(ready, {})
            if not tie.broken and gap is not None:
                ready.tolerance = max(ready.tolerance, abs(gap))
            return ready
        weights: dict[int, Fraction] = {stated: Fraction(-1)}
        for figure, weight in linear[0].items():
            node = self.node(figure)
            weights[node] = weights.get(node, _ZERO) + weight
        residual = linear[1] + sum((w * self.value[n] for n, w in weights.items()), _ZERO)
        loose = [f for f in dict.fromkeys(figures) if not is_exact(f)]
        tolerance = sum((abs(weights[self.node(f)]) * steps[f] for f in loose), _ZERO) / 2
        if not tie.broken:
            tolerance = max(tolerance, abs(residual))
        return Reading(nodes, stated, relation.formula, weights, residual, tolerance, relation=relation)

    def _linear_tolerance(self, reading: Reading, changes: Changes) -> Fraction:
        """The tolerance of a linear reading, reckoned anew where a unit changes."""
        assert reading.weights is not None
        inside = {n: f for n, f in changes.items() if n in reading.weights}
        if all(figure.unit == self.figures[n].unit for n, figure in inside.items()):
            return reading.tolerance
        figures = {n: inside.get(n, self.figures[n]) for n in reading.weights}
        steps = strict_steps(figures.values())
        loose = [(abs(w) * steps[figures[n]]) for n, w in reading.weights.items() if not is_exact(figures[n])]
        return sum(loose, _ZERO) / 2

    def _curved_tolerance(
        self, reading: Reading, values: Mapping[int, Fraction], changes: Changes
    ) -> Fraction:
        """How far a formula moves when each of its figures moves by half a step, with the step of the stated."""
        assert reading.stated is not None
        here = self.gap(reading, values)
        total = own_step(changes.get(reading.stated, self.figures[reading.stated])) / 2
        figures = {n: changes.get(n, self.figures[n]) for n in reading.nodes}
        steps = strict_steps(figures.values())
        for node, figure in figures.items():
            if here is None or node == reading.stated or is_exact(figure):
                continue
            there = self.gap(reading, {**values, node: base_value(figure) + steps[figure] / 2})
            total += abs(there - here) if there is not None else _ZERO
        return total

    def rewrite(self, relation: Relation, changes: Changes) -> Relation:
        """The relation over the figures as changed."""
        return cast(Relation, self._rewritten(relation, changes))

    def _rewritten(self, part: object, changes: Changes) -> object:
        """Any value with its figures replaced, whatever kinds of formula there are."""
        if isinstance(part, Figure):
            return changes.get(self.node(part), part)
        if isinstance(part, tuple):
            return tuple(self._rewritten(one, changes) for one in part)
        if is_dataclass(part) and not isinstance(part, type):
            inner = {f.name: self._rewritten(getattr(part, f.name), changes) for f in fields(part)}
            return replace(part, **inner)
        return part

    def touched(self, nodes: Mapping[int, object]) -> list[Tie]:
        """The ties that any of ``nodes`` takes part in."""
        return list(dict.fromkeys(chain.from_iterable(self.of[node] for node in nodes)))


def found_by_value(claim: Claim) -> bool:
    """Whether the figures of a claim were put together because they print one number, not one name.

    Where figures change places the number stands elsewhere, and would have been found there.
    """
    return isinstance(claim.relation, Same) and len({_bare(key) for key in claim.keys}) > 1


def _chance(claim: Claim) -> bool:
    """Whether a held claim proves no value: that something is present, or that different facts are equal."""
    if not isinstance(claim.relation, Same):
        return isinstance(claim.relation, Present)
    stated = zip(claim.keys, claim.figures, strict=True)
    return any(_are_apart(*one, *other) for one, other in combinations(stated, 2))


def _are_apart(key: FactKey, figure: Figure, other_key: FactKey, other: Figure) -> bool:
    """Whether two figures state different facts: of other names, stages or years, or cells of one table."""
    table = figure.where.table
    if not key.subject or not other_key.subject:
        stages = {key.stage, other_key.stage} - {""}
        return len(stages) > 1 or (table is not None and table == other.where.table)
    return _bare(key) != _bare(other_key)


def _bare(key: FactKey) -> FactKey:
    """A key without the kind of money."""
    return replace(key, scope=tuple(part for part in key.scope if part[0] != "fund"))
