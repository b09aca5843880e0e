"""Stored values as the templates show them: words, times and addresses instead of codes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlencode

from checks.disposition import ACCEPTING
from extract.model import Locator, Paragraph
from extract.title import entity_of, year_of
from gouji.report.html import describe_operands, describe_result
from gouji.report.review import DECIDED, SEVERITIES, Review, Tick
from gouji.report.term import DECISIONS, FIGURE_STATE, SEVERITY, STATUS, TICK_STATE, clean
from gouji.web.store import Decision, Document, User
from gouji.web.store.document import STAGES
from gouji.web.store.finding import Listed
from gouji.web.view import title

VERDICTS: Final = DECISIONS[1:]
REASONED: Final = ACCEPTING
"""The verdicts that need a reason."""
STATES: Final = {
    **STATUS,
    "waiting": "等待核查",
    "working": "核查中",
    "cancelled": "已取消",
    "archive": "压缩包已展开",
}
BUSY: Final = ("waiting", "working")
FACETS: Final = (
    ("level", "级别"),
    ("verdict", "处理意见"),
    ("change", "对比状态"),
    ("rule", "规则"),
    ("chapter", "章节、表"),
)
KINDS: Final = (
    "docx", "doc", "wps", "pdf", "xlsx", "xls", "et", "ofd", "odt", "ods", "rtf", "txt", "csv", "html", "htm", "mht", "xml",
    "md", "zip",
)  # fmt: skip
"""The endings of files that can be read, or opened."""

_ANNOTATED: Final = {
    **dict.fromkeys(("docx", "doc", "wps", "rtf", "odt", "wordml"), ("docx", "带批注的 Word 原件")),
    "pdf": ("pdf", "带批注的 PDF 原件"),
}
_EXPORTS: Final = (
    ("letter", "反馈意见（Word）"),
    ("xlsx", "审核底稿（Excel）"),
    ("html", "网页报告"),
    ("csv", "问题清单（CSV）"),
    ("json", "数据（JSON）"),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the work on a document; ``look``: done, now or later."""

    name: str
    look: str


@dataclass(frozen=True, slots=True)
class Row:
    """A document in the list."""

    document: Document
    decided: int
    editable: bool

    @property
    def unit(self) -> str:
        """The unit, else what the file's name tells."""
        return self.document.unit or guess(self.document.name)[0]

    @property
    def year(self) -> int | None:
        """The year, else what the file's name tells."""
        return self.document.year or guess(self.document.name)[1]

    @property
    def guessed(self) -> bool:
        """Whether the name of the file told either."""
        return (self.unit, self.year) != (self.document.unit, self.document.year)

    @property
    def busy(self) -> bool:
        """Whether work on it is not over."""
        return self.document.state in BUSY

    @property
    def again(self) -> bool:
        """Whether another try may come to more."""
        return self.document.state in {"cancelled", "unchecked"} and bool(self.document.vault)

    @property
    def word(self) -> str:
        """The state in words."""
        return STATES[self.document.state]

    @property
    def stages(self) -> list[Stage]:
        """All steps, the present one marked."""
        at = STAGES.index(self.document.stage) if self.document.stage in STAGES else 0
        return [
            Stage(name, "done" if i < at else "now" if i == at else "later") for i, name in enumerate(STAGES)
        ]

    @property
    def levels(self) -> list[tuple[str, str, int]]:
        """Each level with its word and number of findings."""
        return [(level, SEVERITY[level], self.document.count(level)) for level in SEVERITIES]

    @property
    def findings(self) -> int:
        """How many findings there are."""
        return sum(number for _, _, number in self.levels)

    @property
    def when(self) -> str:
        """When it was handed in."""
        return moment(self.document.created)


@dataclass(frozen=True, slots=True)
class Paper:
    """What the head of every page about one document shows."""

    document: Document
    versions: Sequence[Document]
    reasons: Sequence[str] = ()

    @property
    def heading(self) -> str:
        """Unit and year, else the file's name."""
        year = f" {self.document.year}年度" if self.document.year else ""
        return f"{self.document.unit}{year}" if self.document.unit else self.document.name

    @property
    def word(self) -> str:
        """The state in words."""
        return STATES[self.document.state]

    @property
    def coverage(self) -> str:
        """How many figures were verified, contradicted, not checked."""
        told: Mapping[str, int] = self.document.card.get("coverage", {})
        states = "，".join(f"{word}{told.get(state, 0)}" for state, word in FIGURE_STATE.items())
        return f"数据{told.get('figures', 0)}个：{states}，未读出{told.get('unread', 0)}处"

    @property
    def tabs(self) -> list[tuple[str, str, str]]:
        """The pages about it."""
        at = f"/document/{self.document.id}"
        return [
            ("review", "问题", at),
            ("checked", "已核查与未能核查", f"{at}/checked"),
            ("history", "处理记录", f"{at}/history"),
        ]

    @property
    def exports(self) -> list[tuple[str, str]]:
        """What can be taken away, with its address."""
        forms = [_ANNOTATED[self.document.format]] if self.document.format in _ANNOTATED else []
        at = f"/document/{self.document.id}/export"
        return [(name, f"{at}/{form}") for form, name in (*forms, *_EXPORTS)]


