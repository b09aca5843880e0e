"""Word's automatic numbering, rendered as a reader of the page sees it: 一、 （一） 1. 1.1 ①."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from extract.readers.docx_style import VAL, Style, W, read_int

if TYPE_CHECKING:
    from lxml.etree import _Element

_SLOT: Final = re.compile(r"%([1-9])")
_DIGITS: Final = "〇一二三四五六七八九"
_SMALL: Final = ("", "十", "百", "千")
_LEGAL: Final = str.maketrans("〇零一二三四五六七八九十百千", "零零壹贰叁肆伍陆柒捌玖拾佰仟")
_CLOSED: Final = "、，）】〕』」》．。："
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SEQUENCES: Final = {
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
}
_CHINESE: Final = frozenset(
    ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
     "taiwaneseCountingThousand", "ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand")
)  # fmt: skip
_MAX_NUMBER: Final = 99_999


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restart: int | None = None
    legal: bool = False
    style: str = ""
    pad: int = 0


@dataclass(frozen=True, slots=True)
class _List:
    abstract: str
    starts: dict[int, int]
    levels: dict[int, Level]


class Numbering:
    """The lists of a document and how far each has counted. One instance reads one story from top to bottom."""

    def __init__(self, root: _Element | None, links: dict[str, int] | None = None) -> None:
        self._abstracts: dict[str, dict[int, Level]] = {}
        self._lists: dict[int, _List] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._seen: set[int] = set()
        if root is None:
            return
        linked: dict[str, str] = {}
        owners: dict[str, str] = {}
        for element in root.iterfind(W + "abstractNum"):
            key = element.get(W + "abstractNumId") or ""
            self._abstracts[key] = dict(map(_read_level, element.iterfind(W + "lvl")))
            for tag, target in (("numStyleLink", linked), ("styleLink", owners)):
                link = element.find(W + tag)
                if link is not None:
                    if target is linked:
                        linked[key] = link.get(VAL) or ""
                    else:
                        owners[link.get(VAL) or ""] = key
        for element in root.iterfind(W + "num"):
            number = read_int(element.get(W + "numId"))
            base = element.find(W + "abstractNumId")
            if number is None or base is None:
                continue
            key = base.get(VAL) or ""
            key = owners.get(linked[key], key) if key in linked else key
            starts: dict[int, int] = {}
            levels: dict[int, Level] = {}
            for override in element.iterfind(W + "lvlOverride"):
                depth = read_int(override.get(W + "ilvl"))
                if depth is None:
                    continue
                start, level = override.find(W + "startOverride"), override.find(W + "lvl")
                if level is not None:
                    levels[depth] = _read_level(level)[1]
                if start is not None:
                    starts[depth] = read_int(start.get(VAL)) or 0
            self._lists[number] = _List(key, starts, levels)

    def render(self, style: Style, direct: tuple[int | None, int | None] | None) -> str:
        """The number printed before the next paragraph, "" where it has none; counts it.

        ``direct`` is the list and depth the paragraph names itself, None where it names none.
        """
        number, depth = direct if direct is not None else (None, None)
        if number is None:
            number = style.number
            depth = style.depth if depth is None else depth
            if depth is None and number is not None:
                depth = self._depth_of(number, style.lister)
        if number is None or number == 0:
            return ""
        return self._count(number, depth or 0)

    def _depth_of(self, number: int, style_id: str) -> int:
        found = self._lists.get(number)
        levels = self._abstracts.get(found.abstract, {}) if found else {}
        return next((depth for depth, level in levels.items() if level.style == style_id), 0)

    def _level(self, found: _List, depth: int) -> Level | None:
        return found.levels.get(depth) or self._abstracts.get(found.abstract, {}).get(depth)

    def _count(self, number: int, depth: int) -> str:
        found = self._lists.get(number)
        level = self._level(found, depth) if found else None
        if found is None or level is None:
            return ""
        counter = self._counters.setdefault(found.abstract, {})
        if number not in self._seen:
            self._seen.add(number)
            for at in found.starts:
                counter.pop(at, None)
        counter[depth] = counter[depth] + 1 if depth in counter else found.starts.get(depth, level.start)
        for deeper in [d for d in counter if d > depth]:
            below = self._level(found, deeper)
            restart = below.restart if below else None
            if restart is None or (restart != 0 and depth < restart):
                del counter[deeper]
        # A bullet is a mark, and a dash before a figure would read as its sign.
        if level.form in ("bullet", "none") and not _SLOT.search(level.text):
            return "" if level.form == "bullet" else level.text
        return _finish(
            _SLOT.sub(lambda m: self._slot(found, counter, level, int(m.group(1)) - 1), level.text), level
        )

    def _slot(self, found: _List, counter: dict[int, int], level: Level, depth: int) -> str:
        other = self._level(found, depth)
        if other is None:
            return ""
        value = counter.get(depth, found.starts.get(depth, other.start))
        return format_number(value, "decimal" if level.legal else other.form, other.pad)


def _finish(label: str, level: Level) -> str:
    """Keep the number apart from the text: "1." directly before "2022年" would read as 1.2022."""
    if not label or label[-1] in _CLOSED:
        return label
    if level.suffix == "nothing" and not (label[-1].isdigit() or label[-1] in ".,-"):
        return label
    return label + " "


def _read_level(element: _Element) -> tuple[int, Level]:
    level = Level()
    pad = 0
    form = element.find(W + "numFmt")
    if form is None:
        form = element.find(f"{_MC}AlternateContent/{_MC}Choice/{W}numFmt")
    if form is not None:
        kind = form.get(VAL) or "decimal"
        if kind == "custom":
            sample = (form.get(W + "format") or "").split(",")[0].strip()
            kind, pad = "decimal", len(sample) if sample.isdigit() else 0
        level = replace(level, form=kind, pad=pad)

    def value(tag: str) -> str | None:
        found = element.find(W + tag)
        return None if found is None else (found.get(VAL) or "")

    start, restart = read_int(value("start")), read_int(value("lvlRestart"))
    return read_int(element.get(W + "ilvl")) or 0, replace(
        level,
        start=0 if start is None else start,
        restart=restart,
        text=(value("lvlText") or "")[:100],
        suffix=value("suff") or "tab",
        legal=value("isLgl") is not None,
        style=value("pStyle") or "",
    )


def format_number(value: int, form: str, pad: int = 0) -> str:
    """``value`` in one of Word's number formats; what is not known is printed in Arabic digits."""
    if form in ("none", "bullet"):
        return ""
    if not 0 <= value <= _MAX_NUMBER:
        return str(value)
    sequence = _SEQUENCES.get(form)
    if sequence is not None:
        cyclic = form in ("ideographTraditional", "ideographZodiac")
        if value and (value <= len(sequence) or cyclic):
            return sequence[(value - 1) % len(sequence)]
        return str(value)
    if form in _CHINESE:
        return "".join(_DIGITS[int(d)] for d in str(value)) if "igital" in form else chinese(value)
    if form in ("chineseLegalSimplified", "ideographLegalTraditional"):
        return chinese(value, short_ten=False).translate(_LEGAL)
    if form in ("upperRoman", "lowerRoman"):
        return _roman(value).lower() if form[0] == "l" else _roman(value)
    if form in ("upperLetter", "lowerLetter") and value:
        letter = chr(ord("A") + (value - 1) % 26) * min((value - 1) // 26 + 1, 50)
        return letter.lower() if form[0] == "l" else letter
    if form in ("decimalFullWidth", "decimalFullWidth2"):
        return "".join(chr(ord("０") + int(d)) for d in str(value))
    if form == "decimalZero":
        return f"{value:02d}"
    if form == "numberInDash":
        return f"- {value} -"
    return f"{value:0{pad}d}"


def chinese(value: int, short_ten: bool = True) -> str:
    """``value`` (0 to 99,999) in Chinese numerals: 十一, 一百零三; ``short_ten`` prints 十 for 一十."""
    if value == 0:
        return "〇" if short_ten else "零"
    if value >= 10_000:
        rest = value % 10_000
        gap = "零" if 0 < rest < 1_000 else ""
        return chinese(value // 10_000, short_ten) + "万" + (gap + chinese(rest, False) if rest else "")
    digits = str(value)
    text = ""
    for index, digit in enumerate(digits):
        place = len(digits) - index - 1
        if digit != "0":
            text += _DIGITS[int(digit)] + _SMALL[place]
        elif text and not text.endswith("零") and digits[index:].strip("0"):
            text += "零"
    return text[1:] if short_ten and text.startswith("一十") else text


def _roman(value: int) -> str:
    pairs = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
             (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
    text = ""
    for worth, letters in pairs:
        count, value = divmod(value, worth)
        text += letters * count
    return text
