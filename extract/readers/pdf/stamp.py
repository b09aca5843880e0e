"""Watermarks and seals taken off the text they are printed over."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter
from statistics import median

from extract.readers.pdf.content import Content
from extract.readers.pdf.glyph import Glyph, Style


def clean(content: Content) -> Content:
    """The content without upright watermarks and the upright words of seals.

    Text at odd angles is kept apart by the reader already.  Light or see-through text goes where it
    is much larger than the rest or is printed over it; red text only where it stands among the
    bent text of a seal or over other text, because red figures in a sentence are figures.
    """
    suspects = {run for run, style in enumerate(content.styles) if _light(style) or _red(style)}
    suspects &= {glyph.run for glyph in content.glyphs}
    if not suspects:
        return content
    plain = [glyph for glyph in content.glyphs if glyph.run not in suspects and glyph.text > " "]
    plain.sort(key=attrgetter("base"))
    if not plain:
        return content
    body = median(glyph.size for glyph in plain)
    rim = [glyph for glyph in content.odd if _red(content.styles[glyph.run])]
    runs: defaultdict[int, list[Glyph]] = defaultdict(list)
    for glyph in content.glyphs:
        if glyph.run in suspects:
            runs[glyph.run].append(glyph)
    gone = {
        run
        for run, glyphs in runs.items()
        if (_light(content.styles[run]) and content.styles[run].size > 1.6 * body)
        or (rim and _among(glyphs, rim))
        or _over(glyphs, plain)
    }
    if not gone:
        return content
    return replace(content, glyphs=tuple(glyph for glyph in content.glyphs if glyph.run not in gone))


def _light(style: Style) -> bool:
    return style.alpha < 128 or (min(style[2:5]) >= 165 and max(style[2:5]) < 255)


def _red(style: Style) -> bool:
    return style.red >= 150 and style.green <= 110 and style.blue <= 110


def _among(glyphs: Sequence[Glyph], rim: Sequence[Glyph]) -> bool:
    x0, x1 = min(glyph.x0 for glyph in rim), max(glyph.x1 for glyph in rim)
    y0, y1 = min(glyph.base for glyph in rim) - rim[0].size, max(glyph.base for glyph in rim) + rim[0].size
    return all(x0 <= glyph.x0 and glyph.x1 <= x1 and y0 <= glyph.base <= y1 for glyph in glyphs)


def _over(glyphs: Sequence[Glyph], plain: Sequence[Glyph]) -> bool:
    """Whether at least two characters of a run, or its only one, are printed across other text.

    ``plain`` is sorted by baseline.
    """
    hits = 0
    for glyph in glyphs:
        top, bottom = glyph.base - 0.75 * glyph.size, glyph.base + 0.05 * glyph.size
        low = bisect_left(plain, top, key=attrgetter("base"))
        high = bisect_right(plain, bottom + glyph.size, key=attrgetter("base"))
        hits += any(
            min(glyph.x1, other.x1) - max(glyph.x0, other.x0) > 0.15 * other.size
            and min(bottom, other.base) - max(top, other.base - 0.75 * other.size) > 0.25 * other.size
            for other in plain[low:high]
        )
        if hits >= min(2, len(glyphs)):
            return True
    return False
