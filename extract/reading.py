"""What one paragraph gave, and how it is led back to the printed text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.model import Figure, Locator, Statement, Unread
from extract.plain import Plain


@dataclass(frozen=True, slots=True)
class Reading:
    """What one paragraph gave; ``topic`` is the noun it leaves for the paragraphs after it.

    ``failure`` says in Chinese why it could not be read, "" when it was.
    """

    figures: tuple[Figure, ...] = ()
    statements: tuple[Statement, ...] = ()
    unread: tuple[Unread, ...] = ()
    topic: str = ""
    failure: str = ""


def as_printed(reading: Reading, ready: Plain, text: str) -> Reading:
    """A reading of prepared text with the places and the words of the printed one."""
    quotes = _quotes(reading.figures, ready, text)
    moved = {figure: _figure_as_printed(figure, quotes[figure], ready, text) for figure in reading.figures}
    statements = tuple(
        replace(
            s,
            roles={role: tuple(moved[f] for f in figures) for role, figures in s.roles.items()},
            where=_back(s.where, ready),
            quote=text[slice(*_ends(s.where, ready))].strip(),
        )
        for s in reading.statements
    )
    unread = tuple(
        replace(u, text=text[slice(*_ends(u.where, ready))], where=_back(u.where, ready))
        for u in reading.unread
    )
    return Reading(tuple(moved[f] for f in reading.figures), statements, unread, reading.topic)


def _ends(where: Locator, ready: Plain) -> tuple[int, int]:
    return ready.back(where.start or 0), ready.back_end(where.end or 0)


def _back(where: Locator, ready: Plain) -> Locator:
    start, end = _ends(where, ready)
    return replace(where, start=start, end=end)


def _figure_as_printed(figure: Figure, quote: tuple[str, int], ready: Plain, text: str) -> Figure:
    start, end = _ends(figure.where, ready)
    place = replace(figure.where, start=start, end=end)
    return replace(figure, text=text[start:end], quote=quote[0], at=quote[1], where=place)


def _quotes(figures: Sequence[Figure], ready: Plain, text: str) -> dict[Figure, tuple[str, int]]:
    """The sentence of each figure as the grammar reads it, but with every figure as printed, and its place there."""
    sentences: dict[int, list[Figure]] = defaultdict(list)
    for figure in figures:
        sentences[ready.text.rfind(figure.quote, 0, (figure.where.start or 0) + len(figure.quote))].append(
            figure
        )
    found: dict[Figure, tuple[str, int]] = {}
    for position, inside in sentences.items():
        end, quote, begins = position + len(inside[0].quote), "", {}
        for figure in sorted(inside, key=lambda f: f.where.start or 0):
            start = figure.where.start or 0
            begins[figure] = max(len(quote) + start - position, 0)
            if start >= position:
                quote += ready.text[position:start] + text[slice(*_ends(figure.where, ready))]
                position = figure.where.end or 0
        quote += ready.text[position:end]
        found |= {figure: (quote, at) for figure, at in begins.items()}
    return found
