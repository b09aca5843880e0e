"""The words between two figures: what they say the next figure is.

A sentence is read figure by figure.  The text since the previous figure (the gap) carries the
noun the figure belongs to, a base of comparison, and at its end the words that give its role.
All patterns work on text that `plain` has made ready (simplified characters).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import regex

from extract import lexicon

_LONGEST = 1000
"""How many characters before a figure are looked at, so that no text can make reading slow."""

UNDATED = "变动前"
"""The base of 由5万元增加到8万元, which does not say of which time."""

UP = (
    "增加|增长|上升|提高|提升|高出|上涨|增收|增支|上浮|增多|增幅|增速|扩大|超支|超出|攀升|净增|新增|多支出|多"
)
DOWN = (
    "减少|下降|低于|降低|回落|压缩|压减|减收|减支|减幅|降幅|节约|节省|节支|缩减|下滑|下浮|下调|净减|少支出|少"
)
_SIZE = "率|幅度?|额度?|数额?|金额|比例|比率|百分比"
_LINK = r"(?:为|达到?|是|至|约|近|仅|[也均]达到?|均为|分别|各|[:：了\s])*+"

_BASE_WORD = (
    r"上年|去年|上一年|前年|前一年|同期|上期|基期|\d{4}|年初|期初|年|预算|决算|预计|目标|计划|序时|均衡|平均"
    r"|全省|全市|全国"
)
_BASE_END = (
    r"[，,、\s]*(?:的?\s*$|均(?=[增减上下提降高低有为持])|各|分别|也|则|实际|净|略|有所|大幅|同比|整体|共|约|又|还|都|,|，"
    rf"|{UP}|{DOWN}|增|减|持平|无|没有|基本|一致|相同|相等|变化|上升|慢|快|追加|调增|调减|核增|核减)"
)
BASE = regex.compile(
    r"(?:(?<!经|占|环|等|可|对|(?<!占)比|同口径可)(?:相比|相较|对比|比较|较之|比起|较|比|"
    # 和 and 与 join as often as they compare: then the base is named at once, or 相比 follows.
    rf"(?:与之|与|同|和|跟)(?=(?:{_BASE_WORD})|[^，,。；;：:（）()]{{0,38}}?(?:相比|相较|比较|对比)))于?"
    rf"(?![大小高低多少好差快慢为])(?<phrase>(?:(?!比(?!例|重))[^，,。；;：:（）()较]){{0,24}}?(?:{_BASE_WORD})[^，,。；;：:（）()]{{0,14}}?)"
    rf"(?:相比较?|比较|对比|相较|来说|而言)?(?={_BASE_END}))"
    r"|(?<=^[，,。；;、\s]*+)(?<phrase>(?:19|20)\d\d年度?(?:预算|决算)?数?)(?:相比|相较)"
    r"|(?<same>同比|环比)(?:上年度?|去年)?"
)
LEVEL = regex.compile(
    r"(?:与|同|和|较|比|跟)(?P<phrase>[^，,。；;：:（）()]{0,30}?)(?:基本|大致|大体|略)?"
    r"(?P<word>持平|一致|相同|相等|相当|无增减变化|无增减|没有变化|无变化|未发生变化|保持不变|不变)"
)
COMPARE = regex.compile(
    r"(?P<subject>[^，,。；;：:（）()]{0,24}?)"
    r"(?P<word>大于|小于|高于|低于|等于|超过|未超过|少于|多于|没有超过|未突破)"
    r"(?P<phrase>(?:(?:19|20)\d\d年度?)?[^，,。；;：:（）()\d]{0,20}?"
    r"(?:预算|决算|上年|去年|编制|计划|目标)[^，,。；;：:（）()\d]{0,6}?)"
    r"(?=[，,。；;：:的（(]|$|主要|\d)"
)
TREND = regex.compile(
    r"(?P<subject>[^，,。；;：:（）()]{0,24}?)(?:与|较|比)(?P<phrase>[^，,。；;：:（）()\d较比]{0,16}?(?:上年|去年|年初预算|预算|决算)"
    r"[^，,。；;：:（）()\d较比]{0,6}?)(?:相比|对比)?(?:都|均|也)?(?:有所|略有|大幅度?|明显|持续)"
    r"(?P<word>增加|增长|上升|提高|减少|下降|降低|压减)(?=[，,。；;的]|$)"
)
COMPARES = regex.compile(
    r"持平|一致|相同|相等|相当|变化|不变|无增减|[大小高低]于|等于|超过|少于|多于|突破|有所|略有|大幅|明显|持续"
)
"""A word without which neither ``LEVEL`` nor ``COMPARE`` nor ``TREND`` finds anything."""
SCOPE = regex.compile(r"(?:按|在)?同口径|可比口径|剔除|扣除|还原|按可比")
AMONG = regex.compile(
    r"其中|具体包括|主要包括|主要用于以下[^，。；:：]{0,4}|用于以下[^，。；:：]{0,4}|投向如下|构成如下"
    r"|按[\p{Han}]{2,6}分(?:类|为)?(?:看)?(?=[:：，,])|具体(?:情况)?如下|具体为|分别为|分别是|分别由|主要有"
    r"|(?<!不)包括|(?<!不)包含|由(?=[^，。；]*(?:组成|构成))|(?<!不|包|均)含(?!义|量|税)|主要为|主要由|构成为|明细为|细分为"
)

_WITHIN = regex.compile(
    r"(?:^(?P<what>[^，,。；;：:（）()\n]{0,24}?)|(?<=[，,。；;：:）)\n])(?P<what>[^，,。；;：:（）()\n]{1,24}?))"
    r"(?<![其集年期空途之程作])中[，,]"
)

_OF = regex.compile(r"(?:主要)?(?<!理|事|缘)由(?!于)")
_COMPOSED = regex.compile(r"[^。；;]*?(?:组成|构成)")

_CHANGE = regex.compile(
    rf"(?P<sign>(?P<up>{UP}|增)|(?P<down>{DOWN}|减|降))(?:收|支)?(?:{_SIZE})?的?"
    rf"(?P<to>到|至|为(?=\s*$)|成)?(?:[^，,。；;、]{{0,4}}?(?:幅度|金额|比例|率))?{_LINK}$"
)
_CHANGED_TO = regex.compile(rf"(?:{UP}|{DOWN}|增|升|降|减|压)(?:到|至)\s*$|(?:减少|下降|增加|降低|降)为\s*$")
_OR_ELSE = regex.compile(rf"(?<={UP}|{DOWN})[（(](?:{UP}|{DOWN}|持平)[）)]")
_WRAPPED = regex.compile(rf"[（(]({UP}|{DOWN}|增|减)[）)]")
_CHANGED = regex.compile(rf"(?:{UP}|{DOWN}|持平)$")
_CHANGE_END = regex.compile(rf"(?:收|支)?(?:{_SIZE}|的|也|均|各|分别|了|近|仅|达|[:：\s])*+")
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
    rf"所?占(?P<whole>[^，,。；;：:]*?)的?(?P<word>比重|比例|比率|份额|百分比|比|总量)?的?{_LINK}$"
)
_RIGHT_BEHIND = regex.compile(r"\p{Han}[^，,。；;：:、（()）]{0,20}[，,]\s*")
_PLANNED = regex.compile(r"(?:年计划|计划数?|任务|目标)$")
_COMPLETE = regex.compile(
    r"(?:完成了?|为|达到|达|实现|相当于|执行了?|占|占到)"
    r"(?P<base>[^，,。；;：:完成]{0,24}?(?:预算|计划|任务|目标|指标|收入数|安排数)"
    rf"(?:收入|支出|总额|任务|指标|安排|数额?)*+)的?{_LINK}$"
)
_RATE_NAME = regex.compile(
    r"(?P<name>[^，,。；;：:、（(]*?(?:率|比例|比重|比率|系数|进度|占比|程度|度))(?:[（(][^（）()]*[)）])?"
    rf"{_LINK}$"
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

_FALLS, _CLOSES, _JOINS = (
    regex.compile(r"下降|减少|降幅"),
    regex.compile(r"[；;。]"),
    regex.compile(r"[、和与及]"),
)
_BREAKS = "，,；;。：:（(）)\n"
_LEAD = regex.compile(
    r"^(?:[、\s，,：:;；。）)]|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]|[一二三四五六七八九十]{1,2}、|\d{1,2}[.、．](?!\d)"
    r"|经比较|其中|并且?|而|则|且|以及|及(?!时)|和|与|另有?|还有|同时|此外|加上|包括|分别为|具体为|其余|(?:主要)?用于"
    r"|全部|均|都|当年|年内|截至|截止|[一二三四五六七八九十]是(?=\p{Han}|\d)"
    r"|(?:占|完成|为)(?=(?:年初|全年|年度|调整后?的?)?(?:预算|计划|任务|目标)))++"
)
_TIME_LEAD = regex.compile(
    r"^(?:(?:19|20)\d\d(?:\s*年(?![初末])度?+)?+|本年度?|今年|全年(?!预算|执行)|年末|年底|年度)[，,]?\s*(?=[\p{Han}“\"（(]{2,}|[收支]、)"
)
_REASON_LEAD = regex.compile(
    r"^.*(?:原因(?:是|为|有)?|由于|是因为|主要是)[:：]?(?:[（(]?[一二三四五六七\d][)）、.]|[一二三四五六]是)?"
    r"(?=\p{Han}|(?:19|20)\d\d年)"
)
_CHANGES = regex.compile(rf"(?:(?P<up>{UP})|{DOWN})(?:了)?(?=\p{{Han}})")
_DONE = regex.compile(
    r"(?:实际|累计|全年|当年|已|共|目前)++(?:支出|支付|使用|列支|兑付|发放|拨付)(?:资金|金额|数)?"
)
_LONG_NOTE = regex.compile(r"[（(](?:[^（）()]|[（(][^（）()]*+[)）]){12,}+[)）]")
_DIVIDED = regex.compile(
    r"^(?P<part>(?:\p{Han}[^，,。；;：:占]{1,39})?)占(?!地面|地$|用|比)(?P<whole>[^，,。；;：:占]{2,40})$"
)
_VERB_LEAD = regex.compile(
    r"^(?:(?:本|我|全)?[省市州县区镇乡局委院校]|[本全]?(?:部门|单位))?(?:当年|年内|全年|累计|共计?|已|实际)*+"
    r"(?:支出|开支|完成|实现|发生|列支|安排|使用|拨付)了?(?=[“\"\p{Han}])"
)
_TOTAL = regex.compile(r"总计|合计")
_DID = regex.compile(r"(?:实际|已)$")
_WHEN = regex.compile(r"(?:年中|年内|期间|当年|本年|全年|共|又|另|再)*+")
_ONLY_TIME = regex.compile(r"全年度?|年内|年末|年底")
_PRONOUN = regex.compile(
    r"^(?:本年度?|今年|当年|该数|其|此数|该项|上述|以上|经比?较?)$|^(?:有所|略有|基本(?=持平|一致|不变|相[当同等]|无|没有|$)|均有|整体|总体)"
)
_NOTE = regex.compile(
    r"(?:^[^（(]{0,2}[（(][^（）()]*[)）]"
    r"|[（(][^（）()]*(?:预计|下同|不含|含|以下简称|单位)[^（）()]*[)）])[，,；;\s]*$"
)
_NOUN_BEHIND = regex.compile(
    r"(?:的?(?:资金|经费|专款)?用于(?P<use>\p{Han}{2,16}?)"
    r"|(?P<noun>(?!主要|其中|左右|上下|以[上下内]|多|余(?!额)|已|均|全部?|占|为|系|是|由|在|及|和|与|的|等|用|比|较|同|约|列|纳|调|未|不|按|从"
    r"|增|减|下|上|提|降|超|到|至|拨|可|属|来|原因)\p{Han}{2,20}?))"
    r"(?=[-—，,。；;、（(：:\d]|$|已|均|全[部额]|将|用于|结转|结余|到位|列支|支付|拨付|由|来自|占|纳入|完成)"
)
_SAYS_LITTLE = regex.compile(r"(?:本年|全年)?(?:支出|收入|资金|预算|经费|金额|款项|决算)")
_VERBS = regex.compile(
    r"(?:同口径|相比|相较|整体|总体|大幅|小幅|略有|有所|相应|同步|明显|较快|实际|实行|实施|共计(?!划)|合计|总计|累计|计划|共|总共|(?<![审统会设])计|安排|下达"
    r"|拨付|(?<!转移)支付|使用|(?<!总)投入|达到(?!位)|达|为|是|(?<![实现])有|约|近|仅|了|(?<!未|部分)完成|实现|发生|列支|金额|数额|执行|预计|已"
    r"|(?<![人户亩次平辆批年日月])均|分别|各|到位|[未不]突破|超过|不超过|不低于|不少于|不高于|控制在|以内|[:：（(])++$"
)


@dataclass(frozen=True, slots=True)
class Gap:
    """What the text before a figure says.

    ``role``: level, base, delta, rate, points, times (是上年的1.5倍), share, completion, ratio, target
    (a change that says what it was changed to), of (X的), bare (no words at all).  ``noun`` is the noun
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


