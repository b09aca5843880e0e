"""Spreadsheet sheets to blocks, whatever the file format: one table per sheet on its own grid."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from extract.model import Block, Cell, Locator, Paragraph, RawTable, Reason, Source

MAX_CELLS: Final = 200_000
LOST_TEXT: Final = "单元格的文字缺失"
MAX_AREA: Final = 5_000_000
_DEFAULT_NAME: Final = re.compile(r"(?:sheet|工作表|表)\s*\d*$", re.IGNORECASE)
_PROSE_LENGTH: Final = 40
_NUMBERED: Final = re.compile(r"[（(]?(?:附?表|附件)\s*[\d一二三四五六七八九十]")
_FIGURE: Final = re.compile(r"[-+−]?[¥￥]?\d[\d,，]*(?:\.\d+)?\s*[%％]?")


@dataclass(frozen=True, slots=True)
class Item:
    """One cell as stored: the text it shows, the value behind it where that differs, a doubt."""

    text: str
    stored: str | None = None
    doubt: str = ""


@dataclass(slots=True)
class Sheet:
    """One sheet: its present cells by (row, column) from 0, and its merged areas (top, left, bottom, right)."""

    name: str
    items: dict[tuple[int, int], Item] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: bool = False
    hidden_columns: bool = False
    uncalculated: int = 0
    pictures: int = 0
    header: str = ""
    boxes: list[str] = field(default_factory=list)
    overflow: bool = False


def assemble(form: str, sheets: list[Sheet], reasons: list[Reason]) -> Source:
    """The blocks of a workbook, with what is hidden, missing or too large said."""
    blocks: list[Block] = []
    notices: list[Reason] = []
    reasons = list(reasons)
    tables = 0
    for sheet in sheets:
        where = Locator(section=sheet.name, block=len(blocks))
        filled = {place: item for place, item in sheet.items.items() if item.text.strip() or item.doubt}
        if sheet.hidden:
            if filled:
                message = f"工作表“{sheet.name}”是隐藏的，未读取，如需检查请取消隐藏后再提交。"
                reasons.append(Reason("hidden-sheet", message, where))
            continue
        if sheet.overflow:
            message = f"工作表“{sheet.name}”的单元格超过{MAX_CELLS}个，其后未读取，请拆分后再检查。"
            reasons.append(Reason("table-limit", message, where))
        if sheet.pictures:
            message = (
                f"工作表“{sheet.name}”中有图片，可能是表格的截图，其中数据未读出，请核对图片或改为单元格。"
            )
            reasons.append(Reason("picture", message, where))
        if not filled and not sheet.boxes:
            continue
        rows = [row for row, _ in filled]
        columns = [column for _, column in filled]
        if filled and (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1) > MAX_AREA:
            message = f"工作表“{sheet.name}”的数据区域过大，未读取，请删除远处的多余单元格后再检查。"
            reasons.append(Reason("table-limit", message, where))
            continue
        if count := sheet.uncalculated:
            message = f"工作表“{sheet.name}”有{count}个公式没有计算结果，未读出，请打开并保存后再检查。"
            reasons.append(Reason("no-cached-value", message, where))
        if any(item.doubt == LOST_TEXT for item in filled.values()):
            message = (
                f"工作表“{sheet.name}”有单元格的文字缺失，文件可能已损坏，请用 Excel 或 WPS 另存后再检查。"
            )
            reasons.append(Reason("damaged-part", message, where))
        if sheet.hidden_rows or sheet.hidden_columns:
            what = "和".join(w for w, on in (("行", sheet.hidden_rows), ("列", sheet.hidden_columns)) if on)
            notices.append(Reason("hidden-cells", f"工作表“{sheet.name}”有隐藏的{what}，已一并读取。", where))
        if not _DEFAULT_NAME.match(sheet.name.strip()):
            blocks.append(Paragraph(sheet.name, Locator(section=sheet.name, block=len(blocks)), 1, "heading"))
        for text, kind in [(sheet.header, "header"), *((box, "textbox") for box in sheet.boxes)]:
            if text.strip():
                blocks.append(Paragraph(text, Locator(section=sheet.name, block=len(blocks)), None, kind))
        if not filled:
            continue
        if len(set(columns)) == 1 and any(len(item.text) > _PROSE_LENGTH for item in filled.values()):
            for row, column in sorted(filled):
                place = Locator(section=sheet.name, block=len(blocks), row=row, column=column)
                blocks.append(Paragraph(filled[row, column].text, place))
            continue
        for first, part in _parts(filled):
            block = len(blocks)
            cells = _place(sheet, part, first, block, tables)
            blocks.append(RawTable(cells, Locator(section=sheet.name, block=block, table=tables)))
            tables += 1
    return Source(form, tuple(blocks), tuple(reasons), tuple(notices))


def _parts(filled: dict[tuple[int, int], Item]) -> Iterator[tuple[int, dict[tuple[int, int], Item]]]:
    """The tables of a sheet and the row each begins in: with a caption of its own over a header, below figures."""
    rows: dict[int, list[str]] = defaultdict(list)
    for (row, _), item in sorted(filled.items()):
        rows[row].append(item.text.strip())
    numbers = list(rows)
    starts = [0]
    figures = False
    for above, row, below in zip(numbers, numbers[1:], numbers[2:], strict=False):
        figures = figures or any(map(_FIGURE.fullmatch, rows[above]))
        header = len(rows[below]) > 1 and not any(map(_FIGURE.fullmatch, rows[below]))
        name = rows[row][0]
        named = _NUMBERED.match(name) or (row > above + 1 and name.endswith("表"))
        if figures and len(rows[row]) == 1 and named and header:
            starts.append(row)
            figures = False
    for start, end in pairwise([*starts, numbers[-1] + 1]):
        yield start, {place: item for place, item in filled.items() if start <= place[0] < end}


def _place(
    sheet: Sheet, filled: dict[tuple[int, int], Item], first: int, block: int, table: int
) -> tuple[Cell, ...]:
    """The cells from row ``first`` up to the last filled one, merged areas spread; they keep the sheet's own count."""
    bottom, right = max(row for row, _ in filled), max(column for _, column in filled)
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for top, left, low, far in sheet.merges:
        low, far = min(low, bottom), min(far, right)
        area = [(r, c) for r in range(top, low + 1) for c in range(left, far + 1)]
        if (
            not first <= top <= low
            or left > far
            or len(area) > MAX_CELLS
            or covered.intersection(area)
            or spans.keys() & set(area)
        ):
            continue
        spans[top, left] = (low - top + 1, far - left + 1)
        covered.update(place for place in area if place != (top, left))
    places = {
        place for place in sheet.items if first <= place[0] <= bottom and place[1] <= right
    } | spans.keys()
    cells = []
    for row, column in sorted(places - covered):
        item = sheet.items.get((row, column), Item(""))
        height, width = spans.get((row, column), (1, 1))
        where = Locator(section=sheet.name, block=block, table=table, row=row, column=column)
        cells.append(Cell(item.text, where, row, column, height, width, stored=item.stored, doubt=item.doubt))
    return tuple(cells)
