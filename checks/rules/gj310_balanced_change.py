"""收支相等而增减额不同

## 查什么
收入总计与支出总计相等，收入预算与支出预算相等，是编制规则；两者都写出与同一上期相比的增减额的，增减额和方向也应相同。

## 为什么
收入一段改了、支出一段没有改，或者增减额抄错。

## 错误示例
```
2023年收入总计500.00万元，比上年增加20.00万元。2023年支出总计500.00万元，比上年增加32.00万元。
```

## 正确示例
```
2023年收入总计500.00万元，比上年增加20.00万元。2023年支出总计500.00万元，比上年增加20.00万元。
```

## 不判示例
本年收入与本年支出不必相等，不作判断。
```
2023年本年收入500.00万元，比上年增加20.00万元。2023年本年支出500.00万元，比上年增加32.00万元。
```

## 依据
收入总计等于支出总计；部门预算收支平衡。
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from checks.context import Context
from checks.evidence import is_held
from checks.fact import statements
from checks.formula import Sum, Term
from checks.model import Claim, Equal, Same
from checks.relation import judge_relation
from checks.subject import dated
from extract.model import Figure, Statement

CODE = "GJ310"
NAME = "balanced-change"
SEVERITY = "warning"
SINCE = "0.1.0"
_SIDES = {
    "income.total": ("收入", True), "income.year": ("收入", False),
    "expenditure.total": ("支出", True), "expenditure.year": ("支出", False),
}  # fmt: skip
_BUDGETS = ("年初预算", "预算", "调整预算")


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each pair of changes of income and expenditure that must be equal."""
    told: dict[tuple[object, ...], dict[str, tuple[Figure, Figure, str]]] = {}
    for readings in statements(context.extraction, "change"):
        place = _place(context, readings[0]) if len(readings) == 1 else None
        current, delta = readings[0].one("current"), readings[0].one("delta")
        if place is not None and current is not None and delta is not None:
            side, key = place
            told.setdefault(key, {}).setdefault(side, (current, delta, readings[0].words.get("up", "")))
    for sides in told.values():
        if len(sides) == 2:
            yield from _pair(context, sides["收入"], sides["支出"])


def _place(context: Context, statement: Statement) -> tuple[str, tuple[object, ...]] | None:
    """The side of a total that must balance, and what both sides must share."""
    current = statement.one("current")
    side = _SIDES.get(current.concept or "") if current is not None else None
    if current is None or side is None or current.measure != "level":
        return None
    budget = current.stage in _BUDGETS
    if not side[1] and not budget:
        return None
    key = context.facts.key(current)
    return side[0], (budget, key.period, key.stage, key.scope, statement.words.get("base", ""))


def _pair(
    context: Context, income: tuple[Figure, Figure, str], spent: tuple[Figure, Figure, str]
) -> Iterator[Claim]:
    if not is_held(judge_relation(Same((income[0], spent[0])))):
        return
    sign = Fraction(1 if income[2] == spent[2] else -1)
    words = ["增加" if up == "1" else "减少" for up in (income[2], spent[2])]
    yield context.facts.claim(
        CODE,
        Equal(spent[1], Sum(((sign, Term(income[1])),))),
        f"{dated(income[0])}与{dated(spent[0])}相等，而与上期相比前者{words[0]}{income[1].text}、后者{words[1]}{spent[1].text}",
        [("spent", spent[1]), ("income", income[1]), ("level", spent[0]), ("level", income[0])],
    )
