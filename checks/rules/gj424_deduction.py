"""得分不等于分值减扣分

## 查什么
评分表单列“扣分”一栏的，各行得分应等于分值减扣分（减到0为止）；表中另有一栏扣分之前的得分的，也可以等于那一栏减扣分。
合计行的扣分应等于各行扣分之和。多数行都不是这样算的表，扣分另有含义，不作判断。

## 为什么
得分改过而扣分没有改，或者扣分填错了行。

## 错误示例
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 扣分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 11公里 | 40 | 37 | 3 |
| 产出指标 | 质量指标 | 验收合格率 | ≥95% | 93% | 20 | 19 | 2 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 8个 | 40 | 36 | 4 |
```

```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 扣分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 11公里 | 60 | 55 | 5 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 8个 | 40 | 36 | 4 |
| 合计 |  |  |  |  | 100 | 91 | 10 |
```

## 正确示例
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 系统评分 | 扣分 | 自评得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 11公里 | 40 | 37 | 1 | 36 |
| 产出指标 | 质量指标 | 验收合格率 | ≥95% | 98% | 20 | 20 | 0 | 20 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 8个 | 40 | 36 | 0.5 | 35.5 |
```

## 不判示例
扣分一栏写在整个部门、不写在各行的，不作判断。
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 扣分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 11公里 | 60 | 55 |  |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 9个 | 40 | 40 |  |
```

## 依据
得分 = 分值 − 扣分，不低于0分。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checks.context import Context
from checks.evidence import is_held
from checks.form import Form, forms
from checks.formula import difference, footing
from checks.model import AnyOf, Claim, Equal, Relation
from checks.relation import judge_relation
from checks.tabular import title
from extract.model import Figure, Indicator

CODE = "GJ424"
NAME = "deduction"
SEVERITY = "error"
SINCE = "0.1.0"
_LEAST = 2


@dataclass(frozen=True)
class _Row:
    """A row with points off, and what its score ought to be."""

    name: str
    weight: Figure
    score: Figure
    off: Figure
    relation: Relation


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each row with points off, in forms most of whose rows subtract them."""
    for form in forms(context.extraction):
        found = [made for row in form.rows if (made := _row(form, row))]
        held = sum(is_held(judge_relation(row.relation)) for row in found)
        if held < _LEAST or held * 2 < len(found):
            continue
        yield from _total(context, form, found)
        for row in found:
            yield context.facts.claim(
                CODE,
                row.relation,
                f"{title(form.table)}“{row.name}”分值{row.weight.text}，扣分{row.off.text}，得分{{stated}}，"
                f"应为{{computed}}，相差{{difference}}",
                [("score", row.score), ("weight", row.weight), ("deduction", row.off)],
                suspect=0,
            )


def _total(context: Context, form: Form, found: Sequence[_Row]) -> Iterator[Claim]:
    """The points off in the total row, which are those of the rows."""
    whole = form.total_score or form.total_weight
    beside = [f for f in form.table.figures if whole and f.whole_cell and f.where.row == whole.where.row]
    totals = [f for f in beside if f.measure == "deduction"]
    lost = [r for r in form.rows if r.weight and r.score and r.score.value < r.weight.value]
    told = [row for row in found if row.off.value]
    if len(totals) == 1 and len(told) >= len(lost) and not form.goes_on and not form.earlier:
        yield context.facts.claim(
            CODE,
            Equal(totals[0], footing([row.off for row in found])),
            f"{title(form.table)}{form.total_label}行扣分{{stated}}，各行扣分合计为{{computed}}，相差{{difference}}",
            [("total", totals[0]), *(("part", row.off) for row in found)],
        )


def _row(form: Form, row: Indicator) -> _Row | None:
    """A row that prints its points off, from its weight or from a score before them; None where it does not."""
    if row.weight is None or row.score is None:
        return None
    beside = form.beside(row)
    offs = [f for f in beside if f.measure == "deduction"]
    if len(offs) != 1 or offs[0].value < 0 or offs[0].value > row.weight.value:
        return None
    full = [row.weight, *(f for f in beside if f.measure == "score" and f != row.score)]
    ways = [Equal(row.score, difference(figure, offs[0])) for figure in full]
    relation = ways[0] if len(ways) == 1 else AnyOf(tuple(ways))
    return _Row(row.level3 or row.level2, row.weight, row.score, offs[0], relation)
