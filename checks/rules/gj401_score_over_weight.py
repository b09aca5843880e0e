"""得分超过分值

## 查什么
绩效自评表每一行（含资金执行率一行和总分行）的得分不得大于该行的分值，也不得为负数。

## 为什么
得分超过分值，多是把执行率的“100%”当作得分填成了100，或者得分与别的行填串。

## 错误示例
```
| 资金情况（万元） |  | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
|  | 年度资金总额 | 80.00 | 80.00 | 10 | 100% | 100 |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 90 | 90 |
```

## 正确示例
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 11公里 | 90 | 82.5 |
```

## 不判示例
分值没有填写的，不作判断。
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 11公里 |  | 82.5 |
```

## 依据
项目支出绩效自评表填表说明：各项得分不得突破该项分值。
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.context import Context
from checks.form import Form, forms
from checks.formula import Term
from checks.model import Claim, Order
from checks.tabular import title
from extract.model import Figure

CODE = "GJ401"
NAME = "score-over-weight"
SEVERITY = "error"
SINCE = "0.1.0"


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each row with a weight and a score."""
    for form in forms(context.extraction):
        for name, weight, score in _pairs(form):
            yield context.facts.claim(
                CODE,
                Order(Term(score), Term(weight)),
                f"{title(form.table)}“{name}”得分{{stated}}，大于分值{{computed}}",
                [("score", score), ("weight", weight)],
                suspect=0,
            )


def _pairs(form: Form) -> Iterator[tuple[str, Figure, Figure]]:
    if form.funds is not None and form.funds.weight is not None and form.funds.score is not None:
        yield form.funds.label or "资金执行率", form.funds.weight, form.funds.score
    for row in form.rows:
        if row.weight is not None and row.score is not None:
            yield row.level3 or row.level2 or row.level1, row.weight, row.score
    if form.total_weight is not None and form.total_score is not None:
        yield form.total_label, form.total_weight, form.total_score