@dataclass(frozen=True, slots=True)
class Ticked:
    """One relation that was tested, in words."""

    rule: str
    figures: str
    formula: str
    computed: str
    result: str
    reason: str
    state: str
    finding: str


@dataclass(frozen=True, slots=True)
class Group:
    """The tested relations of one rule."""

    rule: str
    title: str
    ticks: tuple[Ticked, ...]

    @property
    def broken(self) -> int:
        """How many do not hold."""
        return sum(tick.state == "broken" for tick in self.ticks)

    @property
    def told(self) -> str:
        """How many there are of each outcome."""
        return "，".join(
            f"{result}{number}项" for result, number in Counter(t.result for t in self.ticks).items()
        )


def moment(time: str) -> str:
    """A stored time as the clock on the wall shows it."""
    return f"{datetime.fromisoformat(time).astimezone():%Y-%m-%d %H:%M}" if time else ""


def guess(name: str) -> tuple[str, int | None]:
    """The unit and the year that a file's name tells, "" and None where it does not."""
    stem = PurePosixPath(name).stem
    line = (Paragraph(stem, Locator(block=0)),)
    return entity_of(line), year_of(line, stem)


def allowed(user: User) -> list[tuple[int, str]]:
    """The verdicts that are this user's to give, with their keys."""
    if user.decides:
        return list(enumerate(VERDICTS, 1))
    mended = VERDICTS.index("已改")
    return [(mended + 1, "已改")] if user.role == "department" else []


def describe_decision(decision: Decision) -> dict[str, str]:
    """A decision as the list of findings shows it."""
    return {
        "verdict": decision.verdict,
        "note": clean(decision.note),
        "who": clean(decision.who),
        "when": moment(decision.made),
    }


def changes(listed: Sequence[Listed], decisions: Mapping[str, Decision]) -> dict[str, str]:
    """How each finding compares with the version before; "top" where it was said to be mended and is still there."""
    return {
        finding.id: "top" if mended_before(finding, decisions.get(finding.id)) else finding.change
        for finding in listed
        if finding.change
    }


def mended_before(finding: Listed, decision: Decision | None) -> bool:
    """Whether somebody had said 已改 of an earlier version, and the finding is still there."""
    return decision is not None and decision.verdict == "已改" and finding.change in {"same", "changed"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the history."""

    decision: Decision
    message: str
    bulk: int

    @property
    def when(self) -> str:
        """When it was made."""
        return moment(self.decision.made)

    @property
    def look(self) -> int:
        """Which of the verdicts it is, -1 for none of them."""
        return VERDICTS.index(self.decision.verdict) if self.decision.verdict in VERDICTS else -1


def entries(made: Sequence[Decision], listed: Sequence[Listed]) -> list[Entry]:
    """The history, the latest first; ``listed`` are the findings of all versions."""
    messages = {finding.id: clean(finding.message) for finding in listed}
    strokes = Counter(decision.batch for decision in made)
    return [
        Entry(decision, messages.get(decision.finding, ""), strokes[decision.batch])
        for decision in reversed(made)
    ]


def outcome(review: Review) -> str:
    """How many relations ended how."""
    return "，".join(f"{word}{review.relations.get(state, 0)}项" for state, word in TICK_STATE.items()) + "。"


def groups(review: Review) -> list[Group]:
    """The decided relations by rule."""
    found: dict[str, list[Ticked]] = defaultdict(list)
    for tick in review.ticks:
        if tick.state in DECIDED:
            found[tick.rule].append(_ticked(tick))
    return [Group(rule, title(rule), tuple(ticks)) for rule, ticks in sorted(found.items())]


def undecided(review: Review) -> list[Ticked]:
    """The relations that could not be tested."""
    return [_ticked(tick) for tick in review.ticks if tick.state not in DECIDED]


def _ticked(tick: Tick) -> Ticked:
    return Ticked(
        rule=tick.rule,
        figures=clean(describe_operands(tick)),
        formula=clean(tick.formula),
        computed=clean(describe_result(tick)),
        result=TICK_STATE[tick.state],
        reason=clean(tick.reason),
        state=tick.state,
        finding=tick.finding,
    )


def address(**wanted: str | int | None) -> str:
    """The list of documents narrowed to what is wanted."""
    told = {name: str(value) for name, value in wanted.items() if value}
    return f"/?{urlencode(told)}" if told else "/"
