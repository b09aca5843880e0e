"""本年报告所列上年数与上年报告不一致

## 查什么
同一单位本年报告中写明上年的数据（如“上年支出”“2022年‘三公’经费”），与该单位上年报告中的同一数据（同一科目、口径、
阶段）对照。只用各自报告内前后一致的数据，只比部门（单位）整体的材料，不拿项目的数与部门的数相比。

## 为什么
上年数应当照抄上年报告。抄错、改过口径而没有说明，本年的增减额和增减率就失去依据。

## 错误示例
```
=== 2022 部门整体支出绩效自评报告
2022年基本支出812.31万元。
=== 2023 部门整体支出绩效自评报告
2023年基本支出856.02万元，比2022年的821.31万元增加34.71万元。
```

## 正确示例
```
=== 2022 部门整体支出绩效自评报告
2022年基本支出812.31万元。
=== 2023 部门整体支出绩效自评报告
2023年基本支出856.02万元，比2022年的812.31万元增加43.71万元。
```

## 不判示例
项目的数据与部门的数据不是一回事。
```
=== 2022 某专项项目支出绩效自评报告
2022年基本支出112.31万元。
=== 2023 部门整体支出绩效自评报告
2023年基本支出856.02万元，比2022年的812.31万元增加43.71万元。
```

## 依据
上年数取自上年批复的决算。追溯调整过的应当说明，所以只列为疑点。
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.across.dossier import Dossier, claim, tell
from checks.model import Claim, Same
from checks.subject import dated

CODE = "GJ501"
NAME = "prior-year"
SEVERITY = "warning"
SINCE = "0.1.0"


def claims(dossier: Dossier) -> Iterator[Claim]:
    """One claim for each fact of last year that both years' documents state."""
    for before, now in dossier.pairs():
        for key, figure in now.stated.items():
            earlier = before.stated.get(key)
            if key.period == str(before.year) and earlier is not None:
                yield claim(
                    CODE,
                    Same((earlier, figure)),
                    f"{dated(figure)}与上年报告不一致：上年{tell(earlier)}，本年{tell(figure)}，相差{{difference}}",
                    [("stated", key, earlier), ("stated", key, figure)],
                    group=f"{key}{before.year}",
                )
