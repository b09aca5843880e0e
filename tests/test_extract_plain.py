"""Text made ready for the grammar, and the way back to the printed characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.lexicon import load
from extract.plain import plain, simplify


@pytest.mark.parametrize(
    ("printed", "ready"),
    [
        ("支出合计5万元", "支出合计5万元"),
        ("預算執行數", "预算执行数"),
        ("經(jīng)費(fèi)支出", "经费支出"),
        ("他的(de)意见", "他的意见"),
        ("财 政 拨 款 收 入", "财政拨款收入"),
        ("支出 5 万元 ，占 12.5 %", "支出5万元，占12.5%"),
        ("合计 100 200", "合计100 200"),
        ("收入\u200b合计", "收入合计"),
        ("因公出国(境)费", "因公出国(境)费"),
        ("其中(A类)", "其中(A类)"),
    ],
)
def test_ready_text(printed: str, ready: str) -> None:
    assert plain(printed).text == ready


def test_unchanged_text_needs_no_way_back() -> None:
    assert plain("支出合计5万元，增长3%").origin is None


@given(st.text(alphabet="支出預算經費收入合計5.2 　萬元(jīng)（），。\u200b的de", max_size=40))
def test_every_character_leads_back_to_one_that_it_is_read_from(text: str) -> None:
    ready = plain(text)
    places = [ready.back(i) for i in range(len(ready.text))]
    assert places == sorted(set(places))
    assert "".join(simplify(text[p]) for p in places) == ready.text
    for end in range(1, len(ready.text) + 1):
        assert ready.back_end(end) == places[end - 1] + 1
    assert ready.back_end(0) == 0


def test_pairs_of_traditional_characters_are_one_to_one_and_final() -> None:
    pairs = load("traditional.toml")["pairs"].split()
    assert all(len(pair) == 2 and pair[0] != pair[1] for pair in pairs)
    assert len({pair[0] for pair in pairs}) == len(pairs)
    assert not {pair[0] for pair in pairs} & {pair[1] for pair in pairs}
