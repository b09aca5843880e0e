"""The working paper (审核底稿): findings, evidence, live recomputation, what was and was not checked.

Text from documents is written as strings only, never as formulas or links.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from checks.model import Finding
from extract.model import Figure
from extract.unit import kind, to_base
from gouji.report.decision import NO_DECISIONS, Decision, Merged
from gouji.report.review import DECIDED, Review, Tick
from gouji.report.term import (
    CONFIDENCE,
    DECISIONS,
    FIGURE_STATE,
    MEASURE,
    SEVERITY,
    STATUS,
    TICK_STATE,
    captions,
    clean,
    describe_equation,
    group_places,
    name_figure,
    name_place,
    name_role,
    plain,
)
from gouji.report.xlsx_recompute import write_recomputation

_UNTOUCHED = "没有可与之核对的数据，需人工核对"
LONGEST = 32_000  # a cell holds 32,767 characters
LINE = 13.0
MOST_LINES = 12

SHEETS = ("说明", "汇总", "问题明细", "证据", "重算", "已核查项", "未核查项", "数据台账", "处理记录")
_ABOUT = (
    "本底稿由程序根据文件中印出的数据自动编制，供复核人员使用。",
    "“错误”指按印出的数据不可能同时成立；“疑点”指复核时应当询问；“提示”供了解。",
    "问题明细：前四列由复核人员填写。再次核查时用 --merge 并入旧底稿，按编号保留已填内容。",
    "证据：每条问题涉及的全部数据及其出处。",
    "重算：每条问题的等式，以公式列出，可逐项重新计算；金额先折算为元，比率折算为小数。",
    "已核查项：全部已核对的关系及结论。未核查项：没有任何数据可与之核对的重要数据、未能核对的关系和未读出的位置。没有列出不等于核对无误。",
    "数据台账：读出的全部数据及其核对状态。处理记录：历次处理意见，只增不改。",
)
DETAIL = (
    "处理意见",
    "处理说明",
    "处理人",
    "处理时间",
    "编号",
    "文件",
    "单位",
    "年度",
    "级别",
    "把握",
    "规则",
    "问题",
    "重新计算",
    "可能原因",
    "出处",
)


@dataclass(frozen=True)
class Sheet:
    """A worksheet under way, and the formats of the workbook."""

    sheet: Any
    formats: dict[str, Any]
    widths: list[float] = field(default_factory=list)

    def row(self, number: int, values: Iterable[object], look: str = "text") -> None:
        """Write one row: numbers as numbers, everything else as a string, whatever it looks like."""
        listed = list(values)
        for column, value in enumerate(listed):
            self.cell(number, column, value, look)
        self.fit(number, listed)

    def fit(self, number: int, values: Sequence[object]) -> None:
        """Make a row as high as its wrapped text: only some programs do that on opening."""
        lines = max(
            (_lines(str(value), width) for value, width in zip(values, self.widths, strict=False) if value),
            default=1,
        )
        self.sheet.set_row(number, LINE * min(lines, MOST_LINES) + 3)

    def cell(self, row: int, column: int, value: object, look: str = "text") -> None:
        """Write one cell."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            self.sheet.write_number(row, column, value, self.formats["number" if look == "text" else look])
        elif value in (None, ""):
            self.sheet.write_blank(row, column, None, self.formats[look])
        else:
            self.sheet.write_string(row, column, clean(str(value))[:LONGEST], self.formats[look])

    def head(self, titles: Sequence[str], widths: Sequence[float], rows: int) -> None:
        """The header row, frozen, filtered and repeated on paper."""
        self.widths[:] = widths
        self.row(0, titles, "head")
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)
        self.sheet.freeze_panes(1, 0)
        self.sheet.autofilter(0, 0, max(rows, 1), len(titles) - 1)
        self.sheet.repeat_rows(0)


def _lines(text: str, width: float) -> int:
    """How many lines ``text`` takes in a column, a Chinese character being two wide."""
    sizes = (sum(1 if ord(c) < 0x2E80 else 2 for c in line) for line in text.split("\n"))
    return sum(max(1, math.ceil(size / max(width - 1, 1))) for size in sizes)


