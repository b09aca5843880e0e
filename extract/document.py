"""A whole document understood: year, unit, parts, sections, and every paragraph and table in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import regex

from extract import indicator, outline, sentence, table
from extract.lexicon import analyse, concept, normalise
from extract.model import (
    Block,
    Extraction,
    Figure,
    Locator,
    Paragraph,
    Part,
    RawTable,
    Reason,
    Source,
    Statement,
    Table,
    Unread,
)
from extract.sentence import Reading
from extract.spoken import Context
from extract.unit import kind

_YEAR = regex.compile(r"(?<![较比与同和自])((?:19|20)\d\d)\s*(?:年度|年)")
_TITLE_YEAR = regex.compile(r"(?<![较比与同和自])((?:19|20)\d\d)\s*(?:年度|年)?")
_REPORT = regex.compile(
    r"(?:自评报告|评价报告|自评表|评价表|自我评价|决算公开|部门决算|预算公开|决算说明|情况说明|基础数据表|绩效报告|绩效自评|总结报告|申报表)(?:[（(][^（）()]*[)）])?$"
)
_ANNEX = regex.compile(r"^附\s*(?:件|表|录)\s*[一二三四五六七八九十\d]*(?:[-—－]\d+)?\s*[:：.]?\s*")
_HEADED_YEAR = regex.compile(r"(?<![较比与同和自])((?:19|20)\d\d)\s*年度.{0,20}(?:报告|表|决算|预算|说明)")
_UNIT_LINE = regex.compile(
    r"(?:填报|编制|预算|自评|评价|项目|主管|公开)?(?:单位|部门)(?:名称)?(?:[（(](?:盖章|公章)[)）])?\s*[:：]\s*(?P<name>[\p{Han}（）()]{3,40}?)(?:[（(](?:盖章|公章|章)[)）]|\s|　|单位|金额|$)"
)
_TITLE_ENTITY = regex.compile(
    r"^(?:关于)?(?P<name>[\p{Han}（）()]{2,30}?(?:局|委员会|委|办公室|厅|院|中心|学校|中学|小学|医院|所|站|处|部|政府|镇|乡|街道|总队|支队|大队|队|会|馆|社|公司|集团|法院|检察院|办事处|公证处))(?=.{0,30}(?:(?:19|20)\d\d|部门|项目|绩效|决算|预算|整体))"
)
_CHAPTER = regex.compile(r"^\s*(?:第[一二三四五六七八九十]+(?:部分|章|节)|[一二三四五六七八九十]{1,3}、)")
_SECTION = regex.compile(r"^\s*[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]")
_ITEM = regex.compile(r"^\s*(?:\d{1,2}\s*[.、．]|[①-⑳])")
_TOPIC_TAIL = regex.compile(
    r"(?:的)?(?:总体|具体|增减变化|变动|支出|收入)?(?:情况|说明|分析|方面|内容|决算|预算|构成|结构|总体)+(?:说明|情况)?$|情况$"
)
_MAX_HEADING = 45


def understand(source: Source, path: str, sha256: str) -> Extraction:
    """Turn what a reader returned into an Extraction; ``path`` and ``sha256`` are recorded in it."""
    blocks = tuple(b for b in source.blocks if not (isinstance(b, Paragraph) and not b.text.strip()))
    year = _year_of(blocks, source.title)
    entity = _entity_of(blocks)
    walked = list(_walk(blocks, year, entity))
    readings = [_read(block, context) for block, context in walked]
    printed = [f for reading in readings for f in reading.figures]
    tables = tuple(_with_unit(t, printed) for t in table.understand_all(blocks, year, entity))
    figures: list[Figure] = []
    statements: list[Statement] = []
    unread: list[Unread] = list(table.unread(tables))
    waiting = iter(tables)
    items: list[outline.Item] = []
    for (block, _), reading in zip(walked, readings, strict=True):
        if isinstance(block, RawTable):
            found = next(waiting)
            figures.extend(found.figures)
            statements.extend(_cells(found, year))
            continue
        items.append(outline.Item(block, reading))
        figures.extend(reading.figures)
        statements.extend(reading.statements)
        unread.extend(reading.unread)
    statements.extend(outline.find(items))
    statements.extend(outline.under(items))
    status = "complete"
    if source.reasons:
        status = "partial"
    reasons = source.reasons
    if not figures:
        status = "unchecked"
        if not reasons:
            reasons = (Reason("no-figures", "没有读到任何数据，无法核查，请确认文件内容是否完整。"),)
    return Extraction(
        path, source.format, sha256, status, reasons, source.notices,
        source.title or _title_of(blocks), entity, year, tuple(_parts(blocks, year, entity)), blocks, tables,
        tuple(figures), tuple(statements), indicator.find(tables), tuple(unread),
    )  # fmt: skip


def _read(block: Block, context: Context) -> Reading:
    if isinstance(block, RawTable) or block.kind in ("header", "footer"):
        return Reading()
    return sentence.read(block.text, replace(block.where, section=context.section), context, block.doubts)


def _with_unit(found: Table, printed: Sequence[Figure]) -> Table:
    """A table that prints no unit takes that of the amounts which the text repeats from it.

    At least two amounts with three digits or more must agree, and none under another unit;
    the unit is marked as inferred, so that no unit slip is ever told from it.
    """
    bare = [
        f
        for f in found.figures
        if f.measure == "level" and not f.unit and f.stage not in ("target", "actual")
    ]
    if found.unit or not bare:
        return found
    values = {f.value for f in bare if len(f.value.as_tuple().digits) >= 3}
    seen: dict[str, set[Decimal]] = {}
    for figure in printed:
        if kind(figure.unit) == "money" and figure.value in values:
            seen.setdefault(figure.unit, set()).add(figure.value)
    if len(seen) != 1:
        return found
    ((unit, agreed),) = seen.items()
    if len(agreed) < 2:
        return found
    chosen = set(bare)
    figures = tuple(replace(f, unit=unit, unit_from="inferred") if f in chosen else f for f in found.figures)
    return replace(found, figures=figures)


def _cells(found: Table, year: int | None) -> list[Statement]:
    """What the sentences inside long table cells say (their figures belong to the table)."""
    statements: list[Statement] = []
    own = {(f.where.row, f.where.column, f.where.start): f for f in found.figures}
    for cell in found.cells:
        if len(cell.text) < 12 or not any(c.isdigit() for c in cell.text):
            continue
        reading = sentence.read(cell.text, cell.where, Context(year, found.section or None, "", found.scope))
        for statement in reading.statements:
            roles = {
                role: tuple(own.get((f.where.row, f.where.column, f.where.start), f) for f in held)
                for role, held in statement.roles.items()
            }
            statements.append(replace(statement, roles=roles))
    return statements


def _walk(blocks: Sequence[Block], year: int | None, entity: str) -> Iterator[tuple[Block, Context]]:
    """Each block with the section and topic it stands in."""
    chapter = section = topic = ""
    scope: tuple[tuple[str, str], ...] = ()
    for block in blocks:
        if isinstance(block, RawTable):
            yield block, Context(year, _join(chapter, section))
            continue
        text = block.text.strip()
        heading = len(text) <= _MAX_HEADING and not regex.search(r"[。；;]\s*$|\d\s*(?:万|亿|元|%)", text)
        if _CHAPTER.match(text) and heading:
            chapter, section, topic = _short(text), "", _topic(text)
            scope = _fund_scope(text)
        elif _SECTION.match(text):
            section = _short(text)
            topic = _topic(text) if heading else ""
        elif heading and (block.level is not None or _ITEM.match(text)):
            topic = _topic(text)
        elif _REPORT.search(text) and heading:
            chapter = section = topic = ""
            scope = _fund_scope(text)
        yield block, Context(year, _join(chapter, section), topic, scope, entity)


def _fund_scope(heading: str) -> tuple[tuple[str, str], ...]:
    """The kind of money a chapter is limited to by its heading."""
    fund = analyse(_TOPIC_TAIL.sub("", normalise(heading))).fund or next(
        (f for f in ("政府性基金", "国有资本经营", "一般公共预算", "财政拨款") if f in heading), ""
    )
    return (("chapter", fund),) if fund else ()


def _join(chapter: str, section: str) -> str | None:
    return chapter + section or None


def _short(text: str) -> str:
    """A heading's first words, enough to find it by."""
    head = regex.split(r"[。：:；;]", text.strip())[0]
    return head[:30]


