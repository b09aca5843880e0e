"""What the words of a sentence make of its amounts: what there was, what came, what went, and what that leaves.

年初86人，新增12人，退休5人，年末93人; 下达资金60万元，支出45万元，收回5万元，结转10万元; 应付80万元，扣减3万元，实付77万元.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise, permutations, takewhile

import regex

from checks import prose
from checks.context import Context
from checks.prose import Told
from extract.model import Figure
from extract.unit import kind

_ROLES = tuple(
    (role, regex.compile(words))
    for role, words in (
        ("in", r"(?:增加|新增|调增|追加)(?:了)?$"),
        (
            "out",
            r"(?:减少|调减|[核压]减)(?:了)?$|[缴收交退]回\p{Han}{0,5}$|^上缴|(?:使用|动用|消化|盘活)(?:上年|年初|以前)",
        ),
        ("spent", r"支出(?:总计|合计|总量)"),
        ("total", r"(?:收入)?(?:总计|合计|总量)|可用"),
        ("net", r"净[增减](?:加|少)?(?:了|额|数)?$"),
        ("opening", r"年初|期初|月初|上年末|去年末|旧存|上年结[转余存]|上年底|清理前|整合前|原有"),
        ("closing", r"年末|期末|月末|年底|年终|未结|结存|现有"),
        ("due", r"应[付发缴收征退补拨]"),
        ("paid", r"实[付发缴收征拨]|实际(?:支付|发放|拨付|征收|缴纳|补贴)"),
        (
            "left",
            r"保留|结余(?!分配|率|资金率)|剩余|余额|节余|尚余|结转(?!.*支出$)|(?:尚|还|仍)?未(?:支付|支出|使用|拨付|执行)",
        ),
        (
            "out",
            r"退出|出库|报废|减少|审结|审执结|办结|注销|调[出减]|转出|清退|核销|迁出|退休|辞职|处置|到期|撤[并销]"
            r"|[缴收交退]回|上缴|扣减|扣款|扣除|扣回|[核压]减|减免|缓缴|动用|偿还|还本|支出|支付|使用|执行|拨付|兑付|发放|列支",
        ),
        (
            "in",
            r"新增|新收|增加|入库|转入|新购|购置|新登记|新认定|新进|调[入增]|录用|招[录聘]|纳入|补充|追加|收入|发行|再融资|利息",
        ),
        ("source", r"下达|到位|收到|筹集|安排"),
    )
)
"""What the words call an amount, the first that fits."""
_RESULTS = ("closing", "left", "paid")
_ENDS = {"opening": ("closing", "left"), "total": ("closing", "left"), "source": ("left",), "due": ("paid",)}
_LESSENED, _OWED = regex.compile(r"净减"), regex.compile(r"欠|未|差|缺|其余|剩余|余款|尾款|分期|待")
_NAME, _LONGEST = regex.compile(r"\P{Han}|其中|[为达有]$"), 12
_ENDS_LIST = regex.compile(r"[；;]")
_FEW_DIGITS, _TEN, _MOST = 3, 10, 12
_COMPARED = regex.compile(r"占|每|均|单价|[比较与]|超|低于|高于|不足")


@dataclass(frozen=True, slots=True)
class Balance:
    """``result``, called ``name``, is the signed sum of ``terms``; ``others`` are readings with fewer of them."""

    result: Figure
    name: str
    terms: tuple[tuple[int, Figure], ...]
    others: tuple[tuple[tuple[int, Figure], ...], ...]


def balances(context: Context) -> Iterator[Balance]:
    """Each balance whose terms all stand, outside of brackets, in the sentence of its result."""
    for told in prose.paragraphs(context.extraction):
        for number in dict.fromkeys(t.sentence for t in told):
            sentence = [t for t in told if t.sentence == number and _is_term(t)]
            for unit in dict.fromkeys(t.figure.unit for t in sentence):
                every = [t.figure for t in told if t.figure.unit == unit]
                yield from _of_unit(context, [t for t in sentence if t.figure.unit == unit], every)


def _is_term(told: Told) -> bool:
    figure = told.figure
    counted = (
        kind(figure.unit) in ("money", "count", "headcount") and not figure.qualifier and not figure.doubt
    )
    plain = not _COMPARED.search(told.clause) or _role(told) == "net"
    return counted and figure.measure in (*prose.AMOUNTS, "change") and plain


def _role(told: Told) -> str:
    return next((role for role, says in _ROLES if says.search(told.clause)), "")


def _of_unit(context: Context, told: list[Told], every: Sequence[Figure]) -> Iterator[Balance]:
    """The balances of the amounts of one sentence and unit."""
    seen: list[tuple[str, Figure]] = []
    sums = [t.figure.where.start or 0 for t in told if _role(t) == "spent"]
    for place, one in enumerate(told):
        role, whole = _role(one), context.facts.whole_of(one.figure)
        if any(
            whole is f and (role in ("", r) or not _ENDS_LIST.search(f.until(one.figure))) for r, f in seen
        ):
            continue
        if _is_again(role, seen):
            continue
        owed = role == "paid" and _OWED.search(one.figure.behind)
        # 支出总计 behind it takes what is left for one more item.
        summed = any(at > (one.figure.where.start or 0) for at in sums)
        if role in (*_RESULTS, "net") and one.depth == 0 and not owed and not summed:
            found = _net(seen) if role == "net" else _left(role, [*_opened(place, told), *seen])
            balance = _balance(one, found) if found is not None else None
            if balance is not None and not _is_explained(balance, every):
                yield balance
        seen = [*seen, (role, one.figure)] if one.depth == 0 else seen


def _opened(place: int, told: Sequence[Told]) -> list[tuple[str, Figure]]:
    """What there was at first, and what came and went, as the bracket behind a result tells it: 年末94辆（年初97辆）."""
    inside = takewhile(lambda t: t.depth > told[place].depth, told[place + 1 :])
    roles = [(_role(t), t.figure) for t in inside]
    return roles if roles and roles[0][0] == "opening" else []


def _is_explained(balance: Balance, every: Sequence[Figure]) -> bool:
    """Whether another amount of the paragraph is just what is missing, three of them give the result, or money that
    was due may still be owed.
    """
    gap = abs(sum((sign * f.value for sign, f in balance.terms), Decimal(0)) - balance.result.value)
    paid = balance.name.startswith("实") or "实际" in balance.name
    if paid and gap and not prose.nearly(balance.result, balance.terms, _FEW_DIGITS):
        return True
    values = [f.value for f in every[:_MOST] if f is not balance.result]
    telling = len(balance.result.value.as_tuple().digits) >= _FEW_DIGITS
    if gap and telling and any(a + b - c == balance.result.value for a, b, c in permutations(values, 3)):
        return True
    terms = [f for _, f in balance.terms] if gap < _TEN else []
    return any(f.value == gap and f is not balance.result and f not in terms for f in every)


def _is_again(role: str, seen: Sequence[tuple[str, Figure]]) -> bool:
    """Whether an amount without a name of its own follows a result that was told: what it is of is not known."""
    return role == "" and bool(seen) and seen[-1][0] in _RESULTS


def _left(role: str, seen: Sequence[tuple[str, Figure]]) -> list[tuple[str, Figure]] | None:
    """The amounts since the last result, where the first is what there was and each after it came or went."""
    ended = max((i + 1 for i, (r, _) in enumerate(seen) if r in _RESULTS), default=0)
    ended = max((i for i, (r, _) in enumerate(seen) if r == "total" and i >= ended), default=ended)
    run = list(seen[ended:])
    if not run or role not in _ENDS.get(run[0][0], ()):
        return None
    spent = [("out", f) for r, f in run if r == "spent"]
    # What both sides come to holds what is left, too.
    if any(f.value == run[0][1].value for _, f in spent):
        return None
    flows = spent or [("in" if r == "source" else r, f) for r, f in run[1:]]
    names = {r for r, _ in flows}
    both = run[0][0] == "total" or role != "closing" or names == {"in", "out"}
    return [run[0], *flows] if names in ({"out"}, {"in", "out"}) and both else None


def _net(seen: Sequence[tuple[str, Figure]]) -> list[tuple[str, Figure]] | None:
    """What came and went, where both are told and nothing else but the stock itself."""
    flows = [(r, f) for r, f in seen if r not in ("opening", "closing")]
    names = {r for r, _ in flows}
    return flows if names == {"in", "out"} else None


def _balance(result: Told, run: list[tuple[str, Figure]]) -> Balance:
    sign = -1 if _LESSENED.search(result.clause) else 1
    terms = tuple((-sign if role == "out" else sign, figure) for role, figure in run)
    outs = [t for t in terms if t[0] < 0]
    plus = tuple(t for t in terms if t[0] > 0)
    others: list[tuple[tuple[int, Figure], ...]] = [(*plus, out) for out in outs if len(outs) > 1]
    others += [((1, one), (-1, other)) for (_, one), (_, other) in pairwise(outs) if len(plus) == 1]
    changed = tuple(t for t in terms if t[1].measure != "change")
    others += [changed] if changed != terms and len(changed) > 1 else []
    others += [terms[1:]] if run[0][0] == "opening" and len(plus) > 1 else []
    return Balance(result.figure, _NAME.sub("", result.clause)[-_LONGEST:], terms, tuple(others))
