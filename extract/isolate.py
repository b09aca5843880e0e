"""Work on one document in a process of its own, so that no document can harm another.

A hostile or damaged file may abort the process that reads it, exhaust its memory or never
come to an end; none of this can be caught inside.  ``run`` therefore works in a child
process with limits and always returns, with the value or with the reason why there is none.
"""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from multiprocessing.connection import Connection, Pipe
from operator import attrgetter
from pathlib import Path
from typing import Any, ClassVar, Final, Generic, TypeVar

from extract.model import Reason
from extract.readers.unreadable import Unreadable

T = TypeVar("T")

MEMORY: Final = 1536 * 2**20
INTERRUPTED: Final = "interrupted"
"""The code of the reason that somebody else ended what was at work on a document."""
PICTURE_MEMORY: Final = 3 * 2**30
PICTURE_SECONDS: Final = 30.0
"""What reading one picture of a page may take (processor time), beside what its document may."""
_SLACK: Final = 4
"""How many times that long by the clock is waited for one that does not stop by itself: the machine may be busy."""
_POLL: Final = 0.2
_MAX_MESSAGE: Final = 512 * 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may use: seconds in all, seconds without a sign of life, bytes of memory.

    Where the system tells (Linux), the time for which a busy machine let the process wait its turn does not
    count: what a document comes to should not depend on what else goes on.
    """

    seconds: float = 120.0
    silence: float = 20.0
    memory: int = MEMORY


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What came of the work: ``value``, or else ``reason``; ``kept`` is what ``keep`` was given meanwhile.

    ``detail`` is for a log: how the process ended, or the traceback of a fault of the program.
    ``settled``: the child had said that reading was done.
    """

    value: T | None = None
    reason: Reason | None = None
    kept: tuple[Any, ...] = ()
    detail: str = ""
    settled: bool = False

    @property
    def interrupted(self) -> bool:
        """Whether somebody else ended the process or its converter, which says nothing of the document."""
        return self.detail == "SIGKILL" or (self.reason is not None and self.reason.code == INTERRUPTED)


class _Pickler(pickle.Pickler):
    """Writes frozen dataclasses as a call with their fields: half the time and less to send."""

    _readers: ClassVar[dict[type, Callable[[Any], tuple[Any, ...]] | None]] = {}

    def reducer_override(self, value: Any) -> Any:
        kind = type(value)
        if kind not in self._readers:
            self._readers[kind] = _reader_of(kind)
        fields_of = self._readers[kind]
        return NotImplemented if fields_of is None else (kind, fields_of(value))


def _reader_of(kind: type) -> Callable[[Any], tuple[Any, ...]] | None:
    """What reads the fields of a frozen dataclass, None for any other type."""
    settings = getattr(kind, "__dataclass_params__", None)
    if settings is None or not settings.frozen:
        return None
    items = fields(kind)
    if len(items) < 2 or not all(item.init and not item.kw_only for item in items):
        return None
    read: Callable[[Any], tuple[Any, ...]] = attrgetter(*(item.name for item in items))
    return read


def _pack(message: tuple[str, object]) -> bytes:
    buffer = io.BytesIO()
    _Pickler(buffer, pickle.HIGHEST_PROTOCOL).dump(message)
    return buffer.getvalue()


class _Channel:
    """The child's end of the pipe; outside a child there is none and everything is a no-op."""

    connection: Connection | None = None
    last: float = 0.0
    outset: int = 0
    """The address space in use when the limits were set, in bytes."""


def beat() -> None:
    """Show that work goes on; call it as often as you like. Nothing happens outside a child."""
    if _Channel.connection is not None:
        now = time.monotonic()
        if now - _Channel.last >= 1.0:
            _Channel.last = now
            _Channel.connection.send_bytes(_pack(("beat", None)))


def keep(piece: object) -> None:
    """Hand over a piece of the result, so that it survives the end of this process."""
    if _Channel.connection is not None:
        _Channel.last = time.monotonic()
        _Channel.connection.send_bytes(_pack(("kept", piece)))


