"""What a reader keeps in mind on the way through a paragraph.

`sentence` walks from figure to figure; `amount`, `comparison`, `listing` and `proportion` say what a
figure is there.  All of them share one `Spoken`: the subject spoken of, the base of comparison in
force, the lists that are open, and what was made so far.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

import regex

from extract import lexicon, unit
from extract.model import Figure, Locator, Statement
from extract.number import Number

BUDGETS = ("年初预算", "调整预算", "预算")
_SPENT = regex.compile(
    r"(?:实际|累计|全年|当年|本年|今年|已|共|目前)*(?:支出|支付|使用|列支|执行|完成|兑付|发放|拨付)(?:数|金额|资金)?"
)
_TOLD_BY = regex.compile(
    r"\s*(\p{Han}{2,16}(?:中学|小学|学校|学院|幼儿园|医院|卫生院|卫生室|[局镇乡村馆]|街道|社区|中心|公司))[:：]"
)
_ITEM = regex.compile(r"(?:项目|经费|工程|专项|资金|补助|补贴|费)$")
_LEVEL = regex.compile(
    r"(?:\p{Han}{2,4}(?=[省市县区州旗镇乡]本级))?(全[国省市县区州旗镇乡]|[省市县区州旗镇乡]本级)"
)
_OF_LEVEL = regex.compile(r"收入|支出|预算|收支|债务|债券")
_SPENDING = ("expenditure.year", "expenditure.total", "expenditure.basic", "expenditure.project")
_OF_FUND = (*_SPENDING, "income.year", "carryover.opening", "carryover.closing")
_SPENT_OF = {
    "income.general": "expenditure.general",
    "income.fund": "expenditure.fund",
    "income.capital": "expenditure.capital-budget",
}
"""What a kind of money (政府性基金预算) is as a part of all spending."""
_ALL_SPENDING = ("expenditure.year", "expenditure.total", "expenditure.fiscal", "expenditure.fiscal-total")
_ONE_ITEM = 1
_MEASURES = ("headcount", "count", "score", "points", "multiple")


@dataclass(frozen=True, slots=True)
class Context:
    """Where a paragraph stands: its report year, section, topic (a heading's noun), scope and unit."""

    year: int | None = None
    section: str | None = None
    topic: str = ""
    scope: tuple[tuple[str, str], ...] = ()
    entity: str = ""


@dataclass(slots=True)
class Subject:
    """What is being spoken of: its noun, and its figure where one is printed."""

    noun: str
    figure: Figure | None


@dataclass(slots=True)
class Change:
    """A comparison in force: 较上年 … until its amount, rate and target are said.

    ``base`` is the normalised base, ``phrase`` the printed one.  ``alternatives`` are other
    subjects that the same words may be about, ``other_bases`` the bases of what is counted in other units;
    ``also`` what 均 says changed as much, with its base where that is printed.
    """

    subject: Subject
    base: str
    phrase: str
    base_figure: Figure | None = None
    delta: Figure | None = None
    rate: Figure | None = None
    target: Figure | None = None
    words: dict[str, str] = field(default_factory=dict)
    alternatives: list[Subject] = field(default_factory=list)
    other_bases: list[Figure] = field(default_factory=list)
    also: list[tuple[Figure, Figure | None]] = field(default_factory=list)


@dataclass(slots=True)
class OpenList:
    """A list of parts that is being told.

    ``word`` opened it, at bracket depth ``bracket``.  ``cuts`` are the numbers of parts after which
    it may have ended.  ``deltas`` are the changes of the parts, True for a rise.  ``remainder``: 其余
    was said; ``open_end``: 等 was said; ``spent``: what was spent of a part was said; ``begun``: an item was read;
    ``unchanged``: how many of the parts were said to be as before; ``beside``: what the parts count in the unit
    of an amount told beside the whole (其中甲12户412万元 of 1286户、2186万元).
    """

    whole: Figure
    word: str
    bracket: int
    parts: list[Figure] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    separator: int = 0
    deltas: list[tuple[Figure, bool]] = field(default_factory=list)
    remainder: bool = False
    open_end: bool = False
    spent: bool = False
    begun: bool = False
    unchanged: int = 0
    beside: list[Figure] = field(default_factory=list)


@dataclass(slots=True)
class Chain:
    """Amounts that are being added up: A，加上B、C.

    ``bases`` are the amounts that they may be added to, the likeliest first; ``sign`` is that of the next, -1 behind
    减去; ``inner`` the amounts behind an 其中 of one of them; ``ended``: the sentence is over, so that only the
    total may follow.
    """

    bases: list[Figure]
    sign: int
    terms: list[tuple[int, Figure]] = field(default_factory=list)
    inner: list[Figure] = field(default_factory=list)
    ended: bool = False


class Spoken:
    """The state of reading one paragraph.

    ``subjects`` are spoken of now (several after an enumeration), ``main`` those outside of a
    reason, ``before`` those of the sentence before.  ``levels`` are the amounts of this sentence,
    ``enumerated`` those of its last enumeration.  ``span`` is the sentence, ``depth`` the brackets
    open at this point, ``outside`` the period and kind of money spoken of before each of them,
    ``topic`` the noun of the heading above.  ``told`` is the last change (True for a rise);
    ``explained`` the one whose reasons are being told, ``reasons`` the changes told as such;
    ``divided`` the amount that the last share was said to be of, ``share`` the last share of this
    sentence; ``named_behind`` the last amount whose noun stands behind it; ``level`` the level of government
    (全市, 市本级) that revenue and spending are told of, ``told_by`` the unit that the paragraph begins with (第一中学：…);
    ``chain`` the amounts that 加上 joins, ``sides`` the revenue and the spending told last,
    ``complements`` the 税收 and 非税 told last.
    """

    def __init__(
        self, text: str, where: Locator, context: Context, doubts: tuple[tuple[int, int, str], ...]
    ) -> None:
        self.text, self.where, self.context, self.doubts = text, where, context, doubts
        self.topic = context.topic
        owner = _TOLD_BY.match(text)
        self.told_by = owner[1] if owner and not self._is_own(owner[1]) else ""
        self.level = _level(context.topic) or _level(context.section or "")
        self.divided: Figure | None = None
        self.share: Figure | None = None
        self.named_behind: Figure | None = None
        self.figures: list[Figure] = []
        self.statements: list[Statement] = []
        self.subjects: list[Subject] = []
        self.main: list[Subject] = []
        self.before: list[Subject] = []
        self.change: Change | None = None
        self.lists: list[OpenList] = []
        self.levels: list[Figure] = []
        self.enumerated: list[Figure] = []
        self.deltas: dict[int, tuple[Figure, bool]] = {}
        self.in_reason = False
        self.period = str(context.year) if context.year else None
        self.fund = ""
        self.span = (0, 0)
        self.depth = 0
        self.outside: list[tuple[str | None, str]] = []
        self.told: tuple[Figure, bool] | None = None
        self.explained: tuple[Figure, bool] | None = None
        self.reasons: list[tuple[Figure, bool]] = []
        self.chain: Chain | None = None
        self.complements: list[Figure] = []
        self.sides: tuple[Figure | None, Figure | None] = (None, None)
        self._readings = 0

    # ---- what is made -------------------------------------------------------------------

    def add(
        self, number: Number, label: str, measure: str, base: str = "",
        period: str | None = None, stage: str = "", like: Figure | None = None,
    ) -> Figure:  # fmt: skip
        """Make the figure of ``number``; what is not given is taken from ``like``, then from the label."""
        term = lexicon.analyse(label, self.year())
        doubt = next((r for a, b, r in self.doubts if a < number.end and number.start < b), "")
        scope = self._scope(term, label, measure)
        if measure == "level" and term.measure == "headcount" and unit.kind(number.unit) == "headcount":
            measure = "headcount"
        concept = term.concept
        if concept in _SPENT_OF and self.lists and self.lists[-1].whole.concept in _ALL_SPENDING:
            concept = concept if "收入" in label else _SPENT_OF[concept]
        quote = self.quote()
        figure = Figure(
            text=number.text, value=number.value, step=number.step, unit=number.unit,
            quote=quote, at=number.start - self.text.index(quote, self.span[0]),
            where=replace(self.where, start=number.start, end=number.end),
            unit_from="none" if not number.unit else "inferred" if number.text[-1].isdigit() else "printed",
            label=label, path=(self.topic,) if self.topic else (), concept=concept,
            period=period or (like.period if like else None) or term.period or self.period,
            stage=stage or (like.stage if like else "") or term.stage, measure=measure, base=base,
            scope=tuple(sorted(scope.items())), qualifier=number.qualifier, doubt=doubt,
        )  # fmt: skip
        self.figures.append(figure)
        return figure

    def _scope(self, term: lexicon.Term, label: str, measure: str) -> dict[str, str]:
        """What narrows a figure: the kind of money (its own, or that of the sentence), the unit or level."""
        scope = dict(self.context.scope)
        fund = term.fund or (self.fund if term.concept in _OF_FUND and measure == "level" else "")
        if fund:
            scope["fund"] = fund
        self.level = _level(label) or self.level
        if term.unit and not self._is_own(term.unit):
            scope["unit"] = term.unit
        elif self.level and _OF_LEVEL.search(label):
            scope["unit"] = self.level
        elif self.told_by:
            scope.setdefault("unit", self.told_by)
        if measure == "level" and (own := term.fund or lexicon.fund_of(term.concept)):
            self.fund = own
        if fund or lexicon.limits_fund(term.concept):
            scope.pop("chapter", None)
        return scope

    def _is_own(self, name: str) -> bool:
        """Whether a unit named before a term is the one that reports."""
        if name.startswith(("本", "我")) and "本级" not in name:
            return True
        own = self.context.entity
        return bool(own) and (name in own or own in name or name[-4:] == own[-4:])

    def emit(
        self, kind: str, roles: Mapping[str, tuple[Figure, ...]], words: dict[str, str],
        exhaustive: bool | None = None, reading: int = 0,
    ) -> None:  # fmt: skip
        """Record what the sentence says of its figures."""
        where = replace(self.where, start=self.span[0], end=self.span[1])
        self.statements.append(Statement(kind, dict(roles), words, self.quote(), where, exhaustive, reading))

    def next_reading(self) -> int:
        """A number for statements that read the same words differently."""
        self._readings += 1
        return self._readings

    def quote(self) -> str:
        """The sentence being read."""
        return self.text[slice(*self.span)].strip()

    # ---- what is known ------------------------------------------------------------------

    def year(self) -> int | None:
        """The year spoken of."""
        return int(self.period) if self.period and self.period.isdigit() else self.context.year

    def year_before(self) -> str | None:
        """The year before the one spoken of."""
        return str(int(self.period) - 1) if self.period and self.period.isdigit() else None

    def subject(self) -> Subject:
        """What is being spoken of; the heading's noun where the sentence has named nothing yet."""
        return self.subjects[-1] if self.subjects else Subject(self.topic, None)

    def is_subject(self, noun: str) -> bool:
        """Whether ``noun`` is what is being spoken of anyway."""
        if not self.subjects:
            return False
        known = self.subjects[-1].noun
        return lexicon.normalise(noun) in ("", lexicon.normalise(known)) or (
            (c := lexicon.concept(noun)) is not None and c == lexicon.concept(known)
        )

    def shortens(self, noun: str) -> bool:
        """Whether ``noun`` is the beginning of what is being spoken of: 一般公共预算财政拨款(支出)."""
        short = lexicon.normalise(noun)
        return bool(self.subjects) and lexicon.normalise(self.subjects[-1].noun).startswith(short)

    def goes_on(self, noun: str) -> bool:
        """Whether 收入 or 支出 alone still means the total spoken of, not something else of that side."""
        known = self.subjects[-1].noun if self.subjects else ""
        return lexicon.normalise(noun) in ("收入", "支出") and bool(known) and not _opposite(known, noun)

    def find(self, noun: str) -> Figure | None:
        """The latest amount of this sentence with that noun."""
        key = lexicon.analyse(noun, self.year())
        for figure in reversed(self.levels):
            if lexicon.analyse(figure.label, self.year()).subject == key.subject:
                return figure
        return None

    def told_before(self, noun: str) -> Figure | None:
        """The latest amount of the paragraph with that noun, at its stage."""
        key = lexicon.analyse(noun, self.year())
        alike = (
            f
            for f in reversed(self.figures)
            if f.measure in ("level", "count", "headcount")
            and f.stage == key.stage
            and f.period == (key.period or self.period)
            and (term := lexicon.analyse(f.label, self.year())).fund == key.fund
            and (term.subject == key.subject or (not term.concept and term.subject.endswith(key.subject)))
        )
        return next(alike, None)

    def label(self, noun: str, owner: str = "") -> str:
        """The subject of an amount: its own noun, completed by what is being spoken of."""
        if noun and (given := self.spent(noun)) is not None:
            if given.label.endswith("收入") and noun.endswith("支出"):
                return given.label.removesuffix("收入") + noun
            return f"{given.label.removesuffix(given.unit)}的{noun.removeprefix('已')}"
        only_stage = self.is_bare(noun)
        if noun and not owner and _tells_spent(noun) and _ITEM.search(self.topic):
            return f"{self.topic}的{noun}"
        if noun and (not only_stage or self._tells_parts()):
            return noun
        known = owner or next(
            (
                s.noun
                for s in reversed(self.subjects)
                if s.noun and not lexicon.is_bare(s.noun) and not (only_stage and _has_no_stage(s.figure))
            ),
            "",
        )
        known = known or self.topic
        if only_stage and known and not _opposite(known, noun):
            return f"{lexicon.analyse(known, self.year()).subject}{noun}"
        return noun or known

    def _tells_parts(self) -> bool:
        """Whether the subject is a part in a list and has no stage that a following 决算数 could go with."""
        part = self.subjects[-1].figure if self.subjects else None
        return bool(self.lists) and part in self.lists[-1].parts and not (part and part.stage)

    def is_bare(self, noun: str) -> bool:
        """Whether a noun names only a stage (支出决算数) of the subject spoken of, or what was spent of it."""
        if lexicon.is_bare(noun):
            return True
        if not _tells_spent(noun) or not self.levels:
            return False
        budget = self.levels[-1]
        # What has its stage from 年初预算安排 … before several items is no budget that this spends alone.
        given = (
            lexicon.analyse(budget.label, self.year()).stage in BUDGETS
            and bool(self.subjects)
            and self.subjects[-1].figure is budget
        )
        return given or self.spent(noun) is not None

    def spent(self, noun: str) -> Figure | None:
        """The amount, no budget, that ``noun`` only says was spent: 专项资金86万元，实际支出71万元.

        Behind a list of its parts it is their whole, unless the parts were told with what was spent of each.
        """
        if not self.levels or not _tells_spent(noun):
            return None
        told = [f for f in self.levels if f.unit == self.levels[-1].unit and f.stage not in BUDGETS]
        if noun.startswith(("全年", "累计")) and len(told) > _ONE_ITEM:
            return None
        given = self.subjects[-1].figure if self.subjects else None
        top = self.lists[-1] if self.lists else None
        if given is None or not any(f is given for f in reversed(self.levels)):
            return None
        if top is not None and len(top.parts) > 1 and given in top.parts and not top.spent:
            given = top.whole
        known = (given.concept or "").startswith(("income.", "expenditure.", "balance.", "carryover."))
        counted = given.measure == "count" and not noun.startswith(("全年", "当年"))
        return (
            given
            if (given.measure == "level" or counted) and given.stage not in BUDGETS and not known
            else None
        )


def _has_no_stage(figure: Figure | None) -> bool:
    """Whether an amount is a score, a rate or what was left, of which no budget is."""
    if figure is None:
        return False
    return figure.measure in ("score", "ratio") or (figure.concept or "").startswith("carryover.")


@lru_cache(maxsize=20_000)
def _tells_spent(noun: str) -> bool:
    """Whether a noun says no more than that money was spent: 实际支出金额."""
    return _SPENT.fullmatch(lexicon.normalise(noun)) is not None


@lru_cache(maxsize=20_000)
def _level(label: str) -> str:
    """The level of government that a label of public money begins with (全市一般公共预算收入), "" for none."""
    match = _LEVEL.match(lexicon.normalise(label))
    return str(match[1]) if match and _OF_LEVEL.search(label, match.end(1)) else ""


def measure_of(kind: str) -> str:
    """The measure of a figure that only its unit kind tells about."""
    if kind == "percent":
        return "ratio"
    return kind if kind in _MEASURES else "level"


def _opposite(known: str, noun: str) -> bool:
    """Whether 收入决算数 cannot continue a subject that is spending, nor 支出决算数 a heading's own total."""
    if "收入" in noun:
        return "收入" not in known
    return "支出" in noun and ("收入" in known.replace("收入支出", "") or lexicon.concept(known) in _SPENDING)
