"""人均、户均等平均数与总额不符

## 查什么
一句话写出总额、人数（户数、辆数等）和人均（户均、均价等）的，按总额 ÷ 数量重新计算；
括号中写出数量和单价，或者写出数量、单价和合计的，按乘积核对；
同一分句组写出标准（每村每年、每亩补助等）、数量和合计的，不论先后，按标准 × 数量（× 月数）核对，
按月的标准也可以按全年12个月计算。

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
```
发放创业贷款286笔、4433万元，笔均5.5万元。养护道路86.4公里，支出1062.72万元，平均每公里13.2万元。
```
```
审判人员38人，全年办结案件7942件，人均结案290件。
```

```
每人每月补助450元，320人，12个月，应发175.80万元，实发171.54万元；补助4206人，每人每年600元，发放222.36万元。
```
```
培训960人次，人均培训成本1510元，培训费支出110.40万元。
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

```
发放创业贷款286笔、4433万元，笔均15.5万元。公务用车86辆，运行费268.32万元，车均3.12万元，比上年（91辆、296.66万元，车均3.26万元）下降4.3%。
```

## 不判示例
没有写出人数的，不作判断；标准、数量、合计不止一个而不能对应的，也不作判断；平均数另有所指（户均增收）、
是标准、限额、计划或者每月、每天的，不用同句的总额去除。
```
产业项目投入520.00万元，带动农户310户，户均增收1050元。接待486人次，支出4.86万元，人均100元，未超过人均120元的标准。
```
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
营养改善计划每生每天5元，全年200天，需4286万元。
```
```
灌溉42.6万亩（自流18.4万亩、提水24.2万亩），补贴自流每亩20元、提水每亩45元，共1457.0万元。
```
```
保教费86.40万元（300人、每人每月280元、按实际出勤月数）；8个镇每镇补100万元，2个镇每镇补200万元，共1200万元，涉及10个镇。
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
from checks.cause.slip import is_slip_off
from checks.context import Context
from checks.evidence import is_held
from checks.formula import Formula, Product, Sum, Term, ratio
from checks.model import Claim, Equal, Relation
from checks.precision import base_value
from checks.prose import Told
from checks.relation import any_of, judge_relation
from checks.subject import dated
from extract.lexicon import normalise
from extract.model import Figure
from extract.unit import HEADS, kind

CODE = "GJ211"
NAME = "average"
SEVERITY = "error"
SINCE = "0.1.0"
_THING = r"公里|公顷|平方米|立方米|人次|批次|个?\p{Han}"
_AVERAGE = regex.compile(
    rf"(?:(?P<per>[^平年月日天季\P{{Han}}])均(?!衡|匀|等|分|已|须|应|可|按|未|价)|平均每一?(?P<each>{_THING})|"
    rf"每一?(?P<mean>{_THING})平均|单(?P<single>[位台件辆套个座盏亩])(?=成本|造价|投资|费用)|(?P<price>均价|单价))"
    r"(?P<what>\p{Han}*)$"
)
_SET = regex.compile(
    r"标准|定额|限额|超过?|不[高低]|以[内上下]|[低高]于|[较比]|按|目标|计划|预算|测算|月均?|[日天季年](?:均|平均)|每[年月天日]"
)
_PLAIN = regex.compile(
    r"费用?|支出|成本|造价|补[助贴偿]|奖补|救助|资助|安排|拨付|发放|投[入资]|使用|金额|资金|经费|平均|约|为|达到?|仅|只有|合|共|的|了"
)
_ALIKE = {
    "案": "件起宗案",
    "车": "辆台",
    "生": "人名",
    "人": "人名",
    "点": "个处",
    "校": "所个",
    "村": "个村",
    "家": "家户",
}
_PER = regex.compile(r"每(\p{Han})")
_STANDARD = regex.compile(r"每\p{Han}{1,3}(?:每[年月天人户])*(?:补助|补贴|资助|奖补|标准|发放|按|为|给予)*$")
_EACH = regex.compile(r"每(\p{Han}(?:次)?)(?!年)[^，,]*$")
_COMES_TO = regex.compile(r"^[，,]\s*(?:合?共?计|按\d*\p{Han}*计算为|计算为)$")
_PRODUCT = regex.compile(r"^[，,]\s*(?:合|共)?(?:计|共)(?:安排|发放|支出|投入|需)?$")
_RAISED = regex.compile(r"\s*(?:提高|调整|提升|增加|降低?|上调|下调)?[到至]")
_SPENDING = regex.compile(r"(?:支出|经费|费用?|资金|发放|投入|拨付)(?:金额)?$")
_TOTAL = regex.compile(r"(?:合计|共计|总计)$")
_GENERAL = regex.compile(r"全[省市县区镇年]|平均|实际|年度?|本年|总|其中|当年|每|[达为约的]")
_TIMES = ("个月", "月", "天", "日", "年", "学期")
_DUE = regex.compile(r"应[发付补拨]|合?共?计|共需?|需")
_OPENS = regex.compile(r"^\s*[（(]")
_BY_FACT = regex.compile(r"据实|分段|按实|按\p{Han}*(?:月|天|日|人|课时)数")
_OWN_COUNT = regex.compile(r"\d\s*\p{Han}{1,3}每\p{Han}[^，,；;]*$")
_COUNTS = ("count", "headcount")
_BEHIND, _NEAR = 8, 3


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each average with a total and a count, and for each total with a standard and a count."""
    for told in prose.paragraphs(context.extraction):
        yield from _priced(context, told)
        yield from _multiplied(context, told)
        for place, average in enumerate(told):
            yield from _of_average(context, average, told[:place], told[place + 1 :])


