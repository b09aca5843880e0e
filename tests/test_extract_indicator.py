"""Indicator rows of several layouts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extract.indicator import find
from extract.model import Locator, Paragraph
from extract.table import understand_all
from tests.table_drawing import draw, read


def test_merged_levels_are_spread_and_empty_rows_passed_over() -> None:
    table = read(
        "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施\n"
        "产出指标\\n（50分）|数量指标|清淤长度|≥12公里|12公里|30|30|\n^|^|……|||||\n^|质量指标|验收合格率|≥95%|90%|20|18|雨季停工\n"
        "效益指标（40分）|社会效益|无|无||||\n总分|<|<|<|<|50|48|"
    )
    rows = find((table,))
    assert [(i.level1, i.level2, i.level3) for i in rows] == [
        ("产出指标(50分)", "数量指标", "清淤长度"),
        ("产出指标(50分)", "质量指标", "验收合格率"),
        ("效益指标(40分)", "社会效益", "无"),
    ]
    first, second, none = rows
    assert first.weight is not None and first.weight.value == 30
    assert first.heading_weight is not None and first.heading_weight.value == 50
    assert second.heading_weight == first.heading_weight
    assert (second.target, second.actual, second.reason) == ("≥95%", "90%", "雨季停工")
    assert second.score is not None and second.score.value == 18
    assert none.weight is None
    assert none.score is None


def test_target_in_three_columns_and_blank_levels_below() -> None:
    table = read(
        "一级指标|二级指标|三级指标|指标性质|指标值|度量单位|实际完成值|分值|得分\n产出指标|数量指标|补助人数|≥|735|人次|735|50|50\n||受益村数|≥|6|个|6|40|40"
    )
    rows = find((table,))
    assert [i.target for i in rows] == ["≥735人次", "≥6个"]
    assert (rows[1].level1, rows[1].level2) == ("产出指标", "数量指标")


def test_weights_of_headings_in_columns_of_their_own() -> None:
    table = read(
        "一级指标|分值|二级指标|分值|三级指标|分值|评分标准|自评得分\n决策|20|立项|12|依据充分|6|符合计满分|6\n^|^|^|^|程序规范|6|规范计满分|5.5\n^|^|目标|8|目标合理|8|合理计满分|8"
    )
    rows = find((table,))
    assert [(i.weight.value, i.score.value) for i in rows if i.weight and i.score] == [
        (Decimal(6), Decimal(6)), (Decimal(6), Decimal("5.5")), (Decimal(8), Decimal(8)),
    ]  # fmt: skip
    assert all(i.heading_weight is not None and i.heading_weight.value == 20 for i in rows)


def test_points_are_labelled_with_the_level_they_stand_beside() -> None:
    table = read(
        "一级指标|分值|二级指标|分值|三级指标|分值|得分\n决策|20|立项|12|依据充分|12|6\n^|^|目标|8|目标合理|8|7.5\n合计|20|<|20|<|20|13.5"
    )
    assert [(f.label, f.text) for f in table.figures] == [
        ("决策", "20"), ("立项", "12"), ("依据充分", "12"), ("依据充分", "6"), ("目标", "8"), ("目标合理", "8"),
        ("目标合理", "7.5"),
        ("合计", "20"), ("合计", "20"), ("合计", "20"), ("合计", "13.5"),
    ]  # fmt: skip


def test_a_column_that_asks_for_reasons_and_more_is_one_of_reasons() -> None:
    table = read(
        "一级指标|二级指标|三级指标|评分标准|分值|自评得分|扣分原因和其他说明\n"
        "投 入\\n（15分）|预算配置|在职人员\\n控制率|以100%为标准。控制率≦100%，计15分|15|14|编制划转"
    )
    (row,) = find((table,))
    assert (row.level1, row.level3, row.reason) == ("投入(15分)", "在职人员控制率", "编制划转")
    assert row.rule == "以100%为标准。控制率≦100%，计15分"


def test_forms_are_numbered_by_their_table() -> None:
    form = "一级指标|二级指标|三级指标|分值|得分\n产出指标|数量指标|甲|90|90"
    tables = understand_all((draw("项目|金额\n甲|1"), draw(form), draw(form)), 2023)
    assert [i.form for i in find(tables)] == [1, 2]


def test_a_name_at_the_side_of_the_form_is_no_level() -> None:
    table = read(
        "绩效指标|一级指标|二级指标|三级指标|分值|得分\n|产出指标（50分）|数量指标|清淤长度|50|50\n|效益指标（40分）|社会效益|受益村庄|40|40\n总分|<|<|<|90|90"
    )
    assert [(i.level1, i.level3) for i in find((table,))] == [
        ("产出指标(50分)", "清淤长度"),
        ("效益指标(40分)", "受益村庄"),
    ]


HEADER = "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分"


@pytest.mark.parametrize(
    "rest",
    [
        "^|^|巡查次数|≥20次|20次|30|29\n效益指标|社会效益|受益村庄|≥9个|9个|40|40",
        "产出指标|数量指标|巡查次数|≥20次|20次|30|29\n效益指标|社会效益|受益村庄|≥9个|9个|40|40",
        f"{HEADER}\n||巡查次数|≥20次|20次|30|29\n效益指标|社会效益|受益村庄|≥9个|9个|40|40",
    ],
)
def test_what_a_page_end_cut_off_keeps_header_and_levels(rest: str) -> None:
    first = draw(f"{HEADER}\n产出指标|数量指标|清淤长度|≥12公里|12公里|30|30")
    second = draw(rest.replace("^|^|", "||"))
    rows = find(understand_all((first, Paragraph("续表", Locator(block=1)), second), 2023))
    assert [(i.level1, i.level2, i.level3, i.actual) for i in rows] == [
        ("产出指标", "数量指标", "清淤长度", "12公里"),
        ("产出指标", "数量指标", "巡查次数", "20次"),
        ("效益指标", "社会效益", "受益村庄", "9个"),
    ]
    assert [i.score.value for i in rows if i.score] == [30, 29, 40]


def test_a_table_after_a_sentence_is_under_no_header_of_the_one_before() -> None:
    first = draw(f"{HEADER}\n产出指标|数量指标|清淤长度|≥12公里|12公里|30|30")
    second = draw("甲|乙|丙|丁|戊|30|29")
    said = Paragraph("有关情况如下。", Locator(block=1))
    assert len(find(understand_all((first, said, second), 2023))) == 1


def test_a_sentence_below_the_form_is_no_indicator() -> None:
    table = read(
        f"{HEADER}\n产出指标|数量指标|清淤长度|≥12公里|12公里|30|30\n总分|||||100|100\n改进措施||||||\n|||提前备料。|||".replace(
            "|||提前备料。|||", "改进措施||提前备料，汛前完工。||||"
        )
    )
    assert [i.level3 for i in find((table,))] == ["清淤长度"]


def test_wide_cells_under_wide_headers_are_amounts() -> None:
    table = read(
        "预算执行情况（万元）（20分）|<|<|预算数（A）|<|执行数（B）|<|得分（20分×执行率）\n年度财政资金总额|<|<|486.00|<|461.70|<|19"
    )
    assert [(f.text, f.stage) for f in table.figures if f.whole_cell] == [
        ("486.00", "预算"),
        ("461.70", "执行"),
        ("19", ""),
    ]


def test_a_unit_in_a_column_of_its_own_is_that_of_target_and_actual() -> None:
    table = read(
        "一级指标|二级指标|三级指标|指标性质|指标值|度量单位|完成值|权重|得分\n产出指标|成本指标|补贴标准|≤|800|元/人|620|50|50\n"
        "^|质量指标|合格率|≥|90|%|94|20|20\n^|时效指标|开班时间|定性|3月底前||3月18日|20|20"
    )
    assert [(f.text, f.unit, f.stage) for f in table.figures if f.stage and f.where.row in (1, 2)] == [
        ("800", "元", "target"), ("620", "元", "actual"), ("90", "%", "target"), ("94", "%", "actual"),
    ]  # fmt: skip


def test_a_heading_printed_again_without_its_points_is_the_same_heading() -> None:
    table = read(
        f"{HEADER}\n产出指标（50分）|数量指标|清淤长度|≥12公里|12公里|30|30\n产出指标|成本指标|造价|≤9万元|8万元|20|20"
    )
    one, two = find((table,))
    assert one.heading_weight is not None
    assert two.heading_weight == one.heading_weight
