"""比率与同段写出的两个数不符

## 查什么
比率的名称说明它算的是哪个数（拨付……拨付率、已开工……开工率、节约……节约率），占比、完成率紧跟在所算的数后面，
或者比率后面的括号正好写出两个数的，用这个数与同一句、同一段前面的数重新计算。有一组相符就不报；
括号里正好两个数、数后面的括号写明计划数、同一句前面只有一个可作分母的数的，不符即提请核对；
其余的，只有所写比率与算得的只差一处笔误时才提请核对。

## 为什么
比率是先算好再抄进正文的，抄错一位，或者金额改了比率没改，读者无法知道哪一个可信。

## 错误示例
```
下达衔接资金2860万元，追加410万元，共计3270万元，安排项目26个。截至6月底已开工24个，开工率93.2%；累计拨付1504.2万元，拨付率64.0%。
```
```
抽查15个项目，资金5620万元，仅支出2304.2万元，支出率14%。
```
```
新建村组道路18.6公里（年度目标32公里），完成51.8%。
```
```
消防器材完好率94.6%（应有2950台，完好2845台）。
```
```
采购计划金额2915.6万元，节约资金228.3万元，节约率8.73%。
```
```
户厕改造计划800座，实际完成832座，完成率108%。
```
```
监测断面86个，达标47个，达标率86.05%。
```
```
安排资金846.30万元，资金支付812.60万元，未支33.70万元，支付率94.2%。
```

## 正确示例
```
监测企业达标率97.6%（抽测250家次，超标6家次）。
```
```
下达衔接资金2860万元，追加410万元，共计3270万元，安排项目26个。截至6月底已开工24个，开工率92.3%；累计拨付1504.2万元，拨付率46.0%。
```
```
新建村组道路18.6公里（年度目标32公里），完成58.1%；消防器材完好率96.4%（应有2950台，完好2845台）。
```

## 不判示例
所算的另一个数没有写出，或者相差不像笔误的，不作判断；紧跟比率的括号写明所算的数或者口径（“剔除……”“按……计算”“金额”），
或者“占……的”所指的数没有写出的，也不作判断。
```
全年下达资金3270万元，其中甲类1200万元。乙类项目累计拨付820.5万元，拨付率71.3%。
```
```
立案386件，比上年增加12件，其中当年立案351件，已办结340件，当年立案办结率96.9%。
```
```
核定设备投资额36027.9万元，核减2527.4万元，核减率6.56%。
```
```
出租面积8620平方米；闲置面积1240平方米，闲置率12.6%（总面积9860平方米）。
```
```
采购计划金额2915.6万元，节约资金228.3万元，节约率8.73%（不含零星采购）。
```
```
全年下达资金3270万元（剔除结转资金），累计拨付1504.2万元，拨付率64.0%。
```
```
高血压患者规范管理28415人，规范管理率81.6%；糖尿病患者规范管理9103人，规范管理率80.9%。
```
```
项目退出收益率21.4%（投资0.42亿元，回收0.51亿元）。
```
```
财政拨款收支总计867.41万元。一般公共预算支出805.83万元，占本年支出合计的92.94%。
```

## 依据
比率 = 部分 ÷ 整体。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import permutations

import regex

from checks import prose
from checks.cause.slip import slip
from checks.context import Context
from checks.formula import Ratio, Term, difference, footing, ratio
from checks.model import Claim, Equal, Relation
from checks.precision import base_value, significant_digits
from checks.prose import Told
from checks.relation import any_of, judge_relation
from checks.subject import dated
from extract.lexicon import normalise
from extract.model import Figure
from extract.unit import kind, same_kind

CODE = "GJ214"
NAME = "told-rate"
SEVERITY = "warning"
SINCE = "0.1.0"
_NAMED = regex.compile(r"(?P<stem>\p{Han}{2})(?:率|比例)(?:仅|达到?|为|只有|约|[:：])*$")
_OTHER = regex.compile(
    r"债|收益|回报|增值|溢价|增长|下降|增减|变动|负债|利润|毛利|利|税|汇|周转|死亡|出生|发生|自然|年化|贡献"
)
_SPENT = regex.compile(r"支出|支付|使用|拨付|执行|列支|兑付|发放")
_DONE = regex.compile(r"(?:完成|实现)(?:了|全年|年度|年初)*(?:计划|目标|任务)?(?:数|量)?的?$")
_SHARE = regex.compile(r"占(?:比)?(?:为|约|[:：])*$")
_PLANNED = regex.compile(r"目标|计划|任务|应")
_NOT = regex.compile(r"未|尚|不(?!足)|无")
_LAST = regex.compile(r"上年|去年|同期|上期|年初")
_LEFT_OUT = regex.compile(r"剔除|扣除|不含|不包括|除外")
_LESS = regex.compile(r"(?:扣除|剔除|不含|不计|除去)(?!税)")
_SAVED = regex.compile(r"(?:节约|节支|核减|压减)率(?:达|为)?$")
_OF = regex.compile(r"占(?!比(?:重|例)?为?$)(\p{Han}{2,}?)的?(?:比重|比例)?为?$")
_CUT = regex.compile(r"(?:核减|审减|压减|节约|节支|下浮|降价)率")
_COMPARED = regex.compile(r"(?:较|比|与|由|从)[^，,。；]{0,14}$")
_CHANGE = regex.compile(r"同比|上年|上期|增长|提高|上升|下降|降低|百分点")
_GENERIC = frozenset("总全部额数量合计度")
Pair = tuple[Told, Told]
_BACK, _TELLING, _FIRM = 5, 4, 3


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each rate whose two terms stand beside it and do not give it, or are one slip from it."""
    earlier: list[Told] = []
    for told in prose.paragraphs(context.extraction):
        for place, rate in enumerate(told):
            figure = rate.figure
            if kind(figure.unit) != "percent" or figure.qualifier or figure.stage == "target":
                continue
            named = figure.measure in ("ratio", "share") or _SAVED.search(rate.clause)
            if not named or figure.value == 0 or _COMPARED.search(rate.clause):
                continue
            beside = _Beside(rate, told[:place], told[place + 1 :], earlier)
            if beside.pairs:
                yield _claim(context, beside)
        earlier = [t for t in told if prose.is_amount(t.figure)][-_BACK:]


