"""Documents from path to review: folders, archives, several at once, faults, what survives a limit."""

from __future__ import annotations

import contextlib
import ctypes
import io
import json
import os
import resource
import signal
import subprocess
import sys
import time
import types
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from checks import run as checking
from extract import isolate
from extract.model import Locator, Paragraph, Source
from extract.readers import READERS
from gouji import examine
from gouji.config import Settings
from gouji.examine import Examined, examine_all, read_all
from gouji.report.json import render

TEXT = "某市林业站2023年度自评报告\n\n2023年培训支出218.70万元，比上年增加86.40万元，增长{rate}%。\n"
WRONG, RIGHT = TEXT.format(rate="56.31"), TEXT.format(rate="65.31")

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="the planted reader reaches forked processes only")


def pack(members: dict[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    """A folder with documents, archives in archives, and things that cannot be read."""
    folder = tmp_path / "batch"
    (folder / "甲县").mkdir(parents=True)
    (folder / "1.txt").write_text(WRONG, encoding="utf-8")
    (folder / "2.zip").write_bytes(
        pack(
            {
                "乙.txt": RIGHT,
                "内.zip": pack({"丙.txt": WRONG, "空.txt": ""}),
                "图.docx": b"\x89PNG\r\n\x1a\n" + bytes(9),
            }
        )
    )
    (folder / "3.zip").write_bytes(pack({"a.txt": RIGHT})[:-30])
    (folder / "4.zip").write_bytes(pack({}))
    (folder / "甲县" / "5.txt").write_text(RIGHT, encoding="utf-8")
    return folder


def states(found: list[Examined], root: Path) -> list[tuple[str, str, str]]:
    return [
        (
            one.review.path.removeprefix(f"{root}/"),
            one.review.status,
            one.review.reasons[0].code if one.review.reasons else "",
        )
        for one in found
    ]


def test_every_member_is_an_entry_and_an_archive_only_where_it_cannot_be_opened(batch: Path) -> None:
    found = examine_all([str(batch)], Settings())
    assert states(found, batch) == [
        ("1.txt", "complete", ""),
        ("2.zip!/乙.txt", "complete", ""),
        ("2.zip!/内.zip!/丙.txt", "complete", ""),
        ("2.zip!/内.zip!/空.txt", "unchecked", "empty"),
        ("2.zip!/图.docx", "unchecked", "image"),
        ("3.zip", "unchecked", "corrupt"),
        ("4.zip", "unchecked", "empty"),
        ("甲县/5.txt", "complete", ""),
    ]
    assert [len(one.review.findings) for one in found] == [1, 0, 1, 0, 0, 0, 0, 0]
    digests = [one.review.sha256 for one in found]
    assert digests[0] == digests[2] != digests[1] == digests[7] and all(len(d) == 64 for d in digests)
    assert [one.path for one in read_all([str(batch)])] == [one.review.path for one in found]


def test_the_bytes_do_not_depend_on_how_many_work_at_once(batch: Path) -> None:
    paths = [str(batch), str(batch / "1.txt"), str(batch / "2.zip")]
    outputs = {
        render([one.review for one in examine_all(paths, Settings(jobs=jobs))], "1") for jobs in (1, 2, 7)
    }
    assert len(outputs) == 1
    assert len(json.loads(outputs.pop())["documents"]) == 8 + 1 + 4


def test_progress_counts_every_document(batch: Path) -> None:
    told: list[tuple[int, int]] = []
    examine_all([str(batch)], Settings(jobs=2), lambda done, known: told.append((done, known)))
    assert [done for done, _ in told] == list(range(1, 9))
    assert told[-1] == (8, 8) and all(done <= known for done, known in told)


def test_archives_in_archives_cannot_multiply(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examine._Room, "__init__", lambda self: setattr(self, "left", 6))
    inner = pack({f"{i}.txt": RIGHT for i in range(3)})
    file = tmp_path / "a.zip"
    file.write_bytes(pack({f"{i}.zip": inner for i in range(3)}))
    codes = [
        one.review.reasons[0].code if one.review.reasons else ""
        for one in examine_all([str(file)], Settings())
    ]
    assert codes == ["", "", "", "too-large", "too-large"]


# --- faults planted in a reader --------------------------------------------------------------


def hang() -> None:
    while True:
        pass


def exhaust() -> None:
    kept = []
    while True:
        kept.append(bytearray(2**26))


def flood() -> None:
    for _ in range(20_000):
        isolate.keep("x" * 1000)
    os.abort()


def deepen() -> None:
    deepen()


FAULTS: dict[str, tuple[Callable[[], object], str]] = {
    "abort": (os.abort, "crashed"),
    "segfault": (lambda: ctypes.string_at(0), "crashed"),
    "exit": (lambda: os._exit(0), "crashed"),
    "raise": (lambda: {}["x"], "corrupt"),
    "mistake": (lambda: None + 1, "failed"),  # type: ignore[operator]
    "memory": (exhaust, "too-large"),
    "recursion": (deepen, "too-large"),
    "flood": (flood, "crashed"),
    "hang": (hang, "timeout"),
}


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A reader of text that comes to grief where the text names a fault."""
    from extract.readers.text import read as read_text

    def read(data: bytes, name: str) -> Source:
        for fault, (act, _) in FAULTS.items():
            if data.startswith(fault.encode()):
                act()
        if data.startswith(b"half"):
            isolate.keep(
                (Paragraph("2023年培训支出218.70万元，比上年增加86.40万元，增长56.31%。", Locator(block=0)),)
            )
            os.abort()
        return read_text(data, name)

    module = types.ModuleType("planted_reader")
    module.read = read  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "planted_reader", module)
    monkeypatch.setitem(READERS, "text", "planted_reader")
    limits = isolate.Limits(seconds=8.0, silence=1.0, memory=2**28)
    monkeypatch.setattr(examine, "_LIMITS", limits)
    yield


@forks
@pytest.mark.parametrize("jobs", [1, 3])
def test_a_fault_in_one_document_leaves_the_others_alone(planted: None, tmp_path: Path, jobs: int) -> None:
    expected = []
    for position in range(30):
        fault = [*FAULTS, ""][(position * 7 + jobs) % 10] if position % 3 == 1 else ""
        (tmp_path / f"{position:02}.txt").write_text(fault + "\n" + WRONG, encoding="utf-8")
        expected.append(FAULTS[fault][1] if fault else "")
    found = examine_all([str(tmp_path)], Settings(jobs=jobs))
    assert [code for _, _, code in states(found, tmp_path)] == expected
    assert [len(one.review.findings) for one in found] == [0 if code else 1 for code in expected]
    assert [one.fault for one in found] == [code == "failed" for code in expected]
    assert all(one.review.reasons[0].message.endswith("。") for one in found if one.review.reasons)
    with contextlib.suppress(ChildProcessError):
        assert os.waitpid(-1, os.WNOHANG) == (0, 0), "a process was left unreaped"


@forks
def test_what_was_read_before_the_end_is_checked(planted: None, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("half\n" + WRONG, encoding="utf-8")
    ((one),) = examine_all([str(file)], Settings())
    assert (one.review.status, one.review.reasons[0].code) == ("partial", "crashed")
    assert [finding.rule for finding in one.review.findings] == ["GJ203"]


@forks
@pytest.mark.parametrize(("act", "code"), [(hang, "timeout"), (os.abort, "crashed"), (deepen, "too-large")])
def test_figures_are_kept_where_checking_comes_to_no_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: Callable[[], object], code: str
) -> None:
    monkeypatch.setattr(examine, "check", lambda *given: act())
    monkeypatch.setattr(examine, "_LIMITS", isolate.Limits(seconds=0.8))
    (tmp_path / "a.txt").write_text(WRONG, encoding="utf-8")
    (one,) = examine_all([str(tmp_path / "a.txt")], Settings())
    assert (one.review.status, one.review.reasons[0].code) == ("partial", code)
    assert "未核对完" in one.review.reasons[0].message
    assert one.review.coverage["figures"] == one.review.coverage["unchecked"] == 3


@forks
def test_the_front_is_kept_where_understanding_comes_to_no_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    understand = examine.understand_source

    def stop(source: Source, path: str, digest: str) -> object:
        if any(isinstance(block, Paragraph) and "陷阱" in block.text for block in source.blocks):
            os.abort()
        return understand(source, path, digest)

    monkeypatch.setattr(examine, "understand_source", stop)
    text = WRONG + "\n绩效目标已经完成。\n" * 4 + "\n陷阱。\n" + "\n其他说明。\n" * 4
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (one,) = examine_all([str(tmp_path / "a.txt")], Settings())
    assert (one.review.status, one.review.coverage["figures"]) == ("partial", 3)
    assert "其余未读出" in one.review.reasons[0].message


def test_a_rule_that_breaks_off_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "select_rules", lambda select, ignore: 1 / 0)
    (tmp_path / "a.txt").write_text(RIGHT, encoding="utf-8")
    (one,) = examine_all([str(tmp_path / "a.txt")], Settings())
    assert one.fault and one.review.status == "partial" and one.review.reasons[0].code == "failed"


def test_jobs_run_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for i in range(4):
        (tmp_path / f"{i}.txt").write_text(RIGHT, encoding="utf-8")
    start = time.monotonic()
    monkeypatch.setattr(examine, "judge", rest)
    found = examine_all([str(tmp_path)], Settings(jobs=4))
    assert found == ["rested"] * 4 and time.monotonic() - start < 1.5


def rest(extraction: object, settings: Settings) -> str:
    time.sleep(0.5)
    return "rested"


def test_memory_of_the_parent_does_not_grow_with_the_documents(tmp_path: Path) -> None:
    file = tmp_path / "bomb.zip"
    file.write_bytes(pack({f"{i}.txt": b" " * 15 * 2**20 for i in range(6)}))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = examine_all([str(file)], Settings())
    assert [one.review.reasons[0].code for one in found] == ["empty"] * 6
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 10_000


SLOW = """
import sys, time, types
from extract.readers import READERS
slow = types.ModuleType("slow")
slow.read = lambda data, name: time.sleep(60)
sys.modules["slow"], READERS["text"] = slow, "slow"
from gouji.cli import main
sys.exit(main(["check", "--jobs", "3", sys.argv[1]]))
"""


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def alive(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def wait_for(condition: Callable[[], bool]) -> bool:
    until = time.monotonic() + 10
    while not condition() and time.monotonic() < until:
        time.sleep(0.02)
    return condition()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc to look for what is left")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nobody_is_left_when_the_program_is_ended(tmp_path: Path, number: signal.Signals) -> None:
    for i in range(5):
        (tmp_path / f"{i}.txt").write_text(RIGHT, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW, str(tmp_path)],
        cwd=Path(__file__).parent.parent,
        stderr=subprocess.PIPE,
        # A background job of a shell is started with SIGINT ignored, and so would this be.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    assert wait_for(lambda: len(children(process.pid)) == 3)
    working = children(process.pid)
    process.send_signal(number)
    process.communicate(timeout=10)
    assert process.returncode == (130 if number == signal.SIGINT else -number)
    assert wait_for(lambda: not any(map(alive, working)))


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("空.txt", "text"),
        ("空.TXT", "text"),
        ("空.docx", "docx"),
        ("空.htm", "html"),
        ("空.wps", "doc"),
        ("空.bin", "bin"),
    ],
)
def test_a_document_that_cannot_be_read_has_the_format_it_would_have(
    tmp_path: Path, name: str, form: str
) -> None:
    (tmp_path / name).write_bytes(b"")
    (empty,) = read_all([str(tmp_path / name)])
    assert (empty.status, empty.format) == ("unchecked", form)
