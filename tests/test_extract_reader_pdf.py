"""The PDF reader as a whole: what it refuses, what it says it did not read, what it takes off pages."""

from __future__ import annotations

import io
import tracemalloc

import pikepdf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String

from bench.pdf_sheet import Box, Sheet, save
from extract.model import Paragraph, RawTable, Source
from extract.readers.pdf import read
from extract.readers.unreadable import Unreadable

SENTENCE = "本年支出合计1,286.40万元，比上年增加58.20万元，增长4.74%。"


def bodies(source: Source) -> list[str]:
    return [block.text for block in source.blocks if isinstance(block, Paragraph)]


def tables(source: Source) -> list[RawTable]:
    return [block for block in source.blocks if isinstance(block, RawTable)]


def page(*lines: str, size: float = 12) -> Sheet:
    sheet = Sheet()
    for number, line in enumerate(lines):
        sheet.text(90, 100 + 24 * number, line, size)
    return sheet


def codes(source: Source) -> list[tuple[str, int | None]]:
    return [(reason.code, reason.where.page if reason.where else None) for reason in source.reasons]


def test_text_and_place() -> None:
    source = read(save([page("甲局绩效自评报告", SENTENCE)]), "x.pdf")
    assert bodies(source) == ["甲局绩效自评报告", SENTENCE]
    assert (source.format, source.title, source.pages, source.reasons) == ("pdf", "甲局绩效自评报告", 1, ())
    where = source.blocks[1].where
    assert (where.page, where.block) == (1, 1)
    assert where.bbox is not None
    x0, top, x1, bottom = where.bbox
    assert x0 == pytest.approx(90, abs=0.5)
    assert top < 124 - 8 < 124 < bottom < 130
    assert x1 > 400


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"not a pdf at all", "corrupt"),
        (save([page(SENTENCE)])[:300], "corrupt"),
        (save([page(SENTENCE)], user="secret", owner="secret"), "encrypted"),
        (save([Sheet(), Sheet()]), "empty"),
    ],
)
def test_refused(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read(data, "x.pdf")
    assert raised.value.code == code
    assert "未读出" in raised.value.message


@pytest.fixture
def unable(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without the models that read pictures."""
    monkeypatch.setattr("extract.readers.ocr.available", lambda: False)


@pytest.mark.usefixtures("unable")
def test_scan_is_refused_and_says_what_to_do() -> None:
    sheet = Sheet()
    sheet.picture(0, 0, 595, 842)
    with pytest.raises(Unreadable) as raised:
        read(save([sheet]), "x.pdf")
    assert raised.value.code == "no-text-layer"


def test_empty_user_password_is_no_obstacle() -> None:
    assert bodies(read(save([page(SENTENCE)], user="", owner="secret"), "x.pdf")) == [SENTENCE]


@pytest.mark.usefixtures("unable")
def test_page_without_text_layer_is_said() -> None:
    scan = Sheet()
    scan.picture(20, 20, 550, 800)
    source = read(save([page(SENTENCE), scan, Sheet()]), "x.pdf")
    assert codes(source) == [("no-text-layer", 2)]
    assert source.reasons[0].message == "第2页没有文字层，未读出"


def test_pages_beyond_the_limit_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.readers.pdf.MAX_PAGES", 2)
    source = read(save([page(f"第{number}份文字，共计3{number}人。") for number in range(3)]), "x.pdf")
    assert [b.where.page for b in source.blocks] == [1, 2]
    assert [(reason.code, "超过2页" in reason.message) for reason in source.reasons] == [("page-limit", True)]


def test_picture_in_a_page_is_said_but_no_seal() -> None:
    table, seal = page(SENTENCE), page(SENTENCE)
    table.picture(90, 200, 400, 300)
    seal.picture(380, 600, 113, 113)
    assert codes(read(save([table, seal]), "x.pdf")) == [("picture", 1)]


def test_font_without_unicode_is_said_and_not_guessed() -> None:
    sheet = page(SENTENCE)
    sheet.text(90, 200, "甲乙丙", font="F2")
    sheet.text(126, 200, "12.50万元")
    source = read(save([sheet], readable=False), "x.pdf")
    assert codes(source) == [("no-unicode-map", 1)]
    block = source.blocks[-1]
    assert isinstance(block, Paragraph)
    assert block.text == "\ufffd\ufffd\ufffd12.50万元"
    assert [doubt[:2] for doubt in block.doubts] == [(0, 3)]


@pytest.mark.usefixtures("unable")
def test_scan_with_recognised_text_is_said() -> None:
    sheet = Sheet()
    sheet.picture(0, 0, 595, 842)
    sheet.text(90, 100, SENTENCE, mode=3)
    source = read(save([sheet]), "x.pdf")
    assert bodies(source) == [SENTENCE]
    assert codes(source) == [("hidden-text-layer", 1)]


def test_radicals_become_ideographs() -> None:
    assert bodies(read(save([page("⻘⼭⽔⻓⻋１２．５")]), "x.pdf")) == ["青山水长车１２．５"]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_page_turned_when_shown_reads_the_same(rotate: int) -> None:
    sheet = page("一、收入情况", SENTENCE)
    sheet.table(
        90,
        200,
        [80, 80],
        [20, 20],
        [Box(0, 0, "项目"), Box(0, 1, "金额"), Box(1, 0, "合计"), Box(1, 1, "9.50")],
    )
    sheet.rotate = rotate
    source = read(save([sheet]), "x.pdf")
    assert bodies(source) == ["一、收入情况", SENTENCE]
    assert [cell.text for cell in tables(source)[0].cells] == ["项目", "金额", "合计", "9.50"]
    box = tables(source)[0].where.bbox
    expected = {0: (90, 200), 90: (842 - 240, 90), 180: (595 - 250, 842 - 240), 270: (200, 595 - 250)}[rotate]
    assert box is not None
    assert box[:2] == pytest.approx(expected, abs=1)


@pytest.mark.parametrize(("angle", "rotate"), [(90, 90), (270, 270), (180, 180)])
def test_text_set_sideways(angle: int, rotate: int) -> None:
    sheet = Sheet(rotate=rotate)
    for number, line in enumerate(["一、支出情况", "共支出12.50万元。"]):
        x, y = {90: (100 + 24 * number, 700), 270: (500 - 24 * number, 100), 180: (500, 700 - 24 * number)}[
            angle
        ]
        sheet.text(x, y, line, angle=angle)
    assert bodies(read(save([sheet]), "x.pdf")) == ["一、支出情况", "共支出12.50万元。"]


def test_watermark_and_seal_are_taken_off_and_red_figures_kept() -> None:
    sheet = page(SENTENCE, "其中：项目支出")
    sheet.text(90 + 84, 124, "63.20万元。", color=(1, 0, 0))
    sheet.text(120, 500, "内部资料", 60, angle=35, color=(0.8, 0.8, 0.8))
    sheet.text(100, 130, "样张", 70, color=(0.85, 0.85, 0.85))
    for number, char in enumerate("某市财政局"):
        sheet.text(300 + 18 * number, 600 - 5 * number, char, 16, angle=60 - 30 * number, color=(0.9, 0, 0))
    sheet.text(318, 610, "专用章", 14, color=(0.9, 0, 0))
    assert bodies(read(save([sheet]), "x.pdf")) == [SENTENCE, "其中：项目支出63.20万元。"]


def test_bold_by_printing_twice_counts_once() -> None:
    sheet = page("合计1,128.00万元")
    sheet.text(90.3, 100, "合计1,128.00万元")
    assert bodies(read(save([sheet]), "x.pdf")) == ["合计1,128.00万元"]


def test_digits_set_apart_stay_in_their_sentence() -> None:
    sheet = Sheet()
    sheet.text(90 + 48, 98, "63.25", 10)  # drawn first, smaller and higher
    sheet.text(90, 100, "支出共计")
    sheet.text(90 + 48 + 25, 100, "万元。")
    assert bodies(read(save([sheet]), "x.pdf")) == ["支出共计63.25万元。"]


def test_running_header_footer_and_page_numbers() -> None:
    sheets = []
    for number in range(1, 6):
        sheet = page("第一节" if number == 1 else f"第{number}段从这里开始，内容各不相同。")
        sheet.text(200, 50, "某局部门整体支出绩效自评报告", 9)
        sheet.text(280, 800, f"- {number} -", 9)
        sheets.append(sheet)
    source = read(save(sheets), "x.pdf")
    kinds = [(b.kind, b.text) for b in source.blocks if isinstance(b, Paragraph)]
    assert kinds.count(("header", "某局部门整体支出绩效自评报告")) == 1
    assert [text for kind, text in kinds if kind not in ("header", "footer")] == [
        "第一节", *(f"第{number}段从这里开始，内容各不相同。" for number in range(2, 6))
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "y"),
    [("file:///reports/x.html {}/3", 815), ("某局部门整体支出绩效自评报告 {}", 815), ("第{}页 共3页 某局自评报告", 40),
     ("某局自评报告 第{}页", 40), ("某局自评报告 - {} -", 815)],
)  # fmt: skip
def test_running_words_beside_a_page_number_part_no_table(words: str, y: float) -> None:
    sheets = []
    for number, rows in ((1, range(20)), (2, range(20, 40)), (3, range(40, 45))):
        sheet = Sheet()
        boxes = [Box(row, column, f"{row}.{column}7") for row in range(45) for column in range(2)]
        sheet.table(60, 80, [200, 200], [30.0] * 45, boxes, rows=rows)
        sheet.text(90, y, words.format(number), 9)
        sheets.append(sheet)
    source = read(save(sheets), "x.pdf")
    assert [len(table.cells) for table in tables(source)] == [90]
    assert [b.kind for b in source.blocks if isinstance(b, Paragraph)] == ["header" if y == 40 else "footer"]


def test_page_names_its_printed_number_where_that_differs() -> None:
    marks = ["", "ⅰ", "ⅱ", "— 1 —", "— 2 —", "第3页 共3页"]
    sheets = [page(f"这是第{number}段文字，各不相同。") for number, _ in enumerate(marks)]
    for sheet, mark in zip(sheets, marks, strict=True):
        sheet.text(280, 815, mark, 9)
    sheets[4].table(
        60, 200, [100, 100], [20, 20], [Box(0, 0, "甲"), Box(0, 1, "乙"), Box(1, 0, "丙"), Box(1, 1, "5")]
    )
    source = read(save(sheets), "x.pdf")
    found = [(b.where.page, b.where.page_label) for b in source.blocks if isinstance(b, Paragraph)]
    assert found == [(1, None), (2, "ⅰ"), (3, "ⅱ"), (4, "1"), (5, "2"), (6, "3")]
    table = tables(source)[0]
    assert {table.where.page_label, *(cell.where.page_label for cell in table.cells)} == {"2"}


def test_page_names_the_label_that_the_file_gives_it() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(save([page(f"文字{n}。") for n in range(4)]))) as pdf:
        first, rest = Dictionary(S=Name.r), Dictionary(S=Name.D, P=String("A-"))
        pdf.Root.PageLabels = Dictionary(Nums=Array([0, first, 2, rest]))
        pdf.save(out)
    source = read(out.getvalue(), "x.pdf")
    assert [block.where.page_label for block in source.blocks] == ["i", "ii", "A-1", "A-2"]


def test_page_numbered_as_in_the_file_names_no_other_number() -> None:
    sheets = [page(f"文字{number}。") for number in range(1, 4)]
    for number, sheet in enumerate(sheets, 1):
        sheet.text(280, 815, f"- {number} -", 9)
    assert [block.where.page_label for block in read(save(sheets), "x.pdf").blocks] == [None] * 3


def test_numbered_titles_at_the_head_of_forms_are_no_running_words() -> None:
    sheets = [page(f"附件 {number}", f"第{number}张表的说明。") for number in range(1, 5)]
    assert [text for text in bodies(read(save(sheets), "x.pdf")) if text.startswith("附件")] == [
        f"附件 {number}" for number in range(1, 5)
    ]


def test_plain_page_numbers_go_and_a_figure_at_the_foot_stays() -> None:
    sheets = []
    for number in range(1, 4):
        sheet = page(f"第{number}页的文字。")
        sheet.text(290, 800, str(number), 9)
        sheets.append(sheet)
    sheets[1].text(90, 780, "1286")
    assert bodies(read(save(sheets), "x.pdf")) == ["第1页的文字。", "第2页的文字。", "1286", "第3页的文字。"]


def test_title_at_the_head_of_every_form_is_no_running_header() -> None:
    sheets = [page("附件4", f"第{number}张表的说明文字。") for number in range(1, 5)]
    sheets.insert(0, page("一、基本情况", "本单位共有职工35人。"))
    sheets.insert(0, page("报告正文从这里开始", "本单位为公益一类事业单位。"))
    assert bodies(read(save(sheets), "x.pdf")).count("附件4") == 4


def test_same_bytes_same_blocks() -> None:
    data = save([page(SENTENCE), page("共计35人。")])
    assert read(data, "x.pdf") == read(data, "x.pdf")


def compressed(sheets: list[Sheet]) -> bytes:
    """The file with its streams packed, as programs write it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(save(sheets))) as pdf:
        pdf.save(out, compress_streams=True, deterministic_id=True)
    return out.getvalue()


@settings(max_examples=25)
@given(st.floats(0, 0.999), st.integers(0, 7))
@example(0.9765625, 6)
def test_any_bit_turned_in_the_text_is_said(place: float, bit: int) -> None:
    data = compressed([page(*[SENTENCE] * 12)])
    with pikepdf.open(io.BytesIO(data)) as pdf:
        raw = pdf.pages[0].Contents.read_raw_bytes()
    broken = bytearray(data)
    broken[data.index(raw) + int(place * len(raw))] ^= 1 << bit
    try:
        source = read(bytes(broken), "x.pdf")
    except Unreadable:
        return
    # The last byte of packed data has bits that mean nothing.
    assert ("damaged-part", None) in codes(source) or source == read(data, "x.pdf")


def test_file_without_its_end_is_said() -> None:
    data = save([page(SENTENCE), page(SENTENCE)])
    cut = data[: data.rindex(b"xref") - 5]
    try:
        source = read(cut, "x.pdf")
    except Unreadable:
        return
    assert ("truncated", None) in codes(source)


@pytest.mark.parametrize("kind", ["Widget", "FreeText"])
@pytest.mark.parametrize("shown", [True, False])
def test_form_fields_and_text_boxes(kind: str, shown: bool) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(save([page("项目经费合计")]))) as pdf:
        paper = pdf.pages[0]
        box = Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=Array([200, 690, 320, 710]), F=4)
        box.DA, box.FT, box.V, box.Contents = (
            String("/F1 12 Tf 0 g"),
            Name.Tx,
            String("86.50"),
            String("86.50"),
        )
        if shown:
            form = pikepdf.Stream(pdf, b"BT /F1 12 Tf 0 g 2 4 Td <00380036002e00350030> Tj ET")
            form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 120, 20])
            form.Resources = paper.Resources
            box.AP = Dictionary(N=pdf.make_indirect(form))
        seal = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, Rect=Array([300, 600, 400, 700]))
        paper.Annots = Array([pdf.make_indirect(box), pdf.make_indirect(seal)])
        pdf.Root.AcroForm = Dictionary(Fields=paper.Annots)
        pdf.save(out)
    source = read(out.getvalue(), "x.pdf")
    assert bodies(source) == (["项目经费合计", "86.50"] if shown else ["项目经费合计"])
    assert codes(source) == ([] if shown else [("form-field", 1)])