def _of_average(context: Context, average: Told, before: list[Told], behind: list[Told]) -> Iterator[Claim]:
    """One claim for an average with a total of its kind and a number of what it is for one of.

    The only total and number of their sentence decide; of several, those that are one slip from the average.
    """
    named = _AVERAGE.search(average.clause)
    figure = average.figure
    if (
        named is None
        or figure.measure not in prose.AMOUNTS
        or figure.qualifier
        or _SET.search(average.clause + average.after)
    ):
        return
    if figure.value <= 0 or _is_operand(figure):
        return
    per = next((named[group] for group in ("per", "each", "mean", "single") if named[group]), "")
    inside = [t for t in behind[:2] if t.sentence == average.sentence and t.depth == average.depth + 1]
    inside = inside if behind and _OPENS.match(behind[0].before) else []
    inside += [t for t in behind[:1] if _PRODUCT.match(t.before)]
    inside += [t for t in behind[:1] if t.item == average.item and _spends(t, average, before)]
    near = [t for t in before if t.sentence == average.sentence]
    beside = prose.same_bracket(average, near)
    near = beside if len(beside) > 1 else near
    if _OPENS.match(average.before) and near:
        near = [t for t in near if t is near[-1] or t.figure.measure in _COUNTS]
        inside = [near[-1], *inside]
    pairs = _pairs(average, near, inside, per, named["what"])
    alone = len(pairs) == 1
    pairs = pairs or _pairs(average, before, inside, per, named["what"])
    meant = [p for p in pairs if _gives(figure, p)] or (pairs if alone else [])
    meant = meant or [p for p in pairs if prose.slipped(figure, _quotient(p))]
    if not meant or (_narrowed(average, named.start(), meant[0]) and not _gives(figure, meant[0])):
        return
    total, count = meant[0]
    slipped = alone and prose.slipped(figure, _quotient(meant[0]))
    yield context.facts.claim(
        CODE,
        Equal(figure, _quotient(meant[0])),
        f"{dated(figure)}写为{{stated}}，按{total.text}÷{count.text}计算应为{{computed}}，相差{{difference}}",
        [("average", figure), ("total", total), ("count", count)],
        severity=None if slipped else "warning",
    )