@dataclass(frozen=True)
class _Beside:
    """A rate with the figures of its paragraph before and behind it, and the last amounts of the one before."""

    rate: Told
    before: list[Told]
    behind: list[Told]
    earlier: list[Told]

    @cached_property
    def sentence(self) -> list[Told]:
        """The amounts before the rate in its sentence."""
        return [t for t in self.before if t.sentence == self.rate.sentence and _is_term(t.figure)]

    @cached_property
    def inside(self) -> list[Pair]:
        """The amounts of the bracket right behind the rate."""
        return list(_in_bracket(self.rate, self.behind))

    @property
    def is_named(self) -> bool:
        """Whether words and places leave no doubt which amounts the rate is of."""
        if self.inside:
            return _is_called(self.rate, self.inside[0][0])
        return any(_is_called(self.rate, a) and self._is_right_before(a, b) for a, b in self.pairs)

    @cached_property
    def pairs(self) -> list[Pair]:
        """What may be divided by what: the pair that gives the rate, else those that words or a slip point to.

        None where other amounts beside the rate give it.
        """
        rate, narrowed = self.rate, _is_narrowed(self.rate.figure)
        told = self.inside or ([] if narrowed else list(_against_plan(rate, self.before)))
        loose = [] if told or narrowed else self._loose()
        if any(_cuts(rate, a, b) for a, b in loose):
            return []
        if giving := [(a, b) for a, b in told or loose if _gives(rate.figure, a, b)]:
            return giving[-1:]
        near = [*self.earlier, *self.before, *(t for t in self.behind if t.sentence == rate.sentence)]
        amounts = [t for t in near if _is_term(t.figure)]
        if any(_gives(rate.figure, a, b) for a, b in permutations(amounts, 2)):
            return []
        firm = [(a, b) for a, b in loose if b in self.sentence and b.depth == 0]
        if told or (len(firm) == 1 and self._is_alone(*firm[0]) and rate.figure.measure != "share"):
            return told or loose
        return [(a, b) for a, b in loose[-_BACK:] if _is_near(rate, a, b)]

    def _loose(self) -> list[Pair]:
        """The amounts that the words make a rate of, each over every amount before that it may be a part of."""
        if _LESS.search(_since(self.rate, self.before)):
            return []
        tops = _tops(self.rate, self.sentence)
        amounts = [t for t in (*self.earlier, *self.before) if _is_term(t.figure)]
        called = [t for t in amounts if _is_called(self.rate, t)]
        bottoms = [t for t in amounts if t not in (*tops, *called) and t.figure.measure != "change"]
        return [(a, b) for a in tops for b in bottoms if _goes(self.rate, a, b)]

    def _is_alone(self, top: Told, bottom: Told) -> bool:
        """Whether two amounts are the only ones of the sentence, or its others are what the one lacks of the other."""
        same = [t for t in self.sentence if same_kind(t.figure.unit, top.figure.unit)]
        rest = [prose.exact(t.figure) for t in same if t is not top and t is not bottom]
        lacking = Equal(prose.exact(bottom.figure), footing([prose.exact(top.figure), *rest]))
        return not rest or judge_relation(lacking).state.startswith("held")

    def _is_right_before(self, top: Told, bottom: Told) -> bool:
        """Whether the two are all that stands before the rate, counted in one unit: 断面86个，达标47个，达标率86.05%."""
        return self.sentence == [bottom, top] and top.figure.unit == bottom.figure.unit


