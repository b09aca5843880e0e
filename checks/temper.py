"""Errors that say more of our reading than of the report are warnings.

What people get wrong has a shape: a digit, a point, a unit, a line left out, an old figure.  An
error of a sentence whose two sides lie far apart and that no such slip explains is mostly a
sentence understood wrongly: a base of another subject, a bracket that is no list.  A reviewer
should look, but the report is not accused.  Figures in tables are exempt: there the place tells
what a figure is.
"""

from __future__ import annotations

from dataclasses import replace

from checks.evidence import lower
from checks.finding import in_order
from checks.model import Finding, Order, Report, Verdict
from checks.relation import decisive

APART = 2
"""Above this ratio of the larger to the smaller side they lie far apart; twice may be counted twice."""
_UNEXPLAINED = frozenset({"", "wrong-figure", "rate-not-recomputed"})
_TOLD = "两边相差悬殊，也不像笔误，可能是对文字的理解有误"


def temper(report: Report) -> Report:
    """The report with such errors as warnings of low confidence, in the order they are shown."""
    kinds = {cause.id: cause.kind for cause in report.causes}
    verdicts = {id(claim): verdict for claim, verdict in report.ledger.entries}
    findings = [
        _doubted(f)
        if f.severity == "error"
        and kinds.get(f.cause or "", "") in _UNEXPLAINED
        and all(figure.where.table is None for figure in f.figures)
        and _is_far(f, verdicts)
        else f
        for f in report.findings
    ]
    return replace(report, findings=in_order(findings))


def _doubted(finding: Finding) -> Finding:
    evidence = "；".join(text for text in (finding.evidence, _TOLD) if text)
    return replace(finding, severity=lower(finding.severity, "warning"), confidence="low", evidence=evidence)


def _is_far(finding: Finding, verdicts: dict[int, Verdict]) -> bool:
    verdict = verdicts.get(id(finding.claim))
    if finding.claim is None or verdict is None or verdict.difference is None:
        return False
    relation = decisive(finding.claim.relation, verdict)
    if isinstance(relation, Order):
        sides = relation.lesser.value(), relation.greater.value()
    elif verdict.computed is not None and verdict.stated is not None:
        sides = verdict.computed, verdict.stated
    else:
        return False
    if sides[0] * sides[1] <= 0:
        return True
    small, large = sorted(map(abs, sides))
    return large > small * APART
