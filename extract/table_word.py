"""Words of table headers and labels: what the cells beside or below them hold.

The vocabulary is data: ``lexicon/header.toml``.
"""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import regex

from extract.unit import UNITS, canonical

BLANKS = frozenset(
    {"", "-", "--", "—", "——", "/", "\\", "无", "…", "……", "...", "......", "。。", "。。。", "~", "不适用"}
)
_WORDS = Path(__file__).parent / "lexicon" / "header.toml"
_SPACE = regex.compile(r"[\s　\u00a0\u200b]+")
_PINYIN = regex.compile(r"\([a-zà-üāēīōūǎěǐǒǔǖǘǚǜ]{1,7}\)")
_BRACKET = regex.compile(r"\(([^()]*)\)")
_YEAR = regex.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:年度?|(?=[预决执])|$)")
_LEAD = regex.compile(r"^(?:(?:19|20)\d\d年度?|本年度?|当年|上年度?|其中:?)(?=.)")
_FUND_NAME = regex.compile(
    r"(?:一般公共|公共|政府性基金|基金|国有资本经营|社会保险基金)预算(?!数|安排)|预算(?=单位|科目|部门|绩效|内|外)"
)
_UNIT_WORDS = regex.compile(r"^(?:单位|金额单位|计量单位|货币单位)?[::]?(?P<unit>.+)$")
_UNIT_LINE = regex.compile(
    r"(?:(?:金额|货币|计量)?单位(?P<colon>[:为])\(?|^\(?(?:金额|货币|计量)?单位)(?:人民币)?(?P<name>[^,;。:()、]{1,6})"
)


_FURTHER = regex.compile(r"[、,/](?P<unit>[^,;。:()、/]{1,3})")


@dataclass(frozen=True, slots=True)
class Word:
    """What a header says: ``role`` as in Column; "" for unit, stage and measure when it is silent."""

    role: str
    unit: str
    measure: str


@dataclass(frozen=True, slots=True)
class _Entry:
    role: str
    unit: str
    measure: str
    end: bool
    anywhere: bool = False


def squeeze(text: str) -> str:
    """``text`` without spaces, full-width digits and brackets, traditional characters and printed pinyin folded."""
    folded = unicodedata.normalize("NFKC", text).translate(_simplified())
    return str(_PINYIN.sub("", _SPACE.sub("", folded)))


def blank(text: str) -> bool:
    """Whether a cell says nothing: empty, a dash, dots or 无."""
    return squeeze(text) in _blanks()


@cache
def _blanks() -> frozenset[str]:
    return frozenset(squeeze(text) for text in BLANKS)


@cache
def _vocabulary() -> dict[str, object]:
    with _WORDS.open("rb") as file:
        return tomllib.load(file)


@cache
def _simplified() -> dict[int, int]:
    fold = _vocabulary()["fold"]
    assert isinstance(fold, dict)
    return str.maketrans(fold["traditional"], fold["simplified"])


@cache
def _entries() -> dict[str, _Entry]:
    found: dict[str, _Entry] = {}
    columns = _vocabulary()["column"]
    assert isinstance(columns, list)
    for column in columns:
        entry = _Entry(
            column["role"],
            column.get("unit", ""),
            column.get("measure", "level"),
            column.get("end", True),
            column.get("any", False),
        )
        for term in column["terms"]:
            known = found.setdefault(squeeze(term), entry)
            assert known.role == entry.role, f"{term} heads two kinds of column"
    return found


@cache
def _anywhere() -> tuple[tuple[str, _Entry], ...]:
    return tuple((term, entry) for term, entry in _entries().items() if entry.anywhere)


@cache
def terms(section: str, key: str = "terms") -> frozenset[str]:
    """The terms of one section of the vocabulary (generic, total, field), squeezed."""
    part = _vocabulary()[section]
    assert isinstance(part, dict)
    return frozenset(squeeze(term) for term in part[key])


@cache
def _stages() -> tuple[tuple[str, str], ...]:
    stages = _vocabulary()["stage"]
    assert isinstance(stages, list)
    pairs = [(squeeze(term), stage["name"]) for stage in stages for term in stage["terms"]]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def stage(text: str) -> str:
    """The stage of the budget a header names (年初预算, 调整预算, 预算, 执行, 决算), else ""."""
    folded = _FUND_NAME.sub("", squeeze(text))
    if "预决算" in folded:
        return ""
    return next((name for term, name in _stages() if term in folded), "")


