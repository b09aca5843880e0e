"""Many rows of a table out of step: their amounts are those of other rows, as a second table shows.

A column pasted one or more rows too high or too low breaks every relation of those rows.  Tables
that print the same rows (by code or name) tell it: the amounts of a row then stand in the second
table, beside another name, and for neighbouring rows equally far away.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from checks.cause.move import WRONG, Move
from checks.cause.network import Network, Tie
from checks.cause.surround import Surround, is_distinctive
from checks.precision import base_value
from extract.lexicon import normalise
from extract.model import Figure, Row, Table

LEAST = 5
"""So many rows must be out of step, and most of those that differ."""
ALIKE = 3
"""So many of them must be equally far from where they belong."""

Amounts = tuple[Fraction, ...]


@dataclass(frozen=True)
class Moved:
    """One row: what it prints, the row of the second table that this belongs to, and how far off that is."""

    row: Row
    figure: Figure
    owner: Row
    distance: int


def displaced(network: Network, surround: Surround, broken: Iterable[Tie]) -> Iterator[Move]:
    """For each table of ``broken`` ties whose rows are out of step with another table: what that explains."""
    ties: dict[int, list[Tie]] = defaultdict(list)
    for tie in broken:
        for index in {f.where.table for f in tie.figures if f.where.table is not None}:
            ties[index].append(tie)
    for index, mine in ties.items():
        table = surround.tables.get(index)
        if table is None or len(mine) < LEAST:
            continue
        found = [
            (_moved(surround, table, other), other) for other in surround.tables.values() if other != table
        ]
        moved, reference = max(found, key=lambda pair: len(pair[0]), default=((), table))
        if not moved:
            continue
        wrong = _differing(surround, table, reference)
        nodes = {network.node(f) for row in wrong for f in surround.row(index, row.index)}
        fixed = frozenset(tie for tie in mine if nodes & set(tie.nodes))
        about: dict[str, object] = {"moved": moved, "reference": reference, "within": table}
        yield Move({}, fixed, (), WRONG, "row-shift", about=about)


def _moved(surround: Surround, table: Table, other: Table) -> tuple[Moved, ...]:
    """The rows of ``table`` whose amounts are those of another row of ``other``; none where it may be chance."""
    theirs = _rows(other)
    place = {key: at for at, key in enumerate(theirs)}
    owners: dict[Amounts, list[str]] = defaultdict(list)
    for key, row in theirs.items():
        owners[_amounts(surround, other, row)].append(key)
    wrong = _differing(surround, table, other)
    found: list[Moved] = []
    for row in wrong:
        key = _key(row)
        beside = [o for o in owners.get(_amounts(surround, table, row), ()) if o != key]
        first = next((f for f in surround.row(table.index, row.index) if f.value), None)
        if beside and first is not None and is_distinctive(first):
            owner = min(beside, key=lambda o: abs(place[o] - place[key]))
            found.append(Moved(row, first, theirs[owner], place[owner] - place[key]))
    alike = Counter(one.distance for one in found).most_common(1)
    out_of_step = len(found) >= LEAST and len(found) * 2 > len(wrong) and alike[0][1] >= ALIKE
    return tuple(found) if out_of_step else ()


def _differing(surround: Surround, table: Table, other: Table) -> list[Row]:
    """The filled rows of ``table`` that ``other`` prints with other amounts."""
    theirs = _rows(other)
    return [
        row
        for key, row in _rows(table).items()
        if key in theirs
        and (mine := _amounts(surround, table, row))
        and mine != _amounts(surround, other, theirs[key])
    ]


def _rows(table: Table) -> dict[str, Row]:
    """The rows by what names them; a name that stands twice names none."""
    named = [(_key(row), row) for band in table.bands for row in band.rows if row.label]
    count = Counter(key for key, _ in named)
    return {key: row for key, row in named if count[key] == 1}


def _key(row: Row) -> str:
    return row.marker if row.style.startswith("code") else normalise(row.label)


def _amounts(surround: Surround, table: Table, row: Row) -> Amounts:
    """What a row prints besides zeros, from left to right, each amount once (a total beside its only part)."""
    values = (base_value(f) for f in surround.row(table.index, row.index) if f.value)
    return tuple(dict.fromkeys(values))
