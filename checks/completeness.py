"""Whether a list of parts was meant to be complete, told by a table that lists the same parts.

A 其中 in a sentence need not name everything.  But where a table breaks the same whole down into
rows of which the sentence repeats some, and those rows add up to the whole in another year's
column, the list is meant to be all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checks.formula import footing
from checks.model import Equal
from checks.relation import judge_relation
from extract.lexicon import analyse
from extract.model import Band, Figure, Row, Table
from extract.unit import to_base

_SHARED = 2


def is_meant(whole: Figure, parts: Sequence[Figure], tables: Sequence[Table]) -> Figure | None:
    """The total in another column that its rows add up to, None where no table tells."""
    for table in tables:
        for band in table.bands:
            for row in band.rows:
                if _is_row_of(row, whole):
                    found = _other_column(table, band, row, whole, parts)
                    if found is not None:
                        return found
    return None


def _is_row_of(row: Row, whole: Figure) -> bool:
    return whole.concept is not None and analyse(row.label).concept == whole.concept


def _other_column(
    table: Table, band: Band, row: Row, whole: Figure, parts: Sequence[Figure]
) -> Figure | None:
    below = [r for r in band.rows if r.parent is not None and band.rows[r.parent] is row and not r.among]
    columns = {c.index for c in band.columns}
    here = next(
        (c for c in columns if (f := table.figure_at.get((row.index, c))) is not None and _equal(f, whole)),
        None,
    )
    if here is None or len(below) < _SHARED:
        return None
    listed = [f for r in below if (f := table.figure_at.get((r.index, here))) is not None]
    if sum(any(_equal(p, f) for f in listed) for p in parts) < _SHARED:
        return None
    return next(_closing(table, row, below, columns - {here}), None)


def _closing(table: Table, row: Row, below: Sequence[Row], columns: set[int]) -> Iterator[Figure]:
    """The totals of the other columns that their rows add up to."""
    for column in sorted(columns):
        total = table.figure_at.get((row.index, column))
        rows = [f for r in below if (f := table.figure_at.get((r.index, column))) is not None]
        if total is None or len([f for f in rows if f.value]) < _SHARED or total.measure != "level":
            continue
        if judge_relation(Equal(total, footing(rows))).state in ("held", "held_by_rounding"):
            yield total


def _equal(one: Figure, other: Figure) -> bool:
    return to_base(one.value, one.unit) == to_base(other.value, other.unit)
