"""The leaf of a document: all that the browser needs to show its findings beside its text.

It is made once, in the process that read the document, and never changes.  ``text`` is the
document as it was read, every figure an element ``w-g<number>``; ``states`` has a letter for each
figure (v verified, c contradicted, u unchecked); ``boxes`` are the places of figures on the pages
of a PDF, in the pages' own coordinates, by number: [page, [x0, y0, x1, y1], …]; ``findings`` are
cards, grouped by level, then rule.
"""

from __future__ import annotations

import gzip
import io
import json
from typing import Any, Final

from checks.model import Finding
from checks.registry import find_rule
from gouji.report.html_card import describe_cause, render_card
from gouji.report.html_text import Anchors, render_text
from gouji.report.review import SEVERITIES, Review
from gouji.report.term import captions, clean

SCHEMA: Final = "gouji.leaf/1"
PREFIX: Final = "w"
_LONGEST: Final = 40


def leaf(review: Review, original: bytes) -> bytes:
    """The leaf as gzip-compressed JSON, the same bytes for the same document. Never raises for the document."""
    anchors = Anchors(review, PREFIX)
    text = render_text(review, anchors)
    named = captions(review)
    chapters: dict[str, int] = {}
    findings = [
        {
            "id": finding.id,
            "rule": finding.rule,
            "severity": finding.severity,
            "chapters": sorted(
                {chapters.setdefault(name, len(chapters)) for name in _chapters(finding, named)}
            ),
            "html": render_card(finding, number, anchors, named, _why(review, finding)),
        }
        for number, finding in enumerate(order(review), 1)
    ]
    value = {
        "schema": SCHEMA,
        "format": review.format,
        "text": text,
        "states": "".join(anchors.state(number)[0] for number in range(len(anchors.figures))),
        "boxes": _boxes(review, anchors, original) if review.format == "pdf" else {},
        "rules": {code: title(code) for code in sorted({finding.rule for finding in review.findings})},
        "chapters": list(chapters),
        "findings": findings,
    }
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return gzip.compress(data, 6, mtime=0)


def order(review: Review) -> list[Finding]:
    """The findings as the page lists them: by level, then rule, then in reading order."""
    return sorted(review.findings, key=lambda finding: (SEVERITIES.index(finding.severity), finding.rule))


def title(code: str) -> str:
    """What a rule is called, "" where it is not known."""
    rule = find_rule(code)
    return rule.title if rule else ""


def _why(review: Review, finding: Finding) -> str:
    cause = review.cause_of(finding)
    if cause is None:
        return ""
    shared = f"（共{len(cause.findings)}项同一原因）" if len(cause.findings) > 1 else ""
    return describe_cause(cause) + shared


def _chapters(finding: Finding, named: dict[int, str]) -> list[str]:
    """The tables and sections that a finding touches, in the order of its figures."""
    found: dict[str, None] = {}
    for figure in finding.figures:
        where = figure.where
        if where.table is not None:
            caption = named.get(where.table, "")
            found[_short(f"表{where.table + 1}" + (f"《{caption}》" if caption else ""))] = None
        elif where.section:
            found[_short(clean(where.section))] = None
        elif where.page is not None:
            found[f"第{where.page}页"] = None
    return list(found) or ["位置不详"]


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"


def _boxes(review: Review, anchors: Anchors, original: bytes) -> dict[int, list[Any]]:
    """The boxes of the figures; without them the browser shows the text that was read."""
    import pikepdf
    import pypdfium2

    from gouji.report.pdf_place import Places

    try:
        with pikepdf.open(io.BytesIO(original)) as document:
            places = Places(document, pypdfium2.PdfDocument(original), review)
            found = {}
            for number, figure in enumerate(anchors.figures):
                page, boxes = places.find(figure)
                if boxes:
                    found[number] = [page, *([round(edge, 1) for edge in box] for box in boxes)]
    except (pikepdf.PdfError, pypdfium2.PdfiumError):
        return {}
    return found
