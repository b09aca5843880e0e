"""The lexer of printed numbers: every figure of a text, and what looks like one but is not.

What counts as a figure is written in docs/figures.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from re import compile as compile_set

import regex

from extract.unit import AMBIGUOUS, COUNTERS, HEADS, SCALES, canonical


@dataclass(frozen=True, slots=True)
class Number:
    """A figure in a text: ``text[start:end]`` is its printed run, unit included.

    ``value`` is in ``unit`` (canonical spelling, "" where none is printed); ``step`` is one in
    the last printed place; ``qualifier`` is about, at_least, at_most, over, under, planned or "".
    ``sign`` is the printed sign, "" for none.
    """

    start: int
    end: int
    text: str
    value: Decimal
    step: Decimal
    unit: str
    qualifier: str = ""
    sign: str = ""


_FOLD = str.maketrans("０１２３４５６７８９．％＋－–−﹣萬億個", "0123456789.%+----万亿个")
# The standard module looks for one of many characters faster than translating takes.
_FOLDED = compile_set("[０１２３４５６７８９．％＋－–−﹣萬億個]").search
_THOUSANDS = regex.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
_HAS_FIGURE = compile_set(r"\d|元|成|分之|一半").search

# What must not follow a unit: then its character begins another word (分别, 人民, 次数, 元旦).
_NOT_BEFORE = {
    "人": "民均员大事口才力防社", "名": "称为单录义", "位": "于置",
    "个": "人体别", "项": "目", "家": "庭长", "户": "", "组": "织成长", "班": "子", "种": "植子", "类": "别",
    "次": "数要", "期": "间末初限", "场": "所地", "节": "约能", "天": "然津",
    "条": "例件", "例": "如", "本": "年单部级次项月期市县区省着", "起": "草步到来", "单": "位价", "首": "次",
    "部": "分门委队署", "支": "出付持", "只": "有是能", "台": "账湾阶", "根": "据", "列": "支入", "封": "闭控",
    "处": "理级置罚分长", "所": "属有以", "间": "接", "口": "径岸", "升": "级", "段": "落", "页": "面", "尾": "款矿",
    "元": "月旦", "分": "别之配布类解项为管公担离工内支局",
}  # fmt: skip
_NOT_BEFORE_BARE_MONEY = r"(?![\p{Han}--[元左以的和与及用于下上为其中占增减比较]])"


def _unit_pattern() -> str:
    """Every unit that may stand behind a number: the longer of two with the same beginning first."""
    scale = f"(?:[{''.join(SCALES)}][余多]?)?"
    counters = "|".join(
        regex.escape(text) + (f"(?![{no}])" if (no := _NOT_BEFORE.get(text[-1], "")) else "")
        for text in sorted((*HEADS, *COUNTERS), key=len, reverse=True)
        if text not in AMBIGUOUS
    )
    return (
        rf"(?:(?:万[ \t\n]?亿|[百千]?[ \t\n]?万|[百千亿])[余多]?)?[ \t\n]?(?:美[ \t\n]?)?元(?![{_NOT_BEFORE['元']}])"
        r"|个?百分点|个点|个千分点|[%％‰㎡㎞㎏]|m[2²]|\(%\)|（[%％]）"
        rf"|{scale}(?:{counters})|倍|角|分(?![{_NOT_BEFORE['分']}])|[万亿][余多]?{_NOT_BEFORE_BARE_MONEY}"
    )


_HAN_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2} | {
    c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")
}  # fmt: skip
_FRACTION_STEP = Decimal("5.0")
"""A fraction in words (三分之二) stands for anything within so many percentage points."""
_HAN_SCALES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_POINT = "[点‧·]"
_HAN = "零一二三四五六七八九〇○两十百千壹贰叁肆伍陆柒捌玖拾佰仟"

_POINTS = regex.compile(_POINT)
_POWERS = {"兆": 12, "亿": 8, "万": 4}

_DIGITS = (
    r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?:，\d{3}){1,6}(?=\.\d)"
    r"|\d{1,3}(?:[ ]\d{3}){1,6}(?=(?:\.\d+)?\s?[万亿]?元)|\d+)"
    r"(?:\.\s{0,2}\d+|\.\n\s*\d+)?"
)

_SKIP_DIGITS = r"""
    (?:19|20)\d\d\s*[-./]\s*\d{1,2}\s*[-./]\s*\d{1,2}(?!\d)
  | (?<=日期[:：]?\s{0,3})\d[\d.\-/]*
  | (?:19|20)?\d\d\s*(?:年度?)?\s*[-—–~～至]+\s*(?:19|20)?\d\d\s*年(?:度|末|底|初)?
  | \d{2,5}\s*年(?:度|末|底|初|\s*\d{1,2}\s*月(?:份|底|末)?(?:\s*\d{1,2}\s*[日号])?)?
    (?:\s*[-—–~～至]+\s*(?:\d{1,2}\s*月|\d{4}\s*年)[\d\s月日]*)?
  | \d\s*年
  | \d{1,2}\s*月?\s*[-—–~～至]+\s*\d{1,2}\s*月(?:份|底|末)?(?:\s*\d{1,2}\s*[日号])?
  | \d{1,2}\s*月\s*\d{1,2}\s*[日号](?:\s*[-—–~～至]+\s*(?:\d{1,2}月)?\d{1,2}[日号])?
  | \d{1,2}\s*月(?:份|底|末|初|中旬|上旬|下旬)?
  | \d{1,2}\s*日(?!均)
  | (?<=比(?:例|率|值)?(?:约|为|是|达|近){0,2}\s?)\d+(?:\.\d+)?\s?[:：∶]\s?\d+(?:\.\d+)?
  | (?<!\d)\d{1,2}[:：]\d\d(?::\d\d)?(?![\d%万元])
  | (?<!\d)0\d{2,3}[-—]\d{7,8}(?!\d)
  | \d+(?:\.\d+)?\s*[#＃]
  | \d+(?:\.\d+)?(?!m[2²])[A-Za-z]+(?![a-z])
  | \d+\s*分之\s*\d+
  | \d\s*季度
  | \d{8,}(?:\.\d+)?\s*[%％]
  | \d+\s*号(?!\p{Han}?元)
  | (?:(?<=^|\n|[。；;：:，,\s　]))\d{1,2}(?:\.\d{1,2}){0,2}\s*(?:[．、]|[“”]?\s*\.(?!\d)|[)）])
    (?!\d)(?!\s*\d+(?:\.\d+)?\s*(?:万|亿|元|%))
  | (?<=[（(\s　]|^)[123]\d{2}(?:\d\d){1,2}(?=[)）])
  | \d+\s*[+＋]\s*[A-Za-zXxNn]
