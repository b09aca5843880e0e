"""Text whose lines were broken at a fixed width, put together again.

A number broken over two lines would otherwise be read as two.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Final

from extract.readers.text_space import is_row

_LEAST_WIDTH: Final = 40
_MOST_WIDTH: Final = 160
_FULL: Final = 0.75
"""From which part of the fullest line's width on a line is a full one: narrow digits and marks vary it."""
_LEAST_FULL: Final = 4
_LEAST_BROKEN: Final = 0.6
_MOST_ALIKE: Final = 0.5
_SENTENCE: Final = 0.5
"""From which part of the fullest line's width on an unfinished sentence goes on, though its line is not full."""
_COMMA: Final = re.compile(r"[，,。](?!\d)")
_ENDS: Final = ("。", "；", "：", "！", "？", ":", ";")
_BEGINS: Final = re.compile(
    r"[\s\u3000]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|\d{1,2}[.、．](?!\d)|第[一二三四五六七八九十]+[章节条]"
    r"|附[件表]|表\s*\d|[#>|*+-]\s"
)


def unwrap(lines: list[str]) -> list[str]:
    """The lines with broken paragraphs joined; unchanged where the text is not broken at a fixed width."""
    widths = [_width(line) for line in lines]
    full = _full_width(lines, widths)
    if not full:
        return lines
    joined: list[str] = []
    open_line = False
    for line, width in zip(lines, widths, strict=True):
        in_table = "|" in line or is_row(line)
        if open_line and line.strip() and not _BEGINS.match(line) and not in_table:
            head = joined[-1].rstrip()
            gap = (
                " "
                if head[-1:].isascii() and head[-1:].isalpha() and line[:1].isascii() and line[:1].isalpha()
                else ""
            )
            joined[-1] = head + gap + line.lstrip()
        else:
            joined.append(line)
        # A full line that ends a sentence may end its paragraph too; an indent would tell.
        goes_on = width >= full or (width * _FULL >= full * _SENTENCE and _COMMA.search(line) is not None)
        open_line = goes_on and not line.rstrip().endswith(_ENDS) and not in_table
    return joined


def _full_width(lines: list[str], widths: list[int]) -> float:
    """From which width on a line was broken; 0 where lines are whole paragraphs.

    Lines were broken at a fixed width if most of the long ones stop in mid-sentence, in a text
    that has sentences.
    """
    filled = [(line, width) for line, width in zip(lines, widths, strict=True) if line.strip()]
    most = max((width for _, width in filled), default=0)
    if not _LEAST_WIDTH <= most <= _MOST_WIDTH or any("\t" in line or "|" in line for line in lines):
        return 0
    full = [line for line, width in filled if width >= most * _FULL]
    broken = [line for line in full if not line.rstrip().endswith(_ENDS)]
    if not any("。" in line for line, _ in filled):
        return 0
    if len(broken) < _LEAST_FULL or len(broken) < _LEAST_BROKEN * len(full):
        return 0
    # Items of a list, written to one pattern, are of one width, too, but they end alike.
    alike = Counter(line.rstrip()[-1] for line in broken).most_common(1)[0][1]
    return most * _FULL if alike <= _MOST_ALIKE * len(broken) else 0


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in line.rstrip())
