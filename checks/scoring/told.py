"""Scores that one paragraph tells item by item: 决策19分（满分20分）、过程（30分）得28.2分 … 合计95.7分."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from extract.lexicon import normalise
from extract.model import Extraction, Figure
from extract.unit import kind

_FULL = regex.compile(r"(?:满分|分值|权重|标准分)(?:分别)?(?:为|共|是|[:：])?\s*$")
_GOT = regex.compile(
    r"(?:(?:自评|评价|评审|考核|实际|综合|最终)?(?:得分|评分|得|自评|评|实得|计))(?:分别)?(?:为|是|[:：])?\s*$"
)
_TOTAL = regex.compile(
    r"(?:(?:综合|评价|自评|总|最终|绩效|合计|总体)\p{Han}{0,4}(?:得分|评分|总分|分数|自评|得)|总分|合计|总计|[总共]得|总共得|累计得)(?:为|是|共|[:：])?\s*$"
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
_SEVERAL = 2
_WHOLE = regex.compile(r"项目$|部门$|单位$|整体|综合")
_AND = regex.compile(r"\s*[、，,和及与]\s*")
_CUT = regex.compile(r"[，,。；;：:]")
_BETWEEN = regex.compile(r"[、和及与]")
_ABOUT = regex.compile(r"^(?:其中|该?项目|各?[一二三四]级指标)")
_LIST_TAIL = regex.compile(
    r"(?:等?[二三四五六七八九十\d]+[个项类]?)?(?:方面|部分|类)?(?:[一二三]级)?(?:指标)?(?:的)?(?:分值|权重|满分|标准分|得分|评分|得)?$"
)
_SHUT = ("）", ")", "")
_TAKEN_OFF = regex.compile(r"^[）)，,；;\s]*扣(?:减|除)?(?:了|分)?$")
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Item:
    """One item: ``weight`` None where only one number of points is told, ``sure`` that it is what was earned.

    ``off``: the points taken off that are told behind them.
    """

    name: str
    weight: Figure | None
    score: Figure
    sure: bool
    off: Figure | None = None


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
        return len(weights) == len(self.items) >= _SEVERAL and sum(weights) == whole


def told(extraction: Extraction) -> Iterator[Told]:
    """Every paragraph that tells the scores of several items, in order, or one with what was taken off."""
    grouped: dict[int | None, list[Figure]] = defaultdict(list)
    for figure in extraction.figures:
        if figure.where.table is None and kind(figure.unit) == "score" and figure.where.start is not None:
            grouped[figure.where.block].append(figure)
    for paragraph in extraction.paragraphs():
        inside = [f for f in grouped.get(paragraph.where.block, []) if not _RULE.search(f.quote)]
        if len(inside) >= _LEAST and not any(f.qualifier for f in inside):
            found = _Reader(paragraph.text).read(sorted(inside, key=lambda f: f.where.start or 0))
            if found is not None and (len(found.items) >= _SEVERAL or any(i.off for i in found.items)):
                yield found


class _Reader:
    """Takes the points of one paragraph in printed order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.items: list[Item] = []
        self.total: Figure | None = None
        self.full: Figure | None = None
        self.waiting: list[tuple[str, Figure]] = []
        """Weights whose scores are still to come, with the names of their items."""
        self.last = ""

    def read(self, figures: Sequence[Figure]) -> Told | None:
        """The items; None where a number of points is neither an item's nor the total's."""
        end = 0
        for run in self._runs(figures):
            before = self.text[end : run[0].where.start].rstrip()
            end = run[-1].where.end or 0
            if not (self._take(run[0], before) if len(run) == 1 else self._take_run(run, before)):
                return None
        names = [item.name for item in self.items]
        if self.waiting or len(set(names)) < len(names):
            return None
        linked = self.total is not None and _linked(self.text, self.total, self.items)
        return Told(tuple(self.items), self.total, self.full, linked)

    def _runs(self, figures: Sequence[Figure]) -> Iterator[list[Figure]]:
        """The figures one by one, but those together that 分别 tells of several items: 分别得18分、17分和28分."""
        run: list[Figure] = []
        end = 0
        for figure in figures:
            between = self.text[end : figure.where.start]
            if not (run and _AND.fullmatch(between) and self._is_shared(run[0])):
                if run:
                    yield run
                run = []
            run.append(figure)
            end = figure.where.end or 0
        if run:
            yield run

    def _is_shared(self, first: Figure) -> bool:
        return "分别" in _CUT.split(self.text[: first.where.start])[-1]

    def _take_run(self, run: Sequence[Figure], before: str) -> bool:
        """Points of several items, their weights or their scores."""
        names = _names(before, len(run)) or [name for name, _ in self.waiting]
        if _FULL.search(before):
            self.waiting, self.last = list(zip(names, run, strict=False)), "weight"
            return len(self.waiting) == len(run)
        if (
            not _GOT.search(before)
            or (self.waiting and len(self.waiting) != len(run))
            or len(names) != len(run)
        ):
            return False
        weights: list[Figure | None] = [weight for _, weight in self.waiting]
        weights = weights or [None] * len(run)
        self.items += [Item(n, w, s, True) for n, w, s in zip(names, weights, run, strict=True)]
        self.waiting, self.last = [], "item"
        return True

    def _take(self, figure: Figure, before: str) -> bool:
        """One number of points; whether it could be said whose it is."""
        if _TAKEN_OFF.search(before) and self.last == "item" and self.items[-1].weight is not None:
            self.items[-1] = replace(self.items[-1], off=figure)
            return self.items[-1].sure
        if "其中" in before and self.total is None and self.items and not self._is_head():
            return False
        if _OTHER.search(_clause(before)):
            return False
        if _AGAIN.search(before):
            return True  # what another assessor gave
        after = self.text[figure.where.end or 0 : (figure.where.end or 0) + 1]
        bracketed = before.endswith(("（", "(")) and after in ("）", ")", "，", ",")
        named = _name(before)
        if self._completes(before, named):
            name, weight = (
                self.waiting.pop() if self.waiting else (self.items[-1].name, self.items.pop().score)
            )
            self.items.append(Item(name, weight, figure, True))
            self.last = "item"
        elif _TOTAL.search(before):
            if self.total is not None and self.total.value != figure.value:
                return False
            self.total, self.last = figure, "total"
        elif _FULL.search(before) or bracketed:
            return self._take_weight(figure, named)
        elif named and not self.waiting:
            self.items.append(Item(named, None, figure, _GOT.search(before) is not None))
            self.last = "item"
        else:
            return False
        return True

    def _is_head(self) -> bool:
        """Make the only item so far the total of what follows: 项目得分91分。其中…."""
        only = self.items[0]
        if len(self.items) > 1 or only.weight is not None or not only.sure or not _WHOLE.search(only.name):
            return False
        self.total, self.last = self.items.pop().score, "total"
        return True

    def _completes(self, before: str, named: str) -> bool:
        """Whether a number is the score of the item whose weight stands right before it."""
        if named or _SUM.search(before):
            return False
        if self.waiting:
            return len(self.waiting) == 1 and (before in _SHUT or _GOT.search(before) is not None)
        last = self.items[-1] if self.last == "item" else None
        open_item = last is not None and last.weight is None and not last.sure
        return open_item and _GOT.search(before) is not None

    def _take_weight(self, figure: Figure, named: str) -> bool:
        if named:
            self.waiting, self.last = [*self.waiting, (named, figure)], "weight"
            return len(self.waiting) == 1
        if self.last == "total" or (self.last == "weight" and len(self.waiting) >= _SEVERAL):
            self.full = figure
            return True
        if self.last == "item" and self.items[-1].weight is None:
            self.items[-1] = replace(self.items[-1], weight=figure, sure=True)
            return True
        return False


def _names(before: str, count: int) -> list[str]:
    """The names that a list puts before 分别; numbers in their order where it names not that many."""
    said = _CUT.split(before.partition("分别")[0])[-1]
    said = _LIST_TAIL.sub("", _ABOUT.sub("", said))
    names = [normalise(name) for name in _BETWEEN.split(said) if name]
    return names if len(names) == count else []


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
