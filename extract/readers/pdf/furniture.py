"""Running headers, footers and page numbers: found by what repeats at the edge of pages."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extract.readers.pdf.line import Line

_DASH = r"[-—–－─·•~～\s]*"
_ROMAN = r"[ivxIVXⅰ-ⅿⅠ-Ⅻ]{1,6}"
_PAGE_NUMBER = re.compile(
    rf"{_DASH}(?:第\s*)?(?:\d{{1,4}}|{_ROMAN})(?:\s*页)?(?:\s*[/／,，]?\s*(?:共|of)?\s*\d{{1,4}}\s*页?)?{_DASH}"
)
_PLAIN = re.compile(r"\d{1,4}")
_MARK = r"第\s*\d{1,4}\s*页(?:\s*[/／,，]?\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*[/／]\s*\d{1,4}|[-—–－]\s*\d{1,4}\s*[-—–－]"
_NUMBERED = re.compile(
    rf"(?P<before>{_MARK}|\d{{1,4}})\s+(?P<left>\D.{{3,}})|(?P<right>.{{3,}}\D)(?P<behind>{_MARK}|(?<=\s)\d{{1,4}})"
)
"""Words with the number of the page before or behind them; a bare number stands apart."""
_LETTERS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_ZONE = 0.15


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines outside tables on one page, from top to bottom.

    ``top`` and ``bottom`` bound its tables (points); without tables ``top`` is beyond ``bottom``.
    """

    page: int
    width: float
    height: float
    lines: tuple[Line, ...]
    top: float
    bottom: float


def page_numbers(sheets: Sequence[Sheet]) -> set[tuple[int, int]]:
    """The lines (sheet, line) that only number the pages."""
    styled: set[tuple[int, int]] = set()
    plain: dict[tuple[bool, int], list[tuple[int, int]]] = {}
    for number, sheet in enumerate(sheets):
        for at in _outer(sheet):
            line = sheet.lines[at]
            text = line.text.strip()
            low = line.base > sheet.height / 2
            if not _PAGE_NUMBER.fullmatch(text) or (
                sheet.bottom > line.bottom if low else sheet.top < line.top
            ):
                continue
            if _PLAIN.fullmatch(text):
                plain.setdefault((low, int(text) - sheet.page), []).append((number, at))
            else:
                styled.add((number, at))
    for (_, offset), found in plain.items():
        if len(found) > 1 or (offset == 0 and _alone(sheets[found[0][0]], found[0][1])):
            styled.update(found)
    return styled


def labels(
    sheets: Sequence[Sheet], numbers: set[tuple[int, int]], beside: Mapping[tuple[int, int], tuple[str, str]]
) -> dict[int, str]:
    """The printed numbers of pages: those that go on from page to page in one way.

    ``numbers`` are the lines that only number the pages, ``beside`` those that may do so with other words.
    """
    series: defaultdict[tuple[bool, int], dict[int, str]] = defaultdict(dict)
    for number, at in sorted({*numbers, *beside}):
        sheet = sheets[number]
        mark = sheet.lines[at].text
        if (number, at) not in numbers:
            split = _NUMBERED.fullmatch(mark)
            if not split:
                continue
            mark = split["before"] or split["behind"]
        found = re.search(rf"\d{{1,4}}|{_ROMAN}", mark)
        value = _value(found[0]) if found else None
        if found and value is not None:
            series[found[0].isdigit(), value - sheet.page].setdefault(sheet.page, found[0])
    return {page: text for found in series.values() if len(found) > 1 for page, text in found.items()}


def _value(text: str) -> int | None:
    """The value of an Arabic or Roman number, None where it is none."""
    if text.isdigit():
        return int(text)
    letters = unicodedata.normalize("NFKC", text).upper()
    value = sum(
        -_LETTERS[one] if _LETTERS[one] < _LETTERS.get(after, 0) else _LETTERS[one]
        for one, after in zip(letters, [*letters[1:], ""], strict=True)
    )
    return value or None


def running(sheets: Sequence[Sheet], gone: set[tuple[int, int]]) -> dict[tuple[int, int], tuple[str, str]]:
    """The lines (sheet, line) that repeat on most pages outside the text.

    Each with ``header`` or ``footer`` and its words, the number of the page left out.
    """
    found: dict[tuple[int, int], tuple[str, str]] = {}
    if len(sheets) < 2:
        return found
    for low in (False, True):
        pending = set(gone)
        for _ in range(4):  # a header of several lines is taken off from the outside inwards
            places: dict[_Key, list[tuple[int, int]]] = {}
            outermost: list[tuple[int, Line, list[_Key]]] = []
            for number, sheet in enumerate(sheets):
                rest = [at for at in _outer(sheet) if (number, at) not in pending]
                rest = [at for at in rest if (sheet.lines[at].base > sheet.height / 2) == low]
                if not rest:
                    continue
                at = rest[-1] if low else rest[0]
                line = sheet.lines[at]
                if sheet.bottom > line.bottom + 0.5 if low else sheet.top < line.top - 0.5:
                    continue  # a table stands outside it
                keys = _keys(line, sheet.page, low)
                outermost.append((number, line, keys))
                for key in keys:
                    places.setdefault(key, []).append((number, at))
            taken = [
                (key, hits)
                for key, hits in places.items()
                if len(hits) >= max(_least(sheets, hits[0]), 0.4 * len(sheets))
                and not _in_the_text(key, low, outermost)
            ]
            if not taken:
                break
            for (words, *_), hits in taken:
                for hit in hits:
                    found[hit] = ("footer" if low else "header", words)
                    pending.add(hit)
    return found


_Key = tuple[str, int, int | None]
"""What lines of several pages have in common: words, height on the page, what a page number is off by."""


def _keys(line: Line, page: int, low: bool) -> list[_Key]:
    """The line as it stands, and without the number of its page; a bare number only at the foot."""
    place = round(line.base / 3)
    keys: list[_Key] = [(re.sub(r"\s", "", line.text), place, None)]
    split = _NUMBERED.fullmatch(line.text)
    if split:
        mark = split["before"] or split["behind"]
        words = re.sub(r"\s", "", split["left"] or split["right"])
        if low or not _PLAIN.fullmatch(mark):
            keys.append((words, place, int(re.findall(r"\d+", mark)[0]) - page))
    return keys


def _in_the_text(key: _Key, low: bool, outermost: Sequence[tuple[int, Line, list[_Key]]]) -> bool:
    """Whether other pages have other text just where the repeated line stands: then it is body text."""
    place = key[1] * 3
    others = 0
    for number, line, keys in outermost:
        if number == 0 or any(words == key[0] for words, *_ in keys):
            continue
        outside = line.base >= place - 0.5 * line.size if low else line.base <= place + 0.5 * line.size
        others += outside
    return others > 0


def _least(sheets: Sequence[Sheet], hit: tuple[int, int]) -> int:
    """How often a line has to repeat: less where it stands so near the edge that nothing else does."""
    sheet = sheets[hit[0]]
    return 3 if 0.08 * sheet.height < sheet.lines[hit[1]].base < 0.92 * sheet.height else 2


def _outer(sheet: Sheet) -> list[int]:
    return [
        at
        for at, line in enumerate(sheet.lines)
        if line.base < _ZONE * sheet.height or line.base > (1 - _ZONE) * sheet.height
    ]


def _alone(sheet: Sheet, at: int) -> bool:
    """Whether a line keeps more than two lines' distance from every other."""
    line = sheet.lines[at]
    return all(abs(other.base - line.base) > 2.5 * line.size for other in sheet.lines if other is not line)