def _claim(context: Context, beside: _Beside) -> Claim:
    rate, pairs, named = beside.rate.figure, beside.pairs, beside.is_named
    relations: list[Relation] = [Equal(rate, _rate(a, b)) for a, b in pairs]
    if beside.inside and not named:  # the bracket may tell the rest: 达标率97.6%（抽测250家，超标6家）
        top, bottom = (prose.exact(t.figure) for t in beside.inside[0])
        pairs = [*pairs, beside.inside[0]]
        relations.append(Equal(rate, Ratio(difference(bottom, top), Term(bottom))))
    relation, decisive = any_of(relations)
    top, bottom = (prose.exact(t.figure) for t in pairs[decisive])
    return context.facts.claim(
        CODE,
        relation,
        f"{dated(rate)}写为{{stated}}，按{top.text}÷{bottom.text}计算应为{{computed}}，相差{{difference}}",
        [("result", rate), ("numerator", top), ("denominator", bottom)],
        group=prose.group(rate),
        named=named,
    )


def _since(rate: Told, before: Sequence[Told]) -> str:
    """The words of its sentence between the rate before and a rate."""
    words = rate.head
    for told in reversed(before):
        if told.sentence != rate.sentence or kind(told.figure.unit) == "percent":
            break
        words = told.head + words
    return words


def _is_called(rate: Told, top: Told) -> bool:
    """Whether an amount is called as its rate is, and not the rest: 合格94个 of 合格率."""
    named = _NAMED.search(normalise(rate.clause))
    return named is not None and named["stem"] in top.own and _NOT.search(top.own) is None


def _is_term(figure: Figure) -> bool:
    counted = kind(figure.unit) in ("money", "count", "headcount") and figure.measure in (
        *prose.AMOUNTS,
        "change",
    )
    return counted and figure.qualifier in ("", "planned") and not figure.doubt and figure.value > 0


def _in_bracket(rate: Told, behind: Sequence[Told]) -> Iterator[tuple[Told, Told]]:
    """The only two amounts of the brackets right behind a rate: 完好率96.4%（应有2950台，完好2845台）."""
    inside = [t for t in behind if t.sentence == rate.sentence and t.depth == rate.depth + 1]
    first = behind[0] if behind else None
    if first is None or first not in inside or not first.before.lstrip().startswith(("（", "(")):
        return
    end = next((i for i, t in enumerate(behind) if i and regex.search("[）)]", t.before)), len(behind))
    terms = [t for t in behind[:end] if _is_term(t.figure)]
    if len(terms) != 2 or end != 2 or terms[0].figure.unit != terms[1].figure.unit:
        return
    if any(_LAST.search(t.clause) or _LEFT_OUT.search(t.clause) for t in terms) or "率" not in rate.clause:
        return
    if _OTHER.search(rate.clause):
        return
    called = [t for t in terms if _is_called(rate, t)]
    if len(called) == 1 and not _PLANNED.search(called[0].clause):
        yield called[0], next(t for t in terms if t is not called[0])
        return
    low, high = sorted(terms, key=lambda t: t.figure.value)
    over = _PLANNED.search(low.clause) is not None and _PLANNED.search(high.clause) is None
    yield (high, low) if over else (low, high)


def _against_plan(rate: Told, before: Sequence[Told]) -> Iterator[tuple[Told, Told]]:
    """An amount with its plan in brackets, right before its rate: 道路18.6公里（年度目标32公里），完成58.1%."""
    if len(before) < 2 or not (_DONE.search(rate.clause) or rate.clause.endswith("完成率")):
        return
    done, plan = before[-2:]
    if done.sentence != rate.sentence or plan.depth != done.depth + 1 or not _PLANNED.search(plan.clause):
        return
    if same_kind(done.figure.unit, plan.figure.unit) and _is_term(done.figure) and _is_term(plan.figure):
        yield done, plan


