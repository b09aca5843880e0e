"""Text whose lines were broken at a fixed width, put together again.

A number broken over two lines would otherwise be read as two.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import compress, pairwise
from operator import and_
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
_EXPLAINED: Final = 0.9
"""The part of the lines stopping in mid-sentence that must have been too full for what comes next."""
_PIECE: Final = re.compile(r"[（【《“‘(]*(?:[!-~]+|.)[，。、；：？！）】》”’％%,;:]*")
_COMMA: Final = re.compile(r"[，,。](?!\d)")
_CLOSES: Final = re.compile(r"[^（]*）")
_HANGING: Final = "，、。；：！？）】》”’"
_ENDS: Final = ("。", "；", "：", "！", "？", ":", ";")
_BEGINS: Final = re.compile(
    r"[\s\u3000]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|\d{1,2}[.、．](?!\d)|第[一二三四五六七八九十]+[章节条]"
    r"|附[件表]|表\s*\d|[#>|*+-]\s"
)


def unwrap(lines: list[str]) -> list[str]:
    """The lines with broken paragraphs joined: in a text broken at a fixed width, and where a bracket stays open."""
    opens = _by_room(lines) or _by_fullness(lines) or _by_bracket(lines)
    if not any(opens):
        return lines
    joined: list[str] = []
    open_line = False
    for line, goes_on in zip(lines, opens, strict=True):
        if open_line and _may_go_on(line):
            head = joined[-1].rstrip()
            gap = (
                " "
                if head[-1:].isascii() and head[-1:].isalpha() and line[:1].isascii() and line[:1].isalpha()
                else ""
            )
            joined[-1] = head + gap + line.lstrip()
        else:
            joined.append(line)
        open_line = goes_on and not _in_table(line)
    return joined


def _in_table(line: str) -> bool:
    return "|" in line or is_row(line)


def _may_go_on(line: str) -> bool:
    """Whether a line can be the rest of the one before it."""
    return bool(line.strip()) and not _BEGINS.match(line) and not _in_table(line)


def _by_room(lines: list[str]) -> list[bool] | None:
    """Of each line whether it was broken off, told by the room it had left; None where that explains too little.

    A program breaks a line where the next piece that must not be broken does not fit any more.  So it did
    where every line that stops in mid-sentence has no room for the beginning of the next one; then a line
    without room goes on even if it ends a sentence.
    """
    said = sum(_COMMA.search(line) is not None for line in lines)
    if said < 2 or "。" not in "".join(lines) or any("\t" in line for line in lines):
        return None
    stops = [
        _is_said(line) and not line.rstrip().endswith(_ENDS) and _may_go_on(after)
        for line, after in pairwise(lines)
    ]
    for measure, spare in ((_width, 2), (_length, 1)):
        most = max(map(measure, lines))
        if not _LEAST_WIDTH <= most * 2 // spare <= _MOST_WIDTH:
            continue
        # Punctuation may be set beyond the edge, so that the widest line is wider than its room.
        room = min(most - spare, max(measure(line.rstrip().rstrip(_HANGING)) for line in lines))
        broken = [
            bool(after.strip()) and measure(line) + measure(_head(after)) > room
            for line, after in pairwise(lines)
        ]
        explained = sum(map(and_, stops, broken))
        # The longest of whole paragraphs has no room either.
        if (
            explained >= min(2, said - 1)
            and explained >= _EXPLAINED * sum(stops)
            and not _alike(list(compress(lines, stops)))
        ):
            return [*broken, False]
    return None


def _is_said(line: str) -> bool:
    """Whether a line has the marks of a sentence, or of a list that is no heading (二、存在的问题)."""
    return _COMMA.search(line) is not None or ("、" in line and not _BEGINS.match(line))


def _head(line: str) -> str:
    """The first piece of a line that must not be broken: a word or number, or one ideograph, with its punctuation."""
    found = _PIECE.match(line.strip())
    return found[0] if found else ""


def _by_bracket(lines: list[str]) -> list[bool]:
    """Of each line whether the next one closes a bracket that it leaves open."""
    left = [line.rfind("（") > line.rfind("）") for line in lines]
    closed = [_CLOSES.match(line) is not None for line in lines]
    return [*map(and_, left, closed[1:]), False]


def _by_fullness(lines: list[str]) -> list[bool] | None:
    """Of each line whether it goes on, told by how full it is; None where the text is not broken at a fixed width."""
    widths = [_width(line) for line in lines]
    full = _full_width(lines, widths)
    if not full:
        return None
    return [
        # A full line that ends a sentence may end its paragraph too; an indent would tell.
        (width >= full or (width * _FULL >= full * _SENTENCE and _COMMA.search(line) is not None))
        and not line.rstrip().endswith(_ENDS)
        for line, width in zip(lines, widths, strict=True)
    ]


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
    return 0 if _alike(broken) else most * _FULL


def _alike(lines: list[str]) -> bool:
    """Whether lines end alike: items of a list, written to one pattern, are of one width, too."""
    ends = Counter(line.rstrip()[-1] for line in lines)
    return len(lines) >= _LEAST_FULL and ends.most_common(1)[0][1] > _MOST_ALIKE * len(lines)


def _length(line: str) -> int:
    return len(line.rstrip())


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in line.rstrip())