def period(text: str, year: int | None) -> str | None:
    """The year a header names, relative words taken against ``year``; None when it names none."""
    folded = squeeze(text)
    match = _YEAR.search(folded)
    if match:
        return str(match["year"])
    if year is not None:
        if "上年" in folded or "去年" in folded:
            return None if regex.search(r"[比较]上年|[比较]去年|上年结[转余]", folded) else str(year - 1)
        if "本年" in folded or "当年" in folded:
            return str(year)
    return None


def bracket_unit(text: str) -> str:
    """A unit printed in brackets, or after the name, in a header or label: 金额（万元） -> 万元; "" for none."""
    folded = squeeze(text)
    for inner in _BRACKET.findall(folded):
        match = _UNIT_WORDS.match(inner)
        unit = match["unit"].partition("/")[0] if match else ""
        if unit in UNITS:
            return canonical(unit)
    if folded.endswith("%"):
        return "%"
    head = regex.search(r"\((?P<unit>[^()]{1,4})$", folded)
    return canonical(head["unit"]) if head and head["unit"] in UNITS else ""


def unit_line(text: str) -> str:
    """The unit that a line such as 单位：万元 declares for the table below; "" for none or for several."""
    folded = squeeze(text)
    for match in _UNIT_LINE.finditer(folded):
        name = match["name"]
        further = _FURTHER.match(folded, match.end())
        if further and further["unit"] in UNITS and name in UNITS and name != further["unit"]:
            return ""
        sizes = range(len(name), 0, -1) if match["colon"] else (len(name),)
        for size in sizes:
            if name[:size] in UNITS:
                return canonical(name[:size])
    return ""


def core(text: str) -> str:
    """A header without its brackets, year and percent sign."""
    folded = squeeze(text)
    bare = _BRACKET.sub("", folded)
    bare = regex.sub(r"\([^()]{0,4}$", "", bare).rstrip("%:") or folded
    return _LEAD.sub("", bare) if len(bare) > 4 or not bare.startswith(("本年", "上年", "当年")) else bare


@cache
def classify(text: str) -> Word | None:
    """What a header cell says of its column; None when its words are not known."""
    folded = squeeze(text)
    if not folded or len(folded) > 30 or folded.startswith("按"):
        return None
    bare = core(folded)
    entry = _lookup(bare) or _lookup(folded)
    unit = bracket_unit(folded)
    if entry is None:
        if unit == "%":
            return Word("amount", "%", "share" if "占" in bare else "ratio")
        if _YEAR.fullmatch(folded) or folded in ("本年", "上年", "当年", "上年度", "本年度"):
            return Word("amount", unit, "level")
        return Word("amount", unit, "level") if unit else None
    if entry.role in ("weight", "score"):
        return Word(entry.role, entry.unit, entry.measure)
    measure = "level" if entry.unit == "%" and unit not in ("", "%") else entry.measure
    if unit == "%" and measure in ("change", "level") and entry.role == "amount":
        measure = "rate" if measure == "change" else "share" if "占" in bare else "ratio"
    return Word(entry.role, unit or entry.unit, measure)


def _lookup(bare: str) -> _Entry | None:
    entries = _entries()
    if bare in entries:
        return entries[bare]
    if found := next((entry for term, entry in _anywhere() if term in bare), None):
        return found
    for size in range(len(bare) - 1, 0, -1):
        entry = entries.get(bare[-size:])
        if entry is not None and entry.end:
            return entry
    return None


def subject(text: str) -> str:
    """What a header names apart from period and stage: 2022年实际在职人数 -> 实际在职; "" when nothing."""
    bare = regex.sub(r"(?:19|20)\d\d年?度?", "", core(text)).strip(":、,")
    if bare in terms("generic"):
        return ""
    trimmed = bare
    for suffix in (
        "年初预算数",
        "全年预算数",
        "全年执行数",
        "决算数",
        "预算数",
        "执行数",
        "支出数",
        "收入数",
        "人数",
        "数",
    ):
        if trimmed.endswith(suffix) and len(trimmed) > len(suffix):
            trimmed = trimmed[: -len(suffix)]
            break
    return "" if trimmed in terms("generic") else trimmed
