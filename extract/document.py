"""A whole document understood: year, unit, parts, sections, and every paragraph and table in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import PurePath

import regex

from extract import indicator, outline, sentence, table, title
from extract.gather import gather
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
from extract.plain import BESIDE_ILLEGIBLE, ILLEGIBLE
from extract.reading import Reading
from extract.spoken import Context
from extract.unit import kind

_CHAPTER = regex.compile(r"^\s*(?:第[一二三四五六七八九十]+(?:部分|章|节)|[一二三四五六七八九十]{1,3}、)")
_SECTION = regex.compile(r"^\s*[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]")
_ITEM = regex.compile(r"^\s*(?:\d{1,2}\s*[.、．]|[①-⑳])")
_TOPIC_TAIL = regex.compile(
    r"(?:的)?(?:总体|具体|增减变化|变动|支出|收入)?(?:情况|说明|分析|方面|内容|决算|预算|构成|结构|总体)+(?:说明|情况)?$|情况$"
)
_GAPS = regex.compile(rf"{ILLEGIBLE}(?:[{ILLEGIBLE}.,，．]*{ILLEGIBLE})?")
_MAX_HEADING = 45
_SHORTEST_SENTENCE = 12
_LEAST_NAME = 4
_QUOTED, _NAMED = 200, 20


def understand(source: Source, path: str, sha256: str) -> Extraction:
    """Turn what a reader returned into an Extraction; ``path`` and ``sha256`` are recorded in it."""
    blocks = tuple(b for b in source.blocks if not (isinstance(b, Paragraph) and not b.text.strip()))
    blocks = gather(blocks) if source.format == "text" else blocks
    year = title.year_of(blocks, source.title) or title.year_in(PurePath(path).stem)
    entity = title.entity_of(blocks)
    parts = tuple(title.parts(blocks, year, entity))
    places = _places(blocks, parts, year, entity)
    years = {number: place.year for number, place in places.items()}
    found_tables = tuple(_of_part(t, places) for t in table.understand_all(blocks, year, years))
    projects = {name for t in found_tables for what, name in t.scope if what == "project"}
    walked = list(_walk(blocks, Context(year, entity=entity), projects, places))
    readings = [_read(block, context) for block, context in walked]
    printed = [f for reading in readings for f in reading.figures]
    tables = tuple(_with_unit(t, printed) for t in found_tables)
    figures: list[Figure] = []
    statements: list[Statement] = []
    unread: list[Unread] = list(table.unread(tables))
    failures: list[Reason] = []
    waiting = iter(tables)
    items: list[outline.Item] = []
    for (block, _), reading in zip(walked, readings, strict=True):
        if isinstance(block, RawTable):
            found = next(waiting)
            figures.extend(found.figures)
            inside = _cells(found, years.get(block.where.block, year))
        else:
            items.append(outline.Item(block, reading))
            figures.extend(reading.figures)
            inside = [reading]
        for told in inside:
            statements.extend(told.statements)
            unread.extend(told.unread)
            failures.extend(_failures(told))
    statements.extend(outline.find(items))
    statements.extend(outline.among(items))
    statements.extend(outline.under(items))
    reasons = (*source.reasons, *failures)
    status = "partial" if reasons else "complete"
    if not figures:
        status = "unchecked"
        if not reasons:
            reasons = (Reason("no-figures", "没有读到任何数据，无法核查，请确认文件内容是否完整。"),)
    return Extraction(
        path, source.format, sha256, status, reasons, source.notices,
        source.title or title.title_of(blocks), entity, year, parts, blocks, tables,
        tuple(figures), tuple(statements), indicator.find(tables), tuple(unread),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Place:
    """What holds for a block because of the report or annex that it stands in."""

    year: int | None
    entity: str
    scope: tuple[tuple[str, str], ...]


def _places(
    blocks: Sequence[Block], parts: Sequence[Part], year: int | None, entity: str
) -> dict[int | None, _Place]:
    """By the number of each block in a part, its year, unit and scope.

    Another unit's part, or one of several forms of one name that are each filled in for a project, is about
    that unit or project alone.
    """
    starts = {part.where.block: part for part in parts}
    names = Counter(title.plain_title(part.title) for part in parts)
    found: dict[int | None, _Place] = {}
    place: _Place | None = None
    for block in blocks:
        part = starts.get(block.where.block)
        if part is not None:
            name = title.plain_title(part.title)
            scope: tuple[tuple[str, str], ...] = ()
            if entity and part.entity and not _same_unit(part.entity, entity):
                scope = (("unit", part.entity),)
            elif names[name] > 1 and "项目" in name:
                scope = (("part", part.title if part.title != name else f"{name}#{block.where.block}"),)
            place = _Place(part.year or year, part.entity or entity, scope)
        if place is not None:
            found[block.where.block] = place
    return found


def _same_unit(one: str, other: str) -> bool:
    """Whether two names may be of one unit: one with and one without its place, or with （本级）."""
    return one in other or other in one


def _of_part(found: Table, places: Mapping[int | None, _Place]) -> Table:
    """A table with what the part it stands in says of its figures; a form names its project itself."""
    place = places.get(found.where.block)
    if place is None or not place.scope or "project" in dict(found.scope):
        return found
    figures = tuple(replace(f, scope=tuple(sorted({*f.scope, *place.scope}))) for f in found.figures)
    return replace(found, figures=figures, scope=tuple(sorted({*found.scope, *place.scope})))


def _read(block: Block, context: Context) -> Reading:
    """One paragraph; tables are read by themselves."""
    if isinstance(block, RawTable) or block.kind in ("header", "footer"):
        return Reading()
    where = replace(block.where, section=context.section)
    reading = _guarded(block.text, where, context, block.doubts)
    return _with_gaps(reading, block) if ILLEGIBLE in block.text else reading


def _with_gaps(reading: Reading, block: Paragraph) -> Reading:
    """The reading of a paragraph in which characters are illegible.

    What it says of its figures is not certain: a part of a sum may be missing, or the year that they are of.
    """
    gaps = [(m.start(), m.end()) for m in _GAPS.finditer(block.text)]
    unread = [
        Unread(
            block.text[a:b],
            next((why for x, y, why in block.doubts if x <= a < y), "有字未读出"),
            replace(block.where, start=a, end=b),
        )
        for a, b in gaps
    ]
    return replace(
        reading,
        figures=tuple(f if f.doubt else replace(f, doubt=BESIDE_ILLEGIBLE) for f in reading.figures),
        statements=(),
        unread=(*reading.unread, *unread),
    )


def _guarded(
    text: str, where: Locator, context: Context, doubts: tuple[tuple[int, int, str], ...] = ()
) -> Reading:
    """Read a text; one that cannot be read is an unread place and never the end of the document."""
    try:
        return sentence.read(text, where, context, doubts)
    except TimeoutError:
        why = "这段文字过长或过于复杂，未能读完，请人工核对"
    except Exception as error:  # whatever is wrong with one paragraph, the others are still read
        why = f"读取这段文字时程序出错（{type(error).__name__}），请人工核对"
    return Reading(unread=(Unread(text[:_QUOTED], why, where),), failure=why)


def _failures(reading: Reading) -> list[Reason]:
    """Why the document is not completely read, where this text could not be."""
    if not reading.failure:
        return []
    return [
        Reason("paragraph-failed", f"“{u.text[:_NAMED]}…”：{reading.failure}。", u.where)
        for u in reading.unread
    ]


def _with_unit(found: Table, printed: Sequence[Figure]) -> Table:
    """A table that prints no unit takes that of the amounts which the text repeats from it.

    At least two amounts with three digits or more must agree, and at most one in four under another unit;
    the unit is marked as inferred, so that the table's unit is never called wrong.
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
    unit = max(seen, key=lambda u: len(seen[u]), default="")
    agreed = len(seen.get(unit, ()))
    if agreed < 2 or (sum(len(values) for values in seen.values()) - agreed) * 3 > agreed:
        return found
    chosen = set(bare)
    figures = tuple(replace(f, unit=unit, unit_from="inferred") if f in chosen else f for f in found.figures)
    return replace(found, figures=figures)


