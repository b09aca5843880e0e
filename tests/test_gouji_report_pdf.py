"""PDF highlights lie on the figures, whatever way the page is turned; signed files stay untouched."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest

from extract.model import BBox, Locator, Paragraph
from gouji.report.note import AnnotationError
from gouji.report.pdf import render
from gouji.report.pdf_place import Places, place_on_page
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
    original = blank()  # its own /ID depends on the time it was made
    data = render(made, original)
    with pikepdf.open(io.BytesIO(data)) as document:
        (note,) = document.pages[0].obj.Annots
        assert note.Subtype == "/Highlight"
        assert made.findings[0].message in str(note.Contents)
        assert [float(x) for x in note.Rect] == [110, 606, 170, 620]
    assert data == render(made, original)


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


def printed(*pages: list[str]) -> bytes:
    """A PDF with lines of plain text, 20 points apart from the top of each page."""
    document = pikepdf.new()
    for lines in pages:
        page = document.add_blank_page(page_size=(400, 400))
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Courier
        )
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=document.make_indirect(font)))
        text = "".join(
            f"BT /F 10 Tf 50 {380 - 20 * n} Td ({line}) Tj ET\n" for n, line in enumerate(lines, 1)
        )
        page.obj.Contents = document.make_stream(text.encode())
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def found(data: bytes, text: str, start: int, box: BBox) -> tuple[int, list[tuple[float, float]]]:
    where = Locator(page=1, block=0, start=start, end=start + 3, bbox=box)
    block = Paragraph(text, replace(where, start=None, end=None))
    made = replace(placed(), blocks=(block,))
    figure = replace(made.findings[0].figures[0], where=where)
    with pikepdf.open(io.BytesIO(data)) as document:
        page, boxes = Places(document, pypdfium2.PdfDocument(data), made).find(figure)
    return page, [(round(b[0]), round(b[2])) for b in boxes]


def test_only_the_characters_of_the_figure_are_covered() -> None:
    # Courier at 10 points: 6 points a character, so character n of a line begins at 50 + 6 n.
    data, box = printed(["ab 5.0 cd 5.0"]), (40.0, 0.0, 390.0, 60.0)
    text = "ab 5.0 cd 5.0"
    page, first = found(data, text, 3, box)
    assert page == 1
    assert first[0][0] == pytest.approx(68, abs=3) and first[0][1] == pytest.approx(86, abs=3)
    _, second = found(data, text, 10, box)
    assert second[0][0] == pytest.approx(110, abs=3)


def test_a_paragraph_torn_by_the_page_turn_is_followed() -> None:
    data = printed(["ab 1.0 cd"], ["ef 5.0 gh"])
    page, boxes = found(data, "ab 1.0 cdef 5.0 gh", 12, (40.0, 0.0, 390.0, 60.0))
    assert page == 2
    assert boxes[0][0] == pytest.approx(68, abs=3)


def test_a_torn_paragraph_is_followed_where_the_page_lists_characters_out_of_order() -> None:
    data = printed(["ab cd", "qq"], ["ef 5.0 gh"])
    page, boxes = found(data, "ab qq cdef 5.0 gh", 11, (40.0, 0.0, 390.0, 80.0))
    assert page == 2
    assert boxes[0][0] == pytest.approx(68, abs=3)


def test_what_is_not_found_marks_the_whole_paragraph() -> None:
    page, boxes = found(printed(["ab 1.0 cd"]), "ab 7.7 cd", 3, (40.0, 0.0, 390.0, 60.0))
    assert (page, boxes) == (1, [(40, 390)])
