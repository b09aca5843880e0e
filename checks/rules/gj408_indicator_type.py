"""指标值是数量、完成值只填百分数

## 查什么
年度指标值写明了数量（家、件、公里、万元等），而实际完成值只填一个百分数的，无法与指标值对照，按表汇总提示。

## 为什么
只填“100%”看不出实际完成了多少，完成情况无从核实。

## 错误示例
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 巡查河道 | 巡查河道26条 | 100% | 50 | 50 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 9个 | 50 | 50 |
```

## 正确示例
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 巡查河道 | 巡查河道26条 | 26条 | 50 | 50 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 9个 | 50 | 50 |
```

## 不判示例
指标值本身含有百分数的，不作判断。
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 质量指标 | 验收合格率 | 26条河道合格率达到95% | 100% | 50 | 50 |
```

## 依据
实际完成值应与年度指标值同一口径、同一单位。
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.context import Context
from checks.form import Form, forms
from checks.model import Claim, Present
from checks.tabular import quoted, title
from extract.model import Figure, Indicator
from extract.number import read_cell
from extract.unit import kind

CODE = "GJ408"
NAME = "indicator-type"
SEVERITY = "info"
SINCE = "0.1.0"
_COUNTED = ("count", "headcount", "money")


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each form with such rows."""
    for form in forms(context.extraction):
        found = [(i, targets) for i in form.rows if (targets := _counted(form, i)) and _is_percent(i.actual)]
        if not found:
            continue
        names = quoted(i.level3 or i.level2 for i, _ in found)
        figures = [f for _, targets in found for f in targets]
        yield context.facts.claim(
            CODE,
            Present("实际完成数量", tuple(figures), found[0][0].where, False),
            f"{title(form.table)}{names}的指标值写明了数量，实际完成值只填百分数，无法对照",
            [("target", f) for f in dict.fromkeys(figures)],
        )


def _counted(form: Form, indicator: Indicator) -> list[Figure]:
    """The counts in a target; none where the target has a percentage or a share too."""
    found = [f for f in form.table.figures if f.stage == "target" and f.where.row == indicator.where.row]
    if any(kind(f.unit) in ("percent", "points") for f in found):
        return []
    return [f for f in found if kind(f.unit) in _COUNTED]


def _is_percent(actual: str) -> bool:
    number = read_cell(actual)
    return number is not None and kind(number.unit) == "percent"