@contextlib.contextmanager
def apart() -> Iterator[None]:
    """Read one picture of a page in here: its time counts by itself, and memory may grow to what that takes.

    Nothing happens outside a child.
    """
    if _Channel.connection is None:
        yield
        return
    _allow(PICTURE_MEMORY, PICTURE_SECONDS)
    _Channel.connection.send_bytes(_pack(("apart", PICTURE_SECONDS * _SLACK)))
    try:
        yield
    finally:
        _Channel.last = time.monotonic()
        _Channel.connection.send_bytes(_pack(("apart", None)))


def settle() -> None:
    """Say that reading is done: from here on silence is no sign of a hang, only the whole time counts."""
    if _Channel.connection is not None:
        _Channel.connection.send_bytes(_pack(("settled", None)))


def inside() -> bool:
    """Whether this process is such a child, whose group ends with it."""
    return _Channel.connection is not None


def run(function: Callable[..., T], *args: object, limits: Limits | None = None) -> Outcome[T]:
    """``function(*args)`` in a child process. Never raises for anything the child does.

    Where the system cannot fork (or this process has threads), ``function`` and ``args``
    must be picklable and the child imports them anew.
    """
    running = start(function, *args, limits=limits)
    try:
        while True:
            outcome = running.poll(_POLL)
            if outcome is not None:
                return outcome
    finally:
        running.end()


def start(function: Callable[..., T], *args: object, limits: Limits | None = None) -> Running[T]:
    """As ``run``, but returns at once; the caller polls until there is an outcome, then ends it."""
    limits = limits or Limits()
    receiver, sender = Pipe(duplex=False)
    launch = _fork if _can_fork() else _spawn
    child = launch(receiver, sender, function, args, limits)
    sender.close()
    return Running(receiver, child, limits)


def limits() -> tuple[tuple[str, bool, str], ...]:
    """What protects this machine: name, whether it holds here, a Chinese sentence."""
    linux = sys.platform.startswith("linux")
    fork = hasattr(os, "fork") and sys.platform != "darwin"
    return (
        ("process", True, f"每份文件在独立进程中读取（{'fork' if fork else 'spawn'}），崩溃不影响其他文件"),
        (
            "clock",
            True,
            f"单份文件限时{Limits().seconds:.0f}秒，{Limits().silence:.0f}秒无进展即终止"
            f"{'，等待处理器的时间不计' if linux else ''}；"
            f"扫描页另计，每页{PICTURE_SECONDS:.0f}秒",
        ),
        (
            "memory",
            linux,
            f"单份文件内存上限{MEMORY / 2**30:.1f} GiB，识别扫描件时{PICTURE_MEMORY / 2**30:.0f} GiB"
            if linux
            else "此系统不支持进程内存上限（RLIMIT_AS），仅有限时与文件大小上限保护",
        ),
        (
            "group",
            hasattr(os, "killpg"),
            "终止时连同子进程一并结束" if hasattr(os, "killpg") else "终止时只结束读取进程本身",
        ),
    )


def _can_fork() -> bool:
    """A fork copies only one thread, and on macOS system libraries do not survive it."""
    return hasattr(os, "fork") and sys.platform != "darwin" and threading.active_count() == 1


