"""同一单位同一年度的材料之间数据不一致

## 查什么
同一单位同一年度的几份材料（自评报告、自评表、部门决算）写出同一数据（同一科目、年份、口径、阶段）的，应当一致。
只用各自材料内前后一致的数据，只比部门（单位）整体的材料。

## 为什么
几份材料分别由不同的人填报，常有一份改了、其他没有改。

## 错误示例
```
=== 2023 部门整体支出绩效自评报告
2023年基本支出856.02万元。
=== 2023 部门决算公开说明
2023年基本支出865.02万元。
```

## 正确示例
```
=== 2023 部门整体支出绩效自评报告
2023年基本支出856.02万元。
=== 2023 部门决算公开说明
2023年基本支出856.02万元。
```

## 不判示例
预算数与决算数不是同一数据。
```
=== 2023 部门整体支出绩效自评报告
2023年基本支出年初预算856.02万元。
=== 2023 部门决算公开说明
2023年基本支出决算865.02万元。
```

## 依据
自评材料的数据应当与部门决算一致。口径不同的应当说明，所以列为疑点。
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.across.dossier import Dossier, claim, tell
from checks.model import Claim, Same
from checks.subject import dated

CODE = "GJ503"
NAME = "other-paper"
SEVERITY = "warning"
SINCE = "0.1.0"


def claims(dossier: Dossier) -> Iterator[Claim]:
    """One claim for each fact that two documents of a year state."""
    for one, other in dossier.beside():
        for key, figure in one.stated.items():
            beside = other.stated.get(key)
            if beside is not None:
                yield claim(
                    CODE,
                    Same((figure, beside)),
                    f"{dated(figure)}在几份材料中不一致：{tell(figure)}，{tell(beside)}，相差{{difference}}",
                    [("stated", key, figure), ("stated", key, beside)],
                    group=f"{key}{one.year}",
                )
