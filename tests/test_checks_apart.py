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
    assert _broken(_sections(("2857", "196", "2578", "365"), ("295", "18", "217", "42"))) == []


def test_three_parallel_sections_are_apart_from_each_other() -> None:
    three = (("2857", "196", "2578", "365"), ("295", "18", "217", "42"), ("1008", "115", "808", "77"))
    assert _broken(_sections(*three)) == []


def test_one_figure_that_differs_among_equal_ones_is_a_contradiction() -> None:
    assert len(_broken(_sections(("2857", "196", "2578", "365"), ("2857", "196", "2587", "365")))) == 1


def test_values_that_all_differ_a_little_are_two_versions_of_one_thing() -> None:
    assert _broken(_sections(("2857", "196", "2578", "365"), ("2861", "200", "2582", "365")))


def test_a_third_place_goes_with_the_section_that_it_agrees_with() -> None:
    two = _sections(("2857", "196", "2578", "365"), ("295", "18", "217", "42"))
    assert _broken(f"{two}\n2023年乙类基金的本年支出217万元。") == []


def test_scores_of_several_annexed_reports_are_those_of_their_reports() -> None:
    def annexed(*scores: str) -> str:
        return "2023年绩效自评材料\n" + "\n".join(
            f"附件{i} {'甲乙丙'[i - 1]}类培训项目绩效自评报告\n一、项目概况\n项目实施情况良好。\n二、自评得分{score}分。"
            for i, score in enumerate(scores, 1)
        )

    assert _broken(annexed("97.20", "95.60", "99.00")) == []
