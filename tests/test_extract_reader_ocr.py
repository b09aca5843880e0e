"""Scanned pages and pictures: read with their tables and places, and never guessed."""

from __future__ import annotations

import contextlib
import io
import os
import socket

import numpy as np
import pytest
from PIL import Image, ImageFilter

from checks.run import check
from extract import read_bytes
from extract.isolate import run
from extract.model import Extraction, Paragraph, RawTable
from extract.plain import ILLEGIBLE
from extract.readers import Unreadable, ocr
from extract.readers import read_bytes as read_source
from tests.scan_drawing import Paper, pdf, save

if not ocr.available():
    if os.environ.get("GOUJI_CI") == "1":
        raise RuntimeError("the extra ocr is not installed, and in CI nothing is skipped for that")
    pytest.skip("the extra ocr is not installed", allow_module_level=True)

ROWS = [
    ["项目", "2023年决算数", "2022年决算数"],
    ["基本支出", "1,286.40", "1,230.15"],
    ["项目支出", "386.05", "402.90"],
    ["合计", "1,672.45", "1,633.05"],
]
SENTENCE = "2023年度支出决算1672.45万元，比上年增加39.40万元。"


@pytest.fixture(scope="module")
def read() -> Extraction:
    """The usual page, scanned."""
    return read_bytes(pdf(page().scanned()), "x.pdf")


def page(rows: list[list[str]] = ROWS) -> Paper:
    paper = Paper()
    paper.text(180, 60, "某县档案馆2023年度部门决算", 16)
    paper.text(90, 110, SENTENCE)
    paper.text(90, 140, "表2 2023年度支出决算表")
    paper.text(400, 160, "单位：万元", 10.5)
    paper.table(90, 180, [120, 140, 140], rows)
    paper.text(280, 790, "— 3 —", 10.5)
    return paper


def tables(read: Extraction) -> list[list[list[str]]]:
    return [
        [[table.text(row, column) for column in range(table.width)] for row in range(table.height)]
        for table in read.tables
    ]


def texts(read: Extraction) -> list[str]:
    return [b.text for b in read.blocks if isinstance(b, Paragraph)]


def test_a_scan_gives_paragraphs_tables_and_places(read: Extraction) -> None:
    assert (read.format, read.status) == ("pdf", "complete")
    assert [n.code for n in read.notices] == ["ocr"]
    assert [t.replace("：", ":") for t in texts(read)] == [
        "某县档案馆2023年度部门决算",
        SENTENCE,
        "表2 2023年度支出决算表",
        "单位:万元",
    ]
    assert tables(read) == [ROWS]
    assert {f.unit for f in read.tables[0].figures if f.measure == "level"} == {"万元"}
    assert not check(read).findings
    cell = next(c for c in read.tables[0].cells if c.text == "1,286.40")
    assert cell.where.page == 1 and cell.where.bbox is not None
    # the sheet is fed askew by a degree about its middle: left of and above it things stand lower
    x0, top, x1, bottom = cell.where.bbox
    assert (x0, x1) == pytest.approx((206, 346), abs=6) and (top, bottom) == pytest.approx((203, 225), abs=6)


def coarse(paper: Paper, angle: float = 2.0, grain: float = 14.0) -> Image.Image:
    """A bad scan: askew, out of focus, grainy, and kept as a small JPEG."""
    blurred = Paper()
    blurred.image = paper.image.filter(ImageFilter.GaussianBlur(1.2))
    data = io.BytesIO()
    blurred.scanned(angle, grain).save(data, "JPEG", quality=35)
    return Image.open(data)


def lines_of(paper: Paper) -> tuple[list[tuple[int, int, int]], list[tuple[int, int, int]]]:
    from extract.readers.ocr.ruling import find_lines
    from extract.readers.ocr.upright import straighten

    upright = straighten(np.asarray(coarse(paper).convert("L")))
    found = find_lines(upright.grey, upright.ink, 72 / 200)
    level, down = (
        sorted((round(e.at), round(e.start), round(e.end)) for e in edges)
        for edges in (found.horizontal, found.vertical)
    )
    return level, down


def test_thin_lines_close_to_words_are_found_whole() -> None:
    paper = Paper()
    rows = [
        "公务用车购置及运行维护费",
        "国（境）费警察督导经费",
        "警察教育督导薄弱环节",
        "义务教育量质提升",
    ] * 2
    for number in range(len(rows) + 1):
        y = round((100 + 14 * number) * 200 / 72)
        paper.draw.line((round(100 * 200 / 72), y, round(400 * 200 / 72), y), "black", 1)
    for number, name in enumerate(rows):
        paper.text(104, 98.5 + 14 * number, name, 11)
    for x in (100, 300, 400):
        paper.line(x, 100, x, 212)
    level, down = lines_of(paper)
    assert [at - level[0][0] for at, _, _ in level] == [pytest.approx(14 * n, abs=1) for n in range(9)]
    assert [end - start for _, start, end in level] == [pytest.approx(300, abs=4)] * 9
    assert len(down) == 3


