"""The final accounts of a real department and the blank form of such a paper: relations tested, contradictions told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from checks.evidence import is_held
from checks.run import check
from extract import read

ReportFile = Callable[[str], Path]


def test_the_tables_of_real_accounts_hold_and_its_contradictions_are_told(report_file: ReportFile) -> None:
    report = check(read(report_file("putuo-social-work-2024.pdf")))
    assert report.faults == ()
    held = Counter(claim.rule for claim, verdict in report.ledger.entries if is_held(verdict))
    assert held["GJ101"] >= 76 and held["GJ102"] >= 60 and held["GJ303"] >= 44 and held["GJ307"] >= 18
    serious = {f.rule for f in report.findings if f.severity != "info"}
    assert serious == {"GJ112", "GJ212", "GJ606", "GJ607"}


def test_the_blank_form_is_read_and_accused_of_nothing(report_file: ReportFile) -> None:
    report = check(read(report_file("juesuan-form-2024.pdf")))
    assert report.faults == () and report.findings == ()
    assert len(report.extraction.tables) == 10
