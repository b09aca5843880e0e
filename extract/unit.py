"""Units: what a printed unit measures and its size in the base unit of its kind.

Base units: 元 for money, 1 (a plain ratio) for %, ‰, 成 and 倍, 1 percentage point as 1/100,
one person, one thing, one point of a score.  Measured units (亩, 公里, 小时) are counted each in itself.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

SCALES = {"百": 100, "千": 1_000, "万": 10_000, "亿": 10**8}
"""The words before a counter: 3万人, 2千户."""

_MONEY_SCALES = {"": 1, **SCALES, "百万": 10**6, "千万": 10**7, "万亿": 10**12}

HEADS = ("人", "名", "位")

_COUNTED = """
个 家 项 户 组 班 门 种 类 对 副 部门 人天 人日 团组 标准箱
次 人次 批次 团次 家次 场次 户次 台次 车次 班次 架次 例次 件次 批 期 场 轮 趟 节 堂 天 个月
件 份 篇 条 册 本 张 卷 页 封 例 起 宗 单 笔 部 幅 首
台 辆 套 支 片 块 只 头 羽 尾 株 棵 颗 盏 枚 粒 根 瓶 盘 袋 箱 桶 艘 架 列 床 床位 席 桌
处 座 所 栋 幢 间 眼 孔 口 段 级 线 路 站 点位 村 镇 乡 社区
"""

_MEASURES = {
    "米": "米", "公里": "公里", "千米": "公里",
    "平方米": "平方米", "亩": "亩", "公顷": "公顷", "平方公里": "平方公里", "平方千米": "平方公里",
    "立方米": "立方米", "升": "升", "公斤": "公斤", "千克": "公斤", "吨": "吨",
    "千瓦": "千瓦", "千瓦时": "千瓦时", "度": "千瓦时",
    "分钟": "分钟", "小时": "小时", "课时": "课时", "学时": "课时",
}  # fmt: skip
"""What is measured, not counted in pieces, each with the unit that it can be added to."""

COUNTERS = (*_COUNTED.split(), *_MEASURES)
"""What follows a number of things or a measure, without 万 or 千 before it."""

_AMBIGUOUS = "成 级 度 线 路 站 村 镇 乡 社区 部门 员 对 副 点位"
AMBIGUOUS = frozenset(_AMBIGUOUS.split())
"""Units in the head of a table, but other words more often behind a number in running text."""


def _table() -> dict[str, tuple[str, Fraction]]:
    units: dict[str, tuple[str, Fraction]] = {}
    for scale, factor in _MONEY_SCALES.items():
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
    for scale, factor in {"": 1, **SCALES}.items():
        for text in (*HEADS, "员"):
            units[scale + text] = ("headcount", Fraction(factor))
        for text in COUNTERS:
            units.setdefault(scale + text, ("count", Fraction(factor)))
    return units


UNITS: dict[str, tuple[str, Fraction]] = _table()
_KINDS = {unit: of for unit, (of, _) in UNITS.items()}
_MEASURED = {scale + unit: name for scale in (*SCALES, "") for unit, name in _MEASURES.items()}

_CANONICAL = {
    "％": "%", "(%)": "%", "（%）": "%", "（％）": "%", "百分点": "个百分点", "个点": "个百分点", "万": "万元", "亿": "亿元",
    "名": "人", "位": "人", "員": "人", "萬元": "万元", "億元": "亿元", "萬": "万元", "億": "亿元",
    "㎡": "平方米", "m2": "平方米", "m²": "平方米", "㎞": "公里", "㎏": "公斤",
}  # fmt: skip


def canonical(text: str) -> str:
    """The usual spelling of a unit: 万 -> 万元, ％ -> %, 名 -> 人; unknown text unchanged."""
    return _CANONICAL.get(text, text)


def kind(unit: str) -> str:
    """money, foreign, percent, points, multiple, score, headcount, count; "" for none or unknown."""
    return _KINDS.get(unit, "")


def is_measured(unit: str) -> bool:
    """Whether a unit of kind count measures (length, area, time …), so that its digits are rounded ones."""
    return unit in _MEASURED


def factor(unit: str) -> Fraction:
    """How many base units one of ``unit`` is; 1 where the unit is unknown."""
    return UNITS.get(unit, ("", Fraction(1)))[1]


def to_base(value: Decimal, unit: str) -> Fraction:
    """``value`` in the base unit of its kind, exactly."""
    return Fraction(value) * factor(unit)


def same_kind(first: str, second: str) -> bool:
    """Whether amounts in the two units can be compared at all (points and percent can; 亩 and 公里 cannot)."""
    one, two = kind(first), kind(second)
    if {one, two} <= {"headcount", "count"}:
        return _MEASURED.get(first) == _MEASURED.get(second)
    return one == two or {one, two} <= {"percent", "points"}


def same_thing(first: str, second: str) -> bool:
    """Whether two units are of one kind and, where they count, count the same: 万人 and 名, but not 人 and 户."""
    counted = {kind(first), kind(second)} & {"count", "headcount"}
    return same_kind(first, second) and (not counted or _counter(first) == _counter(second))


def _counter(unit: str) -> str:
    """What is counted, without 万 or 千."""
    bare = unit.lstrip("".join(SCALES))
    return HEADS[0] if bare in HEADS else bare
