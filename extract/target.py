"""What the target or the actual of an indicator says: one number with its direction, a deadline, or words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import regex

from extract.number import Number, scan
from extract.table_word import blank, squeeze
from extract.unit import kind

Direction = Literal["at_least", "at_most", "over", "under", "equal", ""]
Kind = Literal["number", "date", "change", "text", "none"]

_CHANGE = regex.compile(r"增长|增加|提高|提升|减少|下降|降低|上升|优化|压减|压缩|同比|较上年|比上年")
_EQUAL = regex.compile(r"[=＝═等于]\s*$")
_REACH = regex.compile(r"(?:达到?|实现|完成|保持在?)\s*$")
_SIGNS: tuple[tuple[str, Direction], ...] = (
    ("≥", "at_least"), ("≧", "at_least"), (">=", "at_least"), ("≤", "at_most"), ("≦", "at_most"),
    ("<=", "at_most"), (">", "over"), ("＞", "over"), ("<", "under"), ("＜", "under"), ("=", "equal"), ("＝", "equal"),
)  # fmt: skip
_DATE = regex.compile(
    r"(?:(?P<year>(?:19|20)\d\d)\s*[年./-])\s*(?:(?P<month>1[0-2]|0?[1-9])\s*(?:月|[./-](?=\d))"
    r"\s*(?:(?P<day>3[01]|[12]\d|0?[1-9])\s*[日号]?)?|(?P<end>度?(?:底|末|内)))"
)
_DOTTED = regex.compile(r"(?P<year>(?:19|20)\d\d)\.(?P<month>1[0-2]|0?[1-9])(?P<day>)")


@dataclass(frozen=True, slots=True)
class Target:
    """A target or an actual understood.

    ``kind``: number (exactly one figure, a level), date (one date), change (a figure that says how
    much something changes), text (words, or several figures), none (empty).  ``value`` is in ``unit``.
    ``date`` is (year, month, day), the end of the month or year where no day is printed.
    """

    text: str
    kind: Kind
    direction: Direction = ""
    value: Decimal | None = None
    unit: str = ""
    date: tuple[int, int, int] | None = None


def understand(text: str) -> Target:
    """What ``text`` (a cell, its sign and unit put before and behind) says."""
    if blank(text):
        return Target(text, "none")
    if dotted := _DOTTED.fullmatch(squeeze(text)):
        return Target(text, "date", "at_most", date=_date(dotted))
    numbers = scan(text)
    dates = [_date(match) for match in _DATE.finditer(squeeze(text))]
    if not numbers:
        if len(dates) == 1:
            return Target(text, "date", "at_most", date=dates[0])
        return Target(text, "text")
    if len(numbers) > 1 or dates:
        return Target(text, "text")
    number = numbers[0]
    said: Kind = "change" if _CHANGE.search(text) or kind(number.unit) == "points" else "number"
    return Target(text, said, _direction(text, number), number.value, number.unit)


def _direction(text: str, number: Number) -> Direction:
    before = squeeze(text[: number.start]).replace("〈", "<").replace("〉", ">")
    sign = next((way for mark, way in _SIGNS if before.endswith(mark) or number.text.startswith(mark)), None)
    if sign is not None:
        return sign
    match number.qualifier:
        case "at_least" | "over":
            return "at_least" if _REACH.search(before) else number.qualifier
        case "at_most" | "under":
            return number.qualifier
    if _EQUAL.search(before):
        return "equal"
    return "at_least" if _REACH.search(before) else ""


def _date(match: regex.Match[str]) -> tuple[int, int, int]:
    year = int(match["year"])
    if match["month"] is None:
        return year, 12, 31
    month = int(match["month"])
    return year, month, int(match["day"]) if match["day"] else _LAST[month - 1]


_LAST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
