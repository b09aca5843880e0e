"""PDF highlights lie on the figures, whatever way the page is turned; signed files stay untouched."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pytest

from extract.model import BBox
from gouji.report.note import AnnotationError
from gouji.report.pdf import place_on_page, render
from gouji.report.review import Review, review
from tests.report_sample import sample_report

BOX: BBox = (100.0, 200.0, 160.0, 214.0)


def blank(rotate: int = 0, encrypt: bool = False, signed: bool = False) -> bytes:
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(600, 800))
    page.obj.MediaBox = [10, 20, 610, 820]
    page.obj.Rotate = rotate
    if signed:
        field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, V=pikepdf.Dictionary(Type=pikepdf.Name.Sig), T="s")
        document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([document.make_indirect(field)]))
    buffer = io.BytesIO()
    document.save(buffer, encryption=pikepdf.Encryption(owner="o", user="u") if encrypt else False)
    return buffer.getvalue()


def placed() -> Review:
    """The first finding of the sample, with its main figure in a box of page 1."""
    made = review(sample_report())
    finding = made.findings[0]
    figures = tuple(replace(f, where=replace(f.where, page=1, bbox=BOX)) for f in finding.figures)
    return replace(made, format="pdf", findings=(replace(finding, figures=figures),))


@pytest.mark.parametrize(
    ("rotate", "wanted"),
    [
        (0, (110, 606, 170, 620)),
        (90, (210, 120, 224, 180)),
        (180, (450, 220, 510, 234)),
        (270, (396, 660, 410, 720)),
    ],
)
def test_boxes_follow_the_turn_of_the_page(rotate: int, wanted: tuple[int, ...]) -> None:
    with pikepdf.open(io.BytesIO(blank(rotate))) as document:
        assert place_on_page(document.pages[0], BOX) == pytest.approx(wanted)


def test_note_says_what_the_finding_says() -> None:
    made = placed()
    data = render(made, blank())
    with pikepdf.open(io.BytesIO(data)) as document:
        (note,) = document.pages[0].obj.Annots
        assert note.Subtype == "/Highlight"
        assert made.findings[0].message in str(note.Contents)
        assert [float(x) for x in note.Rect] == [110, 606, 170, 620]
    assert data == render(made, blank())


def test_places_without_a_box_are_left_out() -> None:
    with pikepdf.open(io.BytesIO(render(review(sample_report()), blank()))) as document:
        assert "/Annots" not in document.pages[0].obj


@pytest.mark.parametrize(
    ("data", "why"),
    [(blank(signed=True), "签名"), (blank(encrypt=True), "加密"), (b"PK\x03\x04", "不是")],
)
def test_what_cannot_be_annotated_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(AnnotationError, match=why):
        render(placed(), data)
