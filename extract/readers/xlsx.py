"""Excel workbooks (xlsx, xlsm, xltx): every visible sheet as shown, with the stored values kept beside it."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Final

from extract.model import Reason, Source
from extract.readers.package import Package, Relation
from extract.readers.picture import may_hold_figures
from extract.readers.sheet import LOST_TEXT, MAX_CELLS, Item, Sheet, assemble
from extract.readers.sheet_format import BUILT_IN, plain, show, stored_number
from extract.readers.unreadable import Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element

_REFERENCE: Final = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})$")
_HEADER_CODE: Final = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d{1,3}|[A-Za-z])')
_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_NO_RESULT: Final = "公式没有计算结果"


def read(data: bytes, name: str) -> Source:
    """Read a workbook. Raises Unreadable; what is partly unread is in ``reasons``."""
    package = Package(data)
    main = next(
        (r.target for r in package.relations("").values() if r.kind == "officeDocument"), "xl/workbook.xml"
    )
    root = package.parse(main)
    if root is None:
        raise Unreadable(
            "corrupt", "文件已损坏（缺少工作簿），请用 Excel 或 WPS 打开后另存为 xlsx，再重新检查。"
        )
    relations = package.relations(main)
    reasons: list[Reason] = []
    strings = _read_strings(package, _target(relations, "sharedStrings"))
    styles = _target(relations, "styles")
    formats = _read_formats(package, styles)
    if styles and not formats:
        message = "文件缺少数字格式，数值按存储值读取，可能与显示不同，请用 Excel 或 WPS 另存后再检查。"
        reasons.append(Reason("damaged-part", message))
    epoch_1904 = any(
        (element.get("date1904") or "") in ("1", "true")
        for element in root
        if _local(element) == "workbookPr"
    )
    sheets = []
    for element in root.iter():
        if _local(element) != "sheet":
            continue
        relation = relations.get(element.get(_R + "id") or "")
        if relation is not None and relation.kind != "worksheet":
            continue  # a sheet that is a chart or a macro
        sheet = Sheet(element.get("name") or "", hidden=(element.get("state") or "visible") != "visible")
        part = package.parse(relation.target) if relation is not None else None
        if part is None or relation is None:
            reasons.append(
                Reason("damaged-part", f"工作表“{sheet.name}”缺失，未读出，请用 Excel 或 WPS 另存后再检查。")
            )
            continue
        _read_sheet(part, sheet, strings, formats, epoch_1904)
        _read_drawings(package, relation.target, sheet)
        sheets.append(sheet)
    return assemble("xlsx", sheets, reasons)


def _local(element: _Element) -> str:
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def _target(relations: dict[str, Relation], kind: str) -> str:
    return next((r.target for r in relations.values() if r.kind == kind), "")


def _text_of(element: _Element) -> str:
    """The text of a shared or inline string: its runs joined, reading aids (rPh) left out."""
    parts = []
    for child in element:
        name = _local(child)
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            parts.extend(t.text or "" for t in child if _local(t) == "t")
    return "".join(parts).replace("_x000D_", "").replace("\r\n", "\n")


def _read_strings(package: Package, part: str) -> list[str]:
    root = package.parse(part) if part else None
    return [_text_of(item) for item in root if _local(item) == "si"] if root is not None else []


def _read_formats(package: Package, part: str) -> list[str]:
    """The number format of each cell style, by its index."""
    root = package.parse(part) if part else None
    if root is None:
        return []
    own: dict[str, str] = {}
    found: list[str] = []
    for group in root:
        if _local(group) == "numFmts":
            own = {item.get("numFmtId") or "": item.get("formatCode") or "" for item in group}
        elif _local(group) == "cellXfs":
            for item in group:
                number = item.get("numFmtId") or "0"
                known = BUILT_IN.get(int(number), "General") if number.isdigit() else "General"
                found.append(own.get(number, known))
    return found


def parse_reference(text: str) -> tuple[int, int] | None:
    """Row and column from 0 of a reference such as B12, None where it is none."""
    match = _REFERENCE.match(text)
    if match is None:
        return None
    column = 0
    for letter in match.group(1):
        column = column * 26 + ord(letter) - 64
    return int(match.group(2)) - 1, column - 1


def _read_sheet(
    root: _Element, sheet: Sheet, strings: list[str], formats: list[str], epoch_1904: bool
) -> None:
    for group in root:
        name = _local(group)
        if name == "cols":
            sheet.hidden_columns = any((c.get("hidden") or "") in ("1", "true") for c in group)
        elif name == "sheetData":
            _read_rows(group, sheet, strings, formats, epoch_1904)
        elif name == "mergeCells":
            for merge in group:
                ends = [parse_reference(end) for end in (merge.get("ref") or "").split(":")]
                if len(ends) == 2 and ends[0] and ends[1]:
                    sheet.merges.append((*ends[0], *ends[1]))
        elif name == "headerFooter":
            header = next((child.text or "" for child in group if _local(child) == "oddHeader"), "")
            sheet.header = " ".join(_HEADER_CODE.sub(" ", header).split())


def _read_rows(
    group: _Element, sheet: Sheet, strings: list[str], formats: list[str], epoch_1904: bool
) -> None:
    row = -1
    for line in group:
        number = line.get("r")
        row = int(number) - 1 if number and number.isdigit() and len(number) < 8 else row + 1
        column = -1
        hidden = (line.get("hidden") or "") in ("1", "true")
        for element in line:
            place = parse_reference(element.get("r") or "")
            column = place[1] if place else column + 1
            if len(sheet.items) >= MAX_CELLS:
                sheet.overflow = True
                return
            item = _read_item(element, sheet, strings, formats, epoch_1904)
            sheet.items[row, column] = item
            sheet.hidden_rows |= hidden and bool(item.text)


def _read_item(
    element: _Element, sheet: Sheet, strings: list[str], formats: list[str], epoch_1904: bool
) -> Item:
    kind = element.get("t") or "n"
    value: str | None = None
    formula = False
    for child in element:
        name = _local(child)
        if name == "v":
            value = child.text or ""
        elif name == "f":
            formula = True
        elif name == "is":
            return Item(_text_of(child))
    if value is None or (value == "" and formula and kind != "str"):
        sheet.uncalculated += formula
        return Item("", None, _NO_RESULT if formula else "")
    if kind == "s":
        known = value.isdigit() and len(value) < 9 and int(value) < len(strings)
        return Item(strings[int(value)]) if known else Item("", None, LOST_TEXT)
    if kind == "b":
        return Item("TRUE" if value == "1" else "FALSE")
    if kind == "e":
        return Item(value, None, f"单元格显示错误值{value}")
    number = stored_number(value) if kind == "n" else None
    if number is None:
        return Item(value)
    style = element.get("s") or "0"
    index = int(style) if style.isdigit() else 0
    text = show(number, formats[index] if index < len(formats) else "General", epoch_1904)
    return Item(text, plain(number))


def _read_drawings(package: Package, part: str, sheet: Sheet) -> None:
    """Text boxes on the sheet, and pictures that may be tables."""
    for relation in package.relations(part).values():
        if relation.kind != "drawing" or relation.external:
            continue
        root = package.parse(relation.target)
        if root is None:
            continue
        for body in root.iter():
            if _local(body) == "txBody":
                lines = ["".join(p.itertext(_A + "t")) for p in body.iter(_A + "p")]
                sheet.boxes.append("\n".join(lines))
        for picture in package.relations(relation.target).values():
            if picture.kind == "image" and not picture.external and posixpath.basename(picture.target):
                sheet.pictures += may_hold_figures(package.find(picture.target), 0, 0)
