"""Tables understood: bands, columns, the hierarchy of rows, units, figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from extract import table_figure
from extract.align import align
from extract.grid import Sheet
from extract.lexicon import analyse
from extract.model import Band, Block, Column, Figure, Paragraph, RawTable, Table, Unread
from extract.plain import BESIDE_ILLEGIBLE, ILLEGIBLE
from extract.table_column import header_subject
from extract.table_figure import NUMERIC, Frame
from extract.table_form import caption_and_unit, fund, is_page_end, kind, project_name
from extract.table_header import Span, spans
from extract.table_hierarchy import is_note, rows
from extract.table_word import bracket_unit, core, period, squeeze

_LOOK_BACK = 6


def understand_all(
    blocks: Sequence[Block], year: int | None, years: Mapping[int | None, int | None] | None = None
) -> tuple[Table, ...]:
    """Every table of a document, in order.

    ``year`` resolves 本年 and 上年; ``years`` gives that of blocks, by their number, where it is another.
    """
    tables: list[Table] = []
    before: list[Paragraph] = []
    section = ""
    for block in blocks:
        if isinstance(block, Paragraph):
            before.append(block)
            if block.level is not None or block.kind == "heading":
                section = squeeze(block.text)
            continue
        above = tables[-1] if tables and all(is_page_end(p.text) for p in before) else None
        own = (years or {}).get(block.where.block, year)
        tables.append(understand(block, len(tables), own, before[-_LOOK_BACK:], section, above))
        before = []
    return tuple(tables)


_TOLD = ("target", "actual", "reason")
"""What the columns of a form tell of a row besides its name and its figures."""


def understand(
    raw: RawTable,
    index: int,
    year: int | None,
    context: Sequence[Paragraph] = (),
    section: str = "",
    above: Table | None = None,
) -> Table:
    """One table: ``context`` are the paragraphs right above it, the nearest last; ``above`` ends right over it."""
    printed = raw
    raw = align(raw)
    cells = tuple(
        replace(c, where=replace(c.where, table=index, row=c.row, column=c.column)) for c in raw.cells
    )
    sheet = Sheet(cells)
    caption, unit = caption_and_unit(context, sheet)
    caption = raw.caption or caption
    said = period(caption, year) or next(
        (p for r in range(min(3, sheet.height)) if (p := _said(sheet, r))), None
    )
    own = int(said) if said else year
    found = _carried_on(tuple(_staged(span) for span in spans(sheet, own, caption)), sheet, above)
    bands = tuple(
        Band(tuple(_named(c, own) for c in span.columns), rows(sheet, span), span.first, span.last)
        for span in found
    )
    columns = [c for band in bands for c in band.columns]
    form = kind(sheet, columns, [r.label for b in bands for r in b.rows], caption)
    scope: list[tuple[str, str]] = []
    if form == "project-self-evaluation":
        scope.append(("project", project_name(sheet)))
    money = (
        fund(caption)
        if form.startswith("final-T") and form not in ("final-T1", "final-T2", "final-T3")
        else ""
    )
    if money:
        scope.append(("fund", money))
    spending = "支出" in caption and "收入" not in caption
    frame = Frame(sheet, unit, own, tuple(sorted(scope)), spending, form.startswith("final-"))
    figures = table_figure.fraction_columns(table_figure.figures(frame, bands, found))
    crossed = {row for band in bands for row in _crossed(band, figures)}
    if crossed and printed.unmerged and not printed.ragged:
        return understand(_ragged(printed), index, year, context, section, above)
    unnamed = {row for band in bands for row in _unnamed(band, figures)}
    unnamed = {row for row in unnamed if row is None or not table_figure.paired(sheet, row)}
    figures = tuple(_doubted(f, crossed, unnamed) for f in figures)
    if any(ILLEGIBLE in p.text for p in context) or any(ILLEGIBLE in c.text for c in cells):
        figures = _beside_gaps(figures, sheet, bands, context)
    notes = tuple(c.text.strip() for r in range(sheet.height) if is_note(sheet, r) for c in sheet.line(r)[:1])
    where = replace(raw.where, table=index)
    return Table(
        index, caption, unit, cells, sheet.height, sheet.width, where, bands, figures, section,
        tuple(sorted(scope)), form, notes, "",
    )  # fmt: skip


def _beside_gaps(
    found: tuple[Figure, ...], sheet: Sheet, bands: Sequence[Band], context: Sequence[Paragraph]
) -> tuple[Figure, ...]:
    """The figures, doubtful where characters beside them could not be read.

    Without a figure of their row they may be taken for what they are not.  Without a name, in the table or over
    it, and without a figure in forms, where names stand twice, that is so of all. What a row of a form tells in
    words bears only on what it tells, not on its weight and its score.
    """
    gaps = [cell for cell in sheet.cells if ILLEGIBLE in cell.text]
    roles = {(r.index, c.index): c.role for b in bands for r in b.rows for c in b.columns}
    lost = {roles.get((cell.row, cell.column), "") for cell in gaps} - set(_TOLD)
    everywhere = (
        any(ILLEGIBLE in paragraph.text for paragraph in context)
        or bool(lost - set(NUMERIC))
        or (bool(lost) and any(column.role == "level3" for band in bands for column in band.columns))
    )
    torn = {row for cell in gaps for row in range(cell.row, cell.row + cell.rowspan)}

    def doubtful(figure: Figure) -> bool:
        role = roles.get((figure.where.row or 0, figure.where.column or 0), "")
        return everywhere or (figure.where.row in torn and (bool(lost) or role in _TOLD))

    return tuple(replace(f, doubt=BESIDE_ILLEGIBLE) if not f.doubt and doubtful(f) else f for f in found)


def unread(tables: Iterable[Table]) -> tuple[Unread, ...]:
    """Cells that should hold a figure and do not give one that can be trusted."""
    return tuple(u for table in tables for u in table_figure.unread(Sheet(table.cells), table.bands))


def _carried_on(found: tuple[Span, ...], sheet: Sheet, above: Table | None) -> tuple[Span, ...]:
    """The bands; the first one, where a page end cut it from its form and its header, under that header."""
    if above is None or not above.bands or not found or found[0].body > found[0].first:
        return found
    columns = above.bands[-1].columns
    if above.width != sheet.width or not any(c.role in ("level1", "level2", "level3") for c in columns):
        return found
    return (replace(found[0], columns=columns), *found[1:])


def _staged(span: Span) -> Span:
    """Beside a column of 年初预算, one that says only 预算数 holds the budget of the whole year."""
    if not any(c.stage == "年初预算" for c in span.columns) or any(
        c.stage == "调整预算" for c in span.columns
    ):
        return span
    columns = tuple(replace(c, stage="调整预算") if c.stage == "预算" else c for c in span.columns)
    return replace(span, columns=columns)


def _ragged(raw: RawTable) -> RawTable:
    """A table whose rows were only filled up with blanks at their ends: what is known is the order of the cells."""
    last: dict[int, int] = {}
    for cell in raw.cells:
        if squeeze(cell.text):
            last[cell.row] = max(cell.column, last.get(cell.row, 0))
    cells = tuple(replace(c, colspan=1) for c in raw.cells if c.column <= last.get(c.row, -1))
    return replace(raw, cells=cells, ragged=True)


def _crossed(band: Band, found: Sequence[Figure]) -> set[int | None]:
    """The rows of a band in which a printed percentage stands under an amount, and none where a rate is headed.

    There the header has a cell more or less than the rows, so that no column is certain.  A rate whose header
    prints the % may stand without it.
    """
    headed = {c.index: c.measure for c in band.columns if c.role == "amount" and c.header}
    bare = {c.index for c in band.columns if c.header and bracket_unit(c.header[-1]) == "%"}
    rates = {c for c, measure in headed.items() if measure in ("ratio", "rate", "share")} - bare
    percents: dict[int | None, set[int | None]] = {}
    for figure in found:
        row = figure.where.row
        if (
            figure.whole_cell
            and row is not None
            and band.first <= row <= band.last
            and figure.text[-1] in "%％"
        ):
            percents.setdefault(row, set()).add(figure.where.column)
    wrong = [
        row for row, columns in percents.items() if rates and not columns & rates and columns & headed.keys()
    ]
    if len(wrong) * 2 <= len(percents):
        return set()
    return {row.index for row in band.rows}


def _unnamed(band: Band, found: Sequence[Figure]) -> set[int | None]:
    """The rows of a band that has figures in several columns and a header over none of them."""
    rows = range(band.first, band.last + 1)
    if any(c.header for c in band.columns):
        return set()
    filled = {f.where.column for f in found if f.whole_cell and f.where.row in rows}
    amounts = sum(c.role == "amount" and c.index in filled for c in band.columns)
    return set(rows) if amounts > 1 else set()


def _doubted(figure: Figure, crossed: set[int | None], unnamed: set[int | None]) -> Figure:
    """A figure whose column is not certain, or has no header among several columns of amounts, could mean anything."""
    row = figure.where.row
    if figure.doubt or not figure.whole_cell or row is None:
        return figure
    if row in crossed:
        return replace(figure, doubt="表头与各栏数据错位，各栏含义不能确定")
    return replace(figure, doubt="表格没有表头，各栏含义不能确定") if row in unnamed else figure


def _said(sheet: Sheet, row: int) -> str | None:
    line = sheet.line(row)
    return period(line[0].text, None) if len(line) == 1 else None


def _named(column: Column, year: int | None) -> Column:
    _, said = header_subject(column)
    if column.role != "amount" or not said:
        return column
    return replace(column, concept=analyse(core(said), year).concept)
