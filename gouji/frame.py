"""Figures, findings and relations as pandas DataFrames, for those who analyse.

figures: one row per figure read.
    text str, value object (Decimal, in ``unit``), unit str, yuan Float64 (money only), label str,
    concept str or missing, period str or missing, stage str, measure str, state category
    (verified, contradicted, unchecked), page, block, table, row, column Int64, quote str
findings: one row per finding.
    id str, rule category, severity category (error > warning > info), confidence category,
    message, formula, computed, stated, difference str, cause str or missing, figures Int64 (how many)
relations: one row per relation that was tested or could not be.
    rule category, kind category, state category, formula str, unit str, computed, stated Float64,
    figures Int64 (how many), reason str, finding str or missing
Every frame starts with path, entity (str) and year (Int64), so that frames of many documents
can be put under one another.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from checks.model import Report
from extract.unit import kind, to_base
from gouji.report.review import STATES, Review, review

if TYPE_CHECKING:
    import pandas

FIGURE_STATES = ("verified", "contradicted", "unchecked")
_LEVELS = {"severity": ("info", "warning", "error"), "confidence": ("low", "medium", "high")}


class Frames(NamedTuple):
    """The three tables of one or more documents."""

    figures: pandas.DataFrame
    findings: pandas.DataFrame
    relations: pandas.DataFrame


def frames(source: Report | Review | Iterable[Report | Review]) -> Frames:
    """The tables of a report, a stored review, or several of them."""
    given = [source] if isinstance(source, Report | Review) else list(source)
    reviews = [item if isinstance(item, Review) else review(item) for item in given]
    return Frames(_figures(reviews), _findings(reviews), _relations(reviews))


def _frame(rows: list[dict[str, Any]], types: dict[str, str]) -> pandas.DataFrame:
    import pandas

    types = {"path": "string", "entity": "string", "year": "Int64", **types}
    frame = pandas.DataFrame(rows, columns=list(types))
    for column, name in types.items():
        if name in _LEVELS:
            frame[column] = pandas.Categorical(frame[column], _LEVELS[name], ordered=True)
        elif name == "figure state":
            frame[column] = pandas.Categorical(frame[column], FIGURE_STATES)
        elif name == "relation state":
            frame[column] = pandas.Categorical(frame[column], STATES)
        else:
            frame[column] = frame[column].astype(name)
    return frame


def _head(item: Review) -> dict[str, Any]:
    return {"path": item.path, "entity": item.entity, "year": item.year}


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _figures(reviews: list[Review]) -> pandas.DataFrame:
    rows = [
        {
            **_head(item),
            **{
                name: getattr(f, name)
                for name in ("text", "value", "unit", "label", "concept", "period", "stage", "measure")
            },
            "yuan": float(to_base(f.value, f.unit)) if kind(f.unit) == "money" else None,
            "state": state,
            **{name: getattr(f.where, name) for name in ("page", "block", "table", "row", "column")},
            "quote": f.quote,
        }
        for item in reviews
        for f, state in zip(item.figures, item.states, strict=True)
    ]
    texts = dict.fromkeys(("label", "concept", "period", "stage", "measure"), "string")
    places = dict.fromkeys(("page", "block", "table", "row", "column"), "Int64")
    types = {"text": "string", "value": "object", "unit": "string", "yuan": "Float64", **texts}
    return _frame(rows, {**types, "state": "figure state", **places, "quote": "string"})


def _findings(reviews: list[Review]) -> pandas.DataFrame:
    texts = ("message", "formula", "computed", "stated", "difference", "cause")
    rows = [
        {
            **_head(item),
            **{name: getattr(finding, name) for name in ("id", "rule", "severity", "confidence", *texts)},
            "figures": len(finding.figures),
        }
        for item in reviews
        for finding in item.findings
    ]
    types = {"id": "string", "rule": "category", "severity": "severity", "confidence": "confidence"}
    return _frame(rows, {**types, **dict.fromkeys(texts, "string"), "figures": "Int64"})


def _relations(reviews: list[Review]) -> pandas.DataFrame:
    rows = [
        {
            **_head(item),
            **{name: getattr(tick, name) for name in ("rule", "kind", "state", "formula", "unit", "reason")},
            "computed": _number(tick.computed),
            "stated": _number(tick.stated),
            "figures": len(tick.figures),
            "finding": tick.finding or None,
        }
        for item in reviews
        for tick in item.ticks
    ]
    types = {
        "rule": "category",
        "kind": "category",
        "state": "relation state",
        "formula": "string",
        "unit": "string",
    }
    numbers = {"computed": "Float64", "stated": "Float64", "figures": "Int64"}
    return _frame(rows, {**types, **numbers, "reason": "string", "finding": "string"})