def kept_waiting(pid: int) -> float:
    """The seconds for which a process, or the one it waits for, was ready to go on but others had the processors.

    0.0 where the system does not tell.
    """
    longest = 0.0
    with contextlib.suppress(OSError, ValueError, IndexError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            below = [kept_waiting(int(child)) for child in (thread / "children").read_text().split()]
            # Time on a processor and time in the queue for one, in nanoseconds, and how often it was on one.
            own = int((thread / "schedstat").read_text().split()[1]) / 1e9
            longest = max(longest, own, *below)
    return longest


# --- the parent's side ---------------------------------------------------------------------


@dataclass(slots=True)
class _Child:
    """A child process on POSIX: leader of its own group, so that all it starts ends with it."""

    pid: int
    status: int | None = None

    def waited(self) -> float:
        return kept_waiting(self.pid)

    def ended(self) -> bool:
        """Whether it has ended; it is not reaped yet, so its number cannot be taken by another."""
        if self.status is not None:
            return True
        try:
            return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        except ChildProcessError:
            return True

    def end(self) -> int:
        """Kill it with its group, reap it; minus the signal that ended it, or its exit code."""
        if self.status is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(self.pid, signal.SIGKILL)
            try:
                self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
            except ChildProcessError:
                self.status = 0
        return self.status


@dataclass(slots=True)
class _Spawned:
    """A child process where there is no fork."""

    process: Any

    def waited(self) -> float:
        return kept_waiting(self.process.pid)

    def ended(self) -> bool:
        return self.process.exitcode is not None

    def end(self) -> int:
        if hasattr(os, "killpg") and self.process.exitcode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.join()
        return self.process.exitcode or 0


@dataclass(slots=True)
class Running(Generic[T]):
    """A child at work, seen from its parent; ``receiver`` becomes readable when there is news."""

    receiver: Connection
    child: _Child | _Spawned
    limits: Limits
    kept: list[Any] = field(default_factory=list)
    settled: bool = False
    begun: float = field(default_factory=time.monotonic)
    last: float = field(default_factory=time.monotonic)
    apart: tuple[float, float] | None = None
    """Since when and until when it reads a picture, whose time counts by itself."""
    waited: float = 0.0
    """For how long the machine has kept it waiting."""
    waited_then: float = 0.0
    """The same, at its last sign of life."""

    def poll(self, seconds: float = 0.0) -> Outcome[T] | None:
        """The outcome, None where there is none after waiting that long for news or a limit."""
        try:
            # What it has said counts, however late it is heard.
            if self._is_over() and not self.receiver.poll(0):
                return self._timeout()
            if not self.receiver.poll(max(0.0, min(seconds, self._until() - time.monotonic()))):
                return self._died() if self.child.ended() and not self.receiver.poll(0) else None
            kind, content = pickle.loads(self.receiver.recv_bytes(_MAX_MESSAGE))
        except (EOFError, OSError):
            return self._died()
        except Exception as error:
            return Outcome(
                None, _reason("crashed"), tuple(self.kept), f"bad message: {error!r}", self.settled
            )
        self.last = time.monotonic()
        self._look()
        self.waited_then = self.waited
        match kind:
            case "kept":
                self.kept.append(content)
            case "settled":
                self.settled = True
            case "apart":
                self._set_apart(content)
            case "done":
                return Outcome(content, None, tuple(self.kept), settled=self.settled)
            case "failed":
                code, message, detail = content
                return Outcome(None, Reason(code, message), tuple(self.kept), detail, self.settled)
        return None

    def end(self) -> None:
        """Kill what is left of the child and reap it."""
        self.child.end()
        self.receiver.close()

    def _set_apart(self, seconds: float | None) -> None:
        if self.apart is not None:
            self.begun += self.last - self.apart[0]
        self.apart = None if seconds is None else (self.last, self.last + seconds)

    def _look(self) -> None:
        self.waited = max(self.waited, self.child.waited())

    def _is_over(self) -> bool:
        if time.monotonic() < self._until():
            return False
        self._look()
        return time.monotonic() >= self._until()

    def _until(self) -> float:
        if self.apart is not None:
            return self.apart[1]
        silent = self.last + self.limits.silence + self.waited - self.waited_then
        return self._whole() if self.settled else min(self._whole(), silent)

    def _whole(self) -> float:
        return self.begun + self.limits.seconds + self.waited

    def _timeout(self) -> Outcome[T]:
        # The limit, not what the clock shows: the same document gives the same words.
        over = time.monotonic() >= self._whole()
        seconds = self.limits.seconds if over else self.limits.silence
        if self.apart is not None:
            seconds = PICTURE_SECONDS
        message = f"读取超过时限（{seconds:.0f}秒）已终止，其余内容未读出，请拆分或另存后再检查。"
        return Outcome(None, Reason("timeout", message), tuple(self.kept), "timeout", self.settled)

    def _died(self) -> Outcome[T]:
        # It may be about to end by itself: its own signal tells more than ours would.
        for _ in range(50):
            if self.child.ended():
                break
            time.sleep(0.01)
        status = self.child.end()
        name = signal.Signals(-status).name if status < 0 else f"exit {status}"
        reason = _reason("timeout" if name == "SIGXCPU" else "crashed", name)
        return Outcome(None, reason, tuple(self.kept), name, self.settled)


def _reason(code: str, ended: str = "") -> Reason:
    if code == "timeout":
        return Reason("timeout", "读取超过时限已终止，其余内容未读出，请拆分或另存后再检查。")
    note = f"（{ended}）" if ended else ""
    return Reason("crashed", f"读取时程序异常中止{note}，文件可能已损坏或内存不足，请用原软件另存后再检查。")


# --- the child's side ----------------------------------------------------------------------


def _fork(
    receiver: Connection,
    sender: Connection,
    function: Callable[..., T],
    args: tuple[object, ...],
    limits: Limits,
) -> _Child:
    parent = os.getpid()
    pid = os.fork()
    if pid:
        # Either side may be first: the group must exist before anyone kills it.
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)
        return _Child(pid)
    try:
        receiver.close()
        with contextlib.suppress(OSError):
            os.setpgid(0, 0)
        _die_with(parent)
        _serve(sender, function, args, limits)
    finally:
        os._exit(0)


