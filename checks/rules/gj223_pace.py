"""与序时进度之差不符

## 查什么
写明截至某月的进度“快于（低于）序时进度几个百分点”的，按进度与该月序时进度（月数 ÷ 12）之差核对，方向写反的同样核对。

## 为什么
监控报告常沿用上一期的差距，或者进度改了差距没有改。

## 错误示例
```
截至6月30日，累计支出740.60万元，支出进度47.00%，低于序时进度5个百分点。
```
```
1—9月支出完成预算的78.2%，低于序时进度3.2个百分点。
```

## 正确示例
```
截至6月30日，累计支出740.60万元，支出进度47.00%，低于序时进度3个百分点。
```
```
1—4月支出完成年初预算的36.7%，快于序时进度3.4个百分点。
```

## 不判示例
没有写明截至哪个月的，与全省、全市平均的进度相比的，不作判断。
```
支出进度47.00%，低于序时进度5个百分点。
```
```
截至4月底，支付率39.62%，低于全省序时进度9.41个百分点。
```

## 依据
序时进度 = 已过月数 ÷ 12。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import regex

from checks.context import Context
from checks.formula import Constant, Formula, difference, ratio
from checks.model import Claim, Equal
from checks.relation import any_of
from checks.subject import short
from extract.model import Figure, Statement
from extract.unit import kind

CODE = "GJ223"
NAME = "pace"
SEVERITY = "warning"
SINCE = "0.1.0"
_PACE = regex.compile(r"(?:序时|均衡|时间)进度$")
_OF_OTHERS = regex.compile(r"[全各][国省市州县区]|平均")
_UNTIL = regex.compile(
    r"(?:1|元|一)\s*[-—–~～至]+\s*(?P<range>\d{1,2})月|(?P<end>\d{1,2})月(?:底|末|份?止|(?:28|29|30|31)日)"
    r"|(?P<named>上半年|一季度|前三季度|三季度末)"
)
_NAMED = {"上半年": 6, "一季度": 3, "前三季度": 9, "三季度末": 9}
_YEAR = 12


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each distance from the pace of the year whose month is printed before it."""
    done: set[Figure] = set()
    for statement in context.extraction.statements:
        points = statement.one("rate")
        base = statement.words.get("base", "")
        if statement.kind != "points" or not _PACE.search(base) or points is None:
            continue
        if _OF_OTHERS.search(base + statement.words.get("phrase", "")):
            continue
        current, months = _progress(context, statement, points), _months(context, points)
        if points in done or current is None or not 0 < months < _YEAR:
            continue
        done.add(points)
        ahead = statement.words.get("rate_up") == "1"
        relation, _ = any_of(
            [
                Equal(points, difference(current, pace) if ahead else difference(pace, current))
                for pace in _paces(months)
            ]
        )
        yield context.facts.claim(
            CODE,
            relation,
            f"{short(current)}为{current.text}，与{months}月末序时进度相差写为{statement.words['rate']}{{stated}}，"
            f"按{months}÷12计算应为{{computed}}，相差{{difference}}",
            [("points", points), ("current", current)],
        )


def _paces(months: int) -> list[Formula]:
    """The part of the year that is over, exactly and as reports round it."""
    exact = ratio(Constant(Decimal(months)), Constant(Decimal(_YEAR)))
    part = Decimal(months * 100) / _YEAR
    return [exact, *(Constant(round(part, places)) for places in (1, 0))]


def _progress(context: Context, statement: Statement, points: Figure) -> Figure | None:
    """The rate that is compared: the one before the distance in its sentence."""
    current = statement.one("current")
    if current is not None and kind(current.unit) == "percent":
        return current
    before = [
        f
        for f in context.extraction.figures
        if f.where.block == points.where.block
        and f.quote == points.quote
        and kind(f.unit) == "percent"
        and f.measure == "ratio"
        and (f.where.start or 0) < (points.where.start or 0)
    ]
    return before[-1] if before else None


def _months(context: Context, points: Figure) -> int:
    """The months that are over where the paragraph says so before the figure, 0 where it does not."""
    earlier = dict.fromkeys(
        f.quote
        for f in context.extraction.figures
        if f.where.block == points.where.block
        and f.where.table == points.where.table
        and (f.where.start or 0) < (points.where.start or 0)
        and f.quote != points.quote
    )
    said = list(_UNTIL.finditer("。".join((*earlier, points.before))))
    if not said:
        return 0
    last = said[-1]
    return _NAMED[last["named"]] if last["named"] else int(last["range"] or last["end"])
