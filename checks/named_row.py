"""The rows of tables that sentences speak of, and the cells that their figures repeat.

A sentence speaks of a row where it names it, or, of the row of totals, where two of its figures
are those of the row.  The words between the name (or the figure before) and a figure say which
column it repeats: they are the column's name, or they hold it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import regex

from checks.context import Context
from checks.evidence import is_held
from checks.formula import Sum, Term
from checks.model import Equal, Relation, Same
from checks.precision import base_value, significant_digits
from checks.relation import judge_relation
from checks.row_name import NamedRow, Names, core, heads, named_rows
from checks.whose import Whose, is_of_other_time
from extract.lexicon import normalise
from extract.model import Column, Extraction, Figure
from extract.table_word import squeeze
from extract.unit import kind, same_kind, same_thing

TELLING = 3
_NOTE = 40
_PIECE = regex.compile(r"[。；;！？\n]")
_SENTENCE = regex.compile(r"[。！？\n]")
_OTHER = regex.compile(
    r"较|(?<!占)比(?![重例])|[低高]于|[超少]过|目标|任务|计划|其中|平均|上年|去年|同期|累计|剩余|其他|其余|以上|[每未不非应拟若]|如果|假[设如]|扣除|剔除|口径"
)
_PAID = regex.compile(r"(?:实际|累计|全年)?(?:支出|支付|使用|执行|完成|拨付)")
_ALONE = {
    "share": regex.compile(r"占[^，,]{0,8}|[比占]比|比重"),
    "change": regex.compile(r"同?比?(?:增[加长收支]|[减短][少收支]|下降|上升|提高|降低)"),
}
_ALONE["rate"] = _ALONE["change"]
_AND = regex.compile(r"\s*[、和与及，,]\s*")
_WITH = regex.compile(r"[、和与及]\p{Han}{2,}")
_UNKNOWN = regex.compile(r"\p{Han}{3,}[、和与及]$")
_PLANNED = regex.compile(r"(?:预算|计划|目标|任务)数?$")
_GROUP = regex.compile(r"其中|[合总]计|以上|上述|[两二三四五六七八九十]项")
_SCORING = regex.compile(r"得分|分值|权重|满分|标准")
_LEVELS = {"level", "count", "headcount"}
_SHARES = {"ratio", "share"}


@dataclass(frozen=True)
class Told:
    """A figure of a sentence that repeats a cell of a row.

    ``exact`` is True where its words are the column's own name, ``named`` where the sentence names
    the row; ``agreeing`` counts the other figures of the sentence that other cells of the row print.
    """

    figure: Figure
    cell: Figure
    column: Column
    row: NamedRow
    exact: bool
    named: bool
    agreeing: int


def told_rows(context: Context) -> Iterator[Told]:
    """Every figure of the prose that tells a cell of a row which its sentence speaks of."""
    rows = list(named_rows(context.extraction.tables))
    if not rows:
        return
    by_name: dict[str, list[NamedRow]] = defaultdict(list)
    for row in rows:
        if not row.total:
            by_name[row.name].append(row)
    totals = [row for row in rows if row.total]
    names = Names(by_name)
    for text, figures in _texts(context.extraction):
        told = [t for piece in _pieces(_PIECE, text, figures) for t in _named(context, piece, names)]
        told += [t for piece in _pieces(_SENTENCE, text, figures) for t in _totals(context, piece, totals)]
        yield from (one for one in told if _is_of_one_thing(context.whose, one))


def _texts(extraction: Extraction) -> Iterator[tuple[str, list[Figure]]]:
    """Every text that holds sentences, notes in cells of tables included, with its figures in order."""
    grouped: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in extraction.figures:
        if figure.where.start is not None and not figure.whole_cell:
            grouped[_cell_of(figure)].append(figure)
    texts: dict[tuple[object, ...], str] = {
        (p.where.block, None, None, None): p.text for p in extraction.paragraphs()
    }
    for table in extraction.tables:
        notes = [c for c in table.cells if "，" in c.text and len(c.text) >= _NOTE]
        texts |= {(table.where.block, table.index, c.row, c.column): c.text for c in notes}
    for place, text in texts.items():
        if listed := grouped.get(place):
            yield text, sorted(listed, key=lambda f: f.where.start or 0)


def _cell_of(figure: Figure) -> tuple[object, ...]:
    return figure.where.block, figure.where.table, figure.where.row, figure.where.column


def _is_of_one_thing(whose: Whose, told: Told) -> bool:
    """Whether sentence and table are of one report and project, or the row is the project that the sentence is about."""
    project = dict(told.figure.scope).get("project", "")
    if told.row.name and told.row.name == normalise(project):
        return True
    of_table = dict(told.cell.scope).get("project", "") or dict(told.row.table.scope).get("project", "")
    if project and of_table and project != of_table:
        return False
    same = whose.report(told.figure.where.block) == whose.report(told.row.table.where.block)
    return same and not is_of_other_time(told.figure)


@dataclass(frozen=True)
class _Piece:
    """A run of clauses up to a mark, with its figures; places are those of the whole ``text``."""

    text: str
    start: int
    figures: tuple[Figure, ...]

    def words(self, index: int) -> tuple[int, int]:
        """Where the words stand between the figure before and figure ``index``, in the text."""
        before = self.figures[index - 1].where.end if index else self.start
        return before or 0, self.figures[index].where.start or 0


def _pieces(mark: regex.Pattern[str], text: str, figures: list[Figure]) -> Iterator[_Piece]:
    cuts = [0, *(m.end() for m in mark.finditer(text)), len(text)]
    for start, end in pairwise(cuts):
        inside = tuple(f for f in figures if start <= (f.where.start or 0) < end)
        if inside:
            yield _Piece(text, start, inside)


def _named(context: Context, piece: _Piece, names: Names) -> Iterator[Told]:
    """The figures behind the name of a row, up to the next name."""
    pairs: dict[int, list[tuple[Figure, str, NamedRow]]] = defaultdict(list)
    for number, name, figure, words in _bound(piece, names):
        if not figure.qualifier:
            pairs[number] += [(figure, words, row) for row in names.rows[name]]
    for listed in pairs.values():
        yield from _agreed(context, listed)


def _bound(piece: _Piece, names: Names) -> Iterator[tuple[int, str, Figure, str]]:
    """Each figure that stands behind a name: the number of the name, the name, the figure, the words between.

    甲、乙执行率分别为A和B gives each name its own figure; what else is told of several rows is of none of them.
    """
    number, name, words = 0, "", ""
    group: list[str] = []
    queue: list[str] = []
    for index, figure in enumerate(piece.figures):
        start, end = piece.words(index)
        between = piece.text[start:end]
        found = names.all(piece.text, start, end)
        if found:
            number += 1
            start, name = found[-1]
            words = piece.text[start:end]
            before = piece.text[piece.words(index)[0] : start - len(name)]
            joined = len(found) > 1 and _AND.fullmatch(piece.text[found[-2][0] : start - len(name)])
            group = [each for _, each in found] if joined else []
            queue = list(group) if "分别" in words else []
            if not group and ("分别" in words or _UNKNOWN.search(before) or _WITH.match(words)):
                group = [""]  # others that no row names are told with it
        elif group and "分别" in between:
            words, queue = between, list(group)
        elif queue and _AND.match(between):
            words = words if _AND.fullmatch(between) else between
        else:
            words, queue = between, []
        if group:
            number += 1
            name = queue.pop(0) if queue else ""
        elif _GROUP.search(words):
            name = ""
        if name:
            yield number, name, figure, words


def _totals(context: Context, piece: _Piece, totals: list[NamedRow]) -> Iterator[Told]:
    """The figures of a sentence two of which are those of a row of totals."""
    for row in totals:
        pairs = [
            (f, piece.text[slice(*piece.words(i))], row)
            for i, f in enumerate(piece.figures)
            if not f.qualifier
        ]
        yield from _agreed(context, pairs, named=False)


def _agreed(
    context: Context, pairs: list[tuple[Figure, str, NamedRow]], named: bool = True
) -> Iterator[Told]:
    """The pairs of figure and cell, with how many others of the sentence agree with the same row."""
    matched = []
    for figure, words, row in pairs:
        found = _cell(context, figure, words, row)
        if found is not None:
            matched.append((figure, row, *found))
    for figure, row, column, cell, exact in matched:
        others = {
            base_value(other)
            for other, _, r in pairs
            if r is row and other is not figure and _is_printed(other, row, cell)
        }
        yield Told(figure, cell, column, row, exact, named, len(others))


def _is_printed(figure: Figure, row: NamedRow, apart: Figure) -> bool:
    """Whether a row prints a telling figure in another cell than ``apart``."""
    return significant_digits(figure) >= TELLING and any(
        c is not apart and agree(figure, c) for _, c in row.cells
    )


def repetition(figure: Figure, cell: Figure) -> Relation:
    """That both print one number; a sentence prints a fall without the sign that the table gives it."""
    if figure.measure in ("change", "rate") and figure.value > 0 > cell.value:
        return Equal(figure, Sum(((Fraction(-1), Term(cell)),)))
    return Same((figure, cell))


def agree(figure: Figure, cell: Figure) -> bool:
    """Whether a figure of a sentence prints the number of a cell."""
    return same_kind(figure.unit, cell.unit) and is_held(judge_relation(repetition(figure, cell)))


def _cell(context: Context, figure: Figure, words: str, row: NamedRow) -> tuple[Column, Figure, bool] | None:
    """The one cell that a figure behind ``words`` repeats, and whether they are just its column's name."""
    cells = [
        (column, cell)
        for column, cell in row.cells
        if _same_unit(figure, column, cell) and _comparable(context, figure, cell)
    ]
    if not cells or _OTHER.search(words):
        return None
    said = core(words)
    exact = [pair for pair in cells if said and said in heads(pair[0])]
    if not exact and _PAID.fullmatch(said):
        exact = [pair for pair in cells if pair[1].stage in ("决算", "执行")]
    if not exact and len(cells) == 1 and _is_alone(said, *cells[0]):
        exact = cells
    if exact:
        return (*exact[0], True) if len(exact) == 1 else None
    held = [pair for pair in cells if any(_is_held_in(head, words) for head in heads(pair[0]))]
    return (*held[0], False) if len(held) == 1 else None


