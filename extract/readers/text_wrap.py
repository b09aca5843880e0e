"""Lines that a converter broke at a fixed width, joined into paragraphs again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

_END: Final = re.compile(r"[。！？；：!?;:]\s*$")
_START: Final = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.、．](?!\d)|第[一二三四五六七八九十]+[部章节]|附件|表\d)"
)
_TABLE: Final = re.compile(r"[\t|]")
_LEAST_LINES: Final = 6
_SLACK: Final = 8
_NARROW: Final = 40
_WIDE: Final = 130
_SHARE: Final = 0.4


def unwrap(lines: Sequence[str]) -> list[str]:
    """``lines`` with those that were only wrapped joined; unchanged where the text has no fixed width."""
    width = _fixed_width(lines)
    if width is None:
        return list(lines)
    joined: list[str] = []
    open_line = False
    for line in lines:
        if open_line and line.strip() and not _START.match(line) and not _TABLE.search(line):
            joined[-1] += line.strip()
        else:
            joined.append(line)
        open_line = _width(line) >= width - _SLACK and not _END.search(line) and not _TABLE.search(line)
    return joined


def _fixed_width(lines: Sequence[str]) -> int | None:
    widths = sorted(_width(line) for line in lines if line.strip() and not _TABLE.search(line))
    if len(widths) < _LEAST_LINES:
        return None
    widest = widths[-1]
    if not _NARROW <= widest <= _WIDE:
        return None
    long = [w for w in widths if w >= widest * 0.6]
    full = [w for w in long if w >= widest - _SLACK]
    return widest if len(full) >= 3 and len(full) >= _SHARE * len(long) else None


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line.rstrip())
