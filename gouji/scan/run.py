"""A run: its folder, its lock, what it was begun with, and its course from the walk to the summary."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Final
from uuid import uuid4

from extract.readers.archive import Member, expand
from gouji.config import Settings
from gouji.scan import cluster, page, workbook
from gouji.scan.cross import cross
from gouji.scan.engine import configuration, engine
from gouji.scan.group import Listed, group
from gouji.scan.ledger import SCHEMA, Ledger, LedgerError
from gouji.scan.letters import LetterError, write_letters
from gouji.scan.progress import Progress
from gouji.scan.store import Store, tell_unwritable, write_whole
from gouji.scan.summary import NOTHING, Summary, document_rows, render_csv, render_json, summarise, unit_rows
from gouji.scan.supervisor import HaltError, work_through
from gouji.scan.worker import Desk

WHOLE: Final = (1, 1)


class RunError(ValueError):
    """A run that cannot be begun or go on; the message is in Chinese."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a call asks for.

    ``shard`` is (K, N): of N parts the K-th, counted from 1.  ``cluster`` is the address of a Dask
    cluster, "" for one on this machine, None for none.  With ``letters`` each unit gets a letter.
    """

    folder: Path
    run: Path
    settings: Settings
    jobs: int
    shard: tuple[int, int] = WHOLE
    resume: bool = False
    again: bool = False
    merge: tuple[Path, ...] = ()
    roster: Path | None = None
    cluster: str | None = None
    letters: bool = False


class Lock:
    """Held while a run is at work; the system gives it back however the process ends."""

    def __init__(self, run: Path) -> None:
        self._base = sqlite3.connect(run / "lock.sqlite", timeout=0, isolation_level=None)

    def take(self) -> bool:
        """Whether it was free, and is ours now."""
        try:
            self._base.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                return False
            raise
        return True

    def give_back(self) -> None:
        """Let others have it."""
        self._base.close()


def carry_out(plan: Plan) -> Ledger:
    """Check every document of the folder that has no result yet; returns the run log with all of them ended.

    Raises RunError where the run folder cannot be used, or is full.
    """
    try:
        plan.run.mkdir(parents=True, exist_ok=True)
        lock = Lock(plan.run)
        if not lock.take():
            raise RunError(f"{plan.run} 正被另一个进程使用，请等它结束，或用 gouji status {plan.run} 查看")
        try:
            return _carry_out(plan)
        finally:
            lock.give_back()
    except (OSError, sqlite3.OperationalError) as error:
        raise RunError(tell_unwritable(plan.run, error)) from error
    except (HaltError, LedgerError) as error:
        raise RunError(str(error)) from error


def sum_up(plan: Plan, ledger: Ledger, roster: Sequence[Listed]) -> Summary:
    """Write the summary of a run whose documents have all ended. Raises RunError."""
    store = Store(plan.run)
    documents = group(ledger.cards())
    kept = json.loads(ledger.recall("settings"))
    settings = replace(plan.settings, select=tuple(kept["select"]), ignore=tuple(kept["ignore"]))
    summary = summarise(ledger, documents, cross(documents, store, settings, roster), roster)
    try:
        write_whole(plan.run / "summary.json", render_json(summary))
        write_whole(plan.run / "summary.csv", render_csv(document_rows(summary)))
        write_whole(plan.run / "units.csv", render_csv(unit_rows(summary)))
        write_whole(plan.run / "summary.xlsx", workbook.render(summary))
        letters = write_letters(summary if plan.letters else NOTHING, plan.run, plan.jobs)
        page.write(summary, plan.run, letters)
    except OSError as error:
        raise RunError(tell_unwritable(plan.run, error)) from error
    except LetterError as error:
        raise RunError(str(error)) from error
    return summary


def _carry_out(plan: Plan) -> Ledger:
    store = Store(plan.run)
    store.sweep()
    ledger = Ledger(plan.run, plan.folder)
    try:
        settings = _settle(plan, ledger)
        desk = Desk(plan.run, settings, engine(), configuration(settings))
        known = bool(ledger.recall("walk")) or bool(plan.merge)
        if (ledger.recall("engine"), ledger.recall("configuration")) != (desk.engine, desk.configuration):
            ledger.reset()
        session = uuid4().hex
        ledger.begin(session, plan.again)
        ledger.note(
            schema=SCHEMA, folder=str(plan.folder.resolve()), engine=desk.engine, configuration=desk.configuration,
            settings=json.dumps(
                {"select": settings.select, "ignore": settings.ignore, "pack": settings.pack}, default=str
            ),
            shard="/".join(map(str, plan.shard)), finished="",
        )  # fmt: skip
        for other in plan.merge:
            _merge(other, ledger, store, desk)
        ledger.take_in(_members(plan), lambda path: _is_ours(path, plan.shard))
        if plan.cluster is None:
            work_through(ledger, desk, session, plan.jobs, known, Progress(ledger))
        else:
            cluster.work_through(ledger, desk, session, plan.cluster, plan.jobs, known, Progress(ledger))
        for key in store.names():
            if not ledger.keeps(key):
                store.remove(key)
        ledger.note(finished="yes")
    except BaseException:
        ledger.close()
        raise
    return ledger


def _settle(plan: Plan, ledger: Ledger) -> Settings:
    """The settings to go on with: those of the run where it is resumed."""
    before = ledger.recall("folder")
    if before and Path(before) != plan.folder.resolve():
        raise RunError(f"{plan.run} 属于文件夹 {before}，请为 {plan.folder} 另选一个 --run")
    shard = ledger.recall("shard")
    if shard and not plan.merge and shard != "/".join(map(str, plan.shard)):
        raise RunError(f"{plan.run} 的分片是 {shard}，与 --shard 不同，请另选一个 --run")
    stored = ledger.recall("settings")
    if not plan.resume or not stored:
        return plan.settings
    kept = json.loads(stored)
    return replace(
        plan.settings, select=tuple(kept["select"]), ignore=tuple(kept["ignore"]), pack=kept.get("pack")
    )


def _members(plan: Plan) -> Iterator[Member]:
    """The files of the folder without what this run itself writes or is told by."""
    own = plan.run.resolve()
    roster = plan.roster.resolve() if plan.roster else None
    for member in expand(plan.folder):
        place = Path(os.path.abspath(member.file))  # noqa: PTH100  (links are not to be followed)
        if place != roster and own not in place.parents:
            yield member


def _is_ours(path: str, shard: tuple[int, int]) -> bool:
    """Whether a file falls into the shard: by its path alone, so that all machines agree."""
    mine, all_ = shard
    return int.from_bytes(sha256(path.encode()).digest()[:8]) % all_ == mine - 1


def _merge(other: Path, ledger: Ledger, store: Store, desk: Desk) -> None:
    """Take over what another run of the same folder has done."""
    if not (other / "ledger.sqlite").is_file():
        raise RunError(f"{other} 不是一次 gouji scan 的运行目录")
    theirs = Ledger(other)
    try:
        if (theirs.recall("engine"), theirs.recall("configuration")) != (desk.engine, desk.configuration):
            raise RunError(f"{other} 是用另一版本或另一配置运行的，不能合并")
        from_there = Store(other)
        for key in from_there.names():
            if not store.has(key):
                store.copy(from_there, key)
        ledger.adopt(theirs.rows())
    finally:
        theirs.close()
