"""Choices that are one error: one row, one sentence, or the same slip in several forms."""

from __future__ import annotations

from collections.abc import Iterable

from checks.cause.choose import Choice
from checks.cause.network import Network
from checks.cause.surround import subject
from extract.model import Figure

_UNEXPLAINED = ("wrong-figure", "stale-copy", "rate-not-recomputed", "chained", "two-errors")
_SENTENCE = "direction"


def gather(network: Network, chosen: Iterable[Choice]) -> list[list[Choice]]:
    """Choices that belong together, the one that tells most first; the rest alone."""
    groups: list[list[Choice]] = []
    places: dict[object, list[Choice]] = {}
    for choice in chosen:
        keys = list(_keys(network, choice))
        known = next((places[key] for key in keys if key in places), None)
        if known is None:
            known = []
            groups.append(known)
        known.append(choice)
        for key in keys:
            places.setdefault(key, known)
    return groups


def _keys(network: Network, choice: Choice) -> Iterable[object]:
    """What a choice shares with others of the same error."""
    made = choice.move
    if made.kind == _SENTENCE:
        yield _SENTENCE, choice.ties[0].figures[0].where.block
        return
    if made.kind == "missing-item" and not made.changes:
        for total, gap, _ in made.about["missing"]:  # type: ignore[attr-defined]
            yield "missing", subject(total), gap
    if not choice.certain or not made.changes:
        return
    if made.kind in ("row-shift", "swap"):
        for node in made.changes:
            yield from _lines(network.figures[node])
        yield from _neighbours(made.about)
    elif made.kind in _UNEXPLAINED:
        for node in made.changes:
            yield from _lines(network.figures[node])
    if len(made.changes) == 1:
        ((node, meant),) = made.changes.items()
        printed = network.figures[node]
        if printed.where.table is None:
            yield "said again", printed.where.block, printed.value, meant.value
    if len(made.changes) == 1 and (pattern := _pattern(network, choice)) is not None:
        yield pattern


def _lines(figure: Figure) -> Iterable[object]:
    """The row of a table, or the sentence, that a figure stands in."""
    w = figure.where
    if w.table is None:
        yield "sentence", w.block, figure.quote
    else:
        yield "row", w.table, w.row


def _neighbours(about: object) -> Iterable[object]:
    """The rows on both sides of a shift: what they hold is part of it."""
    if isinstance(about, dict):
        for role in ("here", "other"):
            figure = about.get(role)
            if isinstance(figure, Figure):
                yield from _lines(figure)


def _pattern(network: Network, choice: Choice) -> object:
    """What the same slip in another form would share: the rule, the kind, what is printed and meant."""
    rules = tuple(sorted({tie.claim.rule for tie in choice.ties}))
    roles = tuple(sorted({role for tie in choice.ties for role in tie.claim.roles}))
    ((node, meant),) = choice.move.changes.items()
    printed = network.figures[node]
    if printed.where.table is None:
        return None
    return choice.move.kind, rules, roles, printed.value, meant.value, printed.label
