"""The checks across documents, run over a scan: unit by unit, and over all units at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from checks.across.dossier import Dossier, Paper
from checks.model import Finding
from checks.registry import Rule, find_rule, load_across, select_rules
from checks.relation import judge
from checks.run import find
from checks.subject import short
from extract.unit import to_base
from gouji.config import Settings
from gouji.scan.alike import AMOUNTS, LINES, Trait, find_alike
from gouji.scan.custom import find_breaks, find_uniform, tell_cells, tell_relation
from gouji.scan.fact import load
from gouji.scan.group import OWN_LEVEL, Document, Listed, match, tidy
from gouji.scan.store import Store
from gouji.scan.worker import difference

BETWEEN_UNITS: Final = frozenset(("GJ504", "GJ507"))
"""The rules whose findings are about two units, which need not know of each other."""

_DEPARTMENT: Final = ("主管部门", "主管单位", "归口部门", "上级部门", "上级单位")
"""Titles of the column of a roster that names the department of each unit."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """A finding that several documents share: their paths, by place in ``figures`` of the finding or simply all."""

    unit: str
    finding: Finding
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """The documents that can be held against each other, by unit; of what came twice only the first."""

    by_unit: Mapping[str, Sequence[Document]]
    store: Store

    def documents(self) -> list[Document]:
        """All of them."""
        return [one for papers in self.by_unit.values() for one in papers]

    def dossier(self, unit: str, parts: Sequence[str] = ()) -> Dossier:
        """What a unit handed in, with what its parts did."""
        versions: dict[tuple[int | None, str, tuple[str, ...]], list[Document]] = defaultdict(list)
        for one in self.by_unit.get(unit, ()):
            versions[one.year, tidy(one.title) or one.path, one.projects].append(one)
        papers = (self._paper(same) for same in versions.values())
        return Dossier(
            unit,
            tuple(paper for paper in papers if paper is not None),
            tuple(self.dossier(part) for part in parts),
        )

    def _paper(self, versions: Sequence[Document]) -> Paper | None:
        """One paper of all its versions: nobody knows which one counts, so only what all say the same of does."""
        first = versions[0]
        stored = [found for one in versions if (found := self.store.read_facts(one.key)) is not None]
        if not stored or first.year is None:
            return None
        facts = tuple((stated.key, stated.figure) for found in stored for stated in load(found))
        moved, merged = (any(found[name] for found in stored) for name in ("moved", "merged"))
        return Paper(first.path, first.title, first.year, facts, moved, merged)


def cross(
    documents: Sequence[Document], store: Store, settings: Settings, roster: Sequence[Listed] = ()
) -> list[Crossing]:
    """Everything the selected rules find across the documents, by unit and then by rule."""
    rules = select_rules(settings.select, settings.ignore, load_across())
    by_unit: dict[str, list[Document]] = defaultdict(list)
    for one in documents:
        if one.unit and one.year and not one.copy_of and one.state in ("complete", "partial"):
            by_unit[one.unit].append(one)
    batch = Batch(by_unit, store)
    within = tuple(rule for rule in rules if rule.code not in _BETWEEN_ALL)
    parts = _parts(by_unit, roster)
    found: list[Crossing] = []
    for unit, papers in sorted(by_unit.items()):
        if within and (len(papers) > 1 or unit in parts):
            found += _within(batch.dossier(unit, parts.get(unit, ())), within)
    for rule in rules:
        if rule.code in _BETWEEN_ALL:
            found += _BETWEEN_ALL[rule.code](batch)
    return found


def _within(dossier: Dossier, rules: Sequence[Rule]) -> Iterator[Crossing]:
    entries = [(claim, judge(claim)) for rule in rules for claim in rule.claims(dossier)]
    alike: dict[tuple[object, ...], list[Finding]] = defaultdict(list)
    for finding in find(entries, rules):
        gap = difference(finding) or finding.difference
        alike[finding.rule, finding.severity, gap, frozenset(f.path for f in finding.figures)].append(finding)
    for same in alike.values():
        finding = _as_one(same)
        yield Crossing(dossier.unit, finding, tuple(figure.path[0] for figure in finding.figures))


def _as_one(findings: Sequence[Finding]) -> Finding:
    """Findings on the same papers with the same difference as one: the smallest amount's, which the others contain."""
    first = min(findings, key=lambda finding: abs(to_base(finding.figures[0].value, finding.figures[0].unit)))
    names = [short(finding.figures[0]) for finding in findings if finding is not first]
    others = "、".join(name for name in dict.fromkeys(names) if name != short(first.figures[0]))
    return replace(first, message=f"{first.message}；{others}也相差同样的数") if others else first


