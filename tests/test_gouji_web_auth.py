"""The page as somebody sees it who should not: other people's papers, forged requests, guesses, tampering."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, update

from gouji.web import api, auth, pages
from gouji.web.settings import PageSettings
from gouji.web.site import LOCAL, Site
from gouji.web.store import User, document
from gouji.web.store.table import ATTEMPT, AUDIT, SESSION
from gouji.web.store.user import change_user
from tests.page_sample import (
    PASSWORD,
    PLANTED,
    add_person,
    log_in_as,
    opened,
    settings_for,
    submit,
    token_of,
    wait_for,
)

OPEN = {"/api/health", "/login", "/style.css"}
"""What answers without a login."""

SAFE = {"GET", "HEAD"}


def _routes() -> Iterator[tuple[str, str]]:
    for route in [*api.router.routes, *pages.router.routes]:
        for method in sorted(getattr(route, "methods", ())):
            yield method, getattr(route, "path", "")


ROUTES = sorted(set(_routes()))
OF_DOCUMENT = [(method, path) for method, path in ROUTES if "{" in path]
CHANGES = [(method, path) for method, path in ROUTES if method not in SAFE]


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, TestClient, str, User, User]]:
    """A page with login, a checked paper of one department with a decision, and two departments."""
    settings = settings_for(tmp_path_factory.mktemp("page"), host="0.0.0.0", works=True)
    with opened(settings) as (site, client):
        reviewer = add_person(site, "复核一", "reviewer")
        own = add_person(site, "甲局经办", "department", "甲局")
        other = add_person(site, "乙局经办", "department", "乙局")
        bearer = TestClient(client.app, base_url="http://127.0.0.1", headers=token_of(site, own))
        (number,) = submit(bearer, PLANTED)
        wait_for(bearer, number)
        findings = bearer.get(f"/api/documents/{number}/result").json()["documents"][0]["findings"]
        review = TestClient(client.app, base_url="http://127.0.0.1", headers=token_of(site, reviewer))
        body = {"findings": [findings[0]["id"]], "verdict": "误报", "note": "只有甲局知道的理由"}
        assert review.post(f"/api/documents/{number}/decisions", json=body).status_code == 201
        yield site, client, number, own, other


def _fill(path: str, number: str) -> str:
    return re.sub(r"\{[^}]*\}", number, path)


def _ask(client: TestClient, method: str, path: str, **more: Any) -> Any:
    return client.request(method, path, follow_redirects=False, **more)


def _bodies() -> list[dict[str, Any]]:
    """Requests that are right in form for one route or another."""
    return [
        {},
        {"params": {"format": "json"}},
        {"json": {"findings": ["x"], "verdict": "确认", "note": "", "unit": "甲", "year": 2023}},
        {"files": {"file": ("a.txt", b"1")}},
        {"data": {"finding": "x", "verdict": "确认", "unit": "甲", "year": "2023"}},
    ]


# --- nobody, and somebody else --------------------------------------------------------------


def test_every_route_is_known() -> None:
    """The tests below walk the routes: they must see those of documents, and those that change something."""
    assert ("GET", "/api/documents/{number}/result") in OF_DOCUMENT
    assert ("POST", "/api/documents/{number}/decisions") in CHANGES
    assert any(path.startswith("/document/") for _, path in OF_DOCUMENT)


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_without_login_nothing_answers(
    guarded: tuple[Site, TestClient, str, User, User], method: str, path: str
) -> None:
    _, client, number, _, _ = guarded
    if path in OPEN:
        return
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Cookie": f"{auth.COOKIE}=wrong"}):
        bare = TestClient(client.app, base_url="http://127.0.0.1", headers=headers)
        for more in _bodies():
            answer = _ask(bare, method, _fill(path, number), **more)
            assert answer.status_code in {401, 303}, (headers, more, answer.status_code)
            if answer.status_code == 303:
                assert answer.headers["Location"].startswith("/login")


@pytest.mark.parametrize(("method", "path"), OF_DOCUMENT)
def test_other_departments_papers_cannot_be_reached(
    guarded: tuple[Site, TestClient, str, User, User], method: str, path: str
) -> None:
    site, client, number, _, other = guarded
    stranger = log_in_as(site, client, other)
    for more in _bodies():
        answer = _ask(stranger, method, _fill(path, number), **more)
        assert answer.status_code in {404, 422}, (more, answer.status_code)
        assert "甲局" not in answer.text and PLANTED.stem not in answer.text
    with site.store.read() as connection:
        found = document.get(connection, number, LOCAL)
    assert found is not None and found.state == "complete" and not found.edited


def test_lists_tell_a_department_nothing_of_others(
    guarded: tuple[Site, TestClient, str, User, User],
) -> None:
    site, client, number, own, other = guarded
    stranger, owner = log_in_as(site, client, other), log_in_as(site, client, own)
    reached = 0
    for method, path in ROUTES:
        if method == "GET" and "{" not in path:
            asked = {"document": number, "id": number, "format": "json", "parent": "", "q": "", "unit": ""}
            answer = _ask(stranger, method, path, params=asked)
            assert number not in answer.text.replace(f"document={number}", "").replace(f"id={number}", ""), (
                path
            )
            assert PLANTED.stem not in answer.text, path
            reached += number in _ask(owner, method, path).text
    assert reached >= 2


@pytest.mark.parametrize("role", ["leader", "department"])
def test_roles_cannot_do_what_is_not_theirs(
    guarded: tuple[Site, TestClient, str, User, User], role: str
) -> None:
    site, client, number, own, _ = guarded
    user = own if role == "department" else add_person(site, "负责人", "leader")
    asking = TestClient(client.app, base_url="http://127.0.0.1", headers=token_of(site, user))
    finding = asking.get(f"/api/documents/{number}/decisions").json()["history"][0]["finding"]
    refused = [
        asking.post(f"/api/documents/{number}/decisions", json={"findings": [finding], "verdict": "确认"}),
        asking.post(f"/api/documents/{number}/undo", json={"findings": [finding]}),
        asking.delete(f"/api/documents/{number}"),
    ]
    if role == "leader":
        refused += [
            asking.post("/api/documents", files={"file": ("a.txt", b"1")}),
            asking.post(f"/api/documents/{number}/versions", files={"file": ("a.txt", b"1")}),
            asking.patch(f"/api/documents/{number}", json={"unit": "乙", "year": None}),
            asking.post(f"/api/documents/{number}/cancel"),
            asking.post(f"/api/documents/{number}/retry"),
            asking.post(
                f"/api/documents/{number}/decisions", json={"findings": [finding], "verdict": "已改"}
            ),
        ]
    assert {answer.status_code for answer in refused} == {403}
    history = asking.get(f"/api/documents/{number}/decisions").json()["history"]
    assert {one["role"] for one in history} == {"reviewer"}


def test_a_department_says_what_it_has_mended_and_takes_only_that_back(
    guarded: tuple[Site, TestClient, str, User, User],
) -> None:
    site, client, number, own, _ = guarded
    asking = TestClient(client.app, base_url="http://127.0.0.1", headers=token_of(site, own))
    finding = asking.get(f"/api/documents/{number}/result").json()["documents"][0]["findings"][-1]["id"]
    body = {"findings": [finding], "verdict": "已改"}
    assert asking.post(f"/api/documents/{number}/decisions", json=body).status_code == 201
    assert asking.post(f"/api/documents/{number}/undo", json={"findings": [finding]}).status_code == 201
    assert asking.post(f"/api/documents/{number}/undo", json={"findings": [finding]}).json() == []


# --- forged requests ------------------------------------------------------------------------


@pytest.mark.parametrize(("method", "path"), CHANGES)
def test_forged_requests_change_nothing(
    guarded: tuple[Site, TestClient, str, User, User], method: str, path: str
) -> None:
    """A browser that is logged in, sent here by another site: no token, a wrong one, or another's."""
    site, client, number, own, other = guarded
    tokens: list[dict[str, str]] = [{}, {auth.HEADER: ""}, {auth.HEADER: f"csrf-{other.id}"}]
    elsewhere = [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
    right = {auth.HEADER: f"csrf-{own.id}"}
    for sent in [*tokens, *({**right, **headers} for headers in elsewhere)]:
        browser = log_in_as(site, client, own)
        del browser.headers[auth.HEADER]
        if path == "/login" and not {"Origin", "Sec-Fetch-Site"} & set(sent):
            continue
        for more in _bodies():
            answer = _ask(browser, method, _fill(path, number), headers={**sent, auth.CLIENT: "x"}, **more)
            assert answer.status_code == 403, (sent, more, answer.status_code)


@pytest.mark.parametrize(("method", "path"), [one for one in CHANGES if one[1] != "/login"])
def test_without_login_other_sites_change_nothing_either(tmp_path: Path, method: str, path: str) -> None:
    with opened(settings_for(tmp_path)) as (_, client):
        (number,) = submit(client, ("a.txt", b"1"))
        browser = TestClient(client.app, base_url="http://127.0.0.1")
        for more in _bodies():
            answer = _ask(browser, method, _fill(path, number), **more)
            assert answer.status_code == 403, (more, answer.status_code)
            foreign = {auth.CLIENT: "x", "Origin": "https://evil.example"}
            assert _ask(browser, method, _fill(path, number), headers=foreign, **more).status_code == 403


# --- hosts and headers ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("127.0.0.1", True),
        ("localhost:8321", True),
        ("[::1]:8321", True),
        ("evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("10.0.0.8", False),
        ("localhost@evil.example", False),
        ("", False),
    ],
)
def test_only_known_hosts_are_answered(tmp_path: Path, host: str, known: bool) -> None:
    """Else a page elsewhere could make its own name point here and read everything."""
    with opened(settings_for(tmp_path)) as (_, client):
        assert client.get("/api/health", headers={"Host": host}).status_code == (200 if known else 421)