_Made = Callable[..., Gap]
"""A `Gap` that still lacks its role, and what goes with that."""


def read(gap: str, kind: str, after: str = "") -> Gap:
    """Read the gap before a figure of unit kind ``kind`` (see ``extract.unit.kind``); ``after`` follows it."""
    gap = _WRAPPED.sub(r"\1", _OR_ELSE.sub("", _LONG_NOTE.sub("", gap[-_LONGEST:])))
    opens = _among(gap, after, kind)
    tail = gap[opens.end() :] if opens else gap
    base, lead, rest = None, "", tail
    for match in BASE.finditer(tail):
        base = match["phrase"] if match["same"] is None else "上年"
        lead, rest = _lead_noun(tail[: match.start()]), tail[match.end() :]
    within = _within(rest) if "中" in rest and not opens else None
    if within:
        rest = rest[within.end() :]
    made = partial(
        Gap,
        lead=lead,
        base=base,
        among=opens.group() if opens else "",
        among_owner=_among_owner(gap[: opens.start()]) if opens else None,
        owner=_owner(tail),
        within=noun(within["what"]) if within else None,
        reason=bool(_REASON.search(tail)) and not lexicon.concept(noun(tail)),
    )
    ratio = kind in ("percent", "points")
    if (
        base is not None
        and not rest.strip(" 的，,")
        and (not ratio or _LEVEL_RATE.search(base) or _MOVES.match(after))
    ):
        return made("base")
    starts = _FROM.search(rest) if _BECOMES.match(after) else None
    if starts:
        return made("base", lead=noun(rest[: starts.start()]), base=starts["phrase"] or "变动前")
    times = _TIMES.search(rest) if kind == "multiple" or _TIMES_BEHIND.match(after) else None
    if times and _TIME_BASE.search(times["phrase"]) and (kind != "multiple" or times["of"]):
        role = "times" if kind == "multiple" else "base"
        return made(role, lead=noun(rest[: times.start()]), base=times["phrase"], word="倍")
    if kind == "multiple" and base is None and rest.strip() == "的":
        return made("times", word="倍")
    excess = _EXCESS.search(rest) if kind in ("money", "count", "headcount", "points") else None
    if excess and (kind == "points" or not excess["level"]):
        role = "points" if kind == "points" else "delta"
        up, named = excess["up"] is not None, noun(rest[: excess.start()])
        return made(role, noun=named, base=excess["phrase"], word=excess["word"], up=up)
    pace = _AHEAD.fullmatch(rest.strip()) if kind == "points" and base is not None else None
    if pace:
        return made("points", word=pace.group().removesuffix("了"), up=pace["up"] is not None)
    change = _CHANGE.search(rest)
    if (
        change
        and kind != "points"
        and change["sign"][-1] not in "幅速"
        and (change["to"] or _CHANGED_TO.search(rest))
    ):
        return _changed(made, "target", rest, change)
    share = _SHARE.search(rest) if kind == "percent" else None
    if share and not (change and change.start() > share.start()):
        role = "completion" if _is_plan(share["whole"]) else "share"
        named = noun(rest[: share.start()])
        counted = _RIGHT_BEHIND.fullmatch(rest, 0, share.start()) is not None
        return made(role, noun=named, word="占", phrase=share["whole"], counted=counted)
    gained = _gained(rest, change, after) if change and base is None and not ratio else ""
    if change and base is None and change["sign"] == "新增" and _DID.search(rest[: change.start()]):
        return made("level", noun=noun(rest))
    if gained:
        return made("level", noun=gained, word="增加", up=True)
    if change and not _absorbed(rest, change) and not _SAVED.search(rest, change.start()):
        return _changed(
            made, {"percent": "rate", "multiple": "rate", "points": "points"}.get(kind, "delta"), rest, change
        )
    if kind == "percent" and (rate := _rate(made, rest)) is not None:
        return rate
    found = noun(rest)
    if not found and not opens and not within and not rest.strip(" 、，,和及与"):
        own = kind == "money" and rest.strip() in ("，", ",") and noun_behind(after)
        return made("level" if own else "bare")
    divided = _DIVIDED.match(found) if kind == "money" else None
    if divided and not _is_plan(divided["whole"]):
        return made("level", noun=noun(divided["whole"]), lead=noun(divided["part"]), word="占")
    return made("level", noun=found)


