"""What the words beside a rate say that it is of: its numerator and what that is divided by.

A rate is named for what it counts (拨付率, 达标率, 核减率), or is a completion of what was planned.  The amount of its
item (up to a semicolon) that bears this name is over each amount there that it can be a part or the doing of,
whatever the values are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import regex

from checks import prose
from checks.formula import Formula, Ratio, Term, difference, footing
from checks.model import Equal
from checks.precision import base_value
from checks.prose import Told
from checks.relation import judge_relation
from extract.lexicon import normalise
from extract.model import Figure
from extract.unit import kind, same_kind

NAMED = regex.compile(r"(?P<stem>\p{Han}{2})(?:率|比例)(?:仅|达到?|为|只有|约|[:：])*$")
OTHER = regex.compile(
    r"债|收益|回报|增值|溢价|增长|下降|增减|变动|负债|利润|毛利|利(?!用)|税|汇|周转|死亡|出生|发生|自然|年化|贡献"
)
SPENT = regex.compile(r"支出|支付|使用|拨付|执行|列支|兑付|发放")
DONE = regex.compile(r"(?:完成|实现)(?:了|全年|年度|年初)*(?:计划|目标|任务)?(?:数|量)?的?$")
PLANNED = regex.compile(r"目标|计划|任务|应")
NOT = regex.compile(r"未|尚|不(?!足)|无")
LAST = regex.compile(r"上年|去年|同期|上期|年初")
CUT = regex.compile(r"(?:核减|审减|压减|节约|节支|下浮|降价)率")
_ACTUAL = regex.compile(r"实际|完成|已|现有|实[有到现]|新[建增]")
_OF_PLAN = ("完成", "执行", "实现", "达成")
_NOT_DONE = regex.compile(r"未|尚|超|不(?!足)|缺口|剩余|结余|结转|其余|限期|正在|继续|拟|待")
_DENIED = regex.compile(r"[不未]$")
_GENERAL = regex.compile(
    r"资金|预算|项目|计划|目标|任务|实际|累计|全年|年度|本年|经费|金额|数量|工作|的|其|年"
)
_LEFT_OUT = regex.compile(r"剔除|扣除|不含|不包括|除外|其中|[含减免]")
Way = Literal["part", "rest", "cut"]


@dataclass(frozen=True)
class Pair:
    """Two amounts that a rate is of: one over the other, what it lacks of it, or it over what it was cut from."""

    top: Told
    base: Told
    way: Way = "part"

    @property
    def figures(self) -> tuple[Figure, Figure]:
        """Both amounts, a plan as exact as it is printed."""
        return prose.exact(self.top.figure), prose.exact(self.base.figure)

    @property
    def formula(self) -> Formula:
        """What the rate ought to be."""
        top, base = self.figures
        if self.way == "rest":
            return Ratio(difference(base, top), Term(base))
        return Ratio(Term(top), footing((base, top)) if self.way == "cut" else Term(base))

    def __str__(self) -> str:
        top, base = (f.text for f in self.figures)
        if self.way == "rest":
            return f"（{base}－{top}）÷{base}"
        return f"{top}÷（{base}＋{top}）" if self.way == "cut" else f"{top}÷{base}"

    def gives(self, rate: Figure) -> bool:
        """Whether the amounts, of one kind, make the printed rate."""
        top, base = self.figures
        return same_kind(top.unit, base.unit) and judge_relation(Equal(rate, self.formula)).state != "broken"


def worded(rate: Told, item: Sequence[Told], parts: Mapping[Figure, int]) -> list[Pair]:
    """The amount of an item that a rate is called after, over each that it may be a part or the doing of.

    采购计划A，实际采购B，采购执行率; 计划A人次，实际B人次，完成率.  ``parts`` numbers the list that an amount is in.
    """
    top = None if OTHER.search(rate.own) else _top(rate, item)
    if top is None:
        return []
    bases = [b for b in item if b is not top and _is_base(rate, top, b, parts)]
    rests = [b for b in bases for c in bases if c is not b and prose.holds(c.figure, [top.figure, b.figure])]
    pairs = [Pair(top, b) for b in bases if b not in rests]
    if CUT.search(rate.clause):
        pairs += [Pair(p.top, p.base, "cut") for p in pairs]
    return pairs


def over(rate: Told, item: Sequence[Told], base: Told) -> list[Pair]:
    """The amount of an item that a rate is called after, over one that a bracket behind the rate prints."""
    top = None if OTHER.search(rate.own) else _top(rate, item)
    if top is None or LAST.search(base.clause) or _LEFT_OUT.search(base.clause):
        return []
    alike = top.figure.unit == base.figure.unit or kind(top.figure.unit) == "money" == kind(base.figure.unit)
    return [Pair(top, base)] if alike else []


def linked(rate: Told, item: Sequence[Told]) -> list[Pair]:
    """The only two amounts of an item, right before a rate whose name shares a character with them.

    原值A，在用B，利用率; 备案A份，其中按时备案B份，备案及时率.  It may be of what the one lacks of the other.
    """
    named = NAMED.search(normalise(rate.clause))
    if named is None or len(item) != 2 or OTHER.search(rate.own):
        return []
    base, top = item
    if base.figure.unit != top.figure.unit or base_value(top.figure) > base_value(base.figure):
        return []
    stem = set(named["stem"])
    if not stem & set(top.own) and not (stem & set(base.own) and _ACTUAL.search(top.own)):
        return []
    if is_called(rate, base) or LAST.search(base.clause) or top.figure.measure == "change":
        return []
    return [Pair(top, base), Pair(top, base, "rest")] if _is_about(rate, top, base) else []


def is_called(rate: Told, top: Told) -> bool:
    """Whether an amount is called as its rate is, and not the rest: 合格94个 of 合格率."""
    named = NAMED.search(normalise(rate.clause))
    return named is not None and named["stem"] in top.own and NOT.search(top.own) is None


def _top(rate: Told, item: Sequence[Told]) -> Told | None:
    """The amount of its item that a rate is called after: 到位B of 到位率, 实际B of 完成率; None without one."""
    words = normalise(rate.clause)
    named = NAMED.search(words)
    done = [t for t in item if not _NOT_DONE.search(t.own)]
    if DONE.search(words) or (named is not None and named["stem"] in _OF_PLAN):
        planned = {t.figure.unit for t in item if is_planned(t)}
        did = [t for t in done if t.figure.unit in planned and _ACTUAL.search(t.own)]
        if did:
            return did[-1]
    if named is None:
        return None
    stem = named["stem"]
    if _DENIED.search(words[: named.start()]):
        stem, done = words[named.start() - 1] + stem, list(item)
    called = [
        t for t in done if regex.search(rf"{stem}(?!\p{{Han}}?[至到](?!位))", t.own) and not is_planned(t)
    ]
    if not called and SPENT.search(stem):
        called = [t for t in done if SPENT.search(t.own)]
    return called[-1] if called else None


def is_planned(told: Told) -> bool:
    """Whether an amount is what was to be done: 计划420人, 应到500人; not 完成计划463人."""
    return PLANNED.search(told.own) is not None and _ACTUAL.search(told.own) is None


def _is_base(rate: Told, top: Told, base: Told, parts: Mapping[Figure, int]) -> bool:
    """Whether a rate may be of one amount over another: of one unit, told before it or planned, and no part beside it."""
    one, two = top.figure, base.figure
    if not same_kind(one.unit, two.unit) or (kind(one.unit) != "money" and one.unit != two.unit):
        return False
    if prose.is_scoped(one) or prose.is_scoped(two) or two.measure == "change" or LAST.search(base.clause):
        return False
    planned = is_planned(base)
    if (is_called(rate, base) and not planned) or (two in parts and parts.get(one, parts[two]) == parts[two]):
        return False
    before = (two.where.start or 0) < (one.where.start or 0) and base_value(one) <= base_value(two)
    return (planned or before) and _is_about(rate, top, base)


def _is_about(rate: Told, top: Told, base: Told) -> bool:
    """Whether what narrows the name of a rate is said of its amounts: 失能 of 失能供养率."""
    words = normalise(rate.clause)
    named = NAMED.search(words)
    if named is None:
        return True
    narrowing = _GENERAL.sub("", _DENIED.sub("", words[: named.start()]))
    return set(narrowing) <= set(normalise(top.clause) + normalise(base.clause))
