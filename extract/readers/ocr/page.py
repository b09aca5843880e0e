"""A picture of a page to what stands on it: characters and ruling lines with their places, in points."""

from __future__ import annotations

import time
from collections.abc import Sequence
from statistics import mean, median
from typing import Any

import cv2
import numpy as np

from extract.isolate import PICTURE_SECONDS
from extract.plain import ILLEGIBLE
from extract.readers.ocr.engine import Engine
from extract.readers.ocr.piece import crop, left_over, pieces
from extract.readers.ocr.reading import Read, apart, confirmed, counts, dashes, spread, tidy
from extract.readers.ocr.ruling import Ruling, find_lines
from extract.readers.ocr.upright import Upright, straighten
from extract.readers.pdf.content import Content
from extract.readers.pdf.glyph import Glyph, Style

_SAMPLE = 4
_SPECK = 8


class TooSlow(Exception):  # noqa: N818  (a verdict on a page)
    """A page took more processor time than PICTURE_SECONDS."""


def read_page(grey: Any, scale: float, engine: Engine) -> Content:
    """What stands in a grey picture (8 bits a pixel) in which a pixel is ``scale`` points.

    Raises TooSlow.
    """
    until = time.process_time() + PICTURE_SECONDS
    page = straighten(grey)
    ruling = find_lines(page.grey, page.ink, scale)
    bare = _without(page, ruling)
    boxes = engine.find(cv2.cvtColor(bare.grey, cv2.COLOR_GRAY2BGR))
    turn = _turn(bare, boxes, engine)
    if turn:
        page = page.turned(turn)
        ruling = find_lines(page.grey, page.ink, scale)
        bare = _without(page, ruling)
        boxes = engine.find(cv2.cvtColor(bare.grey, cv2.COLOR_GRAY2BGR))
    boxes = [box for box in boxes if _level(box)]
    lines = ruling.without_strokes(bare.ink, boxes, scale)
    if lines is not ruling:
        bare = _without(page, lines)
    found = pieces(bare.ink, boxes, lines.vertical, scale)
    if found:
        found += left_over(bare.ink, found, median(piece.height for piece in found), lines.vertical, scale)
    done = [Read(piece, ()) for piece in found]
    for number, chars in engine.read([crop(bare.grey, piece) for piece in found]):
        if time.process_time() > until:
            raise TooSlow
        done[number] = Read(found[number], tidy(chars))
    done = dashes(done)
    weak = [number for number, read in enumerate(done) if not all(counts(read, set()))]
    for number, chars in engine.read([crop(bare.grey, found[place], loose=True) for place in weak]):
        if time.process_time() > until:
            break
        done[weak[number]] = confirmed(done[weak[number]], tidy(chars))
    glyphs, styles = _glyphs(done, bare.grey, bare.ink, scale)
    return Content(
        frame=page.frame(scale),
        glyphs=tuple(glyphs),
        styles=tuple(styles),
        horizontal=lines.horizontal,
        vertical=lines.vertical,
        unsure=sum(not glyph.sure for glyph in glyphs),
        objects=0 if glyphs else _specks(bare.ink),
        scanned=True,
    )


def _specks(ink: Any) -> int:
    """How many patches of ink are as large as characters are: a blank page has hardly any."""
    boxes = cv2.connectedComponentsWithStats(ink)[2][1:]
    return int((boxes[:, 2:4].max(axis=1) > _SPECK).sum())


def _without(page: Upright, ruling: Ruling) -> Upright:
    """The page without the ink of its ruling lines."""
    cover = ruling.cover() > 0
    grey, ink = page.grey.copy(), page.ink.copy()
    grey[cover] = int(np.percentile(page.grey, 80))
    ink[cover] = 0
    return Upright(grey, ink, page.back)


def _level(box: Any) -> bool:
    """Whether a box stands straight on the page: text askew is a watermark or the rim of a seal."""
    x, y = abs(box[1] - box[0])
    return bool(min(x, y) <= 0.1 * max(x, y) or max(x, y) < 40)


