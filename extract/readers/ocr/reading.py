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
"""A figure in which the models are less sure than this of any digit or point is not read."""
_NUMERALS = frozenset("0123456789.,，．")
_WORD = 0.5
"""The same for a sign, a unit, or a character of a word."""
_FIGURE = re.compile(
    r"[-+−–—]?\d(?:[\d,，.．:：/]*\d)?\s*(?:[%％‰]|个?百分点|[十百千万亿]*[元人个项次户件家辆台套篇]?)"
)
_RUN = re.compile(r"\d[\d.,，．:：/]*\d")
_NUMBER = re.compile(r"[\d.,]+")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_GARBLED = re.compile(r"[-+]?(?=.*(?:[.,]|\d))(?=.*[A-Za-z])[\dOoDQIlJUZSBbGgqT.,]+%?|[OoIlDQ]")
"""Letters that digits are taken for, where a figure would stand."""
_NUMBERING = re.compile(r"(\d{1,2})[·•・](?!\d)")
_PAGE = re.compile(r"[—–\-一·]{1,2}(\d{1,3})[—–\-一·]{1,2}")
_WIDE_BRACKETS = {"(": "（", ")": "）"}
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
    """Characters of a piece without the confusions that its form rules out: 1· for 1., 一3一 for —3—, （类)."""
    if any(char.text > "⺀" for char in chars):
        chars = [char._replace(text=_WIDE_BRACKETS.get(char.text, char.text)) for char in chars]
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


def confirmed(read: Read, again: Sequence[Char]) -> Read:
    """What was read, surer where a second look at another picture of it gave the same."""
    if read.text != "".join(char.text for char in again):
        return read
    chars = (a._replace(sure=max(a.sure, b.sure)) for a, b in zip(read.chars, again, strict=True))
    return replace(read, chars=tuple(chars))


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
    if read.piece.cut or _GARBLED.fullmatch(read.text):
        return [False] * len(read.chars)
    sure = [char.sure >= _WORD for char in read.chars]
    for match in _FIGURE.finditer(read.text):
        places = range(*match.span())
        whole = all(
            char.sure >= (_SURE if char.text in _NUMERALS else _WORD) and n not in torn
            for n, char in zip(places, read.chars[match.start() : match.end()], strict=True)
        )
        number = _NUMBER.match(match[0])
        at_edge = match.start() == 0 or match.end() == len(read.text)  # it may go on in another line
        grouped = at_edge or number is None or "," not in number[0] or _GROUPED.fullmatch(number[0])
        sure[match.start() : match.end()] = [whole and bool(grouped)] * len(places)
    return sure


def spread(done: Sequence[Read], sure: Sequence[list[bool]]) -> None:
    """Leave out the rest of a number, too, of which another piece close by in the same row is left out."""
    doubtful = [n for n, read in enumerate(done) if read.chars and not all(sure[n])]
    while doubtful:
        number = doubtful.pop()
        one = done[number].piece
        for other, read in enumerate(done):
            two = read.piece
            level = abs(one.y0 + one.y1 - two.y0 - two.y1) < 0.8 * one.height
            gap = max(one.x0, two.x0) - min(one.x1, two.x1)
            if other == number or not level or not 0 <= gap < 1.2 * max(one.height, two.height):
                continue
            behind = two.x0 > one.x0
            if sure[number][-1 if behind else 0]:
                continue
            for match in _FIGURE.finditer(read.text):
                facing = match.start() == 0 if behind else match.end() == len(read.text)
                if facing and any(sure[other][match.start() : match.end()]):
                    sure[other][match.start() : match.end()] = [False] * len(match[0])
                    doubtful.append(other)


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
    runs = piece.runs(ink)
    gaps = list(pairwise(runs))
    height = 0.72 * piece.height if any(char > "⺀" for char in text) else float(piece.height)
    points = [(a + b) / 2 for a, b in runs if _is_point(ink[piece.top : piece.bottom, a:b], height)]
    for match in _RUN.finditer(text):
        first, last = match.start(), match.end() - 1
        seen = sum(middles[first] < point < middles[last] for point in points)
        if seen > sum(not char.isdigit() for char in match[0]):
            torn |= set(range(first, last + 1))
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


def _is_point(run: Any, height: float) -> bool:
    """Whether ink is as small as a point, and stands low."""
    rows = np.flatnonzero(run.any(axis=1))
    return bool(
        run.shape[1] <= 0.35 * height
        and rows[-1] - rows[0] < 0.4 * height
        and rows[0] > run.shape[0] - 0.55 * height
    )


def _speck(between: Any, height: float) -> bool:
    """Whether there is anything but paper low between two digits."""
    low = between[max(int(between.shape[0] - 0.5 * height), 0) :]
    paper = float(np.median(between)) if between.size else 255.0
    return bool(low.size and paper - float(low.min()) > _FAINT * paper)
