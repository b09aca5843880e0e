"""Documents from their paths to their reviews, each in processes of its own."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from hashlib import sha256
from pathlib import PurePath
from typing import Any, TypeVar

from checks.model import Report
from checks.run import check
from extract import read_text, understand_source
from extract.isolate import Limits, Outcome, keep, settle
from extract.model import Block, Extraction, Reason, Source
from extract.readers import format_named, read_bytes, warm
from extract.readers.archive import Member, expand, load, open_archive
from extract.readers.package import MAX_MEMBERS
from gouji.batch import Step, Steps, run
from gouji.config import Settings
from gouji.report.review import Review, review

T = TypeVar("T")
Finish = Callable[[Extraction], T]
Told = Callable[[int, int], None]

FAULTS = frozenset({"rule-failed", "failed"})
ATTEMPTS = 5
_LIMITS = Limits()
_REHEARSAL = (
    "2023年支出10万元，比上年增加2万元，增长25%。\n\n|项目|2023年|\n|---|---|\n|办公费|4|\n|合计|4|\n"
)
_RETRY = Limits(seconds=30.0)
_LOST = Reason("failed", "核对未返回结果，请将此文件反馈给维护者。")
_STOPPED = {
    "timeout": "核对超过时限已终止，未核对完，请拆分后再检查。",
    "too-large": "数据过多，核对超出内存上限，未核对完，请拆分后再检查。",
    "crashed": "核对时程序异常中止，未核对完，请拆分后再检查，并将此文件反馈给维护者。",
}


@dataclass(frozen=True, slots=True)
class Examined:
    """A document's review; ``fault`` tells that the program itself failed on it."""

    review: Review
    fault: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    """What a document's process tells early: the SHA-256 of its bytes, and its format once it is read."""

    digest: str
    form: str = ""


@dataclass(slots=True)
class _Room:
    """How many more documents the archives at one path may hold."""

    left: int = MAX_MEMBERS


@dataclass(frozen=True, slots=True)
class Opened:
    """An archive that was opened instead of read: the documents inside."""

    members: tuple[Member, ...]


def examine_all(paths: Sequence[str], settings: Settings, told: Told | None = None) -> list[Examined]:
    """Read and check every document at the paths, in order. Never raises for anything a document holds.

    ``told`` is called after each document with how many are done and how many are known.
    """
    return _run(paths, partial(judge, settings=settings), leave, settings.jobs, told)


def read_all(paths: Sequence[str], jobs: int = 1, told: Told | None = None) -> list[Extraction]:
    """What was read and understood of every document, without judging. Never raises likewise."""
    return _run(paths, _same, _same, jobs, told)


def _run(paths: Sequence[str], finish: Finish[T], spare: Finish[T], jobs: int, told: Told | None) -> list[T]:
    members = [(member, _Room()) for path in paths for member in expand(path)]
    several = len(members) > 1
    return run((_steps(member, finish, spare, room, several) for member, room in members), jobs, told)


def _steps(member: Member, finish: Finish[T], spare: Finish[T], room: _Room, several: bool) -> Steps[T]:
    """The steps for one path, those of its members where it is an archive."""
    result = yield from work_on(member, finish, spare, room.left, several)
    if isinstance(result, Opened):
        room.left -= len(result.members)
        return [_steps(inside, finish, spare, room, True) for inside in result.members]
    return result


