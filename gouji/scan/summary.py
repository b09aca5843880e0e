"""The summary of a scan: what came of it by document, unit and rule, as values, JSON and CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from sys import intern
from textwrap import indent
from typing import Any, Final

from checks.registry import find_rule
from gouji import __version__
from gouji.report.csv import guard
from gouji.report.description import Json, describe_figure, dump
from gouji.scan.cross import Crossing
from gouji.scan.group import UNKNOWN, Document, Listed, match
from gouji.scan.ledger import STATES, Ledger
from gouji.scan.progress import STATE

SCHEMA: Final = "gouji.summary/1"
SEVERITIES: Final = ("error", "warning", "info")
LISTED: Final = {"": "", "on_roster": "已报送", "not_on_roster": "不在名单", "missing": "未报送"}
_TITLES: Final = (
    "文件", "单位", "年度", "材料", "核查状态", "原因", "错误", "疑点", "提示", "跨文件疑点", "数据", "已核对一致",
    "有矛盾", "未核对", "已核对关系", "重复于", "另一版本", "结果",
)  # fmt: skip
_UNIT_TITLES: Final = (
    "单位", "年度", "文件数", *STATE.values(), "错误", "疑点", "提示", "跨文件问题", "已核对关系", "每百项关系的问题",
    "报送情况", "名单中的其他内容",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A document with its numbers; ``rules``: code to (tested, errors, warnings, infos)."""

    document: Document
    reasons: tuple[tuple[str, str], ...]
    coverage: Mapping[str, int]
    relations: Mapping[str, int]
    rules: Mapping[str, tuple[int, int, int, int]]
    differences: tuple[str, ...]

    def count(self, severity: int) -> int:
        """How many findings of a severity (0 error, 1 warning, 2 info) it has."""
        return sum(numbers[1 + severity] for numbers in self.rules.values())


@dataclass(frozen=True, slots=True)
class Unit:
    """What came of all that a unit handed in; what came twice counts once.

    ``documents`` and ``states`` count documents, ``counts`` findings by severity, ``tested``
    relations.  ``rules``: code to relations tested, findings, and documents with findings.
    ``listed``: on_roster, not_on_roster, missing, or "" without a roster.
    """

    name: str
    documents: int = 0
    years: tuple[int, ...] = ()
    states: Mapping[str, int] = field(default_factory=dict)
    counts: tuple[int, int, int] = (0, 0, 0)
    tested: int = 0
    rules: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)
    crossings: tuple[Crossing, ...] = ()
    listed: str = ""
    more: Mapping[str, str] | None = None


