"""总分没有计入资金执行率

## 查什么
资金执行率一行另有分值（多为10分），而总分行只等于各项指标分值之和、没有计入这一行的，提请核实。

## 为什么
总分按100分制评定等级，少计资金执行率的10分，总分和等级都会偏低。

## 错误示例
```
| 资金情况（万元） |  | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
|  | 年度资金总额 | 80.00 | 76.00 | 10 | 95% | 9.5 |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 50 | 50 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 8个 | 40 | 35 |
| 总分 |  |  |  |  | 90 | 85 |
```

## 正确示例
```
| 资金情况（万元） |  | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
|  | 年度资金总额 | 80.00 | 76.00 | 10 | 95% | 9.5 |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 50 | 50 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 8个 | 40 | 35 |
| 总分 |  |  |  |  | 100 | 94.5 |
```

## 不判示例
资金执行率没有另列分值的，不作判断。
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 50 | 50 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 8个 | 40 | 35 |
| 总分 |  |  |  |  | 90 | 85 |
```

## 依据
总分 = 资金执行率得分 + 各项指标得分，满分100分。
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.context import Context
from checks.evidence import is_held
from checks.form import forms
from checks.formula import footing
from checks.model import Claim, Equal
from checks.relation import judge_relation
from checks.tabular import title

CODE = "GJ404"
NAME = "total-without-funds"
SEVERITY = "warning"
SINCE = "0.1.0"


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each form whose total is that of its indicators though the funds row has a weight."""
    for form in forms(context.extraction):
        total, row = form.total_weight, form.execution
        funds = row.weight if row else None
        if total is None or funds is None or not funds.value or not form.legible:
            continue
        if not is_held(judge_relation(Equal(total, footing(form.weights)))):
            continue
        assert row is not None
        scored = f"，得分{form.total_score.value}" if form.total_score is not None else ""
        yield context.facts.claim(
            CODE,
            Equal(total, footing((*form.weights, funds))),
            f"{title(form.table)}{form.total_label}行为{{stated}}{scored}，只是各项指标之和，"
            f"没有计入“{row.label or '资金执行率'}”一行的{funds.text}分，计入后应为{{computed}}",
            [("total", total), ("funds", funds), *(("weight", w) for w in form.weights)],
        )
