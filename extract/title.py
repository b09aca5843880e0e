"""What the head of a document says: its title, the unit that reports, the year, the parts inside."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

import regex

from extract.model import Block, Cell, Paragraph, Part, RawTable
from extract.plain import simplify
from extract.unit import UNITS

_YEAR = regex.compile(r"(?<![较比与同和自])((?:19|20)\d\d)\s*(?:年度|年)")
_TITLE_YEAR = regex.compile(r"(?<![较比与同和自])((?:19|20)\d\d)\s*(?:年度|年)?")
_HEADED_YEAR = regex.compile(r"(?<![较比与同和自])((?:19|20)\d\d)\s*年度.{0,20}(?:报告|表|决算|预算|说明)")
_REPORT = regex.compile(
    r"(?:自评报告|评价报告|自评表|评价表|自我评价|[预决]算公开(?:说明|情况|报告)?|部门决算|决算说明|情况说明|基础数据表|绩效报告|绩效自评"
    r"|总结报告|申报表|(?:关于.{2,40}|自评|评价|决算|预算)的?报告)(?:[（(][^（）()]*[)）])?$"
)
_ANNEX = regex.compile(r"^附\s*(?:件|表|录)\s*[一二三四五六七八九十\d]*(?:[-—－]\d+)?\s*[:：.]?\s*")
_ORGAN = (
    r"(?:局|委员会|委|办公室|厅|院|中心|学校|中学|小学|幼儿园|大学|学院|医院|所|站|处|部|政府|镇|乡|街道|办事处|总队|支队|大队|队"
    r"|会|馆|社|公司|集团|法院|检察院|公证处|园|场|厂|台|报社|本级)"
)
_SEAL = r"(?:[（(](?:盖章|公章|章)[)）])"
_UNIT_LINE = regex.compile(
    r"(?:填报|编制|预算|自评|评价|项目|主管|公开)?(?:单位|部门)(?:名称)?"
    rf"{_SEAL}?\s*[:：]\s*(?P<name>\p{{Han}}[\p{{Han}}（）()]{{2,39}}?)"
    rf"(?:{_SEAL}|\s|　|单位|金额|$)"
)
_BETWEEN_UNITS = regex.compile(r"[、/和及或（）()]|人民币")
_UNIT_FIELD = regex.compile(
    r"(?:部门（?单位）?|单位|预算部门|预算单位|预算（?部门）?单位|填报单位|填报部门|项目单位|实施单位|项目实施单位)"
    rf"(?:名称)?{_SEAL}?[:：]?"
)
_UNIT_NAME = regex.compile(rf"[\p{{Han}}（）()]{{2,36}}{_ORGAN}(?:[（(]本级[)）])?")
_TITLE_UNIT = regex.compile(
    r"^(?:第[一二三四五六七八九十]部分|关于|现将|报送|公开)*(?:(?:19|20)\d\d\s*年度?)?(?P<name>[\p{Han}（）()A-Za-z×]{2,36}?"
    rf"{_ORGAN})(?:(?:[（(]?本级[)）]?)?(?:关于)?[（(]?(?P<then>(?:19|20)\d\d|部门|单位|项目|整体|绩效|预算|决算|概况|“|\"|三公)|$)"
)
_NOT_UNIT = regex.compile(
    r"^(?:第[一二三四五六七八九十\d]|经|按|根据|依据|各|本|附|我|其|该|全|.{0,4}(?:单位|部门))|的|自评|绩效|决算|预算|报告|年度"
)
_NUMBERED = regex.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}[.．、])"
)
_STOP = regex.compile(r"[。，；：:、]")
_FORM = regex.compile(r"表(?:[（(][^（）()]*[)）])?$")
_HEAD = 12


def is_report(text: str) -> bool:
    """Whether a line ends like the title of a report or an annex."""
    return bool(_REPORT.search(text))


def plain_title(text: str) -> str:
    """A title without 附件 and its number, by which forms of one kind are known."""
    return str(_ANNEX.sub("", "".join(text.split())))


def title_of(blocks: Sequence[Block]) -> str:
    """The title line, put together where it is broken over lines, or that of a header; else the first short line."""
    lines = _lines(blocks)
    for part in (lines, _running(blocks)):
        for index, line in enumerate(part):
            if is_report(line) and len(line) <= 60 and not regex.search(r"[。；]", line):
                first = index
                while first > 0 and index - first < 2 and _is_title_line(part[first - 1]):
                    first -= 1
                return "".join(part[first : index + 1])
    return next((line for line in lines[:6] if 4 <= len(line) <= 60), "")


def year_of(blocks: Sequence[Block], title: str) -> int | None:
    """The year a report is about: of its title lines, else the year its text names most often."""
    head = [title] + [b.text for b in blocks[:_HEAD] if isinstance(b, Paragraph)]
    for text in head:
        if "。" in text:
            continue  # running text, not a heading
        match = (_TITLE_YEAR if is_report(text.strip()) else _HEADED_YEAR).search(text)
        if match:
            return int(match.group(1))
    texts = [_text(block) for block in blocks]
    strong = Counter(
        int(y) for t in texts for y in regex.findall(r"(?<![较比与同和自])((?:19|20)\d\d)\s*年度", t)
    )
    weak = Counter(int(y) for t in texts for y in _YEAR.findall(t))
    for counts in (strong, weak):
        if counts:
            most = max(counts.values())
            return max(year for year, count in counts.items() if count == most)
    return None


def year_in(name: str) -> int | None:
    """The one year that the name of a file gives: 2023年度部门决算公开表; None where it gives none or several."""
    years = {int(year) for year in _YEAR.findall(name)}
    return years.pop() if len(years) == 1 else None


def entity_of(blocks: Sequence[Block]) -> str:
    """The unit that reports: of a 填报单位 line, else of a title, else of a field of a form.

    What an annex says is asked last: it may be of another unit.
    """
    first = next((at for at, _, annex in _starts(blocks) if annex and at), len(blocks))
    return (
        _of_unit_line(blocks[:first])
        or _of_title(_lines(blocks))
        or _of_unit_line(blocks[first:])
        or _of_field(blocks)
        or _of_title(_running(blocks))
    )


def _of_unit_line(blocks: Sequence[Block]) -> str:
    for block in blocks:
        for text in [block.text] if isinstance(block, Paragraph) else [c.text for c in block.cells[:_HEAD]]:
            match = _UNIT_LINE.search(simplify(text[:120]))
            if match and not _is_measure(match["name"]):
                return text[match.start("name") : match.end("name")].strip()
    return ""


def _is_measure(name: str) -> bool:
    """Whether what stands behind 单位： names units of measurement and no organ."""
    return next((word for word in _BETWEEN_UNITS.split(name) if word), "") in UNITS


def _of_title(lines: Sequence[str]) -> str:
    """The unit that begins a title, which may be broken over lines."""
    for index, line in enumerate(lines):
        if _NUMBERED.match(line):
            continue
        more = 1
        while more < 3 and index + more < len(lines) and _is_title_line(lines[index + more - 1]):
            more += 1
        for count in range(more, 0, -1):
            match = _TITLE_UNIT.match("".join(lines[index : index + count]))
            if match is None or _NOT_UNIT.search(match["name"]):
                continue
            if match["then"] or any(is_report(later) for later in lines[index + count : index + count + 3]):
                return str(match["name"])
    return ""


def _of_field(blocks: Sequence[Block]) -> str:
    """The cell beside 单位名称 in a form."""
    for block in blocks:
        if not isinstance(block, RawTable):
            continue
        for cell, right in zip(block.cells, block.cells[1:], strict=False):
            name = _squeeze(right)
            beside = right.row == cell.row and _UNIT_FIELD.fullmatch(_squeeze(cell))
            if beside and _UNIT_NAME.fullmatch(name) and not _UNIT_FIELD.match(name):
                return name
    return ""


def parts(blocks: Sequence[Block], year: int | None, entity: str) -> Iterator[Part]:
    """The reports and annexes of a document, by their title lines, with the year and the unit of each.

    What a part does not say it takes from the report that it stands behind, or else from the document, whose
    ``year`` and ``entity`` are given.
    """
    starts = [*_starts(blocks)]
    ends = [*(start for start, *_ in starts[1:]), len(blocks)]
    over, unit = year, entity
    for (start, name, annex), end in zip(starts, ends, strict=False):
        inside = blocks[start:end]
        said = _title_year(name)
        own = said if said and (over is None or _speaks_of(inside, said, over)) else over
        named = _of_unit_line(inside[:_HEAD]) or _of_title([plain_title(name)]) or _of_field(inside[:_HEAD])
        if not annex and not _FORM.search(name):
            over, unit = own, named or unit
        yield Part(name, blocks[start].where, named or unit, own)


def _starts(blocks: Sequence[Block]) -> Iterator[tuple[int, str, bool]]:
    """Where each part begins, its title, and whether it is an annex."""
    pending: tuple[int, str] | None = None
    for at, block in enumerate(blocks):
        paragraph = isinstance(block, Paragraph)
        texts = [block.text] if isinstance(block, Paragraph) else [c.text for c in block.cells if c.row == 0]
        for text in (t.strip().replace("\n", "") for t in texts):
            if not text or len(text) > 60 or regex.search(r"[。，；]", text):
                continue
            annex = _ANNEX.match(text)
            if annex and paragraph:
                if pending:
                    yield *pending, True
                pending = (at, text) if annex.end() == len(text) else None
                if pending is None:
                    yield at, text, True
            elif is_report(text) and not _NUMBERED.match(text):
                yield (pending[0], f"{pending[1]} {text}", True) if pending else (at, text, False)
                pending = None
        if pending and pending[0] < at and (not paragraph or "。" in _text(block)):
            yield *pending, True  # an annex without a title
            pending = None
    if pending:
        yield *pending, True


def _speaks_of(blocks: Sequence[Block], year: int, other: int) -> bool:
    """Whether blocks name ``year`` at least as often as ``other``: a heading about last year begins no report."""
    years = Counter(int(y) for block in blocks for y in _YEAR.findall(_text(block)))
    return years[year] >= years[other]


def _text(block: Block) -> str:
    return block.text if isinstance(block, Paragraph) else " ".join(cell.text for cell in block.cells)


def _title_year(text: str) -> int | None:
    match = _TITLE_YEAR.search(text)
    return int(match.group(1)) if match else None


def _lines(blocks: Sequence[Block]) -> list[str]:
    """The first lines of text, page furniture and spaces apart; the title that a table bears is one."""
    found: list[str] = []
    for block, after in itertools.zip_longest(blocks[:_HEAD], blocks[1:_HEAD]):
        if isinstance(block, RawTable):
            found.append(_borne(block))
        elif block.kind not in ("header", "footer", "contents") and not _is_sheet_name(block, after):
            found += block.text.split("\n")
    return [line for line in ("".join(line.split()) for line in found) if line][:_HEAD]


def _running(blocks: Sequence[Block]) -> list[str]:
    """The first lines of headers, which may bear the title, without spaces."""
    headers = (b.text for b in blocks[:_HEAD] if isinstance(b, Paragraph) and b.kind == "header")
    return ["".join(line.split()) for text in headers for line in text.split("\n")]


def _borne(found: RawTable) -> str:
    """The title that a table bears: the only thing that its first row holds; "" where there is none."""
    first = [cell.text for cell in found.cells if cell.row == 0 and cell.text.strip()]
    return first[0] if len(first) == 1 and (is_report(first[0]) or _FORM.search(first[0])) else ""


def _is_sheet_name(block: Paragraph, after: Block | None) -> bool:
    """Whether a line is only the name of the sheet on which a table with a title of its own stands."""
    return block.where.section == block.text and isinstance(after, RawTable) and bool(_borne(after))


def _is_title_line(line: str) -> bool:
    """Whether a line can be the beginning of a title that ends on a later line."""
    return len(line) <= 30 and not _STOP.search(line) and not _ANNEX.match(line) and not _NUMBERED.match(line)


def _squeeze(cell: Cell) -> str:
    return "".join(cell.text.split())
