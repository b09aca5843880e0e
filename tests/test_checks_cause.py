"""Causes of contradictions: which figure is blamed, what it should say, and when nobody is blamed."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from checks.cause import explain
from checks.cause.network import Network
from checks.cause.option import options
from checks.cause.slip import origins, slip
from checks.formula import footing, growth, growth_from_delta
from checks.model import Cause, Claim, Equal, Report
from checks.relation import judge
from checks.run import check
from extract import read, read_text
from extract.model import Figure, Locator

CENT = Decimal("0.01")


def causes(text: str) -> tuple[Report, tuple[Cause, ...]]:
    report = check(read_text(text))
    return report, report.causes


def only(text: str) -> tuple[Report, Cause]:
    report, found = causes(text)
    assert len(found) == 1, [(c.kind, c.message) for c in found]
    return report, found[0]


def repaired(cause: Cause) -> list[tuple[str, str]]:
    return [(r.figure.text, r.to) for r in cause.repair]


def blamed(report: Report, cause: Cause) -> set[str]:
    return {
        f.figures[f.suspect].text for f in report.findings if f.cause == cause.id and f.suspect is not None
    }


ORDINARY = """单位：万元
| 项目 | 年初预算数 | 年中调整 | 全年预算数 |
| 基本支出 | 412.37 | 20.15 | 432.52 |
| 校舍维修 | 76.48 | 3.10 | 79.58 |
| 设备购置 | 55.26 | 0.00 | 55.26 |
| 合计 | 544.11 | 23.25 | 567.36 |
"""


def test_nothing_is_explained_where_nothing_is_broken():
    report, found = causes(ORDINARY)
    assert report.findings == () and found == ()


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("421.37", "transposition"),
        ("412.97", "digit-changed"),
        ("4122.37", "digit-doubled"),
        ("412.3", "digit-dropped"),
        ("41.24", "decimal-shift"),
    ],
)
def test_one_wrong_cell_is_found_where_its_row_and_its_column_cross(printed, kind):
    report, cause = only(ORDINARY.replace("412.37", printed))
    assert (cause.confidence, repaired(cause)) == ("high", [(printed, "412.37")])
    assert blamed(report, cause) == {printed}
    assert {f.cause for f in report.findings} == {cause.id}
    assert cause.kind == kind or kind == "digit-dropped"


def test_two_statements_without_further_evidence_blame_nobody():
    text = """单位核定编制人数36人，在职人员35人。
附件2 基础数据表
| 财政供养人员情况 | 编制数 | 在职人数 |
|---|---|---|
|  | 38 | 35 |
"""
    report, cause = only(text)
    assert cause.message.startswith("两处必有一错") and cause.repair == () and cause.confidence == "low"
    assert blamed(report, cause) == set()


def test_a_copied_paragraph_is_no_second_vote():
    text = """一、单位概况
单位核定编制人数36人，在职人员35人。
二、项目单位情况
单位核定编制人数36人，在职人员35人。
附件2 基础数据表
| 财政供养人员情况 | 编制数 | 在职人数 |
|---|---|---|
|  | 38 | 35 |
"""
    report, cause = only(text)
    assert cause.message.startswith("两处必有一错")
    assert blamed(report, cause) == set()


def test_the_odd_one_of_three_copies_is_blamed_and_both_rules_make_one_item():
    sentence = "2023年项目支出218.70万元，比上年增加86.40万元，增长{}。\n"
    text = (
        sentence.format("65%")
        + "三、绩效情况\n"
        + sentence.format("65%")
        + "四、项目情况\n"
        + sentence.format("61%")
    )
    report, cause = only(text)
    assert {f.rule for f in report.findings} >= {"GJ203", "GJ301"}
    assert set(cause.findings) == {f.id for f in report.findings}
    assert (cause.kind, cause.confidence) == ("stale-copy", "high")
    assert blamed(report, cause) == {"61%"} and repaired(cause) == [("61%", "65%")]


def test_a_rate_over_the_wrong_base_names_the_base():
    _, cause = only("2023年培训支出218.70万元，比上年增加86.40万元，增长39.51%。\n")
    assert cause.kind == "wrong-base" and "218.70万元" in cause.message
    assert repaired(cause) == [("39.51%", "65.31%")]


def test_an_amount_printed_as_a_rate():
    _, cause = only("2023年培训支出218.70万元，比上年增加86.40万元，增长86.40%。\n")
    assert cause.kind == "amount-as-rate"


def test_a_wrong_unit_is_one_cause_of_all_that_it_breaks():
    text = """2023年公务接待费支出31.86元，比上年的24.36万元增加7.50万元，增长30.79%。
