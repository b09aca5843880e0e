"""What is told in the same words of different things, so that it may not be held against each other.

An account, a level of government or a unit that the words before a figure name keeps it apart from
figures of another.  And where no word does, the figures themselves do: two paragraphs, or two sections,
that tell several facts of the same names with far different values, and none alike, are about two
things (a fund each, a school each), for mistakes leave most figures as they are.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import regex

from checks.evidence import is_held
from checks.model import Same
from checks.precision import base_value
from checks.relation import judge_relation
from extract.lexicon import normalise
from extract.model import Block, Figure, Paragraph, Table
from extract.table_word import squeeze
from extract.unit import same_kind

if TYPE_CHECKING:
    from checks.context import Context

_AMOUNTS = {"level", "change", "headcount", "count"}
_NEAR = Fraction(1, 4)
"""Two values of one fact differ by less than this part of the greater one if they are one value, mistaken."""
_CLOSE = Fraction(1, 40)
"""And by less than this in two versions of one text."""
_SEVERAL = 3
_ITEMS = 2
_NUMBERED = regex.compile(r"\s*[（(]?[一二三四五六七八九十\d]{1,2}[）).、．]")
_KIND = 4
_OF_FORM = ("score.", "funds.")
"""What each form prints of its own project, year or assessor."""
_BALANCE = "carryover."
_ENDS = regex.compile(r"[；;。]")
_ABOVE = 3
_MOST = 40
"""A fact told more often is told of too many things to say anything of any two."""


@dataclass(slots=True)
class _Pair:
    """How many facts two stretches tell alike, with a small difference, a larger one, and far from each other."""

    same: int = 0
    close: int = 0
    near: int = 0
    far: int = 0

    def is_parallel(self, enough: int = 0) -> bool:
        """Whether most facts differ much; three that differ more than a little do where hardly any are alike.

        ``enough`` is how many facts that differ at all do where more than the figures says that they should.
        """
        off = self.near + self.far
        if enough and off + self.close >= enough and 2 * self.same < off + self.close:
            return True
        return (self.far >= 2 and 2 * (self.same + self.close + self.near) < self.far) or (
            off >= _SEVERAL and 2 * self.same < off >= self.close
        )


class Apart:
    """The stretches of one document's text that tell of different things."""

    def __init__(self, context: Context) -> None:
        self._whose = context.whose
        self._facts = context.facts
        self._texts = {p.where.block: p.text for p in context.extraction.paragraphs()}
        self._heads = [_head(table, context.extraction.blocks) for table in context.extraction.tables]
        self._forms = [_form(table) for table in context.extraction.tables]
        self._openings: dict[int | None, set[Fraction]] = defaultdict(set)
        for figure in context.extraction.figures:
            if figure.concept == f"{_BALANCE}opening" and figure.where.table is None:
                self._openings[figure.where.block].add(base_value(figure))
        self._opening: dict[tuple[object, int], Figure] = {}
        """The first figure of each item of a paragraph."""
        for figure in context.extraction.figures:
            if figure.where.table is None:
                self._opening.setdefault(self._item(figure), figure)
        self._listed: set[frozenset[tuple[object, int]]] = set()
        self._pairs: dict[frozenset[object], _Pair] = defaultdict(_Pair)
        for fact in context.facts.facts:
            told = [f for f in fact.figures if f.value]
            timed = fact.key.period or context.extraction.year is None
            if timed and len(told) <= _MOST and fact.key.measure in _AMOUNTS | {"ratio"}:
                self._list(told)
                if fact.key.measure in _AMOUNTS:
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
        if frozenset((self._item(one), self._item(other))) in self._listed:
            return True
        chapters = frozenset((self._whose.chapter(one), self._whose.chapter(other)))
        if len(chapters) > 1 and "" not in chapters and self._are_of_two(chapters):
            return True
        first, second = one.where.table, other.where.table
        enough = 0
        if first is not None and second is not None:
            if first != second and self._subject(one).startswith(_OF_FORM):
                return True
            enough = _SEVERAL if self._heads[first] != self._heads[second] else 0
        elif one.where.block == other.where.block:
            if self._open_alike(one, other):
                return True
            enough = _ITEMS
        elif (one.concept or "").startswith(_BALANCE) and self._open_otherwise(one, other):
            return True
        return any(
            pair is not None and pair.is_parallel(enough)
            for ends in self._ends(one, other)
            for pair in [self._pairs.get(ends)]
        )

    def _open_alike(self, one: Figure, other: Figure) -> bool:
        """Whether two items each begin with another name of one kind: 机关人员经费A，公用经费B；中心人员经费C，公用经费D."""
        first, second = self._opening.get(self._item(one)), self._opening.get(self._item(other))
        if first is None or second is None or first is second or one is first or other is second:
            return False
        names = normalise(first.label), normalise(second.label)
        return names[0] != names[1] and names[0][-_KIND:] == names[1][-_KIND:]

    def _open_otherwise(self, one: Figure, other: Figure) -> bool:
        """Whether the paragraphs of two balances begin with different ones: two accounts."""
        first, second = self._openings.get(one.where.block), self._openings.get(other.where.block)
        return bool(first and second and not first & second)

    def _are_of_two(self, chapters: frozenset[str]) -> bool:
        """Whether two chapters named after a project each tell nothing that both tell alike, or much less than differs."""
        pair = self._pairs.get(frozenset(chapters))
        off = pair.near + pair.far if pair is not None else 0
        return pair is None or (off > 0 and 2 * pair.same < off)

    def _subject(self, figure: Figure) -> str:
        return self._facts.key(figure).subject

    def _list(self, told: list[Figure]) -> None:
        """Note the items of a paragraph or a numbered list, three and more, that all tell one fact with a value of their own."""
        spoken = [f for f in told if f.where.table is None]
        lists = [list(beside) for _, beside in itertools.groupby(spoken, lambda f: f.where.block)]
        lists.append([f for f in spoken if _NUMBERED.match(self._texts.get(f.where.block, ""))])
        for listed in lists:
            inside = {self._item(f): base_value(f) for f in listed}
            if len(inside) >= _SEVERAL and len(set(inside.values())) == len(inside):
                self._listed.update(frozenset(pair) for pair in itertools.combinations(inside, 2))

    def _count(self, told: list[Figure]) -> None:
        for one, other in itertools.combinations(told, 2):
            if not same_kind(one.unit, other.unit):
                continue
            same, close, near = _is_same(one, other), _within(one, other, _CLOSE), _within(one, other, _NEAR)
            for ends in self._ends(one, other):
                pair = self._pairs[ends]
                if same:
                    pair.same += 1
                elif close:
                    pair.close += 1
                elif near:
                    pair.near += 1
                else:
                    pair.far += 1

    def _ends(self, one: Figure, other: Figure) -> Iterator[frozenset[object]]:
        """The two stretches that two figures stand in: tables of one form, items of a paragraph, or paragraphs,
        and sections where these are two.
        """
        chapters = frozenset((self._whose.chapter(one), self._whose.chapter(other)))
        if len(chapters) > 1 and "" not in chapters:
            yield frozenset[object](chapters)
        first, second = one.where.table, other.where.table
        if first is not None and second is not None:
            if first != second and self._forms[first] == self._forms[second]:
                yield frozenset((("table", first), ("table", second)))
            return
        if first is not None or second is not None:
            return
        if one.where.block == other.where.block:
            if self._item(one) != self._item(other):
                yield frozenset((self._item(one), self._item(other)))
            return
        yield frozenset((one.where.block, other.where.block))
        if one.where.section and other.where.section and one.where.section != other.where.section:
            yield frozenset((one.where.section, other.where.section))

    def _item(self, figure: Figure) -> tuple[object, int]:
        """The item of its paragraph that a figure stands in: what ends with ； or 。."""
        text = self._texts.get(figure.where.block, "")
        return figure.where.block, len(_ENDS.findall(text[: figure.where.start]))

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


def _within(one: Figure, other: Figure, part: Fraction) -> bool:
    first, second = base_value(one), base_value(other)
    return abs(first - second) <= part * max(abs(first), abs(second))


def _head(table: Table, blocks: Sequence[Block]) -> str:
    """What stands over a table and names what it is of: its caption and the lines right before it."""
    at = next((i for i, b in enumerate(blocks) if b.where.block == table.where.block), 0)
    above = list(
        itertools.takewhile(lambda b: isinstance(b, Paragraph), reversed(blocks[max(0, at - _ABOVE) : at]))
    )
    lines = [b.text for b in reversed(above) if isinstance(b, Paragraph)]
    return squeeze("".join([table.caption, *lines]))


def _form(table: Table) -> tuple[object, ...]:
    """What makes two tables one form: the names of their columns and rows."""
    heads = tuple(squeeze(h) for band in table.bands for c in band.columns for h in c.header)
    return (heads, tuple(normalise(row.label) for band in table.bands for row in band.rows))


def _is_same(one: Figure, other: Figure) -> bool:
    return is_held(judge_relation(Same((one, other))))
