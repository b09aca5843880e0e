"""各等级个数之和与评价总数不符

## 查什么
同一句写出开展评价（自评）的总数，紧接着写出评为“优”“良”“中”“差”（合格、不合格）的个数，列出两个以上等级的，各等级个数之和应
等于总数；大于总数的、列到最低一级共四级以上的为错误，小于总数的提示可能漏列一个等级。

## 为什么
等级个数分别统计，改动一个而没有改总数，或者漏写一个等级。

## 错误示例
```
本年度对27个项目开展了绩效自评，其中自评等级为“优”的20个、“中”的2个。
```
```
全年对12个项目进行绩效评价，其中：优9个，良5个，中1个。
```
```
编报绩效目标的项目6个；开展绩效自评的项目5个，平均得分93.50分，其中，绩效评级为“优”的项目3个；绩效评级为“良”的项目1个；绩效评级为“不合格”的项目0个。
```

## 正确示例
```
本年度对27个项目开展了绩效自评，其中自评等级为“优”的20个、“良”的5个、“中”的2个。
```

## 不判示例
只写出一个等级的，或者列举以“等”结束的，不作判断。
```
本年度对27个项目开展了绩效自评，其中自评等级为“优”的20个。
```

## 依据
每个项目评定一个等级，各等级个数之和等于评价总数。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import regex

from checks.context import Context
from checks.evidence import is_held
from checks.formula import Term, footing
from checks.model import Claim, Equal, Order
from checks.relation import judge_relation
from extract.lexicon import normalise
from extract.model import Figure
from extract.unit import same_kind

CODE = "GJ121"
NAME = "graded"
SEVERITY = "error"
SINCE = "0.1.0"
_GRADE = regex.compile(
    r"(?:^|[为级是评])(?:等级|等次|结果|结论)?(?:为|是)?(?P<grade>优秀?|良好?|中等?|差|一般|不?合格|较差)(?:等次|等级|级|档)?的?(?:有|项目|单位|为)?$"
)
_JUDGED = regex.compile(r"评")
_OPEN = regex.compile(r"等[。；;]?$|以上|主要")
_LEAST, _ALL = 2, 4
_LOWEST = {"差", "较差", "不合格"}


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each sentence that counts what was graded and the grades."""
    sentences: dict[tuple[int | None, str], list[Figure]] = defaultdict(list)
    for figure in context.extraction.figures:
        if figure.where.table is None and figure.measure == "count" and not figure.qualifier:
            sentences[figure.where.block, figure.quote].append(figure)
    for (_, quote), figures in sentences.items():
        if len(figures) <= _LEAST or not _JUDGED.search(quote) or _OPEN.search(quote):
            continue
        total: Figure | None = None
        graded: dict[str, Figure] = {}
        for figure in figures:
            grade = _grade(figure)
            if grade and grade not in graded and _is_counted(figure, total):
                graded[grade] = figure
                continue
            if total is not None and len(graded) >= _LEAST and not grade:
                yield _claim(context, total, graded)
            total, graded = (None if grade else figure), {}
        if total is not None and len(graded) >= _LEAST:
            yield _claim(context, total, graded)


def _is_counted(figure: Figure, total: Figure | None) -> bool:
    """Whether a grade is counted as the total before it is."""
    return total is not None and same_kind(figure.unit, total.unit)


def _grade(figure: Figure) -> str:
    match = _GRADE.search(normalise(figure.label))
    return str(match["grade"]) if match else ""


def _claim(context: Context, total: Figure, grades: dict[str, Figure]) -> Claim:
    graded = list(grades.values())
    listed = [("total", total), *(("grade", f) for f in graded)]
    whole = len(grades) >= _ALL and bool(_LOWEST & grades.keys())
    fits = not whole and is_held(judge_relation(Order(footing(graded), Term(total))))
    ends = "，可能漏列一个等级" if fits else ""
    return context.facts.claim(
        CODE,
        Equal(total, footing(graded)),
        f"评价总数写为{{stated}}，各等级个数之和为{{computed}}，相差{{difference}}{ends}",
        listed,
        severity="warning" if fits else None,
    )
