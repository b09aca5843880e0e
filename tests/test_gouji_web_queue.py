"""From the upload to the result: the queue, the worker, archives, versions, and one bad file among good ones."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from gouji.web import hook, queue
from gouji.web.settings import PageSettings
from gouji.web.site import LOCAL, Site
from gouji.web.store import Document, document, open_store
from gouji.web.store.document import Received
from tests.page_sample import (
    CLEAN,
    MADE,
    PLANTED,
    ROOT,
    SMALL,
    opened,
    settings_for,
    submit,
    upload,
    wait_for,
)


@pytest.fixture
def site(tmp_path: Path, database: str) -> Iterator[Site]:
    with opened(settings_for(tmp_path, database)) as (made, _):
        yield made


@pytest.fixture(scope="module")
def working(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, TestClient]]:
    """A page with its worker, shared by the tests that only add documents."""
    with opened(settings_for(tmp_path_factory.mktemp("page"), works=True)) as (made, client):
        yield made, client


def _add(site: Site, name: str = "甲.docx") -> Document:
    with site.store.write() as connection:
        return document.add(connection, Received(name, "docx", "", 1, document.new_id()), LOCAL)


def _state(site: Site, number: str) -> str:
    with site.store.read() as connection:
        found = document.get(connection, number, LOCAL)
    return found.state if found else "gone"


# --- the queue ------------------------------------------------------------------------------


def test_documents_are_claimed_in_turn_and_failed_ones_last(site: Site) -> None:
    first, second = _add(site), _add(site)
    with site.store.write() as connection:
        claimed = queue.claim(connection)
        assert claimed is not None and claimed.document.id == first.id
        queue.put_back(connection, claimed, 1, 0)
        order = [one.document.id for one in (queue.claim(connection), queue.claim(connection)) if one]
        assert order == [second.id, first.id]
        assert queue.claim(connection) is None


def test_what_a_dead_worker_had_is_taken_up_again(site: Site) -> None:
    made = _add(site)
    with site.store.write() as connection:
        lost = queue.claim(connection)
    assert lost is not None and _state(site, made.id) == "working"
    with site.store.write() as connection:
        queue.take_over(connection)
        assert not queue.holds(connection, lost)
        again = queue.claim(connection)
    assert again is not None and (again.document.id, again.losses) == (made.id, 1)


def test_a_cancelled_document_cannot_be_finished(site: Site) -> None:
    made = _add(site)
    with site.store.write() as connection:
        claimed = queue.claim(connection)
        assert claimed is not None
        assert queue.held(connection, [claimed.lease]) == {claimed.lease}
        assert queue.cancel(connection, made)
        assert queue.held(connection, [claimed.lease]) == set()
        assert not queue.holds(connection, claimed)
        assert not queue.cancel(connection, made)
    assert _state(site, made.id) == "cancelled"


def test_a_document_may_be_checked_again_where_it_did_not_end_complete(site: Site) -> None:
    made = _add(site)
    with site.store.write() as connection:
        assert not queue.check_again(connection, made)
        queue.finish(connection, made, MADE)
        complete = document.get(connection, made.id, LOCAL)
        assert complete is not None and not queue.check_again(connection, complete)
    other = _add(site)
    with site.store.write() as connection:
        queue.cancel(connection, other)
        cancelled = document.get(connection, other.id, LOCAL)
        assert cancelled is not None and queue.check_again(connection, cancelled)
    assert _state(site, other.id) == "waiting"


def test_what_was_entered_by_hand_is_not_overwritten(site: Site) -> None:
    made = _add(site)
    with site.store.write() as connection:
        document.edit(connection, made, "乙局", 2022)
        queue.finish(connection, made, MADE)
        found = document.get(connection, made.id, LOCAL)
    assert found is not None and (found.unit, found.year) == ("乙局", 2022)


# --- the worker -----------------------------------------------------------------------------


def test_result_is_that_of_the_command(working: tuple[Site, TestClient]) -> None:
    site, client = working
    (number,) = submit(client, PLANTED)
    paper = wait_for(client, number)
    command = [sys.executable, "-m", "gouji", "check", "--format", "json", "--fail-on", "never", PLANTED.name]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=PLANTED.parent, env=environment, capture_output=True, check=True)
    assert client.get(f"/api/documents/{number}/result").content == done.stdout
    findings = json.loads(done.stdout)["documents"][0]["findings"]
    assert paper["findings"]["error"] == sum(one["severity"] == "error" for one in findings) > 0
    assert (paper["state"], paper["stage"]) == ("complete", "核查")
    assert paper["unit"] and paper["year"]
    whole = client.get(f"/api/documents/{number}/result?whole=true").json()
    assert whole["documents"][0]["document"]["blocks"]
    assert client.get(f"/api/documents/{number}/original").content == PLANTED.read_bytes()
    assert list(site.vault.incoming.iterdir()) == []


def _zip(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_one_bad_file_harms_nobody(working: tuple[Site, TestClient]) -> None:
    _, client = working
    small = SMALL.read_bytes()
    bomb = _zip(**{"word/document.xml": b"0" * (80 * 2**20), "[Content_Types].xml": b"<Types/>"})
    received = upload(
        client,
        ("好一.txt", small),
        ("坏.docx", PLANTED.read_bytes()[:20_000]),
        ("弹.docx", bomb),
        ("乱.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 40),
        ("件.rar", b"Rar!\x1a\x07" + b"0" * 50),
        ("空.txt", b""),
        ("好二.txt", small),
    )
    refused = {one["name"]: one["error"]["code"] for one in received if one["error"]}
    assert refused == {"件.rar": "unknown", "空.txt": "empty"}
    taken = [one["document"] for one in received if one["document"]]
    papers = {paper["name"]: paper for paper in (wait_for(client, one["id"]) for one in taken)}
    assert papers["好一.txt"]["state"] == papers["好二.txt"]["state"] == "complete"
    for name in ("坏.docx", "弹.docx", "乱.pdf"):
        assert papers[name]["state"] == "unchecked" and papers[name]["reason"], papers[name]
        (entry,) = client.get(f"/api/documents/{papers[name]['id']}/result").json()["documents"]
        assert entry["status"] == "unchecked"


def test_an_archive_becomes_its_documents(working: tuple[Site, TestClient]) -> None:
    site, client = working
    inner = _zip(**{"丙.txt": SMALL.read_bytes(), "锁.docx": b"PK\x03\x04broken"})
    names = {"../../外.txt": SMALL.read_bytes(), "子/乙.zip": inner, "件.rar": b"Rar!\x1a\x0700"}
    (number,) = submit(client, ("年报.zip", _zip(**names)), unit="甲局", year="2023")
    assert wait_for(client, number)["state"] == "archive"
    found = {one["name"]: one for one in client.get(f"/api/documents?parent={number}").json()["documents"]}
    outer = {name: wait_for(client, found[name]["id"]) for name in ("外.txt", "件.rar")}
    assert outer["外.txt"]["state"] == "complete" and outer["外.txt"]["unit"] == "甲局"
    assert (outer["件.rar"]["state"], outer["件.rar"]["code"]) == ("unchecked", "unknown")
    query = f"/api/documents?parent={number}&state=archive&state=waiting&state=working"
    (nested,) = client.get(query).json()["documents"]
    assert wait_for(client, nested["id"])["state"] == "archive"
    below = client.get(f"/api/documents?parent={nested['id']}").json()["documents"]
    states = {one["name"]: wait_for(client, one["id"])["state"] for one in below}
    assert states == {"丙.txt": "complete", "锁.docx": "unchecked"}
    # The archive's own bytes would be a second trace of each document.
    assert client.get(f"/api/documents/{number}/original").status_code == 404
    rooms = {room.name for room in (site.vault.folder / "vault").glob("??/*")}
    with site.store.read() as connection:
        listed = document.listing(
            connection, LOCAL, document.Wanted(document.STATES, limit=10**6, newest=False)
        )
    assert rooms == {one.vault for one in listed if one.vault}


def test_an_archive_of_archives_has_an_end(working: tuple[Site, TestClient]) -> None:
    _, client = working
    data = _zip(**{"底.txt": SMALL.read_bytes()})
    for depth in range(4):
        data = _zip(**{f"{depth}.zip": data})
    (number,) = submit(client, ("套.zip", data))
    for _ in range(3):
        assert wait_for(client, number)["state"] == "archive"
        query = f"/api/documents?parent={number}" + "".join(f"&state={one}" for one in document.STATES)
        (inside,) = client.get(query).json()["documents"]
        number = inside["id"]
    paper = wait_for(client, number)
    assert (paper["state"], paper["code"]) == ("unchecked", "too-large")


def test_a_new_version_keeps_decisions_and_is_compared(working: tuple[Site, TestClient]) -> None:
    _, client = working
    (first,) = submit(client, PLANTED)
    wait_for(client, first)
    ids = [
        one["id"] for one in client.get(f"/api/documents/{first}/result").json()["documents"][0]["findings"]
    ]
    body = {"findings": ids[:2], "verdict": "已改"}
    assert client.post(f"/api/documents/{first}/decisions", json=body).status_code == 201
    answer = client.post(f"/api/documents/{first}/versions", files={"file": ("改.docx", CLEAN.read_bytes())})
    second = answer.json()["received"][0]["document"]
    assert (second["version"], second["lineage"]) == (2, first)
    wait_for(client, second["id"])
    compared = client.get(f"/api/documents/{second['id']}/comparison").json()
    assert compared["earlier"] == first
    assert {one["finding"] for one in compared["gone"]} == set(ids)
    answer = client.post(
        f"/api/documents/{second['id']}/versions", files={"file": ("回.docx", PLANTED.read_bytes())}
    )
    third = answer.json()["received"][0]["document"]["id"]
    wait_for(client, third)
    assert set(client.get(f"/api/documents/{third}/decisions").json()["latest"]) == set(ids[:2])
    changes = client.get(f"/api/documents/{third}/comparison").json()["changes"]
    assert {one["change"] for one in changes} == {"新增"}
    again = client.post(f"/api/documents/{third}/versions", files={"file": ("回.docx", PLANTED.read_bytes())})
    fourth = again.json()["received"][0]["document"]["id"]
    wait_for(client, fourth)
    same = client.get(f"/api/documents/{fourth}/comparison").json()
    assert {one["change"] for one in same["changes"]} == {"仍存在"} and same["gone"] == []


def test_checking_is_cancelled_and_begun_again(working: tuple[Site, TestClient]) -> None:
    site, client = working
    numbers = submit(client, *[PLANTED] * 6)
    assert client.post(f"/api/documents/{numbers[-1]}/cancel").json()["state"] == "cancelled"
    assert client.post(f"/api/documents/{numbers[-1]}/cancel").status_code == 409
    assert client.get(f"/api/documents/{numbers[-1]}/result").status_code == 409
    assert client.post(f"/api/documents/{numbers[-1]}/retry").json()["state"] == "waiting"
    assert {wait_for(client, number)["state"] for number in numbers} == {"complete"}
    assert list(site.vault.incoming.iterdir()) == []


def test_a_full_disk_is_waited_for_and_no_documents_fault(tmp_path: Path) -> None:
    """The worker's writes fail until a file is there; then the document ends complete, at its first try."""
    sign = tmp_path / "space"
    code = f"""
import errno, os, pathlib, sys
from gouji.web import settings, worker
kept = worker.write_whole
def write(target, content):
    if not pathlib.Path({str(sign)!r}).exists():
        raise OSError(errno.ENOSPC, "No space left on device")
    kept(target, content)
worker.write_whole, worker._PAUSE = write, 0.1
worker.work(settings.load(sys.stdin.readline()), worker.is_served)
"""
    settings = settings_for(tmp_path / "page")
    with opened(settings) as (site, client):
        (number,) = submit(client, SMALL)
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
        )
        try:
            assert process.stdin is not None and process.stderr is not None
            process.stdin.write(settings.dump().encode() + b"\n")
            process.stdin.flush()
            assert b"No space left" in process.stderr.readline()
            assert _state(site, number) in {"waiting", "working"}
            sign.touch()
            assert wait_for(client, number)["state"] == "complete"
        finally:
            process.kill()
            process.wait()
            process.stderr.close()
            process.stdin.close()


