"""SARIF 2.1.0, for viewers and pipelines that collect results of many tools."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from extract.model import Figure
from gouji.report.review import Review
from gouji.report.term import captions, clean, name_figure, name_place

_LEVEL = {"error": "error", "warning": "warning", "info": "note"}
_RANK = {"high": 90.0, "medium": 60.0, "low": 30.0}


def render(
    reviews: Sequence[Review], version: str, rules: Mapping[str, tuple[str, str]] | None = None
) -> bytes:
    """One run. ``rules`` gives the name and the one-line description of each code that is known."""
    known = dict(rules or {})
    for review in reviews:
        for finding in review.findings:
            known.setdefault(finding.rule, (finding.name, finding.name))
    codes = sorted(known)
    run = {
        "tool": {
            "driver": {
                "name": "gouji",
                "version": version,
                "rules": [
                    {"id": code, "name": known[code][0], "shortDescription": {"text": known[code][1]}}
                    for code in codes
                ],
            }
        },
        "artifacts": [_artifact(review) for review in reviews],
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": list(_notices(reviews))}],
        "results": [
            _result(review, number, finding, codes)
            for number, review in enumerate(reviews)
            for finding in review.findings
        ],
        "columnKind": "unicodeCodePoints",
    }
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return (json.dumps(log, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _artifact(review: Review) -> dict[str, Any]:
    entry: dict[str, Any] = {"location": {"uri": _uri(review)}}
    if review.sha256:
        entry["hashes"] = {"sha-256": review.sha256}
    return entry


def _uri(review: Review) -> str:
    return quote(review.path.replace("\\", "/"))


def _notices(reviews: Sequence[Review]) -> Iterator[dict[str, Any]]:
    for number, review in enumerate(reviews):
        for reason in review.reasons:
            yield {
                "level": "warning" if review.status == "partial" else "error",
                "message": {"text": clean(reason.message)},
                "descriptor": {"id": reason.code},
                "locations": [
                    {"physicalLocation": {"artifactLocation": {"uri": _uri(review), "index": number}}}
                ],
            }


def _result(review: Review, number: int, finding: Any, codes: Sequence[str]) -> dict[str, Any]:
    main = finding.suspect if finding.suspect is not None else max(len(finding.figures) - 1, 0)
    related = [figure for index, figure in enumerate(finding.figures) if index != main]
    named = captions(review)
    return {
        "ruleId": finding.rule,
        "ruleIndex": codes.index(finding.rule),
        "level": _LEVEL[finding.severity],
        "rank": _RANK[finding.confidence],
        "message": {"text": clean(finding.message)},
        "locations": [
            _location(review, number, figure, named) for figure in finding.figures[main : main + 1]
        ],
        "relatedLocations": [
            {"id": index, **_location(review, number, figure, named)} for index, figure in enumerate(related)
        ],
        "partialFingerprints": {"goujiId/v1": finding.id},
    }


def _location(review: Review, number: int, figure: Figure, named: Mapping[int, str]) -> dict[str, Any]:
    where = figure.where
    properties = {
        name: getattr(where, name) for name in ("page", "block", "table", "row", "column", "start", "end")
    }
    return {
        "physicalLocation": {"artifactLocation": {"uri": _uri(review), "index": number}},
        "logicalLocations": [{"fullyQualifiedName": name_place(where, named), "kind": "element"}],
        "message": {"text": clean(f"{figure.text} {name_figure(figure)}".strip())},
        "properties": {name: value for name, value in properties.items() if value is not None},
    }
