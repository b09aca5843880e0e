"""增减方向的词与数字相反

## 查什么
“增加”“减少”“上升”“下降”与本期数、上期数的大小关系是否一致；同一句中金额写“增加”、比率写“下降”的，方向矛盾。

## 为什么
改了数字没有改词，读者会得出相反的结论。

## 错误示例
```
公用经费80.00万元，较上年的95.00万元增加15.00万元，增长15.79%。
```
```
差旅费30.00万元，比上年增加5.00万元，下降14.29%。
```

## 正确示例
```
公用经费80.00万元，较上年的95.00万元减少15.00万元，下降15.79%。
```

## 不判示例
上年数没有写出的，不作判断。
```
公用经费80.00万元，较上年有所增加，增加额为15.00万元。
```

## 依据
文字表述与数字的大小关系应一致。
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.context import Context
from checks.fact import statements
from checks.formula import Term, difference
from checks.model import Claim, Says
from extract.unit import same_kind

CODE = "GJ602"
NAME = "direction-word"
SEVERITY = "error"
SINCE = "0.1.0"


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each direction word whose two sides are printed."""
    for readings in statements(context.extraction, "change"):
        if len(readings) > 1:
            continue
        statement = readings[0]
        current, base = statement.one("current"), statement.one("base")
        delta, rate = statement.one("delta"), statement.one("rate")
        figure = delta or rate
        if figure is None:
            continue
        key = "up" if delta is not None else "rate_up"
        up = (statement.words.get(key) == "1") == (figure.value >= 0)
        if current is not None and base is not None and same_kind(current.unit, base.unit) and figure.value:
            word = statement.words.get("direction" if delta is not None else "rate", "")
            yield context.facts.claim(
                CODE,
                Says("up" if up else "down", word, figure, difference(current, base)),
                f"{current.label}写为“{word}”，但按前后两数计算为{{computed}}，方向相反",
                [("change", figure), ("current", current), ("base", base)],
            )
        if delta is not None and rate is not None and delta.value and rate.value:
            down = (statement.words.get("rate_up") == "1") == (rate.value >= 0)
            if up != down:
                yield context.facts.claim(
                    CODE,
                    Says("up" if up else "down", statement.words.get("rate", ""), rate, difference(Term(rate), Term(rate))),
                    f"同一句中金额写“{statement.words.get('direction', '')}{delta.text}”，比率却写“{statement.words.get('rate', '')}{rate.text}”，方向矛盾",
                    [("change", delta), ("rate", rate)],
                    formula_text=f"{statement.words.get('direction', '')}{delta.text} 与 {statement.words.get('rate', '')}{rate.text}",
                )
