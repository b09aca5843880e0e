"""Plain text: encodings and the flattenings of tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.model import Paragraph, RawTable
from extract.readers import Unreadable, read_bytes
from extract.readers.text import read_text

TEXT = "本单位2022年支出合计218.70万元，比上年增加86.40万元。"


def grids(text: str) -> list[list[list[str]]]:
    found = []
    for block in read_text(text).blocks:
        if isinstance(block, RawTable):
            rows: dict[int, list[str]] = {}
            for cell in block.cells:
                rows.setdefault(cell.row, []).append(cell.text)
            found.append([rows[r] for r in sorted(rows)])
    return found


def lines(text: str) -> list[str]:
    return [b.text for b in read_text(text).blocks if isinstance(b, Paragraph)]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_encodings(encoding: str) -> None:
    source = read_bytes(TEXT.encode(encoding), "x.txt")
    assert [b.text for b in source.blocks if isinstance(b, Paragraph)] == [TEXT]
    assert not source.reasons


def test_a_file_cut_inside_a_character_is_read_and_said() -> None:
    source = read_bytes(TEXT.encode()[:-1], "x.txt")
    assert source.blocks[0].text == TEXT[:-1]  # type: ignore[union-attr]
    assert [r.code for r in source.reasons] == ["encoding"]


def test_what_is_not_text_is_refused() -> None:
    with pytest.raises(Unreadable) as caught:
        read_bytes(bytes(range(1, 32)) * 40, "x.txt")
    assert caught.value.code == "unknown"


CELLS = (
    "填报单位：某局\t\t\t\n\t项目\n\t预算\n\t决算\n\t备注\n\n\t甲\n\t1.5\n\t1.4\n\t\n\n"
    "\t乙\n\t\u3000\n\t2\n\t\n\n\t合计\n\t3.5\n\t3.4\n\t\n\n\t保障措施\n\t厉行节约\n\n\n说明：无。\n"
)


def test_one_cell_per_line_led_by_a_tab() -> None:
    assert grids(CELLS) == [
        [["项目", "预算", "决算", "备注"], ["甲", "1.5", "1.4", ""], ["乙", "\u3000", "2", ""],
         ["合计", "3.5", "3.4", ""], ["保障措施", "厉行节约"]]
    ]  # fmt: skip
    assert lines(CELLS) == ["填报单位：某局", "说明：无。"]
    assert read_text(CELLS).blocks[1].ragged  # type: ignore[union-attr]


def test_a_cell_keeps_its_line_breaks() -> None:
    assert grids("\t年度\n指标值\n\t实际\n完成值\n\n\t10\n\t9\n\n")[0][0] == ["年度\n指标值", "实际\n完成值"]


def form(broken: str) -> str:
    plain = "".join(f"\t\n\t\n\t三级{n}\n\t完成\n\t10\n\t{n}\n\n" for n in range(1, 4))
    return f"\t一级\n\t二级\n\t三级\n\t目标\n\t分值\n\t得分\n\n{plain}{broken}{plain}"


@pytest.mark.parametrize(
    ("broken", "first"),
    [
        ("\t\n\t效益\n指标\n（40分）\n\n\n\t社会\n\t10\n\t5\n\t5\n\n", "效益\n指标\n（40分）\n\n"),
        ("\t\n\t产出\n\n(50分)\n\t社会\n\t10\n\t5\n\t5\n\n", "产出\n\n(50分)"),
        ("\t\n\t产出\n\n(50分)\n\u3000\n\t社会\n\t10\n\t5\n\t5\n\n", "产出\n\n(50分)\n\u3000"),
    ],
)
def test_a_blank_line_inside_a_cell_does_not_end_its_row(broken: str, first: str) -> None:
    rows = grids(form(broken))[0]
    assert [len(row) for row in rows] == [6] * 8
    assert rows[4] == ["", first, "社会", "10", "5", "5"]


def test_short_rows_before_a_wide_one_stay_rows() -> None:
    text = (
        "\t自评表\n\n\t填报单位：某局\n\n\t项目名称\n\t甲\n\n" + "\t主管部门\n\t乙\n\t实施单位\n\t丙\n\n" * 4
    )
    assert [len(row) for row in grids(text)[0]] == [1, 1, 2, 4, 4, 4, 4]


def test_a_paragraph_between_two_tables_parts_them() -> None:
    block = "\t项目\n\t金额\n\n\t甲\n\t1\n\n\t乙\n\t2\n\n"
    text = f"{block}\n\n附件4\n{block}"
    assert [len(rows) for rows in grids(text)] == [3, 3]
    assert lines(text) == ["附件4"]


def test_paragraphs_indented_by_tabs_are_not_a_table() -> None:
    sentence = "\t本单位全年支出合计218.70万元，其中基本支出118.70万元，项目支出100.00万元。"
    assert grids("\n".join([sentence] * 5)) == []
    assert lines("\n".join([sentence] * 5)) == [sentence.strip()] * 5


def test_markdown_tables_follow_one_another() -> None:
    text = "# 附表\n\n| 项目 | 金额 |\n|---|---:|\n| 甲 | 1 |\n| 乙 \\| 丙 | 2 |\n\n单位：万元\n\n| a | b |\n| - | - |\n| 1 |\n"
    assert grids(text)[0] == [["项目", "金额"], ["甲", "1"], ["乙 | 丙", "2"]]
    assert lines(text)[:2] == ["附表", "单位：万元"]


def test_short_markdown_rows_are_padded() -> None:
    assert grids("| 项目 | 金额 |\n|---|---|\n| 甲 |\n") == [[["项目", "金额"], ["甲", ""]]]


def test_rows_between_bars_without_a_rule() -> None:
    text = "项 目 | 预算 | 决算 |\n合 计 | 1.8 | 1.52 |\n接待 | ||\n出国 |\n"
    assert grids(text) == [
        [["项 目", "预算", "决算"], ["合 计", "1.8", "1.52"], ["接待", "", ""], ["出国", "", ""]]
    ]
    assert not read_text(text).blocks[0].ragged  # type: ignore[union-attr]


def test_rows_of_unequal_length_are_ragged() -> None:
    table = read_text("| 甲 | 1 | 2 |\n| 乙 | 3 |\n| 丙 | 4 | 5 |\n").blocks[0]
    assert isinstance(table, RawTable)
    assert table.ragged


def test_one_cell_per_line_closed_by_a_bar() -> None:
    text = "单位:万元\n项 目 |\n预算 |\n决算 |\n合 计 |\n49.9 |\n7.69 |\n出国 |\n20 |\n|\n接待 |\n14.9 |\n5.21 |\n二、说明"
    assert grids(text) == [
        [["项 目", "预算", "决算"], ["合 计", "49.9", "7.69"], ["出国", "20", ""], ["接待", "14.9", "5.21"]]
    ]


def test_cells_whose_columns_are_not_certain_stay_text() -> None:
    text = (
        "合计 |\n出国 |\n公车 |\n接待 |\n||\n小计 |\n购置 |\n运行 |\n|||\n79 |\n0 |\n75 |\n50 |\n25 |\n4 |\n"
    )
    assert grids(text) == []
    assert "79 |" in lines(text)


def test_a_bar_in_a_sentence_is_no_table() -> None:
    assert grids("首页 | 新闻\n正文12万元") == []


def test_pasted_rows_with_tabs() -> None:
    assert grids("表1\n项目\t预算\t决算\n甲\t1\t2\n乙\t\t4\n") == [
        [["项目", "预算", "决算"], ["甲", "1", "2"], ["乙", "", "4"]]
    ]


def test_box_drawing() -> None:
    text = "┌────┬────┐\n│项目│金额│\n├────┼────┤\n│甲  │12. │\n│    │50  │\n└────┴────┘\n"
    assert grids(text) == [[["项目", "金额"], ["甲", "12.50"]]]


PARAGRAPHS = (
    "　　本单位全年支出合计218.70万元，其中基本支出118.70万元，占百分之五十四，项目支出100.00万元，比上年增加"
    "86.40万元，主要原因是新增办公用房维修、信息系统运行维护和专项业务培训等支出，同时按照过紧日子要求压减"
    "公务接待费，公务接待费由上年的3.25万元减少到1.75万元。",
    "　　年末结转和结余资金12.60万元，比上年减少2.40万元，主要是加快项目执行进度，按合同约定及时支付款项，"
    "其中基本支出结转0.60万元，项目支出结转12.00万元，全部为当年财政拨款结转资金。",
    "一、绩效情况",
)


@pytest.mark.parametrize("width", range(50, 80))
def test_lines_broken_at_a_width_are_joined(width: int) -> None:
    broken: list[str] = []
    for paragraph in PARAGRAPHS:
        line, used = "", 0
        for char in paragraph:
            step = 1 if char.isascii() else 2
            if used + step > width:
                broken.append(line)
                line, used = "", 0
            line, used = line + char, used + step
        broken.append(line)
    assert lines("\n".join(broken)) == list(PARAGRAPHS)


def test_a_sentence_goes_on_behind_a_line_that_a_long_one_leaves_short() -> None:
    text = (
        "（一）本单位2023年度培训支出为218.70万元，其中专业\n技术培训支出186.40万元，比上年增加86.40万元，增\n"
        "长86.40%，主要是2 0 2 3 年 新 增 了 师 资 和 机 关 干 部 培\n训任务，培训人次随之上升。其中外聘教师\n"
        "讲课费比上年有所增加。\n（二）会议支出12.60万元，全部用于年度工作部署会\n和项目评审会。"
    )
    assert [one[:3] for one in lines(text)] == ["（一）", "（二）"]


def test_lines_of_their_own_stay_apart() -> None:
    text = "".join(
        f"第{n}个项目全年预算安排{n}2.50万元，全年决算支出{n}1.30万元，执行率9{n}%\n" for n in range(1, 9)
    )
    assert len(lines(f"各项目支出情况如下。\n{text}")) == 9


@given(st.text(alphabet="\t|-\n 甲1.。│─+", max_size=200))
def test_no_character_is_lost_or_made(text: str) -> None:
    source = read_text(text)
    kept = "".join(
        b.text if isinstance(b, Paragraph) else "".join(c.text for c in b.cells) for b in source.blocks
    )
    assert kept.count("甲") == text.count("甲")
    assert kept.count("1") == text.count("1")
    assert [b.where.block for b in source.blocks] == list(range(len(source.blocks)))


def test_a_paragraph_between_two_tables_is_no_part_of_a_cell() -> None:
    rows = "".join(f"\t{n}\n\t清淤\n\t8\n\t8\n\t8\n\n" for n in (1, 2, 3))
    text = f"\t序号\n\t项目\n\t预算\n\t决算\n\t结余\n\n{rows}\t合计\n\t24\n\t24\n\n二、结果\n三公经费表\n\t预算\n\t决算\n\n"
    assert grids(text)[1] == [["预算", "决算"]]
    assert lines(text) == ["二、结果", "三公经费表"]


def test_a_bar_at_the_edge_is_a_border_only_where_every_line_has_one() -> None:
    assert grids("编制 | 48 | 42 |\n| 50 | 45 |\n合计 | 98 | |\n") == [
        [["编制", "48", "42"], ["", "50", "45"], ["合计", "98", ""]]
    ]
    assert grids("| 编制 | 48 | |\n| | 50 | 45 |\n") == [[["编制", "48", ""], ["", "50", "45"]]]


def test_cells_on_lines_of_their_own_are_a_table_only_where_every_row_is_alike() -> None:
    cells = ["收入", "预算", "决算", "税收", "6.00", "6.50", "非税", "3.00", "3.00", "合计", "9.00", "9.50"]
    regular = "\n\n".join(["单位：亿元", *cells, "以上为全年数，均已审定。"])
    assert grids(regular) == [[cells[i : i + 3] for i in range(0, 12, 3)]]
    assert lines(regular) == ["单位：亿元", "以上为全年数，均已审定。"]
    assert not grids("\n\n".join([*cells, "其他", "1.00", "结余"]).replace("3.00\n\n3.00", "3.00"))
    assert grids("\n\n".join([*cells[:-3], "罚没", "5.00"]))[0][-1] == ["罚没", "5.00", ""]
    assert not grids("\n\n".join([*cells, "结余", "年末", "1.00"]))


SPACED = """某中心主要业务对比表
指标               2022年   2023年   增减率
接待群众（人次）   48,320   51,846    7.30%
  其中：窗口       6,204    6,830    10.09%
