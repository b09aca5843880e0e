"""Whether a line break is only the end of the paper.

A typesetter breaks a line when the next unbreakable piece does not fit any more.  So a break
after which that piece would still have fitted is the end of a paragraph, and any other is not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extract.readers.pdf.line import Line

_CUT_NUMBER = re.compile(r"(?:\d[.．]|\d[,，]\d{0,2}|[¥￥$])$|(?:^|[^\d.．])\d{1,3}(?:[,，]\d{3})*[,，]$")
_GOES_ON = re.compile(r"\d|[,.．，]\d|[%％]")


def wraps(first: Line, second: Line, left: float, right: float) -> bool:
    """Whether ``second`` goes on with the paragraph of ``first`` in a column from ``left`` to ``right``."""
    if cut_number(first.text, second.text):
        return True
    slack = 0.3 * min(first.size, second.size)
    if _by_width(first, second, left, right):
        return first.x1 - first.x0 + second.head > right - left - slack
    return first.x1 + second.head > right - slack


def cut_number(first: str, second: str) -> bool:
    """Whether the break stands inside a number: the first part alone is none, the second goes on."""
    return bool(_CUT_NUMBER.search(first) and _GOES_ON.match(second))


def centred(printed: Line, left: float, right: float) -> bool:
    """Whether a line keeps as far from the left edge of its column as from the right one."""
    return abs((printed.x0 - left) - (right - printed.x1)) <= 0.6 * printed.size


def _by_width(first: Line, second: Line, left: float, right: float) -> bool:
    """Whether two lines are centred or set to the right, so that a line may be full without touching an edge."""
    flush = 0.6 * first.size
    if second.x0 > left + flush and centred(first, left, right) and centred(second, left, right):
        return True
    return right - first.x1 <= flush and right - second.x1 <= flush and second.x0 > first.x0 + flush


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
    for before, after in pairwise(printed):
        text = joined(text, after.text) if wraps(before, after, left, right) else f"{text}\n{after.text}"
    return text
