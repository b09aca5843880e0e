"""Explanations in which no figure is wrong: an item left out, a word turned round, another scope."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction

from checks.cause.move import WRONG, Move
from checks.cause.network import Network, Tie
from checks.cause.surround import Surround, is_distinctive
from checks.model import Present, Same, Says
from checks.precision import base_value, own_step
from extract.unit import kind

_DIRECTION = "方向"
_WORDS = {"up", "down", "not_up", "not_down"}


def absences(network: Network, surround: Surround, broken: Iterable[Tie]) -> Iterator[Move]:
    """The explanations of ``broken`` that change no figure."""
    kept = list(broken)
    yield from _left_out(network, surround, kept)
    for tie in kept:
        relation = tie.claim.relation
        if isinstance(relation, Present) and relation.what == _DIRECTION:
            yield Move({}, frozenset({tie}), (), WRONG - 1, "direction")
        elif isinstance(relation, Says) and relation.word in _WORDS:
            yield Move({}, frozenset({tie}), (), WRONG - 1, "direction", about={"word": relation.printed})
        elif isinstance(relation, Same) and len(tie.nodes) >= 2:
            yield from _scope(network, surround, tie)


def _left_out(network: Network, surround: Surround, broken: list[Tie]) -> Iterator[Move]:
    """Sums whose parts fall short of the total: an item is missing, in every column of the row alike."""
    rows: dict[tuple[object, ...], list[tuple[Tie, Fraction, int]]] = defaultdict(list)
    for tie in broken:
        short = _short(network, tie)
        if short is not None:
            where = network.figures[short[1]].where
            place = (where.table, where.row) if where.table is not None else (tie.index,)
            rows[tie.claim.rule, *place].append((tie, *short))
    for gaps in rows.values():
        ties = [tie for tie, _, _ in gaps]
        holding = _holding_siblings(network, ties)
        missing = [
            (network.figures[total], gap, next(surround.printing(network.figures[total], gap), None))
            for _, gap, total in gaps
        ]
        about: dict[str, object] = {"missing": tuple(missing), "holding": holding}
        named = any(found is not None and is_distinctive(found) for _, _, found in missing)
        cost = WRONG + (1 if len(gaps) > 1 else 4 if holding else 3) - (2 if named else 0)
        yield Move({}, frozenset(ties), (), cost, "missing-item", about=about)


def _short(network: Network, tie: Tie) -> tuple[Fraction, int] | None:
    """By how much the parts of a sum fall short of its total, and the total's node."""
    reading = network.readings(tie)[tie.verdict.reading]
    if reading.weights is None or reading.stated is None or len(reading.weights) < 3:
        return None
    weights = [w for n, w in reading.weights.items() if n != reading.stated]
    total = network.figures[reading.stated]
    if any(w != 1 for w in weights) or -reading.residual <= reading.tolerance:
        return None
    if kind(total.unit) not in ("money", "headcount", "count") or not total.value:
        return None
    rows = {network.figures[n].where.row for n in reading.nodes}
    if total.where.table is not None and len(rows) < len(reading.nodes):
        return None
    return -reading.residual, reading.stated


def _holding_siblings(network: Network, ties: list[Tie]) -> int:
    """How many sibling sums (the same rows in other columns) hold with amounts that are not zero."""
    wanted = {i for tie in ties for i in tie.claim.support}
    if not wanted:
        return 0
    return sum(
        1
        for tie in network.ties
        if tie.claim.id in wanted and not tie.broken and sum(1 for n in tie.nodes if network.value[n]) >= 3
    )


def _scope(network: Network, surround: Surround, tie: Tie) -> Iterator[Move]:
    """Two statements of a fact whose difference is an amount printed beside one of them."""
    values = sorted({network.value[n] for n in tie.nodes})
    if len(values) != 2:
        return
    gap = values[1] - values[0]
    for node in tie.nodes:
        figure = network.figures[node]
        for beside in surround.beside(figure):
            close = abs(base_value(beside) - gap) <= (own_step(beside) + own_step(figure)) / 2
            if kind(beside.unit) == kind(figure.unit) and close and is_distinctive(beside):
                about: dict[str, object] = {"part": beside}
                cost = WRONG - 1 if tie.claim.severity == "warning" else WRONG + 1
                yield Move({}, frozenset({tie}), (), cost, "scope", about=about)
                return
