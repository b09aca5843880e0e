"""The words between two figures: what they say the next figure is.

A sentence is read figure by figure.  The text since the previous figure (the gap) carries the
noun the figure belongs to, a base of comparison, and at its end the words that give its role.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from extract import lexicon

UP = "增加|增长|上升|提高|提升|高出|上涨|增收|增支|上浮|增多|增幅|增速|扩大|超支|超出|攀升|净增|新增|多支出|多"
DOWN = "减少|下降|低于|降低|回落|压缩|压减|减收|减支|减幅|降幅|节约|节省|节支|缩减|下滑|下浮|下调|净减|少支出|壓縮|減少|減收|少"
_BASE_WORD = r"上年|去年|上一年|前年|前一年|同期|上期|\d{4}|年初|预算|決算|决算|预计|目标|计划|年|基期|期初|序时|均衡|平均|全省|全市|全国"
_LINK = r"(?:为|達|达到|达|是|至|约|近|仅|仅为|也达到|也达|均为|均达|均达到|分别为|分别|各为|各|[:：]|了|\s)*"

BASE = regex.compile(
    rf"(?:(?<!经|占|环|等|可|对|比|同口径可)(?:相比|相较|对比|比较|较之|比起|与|与之|同|和|跟|较|比)(?:于|於)?(?<phrase>[^，,。；;：:（）()]{{0,24}}?(?:{_BASE_WORD})[^，,。；;：:（）()]{{0,14}}?)"
    rf"(?:相比较?|比较|对比|相较|来说|而言)?(?=[，,、\s]*(?:的?\s*$|均(?=[增减上下提降高低有为持])|各|分别|也|则|实际|净|略|有所|大幅|同比|整体|共|约|又|还|都|,|，|{UP}|{DOWN}|增|减|減|持平|无|無|没有|基本|一致|相同|相等|变化|上升|慢|快)))"
    rf"|(?<same>同比|环比)(?:上年度?|去年)?"
)
_CHANGE = regex.compile(
    rf"(?P<sign>(?P<up>{UP}|增)|(?P<down>{DOWN}|减|減|降))(?:收|支)?(?:率|幅度?|额度?|数额?|金额|比例|比率|百分比|幅度)?(?:的)?"
    rf"(?P<to>到|至|为(?=\s*$)|成)?(?:[^，,。；;、]{{0,4}}?(?:幅度|金额|比例|率))?{_LINK}$"
)
_TO = regex.compile(rf"(?:{UP}|{DOWN}|增|升|降|减|压)(?:到|至)\s*$|(?:减少|下降|增加|降低|降)为\s*$")
_SHARE = regex.compile(
    rf"占(?P<whole>[^，,。；;：:]*?)的?(?P<word>比重|比例|比率|份额|百分比|比|總額|总量)?(?:的)?{_LINK}$"
)
_COMPLETE = regex.compile(
    rf"(?:完成(?:了)?|为|達到|达到|达|实现|相当于|執行|执行(?:了)?|占|占到)(?P<base>[^，,。；;：:完成]{{0,24}}?(?:预算|預算|计划|任务|目标|指标|收入数|安排数)(?:收入|支出|总额|任务|指标|安排|数|数额|数的?)*)(?:的)?{_LINK}$"
)
_RATE_NAME = regex.compile(
    rf"(?P<name>[^，,。；;：:、（(]*?(?:率|比例|比重|比率|系数|进度|占比|程度|度))(?:[（(][^（）()]*[)）])?{_LINK}$"
)
_GROWTH_NAME = regex.compile(r"(?:增长|变动|变化|增减|下降|增加|减少|增幅|降幅|增速)(?:率|幅度|比例|比率)?$")
AMONG = regex.compile(
    r"其中|具体包括|主要包括|主要用于以下[^，。；:：]{0,4}|用于以下[^，。；:：]{0,4}|投向如下|构成如下|按[\p{Han}]{2,6}分(?:类|为)?(?:看)?(?=[:：，,])|具体(?:情况)?如下|具体为|分别为|分别是|分别由|主要有|(?<!不)包括|(?<!不)包含|由(?=[^，。；]*(?:组成|构成))|(?<!不|包)含(?!义|量)|主要为|主要由|构成为|明细为|细分为"
)
_REASON = regex.compile(r"(?:主要)?(?:原因|系|因|由于|得益于|是由于|是因为|主要用于|用于|主要是|增减变化|变动原因)")
LEVEL = regex.compile(
    r"(?:与|同|和|较|比|與|跟)(?P<phrase>[^，,。；;：:（）()]{0,30}?)(?:基本|大致|大体|略)?(?P<word>持平|一致|相同|相等|相当|无增减变化|无增减|無增減|没有变化|无变化|無變化|未发生变化|保持不变|不变)"
)
COMPARE = regex.compile(
    r"(?P<subject>[^，,。；;：:（）()]{0,24}?)(?P<word>大于|小于|高于|低于|等于|超过|未超过|少于|多于|没有超过|未突破)(?P<phrase>[^，,。；;：:（）()\d]{0,20}?(?:预算|决算|上年|去年|编制|计划|目标)[^，,。；;：:（）()\d]{0,6}?)(?=[，,。；;：:的（(]|$|主要|\d)"
)
_BREAKS = "，,；;。：:（(）)\n"
_LEAD = regex.compile(
    r"^(?:[、\s]|经比较|其中|并且?|而|则|且|以及|及(?!时)|和|与|另有?|还有|同时|此外|加上|包括|分别为|具体为|其余|全部|均|都|当年|年内|截至|截止|，|,|：|:|;|；)+"
)
SCOPE = regex.compile(r"(?:按|在)?同口径|可比口径|剔除|扣除|还原|按可比")
_TIME_LEAD = regex.compile(r"^(?:(?:19|20)\d\d年?度?末?|本年度?|今年|全年|年末|年底|年度)[，,]?\s*(?=[\p{Han}“\"（(]{2,})")
_REASON_LEAD = regex.compile(r"^.*(?:原因(?:是|为|有)?|由于|是因为|主要是)[:：]?(?:[（(]?[一二三四五六七\d][)）、.]|[一二三四五六]是)?(?=\p{Han})")
_LEVEL_RATE = regex.compile(r"平均|水平|目标|序时|均值|上年|去年|同期")
_PRONOUN = regex.compile(r"^(?:该数|其|此数|该项|上述|以上|经比?较?)$|^(?:有所|略有|基本|均有|整体|总体)")
_NOTE = regex.compile(r"(?:^[^（(]{0,2}[（(][^（）()]*[)）]|[（(][^（）()]*(?:预计|下同|不含|含|以下简称|单位)[^（）()]*[)）])[，,；;\s]*$")
_VERBS = regex.compile(
    r"(?:整体|总体|大幅|小幅|略有|有所|相应|同步|明显|较快|实际|实行|实施|共计|合计|总计|累计|共|总共|计|安排|下达|拨付|支付|使用|投入|达到|达|为|是|有|约|近|仅|了|完成|实现|发生|列支|"
    r"金额|数额|执行|预计|已|(?<![人户亩次平辆批年日月])均|分别|各|到位|计划|超过|不超过|不低于|不少于|不高于|控制在|以内|[:：（(])+$"
)


@dataclass(frozen=True, slots=True)
class Gap:
    """What the text before a figure says.

    ``role``: level, base, delta, rate, points, share, completion, ratio, target (a change
    that says what it was changed to), bare (no words at all).  ``noun`` is the noun phrase,
    "" where there is none; ``lead`` a noun phrase that stands before the base of comparison.
    ``base`` is the printed base phrase, None where no comparison begins in this gap.
    ``word`` is the word that decided (direction word, 占, name of the ratio), ``up`` its sign.
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
    reason: bool = False
    respective: bool = False


