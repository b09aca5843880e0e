"""The names of the rows of tables, and of their columns, as a sentence would use them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import regex

from checks.fact import is_weak
from checks.tabular import figure_of
from extract.lexicon import normalise
from extract.model import Band, Column, Figure, Row, Table
from extract.unit import UNITS

SHORTEST = 3
_BEFORE_NAME = regex.compile(
    r"(?:^|[，。；：、（）()“”\"\s:,;]|其中|分别|以及|包括|完成|实现|实施|开展|[年度月]|对|为|是|的|和|与|及|中|了|以|在|由|将|把|看)$"
)
_BRACKET = regex.compile(r"[(（\[][^()（）]*[)）\]]")
_LEAD = regex.compile(
    r"^(?:[，,、（(：:“”\"]|项目|专项|资金|经费|工作|全年|当年|本年|共计|共|合计|总计|分别|的|了|各|年初?(?=预算))+"
)
_TRAIL = regex.compile(
    r"(?:[为达到是有至约的了共仅：:（(，,]|最[高低多少大小好快慢]|共计|合计|分别|数额|金额|数量|总额|情况|[数额量])+$"
)
_TOTAL = regex.compile(r"(?:合|总|小|共)计|全[市县区省镇乡街]")
_NAME = regex.compile(r"(?=.{3,24}$)\p{Han}[^。；，\d]*")
_KIND = regex.compile(
    r"(?:项目|专项|经费|资金|支出|面积|数量|长度|规模|个数|户数|人数|人次数?|批次数?|次数|场次|件数|家数)+$"
)


@dataclass(frozen=True)
class NamedRow:
    """A row with the figures of its cells; ``total`` where it is the sum of the others."""

    table: Table
    name: str
    cells: tuple[tuple[Column, Figure], ...]
    total: bool


class Names:
    """The names of rows, found in a text by their first characters.

    A name is found without the 经费, 项目 or 人数 that it ends in too: a text may end it otherwise, or not at all.
    """

    def __init__(self, rows: dict[str, list[NamedRow]]) -> None:
        self.rows: dict[str, list[NamedRow]] = defaultdict(list)
        for name, listed in rows.items():
            stem = _KIND.sub("", name)
            for form in {name, stem if len(stem) > SHORTEST else name}:
                self.rows[form] += listed
        self.starts: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self.rows, key=len, reverse=True):
            self.starts[name[:SHORTEST]].append(name)

    def all(self, text: str, start: int, end: int) -> list[tuple[int, str]]:
        """The names in ``text[start:end]`` in order, each with the place where it ends."""
        found: list[tuple[int, str]] = []
        at = start
        while at <= end - SHORTEST:
            name = self._at(text, start, at, end)
            at += len(name) or 1
            if name:
                found.append((at, name))
        return found

    def _at(self, text: str, start: int, at: int, end: int) -> str:
        for name in self.starts.get(text[at : at + SHORTEST], ()):
            stands = text.startswith(name, at) and at + len(name) <= end
            if stands and _BEFORE_NAME.search(text[max(start, at - 2) : at]):
                return name
        return ""


def core(words: str) -> str:
    """What is said of a figure, without the words that any figure may have about it."""
    return str(_TRAIL.sub("", _LEAD.sub("", _BRACKET.sub("", normalise(words)))))


@lru_cache(maxsize=4096)
def heads(column: Column) -> frozenset[str]:
    """The names of a column: that of its last header row, and all of them together; without the unit."""
    leaf = column.header[-1:]
    return frozenset(n for text in (*leaf, "".join(column.header)) for n in _plain_head(text) if n)


def _plain_head(text: str) -> Iterator[str]:
    """A header's name, and without the unit that it ends in: 抽检批次 and 抽检."""
    name = str(_TRAIL.sub("", _BRACKET.sub("", normalise(text))))
    yield from (name, core(name))
    unit = max((u for u in UNITS if u and name.endswith(u)), key=len, default="")
    if len(bare := core(name.removesuffix(unit))) > 1:
        yield bare


def named_rows(tables: tuple[Table, ...]) -> Iterator[NamedRow]:
    """The rows that can be told by their names, and those of totals; a name that comes twice in a table tells none."""
    for table in tables:
        found: dict[str, list[NamedRow]] = defaultdict(list)
        for band in table.bands:
            for row in band.rows:
                cells = tuple(_row_cells(table, band, row))
                if not cells:
                    continue
                if row.total or _TOTAL.match(normalise(row.label)):
                    yield NamedRow(table, "", cells, True)
                for name in _row_names(table, band, row):
                    found[name].append(NamedRow(table, name, cells, False))
        for rows in found.values():
            if len(rows) == 1:
                yield from rows


def _row_cells(table: Table, band: Band, row: Row) -> Iterator[tuple[Column, Figure]]:
    for column in band.columns:
        if column.side == row.side and (figure := figure_of(table, row, column)) is not None:
            yield column, figure


def _row_names(table: Table, band: Band, row: Row) -> Iterator[str]:
    """The names of a row as a sentence would use them, without those that say too little or that the lexicon knows."""
    if row.concept is not None or row.style.startswith("code") or row.total:
        return
    texts = [table.text(row.index, c.index) for c in band.columns if c.side == row.side]
    for name in dict.fromkeys(_BRACKET.sub("", normalise(text)) for text in (row.label, *texts)):
        if _NAME.fullmatch(name) and not is_weak(name) and not _TOTAL.match(name):
            yield name
