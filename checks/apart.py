"""What is told in the same words of different things, so that it may not be held against each other.

An account, a level of government or a unit that the words before a figure name keeps it apart from
figures of another.  And where no word does, the figures themselves do: two paragraphs, or two sections,
that tell several facts of the same names with far different values, and none alike, are about two
things (a fund each, a school each), for mistakes leave most figures as they are.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from checks.context import Context
from checks.evidence import is_held
from checks.model import Same
from checks.precision import base_value
from checks.relation import judge_relation
from checks.whose import Whose
from extract.model import Figure
from extract.unit import same_kind

_AMOUNTS = {"level", "change", "headcount", "count"}
_NEAR = Fraction(1, 4)
"""Two values of one fact differ by less than this part of the greater one if they are one value, mistaken."""
_MOST = 40
"""A fact told more often is told of too many things to say anything of any two."""


@dataclass(slots=True)
class _Pair:
    """How many facts two stretches of text tell alike or nearly so, and how many far from each other."""

    near: int = 0
    far: int = 0

    def is_parallel(self) -> bool:
        return self.far >= 2 and 2 * self.near < self.far


class Apart:
    """The stretches of one document's text that tell of different things."""

    def __init__(self, context: Context) -> None:
        self._whose = Whose(context.extraction)
        self._pairs: dict[frozenset[object], _Pair] = defaultdict(_Pair)
        for fact in context.facts.facts:
            told = [f for f in fact.figures if f.where.table is None and f.value]
            if fact.key.period and fact.key.measure in _AMOUNTS and len(told) <= _MOST:
                self._count(told)

    def split(self, figures: list[Figure]) -> Iterator[list[Figure]]:
        """Figures of one fact, those apart from others by themselves; one that fits several goes with its like."""
        groups = [figures]
        for name in (self._whose.account, self._whose.level, self._whose.owner, self._whose.scored):
            groups = [part for group in groups for part in _by(group, name)]
        for group in groups:
            yield from self._by_stretch(group)

    def is_apart(self, one: Figure, other: Figure) -> bool:
        """Whether two figures stand in paragraphs, or sections, that tell of different things."""
        if one.where.table is not None or other.where.table is not None:
            return False
        return any(
            pair is not None and pair.is_parallel()
            for ends in _ends(one, other)
            for pair in [self._pairs.get(ends)]
        )

    def _count(self, told: list[Figure]) -> None:
        for one, other in itertools.combinations(told, 2):
            if one.where.block == other.where.block or not same_kind(one.unit, other.unit):
                continue
            near = _is_near(one, other)
            for ends in _ends(one, other):
                pair = self._pairs[ends]
                pair.near += near
                pair.far += not near

    def _by_stretch(self, figures: list[Figure]) -> Iterator[list[Figure]]:
        groups: list[list[Figure]] = []
        for figure in figures:
            fitting = [g for g in groups if not any(self.is_apart(figure, other) for other in g)]
            if len(fitting) > 1:
                fitting = [g for g in fitting if all(_is_same(figure, other) for other in g)]
            if fitting:
                fitting[0].append(figure)
            elif len(groups) == len(fitting) or all(any(self.is_apart(figure, o) for o in g) for g in groups):
                groups.append([figure])
        yield from groups


def _by(figures: list[Figure], name: Callable[[Figure], str]) -> Iterator[list[Figure]]:
    """The figures as they are, or by what ``name`` finds said of them where it finds several things."""
    by_name: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        by_name[name(figure)].append(figure)
    if len(by_name.keys() - {""}) > 1:
        yield from by_name.values()
    else:
        yield figures


def _ends(one: Figure, other: Figure) -> Iterator[frozenset[object]]:
    """The two stretches that two figures stand in: their paragraphs, and their sections where these are two."""
    yield frozenset((one.where.block, other.where.block))
    if one.where.section and other.where.section and one.where.section != other.where.section:
        yield frozenset((one.where.section, other.where.section))


def _is_near(one: Figure, other: Figure) -> bool:
    first, second = base_value(one), base_value(other)
    return abs(first - second) <= _NEAR * max(abs(first), abs(second))


def _is_same(one: Figure, other: Figure) -> bool:
    return is_held(judge_relation(Same((one, other))))