def _spends(told: Told, average: Told, before: list[Told]) -> bool:
    """Whether an amount right behind an average is what is spent at it: 培训960人次，人均1150元，培训支出110.40万元."""
    own = [t for t in before if t.item == average.item and kind(t.figure.unit) == kind(average.figure.unit)]
    return not own and told.depth == average.depth and _SPENDING.search(told.own) is not None


def _pairs(
    average: Told, told: list[Told], inside: list[Told], per: str, what: str
) -> list[tuple[Figure, Figure]]:
    """The totals and the numbers, the nearest first, that may give an average."""
    counts = [t.figure for t in (*inside, *reversed(told)) if _is_counted(t, per)]
    free = [t for t in reversed(told) if not _SET.search(t.head)]
    totals = [t.figure for t in (*inside, *free) if _is_total(t, average.figure, what)]
    return [(t, c) for t in totals[:_NEAR] for c in counts[:_NEAR] if t is not c]


def _narrowed(average: Told, start: int, pair: tuple[Figure, Figure]) -> str:
    """What narrows an average and is said of neither its total nor its number: 线下 of 线下期均113人次, "" for nothing."""
    words = _GENERAL.sub("", average.clause[:start])
    said = "".join(f.label + f.before[-_BEHIND:] for f in pair)
    return "" if not words or any(words[i : i + 2] in said for i in range(max(1, len(words) - 1))) else words


def _is_counted(told: Told, per: str) -> bool:
    """Whether a number is of what the average is for one of, any where that is not said (均价)."""
    figure = told.figure
    if figure.measure not in _COUNTS or figure.value <= 0 or figure.qualifier or _AVERAGE.search(told.clause):
        return False
    thing = per.removeprefix("个")
    unit = figure.unit.lstrip("百千万亿")
    return (
        not per
        or thing in unit
        or unit in _ALIKE.get(thing, "")
        or (unit == "个" and (per == "个" or thing in told.clause))
    )


def _is_total(told: Told, average: Figure, what: str) -> bool:
    """Whether an amount may be what is divided: of the average's kind, and of the name that the average bears."""
    figure = told.figure
    if figure.measure not in ("level", *_COUNTS) or figure.value <= 0 or figure.qualifier:
        return False
    alike = figure.unit == average.unit if kind(average.unit) != "money" else kind(figure.unit) == "money"
    if not alike and kind(average.unit) != "money":
        alike = figure.unit.lstrip("百千万亿") == average.unit
    if not alike or _is_operand(figure) or _AVERAGE.search(told.clause) or "每" in told.clause:
        return False
    name = _PLAIN.sub("", what)
    return (
        not name
        or _TOTAL.search(told.own) is not None
        or any(name[i : i + 2] in told.clause for i in range(max(1, len(name) - 1)))
    )


def _quotient(pair: tuple[Figure, Figure]) -> Formula:
    return ratio(*pair)


def _gives(average: Figure, pair: tuple[Figure, Figure]) -> bool:
    return is_held(judge_relation(Equal(average, _quotient(pair))))


