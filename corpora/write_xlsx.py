"""The tables of a report as a workbook, a sheet each; amounts are stored as numbers with a format."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from corpora.model import Cell, Draft, Paragraph, Slot, Table
from corpora.write_docx import stable


def write(draft: Draft) -> bytes:
    """The bytes of the workbook, the same for the same draft."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    above: list[str] = []
    for block in draft.blocks:
        if isinstance(block, Paragraph):
            above = [*above, block.text][-2:] if block.style in {"caption", "note"} else []
            continue
        _sheet(book.create_sheet(f"表{len(book.sheetnames) + 1}"), block, above)
        above = []
    buffer = io.BytesIO()
    book.save(buffer)
    return _still(stable(buffer.getvalue()))


def _sheet(sheet: Any, table: Table, above: list[str]) -> None:
    """Title and unit in merged rows on top, the table below."""
    for index, text in enumerate(above):
        sheet.cell(index + 1, 1).value = text
        sheet.merge_cells(start_row=index + 1, start_column=1, end_row=index + 1, end_column=table.width)
    down = len(above) + 1
    for r, c, cell in table.placed():
        _fill(sheet.cell(r + down, c + 1), cell)
        if cell.rowspan > 1 or cell.colspan > 1:
            sheet.merge_cells(
                start_row=r + down,
                start_column=c + 1,
                end_row=r + down + cell.rowspan - 1,
                end_column=c + cell.colspan,
            )


def _fill(target: Any, cell: Cell) -> None:
    only = cell.fragments[0] if len(cell.fragments) == 1 else None
    if not isinstance(only, Slot) or only.blank or (only.tail and only.unit != "%") or only.style.full_width:
        target.value = cell.text
        return
    places = only.printed_places
    form = ("#,##0" if only.style.thousands else "0") + ("." + "0" * places if places else "")
    if only.tail:
        target.value, target.number_format = float(only.value) / 100, form + "%"
    else:
        target.value, target.number_format = float(only.value), form


def _still(data: bytes) -> bytes:
    """Without the times that the library writes into the properties."""
    import re

    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for item in source.infolist():
            content = source.read(item.filename)
            if item.filename == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2024-01-01T00:00:00Z", content)
            target.writestr(item, content)
    return buffer.getvalue()
