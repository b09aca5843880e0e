"""Merged cells found again from the blanks that a text format leaves in their places."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extract.grid import Sheet
from extract.merge import restore
from extract.model import Cell, Locator


def full(*rows: str) -> tuple[Cell, ...]:
    return tuple(
        Cell(text.strip(), Locator(row=r, column=c), r, c)
        for r, row in enumerate(rows)
        for c, text in enumerate(row.split("|"))
    )


def spans(*rows: str) -> dict[str, tuple[int, int]]:
    """Rows and columns that each text covers."""
    return {c.text: (c.rowspan, c.colspan) for c in restore(full(*rows)) if c.text}


FORM = (
    "项目自评表||||||||",
    "项目名称|河道清淤经费|||||||",
    "主管部门|青禾县水务局|||实施单位|青禾县河道所|||",
    "项目资金（万元）|||年初预算数|全年预算数|全年执行数|分值|执行率|得分",
    "|年度资金总额||80.00|81.00|72.90|10|90%|9",
    "|其他资金|||1.00|—|||",
    "年度总体目标|预期目标||||实际完成情况|||",
    "|河道通畅||||已完成|||",
    "绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|原因",
    "|产出指标|数量指标|清淤长度|≥8公里|8.2公里|30|30|",
    "|||清淤方量|≥3万方|3万方|20|19|天气影响",
    "||质量指标|验收合格率|100%|100%|20|20|",
    "|效益指标|社会效益指标|减少内涝|明显|明显|20|20|",
    "总分||||||100|98|",
)


def test_a_form_gets_back_its_title_fields_levels_and_total() -> None:
    found = spans(*FORM)
    assert (found["项目自评表"], found["河道清淤经费"], found["青禾县水务局"]) == ((1, 9), (1, 8), (1, 3))
    assert (found["项目资金（万元）"], found["年度资金总额"]) == ((3, 1), (1, 2))
    assert (found["预期目标"], found["河道通畅"], found["年度总体目标"]) == ((1, 4), (1, 4), (2, 1))
    assert (found["产出指标"], found["数量指标"], found["质量指标"]) == ((3, 1), (2, 1), (1, 1))
    assert (found["绩效指标"], found["总分"]) == ((5, 1), (1, 6))
    assert (found["98"], found["1.00"]) == ((1, 1), (1, 1))


def test_stacked_headers_reach_down_or_to_the_right() -> None:
    found = spans(
        "项目||本年支出合计|基本支出", "科目编码|科目名称||", "合计||9.00|9.00", "205|教育支出|9.00|9.00"
    )
    assert (found["项目"], found["本年支出合计"], found["合计"]) == ((1, 2), (2, 1), (1, 2))
    trip = spans(
        "预算数||||决算数|||", "合计|公车费|||合计|公车费||", "|小计|购置费|运行费||小计|购置费|运行费"
    )
    assert (trip["预算数"], trip["合计"], trip["公车费"]) == ((1, 4), (2, 1), (1, 3))


def test_a_row_of_names_that_divides_only_some_of_those_above_stays_under_them() -> None:
    found = spans(
        "合计||公务用车费||||公务接待费|",
        "||购置费||运行费|||",
        "预算数|决算数|预算数|决算数|预算数|决算数|预算数|决算数",
        "9.00|9.00|2.00|2.00|3.00|3.00|4.00|4.00",
    )
    assert (found["合计"], found["运行费"], found["公务接待费"]) == ((2, 2), (1, 2), (2, 2))


def test_an_empty_amount_is_not_part_of_the_name_beside_it() -> None:
    found = spans(
        "收入||支出|",
        "项目|决算数|项目|决算数",
        "一、拨款收入|5.00|一、教育支出|4.00",
        "二、其他收入||二、卫生支出|",
        "||三、住房保障支出|1.00",
        "本年收入合计|5.00|本年支出合计|5.00",
    )
    assert (found["二、其他收入"], found["二、卫生支出"]) == ((1, 1), (1, 1))
    assert (found["收入"], found["支出"]) == ((1, 2), (1, 2))
    assert spans("项目|甲镇|乙镇", "水利|3.00|4.00", "道路|2.00|", "合计|5.00|4.00")["道路"] == (1, 1)


@given(
    st.integers(2, 6).flatmap(
        lambda width: st.lists(
            st.lists(
                st.sampled_from(
                    ["", "", "1.5", "合计", "分值", "得分", "项目名称", "一级指标", "三级指标", "文字"]
                ),
                min_size=width,
                max_size=width,
            ),
            min_size=1,
            max_size=8,
        )
    )
)
def test_every_text_keeps_its_place_and_no_two_cells_overlap(rows: list[list[str]]) -> None:
    cells = restore(full(*("|".join(row) for row in rows)))
    assert {(c.row, c.column): c.text for c in cells if c.text} == {
        (r, c): text for r, row in enumerate(rows) for c, text in enumerate(row) if text
    }
    covered = [
        (r, c)
        for cell in cells
        for r in range(cell.row, cell.row + cell.rowspan)
        for c in range(cell.column, cell.column + cell.colspan)
    ]
    assert len(covered) == len(set(covered)) == len(rows) * len(rows[0])
    assert Sheet(cells).width == len(rows[0])
