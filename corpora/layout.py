"""Putting paragraphs and headings into a report in its numbering style."""

from __future__ import annotations

from corpora.form import cell
from corpora.model import Cell, Fragment, Paragraph, Slot, Table, Word
from corpora.wording import Author

CHINESE = "一二三四五六七八九十"


def chinese(number: int) -> str:
    """1 to 19 in Chinese."""
    return CHINESE[number - 1] if number <= 10 else "十" + CHINESE[number - 11]


class Page:
    """Appends blocks to the draft of ``author``; headings are numbered in the report's style."""

    def __init__(self, author: Author) -> None:
        self.author = author
        self.auto = author.rng.random() < 0.3
        self.first = 0
        self.second = 0

    def title(self, text: str) -> None:
        """A title; numbering starts again below it."""
        self.first = self.second = 0
        self._add([text], "title")

    def head(self, text: str) -> None:
        """A first level heading: 一、"""
        self.first += 1
        self.second = 0
        self._add([text], "heading1", chinese(self.first) + "、")

    def sub(self, text: str) -> None:
        """A second level heading: （一）"""
        self.second += 1
        self._add([text], "heading2", f"（{chinese(self.second)}）")

    def text(self, *sentences: list[Fragment], numbering: str = "") -> None:
        """A paragraph of sentences; a full stop closes each that has none."""
        fragments: list[Fragment] = []
        for sentence in sentences:
            fragments += sentence
            last = sentence[-1] if sentence else ""
            if not (isinstance(last, str) and last.endswith(("。", "：", "；"))):
                fragments.append("。")
        self._add(fragments, "body", numbering)

    def note(self, *text: Fragment) -> None:
        """A line as it is, such as 附件2 or 单位：万元."""
        self._add(list(text), "note")

    def unit(self, unit: str, *, before: str = "") -> None:
        """The unit of the table below, which a planted error can make another."""
        other = {"万元": "元", "元": "万元"}[unit]
        lead = before + self.author.rng.choice(("单位：", "金额单位："))
        self.note(lead, Word(unit, other, "unit"))

    def table(self, rows: list[list[Cell]], caption: str = "") -> None:
        """A table, its caption as a paragraph above."""
        if caption:
            self._add([caption], "caption")
        self.author.draft.blocks.append(Table(rows))

    def form(self, table: Table) -> None:
        """A finished table with its own caption."""
        if table.caption:
            self._add([table.caption], "caption")
        self.author.draft.blocks.append(table)

    def _add(self, fragments: list[Fragment], style: str, numbering: str = "") -> None:
        auto = self.auto and bool(numbering) and style.startswith("heading")
        self.author.draft.blocks.append(Paragraph(fragments, style, numbering, auto))


def row(*cells: str | Slot | Cell) -> list[Cell]:
    """A table row of texts, figures and ready cells."""
    return [c if isinstance(c, Cell) else cell(c) for c in cells]
