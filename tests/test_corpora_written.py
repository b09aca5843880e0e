"""Documents written by hand in the manner of many places and years: right as they stand, noticed when changed.

They are full of what looks wrong and is not: carry-over beside the income of the year, several
denominators, shares of other wholes, points against the pace of the year, unit prices, figures in 元
beside 万元.
"""

import tomllib
from pathlib import Path

import pytest

from checks.run import check
from extract import read

FOLDER = Path(__file__).parents[1] / "corpora" / "committed" / "written"
DOCUMENTS = sorted(FOLDER.glob("*.html"))
SLIPS = tomllib.loads((FOLDER / "slips.toml").read_text("utf-8"))["slip"]
NOTICED = [slip for slip in SLIPS if slip["rule"]]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_right_document_raises_nothing(path):
    report = check(read(path))
    assert report.faults == () and len(report.extraction.figures) > 20
    assert [(f.rule, f.message) for f in report.findings if f.severity != "info"] == []


@pytest.mark.parametrize("slip", NOTICED, ids=lambda slip: f"{slip['document']} {slip['now'][:24]}")
def test_what_a_department_got_wrong_is_noticed(slip, tmp_path):
    page = (FOLDER / f"{slip['document']}.html").read_text("utf-8")
    assert page.count(slip["was"]) == 1
    changed = tmp_path / "changed.html"
    changed.write_text(page.replace(slip["was"], slip["now"]), "utf-8")
    found = {f.rule for f in check(read(changed)).findings if f.severity != "info"}
    assert slip["rule"] in found, found
