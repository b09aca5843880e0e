"""The ticks: which figures a decided relation holds to their values, and which are contradicted."""

from __future__ import annotations

from collections.abc import Iterable

from checks.evidence import is_held
from checks.model import Claim, Equal, Ledger, Present, Same, Verdict
from checks.relation import decisive, relation_figures
from extract.model import Extraction, Figure, Locator

UNCHECKED, VERIFIED, CONTRADICTED = "unchecked", "verified", "contradicted"
_MATTERS = frozenset(
    {
        "income.total", "expenditure.total", "balance.total", "income.year", "expenditure.year",
        "funds.total", "three-public", "staff.posts", "staff.serving", "staff.actual", "score.total",
    }
)  # fmt: skip


def keep(extraction: Extraction, entries: Iterable[tuple[Claim, Verdict]]) -> Ledger:
    """The ledger of a document: every claim with its verdict, and the state of every figure.

    A figure in a broken relation is contradicted, whatever else it is in; else verified if a
    relation of equality that was decided holds it; else unchecked.  A missing reason does not
    contradict the figure that asks for it, and a word or a limit does not verify a value.
    """
    kept = tuple(entries)
    states = {_place(figure): UNCHECKED for figure in extraction.figures}
    for claim, verdict in kept:
        relation = decisive(claim.relation, verdict)
        if is_held(verdict) and isinstance(relation, Equal | Same):
            for figure in relation_figures(relation):
                if states.get(_place(figure)) == UNCHECKED:
                    states[_place(figure)] = VERIFIED
        elif verdict.state == "broken" and not isinstance(relation, Present):
            for figure in relation_figures(relation):
                if _place(figure) in states:
                    states[_place(figure)] = CONTRADICTED
    return Ledger(kept, {i: states[_place(figure)] for i, figure in enumerate(extraction.figures)})


def untouched(extraction: Extraction, ledger: Ledger) -> tuple[Figure, ...]:
    """The figures that matter (totals, headcounts, total scores) and that no decided relation touches.

    Each fact is told once, at its first place.
    """
    touched = {
        _place(figure)
        for claim, verdict in ledger.entries
        if verdict.state != "undecided"
        for figure in relation_figures(claim.relation)
    }
    found: dict[tuple[str, str | None, str], Figure] = {}
    for figure in extraction.figures:
        if _matters(figure) and _place(figure) not in touched:
            found.setdefault((figure.concept or "", figure.period, figure.text), figure)
    return tuple(found.values())


def _matters(figure: Figure) -> bool:
    is_amount = figure.measure in {"level", "headcount", "count", "score"}
    return figure.concept in _MATTERS and is_amount and bool(figure.value)


def _place(figure: Figure) -> tuple[Locator, str]:
    return figure.where, figure.text
