"""总分与各项之和不符

## 查什么
绩效自评表总分行的得分、分值，应等于各项指标之和，或者各项指标加上资金执行率一行之和；两种都不符的才报。

## 为什么
改了单项得分没有改总分，或者总分直接填了100。

## 错误示例
```
| 资金情况（万元） |  | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
|  | 年度资金总额 | 80.00 | 76.00 | 10 | 95% | 9.5 |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 50 | 50 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 8个 | 40 | 35 |
| 总分 |  |  |  |  | 100 | 98.5 |
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

```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 50 | 50 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 8个 | 40 | 35 |
| 预算执行率（10分） | 预算执行率（10分） | 预算执行率（10分） | 预算执行率（10分） | 预算执行率（10分） | 10 | 9.5 |
| 总分 |  |  |  |  | 100 | 94.5 |
```

```
| 预算执行情况 | 全年预算数（万元） | 全年执行数（万元） | 执行率（%） | 得分（10分） |
| 年度资金总额 | 200.00 | 190.00 | 95.00 | 9.5 |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 50 | 50 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 40 | 35 |
| 总分 |  |  |  | 100 | 94.5 |
```

```
| 预算执行情况（万元）（20分） | 预算数（A） | 执行数（B） | 执行率（B/A） | 得分（20分×执行率） |
| 年度财政资金总额 | 486.00 | 461.70 | 95% | 19 |
| 一级指标 | 二级指标 | 三级指标 | 年初目标值（A） | 权重 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 40 | 40 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 40 | 38 |
| 总分 |  |  |  | 100 | 97 |
```

```
| 项目资金（万元） |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值（10分） | 执行率 |
|  | 年度资金总额 | 1560 | 1684.5 | 1612.38 | 9.57 | 95.72% |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 50 | 50 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 8个 | 40 | 38.5 |
| 总分 |  |  |  |  | 100 | 98.07 |
```

## 不判示例
有指标没有填得分的，总分不作判断；资金一行有得分而没有印出分值的，分值合计不作判断。
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 50 | 50 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 8个 | 50 |  |
| 总分 |  |  |  |  | 100 | 90 |
```
```
| 项目资金（万元） |  | 全年预算数 | 全年执行数 | 执行率 | 得分 |
|  | 年度资金总额 | 80.00 | 75.20 | 94% | 9.4 |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 50 | 50 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 8个 | 40 | 36.5 |
| 总分 |  |  |  |  | 100 | 95.9 |
```

## 依据
总分 = 资金执行率得分 + 各项指标得分。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checks.context import Context
from checks.form import Form, forms
from checks.formula import footing
from checks.model import AnyOf, Claim, Equal, Relation
from checks.tabular import figure_of, title
from extract.model import Figure

CODE = "GJ403"
NAME = "total-score"
SEVERITY = "error"
SINCE = "0.1.0"


def claims(context: Context) -> Iterator[Claim]:
    """One claim for the total of the weights and one for that of the scores of each form."""
    for form in forms(context.extraction):
        if not form.legible:
            continue
        funds = form.execution
        name = title(form.table)
        if form.total_weight is not None and form.weights and not _lacks_weight(form, form.total_weight):
            extra = funds.weight if funds else None
            yield _claim(context, name, form.total_label, "分值", form.total_weight, form.weights, extra)
        if form.total_score is not None and form.scores and form.fully_scored and not _lost_score(form):
            extra = funds.score if funds else None
            yield _claim(context, name, form.total_label, "得分", form.total_score, form.scores, extra)


def _lost_score(form: Form) -> bool:
    """Whether the head of another block of the table has a column of scores from which none was read."""
    return form.execution is None and any(
        figure_of(form.table, row, column) is None
        for band in form.table.bands
        for column in band.columns
        if column.role == "score"
        and not any(band.first <= (i.where.row or 0) <= band.last for i in form.rows)
        for row in band.rows
    )


def _lacks_weight(form: Form, total: Figure) -> bool:
    """Whether the funds row has a score but no weight, and what the other weights leave can be its weight."""
    funds = form.execution
    if funds is None or funds.weight is not None or funds.score is None:
        return False
    return total.value - sum(w.value for w in form.weights) >= funds.score.value


def _claim(
    context: Context,
    table: str,
    label: str,
    what: str,
    total: Figure,
    parts: Sequence[Figure],
    funds: Figure | None,
) -> Claim:
    relations: list[Relation] = [Equal(total, footing(parts))]
    tail = ""
    if funds is not None:
        relations = [Equal(total, footing((*parts, funds))), *relations]
        tail = "（含资金执行率）"
    return context.facts.claim(
        CODE,
        relations[0] if len(relations) == 1 else AnyOf(tuple(relations)),
        f"{table}{label}行的{what}为{{stated}}，各项{what}合计{tail}为{{computed}}，相差{{difference}}",
        [("total", total), *(("part", p) for p in parts), *([("funds", funds)] if funds is not None else [])],
    )
