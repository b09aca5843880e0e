"""Figures gathered into facts: the same thing, wherever it is printed.

A key says what a fact is about (see `checks.model.FactKey`).  Two figures are the same fact
only if subject, period, stage, measure, base of comparison and scope agree.  A label that could
mean anything (支出, 合计, 金额) makes no fact of its own; a part of a list belongs to its whole
unless that whole is the unit's own total.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import cast

import regex

from checks.model import Claim, Confidence, Fact, FactKey, Relation, Severity
from extract.lexicon import analyse, concept, fund_of, is_bare, load, normalise, partitions
from extract.model import Extraction, Figure, Statement
from extract.table_word import squeeze, terms

_DIRECTION = regex.compile(r"^(?:增长|增加|减少|下降|增幅|降幅|提高|上升|算|完成|达到|其中|同比)|\d")
_PAID = regex.compile(r"(?:实际|累计|全年|当年)?(?:支出|支付|使用|执行)(?:数|金额|资金)?")
_PROJECT_SAID = regex.compile(r"(?:该|本)项目")
_PROJECT = regex.compile(r"(?:该|本)项目(?=.*(?:预算|执行|支出))")
_LEVEL = regex.compile(r"全.|.*本级")
_SPENT = regex.compile(r"(?<=[费金款])支出$")
_BUDGETS = ("年初预算", "调整预算", "预算")
_SIDED = ("income.", "expenditure.", "carryover.", "three-public")
"""Concepts that say themselves on which side of a two-sided table they stand."""
_STAGES = ("budget", "execution")
_REALISED = {"决算": "", "执行": ""}


def _listed(table: str, field: str) -> frozenset[str]:
    return frozenset(text for entry in load("weak.toml")[table] for text in cast(list[str], entry[field]))


_WEAK = _listed("label", "terms")
_WHOLES = frozenset(partition.whole for partition in partitions())
_TOTALS = _listed("total", "concepts")


def is_weak(label: str) -> bool:
    """Whether a label could mean anything: it names no fact (支出, 合计, 金额)."""
    return normalise(label) in _WEAK


class FactTable:
    """Every fact of a document, and look-ups for the operands of a claim."""

    def __init__(self, extraction: Extraction) -> None:
        self.extraction = extraction
        self._year = extraction.year
        self._wholes = _wholes(extraction.statements)
        self._levels = _levels(extraction.statements)
        self._bases = _bases(extraction.statements)
        self._shares = _share_bases(extraction.statements)
        projects = {name for f in extraction.figures for kind, name in f.scope if kind == "project"}
        self._only_project = len(projects) == 1
        self._keys: dict[int, FactKey] = {}
        grouped: dict[FactKey, list[Figure]] = defaultdict(list)
        for figure in extraction.figures:
            key = self.key(figure)
            if key.subject:
                grouped[key].append(figure)
        self.facts = tuple(Fact(key, tuple(figures)) for key, figures in grouped.items())
        self._by_subject: dict[tuple[str, str], list[Figure]] = defaultdict(list)
        for fact in self.facts:
            self._by_subject[fact.key.subject, fact.key.measure].extend(fact.figures)

    @classmethod
    def of(cls, extraction: Extraction) -> FactTable:
        """The facts of a document."""
        return cls(extraction)

    def key(self, figure: Figure) -> FactKey:
        """The key of a figure's fact; the subject is "" where the label names nothing certain."""
        known = self._keys.get(id(figure))
        if known is None:
            known = self._keys[id(figure)] = self._make_key(figure)
        return known

    def _make_key(self, figure: Figure) -> FactKey:
        term = analyse(figure.label, self._year)
        subject = figure.concept or _SPENT.sub("", normalise(term.subject))
        if (
            figure.concept in _STAGES
            or is_bare(figure.label)
            or (is_weak(figure.label) and figure.concept == term.concept)
            or is_weak(subject)
            or _DIRECTION.search(subject)
        ):
            subject = ""
        scope = dict(figure.scope)
        if (not subject or _PAID.fullmatch(subject)) and self._is_of_project(figure):
            subject = "funds.total"
        if not subject and figure.where.table is not None:
            subject = self._of_items(figure)
        if self._only_project:
            scope.pop("project", None)
        if (figure.concept or "").startswith(_SIDED):
            scope.pop("side", None)
        whole = self._wholes.get(self._levels.get(figure, figure))
        if whole is not None and not _belongs(figure.concept, whole.concept):
            scope["of"] = analyse(whole.label, self._year).subject
        elif figure.where.table is not None and (above := self._row_above(figure)):
            scope["of"] = above
        if whole is not None and "unit" not in scope and (unit := _body(whole)):
            scope["unit"] = unit
        if "fund" not in scope and not fund_of(figure.concept) and (inherited := self._fund(figure, whole)):
            scope["fund"] = inherited
        if chapter := scope.pop("chapter", ""):
            scope.setdefault("fund", chapter)
        period = figure.period or ("上年" if figure in self._bases else "")
        stage = _REALISED.get(figure.stage, figure.stage)
        return FactKey(
            subject,
            period,
            stage,
            figure.measure,
            figure.base,
            tuple(sorted(scope.items())),
        )

    def _of_items(self, figure: Figure) -> str:
        """What the total of a column is, where the other rows are all items of one concept: 合计 of “三公” items."""
        if not figure.whole_cell or squeeze(figure.label) not in terms("total"):
            return ""
        items = {
            f.concept
            for f in self.extraction.tables[figure.where.table or 0].figures
            if f.where.column == figure.where.column and f.where.row != figure.where.row and f.whole_cell
        }
        heads = {(item or "").rpartition(".")[0] for item in items}
        return heads.pop() if len(items) > 1 and len(heads) == 1 and heads <= _WHOLES else ""

    def _is_of_project(self, figure: Figure) -> bool:
        """Whether an amount without a subject of its own is that of the project the text is about."""
        if figure.where.table is not None or figure.measure != "level" or figure in self._wholes:
            return False
        if _PROJECT.match(normalise(figure.label)):
            return True
        about = "project" in dict(figure.scope) or (self._only_project and _PROJECT_SAID.search(figure.quote))
        return bool(about) and (is_bare(figure.label) or bool(_PAID.fullmatch(normalise(figure.label))))

    def _row_above(self, figure: Figure) -> str:
        """The row that a table row stands under, "" where that says nothing new of it."""
        for label in reversed(figure.path):
            known = None if is_bare(label) or is_weak(label) else concept(label)
            if known is not None and known not in _STAGES:
                return "" if _belongs(figure.concept, known) else known
        return ""

    def _fund(self, figure: Figure, whole: Figure | None) -> str:
        """The kind of money a figure is limited to by what it is a part or a share of."""
        if whole is not None and (fund := dict(whole.scope).get("fund") or fund_of(whole.concept)):
            return fund
        phrase = self._shares.get(figure)
        if phrase is None:
            return ""
        term = analyse(phrase, self._year)
        return term.fund or fund_of(term.concept)

    def find(
        self, subject: str, *, period: str | None = None, stages: Iterable[str] | None = None,
        measure: str = "level", scope: tuple[tuple[str, str], ...] | None = None, every: bool = False,
    ) -> tuple[Figure, ...]:  # fmt: skip
        """Figures of ``subject`` (a concept or normalised label), in printed order.

        ``stages`` limits the stage (realised stages count as ""); ``scope`` None takes any; one
        figure of each value is given unless ``every``.
        """
        wanted = None if stages is None else {_REALISED.get(s, s) for s in stages}
        found: dict[object, Figure] = {}
        for figure in self._by_subject.get((subject, measure), ()):
            key = self.key(figure)
            if period is not None and key.period != period:
                continue
            if wanted is not None and key.stage not in wanted:
                continue
            if scope is not None and not _compatible(key.scope, scope):
                continue
            if figure.qualifier or figure.doubt:
                continue
            found.setdefault(len(found) if every else (figure.value, figure.unit), figure)
        return tuple(found.values())

    def whole_of(self, figure: Figure) -> Figure | None:
        """The whole of the list that a figure stands in."""
        return self._wholes.get(figure)

    def listed_with(self, figure: Figure) -> tuple[Figure, ...]:
        """The other parts of the list that a figure stands in."""
        whole = self._wholes.get(figure)
        if whole is None:
            return ()
        return tuple(part for part, of in self._wholes.items() if of is whole and part is not figure)

    def claim(
        self, rule: str, relation: Relation, sentence: str, roles: Iterable[tuple[str, Figure]], *,
        severity: Severity | None = None, confidence: Confidence = "high", formula_text: str = "",
        suspect: int | None = None, support: tuple[str, ...] = (), group: str = "",
        id: str = "",  # noqa: A002 (the field's own name)
        evidence: str = "", conclusion: str = "", named: bool = False,
    ) -> Claim:  # fmt: skip
        """A claim with the keys of its figures filled in; ``roles`` are (role, figure), each figure once."""
        listed = list(roles)
        return Claim(
            rule, relation, tuple(f for _, f in listed), tuple(r for r, _ in listed),
            tuple(self.key(f) for _, f in listed), sentence, severity, confidence, formula_text, suspect,
            support, group, id, evidence, conclusion, named,
        )  # fmt: skip


