"""Stored results: rendered again, compared, accepted, merged, all from the command line."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from gouji.cli import main
from gouji.config import FORMATS

SAMPLE = Path(__file__).resolve().parent.parent / "corpora" / "sample"


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stored result of the sample, made once."""
    folder = tmp_path_factory.mktemp("result")
    shutil.copy(SAMPLE / "report.docx", folder)
    path = folder / "result.json"
    assert (
        main(
            [
                "check",
                "--format",
                "json",
                "--with-document",
                "--output",
                str(path),
                str(folder / "report.docx"),
            ]
        )
        == 1
    )
    return path


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "pdf"])
def test_a_stored_result_gives_the_same_bytes_as_a_fresh_one(form: str, result: Path, tmp_path: Path) -> None:
    fresh, stored = tmp_path / "fresh", tmp_path / "stored"
    call = [
        "check",
        "--format",
        form,
        "--with-document",
        "--output",
        str(fresh),
        str(result.parent / "report.docx"),
    ]
    assert main(call) == 1
    assert main(["report", str(result), "--format", form, "--output", str(stored)]) == 0
    assert fresh.read_bytes() == stored.read_bytes()


def test_annotating_a_changed_original_is_refused(
    result: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = json.loads(result.read_text("utf-8"))
    entry["documents"][0]["path"] = str(SAMPLE / "clean.docx")
    moved = tmp_path / "moved.json"
    moved.write_text(json.dumps(entry), "utf-8")
    assert main(["report", str(moved), "--format", "docx", "--output", str(tmp_path / "x.docx")]) == 2
    assert "已改动" in capsys.readouterr().err


def test_an_old_word_file_gets_its_comments_in_a_converted_copy(
    require_program: Callable[[str], str], tmp_path: Path
) -> None:
    call = [require_program("soffice"), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    subprocess.run(
        [*call, "--convert-to", "doc", "--outdir", tmp_path, SAMPLE / "report.docx"],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    target = tmp_path / "notes.docx"
    assert main(["check", "--format", "docx", "--output", str(target), str(tmp_path / "report.doc")]) == 1
    assert any("34.07%" in comment.text for comment in Document(str(target)).comments)


def test_pdf_notes_on_a_word_file_are_refused(result: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(result), "--format", "pdf"]) == 2
    assert "pdf" in capsys.readouterr().err


def test_diff_tells_solved_from_remaining(result: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "--format", "json", str(result), str(SAMPLE / "clean.docx")]) == 0
    gone = json.loads(capsys.readouterr().out)["documents"][0]["findings"]
    assert gone and {item["change"] for item in gone} == {"gone"}
    assert main(["diff", str(result), str(result)]) == 1
    assert "新增0项" in capsys.readouterr().out
    assert main(["diff", "--fail-on", "never", str(result), str(result)]) == 0


def test_baseline_accepts_prunes_and_is_honoured_by_check(
    result: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base, report = tmp_path / "base.json", str(result.parent / "report.docx")
    assert main(["baseline", "record", str(result), "--all", "--file", str(base)]) == 2
    assert "理由" in capsys.readouterr().err
    assert (
        main(["baseline", "record", str(result), "000000000000", "--file", str(base), "--reason", "口径"])
        == 2
    )
    call = [
        "baseline",
        "record",
        str(result),
        "--all",
        "--file",
        str(base),
        "--reason",
        "口径不同",
        "--who",
        "李",
    ]
    assert main(call) == 0
    assert main(["check", "--baseline", str(base), "--format", "concise", report]) == 0
    assert capsys.readouterr().out == ""
    assert main(["baseline", "apply", str(result), "--file", str(base), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["documents"][0]["findings"] == []
    clean = tmp_path / "clean.json"
    main(["check", "--format", "json", "--output", str(clean), str(SAMPLE / "clean.docx")])
    assert main(["baseline", "prune", str(clean), "--file", str(base)]) == 0
    assert json.loads(base.read_text("utf-8"))["entries"] == []


def test_an_older_working_paper_is_merged(
    result: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = tmp_path / "old.xlsx", tmp_path / "new.xlsx"
    assert main(["report", str(result), "--format", "xlsx", "--output", str(old)]) == 0
    book = openpyxl.load_workbook(old)
    book["问题明细"]["A2"] = "确认"
    book.save(old)
    assert main(["report", str(result), "--format", "xlsx", "--output", str(new), "--merge", str(old)]) == 0
    assert openpyxl.load_workbook(new)["问题明细"]["A2"].value == "确认"
    assert main(["report", str(result), "--format", "text", "--merge", str(old)]) == 2
    assert (
        main(["report", str(result), "--format", "xlsx", "--merge", str(result), "--output", str(new)]) == 2
    )
    assert "result.json" in capsys.readouterr().err
