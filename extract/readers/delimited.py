"""Comma-separated values: one table, its columns as they stand."""

from __future__ import annotations

from extract.model import Cell, Locator, RawTable, Reason, Source
from extract.readers.text import decode
from extract.readers.unreadable import Unreadable

_MAX_CELLS = 200_000
_DELIMITERS = ",;\t，"


def delimiter_of(text: str) -> str | None:
    """The character that parts the fields of most lines, None where none does."""
    lines = [line for line in text.splitlines()[:200] if line.strip()]
    best = max(_DELIMITERS, key=lambda mark: sum(mark in line for line in lines))
    return best if lines and sum(best in line for line in lines) * 2 > len(lines) else None


def read(data: bytes, name: str) -> Source:
    """Read a csv or tsv file. Raises Unreadable."""
    import csv
    import io

    text, whole = decode(data)
    reasons = [] if whole else [Reason("encoding", "文件中有无法识别的字符，请另存为 UTF-8 编码后再检查。")]
    cells: list[Cell] = []
    csv.field_size_limit(1_000_000)
    try:
        for row, fields in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text) or ",")
        ):
            if len(cells) + len(fields) > _MAX_CELLS:
                reasons.append(
                    Reason("table-limit", f"单元格超过{_MAX_CELLS}个，其后未读取，请拆分后再检查。")
                )
                break
            cells.extend(
                Cell(field.strip(), Locator(block=0, table=0, row=row, column=column), row, column)
                for column, field in enumerate(fields)
            )
    except csv.Error as error:
        raise Unreadable("corrupt", "表格文本的引号或分隔不完整，请另存为 xlsx 后再检查。") from error
    table = RawTable(tuple(cells), Locator(block=0, table=0), unmerged=True)
    return Source("csv", (table,), tuple(reasons))
