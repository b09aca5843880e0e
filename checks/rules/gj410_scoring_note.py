"""评分说明与评分表不一致

## 查什么
评分说明写“该指标分值8分，得分7.76分”的：得分不能大于分值；同名指标在评分表（自评表）中的分值、得分
和实际完成值（一个百分数的）应与说明一致。

## 为什么
评分表和评分说明分别修改，常有一处漏改；得分还会多写一位。

## 错误示例
```
2.完成及时率。计划完成工作15项，及时完成13项。该指标分值8分，得分86分。
```

```
2.完成及时率。完成及时率为86.67%。该指标分值8分，得分6.93分。
| 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
|---|---|---|---|---|
| 完成及时率 | ≥95% | 88.67% | 8 | 6.93 |
```

## 正确示例
```
2.完成及时率。计划完成工作15项，及时完成13项。该指标分值8分，得分6.93分。
```

## 不判示例
评分表中没有同名指标的，只比较得分与分值。
```
2.完成及时率。该指标分值8分，得分6分。
| 三级指标 | 分值 | 得分 |
|---|---|---|
| 质量达标率 | 8 | 8 |
```

## 依据
得分不大于分值；评分表与说明应一致。
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.context import Context
from checks.form import forms
from checks.formula import Term
from checks.model import Claim, Order, Same
from checks.scoring.note import by_name, notes, rate_in

CODE = "GJ410"
NAME = "scoring-note"
SEVERITY = "error"
SINCE = "0.1.0"


def claims(context: Context) -> Iterator[Claim]:
    """Claims over each sentence that gives a weight and a score."""
    rows = by_name(context.extraction.indicators)
    rates = {row: rate for form in forms(context.extraction) for row in form.rows if (rate := form.rate(row))}
    for note in notes(context.extraction):
        yield context.facts.claim(
            CODE,
            Order(Term(note.score), Term(note.weight)),
            f"“{note.name}”得分{note.score.text}，大于分值{note.weight.text}",
            [("score", note.score), ("weight", note.weight)],
            suspect=0,
        )
        indicator = rows.get(note.name)
        if indicator is None:
            continue
        actual = rates.get(indicator)
        for said, printed, what in (
            (note.weight, indicator.weight, "分值"),
            (note.score, indicator.score, "得分"),
            (rate_in(note.item, (note.name,)) if actual is not None else None, actual, "实际值"),
        ):
            if said is not None and printed is not None:
                yield context.facts.claim(
                    CODE,
                    Same((said, printed)),
                    f"“{note.name}”的{what}在说明和表中不一致：{{stated}}",
                    [("stated", said), ("stated", printed)],
                )
