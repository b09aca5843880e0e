"""The words of the field, as data, and how a printed label is taken apart with them.

`concept.toml` maps printed terms to concepts, `ratio.toml` names ratios with their terms,
`partition.toml` says which wholes are exactly which parts, `header.toml` reads column headers,
`traditional.toml` folds traditional characters, `weak.toml` lists words that say too little.
"""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import regex


@dataclass(frozen=True, slots=True)
class Term:
    """A printed label taken apart.

    ``subject`` is the normalised rest after period, stage and fund words are removed;
    ``concept`` its id or None; ``period`` a year as text or None; ``stage`` as in
    ``extract.model.Figure``; ``fund`` the kind of money the label is limited to, or "";
    ``unit`` the unit, level or region named before the concept (市本级, 某某局), or "".
    """

    subject: str
    concept: str | None
    period: str | None
    stage: str
    fund: str
    measure: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class NamedRatio:
    """A ratio with a name: its terms are (concept, stage) pairs, "" fitting any stage."""

    id: str
    name: str
    numerator: tuple[tuple[str, str], ...]
    denominator: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Partition:
    """A whole that is exactly its parts; those in ``optional`` may be absent."""

    whole: str
    parts: tuple[str, ...]
    optional: frozenset[str]
    basis: str


@cache
def load(name: str) -> dict[str, Any]:
    """One lexicon file as data."""
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))


@cache
def _concepts() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """alias -> id, id -> Chinese name, id -> measure."""
    aliases: dict[str, str] = {}
    names: dict[str, str] = {}
    measures: dict[str, str] = {}
    for entry in load("concept.toml")["concept"]:
        key, name = entry["id"], entry["name"]
        names[key] = name
        measures[key] = entry.get("measure", "level")
        for alias in (name, *entry["aliases"]):
            text = normalise(alias)
            assert aliases.get(text, key) == key, f"{alias} names two concepts"
            aliases[text] = key
    return aliases, names, measures


@cache
def ratios() -> dict[str, NamedRatio]:
    """Normalised printed name -> the named ratio."""
    found: dict[str, NamedRatio] = {}
    for entry in load("ratio.toml")["ratio"]:
        top, bottom = (tuple((c, s) for c, s in entry[side]) for side in ("numerator", "denominator"))
        ratio = NamedRatio(entry["id"], entry["name"], top, bottom)
        for alias in (ratio.name, *entry["aliases"]):
            found[normalise(alias)] = ratio
    return found


@cache
def partitions() -> tuple[Partition, ...]:
    """Every whole that is exactly its parts by definition."""
    found = []
    for entry in load("partition.toml")["partition"]:
        parts = tuple(part.rstrip("?") for part in entry["parts"])
        optional = frozenset(part[:-1] for part in entry["parts"] if part.endswith("?"))
        found.append(Partition(entry["whole"], parts, optional, entry["basis"]))
    return tuple(found)


@cache
def complements() -> tuple[tuple[str, str, str], ...]:
    """Pairs of words that name the two kinds that are all there are, and a pattern of the names of what they divide."""
    return tuple((*entry["parts"], entry["whole"]) for entry in load("complement.toml")["complement"])


def name_of(concept: str) -> str:
    """The Chinese name of a concept."""
    return _concepts()[1][concept]


_FUND_OF = {
    "income.general": "一般公共预算", "expenditure.general": "一般公共预算", "income.fiscal": "财政拨款",
    "expenditure.fiscal": "财政拨款", "balance.fiscal": "财政拨款", "income.fiscal-total": "财政拨款",
    "expenditure.fiscal-total": "财政拨款", "income.fund": "政府性基金", "expenditure.fund": "政府性基金",
    "income.capital": "国有资本经营", "expenditure.capital-budget": "国有资本经营",
}  # fmt: skip


def fund_of(concept: str | None) -> str:
    """The kind of money that a concept is by its name, "" for none."""
    return _FUND_OF.get(concept or "", "")


_BARE = regex.compile(
    r"(?:(?:本年|全年|年初|年度|调整后?|当年|实际|支出|收入)*(?:预算|决算|执行|完成|批复|安排)(?:数|金额|总额|安排|资金|支出)?|(?:预算|决算|执行)+合计)"
)


