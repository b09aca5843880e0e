"""The discrepancy list as JSON: the schema ``gouji.check/1``, the same bytes for the same input."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from checks.model import Cause, Finding
from extract.model import Figure, Locator, Reason
from gouji.report.review import Review

SCHEMA = "gouji.check/1"
Json = dict[str, Any]

# What a terminal would obey; inside a JSON string it can always be written as an escape.
_CONTROL = re.compile("[\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def render(reviews: Sequence[Review], version: str, documents: bool = False) -> str:
    """The results; ``documents`` adds to each what was read, so that it can be rendered again later."""
    return dump(
        {"schema": SCHEMA, "version": version, "documents": [_document(r, documents) for r in reviews]}
    )


def dump(value: object) -> str:
    """JSON as we print it: readable, Chinese as it is, always UTF-8."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    text = _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return text.encode("utf-8", "replace").decode("utf-8") + "\n"


def describe_place(where: Locator | None) -> Json | None:
    """A place with every part that the schema names."""
    if where is None:
        return None
    return {
        "page": where.page,
        "section": where.section,
        "block": where.block,
        "table": where.table,
        "row": where.row,
        "column": where.column,
        "start": where.start,
        "end": where.end,
        "bbox": None if where.bbox is None else [round(number, 2) for number in where.bbox],
    }


def describe_figure(figure: Figure) -> Json:
    """A figure without its part in a finding."""
    return {
        "text": figure.text,
        "value": f"{figure.value:f}",
        "unit": figure.unit,
        "label": figure.label,
        "period": figure.period,
        "quote": figure.quote,
        "where": describe_place(figure.where),
    }


def describe_reason(reason: Reason) -> Json:
    """Why something was not read."""
    return {"code": reason.code, "message": reason.message, "where": describe_place(reason.where)}


def _document(review: Review, whole: bool) -> Json:
    entry: Json = {
        "path": review.path,
        "format": review.format,
        "sha256": review.sha256,
        "status": review.status,
        "reasons": [describe_reason(reason) for reason in review.reasons],
        "title": review.title,
        "entity": review.entity,
        "year": review.year,
        "parts": [
            {"title": p.title, "entity": p.entity, "year": p.year, "where": describe_place(p.where)}
            for p in review.parts
        ],
        "coverage": review.coverage,
        "relations": review.relations,
        "findings": [_finding(finding) for finding in review.findings],
        "causes": [_cause(cause) for cause in review.causes],
    }
    if whole:
        from gouji.report.stored import attachment

        entry["document"] = attachment(review)
    return entry


def _finding(finding: Finding) -> Json:
    return {
        "id": finding.id,
        "printed": finding.printed,
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "message": finding.message,
        "formula": finding.formula,
        "computed": finding.computed,
        "interval": None if finding.interval is None else list(finding.interval),
        "stated": finding.stated,
        "difference": finding.difference,
        "evidence": finding.evidence,
        "suspect": finding.suspect,
        "cause": finding.cause,
        "figures": [
            {"role": role, **describe_figure(figure)}
            for figure, role in zip(finding.figures, finding.roles, strict=True)
        ],
        "where": describe_place(finding.where),
    }


def _cause(cause: Cause) -> Json:
    return {
        "id": cause.id,
        "kind": cause.kind,
        "confidence": cause.confidence,
        "message": cause.message,
        "findings": list(cause.findings),
        "repair": [
            {"text": r.figure.text, "to": r.to, "where": describe_place(r.figure.where)} for r in cause.repair
        ],
    }
