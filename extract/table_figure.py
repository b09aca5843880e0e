"""The figures of a table: one per numeric cell, and those inside cells of text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

import regex

from extract.grid import Sheet
from extract.lexicon import analyse, concept
from extract.model import Band, Cell, Column, Figure, Row, Unread
from extract.number import Number, read_cell, scan
from extract.plain import ILLEGIBLE
from extract.table_column import header_subject, yearish
from extract.table_form import fund
from extract.table_header import Span
from extract.table_hierarchy import parse, stub
from extract.table_word import blank, bracket_unit, core, squeeze, stage, terms
from extract.unit import UNITS, canonical, kind

_PLACEHOLDER = regex.compile(r"[×✕xXＸ＊*]{2,}\s*(?:万元|亿元|元|%|％|人|个|家|次|分)?")
NUMERIC = ("amount", "weight", "score")
_BREAK = regex.compile(r"[，。；;\n、,]|(?<=\d)\s")
_OWN_UNIT = ("weight", "score", "rate", "ratio", "share", "headcount")
_SHORT = 40
_BORDER = " | "
_SPLIT = regex.compile(r"按.{2,8}分(?::|$)")
_STEP = regex.compile(r"以[上下内]|不[足超]|超过|(?<=[\d万亿元])[-—–~～至到]\d")
"""What makes an amount in a row's name a class of sizes, not what the row holds: 10万—50万元."""
_MONEY = regex.compile(r"(?:金额|资金|经费|收入|支出|预算|决算|拨款|余额)(?:数|额)?$")
_RATE_LABEL = regex.compile(r"(?:率|占比|比重|比例|百分比)$")


@dataclass(frozen=True)
class Frame:
    """What all figures of one table share."""

    sheet: Sheet
    unit: str
    year: int | None
    scope: tuple[tuple[str, str], ...]
    spending: bool = False
    exact: bool = False


def figures(frame: Frame, bands: tuple[Band, ...], spans: tuple[Span, ...]) -> tuple[Figure, ...]:
    """Every figure of a table in the order of its cells."""
    found: dict[int, list[Figure]] = {}
    seen: set[int] = set()
    headers = {r for span in spans for r in range(span.first, span.body)}
    for band in bands:
        columns = {c.index: c for c in band.columns}
        for row in band.rows:
            for cell in frame.sheet.line(row.index):
                column = columns.get(cell.column)
                if id(cell) in seen or cell.row in headers or column is None or column.side != row.side:
                    continue
                seen.add(id(cell))
                found[id(cell)] = list(_of_cell(frame, band, row, cell, column))
    for cell in frame.sheet.cells:
        if id(cell) not in seen and not (cell.row in headers and read_cell(cell.text)):
            found[id(cell)] = list(_inside(frame, cell, None, None))
    return _carried_out(tuple(f for cell in frame.sheet.cells for f in found.get(id(cell), ())))