@lru_cache(maxsize=20_000)
def is_bare(label: str) -> bool:
    """Whether a label names only a stage (年初预算, 支出决算) and so belongs to a subject said before."""
    return bool(_BARE.fullmatch(_OWNER.sub("", normalise(label))))


def limits_fund(concept: str | None) -> bool:
    """Whether a concept already says which kind of money it is about, whatever the chapter says."""
    return (concept is not None and concept.startswith(("income.", "funds.", "balance.", "staff."))) or concept in (
        "expenditure.general", "expenditure.fiscal", "expenditure.fund", "expenditure.capital-budget", "expenditure.year",
        "expenditure.total",
    )  # fmt: skip


def measure_of(concept: str) -> str:
    """What the figures of a concept count: level or headcount."""
    return _concepts()[2].get(concept, "level")


_NUMBERING = regex.compile(
    r"^(?:其中(?:[:,]|：)?|[一二三四五六七八九十]+[、.]|[(（][一二三四五六七八九十\d]+[)）][、.]?|\d{1,2}[、.)](?!\d)|[①-⑳]|"
    r"[-—·•▪*]+|指标\d+[:：])"
)
_CIRCLED = regex.compile(r"^\s*[①-⑳]")
_UNIT_NOTE = regex.compile(r"[(（](?:单位[:：])?(?:万元|元|亿元|人|个|%|％|名|家|项|台|辆|分|千元)[)）]")
_DROP = regex.compile(r"[\s“”\"'‘’「」『』\u200b]")


@lru_cache(maxsize=20_000)
def normalise(label: str) -> str:
    """A label for comparison: NFKC, no spaces or quotes, no numbering or 其中, no unit note."""
    text = _DROP.sub("", unicodedata.normalize("NFKC", _CIRCLED.sub("", label)))
    text = _UNIT_NOTE.sub("", text)
    while (shorter := _NUMBERING.sub("", text).strip(":：,，;；。、.")) != text:
        text = shorter
    return str(text)


_YEAR = regex.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)(?:年(?![初末底])度?)?")
_RELATIVE = [
    (regex.compile(r"(?:上一?年|去年)(?:度|同期|末|底)?(?!结转|结余)"), -1),
    (regex.compile(r"前年"), -2),
    (regex.compile(r"本年度|(?:本|当|今)年(?!收入|支出|财政)|本年末|全年度|全年(?!预算)"), 0),
]
_STAGES = [
    (
        "年初预算",
        regex.compile(r"年初(?:部门|批复|安排|下达)?(?:的)?预算(?:数|安排|批复|总额)?|年初批复数|年初预算"),
    ),
    (
        "调整预算",
        regex.compile(r"(?:全年|调整后?的?|调整后?全年|变更后)预算(?:数|总额)?|预算调整后数?|预算调整数"),
    ),
    ("决算", regex.compile(r"(?:支出|收入)?决算(?:数|金额|总额)?")),
    ("执行", regex.compile(r"(?:全年|预算|实际)?执行(?:数|金额)|实际(?:支出|完成|执行|发生|使用)数?(?!率)")),
    (
        "预算",
        regex.compile(
            # 一般公共预算基本支出 names the kind of money, not the stage.
            r"(?:支出|收入)?(?!(?<=公共|基金|经营)预算(?!数|安排|金额|总额|批复)\p{Han})"
            r"预算(?:数|安排|金额|总额|批复)?(?!调整|执行|收入|支出|总|拨款|财政|资金|率|稳定|周转|外|内投资|单位)"
        ),
    ),
]
_FUNDS = [
    ("政府性基金", regex.compile(r"政府性基金(?:预算)?(?:财政拨款|拨款)?")),
    ("国有资本经营", regex.compile(r"国有资本经营(?:预算)?(?:财政拨款|拨款)?")),
    (
        "一般公共预算",
        regex.compile(r"一般公共预算(?:当年)?(?:财政拨款|拨款)?|(?:公共财政|公共预算)(?:财政)?拨款"),
    ),
    ("财政拨款", regex.compile(r"财政拨款(?:和|及)?|财政资金")),
]
_OWNER = regex.compile(
    r"^(?:该项目|本项目|本部门|本单位|部门|单位|我(?:局|委|院|校|中心|单位|镇|县|市)|全局|全委|机关"
    r"|共有|共|实有|现有|年末|年底|截至)"
)
_TAIL = regex.compile(
    r"(?:总数|合计数|数额|金额|数|合计|共计|总计|总额|情况|完成数|完成|实际|为|是|有|共|达|达到|支出共计)$"
)
_TOTAL = regex.compile(r"(?<=财政拨款)总(支出|收入)")


