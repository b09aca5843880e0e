"""A stored spreadsheet value as its number format shows it: 0.8644 under 0.00% is 86.44%."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import lru_cache
from typing import Final

BUILT_IN: Final = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "#,##0", 6: "#,##0", 7: "#,##0.00", 8: "#,##0.00",
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: "yyyy年m月",
    28: "m月d日", 29: "m月d日", 30: "m/d/yy", 31: "yyyy年m月d日", 32: "h时mm分", 33: "h时mm分ss秒", 37: "#,##0;-#,##0",
    38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: "#,##0;-#,##0;-", 42: "#,##0;-#,##0;-",
    43: "#,##0.00;-#,##0.00;-", 44: "#,##0.00;-#,##0.00;-", 45: "mm:ss", 46: "h:mm:ss", 47: "mm:ss", 48: "0.0E+0",
    49: "@", 57: "yyyy年m月", 58: "m月d日",
}  # fmt: skip
"""The formats that files name by number only (Chinese locale)."""

_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<number>[0#?][0#?,.]*|\.[0#?]+|,)|(?P<exponent>E[+-])|(?P<ampm>AM/PM|上午/下午)"
    r"|(?P<date>y+|m+|d+|h+|s+|aaaa?|e|b+)|(?P<text>@)|(?P<percent>%)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION: Final = re.compile(r"([<>=]{1,2})\s*(-?[\d.]+)$")
_EPOCH_1900: Final = datetime(1899, 12, 30)
_EPOCH_1904: Final = datetime(1904, 1, 1)
_MAX_SERIAL: Final = 2_958_465
_PRECISE: Final = Context(prec=60)
_GENERAL_DIGITS: Final = 10
_WEEKDAYS: Final = "一二三四五六日"


def show(value: Decimal, code: str, epoch_1904: bool = False) -> str:
    """``value`` as a cell with the number format ``code`` shows it; colours and padding are left out."""
    if code in ("General", ""):
        return general(value)
    section, bare = _choose(value, code)
    if not section:
        return ""
    tokens = _tokens(section)
    kinds = {kind for kind, _ in tokens}
    if "date" in kinds and "number" not in kinds:
        shown = _show_date(value, tokens, epoch_1904)
        return plain(value) if shown is None else shown
    if "general" in kinds or not kinds & {"number", "text", "percent"}:
        number = general(abs(value) if bare else value)
        if "general" in kinds:
            return "".join(number if kind == "general" else text for kind, text in tokens if kind in _LITERAL)
        return "".join(text for kind, text in tokens if kind in _LITERAL)
    if "text" in kinds and "number" not in kinds:
        return "".join(
            general(value) if kind == "text" else text for kind, text in tokens if kind in _LITERAL
        )
    if "exponent" in kinds or any(kind == "other" and text == "/" for kind, text in tokens):
        return general(value)
    return _show_number(value, tokens, bare)


_LITERAL: Final = frozenset(("quoted", "escaped", "other", "general", "text", "space"))


def plain(value: Decimal) -> str:
    """A decimal without exponent or needless zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def general(value: Decimal) -> str:
    """``value`` as an unformatted cell of ordinary width shows it: at most ten digits."""
    if not value:
        return "0"
    places = max(_GENERAL_DIGITS - max(value.adjusted() + 1, 1), 0)
    with localcontext(_PRECISE):
        return plain(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def stored_number(text: str) -> Decimal | None:
    """A stored number at the fifteen digits a spreadsheet keeps, None where it is none."""
    try:
        number = float(text)
    except ValueError:
        return None
    if number != number or number in (float("inf"), float("-inf")):
        return None
    return Decimal(f"{number:.15g}")


@lru_cache(maxsize=512)
def _tokens(section: str) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for match in _TOKEN.finditer(section[:255]):
        kind = match.lastgroup or "other"
        text = match.group(kind)
        if kind == "bracket":
            currency = text.startswith("$")
            if currency and text[1:].split("-")[0]:
                found.append(("quoted", text[1:].split("-")[0]))
            elif text.lower() in ("h", "hh", "m", "mm", "s", "ss"):
                found.append(("date", text.lower()))
            continue
        if kind == "fill":
            continue
        if kind == "space":
            text = ""
        if kind == "number" and text == ",":
            kind = "scale" if any(k == "number" for k, _ in found) else "other"
        found.append((kind, text.lower() if kind == "date" else text))
    return tuple(found)


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[str, ...]:
    parts, current, quoted, skip = [], "", False, False
    for char in code:
        if skip:
            skip = False
        elif char == '"':
            quoted = not quoted
        elif char == "\\" and not quoted:
            skip = True
        elif char == ";" and not quoted:
            parts.append(current)
            current = ""
            continue
        current += char
    return (*parts, current)


def _choose(value: Decimal, code: str) -> tuple[str, bool]:
    """The section that applies, and whether it shows the value without its sign."""
    sections = _sections(code)
    conditions = []
    for section in sections[:2]:
        found = [m for b in re.findall(r"\[([^\]]*)\]", section) if (m := _CONDITION.match(b))]
        conditions.append(found[0] if found else None)
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=False):
            if condition is None or _meets(value, condition.group(1), Decimal(condition.group(2))):
                return section, False
        return sections[min(2, len(sections) - 1)], False
    if value < 0 and len(sections) > 1:
        literal = "".join(
            text for kind, text in _tokens(sections[1]) if kind in ("quoted", "escaped", "other")
        )
        # A negative told by its colour alone keeps its sign, for colours are not read.
        return sections[1], any(mark in literal for mark in "-(（－△▲")
    if value == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], False


