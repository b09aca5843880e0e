"""满意度没有数据，或样本太少

## 查什么
满意度指标得满分而实际完成值没有写出满意度是多少的；当地自评表设有满意度指标（规则包的 level1 中有“满意度”）而表中没有的；
满意度调查问卷不足30份的，分别提示。

## 为什么
满意度得分应以调查结果为依据，样本太少的结果没有代表性。

## 错误示例
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 50 | 50 |
| 满意度指标 | 服务对象满意度 | 沿河群众满意度 | 满意度达到较好水平 | 满意度较高 | 50 | 50 |
```

```
为了解服务对象满意度，共发放调查问卷18份，回收18份，满意度为96%。
```

## 正确示例
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 50 | 50 |
| 满意度指标 | 服务对象满意度 | 沿河群众满意度 | ≥90% | 94% | 50 | 50 |
```

```
为了解服务对象满意度，共发放调查问卷180份，回收172份，满意度为96%。
```

## 不判示例
没有得满分的，或者没有填实际完成值的，不作判断。
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 50 | 50 |
| 满意度指标 | 服务对象满意度 | 沿河群众满意度 | 较好 | 满意度较高 | 50 | 46 |
```

## 依据
财预〔2020〕10号：满意度指标反映服务对象的满意程度；问卷数量以社会调查通行的不少于30份为准。
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from checks.context import Context
from checks.form import Form, forms
from checks.model import Claim, Present
from checks.pack import in_force
from checks.tabular import quoted, title
from extract.model import Figure, Indicator
from extract.table_word import blank, squeeze

CODE = "GJ422"
NAME = "satisfaction"
SEVERITY = "info"
SINCE = "0.1.0"
_LEAST = 30
_SURVEY = regex.compile(r"问卷|调查表")


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each form with such rows or without any, and one for each small survey."""
    pack = in_force(context)
    known = pack.conventions.get("level1")
    asked = pack.certain and known is not None and "满意度" in known.value
    for form in forms(context.extraction):
        rows = [row for row in form.rows if _is_satisfaction(row)]
        vague = [row for row in rows if _vague(row)]
        if vague:
            yield context.facts.claim(
                CODE,
                Present(
                    "满意度", tuple(r.score for r in vague if r.score), vague[0].where, False, vague[0].actual
                ),
                f"{title(form.table)}{quoted(r.level3 or r.level2 for r in vague)}得满分，"
                f"实际完成值“{squeeze(vague[0].actual)[:20]}”没有写明满意度是多少",
                [("score", r.score) for r in vague if r.score],
            )
        if asked and known is not None and _is_whole(form) and not any(map(_is_satisfaction, form.every)):
            yield context.facts.claim(
                CODE,
                Present("满意度指标", form.weights, form.table.where, False),
                f"{title(form.table)}没有满意度指标（依据：{known.basis}）",
                [("weight", f) for f in form.weights],
            )
    for figure in _samples(context):
        yield context.facts.claim(
            CODE,
            Present("足够的样本", (figure,), figure.where, figure.value >= _LEAST, figure.quote),
            f"满意度调查问卷只有{figure.text}，样本偏少",
            [("count", figure)],
            group=f"{CODE}-{figure.where.block}",
        )


def _samples(context: Context) -> Iterator[Figure]:
    """The numbers of questionnaires in paragraphs that speak of satisfaction."""
    asked = {p.where.block for p in context.extraction.paragraphs() if "满意" in p.text}
    for figure in context.extraction.figures:
        told = figure.unit == "份" and not figure.qualifier and _SURVEY.search(figure.label)
        if told and figure.where.table is None and figure.where.block in asked:
            yield figure


def _is_satisfaction(row: Indicator) -> bool:
    return "满意" in row.level1 + row.level2 + row.level3


def _vague(row: Indicator) -> bool:
    """Whether full marks rest on an actual value without any figure."""
    if row.score is None or row.weight is None or not row.score.value or row.score.value < row.weight.value:
        return False
    return not blank(row.actual) and not regex.search(r"\d|[一二三四五六七八九十]成", row.actual)


def _is_whole(form: Form) -> bool:
    """Whether the form has the other two groups, so that a third one is missing and not merely elsewhere."""
    return not form.goes_on and {"产出", "效益"} <= {squeeze(row.level1)[:2] for row in form.every}
