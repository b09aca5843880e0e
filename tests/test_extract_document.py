"""A document as a whole: its head, its sections, and what becomes of a paragraph that cannot be read."""

from __future__ import annotations

import pytest

from checks.run import check
from extract import document, read_text, sentence
from extract.document import understand
from extract.model import Block, Cell, Locator, Paragraph, RawTable, Source
from extract.reading import Reading
from extract.title import entity_of, parts, title_of, year_in, year_of


def paragraphs(*texts: str) -> list[Block]:
    return [Paragraph(text, Locator(block=i)) for i, text in enumerate(texts)]


def form(*rows: tuple[str, ...]) -> RawTable:
    cells = tuple(
        Cell(text, Locator(block=9, table=0, row=r, column=c), r, c)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    )
    return RawTable(cells, Locator(block=9, table=0))


@pytest.mark.parametrize(
    ("lines", "unit"),
    [
        (["湄平县民政局2023年度部门决算"], "湄平县民政局"),
        (["关于湄平县民政局2023年度部门决算的报告"], "湄平县民政局"),
        (["湄平县民政局关于2023年度部门整体支出绩效自评的报告"], "湄平县民政局"),
        (["2023年度湄平县民政局部门决算公开"], "湄平县民政局"),
        (["澜川市园林绿化服务中心\n2023年度部门整体支出绩效自评报告"], "澜川市园林绿化服务中心"),
        (["中共湄平县委", "社会工作部", "2023年度部门决算"], "中共湄平县委社会工作部"),
        (["附件1", "湄平县教育局", "项目支出绩效自评报告"], "湄平县教育局"),
        (["第一部分 湄平县司法局概况", "一、主要职责"], "湄平县司法局"),
        (["湄平县人民检察院（本级）2023年度部门决算"], "湄平县人民检察院"),
        (["2023年部门整体支出绩效自评报告", "填报单位：湄平县档案馆（盖章）"], "湄平县档案馆"),
        (["单位名稱：湄平縣圖書館"], "湄平縣圖書館"),
        (["栖禾市商会联合会2023年度“三公”经费支出决算"], "栖禾市商会联合会"),
        (["2023年部门整体支出绩效自评报告", "填报单位：元坪县水利局"], "元坪县水利局"),
        (["2023年项目支出情况表（单位：万元）"], ""),
        (["2023年项目支出情况表", "单位：人民币万元"], ""),
        (["2023年项目支出情况表（金额单位：万元人民币）"], ""),
        (["2023年绿地面积一览", "单位：平方米"], ""),
        (["2023年部门整体支出绩效自评报告", "附件1", "填报单位：湄平县福利院"], "湄平县福利院"),
        (["湄平县民政局2023年度部门决算", "附件1", "填报单位：湄平县福利院"], "湄平县民政局"),
        (["第二部分 部门决算表", "2023年度"], ""),
        (["经湄平县财政局批复，2023年支出5万元。"], ""),
        (["（二）政府采购预算安排。"], ""),
        (["湄平县2023年度财政决算报告"], ""),
    ],
)
def test_the_unit_that_reports(lines: list[str], unit: str) -> None:
    assert entity_of(paragraphs(*lines)) == unit


def test_the_unit_beside_its_name_in_a_form() -> None:
    assert (
        entity_of([form(("项目名称", "绿化提升"), ("单位名称", "澜川市园林绿化服务中心"))])
        == "澜川市园林绿化服务中心"
    )
    assert entity_of([form(("单位名称", "年初预算数"), ("合计", "5.00"))]) == ""
    assert entity_of([form(("实施单位", "项目单位"), ("名称", "金额"))]) == ""


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (
            ["湄平县民政局", "2023年度部门整体支出", "绩效自评报告"],
            "湄平县民政局2023年度部门整体支出绩效自评报告",
        ),
        (["附件1", "（2023年度）", "项目支出绩效自评表"], "（2023年度）项目支出绩效自评表"),
        (["关于工作的说明", "支出5万元。"], "关于工作的说明"),
        (["一、基本情况", "2023年部门决算"], "2023年部门决算"),
        ([], ""),
    ],
)
def test_title(lines: list[str], title: str) -> None:
    assert title_of(paragraphs(*lines)) == title


@pytest.mark.parametrize(
    ("lines", "year"),
    [
        (["湄平县民政局2023年度部门决算", "2022年度支出5万元，2022年度收入6万元"], 2023),
        (["支出情况", "2022年度支出5万元，较2021年度增加1万元"], 2022),
        (["治理项目2023年度自评结果", "2022年度自评得分90分，较2021年度预算高。", "2023年度支出5万元"], 2023),
        (["支出5万元"], None),
    ],
)
def test_year(lines: list[str], year: int | None) -> None:
    assert year_of(paragraphs(*lines), "") == year


def test_parts_are_the_reports_and_annexes_by_their_titles() -> None:
    blocks = paragraphs(
        "2023年度部门决算", "附件1", "2022年度项目支出绩效自评表", "附件2：评分表", "支出5万元。"
    )
    found = [(p.title, p.year, p.where.block) for p in parts(blocks, 2023, "")]
    assert found == [
        ("2023年度部门决算", 2023, 0),
        ("附件1 2022年度项目支出绩效自评表", 2022, 1),
        ("附件2：评分表", 2023, 3),
    ]


