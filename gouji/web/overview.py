"""The leader's overview: how far the reviewers have come, and what they find, by unit and rule."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gouji.report.csv import guard
from gouji.report.review import SEVERITIES
from gouji.report.term import SEVERITY, STATUS, clean
from gouji.scan.page import count_differences
from gouji.web.present import BUSY, VERDICTS, address, moment
from gouji.web.store import Document
from gouji.web.store.document import ENDED
from gouji.web.store.tally import Settled, Share
from gouji.web.view import title

CHARTS: Final = (
    ("progress", "各单位的处理进度", "前30个单位，按问题数排列。点一条看它的文件。"),
    (
        "heat",
        "规则与单位",
        "每格是每百项已核对关系中的问题数，格中数字为问题数；斜线为未核对。只列前40个单位。",
    ),
    ("rules", "各规则的确认率", "确认 ÷（确认 + 误报）。低的规则值得看看是不是误报多。"),
    ("pareto", "单位按错误数排列", "柱为错误数，线为累计占比。只列前40个单位。"),
    ("sizes", "差额分布", "错误中金额差额的个数，按万元分档。"),
    ("types", "各类文件的核查状态", ""),
)
COLUMNS: Final = (
    "单位",
    "文件",
    *STATUS.values(),
    "核查中",
    *SEVERITY.values(),
    "待核",
    *VERDICTS,
    "处理进度",
)
UNKNOWN: Final = "单位未识别"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit's line: its documents by state, its findings by level and by verdict."""

    name: str
    documents: tuple[Document, ...]
    verdicts: Counter[str]

    @property
    def levels(self) -> list[int]:
        """Findings by level."""
        return [sum(document.count(level) for document in self.documents) for level in SEVERITIES]

    @property
    def open(self) -> int:
        """Findings that nobody has decided on."""
        return sum(self.levels) - sum(self.verdicts[word] for word in VERDICTS)

    @property
    def address(self) -> str:
        """Its documents."""
        return address(unit=self.name)

    @property
    def numbers(self) -> list[str]:
        """The cells of its line after the name, as in ``COLUMNS``."""
        states = Counter(document.state for document in self.documents)
        total, done = sum(self.levels), sum(self.levels) - self.open
        counted = (
            len(self.documents),
            *(states[state] for state in STATUS),
            sum(states[state] for state in BUSY),
            *self.levels,
            self.open,
            *(self.verdicts[word] for word in VERDICTS),
        )
        return [*map(str, counted), f"{100 * done // total}%" if total else "—"]


@dataclass(frozen=True, slots=True)
class Person:
    """What one reviewer has decided."""

    name: str
    numbers: list[int]
    last: str


def units(documents: Sequence[Document], settled: Sequence[Settled]) -> list[Unit]:
    """The units, those with most findings first."""
    verdicts: dict[str, Counter[str]] = defaultdict(Counter)
    for item in settled:
        verdicts[item.document][item.verdict] += item.number
    found: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        found[document.unit].append(document)
    made = [
        Unit(name, tuple(some), sum((verdicts[one.id] for one in some), Counter[str]()))
        for name, some in found.items()
    ]
    return sorted(made, key=lambda unit: (-sum(unit.levels), unit.name))


def people(shares: Sequence[Share]) -> list[Person]:
    """Each who has decided something: how much of what, and when the last."""
    found: dict[str, dict[str, Share]] = defaultdict(dict)
    for share in shares:
        found[share.who][share.verdict] = share
    return [
        Person(
            clean(name),
            [some[word].number if word in some else 0 for word in VERDICTS],
            moment(max(share.last for share in some.values())),
        )
        for name, some in found.items()
    ]


def tiles(documents: Sequence[Document], listed: Sequence[Unit]) -> Iterator[tuple[str, str, str]]:
    """The large numbers: words, number, where it leads."""
    states = Counter(document.state for document in documents)
    yield "份文件", str(len(documents)), address()
    for state, word in STATUS.items():
        yield word, str(states[state]), address(state=state)
    yield "核查中", str(sum(states[state] for state in BUSY)), address(state="busy")
    yield "个单位有错误", str(sum(unit.levels[0] > 0 for unit in listed)), "#sort=5"
    for i, word in enumerate(SEVERITY.values()):
        yield word, str(sum(unit.levels[i] for unit in listed)), f"#sort={5 + i}"
    total = sum(sum(unit.levels) for unit in listed)
    done = total - sum(unit.open for unit in listed)
    yield f"已处理（共{total}条）", str(done), "#sort=8"


def describe(
    documents: Sequence[Document], listed: Sequence[Unit], settled: Sequence[Settled]
) -> dict[str, Any]:
    """What the charts draw."""
    tested: dict[str, Counter[str]] = defaultdict(Counter)
    for document in documents:
        for code, (checked, *found) in document.card.get("rules", {}).items():
            tested[code].update(tested=checked, found=sum(found))
    judged: dict[str, Counter[str]] = defaultdict(Counter)
    for item in settled:
        judged[item.rule][item.verdict] += item.number
    types: dict[str, Counter[str]] = defaultdict(Counter)
    for document in documents:
        types[document.format or "未知"][document.state] += 1
    return {
        "verdicts": VERDICTS,
        "states": [[state, word] for state, word in STATUS.items()],
        "units": [
            {
                "name": clean(unit.name) or UNKNOWN,
                "address": unit.address,
                "levels": unit.levels,
                "verdicts": [*(unit.verdicts[word] for word in VERDICTS), unit.open],
                "rules": _rules(unit),
            }
            for unit in listed
            if any(document.state in ENDED for document in unit.documents)
        ],
        "rules": [
            {
                "code": code,
                "title": title(code),
                "confirmed": judged[code]["确认"] + judged[code]["已改"],
                "refused": judged[code]["误报"],
            }
            for code in sorted(tested)
            if tested[code]["found"]
        ],
        "sizes": count_differences(text for one in documents for text in one.card.get("differences", ())),
        "types": [[name, [numbers[state] for state in STATUS]] for name, numbers in sorted(types.items())],
    }


def _rules(unit: Unit) -> dict[str, list[int]]:
    """Each rule to relations tested and findings."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for document in unit.documents:
        for code, (checked, *some) in document.card.get("rules", {}).items():
            found[code][0] += checked
            found[code][1] += sum(some)
    return found


def write_csv(listed: Sequence[Unit]) -> bytes:
    """The table of units for a spreadsheet."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for unit in listed:
        writer.writerow([guard(clean(unit.name) or UNKNOWN), *unit.numbers])
    return ("\ufeff" + buffer.getvalue()).encode("utf-8")
