"""按定义应相加的各项与合计不符

## 查什么
“三公”经费、基本支出、本年支出、政府采购、资产等按定义恰好由几项组成的，合计与各项在同一段、同一章节或同一张表中
都已写出时，各项之和应等于合计。

## 为什么
分项和合计分别写在几句话或几段里，修改其中一处后最容易对不上。

## 错误示例
```
2023年“三公”经费支出决算18.00万元。
1.因公出国（境）费0万元，与上年持平。
2.公务用车购置及运行维护费12.50万元。
3.公务接待费3.50万元。
```

## 正确示例
```
2023年“三公”经费支出决算16.00万元。
1.因公出国（境）费0万元，与上年持平。
2.公务用车购置及运行维护费12.50万元。
3.公务接待费3.50万元。
```

## 不判示例
组成项没有写全的，不作判断；各项与同句所写的另一合计相加相符的（如只含财政拨款的），以该合计为准。
```
基本支出3015.27万元。
财政拨款基本支出2986.54万元，其中人员经费2688.70万元、公用经费297.84万元。
```
```
2023年“三公”经费支出决算18.00万元，其中公务接待费3.50万元。
```
```
2023年支出合计860.00万元。公共安全支出中，基本支出299.91万元，项目支出107.80万元。
```

## 依据
《党政机关厉行节约反对浪费条例》和部门决算报表对“三公”经费的组成规定；政府收支分类科目。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import regex

from checks.context import Context
from checks.evidence import is_held
from checks.formula import footing
from checks.model import Claim, Equal
from checks.relation import judge_relation
from checks.subject import dated, tidy
from extract.lexicon import Partition, name_of, normalise, partitions
from extract.model import Figure, Statement
from extract.unit import same_kind

CODE = "GJ108"
NAME = "definition"
SEVERITY = "error"
SINCE = "0.1.0"
_FAR = 8
_LEFT_OUT = regex.compile(r"(?:剔除|扣除|除去?|不含|不包括)[^，,；;]{0,20}(?:后|外)?[，,][^；;]*$")
_AMONG = regex.compile(r"(?P<whole>\p{Han}{2,20})中[，,：:][^；;]*$")


def claims(context: Context) -> Iterator[Claim]:
    """For each whole with a definition: the nearest complete set of its parts before or after it."""
    listed = {_pair(s) for s in context.extraction.statements if s.kind == "parts"}
    groups: dict[tuple[object, ...], dict[str, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for figure in context.extraction.figures:
        if (
            figure.concept is None
            or figure.measure != "level"
            or figure.qualifier
            or figure.where.table is not None
        ):
            continue
        key = context.facts.key(figure)
        groups[key.period, key.stage, key.scope][figure.concept].append(figure)
    for by_concept in groups.values():
        for partition in partitions():
            for whole in by_concept.get(partition.whole, ()):
                parts = _nearest(partition, by_concept, whole)
                if parts is None or (whole, frozenset(parts)) in listed or _has_own(context, whole, parts):
                    continue
                names = "、".join(tidy(name_of(p.concept or "")) for p in parts)
                yield context.facts.claim(
                    CODE,
                    Equal(whole, footing(parts)),
                    f"{dated(whole)}写为{{stated}}，{names}之和为{{computed}}，相差{{difference}}",
                    [("whole", whole), *(("part", p) for p in parts)],
                    confidence="high" if _close([whole, *parts]) else "medium",
                    severity=None if _close([whole, *parts]) else "warning",
                )


def _is_limited(figure: Figure) -> bool:
    """Whether the words before a figure in its sentence leave something out: 剔除…后，支出300万元."""
    return _LEFT_OUT.search(figure.before) is not None


def _is_of_other(part: Figure, whole: Figure) -> bool:
    """Whether the sentence says that a part is of another whole: 公共安全支出中，基本支出30万元."""
    of = _AMONG.search(part.before)
    name, named = normalise(of["whole"]) if of else "", normalise(whole.label)
    return name not in named


def _has_own(context: Context, whole: Figure, parts: list[Figure]) -> bool:
    """Whether the parts stand with another amount of that name that they add up to: all funds, or fiscal ones."""
    return any(
        other is not whole
        and other.where.block != whole.where.block
        and all(other.quote == p.quote and other.where.block == p.where.block for p in parts)
        and is_held(judge_relation(Equal(other, footing(parts))))
        for other in context.extraction.figures
        if other.concept == whole.concept and other.measure == "level"
    )


def _pair(statement: Statement) -> tuple[Figure | None, frozenset[Figure]]:
    return statement.one("whole"), frozenset(statement.roles.get("parts", ()))


def _nearest(partition: Partition, by_concept: dict[str, list[Figure]], whole: Figure) -> list[Figure] | None:
    parts = []
    for concept in partition.parts:
        near = [
            f
            for f in by_concept.get(concept, ())
            if same_kind(f.unit, whole.unit)
            and not _is_of_other(f, whole)
            and 0 <= (f.where.block or 0) - (whole.where.block or 0) <= _FAR
        ]
        if near:
            parts.append(min(near, key=lambda f: (f.where.block or 0, f.where.start or 0)))
        elif concept not in partition.optional:
            return None
    return parts


def _close(figures: list[Figure]) -> bool:
    blocks = [f.where.block or 0 for f in figures]
    return max(blocks) - min(blocks) <= _FAR
