"""同一表式的其他材料都成立的关系，这一份不成立

## 查什么
从本年各单位填的同一种表格中找出金额之间的关系：两格相等，或一格等于另外两格之和。可比的材料不少于20个单位，其中95%以上成立的，
列出少数不成立的，并写明有多少份成立。本份材料中已有合计类错误（GJ1）的，以及加上本表另一格就成立的（别的单位那一格是0），不列。
此项对照全部单位，由 gouji scan 在汇总时进行。

## 为什么
表式没有写明、规则也没有规定的关系，大家都照着填，少数几份不照着的多半是填错了格或漏改。

## 错误示例
96份同一表式中94份的“设备购置支出”等于“验收金额”，本份不等。

## 正确示例
96份全部相等；或者只有七成相等，那只是巧合，不是关系。

## 不判示例
只有12个单位报送这种表格，不足以看出关系。

## 依据
关系只从本年的材料中归纳，没有制度规定，所以只列为提示，证据是成立的份数。
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.across.dossier import Dossier
from checks.model import Claim

CODE = "GJ509"
NAME = "year-relation"
SEVERITY = "info"
SINCE = "0.1.0"


def claims(dossier: Dossier) -> Iterator[Claim]:
    """None within one unit: this check looks across units, see ``gouji.scan.custom``."""
    return iter(())