"""
"""What begins with a digit and is no figure."""

_SKIP_WORDS = r"""
    [〔\[【（(]\s*(?:19|20)\d\d\s*[〕\]】）)]\s*第?\s*[\d*×xX＊]*\s*号?
  | 第\s*\d+(?:\.\d+)?
  | (?:附件|附表|附|表|图|公开|注|案例|样表|栏次|行次|序号|标段|包|期数|(?:指标|问题|目标|措施|任务)(?!\s*\d{3}))
    \s*\d++(?:[-—.]\d+)*+(?!\s*(?:公里|公顷|平方|立方))(?=\s*(?:[:：、.．）)。，；]|[\p{Han}--[个项条次人家件台份批场类种户分万亿元余多亩座吨辆名宗只头株套册间栋张顷篇]]|\s|$))
  | [“"‘「『]\s*[\d+\-—.×xX*]+\s*[”"’」』]
  | (?<![A-Za-z])[A-Za-z][A-Za-z/]{0,20}[-—]?\d[\d.\-A-Za-z]*
  | [（(]\s*\d{1,2}\s*[)）](?!\s*%)
  | [①-⑳]
"""
"""What begins with a mark or a word and holds digits that are no figure."""

_CODE = r"(?<=(?:电话|邮编|邮政编码|编码|代码|账号|帐号|文号|编号|证号|手机)\s?[:：]?\s{0,3})[\dA-Za-z*×-]+"

_HAN_FIGURE = rf"""
    百分之(?<hanpercent>[{_HAN}]{{1,12}}+(?:{_POINT}[{_HAN}]{{1,8}}+)?)
  | (?<![第每])(?:(?<hantop>[{_HAN}]{{1,12}}+)(?<hanscale>兆|亿)(?=[{_HAN}]{{1,12}}(?:亿|[千百]?万)?元))?
    (?<hanmoney>[{_HAN}]{{1,12}}+(?:{_POINT}[{_HAN}]{{1,8}}+)?)(?<hanunit>万亿元|亿元|千万元|百万元|万元|元)(?![旦月])
  | (?<=[占约近超达的到过足为出了降长加少升高]|^)
    (?<tenths>[一二三四五六七八九])成(?<more_tenths>[一二三四五六七八九半])?(?<many>多|以上)?
    (?![员立本果为功效长绩员套])
  | (?<=[占约近超达的到过足为])(?:(?<parts>[二三四五六七八九十])分之(?<of>[一二三四五六七八九])|(?<half>一半))
    (?=以[上下]|[，,。；;、）)左]|\s|$)
