"""有名称的比率与其分子分母不符

## 查什么
控制率、资产负债率等有固定算法的比率，用报告写出的分子和分母重新计算。同行（同句）写出分子和分母的，只用这两个数；
只写出其中一个的，另一个取报告别处的数，有几个不同的数时只要有一个相符就不报；两个都不在近旁的，不相符时不作判断。

## 为什么
比率常常照抄上年或直接填100%，与人数、金额对不上。

## 错误示例
```
年末资产总额5200.00万元，负债总额1300.00万元，资产负债率28.00%。
```
```
| 编制数 | 在职人数 | 控制率 |
|---|---|---|
| 50 | 45 | 100% |
```

## 正确示例
```
年末资产总额5200.00万元，负债总额1300.00万元，资产负债率25.00%。
```

## 不判示例
只写比率、没有写分子分母的，不作判断。
```
资产负债率为28.00%，处于合理区间。
```
```
资产总额86.4亿元（剔除内部往来12.6亿元后73.8亿元），负债41.2亿元，资产负债率55.8%（按剔除后口径）。
```

## 依据
财预〔2013〕53号所附共性指标：在职人员控制率 = 在职人员数 ÷ 编制数；资产负债率 = 负债总额 ÷ 资产总额。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import regex

from checks.context import Context
from checks.evidence import is_held
from checks.formula import ratio
from checks.model import Claim, Equal, Relation
from checks.relation import any_of, judge_relation
from checks.subject import dated
from checks.wording import printed
from checks.wording import result as worded
from extract.lexicon import NamedRatio, name_of, normalise, ratios
from extract.model import Figure
from extract.unit import kind, same_kind

CODE = "GJ204"
NAME = "named-ratio"
SEVERITY = "error"
SINCE = "0.1.0"
_ROLES = ("numerator", "denominator")
_OTHER_SCOPE = regex.compile(r"剔除|(?:同|调整后)口径|后口径")
_ROW, _BLOCK, _AWAY = range(3)


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each printed ratio with a name whose terms are printed."""
    for result in context.extraction.figures:
        named = ratios().get(normalise(result.label).rstrip("="))
        if named is None or result.measure != "ratio" or kind(result.unit) != "percent" or result.qualifier:
            continue
        tops, bottoms = _terms(context, named.numerator, result), _terms(context, named.denominator, result)
        pairs = list(_pairs(_nearest(tops, result), _nearest(bottoms, result)))
        if pairs:
            yield from _claim(context, named, result, pairs, _others(pairs[0], tops, bottoms))


def _claim(
    context: Context,
    named: NamedRatio,
    result: Figure,
    pairs: Sequence[tuple[Figure, Figure]],
    others: Sequence[tuple[Figure, Figure]],
) -> Iterator[Claim]:
    relations: tuple[Relation, ...] = tuple(Equal(result, ratio(top, bottom)) for top, bottom in pairs)
    relation, decisive = any_of(relations)
    top, bottom = pairs[decisive]
    beside = [_distance(result, f) < _AWAY for f in (top, bottom)]
    sure = all(beside) and not _may_count_others(top)
    doubted = not any(beside) or _OTHER_SCOPE.search(result.quote) is not None
    if doubted and not is_held(judge_relation(relation)):
        return
    roles = dict.fromkeys(
        (role, f) for pair in (*pairs, *others) for role, f in zip(_ROLES, pair, strict=True)
    )
    yield context.facts.claim(
        CODE,
        relation,
        f"{dated(result)}写为{{stated}}，按{_division(named, top, bottom)}计算应为{{computed}}，"
        f"相差{{difference}}{_else(named, result, others)}",
        [("result", result), *roles],
        confidence="high" if sure else "medium",
        severity=None if sure else "warning",
    )


def _may_count_others(top: Figure) -> bool:
    """Whether a headcount (实有人数) often takes in the retired and the contracted."""
    return top.concept == "staff.actual" and "在职" not in top.label


def _division(named: NamedRatio, top: Figure, bottom: Figure) -> str:
    names = (name_of(terms[0][0]) for terms in (named.numerator, named.denominator))
    return "÷".join(name + printed(f) for name, f in zip(names, (top, bottom), strict=True))


def _else(named: NamedRatio, result: Figure, others: Sequence[tuple[Figure, Figure]]) -> str:
    """What the other values that the report prints for the terms would give."""
    if not others:
        return ""
    top, bottom = others[0]
    value = worded(ratio(top, bottom).value() * 100, 2)
    return f"；若按{_division(named, top, bottom)}计算则为{value.rstrip('0').rstrip('.')}{result.unit}"


def _pairs(tops: Sequence[Figure], bottoms: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    seen: set[tuple[object, object]] = set()
    for top in tops:
        for bottom in bottoms:
            if same_kind(top.unit, bottom.unit) and bottom.value and (top.value, bottom.value) not in seen:
                seen.add((top.value, bottom.value))
                yield top, bottom


def _others(
    chosen: tuple[Figure, Figure], tops: Sequence[Figure], bottoms: Sequence[Figure]
) -> list[tuple[Figure, Figure]]:
    """The chosen terms with one of them replaced by another value that the report prints for it."""
    top, bottom = chosen
    swapped = [*_pairs([top], bottoms), *_pairs(tops, [bottom])]
    return [(a, b) for a, b in swapped if (a.value, b.value) != (top.value, bottom.value)][:1]


def _nearest(terms: Sequence[Figure], result: Figure) -> list[Figure]:
    """The terms as near as the nearest of them."""
    least = min((_distance(result, f) for f in terms), default=_AWAY)
    return [f for f in terms if _distance(result, f) == least]


def _terms(context: Context, wanted: Iterable[tuple[str, str]], result: Figure) -> list[Figure]:
    """Every figure that may be a term, nearest first, those of the preferred concept before others as near."""
    found = [
        (_distance(result, f), order, f)
        for order, (concept, stage) in enumerate(wanted)
        for f in context.extraction.figures
        if _is_term(f, concept)
        and f.measure in ("level", "headcount")
        and f.period == result.period
        and (f.stage == stage or (not stage and f.stage in ("", "决算", "执行")))
        and not f.qualifier
    ]
    if not found:
        return []
    first = min(found, key=lambda item: item[:2])
    return [f for distance, order, f in sorted(found, key=lambda item: item[:2]) if order == first[1]]


def _is_term(figure: Figure, concept: str) -> bool:
    return figure.concept == concept or normalise(figure.label).endswith(normalise(name_of(concept)))


def _distance(result: Figure, term: Figure) -> int:
    """In the same table row or sentence, in the same table column or paragraph, or away from it."""
    one, two = result.where, term.where
    if one.table != two.table or (one.table is None and one.block != two.block):
        return _AWAY
    if one.table is None:
        return _ROW if result.quote == term.quote else _BLOCK
    if one.row == two.row:
        return _ROW
    return _BLOCK if one.column == two.column else _AWAY
