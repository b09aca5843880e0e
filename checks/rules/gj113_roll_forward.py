"""年初结转、本年收支与年末结转不衔接

## 查什么
同一段写出年初结转结余、本年收入、本年支出和年末结转结余的，年初加收入减支出应等于年末（有结余分配、使用非财政拨款
结余的一并计入）。

## 为什么
四个数分别取自不同的表或不同的年度时，首尾对不上。

## 错误示例
```
2023年初结转结余58.62万元，本年收入6162.16万元，本年支出6203.13万元，年末结转和结余27.65万元。
```

## 正确示例
```
2023年初结转结余58.62万元，本年收入6162.16万元，本年支出6203.13万元，年末结转和结余17.65万元。
```

## 不判示例
四个数没有写全的，或者另有调入调出、上解、债务等收支的，不作判断。
```
2023年初结转结余58.62万元，本年收入6162.16万元，年末结转和结余27.65万元。
```
```
2023年初结转结余58.62万元，本年收入6162.16万元，本年支出6003.13万元，调出资金150.00万元，年末结转和结余67.65万元。
```

## 依据
期末结转 = 期初结转 + 本期收入 − 本期支出（− 结余分配 + 使用非财政拨款结余）。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

import regex

from checks.context import Context
from checks.formula import Sum, Term
from checks.model import AnyOf, Claim, Equal
from extract.lexicon import normalise
from extract.model import Figure
from extract.unit import kind

CODE = "GJ113"
NAME = "roll-forward"
SEVERITY = "error"
SINCE = "0.1.0"
_SIGNS = (("carryover.opening", 1), ("income.year", 1), ("expenditure.year", -1))
_ASIDE = (("carryover.used", 1), ("carryover.distribution", -1))
_CLOSING = "carryover.closing"
_OTHER_FLOW = regex.compile(r"上解|调[出入]|还本|债务|债券|动用|补充预算")


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each paragraph that gives all four amounts once, and no other flow."""
    moved = {
        f.where.block
        for f in context.extraction.figures
        if f.where.table is None and f.measure == "level" and _OTHER_FLOW.search(normalise(f.label))
    }
    paragraphs: dict[int | None, dict[str, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for figure in context.extraction.figures:
        plain = figure.where.table is None and figure.measure == "level" and not figure.qualifier
        if plain and figure.concept and kind(figure.unit) == "money" and not dict(figure.scope).get("fund"):
            paragraphs[figure.where.block][figure.concept].append(figure)
    for block, found in paragraphs.items():
        if block in moved:
            continue
        closing = found.get(_CLOSING, [])
        flows = [found.get(concept, []) for concept, _ in _SIGNS]
        if len(closing) != 1 or any(len(f) != 1 for f in flows):
            continue
        if len({f[0].period for f in (*flows[1:], closing)}) != 1:
            continue
        terms = [(Fraction(sign), Term(f[0])) for (_, sign), f in zip(_SIGNS, flows, strict=True)]
        aside = [(Fraction(sign), Term(f)) for concept, sign in _ASIDE for f in found.get(concept, [])]
        readings = [Equal(closing[0], Sum(tuple(terms)))]
        if aside:
            readings.append(Equal(closing[0], Sum((*terms, *aside))))
        yield context.facts.claim(
            CODE,
            readings[0] if len(readings) == 1 else AnyOf(tuple(readings)),
            "年末结转结余写为{stated}，按年初结转加本年收入减本年支出计算应为{computed}，相差{difference}",
            [
                ("closing", closing[0]),
                *(("flow", f[0]) for f in flows),
                *(("aside", t.figure) for _, t in aside),
            ],
        )
