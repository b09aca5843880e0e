"""Processes of their own: whatever happens in one, the caller gets an answer."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from extract import isolate
from extract.isolate import Limits, keep, run
from extract.readers.unreadable import Unreadable

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs POSIX processes")


def double(value: int) -> int:
    return value * 2


def segfault() -> None:
    ctypes.string_at(0)


def abort() -> None:
    os.abort()


def leave() -> None:
    os._exit(3)


def devour() -> None:
    kept = []
    while True:
        kept.append(bytearray(2**26))


def recurse() -> None:
    recurse()


def spin() -> None:
    while True:
        pass


def ignore_and_sleep() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(60)


def refuse() -> None:
    raise Unreadable("encrypted", "有密码")


def blunder() -> None:
    raise KeyError("secret")


def test_a_value_comes_back() -> None:
    assert run(double, 21).value == 42


@pytest.mark.parametrize(
    ("function", "code", "detail"),
    [
        (segfault, "crashed", "SIGSEGV"),
        (abort, "crashed", "SIGABRT"),
        (leave, "crashed", "exit 3"),
        (recurse, "too-large", "RecursionError"),
        (refuse, "encrypted", ""),
        (blunder, "failed", "KeyError"),
    ],
)
def test_every_end_has_a_reason(function, code: str, detail: str) -> None:  # type: ignore[no-untyped-def]
    outcome = run(function)
    assert outcome.value is None
    assert outcome.reason is not None
    assert outcome.reason.code == code
    assert detail in outcome.detail
    assert "secret" not in outcome.reason.message


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="RLIMIT_AS holds on Linux only")
def test_memory_is_limited() -> None:
    outcome = run(devour, limits=Limits(memory=2**28))
    assert outcome.reason is not None
    assert outcome.reason.code == "too-large"


@pytest.mark.parametrize("function", [spin, ignore_and_sleep])
@pytest.mark.parametrize("limits", [Limits(seconds=0.4), Limits(silence=0.4)])
def test_time_and_silence_are_limited(function, limits: Limits) -> None:  # type: ignore[no-untyped-def]
    start = time.monotonic()
    outcome = run(function, limits=limits)
    assert time.monotonic() - start < 30
    assert outcome.reason is not None
    assert outcome.reason.code == "timeout"


def beat_often() -> str:
    for _ in range(4):
        time.sleep(0.3)
        isolate._Channel.last = 0.0
        isolate.beat()
    return "done"


def test_a_sign_of_life_prolongs_the_silence() -> None:
    assert run(beat_often, limits=Limits(silence=0.9)).value == "done"


def rest() -> str:
    time.sleep(0.8)
    return "done"


def test_time_for_which_a_busy_machine_kept_it_waiting_does_not_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    limits = Limits(seconds=0.5, silence=0.3)
    for waited, detail in ((0.0, "timeout"), (30.0, "")):
        monkeypatch.setattr(isolate, "kept_waiting", lambda pid, waited=waited: waited)
        assert run(rest, limits=limits).detail == detail


def test_what_was_said_in_time_counts_however_late_it_is_heard() -> None:
    running = isolate.start(double, 21, limits=Limits(seconds=0.3, silence=0.3))
    while not running.child.ended():
        time.sleep(0.01)
    time.sleep(0.4)
    outcome = running.poll()
    running.end()
    assert outcome is not None and outcome.value == 42


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells it")
def test_a_process_that_was_ready_but_not_let_on_has_been_kept_waiting() -> None:
    one = {next(iter(os.sched_getaffinity(0)))}
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(3)]
    for process in busy:
        os.sched_setaffinity(process.pid, one)
    try:
        until = time.monotonic() + 20
        while not all(isolate.kept_waiting(process.pid) > 0.2 for process in busy):
            assert time.monotonic() < until
            time.sleep(0.1)
    finally:
        for process in busy:
            process.kill()
            process.wait()
    assert isolate.kept_waiting(2**30) == 0.0


def settle_and_rest() -> str:
    isolate.settle()
    time.sleep(0.8)
    return "done"


def settle_and_spin() -> None:
    isolate.settle()
    spin()


def test_after_reading_silence_is_no_hang_but_the_whole_time_counts() -> None:
    assert run(settle_and_rest, limits=Limits(silence=0.3)).value == "done"
    outcome = run(settle_and_spin, limits=Limits(seconds=0.5))
    assert outcome.settled and outcome.reason is not None and outcome.reason.code == "timeout"


def look_and_rest() -> str:
    with isolate.apart():
        time.sleep(0.8)
    return "done"


def look_and_spin() -> None:
    with isolate.apart():
        spin()


def look_then_spin() -> None:
    with isolate.apart():
        pass
    spin()


def look_at_much() -> int:
    with isolate.apart():
        return len(bytearray(2**29))


def test_a_picture_has_time_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(look_and_rest, limits=Limits(seconds=0.5, silence=0.3)).value == "done"
    monkeypatch.setattr(isolate, "PICTURE_SECONDS", 0.1)
    for function, limits in ((look_and_spin, Limits()), (look_then_spin, Limits(silence=0.3))):
        start = time.monotonic()
        outcome = run(function, limits=limits)
        assert outcome.reason is not None and outcome.reason.code == "timeout"
        assert time.monotonic() - start < 30


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="RLIMIT_AS holds on Linux only")
def test_memory_is_raised_for_pictures_only(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = Limits(memory=2**28)
    assert run(look_at_much, limits=limits).value == 2**29
    monkeypatch.setattr(isolate, "PICTURE_MEMORY", 2**28)
    outcome = run(look_at_much, limits=limits)
    assert outcome.reason is not None and outcome.reason.code == "too-large"


def keep_and_abort() -> None:
    keep(("甲",))
    keep(("乙",))
    os.abort()


def test_what_was_kept_survives() -> None:
    assert run(keep_and_abort).kept == (("甲",), ("乙",))


def shout() -> str:
    os.write(1, b"noise")
    print("noise", file=sys.stderr)
    return "quiet"


def test_what_libraries_print_goes_nowhere(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(shout).value == "quiet"
    assert capfd.readouterr() == ("", "")


def start_grandchild(file: str) -> None:
    process = subprocess.Popen(["sleep", "60"])
    Path(file).write_text(str(process.pid))
    time.sleep(60)


def test_what_the_child_started_ends_with_it(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    run(start_grandchild, str(file), limits=Limits(seconds=0.8))
    pid = int(file.read_text())
    for _ in range(100):
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().split()[2] == "Z":
            return
        time.sleep(0.02)
    os.kill(pid, signal.SIGKILL)
    pytest.fail("a process was left behind")


def test_with_threads_a_fresh_interpreter_works() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert run(os.path.basename, "a/b.docx").value == "b.docx"
        outcome = run(os.abort)
    finally:
        stop.set()
        thread.join()
    assert outcome.reason is not None
    assert outcome.detail == "SIGABRT"


def test_no_child_is_left_unreaped() -> None:
    run(abort)
    run(double, 1)
    try:
        assert os.waitpid(-1, os.WNOHANG) == (0, 0)
    except ChildProcessError:
        return


def test_limits_are_told() -> None:
    assert {name for name, _, _ in isolate.limits()} == {"process", "clock", "memory", "group"}
