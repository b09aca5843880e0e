"""Rules on scores, one by one: what they raise, how surely, and what they leave alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from checks.context import Context
from checks.fact import FactTable
from checks.model import Report
from checks.pack import load
from checks.registry import find_rule
from checks.run import apply, check
from extract import Extraction, read, read_text

HEAD = "| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因 |"


def run(text: str, code: str, pack: str | None = None) -> Report:
    rule = find_rule(code)
    assert rule is not None
    document = read_text(text)
    report = apply([rule], Context(document, FactTable(document), load(pack) if pack else None))
    assert not report.faults
    return report


def severities(text: str, code: str, pack: str | None = None) -> list[str]:
    return [finding.severity for finding in run(text, code, pack).findings]


def form(*rows: str) -> str:
    return "\n".join((HEAD, *rows, "| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 9个 | 50 | 50 |  |"))


RULED = """2.在职人员控制率。编制数50人，在职人员数52人，在职人员控制率为{rate}。该指标分值5分，得分{said}分。

| 一级指标 | 三级指标 | 分值 | 评分标准 | 得分 |
| 投入 | 在职人员控制率 | 5 | 在职人员控制率≤100%，得满分；每超过一个百分点扣0.5分，扣完为止。 | {score} |
| 过程 | 制度健全性 | 95 | 根据完善程度评分。 | 90 |"""


@pytest.mark.parametrize(
    ("rate", "score", "raised"),
    [("104.00%", "3", []), ("104.00%", "5", ["warning"]), ("98.00%", "5", []), ("98.00%", "4", ["warning"])],
)
def test_a_rule_in_the_table_and_a_rate_in_the_note_are_a_warning(
    rate: str, score: str, raised: list[str]
) -> None:
    assert severities(RULED.format(rate=rate, score=score, said=score), "GJ411") == raised


@pytest.mark.parametrize(("score", "raised"), [("1.4", []), ("1.3", []), ("1.2", []), ("1.1", ["error"])])
def test_every_reading_of_a_part_of_a_point_is_tried(score: str, raised: list[str]) -> None:
    text = f"""| 一级指标 | 三级指标 | 分值 | 评分标准 | 实际完成值 | 得分 |
| 投入 | 在职人员控制率 | 2 | 控制率≤100%计2分，每超出1%扣0.2分，扣完为止 | 103.50% | {score} |"""
    assert severities(text, "GJ411") == raised


@pytest.mark.parametrize(
    ("score", "raised"), [("3.6", []), ("4.0", []), ("4.1", []), ("4.5", ["warning"]), ("5", ["warning"])]
)
def test_a_proportion_says_not_of_what_and_is_a_warning(score: str, raised: list[str]) -> None:
    text = f"""| 一级指标 | 三级指标 | 分值 | 评分标准 | 实际完成值 | 得分 |
| 投入 | 满意度 | 5 | 满意度90%（含）以上计5分，90%以下按比例扣分 | 72% | {score} |"""
    assert severities(text, "GJ411") == raised


@pytest.mark.parametrize(("score", "raised"), [("5", []), ("3.5", []), ("0", ["error"])])
def test_full_marks_for_another_reason_are_allowed_where_the_rule_has_one(
    score: str, raised: list[str]
) -> None:
    text = f"""| 一级指标 | 三级指标 | 分值 | 评分标准 | 实际完成值 | 得分 |
| 投入 | 预算调整率 | 5 | 预算调整率=0得5分，每超过1%扣0.5分。因政策性原因调整的，不扣分 | 3% | {score} |"""
    assert severities(text, "GJ411") == raised


def test_a_rounded_score_of_a_product_holds() -> None:
    text = """| 一级指标 | 三级指标 | 分值 | 评分标准 | 实际完成值 | 得分 |
