"""Small tables drawn with pipes, for tests of what a table says."""

from __future__ import annotations

from extract.model import Cell, Locator, Paragraph, RawTable, Table
from extract.table import understand_all


def draw(text: str) -> RawTable:
    """A table drawn with pipes: "<" continues the cell to the left, "^" the cell above."""
    rows = [[c.strip() for c in line.split("|")] for line in text.strip().splitlines()]
    spans: dict[tuple[int, int], list[int]] = {}
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            home = owner[r, c - 1] if cell == "<" else owner[r - 1, c] if cell == "^" else (r, c)
            owner[r, c] = home
            spans.setdefault(home, [1, 1])
            spans[home] = [max(spans[home][0], r - home[0] + 1), max(spans[home][1], c - home[1] + 1)]
    cells = tuple(
        Cell(rows[r][c].replace("\\n", "\n"), Locator(block=0, row=r, column=c), r, c, rowspan, colspan)
        for (r, c), (rowspan, colspan) in spans.items()
    )
    return RawTable(cells, Locator(block=0))


def read(text: str, *above: str, year: int | None = 2023) -> Table:
    paragraphs = [Paragraph(line, Locator(block=i)) for i, line in enumerate(above)]
    return understand_all((*paragraphs, draw(text)), year)[0]
