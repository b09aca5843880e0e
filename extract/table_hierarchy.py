"""The rows of a band: their labels, numbering, and which row each is a part of."""

from __future__ import annotations

import itertools
import unicodedata
from dataclasses import dataclass, field, replace

import regex

from extract.grid import Sheet
from extract.lexicon import concept, partitions
from extract.model import Cell, Column, Row
from extract.number import read_cell, scan
from extract.table_header import Span
from extract.table_word import blank, bracket_unit, squeeze, terms, unit_line

_HAN = "一二三四五六七八九十"
_EDGE = " \t\n\r\u3000\u00a0"
_STUBS = ("label", "level1", "level2", "level3")
_MARKERS = (
    ("chinese", regex.compile(rf"(?P<mark>(?P<number>[{_HAN}]{{1,3}})、)")),
    ("paren", regex.compile(rf"(?P<mark>[(（](?P<number>[{_HAN}]{{1,3}})[)）]、?)")),
    ("bracket", regex.compile(r"(?P<mark>[(（](?P<number>\d{1,2})[)）]、?|(?P<number>\d{1,2})[)）])")),
    ("arabic", regex.compile(r"(?P<mark>(?P<number>\d{1,2})(?:[、．]|\.(?!\d)))")),
    ("circled", regex.compile(r"(?P<mark>(?P<number>[①-⑳]))")),
)
_CODE = regex.compile(r"(?P<mark>[1-3]\d{2}(?:\d{2}){0,2})(?=$|\s*\p{Han})")
_WHOLES = frozenset(
    (
        *(
            "expenditure.total",
            "expenditure.year",
            "expenditure.basic",
            "expenditure.project",
            "expenditure.running",
        ),
        *(
            "expenditure.staff",
            "income.total",
            "income.year",
            "three-public",
            "procurement",
            "assets",
            "liabilities",
        ),
        *("staff.posts", "staff.serving", "staff.actual"),
    )
)
_AMOUNTS = frozenset({"总额", "资金总额", "金额", "资金合计"})
_SOURCES = ("income.", "carryover.", "funds.other")
_FUNDS = ("income.general", "income.fund", "income.capital")
_AMONG = regex.compile(r"(?P<mark>其\s*中)\s*[:：,，]?\s*")
_WAY = regex.compile(r"按[^:]{2,8}:(?P<part>\p{Han}.+)")
"""A numbered row that names a way to divide the whole and is its first part itself: （1）按经费来源：财政性资金."""
_LESS = regex.compile(r"减\s*[:：]\s*")
_TAIL = regex.compile(r"[:：]\s*[-\d.,，\s]*(?:万元|元|亿元|人|%|％)?\s*$")
_NOTE = regex.compile(r"^(?:注\d?|说明|备注|填表人|填报人|制表人|审核人|单位负责人|联系人|填表说明)[:：;；]")
_SUM = regex.compile(r"(?:合计|总计|小计|共计)(?:\([^)]*\))?$")


@dataclass(slots=True)
class _Run:
    """Numbered rows so far; the first of those after 其中 does not tell the style of the others (style "")."""

    style: str
    last: int
    parent: int | None
    among: bool


@dataclass(slots=True)
class _Walk:
    """The state of one pass down the rows of one side."""

    runs: list[_Run] = field(default_factory=list)
    above: int | None = None
    host: int | None = None


def rows(sheet: Sheet, span: Span) -> tuple[Row, ...]:
    """The body rows of a band, side by side halves one after the other, each with its parent."""
    found: list[Row] = []
    for side in sorted({c.side for c in span.columns}):
        columns = tuple(c for c in span.columns if c.side == side)
        read = [
            _read(sheet, r, columns, side, span)
            for r in range(span.body, span.last + 1)
            if not is_note(sheet, r)
        ]
        found.extend(_arrange([row for row in read if row is not None], len(found)))
    return tuple(found)


def is_note(sheet: Sheet, row: int) -> bool:
    """Whether a row is a remark or a line of the form, not a row of data."""
    line = [c for c in sheet.line(row) if not blank(c.text)]
    if len(line) != 1:
        return False
    text = unicodedata.normalize("NFKC", line[0].text).strip()
    return bool(_NOTE.match(text)) or (bool(unit_line(text)) and len(text) < 30)


