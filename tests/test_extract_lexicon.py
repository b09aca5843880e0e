"""Printed labels taken apart, and the lexicon's own consistency."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.lexicon import (
    analyse,
    concept,
    fund_of,
    is_bare,
    is_term,
    limits_fund,
    load,
    measure_of,
    name_of,
    normalise,
    partitions,
    ratios,
)  # fmt: skip

CONCEPTS = [entry["id"] for entry in load("concept.toml")["concept"]]


@pytest.mark.parametrize(
    ("printed", "normal"),
    [
        ("一、 基本支出：", "基本支出"), ("（二）“三公”经费", "三公经费"), ("其中：人员经费", "人员经费"),
        ("1.公务接待费", "公务接待费"),
        ("①办公费", "办公费"), ("支出合计（万元）", "支出合计"), ("ＧＤＰ", "GDP"), ("2.5倍", "2.5倍"),
        ("指标1：完成率", "完成率"), ("", ""),
    ],
)  # fmt: skip
def test_normalise(printed: str, normal: str) -> None:
    assert normalise(printed) == normal


@given(st.text(alphabet="一、（）(1).其中：“三公”经费 支出ＡA%，。2万元", max_size=30))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)
    assert normalise(normalise(once)) == normalise(once)


@pytest.mark.parametrize(
    ("printed", "known"),
    [
        ("基本支出合计", "expenditure.basic"), ("其中：人员经费", "expenditure.staff"), ("“三公”经费总额", "three-public"),
        ("因公出国(境)费用", "three-public.abroad"), ("在职在编人员数", "staff.serving"), ("古树名木保护", None), ("", None),
    ],
)  # fmt: skip
def test_concept(printed: str, known: str | None) -> None:
    assert concept(printed) == known


@pytest.mark.parametrize(
    ("printed", "known", "period", "stage", "fund", "unit"),
    [
        ("2023年度公务接待费支出决算数", "three-public.reception", "2023", "决算", "", ""),
        ("公务接待费年初预算数", "three-public.reception", None, "年初预算", "", ""),
        ("全年预算数", None, None, "调整预算", "", ""),
        ("上年支出合计", "expenditure.year", "2022", "", "", ""),
        ("本年收入合计", "income.year", None, "", "", ""),
        ("一般公共预算财政拨款基本支出", "expenditure.basic", None, "", "一般公共预算", ""),
        ("市财政局本级三公经费", "three-public", None, "", "", "市财政局本级"),
        ("上年结转和结余", "carryover.opening", None, "", "", ""),
        ("道路养护费", None, None, "", "", ""),
    ],
)
def test_analyse(
    printed: str, known: str | None, period: str | None, stage: str, fund: str, unit: str
) -> None:
    term = analyse(printed, 2023)
    assert (term.concept, term.stage, term.fund, term.unit) == (known, stage, fund, unit)
    assert term.period in (
        period,
        "2023" if period is None and printed.startswith(("本年", "全年")) else period,
    )


@pytest.mark.parametrize(
    ("label", "bare"),
    [
        ("支出决算数", True),
        ("年初预算", True),
        ("预算数", True),
        ("公务接待费决算数", False),
        ("支出", False),
    ],
)
def test_labels_of_a_stage_alone(label: str, bare: bool) -> None:
    assert is_bare(label) is bare


def test_every_alias_names_its_concept_alone() -> None:
    seen: dict[str, str] = {}
    for entry in load("concept.toml")["concept"]:
        for alias in (entry["name"], *entry["aliases"]):
            assert concept(alias) == entry["id"]
            assert is_term(alias)
            assert seen.setdefault(normalise(alias), entry["id"]) == entry["id"]
        assert name_of(entry["id"]) == entry["name"]
        assert measure_of(entry["id"]) == entry.get("measure", "level")
    assert len(CONCEPTS) == len(set(CONCEPTS))


def test_ratios_and_partitions_speak_of_concepts() -> None:
    terms = {c for r in ratios().values() for c, _ in (*r.numerator, *r.denominator)}
    assert terms <= set(CONCEPTS)
    for partition in partitions():
        assert {partition.whole, *partition.parts} <= set(CONCEPTS)
        assert partition.optional <= set(partition.parts)
        assert partition.basis


def test_kinds_of_money() -> None:
    assert fund_of("income.general") == "一般公共预算"
    assert fund_of("expenditure.basic") == fund_of(None) == ""
    assert limits_fund("income.other") and not limits_fund("expenditure.basic") and not limits_fund(None)


def test_a_function_that_is_named_after_an_institution_is_no_total_of_that_institution():
    assert analyse("公立医院(款)其他公立医院支出(项)", 2021).concept is None
    assert analyse("其他公立医院支出", 2021).concept is None
    assert analyse("县第三人民医院支出", 2021).concept == "expenditure.year"


def test_the_total_of_fiscal_money_holds_the_carry_over_and_is_another_fact():
    assert analyse("财政拨款收入总计").concept != analyse("财政拨款收入").concept
    assert analyse("财政拨款支出总计").concept != analyse("财政拨款支出").concept
