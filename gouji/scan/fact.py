"""What a document says that other documents may say as well: its facts, and its distinctive amounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

import regex

from checks.across.dossier import is_plan
from checks.fact import FactTable
from checks.model import FactKey
from extract.model import Extraction, Figure, Locator
from extract.unit import kind, to_base
from gouji.report.description import describe_place

MEASURES: Final = frozenset({"level", "headcount"})
_TARGETS: Final = frozenset({"target", "actual"})
_MOVED: Final = regex.compile(
    r"(?:结转|结余|年初|期初)[^。；\n]{0,20}(?:收回|调整|划转|核减|追溯|更正|调账|核销|上缴)|"
    r"(?:收回|调整|划转|核减|追溯|更正|调账|核销|上缴)[^。；\n]{0,20}(?:结转|结余|年初数|期初数)"
)
_FUND: Final = regex.compile(r"一般公共预算|政府性基金|国有资本经营|财政专户|非财政|财政拨款|专项")
# Where a form gives its funds, and words that a budget is spoken of.
_BLOCK: Final = regex.compile(r"项目资金|资金总额|预算资金|年度预算申请|预算执行情况|资金投入")
_PLANNED: Final = regex.compile(r"(?<!公共|基金|经营)预算|计划|批复|下达|追加|年初安排")
_OWN_KIND: Final = ("three-public", "carryover.")
"""Subjects that are of one kind of money under any heading."""
_DIGITS: Final = 5
"""Significant digits that make an amount distinctive."""
_MOST: Final = 4000
"""Amounts of one document that are kept, the smallest."""
_MERGED: Final = regex.compile(r"抵消|抵销|剔除|轧抵")
_RATE: Final = regex.compile(r"\s*\d{1,3}(?:\.\d+)?\s*[%％]\s*")
_WHOLE: Final = regex.compile(r"\s*100(?:\.0+)?\s*[%％]\s*")
_STOP: Final = regex.compile(r"[。；！？\n]")
_WORDS: Final = regex.compile(r"[\p{Han}]+")
_LONG: Final = 16
"""Characters of a sentence that is hardly written twice."""
_SKETCH: Final = 200
"""Sentences that stand for a document."""
_YEAR: Final = regex.compile(r"((?:19|20)\d\d)年?")
_CELLS: Final = 300
"""Cells of tables that are kept of a document."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure with what it is about, as one document prints it."""

    key: FactKey
    figure: Figure


def gather(extraction: Extraction) -> dict[str, Any]:
    """What of a document may be held against other ones, as plain values.

    ``facts``: key and figure of each figure whose meaning the lexicon knows; ``amounts``: the
    amounts with at least five digits, in 分, each once; ``lines``: hashes of its longer sentences
    without numbers and names, the smallest ones, which stand for all; ``marks`` and ``rates``: how
    many scores there are and how many are full, how many rates of completion and how many are
    100%; ``cells``: label, value and half of the last place (both in 分) of the amounts of its
    tables that have a label of their own; ``moved``: whether the text speaks of carried-over money
    that was taken back or shifted, ``merged``: of amounts left out where units are added up;
    ``projects``: the projects that its forms are about.
    """
    text = [block.text for block in extraction.paragraphs()]
    return {
        "facts": [_pack(stated) for stated in _stated(extraction)],
        "amounts": sorted(set(_amounts(extraction)))[:_MOST],
        "lines": sorted(set(_lines(text, extraction.entity or "")))[:_SKETCH],
        "marks": _share(
            (i.score.value == i.weight.value) for i in extraction.indicators if i.score and i.weight
        ),
        "rates": _share(
            bool(_WHOLE.fullmatch(i.actual)) for i in extraction.indicators if _RATE.fullmatch(i.actual)
        ),
        "cells": _cells(extraction),
        "moved": any(_MOVED.search(one) for one in text),
        "merged": any(_MERGED.search(one) for one in text),
        "projects": sorted({name for t in extraction.tables for what, name in t.scope if what == "project"}),
    }


def load(item: Mapping[str, Any]) -> list[Stated]:
    """The facts that ``gather`` gave."""
    return [_unpack(entry) for entry in item["facts"]]


def _stated(extraction: Extraction) -> Iterator[Stated]:
    table = FactTable.of(extraction)
    plan = is_plan(extraction.title or extraction.path)
    captions = {t.where.table: t.caption for t in extraction.tables}
    for fact in table.facts:
        key = fact.key
        if key.measure in MEASURES and key.period and key.stage not in _TARGETS and key.subject:
            for figure in fact.figures:
                if _is_certain(key, figure, plan):
                    yield Stated(_limited(key, figure, captions), figure)