def _meets(value: Decimal, sign: str, limit: Decimal) -> bool:
    return {
        "<": value < limit, ">": value > limit, "=": value == limit,
        "<=": value <= limit, ">=": value >= limit, "<>": value != limit,
    }.get(sign, False)  # fmt: skip


def _show_number(value: Decimal, tokens: tuple[tuple[str, str], ...], bare: bool) -> str:
    pattern = "".join(text for kind, text in tokens if kind == "number")
    scale = (
        sum(text.count(",") for kind, text in tokens if kind == "scale")
        + len(pattern)
        - len(pattern.rstrip(","))
    )
    pattern = pattern.rstrip(",")
    whole, _, fraction = pattern.partition(".")
    places = sum(char in "0#?" for char in fraction)
    with localcontext(_PRECISE):
        shown = value * 100 ** sum(kind == "percent" for kind, _ in tokens) / 1000**scale
        shown = abs(shown.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
    integer, _, decimals = f"{shown:f}".partition(".")
    least = whole.count("0")
    integer = integer.lstrip("0").rjust(least, "0")
    if "," in whole:
        integer = f"{int(integer):,}" if integer else integer
    needed = max((i + 1 for i, char in enumerate(fraction) if char == "0"), default=0)
    while len(decimals) > needed and decimals.endswith("0"):
        decimals = decimals[:-1]
    number = integer + ("." + decimals if decimals else "")
    sign = "-" if value < 0 and not bare and shown else ""
    out, placed = "", False
    for kind, text in tokens:
        if kind == "number":
            out += "" if placed else number
            placed = True
        elif kind == "percent":
            out += "%"
        elif kind in _LITERAL:
            out += text
    return sign + out.strip()


def _show_date(value: Decimal, tokens: tuple[tuple[str, str], ...], epoch_1904: bool) -> str | None:
    if not 0 <= value <= _MAX_SERIAL:
        return None
    moment = (_EPOCH_1904 if epoch_1904 else _EPOCH_1900) + timedelta(days=float(value))
    moment = (moment + timedelta(microseconds=500_000)).replace(microsecond=0)
    out, after_hour = "", False
    dates = [text[0] for kind, text in tokens if kind == "date"]
    seen = -1
    for kind, text in tokens:
        if kind != "date":
            out += text if kind in _LITERAL else ""
            continue
        seen += 1
        head = text[0]
        minute = head == "m" and (after_hour or (seen + 1 < len(dates) and dates[seen + 1] == "s"))
        if head in "yeb":
            out += f"{moment.year:04d}" if len(text) != 2 else f"{moment.year % 100:02d}"
        elif head == "a":
            out += ("星期" if len(text) > 3 else "") + _WEEKDAYS[moment.weekday()]
        else:
            number = (
                moment.minute
                if minute
                else {"m": moment.month, "d": moment.day, "h": moment.hour, "s": moment.second}[head]
            )
            out += f"{number:02d}" if len(text) == 2 else str(number)
        after_hour = head == "h"
    return out.strip()
