"""The supervisor of a scan: keeps so many documents at work, each in a process of its own, and writes down how each ends.

This process only waits and keeps the run log; its memory does not grow with the documents.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Generator
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import wait
from typing import Any, Final

from extract.isolate import Outcome, Running, start
from extract.readers.package import MAX_MEMBERS
from gouji.batch import Step
from gouji.examine import Opened, prepare
from gouji.scan.ledger import Job, Ledger
from gouji.scan.progress import Progress
from gouji.scan.worker import Card, Desk, Halt, Lost, Result, Task, stopped

TRIES: Final = 2
_PATIENCE: Final = 0.2


class HaltError(Exception):
    """The run cannot go on; the message is in Chinese and says what to do."""


@dataclass(slots=True)
class _Work:
    job: Job
    steps: Generator[Step, Outcome[Any], Result]
    running: Running[Any]
    begun: float


def work_through(
    ledger: Ledger, desk: Desk, session: str, jobs: int, known: bool, progress: Progress
) -> None:
    """Every document that is waiting, ``jobs`` at once; returns when all have ended.

    ``known`` tells that the run has results from before, so that a file under another path may be
    known already.  Raises HaltError where a result cannot be written; nothing is lost then.
    """
    works: list[_Work] = []
    load_ahead()

    def proceed(
        job: Job, steps: Generator[Step, Outcome[Any], Result], begun: float, outcome: Outcome[Any] | None
    ) -> None:
        try:
            step = next(steps) if outcome is None else steps.send(outcome)
        except StopIteration as end:
            settle(ledger, job, end.value, time.monotonic() - begun)
            return
        works.append(_Work(job, steps, start(step.function, *step.arguments, limits=step.limits), begun))

    try:
        while True:
            while len(works) < jobs and (job := ledger.claim(session)) is not None:
                proceed(job, task(ledger, job, desk, known).steps(), time.monotonic(), None)
            if not works:
                return
            wait([work.running.receiver for work in works], _PATIENCE)
            for work in [*works]:
                outcome = work.running.poll()
                if outcome is not None:
                    works.remove(work)
                    work.running.end()
                    proceed(work.job, work.steps, work.begun, outcome)
            progress.show()
    finally:
        for work in works:
            work.running.end()
        progress.clear()


def task(ledger: Ledger, job: Job, desk: Desk, known: bool) -> Task:
    """What is to be done for a document."""
    room = MAX_MEMBERS - ledger.members_of(job) + 1 if job.member.chain else MAX_MEMBERS
    return Task(job.member, desk, room, known, job.losses)


def load_ahead() -> None:
    """What nearly every document needs, once, before the processes for the documents are forked."""
    for name in ("lxml.etree", "lxml.html", "heapq", "gzip", "encodings.cp437"):
        import_module(name)
    prepare()
    # What is there now stays: a child that never visits it need not copy it either.
    gc.freeze()


def settle(ledger: Ledger, job: Job, result: Result, seconds: float) -> None:
    """Write down how a document ended, or put it back to be tried again. Raises HaltError."""
    match result:
        case Opened():
            ledger.open(job, result.members, seconds)
        case Halt():
            raise HaltError(result.message)
        case Lost():
            ledger.put_back(job, job.tries, job.losses + 1)
        case _:
            ruined = stopped(result) and result["status"] == "unchecked"
            if (ruined or _crashed(result)) and job.tries + 1 < TRIES:
                ledger.put_back(job, job.tries + 1, job.losses)
            else:
                ledger.end(job, "quarantined" if ruined else result["status"], result, seconds)


def _crashed(card: Card) -> bool:
    return any(reason["code"] == "crashed" for reason in card["reasons"])
