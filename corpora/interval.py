"""Whether printed figures can stand in a relation, by interval arithmetic.

Written for the truth of the corpora from the definition of printed precision; the checker has its own.
"""

from __future__ import annotations

from fractions import Fraction

from corpora.model import Relation, Slot

Span = tuple[Fraction, Fraction]


def span(slot: Slot, *, truncated: bool = False, fine: bool = False) -> Span:
    """The values a printed figure can stand for, in the base of its kind.

    ``fine`` counts trailing zeros that the report dropped as printed.
    """
    value = Fraction(slot.value) * slot.scale
    if slot.measure in {"headcount", "count", "weight", "score"} and slot.unit != "%":
        return value, value
    places = max(slot.places, slot.printed_places) if fine else slot.printed_places
    step = slot.scale / 10**places
    if truncated:
        return (value, value + step) if value >= 0 else (value - step, value)
    return value - step / 2, value + step / 2


def add(spans: list[Span]) -> Span:
    """The sum of independent figures."""
    return sum((a for a, _ in spans), Fraction(0)), sum((b for _, b in spans), Fraction(0))


def negate(one: Span) -> Span:
    """Its negative."""
    return -one[1], -one[0]


def divide(upper: Span, lower: Span) -> Span | None:
    """The quotient, None where the divisor can be zero."""
    if lower[0] <= 0 <= lower[1]:
        return None
    ends = [a / b for a in upper for b in lower]
    return min(ends), max(ends)


def meets(one: Span, other: Span) -> bool:
    """Whether two intervals share a point."""
    return one[0] <= other[1] and other[0] <= one[1]


def state(relation: Relation, *, fine: bool = False) -> str:
    """held, rounding, truncation, broken or undefined: what the printed figures make of it."""
    if any(slot.blank for slot in relation.slots):
        return "undefined"
    exact = _test(relation, "exact", fine)
    if exact is None:
        return "undefined"
    if exact:
        return "held"
    if _test(relation, "nearest", fine):
        return "rounding"
    if _test(relation, "truncated", fine):
        return "truncation"
    return "broken"


def _test(relation: Relation, mode: str, fine: bool) -> bool | None:
    def of(slot: Slot, *, stated: bool = False) -> Span:
        if mode == "exact":
            value = Fraction(slot.value) * slot.scale
            return value, value
        return span(slot, truncated=mode == "truncated" and stated, fine=fine)

    def one(role: str, *, stated: bool = False) -> Span:
        return of(relation.roles[role][0], stated=stated)

    kind, roles = relation.kind, relation.roles
    if kind == "sum":
        terms = [of(s) for s in roles["parts"]] + [negate(of(s)) for s in roles.get("minus", [])]
        return meets(one("total", stated=True), add(terms))
    if kind in {"difference", "points"}:
        gap = add([one("current"), negate(one("base"))])
        return meets(one("delta", stated=True), gap if relation.sign > 0 else negate(gap))
    if kind == "change":
        return _change(relation, one("current"), one("delta"), one("rate", stated=True))
    if kind == "growth":
        quotient = divide(one("current"), one("base"))
        if quotient is None:
            return None
        rise = (quotient[0] - 1, quotient[1] - 1)
        return meets(one("rate", stated=True), rise if relation.sign > 0 else negate(rise))
    if kind == "ratio":
        quotient = divide(one("numerator"), one("denominator"))
        return None if quotient is None else meets(one("rate", stated=True), quotient)
    if kind == "product":
        price, number = one("price"), one("count")
        return meets(one("result", stated=True), (price[0] * number[0], price[1] * number[1]))
    if kind == "average":
        quotient = divide(one("amount"), one("count"))
        return None if quotient is None else meets(one("result", stated=True), quotient)
    if kind == "repeat":
        spans = [of(s) for s in roles["figures"]]
        return max(a for a, _ in spans) <= min(b for _, b in spans)
    if kind == "order":
        return one("lesser")[0] <= one("greater")[1]
    if kind == "score":
        rate, weight = one("rate"), one("weight")
        if relation.rule is not None:
            ends = sorted(map(relation.rule, rate))
            return meets(span(roles["score"][0]), (ends[0], ends[1])) or _rounded(
                roles["score"][0], (ends[0], ends[1])
            )
        product = (min(rate[0], Fraction(1)) * weight[0], min(rate[1], Fraction(1)) * weight[1])
        return meets(span(roles["score"][0]), product) or _rounded(roles["score"][0], product)
    if kind == "direction":
        return _unturned(relation)
    if kind == "trend":
        return _trend(relation, one("above"), one("below"))
    raise ValueError(kind)


def _rounded(score: Slot, product: Span) -> bool:
    """A score may be rounded to the last place it prints."""
    step = Fraction(1, 10**score.printed_places) / 2
    value = Fraction(score.value)
    return meets((value - step, value + step), product)


def _change(relation: Relation, current: Span, delta: Span, rate: Span) -> bool | None:
    """Current over current less change, the current figure at the same end in both places."""
    sign = relation.sign
    bases = [add([current, negate(delta)]) if sign > 0 else add([current, delta])][0]
    if bases[0] <= 0 <= bases[1]:
        return None
    ends = [d / (c - sign * d) for c in current for d in delta]
    return meets(rate, (min(ends), max(ends)))


def _trend(relation: Relation, above: Span, below: Span) -> bool:
    rising = (relation.sign > 0) == _unturned(relation)
    return above[1] >= below[0] if rising else above[0] <= below[1]


def _unturned(relation: Relation) -> bool:
    word = relation.word
    return word is None or word.text == (word.original or word.text)
