"""The worker: takes documents from the queue and checks each in a process of its own, as ``gouji check`` does.

It is a process without threads, so that it can fork.  Start it as ``python -m gouji.web.worker`` with
the line of ``PageSettings.dump`` on standard input; it ends when that is closed, as it is by the end
of the server, however that comes.
"""

from __future__ import annotations

import io
import json
import os
import select
import signal
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from multiprocessing.connection import wait
from pathlib import Path, PurePosixPath
from shutil import rmtree
from typing import Any, Final

from sqlalchemy.exc import OperationalError

from extract.isolate import Limits, Outcome, Running, beat, keep, settle, start
from extract.model import Extraction, Reason
from extract.readers.archive import MAX_DEPTH, MAX_MEMBER, Member, load
from extract.readers.package import MAX_MEMBERS, MAX_TOTAL, read_member
from extract.readers.unreadable import Unreadable
from gouji import __version__
from gouji.batch import Step
from gouji.compare import compare
from gouji.config import Settings
from gouji.examine import Examined, Opened, judge, leave, prepare, work_on
from gouji.report import json as listing
from gouji.report import stored
from gouji.report.review import Review
from gouji.scan.run import Lock
from gouji.scan.store import write_whole
from gouji.scan.worker import describe, stopped
from gouji.web import hook, queue
from gouji.web.queue import Claim, Made
from gouji.web.settings import PageSettings
from gouji.web.settings import load as load_settings
from gouji.web.store import Document, Store, User, document, open_store
from gouji.web.store.document import STAGES, Received, new_id
from gouji.web.vault import DOCUMENT, LEAF, ORIGINAL, RESULT, Vault, look
from gouji.web.view import leaf

_PATIENCE: Final = 0.2
_ROUND: Final = 0.5
_PAUSE: Final = 5.0  # seconds to wait where disk or database refuse
_LEAF_LIMITS: Final = Limits(seconds=60.0, silence=60.0)
_MAX_UNPACKED: Final = 2 * MAX_TOTAL
_TOO_MUCH: Final = Reason(
    "too-large",
    f"压缩包层层展开后超过{MAX_MEMBERS}个文件或{_MAX_UNPACKED // 2**20} MB，未读取，请拆分后再上传。",
)
_TOO_DEEP: Final = Reason("too-large", f"压缩包嵌套超过{MAX_DEPTH}层，未读取，请解压后再上传。")
_GIVEN_UP: Final = Reason(
    "crashed", f"核查时程序{queue.LOSSES}次被中断，已停止尝试，请重新核查，或拆分后再上传。"
)
_CONVERTED: Final = frozenset({"doc", "wps", "rtf", "odt", "ods", "xlsb", "wordml", "xmlss"})
_NOBODY: Final = User(0, "", "reviewer")


@dataclass(frozen=True, slots=True)
class Desk:
    """What a document's process needs: its name, where its files are and go, the version before it."""

    name: str
    original: Path
    staged: Path
    settings: Settings
    earlier: Path | None = None


@dataclass(frozen=True, slots=True)
class Inside:
    """A document that came out of an archive; ``made`` tells why it could not be taken out, else None."""

    received: Received
    made: Made | None = None


@dataclass(frozen=True, slots=True)
class Full:
    """In place of a result: it could not be written, and why."""

    message: str


Result = Made | Full | tuple[Inside, ...]
Steps = Generator[Step, Outcome[Any], Result]


@dataclass(slots=True)
class _Work:
    claim: Claim
    steps: Steps
    running: Running[Any]
    stage: str = STAGES[1]

    def look(self) -> str:
        """The stage that its process has reached."""
        told = [piece for piece in self.running.kept if isinstance(piece, str)]
        if told:
            return told[-1]
        if not self.running.kept:
            return self.stage
        return STAGES[2] if self.claim.document.format in _CONVERTED else STAGES[3]


class FullError(OSError):
    """The page's folder takes no more, which is no document's fault."""


# --- the worker's own process ---------------------------------------------------------------


