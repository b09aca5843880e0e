"""Paragraphs in PDFs: which line break is a wrap and which is an end; the same blocks as the Word file."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.pdf_sheet import Sheet, save
from extract.model import Paragraph, RawTable, Source
from extract.readers import docx
from extract.readers.pdf import read

WORDS = (
    "本年度", "部门整体支出", "1,286.40万元", "比上年", "增加", "58.20万元，", "增长4.74%，", "主要原因是", "（含结转）",
    "“三公”经费", "63万元。", "其中：", "基本支出", "项目", "8个，", "完成率100%；", "《管理办法》", "GDP", "人员", "在职42人，",
)  # fmt: skip


def bodies(source: Source) -> list[str]:
    return [block.text for block in source.blocks if isinstance(block, Paragraph)]


@st.composite
def paragraphs(draw: st.DrawFn) -> list[str]:
    """Paragraphs of invented words, each ended by a full stop and longer than a line or not."""
    chance = random.Random(draw(st.integers(0, 100_000)))
    return [
        "".join(chance.choices(WORDS, k=chance.randint(12, 40))).rstrip("。；，：") + "。"
        for _ in range(draw(st.integers(2, 6)))
    ]


@settings(max_examples=80)
@given(paragraphs(), st.sampled_from([10.5, 12.0, 14.0]), st.integers(0, 24))
def test_indented_paragraphs_are_read_back(words: list[str], size: float, start: int) -> None:
    """Over a page end too: the first page is left after a number of lines that varies."""
    room, pitch = (36 if size < 14 else 30) * size + 40, 1.6
    sheets = [Sheet()]
    y = 100 + start * size * pitch
    for words_of in words:
        probe = Sheet()
        probe.paragraph(80, 0, room, words_of, size)
        for operator in probe.operators:
            if y > 760:
                sheets.append(Sheet())
                y = 100.0
            sheets[-1].operators.append(re.sub(r"(\S+) Tm", f"{842 - y:.3f} Tm", operator))
            y += size * pitch
    assert bodies(read(save(sheets), "x.pdf")) == words


def test_unit_on_the_next_line_stays_with_its_figure() -> None:
    sheet = Sheet()
    y = sheet.paragraph(80, 100, 415, "本年度新增对企业的各项补助支出合起来共计为63万元。", 17.2)
    assert y > 140
    sheet.paragraph(80, y, 415, "支出合计35万元。", 17.2)
    assert bodies(read(save([sheet]), "x.pdf")) == [
        "本年度新增对企业的各项补助支出合起来共计为63万元。",
        "支出合计35万元。",
    ]


def test_headings_are_kept_apart_and_marked() -> None:
    sheet = Sheet()
    y = sheet.paragraph(
        80, 70, 420, "第三部分 某某县农业农村局所属事业单位2023年度部门决算情况说明", 16, indent=0
    )
    y = sheet.paragraph(80, y, 420, "一、部门基本情况", 16, indent=0)
    y = sheet.paragraph(80, y, 420, "（一）机构设置", 12)
    sheet.paragraph(
        80,
        y,
        420,
        "本部门下设3个科室，共有在职职工35人，退休人员12人，全年经费由财政全额保障，没有对外投资。",
        12,
    )
    blocks = [block for block in read(save([sheet]), "x.pdf").blocks if isinstance(block, Paragraph)]
    assert [block.kind for block in blocks] == ["heading", "heading", "heading", "body"]


def test_contents_at_the_margin_stay_lines_of_their_own() -> None:
    sheet = Sheet()
    lines = [
        "一、收入支出决算总表",
        "二、收入决算表情况的说明以及其他各个方面需要说明的重要事项",
        "三、支出决算表",
    ]
    for number, line in enumerate(lines):
        sheet.text(80, 100 + 24 * number, line, 14)
    assert bodies(read(save([sheet]), "x.pdf")) == lines


def test_spaces_in_latin_words_and_between_set_apart_words() -> None:
    sheet = Sheet()
    sheet.text(80, 100, "填表人：甲", 12)
    sheet.text(300, 100, "联系电话：乙", 12)
    sheet.text(80, 140, "Gross", 12)
    sheet.text(116, 140, "Value", 12)
    assert bodies(read(save([sheet]), "x.pdf")) == ["填表人：甲 联系电话：乙", "Gross Value"]


def test_spaces_drawn_just_inside_quotation_marks_are_dropped() -> None:
    sheet = Sheet()
    sheet.text(90, 100, "2023年度“ 三公 ”经费支出决算3.20万元。", 12)
    assert bodies(read(save([sheet]), "x.pdf")) == ["2023年度“三公”经费支出决算3.20万元。"]


def test_narrow_spaces_outside_quotation_marks_are_dropped_and_wide_ones_kept() -> None:
    sheet = Sheet()
    x = 90.0
    for words, gap in (
        ("本年“三公”", 3.0),
        ("经费评为", 3.0),
        ("“优”", 3.0),
        ("。等级为“优”", 20.0),
        ("填表人：甲", 0),
    ):
        sheet.text(x, 100, words, 12)
        x += 12 * len(words)
        if gap:
            sheet.text(x, 100, " ", gap * 4)
            x += gap
    assert bodies(read(save([sheet]), "x.pdf")) == ["本年“三公”经费评为“优”。等级为“优” 填表人：甲"]


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _cells(source: Source) -> list[set[tuple[int, int, int, int, str]]]:
    return [
        {(c.row, c.column, c.rowspan, c.colspan, _squeezed(c.text)) for c in block.cells}
        for block in source.blocks
        if isinstance(block, RawTable)
    ]


def test_real_report_gives_the_same_blocks_as_its_word_file(report_file: Callable[[str], Path]) -> None:
    word = docx.read(report_file("hengyang-2022.docx").read_bytes(), "x.docx")
    printed = read(report_file("hengyang-2022.pdf").read_bytes(), "x.pdf")
    assert _cells(printed) == _cells(word)
    assert [_squeezed(text) for text in bodies(printed)] == [
        t for text in bodies(word) if (t := _squeezed(text))
    ]
    assert not printed.reasons


@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        (
            "putuo-social-work-2024.pdf",
            [(3, 3), (32, 4), (20, 9), (20, 8), (34, 7), (20, 5), (40, 6), (5, 12), (6, 8), (6, 8)],
        ),
        (
            "juesuan-form-2024.pdf",
            [(9, 3), (30, 4), (10, 9), (10, 8), (32, 7), (10, 5), (40, 6), (5, 12), (6, 8), (6, 8)],
        ),
    ],
)
def test_real_accounts_have_their_grids(
    report_file: Callable[[str], Path], name: str, sizes: list[tuple[int, int]]
) -> None:
    source = read(report_file(name).read_bytes(), name)
    found = [
        (max(c.row + c.rowspan for c in block.cells), max(c.column + c.colspan for c in block.cells))
        for block in source.blocks
        if isinstance(block, RawTable)
    ]
    assert found == sizes
    assert not source.reasons


def test_two_columns_of_text_are_read_one_after_the_other() -> None:
    first = "本部门共有在职职工35人，" * 18 + "退休人员12人。"
    second = "全年支出合计1,286.40万元，" * 18 + "其中项目支出386.05万元。"
    sheet = Sheet()
    sheet.text(240, 80, "某局工作通报", 16)
    sheet.paragraph(60, 120, 225, first, 11)
    sheet.paragraph(310, 120, 225, second, 11)
    assert bodies(read(save([sheet]), "x.pdf")) == ["某局工作通报", first, second]


def test_words_set_apart_in_rows_do_not_split_a_page() -> None:
    sheet = Sheet()
    for number in range(10):
        sheet.text(80, 100 + 24 * number, f"{number + 1}．项目名称：检查经费", 12)
        sheet.text(320, 100 + 24 * number, "负责人：甲", 12)
    assert bodies(read(save([sheet]), "x.pdf"))[3] == "4．项目名称：检查经费 负责人：甲"


def test_entries_of_a_table_of_contents_stay_apart() -> None:
    sheet = Sheet()
    lines = [f"（{name}）{word}{'…' * (24 - len(word))}{number}" for number, (name, word) in enumerate(
        [("一", "部门概况"), ("二", "收入支出决算总表说明"), ("三", "名词解释")], 1)]  # fmt: skip
    for number, line in enumerate(lines):
        sheet.text(80, 100 + 24 * number, line, 14)
    assert bodies(read(save([sheet]), "x.pdf")) == lines
