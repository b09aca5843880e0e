"""The lexer of numbers against docs/figures.md, line by line, and against any surroundings."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path

import pytest
import regex
from hypothesis import assume, given
from hypothesis import strategies as st

from extract.number import _STARTS, _scanner, read_cell, scan
from extract.unit import UNITS as KNOWN
from extract.unit import canonical

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "figures.md").read_text("utf-8")

# Printed form on the page -> (text it stands in, [(run, value, unit, qualifier)]).
FIGURES: dict[str, tuple[str, list[tuple[str, str, str, str]]]] = {
    "218.70万元": ("支出218.70万元，", [("218.70万元", "218.70", "万元", "")]),
    "２１８．７０万元": ("支出２１８．７０万元，", [("２１８．７０万元", "218.70", "万元", "")]),
    "218.70 万元": ("支出218.70 万元，", [("218.70 万元", "218.70", "万元", "")]),
    "1,234.56元": ("支付1,234.56元。", [("1,234.56元", "1234.56", "元", "")]),
    "3，518.85元": ("支付3，518.85元。", [("3，518.85元", "3518.85", "元", "")]),
    "２０，０２５户": (
        "签约２０，０２５户，腾退３５０户",
        [("２０，０２５户", "20025", "户", ""), ("３５０户", "350", "户", "")],
    ),
    "1 129 236万元": ("收入1 129 236万元", [("1 129 236万元", "1129236", "万元", "")]),
    "8.31万（before a bracket or the end of a clause)": (
        "接待费8.31万（含外宾）",
        [("8.31万", "8.31", "万元", "")],
    ),
    "56.31%": ("增长56.31%。", [("56.31%", "56.31", "%", "")]),
    "５６．３１％": ("增长５６．３１％", [("５６．３１％", "56.31", "%", "")]),
    "百分之三十七点七五": ("占百分之三十七点七五", [("百分之三十七点七五", "37.75", "%", "")]),
    "3.4个百分点": ("快3.4个百分点", [("3.4个百分点", "3.4", "个百分点", "")]),
    "增长-9.41%": ("增长-9.41%", [("-9.41%", "-9.41", "%", "")]),
    "-8,484,100.00": ("结余：-8,484,100.00", [("-8,484,100.00", "-8484100.00", "", "")]),
    "42人": ("在职42人，", [("42人", "42", "人", "")]),
    "35人次": ("培训35人次", [("35人次", "35", "人次", "")]),
    "275批次": ("接待275批次", [("275批次", "275", "批次", "")]),
    "11辆": ("保有11辆", [("11辆", "11", "辆", "")]),
    "6家": ("单位6家", [("6家", "6", "家", "")]),
    "68项": ("指标68项", [("68项", "68", "项", "")]),
    "21次": ("检查21次", [("21次", "21", "次", "")]),
    "832户": ("农户832户", [("832户", "832", "户", "")]),
    "24小时": ("值守24小时", [("24小时", "24", "小时", "")]),
    "八点零一万亿元": ("达到八点零一万亿元", [("八点零一万亿元", "8.01", "万亿元", "")]),
    "三百二十万元": ("共三百二十万元", [("三百二十万元", "320", "万元", "")]),
    "3亿2500万元": ("支出3亿2500万元，", [("3亿2500万元", "32500", "万元", "")]),
    "五亿三千万元": ("共五亿三千万元", [("五亿三千万元", "53000", "万元", "")]),
    "1兆8970億元": ("稅收1兆8970億元，", [("1兆8970億元", "18970", "亿元", "")]),
    "三成": ("约占三成", [("三成", "3", "成", "about")]),
    "三成五": ("占三成五", [("三成五", "3.5", "成", "about")]),
    "八成多": ("占八成多", [("八成多", "8", "成", "about")]),
    "一半": ("占总支出的一半", [("一半", "50.0", "%", "about")]),
    "三分之二": ("占总支出的三分之二", [("三分之二", "66.7", "%", "about")]),
    "2.4倍": ("是上年的2.4倍", [("2.4倍", "2.4", "倍", "")]),
    "≥95%": ("≥95%", [("95%", "95", "%", "at_least")]),
    "95%及以上": ("95%及以上", [("95%", "95", "%", "at_least")]),
    "不超过3家": ("不超过3家", [("3家", "3", "家", "at_most")]),
    "（50分） in a heading cell": ("产出指标（50分）", [("50分", "50", "分", "")]),
    "0": ("决算数为0，", [("0", "0", "", "")]),
    "0.00": ("0.00", [("0.00", "0.00", "", "")]),
    "0元": ("支出0元", [("0元", "0", "元", "")]),
}
# Printed form on the page -> a text that holds it and no figure.
OTHERS: dict[str, str] = {
    "2022年": "2022年，", "2022年度": "2022年度部门决算",
    "2023.3.22": "2023.3.22", "3月22日": "于3月22日印发", "11月": "截至11月，",
    "1—10月": "1—10月，", "2022年12月底": "至2022年12月底",
    "〔2023〕20号": "财绩〔2023〕20号", "4002号": "第4002号提案", "第3号": "第3号",
    "2#凭证": "见2#凭证", "编码 2080505": "编码 2080505",
    "30201": "30201 办公费", "公开01表": "公开01表",
    "第二": "第二部分", "第3": "第3季度", "(一)": "(一)基本情况", "1.": "1. 基本支出", "（2）": "（2）项目支出", "①": "①人员经费",
    "附件3": "附件3：", "表5": "见表5。", "指标2：": "指标2：完成率",
    "“1234”工程": "“1234”工程", "两个一以贯之": "两个一以贯之", "三重一大": "三重一大",
    "四个项目": "四个项目", "三项职能": "三项职能", "两家": "两家单位",
    "三年行动": "三年行动", "5年": "5年规划", "首次": "首次",
    "持平": "与上年持平", "较好": "较好", "无": "无", "—": "—",
    "××万元": "支出××万元", "＊＊万元": "支出＊＊万元", "万元 with the number missing": "支出 万元",
}  # fmt: skip
IN_WORDS = {
    "a table cell that holds only a number", "blank",
    "序号, 行次 and 栏次 cells; telephone numbers; post codes; page numbers",
}  # fmt: skip


def printed_forms(heading: str) -> list[str]:
    """The forms in the first column of the table under ``heading``."""
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line.split("|")[1].strip() for line in section.splitlines() if line.startswith("| ")]
    return [form for row in rows if row != "printed" for form in row.split(" · ") if form not in IN_WORDS]


def told(text: str) -> list[tuple[str, Decimal, str, str]]:
    return [(n.text, n.value, n.unit, n.qualifier) for n in scan(text)]


def test_the_cases_are_the_lines_of_the_page() -> None:
    assert printed_forms("It is a figure") == list(FIGURES)
    assert printed_forms("It is not a figure") == list(OTHERS)


@pytest.mark.parametrize(("text", "expected"), FIGURES.values(), ids=FIGURES)
def test_what_the_page_calls_a_figure_is_one(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert told(text) == [(run, Decimal(value), unit, qualifier) for run, value, unit, qualifier in expected]
    for number in scan(text):
        assert text[number.start : number.end] == number.text


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_what_the_page_calls_none_is_none(text: str) -> None:
    assert scan(text) == []


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("95%-90%", ["95%", "90%"]),
        ("1-3家", ["1", "3家"]),
        ("42/48", ["42", "48"]),
        ("占比40004000100%", []),
        ("运行费3.\n98万元", ["3.\n98万元"]),
        ("支出5.48 万\n元", ["5.48 万\n元"]),
        ("电话：0734-8866123", []),
        ("手机13800001111", []),
        ("邮编：421000", []),
        ("9:30至17:30", []),
        ("22017年支出5万元", ["5万元"]),
        ("PM2.5浓度为31微克", ["31"]),
        ("绿地100m2", ["100m2"]),
        ("1季度完成4个项目", ["4个"]),
        ("占3分之1", []),
        ("5个人", ["5"]),
        ("3次数", ["3"]),
        ("2022年1-9月支出10万元", ["10万元"]),
        ("收入8万元（其中税收5万元）", ["8万元", "5万元"]),
        ("30217 公务接待费 8.31", ["8.31"]),
        ("增长27.78%⬆", ["27.78%"]),
    ],
)
def test_runs_that_stand_close_to_other_things(text: str, runs: list[str]) -> None:
    assert [n.text for n in scan(text)] == runs


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier"),
    [
        ("12万余人", "12", "万人", "about"),
        ("5万余元", "5", "万元", "about"),
        ("5余万元", "5", "万元", "about"),
        ("3亿多元", "3", "亿元", "about"),
        ("20多人", "20", "人", "about"),
        ("近8万元", "8", "万元", "about"),
        ("10%左右", "10", "%", "about"),
        ("至少3次", "3", "次", "at_least"),
        ("控制在5万元以内", "5", "万元", "at_most"),
        ("控制在5万元", "5", "万元", ""),
        ("突破2万亿元", "2", "万亿元", "over"),
        ("不足10%", "10", "%", "under"),
        ("预计完成30万元", "30", "万元", "planned"),
        ("3家次", "3", "家次", ""),
        ("20场次", "20", "场次", ""),
        ("7.8万亩", "7.8", "万亩", ""),
        ("500㎡", "500", "平方米", ""),
        ("15名", "15", "人", ""),
        ("七成半", "7.5", "成", "about"),
        ("占二分之一以上", "50.0", "%", "at_least"),
        ("两万元", "2", "万元", ""),
        ("一千二百元", "1200", "元", ""),
        ("百分之百", "100", "%", ""),
        ("5‰", "5", "‰", ""),
        ("1114萬", "1114", "万元", ""),
        ("=100.00(%)", "100.00", "%", ""),
    ],
)
def test_value_unit_and_qualifier(text: str, value: str, unit: str, qualifier: str) -> None:
    (number,) = scan(text)
    assert (number.value, number.unit, number.qualifier) == (Decimal(value), unit, qualifier)
    assert number.value.as_tuple().exponent == number.step.as_tuple().exponent


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("(12.50)", "-12.50", ""),
        ("△5.2", "-5.2", ""),
        ("-0.06", "-0.06", ""),
        (" 1,234.50 ", "1234.50", ""),
        ("１２．５", "12.5", ""),
        ("98%", "98", "%"),
        ("≥90.00(%)", "90.00", "%"),
        ("10分", "10", "分"),
        ("0", "0", ""),
    ],
)
def test_a_cell_that_is_one_figure(text: str, value: str, unit: str) -> None:
    number = read_cell(text)
    assert number is not None
    assert (number.value, number.unit) == (Decimal(value), unit)
    assert text[number.start : number.end] == number.text == text.strip()


@pytest.mark.parametrize(
    "text", ["", "—", "无", "42/48", "1-3家", "2022年", "95%-90%", "（一）", "5个项目", "1.2.3", "约"]
)
def test_a_cell_that_is_not(text: str) -> None:
    assert read_cell(text) is None


# ---- any number, printed in any of the usual ways ----------------------------------------

WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")
UNITS = ["万元", "元", "亿元", "%", "个百分点", "人", "人次", "家", "台", "公里", "亩", "小时", "倍", ""]
DECIMALS = st.tuples(st.integers(0, 10**12), st.integers(0, 6)).map(lambda p: Decimal(p[0]).scaleb(-p[1]))


def print_number(value: Decimal, thousands: bool, wide: bool) -> str:
    text = f"{value:,f}" if thousands else f"{value:f}"
    return text.translate(WIDE) if wide and "," not in text else text


@given(DECIMALS, st.booleans(), st.booleans(), st.sampled_from(UNITS), st.booleans())
def test_printing_gives_back_value_step_unit_and_run(
    value: Decimal, thousands: bool, wide: bool, unit: str, space: bool
) -> None:
    whole = value.to_integral_value()
    assume(unit != "%" or whole < 10**7)
    printed = print_number(value, thousands, wide) + (" " if space and unit else "") + unit
    text = f"本项支出为{printed}，"
    (number,) = scan(text)
    assert number.text == printed == text[number.start : number.end]
    assert number.value == value
    assert number.step == Decimal(1).scaleb(value.as_tuple().exponent)  # type: ignore[arg-type]
    assert number.unit == canonical(unit)


@given(DECIMALS, st.sampled_from(["-", "−", "－", ""]))
def test_the_sign_is_part_of_a_figure(value: Decimal, sign: str) -> None:
    (number,) = scan(f"比上年增长{sign}{value:f}个百分点")
    assert number.value == (-value if sign else value)
    assert number.text == f"{sign}{value:f}个百分点"


HAN = st.text(alphabet="本年部门支出较上与项目预算管理工作情况及其他资金，。；：（）", max_size=12)
NOT_FIGURES = st.one_of(
    st.builds("{}年{}月{}日".format, st.integers(1990, 2099), st.integers(1, 12), st.integers(1, 31)),
    st.builds("{}年度".format, st.integers(1990, 2099)),
    st.builds("{}-{}-{}".format, st.integers(1990, 2099), st.integers(1, 12), st.integers(1, 31)),
    st.builds("〔{}〕{}号".format, st.integers(1990, 2099), st.integers(1, 999)),
    st.builds("第{}".format, st.integers(1, 9999)),
    st.builds("（{}）".format, st.integers(1, 20)),
    st.builds("附件{}：".format, st.integers(1, 20)),
    st.builds("电话：0{}-{}".format, st.integers(100, 999), st.integers(10**6, 10**8 - 1)),
    st.builds("“{}”".format, st.integers(1, 9999)),
    st.builds("{}月".format, st.integers(1, 12)),
    st.builds("{}#".format, st.integers(1, 99)),
)


@given(HAN, NOT_FIGURES, HAN)
def test_no_figure_inside_dates_and_codes(before: str, code: str, after: str) -> None:
    text = before + code + after
    assert [n.text for n in scan(text)] == []


@given(
    st.text(alphabet="0123456789.,，%％-—（） \n年月日第号万亿元个人余多约≥零一三十百点成占之A#", max_size=60)
)
def test_any_text_is_read_without_fail_and_runs_stand_in_order(text: str) -> None:
    end = 0
    for number in scan(text):
        assert number.start >= end
        assert text[number.start : number.end] == number.text
        assert number.unit == "" or number.unit in KNOWN
        end = number.end
    cell = read_cell(text)
    assert cell is None or text[cell.start : cell.end] == cell.text


# ---- long texts ----------------------------------------------------------------------------

PIECES = [
    "1", "111 ", "111,", "1.", "１", "2022", "2022-", "年", "a", "a1", "A/", "（", "（2", "〔2022〕", "一", "百", "百分之",
    "三成", "- ", "“1", "：1", "第", "第 ", "附表 ", "附表1-", "1:1", "约", "不超过", "万", "1万", "1万 ", "138*", "电话：",
    " ", "\n", "%", "5千",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_long_runs_are_read_in_half_a_second(piece: str) -> None:
    """Half a second besides what each figure found costs (some 20 microseconds)."""
    text = piece * (100_000 // len(piece))
    begun = time.process_time()
    found = scan(text)
    read_cell(text)
    assert time.process_time() - begun < 0.5 + len(found) * 60e-6


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("２，３４８，２９\n０．１９", "2348290.19"),
        ("1,367.\n36", "1367.36"),
        ("609,40\n5.70", "609405.70"),
        ("123456\n78.90", "12345678.90"),
        ("100\n200", None),
        ("12.30\n45.60", None),
    ],
)
def test_a_number_wrapped_in_its_cell_is_one_and_two_numbers_are_two(cell: str, value: str | None) -> None:
    number = read_cell(cell)
    assert (None if number is None else str(number.value)) == value


@pytest.mark.parametrize("text", ["投入产出比约为1:19.7", "师生比为1：13.5", "男女比例1:1.2", "配比达 2∶3"])
def test_a_ratio_of_two_numbers_is_no_amount(text: str) -> None:
    assert scan(text) == []


def test_a_limit_that_was_not_broken_through_is_one_at_most() -> None:
    assert [(n.text, n.qualifier) for n in scan("单价未突破900元，总额突破2亿元")] == [
        ("900元", "at_most"),
        ("2亿元", "over"),
    ]


@given(st.text(alphabet="0123456789.，%万元年月第附表（）〔“‘Aa*×-+△①百分之二成半十约占 \n个", max_size=30))
def test_no_figure_begins_where_the_scan_does_not_look(text: str) -> None:
    begins = regex.compile(_STARTS)
    everywhere = regex.compile(_scanner().pattern.removeprefix(_STARTS), _scanner().flags)
    assert all(begins.match(text, m.start()) for m in everywhere.finditer(text))
