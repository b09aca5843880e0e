"""The Word reader: what a reader of the page sees, in order, on its grid."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from extract import read_bytes as extract_bytes
from extract.model import Paragraph, RawTable, Source
from extract.readers import Unreadable, read_bytes
from tests.word_sample import (
    STRICT,
    W,
    cell,
    listed,
    make_docx,
    numbering,
    para,
    row,
    run,
    table,
)


def read(body: str, **parts: str) -> Source:
    return read_bytes(make_docx(body, **parts), "x.docx")


def texts(source: Source) -> list[str]:
    return [b.text for b in source.blocks if isinstance(b, Paragraph)]


def tables(source: Source) -> list[RawTable]:
    return [b for b in source.blocks if isinstance(b, RawTable)]


def spans(found: RawTable) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.column, c.rowspan, c.colspan, c.text) for c in found.cells]


def codes(source: Source) -> set[str]:
    return {reason.code for reason in source.reasons}


def test_blocks_follow_the_body_and_count_themselves() -> None:
    source = read(para("一、概况") + para("") + table(row("甲", "1")) + para("说明"))
    assert [(type(b).__name__, b.where.block) for b in source.blocks] == [
        ("Paragraph", 0),
        ("RawTable", 1),
        ("Paragraph", 2),
    ]
    assert tables(source)[0].cells[1].where.table == 0


def test_runs_are_joined_and_breaks_kept() -> None:
    content = run("支出12") + run("3.40万元") + "<w:r><w:br/><w:t>其中</w:t><w:tab/><w:noBreakHyphen/></w:r>"
    assert texts(read(para(content))) == ["支出123.40万元\n其中\t-"]


def test_text_without_preserve_is_trimmed_as_word_does() -> None:
    assert texts(read("<w:p><w:r><w:t> 收入 </w:t></w:r><w:r><w:t>10</w:t></w:r></w:p>")) == ["收入10"]


NUMBERED = (
    ("chineseCounting", "%1、"),
    ("chineseCounting", "（%2）"),
    ("decimal", "%3."),
    ("decimal", "%1.%4"),
)


def test_numbering_is_rendered_and_restarts_below_a_higher_level() -> None:
    levels = [0, 1, 1, 2, 2, 1, 2, 0, 1]
    body = "".join(para("项", listed(level)) for level in levels)
    assert texts(read(body, numbering=numbering(*NUMBERED))) == [
        "一、项", "（一）项", "（二）项", "1. 项", "2. 项", "（三）项", "1. 项", "二、项", "（一）项",
    ]  # fmt: skip


def test_a_number_never_touches_a_figure() -> None:
    body = para("2022年支出", listed())
    assert texts(read(body, numbering=numbering(("decimal", "%1."), suffix="nothing"))) == ["1. 2022年支出"]


def test_a_bullet_is_not_read_as_a_sign() -> None:
    assert texts(read(para("5万元", listed()), numbering=numbering(("bullet", "-")))) == ["5万元"]


def test_start_override_restarts_a_list_that_shares_its_counter() -> None:
    extra = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
        '</w:lvlOverride></w:num><w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num>'
    )
    body = "".join(para("项", listed(0, number)) for number in (1, 1, 3, 2, 2))
    found = texts(read(body, numbering=numbering(("decimal", "%1）"), extra=extra)))
    assert found == ["1）项", "2）项", "3）项", "1）项", "2）项"]


def test_numbering_linked_to_a_style_and_its_heading_level() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="2a"><w:name w:val="own"/><w:basedOn w:val="2"/></w:style>'
    )
    body = para("概况", '<w:pStyle w:val="2"/>') + para("支出", '<w:pStyle w:val="2a"/>')
    source = read(body, styles=styles, numbering=numbering(("upperRoman", "%1、")))
    assert texts(source) == ["I、概况", "II、支出"]
    assert [(b.level, b.kind) for b in source.blocks if isinstance(b, Paragraph)] == [(2, "heading")] * 2


def test_a_style_inherits_its_depth_on_the_list_from_the_style_that_is_linked_to_it() -> None:
    lists = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:pStyle w:val="h2"/><w:lvlText w:val="%1.%2、"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    styles = (
        '<w:style w:type="paragraph" w:styleId="h2"><w:name w:val="heading 2"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="own"><w:name w:val="own"/><w:basedOn w:val="h2"/></w:style>'
    )
    body = para("章", listed()) + para("节", '<w:pStyle w:val="h2"/>') + para("节", '<w:pStyle w:val="own"/>')
    assert texts(read(body, styles=styles, numbering=lists)) == ["1、章", "1.1、节", "1.2、节"]


def test_number_zero_takes_a_paragraph_off_its_styles_list() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="a"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    body = para("正文", '<w:pStyle w:val="a"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    assert texts(read(body, styles=styles, numbering=numbering(("decimal", "%1.")))) == ["正文"]


def test_numbered_cells_show_their_number() -> None:
    rows = [row(cell(para("", listed())), cell(name)) for name in ("甲项目", "乙项目")]
    found = tables(read(table(*rows), numbering=numbering(("decimal", "%1"))))[0]
    assert [c.text.strip() for c in found.cells] == ["1", "甲项目", "2", "乙项目"]


def test_merges_both_ways_and_cells_left_out() -> None:
    merge = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    found = tables(
        read(
            table(
                row(cell("指标", merge[0]), cell("预算", '<w:gridSpan w:val="2"/>')),
                row(cell("", merge[1]), cell("年初"), cell("全年")),
                row(cell("合计"), properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'),
                widths=(1000, 1000, 1000),
            )
        )
    )[0]
    assert spans(found) == [
        (0, 0, 2, 1, "指标"), (0, 1, 1, 2, "预算"), (1, 1, 1, 1, "年初"), (1, 2, 1, 1, "全年"), (2, 1, 1, 1, "合计"),
    ]  # fmt: skip


def test_a_merge_continued_under_another_width_is_a_cell_of_its_own() -> None:
    found = tables(
        read(
            table(
                row(cell("甲", '<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>'), cell("1")),
                row(cell("乙", "<w:vMerge/>"), cell("2"), cell("3")),
                widths=(1000, 1000, 1000),
            )
        )
    )[0]
    assert spans(found)[2] == (1, 0, 1, 1, "乙")


def test_columns_come_from_widths_where_spans_are_not_declared() -> None:
    def wide(text: str, width: int) -> str:
        return cell(text, f'<w:tcW w:w="{width}" w:type="dxa"/>')

    found = tables(
        read(
            table(
                row(wide("项目", 2000), wide("金额", 2000)),
                row(wide("甲", 2000), wide("年初", 1000), wide("全年", 1010)),
                widths=(2000, 1000, 1000),
            )
        )
    )[0]
    assert [(c.row, c.column, c.colspan) for c in found.cells] == [
        (0, 0, 1),
        (0, 1, 2),
        (1, 0, 1),
        (1, 1, 1),
        (1, 2, 1),
    ]


def test_nested_table_follows_its_table() -> None:
    inner = table(row("内", "1"))
    found = tables(read(table(row(cell(para("外") + inner + para("")), cell("2")))))
    assert [[c.text for c in t.cells] for t in found] == [["外\n", "2"], ["内", "1"]]
    assert [t.where.table for t in found] == [0, 1]


def test_rows_cells_and_runs_in_content_controls() -> None:
    def control(content: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    body = control(para("块")) + para(run("行") + control(run("内")))
    body += table(control(row("甲", "1")), row("乙").replace("</w:tr>", control(cell("2")) + "</w:tr>"))
    source = read(body)
    assert texts(source) == ["块", "行内"]
    assert [c.text for c in tables(source)[0].cells] == ["甲", "1", "乙", "2"]


def test_text_boxes_are_read_once() -> None:
    box = f"<w:txbxContent>{para('单位：万元')}</w:txbxContent>"
    drawing = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><a:graphic><a:graphicData>'
        f"<wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    source = read(para(run("正文") + drawing))
    assert [(b.text, b.kind) for b in source.blocks if isinstance(b, Paragraph)] == [
        ("正文", "body"),
        ("单位：万元", "textbox"),
    ]


def test_changes_are_read_as_accepted_and_said() -> None:
    body = para(
        run("支出")
        + f"<w:ins>{run('12.30')}</w:ins>"
        + "<w:del><w:r><w:delText>10.20</w:delText></w:r></w:del>"
        + f"<w:moveFrom>{run('移走')}</w:moveFrom><w:moveTo>{run('万元')}</w:moveTo>"
    )
    body += table(row("留", "1"), row("删", "2", properties="<w:del/>"))
    source = read(body)
    assert texts(source) == ["支出12.30万元"]
    assert [c.text for c in tables(source)[0].cells] == ["留", "1"]
    assert [n.code for n in source.notices] == ["tracked-changes"]


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    body = para("收入", "<w:rPr><w:del/></w:rPr>") + para("12万元")
    assert texts(read(body)) == ["收入12万元"]


def test_hidden_text_is_dropped_and_said() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="h"><w:name w:val="h"/><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    body = para(
        run("见")
        + run("9", "<w:vanish/>")
        + run("8", '<w:rStyle w:val="h"/>')
        + run("7", '<w:vanish w:val="0"/>')
    )
    source = read(body, styles=styles)
    assert texts(source) == ["见7"]
    assert [n.code for n in source.notices] == ["hidden-text"]


def test_fields_show_their_result_only() -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = "<w:r><w:instrText> =SUM(ABOVE) </w:instrText></w:r>"
    assert texts(
        read(para(mark("begin") + code + mark("separate") + run("42.10") + mark("end") + run("万元")))
    ) == ["42.10万元"]
    assert texts(read(para(mark("begin") + code + run("藏")) + para("不丢"))) == ["不丢"]


def test_notes_follow_their_paragraph_and_leave_no_digit_behind() -> None:
    body = para(run("支出12.3") + '<w:r><w:footnoteReference w:id="2"/></w:r>') + para("后文")
    notes = f'<w:footnote w:id="2">{para("含上年结转")}</w:footnote>'
    source = read(body, footnotes=notes)
    assert [(b.text, b.kind) for b in source.blocks if isinstance(b, Paragraph)] == [
        ("支出12.3", "body"),
        ("含上年结转", "footnote"),
        ("后文", "body"),
    ]


def test_headers_stand_before_their_section_and_are_printed_once() -> None:
    section = '<w:sectPr><w:headerReference r:id="rHeader1"/><w:footerReference r:id="rFooter1"/></w:sectPr>'
    body = para("第一节") + para("", section) + para("第二节") + section
    source = read(body, header1=para("金额单位：万元"), footer1=para("第1页"))
    assert [(b.text, b.kind) for b in source.blocks if isinstance(b, Paragraph)] == [
        ("金额单位：万元", "header"), ("第一节", "body"), ("第1页", "footer"), ("第二节", "body"),
    ]  # fmt: skip


def test_comments_are_no_text() -> None:
    body = para(
        '<w:commentRangeStart w:id="1"/>' + run("支出12.3万元") + '<w:commentRangeEnd w:id="1"/>'
        '<w:r><w:commentReference w:id="1"/></w:r>'
    )
    source = read(body, comments=f'<w:comment w:id="1">{para("应为13.2万元")}</w:comment>')
    assert texts(source) == ["支出12.3万元"] and not source.reasons


def test_the_unit_and_the_title_of_a_header_hold_for_what_stands_below() -> None:
    section = '<w:sectPr><w:headerReference r:id="rHeader1"/></w:sectPr>'
    body = table(row("项目", "2023年决算数"), row("办公费", "12.30")) + section
    header = para("某县林业站2023年度部门决算") + para("单位：万元")
    found = extract_bytes(make_docx(body, header1=header), "x.docx")
    assert (found.title, found.entity, found.year) == ("某县林业站2023年度部门决算", "某县林业站", 2023)
    assert [(f.text, f.unit) for f in found.figures] == [("12.30", "万元")]


@pytest.mark.parametrize(
    "kind",
    [
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
        "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    ],
)
def test_documents_with_macros_and_templates_read_the_same(kind: str) -> None:
    from zipfile import ZipFile

    plain = make_docx(para("支出12万元") + table(row("甲", "1")))
    usual = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(plain)) as old, ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(usual.encode(), kind.encode()))
        new.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    assert kind.encode() in ZipFile(buffer).read("[Content_Types].xml")
    assert read_bytes(buffer.getvalue(), "x.docm").blocks == read_bytes(plain, "x.docx").blocks


WIDTHS = (2000, 1500)
BREAK = para('<w:r><w:br w:type="page"/></w:r>')


@pytest.mark.parametrize("between", ["", BREAK])
def test_a_table_cut_by_a_page_break_is_one_table(between: str) -> None:
    first, second = (
        table(row("项目", "金额"), row("甲", "1.5"), widths=WIDTHS),
        table(row("乙", "2.5"), widths=WIDTHS),
    )
    found = tables(read(first + between + second))
    assert [(c.row, c.text) for c in found[0].cells] == [
        (0, "项目"),
        (0, "金额"),
        (1, "甲"),
        (1, "1.5"),
        (2, "乙"),
        (2, "2.5"),
    ]
    assert len(found) == 1


@pytest.mark.parametrize(
    ("between", "second"),
    [
        (para(""), table(row("乙", "2.5"), widths=WIDTHS)),
        (BREAK, table(row("乙", "2.5"), widths=(2000, 1501))),
        (BREAK, table(row("项目", "金额"), row("乙", "2.5"), widths=WIDTHS)),
        (BREAK, table(row("名称", "数值"), row("乙", "2.5"), widths=WIDTHS)),
        (BREAK + para("表2"), table(row("乙", "2.5"), widths=WIDTHS)),
    ],
)
def test_two_tables_stay_two(between: str, second: str) -> None:
    first = table(row("项目", "金额"), row("甲", "1.5"), widths=WIDTHS)
    assert len(tables(read(first + between + second))) == 2


def test_strict_documents_read_the_same() -> None:
    plain = make_docx(para("支出12万元") + table(row("甲", "1")))
    from zipfile import ZipFile

    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(plain)) as old, ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(W.encode(), STRICT.encode()))
    strict = read_bytes(buffer.getvalue(), "x.docx")
    assert strict.blocks == read_bytes(plain, "x.docx").blocks
    assert len(strict.blocks) == 2


def test_a_picture_of_a_table_is_a_reason_and_a_small_mark_is_not() -> None:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (600, 300), "white")
    pen = ImageDraw.Draw(image)
    for y in range(0, 300, 30):
        pen.line((0, y, 600, y), fill="black", width=2)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")

    def shown(width: int, height: int) -> str:
        return (
            f'<w:p><w:r><w:drawing><wp:inline><wp:extent cx="{width * 360000}" cy="{height * 360000}"/><a:graphic>'
            '<a:graphicData><a:blip r:embed="rpage.png"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
        )

    members = {"page.png": buffer.getvalue()}
    assert codes(read_bytes(make_docx(para("见下表") + shown(15, 7), members), "x.docx")) == {"picture"}
    assert codes(read_bytes(make_docx(para("盖章") + shown(4, 4), members), "x.docx")) == set()


def test_embedded_objects_are_a_reason_and_equations_are_not() -> None:
    for program, expected in (("Excel.Sheet.12", {"embedded-object"}), ("Equation.3", set())):
        body = para(f'<w:r><w:object><o:OLEObject ProgID="{program}"/></w:object></w:r>')
        assert codes(read(para("表") + body)) == expected


def test_formulas_are_kept_on_one_line() -> None:
    fraction = "<m:oMath><m:f><m:num><m:r><m:t>12</m:t></m:r></m:num><m:den><m:r><m:t>48</m:t></m:r></m:den></m:f></m:oMath>"
    assert texts(read(para(run("率=") + fraction + run("=25%")))) == ["率=12/48=25%"]


def test_contents_lines_are_told_from_the_text() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="t"><w:name w:val="toc 1"/></w:style>'
    source = read(para("一、概况\t3", '<w:pStyle w:val="t"/>') + para("一、概况"), styles=styles)
    assert [b.kind for b in source.blocks if isinstance(b, Paragraph)] == ["contents", "body"]


def test_an_absurd_span_is_a_reason_not_a_hang() -> None:
    source = read(table(row(cell("甲", '<w:gridSpan w:val="10000000"/>'), cell("1"))))
    assert [c.text for c in tables(source)[0].cells] == ["甲", "1"]
    assert codes(source) == {"table-limit"}


def test_deep_nesting_ends_with_a_reason() -> None:
    body = table(row("最内", "1"))
    for _ in range(24):
        body = table(row(cell(body + para("")), cell("1")))
    assert codes(read(body)) == {"table-limit"}


def test_a_bomb_is_refused_before_it_is_opened() -> None:
    with pytest.raises(Unreadable) as caught:
        read_bytes(make_docx(para("一"), {"media/big.bin": bytes(20 * 2**20)}), "x.docx")
    assert caught.value.code == "too-large"


def test_a_missing_side_part_is_said() -> None:
    section = '<w:sectPr><w:headerReference r:id="rGone"/></w:sectPr>'
    assert codes(read(para("支出12万元") + section)) == {"damaged-part"}


def test_a_doctype_is_refused() -> None:
    main = (
        f'<!DOCTYPE x [<!ENTITY e "9">]><w:document xmlns:w="{W}"><w:body>{para("&e;")}</w:body></w:document>'
    )
    with pytest.raises(Unreadable) as caught:
        read_bytes(make_docx("", main=main), "x.docx")
    assert caught.value.code == "unsafe"


def test_a_damaged_side_part_costs_only_itself() -> None:
    data = make_docx(para("支出12万元"), numbering="<w:broken>")
    source = read_bytes(data, "x.docx")
    assert texts(source) == ["支出12万元"]
    assert codes(source) == {"damaged-part"}


def test_a_real_report_reads_the_same_as_word_and_as_text(report_file: Callable[[str], Path]) -> None:
    from extract.readers import read_source

    def filled(source: Source) -> list[list[str]]:
        found = []
        for block in source.blocks:
            if isinstance(block, Paragraph):
                found.append([block.text])
            else:
                rows: dict[int, list[str]] = {}
                for c in block.cells:
                    rows.setdefault(c.row, []).append(c.text)
                found.extend(rows[r] for r in sorted(rows))
        return [[text for part in line if (text := "".join(part.split()))] for line in found]

    word, text = (read_source(report_file(f"hengyang-2022.{form}")) for form in ("docx", "txt"))
    assert filled(word) == filled(text)
    assert not word.reasons
    assert not text.reasons
