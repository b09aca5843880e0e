"""Where a table's headers are and what they say of its columns."""

from __future__ import annotations

import bisect
import itertools
from dataclasses import dataclass

import regex

from extract.grid import Sheet
from extract.model import Cell, Column
from extract.number import read_cell, scan
from extract.table_word import Word, blank, classify, core, period, squeeze, stage, subject, terms, unit_line
from extract.unit import UNITS

_LEVELS = ("level1", "level2", "level3")
_LABELS = ("label", "code", "sequence", *_LEVELS)
_VALUES = ("amount", "weight", "score", "target", "actual")
_MARKED = regex.compile(r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|\d+[.、](?!\d)|其中)")
_NUMBERED = regex.compile(r"^(?:栏次|行次|列次|栏目|列号)?$")
_BESIDE = regex.compile(r"单价|标准|定额|数量|工程量|面积|规模|内容|用途|依据|要点|概况|简介")
"""What a column beside the names is called that holds words and names no row: 2.10元/平方米, 主要内容."""
_RANKS = ("类", "款", "项")
_TORN = regex.compile(r"^(?:\([^()]{1,4}\))?[费数额率款]$")
"""The end of a name that a page tore off: 公务接待 over 费."""


@dataclass(frozen=True, slots=True)
class Span:
    """A band before its rows are understood: header rows first..body-1, body rows body..last."""

    first: int
    body: int
    last: int
    columns: tuple[Column, ...]


def spans(sheet: Sheet, year: int | None, caption: str) -> tuple[Span, ...]:
    """The bands of a table, top to bottom; rows above the first header belong to none unless they hold figures."""
    headers = _header_rows(sheet)
    found: list[Span] = []
    row = 0
    while row < sheet.height:
        body = row
        while body in headers:
            body += 1
        last = body
        while last < sheet.height and last not in headers:
            last += 1
        lines = range(row, body)
        if lines or any(is_figure(c) for r in range(body, last) for c in sheet.line(r)):
            found.append(Span(row, body, last - 1, _columns(sheet, lines, range(body, last), year, caption)))
        row = max(last, row + 1)
    return tuple(found)


def is_figure(cell: Cell) -> bool:
    """Whether all that a cell holds is one figure."""
    return read_cell(cell.text) is not None


def full_width(sheet: Sheet, row: int) -> bool:
    """Whether one cell takes the whole row, or only one cell of it says anything and starts it."""
    line = sheet.line(row)
    return len(line) == 1 and sheet.width > 1


def _yearish(text: str) -> bool:
    return bool(regex.fullmatch(r"(?:19|20)\d\d(?:年度?)?", squeeze(text)))


def _field_row(line: tuple[Cell, ...]) -> bool:
    names = terms("field")
    return any(core(c.text) in names for c in line if len(c.text) < 20)


def _numbering(sheet: Sheet, row: int) -> bool:
    """A row that only numbers the columns, the ranks of codes aside: 类 款 项 栏次 1 2 3."""
    texts = [t for c in sheet.line(row) if (t := squeeze(c.text)) and t not in _RANKS]
    begin = next((i for i, t in enumerate(texts) if _NUMBERED.match(t)), 0)
    texts = texts[begin:]  # a number of the row itself may stand before it
    digits = [int(t) for t in texts if t.isdigit() and len(t) < 3]
    rest = [t for t in texts if not (t.isdigit() and len(t) < 3)]
    if len(digits) < 2 or any(b - a != 1 for a, b in itertools.pairwise(digits)):
        return False
    named = [t for t in rest if _NUMBERED.match(t) and t]
    return len(named) == len(rest) and (bool(named) or (digits[0] == 1 and len(digits) >= 3))


def _header_rows(sheet: Sheet) -> set[int]:
    headers: set[int] = set()
    inside: list[int] = []
    for row in range(sheet.height):
        line = sheet.line(row)
        if full_width(sheet, row) or (
            _field_row(line) and not (_worded(line, 3) or _over_amounts(sheet, row) or _stacked(sheet, row))
        ):
            continue
        if any(is_figure(c) and not _yearish(c.text) for c in line):
            if row - 1 in headers and _numbering(sheet, row):
                headers.add(row)
            continue
        under = row - 1 in headers and _divides(sheet, row)
        fresh = tuple(c for c in line if c.row == row or c.row in headers)  # names reach down, headers do not
        if headers and not under:
            fresh = tuple(c for c in fresh if not is_figure(c))  # below a header 2000 is an amount
        if (_worded(fresh, 2) or (not headers and _stacked(sheet, row))) and (
            not headers or under or _heads_amounts(sheet, row, inside)
        ):
            headers.add(row)
            inside = [
                c.column
                for c in line
                if (word := classify(c.text)) is not None and word.role not in ("label", "code", "sequence")
            ]
    if not headers:
        headers |= _leading(sheet)
    for row in sorted(headers):
        _extend(sheet, row, headers)
    return headers