def near(text: str) -> str:
    """A text between figures as far as it is looked at: its beginning and its end, where it is very long."""
    return text if len(text) <= 2 * _LONGEST else f"{text[:_LONGEST]}\n{text[-_LONGEST:]}"


def noun(text: str) -> str:
    """The noun phrase that ends ``text`` (verbs, time words and connectives removed)."""
    text = text.rstrip(" 　\n，,；;")
    if not text:
        return ""
    text = _NOTE.sub("", text)
    depth, cut, end = 0, 0, len(text)
    for index in range(len(text) - 1, -1, -1):
        char = text[index]
        if char in "）)":
            depth += 1
        elif char in "（(":
            if depth == 0:
                cut = index + 1
                break
            depth -= 1
        elif depth == 0 and char in _BREAKS:
            if text[index + 1 : end].strip():
                cut = index + 1
                break
            end = index
    phrase = SCOPE.sub("", _LEAD.sub("", _REASON_LEAD.sub("", text[cut:end].rstrip())))
    if not lexicon.is_term(phrase):
        phrase = _TIME_LEAD.sub("", phrase)
    while (
        not lexicon.is_term(phrase)
        and not lexicon.is_bare(phrase)
        and not _DONE.fullmatch(phrase)
        and (shorter := _VERBS.sub("", phrase).rstrip()) != phrase
    ):
        total = _TOTAL.match(phrase, len(shorter))
        if total and _is_other(phrase[: total.end()], shorter):
            phrase = phrase[: total.end()]
            break
        phrase = shorter
    phrase = str(phrase.strip(" 　、，,;；:："))
    if not lexicon.is_term(phrase) and lexicon.concept(
        lexicon.analyse(done := _VERB_LEAD.sub("", phrase)).subject
    ):
        phrase = done
    return noun(text[: cut - 1]) if cut and _ONLY_TIME.fullmatch(phrase) else phrase


