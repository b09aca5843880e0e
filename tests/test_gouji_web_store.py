"""What the page remembers, on both databases: versions, decisions, who may see what, nothing left behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from gouji.web.settings import PageSettings
from gouji.web.site import open_site
from gouji.web.store import Store, StoreError, User, decision, document, finding, open_store
from gouji.web.store.document import Received, Wanted
from gouji.web.store.table import METADATA
from gouji.web.store.user import add_user, find_user

REVIEWER = User(1, "复核一", "reviewer")
DEPARTMENT = User(2, "甲局", "department", "甲局")
OTHER = User(3, "乙局", "department", "乙局")


@pytest.fixture
def store(tmp_path: Path, database: str) -> Iterator[Store]:
    opened = open_store(tmp_path, database)
    yield opened
    opened.close()


def _received(name: str = "甲.docx") -> Received:
    return Received(name, "docx", "0" * 64, 10, document.new_id())


def _entry(number: str, **more: Any) -> dict[str, Any]:
    base = {"printed": "", "rule": "GJ203", "name": "growth-rate", "severity": "error", "confidence": "high"}
    return {**base, "id": number, "cause": None, "message": "不符", "where": None, "figures": [], **more}


def test_migrations_make_the_tables(store: Store) -> None:
    with store.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_database_is_opened_again(store: Store, tmp_path: Path) -> None:
    with store.write() as connection:
        made = document.add(connection, _received(), REVIEWER)
    again = open_store(tmp_path, store.engine.url.render_as_string(hide_password=False))
    with again.read() as connection:
        assert document.get(connection, made.id, REVIEWER) == made
    again.close()


@pytest.mark.parametrize("address", ["nonsense", "mysql://h/d", "postgresql://gouji@/x?host=/nonexistent"])
def test_unusable_database_is_refused_in_chinese(tmp_path: Path, address: str) -> None:
    with pytest.raises(StoreError, match="数据库"):
        open_store(tmp_path, address)


def test_password_is_not_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        open_store(tmp_path, "postgresql://gouji:geheim@127.0.0.1:1/x")
    assert "geheim" not in str(caught.value)


def test_database_of_a_newer_program_is_refused(store: Store, tmp_path: Path) -> None:
    with store.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="升级"):
        open_store(tmp_path, store.engine.url.render_as_string(hide_password=False))


def test_a_database_has_one_folder(tmp_path: Path, postgres: Callable[[], str]) -> None:
    """Else two pages would take each other's documents and find no files."""
    address = postgres()
    for _ in range(2):
        open_site(PageSettings(tmp_path / "one", address)).store.close()
    with pytest.raises(StoreError, match="另一个数据文件夹"):
        open_site(PageSettings(tmp_path / "two", address))


def test_department_sees_its_own_only(store: Store) -> None:
    with store.write() as connection:
        own = document.add(connection, _received(), DEPARTMENT)
        given = document.add(connection, _received(), REVIEWER, department="甲局")
        alone = document.add(connection, _received(), REVIEWER)
        # A department cannot hand in for another one.
        document.add(connection, _received(), OTHER, department="甲局")
    with store.read() as connection:
        seen = {one.id for one in document.listing(connection, DEPARTMENT, Wanted())}
        assert seen == {own.id, given.id}
        assert document.get(connection, alone.id, DEPARTMENT) is None
        assert document.versions(connection, OTHER, own.lineage) == []
        assert sum(document.count(connection, OTHER, Wanted()).values()) == 1
        assert len(document.listing(connection, REVIEWER, Wanted())) == 4
        nobody = User(9, "无单位", "department", "")
        assert document.listing(connection, nobody, Wanted()) == []


def test_versions_at_once_are_numbered_apart(store: Store) -> None:
    with store.write() as connection:
        first = document.add(connection, _received(), DEPARTMENT)

    def hand_in(_: int) -> int:
        with store.write() as connection:
            return document.add(connection, _received(), REVIEWER, earlier=first).version

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(hand_in, range(8))) == list(range(2, 10))
    with store.read() as connection:
        (newest,) = document.listing(connection, DEPARTMENT, Wanted())
        assert newest.version == 9
        assert len(document.listing(connection, DEPARTMENT, Wanted(newest=False))) == 9


def test_what_was_entered_goes_on_to_the_next_version(store: Store) -> None:
    with store.write() as connection:
        first = document.add(connection, _received(), REVIEWER)
        document.edit(connection, first, "甲局", 2023)
        first = document.get(connection, first.id, REVIEWER) or first
        second = document.add(connection, _received(), REVIEWER, earlier=first)
    assert (second.unit, second.year, second.edited) == ("甲局", 2023, True)


@pytest.mark.parametrize("text", ["100%", "_", "\\", "\0", "\ud800", "'; DROP TABLE document; --"])
def test_search_takes_what_is_typed_literally(store: Store, text: str) -> None:
    with store.write() as connection:
        document.add(connection, _received("甲.docx"), REVIEWER)
        wanted = document.add(connection, _received(f"{text}.docx"), REVIEWER)
    with store.read() as connection:
        found = document.listing(connection, REVIEWER, Wanted(text=text))
        assert [one.id for one in found] == [wanted.id]
        assert document.get(connection, text, REVIEWER) is None


def test_decisions_are_added_and_the_latest_holds(store: Store) -> None:
    with store.write() as connection:
        first = document.add(connection, _received(), REVIEWER)
        finding.replace_findings(connection, first.id, [_entry("aa"), _entry("bb")], {})
        both = decision.decide(connection, first, ["aa", "bb", "zz", "aa"], "确认", "", REVIEWER)
        (second,) = decision.decide(connection, first, ["aa"], "误报", "口径不同", REVIEWER)
    assert [one.finding for one in both] == ["aa", "bb"]
    assert both[0].batch == both[1].batch != second.batch
    with store.read() as connection:
        held = decision.latest(connection, first.lineage)
        assert {number: one.verdict for number, one in held.items()} == {"aa": "误报", "bb": "确认"}
        assert [one.verdict for one in decision.history(connection, first.lineage, "aa")] == ["确认", "误报"]


def test_findings_keep_order_and_change(store: Store) -> None:
    with store.write() as connection:
        made = document.add(connection, _received(), DEPARTMENT)
        place = {"section": "二、支出", "page": 3}
        entries = [_entry("bb", figures=[{"where": place}]), _entry("aa", cause="c1")]
        finding.replace_findings(connection, made.id, entries, {"aa": "new"})
        finding.replace_findings(connection, made.id, entries, {"aa": "same"})
    with store.read() as connection:
        found = finding.of_documents(connection, DEPARTMENT, [made.id])
        assert [(one.id, one.section, one.cause, one.change) for one in found] == [
            ("bb", "二、支出", "", ""),
            ("aa", "", "c1", "same"),
        ]
        assert finding.of_documents(connection, OTHER, [made.id]) == []


def test_a_broken_off_change_leaves_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError), store.write() as connection:
        document.add(connection, _received(), REVIEWER)
        raise RuntimeError
    with store.read() as connection:
        assert document.listing(connection, REVIEWER, Wanted()) == []


def test_user_is_found_by_name(store: Store) -> None:
    with store.write() as connection:
        made = add_user(connection, "甲局经办", "department", "hash", "甲局")
    with store.read() as connection:
        assert find_user(connection, "甲局经办") == (made, "hash")
        assert find_user(connection, "无此人") is None
