"""The corpora are what they claim to be: consistent, reproducible, and apart from the checker."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from corpora.interval import state
from corpora.make import ERRORS, KINDS, WRITERS, planted, report
from corpora.model import Draft, Relation, Slot, Style
from corpora.name import SECTORS
from corpora.phrase import choose, say, variants
from corpora.press import Press, decimal
from corpora.truth import truth

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("kind", KINDS)
def test_no_relation_of_a_clean_report_is_broken(kind: str) -> None:
    for index in range(6):
        draft = report(kind, 3, index)
        assert [r for r in draft.relations if state(r) in {"broken", "undefined"}] == []
        assert {r.kind for r in draft.relations} >= {"sum", "ratio", "repeat"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_place_in_the_truth_holds_its_figure(kind: str) -> None:
    made = truth(planted(kind, 3, 1, list(ERRORS)))
    cells = [{(r, c): text for r, c, _, _, text in grid["cells"]} for grid in made["tables"]]
    for figure in made["figures"]:
        where = figure["where"]
        text = (
            cells[where["table"]][where["row"], where["column"]]
            if "table" in where
            else made["blocks"][where["block"]]
        )
        assert text[where["start"] : where["end"]] == figure["text"]


@pytest.mark.parametrize("error", ERRORS)
def test_each_kind_of_error_finds_a_place_and_breaks_a_relation(error: str) -> None:
    plant, draft = next((d.plants[0], d) for d in _tries(error) if d.plants)
    broken = [r for r in draft.relations if state(r) == "broken"]
    assert plant.was != plant.now
    if plant.severity == "none":
        assert not broken
    elif any(isinstance(x, Slot) for x in plant.changed):
        assert {s for r in broken for s in r.slots} & set(plant.involved)


def _tries(error: str) -> Iterator[Draft]:
    sector = SECTORS[-1] if error == "debt-ratio" else None
    for index in range(40):
        for kind in ("department", "project", "accounts") if index < 4 else ("department",):
            yield planted(kind, 3, index, [error], sector=sector)


@pytest.mark.parametrize("extension", ["docx", "txt", "pipe.txt", "html", "xlsx"])
def test_one_seed_gives_one_file(extension: str) -> None:
    make = WRITERS[extension]
    assert make(report("project", 5, 0)) == make(report("project", 5, 0))
    assert make(report("project", 5, 0)) != make(report("project", 5, 1))


def test_corpora_and_checker_import_nothing_from_each_other() -> None:
    for package, others in {
        "corpora": {"extract", "checks", "gouji"},
        "extract": {"corpora"},
        "checks": {"corpora"},
    }.items():
        for path in (ROOT / package).glob("*.py" if package == "corpora" else "**/*.py"):
            names = {
                name.partition(".")[0]
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                if isinstance(node, ast.Import | ast.ImportFrom)
                for name in (
                    [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
                )
            }
            assert not names & others, path


def test_a_sum_holds_by_rounding_within_half_a_unit_of_each_part() -> None:
    press = Press(Style())

    def amount(text: str) -> Slot:
        slot = press.money("", 0, "")
        slot.reprint(Decimal(text))
        return slot

    def judged(total: str) -> str:
        parts = [amount("1.11"), amount("2.22")]
        return state(Relation("sum", {"total": [amount(total)], "parts": parts}))

    assert judged("3.33") == "held"
    assert judged("3.34") == "rounding"
    assert judged("3.36") == "broken"


def test_a_rate_that_is_cut_off_holds_by_truncation_only() -> None:
    press = Press(Style())
    current, delta = press.money("", 136_736_00_00, ""), press.money("", 30_091_00_00, "")
    rate = press.rate("", Fraction(30091, 136736 - 30091), "")
    assert state(Relation("change", {"current": [current], "delta": [delta], "rate": [rate]})) == "rounding"
    rate.reprint(Decimal("28.21"))
    assert decimal(Fraction(30091, 106645) * 100, 2, truncate=True) == Decimal("28.21")
    assert state(Relation("change", {"current": [current], "delta": [delta], "rate": [rate]})) in {
        "rounding",
        "truncation",
    }


def test_templates_choose_nested_alternatives_and_place_what_is_named() -> None:
    made = {"".join(map(str, say(Random(i), "[甲[一|二]|乙]{x}。", x="3"))) for i in range(40)}
    assert made == {"甲一3。", "甲二3。", "乙3。"}
    assert variants("[甲[一|二]|乙]{x}[|了]") == 6
    assert choose(Random(1), "没有选择") == "没有选择"