def test_what_an_annex_does_not_say_it_has_from_the_report_before_it() -> None:
    blocks = paragraphs(
        "湄平县档案馆2022年度部门决算公开说明",
        "本年支出合计5万元。",
        "附表1 收入决算表",
        "湄平县档案馆2023年度部门决算公开说明",
        "2022年度结转情况说明",
        "上年结转1万元，2023年支出6万元，2023年收入7万元。",
        "附件1",
        "2023年度项目支出绩效自评表",
        "填报单位：湄平县福利院",
    )
    found = [(p.where.block, p.year, p.entity) for p in parts(blocks, 2022, "湄平县档案馆")]
    assert found == [
        (0, 2022, "湄平县档案馆"),
        (2, 2022, "湄平县档案馆"),
        (3, 2023, "湄平县档案馆"),
        (4, 2023, "湄平县档案馆"),  # a heading about last year begins no report of last year
        (6, 2023, "湄平县福利院"),
    ]


YEARLY = """湄平县档案馆{0}年度部门决算公开说明

本年度收入合计{1}万元，比上年增加100.00万元，增长{2}%。公务接待费支出{3}万元。

附表1 收入决算表（单位：万元）

|项目|上年决算数|本年决算数|
|---|---|---|
|财政拨款收入|{4}|600.00|
|其他收入|{5}|{6}|
|合计|{7}|{1}|

"""


def test_two_years_in_one_file_are_kept_apart() -> None:
    first = YEARLY.format(2022, "1,000.00", "11.11", "5.00", "550.00", "350.00", "400.00", "900.00")
    second = YEARLY.format(2023, "1,100.00", "10.00", "4.00", "600.00", "400.00", "500.00", "1,000.00")
    for text in (first + second, second + first):
        read = read_text(text)
        assert [p.year for p in read.parts] in ([2022, 2022, 2023, 2023], [2023, 2023, 2022, 2022])
        assert not check(read).findings
        assert {f.period for f in read.figures if f.text == "4.00万元"} == {"2023"}
        # what the year before says of itself and what the year after says of it are one fact
        wrong = check(read_text(text.replace("|其他收入|400.00|", "|其他收入|410.00|")))
        assert "GJ301" in {f.rule for f in wrong.findings if f.severity == "error"}


FORM = """附件{0}

2023年度项目支出绩效自评表

填报单位：{1}　单位：万元

|项目|全年预算数|全年执行数|执行率|
|---|---|---|---|
|年度资金总额|{2}|{3}|{4}%|

全年预算{2}万元，实际支出{5}万元，执行率{4}%。

"""


@pytest.mark.parametrize("same", [False, True])
def test_annexes_of_several_projects_are_kept_apart(same: bool) -> None:
    units = ["湄平县水利局"] * 3 if same else ["湄平县供水站", "湄平县移民站", "湄平县河湖中心"]
    amounts = [("200.00", "190.00", "95.00"), ("300.00", "294.00", "98.00"), ("120.00", "114.00", "95.00")]
    main = "湄平县水利局2023年度部门整体支出绩效自评报告\n\n共实施3个项目，预算合计620.00万元。\n\n"
    forms = [
        FORM.format(n + 1, unit, *amount, amount[1])
        for n, (unit, amount) in enumerate(zip(units, amounts, strict=True))
    ]
    read = read_text(main + "".join(forms))
    assert (read.entity, [p.entity for p in read.parts][1:]) == ("湄平县水利局", units)
    assert not check(read).findings
    torn = FORM.format(2, units[1], *amounts[1], "249.00")
    wrong = check(read_text(main + forms[0] + torn + forms[2]))
    assert ("GJ205", "error") in {(f.rule, f.severity) for f in wrong.findings}
    assert {figure.where.block for f in wrong.findings for figure in f.figures} <= {10, 11, 12}


def test_a_table_may_bear_the_title_of_its_document() -> None:
    sheet = Paragraph("自评表", Locator(section="自评表", block=0), 1, "heading")
    rows = (
        ("湄平县水利局2023年度部门整体支出绩效自评表", "", ""),
        ("单位：万元", "", ""),
        ("项目", "预算数", "执行数"),
    )
    for blocks in ([sheet, form(*rows)], [form(*rows)]):
        assert (title_of(blocks), entity_of(blocks)) == (rows[0][0], "湄平县水利局")
    assert title_of([sheet, form(*rows[1:])]) == "自评表"
    assert title_of([form(("2023年度", "", ""), *rows[2:])]) == ""


def test_sections_and_topics_reach_the_paragraphs_under_them() -> None:
    text = "2023年度部门决算\n\n二、支出情况\n\n（一）公务接待费\n\n支出决算为5万元。\n\n（二）其他\n\n支出决算为6万元。"
    first, second = read_text(text).figures
    assert (first.concept, first.where.section) == ("three-public.reception", "二、支出情况（一）公务接待费")
    assert (second.concept, second.where.section) == (None, "二、支出情况（二）其他")