def _cells(found: Table, year: int | None) -> list[Reading]:
    """What the sentences inside long table cells say (their figures belong to the table)."""
    readings = []
    own = {(f.where.row, f.where.column, f.where.start): f for f in found.figures}
    for cell in found.cells:
        if len(cell.text) < _SHORTEST_SENTENCE or not any(c.isdigit() for c in cell.text):
            continue
        context = Context(year, found.section or None, "", found.scope)
        reading = _guarded(cell.text, cell.where, context)
        statements = []
        for statement in reading.statements:
            roles = {
                role: tuple(own.get((f.where.row, f.where.column, f.where.start), f) for f in held)
                for role, held in statement.roles.items()
            }
            statements.append(replace(statement, roles=roles))
        unread = reading.unread if reading.failure else ()
        readings.append(Reading(statements=tuple(statements), unread=unread, failure=reading.failure))
    return readings


def _walk(
    blocks: Sequence[Block], start: Context, projects: set[str], places: Mapping[int | None, _Place]
) -> Iterator[tuple[Block, Context]]:
    """Each block with the section and topic it stands in.

    A report whose title names one of ``projects`` (the projects that have a form) is about it; ``places`` says
    what holds because of the part that a block stands in.
    """
    whole = _Place(start.year, start.entity, ())
    chapter = section = topic = ""
    scope: tuple[tuple[str, str], ...] = ()
    about: tuple[tuple[str, str], ...] = ()
    for block in blocks:
        place = places.get(block.where.block, whole)
        start = replace(start, year=place.year, entity=place.entity)
        if isinstance(block, RawTable):
            yield block, replace(start, section=_join(chapter, section))
            continue
        text = block.text.strip()
        heading = len(text) <= _MAX_HEADING and not regex.search(r"[。；;]\s*$|\d\s*(?:万|亿|元|%)", text)
        if _CHAPTER.match(text) and heading:
            chapter, section, topic = _short(text), "", _topic(text)
            scope = _fund_scope(text)
            about = _project_scope(text, projects) or about
        elif _SECTION.match(text):
            section = _short(text)
            topic = _topic(text) if heading else ""
        elif heading and (block.level is not None or _ITEM.match(text)) and not title.is_report(text):
            topic = _topic(text)
        elif title.is_report(text) and heading:
            chapter = section = topic = ""
            scope = _fund_scope(text)
            about = _project_scope(text, projects)
        said = tuple(sorted((*scope, *(about or place.scope))))
        yield block, replace(start, section=_join(chapter, section), topic=topic, scope=said)


def _project_scope(heading: str, projects: set[str]) -> tuple[tuple[str, str], ...]:
    """The project that a title or chapter names."""
    text = normalise(heading)
    named = [name for name in projects if len(name) >= _LEAST_NAME and normalise(name) in text]
    return (("project", max(named, key=len)),) if named else ()


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
    return str(head[:30])


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
