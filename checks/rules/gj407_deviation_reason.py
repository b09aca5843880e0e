"""扣分而没有偏差原因

## 查什么
自评表设有“偏差原因分析及改进措施”栏，指标得分低于分值而该栏空白的，按表汇总提示。
没有设该栏、也没有扣分栏的表，实际完成值已经达到指标值而没有得满分、表中又没有一处说明的，只提示。

## 为什么
扣了分就应说明原因和改进措施，否则自评结果无法用于改进管理。

## 错误示例
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 10公里 | 50 | 42 |  |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 9个 | 50 | 50 |  |
```

```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 13公里 | 50 | 42 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 9个 | 50 | 50 |
```

## 正确示例
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 10公里 | 50 | 42 | 雨季停工，次年续建 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 9个 | 50 | 50 |  |
```

## 不判示例
表中没有设偏差原因栏的，不作判断。
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 10公里 | 50 | 42 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 9个 | 50 | 50 |
```

## 依据
自评表填表说明：未完成绩效目标或偏离较多的，应说明偏差原因和改进措施。
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from checks.context import Context
from checks.form import Form, forms
from checks.model import Claim, Present
from checks.tabular import quoted, title
from extract.model import Figure, Indicator
from extract.table_word import blank, squeeze
from extract.target import understand

CODE = "GJ407"
NAME = "deviation-reason"
SEVERITY = "warning"
SINCE = "0.1.0"
_SAID = regex.compile(r"扣分|原因|说明|扣\d|由于|偏差|不足|问题")


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each form that asks for reasons and has rows with points off."""
    for form in forms(context.extraction):
        off = [(i, i.score) for i in form.rows if i.score is not None and _lost(i) and not _is_execution(i)]
        if off and not form.reason:
            yield from _met(context, form)
        if not form.reason or not off:
            continue
        silent = [(i, score) for i, score in off if blank(i.reason)]
        listed: list[tuple[str, Figure]] = []
        for indicator, score in silent or off:
            listed.append(("score", score))
            if indicator.weight is not None:
                listed.append(("weight", indicator.weight))
        names = quoted(i.level3 or i.level2 for i, _ in silent)
        yield context.facts.claim(
            CODE,
            Present(
                "偏差原因",
                tuple(score for _, score in silent or off),
                (silent or off)[0][0].where,
                not silent,
            ),
            f"{title(form.table)}{names}得分低于分值，“{form.reason}”栏没有填写",
            listed,
        )


def _met(context: Context, form: Form) -> Iterator[Claim]:
    """Rows that reach their target and lose points in a form that has no place for a reason and gives none."""
    rows = [
        (row, row.score) for row in form.rows if row.score is not None and _lost(row) and _reaches(form, row)
    ]
    texts = [squeeze(cell.text) for cell in form.table.cells]
    if not rows or any(_SAID.search(text) for text in texts) or any(row.rule for row in form.rows):
        return
    yield context.facts.claim(
        CODE,
        Present("扣分的说明", tuple(score for _, score in rows), rows[0][0].where, False),
        f"{title(form.table)}{quoted(row.level3 or row.level2 for row, _ in rows)}已达到指标值而没有得满分，表中没有说明",
        [("score", score) for _, score in rows],
        severity="info",
    )


def _reaches(form: Form, row: Indicator) -> bool:
    target, actual = understand(row.target), understand(row.actual)
    goals, done = form.staged(row, "target"), form.staged(row, "actual")
    if len(goals) != 1 or len(done) != 1 or goals[0].unit != done[0].unit or done[0].qualifier:
        return False
    if target.kind != "number" or actual.kind != "number":
        return False
    if target.direction == "at_most":
        return done[0].value <= goals[0].value
    return target.direction == "at_least" and done[0].value >= goals[0].value


def _lost(indicator: Indicator) -> bool:
    return (
        indicator.score is not None
        and indicator.weight is not None
        and indicator.score.value < indicator.weight.value
    )


def _is_execution(indicator: Indicator) -> bool:
    """Whether a row is the rate of execution, whose points off follow from its figures (see GJ406, GJ419)."""
    return (indicator.level3 or indicator.level2).endswith("执行率")