@dataclass(slots=True)
class _Tally:
    """A unit while its documents are counted."""

    documents: int = 0
    years: set[int] = field(default_factory=set)
    states: Counter[str] = field(default_factory=Counter)
    counts: list[int] = field(default_factory=lambda: [0, 0, 0])
    tested: int = 0
    rules: dict[str, list[int]] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        self.documents += 1
        self.states[row.document.state] += 1
        if row.document.year:
            self.years.add(row.document.year)
        if row.document.copy_of:
            return
        self.tested += row.relations.get("tested", 0)
        for i in range(len(SEVERITIES)):
            self.counts[i] += row.count(i)
        for code, numbers in row.rules.items():
            known = self.rules.setdefault(code, [0, 0, 0])
            known[0] += numbers[0]
            known[1] += sum(numbers[1:])
            known[2] += bool(sum(numbers[1:]))

    def finish(
        self, name: str, crossings: Sequence[Crossing], listed: str, more: Mapping[str, str] | None
    ) -> Unit:
        rules = {code: (n[0], n[1], n[2]) for code, n in sorted(self.rules.items())}
        counts = (self.counts[0], self.counts[1], self.counts[2])
        return Unit(
            name, self.documents, tuple(sorted(self.years)), self.states, counts, self.tested, rules,
            tuple(crossings), listed, more,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Summary:
    """All that a bureau sees of a scan; units by name.

    ``rules``: each rule to relations tested, errors, warnings, infos, and units concerned.
    ``rows`` goes over all documents by path, each time anew: they are not all held at once.
    """

    units: tuple[Unit, ...]
    crossings: tuple[Crossing, ...]
    rules: Mapping[str, Sequence[int]]
    rows: Callable[[], Iterator[Row]]
    roster: bool = False

    def states(self) -> Counter[str]:
        """How many documents are in each state."""
        counted: Counter[str] = Counter()
        for unit in self.units:
            counted.update(unit.states)
        return counted


NOTHING: Final = Summary((), (), {}, lambda: iter(()))


def summarise(
    ledger: Ledger,
    documents: Sequence[Document],
    crossings: Sequence[Crossing],
    roster: Sequence[Listed] = (),
) -> Summary:
    """Documents and findings by unit; units of the roster that handed in nothing are there, empty."""

    def rows() -> Iterator[Row]:
        for document, (_, _, card) in zip(documents, ledger.cards(), strict=True):
            yield _row(document, card)

    tallies: dict[str, _Tally] = defaultdict(_Tally)
    rules: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    concerned: set[tuple[str, str]] = set()
    for row in rows():
        unit = row.document.unit
        tallies[unit].add(row)
        for code, numbers in row.rules.items() if not row.document.copy_of else ():
            for i, number in enumerate(numbers):
                rules[code][i] += number
            if sum(numbers[1:]):
                concerned.add((code, unit))
    shared: dict[str, list[Crossing]] = defaultdict(list)
    for crossing in crossings:
        shared[crossing.unit].append(crossing)
        rules[crossing.finding.rule][1 + SEVERITIES.index(crossing.finding.severity)] += 1
        concerned.add((crossing.finding.rule, crossing.unit))
    for code, _ in concerned:
        rules[code][4] += 1
    matched = match(roster, tallies)
    listed = {one.unit: one for one in roster}
    made = []
    for name, tally in tallies.items():
        told = listed.get(matched.get(name, ""))
        state = ("on_roster" if told else "not_on_roster") if roster and name else ""
        made.append(tally.finish(name, shared[name], state, told.more if told else None))
    there = set(matched.values())
    made += [Unit(one.unit, listed="missing", more=one.more) for one in roster if one.unit not in there]
    units = tuple(sorted(made, key=lambda unit: (unit.name, unit.listed)))
    return Summary(units, tuple(crossings), dict(sorted(rules.items())), rows, bool(roster))


def _row(document: Document, card: Mapping[str, Any]) -> Row:
    return Row(
        document,
        tuple((reason["code"], reason["message"]) for reason in card["reasons"]),
        card["coverage"],
        card["relations"],
        {intern(code): (n[0], n[1], n[2], n[3]) for code, n in card["rules"].items()},
        tuple(card["differences"]),
    )


def render_json(summary: Summary) -> Iterator[bytes]:
    """The schema ``gouji.summary/1`` in pieces: the same bytes for the same documents."""
    states = summary.states()
    head = dump(
        {
            "schema": SCHEMA,
            "version": __version__,
            "states": {state: states.get(state, 0) for state in STATES},
            "units": [_unit(unit) for unit in summary.units],
            "rules": [
                {
                    "rule": code,
                    "name": name_rule(code),
                    "tested": numbers[0],
                    **dict(zip(SEVERITIES, numbers[1:4], strict=True)),
                    "units": numbers[4],
                }
                for code, numbers in summary.rules.items()
            ],
            "missing": [unit.name for unit in summary.units if unit.listed == "missing"],
            "findings": [_crossing(crossing) for crossing in summary.crossings],
            "documents": [],
        }
    )
    opening, _, closing = head.rpartition("[]")
    yield f"{opening}[".encode()
    for number, row in enumerate(summary.rows()):
        # A document at a time: all of them as values would take far more than their text.
        yield (("," if number else "") + "\n" + indent(dump(_document(row)).rstrip(), "    ")).encode()
    yield f"\n  ]{closing}".encode()


def name_rule(code: str) -> str:
    """The name of a rule, "" of one that is no more."""
    rule = find_rule(code)
    return rule.name if rule else ""


def title_rule(code: str) -> str:
    """What a rule is about, "" of one that is no more."""
    rule = find_rule(code)
    return rule.title if rule else ""


def _unit(unit: Unit) -> Json:
    return {
        "unit": unit.name,
        "years": list(unit.years),
        "documents": unit.documents,
        "states": {state: unit.states.get(state, 0) for state in STATES},
        "findings": dict(zip(SEVERITIES, unit.counts, strict=True)),
        "across": len(unit.crossings),
        "tested": unit.tested,
        "roster": unit.listed or None,
        "details": dict(unit.more or {}),
    }


def _document(row: Row) -> Json:
    one = row.document
    return {
        "path": one.path,
        "state": one.state,
        "reasons": [{"code": code, "message": message} for code, message in row.reasons],
        "format": one.form,
        "sha256": one.digest,
        "unit": one.unit,
        "year": one.year,
        "unit_from": one.told_by if one.unit else None,
        "role": one.role,
        "title": one.title,
        "copy_of": one.copy_of or None,
        "version_of": one.version_of or None,
        "coverage": row.coverage,
        "relations": row.relations,
        "findings": {severity: row.count(i) for i, severity in enumerate(SEVERITIES)},
        "result": place(one.key),
    }


def _crossing(crossing: Crossing) -> Json:
    finding = crossing.finding
    return {
        "id": finding.id,
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "unit": crossing.unit,
        "message": finding.message,
        "formula": finding.formula,
        "difference": finding.difference,
        "documents": list(dict.fromkeys(crossing.paths)),
        "figures": [{"path": f.path[0], **describe_figure(f)} for f in finding.figures],
    }


def place(key: str, ending: str = ".json") -> str:
    """Where a document's result is, seen from the run folder."""
    return f"results/{key[:2]}/{key}{ending}"


def document_rows(summary: Summary) -> Iterator[Sequence[object]]:
    """The table of the documents, its titles first."""
    across: Counter[str] = Counter(p for c in summary.crossings for p in dict.fromkeys(c.paths))
    yield _TITLES
    for row in summary.rows():
        one = row.document
        yield (
            one.path, one.unit or UNKNOWN, one.year or "", one.role, STATE[one.state],
            "；".join(message for _, message in row.reasons), *(row.count(i) for i in range(3)),
            across[one.path], *(row.coverage.get(n, 0) for n in ("figures", "verified", "contradicted", "unchecked")),
            row.relations.get("tested", 0), one.copy_of, one.version_of, place(one.key),
        )  # fmt: skip


def unit_rows(summary: Summary) -> Iterator[Sequence[object]]:
    """The table of the units, its titles first."""
    yield _UNIT_TITLES
    for unit in summary.units:
        found = sum(unit.counts)
        yield (
            unit.name or UNKNOWN, "、".join(map(str, unit.years)), unit.documents,
            *(unit.states.get(state, 0) for state in STATES), *unit.counts, len(unit.crossings), unit.tested,
            round(100 * found / unit.tested, 1) if unit.tested else "", LISTED[unit.listed],
            "；".join((unit.more or {}).values()),
        )  # fmt: skip


def render_csv(rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """A table as CSV that a spreadsheet opens as it is, row by row."""
    yield "\ufeff".encode()
    for row in rows:
        buffer = io.StringIO(newline="")
        csv.writer(buffer).writerow([guard(cell) if isinstance(cell, str) else cell for cell in row])
        yield buffer.getvalue().encode("utf-8", "replace")
