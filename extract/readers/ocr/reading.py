"""What the models made of one piece of text: which of it counts, and what they cannot know.

The models see no spaces and little of a faint point, so the white between digits is measured: where it is
wide, there is a space, or a point that was not seen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from extract.readers.ocr.engine import Char
from extract.readers.ocr.piece import Piece, pad

_SURE = 0.9
"""A figure in which the models are less sure than this of any character is not read."""
_WORD = 0.5
"""The same for a character of a word."""
_FIGURE = re.compile(
    r"[-+−–—]?\d(?:[\d,，.．:：/]*\d)?\s*(?:[%％‰]|个?百分点|[十百千万亿]*[元人个项次户件家辆台套篇]?)"
)
_NUMBERING = re.compile(r"(\d{1,2})[·•・](?!\d)")
_PAGE = re.compile(r"[—–\-一·]{1,2}(\d{1,3})[—–\-一·]{1,2}")
_DASH = re.compile(r"[—–\-一]{1,2}")
_HAN_DIGITS = frozenset("二三四五六七八九十")
_WIDE, _WIDE_ONE = 0.36, 0.5
"""White between two digits (one of them 1), in heights of a digit: wider means that something stands there."""
_SPACE = 0.7
"""And so wide is a space without doubt."""
_NUMBERED = re.compile(r"[表图件]\d{1,2}$")
_FAINT = 0.2
"""Of the contrast of ink and paper: what is so much darker than paper may be a point."""


@dataclass(frozen=True, slots=True)
class Read:
    """A piece with its characters."""

    piece: Piece
    chars: tuple[Char, ...]

    @property
    def text(self) -> str:
        """Its characters as one word."""
        return "".join(char.text for char in self.chars)

    @property
    def middles(self) -> list[float]:
        """Where its characters stand, in pixels."""
        width = self.piece.x1 - self.piece.x0 + 2 * pad(self.piece)
        return [self.piece.x0 - pad(self.piece) + char.at * width for char in self.chars]

    @property
    def edges(self) -> list[float]:
        """Where they begin and end: one more than there are."""
        return [self.piece.x0, *((a + b) / 2 for a, b in pairwise(self.middles)), self.piece.x1]


def tidy(chars: Sequence[Char]) -> tuple[Char, ...]:
    """Characters of a piece without the confusions that its form rules out: 1· for 1., 一3一 for —3—."""
    text = "".join(char.text for char in chars)
    page = _PAGE.fullmatch(text)
    if page:
        sure = max(char.sure for char in chars)
        return tuple(
            c if page.start(1) <= n < page.end(1) else Char("—", c.at, sure) for n, c in enumerate(chars)
        )
    point = _NUMBERING.match(text)
    if point:
        return tuple(c._replace(text=".") if n == point.end(1) else c for n, c in enumerate(chars))
    return tuple(chars)


def dashes(done: Sequence[Read]) -> list[Read]:
    """The pieces with 一 that stands alone read as a dash, unless 二 or 三 stands alone above or below it."""
    counted = [read.piece for read in done if read.text in _HAN_DIGITS]
    found: list[Read] = []
    for read in done:
        piece = read.piece
        listed = any(
            abs(other.x0 + other.x1 - piece.x0 - piece.x1) < 2 * (piece.y1 - piece.y0) for other in counted
        )
        if _DASH.fullmatch(read.text) and not listed:
            read = replace(read, chars=tuple(Char("—", char.at, 1.0) for char in read.chars))
        found.append(read)
    return found


def counts(read: Read, torn: set[int]) -> list[bool]:
    """For each character of a piece whether it counts; ``torn`` are those beside a point that may be there."""
    sure = [char.sure >= _WORD and not read.piece.cut for char in read.chars]
    for match in _FIGURE.finditer(read.text):
        places = range(*match.span())
        whole = not read.piece.cut and all(read.chars[n].sure >= _SURE and n not in torn for n in places)
        sure[match.start() : match.end()] = [whole] * len(places)
    return sure


def apart(read: Read, grey: Any, ink: Any) -> tuple[set[int], set[int]]:
    """After which characters a space stands, and between which digits a point may be that was not read.

    ``grey`` and ``ink`` are those of the page.
    """
    spaces: set[int] = set()
    torn: set[int] = set()
    text = read.text
    beside = [n for n, (a, b) in enumerate(pairwise(text)) if a.isdigit() and b.isdigit()]
    if not beside:
        return spaces, torn
    piece, middles = read.piece, read.middles
    gaps = list(pairwise(piece.runs(ink)))
    height = 0.72 * piece.height if any(char > "⺀" for char in text) else float(piece.height)
    for n in beside:
        near = (middles[n] - 0.2 * height, middles[n + 1] + 0.2 * height)
        found = [(b[0] - a[1], a[1], b[0]) for a, b in gaps if near[0] < (a[1] + b[0]) / 2 < near[1]]
        wide, start, end = max(found, default=(0, 0, 0))
        if wide < (_WIDE_ONE if "1" in text[n : n + 2] else _WIDE) * height:
            continue
        blank = not _speck(grey[piece.top : piece.bottom, start + 1 : end - 1], height)
        if blank and (wide > _SPACE * height or _NUMBERED.search(text[: n + 1])):
            spaces.add(n)
        else:
            torn |= {n, n + 1}
    return spaces, torn


def _speck(between: Any, height: float) -> bool:
    """Whether there is anything but paper low between two digits."""
    low = between[max(int(between.shape[0] - 0.5 * height), 0) :]
    paper = float(np.median(between)) if between.size else 255.0
    return bool(low.size and paper - float(low.min()) > _FAINT * paper)
