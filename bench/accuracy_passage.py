"""Real passages with the relations a person found in them: recognised, and judged right."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from checks.model import Claim, Report, Same, Verdict
from extract.model import Extraction, Figure, Paragraph

FOLDER = Path(
    os.environ.get("GOUJI_PASSAGES", Path(__file__).resolve().parents[2] / "shared/reports/passages")
)
NUMBER = re.compile(r"-?\d+(?:[,，]\d{3})*(?:\.\d+)?")
TESTED = {"held", "held_by_rounding", "held_by_truncation", "broken"}
KINDS = ("sum", "change", "share", "rate", "difference", "order", "repeat", "other")


class Passage:
    """One passage, checked, with its characters in one row so that a span can be found."""

    def __init__(self, name: str, report: Report) -> None:
        self.name, self.report = name, report
        self.row, self.places = _row(report.extraction)
        self.entries = [
            (c, v) for c, v in report.ledger.entries if v.state in TESTED or v.state == "undecided"
        ]

    def spanned(self, text: str) -> set[tuple[Any, ...]] | None:
        """The places of the figures inside a span of the passage; None where it is not found."""
        wanted = squeeze(text)
        found = re.search(re.escape(wanted), self.row)
        if found is None:
            return None
        covered = {self.places[i] for i in range(found.start(), found.end())}
        return {_key(f) for f in self.report.extraction.figures if _starts(f) & covered}

    def claims(self, relation: dict[str, Any], *, operands: bool) -> list[tuple[Claim, Verdict]]:
        """Tested or undecided relations that take in every operand of the formula and a figure of the span.

        Where there are none, those that take in the span itself, or are of its figures only.
        ``operands``: the operands count, wherever they stand.  One fact told twice is told of by the relations
        that hold its figures to be the same, where there are any: what else they enter into is another relation.
        """
        found = self._claims(relation, operands=operands)
        same = [(c, v) for c, v in found if relation["kind"] == "repeat" and isinstance(c.relation, Same)]
        return same or found

    def _claims(self, relation: dict[str, Any], *, operands: bool) -> list[tuple[Claim, Verdict]]:
        places = self.spanned(relation["text"])
        wanted = self._operands(relation)
        exact = [
            (c, v)
            for c, v in self.entries
            if wanted and wanted <= {str(abs(f.value).normalize()) for f in c.figures}
        ]
        if operands or not places:
            return exact
        if touching := [(c, v) for c, v in exact if {_key(f) for f in c.figures} & places]:
            return touching
        return [
            (c, v)
            for c, v in self.entries
            if places <= {_key(f) for f in c.figures}
            or ({_key(f) for f in c.figures} <= places and len(c.figures) > 1)
        ]

    def _operands(self, relation: dict[str, Any]) -> set[str]:
        """The printed figures among the numbers of the annotated formula."""
        from decimal import Decimal

        have = {str(abs(f.value).normalize()) for f in self.report.extraction.figures}
        numbers = NUMBER.findall(unicodedata.normalize("NFKC", relation["formula"]))
        return {str(abs(Decimal(n.replace(",", ""))).normalize()) for n in numbers} & have


def squeeze(text: str) -> str:
    """NFKC without white space and cell bars, and without the pinyin that mirrors put after characters."""
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]+\)", "", plain)
    return "".join(c for c in plain if not c.isspace() and c != "|")


def _row(extraction: Extraction) -> tuple[str, list[tuple[Any, ...]]]:
    characters: list[str] = []
    places: list[tuple[Any, ...]] = []

    def add(text: str, place: tuple[Any, ...]) -> None:
        for index, char in enumerate(text):
            for c in squeeze(char):
                characters.append(c)
                places.append((*place, index))

    tables = {t.where.block: t for t in extraction.tables}
    for block in extraction.blocks:
        if isinstance(block, Paragraph):
            add(block.text, (block.where.block, None, None))
        elif block.where.block in tables:
            for cell in tables[block.where.block].cells:
                add(cell.text, (block.where.block, cell.row, cell.column))
    return "".join(characters), places


def _key(figure: Figure) -> tuple[Any, ...]:
    w = figure.where
    return (w.block, w.row, w.column, w.start)


def _starts(figure: Figure) -> set[tuple[Any, ...]]:
    w = figure.where
    return {(w.block, w.row, w.column, (w.start or 0) + i) for i in range(max(1, len(figure.text)))}


def measure(check: Any) -> tuple[dict[str, Counter[str]], list[str]]:
    """Counts per kind of relation over all passages, and a line for each that went wrong.

    ``check`` takes a path and returns a Report or None.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    lines: list[str] = []
    for row in (FOLDER / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        item = json.loads(row)
        report = check(FOLDER / item["file"])
        passage = Passage(item["file"], report) if report else None
        for relation in item["relations"]:
            count = counts[relation["kind"]]
            count["relations"] += 1
            if passage is None:
                continue
            _judge(passage, relation, count, lines)
        if passage is not None:
            counts["all"]["passages"] += 1
            counts["all"]["false"] += _false(passage, item["relations"], lines)
    return counts, lines


def _judge(passage: Passage, relation: dict[str, Any], count: Counter[str], lines: list[str]) -> None:
    arguable = "[arguable]" in relation["note"]
    found = passage.claims(relation, operands=False)
    tested = [(c, v) for c, v in found if v.state in TESTED]
    exact = [v for c, v in passage.claims(relation, operands=True) if v.state in TESTED]
    count["recognised"] += bool(tested)
    count["operands"] += bool(exact)
    broken = [v for _, v in tested if v.state == "broken"]
    if arguable:
        severe = [
            f
            for f in passage.report.findings
            if f.severity == "error" and any(f.claim is c for c, v in tested)
        ]
        right = not severe if found else False
    else:
        right = bool(tested) and (not broken if relation["holds"] else bool(broken))
    count["right"] += right
    count["strictly"] += bool(exact) and (
        all(v.state != "broken" for v in exact)
        if relation["holds"]
        else any(v.state == "broken" for v in exact)
    )
    if not right:
        state = "wrong" if tested else "unseen"
        lines.append(
            f"{passage.name} {relation['kind']} {state}: {relation['text'][:60]!r} {relation['formula']}"
        )


def _false(passage: Passage, relations: list[dict[str, Any]], lines: list[str]) -> int:
    """Error findings that rest on no relation annotated as broken or arguable."""
    wrong = [r for r in relations if not r["holds"] or "[arguable]" in r["note"]]
    excused: set[tuple[Any, ...]] = set()
    for relation in wrong:
        excused |= passage.spanned(relation["text"]) or set()
        for claim, _ in passage.claims(relation, operands=True):
            excused |= {_key(f) for f in claim.figures}
    count = 0
    for finding in passage.report.findings:
        if finding.severity == "error" and not {_key(f) for f in finding.figures} & excused:
            count += 1
            lines.append(f"{passage.name} false error {finding.rule}: {finding.message[:90]}")
    return count
