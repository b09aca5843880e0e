"""How well a document is checked: planted errors found, false alarms, findings that agree across formats."""

from __future__ import annotations

from collections import Counter
from typing import Any

from bench.accuracy_align import digits
from bench.accuracy_reading import Reading
from checks.model import Finding, Report

CAUSES = {
    "rate-not-recomputed": {"rate-not-recomputed", "stale-copy", "wrong-base"},
    "stale-copy": {"stale-copy", "rate-not-recomputed"},
    "missing-item": {"missing-item"},
    "swap": {"swap"},
    "row-shift": {"row-shift", "swap"},
    "unit-slip": {"unit-slip"},
    "transposition": {"transposition"},
    "digit-changed": {"digit-changed"},
    "digit-dropped": {"digit-dropped"},
    "digit-doubled": {"digit-doubled", "digit-inserted"},
    "wrong-base": {"wrong-base", "rate-not-recomputed"},
    "decimal-shift": {"decimal-shift", "unit-slip"},
    "rate-as-score": {"rate-as-score"},
    "direction": {"direction", "sign"},
    "chained": {"chained", "wrong-base", "two-errors", "stale-copy"},
    "offsetting": {"offsetting", "two-errors"},
}
"""The names of causes that count as right for each planted cause."""


def _is_word(plant: dict[str, Any]) -> bool:
    """Whether a word was changed, such as the unit of a table: it shows where its figures are copied."""
    return bool(plant["changed"]) and not any(i.startswith("f") for i in plant["changed"])


class Checking:
    """The report of one document against the errors planted in it."""

    def __init__(self, reading: Reading, report: Report) -> None:
        self.reading, self.report = reading, report
        self.figures = [self._ids(f) for f in report.findings]

    def _ids(self, finding: Finding) -> set[str]:
        found = (self.reading.identify(f) for f in finding.figures)
        return {i for i in found if i}

    def in_tables(self, plant: dict[str, Any]) -> bool:
        """Whether the error shows in the tables alone."""
        inside = {f["id"] for f in self.reading.truth["figures"] if "table" in f["where"]}
        copies = plant["touched"] if _is_word(plant) else []
        return bool(plant["involved"]) and {*plant["involved"], *copies} <= inside

    def hits(self, plant: dict[str, Any]) -> list[int]:
        """The findings (indices) that show this planted error."""
        changed = {i for i in plant["changed"] if i.startswith("f")}
        involved = set(plant["involved"])
        copies = set(plant["touched"]) if _is_word(plant) else set()
        hits = []
        for index, figures in enumerate(self.figures):
            if self.report.findings[index].severity == "info":
                continue
            enough = bool(figures & changed) if changed else len(figures & involved) >= min(2, len(involved))
            if enough or (figures & involved and figures & copies):
                hits.append(index)
        return hits

    def judge(self, plant: dict[str, Any]) -> Counter[str]:
        """found, error, suspect and cause of one planted error, as counts."""
        out: Counter[str] = Counter(planted=1)
        hits = self.hits(plant)
        if plant["severity"] == "none":
            wrong = {i for p in self.reading.truth["planted"] if p is not plant for i in p["changed"]}
            own = [i for i in hits if not self.figures[i] & wrong]
            out["raised"] = int(any(self.report.findings[i].severity == "error" for i in own))
            return out
        out["found"] = int(bool(hits))
        out["error"] = int(any(self.report.findings[i].severity == "error" for i in hits))
        found = {self.report.findings[i].id for i in hits}
        causes = [c for c in self.report.causes if found & set(c.findings)]
        was = {i: text for i, text in zip(plant["changed"], plant["was"], strict=False) if i.startswith("f")}
        if was:
            repaired = {self.reading.identify(r.figure): r.to for c in causes for r in c.repair}
            out["suspectable"] = 1
            out["suspect"] = int(
                any(self._suspect(i) in was for i in hits) or bool(repaired.keys() & was.keys())
            )
            out["repair"] = int(
                any(digits(repaired[i]) == digits(was[i]) for i in repaired.keys() & was.keys())
            )
        if plant["cause"]:
            out["causable"] = 1
            out["cause"] = int(bool({c.kind for c in causes} & CAUSES[plant["cause"]]))
        return out

    def _suspect(self, index: int) -> str | None:
        finding = self.report.findings[index]
        if finding.suspect is None:
            return None
        return self.reading.identify(finding.figures[finding.suspect])

    def stray(self) -> list[Finding]:
        """Findings at error or warning level that no planted error explains."""
        explained: set[str] = set()
        for plant in self.reading.truth["planted"]:
            explained |= set(plant["involved"]) | set(plant["changed"]) | set(plant["touched"])
        return [
            f
            for f, ids in zip(self.report.findings, self.figures, strict=True)
            if f.severity in {"error", "warning"} and not ids & explained
        ]

    def signature(self) -> set[tuple[str, str]]:
        """What the same document in another format must find too."""
        return {(f.rule, f.id) for f in self.report.findings if f.severity in {"error", "warning"}}
