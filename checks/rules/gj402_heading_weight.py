"""指标标题的分值与其下各项之和不符

## 查什么
一级、二级指标标题写明分值的（如“产出指标（50分）”，或在旁边单列分值），其下各三级指标的分值之和应与之相等；
左侧合并单元格写明分值的（“年度绩效目标1（40分）”“绩效指标完成情况（90分）”），与它所跨各行的分值之和相等。

## 为什么
增删指标后没有重新分配分值，总分就不再是100分。

## 错误示例
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标（50分） | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 30 | 30 |
|  | 质量指标 | 验收合格率 | ≥95% | 98% | 15 | 15 |
| 效益指标（40分） | 社会效益 | 受益村庄 | ≥9个 | 9个 | 40 | 40 |
```

```
| 年度绩效目标1（60分） | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
|  | 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 30 | 30 |
|  | 产出指标 | 质量指标 | 验收合格率 | ≥95% | 98% | 20 | 20 |
```

## 正确示例
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标（50分） | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 30 | 30 |
|  | 质量指标 | 验收合格率 | ≥95% | 98% | 20 | 20 |
| 效益指标（40分） | 社会效益 | 受益村庄 | ≥9个 | 9个 | 40 | 40 |
```

## 不判示例
标题没有写明分值的，不作判断。
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 30 | 30 |
|  | 质量指标 | 验收合格率 | ≥95% | 98% | 15 | 15 |
```

## 依据
上一级分值 = 其下各三级指标分值之和。
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from checks.context import Context
from checks.form import forms
from checks.formula import footing
from checks.model import Claim, Equal
from checks.tabular import title
from extract.lexicon import normalise
from extract.model import Figure, Table

CODE = "GJ402"
NAME = "heading-weight"
SEVERITY = "error"
SINCE = "0.1.0"
_TAIL = regex.compile(r"指?标$")
_POINTS = regex.compile(r"\(.*\)$")
_NAMED = 2


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each heading that prints a weight."""
    for form in forms(context.extraction):
        groups = {figure: rows for figure, rows in form.headings if all(r.weight != figure for r in rows)}
        ids = {heading: f"{CODE}-{form.table.index}-{i}" for i, heading in enumerate(groups)}
        for heading, rows in groups.items():
            weights = [i.weight for i in rows if i.weight is not None]
            if not weights or any(i.weight is None and i.score is not None for i in rows):
                continue
            if form.goes_on and form.rows[-1] in rows:
                continue
            name = heading.label if heading.whole_cell else _level(form.table, heading)
            # The rest of a merged cell that a page cut in two: its first rows are on the page before.
            if len(_TAIL.sub("", name)) < _NAMED:
                continue
            yield context.facts.claim(
                CODE,
                Equal(heading, footing(weights)),
                f"{title(form.table)}“{name}”标明{{stated}}，其下{len(weights)}项指标分值合计为{{computed}}，"
                f"相差{{difference}}",
                [("heading", heading), *(("weight", w) for w in weights)],
                support=tuple(i for h, i in ids.items() if h != heading),
                id=ids[heading],
            )


def _level(table: Table, heading: Figure) -> str:
    """What the cell of a heading says beside its points."""
    assert heading.where.row is not None and heading.where.column is not None
    return str(_POINTS.sub("", normalise(table.text(heading.where.row, heading.where.column))))