def main() -> None:
    """Work until the server ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    settings = load_settings(sys.stdin.readline())
    if os.name == "nt":
        threading.Thread(target=_end_with_input, daemon=True).start()
    work(settings, is_served)


def is_served() -> bool:
    """Whether the server is there: nothing more comes from it, so there is only the end to read."""
    return os.name == "nt" or not select.select([sys.stdin], [], [], 0)[0]


def _end_with_input() -> None:
    """Where a pipe cannot be asked without waiting; no fork is lost there."""
    sys.stdin.read()
    os._exit(0)


def work(settings: PageSettings, wanted: Callable[[], bool]) -> None:
    """Check what is waiting, ``settings.jobs`` at once, as long as it is ``wanted``.

    Only one worker serves a folder: a second one waits for the first to end.
    """
    vault = Vault(settings.folder)
    lock = Lock(vault.bench)
    while not lock.take():
        time.sleep(_PATIENCE)
        if not wanted():
            return
    store = open_store(settings.folder, settings.database)
    try:
        for place in vault.incoming.iterdir():
            if place.is_dir():
                rmtree(place)
        prepare()
        with store.write() as connection:
            queue.take_over(connection)
        _Worker(settings, store, vault).run(wanted)
    finally:
        store.close()
        lock.give_back()


class _Worker:
    """The documents at work, and the queue they come from."""

    def __init__(self, settings: PageSettings, store: Store, vault: Vault) -> None:
        self._settings, self._store, self._vault = settings, store, vault
        self._works: list[_Work] = []
        self._looked = 0.0

    def run(self, wanted: Callable[[], bool]) -> None:
        """Keep working; a full disk or an absent database is waited for and is no document's fault."""
        while wanted():
            try:
                if not self._turn():
                    time.sleep(_PATIENCE)
            except (OSError, OperationalError) as error:
                sys.stderr.write(f"gouji: {error}\n")
                self._drop()
                time.sleep(_PAUSE)
                self._recover()
            except BaseException:
                self._drop()
                raise
        self._drop()

    def _turn(self) -> bool:
        """One look at the queue and at what is at work; False where there is nothing to do."""
        self._fill()
        if not self._works:
            return False
        wait([one.running.receiver for one in self._works], _PATIENCE)
        for one in [*self._works]:
            outcome = one.running.poll()
            if outcome is not None:
                self._works.remove(one)
                one.running.end()
                self._proceed(one.claim, one.steps, outcome)
        self._look_round()
        return True

    def _drop(self) -> None:
        for one in self._works:
            one.running.end()
            one.steps.close()
        self._works.clear()

    def _recover(self) -> None:
        try:
            with self._store.write() as connection:
                queue.take_over(connection, lost=0)
        except (OSError, OperationalError) as error:
            sys.stderr.write(f"gouji: {error}\n")

    def _fill(self) -> None:
        while len(self._works) < self._settings.jobs:
            with self._store.read() as connection:
                if not queue.waits(connection):
                    return
            with self._store.write() as connection:
                claim = queue.claim(connection)
                if claim is None:
                    return
                brought = queue.unpacked(connection, claim.document)
                earlier = _earlier(connection, claim.document)
            desk = self._desk(claim, earlier)
            if claim.losses >= queue.LOSSES:
                self._end(claim, _tell(claim.document, _GIVEN_UP, desk))
            else:
                self._proceed(claim, _steps(claim.document, desk, *brought), None)

    def _desk(self, claim: Claim, earlier: Document | None) -> Desk:
        found, staged = claim.document, self._staged(claim)
        staged.mkdir(mode=0o700)
        before = self._vault.path(earlier.vault, RESULT) if earlier else None
        return Desk(
            found.name, self._vault.path(found.vault, ORIGINAL), staged, self._settings.checking, before
        )

    def _staged(self, claim: Claim) -> Path:
        return self._vault.incoming / claim.lease

    def _proceed(self, claim: Claim, steps: Steps, outcome: Outcome[Any] | None) -> None:
        if outcome is not None and outcome.interrupted and claim.losses + 1 < queue.LOSSES:
            # Somebody else ended it, which says nothing of the document.
            steps.close()
            self._put_back(claim, claim.tries, claim.losses + 1)
            return
        try:
            step = next(steps) if outcome is None else steps.send(outcome)
        except StopIteration as end:
            self._end(claim, end.value)
            return
        running = start(step.function, *step.arguments, limits=step.limits)
        self._works.append(_Work(claim, steps, running))

    def _end(self, claim: Claim, result: Result) -> None:
        """Write down how a document ended, or put it back for its second try."""
        if isinstance(result, Full):
            raise FullError(result.message)
        if isinstance(result, tuple):
            self._open(claim, result)
            return
        ruined = stopped(result.card) and (result.status == "unchecked" or result.code == "crashed")
        if ruined and claim.tries + 1 < queue.TRIES and claim.losses < queue.LOSSES:
            self._put_back(claim, claim.tries + 1, claim.losses)
            return
        with self._store.write() as connection:
            if queue.holds(connection, claim):
                self._vault.settle(self._staged(claim), claim.document.vault)
                queue.finish(connection, claim.document, result)
        rmtree(self._staged(claim), ignore_errors=True)

    def _open(self, claim: Claim, found: tuple[Inside, ...]) -> None:
        """Put the documents of an archive in its place."""
        archive, staged = claim.document, self._staged(claim)
        with self._store.write() as connection:
            held = queue.holds(connection, claim)
            for inside in found if held else ():
                self._vault.settle(staged / inside.received.vault, inside.received.vault)
                owner = replace(_NOBODY, name=archive.owner)
                told = hook.find(connection, archive.id)
                added = document.add(connection, inside.received, owner, parent=archive, webhook=told)
                if inside.made is not None:
                    queue.finish(connection, added, inside.made)
            if held:
                queue.close_archive(connection, archive)
        if held:
            self._vault.remove(archive.vault)
        rmtree(staged, ignore_errors=True)

    def _put_back(self, claim: Claim, tries: int, losses: int) -> None:
        rmtree(self._staged(claim), ignore_errors=True)
        with self._store.write() as connection:
            queue.put_back(connection, claim, tries, losses)

    def _look_round(self) -> None:
        """Tell how far the documents are; drop those that were cancelled or removed."""
        if not self._works or time.monotonic() - self._looked < _ROUND:
            return
        self._looked = time.monotonic()
        with self._store.read() as connection:
            held = queue.held(connection, [one.claim.lease for one in self._works])
        for one in [*self._works]:
            if one.claim.lease not in held:
                self._works.remove(one)
                one.running.end()
                one.steps.close()
                rmtree(self._staged(one.claim), ignore_errors=True)
            elif (stage := one.look()) != one.stage:
                one.stage = stage
                with self._store.write() as connection:
                    queue.tell_stage(connection, one.claim, stage)


