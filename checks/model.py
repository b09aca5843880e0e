"""The values that checking produces: facts, claims, verdicts, findings, causes, the ledger, the report."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from checks.formula import Formula
from extract.model import Extraction, Figure, Locator, Reason

Severity = Literal["error", "warning", "info"]
Confidence = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True, order=True)
class FactKey:
    """What a fact is about; no value, page, section or ordinal, so it survives editing.

    ``subject`` is the concept's id, or the normalised printed label (NFKC, no spaces,
    numbering or 其中) when the lexicon does not know it.
    """

    subject: str
    period: str = ""
    stage: str = ""
    measure: str = "level"
    base: str = ""
    scope: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing stated in one or more places."""

    key: FactKey
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Equal:
    """``stated`` is what ``formula`` gives."""

    stated: Figure
    formula: Formula


@dataclass(frozen=True, slots=True)
class Same:
    """All ``figures`` print one fact."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """``lesser`` is not greater than ``greater`` (``strict``: is less than)."""

    lesser: Formula
    greater: Formula
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Says:
    """A word of direction holds of ``formula``, which is a difference.

    ``word``: up (> 0), down (< 0), level (= 0 within rounding), not_up (≤ 0), not_down (≥ 0);
    ``printed`` is the word as it stands, ``figure`` the figure beside it.
    """

    word: Literal["up", "down", "level", "not_up", "not_down"]
    printed: str
    figure: Figure
    formula: Formula


@dataclass(frozen=True, slots=True)
class Present:
    """``what`` ought to stand at ``where`` because of ``because``; ``found`` tells whether it does."""

    what: str
    because: tuple[Figure, ...]
    where: Locator
    found: bool
    quote: str = ""


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Alternative readings; broken only if every one of them is."""

    readings: tuple[Relation, ...]


Relation = Equal | Same | Order | Says | Present | AnyOf


@dataclass(frozen=True, slots=True)
class Claim:
    """A relation that ought to hold, made by a rule.

    ``rule`` is the code.  ``roles`` names every figure that takes part, in the order the
    finding lists them; the key of each is in ``keys`` at the same index.  ``sentence`` is the
    Chinese sentence of the finding with the slots {stated}, {computed}, {difference},
    {formula}; ``formula_text`` overrides the printed formula.
    ``severity`` is what a broken verdict means (None: the rule's own), ``confidence`` how sure
    we are that we read the relation right: a doubtful one is at most a warning.
    ``suspect`` indexes ``figures`` where the structure of the claim itself tells.
    ``support`` are ids of sibling claims (other columns, other rows) with the same structure.
    ``group`` gathers claims that say one thing, so that only the strongest is reported.
    ``conclusion`` is what the report concludes from the figures while the relation holds, in Chinese.
    ``named``: the words name every operand, so that a result far from the printed one is no doubt of the reading.
    """

    rule: str
    relation: Relation
    figures: tuple[Figure, ...]
    roles: tuple[str, ...]
    keys: tuple[FactKey, ...]
    sentence: str
    severity: Severity | None = None
    confidence: Confidence = "high"
    formula_text: str = ""
    suspect: int | None = None
    support: tuple[str, ...] = ()
    group: str = ""
    id: str = ""
    evidence: str = ""
    conclusion: str = ""
    named: bool = False


State = Literal["held", "held_by_rounding", "held_by_truncation", "broken", "undecided"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judge found.

    ``computed`` is the exact value of the formula in the unit of the stated figure, ``low``
    and ``high`` its interval.  ``strict_only``: broken only at the finer precision borrowed
    from its neighbours, so a warning at most.  ``reading`` is the index of the reading of an
    AnyOf that was decisive.  ``reason`` says in Chinese why it is undecided.  ``note`` marks a
    relation that holds but is worth an info: long_sum (farther off than rounding explains),
    padded_zero (a rate rounded to one decimal fewer than it prints),
    trailing_zero (only if a dropped zero is not counted as printed), adjacent (one fact printed
    one last digit apart).
    """

    state: State
    computed: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    stated: Fraction | None = None
    difference: Fraction | None = None
    unit: str = ""
    strict_only: bool = False
    reading: int = 0
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken claim, worded for a reviewer, with every figure that takes part.

    ``computed``, ``stated`` and ``difference`` are printed with their unit, ``difference``
    without a sign; the first two are "" where the formula shows both sides (``Same``, ``Order``).
    """

    id: str
    printed: str
    rule: str
    name: str
    severity: Severity
    confidence: Confidence
    message: str
    formula: str
    computed: str
    interval: tuple[str, str] | None
    stated: str
    difference: str
    figures: tuple[Figure, ...]
    roles: tuple[str, ...]
    suspect: int | None = None
    cause: str | None = None
    evidence: str = ""
    where: Locator | None = None
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """What one printed figure would have to say."""

    figure: Figure
    to: str


@dataclass(frozen=True, slots=True)
class Cause:
    """The likeliest reason behind one or more findings."""

    id: str
    kind: str
    confidence: Confidence
    message: str
    findings: tuple[str, ...]
    repair: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ticks: each claim with its verdict, and the state of each figure (by its index)."""

    entries: tuple[tuple[Claim, Verdict], ...] = ()
    figures: dict[int, str] = field(default_factory=dict)

    def count(self, state: State) -> int:
        """How many claims ended in ``state``."""
        return sum(1 for _, verdict in self.entries if verdict.state == state)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything found in one document.

    ``faults`` are failures of the program itself: a rule that broke off, so that its relations
    were not tested here.
    """

    extraction: Extraction
    findings: tuple[Finding, ...] = ()
    causes: tuple[Cause, ...] = ()
    ledger: Ledger = Ledger()
    faults: tuple[Reason, ...] = ()
