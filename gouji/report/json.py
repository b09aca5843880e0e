"""The discrepancy list as JSON: the schema ``gouji.check/1``, the same bytes for the same input."""

from __future__ import annotations

from collections.abc import Sequence

from checks.model import Cause, Finding
from gouji.report.description import Json, describe_figure, describe_place, describe_reason, dump
from gouji.report.review import Review
from gouji.report.stored import attachment

SCHEMA = "gouji.check/1"


def render(reviews: Sequence[Review], version: str, documents: bool = False) -> str:
    """The results; ``documents`` adds to each what was read, so that it can be rendered again later."""
    return dump(
        {"schema": SCHEMA, "version": version, "documents": [_document(r, documents) for r in reviews]}
    )


def _document(review: Review, whole: bool) -> Json:
    entry: Json = {
        "path": review.path,
        "format": review.format,
        "sha256": review.sha256,
        "status": review.status,
        "reasons": [describe_reason(reason) for reason in review.reasons],
        "notices": [describe_reason(notice) for notice in review.notices],
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
        "untouched": [describe_figure(figure) for figure in review.untouched],
    }
    if whole:
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
