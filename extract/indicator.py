"""Indicator rows of a form, whatever its layout: levels, target, actual, weight, score, reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import regex

from extract.model import Band, Column, Figure, Indicator, Locator, Row, Table
from extract.number import read_cell
from extract.table_word import blank, squeeze

_LEVELS = ("level1", "level2", "level3")
_POINTS = regex.compile(r"\([^()]*\)$")
_RULE = regex.compile(r"(?:评分|计分|评价|考核|打分|扣分)(?:标准|细则|办法|规则|要点|方法|依据)")


def find(tables: Iterable[Table]) -> tuple[Indicator, ...]:
    """Every indicator row of the tables, in order; ``form`` is the index of its table.

    Empty rows ("……") are passed over; a row that says 无 keeps its place without weight or score.
    """
    found: list[Indicator] = []
    for table in tables:
        for band in (b for b in table.bands if _is_form(b)):
            found += _read(table, band, found[-1] if found else None)
    return tuple(found)


def _is_form(band: Band) -> bool:
    roles = {c.role for c in band.columns}
    return bool(roles & {"level2", "level3", "level1"}) and bool(roles & {"weight", "score", "target"})


@dataclass(frozen=True)
class _Layout:
    levels: tuple[Column | None, ...]
    target: tuple[Column, ...]
    actual: Column | None
    weight: Column | None
    score: Column | None
    reason: Column | None
    heading: tuple[Column, ...]
    rule: Column | None


def _layout(band: Band) -> _Layout:
    def first(role: str) -> Column | None:
        return next((c for c in band.columns if c.role == role), None)

    levels = tuple(first(role) for role in _LEVELS)
    deepest = max((c.index for c in levels if c is not None), default=0)
    weights = [c for c in band.columns if c.role == "weight"]
    after = [c for c in weights if c.index > deepest]
    scores = [c for c in band.columns if c.role == "score"]
    scores = [c for c in scores if c.index > deepest] or scores
    own = next((c for c in scores if any("自评" in h for h in c.header)), scores[0] if scores else None)
    weight = after[0] if after else weights[0] if weights else None
    parts = tuple(c for c in band.columns if c.role in ("sign", "target", "unit"))
    return _Layout(
        levels,
        parts,
        first("actual"),
        weight,
        own,
        first("reason"),
        tuple(c for c in weights if c.index <= deepest),
        next(
            (c for c in band.columns if c.role == "note" and _RULE.search(squeeze("".join(c.header)))), None
        ),
    )


def _read(table: Table, band: Band, before: Indicator | None) -> Iterator[Indicator]:
    """The rows of a band; its first rows may leave out the names that a page end cut off from ``before``."""
    layout = _layout(band)
    near = before is not None and table.index - 1 <= before.form
    last = [before.level1, before.level2, ""] if near and before is not None else ["", "", ""]
    # The header may be printed again inside one table; a weight of another table is none of these rows'.
    heading = before.heading_weight if before is not None and before.form == table.index else None
    for row in band.rows:
        if row.total:
            continue
        names = _names(table, row, layout, last)
        if _runs_over(table, row, layout):
            continue
        printed = _heading(table, row, layout)
        own_names = [squeeze(table.text(row.index, c.index)) if c else "" for c in layout.levels]
        if printed is not None:
            heading = printed
        elif _POINTS.sub("", names[0]) != _POINTS.sub("", last[0]):
            heading = None
        last = names
        deepest = next(
            (n for n, c in zip(reversed(own_names), reversed(layout.levels), strict=True) if c), ""
        )
        if not deepest and layout.levels[2] is not None and not own_names[1]:
            heading = _figure(table, row, layout.weight) or heading
            continue
        weight, score = _figure(table, row, layout.weight), _figure(table, row, layout.score)
        stacked = _stacked(table, row, layout)
        if stacked:
            yield from _split(table, row, layout, names, heading, stacked)
            continue
        target, actual = _target(table, row, layout), _text(table, row, layout.actual)
        remark = deepest.endswith(("。", ";")) and not target and not actual
        if (remark or (blank(deepest) and deepest != "无")) and weight is None and score is None:
            continue
        yield Indicator(
            names[0], names[1], names[2], target, actual, weight, score, _text(table, row, layout.reason),
            _where(table, row, layout), table.index, heading, _text(table, row, layout.rule),
        )  # fmt: skip


def _stacked(table: Table, row: Row, layout: _Layout) -> tuple[Figure, ...]:
    """The weights of several indicators that share one row, one to a line; none where the cell holds one."""
    return _lines(table, row, layout.weight, "weight")


def _lines(table: Table, row: Row, column: Column | None, measure: str) -> tuple[Figure, ...]:
    """The figures of a cell that holds nothing but several points, each on a line of its own."""
    cell = table.grid.get((row.index, column.index)) if column else None
    if cell is None or cell.row != row.index or "\n" not in cell.text:
        return ()
    said = [read_cell(line) for line in cell.text.split("\n") if not blank(line)]
    inside = [f for f in table.figures if (f.where.row, f.where.column) == (cell.row, cell.column)]
    if len(said) < 2 or any(s is None or f.value != s.value for s, f in zip(said, inside, strict=False)):
        return ()
    return tuple(replace(f, unit="分", measure=measure) for f in inside) if len(inside) == len(said) else ()


def _split(
    table: Table,
    row: Row,
    layout: _Layout,
    names: list[str],
    heading: Figure | None,
    weights: tuple[Figure, ...],
) -> Iterator[Indicator]:
    """One indicator for each line of a row that several share; a cell with other lines belongs to all of them."""
    scores = _lines(table, row, layout.score, "score")
    deepest = next(c for c in reversed(layout.levels) if c is not None)
    for number, weight in enumerate(weights):

        def line(text: str, at: int = number) -> str:
            parts = [part.strip() for part in text.split("\n") if not blank(part)]
            return parts[at] if len(parts) == len(weights) else text

        own = list(names)
        own[layout.levels.index(deepest)] = squeeze(line(table.text(row.index, deepest.index)))
        yield Indicator(
            own[0], own[1], own[2], line(_target(table, row, layout)), line(_text(table, row, layout.actual)),
            weight, scores[number] if len(scores) == len(weights) else None,
            line(_text(table, row, layout.reason)), _where(table, row, layout), table.index, heading,
            line(_text(table, row, layout.rule)),
        )  # fmt: skip


def _runs_over(table: Table, row: Row, layout: _Layout) -> bool:
    """Whether one cell takes the place of levels and of what stands beside them: a remark, no indicator."""
    deepest = max(c.index for c in layout.levels if c is not None)
    cell = table.grid.get((row.index, deepest))
    return cell is not None and cell.column + cell.colspan - 1 > deepest


def _names(table: Table, row: Row, layout: _Layout, last: list[str]) -> list[str]:
    """The three level names; an empty cell repeats the one above it, except for the innermost."""
    names = ["", "", ""]
    changed = False
    present = [i for i, c in enumerate(layout.levels) if c is not None]
    for i in present:
        column = layout.levels[i]
        assert column is not None
        text = squeeze(table.text(row.index, column.index))
        inner = i == present[-1]
        names[i] = text or ("" if inner or changed else last[i])
        changed = changed or (bool(text) and text != last[i])
    return names


def _heading(table: Table, row: Row, layout: _Layout) -> Figure | None:
    """The weight printed in the heading of the group: 产出指标（50分）, or in the column beside it."""
    first = layout.levels[0]
    if first is None:
        return None
    for column in layout.heading:
        second = layout.levels[1]
        if second is None or column.index < second.index:
            cell = table.grid.get((row.index, column.index))
            figure = table.figure_at.get((cell.row, cell.column)) if cell else None
            if figure is not None:
                return figure
    cell = table.grid.get((row.index, first.index))
    if cell is None:
        return None
    inside = [
        f for f in table.figures
        if not f.whole_cell and f.where.row == cell.row and f.where.column == cell.column and f.measure == "weight"
    ]  # fmt: skip
    return inside[0] if len(inside) == 1 else None


def _figure(table: Table, row: Row, column: Column | None) -> Figure | None:
    if column is None:
        return None
    cell = table.grid.get((row.index, column.index))
    return (
        table.figure_at.get((cell.row, cell.column)) if cell is not None and cell.row == row.index else None
    )


def _text(table: Table, row: Row, column: Column | None) -> str:
    return table.text(row.index, column.index).strip() if column else ""


def _target(table: Table, row: Row, layout: _Layout) -> str:
    """The target as one text: sign, value and unit may stand in columns of their own."""
    parts = [table.text(row.index, c.index).strip() for c in layout.target]
    return "".join(dict.fromkeys(p for p in parts if p))


def _where(table: Table, row: Row, layout: _Layout) -> Locator:
    column = next((c for c in reversed(layout.levels) if c is not None), None)
    cell = table.grid.get((row.index, column.index)) if column else None
    return cell.where if cell is not None else table.where
