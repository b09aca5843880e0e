"""Sums told in words: 收入5万元，加上补助3万元，收入总计8万元; 总计8万元，减去支出5万元，结转3万元.

The words name every operand, so that the sum is claimed whatever the amounts are.
"""

from __future__ import annotations

import regex

from extract import balance, lexicon, listing, unit
from extract.model import Figure
from extract.spoken import Chain, Spoken

_ADDS = regex.compile(
    r"(?:^|(?<=[，,；;。：:）)\s]))(?:再|另)?(?P<plus>加上?(?![强快大入工班密权急油之深])|连同)|(?P<minus>减去)"
)
_TOTAL = regex.compile(r"(?:总计|合计|总量|总额|总财力|可用(?:资金|财力)?|总收入|总支出)$")
_SEVERAL = regex.compile(r"等|合计|共计")
_LEADS = regex.compile(
    r"[）)]*\s*[、，,；;。：:和及与]?(?:以及|再)?(?:加上|减去|连同|加)?[：:]?[^、，,；;。：:]*"
)
_LEFT = regex.compile(r"(?:总计|合计|总量|总额|结转|结余|结转下年\p{Han}{0,4})$")
_BOTH = {"收入", "支出"}
_MOST_BASES = 8


def open_chain(spoken: Spoken, gap: str) -> None:
    """加上 in the words before a figure: the amounts from here on are added to the one spoken of."""
    added = list(_ADDS.finditer(gap))
    if not added or spoken.depth:
        return
    sign = 1 if added[-1]["plus"] else -1
    if spoken.chain is not None:
        spoken.chain.sign = sign
        return
    bases = _bases(spoken)
    spoken.chain = Chain(bases, sign) if bases else None


def _bases(spoken: Spoken) -> list[Figure]:
    """The amounts that something may be added to: the whole of the open list or what is spoken of, then others before."""
    outer = next((t.whole for t in spoken.lists if not t.bracket), None)
    subject = next((s.figure for s in reversed(spoken.subjects) if s.figure is not None), None)
    known = [f for f in (outer or subject, *reversed(spoken.figures)) if f is not None and _is_amount(f)]
    added = [f for s in spoken.statements for f in s.roles.get("plus", ())[1:]]
    parts = [f for s in spoken.statements if s.kind == "parts" for f in s.roles["parts"]]
    bases = [f for f in dict.fromkeys(known) if f not in added and f.unit == known[0].unit]
    return sorted(bases, key=lambda f: f in parts)[:_MOST_BASES]


def _is_amount(figure: Figure) -> bool:
    return figure.measure == "level" and unit.kind(figure.unit) == "money"


def note(spoken: Spoken, figure: Figure, noun: str, gap: str) -> None:
    """An amount was told: it goes into the account that is open, or is what that comes to."""
    if spoken.depth or not _is_amount(figure):
        return
    label = lexicon.normalise(noun)
    balance.complete(spoken, figure, label)
    if spoken.chain is not None:
        _add(spoken, spoken.chain, figure, label, gap)
    balance.left(spoken, figure, label, gap)


def _add(spoken: Spoken, chain: Chain, figure: Figure, label: str, gap: str) -> None:
    """An amount behind 加上: one more of those added, or the total of all."""
    alone = _LEADS.fullmatch(gap) is not None and not figure.qualifier and not gap.startswith("等")
    joined = "、" in label
    comes_to = _LEFT if chain.terms and chain.terms[-1][0] < 0 else _TOTAL
    if comes_to.search(label) and not joined and "等" not in label and chain.terms:
        if alone:
            _close(spoken, chain, figure, label)
        spoken.chain = None
    elif not alone or chain.ended or not label or (joined and not _SEVERAL.search(label)):
        spoken.chain = None
    elif spoken.lists:
        chain.inner.append(figure)
    else:
        chain.terms.append((chain.sign, figure))


def _close(spoken: Spoken, chain: Chain, total: Figure, label: str) -> None:
    """Say what the total is the sum of, once for each amount that the others may have been added to."""
    listing.leave(spoken, total)
    bases = [b for b in chain.bases if b.unit == total.unit and not {_side(label), _side(b.label)} >= _BOTH]
    # Of what an item is divided into (其中…) the last may as well be the next items.
    tails = [chain.inner[n:] for n in range(1, len(chain.inner) + 1)] or [[]]
    told = [(base, tail) for base in bases for tail in tails]
    reading = spoken.next_reading() if len(told) > 1 else 0
    for base, tail in told:
        plus = (base, *(f for sign, f in chain.terms if sign > 0), *tail)
        minus = tuple(f for sign, f in chain.terms if sign < 0)
        roles = {"total": (total,), "plus": plus} | ({"minus": minus} if minus else {})
        spoken.emit("sum", roles, {"marker": "加上"}, True, reading)


def _side(label: str) -> str:
    match = balance.SIDE.search(lexicon.normalise(label))
    return str(match["side"]) if match else ""
