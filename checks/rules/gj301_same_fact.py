"""同一事项前后数字不一致

## 查什么
同一单位、同一年度、同一口径的同一事项在正文、表格、附件中多次出现时，数字应当一致（允许四舍五入造成的尾差）。

## 为什么
正文与表格取自不同版本，是审核时最先要核对的问题。

## 错误示例
```
单位核定编制人数36人，在职人员35人。
附件2 基础数据表
| 财政供养人员情况 | 编制数 | 在职人数 | 控制率 |
|---|---|---|---|
|  | 38 | 35 | 92.11% |
```

## 正确示例
```
单位核定编制人数38人，在职人员35人。
附件2 基础数据表
| 财政供养人员情况 | 编制数 | 在职人数 | 控制率 |
|---|---|---|---|
|  | 38 | 35 | 92.11% |
```

## 不判示例
口径不同（资金来源、年度、预算与决算）的数不作比较。
```
2023年公用经费年初预算90.00万元，公用经费支出95.00万元。
```

## 依据
审计中的相互核对（tie-out）。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from checks.context import Context
from checks.model import Claim, FactKey, Same
from extract.model import Figure
from extract.unit import kind

CODE = "GJ301"
NAME = "same-fact"
SEVERITY = "error"
SINCE = "0.1.0"
_MEASURES = {"level", "headcount", "ratio", "rate", "change", "share", "points"}


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each fact that is stated more than once."""
    for figures, key in _groups(context):
        stated = [f for f in figures if not f.qualifier]
        places = {(f.where.table, f.where.row, f.where.block, f.where.start) for f in stated}
        if len(places) < 2:
            continue
        sure = all(_certain(f) for f in stated)
        yield context.facts.claim(
            CODE,
            Same(tuple(stated)),
            f"{_name(stated[0], key)}前后不一致：{{stated}}",
            [("stated", f) for f in stated],
            confidence="high" if sure else "medium",
            severity=None if sure else "warning",
        )


def _groups(context: Context) -> Iterator[tuple[list[Figure], FactKey]]:
    for fact in context.facts.facts:
        key = fact.key
        if key.measure not in _MEASURES or (key.measure in ("rate", "change", "points", "share") and not key.base):
            continue
        if fact.figures[0].concept is None and key.measure in ("rate", "change", "points", "share", "ratio"):
            continue
        if key.stage in ("target", "actual") or (not key.period and context.extraction.year):
            continue
        by_kind: dict[str, list[Figure]] = defaultdict(list)
        for figure in fact.figures:
            by_kind[kind(figure.unit)].append(figure)
        for figures in by_kind.values():
            if len(figures) > 1:
                yield figures, key


def _certain(figure: Figure) -> bool:
    return figure.concept is not None or len(figure.label) >= 5


def _name(figure: Figure, key: FactKey) -> str:
    period = f"{key.period}年" if key.period else ""
    what = {"rate": "增减率", "change": "增减额", "share": "占比", "points": "变动"}.get(key.measure, "")
    base = f"比{key.base}" if key.base and key.measure in ("rate", "change", "points") else ""
    return f"{period}{figure.label}{key.stage}{base}{what}"

