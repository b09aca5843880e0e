"""A finding as a note at its place: what Word comments and PDF notes say, and where they go."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Finding
from extract.model import Figure
from gouji.report.review import Review
from gouji.report.term import CONFIDENCE, SEVERITY, captions, clean, describe_equation, name_place

AUTHOR = "绩效核查"
MOST_MARKS = 8  # further places of one finding that get a mark; a long column needs no more
_STATED = ("stated", "total", "whole", "result", "rate", "share", "score")


class AnnotationError(ValueError):
    """The original cannot be annotated; the message says why in Chinese."""


def main_figure(finding: Finding) -> int:
    """The figure a finding is shown at: the suspect, else the one the others are held against, else the last."""
    if finding.suspect is not None:
        return finding.suspect
    return next(
        (finding.roles.index(role) for role in _STATED if role in finding.roles), len(finding.figures) - 1
    )


def describe(review: Review, finding: Finding) -> str:
    """Level and rule, sentence, recomputation, likely cause."""
    lines = [
        f"【{SEVERITY[finding.severity]} {finding.rule}】把握：{CONFIDENCE[finding.confidence]}",
        finding.message,
    ]
    equation = describe_equation(finding)
    if equation:
        lines.append(equation)
    cause = review.cause_of(finding)
    if cause:
        lines.append(f"可能原因：{cause.message}")
    return clean("\n".join(lines))


def notes(review: Review, finding: Finding) -> Iterator[tuple[Figure, str]]:
    """The figures of a finding that get a note, with its text: the main one in full, then other places."""
    if not finding.figures:
        return
    main = finding.figures[main_figure(finding)]
    yield main, describe(review, finding)
    place = name_place(main.where, captions(review))
    brief = f"【{SEVERITY[finding.severity]} {finding.rule}】与{place}的问题有关：{clean(finding.message)}"
    elsewhere = [f for f in finding.figures if f is not main and f.where.block != main.where.block]
    for figure in elsewhere[:MOST_MARKS]:
        yield figure, brief