def _is_held_in(head: str, words: str) -> bool:
    """Whether words hold the name of a column, or a longer name of it ends in them (预算执行率)."""
    said = core(words)
    return len(head) > 1 and (head in words or (len(said) > 2 and head.endswith(said)))


def _is_alone(said: str, column: Column, cell: Figure) -> bool:
    """Whether words without a column's name can only mean the one column of their kind: 占, 增长, or none at all."""
    header = core("".join(column.header))
    if not said:
        return kind(cell.unit) == "score" or not _SCORING.search(header)
    words = _ALONE.get(cell.measure)
    if words is None or words.fullmatch(said) is None:
        return False
    part, _, other = header.partition("占")
    whole, other = (text.rstrip("的比例重%") for text in (said.partition("占")[2], other))
    if other == header or (part and cell.measure == "share"):
        return cell.measure != "share"
    if bool(_PLANNED.search(whole)) != bool(_PLANNED.search(other)):
        return False  # a share of the revenue is no part of the budget done
    return not whole or not other or whole in other or other in whole


def _comparable(context: Context, figure: Figure, cell: Figure) -> bool:
    one, other = context.facts.key(figure), context.facts.key(cell)
    alike = any({one.measure, other.measure} <= kinds for kinds in (_LEVELS, _SHARES))
    return (
        one.period == other.period
        and (one.stage == other.stage or (not one.stage and other.stage == "actual"))
        and (alike or one.measure == other.measure)
        and not cell.doubt
    )


def _same_unit(figure: Figure, column: Column, cell: Figure) -> bool:
    """Whether both are of one kind, and count the same; a header may end in the unit that its cells lack (抽检批次)."""
    if figure.unit and not cell.unit:
        return bool(column.header) and squeeze(column.header[-1]).endswith(figure.unit)
    return same_thing(figure.unit, cell.unit)
