"""What a figure is about, as a sentence names it: short, without numbering, its year once."""

from __future__ import annotations

import unicodedata

import regex

from extract.lexicon import analyse, name_of
from extract.model import Figure

LONGEST = 22
"""A name longer than this gives way to that of its concept."""

_NUMBERING = regex.compile(
    r"^(?:其中[:：,，]?|[一二三四五六七八九十]+[、.．]|[(（][一二三四五六七八九十\d]+[)）][、.．]?"
    r"|\d{1,2}[、.．)）](?!\d)|[①-⑳]|年(?![初末度中终均]))"
)
_YEAR = regex.compile(
    r"(?:19|20)\d\d年(?:度|末|底)?|(?:本|上|去|当)年(?:度|末)?(?=[“\"]?\p{Han}{2})(?!收入|支出|结转|结余)"
)
_OWNED = regex.compile(r"^\p{Han}{2,24}?(?:局|委|部|厅|办|院|会|中心|街道|镇|乡|县|区|市|省|馆|所|站|校|队)$")
_OWNER = regex.compile(
    r"^\p{Han}{2,20}?(?:局|委员会|委|厅|院|办公室|中心|学校|街道|镇|乡|县|区|市|省|部|站|队)"
    r"(?=一般公共预算|财政拨款|政府性基金|国有资本|[“\"]?三公|部门|单位|本年|收入|支出|公务|因公|政府采购)"
)
_DOUBLED = regex.compile(r"(\p{Han}{2,4})\1")
_ASIDE = regex.compile(r"[(（][^()（）]{5,}[)）]")
_THREE_PUBLIC = regex.compile(r"[“\"]三公经费[”\"]|[“\"]?三公[”\"]?经费")
_STAGE = regex.compile(
    r"(?:(?:(?<=支出)支出|(?<=收入)收入)?(?:年初|全年|调整后|实际)?(?:预算|决算|执行|支付|完成)(?:数|金额|总额)?)+$"
)
_STAGES = {"调整预算": "调整后预算", "执行": "实际支出", "决算": "决算数"}


def short(figure: Figure) -> str:
    """The printed subject without numbering, period, unit and doubled words; 该数 where there is none."""
    return tidy(figure.label, figure.concept) or "该数"


def dated(figure: Figure) -> str:
    """The subject with its year before it."""
    return _with_year(figure, short(figure))


def plain(figure: Figure) -> str:
    """The subject with its year and without its stage: what both budget and final account are of."""
    return _with_year(figure, _STAGE.sub("", short(figure)) or short(figure))


def staged(figure: Figure) -> str:
    """The stage of an amount as a term of a division: 年初预算, 决算数; its name where it has none."""
    return _STAGES.get(figure.stage, figure.stage) or short(figure)


def _with_year(figure: Figure, text: str) -> str:
    known = (figure.period or "").isdigit()
    return f"{figure.period}年{text.removeprefix('本年')}" if known else text


def tidy(label: str, concept: str | None = None) -> str:
    """A printed label as a sentence can carry it; its concept's name where it is too long."""
    text = "".join(unicodedata.normalize("NFC", label).split())
    while (bare := _NUMBERING.sub("", text)) != text:
        text = bare
    if (year := _YEAR.search(text)) is not None:
        before, after = text[: year.start()], text[year.end() :]
        text = after if after and (not before or _OWNED.match(before)) else before + after
    text = _OWNER.sub("", text)
    text = _THREE_PUBLIC.sub("“三公”经费", _ASIDE.sub("", _DOUBLED.sub(r"\1", text)))
    unit = analyse(text).unit
    if unit and concept and text.startswith(unit) and len(text) > len(unit):
        text = text[len(unit) :]
    if len(text) > LONGEST and concept is not None:
        text = _THREE_PUBLIC.sub("“三公”经费", name_of(concept))
    return str(text.strip(":：,，;；。、.的=＝"))
