"""占比与金额不符

## 查什么
写明“占某项的百分之几”的，按部分 ÷ 整体重新计算；整体在同句或同段写出的直接采用，写在别处的按名称查找，
有几个可能的整体时，只要有一个相符就不报。

## 为什么
占比常在金额修改后忘记重算，或者除以了另一个合计数。

## 错误示例
```
本年支出合计800.00万元，其中：基本支出600.00万元，占本年支出合计的70%；项目支出200.00万元，占25%。
```

## 正确示例
```
本年支出合计800.00万元，其中：基本支出600.00万元，占本年支出合计的75%；项目支出200.00万元，占25%。
```

## 不判示例
整体没有写出的，不作判断。
```
信息化建设支出60.00万元，占全市信息化投入的3.2%。
```

## 依据
占比 = 部分 ÷ 整体。
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.context import Context
from checks.fact import WEAK
from checks.formula import share
from checks.model import AnyOf, Claim, Equal, Relation
from extract.lexicon import analyse, normalise
from extract.model import Figure, Statement
from extract.unit import kind, same_kind

CODE = "GJ201"
NAME = "share"
SEVERITY = "error"
SINCE = "0.1.0"
_NEAR = 12


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each share whose part and whole are printed."""
    for statement in context.extraction.statements:
        if statement.kind != "share":
            continue
        rate, part = statement.one("rate"), statement.one("part")
        if rate is None or part is None or kind(rate.unit) != "percent":
            continue
        wholes = [w for w in _wholes(context, statement, part) if w != part and same_kind(w.unit, part.unit)]
        if not wholes:
            continue
        named = any(_named(context, statement, w) for w in wholes)
        relations: tuple[Relation, ...] = tuple(Equal(rate, share(part, whole)) for whole in wholes)
        yield context.facts.claim(
            CODE,
            relations[0] if len(relations) == 1 else AnyOf(relations),
            f"{part.label}占{statement.words['whole'] or wholes[0].label}的比重写为{{stated}}，按金额计算应为{{computed}}，相差{{difference}}",
            [("rate", rate), ("part", part), *(("whole", whole) for whole in wholes)],
            confidence="high" if named else "medium",
            severity=None if named else "warning",
        )


def _wholes(context: Context, statement: Statement, part: Figure) -> list[Figure]:
    """What the share may be of: figures of that name, nearest first, else the whole of the list."""
    name = statement.words["whole"]
    listed = statement.roles.get("whole", ())
    if not name:
        return list(listed)
    year = context.extraction.year
    term = analyse(name, year)
    key = context.facts.key(part)
    subject = term.concept or term.subject
    period = term.period or key.period
    found = [
        f
        for f in context.extraction.figures
        if f.measure in ("level", "headcount", "count")
        and (f.concept or analyse(f.label, year).subject) == subject
        and (f.period == period or not f.period)
        and (not term.fund or dict(f.scope).get("fund", "") in ("", term.fund))
    ]
    near = [f for f in found if f.where.block is not None and abs(f.where.block - (statement.where.block or 0)) <= _NEAR]
    chosen: dict[tuple[object, str], Figure] = {}
    general = subject in WEAK or any(subject in normalise(w.label) for w in listed)
    for figure in (*(f for f in listed if f in found), *(near or found), *(listed if general else ())):
        chosen.setdefault((figure.value, figure.unit), figure)
    return list(chosen.values())


def _named(context: Context, statement: Statement, whole: Figure) -> bool:
    name = statement.words["whole"]
    year = context.extraction.year
    return not name or analyse(name, year).subject == analyse(whole.label, year).subject