def _earlier(connection: Any, found: Document) -> Document | None:
    """The version before, where it has a result."""
    versions = document.versions(connection, _NOBODY, found.lineage)
    before = [one for one in versions if one.version < found.version and one.ended and one.vault]
    return before[-1] if before else None


def _steps(found: Document, desk: Desk, number: int, size: int) -> Steps:
    """The steps for one document; ``number`` and ``size`` are what its outermost archive has brought so far."""
    last, spare = partial(_finish, desk=desk), partial(_spare, desk=desk)
    result: Made | Full | Opened = yield from work_on(Member(desk.name, desk.original), last, spare)
    if not isinstance(result, Opened):
        yield Step(_make_leaf, (desk,), _LEAF_LIMITS)
        return result
    if found.depth >= MAX_DEPTH:
        return _tell(found, _TOO_DEEP, desk)
    if number + len(result.members) > MAX_MEMBERS:
        return _tell(found, _TOO_MUCH, desk)
    outcome = yield Step(_unpack, (desk, result.members, _MAX_UNPACKED - size), Limits())
    if outcome.value is not None:
        inside: tuple[Inside, ...] | Full = outcome.value
        return inside
    rmtree(desk.staged)
    desk.staged.mkdir(mode=0o700)
    return _tell(found, outcome.reason or _TOO_MUCH, desk)


