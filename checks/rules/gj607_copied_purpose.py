"""用途说明抄自另一项目

## 查什么
两个不同的支出项目写了完全相同的“主要用于……”，而这句用途只与其中一个项目的名称相符。

## 为什么
复制上一段后忘记改用途。

## 错误示例
```
6.卫生健康支出（类）行政事业单位医疗（款）事业单位医疗（项）。主要用于：事业单位医疗保险支出。支出决算2.29万元。
7.住房保障支出（类）住房改革支出（款）住房公积金（项）。主要用于：事业单位医疗保险支出。支出决算13.40万元。
```

## 正确示例
```
6.卫生健康支出（类）行政事业单位医疗（款）事业单位医疗（项）。主要用于：事业单位医疗保险支出。支出决算2.29万元。
7.住房保障支出（类）住房改革支出（款）住房公积金（项）。主要用于：缴纳住房公积金。支出决算13.40万元。
```

## 不判示例
用途相同、但与两个项目的名称都不相近的，不作判断。
```
1.社区建设经费。主要用于：人员培训。支出决算2.29万元。
2.志愿服务经费。主要用于：人员培训。支出决算3.29万元。
```

## 依据
用途应与科目名称相符。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from checks.context import Context
from checks.model import Claim, Present
from extract.lexicon import normalise
from extract.model import Figure, Locator

CODE = "GJ607"
NAME = "copied-purpose"
SEVERITY = "warning"
SINCE = "0.1.0"
_ITEM = regex.compile(
    r"^\s*(?:\d{1,2}[.、．]|[（(][一二三四五六七八九十\d]{1,3}[)）])\s*(?P<name>[^。：:，,]{4,80})"
)
_PURPOSE = regex.compile(r"主要用于[:：]?(?P<purpose>[^。；;]{4,60})")
_LAST = regex.compile(r"[（(][类款][)）]")
_COMMON = 3


@dataclass(frozen=True, slots=True)
class _Purpose:
    name: str
    text: str
    where: Locator
    quote: str


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each item whose purpose fits another item's name and not its own."""
    found = list(_purposes(context))
    for index, here in enumerate(found):
        for other in found[:index]:
            if here.text != other.text or here.name == other.name:
                continue
            if _alike(other.text, other.name) and not _alike(here.text, here.name):
                figures = [f for f in context.extraction.figures if f.where.block == here.where.block][:1]
                yield _claim(context, here, other, figures)
                break


def _claim(context: Context, here: _Purpose, other: _Purpose, figures: list[Figure]) -> Claim:
    return context.facts.claim(
        CODE,
        Present("用途", tuple(figures), here.where, False, here.quote),
        f"“{here.name}”的用途写为“{here.text}”，与“{other.name}”的用途完全相同，疑为复制后未修改",
        [("beside", f) for f in figures],
    )


def _purposes(context: Context) -> Iterator[_Purpose]:
    name = ""
    for paragraph in context.extraction.paragraphs():
        item = _ITEM.match(paragraph.text)
        if item:
            name = regex.sub(r"[（(]项[)）]", "", _LAST.split(item["name"])[-1]).strip()
        purpose = _PURPOSE.search(paragraph.text)
        if purpose and name:
            yield _Purpose(name, purpose["purpose"].strip(), paragraph.where, paragraph.text.strip()[:120])


def _alike(text: str, name: str) -> bool:
    one, two = normalise(text), normalise(name)
    return any(two[i : i + _COMMON] in one for i in range(len(two) - _COMMON + 1))
