"""What the documents of a year do as a rule, and the few that do otherwise.

Nobody declared these rules: they are found in a sample of the year's own tables and then counted
over all of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations
from typing import Any, Final

from gouji.scan.group import Document
from gouji.scan.store import Store

_BATCH: Final = 20
"""So many documents or units show what is done as a rule."""
_FEW: Final = 0.1
"""At most such a share of them is uniform where uniform ones are worth telling."""
_MARKS: Final = 8
_RATES: Final = 5
"""A document with fewer marks, or rates of completion, is not looked at."""
_HOLDS: Final = 0.95
"""A relation holds in such a share of the documents, or it is none."""
_SAMPLE: Final = 300
"""The documents in which relations are looked for."""
_LABELS: Final = 60
"""The cells of one document that are tried, those that most others have first."""
_TOLD: Final = 3
"""How many broken relations of one document are told."""

Cells = Mapping[str, tuple[int, int]]
"""Label to value and half of its last place, both in 分."""


@dataclass(frozen=True, slots=True)
class Uniform:
    """A document whose every mark is full or whose every rate is 100%, and how rare that is among ``among``."""

    document: Document
    what: str
    number: int
    like: int
    among: int


def find_uniform(documents: Sequence[Document], store: Store) -> Iterator[Uniform]:
    """The documents that are uniform where hardly any other of the same year is."""
    listed: dict[tuple[str, int | None], list[tuple[Document, int, bool]]] = defaultdict(list)
    for one in documents:
        facts = store.read_facts(one.key) or {}
        for what, least in (("marks", _MARKS), ("rates", _RATES)):
            number, full = facts.get(what, (0, 0))
            if number >= least:
                listed[what, one.year].append((one, number, number == full))
    for (what, _), found in sorted(listed.items(), key=lambda item: (item[0][0], item[0][1] or 0)):
        uniform = [(one, number) for one, number, alike in found if alike]
        if len(found) >= _BATCH and len(uniform) <= _FEW * len(found):
            for one, number in uniform:
                yield Uniform(one, what, number, len(uniform), len(found))


@dataclass(frozen=True, slots=True, order=True)
class Relation:
    """The amount at ``whole`` equals the sum of those at ``parts``, one or two."""

    whole: str
    parts: tuple[str, ...]

    def test(self, cells: Cells) -> bool | None:
        """Whether it holds to the last place printed; None where an amount is missing or all are 0."""
        names = (self.whole, *self.parts)
        if not all(name in cells for name in names) or not any(cells[name][0] for name in names):
            return None
        return abs(self._gap(cells)) <= self._slack(cells)

    def is_completed(self, cells: Cells) -> bool:
        """Whether one more cell of a document in which it fails makes it hold: what was nothing elsewhere."""
        gap, slack, own = abs(self._gap(cells)), self._slack(cells), {self.whole, *self.parts}
        return any(
            abs(gap - value) <= slack + half for name, (value, half) in cells.items() if name not in own
        )

    def _gap(self, cells: Cells) -> int:
        return cells[self.whole][0] - sum(cells[name][0] for name in self.parts)

    def _slack(self, cells: Cells) -> int:
        return sum(cells[name][1] for name in (self.whole, *self.parts))


@dataclass(frozen=True, slots=True)
class Break:
    """A document in which relations do not hold that do in ``held`` of ``among``, the best known first."""

    document: Document
    relations: tuple[tuple[Relation, int, int], ...]
    cells: Cells


def find_breaks(documents: Sequence[Document], store: Store) -> Iterator[Break]:
    """The documents in which relations do not hold that hold in nearly all of the year."""
    years: dict[int | None, list[Document]] = defaultdict(list)
    for one in documents:
        if not one.copy_of and not one.version_of:
            years[one.year].append(one)
    for _, papers in sorted(years.items(), key=lambda item: item[0] or 0):
        yield from _breaks(papers, store)


def _breaks(documents: Sequence[Document], store: Store) -> Iterator[Break]:
    chosen = sorted(documents, key=lambda one: sha256(one.path.encode()).digest())[:_SAMPLE]
    relations = _mine([_cells(store.read_facts(one.key)) for one in chosen])
    units: dict[Relation, set[str]] = defaultdict(set)
    counts: dict[Relation, list[int]] = {relation: [0, 0] for relation in relations}
    broken: dict[str, list[Relation]] = defaultdict(list)
    for one in documents:
        facts = store.read_facts(one.key)
        cells = _cells(facts)
        for relation in relations:
            holds = relation.test(cells)
            if holds or (holds is False and not relation.is_completed(cells)):
                counts[relation][holds] += 1
                units[relation].add(one.unit)
                if not holds:
                    broken[one.path].append(relation)
    kept = {
        relation
        for relation, (fails, held) in counts.items()
        if fails and len(units[relation]) >= _BATCH and held >= _HOLDS * (fails + held)
    }
    for one in documents:
        mine = [(r, counts[r][True], sum(counts[r])) for r in broken.get(one.path, ()) if r in kept]
        if mine and not _has_wrong_sums(facts := store.read_facts(one.key) or {}):
            mine.sort(key=lambda told: (-told[1], told[0]))
            yield Break(one, tuple(mine[:_TOLD]), _cells(facts))


def _mine(sample: Sequence[Cells]) -> list[Relation]:
    """The relations that hold in nearly all documents of a sample in which all their cells are."""
    common = Counter(label for cells in sample for label in cells)
    known = {label for label, number in common.items() if number >= min(_BATCH, len(sample) // 2 + 1)}
    if len(sample) < _BATCH:
        return []
    held: Counter[Relation] = Counter()
    for cells in sample:
        names = sorted((n for n in cells if n in known and cells[n][0] > 0), key=lambda n: (-common[n], n))[
            :_LABELS
        ]
        held.update(_hold({name: cells[name] for name in names}))
    found = []
    for relation, number in held.items():
        if number < _BATCH // 2:
            continue
        tested = [holds for cells in sample if (holds := relation.test(cells)) is not None]
        if sum(tested) >= _HOLDS * len(tested):
            found.append(relation)
    return sorted(found)


def _hold(cells: Cells) -> Iterator[Relation]:
    """All equalities and sums of two that hold exactly in one document."""
    at: dict[int, list[str]] = defaultdict(list)
    for name, (value, _) in cells.items():
        at[value].append(name)
    for names in at.values():
        for one, other in combinations(sorted(names), 2):
            yield Relation(one, (other,))
    for one, other in combinations(sorted(cells), 2):
        for whole in at.get(cells[one][0] + cells[other][0], ()):
            if whole not in (one, other):
                yield Relation(whole, (one, other))


def _cells(facts: Mapping[str, Any] | None) -> Cells:
    return {label: (value, half) for label, value, half in (facts or {}).get("cells", ())}


def _has_wrong_sums(facts: Mapping[str, Any]) -> bool:
    """Whether the document's own totals are wrong already, which tells the same."""
    rules: Mapping[str, Sequence[int]] = facts.get("card", {}).get("rules", {})
    return any(code.startswith("GJ1") and numbers[1] for code, numbers in rules.items())


def tell_label(label: str) -> str:
    """A cell in words, without the parts that are blank."""
    return "“" + "、".join(part for part in label.split("｜") if part) + "”"


def tell_relation(relation: Relation) -> str:
    """A relation in words."""
    return f"{tell_label(relation.whole)} = {' + '.join(map(tell_label, relation.parts))}"


def tell_cells(relation: Relation, cells: Cells) -> str:
    """The same with the amounts of a document, in 万元."""

    def amount(name: str) -> str:
        return f"{cells[name][0] / 1_000_000:.2f}"

    return f"{amount(relation.whole)}万元 ≠ {' + '.join(amount(name) + '万元' for name in relation.parts)}"
