"""The working paper: its formulas give our values, and the reviewer's columns outlive a new run."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from checks.run import check
from extract import read_text
from gouji.report.decision import read_decisions
from gouji.report.review import review
from gouji.report.xlsx import DETAIL, SHEETS, render
from tests.report_sample import sample_report


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "底稿.xlsx"
    path.write_bytes(render([review(sample_report())], "0"))
    return path


def test_sheets_and_rows(book: Path) -> None:
    made, report = openpyxl.load_workbook(book), sample_report()
    assert tuple(made.sheetnames) == SHEETS
    assert made["问题明细"].max_row == 1 + len(report.findings)
    assert made["证据"].max_row == 1 + sum(len(f.figures) for f in report.findings)
    assert made["数据台账"].max_row == 1 + len(report.extraction.figures)
    assert made["已核查项"].max_row == 1 + 4
    assert [cell.value for cell in made["问题明细"][1]] == list(DETAIL)
    assert made["问题明细"].data_validations.dataValidation[0].formula1 == '"待核,确认,误报,已改,不适用"'


def test_recalculated_formulas_equal_our_values(
    book: Path, tmp_path: Path, require_program: Callable[[str], str]
) -> None:
    soffice = require_program("soffice")
    wiped = openpyxl.load_workbook(book)
    wiped.save(book)  # openpyxl keeps formulas and drops the values we stored with them
    subprocess.run(
        [soffice, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
         "--outdir", tmp_path / "out", book],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    sheet = openpyxl.load_workbook(tmp_path / "out" / book.name, data_only=True)["重算"]
    rows = {(row[0], row[2]): row[5] for row in sheet.iter_rows(min_row=2, values_only=True) if row[0]}
    findings = sample_report().findings
    assert rows[findings[0].id, "重新计算"] == pytest.approx(96.35 / (412.60 - 96.35) * 100, abs=1e-9)
    assert rows[findings[0].id, "文中所填"] == pytest.approx(34.07)
    assert rows[findings[1].id, "差额"] == pytest.approx(2)
    assert rows[findings[2].id, "重新计算"] == pytest.approx(307.25)
    assert rows[findings[2].id, "差额"] == pytest.approx(-9)


def test_cached_values_equal_the_formulas(book: Path) -> None:
    sheet = openpyxl.load_workbook(book, data_only=True)["重算"]
    values = [
        row[5] for row in sheet.iter_rows(min_row=2, values_only=True) if row[2] in {"重新计算", "差额"}
    ]
    assert values == pytest.approx([30.46640316, -3.60359684, 2, 307.25, -9])


def test_decisions_are_merged_by_id(book: Path, tmp_path: Path) -> None:
    old = openpyxl.load_workbook(book)
    sheet = old["问题明细"]
    kept = sheet.cell(2, DETAIL.index("编号") + 1).value
    for column, value in enumerate(("误报", "口径不同，已核", "李", "2024-05-06"), 1):
        sheet.cell(2, column).value = value
    # A finding that the new run no longer has keeps its place in the history.
    sheet.cell(3, DETAIL.index("编号") + 1).value = "feedfeedfeed"
    sheet.cell(3, 1).value = "已改"
    path = tmp_path / "旧.xlsx"
    old.save(path)
    made = openpyxl.load_workbook(io.BytesIO(render([review(sample_report())], "0", read_decisions(path))))
    rows = {row[4]: row[:4] for row in made["问题明细"].iter_rows(min_row=2, values_only=True)}
    assert rows[kept] == ("误报", "口径不同，已核", "李", "2024-05-06")
    assert all(row[0] == "待核" for finding, row in rows.items() if finding != kept)
    history = [(row[1], row[2]) for row in made["处理记录"].iter_rows(min_row=2, values_only=True)]
    assert history == [(kept, "误报"), ("feedfeedfeed", "已改")]
    again = read_decisions(path)
    assert len(again.history) == 2


def test_a_foreign_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "别的.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(ValueError, match="不是本程序生成"):
        read_decisions(path)


def test_what_matters_and_was_held_against_nothing_is_listed(tmp_path: Path) -> None:
    target = tmp_path / "book.xlsx"
    target.write_bytes(render([review(check(read_text("2023年末在职人员35人。\n")))], "0"))
    rows = list(openpyxl.load_workbook(target)["未核查项"].iter_rows(values_only=True))
    (row,) = [r for r in rows if r[1] == "重要数据未核对"]
    assert "35人" in str(row[2]) and row[3] == "没有可与之核对的数据，需人工核对" and row[4]
