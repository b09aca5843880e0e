"""比率的升降与分子分母的增减不符

## 查什么
同一段写出分子、分母各自的增长率，又写明比率上升或下降的：分子增长快于分母，比率只能上升，反之只能下降。

## 为什么
比率由两个数决定，方向写反会使结论相反。

## 错误示例
```
年末资产总额5200.00亿元，同比增长10.5%；负债总额2600.00亿元，同比增长12.8%；资产负债率50.00%，同比下降0.6个百分点。
```

## 正确示例
```
年末资产总额5200.00亿元，同比增长10.5%；负债总额2600.00亿元，同比增长12.8%；资产负债率50.00%，同比上升1.0个百分点。
```

## 不判示例
没有写出两者增长率的，不作判断。
```
资产负债率50.00%，同比下降0.6个百分点。
```

## 依据
比率 = 分子 ÷ 分母，(1 + 分子增长率) ÷ (1 + 分母增长率) 决定其升降。
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.context import Context
from checks.formula import difference
from checks.model import Claim, Says
from checks.subject import dated
from extract.lexicon import name_of, normalise, ratios
from extract.model import Figure, Statement

CODE = "GJ207"
NAME = "ratio-direction"
SEVERITY = "error"
SINCE = "0.1.0"


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each change of a named ratio whose two terms' growth is printed beside it."""
    grown = [
        (s, rate, up)
        for s in context.extraction.statements
        if (rate := s.one("rate")) and (up := _signed(s, rate))
    ]
    for statement in context.extraction.statements:
        points, ratio = statement.one("rate"), statement.one("current")
        if statement.kind != "points" or points is None or ratio is None or not points.value:
            continue
        named = ratios().get(normalise(ratio.label))
        if named is None:
            continue
        near = [(s, r) for s, r, _ in grown if s.where.block == statement.where.block and s.kind == "change"]
        names = [name_of(terms[0][0]) for terms in (named.numerator, named.denominator)]
        top = _growth(near, named.numerator, points)
        bottom = _growth(near, named.denominator, points)
        if top is None or bottom is None or top == bottom:
            continue
        up = (statement.words.get("rate_up") == "1") == (points.value > 0)
        word = statement.words.get("rate", "")
        relation = Says("up" if up else "down", word, points, difference(top, bottom))
        yield context.facts.claim(
            CODE,
            relation,
            f"{dated(ratio)}写为“{word}{points.text}”，但{names[0]}增长{top.text}、{names[1]}增长{bottom.text}，"
            f"该比率应当{'下降' if up else '上升'}，方向矛盾",
            [("change", points), ("numerator", top), ("denominator", bottom), ("ratio", ratio)],
        )


def _signed(statement: Statement, rate: Figure) -> bool:
    """Whether the rate is printed as a growth with its own sign, so that two of them can be compared."""
    return statement.words.get("rate_up") == "1" or rate.value < 0


def _growth(
    near: list[tuple[Statement, Figure]], terms: tuple[tuple[str, str], ...], points: Figure
) -> Figure | None:
    names = [normalise(name_of(concept)) for concept, _ in terms]
    for statement, rate in near:
        current = statement.one("current")
        label = normalise(current.label if current else statement.words.get("subject", ""))
        if any(label.endswith(name) for name in names) and rate.base == points.base:
            return rate
    return None
