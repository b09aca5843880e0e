"""One line for each finding, and one for each reason why a document was not completely checked."""

from __future__ import annotations

from collections.abc import Sequence

from extract.model import Locator
from gouji.report.review import Review
from gouji.report.term import SEVERITY, STATUS, captions, name_place
from gouji.report.text import one_line


def render(reviews: Sequence[Review]) -> str:
    """``path:place: level code message``, in the order of the documents and of their findings."""
    lines = []
    for review in reviews:
        named = captions(review)
        path = one_line(review.path)
        for finding in review.findings:
            place = name_place(finding.where or Locator(), named)
            text = one_line(finding.message)
            lines.append(f"{path}:{place}: {SEVERITY[finding.severity]} {finding.rule} {text} [{finding.id}]")
        for reason in review.reasons:
            place = f"{name_place(reason.where, named)}: " if reason.where else ""
            lines.append(f"{path}: {STATUS[review.status]} {place}{one_line(reason.message)}")
    return "".join(line + "\n" for line in lines)
