"""What was read of documents, without judging: as JSON (``gouji.extract/1``) or as a list of figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from extract.model import Block, Cell, Extraction, Figure, Indicator, Paragraph, Table
from extract.unit import kind, to_base
from gouji.report.description import describe_figure, describe_place, describe_reason, dump
from gouji.report.term import MEASURE, STATUS, clean, name_figure, name_place
from gouji.report.text import one_line, pad, width

SCHEMA = "gouji.extract/1"
Json = dict[str, Any]


def render_json(read: Sequence[Extraction], version: str) -> str:
    """Blocks, tables, figures and indicator rows of every document."""
    return dump({"schema": SCHEMA, "version": version, "documents": [_document(one) for one in read]})


def _document(read: Extraction) -> Json:
    return {
        "path": read.path,
        "format": read.format,
        "sha256": read.sha256,
        "status": read.status,
        "reasons": [describe_reason(reason) for reason in read.reasons],
        "notices": [describe_reason(notice) for notice in read.notices],
        "title": read.title,
        "entity": read.entity,
        "year": read.year,
        "blocks": [_block(block) for block in read.blocks],
        "tables": [_table(table) for table in read.tables],
        "figures": [_figure(figure) for figure in read.figures],
        "indicators": [_indicator(row) for row in read.indicators],
        "unread": [
            {"text": u.text, "reason": u.reason, "where": describe_place(u.where)} for u in read.unread
        ],
    }


def _block(block: Block) -> Json:
    where = describe_place(block.where)
    if isinstance(block, Paragraph):
        return {"kind": block.kind, "text": block.text, "level": block.level, "where": where}
    return {"kind": "table", "caption": block.caption, "where": where}


def _table(table: Table) -> Json:
    body = {row.index for band in table.bands for row in band.rows}
    lines = [[_cell(table, row, column) for column in range(table.width)] for row in range(table.height)]
    return {
        "caption": table.caption,
        "unit": table.unit,
        "header": [line for row, line in enumerate(lines) if row not in body],
        "rows": [line for row, line in enumerate(lines) if row in body],
        "where": describe_place(table.where),
    }


def _cell(table: Table, row: int, column: int) -> str:
    """The text of a cell at its top left place; "" where a merged cell only reaches."""
    cell: Cell | None = table.grid.get((row, column))
    return cell.text if cell is not None and (cell.row, cell.column) == (row, column) else ""


def _figure(figure: Figure) -> Json:
    entry = {
        **describe_figure(figure),
        "step": f"{figure.step:f}",
        "concept": figure.concept,
        "stage": figure.stage,
        "measure": figure.measure,
        "base": figure.base,
        "path": list(figure.path),
        "scope": [list(pair) for pair in figure.scope],
        "qualifier": figure.qualifier,
        "doubt": figure.doubt,
        "unit_from": figure.unit_from,
    }
    if kind(figure.unit) == "money":
        yuan = to_base(figure.value, figure.unit)
        entry["amount_yuan"] = f"{Decimal(yuan.numerator) / Decimal(yuan.denominator):f}"
    return entry


def _indicator(row: Indicator) -> Json:
    return {
        "level1": row.level1,
        "level2": row.level2,
        "level3": row.level3,
        "target": row.target,
        "actual": row.actual,
        "weight": None if row.weight is None else f"{row.weight.value:f}",
        "score": None if row.score is None else f"{row.score.value:f}",
        "reason": row.reason,
        "where": describe_place(row.where),
    }


def render_text(read: Sequence[Extraction]) -> str:
    """Every figure on a line, with what it says and where it stands."""
    return "\n".join(line for one in read for line in _lines(one)) + "\n"


def _lines(read: Extraction) -> Iterator[str]:
    yield one_line(read.path)
    known = [
        STATUS[read.status],
        one_line(read.title),
        one_line(read.entity),
        f"{read.year}年度" if read.year else "",
    ]
    yield "  " + "；".join(part for part in known if part)
    for reason in read.reasons:
        yield f"  未能读取：{one_line(reason.message)}"
    for notice in dict.fromkeys(one_line(notice.message) for notice in read.notices):
        yield f"  说明：{notice}"
    captions = {table.index: clean(table.caption) for table in read.tables}
    rows = [
        (
            one_line(figure.text),
            MEASURE.get(figure.measure, figure.measure),
            one_line(name_figure(figure)),
            name_place(figure.where, captions),
        )
        for figure in read.figures
    ]
    columns = [min(40, max((width(row[i]) for row in rows), default=0)) for i in range(3)]
    for row in rows:
        yield "  " + "  ".join([*(pad(row[i], columns[i]) for i in range(3)), row[3]])
    for unread in read.unread:
        yield f"  未读出：{one_line(unread.text)}（{one_line(unread.reason)}，{name_place(unread.where, captions)}）"
    yield f"  数据{len(read.figures)}个，表格{len(read.tables)}张，指标{len(read.indicators)}行，未读出{len(read.unread)}处"
