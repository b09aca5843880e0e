"""Which read figure is which true figure: alignment in reading order by digits and what stands before them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from extract.model import Extraction, Figure, Paragraph

LOOK_BACK = 6
GAP = -1.0


@dataclass(frozen=True, slots=True)
class Mark:
    """One figure in a sequence: its digits and the characters before it."""

    digits: str
    before: str
    cell: bool


def squeeze(text: str) -> str:
    """NFKC without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def digits(text: str) -> str:
    """The number in a printed figure, as plain digits."""
    kept = "".join(c for c in squeeze(text).replace(",", "") if c.isdigit() or c in ".-")
    try:
        value = Decimal(kept)
    except InvalidOperation:
        return kept
    return f"{value.normalize():f}"


def true_marks(truth: dict[str, Any]) -> list[Mark]:
    """The figures of a truth file in order."""
    cells = [{(c[0], c[1]): c[4] for c in grid["cells"]} for grid in truth["tables"]]
    marks = []
    for figure in truth["figures"]:
        where = figure["where"]
        inside = "table" in where
        text = (
            cells[where["table"]][(where["row"], where["column"])]
            if inside
            else truth["blocks"][where["block"]]
        )
        marks.append(Mark(digits(figure["text"]), squeeze(text[: where["start"]])[-LOOK_BACK:], inside))
    return marks


def read_marks(extraction: Extraction) -> tuple[list[Figure], list[Mark]]:
    """The figures that were read, in reading order, with their marks."""

    def place(figure: Figure) -> tuple[int, int, int, int]:
        w = figure.where
        return (w.block or 0, w.row or 0, w.column or 0, w.start or 0)

    figures = sorted(extraction.figures, key=place)
    texts = {b.where.block: b.text for b in extraction.blocks if isinstance(b, Paragraph)}
    marks = []
    for figure in figures:
        w = figure.where
        inside = w.table is not None and w.row is not None
        text = texts.get(w.block, "")
        if inside and w.table is not None and w.row is not None and w.column is not None:
            table = next((t for t in extraction.tables if t.index == w.table), None)
            text = table.text(w.row, w.column) if table else ""
        marks.append(Mark(digits(figure.text), squeeze(text[: w.start or 0])[-LOOK_BACK:], inside))
    return figures, marks


def align(true: Sequence[Mark], read: Sequence[Mark]) -> list[tuple[int, int]]:
    """Pairs of indices, in order; trimmed of equal ends first because most sequences agree."""
    start = 0
    while start < min(len(true), len(read)) and true[start] == read[start]:
        start += 1
    end = 0
    while end < min(len(true), len(read)) - start and true[-1 - end] == read[-1 - end]:
        end += 1
    pairs = [(i, i) for i in range(start)]
    middle = _align(true[start : len(true) - end], read[start : len(read) - end])
    pairs += [(a + start, b + start) for a, b in middle]
    pairs += [(len(true) - 1 - i, len(read) - 1 - i) for i in reversed(range(end))]
    return pairs


def _score(a: Mark, b: Mark) -> float:
    if a.digits == b.digits:
        return 2.0 + (1.0 if a.before == b.before else 0.0) + (0.5 if a.cell == b.cell else 0.0)
    same = bool(a.before) and a.before == b.before
    return 0.5 if same else -3.0


def _align(true: Sequence[Mark], read: Sequence[Mark]) -> list[tuple[int, int]]:
    width = len(read)
    best = [[GAP * j for j in range(width + 1)]]
    for i, a in enumerate(true):
        row, above = [GAP * (i + 1)], best[-1]
        for j, b in enumerate(read):
            row.append(max(above[j] + _score(a, b), above[j + 1] + GAP, row[j] + GAP))
        best.append(row)
    pairs, i, j = [], len(true), width
    while i and j:
        score = _score(true[i - 1], read[j - 1])
        if best[i][j] == best[i - 1][j - 1] + score:
            if score > 0:
                pairs.append((i - 1, j - 1))
            i, j = i - 1, j - 1
        elif best[i][j] == best[i - 1][j] + GAP:
            i -= 1
        else:
            j -= 1
    return pairs[::-1]