def _tops(rate: Told, sentence: Sequence[Told]) -> list[Told]:
    """The amounts that the words make a rate of: those called as it is, or right before 占 and 完成."""
    words = normalise(rate.clause)
    named = _NAMED.search(words)
    if named is not None and not _OTHER.search(named["stem"]):
        stem = named["stem"]
        called = [t for t in sentence if stem in t.own or (_SPENT.search(stem) and _SPENT.search(t.own))]
        called = [
            t for t in called if not _NOT.search(t.clause) and words[: named.start()] in normalise(t.clause)
        ]
        return called[-1:]
    alone = regex.fullmatch(r"\s*[（(]\s*", rate.before) and rate.after.strip() in ("）", ")")
    if rate.figure.measure == "share" or _SHARE.search(words) or alone:
        return [t for t in sentence[-1:] if not alone or t.figure.measure != "change"]
    return []


def _is_verb(rate: Told, top: Told) -> bool:
    """Whether the verb of the rate stands right before the amount: 仅支出2304.2万元，支出率."""
    named = _NAMED.search(normalise(rate.clause))
    return (
        named is not None
        and regex.search(named["stem"] + r"(?:了|资金|金额|数|额)?$", top.clause) is not None
    )


def _goes(rate: Told, top: Told, bottom: Told) -> bool:
    """Whether one amount may be divided by the other: of one kind, time and measure, no more than the whole."""
    one, two = top.figure, bottom.figure
    if prose.is_scoped(one) or prose.is_scoped(two) or (_OF.search(rate.clause) and not _names(rate, bottom)):
        return False
    if not same_kind(one.unit, two.unit) or one.period != two.period or _LAST.search(bottom.clause):
        return False
    if (
        rate.figure.measure == "share"
        and "预算" in two.stage
        and "预算" not in one.stage
        and not _OF.search(rate.clause)
    ):
        return False
    over = _PLANNED.search(bottom.clause) is not None and "完成" in rate.clause
    return over or base_value(one) <= base_value(two)


def _is_narrowed(rate: Figure) -> bool:
    """Whether the bracket right behind a rate names what it is of: 闲置率12.6%（总面积9860平方米）, 不规范率19.6%（金额）."""
    named = prose.bracket(rate)
    return bool(named) and not _CHANGE.search(named)


def _rate(top: Told, bottom: Told) -> Ratio:
    return Ratio(Term(prose.exact(top.figure)), Term(prose.exact(bottom.figure)))


def _gives(rate: Figure, top: Told, bottom: Told) -> bool:
    if not same_kind(top.figure.unit, bottom.figure.unit):
        return False
    return (
        judge_relation(Equal(rate, ratio(prose.exact(top.figure), prose.exact(bottom.figure)))).state
        != "broken"
    )


def _names(rate: Told, bottom: Told) -> bool:
    """Whether 占…的 names an amount, by characters of its label: 占基金收入的 is of 政府性基金预算收入."""
    phrase = _OF.search(rate.clause)
    return phrase is not None and set(phrase[1]) - _GENERIC <= set(bottom.figure.label)


def _cuts(rate: Told, top: Told, bottom: Told) -> bool:
    """Whether a cut is over what stood before it: 核定36027.9万元，核减2527.4万元，核减率6.56%."""
    before = footing((prose.exact(top.figure), prose.exact(bottom.figure)))
    made = Equal(rate.figure, ratio(prose.exact(top.figure), before))
    return _CUT.search(rate.clause) is not None and judge_relation(made).state != "broken"


def _is_near(rate: Told, top: Told, bottom: Told) -> bool:
    """Whether one slip makes the printed rate of the computed one; with few digits only a transposition tells."""
    places = -int(rate.figure.step.as_tuple().exponent)
    value = Decimal(str(round(float(_rate(top, bottom).value() * Fraction(100)), places)))
    digits = significant_digits(rate.figure)
    if abs(rate.figure.value - value) <= rate.figure.step:
        return False
    kind_of = slip(rate.figure.value, value, rate.figure.step) if rate.figure.unit == "%" else ""
    if digits < _FIRM or not kind_of:
        return False
    beside = (bottom.figure.where.block, bottom.sentence) == (rate.figure.where.block, rate.sentence)
    beside = beside and (rate.figure.measure != "share" or _names(rate, bottom))
    return digits >= _TELLING or kind_of == "transposition" or beside
