"""超额完成较多而没有说明

## 查什么
当地规定实际完成值超过指标值一定倍数须说明原因的（如广西1.3倍），核对超过倍数而没有填写原因的指标，按表汇总提示。
倍数来自报告所在地或用户指定的规则包，没有规定的地方不作判断。

## 为什么
超额很多，往往是指标值定得过低，应在下年调整。

## 错误示例
```
广西青江县水利局2023年度项目支出绩效自评报告
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 20公里 | 50 | 50 |  |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 9个 | 50 | 50 |  |
```

## 正确示例
```
广西青江县水利局2023年度项目支出绩效自评报告
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 20公里 | 50 | 50 | 争取到上级追加任务 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 9个 | 50 | 50 |  |
```

## 不判示例
当地没有规定倍数的，不作判断。
```
青江县水利局2023年度项目支出绩效自评报告
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 20公里 | 50 | 50 |  |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 9个 | 50 | 50 |  |
```

## 依据
见所用规则包的 over-achieved 一项（gouji rules --pack）。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from checks.context import Context
from checks.form import Form, forms
from checks.model import Claim, Present
from checks.pack import in_force
from checks.tabular import quoted, title
from extract.model import Figure, Indicator
from extract.table_word import blank
from extract.target import understand
from extract.unit import to_base

CODE = "GJ417"
NAME = "over-achieved"
SEVERITY = "info"
SINCE = "0.1.0"


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each form with rows beyond the threshold of its place."""
    pack = in_force(context)
    told = pack.convention("over-achieved")
    if told is None or not pack.certain:
        return
    threshold = Decimal(str(told.value))
    for form in forms(context.extraction):
        if not form.reason:
            continue
        over = [(i, figures) for i in form.rows if (figures := _beyond(form, i, threshold))]
        silent = [(i, figures) for i, figures in over if blank(i.reason)]
        if not over:
            continue
        shown = silent or over
        listed = [(role, f) for _, pair in shown for role, f in zip(("actual", "target"), pair, strict=True)]
        yield context.facts.claim(
            CODE,
            Present("超额完成的原因", tuple(f for _, f in listed), shown[0][0].where, not silent),
            f"{title(form.table)}{quoted(i.level3 or i.level2 for i, _ in silent)}的实际完成值达到指标值的{threshold}倍及以上，"
            f"“{form.reason}”栏没有填写（依据：{told.basis}）",
            listed,
        )


def _beyond(form: Form, row: Indicator, threshold: Decimal) -> tuple[Figure, Figure] | None:
    """The actual and the target of a row that goes beyond the threshold."""
    target, actual = understand(row.target), understand(row.actual)
    if target.kind != "number" or actual.kind != "number" or target.direction in ("at_most", "under"):
        return None
    goals, done = form.staged(row, "target"), form.staged(row, "actual")
    if len(goals) != 1 or len(done) != 1 or goals[0].unit != done[0].unit or goals[0].value <= 0:
        return None
    beyond = to_base(done[0].value, done[0].unit) >= to_base(goals[0].value * threshold, goals[0].unit)
    return (done[0], goals[0]) if beyond else None