def _is_other(phrase: str, shorter: str) -> bool:
    """Whether a phrase without its last word names something else: 本单位收入总计 is not 本单位收入."""
    known = lexicon.analyse(phrase).concept if phrase.endswith(("总计", "合计")) else None
    return known is not None and lexicon.analyse(shorter).concept != known


def noun_behind(after: str) -> str:
    """The noun that follows an amount (662.59万元余额结转下年, 47万元用于堆场封闭), "" where none does.

    A term of the lexicon is not it: 30万元财政拨款 is some of that money, not all of it.
    """
    match = _NOUN_BEHIND.match(after)
    found = str(match["use"] or match["noun"]) if match else ""
    return "" if _SAYS_LITTLE.fullmatch(found) or lexicon.analyse(found).concept else found


def changes(noun: str) -> bool | None:
    """Whether a noun that begins with a change (增加人员经费) tells a rise; None where it tells none."""
    match = _CHANGES.match(noun)
    return match["up"] is not None if match else None


def _changed(made: _Made, role: str, rest: str, change: regex.Match[str]) -> Gap:
    up = change["up"] is not None
    return made(role, noun=noun(rest[: change.start()]), word=change["sign"], up=up)


def _is_plan(whole: str) -> bool:
    """Whether 占 … says how much of a plan or budget was done, not a share."""
    if _PLANNED.search(whole):
        return True
    term = lexicon.analyse(whole) if whole else None
    return term is not None and term.concept is None and bool(term.stage) and term.subject == term.stage


