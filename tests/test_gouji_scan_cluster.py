"""A scan on a Dask cluster: the bytes of a scan on one machine, whatever happens to the cluster."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from extract.readers.archive import Member
from gouji.cli import main
from gouji.config import Settings
from gouji.scan import cluster
from gouji.scan.engine import configuration, engine
from gouji.scan.ledger import Ledger
from gouji.scan.worker import Desk, Halt, Lost, Task

ROOT = Path(__file__).resolve().parent.parent


def a_year(folder: Path, count: int) -> Path:
    folder.mkdir()
    for i in range(count):
        lines = (
            f"{2000 + i}年第{n}项支出{n}.05万元，比上年的{n}万元增加0.0{n % 9}万元。\n" for n in range(30)
        )
        (folder / f"{i:02d}.txt").write_text(f"云州市林业局{2000 + i}年度决算说明\n{''.join(lines)}", "utf-8")
    (folder / "坏.docx").write_bytes(b"PK\x03\x04broken")
    return folder


def content(run: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(run)): p.read_bytes()
        for p in run.rglob("*")
        if p.is_file() and ".sqlite" not in p.name
    }


def python(code: str, *arguments: str) -> subprocess.Popen[str]:
    """Dask leaves threads behind, beside which nothing can be forked: it gets a process of its own."""
    call = [sys.executable, "-c", code, *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(call, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


@pytest.fixture
def two_workers() -> Iterator[tuple[str, int]]:
    """The address of a cluster of two workers, and the process id of one of them."""
    pytest.importorskip("distributed", reason="the extra cluster is not installed")
    code = """
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as made:
        print(made.scheduler_address, next(iter(made.workers.values())).pid, flush=True)
        input()
"""
    process = python(code)
    assert process.stdout is not None
    address, number = process.stdout.readline().split()
    yield address, int(number)
    process.communicate("\n", timeout=60)


def test_a_worker_killed_at_work_loses_nothing(two_workers: tuple[str, int], tmp_path: Path) -> None:
    address, victim = two_workers
    folder, run = a_year(tmp_path / "year", 40), tmp_path / "run"
    call = [sys.executable, "-m", "gouji", "scan", str(folder), "--run", str(run)]
    process = subprocess.Popen(
        [*call, "--cluster", address], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )  # fmt: skip
    while process.poll() is None and not [*run.glob("results/*/*.json")]:
        time.sleep(0.01)
    os.kill(victim, signal.SIGKILL)
    done = len([*run.glob("results/*/*.json")])
    out, err = process.communicate(timeout=120)
    assert done < 41 and process.returncode == 1, (out, err)
    assert main(["scan", str(folder), "--run", str(tmp_path / "alone")]) == 1
    assert content(run) == content(tmp_path / "alone")
    assert Ledger(run).counts() == {"complete": 40, "unchecked": 1}


def test_a_cluster_of_its_own_is_started_and_ended(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="the extra cluster is not installed")
    folder = a_year(tmp_path / "year", 3)
    call = [sys.executable, "-m", "gouji", "scan", str(folder), "--jobs", "2"]
    made = subprocess.run(
        [*call, "--run", str(tmp_path / "run"), "--cluster"], cwd=ROOT, capture_output=True, timeout=120
    )
    assert made.returncode == 1 and made.stderr == b"", made.stderr
    main(["scan", str(folder), "--run", str(tmp_path / "alone")])
    assert content(tmp_path / "run") == content(tmp_path / "alone")


def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(["scan", str(a_year(tmp_path / "year", 1)), "--run", str(tmp_path / "run"), "--cluster"]) == 2
    assert "make full" in capsys.readouterr().err


def test_a_cluster_that_does_not_answer_is_told(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="the extra cluster is not installed")
    code = (
        "import sys; from gouji.cli import main; from gouji.scan import cluster\n"
        "cluster._WAIT = 0.5; sys.exit(main(sys.argv[1:]))"
    )
    nobody = "tcp://127.0.0.1:9"
    process = python(
        code, "scan", str(a_year(tmp_path / "year", 1)), "--run", str(tmp_path / "run"), "--cluster", nobody
    )
    assert f"无法使用集群 {nobody}" in process.communicate(timeout=60)[1] and process.returncode == 2


@pytest.fixture
def task(tmp_path: Path) -> Iterator[Task]:
    """A task as a worker gets it, the run folder prepared; its server ends with the test."""
    folder, run = a_year(tmp_path / "year", 1), tmp_path / "run"
    run.mkdir()
    Ledger(run).close()
    desk = Desk(run, Settings(), engine(), configuration(Settings()))
    yield Task(Member("00.txt", folder / "00.txt"), desk, 10, False, 0)
    for server in cluster._idle:
        server.process.kill()
        server.process.wait()
    cluster._idle.clear()


def test_a_server_that_was_killed_is_a_loss_and_is_started_again(task: Task) -> None:
    first = cluster.work(task)
    assert isinstance(first, dict) and first["status"] == "complete"
    (server,) = cluster._idle
    with suppress(ProcessLookupError):
        os.kill(server.process.pid, signal.SIGKILL)
    assert cluster.work(task) == Lost() and cluster._idle == []
    assert cluster.work(task) == first


@pytest.mark.parametrize("fault", ["version", "run", "folder"])
def test_a_worker_that_is_not_fit_halts_the_run(task: Task, fault: str) -> None:
    member, desk = task.member, task.desk
    match fault:
        case "version":
            desk = Desk(desk.run, desk.settings, "another", desk.configuration)
        case "run":
            desk = Desk(desk.run / "elsewhere", desk.settings, desk.engine, desk.configuration)
        case _:
            member = Member(member.path, member.file.parent / "elsewhere" / member.file.name)
    assert isinstance(cluster.work(Task(member, desk, 10, False, 0)), Halt)
