"""The words between two figures: what they say the next figure is.

A sentence is read figure by figure.  The text since the previous figure (the gap) carries the
noun the figure belongs to, a base of comparison, and at its end the words that give its role.
All patterns work on text that `plain` has made ready (simplified characters).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import regex

from extract import lexicon
from extract.compared import BASE, DOWN, LINK, SIZE, UNDATED, UP
from extract.noun_phrase import BREAKS, named_behind, noun, noun_behind
from extract.opening import divided, opening, owner_of
from extract.plain import last

_CLASS = regex.compile(
    r"\s*(?:[（(]含[）)])?(?:及?以[上下]|(?:至|到|—|－|-|~)[\d.]+\s*[%％](?:[（(]含[）)])?)?的(?:[\p{Han}]{1,6}?)?\s*"
    r"\d+\s*(?:个|家|户|项|人|所|村|条|件|名|只|座|处|宗|批|镇|县|区|市|类)"
)
_SHARE_BEHIND = regex.compile(r"\p{Han}{0,8}的\s*[\d.]+\s*[%％]")
_RATIOS = ("percent", "points")
_EXCEEDING = ("money", "count", "headcount", "points")
_CHANGE_ROLES = {"percent": "rate", "multiple": "rate", "points": "points"}


_CHANGE = regex.compile(
    rf"(?P<sign>(?P<up>{UP}|增)|(?P<down>{DOWN}|减|降))(?:收|支)?(?:{SIZE})?的?"
    rf"(?P<to>到|至|为(?=\s*$)|成)?(?:[^，,。；;、]{{0,4}}?(?:幅度|金额|比例|率))?{LINK}$"
)
_CHANGED_TO = regex.compile(rf"(?:{UP}|{DOWN}|增|升|降|减|压)(?:到|至)\s*$|(?:减少|下降|增加|降低|降)为\s*$")
_OR_ELSE = regex.compile(rf"(?<={UP}|{DOWN})[（(](?:{UP}|{DOWN}|持平)[）)]")
_WRAPPED = regex.compile(rf"[（(]({UP}|{DOWN}|增|减)[）)]")
_CHANGED = regex.compile(rf"(?:{UP}|{DOWN}|持平)$")
_CHANGE_END = regex.compile(rf"(?:收|支)?(?:{SIZE}|的|也|均|各|分别|了|近|仅|达|[:：\s])*+")
_COMPARED = regex.compile(r"(?:比|较|同比|年|期|算|数|所|均|各|略|净)[，,]?了?$")
_EXCESS = regex.compile(
    r"(?P<word>(?P<up>大于|超过|高于|多于|快于|高出|超出|超)|小于|低于|少于|慢于|落后于|落后)"
    r"(?P<phrase>[^，,。；;：:（）()\d]{0,12}?(?:预算|决算|编制|计划|目标|平均|水平|序时|进度|均衡)"
    r"[^，,。；;：:（）()\d的]{0,4}?)(?P<level>的)?\s*$"
)
_AHEAD = regex.compile(r"(?:(?P<up>快|超前|提前)|慢|滞后|落后)了?")
_TIMES = regex.compile(
    r"(?:[约已就]?(?:为|是|达到?|相当于|等于))(?P<phrase>[^，,。；;：:（）()为是]{2,20}?)(?P<of>的?)\s*(?:近|约|将近)?\s*$"
)
_TIMES_BEHIND = regex.compile(r"\s*的\s*(?:近|约)?\s*\d+(?:\.\d+)?\s*倍")
_FROM = regex.compile(
    r"(?:由|从)(?P<phrase>(?:上一?年|去年|年初|期初|(?:19|20)\d\d年)?度?(?:预算|决算)?数?)的?\s*$"
)
_BECOMES = regex.compile(
    r"[^，,。；;\d]{0,2}(?:降|减少?|增加?|增长|升|提高|压缩|扩大|调整|变更?)(?:到|至|为)"
)
_SHARE = regex.compile(
    rf"所?占(?P<whole>[^，,。；;：:]*?)的?(?P<word>比重|比例|比率|份额|百分比|比|总量)?的?{LINK}$"
)
_RIGHT_BEHIND = regex.compile(r"\p{Han}[^，,。；;：:、（()）]{0,20}[，,]\s*")
_PLANNED = regex.compile(r"(?:年计划|计划数?|任务|目标)$")
_COMPLETE = regex.compile(
    r"(?:完成了?|为|达到|达|实现|相当于|执行了?|占|占到)"
    r"(?P<base>[^，,。；;：:完成]{0,24}?(?:预算|计划|任务|目标|指标|收入数|安排数)"
    rf"(?:收入|支出|总额|任务|指标|安排|数额?)*+)的?{LINK}$"
)
_RATE_NAME = regex.compile(
    r"(?P<name>[^，,。；;：:、（(]*?(?:率|比例|比重|比率|系数|进度|占比|程度|度))(?:[（(][^（）()]*[)）])?"
    rf"{LINK}$"
)
_SAVED = regex.compile(r"(?:节约|节省|节支|超支)率")
_OF_WHOLE = regex.compile(r"的(?:比例|比重|比率|份额|百分比)")
_GROWTH_NAME = regex.compile(r"(?:增长|变动|变化|增减|下降|增加|减少|增幅|降幅|增速)(?:率|幅度|比例|比率)?$")
_LEVEL_RATE = regex.compile(r"平均|水平|目标|序时|均值|上年|去年|同期")
_TIME_BASE = regex.compile(r"上一?年|去年|前年|同期|上期|年初|期初|(?:19|20)\d\d年|目标|计划|预算|平均")
_MOVES = regex.compile(rf"\s*(?:{UP}|{DOWN})了?\s*(?:[\d.]+\s*个?百分点)?$")
_REASON = regex.compile(
    r"系|因|由于|得益于|(?<!^[\s一二三四五六七八九十\d、.．（）()]*+)用于|主要是|增减变化"
)

_FALLS = regex.compile(r"下降|减少|降幅")
_LONG_NOTE = regex.compile(r"[（(](?:[^（）()]|[（(][^（）()]*+[)）]){12,}+[)）]")
_DIVIDED = regex.compile(
    r"^(?P<part>(?:\p{Han}[^，,。；;：:占]{1,39})?)占(?!地面|地$|用|比)(?P<whole>[^，,。；;：:占]{2,40})$"
)
_DID = regex.compile(r"(?:实际|已)$")
_WHEN = regex.compile(r"(?:年中|年内|期间|当年|本年|全年|共|又|另|再)*+")
_PRONOUN = regex.compile(
    r"^(?:本年度?|今年|当年|该数|其|此数|该项|上述|以上|经比?较?)$|^(?:有所|略有|基本(?=持平|一致|不变|相[当同等]|无|没有|$)|均有|整体|总体)"
)


@dataclass(frozen=True, slots=True)
class Gap:
    """What the text before a figure says.

    ``role``: level, base, delta, rate, points, times (是上年的1.5倍), share, completion, ratio, target
    (a change that says what it was changed to), of (X的), class (执行率100%的4个), bare (no words at all).  ``noun`` is the noun
    phrase, "" where there is none; ``lead`` a noun phrase that stands before the base of
    comparison, or before 占 with the whole of a share and its amount; ``owner`` the one before a colon.
    ``base`` is the printed base phrase, None where no comparison begins in this gap.
    ``word`` is the word that decided (direction word, 占, name of the ratio), ``up`` its sign,
    ``phrase`` what the figure is a share or completion of.
    ``among`` is the word that opens a list, ``among_owner`` the noun before it (None: no list).
    ``within`` is the noun of what is divided next (财政拨款支出中，…), None for none.
    ``reason`` is True where the words give a reason, ``counted`` where the noun says what the figure
    before counts (60家公开了预算，占…).
    """

    role: str
    noun: str = ""
    lead: str = ""
    base: str | None = None
    word: str = ""
    up: bool | None = None
    phrase: str = ""
    among: str = ""
    owner: str = ""
    among_owner: str | None = None
    within: str | None = None
    reason: bool = False
    counted: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    """The words that decide the role of a figure of unit kind ``kind``, and what was read before them.

    ``rest`` is the gap behind a base of comparison or an opened list, ``after`` the text behind the figure,
    ``told`` what every reading of the gap has: the list opened, the base, the noun before it.
    """

    rest: str
    kind: str
    after: str
    told: Gap

    def made(self, role: str, **said: Any) -> Gap:
        """The gap read as ``role``."""
        return replace(self.told, role=role, **said)

    def before(self, match: regex.Match[str]) -> str:
        """The noun before words that were found."""
        return noun(self.rest[: match.start()])


def read(gap: str, kind: str, after: str = "") -> Gap:
    """Read the gap before a figure of unit kind ``kind`` (see ``extract.unit.kind``); ``after`` follows it."""
    words = _words(_WRAPPED.sub(r"\1", _OR_ELSE.sub("", _LONG_NOTE.sub("", last(gap)))), kind, after)
    for ask in (_class, _base, _times, _excess, _pace):
        if (found := ask(words)) is not None:
            return found
    change = _CHANGE.search(words.rest)
    for ask_of_change in (_target, _share, _new, _moved):
        if (found := ask_of_change(words, change)) is not None:
            return found
    return (_rate(words) if kind == "percent" else None) or _level(words)


def _words(gap: str, kind: str, after: str) -> _Words:
    """What a gap says besides the role of its figure, and the words that are left to tell it."""
    opens = opening(gap, after, kind)
    tail = gap[opens.end() :] if opens else gap
    base, lead, rest = None, "", tail
    for match in BASE.finditer(tail):
        base = match["phrase"] if match["same"] is None else "上年"
        lead, rest = _lead_noun(tail[: match.start()]), tail[match.end() :]
    within = divided(rest) if "中" in rest and not opens else None
    told = Gap(
        "",
        lead=lead,
        base=base,
        among=opens.group() if opens else "",
        among_owner=owner_of(gap[: opens.start()]) if opens else None,
        owner=_owner(tail),
        within=noun(within["what"]) if within else None,
        reason=bool(_REASON.search(tail)) and not lexicon.concept(noun(tail)),
    )
    return _Words(rest[within.end() :] if within else rest, kind, after, told)


def _class(words: _Words) -> Gap | None:
    """The bound of a class that is counted next, which states nothing: 执行率100%的4个."""
    return words.made("class") if words.kind == "percent" and _CLASS.match(words.after) else None


def _base(words: _Words) -> Gap | None:
    """The amount of a base itself: 较上年的5万元, 由5万元增加到8万元."""
    base = words.told.base
    ratio = words.kind in _RATIOS
    if (
        base is not None
        and not words.rest.strip(" 的，,")
        and (not ratio or _LEVEL_RATE.search(base) or _MOVES.match(words.after))
    ):
        return words.made("base")
    starts = _FROM.search(words.rest) if _BECOMES.match(words.after) else None
    if starts is None:
        return None
    return words.made("base", lead=words.before(starts), base=starts["phrase"] or UNDATED)


def _times(words: _Words) -> Gap | None:
    """A multiple of a base, or the base that it is a multiple of: 是上年的1.5倍, 是上年5万元的1.5倍."""
    multiple = words.kind == "multiple"
    times = _TIMES.search(words.rest) if multiple or _TIMES_BEHIND.match(words.after) else None
    if times and _TIME_BASE.search(times["phrase"]) and (not multiple or times["of"]):
        return words.made(
            "times" if multiple else "base", lead=words.before(times), base=times["phrase"], word="倍"
        )
    bare = multiple and words.told.base is None and words.rest.strip() == "的"
    return words.made("times", word="倍") if bare else None


def _excess(words: _Words) -> Gap | None:
    """How far something is above or below a plan or a mean: 超过预算5万元, 高于全省平均水平2个百分点."""
    excess = _EXCESS.search(words.rest) if words.kind in _EXCEEDING else None
    if excess is None or (words.kind != "points" and excess["level"]):
        return None
    return words.made(
        "points" if words.kind == "points" else "delta",
        noun=words.before(excess), base=excess["phrase"], word=excess["word"], up=excess["up"] is not None,
    )  # fmt: skip


def _pace(words: _Words) -> Gap | None:
    """Points that something is ahead of or behind a base: 比序时进度快2个百分点."""
    known = words.kind == "points" and words.told.base is not None
    pace = _AHEAD.fullmatch(words.rest.strip()) if known else None
    if pace is None:
        return None
    return words.made("points", word=pace.group().removesuffix("了"), up=pace["up"] is not None)


def _target(words: _Words, change: regex.Match[str] | None) -> Gap | None:
    """What something was changed to: 降至3万元."""
    if change is None or words.kind == "points" or change["sign"][-1] in "幅速":
        return None
    to = change["to"] or _CHANGED_TO.search(words.rest)
    return _changed(words, "target", change) if to else None


def _share(words: _Words, change: regex.Match[str] | None) -> Gap | None:
    """A share of a whole, or how much of a plan was done: 占总支出的30%, 占年计划的95%."""
    share = _SHARE.search(words.rest) if words.kind == "percent" else None
    if share is None or (change and change.start() > share.start()):
        return None
    counted = _RIGHT_BEHIND.fullmatch(words.rest, 0, share.start()) is not None
    return words.made(
        "completion" if _is_plan(share["whole"]) else "share",
        noun=words.before(share), word="占", phrase=share["whole"], counted=counted,
    )  # fmt: skip


def _new(words: _Words, change: regex.Match[str] | None) -> Gap | None:
    """What is new, which is an amount of its own: 新增了60万元国债资金, 实际新增8个项目."""
    if change is None or words.told.base is not None:
        return None
    if change["sign"] == "新增" and _DID.search(words.rest[: change.start()]):
        return words.made("level", noun=noun(words.rest))
    gained = "" if words.kind in _RATIOS else _gained(words, change)
    return words.made("level", noun=gained, word="增加", up=True) if gained else None


def _moved(words: _Words, change: regex.Match[str] | None) -> Gap | None:
    """An amount or a rate of change, or points: 增加5万元, 增长3%."""
    if not change or _absorbed(words.rest, change) or _SAVED.search(words.rest, change.start()):
        return None
    return _changed(words, _CHANGE_ROLES.get(words.kind, "delta"), change)


def _rate(words: _Words) -> Gap | None:
    """A percentage by its name or by what was completed."""
    complete = _COMPLETE.search(words.rest)
    if complete:
        return words.made("completion", noun=words.before(complete), word="完成", phrase=complete["base"])
    named = _RATE_NAME.search(words.rest)
    if named is None:
        return words.made("of") if words.rest.strip() == "的" else None
    name = noun(named["name"])
    if _GROWTH_NAME.search(name):
        up = not _FALLS.search(name)
        return words.made("rate", noun=noun(_GROWTH_NAME.sub("", name)), word=name[-3:], up=up)
    if _OF_WHOLE.fullmatch(name):
        return words.made("of")
    return words.made("ratio", noun=words.before(named), word=name, phrase=name)


def _level(words: _Words) -> Gap:
    """An amount as such, or one without any words of its own."""
    rest, told = words.rest, words.told
    found = noun(rest)
    if not found and not told.among and told.within is None and not rest.strip(" 、，,和及与"):
        own = words.kind == "money" and rest.strip() in ("，", ",") and noun_behind(words.after)
        return words.made("level" if own else "bare")
    parted = _DIVIDED.match(found) if words.kind == "money" else None
    if parted and not _is_plan(parted["whole"]):
        return words.made("level", noun=noun(parted["whole"]), lead=noun(parted["part"]), word="占")
    if found.startswith("占") and words.kind in ("count", "headcount") and _SHARE_BEHIND.match(words.after):
        return words.made("level", noun=found.removeprefix("占"), word="占")
    return words.made("level", noun=found)


def _changed(words: _Words, role: str, change: regex.Match[str]) -> Gap:
    return words.made(role, noun=words.before(change), word=change["sign"], up=change["up"] is not None)


def _is_plan(whole: str) -> bool:
    """Whether 占 … says how much of a plan or budget was done, not a share."""
    if _PLANNED.search(whole):
        return True
    term = lexicon.analyse(whole) if whole else None
    return term is not None and term.concept is None and bool(term.stage) and term.subject == term.stage


def _lead_noun(text: str) -> str:
    """The subject before a base of comparison, "" where only another comparison or a pronoun stands there."""
    found = noun(BASE.sub("", text))
    return "" if _PRONOUN.match(found) or _CHANGED.search(found) else found


def _owner(text: str) -> str:
    """The noun before a colon that a bare 支出决算为 … after it belongs to."""
    head, colon, _ = text.rpartition("：")
    if not colon:
        head, colon, _ = text.rpartition(":")
    return noun(head) if colon else ""


def _gained(words: _Words, change: regex.Match[str]) -> str:
    """The noun of what is new, behind its number (年中增加8个项目, 新增了60万元国债资金): it changes no level."""
    added = change["sign"] in ("新增", "净增") or (
        change["sign"] == "增加" and _WHEN.fullmatch(words.before(change))
    )
    bare = words.rest[change.end("sign") :].strip() in ("", "了")
    behind = named_behind(words.after) if added and bare else ""
    return f"新增{behind}" if behind else ""


def _absorbed(rest: str, change: regex.Match[str]) -> bool:
    """Whether the direction word is part of a noun (新增资产, 多功能) rather than a change."""
    word, before = change["sign"], rest[: change.start()].rstrip()
    if len(word) == 1 and not _COMPARED.search(before):
        alone = not rest[: change.start()] and rest[change.end("sign") :] in ("", "了", "出")
        return bool(before.strip(BREAKS + "、")) or (word in ("多", "少") and not alone)
    after = rest[change.end("sign") :].strip("：:为达到了是约 ")
    return bool(after) and not _CHANGE_END.fullmatch(after)