def _rate(made: _Made, rest: str) -> Gap | None:
    """A percentage by its name or by what was completed."""
    complete = _COMPLETE.search(rest)
    if complete:
        before = noun(rest[: complete.start()])
        return made("completion", noun=before, word="完成", phrase=complete["base"])
    named = _RATE_NAME.search(rest)
    if named:
        name = noun(named["name"])
        if _GROWTH_NAME.search(name):
            up = not _FALLS.search(name)
            return made("rate", noun=noun(_GROWTH_NAME.sub("", name)), word=name[-3:], up=up)
        if _OF_WHOLE.fullmatch(name):
            return made("of")
        return made("ratio", noun=noun(rest[: named.start()]), word=name, phrase=name)
    return made("of") if rest.strip() == "的" else None


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


def _among(gap: str, following: str, kind: str) -> regex.Match[str] | None:
    """The last word that opens a list which the coming figure belongs to (占比分别为 opens none)."""
    opening = list(AMONG.finditer(gap))
    if not opening and _COMPOSED.match(following):
        opening = list(_OF.finditer(gap))
    for match in reversed(opening):
        after = gap[match.end() :]
        if _CLOSES.search(after) or _count(after, "）)") > _count(after, "（("):
            continue
        if (
            kind == "percent"
            and match.group().startswith("分别")
            and gap[: match.start()].endswith(("率", "比", "比重", "比例"))
        ):
            continue
        if not match.group().startswith("分别") or not _JOINS.search(noun(gap[: match.start()])):
            return match
    return None


