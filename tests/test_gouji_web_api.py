"""The JSON interface: what it takes and gives, what it withstands, exports, and that nothing remains of a purge."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import docx
import openpyxl
import pytest
import requests
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings

from gouji.cli import main
from gouji.web import guard, intake, queue, vault
from gouji.web.site import LOCAL, Site
from gouji.web.store import document
from gouji.web.vault import clean_name
from tests.page_sample import MADE, PLANTED, PROGRAM, SMALL, opened, settings_for, submit, upload, wait_for


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, TestClient, str]]:
    """A page with one checked paper."""
    with opened(settings_for(tmp_path_factory.mktemp("page"), works=True)) as (site, client):
        (number,) = submit(client, PLANTED)
        wait_for(client, number)
        yield site, client, number


@pytest.fixture
def page(tmp_path: Path, database: str) -> Iterator[tuple[Site, TestClient]]:
    with opened(settings_for(tmp_path, database)) as made:
        yield made


def _findings(client: TestClient, number: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"/api/documents/{number}/result").json()["documents"][0][
        "findings"
    ]
    return found


# --- handing in -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../../etc/passwd.txt", "etc/passwd.txt"),
        ("C:\\\\报送\\\\甲.txt", "C:/报送/甲.txt"),
        ("/etc/cron.d/x.txt", "etc/cron.d/x.txt"),
        ("甲\u202etxt.exe", "甲txt.exe"),
        ("甲\r\nX-Header: 1.txt", "甲X-Header: 1.txt"),
        ("<img src=x onerror=alert(1)>.txt", "<img src=x onerror=alert(1)>.txt"),
        ("..", "未命名"),
        ("长" * 300 + ".txt", "…" + "长" * 196 + ".txt"),
    ],
)
def test_names_lead_nowhere(page: tuple[Site, TestClient], name: str, shown: str) -> None:
    site, client = page
    assert clean_name(name) == shown
    folder = site.vault.folder
    before = set(folder.parent.iterdir())
    (number,) = submit(client, (name.replace("\r\n", "%0D%0A"), b"1"))
    assert set(folder.parent.iterdir()) == before
    files = [path for path in (folder / "vault").rglob("*") if path.is_file()]
    assert len(files) == 1 and re.fullmatch(
        r"[0-9a-f]{2}/[0-9a-f]{24}/original", str(files[0].relative_to(folder / "vault"))
    )
    answer = client.get(f"/api/documents/{number}/original")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert "/" not in unquote(answer.headers["Content-Disposition"].partition("''")[2])


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b""),
        ("multipart/form-data; boundary=", b"x"),
        (
            "multipart/form-data; boundary=a",
            b"--a\r\nContent-Disposition: form-data; name=file; filename=x\r\n\r\n1",
        ),
        ("multipart/form-data; boundary=a", b"--a\r\n" + b"X: y\r\n" * 5000 + b"\r\n1\r\n--a--"),
        ("multipart/form-data; boundary=a", b"--a\r\nContent-Disposition: form-data\r\n\r\n1\r\n--a--"),
        ("multipart/form-data; boundary=a", b"--a--\r\n" * 500),
        ("multipart/form-data; boundary=a", b"\xff" * 5000),
        ("multipart/form-data; boundary=" + "a" * 5000, b"--a"),
        ("application/x-www-form-urlencoded", b"file=%00&file=%FF&=&&"),
        ("application/json", b'{"file": ['),
        ("text/plain", b"x"),
    ],
)
def test_malformed_bodies_are_refused(stocked: tuple[Site, TestClient, str], kind: str, body: bytes) -> None:
    _, client, number = stocked
    for path in ("/api/documents", f"/api/documents/{number}/versions", f"/api/documents/{number}/decisions"):
        answer = client.post(path, content=body, headers={"Content-Type": kind})
        assert answer.status_code in {400, 422}, (path, answer.text)
        assert answer.json()["error"]["message"]


def test_too_many_parts_are_refused(stocked: tuple[Site, TestClient, str]) -> None:
    _, client, _ = stocked
    files = [("file", (f"{i}.txt", b"")) for i in range(1001)]
    assert client.post("/api/documents", files=files).status_code == 400


def test_oversized_bodies_are_refused(page: tuple[Site, TestClient], monkeypatch: pytest.MonkeyPatch) -> None:
    site, client = page
    assert client.post("/api/documents", headers={"Content-Length": str(2**31)}).status_code == 413
    assert client.post("/api/documents", headers={"Content-Length": "-1"}).status_code == 413
    json_body = {"findings": ["x" * (2**20 + 1)], "verdict": "确认"}
    assert client.post("/api/documents/x/decisions", json=json_body).status_code == 413
    monkeypatch.setattr(guard, "MAX_UPLOAD", 2**20)

    def endless() -> Iterator[bytes]:
        yield b'--a\r\nContent-Disposition: form-data; name="file"; filename="x.txt"\r\n\r\n'
        for _ in range(40):
            yield b"1" * 2**16

    kind = {"Content-Type": "multipart/form-data; boundary=a"}
    assert client.post("/api/documents", content=endless(), headers=kind).status_code == 413
    assert list(site.vault.incoming.iterdir()) == []


def test_each_file_has_its_limit(page: tuple[Site, TestClient], monkeypatch: pytest.MonkeyPatch) -> None:
    site, client = page
    monkeypatch.setattr(vault, "MAX_BYTES", 2**20)
    monkeypatch.setattr(vault, "MAX_PDF_BYTES", 2**21)
    large = b"%PDF-1.7\n" + b"0" * (2**20 + 5)
    sent = upload(
        client, ("大.txt", b"1" * (2**20 + 1)), ("大.pdf", large), ("超.pdf", large * 2), ("小.txt", b"1")
    )
    assert [one["error"] and one["error"]["code"] for one in sent] == ["too-large", None, "too-large", None]
    assert len(list((site.vault.folder / "vault").rglob("original"))) == 2
    assert list(site.vault.incoming.iterdir()) == []


def test_a_full_disk_is_told(page: tuple[Site, TestClient], monkeypatch: pytest.MonkeyPatch) -> None:
    site, client = page

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(vault.os, "fsync", refuse)
    answer = client.post("/api/documents", files={"file": ("a.txt", b"1")})
    assert answer.status_code == 507 and "磁盘" in answer.json()["error"]["message"]
    monkeypatch.undo()
    assert list(site.vault.incoming.iterdir()) == []
    assert submit(client, ("a.txt", b"1"))


def test_a_database_that_refuses_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError

    with opened(settings_for(tmp_path), raise_server_exceptions=False) as (site, client):
        monkeypatch.setattr(intake.document, "add", refuse)
        answer = client.post("/api/documents", files={"file": ("a.txt", b"1")})
        assert answer.status_code == 500 and answer.headers["X-Content-Type-Options"] == "nosniff"
        assert not [path for path in (site.vault.folder / "vault").rglob("*") if path.is_file()]


def test_many_uploads_at_once_do_not_block_reading(stocked: tuple[Site, TestClient, str]) -> None:
    """200 uploads under way; meanwhile a result is read again and again."""
    _, client, number = stocked
    data = SMALL.read_bytes() * 200
    until, waits = threading.Event(), []

    def read() -> None:
        while not until.is_set():
            begun = time.monotonic()
            assert client.get(f"/api/documents/{number}/result").status_code == 200
            waits.append(time.monotonic() - begun)

    def hand_in(i: int) -> str:
        (given,) = upload(client, (f"{i}.txt", data))
        return str(given["document"]["id"])

    reading = threading.Thread(target=read)
    reading.start()
    try:
        with ThreadPoolExecutor(200) as threads:
            numbers = list(threads.map(hand_in, range(200)))
    finally:
        until.set()
        reading.join()
    assert len(set(numbers)) == 200
    assert len(waits) >= 3
    for one in numbers:
        client.post(f"/api/documents/{one}/cancel")


def test_many_people_at_once_break_nothing(page: tuple[Site, TestClient]) -> None:
    """Uploads, versions, cancellations, removals and a worker, all on the same papers."""
    site, client = page
    first = submit(client, *[(f"{i}.txt", b"1") for i in range(3)])
    over, codes = threading.Event(), []

    def finish() -> None:
        while not over.is_set():
            with site.store.write() as connection:
                claimed = queue.claim(connection)
            if claimed is not None:
                with site.store.write() as connection:
                    if queue.holds(connection, claimed):
                        queue.finish(connection, claimed.document, MADE)

    def act(turn: int) -> None:
        number = first[turn % 3]
        file = {"file": (f"{turn}.txt", b"1")}
        answers = (
            client.post("/api/documents", files=file),
            client.post(f"/api/documents/{number}/versions", files=file),
            client.post(f"/api/documents/{number}/cancel"),
            client.post(f"/api/documents/{number}/retry"),
            client.post(f"/api/documents/{number}/decisions", json={"findings": ["x"], "verdict": "确认"}),
            client.get("/api/documents"),
            client.delete(f"/api/documents/{number}") if turn > 20 else client.get("/api/health"),
        )
        codes.extend(answer.status_code for answer in answers)

    worker = threading.Thread(target=finish)
    worker.start()
    try:
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(act, range(32)))
    finally:
        over.set()
        worker.join()
    assert max(codes) < 500 and {202, 404} <= set(codes)
    rooms = {room.name for room in (site.vault.folder / "vault").glob("??/*")}
    with site.store.read() as connection:
        listed = document.listing(
            connection, LOCAL, document.Wanted(document.STATES, newest=False, limit=10**4)
        )
        assert site.audit.verify(connection)[1] is None
    assert rooms == {one.vault for one in listed}


# --- lists, edits, decisions ----------------------------------------------------------------


def test_documents_are_listed_and_narrowed(page: tuple[Site, TestClient]) -> None:
    _, client = page
    first, second = submit(client, ("甲局.txt", b"1"), ("乙局.txt", b"2"))
    assert (
        client.patch(f"/api/documents/{first}", json={"unit": "甲局", "year": 2023}).json()["unit"] == "甲局"
    )
    client.post(f"/api/documents/{second}/cancel")

    def listed(query: str) -> list[str]:
        return [one["id"] for one in client.get(f"/api/documents?{query}").json()["documents"]]

    assert listed("") == [second, first]
    assert (
        listed("unit=甲局") == listed("year=2023") == listed("text=甲") == listed("state=waiting") == [first]
    )
    assert listed("limit=1&offset=1") == [first]
    assert client.get("/api/documents").json()["counts"] == {"waiting": 1, "cancelled": 1}
    assert client.get("/api/documents?limit=0").status_code == 422
    assert client.patch(f"/api/documents/{first}", json={"unit": "x", "year": 1}).status_code == 422


def test_decisions_are_kept_with_their_reason(stocked: tuple[Site, TestClient, str]) -> None:
    _, client, number = stocked
    ids = [one["id"] for one in _findings(client, number)]
    address = f"/api/documents/{number}/decisions"
    assert client.post(address, json={"findings": ids[:1], "verdict": "误报"}).status_code == 422
    assert client.post(address, json={"findings": ids[:1], "verdict": "误报", "note": " "}).status_code == 422
    assert client.post(address, json={"findings": ids[:1], "verdict": "通过"}).status_code == 422
    client.post(address, json={"findings": ids[:3], "verdict": "确认"})
    client.post(address, json={"findings": ids[:1], "verdict": "不适用", "note": "口径不同"})
    latest = client.get(address).json()["latest"]
    assert [latest[one]["verdict"] for one in ids[:3]] == ["不适用", "确认", "确认"]
    for expected in ("确认", "待核", "待核"):
        client.post(f"/api/documents/{number}/undo", json={"findings": ids[:1]})
        held = client.get(address).json()
        assert held["latest"][ids[0]]["verdict"] == expected
    verdicts = [one["verdict"] for one in held["history"] if one["finding"] == ids[0]]
    assert verdicts == ["确认", "不适用", "确认", "待核"]
    assert client.post(address, json={"findings": ["无此编号"], "verdict": "确认"}).json() == []


# --- exports --------------------------------------------------------------------------------


def _export(client: TestClient, number: str, form: str) -> tuple[str, bytes]:
    answer = client.get(f"/api/documents/{number}/export?format={form}")
    assert answer.status_code == 200, answer.text
    return unquote(answer.headers["Content-Disposition"].partition("''")[2]), answer.content


def test_exports_hold_the_findings_and_the_decisions(stocked: tuple[Site, TestClient, str]) -> None:
    _, client, number = stocked
    paper = client.get(f"/api/documents/{number}").json()
    findings = _findings(client, number)
    errors = [one for one in findings if one["severity"] == "error"]
    dismissed, kept = errors[0], errors[-1]
    body = {"findings": [dismissed["id"]], "verdict": "误报", "note": "口径不同"}
    client.post(f"/api/documents/{number}/decisions", json=body)

    name, content = _export(client, number, "json")
    assert re.fullmatch(rf"{paper['unit']}_{paper['year']}年度_核查_\d{{4}}-\d\d-\d\d\.json", name)
    assert content == client.get(f"/api/documents/{number}/result").content

    _, content = _export(client, number, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = {row[4]: row for row in book["问题明细"].iter_rows(min_row=2, values_only=True)}
    assert rows[dismissed["id"]][:3] == ("误报", "口径不同", LOCAL.name)
    assert len(rows) == len(findings) and book["处理记录"].max_row > 1

    name, content = _export(client, number, "letter")
    text = "\n".join(one.text for one in docx.Document(io.BytesIO(content)).paragraphs)
    assert "核查意见" in name and kept["message"] in text and dismissed["message"] not in text

    _, content = _export(client, number, "docx")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        comments = archive.read("word/comments.xml").decode()
    assert kept["rule"] in comments and dismissed["message"] not in comments

    assert kept["message"] in _export(client, number, "html")[1].decode()
    assert kept["id"].encode() in _export(client, number, "csv")[1]
    assert client.get(f"/api/documents/{number}/export?format=pdf").status_code == 422
    assert client.get(f"/api/documents/{number}/export?format=exe").status_code == 422


def test_many_documents_are_exported_as_one(stocked: tuple[Site, TestClient, str]) -> None:
    _, client, number = stocked
    (other,) = submit(client, PLANTED)
    assert client.get(f"/api/export?format=xlsx&document={number}&document=none").status_code == 404
    wait_for(client, other)
    answer = client.get(f"/api/export?format=json&document={number}&document={other}")
    paths = [one["path"] for one in answer.json()["documents"]]
    assert paths == [PLANTED.name, f"{PLANTED.name}（2）"]


# --- purge ----------------------------------------------------------------------------------


def _everything(folder: Path, store: Any) -> bytes:
    """All bytes of the page's folder, and of the database's tables."""
    tables = ("document", "finding", "decision", "job", "hook")
    with store.read() as connection:
        rows = [repr(connection.exec_driver_sql(f"SELECT * FROM {table}").fetchall()) for table in tables]
    return "".join(rows).encode() + b"".join(
        path.read_bytes() for path in folder.rglob("*") if path.is_file()
    )


@pytest.mark.parametrize("by", ["command", "age", "interface"])
def test_purge_leaves_no_trace(
    tmp_path: Path, database: str, by: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The name, the bytes, the findings and the reasons given: gone from files, tables and free pages."""
    folder = tmp_path / "page"
    secret = "要彻底删除的理由".encode()
    with opened(settings_for(folder, database, works=True)) as (site, client):
        (number,) = submit(client, ("要彻底删除的名称.docx", PLANTED.read_bytes()), unit="要彻底删除的单位")
        (other,) = submit(client, SMALL)
        wait_for(client, number)
        wait_for(client, other)
        message = _findings(client, number)[0]["message"].encode()
        body = {"findings": [_findings(client, number)[0]["id"]], "verdict": "误报", "note": secret.decode()}
        client.post(f"/api/documents/{number}/decisions", json=body)
        (second,) = [
            one["document"]["id"]
            for one in client.post(
                f"/api/documents/{number}/versions",
                files={"file": ("要彻底删除的名称二.docx", PLANTED.read_bytes())},
            ).json()["received"]
        ]
        wait_for(client, second)
        held = _everything(folder, site.store)
        # Findings on PostgreSQL are in its own files: the rows stand for them.
        words = [secret, "要彻底删除的名称".encode(), "要彻底删除的单位".encode(), message]
        assert all(word in held for word in words)
        if by == "age":
            long_ago = "2000-01-01T00:00:00.000000+00:00"
            with site.store.write() as connection:
                mine = document.DOCUMENT.c.lineage == number
                connection.execute(document.DOCUMENT.update().where(mine).values(created=long_ago))
        if by == "interface":
            assert client.delete(f"/api/documents/{second}").status_code == 204
        else:
            given = ["--older-than", "365"] if by == "age" else [second]
            assert main(["purge", "--folder", str(folder), "--database", database, *given]) == 0
            assert set(capsys.readouterr().out.split()) == {number, second}
        assert client.get(f"/api/documents/{number}").status_code == 404
        left = _everything(folder, site.store)
        assert not [word.decode() for word in words if word in left]
        with site.store.read() as connection:
            assert document.get(connection, other, LOCAL) is not None
            assert site.audit.verify(connection)[1] is None
        assert client.get(f"/api/documents/{other}/result").status_code == 200


