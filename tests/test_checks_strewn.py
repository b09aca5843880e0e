"""What holds among figures without a header, and what might hold by chance."""

from __future__ import annotations

from checks import strewn
from extract import read_text

FEES = [
    "职工",
    "居民",
    "参保人数",
    "71204",
    "50331",
    "累计收入",
    "48210",
    "8575",
    "累计支出",
    "42640",
    "7957",
]


def found(cells: list[str]) -> list[tuple[str, str]]:
    extraction = read_text("\n\n".join(cells))
    return [(whole.text, str(formula)) for whole, formula in strewn.sums(extraction)]


def test_a_row_is_what_the_two_below_it_make_up_in_every_column() -> None:
    said = found([*FEES, "结余", "5570", "618"])
    assert said == [("48210", "42640 + 5570"), ("8575", "7957 + 618")]


def test_what_holds_in_one_column_only_is_chance() -> None:
    assert found([*FEES, "结余", "5570", "681"]) == []


def test_a_total_over_its_rows_in_every_column() -> None:
    said = found(["合计", "61.2", "58.4", "甲", "40.1", "39.9", "乙", "21.1", "18.5"])
    assert said == [("61.2", "40.1 + 21.1"), ("58.4", "39.9 + 18.5")]


def test_numbers_of_lines_are_no_amounts() -> None:
    text = "拨款 1 事业收入 2 其他 3 7,204,110.02 831,550.40 90,012.33 9 10 11 12 13 本年收入合计 14 8,125,672.75"
    assert [(w.text, len(f.figures())) for w, f in strewn.sums(read_text(text))][:1] == [("8,125,672.75", 3)]


def test_two_lists_side_by_side_that_run_into_each_other() -> None:
    cells = [
        "按收入性质分：3062.47",
        "按支出性质分：3062.47",
        "其中：一般公共预算：2214.06",
        "其中：基本支出：961.88",
    ]
    more = ["政府性基金拨款：206.20", "项目支出：2100.59", "其他资金：642.21"]
    assert {
        tuple(f.text for f in formula.figures())
        for _, formula in strewn.sums(read_text("\n".join(cells + more)))
    } >= {
        ("2214.06", "206.20", "642.21"),
        ("961.88", "2100.59"),
    }


def test_a_rate_of_the_two_amounts_before_it_with_a_weight_between() -> None:
    row = ["资金总额", "40.6", "38", "10", "93.6%"]
    extraction = read_text("\n\n".join(row))
    assert [tuple(f.text for f in three) for three in strewn.rates(extraction)] == [("93.6%", "38", "40.6")]


def test_a_rate_of_few_digits_proves_nothing_of_small_numbers() -> None:
    extraction = read_text("\n\n".join(["得分", "10", "9", "90%"]))
    assert list(strewn.rates(extraction)) == []


def test_two_figures_that_follow_one_another_twice_are_told_again() -> None:
    extraction = read_text("\n\n".join(["总额", "43.6", "37.24", "产出", "工程款", "43.6", "37.24"]))
    assert [[f.text for f in same] for same in strewn.repeats(extraction)] == [["43.6"] * 2, ["37.24"] * 2]
    apart = read_text("\n\n".join(["总额", "43.6", "37.24", "产出", "工程款", "37.24", "43.6"]))
    assert list(strewn.repeats(apart)) == []
