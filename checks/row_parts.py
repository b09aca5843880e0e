"""Which rows of a band may make up a total, a numbered parent or a class: each way to read them."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from checks.precision import significant_digits
from checks.tabular import figure_of, indentation
from extract.model import Band, Column, Figure, Row, Table
from extract.table_hierarchy import is_division
from extract.table_word import bracket_unit, squeeze

_LONGEST = 12
_SUM = regex.compile(r"(?:合|总|小|共)计")
_LEFT = regex.compile(r"结余|节余|余额|差额")
_TELLING = 3


def options(
    table: Table, band: Band, below: dict[int, list[int]], index: int, columns: list[Column]
) -> list[list[Row]]:
    """The rows that may make up a row, each way to read them; none where it is no sum."""
    parent = band.rows[index]
    if of_unit := _of_unit(band, index):
        return [of_unit]
    parts_of = [i for i in below.get(index, []) if not band.rows[i].among]
    listed = [band.rows[i] for i in parts_of]
    least = 1 if parent.style.startswith("code") else 2
    if len(listed) < least and parent.label.endswith("总计"):
        return _of_totals(band, index)
    if len(listed) < least or any(r.marker == "减" for r in listed):
        return []
    marked = parent.total or parent.style.startswith("code") or _is_carried(parent, listed)
    if not marked and not is_division(parent) and listed[-1].ordinal in (None, 1):
        return []
    options = [*_readings(band, below, index, parts_of)]
    if parent.total:
        nested = _nested(table, parts_of, band, columns)
        options.append([band.rows[i] for i in parts_of if i not in nested])
        options.append(_outermost(table, band, listed) or _numbered(listed))
    return [rows for rows in options if rows]


def _of_totals(band: Band, index: int) -> list[list[Row]]:
    """The totals above a grand total that has no rows of its own, the last two of them or more: 负债合计, 净资产合计."""
    above = [r for r in band.rows[:index] if r.total and r.side == band.rows[index].side]
    return [above[start:] for start in range(len(above) - 2, -1, -1)]


def _of_unit(band: Band, index: int) -> list[Row]:
    """The rows above a total of one unit among rows of several: 合计（户） of 城市（户）, 城市（人）, 农村（户）, 农村（人）."""
    parent = band.rows[index]
    unit = bracket_unit(parent.printed)
    if not unit or not _SUM.match(squeeze(parent.label)):
        return []
    above = [r for r in band.rows[:index] if r.side == parent.side and not _SUM.match(squeeze(r.label))]
    alike = [r for r in above if bracket_unit(r.printed) == unit]
    others = {bracket_unit(r.printed) for r in above} - {unit}
    return alike if len(alike) > 1 and others and "" not in others else []


def following(
    table: Table, band: Band, below: dict[int, list[int]], index: int, columns: list[Column]
) -> list[Row]:
    """The outer rows after a total that takes none of them, down to the next total, what is left, or a row without a figure."""
    found: list[Row] = []
    if any(i > index for i in below.get(index, [])):
        return found
    for row in band.rows[index + 1 :]:
        blank = all(figure_of(table, row, column) is None for column in columns)
        if row.side != band.rows[index].side or row.total or blank or _LEFT.search(row.label):
            break
        if not row.among and (row.parent is None or band.rows[row.parent].total):
            found.append(row)
    return found


def _is_carried(parent: Row, parts: list[Row]) -> bool:
    """Whether a carry-over stands over the funds that it consists of."""
    funds = all((part.concept or "").startswith("income.") for part in parts)
    return (parent.concept or "").startswith("carryover.") and funds


def _readings(band: Band, below: dict[int, list[int]], parent: int, parts: list[int]) -> Iterator[list[Row]]:
    """The rows that make up a parent; where a list after 其中 ends is not printed, so each end is tried."""
    rows = [band.rows[i] for i in parts]
    yield rows
    if not band.rows[parent].total:
        return
    for part in parts:
        tail = [band.rows[i] for i in below.get(part, []) if band.rows[i].among]
        for kept in range(len(tail) - 1, 0, -1):
            if any(r.style != "none" for r in tail[kept:]):
                break
            yield [*rows, *tail[kept:]]


def _outermost(table: Table, band: Band, rows: list[Row]) -> list[Row]:
    """The unnumbered rows that stand farthest left, where others are moved to the right below them."""
    depths = [indentation(table, band, row) for row in rows]
    least = min(depths)
    inner = depths[0] == least < max(depths) and all(row.style == "none" for row in rows)
    return [row for row, depth in zip(rows, depths, strict=True) if depth == least] if inner else []


def _numbered(rows: list[Row]) -> list[Row]:
    """The numbered rows among which others stand unmarked: those may be parts of the row above them."""
    numbered = [row for row in rows if row.ordinal is not None]
    rest = [row for row in rows if row.ordinal is None]
    mixed = len(numbered) > 1 and rest and rows[0] is numbered[0] and len({r.style for r in numbered}) == 1
    return numbered if mixed and all(row.style == "none" for row in rest) else []


def _nested(table: Table, parts: list[int], band: Band, columns: list[Column]) -> set[int]:
    """Rows that add up to the row above them in every column: its parts, though nothing marks them."""
    values = [[figure_of(table, band.rows[i], c) for c in columns] for i in parts]
    found: set[int] = set()
    at = 0
    while at < len(parts):
        longest = min(_LONGEST, len(parts) - at)
        size = next((k for k in range(2, longest) if _adds_up(values[at : at + k + 1])), 0)
        if not size and longest > 1 and _is_repeated(values[at], values[at + 1]):
            size = 1
        found.update(parts[at + 1 : at + 1 + size])
        at += size + 1
    return found


def _is_repeated(row: list[Figure | None], below: list[Figure | None]) -> bool:
    """Whether a row prints what the row above it prints in every column, in two of them a telling number."""
    same = [(a, b) for a, b in zip(row, below, strict=True) if a is not None or b is not None]
    telling = sum(1 for a, _ in same if a is not None and significant_digits(a) >= _TELLING)
    return telling > 1 and all(a is not None and b is not None and a.value == b.value for a, b in same)


def _adds_up(block: list[list[Figure | None]]) -> bool:
    """Whether the first row is the sum of the others in every column, in two of them (if so many) not by zeros alone."""
    telling = 0
    for column in zip(*block, strict=True):
        whole, parts = column[0], [f for f in column[1:] if f is not None]
        if whole is None:
            if parts:
                return False
            continue
        if whole.value != sum((p.value for p in parts), start=whole.value * 0):
            return False
        telling += sum(1 for p in parts if p.value) > 1
    return telling > 1 or (telling == 1 and len(block[0]) == 1)