def test_hosts_of_a_page_for_many(tmp_path: Path) -> None:
    settings = PageSettings(tmp_path, host="0.0.0.0", hosts=("gouji.example",))
    assert settings.login
    assert (
        settings.knows("10.0.0.8") and settings.knows("GOUJI.example") and not settings.knows("evil.example")
    )
    assert PageSettings(tmp_path, hosts=("gouji.example",)).login
    assert PageSettings(tmp_path, host="192.0.2.1").login
    assert not PageSettings(tmp_path).login and not PageSettings(tmp_path, host="::1").login


@pytest.mark.parametrize("path", ["/", "/api/documents", "/api/nothing", "/static/nothing", "/nothing"])
def test_every_answer_carries_the_headers(tmp_path: Path, path: str) -> None:
    with opened(settings_for(tmp_path)) as (_, client):
        headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert (
        "default-src 'self'" in policy
        and "unsafe-inline" not in policy
        and "frame-ancestors 'none'" in policy
    )
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["X-Frame-Options"] == "DENY"
    assert "no-store" in headers["Cache-Control"] or path.startswith("/static/")


def test_cookie_is_for_the_server_only(tmp_path: Path) -> None:
    with opened(settings_for(tmp_path, host="0.0.0.0", https=True)) as (site, client):
        add_person(site, "复核一", "reviewer")
        answer = client.post("/login", data={"name": "复核一", "password": PASSWORD}, follow_redirects=False)
        cookie = answer.headers["Set-Cookie"].lower()
        assert all(word in cookie for word in ("httponly", "secure", "samesite=lax"))
        value = answer.headers["Set-Cookie"].split("=", 1)[1].split(";")[0]
        stored = (site.vault.folder / "gouji.sqlite-wal").read_bytes()
        assert value.encode() not in stored and PASSWORD.encode() not in stored


