"""Sentences held against the rows of tables that they speak of (GJ305)."""

from __future__ import annotations

import pytest

from checks.context import Context
from checks.fact import FactTable
from checks.registry import find_rule
from checks.run import apply
from extract import read_text

PROJECTS = """
2023年度项目执行情况表
单位：万元
| 项目名称 | 预算数 | 支出数 | 执行率 | 补助农户（户） |
|---|---|---|---|---|
| 水渠修复 | 86.50 | 73.25 | 84.68% | 412 |
| 泵站改造经费 | 44.00 | 41.18 | 93.59% | 138 |
| 护林巡查 | 61.70 | 60.05 | 97.33% | 95 |
| 合计 | 192.20 | 174.48 | 90.78% | 645 |
"""


def told(text: str, tables: str = PROJECTS) -> list[tuple[str, str]]:
    """The severity and the figure of each finding of GJ305 in a text with a table."""
    extraction = read_text(text + "\n" + tables)
    rule = find_rule("GJ305")
    assert rule is not None
    report = apply([rule], Context(extraction, FactTable(extraction)))
    assert not report.faults
    return [(f.severity, f.figures[0].text) for f in report.findings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023年水渠修复项目预算86.50万元，支出72.35万元。", [("error", "72.35万元")]),
        ("2023年水渠修复项目预算86.50万元，支出73.25万元，执行率86.48%。", [("error", "86.48%")]),
        ("2023年泵站改造支出41.18万元，补助农户183户。", [("error", "183户")]),
        ("2023年，护林巡查支出60.05万元，水渠修复支出72.35万元。", [("error", "72.35万元")]),
        ("2023年执行率最高的是护林巡查（97.33%），最低的是水渠修复（86.48%）。", [("error", "86.48%")]),
        ("2023年水渠修复、护林巡查执行率分别为84.68%和93.73%。", [("error", "93.73%")]),
        ("2023年水渠修复支出72.35万元。", [("warning", "72.35万元")]),
        (
            "2023年水渠修复和护林巡查分别支出73.25万元、支出60.05万元，执行率分别为84.68%、93.73%。",
            [("error", "93.73%")],
        ),
        ("2023年共安排预算192.20万元，支出174.48万元，共补助农户654户。", [("warning", "654户")]),
        ("2023年三个项目共补助农户6,540户；支出174.84万元。", [("warning", "174.84万元")]),
    ],
)
def test_a_figure_that_is_not_that_of_the_row_its_sentence_speaks_of_is_told(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2023年水渠修复项目预算86.50万元，支出73.25万元，执行率84.68%，补助农户412户。",
        "2023年水渠修复项目预算86.5万元，支出73万元。",
        "2023年水渠修复项目预算86.50万元，其中人工支出72.35万元。",
        "2023年水渠修复项目预算86.50万元，2022年支出72.35万元。",
        "2023年水渠修复项目预算86.50万元，计划补助农户421户。",
        "2023年水渠修复项目预算86.50万元，未支出12.35万元。",
        "2023年水渠修复支出19.20万元。",
        "2023年水渠修复项目年初预算68.50万元，支出73.25万元。",
        "2023年水渠修复项目预算86.50万元；排涝站支出72.35万元。",
        "2023年水渠修复、护林巡查执行率分别为84.68%和97.33%。",
        "2023年支出最多的两项为水渠修复、护林巡查，分别为73.25万元、60.05万元，合计133.30万元，执行率89.95%。",
        "2023年水渠修复和护林巡查分别支出73.25万元、支出60.05万元，执行率分别为84.68%、97.33%，合计占76.40%。",
        "2023年水渠修复和其他工程节约19.35万元，执行率86.48%。",
        "2023年水渠修复、护林巡查支出37.35万元，执行率48.86%。",
        "2023年三个项目共补助农民645人，惠及645人，培训654人次。",
        "2023年水渠修复支出73.25万元，执行率84.68%，若扣除12月下达的9.00万元，执行率为94.52%。",
        "2023年水渠修复支出73.25万元，执行率84.68%，连同已签合同的部分，执行率88.46%。",
    ],
)
def test_what_the_row_prints_or_what_is_of_something_else_is_not_told(text: str) -> None:
    assert told(text) == []


def test_a_fall_told_without_its_sign_is_that_of_the_table() -> None:
    rows = """
2023年度税收收入情况表
单位：万元
| 税种 | 2023年完成数 | 比上年增减额 | 增减率 |
|---|---|---|---|
| 土地使用税 | 6953 | -435 | -5.89% |
| 车船使用税 | 1264 | 112 | 9.72% |
"""
    assert told("2023年土地使用税减收435万元，下降5.89%；车船使用税增收112万元，增长9.72%。", rows) == []
    assert told("2023年土地使用税减收435万元，下降5.98%。", rows) == [("error", "5.98%")]


def test_rows_with_numbers_before_their_names_are_rows_of_these_names() -> None:
    rows = """
2023年度项目支出明细表
单位：万元
| 项目 | 2022年决算数 | 2023年预算数 | 2023年决算数 |
|---|---|---|---|
| 项目支出 | 102.10 | 120.00 | 117.04 |
| 1、水渠修复 | 70.00 | 76.00 | 73.25 |
| 2、泵站改造经费 | 32.10 | 44.00 | 43.79 |
"""
    assert told("2023年项目支出，其中：水渠修复支出72.35万元，泵站改造43.79万元。", rows) == [
        ("error", "72.35万元")
    ]


def test_a_share_of_the_whole_is_not_what_is_done_of_the_budget() -> None:
    rows = """
2023年度收入情况表
单位：万元
| 项目 | 预算数 | 完成数 | 占预算% |
|---|---|---|---|
| 契税及附加收入 | 912.00 | 427.73 | 46.9 |
| 房屋租金收入 | 50.00 | 51.20 | 102.4 |
"""
    text = "2023年契税及附加收入427.73万元，占一般公共预算收入的{}%。房屋租金收入51.20万元，占预算的{}%。"
    assert told(text.format("49.6", "102.4"), rows) == []
    assert told(text.format("49.6", "104.2"), rows) == [("error", "104.2%")]


FORM = """
项目支出绩效自评表
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 退耕还草面积 | ≥42万亩 | 40.6万亩 | 50 | 48 |
| 效益指标 | 社会效益 | 培训农牧民人数 | ≥900人 | 918人 | 40 | 40 |
| 说明：全年完成退耕还草{}万亩，培训农牧民918人，两项指标中一项没有达到年初设定的目标，主要是冬季封冻延期。 | | | | | | |
"""


def test_an_actual_value_is_told_by_the_words_of_its_indicator_and_in_a_note_of_the_form_too() -> None:
    assert told("2023年退耕还草46.0万亩，培训农牧民918人。", FORM.format("40.6")) == [("warning", "46.0万亩")]
    assert told("2023年退耕还草40.6万亩。", FORM.format("46.0")) == [("warning", "46.0万亩")]
    assert told("2023年退耕还草40.6万亩，培训农牧民918人。", FORM.format("40.6")) == []


def test_the_same_digits_in_another_unit_are_a_slip() -> None:
    assert told("2023年水渠修复预算86.50万元，支出73.25元。") == [("error", "73.25元")]