def stub(
    sheet: Sheet, row: int, columns: tuple[Column, ...], top: int, body: int
) -> tuple[tuple[str, ...], str]:
    """The labels of a row: those around it, outermost first, and its own.

    The own one is the innermost that says something and does not reach down from the header
    (rows ``top`` to ``body``).  A name with a unit, printed once with blanks below it (flattened
    text), belongs to every row it stands above.
    """
    texts: list[str] = []
    own = False
    last: Cell | None = None
    wide = {c.index for c in columns if c.role not in _STUBS}
    deepest = max((c.index for c in columns if c.role in _STUBS), default=0)
    levels = max((c.index for c in columns if c.role in ("level2", "level3")), default=0)
    for column in columns:
        if column.role not in _STUBS:
            if column.role in ("code", "sequence") or column.index < levels:
                continue
            break
        cell = sheet.at(row, column.index)
        if cell is not None and cell is last:
            continue
        over = cell is not None and wide & set(range(cell.column, cell.column + cell.colspan))
        if over and texts and not _SUM.search(squeeze(cell.text if cell is not None else "")):
            break
        last = cell or last
        text = cell.text.strip(_EDGE) if cell is not None else ""
        if text:
            own = cell is not None and cell.row == row and cell.rowspan == 1
        elif not texts and column.role == "label":
            text, own = _printed_once(sheet, row, column.index, top), False
        if text:
            texts.append(text)
    innermost = last is not None and bool(last.text.strip(_EDGE)) and last.row >= body
    if not texts:
        texts, own = [t for t in _numbers(sheet, row, columns) if squeeze(t) in terms("total")], True
    if texts and (own or (innermost and last is not None and last.column + last.colspan > deepest)):
        return tuple(texts[:-1]), texts[-1]
    return tuple(texts), ""


def _numbers(sheet: Sheet, row: int, columns: tuple[Column, ...]) -> list[str]:
    """What stands in the columns of codes and numbers, where a total has its name if the column of names is blank."""
    return [sheet.text(row, c.index) for c in columns if c.role in ("code", "sequence")][:1]


def _printed_once(sheet: Sheet, row: int, column: int, top: int) -> str:
    for above in range(row - 1, top - 1, -1):
        text = sheet.text(above, column).strip(_EDGE)
        if text:
            return text if bracket_unit(text) else ""
    return ""


def parse(text: str) -> tuple[str, str, int | None, str]:
    """Marker, style, ordinal and the rest of a printed label: 其中：1、办公费 -> ("其中", "among", 1, "办公费")."""
    rest = text.strip(_EDGE)
    among = _AMONG.match(rest)
    if among:
        rest = rest[among.end() :]
    for style, pattern in _MARKERS:
        match = pattern.match(rest)
        if match:
            number = _ordinal(match["number"])
            marker = "其中" if among else match["mark"]
            return marker, "among" if among else style, number, rest[match.end() :].strip(" \u3000.、")
    if among:
        return "其中", "among", None, rest
    less = _LESS.match(rest)
    if less:
        return "减", "none", None, rest[less.end() :]
    match = _CODE.match(rest)
    if match:
        code = match["mark"]
        return code, f"code{len(code)}", None, rest[match.end() :].strip(" \u3000")
    return "", "none", None, rest


def _ordinal(text: str) -> int:
    if text.isdigit() and text.isascii():
        return int(text)
    if "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    tens, cut, ones = text.partition("十")
    if not cut:
        return _HAN.index(text[0]) + 1
    return (_HAN.index(tens) + 1 if tens else 1) * 10 + (_HAN.index(ones) + 1 if ones else 0)


def _read(sheet: Sheet, row: int, columns: tuple[Column, ...], side: int, span: Span) -> Row | None:
    path, printed = stub(sheet, row, columns, span.first, span.body)
    marker, style, ordinal, rest = parse(printed)
    code = _code(sheet, row, columns)
    if code and style == "none":
        marker, style = code, f"code{len(code)}"
    label = _clean(rest)
    if ordinal is not None and (way := _WAY.match(squeeze(label))):
        label, style = way["part"], "division"
    amounts = [c for c in columns if c.role in ("amount", "weight", "score", "target", "actual")]
    if not label and not marker and all(blank(sheet.text(row, c.index)) for c in amounts):
        return None
    folded = squeeze(label)
    inner = _inner_total(sheet, row, columns)
    if inner:
        label, style, marker, printed = inner, "none", "", inner
        folded = inner
    total = style == "none" and (folded in terms("total") or (bool(_SUM.search(folded)) and len(folded) < 16))
    closing = (ordinal or 0) > 2 and folded in terms("total")
    unit = bracket_unit(printed) or next((u for text in reversed(path) if (u := bracket_unit(text))), "")
    return Row(
        row, label, printed, marker, "total" if total else style, ordinal,
        total=total or closing, unit=unit, concept=concept(label) if label and not total else None, side=side,
    )  # fmt: skip


