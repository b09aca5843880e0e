"""Amounts and counts that a sentence states: 支出决算为5万元, 分别为5万元和3万元, 合计8万元."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from extract import account, comparing, comparison, lexicon, listing, unit
from extract.clause import Gap
from extract.model import Figure
from extract.noun_phrase import changes, noun_behind, split_nouns
from extract.opening import AMONG
from extract.spoken import BUDGETS, Spoken, Subject, measure_of
from extract.step import Step

_PART_TOTAL = regex.compile(r"^(?:以上)?(?:合计|共计|总计|小计|总共|合共)(?:金额|支出|资金|收入)?$")
_TIME_ONLY = regex.compile(r"(?:本年|今年|当年|上年|去年)度?")
_TIME_END = regex.compile(r"(?P<noun>\p{Han}{2,}?)(?P<time>[上去本今当]年)度?")
_YEAR_ONLY = regex.compile(r"(?:19|20)\d\d年度?")
_ACTUAL = regex.compile(r"[，,、；;\s]*实际(?:为|是|达到?)?\s*")
_BUDGET_WORD = regex.compile(r"(?:年初|调整后?|全年)?预算(?:数|安排)?$")
_BOUND = regex.compile(r"(?:突破|跌破|超过|达到|首次|不足)$")
_JOINS = regex.compile(r"\s*(?:、|和|及|与|以及)(?!\s*(?:(?:19|20)\d\d|[本今当])\s*年)")
_PLANS = regex.compile(r"(?:年初|年度|部门)*预算(?:安排|批复|核定|下达)\p{Han}{2}")
_NEXT_ITEM = regex.compile(
    r"\s*[，,、；;和及](?!.*(?:实际|已|结转|结余|决算|执行|完成|追加|调[整增减]))", regex.DOTALL
)
_DONE = regex.compile(r"实际|已|决算|执行|完成|到位")
_BROUGHT = regex.compile(r"结转|结余")
_BOUNDS = ("over", "under", "at_least", "at_most")
_ADJUSTS = regex.compile(r"(?:追加|调减|调增|核减|冻结|收回)(?:预算|资金|指标|数|金额)*$")
_REACHED = regex.compile(r"^[，,、\s]*(?:达到|达|至|为|到)\s*$")
_TURNED = ("调整", "变更", "核定")
_DONE_OF = regex.compile(r"[，,、；;\s]*(已?(?:完成|整改|实施|落实|办结))\s*")
_REMAINDER = regex.compile(r"其余|剩余")
_TOTAL_GAP = regex.compile(
    r"[，,、；;]\s*(?:以上)?(?:[两二三四五]项|各项)?(?:合计|共计|总计|小计|总共)[为达到是约]*"
)
_SCORED = regex.compile(r"(?:^|[（(、，,；;])(投入|执行|使用|完成)$")
_COUNTED = regex.compile(r"[^\S\n]*(\p{Han}{2,10}?)(?=[\d的，,。；;、（(：:]|共|中[，,]|$)")
_OPENS = regex.compile(r"[，,；;、\s]*+(?:并|再|又|另)?(?:将|把|以)?\s*")
_ONE_CLAUSE = regex.compile(r"[^，,；;。]*+[，,；;]\s*")
_LIMITED = regex.compile(r"[）)]?[，,；;]?\s*(?:严格|有效|始终|均|都)*控制在\p{Han}{0,24}")
_MOST_SUBJECTS, _FEWEST_PARTS = 9, 2


@dataclass(frozen=True, slots=True)
class _Amount:
    """What the words say of an amount.

    ``noun`` names it (``behind``: it stands behind it), ``label`` and ``period`` are those of its figure, ``actual``
    its stage where 实际 alone stands before it; ``group`` are the steps of its enumeration, ``alike`` the amounts of
    its kind told before it in the sentence; ``of`` is the amount that it only says was spent, ``item`` whether it says
    so of an item of a list that is told; ``only_stage``: the noun is but a stage of what is spoken of.
    """

    step: Step
    said: Gap
    group: range
    alike: tuple[Figure, ...]
    noun: str
    behind: bool
    of: Figure | None
    item: bool
    only_stage: bool
    label: str
    period: str | None
    actual: str

    @property
    def first(self) -> bool:
        """Whether words of its own stand before it."""
        return self.step.said.role != "bare"


def read_level(spoken: Spoken, steps: Sequence[Step], index: int, said: Gap, group: range) -> None:
    """An amount as such.

    ``said`` is what the words before it say, with the noun of its own where the amounts are
    enumerated; ``group`` are the steps of that enumeration from ``index`` on.
    """
    step = steps[index]
    said = _reached(spoken, step, said)
    if said.word == "占":
        _read_whole(spoken, step, said)
        return
    told = _told(spoken, step, said, group)
    figure = spoken.add(
        step.number, label=told.label, measure=measure_of(step.kind),
        period=told.period or _joined_period(spoken, step, told.label),
        stage=told.actual or ("" if told.only_stage or told.of else _planned(spoken, step, told.label)),
    )  # fmt: skip
    if told.behind:
        spoken.named_behind = figure
    _end_comparison(spoken, told, figure)
    _remember_reason(spoken, told, figure)
    _remember(spoken, told, figure)
    _join(spoken, told, figure)
    _speak_of(spoken, told, figure)
    listing.count(spoken, step.number, figure, step.gap)
    account.note(spoken, figure, told.noun, step.gap)


def _told(spoken: Spoken, step: Step, said: Gap, group: range) -> _Amount:
    """What the words say of the amount of ``step``."""
    alike = tuple(f for f in spoken.levels if unit.kind(f.unit) == step.kind)
    behind = _named_behind(spoken, step, said, group)
    noun = behind or _noun(spoken, step, said, group, alike) or _unnamed(step, alike)
    ends = None if lexicon.is_term(noun) else _TIME_END.fullmatch(noun)
    noun = ends["noun"] if ends else noun
    label, period = _named(spoken, noun, said.owner, step.gap)
    if ends is not None and spoken.context.year:
        period = str(spoken.context.year - (ends["time"] in ("上年", "去年")))
    # What is scored (预算执行9.5分) is a name, not a stage of what was scored before.
    scored = step.kind == "score" and bool(noun)
    label = noun if scored else label
    really = not noun and _ACTUAL.fullmatch(step.gap) is not None
    item = really and bool(spoken.lists) and spoken.levels[-1:] == spoken.lists[-1].parts[-1:] != []
    actual = "执行" if really and (item or _BUDGET_WORD.search(label)) else ""
    return _Amount(
        step, said, group, alike, noun, bool(behind), spoken.spent(noun), item,
        only_stage=spoken.is_bare(noun) and not scored,
        label=_BUDGET_WORD.sub("", label) if actual else label,
        period=period, actual=actual,
    )  # fmt: skip


def _reached(spoken: Spoken, step: Step, said: Gap) -> Gap:
    """What is said of an amount that something changed to, where the words name it no change: 增加2万元，达到8万元."""
    change = spoken.change
    if change is None:
        return said
    if change.delta is not None:
        reached = not said.noun and _REACHED.search(step.gap)
        return replace(said, role="target", word="达到") if reached else said
    if said.noun in _TURNED and change.base_figure is not None:
        return replace(said, role="target", noun="", word=said.noun)
    return said


def _read_whole(spoken: Spoken, step: Step, said: Gap) -> None:
    """The amount of a whole that a share is said to be of: 占总支出80万元的30%."""
    comparison.close(spoken)
    if said.lead:
        spoken.subjects = [Subject(said.lead, spoken.find(said.lead))]
    spoken.divided = spoken.add(step.number, label=said.noun, measure=measure_of(step.kind))
    spoken.levels.append(spoken.divided)


def _noun(spoken: Spoken, step: Step, said: Gap, group: range, alike: Sequence[Figure]) -> str:
    """The noun of an amount by the words before it, or of a count by those behind it; "" where there is none."""
    many = step.said.role != "bare" and len(group) > 1
    nouns = split_nouns(said.noun, len(group)) if many else [said.noun]
    noun = nouns[0] if 1 < len(group) == len(nouns) else said.noun
    if said.role == "target" and spoken.subjects:
        noun = noun or spoken.subjects[-1].noun
    if step.kind in ("count", "headcount") and (not noun or lexicon.is_bare(noun)):
        noun = _counted(spoken.text[step.number.end : spoken.span[1]]) or noun
    if step.kind == "score" and not noun and (named := _SCORED.search(step.gap)):
        noun = named[1]
    if step.kind == "count" and alike and not said.noun and (done := _DONE_OF.fullmatch(step.gap)):
        noun = done[1]
    return noun


def _end_comparison(spoken: Spoken, told: _Amount, figure: Figure) -> None:
    """An amount ends the comparison in force, of which it may be the target, or it is the total of those before it."""
    if told.said.role == "target" and spoken.change is not None:
        spoken.change.target = figure
        spoken.change.words["target"] = told.said.word
        comparison.close(spoken)
    if _PART_TOTAL.match(told.noun) and len(told.alike) >= _FEWEST_PARTS and not _divided(spoken, figure):
        spoken.emit("parts", {"whole": (figure,), "parts": told.alike}, {"marker": "合计"}, None)
    comparison.close(spoken)


def _remember_reason(spoken: Spoken, told: _Amount, figure: Figure) -> None:
    """Keep an amount that a change is explained with: 原因是增加人员经费5万元、培训费2万元."""
    if not spoken.explained or spoken.explained[0].unit != figure.unit:
        return
    up = told.said.up if told.said.word == "增加" else changes(told.noun)
    before = spoken.reasons[-1] if spoken.reasons else None
    if up is None and before is not None and _JOINS.match(told.step.gap) and before[0] is told.alike[-1]:
        up = before[1]
    if up is not None:
        spoken.reasons.append((figure, up))


def _remember(spoken: Spoken, told: _Amount, figure: Figure) -> None:
    """Keep an amount among those of its sentence and of its enumeration."""
    spoken.levels.append(figure)
    if len(told.group) > 1 and told.first:
        spoken.enumerated = []
    if len(told.group) > 1 or (not told.first and spoken.enumerated):
        spoken.enumerated.append(figure)


def _join(spoken: Spoken, told: _Amount, figure: Figure) -> None:
    """Add an amount to the list that is open, if it is a part of it."""
    listing.settle(spoken, figure)
    if not spoken.lists:
        return
    if told.of is not None:
        spoken.lists[-1].spent = True
    elif told.item or listing.join_beside(spoken, figure):
        return
    elif listing.counts_alike(figure.unit, spoken.lists[-1].whole.unit) and (
        told.noun or told.said.role == "level"
    ):
        listing.join(spoken, figure, told.step.gap)


def _speak_of(spoken: Spoken, told: _Amount, figure: Figure) -> None:
    """Make an amount what is being spoken of, or the base of what is: 本年6万元，上年5万元，增长20%."""
    noun = told.noun
    past = told.period is not None and told.period == spoken.year_before()
    if past and spoken.subjects and spoken.subjects[-1].figure is not None:
        spoken.change = comparison.begin(spoken, "上年")
        spoken.change.base_figure = figure
    elif _is_limit(figure, told.step.gap) and spoken.subjects:
        comparing.say_within(spoken, figure)
    elif not _is_aside(figure, noun) or not spoken.subjects:
        timed = _TIME_ONLY.fullmatch(noun) or _YEAR_ONLY.fullmatch(noun)
        subject = Subject(told.label if told.only_stage or timed else noun or told.label, figure)
        goes_on = not told.first and (len(told.group) > 1 or len(spoken.subjects) < _MOST_SUBJECTS)
        spoken.subjects = [*spoken.subjects, subject] if goes_on else [subject]
        if not spoken.in_reason:
            spoken.main = spoken.subjects
    if told.said.base is not None and told.said.role == "level" and spoken.subjects[-1].figure is figure:
        spoken.change = comparison.begin(spoken, told.said.base)


def _named(spoken: Spoken, noun: str, owner: str, gap: str) -> tuple[str, str | None]:
    """The label of an amount, and its period where only a time word (上年为) tells it from the one before."""
    when = (_TIME_ONLY.fullmatch(noun) or _YEAR_ONLY.fullmatch(noun)) if noun else _TIME_ONLY.search(gap)
    label = spoken.label("" if when else noun, owner)
    if when is None or not spoken.context.year:
        return label, None
    label = lexicon.analyse(label, spoken.year()).subject
    if when.group()[:1].isdigit():
        return label, str(when.group()[:4])
    return label, str(spoken.context.year - (when.group()[0] in "上去"))


def _joined_period(spoken: Spoken, step: Step, label: str) -> str | None:
    """The year that 上年 says of every item without a year which 、 or 和 joins: 上年基本支出8万元、项目支出2万元."""
    before = spoken.levels[-1] if spoken.levels else None
    if before is None or not _JOINS.match(step.gap) or lexicon.analyse(label, spoken.year()).period:
        return None
    return before.period if before.period != spoken.period else None


def _planned(spoken: Spoken, step: Step, label: str) -> str:
    """The stage of a planned whole for its parts, and of 年初预算安排 for each item after it."""
    if step.kind != "money" or lexicon.analyse(label, spoken.year()).stage or _BROUGHT.search(label):
        return ""
    told = spoken.lists[-1] if spoken.lists else None
    if told is not None and told.whole.stage in BUDGETS:
        beside = [f for f in spoken.figures if f.quote == told.whole.quote and f.measure == "level"]
        parts = [*told.parts, *(f for s in spoken.statements for f in s.roles.get("parts", ()))]
        only = all(f.stage == told.whole.stage or f in parts for f in beside) and not _DONE.search(step.gap)
        return told.whole.stage if only else ""
    before = spoken.levels[-1] if spoken.levels else None
    if before is None or before.stage not in BUDGETS or not _NEXT_ITEM.match(step.gap):
        return ""
    handed_on = not lexicon.analyse(before.label, spoken.year()).stage
    return before.stage if handed_on or _PLANS.match(lexicon.normalise(before.label)) else ""


def _counted(after: str) -> str:
    """What a count counts, where only the words after it say so: 完成11家企业的检查."""
    match = _COUNTED.match(after)
    return match[1] if match else ""


def _named_behind(spoken: Spoken, step: Step, said: Gap, group: range) -> str:
    """The noun behind an amount before which none stands: 662.59万元余额结转下年, 47万元用于堆场封闭."""
    if step.kind != "money" or said.role not in ("level", "bare") or len(group) > 1:
        return ""
    again = bool(spoken.levels) and spoken.levels[-1] is spoken.named_behind
    if not (_OPENS.fullmatch(step.gap) or (again and _ONE_CLAUSE.fullmatch(step.gap))):
        return ""
    return noun_behind(spoken.text[step.number.end : spoken.span[1]])


def _unnamed(step: Step, alike: Sequence[Figure]) -> str:
    """What an amount without a noun is: the rest or the total of those before it, "" where neither is said."""
    if rest := _REMAINDER.search(step.gap):
        return str(rest.group())
    return "合计" if len(alike) >= _FEWEST_PARTS and _TOTAL_GAP.fullmatch(step.gap.strip()) else ""


def _divided(spoken: Spoken, total: Figure) -> bool:
    """Whether the sentence has already told parts of an amount, so that its amounts are not all alike."""
    told = spoken.text[spoken.span[0] : total.where.start]
    return bool(spoken.lists) or AMONG.search(told) is not None


def _is_limit(figure: Figure, gap: str) -> bool:
    """Whether what is spoken of is said not to be more than an amount: 余额4亿元，控制在限额5亿元以内."""
    return figure.qualifier == "at_most" and _LIMITED.fullmatch(gap) is not None


def _is_aside(figure: Figure, noun: str) -> bool:
    """Whether an amount is said by the way: a bound (首次突破2亿元), an adjustment (追加预算5万元)."""
    bound = figure.qualifier in _BOUNDS and (not noun or bool(_BOUND.search(noun)))
    return bound or bool(_ADJUSTS.search(noun))
