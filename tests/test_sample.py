"""The bundled sample: each planted contradiction is found once, its clean twin gives nothing, ids outlive edits."""

from __future__ import annotations

import io
import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocumentObject

from checks.run import check
from corpora.sample.compose import CLEAN, HERE, PLANTED, compose
from extract import read
from gouji.compare import compare
from gouji.report.review import Review, review

PLANTED_AT = {
    "GJ203": "34.07%",
    "GJ204": "95.00%",
    "GJ301": "36",
    "GJ101": "316.25",
    "GJ401": "8",
}


def checked(path: Path) -> Review:
    return review(check(read(str(path))))


@pytest.fixture(scope="module")
def original() -> Review:
    return checked(HERE / "report.docx")


@pytest.mark.parametrize(("name", "slots"), [("report.docx", PLANTED), ("clean.docx", CLEAN)])
def test_committed_files_are_what_the_script_writes(name: str, slots: object) -> None:
    assert (HERE / name).read_bytes() == compose(slots)  # type: ignore[arg-type]


def test_each_planted_contradiction_is_found_once_and_nothing_else(original: Review) -> None:
    assert sorted(f.rule for f in original.findings) == sorted(PLANTED_AT)
    for finding in original.findings:
        assert finding.severity == "error"
        assert PLANTED_AT[finding.rule] in {figure.text for figure in finding.figures}


def test_clean_twin_has_no_finding() -> None:
    made = checked(HERE / "clean.docx")
    assert made.status == "complete"
    assert made.findings == ()


def insert_paragraphs(document: DocumentObject, chance: random.Random) -> None:
    body = [p for p in document.paragraphs if p.text]
    for paragraph in chance.sample(body, 4):
        paragraph.insert_paragraph_before("本部分内容已经单位负责人审核。")


def move_section(document: DocumentObject, chance: random.Random) -> None:
    """A section of level 2 of chapter 二 to another place in it."""
    paragraphs = document.paragraphs
    starts = [i for i, p in enumerate(paragraphs) if p.text.startswith("（") and len(p.text) < 20][2:]
    chosen, before = chance.sample(starts[1:], 2)
    target = paragraphs[before]._p
    for paragraph in (paragraphs[chosen]._p, paragraphs[chosen + 1]._p):
        target.addprevious(paragraph)


def split_runs(document: DocumentObject, chance: random.Random) -> None:
    """As another program saves them: every run in pieces."""
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            at = chance.randrange(len(run.text) + 1)
            rest = run.text[at:]
            run.text = run.text[:at]
            paragraph.add_run(rest)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("edit", [insert_paragraphs, move_section, split_runs])
def test_ids_outlive_an_edit(
    edit: Callable[[DocumentObject, random.Random], None], seed: int, original: Review, tmp_path: Path
) -> None:
    document = Document(str(HERE / "report.docx"))
    edit(document, random.Random(seed))
    buffer = io.BytesIO()
    document.save(buffer)
    path = tmp_path / "edited.docx"
    path.write_bytes(buffer.getvalue())
    (made,) = compare([original], [checked(path)])
    assert {pair.change for pair in made.pairs} == {"same"}
    for pair in made.pairs:
        assert pair.old is not None and pair.new is not None
        assert sorted(f.text for f in pair.old.figures) == sorted(f.text for f in pair.new.figures)


def test_ids_are_the_same_in_pdf(
    original: Review, require_program: Callable[[str], str], tmp_path: Path
) -> None:
    subprocess.run(
        [require_program("soffice"), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf",
         "--outdir", tmp_path, HERE / "report.docx"],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    made = checked(tmp_path / "report.pdf")
    assert {f.id for f in made.findings} == {f.id for f in original.findings}
