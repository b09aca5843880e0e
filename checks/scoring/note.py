"""What the prose says of scored items: which weight and score, and which rate they rest on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import regex

from extract.lexicon import normalise
from extract.model import Extraction, Figure, Indicator, Paragraph
from extract.table_word import squeeze
from extract.unit import kind

_WEIGHT = regex.compile(r"(?:分值|权重|满分|标准分|赋分)(?:为|共|是|[:：])?$")
_SCORE = regex.compile(r"(?:得分|评分|自评得分|实得|扣分后得|得)(?:为|是|[:：])?$")
_BEHIND = regex.compile(r"\d\s*分\s*[（(](?:满分|分值|权重|标准分)?(?:为|共|是|[:：])?$")
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
_OF_ITEM = regex.compile(r"分值|[该此本]项(?!目)|该指标|此指标|指标得分")
_FACTOR = regex.compile(r"[×*xX]\s*$")


_SUBJECT = regex.compile(r"(?:率|度|性|比例|比重)$")
_SECTION = regex.compile(r"^\s*(?:第?[一二三四五六七八九十]+[、.．章节]|[（(][一二三四五六七八九十]+[)）])")
_NUMBERED = regex.compile(r"^\s*[（(]?\d{1,3}[)）.、．]")
_RULE = regex.compile(r"(?:标准|规则|办法|细则)(?:[:：]|为)|[≥≤<>＜＞]|以上|以下|每|扣|满分|否则|最高|不得分")
_OF_RULE = regex.compile(r"(?:评分|计分)(?:标准|规则|办法|细则)|每[^，,]{1,12}扣|不得分|否则|按比例|满分，")
_PART = regex.compile(r"说明|标准|规则|办法|细则|解释|公式|过程|情况|结果|分析|依据|要点|得分|评分")
_LONGEST = 10
_SHORT = 40


@dataclass(frozen=True, slots=True)
class Item:
    """The paragraphs that speak of one scored item, and their figures; ``name`` is "" where they name none."""

    name: str
    paragraphs: tuple[Paragraph, ...]
    figures: tuple[Figure, ...]

    def before(self, figure: Figure) -> str:
        """The text of its paragraph before a figure."""
        at = next((p for p in self.paragraphs if p.where.block == figure.where.block), None)
        return _before(at.text, figure) if at is not None else ""


@dataclass(frozen=True, slots=True)
class Note:
    """What an item's text gives as its weight and score; ``name`` is the item, normalised, "" where untold."""

    name: str
    weight: Figure
    score: Figure
    item: Item


def items(extraction: Extraction) -> Iterator[Item]:
    """The paragraphs of a document, those of one item together: from the one that its name opens to the next."""
    grouped: dict[int | None, list[Figure]] = defaultdict(list)
    for figure in extraction.figures:
        if figure.where.table is None:
            grouped[figure.where.block].append(figure)
    known = {normalise(i.level3) or normalise(i.level2) for i in extraction.indicators}
    name, held, style = "", list[Paragraph](), ""

    def made() -> Item:
        return Item(name, tuple(held), tuple(f for p in held for f in grouped.get(p.where.block, ())))

    for paragraph in extraction.paragraphs():
        opened = _opened(paragraph.text, known)
        section = paragraph.level is not None or _SECTION.match(paragraph.text) is not None
        again = bool(style) and _style(paragraph.text) == style
        if held and (opened or section or again or not name or len(held) >= _LONGEST):
            yield made()
            name, held, style = "", [], ""
        if opened:
            name, style = opened, _style(paragraph.text)
        held.append(paragraph)
    if held:
        yield made()


def _style(text: str) -> str:
    """How a paragraph is numbered: 1. or (1) or ①; "" where it is not."""
    match = _NUMBERED.match(text)
    return regex.sub(r"\d+|\s", "", match[0]) if match else ""


def _opened(text: str, known: Collection[str]) -> str:
    """The item whose name begins a paragraph: one of the form's, or a rate behind a number."""
    match = _TITLE.match(squeeze(text) if len(text) > _SHORT else squeeze(text) + "。")
    name = normalise(match["name"]) if match else ""
    return name if name in known or (_SUBJECT.search(name) and _NUMBERED.match(text)) else ""