# --- logging in -----------------------------------------------------------------------------


def _log_in(client: TestClient, name: str, password: str) -> int:
    answer = client.post("/login", data={"name": name, "password": password}, follow_redirects=False)
    return int(answer.status_code)


def test_guesses_are_few_even_at_once(tmp_path: Path, database: str) -> None:
    with opened(settings_for(tmp_path, database, host="0.0.0.0")) as (site, client):
        add_person(site, "复核一", "reviewer")
        add_person(site, "复核二", "reviewer")
        with ThreadPoolExecutor(8) as threads:
            codes = list(threads.map(lambda i: _log_in(client, "复核一", f"wrong-{i}"), range(20)))
        assert sorted(codes) == [401] * auth.GUESSES + [429] * (20 - auth.GUESSES)
        assert _log_in(client, "复核一", PASSWORD) == 429
        assert _log_in(client, "复核二", PASSWORD) == 303
        with site.store.write() as connection:
            connection.execute(update(ATTEMPT).values(made="2000-01-01T00:00:00.000000+00:00"))
        assert _log_in(client, "复核一", PASSWORD) == 303


def test_guesses_over_many_names_are_few_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth, "check_password", lambda *_: False)  # thirty hashes take seconds
    with opened(settings_for(tmp_path, host="0.0.0.0")) as (_, client):
        codes = [
            _log_in(client, f"某人{i}", "wrong-password") for i in range(auth.GUESSES_FROM_ONE_ADDRESS + 2)
        ]
        assert codes == [401] * auth.GUESSES_FROM_ONE_ADDRESS + [429] * 2


