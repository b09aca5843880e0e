"""Where a table's headers are: the bands that they open."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import regex

from extract.grid import Sheet
from extract.model import Cell, Column
from extract.number import scan
from extract.table_column import RANKS, VALUES, columns, is_figure, yearish
from extract.table_word import blank, classify, core, squeeze, terms, unit_line

_MARKED = regex.compile(r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|\d+[.、](?!\d)|其中)")
_COUNTED = regex.compile(r"(?<=\p{Han})(?:\d|\(\d+(?:\.\d+)?分?\))$")
_NUMBERED = regex.compile(r"^(?:栏次|行次|列次|栏目|列号)?$")


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
            found.append(Span(row, body, last - 1, columns(sheet, lines, range(body, last), year, caption)))
        row = max(last, row + 1)
    return tuple(found)


def full_width(sheet: Sheet, row: int) -> bool:
    """Whether one cell takes the whole row, or only one cell of it says anything and starts it."""
    line = sheet.line(row)
    return len(line) == 1 and sheet.width > 1


def _field_row(line: tuple[Cell, ...]) -> bool:
    names = terms("field")
    return any(core(c.text) in names for c in line if len(c.text) < 20)


def _numbering(sheet: Sheet, row: int) -> bool:
    """A row that only numbers the columns, the ranks of codes aside: 类 款 项 栏次 1 2 3."""
    texts = [t for c in sheet.line(row) if (t := squeeze(c.text)) and t not in RANKS]
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
        if any(is_figure(c) and not yearish(c.text) for c in line):
            if row - 1 in headers and _numbering(sheet, row):
                headers.add(row)
            continue
        under = row - 1 in headers and _divides(sheet, row)
        fresh = tuple(c for c in line if c.row == row or c.row in headers)  # names reach down, headers do not
        if headers and not under:
            fresh = tuple(c for c in fresh if not is_figure(c))  # below a header 2000 is an amount
            if sum(c.row == row and not blank(c.text) for c in line) < 2:
                continue  # one name beside blanks names a row that is not filled in
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
    if len(rest) < 2 or any(word is None or word.role not in (*VALUES, "note", "reason") for word in words):
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
            if sum(is_figure(c) and not yearish(c.text) for c in sheet.line(r)) >= 1
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
    if any(len(squeeze(c.text)) > 20 or _tells(c.text) or _MARKED.match(squeeze(c.text)) for c in line):
        return set()
    amounts = [c.column for c in sheet.line(first) if is_figure(c)]
    return {row} if any(not blank(sheet.text(row, a)) for a in amounts) else set()


def _tells(text: str) -> bool:
    """Whether a name holds a figure, a weight in brackets or a number at its end aside: 产出（35分）, 专家1."""
    return bool(scan(_COUNTED.sub("", squeeze(text))))


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
    if any(len(squeeze(c.text)) > 25 or (scan(c.text) and not yearish(c.text)) for c in said):
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
        (is_figure(c) and not yearish(c.text)) or _MARKED.match(_unmarked(c)) for c in fresh
    ):
        return False
    for cell in fresh:
        over = sheet.at(row - 1, cell.column)
        if over is None or over.colspan <= cell.colspan or len(squeeze(cell.text)) > 25:
            return False
    return True
