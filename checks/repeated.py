"""Which printed figures repeat one fact, so that they may be held against each other.

A key is not enough: a figure may be of another time or of somebody else, the sum of others, named by its
neighbour only, one of two columns that could not be told apart, or limited to a kind of money that no other
place names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

import regex

from checks.context import Context
from checks.evidence import is_held
from checks.formula import footing
from checks.mistaken import TELLING
from checks.model import Equal, FactKey, Same
from checks.precision import base_value, significant_digits
from checks.relation import judge_relation
from checks.scoring.note import is_of_item
from checks.whose import is_of_other_time, is_of_others
from extract.lexicon import normalise, partitions
from extract.model import Figure
from extract.unit import kind, same_kind

_LEVELS = {"level", "headcount", "ratio"}
_TOTAL = regex.compile(r"[（(]?[小合总共]\s*计[）)]?")
_AMOUNTS = {"level", "count", "headcount"}
_CLAUSE = regex.compile(r"[，,；;。：:（(）)、]")
_LONG = 4
_SEVERAL = 3
_CHANGES = {"rate", "change", "share", "points"}


def repeated(context: Context) -> Iterator[tuple[FactKey, list[Figure]]]:
    """Each fact with the figures that state it, two and more; three places of which no two agree tell of three things."""
    agreement = _Agreement(context)
    for key, figures in _groups(context):
        for gathered in agreement.gather(key, figures):
            values = {base_value(f) for f in gathered}
            if len({_place(f) for f in gathered}) > 1 and not _SEVERAL <= len(values) == len(gathered):
                yield key, gathered


def _place(figure: Figure) -> tuple[object, ...]:
    return (figure.where.block, figure.where.table, figure.where.row, figure.where.column, figure.where.start)


class _Agreement:
    """Which figures of one key may be held against each other although their kind of money differs."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.wholes = {part: p.whole for p in partitions() for part in p.parts}

    def gather(self, key: FactKey, figures: list[Figure]) -> Iterator[list[Figure]]:
        """The figures that state one fact: those of one fund, joined over funds where a whole agrees."""
        by_fund: dict[str, list[Figure]] = defaultdict(list)
        for figure in figures:
            by_fund[dict(self.context.facts.key(figure).scope).get("fund", "")].append(figure)
        open_ones = by_fund.pop("", [])
        for fund, limited in sorted(by_fund.items()):
            if open_ones and (self._same_scope(key, fund) or self._is_exchanged(limited, open_ones)):
                limited = [*limited, *open_ones]
                open_ones = []
            yield limited
        yield open_ones

    def _same_scope(self, key: FactKey, fund: str) -> bool:
        """Whether what is printed above the fact (or the level that changed) is the same with and without ``fund``."""
        whole = key.subject if key.measure in _CHANGES else self.wholes.get(key.subject)
        measure = "level" if key.measure in _CHANGES else key.measure
        while whole is not None:
            plain = self._values(whole, key, "", measure)
            limited = self._values(whole, key, fund, measure)
            if plain and limited:
                return any(is_held(judge_relation(Same((a, b)))) for a in plain for b in limited)
            whole = self.wholes.get(whole)
        return False

    def _is_exchanged(self, limited: list[Figure], open_ones: list[Figure]) -> bool:
        """Whether a table prints for a fact the telling number that a list in the text prints for another of its parts."""
        printed = {
            base_value(f) for f in open_ones if f.where.table is not None and significant_digits(f) >= TELLING
        }
        return any(
            base_value(part) in printed and base_value(part) != base_value(figure)
            for figure in limited
            for part in self.context.facts.listed_with(figure)
        )

    def _values(self, subject: str, key: FactKey, fund: str, measure: str) -> tuple[Figure, ...]:
        found = self.context.facts.find(
            subject, period=key.period, stages=[key.stage], measure=measure, every=True
        )
        return tuple(f for f in found if dict(self.context.facts.key(f).scope).get("fund", "") == fund)


