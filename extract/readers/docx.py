"""Word documents (docx, docm, dotx, strict or transitional), walked in reading order."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from extract.isolate import beat
from extract.model import Block, Cell, Locator, Paragraph, RawTable, Reason, Source
from extract.readers.docx_number import Numbering
from extract.readers.docx_style import StyleSheet, W, outline_level, read_numbering
from extract.readers.docx_table import MAX_CELLS, MAX_SPAN, Slot, lay_out
from extract.readers.docx_text import MC, Inline, InlineReader, choose
from extract.readers.package import Package, Relation
from extract.readers.picture import may_hold_figures
from extract.readers.unreadable import Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element

_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MAX_NESTING: Final = 20
_NOTICES: Final = {
    "inserted": ("tracked-changes", "文档含未接受的修订，已按全部接受后的内容读取。"),
    "deleted": ("tracked-changes", "文档含未接受的修订，已按全部接受后的内容读取。"),
    "hidden": ("hidden-text", "文档含隐藏文字，打印时不显示，未读取。"),
}
_LIMITS: Final = {
    "span-limit": (
        "table-limit",
        f"表格中有单元格合并列数异常（超过{MAX_SPAN}列），该处未按合并读取，请核对此表。",
    ),
    "cell-limit": ("table-limit", f"表格单元格超过{MAX_CELLS}个，其后未读取，请拆分此表后再检查。"),
    "nesting-limit": ("table-limit", f"表格嵌套超过{MAX_NESTING}层，内层未读取。"),
}
_WRAPPERS: Final = frozenset(
    W + tag for tag in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")
)


def read(data: bytes, name: str) -> Source:
    """Read a Word document. Raises Unreadable; what is partly unread is in ``reasons``."""
    package = Package(data)
    main = next(
        (relation.target for relation in package.relations("").values() if relation.kind == "officeDocument"),
        "word/document.xml",
    )
    root = package.parse(main)
    body = root.find(W + "body") if root is not None else None
    if body is None:
        raise Unreadable(
            "corrupt", "文件已损坏（缺少正文），请用 Word 或 WPS 打开后另存为 docx，再重新检查。"
        )
    story = _Story(package, main)
    story.read_body(body)
    story.finish()
    return Source(
        format="docx",
        blocks=tuple(story.blocks),
        reasons=tuple(dict.fromkeys(story.reasons)),
        notices=tuple(dict.fromkeys(story.notices)),
        title=story.title,
    )


@dataclass(slots=True)
class _Open:
    """The last table, kept open because the next may be its continuation over a page turn."""

    block: int
    widths: tuple[int, ...]
    height: int


@dataclass(slots=True)
class _Gathered:
    """What stands inside a table's cells and is emitted after the table."""

    tables: list[_Element] = field(default_factory=list)
    boxes: list[_Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    depth: int = 0


class _Story:
    """Collects the blocks of a document in reading order."""

    def __init__(self, package: Package, main: str) -> None:
        self.blocks: list[Block] = []
        self.reasons: list[Reason] = []
        self.notices: list[Reason] = []
        self.title = ""
        self._package = package
        self._relations = package.relations(main)
        folder = posixpath.dirname(main)
        self._styles = StyleSheet(self._related("styles", posixpath.join(folder, "styles.xml")))
        self._numbering = Numbering(self._related("numbering", posixpath.join(folder, "numbering.xml")))
        self._inline = InlineReader(self._styles)
        self._notes = {
            kind: {note.get(W + "id") or "": note for note in root if isinstance(note.tag, str)}
            for kind in ("footnote", "endnote")
            if (root := self._related(kind + "s", posixpath.join(folder, kind + "s.xml"))) is not None
        }
        self._tables = 0
        self._cells = 0
        self._depth = 0
        # "header" or "footer" inside one, whose pictures are emblems and belong to another part.
        self._edge = ""
        self._open: _Open | None = None
        self._pending = ""
        self._printed: set[tuple[str, str]] = set()
        self._sections: list[_Element] = []

    def _related(self, kind: str, fallback: str) -> _Element | None:
        declared = next(
            (r.target for r in self._relations.values() if r.kind == kind and not r.external), None
        )
        return self._part(declared or fallback, kind, expected=declared is not None)

    def _part(self, name: str, kind: str, expected: bool = True) -> _Element | None:
        """The root of a side part; a damaged or missing one costs only itself, and is said."""
        try:
            root = self._package.parse(name)
        except Unreadable as error:
            if error.code != "corrupt":
                raise
            root, expected = None, True
        if root is None and expected:
            message = f"文档的一个部件（{kind}）缺失或已损坏，编号、脚注或页眉可能未读出，请用 Word 或 WPS 另存后再检查。"
            self.reasons.append(Reason("damaged-part", message))
        return root

    def read_body(self, body: _Element) -> None:
        """Read the main text, the headers and footers of each section around it."""
        self._sections = list(body.iter(W + "sectPr"))
        if self._sections:
            self._read_edges("headerReference", "header")
        self._containers(body, "body")

    def finish(self) -> None:
        """Emit what is left when the main text has ended."""
        if self._pending.strip():
            self._emit(self._pending, "body", None)
            self._pending = ""
        if self._sections:
            self._end_section()

    def _read_edges(self, tag: str, kind: str) -> None:
        """The headers or footers of the current section, those of the same text printed once."""
        for reference in self._sections[0].iterfind(W + tag):
            relation = self._relations.get(reference.get(_R + "id") or "")
            root = self._part(relation.target if relation else "", kind)
            if root is None:
                continue
            key = (kind, "".join(root.itertext(W + "t")))
            if key[1].strip() and key not in self._printed:
                self._printed.add(key)
                self._edge = kind
                self._containers(root, kind)
                self._edge = ""

    def _end_section(self) -> None:
        self._read_edges("footerReference", "footer")
        self._sections.pop(0)
        if self._sections:
            self._read_edges("headerReference", "header")

    def _containers(self, parent: _Element, kind: str) -> None:
        for child in parent:
            beat()
            tag = child.tag
            if tag == W + "p":
                self._paragraph(child, kind)
            elif tag == W + "tbl":
                self._table(child)
            elif tag in _WRAPPERS:
                self._containers(child, "contents" if kind == "body" and _is_contents(child) else kind)
            elif tag == MC + "AlternateContent":
                chosen = choose(child)
                if chosen is not None:
                    self._containers(chosen, kind)
            elif tag == W + "altChunk":
                self._unread(
                    "embedded-document",
                    "文档嵌入了另一份文件（altChunk），未读出，请将其内容粘贴为正文后再检查。",
                )

    def _paragraph(self, element: _Element, kind: str) -> None:
        properties = element.find(W + "pPr")
        inline = self._inline.read(element)
        text, level, kind = self._dress(element, properties, inline, kind)
        turns = inline.breaks_page or (
            properties is not None
            and (
                properties.find(W + "sectPr") is not None
                or properties.find(W + "pageBreakBefore") is not None
            )
        )
        if _mark_deleted(properties):
            # Accepting that joins the paragraph to the next one.
            self._pending += text
        else:
            text, self._pending = self._pending + text, ""
            if text.strip():
                self._emit(text, kind, level)
            elif not turns:
                self._open = None
        self._after(inline)
        if (
            kind != "header"
            and properties is not None
            and properties.find(W + "sectPr") is not None
            and self._sections
        ):
            self._end_section()

    def _dress(
        self, element: _Element, properties: _Element | None, inline: Inline, kind: str
    ) -> tuple[str, int | None, str]:
        """The paragraph's text with its number, its heading level and its kind."""
        key, direct, level = None, None, None
        if properties is not None:
            named = properties.find(W + "pStyle")
            key = named.get(W + "val") if named is not None else None
        style = self._styles.find(key)
        if properties is not None:
            numbering = properties.find(W + "numPr")
            direct = read_numbering(numbering) if numbering is not None else None
            outline = properties.find(W + "outlineLvl")
            level = outline_level(outline) if outline is not None else style.level
        else:
            level = style.level
        text = inline.text
        if style.hidden and text.strip() and not _shows_itself(element):
            inline.marks.add("hidden")
            return "", None, kind
        if not _mark_deleted(properties) or text.strip():
            text = self._numbering.render(style, direct) + text
        if kind == "body":
            if style.is_contents:
                kind = "contents"
            elif style.is_caption:
                kind = "caption"
            elif level is not None and text.strip():
                kind = "heading"
        if style.is_title and not self.title:
            self.title = text.strip()
        return text, level, kind

    def _emit(self, text: str, kind: str, level: int | None) -> None:
        self.blocks.append(Paragraph(text, Locator(block=len(self.blocks)), level, kind))
        self._open = None

    def _after(self, inline: Inline) -> None:
        """Emit what hangs on a paragraph: its text boxes, notes and pictures."""
        self._note_marks(inline.marks)
        self._pictures(inline, max(len(self.blocks) - 1, 0))
        self._hanging(inline.boxes, inline.notes)

    def _hanging(self, boxes: list[_Element], notes: list[tuple[str, str]]) -> None:
        if self._depth >= MAX_NESTING:
            if boxes:
                self._limit("nesting-limit")
            return
        self._depth += 1
        for box in boxes:
            self._containers(box, self._edge or "textbox")
        for kind, number in notes:
            note = self._notes.get(kind, {}).pop(number, None)
            if note is not None:
                self._containers(note, "footnote")
        self._depth -= 1

    def _table(self, element: _Element, depth: int = 0) -> None:
        layout = lay_out(element)
        self._note_marks(layout.marks)
        if not layout.slots:
            return
        left = MAX_CELLS - self._cells
        if len(layout.slots) > left:
            self._limit("cell-limit")
            del layout.slots[left:]
            if not layout.slots:
                return
        self._cells += len(layout.slots)
        gathered = _Gathered(depth=depth)
        texts = [self._cell_text(slot.element, gathered) for slot in layout.slots]
        if not self._join(layout.slots, texts, layout.widths, layout.height):
            block, number = len(self.blocks), self._tables
            self._tables += 1
            cells = tuple(
                _make_cell(s, t, block, number, 0) for s, t in zip(layout.slots, texts, strict=True)
            )
            self.blocks.append(RawTable(cells, Locator(block=block, table=number)))
            self._open = _Open(block, layout.widths, layout.height)
        if gathered.tables or gathered.boxes or gathered.notes:
            was_open = self._open
            self._hanging(gathered.boxes, gathered.notes)
            self._open = None
            for nested in gathered.tables:
                if depth + 1 >= MAX_NESTING:
                    self._limit("nesting-limit")
                    break
                self._table(nested, depth + 1)
            self._open = None if gathered.tables else was_open

    def _cell_text(self, parent: _Element, gathered: _Gathered) -> str:
        lines: list[str] = []
        self._cell_lines(parent, gathered, lines)
        if self._pending:
            lines.append(self._pending)
            self._pending = ""
        return "\n".join(lines)

    def _cell_lines(self, parent: _Element, gathered: _Gathered, lines: list[str]) -> None:
        for child in parent:
            if child.tag == W + "p":
                inline = self._inline.read(child)
                properties = child.find(W + "pPr")
                text, _, _ = self._dress(child, properties, inline, "cell")
                self._note_marks(inline.marks)
                gathered.boxes.extend(inline.boxes)
                gathered.notes.extend(inline.notes)
                self._pictures(inline, len(self.blocks))
                if _mark_deleted(properties):
                    self._pending += text
                else:
                    lines.append(self._pending + text)
                    self._pending = ""
            elif child.tag == W + "tbl":
                gathered.tables.append(child)
            elif child.tag in _WRAPPERS:
                self._cell_lines(child, gathered, lines)
            elif child.tag == MC + "AlternateContent":
                chosen = choose(child)
                if chosen is not None:
                    self._cell_lines(chosen, gathered, lines)

    def _join(self, slots: list[Slot], texts: list[str], widths: tuple[int, ...], height: int) -> bool:
        """Append to the table just before, where this one is plainly its continuation."""
        last = self._open
        if last is None or last.widths != widths or len(widths) < 2:
            return False
        table = self.blocks[last.block]
        assert isinstance(table, RawTable)
        first = [(slot, text) for slot, text in zip(slots, texts, strict=True) if slot.row == 0]
        figures = any(slot.column > 0 and text.strip()[:1].isdigit() for slot, text in first)
        repeated = {cell.text for cell in table.cells if cell.row == 0 and cell.text.strip()} & {
            t for _, t in first
        }
        if not figures or repeated or first[0][0].header:
            return False
        number = table.where.table or 0
        cells = tuple(
            _make_cell(s, t, last.block, number, last.height) for s, t in zip(slots, texts, strict=True)
        )
        self.blocks[last.block] = replace(table, cells=table.cells + cells)
        self._open = _Open(last.block, widths, last.height + height)
        return True

    def _pictures(self, inline: Inline, block: int) -> None:
        """Say what the pictures and objects of a paragraph in ``block`` may hide."""
        where = Locator(block=block)
        for picture in () if self._edge else inline.pictures:
            if picture.kind == "object":
                message = "此处嵌入了对象（如 Excel 表），其中内容未读出，请改为正文表格后再检查。"
                self.reasons.append(Reason("embedded-object", message, where))
            elif picture.kind == "chart":
                self.notices.append(Reason("chart", "此处有图表，图中数据未核对。", where))
            else:
                relation: Relation | None = self._relations.get(picture.relation)
                found = None if relation is None or relation.external else self._package.find(relation.target)
                if may_hold_figures(found, picture.width, picture.height):
                    message = "此处有图片，可能是表格或文字的截图，其中数据未读出，请核对图片或改为正文。"
                    self.reasons.append(Reason("picture", message, where))

    def _unread(self, code: str, message: str) -> None:
        self.reasons.append(Reason(code, message, Locator(block=max(len(self.blocks) - 1, 0))))

    def _limit(self, mark: str) -> None:
        self._unread(*_LIMITS[mark])

    def _note_marks(self, marks: set[str]) -> None:
        for mark in sorted(marks):
            if mark in _NOTICES:
                self.notices.append(Reason(*_NOTICES[mark]))
            elif mark in _LIMITS:
                self._limit(mark)


def _make_cell(slot: Slot, text: str, block: int, table: int, below: int) -> Cell:
    row = slot.row + below
    where = Locator(block=block, table=table, row=row, column=slot.column)
    return Cell(text, where, row, slot.column, slot.rowspan, slot.colspan, slot.header)


def _mark_deleted(properties: _Element | None) -> bool:
    """Whether a tracked change takes a paragraph's mark away: deleted, or moved to another place."""
    return properties is not None and any(
        properties.find(f"{W}rPr/{W}{change}") is not None for change in ("del", "moveFrom")
    )


def _shows_itself(paragraph: _Element) -> bool:
    """Whether a run switches off the hiding that its paragraph's style asks for."""
    return any(
        v.get(W + "val") in ("0", "false", "off") for v in paragraph.iterfind(f"{W}r/{W}rPr/{W}vanish")
    )


def _is_contents(element: _Element) -> bool:
    gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(W + "val") == "Table of Contents"