def test_a_line_that_ends_at_a_merged_cell_is_not_prolonged_through_its_words() -> None:
    paper = Paper()
    for x in (100, 250, 400):
        paper.line(x, 100, x, 140)
    paper.line(100, 100, 400, 100)
    paper.line(250, 120, 400, 120)
    paper.line(100, 140, 400, 140)
    paper.text(110, 113, "公务用车购置及运行维护费合计", 10.5)
    level, _ = lines_of(paper)
    assert [end - start for _, start, end in level] == [
        pytest.approx(300, abs=4), pytest.approx(150, abs=4), pytest.approx(300, abs=4)
    ]  # fmt: skip


def test_grain_is_no_text() -> None:
    read = read_bytes(pdf(coarse(page())), "x.pdf")
    assert [t.replace("：", ":") for t in texts(read)][1:] == [
        SENTENCE,
        "表2 2023年度支出决算表",
        "单位:万元",
    ]
    assert not read.unread and tables(read) == [ROWS]


def test_a_page_askew_is_straightened() -> None:
    read = read_bytes(pdf(page().scanned(-2.0)), "x.pdf")
    assert tables(read) == [ROWS] and SENTENCE in texts(read)


@pytest.mark.parametrize("turn", [90, 180])
def test_a_page_fed_sideways_or_upside_down_is_turned(turn: int) -> None:
    read = read_bytes(pdf(page().scanned(0.5).rotate(turn, expand=True)), "x.pdf")
    assert tables(read) == [ROWS] and SENTENCE in texts(read)
    box = read.tables[0].cells[0].where.bbox
    assert box is not None
    middle = {90: (190, 595 - 150), 180: (595 - 150, 842 - 190)}[turn]
    assert ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) == pytest.approx(middle, abs=8)


def test_what_is_not_legible_is_unread_and_never_guessed() -> None:
    paper = page()
    paper.smear(212, 231, 60, 5.2)  # the middle of 386.05
    read = read_bytes(pdf(paper.scanned()), "x.pdf")
    assert read.status == "partial" and [r.code for r in read.reasons] == ["low-confidence"]
    (place,) = read.unread
    assert set(place.text) == {ILLEGIBLE} and "把握不足" in place.reason
    assert (place.where.page, place.where.row, place.where.column) == (1, 2, 1)
    assert [f.text for f in read.tables[0].figures if f.where.row == 2] == ["402.90"]
    assert not check(read).findings


def test_names_of_two_rows_in_one_cell_decide_nothing() -> None:
    paper = Paper()
    paper.text(90, 150, "单位：万元")
    for y in (180, 210, 240, 270, 300):
        paper.line(230 if y == 240 else 90, y, 370, y)  # of one line no half is to be seen
    for x in (90, 230, 370):
        paper.line(x, 180, x, 300)
    names = ("项目", "一、办公费支出", "二、差旅费支出", "合计")
    for row, (name, amount) in enumerate(zip(names, ("决算数", "126.40", "38.05", "164.45"), strict=True)):
        paper.text(100, 188 + 30 * row, name)
        paper.text(250, 188 + 30 * row, amount)
    read = read_bytes(pdf(paper.scanned()), "x.pdf")
    assert set(read.tables[0].text(1, 0)) == {ILLEGIBLE}
    assert read.status == "partial" and not check(read).findings


def test_an_error_in_a_scan_is_found() -> None:
    wrong = [*ROWS[:3], ["合计", "1,672.45", "1,663.05"]]
    findings = check(read_bytes(pdf(page(wrong).scanned()), "x.pdf")).findings
    told = [f.severity for f in findings if "1,663.05" in f.message or "1663.05" in f.message]
    assert told == ["warning"]  # the page was recognised, so nobody is accused


def test_a_table_without_lines_and_figures_below_zero() -> None:
    paper = Paper()
    for row, (name, one, two) in enumerate(
        [
            ("项目", "本年数", "上年数"),
            ("办公费", "12.50", "11.20"),
            ("差旅费", "-3.40", "0"),
            ("合计", "9.10", "11.20"),
        ]
    ):
        paper.text(100, 120 + 24 * row, name)
        paper.text(250, 120 + 24 * row, one)
        paper.text(400, 120 + 24 * row, two)
    read = read_bytes(pdf(paper.scanned()), "x.pdf")
    assert [f.text for f in read.figures if f.where.column == 1] == ["12.50", "-3.40", "9.10"]


def test_a_seal_over_figures_does_not_hide_them() -> None:
    paper = page()
    paper.seal(180, 190)
    read = read_bytes(pdf(paper.scanned()), "x.pdf")
    assert tables(read) == [ROWS]