def test_a_chapter_limits_the_money_of_its_paragraphs() -> None:
    text = "七、政府性基金预算支出情况\n\n项目支出5万元。\n\n八、其他情况\n\n项目支出6万元。"
    assert [f.scope for f in read_text(text).figures] == [(("chapter", "政府性基金"),), ()]


# ---- nothing ends the document -------------------------------------------------------------

TEXTS = ("支出合计5万元。", "坏段落支出6万元，增长3%。", "收入合计7万元。")


@pytest.mark.parametrize(
    ("error", "named"),
    [(TimeoutError(), "过于复杂"), (ValueError("x"), "ValueError"), (RecursionError(), "RecursionError")],
)
def test_a_paragraph_that_fails_is_unread_and_the_rest_is_read(
    monkeypatch: pytest.MonkeyPatch, error: Exception, named: str
) -> None:
    real = sentence.read

    def failing(text: str, *rest: object) -> Reading:
        if text.startswith("坏"):
            raise error
        return real(text, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(document.sentence, "read", failing)
    found = understand(Source("txt", tuple(paragraphs(*TEXTS))), "x.txt", "")
    assert [f.text for f in found.figures] == ["5万元", "7万元"]
    assert found.status == "partial"
    (unread,) = found.unread
    assert unread.text == TEXTS[1] and named in unread.reason and unread.where.block == 1
    (reason,) = found.reasons
    assert reason.code == "paragraph-failed" and "坏段落" in reason.message
    assert reason.where is not None and reason.where.block == 1


def test_a_cell_that_fails_is_unread_and_its_table_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(text: str, *rest: object) -> Reading:
        raise ValueError

    monkeypatch.setattr(document.sentence, "read", failing)
    table = form(("项目", "说明"), ("培训支出", "全年组织培训3次，支出5万元。"))
    found = understand(Source("docx", (table,)), "x.docx", "")
    assert found.status == "partial"
    assert [r.code for r in found.reasons] == ["paragraph-failed"]
    assert "5万元" in {f.text for f in found.figures}


def test_without_figures_there_is_nothing_to_check() -> None:
    found = understand(Source("txt", tuple(paragraphs("没有数据的说明。"))), "x.txt", "")
    assert (found.status, [r.code for r in found.reasons]) == ("unchecked", ["no-figures"])


def test_headers_and_footers_are_not_read() -> None:
    blocks = (
        Paragraph("支出5万元", Locator(block=0), kind="footer"),
        Paragraph("收入6万元", Locator(block=1)),
    )
    assert [f.text for f in understand(Source("docx", blocks), "x.docx", "").figures] == ["6万元"]


def test_a_table_without_a_unit_takes_that_of_the_text_marked_as_inferred() -> None:
    table = form(("项目", "决算数"), ("培训支出", "123.45"), ("会议支出", "678.90"), ("办公支出", "11.22"))
    told = paragraphs("培训支出123.45万元，会议支出678.90万元。")
    found = understand(Source("docx", (*told, table)), "x.docx", "")
    cells = {f.text: (f.unit, f.unit_from) for f in found.figures if f.where.table is not None}
    assert cells["11.22"] == ("万元", "inferred")
    alone = understand(Source("docx", (*paragraphs("培训支出123.45万元。"), table)), "x.docx", "")
    assert {f.unit for f in alone.figures if f.where.table is not None} == {""}


def test_a_workbook_without_a_year_takes_the_one_of_its_name():
    assert year_in("2023年度部门决算公开表") == 2023
    assert year_in("2022—2023年对比表（2022年、2023年）") is None
    assert year_in("部门决算公开表") is None


def test_a_table_without_a_unit_takes_that_of_most_of_its_amounts_in_the_text():
    said = "养老补贴91.22万元、慈善经费93.93万元、救助经费56.79元、培育经费26.39万元。\n"
    rows = "| 项目 | 执行数 |\n| 养老补贴 | 91.22 |\n| 慈善经费 | 93.93 |\n| 救助经费 | 56.79 |\n| 培育经费 | 26.39 |"

    def units(text: str) -> set[tuple[str, str]]:
        return {(f.unit, f.unit_from) for f in read_text(text).tables[0].figures}

    assert units(said + rows) == {("万元", "inferred")}
    assert units(said.replace("93.93万元", "93.93元") + rows) == {("", "none")}


def test_a_figure_knows_its_place_in_its_quote() -> None:
    text = "2023年支出 17.30 万元，其中甲项目 7.30万元、乙项目10.00万元；办公费7.30万元。"
    row = "| 项目 | 说明 | 支出 |\n| 甲项目 | 支付17.30万元，结余7.30万元 | 7.30 |"
    figures = read_text(f"{text}\n\n{row}").figures
    assert [f.before[-3:] for f in figures] == [
        "年支出",
        "甲项目",
        "乙项目",
        "办公费",
        " 支付",
        "，结余",
        " | ",
    ]
    assert all(f.before + f.text + f.behind == f.quote for f in figures)
    assert figures[1].until(figures[3]) == "、乙项目10.00万元；办公费"
    assert (figures[3].until(figures[1]), figures[3].until(figures[4])) == ("", "")
