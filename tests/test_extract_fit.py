"""Cells of a short row given columns by what each column holds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extract.fit import Fit, fit, kinds

HEADER = ["一级指标", "二级指标", "三级指标", "指标值", "完成值", "分值", "得分", "原因"]
FULL = ["产出指标", "数量指标", "清淤长度", "8公里", "8公里", "30", "29", "天气"]
COLUMNS = kinds(HEADER, [FULL])


def test_what_columns_hold() -> None:
    assert COLUMNS == ("text", "text", "text", "any", "any", "figure", "figure", "text")
    assert kinds(["名称", "", "备注"], [["甲", "1.5", ""], ["乙", "2", "3"]]) == ("text", "figure", "any")


def test_rows_without_the_names_above_are_set_to_the_right() -> None:
    row = ["质量指标", "验收合格率", "≥95%", "100%", "20", "20"]
    assert fit(row, COLUMNS) == Fit(1, (1,) * 6)
    assert fit(row[1:], COLUMNS) == Fit(2, (1,) * 5)


def test_a_total_between_blanks_stands_under_its_columns() -> None:
    columns = ("text", "figure", "text", "text", "figure", "text", "figure")
    assert fit(["合计", "100", "", "100", "", "98"], columns) == Fit(0, (1, 1, 2, 1, 1, 1))


def test_a_figure_that_fits_more_than_one_column_is_left_undecided() -> None:
    columns = ("text", "figure", "figure", "figure")
    assert fit(["水利", "3.00", "4.00"], columns) is None
    assert fit(["水利", "", "4.00"], columns) is None


@given(
    st.lists(st.sampled_from(["text", "figure", "any"]), min_size=1, max_size=9),
    st.lists(st.sampled_from(["", "1.5", "合计", "文字", "—"]), min_size=1, max_size=9),
)
def test_a_fit_covers_no_more_than_there_is_and_gives_each_figure_one_column(
    columns: list[str], texts: list[str]
) -> None:
    found = fit(texts, columns)
    if found is not None:
        assert len(found.spans) == len(texts)
        assert found.skip + sum(found.spans) <= len(columns)
        assert all(span == 1 for span, text in zip(found.spans, texts, strict=True) if text == "1.5")
