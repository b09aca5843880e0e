"""Writes the bundled sample: report.docx with five planted contradictions, clean.docx without.

The unit, its projects and all figures are invented.  Run: python -m corpora.sample.compose
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table

from gouji.report.archive import repack

HERE = Path(__file__).resolve().parent
SONG, HEI = "仿宋", "黑体"


@dataclass(frozen=True)
class Slots:
    """The places where the two versions differ."""

    growth: str
    posts: str
    control: str
    greening_2022: str
    mechanism_score: str
    total_score: str


CLEAN = Slots("30.47%", "38", "92.11%", "121.20", "4", "95.87")
PLANTED = Slots("34.07%", "36", "95.00%", "112.20", "8", "99.87")


def prose(slots: Slots) -> list[tuple[str, str]]:
    """(kind, text) of the report's body before the annexes."""
    return [
        ("title", "澜川市园林绿化服务中心\n2023年度部门整体支出绩效自评报告"),
        ("heading", "一、部门基本情况"),
        ("sub", "（一）主要职责"),
        ("body", "负责市区公园、绿地和行道树的日常管护，承担古树名木普查、挂牌与复壮，组织实施城区绿化提升项目，"
                 "为园林绿化行业管理提供技术服务。"),
        ("sub", "（二）机构和人员"),
        ("body", "本单位为公益一类事业单位，内设综合科、计划财务科、公园管护科等6个科室。核定编制38人，"
                 "年末在职人员35人，退休人员14人。"),
        ("heading", "二、部门整体支出情况"),
        ("sub", "（一）支出总体情况"),
        ("body", "2023年本单位支出合计1258.40万元，比上年增加129.70万元，增长11.49%。其中：基本支出845.80万元，"
                 "项目支出412.60万元。"),
        ("sub", "（二）基本支出情况"),
        ("body", "2023年基本支出845.80万元，比上年增加33.35万元，增长4.10%。其中：人员经费742.30万元，占基本支出的87.76%；"
                 "公用经费103.50万元，占基本支出的12.24%。"),
        ("sub", "（三）项目支出情况"),
        ("body", f"2023年项目支出412.60万元，比上年增加96.35万元，增长{slots.growth}，主要原因是新增城区绿化提升任务。"
                 "其中：公园管护支出186.20万元，古树名木保护支出64.90万元，城区绿化提升支出161.50万元。"),
        ("sub", "（四）“三公”经费情况"),
        ("body", "2023年“三公”经费决算15.62万元，比上年减少1.23万元，下降7.30%。其中：公务用车运行维护费12.40万元，"
                 "公务接待费3.22万元，未发生因公出国（境）费用。"),
        ("heading", "三、绩效目标完成情况"),
        ("body", "全年预算1275.00万元，实际支出1258.40万元，预算执行率98.70%。管护公园面积326公顷，新增绿地10.8万平方米，"
                 "市区绿地率达到38.6%，市民满意度为92%。"),
        ("heading", "四、存在的问题和改进措施"),
        ("body", "新增绿地进度慢于计划，主要是部分地块移交较晚；古树名木挂牌数量未达到目标。下一步将提前对接用地计划，"
                 "完善项目台账，按月通报进度。"),
        ("heading", "五、自评结论"),
        ("body", f"经逐项评价，本单位2023年度整体支出绩效自评得分{slots.total_score}分，自评等级为“优”。"),
    ]  # fmt: skip


def basics(slots: Slots) -> tuple[list[list[str]], list[list[str]]]:
    """The two parts of the base data form: people, then money in 万元."""
    people = [
        ["财政供养人员情况（人）", "编制数", "2023年实际在职人数", "控制率"],
        ["", slots.posts, "35", slots.control],
    ]
    money = [
        ["经费控制情况（万元）", "2022年决算数", "2023年预算数", "2023年决算数"],
        ["“三公”经费", "16.85", "18.00", "15.62"],
        ["1．公务用车购置和维护经费", "13.10", "14.00", "12.40"],
        ["其中：公车购置", "0", "0", "0"],
        ["公车运行维护", "13.10", "14.00", "12.40"],
        ["2．出国经费", "0", "0", "0"],
        ["3．公务接待", "3.75", "4.00", "3.22"],
        ["项目支出", "316.25", "415.00", "412.60"],
        ["1．公园管护", "142.75", "187.00", "186.20"],
        ["2．古树名木保护", "52.30", "65.00", "64.90"],
        ["3．城区绿化提升", slots.greening_2022, "163.00", "161.50"],
        ["公用经费", "98.40", "105.00", "103.50"],
        ["其中：办公经费", "21.30", "22.00", "20.85"],
        ["水费、电费、差旅费", "32.60", "35.00", "33.75"],
    ]
    return people, money


