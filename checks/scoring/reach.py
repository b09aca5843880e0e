"""Ranges in words: 95%以上, 90%（含）-95%, 80%≤执行率<90%, 不足60分."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import regex

Axis = Literal["ratio", "score"]


@dataclass(frozen=True, slots=True)
class Reach:
    """From ``low`` to ``high`` (None: no end); whether an end belongs is None where the words do not tell."""

    low: Fraction | None
    high: Fraction | None
    low_closed: bool | None = None
    high_closed: bool | None = None

    @property
    def is_point(self) -> bool:
        """Whether it is one number only."""
        return self.low is not None and self.low == self.high

    @property
    def is_everything(self) -> bool:
        """Whether it has no end at all."""
        return self.low is None and self.high is None

    def holds(self, value: Fraction, lower: bool) -> bool:
        """Whether ``value`` belongs; ``lower``: an end that is not told belongs if it is the lower one."""
        if self.low is not None and (value < self.low or (value == self.low and not self._low(lower))):
            return False
        return self.high is None or value < self.high or (value == self.high and self._high(lower))

    def _low(self, lower: bool) -> bool:
        return self.is_point or (lower if self.low_closed is None else self.low_closed)

    def _high(self, lower: bool) -> bool:
        return self.is_point or (not lower if self.high_closed is None else self.high_closed)


@dataclass(frozen=True, slots=True)
class Found:
    """A range with its place in the text."""

    start: int
    end: int
    reach: Reach


_UNIT = {"ratio": "%", "score": "分"}
_VAR = r"[\p{Han}\"“”'A-Za-z()]{0,16}?"
_INC = r"\((?:不?(?:包)?含|含本数|不含本数)(?:[\d.]+[%分]?)?\)|(?<=[%分\d])不?含(?!\p{Han}{2})"
_GE = r"≥|>=|不低于|不小于|不少于|大于等于|大于或等于|高于或等于|达到|达"
_GT = r">|大于|超过|高于|超出"
_LE = r"≤|<=|不超过|不高于|不大于|小于等于|小于或等于|低于或等于|控制在"
_LT = r"<|小于|低于|不足|不到|少于|未达到|达不到|未达"
_UP = r"及?以上|及其以上"
_DOWN = r"及?以下|及?以内|之内|及其以下"


def _pattern(axis: Axis) -> regex.Pattern[str]:
    def number(name: str) -> str:
        unit = _UNIT[axis]
        return rf"(?<{name}>-?\d+(?:\.\d+)?)(?<{name}u>{unit})?(?<{name}i>{_INC})?"

    return regex.compile(
        rf"""
        (?<xop>[\[(【]){number("x")}(?:,|~|-){number("y")}(?<yop>[\])】])
      | {number("a")}(?<aop>≤|<=|<|≥|>=|>){_VAR}(?<bop>≤|<=|<|≥|>=|>){number("b")}
      | {number("q")}(?:{_UP}),?(?:且|并|但|和|同时|、)?{_VAR}(?<rop>{_LE}|{_LT}){number("r")}(?:{_DOWN})?
      | {number("s")}(?:{_UP}),?(?:且|并|但|至|到|-|、)?{number("t")}(?:{_DOWN})
      | (?:介于|在)?{number("c")}(?:{_UP})?(?<ci2>{_INC})?(?:-|~|—+|–|至|到){number("d")}
        (?:{_DOWN})?(?<di2>{_INC})?(?:之间)?(?<di3>{_INC})?
      | (?<eop>{_GE}|{_GT}){number("e")}(?:{_UP})?(?:,?(?:且|并|但|和|同时|、)?{_VAR})(?<fop>{_LE}|{_LT}){number("f")}(?:{_DOWN})?
      | (?<gop>{_LE}|{_LT}){number("g")}(?:{_DOWN})?(?:,?(?:且|并|但|和|同时|、)?{_VAR})(?<hop>{_GE}|{_GT}){number("h")}(?:{_UP})?
      | (?<kop>{_GE}|{_GT}|{_LE}|{_LT}){number("k")}(?<kend>{_UP}|{_DOWN})?(?<ki2>{_INC})?
      | {number("m")}(?<mend>{_UP}|{_DOWN})(?<mi2>{_INC})?
      | (?<pop>=|为|等于)?{number("p")}
        """,
        regex.VERBOSE | regex.VERSION1,
    )


_PATTERNS: dict[Axis, regex.Pattern[str]] = {"ratio": _pattern("ratio"), "score": _pattern("score")}


def reaches(text: str, axis: Axis) -> Iterator[Found]:
    """The ranges in ``text`` (half width, no spaces), numbers in base units (95% is 0.95)."""
    for match in _PATTERNS[axis].finditer(text, timeout=0.5):
        reach = _read(match, axis)
        if reach is not None:
            yield Found(match.start(), match.end(), reach)


def _read(match: regex.Match[str], axis: Axis) -> Reach | None:
    got: dict[str, str | None] = match.groupdict()

    def value(name: str, *, beside: str = "", sign: bool = False) -> Fraction | None:
        number, unit = Fraction(got[name] or 0), got[f"{name}u"] or (got[f"{beside}u"] if beside else None)
        if axis == "score":
            return number
        if unit:
            return number / 100
        return number if sign and number in (0, 1) else None

    def inside(*names: str) -> bool | None:
        said = next((got[n] for n in names if got.get(n)), None)
        return None if said is None else "不" not in said

    if got["x"] is not None:
        one, two = value("x", beside="y", sign=True), value("y", beside="x", sign=True)
        return _ordered(one, got["xop"] != "(", two, got["yop"] != ")")
    if got["a"] is not None:
        one, two = value("a", beside="b", sign=True), value("b", beside="a", sign=True)
        first, second = got["aop"] or "", got["bop"] or ""
        if one is None or two is None or (first[0] in "≤<") != (second[0] in "≤<"):
            return None
        return _ordered(one, first not in "<>", two, second not in "<>")
    if got["c"] is not None:
        one, two = value("c", beside="d"), value("d", beside="c")
        start, stop = inside("ci", "ci2"), inside("di", "di2", "di3")
        # 80%-90%(含80%): the brackets behind the range name the end they speak of.
        named = next(
            (n for key in ("di", "di2", "di3") if (n := regex.search(r"[\d.]+", got[key] or ""))), None
        )
        if named and Fraction(named[0]) == Fraction(got["c"]):
            start, stop = stop, None
        return _ordered(one, start, two, stop)
    if got["s"] is not None:
        return _ordered(value("s", beside="t"), inside("si"), value("t", beside="s"), inside("ti"))
    if got["q"] is not None:
        one, two = value("q", beside="r"), value("r", beside="q")
        return _ordered(one, inside("qi"), two, _closes(got["rop"] or "", inside("ri")))
    for below, above in (("e", "f"), ("h", "g")):
        if got[below] is not None:
            one, two = value(below, beside=above, sign=True), value(above, beside=below, sign=True)
            return _ordered(
                one, _closes(got[f"{below}op"] or "", inside(f"{below}i")),
                two, _closes(got[f"{above}op"] or "", inside(f"{above}i")),
            )  # fmt: skip
    if got["k"] is not None:
        number = value("k", sign=True)
        word = got["kop"] or ""
        closed = _closes(word, inside("ki", "ki2"))
        if number is None:
            return None
        up = regex.fullmatch(f"{_GE}|{_GT}", word) is not None
        return Reach(number, None, closed) if up else Reach(None, number, None, closed)
    if got["m"] is not None:
        number = value("m")
        told, end = inside("mi", "mi2"), got["mend"] or ""
        if told is None and end.startswith("及"):
            told = True
        if number is None:
            return None
        if end.endswith("上"):
            return Reach(number, None, told)
        return Reach(None, number, None, True if end.endswith("内") else told)
    number = value("p", sign=got["pop"] is not None)
    return None if number is None else Reach(number, number, True, True)


def _closes(word: str, told: bool | None) -> bool:
    return told if told is not None else regex.fullmatch(f"{_GE}|{_LE}", word) is not None


def _ordered(
    one: Fraction | None, one_closed: bool | None, two: Fraction | None, two_closed: bool | None
) -> Reach | None:
    if one is None or two is None or one == two:
        return None
    if one < two:
        return Reach(one, two, one_closed, two_closed)
    return Reach(two, one, two_closed, one_closed)
