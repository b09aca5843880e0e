"""A paragraph read into labelled figures and the statements that its sentences make.

The reader walks from figure to figure.  Between two figures it asks `clause.read` what the
words say, and keeps what a human reader would keep in mind: the subject spoken of, the base
of comparison in force, and the lists (其中 …) that are open.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import regex

from extract import clause, expression, lexicon, unit
from extract.clause import Gap
from extract.model import Figure, Locator, Statement, Unread
from extract.number import Number, scan
from extract.plain import Plain, plain

_SENTENCE_END = regex.compile(r"[。！？!?\n]+|(?<=[%元人个])\.(?=\p{Han})")
_PLACEHOLDER = regex.compile(
    r"(?:[×✕╳＊*_＿○□]{2,}|[xX]{2,})\s*(?:万元|亿元|元|%|％|人|个|家|项)|(?:增加|减少|占|为|增长|下降|完成)[ 　]+(?:万元|亿元|元|%|％)"
)
_PART_TOTAL = regex.compile(r"^(?:以上)?(?:合计|共计|总计|小计|总共|合共)(?:金额|支出|资金|收入)?$")
_SPENT = regex.compile(r"(?:实际|累计|全年|当年|已)?(?:支出|支付|使用|列支|执行|完成)(?:数|金额|资金)?")
_BUDGETS = ("年初预算", "调整预算", "预算")
_ASIDE = regex.compile(r"此外|另外|另有|另，|加上|同时|扣除|剔除")
_OPEN_END = regex.compile(r"等(?:[^，。；、]{0,12})?$")
_RUN_ON = regex.compile(r"^(?:(?:19|20)\d\d年|全年|本年|现有|实有|年末|截至|另)")
_SEPARATORS = " 、,，;；"
_SPENDING = ("expenditure.year", "expenditure.total", "expenditure.basic", "expenditure.project")
_BOTH_SIDES = regex.compile(r"^(?:财政拨款)?(?:收、?支|收入支出|收支|收入|支出)(?:总计|合计|总额|均|各)?$")
_TIME_ONLY = regex.compile(r"(?:本年|今年|当年|上年|去年)度?")
_BOUND = regex.compile(r"(?:突破|跌破|超过|达到|首次|不足)$")
_ADJUSTS = regex.compile(r"(?:追加|调减|调增|核减|冻结|收回)(?:预算|资金|指标|数|金额)*$")
_PURPOSE = regex.compile(r"(?:主要)?(?:用于|原因|是由于|系|包括|反映)")
_NAMED_BEFORE = regex.compile(r"\p{Han}[（(]$")
_REACHED = regex.compile(r"^[，,、\s]*(?:达到|达|至|为|到)\s*$")
_YEAR_TEXT = regex.compile(r"(?:19|20)\d\d(?=\s*年)")


@dataclass(frozen=True, slots=True)
class Context:
    """Where a paragraph stands: its report year, section, topic (a heading's noun) and scope."""

    year: int | None = None
    section: str | None = None
    topic: str = ""
    scope: tuple[tuple[str, str], ...] = ()
    entity: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one paragraph gave; ``topic`` is the noun it leaves for the paragraphs after it."""

    figures: tuple[Figure, ...] = ()
    statements: tuple[Statement, ...] = ()
    unread: tuple[Unread, ...] = ()
    topic: str = ""


@dataclass(slots=True)
class _Subject:
    noun: str
    figure: Figure | None


@dataclass(slots=True)
class _Change:
    subject: _Subject
    base: str
    phrase: str
    base_figure: Figure | None = None
    delta: Figure | None = None
    rate: Figure | None = None
    target: Figure | None = None
    words: dict[str, str] = field(default_factory=dict)
    alternatives: list[_Subject] = field(default_factory=list)


@dataclass(slots=True)
class _List:
    whole: Figure
    word: str
    bracket: int
    parts: list[Figure] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    separator: int = 0
    deltas: list[tuple[Figure, bool]] = field(default_factory=list)
    remainder: bool = False
    open_end: bool = False


def read(text: str, where: Locator, context: Context, doubts: tuple[tuple[int, int, str], ...] = ()) -> Reading:
    """Read one paragraph standing at ``where``."""
    ready = plain(text)
    reading = _Reader(ready.text, where, context, doubts).read()
    if ready.origin is None:
        return reading
    moved = {figure: _printed(figure, ready, text) for figure in reading.figures}
    statements = tuple(
        replace(
            s, roles={role: tuple(moved[f] for f in figures) for role, figures in s.roles.items()},
            where=_back(s.where, ready), quote=text[slice(*_ends(s.where, ready))].strip(),
        )
        for s in reading.statements
    )  # fmt: skip
    unread = tuple(replace(u, where=_back(u.where, ready)) for u in reading.unread)
    return Reading(tuple(moved[f] for f in reading.figures), statements, unread, reading.topic)


def _ends(where: Locator, ready: Plain) -> tuple[int, int]:
    return ready.back(where.start or 0), ready.back_end(where.end or 0)


def _back(where: Locator, ready: Plain) -> Locator:
    start, end = _ends(where, ready)
    return replace(where, start=start, end=end)


def _printed(figure: Figure, ready: Plain, text: str) -> Figure:
    start, end = _ends(figure.where, ready)
    return replace(figure, text=text[start:end], where=replace(figure.where, start=start, end=end))


def split(text: str) -> list[tuple[int, int]]:
    """The (start, end) of each sentence of ``text``."""
    spans, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        if match.end() > start:
            spans.append((start, match.start()))
        start = match.end()
    if start < len(text):
        spans.append((start, len(text)))
    return [(a, b) for a, b in spans if text[a:b].strip()]


class _Reader:
    def __init__(self, text: str, where: Locator, context: Context, doubts: tuple[tuple[int, int, str], ...]) -> None:
        self.text, self.where, self.context, self.doubts = text, where, context, doubts
        self.figures: list[Figure] = []
        self.statements: list[Statement] = []
        self.subjects: list[_Subject] = []
        self.change: _Change | None = None
        self.lists: list[_List] = []
        self.levels: list[Figure] = []
        self.topic = context.topic
        self.main: list[_Subject] = []
        self.before: list[_Subject] = []
        self.enumerated: list[Figure] = []
        self.deltas: dict[int, tuple[Figure, bool]] = {}
        self.in_reason = False
        self.period = str(context.year) if context.year else None
        self.readings = 0
        self.fund = ""
        self.next_unit = ""
        self.span = (0, 0)
        self.depth = 0

    def read(self) -> Reading:
        numbers = scan(self.text)
        for start, end in split(self.text):
            self.span = (start, end)
            inside = [n for n in numbers if start <= n.start < end]
            self._sentence(inside)
        unread = tuple(
            Unread(m.group(), "此处应有数字而未填写", replace(self.where, start=m.start(), end=m.end()))
            for m in _PLACEHOLDER.finditer(self.text)
        )
        return Reading(tuple(self.figures), tuple(self.statements), unread, self.topic)

    # ---- one sentence -------------------------------------------------------------------

    def _sentence(self, numbers: list[Number]) -> None:
        start, end = self.span
        self.levels = []
        self.in_reason = False
        self.fund = ""
        if self.before and not clause.AMONG.match(self.text[start:end].lstrip()):
            self.subjects, self.before = self.before[:1], self.subjects + self.before[1:]
        if not clause.AMONG.match(self.text[start:end].lstrip()):
            self.period = str(self.context.year) if self.context.year else None
        if not numbers:
            self._words_only(self.text[start:end])
            return
        gaps, position = [], start
        for number in numbers:
            gap, position = self.text[position : number.start], number.end
            if _NAMED_BEFORE.search(gap) and self.text[number.end : number.end + 1] in ("）", ")"):
                gap, position = gap[:-1], number.end + 1
            gaps.append(gap)
        reads = [
            clause.read(gap, self.text[n.end : min(end, n.end + 12)], unit.kind(n.unit))
            for gap, n in zip(gaps, numbers, strict=True)
        ]
        for index, (number, gap, said) in enumerate(zip(numbers, gaps, reads, strict=True)):
            self._boundary(gap, said)
            self._period_of(gap, said)
            group = self._group(index, numbers, reads)
            self.next_unit = next((n.unit for n in numbers[index + 1 :] if unit.kind(n.unit) == "money"), "")
            self._figure(number, gap, said, group, index, numbers, reads)
            self._compare(gap)
        self._tail(self.text[position:end])
        self._formulas(numbers)

    def _formulas(self, numbers: list[Number]) -> None:
        """Formulas written out in numbers."""
        made = {f.where.start: f for f in self.figures if f.where.start is not None and f.where.start >= self.span[0]}
        for found in expression.find(self.text, numbers):
            operands = tuple(made[numbers[i].start] for i in found.operands if numbers[i].start in made)
            result = made.get(numbers[found.result].start)
            if result is not None and len(operands) == len(found.operands):
                self._emit("formula", {"result": (result,), "operands": operands}, {"postfix": " ".join(found.postfix)})

    def _words_only(self, text: str) -> None:
        if self._compare(text):
            return
        noun = lexicon.normalise(text)
        if _PURPOSE.match(noun):
            return
        if len(noun) <= 45 and not regex.search(r"[，,；;]", noun):
            self.topic = noun
            self.subjects, self.change = [], None

    def _boundary(self, gap: str, said: Gap) -> None:
        opened, closed = sum(gap.count(c) for c in "（("), sum(gap.count(c) for c in "）)")
        first_open = min((gap.find(c) for c in "（(" if c in gap), default=-1)
        if closed:
            self._close_change()
            before = self.depth
            self.depth = max(0, self.depth - closed)
            while self.lists and self.lists[-1].bracket > self.depth:
                self._close_list()
            if before > self.depth and self.subjects and len(self.levels) > 1:
                outer = [f for f in self.levels if self._depth_of(f) <= self.depth]
                if outer:
                    self.subjects = [_Subject(outer[-1].label, outer[-1])]
        if ";" in gap or "；" in gap:
            self._close_change()
            for open_list in self.lists:
                open_list.cuts.append(len(open_list.parts))
        if _ASIDE.search(gap) or _RUN_ON.match(gap):
            self._close_change()
            while self.lists:
                self._close_list()
        if opened and first_open >= 0:
            self.depth += opened
            inside = gap[first_open + 1 :]
            before = gap[:first_open].strip()
            if said.role == "level" and not before and not closed and self.levels and not clause.AMONG.search(inside) and clause.noun(inside):
                self._open_list("（", gap)

    def _depth_of(self, figure: Figure) -> int:
        begin = figure.where.start or 0
        before = self.text[self.span[0] : begin]
        return sum(before.count(c) for c in "（(") - sum(before.count(c) for c in "）)")

    def _period_of(self, gap: str, said: Gap) -> None:
        text = gap
        for pattern in (clause.BASE, clause.LEVEL, clause.COMPARE):
            text = pattern.sub("", text)
        years = _YEAR_TEXT.findall(text)
        if years and not regex.search(r"(?:自|从)\s*\d{4}", text):
            self.period = years[-1]
        elif regex.match(r"\s*(?:上年|去年)(?:末|度)?[，,]", text) and self.context.year:
            self.period = str(self.context.year - 1)
        elif regex.match(r"\s*(?:本年|今年|当年)", text) and self.context.year:
            self.period = str(self.context.year)

    def _group(self, index: int, numbers: list[Number], reads: list[Gap]) -> int:
        """How many figures from ``index`` on stand in one enumeration (5万元、3万元和2万元)."""
        size = 1
        while (
            index + size < len(numbers)
            and reads[index + size].role == "bare"
            and unit.kind(numbers[index + size].unit or numbers[index].unit) == unit.kind(numbers[index].unit)
        ):
            size += 1
        return size

    # ---- one figure ---------------------------------------------------------------------

    def _figure(
        self, number: Number, gap: str, said: Gap, group: int, index: int, numbers: list[Number], reads: list[Gap]
    ) -> None:
        role = said.role
        if role == "bare":
            role, said = self._bare(index, numbers, reads)
        if role in ("share", "ratio", "rate", "delta", "enumerated") and self._of_enumeration(number, index, numbers, reads):
            return
        if said.among:
            self._open_list(said.among, gap, said.among_owner)
        if said.base is not None and role in ("base", "delta", "rate", "points", "target", "level"):
            self._close_change()
            lead = said.lead
            if lead and not self._same_subject(lead):
                self.subjects = [_Subject(lead, self._find(lead))]
            self.change = self._new_change(said.base)
        if said.reason:
            self._close_change()
            self.in_reason = True
        kind = unit.kind(number.unit)
        if role in ("level", "target") or (role == "of" and kind != "percent"):
            self._level(number, said, gap, group, index, numbers, reads)
        elif role == "base" and self.change is not None:
            self._base(number, said, self.change)
        elif role in ("delta", "rate", "points"):
            self._delta(number, said, role)
        elif role == "share":
            self._share(number, said)
        elif role in ("completion", "of", "ratio"):
            self._ratio(number, said, role)
        else:
            self._add(number, label="", measure=_measure(kind, ""))

    def _of_enumeration(self, number: Number, index: int, numbers: list[Number], reads: list[Gap]) -> bool:
        """Rates listed one for each of the amounts listed before: 分别为5万元和3万元，占62.5%和37.5%."""
        first = index
        while first > 0 and reads[first].role == "bare":
            first -= 1
        head, size = reads[first], self._group(first, numbers, reads)
        if size < 2 or size != len(self.enumerated) or head.role not in ("share", "ratio", "rate", "delta"):
            return False
        target = self.enumerated[index - first]
        self.subjects = [_Subject(target.label, target)]
        kind = unit.kind(number.unit)
        if head.role == "share" or (head.role == "ratio" and "比" in head.word):
            self._share(number, replace(head, noun="", phrase=head.phrase if head.role == "share" else ""))
            return True
        if head.role in ("rate", "delta") and (kind == "percent") == (head.role == "rate"):
            same = self.change is not None and self.change.subject.figure is target
            if not same:
                self._close_change()
                self.change = self._new_change(head.base or "")
            self._delta(number, replace(head, noun="", base=None), head.role)
            return True
        return False

    def _bare(self, index: int, numbers: list[Number], reads: list[Gap]) -> tuple[str, Gap]:
        first = index
        while first > 0 and reads[first].role == "bare":
            first -= 1
        head, place = reads[first], index - first
        if first == index:
            return "level", replace(head, noun="")
        nouns = _split_nouns(head.noun)
        if head.role == "level" and len(nouns) > place:
            return "level", replace(head, noun=nouns[place], among="", base=None)
        return "enumerated", replace(head, among="", base=None)

    def _level(
        self, number: Number, said: Gap, gap: str, group: int, index: int, numbers: list[Number], reads: list[Gap]
    ) -> None:
        noun = said.noun
        if not noun and self.change is not None and self.change.delta is not None and _REACHED.search(gap):
            said = replace(said, role="target", word="达到")
        nouns = _split_nouns(noun)
        if group > 1 and len(nouns) == group:
            noun = nouns[0]
        kind = unit.kind(number.unit)
        if said.role == "target" and self.subjects:
            noun = noun or self.subjects[-1].noun
        total = bool(_PART_TOTAL.match(noun)) and len([f for f in self.levels if unit.kind(f.unit) == kind]) >= 2
        before = [f for f in self.levels if unit.kind(f.unit) == kind]
        bare = lexicon.is_bare(noun) or self._spends_a_budget(noun)
        label = self._label(noun, kind, said.owner)
        said_when = _TIME_ONLY.search(gap) if not noun or _TIME_ONLY.fullmatch(noun) else None
        period = None
        if said_when and self.context.year:
            label = lexicon.analyse(label, self._year()).subject
            period = str(self.context.year - (said_when.group()[0] in "上去"))
        figure = self._add(number, label=label, measure=_measure(kind, label), noun=noun, period=period)
        if said.role == "target" and self.change is not None:
            self.change.target = figure
            self.change.words["target"] = said.word
            self._close_change()
        if total:
            self._emit("parts", {"whole": (figure,), "parts": tuple(before)}, {"marker": "合计"}, None)
        self._close_change()
        self.levels.append(figure)
        if group > 1 and reads[index].role != "bare":
            self.enumerated = []
        if group > 1 or (reads[index].role == "bare" and self.enumerated):
            self.enumerated.append(figure)
        if self.lists and kind == unit.kind(self.lists[-1].whole.unit) and (noun or said.role == "level"):
            top = self.lists[-1]
            if regex.search(r"其余|剩余", gap):
                top.remainder = True
            if figure != top.whole:
                self._join(top, figure, gap)
        bound = number.qualifier in ("over", "under", "at_least", "at_most") and (not noun or bool(_BOUND.search(noun)))
        aside = bool(_ADJUSTS.search(noun)) or bound
        spoken = label if bare else noun or label
        if aside and self.subjects:
            self._count(number, figure, gap)
            return
        if group > 1 or (self.subjects and reads[index].role == "bare" and len(self.subjects) < 9):
            if reads[index].role != "bare":
                self.subjects = []
            self.subjects.append(_Subject(spoken, figure))
        else:
            self.subjects = [_Subject(spoken, figure)]
        if not self.in_reason:
            self.main = self.subjects
        self._count(number, figure, gap)

    def _join(self, top: _List, figure: Figure, gap: str) -> None:
        """Add a part; where the separator grows stronger than before, the list may have ended."""
        strength = max((_SEPARATORS.find(c) for c in gap.strip()[:2] if c in _SEPARATORS), default=0)
        if len(top.parts) == 1:
            top.separator = strength
        elif len(top.parts) > 1 and strength > top.separator:
            top.cuts.append(len(top.parts))
        ended = bool(top.cuts)
        top.parts.append(figure)
        for outer in self.lists[:-1] if ended and not top.bracket else ():
            outer.cuts.append(len(outer.parts))
            outer.parts.append(figure)

    def _base(self, number: Number, said: Gap, change: _Change) -> None:
        subject = change.subject
        kind = unit.kind(number.unit)
        term = lexicon.analyse(said.base or "", self._year())
        if not number.unit and kind == "":
            number = replace(number, unit=self.next_unit)
            kind = unit.kind(number.unit)
        figure = self._add(
            number, label=subject.noun or self.topic, measure=_measure(kind, ""), noun=subject.noun,
            period=term.period or self._previous(), stage=term.stage,
        )  # fmt: skip
        change.base_figure = figure

    def _delta(self, number: Number, said: Gap, role: str) -> None:
        if said.noun and said.base is None and not self._same_subject(said.noun):
            self._close_change()
            self.subjects = [_Subject(said.noun, self._find(said.noun))]
        slot = self.change
        taken = slot is not None and (
            (role == "delta" and slot.delta is not None) or (role in ("rate", "points") and slot.rate is not None)
        )
        if slot is None or taken:
            self._close_change()
            slot = self.change = self._new_change("")
        subject = slot.subject
        measure = {"delta": "change", "rate": "rate", "points": "points"}[role]
        figure = self._add(
            number, label=subject.noun or self.topic, measure=measure, noun=subject.noun, base=slot.base,
            like=subject.figure,
        )  # fmt: skip
        if role == "delta":
            slot.delta = figure
        else:
            slot.rate = figure
        slot.words["direction" if role == "delta" else "rate"] = said.word
        slot.words["up" if role == "delta" else "rate_up"] = "1" if said.up else "0"

    def _share(self, number: Number, said: Gap) -> None:
        if said.noun and not self._same_subject(said.noun):
            self._close_change()
            self.subjects = [_Subject(said.noun, self._find(said.noun))]
        subject = self.subjects[-1] if self.subjects else _Subject(self.topic, None)
        whole = said.phrase.strip()
        figure = self._add(
            number, label=subject.noun, measure="share", noun=subject.noun, base=lexicon.normalise(whole),
            like=subject.figure,
        )  # fmt: skip
        roles = {"rate": (figure,)}
        if subject.figure is not None:
            roles["part"] = (subject.figure,)
        if self.lists:
            roles["whole"] = (self.lists[-1].whole,)
        self._emit("share", roles, {"whole": whole, "subject": subject.noun})

    def _ratio(self, number: Number, said: Gap, role: str) -> None:
        subject = self.subjects[-1] if self.subjects else _Subject(said.noun or self.topic, None)
        words = {"name": said.word if role == "ratio" else "", "denominator": said.phrase, "subject": subject.noun}
        roles: dict[str, tuple[Figure, ...]] = {}
        if role == "of":
            if not self.levels or len(self.levels) < 1:
                self._add(number, label=subject.noun, measure="ratio")
                return
            denominator = self.levels[-1]
            words["denominator"] = denominator.label
            roles["denominator"] = (denominator,)
            earlier = [f for f in self.levels[:-1] if unit.same_kind(f.unit, denominator.unit)]
            if earlier:
                roles["numerator"] = (earlier[-1],)
                subject = _Subject(earlier[-1].label, earlier[-1])
                self.levels.remove(denominator)
                self.subjects = [subject]
        elif role == "completion" and subject.figure is not None:
            roles["numerator"] = (subject.figure,)
        label = words["name"] if role == "ratio" else subject.noun
        if role == "ratio" and said.noun and not lexicon.ratios().get(lexicon.normalise(label)):
            label = said.noun if said.noun.endswith(label) else label
        if role == "ratio":
            words["owner"] = subject.noun
        base = lexicon.normalise(words["denominator"]) if role != "ratio" else ""
        figure = self._add(number, label=label, measure="ratio", noun=label, base=base)
        roles["result"] = (figure,)
        self._close_change()
        self._emit("ratio", roles, words)
        if role == "ratio":
            self.subjects = [_Subject(label, figure)]

    def _count(self, number: Number, figure: Figure, gap: str) -> None:
        """A count with the list it introduces or closes."""
        if unit.kind(number.unit) not in ("count", "headcount") or number.step < 1:
            return
        after = self.text[number.end : self.span[1]]
        match = regex.match(r"[^，。；：:、（(]{0,12}[：:（(](?P<list>[^。；;）)]+)", after)
        before = regex.search(r"(?P<list>[^。；;，,：:]*(?:[（(][^（）()]*[)）][^。；;，,：:]*)*)(?:共计|合计|共|总计|总共)(?:有)?\s*$", gap)
        listed = regex.sub(r"^[^、]*(?:设有|下设|内设|包括|分别为|有(?!限)|为|是)", "", before["list"]) if before else ""
        items = _items(match["list"]) if match else _items(listed)
        if len(items) < 2:
            return
        open_end = bool((before and before["list"].endswith("等")) or (match and match["list"].rstrip().endswith("等")))
        self._emit("count", {"count": (figure,)}, {"items": "\n".join(items)}, None if open_end else True)

    # ---- lists and changes --------------------------------------------------------------

    def _open_list(self, word: str, gap: str, owner: str | None = None) -> None:
        self._close_change()
        if owner and not self._same_subject(owner):
            found = self._find(owner) or self._two_sided(owner)
            if found is None:
                while self.lists and not self.lists[-1].bracket:
                    self._close_list()
                self.subjects = [_Subject(owner, None)]
                return
            while self.lists and not self.lists[-1].bracket:
                self._close_list()
            self.lists.append(_List(found, word, self.depth))
            return
        if word != "（" and (self.in_reason or not self.levels):
            self.subjects, self.in_reason = self.main, False
        whole = next((s.figure for s in reversed(self.subjects) if s.figure is not None), None)
        if whole is None or whole.measure not in ("level", "headcount", "count"):
            return
        if self.lists and not self.lists[-1].bracket and self.lists[-1].whole is not whole and whole not in self.lists[-1].parts:
            self._close_list()
        self.lists.append(_List(whole, word, self.depth))

    def _two_sided(self, owner: str) -> Figure | None:
        """The balanced total that 收入包括 … and 支出包括 … both divide."""
        side = lexicon.normalise(owner)
        if side not in ("收入", "支出"):
            return None
        known = [f for f in (*self.figures,) if "收支" in lexicon.normalise(f.label) or "收入支出" in lexicon.normalise(f.label)]
        return known[-1] if known else None

    def _close_list(self) -> None:
        done = self.lists.pop()
        self._parts_of_change(done)
        if not done.parts:
            return
        exhaustive: bool | None = None
        if done.remainder or done.word.startswith("分别") or done.word.startswith("由") or "构成" in done.word:
            exhaustive = True
        if done.open_end or "主要" in done.word:
            exhaustive = False
        cuts = ",".join(str(c) for c in done.cuts if 0 < c < len(done.parts))
        words = {"marker": done.word, "cuts": cuts}
        others = [f for f in self._same_noun(done.whole) if f not in done.parts]
        reading = 0
        if others:
            self.readings += 1
            reading = self.readings
        for whole in (done.whole, *others):
            self._emit("parts", {"whole": (whole,), "parts": tuple(done.parts)}, words, exhaustive, reading)

    def _same_noun(self, whole: Figure) -> list[Figure]:
        """The other amounts that its sentence gives for the same subject: budget beside outturn."""
        subject = lexicon.analyse(whole.label, self._year()).subject
        return [
            f
            for f in self.figures
            if f is not whole
            and f.quote == whole.quote
            and f.measure == whole.measure
            and f.stage != whole.stage
            and lexicon.analyse(f.label, self._year()).subject == subject
        ]

    def _parts_of_change(self, done: _List) -> None:
        """The changes of a list's parts beside the change of its whole."""
        whole = self.deltas.get(id(done.whole))
        parts = [(f, up) for f, up in done.deltas if whole is not None and f.base == whole[0].base and f.unit == whole[0].unit]
        if whole is None or len(parts) < 2:
            return
        signs = "".join("+" if up == whole[1] else "-" for _, up in parts)
        self._emit("parts-of-change", {"whole": (whole[0],), "parts": tuple(f for f, _ in parts)}, {"signs": signs})

    def _new_change(self, phrase: str) -> _Change:
        subject = self.subjects[-1] if self.subjects else _Subject(self.topic, None)
        slot = _Change(subject, self._base_name(phrase), phrase)
        if self.lists and subject.figure is not None and not self.lists[-1].bracket:
            slot.alternatives = [_Subject(o.whole.label, o.whole) for o in self.lists if o.whole is not subject.figure]
        if subject.figure is not None and subject.figure.measure == "ratio":
            slot.alternatives += [_Subject(f.label, f) for f in self.levels[-2:] if f.stage not in _BUDGETS]
        if subject.figure is None and _BOTH_SIDES.search(lexicon.normalise(subject.noun)):
            fiscal = "财政拨款" in subject.noun
            sides = [
                f
                for f in self.figures
                if f.measure == "level" and regex.search("收入|支出|收支", f.label) and ("财政拨款" in f.label) == fiscal
            ]
            slot.alternatives += [_Subject(f.label, f) for f in sides[-4:]]
        if not self.levels:
            slot.alternatives += [s for s in self.before if s.figure is not subject.figure]
        return slot

    def _base_name(self, phrase: str) -> str:
        if not phrase:
            return ""
        term = lexicon.analyse(phrase, self._year())
        year = term.period or ""
        if term.stage in ("年初预算", "调整预算", "预算"):
            return term.stage if not year or year == self.period else year + term.stage
        if year:
            return year
        return "上年" if regex.search(r"上年|去年|同期|上期", phrase) else term.subject or term.stage

    def _close_change(self) -> None:
        slot, self.change = self.change, None
        if slot is None or (slot.delta is None and slot.rate is None and slot.target is None):
            return
        roles: dict[str, tuple[Figure, ...]] = {}
        kind = "change"
        if slot.rate is not None and slot.rate.measure == "points":
            kind = "points"
        for role, figure in (("base", slot.base_figure), ("delta", slot.delta), ("rate", slot.rate)):
            if figure is not None:
                roles[role] = (figure,)
        scoped = clause.SCOPE.search(self.text, *self.span)
        words = slot.words | {"scope": scoped.group() if scoped else ""} | {"base": slot.base, "phrase": slot.phrase, "subject": slot.subject.noun}
        current = slot.target or slot.subject.figure
        if slot.delta is not None:
            up = words.get("up") == "1"
            if self.lists and (current is None or current in self.lists[-1].parts or current not in (o.whole for o in self.lists)):
                self.lists[-1].deltas.append((slot.delta, up))
            if current is not None:
                self.deltas.setdefault(id(current), (slot.delta, up))
        choices = [current] + [s.figure for s in slot.alternatives]
        choices = [c for c in choices if c is not None] or [None]
        reading = 0
        if len(choices) > 1:
            self.readings += 1
            reading = self.readings
        for choice in choices:
            with_current = dict(roles)
            if choice is not None:
                with_current["current"] = (choice,)
            self._emit(kind, with_current, words, reading=reading)

    def _compare(self, text: str) -> bool:
        """Words that compare without a figure of their own: 与上年持平, 决算数大于预算数. True if there are any."""
        subject = self.subjects[-1] if self.subjects else _Subject(self.topic, None)
        if subject.figure is None or subject.figure.measure != "level":
            subject = next((_Subject(f.label, f) for f in reversed(self.levels)), subject)
        said = bool(clause.LEVEL.search(text) or clause.COMPARE.search(text))
        if subject.figure is None and not self.figures:
            return said
        for pattern, word in ((clause.LEVEL, "level"), (clause.COMPARE, "")):
            for match in pattern.finditer(text):
                words = {
                    "comparison": match["word"], "base": self._base_name(match["phrase"]), "phrase": match["phrase"],
                    "subject": subject.noun, "kind": word or "order",
                    "named": match["subject"] if pattern is clause.COMPARE else "",
                }  # fmt: skip
                roles = {"current": (subject.figure,)} if subject.figure is not None else {}
                self._emit("compare", roles, words)
        return said

    def _tail(self, text: str) -> None:
        if self.lists and _OPEN_END.search(text.strip("）) ")):
            self.lists[-1].open_end = True
        self._close_change()
        if text.strip(" 。"):
            self._compare(text)
        if "）" in text or ")" in text:
            self.depth = max(0, self.depth - text.count("）") - text.count(")"))
        self.before = [_Subject(o.whole.label, o.whole) for o in self.lists]
        while self.lists:
            self._close_list()
        self.depth = 0

    # ---- making values ------------------------------------------------------------------

    def _add(
        self, number: Number, label: str, measure: str, noun: str = "", base: str = "",
        period: str | None = None, stage: str = "", like: Figure | None = None,
    ) -> Figure:  # fmt: skip
        term = lexicon.analyse(label, self._year())
        scope = dict(self.context.scope)
        fund = term.fund or (self.fund if term.concept in _SPENDING and measure == "level" else "")
        if fund:
            scope["fund"] = fund
        if term.unit and not self._is_own(term.unit):
            scope["unit"] = term.unit
        if measure == "level" and (own := term.fund or lexicon.fund_of(term.concept)):
            self.fund = own
        if fund or lexicon.limits_fund(term.concept):
            scope.pop("chapter", None)
        start, end = self.span
        doubt = next((r for a, b, r in self.doubts if a < number.end and number.start < b), "")
        if measure == "level" and term.measure == "headcount" and unit.kind(number.unit) == "headcount":
            measure = "headcount"
        figure = Figure(
            text=number.text, value=number.value, step=number.step, unit=number.unit,
            quote=self.text[start:end].strip(),
            where=replace(self.where, start=number.start, end=number.end),
            unit_from="printed" if number.unit else "none",
            label=label, path=(self.topic,) if self.topic else (),
            concept=term.concept, period=period or (like.period if like else None) or term.period or self.period,
            stage=stage or (like.stage if like else "") or term.stage, measure=measure, base=base,
            scope=tuple(sorted(scope.items())), qualifier=number.qualifier, doubt=doubt,
        )  # fmt: skip
        self.figures.append(figure)
        return figure

    def _emit(
        self, kind: str, roles: dict[str, tuple[Figure, ...]], words: dict[str, str],
        exhaustive: bool | None = None, reading: int = 0,
    ) -> None:  # fmt: skip
        start, end = self.span
        where = replace(self.where, start=start, end=end)
        self.statements.append(Statement(kind, roles, words, self.text[start:end].strip(), where, exhaustive, reading))

    def _is_own(self, name: str) -> bool:
        """Whether a unit named before a term is the one that reports."""
        own = self.context.entity
        return bool(own) and (name in own or own in name or name[-4:] == own[-4:])

    def _year(self) -> int | None:
        return int(self.period) if self.period and self.period.isdigit() else self.context.year

    def _previous(self) -> str | None:
        return str(int(self.period) - 1) if self.period and self.period.isdigit() else None

    def _subject_noun(self) -> str:
        return self.subjects[-1].noun if self.subjects else self.topic

    def _same_subject(self, noun: str) -> bool:
        if not self.subjects:
            return False
        known = self.subjects[-1].noun
        return lexicon.normalise(noun) in ("", lexicon.normalise(known)) or (
            (c := lexicon.concept(noun)) is not None and c == lexicon.concept(known)
        )

    def _find(self, noun: str) -> Figure | None:
        """The latest level figure of this sentence with that noun."""
        key = lexicon.analyse(noun, self._year())
        for figure in reversed(self.levels):
            other = lexicon.analyse(figure.label, self._year())
            if other.subject == key.subject:
                return figure
        return None

    def _label(self, noun: str, kind: str, owner: str = "") -> str:
        """The subject of a level figure: its own noun, completed by what is being spoken of."""
        bare_stage = lexicon.is_bare(noun) or self._spends_a_budget(noun)
        if noun and not bare_stage:
            return noun
        known = owner or next((s.noun for s in reversed(self.subjects) if s.noun and not lexicon.is_bare(s.noun)), "")
        known = known or self.topic
        if bare_stage and known and not _opposite(known, noun):
            clean = lexicon.analyse(known, self._year()).subject
            return f"{clean}{noun}"
        return noun or known


    def _spends_a_budget(self, noun: str) -> bool:
        """Whether 实际支出 and its like continue the subject whose budget the sentence has just given."""
        if not _SPENT.fullmatch(lexicon.normalise(noun)) or not self.levels:
            return False
        return self.levels[-1].stage in _BUDGETS and bool(self.subjects) and self.subjects[-1].figure is self.levels[-1]


def _measure(kind: str, label: str) -> str:
    if kind == "percent":
        return "ratio"
    return {"headcount": "headcount", "count": "count", "score": "score", "points": "points", "multiple": "multiple"}.get(
        kind, "level"
    )


def _opposite(known: str, noun: str) -> bool:
    """Whether 收入决算数 cannot continue a subject that is spending, nor 支出决算数 a heading's own total."""
    if "收入" in noun:
        return "收入" not in known
    return "支出" in noun and lexicon.concept(known) in _SPENDING


def _split_nouns(noun: str) -> list[str]:
    return [n for n in regex.split(r"[、]|(?<=\p{Han})(?:和|及|与|以及)(?=\p{Han})", noun) if n]


def _items(text: str) -> list[str]:
    """The items of an enumeration by 、, brackets and quotes kept whole; [] when it is not one."""
    parts, depth, start = [], 0, 0
    for index, char in enumerate(text):
        if char in "（(“《":
            depth += 1
        elif char in "）)”》":
            depth -= 1
        elif char == "、" and depth == 0:
            parts.append(text[start:index])
            start = index + 1
    parts.append(text[start:])
    items = [clause.noun(p).removesuffix("等") for p in parts]
    if any(not item or len(item) > 25 or regex.search(r"\d|[，,]", item) for item in items):
        return []
    return items
