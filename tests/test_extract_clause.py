"""What the words before a figure say of it, and how long that takes."""

from __future__ import annotations

import time

import pytest

from extract.clause import read
from extract.compared import UNDATED
from extract.comparing import compare
from extract.model import Locator
from extract.noun_phrase import noun
from extract.plain import plain
from extract.sentence import read as read_paragraph
from extract.spoken import Context, Spoken


@pytest.mark.parametrize(
    ("gap", "kind", "role", "said"),
    [
        ("支出决算为", "money", "level", {"noun": "支出决算"}),
        ("，较上年增加", "money", "delta", {"base": "上年", "word": "增加", "up": True}),
        ("，下降", "percent", "rate", {"base": None, "word": "下降", "up": False}),
        ("，较上年的", "money", "base", {"base": "上年"}),
        ("，占总支出的", "percent", "share", {"phrase": "总支出"}),
        ("，占年计划的", "percent", "completion", {"phrase": "年计划"}),
        ("，完成年初预算的", "percent", "completion", {"phrase": "年初预算"}),
        ("，执行率为", "percent", "ratio", {"word": "执行率"}),
        ("，高于全省平均水平", "points", "points", {"base": "全省平均水平", "up": True}),
        ("、", "money", "bare", {}),
        ("的", "percent", "of", {}),
        ("降至", "money", "target", {"up": False}),
        ("。其中：基本支出", "money", "level", {"among": "其中", "noun": "基本支出"}),
        ("，新增资产", "money", "level", {"noun": "新增资产"}),
        ("，主要原因是人员经费", "money", "level", {"noun": "人员经费", "reason": False}),
        ("，主要原因是补发津贴", "money", "level", {"noun": "补发津贴", "reason": True}),
    ],
)
def test_role(gap: str, kind: str, role: str, said: dict[str, object]) -> None:
    found = read(gap, kind)
    assert found.role == role
    assert {name: getattr(found, name) for name in said} == said


def test_what_follows_decides_where_the_words_before_do_not() -> None:
    assert read("经费由上年的", "money", "降至").base == "上年"
    assert read("经费由", "money", "增加到").base == UNDATED
    assert read("经费由", "money", "、").role == "level"
    assert read("，由因公出国费", "money", "、公务接待费3万元组成").among == "由"
    assert read("，由因公出国费", "money", "、公务接待费3万元").among == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023年度本单位公务接待费支出决算为", "本单位公务接待费支出决算"),
        ("公务接待费，全年共", "公务接待费"),
        ("其中：人员经费", "人员经费"),
        ("实际支出", "实际支出"),
        ("增加的原因是由于培训费", "培训费"),
        ("因公出国（境）费", "因公出国（境）费"),
        ("印刷费  。 ", "印刷费"),
        ("", ""),
        ("，。；", ""),
    ],
)
def test_noun(text: str, expected: str) -> None:
    assert noun(text) == expected


PIECES = [
    "比", "比年", "比上年", "与预算", "占", "占比", "由", "其中", "分别", "分别为", "（", "）", "（含", "增", "增加", "减少率",
    "率", "为", "仅为", "达到", "共计", "共计划", "大于", "大于预算", "高于年", "超", "原因", "上年", "，", "、", "；", "：", " ",
    "\n", "支出", "2022", "2022年", "完成预算", "的", "和", "一、", "×", "x", "ü", "(a", "(de)", "萬", "汉 ", "用于", "组成",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_long_runs_take_less_than_half_a_second(piece: str) -> None:
    """Each of the patterns, over a text that nothing but one piece fills."""
    text = piece * (100_000 // len(piece))
    for kind in ("money", "percent", "points"):
        begun = time.process_time()
        read(text, kind, text)
        assert time.process_time() - begun < 0.5
    begun = time.process_time()
    plain(text)
    assert time.process_time() - begun < 0.5
    begun = time.process_time()
    compare(Spoken(text, Locator(), Context(2023), ()), text)
    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize("piece", ["比上年", "占", "（", "其中", "，", "共计", "大于预算", "汉 ", "××"])
def test_a_long_sentence_around_a_figure_is_read_in_two_seconds(piece: str) -> None:
    text = piece * (50_000 // len(piece))
    begun = time.process_time()
    read_paragraph(f"{text}支出5万元{text}", Locator(block=0), Context(2023))
    assert time.process_time() - begun < 2
