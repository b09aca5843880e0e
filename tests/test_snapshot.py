"""What the program prints of the sample, word for word. After an intended change: make snapshots"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from checks.run import check
from extract import read
from gouji.output import render
from gouji.report.review import review

ROOT = Path(__file__).resolve().parent.parent
KEPT = Path(__file__).resolve().parent / "snapshot"


@pytest.mark.parametrize("form", ["text", "concise", "csv"])
def test_snapshot_of_the_sample(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    made = render(form, [review(check(read("corpora/sample/report.docx")))])
    data = made.encode("utf-8") if isinstance(made, str) else made
    path = KEPT / f"sample.{form}"
    if os.environ.get("GOUJI_SNAPSHOTS") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    assert path.read_bytes() == data, "run make snapshots and read the difference"