def _body(figure: Figure) -> str:
    """The unit that a figure is limited to, "" for none or a level of government (全市, 市本级), which its parts share."""
    unit = dict(figure.scope).get("unit", "")
    return "" if _LEVEL.fullmatch(unit) else unit


def _wholes(statements: Iterable[Statement]) -> dict[Figure, Figure]:
    """Each listed part to the whole it was listed under."""
    found: dict[Figure, Figure] = {}
    for statement in statements:
        if statement.kind in ("parts", "under") and (whole := statement.one("whole")) is not None:
            for part in statement.roles.get("parts", ()):
                found.setdefault(part, whole)
    return found


def _belongs(part: str | None, whole: str | None) -> bool:
    """Whether being listed under the concept ``whole`` says nothing new of the concept ``part``."""
    if part is not None and whole is not None and part in _ANCESTORS and whole in _ANCESTORS:
        return whole in _ANCESTORS[part]
    return whole in _TOTALS or bool(fund_of(whole))


def _ancestors() -> dict[str, frozenset[str]]:
    """Each concept to the wholes it is by definition a part of, at any depth."""
    parents = {part: p.whole for p in partitions() for part in p.parts}
    found: dict[str, frozenset[str]] = {}
    for part in parents:
        above, at = set(), part
        while at in parents:
            at = parents[at]
            above.add(at)
        found[part] = frozenset(above)
    return found


