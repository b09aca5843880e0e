"""A self-assessment form as the rules on scores see it: its rows, its funds row, its total."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import regex

from checks.tabular import figure_of
from extract.model import Band, Cell, Column, Extraction, Figure, Indicator, Row, Table
from extract.plain import BESIDE_ILLEGIBLE
from extract.table_form import is_page_end
from extract.table_word import squeeze
from extract.unit import kind

_LEVELS = ("level1", "level2", "level3")
_HUNDRED = 100
_EXECUTION = regex.compile(r"(?:预算|资金)(?:支出)?执行(?:率|进度|情况)")
_WEIGHT = regex.compile(r"[（(](?:满分|分值)?[:：]?\d+(?:\.\d+)?分(?:[×*xX][^()（）]{2,8})?[)）]$")


@dataclass(frozen=True)
class Funds:
    """The row of the funds block that carries the weight of execution."""

    label: str
    weight: Figure | None
    score: Figure | None
    rate: Figure | None


@dataclass(frozen=True)
class Form:
    """One form: the indicator rows of a table with what belongs to them; ``reason`` heads its column of reasons.

    ``legible`` is False where a row's weight is printed in a way that gives no single figure, or characters
    of the table could not be read.  A form that pages cut into several tables is as many forms: ``earlier``
    are those before, ``goes_on`` tells that another follows; points and totals count them all.
    """

    table: Table
    rows: tuple[Indicator, ...]
    funds: Funds | None
    total_label: str
    total_weight: Figure | None
    total_score: Figure | None
    reason: str
    headings: tuple[tuple[Figure, tuple[Indicator, ...]], ...] = ()
    legible: bool = True
    earlier: tuple[Form, ...] = ()
    goes_on: bool = False

    @property
    def every(self) -> Iterator[Indicator]:
        """The indicator rows of this part of the form and of those before it."""
        return (row for form in (*self.earlier, self) for row in form.rows)

    @property
    def weights(self) -> tuple[Figure, ...]:
        """The weights of the indicator rows."""
        return tuple(i.weight for i in self.every if i.weight is not None)

    @property
    def scores(self) -> tuple[Figure, ...]:
        """The scores of the indicator rows."""
        return tuple(i.score for i in self.every if i.score is not None)

    @property
    def execution(self) -> Funds | None:
        """The funds row, wherever in the form it stands."""
        return next((form.funds for form in (*self.earlier, self) if form.funds is not None), None)

    @cached_property
    def _by_row(self) -> dict[int | None, list[Figure]]:
        found: dict[int | None, list[Figure]] = {}
        for figure in self.table.figures:
            found.setdefault(figure.where.row, []).append(figure)
        return found

    def amount(self, stage: str) -> Figure | None:
        """The one amount of the funds row at a stage of the budget (年初预算, 调整预算, 执行)."""
        points = (self.funds.score or self.funds.weight) if self.funds is not None else None
        if points is None:
            return None
        found = [f for f in self._by_row.get(points.where.row, ()) if f.stage == stage and f.whole_cell]
        return found[0] if len(found) == 1 and kind(found[0].unit) == "money" else None

    def beside(self, row: Indicator) -> tuple[Figure, ...]:
        """The figures that fill a cell in a row."""
        return tuple(f for f in self._by_row.get(row.where.row, ()) if f.whole_cell)

    def staged(self, row: Indicator, stage: str) -> tuple[Figure, ...]:
        """The figures of a row's target or actual (``stage``)."""
        return tuple(f for f in self._by_row.get(row.where.row, ()) if f.stage == stage)

    def rate(self, row: Indicator) -> Figure | None:
        """The one percentage that is all that a row gives as its actual value."""
        found = [f for f in self.staged(row, "actual") if f.whole_cell]
        alone = len(found) == 1 and kind(found[0].unit) == "percent" and not found[0].qualifier
        return found[0] if alone else None

    @property
    def fully_scored(self) -> bool:
        """Whether every row with a weight has a score."""
        return all(i.score is not None for i in self.every if i.weight is not None)