def test_header_on_both_pages_of_a_short_document() -> None:
    sheets = [page("标题", SENTENCE), page("续写的正文。")]
    for sheet in sheets:
        sheet.text(90, 40, "甲局", 9)
    texts = bodies(read(save(sheets), "x.pdf"))
    assert texts.count("甲局") == 1
    assert texts[-1] == "续写的正文。"


def test_memory_does_not_grow_with_pages_that_hold_nothing_new() -> None:
    tracemalloc.start()
    read(save([page(SENTENCE)] * 20), "x.pdf")
    _, few = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    read(save([page(SENTENCE)] * 200), "x.pdf")
    _, many = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert many - few < 180 * 12_000


@pytest.mark.parametrize(("mute", "partial"), [("甲乙", False), ("乙丙丁戊己庚辛壬癸子丑", True)])
def test_a_bullet_without_unicode_is_only_noticed(mute: str, partial: bool) -> None:
    sheet = Sheet()
    sheet.text(90, 100, mute, font="F2")
    sheet.text(96 + 12 * len(mute), 100, "本单位无政府性基金收支。")
    source = read(save([sheet], readable=False), "x.pdf")
    assert [reason.code for reason in source.reasons] == (["no-unicode-map"] if partial else [])
    assert [notice.code for notice in source.notices] == ([] if partial else ["no-unicode-map"])