def indicators(slots: Slots) -> list[list[str]]:
    """The rows of the self-assessment form below its funds."""
    return [
        ["产出指标（50分）", "数量指标", "管护公园面积", "≥320公顷", "326公顷", "10", "10", ""],
        ["", "", "古树名木挂牌数量", "≥260株", "234株", "10", "9", "部分古树权属待确认"],
        ["", "质量指标", "绿化苗木成活率", "≥95%", "92.5%", "10", "9", "夏季持续高温"],
        ["", "时效指标", "项目按期完成率", "100%", "100%", "10", "10", ""],
        ["", "成本指标", "项目支出控制数", "≤415万元", "412.60万元", "10", "10", ""],
        [
            "效益指标（30分）",
            "社会效益指标",
            "新增绿地面积",
            "≥12万平方米",
            "10.8万平方米",
            "10",
            "9",
            "部分地块移交较晚",
        ],
        ["", "生态效益指标", "市区绿地率", "≥38%", "38.6%", "15", "15", ""],
        [
            "",
            "可持续影响指标",
            "管护长效机制",
            "健全",
            "基本健全",
            "5",
            slots.mechanism_score,
            "巡查制度尚需完善",
        ],
        ["满意度指标（10分）", "服务对象满意度指标", "市民满意度", "≥90%", "92%", "10", "10", ""],
    ]


def fill(table: Table, rows: list[list[str]], first: int = 0) -> None:
    """Write ``rows`` into ``table`` from row ``first``; figures are centred."""
    for i, row in enumerate(rows, first):
        for j, text in enumerate(row):
            if text:
                paragraph = table.cell(i, j).paragraphs[0]
                paragraph.add_run(text).font.size = Pt(9)
                if j:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def annexes(document: DocumentObject, slots: Slots) -> None:
    """The base data form and the self-assessment form."""
    document.add_page_break()
    write(document, "heading", "附件1")
    write(document, "caption", "2023年度部门整体支出绩效评价基础数据表")
    people, money = basics(slots)
    table = document.add_table(len(people) + len(money), 4, style="Table Grid")
    fill(table, people)
    fill(table, money, len(people))
    table.cell(0, 0).merge(table.cell(1, 0))

    document.add_page_break()
    write(document, "heading", "附件2")
    write(document, "caption", "2023年度部门整体支出绩效自评表")
    rows = indicators(slots)
    table = document.add_table(9 + len(rows), 8, style="Table Grid")
    fill(table, [
        ["单位名称", "澜川市园林绿化服务中心", "", "", "", "", "", ""],
        ["年度预算申请（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        ["", "年度资金总额", "1210.00", "1275.00", "1258.40", "10", "98.70%", "9.87"],
        ["按支出性质分", "其中：基本支出", "820.00", "860.00", "845.80", "", "", ""],
        ["", "项目支出", "390.00", "415.00", "412.60", "", "", ""],
        ["年度总体目标", "预期目标", "", "", "", "实际完成情况", "", ""],
        ["", "做好公园绿地管护，完成绿化提升任务。", "", "", "", "管护任务全面完成，绿化提升任务基本完成。", "", ""],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"],
    ])  # fmt: skip
    fill(table, rows, 8)
    fill(table, [["总分", "", "", "", "", "100", slots.total_score, ""]], 8 + len(rows))
    for top, left, bottom, right in (
        (0, 1, 0, 7), (1, 0, 2, 0), (3, 0, 4, 0), (5, 0, 6, 0), (5, 1, 5, 4), (5, 5, 5, 7), (6, 1, 6, 4), (6, 5, 6, 7),
        (8, 0, 12, 0), (8, 1, 9, 1), (13, 0, 15, 0), (17, 0, 17, 4),
    ):  # fmt: skip
        table.cell(top, left).merge(table.cell(bottom, right))
    for cell in (cell for row in table.rows for cell in row.cells):
        for empty in cell.paragraphs[1:]:
            if not empty.text and len(cell.paragraphs) > 1:
                empty._p.getparent().remove(empty._p)


def write(document: DocumentObject, kind: str, text: str) -> None:
    """One paragraph in the look of an official document."""
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    font, size = (SONG, 14) if kind == "body" else (HEI, {"title": 18, "caption": 15}.get(kind, 14))
    run.font.name, run.font.size = font, Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    paragraph.paragraph_format.space_after = Pt(4)
    if kind == "body":
        paragraph.paragraph_format.first_line_indent = Pt(2 * size)
    if kind in {"title", "caption"}:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def compose(slots: Slots) -> bytes:
    """The document's bytes, the same on every run."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.6)
    for kind, text in prose(slots):
        write(document, kind, text)
    annexes(document, slots)
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.title = "2023年度部门整体支出绩效自评报告"
    properties.created = properties.modified = datetime(2024, 1, 1)
    buffer = io.BytesIO()
    document.save(buffer)
    return repack(buffer.getvalue())


if __name__ == "__main__":
    (HERE / "report.docx").write_bytes(compose(PLANTED))
    (HERE / "clean.docx").write_bytes(compose(CLEAN))
