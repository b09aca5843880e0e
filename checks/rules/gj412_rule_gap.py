"""评分标准有空档、重叠，或与分值不符

## 查什么
印出的评分标准各档之间留有空档（“95%以上…；90%以下…”）、互相重叠（“≥95%得2分；90%≤执行率≤95%得1分”），
或者标准写明的最高得分与该指标的分值不同的，提请核实。

## 为什么
落在空档或重叠处的，无法确定应得多少分；标准的最高分与分值不同，满分就不是满分。

## 错误示例
```
| 一级指标 | 三级指标 | 分值 | 评分标准 | 得分 |
| 过程 | 预算执行率 | 2 | 95%以上得2分；90%以下不得分 | 2 |
```

```
| 一级指标 | 三级指标 | 分值 | 评分标准 | 得分 |
| 产出 | 实际完成率 | 10 | 得分=实际完成率×8分 | 8 |
```

## 正确示例
```
| 一级指标 | 三级指标 | 分值 | 评分标准 | 得分 |
| 过程 | 预算执行率 | 2 | 执行率≥95%得2分，≥90%得1分，<90%不得分 | 2 |
```

## 不判示例
边界归属没有写明（“90%-95%”“80%-90%”）是通常写法，不作判断。
```
| 一级指标 | 三级指标 | 分值 | 评分标准 | 得分 |
| 过程 | 预算执行率 | 2 | 95%以上计2分，90%-95%计1分，90%以下不计分 | 2 |
```

## 依据
评分标准各档应首尾相接，最高得分等于分值。
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from checks.context import Context
from checks.form import forms
from checks.formula import plain_fraction
from checks.model import Claim, Present
from checks.scoring.parse import parse
from checks.tabular import title

CODE = "GJ412"
NAME = "rule-gap"
SEVERITY = "warning"
SINCE = "0.1.0"


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each row whose printed rule is understood."""
    for form in forms(context.extraction):
        for row in form.rows:
            if row.weight is None or not row.rule:
                continue
            rule = parse(row.rule, Fraction(row.weight.value))
            if rule is None or rule.curve is None:
                continue
            faults = list(rule.faults)
            if rule.top is not None and rule.top != Fraction(row.weight.value):
                faults.append(f"标准最高可得{plain_fraction(rule.top)}分，而分值为{row.weight.text}")
            yield context.facts.claim(
                CODE,
                Present("首尾相接的评分标准", (row.weight,), row.where, not faults, row.rule),
                f"{title(form.table)}“{row.level3 or row.level2}”的评分标准“{rule.text[:60]}”：{'；'.join(faults)}",
                [("weight", row.weight)],
            )
