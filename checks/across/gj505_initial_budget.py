"""报告所列年初预算与公开的部门预算不一致

## 查什么
同一单位同一年度的报告、自评表、决算中写明的年初预算，与年初公开的部门（单位）预算中的同一科目对照。只用各自材料内前后一致的
数据；写的是调整预算、全年预算的不比。

## 为什么
年初预算已经批复并公开，报告应当照抄。写成调整后的数，或者抄错，预算调整率、执行率就都不对。

## 错误示例
```
=== 2023 部门预算公开说明
2023年基本支出预算856.02万元。
=== 2023 部门整体支出绩效自评报告
2023年基本支出年初预算865.02万元。
```

## 正确示例
```
=== 2023 部门预算公开说明
2023年基本支出预算856.02万元。
=== 2023 部门整体支出绩效自评报告
2023年基本支出年初预算856.02万元。
```

## 不判示例
调整后的预算与公开的年初预算不是同一数据。
```
=== 2023 部门预算公开说明
2023年基本支出预算856.02万元。
=== 2023 部门整体支出绩效自评报告
2023年基本支出调整预算865.02万元。
```

## 依据
《预算法》第十四条：部门预算批复后公开。公开之后又重新批复的应当说明，所以列为疑点。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checks.across.dossier import Dossier, claim, tell
from checks.model import Claim, FactKey, Same
from checks.subject import dated

CODE = "GJ505"
NAME = "initial-budget"
SEVERITY = "warning"
SINCE = "0.1.0"
_INITIAL = "年初预算"
# What a public budget says of its own year is its budget, said or not.
_STAGES = ("", "预算", _INITIAL)
_OF_BUDGET = ("of", "预算")


def claims(dossier: Dossier) -> Iterator[Claim]:
    """One claim for each initial budget that the public budget states as well."""
    for year, plans in sorted(dossier.plans.items()):
        for plan in plans:
            public = {
                _initial(key): (key, figure)
                for key, figure in sorted(plan.stated.items(), key=lambda item: bool(item[0].stage))
                if figure.stage in _STAGES and key.period == str(year)
            }
            for paper in dossier.years.get(year, ()):
                for key, figure in paper.stated.items():
                    if key in public:
                        planned, printed = public[key]
                        yield claim(
                            CODE,
                            Same((printed, figure)),
                            f"{dated(figure)}与公开的部门预算不一致：{tell(printed)}，{tell(figure)}，相差{{difference}}",
                            [("stated", planned, printed), ("stated", key, figure)],
                            group=f"{key}{year}",
                        )


def _initial(key: FactKey) -> FactKey:
    """What a public budget speaks of, as a report names it: a part of the budget is the initial budget of the part."""
    return replace(key, stage=_INITIAL, scope=tuple(pair for pair in key.scope if pair != _OF_BUDGET))
