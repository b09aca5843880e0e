"""Whether a line break is only the end of the paper.

A typesetter breaks a line when the next unbreakable piece does not fit any more.  So a break
after which that piece would still have fitted is the end of a paragraph, and any other is not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.readers.pdf.line import Line

_CUT_NUMBER = re.compile(r"(?:\d[.．]|\d,\d{0,2}|[¥￥$])$|(?:^|[^\d.])\d{1,3}(?:,\d{3})*,$")
_GOES_ON = re.compile(r"\d|[,.．，]\d|[%％]")


def wraps(first: Line, second: Line, left: float, right: float) -> bool:
    """Whether ``second`` goes on with the paragraph of ``first`` in a column from ``left`` to ``right``."""
    if cut_number(first.text, second.text):
        return True
    slack = 0.3 * min(first.size, second.size)
    width = first.x1 - first.x0
    if centred_or_right(first, left, right):
        return width + second.head > right - left - slack
    return first.x1 + second.head > right - slack


def cut_number(first: str, second: str) -> bool:
    """Whether the break stands inside a number: the first part alone is none, the second goes on."""
    return bool(_CUT_NUMBER.search(first) and _GOES_ON.match(second))


def centred_or_right(printed: Line, left: float, right: float) -> bool:
    """Whether a line keeps away from the left edge as much as, or more than, from the right one."""
    before, after = printed.x0 - left, right - printed.x1
    return before > 0.5 * printed.size and before >= after - 0.6 * printed.size


def joined(first: str, second: str) -> str:
    """Two parts of a paragraph put together: a space only between two words of Latin letters."""
    if not first or not second:
        return first or second
    a, b = first[-1], second[0]
    if a.isascii() and b.isascii() and (a.isalpha() or a in ",;:") and b.isalpha():
        return f"{first} {second}"
    return first + second


def flow(printed: Sequence[Line], left: float, right: float) -> str:
    """The text of a column of lines, wrapped lines put together, paragraphs ended by a line break."""
    if not printed:
        return ""
    text = printed[0].text
    for before, after in zip(printed, printed[1:], strict=False):
        text = joined(text, after.text) if wraps(before, after, left, right) else f"{text}\n{after.text}"
    return text
