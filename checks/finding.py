"""From a judged claim to a finding: how serious, how sure, in what words, under which id.

An error needs a relation read with high confidence that is broken at each figure's own
precision.  At most a warning: what is read with less confidence, broken only at the precision
borrowed from neighbours (``strict_only``), about an approximate or planned figure, doubtful in
its reading (then with low confidence), or broken in every sibling too (``checks.evidence``).
What holds only by truncation or with a note is an info.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from checks.evidence import CONFIDENCES, SEVERITIES, lower, weigh
from checks.identity import PARENT, SUBJECT, VALUES, identify, identify_printed
from checks.model import Claim, Confidence, Finding, Order, Same, Severity, Verdict
from checks.precision import is_loose
from checks.registry import Rule
from checks.relation import decisive, relation_figures
from checks.wording import decimals, ends, measure, slots, word
from extract.model import Figure, Locator


@dataclass(frozen=True, slots=True)
class Draft:
    """A finding before it is told apart from the others: no id yet."""

    claim: Claim
    verdict: Verdict
    rule: Rule
    severity: Severity
    confidence: Confidence
    evidence: str
    figures: tuple[Figure, ...]
    roles: tuple[str, ...]

    @property
    def strength(self) -> tuple[int, int, bool, Fraction]:
        """How much it says: by severity, confidence, whether the words name all its figures, the relative difference."""
        verdict = self.verdict
        size = Fraction(0)
        if verdict.difference is not None and verdict.computed:
            size = abs(verdict.difference / verdict.computed)
        sure = SEVERITIES.index(self.severity), CONFIDENCES.index(self.confidence)
        return *sure, self.claim.named, size

    def joined(self, other: Draft) -> Draft:
        """This draft with the figures of ``other`` that it does not have yet."""
        listed = dict(zip(self.figures, self.roles, strict=True))
        for figure, role in zip(other.figures, other.roles, strict=True):
            listed.setdefault(figure, role)
        return replace(self, figures=tuple(listed), roles=tuple(listed.values()))

    def finish(self, finding_id: str) -> Finding:
        """The finding, worded."""
        claim, verdict = self.claim, self.verdict
        filled = slots(claim, verdict)
        relation = decisive(claim.relation, verdict)
        figure = measure(relation)
        both = isinstance(relation, Same | Order)
        interval = None
        if figure is not None and verdict.low is not None and verdict.high is not None:
            interval = ends(verdict.low, verdict.high, decimals(figure))
        at = (
            self.figures[claim.suspect or 0].where if self.figures else getattr(claim.relation, "where", None)
        )
        return Finding(
            id=finding_id,
            printed=identify_printed(claim),
            rule=claim.rule,
            name=self.rule.name,
            severity=self.severity,
            confidence=self.confidence,
            message=word(claim, verdict),
            formula=filled["formula"],
            computed="" if both else filled["computed"],
            interval=interval,
            stated="" if both else filled["stated"],
            difference=filled["difference"],
            figures=self.figures,
            roles=self.roles,
            suspect=claim.suspect,
            evidence=self.evidence,
            where=at,
            claim=claim,
        )


def draft(
    claim: Claim, verdict: Verdict, rule: Rule, entries: Mapping[str, tuple[Claim, Verdict]]
) -> Draft | None:
    """What to report of a judged claim, None where there is nothing; ``entries`` are all claims by id."""
    worth_knowing = verdict.state == "held_by_truncation" or bool(verdict.note)
    if verdict.state != "broken" and not worth_knowing:
        return None
    inside = relation_figures(claim.relation)
    listed = dict.fromkeys(claim.figures, "") | dict.fromkeys(inside, "operand")
    listed.update(zip(claim.figures, claim.roles, strict=True))
    figures, roles = tuple(listed), tuple(listed.values())
    severity: Severity = "info"
    confidence = claim.confidence
    told = [claim.evidence]
    if verdict.state == "broken":
        weight = weigh(claim, entries)
        confidence = weight.confidence
        severity = lower(claim.severity or rule.severity, weight.limit)
        told.append(weight.evidence)
    doubts = dict.fromkeys(
        f"“{figure.text}”的读取不确定（{figure.doubt}）" for figure in figures if figure.doubt
    )
    if doubts:
        confidence = "low"
        told += doubts
    loose = [figure for figure in inside if is_loose(figure)]
    if verdict.strict_only:
        told.append("各数印出的位数不一，若按各自的末位四舍五入可以成立")
    if loose:
        told.append(f"其中{'、'.join(dict.fromkeys(figure.text for figure in loose))}为约数或计划数")
    if confidence != "high" or verdict.strict_only or loose:
        severity = lower(severity, "warning")
    evidence = "；".join(text for text in told if text)
    return Draft(claim, verdict, rule, severity, confidence, evidence, figures, roles)


def fold(drafts: Iterable[Draft]) -> list[Draft]:
    """Of the drafts of one group the strongest, with the figures of the others added to it."""
    folded: dict[str, Draft] = {}
    for i, one in enumerate(sorted(drafts, key=lambda d: d.strength, reverse=True)):
        group = one.claim.group or f"\0{i}"
        folded[group] = folded[group].joined(one) if group in folded else one
    return list(folded.values())


def settle(drafts: Iterable[Draft]) -> tuple[Finding, ...]:
    """Findings with ids that differ, most serious first, then by place.

    Drafts that agree even in their values say one thing twice: they become one finding that
    lists the figures of all.
    """
    settled: list[Finding] = []
    for alike in _by_id(drafts, SUBJECT).values():
        if len(alike) == 1:
            settled.append(alike[0].finish(identify(alike[0].claim, SUBJECT)))
            continue
        for parent_id, nearer in _by_id(alike, PARENT).items():
            if len(nearer) == 1:
                settled.append(nearer[0].finish(parent_id))
                continue
            for value_id, equal in _by_id(nearer, VALUES).items():
                first = equal[0]
                for other in equal[1:]:
                    first = first.joined(other)
                settled.append(first.finish(value_id))
    return in_order(settled)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings most serious first, then by place."""
    return tuple(sorted(findings, key=_order))


def _by_id(drafts: Iterable[Draft], detail: int) -> dict[str, list[Draft]]:
    found: dict[str, list[Draft]] = defaultdict(list)
    for one in drafts:
        found[identify(one.claim, detail)].append(one)
    return found


def _order(finding: Finding) -> tuple[object, ...]:
    return (-SEVERITIES.index(finding.severity), place(finding.where), finding.rule, finding.id)


def place(where: Locator | None) -> tuple[int, ...]:
    """A key that sorts places in reading order; what has no place comes first."""
    if where is None:
        return (-1,)
    return tuple(
        -1 if part is None else part
        for part in (where.block, where.table, where.row, where.column, where.start)
    )