2023年公务接待费31.86万元。
"""
    report, cause = only(text)
    assert (cause.kind, cause.confidence) == ("unit-slip", "high")
    assert repaired(cause) == [("31.86元", "31.86万元")] and len(cause.findings) == len(report.findings) > 2


def test_a_word_of_direction_is_turned_round_and_the_conclusion_with_it():
    _, cause = only("2023年培训支出218.70万元，比上年的132.30万元减少86.40万元。\n")
    assert cause.kind == "direction" and "影响结论" in cause.message and cause.repair == ()


def test_exchanged_cells_are_a_swap():
    report, cause = only(ORDINARY.replace("| 20.15 | 432.52 |", "| 432.52 | 20.15 |"))
    assert (cause.kind, cause.confidence) == ("swap", "high")
    assert sorted(repaired(cause)) == [("20.15", "432.52"), ("432.52", "20.15")]
    assert len(cause.findings) == len(report.findings) == 3


def test_rows_moved_by_one_are_a_shift_and_the_other_columns_only_inferred():
    text = """2023年度基本支出556.77万元，其中人员经费418.40万元，公用经费138.37万元。
附件2 基础数据表
单位：万元
| 项目 | 2022年决算数 | 2023年决算数 |
| 一、基本支出 | 531.06 | 556.77 |
| 其中：公用经费 | 398.83 | 418.40 |
| 其中：办公经费 | 132.23 | 138.37 |
"""
    report, found = causes(text)
    cause = next(c for c in found if c.kind == "row-shift")
    assert repaired(cause) == [("418.40", "138.37")]
    assert "“公用经费”行填的是人员经费的数" in cause.message and "另1栏" in cause.message
    assert blamed(report, cause) == {"418.40"}


def test_items_left_out_in_every_column_are_one_cause_with_their_amounts():
    text = """单位：万元
| 项目 | 2021年决算数 | 2022年决算数 | 2023年决算数 |
| 一、项目支出 | 100.00 | 118.40 | 165.30 |
| 1、校舍维修 | 41.20 | 41.20 | 56.10 |
| 2、设备购置 | 58.80 | 47.20 | 63.80 |
"""
    report, cause = only(text)
    assert cause.kind == "missing-item" and len(cause.findings) == 2
    assert "缺30.00万元、45.40万元" in cause.message and "其余1栏相符" in cause.message
    assert blamed(report, cause) == set()


def test_a_change_and_the_rate_reckoned_from_it_are_wrong_together():
    text = """单位：万元
