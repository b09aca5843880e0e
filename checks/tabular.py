"""What the table rules share: which cells add up, what a blank in a sum means, how a place is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import regex

from checks.evidence import is_held
from checks.formula import footing
from checks.model import Equal
from checks.relation import judge_relation
from checks.turned import Line, Place
from extract.lexicon import partitions
from extract.model import Band, Column, Figure, Row, Table
from extract.table_hierarchy import is_division
from extract.table_word import blank, squeeze
from extract.unit import kind, same_kind

Item = TypeVar("Item")

_ADDITIVE = ("level", "change", "headcount", "count", "share")
_NOT_ADDED = regex.compile(
    r"单价|均(?!衡)|每(?!年度?|月|季度?|日)|元[/／]|标准|定额|年限|比例|倍数|排名|名次|编码|单位成本|天数|月数|时长|周期"
)
_SPLIT = regex.compile(r"^按.{2,8}(?:划?分|分类|分列)$")
_NUMBER = regex.compile(
    r"^附?表(?:\d+?(?:[-—.]\d+?)?|[一二三四五六七八九十]+)[:：、.]?(?=(?:19|20)\d\d年|\p{Han}|[“《])"
)
_UNIT = regex.compile(r"[(（]?(?:金额|货币|计量)?单位[:：].*$|[(（](?:万|亿)?元[)）]$")
_NEAREST = 150
_ALL = 100
_BLANK_IS_ZERO = ("final-", "three-public", "budget")


@dataclass(frozen=True)
class Part:
    """One member of a sum: its row or column, and its figure, None where the cell is blank."""

    name: str
    figure: Figure | None
    blank: bool


def bands(tables: Iterable[Table]) -> Iterator[tuple[Table, int, Band]]:
    """Every band with its table and its number there."""
    for table in tables:
        for number, band in enumerate(table.bands):
            yield table, number, band


def is_additive(column: Column) -> bool:
    """Whether the figures of a column may be added up down the rows."""
    header = squeeze("".join(column.header))
    return column.role == "amount" and column.measure in _ADDITIVE and not _NOT_ADDED.search(header)


def children(band: Band) -> dict[int, list[int]]:
    """For each row that has parts: their indices, those after 其中 included."""
    found: dict[int, list[int]] = {}
    for index, row in enumerate(band.rows):
        if row.parent is not None:
            found.setdefault(row.parent, []).append(index)
    return found


def amounts(band: Band, side: int) -> list[Column]:
    """The columns of one side of a band that may be added up."""
    return [c for c in band.columns if c.side == side and is_additive(c)]


def figure_of(table: Table, row: Row, column: Column) -> Figure | None:
    """The figure that fills a cell; None where it is blank, text, or belongs to a merged cell of another row."""
    cell = table.grid.get((row.index, column.index))
    if cell is None or cell.row != row.index or cell.column != column.index:
        return None
    return table.figure_at.get((cell.row, cell.column))


def is_blank(table: Table, row: Row, column: Column) -> bool:
    """Whether a cell is empty or holds a dash."""
    return blank(table.text(row.index, column.index))


def indentation(table: Table, band: Band, row: Row) -> int:
    """How far the name of a row is moved to the right, in half-width characters."""
    column = next((c for c in band.columns if c.side == row.side and c.role == "label"), None)
    text = table.text(row.index, column.index) if column is not None else ""
    lead = text[: len(text) - len(text.lstrip())]
    return sum(2 if ch == "\u3000" else 1 for ch in lead)


def member(table: Table, row: Row, column: Column) -> Part:
    """A cell as a member of a sum down the column."""
    return Part(row.label, figure_of(table, row, column), is_blank(table, row, column))


def addable(whole: Figure, parts: Sequence[Figure]) -> bool:
    """Whether all figures are of one kind, so that they can be added and compared.

    Percentages only where they divide 100%: those of any other total are rates of their own rows.
    """
    if kind(whole.unit) in ("points", "multiple") or any(not same_kind(p.unit, whole.unit) for p in parts):
        return False
    added = sum((p.value for p in parts), start=whole.value * 0)
    divides = whole.value == _ALL and added < _ALL + _ALL // 2
    shares = whole.measure == "share" and abs(added - _ALL) <= len(parts) * max(
        (p.step for p in parts), default=0
    )
    return kind(whole.unit) != "percent" or divides or shares


def around(items: Sequence[Item], at: int) -> list[Item]:
    """The siblings of one item: the others, the nearest few hundred where a table is very long."""
    near = items[max(0, at - _NEAREST) : at + _NEAREST + 1]
    return [item for item in near if item is not items[at]]


def closes(whole: Figure, parts: Sequence[Figure]) -> bool:
    """Whether the parts add up to the whole as printed, at least two of them not zero."""
    if sum(1 for p in parts if p.value) < 2 or not addable(whole, parts):
        return False
    return is_held(judge_relation(Equal(whole, footing(parts))))


def countable(parts: Sequence[Part]) -> bool:
    """Whether every member is a figure or a blank, at least one of them a figure."""
    return any(p.figure for p in parts) and all(p.figure is not None or p.blank for p in parts)


@lru_cache(maxsize=256)
def _officially_zero(form: str) -> bool:
    return form.startswith(_BLANK_IS_ZERO)


def blank_means_zero(table: Table, proven: bool) -> bool:
    """Whether a blank may be taken as 0: by the form's own rule, or since other sums with blanks close."""
    return proven or _officially_zero(table.kind)


