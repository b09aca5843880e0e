"""面向中小企业的采购金额与采购总额不符

## 查什么
预留项目中由中小企业中标的金额与其他项目中由中小企业中标的金额之和，不应超过政府采购总额；
授予小微企业的金额不应超过授予中小企业的金额，授予中小企业的金额不应超过采购总额。

## 为什么
同一笔采购常被同时填入“预留项目”和“其他项目”。

## 错误示例
```
2023年度政府采购金额21.00万元，其中：货物采购金额21.00万元、工程采购金额0万元、服务采购金额0万元。
在面向中小企业预留的政府采购项目中，由中小企业供应商中标或成交的，采购金额21.00万元；在其他政府采购项目中，由中小企业供应商中标或成交的，采购金额21.00万元。
```

## 正确示例
```
2023年度政府采购金额21.00万元，其中：货物采购金额21.00万元、工程采购金额0万元、服务采购金额0万元。
在面向中小企业预留的政府采购项目中，由中小企业供应商中标或成交的，采购金额21.00万元；在其他政府采购项目中，由中小企业供应商中标或成交的，采购金额0万元。
```

## 不判示例
没有写出采购总额的，不作判断。
```
在其他政府采购项目中，由中小企业供应商中标或成交的，采购金额21.00万元。
```

## 依据
《政府采购促进中小企业发展管理办法》（财库〔2020〕46号）规定的公开口径；部分不大于整体。
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from checks.context import Context
from checks.formula import Term, footing
from checks.model import Claim, Order
from checks.subject import short
from extract.lexicon import normalise
from extract.model import Figure, Paragraph
from extract.unit import kind, same_kind

CODE = "GJ112"
NAME = "small-firm-procurement"
SEVERITY = "error"
SINCE = "0.1.0"
_WON = regex.compile(r"中标|成交|授予")
_RESERVED = regex.compile(r"面向中小企业预留")
_OTHER = regex.compile(r"其他(?:的)?政府采购项目|非预留|未预留")
_SMALL = regex.compile(r"授予中小企业(?:的)?(?:合同)?(?:金额)?")
_MICRO = regex.compile(r"授予小微企业(?:的)?(?:合同)?(?:金额)?|其中[：:，,]?(?:授予)?小微企业")


def claims(context: Context) -> Iterator[Claim]:
    """Claims over the paragraphs that tell what small firms won."""
    totals = [f for f in context.extraction.figures if kind(f.unit) == "money" and _is_total(f)]
    if not totals:
        return
    total = totals[0]
    for paragraph in context.extraction.paragraphs():
        figures = [
            f
            for f in context.extraction.figures
            if f.where.block == paragraph.where.block and kind(f.unit) == "money"
        ]
        reserved = _first(paragraph, figures, _RESERVED)
        other = _first(paragraph, figures, _OTHER)
        if reserved is not None and other is not None and same_kind(reserved.unit, total.unit):
            yield context.facts.claim(
                CODE,
                Order(footing([reserved, other]), Term(total)),
                f"中小企业在预留项目中标成交{reserved.text}、在其他项目中标成交{other.text}，"
                f"两项之和大于政府采购总额{total.text}",
                [("reserved", reserved), ("other", other), ("total", total)],
            )
        small, micro = _first(paragraph, figures, _SMALL), _first(paragraph, figures, _MICRO)
        for lesser, greater in ((micro, small), (small, total)):
            if lesser is not None and greater is not None and lesser is not greater:
                yield context.facts.claim(
                    CODE,
                    Order(Term(lesser), Term(greater)),
                    f"{short(lesser)}{lesser.text}大于{short(greater)}{greater.text}，部分大于整体",
                    [("lesser", lesser), ("greater", greater)],
                )


def _is_total(figure: Figure) -> bool:
    label = normalise(figure.label)
    return figure.concept == "procurement" or label.startswith("政府采购") or "年度政府采购金额" in label


def _first(paragraph: Paragraph, figures: list[Figure], words: regex.Pattern[str]) -> Figure | None:
    """The first amount won in the clause that the words begin."""
    match = words.search(paragraph.text)
    while match is not None:
        for figure in figures:
            start = figure.where.start or 0
            between = paragraph.text[match.start() : start]
            if start > match.end() - 1 and not regex.search(r"[。；;]", between):
                if _WON.search(between):
                    return figure
                break
        match = words.search(paragraph.text, match.end())
    return None