def _inner_total(sheet: Sheet, row: int, columns: tuple[Column, ...]) -> str:
    """A total named right beside its figures in a row that begins with something else: 备注 … 总分 100 95."""
    if not any(c.role in ("weight", "score") for c in columns):
        return ""
    for name, figure in itertools.pairwise(sheet.line(row)):
        if squeeze(name.text) in terms("total") and read_cell(figure.text) is not None:
            return squeeze(name.text)
    return ""


def _clean(text: str) -> str:
    """A label without line breaks and without a figure that follows it in the same cell."""
    flat = regex.sub(r"\s*\n\s*|(?<=\p{Han})[ \u3000]+(?=\p{Han})", "", text).strip(_EDGE)
    figures = scan(flat)
    if figures and regex.search(r"[:：]\s*$", flat[: figures[0].start]):
        flat = regex.split(r"[:：]", flat)[0].strip(" \u3000")
    return str(_TAIL.sub("", flat)).strip(" \u3000:：")


def _code(sheet: Sheet, row: int, columns: tuple[Column, ...]) -> str:
    """The code of a row, in one column or with 类, 款 and 项 in columns of their own: 208 | 05 | 05."""
    places = {c.index for c in columns if c.role == "code"}
    parts = [
        text for cell in sheet.line(row) if cell.column in places and (text := squeeze(cell.text)).isdigit()
    ]
    # Text flattened from merged cells repeats the whole code; a 款 and its 项 may have the same two digits.
    code = parts[0] if len(set(parts)) == 1 else "".join(parts)
    return code if regex.fullmatch(r"[1-3]\d{2}(?:\d{2}){0,2}", code) else ""


def _arrange(read: list[Row], offset: int) -> list[Row]:
    """Give each row of one side its parent; ``offset`` is where the side begins in the band."""
    parents: list[int | None] = [None] * len(read)
    among = [False] * len(read)
    walk = _Walk()
    latest: dict[str, int] = {}
    for i, row in enumerate(read):
        if row.label and blank(row.label):
            continue
        if row.style == "total":
            walk = _Walk(above=None if any(p is None for p in parents[:i]) else i)
        elif row.style == "among":
            host = walk.host if walk.host is not None and not _opens_list(read, walk, i) else walk.above
            parents[i], among[i], walk.host = host, host is not None, host
            if row.ordinal is not None:
                walk.runs.append(_Run("", row.ordinal, host, True))
            else:
                walk.above = i if walk.above is None else walk.above
        elif row.style == "division":
            walk = _Walk(above=i)
        elif row.style.startswith("code"):
            parents[i] = _coded(row.marker, latest)
            latest[row.marker] = i
            walk = _Walk(above=i)
        elif row.ordinal is not None:
            _numbered(walk, row, i, parents, among)
        elif walk.host is not None and _may_follow(row, read[walk.host]):
            parents[i], among[i] = walk.host, True
            walk.above = i
        elif row.style == "none" and walk.above is not None and is_division(read[walk.above]):
            parents[i] = walk.above
        else:
            walk = _Walk(above=i)
    _defined(read, parents, among)
    _carried(read, parents)
    _lessened(read, parents)
    _total(read, parents)
    parents = [
        None if p is not None and read[p].total and is_division(read[i]) else p for i, p in enumerate(parents)
    ]
    return [
        replace(
            row,
            concept=_funds(read, parents, i) or row.concept,
            unit=row.unit or (read[p].unit if p is not None and a else ""),
            parent=None if p is None else p + offset,
            among=a,
        )
        for i, (row, p, a) in enumerate(zip(read, parents, among, strict=True))
    ]


def _funds(read: list[Row], parents: list[int | None], i: int) -> str:
    """The concept of a row that only says 总额: the funds of a form, where its parts are sources of money."""
    if read[i].label not in _AMOUNTS:
        return ""
    parts = [read[k].concept or "" for k, parent in enumerate(parents) if parent == i]
    return "funds.total" if len(parts) > 1 and all(p.startswith(_SOURCES) for p in parts) else ""


