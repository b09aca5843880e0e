"""Results to where they go: the right renderer, the right encoding, a closed pipe."""

from __future__ import annotations

import codecs
import contextlib
import os
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from gouji import __version__

if TYPE_CHECKING:
    from gouji.report.review import Review

# What the encodings of Chinese consoles (cp936) lack, in characters that every one has.
_PLAIN = {"−": "-", "≤": "<=", "≥": ">=", "≠": "<>", "×": "x", "÷": "/", "～": "~", "…": "..."}

# What can carry remarks; old Word files and the like do so in their converted copy.
ANNOTATED = {"docx": {"docx", "doc", "wps", "rtf", "odt", "wordml"}, "pdf": {"pdf"}}


class OutputError(ValueError):
    """A result that cannot be written as asked; the message is in Chinese."""


def render(
    form: str,
    reviews: Sequence[Review],
    hidden: int = 0,
    colour: bool = False,
    documents: bool = False,
    merge: Path | None = None,
) -> str | bytes:
    """The results in one of the formats of ``gouji.config.FORMATS``; text, or bytes where it is a file's.

    ``merge`` is an older working paper whose decisions are carried over (xlsx).  OutputError
    where the documents do not suit the format.
    """
    if merge is not None and form != "xlsx":
        raise OutputError("--merge 只用于 xlsx 格式")
    match form:
        case "text":
            from gouji.report import text

            return text.render(reviews, hidden, colour)
        case "concise":
            from gouji.report import concise

            return concise.render(reviews)
        case "json":
            from gouji.report import json

            return json.render(reviews, __version__, documents).encode("utf-8")
        case "csv":
            from gouji.report import csv

            return csv.render(reviews)
        case "html":
            from gouji.report import html

            return html.render(reviews)
        case "xlsx":
            from gouji.report import xlsx
            from gouji.report.decision import NO_DECISIONS, read_decisions

            try:
                merged = read_decisions(merge) if merge else NO_DECISIONS
            except ValueError as error:
                raise OutputError(str(error)) from error
            return xlsx.render(reviews, __version__, merged)
        case "sarif":
            from checks.registry import load_rules
            from gouji.report import sarif

            return sarif.render(reviews, __version__, {r.code: (r.name, r.title) for r in load_rules()})
        case "letter":
            from gouji.report import letter

            return letter.render(reviews)
        case "docx" | "pdf":
            return _annotate(form, reviews)
    raise OutputError(f"没有“{form}”这种格式")


def _annotate(form: str, reviews: Sequence[Review]) -> bytes:
    """A copy of the one document, with our remarks at their places."""
    if len(reviews) != 1 or reviews[0].format not in ANNOTATED[form]:
        raise OutputError(f"{form} 格式在原件上加批注，须为一份 {form} 文件；整改通知请用 --format letter")
    (review,) = reviews
    try:
        original = Path(review.path).read_bytes()
    except OSError as error:
        raise OutputError(f"无法读取原文件 {review.path}，请将其放回原处") from error
    if review.sha256 and sha256(original).hexdigest() != review.sha256:
        raise OutputError(f"{review.path} 在核查之后已改动，请重新核查")
    return annotate(form, review, original)


def annotate(form: str, review: Review, original: bytes) -> bytes:
    """The bytes of a copy of ``original`` with our remarks; its format is one of ``ANNOTATED[form]``."""
    from extract.readers.office import convert
    from extract.readers.unreadable import Unreadable
    from gouji.report.note import AnnotationError

    try:
        if form == "docx":
            from gouji.report import docx

            if review.format != "docx":
                original = convert(original, review.format, "docx:MS Word 2007 XML", "docx")
            return docx.render(review, original)
        from gouji.report import pdf

        return pdf.render(review, original)
    except (AnnotationError, Unreadable) as error:
        raise OutputError(f"{review.path}：{error}") from error


def deliver(content: str | bytes, target: Path | None) -> None:
    """Write to ``target`` (UTF-8), or to standard output in its own encoding.

    OutputError if the file cannot be written, or a binary file would go to a terminal.
    A reader that has gone away is no error.
    """
    if target is not None:
        data = content.encode("utf-8", "replace") if isinstance(content, str) else content
        try:
            target.write_bytes(data)
        except OSError as error:
            raise OutputError(f"无法写入 {target}（{error.strerror or '写入失败'}）") from error
        return
    if not isinstance(content, str) and sys.stdout.isatty() and not _is_text(content):
        raise OutputError("这种格式是文件，不能显示在屏幕上，请用 --output 指定文件名")
    try:
        with quiet_pipe():
            _print(content)
    except OSError as error:
        discard_output()
        raise OutputError(f"无法写出结果（{error.strerror or '写入失败'}）") from error


def _print(content: str | bytes) -> None:
    if isinstance(content, str):
        write_text(sys.stdout, content)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
    sys.stdout.flush()


def discard_output() -> None:
    """Let what is still buffered for standard output go nowhere, or it raises again when the interpreter ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def open_closed_streams() -> None:
    """Give a standard stream that the caller has closed the null device.

    Otherwise the first file that is opened takes its place, and diagnostics end in it.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            os.dup2(os.open(os.devnull, os.O_RDWR), number)
            mode = "w" if number else "r"
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115


def write_text(stream: TextIO, text: str) -> None:
    """Text in the encoding of the stream, with what that encoding lacks spelled otherwise."""
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "gouji").decode(encoding))


class quiet_pipe(contextlib.AbstractContextManager[None]):  # noqa: N801  (it reads as a verb)
    """Let a reader of standard output close it early, as ``head`` does."""

    def __exit__(self, kind: object, error: object, trace: object) -> bool:
        if not isinstance(error, BrokenPipeError):
            return False
        discard_output()
        return True


def wants_colour(stream: TextIO) -> bool:
    """Whether to colour: only a capable terminal whose user did not say no."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not stream.isatty():
        return False
    return os.name != "nt" or "WT_SESSION" in os.environ


def _is_text(content: bytes) -> bool:
    return b"\0" not in content[:1024] and not content.startswith((b"PK", b"%PDF"))


def _spell(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    bad = error.object[error.start : error.end]
    return "".join(_PLAIN.get(char, "?") for char in bad), error.end


codecs.register_error("gouji", _spell)
