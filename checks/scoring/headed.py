"""Scores that headings print beside their names, level by level: （一）履职效能（50分，自评47.50分）, 1.整体效能（25分，…）."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import regex

from extract.lexicon import normalise
from extract.model import Extraction, Figure
from extract.unit import kind

_STYLES = (
    r"[一二三四五六七八九十]+[、.．]",
    r"[（(][一二三四五六七八九十]+[)）]",
    r"\d{1,2}[.、．]",
    r"[（(]\d{1,2}[)）]",
    r"[①-⑳]",
)
_NAME = regex.compile(r"\s*(?P<name>[\p{Han}“”\"]{2,20})[（(](?:满分|分值|权重)?(?:为|[:：])?\s*$")
_THEN = regex.compile(r"\s*[,，;；、]\s*(?:自评|评价|评审|实际|综合)?(?:得分?|评分|实得)?(?:为|[:：])?\s*$")


@dataclass(frozen=True, slots=True)
class Headed:
    """A heading with its weight and score, and those right under it; the outermost have no heading over them."""

    name: str
    weight: Figure
    score: Figure
    level: int
    under: tuple[Headed, ...] = ()


def headed(extraction: Extraction) -> tuple[Headed, ...]:
    """The outermost headings that print a weight and a score, in order."""
    inside: dict[int | None, list[Figure]] = defaultdict(list)
    for figure in extraction.figures:
        if figure.where.table is None and kind(figure.unit) == "score" and figure.where.start is not None:
            inside[figure.where.block].append(figure)
    found = [
        one
        for p in extraction.paragraphs()
        if (one := _heading(p.text, inside.get(p.where.block, []))) is not None
    ]
    return tuple(_nested(found))


def _heading(text: str, figures: list[Figure]) -> Headed | None:
    """The heading that a paragraph is or begins with."""
    level = next((i for i, style in enumerate(_STYLES) if regex.match(rf"\s*{style}", text)), None)
    if level is None or len(figures) < 2:
        return None
    weight, score = sorted(figures, key=lambda f: f.where.start or 0)[:2]
    name = _NAME.match(regex.sub(rf"^\s*{_STYLES[level]}", "", text[: weight.where.start]))
    between = text[weight.where.end or 0 : score.where.start]
    if name is None or not _THEN.fullmatch(between) or text[score.where.end or 0 :][:1] not in ("）", ")"):
        return None
    return Headed(normalise(name["name"]), weight, score, level)


def _nested(found: list[Headed]) -> Iterator[Headed]:
    """Headings with those of a deeper style behind them as what stands under them."""
    at = 0
    while at < len(found):
        end = next((i for i in range(at + 1, len(found)) if found[i].level <= found[at].level), len(found))
        head = found[at]
        yield Headed(head.name, head.weight, head.score, head.level, tuple(_nested(found[at + 1 : end])))
        at = end
