"""The summary of a scan: what came of it by document, unit and rule, as values, JSON and CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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
_TITLES: Final = (
    "文件", "单位", "年度", "材料", "核查状态", "原因", "错误", "疑点", "提示", "跨文件疑点", "数据", "已核对一致",
    "有矛盾", "未核对", "已核对关系", "重复于", "另一版本", "结果",
)  # fmt: skip
_UNIT_TITLES: Final = (
    "单位", "年度", "文件数", *STATE.values(), "错误", "疑点", "提示", "跨文件问题", "已核对关系", "每百项关系的问题",
    "报送情况",
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
    """A unit with all it handed in; ``listed``: on_roster, not_on_roster, missing, or "" without a roster."""

    name: str
    rows: tuple[Row, ...]
    crossings: tuple[Crossing, ...]
    listed: str = ""
    more: Mapping[str, str] | None = None

    @property
    def years(self) -> list[int]:
        """The years of its documents."""
        return sorted({row.document.year for row in self.rows if row.document.year})

    def states(self) -> Counter[str]:
        """How many of its documents are in each state."""
        return Counter(row.document.state for row in self.rows)

    def count(self, severity: int) -> int:
        """Its findings of a severity; what came twice counts once."""
        return sum(row.count(severity) for row in self.rows if not row.document.copy_of)

    def tested(self) -> int:
        """How many relations were tested in its documents."""
        return sum(row.relations.get("tested", 0) for row in self.rows if not row.document.copy_of)


@dataclass(frozen=True, slots=True)
class Summary:
    """All that a bureau sees of a scan; units by name."""

    units: tuple[Unit, ...]
    crossings: tuple[Crossing, ...]
    roster: bool = False

    def rows(self) -> list[Row]:
        """All documents by path."""
        return sorted((row for unit in self.units for row in unit.rows), key=lambda row: row.document.path)

    def states(self) -> Counter[str]:
        """How many documents are in each state."""
        return Counter(row.document.state for unit in self.units for row in unit.rows)

    def by_rule(self) -> dict[str, list[int]]:
        """Each rule to relations tested, errors, warnings, infos, and units concerned."""
        found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
        for unit in self.units:
            concerned = set()
            for row in unit.rows:
                if row.document.copy_of:
                    continue
                for code, numbers in row.rules.items():
                    for i, number in enumerate(numbers):
                        found[code][i] += number
                    if sum(numbers[1:]):
                        concerned.add(code)
            for crossing in unit.crossings:
                found[crossing.finding.rule][1 + SEVERITIES.index(crossing.finding.severity)] += 1
                concerned.add(crossing.finding.rule)
            for code in concerned:
                found[code][4] += 1
        return dict(sorted(found.items()))


def summarise(
    ledger: Ledger,
    documents: Sequence[Document],
    crossings: Sequence[Crossing],
    roster: Sequence[Listed] = (),
) -> Summary:
    """Documents and findings by unit; units of the roster that handed in nothing are there, empty."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for document, (_, _, card) in zip(documents, ledger.cards(), strict=True):
        rows[document.unit].append(_row(document, card))
    shared: dict[str, list[Crossing]] = defaultdict(list)
    for crossing in crossings:
        shared[crossing.unit].append(crossing)
    matched = match(roster, rows)
    listed = {one.unit: one for one in roster}
    made = []
    for name, mine in rows.items():
        told = listed.get(matched.get(name, ""))
        state = ("on_roster" if told else "not_on_roster") if roster and name else ""
        made.append(Unit(name, tuple(mine), tuple(shared[name]), state, told.more if told else None))
    there = set(matched.values())
    made += [Unit(one.unit, (), (), "missing", one.more) for one in roster if one.unit not in there]
    return Summary(
        tuple(sorted(made, key=lambda unit: (unit.name, unit.listed))), tuple(crossings), bool(roster)
    )


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
                for code, numbers in summary.by_rule().items()
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


def _unit(unit: Unit) -> Json:
    states = unit.states()
    return {
        "unit": unit.name,
        "years": unit.years,
        "documents": len(unit.rows),
        "states": {state: states.get(state, 0) for state in STATES},
        "findings": {severity: unit.count(i) for i, severity in enumerate(SEVERITIES)},
        "across": len(unit.crossings),
        "tested": unit.tested(),
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


def render_csv(summary: Summary) -> bytes:
    """One row per document."""
    across: Counter[str] = Counter(p for c in summary.crossings for p in dict.fromkeys(c.paths))

    def rows() -> Iterator[Sequence[object]]:
        for row in summary.rows():
            one = row.document
            yield (
                one.path, one.unit or UNKNOWN, one.year or "", one.role, STATE[one.state],
                "；".join(message for _, message in row.reasons), *(row.count(i) for i in range(3)),
                across[one.path], *(row.coverage.get(n, 0) for n in ("figures", "verified", "contradicted", "unchecked")),
                row.relations.get("tested", 0), one.copy_of, one.version_of, place(one.key),
            )  # fmt: skip

    return _table(_TITLES, rows())


def render_units(summary: Summary) -> bytes:
    """One row per unit."""
    told = {"": "", "on_roster": "已报送", "not_on_roster": "不在名单", "missing": "未报送"}

    def rows() -> Iterator[Sequence[object]]:
        for unit in summary.units:
            states, tested = unit.states(), unit.tested()
            findings = sum(unit.count(i) for i in range(3))
            yield (
                unit.name or UNKNOWN, "、".join(map(str, unit.years)), len(unit.rows),
                *(states.get(state, 0) for state in STATES), *(unit.count(i) for i in range(3)),
                len(unit.crossings), tested, f"{100 * findings / tested:.1f}" if tested else "", told[unit.listed],
            )  # fmt: skip

    return _table(_UNIT_TITLES, rows())


def _table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(titles)
    for row in rows:
        writer.writerow([guard(cell) if isinstance(cell, str) else cell for cell in row])
    return ("\ufeff" + buffer.getvalue()).encode("utf-8", "replace")
