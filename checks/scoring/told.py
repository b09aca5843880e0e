"""Scores that one paragraph tells item by item: 决策19分（满分20分）、过程（30分）得28.2分 … 合计95.7分."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from extract.lexicon import normalise
from extract.model import Extraction, Figure, Paragraph
from extract.unit import kind

_FULL = regex.compile(r"(?:满分|分值|权重|标准分)(?:分别)?(?:为|共|是|[:：])?\s*$")
_GOT = regex.compile(
    r"(?:(?:自评|评价|评审|考核|实际|综合|最终)?(?:得分|评分|得|自评|评|实得|计))(?:为|是|[:：])?\s*$"
)
_TOTAL = regex.compile(
    r"(?:(?:综合|评价|自评|总|最终|绩效|合计|总体)\p{Han}{0,4}(?:得分|评分|总分|分数|自评|得)|总分|合计|总计)(?:为|是|共|[:：])?\s*$"
)
_AGAIN = regex.compile(r"[（(](?:自评|部门自评|初评|原)(?:得分?|分)?(?:为|[:：])?\s*$")
_SUM = regex.compile(r"合计|总计|综合|总|共")
_NAME = regex.compile(r"[\p{Han}“”\"A-Za-z]{2,16}$")
_CLEAR = regex.compile(r"[，。；、：:;,\s（）()]|^")
_OTHER = regex.compile(r"比|较|提高|提升|增加|减少|下降|上升|扣|失分|低于|高于|平均|最高|最低|相差|加分|上年")
_OFF = regex.compile(r"\p{Han}{2,}(?<!共|计)扣(?:减|除)?(?:了)?$")
_PARTLY = regex.compile(r"主要|其中|等(?:方面|原因)?扣|加分|满分")
_RULE = regex.compile(r"每(?!个?人)|[≥≤<>]|以上|以下|否则|不得分|划分|等级标准|区间")
_LINK = regex.compile(r"其中|分别|包括|[:：]")
_LEAST = 3
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Item:
    """One item: ``weight`` None where only one number of points is told, ``sure`` that it is what was earned."""

    name: str
    weight: Figure | None
    score: Figure
    sure: bool


@dataclass(frozen=True, slots=True)
class Told:
    """The items of one paragraph with the total it tells (``total``, of ``full``), where it tells one.

    ``linked``: the total stands right before the items, with 其中 between, or behind them as their sum.
    """

    items: tuple[Item, ...]
    total: Figure | None
    full: Figure | None
    linked: bool

    @property
    def closed(self) -> bool:
        """Whether the weights of the items make up the whole, so that their scores do too."""
        weights = [i.weight.value for i in self.items if i.weight is not None]
        whole = self.full.value if self.full is not None else _HUNDRED
        return len(weights) == len(self.items) >= 2 and sum(weights) == whole


def told(extraction: Extraction) -> Iterator[Told]:
    """Every paragraph that tells the scores of several items, in order."""
    grouped: dict[int | None, list[Figure]] = defaultdict(list)
    for figure in extraction.figures:
        if figure.where.table is None and kind(figure.unit) == "score" and figure.where.start is not None:
            grouped[figure.where.block].append(figure)
    for paragraph in extraction.paragraphs():
        inside = [f for f in grouped.get(paragraph.where.block, []) if not _RULE.search(f.quote)]
        if len(inside) >= _LEAST and not any(f.qualifier for f in inside):
            found = _read(paragraph, sorted(inside, key=lambda f: f.where.start or 0))
            if found is not None and len(found.items) >= 2:
                yield found


def _read(paragraph: Paragraph, figures: Sequence[Figure]) -> Told | None:
    """The items in printed order; None where a number of points is neither an item's nor the total's."""
    text = paragraph.text
    items: list[Item] = []
    total: Figure | None = None
    full: Figure | None = None
    waiting: tuple[str, Figure] | None = None
    end = 0
    last = ""
    for figure in figures:
        start, stop = figure.where.start or 0, figure.where.end or 0
        before, after = text[end:start].rstrip(), text[stop : stop + 1]
        end = stop
        if _OTHER.search(_clause(before)) or (items and "其中" in before and total is None):
            return None
        if _AGAIN.search(before):
            continue  # what another assessor gave
        bracketed = before.endswith(("（", "(")) and after in ("）", ")", "，", ",")
        named = _name(before)
        open_item = waiting is not None or (
            last == "item" and items[-1].weight is None and not items[-1].sure
        )
        if open_item and not named and _GOT.search(before) and not _SUM.search(before):
            name, weight = waiting if waiting is not None else (items[-1].name, items.pop().score)
            items.append(Item(name, weight, figure, True))
            waiting, last = None, "item"
        elif _TOTAL.search(before):
            if total is not None and total.value != figure.value:
                return None
            total, last = figure, "total"
        elif _FULL.search(before) or bracketed:
            if named:
                waiting, last = (named, figure), "weight"
            elif last == "total":
                full = figure
            elif last == "item" and items[-1].weight is None:
                items[-1] = replace(items[-1], weight=figure, sure=True)
            else:
                return None
        elif named and waiting is None:
            items.append(Item(named, None, figure, _GOT.search(before) is not None))
            last = "item"
        else:
            return None
    if waiting is not None or not _distinct(items):
        return None
    return Told(tuple(items), total, full, total is not None and _linked(text, total, items))


def _linked(text: str, total: Figure, items: Sequence[Item]) -> bool:
    points = [f.where.start or 0 for item in items for f in (item.weight, item.score) if f is not None]
    at, end = total.where.start or 0, total.where.end or 0
    if at > max(points):
        return True
    return at < min(points) and _LINK.search(text[end : min(points)]) is not None


def _clause(before: str) -> str:
    return str(regex.split(r"[，。；、：:;,]", before)[-1])


def _name(before: str) -> str:
    """The item named right before its points, "" where only words such as 自评得 stand there."""
    said = regex.split(r"[，。；、：:;,\s（）()]", _FULL.sub("", before.rstrip("（( ")).rstrip())[-1]
    said = _GOT.sub("", said)
    return normalise(said) if _NAME.fullmatch(said) and not _TOTAL.search(said) else ""


def _distinct(items: Sequence[Item]) -> bool:
    names = [item.name for item in items]
    return len(set(names)) == len(names)


def deducted(extraction: Extraction) -> Iterator[tuple[Figure, tuple[Figure, ...]]]:
    """Every sentence that tells the points off of at least two items and then the total: the total, the points off."""
    grouped: dict[tuple[int | None, str], list[Figure]] = defaultdict(list)
    texts = {p.where.block: p.text for p in extraction.paragraphs()}
    for figure in extraction.figures:
        if figure.where.table is None and kind(figure.unit) == "score" and figure.where.start is not None:
            grouped[(figure.where.block, figure.quote)].append(figure)
    for (block, quote), figures in grouped.items():
        text = texts.get(block, "")
        before = {f: text[: f.where.start].rstrip() for f in figures}
        off = [f for f in figures if _OFF.search(before[f])]
        rest = [f for f in figures if f not in off]
        if len(off) < 2 or len(rest) != 1 or _RULE.search(quote) or _PARTLY.search(quote):
            continue
        if _TOTAL.search(before[rest[0]]) and (rest[0].where.start or 0) > max(
            f.where.start or 0 for f in off
        ):
            yield rest[0], tuple(off)
