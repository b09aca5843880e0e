"""Tables understood: bands, headers, hierarchy, units and figures, on small tables written for the purpose."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import read_text
from extract.indicator import find
from extract.model import Cell, Figure, Locator, RawTable, Table
from extract.table import understand_all, unread
from tests.table_drawing import read


def at(table: Table, row: int, column: int) -> Figure:
    return table.figure_at[row, column]


def parents(table: Table, band: int = 0) -> dict[str, tuple[str | None, bool]]:
    rows = table.bands[band].rows
    return {r.label: (rows[r.parent].label if r.parent is not None else None, r.among) for r in rows}


def test_columns_carry_period_and_stage() -> None:
    table = read("项目|2022年决算数|2023年预算数|2023年决算数\n基本支出|10.50|12.00|11.80", "单位：万元")
    assert [(c.period, c.stage) for c in table.bands[0].columns[1:]] == [
        ("2022", "决算"), ("2023", "预算"), ("2023", "决算"),
    ]  # fmt: skip
    figure = at(table, 1, 1)
    assert (figure.label, figure.period, figure.stage, figure.unit, figure.unit_from) == (
        "基本支出", "2022", "决算", "万元", "table",
    )  # fmt: skip
    assert figure.concept == "expenditure.basic"
    assert figure.quote == "基本支出 | 10.50 | 12.00 | 11.80"
    assert (figure.where.table, figure.where.row, figure.where.column, figure.where.start) == (0, 1, 1, 0)


def test_relative_years_follow_the_year_of_the_report_and_the_caption_wins() -> None:
    table = read("项目|上年决算数|本年决算数\n基本支出|1|2", year=2023)
    assert [c.period for c in table.bands[0].columns[1:]] == ["2022", "2023"]
    assert at(read("项目|决算数\n基本支出|1", "2020年度支出决算表"), 1, 1).period == "2020"


def test_stacked_bands_have_headers_of_their_own() -> None:
    table = read(
        "人员情况|编制数|2023年实际在职人数|控制率\n|30|27|90%\n经费情况|2022年决算数|2023年预算数|2023年决算数\n一、基本支出|5.10|6.20|6.10"
    )
    assert [(b.first, b.last) for b in table.bands] == [(0, 1), (2, 3)]
    assert table.kind == "basic-data"
    posts, serving, rate = at(table, 1, 1), at(table, 1, 2), at(table, 1, 3)
    assert (posts.concept, posts.unit, posts.measure) == ("staff.posts", "人", "headcount")
    assert (serving.concept, serving.period, serving.value) == ("staff.serving", "2023", Decimal(27))
    assert (rate.label, rate.unit, rate.measure) == ("控制率", "%", "ratio")
    assert at(table, 3, 2).period == "2023"


def test_two_sided_table_keeps_its_halves_apart() -> None:
    table = read(
        "收入|<|支出|<\n项目|决算数|项目|决算数\n一、财政拨款收入|9.50|一、教育支出|7.00\n二、事业收入|1.50|二、其他支出|4.00\n"
        "本年收入合计|11.00|本年支出合计|11.00",
        "收入支出决算总表",
        "单位：万元",
    )
    assert [(r.label, r.side) for r in table.bands[0].rows] == [
        ("财政拨款收入", 0), ("事业收入", 0), ("本年收入合计", 0), ("教育支出", 1), ("其他支出", 1), ("本年支出合计", 1),
    ]  # fmt: skip
    assert parents(table)["教育支出"] == ("本年支出合计", False)
    assert at(table, 2, 3).label == "教育支出"
    assert ("side", "支出") in at(table, 4, 3).scope
    assert table.kind == "final-T1"


def test_blank_two_sided_rows_are_no_headers() -> None:
    table = read(
        "收入|<|支出|<\n项目|决算数|项目|决算数\n一、财政拨款收入||一、教育支出|\n本年收入合计||本年支出合计|\n年初结转和结余||年末结转和结余|"
    )
    assert len(table.bands) == 1
    assert table.figures == ()


def test_header_tree_names_a_figure_that_has_no_row_label() -> None:
    table = read(
        "合计|<|因公出国（境）费|<|公务用车购置及运行维护费|<|<|<\n^|^|^|^|小计|<|购置费|<\n"
        "预算数|决算数|预算数|决算数|预算数|决算数|预算数|决算数\n9.00|8.00|1.00|0.50|6.00|5.50|2.00|1.50",
        "财政拨款“三公”经费支出决算表",
        "单位：万元",
    )
    figure = at(table, 3, 7)
    assert (figure.label, figure.stage, figure.value) == ("购置费", "决算", Decimal("1.50"))
    assert figure.path == ("公务用车购置及运行维护费",)
    assert at(table, 3, 2).concept == "three-public.abroad"


def test_numbered_runs_among_rows_and_their_followers() -> None:
    table = read(
        "项目|预算数\n三公经费|\n1、公务用车费|4.00\n其中：购置|0\n运行维护|4.00\n2、出国费|0\n3、接待费|1.00\n二、项目支出|9.00\n1、甲项目|4.00\n2、乙项目|5.00\n采购金额|0"
    )
    assert parents(table) == {
        "三公经费": (None, False),
        "公务用车费": ("三公经费", False),
        "购置": ("公务用车费", True),
        "运行维护": ("公务用车费", True),
        "出国费": ("三公经费", False),
        "接待费": ("三公经费", False),
        "项目支出": (None, False),
        "甲项目": ("项目支出", False),
        "乙项目": ("项目支出", False),
        "采购金额": (None, False),
    }


def test_parts_of_a_part_that_is_a_whole_belong_to_it_and_not_to_the_outer_whole() -> None:
    table = read(
        "项目|决算数\n基本支出|90\n其中：人员经费|70\n公用经费|20\n其中：办公费|5\n会议费|3\n二、其他|1"
    )
    above = parents(table)
    assert above["公用经费"] == ("基本支出", True)
    assert above["办公费"] == above["会议费"] == ("公用经费", True)
    marked = parents(read("项目|决算数\n基本支出|90\n其中：人员经费|70\n其中：公用经费|20"))
    assert marked["公用经费"] == ("基本支出", True)


def test_a_row_that_says_only_total_is_the_funds_where_sources_of_money_make_it_up() -> None:
    table = read("资金|年初预算数|全年执行数\n总额|9.00|8.00\n其中：财政资金|9.00|8.00\n单位资金|0.00|0.00")
    assert at(table, 1, 1).concept == "funds.total"
    assert at(read("项目|预算数\n总额|9.00\n其中：办公费|5.00\n印刷费|4.00"), 1, 1).concept is None


def test_the_name_of_a_project_over_names_heads_a_column_and_beside_a_name_it_does_not() -> None:
    table = read("项目名称|全年预算数|全年执行数\n河道清淤|86.00|82.50")
    assert [(c.role, c.stage) for c in table.bands[0].columns] == [
        ("label", ""), ("amount", "调整预算"), ("amount", "执行"),
    ]  # fmt: skip
    form = read("项目名称|河道清淤|主管部门|水利局\n资金|预算数|执行数|执行率\n总额|86.00|82.50|95.93%")
    assert [(b.first, b.columns[1].header) for b in form.bands] == [(1, ("预算数",))]


def test_an_unmarked_row_ends_a_run() -> None:
    table = read("项目|金额\n甲|9\n1.乙|4\n丙|2\n2.丁|5\n3.戊|1")
    assert parents(table)["乙"] == ("甲", False)
    assert parents(table)["丁"] == (None, False)


def test_codes_nest_by_prefix_and_the_total_takes_the_classes() -> None:
    table = read(
        "科目编码|科目名称|合计|基本支出|项目支出\n|合计|10.00|4.00|6.00\n205|教育支出|10.00|4.00|6.00\n20502|普通教育|10.00|4.00|6.00\n"
        "2050203|初中教育|3.00|3.00|\n2050204|高中教育|7.00|1.00|6.00",
        "支出决算表",
        "单位：万元",
    )
    assert parents(table) == {
        "合计": (None, False),
        "教育支出": ("合计", False),
        "普通教育": ("教育支出", False),
        "初中教育": ("普通教育", False),
        "高中教育": ("普通教育", False),
    }
    figure = at(table, 5, 4)
    assert figure.path == ("教育支出", "普通教育", "项目支出")
    assert ("column", "项目支出") in figure.scope
    total = at(table, 1, 3)
    assert (total.label, total.concept) == ("基本支出", "expenditure.basic")
    assert ("column", "基本支出") not in total.scope


def test_subtotals_inside_a_total() -> None:
    table = read("项目|金额\n甲|1\n乙|2\n小计|3\n丙|4\n合计|7")
    assert [(r.label, r.parent) for r in table.bands[0].rows] == [
        ("甲", 2), ("乙", 2), ("小计", 4), ("丙", 4), ("合计", None),
    ]  # fmt: skip


def test_unit_of_a_row_header_stops_at_weights_scores_and_rates() -> None:
    table = read(
        "项目资金（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分\n^|年度资金总额|8|8|7.60|10|95%|9.5\n^|其中：当年财政拨款|8|8|7.60|||"
    )
    units = [(at(table, 1, c).unit, at(table, 1, c).measure) for c in range(2, 8)]
    assert units == [
        ("万元", "level"), ("万元", "level"), ("万元", "level"), ("分", "weight"), ("%", "ratio"), ("分", "score"),
    ]  # fmt: skip
    assert at(table, 1, 2).label == "年度资金总额"
    assert at(table, 1, 2).unit_from == "row"
    assert parents(table)["当年财政拨款"] == ("年度资金总额", True)


def test_no_unit_printed_is_no_unit() -> None:
    figure = at(read("项目|决算数\n基本支出|10.50"), 1, 1)
    assert (figure.unit, figure.unit_from) == ("", "none")


@pytest.mark.parametrize(
    ("header", "cell", "unit", "measure"),
    [
        ("金额（元）", "120.50", "元", "level"),
        ("增减率（%）", "-3.2", "%", "rate"),
        ("比上年增减额", "-1.10", "万元", "change"),
        ("占比", "31.5", "%", "share"),
        ("在职人数", "12", "人", "headcount"),
        ("权重", "10", "分", "weight"),
    ],
)
def test_what_a_header_says_of_its_column(header: str, cell: str, unit: str, measure: str) -> None:
    figure = at(
        read(f"项目|2023年决算数|{header}\n甲支出|5.00|{cell}\n乙支出|6.00|{cell}", "单位：万元"), 1, 2
    )
    assert (figure.unit, figure.measure) == (unit, measure)


def test_rates_printed_as_fractions_are_not_percent() -> None:
    table = read("项目|预算数|执行数|执行率\n甲|10|9.8|0.98\n乙|10|10|1")
    assert (at(table, 1, 3).unit, at(table, 1, 3).unit_from) == ("倍", "inferred")


def test_figures_inside_text_cells() -> None:
    table = read(
        "年度预算申请（万元）|资金总额：120.00万元|执行数|分值|得分\n^|按收入性质分：|按支出性质分：|<|<\n^|其中：一般公共预算：120.00|其中：基本支出：80.00|<|<\n^|其他资金：0|项目支出：40.00|<|<"
    )
    said = {f.label: (f.value, f.unit, f.path) for f in table.figures}
    assert said["资金总额"] == (Decimal("120.00"), "万元", ())
    assert said["项目支出"] == (Decimal("40.00"), "万元", ("按支出性质分",))
    assert said["一般公共预算"][2] == ("按收入性质分",)
    assert not any(f.whole_cell for f in table.figures)


def test_a_name_at_the_side_torn_by_a_page_end_still_gives_its_stage() -> None:
    rows = "部门名称|某局|执行数|分值|得分\n年度预|资金总额：90万元|80|10|9\n算申请|项目支出：30万元||\n说明|项目支出：20万元||"
    torn = read(rows, year=2023)
    assert {f.text: f.stage for f in torn.figures if not f.whole_cell} == {
        "90万元": "预算", "30万元": "预算", "20万元": "",
    }  # fmt: skip


def test_a_header_with_a_cell_more_than_its_rows_makes_them_doubtful() -> None:
    rows = "|总额|9.00|8.00|8.00|100.00%|10|10\n|财政资金|9.00|8.00|8.00|100.00%|/|/"
    head = "预算执行情况|项目|年初预算数|全年预算数|全年执行数|执行率|分值|得分\n"
    fit = read(head + rows)
    assert not any(f.doubt for f in fit.figures)
    shifted = read(head + "\n".join(row[1:] + "|" for row in rows.split("\n")))
    assert all(f.doubt for f in shifted.figures if f.whole_cell)


def test_rows_filled_up_with_blanks_under_a_longer_header_are_aligned_by_what_they_hold() -> None:
    text = """项目支出绩效自评表
