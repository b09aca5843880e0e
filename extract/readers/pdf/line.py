"""Glyphs put into lines by their position, whatever the order they were drawn in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from statistics import median

from extract.readers.pdf.glyph import Glyph

OPENING = frozenset("（【《〈「『“‘〔([{￥¥$＄№#＃")
CLOSING = frozenset("，．。、；：？！）】》〉」』”’〕％%‰℃)]},.;:?!…—·～~")
QUOTES = frozenset("“‘\"'")
"""Quotation marks hold to both neighbours: typesetters do not know whether they open or close."""
_NARROW = 0.6
"""A space so wide, in heights of a character, is meant."""
_INSIDE_QUOTES = re.compile(r"(?<=[“‘])\s+|\s+(?=[”’])")


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: text, extent, height of its characters (points).

    ``head`` is the width of its first piece that cannot be broken: one ideograph, or a word or
    number, with the brackets before it and the punctuation behind it.  ``reach`` is the same for
    typesetters that do not part punctuation from a word or number behind it either.
    ``lane`` is 1 or 2 in the left or right column of a page of two, else 0.
    """

    text: str
    x0: float
    x1: float
    base: float
    size: float
    head: float
    reach: float
    lane: int = 0

    @property
    def hangs(self) -> bool:
        """Whether it ends with punctuation, which may be set beyond the right margin."""
        return self.text[-1] in CLOSING

    @property
    def top(self) -> float:
        """The upper edge of its characters."""
        return self.base - 0.88 * self.size

    @property
    def bottom(self) -> float:
        """The lower edge of its characters."""
        return self.base + 0.12 * self.size

    @property
    def doubts(self) -> tuple[tuple[int, int], ...]:
        """The runs of characters that could not be read."""
        return unread(self.text)


def unread(text: str) -> tuple[tuple[int, int], ...]:
    """The runs (start, end) of replacement characters in ``text``."""
    found: list[tuple[int, int]] = []
    for at, char in enumerate(text):
        if char == "\ufffd":
            if found and found[-1][1] == at:
                found[-1] = (found[-1][0], at + 1)
            else:
                found.append((at, at + 1))
    return tuple(found)


def rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Glyphs in rows from top to bottom, each from left to right.

    A digit set a little higher, lower or smaller than its neighbours belongs to their row
    unless it stands over one of them.
    """
    if not glyphs:
        return []
    ordered = sorted(glyphs, key=attrgetter("base"))
    buckets: list[list[Glyph]] = []
    start = ordered[0].base - 1e6
    for glyph in ordered:
        if glyph.base - start > 0.25 * glyph.size:
            buckets.append([])
            start = glyph.base
        buckets[-1].append(glyph)
    merged = [buckets[0]]
    for bucket in buckets[1:]:
        if _same_row(merged[-1], bucket):
            merged[-1] = merged[-1] + bucket
        else:
            merged.append(bucket)
    return [sorted(row, key=attrgetter("x0")) for row in merged]


def _same_row(upper: list[Glyph], lower: list[Glyph]) -> bool:
    above, below = upper[-1].base, lower[0].base
    if below - above > upper[-1].size:
        return False
    size_a = max(glyph.size for glyph in upper)
    size_b = max(glyph.size for glyph in lower)
    overlap = min(above + 0.15 * size_a, below + 0.15 * size_b) - max(
        above - 0.8 * size_a, below - 0.8 * size_b
    )
    if overlap < 0.5 * 0.95 * min(size_a, size_b):
        return False
    few, many = sorted((upper, lower), key=len)
    for glyph in few:
        width = glyph.x1 - glyph.x0
        if any(min(glyph.x1, other.x1) - max(glyph.x0, other.x0) > 0.3 * width for other in many):
            return False
    return True


def line(row: Sequence[Glyph]) -> Line | None:
    """The line that a row of glyphs makes, None where it is only space.

    A space is added where the gap cannot be the setting of the line: between words and between
    numbers sooner than between ideographs; none is kept just inside quotation marks, no narrow one outside.  Characters
    printed twice to look bold count once.
    """
    kept: list[Glyph] = []
    for glyph in row:
        if glyph.text.isspace():
            if kept:
                kept.append(glyph)
            continue
        if kept:
            last = kept[-1]
            if last.text == glyph.text and last.x1 - glyph.x0 > 0.6 * (glyph.x1 - glyph.x0) > 0:
                continue
        kept.append(glyph)
    while kept and kept[-1].text.isspace():
        kept.pop()
    if not kept:
        return None
    kept = _without_quote_spaces(kept)
    gaps = [after.x0 - before.x1 for before, after in pairwise(kept)]
    size = median(glyph.size for glyph in kept)
    text = kept[0].text
    if gaps and max(gaps) > 0.2 * size:
        usual = max(0.0, median(gaps))
        parts = [text]
        for gap, before, after in zip(gaps, kept, kept[1:], strict=False):
            if gap > 0.2 * size and _apart(gap, before.text, after.text, size, usual):
                parts.append(" ")
            parts.append(after.text)
        text = "".join(parts)
    else:
        text = "".join(glyph.text for glyph in kept)
    bases = sorted(glyph.base for glyph in kept)
    return Line(
        text=_INSIDE_QUOTES.sub("", text),
        x0=kept[0].x0,
        x1=max(glyph.x1 for glyph in kept),
        base=bases[len(bases) // 2],
        size=size,
        head=_head(kept),
        reach=_head(kept, strict=True),
    )


def _without_quote_spaces(row: list[Glyph]) -> list[Glyph]:
    """A row without the narrow spaces that typesetters set between a quotation mark and the ideograph outside it."""
    places = {n for n, glyph in enumerate(row) if glyph.text.isspace()} - {0, len(row) - 1}
    drop = {
        n
        for n in places
        if row[n + 1].x0 - row[n - 1].x1 <= _NARROW * row[n].size
        and (
            (row[n - 1].text in "”’" and row[n + 1].text > "⺀")
            or (row[n - 1].text > "⺀" and row[n + 1].text in "“‘")
        )
    }
    return [glyph for n, glyph in enumerate(row) if n not in drop]


def lines(glyphs: Sequence[Glyph]) -> list[Line]:
    """The lines of a set of glyphs from top to bottom."""
    return [made for row in rows(glyphs) if (made := line(row)) is not None]


def _apart(gap: float, before: str, after: str, size: float, usual: float) -> bool:
    if before.isspace() or after.isspace():
        return False
    if before.isascii() and after.isascii():
        if before.isalpha() and after.isalpha():
            return gap > max(0.2 * size, 2 * usual)
        return gap > max(0.5 * size, 2 * usual)
    return gap > max(0.9 * size, 2 * usual)


def _head(row: Sequence[Glyph], strict: bool = False) -> float:
    """The width of the first unbreakable piece of a row; ``strict`` see ``Line.reach``."""
    end = row[0].x1
    state = "open"
    last: Glyph | None = None
    for glyph in row:
        char = glyph.text
        if last is not None and (char.isspace() or glyph.x0 - last.x1 > 0.5 * glyph.size):
            break
        if state == "open":
            if char not in OPENING:
                state = "word" if char < "⺀" else "closed"
        elif char in QUOTES:
            state = "open"
        elif strict and last is not None and last.text in CLOSING and "!" < char < "⺀":
            state = "word"
        elif char not in CLOSING and not (state == "word" and char < "⺀" and char not in OPENING):
            break
        end, last = glyph.x1, glyph
    return end - row[0].x0