def forms(extraction: Extraction) -> Iterator[Form]:
    """The forms of a document, in order."""
    grouped: dict[int, list[Indicator]] = {}
    for indicator in extraction.indicators:
        grouped.setdefault(indicator.form, []).append(indicator)
    said = {p.where.block for p in extraction.paragraphs() if not is_page_end(p.text)}
    made: list[Form] = []
    before: Table | None = None
    for table in extraction.tables:
        rows = grouped.get(table.index)
        near = before is not None and _adjacent(before, table, said)
        if rows:
            form = _form(table, rows)
            if near and before is not None and form.funds is None and before.index not in grouped:
                form = replace(form, funds=_funds(before, []))
            if near and made and made[-1].table is before and _is_rest(made[-1], form):
                last = made[-1] = replace(made[-1], goes_on=True)
                form = replace(form, earlier=(*last.earlier, last), legible=form.legible and last.legible)
            made.append(form)
        before = table
    yield from made


def _adjacent(one: Table, two: Table, said: Collection[int | None]) -> bool:
    """Whether nothing but blank lines and 续表 stands between two tables."""
    first, second = one.where.block, two.where.block
    return first is not None and second is not None and not any(i in said for i in range(first + 1, second))


def _is_rest(form: Form, rest: Form) -> bool:
    """Whether a form is what a page end left of the one before: no total yet, no funds again, the same columns."""
    if form.total_score is not None or form.total_weight is not None or rest.funds is not None:
        return False
    one, two = _heads(form.table), _heads(rest.table)
    return len(one) == len(two) and sum(a == b for a, b in zip(one, two, strict=True)) >= len(one) - 1


def _heads(table: Table) -> list[tuple[str, ...]]:
    """The innermost header of each column of a table's indicator rows."""
    band = next((b for b in table.bands if any(c.role in _LEVELS for c in b.columns)), None)
    return [tuple(map(squeeze, c.header[-1:])) for c in band.columns] if band is not None else []


def _form(table: Table, rows: list[Indicator]) -> Form:
    scored = [b for b in table.bands if any(c.role in _LEVELS for c in b.columns)]
    total = next((r for b in reversed(scored) for r in reversed(b.rows) if r.total), None)
    weight = _column(i.weight for i in rows)
    score = _column(i.score for i in rows)
    summed = rows[-1].where.row if total is None and _is_sum(rows[-1], rows[:-1]) else None
    if summed is not None:
        total = next((r for b in scored for r in b.rows if r.index == summed), None)
        rows = rows[:-1] if total is not None else rows
    asks = next((c.header[-1] for b in scored for c in b.columns if c.role == "reason" and c.header), "")
    return Form(
        table,
        tuple(rows),
        _funds(table, scored) or _funds_below(table, scored, rows, weight, score),
        total.label if total else "",
        _at(table, total, weight),
        _at(table, total, score),
        squeeze(asks),
        tuple(_headings(table, scored, rows)),
        _legible(table, rows, weight)
        and not any(f.doubt == BESIDE_ILLEGIBLE for f in table.figures if f.measure in ("weight", "score")),
    )


def _is_sum(last: Indicator, rows: Sequence[Indicator]) -> bool:
    """Whether the last row is the total of those above, whatever its name (综合): of their weights, 100, or of both."""
    weights = [r.weight.value for r in rows if r.weight is not None]
    scores = [r.score.value for r in rows if r.score is not None]
    if last.weight is None or len(weights) < 2 or sum(weights) != last.weight.value:
        return False
    return last.weight.value == _HUNDRED or (last.score is not None and sum(scores) == last.score.value)


def _legible(table: Table, rows: list[Indicator], column: int | None) -> bool:
    """Whether no row prints a weight that was not read as one figure."""
    return column is None or not any(
        r.weight is None and r.where.row is not None and regex.search(r"\d", table.text(r.where.row, column))
        for r in rows
    )


def _headings(
    table: Table, scored: list[Band], rows: list[Indicator]
) -> Iterator[tuple[Figure, tuple[Indicator, ...]]]:
    """The weights printed in headings of the first two levels, each with the rows it stands over."""
    given = {row.heading_weight: row.heading_weight for row in rows if row.heading_weight is not None}
    grouped: dict[Figure, list[Indicator]] = {figure: [] for figure in given}
    for row in rows:
        if row.heading_weight is not None:
            grouped[row.heading_weight].append(row)
    for figure, below in grouped.items():
        yield figure, tuple(below)
    yield from _blocks(table, scored, rows)
    for band in scored:
        for column in (c for c in band.columns if c.role == "level2"):
            inside: dict[Figure, list[Indicator]] = {}
            current: Figure | None = None
            for row in rows:
                at = row.where.row
                if at is None or not band.first <= at <= band.last:
                    continue
                cell = table.grid.get((at, column.index))
                if cell is not None and squeeze(cell.text):
                    current = _weight_in(table, cell)
                if current is not None:
                    inside.setdefault(current, []).append(row)
            for figure, below in inside.items():
                yield figure, tuple(below)


