"""正文逐项写明的得分与总分不符，或大于满分

## 查什么
一段话里逐项写明得分的：每项得分不得大于该项满分；各项满分正好合计为总分的满分（一般100分）的，各项得分之和应等于写明的总得分。
写明各项扣分和总得分的（“产出扣3分、效益扣1分，得分96分”），总得分应等于100分减各项扣分，不符的提请核实。
写明某项分值、得分和扣分的，得分应等于分值减扣分；各级标题写明分值和得分的（“（一）履职效能（50分，自评47.5分）”），得分不大于分值，上一级的分值、得分应等于其下各项之和。
没有写满分、只说“总得分…，其中…”或“…，总得分…”的，也相加，相差不大的提请核实。

## 为什么
改了某一项得分，总分没有跟着改；或者把别的项目、上年的得分抄了过来。

## 错误示例
```
自评总得分95.6分（满分100分），其中：预算执行9.6分（满分10分）、运营管理27.5分（满分30分）、履职产出36.5分（满分40分）、群众满意20分（满分20分）。
```

```
决策得19分（满分20分），过程得18分（满分20分），产出得31分（满分30分），效益得27分（满分30分）。
```

```
经评价，综合得分87.97分。其中，决策18分、过程16.37分、产出28.5分、效益26.1分。
```

```
产出扣3.2分、效益扣0.8分、预算执行扣0.3分，自评得分96.7分。
```

```
项目综合得分91.2分，等级为优。其中：决策（15分）14.2分，过程（25分）22.6分，产出（35分）31.9分，效益（25分）21.5分。
```

```
决策、过程、产出、效益分值分别为15分、25分、35分、25分，得分分别为14.2分、22.6分、31.9分、21.5分，合计得分91.2分。
```

```
资金使用合规性分值8分，得7.4分，扣0.8分。
```

```
（一）履职效能（60分，自评56.8分）
1.整体效能（35分，自评33.5分）
2.专项效能（25分，自评24.3分）
```

## 正确示例
```
（一）履职效能（60分，自评57.8分）
1.整体效能（35分，自评33.5分）
2.专项效能（25分，自评24.3分）
```

```
资金使用合规性分值8分，得7.2分，扣0.8分。
```

```
投入（15分）得14.5分，过程（30分）得28.2分，产出（30分）得29分，效果（25分）得24分，合计95.7分。
```

```
投入10分，自评得10分；过程20分，自评得19.88分；产出30分，自评得29分；效益40分，自评得36.5分。
```

## 不判示例
只写了部分项目的得分，或者写的是分值构成的，不作判断。
```
该项目自评得分96分，其中数量指标满分20分、得18分，质量指标满分10分、得9分。
```

```
预算执行率96.20%，得分9.62分（满分10分）。
产出指标得分46.50分，效益指标得分28.00分，满意度得分9.00分，总分93.12分。
```

```
评价指标由决策20分、过程20分、产出30分等部分组成，总分100分。
```

## 依据
得分不大于满分；总得分 = 各项得分之和。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from checks.context import Context
from checks.evidence import is_held
from checks.formula import Constant, Term, difference, footing
from checks.model import Claim, Equal, Order
from checks.relation import judge_relation
from checks.scoring.headed import Headed, headed
from checks.scoring.note import notes
from checks.scoring.told import Item, Told, deducted, told
from checks.tabular import quoted
from extract.model import Figure
from extract.unit import kind

CODE = "GJ425"
NAME = "told-scores"
SEVERITY = "error"
SINCE = "0.1.0"
_LEAST = 3
_NEAR = 10
_FULL = 100


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each score told with its weight, and one for each total told with its items."""
    every = list(told(context.extraction))
    paired = {note.score for note in notes(context.extraction)}
    totals = {one.total.value: one.total for one in every if one.total is not None}
    alone = next(iter(totals.values())) if len(totals) == 1 else None
    for one in every:
        for item in one.items:
            if item.weight is not None and item.score not in paired:
                yield _within(context, item.name, item.score, item.weight)
            if item.weight is not None and item.off is not None:
                yield _taken_off(context, item, item.weight, item.off)
        if one.closed and one.total is not None:
            yield _sum(context, one, one.total, sure=True)
        elif one.closed and alone is not None:
            yield _sum(context, one, alone, sure=False)
        elif one.total is not None and _is_likely(one, one.total) and not _left_out(context, one, one.total):
            yield _sum(context, one, one.total, sure=False)
    yield from _headings(context, headed(context.extraction))
    for total, points in deducted(context.extraction):
        yield context.facts.claim(
            CODE,
            Equal(total, difference(Constant(Decimal(_FULL), "分"), footing(points))),
            "总得分写为{stated}，100分减各项扣分为{computed}，相差{difference}",
            [("total", total), *(("part", f) for f in points)],
            severity="warning",
        )