平均办理时限（天） 8.1      7.8      -3.70%

二、下一步打算
"""


def test_columns_kept_apart_by_blanks() -> None:
    text = SPACED.replace("（天） 8.1", "（天）  8.1")
    assert grids(text) == [
        [
            ["指标", "2022年", "2023年", "增减率"],
            ["接待群众（人次）", "48,320", "51,846", "7.30%"],
            ["其中：窗口", "6,204", "6,830", "10.09%"],
            ["平均办理时限（天）", "8.1", "7.8", "-3.70%"],
        ]
    ]
    assert lines(text) == ["某中心主要业务对比表", "二、下一步打算"]
    # a name and a figure with one blank between them are not told apart, so the column is found anew
    (raw,) = [b for b in read_text(SPACED).blocks if isinstance(b, RawTable)]
    assert raw.ragged


def test_rows_of_blanks_are_no_broken_prose() -> None:
    prose = "本中心依照规定开展各项工作，按时完成了年初确定的各项任务，\n"
    prose += "社会反映良好，未发生违规情况，群众的满意程度比上一年度有所\n"
    text = prose * 4 + "提高。\n" + SPACED.replace("（天） 8.1", "（天）  8.1")
    assert [len(grid) for grid in grids(text)] == [4]


@pytest.mark.parametrize(
    "text",
    [
        "单位负责人：略      填表人：略      联系电话：8123\n日期：2023年1月      第1页      共2页\n附：1  2  3\n",
        "一、基本情况  见附件  略\n二、支出情况  见附件  略\n三、绩效情况  见附件  略\n",
        "项目    预算    决算\n",
    ],
)
def test_other_lines_with_wide_gaps_stay_lines(text: str) -> None:
    assert grids(text) == [] and lines(text) == text.strip().split("\n")


BROKEN = [
    "某县残联2023年度康复救助",
    "救助126人，其中视力8人、听力22人、肢体46人、智",
    "力38人、孤独症12人；支出284.58万元，人均",
    "2.26万元，其中孤独症每人3.86万元、46.32万",
    "元。年初结转12.40万元，本年到位272.18万元。",
    "二、存在的问题",
    "支出偏慢。",
]


def test_a_short_text_is_joined_where_the_next_word_had_no_room() -> None:
    assert lines("\n".join(BROKEN)) == [BROKEN[0], "".join(BROKEN[1:5]), *BROKEN[5:]]


def test_a_list_broken_off_tells_the_width_too() -> None:
    broken = [
        "本年预算收入3,408.91万元，比上年预算",
        "3,226.20万元增加182.71万元。其中包括：",
        "财政拨款3,226.20万元、专户管理的收入",
        "60.90万元、上年结转121.81万元。",
    ]
    assert lines("\n".join(broken)) == ["".join(broken)]


def test_a_bracket_left_open_goes_on_in_the_next_line() -> None:
    broken = ["实际签约7,367户（应签约", "7,500户），比上年增加524户。"]
    assert lines("\n".join(broken)) == ["".join(broken)]
    for apart in (["甲（未完", "乙（已完）"], ["甲（未完", "一、乙）"], ["甲（已完）", "乙）丙"]):
        assert lines("\n".join(apart)) == apart


def test_a_line_without_room_goes_on_though_it_ends_a_sentence() -> None:
    broken = [
        "（一）批复与调整。年初批复8,642.30万元，其中：",
        "基本支出3,126.40万元，项目支出5,515.90万元，合",
        "计8,642.30万元。",
        "（二）支出。全年支出8,412.60万元，其中人员经费",
        "2,864.18万元。",
    ]
    assert lines("\n".join(broken)) == ["".join(broken[:3]), "".join(broken[3:])]


@pytest.mark.parametrize(
    "whole",
    [
        ["国内接待费76.19万元，比上年减少126.54万元，降低62.42%", "2015年财政拨款收入预算总计1649.44万元。",
         "办公费预算86.20万元，比上年增加1.20万元。"],
        ["差旅费支出12.86万元，比上年增加2.40万元", "会议费支出11.92万元，比上年减少1.30万元",
         "培训费支出14.05万元，比上年增加0.62万元",
         "维修费支出10.47万元，比上年减少2.15万元", "以上各项均未超预算。"],
        ["全年支出128.60万元，比上年增长4.20%，", "", "增长的主要原因是人员增加，调整了工资标准。"],
    ],
)  # fmt: skip
def test_lines_that_are_whole_stay_apart(whole: list[str]) -> None:
    assert lines("\n".join(whole)) == [line for line in whole if line]


@pytest.mark.parametrize(
    "rows",
    [
        ["一、拨款", "70", "一、基本", "48", "二、项目", "27", "合计", "75", "合计", "75"],
        [
            "一、拨款",
            "70",
            "一、基本",
            "48",
            "二、事业",
            "5",
            "三、项目",
            "9",
            "三、其他",
            "6",
            "二、机动",
            "8",
        ],
    ],
    ids=["only one side ends", "a number moved to the other side"],
)
def test_sides_that_a_lost_blank_moved_into_each_other_are_no_table(rows: list[str]) -> None:
    text = "\n".join(["收入", "预算数", "支出", "预算数", *rows])
    assert not any(isinstance(block, RawTable) for block in read_text(text).blocks)


def test_a_run_of_cells_is_read_from_its_beginning_or_not_at_all() -> None:
    names = ["收入", "支出", "项目", "预算数", "科目", "预算数"]
    cells = [*names, "拨款", "70", "教育", "52", "上年结转", "5", "住房", "23", "合计", "75", "合计", "75"]
    text = "".join(f"{cell} |\n" for cell in cells)
    assert not any(isinstance(block, RawTable) for block in read_text(text).blocks)