| 产出 | 实际完成率 | 8 | 得分=实际完成率×8分。 | 86.67% | 6.93 |"""
    assert severities(text, "GJ411") == []


@pytest.mark.parametrize(
    ("row", "raised"),
    [
        ("| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 10公里 | 50 | 50 |  |", ["warning"]),
        ("| 产出指标 | 数量指标 | 清淤长度 | 12公里 | 10公里 | 50 | 50 |  |", ["warning"]),
        ("| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 10公里 | 50 | 45 |  |", []),
        ("| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 50 | 50 |  |", []),
        ("| 产出指标 | 质量指标 | 投诉次数 | ≤3次 | 5次 | 50 | 50 |  |", ["warning"]),
        ("| 产出指标 | 质量指标 | 投诉率 | 5% | 3% | 50 | 50 |  |", []),
        ("| 产出指标 | 质量指标 | 事故发生率 | 2% | 0% | 50 | 50 |  |", []),
        ("| 产出指标 | 时效指标 | 完成时限 | 2022年12月底前 | 2023年3月完成 | 50 | 50 |  |", ["warning"]),
        ("| 产出指标 | 时效指标 | 完成时限 | 2022年12月底前 | 2022年11月完成 | 50 | 50 |  |", []),
        ("| 产出指标 | 数量指标 | 信访件 | 下降5% | 下降3% | 50 | 50 |  |", []),
        ("| 产出指标 | 数量指标 | 培训 | 培训200人、12场 | 180人 | 50 | 50 |  |", []),
    ],
)
def test_full_marks_ask_for_a_target_met(row: str, raised: list[str]) -> None:
    assert severities(form(row), "GJ414") == raised


@pytest.mark.parametrize(
    ("reason", "raised"),
    [
        ("因汛期提前，部分河段未完成", ["warning"]),
        ("未能按时完成验收", ["warning"]),
        ("无未完成事项", []),
        ("不存在未完成的任务", []),
        ("指标值设置偏低，超额完成", []),
        ("", []),
    ],
)
def test_full_marks_beside_a_reason(reason: str, raised: list[str]) -> None:
    row = f"| 产出指标 | 数量指标 | 清淤长度 | 按计划清淤 | 按计划清淤 | 50 | 50 | {reason} |"
    assert severities(form(row), "GJ415") == raised


def test_copied_targets_are_one_info_a_form() -> None:
    row = "| 产出指标 | 数量指标 | 项目{n} | ≥1{n}个 | ≥1{n}个 | 5 | 5 |  |"
    rows = [row.format(n=n) for n in range(1, 8)]
    assert severities(form(*rows), "GJ416") == ["info"]


def test_set_phrases_are_not_copied_targets() -> None:
    rows = ["| 效益指标 | 社会效益 | 成效 | 效果较好 | 效果较好 | 5 | 5 |  |"] * 6
    assert severities(form(*rows), "GJ416") == []


SCALE = "等级划分：90（含）-100分为优、80（含）-90分为良、60（含）-80分为中、60分以下为差。\n"


@pytest.mark.parametrize(
    ("said", "raised"),
    [
        ("综合得分90分，评价等级为“优”。", []),
        ("综合得分90分，评价等级为“良”。", ["error"]),
        ("综合得分89.99分，评价等级为“优”。", ["error"]),
        ("综合得分59分，评价等级为“差”。", []),
        ("综合得分60分，评价等级为“差”。", ["error"]),
        ("产出指标得分45分，评价等级为“优”。", []),
    ],
)
def test_a_grade_against_printed_bands(said: str, raised: list[str]) -> None:
    assert severities(SCALE + said, "GJ413") == raised


LEVELS = """{said}
| 一级指标 | 二级指标 | 三级指标 | 分值 | 得分 |
| 投入 | 预算配置 | 在职人员控制率 | 5 | 5 |
| 投入 | 目标设定 | 目标合理性 | 5 | 4.5 |
| 产出 | 职责履行 | 实际完成率 | 90 | 88 |"""


@pytest.mark.parametrize(
    ("said", "raised"),
    [
        ("其中：投入指标分值10分，得分9.5分；产出指标分值90分，得分88分。", 0),
        ("其中：投入指标分值10分，得分9.6分；产出指标分值90分，得分88分。", 1),
        ("其中：投入指标分值12分，得分9.5分；产出指标分值90分，得分80分。", 2),
        ("投入指标总分值10分，实际得分9.5分。", 0),
        ("效果指标分值30分，得分20分。", 0),
    ],
)
def test_points_of_a_level_in_prose(said: str, raised: int) -> None:
    assert severities(LEVELS.format(said=said), "GJ418") == ["error"] * raised


def test_the_score_may_follow_the_word_for_weight() -> None:
    said = "投入指标分值9.5分，得分9.5分。"
    assert severities(LEVELS.format(said=said), "GJ418") == []


def test_over_achievement_needs_a_place_that_asks() -> None:
    row = "| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 20公里 | 50 | 50 |  |"
    assert severities(form(row), "GJ417") == []
    assert severities(form(row), "GJ417", "广西") == ["info"]


def test_a_named_pack_tells_how_indicators_are_scored() -> None:
    row = "| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 9公里 | 50 | 48 |  |"
    assert severities(form(row), "GJ409") == []
    assert severities(form(row), "GJ409", "湖北") == ["info"]


@pytest.mark.parametrize(
    ("actual", "score", "raised"),
    [
        ("部分达成预期指标并具有一定效果", "28", []),
        ("部分达成预期指标并具有一定效果", "50", ["warning"]),
        ("达成预期指标", "45", []),
        ("达成预期指标", "30", ["warning"]),
        ("达成了各项工作目标", "30", []),
    ],
)
def test_set_phrases_of_a_place_have_a_range(actual: str, score: str, raised: list[str]) -> None:
    row = f"| 产出指标 | 质量指标 | 管理水平 | 规范管理 | {actual} | 50 | {score} |  |"
    assert severities(form(row), "GJ409") == [], "the national default is only a guess"
    assert severities(form(row), "GJ409", "安徽") == (raised if score != "28" else ["warning"])
    assert severities(form(row), "GJ409", "湖北") == raised


def test_weights_of_first_levels_are_tested_only_when_switched_on(tmp_path: Path) -> None:
    row = "| 产出指标 | 质量指标 | 管理水平 | 规范管理 | 规范管理 | 50 | 50 |  |"
    own = tmp_path / "own.toml"
    own.write_text(
        'id = "本单位"\n[convention.level1]\nvalue = { "产出" = 60 }\nbasis = "甲"\n', encoding="utf-8"
    )
    assert severities(form(row), "GJ419", "安徽") == []
    assert severities(form(row), "GJ419", str(own)) == ["warning"]


FUNDED = """| 项目名称 | 清淤工程 |
| 资金情况（万元） |  | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
|  | 年度资金总额 | 80.00 | 76.00 | 10 | 95% | 9.5 |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 60 | 60 |
| 效益指标 | 社会效益 | 群众评价 | 较好 | 较好 | 30 | 30 |
| 总分 |  |  |  |  | {weight} | {score} |

