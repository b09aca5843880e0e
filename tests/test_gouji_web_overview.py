"""What a leader sees of many papers: only decisions that hold count, each once, and a name is never a formula."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gouji.web import overview
from gouji.web.store import Document, Store, User, decision, document, finding, open_store, tally
from gouji.web.store.document import Received, Wanted

REVIEWER = User(1, "复核甲", "reviewer")
OTHER = User(2, "复核乙", "reviewer")
DEPARTMENT = User(3, "教育局填报", "department", "教育局")
CARD = {"rules": {"GJ203": [7, 2, 0, 0], "GJ106": [3, 0, 1, 0]}, "differences": ["1000.00", "2500000.00"]}


@pytest.fixture
def store(tmp_path: Path, database: str) -> Iterator[Store]:
    opened = open_store(tmp_path, database)
    yield opened
    opened.close()


def hand_in(store: Store, unit: str, user: User = REVIEWER, earlier: Document | None = None) -> Document:
    """A document with three findings and its result."""
    with store.write() as connection:
        made = document.add(
            connection, Received("报告.docx", "docx", "0" * 64, 10, ""), user, earlier=earlier
        )
        document.edit(connection, made, unit, 2023)
        entries = [
            {
                "id": name,
                "printed": "",
                "rule": rule,
                "name": "",
                "severity": severity,
                "confidence": "high",
                "cause": None,
                "message": "不符",
                "where": None,
                "figures": [],
            }
            for name, rule, severity in (
                ("a", "GJ203", "error"),
                ("b", "GJ203", "error"),
                ("c", "GJ106", "warning"),
            )
        ]
        finding.replace_findings(connection, made.id, entries, {})
        columns = document.DOCUMENT
        connection.execute(
            columns.update().where(columns.c.id == made.id).values(state="complete", card=CARD)
        )
    return made


def decide(store: Store, paper: Document, name: str, verdict: str, user: User = REVIEWER) -> None:
    with store.write() as connection:
        decision.decide(connection, paper, [name], verdict, "理由", user)


def test_only_what_holds_is_counted(store: Store) -> None:
    first = hand_in(store, "教育局")
    decide(store, first, "a", "误报")
    decide(store, first, "a", "确认", OTHER)
    decide(store, first, "b", "已改")
    second = hand_in(store, "教育局", earlier=first)
    decide(store, second, "c", "确认")
    decide(store, second, "c", "待核")
    with store.read() as connection:
        held = tally.settled(connection, REVIEWER, [second.id])
        made = tally.shares(connection, REVIEWER, [second.id])
        assert tally.settled(connection, DEPARTMENT, [second.id]) == []
        assert tally.shares(connection, DEPARTMENT, [second.id]) == []
    assert {(one.rule, one.verdict, one.number) for one in held} == {
        ("GJ203", "确认", 1),
        ("GJ203", "已改", 1),
        ("GJ106", "待核", 1),
    }
    people = {one.name: one.numbers for one in overview.people(made)}
    assert people == {"复核甲": [1, 1, 1, 0], "复核乙": [1, 0, 0, 0]}


def test_units_with_their_progress(store: Store) -> None:
    paper = hand_in(store, "教育局")
    hand_in(store, '=HYPERLINK("http://evil.example")')
    decide(store, paper, "a", "误报")
    decide(store, paper, "b", "确认")
    with store.read() as connection:
        documents = document.listing(connection, REVIEWER, Wanted())
        settled = tally.settled(connection, REVIEWER, [one.id for one in documents])
    units = overview.units(documents, settled)
    education = next(unit for unit in units if unit.name == "教育局")
    told = dict(zip(overview.COLUMNS, ["教育局", *education.numbers], strict=True))
    assert (told["错误"], told["疑点"], told["待核"], told["误报"], told["处理进度"]) == (
        "2",
        "1",
        "1",
        "1",
        "66%",
    )
    data = overview.describe(documents, units, settled)
    (rule,) = (one for one in data["rules"] if one["code"] == "GJ203")
    assert (rule["confirmed"], rule["refused"]) == (1, 1)
    assert sum(number for _, number in data["sizes"]) == 4
    lines = overview.write_csv(units).decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert not any(line.lstrip('"').startswith("=") for line in lines)