"""


_STARTS = rf"(?=[\d(（\[〔【“\"‘「『A-Za-z①-⑳第附表图公注案样栏行序标包期指问目措任百{_HAN}*×+△▲\s-])"


@cache
def _scanner() -> regex.Pattern[str]:
    """Skipped text, a number in digits, or one in Chinese numerals (compiled at the first use: 10 ms)."""
    unit = _unit_pattern()
    # The code of a budget subject (30201 办公费), a mobile phone; with a unit behind it, it is an amount.
    code = (
        r"(?:(?<![\d.,])[123]\d{2}(?:\d\d){1,2}(?=\s*\p{Han})|(?<!\d)1[3-9][\d*×xX]{9}(?!\d|\.\d))"
        rf"(?!\s*(?:[余多]|{unit}))"
    )
    figure = rf"""
        (?:(?<sign>(?<![\d%）)\p{{Han}}]\s?)[-+](?=\s?\d)|(?<=[\p{{Han}}：:（(=＝，,、。；;])\s?[-+](?=\s?\d)|[△▲])\s?)?
        (?:(?<top>\d{{1,4}})(?<scale>[兆亿万])(?=[\d,，]+(?:\.\d+)?[亿万]?元))?
        (?<digits>{_DIGITS})
        (?<more>\s?[余多](?=[万亿元个家名人项]))?
        (?:[ \t　\n]{{0,2}}(?<unit>{unit}))?
    """
    flags = regex.VERBOSE | regex.VERSION1
    # No branch begins with another character: most places of a text are passed over at once.
    skip = rf"(?=\d)(?:{_CODE}|{_SKIP_DIGITS}|{code})|(?!\d)(?:{_SKIP_WORDS}|{_CODE})"
    return regex.compile(rf"{_STARTS}(?:(?<skip>{skip})|(?:{figure})|(?<han>{_HAN_FIGURE}))", flags)


_BEFORE = regex.compile(
    r"(?:(?<at_most>(?<limit>控制在)|不超过?|不高于|不多于|不大于|不得超过|[未不]突破|未超过|没有超过|≤|≦|<=|＜=|小于等于)"
    r"|(?<at_least>不低于|不少于|不小于|至少|≥|≧|>=|＞=|大于等于|不得低于|不得少于)"
    r"|(?<over>(?<![不未])(?:超过|超|逾|突破|高于|大于|多于|＞|>))"
    r"|(?<under>不足|未达到|不到|(?<!不)(?:低于|小于|少于)|跌破|＜|<)"
    r"|(?<about>(?<![签预合违履节邀条解])[约約]|近|接近|大概)"
    r"|(?<planned>(?:预计|预期|拟|计划|力争)(?:达到|为|完成|实现)?))\s*$"
)
_AFTER = regex.compile(
    r"\s*(?:(?<about>左右|上下)|(?<at_least>及以上|[（(]含[）)]以上|以上)|(?<at_most>及以下|[（(]含[）)]以下|以内|以下|之内|内(?![\p{Han}])))"
)
_QUALIFIERS = ("at_most", "at_least", "over", "under", "about", "planned")
_QUALIFIER = 8
_INSIDE_UNIT = dict.fromkeys(map(ord, "余多 \t\n\r\u3000\u00a0"))
_MARKS_INSIDE = dict.fromkeys(map(ord, ",， \t\n\r\u3000\u00a0"))
_CELL_TRIM = " \t\n\r\u3000\u00a0\u200b"


def scan(text: str) -> list[Number]:
    """Every figure of ``text``, in order. Dates, ordinals, codes and names are passed over.

    Raises TimeoutError where that takes longer than half a second for every 2,000 characters.
    """
    if _HAS_FIGURE(text) is None:
        return []
    folded = _THOUSANDS.sub(",", text).translate(_FOLD) if _FOLDED(text) else text
    found = []
    for match in _scanner().finditer(folded, timeout=0.5 * (1 + len(text) // 2000)):
        if match.group("skip") is not None:
            continue
        number = _han(text, match) if match.group("han") is not None else _arabic(text, folded, match)
        if number is not None:
            found.append(number)
    return found


def read_cell(text: str) -> Number | None:
    """The figure that is all a table cell holds (with its sign, unit and qualifier), else None."""
    core = text.strip(_CELL_TRIM)
    if not core or len(core) > 40:
        return None
    start = text.index(core)
    folded = _WRAP.sub("", core.translate(_FOLD))
    match = _cell().fullmatch(folded, timeout=0.5)
    if match is None:
        return None
    digits = match["digits"].translate(_MARKS_INSIDE)
    negative = match["sign"] in ("-", "△", "▲") or bool(match["open"])
    value, step = _decimal(digits)
    after = "at_least" if match["more"] else "at_most" if match["less"] else ""
    qualifier = _MARKS.get(match["mark"] or "", after)
    return Number(
        start, start + len(core), core, -value if negative else value, step,
        _canonical(match["unit"] or ""), qualifier, "-" if negative else match["sign"] or "",
    )  # fmt: skip


# A number too wide for its cell goes on in the next line: at a mark inside it, in a group of three
# that is not full, or after so many digits that two numbers would not stand there.
_WRAP = regex.compile(
    r"(?<=\d[,，.])\s*\n\s*(?=\d)|(?<=\d)\s*\n\s*(?=[,，.]\d)|(?<=[,，]\d{1,2})\s*\n\s*(?=\d)"
    r"|(?<=^[^.]*\d{5})\s*\n\s*(?=\d+\.\d)"
)
_MARKS = {
    "≥": "at_least", "≧": "at_least", ">=": "at_least", "＞=": "at_least", "不低于": "at_least", "不少于": "at_least",
    "≤": "at_most", "≦": "at_most", "<=": "at_most", "不超过": "at_most", "不高于": "at_most",
    ">": "over", "＞": "over", "<": "under", "＜": "under", "约": "about", "近": "about", "超过": "over",
}  # fmt: skip


@cache
def _cell() -> regex.Pattern[str]:
    """A whole cell that is one number, 12.50 in brackets being a negative one."""
    return regex.compile(
        rf"""(?<mark>≥|≧|>=|＞=|≤|≦|<=|＞|＜|>|<|＝|=|═|不低于|不少于|不超过|不高于|超过|约|近)?\s*
        (?:(?<open>[（(])(?=[\d,]*\.\d+[)）]$)|(?<sign>[-+△▲])\s*)?
        (?<digits>\d{{1,3}}(?:[,，][ ]?\d{{3}})+(?:\.[ ]?\d+)?|\d+(?:\.[ ]?\d+)?)(?(open)[)）])
        \s*(?<unit>{_unit_pattern()}|人|个)?\s*(?:(?<more>及以上|以上)|(?<less>及以下|以下|以内))?""",
        regex.VERBOSE | regex.VERSION1,
    )


def _decimal(digits: str) -> tuple[Decimal, Decimal]:
    value = Decimal(digits)
    exponent = value.as_tuple().exponent
    return value, Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


def _arabic(text: str, folded: str, match: regex.Match[str]) -> Number | None:
    start, end = match.start("top" if match["top"] else "digits"), match.end()
    sign = (match["sign"] or "").strip()
    if sign:
        start = match.start("sign") + len(match["sign"]) - len(match["sign"].lstrip())
    digits = match["digits"].translate(_MARKS_INSIDE)
    unit = match["unit"] or ""
    if not unit:
        end = match.end("more") if match["more"] else match.end("digits")
    value, step = _decimal(digits)
    if match["top"]:
        value += int(match["top"]) * _times(match["scale"], unit)
    negative = sign in ("-", "△", "▲")
    roughly = match["more"] or "余" in unit or "多" in unit
    qualifier = _qualifier(folded, start, end) or ("about" if roughly else "")
    return Number(
        start, end, text[start:end], -value if negative else value, step, _canonical(unit), qualifier, sign
    )


def _times(scale: str, printed: str) -> int:
    """How many of a unit of money one 兆, 亿 or 万 before it is: 3亿2500万元."""
    inside = next((c for c in printed if c in _POWERS), "")
    return int(10 ** max(_POWERS[scale] - _POWERS.get(inside, 0), 0))


def _canonical(printed: str) -> str:
    return canonical(printed.translate(_INSIDE_UNIT))


def _qualifier(text: str, start: int, end: int) -> str:
    after = _AFTER.match(text, end)
    before = _BEFORE.search(text, max(0, start - _QUALIFIER), start)
    if before is not None and (before["limit"] is None or (after is not None and after["at_most"])):
        return next(name for name in _QUALIFIERS if before[name] is not None)
    return str(after.lastgroup) if after is not None else ""


def _han(text: str, match: regex.Match[str]) -> Number | None:
    if match["hanpercent"] is not None:
        value, step = _han_value(match["hanpercent"])
        unit = "%"
    elif match["tenths"] is not None:
        value, step = Decimal(_HAN_DIGITS[match["tenths"]]), Decimal(1)
        if match["more_tenths"]:
            value += Decimal(5 if match["more_tenths"] == "半" else _HAN_DIGITS[match["more_tenths"]]) / 10
            step = Decimal("0.1")
        unit = "成"
    elif match["parts"] is not None or match["half"] is not None:
        top, bottom = (1, "二") if match["half"] else (_HAN_DIGITS[match["of"]], match["parts"])
        share = Decimal(100 * top) / (_HAN_DIGITS.get(bottom) or _HAN_SCALES[bottom])
        value, step, unit = round(share, 1), _FRACTION_STEP, "%"
    else:
        value, step = _han_value(match["hanmoney"])
        unit = match["hanunit"]
        if match["hantop"]:
            value += _han_value(match["hantop"])[0] * _times(match["hanscale"], unit)
        if not any(c in match["hanmoney"] for c in _HAN_DIGITS) and not match["hanmoney"].startswith(
            ("十", "拾")
        ):
            return None
    qualifier = _qualifier(text, match.start(), match.end()) or (
        "about" if unit == "成" or match["parts"] or match["half"] else ""
    )
    return Number(match.start(), match.end(), match.group(), value, step, canonical(unit), qualifier)


def _han_value(text: str) -> tuple[Decimal, Decimal]:
    """一千二百三十, 八点零一 -> value and step. Scales above 千 are part of the unit."""
    whole, _, fraction = _POINTS.sub("点", text).partition("点")
    total, digit, positional = 0, 0, ""
    for char in whole:
        if char in _HAN_SCALES:
            total += (digit or 1) * _HAN_SCALES[char]
            digit = 0
        else:
            digit = _HAN_DIGITS[char]
            positional += str(digit)
    by_place = len(whole) > 1 and not any(c in _HAN_SCALES for c in whole)
    value = Decimal(positional) if by_place else Decimal(total + digit)
    if not fraction:
        return value, Decimal(1)
    digits = "".join(str(_HAN_DIGITS.get(c, 0)) for c in fraction)
    return value + Decimal(f"0.{digits}"), Decimal(1).scaleb(-len(digits))
