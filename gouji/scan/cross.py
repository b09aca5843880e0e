"""The checks across documents, run over a scan: unit by unit, and for copied numbers over all units."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from checks.across.dossier import Dossier, Paper
from checks.model import Finding
from checks.registry import Rule, load_across, select_rules
from checks.relation import judge
from checks.run import find
from gouji.config import Settings
from gouji.scan.fact import load
from gouji.scan.group import Document, tidy
from gouji.scan.store import Store

COPIED: Final = "GJ504"
_SKETCH: Final = 64
_SHARED: Final = 8
_COMMON: Final = 12
_CROWD: Final = 6


@dataclass(frozen=True, slots=True)
class Crossing:
    """A finding that several documents share: their paths, by place in ``figures`` of the finding or simply all."""

    unit: str
    finding: Finding
    paths: tuple[str, ...]


def cross(documents: Sequence[Document], store: Store, settings: Settings) -> list[Crossing]:
    """Everything the selected rules find across the documents, by unit and then by rule."""
    rules = select_rules(settings.select, settings.ignore, load_across())
    by_unit: dict[str, list[Document]] = defaultdict(list)
    for one in documents:
        if one.unit and one.year and not one.copy_of and one.state in ("complete", "partial"):
            by_unit[one.unit].append(one)
    found: list[Crossing] = []
    plain = tuple(rule for rule in rules if rule.code != COPIED)
    for unit, papers in sorted(by_unit.items()):
        if len(papers) > 1 and plain:
            found += _within(unit, papers, store, plain)
    if any(rule.code == COPIED for rule in rules):
        found += _copied([one for papers in by_unit.values() for one in papers], store)
    return found


def _within(
    unit: str, documents: Sequence[Document], store: Store, rules: Sequence[Rule]
) -> Iterator[Crossing]:
    versions: dict[tuple[int | None, str], list[Document]] = defaultdict(list)
    for one in documents:
        versions[one.year, tidy(one.title) or one.path].append(one)
    papers = tuple(paper for same in versions.values() if (paper := _paper(same, store)) is not None)
    dossier = Dossier(unit, papers)
    entries = [(claim, judge(claim)) for rule in rules for claim in rule.claims(dossier)]
    for finding in find(entries, rules):
        yield Crossing(unit, finding, tuple(figure.path[0] for figure in finding.figures))


def _paper(versions: Sequence[Document], store: Store) -> Paper | None:
    """One paper of all its versions: nobody knows which one counts, so only what all say the same of does."""
    first = versions[0]
    stored = [found for one in versions if (found := store.read_facts(one.key)) is not None]
    if not stored or first.year is None:
        return None
    facts = tuple((stated.key, stated.figure) for found in stored for stated in load(found))
    return Paper(first.path, first.title, first.year, facts, any(found["moved"] for found in stored))


def _copied(documents: Iterable[Document], store: Store) -> Iterator[Crossing]:
    """Two units whose documents print the same distinctive amounts.

    The amounts with the smallest hashes stand for all of a document, in a table on disk; who
    shares many of these is compared in full.
    """
    named = {one.path: one for one in documents}
    base = sqlite3.connect("")
    base.execute("CREATE TABLE sketch (amount INTEGER, path TEXT)")
    for one in named.values():
        amounts = _amounts(one, store)
        chosen = sorted(amounts, key=lambda amount: sha256(b"%d" % amount).digest())[:_SKETCH]
        base.executemany("INSERT INTO sketch VALUES (?, ?)", [(amount, one.path) for amount in chosen])
    base.execute("CREATE INDEX by_amount ON sketch (amount)")
    pairs = base.execute(
        "WITH rare AS (SELECT amount FROM sketch GROUP BY amount HAVING COUNT(*) BETWEEN 2 AND ?) "
        "SELECT a.path, b.path FROM sketch a JOIN sketch b ON a.amount = b.amount AND a.path < b.path "
        "WHERE a.amount IN (SELECT amount FROM rare) GROUP BY a.path, b.path HAVING COUNT(*) >= ? "
        "ORDER BY a.path, b.path",
        (_CROWD * 2, _SHARED),
    )
    for first, second in pairs:
        one, other = named[first], named[second]
        if one.unit == other.unit or one.unit in other.unit or other.unit in one.unit:
            continue
        mine, theirs = _amounts(one, store), _amounts(other, store)
        common = mine & theirs
        if len(common) >= _COMMON and 2 * len(common) >= len(mine | theirs):
            yield Crossing(
                one.unit, _tell_copied(one, other, len(common), len(mine | theirs)), (first, second)
            )
    base.close()


def _amounts(document: Document, store: Store) -> set[int]:
    stored: dict[str, Any] = store.read_facts(document.key) or {"amounts": ()}
    return set(stored["amounts"])


def _tell_copied(one: Document, other: Document, common: int, every: int) -> Finding:
    names = f"{COPIED}\n{one.unit}\n{one.year}\n{other.unit}\n{other.year}"
    return Finding(
        id=sha256(names.encode()).hexdigest()[:12], printed="", rule=COPIED, name="copied-numbers",
        severity="warning", confidence="medium", formula="", computed="", interval=None, stated="",
        difference="", figures=(), roles=(),
        message=f"“{one.unit}”与“{other.unit}”两个单位的材料有{common}个相同的特征金额（共{every}个），"
        f"可能套用了同一份材料：《{one.path}》《{other.path}》",
    )  # fmt: skip
