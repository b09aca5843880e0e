"""重复的语句数字不同

## 查什么
几个分句在报告中几乎一字不差地出现两次，其中两个以上有区别意义的数相同，另有数不同的，说明只改了一处。
项目名称、年度等文字不同的，不算同一语句。

## 为什么
同一段话抄在报告的几处，修改时漏改一处。

## 错误示例
```
二、农机补贴情况
全年兑付农机购置补贴390.50万元，惠及农户1264户，其中拖拉机补贴185.40万元。
四、资金使用情况
全年兑付农机购置补贴390.50万元，惠及农户1246户，其中拖拉机补贴185.40万元。
```

## 正确示例
```
二、农机补贴情况
全年兑付农机购置补贴390.50万元，惠及农户1264户，其中拖拉机补贴185.40万元。
四、资金使用情况
全年兑付农机购置补贴390.50万元，惠及农户1264户，其中拖拉机补贴185.40万元。
```

## 不判示例
文字相同而数都不同的，是两件事，不作判断。
```
道路养护项目年初预算30.50万元，实际支出28.40万元，结余2.10万元。
河道清淤项目年初预算41.30万元，实际支出40.80万元，结余0.50万元。
```

## 依据
审计中的相互核对（tie-out）。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import regex

from checks.context import Context
from checks.model import Claim, Same
from extract.lexicon import normalise
from extract.model import Figure

CODE = "GJ302"
NAME = "repeated-clause"
SEVERITY = "error"
SINCE = "0.1.0"
_CLAUSE = regex.compile(r"[，,；;：:。（(）)]")
_NUMBER = regex.compile(r"\d[\d.,，]*")
_ROW = regex.compile(r"\d\s+\d[\d.,]*(?:\s|$)")
_LEAST_SAME = 2


@dataclass(frozen=True, slots=True)
class _Stated:
    """A figure with the masked words of its clause and of the clause before."""

    figure: Figure
    words: str
    before: str
    sentence: tuple[object, ...]


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each figure that two otherwise equal runs of clauses print differently."""
    sentences = _sentences(context)
    by_words: dict[tuple[str, str], list[_Stated]] = defaultdict(list)
    for stated in (s for listed in sentences.values() for s in listed):
        by_words[stated.words, stated.before].append(stated)
    pairs: set[tuple[tuple[object, ...], tuple[object, ...]]] = set()
    for listed in by_words.values():
        for one, two in combinations(listed, 2):
            if one.sentence != two.sentence:
                pairs.add((one.sentence, two.sentence))
    for first, second in sorted(pairs, key=str):
        yield from _compare(context, sentences[first], sentences[second])


def _sentences(context: Context) -> dict[tuple[object, ...], list[_Stated]]:
    found: dict[tuple[object, ...], list[_Stated]] = defaultdict(list)
    for figure in context.extraction.figures:
        where = figure.where
        if where.table is not None or len(figure.quote) < 12 or _ROW.search(figure.quote):
            continue  # figures side by side are the row of a table that lost its lines, not a clause
        masked = [_mask(c) for c in _CLAUSE.split(figure.quote)]
        index = len(_CLAUSE.findall(figure.before))
        before = masked[index - 1] if index else ""
        sentence = (where.block, figure.quote)
        found[sentence].append(_Stated(figure, masked[index], before, sentence))
    return found


def _mask(clause: str) -> str:
    return str(_NUMBER.sub("#", normalise(clause)))


def _compare(context: Context, one: list[_Stated], two: list[_Stated]) -> Iterator[Claim]:
    matched: list[tuple[_Stated, _Stated]] = []
    rest = list(two)
    for stated in one:
        twin = next((t for t in rest if (t.words, t.before) == (stated.words, stated.before)), None)
        if twin is not None:
            rest.remove(twin)
            matched.append((stated, twin))
    same = [(a, b) for a, b in matched if (a.figure.value, a.figure.unit) == (b.figure.value, b.figure.unit)]
    other = [(a, b) for a, b in matched if (a.figure.value, a.figure.unit) != (b.figure.value, b.figure.unit)]
    telling = {a.figure.value for a, _ in same if _distinctive(a.figure)}
    if len(telling) < _LEAST_SAME or not other or len(other) > len(same):
        return
    for stated, twin in other:
        if stated.figure.concept is not None and _fact(context, stated.figure) == _fact(context, twin.figure):
            continue
        yield context.facts.claim(
            CODE,
            Same((stated.figure, twin.figure)),
            f"重复出现的“{_words(stated)}”前后数字不同：{{stated}}",
            [("stated", stated.figure), ("stated", twin.figure)],
        )


def _fact(context: Context, figure: Figure) -> tuple[object, ...]:
    """The fact, whatever kind of money a heading limits it to: same-fact holds those against each other."""
    key = context.facts.key(figure)
    return (key.subject, key.period, key.stage, key.measure, key.base)


def _distinctive(figure: Figure) -> bool:
    return len(str(abs(figure.value)).replace(".", "").strip("0")) >= 3


def _words(stated: _Stated) -> str:
    return stated.words.replace("#", "…")[:30]
