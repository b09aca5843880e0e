"""Plain text and markdown: paragraphs, and the tables that were flattened into them."""

from __future__ import annotations

import codecs
import re
from typing import Final

from extract.isolate import beat
from extract.model import Block, Cell, Locator, Paragraph, RawTable, Reason, Source
from extract.readers.text_cell import Grid, is_flattened, split_flattened
from extract.readers.text_line import take_lines
from extract.readers.text_pipe import take_table
from extract.readers.text_space import take_spaced
from extract.readers.text_wrap import unwrap
from extract.readers.unreadable import Unreadable

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ENCODINGS: Final = ("utf-8", "gb18030", "utf-16-le", "utf-16-be", "big5hkscs")
_USUAL: Final = re.compile(r"[\s!-~一-鿿、-〿！-￮“”‘’—…·]")
_LEAST_USUAL: Final = 0.75
_BREAKS: Final = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_HEADING: Final = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_TAIL: Final = 4
MAX_CELLS: Final = 200_000
_MARKS: Final = re.compile(r"\[bookmark: [^\]\n]{0,80}\]")
"""What converters from Word leave behind in the text."""


def read(data: bytes, name: str) -> Source:
    """Read a text file in whatever encoding it is. Raises Unreadable where it is not text."""
    text, whole = decode(data)
    source = read_text(text)
    if whole:
        return source
    reason = Reason("encoding", "文件中有无法识别的字符，部分内容可能未读出，请另存为 UTF-8 编码后再检查。")
    return Source(source.format, source.blocks, (*source.reasons, reason))


def decode(data: bytes) -> tuple[str, bool]:
    """The text of some bytes, and whether every byte of them was understood.

    Raises Unreadable (unknown) where they are not text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _plain(data[len(mark) :].decode(encoding, "replace"))
    for encoding in _ENCODINGS:
        try:
            text, whole = data.decode(encoding), True
        except UnicodeDecodeError as error:
            # A file cut off inside its last character.
            if not len(data) - _TAIL <= error.start > 0:
                continue
            text, whole = data[: error.start].decode(encoding), False
        # UTF-16 in the wrong order is text too, of characters that nobody writes.
        usual = not encoding.startswith("utf-16") or len(_USUAL.findall(text)) >= _LEAST_USUAL * len(text)
        if usual and not _is_binary(text):
            return _plain(text)[0], whole
    return _plain(data.decode("gb18030", "replace"))


def _is_binary(text: str) -> bool:
    return len(_CONTROL.findall(text)) * 100 > len(text)


def _plain(text: str) -> tuple[str, bool]:
    if _is_binary(text) or text.count("\ufffd") * 10 > len(text):
        raise Unreadable("unknown", "无法识别的文件类型。可检查 Word、PDF、Excel、网页和文本文件。")
    return _CONTROL.sub("", text), "\ufffd" not in text


def read_text(text: str) -> Source:
    """Read a string: each line a paragraph, tables found. For text that never was a file, too."""
    lines = [line.rstrip(" ") for line in _BREAKS.split(_MARKS.sub("", text))]
    items: list[str | Grid] = list(split_flattened(lines) if is_flattened(lines) else lines)
    story = _Story()
    at = 0
    while at < len(items):
        item = items[at]
        if isinstance(item, Grid):
            story.add_table(item)
            at += 1
            continue
        stop = next((i for i in range(at, len(items)) if isinstance(items[i], Grid)), len(items))
        story.add_lines(unwrap([entry for entry in items[at:stop] if isinstance(entry, str)]))
        at = stop
    return Source("text", tuple(story.blocks), tuple(story.reasons))


class _Story:
    """Collects the blocks of a text in order."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.reasons: list[Reason] = []
        self._tables = 0
        self._left = MAX_CELLS

    def add_lines(self, lines: list[str]) -> None:
        """Lines that hold paragraphs and tables drawn with bars or TABs."""
        at = 0
        while at < len(lines):
            beat()
            line = lines[at]
            found = None
            if line.strip():
                found = take_table(lines, at) or take_spaced(lines, at) or take_lines(lines, at)
            if found is not None:
                self.add_table(found[0])
                at = found[1]
                continue
            if line.strip():
                heading = _HEADING.match(line)
                where = Locator(block=len(self.blocks))
                if heading:
                    self.blocks.append(Paragraph(heading.group(2), where, len(heading.group(1)), "heading"))
                else:
                    self.blocks.append(Paragraph(line, where))
            at += 1

    def add_table(self, grid: Grid) -> None:
        """A table, cut where the document has too many cells."""
        block, table = len(self.blocks), self._tables
        cells: list[Cell] = []
        for row, texts in enumerate(grid.rows):
            if len(cells) + len(texts) > self._left:
                message = f"表格单元格超过{MAX_CELLS}个，其后未读取，请拆分后再检查。"
                self.reasons.append(Reason("table-limit", message, Locator(block=block)))
                break
            cells.extend(
                Cell(text, Locator(block=block, table=table, row=row, column=column), row, column)
                for column, text in enumerate(texts)
            )
        if cells:
            self._left -= len(cells)
            self._tables += 1
            where = Locator(block=block, table=table)
            self.blocks.append(RawTable(tuple(cells), where, grid.ragged, unmerged=True))