def _spawn(
    receiver: Connection,
    sender: Connection,
    function: Callable[..., T],
    args: tuple[object, ...],
    limits: Limits,
) -> _Spawned:
    import multiprocessing

    process = multiprocessing.get_context("spawn").Process(
        target=_enter, args=(sender, function, args, limits), daemon=False
    )
    process.start()
    return _Spawned(process)


def _enter(sender: Connection, function: Callable[..., T], args: tuple[object, ...], limits: Limits) -> None:
    if hasattr(os, "setpgid"):
        with contextlib.suppress(OSError):
            os.setpgid(0, 0)
        _die_with(os.getppid())
    _serve(sender, function, args, limits)
    os._exit(0)


def _serve(sender: Connection, function: Callable[..., T], args: tuple[object, ...], limits: Limits) -> None:
    """Run the function under the limits and send what came of it."""
    _silence()
    _restrict(limits)
    _Channel.connection, _Channel.last = sender, time.monotonic()
    try:
        message: tuple[str, object] = ("done", function(*args))
    except Unreadable as error:
        message = ("failed", (error.code, error.message, ""))
    except (MemoryError, RecursionError) as error:
        message = ("failed", ("too-large", "文件过大或结构过深，超出处理上限，请拆分后再检查。", repr(error)))
    except BaseException as error:
        import traceback

        text = f"处理失败（{type(error).__name__}），请将此文件反馈给维护者。"
        message = ("failed", ("failed", text, traceback.format_exc()))
    try:
        sender.send_bytes(_pack(message))
    except MemoryError:
        text = "文件过大，超出内存上限，请拆分后再检查。"
        sender.send_bytes(_pack(("failed", ("too-large", text, ""))))


def _silence() -> None:
    """What libraries print must not reach the user's terminal, let alone a result on standard output."""
    import faulthandler

    faulthandler.disable()
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        with contextlib.suppress(OSError):
            os.dup2(null, stream)
    sys.stdout = sys.stderr = open(null, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    for name in ("SIGINT", "SIGTERM"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)


def _restrict(limits: Limits) -> None:
    try:
        import resource
    except ImportError:
        return
    ceilings = {"RLIMIT_CORE": 0, "RLIMIT_CPU": int(limits.seconds) + 5}
    if sys.platform.startswith("linux"):
        # What the parent had mapped already is shared, not used by the document.
        _Channel.outset = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        ceilings["RLIMIT_AS"] = _Channel.outset + limits.memory
    for name, value in ceilings.items():
        _set_limit(name, value)


def _allow(memory: int, seconds: float) -> None:
    """Raise this process's own limits to so much address space, and by so much processor time."""
    try:
        import resource
    except ImportError:
        return
    if _Channel.outset:
        _set_limit("RLIMIT_AS", _Channel.outset + memory)
    spent = resource.getrlimit(resource.RLIMIT_CPU)[0]
    if spent >= 0:
        _set_limit("RLIMIT_CPU", spent + int(seconds * _SLACK))


def _set_limit(name: str, value: int) -> None:
    import resource

    with contextlib.suppress(ValueError, OSError):
        kind = getattr(resource, name)
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (value if hard < 0 else min(value, hard), hard))


def _die_with(parent: int) -> None:
    """On Linux, end when the parent does, even if it is killed."""
    if sys.platform.startswith("linux"):
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
