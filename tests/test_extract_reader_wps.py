"""Word files as WPS Office writes them, and what else Chinese offices do with Word: each read as it is shown."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from corpora.write_pdf import converted
from extract import read_bytes
from extract.model import Extraction, Paragraph, RawTable
from tests.word_sample import STRICT, W, cell, listed, make_docx, numbering, para, row, run, table

WPS = "http://www.wps.cn/officeDocument/2013/wpsCustomData"
PARTS = {
    "docProps/app.xml": '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Template>Normal.dotm</Template><Application>WPS Office_12.1.0.15990_F1E327BC</Application></Properties>",
    "customXml/item1.xml": f'<s:customData xmlns="{WPS}" xmlns:s="{WPS}"><customSectProps><customSectPr/>'
    "</customSectProps><customShpExts/></s:customData>",
    "customXml/_rels/item1.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>',
}
STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="1"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 1"/><w:basedOn w:val="1"/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="5"><w:name w:val="Normal Table"/></w:style>'
)
LISTS = (
    '<w:abstractNum w:abstractNumId="{0}"><w:nsid w:val="5F{0}"/><w:multiLevelType w:val="singleLevel"/>'
    '<w:tmpl w:val="5F{0}"/><w:lvl w:ilvl="0" w:tentative="0"><w:start w:val="{3}"/><w:numFmt w:val="{1}"/>'
    '<w:suff w:val="nothing"/><w:lvlText w:val="{2}"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>'
)
PAGE = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE  \\* MERGEFORMAT '
    '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    + run("1")
    + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)


def wps(data: bytes) -> bytes:
    """The document as WPS packs it: its namespace on the root, its parts beside, every run with a language."""
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(buffer, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if name.startswith("word/") and name.endswith(".xml"):
                text = re.sub(
                    r"(<w:(?:document|hdr|ftr|styles) )", rf'\1xmlns:wpsCustomData="{WPS}" ', text, count=1
                )
                text = text.replace("<w:r><w:t", '<w:r><w:rPr><w:rFonts w:hint="eastAsia"/><w:lang w:val="en-US" '
                                    'w:eastAsia="zh-CN"/></w:rPr><w:t')  # fmt: skip
                text = text.replace(
                    "<w:body>",
                    '<w:body><w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/>',
                )
            new.writestr(name, text)
        for name, text in PARTS.items():
            new.writestr(name, text)
    return buffer.getvalue()


def read(data: bytes) -> Extraction:
    return read_bytes(data, "x.docx")


def paragraphs(found: Extraction) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in found.blocks if isinstance(block, Paragraph)]


def grids(found: Extraction) -> list[list[tuple[int, int, int, int, str]]]:
    return [
        [(c.row, c.column, c.rowspan, c.colspan, c.text) for c in block.cells]
        for block in found.blocks
        if isinstance(block, RawTable)
    ]


def box(content: str) -> str:
    """A text box as WPS writes it: its own drawing first, the old picture for others behind."""
    inner = f"<w:txbxContent>{content}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor behindDoc="0"><wp:extent '
        'cx="1828800" cy="1828800"/><a:graphic><a:graphicData><wps:wsp><wps:txbx>'
        f"{inner}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback>"
        f"<w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def control(content: str) -> str:
    return f'<w:sdt><w:sdtPr><w:id w:val="147"/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>'


def merged(text: str = "", span: int = 1, down: str = "") -> str:
    """A cell with the properties WPS writes of every cell; ``down`` is restart or continue."""
    properties = f'<w:tcW w:w="{1400 * span}" w:type="dxa"/>'
    properties += f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    properties += f'<w:vMerge w:val="{down}"/>' if down else ""
    return cell(para(text), f'{properties}<w:noWrap w:val="0"/><w:vAlign w:val="center"/>')


def wps_row(*cells: str) -> str:
    """A row with the exceptions that WPS repeats in each."""
    exceptions = (
        '<w:tblPrEx><w:tblLayout w:type="fixed"/></w:tblPrEx><w:trPr><w:trHeight w:val="340"/></w:trPr>'
    )
    return f"<w:tr>{exceptions}{''.join(cells)}</w:tr>"


def test_a_report_made_by_wps() -> None:
    grid = table(
        wps_row(merged("项目资金（万元）", down="restart"), merged("", 2), merged("全年预算数"), merged("全年执行数")),
        wps_row(merged("", down="continue"), merged("年度资金总额", 2), merged("186.40"), merged("172.35")),
        wps_row(merged("旧字", down="continue"), merged("其中"), merged("财政拨款"), merged("150.00"), merged("140.20")),
        widths=(1400,) * 5,
    )  # fmt: skip
    body = (
        para(
            run("单位基本情况"),
            '<w:pStyle w:val="2"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>',
        )
        + para(run("全年支出") + run("172") + run(".") + run("35") + run("万元") + run("。"))
        + para(run("附注") + box(para("金额单位：万元")))
        + grid
        + '<w:sectPr><w:footerReference r:id="rFooter1"/></w:sectPr>'
    )
    lists = LISTS.format(0, "chineseCounting", "%1、", 1)
    lists += '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    made = wps(
        make_docx(body, styles=STYLES, numbering=lists, footer1=para(box(para(run("— ") + PAGE + run(" —")))))
    )
    found = read(made)
    assert paragraphs(found) == [
        ("heading", "一、单位基本情况"), ("body", "全年支出172.35万元。"), ("body", "附注"),
        ("textbox", "金额单位：万元"), ("footer", "— 1 —"),
    ]  # fmt: skip
    assert grids(found) == [[
        (0, 0, 3, 1, "项目资金（万元）"), (0, 1, 1, 2, ""), (0, 3, 1, 1, "全年预算数"), (0, 4, 1, 1, "全年执行数"),
        (1, 1, 1, 2, "年度资金总额"), (1, 3, 1, 1, "186.40"), (1, 4, 1, 1, "172.35"),
        (2, 1, 1, 1, "其中"), (2, 2, 1, 1, "财政拨款"), (2, 3, 1, 1, "150.00"), (2, 4, 1, 1, "140.20"),
    ]]  # fmt: skip
    assert [(f.text, f.unit) for f in found.figures] == [
        ("172.35万元", "万元"), *((text, "万元") for text in ("186.40", "172.35", "150.00", "140.20")),
    ]  # fmt: skip
    assert (found.status, found.reasons, found.notices) == ("complete", (), ())


@pytest.mark.parametrize(
    ("form", "start", "printed"),
    [
        ("chineseCounting", 9, ["九、", "十、", "十一、"]),
        ("chineseCountingThousand", 99, ["九十九、", "一百、", "一百零一、"]),
        ("japaneseCounting", 19, ["十九、", "二十、", "二十一、"]),
        ("chineseLegalSimplified", 9, ["玖、", "壹拾、", "壹拾壹、"]),
        ("ideographTraditional", 9, ["壬、", "癸、", "甲、"]),
        ("ideographZodiac", 1, ["子、", "丑、", "寅、"]),
        ("decimalEnclosedCircle", 19, ["⑲、", "⑳、", "21、"]),
        ("decimalEnclosedCircleChinese", 1, ["①、", "②、", "③、"]),
        ("decimalEnclosedParen", 1, ["⑴、", "⑵、", "⑶、"]),
        ("decimalEnclosedFullstop", 1, ["⒈、", "⒉、", "⒊、"]),
        ("decimalFullWidth", 9, ["９、", "１０、", "１１、"]),
        ("decimalZero", 9, ["09、", "10、", "11、"]),
        ("upperRoman", 3, ["III、", "IV、", "V、"]),
        ("lowerLetter", 1, ["a、", "b、", "c、"]),
    ],
)
def test_numbers_that_wps_sets_before_paragraphs(form: str, start: int, printed: list[str]) -> None:
    lists = LISTS.format(0, form, "%1、", start) + '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    found = read(wps(make_docx("".join(para("支出12.30万元", listed()) for _ in printed), numbering=lists)))
    assert [text for _, text in paragraphs(found)] == [f"{number}支出12.30万元" for number in printed]
    assert {(f.text, f.unit) for f in found.figures} == {("12.30万元", "万元")}


def test_what_was_moved_stands_where_it_went_and_counts_there_only() -> None:
    moved = (
        "{0}<w:p><w:pPr>"
        + listed()
        + '<w:rPr><w:move{1} w:id="3"/></w:rPr></w:pPr><w:move{1} w:id="2">'
        + run("支出9.90万元")
        + "</w:move{1}></w:p>{2}"
    )
    ranges = '<w:move{0}Range{1} w:id="{2}" w:name="m"/>'
    body = moved.format(ranges.format("From", "Start", 1), "From", ranges.format("From", "End", 1))
    body += para("收入12.00万元", listed())
    body += moved.format(ranges.format("To", "Start", 4), "To", ranges.format("To", "End", 4))
    found = read(make_docx(body, numbering=numbering(("chineseCounting", "%1、"))))
    assert [text for _, text in paragraphs(found)] == ["一、收入12.00万元", "二、支出9.90万元"]
    assert [f.text for f in found.figures] == ["12.00万元", "9.90万元"]
    assert [notice.code for notice in found.notices] == ["tracked-changes"]


def test_a_strict_document_gives_widths_with_their_unit() -> None:
    def wide(text: str, points: int) -> str:
        return cell(text, f'<w:tcW w:w="{points}pt" w:type="dxa"/>')

    body = table(
        row(wide("合计", 160), wide("9.00", 80)), row(wide("甲", 80), wide("乙", 80), wide("9.00", 80))
    )
    body = body.replace('<w:gridCol w:w="2000"/>', '<w:gridCol w:w="100pt"/>')
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(make_docx(body))) as old, ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(W.encode(), STRICT.encode()))
    assert grids(read(buffer.getvalue())) == [[
        (0, 0, 1, 2, "合计"), (0, 2, 1, 1, "9.00"), (1, 0, 1, 1, "甲"), (1, 1, 1, 1, "乙"), (1, 2, 1, 1, "9.00"),
    ]]  # fmt: skip


def test_rows_and_cells_in_controls_of_a_floating_table_with_merged_labels() -> None:
    rows = [
        wps_row(merged("支出", down="restart"), merged("基本"), merged("1.00")),
        control(wps_row(control(merged("", down="continue")), merged("项目"), control(merged("2.00")))),
        control(control(wps_row(merged("合计", 2), merged("3.00")))),
    ]
    grid = table(*rows, widths=(1400,) * 3).replace(
        "<w:tblPr/>", '<w:tblPr><w:tblpPr w:vertAnchor="text" w:tblpX="90"/></w:tblPr>'
    )
    assert grids(read(make_docx(para("前文") + grid))) == [[
        (0, 0, 2, 1, "支出"), (0, 1, 1, 1, "基本"), (0, 2, 1, 1, "1.00"), (1, 1, 1, 1, "项目"), (1, 2, 1, 1, "2.00"),
        (2, 0, 1, 2, "合计"), (2, 2, 1, 1, "3.00"),
    ]]  # fmt: skip


def test_tables_in_text_boxes_and_in_cells_and_figures_in_notes() -> None:
    inner = table(row("办公费", "1.50"), row("差旅费", "2.50"))
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    body = para(run("正文") + box(para("单位：万元") + inner)) + para(run("支出4.00万元") + note)
    body += table(row(cell(para("明细") + inner + para()), "4.00"))
    found = read(
        wps(make_docx(body, footnotes=f'<w:footnote w:id="2">{para("其中上年结转0.60万元")}</w:footnote>'))
    )
    assert [text for _, text in paragraphs(found)] == [
        "正文",
        "单位：万元",
        "支出4.00万元",
        "其中上年结转0.60万元",
    ]
    assert [[text for *_, text in grid] for grid in grids(found)] == [
        ["办公费", "1.50", "差旅费", "2.50"], ["明细\n", "4.00"], ["办公费", "1.50", "差旅费", "2.50"],
    ]  # fmt: skip
    assert [f.text for f in found.figures] == ["1.50", "2.50", "4.00万元", "0.60万元", "4.00", "1.50", "2.50"]


@pytest.mark.parametrize(("ending", "form", "kind"), [("wps", "doc", "doc"), ("et", "xls", "xls")])
def test_older_files_of_wps_are_told_by_what_they_hold(
    ending: str, form: str, kind: str, require_program: Callable[[str], str], tmp_path: Path
) -> None:
    require_program("soffice")
    rows = (["项目", "金额（万元）"], ["办公费", "1.50"], ["差旅费", "2.50"])
    if form == "doc":
        source = tmp_path / "x.docx"
        source.write_bytes(wps(make_docx(table(*(row(*cells) for cells in rows)) + para("说明"))))
    else:
        source = tmp_path / "x.xlsx"
        book = openpyxl.Workbook()
        for cells in rows:
            book.active.append(cells)
        book.save(source)
    data = converted(source, form)
    found = read_bytes(data, f"x.{ending}")
    assert (found.format, found.status) == (kind, "complete")
    assert [(f.value, f.unit) for f in found.figures] == [
        (Decimal("1.50"), "万元"),
        (Decimal("2.50"), "万元"),
    ]
