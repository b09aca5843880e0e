"""Printed scoring rules as functions of a rate: every value, and nothing where a word is not understood."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.scoring.curve import readings
from checks.scoring.grade import graded, printed_bands
from checks.scoring.note import notes, rate_in
from checks.scoring.parse import parse
from checks.scoring.place import rule_in
from checks.scoring.told import told
from corpora.scoring import ceiling, floor, product, steps_down, steps_up
from extract import read_text

BANDS = "95%以上计2分，95-90%（含）计1分，90-80%计0.5分，80%以下不计分"
CUMULATIVE = "执行率≥95%得2分，≥90%得1分，≥80%得0.5分，<80%不得分"
OVER = "控制率≤100%计2分，每超出1%扣0.2分，扣完为止"


def at(text: str, percent: str, full: str = "2") -> set[Fraction | None]:
    """Every score that a reading of the rule gives."""
    rule = parse(text, Fraction(full))
    assert rule is not None and rule.curve is not None
    return {curve.score(Fraction(percent) / 100) for curve in readings(rule.curve)}


def scores(*texts: str) -> set[Fraction]:
    return {Fraction(text) for text in texts}


@pytest.mark.parametrize(
    ("text", "full", "percent", "due"),
    [
        (BANDS, "2", "96", ("2",)),
        (BANDS, "2", "95", ("1", "2")),
        (BANDS, "2", "90", ("1",)),
        (BANDS, "2", "80", ("0", "0.5")),
        (BANDS, "2", "79.9", ("0",)),
        (CUMULATIVE, "2", "95", ("2",)),
        (CUMULATIVE, "2", "94.99", ("1",)),
        (CUMULATIVE, "2", "80", ("0.5",)),
        (OVER, "2", "100", ("2",)),
        (OVER, "2", "103", ("1.4",)),
        (OVER, "2", "105.5", ("1", "0.9", "0.8")),
        (OVER, "2", "130", ("0",)),
        ("≥95%得2分；90%（含）-95%得1分；80%≤执行率<90%得0.5分；<80%不得分", "2", "90", ("1",)),
        ("控制率小于等于100%的，得5分；大于100%的，每增加1%扣0.2分，扣完为止。", "5", "103", ("4.4",)),
        ("完成率达到100%得满分；每低1%扣分值的5%", "10", "98", ("9",)),
        ("满意度达到90%以上得满分，每降低1个百分点扣1分", "10", "88", ("8",)),
        ("得分=预算执行率×8分，最高8分。", "8", "110", ("8",)),
        ("完成率×4分", "4", "50", ("2",)),
        ("执行率得分=分值×执行率", "10", "55", ("5.5",)),
        ("控制率≤100%得满分，超过不得分。", "6", "100.1", ("0",)),
        ("完成率100%得满分，否则不得分", "2", "99", ("0",)),
        ("2分：95%以上；1分：90%-95%；0分：90%以下", "2", "92", ("1",)),
        ("预算调整率小于5%得2分，5%-10%得1分，大于10%不得分", "2", "5", ("1",)),
        ("“三公”经费变动率≤0，得满分；>0，每超过一个百分点扣0.8分", "8", "3", ("5.6",)),
        ("公用经费控制率=实际支出/预算安排×100%，≤100%得满分，超过不得分", "3", "99", ("3",)),
        ("以100%为标准。控制率≦100%，计5分；每超过一个百分点扣0.5分，扣满5分为止。", "5", "104", ("3",)),
        ("“三公经费”变动率≦0，计8分；“三公经费”>0，每超过一个百分点扣0.8分", "8", "3", ("5.6",)),
        ("预算控制率=0，计5分；0-10%（含），计4分；10%以上不得分", "5", "0", ("5",)),
        ("预算控制率=0，计5分；0-10%（含），计4分；10%以上不得分", "5", "10", ("4",)),
        ("90%（含）以上得5分；80%-90%（含80%）得4分；80%以下得0分", "5", "80", ("4",)),
        ("执行率[95%，100%]得5分；[80%，95%)得3分；80%以下不得分", "5", "95", ("5",)),
        ("覆盖率小于100%得5分；等于100%得4分；大于100%不得分", "5", "100", ("4",)),
        ("实际完成率100%，得5分；未达到100%的，按比例扣分", "5", "90", ("4.5",)),
        ("小于或等于1计5分，否则按比例计分", "5", "125", ("4", "3.75")),
        ("大于或等于90%得5分，90%以下按比例扣分", "5", "81", ("4.5", "4.05", "4.55")),
        ("完成率≥100%得10分；80%≤完成率<100%，按比例得分；完成率<80%不得分", "10", "90", ("9", "5")),
        ("执行率达100%得满分；否则，得分=执行率×10分", "10", "83", ("8.3",)),
        ("达标率大于等于98%得满分；98%以下，按达标率/98%×分值计分", "6", "49", ("3",)),
        ("得分=（1-结转结余率）×8分", "8", "10", ("7.2",)),
        ("完成及时率低于60%不得分，60%以上按完成及时率×分值计算", "6", "50", ("0",)),
        ("完成及时率低于60%不得分，60%以上按完成及时率×分值计算", "6", "70", ("4.2",)),
        ("资金执行率×分值，超过100%的按100%计算", "6", "110", ("6",)),
        ("公开率达到100%得满分，每降10%扣20%分值，减完为止", "5", "80", ("3",)),
    ],
)
def test_a_rule_gives_a_score(text: str, full: str, percent: str, due: tuple[str, ...]) -> None:
    assert at(text, percent, full) == scores(*due)


@pytest.mark.parametrize(
    "text",
    [
        "根据完善程度评分。",
        "完成值达到指标值的得满分，未达到的按完成比例计分",
        "按比例扣分",
        "第一季度末达到25%得1分，年末达到95%得4分",
        "无结余得3分；有结余但不超过上年得2分",
        "完成率60%以上按比例得分，100%得5分",
        "①完成率100%得3分；②每低于1个百分点扣0.1分",
        "制度健全得2分；执行率95%以上得3分，酌情扣分",
        "每偏离1%扣1分",
        "预算执行率较高得5分",
        "",
    ],
)
def test_a_rule_half_understood_is_no_rule(text: str) -> None:
    assert parse(text, Fraction(5)) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("95%以上得2分；90%以下不得分", "90%至95%之间没有规定"),
        ("执行率>95%得2分；<95%得1分", "恰为95%时没有规定"),
        ("≥95%得2分；90%≤执行率≤95%得1分；90%以下不得分", "恰为95%时有两种计分"),
        ("≥90%得2分；80%-95%得1分；80%以下不得分", "90%至95%之间有两种计分"),
    ],
)
def test_gaps_and_overlaps_are_told(text: str, told: str) -> None:
    rule = parse(text, Fraction(2))
    assert rule is not None and any(told in fault for fault in rule.faults)


@pytest.mark.parametrize(
    "text",
    [
        BANDS,
        CUMULATIVE,
        OVER,
        "结转率≤5%得3分，≤10%得2分，其余不得分",
        "90%以上得3分，80%-89%得2分，80%以下不得分",
        "覆盖率小于100%得3分；等于100%得2分；大于100%不得分",
        "完成率低于60%不得分，60%以上按完成率×分值计算",
    ],
)
def test_usual_rules_have_no_faults(text: str) -> None:
    rule = parse(text, Fraction(3))
    assert rule is not None and rule.faults == ()


def test_what_the_rate_does_not_decide_is_a_score_to_spare() -> None:
    rule = parse(
        "变动率≤0，计2分；每超过1%扣0.2分。无预算的按满分计算；完成数超预算数的，不得分", Fraction(2)
    )
    assert rule is not None and rule.spare == (2, 0)
    assert at("变动率≤0，计2分；每超过1%扣0.2分。无预算的按满分计算", "3") == scores("1.4")


def test_a_value_in_a_gap_has_no_score() -> None:
    assert at("95%以上得2分；90%以下不得分", "92") == {None}


@given(st.decimals(0, 200, places=2), st.sampled_from([BANDS, CUMULATIVE, OVER]))
def test_scores_stay_between_nothing_and_full_marks(percent: object, text: str) -> None:
    found = at(text, str(percent))
    assert all(score is not None and 0 <= score <= 2 for score in found)


@given(st.decimals(0, 100, places=2), st.decimals(0, 100, places=2))
def test_a_better_rate_never_scores_less(one: object, other: object) -> None:
    low, high = sorted((Fraction(str(one)), Fraction(str(other))))
    worst, best = at(CUMULATIVE, str(low)), at(CUMULATIVE, str(high))
    assert max(worst, key=lambda s: s or 0) <= max(best, key=lambda s: s or 0)  # type: ignore[operator]


def test_points_off_for_each_case() -> None:
    rule = parse("资产管理规范得满分，每发现一例不符扣0.5分，扣完为止", Fraction(3))
    assert rule is not None and rule.case is not None
    assert (rule.case.points, rule.case.unit) == (Fraction(1, 2), "例")


def test_what_a_rate_earned_is_no_rule() -> None:
    assert rule_in("预算执行率为92%，该指标分值2分，得2分。", Fraction(2)) is None
    assert rule_in("评分标准：控制率≤100%计2分，超过不得分。", Fraction(2)) is not None


def test_a_note_names_its_item_and_its_rate() -> None:
    text = (
        "2.在职人员控制率。在职人员控制率=（在职人员数/编制数）×100%，编制数66人，在职人员数59人，"
        "在职人员控制率=89.39%。该指标分值5分，评价得分5分。"
    )
    document = read_text(text)
    (note,) = notes(document)
    assert (note.name, note.weight.text, note.score.text) == ("在职人员控制率", "5分", "5分")
    rate = rate_in(note.item, (note.name,))
    assert rate is not None and rate.text == "89.39%"


SPREAD = """四、指标分析