def _carried_out(found: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """The split of a form's funds is of what was spent where it adds up to that, of both where both are the same."""
    totals = [f for f in found if f.concept == "funds.total" and f.measure == "level"]
    spent = {f.value for f in totals if f.whole_cell and f.stage == "执行"}
    planned = {f.value for f in totals if f.stage in ("年初预算", "调整预算", "预算")}
    splits: dict[str, Decimal] = {}
    for figure in found:
        if _is_split(figure):
            splits[figure.path[0]] = splits.get(figure.path[0], Decimal(0)) + figure.value
    both = any(not f.whole_cell and f.stage == "预算" and f.value in spent for f in totals)
    done = bool(splits) and all(value in spent - planned for value in splits.values())
    if not both and not done:
        return found
    stage_of = "" if both else "执行"
    return tuple(
        replace(f, stage=stage_of)
        if not f.whole_cell and f.stage == "预算" and f.unit_from in ("printed", "row") and not stage(f.label)
        else f
        for f in found
    )


def _is_split(figure: Figure) -> bool:
    in_text = not figure.whole_cell and figure.measure == "level"
    return in_text and bool(figure.path) and figure.path[0].startswith("按")


def unread(sheet: Sheet, bands: tuple[Band, ...]) -> Iterator[Unread]:
    """Cells that should hold a figure and do not give one: placeholders, numbers run together."""
    numeric = {(r.index, c.index) for b in bands for r in b.rows for c in b.columns if c.role in NUMERIC}
    for cell in sheet.cells:
        if blank(cell.text):
            continue
        match = _PLACEHOLDER.search(cell.text)
        expected = (cell.row, cell.column) in numeric and cell.colspan == 1
        if match and (regex.search(r"[万亿元%％人个家次分]$", match.group().strip()) or expected):
            start = match.start()
            yield Unread(
                match.group(), "此处应有数据，仍为占位符", replace(cell.where, start=start, end=match.end())
            )
        elif ILLEGIBLE in cell.text:
            yield Unread(cell.text.strip(), cell.doubt or "有字未读出", cell.where)
        elif expected and _garbled(cell.text):
            yield Unread(cell.text.strip(), "数字连写或残缺，无法确定数值", cell.where)


def _garbled(text: str) -> bool:
    number = read_cell(text)
    if number is not None:
        return number.unit == "%" and abs(number.value) >= 100_000
    folded = squeeze(text)
    return bool(regex.fullmatch(r"[\d.,%\-]{3,}", folded)) and not scan(text)


def _quote(sheet: Sheet, cell: Cell, start: int) -> tuple[str, int]:
    """The row that holds a cell, and where in it the cell's ``start`` stands."""
    line = [(c, _closed(c.text).strip(" \u3000")) for c in sheet.line(cell.row)]
    before = sum(len(text) + len(_BORDER) for c, text in line if c.column < cell.column)
    return _BORDER.join(text for _, text in line), before + len(_closed(cell.text[:start]).lstrip(" \u3000"))


def _closed(text: str) -> str:
    return str(regex.sub(r"\s+", " ", text))


def paired(sheet: Sheet, row: int) -> dict[int, str]:
    """The names in a row of names and figures by turns, by the column of the figure: 行政编制 148 事业编制 96 合计 244.

    Empty where a figure has no name right before it, where there is only one, and where a name stands twice.
    """
    line = [c for c in sheet.line(row) if c.row == row]
    figures = [i for i, c in enumerate(line) if read_cell(c.text) is not None]
    names = {
        line[i].column: squeeze(line[i - 1].text)
        for i in figures
        if i and not blank(line[i - 1].text) and read_cell(line[i - 1].text) is None
    }
    told = len(names) == len(figures) > 1 and len(set(names.values())) == len(names)
    return names if told and not any(scan(name) and not yearish(name[:5]) for name in names.values()) else {}


def _of_cell(frame: Frame, band: Band, row: Row, cell: Cell, column: Column) -> Iterator[Figure]:
    if column.role in ("code", "sequence") or blank(cell.text):
        return
    spanned = [c for c in band.columns if cell.column <= c.index < cell.column + cell.colspan]
    same = len({(c.role, c.header[-1:]) for c in spanned if c.role != "span"}) == 1
    if _garbled(cell.text):
        return
    number = read_cell(cell.text)
    if number is None:
        form = any(c.role == "level3" for c in band.columns)
        applied = "" if form else _applied(frame.sheet, band, row)
        said = column if same and column.role in ("target", "actual") else None
        for figure in _inside(frame, cell, row, said, applied):
            heading = column.role.startswith("level") and figure.measure == "score"
            yield replace(figure, measure="weight") if heading else figure
        return
    if (
        column.role in ("label", "level1", "level2", "level3", "note", "reason", "sign", "unit")
        and not number.unit
    ):
        return
    yield _whole(frame, band, row, cell, column, number)


def _applied(sheet: Sheet, band: Band, row: Row) -> str:
    """The stage that the name at the side gives a row; a name that a page end tore is put together again."""
    outer, _ = stub(sheet, row.index, band.columns, band.first, _body(band))
    said = "".join(outer)
    side = sheet.at(row.index, band.columns[0].index) if outer else None
    if side is None or stage(said):
        return stage(said)
    before = sheet.text(side.row - 1, side.column)
    after = sheet.text(side.row + side.rowspan, side.column)
    return (not stage(before) and stage(before + side.text)) or (
        "" if stage(after) else stage(side.text + after)
    )


def _whole(frame: Frame, band: Band, row: Row, cell: Cell, column: Column, number: Number) -> Figure:
    columns = tuple(c for c in band.columns if c.side == row.side)
    name = "" if column.header else paired(frame.sheet, row.index).get(cell.column, "")
    if name:
        row, columns = _of_pair(frame.sheet, row, name), columns[:1]
    if any(c.role in ("level2", "level3") and c.index > column.index for c in columns):
        # Points beside a level are those of the level, not of the item that the row ends with.
        columns = tuple(c for c in columns if c.index < column.index)
        row = replace(row, label=stub(frame.sheet, row.index, columns, band.first, _body(band))[1])
    outer, _ = stub(frame.sheet, row.index, columns, band.first, _body(band))
    above = (*(parse(text)[3] for text in outer if not blank(text)), *_ancestors(band, row))
    head, said = header_subject(column)
    side = _side_name(band, row.side)
    spent = _only_fund(head) if side == "支出" or (not side and frame.spending) else ""
    counted = column.role == "amount" and column.measure in ("level", "headcount", "count")
    if not row.label:
        label, path = head or core(column.header[-1] if column.header else ""), (*above, *column.header[:-1])
        term = analyse(core(said) if said else label, frame.year)
    elif row.total and counted and head and head not in row.label and not spent:
        label, path = head, (*above, row.label, *column.header)
        term = analyse(core(said), frame.year)
    else:
        label, path = row.label, (*above, *column.header)
        term = analyse(label, frame.year)
        if frame.exact:
            term = replace(term, concept=concept(label))
        elif term.concept is None and row.concept is not None:
            term = replace(term, concept=row.concept)
    unit, source = _unit(frame, band, row, column, number)
    start, end = _digits(cell.text, number)
    measure = _measure(column, unit, term.measure)
    scope = dict(frame.scope)
    if spent:
        scope["fund"] = spent
    elif row.label and not row.total and counted and head and not _same_subject(head, row.label):
        scope["column"] = head
    if row.style in ("code5", "code7") and row.parent is not None:
        scope["part"] = band.rows[row.parent].label
    if side and (row.total or not row.label):
        scope["side"] = side
    quote, at = _quote(frame.sheet, cell, start)
    return Figure(
        cell.text[start:end], number.value, number.step, unit, quote,
        replace(cell.where, start=start, end=end), source, label,
        tuple(dict.fromkeys(squeeze(t) for t in path if squeeze(t) != squeeze(label))), term.concept,
        column.period or term.period or (str(frame.year) if frame.year else None),
        column.stage or (term.stage if measure in ("level", "change") else ""), measure,
        scope=tuple(sorted(scope.items())), qualifier=number.qualifier, doubt=cell.doubt, stored=cell.stored,
        whole_cell=True, at=at,
    )  # fmt: skip


def _of_pair(sheet: Sheet, row: Row, name: str) -> Row:
    """A row as the name right before one of its figures has it; a total is that of what the row begins with."""
    first = squeeze(sheet.line(row.index)[0].text)
    name = first if name in terms("total") and first != name else name
    unit = bracket_unit(name) or ("人" if analyse(first).measure == "headcount" else "")
    return replace(row, label=parse(name)[3], printed=name, unit=unit, concept=concept(name))


def _body(band: Band) -> int:
    """The first row under the header."""
    return band.rows[0].index if band.rows else band.first


def _ancestors(band: Band, row: Row) -> tuple[str, ...]:
    names: list[str] = []
    parent = row.parent
    while parent is not None and len(names) < 12:
        above = band.rows[parent]
        if not above.total:
            names.append(above.label)
        parent = above.parent
    return tuple(reversed(names))


def _only_fund(head: str) -> str:
    """The fund that a column of expenditure is limited to, where its header names nothing else."""
    return fund(head) if regex.search(r"(?:拨款|预算|资金)$", head) else ""


def _same_subject(head: str, own: str) -> bool:
    return head in own or own in head or head in terms("total")


def _side_name(band: Band, side: int) -> str:
    columns = [c for c in band.columns if c.side == side]
    if len({c.side for c in band.columns}) < 2 or not columns or not columns[0].header:
        return ""
    top = squeeze(columns[0].header[0])
    return top if top in ("收入", "支出") else ""


def _digits(text: str, number: Number) -> tuple[int, int]:
    """Where the figure itself stands in its cell, without ≥ or 不低于 before it."""
    inner = scan(text)
    if len(inner) == 1 and inner[0].value == number.value and inner[0].unit == number.unit:
        return inner[0].start, inner[0].end
    return number.start, number.end


def _unit(frame: Frame, band: Band, row: Row, column: Column, number: Number) -> tuple[str, str]:
    if number.unit:
        return number.unit, "printed"
    if column.role in ("weight", "score"):
        return "分", "column"
    if column.unit:
        return column.unit, "column"
    if column.role in ("target", "actual"):
        place = next((c.index for c in band.columns if c.role == "unit"), None)
        said = squeeze(frame.sheet.text(row.index, place)).split("/")[0] if place is not None else ""
        return (canonical(said), "row") if said in UNITS else ("", "none")
    own = bracket_unit(row.printed)
    if own and column.measure not in _OWN_UNIT:
        return own, "row"
    if _RATE_LABEL.search(squeeze(row.label)):
        return "%", "inferred"
    heads = number.step == 1 and not row.style.startswith("code")
    if heads and row.label and analyse(row.label).measure == "headcount":
        return "人", "row"
    if column.measure == "count":
        return "", "none"
    if row.unit and column.measure not in _OWN_UNIT:
        return row.unit, "row"
    steps = _STEP.search(squeeze(row.printed))
    beside = {n.unit for n in scan(row.printed) if kind(n.unit) == "money" and not steps}
    if len(beside) == 1 and column.measure == "level":
        return beside.pop(), "row"
    headed = next(
        (u for c in band.columns if c.role == "label" for h in c.header if (u := bracket_unit(h))), ""
    )
    if headed and column.measure not in _OWN_UNIT:
        return headed, "column"
    if frame.unit:
        return frame.unit, "table"
    return _like_beside(band, column)


def _like_beside(band: Band, column: Column) -> tuple[str, str]:
    """The unit of a column of amounts that names none, where all other columns of amounts name the same."""
    money = {c.unit for c in band.columns if c.role == "amount" and kind(c.unit) == "money"}
    amount = column.measure == "level" and column.header and _MONEY.search(squeeze(column.header[-1]))
    return (money.pop(), "inferred") if len(money) == 1 and amount else ("", "none")


def _measure(column: Column, unit: str, named: str) -> str:
    if column.role in ("weight", "score"):
        return column.measure
    if column.measure != "level":
        return column.measure
    measured = kind(unit)
    if measured == "percent":
        return "ratio"
    if measured == "points":
        return "points"
    if measured == "headcount" or named == "headcount":
        return "headcount"
    return "count" if measured == "count" else "level"


def _inside(
    frame: Frame, cell: Cell, row: Row | None, column: Column | None, applied: str = ""
) -> Iterator[Figure]:
    """Figures in a cell of text, each under the words right before it.

    ``applied`` is the stage that the name at the side gives all of them: 年度预算申请.
    """
    last = 0
    wrapped = len(squeeze(cell.text)) <= _SHORT
    for number in scan(cell.text):
        lead = cell.text[last : number.start]
        words = [w for w in _BREAK.split(squeeze(lead) if wrapped else lead) if squeeze(w).strip("()")]
        last = number.end
        figure = _text_figure(frame, cell, number, words[-1] if words else "", row, column)
        yield replace(figure, stage=figure.stage or applied) if figure.measure == "level" else figure


def _text_figure(
    frame: Frame, cell: Cell, number: Number, words: str, row: Row | None, column: Column | None
) -> Figure:
    label = parse(squeeze(words))[3]
    colon = label.endswith(":")
    label = regex.sub(r"\($", "", label.rstrip(":为是共达")).strip("():")
    if not label and row is not None:
        label = row.label
    term = analyse(label, frame.year)
    unit, source = number.unit, "printed" if number.unit else "none"
    if not unit and term.measure == "level" and (term.concept or colon):
        if row is not None and kind(row.unit) == "money":
            unit, source = row.unit, "row"
        elif kind(frame.unit) == "money":
            unit, source = frame.unit, "table"
    relative = regex.match(r"[较比与同]", label)
    own = row.label if row is not None and column is not None else ""
    path = tuple(dict.fromkeys(p for p in (_heading(frame.sheet, cell), own) if p and p != label))
    quote, at = _quote(frame.sheet, cell, number.start)
    return Figure(
        cell.text[number.start : number.end], number.value, number.step, unit, quote,
        replace(cell.where, start=number.start, end=number.end), source, label, path, term.concept,
        (None if relative else term.period) or (str(frame.year) if frame.year else None),
        column.stage if column is not None and column.stage else term.stage,
        _text_measure(label, unit, cell.text), scope=frame.scope, qualifier=number.qualifier, doubt=cell.doubt,
        at=at,
    )  # fmt: skip


def _text_measure(label: str, unit: str, text: str) -> str:
    measured = kind(unit)
    if measured == "score":
        return "weight" if regex.search(r"指标|分值|权重|满分", label + text[:30]) else "score"
    if regex.search(r"(?:增长|增加|下降|减少|提升|降低|提高|上升)(?:了|率|幅度)?$", label):
        return "rate" if measured == "percent" else "points" if measured == "points" else "change"
    if measured == "percent":
        return "share" if regex.search(r"占|比重|占比", label) else "ratio"
    return measured if measured in ("points", "headcount", "count", "multiple") else "level"


def _heading(sheet: Sheet, cell: Cell) -> str:
    """The line above in the same column that says how an amount is split: 按支出性质分."""
    for row in range(cell.row - 1, max(cell.row - 12, -1), -1):
        over = sheet.at(row, cell.column)
        if over is None or over.column != cell.column:
            return ""
        match = _SPLIT.match(squeeze(over.text))
        if match:
            return str(match.group()).rstrip(":")
        if not scan(over.text) and not squeeze(over.text).endswith(":"):
            return ""
    return ""


def fraction_columns(found: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """Columns of rates printed as fractions (0.98 for 98%) lose the % that was only supposed."""
    grouped: dict[tuple[int | None, str], list[Figure]] = {}
    for figure in found:
        if figure.unit == "%" and figure.unit_from in ("column", "inferred"):
            grouped.setdefault((figure.where.column, figure.measure), []).append(figure)
    plain = {
        id(f)
        for group in grouped.values()
        if all(abs(f.value) <= Decimal("1.5") for f in group) and any(f.step < 1 and f.value for f in group)
        for f in group
    }
    return tuple(replace(f, unit="倍", unit_from="inferred") if id(f) in plain else f for f in found)