def work_on(
    member: Member, finish: Finish[T], spare: Finish[T], room: int = MAX_MEMBERS, several: bool = True
) -> Generator[Step, Outcome[Any], T | Opened]:
    """All it takes for one document; ``spare`` makes a result where ``finish`` could not.

    ``room`` is how many members an archive may have; ``several`` that more documents follow.
    """
    if member.error is not None:
        return spare(_unread(member, Reason(member.error.code, member.error.message)))
    if several:
        prepare()
    outcome = yield Step(_work, (member, finish), _LIMITS)
    known = [piece for piece in outcome.kept if isinstance(piece, _Known)]
    digest = known[-1].digest if known else ""
    if several and known:
        warm(known[-1].form)
    if outcome.value is not None:
        value: T = outcome.value
        return value
    reason = outcome.reason or _LOST
    if reason.code == "archive":
        listed = yield Step(open_archive, (member,), _LIMITS)
        if listed.value is not None and len(listed.value) <= room:
            return Opened(tuple(listed.value))
        full = Reason("too-large", f"压缩包内文件超过{MAX_MEMBERS}个，未读取，请拆分后再检查。")
        return spare(_unread(member, full if listed.value is not None else listed.reason or _LOST, digest))
    if outcome.settled:
        again = yield Step(_read, (member,), _LIMITS)
        source: Source | None = again.value
    else:
        source = _rescued(member, outcome, reason)
        if source is not None:
            outcome = yield Step(_understand, (source, member.path, digest, finish), _LIMITS)
            if outcome.value is not None:
                value = outcome.value
                return value
    if source is None:
        return spare(_unread(member, reason, digest))
    reason = outcome.reason or _LOST
    whole = len(source.blocks)
    for attempt in range(ATTEMPTS):
        blocks = source.blocks[: whole >> attempt]
        told = _STOPPED.get(reason.code, reason.message)
        if attempt:
            told = f"内容过多，只处理了前{len(blocks)}段（共{whole}段），其余未读出，请拆分后再检查。"
        part = replace(source, blocks=blocks, reasons=(*source.reasons, replace(reason, message=told)))
        outcome = yield Step(_understand, (part, member.path, digest, spare), _RETRY)
        if outcome.value is not None:
            value = outcome.value
            return value
    return spare(_unread(member, reason, digest))


@cache
def prepare() -> None:
    """Load words, rules and patterns once, so that the processes forked for many documents have them."""
    with contextlib.suppress(Exception):  # what fails here fails in a document's process, with its reason
        check(read_text(_REHEARSAL))


def _rescued(member: Member, outcome: Outcome[object], reason: Reason) -> Source | None:
    """What a reader had handed over before its process came to an end."""
    blocks: tuple[Block, ...] = tuple(
        block for piece in outcome.kept if isinstance(piece, tuple) for block in piece
    )
    return Source(format_named(member.path), blocks, (reason,)) if blocks else None


def _unread(member: Member, reason: Reason, digest: str = "") -> Extraction:
    return Extraction(member.path, format_named(member.path), digest, "unchecked", (reason,))


# --- in a document's own process -----------------------------------------------------------


def _work(member: Member, finish: Finish[T]) -> T:
    data = load(member)
    digest = sha256(data).hexdigest()
    keep(_Known(digest))
    source = read_bytes(data, PurePath(member.path).name)
    del data
    keep(_Known(digest, source.format))
    settle()
    return _understand(source, member.path, digest, finish)


def _read(member: Member) -> Source:
    return read_bytes(load(member), PurePath(member.path).name)


def _understand(source: Source, path: str, digest: str, finish: Finish[T]) -> T:
    settle()
    return finish(understand_source(source, path, digest))


def _same(extraction: Extraction) -> Extraction:
    return extraction


def tested(extraction: Extraction, settings: Settings) -> Report:
    """What was read of a document, tested; a rule that broke off makes it incomplete."""
    report = check(extraction, settings.pack, settings.select, settings.ignore)
    if not report.faults:
        return report
    found = report.extraction
    status = "partial" if found.status == "complete" else found.status
    return replace(report, extraction=replace(found, status=status, reasons=(*found.reasons, *report.faults)))


def judge(extraction: Extraction, settings: Settings) -> Examined:
    """The review of a tested document."""
    report = tested(extraction, settings)
    return Examined(review(report), bool(report.faults))


def leave(extraction: Extraction) -> Examined:
    """A document that was not judged."""
    fault = any(reason.code in FAULTS for reason in extraction.reasons)
    return Examined(review(Report(extraction)), fault)
