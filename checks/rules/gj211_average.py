"""人均、户均等平均数与总额不符

## 查什么
一句话写出总额、人数（户数、辆数等）和人均（户均、均价等）的，按总额 ÷ 数量重新计算；
括号中写出数量和单价，或者写出数量、单价和合计的，按乘积核对；
写出标准（每村每年、每亩补助等）、数量和合计的，按标准 × 数量核对，按月的标准也可以按全年12个月计算。

## 为什么
平均数常用元、总额用万元，换算和改数时容易出错。

## 错误示例
```
当年培训支出265.60万元，参训160人，人均1660.00元。
```

```
水费补助按每户300元发放，共补助520户，合计16.50万元。
```
```
送戏下乡支出68.64万元（98场×7800元），图书购置支出97.20万元（购书16200册，平均每册60元）。
```
```
图书购置支出97.20万元（购书16200册，平均每册66元）。
```
```
新建改建户厕832座，每座奖补2400元，计196.98万元。
```

## 正确示例
```
送戏下乡支出68.64万元（88场×7800元）；新建改建户厕832座，每座奖补2400元，计199.68万元。
```
```
当年培训支出265.60万元，参训160人，人均16600.00元。
```
```
护林员补助每人每月200元，全县共120人，全年发放28.80万元。
```

## 不判示例
没有写出人数的，不作判断；标准、数量、合计不止一个而不能对应的，也不作判断。
```
当年培训支出265.60万元，人均1660.00元。
```
```
管护面积1.93万亩，亩均安排49.9元（96.30万元÷1.93万亩）。
```
```
常住人口3.26万人，人均补助标准89元（较上年提高5元）。
```
```
每亩补助300元，种植小麦500亩、玉米200亩，发放补助15.00万元。
```

## 依据
平均数 = 总额 ÷ 数量。
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import regex

from checks import prose
from checks.context import Context
from checks.formula import Product, Sum, Term, ratio
from checks.model import Claim, Equal, Relation
from checks.prose import Told
from checks.relation import any_of
from checks.subject import dated
from extract.lexicon import normalise
from extract.model import Figure
from extract.unit import HEADS, kind

CODE = "GJ211"
NAME = "average"
SEVERITY = "error"
SINCE = "0.1.0"
_AVERAGE = regex.compile(
    r"(?:人均|户均|亩均|均价|平均每[人户亩辆次批]|每[人户亩辆]平均|单价|次均)"
    r"(?:费用|支出|成本|补助|标准|经费|消费|约|为)*$"
)
_PER = regex.compile(r"每(\p{Han})")
_STANDARD = regex.compile(r"每\p{Han}{1,3}(?:每[年月天人户])*(?:补助|补贴|资助|奖补|标准|发放|按|为|给予)*$")
_EACH = regex.compile(r"每(\p{Han}(?:次)?)(?!年)[^，,]*$")
_COMES_TO = regex.compile(r"^[，,]\s*(?:合?共?计|按\d*\p{Han}*计算为|计算为)$")
_OPENS = regex.compile(r"^\s*[（(]")
_COUNTS = ("count", "headcount")
_BEHIND = 8


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each average with a total and a count, and for each total with a standard and a count."""
    yield from _at_standard(context)
    for told in prose.paragraphs(context.extraction):
        yield from _multiplied(context, told)
    for average in context.extraction.figures:
        if (
            kind(average.unit) != "money"
            or average.whole_cell
            or average.measure != "level"
            or _is_operand(average)
            or not _AVERAGE.search(normalise(average.label))
        ):
            continue
        beside = [f for f in context.extraction.figures if _same_sentence(f, average)]
        totals = [f for f in beside if kind(f.unit) == "money" and f.measure == "level"]
        counts = [f for f in beside if f.measure in _COUNTS and f.value]
        pairs = [(t, c) for t in reversed(totals) for c in reversed(counts)]
        if not pairs:
            continue
        relations: tuple[Relation, ...] = tuple(Equal(average, ratio(t, c)) for t, c in pairs)
        relation, decisive = any_of(relations)
        total, count = pairs[decisive]
        sure = len(pairs) == 1
        yield context.facts.claim(
            CODE,
            relation,
            f"{dated(average)}写为{{stated}}，按{total.text}÷{count.text}计算应为{{computed}}，相差{{difference}}",
            [
                ("average", average),
                *dict.fromkeys(("total", t) for t, _ in pairs),
                *dict.fromkeys(("count", c) for _, c in pairs),
            ],
            confidence="high" if sure else "low",
            severity=None if sure else "info",
        )