def _parts(by_unit: Mapping[str, Sequence[Document]], roster: Sequence[Listed]) -> dict[str, list[str]]:
    """Each department to all the units it is the sum of, where the roster lists its own level and all handed in."""
    over: dict[str, list[str]] = defaultdict(list)
    for listed in roster:
        named = next((tidy(listed.more[head]) for head in _DEPARTMENT if head in listed.more), "")
        if named and named != listed.unit:
            over[named].append(listed.unit)
    matched = match(roster, by_unit)
    handed_in = {name: unit for unit, name in matched.items()}
    found = {}
    for department, units in over.items():
        whole = handed_in.get(department, department)
        if department + OWN_LEVEL in units and whole in by_unit and all(unit in handed_in for unit in units):
            found[whole] = sorted(handed_in[unit] for unit in units)
    return found


# --- over all units -------------------------------------------------------------------------------


def _alike(trait: Trait, batch: Batch) -> Iterator[Crossing]:
    for pair in find_alike(batch.documents(), batch.store, trait):
        one, other = pair.one, pair.other
        message = (
            f"“{one.unit}”与“{other.unit}”两个单位的材料有{pair.common}个相同的{trait.told}（共{pair.every}个），"
            f"可能套用了同一份材料：《{one.path}》《{other.path}》"
        )
        names = (one.unit, str(one.year), other.unit, str(other.year))
        yield _tell(trait.code, one.unit, message, (one.path, other.path), names)


def _uniform(batch: Batch) -> Iterator[Crossing]:
    for found in find_uniform(batch.documents(), batch.store):
        one = found.document
        what = "项指标全部得满分" if found.what == "marks" else "项以百分率表示的指标实际完成值全部为100%"
        message = (
            f"《{one.path}》{found.number}{what}，同一年度可比的{found.among}份材料中只有{found.like}份如此"
        )
        yield _tell("GJ508", one.unit, message, (one.path,), (one.unit, str(one.year), found.what, one.path))


def _custom(batch: Batch) -> Iterator[Crossing]:
    for found in find_breaks(batch.documents(), batch.store):
        one = found.document
        told = "；".join(
            f"{tell_relation(relation)}（{among}份中{held}份成立），本份{tell_cells(relation, found.cells)}"
            for relation, held, among in found.relations
        )
        message = f"《{one.path}》与同一表式的其他材料不同：{told}"
        names = (one.unit, str(one.year), *(tell_relation(relation) for relation, _, _ in found.relations))
        yield _tell("GJ509", one.unit, message, (one.path,), names)


_BETWEEN_ALL: Final[Mapping[str, Callable[[Batch], Iterator[Crossing]]]] = {
    "GJ504": lambda batch: _alike(AMOUNTS, batch),
    "GJ507": lambda batch: _alike(LINES, batch),
    "GJ508": _uniform,
    "GJ509": _custom,
}


def _tell(code: str, unit: str, message: str, paths: tuple[str, ...], names: Sequence[str]) -> Crossing:
    """A finding that is about whole documents; ``names`` are what it is known by again."""
    rule = find_rule(code)
    assert rule is not None
    finding = Finding(
        id=sha256("\n".join((code, *names)).encode("utf-8", "replace")).hexdigest()[:12], printed="", rule=code,
        name=rule.name, severity=rule.severity, confidence="medium", formula="", computed="", interval=None,
        stated="", difference="", figures=(), roles=(), message=message,
    )  # fmt: skip
    return Crossing(unit, finding, paths)