"""


@pytest.mark.parametrize(
    ("total", "said", "raised"),
    [
        (("100", "99.5"), "自评总分为99.5分，等次为“优”。其中，预算执行率分值10分，得分9.5分。", 0),
        (("90", "90"), "自评总分为99.5分，等次为“优”。", 0),
        (("90", "90"), "自评总分为90分，等次为“优”。", 0),
        (("100", "99.5"), "评价得分95.5分，评价等级为“优”。清淤长度分值60分，评价得分60分。", 1),
        (("100", "99.5"), "自评总分为99.5分，等次为“优”。其中，预算执行率满分１０分，得分９．８分。", 1),
        (("100", "99.5"), "产出指标（50分）得分60分，资金执行率（10分）得9.5分。", 1),
    ],
)
def test_prose_restates_the_total_and_the_funds_row(total: tuple[str, str], said: str, raised: int) -> None:
    text = FUNDED.format(weight=total[0], score=total[1]) + said
    assert severities(text, "GJ418") == ["error"] * raised


@pytest.mark.parametrize(
    ("score", "raised"), [("7.34", []), ("7.28", []), ("7.36", []), ("7.37", ["error"]), ("7.1", ["error"])]
)
def test_a_rate_may_have_been_cut_off_before_the_score_was_computed(score: str, raised: list[str]) -> None:
    text = f"""| 一级指标 | 三级指标 | 分值 | 评分标准 | 实际完成值 | 得分 |