| 项目 | 2022年决算数 | 2023年决算数 |
| 培训支出 | 132.30 | 218.70 |
| 会议费 | 20.50 | 21.30 |
| 合计 | 152.80 | 240.00 |
2023年培训支出218.70万元，比上年增加96.40万元，增长78.82%。
"""
    _, cause = only(text)
    assert cause.kind == "chained"
    assert repaired(cause) == [("96.40万元", "86.40万元"), ("78.82%", "65.31%")]


def test_two_errors_that_offset_each_other_are_recognised_though_the_total_holds():
    text = ORDINARY.replace("76.48", "86.48").replace("| 55.26 | 0.00", "| 45.26 | 0.00")
    _, cause = only(text)
    assert cause.kind == "offsetting" and len(cause.findings) == 2


SPENT = """支出决算表
单位：万元
| 科目编码 | 科目名称 | 本年支出合计 | 基本支出 | 项目支出 |
|  | 合计 | 173.30 | 123.30 | 50.00 |
| 205 | 教育支出 | 112.60 | 82.60 | 30.00 |
| 20502 | 普通教育 | 112.60 | 82.60 | 30.00 |
| 2050204 | 高中教育 | 112.60 | 82.60 | 30.00 |
| 213 | 农林水支出 | 60.70 | 40.70 | 20.00 |
| 21301 | 农业农村 | 60.70 | 40.70 | 20.00 |
| 2130108 | 病虫害控制 | 60.70 | 40.70 | 20.00 |
一般公共预算财政拨款支出决算表
单位：万元
| 科目编码 | 科目名称 | 本年支出合计 | 基本支出 | 项目支出 |
|  | 合计 | 173.30 | 123.30 | 50.00 |
| 205 | 教育支出 | 112.60 | 82.60 | 30.00 |
| 20502 | 普通教育 | 112.60 | 82.60 | 30.00 |
| 2050204 | 高中教育 | 112.60 | 82.60 | 30.00 |
| 213 | 农林水支出 | 60.70 | 40.70 | 20.00 |
| 21301 | 农业农村 | 60.70 | 40.70 | 20.00 |
| 2130108 | 病虫害控制 | 60.70 | 40.70 | 20.00 |
"""


def test_two_errors_that_each_have_evidence_of_their_own_are_still_one_if_they_offset_each_other():
    _, cause = only(SPENT.replace("82.60", "89.37", 1).replace("40.70", "33.93", 1))
    assert cause.kind == "offsetting" and cause.confidence == "high"
    assert sorted(repaired(cause)) == [("33.93", "40.70"), ("89.37", "82.60")]


CUT = """2023年本年支出2876.54万元，其中：基本支出1234.56万元，占42.91%；项目支出1641.98万元，占57.08%。
2023年商品和服务支出297.11万元，占本年支出2876.54万元的10.32%。
"""


def test_results_that_are_all_cut_off_are_one_cause_and_no_error():
    report, cause = only(CUT)
    assert cause.kind == "truncation" and len(cause.findings) == 2 and cause.repair == ()
    assert {f.severity for f in report.findings} == {"info"}
    assert causes(CUT.splitlines()[0])[1] == (), "one of them alone may be a slip"


def test_a_number_near_zero_is_no_slip_of_the_point():
    figure = Figure("0.4%", Decimal("0.4"), Decimal("0.1"), "%", "", Locator())
    around = list(origins(figure, Fraction(-1, 2000), Fraction(1, 2000)))
    assert not {Decimal("0.04"), Decimal("0.004")} & set(around)
    assert Decimal("0.04") in origins(figure, Fraction(3, 10000), Fraction(1, 2000))


def test_a_number_cut_short_is_a_dropped_digit_and_no_moved_point():
    assert slip(Decimal("21.10"), Decimal("211.06"), CENT) == "digit-dropped"
    assert slip(Decimal("21.11"), Decimal("211.06"), CENT) == "decimal-shift"


@pytest.mark.parametrize(
    ("printed", "true", "kind"),
    [
        ("41.70", "41.07", "transposition"),
        ("47.01", "41.07", "digits-exchanged"),
        ("7.01", "1.07", ""),
        ("4.71", "4.17", "transposition"),
        ("47.02", "41.07", ""),
    ],
)
def test_two_digits_in_each_others_place(printed: str, true: str, kind: str) -> None:
    """Of three digits only neighbours are more than chance."""
    assert slip(Decimal(printed), Decimal(true), CENT) == kind


def test_a_rate_with_two_digits_exchanged_was_not_left_uncomputed() -> None:
    text = "全年预算数860.00万元，全年执行数353.20万元，预算执行率47.01%。"
    cause = check(read_text(text)).causes[0]
    assert (cause.kind, cause.repair[0].to) == ("digits-exchanged", "41.07%")


def test_a_score_within_a_weight_that_is_wrong_itself_is_not_proved_by_it():
    _, found = causes(
        "2023年，本项目综合得分96.0分。\n项目支出绩效自评表\n"
        "| 资金情况（万元） |  | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |\n"
        "|  | 年度资金总额 | 80.00 | 80.00 | 20 | 100% | 20 |\n"
        "| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |\n"
        "| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 40 | 36 |\n"
        "| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 9个 | 40 | 40 |\n"
        "| 总分 |  |  |  |  | 80 | 76 |\n"
    )
    said = [c for c in found if "96.0" in c.message]
    assert said and all(c.confidence != "high" for c in said), [(c.confidence, c.message) for c in found]


def test_the_new_text_is_printed_like_the_old_one():
    text = ORDINARY.replace("412.37", "1,421.37").replace("432.52", "1,432.52")
    text = text.replace("544.11", "1,544.11").replace("567.36", "1,567.36")
    _, cause = only(text)
    assert repaired(cause) == [("1,421.37", "1,412.37")]


def test_the_same_report_gives_the_same_causes():
    text = ORDINARY.replace("412.37", "421.37")
    assert causes(text)[1] == causes(text)[1]


def test_a_search_cut_short_says_so():
    report = check(read_text(ORDINARY.replace("412.37", "421.37")))
    bare = replace(report, findings=tuple(replace(f, cause=None) for f in report.findings), causes=())
    hurried = explain(bare, steps=0)
    assert [r.code for r in hurried.extraction.notices] == ["cause-limit"]
    assert explain(bare).causes == report.causes


def test_the_real_report_as_a_reviewer_would_tell_it(report_file):
    report = check(read(report_file("hengyang-2022.docx")))
    by_kind = {c.kind: c for c in reversed(report.causes)}
    shift = by_kind["row-shift"]
    assert "公用经费" in shift.message and "办公经费" in shift.message
    stale = next(c for c in report.causes if c.kind == "stale-copy" and "160%" in c.message)
    assert all(c.confidence != "high" for c in report.causes if "48人" in c.message), (
        "more may serve than posts"
    )
    assert blamed(report, stale) == {"160%"} and repaired(stale) == [("160%", "164%")]
    assert {f.rule for f in report.findings if f.cause == stale.id} >= {"GJ203", "GJ301"}
    scores = by_kind["rate-as-score"]
    assert len(scores.findings) == 4 and {r.to for r in scores.repair} == {"10"}
    assert any(c.kind == "missing-item" and "257.72万元" in c.message for c in report.causes)


def figure(value: Decimal, unit: str = "万元", at: int = 0, **more: object) -> Figure:
    step = Decimal(1).scaleb(int(value.as_tuple().exponent))
    made = Figure(f"{value:f}{unit}", value, step, unit, "", Locator(block=0, start=at), label=f"第{at}项")
    return replace(made, **more)  # type: ignore[arg-type]


def network(relation: Equal) -> Network:
    figures = (relation.stated, *relation.formula.figures())
    claim = Claim("GJ200", relation, figures, ("part",) * len(figures), (), "")
    verdict = judge(claim)
    return Network(((claim, replace(verdict, state="broken")),))


amounts = st.integers(10_000, 9_999_999).map(lambda n: n * CENT)


@given(st.lists(amounts, min_size=2, max_size=6), st.integers(0, 5), amounts)
def test_a_sum_is_solved_exactly_for_each_of_its_figures(parts, which, wrong):
    which %= len(parts)
    assume(wrong != parts[which])
    printed = [figure(wrong if i == which else p, at=i + 1) for i, p in enumerate(parts)]
    total = figure(sum(parts, Decimal(0)))
    net = network(Equal(total, footing(printed)))
    found = [
        o.figure.value for o in options(net, net.ties[0], net.node(printed[which])) if o.figure.unit == "万元"
    ]
    assert parts[which] in found


@given(amounts, amounts, st.booleans())
def test_a_growth_rate_is_solved_for_base_and_current(base, current, of_base):
    assume(abs(base - current) > base / 100 and base + 50 != current)
    share = (Fraction(current) / Fraction(base) - 1) * 100
    rate = figure(Decimal(round(share * 10_000)) / 10_000, "%")
    right, wrong = (base, base + 50) if of_base else (current, current + 50)
    before = figure(wrong if of_base else base, at=1)
    after = figure(current if of_base else wrong, at=2)
    net = network(Equal(rate, growth(after, before)))
    node = net.node(before if of_base else after)
    solved = options(net, net.ties[0], node)
    assert any(abs(o.figure.value - right) * 10_000 <= o.reach + 10_000 * Fraction(CENT) for o in solved)


def test_a_change_is_solved_where_it_stands_on_both_sides_of_the_division():
    current, delta = figure(Decimal("218.70"), at=1), figure(Decimal("68.40"), at=2)
    rate = figure(Decimal("65.31"), "%")
    net = network(Equal(rate, growth_from_delta(current, delta)))
    found = [o.figure.value for o in options(net, net.ties[0], net.node(delta))]
    assert Decimal("86.40") in found


@given(amounts, st.data())
def test_what_one_slip_makes_is_traced_back_to_its_origin(true, data):
    digits = str(int(true / CENT))
    at = data.draw(st.integers(0, len(digits) - 2))
    made = data.draw(
        st.sampled_from(
            [
                digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :],
                digits[: at + 1] + digits[at:],
                digits[: at + 1] + digits[at + 2 :],
                digits[: at + 1] + str((int(digits[at + 1]) + 3) % 10) + digits[at + 2 :],
            ]
        )
    )
    printed = int(made) * CENT
    assume(made != digits and made[0] != "0")
    assert slip(printed, true, CENT) != ""
    exact = Fraction(true) * 10_000
    assert true in set(origins(figure(printed), exact, exact))


def test_a_slip_that_luck_would_hardly_offer_is_blamed_before_the_rate():
    report, cause = only("2023年培训支出年初预算150165.58元，支出决算129419.22元，完成预算的80.19%。\n")
    assert cause.kind == "digit-changed" and cause.confidence == "medium"
    assert repaired(cause) == [("129419.22元", "120419.22元")] and blamed(report, cause) == {"129419.22元"}


def test_a_slip_that_any_number_would_offer_explains_nothing():
    _, cause = only("2023年公务接待费支出1.07万元，比上年的0.94万元增长16.49%。\n")
    assert cause.kind == "rate-not-recomputed" and repaired(cause) == [("16.49%", "13.83%")]


@pytest.mark.parametrize(
    ("rate", "suspects"),
    [
        pytest.param("93.9%", set(), id="114 of 122 posts give it, by luck in one case of eight: a draw"),
        pytest.param("94%", {"94%"}, id="some whole number always gives it"),
    ],
)
def test_a_whole_number_of_posts_that_fits_a_rate_speaks_against_the_posts(rate, suspects):
    report, cause = only(f"单位编制122人，在职人员107人，在职人员控制率为{rate}。\n")
    assert blamed(report, cause) == suspects


def test_a_total_and_its_part_in_each_others_row_are_a_swap():
    _, cause = only(
        """单位：万元
