"""Figures in each other's places: swapped cells, rows and columns; and tables under a wrong unit.

A repair that needs a value which stands near by, in the same row, column or paragraph, suggests
that figures have changed places.  If exchanging them mends and breaks nothing it is a swap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, combinations

from checks.cause.move import AGAINST, WRONG, Move, alike, weigh
from checks.cause.network import Network, Tie, found_by_value
from checks.cause.option import relabel
from checks.cause.shift import is_cycle, owner_of, shift
from checks.cause.surround import Surround, is_distinctive
from checks.model import Order
from checks.precision import base_value
from extract.model import Figure
from extract.unit import same_thing

Changes = dict[int, Figure]
Pairs = list[tuple[Figure, Figure]]
Hint = tuple[Figure, Figure, frozenset[Tie]]
COPIES = 3
"""A figure with more statements that would change with it is not looked for elsewhere."""
WIDE = 3
"""Cells that change places without breaking anything: from here on the pattern is evidence by itself."""


def exchanges(
    network: Network, surround: Surround, moves: Iterable[Move], broken: Iterable[Tie]
) -> Iterator[Move]:
    """Swaps and shifts that mend what single ``moves`` would mend, or a sum that is ``broken``."""
    tried: set[frozenset[int]] = set()
    for here, other, fixed in chain(_wanted(network, surround, moves), _within(network, broken)):
        pair = frozenset((network.node(here), network.node(other)))
        if pair in tried or not _near(here, other):
            continue
        tried.add(pair)
        swap, both = _swap(network, surround, here, other)
        if swap is not None:
            yield swap
        equal = any(set(tie.nodes) == pair for tie in fixed)
        if (
            not both
            and not equal
            and here.where.table is not None
            and here.where.column == other.where.column
        ):
            moved = shift(network, surround, here, other)
            if moved is not None:
                yield moved


def _wanted(network: Network, surround: Surround, moves: Iterable[Move]) -> Iterator[Hint]:
    """Figures that should print what another one near by prints."""
    for made in moves:
        if made.slip_only or not made.fixed or len(made.changes) > COPIES:
            continue
        for node in made.changes:
            here = network.figures[node]
            wanted = network.changed(node, made.changes)
            for other in (*surround.beside(here), *surround.below(here)):
                if abs(base_value(other) - wanted) <= made.reach and is_distinctive(other):
                    yield here, other, made.fixed


def _within(network: Network, broken: Iterable[Tie]) -> Iterator[Hint]:
    """Two figures of one sum that would hold if they changed places, as a total and its largest part."""
    for tie in broken:
        for reading in network.readings(tie):
            weights = reading.weights or {}
            for one, other in combinations(weights, 2):
                moved = (weights[one] - weights[other]) * (network.value[other] - network.value[one])
                here, there = network.figures[one], network.figures[other]
                close = here.where.table is not None and here.where.column == there.where.column
                if close and moved and abs(reading.residual + moved) <= reading.tolerance:
                    yield here, there, frozenset((tie,))


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


def _swap(network: Network, surround: Surround, one: Figure, other: Figure) -> tuple[Move | None, bool]:
    """The exchange that mends most and breaks nothing, and whether something speaks for both of its sides."""
    best: Move | None = None
    best_both = False
    for pairs in _widths(surround, one, other):
        changes: Changes = {}
        for a, b in pairs:
            changes[network.node(a)] = alike(a, b)
            changes[network.node(b)] = alike(b, a)
        fixed, hurt, against = weigh(network, changes)
        loose = [tie for tie in hurt if found_by_value(tie.claim)]
        hurt, against = tuple(t for t in hurt if t not in loose), against + AGAINST * len(loose)
        sides = [{network.node(pair[i]) for pair in pairs} for i in (0, 1)]
        both = all(any(side & set(tie.nodes) for tie in fixed) for side in sides)
        owner = (
            owner_of(surround, one, other) if not both and one.where.column == other.where.column else None
        )
        both = both or (owner is not None and is_cycle(owner, other))
        wide = len(pairs) >= WIDE and len(fixed) > 1
        if fixed and not hurt and (both or wide) and (best is None or len(fixed) > len(best.fixed)):
            cost = WRONG + against + (0 if both else 1)
            best, best_both = Move(changes, fixed, (), cost, "swap", about={"pairs": tuple(pairs)}), both
    return best, best_both


def _widths(surround: Surround, one: Figure, other: Figure) -> Iterator[Pairs]:
    """The two cells, their whole rows or columns, and their rows with the filled cells in order."""
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
    yield [(x, y) for x, y in found if x and y and _differ(x, y)]
    if a.column == b.column and any((x is None) != (y is None) for x, y in found):
        first, second = [x for x, _ in found if x], [y for _, y in found if y]
        if len(first) == len(second):
            yield [(x, y) for x, y in zip(first, second, strict=True) if _differ(x, y)]


def _differ(one: Figure, other: Figure) -> bool:
    return same_thing(one.unit, other.unit) and one.value != other.value


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
            # any smaller unit keeps within a limit: only what must be equal tells the unit
            told = any(not isinstance(tie.claim.relation, Order) for tie in fixed)
            if told and not hurt:
                about: dict[str, object] = {
                    "table": surround.tables[table],
                    "unit": meant.unit,
                    "was": figure.unit,
                }
                yield Move(changes, fixed, (), WRONG - 1 + against, "unit-slip", about=about)
