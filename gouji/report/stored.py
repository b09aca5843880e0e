"""A stored result, and the document kept with it: everything an output needs without reading again.

``attachment`` is the value of the key "document" that ``gouji check --format json
--with-document`` adds to an entry of "documents"; ``load`` takes an entry with or without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, cast

from checks.model import Cause, Confidence, Finding, Repair, Severity
from extract.model import Block, Cell, Figure, Locator, Paragraph, Part, RawTable, Reason, Unread
from gouji.report.description import Json, describe_figure, describe_place
from gouji.report.review import Expression, Review, Tick

_PLACE = ("page", "section", "block", "table", "row", "column", "start", "end", "page_label")


def attachment(review: Review) -> Json:
    """The text, tables, figures and ticks of a document."""
    index = {(figure.where, figure.text): i for i, figure in enumerate(review.figures)}
    extra: list[Figure] = []

    def at(figure: Figure) -> int:
        key = (figure.where, figure.text)
        if key not in index:
            index[key] = len(review.figures) + len(extra)
            extra.append(figure)
        return index[key]

    ticks = [_tick(tick, [at(figure) for figure in tick.figures]) for tick in review.ticks]
    return {
        "blocks": [_block(block) for block in review.blocks],
        "figures": [
            {**_figure(figure), "state": state}
            for figure, state in zip(review.figures, review.states, strict=True)
        ],
        "derived": [_figure(figure) for figure in extra],
        "unread": [
            {"text": u.text, "reason": u.reason, "where": describe_place(u.where)} for u in review.unread
        ],
        "relations": ticks,
    }


def _block(block: Block) -> Json:
    if isinstance(block, Paragraph):
        return {
            "kind": block.kind,
            "text": block.text,
            "level": block.level,
            "where": describe_place(block.where),
        }
    return {
        "kind": "table",
        "caption": block.caption,
        "where": describe_place(block.where),
        "cells": [
            [c.row, c.column, c.rowspan, c.colspan, int(c.header), c.text, c.where.page] for c in block.cells
        ],
    }


def _figure(figure: Figure) -> Json:
    return {
        **describe_figure(figure),
        "step": f"{figure.step:f}",
        "path": list(figure.path),
        "concept": figure.concept,
        "stage": figure.stage,
        "measure": figure.measure,
        "base": figure.base,
        "scope": [list(pair) for pair in figure.scope],
        "qualifier": figure.qualifier,
        "doubt": figure.doubt,
        "whole_cell": figure.whole_cell,
    }


def _tick(tick: Tick, figures: list[int]) -> Json:
    def text(value: Fraction | None) -> str | None:
        return None if value is None else str(value)

    return {
        "rule": tick.rule,
        "kind": tick.kind,
        "state": tick.state,
        "figures": figures,
        "roles": list(tick.roles),
        "formula": tick.formula,
        "unit": tick.unit,
        "computed": text(tick.computed),
        "stated": text(tick.stated),
        "interval": [text(tick.low), text(tick.high)],
        "reason": tick.reason,
        "sides": tick.sides,
        "finding": tick.finding,
    }


def load(entry: Mapping[str, Any]) -> Review:
    """The review of one entry of "documents" in a stored result; ValueError when it is not one."""
    try:
        return _load(entry)
    except (KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise ValueError(f"不是 gouji.check/1 的结果：{error}") from error


def _load(entry: Mapping[str, Any]) -> Review:
    kept: Mapping[str, Any] = entry.get("document") or {}
    figures = [_read_figure(item) for item in kept.get("figures", ())]
    every = [*figures, *(_read_figure(item) for item in kept.get("derived", ()))]
    by_place = {(figure.where, figure.text): figure for figure in every}
    return Review(
        path=entry["path"],
        format=entry["format"],
        sha256=entry["sha256"],
        status=entry["status"],
        reasons=tuple(_read_reason(item) for item in entry.get("reasons", ())),
        notices=tuple(_read_reason(item) for item in entry.get("notices", ())),
        title=entry.get("title") or "",
        entity=entry.get("entity") or "",
        year=entry.get("year"),
        parts=tuple(
            Part(p["title"], _read_where(p.get("where")), p.get("entity") or "", p.get("year"))
            for p in entry.get("parts", ())
        ),
        coverage=dict(entry.get("coverage", {})),
        relations=dict(entry.get("relations", {})),
        findings=tuple(_read_finding(item, by_place) for item in entry["findings"]),
        causes=tuple(_read_cause(item, by_place) for item in entry.get("causes", ())),
        blocks=tuple(_read_block(item) for item in kept.get("blocks", ())),
        figures=tuple(figures),
        states=tuple(item["state"] for item in kept.get("figures", ())),
        unread=tuple(Unread(u["text"], u["reason"], _read_where(u["where"])) for u in kept.get("unread", ())),
        ticks=tuple(_read_tick(item, every) for item in kept.get("relations", ())),
        untouched=tuple(_same(item, by_place) for item in entry.get("untouched", ())),
    )


def _read_where(item: Mapping[str, Any] | None) -> Locator:
    if not item:
        return Locator()
    box = item.get("bbox")
    return Locator(**{name: item.get(name) for name in _PLACE}, bbox=tuple(box) if box else None)


def _read_reason(item: Mapping[str, Any]) -> Reason:
    where = item.get("where")
    return Reason(item["code"], item["message"], _read_where(where) if where else None)


def _read_block(item: Mapping[str, Any]) -> Block:
    where = _read_where(item["where"])
    if item["kind"] != "table":
        return Paragraph(item["text"], where, item.get("level"), item["kind"])
    cells = []
    for row, column, rowspan, colspan, header, text, page in item["cells"]:
        place = Locator(page, where.section, where.block, where.table, row, column)
        cells.append(Cell(text, place, row, column, rowspan, colspan, bool(header)))
    return RawTable(tuple(cells), where, caption=item.get("caption") or "")


def _read_figure(item: Mapping[str, Any]) -> Figure:
    value = Decimal(item["value"])
    digits = value.as_tuple().exponent
    step = (
        Decimal(item["step"])
        if "step" in item
        else Decimal((0, (1,), digits if isinstance(digits, int) else 0))
    )
    return Figure(
        text=item["text"],
        value=value,
        step=step,
        unit=item.get("unit") or "",
        quote=item.get("quote") or "",
        where=_read_where(item.get("where")),
        label=item.get("label") or "",
        path=tuple(item.get("path", ())),
        concept=item.get("concept"),
        period=item.get("period"),
        stage=item.get("stage") or "",
        measure=item.get("measure") or "level",
        base=item.get("base") or "",
        scope=tuple((kind, name) for kind, name in item.get("scope", ())),
        qualifier=item.get("qualifier") or "",
        doubt=item.get("doubt") or "",
        whole_cell=bool(item.get("whole_cell")),
    )


def _same(item: Mapping[str, Any], by_place: Mapping[tuple[Locator, str], Figure]) -> Figure:
    read = _read_figure(item)
    return by_place.get((read.where, read.text), read)


def _read_finding(item: Mapping[str, Any], by_place: Mapping[tuple[Locator, str], Figure]) -> Finding:
    interval = item.get("interval")
    where = item.get("where")
    return Finding(
        id=item["id"],
        printed=item.get("printed") or "",
        rule=item["rule"],
        name=item["name"],
        severity=cast(Severity, item["severity"]),
        confidence=cast(Confidence, item["confidence"]),
        message=item["message"],
        formula=item.get("formula") or "",
        computed=item.get("computed") or "",
        interval=(interval[0], interval[1]) if interval else None,
        stated=item.get("stated") or "",
        difference=item.get("difference") or "",
        figures=tuple(_same(figure, by_place) for figure in item["figures"]),
        roles=tuple(figure.get("role") or "" for figure in item["figures"]),
        suspect=item.get("suspect"),
        cause=item.get("cause"),
        evidence=item.get("evidence") or "",
        where=_read_where(where) if where else None,
    )


def _read_cause(item: Mapping[str, Any], by_place: Mapping[tuple[Locator, str], Figure]) -> Cause:
    def repaired(repair: Mapping[str, Any]) -> Figure:
        place = _read_where(repair.get("where"))
        known = by_place.get((place, repair["text"]))
        return known or Figure(repair["text"], Decimal(0), Decimal(1), "", "", place)

    return Cause(
        id=item["id"],
        kind=item["kind"],
        confidence=cast(Confidence, item["confidence"]),
        message=item["message"],
        findings=tuple(item["findings"]),
        repair=tuple(Repair(repaired(repair), repair["to"]) for repair in item.get("repair", ())),
    )


def _read_tick(item: Mapping[str, Any], figures: list[Figure]) -> Tick:
    def number(text: str | None) -> Fraction | None:
        return None if text is None else Fraction(text)

    low, high = item.get("interval") or (None, None)
    sides = item.get("sides")
    return Tick(
        rule=item["rule"],
        kind=item["kind"],
        state=item["state"],
        figures=tuple(figures[i] for i in item["figures"]),
        roles=tuple(item["roles"]),
        formula=item["formula"],
        unit=item.get("unit") or "",
        computed=number(item.get("computed")),
        stated=number(item.get("stated")),
        low=number(low),
        high=number(high),
        reason=item.get("reason") or "",
        sides=(_expression(sides[0]), _expression(sides[1])) if sides else None,
        finding=item.get("finding") or "",
    )


def _expression(item: Any) -> Expression:
    if isinstance(item, (int, str)):
        return item
    parts: Iterable[Any] = item
    return tuple(_expression(part) for part in parts)
