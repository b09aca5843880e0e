"""人均、户均等平均数与总额不符

## 查什么
一句话写出总额、人数（户数、辆数等）和人均（户均、均价等）的，按总额 ÷ 数量重新计算。

## 为什么
平均数常用元、总额用万元，换算和改数时容易出错。

## 错误示例
```
当年培训支出265.60万元，参训160人，人均1660.00元。
```

## 正确示例
```
当年培训支出265.60万元，参训160人，人均16600.00元。
```

## 不判示例
没有写出人数的，不作判断。
```
当年培训支出265.60万元，人均1660.00元。
```

## 依据
平均数 = 总额 ÷ 数量。
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from checks.context import Context
from checks.formula import ratio
from checks.model import Claim, Equal, Relation
from checks.relation import any_of
from checks.subject import dated
from extract.lexicon import normalise
from extract.model import Figure
from extract.unit import kind

CODE = "GJ211"
NAME = "average"
SEVERITY = "error"
SINCE = "0.1.0"
_AVERAGE = regex.compile(
    r"(?:人均|户均|亩均|均价|平均每[人户亩辆次批]|每[人户亩辆]平均|单价|次均)"
    r"(?:费用|支出|成本|补助|标准|经费|消费|约|为)*$"
)
_COUNTS = ("count", "headcount")


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each average whose total and count stand before it in the sentence."""
    for average in context.extraction.figures:
        if (
            kind(average.unit) != "money"
            or average.whole_cell
            or not _AVERAGE.search(normalise(average.label))
        ):
            continue
        beside = [f for f in context.extraction.figures if _same_sentence(f, average)]
        totals = [f for f in beside if kind(f.unit) == "money" and f.measure == "level"]
        counts = [f for f in beside if f.measure in _COUNTS and f.value]
        pairs = [(t, c) for t in reversed(totals) for c in reversed(counts)]
        if not pairs:
            continue
        relations: tuple[Relation, ...] = tuple(Equal(average, ratio(t, c)) for t, c in pairs)
        relation, decisive = any_of(relations)
        total, count = pairs[decisive]
        sure = len(pairs) == 1
        yield context.facts.claim(
            CODE,
            relation,
            f"{dated(average)}写为{{stated}}，按{total.text}÷{count.text}计算应为{{computed}}，相差{{difference}}",
            [
                ("average", average),
                *dict.fromkeys(("total", t) for t, _ in pairs),
                *dict.fromkeys(("count", c) for _, c in pairs),
            ],
            confidence="high" if sure else "low",
            severity=None if sure else "info",
        )


def _same_sentence(one: Figure, other: Figure) -> bool:
    first, second = one.where, other.where
    same = (first.block, first.table, first.row, first.column) == (
        second.block,
        second.table,
        second.row,
        second.column,
    )
    return same and one is not other and one.quote == other.quote and (first.start or 0) < (second.start or 0)
