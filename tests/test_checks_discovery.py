"""Sums and repeats that nobody declared: found where they hold, silent where they do not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from checks import discovery
from extract.model import Figure, Locator


def money(text: str, label: str = "", block: int = 0, start: int = 0, **more: object) -> Figure:
    value = Decimal(text)
    step = Decimal(1).scaleb(int(value.as_tuple().exponent))
    where = Locator(block=block, start=start)
    return Figure(text, value, step, "万元", text, where, label=label, **more)  # type: ignore[arg-type]


def row(*texts: str) -> list[Figure]:
    return [money(text, f"项{i}", start=i) for i, text in enumerate(texts)]


def found(figures: list[Figure]) -> list[tuple[str, list[str]]]:
    return [(whole.text, [f.text for f in run]) for whole, run in discovery.sums(figures)]


def test_a_whole_and_the_run_after_it():
    assert found(row("760.00", "520.00", "240.00")) == [("760.00", ["520.00", "240.00"])]


def test_a_whole_after_its_run():
    assert found(row("520.00", "240.00", "760.00"))[0][0] == "760.00"


def test_no_sum_where_none_holds():
    assert found(row("760.00", "520.00", "250.00")) == []


def test_zeros_prove_nothing():
    assert found(row("8.30", "8.30", "0.00")) == []


def test_short_numbers_add_up_by_chance_and_are_left_alone():
    assert found(row("9", "4", "5")) == []


def test_figures_of_other_years_or_about_do_not_take_part():
    whole, one, _ = row("760.00", "520.00", "240.00")
    assert found([whole, one, money("240.00", start=2, period="2021")]) == []
    assert found([whole, one, money("240.00", start=2, qualifier="about")]) == []


@drawn(st.lists(st.integers(101, 99_999), min_size=2, max_size=5))
def test_whatever_is_found_adds_up(cents: list[int]):
    parts = [money(str(Decimal(c).scaleb(-2)), start=i + 1) for i, c in enumerate(cents)]
    whole = money(str(Decimal(sum(cents)).scaleb(-2)))
    runs = list(discovery.sums([whole, *parts]))
    assert (whole, parts) in runs
    for one, run in runs:
        assert abs(sum(f.value for f in run) - one.value) <= Decimal("0.005") * (len(run) + 1)


@pytest.mark.parametrize(
    ("whole", "parts", "slip"),
    [
        ("277.17", ("100.05", "179.12"), True),
        ("183.13", ("1000.01", "831.12"), True),
        ("279.17", ("100.05", "150.33"), False),
        ("12", ("7", "4"), False),
    ],
)
def test_one_slip_of_the_pen(whole: str, parts: tuple[str, ...], slip: bool):
    assert discovery.is_one_slip_off(money(whole), row(*parts)) is slip


def test_what_a_list_lacks_is_found_elsewhere_by_its_amount():
    whole, parts = money("132.97", "项目支出"), row("16.70", "49.44")
    missing = money("66.83", "抽检经费", block=3)
    assert discovery.left_out(whole, parts, [whole, *parts, missing]) is missing


@pytest.mark.parametrize(
    "other",
    [
        money("66.83", "政府性基金收入", block=3, concept="income.fund"),
        money("66.83", "项1", block=3),
        money("66.83", "抽检经费", block=3, measure="change"),
        money("66.83", "抽检经费", block=3, period="2021"),
    ],
    ids=["a source", "listed already", "a change", "another year"],
)
def test_what_cannot_be_an_item_is_not_left_out(other: Figure):
    whole, parts = money("132.97", "项目支出"), row("16.70", "49.44")
    assert discovery.left_out(whole, parts, [whole, *parts, other]) is None


def test_a_short_gap_is_no_evidence():
    whole, parts = money("132.97"), row("16.70", "50.27")
    assert discovery.left_out(whole, parts, [money("66", "抽检经费", block=3)]) is None


def test_repeats_are_the_same_number_under_similar_names():
    one, two, other = (
        money("256.80", "救助金支出"),
        money("256.80", "救助金", block=4),
        money("256.80", "绿化面积"),
    )
    assert list(discovery.repeats([one, two, other])) == [[one, two]]


def test_a_common_number_is_no_repeat():
    assert list(discovery.repeats([money("5.00", "救助金"), money("5.00", "救助金", block=2)])) == []


def test_a_sentence_of_many_amounts_adds_up_to_a_total_of_the_next():
    parts = [replace(money(f"{10 + i}.30", f"项{i}", start=i), quote="各项目") for i in range(14)]
    whole = replace(money("235.20", "共计", start=20), quote="共计")
    assert found([*parts, whole]) == [("235.20", [f.text for f in parts])]


def test_what_is_left_of_a_whole_after_a_list_of_its_parts():
    figures = row("183.30", "150.10", "33.20", "117.00", "106.90", "10.10", "66.30")
    assert ("183.30", ["117.00", "66.30"]) in found(figures)


def test_an_approximate_total_is_made_of_exact_parts_only():
    whole, one, two = row("5.65", "4.25", "1.40")
    assert found([replace(whole, qualifier="about"), one, two]) == [("5.65", ["4.25", "1.40"])]
    assert found([whole, one, replace(two, qualifier="about")]) == []


def rate(text: str, quote: str = "", block: int = 0, start: int = 9) -> Figure:
    return replace(
        money(text, "执行率", block=block, start=start), unit="%", measure="ratio", quote=quote or text
    )


def given(*figures: Figure) -> list[tuple[str, str, str]]:
    return [(r.text, a.text, b.text) for r, a, b in discovery.ratios(figures)]


def test_a_rate_with_many_digits_finds_its_amounts():
    assert given(money("321.40", "甲"), money("201.10", "乙", start=1), rate("62.57")) == [
        ("62.57", "201.10", "321.40")
    ]
    assert given(money("320", "甲"), money("240", "乙", start=1), rate("75")) == []


def test_a_round_rate_finds_amounts_of_one_name():
    whole, part = money("850", "水污染防治资金"), money("680", "已拨付水污染防治资金", block=1)
    assert given(whole, part, rate("80", block=1)) == [("80", "680", "850")]
    assert given(whole, replace(part, label="已拨付"), rate("80", block=1)) == []


def test_what_is_set_aside_by_a_rate_is_of_an_amount_above():
    quote = "按1%计提管理费55.09万元"
    fee = replace(money("55.09", "管理费", block=3, start=9), quote=quote)
    share = replace(rate("1", quote, block=3, start=1), text="1%")
    assert given(money("5509", "省级资金"), share, fee) == [("1%", "55.09", "5509")]
    assert given(money("5600", "省级资金"), share, fee) == []


def count(text: str, label: str, quote: str, start: int = 0, unit: str = "个") -> Figure:
    return replace(money(text, label, start=start), unit=unit, measure="count", quote=quote, text=text + unit)


def test_counts_of_one_unit_add_up_within_a_sentence_the_next_or_the_paragraph():
    one, two = "抽查10个：到户2个，到村8个", "评为优的7个，良的3个"
    whole = count("10", "抽查", one)
    inside = [count("2", "到户", one, 3), count("8", "到村", one, 5)]
    after = [count("7", "优", two, 9), count("3", "良", two, 12)]
    assert found([whole, *inside, *after]) == [("10个", ["2个", "8个"]), ("10个", ["7个", "3个"])]
    assert found([whole, inside[0], replace(inside[1], unit="家")]) == []
    assert (
        found([replace(whole, value=Decimal(4)), replace(inside[0]), replace(inside[1], value=Decimal(2))])
        == []
    )


@pytest.mark.parametrize(
    ("one", "two", "again"),
    [
        ("带动14户脱贫家庭", "由14户脱贫家庭分红", True),
        ("带动14户脱贫家庭", "带动14户种植大户", False),
        ("带动6户脱贫家庭", "由6户脱贫家庭分红", False),
    ],
)
def test_a_count_of_the_same_thing_again(one: str, two: str, again: bool):
    number = one[2:].partition("户")[0]
    twice = [
        count(number, "带动", one, unit="户"),
        replace(count(number, "由", two, unit="户"), where=Locator(block=1, start=1)),
    ]
    assert bool(list(discovery.repeats(twice))) is again
