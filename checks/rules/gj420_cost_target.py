"""成本指标的指标值大于全年预算

## 查什么
自评表成本指标写“不超过X万元”“控制在X万元以内”的，X不应大于该表资金栏的全年预算数（整数多出一成以上的才报，写到与预算数同样几位小数的一概报）；
X与全年预算数数字相同而单位不同（“80.00元”对80.00万元）的，有四位以上数字而只差一笔（一个数字、颠倒两位、小数点错位、漏一位多一位）的，表中其他文字里的金额与资金栏的某一数数字相同而单位不同的，
也提请核实。

## 为什么
成本控制的上限比预算还大，多半是金额多写一位，或者照抄了别的项目、往年的数。

## 错误示例
```
| 项目名称 | 清淤工程 |
| 资金情况（万元） |  | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
|  | 年度资金总额 | 80.00 | 76.00 | 10 | 95% | 9.5 |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 成本指标 | 成本控制 | 不超过800.00万元 | 未超预算 | 90 | 90 |
```

```
| 项目名称 | 清淤工程 |
| 资金情况（万元） |  | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
|  | 年度资金总额 | 80.00 | 76.15 | 10 | 95.19% | 9.52 |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 成本指标 | 成本控制 | 不超过80.00万元 | 实际支出76.15元 | 90 | 90 |
```

```
| 项目名称 | 清淤工程 |
| 资金情况（万元） |  | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
|  | 年度资金总额 | 84.37 | 80.15 | 10 | 95.00% | 9.5 |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 成本指标 | 成本控制 | 不超过84.73万元 | 未超预算 | 90 | 90 |
```

```
| 部门名称 | 县水务局 |
| 资金情况（万元） |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
|  | 年度资金总额 | 851.30 | 863.42 | 840.15 | 10 | 97.30% | 9.73 |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 成本指标 | 成本控制 | 不超过871.06万元 | 未超预算 | 90 | 90 |
```

## 正确示例
```
| 项目名称 | 清淤工程 |
| 资金情况（万元） |  | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
|  | 年度资金总额 | 80.00 | 76.00 | 10 | 95% | 9.5 |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 成本指标 | 成本控制 | 不超过80.00万元 | 未超预算 | 90 | 90 |
```

## 不判示例
指标值不是金额上限的，或者是比预算略大的整数的，或者照年初预算数写的，不作判断。
```
| 项目名称 | 清淤工程 |
| 资金情况（万元） |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
|  | 年度资金总额 | 871.06 | 863.42 | 840.15 | 10 | 97.30% | 9.73 |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 成本指标 | 成本控制 | 不超过871.06万元 | 未超预算 | 90 | 90 |
```
```
| 项目名称 | 清淤工程 |
| 资金情况（万元） |  | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
|  | 年度资金总额 | 80.00 | 76.00 | 10 | 95% | 9.5 |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 成本指标 | 成本控制 | 不超过85万元 | 未超预算 | 90 | 90 |
```
```
| 项目名称 | 清淤工程 |
| 资金情况（万元） |  | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
|  | 年度资金总额 | 80.00 | 76.00 | 10 | 95% | 9.5 |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 成本指标 | 总投资 | 总投资900万元 | 按计划推进 | 90 | 90 |
```

## 依据
成本指标值一般为该项目的预算数。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import regex

from checks.cause.slip import slip
from checks.context import Context
from checks.form import Form, forms
from checks.formula import Constant, Product, Term
from checks.model import Claim, Equal, Order
from checks.tabular import figure_of, title
from extract.model import Figure
from extract.table_word import squeeze
from extract.target import understand
from extract.unit import kind

CODE = "GJ420"
NAME = "cost-target"
SEVERITY = "warning"
SINCE = "0.1.0"
_BUDGET = regex.compile(r"全年预算|调整后?预算|^预算数")
_DIGITS = 3
_MARGIN = Constant(Decimal("1.1"), "倍")
_WIDER = regex.compile(r"总投资|总成本|累计|人均|单位|每|单价|标准")


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each cost row of a project's form that sets a limit in money."""
    for form in forms(context.extraction):
        budgets = _budgets(form)
        if not budgets:
            continue
        told: set[Figure] = set()
        for row in form.rows:
            target = understand(row.target)
            if "成本" not in row.level2 + row.level1 or target.direction not in ("at_most", "under"):
                continue
            if _WIDER.search(row.target + row.level3):
                continue
            goals = form.staged(row, "target")
            if len(goals) != 1 or kind(goals[0].unit) != "money":
                continue
            told.add(goals[0])
            yield _claim(
                context,
                f"{title(form.table)}成本指标“{row.level3}”的指标值为“{row.target}”",
                goals[0],
                budgets,
            )
        yield from _slips(context, form, told)