| 项目 | 2022年决算数 | 2023年决算数 |
| 一、项目支出 | 41.20 | 165.30 |
| 1、校舍维修 | 118.40 | 56.10 |
| 2、设备购置 | 77.20 | 109.20 |
"""
    )
    assert cause.kind == "swap" and dict(repaired(cause)) == {"41.20": "118.40", "118.40": "41.20"}


CARRIED = """单位：万元
| 功能科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 |
|  | 合计 | 11242.96 | 10830.36 | 412.60 |
| 205 | 教育支出 | 762.60 | 350.00 | 412.60 |
| 20502 | 普通教育 | 762.60 | 350.00 | 412.60 |
| 2050201 | 学前教育 | 762.60 | 350.00 | 412.60 |
| 213 | 农林水支出 | 10480.36 | {0} | 0.00 |
| 21301 | 农业农村 | 10480.36 | {0} | 0.00 |
| 2130101 | 行政运行 | 5920.14 | 5920.14 | 0.00 |
| 2130103 | 机关服务 | 4560.22 | 4560.22 | 0.00 |
"""


def test_a_wrong_number_carried_to_the_total_of_its_only_part_is_one_error():
    assert causes(CARRIED.format("10480.36"))[0].findings == ()
    report, cause = only(CARRIED.format("1048.36"))
    assert cause.kind == "digit-dropped" and cause.confidence == "high"
    assert repaired(cause) == [("1048.36", "10480.36")] * 2
    assert len(report.findings) == len(cause.findings) == 4


def test_two_rates_off_by_one_amount_in_opposite_ways_are_an_error_that_offsets_itself():
    _, cause = only(
        """单位：万元
