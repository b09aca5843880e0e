"""Whose a figure of the prose is, and of when: what its words, its paragraph and its heading say besides its label."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable

import regex

from extract.lexicon import concept
from extract.model import Extraction, Figure, Paragraph

_YEAR = regex.compile(r"(?<![比较与同])(?:19|20)\d\d(?=年)")
_DONE = regex.compile(r"[，,；;、]\s*实际(?:完成|执行|支出|收入|使用|到位)?(?:数|金额)?为?$")
_PLAN = regex.compile(r"计划|应[到付收缴发]|目标")
_REAL = regex.compile(r"实际[^，,。；;]{0,6}$")
_OF_SOME = regex.compile(
    r"(?:(?:以上|上述)[一二两三四五六七八九十\d]+[个项家所]|(?:行政|事业|参公|企业)\p{Han}{0,4}单位[\d一二三四五六七八九十]+[个家])"
    r"[^。；]*$"
)
_OF_LAST = regex.compile(
    r"[较比](?:上年|去年|上一年)度?(?:[^，。；\d]{1,12}|[^，。；]{3,30}、[^，。；\d]{1,12})$"
)
_NUMBER = r"(?:[（(]?[\d一二三四五六七八九十]{1,2}[)）.．、]+\s*)"
_DRAWN = regex.compile(
    r"(?:使用|动用|安排|消化|盘活|收回)了?(?:年初|上年)(?:财政拨款)?结[转余][^，。；]{0,6}$"
)
_HUNDRED = 100
_FULL_MARK = regex.compile(r"总分(?:为|是|[:：])?$")
_EARNED = regex.compile(r"^[^。；]*?(?:得分|评分|自评|扣分)")
_HEAD = regex.compile(
    rf"\s*(?:{_NUMBER}?【(?P<marked>[^】]{{2,16}})】|{_NUMBER}?(?P<name>[^，。：:；\d]{{2,24}})[：:](?=.)"
    rf"|{_NUMBER}(?P<item>[^，。：:；\d]{{2,16}})。(?=.))"
)
_END = 2
_CHAPTER = regex.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}(?:、|部分|章)|(?:项目|附件|附表|表)\s*[一二三四五六七八九十\d]{1,2})"
    r"[、.．：:\s]*(?P<name>[^，。；\d]{2,30})"
)
_SECTION = regex.compile(
    r"(?:情况|概况|说明|分析|评价|结论|方面|目标|问题|建议|措施|内容|安排|依据|收入|支出|[预决]算|管理|效益|产出|结果"
    r"|过程|公式|方法|口径|原因|标准|备注|要点|[率度])$"
)
"""What ends the title of a section or an indicator, not the name of a unit or a project."""
_LAST_YEAR = regex.compile(r"[上去]年|上一年|前年")
_CLAUSE = regex.compile(r"[，。；,;]")
_PART_OF_YEAR = regex.compile(
    r"[上下]半年|[一二三四1-4]季度|前[一二三四五六七八九十\d]+个?月"
    r"|(?<!\d)(?:1|元|一)月?份?\s*[-—–~～至到]+\s*(?!12)\d{1,2}月|截[至止](?!12|\d{4}年12)[^，。；]{0,6}?\d{1,2}月"
)
_FORM = regex.compile(r"表\s*(?:[（(][^（()）]*[)）])?$")
_ANNEX = regex.compile(r"\s*附[件表录]")
_ACCOUNT = regex.compile(r"一般公共预算|政府性基金|国有资本经营|社会保险基金|社保基金")
_BRACKET = regex.compile(r"[(（][^()（）]*[)）]")
_NUMBERED = regex.compile(rf"(?:^|[。；\s]){_NUMBER}(?P<account>{_ACCOUNT.pattern})")
_LEVEL = regex.compile(
    r"全[国省市县区州旗镇乡]|中央本级|[省市县区州旗镇乡]本级|县[（(]区[)）]|区县级?|县区级?"
)
_PLACE = regex.compile(rf"([省市县区州旗镇乡])(?:{_ACCOUNT.pattern})")
_OF_BUDGET = ("income", "expenditure", "carryover")


def is_of_other_time(figure: Figure) -> bool:
    """Whether the words or the heading over a sentence name a part of a year, or only another year."""
    if figure.where.table is not None:
        return False
    heading = figure.where.section or ""
    before = figure.before
    if _PART_OF_YEAR.search(before) or _PART_OF_YEAR.search(heading):
        return True
    if not figure.period:
        return bool(_LAST_YEAR.search(_CLAUSE.split(before)[-1]))
    years = set(_YEAR.findall(heading))
    return bool(years) and figure.period not in years | set(_YEAR.findall(before))


def is_of_others(figure: Figure) -> bool:
    """Whether the words right before a figure of a sentence take it from its label.

    A bare 实际 behind a budget or a plan is what was done, 以上三个项目 are not the unit, 较上年A、B are last
    year's, what was drawn from a balance is not the balance, 总分100分 before a score is the full mark, and
    a 总计 that the label lost is more than the label says.
    """
    if figure.where.table is not None:
        return False
    before, after = figure.before.rstrip(), figure.behind
    return (
        (bool(figure.stage) and bool(_DONE.search(before)))
        or bool(_PLAN.search(figure.label) and _REAL.search(before) and "实际" not in figure.label)
        or bool(_OF_SOME.search(before))
        or (figure.measure == "level" and bool(_OF_LAST.search(before) or _DRAWN.search(before)))
        or (figure.value == _HUNDRED and bool(_FULL_MARK.search(before) and _EARNED.search(after)))
        or (before.endswith("总计") and "总计" not in figure.label)
    )


class Whose:
    """Which report, who and which account the places of a document speak of; the figures of tables are nobody's."""

    def __init__(self, extraction: Extraction) -> None:
        parts = [(p.where.block, p.title) for p in extraction.parts if p.where.block is not None]
        annexed = [block for block, title in parts if _ANNEX.match(title) and "报告" in title]
        self._reports = [b for b, title in parts if not _ANNEX.match(title) and not _FORM.search(title)]
        if len(annexed) > 1:
            self._reports = sorted({*self._reports, *annexed})
        self._tables = extraction.tables
        self._texts: dict[int | None, Paragraph] = {p.where.block: p for p in extraction.paragraphs()}
        self._chapters = _chapters(extraction.paragraphs())

    def report(self, block: int | None) -> int:
        """The number of the report that a block stands in, its annexes included, where a document holds several.

        Several annexes that are reports are each a report of its own.
        """
        return sum(1 for start in self._reports[1:] if block is not None and start <= block)

    def scored(self, figure: Figure) -> str:
        """The report whose score a figure is, "" for what is no score."""
        return str(self.report(figure.where.block)) if figure.measure == "score" else ""

    def owner(self, figure: Figure) -> str:
        """Whose figures the paragraph gives that begins with a name: 第一中学：…, 【第一中学】… or 1.图书补助。…."""
        paragraph = self._texts.get(figure.where.block) if figure.where.table is None else None
        found = _HEAD.match(paragraph.text) if paragraph is not None else None
        if found is None:
            return ""
        name = str(found["marked"] or found["name"] or found["item"])
        numbered = found.start("name") > 0 or found["item"]
        return "" if _SECTION.search(name) or (numbered and concept(name)) else name

    def chapter(self, figure: Figure) -> str:
        """The project or place whose chapter a figure stands in, where chapters are named after such: 一、甲项目, 二、乙项目."""
        if figure.where.block is None or not self._chapters:
            return ""
        at = bisect_right(self._chapters, figure.where.block, key=lambda chapter: chapter[0])
        return self._chapters[at - 1][1] if at else ""

    def account(self, figure: Figure) -> str:
        """The account (general, funds, state capital, social insurance) that is spoken of.

        It is named last before the figure in its sentence, or heads its item of the paragraph, or is the
        only one that the paragraph names outside brackets, or stands in the heading.  A table has that of its
        caption, unless its figures are limited to a kind of money anyway.
        """
        if figure.where.table is not None:
            table = self._tables[figure.where.table]
            only = set(_ACCOUNT.findall(table.caption)) if not dict(table.scope).get("fund") else set()
            return only.pop() if len(only) == 1 else ""
        named = _ACCOUNT.findall(_BRACKET.sub("", figure.before))
        paragraph = self._texts.get(figure.where.block)
        if not named and paragraph is not None:
            numbered = _NUMBERED.finditer(paragraph.text[: figure.where.start])
            named = [match["account"] for match in numbered]
        if not named and paragraph is not None:
            only = set(_ACCOUNT.findall(_BRACKET.sub("", paragraph.text)))
            named = list(only) if len(only) == 1 else []
        if not named:
            named = _ACCOUNT.findall(figure.where.section or "")
        return str(named[-1]) if named else ""

    def level(self, figure: Figure) -> str:
        """The level of government (全区, 区本级) that is spoken of: named last before the figure in its sentence,
        or, of revenue, spending and what is left of them, in its paragraph; else in the heading.  A table has
        that of its caption, which is the whole of the place (某市一般公共预算) if it does not say 本级.
        """
        if figure.where.table is not None:
            caption = self._tables[figure.where.table].caption
            named = _LEVEL.findall(caption) or [f"全{place}" for place in _PLACE.findall(caption)]
            return str(named[-1]) if named else ""
        before = figure.before
        paragraph = self._texts.get(figure.where.block)
        if paragraph is not None and (figure.concept or "").partition(".")[0] in _OF_BUDGET:
            before = paragraph.text[: figure.where.start]
        named = _LEVEL.findall(f"{figure.where.section or ''}。{before}")
        return str(named[-1]) if named else ""


def _chapters(paragraphs: Iterable[Paragraph]) -> list[tuple[int, str]]:
    """Where each chapter begins, and its name; "" for a title of a section, and for a name that has no like."""
    found = [
        (p.where.block, str(match["name"]))
        for p in paragraphs
        if p.where.block is not None and (match := _CHAPTER.fullmatch(p.text.strip())) is not None
    ]
    names = [name for _, name in found if not _SECTION.search(name)]
    ends = Counter(name[-_END:] for name in dict.fromkeys(names))
    return [(at, name if name in names and ends[name[-_END:]] > 1 else "") for at, name in found]
