"""Pack files: read, and every mistake in them told with the user's own line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator
from fractions import Fraction
from typing import Any, cast

from checks.scoring.parse import parse as parse_rule
from extract.number import read_cell

KINDS = {
    "sum": ("whole", "parts"),
    "order": ("lesser", "greater"),
    "ratio": ("result", "numerator", "denominator"),
    "limit": ("figure",),
}
_MEANINGS = {
    "sum": "合计等于各项之和",
    "order": "甲不大于乙",
    "ratio": "比率等于两数相除",
    "limit": "不得低于或高于",
}
CONVENTIONS: dict[str, type | tuple[type, ...]] = {
    "funds-weight": (int, float),
    "funds-score": str,
    "bands": dict,
    "quality-bands": dict,
    "level1": dict,
    "item-rules": dict,
    "reverse": str,
    "reason-below": (int, float),
    "over-achieved": (int, float),
    "reason-adjusted": (int, float),
    "required": list,
    "unreported-cost": (int, float),
    "negative-score": (int, float),
    "pace": (int, float),
}
_SHAPES = ((dict, "{ 名称 = 数 }"), (str, "文字"), (list, '名称的列表，如 ["成本", "满意度"]'))
_CHOICES = {"funds-score": ("weight*rate",), "reverse": ("target/actual",)}
_COMMON = ("id", "title", "kind", "severity", "basis", "message")
_ANY = Fraction(10)
_TOP = ("id", "name", "authority", "places", "years", "extends", "convention", "claim")
_STAGES = ("年初预算", "调整预算", "预算", "执行", "决算")
_FIELDS = ("term", "stage", "period", "unit")


class PackError(ValueError):
    """A pack that cannot be used; the message is in Chinese and names the file and its line."""


class _Lines:
    """Where each table and key of a pack stands, so that a message can show the line."""

    def __init__(self, text: str, path: str) -> None:
        self.text, self.lines, self.path = text, text.splitlines(), path

    def fail(self, said: str, header: str = "", number: int = 0, key: str = "") -> PackError:
        at = self._find(header, number, key)
        shown = f"第{at + 1}行“{self.lines[at].strip()}”：" if at is not None else ""
        return PackError(f"规则包 {self.path} {shown}{said}")

    def _find(self, header: str, number: int, key: str) -> int | None:
        heads = [i for i, line in enumerate(self.lines) if line.strip().startswith("[")]
        starts = [i for i in heads if self.lines[i].split("#")[0].strip() == header] if header else [-1]
        if number >= len(starts):
            return None
        start = starts[number]
        end = next((i for i in heads if i > start), len(self.lines))
        for i in range(start + 1, end):
            if key and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", self.lines[i]):
                return i
        if key and not header:
            return next((i for i in heads if re.match(rf"\s*\[+{re.escape(key)}[.\]]", self.lines[i])), None)
        return start if start >= 0 else None


def parse(text: str, path: str, known: Collection[str] | None) -> dict[str, Any]:
    """The pack in ``text``; ``known`` are the ids that it may extend (None: not tested).

    PackError on the first fault, with the line it stands in.
    """
    lines = _Lines(text, path)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        row = int(at[1]) if at else 0
        shown = f"第{row}行“{lines.lines[row - 1].strip()}”" if 0 < row <= len(lines.lines) else ""
        raise PackError(f"规则包 {path} {shown}不是有效的 TOML：{_hint(lines.lines, row)}") from error
    for fault in _faults(data, lines, known):
        raise fault
    return data


def _hint(lines: list[str], row: int) -> str:
    """What is most likely wrong with a line that TOML does not take."""
    line = lines[row - 1].split("#")[0].strip() if 0 < row <= len(lines) else ""
    if line.startswith("[[") and line.replace("[[", "[").replace("]]", "]") in map(str.strip, lines):
        return "前面有一处只写了一对方括号，每一处都要写两对"
    if re.search(r"[＝“”‘’［］｛｝，]", re.sub(r'"[^"]*"', "", line)):
        return "引号、等号、括号、逗号要用半角"
    if line.count('"') % 2:
        return "引号没有成对"
    if re.search(r"=\s*[^\s\"'\[{\d-]|=\s*-?\d[\d.]*\s*[^\d\s.]", line):
        return "文字和带单位的数要写在引号内"
    return "写法应为 名称 = 值"


def _faults(data: dict[str, Any], lines: _Lines, known: Collection[str] | None) -> Iterator[PackError]:
    for key in data:
        if key not in _TOP:
            yield lines.fail(f"没有“{key}”这一项，可用的有：{'、'.join(_TOP)}", key=key)
    if not isinstance(data.get("id"), str) or not data["id"]:
        yield lines.fail("缺少 id（规则包的名称）", key="id")
    if known is not None and data.get("extends", "national") not in known:
        yield lines.fail(f"extends 只能是 {'、'.join(known)}", key="extends")
    places, years = data.get("places", []), data.get("years", [0, 0])
    if not isinstance(places, list) or not all(isinstance(p, str) for p in places):
        yield lines.fail("places 应为地名的列表", key="places")
    if not isinstance(years, list) or len(years) != 2 or not all(isinstance(y, int) for y in years):
        yield lines.fail("years 应为首尾两个年份，如 [2020, 2024]", key="years")
    conventions = data.get("convention", {})
    if not isinstance(conventions, dict):
        yield lines.fail("convention 应写成 [convention.名称]", key="convention")
        return
    for name, told in conventions.items():
        yield from _convention_faults(name, told, lines)
    claims = data.get("claim", [])
    if not isinstance(claims, list):
        yield lines.fail("claim 应写成 [[claim]]，两对方括号", header="[claim]")
        return
    seen: set[str] = set()
    for number, told in enumerate(claims):
        yield from _claim_faults(number, told, seen, lines)
        seen.add(str(told.get("id")))


def _convention_faults(name: str, told: Any, lines: _Lines) -> Iterator[PackError]:
    header = f"[convention.{name}]"
    wanted = CONVENTIONS.get(name)
    if wanted is None:
        yield lines.fail(f"没有“{name}”这一约定，可用的有：{'、'.join(CONVENTIONS)}", header)
        return
    if not isinstance(told, dict) or "value" not in told:
        yield lines.fail("缺少 value", header)
        return
    if not isinstance(told["value"], wanted) or isinstance(told["value"], bool):
        shape = next((said for made, said in _SHAPES if wanted is made), "数，不加引号")
        yield lines.fail(f"value 应为{shape}", header, key="value")
        return
    shapes = {"bands": _is_number, "level1": _is_number, "quality-bands": _is_range}
    value = cast(dict[str, Any], told["value"])
    if name in shapes and not all(map(shapes[name], value.values())):
        shape = "[下限, 上限]，如 [80, 100]" if name == "quality-bands" else "数，不加引号"
        yield lines.fail(f"value 中每一项应为{shape}", header, key="value")
        return
    if name == "required" and not all(isinstance(one, str) for one in cast(list[Any], told["value"])):
        yield lines.fail('value 应为名称的列表，如 ["成本", "满意度"]', header, key="value")
    if name == "item-rules":
        yield from _rule_faults(value, header, lines)
    allowed = _CHOICES.get(name)
    if allowed and told["value"] not in allowed:
        yield lines.fail(f"value 只能是 {'、'.join(allowed)}", header, key="value")
    if not told.get("basis"):
        yield lines.fail("缺少 basis（依据）", header)
    for key in told:
        if key not in ("value", "basis", "on"):
            yield lines.fail(f"没有“{key}”这一项，可用的有：value、basis、on", header, key=key)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_range(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_is_number, value))


def _rule_faults(value: dict[str, Any], header: str, lines: _Lines) -> Iterator[PackError]:
    """Scoring rules that the program would not understand."""
    for item, text in value.items():
        where = f"{header[:-1]}.value]"
        if not isinstance(text, str) or parse_rule(text, _ANY) is None:
            yield lines.fail(
                f"“{item}”的评分标准读不懂，写法如“≤100%得满分；每超过1%扣0.5分，扣完为止”“得分=执行率×分值”",
                where if where in lines.text else header, key=item if where in lines.text else "value",
            )  # fmt: skip


def _claim_faults(number: int, told: Any, seen: set[str], lines: _Lines) -> Iterator[PackError]:
    where = ("[[claim]]", number)
    for key in ("id", "title", "kind", "basis"):
        if not isinstance(told.get(key), str) or not told[key]:
            yield lines.fail(f"缺少 {key}", *where, key)
            return
    if told["id"] in seen:
        yield lines.fail(f"id “{told['id']}”与前面的重复", *where, "id")
    if told["kind"] not in KINDS:
        known = "、".join(f"{kind}（{meaning}）" for kind, meaning in _MEANINGS.items())
        yield lines.fail(f"kind 只能是 {known}", *where, "kind")
        return
    if told.get("severity", "warning") not in ("error", "warning", "info"):
        yield lines.fail("severity 只能是 error、warning、info", *where, "severity")
    roles = KINDS[told["kind"]]
    extra = ("at_least", "at_most") if told["kind"] == "limit" else ()
    for key in told:
        if key not in (*_COMMON, *roles, *extra):
            yield lines.fail(
                f"没有“{key}”这一项，可用的有：{'、'.join((*_COMMON, *roles, *extra))}", *where, key
            )
    for role in roles:
        if role not in told:
            yield lines.fail(f"kind 为 {told['kind']} 时须写明 {role}", *where, "kind")
            continue
        given = told[role] if role == "parts" else [told[role]]
        if not isinstance(given, list) or not given:
            yield lines.fail(f"{role} 应为列表", *where, role)
            continue
        for one in given:
            good = isinstance(one, str) or (
                isinstance(one, dict) and "term" in one and set(one) <= set(_FIELDS)
            )
            if not good:
                yield lines.fail(
                    f"{role} 应为名称，或 {{ term = 名称, stage = 阶段, period = 年份, unit = 单位 }}",
                    *where,
                    role,
                )
            elif isinstance(one, dict) and one.get("stage", _STAGES[0]) not in _STAGES:
                yield lines.fail(f"stage 只能是 {'、'.join(_STAGES)}", *where, role)
    if told["kind"] == "limit":
        yield from _limit_faults(told, where, lines)


def _limit_faults(told: dict[str, Any], where: tuple[str, int], lines: _Lines) -> Iterator[PackError]:
    given = [name for name in ("at_least", "at_most") if name in told]
    if not given:
        yield lines.fail("kind 为 limit 时须写明 at_least 或 at_most", *where, "kind")
    for name in given:
        if not isinstance(told[name], str) or read_cell(told[name]) is None:
            yield lines.fail(f'{name} 应为带单位的数，写在引号内，如 "90%"', *where, name)
