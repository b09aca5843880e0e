"""How well the two table finders agree, and what a second opinion is worth where lines have gaps."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

from extract.model import BBox
from extract.readers.pdf.content import Content, read_page
from extract.readers.pdf.drawing import Edge
from extract.readers.pdf.grid import Grid, Span, find_grids, nearest
from extract.readers.pdf.opinion import find_boxes, reconsider

GAPS = (4.0, 6.0, 10.0, 20.0, 40.0)


def agree(grid: Grid, horizontal: Sequence[Edge], vertical: Sequence[Edge]) -> bool:
    """Whether pdfplumber finds the same cells with the same spans."""
    return {_span(grid, box) for box in find_boxes(grid, horizontal, vertical)} == set(grid.spans)


def _span(grid: Grid, cell: BBox) -> Span:
    column, row = nearest(grid.xs, cell[0]), nearest(grid.ys, cell[1])
    return Span(row, column, nearest(grid.ys, cell[3]) - row, nearest(grid.xs, cell[2]) - column)


def contents(data: bytes) -> Iterator[Content]:
    """The content of each page of a PDF."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    yield from (read_page(document.raw, index) for index in range(len(document)))
    document.close()


def try_gaps(documents: Sequence[bytes], trials: int, seed: int = 5) -> Counter[str]:
    """Tables with a gap cut into one line: how many are misread, and how many of those without a doubt.

    ``alone`` is our grid without the second opinion, ``with`` the grid that the reader uses;
    ``doubted`` counts right ones in which a cell is held doubtful.
    """
    chance = random.Random(seed)
    counts: Counter[str] = Counter()
    for content in chain.from_iterable(map(contents, documents)):
        whole = find_grids(content.horizontal, content.vertical)
        true = {_rounded(grid.box(span)) for grid in whole for span in grid.spans}
        counts["tables"] += len(whole)
        asked = find_grids(content.horizontal, content.vertical, reconsider)
        counts["doubtful as they are"] += sum(bool(grid.unclear) for grid in asked)
        for _ in range(trials if whole else 0):
            across, down = list(content.horizontal), list(content.vertical)
            if not _cut(across if chance.random() < 0.5 else down, chance):
                continue
            for name, opinion in (("alone", None), ("with", reconsider)):
                for grid in find_grids(across, down, opinion):
                    cells = {_rounded(grid.box(span)): n in grid.unclear for n, span in enumerate(grid.spans)}
                    misread = [cell for cell in cells if cell not in true]
                    counts[f"{name}: tried"] += 1
                    counts[f"{name}: misread"] += bool(misread)
                    counts[f"{name}: misread without a doubt"] += any(not cells[cell] for cell in misread)
                    counts[f"{name}: right but doubted"] += not misread and any(cells.values())
    return counts


def _cut(lines: list[Edge], chance: random.Random) -> bool:
    if not lines:
        return False
    number, gap = chance.randrange(len(lines)), chance.choice(GAPS)
    line = lines[number]
    if line.end - line.start < gap + 8:
        return False
    at = chance.uniform(line.start, line.end - gap)
    lines[number : number + 1] = [Edge(line.at, line.start, at), Edge(line.at, at + gap, line.end)]
    return True


def _rounded(box: BBox) -> tuple[int, ...]:
    return tuple(round(side / 6) for side in box)
