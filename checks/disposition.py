"""What a reviewer decided about findings, and the baseline: the file that keeps what was accepted.

An entry hangs on the finding's id (and on the unit, since an id may occur in many reports), never
on a page or a line.  Entries are only added; a later one on the same finding replaces an earlier.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal, get_args

from checks.model import Finding

SCHEMA = "gouji.baseline/1"
Verdict = Literal["确认", "误报", "已改", "不适用"]
ACCEPTING: frozenset[str] = frozenset({"误报", "不适用"})


class BaselineError(ValueError):
    """A baseline that cannot be used; the message says why in Chinese."""


@dataclass(frozen=True, slots=True)
class Disposition:
    """One decision: on which finding, what, why, who, when, and until when it holds (None: for good)."""

    id: str
    printed: str
    rule: str
    verdict: Verdict
    reason: str
    who: str
    when: date
    until: date | None = None
    entity: str = ""
    message: str = ""

    def covers(self, finding: Finding, entity: str, today: date) -> bool:
        """Whether this decision is about ``finding`` of ``entity`` and still holds."""
        if self.until is not None and today > self.until:
            return False
        if self.entity and entity and self.entity != entity:
            return False
        return self.rule == finding.rule and self.id == finding.id


@dataclass(frozen=True, slots=True)
class Baseline:
    """All decisions, oldest first."""

    entries: tuple[Disposition, ...] = ()

    def find(self, finding: Finding, entity: str, today: date) -> Disposition | None:
        """The latest decision that holds for a finding."""
        return next((entry for entry in reversed(self.entries) if entry.covers(finding, entity, today)), None)

    def accepts(self, finding: Finding, entity: str, today: date) -> bool:
        """Whether the finding was judged a false alarm or not applicable."""
        entry = self.find(finding, entity, today)
        return entry is not None and entry.verdict in ACCEPTING

    def record(
        self,
        findings: Iterable[tuple[Finding, str]],
        verdict: Verdict,
        reason: str,
        who: str,
        when: date,
        until: date | None = None,
    ) -> Baseline:
        """With a decision on each (finding, unit) added; BaselineError where a reason is needed and missing."""
        if verdict in ACCEPTING and not reason.strip():
            raise BaselineError(f"“{verdict}”须写明理由")
        added = tuple(
            Disposition(
                f.id, f.printed, f.rule, verdict, reason.strip(), who.strip(), when, until, entity, f.message
            )
            for f, entity in findings
        )
        return Baseline((*self.entries, *added))

    def prune(self, findings: Iterable[tuple[Finding, str]], today: date) -> Baseline:
        """Only the decisions that still cover one of the given findings."""
        present = list(findings)
        return Baseline(
            tuple(
                e
                for e in self.entries
                if any(e.covers(finding, entity, today) for finding, entity in present)
            )
        )


def dump(baseline: Baseline) -> str:
    """The baseline as JSON."""
    entries = [
        {**asdict(e), "when": e.when.isoformat(), "until": e.until.isoformat() if e.until else None}
        for e in baseline.entries
    ]
    return json.dumps({"schema": SCHEMA, "entries": entries}, ensure_ascii=False, indent=2) + "\n"


def load(text: str) -> Baseline:
    """The baseline that ``text`` holds. Raises BaselineError."""
    try:
        value = json.loads(text)
        if value["schema"] != SCHEMA:
            raise BaselineError(f"基线文件的版本是 {value['schema']}，本程序只认 {SCHEMA}")
        return Baseline(tuple(_entry(item) for item in value["entries"]))
    except BaselineError:
        raise
    except (ValueError, KeyError, TypeError) as error:
        raise BaselineError("不是基线文件，或文件已损坏") from error


def _entry(item: Mapping[str, Any]) -> Disposition:
    if item["verdict"] not in get_args(Verdict):
        raise BaselineError(f"基线文件中的处理意见“{item['verdict']}”不认识")
    return Disposition(
        **{
            **item,
            "when": date.fromisoformat(item["when"]),
            "until": date.fromisoformat(item["until"]) if item.get("until") else None,
        }
    )