def test_text_and_scanned_pages_make_one_document() -> None:
    import pikepdf

    from bench.pdf_sheet import Sheet
    from bench.pdf_sheet import save as save_sheets

    wrong = [*ROWS[:3], ["合计", "1,672.45", "1,663.05"]]
    first = Sheet()
    first.text(90, 110, "本单位2023年度决算说明如下。")
    first.text(90, 150, "2023年公用经费50.00万元，其中水电费20.00万元，占公用经费的45.00%。")
    with (
        pikepdf.open(_file(save_sheets([first]))) as whole,
        pikepdf.open(_file(pdf(page(wrong).scanned()))) as scan,
    ):
        whole.pages.extend(scan.pages)
        out = _file(b"")
        whole.save(out)
    read = read_bytes(out.getvalue(), "x.pdf")
    assert [n.message for n in read.notices if n.code == "ocr"] == [
        "第2页是扫描件，文字由程序识别，请对照原件"
    ]
    assert read.status == "complete" and texts(read)[0] == "本单位2023年度决算说明如下。"
    assert {f.where.page for f in read.tables[0].figures} == {2}
    assert {b.recognised for b in read.blocks if b.where.page == 1} == {False}
    assert {b.recognised for b in read.blocks if b.where.page == 2} == {True}
    # nobody is accused of what was recognised, and what is printed stays an error
    told = check(read, select=["GJ101", "GJ201"]).findings
    assert [(f.rule, f.severity, f.figures[0].where.page) for f in told] == [
        ("GJ201", "error", 1),
        ("GJ101", "warning", 2),
    ]


@pytest.mark.parametrize("form", ["PNG", "JPEG", "BMP"])
def test_pictures_as_files(form: str) -> None:
    small = page().scanned(0).crop((200, 280, 1300, 460))
    read = read_bytes(save(form, small), "x")
    assert (read.format, read.status) == ("image", "complete") and SENTENCE in texts(read)


def test_each_page_of_a_tif_is_read() -> None:
    small = page().scanned(0).crop((200, 280, 1300, 460))
    read = read_bytes(save("TIFF", small, small), "x.tif")
    assert [b.where.page for b in read.blocks if isinstance(b, Paragraph) and b.text == SENTENCE] == [1, 2]


def test_a_blank_page_is_no_loss() -> None:
    read = read_bytes(pdf(page().scanned(), Paper().scanned()), "x.pdf")
    assert read.status == "complete"
    with pytest.raises(Unreadable) as raised:
        read_source(pdf(Paper().scanned()), "x.pdf")
    assert raised.value.code == "empty"


def test_a_drawing_without_words_is_said_and_gives_no_figures() -> None:
    paper = Paper()
    for number in range(80):
        x, y = 60 + 60 * (number % 8), 100 + 60 * (number // 8)
        paper.draw.polygon([(3 * x, 3 * y), (3 * x + 25, 3 * y + 9), (3 * x + 7, 3 * y + 22)], "black")
    with contextlib.suppress(Unreadable):
        read = read_bytes(save("PNG", paper.scanned()), "x.png")
        assert read.status != "complete" and not read.figures


def test_limits_of_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    huge = save("PNG", Image.new("1", (9000, 6000), 1))
    source = read_source(huge, "x.png")
    assert [r.code for r in source.reasons] == ["too-large"] and not source.blocks
    monkeypatch.setattr("extract.readers.ocr.page.PICTURE_SECONDS", 0.0)
    source = read_source(save("PNG", page().scanned()), "x.png")
    assert [(r.code, r.where.page if r.where else 0) for r in source.reasons] == [("timeout", 1)]
    monkeypatch.setattr("extract.readers.ocr.MAX_PAGES", 0)
    source = read_source(save("PNG", page().scanned()), "x.png")
    assert [r.code for r in source.reasons] == ["page-limit"]


def test_without_the_models_pictures_are_told_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.readers.ocr.available", lambda: False)
    for data, code in ((save("PNG", page().image), "image"), (pdf(page().image), "no-text-layer")):
        with pytest.raises(Unreadable) as raised:
            read_source(data, "x")
        assert raised.value.code == code
        assert 'make full，或运行 pip install "gouji[ocr]"' in raised.value.message


def test_nothing_is_fetched_and_nothing_printed(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    ocr._engine.cache_clear()
    small = page().scanned(0).crop((200, 280, 1300, 460))
    assert SENTENCE in texts(read_bytes(save("PNG", small), "x.png"))
    assert capfd.readouterr() == ("", "")


def test_in_a_process_with_limits() -> None:
    outcome = run(read_source, save("PNG", page(ROWS[:2]).scanned()), "x.png")
    assert outcome.value is not None, outcome.detail
    assert any(isinstance(block, RawTable) for block in outcome.value.blocks)


def _file(data: bytes) -> io.BytesIO:
    return io.BytesIO(data)
