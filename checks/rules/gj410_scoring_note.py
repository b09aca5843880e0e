"""评分说明与评分表不一致

## 查什么
评分说明写“该指标分值8分，得分7.76分”的：得分不能大于分值；同名指标在评分表（自评表）中的分值和得分应与说明一致。

## 为什么
评分表和评分说明分别修改，常有一处漏改；得分还会多写一位。

## 错误示例
```
2.完成及时率。计划完成工作15项，及时完成13项。该指标分值8分，得分86分。
```

## 正确示例
```
2.完成及时率。计划完成工作15项，及时完成13项。该指标分值8分，得分6.93分。
```

## 不判示例
评分表中没有同名指标的，只比较得分与分值。
```
2.完成及时率。该指标分值8分，得分6分。
| 三级指标 | 分值 | 得分 |
|---|---|---|
| 质量达标率 | 8 | 8 |
```

## 依据
得分不大于分值；评分表与说明应一致。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import regex

from checks.context import Context
from checks.formula import Term
from checks.model import Claim, Order, Same
from extract.lexicon import normalise
from extract.model import Figure
from extract.unit import kind

CODE = "GJ410"
NAME = "scoring-note"
SEVERITY = "error"
SINCE = "0.1.0"
_WEIGHT = regex.compile(r"(?:分值|权重|满分|标准分|赋分)(?:为|共)?$")
_SCORE = regex.compile(r"(?:得分|评分|自评得分|实得|扣分后得|得)(?:为|共)?$")
_TITLE = regex.compile(
    r"^\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）]?[.、．]?\s*)?"
    r"(?P<name>[\p{Han}“”\"（）()]{2,30}?)(?:[。:：，,（(]|指标|分值)"
)


def claims(context: Context) -> Iterator[Claim]:
    """Claims over each sentence that gives a weight and a score."""
    rows = defaultdict(list)
    for indicator in context.extraction.indicators:
        rows[normalise(indicator.level3) or normalise(indicator.level2)].append(indicator)
    sentences: dict[tuple[int | None, str], list[Figure]] = defaultdict(list)
    for figure in context.extraction.figures:
        if kind(figure.unit) == "score" and figure.where.table is None:
            sentences[figure.where.block, figure.quote].append(figure)
    for (block, quote), figures in sentences.items():
        for weight, score in _pairs(figures):
            name = _name(context, block, quote, weight)
            yield context.facts.claim(
                CODE,
                Order(Term(score), Term(weight)),
                f"“{name}”得分{score.text}，大于分值{weight.text}",
                [("score", score), ("weight", weight)],
                suspect=0,
            )
            for indicator in rows.get(normalise(name), []) if len(rows.get(normalise(name), [])) == 1 else []:
                for said, printed, what in (
                    (weight, indicator.weight, "分值"),
                    (score, indicator.score, "得分"),
                ):
                    if printed is not None:
                        yield context.facts.claim(
                            CODE,
                            Same((said, printed)),
                            f"“{name}”的{what}在说明和表中不一致：{{stated}}",
                            [("stated", said), ("stated", printed)],
                        )


def _pairs(figures: list[Figure]) -> Iterator[tuple[Figure, Figure]]:
    weight: Figure | None = None
    for figure in figures:
        before = figure.quote[: figure.quote.find(figure.text)]
        label = normalise(figure.label) or before[-6:]
        if _WEIGHT.search(label):
            weight = figure
        elif _SCORE.search(label) and weight is not None:
            yield weight, figure
            weight = None


def _name(context: Context, block: int | None, quote: str, weight: Figure) -> str:
    """The indicator a sentence is about: named in it, else at the start of its paragraph."""
    own = normalise(
        regex.sub(r"(?:指标)?(?:分值|权重|满分|标准分|赋分)(?:为|共)?$", "", normalise(weight.label))
    )
    if own and own not in ("该", "该项", "此项", "本项", "该指标", "此指标", "本指标"):
        return own
    for item in context.extraction.blocks:
        if item.where.block == block and hasattr(item, "text"):
            match = _TITLE.match(item.text)
            if match:
                return normalise(match["name"])
    return own
