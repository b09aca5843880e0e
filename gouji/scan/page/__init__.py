"""The summary of a scan as a standalone page: one file that asks nobody for anything."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from html import escape
from importlib.resources import files
from itertools import pairwise
from typing import Any, Final

from checks.registry import find_rule
from gouji.report.term import SEVERITY, clean
from gouji.scan.group import UNKNOWN
from gouji.scan.ledger import STATES
from gouji.scan.progress import STATE
from gouji.scan.summary import SEVERITIES, Summary, Unit, name_rule, place

_BINS: Final = tuple(Decimal(10) ** power for power in range(-2, 7))
_SECTIONS: Final = (
    ("tiles", "概况", ""),
    ("units", "各单位", "点列名排序，点单位看它的文件。"),
    ("drill", "文件", ""),
    ("across", "跨文件的疑点", ""),
    ("heat", "规则与单位", "每格是每百项已核对关系中的问题数；斜线为未核对。只列问题最多的40个单位。"),
    ("rules", "各规则的问题数", ""),
    ("pareto", "单位按错误数排列", "柱为错误数，线为累计占比。只列前40个单位。"),
    ("sizes", "差额分布", "错误中金额差额的个数，按万元分档。"),
    ("types", "各类文件的核查状态", ""),
    ("missing", "未报送的单位", ""),
)


def render(summary: Summary) -> bytes:
    """The page, UTF-8; the same bytes for the same summary."""
    folder = files("gouji.scan") / "page"
    style = (files("gouji.report") / "page" / "style.css").read_text("utf-8") + (
        folder / "scan.css"
    ).read_text("utf-8")
    script = (folder / "scan.js").read_text("utf-8")
    policy = f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; base-uri 'none'; form-action 'none'"
    sections = "".join(
        f'<section class="pane" id="s-{name}" aria-labelledby="h-{name}"><h2 id="h-{name}">{title}</h2>'
        + (f'<p class="hint">{hint}</p>' if hint else "")
        + f'<div id="{name}"></div></section>'
        for name, title, hint in _SECTIONS
    )
    data = json.dumps(describe(summary), ensure_ascii=False, separators=(",", ":"))
    safe = data.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    page = (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>报送材料核查汇总</title>\n<style>{style}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#main">跳到结果</a>\n<header class="top"><h1>报送材料核查汇总</h1>'
        f"<p>{escape(_head(summary))}</p></header>\n"
        f'<noscript><p class="reasons">此页的表和图需要启用脚本；同样的数据在 summary.csv 和 units.csv 中。</p></noscript>\n'
        f'<main id="main" class="board">{sections}</main>\n<script type="application/json" id="data">{safe}</script>\n'
        f"<script>{script}</script>\n</body>\n</html>\n"
    )
    return page.encode("utf-8", "replace")


def _head(summary: Summary) -> str:
    states, units = summary.states(), [unit for unit in summary.units if unit.name and unit.rows]
    told = "，".join(f"{STATE[state]}{states.get(state, 0)}份" for state in STATES)
    return f"{len(units)}个单位，{sum(states.values())}份文件：{told}。"


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def describe(summary: Summary) -> dict[str, Any]:
    """What the script draws, in short lists: names are in the script, at the same places."""
    units = [unit for unit in summary.units if unit.rows]
    number = {unit.name: i for i, unit in enumerate(units)}
    rows = summary.rows()
    at = {row.document.path: i for i, row in enumerate(rows)}
    return {
        "states": [[state, STATE[state]] for state in STATES],
        "levels": list(SEVERITY.values()),
        "units": [_unit(unit) for unit in units],
        "documents": [
            [
                clean(row.document.path), number[row.document.unit], STATES.index(row.document.state),
                row.document.form or "未知", row.document.year, row.document.role,
                [row.count(i) for i in range(3)], place(row.document.key, ".html"),
                clean("；".join(message for _, message in row.reasons)), clean(row.document.copy_of),
                clean(row.document.version_of), sorted(code for code, n in row.rules.items() if sum(n[1:])),
            ]
            for row in rows
        ],
        "rules": [[code, name_rule(code), _title(code), *numbers] for code, numbers in summary.by_rule().items()],
        "across": [
            [
                number[crossing.unit], crossing.finding.rule, SEVERITIES.index(crossing.finding.severity),
                clean(crossing.finding.message), [at[path] for path in dict.fromkeys(crossing.paths)],
            ]
            for crossing in summary.crossings
        ],
        "sizes": _sizes(summary),
        "missing": [[clean(u.name), [clean(v) for v in (u.more or {}).values()]] for u in summary.units if u.listed == "missing"],
        "roster": summary.roster,
    }  # fmt: skip


def _title(code: str) -> str:
    rule = find_rule(code)
    return rule.title if rule else ""


def _unit(unit: Unit) -> list[Any]:
    rules: dict[str, list[int]] = {}
    for row in unit.rows:
        if not row.document.copy_of:
            for code, numbers in row.rules.items():
                known = rules.setdefault(code, [0, 0])
                known[0] += numbers[0]
                known[1] += sum(numbers[1:])
    states = unit.states()
    return [
        clean(unit.name) or UNKNOWN, "、".join(map(str, unit.years)), len(unit.rows),
        [states.get(state, 0) for state in STATES], [unit.count(i) for i in range(3)], len(unit.crossings),
        unit.tested(), unit.listed, dict(sorted(rules.items())),
    ]  # fmt: skip


def _sizes(summary: Summary) -> list[list[Any]]:
    rows = (row for row in summary.rows() if not row.document.copy_of)
    return count_differences(text for row in rows for text in row.differences)


def count_differences(differences: Iterable[str]) -> list[list[Any]]:
    """How many differences (in 元) are below each bound in 万元: name and number; the last bin has no bound."""
    counts: Counter[int] = Counter()
    for text in differences:
        size = Decimal(text) / 10_000
        counts[next((i for i, bound in enumerate(_BINS) if size < bound), len(_BINS))] += 1
    names = [
        f"<{_plain(_BINS[0])}",
        *(f"{_plain(a)}–{_plain(b)}" for a, b in pairwise(_BINS)),
    ]
    return [[name, counts[i]] for i, name in enumerate([*names, f"≥{_plain(_BINS[-1])}"])]


def _plain(value: Decimal) -> str:
    return f"{value:f}"