def _weight_in(table: Table, cell: Cell) -> Figure | None:
    found = [f for f in _within(table, cell) if f.measure == "weight"]
    return found[0] if len(found) == 1 else None


def _blocks(
    table: Table, scored: list[Band], rows: list[Indicator]
) -> Iterator[tuple[Figure, tuple[Indicator, ...]]]:
    """The weights of merged cells left of the levels, as in 年度绩效目标1（50分）, each with the rows that it spans."""
    spanned: dict[tuple[int, int], list[Indicator]] = {}
    for row in rows:
        band = next(
            (b for b in scored if row.where.row is not None and b.first <= row.where.row <= b.last), None
        )
        first = next((c.index for c in band.columns if c.role in _LEVELS), 0) if band is not None else 0
        for column in range(first):
            cell = table.grid.get((row.where.row or 0, column))
            if (
                cell is not None
                and cell.rowspan > 1
                and cell.column == column
                and _WEIGHT.search(squeeze(cell.text))
            ):
                spanned.setdefault((cell.row, cell.column), []).append(row)
    for place, below in spanned.items():
        points = [f for f in _within(table, table.grid[place]) if kind(f.unit) == "score"]
        if len(points) == 1:
            yield points[0], tuple(below)


def _column(figures: Iterable[Figure | None]) -> int | None:
    """The column most of the figures stand in."""
    places = Counter(f.where.column for f in figures if f is not None and f.where.column is not None)
    return places.most_common(1)[0][0] if places else None


def _at(table: Table, row: Row | None, column: int | None) -> Figure | None:
    if row is None or column is None:
        return None
    cell = table.grid.get((row.index, column))
    return (
        table.figure_at.get((cell.row, cell.column)) if cell is not None and cell.row == row.index else None
    )


def _funds(table: Table, scored: list[Band]) -> Funds | None:
    for band in table.bands:
        if band in scored:
            continue
        weight, score = _role(band, "weight"), _role(band, "score")
        rate = next((c for c in band.columns if c.role == "amount" and c.measure == "ratio"), None)
        if weight is None and score is None:
            continue
        for row in band.rows:
            found = [figure_of(table, row, c) if c else None for c in (weight, score, rate)]
            if weight is not None and score is None and found[0] is not None:
                given = _headed(table, band, row, weight)
                # Under 分值（10分） with no column of scores stands the score.
                if given is not None:
                    return Funds(row.label, given, found[0], found[2])
            if found[0] is not None or found[1] is not None:
                headed = _headed(table, band, row, score) if weight is None and score is not None else None
                return Funds(row.label, found[0] or headed, found[1], found[2])
    return None


def _headed(table: Table, band: Band, row: Row, points: Column) -> Figure | None:
    """The weight that the header of a column of points prints, as in 得分（10分）, or the cell that names the block."""
    above = table.grid.get((row.index - 1, points.index))
    beside = table.grid.get((row.index, band.columns[0].index))
    for cell in (above, beside):
        if cell is not None and _WEIGHT.search(squeeze(cell.text)):
            found = [f for f in _within(table, cell) if kind(f.unit) == "score"]
            return found[-1] if found else None
    return None


def _within(table: Table, cell: Cell) -> list[Figure]:
    """The figures in the text of a cell."""
    return [
        f
        for f in table.figures
        if not f.whole_cell and (f.where.row, f.where.column) == (cell.row, cell.column)
    ]


def _funds_below(
    table: Table, scored: list[Band], rows: list[Indicator], weight: int | None, score: int | None
) -> Funds | None:
    """A row 预算执行率 that stands among the indicators or below them without being one."""
    indicators = {i.where.row for i in rows}
    for row in (r for b in scored for r in b.rows):
        if row.index in indicators or row.total or not _EXECUTION.search(squeeze(row.label)):
            continue
        found = _at(table, row, weight), _at(table, row, score)
        if found[0] is not None and found[1] is not None:
            return Funds(row.label, found[0], found[1], None)
    return None


def _role(band: Band, role: str) -> Column | None:
    return next((c for c in band.columns if c.role == role), None)
