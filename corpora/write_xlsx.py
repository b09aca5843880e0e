"""The tables of a report as a workbook, a sheet each; amounts are stored as numbers with a format."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from corpora.model import Cell, Draft, Slot, Table
from corpora.write_docx import stable


def write(draft: Draft) -> bytes:
    """The bytes of the workbook, the same for the same draft."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    tables = [b for b in draft.blocks if isinstance(b, Table)]
    for index, table in enumerate(tables):
        sheet = book.create_sheet(f"表{index + 1}")
        for r, c, cell in table.placed():
            _fill(sheet.cell(r + 1, c + 1), cell)
            if cell.rowspan > 1 or cell.colspan > 1:
                sheet.merge_cells(
                    start_row=r + 1, start_column=c + 1, end_row=r + cell.rowspan, end_column=c + cell.colspan
                )
    buffer = io.BytesIO()
    book.save(buffer)
    return _still(stable(buffer.getvalue()))


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
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            content = source.read(item.filename)
            if item.filename == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2024-01-01T00:00:00Z", content)
            target.writestr(item, content)
    return buffer.getvalue()