def _among_owner(before: str) -> str | None:
    """The noun before a word that opens a list, None where punctuation parts them."""
    before = before.rstrip()
    return None if not before or before[-1] in _BREAKS + "、" else noun(before)


def _within(gap: str) -> regex.Match[str] | None:
    """What the coming figure is said to be some of: 122家单位中，; 财政拨款支出预算中，."""
    found = list(_WITHIN.finditer(gap))
    return found[-1] if found and not _CLOSES.search(gap, found[-1].end()) else None


def _count(text: str, chars: Sequence[str]) -> int:
    return sum(text.count(c) for c in chars)


def _gained(rest: str, change: regex.Match[str], after: str) -> str:
    """The noun of what is new, behind its number (年中增加8个项目, 新增了60万元国债资金): it changes no level."""
    before = noun(rest[: change.start()])
    added = change["sign"] in ("新增", "净增") or (change["sign"] == "增加" and _WHEN.fullmatch(before))
    match = _NOUN_BEHIND.match(after)
    found = match is not None and match["noun"] and added and rest[change.end("sign") :].strip() in ("", "了")
    return f"新增{match['noun']}" if match and found else ""


def _absorbed(rest: str, change: regex.Match[str]) -> bool:
    """Whether the direction word is part of a noun (新增资产, 多功能) rather than a change."""
    word, before = change["sign"], rest[: change.start()].rstrip()
    if len(word) == 1 and not _COMPARED.search(before):
        alone = not rest[: change.start()] and rest[change.end("sign") :] in ("", "了", "出")
        return bool(before.strip(_BREAKS + "、")) or (word in ("多", "少") and not alone)
    after = rest[change.end("sign") :].strip("：:为达到了是约 ")
    return bool(after) and not _CHANGE_END.fullmatch(after)
