"""What a document says that other documents may say as well: its facts, and its distinctive amounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

import regex

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
_BLOCK: Final = regex.compile(r"项目资金|资金总额|预算资金|年度预算申请|预算执行情况|资金投入")
_OWN_KIND: Final = ("three-public", "carryover.")
_DIGITS: Final = 5
_MOST: Final = 4000


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure with what it is about, as one document prints it."""

    key: FactKey
    figure: Figure


def gather(extraction: Extraction) -> dict[str, Any]:
    """The facts of a document that another one may be held against, as plain values.

    ``facts``: key and figure of each figure whose meaning the lexicon knows; ``amounts``: the
    amounts with at least five digits, in 分, each once; ``moved``: whether the text speaks of
    carried-over money that was taken back or shifted.
    """
    return {
        "facts": [_pack(stated) for stated in _stated(extraction)],
        "amounts": sorted(set(_amounts(extraction)))[:_MOST],
        "moved": any(_MOVED.search(block.text) for block in extraction.paragraphs()),
    }


def load(item: Mapping[str, Any]) -> list[Stated]:
    """The facts that ``gather`` gave."""
    return [_unpack(entry) for entry in item["facts"]]


def _stated(extraction: Extraction) -> Iterator[Stated]:
    table = FactTable.of(extraction)
    captions = {t.where.table: t.caption for t in extraction.tables}
    for fact in table.facts:
        key = fact.key
        if key.measure in MEASURES and key.period and key.stage not in _TARGETS and key.subject:
            for figure in fact.figures:
                if _is_certain(key, figure):
                    yield Stated(_limited(key, figure, captions), figure)


def _is_certain(key: FactKey, figure: Figure) -> bool:
    """Whether a figure itself says what it is about, so that it can be held against another paper.

    A sentence that goes on after a list may have left the kind of money of the list; the amounts of
    a form's block of funds are the project's or the unit's, whichever form it is.
    """
    if figure.concept is None or figure.qualifier or figure.doubt or figure.unit_from == "inferred":
        return False
    if kind(figure.unit) not in ("money", "headcount", "count"):
        return False
    if figure.where.table is not None:
        return not any(_BLOCK.search(label) for label in figure.path)
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
