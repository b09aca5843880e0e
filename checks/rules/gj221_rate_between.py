"""合计的增减率不在各组成项之间

## 查什么
合计恰好等于各组成项之和、又都写出与同一期相比的增减率的，合计的增减率应在各项增减率的最小值和最大值之间。
表中有上期数、可以直接计算增减率的，不用这一关系核对。

## 为什么
合计的增长率是各项增长率按上期数的加权平均，超出各项的范围必有一处不对，不需要知道上期数就能看出。

## 错误示例
```
2023年一般公共预算收入100.00万元，比上年增长12.0%，其中：税收收入60.00万元，比上年增长5.0%；非税收入40.00万元，比上年增长8.0%。
```
```
单位：万元
| 项目 | 2023年执行数 | 比上年增长（%） |
| 合计 | 100.00 | 12.0 |
| 税收收入 | 60.00 | 5.0 |
| 非税收入 | 40.00 | 8.0 |
```
```
1—12月财政收入386.42万元，增长9.4%。分级次看，县级收入214.17万元，增长6.3%；镇级收入172.25万元，增长4.8%。
```

## 正确示例
```
2023年一般公共预算收入100.00万元，比上年增长6.2%，其中：税收收入60.00万元，比上年增长5.0%；非税收入40.00万元，比上年增长8.0%。
```

## 不判示例
各项之和不等于合计的，没有列全，不作判断。
```
2023年一般公共预算收入100.00万元，比上年增长12.0%，其中：税收收入60.00万元，比上年增长5.0%；专项收入10.00万元，比上年增长8.0%。
```

## 依据
合计的增长率等于各组成项增长率的加权平均。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from checks import discovery
from checks.context import Context
from checks.crossing import difference_columns
from checks.fact import statements
from checks.formula import Formula, Sum, Term
from checks.model import Claim, Confidence, Order
from checks.precision import significant_digits
from checks.subject import dated
from checks.tabular import amounts, bands, children, closes, figure_of, title
from extract.model import Band, Column, Figure, Row, Table

CODE = "GJ221"
NAME = "rate-between"
SEVERITY = "error"
SINCE = "0.1.0"
_TELLING = 4

_Rate = tuple[Figure, int]


def claims(context: Context) -> Iterator[Claim]:
    """Two claims for each closed list: the whole's rate is neither above the highest nor below the lowest."""
    yield from _said(context)
    for table, _, band in bands(context.extraction.tables):
        rates = [c for c in band.columns if c.role == "amount" and c.measure == "rate"]
        for column in rates:
            if difference_columns(band, column) is None:
                yield from _printed(context, table, band, column)


def _said(context: Context) -> Iterator[Claim]:
    rates: dict[Figure, tuple[_Rate, str, str]] = {}
    sure: set[Figure] = set()
    for readings in statements(context.extraction, "change"):
        current, rate = readings[0].one("current"), readings[0].one("rate")
        if current is not None and rate is not None and rate.measure == "rate":
            sign = 1 if readings[0].words.get("rate_up") == "1" else -1
            words = readings[0].words
            rates.setdefault(current, ((rate, sign), words.get("base", ""), words.get("scope", "")))
            if len(readings) == 1:
                sure.add(current)
    for whole, parts, listed in _lists(context):
        told = [rates.get(f) for f in (whole, *parts)]
        known = [t for t in told if t is not None]
        distinct = len({rate for (rate, _), *_ in known}) == len(told)
        bases, scopes = {base for _, base, _ in known}, {scope for *_, scope in known}
        alike = len(bases - {""}) <= 1 and len(scopes) == 1
        if whole in sure and distinct and alike and closes(whole, parts):
            clear = listed and len(bases) == 1 and sure.issuperset(parts)
            confidence: Confidence = "high" if clear else "medium"
            yield from _between(
                context, dated(whole), known[0][0], [rate for rate, *_ in known[1:]], confidence
            )


def _lists(context: Context) -> Iterator[tuple[Figure, tuple[Figure, ...], bool]]:
    """Each whole with its parts, and whether words say so; else they add up to it in digits that chance does not give."""
    seen = set()
    for statement in context.extraction.statements:
        whole, parts = statement.one("whole"), statement.roles.get("parts", ())
        if statement.kind == "parts" and whole is not None and len(parts) > 1:
            seen.add((whole, frozenset(parts)))
            yield whole, parts, True
    for whole, run in discovery.sums(context.extraction.figures):
        telling = significant_digits(whole) >= _TELLING and (whole, frozenset(run)) not in seen
        if telling and len(run) > 1:
            yield whole, tuple(run), False


def _printed(context: Context, table: Table, band: Band, column: Column) -> Iterator[Claim]:
    below = children(band)
    for index, parent in enumerate(band.rows):
        parts = [band.rows[i] for i in below.get(index, []) if not band.rows[i].among]
        if len(parts) < 2 or not any(_closed(table, parent, parts, c) for c in amounts(band, parent.side)):
            continue
        whole = figure_of(table, parent, column)
        found = [figure_of(table, r, column) for r in parts]
        rates = [(f, 1) for f in found if f is not None]
        if whole is not None and len(rates) == len(parts):
            yield from _between(context, f"{title(table)}“{parent.label}”", (whole, 1), rates)


def _closed(table: Table, parent: Row, parts: Sequence[Row], column: Column) -> bool:
    """Whether the rows add up in a column of amounts, none of them negative."""
    whole = figure_of(table, parent, column)
    figures = [f for r in parts if (f := figure_of(table, r, column)) is not None]
    return (
        whole is not None
        and len(figures) == len(parts)
        and min(f.value for f in figures) >= 0
        and closes(whole, figures)
    )


def _between(
    context: Context, name: str, whole: _Rate, parts: Sequence[_Rate], confidence: Confidence = "high"
) -> Iterator[Claim]:
    high = max(parts, key=lambda r: r[0].value * r[1])
    low = min(parts, key=lambda r: r[0].value * r[1])
    for lesser, greater, told in ((whole, high, "高于各项中最高的"), (low, whole, "低于各项中最低的")):
        other = high if greater is high else low
        yield context.facts.claim(
            CODE,
            Order(_signed(lesser), _signed(greater)),
            f"{name}的增减率为{whole[0].text}，{told}{other[0].text}，而合计等于各项之和，不可能成立",
            [("whole", whole[0]), ("part", other[0])],
            confidence=confidence,
        )


def _signed(rate: _Rate) -> Formula:
    return Term(rate[0]) if rate[1] > 0 else Sum(((Fraction(-1), Term(rate[0])),))
