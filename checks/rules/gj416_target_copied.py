"""实际完成值照抄指标值

## 查什么
一张自评表多数指标的实际完成值与年度指标值一字不差（“≥95%”对“≥95%”，或整句照抄），按表汇总提示。
“效果较好”一类的短语和单纯的数相同不算照抄。

## 为什么
照抄看不出实际完成了多少，自评流于形式。

## 错误示例
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | ≥12公里 | 20 | 20 |
| 产出指标 | 质量指标 | 验收合格率 | ≥95% | ≥95% | 30 | 30 |
| 效益指标 | 社会效益 | 改善环境 | 有效改善沿河居民的生活环境 | 有效改善沿河居民的生活环境 | 30 | 30 |
| 满意度指标 | 满意度 | 村民满意度 | 达到90%以上 | 达到90%以上 | 20 | 20 |
```

## 正确示例
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 13公里 | 20 | 20 |
| 产出指标 | 质量指标 | 验收合格率 | ≥95% | 98% | 30 | 30 |
| 效益指标 | 社会效益 | 改善环境 | 效果较好 | 效果较好 | 30 | 30 |
| 满意度指标 | 满意度 | 村民满意度 | 达到90%以上 | 93% | 20 | 20 |
```

## 不判示例
指标不足四项的，不作判断。
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | ≥12公里 | 50 | 50 |
| 产出指标 | 质量指标 | 验收合格率 | ≥95% | ≥95% | 50 | 50 |
```

## 依据
自评表填表说明：实际完成值应填写实际完成情况。
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.context import Context
from checks.form import forms
from checks.model import Claim, Present
from checks.tabular import quoted, title
from extract.model import Indicator
from extract.table_word import squeeze
from extract.target import understand

CODE = "GJ416"
NAME = "target-copied"
SEVERITY = "info"
SINCE = "0.1.0"
_LEAST = 4
_SENTENCE = 8


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each form most of whose rows repeat the target as the actual."""
    for form in forms(context.extraction):
        told = [i for i in form.rows if squeeze(i.target) and squeeze(i.actual)]
        copied = [i for i in told if _copied(i)]
        if len(told) < _LEAST:
            continue
        found = 2 * len(copied) <= len(told)
        names = quoted(i.level3 or i.level2 for i in copied)
        because = tuple(i.score or i.weight for i in copied if i.score or i.weight)
        yield context.facts.claim(
            CODE,
            Present("实际完成情况", tuple(f for f in because if f), (copied or told)[0].where, found),
            f"{title(form.table)}{len(told)}项指标中有{len(copied)}项（{names}）的实际完成值照抄指标值",
            [("score", f) for f in because if f],
        )


def _copied(row: Indicator) -> bool:
    """Whether the words are the same and more than a bare number or a set phrase."""
    if squeeze(row.target) != squeeze(row.actual):
        return False
    target = understand(row.target)
    signed = target.kind in ("number", "change") and target.direction in (
        "at_least",
        "at_most",
        "over",
        "under",
    )
    return signed or (target.kind == "text" and len(squeeze(row.target)) >= _SENTENCE)
