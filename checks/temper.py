"""Findings that say more of our reading than of the report accuse nobody.

What people get wrong has a shape: a digit, a point, a unit, a line left out.  A sentence whose two
sides lie far apart, with no such slip between them and no exchange with a sibling, is mostly one
understood wrongly (a base of another subject, a bracket that is no list): an info.  So is at times
a rate that two other amounts of the paragraph give to its last digit: a warning.  A rate that was
rounded to one digit fewer than it prints is an info.  Exempt are changes in the direction that
their printed amount has, for they name their terms, and figures that are a table cell, where the place tells
what a figure is.  And what rests on text or a table recognised in a scan, of which a line may have been
missed, is a warning at most.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import permutations

from checks.cause.move import SLIPS
from checks.cause.slip import as_printed, is_slip_off
from checks.evidence import lower
from checks.finding import in_order
from checks.model import Cause, Equal, Finding, Order, Report, Severity, Verdict
from checks.precision import base_value, own_step, significant_digits
from checks.relation import decisive
from extract.model import Figure
from extract.unit import kind

APART = 2
"""Above this ratio of the larger to the smaller side they lie far apart; twice may be counted twice."""
UNIT_SLIP = 1000
"""From this ratio on it is a unit that slipped."""
RATES_APART, POINTS_APART = Fraction(13, 10), 15
"""The same for rates, with the points between them: one not computed again is not that far off."""
_EXPLAINED = frozenset(SLIPS) | {
    "amount-as-rate",
    "direction",
    "double-counting",
    "fraction-as-percent",
    "missing-item",
    "two-errors",
    "swap",
    "wrong-base",
}
_TELLING = 3
"""From this many digits on, a rate that two amounts give is more than chance."""
_HALF = Fraction(1, 2)
_FAR = "两边相差悬殊，也不像笔误，可能是对文字的理解有误"
_PADDED = "疑为先保留较少位数、末位补0"
_SCANNED = "所在页是扫描件，文字由程序识别，请对照原件"
_PAIR = "同段的{}与{}正好可以算出这一比率，可能是对文字的理解有误，或者用错了分母"


def temper(report: Report) -> Report:
    """The report with such findings as infos or warnings of low confidence, in the order they are shown."""
    scanned = {block.where.block for block in report.extraction.blocks if block.recognised}
    kinds = {cause.id: cause.kind for cause in report.causes}
    verdicts = {id(claim): verdict for claim, verdict in report.ledger.entries}
    amounts: dict[int | None, list[Figure]] = defaultdict(list)
    for figure in report.extraction.figures:
        if figure.where.table is None and figure.measure == "level" and figure.value:
            amounts[figure.where.block].append(figure)

    agreed = _agreed(report.findings, verdicts)

    def doubted(finding: Finding) -> Finding:
        verdict = verdicts.get(id(finding.claim))
        if finding.severity == "info" or finding.claim is None or verdict is None:
            return finding
        if any(figure.whole_cell for figure in finding.figures):
            return finding
        if "delta" in finding.roles and (verdict.computed or 0) * (verdict.stated or 0) >= 0:
            return finding
        explained = (
            finding.claim.named or kinds.get(finding.cause or "", "") in _EXPLAINED or finding.id in agreed
        )
        if not explained and _is_far(finding, verdict):
            return _told(finding, "info", _FAR)
        relation = decisive(finding.claim.relation, verdict)
        if isinstance(relation, Equal) and kind(relation.stated.unit) == "percent":
            if _is_padded(relation.stated, verdict):
                return _told(finding, "info", _PADDED)
            of_amounts = any(kind(f.unit) != "percent" for f in relation.formula.figures())
            pair = _pair(relation.stated, amounts[relation.stated.where.block], finding.figures)
            if pair is not None and of_amounts:
                return _told(finding, "warning", _PAIR.format(*(f.text for f in pair)))
        return finding

    findings = [doubted(f) for f in report.findings]
    findings = [
        _told(f, "warning", _SCANNED) if f.severity == "error" and _rests_on(f, scanned) else f
        for f in findings
    ]
    causes = tuple(_reread(c) if _mends(c, scanned) else c for c in report.causes)
    return replace(report, findings=in_order(findings), causes=causes)


def _agreed(findings: Sequence[Finding], verdicts: Mapping[int, Verdict]) -> set[str]:
    """The findings whose printed result another one, of other operands, works out to the same value."""
    given: dict[tuple[Figure, Decimal], list[Finding]] = defaultdict(list)
    for finding in findings:
        verdict = verdicts.get(id(finding.claim))
        if finding.claim is None or verdict is None or verdict.computed is None:
            continue
        relation = decisive(finding.claim.relation, verdict)
        if isinstance(relation, Equal):
            given[relation.stated, as_printed(relation.stated, verdict.computed)].append(finding)
    return {
        one.id
        for (stated, _), alike in given.items()
        for one in alike
        if any(not {*one.figures} & {*other.figures} - {stated} for other in alike if other is not one)
    }


def _mends(cause: Cause, blocks: Set[int | None]) -> bool:
    """Whether a cause changes a figure that was recognised in a picture."""
    return any(repair.figure.where.block in blocks for repair in cause.repair)


def _reread(cause: Cause) -> Cause:
    """A cause that may lie in the reading: the figure is to be looked at before anything is changed."""
    return replace(cause, confidence="low", message=f"{cause.message}；{_SCANNED}")


def _is_padded(rate: Figure, verdict: Verdict) -> bool:
    """Whether a rate was rounded to one digit fewer than it prints, and a 0 put behind it: 2.59% as 2.60%."""
    if verdict.computed is None or rate.step * 100 > 1 or rate.value % (rate.step * 10):
        return False
    return abs(verdict.computed - Fraction(rate.value)) <= Fraction(rate.step) * 5


def _told(finding: Finding, most: Severity, why: str) -> Finding:
    evidence = "；".join(text for text in (finding.evidence, why) if text)
    return replace(finding, severity=lower(finding.severity, most), confidence="low", evidence=evidence)


def _rests_on(finding: Finding, blocks: Set[int | None]) -> bool:
    """Whether a figure of a finding stands in one of some blocks, or it has none that could tell."""
    return bool(blocks) and (
        not finding.figures or any(figure.where.block in blocks for figure in finding.figures)
    )


def _pair(rate: Figure, amounts: Sequence[Figure], used: Sequence[Figure]) -> tuple[Figure, Figure] | None:
    """Two amounts of the paragraph, not both used, whose share, or growth for what is no share, is the rate to its
    last digit.
    """
    if significant_digits(rate) < _TELLING:
        return None
    low, high = (abs(base_value(rate)) + own_step(rate) * half for half in (-_HALF, _HALF))
    for one, other in permutations(amounts, 2):
        if kind(one.unit) != kind(other.unit) or (one in used and other in used):
            continue
        share = base_value(one) / base_value(other)
        if low <= share <= high or (rate.measure != "share" and low <= abs(share - 1) <= high):
            return one, other
    return None


def _is_far(finding: Finding, verdict: Verdict) -> bool:
    assert finding.claim is not None
    if verdict.difference is None:
        return False
    relation = decisive(finding.claim.relation, verdict)
    if isinstance(relation, Order):
        sides = relation.lesser.value(), relation.greater.value()
    elif verdict.computed is not None and verdict.stated is not None:
        sides = verdict.computed, verdict.stated
        if isinstance(relation, Equal) and is_slip_off(relation.stated, verdict.computed):
            return False
    else:
        return False
    small, large = sorted(map(abs, sides))
    if large >= small * UNIT_SLIP:
        return False
    if kind(verdict.unit) == "percent":
        return large > small * RATES_APART and large - small > POINTS_APART
    return large > small * APART
