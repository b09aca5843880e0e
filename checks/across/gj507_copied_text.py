"""两个单位的材料文字雷同

## 查什么
不同单位的两份材料，去掉数字和单位名称之后，有12个以上16字以上的句子相同，并且占其中一份此类句子的一半以上。全年20个以上单位的
材料中，出现在较多单位的句子是表式和通知的用语，不计；不足20个单位的，分不清是不是表式用语，不作比较。名称互相包含的单位不作
比较。此项对照全部单位，由 gouji scan 在汇总时进行。

## 为什么
套用别的单位的自评报告，只换了单位名称和数字，所写的绩效情况不是本单位的。

## 错误示例
两份材料的经验做法、存在问题和改进措施逐句相同，只有单位名称和金额不同。

## 正确示例
两份材料只有表式规定的标题和说明相同。

## 不判示例
同一主管部门统一起草的一段话，在十几个单位的材料中都有。

## 依据
自评应当反映本单位的情况。同一系统的单位可能共用一段说明，所以列为疑点，由人判断。
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.across.dossier import Dossier
from checks.model import Claim

CODE = "GJ507"
NAME = "copied-text"
SEVERITY = "warning"
SINCE = "0.1.0"


def claims(dossier: Dossier) -> Iterator[Claim]:
    """None within one unit: this check looks across units, see ``gouji.scan.alike``."""
    return iter(())
