"""The amounts beside a rate that it may be of: those its words name, its bracket prints, or one slip points to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import permutations

import regex

from checks import prose
from checks.cause.slip import slip
from checks.evidence import is_held
from checks.formula import footing, ratio
from checks.model import Equal
from checks.precision import base_value, significant_digits
from checks.prose import Told
from checks.relation import judge_relation
from checks.worded import (
    CUT,
    DONE,
    LAST,
    NAMED,
    NOT,
    OTHER,
    PLANNED,
    SPENT,
    Pair,
    is_called,
    is_planned,
    linked,
    over,
    worded,
)
from extract.lexicon import normalise
from extract.model import Figure
from extract.unit import kind, same_kind

BACK = 5
_APART = 2
_TELLING, _FIRM = 4, 3
_SHARE = regex.compile(r"占(?:比)?(?:为|约|[:：])*$")
_LEFT_OUT = regex.compile(r"剔除|扣除|不含|不包括|除外")
_LESS = regex.compile(r"(?:扣除|剔除|不含|不计|除去)(?!税)")
_OF = regex.compile(r"占(?!比(?:重|例)?为?$)(\p{Han}{2,}?)的?(?:比重|比例)?为?$")
_CHANGE = regex.compile(r"同比|上年|上期|增长|提高|上升|下降|降低|百分点")
_GENERIC = frozenset("总全部额数量合计度")


@dataclass(frozen=True)
class Beside:
    """A rate with the figures of its paragraph before and behind it, and the last amounts of the one before.

    ``parts`` numbers the list that each listed amount is in, ``amounts`` all of the document.
    """

    rate: Told
    before: list[Told]
    behind: list[Told]
    earlier: list[Told]
    parts: Mapping[Figure, int]
    amounts: Sequence[Figure]

    @cached_property
    def sentence(self) -> list[Told]:
        """The amounts before the rate in its sentence."""
        return [t for t in self.before if t.sentence == self.rate.sentence and _is_term(t.figure)]

    @cached_property
    def inside(self) -> list[Pair]:
        """The amounts of the bracket right behind the rate."""
        return list(_in_bracket(self.rate, self.behind))

    @cached_property
    def stated(self) -> list[Pair]:
        """What the words of its item say that the rate is of; [] where an amount elsewhere gives it."""
        if _LESS.search(_since(self.rate, self.before)):
            return []
        item = [t for t in self.sentence if t.item == self.rate.item and t.depth <= self.rate.depth]
        if _is_narrowed(self.rate.figure):
            pairs = [p for base in self._behind() for p in over(self.rate, item, base)]
        else:
            pairs = worded(self.rate, item, self.parts) or linked(self.rate, item)
        return [] if self._is_given_elsewhere(pairs) or self._is_of_several(pairs, item) else pairs

    def _behind(self) -> list[Told]:
        """The only figure of the bracket right behind the rate: 签约率91.04%（应签约7120人）."""
        inside = [t for t in self.behind[:2] if t.item == self.rate.item and t.depth == self.rate.depth + 1]
        return inside if len(inside) == 1 and _is_term(inside[0].figure) else []

    @property
    def is_named(self) -> bool:
        """Whether words and places leave no doubt which amounts the rate is of."""
        if self.inside:
            return is_called(self.rate, self.inside[0].top)
        return bool(self.pairs) and all(
            p in self.stated and p.way != "rest" and self._is_plain(p) and _is_no_other(self.rate.figure, p)
            for p in self.pairs
        )

    def _is_plain(self, pair: Pair) -> bool:
        """Whether numbers of things stand right before their rate (断面86个，达标47个，达标率86.05%), or it is of money."""
        counted = kind(pair.top.figure.unit) != "money"
        planned = is_planned(pair.base) and "完成" in self.rate.clause
        before = self.sentence == [pair.base, pair.top] and not is_called(self.rate, pair.base)
        return not counted or planned or before

    @cached_property
    def pairs(self) -> list[Pair]:
        """What may be divided by what: the pair that gives the rate, else those that words or a slip point to.

        None where other amounts beside the rate give it.
        """
        rate = self.rate
        told = self.inside or ([] if _is_narrowed(rate.figure) else list(_against_plan(rate, self.before)))
        loose = [] if told or _is_narrowed(rate.figure) else self._loose()
        cuts = [Pair(p.top, p.base, "cut") for p in loose] if CUT.search(rate.clause) else []
        if giving := [p for p in (*(told or loose), *cuts, *self.stated) if p.gives(rate.figure)]:
            return giving[-1:]
        near = [*self.earlier, *self.before, *(t for t in self.behind if t.sentence == rate.sentence)]
        amounts = [t for t in near if _is_term(t.figure)]
        if any(Pair(a, b).gives(rate.figure) for a, b in permutations(amounts, 2)):
            return []
        if told or self.stated:
            return told or self.stated
        firm = [p for p in loose if p.base in self.sentence and p.base.depth == 0]
        if len(firm) == 1 and self._is_alone(firm[0]) and rate.figure.measure != "share":
            return loose
        return [p for p in loose[-BACK:] if _is_near(rate, p)]

    def _loose(self) -> list[Pair]:
        """The amounts that the words make a rate of, each over every amount before that it may be a part of."""
        if _LESS.search(_since(self.rate, self.before)):
            return []
        tops = _tops(self.rate, self.sentence)
        amounts = [t for t in (*self.earlier, *self.before) if _is_term(t.figure)]
        called = [t for t in amounts if is_called(self.rate, t)]
        bottoms = [t for t in amounts if t not in (*tops, *called) and t.figure.measure != "change"]
        return [Pair(a, b) for a in tops for b in bottoms if _goes(self.rate, a, b)]

    def _is_alone(self, pair: Pair) -> bool:
        """Whether two amounts are the only ones of the sentence, or its others are what the one lacks of the other."""
        top, base = pair.figures
        same = [t for t in self.sentence if same_kind(t.figure.unit, top.unit)]
        rest = [prose.exact(t.figure) for t in same if t is not pair.top and t is not pair.base]
        return not rest or is_held(judge_relation(Equal(base, footing([top, *rest]))))

    def _is_given_elsewhere(self, pairs: Sequence[Pair]) -> bool:
        """Whether the amount that the rate is called after gives it over one of another part of the document."""
        return any(
            Pair(top, Told(f, "", "", "", 0, 0)).gives(self.rate.figure)
            for top in dict.fromkeys(p.top for p in pairs)
            for f in self.amounts
            if f.value > 0 and base_value(f) != base_value(top.figure)
        )

    def _is_of_several(self, pairs: Sequence[Pair], item: Sequence[Told]) -> bool:
        """Whether several items of a list make the rate: 公办42所、民办普惠36所，普惠率90.7% of 86所."""
        for pair in pairs:
            number = self.parts.get(pair.top.figure)
            listed = [t.figure for t in item if number is not None and self.parts.get(t.figure) == number]
            sums = [listed[i:] for i in range(len(listed) - 1) if listed[-1] is pair.top.figure]
            made = [Equal(self.rate.figure, ratio(footing(s), pair.base.figure)) for s in sums]
            if any(judge_relation(m).state != "broken" for m in made):
                return True
        return False


def _since(rate: Told, before: Sequence[Told]) -> str:
    """The words of its sentence between the rate before and a rate."""
    words = rate.head
    for told in reversed(before):
        if told.sentence != rate.sentence or kind(told.figure.unit) == "percent":
            break
        words = told.head + words
    return words


def _is_term(figure: Figure) -> bool:
    counted = kind(figure.unit) in ("money", "count", "headcount") and figure.measure in (
        *prose.AMOUNTS,
        "change",
    )
    return counted and figure.qualifier in ("", "planned") and not figure.doubt and figure.value > 0


def _in_bracket(rate: Told, behind: Sequence[Told]) -> Iterator[Pair]:
    """The only two amounts of the brackets right behind a rate: 完好率96.4%（应有2950台，完好2845台）."""
    inside = [t for t in behind if t.sentence == rate.sentence and t.depth == rate.depth + 1]
    first = behind[0] if behind else None
    if first is None or first not in inside or not first.before.lstrip().startswith(("（", "(")):
        return
    end = next((i for i, t in enumerate(behind) if i and regex.search("[）)]", t.before)), len(behind))
    terms = [t for t in behind[:end] if _is_term(t.figure)]
    if len(terms) != 2 or end != 2 or terms[0].figure.unit != terms[1].figure.unit:
        return
    if any(LAST.search(t.clause) or _LEFT_OUT.search(t.clause) for t in terms) or "率" not in rate.clause:
        return
    if OTHER.search(rate.clause):
        return
    called = [t for t in terms if is_called(rate, t)]
    if len(called) == 1 and not PLANNED.search(called[0].clause):
        yield Pair(called[0], next(t for t in terms if t is not called[0]))
        return
    low, high = sorted(terms, key=lambda t: t.figure.value)
    over = PLANNED.search(low.clause) is not None and PLANNED.search(high.clause) is None
    yield Pair(high, low) if over else Pair(low, high)


def _against_plan(rate: Told, before: Sequence[Told]) -> Iterator[Pair]:
    """An amount with its plan in brackets, right before its rate: 道路18.6公里（年度目标32公里），完成58.1%."""
    if len(before) < 2 or not (DONE.search(rate.clause) or rate.clause.endswith("完成率")):
        return
    done, plan = before[-2:]
    if done.sentence != rate.sentence or plan.depth != done.depth + 1 or not PLANNED.search(plan.clause):
        return
    if same_kind(done.figure.unit, plan.figure.unit) and _is_term(done.figure) and _is_term(plan.figure):
        yield Pair(done, plan)


def _tops(rate: Told, sentence: Sequence[Told]) -> list[Told]:
    """The amounts that the words make a rate of: those called as it is, or right before 占 and 完成."""
    words = normalise(rate.clause)
    named = NAMED.search(words)
    if named is not None and not OTHER.search(named["stem"]):
        stem = named["stem"]
        called = [t for t in sentence if stem in t.own or (SPENT.search(stem) and SPENT.search(t.own))]
        called = [
            t for t in called if not NOT.search(t.clause) and words[: named.start()] in normalise(t.clause)
        ]
        return called[-1:]
    alone = regex.fullmatch(r"\s*[（(]\s*", rate.before) and rate.after.strip() in ("）", ")")
    if rate.figure.measure == "share" or _SHARE.search(words) or alone:
        return [t for t in sentence[-1:] if not alone or t.figure.measure != "change"]
    return []


def _goes(rate: Told, top: Told, bottom: Told) -> bool:
    """Whether one amount may be divided by the other: of one kind, time and measure, no more than the whole."""
    one, two = top.figure, bottom.figure
    if prose.is_scoped(one) or prose.is_scoped(two) or (_OF.search(rate.clause) and not _names(rate, bottom)):
        return False
    if not same_kind(one.unit, two.unit) or one.period != two.period or LAST.search(bottom.clause):
        return False
    if (
        rate.figure.measure == "share"
        and "预算" in two.stage
        and "预算" not in one.stage
        and not _OF.search(rate.clause)
    ):
        return False
    over = PLANNED.search(bottom.clause) is not None and "完成" in rate.clause
    return over or base_value(one) <= base_value(two)


def _is_narrowed(rate: Figure) -> bool:
    """Whether the bracket right behind a rate names what it is of: 闲置率12.6%（总面积9860平方米）, 不规范率19.6%（金额）."""
    named = prose.bracket(rate)
    return bool(named) and not _CHANGE.search(named)


def _names(rate: Told, bottom: Told) -> bool:
    """Whether 占…的 names an amount, by characters of its label: 占基金收入的 is of 政府性基金预算收入."""
    phrase = _OF.search(rate.clause)
    return phrase is not None and set(phrase[1]) - _GENERIC <= set(bottom.figure.label)


def _is_near(rate: Told, pair: Pair) -> bool:
    """Whether one slip makes the printed rate of the computed one; with few digits only a transposition tells."""
    places = -int(rate.figure.step.as_tuple().exponent)
    value = Decimal(str(round(float(pair.formula.value() * Fraction(100)), places)))
    digits = significant_digits(rate.figure)
    if abs(rate.figure.value - value) <= rate.figure.step:
        return False
    kind_of = slip(rate.figure.value, value, rate.figure.step) if rate.figure.unit == "%" else ""
    if digits < _FIRM or not kind_of:
        return False
    beside = (pair.base.figure.where.block, pair.base.sentence) == (rate.figure.where.block, rate.sentence)
    beside = beside and (rate.figure.measure != "share" or _names(rate, pair.base))
    return digits >= _TELLING or kind_of == "transposition" or beside


def _is_no_other(rate: Figure, pair: Pair) -> bool:
    """Whether a rate is not so far off that it must be of an amount printed nowhere: 检验率96.2% of 应检."""
    made = pair.formula.value()
    return made < base_value(rate) * _APART and base_value(rate) < made * _APART
