"""Rows moved by one: a row holds its neighbour's figures, and its own stand in the next one.

Two signs are known.  The figure that belongs in a row stands in a sibling row, and what the row
prints is the fact of another one, stated elsewhere (a chain; a cycle would be a swap).  Or two
neighbouring rows print the same figures, and the row after them holds those of the second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checks.cause.move import WRONG, Move, alike, weigh
from checks.cause.network import Network, Tie
from checks.cause.option import options
from checks.cause.surround import Surround, is_distinctive, subject
from checks.precision import base_value
from extract.model import Figure, Table
from extract.table_word import terms
from extract.unit import same_kind

Changes = dict[int, Figure]


def shift(network: Network, surround: Surround, here: Figure, other: Figure) -> Move | None:
    """``here`` should print what ``other``, another row, prints; and prints what belongs elsewhere."""
    owner = owner_of(surround, here, other)
    table = surround.table(here.where)
    if owner is None or table is None or is_cycle(owner, other):
        return None
    wide = {network.node(x): alike(x, y) for x, y in _columns(table, here.where.row, other.where.row)}
    node = network.node(here)
    for changes in (wide, {node: wide[node]} if node in wide else {}):
        fixed, hurt, against = weigh(network, changes)
        excused = {network.node(f) for f in surround.row(table.index, other.where.row or 0)}
        if fixed and all(excused & set(tie.nodes) for tie in hurt):
            mended = {n for tie in fixed for n in tie.nodes}
            told = {n: f for n, f in changes.items() if n in mended}
            return _told(told, fixed, WRONG + 1 + against, here, other, owner, len(changes))
    return None


def is_cycle(owner: Figure, other: Figure) -> bool:
    """Whether what one row prints belongs to the very row that prints the figure of the first.

    A row that is only called 合计 has no name to compare, and is taken to be that row.
    """
    if subject(other) in terms("total"):
        return True
    one, two = sorted((subject(owner), subject(other)), key=len)
    rest = iter(two)
    return one == two or (len(one) >= 4 and all(letter in rest for letter in one))


def repeated_rows(network: Network, surround: Surround, broken: Iterable[Tie]) -> Iterator[Move]:
    """Shifts that show by a row which repeats the row above it."""
    rows = sorted(
        {
            (f.where.table, f.where.row)
            for tie in broken
            for f in tie.figures
            if f.where.table is not None and f.where.row is not None and f.whole_cell
        }
    )
    tried: set[tuple[int, int]] = set()
    for index, row in rows:
        table = surround.tables.get(index)
        for second in (row, row - 1):
            if table is not None and (index, second) not in tried and second > 0:
                tried.add((index, second))
                made = _repeated(network, surround, table, second)
                if made is not None:
                    yield made


def _repeated(network: Network, surround: Surround, table: Table, second: int) -> Move | None:
    """The shift in which row ``second`` repeats the row above and the next row holds its figures."""
    pairs = [(x, y) for x, y in _columns(table, second, second - 1, same=True) if x.value]
    alone = [f for f in surround.row(table.index, second) if f.value]
    if not pairs or len(pairs) < len(alone) or not any(is_distinctive(x) for x, _ in pairs):
        return None
    below = _columns(table, second, second + 1)
    changes: Changes = {network.node(x): alike(x, y) for x, y in below}
    if not changes:
        return None
    for _, moved in below:
        node = network.node(moved)
        for tie in network.of[node]:
            if network.holds(tie, changes):
                continue
            found = next(
                (
                    o
                    for o in options(network, tie, node, changes)
                    if (o.sharp or not o.slip) and o.figure.unit == moved.unit
                ),
                None,
            )
            if found is not None:
                changes[node] = found.figure
                break
    fixed, hurt, against = weigh(network, changes)
    if len(fixed) < 2 or hurt:
        return None
    mine = {network.node(x) for x, _ in below}
    here, other = below[0]
    kept = {n: f for n, f in changes.items() if n in mine or n in {m for tie in fixed for m in tie.nodes}}
    return _told(kept, fixed, WRONG + against, here, other, pairs[0][1])


def _told(
    changes: Changes,
    fixed: frozenset[Tie],
    cost: int,
    here: Figure,
    other: Figure,
    owner: Figure,
    columns: int = 0,
) -> Move:
    about: dict[str, object] = {"here": here, "other": other, "owner": owner, "columns": columns}
    return Move(changes, fixed, (), cost, "row-shift", about=about)


def _columns(
    table: Table, one: int | None, other: int | None, same: bool = False
) -> list[tuple[Figure, Figure]]:
    """The cells of two rows that stand in the same column and differ (or, with ``same``, agree)."""
    found = [
        (table.figure_at.get((one or 0, c)), table.figure_at.get((other or 0, c))) for c in range(table.width)
    ]
    return [
        (x, y) for x, y in found if x and y and same_kind(x.unit, y.unit) and (x.value == y.value) == same
    ]


def owner_of(surround: Surround, here: Figure, other: Figure) -> Figure | None:
    """The figure whose value ``here`` prints by mistake: the row before it, or a fact stated elsewhere."""
    w = here.where
    before = (w.row or 0) - ((other.where.row or 0) - (w.row or 0))
    for figure in surround.printing(here, base_value(here)):
        there = figure.where
        if there.table == w.table:
            if there.column == w.column and there.row == before and figure.label != here.label:
                return figure
        elif subject(here) in terms("total"):
            continue  # it states the total of another name
        elif subject(figure) != subject(here) and figure.measure == here.measure and is_distinctive(here):
            return figure
    return None