def notes(extraction: Extraction) -> Iterator[Note]:
    """Every sentence that gives a weight and a score, in order; and items that give one of each in several."""
    for item in items(extraction):
        found = False
        for paragraph in item.paragraphs:
            inside = [f for f in item.figures if f.where.block == paragraph.where.block]
            points = [f for f in inside if kind(f.unit) == "score"]
            for weight, score in _pairs(points, paragraph.text):
                found = True
                yield Note(_name(paragraph.text, weight, item.name), weight, score, item)
        if item.name and not found and (pair := _apart(item)) is not None:
            yield Note(item.name, *pair, item)


def _apart(item: Item) -> tuple[Figure, Figure] | None:
    """The one weight and the one score of an item whose text gives them in different sentences."""
    weights, scores = [], []
    for figure in item.figures:
        if kind(figure.unit) != "score" or _RULE.search(figure.quote):
            continue
        before = item.before(figure)
        text = next(p.text for p in item.paragraphs if p.where.block == figure.where.block)
        if _WEIGHT.search(before.rstrip()) or _bracketed(text, figure):
            weights.append(figure)
        elif _SCORE.search(before.rstrip()):
            scores.append(figure)
    return (weights[0], scores[0]) if len(weights) == len(scores) == 1 else None


def _pairs(figures: Iterable[Figure], text: str) -> Iterator[tuple[Figure, Figure]]:
    """Each weight with the score behind it; a weight in brackets behind its score is not the next one's."""
    weight: Figure | None = None
    for figure in figures:
        before = _before(text, figure)[-8:].rstrip()
        if _BEHIND.search(before):
            weight = None
        elif _WEIGHT.search(before) or _bracketed(text, figure):
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


def _name(text: str, weight: Figure, item: str) -> str:
    """The item a sentence is about: named in it, at the start of its paragraph, or by the item it stands under."""
    own = normalise(_WEIGHT_TAIL.sub("", normalise(weight.label)))
    if own and own not in _THIS:
        return own
    match = _TITLE.match(squeeze(text))
    title = normalise(match["name"]) if match else ""
    return title if title and not (item and _PART.search(title)) else item or own


def is_of_item(said: str) -> bool:
    """Whether a sentence gives the score of one item, not a total."""
    return _OF_ITEM.search(said) is not None


def rate_in(item: Item, names: Iterable[str]) -> Figure | None:
    """The one rate that the text of an item states, called by one of ``names``; None where not one.

    What its scoring rule says of the rate (完成率100%得满分，每降低…) counts only where nothing else is said.
    """
    wanted = [n for n in names if n]
    found: dict[object, Figure] = {}
    for figure in item.figures:
        if kind(figure.unit) != "percent" or figure.qualifier or figure.doubt:
            continue
        before = item.before(figure)
        if _FACTOR.search(before):
            continue
        sentence = regex.split(r"[。；;]", before)[-1]
        match = _CHAIN.search(sentence) or _RATE_WORD.search(sentence)
        word = normalise(match["word"]) if match else ""
        if word and any(_fits(word, name) for name in wanted):
            found.setdefault((figure.value, figure.step), figure)
    stated = (
        [f for f in found.values() if not _OF_RULE.search(f.quote)]
        if len(found) > 1
        else list(found.values())
    )
    return stated[0] if len(stated) == 1 else None


def count_in(item: Item, unit: str) -> Figure | None:
    """The one number of cases that the text of an item says were found; None where not one."""
    found = [f for f in item.figures if f.unit == unit and not f.qualifier and _FOUND.search(item.before(f))]
    return found[0] if len(found) == 1 else None


def _fits(word: str, name: str) -> bool:
    return word.endswith(name) or (len(word) >= 3 and name.endswith(word))


def by_name(indicators: Iterable[Indicator]) -> dict[str, Indicator]:
    """The indicator of each name that only one row bears, normalised."""
    found: dict[str, list[Indicator]] = defaultdict(list)
    for indicator in indicators:
        found[normalise(indicator.level3) or normalise(indicator.level2)].append(indicator)
    return {name: rows[0] for name, rows in found.items() if name and len(rows) == 1}