def render(reviews: Sequence[Review], version: str, merged: Merged = NO_DECISIONS) -> bytes:
    """The workbook's bytes, the same for the same input. ``merged`` are the decisions of an older one."""
    from datetime import datetime

    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": "绩效自评数据勾稽审核底稿", "created": datetime(2024, 1, 1)})
    base = {
        "font_name": "宋体",
        "font_size": 10,
        "valign": "top",
        "text_wrap": True,
        "border": 1,
        "border_color": "#B7BDC6",
    }
    formats = {
        "text": book.add_format(base),
        "number": book.add_format({**base, "text_wrap": False, "num_format": "0.##########"}),
        "formula": book.add_format({**base, "bg_color": "#EAF1FB", "num_format": "0.##########"}),
        "input": book.add_format({**base, "bg_color": "#FFF9E3", "locked": False}),
        "head": book.add_format({**base, "bold": True, "bg_color": "#DDE3EC", "valign": "vcenter"}),
        "error": book.add_format({**base, "bold": True, "font_color": "#A6192E"}),
        "warning": book.add_format({**base, "bold": True, "font_color": "#7A4A00"}),
        "info": book.add_format({**base, "font_color": "#1F4F8B"}),
        "title": book.add_format({"font_name": "宋体", "font_size": 16, "bold": True}),
        "note": book.add_format({"font_name": "宋体", "font_size": 11, "text_wrap": True, "valign": "top"}),
    }
    sheets = {}
    for name in SHEETS:
        sheet = book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C第 &P 页，共 &N 页")
        sheets[name] = Sheet(sheet, formats)
    _about(sheets["说明"], version)
    _summary(sheets["汇总"], reviews)
    _details(sheets["问题明细"], reviews, merged)
    _evidence(sheets["证据"], reviews)
    write_recomputation(sheets["重算"].sheet, formats, reviews)
    _checked(sheets["已核查项"], reviews)
    _unchecked(sheets["未核查项"], reviews)
    _figures(sheets["数据台账"], reviews)
    _history(sheets["处理记录"], merged)
    sheets["问题明细"].sheet.activate()
    book.close()
    return buffer.getvalue()


def file_name(review: Review) -> str:
    """The file's name without its folder; a member of an archive keeps the archive's."""
    return clean("!".join(PurePath(part).name for part in review.path.split("!")))


def _about(sheet: Sheet, version: str) -> None:
    sheet.sheet.set_column(0, 0, 110)
    sheet.cell(0, 0, "绩效自评数据勾稽审核底稿", "title")
    for number, line in enumerate((*_ABOUT, f"程序版本：gouji {version}"), 2):
        sheet.cell(number, 0, line, "note")


def _summary(sheet: Sheet, reviews: Sequence[Review]) -> None:
    titles = ("文件", "单位", "年度", "核查状态", *SEVERITY.values(), "数据", *FIGURE_STATE.values(), "未读出",
              "已核对关系", "不符", "无法判定", "说明")  # fmt: skip
    sheet.head(titles, (20, 20, 6, 9, 5, 5, 5, 6, 10, 7, 7, 7, 10, 6, 9, 36), len(reviews))
    for number, review in enumerate(reviews, 1):
        levels = [sum(f.severity == level for f in review.findings) for level in SEVERITY]
        coverage = [review.coverage.get(name, 0) for name in ("figures", *FIGURE_STATE, "unread")]
        relations = [review.relations.get(name, 0) for name in ("tested", "broken", "undecided")]
        reasons = "；".join(reason.message for reason in review.reasons)
        state = STATUS.get(review.status, review.status)
        sheet.row(
            number,
            (file_name(review), review.entity, review.year, state, *levels, *coverage, *relations, reasons),
        )


def _all_findings(reviews: Sequence[Review]) -> list[tuple[Review, Finding]]:
    return [
        (review, finding)
        for review in reviews
        for level in SEVERITY
        for finding in review.findings
        if finding.severity == level
    ]


def _details(sheet: Sheet, reviews: Sequence[Review], merged: Merged) -> None:
    listed = _all_findings(reviews)
    sheet.head(DETAIL, (9, 18, 8, 11, 14, 15, 16, 6, 6, 6, 7, 42, 34, 22, 26), len(listed))
    sheet.sheet.freeze_panes(1, 5)
    for number, (review, finding) in enumerate(listed, 1):
        decision = merged.find(file_name(review), finding.id) or Decision(file_name(review), finding.id)
        sheet.row(number, (decision.verdict, decision.note, decision.who, decision.when), "input")
        cause = review.cause_of(finding)
        named = captions(review)
        shown = (
            finding.id,
            file_name(review),
            review.entity,
            review.year,
            SEVERITY[finding.severity],
            CONFIDENCE[finding.confidence],
            finding.rule,
            finding.message,
            describe_equation(finding),
            cause.message if cause else "",
            "；".join(
                _place(whole, members) for whole, members in group_places(finding.figures, named).items()
            ),
        )
        for column, value in enumerate(shown, 4):
            sheet.cell(number, column, value, finding.severity if column == 8 else "text")
        sheet.fit(number, ("", decision.note, "", "", *shown))
    if listed:
        sheet.sheet.data_validation(
            1,
            0,
            len(listed),
            0,
            {"validate": "list", "source": list(DECISIONS), "error_message": "请从下拉列表中选择"},
        )