def _tell(found: Document, reason: Reason, desk: Desk) -> Made | Full:
    """A document that is not read, and why."""
    return _spare(Extraction(desk.name, found.format, found.digest, "unchecked", (reason,)), desk)


# --- in the document's own process ----------------------------------------------------------


def _finish(extraction: Extraction, desk: Desk) -> Made | Full:
    keep(STAGES[4])
    settle()
    return _write(judge(extraction, desk.settings), desk)


def _spare(extraction: Extraction, desk: Desk) -> Made | Full:
    return _write(leave(extraction), desk)


def _write(examined: Examined, desk: Desk) -> Made | Full:
    """Put what came of a document beside the others of this attempt; who finishes it moves them."""
    review = examined.review
    result = listing.render([review], __version__).encode("utf-8", "replace")
    whole = listing.render([review], __version__, documents=True).encode("utf-8", "replace")
    try:
        write_whole(desk.staged / DOCUMENT, whole)
        write_whole(desk.staged / RESULT, result)
    except OSError as error:
        return Full(str(error))
    changes, carried = _compare(review, desk.earlier)
    first = review.reasons[0] if review.reasons else Reason("", "")
    return Made(
        status=review.status,
        code=first.code,
        reason=first.message,
        format=review.format,
        unit=review.entity,
        year=review.year,
        card=describe(examined, ""),
        findings=json.loads(result)["documents"][0]["findings"],
        changes=changes,
        carried=carried,
    )


def _compare(review: Review, earlier: Path | None) -> tuple[dict[str, str], dict[str, str]]:
    """How each finding compares with the version before, and the ids of before that are others now."""
    if earlier is None:
        return {}, {}
    (before,) = json.loads(earlier.read_bytes())["documents"]
    (comparison,) = compare([stored.load(before)], [review])
    both = [(pair.old, pair.new) for pair in comparison.pairs if pair.old and pair.new]
    return (
        {pair.new.id: pair.change for pair in comparison.pairs if pair.new},
        {old.id: new.id for old, new in both if old.id != new.id},
    )


def _make_leaf(desk: Desk) -> None:
    """The document view; where it cannot be made, the page shows the findings without it."""
    (entry,) = json.loads((desk.staged / DOCUMENT).read_bytes())["documents"]
    write_whole(desk.staged / LEAF, leaf(stored.load(entry), desk.original.read_bytes()))


def _unpack(desk: Desk, members: tuple[Member, ...], room: int) -> tuple[Inside, ...] | Full:
    """The documents of an archive, each in a folder of its own; Unreadable where they are too many bytes."""
    try:
        return tuple(_take_out(desk, members, room))
    except OSError as error:
        return Full(str(error))


def _take_out(desk: Desk, members: tuple[Member, ...], room: int) -> Iterator[Inside]:
    archive = zipfile.ZipFile(io.BytesIO(load(Member(desk.name, desk.original))))
    entries = archive.infolist()
    for member in members:
        entry, shown = entries[member.chain[-1]], member.path.removeprefix(f"{desk.name}!/")
        beat()
        part = new_id()
        staged = desk.staged / part
        staged.mkdir(mode=0o700)
        try:
            data = read_member(archive, entry, MAX_MEMBER)
            room -= len(data)
            if room < 0:
                raise Unreadable(_TOO_MUCH.code, _TOO_MUCH.message)
            write_whole(staged / ORIGINAL, data)
            yield Inside(Received(shown, look(data, shown), sha256(data).hexdigest(), len(data), part))
        except Unreadable as error:
            if room < 0:
                raise
            ending = PurePosixPath(shown).suffix.lstrip(".").lower()
            read = Extraction(shown, ending, "", "unchecked", (Reason(error.code, error.message),))
            made = _spare(read, replace(desk, staged=staged, earlier=None))
            if isinstance(made, Full):
                raise FullError(made.message) from error
            yield Inside(Received(shown, ending, "", entry.file_size, part), made)


if __name__ == "__main__":
    main()