def _topic(text: str) -> str:
    """The noun a heading speaks of, "" when it is not one that figures can belong to."""
    noun = normalise(regex.sub(r"^关于", "", normalise(text)))
    shorter = _TOPIC_TAIL.sub("", noun)
    for choice in (noun, shorter):
        if concept(choice) is not None:
            return choice
    if regex.search(r"(?:费|经费|支出|收入|资金|[)）])$", noun):
        return noun
    return shorter if regex.search(r"(?:费|经费|支出|收入|资金)$", shorter) else ""


def _year_of(blocks: Sequence[Block], title: str) -> int | None:
    """The year a report is about: of its title lines, else the year its text names most often."""
    head = [title] + [b.text for b in blocks[:12] if isinstance(b, Paragraph)]
    for text in head:
        match = _TITLE_YEAR.search(text) if _REPORT.search(text.strip()) else _HEADED_YEAR.search(text)
        if match:
            return int(match.group(1))
    texts = [b.text if isinstance(b, Paragraph) else " ".join(c.text for c in b.cells) for b in blocks]
    strong = Counter(
        int(y) for t in texts for y in regex.findall(r"(?<![较比与同和自])((?:19|20)\d\d)\s*年度", t)
    )
    weak = Counter(int(y) for t in texts for y in _YEAR.findall(t))
    for counts in (strong, weak):
        if counts:
            best = max(counts.values())
            return max(y for y, n in counts.items() if n == best)
    return None


