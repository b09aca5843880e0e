"""自评表的指标与目标表不一致

## 查什么
同一份材料里既有绩效目标表（申报表、批复表，只有指标值、没有得分），又有同一项目的自评表的，逐项对照：
三级指标的增减、指标值的改动，分别提请核实。两张表大部分指标不同的，不是同一套指标，不作判断。

## 为什么
自评应当用批复的指标和指标值，自行删改会掩盖没有完成的任务。

## 错误示例
```
| 项目名称 | 清淤工程 |
| 一级指标 | 二级指标 | 三级指标 | 指标值 |
| 产出指标 | 数量指标 | 清淤长度 | ≥15公里 |
| 产出指标 | 质量指标 | 验收合格率 | ≥95% |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 |

| 项目名称 | 清淤工程 |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 50 | 50 |
| 产出指标 | 质量指标 | 验收合格率 | ≥95% | 98% | 20 | 20 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 9个 | 30 | 30 |
```

## 正确示例
```
| 项目名称 | 清淤工程 |
| 一级指标 | 二级指标 | 三级指标 | 指标值 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 |

| 项目名称 | 清淤工程 |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 60 | 60 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 9个 | 40 | 40 |
```

## 不判示例
不是同一个项目的，不作判断。
```
| 项目名称 | 清淤工程 |
| 一级指标 | 二级指标 | 三级指标 | 指标值 |
| 产出指标 | 数量指标 | 清淤长度 | ≥15公里 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 |

| 项目名称 | 护岸工程 |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 60 | 60 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 9个 | 40 | 40 |
```

## 依据
财预〔2020〕10号：自评指标是预算批复时确定的绩效指标。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checks.context import Context
from checks.form import Form, forms
from checks.model import Claim, Present
from checks.scoring.note import by_name
from checks.tabular import quoted, title
from extract.grid import Sheet
from extract.model import Figure, Indicator
from extract.table_form import project_name

CODE = "GJ428"
NAME = "approved-indicators"
SEVERITY = "warning"
SINCE = "0.1.0"


def claims(context: Context) -> Iterator[Claim]:
    """Claims over each pair of a form of targets and a scored form of one project."""
    every = [form for form in forms(context.extraction) if not form.goes_on]
    plans = [form for form in every if not form.scores and not any(row.actual for row in form.every)]
    done = [form for form in every if form.scores]
    for plan in plans:
        pairs = [form for form in done if _project(form) == _project(plan)]
        same = [one for one in plans if _project(one) == _project(plan)]
        if len(pairs) == len(same) == 1:
            yield from _compared(context, plan, pairs[0])


def _project(form: Form) -> str:
    """The project that the form, or the part of it before a page end, is about; "" for a whole department."""
    return project_name(Sheet((*form.earlier, form)[0].table.cells))


def _compared(context: Context, plan: Form, form: Form) -> Iterator[Claim]:
    wanted, found = by_name(plan.every), by_name(form.every)
    both = [name for name in wanted if name in found]
    if len(both) < 2 or 2 * len(both) < max(len(wanted), len(found)):
        return
    for name in both:
        pair = _target(plan, wanted[name]), _target(form, found[name])
        if pair[0] is None or pair[1] is None or pair[0].unit != pair[1].unit:
            continue
        kept = (pair[0].value, pair[0].qualifier) == (pair[1].value, pair[1].qualifier)
        yield context.facts.claim(
            CODE,
            Present("批复的指标值", (pair[1], pair[0]), pair[1].where, kept),
            f"{title(form.table)}“{found[name].level3 or name}”的指标值为“{found[name].target}”，"
            f"目标表中为“{wanted[name].target}”",
            [("target", pair[1]), ("target", pair[0])],
        )
    lost = [wanted[name] for name in wanted if name not in found]
    new = [found[name] for name in found if name not in wanted]
    shown = _points(form, new or [found[name] for name in both])
    if shown:
        said = [*(["少了" + _names(lost)] if lost else []), *(["多了" + _names(new)] if new else [])]
        yield context.facts.claim(
            CODE,
            Present("批复的指标", tuple(shown), form.table.where, not (lost or new)),
            f"{title(form.table)}的指标与目标表相比{'，'.join(said)}",
            [("score", f) for f in shown],
        )


def _target(form: Form, row: Indicator) -> Figure | None:
    """The one figure of a row's target."""
    parts = (*form.earlier, form)
    found = [f for part in parts if row in part.rows for f in part.staged(row, "target")]
    return found[0] if len(found) == 1 else None


def _points(form: Form, rows: Sequence[Indicator]) -> list[Figure]:
    return [f for row in rows if (f := row.score or row.weight)]


def _names(rows: Sequence[Indicator]) -> str:
    return quoted(row.level3 or row.level2 for row in rows)