| 序号 | 支出内容 | 预算数 | 支出数 | 执行率 |
| 1 | 培训会务 | 37.87 | 30.15 | 98% |
| 2 | 劳务补助 | 16.60 | 23.27 | 98% |
| 3 | 设备维护 | 12.50 | 11.00 | 88% |
| 合计 | | 66.97 | 64.42 | 96.2% |

单位：万元
| 支出内容 | 支出数 |
| 培训会务 | 30.15 |
| 劳务补助 | 23.27 |
| 设备维护 | 11.00 |
"""
    )
    assert cause.kind == "offsetting" and cause.confidence == "medium"
    assert repaired(cause) == [("37.87", "30.75"), ("16.60", "23.72")]


def test_a_budget_in_the_place_of_nothing_spent_is_one_error():
    report, cause = only(
        "2023年“三公”经费支出决算28.46万元，其中：因公出国（境）费0万元，"
        "公务用车购置及运行维护费28.46万元，公务接待费1.27万元。\n"
        "2023年公务接待费支出决算0万元。\n"
        "2023年公务接待费年初预算1.27万元。\n"
    )
    assert cause.kind == "stale-copy" and blamed(report, cause) == {"1.27万元"}
    assert len(cause.findings) == 2


def test_a_part_that_repeats_its_total_was_filled_in_by_mistake():
    _, cause = only(
        """单位：万元
