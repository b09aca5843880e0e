"""没有达到指标值却得满分

## 查什么
年度指标值和实际完成值都是同一单位的一个数、方向明确（≥、≤、不低于、不超过、达到……）而实际明显没有达到的，
或者实际完成日期晚于要求日期的，该项却得满分，提请核实。

## 为什么
满分的前提是达到指标值；没有达到的应当扣分并说明原因。

## 错误示例
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 10公里 | 50 | 50 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 9个 | 50 | 50 |
```

## 正确示例
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 10公里 | 50 | 41.67 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 9个 | 50 | 50 |
```

## 不判示例
没有写明方向的，或者两者单位不同的，不作判断；表中印有该指标评分标准的，以评分标准为准（GJ411）。
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 成本指标 | 每公里造价 | 12万元 | 10万元 | 50 | 50 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 100% | 50 | 50 |
```

## 依据
自评表填表说明：完成指标值的得满分，未完成的按完成情况计分。
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import regex

from checks.context import Context
from checks.form import Form, forms
from checks.formula import Constant, Term
from checks.model import Claim, Order, Present
from checks.pack import in_force
from checks.scoring.parse import parse
from checks.tabular import title
from extract.model import Figure, Indicator
from extract.target import Target, understand
from extract.unit import same_kind

CODE = "GJ414"
NAME = "target-missed"
SEVERITY = "warning"
SINCE = "0.1.0"
_RISING = regex.compile(r"数量|质量|满意")
_FALLING = regex.compile(
    r"投诉|事故|违[规纪法]|差错|故障|失误|返工|发生率|死亡|逾期|超支|超标|负债|能耗|排放|流失|成本"
)
_LOW_WORDS = regex.compile(r"以内|不超|控制")


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each row with full marks whose target and actual can be compared."""
    pack = in_force(context)
    for form in forms(context.extraction):
        for row in form.rows:
            if (
                row.weight is None
                or row.score is None
                or not row.score.value
                or row.score.value < row.weight.value
                or _is_ruled(row.rule or pack.item_rule(row.level3), row.weight)
            ):
                continue
            name = row.level3 or row.level2
            target, actual = understand(row.target), understand(row.actual)
            said = f"{title(form.table)}“{name}”的指标值为“{row.target}”，实际完成值为“{row.actual}”"
            if target.date is not None and actual.date is not None:
                yield context.facts.claim(
                    CODE,
                    Present("按时完成", (row.score,), row.where, actual.date <= target.date),
                    f"{said}，晚于要求的时间，却得满分{row.score.text}",
                    [("score", row.score), ("weight", row.weight)],
                )
                continue
            pair = _figures(form, row)
            order = _order(row, target, actual, *pair) if pair else None
            if order is not None and pair is not None:
                yield context.facts.claim(
                    CODE,
                    order,
                    f"{said}，没有达到，却得满分{row.score.text}",
                    [("actual", pair[1]), ("target", pair[0]), ("score", row.score), ("weight", row.weight)],
                    conclusion=f"“{row.level3}”达到目标",
                )


def _is_ruled(text: str, weight: Figure) -> bool:
    """Whether a printed rule decides the score (see GJ411), and not only whether there is one."""
    rule = parse(text, Fraction(weight.value))
    return rule is not None and not rule.binary


def _order(row: Indicator, target: Target, actual: Target, goal: Figure, done: Figure) -> Order | None:
    """The order that full marks imply, None where the direction or the unit leaves a doubt."""
    if (
        target.kind != "number"
        or actual.kind != "number"
        or not same_kind(goal.unit, done.unit)
        or not goal.unit
    ):
        return None
    reverse = bool(_FALLING.search(row.level3 + row.level2))
    match target.direction:
        case "at_least" | "over":
            rising = not reverse or target.text.lstrip().startswith(("≥", ">"))
        case "at_most" | "under":
            return Order(Term(done), _bound(goal))
        case "equal" | "":
            rising = bool(_RISING.search(row.level2)) and not reverse and not _LOW_WORDS.search(row.target)
    return Order(_bound(goal), Term(done)) if rising else None


def _bound(goal: Figure) -> Constant:
    """A target sets a bound, which is the very number that it prints."""
    return Constant(goal.value, goal.unit)


def _figures(form: Form, row: Indicator) -> tuple[Figure, Figure] | None:
    """The one figure of the target and the one of the actual, read without doubt."""
    goals, done = form.staged(row, "target"), form.staged(row, "actual")
    if len(goals) != 1 or len(done) != 1 or goals[0].doubt or done[0].doubt:
        return None
    return goals[0], done[0]
