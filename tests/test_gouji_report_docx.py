"""Word comments stand at the exact figures, and taking them away leaves the document as it was."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.model import Report
from extract.model import Figure, Locator
from extract.readers import docx as reader
from gouji.report.docx import render
from gouji.report.docx_place import Places, isolate
from gouji.report.note import AnnotationError, main_figure
from gouji.report.review import Review, review
from tests.report_sample import SAMPLE, sample_report

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def anchored(data: bytes) -> list[str]:
    """The text between the marks of each comment, in order of the comments."""
    body = Document(io.BytesIO(data)).element.body
    open_ids: dict[str, str] = {}
    done: dict[int, str] = {}
    for element in body.iter():
        if element.tag == W + "commentRangeStart":
            open_ids[element.get(W + "id")] = ""
        elif element.tag == W + "commentRangeEnd":
            done[int(element.get(W + "id"))] = open_ids.pop(element.get(W + "id"))
        elif element.tag == W + "t":
            open_ids = {name: text + (element.text or "") for name, text in open_ids.items()}
    return [done[number] for number in sorted(done)]


def test_comments_stand_at_the_figures() -> None:
    report = sample_report()
    data = render(review(report), SAMPLE.read_bytes())
    wanted = []
    for finding in report.findings:
        main = finding.figures[main_figure(finding)]
        wanted.append(main.text)
        wanted += [f.text for f in finding.figures if f.where.block != main.where.block]
    assert anchored(data) == wanted


def test_text_is_unchanged_and_comments_hold_the_sentences() -> None:
    report = sample_report()
    data = render(review(report), SAMPLE.read_bytes())
    assert reader.read(data, "x").blocks == reader.read(SAMPLE.read_bytes(), "x").blocks
    comments = list(Document(io.BytesIO(data)).comments)
    assert {c.author for c in comments} == {"绩效核查"}
    for finding in report.findings:
        assert any(finding.message in c.text for c in comments)


def test_taking_the_comments_away_leaves_the_same_text_runs() -> None:
    def text(data: bytes) -> str:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            body = package.read("word/document.xml").decode("utf-8")
        body = re.sub(r"<w:commentRange(Start|End)[^>]*/>", "", body)
        body = re.sub(r"<w:r>(?:(?!</w:r>).)*<w:commentReference[^>]*/></w:r>", "", body, flags=re.DOTALL)
        assert "comment" not in body
        return "|".join("".join(re.findall(r"<w:t[ >][^<]*", p)) for p in body.split("</w:p>")).replace(
            "<w:t", ""
        )

    def bare(value: str) -> str:
        return re.sub(r'( xml:space="preserve")?>', "", value)

    assert bare(text(render(review(sample_report()), SAMPLE.read_bytes()))) == bare(text(SAMPLE.read_bytes()))


def test_same_bytes_twice() -> None:
    made = review(sample_report())
    assert render(made, SAMPLE.read_bytes()) == render(made, SAMPLE.read_bytes())


def test_a_place_that_is_not_found_says_so() -> None:
    report: Report = sample_report()
    lost = replace(report.findings[0].figures[2], where=Locator(block=12, start=3, end=5), text="34.07%")
    nowhere = replace(lost, where=Locator(block=999))
    for figure in (lost, nowhere):
        finding = replace(report.findings[0], figures=(figure,), roles=("rate",), suspect=0)
        made = replace(review(report), findings=(finding,), blocks=review(report).blocks)
        comments = [c.text for c in Document(io.BytesIO(render(made, SAMPLE.read_bytes()))).comments]
        assert len(comments) == 1
    assert "未能定位" in comments[0]


def test_what_is_no_word_file_is_refused() -> None:
    with pytest.raises(AnnotationError, match="docx"):
        render(review(sample_report()), b"%PDF-1.7")


@settings(max_examples=60)
@given(st.lists(st.text("ab1%", min_size=0, max_size=6), min_size=1, max_size=5), st.data())
def test_isolate_cuts_any_span_out_of_any_runs(pieces: list[str], data: st.DataObject) -> None:
    document = Document()
    paragraph = document.add_paragraph()
    for number, piece in enumerate(pieces):
        paragraph.add_run(piece).bold = bool(number % 2)
    text = "".join(pieces)
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    looks = [run.bold for run in paragraph.runs for _ in run.text]
    found = isolate([paragraph._p], start, end)
    assert found is not None
    runs = [run._r for run in paragraph.runs]
    inside = paragraph.runs[runs.index(found[0]) : runs.index(found[1]) + 1]
    assert "".join(run.text for run in inside) == text[start:end]
    assert paragraph.text == text
    assert [run.bold for run in paragraph.runs for _ in run.text] == looks


def test_repeated_numbers_in_one_paragraph_are_told_apart() -> None:
    document = Document()
    document.add_paragraph("支出5万元，收入5万元，结余5万元")
    buffer = io.BytesIO()
    document.save(buffer)
    blocks = reader.read(buffer.getvalue(), "x").blocks
    text = blocks[0].text  # type: ignore[union-attr]
    made = Review("x", "docx", "", "complete", blocks=blocks)
    places = Places(Document(io.BytesIO(buffer.getvalue())).element.body, made)
    for start in (m.start() for m in re.finditer("5万元", text)):
        figure = Figure(
            "5万元", Decimal(5), Decimal(1), "万元", text, Locator(block=0, start=start, end=start + 3)
        )
        assert places.find(figure)[1] == (start, start + 3)
