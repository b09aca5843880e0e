"""自评表漏填

## 查什么
已经打分的自评表中，项目名称、部门名称、主管部门、实施单位没有填写的，有得分而没有填实际完成值的，指标写“无”或“……”却有分值的，
有指标而分值为0、有分值而没有填指标值的，按表汇总提示。

## 为什么
没有实际完成值，得分就没有依据；“无”的指标占了分值，其他指标的分值就要少。

## 错误示例
```
| 项目名称 | 清淤工程 |
| 主管部门 |  |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 50 | 50 |
| 产出指标 | 质量指标 | 验收合格率 | ≥95% |  | 20 | 20 |
| 效益指标 | 社会效益 | 无 | 无 | 无 | 30 | 30 |
```

```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 60 | 60 |
| 产出指标 | 质量指标 | 验收合格率 | ≥95% | 98% | 0 | 0 |
| 效益指标 | 社会效益 | 受益村庄 |  | 9个 | 40 | 40 |
```

## 正确示例
```
| 项目名称 | 清淤工程 |
| 主管部门 | 岭南县水利局 |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 50 | 50 |
| 产出指标 | 质量指标 | 验收合格率 | ≥95% | 98% | 20 | 20 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 9个 | 30 | 30 |
| 效益指标 | 生态效益 | 无 | 无 | 无 |  |  |
```

## 不判示例
没有打分的表（空白表、目标申报表），不作判断。
```
| 项目名称 | 清淤工程 |
| 主管部门 |  |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 |  | 50 |  |
```

## 依据
自评表填表说明：各栏应填写完整，没有的指标不设分值。
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from checks.context import Context
from checks.form import Form, forms
from checks.model import Claim, Present
from checks.tabular import quoted, title
from extract.model import Figure, Indicator
from extract.table_word import blank, squeeze

CODE = "GJ423"
NAME = "form-blanks"
SEVERITY = "info"
SINCE = "0.1.0"
_SECTION = regex.compile(r"资金|总体目标|绩效目标|指标|主管部门|项目属性|项目类[型别]")
_FIELDS = ("项目名称", "项目支出名称", "部门名称", "主管部门", "实施单位", "项目单位", "预算单位")


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each scored form that leaves something out."""
    for form in forms(context.extraction):
        if not form.scores:
            continue
        fields = list(_blank_fields(form))
        unfilled = [row for row in form.rows if _earned(row) and not squeeze(row.actual)]
        if len(unfilled) == len([row for row in form.rows if _earned(row)]):
            unfilled = []
        weighted = [row for row in form.rows if blank(row.level3) and squeeze(row.level3) and row.weight]
        nothing = [row for row in form.rows if row.weight and not row.weight.value and not blank(row.target)]
        aimless = [row for row in form.rows if row.weight and row.weight.value and not squeeze(row.target)]
        if 2 * len(aimless) >= len(form.rows):
            aimless = []
        told = []
        if fields:
            told.append(f"{quoted(fields)}没有填写")
        if unfilled:
            told.append(f"{quoted(r.level3 or r.level2 for r in unfilled)}有得分而没有填实际完成值")
        if weighted:
            told.append(f"{quoted(r.level2 or r.level1 for r in weighted)}没有指标却有分值")
        if nothing:
            told.append(f"{quoted(r.level3 or r.level2 for r in nothing)}有指标而分值为0")
        if aimless:
            told.append(f"{quoted(r.level3 or r.level2 for r in aimless)}有分值而没有填指标值")
        if not told:
            continue
        listed: list[tuple[str, Figure]] = [("score", f) for row in unfilled if (f := row.score)]
        listed += [("weight", f) for row in (*weighted, *nothing, *aimless) if (f := row.weight)]
        listed = listed or [("score", form.total_score or form.scores[0])]
        yield context.facts.claim(
            CODE,
            Present("填写完整的表", tuple(f for _, f in listed), form.table.where, False),
            f"{title(form.table)}{'；'.join(told)}",
            listed,
        )


def _earned(row: Indicator) -> bool:
    return row.score is not None and row.score.value > 0


def _blank_fields(form: Form) -> Iterator[str]:
    """The fields at the head of a form that nothing stands beside."""
    first = min((row.where.row for row in form.rows if row.where.row is not None), default=0)
    for cell in form.table.cells:
        name = squeeze(cell.text)
        if cell.row >= first or name not in _FIELDS:
            continue
        beside = form.table.grid.get((cell.row, cell.column + cell.colspan))
        text = squeeze(beside.text) if beside is not None and beside.row == cell.row else ""
        if text in _FIELDS or beside is None:
            # Flattened text loses the blanks: the next field stands beside, unless the values stand in the row below.
            text = (
                "" if _SECTION.search(squeeze(form.table.text(cell.row + cell.rowspan, 0))) else text or name
            )
        if not text:
            yield name
