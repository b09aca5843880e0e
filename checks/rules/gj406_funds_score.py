"""执行率得分与执行率不符

## 查什么
资金执行率一行的得分，一般为分值 × 执行率（执行率超过100%的按满分计）。各地也有分段计分、取整的做法，
因此只报相差1分及以上的；报告写明“得分 = 分值 × 执行率”的，或者所在地的规则包如此规定的（funds-score），按印出的位数严格核对。

## 为什么
执行率低而得满分，或者执行率调整后没有重算得分。

## 错误示例
```
| 资金情况（万元） |  | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
|  | 年度资金总额 | 80.00 | 56.00 | 10 | 70% | 10 |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 90 | 90 |
```

## 正确示例
```
| 资金情况（万元） |  | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
|  | 年度资金总额 | 80.00 | 68.80 | 10 | 86% | 9 |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 90 | 90 |
```

## 不判示例
没有填执行率的，不作判断。
```
| 资金情况（万元） |  | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
|  | 年度资金总额 | 80.00 | 56.00 | 10 |  | 10 |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 90 | 90 |
```

## 依据
自评表填表说明：执行率得分 = 该项分值 × 执行率，最高不超过该项分值。
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import regex

from checks.context import Context
from checks.form import forms
from checks.formula import score
from checks.model import Claim, Equal
from checks.pack import in_force
from checks.tabular import title
from extract.model import Extraction, Figure
from extract.table_word import squeeze
from extract.unit import kind, to_base

CODE = "GJ406"
NAME = "funds-score"
SEVERITY = "error"
SINCE = "0.1.0"
_PRINTED = regex.compile(
    r"(?:分值|权重|\d+分?)[×*xX](?:预算|资金)?执行率|执行率[×*xX](?:该项)?(?:分值|权重|\d+)"
)


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each funds row with a weight, a rate and a score."""
    printed = _is_printed(context.extraction)
    pack = in_force(context)
    demanded = pack.certain and pack.convention("funds-score") is not None
    if pack.item_rule("执行率"):
        return
    for form in forms(context.extraction):
        funds = form.funds
        if funds is None or funds.weight is None or funds.score is None or funds.rate is None:
            continue
        if kind(funds.rate.unit) not in ("percent", "multiple") or funds.score.value > funds.weight.value:
            continue
        if not (printed or demanded) and _near(funds.weight, funds.rate, funds.score):
            continue
        yield context.facts.claim(
            CODE,
            Equal(funds.score, score(funds.weight, funds.rate)),
            f"{title(form.table)}“{funds.label}”执行率{funds.rate.text}，得分{{stated}}，"
            f"按分值×执行率计算应为{{computed}}，相差{{difference}}",
            [("score", funds.score), ("weight", funds.weight), ("rate", funds.rate)],
            severity="error" if printed else "warning",
        )


def _near(weight: Figure, rate: Figure, stated: Figure) -> bool:
    due = to_base(weight.value, weight.unit) * min(to_base(rate.value, rate.unit), Fraction(1))
    return abs(due - to_base(stated.value, stated.unit)) < 1


def _is_printed(extraction: Extraction) -> bool:
    texts = [p.text for p in extraction.paragraphs()]
    texts += [c.text for t in extraction.tables for c in t.cells]
    return any("执行率" in text and _PRINTED.search(squeeze(text)) for text in texts)
