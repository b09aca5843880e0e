"""Units: what a printed unit measures and its size in the base unit of its kind.

Base units: 元 for money, 1 (a plain ratio) for %, ‰, 成 and 倍, 1 percentage point as 1/100,
one person, one thing, one point of a score.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

_SCALES = {"": 1, "十": 10, "百": 100, "千": 1_000, "万": 10_000, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12}

_COUNTERS = ["人次", "批次", "团组", "团次", "课时", "学时", "个月", "小时", "分钟", "平方公里", "平方千米", "平方米", "立方米", "公里", "千米", "公顷", "公斤", "千克", "千瓦时", "千瓦", "个", "家", "项", "次", "件", "台", "辆", "批", "户", "场", "期", "篇", "份", "条", "套", "处", "座", "所", "栋", "间", "张", "册", "本", "只", "头", "亩", "米", "吨", "天", "例", "起", "宗", "单", "笔", "组", "班", "门", "种", "类", "株", "棵", "盏", "块", "幅", "部", "轮", "支", "片", "眼", "孔", "口", "枚", "粒", "艘", "架", "列", "节", "堂", "首", "部门", "升", "级", "度", "盘", "卷", "袋", "箱", "桶", "趟", "人天", "人日", "车次", "标准箱", "床", "床位", "席", "桌", "对", "副", "根", "线", "路", "站", "点位", "村", "镇", "乡", "社区"]

_HEADS = ("人", "名", "位", "员")


def _table() -> dict[str, tuple[str, Fraction]]:
    units: dict[str, tuple[str, Fraction]] = {}
    for scale, factor in _SCALES.items():
        if scale not in ("十",):
            units[scale + "元"] = ("money", Fraction(factor))
            units[scale + "美元"] = ("foreign", Fraction(factor))
    units["万"] = ("money", Fraction(10_000))
    units["亿"] = ("money", Fraction(10**8))
    units["角"] = ("money", Fraction(1, 10))
    for text in ("%", "％", "(%)", "（%）", "（％）"):
        units[text] = ("percent", Fraction(1, 100))
    for text in ("个百分点", "百分点", "个点"):
        units[text] = ("points", Fraction(1, 100))
    units["‰"] = units["个千分点"] = ("percent", Fraction(1, 1000))
    units["成"] = ("percent", Fraction(1, 10))
    units["倍"] = ("multiple", Fraction(1))
    units["分"] = ("score", Fraction(1))
    for scale in ("", "万", "亿", "千", "百"):
        for text in _HEADS:
            units[scale + text] = ("headcount", Fraction(_SCALES[scale]))
        for text in _COUNTERS:
            units[scale + text] = ("count", Fraction(_SCALES[scale]))
    return units


UNITS: dict[str, tuple[str, Fraction]] = _table()
_CANONICAL = {
    "％": "%", "(%)": "%", "（%）": "%", "（％）": "%", "百分点": "个百分点", "个点": "个百分点", "万": "万元", "亿": "亿元",
    "名": "人", "位": "人", "員": "人", "萬元": "万元", "億元": "亿元", "萬": "万元", "億": "亿元",
}  # fmt: skip


def canonical(text: str) -> str:
    """The usual spelling of a unit: 万 -> 万元, ％ -> %, 名 -> 人; unknown text unchanged."""
    return _CANONICAL.get(text, text)


def kind(unit: str) -> str:
    """money, foreign, percent, points, multiple, score, headcount, count; "" for none or unknown."""
    return UNITS.get(unit, ("", Fraction(1)))[0]


def factor(unit: str) -> Fraction:
    """How many base units one of ``unit`` is; 1 where the unit is unknown."""
    return UNITS.get(unit, ("", Fraction(1)))[1]


def to_base(value: Decimal, unit: str) -> Fraction:
    """``value`` in the base unit of its kind, exactly."""
    return Fraction(value) * factor(unit)


def same_kind(first: str, second: str) -> bool:
    """Whether amounts in the two units can be compared at all (points and percent can)."""
    ratio = {"percent", "points"}
    one, two = kind(first), kind(second)
    return one == two or {one, two} <= ratio or {one, two} <= {"headcount", "count"}
