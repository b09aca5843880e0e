"""两个单位的材料数据雷同

## 查什么
不同单位的两份材料，有效数字不少于五位的金额有12个以上相同，并且占两份材料此类金额的一半以上；或者有6个以上相同，并且占四分之三
以上。名称互相包含的单位（如主管部门与其下属单位）不作比较。此项对照全部单位，由 gouji scan 在汇总时进行。

## 为什么
套用别的单位的材料而没有改完数据。

## 错误示例
两份材料有12个以上相同的特征金额，如都有 812.31、106.23、147.91 等。

## 正确示例
两份材料只有个别金额相同。

## 不判示例
某市教育局与某市教育局下属中心互相引用数据。

## 依据
两个单位的多个五位以上金额同时相等，不会是巧合；是否套用需人工确认，所以列为疑点。
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.across.dossier import Dossier
from checks.model import Claim

CODE = "GJ504"
NAME = "copied-numbers"
SEVERITY = "warning"
SINCE = "0.1.0"


def claims(dossier: Dossier) -> Iterator[Claim]:
    """None within one unit: this check looks across units, see ``gouji.scan.cross``."""
    return iter(())