| 产出 | 实际完成率 | 8 | 得分=实际完成率×8分。 | 91% | {score} |"""
    assert severities(text, "GJ411") == raised


STACKED = [
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
    ["产出指标", "数量指标", "1.清淤长度\n2.巡查次数", "≥12公里\n≥30次", "10公里\n32次", "10\n15", "10\n15"],
    ["", "质量指标", "验收合格率", "≥95%", "98%", "25", "25"],
    ["效益指标", "社会效益", "受益村庄", "≥9个", "7个", "50", "40"],
    ["合计", "", "", "", "", "100", "90"],
]


def stacked(tmp_path: Path, weights: str) -> Extraction:
    document = Document()
    table = document.add_table(len(STACKED), 7)
    for number, row in enumerate(STACKED):
        for place, text in enumerate(row):
            table.cell(number, place).text = weights if text == "10\n15" and place == 5 else text
    document.save(str(tmp_path / "form.docx"))
    return read(tmp_path / "form.docx")


def test_two_indicators_in_one_row_are_two(tmp_path: Path) -> None:
    document = stacked(tmp_path, "10\n15")
    first, second = document.indicators[:2]
    assert (first.level3, first.target, first.actual) == ("1.清淤长度", "≥12公里", "10公里")
    assert (second.level3, second.target, second.actual) == ("2.巡查次数", "≥30次", "32次")
    assert [(i.weight.value, i.score.value) for i in (first, second) if i.weight and i.score] == [
        (10, 10),
        (15, 15),
    ]
    assert check(document).findings == ()


def test_weights_that_are_not_read_leave_the_total_alone(tmp_path: Path) -> None:
    document = stacked(tmp_path, "10分/15分")
    assert [f.rule for f in check(document, select=("GJ403", "GJ404", "GJ405")).findings] == []


@pytest.mark.parametrize(
    ("found", "score", "raised"), [("2例", "14", []), ("2例", "14.6", ["warning"]), ("若干", "14.6", [])]
)
def test_points_off_for_each_case_found(found: str, score: str, raised: list[str]) -> None:
    text = f"""（七）资金使用合规性。抽查发现{found}报销附件不全。此项分值15分，得分{score}分。

| 一级指标 | 三级指标 | 分值 | 评分标准 | 得分 |
| 过程 | 资金使用合规性 | 15 | 每发现一例扣0.5分，扣完为止 | {score} |"""
    assert severities(text, "GJ411") == raised


GRADED = """| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |  |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 60 | 60 |  |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 6个 | 40 | {score} |  |
| 总分 |  |  |  |  | 100 | {total} | {beside} |
| 自评等级 | {named} |  |  |  |  |  |  |

优（90分≤得分≤100分）、良（80分≤得分<90分）、中（60分≤得分<80分）、差（得分<60分）。"""


@pytest.mark.parametrize(
    ("score", "beside", "named", "raised"),
    [
        ("26", "优", "", ["error"]),
        ("26", "", "优秀", ["error"]),
        ("26", "良", "", []),
        ("26", "良", "优", []),
        ("36", "", "优", []),
        ("36", "", "良好", ["error"]),
        ("36", "备注", "", []),
    ],
)
def test_a_grade_in_a_cell_of_the_form(score: str, beside: str, named: str, raised: list[str]) -> None:
    text = GRADED.format(score=score, total=60 + int(score), beside=beside, named=named)
    assert severities(text, "GJ413") == raised


def test_a_form_without_satisfaction_is_told_only_where_the_place_has_it() -> None:
    rows = (
        "| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 50 | 50 |  |",
        "| 满意度指标 | 服务对象满意度 | 群众满意度 | ≥90% | 95% | 10 | 10 |  |",
    )
    assert severities(form(*rows), "GJ422", "湖南") == []
    assert severities(form(rows[0]), "GJ422", "湖南") == ["info"]
    assert severities(form(rows[0]), "GJ422", "四川") == []
    assert severities(form(rows[0]), "GJ422") == []


@pytest.mark.parametrize(("score", "raised"), [("5", []), ("3", ["error"])])
def test_rule_rate_and_score_of_an_item_in_several_paragraphs(score: str, raised: list[str]) -> None:
    text = f"""（一）过程指标

