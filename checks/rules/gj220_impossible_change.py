"""增减数不可能成立

## 查什么
收入、支出、人数等不可能为负的数：增加额不应大于本期数（否则上期数为负），下降幅度不应超过100%。
结余、差额、净资产等可以为负的，不作判断。

## 为什么
增减额或增减率抄错行、填错单位时，常出现这样的数，不需要知道上期数就能看出。

## 错误示例
```
2023年部门支出225.12万元，比上年增加323.95万元。
```
```
2023年公务接待费支出2.40万元，比上年下降120.00%。
```

## 正确示例
```
2023年部门支出225.12万元，比上年增加23.95万元，增长11.91%。
```

## 不判示例
```
年末结余资金12.00万元，比上年增加35.00万元。
```
没有写与什么相比的增收、增产、增效，不是前面一项的增加额。
```
种植面积2.00万亩，总成本71.00万元，亩均35.50元。亩均增收62.00元。
```
```
5个小区的工期超过计划，增加60天以上。
```
```
合同16.21亿元，变更0.42亿元（增加0.68亿元、减少0.26亿元）。
```
```
“三公”经费支出33.49万元，其中接待费1.58万元，运行费28.91万元，出国费3.00万元。较上年增加14.15万元，其中接待费减少0.26万元，运行费增加14.41万元。
```
```
接待12批次，支出12.60万元，批均1.05万元，较上年增加8.40万元。
```
```
新增停车位目标1500个，实际新增1612个。商品和服务支出减少9.60万元；净增241.20万元。
```

## 依据
上期数 = 本期数 − 增加额，不小于零。
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from checks import prose
from checks.context import Context
from checks.fact import statements
from checks.formula import FULL, Term
from checks.model import Claim, Order
from checks.precision import base_value
from checks.relation import any_of
from checks.subject import dated, short
from extract.model import Figure, Statement
from extract.unit import kind, same_kind

CODE = "GJ220"
NAME = "impossible-change"
SEVERITY = "error"
SINCE = "0.1.0"
_COUNTED = ("level", "headcount", "count")
_GAINS = ("增收", "增产", "增效", "节支")
_NET = ("新增", "净增")
_OPENS, _FALLS = (
    regex.compile(r"[（(][^（()）]*$"),
    regex.compile(r"[、，,；;\s和及]*(?:减少|调减|核减|下降|减)"),
)
_OTHER_WAY = regex.compile(
    r"(?:减少|[压调核]减|取消)\d[^。；;]*[，,、]\s*(?:增加|新增)(?:\d[\d.,]*\p{Han}{1,2}、)?$"
)
_ITEM = regex.compile(r"[，,、；;：:]\s*(?:其中)?(\p{Han}{2,})(?:增加|增长)了?$")
_SIGNED = regex.compile(r"结余|结转|差额|赤字|盈余|利润|亏损|净|收益|余额|缺口|增减|变动|差")


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each rise beside its level, and for each fall in percent."""
    for readings in statements(context.extraction, "change"):
        first = readings[0]
        if first.words.get("scope") or _SIGNED.search(_said(first)):
            continue
        if first.words.get("direction") in _GAINS and not first.words.get("base"):
            continue
        if first.words.get("direction") in _NET and not first.words.get("base"):
            continue
        delta, rate = first.one("delta"), first.one("rate")
        levels = [f for r in readings if (f := r.one("current")) is not None]
        levels = [f for f in levels if not prose.is_distance(f)]
        if first.one("base") is not None:  # the earlier amount is printed, so it is not below zero
            levels = []
        if (
            delta is not None
            and first.words.get("up") == "1"
            and levels
            and not _is_netted(delta)
            and not _is_of_item(context, delta, levels)
        ):
            yield from _rise(context, delta, levels)
        if rate is not None and rate.measure == "rate" and first.words.get("rate_up") == "0":
            yield context.facts.claim(
                CODE,
                Order(Term(rate), FULL),
                f"{short(levels[0]) if levels else '该项'}的下降幅度写为{rate.text}，超过100%",
                [("rate", rate)],
            )


def _is_netted(delta: Figure) -> bool:
    """Whether a rise stands beside a fall, of which something else is the net: 变更0.42亿元（增加0.68亿元、减少0.26亿元）."""
    before, behind = delta.before, delta.behind
    if _OTHER_WAY.search(before):
        return True
    return _OPENS.search(before) is not None and _FALLS.match(behind) is not None


def _is_of_item(context: Context, delta: Figure, levels: list[Figure]) -> bool:
    """Whether the words right before a rise name an amount of its paragraph that is none of its levels: 丙增加14.41万元."""
    named = _ITEM.search(delta.before)
    if named is None or any(named[1] in f.label for f in levels):
        return False
    return any(
        named[1] in f.label
        for f in context.extraction.figures
        if f.where.block == delta.where.block and f.measure == "level" and f is not delta
    )


def _said(statement: Statement) -> str:
    current = statement.one("current")
    return statement.words.get("subject", "") + (current.label if current is not None else "")


def _rise(context: Context, delta: Figure, levels: list[Figure]) -> Iterator[Claim]:
    same = [
        f
        for f in levels
        if same_kind(f.unit, delta.unit)
        and f.measure in _COUNTED
        and (kind(f.unit) == "money" or f.unit[-1:] == delta.unit[-1:])
    ]
    if len(same) < len(levels) or any(_SIGNED.search(f.label) for f in same):
        return
    if any(_is_aside(context, f, delta) for f in same):
        return
    relation, decisive = any_of([Order(Term(delta), Term(level)) for level in same])
    level = same[decisive]
    yield context.facts.claim(
        CODE,
        relation,
        f"{dated(level)}为{level.text}，增加额写为{delta.text}，大于本期数，上期数将为负",
        [("delta", delta), *(("level", f) for f in same)],
        confidence="high" if len(same) == 1 else "medium",
    )


def _is_aside(context: Context, level: Figure, delta: Figure) -> bool:
    """Whether a level is an average told beside the amount of its sentence that can have risen so much.

    支出12.86万元，人均2.14万元，较上年增加12.86万元: what rose is the spending.
    """
    return prose.is_average(level) and any(
        f.where.block == level.where.block
        and f.quote == level.quote
        and (f.where.start or 0) < (level.where.start or 0)
        and same_kind(f.unit, delta.unit)
        and base_value(f) >= base_value(delta)
        for f in context.extraction.figures
    )