def test_who_does_not_exist_is_not_told(tmp_path: Path) -> None:
    with opened(settings_for(tmp_path, host="0.0.0.0")) as (site, client):
        add_person(site, "复核一", "reviewer")
        told = [
            client.post("/login", data={"name": name, "password": "wrong-password"}).text.replace(name, "")
            for name in ("复核一", "无此人")
        ]
        assert told[0] == told[1]


def test_dummy_hash_is_a_hash_of_the_usual_cost() -> None:
    """So that a name that does not exist takes as long."""
    from argon2 import PasswordHasher

    assert not PasswordHasher().check_needs_rehash(auth._dummy())
    assert not auth.check_password("", "") and not auth.check_password("x" * 10**6, "")


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", "x" * 201, ""])
def test_weak_passwords_are_refused(password: str) -> None:
    with pytest.raises(ValueError, match="密码"):
        auth.hash_password(password)


def test_password_is_checked_against_its_hash() -> None:
    secret = auth.hash_password(PASSWORD)
    assert secret.startswith("$argon2id$")
    assert auth.check_password(PASSWORD, secret) and not auth.check_password(PASSWORD + "x", secret)


def test_sessions_end(tmp_path: Path) -> None:
    with opened(settings_for(tmp_path, host="0.0.0.0")) as (site, client):
        user = add_person(site, "复核一", "reviewer")
        long_ago = "2000-01-01T00:00:00.000000+00:00"
        for column in (SESSION.c.seen, SESSION.c.created):
            browser = log_in_as(site, client, user)
            assert browser.get("/api/documents").status_code == 200
            with site.store.write() as connection:
                connection.execute(update(SESSION).values({column: long_ago}))
            assert browser.get("/api/documents").status_code == 401
            with site.store.write() as connection:
                auth.clear_sessions(connection)
                assert connection.execute(delete(SESSION)).rowcount == 0
        browser = log_in_as(site, client, user)
        assert browser.post("/logout").status_code == 303
        assert browser.get("/api/documents").status_code == 401
        bearer, browser = token_of(site, user), log_in_as(site, client, user)
        with site.store.write() as connection:
            change_user(connection, user, active=False)
        assert browser.get("/api/documents").status_code == 401
        assert client.get("/api/documents", headers=bearer).status_code == 401


# --- the audit log --------------------------------------------------------------------------


def test_audit_log_tells_what_was_done_and_nothing_of_the_papers(tmp_path: Path, database: str) -> None:
    with opened(settings_for(tmp_path, database, works=True)) as (site, client):
        (number,) = submit(client, ("机密名称.docx", PLANTED.read_bytes()), unit="机密单位")
        wait_for(client, number)
        findings = client.get(f"/api/documents/{number}/result").json()["documents"][0]["findings"]
        body = {"findings": [findings[0]["id"]], "verdict": "误报", "note": "机密理由"}
        client.post(f"/api/documents/{number}/decisions", json=body)
        client.get(f"/api/documents/{number}/export?format=csv")
        client.delete(f"/api/documents/{number}")
        with site.store.read() as connection:
            rows = [dict(row) for row in connection.execute(AUDIT.select()).mappings()]
            assert site.audit.verify(connection) == (4, None)
        assert [row["action"] for row in rows] == ["upload", "decide", "export", "purge"]
        assert {row["object"] for row in rows} == {number}
        text = json.dumps(rows, ensure_ascii=False)
        words = {
            "机密",
            *(word for one in findings for word in re.findall(r"[\u4e00-\u9fff]{4,}", one["message"])),
        }
        assert not [word for word in words if word in text]


@pytest.mark.parametrize("change", ["edit", "remove", "cut", "renumber", "all"])
def test_tampering_with_the_audit_log_shows(tmp_path: Path, database: str, change: str) -> None:
    with opened(settings_for(tmp_path, database)) as (site, _):
        with site.store.write() as connection:
            for number in range(5):
                site.audit.record(connection, "复核一", "upload", f"d{number}")
        with site.store.write() as connection:
            assert site.audit.verify(connection) == (5, None)
            number = AUDIT.c.number
            match change:
                case "edit":
                    connection.execute(update(AUDIT).where(number == 3).values(who="别人"))
                case "remove":
                    connection.execute(delete(AUDIT).where(number == 3))
                case "cut":
                    connection.execute(delete(AUDIT).where(number >= 4))
                case "renumber":
                    connection.execute(delete(AUDIT).where(number == 3))
                    connection.execute(update(AUDIT).where(number == 4).values(number=3))
                case "all":
                    connection.execute(delete(AUDIT))
            assert site.audit.verify(connection)[1] is not None
