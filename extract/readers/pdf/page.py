"""One page laid out: its tables, and the lines between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract.model import BBox
from extract.readers.pdf.borderless import find_borderless, has_strewn_figures
from extract.readers.pdf.cell import PageTable, fill, sort_out, spilt_below
from extract.readers.pdf.content import Content
from extract.readers.pdf.frame import Frame
from extract.readers.pdf.glyph import Glyph
from extract.readers.pdf.grid import Grid, find_grids
from extract.readers.pdf.lane import find_lane, set_lines
from extract.readers.pdf.line import Line, rows
from extract.readers.pdf.lost import lost
from extract.readers.pdf.opinion import reconsider
from extract.readers.pdf.stamp import clean


@dataclass(frozen=True, slots=True)
class Page:
    """One page (number from 1) as read, and what could not be read of it.

    ``unsure`` counts characters whose font does not say what they are, ``aside`` those that run
    across the reading direction outside tables, ``hidden`` those that are not drawn; ``glyphs``
    counts all.  ``lane`` is where the white lane between two columns is.  ``pictures`` are the outlines of its images,
    ``missing`` counts filled form fields that are not shown, ``pixels`` those of its largest picture.
    ``scanned`` says that all was read in a picture of it; ``label`` is what the file calls it; ``beyond``
    counts the characters of its tables that stand beside the paper, ``lost`` those that the program which made
    the file left out; ``strewn`` says that a table without lines was left as text.
    """

    number: int
    frame: Frame
    lines: tuple[Line, ...]
    tables: tuple[PageTable, ...]
    lane: float | None
    glyphs: int
    unsure: int
    aside: int
    odd: int
    hidden: int
    pictures: tuple[BBox, ...]
    objects: int
    truncated: bool
    missing: int
    pixels: int
    scanned: bool
    label: str
    beyond: int
    lost: int
    strewn: bool

    @property
    def picture_share(self) -> float:
        """How much of the page its largest picture covers, 0 to 1."""
        whole = max(self.frame.width * self.frame.height, 1.0)
        return max(((x1 - x0) * (y1 - y0) / whole for x0, y0, x1, y1 in self.pictures), default=0.0)


def lay_out(content: Content, number: int, loses: bool = False) -> Page:
    """The tables and lines of a page's content; ``loses`` where its program is known to leave characters out."""
    kept = clean(content)
    grids = find_grids(kept.horizontal, kept.vertical, reconsider)
    grids = [grid for grid in grids if _on_page(grid, kept.frame) and not _frames(grid, grids, kept.frame)]
    inside, outside = sort_out(grids, kept.glyphs)
    wide, _ = sort_out(grids, kept.beyond)
    for glyphs, cut in zip(inside, wide, strict=True):
        glyphs += cut
    for grid, glyphs in zip(grids, inside, strict=True):
        spilt = spilt_below(grid, glyphs, outside)
        if spilt:
            glyphs += spilt
            outside = [glyph for glyph in outside if glyph not in spilt]
    aside, beside = sort_out(grids, kept.aside)
    tables: list[PageTable] = []
    missing: list[Glyph] = []
    for grid, glyphs, turned in zip(grids, inside, aside, strict=True):
        if not any(glyph.text > " " for glyph in glyphs) and not turned:
            continue  # a drawing
        if loses:
            missing += (gone := lost(grid, glyphs))
            glyphs += gone
        tables.append(_table(kept, grid, [*glyphs, *turned], number))
    printed = rows(outside)
    loose: list[Sequence[Glyph]] = []
    done = 0
    for start, end, grid in find_borderless(printed):
        tables.append(_table(kept, grid, [glyph for row in printed[start:end] for glyph in row], number))
        loose += printed[done:start]
        done = end
    loose += printed[done:]
    lane = find_lane(
        loose, [(table.xs[0], table.top, table.xs[-1], table.bottom) for table in tables], kept.frame.width
    )
    return Page(
        number=number,
        frame=kept.frame,
        lines=tuple(set_lines(loose, lane)),
        lane=lane,
        tables=tuple(tables),
        glyphs=len(content.glyphs),
        unsure=content.unsure,
        aside=len(beside),
        odd=len(content.odd),
        hidden=sum(not content.styles[glyph.run].drawn for glyph in content.glyphs),
        pictures=content.pictures,
        objects=content.objects,
        truncated=content.truncated,
        missing=content.missing,
        pixels=content.pixels,
        scanned=content.scanned,
        label=content.label,
        beyond=sum(glyph.text > " " for glyphs in wide for glyph in glyphs),
        lost=len(missing),
        strewn=not content.scanned and has_strewn_figures(loose),
    )


def _on_page(grid: Grid, frame: Frame) -> bool:
    """Whether a table stands on the paper, if not with all of its columns."""
    x0, _, x1, _ = grid.bbox
    return x1 > 0 and x0 < frame.width


def _frames(grid: Grid, grids: list[Grid], frame: Frame) -> bool:
    """Whether a single box is drawn around a page or around tables, and is no cell itself."""
    if not grid.single:
        return False
    x0, y0, x1, y1 = grid.bbox
    around = any(other is not grid and grid.holds(*other.bbox[:2]) for other in grids)
    return around or y1 - y0 > 0.7 * frame.height or x1 - x0 < 20 or y1 - y0 < 8


def _table(content: Content, grid: Grid, glyphs: list[Glyph], number: int) -> PageTable:
    place = [content.frame.place(*grid.box(span)) for span in grid.spans]
    return fill(grid, glyphs, place, number)
