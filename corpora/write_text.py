"""A report as plain text, its tables flattened in one of the two usual ways."""

from __future__ import annotations

from corpora.model import Draft, Paragraph, Table


def tabbed(draft: Draft) -> str:
    """Each cell a line that begins with a TAB; a blank line ends a row; merged cells printed once."""
    lines: list[str] = []
    for block in draft.blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text)
            continue
        starts = {(r, c): cell for r, c, cell in block.placed()}
        spread = _covering(block)
        for r in range(len(block.rows)):
            c = 0
            while c < block.width:
                cell = starts.get((r, c))
                if cell is not None:
                    lines.append("\t" + cell.text)
                    c += cell.colspan
                else:
                    lines.append("\t")
                    c += spread[(r, c)]
            lines.append("")
    return "\n".join(lines) + "\n"


def piped(draft: Draft) -> str:
    """Each row a line, cells between bars, merged cells printed once and blank after."""
    lines: list[str] = []
    for block in draft.blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text)
            continue
        starts = {(r, c): cell for r, c, cell in block.placed()}
        for r in range(len(block.rows)):
            texts = []
            for c in range(block.width):
                cell = starts.get((r, c))
                texts.append(cell.text.replace("\n", "") if cell else "")
            lines.append("| " + " | ".join(texts) + " |")
        lines.append("")
    return "\n".join(lines) + "\n"


def _covering(table: Table) -> dict[tuple[int, int], int]:
    """For places below the top of a vertical merge: how many columns that cell covers."""
    return {(r + i, c): cell.colspan for r, c, cell in table.placed() for i in range(1, cell.rowspan)}