def _slips(context: Context, form: Form, told: set[Figure]) -> Iterator[Claim]:
    """Amounts in texts of the form whose digits are those of an amount of its funds block in another unit."""
    funds = {
        f.value: f
        for f in form.table.figures
        if f.whole_cell and kind(f.unit) == "money" and f.stage not in ("target", "actual") and _telling(f)
    }
    for figure in form.table.figures:
        same = funds.get(figure.value)
        inside = not figure.whole_cell or figure.stage in ("target", "actual")
        if (
            same is None
            or figure in told
            or not inside
            or kind(figure.unit) != "money"
            or figure.unit == same.unit
        ):
            continue
        printed = "" if same.text.endswith(same.unit) else same.unit
        yield context.facts.claim(
            CODE,
            Equal(same, Term(figure)),
            f"{title(form.table)}“{_short(form, figure)}”中的{figure.text}与资金栏的{same.text}{printed}数字相同而单位不同",
            [("funds", same), ("text", figure)],
            suspect=1,
        )


def _short(form: Form, figure: Figure) -> str:
    row, column = figure.where.row, figure.where.column
    text = squeeze(form.table.text(row, column)) if row is not None and column is not None else figure.label
    return text if len(text) <= 20 else text[:19] + "…"


def _telling(figure: Figure) -> bool:
    """Whether the digits are so many that the same ones elsewhere are hardly chance."""
    return len(figure.value.normalize().as_tuple().digits) >= _DIGITS


def _claim(context: Context, said: str, goal: Figure, budgets: tuple[Figure, ...]) -> Claim:
    """A limit against the budget of the year, the last of ``budgets``."""
    budget = budgets[-1]
    printed = "" if budget.text.endswith(budget.unit) else budget.unit
    if goal.value == budget.value and goal.unit != budget.unit:
        return context.facts.claim(
            CODE,
            Equal(budget, Term(goal)),
            f"{said}，全年预算数为{budget.text}{printed}，数字相同而单位不同",
            [("budget", budget), ("target", goal)],
            suspect=1,
        )
    copied = any(goal.value == b.value and goal.unit == b.unit for b in budgets)
    if not copied and _is_one_stroke_off(goal, budget):
        return context.facts.claim(
            CODE,
            Equal(budget, Term(replace(goal, qualifier=""))),
            f"{said}，与全年预算数{budget.text}{printed}只差一笔",
            [("budget", budget), ("target", goal)],
        )
    to_the_point = goal.unit == budget.unit and goal.step <= budget.step < 1 and goal.value % 1 != 0
    limit = Term(max(budgets, key=lambda b: b.value)) if to_the_point else Product(_MARGIN, Term(budget))
    return context.facts.claim(
        CODE,
        Order(Constant(goal.value, goal.unit), limit),
        f"{said}，大于全年预算数{budget.text}{printed}",
        [("target", goal), ("budget", budget)],
        suspect=0,
    )


def _is_one_stroke_off(goal: Figure, budget: Figure) -> bool:
    """Whether two amounts of four digits and more are one slip of the pen away from each other."""
    exact = all(len(f.value.normalize().as_tuple().digits) > _DIGITS for f in (goal, budget))
    step = min(goal.step, budget.step)
    return goal.unit == budget.unit and exact and bool(slip(goal.value, budget.value, step))


def _budgets(form: Form) -> tuple[Figure, ...]:
    """The whole budgets in the funds block, that of the year last; none where that is not printed."""
    label = form.funds.label if form.funds else None
    for band in form.table.bands:
        columns = [c for c in band.columns if c.role == "amount" and "预算" in "".join(c.header)]
        columns.sort(key=lambda c: _BUDGET.search("".join(c.header)) is not None)
        rows = [row for row in band.rows if label and row.label == label]
        if columns and rows and _BUDGET.search("".join(columns[-1].header)):
            found = [figure_of(form.table, rows[0], column) for column in columns]
            return (
                tuple(f for f in found if f is not None) if found[-1] is not None and found[-1].value else ()
            )
    return ()