def _worded(line: tuple[Cell, ...], least: int) -> bool:
    said = [c for c in line if not blank(c.text)]
    words = [c for c in said if not _MARKED.match(squeeze(c.text)) and classify(c.text) is not None]
    if not any(w.role not in ("label", "sequence") for c in words if (w := classify(c.text)) is not None):
        return False
    return len(words) >= least and len(words) * 2 >= len(said)


def _over_amounts(sheet: Sheet, row: int) -> bool:
    """Whether all cells after the first name columns of amounts and stand over figures: 项目名称 预算数 决算数."""
    rest = [c for c in sheet.line(row)[1:] if not blank(c.text)]
    words = [classify(c.text) for c in rest]
    if len(rest) < 2 or any(word is None or word.role not in (*_VALUES, "note", "reason") for word in words):
        return False
    below = [sheet.at(row + 1, c.column) for c in rest]
    return any(cell is not None and is_figure(cell) for cell in below)


def _reached(sheet: Sheet, row: int) -> bool:
    """Whether a name of the header above ends with this row of names, right over the first figures."""
    line = sheet.line(row)
    over = [c for c in line if c.row < row and c.row + c.rowspan - 1 == row and not blank(c.text)]
    below = sheet.line(row + 1) if row + 1 < sheet.height else ()
    fresh = [c for c in line if c.row == row and not blank(c.text)]
    names = all(len(squeeze(c.text)) <= 25 and not scan(c.text) for c in fresh)
    return bool(over) and len(fresh) > 1 and names and 2 * sum(is_figure(c) for c in below) > len(below) > 2


def _stacked(sheet: Sheet, row: int) -> bool:
    """Whether the spans of a row make it a header whatever it says: names over divided names, then figures."""
    line = sheet.line(row)
    low = [c for c in line if c.row == row and c.rowspan > 1 and not blank(c.text)]
    wide = [c for c in line if c.row == row and c.colspan > 1 and c.rowspan == 1]
    ends = {c.row + c.rowspan for c in low}
    every = len(low) + len(wide) == len(line) and len(wide) > 1
    if not wide or len(low) < (1 if every else 2) or len(ends) != 1 or not _divides(sheet, row + 1):
        return False
    below = sheet.line(body) if (body := ends.pop()) < sheet.height else ()
    return sum(is_figure(c) for c in below) > 2 and not any(scan(c.text) for c in line)


def _heads_amounts(sheet: Sheet, row: int, inside: list[int]) -> bool:
    """A further header must change what stands in the columns of amounts, not only name a row."""
    over = [c for c in sheet.line(row) if any(c.column <= i < c.column + c.colspan for i in inside)]
    return any(
        (word := classify(c.text)) is not None and word.role not in ("label", "code", "sequence")
        for c in over
    )


def _leading(sheet: Sheet) -> set[int]:
    """Without a known word: the rows of names right above the first row of figures."""
    first = next(
        (
            r
            for r in range(sheet.height)
            if sum(is_figure(c) and not _yearish(c.text) for c in sheet.line(r)) >= 1
        ),
        None,
    )
    if first is None or first == 0:
        return set()
    row = first - 1
    line = [c for c in sheet.line(row) if not blank(c.text)]
    numbered = bool(line) and (word := classify(line[0].text)) is not None and word.role == "sequence"
    over = len(line) > 2 + numbered and all(
        (cell := sheet.at(first, c.column)) is not None and is_figure(cell) for c in line[1 + numbered :]
    )
    if full_width(sheet, row) or (_field_row(tuple(line)) and not over) or len(line) < 2:
        return set()
    if any(len(squeeze(c.text)) > 20 or scan(c.text) or _MARKED.match(squeeze(c.text)) for c in line):
        return set()
    amounts = [c.column for c in sheet.line(first) if is_figure(c)]
    return {row} if any(not blank(sheet.text(row, a)) for a in amounts) else set()