def _groups(context: Context) -> Iterator[tuple[FactKey, list[Figure]]]:
    """Each fact that several places may print, without regard to the kind of money, with its figures."""
    grouped: dict[tuple[FactKey, str], list[Figure]] = defaultdict(list)
    keys: dict[tuple[FactKey, str], FactKey] = {}
    sentences: dict[tuple[int | None, str], list[Figure]] = defaultdict(list)
    for figure in context.extraction.figures:
        if figure.where.table is None:
            sentences[figure.where.block, figure.quote].append(figure)
    for fact in context.facts.facts:
        key = fact.key
        if not _told(key, context.extraction.year) or not _certain(fact.figures):
            continue
        bare = replace(key, scope=tuple(s for s in key.scope if s[0] != "fund"))
        for figure in fact.figures:
            if (
                figure.qualifier
                or is_of_other_time(figure)
                or is_of_others(figure)
                or _is_sum_before(figure, sentences[figure.where.block, figure.quote])
                or _is_named_by(figure, fact.figures)
            ):
                continue
            if (figure.unit or figure.where.table is not None) and not _is_filled_in(context, figure, key):
                group = (bare, kind(figure.unit))
                grouped[group].append(figure)
                keys.setdefault(group, key)
    for group, found in grouped.items():
        for figures in context.apart.split(_told_apart(found)):
            if len(figures) > 1:
                yield keys[group], figures


def _is_sum_before(figure: Figure, beside: Iterable[Figure]) -> bool:
    """Whether a figure is the sum of two before it of which one has its name: 预算450，上年结转36，全年预算486."""
    before = [
        f
        for f in beside
        if f.value and (f.where.start or 0) < (figure.where.start or 0) and same_kind(f.unit, figure.unit)
    ]
    return figure.measure == "level" and any(
        is_held(judge_relation(Equal(figure, footing([one, other]))))
        for one in before
        if one.concept == figure.concept
        for other in before
        if other is not one
    )


def _is_named_by(figure: Figure, figures: Iterable[Figure]) -> bool:
    """Whether a figure has its name only from another one of its sentence, of another value, that is called so."""
    said = normalise(_CLAUSE.split(figure.before)[-1])
    return figure.where.table is None and any(
        f.quote == figure.quote
        and (f.where.start or 0) < (figure.where.start or 0)
        and f.value != figure.value
        and normalise(f.label) in normalise(f.before)
        and normalise(f.label) not in said
        for f in figures
    )


def _is_filled_in(context: Context, figure: Figure, key: FactKey) -> bool:
    """Whether a breakdown of the plan, which many fill in with what was spent, prints what was spent."""
    if "预算" not in figure.stage or not any("性质分" in part for part in figure.path):
        return False
    spent = context.facts.find(key.subject, period=key.period, stages=["决算", "执行"], every=True)
    return any(is_held(judge_relation(Same((figure, f)))) for f in spent)


def _told_apart(figures: list[Figure]) -> list[Figure]:
    """The figures without those of one row that differ, where the columns could not be told apart,
    and without those of one column that differ, which are of different rows: only its last total is kept.
    """
    rows: dict[tuple[object, object], set[object]] = defaultdict(set)
    columns: dict[tuple[object, object], set[object]] = defaultdict(set)
    last: dict[tuple[object, object], Figure] = {}
    for figure in figures:
        rows[(figure.where.table, figure.where.row)].add(figure.value)
        columns[_column(figure)].add(figure.value)
        if any(_TOTAL.fullmatch(p) for p in figure.path[:1]):
            last[_column(figure)] = figure
    return [
        f
        for f in figures
        if f.where.table is None
        or (
            len(rows[(f.where.table, f.where.row)]) == 1
            and (len(columns[_column(f)]) == 1 or last.get(_column(f)) is f)
        )
    ]


def _column(figure: Figure) -> tuple[object, object]:
    return (figure.where.table, figure.where.column)


def _told(key: FactKey, year: int | None) -> bool:
    if key.measure == "score":
        return key.subject == "score.total"
    counted = key.measure == "count" and "." not in key.subject
    if not (counted or key.measure in _LEVELS | _CHANGES) or key.stage in ("target", "actual"):
        return False
    if key.measure in _CHANGES and not key.base:
        return False
    return bool(key.period) or year is None


def _certain(figures: Iterable[Figure]) -> bool:
    """Whether the lexicon knows what the figures are about, or the text names it at length.

    A score in the text must not be that of one item.
    """
    listed = list(figures)
    if all(f.concept is None for f in listed):
        named = len(normalise(listed[0].label)) >= _LONG and listed[0].measure in _AMOUNTS
        return named and sum(f.where.table is None for f in listed) > 1
    return listed[0].measure != "score" or all(
        not is_of_item(f.quote) for f in listed if f.where.table is None
    )
