"""Cells that became paragraphs of their own are a table only where their number and kind say so."""

from __future__ import annotations

import pytest

from extract import read_text
from extract.model import Extraction

FUNDS = ["项目资金", "（万元）", "年初", "预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]
ROWS = [
    "年度资金总额",
    "52.8",
    "50.6",
    "47.31",
    "10",
    "93.5%",
    "9.35",
    "其中：当年财政拨款",
    "40.2",
    "38",
    "35.7",
]


def lines(cells: list[str], bar: str = "") -> Extraction:
    return read_text("自评表\n\n" + "\n\n".join(cell + bar for cell in cells) + "\n\n年度总体目标\n")


def grid(extraction: Extraction) -> list[list[str]]:
    assert len(extraction.tables) == 1
    table = extraction.tables[0]
    return [[table.text(r, c) for c in range(table.width)] for r in range(table.height)]


@pytest.mark.parametrize("bar", ["", " |"])
def test_as_many_figures_as_names_of_columns_are_a_row_and_a_short_one_holds_the_amounts(bar: str) -> None:
    read = grid(lines([*FUNDS, *ROWS], bar))
    assert read == [
        ["项目资金（万元）", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        ["年度资金总额", "52.8", "50.6", "47.31", "10", "93.5%", "9.35"],
        ["其中：当年财政拨款", "40.2", "38", "35.7", "", "", ""],
    ]


def test_a_row_without_a_name_needs_the_figures_only() -> None:
    extraction = lines(["人员情况（人）", "编制数", "2023年实际在职人数", "控制率", "38", "35", "92.11%"])
    assert grid(extraction)[1] == ["", "38", "35", "92.11%"]
    assert [f.unit for f in extraction.figures] == ["人", "人", "%"]


@pytest.mark.parametrize(
    "cells",
    [
        [*FUNDS, *ROWS[:3], *ROWS[4:7]],
        [*FUNDS, *ROWS[:4], "93.5%", "10", "9.35"],
        [*FUNDS[:-1], "等次", *ROWS[:7]],
        ["预算数", *FUNDS[4:6], *FUNDS[4:], *ROWS[:5]],
    ],
    ids=["one figure lost", "a rate under the weight", "an unknown name", "more names than figures"],
)
def test_what_does_not_fit_stays_paragraphs(cells: list[str]) -> None:
    assert lines(cells).tables == ()


UPPER = ["“三公”经费合计", "因公出国（境）费", "公务用车购置及运行维护费", "公务接待费"]
LOWER = ["小计", "公务用车购置费", "公务用车运行维护费"]


def test_names_that_are_divided_stand_over_their_parts() -> None:
    extraction = lines([*UPPER, *LOWER, "38.6", "0", "31.4", "18", "13.4", "7.2"], " |")
    columns = extraction.tables[0].bands[0].columns
    assert [c.header[-1] for c in columns] == [UPPER[0], UPPER[1], *LOWER, UPPER[3]]
    assert [f.text for f in extraction.figures] == ["38.6", "0", "31.4", "18", "13.4", "7.2"]


def test_two_groups_of_divided_names_and_a_row_of_numbers() -> None:
    numbers = [str(n) for n in range(1, 13)]
    figures = ["38.6", "0", "31.4", "18", "13.4", "7.2", "35.1", "0", "30.6", "17.8", "12.8", "4.5"]
    extraction = lines(["预算数", "决算数", *UPPER, *UPPER, *LOWER, *LOWER, *numbers, *figures])
    assert [f.text for f in extraction.figures] == figures
    assert [f.stage for f in extraction.figures] == ["预算"] * 6 + ["决算"] * 6


def test_a_divided_name_that_two_could_be_is_not_guessed() -> None:
    names = ["合计", "出国费", "公务用车费", "公务用车补贴", "小计", "公务用车购置", "公务用车运行"]
    assert lines([*names, "38.6", "0", "31.4", "18", "13.4", "7.2"]).tables == ()


def test_tables_after_one_put_together_keep_their_own_numbers() -> None:
    after = "\n| 项目 | 金额 |\n| --- | --- |\n| 甲 | 3 |\n"
    text = "表\n\n" + "\n\n".join([*FUNDS, *ROWS]) + "\n\n以下为明细。\n" + after
    tables = read_text(text).tables
    assert [t.index for t in tables] == [t.where.table for t in tables] == [0, 1]
    assert {f.where.table for f in tables[1].figures} == {1}
