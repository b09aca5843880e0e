"""Figures in each other's places: swapped cells, rows and columns, and rows moved by one.

A repair that needs a value which stands near by, in the same row, column or paragraph, suggests
that figures have changed places.  If exchanging them mends and breaks nothing it is a swap.  If
the figure found in the wrong place itself belongs to a neighbour, the rows are shifted: a chain
is a shift, a cycle a swap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checks.cause.move import WRONG, Move, alike, weigh
from checks.cause.network import Network
from checks.cause.option import relabel
from checks.cause.surround import Surround, is_distinctive, subject
from checks.precision import base_value
from extract.model import Figure
from extract.unit import same_kind

Changes = dict[int, Figure]
WIDE = 3
"""Cells that change places without breaking anything: from here on the pattern is evidence by itself."""


def exchanges(network: Network, surround: Surround, moves: Iterable[Move]) -> Iterator[Move]:
    """Swaps and shifts that mend what single ``moves`` would mend."""
    tried: set[frozenset[int]] = set()
    for made in moves:
        if len(made.changes) != 1 or made.slip_only or not made.fixed:
            continue
        (node,) = made.changes
        here = network.figures[node]
        wanted = network.changed(node, made.changes)
        for other in (*surround.beside(here), *surround.below(here)):
            if (
                abs(base_value(other) - wanted) > made.reach
                or not _near(here, other)
                or not is_distinctive(other)
            ):
                continue
            pair = frozenset((node, network.node(other)))
            if pair in tried:
                continue
            tried.add(pair)
            swap = _swap(network, surround, here, other)
            if swap is not None:
                yield swap
            trivial = all(network.node(other) in tie.nodes for tie in made.fixed)
            if not trivial and here.where.table is not None and here.where.column == other.where.column:
                shift = _shift(network, surround, here, other)
                if shift is not None:
                    yield shift


def _near(one: Figure, other: Figure) -> bool:
    a, b = one.where, other.where
    if a.table is None or b.table is None:
        return a.table is None and b.table is None and a.block == b.block
    return (
        a.table == b.table
        and (a.row == b.row or a.column == b.column)
        and one.whole_cell
        and other.whole_cell
    )


def _swap(network: Network, surround: Surround, one: Figure, other: Figure) -> Move | None:
    """The widest exchange that mends and breaks nothing: whole rows or columns before single cells."""
    best: Move | None = None
    for pairs in _widths(surround, one, other):
        changes: Changes = {}
        for a, b in pairs:
            changes[network.node(a)] = alike(a, b)
            changes[network.node(b)] = alike(b, a)
        fixed, hurt, against = weigh(network, changes)
        sides = [{network.node(pair[i]) for pair in pairs} for i in (0, 1)]
        both = all(any(side & set(tie.nodes) for tie in fixed) for side in sides)
        if (
            (both or (len(pairs) >= WIDE and len(fixed) > 1))
            and fixed
            and not hurt
            and (best is None or len(fixed) > len(best.fixed))
        ):
            best = Move(changes, fixed, (), WRONG + 1 + against, "swap", about={"pairs": tuple(pairs)})
    return best


def _widths(surround: Surround, one: Figure, other: Figure) -> Iterator[list[tuple[Figure, Figure]]]:
    a, b = one.where, other.where
    yield [(one, other)]
    table = surround.table(a)
    if table is None or a.row is None or b.row is None or a.column is None or b.column is None:
        return
    if a.column == b.column:
        places = [((a.row, c), (b.row, c)) for c in range(table.width)]
    else:
        band = next((x for x in table.bands if x.first <= a.row <= x.last), None)
        rows = range(band.first, band.last + 1) if band else range(table.height)
        places = [((r, a.column), (r, b.column)) for r in rows]
    found = [(table.figure_at.get(p), table.figure_at.get(q)) for p, q in places]
    yield [(x, y) for x, y in found if x and y and same_kind(x.unit, y.unit) and x.value != y.value]


def _shift(network: Network, surround: Surround, here: Figure, other: Figure) -> Move | None:
    """``here`` should print what ``other``, a row further, prints; and prints what belongs elsewhere."""
    owner = _owner(surround, here, other)
    table = surround.table(here.where)
    if owner is None or table is None:
        return None
    rows = (here.where.row, other.where.row)
    wide: Changes = {}
    for column in range(table.width):
        x, y = table.figure_at.get((rows[0] or 0, column)), table.figure_at.get((rows[1] or 0, column))
        if x and y and same_kind(x.unit, y.unit) and x.value != y.value:
            wide[network.node(x)] = alike(x, y)
    node = network.node(here)
    for changes in (wide, {node: wide[node]} if node in wide else {}):
        fixed, hurt, against = weigh(network, changes)
        excused = {network.node(f) for f in surround.row(table.index, rows[1] or 0)}
        hurt = tuple(tie for tie in hurt if not excused & set(tie.nodes))
        if fixed and not hurt:
            about: dict[str, object] = {"here": here, "other": other, "owner": owner, "columns": len(changes)}
            mended = {n for tie in fixed for n in tie.nodes}
            return Move(
                {n: f for n, f in changes.items() if n in mended},
                fixed,
                (),
                WRONG + against,
                "row-shift",
                about=about,
            )
    return None


def _owner(surround: Surround, here: Figure, other: Figure) -> Figure | None:
    """The figure whose value ``here`` prints by mistake: the row before it, or a fact stated elsewhere."""
    w = here.where
    before = (w.row or 0) - ((other.where.row or 0) - (w.row or 0))
    for figure in surround.printing(here, base_value(here)):
        there = figure.where
        if there.table == w.table:
            if there.column == w.column and there.row == before and figure.label != here.label:
                return figure
        elif subject(figure) != subject(here) and figure.measure == here.measure and is_distinctive(here):
            return figure
    return None


def other_unit(network: Network, surround: Surround, moves: Iterable[Move]) -> Iterator[Move]:
    """Tables whose figures all take their unit from a heading that is wrong."""
    tried: set[tuple[int, str]] = set()
    for made in moves:
        for node, meant in made.changes.items():
            figure = network.figures[node]
            table = figure.where.table
            if made.kind not in ("unit-slip", "misread") or table is None or figure.unit_from == "printed":
                continue
            if meant.unit == figure.unit or (table, meant.unit) in tried:
                continue
            tried.add((table, meant.unit))
            changes = {
                network.node(f): relabel(f, f.value, meant.unit)
                for f in surround.tables[table].figures
                if f.unit == figure.unit and f.unit_from == figure.unit_from
            }
            fixed, hurt, against = weigh(network, changes)
            if fixed and not hurt:
                about: dict[str, object] = {
                    "table": surround.tables[table],
                    "unit": meant.unit,
                    "was": figure.unit,
                }
                yield Move(changes, fixed, (), WRONG - 1 + against, "unit-slip", about=about)
