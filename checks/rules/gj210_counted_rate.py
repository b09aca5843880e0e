"""按件数、人数计算的比率与件数不符

## 查什么
一句话写出发放和回收的份数、抽查和合格的个数，又写出回收率、满意度、合格率、完成率的，按两个数重新计算；句中有几个数时，
只要有一组相符就不报。

## 为什么
问卷、抽查类数据常常只改了个数没改比率。

## 错误示例
```
共发放问卷352份，回收347份，回收率89.58%。
```

## 正确示例
```
共发放问卷352份，回收347份，回收率98.58%。
```

## 不判示例
只写出一个数的，不作判断。
```
共发放问卷352份，满意度92.22%。
```

## 依据
比率 = 部分 ÷ 整体。
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import regex

from checks.context import Context
from checks.formula import ratio
from checks.model import Claim, Equal, Relation
from checks.relation import any_of
from checks.subject import dated
from extract.lexicon import normalise
from extract.model import Figure
from extract.unit import kind

CODE = "GJ210"
NAME = "counted-rate"
SEVERITY = "warning"
SINCE = "0.1.0"
_NAMES = regex.compile(
    r"(?:回收率|满意率|满意度|合格率|完成率|达标率|验收率|办结率|通过率|参与率|到位率|覆盖率|及格率|优良率|受理率)$"
)


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each such rate with at least two counts before it in its sentence."""
    for rate in context.extraction.figures:
        if kind(rate.unit) != "percent" or rate.whole_cell or rate.qualifier or rate.stage == "target":
            continue
        if not _NAMES.search(normalise(rate.label)):
            continue
        pairs = _pairs(context, rate)
        if not pairs:
            continue
        relations: tuple[Relation, ...] = tuple(Equal(rate, ratio(a, b)) for a, b in pairs)
        roles = dict.fromkeys(
            (role, f) for pair in pairs for role, f in zip(("numerator", "denominator"), pair, strict=True)
        )
        relation, decisive = any_of(relations)
        top, bottom = pairs[decisive]
        yield context.facts.claim(
            CODE,
            relation,
            f"{dated(rate)}写为{{stated}}，按{top.text}÷{bottom.text}计算应为{{computed}}，相差{{difference}}",
            [("result", rate), *roles],
            confidence="high" if len(pairs) == 1 else "medium",
        )


def _pairs(context: Context, rate: Figure) -> list[tuple[Figure, Figure]]:
    """Every part and whole of one unit among the counts before the rate, the nearest pair first."""
    counts = [
        f
        for f in context.extraction.figures
        if f.where.block == rate.where.block
        and f.where.table == rate.where.table
        and (f.where.row, f.where.column) == (rate.where.row, rate.where.column)
        and f.quote == rate.quote
        and (f.where.start or 0) < (rate.where.start or 0)
        and f.measure in ("count", "headcount")
        and not f.qualifier
    ]
    return [
        (small, large)
        for large, small in reversed(list(combinations(counts, 2)))
        if _may_be_of(rate, small)
        and small.unit == large.unit
        and 0 <= small.value <= large.value
        and large.value
    ]


def _may_be_of(rate: Figure, part: Figure) -> bool:
    """Whether a count may be the numerator: satisfaction is only told by a count of the satisfied."""
    return "满意" not in rate.label or "满意" in part.label
