"""One document from its path to its review, in processes of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from checks.model import Report
from checks.run import check
from extract import isolate, understand_source
from extract.model import Extraction, Reason, Source
from extract.readers.unreadable import Unreadable
from gouji.config import Settings
from gouji.report.review import Review, review

FAULTS = frozenset({"rule-failed", "failed"})
_LOST = Reason("failed", "核对未返回结果，请将此文件反馈给维护者。")


@dataclass(frozen=True, slots=True)
class Examined:
    """A document's review; ``fault`` tells that the program itself failed on it."""

    review: Review
    fault: bool = False


def examine(path: str, settings: Settings) -> Examined:
    """Read and check one document. Never raises for anything the document holds."""
    source = _source(path)
    if isinstance(source, Reason):
        return _nothing(path, source)
    outcome = isolate.run(_check, source, path, settings)
    if outcome.value is None:
        return _nothing(path, outcome.reason or _LOST, source)
    return outcome.value


def read(path: str) -> Extraction:
    """What was read and understood of one document, without judging. Never raises likewise."""
    source = _source(path)
    if isinstance(source, Reason):
        return _unread(path, source)
    outcome = isolate.run(_understand, source, path)
    return outcome.value or _unread(path, outcome.reason or _LOST, source)


def _source(path: str) -> Source | Reason:
    try:
        return isolate.read(path)
    except Unreadable as error:
        return Reason(error.code, error.message)


def _understand(source: Source, path: str) -> Extraction:
    return understand_source(source, path, digest(path))


def _check(source: Source, path: str, settings: Settings) -> Examined:
    report = check(_understand(source, path), select=settings.select, ignore=settings.ignore)
    if report.faults:
        found = report.extraction
        status = "partial" if found.status == "complete" else found.status
        report = replace(
            report, extraction=replace(found, status=status, reasons=(*found.reasons, *report.faults))
        )
    return Examined(review(report), bool(report.faults))


def _nothing(path: str, reason: Reason, source: Source | None = None) -> Examined:
    return Examined(review(Report(_unread(path, reason, source))), reason.code in FAULTS)


def _unread(path: str, reason: Reason, source: Source | None = None) -> Extraction:
    return Extraction(
        path=path,
        format=source.format if source else Path(path).suffix.lstrip(".").lower(),
        sha256=digest(path),
        status="unchecked",
        reasons=(*(source.reasons if source else ()), reason),
    )


def digest(path: str) -> str:
    """The SHA-256 of a file's bytes, "" where it cannot be read."""
    import hashlib

    try:
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