def _at_standard(context: Context) -> Iterator[Claim]:
    """One claim for each sum that a standard and a number of its sentence give."""
    for standard in context.extraction.figures:
        per = _per(standard)
        if not per:
            continue
        after = [f for f in context.extraction.figures if _same_sentence(standard, f)]
        counts = [f for f in after if f.measure in _COUNTS and f.value]
        totals = [f for f in after if kind(f.unit) == "money" and f.measure == "level"]
        if len(counts) != 1 or len(totals) != 1:
            continue
        counted = counts[0].label + counts[0].unit + counts[0].quote.partition(counts[0].text)[2][:_BEHIND]
        if not any(what in counted for what in per):
            continue
        product = Product(Term(standard), Term(counts[0]))
        formulas = [product, Sum(((Fraction(12), product),))] if "月" in standard.label else [product]
        readings = [Equal(totals[0], f) for f in formulas]
        yield context.facts.claim(
            CODE,
            any_of(readings)[0],
            f"{dated(totals[0])}写为{{stated}}，按{standard.text}×{counts[0].text}计算应为{{computed}}，相差{{difference}}",
            [("total", totals[0]), ("average", standard), ("count", counts[0])],
            severity="warning",
            confidence="medium",
        )


def _multiplied(context: Context, told: list[Told]) -> Iterator[Claim]:
    """One claim for each amount that is spelt out as a number times a price, in brackets or before 计.

    购书支出97.20万元（购书16200册，平均每册60元）, 88场×7800元, 户厕832座，每座奖补2400元，计199.68万元.
    """
    for place, total in enumerate(told):
        if kind(total.figure.unit) != "money" or total.figure.measure != "level" or total.figure.qualifier:
            continue
        behind = [t for t in told[place + 1 : place + 4] if t.sentence == total.sentence]
        inside = [t for t in behind if t.depth == total.depth + 1]
        before = [t for t in told[:place] if t.sentence == total.sentence][-3:]
        spelt = (
            _spelt(inside)
            if inside[:2] == behind[:2] and _OPENS.match(behind[0].before if behind else "")
            else []
        )
        if not spelt and _COMES_TO.search(total.before) and before:
            spelt = _spelt([*before])
        if not spelt:
            continue
        product = Product(Term(spelt[0]), Term(spelt[1]))
        by_month = "月" in "".join(t.clause for t in [*before, *inside])
        readings: list[Relation] = [Equal(total.figure, product)]
        readings += [Equal(total.figure, Sum(((Fraction(12), product),)))] if by_month else []
        yield context.facts.claim(
            CODE,
            any_of(readings)[0],
            f"{dated(total.figure)}写为{{stated}}，按{spelt[0].text}×{spelt[1].text}计算应为{{computed}}，相差{{difference}}",
            [("total", total.figure), ("average", spelt[0]), ("count", spelt[1])],
            severity="warning",
        )


def _spelt(told: list[Told]) -> list[Figure]:
    """The price and the number that the words multiply, [] where there are not just these two."""
    prices = [t for t in told if kind(t.figure.unit) == "money"]
    counts = [t for t in told if t.figure.measure in _COUNTS and not t.figure.qualifier]
    counts = [t for t in counts if t.figure.unit not in ("个月", "月", "年", "天")]
    if len(prices) != 1 or len(counts) != 1 or prices[0].figure.qualifier:
        return []
    second = max(prices[0], counts[0], key=lambda t: t.figure.where.start or 0)
    times = regex.fullmatch(r"\s*[×*xX]\s*", second.before) is not None
    per = _EACH.search(prices[0].clause)
    counted = counts[0].figure.unit
    named = per is not None and (per[1] in counted or {per[1], counted} <= set(HEADS))
    return [prices[0].figure, counts[0].figure] if times or named else []


def _per(standard: Figure) -> list[str]:
    """What a standard is for one of (每村每年: 村), [] where a figure is none."""
    label = normalise(standard.label)
    if kind(standard.unit) != "money" or standard.where.table is not None or standard.qualifier:
        return []
    return [what for what in _PER.findall(label) if what not in "年月天"] if _STANDARD.search(label) else []


def _is_operand(figure: Figure) -> bool:
    """Whether a figure is what is divided or multiplied, not what comes out: 49.9元（96.30万元÷1.93万亩）."""
    return figure.quote.partition(figure.text)[2].lstrip()[:1] in ("÷", "×", "/")


def _same_sentence(one: Figure, other: Figure) -> bool:
    first, second = one.where, other.where
    same = (first.block, first.table, first.row, first.column) == (
        second.block,
        second.table,
        second.row,
        second.column,
    )
    return same and one is not other and one.quote == other.quote and (first.start or 0) < (second.start or 0)