def read(gap: str, following: str, kind: str) -> Gap:
    """Read the gap before a figure of unit kind ``kind``; ``following`` is the text after it."""
    among_match = _among(gap)
    among = among_match.group() if among_match else ""
    tail = gap[among_match.end() :] if among_match else gap
    reason = bool(_REASON.search(tail)) and not lexicon.concept(_noun(tail))
    base, lead, rest = None, "", tail
    for match in BASE.finditer(tail):
        base = match["phrase"] if match["same"] is None else "上年"
        lead, rest = _lead_noun(tail[: match.start()]), tail[match.end() :]
    respective = "分别" in gap or bool(regex.search(r"[，,、]?各(?:自)?(?=[增减下上占完为]|$)", gap))
    owner = _owner(tail)
    among_owner = _noun(gap[: among_match.start()]) if among_match and gap[: among_match.start()].rstrip()[-1:] not in _BREAKS + "、" else None
    common = {"owner": owner, "among_owner": among_owner, "lead": lead, "base": base, "among": among, "reason": reason, "respective": respective}

    if base is not None and not rest.strip(" 的，,") and (kind not in ("percent", "points") or _LEVEL_RATE.search(base)):
        return Gap("base", **common)  # type: ignore[arg-type]
    change = _CHANGE.search(rest)
    if change and (change["to"] or _TO.search(rest)) and kind != "points":
        noun = _noun(rest[: change.start()])
        return Gap("target", noun=noun, word=change["sign"], up=change["up"] is not None, **common)  # type: ignore[arg-type]
    share = _SHARE.search(rest) if kind == "percent" else None
    if share and not (change and change.start() > share.start()):
        base_term = lexicon.analyse(share["whole"]) if share["whole"] else None
        pure_stage = base_term is not None and base_term.concept is None and base_term.stage and base_term.subject == base_term.stage
        if pure_stage or regex.search(r"(?:年计划|计划数?|任务|目标)$", share["whole"]):
            return Gap("completion", noun=_noun(rest[: share.start()]), word="占", phrase=share["whole"], **common)  # type: ignore[arg-type]
        return Gap("share", noun=_noun(rest[: share.start()]), word="占", phrase=share["whole"], **common)  # type: ignore[arg-type]
    if change and not _absorbed(rest, change):
        role = {"percent": "rate", "points": "points"}.get(kind, "delta")
        noun = _noun(rest[: change.start()])
        return Gap(role, noun=noun, word=change["sign"], up=change["up"] is not None, **common)  # type: ignore[arg-type]
    if kind == "percent":
        complete = _COMPLETE.search(rest)
        if complete:
            return Gap("completion", noun=_noun(rest[: complete.start()]), word="完成", phrase=complete["base"], **common)  # type: ignore[arg-type]
        named = _RATE_NAME.search(rest)
        if named:
            name = _noun(named["name"])
            if _GROWTH_NAME.search(name):
                up = not regex.search(r"下降|减少|降幅", name)
                return Gap("rate", noun=_noun(_GROWTH_NAME.sub("", name)), word=name[-3:], up=up, **common)  # type: ignore[arg-type]
            return Gap("ratio", noun=_noun(rest[: named.start()]), word=name, phrase=name, **common)  # type: ignore[arg-type]
        if rest.strip() == "的":
            return Gap("of", **common)  # type: ignore[arg-type]
    noun = _noun(rest) or (lead if base is None else "")
    if not noun and not rest.strip(" 、，,和及与"):
        return Gap("bare", **common)  # type: ignore[arg-type]
    return Gap("level", noun=noun, **common)  # type: ignore[arg-type]


