"""Every committed report goes the whole way from its file to each output, with nothing broken off."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.cli import main

COMMITTED = Path(__file__).resolve().parents[1] / "corpora" / "committed"


@pytest.mark.parametrize("output", ["text", "json", "html", "xlsx", "csv", "sarif", "letter"])
def test_committed_reports_reach_every_output(output: str, tmp_path: Path) -> None:
    reports = sorted(COMMITTED.glob("*.docx"))
    kinds = {path.name.split("-")[0] for path in reports}
    assert {"department", "project", "evaluation", "accounts", "review", "visit"} <= kinds
    out = tmp_path / "out"
    arguments = [*map(str, reports), "--format", output, "--output", str(out), "--fail-on", "never"]
    assert main(["check", *arguments]) == 0
    assert out.stat().st_size > 0