4.预算执行率（5分）

（1）指标说明：预算执行率=实际支出/全年预算×100%。

（2）评分标准：执行率≥95%得5分，≥90%得3分，其余不得分。

（3）评分情况：2023年实际支出95.00万元，全年预算100.00万元，预算执行率为95.00%。

综上，得分5分。

5.管理制度健全性（6分）

制度较为健全，得分6分。"""


def test_a_note_over_several_paragraphs_is_one() -> None:
    first, second = notes(read_text(SPREAD))
    assert (first.name, first.weight.text, first.score.text) == ("预算执行率", "5分", "5分")
    assert len(first.item.paragraphs) == 5
    rate = rate_in(first.item, (first.name,))
    assert rate is not None and rate.text == "95.00%"
    assert (second.name, second.weight.text, second.score.text) == ("管理制度健全性", "6分", "6分")


def test_another_item_that_names_itself_is_not_the_one_before() -> None:
    text = "4.预算执行率。全年预算执行率为95%。\n资产管理安全。此项分值6分，得分5分。\n评分情况。此项分值8分，得分7分。"
    assert [note.name for note in notes(read_text(text))] == ["资产管理安全", "预算执行率"]


def test_two_rates_of_one_name_are_no_rate() -> None:
    document = read_text(
        "4.预算执行率。基本支出预算执行率为95%，项目支出预算执行率为90%。该项分值2分，得分2分。"
    )
    (note,) = notes(document)
    assert rate_in(note.item, (note.name,)) is None


@pytest.mark.parametrize(
    ("text", "grades"),
    [
        ("90（含）-100分为优、80（含）-90分为良、60（含）-80分为中、60分以下为差。", "优良中差"),
        ("优（90分≤得分≤100分）、良（80分≤得分<90分）、中（60分≤得分<80分）、差（得分<60分）。", "优良中差"),
        (
            "90分以上的为优秀，80分以上90分以下的为良好，60分以上80分以下的为中等，60分以下的为较差。",
            "优良中差",
        ),
    ],
)
def test_grade_bands_as_printed(text: str, grades: str) -> None:
    bands = printed_bands(read_text(text))
    assert bands is not None
    assert {grade: reach.low for grade, reach in bands.reach.items()} == dict(
        zip(grades, (90, 80, 60, None), strict=True)
    )


def test_two_scales_that_differ_are_none() -> None:
    text = "90-100分为优、80-90分为良、60-80分为中。\n95-100分为优、85-95分为良、60-85分为中。"
    assert printed_bands(read_text(text)) is None


def test_a_grade_belongs_to_the_total_of_its_sentence() -> None:
    text = "产出指标得分45分。经评价，综合得分94.06分，评价等级为“优秀”。其中投入指标得分10分，该单位评价等级较上年提高。"
    assert [(one.score.text, one.grade) for one in graded(read_text(text))] == [("94.06分", "优")]


def test_a_name_drawn_with_spaces_opens_its_item_and_the_next_number_ends_the_last() -> None:
    text = (
        "2.预算执行率。预算执行率为92%。此项分值8分，得分7.4分。\n"
        "3.“三公” 经费控制率。“三公” 经费控制率为98%。此项分值6分，得分6分。\n"
        "4.资金拨付。此项分值5分，得分5分。"
    )
    assert [note.name for note in notes(read_text(text))] == ["预算执行率", "三公经费控制率", "资金拨付"]


MAKERS = {
    "ceiling": lambda rng: ceiling(rng, "公用经费控制率", 6),
    "floor": lambda rng: floor(rng, "政府采购执行率", 5, rng.choice((90, 95, 100))),
    "steps up": lambda rng: steps_up(rng, "预算执行率", 8),
    "steps down": lambda rng: steps_down(rng, "预算调整率", 4),
    "product": lambda rng: product(rng, "重点工作办结率", 16),
}
FULL = {"ceiling": "6", "floor": "5", "steps up": "8", "steps down": "4", "product": "16"}


@given(st.sampled_from(sorted(MAKERS)), st.integers(0, 10**6), st.decimals(0, 130, places=1))
def test_every_rule_of_the_generator_is_understood(kind: str, seed: int, percent: object) -> None:
    rule = MAKERS[kind](Random(seed))
    found = at(rule.text, str(percent), FULL[kind])
    due = rule.score(Fraction(str(percent)) / 100)
    inside = rule.text.startswith("[") and Fraction(str(percent)) > 100
    assert found == {None} if inside else due in found and len(found) <= 3


@pytest.mark.parametrize(
    ("text", "items", "total"),
    [
        ("投入（15分）得14.5分，过程（30分）得28.2分，合计42.7分。", "投入 15 14.5；过程 30 28.2", "42.7"),
        (
            "总得分94分（满分100分），其中：执行9分（满分10分）、产出85分（满分90分）。",
            "执行 10 9；产出 90 85",
            "94",
        ),
        (
            "决策满分20分，自评19分；产出满分80分，自评78分。两项合计自评97分。",
            "决策 20 19；产出 80 78",
            "97",
        ),
        ("投入10分，自评得10分；过程90分，自评得88.5分。", "投入 10 10；过程 90 88.5", ""),
        (
            "综合得分87.5分。其中，决策18分、过程16.5分、产出53分。",
            "决策 - 18；过程 - 16.5；产出 - 53",
            "87.5",
        ),
    ],
)
def test_scores_told_item_by_item(text: str, items: str, total: str) -> None:
    (found,) = told(read_text(text))
    shown = [(i.name, f"{i.weight.value}" if i.weight else "-", f"{i.score.value}") for i in found.items]
    assert "；".join(map(" ".join, shown)) == items
    assert (str(found.total.value) if found.total else "") == total


@pytest.mark.parametrize(
    "text",
    [
        "项目得分92分，比上年提高2分，产出得50分。",
        "产出得30分，其中数量指标得12分、质量指标得18分。",
        "完成率95%以上得10分，每低1%扣0.5分，不足60%得0分，产出得9分。",
        "数量指标得10分，扣0.5分，质量指标得9.5分。",
    ],
)
def test_points_that_are_no_items_are_not_told(text: str) -> None:
    assert list(told(read_text(text))) == []


def test_a_weight_behind_its_score_is_not_that_of_the_next() -> None:
    found = list(notes(read_text("投入得8分（满分10分），产出得46分（满分50分）。")))
    assert [(n.weight.text, n.score.text) for n in found if n.score.value > n.weight.value] == []


@pytest.mark.parametrize(
    "text",
    [
        "综合得分86.35分（满分100分），评价等级为“优”（90分及以上为优，80分—90分（不含）为良，60分—80分（不含）为中，60分以下为差）。",
        "评价结果分为优、良、中、差四级，得分90-100分为优，80-89分为良，60-79分为中，60分以下为差。\n该项目得分为86.5分，属于“优”等次。",
        "得分90分以上的为优，80—90分的为良，60—80分的为中，60分以下的为差。\n项目自评总分85分，评定为“优”。",
    ],
)
def test_a_grade_beside_its_scale(text: str) -> None:
    bands = printed_bands(read_text(text))
    assert bands is not None
    (one,) = graded(read_text(text))
    assert one.grade == "优"
    assert [g for g, reach in bands.reach.items() if reach.holds(Fraction(one.score.value), True)] == ["良"]


def test_a_score_between_bands_of_whole_points_is_in_the_lower() -> None:
    bands = printed_bands(read_text("得分90-100分为优，80-89分为良，60-79分为中，60分以下为差。"))
    assert bands is not None
    assert [g for g, reach in bands.reach.items() if reach.holds(Fraction("79.5"), True)] == ["中"]
