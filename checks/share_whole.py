"""Which printed amount a share is of: the whole of that name, of its list, of its siblings, or that gives it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction

import regex

from checks.context import Context
from checks.evidence import is_held
from checks.fact import is_weak
from checks.formula import share
from checks.model import Equal
from checks.precision import base_value
from checks.relation import judge_relation
from checks.tabular import closes
from extract.lexicon import analyse, normalise
from extract.model import Figure, Statement
from extract.unit import kind, same_kind

_NEAR = 12
_MOST = 2
_AVERAGE = regex.compile(r"平均|[人户亩]均")
_GENERIC = regex.compile(
    r"全[省市县区镇乡部年]|本年|当年|年度|\d{4}年|资金|经费|金额|总额|总数|数量|数$|[的共已]|其中|实际|(?:为|达|约|有)$|[户人个家村]$"
)
_OWN = regex.compile(r"[，；;。、（(：:]")
_YEAR = regex.compile(r"(?:19|20)\d\d(?=年)")
Pair = tuple[Figure, Figure]


def named_pairs(context: Context, statement: Statement, rate: Figure, parts: Iterable[Figure]) -> list[Pair]:
    """Each amount that a share may tell of with each whole that its words, its list or its siblings name."""
    named = [(p, w) for p in parts for w in _named(context, statement, p) if fits(p, w)]
    if not statement.words["whole"] and named and not any(holds(rate, p, w) for p, w in named):
        named = [pair for p in parts for pair in _discovered(context, statement, rate, p, near=0)] or named
    named = named or [(p, w) for p in parts for w in _called(context, statement, rate, p)]
    return named or [(p, w) for p in parts for w in _by_siblings(context, statement) if fits(p, w)]


def found_pairs(context: Context, statement: Statement, rate: Figure, parts: Iterable[Figure]) -> list[Pair]:
    """The same with a whole that gives the rate, or that most shares of the paragraph are of."""
    pairs = [pair for p in parts for pair in _discovered(context, statement, rate, p)]
    own = statement.one("part")
    if pairs or own is None:
        return pairs
    return [(p, w) for p in parts for w in _by_neighbours(context, statement) if fits(p, w)]


def _called(context: Context, statement: Statement, rate: Figure, part: Figure) -> list[Figure]:
    """The amounts before a share in its paragraph that are called as its whole is: 到位870万元 of 占到位资金的.

    The nearest sentence that has one decides.
    """
    name = _GENERIC.sub("", normalise(statement.words["whole"]))
    if len(name) < 2:
        return []
    before = [
        f
        for f in levels(context)
        if f.where.block == rate.where.block
        and (f.where.start or 0) < (rate.where.start or 0)
        and fits(part, f)
        and (kind(f.unit) == "money" or f.unit == part.unit)
        and base_value(f) >= base_value(part)
        and f.period == part.period
        and _GENERIC.sub("", normalise(_OWN.split(f.before)[-1])) == name
    ]
    return [f for f in before if f.quote == before[-1].quote]


def fits(part: Figure, whole: Figure) -> bool:
    """Whether one amount may be a part of another: money of money, 户 of 户, not of 个."""
    counted = kind(part.unit) == "count" and part.unit[-1:] != whole.unit[-1:]
    return whole != part and same_kind(whole.unit, part.unit) and not counted and abs(whole.value) > 0


def elsewhere(context: Context, statement: Statement, rate: Figure) -> tuple[Figure, ...]:
    """The part of a share that is printed without its amount: that fact elsewhere."""
    key = context.facts.key(rate)
    found = context.facts.find(key.subject, period=key.period, stages=[key.stage]) if key.subject else ()
    name = normalise(statement.words["subject"])
    if found or len(name) < 2:
        return found
    return tuple(
        f for f in levels(context) if f.where.block == rate.where.block and name in normalise(f.label)
    )


def _named(context: Context, statement: Statement, part: Figure) -> list[Figure]:
    """What the share is of: figures of that name, nearest first, else the whole of the list."""
    name = statement.words["whole"]
    listed = statement.roles.get("whole", ())
    if not name or is_weak(name):
        return [
            w
            for own in listed
            if context.facts.whole_of(part) in (own, None)
            and _is_listed(context, part, own)
            and not _AVERAGE.search(own.label)
            for w in (own, *_above(context, own))
        ]
    year = context.extraction.year
    term = analyse(name, year)
    subject = term.concept or term.subject
    period = term.period or context.facts.key(part).period
    found = [
        f
        for f in levels(context)
        if (f.concept or analyse(f.label, year).subject) == subject
        and (f.period == period or not f.period)
        and (not term.fund or dict(f.scope).get("fund", "") in ("", term.fund))
        and (not term.stage or f.stage == term.stage or not f.stage)
        and not _is_of_other_year(part, f)
    ]
    near = [f for f in found if _distance(statement, f) <= _NEAR]
    if not near and len({f.value for f in found if f.where.table is not None}) > _MOST:
        found = []
    general = is_weak(subject) or any(_may_mean(subject, w) for w in listed)
    return _distinct((*(f for f in listed if f in found), *(near or found), *(listed if general else ())))


def _is_of_other_year(part: Figure, whole: Figure) -> bool:
    """Whether headings put two amounts into parts of the report that are about different years."""
    if part.where.section == whole.where.section:
        return False
    headed = [_YEAR.findall(f.where.section or "")[:1] for f in (part, whole)]
    years = {year for f, found in zip((part, whole), headed, strict=True) for year in found or [f.period]}
    return any(headed) and len(years - {None}) > 1


def _may_mean(subject: str, whole: Figure) -> bool:
    """Whether a name in short (总支出, 支出) may mean the listed whole; 四季度 is not 一至四季度."""
    name = normalise(whole.label)
    return (subject in name and f"至{subject}" not in name) or _covers(subject, whole)


def _covers(subject: str, whole: Figure) -> bool:
    """Whether a total of a side (总支出) may mean the listed whole of that side."""
    side, _, rest = subject.partition(".")
    return rest == "total" and (whole.concept or "").startswith(f"{side}.")


def _is_listed(context: Context, part: Figure, whole: Figure) -> bool:
    """Whether ``part`` is one of the parts of ``whole``, and the list has not closed before it."""
    return any(not _has_closed(s, part, whole) for s in _lists(context, part, whole))


def _is_closed_out(context: Context, part: Figure, whole: Figure) -> bool:
    """Whether ``part`` stands in the list of ``whole`` behind where it has closed."""
    return any(_has_closed(s, part, whole) for s in _lists(context, part, whole))


def _lists(context: Context, part: Figure, whole: Figure) -> list[Statement]:
    """The first list of the parts of ``whole`` that holds ``part``."""
    return [
        s
        for s in context.extraction.statements
        if s.kind in ("parts", "within") and s.one("whole") is whole and part in s.roles.get("parts", ())
    ][:1]


def _has_closed(statement: Statement, part: Figure, whole: Figure) -> bool:
    listed = statement.roles["parts"]
    ends = (int(c) for c in statement.words.get("cuts", "").split(",") if c)
    return any(end <= listed.index(part) and closes(whole, listed[:end]) for end in ends)


def _above(context: Context, part: Figure) -> tuple[Figure, ...]:
    """The whole that the text gives the share of ``part`` of: what a bare 占 behind it may be of too."""
    for statement in context.extraction.statements:
        name = statement.words.get("whole", "")
        if statement.kind == "share" and statement.one("part") is part and name:
            return tuple(w for w in _named(context, statement, part) if w is not part)
    return ()


def _by_siblings(context: Context, statement: Statement) -> tuple[Figure, ...]:
    """The whole of the list, where another share of the same list and name is plainly of it."""
    listed, own = statement.one("whole"), statement.one("part")
    if listed is None or (own is not None and _is_closed_out(context, own, listed)):
        return ()
    for other in context.extraction.statements:
        rate, part = other.one("rate"), other.one("part")
        if (
            other is statement
            or other.kind != "share"
            or other.one("whole") is not listed
            or rate is None
            or part is None
        ):
            continue
        alike = other.words["whole"] == statement.words["whole"]
        if alike and holds(rate, part, listed):
            return (listed,)
    return ()


def _discovered(
    context: Context, statement: Statement, rate: Figure, part: Figure, near: int = _NEAR
) -> list[tuple[Figure, Figure]]:
    """A total printed nearby that gives the rate, although its name is not the one of the sentence."""
    for whole in _distinct(f for f in levels(context) if _distance(statement, f) <= near and fits(part, f)):
        if abs(whole.value) >= abs(part.value) and holds(rate, part, whole):
            return [(part, whole)]
    return []


def holds(rate: Figure, part: Figure, whole: Figure) -> bool:
    return is_held(judge_relation(Equal(rate, share(part, whole))))


def _by_neighbours(context: Context, statement: Statement) -> list[Figure]:
    """The total that most shares of the paragraph turn out to be of, where none says what it is of."""
    if statement.words["whole"]:
        return []
    fits: dict[Fraction, list[Figure]] = defaultdict(list)
    misses = 1
    for other in context.extraction.statements:
        rate, part = other.one("rate"), other.one("part")
        bare = (
            other.kind == "share" and not other.words["whole"] and other.where.block == statement.where.block
        )
        if other is statement or not bare or rate is None or part is None:
            continue
        found = _discovered(context, other, rate, part)
        misses += not found
        for _, whole in found:
            fits[base_value(whole)].append(whole)
    best = max(fits.values(), key=len, default=[])
    return best[:1] if len(best) >= _MOST and len(best) > misses else []


def levels(context: Context) -> Iterator[Figure]:
    return (f for f in context.extraction.figures if f.measure in ("level", "headcount", "count"))


def _distance(statement: Statement, figure: Figure) -> int:
    return abs((figure.where.block or 0) - (statement.where.block or 0))


def _distinct(figures: Iterable[Figure]) -> list[Figure]:
    chosen: dict[tuple[object, str], Figure] = {}
    for figure in figures:
        chosen.setdefault((figure.value, figure.unit), figure)
    return list(chosen.values())
