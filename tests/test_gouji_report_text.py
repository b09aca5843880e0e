from dataclasses import replace
from decimal import Decimal

import pytest

from checks.model import Cause, Finding
from checks.wording import nested
from extract.model import Figure, Locator, Reason, Unread
from gouji.report.review import Review, Tick
from gouji.report.term import name_role
from gouji.report.text import pad, render, width

SENTENCE = "2023年培训支出218.70万元，增长56.31%"


def figure(text: str, unit: str, where: Locator, quote: str = SENTENCE, label: str = "培训支出") -> Figure:
    return Figure(text, Decimal(text.removesuffix(unit)), Decimal("0.01"), unit, quote, where, label=label)


def finding(number: int = 1, *figures: Figure, **more: object) -> Finding:
    listed = figures or (
        figure("56.31%", "%", Locator(block=4, section="二、支出")),
        figure("218.70万元", "万元", Locator(block=4, section="二、支出")),
    )
    made = Finding(
        id=f"{number:012x}",
        printed="",
        rule="GJ203",
        name="growth-rate",
        severity="error",
        confidence="high",
        message=f"第{number}条",
        formula="86.40 ÷ (218.70 − 86.40)",
        computed="65.306%",
        interval=("65.297", "65.315"),
        stated="56.31%",
        difference="8.996个百分点",
        figures=listed,
        roles=("rate", *["current"] * (len(listed) - 1)),
        where=listed[0].where,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def review(*findings: Finding, **more: object) -> Review:
    return replace(Review("a.docx", "docx", "", "complete", findings=findings), **more)  # type: ignore[arg-type]


def test_figures_of_one_sentence_stand_under_one_place_in_columns():
    lines = render([review(finding())]).splitlines()
    at = lines.index("  “二、支出” 第5段")
    assert lines[at + 1 : at + 4] == [
        "    增减率  56.31%      培训支出",
        "    本期数  218.70万元  培训支出",
        f"    原文：{SENTENCE}",
    ]


def test_figures_of_one_table_are_listed_by_row_and_column_and_a_long_list_is_cut():
    cells = [
        figure("1.00", "", Locator(block=9, table=2, row=row, column=1), f"项目{row} | 1.00", f"项目{row}")
        for row in range(30)
    ]
    lines = render([review(finding(1, *cells))]).splitlines()
    at = lines.index("  表3")
    assert lines[at + 1] == "    增减率  1.00  第1行第2列 项目0"
    assert lines[at + 24] == "    本期数  1.00  第24行第2列 项目23"
    assert lines[at + 25] == "    另有6个数据，见 json 或 xlsx 格式的结果"
    assert not any("原文" in line for line in lines)


def test_two_sentences_of_one_paragraph_keep_their_own_quotes():
    where = Locator(block=4)
    text = render([review(finding(1, figure("1.00%", "%", where, "甲"), figure("2.00%", "%", where, "乙")))])
    assert "原文：甲" in text and "原文：乙" in text


def test_a_long_quote_is_shown_around_its_figure():
    quote = "前" * 200 + "增长56.31%" + "后" * 200
    text = render([review(finding(1, figure("56.31%", "%", Locator(block=1), quote)))])
    (shown,) = [line for line in text.splitlines() if "原文" in line]
    assert "增长56.31%" in shown and len(shown) < 140 and "：…" in shown and shown.endswith("…")


def test_findings_of_one_cause_are_one_item_at_the_place_of_the_first():
    cause = Cause("c1", "swap", "high", "两行数据互换", ("1", "3"))
    findings = (finding(1, cause="c1"), finding(2), finding(3, cause="c1"))
    lines = render([review(*findings, causes=(cause,))]).splitlines()
    heads = [line for line in lines if line.startswith(("错误", "  - "))]
    assert heads[0] == "错误 同一原因的2项：两行数据互换（把握：高）"
    assert [head.split()[2] for head in heads[1:3]] == ["第1条", "第3条"]
    assert heads[3].startswith("错误 GJ203 第2条")


def test_a_single_finding_names_its_cause_and_the_suspect():
    cause = Cause("c1", "stale-copy", "medium", "沿用了另一处的旧数", ("1",))
    text = render([review(finding(1, cause="c1", suspect=0, confidence="medium"), causes=(cause,))])
    assert "可能原因：沿用了另一处的旧数（把握：中）" in text
    assert "56.31%      培训支出（疑似错处）" in text
    assert "\n  把握：中\n" in text


def test_what_was_not_read_or_decided_is_said():
    gaps = tuple(Unread("××万元", "数字缺失", Locator(block=i)) for i in range(12))
    ticks = tuple(
        Tick("GJ203", "equal", "undecided", (), (), "", reason="分母为0，无法计算") for _ in range(2)
    )
    reason = Reason("no-text-layer", "第7页没有文字层，未读出", Locator(page=7))
    text = render([review(status="partial", reasons=(reason,), unread=gaps, ticks=ticks)])
    assert "核查状态：部分完成" in text
    assert "未能核查：第7页：第7页没有文字层，未读出" in text
    assert "未读出12处：" in text and "第1段：××万元（数字缺失）" in text and "另有2处" in text
    assert "无法判定的关系：分母为0，无法计算（2项）" in text


@pytest.mark.parametrize(
    ("status", "tested", "hidden", "said"),
    [
        ("complete", 3, 0, "\n没有发现相互矛盾的数据。\n"),
        ("partial", 3, 0, "\n已读出的部分没有发现相互矛盾的数据。\n"),
        ("complete", 0, 0, "\n没有可以相互核对的数据，未作判断。\n"),
        ("complete", 3, 1, "\n没有达到所选级别的问题。\n"),
    ],
)
def test_an_empty_list_says_what_it_means(status, tested, hidden, said):
    assert said in render([review(status=status, relations={"tested": tested})], hidden)


def test_an_unread_document_is_not_said_to_be_clean():
    text = render([review(status="unchecked", reasons=(Reason("empty", "文件是空的。"),))])
    assert "没有发现" not in text and "未能核查：文件是空的。" in text


def test_several_documents_have_their_own_coverage_and_the_last_line_counts_all():
    coverage = {"figures": 3, "verified": 1, "contradicted": 2, "unchecked": 0, "unread": 0}
    one = review(finding(), coverage=coverage, relations={"tested": 2, "broken": 1, "undecided": 1})
    text = render([one, one], hidden=4)
    assert (
        text.count("数据3个：已核对一致1个，有矛盾2个，未核对0个；已核对关系2项，不符1项，无法判定1项") == 2
    )
    assert text.endswith(
        "共2份文件：完成2份，部分完成0份，未核查0份。问题：错误2项，疑点0项，提示0项"
        "（另有4项低于所选级别，未列出）。数据6个：已核对一致2个，有矛盾4个，未核对0个；"
        "已核对关系4项，不符2项，无法判定2项。\n"
    )


def test_colour_only_where_asked():
    assert "\x1b[1;31m错误\x1b[0m" in render([review(finding())], colour=True)
    assert "\x1b" not in render([review(finding(1, message="坏\x1b[2J"))])


def test_columns_count_chinese_as_two():
    assert width("增长56.31%") == 10
    assert pad("合计", 6) + "|" == "合计  |"


def test_what_changes_a_conclusion_comes_first_among_the_equally_grave():
    cause = Cause("c1", "direction", "medium", "“下降”一词写反，影响结论", ("3",))
    findings = (finding(1), finding(2), finding(3, cause="c1"))
    heads = [
        line for line in render([review(*findings, causes=(cause,))]).splitlines() if line.startswith("错误")
    ]
    assert [head.split()[2] for head in heads] == ["第3条", "第1条", "第2条"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("“三公”经费", "“三公”经费"),
        ("““三公”经费”写为5万元", "“‘三公’经费”写为5万元"),
        ("“甲”“乙”两项", "“甲”“乙”两项"),
        ("““三公”经费写为5万元", "““三公”经费写为5万元"),
    ],
)
def test_quotation_marks_inside_others_are_single(text: str, told: str) -> None:
    assert nested(text) == told


def test_a_rate_is_called_by_what_it_measures() -> None:
    share, rate = (replace(figure("5%", "%", Locator()), measure=m) for m in ("share", "rate"))
    assert (name_role("rate", share), name_role("rate", rate)) == ("占比", "增减率")
    assert (name_role("part", share), name_role("funds", share)) == ("部分", "")
