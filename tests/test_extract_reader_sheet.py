"""Spreadsheets: what a cell shows is what is read, what it holds is kept, what is missing is said."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import read_bytes as read_report
from extract.model import Cell, Paragraph, RawTable, Source
from extract.readers import read_bytes
from extract.readers.sheet_format import general, show


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        ("1.3349", "0.00", "1.33"),
        ("1.005", "0.00", "1.01"),
        ("0.8644", "0.00%", "86.44%"),
        ("-1234.5", "#,##0.00", "-1,234.50"),
        ("-1234.5", "#,##0.00;[Red]#,##0.00", "-1,234.50"),
        ("-12", "#,##0.00_);(#,##0.00)", "(12.00)"),
        ("0", '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        ("-12.5", '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-12.50"),
        ("0", "#,##0.00;-#,##0.00;;", ""),
        ("12345678", "#,##0,", "12,346"),
        ("218.7", '0.00"万元"', "218.70万元"),
        ("5", 'G/通用格式"人"', "5人"),
        ("5", "[$¥-804]#,##0.00", "¥5.00"),
        ("120", "[>100]0.0;0.00", "120.0"),
        ("44926", 'yyyy"年"m"月"d"日"', "2022年12月31日"),
        ("44926.5", "yyyy/m/d h:mm", "2022/12/31 12:00"),
        ("0.125", "# ?/?", "0.125"),
        ("1234567.891", "#,##0.0#", "1,234,567.89"),
        ("7", "000", "007"),
        ("3.14159265358979", "General", "3.141592654"),
        ("0.000001234", "", "0.000001234"),
    ],
)
def test_a_number_is_shown_by_its_format(value: str, code: str, shown: str) -> None:
    assert show(Decimal(value), code) == shown


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=4),
    st.integers(0, 6),
)
def test_places_are_rounded_half_away_from_zero(value: Decimal, places: int) -> None:
    shown = Decimal(show(value, "0." + "0" * places if places else "0"))
    assert abs(shown - value) * 2 <= Decimal(1).scaleb(-places)
    if abs(value) * 10**places % 1 == Decimal("0.5"):
        assert abs(shown) > abs(value)


@given(st.text(alphabet='0#?.,%;"\\[]_*@ymdhsGeneral/()-万', max_size=30), st.decimals(-1000, 1000, places=3))
def test_no_format_stops_the_reading(code: str, value: Decimal) -> None:
    show(value, code)


@given(st.decimals(-(10**8), 10**8, places=2))
def test_general_loses_nothing_of_an_amount(value: Decimal) -> None:
    assert Decimal(general(value)) == value


def save(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def cells(source: Source) -> dict[tuple[int, int], Cell]:
    return {(c.row, c.column): c for b in source.blocks if isinstance(b, RawTable) for c in b.cells}


def codes(source: Source) -> list[str]:
    return [reason.code for reason in source.reasons]


def test_shown_and_stored_values_and_places() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "收支表"
    sheet["B3"] = 1.3349
    sheet["B3"].number_format = "0.00"
    sheet["A3"] = "甲"
    sheet["C4"] = "12.50"
    source = read_bytes(save(book), "x.xlsx")
    found = cells(source)
    assert (found[2, 1].text, found[2, 1].stored) == ("1.33", "1.3349")
    assert (found[3, 2].text, found[3, 2].stored) == ("12.50", None)
    assert found[2, 0].where.section == "收支表"
    first = source.blocks[0]
    assert isinstance(first, Paragraph)
    assert (first.text, first.kind) == ("收支表", "heading")
    assert not source.reasons


def test_merged_cells_stand_once() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["A2"], sheet["B3"] = "收支总表", "支出", "x"
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("A2:A3")
    found = cells(read_bytes(save(book), "x.xlsx"))
    assert (found[0, 0].rowspan, found[0, 0].colspan) == (1, 2)
    assert (found[1, 0].rowspan, found[1, 0].colspan) == (2, 1)
    assert (0, 1) not in found
    assert (2, 0) not in found


STACKED = [
    ["表1 资金使用情况"], ["单位：万元"], ["区县", "到位", "支出"], ["甲区", 360, 342.6], ["乙区", 240, 200.5],
    ["表2 问卷情况（单位：份）"], ["区县", "发放", "收回"], ["甲区", 120, 118], ["乙区", 80, 76],
]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "tables"),
    [
        (STACKED, [("表1资金使用情况", "万元", 5), ("表2问卷情况(单位:份)", "份", 4)]),
        (
            [*STACKED[:5], [], ["人员情况表"], *STACKED[6:]],
            [("表1资金使用情况", "万元", 5), ("人员情况表", "", 4)],
        ),
        ([*STACKED[:5], ["其他"], *STACKED[6:]], [("表1资金使用情况", "万元", 9)]),
        ([*STACKED[:5], ["表2 另附"], *STACKED[7:]], [("表1资金使用情况", "万元", 8)]),
    ],
)
def test_tables_one_below_the_other_are_told_by_their_captions(
    rows: list[list[object]], tables: list[tuple[str, str, int]]
) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    read = read_report(save(book), "x.xlsx")
    found = [(t.caption, t.unit, len({cell.row for cell in t.cells})) for t in read.tables]
    assert found == tables
    wanted = {(r, str(cell)) for r, row in enumerate(rows) for cell in row[1:] if not isinstance(cell, str)}
    assert {(f.where.row, f.text.removesuffix("万元").removesuffix("份")) for f in read.figures} >= wanted


def test_what_is_hidden_is_said() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["甲", 1])
    sheet.append(["乙", 2])
    sheet.row_dimensions[2].hidden = True
    other = book.create_sheet("备份")
    other.append(["丙", 3])
    other.sheet_state = "hidden"
    source = read_bytes(save(book), "x.xlsx")
    assert codes(source) == ["hidden-sheet"]
    assert [n.code for n in source.notices] == ["hidden-cells"]
    assert {c.text for c in cells(source).values()} == {"甲", "1", "乙", "2"}


def test_a_formula_never_calculated_is_not_zero() -> None:
    book = openpyxl.Workbook()
    book.active.append(["合计", "=1+1"])
    source = read_bytes(save(book), "x.xlsx")
    found = cells(source)[0, 1]
    assert (found.text, bool(found.doubt)) == ("", True)
    assert codes(source) == ["no-cached-value"]


def test_an_error_value_is_doubtful() -> None:
    book = openpyxl.Workbook()
    book.active.append(["合计", "#REF!"])
    assert "#REF!" in cells(read_bytes(save(book), "x.xlsx"))[0, 1].doubt


def test_one_cell_far_away_is_refused_not_filled() -> None:
    book = openpyxl.Workbook()
    book.active.append(["甲", 1])
    book.active.cell(1_048_576, 16_384, "远")
    assert codes(read_bytes(save(book), "x.xlsx")) == ["table-limit"]


def test_a_far_blank_does_not_widen_the_table() -> None:
    book = openpyxl.Workbook()
    book.active.append(["甲", 1])
    book.active.cell(1_048_576, 16_384, " ")
    source = read_bytes(save(book), "x.xlsx")
    assert codes(source) == []
    assert len(cells(source)) == 2


def test_a_sheet_of_sentences_is_paragraphs() -> None:
    book = openpyxl.Workbook()
    book.active.append(
        ["本单位全年支出合计218.70万元，其中基本支出118.70万元，项目支出100.00万元，比上年有所增长。"]
    )
    book.active.append(["说明完毕"])
    assert all(isinstance(b, Paragraph) for b in read_bytes(save(book), "x.xlsx").blocks)


def test_reading_aids_are_left_out_of_the_text() -> None:
    book = openpyxl.Workbook()
    book.active.append(["重庆", 1])
    old, new = zipfile.ZipFile(io.BytesIO(save(book))), io.BytesIO()
    with zipfile.ZipFile(new, "w") as archive:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/sharedStrings.xml":
                data = data.replace(b"</t></si>", b'</t><rPh sb="0" eb="2"><t>chongqing</t></rPh></si>', 1)
            archive.writestr(name, data)
    assert cells(read_bytes(new.getvalue(), "x.xlsx"))[0, 0].text == "重庆"


def test_a_csv_keeps_its_columns() -> None:
    data = '项目,预算,决算\n"甲,乙",1.50,\n合计,"1,234.50",2\n'.encode("gb18030")
    found = cells(read_bytes(data, "x.csv"))
    assert found[1, 0].text == "甲,乙"
    assert found[1, 2].text == ""
    assert found[2, 1].text == "1,234.50"


def test_a_merged_header_is_found_again_in_a_csv() -> None:
    text = "项目,2023年,,2022年,\n,预算数,决算数,预算数,决算数\n办公费,10,12,9,11\n合计,10,12,9,11\n"
    read = read_report(text.encode(), "x.csv")
    said = [(f.text, f.period, f.stage) for f in read.figures if f.label == "办公费"]
    assert said == [
        ("10", "2023", "预算"),
        ("12", "2023", "决算"),
        ("9", "2022", "预算"),
        ("11", "2022", "决算"),
    ]
