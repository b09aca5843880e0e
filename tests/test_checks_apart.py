"""Which figures of one name are told of different things."""

from __future__ import annotations

from checks.run import check
from extract import read_text


def _broken(text: str) -> list[str]:
    return [f.formula for f in check(read_text(text)).findings if f.rule == "GJ301"]


FUND = "本年收入{0}万元，比上年增加{1}万元。本年支出{2}万元，年末结余{3}万元。"
HEAD = "2023年单位资金情况如下。\n"


def _sections(*values: tuple[str, ...]) -> str:
    names = ("甲类基金", "乙类基金", "丙类基金")
    told = (f"{'一二三'[i]}、{names[i]}\n{FUND.format(*v)}" for i, v in enumerate(values))
    return HEAD + "\n".join(told)


def test_sections_that_tell_the_same_facts_with_far_values_are_of_different_things() -> None:
    assert _broken(_sections(("4126", "312", "3847", "279"), ("386", "14", "302", "84"))) == []


def test_three_parallel_sections_are_apart_from_each_other() -> None:
    three = (("4126", "312", "3847", "279"), ("386", "14", "302", "84"), ("1457", "96", "1268", "189"))
    assert _broken(_sections(*three)) == []


def test_one_figure_that_differs_among_equal_ones_is_a_contradiction() -> None:
    assert len(_broken(_sections(("4126", "312", "3847", "279"), ("4126", "312", "3874", "279")))) == 1


def test_values_that_all_differ_a_little_are_two_versions_of_one_thing() -> None:
    assert _broken(_sections(("4126", "312", "3847", "279"), ("4131", "316", "3852", "279")))


def test_a_third_place_goes_with_the_section_that_it_agrees_with() -> None:
    two = _sections(("4126", "312", "3847", "279"), ("386", "14", "302", "84"))
    assert _broken(f"{two}\n2023年乙类基金的本年支出302万元。") == []


def test_scores_of_several_annexed_reports_are_those_of_their_reports() -> None:
    def annexed(*scores: str) -> str:
        return "2023年绩效自评材料\n" + "\n".join(
            f"附件{i} {'甲乙丙'[i - 1]}类培训项目绩效自评报告\n一、项目概况\n项目实施情况良好。\n二、自评得分{score}分。"
            for i, score in enumerate(scores, 1)
        )

    assert _broken(annexed("97.20", "95.60", "99.00")) == []


def test_parallel_paragraphs_with_values_that_are_near_are_of_different_things() -> None:
    told = "本年收入{0}万元，本年支出{1}万元，其中基本支出{2}万元、项目支出{3}万元。年末结余{4}万元。"
    one, two = (
        ("457.94", "397.99", "318.00", "79.99", "59.95"),
        ("494.35", "466.51", "355.10", "111.41", "27.84"),
    )
    text = HEAD + f"甲站\n{told.format(*one)}\n乙站\n{told.format(*two)}"
    assert _broken(text) == []
    again = HEAD + f"一、概况\n{told.format(*one)}\n二、结论\n{told.format(*one[:2], '381.00', *one[3:])}"
    assert len(_broken(again)) == 1


def test_tables_of_one_form_with_other_names_over_them_are_of_different_things() -> None:
    def sheet(name: str, *values: str) -> str:
        rows = zip(("本年收入合计", "本年支出合计", "基本支出", "项目支出"), values, strict=True)
        listed = "\n".join(f"| {row} | {value} |" for row, value in rows)
        return f"\n{name}\n单位：万元\n| 项目 | 决算数 |\n|---|---|\n{listed}\n"

    one, two = ("780.55", "727.68", "537.09", "190.59"), ("846.86", "811.87", "573.19", "238.68")
    assert _broken(HEAD + sheet("甲站收支表", *one) + sheet("乙站收支表", *two)) == []
    mistaken = (*one[:2], "573.09", one[3])
    assert len(_broken(HEAD + sheet("附表1收支表", *one) + sheet("附表2收支表", *mistaken))) == 1


def test_items_of_one_paragraph_that_tell_the_same_labels_are_of_different_things() -> None:
    items = (
        HEAD
        + "执行情况如下：①甲站本年收入397.10万元，本年支出305.30万元，年末结余91.80万元；②乙站本年收入403.50万元，{}。"
    )
    assert _broken(items.format("本年支出314.70万元，年末结余88.80万元")) == []
    three = HEAD + "甲站项目支出79.10万元；乙站项目支出81.20万元；丙站项目支出{}万元。"
    assert _broken(three.format("77.40")) == []
    again = (
        HEAD + "2023年本年支出305.30万元，年末结余91.80万元。总之，本年支出350.30万元，年末结余91.80万元。"
    )
    assert len(_broken(again)) == 1