def _extend(sheet: Sheet, row: int, headers: set[int]) -> None:
    """Rows above that group the header's columns, rows below that divide them."""
    above = row - 1
    while above >= 0 and above not in headers and _groups(sheet, above):
        headers.add(above)
        above -= 1
    below = row + 1
    while (
        below < sheet.height and below not in headers and (_divides(sheet, below) or _reached(sheet, below))
    ):
        headers.add(below)
        below += 1
    if below < sheet.height and below not in headers and _numbering(sheet, below):
        headers.add(below)


def _groups(sheet: Sheet, row: int) -> bool:
    line = sheet.line(row)
    said = [c for c in line if not blank(c.text)]
    if full_width(sheet, row) or not said or _field_row(line):
        return False
    if any(len(squeeze(c.text)) > 25 or (scan(c.text) and not _yearish(c.text)) for c in said):
        return False
    beside = {id(sheet.at(row, column)) for column in range(line[0].column + line[0].colspan, sheet.width)}
    if len(beside) < 2 or any(squeeze(c.text).endswith(("。", ";", ",")) for c in said):
        return False
    return any(c.colspan > 1 or c.row + c.rowspan - 1 > row for c in said) or _opens(sheet, row, said)


def _opens(sheet: Sheet, row: int, said: list[Cell]) -> bool:
    """Names with blanks after them over a fuller row of names: merged cells that a format could not keep."""
    below = [c for c in sheet.line(row + 1) if not blank(c.text)]
    over = all(not blank(sheet.text(row + 1, c.column)) for c in said)
    return 2 <= len(said) < len(below) and over and not any(unit_line(c.text) for c in said)


def _unmarked(cell: Cell) -> str:
    """A header's text; 其中 before the name of a further column is no mark of a row."""
    text = squeeze(cell.text)
    return text.removeprefix("其中").lstrip(":") if cell.column else text


def _divides(sheet: Sheet, row: int) -> bool:
    """Every new cell of the row stands under a header cell that is wider than itself."""
    fresh = [c for c in sheet.line(row) if c.row == row and not blank(c.text)]
    if len(fresh) < 2 or any(
        (is_figure(c) and not _yearish(c.text)) or _MARKED.match(_unmarked(c)) for c in fresh
    ):
        return False
    for cell in fresh:
        over = sheet.at(row - 1, cell.column)
        if over is None or over.colspan <= cell.colspan or len(squeeze(cell.text)) > 25:
            return False
    return True


def _columns(sheet: Sheet, header: range, body: range, year: int | None, caption: str) -> tuple[Column, ...]:
    shared = _shared(sheet, header, body)
    chains = [(*_chain(sheet, header, c), *shared.get(c, ())) for c in range(sheet.width)]
    words = [_word(chain) for chain in chains]
    counted = [_counts(sheet, header, body, column) for column in range(sheet.width)]
    first_amount = next(
        (
            c
            for c in range(sheet.width)
            if counted[c] and (words[c] is None or words[c].role not in _LABELS)  # type: ignore[union-attr]
        ),
        next((c for c in range(sheet.width) if words[c] is not None and words[c].role == "amount"), 0),  # type: ignore[union-attr]
    )
    general = stage(caption)
    codes = sum(1 for chain in chains if chain and squeeze(chain[-1]) in _RANKS)
    columns: list[Column] = []
    side, seen_amount, names = 0, False, set[str]()
    for index in range(sheet.width):
        chain, word = chains[index], words[index]
        role = word.role if word else ""
        if chain and squeeze(chain[-1]) in _RANKS:
            role = "code" if codes >= 2 else "label"
        outside = index < first_amount and not counted[index]
        if role == "unit" and outside and not names and _holds_names(sheet, body, index):
            role = "label"
        if outside and (role == "amount" or (role == "level3" and _empty(sheet, body, index))):
            role = "note" if names and chain and _BESIDE.search(squeeze(chain[-1])) else "label"
        if not role:
            role = (
                "label"
                if index < first_amount and not (names and chain and _BESIDE.search(squeeze(chain[-1])))
                else "amount"
                if counted[index]
                else "note"
                if chain
                else "label"
            )
            if not chain and not counted[index] and index > first_amount:
                role = "amount" if not header else "note"
        if role == "amount" and (
            _sequence(sheet, body, index) or (not chain and _rising(sheet, body, index))
        ):
            role = "sequence"
        name = core(chain[-1]) if chain else ""
        if role == "amount" and seen_amount and name and _labels_beside(sheet, body, index, chains):
            role, name = "label", next(iter(names), name)
        again = role == "label" or (role == "note" and word is None and seen_amount)
        again = again and _heads_again(sheet, body, index, chains)
        role = "label" if again else role
        repeats = name in names or again
        if role in ("label", "code") and seen_amount and name and repeats:
            side, seen_amount = side + 1, False
        if role in ("label", "code"):
            names.add(name)
        seen_amount = seen_amount or role == "amount"
        if role in _VALUES and header and _continues(sheet, header[-1], body, index):
            role = "span"
        columns.append(_column(index, chain, role, word, year, general, side))
    return tuple(columns)


