"""写明的个数与列出的项数不符

## 查什么
“共11个科室：……”“A、B、C等3家”这类写明个数又逐项列出的，按顿号数出项数与写明的个数比较；以“等”收尾的，
项数不应多于写明的个数。没有“共”字的，只在各项名称与所数的事物同类（科、室与“科室”）时比较。

## 为什么
机构、项目增减后，往往只改了名单或只改了个数。

## 错误示例
```
内设机构有办公室、财务科、业务科、监督科共计5个。
```

```
内设办公室、财务科、业务科、监督科3个科室。
```
```
辖东山镇、西山镇、河口镇、桥头乡等3个乡镇。
```

## 正确示例
```
内设机构有办公室、财务科、业务科、监督科共计4个。
```

## 不判示例
```
内设机构有办公室、财务科、业务科等共计9个。
```
```
项目覆盖46个县（市、区）。
```
```
下辖中小学校、幼儿园共计147所。
```

## 依据
列举与计数应一致。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from checks.context import Context
from checks.formula import Constant, Term
from checks.model import Claim, Equal, Order
from extract.unit import canonical

CODE = "GJ604"
NAME = "listed-count"
SEVERITY = "warning"
SINCE = "0.1.0"
_NAMED = 3
_KINDS = 4
"""A count so many times greater than its list is of the kinds that are listed."""


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each count with a closed list beside it."""
    for statement in context.extraction.statements:
        count = statement.one("count")
        if statement.kind != "count" or count is None:
            continue
        items = statement.words["items"].split("\n")
        if all(len(item) == 1 for item in items):
            continue  # 46个县（市、区）: other words for the unit, no names
        if count.value > _KINDS * len(items):
            continue  # 中小学校、幼儿园147所: kinds of what is counted, no names
        listed = Constant(Decimal(len(items)), canonical(count.unit))
        # 等 leaves a list open: only then may it name fewer than are counted.
        closed = statement.exhaustive is not None
        more = "等" if len(items) > _NAMED else ""
        yield context.facts.claim(
            CODE,
            Equal(count, listed) if closed else Order(listed, Term(count)),
            f"文中写明共{count.text}，逐项列出的却是{len(items)}项（{'、'.join(items[:_NAMED])}{more}），相差{{difference}}",
            [("count", count)],
            formula_text=f"列出{len(items)}项",
        )
