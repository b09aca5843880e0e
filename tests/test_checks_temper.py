"""Errors that say more of our reading than of the report."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks.run import check
from extract import read_text

FAR = "2023年项目支出120.00万元，其中设备购置20.00万元，占项目支出的{rate}%。"


def severity(text: str) -> list[str]:
    return [f.severity for f in check(read_text(text), select=["GJ201"]).findings]


@pytest.mark.parametrize("rate", ["18.00", "66.67", "61.67", "1.67", "166.67"])
def test_near_or_a_slip_away_it_is_an_error(rate: str) -> None:
    assert severity(FAR.format(rate=rate)) == ["error"]


def test_far_apart_and_like_no_slip_it_is_an_info_that_says_why() -> None:
    report = check(read_text(FAR.format(rate="73.96")), select=["GJ201"])
    assert [(f.severity, f.confidence) for f in report.findings] == [("info", "low")]
    assert "可能是对文字的理解有误" in report.findings[0].evidence


@pytest.mark.parametrize(("rate", "told"), [("16.70", ["info"]), ("16.60", ["error"]), ("16.7", [])])
def test_a_rate_rounded_and_padded_with_a_zero_is_an_info(rate: str, told: list[str]) -> None:
    assert severity(FAR.format(rate=rate)) == told


def test_far_apart_by_an_exchange_it_asks() -> None:
    text = "2023年基本支出{}万元，其中人员经费162.31万元，占基本支出的88.62%；公用经费1263.85万元，占基本支出的11.38%。"
    assert severity(text.format("1426.16")) == ["warning", "warning"]
    assert severity(text.format("2163.27")) == ["info", "info"]


def test_a_change_that_prints_its_amount_names_its_terms() -> None:
    text = "2023年基本支出856.02万元，比2022年的812.31万元增加9.99万元。"
    assert [f.severity for f in check(read_text(text)).findings] == ["error"]


def test_far_apart_it_is_an_error_where_other_figures_work_out_the_same() -> None:
    text = read_text(
        "2023年支出3203.75万元，其中：基本支出1779.48万元，占支出的56%，项目支出1424.27万元，占支出的66%。"
    )
    both = check(text, select=["GJ201", "GJ208"]).findings
    assert [(f.rule, f.severity) for f in both] == [("GJ208", "error"), ("GJ201", "error")]
    assert [f.severity for f in check(text, select=["GJ201"]).findings] == ["info"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2023年支出预算43.46万元，支出决算为38.76万元，完成预算的{}%。", ["error"]),
        ("2023年支出预算43.46万元，追加2.00万元，支出决算为38.76万元，完成预算的{}%。", ["info"]),
        ("预算控制率=(38.76万元÷43.46万元)×100%={}%。", ["error"]),
    ],
)
def test_far_apart_it_is_an_error_where_one_sentence_names_every_operand(text: str, told: list[str]) -> None:
    assert [f.severity for f in check(read_text(text.format("44.62"))).findings] == told


def test_in_a_table_the_place_tells_what_a_figure_is() -> None:
    rows = "|项目|金额|\n|---|---|\n|甲|11.35|\n|乙|12.52|\n|合计|73.96|\n"
    report = check(read_text("单位：万元\n\n" + rows), select=["GJ101"])
    assert [f.severity for f in report.findings] == ["error"]


def test_a_rate_that_two_other_amounts_of_the_paragraph_give_is_a_warning() -> None:
    text = (
        "2023年一般公共预算支出1,206.40万元，其中项目支出1,120.00万元，占一般公共预算支出的92.84%；"
        "项目支出中设备购置640.00万元，占一般公共预算支出的{rate}%。"
    )
    shares = [
        check(read_text(text.format(rate=rate)), select=["GJ201"]).findings for rate in ("57.14", "55.14")
    ]
    assert [[(f.severity, f.confidence) for f in found] for found in shares] == [
        [("warning", "low")],
        [("error", "high")],
    ]


def test_what_rests_on_recognised_text_is_a_warning_at_most() -> None:
    extraction = read_text(
        f"{FAR.format(rate='18.00')}\n\n2023年公用经费50.00万元，其中水电费20.00万元，占公用经费的45.00%。"
    )
    assert [f.severity for f in check(extraction, select=["GJ201"]).findings] == ["error", "error"]
    first, second = extraction.blocks
    mixed = replace(extraction, blocks=(first, replace(second, recognised=True)))
    found = check(mixed, select=["GJ201"]).findings
    assert [(f.severity, f.figures[0].where.block) for f in found] == [("error", 0), ("warning", 1)]
    assert "扫描件" in found[1].evidence


def test_two_places_that_differ_are_a_warning_where_one_is_recognised() -> None:
    text = "2023年度公务接待费支出12.40万元。\n\n2023年度公务接待费支出12.90万元。"
    extraction = read_text(text)
    assert [f.severity for f in check(extraction, select=["GJ301"]).findings] == ["error"]
    for number in (0, 1):
        blocks = tuple(replace(b, recognised=n == number) for n, b in enumerate(extraction.blocks))
        found = check(replace(extraction, blocks=blocks), select=["GJ301"]).findings
        assert [f.severity for f in found] == ["warning"]