4.预算执行率（5分）

①指标说明：预算执行率=实际支出/全年预算×100%。

②评分标准：执行率≥95%得5分，≥90%得3分，其余不得分。

③评分情况：2023年实际支出96.00万元，全年预算100.00万元，预算执行率为96.00%。

综上，得分{score}分。"""
    assert severities(text, "GJ411") == raised


@pytest.mark.parametrize(
    ("text", "raised"),
    [
        (
            "“三公经费”变动率=[（本年度“三公经费”预算数-上年度“三公经费”预算数）/上年度“三公经费”预算数]×100%。"
            "本年度“三公经费”预算数18.00万元，上年度“三公经费”预算数20.00万元，“三公经费”变动率为{}%。",
            (("-10", 0), ("-11", 1), ("10", 0)),
        ),
        (
            "重点支出安排率＝重点项目支出÷项目总支出×100%，其中重点项目支出300.00万元，项目总支出400.00万元，"
            "重点支出安排率为{}%。",
            (("75", 0), ("70", 1)),
        ),
        (
            "预算执行率=预算完成数/预算数×100%，预算数（不含上级专款）400.00万元，预算完成数300.00万元，"
            "预算执行率为{}%。",
            (("75", 0), ("70", 0)),
        ),
        (
            "政府采购执行率=（实际政府采购金额/政府采购预算数）×100%。政府采购预算数80.00万元，"
            "实际政府采购金额60.00万元，政府采购执行率{}%。",
            (("75", 0), ("60", 1)),
        ),
    ],
)
def test_a_rate_follows_the_formula_that_the_report_prints(
    text: str, raised: tuple[tuple[str, int], ...]
) -> None:
    for printed, count in raised:
        assert severities("2023年度报告\n\n" + text.format(printed), "GJ213") == ["error"] * count


def test_a_term_from_elsewhere_in_the_report_makes_a_warning() -> None:
    text = """2023年末，编制数80人，在职人员数60人。

3.在职人员控制率。在职人员控制率=在职人员数/编制数×100%，控制率为{}%，该项分值5分，得5分。"""
    assert severities(text.format("75.00"), "GJ213") == []
    assert severities(text.format("85.00"), "GJ213") == ["warning"]


def test_a_bound_in_the_rule_is_no_rate_from_elsewhere() -> None:
    text = """| 一级指标 | 三级指标 | 分值 | 评分标准 | 得分 |
| 过程 | 预算执行率 | 8 | 预算执行率≥90%，计8分；80%（含）-90%，计4分；低于80%不得分。 | 8 |"""
    assert run(text, "GJ411").ledger.entries == ()


def test_full_marks_by_the_printed_rule_need_no_target_met() -> None:
    text = """| 一级指标 | 二级指标 | 三级指标 | 评分标准 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 过程 | 预算执行 | 预算执行率 | {} | ≥95% | 93% | 8 | 8 |"""
    assert severities(text.format("≥90%得满分，每低于1%扣1分"), "GJ414") == []
    assert severities(text.format("根据执行情况评分"), "GJ414") == ["warning"]


CUT = """| 项目名称 | 清淤工程 |  |  |  |  |  |  |
| 项目资金（万元） |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
|  | 年度资金总额 | 80.00 | 80.00 | 76.00 | 10 | 95% | 9.5 |

| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因 |
| 产出指标（50分） | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 20 | 20 |  |

（续表）

| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因 |
|  | 质量指标 | 验收合格率 | ≥95% | 98% | 30 | 30 |  |
| 效益指标（40分） | 社会效益 | 受益村庄 | ≥9个 | 9个 | 40 | 40 |  |
| 总分 |  |  |  |  | 100 | {total} |  |"""


@pytest.mark.parametrize(("total", "raised"), [("99.5", []), ("98.5", ["GJ403"])])
def test_a_form_cut_into_several_tables_is_one(total: str, raised: list[str]) -> None:
    report = check(read_text(CUT.format(total=total)), select=("GJ4",))
    assert [f.rule for f in report.findings if f.severity != "info"] == raised


def test_two_forms_with_text_between_them_are_two() -> None:
    text = CUT.format(total="99.5").replace("（续表）", "附件3：维修项目绩效自评表")
    rules = [f.rule for f in check(read_text(text), select=("GJ403", "GJ405")).findings]
    assert "GJ403" in rules, "the total of the second is that of its own rows"


def test_points_off_for_execution_need_no_reason() -> None:
    row = "| 预算执行 | 预算执行 | 预算执行率 | 100% | 95% | 10 | 9.5 |  |"
    assert severities(form(row), "GJ407") == []
    assert severities(form(row.replace("执行率", "合格率")), "GJ407") == ["warning"]


@pytest.mark.parametrize(
    ("text", "raised"),
    [
        ("清淤支出76.15元", ["warning"]),
        ("清淤支出76.15万元", []),
        ("发放补助80元", []),
        ("清淤支出76.16元", []),
    ],
)
def test_digits_of_the_funds_block_in_another_unit(text: str, raised: list[str]) -> None:
    document = f"""| 项目名称 | 清淤工程 |
| 资金情况（万元） |  | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
|  | 年度资金总额 | 80.00 | 76.15 | 10 | 95.19% | 9.52 |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤 | 完成清淤 | {text} | 90 | 90 |"""
    assert severities(document, "GJ420") == raised


@pytest.mark.parametrize(
    ("used", "rate", "raised"), [("1120.00", "4.00", []), ("1200.00", "3.73", ["warning"])]
)
def test_a_written_formula_uses_what_its_words_say(used: str, rate: str, raised: list[str]) -> None:
    text = f"""2023年支出预算数1120.00万元，收入决算数1200.00万元，年末结转结余44.80万元。

7.结转结余率。结转结余率=结转结余总额/支出预算数×100%=44.80万元/{used}万元×100%={rate}%。该项分值4分，得4分。"""
    assert severities(text, "GJ213") == raised


FUNDS = """{title}
| 项目资金（万元） |  | 年初预算数 | 全年预算数 | {spent} | 分值 | 执行率 | 得分 | 原因 |
|  | 年度资金总额 | 80.00 | 96.00 | 24.00 | 10 | 25% | 2.5 | {reason} |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | -2公里 | 90 | 30 |"""


@pytest.mark.parametrize(
    ("convention", "value", "change", "raised"),
    [
        ("reason-adjusted", "0", {}, 1),
        ("reason-adjusted", "25", {}, 0),
        ("reason-adjusted", "0", {"reason": "年中追加防汛经费"}, 0),
        ("required", '["成本"]', {}, 1),
        ("required", '["数量"]', {}, 0),
        ("negative-score", "0", {}, 1),
        ("negative-score", "30", {}, 0),
        ("pace", "60", {"spent": "1-6月执行数"}, 1),
        ("pace", "50", {"spent": "1-6月执行数"}, 0),
        ("pace", "60", {}, 0),
    ],
)
def test_conventions_of_a_pack_are_tested_form_by_form(
    tmp_path: Path, convention: str, value: str, change: dict[str, str], raised: int
) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        f'id = "甲"\n[convention.{convention}]\nvalue = {value}\nbasis = "办法第一条"\n', encoding="utf-8"
    )
    told = {"title": "青江县2023年度自评表", "spent": "全年执行数", "reason": ""} | change
    found = run(FUNDS.format(**told), "GJ429", str(own)).findings
    assert [f.severity for f in found] == ["warning"] * raised
    assert run(FUNDS.format(**told), "GJ429").findings == (), "no place, no convention"
