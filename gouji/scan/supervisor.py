"""The supervisor of a scan: keeps so many documents at work, each in a process of its own, and writes down how each ends.

This process only waits and keeps the run log; its memory does not grow with the documents.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import wait
from typing import Any, Final

from extract.isolate import Outcome, Running, start
from extract.readers.package import MAX_MEMBERS
from gouji.batch import Step
from gouji.examine import Opened
from gouji.scan.ledger import Job, Ledger
from gouji.scan.progress import Progress
from gouji.scan.worker import Card, Desk, Full, steps, stopped

TRIES: Final = 2
LOSSES: Final = 5
_PATIENCE: Final = 0.2


class FullError(OSError):
    """The run folder takes no more; the message is in Chinese."""


@dataclass(slots=True)
class _Work:
    job: Job
    steps: Generator[Step, Outcome[Any], Card | Full | Opened]
    running: Running[Any]
    begun: float


def work_through(
    ledger: Ledger, desk: Desk, session: str, jobs: int, known: bool, progress: Progress
) -> None:
    """Every document that is waiting, ``jobs`` at once; returns when all have ended.

    ``known`` tells that the run has results from before, so that a file under another path may be
    known already.  Raises FullError where a result cannot be written; nothing is lost then.
    """
    works: list[_Work] = []
    _load_ahead()

    def proceed(
        job: Job, running: Generator[Step, Outcome[Any], Any], begun: float, outcome: Outcome[Any] | None
    ) -> None:
        if outcome is not None and outcome.detail == "SIGKILL" and job.losses + 1 < LOSSES:
            # Somebody else ended it, which says nothing of the document.
            running.close()
            ledger.put_back(job, job.tries, job.losses + 1)
            return
        try:
            step = next(running) if outcome is None else running.send(outcome)
        except StopIteration as end:
            _end(ledger, job, end.value, time.monotonic() - begun)
            return
        works.append(_Work(job, running, start(step.function, *step.arguments, limits=step.limits), begun))

    try:
        while True:
            while len(works) < jobs and (job := ledger.claim(session)) is not None:
                room = MAX_MEMBERS - ledger.members_of(job) + 1 if job.member.chain else MAX_MEMBERS
                proceed(job, steps(job.member, desk, room, known), time.monotonic(), None)
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


def _load_ahead() -> None:
    """Import what readers import only when they need it: here nearly every document does."""
    for name in ("lxml.etree", "lxml.html", "heapq", "gzip", "encodings.cp437"):
        import_module(name)


def _end(ledger: Ledger, job: Job, result: Card | Full | Opened, seconds: float) -> None:
    """Write down how a document ended, or put it back for its second try."""
    if isinstance(result, Opened):
        ledger.open(job, result.members, seconds)
        return
    if isinstance(result, Full):
        raise FullError(result.message)
    ruined = stopped(result) and result["status"] == "unchecked"
    if (ruined or _crashed(result)) and job.tries + 1 < TRIES:
        ledger.put_back(job, job.tries + 1, job.losses)
        return
    ledger.end(job, "quarantined" if ruined else result["status"], result, seconds)


def _crashed(card: Card) -> bool:
    return any(reason["code"] == "crashed" for reason in card["reasons"])
