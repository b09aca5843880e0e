"""总体目标完成情况与指标的实际完成值不符

## 查什么
自评表“年度总体目标”的实际完成情况里写的数量（“培训1190人次”），与下面同名、同单位的指标的实际完成值，
只差一处笔误（错一位、前后颠倒、多一位少一位）的，提请核实；相差更多的多半不是一回事，不作判断。

## 为什么
同一个完成数在一张表里填两遍，常有一处抄错，或者改了一处没有改另一处。

## 错误示例
```
| 年度总体目标 | 预期目标 |  | 实际完成情况 |  |  |  |
|  | 开展技能培训，提高就业质量。 |  | 全年培训学员1190人次，学员就业稳定。 |  |  |  |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 培训学员人次 | ≥1000人次 | 1090人次 | 50 | 50 |
| 效益指标 | 社会效益 | 带动就业 | ≥200人 | 215人 | 50 | 50 |
```

## 正确示例
```
| 年度总体目标 | 预期目标 |  | 实际完成情况 |  |  |  |
|  | 开展技能培训，提高就业质量。 |  | 全年培训学员1190人次，学员就业稳定。 |  |  |  |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 培训学员人次 | ≥1000人次 | 1190人次 | 50 | 50 |
| 效益指标 | 社会效益 | 带动就业 | ≥200人 | 215人 | 50 | 50 |
```

## 不判示例
单位相同而名称不同的，不作判断。
```
| 年度总体目标 | 预期目标 |  | 实际完成情况 |  |  |  |
|  | 开展技能培训，提高就业质量。 |  | 全年培训学员1190人次，学员就业稳定。 |  |  |  |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 政策宣传 | ≥1000人次 | 1090人次 | 50 | 50 |
| 效益指标 | 社会效益 | 带动就业 | ≥200人 | 215人 | 50 | 50 |
```

## 依据
实际完成情况应与各项指标的实际完成值一致。
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from checks.cause.slip import slip
from checks.context import Context
from checks.form import Form, forms
from checks.model import Claim, Same
from checks.tabular import title
from extract.lexicon import normalise
from extract.model import Figure
from extract.table_word import squeeze
from extract.unit import kind

CODE = "GJ430"
NAME = "told-actual"
SEVERITY = "warning"
SINCE = "0.1.0"
_DONE = regex.compile(r"完成情况")
_COUNTED = ("count", "headcount")
_SHARED = 3


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each number told once above the indicators and once as the actual of the only row of its name."""
    for form in forms(context.extraction):
        above = list(_above(form))
        rows = [(row.level3, f[0]) for row in form.rows if len(f := form.staged(row, "actual")) == 1]
        for told in above:
            fits = [(name, f) for name, f in rows if f.unit == told.unit and _shares(told.label, name)]
            rivals = [f for f in above if f.unit == told.unit and any(_shares(f.label, n) for n, _ in fits)]
            if len(fits) != 1 or len(rivals) != 1:
                continue
            name, actual = fits[0]
            same = told.value == actual.value
            if actual.qualifier or not (same or slip(told.value, actual.value, min(told.step, actual.step))):
                continue
            yield context.facts.claim(
                CODE,
                Same((told, actual)),
                f"{title(form.table)}“{name}”的实际完成值为{actual.text}，总体目标完成情况写为{told.text}",
                [("stated", told), ("stated", actual)],
            )


def _above(form: Form) -> Iterator[Figure]:
    """The counts in texts above the first indicator that stand under or beside 完成情况."""
    first = min((row.where.row or 0 for row in form.rows), default=0)
    for figure in form.table.figures:
        row, column = figure.where.row, figure.where.column
        if row is None or column is None or row >= first or figure.whole_cell or figure.qualifier:
            continue
        headed = (form.table.text(row - 1, column), form.table.text(row, column - 1))
        if kind(figure.unit) in _COUNTED and any(_DONE.search(squeeze(text)) for text in headed):
            yield figure


def _shares(label: str, name: str) -> bool:
    """Whether the words before the number and the name of the indicator have three signs in a row, or all, in common."""
    one, two = normalise(label), normalise(name)
    least = min(len(one), len(two), _SHARED)
    runs = (one[i : i + least] for i in range(len(one) - least + 1))
    return least > 1 and any(run in two for run in runs)
