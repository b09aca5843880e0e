"""What the headers and the cells of a band say of its columns."""

from __future__ import annotations

import bisect
import itertools
from dataclasses import dataclass

import regex

from extract.grid import Sheet
from extract.model import Cell, Column
from extract.number import read_cell
from extract.table_word import Word, blank, classify, core, period, squeeze, stage, subject, terms
from extract.unit import UNITS

VALUES = ("amount", "weight", "score", "target", "actual")
RANKS = ("类", "款", "项")
_NAMES = ("label", "code")
_LABELS = (*_NAMES, "sequence", "level1", "level2", "level3")
_BESIDE = regex.compile(r"单价|标准|定额|数量|工程量|面积|规模|内容|用途|依据|要点|概况|简介")
"""What a column beside the names is called that holds words and names no row: 2.10元/平方米, 主要内容."""
_TORN = regex.compile(r"^(?:\([^()]{1,4}\))?[费数额率款]$")
"""The end of a name that a page tore off: 公务接待 over 费."""


def columns(sheet: Sheet, header: range, body: range, year: int | None, caption: str) -> tuple[Column, ...]:
    """The columns of a band, ``header`` and ``body`` being its rows: what each holds, and which side it is of."""
    heads = _heads(sheet, header, body)
    general = stage(caption)
    found: list[Column] = []
    side, seen_amount, names = 0, False, set[str]()
    for index, (chain, word) in enumerate(zip(heads.chains, heads.words, strict=True)):
        role = heads.role(index, bool(names))
        name = core(chain[-1]) if chain else ""
        if role == "amount" and seen_amount and name and _labels_beside(sheet, body, index, heads.chains):
            role, name = "label", next(iter(names), name)
        again = role == "label" or (role == "note" and word is None and seen_amount)
        again = again and _heads_again(sheet, body, index, heads.chains)
        role = "label" if again else role
        if role in _NAMES and seen_amount and name and (name in names or again):
            side, seen_amount = side + 1, False
        if role in _NAMES:
            names.add(name)
        seen_amount = seen_amount or role == "amount"
        if role in VALUES and header and _continues(sheet, header[-1], body, index):
            role = "span"
        found.append(_column(index, chain, role, word, year, general, side))
    return tuple(found)


@dataclass(frozen=True)
class _Heads:
    """The headers of a band's columns: their texts, what they say, and which columns hold figures."""

    sheet: Sheet
    header: range
    body: range
    chains: list[tuple[str, ...]]
    words: list[Word | None]
    counted: list[bool]
    first_amount: int
    ranked: bool

    def role(self, index: int, named: bool) -> str:
        """What a column holds; ``named``: one before it names the rows."""
        chain, word = self.chains[index], self.words[index]
        last = squeeze(chain[-1]) if chain else ""
        role = word.role if word else ""
        if last in RANKS:
            role = "code" if self.ranked else "label"
        outside = index < self.first_amount and not self.counted[index]
        beside = named and _BESIDE.search(last) is not None
        if role == "unit" and outside and not named and _holds_names(self.sheet, self.body, index):
            role = "label"
        if outside and (role == "amount" or (role == "level3" and _empty(self.sheet, self.body, index))):
            role = "note" if beside else "label"
        role = role or self._unknown(index, beside)
        return "sequence" if role == "amount" and self._counts_rows(index) else role

    def _unknown(self, index: int, beside: bool) -> str:
        """What a column holds whose header says nothing."""
        headed, counted = bool(self.chains[index]), self.counted[index]
        if index > self.first_amount and not headed and not counted:
            return "note" if self.header else "amount"
        if index < self.first_amount and not beside:
            return "label"
        return "amount" if counted else "note" if headed else "label"

    def _counts_rows(self, index: int) -> bool:
        """Whether a column only numbers its rows."""
        if _sequence(self.sheet, self.body, index):
            return True
        return not self.chains[index] and _rising(self.sheet, self.body, index)


def _heads(sheet: Sheet, header: range, body: range) -> _Heads:
    shared = _shared(sheet, header, body)
    chains = [(*_chain(sheet, header, c), *shared.get(c, ())) for c in range(sheet.width)]
    words = [_word(chain) for chain in chains]
    counted = [_counts(sheet, header, body, column) for column in range(sheet.width)]
    roles = [word.role if word is not None else "" for word in words]
    first = next((c for c, role in enumerate(roles) if counted[c] and role not in _LABELS), None)
    if first is None:
        first = roles.index("amount") if "amount" in roles else 0
    ranked = sum(1 for chain in chains if chain and squeeze(chain[-1]) in RANKS) > 1
    return _Heads(sheet, header, body, chains, words, counted, first, ranked)


def is_figure(cell: Cell) -> bool:
    """Whether all that a cell holds is one figure."""
    return read_cell(cell.text) is not None


def yearish(text: str) -> bool:
    """Whether a text is a year and nothing else."""
    return bool(regex.fullmatch(r"(?:19|20)\d\d(?:年度?)?", squeeze(text)))


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
        if (squeeze(cell.text).isdigit() and not yearish(cell.text)) or (
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
