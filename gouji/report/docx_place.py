"""From a place in what was read back to the runs of the Word file it was read from."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from extract.model import Figure, Paragraph, RawTable
from extract.readers.docx_table import lay_out
from gouji.report.review import Review

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_INLINE = frozenset(
    W + t for t in ("ins", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml")
)
_BLOCK = frozenset(W + t for t in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"))

_Key = tuple[int | None, int | None, int | None, int | None]
Char = tuple[Any, int]  # a w:t element and a position in its text


class Places:
    """The paragraphs of a Word file, aligned with the blocks and cells that were read from it."""

    def __init__(self, body: Any, review: Review) -> None:
        self._cells = _align_cells(body, review)
        self._blocks = _align_blocks(body, review)
        self._texts: dict[_Key, str] = {}
        for block in review.blocks:
            if isinstance(block, Paragraph):
                self._texts[(block.where.block, None, None, None)] = block.text
            else:
                for cell in block.cells:
                    self._texts[(block.where.block, block.where.table, cell.row, cell.column)] = cell.text

    def find(self, figure: Figure) -> tuple[list[Any], tuple[int, int] | None]:
        """The paragraphs that hold a figure, and its characters within their joined text.

        The characters are None where only the paragraph is certain; no paragraphs where nothing is.
        """
        where = figure.where
        paragraphs = (
            self._cells.get((where.table, where.row, where.column), [])
            if where.table is not None
            else self._blocks.get(where.block, [])
        )
        read = self._texts.get((where.block, where.table, where.row, where.column))
        if not paragraphs or read is None or where.start is None or where.end is None:
            return paragraphs, None
        printed = read[where.start : where.end]
        here = "".join(text for text, _ in spell(paragraphs))
        if not printed or here.count(printed) == 0:
            return paragraphs, None
        tail = read.endswith(here.strip()) and len(read) - len(here.rstrip())
        if tail is not False and here[where.start - tail : where.end - tail] == printed:
            return paragraphs, (where.start - tail, where.end - tail)
        at = -1
        for _ in range(read.count(printed, 0, where.start) + 1):
            at = here.find(printed, at + 1)
            if at < 0:
                return paragraphs, None
        return paragraphs, (at, at + len(printed))


def _shown(parent: Any) -> Iterator[Any]:
    """Every element in document order, without the fallback branch of alternatives."""
    for child in parent:
        if child.tag != _MC + "Fallback":
            yield child
            yield from _shown(child)


def _align_cells(body: Any, review: Review) -> dict[tuple[int | None, int | None, int | None], list[Any]]:
    layouts = [lay_out(element) for element in _shown(body) if element.tag == W + "tbl"]
    pending = [layout for layout in layouts if layout.slots]
    found: dict[tuple[int | None, int | None, int | None], list[Any]] = {}
    for block in review.blocks:
        if not isinstance(block, RawTable):
            continue
        height = max((cell.row + cell.rowspan for cell in block.cells), default=0)
        base = 0
        while pending and base < height:
            layout = pending.pop(0)
            for slot in layout.slots:
                found[(block.where.table, base + slot.row, slot.column)] = list(_paragraphs(slot.element))
            base += layout.height
    return found


def _paragraphs(parent: Any) -> Iterator[Any]:
    for child in parent:
        if child.tag == W + "p":
            yield child
        elif child.tag in _BLOCK:
            yield from _paragraphs(child)


def _align_blocks(body: Any, review: Review) -> dict[int | None, list[Any]]:
    """Each paragraph block with the next unused paragraph whose text ends it (its number may stand before)."""
    free = [(element, _squeeze("".join(t for t, _ in spell([element])))) for element in _outside_tables(body)]
    free = [(element, text) for element, text in free if text]
    found: dict[int | None, list[Any]] = {}
    cursor = 0
    for block in review.blocks:
        if not isinstance(block, Paragraph):
            continue
        wanted = _squeeze(block.text)
        ahead = range(cursor, len(free))
        match = next((i for i in ahead if free[i][1] == wanted), None)
        if match is None:
            match = next((i for i in ahead if wanted.endswith(free[i][1])), None)
        if match is not None:
            found[block.where.block] = [free[match][0]]
            cursor = match + 1
    return found


def _outside_tables(parent: Any) -> Iterator[Any]:
    for child in parent:
        if child.tag in (_MC + "Fallback", W + "tbl"):
            continue
        if child.tag == W + "p":
            yield child
        yield from _outside_tables(child)


def _squeeze(text: str) -> str:
    return "".join(text.split())


def spell(paragraphs: list[Any]) -> list[tuple[str, Char | None]]:
    """The characters of paragraphs with where each stands; breaks stand nowhere."""
    out: list[tuple[str, Char | None]] = []
    for number, paragraph in enumerate(paragraphs):
        if number:
            out.append(("\n", None))
        _spell(paragraph, out)
    return out


def _spell(parent: Any, out: list[tuple[str, Char | None]]) -> None:
    for child in parent:
        if child.tag == W + "r":
            for piece in child:
                if piece.tag == W + "t":
                    out.extend((character, (piece, i)) for i, character in enumerate(piece.text or ""))
                elif piece.tag in (W + "br", W + "cr"):
                    out.append(("\n", None))
                elif piece.tag == W + "tab":
                    out.append(("\t", None))
        elif child.tag in _INLINE:
            _spell(child, out)


def isolate(paragraphs: list[Any], start: int, end: int) -> tuple[Any, Any] | None:
    """Split runs so that characters ``start``..``end`` fill whole runs; the first and last of them."""
    first = spell(paragraphs)[start][1]
    if first is None:
        return None
    head = _split(*first)
    last = spell(paragraphs)[end - 1][1]
    if last is None:
        return None
    text, position = last
    if position + 1 < len(text.text):
        _split(text, position + 1)
    elif text.getnext() is not None:
        _split(text.getnext(), 0)
    return head, text.getparent()


def _split(piece: Any, position: int) -> Any:
    """The run that begins at ``position`` of ``piece``, splitting its run where needed; looks are kept."""
    run = piece.getparent()
    before = piece.getprevious()
    if position == 0 and (before is None or before.tag == W + "rPr"):
        return run
    new = run.makeelement(run.tag, run.attrib)
    looks = run.find(W + "rPr")
    if looks is not None:
        new.append(copy.deepcopy(looks))
    following = list(piece.itersiblings())
    if position:
        rest = piece.makeelement(piece.tag, {_SPACE: "preserve"})
        rest.text = piece.text[position:]
        piece.text = piece.text[:position]
        piece.set(_SPACE, "preserve")
        new.append(rest)
    else:
        new.append(piece)
    new.extend(following)
    run.addnext(new)
    return new
