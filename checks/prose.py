"""The amounts of a paragraph in printed order with the words between them: what the rules on prose share.

Words often only suggest that amounts add up or divide.  Such a relation is told where it is one slip of
the pen from holding: amounts that do not belong together hardly ever are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import regex

from checks.cause.slip import slip
from checks.formula import Formula, footing
from checks.model import Claim, Equal
from checks.precision import last_nonzero_place
from checks.relation import judge_relation
from extract.lexicon import normalise
from extract.model import Extraction, Figure
from extract.plain import closed
from extract.unit import factor, is_measured, kind

AMOUNTS = ("level", "count", "headcount")
TELLING = 5
"""From this many digits on, a sum that is one slip away is more than chance."""
_MARK = regex.compile(r"[，；;。、（(：:]|,(?!\d)")
_SENTENCE = regex.compile(r"[。！？!?]")
_ITEM = regex.compile(r"[。！？!?；;]")
_PER = regex.compile(r"[\d\p{Han}]\s*[/／]\s*$|每$")
"""What stands before a number that belongs to a unit: 0.064次/10万公顷, 每10万人."""
_CONDITION = regex.compile(r"\s*(?:及?以[上下内])?(?:的|至\d[\d.]*%的)[^，,。；;、\d]{0,8}\d+\s*\p{Han}")
_DISTANCE = regex.compile(r"[比较][^，,。；;、\d]{1,10}[高低多少超]出?$")
_EACH = regex.compile(r"均\p{Han}{0,2}$|每\p{Han}")
_SCOPE = regex.compile(r"剔除|扣除|不含|不包括|除外|交叉|重复|重叠|口径|按[^，,；;]*[计算]")


@dataclass(frozen=True, slots=True)
class Told:
    """A figure of a paragraph: the words since the figure before it, its sentence, the brackets open at it.

    ``before`` ends where the figure begins; ``clause`` are the words and figures of its clause up to it,
    ``after`` the rest of the clause.  ``item`` counts the semicolons and full stops before it.
    """

    figure: Figure
    before: str
    clause: str
    after: str
    sentence: int
    depth: int
    item: int = 0

    @property
    def head(self) -> str:
        """The words before the figure in its own sentence."""
        return str(_SENTENCE.split(self.before)[-1])

    @property
    def own(self) -> str:
        """The words of its clause since the figure before it."""
        return min(self.before, self.clause, key=len)


def paragraphs(extraction: Extraction) -> Iterator[list[Told]]:
    """The figures of each paragraph with the words around them."""
    found: dict[int, list[Figure]] = {}
    for figure in extraction.figures:
        if figure.where.table is None and figure.where.block is not None and figure.where.start is not None:
            found.setdefault(figure.where.block, []).append(figure)
    for block in extraction.paragraphs():
        figures = found.get(-1 if block.where.block is None else block.where.block)
        if figures:
            yield list(_told(block.text, sorted(figures, key=lambda f: f.where.start or 0)))


def _told(text: str, figures: Sequence[Figure]) -> Iterator[Told]:
    position, sentence, depth, item = 0, 0, 0, 0
    for figure in figures:
        start, end = figure.where.start or 0, figure.where.end or 0
        if _PER.search(text[:start]):
            continue
        before = text[position:start]
        sentence += len(_SENTENCE.findall(before))
        item += len(_ITEM.findall(before))
        depth = 0 if _SENTENCE.search(before) else depth
        for char in _SENTENCE.split(before)[-1]:
            depth = depth + 1 if char in "（(" else max(0, depth - 1) if char in "）)" else depth
        clause, after = _MARK.split(text[:start])[-1], _MARK.split(text[end:], maxsplit=1)[0]
        yield Told(figure, closed(before), closed(clause), closed(after), sentence, depth, item)
        position = end


def is_amount(figure: Figure) -> bool:
    """Whether a figure is a plain amount or count that can be added up or divided."""
    counted = kind(figure.unit) in ("money", "count", "headcount")
    return counted and figure.measure in AMOUNTS and not figure.qualifier and not figure.doubt


def same_bracket(told: Told, before: Sequence[Told]) -> list[Told]:
    """The figures before one that stand in its own brackets, [] where it stands in none."""
    found: list[Told] = []
    shut = told
    for earlier in reversed(before if told.depth else ()):
        if "（" in shut.before or "(" in shut.before or earlier.sentence != told.sentence:
            break
        found.insert(0, earlier)
        shut = earlier
    return found


def bracket(figure: Figure) -> str:
    """The words of the bracket right behind a figure, "" where there is none: 总面积9860平方米 of 12.6%（总面积9860平方米）."""
    found = regex.match(r"\s*[（(]([^（(）)]*)[）)]", figure.behind)
    return found[1] if found else ""


def is_condition(figure: Figure) -> bool:
    """Whether a rate only says which things are counted, and is no result: 执行率100%的4个, 得分90%以上的镇12个."""
    return _CONDITION.match(figure.behind) is not None


def is_average(figure: Figure) -> bool:
    """Whether an amount is one of each thing (人均, 每亩), so that it is no part or level of a total."""
    return _EACH.search(normalise(figure.label)) is not None


def is_shut(words: str) -> bool:
    """Whether a bracket that was open before some words ends in them."""
    depth = 0
    for char in words:
        depth += (char in "（(") - (char in "）)")
        if depth < 0:
            return True
    return False


def is_distance(figure: Figure) -> bool:
    """Whether the words before an amount say by how much one thing is above or below another: 比限额低7.28亿元."""
    return _DISTANCE.search(figure.before) is not None


def is_scoped(figure: Figure) -> bool:
    """Whether the bracket right behind a figure says that it counts by a measure of its own: （剔除跨年项目）."""
    return _SCOPE.search(bracket(figure)) is not None


def is_of_other_scope(claim: Claim) -> bool:
    """Whether a claim fails over figures of which one counts by a measure of its own."""
    return any(map(is_scoped, claim.figures)) and judge_relation(claim.relation).state == "broken"


def holds(whole: Figure, parts: Sequence[Figure]) -> bool:
    """Whether the parts add up to the whole within their digits."""
    return judge_relation(Equal(whole, footing(parts))).state in ("held", "held_by_rounding")


def nearly(whole: Figure, terms: Sequence[tuple[int, Figure]], digits: int = TELLING) -> bool:
    """Whether one slip of the pen in one of them parts the whole from the signed sum of ``terms``.

    All must be of one unit and the whole of ``digits`` digits down to the last that is not 0 in any of them.
    """
    figures = [whole, *(f for _, f in terms)]
    if len({f.unit for f in figures}) > 1 or any(f.value <= 0 or is_measured(f.unit) for f in figures):
        return False
    place = min(last_nonzero_place(f) for f in figures)
    if len(str(int(whole.value / Decimal(str(float(place)))))) < digits:
        return False
    gap = whole.value - sum((sign * f.value for sign, f in terms), Decimal(0))
    finest = min(f.step for f in figures)
    meant = [(whole, whole.value - gap), *((f, f.value + sign * gap) for sign, f in terms)]
    return bool(gap) and any(true > 0 and _is_slip(figure, true, finest) for figure, true in meant)


def _is_slip(figure: Figure, true: Decimal, step: Decimal) -> bool:
    return figure.step >= step and bool(slip(figure.value, true, step))


def slipped(figure: Figure, formula: Formula) -> str:
    """The slip of the pen (see ``slip``) that makes the printed figure of what a formula gives, "" if none does."""
    computed = formula.value() / factor(figure.unit)
    places = -int(figure.step.as_tuple().exponent)
    return slip(figure.value, Decimal(str(round(float(computed), places))), figure.step)


def exact(figure: Figure) -> Figure:
    """The figure as it is printed: a plan (计划800座) is no estimate where something is divided by it."""
    return replace(figure, qualifier="") if figure.qualifier == "planned" else figure


def group(figure: Figure) -> str:
    """What gathers the claims of several rules over one printed figure, so that it is told once."""
    return f"figure {figure.where.block}-{figure.where.start}"
