"""How much sibling claims say about a broken one.

``Claim.support`` names claims with the same structure: the same rows in the other columns, the
same columns in other rows.  Of those that were decided, h hold and b are broken.  A sibling that
holds counts only if it proves something: at least three of its figures (or all, if it has
fewer) are not zero, since 0 + 0 = 0 holds of any rows.  Then

- h > b: the relation is plainly meant; the confidence rises one level;
- h = 0 and b > 0: every sibling is broken too, so the relation is probably not meant; the
  severity is a warning at most and the confidence falls one level;
- otherwise, or where no sibling was decided, nothing changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checks.model import Claim, Confidence, Severity, Verdict
from checks.relation import relation_figures

CONFIDENCES: tuple[Confidence, ...] = ("low", "medium", "high")
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")


@dataclass(frozen=True, slots=True)
class Weight:
    """What the siblings make of a broken claim: its confidence, the highest severity, and why."""

    confidence: Confidence
    limit: Severity = "error"
    evidence: str = ""


def weigh(claim: Claim, entries: Mapping[str, tuple[Claim, Verdict]]) -> Weight:
    """The weight of broken ``claim``; ``entries`` holds the judged claims of the document by id."""
    siblings = [entries[i] for i in claim.support if i in entries and i != claim.id]
    holding = sum(1 for sibling, verdict in siblings if is_held(verdict) and _proves(sibling))
    broken = sum(1 for _, verdict in siblings if verdict.state == "broken")
    if holding > broken:
        told = f"同样的关系在其余{holding}处成立" + (f"，{broken}处不成立" if broken else "")
        return Weight(_shift(claim.confidence, 1), evidence=told)
    if broken and not holding:
        told = f"同样的关系在其余{broken}处也不成立，可能本不要求相等"
        return Weight(_shift(claim.confidence, -1), "warning", told)
    if broken:
        return Weight(claim.confidence, evidence=f"同样的关系在其余{holding}处成立，{broken}处不成立")
    return Weight(claim.confidence)


def is_held(verdict: Verdict) -> bool:
    """Whether the relation was decided and holds, exactly or within its digits."""
    return verdict.state in {"held", "held_by_rounding", "held_by_truncation"}


def lower(one: Severity, other: Severity) -> Severity:
    """The milder of two severities."""
    return min(one, other, key=SEVERITIES.index)


def _proves(claim: Claim) -> bool:
    figures = relation_figures(claim.relation)
    return sum(1 for figure in figures if figure.value) >= min(3, len(figures))


def _shift(confidence: Confidence, by: int) -> Confidence:
    place = CONFIDENCES.index(confidence) + by
    return CONFIDENCES[max(0, min(place, len(CONFIDENCES) - 1))]
