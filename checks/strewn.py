"""Relations among figures whose columns are not certain: cells that became paragraphs, rows under a lost header.

Only what holds is looked for, so that nothing is reported: it ticks figures that no header names.  What could
hold by chance is left alone: a whole needs five digits, or the same relation in a second column.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from checks.discovery import runs
from checks.evidence import is_held
from checks.formula import Formula, footing, ratio
from checks.model import Equal
from checks.relation import judge_relation
from extract.model import Extraction, Figure, Paragraph
from extract.unit import kind

_DIGITS, _PAIR_DIGITS, _RATE_DIGITS = 5, 6, 3
_MOST_ROWS = 8
_STREAM = 12
"""Figures without units in one paragraph that make it a table run together."""
_REACH = 12
_ALL = 100
_SOURCES = ("income.", "funds.", "carryover.")
Row = tuple[Figure, ...]


def fields(extraction: Extraction) -> Iterator[list[Row]]:
    """Neighbouring rows of such figures: those of one table, or of paragraphs that follow one another."""
    yield from _of_text(extraction)
    for table in extraction.tables:
        rows: dict[int | None, list[Figure]] = defaultdict(list)
        for figure in table.figures:
            if figure.whole_cell:
                rows[figure.where.row].append(figure)
        doubtful = [tuple(row) for row in rows.values() if all(f.doubt for f in row)]
        if doubtful:
            yield doubtful


def _of_text(extraction: Extraction) -> Iterator[list[Row]]:
    inside: dict[int | None, list[Figure]] = defaultdict(list)
    for figure in extraction.figures:
        if figure.where.table is None:
            inside[figure.where.block].append(figure)
    field: list[Row] = []
    row: list[Figure] = []
    for block in [*extraction.blocks, None]:
        told = inside.get(block.where.block, []) if isinstance(block, Paragraph) else []
        alone = isinstance(block, Paragraph) and len(told) == 1 and _is_cell(block.text, told[0])
        if alone and _is_bare(block.text, told[0]):  # type: ignore[union-attr]
            row.append(told[0])
            continue
        if row:
            field.append(tuple(row))
            row = []
        if alone:
            field.append((told[0],))
        elif len(told) >= _STREAM and all(not f.unit for f in told):
            yield [tuple(told)]
        elif not isinstance(block, Paragraph) or "。" in block.text:
            if field:
                yield field
            field = []


def _is_cell(text: str, figure: Figure) -> bool:
    """Whether a paragraph ends with its one figure and says no more than a name before it."""
    return (
        text.strip(" |\u3000\t").endswith(figure.text)
        and "，" not in text
        and len(text) <= len(figure.text) + 20
    )


def _is_bare(text: str, figure: Figure) -> bool:
    return text.strip(" |\u3000\t") == figure.text


def sums(extraction: Extraction) -> Iterator[tuple[Figure, Formula]]:
    """Each figure that others beside it make up, the same figures once (what is left of two is one of the parts)."""
    seen: set[frozenset[Figure]] = set()
    for field in fields(extraction):
        for whole, formula in itertools.chain(_by_columns(field), _in_order(field)):
            figures = frozenset((whole, *formula.figures()))
            if figures not in seen:
                seen.add(figures)
                yield whole, formula


def _in_order(field: Sequence[Row]) -> Iterator[tuple[Figure, Formula]]:
    """Figures of many digits that those right before or after them make up, whatever their columns."""
    stream = [f for row in field for f in row if kind(f.unit) != "percent"]
    printed = [f for f in stream if f.step < 1]
    amounts = printed if len(printed) > 2 else stream
    for whole, parts in runs(amounts):
        if _digits(whole) >= _DIGITS:
            yield whole, footing(parts)
    for index, whole in enumerate(amounts):
        for side in _sides(amounts[index + 1 : index + 1 + _REACH]):
            if _digits(whole) >= _DIGITS and _holds(whole, footing(side)):
                yield whole, footing(side)


def _sides(figures: Sequence[Figure]) -> Iterator[list[Figure]]:
    """Where money comes from and what it is for, told apart: two lists printed side by side run into each other."""
    named = [f for f in figures if f.concept]
    for wanted in (_SOURCES, ("expenditure.",)):
        side = [f for f in named if (f.concept or "").startswith(wanted)]
        if sum(1 for f in side if f.value) > 1 and len(side) < len(figures):
            yield side


def _by_columns(field: Sequence[Row]) -> Iterator[tuple[Figure, Formula]]:
    """A row that the rows before or after it make up in every one of two columns or more."""
    for index, row in enumerate(field):
        for beside in (field[index + 1 :], field[:index][::-1]):
            alike = _as_wide(row, beside)
            for count in range(2, min(_MOST_ROWS, len(alike)) + 1):
                made = [footing(column) for column in zip(*alike[:count], strict=True)]
                if _all_hold(row, made):
                    yield from zip(row, made, strict=True)
                    break


def _as_wide(row: Row, beside: Iterable[Row]) -> list[Row]:
    """The rows next to a row of two figures or more that have as many as it."""
    return list(itertools.takewhile(lambda other: len(other) == len(row) > 1, beside))


def _all_hold(row: Row, made: Sequence[Formula]) -> bool:
    telling = sum(1 for f, formula in zip(row, made, strict=True) if f.value and len(formula.figures()) > 1)
    digits = sum(_digits(f) for f in row)
    return (
        telling > 1
        and digits >= _DIGITS
        and all(_holds(f, formula) for f, formula in zip(row, made, strict=True))
    )


def rates(extraction: Extraction) -> Iterator[tuple[Figure, Figure, Figure]]:
    """Each percentage in such a row that the two amounts before it give, a weight between them or not."""
    for field in fields(extraction):
        for row in field:
            for at, rate in enumerate(row):
                if kind(rate.unit) != "percent":
                    continue
                for end in (at, at - 1):
                    if end >= 2 and _is_rate(rate, row[end - 1], row[end - 2]):
                        yield rate, row[end - 1], row[end - 2]
                        break


def _is_rate(rate: Figure, top: Figure, bottom: Figure) -> bool:
    if not bottom.value or kind(top.unit) != kind(bottom.unit) or kind(top.unit) == "percent":
        return False
    told = _digits(rate) >= _RATE_DIGITS or min(_digits(top), _digits(bottom)) >= _RATE_DIGITS
    equal = rate.value != _ALL or top.value == bottom.value
    return told and equal and _holds(rate, ratio(top, bottom))


def repeats(extraction: Extraction) -> Iterator[list[Figure]]:
    """Figures printed twice in one such field: of many digits, or two after another as before."""
    for field in fields(extraction):
        places: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
        for row in field:
            for figure in row:
                if _digits(figure) >= _DIGITS and figure.step < 1:
                    places[figure.value, figure.unit].append(figure)
            for one, two in itertools.pairwise(row):
                if _digits(one) + _digits(two) >= _PAIR_DIGITS and one.value != two.value:
                    places[one.value, two.value, one.unit, two.unit].extend((one, two))
        for key, found in places.items():
            if len(key) == 2 and len(found) > 1:
                yield found
            elif len(key) > 2 and len(found) > 2:
                yield found[::2]
                yield found[1::2]


def _digits(figure: Figure) -> int:
    return len(figure.value.normalize().as_tuple().digits)


def _holds(whole: Figure, formula: Formula) -> bool:
    return is_held(judge_relation(Equal(whole, formula)))
