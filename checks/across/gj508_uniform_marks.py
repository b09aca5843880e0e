"""同批材料中少有的全部满分、全部100%

## 查什么
一份材料有8个以上指标打了分并且全部满分，或者有5个以上指标的实际完成值写成百分率并且全部是100%；而同一年度同样可比的材料不少于
20份，其中这样的不超过一成。此项对照全部单位，由 gouji scan 在汇总时进行。

## 为什么
别的单位都有扣分，唯独这一份没有，可能是没有据实评分，值得先看。

## 错误示例
60份自评表中只有2份的全部指标得满分。

## 正确示例
大多数单位都有扣分，这一份也有。

## 不判示例
六成单位都是全部满分：那是这一年评分的普遍问题，不是哪一份的。

## 依据
满分本身不矛盾，只供安排复核的先后，所以列为提示。
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.across.dossier import Dossier
from checks.model import Claim

CODE = "GJ508"
NAME = "uniform-marks"
SEVERITY = "info"
SINCE = "0.1.0"


def claims(dossier: Dossier) -> Iterator[Claim]:
    """None within one unit: this check looks across units, see ``gouji.scan.custom``."""
    return iter(())