def _is_certain(key: FactKey, figure: Figure, plan: bool) -> bool:
    """Whether a figure itself says what it is about, so that it can be held against another paper.

    A sentence that goes on after a list may have left the kind of money of the list, and one that
    began with a budget may still speak of it, unless all the paper does (``plan``); the amounts of a
    form's block of funds are the project's or the unit's, whichever form it is.
    """
    if figure.concept is None or figure.qualifier or figure.doubt or figure.unit_from == "inferred":
        return False
    if kind(figure.unit) not in ("money", "headcount", "count"):
        return False
    if figure.where.table is not None:
        return not any(_BLOCK.search(label) for label in figure.path)
    if not plan and not figure.stage and _PLANNED.search(figure.before):
        return False
    return not any(name == "fund" for name, _ in key.scope) or bool(_FUND.search(figure.label))


def _limited(key: FactKey, figure: Figure, captions: Mapping[int | None, str]) -> FactKey:
    """The key with the kind of money that a table's title or a heading speaks of, which what stands under it inherits.

    Where it stands counts, and not only which kind it is: a heading is often narrower than what it heads.
    """
    scope, own = dict(key.scope), dict(figure.scope)
    if key.subject.startswith(_OWN_KIND) or "fund" in own:
        return key
    if figure.where.table is not None:
        found = _FUND.search(captions.get(figure.where.table, ""))
        within = f"table:{found[0]}" if found else ""
    else:
        found = _FUND.search(figure.where.section or "")
        heading = own.get("chapter") or (found[0] if found else "")
        within = f"section:{heading}" if heading else ""
    if not within:
        return key
    if own.get("chapter") == scope.get("fund"):
        scope.pop("fund", None)
    return replace(key, scope=tuple(sorted({**scope, "within": within}.items())))


def _amounts(extraction: Extraction) -> Iterator[int]:
    for figure in extraction.figures:
        digits = len(f"{abs(figure.value):f}".replace(".", "").strip("0"))
        if digits >= _DIGITS and kind(figure.unit) == "money" and not figure.qualifier:
            yield int(to_base(figure.value, figure.unit) * 100)


def _lines(paragraphs: list[str], entity: str) -> Iterator[int]:
    """The sentences of at least 16 characters without numbers and the unit's name, as numbers."""
    for paragraph in paragraphs:
        for sentence in _STOP.split(paragraph):
            words = "".join(_WORDS.findall(sentence.replace(entity, "") if entity else sentence))
            if len(words) >= _LONG:
                yield int.from_bytes(sha256(words.encode()).digest()[:6])


def _share(found: Iterable[bool]) -> list[int]:
    listed = list(found)
    return [len(listed), sum(listed)]


def _cells(extraction: Extraction) -> list[list[Any]]:
    """The amounts of tables by caption, headers and row, as other units would name them as well."""

    def shift(text: str) -> str:
        told: str = _YEAR.sub(lambda found: _tell_year(int(found[1]), extraction.year), text)
        return told.replace(extraction.entity, "") if extraction.entity else told

    seen: dict[str, list[list[Any]]] = defaultdict(list)
    for table in extraction.tables:
        for figure in table.figures:
            if (
                figure.whole_cell
                and not figure.doubt
                and not figure.qualifier
                and kind(figure.unit) == "money"
            ):
                label = "｜".join((shift(table.caption), *map(shift, figure.path), shift(figure.label)))
                value, half = (int(to_base(n, figure.unit) * 100) for n in (figure.value, figure.step / 2))
                seen[label].append([label, value, half])
    return [cells[0] for cells in seen.values() if len(cells) == 1][:_CELLS]


def _tell_year(year: int, own: int | None) -> str:
    """A year seen from the year of the document."""
    return {0: "本年", 1: "上年", 2: "前年"}.get((own or 0) - year, f"{year}年")


def _pack(stated: Stated) -> list[Any]:
    key, figure = stated.key, stated.figure
    return [
        [key.subject, key.period, key.stage, key.measure, key.base, [list(pair) for pair in key.scope]],
        [figure.text, f"{figure.value:f}", f"{figure.step:f}", figure.unit, figure.label, figure.stage],
        figure.quote,
        describe_place(figure.where),
    ]


def _unpack(entry: list[Any]) -> Stated:
    (
        (subject, period, stage, measure, base, scope),
        (text, value, step, unit, label, printed),
        quote,
        place,
    ) = entry
    key = FactKey(subject, period, stage, measure, base, tuple((kind, name) for kind, name in scope))
    box = place.pop("bbox")
    where = Locator(**place, bbox=tuple(box) if box else None)
    return Stated(
        key,
        Figure(
            text, Decimal(value), Decimal(step), unit, quote, where,
            label=label, concept=subject, period=period, stage=printed, measure=measure, base=base, scope=key.scope,
        ),
    )  # fmt: skip
