"""增减率与同段的本期数、上期数不符

## 查什么
增减率后面的括号写出上期数的，与同一句前面的本期数一起重新计算；增减额后面的括号只写增减率的，按增减额和本期数核对；
前后写出两年的数、再写“对比减少”“减少率”的，按这两个数核对。“年初预算A，拟调整为B，调减C，下降D”按A与B核对。
同段任何两个数能算出所写比率的不报。

## 为什么
增减率多由另一张表抄来，本期数或上期数改动后没有重算。

## 错误示例
```
全年火灾起数1126起，同比下降8.9%（2019年1248起）。
```
```
公务接待费3.20万元，较上年减少1.80万元（39.60%）。
```
```
2019年一般公共预算收入年初预算386500万元，拟调整为372800万元，调减17300万元，下降3.5%。
```
```
政府性基金收入年初预算268000万元，拟调整为243500万元，调减1.9%。
```
```
立案386起、损失2140.6万元，分别下降16.40%和21.83%（上年分别为452起、2738.4万元）。
```

```
实际支出1260.00万元，超预算60.00万元，超8.0%。
```

## 正确示例
```
全年火灾起数1126起，同比下降9.8%（2019年1248起）。公务接待费3.20万元，较上年减少1.80万元（36.00%）。
```
```
2019年一般公共预算收入年初预算386500万元，拟调整为372800万元，调减13700万元，下降3.5%。
```

```
用电186.42万千瓦时，同比下降4.69%；用水3.86万立方米，同比上升4.04%（上年分别为195.60万千瓦时、3.71万立方米）。
```

## 不判示例
本期数没有写出，括号中的数不是上期数，或者括号写明另有口径（“剔除……”“按……计算”）的，不作判断。
```
接警5318起，其中火灾同比下降8.9%（居住场所412起）。
```
```
公务接待费3.20万元，较上年减少1.80万元（占预算的39.60%）。
```
```
全年火灾起数1126起（不含野外火灾），同比下降8.9%（2019年1248起）。
```
```
2019年一般公共预算收入年初预算386500万元，拟调整为372800万元，调减3.9%（剔除退税因素）。
```

## 依据
增减率 = （本期数 − 上期数）÷ 上期数。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import regex

from checks import prose
from checks.context import Context
from checks.formula import Formula, Ratio, Sum, Term, difference, footing, growth
from checks.model import Claim, Equal, Relation
from checks.prose import Told
from checks.relation import any_of
from checks.subject import dated
from extract.model import Figure
from extract.unit import kind, same_kind

CODE = "GJ215"
NAME = "told-growth"
SEVERITY = "warning"
SINCE = "0.1.0"
_UP, _DOWN = "增长|增加|上升|提高|增幅|调增|涨|多", "减少|下降|降低|减幅|降幅|调减|压减|压缩|减|降|少"
_WORD = regex.compile(rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:率|幅度)?(?:了|为|达|约)?$")
_PAST = regex.compile(r"^[^（(]*[（(]\s*(?:上年|去年|上期|同期|年初|(?:19|20)\d\d年)\p{Han}{0,8}[:：]?$")
_JOINED = regex.compile(r"\s*[、和及与]\s*")
_ALONE = regex.compile(r"^\s*[（(]\s*$")
_ADJUSTED = regex.compile(r"^[，,]?\s*(?:拟|现|后)?(?:调整|变更|调[增减])(?:到|至|为)$")
_EXCEEDS = regex.compile(r"超(?:出|过|额|支|收|计划|预算|概算|任务|目标|年初)*(?:数|率|幅)?(?:达|为)?")
_BACK = 6


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each rate or amount of change whose terms stand beside it in an order of their own."""
    for told in prose.paragraphs(context.extraction):
        for place, one in enumerate(told):
            before = [t for t in told[:place] if t.sentence == one.sentence]
            if kind(one.figure.unit) == "percent" and not one.figure.qualifier and one.figure.value:
                yield from _past_behind(context, one, before, told[place + 1 :])
                yield from _rate_in_bracket(context, one, before)
            yield from _adjusted(context, one, before)
            yield from _over(context, one, before)


def _past_behind(
    context: Context, rate: Told, before: Sequence[Told], behind: Sequence[Told]
) -> Iterator[Claim]:
    """火灾1126起，同比下降9.8%（2019年1248起）; several at once where 分别 pairs rates with earlier amounts."""
    rates = [rate]
    while len(rates) <= len(before) and _JOINED.fullmatch(rates[0].before):
        rates.insert(0, before[-len(rates)])
    bases = _of_unit(rates, before, behind)
    word = _WORD.search(rates[0].clause.replace("分别", ""))
    inside = all(t.depth == rate.depth + 1 for t in bases)
    if word is None or len(bases) < len(rates) or not inside or not _PAST.match(behind[0].before):
        return
    for one, base in zip(rates, (t.figure for t in bases), strict=True):
        currents = [t.figure for t in before if t.figure.unit == base.unit and _is_level(t.figure)][-_BACK:]
        if _is_level(base) and currents and kind(one.figure.unit) == "percent":
            pairs = [(current, base) for current in reversed(currents)]
            yield from _of_rate(context, one.figure, word["up"] is not None, pairs)


