"""实际完成值没有写完

## 查什么
实际完成值以逗号、顿号、冒号结尾，或者括号、引号、书名号只有前半边的，多半没有写完，按表汇总提示。

## 为什么
从系统导出或者复制粘贴时，单元格里的长句容易被截断，后半句的数据就丢了。

## 错误示例
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 完成主河道清淤12.6公里， | 50 | 50 |
| 效益指标 | 社会效益 | 制度建设 | 制定办法 | 印发《河道管护办法 | 50 | 50 |
```

## 正确示例
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 完成主河道清淤12.6公里 | 50 | 50 |
| 效益指标 | 社会效益 | 制度建设 | 制定办法 | 印发《河道管护办法》 | 50 | 50 |
```

## 不判示例
以分号结尾的，可能还有下一项写在别处，不作判断。
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 完成主河道清淤12.6公里； | 50 | 50 |
```

## 依据
实际完成值应写明完成情况，句子完整。
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.context import Context
from checks.form import forms
from checks.model import Claim, Present
from checks.tabular import quoted, title
from extract.model import Figure

CODE = "GJ421"
NAME = "unfinished-text"
SEVERITY = "info"
SINCE = "0.1.0"
_OPEN_END = ("，", "、", "：", ",", ":")
_PAIRS = (("（(", "）)"), ("《", "》"), ("“", "”"))
_LEAST = 6


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each form with such rows."""
    for form in forms(context.extraction):
        rows = [row for row in form.rows if _unfinished(row.actual)]
        if not rows:
            continue
        points: list[tuple[str, Figure]] = [("score", f) for row in rows if (f := row.score or row.weight)]
        yield context.facts.claim(
            CODE,
            Present("完整的实际完成值", tuple(f for _, f in points), rows[0].where, False, rows[0].actual),
            f"{title(form.table)}{quoted(row.level3 or row.level2 for row in rows)}的实际完成值没有写完"
            f"（“…{rows[0].actual[-12:]}”）",
            points,
        )


def _unfinished(text: str) -> bool:
    if len(text) < _LEAST:
        return False
    return text.endswith(_OPEN_END) or any(
        sum(text.count(c) for c in opening) > sum(text.count(c) for c in closing)
        for opening, closing in _PAIRS
    )
