"""Many documents, some at once: each step of each of them in a process of its own.

A document is a generator of steps: it yields what to run and is sent what came of it.  This
process only waits, so nothing that a document does can reach another one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Any, Generic, TypeVar

from extract.isolate import Limits, Outcome, Running, start

T = TypeVar("T")
Place = tuple[int, ...]

_PATIENCE = 0.2


@dataclass(frozen=True, slots=True)
class Step:
    """One call for a process of its own; both parts must be picklable where systems cannot fork."""

    function: Callable[..., Any]
    arguments: tuple[object, ...]
    limits: Limits


Steps = Generator[Step, Outcome[Any], "T | list[Steps[T]]"]
"""What it takes to get the result of one document; an archive returns the steps of its members instead."""


@dataclass(slots=True)
class _Work(Generic[T]):
    place: Place
    steps: Steps[T]
    running: Running[Any]


def run(documents: Iterable[Steps[T]], jobs: int, told: Callable[[int, int], None] | None = None) -> list[T]:
    """The results in the order of the documents, however many are worked on at once.

    ``told`` is called after each document with how many are done and how many are known.
    """
    waiting: deque[tuple[Place, Steps[T]]] = deque(((i,), steps) for i, steps in enumerate(documents))
    done: dict[Place, T] = {}
    works: list[_Work[T]] = []

    def proceed(place: Place, steps: Steps[T], outcome: Outcome[Any] | None) -> None:
        try:
            step = next(steps) if outcome is None else steps.send(outcome)
        except StopIteration as end:
            if isinstance(end.value, list):
                waiting.extendleft(((*place, i), inside) for i, inside in reversed([*enumerate(end.value)]))
                return
            done[place] = end.value
            if told:
                told(len(done), len(done) + len(works) + len(waiting))
            return
        works.append(_Work(place, steps, start(step.function, *step.arguments, limits=step.limits)))

    try:
        while waiting or works:
            while waiting and len(works) < jobs:
                proceed(*waiting.popleft(), None)
            if works:
                wait([work.running.receiver for work in works], _PATIENCE)
            for work in [*works]:
                outcome = work.running.poll()
                if outcome is not None:
                    works.remove(work)
                    work.running.end()
                    proceed(work.place, work.steps, outcome)
    finally:
        for work in works:
            work.running.end()
    return [done[place] for place in sorted(done)]