def test_a_document_that_keeps_ending_the_worker_is_given_up(working: tuple[Site, TestClient]) -> None:
    site, client = working
    (number,) = submit(client, SMALL)
    wait_for(client, number)
    with site.store.write() as connection:
        found = document.get(connection, number, LOCAL)
        assert found is not None
        connection.execute(
            queue.JOB.insert().values(document=number, queued="", lease="", tries=0, losses=10)
        )
    with site.store.read() as connection:
        assert queue.waits(connection)
    for _ in range(600):
        paper = client.get(f"/api/documents/{number}").json()
        if paper["code"]:
            break
        threading.Event().wait(0.1)
    assert (paper["state"], paper["code"]) == ("unchecked", "crashed")


# --- telling others -------------------------------------------------------------------------


class _Listener(BaseHTTPRequestHandler):
    heard: list[dict[str, Any]]
    status = 204

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.heard.append(json.loads(self.rfile.read(length)))
        self.send_response(self.status)
        if self.status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def listener() -> Iterator[tuple[str, type[_Listener]]]:
    handler = type("Handler", (_Listener,), {"heard": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/told", handler
    server.shutdown()
    thread.join()
    server.server_close()


def test_others_are_told_of_ended_documents_by_id_only(
    tmp_path: Path, listener: tuple[str, type[_Listener]]
) -> None:
    address, handler = listener
    with opened(settings_for(tmp_path, hooks=(address,))) as (site, client):
        (number,) = submit(client, SMALL, webhook=address)
        hook.call_all(site.store)
        assert handler.heard == []
        with site.store.write() as connection:
            found = document.get(connection, number, LOCAL)
            assert found is not None
            queue.finish(connection, found, MADE)
        hook.call_all(site.store)
        hook.call_all(site.store)
        assert handler.heard == [{"document": number, "state": "complete"}]


@pytest.mark.parametrize("status", [302, 500])
def test_who_does_not_take_it_is_told_again_later(
    tmp_path: Path, listener: tuple[str, type[_Listener]], status: int
) -> None:
    address, handler = listener
    handler.status = status
    with opened(settings_for(tmp_path, hooks=(address,))) as (site, client):
        (number,) = submit(client, SMALL, webhook=address)
        client.post(f"/api/documents/{number}/cancel")
        hook.call_all(site.store)
        hook.call_all(site.store)
        assert len(handler.heard) == 1
        with site.store.read() as connection:
            assert hook.find(connection, number) == address


@pytest.mark.parametrize(
    ("allowed", "wanted", "answer"),
    [
        ("https://a.example/in/", "https://a.example/in/x", True),
        ("https://a.example/in/", "https://a.example/other", False),
        ("https://a.example/in/", "https://a.example/in/../other", False),
        ("https://a.example", "https://a.example.evil.example/", False),
        ("https://a.example", "https://a.example@evil.example/", False),
        ("https://a.example", "http://a.example/", False),
        ("https://a.example", "https://a.example:8443/", False),
        ("https://a.example", "https://a.example:x/", False),
        ("https://a.example", "file:///etc/passwd", False),
    ],
)
def test_only_allowed_addresses_are_told(tmp_path: Path, allowed: str, wanted: str, answer: bool) -> None:
    assert PageSettings(tmp_path, hooks=(allowed,)).allows_hook(wanted) is answer
    with opened(settings_for(tmp_path, hooks=(allowed,))) as (_, client):
        sent = client.post("/api/documents", files={"file": ("a.txt", b"1")}, data={"webhook": wanted})
        assert sent.status_code == (202 if answer else 422)


def test_worker_serves_postgresql(tmp_path: Path, postgres: Any) -> None:
    address = postgres()
    with opened(settings_for(tmp_path, address, works=True)) as (_, client):
        numbers = submit(client, SMALL, PLANTED, ("包.zip", _zip(**{"丁.txt": SMALL.read_bytes()})))
        states = [wait_for(client, number)["state"] for number in numbers]
        assert states == ["complete", "complete", "archive"]
    store = open_store(tmp_path, address)
    with store.read() as connection:
        assert document.count(connection, LOCAL, document.Wanted(document.STATES))["archive"] == 1
    store.close()
