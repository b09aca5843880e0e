"""What is read from a paragraph: invented wordings with their figures and statements, and whole paragraphs."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from extract.model import Locator
from extract.reading import Reading
from extract.sentence import read, split
from extract.spoken import Context

WORDS = ("direction", "rate", "base", "whole", "denominator", "comparison", "items", "name")
NUMBER = re.compile(r"(?<![\d.,])\d(?:[\d,.]*\d)?(?![\d.,])")
COMPLETE = {True: " !", False: " ~", None: ""}


def reading(text: str, year: int | None = 2023, topic: str = "", entity: str = "") -> Reading:
    return read(text, Locator(block=0), Context(year, None, topic, (), entity))


def shown(found: Reading) -> list[str]:
    """A reading as the file phrasing.txt writes it."""
    lines = [
        f"{f.text}|{f.concept or f.label}|{f.period or ''}|{f.stage}|{f.measure}|{f.base}"
        for f in found.figures
    ]
    for said in found.statements:
        roles = " ".join(f"{role}={'+'.join(f.text for f in held)}" for role, held in said.roles.items())
        words = " ".join(f"{w}:{said.words[w]}" for w in WORDS if said.words.get(w)).replace("\n", "/")
        lines.append(f"=> {said.kind} {roles} {words}".rstrip() + COMPLETE[said.exhaustive])
    return lines


def cases() -> list[object]:
    text = (Path(__file__).resolve().parent / "phrasing.txt").read_text("utf-8")
    blocks = [b.splitlines() for b in text.split("\n\n") if b.strip() and not b.startswith("#")]
    return [pytest.param(b[0], [line.strip() for line in b[1:]], id=b[0]) for b in blocks]


def test_there_are_enough_wordings() -> None:
    assert len(cases()) >= 120


@pytest.mark.parametrize(("text", "expected"), cases())
def test_wording(text: str, expected: list[str]) -> None:
    found = reading(text)
    assert shown(found) == expected
    for figure in found.figures:
        assert text[figure.where.start : figure.where.end] == figure.text


def test_figures_stand_where_they_are_printed_in_traditional_text_with_glosses_and_gaps() -> None:
    text = "培訓(xùn)費支出 決算數為 3.20 萬元， 較上年減少0.80萬元，下降20%。"
    found = reading(text)
    assert [f.text for f in found.figures] == ["3.20 萬元", "0.80萬元", "20%"]
    assert [text[f.where.start : f.where.end] for f in found.figures] == [f.text for f in found.figures]
    assert [f.unit for f in found.figures] == ["万元", "万元", "%"]
    assert found.statements[0].quote == text.strip("。")


def test_an_amount_beside_last_years_is_compared_with_it_and_not_the_reverse() -> None:
    (said,) = reading("印刷费3万元，上年4万元，减少1万元，下降25%。").statements
    assert [(role, held[0].text) for role, held in said.roles.items()] == [
        ("base", "4万元"),
        ("delta", "1万元"),
        ("rate", "25%"),
        ("current", "3万元"),
    ]


def test_a_list_goes_on_into_the_next_sentence_and_ends_at_an_aside() -> None:
    text = "收入合计1000万元。其中：财政拨款收入900万元，其他收入100万元。此外，年初结转50万元。"
    parts = [s for s in reading(text).statements if s.kind == "parts"]
    assert [f.text for f in parts[0].roles["parts"]] == ["900万元", "100万元"]
    assert len(parts) == 1


def test_brackets_hold_a_list_of_their_own() -> None:
    text = "安排120万元，其中：中央70万元（含上年结转10万元），省级50万元"
    parts = {s.roles["whole"][0].text: [f.text for f in s.roles["parts"]] for s in reading(text).statements}
    assert parts == {"70万元": ["10万元"], "120万元": ["70万元", "50万元"]}


def test_the_heading_gives_a_subject_to_a_paragraph_without_one() -> None:
    found = reading("年初预算为10万元，支出决算为9万元，完成年初预算的90%。", topic="公务接待费")
    assert [(f.concept, f.stage) for f in found.figures] == [
        ("three-public.reception", "年初预算"),
        ("three-public.reception", "决算"),
        ("three-public.reception", "决算"),
    ]


def test_a_sentence_without_figures_names_the_topic_of_the_next() -> None:
    found = reading("公务接待费\n支出决算为9万元")
    assert found.figures[0].concept == "three-public.reception"
    assert found.topic == "公务接待费"


@pytest.mark.parametrize(
    "text", ["主要用于接待外单位人员。支出决算为9万元", "原因是人员减少。支出决算为9万元"]
)
def test_purposes_and_reasons_are_no_topics(text: str) -> None:
    assert reading(text, topic="会议费").figures[0].concept == "meeting"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("支出决算为××万元", "××万元"),
        ("比上年增加 万元", "增加 万元"),
        ("共支出____元", "____元"),
        ("占比40004000100%", "40004000100%"),
    ],
)
def test_a_missing_number_is_an_unread_place(text: str, printed: str) -> None:
    (unread,) = reading(text).unread
    assert unread.text == printed
    assert text[unread.where.start : unread.where.end] == printed
    assert unread.reason


def test_the_unit_that_reports_does_not_narrow_a_fact_but_another_does() -> None:
    own = reading("澜川市财政局本年支出合计50万元", entity="澜川市财政局").figures[0]
    other = reading("澜川市水务局本年支出合计50万元", entity="澜川市财政局").figures[0]
    ours = reading("我局本年支出合计50万元", entity="").figures[0]
    assert own.scope == ours.scope == ()
    assert other.scope == (("unit", "澜川市水务局"),)


def test_the_kind_of_money_stays_within_its_sentence() -> None:
    text = "一般公共预算财政拨款支出700万元，其中：基本支出500万元，项目支出200万元。本年支出合计900万元。"
    found = {f.text: dict(f.scope).get("fund") for f in reading(text).figures}
    assert found == {"700万元": None, "500万元": "一般公共预算", "200万元": "一般公共预算", "900万元": None}


def test_a_year_in_the_text_is_the_period_and_a_base_is_not() -> None:
    found = reading("2022年支出合计80万元，2023年支出合计100万元，较2022年增长25%。")
    assert [(f.text, f.period, f.base) for f in found.figures] == [
        ("80万元", "2022", ""),
        ("100万元", "2023", ""),
        ("25%", "2023", "2022"),
    ]


def test_without_a_year_nothing_is_said_of_one() -> None:
    (said,) = reading("支出合计90万元，比上年增加10万元", year=None).statements
    assert said.words["base"] == "上年"
    assert all(f.period is None for f in said.roles["current"])


@pytest.mark.parametrize(("text", "expected"), cases())
def test_blanks_around_numbers_change_nothing(text: str, expected: list[str]) -> None:
    apart = NUMBER.sub(r" \g<0> ", text)
    found, plainly = shown(reading(apart)), shown(reading(text))
    assert ["".join(line.split()) for line in found] == ["".join(line.split()) for line in plainly]


def test_a_quote_holds_its_figures_as_printed_and_no_other_blanks() -> None:
    figures = reading("本年 支出 86.40 万元 ，占 总支出的 12.5 % 。").figures
    assert {f.quote for f in figures} == {"本年支出86.40 万元，占总支出的12.5 %"}
    assert all(f.text in f.quote for f in figures)


def test_alternative_subjects_of_a_change_share_a_reading() -> None:
    text = "支出合计400万元。其中：基本支出300万元，比上年增加20万元。"
    changes = [s for s in reading(text).statements if s.kind == "change"]
    assert {s.roles["current"][0].text for s in changes} == {"300万元", "400万元"}
    assert len({s.reading for s in changes}) == 1 and changes[0].reading > 0


def test_doubts_of_the_reader_reach_the_figures_they_touch() -> None:
    text = "收入8万元，支出7万元"
    found = read(text, Locator(block=0), Context(2023), ((2, 5, "字迹不清"),))
    assert [f.doubt for f in found.figures] == ["字迹不清", ""]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("收入5万元。支出4万元。", ["收入5万元", "支出4万元"]),
        ("增长3.5%。\n支出4万元", ["增长3.5%", "支出4万元"]),
        ("支出5万元.收入6万元", ["支出5万元", "收入6万元"]),
        ("支出5.2万元", ["支出5.2万元"]),
        ("。。", []),
    ],
)
def test_split(text: str, sentences: list[str]) -> None:
    assert [text[a:b].strip() for a, b in split(text)] == sentences


def test_a_sentence_of_thousands_of_figures_is_read_whole_and_quickly() -> None:
    text = "支出5万元，" * 10_000
    begun = time.process_time()
    found = reading(text)
    assert len(found.figures) == 10_000
    assert [f.where.start for f in found.figures] == [6 * i + 2 for i in range(10_000)]
    assert time.process_time() - begun < 10


def test_the_unit_that_a_paragraph_begins_with_is_that_of_its_figures() -> None:
    told = reading("临河小学：教师42人，公用经费支出38.60万元。", entity="澜川市教育局").figures
    ours = reading("澜川市教育局：公用经费支出38.60万元。", entity="澜川市教育局").figures
    assert [dict(f.scope) for f in (*told, *ours)] == [{"unit": "临河小学"}, {"unit": "临河小学"}, {}]
