"""kill -9 at 50 points: nothing that was acknowledged is lost, and what was being checked is taken up again.

25 points are in the worker and 15 in the server, each at another of the calls by which they change
files or database; 10 are at any moment of a real ``gouji serve`` and its worker.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine.default import DefaultDialect

from gouji.examine import prepare
from gouji.web import purge, queue, worker
from gouji.web.settings import PageSettings
from gouji.web.site import LOCAL, Site, open_site
from gouji.web.store import decision, document
from gouji.web.store.document import Wanted
from gouji.web.vault import ORIGINAL, RESULT
from tests.page_sample import PROGRAM, ROOT, SMALL, opened, settings_for, submit

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork and no kill -9")

WORKER_POINTS, SERVER_POINTS, MOMENTS = 25, 15, 10
_EVERY = Wanted(document.STATES, newest=False, limit=10_000)


def _die_at(point: int) -> None:
    """End this process, but not those it starts, at the so-manieth change of a file or of the database."""
    mine, lock, counted = os.getpid(), threading.Lock(), 0

    def count() -> None:
        nonlocal counted
        if os.getpid() == mine:
            with lock:
                counted += 1
                if counted == point:
                    os.kill(mine, signal.SIGKILL)

    def watch(owner: Any, name: str) -> None:
        kept: Callable[..., Any] = getattr(owner, name)

        def watched(*arguments: Any, **named: Any) -> Any:
            count()
            made = kept(*arguments, **named)
            count()
            return made

        setattr(owner, name, watched)

    for owner, name in (
        (Path, "replace"),
        (Path, "mkdir"),
        (Path, "unlink"),
        (os, "fsync"),
        (shutil, "rmtree"),
        (worker, "rmtree"),
        (DefaultDialect, "do_commit"),
    ):
        watch(owner, name)


def _in_child(act: Callable[[], None]) -> int:
    """Run in a forked process; the signal that ended it, 0 where it came to its end."""
    child = os.fork()
    if child == 0:
        try:
            act()
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in {0, -signal.SIGKILL}
    return -status


def _work_until_idle(settings: PageSettings) -> None:
    class Idle(BaseException):
        pass

    def sleep(_: float) -> None:
        raise Idle

    worker.time = type("Clock", (), {"sleep": staticmethod(sleep), "monotonic": staticmethod(time.monotonic)})
    with contextlib.suppress(Idle):
        worker.work(settings, lambda: True)


def _documents(site: Site) -> list[document.Document]:
    with site.store.read() as connection:
        return document.listing(connection, LOCAL, _EVERY)


def _require_order(site: Site) -> None:
    """Files and rows agree, no half of anything is left, and the audit log is whole."""
    assert [one for one in site.vault.incoming.iterdir() if one.is_dir()] == []
    purge.sweep(site, 0.0)
    rooms = {room.name for room in (site.vault.folder / "vault").glob("??/*")}
    assert rooms == {one.vault for one in _documents(site) if one.vault}
    with site.store.read() as connection:
        assert site.audit.verify(connection)[1] is None
        assert not queue.waits(connection)


def test_worker_is_killed_at_25_points(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    prepare()
    killed = 0
    with opened(settings) as (site, client):
        pass
    sent: list[str] = []
    for point in range(1, WORKER_POINTS + 1):
        site = open_site(settings)
        name, data = (f"{point}.zip", _zip()) if point % 3 == 0 else (f"{point}.txt", SMALL.read_bytes())
        with opened(settings) as (_, client):
            sent += submit(client, (name, data))
        site.store.close()

        def act(at: int = point) -> None:
            _die_at(at)
            _work_until_idle(settings)

        killed += _in_child(act) == signal.SIGKILL
    assert killed == WORKER_POINTS
    assert _in_child(lambda: _work_until_idle(settings)) == 0
    site = open_site(settings)
    papers = {one.id: one for one in _documents(site)}
    archives = [number for number in sent if papers[number].state == "archive"]
    assert len(archives) == WORKER_POINTS // 3
    for number in archives:
        assert sorted(one.name for one in papers.values() if one.parent == number) == ["一.txt", "二.txt"]
    checked = [one for one in papers.values() if one.id not in archives]
    assert {one.state for one in checked} == {"complete"}
    results = {site.vault.read(one.vault, RESULT) for one in checked}
    assert len({re.sub(rb'"path": "[^"]*"', b"", result or b"") for result in results}) == 1
    _require_order(site)
    site.store.close()


def _zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("一.txt", "二.txt"):
            archive.writestr(name, SMALL.read_bytes())
    return buffer.getvalue()


def test_server_is_killed_at_15_points(tmp_path: Path) -> None:
    """What it had answered holds: uploads with their bytes, decisions, cancellations, removals."""
    settings = settings_for(tmp_path)
    killed = 0
    for point in range(1, SERVER_POINTS + 1):
        reader, writer = os.pipe()

        def act(at: int = point, told: int = writer) -> None:
            with opened(settings) as (site, client):
                # Opening changes much; the points are in what a user does.
                _die_at(1 + 2 * at)
                (one, two) = submit(client, (f"{at}-1.txt", b"1" * at), (f"{at}-2.txt", b"2" * at))
                os.write(told, f"upload {one} {two}\n".encode())
                with site.store.write() as connection:
                    found = document.get(connection, one, LOCAL)
                    assert found is not None
                    queue.finish(connection, found, _MADE)
                body = {"findings": ["f1"], "verdict": "确认"}
                assert client.post(f"/api/documents/{one}/decisions", json=body).status_code == 201
                os.write(told, f"decide {one}\n".encode())
                assert client.post(f"/api/documents/{two}/cancel").status_code == 200
                os.write(told, f"cancel {two}\n".encode())
                assert client.delete(f"/api/documents/{one}").status_code == 204
                os.write(told, f"remove {one}\n".encode())

        killed += _in_child(act) == signal.SIGKILL
        os.close(writer)
        with os.fdopen(reader) as stream:
            told = [line.split() for line in stream.read().splitlines()]
        site = open_site(settings)
        removed = {number for action, number in (one[:2] for one in told) if action == "remove"}
        papers = {one.id: one for one in _documents(site)}
        for action, *numbers in told:
            for number in set(numbers) - removed:
                # A removal that was not answered yet may have happened.
                paper = papers.get(number)
                if paper is None:
                    assert ["decide", number] in told and action != "cancel"
                    continue
                kept = site.vault.read(paper.vault, ORIGINAL)
                assert kept is not None and sha256(kept).hexdigest() == paper.digest
                with site.store.read() as connection:
                    decided = decision.latest(connection, number)
                assert action != "decide" or decided["f1"].verdict == "确认"
                assert action != "cancel" or paper.state == "cancelled"
        assert not removed & set(papers)
        site.vault.clear_incoming()
        with site.store.write() as connection:
            for one in papers.values():
                queue.cancel(connection, one)
        _require_order(site)
        site.store.close()
    assert killed == SERVER_POINTS


_MADE = queue.Made(
    "complete",
    "",
    "",
    "text",
    "甲局",
    2023,
    {},
    [
        {
            **dict.fromkeys(("printed", "rule", "name", "severity", "confidence", "message"), ""),
            "id": "f1",
            "cause": None,
            "where": None,
            "figures": [],
        }
    ],
    {},
    {},
)


# --- the real server, at any moment -----------------------------------------------------------


def _is_worker(number: int) -> bool:
    try:
        return b"gouji.web.worker" in Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return False


class _Server:
    """A ``gouji serve`` of its own, which may be killed and started anew."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.address = ""
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        command = [
            sys.executable,
            "-m",
            "gouji",
            "serve",
            "--folder",
            str(self._folder),
            "--port",
            "0",
            "--jobs",
            "1",
        ]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().strip().removeprefix("审核页面：")
        assert self.address.startswith("http://127.0.0.1:")

    def kill(self) -> None:
        """End it, and see its worker end by itself, wherever that is at the moment."""
        assert self._process is not None and self._process.stdout is not None
        workers = self._workers()
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()
        until = time.monotonic() + 60
        while any(_is_worker(number) for number in workers):
            assert time.monotonic() < until, "a worker outlives its server"
            time.sleep(0.05)

    def kill_worker(self) -> None:
        """End the worker, if it is there at this moment."""
        for number in self._workers():
            with contextlib.suppress(OSError):
                os.kill(number, signal.SIGKILL)

    def _workers(self) -> list[int]:
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task").glob("*/children")
        return [
            int(number) for one in children for number in one.read_text().split() if _is_worker(int(number))
        ]

    def ask(self, path: str, body: bytes | None = None, kind: str = "application/json") -> Any:
        headers = {**PROGRAM, **({"Content-Type": kind} if body is not None else {})}
        request = urllib.request.Request(self.address.rstrip("/") + path, body, headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())

    def upload(self, name: str, data: bytes) -> str:
        lines = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        told = self.ask("/api/documents", lines + data + b"\r\n--x--\r\n", "multipart/form-data; boundary=x")
        return str(told["received"][0]["document"]["id"])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[_Server]:
    made = _Server(tmp_path)
    made.start()
    yield made
    made.kill()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the worker is found through /proc")