def _of_unit(rates: Sequence[Told], before: Sequence[Told], behind: Sequence[Told]) -> list[Told]:
    """The earlier amounts that brackets behind rates print, one for each; of several those of its own unit."""
    inside = [t for t in behind if t.sentence == rates[-1].sentence and t.depth == rates[-1].depth + 1]
    inside = inside[: next((i for i, t in enumerate(inside) if i and "）" in t.before), len(inside))]
    current = next((t.figure for t in reversed(before) if t not in rates and _is_level(t.figure)), None)
    if len(rates) == 1 and len(inside) > 1 and current is not None and inside[0] is behind[0]:
        return [t for t in inside if t.figure.unit == current.unit][:1]
    return list(behind[: len(rates)])


def _rate_in_bracket(context: Context, rate: Told, before: Sequence[Told]) -> Iterator[Claim]:
    """较上年减少1.80万元（36.00%）: the rate of the change right before it."""
    if not before or not _ALONE.match(rate.before) or rate.after.strip() not in ("）", ")"):
        return
    delta = before[-1]
    word = _WORD.search(delta.clause)
    if word is None or delta.figure.measure != "change" or kind(delta.figure.unit) == "percent":
        return
    levels = [
        t.figure for t in before[:-1] if same_kind(t.figure.unit, delta.figure.unit) and _is_level(t.figure)
    ]
    formulas: list[Formula] = [
        _share_of_past(delta.figure, level, word["up"] is not None) for level in reversed(levels[-_BACK:])
    ]
    formulas += [Ratio(Term(delta.figure), Term(level)) for level in levels[-1:]]
    if rate.figure.value < 0 and word["down"]:
        formulas = [Sum(((Fraction(-1), formula),)) for formula in formulas]
    yield from _claim(context, rate.figure, formulas)


def _over(context: Context, rate: Told, before: Sequence[Told]) -> Iterator[Claim]:
    """实际支出1260万元，超预算60万元，超5.0%: what is over the plan, over the plan."""
    if (
        len(before) < 2
        or not _EXCEEDS.fullmatch(rate.own.strip("，,"))
        or kind(rate.figure.unit) != "percent"
    ):
        return
    excess, alike = before[-1], [t.figure for t in before[:-1] if t.figure.unit == before[-1].figure.unit]
    levels = [f for f in alike if _is_level(f) and f.value > excess.figure.value]
    if not levels or not _EXCEEDS.search(excess.own) or excess.item != rate.item:
        return
    over: list[Formula] = [Ratio(Term(excess.figure), Term(f)) for f in levels[:-1]]
    over.append(Ratio(Term(excess.figure), difference(levels[-1], excess.figure)))
    yield context.facts.claim(
        CODE,
        any_of([Equal(rate.figure, f) for f in over])[0],
        f"超出的比率写为{{stated}}，按超出{excess.figure.text}与{levels[-1].text}计算应为{{computed}}，相差{{difference}}",
        [("rate", rate.figure), ("delta", excess.figure), *(("current", f) for f in levels)],
        group=prose.group(rate.figure),
        named=True,
    )


def _adjusted(context: Context, one: Told, before: Sequence[Told]) -> Iterator[Claim]:
    """年初预算386500万元，拟调整为372800万元，调减13700万元，下降3.5%."""
    word = _WORD.search(one.clause)
    place = next((i for i in range(len(before) - 1, 0, -1) if _ADJUSTED.search(before[i].before)), None)
    if word is None or place is None or len(before) - place > 2:
        return
    old, new = before[place - 1].figure, before[place].figure
    if old.unit != new.unit or not _is_level(old) or not _is_level(new):
        return
    up = word["up"] is not None
    if kind(one.figure.unit) == "percent":
        yield from _of_rate(context, one.figure, up, [(new, old)])
    elif one.figure.unit == new.unit and place == len(before) - 1:
        yield from _claim(context, one.figure, [difference(new, old) if up else difference(old, new)])


def _is_level(figure: Figure) -> bool:
    return prose.is_amount(prose.exact(figure)) and figure.value > 0


def _share_of_past(delta: Figure, level: Figure, up: bool) -> Formula:
    past = difference(level, delta) if up else footing((level, delta))
    return Ratio(Term(delta), past)


def _of_rate(
    context: Context, rate: Figure, up: bool, pairs: Sequence[tuple[Figure, Figure]]
) -> Iterator[Claim]:
    grown = [growth(prose.exact(c), b) for c, b in pairs]
    fallen = [Ratio(difference(b, prose.exact(c)), Term(b)) for c, b in pairs]
    yield from _claim(context, rate, grown if up else fallen)


def _claim(context: Context, stated: Figure, formulas: Sequence[Formula]) -> Iterator[Claim]:
    relations: list[Relation] = [
        Equal(stated, f)
        for f in formulas
        if _computes(f) and not any(prose.is_scoped(x) for x in (stated, *f.figures()))
    ]
    if not relations:
        return
    relation, decisive = any_of(relations)
    used = relations[decisive]
    assert isinstance(used, Equal)
    yield context.facts.claim(
        CODE,
        relation,
        f"{dated(stated)}的增减写为{{stated}}，按同段所列两数计算应为{{computed}}，相差{{difference}}",
        [("stated", stated), *(("term", f) for f in used.formula.figures())],
        group=prose.group(stated),
    )


def _computes(formula: Formula) -> bool:
    try:
        return formula.value() != 0
    except ZeroDivisionError:
        return False
