"""Excel 97-2003 workbooks and WPS et files, with the number formats that make the shown value."""

from __future__ import annotations

import io
from typing import Any

from extract.model import Source
from extract.readers.sheet import MAX_CELLS, Item, Sheet, assemble
from extract.readers.sheet_format import plain, show, stored_number
from extract.readers.unreadable import Unreadable


def read(data: bytes, name: str) -> Source:
    """Read a workbook. Raises Unreadable; what is partly unread is in ``reasons``."""
    import xlrd

    try:
        # Rows stay as long as they are: one far cell must not make a rectangle of sixteen million.
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
        sheets = [_read_sheet(book, sheet) for sheet in book.sheets()]
    except MemoryError:
        raise
    except Exception as error:
        # The library trusts the file: damage shows as whatever error it runs into.
        if "encrypted" in str(error).lower():
            raise Unreadable("encrypted", "文件设有密码，无法读取，请解除密码后再检查。") from error
        raise Unreadable("corrupt", "文件已损坏或格式过旧，请用 Excel 另存为 xlsx 后再检查。") from error
    return assemble("xls", sheets, [])


def _read_sheet(book: Any, found: Any) -> Sheet:
    sheet = Sheet(found.name, hidden=found.visibility != 0)
    # xlrd's areas end one past the last row and column.
    sheet.merges = [(top, left, bottom - 1, right - 1) for top, bottom, left, right in found.merged_cells]
    sheet.hidden_rows = any(info.hidden for row, info in found.rowinfo_map.items() if row < found.nrows)
    sheet.hidden_columns = any(
        info.hidden for column, info in found.colinfo_map.items() if column < found.ncols
    )
    for row in range(found.nrows):
        for column in range(found.row_len(row)):
            cell = found.cell(row, column)
            if cell.ctype == 0:
                continue
            if len(sheet.items) >= MAX_CELLS:
                sheet.overflow = True
                return sheet
            sheet.items[row, column] = _read_item(book, cell)
    return sheet


def _read_item(book: Any, cell: Any) -> Item:
    import xlrd

    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        number = stored_number(repr(cell.value))
        if number is None:
            return Item(str(cell.value))
        form = book.format_map.get(book.xf_list[cell.xf_index].format_key)
        code = form.format_str if form is not None else "General"
        return Item(show(number, code, bool(book.datemode)), plain(number))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return Item("TRUE" if cell.value else "FALSE")
    if cell.ctype == xlrd.XL_CELL_ERROR:
        text = xlrd.error_text_from_code.get(cell.value, "#N/A")
        return Item(text, None, f"单元格显示错误值{text}")
    return Item(str(cell.value) if cell.ctype == xlrd.XL_CELL_TEXT else "")