def _continues(sheet: Sheet, header: int, body: range, index: int) -> bool:
    """Whether a grid column only carries on the cells of the one before it, from the header to the last row."""
    if index == 0 or sheet.at(header, index) is not sheet.at(header, index - 1):
        return False
    return all(c is None or c.column < index for c in (sheet.at(row, index) for row in body))


def _column(
    index: int,
    chain: tuple[str, ...],
    role: str,
    word: Word | None,
    year: int | None,
    general: str,
    side: int,
) -> Column:
    if role == "target" or role == "actual":
        return Column(index, chain, role, word.unit if word else "", None, role, side=side)
    if role in ("weight", "score"):
        return Column(index, chain, role, word.unit if word else "分", None, "", role, side=side)
    if role != "amount":
        return Column(index, chain, role, side=side)
    named = next((p for text in reversed(chain) if (p := period(text, year))), None)
    step = next((s for text in reversed(chain) if (s := stage(text))), "")
    measure = word.measure if word else "level"
    step = "" if measure in ("rate", "ratio", "share") else step or (general if measure == "level" else "")
    unit = next(
        (
            w.unit
            for text in reversed(chain)
            if not _is_basis(text, chain) and (w := classify(text)) and w.unit
        ),
        "",
    )
    return Column(index, chain, role, unit, named, step, measure, None, side)


def _chain(sheet: Sheet, header: range, column: int) -> tuple[str, ...]:
    chain: list[str] = []
    for row in header:
        cell = sheet.at(row, column)
        if cell is not None and row < header[-1] and not squeeze(cell.text):
            cell = _left(sheet, row, column)
        if cell is None or blank(cell.text) or cell.row + cell.rowspan - 1 > header[-1]:
            continue
        if (squeeze(cell.text).isdigit() and not _yearish(cell.text)) or (
            squeeze(cell.text) in ("栏次", "列次") and chain
        ):
            continue
        text = cell.text.strip()
        if chain and _TORN.match(squeeze(text)) and sheet.text(row - 1, column).strip() == chain[-1]:
            over = sheet.at(row - 1, column)
            if over is not None and over.colspan == cell.colspan == 1:
                chain[-1] += text
                continue
        if not chain or chain[-1] != text:
            chain.append(text)
    return tuple(chain)


def _shared(sheet: Sheet, header: range, body: range) -> dict[int, tuple[str]]:
    """Names that divide a wide header in the row of the total: 合计 | 486.20 | 合计 | 基本支出 | 项目支出, by column."""
    said = [c for c in sheet.line(body[0]) if not blank(c.text)] if header and body else []
    if not said or squeeze(said[0].text) not in terms("total"):
        return {}
    over = {c.column: sheet.at(header[-1], c.column) for c in said[1:]}
    divided = [c for c in said[1:] if (wide := over[c.column]) and (wide.colspan > 1 or blank(wide.text))]
    names = [c for c in divided if (word := classify(c.text)) is not None and word.role == "amount"]
    return {c.column: (c.text.strip(),) for c in names} if len(names) > 1 else {}


def _left(sheet: Sheet, row: int, column: int) -> Cell | None:
    """The name that a blank header cell carries on, where the row below has a name of its own there.

    Not where a name above begins further right: the blank is the rest of that cell.
    """
    if not squeeze(sheet.text(row + 1, column)):
        return None
    left = _named(sheet, row, column)
    if left is None or (row and (above := _named(sheet, row - 1, column)) is not None and above > left):
        return None
    cell = sheet.at(row, left)
    return cell if cell is not None and cell.rowspan == 1 and squeeze(sheet.text(row + 1, left)) else None


def _named(sheet: Sheet, row: int, column: int) -> int | None:
    """The nearest place in a row, from ``column`` leftwards, where a cell that says something begins."""
    for place in range(column, -1, -1):
        cell = sheet.at(row, place)
        if cell is not None and squeeze(cell.text):
            return cell.column
    return None