def test_the_name_of_an_archive_goes_with_its_last_document(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("甲.txt", "乙.txt"):
            archive.writestr(name, SMALL.read_bytes())
    with opened(settings_for(tmp_path, works=True)) as (_, client):
        (number,) = submit(client, ("包.zip", buffer.getvalue()))
        wait_for(client, number)
        inside = [one["id"] for one in client.get(f"/api/documents?parent={number}").json()["documents"]]
        for one in inside:
            wait_for(client, one)
        assert client.delete(f"/api/documents/{inside[0]}").status_code == 204
        assert client.get(f"/api/documents/{number}").status_code == 200
        assert client.delete(f"/api/documents/{inside[1]}").status_code == 204
        assert client.get(f"/api/documents/{number}").status_code == 404


# --- the commands ---------------------------------------------------------------------------


def test_users_are_managed_by_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def user(*arguments: str, typed: str = "correct-horse-7\n") -> int:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        return main(["user", *arguments, "--folder", str(tmp_path)])

    assert user("add", "复核一") == 0
    assert user("add", "复核一") == 2 and "已有" in capsys.readouterr().err
    assert user("add", "经办", "--role", "department") == 2
    assert user("add", "短", typed="short\n") == 2
    assert user("password", "无此人") == 2
    assert user("list") == 0 and "复核一\t复核人员" in capsys.readouterr().out
    assert user("token", "复核一") == 0
    token = capsys.readouterr().out.strip().rpartition("：")[2]
    with opened(settings_for(tmp_path, host="0.0.0.0")) as (_, client):
        bearer = {"Authorization": f"Bearer {token}"}
        assert client.get("/api/documents", headers=bearer).status_code == 200
        assert user("close", "复核一") == 0
        assert client.get("/api/documents", headers=bearer).status_code == 401
    assert main(["audit", "--folder", str(tmp_path)]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    assert [one["action"] for one in told] == ["user-add", "user-token", "user-close"]


@pytest.mark.parametrize("arguments", [["purge"], ["purge", "x", "--older-than", "3"], ["purge", "nothing"]])
def test_purge_refuses_a_wrong_call(tmp_path: Path, arguments: list[str]) -> None:
    assert main([*arguments, "--folder", str(tmp_path)]) == 2
    assert main(["purge", "x", "--folder", str(tmp_path / "nowhere")]) == 2


def test_serve_refuses_a_wrong_call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(tmp_path / "page")
    assert main(["serve", "--folder", folder, "--database", "mysql://x/y", "--port", "0"]) == 2
    assert main(["serve", "--folder", folder, "--host", "0.0.0.0", "--port", "0"]) == 2
    assert "添加用户" in capsys.readouterr().err
    assert main(["serve", "--folder", folder, "--certificate", "x"]) == 2


def test_checking_needs_nothing_of_the_page(tmp_path: Path) -> None:
    """`gouji check` works without the extra, and `gouji serve` then says what to install."""
    code = f"""
import sys
names = {{"alembic", "argon2", "fastapi", "jinja2", "multipart", "psycopg", "sqlalchemy", "starlette", "uvicorn"}}
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in names:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Refuse())
import importlib.util
real = importlib.util.find_spec
importlib.util.find_spec = lambda name, package=None: None if name in names else real(name, package)
from gouji.cli import main
print(main(["check", "--format", "concise", {str(SMALL)!r}]))
print(main(["serve", "--folder", {str(tmp_path)!r}]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "2"] and "make full" in done.stderr


# --- anything at all ------------------------------------------------------------------------


def test_no_request_breaks_the_interface(page: tuple[Site, TestClient]) -> None:
    """Schemathesis: requests made from the description of the interface, right and wrong; never a 5xx."""
    _, client = page
    (number,) = submit(client, ("a.txt", b"1"))
    schema = schemathesis.openapi.from_dict(client.get("/api/openapi.json").json())
    asked: list[int] = []

    def explore(operation: Any, mode: schemathesis.GenerationMode) -> Callable[[], None]:
        @settings(
            max_examples=12,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            if "number" in (case.path_parameters or {}) and len(asked) % 2:
                case.path_parameters["number"] = number
            sent = requests.Request(**case.as_transport_kwargs(base_url="http://127.0.0.1")).prepare()
            headers = {**sent.headers, **PROGRAM}
            answer = client.request(sent.method or "", sent.url or "", content=sent.body, headers=headers)
            asked.append(answer.status_code)
            assert answer.status_code < 500, (case.method, case.path, answer.text)

        return ask

    for result in schema.get_all_operations():
        operation = result.ok()
        explore(operation, schemathesis.GenerationMode.POSITIVE)()
        if operation.body or list(operation.iter_parameters()):
            explore(operation, schemathesis.GenerationMode.NEGATIVE)()
    assert len(asked) > 200 and {200, 404, 422} <= set(asked)
