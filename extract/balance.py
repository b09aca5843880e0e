"""What revenue and spending leave, and amounts that by definition are all of another: 税收 and 非税.

The words name every operand, so that the sum is claimed whatever the amounts are.
"""

from __future__ import annotations

import regex

from extract import lexicon
from extract.model import Figure
from extract.spoken import Spoken

SIDE = regex.compile(r"(?P<owner>.*?)(?P<side>收入|支出)(?P<total>总计|合计|总额|总量)?(?:决算数|执行数)?$")
_TIME = regex.compile(r"(?:[本当全]年|本期|当期|年度|累计|实现|完成)+")
_OPENING = regex.compile(r"上年|年初|期初|历年")
_REST = regex.compile(
    r"(?P<lead>\p{Han}*?)(?:(?P<own>[本当]年|[本当]期|年度)|(?P<end>年[末终]))?(?P<both>收支)?(?:相抵)?净?"
    r"(?P<word>结余|结转结余|盈余|赤字|差额|逆差|顺差)(?:资金|数|额)?"
)
_DEFINED = ("盈余", "赤字", "差额", "逆差", "顺差")
_COMPLEMENTS = tuple(
    tuple(regex.compile(rf"(?:全[国省市县区州]|地方|[省市县区]本?级)?{name}") for name in names)
    for names in (
        ("税收(?:收入)?", "非税(?:收入)?", r"(?:\p{Han}{0,4}一般公共预算|地方财政|公共财政(?:预算)?)收入"),
        ("中央本级支出", "对地方转移支付(?:支出)?", "中央(?:一般公共预算|财政)支出"),
        ("(?:政府)?一般债务余额", "(?:政府)?专项债务余额", "(?:政府)?债务余额"),
        ("(?:政府)?一般债务限额", "(?:政府)?专项债务限额", "(?:政府)?债务限额"),
    )
)
"""The names of two amounts and of what they are by definition."""


def complete(spoken: Spoken, figure: Figure, label: str) -> None:
    """Two amounts told one after the other that by definition are all of one told before or behind them."""
    place, names = next(
        ((i, n) for n in _COMPLEMENTS for i, name in enumerate(n) if name.fullmatch(label)), (0, ())
    )
    if not names or spoken.lists:
        return
    told = [f for f in spoken.complements if names[0].fullmatch(_name(f)) or names[1].fullmatch(_name(f))]
    others = [figure]
    if place < len(names) - 1:
        told = [*told[-1:], figure]
        others = spoken.figures[-2::-1]
    spoken.complements = told
    whole = next((f for f in others if f.measure == "level" and names[2].fullmatch(_name(f))), None)
    each = [sum(name.fullmatch(_name(f)) is not None for f in told) for name in names[:2]]
    if whole is None or each != [1, 1]:
        return
    if all(_alike(f, whole) for f in told):
        spoken.emit("sum", {"total": (whole,), "plus": tuple(told)}, {"marker": "定义"}, True)
    spoken.complements = []


def _name(figure: Figure) -> str:
    return lexicon.normalise(figure.label)


def _alike(one: Figure, other: Figure) -> bool:
    """Whether two amounts are told in one unit of the same time, stage and level of government."""
    alike = (one.unit, one.period, one.stage) == (other.unit, other.period, other.stage)
    return alike and dict(one.scope).get("unit") == dict(other.scope).get("unit")


def left(spoken: Spoken, figure: Figure, label: str, gap: str) -> None:
    """收入A，支出B，收支结余C, told one right after the other."""
    if spoken.lists:
        return
    side, rest = SIDE.fullmatch(label), _REST.fullmatch(label)
    income, spent = spoken.sides
    if side is not None and side["side"] == "收入":
        spoken.sides = (figure, None)
    elif side is not None and income is not None and _of_one(income, figure):
        spoken.sides = (income, figure)
    elif rest is None or income is None or spent is None or figure.unit != income.unit:
        spoken.sides = (None, None)
    else:
        _say(spoken, figure, rest, gap)
        spoken.sides = (None, None)


def _say(spoken: Spoken, figure: Figure, rest: regex.Match[str], gap: str) -> None:
    """Say what is left of revenue, surely or (a bare 结余) perhaps together with what was left before."""
    income, spent = spoken.sides
    assert income is not None and spent is not None
    owner = _owner(income)
    if not (owner.endswith(rest["lead"]) or rest["lead"].endswith("财政")):
        return
    totals = all((m := SIDE.fullmatch(_name(f))) is not None and m["total"] for f in (income, spent))
    opened = _OPENING.search(spoken.quote()) is not None
    own = rest["own"] or rest["both"] or rest["lead"] or rest["word"] in _DEFINED or totals
    if (rest["end"] and not totals) or (opened and not own):
        return
    certain = own or ("相抵" in gap and not opened)
    # 差额 may be printed with its sign, or as how far the two lie apart.
    apart = rest["word"] == "差额" and figure.value > 0 and spent.value > income.value
    deficit = apart or rest["word"] in ("赤字", "逆差")
    plus, minus = (spent, income) if deficit else (income, spent)
    words = {"marker": "收支", "certain": "1" if certain else ""}
    spoken.emit("sum", {"total": (figure,), "plus": (plus,), "minus": (minus,)}, words)


def _of_one(income: Figure, spent: Figure) -> bool:
    """Whether revenue and spending are told of one thing: 基金收入, 基金支出 or 支出 alone, 收入总计 and X支出."""
    first, second = _owner(income), _owner(spent)
    return income.unit == spent.unit and (not first or first.endswith(second))


def _owner(figure: Figure) -> str:
    """What the revenue or spending that an amount is named as is of, "" where its name does not say."""
    side = SIDE.fullmatch(_name(figure))
    return _TIME.sub("", side["owner"]).strip("，、") if side is not None else ""
