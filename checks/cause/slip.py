"""Slips of the hand: how a printed number can have come from another one.

Everything is done on the digits in the last printed place (12.30 is 1230), so that the decimal
point plays no part except where it is itself the slip.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import ceil, floor

from extract.model import Figure
from extract.unit import factor, kind

DECIMAL_SHIFTS = (1, 2, 3)
MONEY_UNITS = ("元", "万元", "亿元")
SIGNIFICANT = 3
"""From this many digits on, a number that is one slip away is more than chance."""
AROUND = 3
"""Slips up to so many times nearer or farther than a solution tell how common slips of its size are."""


def slip(printed: Decimal, true: Decimal, step: Decimal) -> str:
    """The kind of slip that makes ``printed`` of ``true``, "" if none is known.

    sign, transposition, digits-exchanged, digit-doubled, digit-dropped, digit-inserted,
    digit-changed, decimal-shift; both numbers are compared at ``step``.
    """
    if printed == true or not printed or not true:
        return ""
    if printed == -true:
        return "sign"
    if (printed < 0) != (true < 0):
        return ""
    wrong, right = _digits(printed, step), _digits(true, step)
    if len(wrong) == len(right):
        odd = [i for i, (a, b) in enumerate(zip(wrong, right, strict=True)) if a != b]
        if len(odd) == 2 and [wrong[i] for i in odd] == [right[i] for i in reversed(odd)]:
            beside = odd[1] == odd[0] + 1
            if len(right) >= (SIGNIFICANT if beside else SIGNIFICANT + 1):
                return "transposition" if beside else "digits-exchanged"
        if len(odd) == 1 and len(right) >= SIGNIFICANT:
            return "digit-changed"
    if _shifted(printed, true, step):
        return "decimal-shift"
    if len(right) < SIGNIFICANT:
        return ""
    if len(wrong) == len(right) + 1 and (at := _extra(wrong, right)) is not None:
        doubled = wrong[at] in (wrong[at - 1 : at], wrong[at + 1 : at + 2])
        return "digit-doubled" if doubled else "digit-inserted"
    if len(right) == len(wrong) + 1 and _extra(right, wrong) is not None:
        return "digit-dropped"
    return ""


def origins(figure: Figure, low: Fraction, high: Fraction) -> Iterator[Decimal]:
    """Every number from ``low`` to ``high`` (base units) that one slip turns into what is printed.

    Around zero every number whose point is moved far enough fits, so none is offered.
    """
    place = Fraction(figure.step) * factor(figure.unit)
    sign = -1 if figure.value < 0 else 1
    ends = sorted((sign * low / place, sign * high / place))
    least, most = ceil(ends[0]), floor(ends[1])
    wrong = _digits(figure.value, figure.step)
    printed = int(wrong)
    tried = {printed}
    for digits in _sources(wrong):
        if least <= digits <= most and digits not in tried:
            tried.add(digits)
            yield sign * digits * figure.step
    if least <= -printed <= most:
        yield -figure.value
    for places in DECIMAL_SHIFTS if low > 0 or high < 0 else ():
        for value in (figure.value.scaleb(places), figure.value.scaleb(-places)):
            if low <= Fraction(value) * factor(figure.unit) <= high:
                yield value


def chance(figure: Figure, meant: Decimal, low: Fraction, high: Fraction) -> Fraction:
    """How many numbers from ``low`` to ``high`` (base units) are a slip as that of ``meant`` away by luck, on average.

    Far below 1 a slip that fits is evidence; near 1 it says nothing, for any number would have one.
    Two digits in each other's place are looked for among such exchanges alone, which are few.
    """
    if abs(meant).normalize().as_tuple().digits == abs(figure.value).normalize().as_tuple().digits:
        middle = abs(low + high) / 2
        return (high - low) / middle if middle else Fraction(1)
    place = Fraction(figure.step) * factor(figure.unit)
    sign = -1 if figure.value < 0 else 1
    ends = sorted((sign * low / place, sign * high / place))
    wrong = _digits(figure.value, figure.step)
    printed = int(wrong)
    away = abs((ends[0] + ends[1]) / 2 - printed)
    if not away:
        return Fraction(1)
    step = min(figure.step, Decimal(1).scaleb(int(meant.as_tuple().exponent)))
    exchanged = slip(figure.value, meant, step) in ("transposition", "digits-exchanged")
    sources = _exchanges(wrong) if exchanged else _sources(wrong)
    alike = {s for s in sources if away <= AROUND * abs(s - printed) <= AROUND * AROUND * away}
    around = 2 * (AROUND - Fraction(1, AROUND)) * away
    return max(len(alike), 1) * max(ends[1] - ends[0], Fraction(1)) / around


def other_units(figure: Figure) -> Iterator[str]:
    """The units of money that the figure may have been meant in."""
    if kind(figure.unit) == "money" and figure.value:
        yield from (unit for unit in MONEY_UNITS if unit != figure.unit)


def _digits(value: Decimal, step: Decimal) -> str:
    return str(int((abs(value) / step).to_integral_value()))


def _shifted(printed: Decimal, true: Decimal, step: Decimal) -> bool:
    """Whether moving the point of ``true`` gives ``printed``, rounded: cut off it is a dropped digit."""
    size = abs(printed)
    if size < 10 * step:
        return False
    return any(
        2 * abs(abs(true).scaleb(way * places) - size) <= step for places in DECIMAL_SHIFTS for way in (1, -1)
    )


def _extra(longer: str, shorter: str) -> int | None:
    """The place of the one digit that ``longer`` has more, None if more than that differs."""
    at = next((i for i, (a, b) in enumerate(zip(longer, shorter, strict=False)) if a != b), len(shorter))
    return at if longer[:at] + longer[at + 1 :] == shorter else None


def _exchanges(wrong: str) -> Iterator[int]:
    """The numbers with two other digits of ``wrong`` in each other's place."""
    for i, j in combinations(range(len(wrong)), 2):
        if wrong[i] != wrong[j]:
            yield int(wrong[:i] + wrong[j] + wrong[i + 1 : j] + wrong[i] + wrong[j + 1 :])


def _sources(wrong: str) -> Iterator[int]:
    places = range(len(wrong))
    for i in places:
        for digit in "0123456789":
            yield int(wrong[:i] + digit + wrong[i + 1 :])
            yield int(wrong[:i] + digit + wrong[i:])
        if len(wrong) > 1:
            yield int(wrong[:i] + wrong[i + 1 :])
        if i + 1 < len(wrong):
            yield int(wrong[:i] + wrong[i + 1] + wrong[i] + wrong[i + 2 :])
    for digit in "0123456789":
        yield int(wrong + digit)


def is_slip_off(stated: Figure, computed: Fraction) -> bool:
    """Whether one slip makes what is printed of what was computed, in the unit of the printed figure."""
    return bool(slip(stated.value, as_printed(stated, computed), stated.step))


def as_printed(stated: Figure, computed: Fraction) -> Decimal:
    """What was computed, in the places of the printed figure."""
    places = -int(stated.step.as_tuple().exponent)
    return Decimal(str(round(float(computed), places)))
