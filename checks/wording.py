"""Figures, results and sentences as a reviewer writes them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from checks.formula import Formula, MismatchError, plain
from checks.model import Claim, Equal, Order, Present, Relation, Same, Says, Verdict
from checks.relation import decisive
from checks.subject import dated
from extract.model import Figure
from extract.unit import factor, kind


def printed(figure: Figure) -> str:
    """The value with its printed digits and its unit, in plain digits."""
    return f"{figure.value:f}{figure.unit}"


def decimals(figure: Figure) -> int:
    """How many decimals the figure is printed with."""
    return max(0, -int(figure.step.as_tuple().exponent))


def amount(value: Fraction, digits: int) -> str:
    """``value`` with ``digits`` decimals, half-up."""
    scaled = floor(abs(value) * 10**digits + Fraction(1, 2))
    return _places(scaled if value >= 0 else -scaled, digits)


def result(value: Fraction, digits: int, finer: bool = False) -> str:
    """``value`` exactly if one decimal more than printed gives it, else rounded to the printed ones.

    Rounded with one decimal more if ``finer``, or if only whole numbers are printed.
    """
    for places in (digits, digits + 1):
        if (value * 10**places).denominator == 1:
            return amount(value, places)
    return amount(value, digits if digits and not finer else digits + 1)


def ends(low: Fraction, high: Fraction, digits: int) -> tuple[str, str]:
    """An interval with one more decimal than printed, its ends rounded outwards."""
    size = 10 ** (digits + 1)
    return _places(floor(low * size), digits + 1), _places(ceil(high * size), digits + 1)


def gap(value: Fraction, digits: int, unit: str) -> str:
    """The size of a difference with its unit; that of two percentages is in points."""
    vanishes = not Fraction(amount(value, digits))
    return result(abs(value), digits, vanishes) + ("个百分点" if kind(unit) == "percent" else unit)


def tell_computed(stated: Figure, formula: Formula, opposite: str) -> str:
    """How a sentence goes on to what the formula gives; a negative one is said with the ``opposite`` word."""
    try:
        value = formula.value() / factor(stated.unit)
    except (MismatchError, ZeroDivisionError):
        value = Fraction(0)
    negative = value < 0 < stated.value
    return f"实为{opposite}{result(-value, decimals(stated))}{stated.unit}" if negative else "应为{computed}"


def _places(scaled: int, digits: int) -> str:
    return f"{Decimal(scaled).scaleb(-digits):f}" if digits else str(scaled)


def measure(relation: Relation) -> Figure | None:
    """The figure in whose unit and digits a verdict on ``relation`` is worded."""
    match relation:
        case Equal(stated, _):
            return stated
        case Same(figures):
            return max(figures, key=decimals)
        case Order(lesser, greater):
            return (*lesser.figures(), *greater.figures())[0]
        case Says(figure=figure, formula=formula):
            return (*formula.figures(), figure)[0]
    return None


def equation(relation: Relation) -> str:
    """The relation recomputed, as a formula: the right side of an equality, both sides else."""
    match relation:
        case Equal(_, formula) | Says(formula=formula):
            return str(formula)
        case Same(figures):
            return " ≠ ".join(dict.fromkeys(printed(figure) for figure in figures))
        case Order(lesser, greater, strict):
            return f"{_side(lesser)} {'<' if strict else '≤'} {_side(greater)}"
    return ""


def _side(formula: Formula) -> str:
    figures = formula.figures()
    if len(figures) == 1 and str(formula) == plain(figures[0].value):
        return printed(figures[0])
    return str(formula)


def slots(claim: Claim, verdict: Verdict) -> dict[str, str]:
    """The texts for the slots of the claim's sentence: stated, computed, difference, formula.

    Of ``Same``, stated lists every different print and computed is the usual one; of ``Says``,
    stated is the word; of ``Order``, stated is the lesser side and computed the greater.
    """
    relation = decisive(claim.relation, verdict)
    figure = measure(relation)
    found = {
        "formula": claim.formula_text or equation(relation),
        "stated": "",
        "computed": "",
        "difference": "",
    }
    if isinstance(relation, Says):
        found["stated"] = relation.printed
    elif isinstance(relation, Equal):
        found["stated"] = printed(relation.stated)
    elif isinstance(relation, Same):
        found["stated"] = "、".join(dict.fromkeys(printed(one) for one in relation.figures))
    if figure is None or isinstance(relation, Present):
        return found
    digits = decimals(figure)
    if not found["stated"] and verdict.stated is not None:
        found["stated"] = result(verdict.stated, digits) + verdict.unit
    if verdict.computed is not None:
        alike = Fraction(amount(verdict.computed, digits)) == verdict.stated
        finer = alike or verdict.state != "broken"
        found["computed"] = result(verdict.computed, digits, finer) + verdict.unit
    if verdict.difference is not None:
        found["difference"] = gap(verdict.difference, digits, verdict.unit)
    return found


def nested(text: str) -> str:
    """``text`` with the quotation marks inside others made single, as GB/T 15834 writes them: “‘三公’经费”."""
    if text.count("“") != text.count("”"):
        return text
    depth, found = 0, []
    for sign in text:
        depth += sign == "“"
        found.append({"“": "‘", "”": "’"}[sign] if sign in "“”" and depth > 1 else sign)
        depth -= sign == "”"
    return "".join(found)


def word(claim: Claim, verdict: Verdict) -> str:
    """The sentence of the finding: the claim's own if it is broken, else why it is worth knowing."""
    relation = decisive(claim.relation, verdict)
    figure = measure(relation)
    sentence = claim.sentence
    filled = slots(claim, verdict)
    if verdict.state != "broken" and figure is not None:
        remark = (
            "two_cuts" if isinstance(relation, Same) and not verdict.note else verdict.note or verdict.state
        )
        sentence = dated(figure) + _OF_MEASURE.get(figure.measure, "") + _REMARKS[remark]
        if verdict.computed is not None:
            filled["rounded"] = amount(verdict.computed, decimals(figure)) + verdict.unit
    for name, text in filled.items():
        sentence = sentence.replace("{" + name + "}", text)
    return nested(sentence)


_OF_MEASURE = {"rate": "的增减率", "share": "的占比", "change": "的增减额"}
_REMARKS = {
    "held_by_truncation": "写为{stated}，按{formula}计算为{computed}，系直接舍去尾数，四舍五入应为{rounded}",
    "two_cuts": "在不同位置写法不同，系直接舍去尾数，不是四舍五入：{formula}",
    "trailing_zero": "写为{stated}，按{formula}计算为{computed}，相差{difference}；各数小数位数不一，"
    "按各自的位数可以成立，若只是末位的0没有印出则不成立",
    "padded_zero": "写为{stated}，按{formula}计算为{computed}，系少保留一位小数后在末位补0",
    "long_sum": "写为{stated}，各项相加为{computed}，相差{difference}，虽在四舍五入的范围内，但大于通常的尾差",
    "adjacent": "在不同位置写法不同，相差一个末位：{formula}",
}