def _word(chain: tuple[str, ...]) -> Word | None:
    """What the innermost header says; an outer one speaks where the inner is silent or only dates."""
    found: Word | None = None
    for text in reversed(chain):
        word = classify(text)
        if word is None or _is_basis(text, chain):
            continue
        if found is None:
            found = word
            if word.role != "amount" or word.measure != "level":
                return found
        elif word.role in ("amount", "weight", "score") and word.measure != "level":
            return Word(found.role, found.unit or word.unit, word.measure)
    return found


def _is_basis(text: str, chain: tuple[str, ...]) -> bool:
    """Whether a header only says what a rate named above it is worked out from: 整改率 over 按个数, 按金额."""
    return len(chain) > 1 and squeeze(text).startswith("按")


def _counts(sheet: Sheet, header: range, body: range, column: int) -> bool:
    """Whether most cells of a column are figures; a cell over several columns counts where its header is as wide."""
    over = sheet.at(header[-1], column) if header else None
    wide = over.colspan if over is not None and over.column == column else 1
    figures = texts = 0
    for row in body:
        cell = sheet.at(row, column)
        if cell is None or cell.row != row or cell.column < column or cell.colspan > wide or blank(cell.text):
            continue
        if is_figure(cell):
            figures += 1
        else:
            texts += 1
    return figures > 0 and figures >= texts


def _holds_names(sheet: Sheet, body: range, index: int) -> bool:
    """Whether a column called 单位 holds the names of bodies, not units of measure."""
    said = {text for row in body if not blank(text := sheet.text(row, index))}
    return not any(squeeze(text) in UNITS for text in said)


def _labels_beside(sheet: Sheet, body: range, index: int, chains: list[tuple[str, ...]]) -> bool:
    """Whether a column called 支出 holds the names of a second side: words in it, and headers repeated after it."""
    said = [text for row in body if (text := sheet.text(row, index)) and not blank(text)]
    if len(said) < 2 or any(read_cell(text) for text in said) or index + 1 >= len(chains):
        return False
    return bool(chains[index + 1]) and chains[index + 1][-1:] in [chain[-1:] for chain in chains[:index]]


def _heads_again(sheet: Sheet, body: range, index: int, chains: list[tuple[str, ...]]) -> bool:
    """Whether a further column of names stands before headers of amounts seen before: 资产 年初数 负债 年初数."""
    said = [text for row in body if (text := sheet.text(row, index)) and not blank(text)]
    if len(said) < 2 or any(read_cell(text) for text in said) or index + 1 >= len(chains):
        return False
    again = chains[index + 1][-1:]
    return (
        bool(again)
        and sum(again == chain[-1:] for chain in chains) > 1
        and again in [c[-1:] for c in chains[:index]]
    )


def _empty(sheet: Sheet, body: range, column: int) -> bool:
    """Whether no cell of its own says anything in a column; totals that span several do not count."""
    cells = [sheet.at(row, column) for row in body]
    return all(c is None or c.colspan > 1 or blank(c.text) for c in cells)


def _sequence(sheet: Sheet, body: range, column: int) -> bool:
    """Whether the column only counts its rows: 1, 2, 3 …"""
    values = [squeeze(sheet.text(row, column)) for row in body]
    digits = [int(v) for v in values if v.isdigit()]
    if len(digits) < 4 or len(digits) < len([v for v in values if v]):
        return False
    return all(b - a == 1 for a, b in itertools.pairwise(digits))


def _rising(sheet: Sheet, body: range, column: int) -> bool:
    """Whether a column without a header numbers its rows, some left out or out of place: 1, 3, 36, 23, 24 …

    The amounts must stand right of it: a column of whole counts alone is not a numbering.
    """
    values = [squeeze(sheet.text(row, column)) for row in body]
    digits = [int(v) for v in values if v.isdigit() and len(v) < 4]
    if len(digits) < 4 or len(digits) < len([v for v in values if v]):
        return False
    beside = [n for row in body if (n := read_cell(sheet.text(row, column + 1))) is not None]
    if not any(number.step < 1 for number in beside):
        return False
    tails: list[int] = []
    for digit in digits:
        place = bisect.bisect_left(tails, digit)
        tails[place : place + 1] = [digit]
    return len(tails) * 5 >= len(digits) * 4


def header_subject(column: Column) -> tuple[str, str]:
    """What the figures of a column are about, and the header text that says so; "" twice when none does."""
    return next(((s, text) for text in reversed(column.header) if (s := subject(text))), ("", ""))