_ANCESTORS = _ancestors()


def _levels(statements: Iterable[Statement]) -> dict[Figure, Figure]:
    """Each change and rate of change to the level that changed, where the sentence leaves no doubt of it."""
    found: dict[Figure, Figure] = {}
    for statement in statements:
        current = statement.one("current")
        if statement.kind in ("change", "points") and current is not None:
            for role in ("delta", "rate"):
                for figure in statement.roles.get(role, ()):
                    found.setdefault(figure, current)
    return found


def _bases(statements: Iterable[Statement]) -> frozenset[Figure]:
    """The figures that something else is compared with; without a year of their own they are of another one."""
    found = [s.one("base") for s in statements if s.kind == "change" and s.words.get("base") not in _BUDGETS]
    return frozenset(figure for figure in found if figure is not None)


def _share_bases(statements: Iterable[Statement]) -> dict[Figure, str]:
    """Each figure to the printed whole that its first share is of."""
    found: dict[Figure, str] = {}
    for statement in statements:
        part = statement.one("part")
        if statement.kind == "share" and part is not None and statement.words.get("whole"):
            found.setdefault(part, statement.words["whole"])
    return found


def _compatible(one: tuple[tuple[str, str], ...], other: tuple[tuple[str, str], ...]) -> bool:
    first, second = dict(one), dict(other)
    return all(first.get(kind) == second.get(kind) for kind in {*first, *second} - {"fund"}) and (
        first.get("fund") == second.get("fund") or not first.get("fund") or not second.get("fund")
    )


def statements(extraction: Extraction, kind: str) -> Iterator[tuple[Statement, ...]]:
    """The statements of one kind, alternative readings of the same words together."""
    pending: list[Statement] = []
    for statement in extraction.statements:
        if statement.kind != kind:
            continue
        if pending and (
            statement.reading == 0
            or statement.reading != pending[0].reading
            or statement.where.block != pending[0].where.block
        ):
            yield tuple(pending)
            pending = []
        pending.append(_settle(statement, extraction))
    if pending:
        yield tuple(pending)


def _settle(statement: Statement, extraction: Extraction) -> Statement:
    """The statement about the amount of its own paragraph that its subject names, where it was given another."""
    current, told = statement.one("current"), statement.one("delta") or statement.one("rate")
    named = concept(statement.words.get("subject", ""))
    if current is None or told is None or named is None or current.concept in (named, None):
        return statement
    before = [
        f
        for f in extraction.figures
        if f.concept == named
        and (f.where.block, f.where.table, f.where.row)
        == (told.where.block, told.where.table, told.where.row)
        and f.measure == current.measure
        and f.period == told.period
        and (f.where.start or 0) < (told.where.start or 0)
    ]
    return replace(statement, roles=statement.roles | {"current": (before[-1],)}) if before else statement
