"""What the table rules say, and above all what they do not say."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from checks.context import Context
from checks.fact import FactTable
from checks.model import Report
from checks.registry import find_rule
from checks.run import apply, check
from checks.tabular import ways
from extract import read_text, understand_source
from extract.model import Band, Cell, Locator, Paragraph, RawTable, Source
from extract.readers import read_bytes


def run(text: str, *codes: str) -> Report:
    extraction = read_text(text)
    rules = [rule for code in codes if (rule := find_rule(code)) is not None]
    assert len(rules) == len(codes)
    report = apply(rules, Context(extraction, FactTable(extraction)))
    assert not report.faults
    return report


def table(*rows: str) -> str:
    return "\n".join("| " + " | ".join(c.strip() for c in row.split("|")) + " |" for row in rows)


def said(report: Report) -> list[tuple[str, str]]:
    return [(f.rule, f.severity) for f in report.findings]


def test_a_sum_that_holds_in_one_year_is_an_error_in_the_others_and_says_so():
    report = run(
        "单位：万元\n"
        + table(
            "项目|2021年决算数|2022年预算数|2022年决算数",
            "二、项目支出|30.00|96.40|96.40",
            "1、校舍维修|18.00|20.00|20.00",
            "2、设备购置|12.00|45.00|45.00",
        ),
        "GJ101",
    )
    assert said(report) == [("GJ101", "error")] * 2
    first = report.findings[0]
    assert "“2022年预算数”栏，“项目支出”填列96.40万元" in first.message
    assert "合计为65.00万元，相差31.40万元" in first.message
    assert "同样的关系在其余1处成立" in first.evidence
    assert first.stated == "96.40万元"
    assert [f.text for f in first.figures] == ["96.40", "20.00", "45.00"]


def test_numbered_parts_that_add_up_in_no_column_are_not_claimed():
    report = run(
        "单位：万元\n"
        + table(
            "项目|2021年|2022年",
            "项目支出|90.00|96.40",
            "1、重点项目甲|18.00|20.00",
            "2、重点项目乙|12.00|45.00",
        ),
        "GJ101",
    )
    assert said(report) == []
    assert report.ledger.entries == ()


def test_numbered_parts_in_a_single_column_are_at_most_a_warning():
    report = run(
        "单位：万元\n" + table("项目|决算数", "项目支出|96.40", "1、校舍维修|20.00", "2、设备购置|45.00"),
        "GJ101",
    )
    assert said(report) == [("GJ101", "warning")]


def test_blanks_are_zero_only_where_sums_with_blanks_close():
    rows = ["项目|甲镇|乙镇|丙镇", "水利|3.00|4.00|5.00", "道路|2.00||1.00", "合计|5.00|{}|6.00"]
    good = run("单位：万元\n" + table(*(r.format("4.00") for r in rows)), "GJ101")
    assert [v.state for _, v in good.ledger.entries] == ["held"] * 3
    unsure = run("单位：万元\n" + table(*(r.format("9.00") for r in rows)), "GJ101")
    assert said(unsure) == []
    proven = [*rows[:2], "绿化||1.00|2.00", rows[2], "合计|5.00|{}|8.00"]
    caught = run("单位：万元\n" + table(*(r.format("9.00") for r in proven)), "GJ101")
    assert said(caught) == [("GJ101", "error")]


def test_all_blank_parts_make_no_claim():
    report = run("单位：万元\n" + table("项目|决算数", "合计|9.00", "甲|", "乙|"), "GJ101", "GJ601")
    assert report.ledger.entries == ()


def test_parts_after_a_list_of_among_may_belong_to_the_total():
    report = run(
        "单位：万元\n"
        + table(
            "项目|预算数|决算数",
            "合计|9.00|8.00",
            "因公出国（境）费|1.00|0.50",
            "公务用车购置及运行维护费|6.00|5.50",
            "其中：公务用车购置费|0.00|0.00",
            "公务用车运行维护费|6.00|5.50",
            "公务接待费|2.00|2.00",
        ),
        "GJ101",
    )
    assert said(report) == []
    assert {v.state for _, v in report.ledger.entries} == {"held"}


def test_rates_weights_and_unlike_units_are_not_added_up():
    report = run(
        "单位：万元\n"
        + table(
            "项目|决算数|执行率|单价（元）", "甲|4.00|80%|2.00", "乙|5.00|90%|3.00", "合计|9.00|85%|2.50"
        ),
        "GJ101",
    )
    assert len(report.ledger.entries) == 1


def test_the_leaf_stages_of_a_header_tree_are_crossed_apart():
    text = table(
        "合计||公务用车购置及运行维护费||||||公务接待费|",
        "||小计||购置费||运行费|||",
        "预算数|决算数|预算数|决算数|预算数|决算数|预算数|决算数|预算数|决算数",
        "9.00|8.00|7.00|6.50|3.00|2.50|4.00|4.00|2.00|1.50",
    )
    report = run("财政拨款“三公”经费支出决算表\n单位：万元\n" + text, "GJ102")
    assert {v.state for _, v in report.ledger.entries} <= {"held"}


def test_a_total_column_wrong_in_one_row_of_many():
    report = run(
        "单位：万元\n"
        + table(
            "科目名称|合计|基本支出|项目支出",
            "教育支出|90.00|60.00|30.00",
            "卫生支出|25.50|12.00|8.50",
            "住房支出|15.00|9.00|6.00",
        ),
        "GJ102",
    )
    assert said(report) == [("GJ102", "error")]
    assert "“卫生支出”行，“合计”栏填列25.50万元" in report.findings[0].message


def test_a_budget_is_no_part_of_an_outturn():
    report = run(
        "单位：万元\n" + table("项目|合计|年初预算数|决算数", "甲|9.00|9.00|8.00", "乙|7.00|7.00|6.00"),
        "GJ102",
    )
    assert report.ledger.entries == ()


def test_the_formula_printed_in_the_header_is_the_one_used():
    text = table(
        "项目|年初预算数|全年预算数（A）|全年执行数（B）|执行率（B/A）",
        "甲|70.00|80.00|76.00|95%",
        "乙|40.00|50.00|40.00|100%",
    )
    report = run("单位：万元\n" + text, "GJ206")
    assert said(report) == [("GJ206", "error")]
    assert "“全年执行数(B)”栏÷“全年预算数(A)”栏计算应为80%" in report.findings[0].message


def test_any_named_denominator_excuses_a_rate_without_a_formula():
    text = table(
        "项目|年初预算数|全年预算数|执行数|执行率", "甲|80.00|100.00|80.00|100%", "乙|50.00|50.00|40.00|80%"
    )
    assert said(run("单位：万元\n" + text, "GJ206")) == []


def test_parts_of_among_that_exceed_their_whole():
    text = table(
        "项目|2021年决算数|2022年决算数",
        "公用经费|60.00|55.20",
        "其中：办公费|12.00|65.40",
        "邮电费|3.00|4.00",
    )
    report = run("单位：万元\n" + text, "GJ103")
    assert said(report)[0] == ("GJ103", "error")
    assert "“办公费”为65.40万元，大于其所属的“公用经费”55.20万元" in report.findings[0].message


def test_what_follows_among_without_a_mark_is_not_trusted_alone():
    text = table(
        "项目|2021年决算数|2022年决算数",
        "公用经费|60.00|55.20",
        "其中：办公费|12.00|11.40",
        "对外投资|300.00|400.00",
    )
    assert said(run("单位：万元\n" + text, "GJ103")) == []


FORM = (
    "项目资金（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分",
    "|年度资金总额|80.00|80.00|{spent}|10|{rate}|{score}",
    "|其中：当年财政拨款|80.00|80.00|{spent}|||",
    "|其他资金|0|0|0|||",
    "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施",
    "产出指标（50分）|数量指标|清淤长度|≥12公里|12公里|30|30|",
    "||……|||||",
    "|质量指标|验收合格率|≥95%|98%|20|{quality}|{reason}",
    "效益指标（40分）|社会效益|受益村庄|≥9个|9个|40|40|",
    "总分|||||{weight}|{total}|",
)


def form(**changes: str) -> str:
    given = {
        "spent": "76.00",
        "rate": "95%",
        "score": "9.5",
        "quality": "20",
        "reason": "",
        "weight": "100",
        "total": "99.5",
        **changes,
    }
    return table(*(row.format(**given) for row in FORM))


CODES = ("GJ105", "GJ206", "GJ401", "GJ402", "GJ403", "GJ404", "GJ405", "GJ406", "GJ407", "GJ408")


def test_a_sound_form_raises_nothing_and_is_well_tested():
    report = run(form(), *CODES)
    assert said(report) == []
    assert report.ledger.count("held") >= 10


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"score": "95", "total": "185"}, [("GJ401", "error"), ("GJ401", "error")]),
        ({"total": "97"}, [("GJ403", "error")]),
        ({"weight": "90", "total": "90"}, [("GJ404", "warning")]),
        ({"quality": "18", "total": "97.5"}, [("GJ407", "warning")]),
        ({"quality": "18", "reason": "雨季停工", "total": "97.5"}, []),
        ({"spent": "40.00", "rate": "50%", "score": "10", "total": "100"}, [("GJ406", "warning")]),
        ({"spent": "40.00"}, [("GJ206", "error")]),
        ({"score": "10", "total": "100"}, []),
    ],
)
def test_one_fault_in_a_form(changes: dict[str, str], expected: list[tuple[str, str]]):
    assert said(run(form(**changes), *CODES)) == expected


def test_a_printed_formula_makes_the_score_of_execution_strict():
    text = form(spent="75.20", rate="94%", score="10", total="100")
    assert said(run(text, "GJ406")) == []
    assert said(run(text + "\n注：执行率得分 = 分值 × 执行率。", "GJ406")) == [("GJ406", "error")]


def test_the_blank_parent_is_one_finding_with_its_sums():
    text = table(
        "项目|2021年决算数|2022年决算数",
        "三公经费||",
        "1、公务用车费|3.99|3.27",
        "其中：购置|0|0",
        "2、出国费|0|0",
        "3、接待费|0.74|0.14",
    )
    report = run("单位：万元\n" + text, "GJ601")
    assert said(report) == [("GJ601", "warning")]
    assert "“2021年决算数”栏应为4.73万元，“2022年决算数”栏应为3.41万元" in report.findings[0].message


def test_a_blank_that_a_sheet_stores_no_cell_for_has_its_place_all_the_same():
    book = openpyxl.Workbook()
    for row in (
        ["单位：万元"],
        ["项目", "2021年决算数", "2022年决算数"],
        ["三公经费"],
        ["1、公务用车费", 3.99, 3.27],
        ["2、出国费", 1.2, 1.1],
        ["3、接待费", 0.74, 0.14],
    ):
        book.active.append(row)
    stored = BytesIO()
    book.save(stored)
    extraction = understand_source(read_bytes(stored.getvalue(), "x.xlsx"), "x.xlsx", "")
    rule = find_rule("GJ601")
    assert rule is not None
    report = apply([rule], Context(extraction, FactTable(extraction)))
    assert not report.faults and said(report) == [("GJ601", "warning")]


def test_doubtful_cells_never_make_an_error():
    text = "单位：万元\n项目\t一月\t二月\t三月\n甲\t1.00\t2.00\t3.00\n乙\t1.00\t2.00\n合计\t5.00\t9.00\t9.00"
    assert all(severity != "error" for _, severity in said(run(text, "GJ101", "GJ102")))


def test_the_single_row_of_an_official_table_is_enough():
    head = ("合计||因公出国（境）费||公务接待费|", "预算数|决算数|预算数|决算数|预算数|决算数")
    text = "财政拨款“三公”经费支出决算表\n单位：万元\n" + table(*head, "9.00|8.00|7.00|6.50|2.00|4.50")
    assert said(run(text, "GJ102")) == [("GJ102", "error")]
    other = "费用一览表\n单位：万元\n" + table("合计|甲费|乙费", "9.00|7.00|4.00")
    assert said(run(other, "GJ102")) == [("GJ102", "warning")]


def test_items_of_a_text_are_held_against_the_column_most_of_them_agree_with():
    said = "全年项目支出：校舍维修经费52.40万元、教师培训经费31.90万元、图书购置经费35.70万元。\n"

    def rows(*cells: str) -> str:
        names = ("校舍维修经费", "教师培训经费", "图书购置经费")
        listed = [f"{name}|{cell}" for name, cell in zip(names, cells, strict=True)]
        return said + "\n项目明细表\n单位：万元\n" + table("项目名称|2023年预算数|2023年决算数", *listed)

    one = run(rows("55.00|52.40", "33.00|39.10", "36.00|35.70"), "GJ305")
    assert said_of(one, "GJ305") == ["教师培训经费"]
    assert said_of(run(rows("55.00|50.20", "33.00|39.10", "36.00|35.70"), "GJ305"), "GJ305") == []
    assert said_of(run(rows("55.00|52.40", "31.90|39.10", "36.00|35.70"), "GJ305"), "GJ305") == []


def said_of(report: Report, code: str) -> list[str]:
    return [f.figures[0].label for f in report.findings if f.rule == code]


def test_only_the_one_unit_that_makes_a_list_add_up_is_called_wrong():
    wrong = run(
        "实际支出78.18万元，其中：劳务补助42.44万元；设备购置费21.63万元；委托服务费14.11元。", "GJ114"
    )
    assert [f.figures[f.suspect or 0].text for f in wrong.findings] == ["14.11元"]
    small = run("实际支出78.18万元，其中：劳务补助42.44万元；设备购置费35.60万元；手续费1400元。", "GJ114")
    assert said(small) == []


def test_a_year_is_doubted_only_where_two_amounts_are_those_of_the_reports_year():
    head = "2023年度部门决算说明\n"
    rows = "\n\n2023年度支出决算表\n单位：万元\n" + table(
        "项目|2022年决算数|2023年决算数",
        "本年支出|800.11|836.75",
        "基本支出|559.85|590.20",
        "项目支出|240.26|246.55",
    )
    stale = "2022年度支出合计836.75万元，其中基本支出590.20万元、项目支出246.55万元。"
    assert said(run(head + stale + rows, "GJ308")) == [("GJ308", "warning")]
    told = "2022年度支出合计800.11万元，其中基本支出559.85万元、项目支出240.26万元。"
    assert said(run(head + told + rows, "GJ308")) == []


def test_a_class_whose_only_group_exceeds_it_is_an_error_though_every_column_exceeds():
    report = run(
        "支出决算表\n单位：万元\n"
        + table(
            "科目编码|科目名称|合计|基本支出|项目支出",
            "208|社会保障支出|37.00|30.00|7.00",
            "20805|养老支出|37.00|30.00|7.00",
            "2080505|养老保险缴费|37.00|30.00|7.00",
            "2080506|职业年金缴费|14.00|10.00|4.00",
        ),
        "GJ101",
    )
    assert {f.figures[0].label for f in report.findings} == {"养老支出"}


def test_growth_between_two_years_budgets_that_holds_in_no_row_is_of_another_pair():
    rows = ["项目|2015年预算|2015年执行|比上年增减%|2016年预算", "国税|1130.00|1142.00|6.2|1210.00"]
    assert said(run("单位：万元\n" + table(*rows, "地税|1245.00|1385.00|14.2|1470.00"), "GJ206")) == []
    held = table(*rows, "地税|1245.00|1385.00|18.1|1470.00")
    assert said(run("单位：万元\n" + held, "GJ206")) != []


def test_a_group_and_its_item_may_have_the_same_two_digits_in_columns_of_their_own():
    rows = [
        "类|款|项|科目名称|合计|基本支出",
        "206|||科学技术支出|30.20|30.20",
        "206|03||应用研究|30.20|30.20",
        "206|03|03|高技术研究|18.10|18.10",
    ]
    assert (
        said(run("支出预算表\n单位：元\n" + table(*rows, "206|03|99|其他应用研究|12.10|12.10"), "GJ101"))
        == []
    )
    wrong = run("支出预算表\n单位：元\n" + table(*rows, "206|03|99|其他应用研究|13.10|12.10"), "GJ101")
    assert [f.figures[0].label for f in wrong.findings] == ["应用研究"]


def test_rows_moved_to_the_right_are_no_further_parts_of_the_total():
    rows = [
        "项目|金额",
        "本年收入|755",
        "转移性收入|1402",
        "　上级补助|1082",
        "　债务转贷|320",
        "收入总计|2157",
    ]
    assert footed(rows) == []
    assert footed([*rows[:3], "　上级补助|1802", *rows[4:]]) == [("GJ101", "warning")]
    assert footed([rows[0], "本年收入|955", *rows[2:]]) == [("GJ101", "error")]


def footed(rows: list[str]) -> list[tuple[str, str]]:
    """What GJ101 says of a page with one table; a page keeps the blanks before a name."""
    cells = "".join(f"<tr><td>{row.replace('|', '</td><td>')}</td></tr>" for row in rows)
    page = f"<p>单位：万元</p><table>{cells}</table>".encode()
    extraction = understand_source(read_bytes(page, "a.html"), "a.html", "")
    rule = find_rule("GJ101")
    assert rule is not None
    return said(apply([rule], Context(extraction, FactTable(extraction))))


def test_a_mean_below_columns_that_add_up_is_not_added():
    text = table(
        "医院|收入|患者好评", "一院|300.5|92.4", "二院|200.0|95.0", "三院|150.0|90.7", "合计|650.5|92.9"
    )
    assert said(run("单位：万元\n" + text, "GJ101")) == []


def test_unmarked_rows_below_a_numbered_one_need_not_be_parts_of_the_total():
    rows = ["项目|预算数|决算数", "总计|80.00|90.00", "一、本级支出|72.00|79.00", "二、转移性支出|8.00|11.00"]
    good = run("单位：万元\n" + table(*rows, "上解支出|3.00|4.00"), "GJ101")
    assert [v.state for _, v in good.ledger.entries] == ["held"] * 2
    wrong = [*rows[:2], "一、本级支出|72.00|97.00", rows[3], "上解支出|3.00|4.00"]
    assert said(run("单位：万元\n" + table(*wrong), "GJ101")) == [("GJ101", "error")]


def test_columns_that_have_no_total_are_left_blank_beside_totals():
    head = "序号|内容|数量|单位|金额|等别"
    rows = ["1|电脑|20|台|130.00|7.1", "2|宣传册|400|册|13.20|6.6", "3|租赁|4|天|35.00|5.2"]
    assert said(run("单位：万元\n" + table(head, *rows, "合计||||178.20|"), "GJ601")) == []
    spent = ["1|电脑|20|台|130.00|7.1", "2|平板|400|台|13.20|6.6", "合计||||143.20|"]
    assert said(run("单位：万元\n" + table(head, *spent), "GJ601")) == [("GJ601", "warning")]


def test_a_row_that_repeats_the_one_above_it_is_no_further_part_of_the_total():
    rows = [
        "项目|预算数|完成数",
        "上级补助收入|37811|46850",
        "税收返还及转移支付|37811|46850",
        "上年结转|1441|1453",
    ]
    held = run("单位：万元\n" + table(*rows, "收入总计|39252|48303"), "GJ101")
    assert [v.state for _, v in held.ledger.entries] == ["held"] * 2
    wrong = run("单位：万元\n" + table(*rows, "收入总计|39252|48330"), "GJ101")
    assert said(wrong) == [("GJ101", "error")]


def test_completed_budget_as_a_column_is_a_rate_even_without_its_sign():
    rows = [
        "地区|年初预算|累计完成|完成预算",
        "全市合计|486|484|99.6",
        "本级|180|182|101.1",
        "甲县|306|302|98.7",
    ]
    report = run("单位：万元、%\n" + table(*rows), "GJ101")
    assert [v.state for _, v in report.ledger.entries] == ["held"] * 2


def test_a_total_over_its_rows_shows_how_the_table_is_read():
    rows = ["项目|1996", "经常性项目|", "经常性收入合计|70.10", "税收|65.00", "其他|5.10"]
    outgo = ["经常性支出合计|60.00", "基本建设|22.00", "社会保障|38.00", "经常性结余|10.10"]
    report = run("单位：亿元\n" + table(*rows, *outgo), "GJ101")
    assert [v.state for _, v in report.ledger.entries] == ["held"] * 2
    unsure = [*outgo[:2], "社会保障|31.00", outgo[3]]
    assert said(run("单位：亿元\n" + table(*rows, *unsure), "GJ101")) == []


def test_divisions_of_a_whole_each_add_up():
    rows = ["项目|数量", "合计|10", "一、按单位性质|10", "行政单位|1", "事业单位|9", "二、按会计制度|10"]
    report = run(table(*rows, "行政单位|2", "事业单位|9"), "GJ101", "GJ601")
    assert [f.message.split("“")[2].split("”")[0] for f in report.findings] == ["按会计制度"]


def test_a_stock_at_the_end_is_that_of_the_beginning_with_what_came_and_went():
    rows = [
        "项目|年初数|本年增加|本年减少|年末数",
        "资产总额|58.62|12.40|8.62|62.40",
        "其中：车辆|4.86|0.53|0.39|{}",
    ]
    held = run("单位：万元\n" + table(*(r.format("5.00") for r in rows)), "GJ102")
    assert [v.state for _, v in held.ledger.entries] == ["held"] * 2
    assert said(run("单位：万元\n" + table(*(r.format("5.30") for r in rows)), "GJ102")) == [
        ("GJ102", "error")
    ]


def test_the_total_of_shares_is_what_they_add_up_to():
    rows = [
        "税种|全年|占比",
        "增值税|62.00|62.00",
        "所得税|26.00|26.00",
        "其他|12.00|12.00",
        "合计|100.00|{}",
    ]
    text = "单位：亿元、%\n" + table(*(r.format("130.00") for r in rows))
    assert [f.message.split("“")[2].split("”")[0] for f in run(text, "GJ101").findings] == ["合计"]


def test_what_follows_among_and_is_added_to_the_total_is_no_part_of_the_row_before():
    rows = ["年度|2023年|2024年", "本金|12.60|18.42", "其中：再融资|10.08|14.74", "利息|5.82|5.36"]
    held = run("单位：亿元\n" + table(*rows, "合计|18.42|23.78"), "GJ103")
    assert [[f.text for f in claim.figures] for claim, _ in held.ledger.entries] == [
        ["12.60", "10.08"],
        ["18.42", "14.74"],
    ]
    unsure = run("单位：亿元\n" + table(*rows, "合计|18.42|23.87"), "GJ103")
    assert len(unsure.ledger.entries) > 2


def test_rows_that_end_with_a_printed_blank_keep_their_places():
    text = "预算科目 | 决算数 | 预算科目 | 决算数\n本年收入合计 | 4201 | 本年支出合计 | 5209\n下级上解收入 | 1200 | |\n"
    rest = "上级补助收入 | 487 | |\n上年结余 | 103 | 年终结余 | 782\n收入总计 | 5991 | 支出总计 | 5991\n"
    report = run("单位：万元\n" + text + rest, "GJ101")
    assert [v.state for _, v in report.ledger.entries] == ["held"] * 2


def test_the_points_of_a_plain_score_table_add_up_and_their_mean_is_no_sum():
    rows = ["指标|分值|得分", "决策|20|19.5", "过程|20|19.0", "产出|60|59.5"]
    assert said(run(table(*rows, "合计|100|96.0"), "GJ101")) == [("GJ101", "error")]
    units = ["评价单位|得分", "甲单位|95.0", "乙单位|92.0", "丙单位|88.0", "合计|91.7"]
    assert said(run(table(*units), "GJ101")) == []


def test_income_less_expenditure_in_a_column_of_its_own():
    rows = [
        "年份|收入|支出|收支差额",
        "2020|401.10|380.00|21.10",
        "2021|420.16|486.20|-66.04",
        "2022|438.62|512.40|{}",
    ]
    assert said(run("单位：亿元\n" + table(*(r.format("-73.78") for r in rows)), "GJ102")) == []
    assert said(run("单位：亿元\n" + table(*(r.format("-78.73") for r in rows)), "GJ102")) == [
        ("GJ102", "error")
    ]


def test_two_rows_show_how_a_rate_is_reckoned_where_the_third_is_one_slip_away():
    rows = ["单位|发现隐患|已整改|整改率", "甲镇|120|118|98.3%", "乙镇|86|85|98.8%", "丙镇|41|39|95.1%"]
    wrong = run(table(*rows[:3], "丙镇|41|41|100.0%", "合计|247|244|9.9%"), "GJ124")
    assert [f.rule for f in wrong.findings] == ["GJ124"]
    other = run(table(*rows[:3], "丙镇|41|41|100.0%", "合计|247|244|71.6%"), "GJ124")
    assert other.findings == ()


@pytest.mark.parametrize(
    ("doubt", "recognised", "words"),
    [
        ("字迹不清", False, "“56.35”的读取不确定（字迹不清）"),
        ("", True, "所在页是扫描件，文字由程序识别，请对照原件"),
    ],
    ids=["a cell read with doubt", "a table recognised in a picture"],
)
def test_one_doubtful_cell_that_explains_several_sums_says_so_and_is_no_error(
    doubt: str, recognised: bool, words: str
):
    lines = [
        "项目|合计|人员经费|公用经费",
        "教育|50.24|20.11|30.13",
        "农业|91.37|41.02|56.35",
        "合计|141.61|61.13|80.48",
    ]
    cells = tuple(
        Cell(
            text,
            Locator(block=1, table=0, row=row, column=column),
            row,
            column,
            doubt=doubt if text == "56.35" else "",
        )
        for row, line in enumerate(lines)
        for column, text in enumerate(line.split("|"))
    )
    unit = Paragraph("单位：万元", Locator(block=0))
    raw = RawTable(cells, Locator(block=1, table=0), recognised=recognised)
    report = check(understand_source(Source("pdf", (unit, raw)), "x", ""))
    assert [(f.rule, f.severity) for f in report.findings] == [("GJ102", "warning"), ("GJ101", "warning")]
    assert all(words in f.evidence for f in report.findings)
    assert [
        (c.confidence, "请先核对原件" in c.message or "请对照原件" in c.message) for c in report.causes
    ] == [("low", True)]


def test_two_ways_to_divide_one_total_each_give_it():
    rows = [
        "资金情况|全年预算|全年执行",
        "支出总额|72.00|71.15",
        "（1）按经费来源：财政性资金|64.00|63.30",
        "其他资金|8.00|7.85",
    ]
    more = ["（2）按支出结构：基本支出|41.00|40.80", "项目支出|31.00|{}"]
    held = run("单位：万元\n" + table(*rows, *(r.format("30.35") for r in more)), "GJ101")
    assert [v.state for _, v in held.ledger.entries] == ["held"] * 4
    wrong = run("单位：万元\n" + table(*rows, *(r.format("35.30") for r in more)), "GJ101")
    assert [[f.text for f in finding.figures] for finding in wrong.findings] == [["71.15", "40.80", "35.30"]]


def test_points_of_a_form_with_a_funds_row_are_left_to_the_rules_on_scores():
    head = [
        "项目名称||夜校建设||||",
        "资金（万元）||预算数|执行数|执行率|权重|得分",
        "|总额|68.00|64.60|95.00%|10|9.5",
    ]
    rows = [
        "绩效指标|指标名称|目标值|完成值|偏差率|权重|得分",
        "|建设数量|12|12|0.00%|50|50",
        "|满意度|95%|93%|-2.00%|40|38",
    ]
    assert said(run(table(*head, *rows, "合计|||||100|97.5"), "GJ101")) == []


def test_a_total_over_its_rows_that_lacks_the_last_of_them_is_wrong():
    rows = [
        "项目|预算数|决算数",
        "合计|16.09|9.36",
        "因公出国（境）费|6.86|6.24",
        "公务接待费|4.96|3.12",
        "公务用车费|4.27|3.24",
    ]
    assert said(run("单位：万元\n" + table(*rows), "GJ101")) == [("GJ101", "error")]


def test_a_band_without_rows_is_divided_in_no_way() -> None:
    assert ways(Band((), (), 0, 0)) == []


def test_experts_whose_scores_are_not_added_leave_no_blank_total():
    rows = [
        "评审内容|权重|专家1|专家2|平均得分|加权得分",
        "立项|40%|91|86|88.5|35.40",
        "产出|60%|78|84|81.0|48.60",
        "合计|100%||||84.00",
    ]
    assert said(run(table(*rows), "GJ601")) == []


def test_a_column_of_differences_is_no_year_in_which_rows_are_worked_out():
    rows = [
        "项目|2021年|2022年|增减",
        "税收收入|38620|41325|2705",
        "合计|51070|53155|2085",
        "税收占比（%）|75.62|77.74|2.12",
    ]
    text = "单位：万元\n" + table(*rows)
    assert said(run(text, "GJ124")) == said(run(text, "GJ206")) == []
    assert said(run(text.replace("77.74", "74.77"), "GJ206")) == [("GJ206", "error")]


def test_what_was_invested_is_no_rate_of_the_things_done():
    rows = ["事项|年度目标|完成情况|投资完成率", "幼儿园|6所|6所|96.5%", "助餐点|20个|18个|82.0%"]
    assert said(run(table(*rows), "GJ206")) == []


def test_a_row_of_differences_has_no_rate_of_its_own():
    rows = [
        "类别|发现隐患|已整改|整改率",
        "矿山|218|212|97.2%",
        "工贸|1864|1790|96.0%",
        "本年合计|2082|2002|96.2%",
        "上年合计|2110|2004|95.0%",
        "增减|-28|-2|1.2个百分点",
    ]
    assert said(run(table(*rows), "GJ124")) == []
    assert said(run(table(*rows).replace("97.2%", "92.7%"), "GJ124")) == [("GJ124", "warning")]


def test_a_group_is_what_stands_right_above_it_but_its_average_is_not():
    rows = [
        "年级|班级数|学生数|男|女|班额",
        "七年级|12|586|302|284|48.8",
        "八年级|12|572|288|284|47.7",
        "九年级|11|528|276|252|48.0",
        "初中部|35|1686|866|820|48.2",
    ]
    assert said(run(table(*rows), "GJ111")) == []
    assert ("GJ111", "warning") in said(run(table(*rows).replace("1686", "1668"), "GJ111"))


def test_totals_of_two_units_take_the_rows_of_their_own():
    rows = [
        "项目|一季度|二季度",
        "城市（户）|2864|2812",
        "城市（人）|4286|4192",
        "农村（户）|8642|8560",
        "农村（人）|14286|14102",
        "合计（户）|11506|11372",
        "合计（人）|18572|18294",
    ]
    assert said(run(table(*rows), "GJ101")) == []
    assert said(run(table(*rows).replace("18294", "18924"), "GJ101")) == [("GJ101", "error")]


def test_a_change_to_last_year_is_none_to_the_budget():
    rows = [
        "科目|调整预算|决算|完成（%）|比上年增减（%）",
        "教育|1260.00|1230.50|97.66|12.30",
        "合计|1260.00|1230.50|97.66|5.10",
    ]
    assert said(run("单位：万元\n" + table(*rows), "GJ206")) == []


def test_the_adjusted_budget_may_be_headed_as_what_was_adjusted():
    rows = [
        "项目|预算数|调整数|执行数|执行率",
        "人员|80.00|86.00|81.70|95.00%",
        "公用|40.00|42.00|39.90|95.00%",
    ]
    assert said(run("单位：万元\n" + table(*rows), "GJ206")) == []
    assert said(run("单位：万元\n" + table(*rows).replace("39.90 | 95.00", "39.90 | 59.00"), "GJ206")) == [
        ("GJ206", "error")
    ]


def test_a_source_of_funds_that_is_not_filled_in_heads_no_table():
    rows = [
        "项目名称|道路养护|||||",
        "资金（万元）||年初预算数|全年预算数|全年执行数|分值|得分",
        "|年度资金总额|1581.64|1581.64|1581.64|10|10",
        "|其中：财政资金|1581.64|790.82|1581.64||",
        "|财政专户管理资金|||||",
        "|单位资金|0.00|0.00|0.00||",
    ]
    assert ("GJ105", "error") in said(run(table(*rows), "GJ105"))