def is_division(row: Row) -> bool:
    """Whether a numbered row divides the whole in one way, of which others follow: 一、按单位性质."""
    return row.ordinal is not None and row.label.startswith("按")


def _opens_list(read: list[Row], walk: _Walk, i: int) -> bool:
    """Whether a 其中 after an unmarked part that is itself a whole lists the parts of that part."""
    above = read[i - 1]
    return walk.above == i - 1 and above.style == "none" and above.concept in _WHOLES


def _may_follow(row: Row, host: Row) -> bool:
    """Whether an unmarked row after 其中 can be one more part: not where it names a whole of its own."""
    if row.concept not in _WHOLES:
        return True
    return any(p.whole == host.concept and row.concept in p.parts for p in partitions())


def _numbered(walk: _Walk, row: Row, i: int, parents: list[int | None], among: list[bool]) -> None:
    assert row.ordinal is not None
    for depth in range(len(walk.runs) - 1, -1, -1):
        run = walk.runs[depth]
        if run.style in ("", row.style):
            if run.last == row.ordinal - 1:
                del walk.runs[depth + 1 :]
                run.style, run.last = row.style, row.ordinal
                parents[i], among[i] = run.parent, run.among
                if row.total:
                    parents[:i] = [i if p == run.parent else p for p in parents[:i]]
                walk.above, walk.host = i, None
                return
            if run.style:
                del walk.runs[depth:]
                break
    if row.ordinal == 1:
        parents[i] = walk.above
        walk.runs.append(_Run(row.style, 1, walk.above, False))
    else:
        walk.runs.clear()
    walk.above, walk.host = i, None


def _coded(code: str, latest: dict[str, int]) -> int | None:
    """The row of the nearest class above: the longest printed code that ``code`` begins with."""
    return next((latest[code[:size]] for size in (5, 3) if size < len(code) and code[:size] in latest), None)


def _defined(read: list[Row], parents: list[int | None], among: list[bool]) -> None:
    """Unmarked rows right below a whole that they are parts of by definition belong to it."""
    whole: int | None = None
    for i, row in enumerate(read):
        parts = {
            part
            for p in partitions()
            if whole is not None and p.whole == read[whole].concept
            for part in p.parts
        }
        if row.concept in parts and row.style == "none" and parents[i] is None:
            parents[i], among[i] = whole, True
        elif not (parents[i] == whole is not None):
            whole = i if row.concept is not None and not row.total else None


def _carried(read: list[Row], parents: list[int | None]) -> None:
    """Unmarked funds right below a carry-over divide it: they are no further income."""
    over: int | None = None
    for i, row in enumerate(read):
        if row.style == "none" and over is not None and row.concept in _FUNDS and parents[i] is None:
            parents[i] = over
        else:
            over = i if (row.concept or "").startswith("carryover.") else None


def _lessened(read: list[Row], parents: list[int | None]) -> None:
    """What is lessened and what it is lessened by belong to what is left: 原值, 减：累计折旧, 净值."""
    for i in range(1, len(read) - 1):
        before, after = read[i - 1], read[i + 1]
        if read[i].marker == "减" and before.label[:2] == after.label[:2] and parents[i + 1] is None:
            parents[i - 1] = parents[i] = i + 1


def _opens_balance(read: list[Row], totals: list[int]) -> bool:
    """Whether the first of the totals is itself added up to the last row: 本年收入合计, 上年结余, 收入总计."""
    return totals[-1] == len(read) - 1 and "总计" in read[-1].label and "总计" not in read[0].label


def _total(read: list[Row], parents: list[int | None]) -> None:
    """Totals take the rows that nothing else takes: those above them, or below where they open the band."""
    totals = [i for i, row in enumerate(read) if row.style == "total"]
    if not totals:
        return
    if totals[0] == 0 and len(read) > 1 and not _opens_balance(read, totals):
        ends = [*totals[1:], len(read)]
        for total, end in zip(totals, ends, strict=True):
            for i in range(total + 1, end):
                if parents[i] is None:
                    parents[i] = total
        if totals[1:2] == [1] and len({read[i].label for i in totals[1:]} - {read[0].label}) == 1:
            for i in totals[1:]:
                parents[i] = 0
        return
    for total in totals:
        for i in range(total):
            another = read[i].total and read[i].label == read[total].label
            if parents[i] is None and read[i].label and not blank(read[i].label) and not another:
                parents[i] = total
