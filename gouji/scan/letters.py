"""A letter to each unit: what its documents have wrong, one after the other, and what they have wrong between them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, Final

from checks.model import Finding
from extract.isolate import Limits, Outcome, beat
from gouji.batch import Step, run
from gouji.report.letter import render
from gouji.report.stored import load
from gouji.scan.cross import BETWEEN_UNITS, Crossing
from gouji.scan.store import Store, write_whole
from gouji.scan.summary import Summary

FOLDER: Final = "letters"
_FORBIDDEN: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_LONGEST: Final = 80
_TOGETHER: Final = 10
_LIMITS: Final = Limits(seconds=600.0, silence=60.0)

Letter = tuple[str, tuple[str, ...], tuple[Finding, ...]]
"""The file name of a letter, the keys of the results that it tells, and what is wrong between them."""


class LetterError(ValueError):
    """Letters that could not be written; the message is in Chinese."""


def write_letters(summary: Summary, folder: Path, jobs: int) -> dict[str, str]:
    """Write the letter of each unit that has errors or warnings; returns each unit's file name.

    Letters of an earlier time go.  Raises OSError or LetterError.
    """
    letters = dict(_letters(summary))
    place = folder / FOLDER
    for old in place.glob("*.docx"):
        old.unlink()
    listed = list(letters.values())
    some = [listed[i : i + _TOGETHER] for i in range(0, len(listed), _TOGETHER)]
    for done in run((_steps(partial(_write, folder), part) for part in some), jobs):
        if done:
            raise LetterError(done)
    return {unit: f"{FOLDER}/{name}" for unit, (name, _, _) in letters.items()}


def _letters(summary: Summary) -> Iterator[tuple[str, Letter]]:
    keys: dict[str, list[str]] = defaultdict(list)
    for row in summary.rows():
        if not row.document.copy_of and (row.count(0) or row.count(1)):
            keys[row.document.unit].append(row.document.key)
    taken: set[str] = set()
    for unit in summary.units:
        across = tuple(_named(c) for c in unit.crossings if _concerns_it_alone(c))
        if unit.name and (keys[unit.name] or across):
            stem = _FORBIDDEN.sub("_", unit.name)[:_LONGEST]
            while stem in taken:
                stem += "_"
            taken.add(stem)
            yield unit.name, (f"{stem}.docx", tuple(keys[unit.name]), across)


def _concerns_it_alone(crossing: Crossing) -> bool:
    """Whether a unit is to be told: not what is no error, and nothing of another unit's documents."""
    return crossing.finding.severity != "info" and crossing.finding.rule not in BETWEEN_UNITS


def _named(crossing: Crossing) -> Finding:
    """The finding with the names of the files that the unit knows, without our folders."""
    message = crossing.finding.message
    for path in crossing.paths:
        message = message.replace(f"《{path}》", f"《{PurePosixPath(path).name}》")
    return replace(crossing.finding, message=message)


def _steps(work: Any, letters: Sequence[Letter]) -> Generator[Step, Outcome[Any], str]:
    outcome = yield Step(work, (letters,), _LIMITS)
    if outcome.value is not None:
        told: str = outcome.value
        return told
    return outcome.reason.message if outcome.reason else "整改通知没有写成"


def _write(folder: Path, letters: Sequence[Letter]) -> str:
    """Write some letters, in a process of their own; why not, where that failed."""
    store = Store(folder)
    for name, keys, across in letters:
        results: list[Mapping[str, Any]] = [found for key in keys if (found := store.read(key)) is not None]
        reviews = [load(entry) for found in results for entry in found["documents"]]
        try:
            write_whole(folder / FOLDER / name, render(reviews, across))
        except OSError as error:
            return f"无法写入 {folder / FOLDER}（{error.strerror}）"
        beat()
    return ""
