"""主管部门汇总数与所属各单位之和不符

## 查什么
名单（`--roster`）写明各单位的主管部门，并且列有主管部门“本级”的，主管部门汇总材料中的金额与本级及所属各单位
同一数据之和对照。各单位都报送了、都写出了这一数据的才比；任一份材料提到合并抵消的不判。

## 为什么
部门决算由本级和所属单位汇总而成，部门的数与各单位之和对不上，不是漏汇总就是汇总后单独改过。

## 错误示例
```
=== 2023 部门决算公开说明
2023年基本支出1856.02万元。
=== 2023 部门决算公开说明 @ 本级
2023年基本支出856.02万元。
=== 2023 部门决算公开说明 @ 中心
2023年基本支出900.00万元。
```

## 正确示例
```
=== 2023 部门决算公开说明
2023年基本支出1756.02万元。
=== 2023 部门决算公开说明 @ 本级
2023年基本支出856.02万元。
=== 2023 部门决算公开说明 @ 中心
2023年基本支出900.00万元。
```

## 不判示例
提到合并抵消的。
```
=== 2023 部门决算公开说明
2023年基本支出1656.02万元。汇总时已抵消内部往来100万元。
=== 2023 部门决算公开说明 @ 本级
2023年基本支出856.02万元。
=== 2023 部门决算公开说明 @ 中心
2023年基本支出900.00万元。
```

有一个单位没有写出同一数据的。
```
=== 2023 部门决算公开说明
2023年基本支出1856.02万元。
=== 2023 部门决算公开说明 @ 本级
2023年基本支出856.02万元。
=== 2023 部门决算公开说明 @ 中心
2023年项目支出900.00万元。
```

## 依据
部门决算编制办法：部门决算由本级决算和所属单位决算汇总。拨付所属单位的资金等内部往来可能抵消，所以列为疑点。
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.across.dossier import Dossier, Paper, claim, tell
from checks.formula import footing
from checks.model import Claim, Equal
from checks.subject import dated
from extract.unit import kind

CODE = "GJ506"
NAME = "department-total"
SEVERITY = "warning"
SINCE = "0.1.0"
# Money that units give each other is in their own totals, and may be left out of the department's.
_BETWEEN = frozenset(("income.superior", "income.subordinate", "expenditure.subsidy", "expenditure.superior"))


def claims(dossier: Dossier) -> Iterator[Claim]:
    """One claim for each amount that the department and every one of its units state."""
    if len(dossier.parts) < 2 or any(_hands_on(p) for d in (dossier, *dossier.parts) for p in d.papers):
        return
    for year, papers in sorted(dossier.years.items()):
        for paper in papers:
            for key, figure in paper.stated.items():
                if key.period != str(year) or kind(figure.unit) != "money":
                    continue
                found = [part.stated(year, key) for part in dossier.parts]
                parts = [one for one in found if one is not None]
                if len(parts) == len(found):
                    yield claim(
                        CODE,
                        Equal(figure, footing(parts)),
                        f"{dated(figure)}的部门汇总数与所属{len(parts)}个单位之和不符：{tell(figure)}，"
                        "各单位之和为{computed}，相差{difference}",
                        [("total", key, figure), *(("part", key, part) for part in parts)],
                        group=f"{key}{year}",
                    )


def _hands_on(paper: Paper) -> bool:
    """Whether a paper tells of money between the units of a department, which their sum counts twice."""
    return paper.merged or any(key.subject in _BETWEEN and figure.value for key, figure in paper.facts)