项目名称 | 河道清淤 | | | | | | | | |
预算执行(10分) | 年度预算 | 年初预算 | 调整后预算数 | 预算执行数 | 预算执行率 | 权重 | 得分 | 原因 | |
总额 | 88.00 | 93.36 | 81.20 | 86.98% | 10 | 8.7 | 无 | | |
绩效指标(90分) | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 完成值 | 权重 | 得分 | 原因
产出指标 | 质量指标 | 合格率 | ≥ | 90 | % | 95 | 60 | 50 | |
效益指标 | 社会效益 | 知晓率 | ≥ | 90 | % | 95 | 30 | 30 | |
"""
    extraction = read_text(text)
    assert [(i.level3, i.weight and i.weight.text, i.score and i.score.text) for i in extraction.indicators] == [
        ("合格率", "60", "50"), ("知晓率", "30", "30"),
    ]  # fmt: skip


def test_sequence_columns_and_numbering_rows_hold_no_figures() -> None:
    table = read(
        "序号|项目|行次|决算数|预算数\n栏次||1|2|3\n1|甲|1|5.00|6.00\n2|乙|2|6.00|7.00\n3|丙|3|7.00|8.00\n4|丁|4|8.00|9.00"
    )
    assert [f.text for f in table.figures] == ["5.00", "6.00", "6.00", "7.00", "7.00", "8.00", "8.00", "9.00"]


def test_placeholders_and_run_together_cells_are_unread() -> None:
    table = read("项目|预算数|执行率\n甲支出|××万元|40004000100%\n乙支出|3.00|50%")
    assert sorted(u.text for u in unread((table,))) == ["40004000100%", "××万元"]
    assert [f.text for f in table.figures] == ["3.00", "50%"]


def test_dashes_are_neither_figures_nor_unread() -> None:
    table = read("项目|预算数|决算数\n甲|—|1.00\n乙|无|/")
    assert [f.text for f in table.figures] == ["1.00"]
    assert unread((table,)) == ()


def test_project_form_is_limited_to_its_project() -> None:
    table = read(
        "项目支出绩效自评表|<|<|<|<\n项目名称|河道清淤经费|<|<|<\n主管部门||实施单位||\n"
        "项目资金（万元）||全年预算数|全年执行数|分值\n^|年度资金总额|5|5|10\n一级指标|二级指标|三级指标|分值|得分\n产出指标|数量指标|清淤长度|90|90"
    )
    assert table.kind == "project-self-evaluation"
    assert table.scope == (("project", "河道清淤经费"),)
    assert ("project", "河道清淤经费") in at(table, 4, 2).scope


def test_the_project_of_a_form_is_found_beside_blanks_and_not_in_a_header() -> None:
    table = read("""
        项目名称 |  | 河道清淤经费 |  |  |  |  |
        一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分 | 原因
        产出 | 数量 | 长度 | 5公里 | 5公里 | 90 | 88 |
        """)
    assert table.scope == (("project", "河道清淤经费"),)
    table = read("""
        序号 | 项目名称 | 三级指标 | 分值 | 得分
        1 | 河道清淤经费 | 长度 | 90 | 88
        """)
    assert table.scope == ()


def test_traditional_characters_are_understood() -> None:
    table = read("項 目|預 算 數(shù)|決 算 數(shù)\n合 計|5|4\n公務接待費|5|4", "單位:萬元")
    assert table.unit == "万元"
    assert [c.stage for c in table.bands[0].columns[1:]] == ["预算", "决算"]
    assert table.bands[0].rows[0].total


WORDS = [
    "",
    "——",
    "合计",
    "小计",
    "其中：办公费",
    "1、甲",
    "2.乙",
    "一、基本支出",
    "（一）丙",
    "201",
    "20102",
    "1.50",
    "12",
    "100%",
    "-3.20",
    "项目",
    "2022年决算数",
    "预算数",
    "执行率",
    "分值",
    "得分",
    "一级指标",
    "三级指标",
    "××万元",
    "单位：万元",
    "资金总额：3.20万元",
    "……",
    "按收入性质分：",
    "栏次",
    "注：本表取自决算",
    "增减额",
    "占比（%）",
    "科目编码",
    "①丁",
    "其中：1.戊",
    "2023年",
    "（万元）",
]


@given(
    st.integers(1, 7).flatmap(
        lambda width: st.lists(
            st.lists(st.sampled_from(WORDS), min_size=width, max_size=width), min_size=1, max_size=9
        )
    ),
    st.booleans(),
)
def test_any_table_is_understood_without_breaking_off(rows: list[list[str]], ragged: bool) -> None:
    cells = tuple(
        Cell(text, Locator(block=0, row=r, column=c), r, c)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    )
    tables = understand_all((RawTable(cells, Locator(block=0), ragged=ragged),), 2023)
    find(tables)
    unread(tables)
    table = tables[0]
    for figure in table.figures:
        where = figure.where
        assert where.row is not None
        assert where.column is not None
        assert table.text(where.row, where.column)[where.start : where.end] == figure.text
    for band in table.bands:
        for index, row in enumerate(band.rows):
            assert row.parent is None or band.rows[row.parent].side == row.side
            assert row.parent != index


def test_a_side_called_by_its_kind_of_money_has_labels_of_its_own() -> None:
    table = read("""
        收入 | 年初预算 | 决算数 | 支出 | 年初预算 | 决算数
        总计 | 9.00 | 9.50 | 总计 | 9.00 | 9.50
        一、税收收入 | 6.00 | 6.50 | 一、教育支出 | 5.00 | 5.50
        二、非税收入 | 3.00 | 3.00 | 二、卫生支出 | 4.00 | 4.00
        """)
    assert at(table, 2, 4).label == "教育支出"
    assert at(table, 1, 5).scope != at(table, 1, 2).scope


def test_numbers_of_rows_without_a_header_are_no_amounts_even_with_gaps() -> None:
    table = read("""
        一、拨款收入 | 1 | 625.58
        三、事业收入 | 3 | 34221.23
        其他收入 | 36 | 8.10
        本年收入合计 | 23 | 34854.91
        年初结余 | 25 | 364.65
        """)
    assert {f.text for f in table.figures} == {"625.58", "34221.23", "8.10", "34854.91", "364.65"}
    counts = read("""
        甲镇 | 1 | 6
        乙镇 | 3 | 5
        丙镇 | 4 | 9
        丁镇 | 8 | 7
        """)
    assert len(counts.figures) == 8


def test_a_header_of_unknown_names_may_begin_with_one_that_forms_also_use() -> None:
    table = read("项目名称|下达|分配\n义务教育经费|684.20|680.00\n就业补助|118.00|116.20", "单位：万元")
    assert [c.header for c in table.bands[0].columns] == [("项目名称",), ("下达",), ("分配",)]
    assert not at(table, 1, 1).doubt


OFFICIAL = """项目||||本年支出||
功能分类科目编码|||科目名称|小计|基本支出|项目支出
类|款|项|栏次|1|2|3
|||合计|90.00|70.00|20.00
205|||教育支出|90.00|70.00|20.00
205|02||普通教育|90.00|70.00|20.00
205|02|03|初中教育|90.00|70.00|20.00"""


def test_a_header_typed_without_merging_its_cells_names_the_columns_all_the_same() -> None:
    found = read(OFFICIAL, "一般公共预算财政拨款支出决算表")
    band = found.bands[0]
    assert [c.role for c in band.columns] == ["code", "code", "code", "label", "amount", "amount", "amount"]
    assert [c.header[-1] for c in band.columns[4:]] == ["小计", "基本支出", "项目支出"]
    assert [(r.label, r.marker) for r in band.rows[1:]] == [
        ("教育支出", "205"), ("普通教育", "20502"), ("初中教育", "2050203"),
    ]  # fmt: skip
    assert {f.text for f in found.figures} == {"90.00", "70.00", "20.00"}


def test_the_funds_below_a_carry_over_divide_it_and_are_no_further_income() -> None:
    found = read(
        "项目|决算数\n一、一般公共预算财政拨款|90.00\n二、政府性基金预算财政拨款|\n本年收入合计|90.00\n"
        "年初财政拨款结转和结余|5.00\n一般公共预算财政拨款|5.00\n政府性基金预算财政拨款|\n总计|95.00",
        "财政拨款收入支出决算总表",
    )
    rows = found.bands[0].rows
    assert [rows[r.parent].label for r in rows[4:6] if r.parent is not None] == ["年初财政拨款结转和结余"] * 2


def test_names_that_divide_a_header_may_stand_in_the_row_of_the_total() -> None:
    head = "科目编码|科目名称|本年收入|本年支出|||年末结转\n合计||86.20|合计|基本支出|项目支出|0"
    table = read(f"{head}\n212|城乡社区支出|86.20|86.20|12.00|74.20|0", "单位：万元")
    assert [c.header[-1] for c in table.bands[0].columns[3:6]] == ["本年支出", "基本支出", "项目支出"]
    assert at(table, 1, 2).label == "本年收入" and at(table, 2, 5).value == Decimal("74.20")
    plain = read(
        "科目编码|科目名称|本年收入|本年支出\n合计||86.20|86.20\n212|城乡社区支出|86.20|86.20", "单位：万元"
    )
    assert [c.header for c in plain.bands[0].columns[2:]] == [("本年收入",), ("本年支出",)]


def test_a_blank_under_a_header_cell_is_the_rest_of_it_and_not_of_its_neighbour() -> None:
    head = "合计|<|公务用车费|<|<|<|公务接待费|<\n|<|小计|<|运行费|<||<\n" + "|".join(
        ["预算数", "决算数"] * 4
    )
    table = read(f"{head}\n26.00|23.28|23.00|21.10|23.00|21.10|3.00|2.18", "三公经费表", "单位：万元")
    assert [c.header[-2] for c in table.bands[0].columns[1::2]] == ["合计", "小计", "运行费", "公务接待费"]


def test_halves_whose_names_differ_are_halves_where_the_header_of_amounts_comes_again() -> None:
    found = read(
        "收入项目|金额|支出项目|金额\n本年收入|75|本年支出|86\n上年结转|11|结转下年|\n收入总计|86|支出总计|86"
    )
    assert [c.side for c in found.bands[0].columns] == [0, 0, 1, 1]
    assert [r.label for r in found.bands[0].rows if r.side] == ["本年支出", "结转下年", "支出总计"]


def test_names_over_divided_names_are_a_header_though_it_begins_as_forms_do() -> None:
    found = read(
        "单位名称|项目名称|总量|甲类来源|<|乙类来源\n^|^|^|第一种|第二种|^\n合计|<|9|5|3|1\n局机关|渠道清淤|9|5|3|1"
    )
    assert [c.header for c in found.bands[0].columns] == [
        ("单位名称",), ("项目名称",), ("总量",), ("甲类来源", "第一种"), ("甲类来源", "第二种"), ("乙类来源",),
    ]  # fmt: skip


def test_the_end_of_a_name_that_a_page_tore_off_belongs_to_it() -> None:
    found = read("合计|公务接待|公车支出|<\n^|费|购置费|运行费\n9|3|2|4")
    assert [c.header[-1] for c in found.bands[0].columns] == ["合计", "公务接待费", "购置费", "运行费"]


def test_subtotals_at_the_end_of_their_groups_are_no_parts_of_each_other() -> None:
    after = (
        read("类型|名称|金额\n甲|一|1\n甲|二|2\n甲|小计|3\n乙|三|4\n乙|四|5\n乙|小计|9\n合计|<|12")
        .bands[0]
        .rows
    )
    assert [after[p].index if (p := r.parent) is not None else None for r in after] == [
        3,
        3,
        7,
        6,
        6,
        7,
        None,
    ]
    before = (
        read("类型|名称|金额\n合计|<|12\n甲|小计|3\n甲|一|1\n甲|二|2\n乙|小计|9\n乙|三|4\n乙|四|5")
        .bands[0]
        .rows
    )
    assert [before[p].index if (p := r.parent) is not None else None for r in before] == [
        None,
        1,
        2,
        2,
        1,
        5,
        5,
    ]


def test_one_name_over_which_the_header_is_not_divided_is_enough_where_all_others_are() -> None:
    found = read("行业|申报|<|核定|<\n^|家数量|其中:面积|家数量|面积\n汽配|4|18.5|3|17.2\n模具|3|9.2|3|8.4")
    assert [c.header for c in found.bands[0].columns[:3]] == [
        ("行业",),
        ("申报", "家数量"),
        ("申报", "其中:面积"),
    ]
    assert len(found.bands[0].rows) == 2


def test_a_line_of_several_units_declares_none() -> None:
    assert at(read("项目|数目|款额\n甲|4|18.50", "单位：家、万元"), 1, 2).unit == ""
    assert at(read("项目|数目|款额\n甲|4|18.50", "单位：万元"), 1, 2).unit == "万元"


def test_merged_names_beside_a_row_left_open_are_no_header() -> None:
    table = read(
        "绩效指标|一级指标|三级指标|年度指标值|分值|得分\n^|效益指标|受益户数|≥9户|40|40\n"
        "^|满意度|群众满意度|≥90%|10|9\n^|^|……|||\n总分|<|<||50|49"
    )
    assert len(table.bands) == 1 and table.bands[0].rows[-1].total
    assert at(table, 4, 4).measure == "weight"


def test_one_figure_in_each_row_is_a_list_however_many_names_stand_before_it() -> None:
    text = "项目经费（万元） | 年度经费总额： | 480.00 | ||||\n其中：财政拨款 | 450.00 | |||||\n"
    found = read_text(text).figures
    assert [(f.label, f.text, f.unit, f.doubt) for f in found] == [
        ("年度经费总额", "480.00", "万元", ""),
        ("财政拨款", "450.00", "万元", ""),
    ]


def test_a_second_column_of_names_heads_the_amounts_behind_it_whatever_it_is_called() -> None:
    table = read(
        """
        收入||支出（按功能科目）||支出（按性质）|
        项目|预算数|科目|预算数|类别|预算数
        一、拨款|70.00|201 公共服务|52.00|一、基本支出|48.00
        二、结转|5.00|208 社会保障|23.00|二、项目支出|27.00
        合计|75.00|合计|75.00|合计|75.00
        """
    )
    assert [(r.label, r.side) for r in table.bands[0].rows if r.index == 2] == [
        ("拨款", 0),
        ("公共服务", 1),
        ("基本支出", 2),
    ]
    balance = read(
        """
        资产|年初数|期末数|负债和净资产|年初数|期末数
        货币资金|8.20|9.10|应付账款|2.10|3.30
        库存物品|1.30|1.20|累计盈余|7.40|7.00
        资产总计|9.50|10.30|负债和净资产总计|9.50|10.30
        """
    )
    assert {c.side for c in balance.bands[0].columns} == {0, 1}


def test_a_total_named_in_the_column_of_numbers_beside_a_blank_name_is_a_total() -> None:
    table = read(
        """
        序号|项目名称|批复数|完成数
        1|河道清淤|30.00|28.00
        2|泵站检修|12.00|11.50
        合 计||42.00|39.50
        """
    )
    assert [(r.label, r.total) for r in table.bands[0].rows][-1] == ("合计", True)


def test_what_a_value_is_lessened_by_belongs_to_what_is_left() -> None:
    table = read(
        """
        项目|年初数|期末数
        流动资产|1.00|2.00
        固定资产原值|8.00|9.00
        减：累计折旧|3.00|3.50
        固定资产净值|5.00|5.50
        资产总计|6.00|7.50
        """
    )
    rows = table.bands[0].rows
    assert [(r.label, r.marker) for r in rows if r.parent == 3] == [("固定资产原值", ""), ("累计折旧", "减")]
    assert [r.label for r in rows if r.parent == 4] == ["流动资产", "固定资产净值"]


def test_after_a_numbered_among_the_other_numbers_follow_in_whatever_style_they_have() -> None:
    table = read(
        """
        项目|预算数|决算数
        三公经费|29.00|27.00
        其中：（一）因公出国支出|0.00|0.00
        （二）公务用车购置及运行维护支出|28.00|26.20
        1.公务用车购置|0.00|0.00
        2.公务用车运行维护费|28.00|26.20
        （三）公务接待费支出|1.00|0.80
        """
    )
    assert [r.parent for r in table.bands[0].rows] == [None, 0, 0, 2, 2, 0]


def test_a_total_that_stands_first_and_is_added_up_to_the_last_takes_no_parts() -> None:
    table = read(
        """
        预算科目|决算数|预算科目|决算数
        本年收入合计|140|本年支出合计|76
        上级补助收入|2|调出资金|70
        上年结余|5|年终结余|1
        收入总计|147|支出总计|147
        """
    )
    rows = table.bands[0].rows
    assert [rows[r.parent].label for r in rows if r.parent is not None] == ["收入总计"] * 3 + ["支出总计"] * 3


def test_a_total_in_a_numbered_list_is_the_total_of_its_list() -> None:
    table = read(
        """
        项目|自然人|法人
        一、新收申请|14|5
        二、办理结果||
        （一）予以公开|9|4
        （二）部分公开|5|1
        （三）总计|14|5
        三、结转办理|0|0
        """
    )
    assert [r.parent for r in table.bands[0].rows] == [None, None, 4, 4, 1, None]


def test_divisions_of_one_whole_are_no_parts_of_its_total() -> None:
    table = read(
        """
        项目|数量
        合计|10
        一、按单位性质|10
        行政单位|1
        事业单位|9
        二、按会计制度|10
        行政单位|1
        事业单位|9
        """
    )
    assert [r.parent for r in table.bands[0].rows] == [None, None, 1, 1, None, 4, 4]


def test_below_a_header_a_number_like_a_year_is_an_amount() -> None:
    table = read(
        """
        项目|决算数
        增值税|3150
        其他收入|2000
        资源税|2000
        合计|7150
        """
    )
    assert [c.header for c in table.bands[0].columns] == [("项目",), ("决算数",)]
    assert [f.text for f in table.figures] == ["3150", "2000", "2000", "7150"]


def test_measures_never_name_the_rows() -> None:
    table = read(
        """
        序号|内容|单价|工程量|预算数|支出数
        1|陆域保洁|2.10元/平方米|486.00万平方米|1,020.60|1,008.40
        2|设施维护|—|—|341.60|331.60
        3|绿化养护|6.20元/平方米|168.00万平方米|1,041.60|902.50
        """
    )
    assert [r.label for r in table.bands[0].rows] == ["陆域保洁", "设施维护", "绿化养护"]


def test_the_basis_under_a_rate_does_not_make_it_a_count() -> None:
    table = read(
        """
        类别|整改率（%）|<
        ^|按个数|按金额
        预算管理|95.2|84.6
        """
    )
    assert [(f.unit, f.measure) for f in table.figures] == [("%", "ratio")] * 2


def test_the_row_of_numbers_may_have_a_number_of_its_own() -> None:
    table = read(
        """
        序号|科目编码|科目名称|合计|基本支出|项目支出
        1||栏次|1|2|3
        2||合计|46.00|30.00|16.00
        3|205|教育支出|40.00|30.00|10.00
        4|221|住房保障支出|6.00|0.00|6.00
        """
    )
    assert [r.label for r in table.bands[0].rows] == ["合计", "教育支出", "住房保障支出"]


def test_names_below_blanks_divide_the_name_over_them_though_the_row_ends_early() -> None:
    text = (
        "申请情况 | 自然人 | 法人 |  |  | 总计 |\n |  | 企业 | 公益组织 | 其他 |\n"
        "新收申请 | 142 | 18 | 2 | 6 | 168 |\n结转申请 | 5 | 1 | 0 | 0 | 6 |\n办理结果 |\n"
    )
    columns = read_text(text).tables[0].bands[0].columns
    assert [c.header[-1] for c in columns[1:]] == ["自然人", "企业", "公益组织", "其他", "总计"]


def test_a_total_over_several_columns_behind_a_name_that_reaches_down_is_the_total() -> None:
    table = read(
        """
        年度任务|任务名称|主要内容|预算数|支出数
        ^|任务一|营养改善|32.00|31.80
        ^|任务二|校舍维修|18.00|17.10
        ^|金额合计|<|50.00|48.90
        """
    )
    rows = table.bands[0].rows
    assert [(r.label, r.total) for r in rows] == [("任务一", False), ("任务二", False), ("金额合计", True)]


def test_a_column_called_unit_that_holds_bodies_names_the_rows() -> None:
    table = read(
        """
        单位|发现隐患|已整改
        甲镇|120|118
        乙镇|86|85
        合计|206|203
        """
    )
    assert [r.label for r in table.bands[0].rows] == ["甲镇", "乙镇", "合计"]


def test_names_and_figures_by_turns_in_one_row_are_each_named_by_the_cell_before():
    rows = ["单位名称 | 某县林业局", "编制人数 | 行政编制 | 36 | 事业编制 | 52 | 合计 | 88"]
    found = [
        f
        for f in read_text("部门整体支出绩效自评表\n" + "\n".join(f"| {r} |" for r in rows)).figures
        if f.whole_cell
    ]
    assert [(f.text, f.label, f.unit, f.doubt) for f in found] == [
        ("36", "行政编制", "人", ""), ("52", "事业编制", "人", ""), ("88", "编制人数", "人", "")
    ]  # fmt: skip


def test_a_class_of_sizes_in_a_name_is_no_unit_of_its_row():
    rows = (
        "| 分档 | 村数 | 占比 |\n| 2万—5万元 | 36 | 30% |\n| 5万—10万元 | 84 | 70% |\n| 合计 | 120 | 100% |"
    )
    assert {f.unit for f in read_text("收入情况\n" + rows).figures if f.text in ("36", "84", "120")} == {""}
