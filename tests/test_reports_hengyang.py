"""One real report in three formats: the same findings, and none that the hand-made list of its relations denies."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from checks.model import Finding, Report
from checks.run import check
from extract import read
from extract.number import read_cell, scan

FORMATS = ("docx", "txt", "pdf")
SURE, SUREST = 0.5, 0.88

ReportFile = Callable[[str], Path]


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    return {}


def checked(form: str, reports: dict[str, Report], report_file: ReportFile) -> Report:
    if form not in reports:
        reports[form] = check(read(report_file(f"hengyang-2022.{form}")))
    return reports[form]


def relations(report_file: ReportFile) -> list[dict[str, Any]]:
    return list(json.loads(report_file("hengyang-2022.truth.json").read_text("utf-8")))


def values(relation: dict[str, Any]) -> set[Decimal]:
    return {n.value for f in relation["figures"] if (n := read_cell(str(f.get("value") or ""))) is not None}


def is_about(finding: Finding, relation: dict[str, Any]) -> bool:
    """Whether a finding shares a figure of a relation, and another of its figures or of its formula."""
    told, own = {figure.value for figure in finding.figures}, values(relation)
    meant = own | {number.value for number in scan(relation["formula"])}
    return bool(told & own) and len(told & meant) >= min(2, len(meant))


@pytest.mark.parametrize("form", FORMATS)
def test_every_part_is_read_without_a_fault(
    form: str, reports: dict[str, Report], report_file: ReportFile
) -> None:
    report = checked(form, reports, report_file)
    assert report.faults == ()
    assert report.extraction.entity == "衡阳市人民政府国有资产监督管理委员会"
    assert report.extraction.year == 2022


@pytest.mark.parametrize("form", FORMATS[1:])
def test_each_format_has_the_same_findings(
    form: str, reports: dict[str, Report], report_file: ReportFile
) -> None:
    one, other = (checked(f, reports, report_file).findings for f in (FORMATS[0], form))
    assert {(f.id, f.rule, f.severity, f.stated) for f in other} == {
        (f.id, f.rule, f.severity, f.stated) for f in one
    }


@pytest.mark.parametrize("form", FORMATS)
def test_every_error_is_a_relation_known_to_be_broken(
    form: str, reports: dict[str, Report], report_file: ReportFile
) -> None:
    known = [r for r in relations(report_file) if not r["holds"] and r["certainty"] >= SURE]
    errors = [f for f in checked(form, reports, report_file).findings if f.severity == "error"]
    unknown = [(f.rule, f.message) for f in errors if not any(is_about(f, relation) for relation in known)]
    assert errors
    assert unknown == []


@pytest.mark.parametrize("form", FORMATS)
def test_no_error_rests_on_a_relation_that_holds(
    form: str, reports: dict[str, Report], report_file: ReportFile
) -> None:
    held = [values(r) for r in relations(report_file) if r["holds"]]
    wrong = [
        (finding.rule, finding.message)
        for finding in checked(form, reports, report_file).findings
        if finding.severity == "error" and {figure.value for figure in finding.figures} in held
    ]
    assert wrong == []


def test_the_surest_broken_relations_are_found(reports: dict[str, Report], report_file: ReportFile) -> None:
    report = checked("docx", reports, report_file)
    broken = [r for r in relations(report_file) if not r["holds"] and r["severity"] == "error"]
    sure = [r for r in broken if r["certainty"] >= SUREST and values(r)]
    assert [r["id"] for r in sure if not any(is_about(f, r) for f in report.findings)] == []