def ways(band: Band) -> list[tuple[Row, list[Row]]]:
    """The row above several ways to divide it, with the rows of each: 按经费来源 and 按支出结构 give the same whole."""
    first = next((i for i, r in enumerate(band.rows) if _divides(r)), 0)
    if not first:
        return []
    whole, groups, opened = band.rows[first - 1], list[list[Row]](), False
    for row in band.rows[first:]:
        if row.side != whole.side or row.total:
            break
        if _divides(row):
            groups.append([] if _heads(row) else [row])
            opened = row.style == "division" or _heads(row)
        elif row.style == "none" and opened:
            groups[-1].append(row)
    return [(whole, group) for group in groups if group] if len(groups) > 1 else []


def _divides(row: Row) -> bool:
    return row.style == "division" or is_division(row) or _heads(row)


def _heads(row: Row) -> bool:
    """Whether a row only says how the rows below it divide the whole: 按收入性质分."""
    return row.style == "none" and _SPLIT.match(row.label) is not None


def defined(band: Band) -> Iterator[tuple[int, list[int]]]:
    """Rows that are by definition exactly the sum of others of the same band and side: their indices."""
    for side in sorted({row.side for row in band.rows}):
        places: dict[str, list[int]] = {}
        for index, row in enumerate(band.rows):
            if row.side == side and row.concept:
                places.setdefault(row.concept, []).append(index)
        for partition in partitions():
            wholes = places.get(partition.whole, [])
            found = [places.get(part, []) for part in partition.parts]
            needed = [places.get(part, []) for part in partition.parts if part not in partition.optional]
            if len(wholes) == 1 and all(len(f) <= 1 for f in found) and all(needed):
                yield wholes[0], [f[0] for f in found if f]


def title(table: Table) -> str:
    """How a table is named in a finding: its caption without number and unit, and the project a form is about."""
    caption = _UNIT.sub("", _NUMBER.sub("", table.caption)) or table.caption
    name = f"《{caption}》" if table.caption else f"第{table.index + 1}个表格"
    project = dict(table.scope).get("project", "")
    return f"{name}（{project}）" if project else name


def heading(column: Column) -> str:
    """How a column is named in a finding: “2023年决算数”栏, "" where it has no header."""
    names = [squeeze(h) for h in column.header]
    return f"“{'·'.join(names[-2:])}”{'行' if isinstance(column, Line) else '栏'}" if names else ""


def place(row: Row, otherwise: str = "") -> str:
    """How a row is named in a finding: “公用经费”行; by ``otherwise`` where it has no label."""
    return f"“{row.label or otherwise}”{'栏' if isinstance(row, Place) else '行'}"


def quoted(names: Iterable[str], most: int = 4) -> str:
    """A list of row names: “甲”“乙”, cut after ``most`` with their number."""
    listed = [n for n in names if n]
    shown = "".join(f"“{n}”" for n in listed[:most])
    return shown if len(listed) <= most else f"{shown}等{len(listed)}项"
