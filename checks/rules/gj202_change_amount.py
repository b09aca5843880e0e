"""增减额与前后两数不符

## 查什么
一句话写出本期数、上期数（或预算数）和增减额时，增减额应等于两数之差；上期数没有写在句中、但报告
别处写明的，也用来核对。

## 为什么
增减额与两个期间的金额对不上，说明其中至少有一个数来自另一版本。

## 错误示例
```
印刷费较上年的35.20万元增加6.10万元，达到40.30万元。
```
```
重点工作办结率为91.81%，较全市平均水平85.55%高出6.62个百分点。
```
```
2023年公用经费96.40万元，较2022年的88.10万元增加9.30万元。
```

## 正确示例
```
2023年公用经费96.40万元，较2022年的88.10万元增加8.30万元。
```
```
收入比上年增加312.4万元（2022年为2186.2万元，2023年为2498.6万元）；支出比上年增加268.9万元（2022年为2201.5万元，2023年为2470.4万元）。
```

## 不判示例
没有写明与哪一数比较的，不作判断。
```
2023年公用经费96.40万元，增加9.30万元。
```

## 依据
增减额 = 本期数 − 比较数。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import regex

from checks.context import Context
from checks.evidence import is_held
from checks.fact import statements
from checks.formula import Formula, difference
from checks.model import Claim, Equal, Relation
from checks.relation import any_of, judge_relation
from checks.subject import dated
from checks.wording import tell_computed
from extract.model import Figure, Statement
from extract.unit import same_kind

CODE = "GJ202"
NAME = "change-amount"
SEVERITY = "error"
SINCE = "0.1.0"
_COMPARES = regex.compile(r"[与较比]")
_BRACKET = regex.compile(r"[（(][^（）()]*[）)]")


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each printed change whose two levels are printed too."""
    yield from _points(context)
    for readings in statements(context.extraction, "change"):
        delta = readings[0].one("delta")
        if delta is None or delta.qualifier or readings[0].words.get("scope"):
            continue
        nearest = readings[0].one("current")
        if _is_told_behind(context, delta) or _is_saved(readings[0], delta):
            continue
        if nearest is not None and not _bases(context, readings[0], nearest):
            continue
        found = [
            (r, c, b) for r in readings if (c := r.one("current")) is not None for b in _bases(context, r, c)
        ]
        relations: list[Relation] = []
        formulas: list[Formula] = []
        subjects: list[Figure] = []
        roles: dict[Figure, str] = {}
        for reading, current, base in found:
            if not same_kind(current.unit, delta.unit) or not same_kind(base.unit, delta.unit):
                continue
            up = reading.words.get("up") == "1"
            formulas.append(difference(current, base) if up else difference(base, current))
            relations.append(Equal(delta, formulas[-1]))
            subjects.append(current)
            roles |= {current: "current", base: "base"}
        if not relations:
            continue
        printed = readings[0].one("base") is not None
        relation, decisive = any_of(relations)
        if judge_relation(relation).state == "broken" and (
            _is_of_whole(context, delta, subjects[decisive]) or _is_given_beside(context, delta, roles)
        ):
            continue
        phrase = readings[0].words.get("phrase", "")
        up = readings[0].words.get("up") == "1"
        what = "增加额" if up else "减少额"
        computed = tell_computed(delta, formulas[decisive], "减少" if up else "增加")
        yield context.facts.claim(
            CODE,
            relation,
            f"{dated(subjects[decisive])}{'比' + phrase if phrase else ''}的{what}写为{{stated}}，"
            f"按前后两数计算{computed}，相差{{difference}}",
            [("delta", delta), *((role, figure) for figure, role in roles.items())],
            severity=None if printed else "warning",
            confidence="high" if printed else "medium",
        )


def _is_of_whole(context: Context, delta: Figure, current: Figure) -> bool:
    """Whether a sentence begins with its comparison, behind one of several amounts: it may be of what they add up to."""
    if current.quote == delta.quote or not _COMPARES.match(delta.quote):
        return False
    beside = [f for f in context.extraction.figures if f.where.block == current.where.block]
    return sum(f.quote == current.quote and f.unit == current.unit for f in beside) > 1


def _is_given_beside(context: Context, delta: Figure, roles: Mapping[Figure, str]) -> bool:
    """Whether another amount of its sentence lies from the base as far as the change says."""
    bases = [f for f, role in roles.items() if role == "base"]
    return any(
        abs(f.value - base.value) == delta.value
        for base in bases
        for f in context.extraction.figures
        if f.where.block == delta.where.block
        and f.quote == delta.quote
        and f.unit == base.unit == delta.unit
        and f is not delta
        and f not in roles
    )


def _is_told_behind(context: Context, delta: Figure) -> bool:
    """Whether brackets right behind a change print the two amounts that it lies between."""
    inside = _BRACKET.match(delta.behind)
    levels = [
        f
        for f in context.extraction.figures
        if inside is not None
        and f.where.block == delta.where.block
        and f.unit == delta.unit
        and f.text in inside.group()
        and 0 < (f.where.start or 0) - (delta.where.end or 0) < len(inside.group())
    ]
    if len(levels) != 2:
        return False
    low, high = sorted(levels, key=lambda f: f.value)
    return is_held(judge_relation(Equal(delta, difference(high, low))))


def _is_saved(statement: Statement, delta: Figure) -> bool:
    """Whether what a lower price saved is told in another unit than the price: 单价由1800元降至1642元，节约37.92万元."""
    current = statement.one("current")
    saved = statement.words.get("direction", "") in ("节约", "节省", "节支")
    return saved and current is not None and current.unit != delta.unit


def _points(context: Context) -> Iterator[Claim]:
    """Percentage points against the two rates that stand beside them."""
    for readings in statements(context.extraction, "points"):
        points, base = readings[0].one("rate"), readings[0].one("base")
        current = next(
            (c for r in readings if (c := r.one("current")) is not None and same_kind(c.unit, "%")), None
        )
        if points is None or base is None or current is None or not same_kind(base.unit, "%"):
            continue
        up = readings[0].words.get("rate_up") == "1"
        yield context.facts.claim(
            CODE,
            Equal(points, difference(current, base) if up else difference(base, current)),
            f"{dated(current)}与{readings[0].words.get('phrase') or dated(base)}相差写为{{stated}}，"
            "按前后两数计算应为{computed}，相差{difference}",
            [("delta", points), ("current", current), ("base", base)],
        )


def _bases(context: Context, statement: Statement, current: Figure) -> tuple[Figure, ...]:
    """The figure that the change is measured from: in the sentence, else elsewhere in the report."""
    base = statement.one("base")
    if base is not None:
        return (base,)
    key = context.facts.key(current)
    name = statement.words.get("base", "")
    if not key.subject or not name or key.measure not in ("level", "headcount"):
        return ()
    if name.isdigit() and name != key.period:
        return context.facts.find(
            key.subject, period=name, stages=[key.stage], measure=key.measure, scope=key.scope
        )
    if name in ("年初预算", "调整预算", "预算"):
        found = context.facts.find(
            key.subject, period=key.period, stages=[name], measure=key.measure, scope=key.scope
        )
        return tuple(f for f in found if f != current and key.stage != name)
    return ()