def _lead_noun(text: str) -> str:
    """The subject before a base of comparison, "" where only another comparison or a pronoun stands there."""
    found = _noun(BASE.sub("", text))
    return "" if _PRONOUN.match(found) or regex.search(rf"(?:{UP}|{DOWN}|持平)$", found) else found


def _owner(text: str) -> str:
    """The noun before a colon or full stop that a bare 支出决算为 … after it belongs to."""
    head, colon, _ = text.rpartition("：")
    if not colon:
        head, colon, _ = text.rpartition(":")
    return _noun(head) if colon else ""


def _among(gap: str) -> regex.Match[str] | None:
    """The last word that opens a list which the coming figure belongs to."""
    found = None
    for match in AMONG.finditer(gap):
        after = gap[match.end() :]
        if match.group().startswith("分别") and regex.search(r"[、和与及]", _noun(gap[: match.start()])):
            continue
        if not regex.search(r"[；;。]", after) and sum(after.count(c) for c in "）)") <= sum(after.count(c) for c in "（("):
            found = match
    return found


def _absorbed(rest: str, change: regex.Match[str]) -> bool:
    """Whether the direction word is part of a noun (新增资产, 多功能) rather than a change."""
    word, after = change["sign"], rest[change.end("sign") :].strip("：:为达到了是约 ")
    if word in ("多", "少", "增", "减", "降") and not regex.search(r"(?:比|较|同比|年|期|算|数|所|均|各|略|净)[，,]?(?:了)?$", rest[: change.start()].rstrip()):
        return not regex.match(r"^\s*$", rest[: change.start()]) or word in ("多", "少")
    return bool(after) and not regex.fullmatch(r"(?:收|支)?(?:率|幅度?|额度?|数额?|金额|比例|比率|百分比|的|也|均|各|分别|了|近|仅|达|[:：\s])*", after)


def _noun(text: str) -> str:
    """The noun phrase at the end of ``text``."""
    text = _NOTE.sub("", text.rstrip(" 　\n，,；;"))
    depth, cut = 0, 0
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
            tail = text[index + 1 :].strip()
            if tail:
                cut = index + 1
                break
            text = text[:index].rstrip()
    phrase = text[cut:]
    phrase = SCOPE.sub("", _LEAD.sub("", _REASON_LEAD.sub("", phrase)))
    shorter = _TIME_LEAD.sub("", phrase)
    phrase = shorter if not lexicon.is_term(phrase) else phrase
    while not lexicon.is_term(phrase) and (cut_phrase := _VERBS.sub("", phrase).rstrip()) != phrase:
        phrase = cut_phrase
    return phrase.strip(" 　、，,;；:：")


def noun(text: str) -> str:
    """The noun phrase that ends ``text`` (verbs, time words and connectives removed)."""
    return _noun(text)
