"""What a reviewer is shown of one document: the one value that every rendered output starts from.

It is made from a fresh ``Report`` or from a stored result, so both print the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

from checks.cause.wording import AFFECTS
from checks.formula import Constant, Formula, Minimum, Product, Ratio, Sum, Term
from checks.ledger import untouched
from checks.model import (
    Cause,
    Claim,
    Equal,
    Finding,
    Order,
    Present,
    Relation,
    Report,
    Same,
    Says,
    Severity,
    State,
    Verdict,
)
from checks.relation import decisive, relation_figures
from extract.model import Block, Extraction, Figure, Part, RawTable, Reason, Unread

# An expression: the index of an operand, a constant in base units, or (operator, parts…).
Expression = int | str | tuple["Expression", ...]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
STATES: tuple[State, ...] = ("held", "held_by_rounding", "held_by_truncation", "broken", "undecided")
DECIDED = STATES[:4]


@dataclass(frozen=True, slots=True)
class Tick:
    """One relation that was tested, or could not be, on which figures, and how it ended.

    ``kind``: equal, same, order, says, present.  ``sides`` are the two sides as expressions
    over ``figures`` in base units (元 for money, 1 for 100%), None where there is no equation.
    ``computed``, ``stated``, ``low`` and ``high`` are in ``unit``.
    """

    rule: str
    kind: str
    state: str
    figures: tuple[Figure, ...]
    roles: tuple[str, ...]
    formula: str
    unit: str = ""
    computed: Fraction | None = None
    stated: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    reason: str = ""
    sides: tuple[Expression, Expression] | None = None
    finding: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """What a reviewer settles at once: a finding, or several of one cause."""

    cause: Cause | None
    findings: tuple[Finding, ...]

    @property
    def severity(self) -> Severity:
        """That of its gravest finding."""
        return min((finding.severity for finding in self.findings), key=SEVERITIES.index)

    @property
    def is_decisive(self) -> bool:
        """Whether the report would come to another conclusion without the error."""
        return self.cause is not None and AFFECTS in self.cause.message


@dataclass(frozen=True, slots=True)
class Review:
    """One document with its findings, its ticks and, where kept, its text.

    ``untouched`` are the figures that matter and that nothing was held against.
    """

    path: str
    format: str
    sha256: str
    status: str
    reasons: tuple[Reason, ...] = ()
    title: str = ""
    entity: str = ""
    year: int | None = None
    parts: tuple[Part, ...] = ()
    coverage: dict[str, int] = field(default_factory=dict)
    relations: dict[str, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    causes: tuple[Cause, ...] = ()
    blocks: tuple[Block, ...] = ()
    figures: tuple[Figure, ...] = ()
    states: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()
    ticks: tuple[Tick, ...] = ()
    notices: tuple[Reason, ...] = ()
    untouched: tuple[Figure, ...] = ()

    def cause_of(self, finding: Finding) -> Cause | None:
        """The cause a finding belongs to, if one was recognised."""
        return next((c for c in self.causes if c.id == finding.cause), None)

    def items(self) -> list[Item]:
        """The findings by importance, those of one cause together: the gravest, then what changes a conclusion."""
        found: dict[str, Item] = {}
        for finding in self.findings:
            cause = self.cause_of(finding)
            if cause is None:
                found[finding.id] = Item(None, (finding,))
            elif cause.id not in found:
                found[cause.id] = Item(cause, tuple(one for one in self.findings if one.cause == cause.id))
        return sorted(
            found.values(), key=lambda item: (SEVERITIES.index(item.severity), not item.is_decisive)
        )

    def tick_of(self, finding: Finding) -> Tick | None:
        """The relation behind a finding."""
        return next((t for t in self.ticks if t.finding == finding.id), None)


def review(report: Report) -> Review:
    """The review of a fresh report."""
    read = report.extraction
    states = tuple(report.ledger.figures.get(i, "unchecked") for i in range(len(read.figures)))
    return Review(
        path=read.path,
        format=read.format,
        sha256=read.sha256,
        status=read.status,
        reasons=read.reasons,
        title=read.title,
        entity=read.entity,
        year=read.year,
        parts=read.parts,
        coverage={
            "figures": len(read.figures),
            **{name: states.count(name) for name in ("verified", "contradicted", "unchecked")},
            "unread": len(read.unread),
        },
        relations={
            "tested": sum(report.ledger.count(state) for state in DECIDED),
            **{state: report.ledger.count(state) for state in STATES},
        },
        findings=tuple(replace(finding, claim=None) for finding in report.findings),
        causes=report.causes,
        blocks=tuple(_understood(read)),
        figures=read.figures,
        states=states,
        unread=read.unread,
        ticks=tuple(_ticks(report)),
        notices=read.notices,
        untouched=untouched(read, report.ledger),
    )


def _understood(read: Extraction) -> Iterator[Block]:
    """The blocks, each table with the caption found for it and, where its text was flattened, with its columns."""
    tables = {table.where.table: table for table in read.tables}
    for block in read.blocks:
        table = tables.get(block.where.table) if isinstance(block, RawTable) else None
        if isinstance(block, RawTable) and table is not None:
            cells = table.cells if block.ragged else block.cells
            yield replace(block, caption=table.caption or block.caption, cells=cells, ragged=False)
        else:
            yield block


def _ticks(report: Report) -> Iterator[Tick]:
    finding_of = {id(f.claim): f.id for f in report.findings if f.claim is not None}
    by_claim = {f.claim.id: f.id for f in report.findings if f.claim is not None and f.claim.id}
    for claim, verdict in report.ledger.entries:
        finding = finding_of.get(id(claim)) or by_claim.get(claim.id, "")
        yield tick(claim, verdict, finding)


def tick(claim: Claim, verdict: Verdict, finding: str = "") -> Tick:
    """One entry of the ledger as a reviewer reads it."""
    relation = decisive(claim.relation, verdict)
    figures = tuple(dict.fromkeys((*claim.figures, *relation_figures(relation))))
    roles = (*claim.roles, *("" for _ in figures[len(claim.roles) :]))
    sides = _sides(relation)
    index = {figure: i for i, figure in enumerate(figures)}
    return Tick(
        rule=claim.rule,
        kind=type(relation).__name__.lower(),
        state=verdict.state,
        figures=figures,
        roles=roles[: len(figures)],
        formula=claim.formula_text or _printed(relation),
        unit=verdict.unit,
        computed=verdict.computed,
        stated=verdict.stated,
        low=verdict.low,
        high=verdict.high,
        reason=verdict.reason,
        sides=None if sides is None else _expressed(sides, index),
        finding=finding if verdict.state in {"broken", "held_by_truncation"} else "",
    )


def _sides(relation: Relation) -> tuple[Formula, Formula] | None:
    match relation:
        case Equal(stated, formula):
            return formula, Term(stated)
        case Same((first, *others)) if others:
            differing = next((f for f in others if f.value != first.value or f.unit != first.unit), others[0])
            return Term(first), Term(differing)
        case Order(lesser, greater):
            return lesser, greater
        case _:
            return None


def _printed(relation: Relation) -> str:
    match relation:
        case Equal(stated, formula):
            return f"{formula} = {stated.text}"
        case Same(figures):
            return " = ".join(figure.text for figure in figures)
        case Order(lesser, greater, strict):
            return f"{lesser} {'<' if strict else '≤'} {greater}"
        case Says(_, printed, figure, formula):
            return f"{formula}：{printed}{figure.text}"
        case Present(what):
            return what
        case _:
            return ""


class NoExpressionError(TypeError):
    """A formula that the four operations do not express, such as the bands of a scoring rule."""


def _expressed(
    sides: tuple[Formula, Formula], index: dict[Figure, int]
) -> tuple[Expression, Expression] | None:
    try:
        return express(sides[0], index), express(sides[1], index)
    except NoExpressionError:
        return None


def express(formula: Formula, index: dict[Figure, int]) -> Expression:
    """``formula`` as nested tuples over the positions of its figures; NoExpressionError where it has none."""
    match formula:
        case Term(figure):
            return index[figure]
        case Constant():
            return str(formula.value())
        case Sum(parts):
            return ("+", *(("×", str(weight), express(part, index)) for weight, part in parts))
        case Product(left, right):
            return ("×", express(left, index), express(right, index))
        case Ratio(numerator, denominator):
            return ("÷", express(numerator, index), express(denominator, index))
        case Minimum(parts):
            return ("min", *(express(part, index) for part in parts))
        case _:
            raise NoExpressionError(type(formula).__name__)
