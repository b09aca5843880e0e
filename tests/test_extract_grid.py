"""Columns given to rows of which only the sequence of cells is known."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from extract.align import align
from extract.grid import Sheet
from extract.model import Cell, Locator, RawTable


def flat(*rows: str) -> RawTable:
    cells = tuple(
        Cell(text.strip(), Locator(row=r, column=c), r, c)
        for r, row in enumerate(rows)
        for c, text in enumerate(row.split("|"))
    )
    return RawTable(cells, Locator(), ragged=True)


def placed(table: RawTable) -> dict[str, tuple[int, int]]:
    return {c.text: (c.column, c.colspan) for c in table.cells if c.text}


def test_a_title_takes_the_whole_width_and_a_total_is_set_to_the_right() -> None:
    cells = placed(
        align(flat("自评表", "一级指标|二级指标|三级指标|分值|得分", "产出|数量|里程|90|88", "总分|100|98"))
    )
    assert cells["自评表"] == (0, 5)
    assert cells["总分"] == (0, 3)
    assert (cells["100"], cells["98"]) == ((3, 1), (4, 1))


def test_two_totals_side_by_side_share_the_missing_columns() -> None:
    table = align(
        flat("编码|名称|金额|编码|名称|金额", "301|工资|5|302|办公|3", "人员经费合计|5.1|公用经费合计|3.1")
    )
    cells = placed(table)
    assert (cells["人员经费合计"], cells["5.1"], cells["公用经费合计"], cells["3.1"]) == (
        (0, 2),
        (2, 1),
        (3, 2),
        (5, 1),
    )


def test_short_rows_follow_the_header_of_their_block() -> None:
    table = align(
        flat(
            "项目资金||年初预算数|全年预算数|执行数|分值",
            "|年度资金总额|7.1|7.2|7.3|10",
            "一级指标|二级指标|三级指标|指标值|实际完成值|分值|得分|原因",
            "产出|数量|里程|5|6|90|89|无偏差",
        )
    )
    cells = placed(table)
    assert cells["年初预算数"][0] == cells["7.1"][0]
    assert cells["分值"][0] == 5
    assert cells["90"][0] == 5
    assert not any(c.doubt for c in table.cells)


def test_a_row_that_nothing_decides_makes_its_block_doubtful() -> None:
    table = align(
        flat("项目|合计|基本支出", "丙|9|8", "项目|预算数|决算数|结余|其中结转", "甲|1|2|3|4", "乙|5|6")
    )
    assert {c.text for c in table.cells if not c.doubt} == {"项目", "合计", "基本支出", "丙", "9", "8"}


def test_rows_run_together_make_the_whole_table_doubtful() -> None:
    table = align(flat("项目|预算数|决算数", "甲|1|2|乙|3|4|丙|5|6|丁|7|8", "戊|9|10"))
    assert all(c.doubt for c in table.cells)


@given(
    st.lists(
        st.lists(st.sampled_from(["", "1.5", "合计", "分值", "文字", "得分", "……"]), min_size=1, max_size=9),
        min_size=1,
        max_size=8,
    )
)
def test_alignment_keeps_every_cell_in_order_and_fills_a_rectangle(rows: list[list[str]]) -> None:
    table = align(flat(*("|".join(row) for row in rows)))
    sheet = Sheet(table.cells)
    for r, row in enumerate(rows):
        cells = sorted((c for c in table.cells if c.row == r), key=lambda c: c.column)
        assert [c.text for c in cells if c.text] == [text for text in row if text]
        assert all(a.column + a.colspan == b.column for a, b in itertools.pairwise(cells))
        assert cells[0].column == 0
        assert sum(c.colspan for c in cells) <= sheet.width


def test_rows_that_leave_out_the_merged_cell_at_their_left_are_set_to_the_right() -> None:
    table = align(flat("资金（万元）||预算数|执行数|分值", "年度资金总额|8.1|7.9|10", "其中：拨款|8.2|7.8|"))
    cells = placed(table)
    assert (cells["年度资金总额"][0], cells["8.1"][0], cells["10"][0], cells["7.8"][0]) == (1, 2, 4, 3)
    assert not any(c.doubt for c in table.cells)


def test_headers_over_two_sides_over_names_and_over_repeated_stages() -> None:
    sides = placed(align(flat("收入|支出", "项目|决算数|项目|合计|拨款", "甲|1|乙|2|3")))
    assert (sides["收入"], sides["支出"]) == ((0, 2), (2, 3))
    names = placed(align(flat("项目|合计|基本支出", "科目编码|科目名称||", "205|教育支出|7|8")))
    assert (names["项目"], names["合计"], names["基本支出"]) == ((0, 2), (2, 1), (3, 1))
    stages = align(
        flat(
            "合计|出国费|公车费|接待费",
            "||小计|购置费|运行费|",
            "|".join(["预算数", "决算数"] * 6),
            "|".join("123456789abc"),
        )
    )
    cells = placed(stages)
    assert (cells["合计"], cells["公车费"], cells["接待费"]) == ((0, 2), (4, 6), (10, 2))
    assert (cells["小计"], cells["运行费"]) == ((4, 2), (8, 2))


def test_empty_cells_that_several_rows_end_with_are_columns() -> None:
    cells = placed(
        align(flat("项目|合计|基本支出|项目支出", "编码|名称|||", "205|教育|7|7|", "20501|管理|7|7|"))
    )
    assert (cells["项目"], cells["合计"], cells["项目支出"]) == ((0, 2), (2, 1), (4, 1))


def test_names_of_fields_stay_narrow_and_their_values_share_the_width() -> None:
    cells = placed(align(flat("主管部门|青禾县水务局|实施单位|青禾县河道所", "|".join("123456789"))))
    assert (cells["青禾县水务局"], cells["实施单位"], cells["青禾县河道所"]) == ((1, 3), (4, 1), (5, 4))


def test_the_unit_in_the_first_header_cell_does_not_make_it_a_column_of_amounts() -> None:
    cells = placed(align(flat("项目资金（万元）||年初预算数|分值|得分", "|总额|1|10|9", "一|二|三|四|五|六")))
    assert (cells["总额"], cells["1"]) == ((1, 2), (3, 1))


def test_lines_without_their_last_blanks_are_set_to_the_left() -> None:
    table = align(
        flat(
            "项目|决算数|项目|合计|拨款",
            "一、收入|5.00|一、教育|4.00|4.00",
            "二、其他||二、卫生|1.00",
            "||三、住房",
            "年初结转|0.50",
            "年末结转|0.50",
        )
    )
    cells = placed(table)
    assert (cells["1.00"], cells["三、住房"], cells["0.50"]) == ((3, 1), (2, 1), (1, 1))
    assert not any(c.doubt for c in table.cells)


def test_rows_of_a_form_without_the_names_above_are_set_to_the_right() -> None:
    table = align(
        flat(
            "绩效指标|一级指标|二级指标|三级指标|指标值|完成值|分值|得分|原因",
            "产出指标|数量指标|清淤长度|8公里|8公里|30|29|天气",
            "……|||||",
            "质量指标|合格率|≥95%|100%|20|20|",
            "总分|100|98|",
        )
    )
    cells = placed(table)
    assert (cells["产出指标"], cells["质量指标"], cells["100"], cells["98"]) == (
        (1, 1),
        (2, 1),
        (6, 1),
        (7, 1),
    )
    rows = {c.text: c.rowspan for c in table.cells}
    assert not any(c.doubt for c in table.cells)
    assert rows["总分"] == 1


def test_a_header_that_lost_cells_makes_its_block_doubtful() -> None:
    table = align(
        flat(
            "合计|出国费|公务用车费|接待费",
            "小计|购置费|运行费",
            "|".join(["预算数", "决算数"] * 6),
            "|".join(f"{n}.50" for n in range(12)),
        )
    )
    assert all(c.doubt for c in table.cells if c.row == 3)


def test_figures_one_short_right_below_a_full_header_leave_out_the_name_that_reaches_down() -> None:
    rows = (
        "人员（人）|编制数|在职人数|控制率",
        "138|134|97.10%",
        "经费（万元）|上年决算数|预算数|决算数",
        "公用经费|1|2|2",
    )
    table = align(flat(*rows))
    cells = placed(table)
    assert (cells["138"], cells["134"], cells["97.10%"]) == ((1, 1), (2, 1), (3, 1))
    assert not any(c.doubt for c in table.cells)
