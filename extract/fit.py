"""Which columns the cells of a short row stand in, told by what each column holds.

Flattened text prints a merged cell once, and may leave out the names that reach down from the row
above and the blanks at the end.  A row is fitted only where one reading of its figures is clearly
better than every other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract.number import read_cell
from extract.table_word import blank, classify, squeeze, terms

_CLEARLY = 0.5
"""How much worse the next reading must be."""
_WRONG = 20.0
"""A cell in a column of another kind: a reading with one is not taken, were it the only one."""
_KEPT = 6
"""Readings carried on from each state."""
_VALUES = ("amount", "weight", "score")
_NAMES = ("label", "level1", "level2", "level3", "reason", "note", "code", "sign", "unit")
Kind = str


@dataclass(frozen=True, slots=True)
class Fit:
    """``skip`` columns without a cell at the left, then the width of each cell."""

    skip: int
    spans: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    cost: float
    skip: int
    spans: tuple[int, ...]
    figures: tuple[int, ...]


def kinds(header: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[Kind, ...]:
    """What each column holds: figure, text or any; group for the weights beside the names of a group.

    ``header`` is the text over each column; ``rows`` are the rows that have a cell for each.
    """
    found = [_kind(text, [row[i] for row in rows]) for i, text in enumerate(header)]
    roles = [word.role if (word := classify(text)) else "" for text in header]
    inner = max((i for i, role in enumerate(roles) if role in ("level2", "level3")), default=0)
    return tuple(
        "group" if kind == "figure" and roles[i] == "weight" and i < inner else kind
        for i, kind in enumerate(found)
    )


def _kind(header: str, texts: Sequence[str]) -> Kind:
    word = classify(header)
    role = word.role if word else ""
    said = [text for text in texts if not blank(text)]
    figures = sum(read_cell(text) is not None for text in said)
    if role in _VALUES:
        return "figure" if figures * 2 >= len(said) else "any"
    if role in _NAMES:
        return "text" if figures * 2 <= len(said) else "any"
    if role or not said:
        return "any"
    return "figure" if figures == len(said) else "text" if not figures else "any"


def fit(texts: Sequence[str], columns: Sequence[Kind]) -> Fit | None:
    """The columns of a row of ``texts``; None where its figures could stand in other columns as well.

    A row that leaves a column of figures without a cell is not fitted: any of its figures may be the one missing.
    """
    if not 0 < len(texts) <= len(columns):
        return None
    total = squeeze(texts[0]).strip(":") in terms("total")
    states: dict[int, list[_Reading]] = {}
    for skip in range(1 if total else len(columns) - len(texts) + 1):
        if skip and columns[skip - 1] not in ("text", "group"):
            break
        states[skip] = [_Reading(0.3 * skip, skip, (), ())]
    for index, text in enumerate(texts):
        left = len(texts) - index - 1
        following: dict[int, list[_Reading]] = {}
        for at, readings in states.items():
            for span in range(1, len(columns) - left - at + 1):
                cost = _cost(text, columns[at : at + span])
                if cost is None:
                    continue
                held = (at,) if read_cell(text) else ()
                following.setdefault(at + span, []).extend(
                    _Reading(r.cost + cost, r.skip, (*r.spans, span), (*r.figures, *held)) for r in readings
                )
        states = {at: _best(readings) for at, readings in following.items()}
    ended = [
        _Reading(r.cost + loss, r.skip, r.spans, r.figures)
        for at, readings in states.items()
        if (loss := _missing(columns[at:])) is not None
        for r in readings
    ]
    ranked = _best(ended)
    if (
        not ranked
        or ranked[0].cost >= _WRONG
        or (len(ranked) > 1 and ranked[1].cost - ranked[0].cost < _CLEARLY)
    ):
        return None
    return Fit(ranked[0].skip, ranked[0].spans)


def suit(texts: Sequence[str], spans: Sequence[int], columns: Sequence[Kind]) -> bool:
    """Whether cells of these widths, from the first column on, all stand where such a cell may."""
    at = 0
    for text, span in zip(texts, spans, strict=True):
        cost = _cost(text, columns[at : at + span])
        if cost is None or cost >= _WRONG:
            return False
        at += span
    return True


def _cost(text: str, columns: Sequence[Kind]) -> float | None:
    """How badly a cell suits the columns it would cover; None where it cannot stand there."""
    extra = float(len(columns) - 1)
    figures = sum(kind in ("figure", "group") for kind in columns)
    if read_cell(text) is not None:
        return None if extra else {"figure": 0.0, "group": 0.0, "any": 0.2, "text": _WRONG}[columns[0]]
    if not squeeze(text):
        return extra + (_WRONG if extra else 1.0) * figures
    return extra + (0.0 if blank(text) and not extra else _WRONG * figures)


def _missing(columns: Sequence[Kind]) -> float | None:
    return None if "figure" in columns else 0.4 * len(columns)


def _best(readings: list[_Reading]) -> list[_Reading]:
    """The cheapest reading for each place of the figures, the cheapest first."""
    found: dict[tuple[int, ...], _Reading] = {}
    for reading in sorted(readings, key=lambda r: r.cost):
        found.setdefault(reading.figures, reading)
    return list(found.values())[:_KEPT]
