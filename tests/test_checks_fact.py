"""What makes two figures one fact, and what keeps them apart."""

from __future__ import annotations

import pytest

from checks.fact import FactTable, is_weak, statements
from extract import read_text
from extract.model import Extraction, Figure


def figure(extraction: Extraction, text: str, nth: int = 0) -> Figure:
    return [f for f in extraction.figures if f.text == text][nth]


def keys(text: str, *printed: str) -> list[object]:
    extraction = read_text(text)
    facts = FactTable.of(extraction)
    return [facts.key(figure(extraction, one)) for one in printed]


def test_one_subject_year_and_stage_make_one_fact_whatever_the_wording():
    one, two = keys(
        "2023年公务接待费支出4.00万元。\n2023年度公务接待费决算数5.00万元。", "4.00万元", "5.00万元"
    )
    assert one == two


@pytest.mark.parametrize(
    "other",
    [
        "2022年公务接待费支出5.00万元。",
        "2023年公务接待费年初预算5.00万元。",
        "2023年公务用车运行维护费支出5.00万元。",
        "2023年公务接待费比上年增加5.00万元。",
        "2023年政府性基金预算财政拨款公务接待费支出5.00万元。",
    ],
    ids=["year", "stage", "subject", "measure", "fund"],
)
def test_what_differs_in_one_field_is_another_fact(other: str):
    one, two = keys(f"2023年公务接待费支出4.00万元。\n{other}", "4.00万元", "5.00万元")
    assert one != two


@pytest.mark.parametrize("label", ["支出", "合计", "金额", "预算数", " 小 计 ", "（一）其他"])
def test_a_label_that_could_mean_anything_is_weak(label: str):
    assert is_weak(label)


@pytest.mark.parametrize("label", ["公务接待费", "项目支出", "基本支出", "人员经费"])
def test_a_label_that_names_something_is_not(label: str):
    assert not is_weak(label)


def test_a_weak_label_makes_no_fact():
    extraction = read_text("2023年金额5.00万元，合计6.00万元。")
    assert FactTable(extraction).facts == ()


def test_an_amount_spent_and_its_budget_share_a_subject_that_the_lexicon_does_not_know():
    budget, spent = keys("2023年无人机巡查费年初预算7.00万元，支出决算7.80万元。", "7.00万元", "7.80万元")
    assert budget.subject == spent.subject != ""
    assert (budget.stage, spent.stage) == ("年初预算", "")


def test_a_part_belongs_to_its_whole_unless_that_is_the_units_own_total():
    listed, alone = keys(
        "2023年信息化项目支出60.00万元，其中：培训费12.00万元，设备费48.00万元。\n2023年培训费30.00万元。",
        "12.00万元",
        "30.00万元",
    )
    assert listed != alone
    inside, total = keys(
        "2023年本年支出合计90.00万元，其中：基本支出60.00万元，项目支出30.00万元。\n2023年基本支出61.00万元。",
        "60.00万元",
        "61.00万元",
    )
    assert inside == total


def test_the_only_project_of_a_document_is_no_scope_of_its_own():
    extraction = read_text("2023年培训费12.00万元。")
    assert dict(FactTable(extraction).key(extraction.figures[0]).scope).get("project") is None


def test_what_was_spent_in_all_of_a_project_is_its_funds_whatever_the_verb():
    said = "该项目年初预算86.00万元，截至年底，累计支出82.50万元。"
    form = (
        "\n项目支出绩效自评表\n| 项目名称 | 河道清淤 |  |  |\n| 资金 | 预算数 | 分值 | 得分 |"
        "\n| 总额 | 7.00 | 10 | 10 |\n| 一级指标 | 指标值 | 分值 | 得分 |\n| 产出指标 | 5 | 90 | 90 |"
    )
    assert [key.subject for key in keys(said + form, "86.00万元", "82.50万元")] == ["funds.total"] * 2
    assert [key.subject for key in keys(said.replace("该项目", "全市") + form, "82.50万元")] == [
        "全市累计支出"
    ]


def test_a_base_without_a_year_is_of_another_year_than_what_is_compared_with_it():
    current, base = keys("会议费6.00万元，较上年的8.00万元减少2.00万元。", "6.00万元", "8.00万元")
    assert current.subject == base.subject
    assert (current.period, base.period) == ("", "上年")


def test_find_gives_one_figure_of_each_value_and_leaves_out_what_is_about_or_doubtful():
    extraction = read_text(
        "2023年公务接待费4.00万元。\n2023年公务接待费4.00万元。\n2023年公务接待费约5万元。"
    )
    facts = FactTable(extraction)
    subject = facts.key(figure(extraction, "4.00万元")).subject
    assert [f.text for f in facts.find(subject, period="2023")] == ["4.00万元"]
    assert len(facts.find(subject, period="2023", every=True)) == 2
    assert facts.find(subject, period="2022") == ()


def test_a_list_knows_the_siblings_and_the_whole_of_each_part():
    extraction = read_text("2023年项目支出60.00万元，其中：培训费12.00万元，设备费48.00万元。")
    facts = FactTable(extraction)
    part = figure(extraction, "12.00万元")
    whole = facts.whole_of(part)
    assert whole is not None and whole.text == "60.00万元"
    assert [f.text for f in facts.listed_with(part)] == ["48.00万元"]
    assert facts.listed_with(whole) == ()


def test_a_change_is_of_the_amount_that_its_subject_names():
    extraction = read_text(
        "收入总计980.00万元，其中本年收入900.00万元，年初结转80.00万元。本年收入比上年增加20.00万元，增长2.27%。"
    )
    ((change,),) = statements(extraction, "change")
    current = change.one("current")
    assert current is not None and current.text == "900.00万元"


THREE = """2023年“三公”经费支出决算6.20万元。
单位：万元
| 项目 | 2023年决算数 |
| 合计 | 6.20 |
| 公务用车购置及运行维护费 | 5.22 |
| {0} | 0.98 |
"""


def test_the_total_of_items_of_one_concept_is_that_concept():
    table = THREE.format("公务接待费")
    said, total = keys(table, "6.20万元", "6.20")
    assert said == total
    said, total = keys(THREE.format("会议费"), "6.20万元", "6.20")
    assert said != total, "another item is among them"
