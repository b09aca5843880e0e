"""执行数大于全年预算数而没有说明

## 查什么
自评表资金栏年度资金总额的全年执行数大于全年预算数（调整后的预算数），而表中、正文都没有说明超出原因的，提请核实。

## 为什么
全年预算数已包括年中追加和上年结转，执行数一般不会超过；超过的多半是预算数没有更新，或者两栏填反。

## 错误示例
```
| 项目资金（万元） |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
|  | 年度资金总额 | 80.00 | 80.00 | 86.00 | 10 | 107.5% | 10 |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 90 | 90 |
```

## 正确示例
```
| 项目资金（万元） |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
|  | 年度资金总额 | 80.00 | 86.00 | 86.00 | 10 | 100% | 10 |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 90 | 90 |
```

## 不判示例
说明了超出原因的，或者只填年初预算数的，不作判断。
```
年中追加防汛经费6.00万元，全部用于清淤工程。
| 项目资金（万元） |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
|  | 年度资金总额 | 80.00 | 80.00 | 86.00 | 10 | 107.5% | 10 |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 90 | 90 |
```

## 依据
自评表填表说明：全年预算数为调整后的预算数，包括上年结转。
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from checks.context import Context
from checks.form import forms
from checks.formula import Term
from checks.model import Claim, Order
from checks.tabular import title
from extract.model import Extraction

CODE = "GJ427"
NAME = "over-budget"
SEVERITY = "warning"
SINCE = "0.1.0"
_WHY = regex.compile(r"追加|超预算|超支|超出|增拨|垫付|追拨|上年结转(?!资金$)|动用|调入|统筹")


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each form whose funds row prints a budget of the whole year and what was spent of it."""
    explained = _explained(context.extraction)
    for form in forms(context.extraction):
        budget, spent = form.amount("调整预算"), form.amount("执行")
        if budget is None or spent is None or not budget.value or explained:
            continue
        yield context.facts.claim(
            CODE,
            Order(Term(spent), Term(budget)),
            f"{title(form.table)}全年执行数{spent.text}大于全年预算数{budget.text}，没有说明原因",
            [("spent", spent), ("budget", budget)],
        )


def _explained(extraction: Extraction) -> bool:
    """Whether the document says anywhere how more than the budget could be spent."""
    texts = [p.text for p in extraction.paragraphs()]
    texts += [cell.text.strip() for table in extraction.tables for cell in table.cells]
    return any(_WHY.search(text) for text in texts)
