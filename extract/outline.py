"""Lists that run over paragraphs: a total, then a numbered paragraph for each of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from extract.model import Figure, Paragraph, Statement
from extract.plain import ILLEGIBLE
from extract.reading import Reading
from extract.unit import kind

_STYLES = (
    ("chinese", regex.compile(r"^\s*([一二三四五六七八九十]{1,3})、")),
    ("bracket", regex.compile(r"^\s*[（(]([一二三四五六七八九十]{1,3})[)）]")),
    ("arabic", regex.compile(r"^\s*(\d{1,2})\s*[“”]?\s*[.．、](?!\d)")),
    ("paren", regex.compile(r"^\s*[（(](\d{1,2})[)）]")),
    ("circle", regex.compile(r"^\s*([①-⑳])")),
)
_INTRODUCES = regex.compile(
    r"(?:其中|如下|包括|分别为|具体为|分项(?:情况)?|构成)\s*[:：,，。]?\s*$|[:：]\s*$"
)
_AMONG = regex.compile(r"^\s*其中[:：，,]?")
_COUNTED = ("level", "headcount", "count")
_LONGEST_RUN = 12
_HAN = {c: i for i, c in enumerate("零一二三四五六七八九十")}


@dataclass(frozen=True, slots=True)
class Item:
    """One paragraph with what was read in it."""

    paragraph: Paragraph
    reading: Reading


def find(items: Sequence[Item]) -> Iterator[Statement]:
    """A parts statement for each run of numbered paragraphs that a total introduces.

    Or of plain ones, which may end before any of them.
    """
    for index, item in enumerate(items):
        if not _INTRODUCES.search(item.paragraph.text):
            continue
        after = items[index + 1 :]
        run = _run(after)
        parts = [f for f in (_lead(i) or _below(i, after) for i in run) if f is not None]
        cuts = ""
        if not run:
            parts = _plain_run(after)
            cuts = ",".join(str(n) for n in range(1, len(parts)))
        whole = _whole(item, parts)
        if whole is None or len(parts) < 2 or len(parts) < len(run):
            continue
        if any(kind(p.unit) != kind(whole.unit) for p in parts):
            continue
        yield Statement(
            "parts", {"whole": (whole,), "parts": tuple(parts)}, {"marker": "其中", "cuts": cuts},
            item.paragraph.text.strip(), item.paragraph.where,
        )  # fmt: skip


def among(items: Sequence[Item]) -> Iterator[Statement]:
    """The parts that a paragraph beginning with 其中 tells of the one sentence with amounts right before it."""
    for before, item in pairwise(items):
        if not _AMONG.match(item.paragraph.text) or any(s.kind == "parts" for s in item.reading.statements):
            continue
        told = [f for f in before.reading.figures if f.measure in _COUNTED]
        listed = [f for f in item.reading.figures if f.measure in _COUNTED]
        if not told or not listed or len({f.quote for f in told}) > 1:
            continue
        parts = tuple(f for f in listed if f.quote == listed[0].quote and kind(f.unit) == kind(told[0].unit))
        if parts and listed[0] is parts[0]:
            text, where = item.paragraph.text.strip(), item.paragraph.where
            yield Statement("parts", {"whole": (told[0],), "parts": parts}, {"marker": "其中"}, text, where)


def under(items: Sequence[Item]) -> Iterator[Statement]:
    """For each numbered paragraph that opens with an amount: the plain paragraphs that follow stand under it."""
    at: Figure | None = None
    for item in items:
        lead = _lead(item)
        if _number(item.paragraph.text) is not None or item.paragraph.level is not None:
            at = lead
        elif at is not None and lead is not None and kind(lead.unit) == kind(at.unit):
            text = item.paragraph.text.strip()
            yield Statement("under", {"whole": (at,), "parts": (lead,)}, {}, text, item.paragraph.where)


def _whole(item: Item, parts: Sequence[Figure]) -> Figure | None:
    """The level that the last sentence of an introduction is about: the first at the stage of the parts."""
    inside = {p.concept for p in parts if p.concept}
    quote = item.reading.figures[-1].quote if item.reading.figures else ""
    levels = [f for f in item.reading.figures if f.measure in _COUNTED and f.quote == quote]
    if any(f.concept in inside for f in levels):
        return None
    same = [f for f in levels if parts and f.stage == parts[0].stage]
    return next(iter(same or levels), None)


def _run(items: Sequence[Item]) -> list[Item]:
    """The paragraphs numbered 1, 2, 3 … in one style, right after each other or with plain text between."""
    found: list[Item] = []
    style = ""
    for item in items:
        said = _number(item.paragraph.text)
        if said is None:
            if not found:
                break
            continue
        if not found:
            if said[1] != 1:
                break
            style = said[0]
        elif said[0] != style:
            if _STYLES_ORDER[said[0]] < _STYLES_ORDER[style]:
                break
            continue
        elif said[1] != len(found) + 1:
            break
        found.append(item)
    return found


def _below(item: Item, items: Sequence[Item]) -> Figure | None:
    """The figure that the paragraph right below a numbered heading without figures opens with."""
    if item.reading.figures:
        return None
    below = items[items.index(item) + 1 :][:1]
    return _lead(below[0]) if below and _number(below[0].paragraph.text) is None else None


def _plain_run(items: Sequence[Item]) -> list[Figure]:
    """The figures that the unnumbered paragraphs from here on open with, while each has one of its own name."""
    found: list[Figure] = []
    for item in items[:_LONGEST_RUN]:
        lead = _lead(item)
        heading = item.paragraph.level is not None or _number(item.paragraph.text) is not None
        if heading or lead is None or any(lead.label == f.label for f in found):
            break
        found.append(lead)
    return found


_STYLES_ORDER = {name: place for place, (name, _) in enumerate(_STYLES)}


def _number(text: str) -> tuple[str, int] | None:
    for name, pattern in _STYLES:
        match = pattern.match(text)
        if match:
            return name, _value(match.group(1))
    return None


def _value(text: str) -> int:
    if len(text) == 1 and "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    if text.isdigit():
        return int(text)
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return _HAN[text]
    return (_HAN[tens] if tens else 1) * 10 + (_HAN[ones] if ones else 0)


def _lead(item: Item) -> Figure | None:
    """The figure that a numbered paragraph opens with."""
    first = item.reading.figures[0] if item.reading.figures else None
    if first is None or first.measure not in _COUNTED:
        return None
    before = item.paragraph.text[: first.where.start or 0]
    return first if not regex.search(rf"[。；;{ILLEGIBLE}]", before) else None
