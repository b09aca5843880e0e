"""指标值不是百分数、完成值只填百分数

## 查什么
年度指标值写明了数量（家、件、公里、万元等）、完成期限，或者是一句文字要求，而实际完成值只填一个百分数的，
无法与指标值对照，按表汇总提示。

## 为什么
只填“100%”看不出实际完成了多少，完成情况无从核实。

## 错误示例
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 巡查河道 | 巡查河道26条 | 100% | 50 | 50 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 9个 | 50 | 50 |
```

```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 时效指标 | 完成时限 | 2023年11月底前完成 | 100% | 50 | 50 |
| 效益指标 | 社会效益 | 村容整治 | 沿河村庄垃圾日产日清、无乱堆乱放 | 100% | 50 | 50 |
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
from extract.model import Indicator
from extract.number import read_cell
from extract.table_word import squeeze
from extract.target import understand
from extract.unit import kind

CODE = "GJ408"
NAME = "indicator-type"
SEVERITY = "info"
SINCE = "0.1.0"
_COUNTED = ("count", "headcount", "money")
_SENTENCE = 8


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each form with such rows."""
    for form in forms(context.extraction):
        found = [(i, wanted) for i in form.rows if _is_percent(i.actual) and (wanted := _wanted(form, i))]
        if not found:
            continue
        names = quoted(i.level3 or i.level2 for i, _ in found)
        kinds = "、".join(word for word in ("数量", "期限", "文字要求") if any(word == w for _, w in found))
        listed = [
            (role, f)
            for i, _ in found
            for role, stage in (("target", "target"), ("actual", "actual"))
            for f in form.staged(i, stage)
        ]
        yield context.facts.claim(
            CODE,
            Present("实际完成情况", tuple(f for _, f in listed), found[0][0].where, False),
            f"{title(form.table)}{names}的指标值是{kinds}，实际完成值只填百分数，无法对照",
            list(dict.fromkeys(listed)),
        )


def _wanted(form: Form, row: Indicator) -> str:
    """What a target that is no percentage asks for, "" where it has one or says too little."""
    found = form.staged(row, "target")
    if any(kind(f.unit) in ("percent", "points", "multiple") for f in found):
        return ""
    if any(kind(f.unit) in _COUNTED for f in found):
        return "数量"
    target = understand(row.target)
    if target.kind == "date":
        return "期限"
    return "文字要求" if target.kind == "text" and len(squeeze(row.target)) >= _SENTENCE else ""


def _is_percent(actual: str) -> bool:
    number = read_cell(actual)
    return number is not None and kind(number.unit) == "percent"
