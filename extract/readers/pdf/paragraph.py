"""Lines outside tables put together to paragraphs, over page ends too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.readers.pdf.line import Line
from extract.readers.pdf.wrap import centred, cut_number, joined, wraps

NUMBERING = re.compile(
    r"第[一二三四五六七八九十]+[部分章节条]|[一二三四五六七八九十]{1,3}[、．.]|[（(][一二三四五六七八九十\d]{1,3}[)）]"
    r"|\d{1,2}[、．)）]|\d{1,2}\.(?!\d)|[①-⑳]|附件|附表"
)
_PART = re.compile(
    r"第[一二三四五六七八九十]+[部章编]|(?:十[一二三四五六七八九]?|二?十?[一二三四五六七八九])、(?![一二三四五六七八九十])"
)
_DIVISION = re.compile(r"第[一二三四五六七八九十]+部分")
_HANGING = re.compile(rf"{NUMBERING.pattern}|注[:：]|备注|说明[:：]|[*＊·•●◆■□※]")
_LEADER = re.compile(r"(?:[.．…·。\-—_]\s?){4,}\s*[\divxIVX]{1,4}$")
_ENDS = tuple("。；：！？:;!?”")


FULL = 0.72
USUAL = 0.83
"""How far over the page the right margin stands at least: always, and as office programs set it."""


@dataclass(frozen=True, slots=True)
class Column:
    """Where the text of a page begins and ends: its left and right margin, in points."""

    left: float
    right: float


def column(printed: Sequence[Line], width: float) -> Column | None:
    """The margins that lines on a page of ``width`` points keep to, None where no line is a full one."""
    if not printed:
        return None
    inner = [part for part in printed if not part.hangs] or printed
    share = len(printed) // 25
    left = _edge([part.x0 for part in printed], [part.size for part in printed], max(1, share), rising=True)
    places, sizes = [part.x1 for part in inner], [part.size for part in inner]
    right = _edge(places, sizes, max(2, share), rising=False)
    if right is None or right < USUAL * width:
        right = _edge(places, sizes, max(4, share), rising=False)
    if left is None or right is None or right < FULL * width:
        return None
    return Column(left, right)


def spare_column(printed: Sequence[Line], width: float) -> Column:
    """The margins taken where too few lines are full: the usual ones, or wider if a line is longer."""
    left = min((part.x0 for part in printed), default=(1 - USUAL) * width)
    right = max((part.x1 for part in printed if not part.hangs), default=0.0)
    return Column(left, max(right, USUAL * width))


def _edge(places: Sequence[float], sizes: Sequence[float], enough: int, rising: bool) -> float | None:
    """The outermost place that ``enough`` lines come within one character of."""
    ordered = sorted(zip(places, sizes, strict=True), reverse=not rising)
    for number in range(len(ordered) - enough + 1):
        place, size = ordered[number]
        if abs(ordered[number + enough - 1][0] - place) <= size:
            return place
    return None


def goes_on(
    part: Sequence[Line], after: Line, before: Column, behind: Column, pitch: float, turned: bool
) -> bool:
    """Whether line ``after`` goes on with the paragraph of the lines ``part``.

    ``before`` and ``behind`` are the margins of the two lines' pages, ``pitch`` the usual distance
    of baselines in heights of a character, ``turned`` is True where a page ends between them.
    """
    last = part[-1]
    if cut_number(last.text, after.text):
        return True
    if _LEADER.search(last.text):  # an entry of a table of contents
        return False
    size = min(last.size, after.size)
    if max(last.size, after.size) > 1.2 * size:
        return False
    if not turned and after.base - last.base > max(1.35 * pitch, 1.5) * size:
        return False
    if not wraps(last, after, before.left, before.right) and not _open(part, after, before, behind):
        return False
    if centred(after, behind.left, behind.right) and after.x0 > behind.left + 2 * size:
        return centred(last, before.left, before.right) and not last.text.endswith(_ENDS)
    if _PART.match(after.text) and (len(part) == 1 or last.text.endswith(_ENDS)):
        return False
    indent, own = after.x0 - behind.left, part[0].x0 - before.left
    if len(part) > 1:
        if abs(indent - (last.x0 - before.left)) > 0.8 * size:
            return False
    elif indent > own + 0.8 * size:
        if not (_HANGING.match(last.text) and indent < own + 6 * size):
            return False
    elif indent > 0.8 * size and own - indent < 0.8 * size:
        return False
    if not NUMBERING.match(after.text) or not last.text.endswith(_ENDS):
        return True
    return own > 0.8 * size and not _looks_like_heading(after, behind)


def _looks_like_heading(printed: Line, margins: Column) -> bool:
    """Whether a numbered line is short and no sentence."""
    return printed.x1 < margins.right - 4 * printed.size and not printed.hangs


def _open(part: Sequence[Line], after: Line, before: Column, behind: Column) -> bool:
    """Whether a line that is not quite full still leaves its sentence open.

    Some typesetters keep more together than they must.  Where paragraphs are indented, an almost
    full line without an end and a next line at the margin are one paragraph.
    """
    first, last = part[0], part[-1]
    return (
        not last.text.endswith(_ENDS)
        and last.x1 + max(after.reach, 4 * last.size) > before.right
        and first.x0 > before.left + 1.5 * first.size
        and abs(after.x0 - behind.left) < 0.5 * after.size
        and (len(part) == 1 or abs(last.x0 - before.left) < 0.5 * last.size)
        and (last.text[-1].isdigit() or not NUMBERING.match(after.text))
    )


def text_of(part: Sequence[Line]) -> str:
    """The text of a paragraph's lines."""
    text = part[0].text
    for after in part[1:]:
        text = joined(text, after.text)
    return text


def kind(text: str, count: int) -> str:
    """``heading`` for one short numbered line (two, of a part) that is no sentence, else ``body``."""
    if (
        count <= (2 if _DIVISION.match(text) else 1)
        and len(text) <= 40
        and NUMBERING.match(text)
        and not text.endswith(("。", "；", "，", "：", "."))
    ):
        return "heading"
    return "body"


def usual_pitch(pages: Sequence[Sequence[Line]]) -> float:
    """The most frequent distance of neighbouring baselines, in heights of a character; 0 if none."""
    counts: dict[float, int] = {}
    for printed in pages:
        for first, second in pairwise(printed):
            step = round((second.base - first.base) / first.size, 1)
            if 0.9 < step < 4:
                counts[step] = counts.get(step, 0) + 1
    return max(counts, key=lambda step: (counts[step], -step)) if counts else 0.0
