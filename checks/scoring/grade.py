"""Grades: the bands that a document prints for them, and where it says which grade a score earned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import regex

from checks.scoring.parse import fold
from checks.scoring.reach import Reach, reaches
from extract.model import Extraction, Figure
from extract.table_word import squeeze
from extract.unit import kind

_NAMES = "优秀|良好|优|良|中等|一般|中|合格|较差|差|不合格|及格|不及格"
_LABEL = regex.compile(rf"(?<![其年集当最优])(?P<grade>{_NAMES})(?![央心间期华势先化点])")
_SAME = {
    "优秀": "优",
    "良好": "良",
    "中等": "中",
    "一般": "中",
    "较差": "差",
    "及格": "合格",
    "不及格": "不合格",
}
_STATED = regex.compile(
    rf"(?:(?:等级|等次|档次|结果|结论|评级|绩效级别)[\p{{Han}}]{{0,6}}?[为是:：]?|属于|属|[评定]定为|评为)"
    rf"\s*[“\"「]?(?P<grade>{_NAMES})[”\"」]?(?=[级等次档]|[。，,；;、\s“”\"（(]|$)"
)
_BESIDE = regex.compile(r"[”\"」]?(?:[级等]|等次|等级|档次?)?\((?P<text>[^()]*(?:\([^()]*\)[^()]*)*)\)")
_SCALE = regex.compile(r"标准|划分|分为|分成")
_TOTAL = regex.compile(
    r"(?:(?:综合|评价|自评|总|最终|绩效)\p{Han}{0,6}(?:得分|评分|总分|分数|分)|(?:该|本)?项目得分|总分|^得分)(?:结果)?(?:为|是|[:：])?\s*$"
)


@dataclass(frozen=True, slots=True)
class Bands:
    """The grades with the scores each stands for, as printed at one place."""

    reach: dict[str, Reach]
    text: str


@dataclass(frozen=True, slots=True)
class Graded:
    """A total score and the grade printed with it; ``band`` is what brackets behind the grade say it stands for."""

    score: Figure
    grade: str
    band: Reach | None = None


def canonical(grade: str) -> str:
    """One name for each grade (优秀 -> 优)."""
    return _SAME.get(grade, grade)


def is_grade(text: str) -> bool:
    """Whether a cell holds nothing but the name of a grade."""
    return regex.fullmatch(_NAMES, text) is not None


def printed_bands(extraction: Extraction) -> Bands | None:
    """The bands that the document prints; None where it prints none or two that differ."""
    found = [b for text in _texts(extraction) if (b := _read(text)) is not None]
    if not found or any(b.reach != found[0].reach for b in found[1:]):
        return None
    return found[0]


def _texts(extraction: Extraction) -> Iterator[str]:
    for paragraph in extraction.paragraphs():
        yield paragraph.text
    for table in extraction.tables:
        yield from (c.text for c in table.cells)


def _read(text: str) -> Bands | None:
    """Three or more grades, each with a range, in one regular order."""
    if len(text) < 12 or "分" not in text or not ("优" in text or "合格" in text):
        return None
    folded = fold(text)
    ranges = [(r.start, r.end, r.reach) for r in reaches(folded, "score") if not r.reach.is_point]
    labels = [(m.start("grade"), m.end("grade"), canonical(m["grade"])) for m in _LABEL.finditer(folded)]
    labels = [one for one in labels if not any(s <= one[0] < e for s, e, _ in ranges)]
    stated = {m.span("grade") for m in _STATED.finditer(folded) if not _SCALE.search(m[0])}
    labels = [one for one in labels if (one[0], one[1]) not in stated]
    if len(ranges) < 3 or len(labels) < len(ranges):
        return None
    for before in (True, False):
        reach = _paired(labels, ranges, len(folded), before)
        if reach is not None and _is_scale(reach):
            return Bands({grade: _meeting(one, reach.values()) for grade, one in reach.items()}, folded)
    return None


def _meeting(one: Reach, every: Iterable[Reach]) -> Reach:
    """A band of whole points (60-79) reaches up to the next (80-89): a score between them is in the lower."""
    above = next(
        (r.low for r in every if r.low is not None and one.high is not None and r.low - one.high == 1), None
    )
    return one if above is None else Reach(one.low, above, one.low_closed, False)


def _paired(
    labels: Sequence[tuple[int, int, str]],
    ranges: Sequence[tuple[int, int, Reach]],
    length: int,
    before: bool,
) -> dict[str, Reach] | None:
    """Each grade with the range that its name stands right before, or right behind."""
    reach: dict[str, Reach] = {}
    for index, (start, end, one) in enumerate(ranges):
        low = ranges[index - 1][1] if index else 0
        high = ranges[index + 1][0] if index + 1 < len(ranges) else length
        near = [g for s, e, g in labels if (low <= s and e <= start if before else end <= s and e <= high)]
        near = near[-1:] if before else near[:1]
        if not near or near[0] in reach:
            return None
        reach[near[0]] = one
    return reach


def _is_scale(reach: dict[str, Reach]) -> bool:
    """Whether the ranges follow one another from the best grade down."""
    lows = [(r.low if r.low is not None else Fraction(-1)) for r in reach.values()]
    falling, rising = sorted(lows, reverse=True) == lows, sorted(lows) == lows
    best = max(reach, key=lambda g: reach[g].low or Fraction(-1))
    return (falling or rising) and len(set(lows)) == len(lows) and best in ("优", "合格")


def graded(extraction: Extraction) -> Iterator[Graded]:
    """Every total score that a sentence prints together with a grade."""
    grouped: dict[int | None, list[Figure]] = defaultdict(list)
    for figure in extraction.figures:
        if figure.where.table is None and kind(figure.unit) == "score" and not figure.qualifier:
            grouped[figure.where.block].append(figure)
    for paragraph in extraction.paragraphs():
        inside = grouped.get(paragraph.where.block)
        if not inside or not any(
            word in paragraph.text
            for word in ("等级", "等次", "档次", "评级", "结果", "结论", "级别", "评定", "属", "评为")
        ):
            continue
        start = 0
        for sentence in regex.findall(r"[^。；;]+[。；;]?", paragraph.text):
            said = list(_STATED.finditer(sentence))
            totals = [
                f
                for f in inside
                if f.where.start is not None
                and start <= f.where.start < start + len(sentence)
                and _TOTAL.search(squeeze(paragraph.text[start : f.where.start]))
            ]
            start += len(sentence)
            if len(said) == 1 and len(totals) == 1:
                behind = fold(sentence[said[0].end() :])
                own = _own_band(behind)
                if own is not None or _read(sentence) or not list(reaches(behind, "score")):
                    yield Graded(totals[0], canonical(said[0]["grade"]), own)


def _own_band(behind: str) -> Reach | None:
    """The one range that brackets right behind a grade hold, as in “良”（80≤得分<90）."""
    match = _BESIDE.match(behind)
    if match is None or _LABEL.search(match["text"]):
        return None
    found = [one.reach for one in reaches(match["text"], "score")]
    return found[0] if len(found) == 1 and not found[0].is_point else None
