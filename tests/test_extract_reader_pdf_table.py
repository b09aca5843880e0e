"""Ruled tables in PDFs: spans, wrapped cells, tables over pages, rows torn by a page end."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path

import docx
import pikepdf
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.pdf_sheet import Box, Sheet, save
from corpora.write_pdf import converted
from extract.model import Cell, Paragraph, RawTable, Source
from extract.readers.pdf import read

Spot = tuple[int, int, int, int, str]


def tables(source: Source) -> list[RawTable]:
    return [block for block in source.blocks if isinstance(block, RawTable)]


def spots(cells: tuple[Cell, ...]) -> list[Spot]:
    return sorted((c.row, c.column, c.rowspan, c.colspan, c.text) for c in cells)


def drawn(boxes: list[Box]) -> list[Spot]:
    return sorted((b.row, b.column, b.rowspan, b.colspan, b.text) for b in boxes)


def one_table(sheets: list[Sheet]) -> RawTable:
    found = tables(read(save(sheets), "x.pdf"))
    assert len(found) == 1
    return found[0]


@st.composite
def layouts(draw: st.DrawFn) -> tuple[int, int, list[Box]]:
    """A grid cut at random into cells, with no bound that no cell ends at."""
    rows, columns = draw(st.integers(2, 8)), draw(st.integers(2, 6))
    chance = random.Random(draw(st.integers(0, 10_000)))
    free = {(r, c) for r in range(rows) for c in range(columns)}
    boxes: list[Box] = []
    while free:
        row, column = min(free)
        wide = chance.choice([1, 1, 1, 2, 3])
        tall = chance.choice([1, 1, 1, 2, 3])
        fields = {(row, column)}
        for r in range(row, min(row + tall, rows)):
            for c in range(column, min(column + wide, columns)):
                fields.add((r, c))
        if not fields <= free:
            fields = {(row, column)}
        free -= fields
        down, over = max(r for r, _ in fields) - row + 1, max(c for _, c in fields) - column + 1
        text = chance.choice(["", "合计", "1,286.40", "—", "本年支出", "其中：公用经费"])
        boxes.append(Box(row, column, text, down, over))
    used_rows = {b.row for b in boxes}
    used_columns = {b.column for b in boxes}
    if (
        len(used_rows) < rows
        or len(used_columns) < columns
        or len(boxes) < 2
        or not any(b.text for b in boxes)
    ):
        boxes = [Box(r, c, f"{r}-{c}") for r in range(rows) for c in range(columns)]
    return rows, columns, boxes


@settings(max_examples=60)
@given(layouts(), st.sampled_from([0.2, 0.5, 1.5]))
def test_any_cutting_of_a_grid_is_read_back(layout: tuple[int, int, list[Box]], stroke: float) -> None:
    rows, columns, boxes = layout
    sheet = Sheet()
    sheet.text(90, 80, "表前的一段文字")
    sheet.table(60, 100, [78.0] * columns, [24.0] * rows, boxes)
    sheet.operators = [op.replace(" 0.5 w ", f" {stroke} w ") for op in sheet.operators]
    assert spots(one_table([sheet]).cells) == drawn(boxes)


def test_places_of_cells() -> None:
    sheet = Sheet()
    sheet.text(90, 80, "附表")
    sheet.table(
        60, 100, [100, 50], [20, 30], [Box(0, 0, "项目"), Box(0, 1, "数"), Box(1, 0, "合计"), Box(1, 1, "5")]
    )
    cell = one_table([sheet]).cells[3]
    assert (cell.where.page, cell.where.block, cell.where.table) == (1, 1, 0)
    assert (cell.where.row, cell.where.column) == (1, 1)
    assert cell.where.bbox == pytest.approx((160, 120, 210, 150), abs=0.6)


def test_number_wrapped_in_a_narrow_cell_is_one_number() -> None:
    sheet = Sheet()
    sheet.table(
        60,
        100,
        [60, 38],
        [20, 60],
        [Box(0, 0, "项目"), Box(0, 1, "金额"), Box(1, 0, "合计"), Box(1, 1, "12,345,678.90")],
    )
    assert one_table([sheet]).cells[3].text == "12,345,678.90"


def test_wrapped_words_are_joined_and_paragraphs_kept_apart() -> None:
    text = "资金使用严格按照预算执行，没有挤占挪用。\n二是按期。\n2022\n2023"
    sheet = Sheet()
    sheet.table(
        60, 100, [60, 90], [20, 120], [Box(0, 0, "项目"), Box(0, 1, "说明"), Box(1, 0, "甲"), Box(1, 1, text)]
    )
    assert one_table([sheet]).cells[3].text == text


def narrow(middle: str, x: float, producer: str) -> Source:
    """One narrow cell with three lines, ``middle`` beginning at ``x``."""
    sheet = Sheet()
    sheet.table(60, 80, [60.0, 100.0], [50.0], [Box(0, 0), Box(0, 1, "达标")], size=10)
    for y, at, words in ((95, 73, "不超过"), (110, x, middle), (125, 73, "元以内")):
        sheet.text(at, y, words, 10)
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(save([sheet]))) as pdf:
        pdf.docinfo["/Producer"] = producer
        pdf.save(out)
    return read(out.getvalue(), "x.pdf")


@pytest.mark.parametrize(
    ("middle", "x", "producer", "lost"),
    [
        ("1286.40 ", 68, "LibreOffice 7.4", True),
        ("1286.40 ", 68, "Microsoft® Word", False),
        ("1286.40 ", 73, "LibreOffice 7.4", False),
        ("1286.40", 70.5, "LibreOffice 7.4", False),
        ("壹仟贰 ", 70.5, "LibreOffice 7.4", False),
    ],
)
def test_character_that_libreoffice_left_out_is_said(
    middle: str, x: float, producer: str, lost: bool
) -> None:
    source = narrow(middle, x, producer)
    assert [reason.code for reason in source.reasons] == (["lost-character"] if lost else [])
    cell = tables(source)[0].cells[0]
    assert ("\ufffd" in cell.text, bool(cell.doubt)) == (lost, lost)


@pytest.mark.parametrize("side", ["LEFT", "CENTER", "RIGHT"])
def test_no_character_is_lost_in_silence_by_libreoffice(
    side: str, require_program: Callable[[str], str], tmp_path: Path
) -> None:
    require_program("soffice")
    words = ("不超过1286.40 万元以内", "达到1286 万元以上", "共计12864 人次以上", "限128.64 亿元内")
    texts = [words[number % 4] for number in range(12)]
    document = docx.Document()
    for columns in range(7, 13):
        cells = document.add_table(1, columns, "Table Grid").rows[0].cells
        for cell, text in zip(cells, texts, strict=False):
            cell.text = text
            cell.paragraphs[0].alignment = getattr(WD_ALIGN_PARAGRAPH, side)
            cell.paragraphs[0].runs[0].font.size = Pt(10)
        document.add_paragraph(f"共{columns}列")
    document.save(str(tmp_path / "x.docx"))
    found = tables(read(converted(tmp_path / "x.docx", "pdf"), "x.pdf"))
    assert [len(table.cells) for table in found] == list(range(7, 13))
    both = [(cell.text, texts[cell.column]) for table in found for cell in table.cells]
    read_whole = ["".join(text.split()) == "".join(true.split()) for text, true in both]
    assert all(whole or "\ufffd" in text for whole, (text, _) in zip(read_whole, both, strict=True))
    assert any(read_whole)


def test_number_that_runs_over_its_cell_is_not_cut() -> None:
    sheet = Sheet()
    boxes = [
        Box(0, 0, "项目"),
        Box(0, 1, "金额"),
        Box(0, 2, "说明"),
        Box(1, 0, "合计"),
        Box(1, 1, ""),
        Box(1, 2, ""),
    ]
    sheet.table(60, 100, [60, 50, 60], [20, 20], boxes)
    sheet.text(116, 131, "123,456,789.00", 9)
    assert [c.text for c in one_table([sheet]).cells if c.row == 1] == ["合计", "123,456,789.00", ""]


def test_sides_left_open_are_closed() -> None:
    sheet = Sheet()
    for y in (100, 120, 140, 160):
        sheet.line(60, y, 300, y)
    for x in (140, 220):
        sheet.line(x, 100, x, 160)
    for row, words in enumerate([("项目", "预算", "决算"), ("甲", "1.00", "2.00"), ("乙", "3.00", "4.00")]):
        for column, word in enumerate(words):
            sheet.text(64 + 80 * column, 114 + 20 * row, word, 9)
    assert [c.text for c in one_table([sheet]).cells] == [
        "项目", "预算", "决算", "甲", "1.00", "2.00", "乙", "3.00", "4.00"
    ]  # fmt: skip


def test_table_wider_than_its_paper_is_read_whole_and_said() -> None:
    sheet = Sheet()
    boxes = [Box(row, column, f"{row}{column}.50") for row in range(3) for column in range(5)]
    sheet.table(60, 80, [130.0] * 5, [25.0] * 3, boxes)
    sheet.text(640, 300, "纸外的字")
    sheet.table(
        700, 400, [60.0] * 2, [25.0] * 2, [Box(0, 0, "纸外"), Box(0, 1, "7"), Box(1, 0, "表"), Box(1, 1, "8")]
    )
    source = read(save([sheet]), "x.pdf")
    assert [spots(table.cells) for table in tables(source)] == [drawn(boxes)]
    assert len(source.blocks) == 1
    assert [(n.code, n.where and n.where.page) for n in source.notices] == [("beyond-page", 1)]


def test_lines_drawn_as_thin_areas_and_shaded_header() -> None:
    sheet = Sheet()
    sheet.area(60, 100, 160, 20, (0.8, 0.8, 0.8))
    for y in (100, 120, 140):
        sheet.area(60, y, 160, 0.6, (0, 0, 0))
    for x in (60, 140, 220):
        sheet.area(x, 100, 0.6, 40, (0, 0, 0))
    for column, (head, value) in enumerate([("项目", "合计"), ("金额", "7.50")]):
        sheet.text(64 + 80 * column, 114, head, 9)
        sheet.text(64 + 80 * column, 134, value, 9)
    assert spots(one_table([sheet]).cells) == [
        (0, 0, 1, 1, "项目"), (0, 1, 1, 1, "金额"), (1, 0, 1, 1, "合计"), (1, 1, 1, 1, "7.50")
    ]  # fmt: skip


def test_underlines_and_frames_are_no_tables() -> None:
    sheet = Sheet()
    sheet.text(90, 100, "填报单位：甲局")
    sheet.line(150, 103, 240, 103)
    for edge in ((80, 300, 400, 300), (80, 360, 400, 360), (80, 300, 80, 360), (400, 300, 400, 360)):
        sheet.line(*edge)
    sheet.text(90, 330, "提示：本表由财务部门填写。")
    source = read(save([sheet]), "x.pdf")
    assert not tables(source)
    assert [b.text for b in source.blocks if isinstance(b, Paragraph)] == [
        "填报单位：甲局",
        "提示：本表由财务部门填写。",
    ]


def test_table_inside_a_cell_is_a_table_of_its_own() -> None:
    sheet = Sheet()
    sheet.table(
        60,
        100,
        [100, 300],
        [20, 120],
        [Box(0, 0, "项目"), Box(0, 1, "明细"), Box(1, 0, "甲"), Box(1, 1, "见下")],
    )
    sheet.table(
        180,
        150,
        [80, 80],
        [20, 20],
        [Box(0, 0, "子项"), Box(0, 1, "金额"), Box(1, 0, "乙"), Box(1, 1, "3.20")],
    )
    outer, inner = tables(read(save([sheet]), "x.pdf"))
    assert [c.text for c in outer.cells] == ["项目", "明细", "甲", "见下"]
    assert [c.text for c in inner.cells] == ["子项", "金额", "乙", "3.20"]


HEAD = [Box(0, 0, "科目"), Box(0, 1, "预算数"), Box(0, 2, "决算数")]


def ledger(count: int) -> list[Box]:
    """A table with a header and ``count`` rows."""
    boxes = list(HEAD)
    for row in range(1, count + 1):
        boxes += [Box(row, 0, f"支出科目{row}"), Box(row, 1, f"{row}2.50"), Box(row, 2, f"{row}1.75")]
    return boxes


@pytest.mark.parametrize("repeat", [False, True])
def test_table_over_three_pages(repeat: bool) -> None:
    boxes, widths = ledger(70), [150.0, 100.0, 100.0]
    parts = [range(30), range(30, 60), range(60, 71)]
    sheets = []
    for number, rows in enumerate(parts):
        sheet, y = Sheet(), 80.0
        if repeat and number:
            y = sheet.table(60, y, widths, [22.0], HEAD)
        foot = sheet.table(60, y, widths, [22.0] * 71, boxes, rows=rows)
        if number == 2:
            sheet.text(60, foot + 20, "注：本表金额单位为万元。")
        sheet.text(280, 815, f"第{number + 1}页 共3页", 9)
        sheets.append(sheet)
    table = one_table(sheets)
    assert spots(table.cells) == drawn(boxes)
    assert {c.where.page for c in table.cells if c.row == 40} == {2}
    assert [c.header for c in table.cells if c.row == 0] == [repeat] * 3


def test_title_and_unit_repeated_over_a_continued_table() -> None:
    boxes, widths = ledger(40), [150.0, 100.0, 100.0]
    sheets = []
    for rows in (range(28), range(28, 41)):
        sheet = Sheet()
        sheet.text(200, 60, "支出决算表", 14)
        sheet.text(340, 80, "单位：万元", 9)
        y = 90.0 if rows.start == 0 else sheet.table(60, 90, widths, [24.0], HEAD)
        sheet.table(60, y, widths, [24.0] * 41, boxes, rows=rows)
        sheets.append(sheet)
    source = read(save(sheets), "x.pdf")
    assert [b.text for b in source.blocks if isinstance(b, Paragraph)] == ["支出决算表", "单位：万元"]
    assert spots(tables(source)[0].cells) == drawn(boxes)


def test_table_goes_on_from_the_left_column_of_a_page_to_the_right_one() -> None:
    boxes, widths = ledger(40), [90.0, 60.0, 60.0]
    sheet = Sheet()
    sheet.text(60, 60, "一、支出情况说明如下各项", 10)
    sheet.table(60, 80, widths, [22.0] * 41, boxes, rows=range(31))
    sheet.table(320, 80, widths, [22.0] * 41, boxes, rows=range(31, 41))
    words = "右栏的正文说明支出为何比预算少，其中办公费节约两成，差旅费与上年持平，培训费改为线上举办。"
    sheet.paragraph(320, 330, 210, words, 10)
    source = read(save([sheet]), "x.pdf")
    assert [spots(table.cells) for table in tables(source)] == [drawn(boxes)]
    assert [b.text for b in source.blocks if isinstance(b, Paragraph)] == [
        "一、支出情况说明如下各项", words
    ]  # fmt: skip


def test_tables_beside_one_another_in_running_text_stay_apart() -> None:
    sheet = Sheet()
    for number in range(8):
        sheet.text(
            60,
            60 + 20 * number,
            "本年支出合计一千二百余万元，比上年增加五十余万元，主要是人员经费增加所致。",
            12,
        )
    for x in (60, 320):
        sheet.table(x, 300, [90.0, 60.0, 60.0], [25.0] * 4, ledger(3))
    assert len(tables(read(save([sheet]), "x.pdf"))) == 2


def test_tables_with_text_between_them_stay_apart() -> None:
    boxes = ledger(3)
    first, second = Sheet(), Sheet()
    first.table(60, 700, [150, 100, 100], [25.0] * 4, boxes)
    second.text(60, 80, "表二")
    second.table(60, 100, [150, 100, 100], [25.0] * 4, boxes)
    assert len(tables(read(save([first, second]), "x.pdf"))) == 2


def test_the_same_form_filled_twice_stays_apart() -> None:
    widths = [150.0, 100.0, 100.0]
    sheets = []
    for project in ("甲项目", "乙项目"):
        sheet = Sheet()
        boxes = [
            Box(0, 0, "项目支出绩效自评表", 1, 3), Box(1, 0, "项目名称"), Box(1, 1, project, 1, 2),
            Box(2, 0, "资金总额"), Box(2, 1, "12.00"), Box(2, 2, "11.50"),
        ]  # fmt: skip
        sheet.table(60, 80, widths, [25.0, 25.0, 650.0], boxes)
        sheets.append(sheet)
    assert len(tables(read(save(sheets), "x.pdf"))) == 2


def test_merged_label_goes_on_over_the_page_end() -> None:
    boxes = [Box(0, 0, "指标"), Box(0, 1, "名称"), Box(0, 2, "分值"), Box(1, 0, "产出指标", 6, 1)]
    boxes += [Box(row, 1, f"第{row}项内容") for row in range(1, 7)]
    boxes += [Box(row, 2, f"{row}0") for row in range(1, 7)]
    widths, heights = [90.0, 200.0, 60.0], [40.0] * 7
    first, second = Sheet(), Sheet()
    first.table(60, 620, widths, heights, boxes, rows=range(4))
    second.table(60, 70, widths, heights, boxes, rows=range(4, 7))
    assert spots(one_table([first, second]).cells) == drawn(boxes)


INDICATORS = [
    Box(0, 0, "绩效指标", 4, 1), Box(0, 1, "二级指标"), Box(0, 2, "年度指标值"), Box(0, 3, "分值"), Box(0, 4, "原因分析"),
    Box(1, 1, "数量指标"), Box(1, 2, "312人次"), Box(1, 3, "15"), Box(1, 4), Box(2, 1, "质量指标"), Box(2, 2, "98%"),
    Box(2, 3, "10"), Box(2, 4), Box(3, 1, "时效指标"), Box(3, 2, "6月底前"), Box(3, 3, "5"), Box(3, 4),
]  # fmt: skip


@pytest.mark.parametrize("foot", [1, 2, 3])
def test_only_cells_left_open_at_a_page_end_go_on_over_it(foot: int) -> None:
    first, second = Sheet(), Sheet()
    widths, heights = [26.0, 44.0, 53.0, 26.0, 44.0], [15.0] * 4
    first.table(60, 700, widths, heights, INDICATORS, rows=range(foot), open_ends=True)
    second.table(60, 70, widths, heights, INDICATORS, rows=range(foot, 4), open_ends=True)
    assert spots(one_table([first, second]).cells) == drawn(INDICATORS)


def test_column_of_which_a_page_shows_nothing_but_its_side_is_not_lost() -> None:
    boxes = [Box(0, 0, "绩效指标", 9, 1)]
    boxes += [Box(row, column, f"{row}.{column}5") for row in range(9) for column in range(1, 4)]
    sheets = []
    for rows in (range(3), range(3, 6), range(6, 9)):
        sheet = Sheet()
        sheet.table(60, 80, [60, 80, 80, 80], [200.0] * 9, boxes, rows=rows, open_ends=True)
        sheets.append(sheet)
    assert spots(one_table(sheets).cells) == drawn(boxes)


def test_words_below_the_last_line_of_a_page_belong_to_the_cell_left_open() -> None:
    first, second = Sheet(), Sheet()
    widths, heights = [26.0, 44.0, 53.0, 26.0, 44.0], [20.0] * 4
    boxes = [Box(0, 0, "预算执行管理", 4, 1), *INDICATORS[1:]]
    first.table(60, 700, widths, heights, boxes, rows=range(1), open_ends=True)
    first.text(280, 815, "— 1 —", 9)
    second.table(60, 70, widths, heights, boxes, rows=range(1, 4), open_ends=True)
    second.text(280, 815, "— 2 —", 9)
    assert spots(one_table([first, second]).cells) == drawn(boxes)


def test_row_torn_in_the_middle_of_words_and_of_a_number() -> None:
    first, second = Sheet(), Sheet()
    widths = [60.0, 70.0, 52.0, 60.0]
    upper = [
        Box(0, 0, "序号"), Box(0, 1, "内容"), Box(0, 2, "金额"), Box(0, 3, "得分"),
        Box(1, 0, "1"), Box(1, 1, "组织专项检查"), Box(1, 2, "1,234,5"), Box(1, 3, "10"),
    ]  # fmt: skip
    lower = [
        Box(0, 0), Box(0, 1, "工作，按期办结。"), Box(0, 2, "67.80"), Box(0, 3),
        Box(1, 0, "2"), Box(1, 1, "日常巡查"), Box(1, 2, "8.00"), Box(1, 3, "5"),
    ]  # fmt: skip
    first.table(60, 740, widths, [20, 24], upper)
    second.table(60, 70, widths, [24, 24], lower)
    assert spots(one_table([first, second]).cells) == drawn(
        [*upper[:4], Box(1, 0, "1"), Box(1, 1, "组织专项检查工作，按期办结。"), Box(1, 2, "1,234,567.80"),
         Box(1, 3, "10"), *(Box(2, b.column, b.text) for b in lower[4:])]
    )  # fmt: skip


def test_row_of_full_width_figures_torn_after_whole_numbers() -> None:
    first, second = Sheet(), Sheet()
    widths = [58.0, 58.0, 30.0]
    upper = [
        Box(0, 0, "科目"), Box(0, 1, "金额"), Box(0, 2, "占比"),
        Box(1, 0, "智慧监管平"), Box(1, 1, "１４２．６"), Box(1, 2, "９８"),
    ]  # fmt: skip
    lower = [
        Box(0, 0, "台运维经费"), Box(0, 1, "５"), Box(0, 2, "．４％"),
        Box(1, 0, "合计"), Box(1, 1, "１４５．００"), Box(1, 2, "１００％"),
    ]  # fmt: skip
    first.table(60, 740, widths, [20, 24], upper)
    second.table(60, 70, widths, [24, 24], lower)
    assert [cell.text for cell in one_table([first, second]).cells][3:6] == [
        "智慧监管平台运维经费", "１４２．６５", "９８．４％"
    ]  # fmt: skip


def test_full_width_figures_are_broken_before_a_digit_that_keeps_its_point() -> None:
    first, second = Sheet(), Sheet()
    widths = [58.0, 66.0, 66.0]
    upper = [
        Box(0, 0, "科目"), Box(0, 1, "合计"), Box(0, 2, "其中"),
        Box(1, 0, "智慧监管平"), Box(1, 1, "１３３８３６"), Box(1, 2, "８９８３８"),
    ]  # fmt: skip
    lower = [
        Box(0, 0, "台运维经费"), Box(0, 1, "２２．３４"), Box(0, 2, "５．４６"),
        Box(1, 0, "合计"), Box(1, 1, "１４５．００"), Box(1, 2, "１００．００"),
    ]  # fmt: skip
    first.table(60, 740, widths, [20, 24], upper)
    second.table(60, 70, widths, [24, 24], lower)
    assert [cell.text for cell in one_table([first, second]).cells][3:6] == [
        "智慧监管平台运维经费", "１３３８３６２２．３４", "８９８３８５．４６"
    ]  # fmt: skip


def test_header_torn_between_a_group_and_its_columns() -> None:
    first, second = Sheet(), Sheet()
    widths = [50.0, 50.0, 60.0, 60.0, 50.0]
    upper = [
        Box(0, 0, "合计"), Box(0, 1, "因公出国"), Box(0, 2, "公务用车", colspan=2), Box(0, 4, "公务接待"),
    ]  # fmt: skip
    lower = [
        Box(0, 0, ""), Box(0, 1, "（境）费"), Box(0, 2, "购置费"), Box(0, 3, "运行费"), Box(0, 4, "费"),
        *(Box(1, n, text) for n, text in enumerate(["14700", "0", "0", "9900", "4800"])),
    ]  # fmt: skip
    first.table(60, 740, widths, [20], upper)
    second.table(60, 70, widths, [40, 20], lower)
    assert spots(one_table([first, second]).cells) == drawn(
        [
            Box(0, 0, "合计", rowspan=2), Box(0, 1, "因公出国（境）费", rowspan=2),
            Box(0, 2, "公务用车", colspan=2), Box(0, 4, "公务接待费", rowspan=2),
            Box(1, 2, "购置费"), Box(1, 3, "运行费"), *(Box(2, b.column, b.text) for b in lower[5:]),
        ]
    )  # fmt: skip


def test_new_labels_below_a_page_end_are_no_torn_header() -> None:
    first, second = Sheet(), Sheet()
    widths = [48.0, 100.0, 60.0, 100.0]
    upper = [Box(0, 0, "项目名称"), Box(0, 1, "监测站点维护经费", colspan=3)]
    lower = [Box(0, 0, "主管部门"), Box(0, 1, "某县气象局"), Box(0, 2, "实施单位"), Box(0, 3, "某县气象台")]
    first.table(60, 740, widths, [24], upper)
    second.table(60, 70, widths, [24], lower)
    assert spots(one_table([first, second]).cells) == drawn(
        [*upper, *(Box(1, b.column, b.text) for b in lower)]
    )


def test_new_row_at_the_head_of_a_page_is_no_torn_row() -> None:
    first, second = Sheet(), Sheet()
    widths = [150.0, 80.0, 80.0]
    upper = [
        Box(0, 0, "项目"),
        Box(0, 1, "收入"),
        Box(0, 2, "支出"),
        Box(1, 0, "一、财政拨款"),
        Box(1, 1, "5.00"),
        Box(1, 2, ""),
    ]
    lower = [Box(0, 0, "二、其他收入"), Box(0, 1, ""), Box(0, 2, "1.00")]
    first.table(60, 740, widths, [20, 20], upper)
    second.table(60, 70, widths, [20], lower)
    assert spots(one_table([first, second]).cells) == drawn(
        [*upper, *(Box(2, b.column, b.text) for b in lower)]
    )


def test_parts_with_different_columns_share_one_grid() -> None:
    first, second = Sheet(), Sheet()
    first.table(
        60,
        720,
        [100, 300],
        [20, 20],
        [Box(0, 0, "项目名称"), Box(0, 1, "甲"), Box(1, 0, "主管部门"), Box(1, 1, "乙局")],
    )
    lower = [
        Box(0, 0, "指标"),
        Box(0, 1, "目标"),
        Box(0, 2, "完成"),
        Box(1, 0, "培训次数"),
        Box(1, 1, "12次"),
        Box(1, 2, "11次"),
    ]
    second.table(60, 70, [100, 150, 150], [20, 20], lower)
    assert spots(one_table([first, second]).cells) == [
        (0, 0, 1, 1, "项目名称"), (0, 1, 1, 2, "甲"), (1, 0, 1, 1, "主管部门"), (1, 1, 1, 2, "乙局"),
        (2, 0, 1, 1, "指标"), (2, 1, 1, 1, "目标"), (2, 2, 1, 1, "完成"),
        (3, 0, 1, 1, "培训次数"), (3, 1, 1, 1, "12次"), (3, 2, 1, 1, "11次"),
    ]  # fmt: skip


def test_two_sided_table_stays_one_table() -> None:
    boxes = [Box(0, 0, "收入", 1, 2), Box(0, 2, "支出", 1, 2)]
    for row, words in enumerate([("财政拨款", "10.00", "基本支出", "6.00"), ("", "", "项目支出", "4.00")], 1):
        boxes += [Box(row, column, word) for column, word in enumerate(words)]
    sheet = Sheet()
    sheet.table(60, 100, [100, 60, 100, 60], [20.0] * 3, boxes)
    assert spots(one_table([sheet]).cells) == drawn(boxes)


def test_row_whose_cells_were_too_high_for_the_page_is_one_row() -> None:
    first, second = Sheet(), Sheet()
    widths = [60.0, 120.0, 80.0]
    head = [Box(0, 0, "编码"), Box(0, 1, "科目"), Box(0, 2, "金额")]
    first.table(60, 740, widths, [18, 14], [*head, Box(1, 0), Box(1, 1, "科目名称"), Box(1, 2, "2.50")])
    lower = [
        Box(0, 0, "功能分类科目编码"),
        Box(0, 1),
        Box(0, 2),
        Box(1, 0, "201"),
        Box(1, 1, "行政运行"),
        Box(1, 2, "1.00"),
    ]
    second.table(60, 70, widths, [26, 18], lower)
    assert spots(one_table([first, second]).cells) == drawn(
        [*head, Box(1, 0, "功能分类科目编码"), Box(1, 1, "科目名称"), Box(1, 2, "2.50"),
         *(Box(2, b.column, b.text) for b in lower[3:])]
    )  # fmt: skip


def test_torn_row_with_a_cell_too_high_for_the_page_is_one_row() -> None:
    first, second = Sheet(), Sheet()
    widths = [60.0, 89.0, 80.0]
    head = [Box(0, 0, "编码"), Box(0, 1, "科目"), Box(0, 2, "金额")]
    first.table(
        60, 740, widths, [18, 14], [*head, Box(1, 0), Box(1, 1, "一般公共预算财政拨"), Box(1, 2, "2.50")]
    )
    rest = [Box(1, 0, "201"), Box(1, 1, "行政运行"), Box(1, 2, "1.00")]
    lower = [Box(0, 0, "功能分类科目编码"), Box(0, 1, "款支出"), Box(0, 2), *rest]
    second.table(60, 70, widths, [26, 18], lower)
    assert spots(one_table([first, second]).cells) == drawn(
        [*head, Box(1, 0, "功能分类科目编码"), Box(1, 1, "一般公共预算财政拨款支出"), Box(1, 2, "2.50"),
         *(Box(2, b.column, b.text) for b in rest)]
    )  # fmt: skip


def test_number_cut_between_its_digits_by_the_page_end() -> None:
    first, second = Sheet(), Sheet()
    widths = [60.0, 44.0]
    head = [Box(0, 0, "项目"), Box(0, 1, "金额")]
    first.table(60, 740, widths, [18, 18], [*head, Box(1, 0, "合计"), Box(1, 1, "1108285")])
    lower = [Box(0, 0), Box(0, 1, ".15"), Box(1, 0, "其他"), Box(1, 1, "5")]
    second.table(60, 70, widths, [18, 18], lower)
    assert spots(one_table([first, second]).cells) == drawn(
        [*head, Box(1, 0, "合计"), Box(1, 1, "1108285.15"), Box(2, 0, "其他"), Box(2, 1, "5")]
    )


def test_columns_of_figures_without_lines_are_a_table() -> None:
    rows = [
        ("项目", "预算数", "决算数"),
        ("基本支出", "1,286.40", "1,280.10"),
        ("其中：人员经费", "900.00", "899.00"),
        ("项目支出", "58.20", "—"),
    ]
    sheet = Sheet()
    for number, row in enumerate(rows):
        for x, word in zip((80, 280, 400), row, strict=True):
            sheet.text(x, 100 + 20 * number, word, 10.5)
    sheet.text(80, 200, "填表人：甲", 10.5)
    sheet.text(280, 200, "联系电话：乙", 10.5)
    source = read(save([sheet]), "x.pdf")
    assert [c.text for c in tables(source)[0].cells] == [word for row in rows for word in row]
    assert [b.text for b in source.blocks if isinstance(b, Paragraph)] == ["填表人：甲 联系电话：乙"]


@pytest.mark.parametrize(
    ("labels", "shift"),
    [(["办公费", "差旅费", "培训费", "会议费"], 6.0), (["办公费 12.50", *["其他日常公用支出"] * 3], 0.0)],
)
def test_table_without_lines_that_is_not_understood_is_said(labels: list[str], shift: float) -> None:
    sheet = Sheet()
    for row, label in enumerate(labels):
        y = 100 + 24 * row
        for x, words in ((80, label.split()[0]), (130, label.split()[1] if " " in label else "")):
            sheet.text(x, y, words, 10)
        for column in range(3):
            sheet.text(250 + 90 * column, y, f"{row + 1}{column}.50", 10)
        if shift:  # the second line of a cell set between the lines of its neighbours
            sheet.text(80, y + shift, "（含税）", 10)
    sheet.text(80, 400, "以上为全部支出。")
    source = read(save([sheet]), "x.pdf")
    assert not tables(source)
    assert [reason.code for reason in source.reasons] == ["table-without-lines"]


def test_foot_of_a_form_without_lines_is_no_table_of_its_own() -> None:
    sheet = Sheet()
    for row in range(6):
        sheet.text(80, 100 + 20 * row, f"填报事项{row}的名称", 10)
        sheet.text(170, 100 + 20 * row, "本级填写的内容各不相同也长短不一", 10)
    for row in range(6, 10):
        for column in range(4):
            sheet.text(80 + 100 * column, 100 + 20 * row, "办公费" if column == 0 else f"{row}{column}.5", 10)
    source = read(save([sheet]), "x.pdf")
    assert (tables(source), [r.code for r in source.reasons]) == ([], ["table-without-lines"])


def test_lists_and_set_apart_words_are_no_tables() -> None:
    sheet = Sheet()
    for number in range(4):
        sheet.text(80, 100 + 20 * number, f"附件{number + 1}：自评表", 10.5)
        sheet.text(300, 100 + 20 * number, "填报单位：甲局", 10.5)
    assert not tables(read(save([sheet]), "x.pdf"))


def test_cells_whose_lines_do_not_close_are_doubtful() -> None:
    sheet = Sheet()
    for y in (100, 140):
        sheet.line(60, y, 220, y)
    for x in (60, 220):
        sheet.line(x, 100, x, 140)
    sheet.line(140, 100, 140, 120)
    sheet.line(140, 120, 220, 120)
    sheet.text(64, 114, "甲", 9)
    sheet.text(144, 114, "乙", 9)
    cells = one_table([sheet]).cells
    assert {cell.text: bool(cell.doubt) for cell in cells if cell.text} == {"甲": True, "乙": False}


def ruled(gap: float, at: float = 100.0) -> Sheet:
    """A table of 3 by 3 with a piece missing of the line between its first and second row."""
    sheet = Sheet()
    for x in (60, 140, 220, 300):
        sheet.line(x, 100, x, 160)
    for y in (100, 140, 160):
        sheet.line(60, y, 300, y)
    sheet.line(60, 120, at, 120)
    sheet.line(at + gap, 120, 300, 120)
    for row in range(3):
        for column in range(3):
            sheet.text(64 + 80 * column, 114 + 20 * row, f"{row}{column}.5", 9)
    return sheet


@pytest.mark.parametrize(("gap", "at"), [(5, 100), (8, 185), (14, 70), (12, 240)])
def test_a_gap_in_a_line_hides_no_cell(gap: float, at: float) -> None:
    cells = one_table([ruled(gap, at)]).cells
    assert {(c.row, c.column): c.text for c in cells} == {
        (row, column): f"{row}{column}.5" for row in range(3) for column in range(3)
    }
    beside = int((at - 60) // 80)
    assert {(c.row, c.column) for c in cells if c.doubt} == {(0, beside), (1, beside)}


def test_what_too_wide_a_gap_makes_one_cell_is_doubtful() -> None:
    cells = one_table([ruled(40, 160)]).cells
    assert {(c.row, c.column, c.rowspan) for c in cells if c.doubt} == {(0, 1, 2)}


def test_a_merged_cell_is_no_gap() -> None:
    cells = one_table([ruled(80, 140)]).cells
    assert not any(cell.doubt for cell in cells)
    assert {(c.row, c.column) for c in cells if c.rowspan == 2} == {(0, 1)}


def test_bracket_left_open_at_the_page_end_is_closed_in_the_same_cell() -> None:
    widths = [70.0, 150.0, 50.0]
    head = [Box(0, 0, "一级指标"), Box(0, 1, "三级指标"), Box(0, 2, "分值")]
    first, second = Sheet(), Sheet()
    first.table(
        60, 740, widths, [18, 18], [*head, Box(1, 0, "产出指标（50"), Box(1, 1, "检查次数"), Box(1, 2, "10")]
    )
    lower = [
        Box(0, 0, "分）", 2, 1),
        Box(0, 1, "办结率"),
        Box(0, 2, "20"),
        Box(1, 1, "成本"),
        Box(1, 2, "20"),
    ]
    second.table(60, 70, widths, [18, 18], lower)
    assert spots(one_table([first, second]).cells) == drawn(
        [*head, Box(1, 0, "产出指标（50分）", 3, 1), Box(1, 1, "检查次数"), Box(1, 2, "10"),
         Box(2, 1, "办结率"), Box(2, 2, "20"), Box(3, 1, "成本"), Box(3, 2, "20")]
    )  # fmt: skip


@pytest.mark.parametrize("words", ["续表", "支出决算表（续）", "续表1"])
def test_table_said_to_go_on(words: str) -> None:
    boxes, widths = ledger(40), [150.0, 100.0, 100.0]
    first, second = Sheet(), Sheet()
    first.text(200, 60, "支出决算表", 14)
    first.text(340, 80, "单位：万元", 9)
    first.table(60, 90, widths, [24.0] * 41, boxes, rows=range(28))
    second.text(360, 60, words, 9)
    second.text(340, 80, "单位：万元", 9)
    second.table(60, 90, widths, [24.0] * 41, boxes, rows=range(28, 41))
    source = read(save([first, second]), "x.pdf")
    assert [b.text for b in source.blocks if isinstance(b, Paragraph)] == ["支出决算表", "单位：万元"]
    assert spots(tables(source)[0].cells) == drawn(boxes)


def test_number_printed_as_hashes_is_doubtful() -> None:
    sheet = Sheet()
    sheet.table(
        60,
        100,
        [60, 60],
        [20, 20],
        [Box(0, 0, "项目"), Box(0, 1, "金额"), Box(1, 0, "合计"), Box(1, 1, "####")],
    )
    assert [bool(cell.doubt) for cell in one_table([sheet]).cells] == [False, False, False, True]