def _turn(page: Upright, boxes: Sequence[Any], engine: Engine) -> int:
    """The quarters to turn a page counterclockwise so that its text runs from left to right."""
    sizes = [(box.max(axis=0) - box.min(axis=0), box) for box in boxes]
    wide = [box for size, box in sizes if size[0] > 2 * size[1]]
    tall = [box for size, box in sizes if size[1] > 2 * size[0]]
    sideways = len(tall) > len(wide)
    sample = sorted(tall if sideways else wide, key=lambda box: -float(np.ptp(box, axis=0).max()))[:_SAMPLE]
    views = []
    for box in sample:
        (x0, y0), (x1, y1) = box.min(axis=0).astype(int).clip(0), box.max(axis=0).astype(int) + 1
        views.append(cv2.cvtColor(page.grey[y0:y1, x0:x1], cv2.COLOR_GRAY2BGR))
    sure = {turn: _how_sure(views, turn, engine) for turn in ((1, 3) if sideways else (0,))}
    if not sideways and sample and sure[0] < 0.8:
        sure[2] = _how_sure(views, 2, engine)
    return max(sure, key=lambda turn: sure[turn]) if sample else 0


def _how_sure(views: Sequence[Any], turn: int, engine: Engine) -> float:
    turned = [np.ascontiguousarray(np.rot90(view, turn)) for view in views]
    return mean([mean([c.sure for c in chars] or [0.0]) for _, chars in engine.read(turned)] or [0.0])


# --- characters to glyphs ------------------------------------------------------------------------


def _glyphs(done: Sequence[Read], grey: Any, ink: Any, scale: float) -> tuple[list[Glyph], list[Style]]:
    glyphs: list[Glyph] = []
    styles: list[Style] = []
    gaps = [apart(read, grey, ink) for read in done]
    judged = [counts(read, torn) for read, (_, torn) in zip(done, gaps, strict=True)]
    spread(done, judged)
    for read, size, (spaces, _), sure in zip(done, _sizes(done), gaps, judged, strict=True):
        if not read.chars:
            continue
        edges = read.edges
        base = ((read.piece.top + read.piece.bottom) / 2 + 0.37 * size) * scale
        for number, char in enumerate(read.chars):
            x0, x1 = edges[number] * scale, edges[number + 1] * scale
            text = char.text if sure[number] else ILLEGIBLE
            glyphs.append(Glyph(text, x0, x1, base, size * scale, len(styles), sure[number]))
            if number in spaces:
                glyphs.append(Glyph(" ", x1, x1, base, size * scale, len(styles), True))
        styles.append(Style(size * scale, 0, 0, 0, 0, 255, True))
    return glyphs, styles


def _sizes(done: Sequence[Read]) -> list[float]:
    """The height of the characters of each piece in pixels.

    The ink of a line of ideographs is as high as they are, that of a few digits or a dash is not:
    these take the size of a line like them.
    """
    known = {
        n: read.piece.height / 0.94
        for n, read in enumerate(done)
        if sum(c.text > "⺀" for c in read.chars) >= 3
    }
    groups: list[list[float]] = []
    for size in sorted(known.values()):
        if groups and size <= 1.1 * groups[-1][0]:
            groups[-1].append(size)
        else:
            groups.append([size])
    usual = [median(group) for group in groups]
    sizes: list[float] = []
    for number, read in enumerate(done):
        guess = known.get(
            number, read.piece.height / (0.94 if any(c.text > "⺀" for c in read.chars) else 0.76)
        )
        if number not in known and guess < 0.6 * (read.piece.y1 - read.piece.y0):
            guess = 0.75 * (read.piece.y1 - read.piece.y0)
        near = min(usual, key=lambda size: abs(size - guess), default=guess)
        sizes.append(near if abs(near - guess) <= (0.1 if number in known else 0.3) * guess else guess)
    return sizes