| 项目 | 2022年决算数 | 2023年决算数 |
| 一、项目支出 | 118.40 | 165.30 |
| 1、校舍维修 | 41.20 | 56.10 |
| 2、设备购置 | 77.20 | 109.20 |
| 3、图书采购 | 118.40 | 0.00 |
"""
    )
    assert cause.kind == "double-counting" and repaired(cause) == [("118.40", "0.00")]
    assert "图书采购" in cause.message and "误填了合计数" in cause.message


@pytest.mark.parametrize(
    ("text", "wrong", "lost"),
    [
        pytest.param(
            "评价得分90分（含）以上为优，80分（含）至90分为良，60分至80分为中，60分以下为差。\n"
            "经综合评价，2023年部门整体支出绩效评价得分91.00分，评价等级为“优”。\n"
            "部门整体支出绩效评价指标评分表\n"
            "| 一级指标 | 二级指标 | 分值 | 得分 |\n| 投入 | 预算编制 | 20 | 19 |\n| 过程 | 预算执行 | 30 | 24 |\n"
            "| 产出 | 产出数量 | 30 | 27 |\n| 效果 | 社会效益 | 20 | {0} |\n| 合计 |  | 100 | {1} |\n",
            ("91.00分", "18", "88", "21", "91"),
            "等级“优”",
            id="a grade",
        ),
        pytest.param(
            "2.完成及时率。计划完成工作15项，及时完成{0}项，完成及时率为86.67%。该指标分值8分，得分8分。\n"
            "| 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |\n| 完成及时率 | ≥95% | {1}% | 8 | 8 |\n",
            ("96.67%", "13", "96.67", "13", "86.67"),
            "“完成及时率”达到目标",
            id="a printed threshold",
        ),
        pytest.param(
            "2023年公务接待费支出年初预算18.00万元，支出决算{0}万元，决算数小于年初预算数。\n"
            "2023年公务接待费支出决算{1}万元，占“三公”经费支出48.60万元的45.00%。\n",
            ("12.87万元", "12.87", "21.87", "12.87", "12.87"),
            "“小于”",
            id="more or less than the budget",
        ),
    ],
)
def test_an_error_without_which_the_report_would_conclude_otherwise_says_so(text, wrong, lost):
    printed, *marks = wrong
    found = causes(text.format(*marks[:2]))[1]
    (cause,) = [c for c in found if printed in {r.figure.text for r in c.repair}]
    assert cause.message.endswith(f"改正后{lost}不再成立，影响结论")
    assert all("影响结论" not in c.message for c in causes(text.format(*marks[2:]))[1])