def _priced(context: Context, told: list[Told]) -> Iterator[Claim]:
    """One claim for each sum that a standard, a number of what it is for one of, and months give, in any order.

    每人每月补助450元，320人，12个月，应发172.80万元; 补助4206人，每人每年600元，发放252.36万元.
    """
    for price in told:
        per = _per(price.figure)
        if not per or _OWN_COUNT.search(price.figure.before):  # 2个镇每镇补200万元 says how many get it
            continue
        item = [t for t in told if t.item == price.item and t.depth == price.depth and t is not price]
        months = [t.figure for t in item if t.figure.unit in _TIMES]
        counts = [
            t for t in item if t.figure.measure in _COUNTS and t.figure.value and t.figure not in months
        ]
        total = _total_of(price, counts, item)
        if len(counts) != 1 or total is None or len(months) > 1:
            continue
        count = counts[0].figure
        counted = count.label + count.unit + count.behind[:_BEHIND]
        if not any(what in counted for what in per):
            continue
        product: Formula = Product(Term(price.figure), Term(count))
        formulas = [product, *(Product(product, Term(m)) for m in months)]
        if "月" in price.figure.label and not months:
            formulas.append(Sum(((Fraction(12), product),)))
        relation = any_of([Equal(total, f) for f in formulas])[0]
        due = any(_DUE.search(t.own) or _COMES_TO.search(t.before) for t in item if t.figure is total)
        given = [judge_relation(Equal(total, f)).computed for f in formulas]
        held = judge_relation(relation).state != "broken"
        if not (held or due or any(c is not None and is_slip_off(total, c) for c in given)):
            continue  # who came and went is not told
        spelt = "×".join(f.text for f in (price.figure, count, *months))
        yield context.facts.claim(
            CODE,
            relation,
            f"{dated(total)}写为{{stated}}，按{spelt}计算应为{{computed}}，相差{{difference}}",
            [("total", total), ("average", price.figure), ("count", count), *(("months", m) for m in months)],
            severity="warning",
            confidence="medium",
        )


def _total_of(price: Told, counts: list[Told], item: list[Told]) -> Figure | None:
    """The amount of an item that a price and a number make: its only one, or the first due behind both (应发…实发…)."""
    totals = [
        t
        for t in item
        if kind(t.figure.unit) == "money"
        and t.figure.measure == "level"
        and not t.figure.qualifier
        and base_value(t.figure) > base_value(price.figure)
        and not _AVERAGE.search(t.clause)
        and "每" not in t.own
    ]
    others = [t.figure for t in item if kind(t.figure.unit) == "money" and t.figure.measure == "level"]
    if len(totals) < sum(
        _RAISED.match(f.behind) is None for f in others
    ):  # several prices, or amounts beside them
        return None
    last = max((t.figure.where.start or 0 for t in (price, *counts)), default=0)
    due = [t for t in totals if (t.figure.where.start or 0) > last and _DUE.search(t.own)]
    return totals[0].figure if len(totals) == 1 else due[0].figure if due else None


def _multiplied(context: Context, told: list[Told]) -> Iterator[Claim]:
    """One claim for each amount that is spelt out as a number times a price, in brackets or before 计.

    购书支出97.20万元（购书16200册，平均每册60元）, 88场×7800元, 户厕832座，每座奖补2400元，计199.68万元.
    """
    for place, total in enumerate(told):
        if kind(total.figure.unit) != "money" or total.figure.measure != "level" or total.figure.qualifier:
            continue
        behind = [t for t in told[place + 1 : place + 4] if t.sentence == total.sentence]
        inside = [t for t in behind if t.depth == total.depth + 1]
        inside = [] if "=" in prose.bracket(total.figure) else inside
        before = [t for t in told[:place] if t.sentence == total.sentence][-3:]
        spelt = (
            _spelt(inside)
            if inside[:2] == behind[:2] and _OPENS.match(behind[0].before if behind else "")
            else []
        )
        if not spelt and _COMES_TO.search(total.before) and before:
            spelt = _spelt([*before])
        if not spelt or _BY_FACT.search(prose.bracket(total.figure)):
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
    raised = _RAISED.match(standard.behind)
    if "平均" in label or raised or standard.measure != "level":
        return []
    return [what for what in _PER.findall(label) if what not in "年月天"] if _STANDARD.search(label) else []


def _is_operand(figure: Figure) -> bool:
    """Whether a figure is what is divided or multiplied, not what comes out: 49.9元（96.30万元÷1.93万亩）."""
    return figure.behind.lstrip()[:1] in ("÷", "×", "/")
