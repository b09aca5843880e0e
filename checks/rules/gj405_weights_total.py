"""分值合计不是100分

## 查什么
绩效自评表各项指标的分值，加上资金执行率一行的分值，应为100分；资金执行率另计的，指标分值合计可为90分或80分。
有总分行的由总分规则核对，这里只看没有总分行的表。

## 为什么
分值合计不是100分，得分不能直接按等级标准评定。

## 错误示例
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 50 | 50 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 9个 | 35 | 35 |
```

## 正确示例
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 50 | 50 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 9个 | 40 | 40 |
| 满意度指标 | 满意度 | 群众满意度 | ≥90% | 95% | 10 | 10 |
```

## 不判示例
分值没有填全的，或者资金执行率另计、指标分值合计正好少其分值的，不作判断；有一行正好是其余各行之和的，是合计行。
```
| 一级指标 | 标准分 | 评价得分 |
| 投入 | 20 | 18.5 |
| 过程 | 25 | 23.1 |
| 产出 | 30 | 28.4 |
| 效果 | 25 | 22.6 |
| 综合 | 100 | 92.6 |
```
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 50 | 50 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 9个 |  | 35 |
```

```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 50 | 50 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 9个 | 40 | 40 |
```

## 依据
自评表填表说明：总分设置为100分，其中资金执行率一般为10分（部分地区20分）。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from checks.context import Context
from checks.form import Form, forms
from checks.formula import Constant, footing, plain_fraction
from checks.model import Claim, Order
from checks.pack import Pack, in_force, shipped
from checks.tabular import title
from extract.model import Figure

CODE = "GJ405"
NAME = "weights-total"
SEVERITY = "warning"
SINCE = "0.1.0"
_FULL = Constant(Decimal(100), "分")


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each form without a total row whose weights are complete."""
    apart = _apart(in_force(context))
    for form in forms(context.extraction):
        if (
            form.goes_on
            or form.total_weight is not None
            or len(form.weights) < 2
            or not form.legible
            or not _complete(form)
        ):
            continue
        parts = _parts(form)
        whole = sum((Fraction(p.value) for p in parts), Fraction(0))
        if len(parts) > 2 and any(2 * Fraction(p.value) == whole for p in parts):
            continue  # one of them is the total of the others, whatever its row is called
        if (
            whole in apart
            and parts == form.weights
            and (form.execution is None or form.execution.weight is None)
        ):
            continue
        relation = Order(footing(parts), _FULL) if whole > 100 else Order(_FULL, footing(parts))
        yield context.facts.claim(
            CODE,
            relation,
            f"{title(form.table)}各项分值合计为{plain_fraction(whole)}分，不是100分",
            [("weight", p) for p in parts],
        )


def _apart(pack: Pack) -> set[Fraction]:
    """What the indicators make where the funds row is scored apart: by the place's pack, or by any."""
    told = [pack] if pack.certain else shipped()
    weights = [found for one in told if (found := one.convention("funds-weight")) is not None]
    return {100 - Fraction(str(one.value)) for one in weights}


def _complete(form: Form) -> bool:
    return all(i.weight is not None for i in form.rows if i.score is not None)


def _parts(form: Form) -> tuple[Figure, ...]:
    """The weights that ought to make 100: with the funds row, unless the indicators alone do."""
    funds = form.execution.weight if form.execution else None
    alone = sum(Fraction(w.value) for w in form.weights)
    if funds is None or alone == 100:
        return form.weights
    return (*form.weights, funds)
