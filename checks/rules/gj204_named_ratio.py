"""有名称的比率与其分子分母不符

## 查什么
控制率、资产负债率等有固定算法的比率，用报告写出的分子和分母重新计算。同句（同表同行）写出的分子分母优先；
报告中分子或分母有几个不同的数时，只要有一组相符就不报。

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

## 依据
财预〔2013〕53号所附共性指标：在职人员控制率 = 在职人员数 ÷ 编制数；资产负债率 = 负债总额 ÷ 资产总额。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checks.context import Context
from checks.formula import ratio
from checks.model import AnyOf, Claim, Equal, Relation
from extract.lexicon import NamedRatio, name_of, normalise, ratios
from extract.model import Figure
from extract.unit import kind, same_kind

CODE = "GJ204"
NAME = "named-ratio"
SEVERITY = "error"
SINCE = "0.1.0"


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each printed ratio with a name whose terms are printed somewhere."""
    for result in context.extraction.figures:
        named = ratios().get(normalise(result.label))
        if named is None or result.measure != "ratio" or kind(result.unit) != "percent" or result.qualifier:
            continue
        pairs = list(_pairs(context, named, result))
        if not pairs:
            continue
        relations: tuple[Relation, ...] = tuple(Equal(result, ratio(top, bottom)) for top, bottom in pairs)
        near = all(_beside(result, f) for pair in pairs[:1] for f in pair)
        if not near and normalise(result.label) != normalise(named.name):
            continue
        roles = dict.fromkeys(
            (role, f) for pair in pairs for role, f in zip(("numerator", "denominator"), pair, strict=True)
        )
        several = "（文中不同口径的人数或金额逐一试算，均不相符）" if len(pairs) > 1 else ""
        yield context.facts.claim(
            CODE,
            relations[0] if len(relations) == 1 else AnyOf(relations),
            f"{result.label}写为{{stated}}，按{pairs[0][0].label}÷{pairs[0][1].label}计算应为{{computed}}{several}",
            [("result", result), *roles],
            confidence="high" if near else "medium",
            severity=None if near else "warning",
        )


def _pairs(context: Context, named: NamedRatio, result: Figure) -> Iterator[tuple[Figure, Figure]]:
    """The possible terms of a ratio: those beside it first, then other values of the same facts."""
    tops = _terms(context, named.numerator, result)
    bottoms = _terms(context, named.denominator, result)
    seen: set[tuple[object, object]] = set()
    for top in tops:
        for bottom in bottoms:
            if same_kind(top.unit, bottom.unit) and bottom.value and (top.value, bottom.value) not in seen:
                seen.add((top.value, bottom.value))
                yield top, bottom


def _terms(context: Context, wanted: Iterable[tuple[str, str]], result: Figure) -> list[Figure]:
    for concept, stage in wanted:
        found = [
            f
            for f in context.extraction.figures
            if _is_term(f, concept)
            and f.measure in ("level", "headcount")
            and f.period == result.period
            and (f.stage == stage or (not stage and f.stage in ("", "决算", "执行")))
            and not f.qualifier
        ]
        if found:
            return sorted(found, key=lambda f: not _beside(result, f))
    return []


def _is_term(figure: Figure, concept: str) -> bool:
    return figure.concept == concept or normalise(figure.label).endswith(normalise(name_of(concept)))


def _beside(result: Figure, term: Figure) -> bool:
    """Whether both stand in the same sentence or the same table row or column."""
    if result.where.table is not None:
        return result.where.table == term.where.table and (
            result.where.row == term.where.row or result.where.column == term.where.column
        )
    return result.where.block == term.where.block