def _place(whole: str, members: Sequence[tuple[int, str]]) -> str:
    """A table or paragraph, with the cell if only one figure of it takes part, else with their number."""
    return f"{whole} {members[0][1]}".strip() if len(members) == 1 else f"{whole}（{len(members)}处）"


def _evidence(sheet: Sheet, reviews: Sequence[Review]) -> None:
    listed = [
        (review, finding, index, figure, role)
        for review, finding in _all_findings(reviews)
        for index, (figure, role) in enumerate(zip(finding.figures, finding.roles, strict=True))
    ]
    titles = (
        "编号",
        "文件",
        "规则",
        "作用",
        "数据原文",
        "数值",
        "单位",
        "项目",
        "疑似错处",
        "出处",
        "原句或原行",
    )
    sheet.head(titles, (14, 15, 7, 9, 13, 12, 7, 24, 8, 26, 44), len(listed))
    for number, (review, finding, index, figure, role) in enumerate(listed, 1):
        place = name_place(figure.where, captions(review))
        suspect = "是" if index == finding.suspect else ""
        sheet.row(
            number,
            (finding.id, file_name(review), finding.rule, name_role(role, figure) or "数据", figure.text, float(figure.value),
             figure.unit, name_figure(figure), suspect, place, figure.quote),
        )  # fmt: skip


def _checked(sheet: Sheet, reviews: Sequence[Review]) -> None:
    listed = [(review, tick) for review in reviews for tick in review.ticks if tick.state in DECIDED]
    titles = ("文件", "规则", "数据", "应有关系", "重新计算", "文中", "单位", "结论", "问题编号")
    sheet.head(titles, (15, 7, 50, 36, 12, 12, 7, 12, 14), len(listed))
    for number, (review, tick) in enumerate(listed, 1):
        sheet.row(
            number,
            (file_name(review), tick.rule, describe_figures(tick), tick.formula, plain(tick.computed), plain(tick.stated),
             tick.unit, TICK_STATE[tick.state], tick.finding),
        )  # fmt: skip


def describe_figures(tick: Tick) -> str:
    """The figures of a relation on one line, with what they say."""
    return "；".join(f"{name_figure(figure)} {figure.text}".strip() for figure in tick.figures)


def _unchecked(sheet: Sheet, reviews: Sequence[Review]) -> None:
    listed: list[tuple[str, ...]] = []
    for review in reviews:
        name, named = file_name(review), captions(review)
        for reason in review.reasons:
            place = name_place(reason.where, named) if reason.where else "全文"
            listed.append((name, "未完整读取", "", reason.message, place))
        listed += [
            (
                name,
                "重要数据未核对",
                f"{name_figure(f)} {f.text}".strip(),
                _UNTOUCHED,
                name_place(f.where, named),
            )
            for f in review.untouched
        ]
        listed += [(name, "未读出", u.text, u.reason, name_place(u.where, named)) for u in review.unread]
        for tick in review.ticks:
            if tick.state == "undecided":
                places = "；".join(dict.fromkeys(name_place(f.where, named) for f in tick.figures))
                listed.append((name, f"无法判定（{tick.rule}）", describe_figures(tick), tick.reason, places))
    sheet.head(("文件", "类别", "内容", "原因", "出处"), (15, 12, 50, 40, 36), len(listed))
    for number, row in enumerate(listed, 1):
        sheet.row(number, row)


def _figures(sheet: Sheet, reviews: Sequence[Review]) -> None:
    listed = [
        (review, figure, state)
        for review in reviews
        for figure, state in zip(review.figures, review.states, strict=True)
    ]
    titles = (
        "文件",
        "数据原文",
        "数值",
        "单位",
        "折合元",
        "项目",
        "期间",
        "阶段",
        "指标类型",
        "核对状态",
        "出处",
        "原句或原行",
    )
    sheet.head(titles, (15, 13, 12, 7, 14, 22, 7, 8, 8, 10, 24, 44), len(listed))
    named = {id(review): captions(review) for review in reviews}
    for number, (review, figure, state) in enumerate(listed, 1):
        sheet.row(
            number,
            (file_name(review), figure.text, float(figure.value), figure.unit, _yuan(figure), name_figure(figure),
             figure.period, figure.stage, MEASURE.get(figure.measure, figure.measure), FIGURE_STATE[state],
             name_place(figure.where, named[id(review)]), figure.quote),
        )  # fmt: skip


def _yuan(figure: Figure) -> float | None:
    return float(to_base(figure.value, figure.unit)) if kind(figure.unit) == "money" else None


def _history(sheet: Sheet, merged: Merged) -> None:
    sheet.head(
        ("文件", "编号", "处理意见", "处理说明", "处理人", "处理时间"),
        (24, 15, 10, 50, 12, 18),
        len(merged.history),
    )
    for number, entry in enumerate(merged.history, 1):
        sheet.row(number, (entry.file, entry.finding, entry.verdict, entry.note, entry.who, entry.when))
