"""A report as a Word file: merged cells, fonts, headings numbered by Word where the report says so."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from random import Random
from typing import Any

from corpora.model import Draft, Paragraph, Table

SIZES = {"title": 18, "heading1": 15, "heading2": 14, "caption": 14, "note": 11, "body": 12}
EPOCH = (2024, 1, 1, 0, 0, 0)


def write(draft: Draft) -> bytes:
    """The bytes of the file, the same for the same draft."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = Document()
    normal = document.styles["Normal"]
    normal.font.name = "Times New Roman"
    normal.font.size = Pt(12)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    document.core_properties.created = datetime(*EPOCH)
    document.core_properties.modified = datetime(*EPOCH)
    document.core_properties.author = ""
    rng = Random(draft.name.removesuffix("-planted"))
    if rng.random() < 0.6:
        _furniture(document, draft.entity if rng.random() < 0.4 else "")
    numbering = Numbering(document)
    for block in draft.blocks:
        if isinstance(block, Paragraph):
            _paragraph(document, block, numbering, rng)
        else:
            _table(document, block)
    buffer = io.BytesIO()
    document.save(buffer)
    return stable(buffer.getvalue())


class Numbering:
    """Automatic 一、 and （一） lists; a title starts them again."""

    def __init__(self, document: Any) -> None:
        self.part = document.part.numbering_part.element
        self.lists = 0
        self.current: int | None = None

    def restart(self) -> None:
        """The next numbered heading begins at one."""
        self.current = None

    def number(self) -> int:
        """The list to use, made when first needed."""
        if self.current is None:
            self.current = self._make()
        return self.current

    def _make(self) -> int:
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        self.lists += 1
        abstract, number = 900 + self.lists, 900 + self.lists
        levels = "".join(
            f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>'
            f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
            for i, text in enumerate(("%1、", "（%2）"))
        )
        definition = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{abstract}">'
            f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        )
        first = self.part.find("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}num")
        if first is not None:
            first.addprevious(definition)
        else:
            self.part.append(definition)
        self.part.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{abstract}"/></w:num>'
            )
        )
        return number


def _paragraph(document: Any, block: Paragraph, numbering: Numbering, rng: Random) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    if block.style == "title":
        numbering.restart()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif block.style == "caption":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif block.style in {"body", "heading1", "heading2"}:
        paragraph.paragraph_format.first_line_indent = Pt(24)
    pieces = [f if isinstance(f, str) else f.text for f in block.fragments]
    if block.auto:
        from docx.oxml import OxmlElement

        properties = paragraph._p.get_or_add_pPr()
        holder = OxmlElement("w:numPr")
        for tag, value in (
            ("w:ilvl", 0 if block.style == "heading1" else 1),
            ("w:numId", numbering.number()),
        ):
            child = OxmlElement(tag)
            child.set(qn("w:val"), str(value))
            holder.append(child)
        properties.append(holder)
    elif block.numbering:
        pieces.insert(0, block.numbering)
    for piece in _torn(pieces, rng):
        run = paragraph.add_run(piece)
        run.font.size = Pt(SIZES[block.style])
        if block.style in {"title", "heading1", "caption"}:
            run.bold = True
            run.font.name = "黑体"
            run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "黑体")


def _torn(pieces: list[str], rng: Random) -> list[str]:
    """Some pieces in two runs, as editing leaves them; a number may be torn."""
    torn: list[str] = []
    for piece in pieces:
        if len(piece) > 3 and rng.random() < 0.1:
            at = rng.randrange(1, len(piece))
            torn += [piece[:at], piece[at:]]
        else:
            torn.append(piece)
    return torn


def _furniture(document: Any, head: str) -> None:
    """A page number at the foot, and in some reports the unit's name at the head."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    section = document.sections[0]
    if head:
        section.header.paragraphs[0].text = head
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run("— ")
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        run = foot.add_run()
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)
    foot.add_run(" —")


def _table(document: Any, block: Table) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    table = document.add_table(rows=len(block.rows), cols=block.width)
    table.style = "Table Grid"
    grid = [list(r.cells) for r in table.rows]
    for r, c, cell in block.placed():
        target = grid[r][c]
        if cell.rowspan > 1 or cell.colspan > 1:
            target = target.merge(grid[r + cell.rowspan - 1][c + cell.colspan - 1])
        lines = cell.text.split("\n")
        for index, line in enumerate(lines):
            paragraph = target.paragraphs[0] if index == 0 else target.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if cell.right else WD_ALIGN_PARAGRAPH.CENTER
            paragraph.add_run(line).font.size = Pt(10)
        while len(target.paragraphs) > len(lines):
            last = target.paragraphs[-1]._p
            last.getparent().remove(last)


def stable(data: bytes) -> bytes:
    """The same archive with fixed times, so that the same draft gives the same bytes."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for item in source.infolist():
            entry = zipfile.ZipInfo(item.filename, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = item.external_attr
            target.writestr(entry, source.read(item.filename))
    return buffer.getvalue()
