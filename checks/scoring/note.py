"""What the prose says of scored items: which weight and score, and which rate they rest on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import regex

from extract.lexicon import normalise
from extract.model import Extraction, Figure, Indicator, Paragraph
from extract.unit import kind

_WEIGHT = regex.compile(r"(?:分值|权重|满分|标准分|赋分)(?:为|共|是|[:：])?$")
_SCORE = regex.compile(r"(?:得分|评分|自评得分|实得|扣分后得|得)(?:为|是|[:：])?$")
_WEIGHT_TAIL = regex.compile(r"(?:指标)?(?:总|合计)?(?:分值|权重|满分|标准分|赋分)(?:为|共|是)?$")
_THIS = frozenset(
    ["该", "该项", "此项", "本项", "该指标", "此指标", "本指标", "指标", "该项指标", "此项指标", "本项指标"]
)
_TITLE = regex.compile(
    r"^\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）]?[.、．]?\s*)?"
    r"(?P<name>[\p{Han}“”\"（）()]{2,30}?)(?:[。:：，,（(]|指标|分值)"
)
_RATE_WORD = regex.compile(
    r"(?P<word>[\p{Han}“”\"]{1,14}(?:率|度|比例))\s*(?:约?[为是]|达到?|[=＝:：]|实际)*\s*$"
)
_CHAIN = regex.compile(r"(?P<word>[\p{Han}“”\"]{1,14}率)\s*[=＝](?P<rest>[^。；;]*[=＝])\s*$")
_FOUND = regex.compile(r"(?:发现|存在|出现|发生|有|缺少?|漏报?)(?:了|共)?\s*$")
_FACTOR = regex.compile(r"[×*xX]\s*$")


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence that gives an item's weight and score; ``name`` is the item, normalised, "" where untold.

    ``figures`` are all figures of the paragraph.
    """

    name: str
    weight: Figure
    score: Figure
    paragraph: Paragraph
    figures: tuple[Figure, ...]


def notes(extraction: Extraction) -> Iterator[Note]:
    """Every such sentence, in order; several pairs in one sentence give several notes."""
    grouped: dict[int | None, list[Figure]] = defaultdict(list)
    for figure in extraction.figures:
        if figure.where.table is None:
            grouped[figure.where.block].append(figure)
    for paragraph in extraction.paragraphs():
        inside = tuple(grouped.get(paragraph.where.block, ()))
        points = [f for f in inside if kind(f.unit) == "score"]
        for weight, score in _pairs(points, paragraph.text):
            yield Note(_name(paragraph.text, weight), weight, score, paragraph, inside)


def _pairs(figures: Iterable[Figure], text: str) -> Iterator[tuple[Figure, Figure]]:
    weight: Figure | None = None
    for figure in figures:
        before = _before(text, figure)[-8:].rstrip()
        if _WEIGHT.search(before) or _bracketed(text, figure):
            weight = figure
        elif _SCORE.search(before) and weight is not None:
            if weight.quote == figure.quote:
                yield weight, figure
            weight = None


def _bracketed(text: str, figure: Figure) -> bool:
    """Whether the points stand alone in brackets behind a name: 产出指标（50分）."""
    end = figure.where.end
    return (
        end is not None and _before(text, figure).endswith(("（", "(")) and text[end : end + 1] in ("）", ")")
    )


def _before(text: str, figure: Figure) -> str:
    return text[: figure.where.start] if figure.where.start is not None else ""


def _name(text: str, weight: Figure) -> str:
    """The item a sentence is about: named in it, else at the start of its paragraph."""
    own = normalise(_WEIGHT_TAIL.sub("", normalise(weight.label)))
    if own and own not in _THIS:
        return own
    match = _TITLE.match(text)
    return normalise(match["name"]) if match else own


def rate_in(note: Note, names: Iterable[str]) -> Figure | None:
    """The one rate that the paragraph of a note states of an item called by one of ``names``; None where not one."""
    wanted = [n for n in names if n]
    found: dict[object, Figure] = {}
    for figure in note.figures:
        if kind(figure.unit) != "percent" or figure.qualifier or figure.doubt:
            continue
        before = _before(note.paragraph.text, figure)
        if _FACTOR.search(before):
            continue
        sentence = regex.split(r"[。；;]", before)[-1]
        match = _CHAIN.search(sentence) or _RATE_WORD.search(sentence)
        word = normalise(match["word"]) if match else ""
        if word and any(_fits(word, name) for name in wanted):
            found.setdefault((figure.value, figure.step), figure)
    return next(iter(found.values())) if len(found) == 1 else None


def count_in(note: Note, unit: str) -> Figure | None:
    """The one number of cases that the paragraph of a note says were found; None where not one."""
    found = [
        f
        for f in note.figures
        if f.unit == unit and not f.qualifier and _FOUND.search(_before(note.paragraph.text, f))
    ]
    return found[0] if len(found) == 1 else None


def _fits(word: str, name: str) -> bool:
    return word.endswith(name) or (len(word) >= 3 and name.endswith(word))


def by_name(indicators: Iterable[Indicator]) -> dict[str, Indicator]:
    """The indicator of each name that only one row bears, normalised."""
    found: dict[str, list[Indicator]] = defaultdict(list)
    for indicator in indicators:
        found[normalise(indicator.level3) or normalise(indicator.level2)].append(indicator)
    return {name: rows[0] for name, rows in found.items() if name and len(rows) == 1}
