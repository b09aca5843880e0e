"""The summary of a scan as a standalone page: one file that asks nobody for anything."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from html import escape
from importlib.resources import files
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, Final

from gouji.report.term import SEVERITY, clean
from gouji.scan.group import UNKNOWN
from gouji.scan.ledger import STATES
from gouji.scan.progress import STATE
from gouji.scan.store import write_whole
from gouji.scan.summary import SEVERITIES, Row, Summary, Unit, name_rule, place, title_rule

PART: Final = 2000
FOLDER: Final = "summary"
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


def write(summary: Summary, run: Path, letters: Mapping[str, str]) -> None:
    """Write the page into a run folder, the same bytes for the same summary. Raises OSError.

    The documents are listed in parts of 2,000.  A single part is in the page; more of them stand
    beside it, and the page loads those that somebody looks at.  ``letters``: where the letter of a
    unit is.
    """
    documents = sum(unit.documents for unit in summary.units)
    number = {unit.name: i for i, unit in enumerate(unit for unit in summary.units if unit.documents)}
    where: dict[int, set[int]] = defaultdict(set)
    shared = {path for crossing in summary.crossings for path in crossing.paths}
    places: dict[str, str] = {}
    single: list[str] = []
    for part, rows in enumerate(_in_parts(summary.rows(), PART)):
        for row in rows:
            where[number[row.document.unit]].add(part)
            if row.document.path in shared:
                places[row.document.path] = place(row.document.key, ".html")
        text = _json([_document(row, number) for row in rows])
        if documents <= PART:
            single.append(text)
        else:
            write_whole(
                run / FOLDER / f"{part:04d}.js", f"gouji({part},{text});\n".encode("utf-8", "replace")
            )
    for old in sorted((run / FOLDER).glob("*.js")):
        if documents <= PART or int(old.stem) * PART >= documents:
            old.unlink()
    written = {clean(unit): place for unit, place in letters.items()}
    data = describe(summary, places, where) | {"folder": FOLDER, "letters": written}
    write_whole(run / "summary.html", _render(summary, _json(data)[:-1] + f',"parts":[{",".join(single)}]}}'))


def _in_parts(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    several = iter(rows)
    while part := list(islice(several, size)):
        yield part


def _json(value: object) -> str:
    """JSON that may stand in a script."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return (
        text.replace("&", "\\u0026")
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("\u2028", "\\u2028")
    )


def _render(summary: Summary, data: str) -> bytes:
    folder = files("gouji.scan") / "page"
    style = (files("gouji.report") / "page" / "style.css").read_text("utf-8") + (
        folder / "scan.css"
    ).read_text("utf-8")
    script = (folder / "scan.js").read_text("utf-8")
    # What the script itself loads are the parts of the list, and nothing else may be.
    policy = (
        f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)} 'strict-dynamic'; "
        "base-uri 'none'; form-action 'none'"
    )
    sections = "".join(
        f'<section class="pane" id="s-{name}" aria-labelledby="h-{name}"><h2 id="h-{name}">{title}</h2>'
        + (f'<p class="hint">{hint}</p>' if hint else "")
        + f'<div id="{name}"></div></section>'
        for name, title, hint in _SECTIONS
    )
    page = (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>报送材料核查汇总</title>\n<style>{style}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#main">跳到结果</a>\n<header class="top"><h1>报送材料核查汇总</h1>'
        f"<p>{escape(_head(summary))}</p></header>\n"
        '<noscript><p class="reasons">此页的表和图需要启用脚本；'
        "同样的数据在 summary.xlsx、summary.csv 和 units.csv 中。</p></noscript>\n"
        f'<main id="main" class="board">{sections}</main>\n<script type="application/json" id="data">{data}</script>\n'
        f"<script>{script}</script>\n</body>\n</html>\n"
    )
    return page.encode("utf-8", "replace")


def _head(summary: Summary) -> str:
    states, units = summary.states(), [unit for unit in summary.units if unit.name and unit.documents]
    told = "，".join(f"{STATE[state]}{states.get(state, 0)}份" for state in STATES)
    return f"{len(units)}个单位，{sum(states.values())}份文件：{told}。"


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def describe(
    summary: Summary, places: Mapping[str, str], where: Mapping[int, Iterable[int]]
) -> dict[str, Any]:
    """What the script draws, in short lists: names are in the script, at the same places.

    ``places``: the result of each document that a finding across documents is about; ``where``: the
    parts of the list that hold the documents of each unit.
    """
    units = [unit for unit in summary.units if unit.documents]
    number = {unit.name: i for i, unit in enumerate(units)}
    types: dict[str, list[int]] = defaultdict(lambda: [0] * len(STATES))
    for row in summary.rows():
        types[row.document.form or "未知"][STATES.index(row.document.state)] += 1
    return {
        "states": [[state, STATE[state]] for state in STATES],
        "levels": list(SEVERITY.values()),
        "units": [_unit(unit, sorted(where.get(i, ()))) for i, unit in enumerate(units)],
        "rules": [[code, name_rule(code), title_rule(code), *numbers] for code, numbers in summary.rules.items()],
        "across": [
            [
                number[crossing.unit], crossing.finding.rule, SEVERITIES.index(crossing.finding.severity),
                clean(crossing.finding.message),
                [[clean(path), places[path]] for path in dict.fromkeys(crossing.paths)],
            ]
            for crossing in summary.crossings
        ],
        "sizes": _sizes(summary),
        "types": sorted(types.items(), key=lambda item: (-sum(item[1]), item[0])),
        "missing": [[clean(u.name), [clean(v) for v in (u.more or {}).values()]] for u in summary.units if u.listed == "missing"],
        "roster": summary.roster,
    }  # fmt: skip


def _document(row: Row, number: Mapping[str, int]) -> list[Any]:
    one = row.document
    return [
        clean(one.path), number[one.unit], STATES.index(one.state), one.form or "未知", one.year, one.role,
        [row.count(i) for i in range(3)], place(one.key, ".html"),
        clean("；".join(message for _, message in row.reasons)), clean(one.copy_of), clean(one.version_of),
        sorted(code for code, n in row.rules.items() if sum(n[1:])),
    ]  # fmt: skip


def _unit(unit: Unit, parts: list[int]) -> list[Any]:
    return [
        clean(unit.name) or UNKNOWN, "、".join(map(str, unit.years)), unit.documents,
        [unit.states.get(state, 0) for state in STATES], list(unit.counts), len(unit.crossings), unit.tested,
        unit.listed, dict(unit.rules), parts,
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