def is_term(text: str) -> bool:
    """Whether the lexicon has ``text`` just as it stands (numbering and spaces aside)."""
    return normalise(text) in _concepts()[0]


@lru_cache(maxsize=20_000)
def concept(term: str) -> str | None:
    """The concept a printed term names, None when the lexicon does not know it."""
    aliases = _concepts()[0]
    text = normalise(term)
    while text:
        if text in aliases:
            return aliases[text]
        if (plainer := _TOTAL.sub(r"\1", text)) in aliases:
            return aliases[plainer]
        shorter = _TAIL.sub("", text)
        if shorter == text:
            return None
        text = shorter
    return None


@lru_cache(maxsize=20_000)
def analyse(label: str, year: int | None = None) -> Term:
    """Take a label or noun phrase apart; ``year`` resolves 本年 and 上年."""
    text = normalise(label)
    period: str | None = None
    if (match := _YEAR.search(text)) is not None:
        period = match.group(1)
        text = text[: match.start()] + text[match.end() :]
    for pattern, shift in _RELATIVE:
        if (match := pattern.search(text)) is not None:
            if period is None and year is not None:
                period = str(year + shift)
            text = text[: match.start()] + text[match.end() :]
            break
    whole = concept(text)
    if whole is not None and whole not in ("budget", "execution"):
        return Term(name_of(whole), whole, period, "", "", measure_of(whole))
    stage = ""
    for name, pattern in _STAGES:
        if (match := pattern.search(text)) is not None:
            rest = normalise(text[: match.start()] + text[match.end() :])
            kept = "支出" if "支出" in match.group() else "收入" if "收入" in match.group() else ""
            stage = name
            # 收入预算合计 is 收入合计.
            inside = normalise(text[: match.start()] + kept + text[match.end() :])
            if kept and text[match.end() :] and concept(inside) is not None:
                rest = inside
            elif (
                kept
                and (rest or name == "执行")
                and (concept(rest + kept) is not None or concept(rest) is None)
            ):
                rest += kept
            text = rest
            break
    found = concept(text)
    fund = ""
    if found is None:
        text = _OWNER.sub("", text)
        found = concept(text)
    if found is None:
        for name, pattern in _FUNDS:
            if (match := pattern.match(text)) is not None and match.end() < len(text):
                rest = text[match.end() :].lstrip("的")
                fund, text = name, rest
                found = concept(rest)
                break
    unit = ""
    if found is None and (split := _after_unit(text)) is not None:
        unit, text = split
        found = concept(text)
    subject = name_of(found) if found else _TAIL.sub("", text) or text
    if not subject:
        subject = stage or normalise(label)
    return Term(subject, found, period, stage, fund, measure_of(found) if found else "level", unit)


_UNIT = regex.compile(
    r"(?:局|委员会|委|办公室|办|厅|部|中心|学校|中学|小学|医院|街道|镇|乡|县|区|市|省|州|盟|旗|院|所|站|队|会|馆|本级|县级|市级|省级|区级|系统|部门|单位|全国|企业)(?:本级|机关|系统|年度)?(?:的|累计|共|级|本级)?"
)
_FUNCTION = regex.compile(r"^其他|\([类款项]\)")
_ORGAN = regex.compile(r"^(?:局|委员会|办公室|部|中心|学校|中学|小学|医院|街道|镇|乡|部门|单位)")


def _after_unit(text: str) -> tuple[str, str] | None:
    """A label split into the unit it names and the term after it, None where no known term ends it.

    The names of functions (其他公立医院支出, 公安(款)公安机关支出(项)) hold such words too and name no unit.
    """
    if _FUNCTION.search(text):
        return None
    for match in _UNIT.finditer(text):
        rest = text[match.end() :]
        if (len(rest) >= 3 or (len(rest) == 2 and _ORGAN.search(match.group()))) and is_term(rest):
            return text[: match.end()].removesuffix("年度"), rest
    return None
