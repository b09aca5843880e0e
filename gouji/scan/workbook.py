"""The summary of a scan as a workbook: units, documents, findings across documents, rules, and who is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from gouji import __version__
from gouji.report.term import SEVERITY, clean
from gouji.scan.group import UNKNOWN
from gouji.scan.progress import STATE
from gouji.scan.summary import LISTED, SEVERITIES, Summary, document_rows, name_rule, title_rule, unit_rows

_MOST: Final = 1_000_000
"""Rows that a sheet takes; what does not go in is in summary.csv."""

_ABOUT: Final = (
    "本表由 gouji scan 根据一个年度的全部报送材料生成，与 summary.html 内容相同。",
    "“错误”是按所印数据不可能同时成立的，“疑点”请复核时询问，“提示”供了解。同一份文件报送两次的只计一次。",
    "“每百项关系的问题”= 问题数 ÷ 已核对关系数 × 100。核查状态不是“完成”的，不能看作没有问题。",
    "“文件”表的“结果”一列是运行目录中这份文件的逐项结果。",
)
_LOOKS: Final = {
    SEVERITY["error"]: "error", SEVERITY["warning"]: "warning", SEVERITY["info"]: "info",
    STATE["unchecked"]: "warning", STATE["quarantined"]: "error", LISTED["missing"]: "error",
}  # fmt: skip


def render(summary: Summary) -> bytes:
    """The workbook's bytes, the same for the same summary; row by row, so that it needs little memory."""
    import xlsxwriter

    with TemporaryDirectory() as folder:
        place = Path(folder) / "summary.xlsx"
        settings = {
            "constant_memory": True, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False,
            "strings_to_numbers": False,
        }  # fmt: skip
        book = xlsxwriter.Workbook(str(place), settings)
        book.set_properties({"title": "报送材料核查汇总", "created": datetime(2024, 1, 1)})
        base = {"font_name": "宋体", "font_size": 10, "valign": "top", "border": 1, "border_color": "#B7BDC6"}
        looks = {
            "": book.add_format(base),
            "head": book.add_format({**base, "bold": True, "bg_color": "#DDE3EC", "text_wrap": True}),
            "long": book.add_format({**base, "text_wrap": True}),
            "error": book.add_format({**base, "bold": True, "font_color": "#A6192E"}),
            "warning": book.add_format({**base, "bold": True, "font_color": "#7A4A00"}),
            "info": book.add_format({**base, "font_color": "#1F4F8B"}),
            "title": book.add_format({"font_name": "宋体", "font_size": 16, "bold": True}),
            "note": book.add_format(
                {"font_name": "宋体", "font_size": 11, "text_wrap": True, "valign": "top"}
            ),
        }
        _about(book, looks, summary)
        widths = (30, 12, 8, *[9] * 4, *[7] * 3, 11, 11, 17, 10, 40)
        _sheet(book, looks, "单位", unit_rows(summary), widths)
        widths = (48, 26, 7, 9, 10, 40, *[7] * 3, 11, 8, 11, 8, 8, 11, 30, 30, 52)
        _sheet(book, looks, "文件", document_rows(summary), widths)
        _sheet(book, looks, "跨文件", _across(summary), (26, 9, 26, 8, 70, 16, 60))
        _sheet(book, looks, "规则", _rules(summary), (9, 24, 44, 10, 7, 7, 7, 8))
        if summary.roster:
            _sheet(book, looks, "未报送", _missing(summary), (30, 60))
        book.close()
        return place.read_bytes()


def _about(book: Any, looks: dict[str, Any], summary: Summary) -> None:
    sheet = book.add_worksheet("说明")
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, "报送材料核查汇总", looks["title"])
    states = summary.states()
    counted = "，".join(f"{word}{states.get(state, 0)}份" for state, word in STATE.items())
    units = sum(1 for unit in summary.units if unit.name and unit.documents)
    told = (
        f"{units}个单位，{sum(states.values())}份文件：{counted}。",
        *_ABOUT,
        f"程序版本：gouji {__version__}",
    )
    for number, line in enumerate(told, 2):
        sheet.set_row(number, 32)
        sheet.write_string(number, 0, line, looks["note"])


def _sheet(
    book: Any, looks: dict[str, Any], name: str, rows: Iterable[Sequence[object]], widths: Sequence[int]
) -> None:
    """One sheet with its titles frozen, a filter, and the widest columns wrapped."""
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.freeze_panes(1, 1)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    number = 0
    for number, row in enumerate(rows):
        if number > _MOST:
            break
        for column, value in enumerate(row):
            wide = looks["long"] if widths[column] >= 40 else looks[""]
            if isinstance(value, int | float):
                sheet.write_number(number, column, value, looks[""])
            else:
                text = clean(str(value))
                look = looks["head"] if not number else looks[_LOOKS[text]] if text in _LOOKS else wide
                sheet.write_string(number, column, text, look)
    sheet.autofilter(0, 0, max(number, 1), len(widths) - 1)


def _across(summary: Summary) -> Iterator[Sequence[object]]:
    yield ("单位", "规则", "名称", "级别", "问题", "差额", "文件")
    for one in summary.crossings:
        finding = one.finding
        paths = "\n".join(dict.fromkeys(one.paths))
        yield (
            one.unit or UNKNOWN, finding.rule, title_rule(finding.rule), SEVERITY[finding.severity],
            finding.message, finding.difference, paths,
        )  # fmt: skip


def _rules(summary: Summary) -> Iterator[Sequence[object]]:
    yield ("规则", "名称", "查什么", "已核对", *(SEVERITY[severity] for severity in SEVERITIES), "单位数")
    for code, numbers in summary.rules.items():
        yield (code, name_rule(code), title_rule(code), *numbers)


def _missing(summary: Summary) -> Iterator[Sequence[object]]:
    yield ("单位", "名单中的其他内容")
    for unit in summary.units:
        if unit.listed == "missing":
            yield (unit.name, "；".join((unit.more or {}).values()))