def test_the_real_server_and_its_worker_are_killed_at_any_moment(server: _Server) -> None:
    chance = random.Random(20261121)
    sent: dict[str, str] = {}
    for moment in range(MOMENTS):

        def use(turn: int = moment) -> None:
            """Hand in until the server is gone; what was not answered may be lost."""
            for i in range(3):
                data = SMALL.read_bytes() + f"\n\n第{turn}次第{i}份".encode()
                try:
                    sent[server.upload(f"{turn}-{i}.txt", data)] = sha256(data).hexdigest()
                except (OSError, urllib.error.URLError, ValueError):
                    return

        user = threading.Thread(target=use)
        user.start()
        time.sleep(chance.uniform(0.0, 0.5))
        if moment % 3:
            server.kill_worker()
            user.join()
        else:
            server.kill()
            user.join()
            server.start()
    assert len(sent) >= MOMENTS * 2
    until = time.monotonic() + 120
    while True:
        papers = {one["id"]: one for one in server.ask("/api/documents?limit=1000")["documents"]}
        states = {papers[number]["state"] for number in sent}
        if states == {"complete"}:
            break
        assert states <= {"waiting", "working", "complete"} and time.monotonic() < until, states
        time.sleep(0.2)
    assert {number: papers[number]["sha256"] for number in sent} == sent