def _entity_of(blocks: Sequence[Block]) -> str:
    """The unit that reports: of a 填报单位 line, else of a title."""
    for block in blocks:
        texts = [block.text] if isinstance(block, Paragraph) else [c.text for c in block.cells[:12]]
        for text in texts:
            match = _UNIT_LINE.search(text[:120])
            if match:
                return match["name"].strip()
    for block in blocks[:10]:
        if isinstance(block, Paragraph) and (match := _TITLE_ENTITY.match(block.text.strip())):
            return match["name"]
    return ""


def _title_of(blocks: Sequence[Block]) -> str:
    for block in blocks[:6]:
        if isinstance(block, Paragraph) and 4 <= len(block.text.strip()) <= 60:
            return block.text.strip()
    return ""


def _parts(blocks: Sequence[Block], year: int | None, entity: str) -> Iterator[Part]:
    """The reports and annexes of a document, by their title lines."""
    pending: tuple[str, Locator] | None = None
    for block in blocks:
        texts = [(block.text.strip(), block.where)] if isinstance(block, Paragraph) else [
            (c.text.strip(), block.where) for c in block.cells if c.row == 0
        ]  # fmt: skip
        for text, where in texts:
            if not text or len(text) > 60 or regex.search(r"[。，；]", text):
                continue
            annex = _ANNEX.match(text)
            if annex and isinstance(block, Paragraph):
                if annex.end() == len(text):
                    pending = (text, where)
                    continue
                pending = None
                yield Part(text, where, entity, _title_year(text) or year)
            elif _REPORT.search(text):
                title = f"{pending[0]} {text}" if pending else text
                yield Part(title, pending[1] if pending else where, entity, _title_year(text) or year)
                pending = None


def _title_year(text: str) -> int | None:
    match = _TITLE_YEAR.search(text)
    return int(match.group(1)) if match else None
