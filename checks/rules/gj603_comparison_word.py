"""比较用语与数字不符

## 查什么
“决算数大于（小于、等于）预算数”“未超过预算”“与上年持平”“比上年有所下降”这类没有写出差额的比较，用报告写出的两个数核对大小；
“余额控制在限额……以内”的，余额不应大于所写的限额。

## 为什么
套用上年文字时，比较用语容易与当年数字相反。

## 错误示例
```
公务接待费年初预算5.00万元，支出决算4.20万元，决算数大于年初预算数的主要原因是接待增加。
```

```
2022年培训费8.00万元。
2023年培训费9.50万元。培训费比上年有所减少，主要是改为线上。
```

```
年末政府债务余额106.48亿元，严格控制在省核定的限额102.30亿元以内。
```

## 正确示例
```
2022年培训费8.00万元。
2023年培训费9.50万元。培训费比上年有所增加，主要是班次增多。
```
```
公务接待费年初预算5.00万元，支出决算4.20万元，决算数小于年初预算数的主要原因是压缩接待。
```

```
年末政府债务余额98.64亿元，控制在限额102.30亿元以内，其中一般债务余额36.28亿元、专项债务余额62.36亿元。
```

## 不判示例
比较的另一方没有写出数字的，或者只说“基本持平”的，不作判断。
```
公务接待费支出决算4.20万元，与上年持平。
```
```
公务接待费支出决算4.20万元，与上年基本持平（上年4.26万元）。
```

## 依据
文字表述与数字的大小关系应一致。
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import regex

from checks.context import Context
from checks.formula import difference
from checks.model import Claim, Relation, Says
from checks.relation import any_of
from checks.subject import dated
from checks.wording import printed
from extract.lexicon import analyse
from extract.model import Figure, Statement
from extract.unit import same_kind

CODE = "GJ603"
NAME = "comparison-word"
SEVERITY = "error"
SINCE = "0.1.0"
_Word = Literal["up", "down", "level", "not_up", "not_down"]
_WORDS: dict[str, _Word] = {
    "大于": "up", "高于": "up", "超过": "up", "多于": "up", "小于": "down", "低于": "down", "少于": "down",
    "等于": "level", "持平": "level", "一致": "level", "相同": "level", "相等": "level", "未超过": "not_up",
    "没有超过": "not_up", "未突破": "not_up", "增加": "up", "增长": "up", "上升": "up", "提高": "up", "减少": "down",
    "控制在": "not_up", "下降": "down", "降低": "down", "压减": "down",
}  # fmt: skip
_ROUGHLY = regex.compile(r"(?:基本|大体|大致|总体)(?:上)?(?:保持)?(?:持平|一致|相同|相等)")
_BUDGETS = ("年初预算", "调整预算", "预算")


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each comparison whose two sides are printed."""
    for statement in context.extraction.statements:
        word = _WORDS.get(statement.words.get("comparison", ""))
        if statement.kind != "compare" or word is None:
            continue
        if word == "level" and _ROUGHLY.search(statement.quote):
            continue
        current = _current(context, statement)
        if current is None:
            continue
        bases = [
            b for b in _bases(context, statement, current) if b != current and same_kind(b.unit, current.unit)
        ]
        if not bases:
            continue
        said = statement.words["comparison"]
        relations: tuple[Relation, ...] = tuple(
            Says(word, said, current, difference(current, b)) for b in bases
        )
        relation, decisive = any_of(relations)
        base = bases[decisive]
        yield context.facts.claim(
            CODE,
            relation,
            f"{dated(current)}为{printed(current)}，{dated(base)}为{printed(base)}，文中却写“{said}”",
            [("current", current), *(("base", b) for b in bases)],
            severity="warning" if len(bases) > 1 or word == "level" or said == "控制在" else None,
            confidence="medium" if len(bases) > 1 else "high",
        )


def _current(context: Context, statement: Statement) -> Figure | None:
    """The side that the sentence names: 决算数 is never the budget that was printed last."""
    current = statement.one("current")
    named = analyse(statement.words.get("named", ""), context.extraction.year)
    if named.concept is not None and (current is None or named.concept != current.concept):
        year = named.period or (str(context.extraction.year) if context.extraction.year else None)
        found = context.facts.find(named.concept, period=year, stages=[named.stage])
        return found[0] if len(found) == 1 else None
    if current is None:
        return None
    said_final = named.stage in ("决算", "执行") and current.stage in _BUDGETS
    if said_final or (named.stage in _BUDGETS and current.stage not in _BUDGETS):
        key = context.facts.key(current)
        found = _siblings(context, current, named.stage)
        return found[0] if key.subject and len(found) == 1 else None
    return current


def _bases(context: Context, statement: Statement, current: Figure) -> tuple[Figure, ...]:
    if bound := statement.roles.get("base"):
        return bound
    name = statement.words.get("base", "")
    key = context.facts.key(current)
    if name[:4].isdigit() and name[4:] in _BUDGETS:
        found = context.facts.find(
            key.subject, period=name[:4], stages=[name[4:]], measure=key.measure, scope=key.scope
        )
        return found if key.subject else ()
    if name in _BUDGETS:
        stages = [name] if name != "预算" else list(_BUDGETS)
        return tuple(f for stage in stages for f in _siblings(context, current, stage))
    if name.isdigit() and key.subject:
        return context.facts.find(
            key.subject, period=name, stages=[key.stage], measure=key.measure, scope=key.scope
        )
    return ()


def _siblings(context: Context, current: Figure, stage: str) -> tuple[Figure, ...]:
    """Figures of the same fact at another stage, those of the same paragraph first and alone."""
    key = context.facts.key(current)
    if not key.subject:
        return ()
    found = context.facts.find(
        key.subject, period=key.period, stages=[stage], measure=key.measure, scope=key.scope
    )
    near = tuple(
        f for f in found if f.where.block == current.where.block and f.where.table == current.where.table
    )
    return near or found
