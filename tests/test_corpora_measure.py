"""The measures count what they say they count."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bench import accuracy
from bench.accuracy import MARKS, Tally, insert
from bench.accuracy_align import Mark, align, digits
from bench.accuracy_passage import squeeze
from bench.accuracy_table import share, show, summary
from checks import registry
from checks.registry import Rule


def marks(*pairs: tuple[str, str]) -> list[Mark]:
    return [Mark(number, before, False) for number, before in pairs]


def test_alignment_leaves_out_what_was_missed_and_what_is_spurious() -> None:
    true = marks(("10", "分值"), ("10", "得分"), ("95", "执行率"), ("3", "共"))
    read = marks(("10", "分值"), ("95", "执行率"), ("2022", "截至"), ("3", "共"))
    assert align(true, read) == [(0, 0), (2, 1), (3, 3)]


def test_alignment_pairs_a_figure_that_was_read_wrong_with_its_place() -> None:
    assert align(marks(("12.5", "支出"), ("7", "共")), marks(("125", "支出"), ("7", "共"))) == [
        (0, 0),
        (1, 1),
    ]


def test_alignment_never_pairs_different_numbers_at_different_places() -> None:
    assert align(marks(("12.5", "支出")), marks(("40", "编制"))) == []


def test_digits_are_compared_as_numbers() -> None:
    assert digits("１，２３４．５０ 万元") == digits("1234.5") == "1234.5"
    assert digits("20") == "20"


def test_a_passage_is_matched_without_spaces_bars_and_pinyin() -> None:
    assert squeeze("財(cái)政 撥款 |\n 32.6萬(wàn)元（市级）") == "財政撥款32.6萬元(市级)"


def test_the_summary_goes_between_its_marks_and_nowhere_else(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text(f"a\n{MARKS[0]}\nold\n{MARKS[1]}\nz\n", encoding="utf-8")
    insert(page, "new")
    assert page.read_text(encoding="utf-8") == f"a\n{MARKS[0]}\nnew\n{MARKS[1]}\nz\n"
    page.write_text("no marks\n", encoding="utf-8")
    insert(page, "new")
    assert page.read_text(encoding="utf-8") == "no marks\n"


def test_a_record_shows_its_shares() -> None:
    record = {
        "reading": {"department docx": Counter(documents=2, figures=200, matched=199, value=199)},
        "clean": {"department docx": Counter(documents=2, error=1)},
        "planted": {
            "unit-slip": Counter(planted=4, found=3, error=2),
            "below-rounding": Counter(planted=1, raised=1),
        },
        "by_format": {},
        "power": {"department level": Counter(changed=10, noticed=9)},
        "formats": {},
        "ids": {},
        "passages": {},
    }
    assert "99.5%" in show(record)
    assert "| planted errors found | 75.0% |" in summary(record, english=True)
    assert "| 每份无误报告误报错误（Word） | 0.50 |" in summary(record)
    assert share(1, 0) == "–"


def test_a_rule_that_breaks_off_is_a_failure_of_the_measure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(context: object) -> list[object]:
        raise ValueError("broken")

    path = tmp_path / "report.txt"
    path.write_text("2023年支出10万元，其中基本支出4万元、项目支出6万元。", encoding="utf-8")
    truth = {"name": "report", "kind": "review", "planted": [], "figures": [], "tables": [], "indicators": []}
    tally = Tally()
    accuracy.measure(iter([(truth, [path])]), tally)
    assert tally.failed == 0
    rule = Rule("GJ999", "broken", "error", "0.1.0", "", broken)  # type: ignore[arg-type]
    monkeypatch.setattr(registry, "load_rules", lambda: (rule,))
    accuracy.measure(iter([(truth, [path])]), tally)
    assert tally.failed == 1
