"""The noun phrase that stands before a figure, or behind it, without the verbs and connectives around it."""

from __future__ import annotations

import regex

from extract import lexicon
from extract.compared import DOWN, SCOPE, UP

BREAKS = "，,；;。：:（(）)\n"
_LEAD = regex.compile(
    r"^(?:[、\s，,：:;；。）)]|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]|[一二三四五六七八九十]{1,2}、|\d{1,2}[.、．](?!\d)"
    r"|经比较|其中|并且?|而|则|且|以及|及(?!时)|和|与|另有?|还有|同时|此外|加上?(?=上级)|加上(?!级)|连同|减去|(?:严格)?控制在|包括|分别为|具体为|其余|(?:主要)?用于"
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
_VERB_LEAD = regex.compile(
    r"^(?:(?:本|我|全)?[省市州县区镇乡局委院校]|[本全]?(?:部门|单位))?(?:当年|年内|全年|累计|共计?|已|实际)*+"
    r"(?:支出|开支|完成|实现|发生|列支|安排|使用|拨付)了?(?=[“\"\p{Han}])"
)
_THIS_YEAR = regex.compile(r"[本当今]年")
_SPENDS = regex.compile(r"(?:拨付|支付|使用|列支|发放)$")
_TOTAL = regex.compile(r"总计|合计")
_ONLY_TIME = regex.compile(r"全年度?|年内|年末|年底")
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
    r"|拨付|(?<!转移)支付|使用|(?<!总)投入|达到(?!位)|达|为|是|(?<![实现])有|(?<![签履合契违条制公])约|近|仅|了|(?<!未|部分)完成|实现|发生|列支|金额|数额|执行|预计|已"
    r"|(?<![人户亩次平辆批年日月])均|分别|各|到位|[未不]突破|超过|不超过|不低于|不少于|不高于|控制在|以内|超|逾|[:：（(])++$"
)
_AND = regex.compile(r"(?<=\p{Han})(?:以及|和|及|与)(?=[\p{Han}\d])")
_ONLY_YEAR = regex.compile(r"(?:19|20)\d\d年度?")


def noun(text: str) -> str:
    """The noun phrase that ends ``text`` (verbs, time words and connectives removed)."""
    text = text.rstrip(" 　\n，,；;")
    if not text:
        return ""
    text = _NOTE.sub("", text)
    cut, end = _last_phrase(text)
    phrase = SCOPE.sub("", _LEAD.sub("", _REASON_LEAD.sub("", text[cut:end].rstrip())))
    if not lexicon.is_term(phrase):
        untimed = _TIME_LEAD.sub("", phrase)
        spent = _SPENDS.fullmatch(untimed) and _THIS_YEAR.match(phrase)
        phrase = phrase if spent else untimed
    phrase = str(_without_verbs(phrase).strip(" 　、，,;；:："))
    if not lexicon.is_term(phrase) and lexicon.concept(
        lexicon.analyse(done := _VERB_LEAD.sub("", phrase)).subject
    ):
        phrase = done
    return noun(text[: cut - 1]) if cut and _ONLY_TIME.fullmatch(phrase) else phrase


def _last_phrase(text: str) -> tuple[int, int]:
    """Where the last phrase of ``text`` begins and ends, what stands in brackets being one with it."""
    depth, end = 0, len(text)
    for index in range(len(text) - 1, -1, -1):
        char = text[index]
        if char in "）)":
            depth += 1
        elif char in "（(":
            if depth == 0:
                return index + 1, end
            depth -= 1
        elif depth == 0 and char in BREAKS:
            if text[index + 1 : end].strip():
                return index + 1, end
            end = index
    return 0, end


def _without_verbs(phrase: str) -> str:
    """A phrase without the verbs that end it, as far as it does not name something else with them."""
    while (
        not lexicon.is_term(phrase)
        and not lexicon.is_bare(phrase)
        and not _DONE.fullmatch(phrase)
        and (shorter := _VERBS.sub("", phrase).rstrip()) != phrase
    ):
        if _THIS_YEAR.fullmatch(shorter) and _SPENDS.search(phrase):
            return phrase
        total = _TOTAL.match(phrase, len(shorter))
        if total and _is_other(phrase[: total.end()], shorter):
            return phrase[: total.end()]
        phrase = shorter
    return phrase


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


def named_behind(after: str) -> str:
    """The noun right behind an amount, of whatever kind, "" where none stands there."""
    match = _NOUN_BEHIND.match(after)
    return str(match["noun"] or "") if match else ""


def changes(noun: str) -> bool | None:
    """Whether a noun that begins with a change (增加人员经费) tells a rise; None where it tells none."""
    match = _CHANGES.match(noun)
    return match["up"] is not None if match else None


def split_nouns(noun: str, count: int) -> list[str]:
    """The nouns that 、, 和, 及 and 与 join; ``count`` of them by the marks alone where that fits.

    The names of many items hold a 和 or 及 themselves (公务用车购置及运行维护费).
    """
    marked = [n for n in noun.split("、") if n]
    *head, last = marked or [noun]
    ended = [*head, *_split_at_words(last)]
    nouns = next((found for found in (marked, ended) if len(found) == count), None)
    nouns = nouns or [n for part in marked for n in _split_at_words(part)]
    if len(nouns) > 1 and all(_ONLY_YEAR.fullmatch(n) for n in nouns[:-1]):
        kept = _ONLY_YEAR.sub("", nouns[-1])
        return [n + kept for n in nouns[:-1]] + nouns[-1:]
    return nouns


def _split_at_words(noun: str) -> list[str]:
    return [n for n in _AND.split(noun) if n]
