"""在职人数与分类人数、编制数不符，退休人数大于离退休人数

## 查什么
同一段中写出在职人数及其分类（行政、参公、事业、工勤）的，在职人数应等于各类之和；写出某一类编制数和该类在职人数的，
在职人数一般不大于编制数（大于的作为疑点）；全文任何两处写出的退休（离休）人数不应大于离退休人数（大于的作为疑点）。“实有人数”往往包括离退休和聘用人员，在职人数写明含派驻等人员的，不与编制数比较。

## 为什么
人员情况每年只改一部分，分类数与合计数、编制数容易对不上；在职人数大于编制数还关系到控制率的评分。

## 错误示例
```
核定编制87人，其中：行政编制30人，事业编制54人，工勤编制3人；实有在职79人，其中：行政人员21人；事业人员54人；工勤人员2人；退休人员17人。
```
```
核定行政编制12人，行政在职人员15人。
```
```
2023年末，单位在职53人，退休人员27人。
二、人员情况
2023年末离退休人员24人。
```

## 正确示例
```
核定编制87人，其中：行政编制30人，事业编制54人，工勤编制3人；实有在职79人，其中：行政人员23人；事业人员54人；工勤人员2人；退休人员17人。
```

## 不判示例
只写出一类人员的，或者写的是包括离退休、聘用人员的实有人数的，不作判断。
```
核定编制87人，实有在职79人，其中行政人员21人。
```
```
核定编制20人，实有人数25人，其中在职18人，退休7人。
```
```
政法专项编制61名，事业编制5名，实有在职63人（政法编58人、事业编5人）。
```
```
核定编制52名，实有47人，另有聘用人员19人，在岗合计66人。
```

## 依据
在职人数等于各类在职人数之和；财政供养人员控制率 = 在职人员数 ÷ 编制数。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import regex

from checks.context import Context
from checks.formula import Term, footing
from checks.model import Claim, Equal, Order
from checks.subject import short
from extract.lexicon import normalise
from extract.model import Figure

CODE = "GJ120"
NAME = "staff"
SEVERITY = "error"
SINCE = "0.1.0"
_POSTS = regex.compile(r"编制(?!内|人员$)|核编|核定编")
_SERVING = regex.compile(r"在职|在编|在岗|(?:行政|参公|事业|工勤|后勤)(?:人员|人数|岗)")
_OUTSIDE = regex.compile(r"退休|离休|聘|遗属|派遣|临时|编外|借调|学生|率|平均")
_KIND = regex.compile(r"行政(?!事业)|参公|事业|工勤|后勤|政法|公安|司法|专项")
_INCLUDED = regex.compile(r"[（(]?含.{0,12}(?:派驻|派出|借调|挂职)")
_TOGETHER = regex.compile(r"(?:合计|总计|共计?|共有)为?$")
_LEAST = 2


@dataclass
class _Unit:
    """The posts and the people in service of one unit: the total under "", and each kind.

    ``outside``: people were told who hold none of the posts, so that a total behind them holds them too.
    """

    posts: dict[str, Figure] = field(default_factory=dict)
    serving: dict[str, Figure] = field(default_factory=dict)
    other: bool = False
    outside: bool = False


def claims(context: Context) -> Iterator[Claim]:
    """For each unit of a paragraph: people against their kinds, and against the posts of their kind."""
    for unit in _units(context):
        kinds = {kind: f for kind, f in unit.serving.items() if kind}
        total = unit.serving.get("")
        if total is not None and len(kinds) >= _LEAST and not unit.other:
            yield context.facts.claim(
                CODE,
                Equal(total, footing(kinds.values())),
                f"在职人数写为{{stated}}，{'、'.join(short(f) for f in kinds.values())}之和为{{computed}}，相差{{difference}}",
                [("total", total), *(("part", f) for f in kinds.values())],
            )
        for kind, people in unit.serving.items():
            posts = unit.posts.get(kind) or unit.posts.get("")
            if posts is not None and posts.period == people.period and not _INCLUDED.search(people.quote):
                yield context.facts.claim(
                    CODE,
                    Order(Term(people), Term(posts)),
                    f"{short(people)}{people.text}大于{short(posts)}{posts.text}，请核实是否超编或填错",
                    [("people", people), ("posts", posts)],
                    severity="warning",
                )
    yield from _retired(context)


def _retired(context: Context) -> Iterator[Claim]:
    """Those who retired are some of the pensioners."""
    facts = context.facts
    for some in (
        f for name in ("staff.retired", "staff.left") for f in facts.find(name, measure="headcount")
    ):
        key = facts.key(some)
        for every in facts.find("staff.pensioners", period=key.period, measure="headcount", scope=key.scope):
            yield facts.claim(
                CODE,
                Order(Term(some), Term(every)),
                f"{short(some)}{some.text}大于{short(every)}{every.text}",
                [("retired", some), ("pensioners", every)],
                severity="warning",
            )


def _units(context: Context) -> Iterator[_Unit]:
    """The headcounts of each paragraph, a total of posts that comes again beginning another unit."""
    block: int | None = None
    unit = _Unit()
    for figure in context.extraction.figures:
        if figure.where.table is not None or figure.measure != "headcount" or figure.qualifier:
            continue
        name = normalise(figure.label)
        kind = match.group() if (match := _KIND.search(name)) else ""
        is_post = bool(_POSTS.search(name))
        if figure.where.block != block or (is_post and not kind and "" in unit.posts):
            yield unit
            block, unit = figure.where.block, _Unit()
        if is_post:
            unit.posts.setdefault(kind, figure)
        elif _OUTSIDE.search(name) or (unit.outside and _TOGETHER.search(figure.before.rstrip())):
            unit.outside = True
        elif _SERVING.search(name):
            unit.serving.setdefault(kind, figure)
        elif "" in unit.serving:
            unit.other = True
    yield unit