def _within(context: Context, name: str, score: Figure, weight: Figure) -> Claim:
    return context.facts.claim(
        CODE,
        Order(Term(score), Term(weight)),
        f"“{name}”得分{score.text}，大于满分{weight.text}",
        [("score", score), ("weight", weight)],
        suspect=0,
    )


def _taken_off(context: Context, item: Item, weight: Figure, off: Figure) -> Claim:
    return context.facts.claim(
        CODE,
        Equal(item.score, difference(weight, off)),
        f"“{item.name}”分值{weight.text}，扣{off.text}，得分写为{{stated}}，应为{{computed}}，相差{{difference}}",
        [("score", item.score), ("weight", weight), ("deduction", off)],
        suspect=0,
    )


def _headings(context: Context, level: Sequence[Headed]) -> Iterator[Claim]:
    """The score of each heading within its weight, and both made up of those right under it.

    One of the two sums must hold: it tells that the list of headings is complete.
    """
    for head in level:
        yield _within(context, head.name, head.score, head.weight)
        if len(head.under) > 1:
            yield from _made_up(context, head)
        yield from _headings(context, head.under)


def _made_up(context: Context, head: Headed) -> Iterator[Claim]:
    weights, scores = [h.weight for h in head.under], [h.score for h in head.under]
    sums = (("分值", Equal(head.weight, footing(weights))), ("得分", Equal(head.score, footing(scores))))
    if not any(is_held(judge_relation(relation)) for _, relation in sums):
        return
    for (what, relation), parts in zip(sums, (weights, scores), strict=True):
        names = quoted(h.name for h in head.under)
        yield context.facts.claim(
            CODE,
            relation,
            f"“{head.name}”{what}写为{{stated}}，{names}{what}合计为{{computed}}，相差{{difference}}",
            [("total", relation.stated), *(("part", f) for f in parts)],
        )


def _is_likely(one: Told, total: Figure) -> bool:
    """Whether items without weights look like the parts of a score that is no full mark."""
    points = sum(item.score.value for item in one.items)
    bare = all(item.weight is None for item in one.items)
    return (
        one.linked
        and bare
        and len(one.items) >= _LEAST
        and total.value < _FULL
        and abs(points - total.value) < _NEAR
    )


def _left_out(context: Context, one: Told, total: Figure) -> bool:
    """Whether points that the text tells elsewhere are just what the items lack of the total."""
    known = {item.score for item in one.items}
    rest = total.value - sum(f.value for f in known)
    return any(
        f.value == rest
        for f in context.extraction.figures
        if f.where.table is None and kind(f.unit) == "score" and f not in known and f is not total
    )


def _sum(context: Context, one: Told, total: Figure, *, sure: bool) -> Claim:
    scores = [item.score for item in one.items]
    return context.facts.claim(
        CODE,
        Equal(total, footing(scores)),
        f"总得分写为{{stated}}，{quoted(item.name for item in one.items)}得分合计为{{computed}}，相差{{difference}}",
        [("total", total), *(("part", f) for f in scores)],
        severity=None if sure else "warning",
    )
