"""Every format by its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from gouji.report.decision import NO_DECISIONS, read_decisions
from gouji.report.note import AnnotationError
from gouji.report.review import Review

FORMATS = ("text", "concise", "json", "csv", "xlsx", "html", "docx", "pdf", "sarif", "letter")
BINARY = frozenset({"xlsx", "docx", "pdf", "letter"})
"""Formats that are no text: for a file or a pipe, not for a terminal."""


class OutputError(ValueError):
    """An output that cannot be made; the message says why in Chinese."""


def render(
    name: str,
    reviews: Sequence[Review],
    version: str,
    *,
    hidden: int = 0,
    colour: bool = False,
    documents: bool = False,
    merge: Path | None = None,
    rules: Mapping[str, tuple[str, str]] | None = None,
) -> bytes:
    """``reviews`` in the format ``name``. Raises OutputError.

    ``hidden`` counts findings that are not listed, ``colour`` is for a terminal (text),
    ``documents`` keeps what was read (json), ``merge`` is an older working paper (xlsx),
    ``rules`` the name and description of each code (sarif).
    """
    match name:
        case "text":
            from gouji.report import text

            return text.render(reviews, hidden, colour).encode("utf-8", "replace")
        case "concise":
            from gouji.report import concise

            return concise.render(reviews).encode("utf-8", "replace")
        case "json":
            from gouji.report import json

            return json.render(reviews, version, documents).encode("utf-8")
        case "csv":
            from gouji.report import csv

            return csv.render(reviews)
        case "sarif":
            from gouji.report import sarif

            return sarif.render(reviews, version, rules)
        case "html":
            from gouji.report import html

            return html.render(reviews)
        case "xlsx":
            from gouji.report import xlsx

            try:
                merged = read_decisions(merge) if merge else NO_DECISIONS
            except ValueError as error:
                raise OutputError(str(error)) from error
            return xlsx.render(reviews, version, merged)
        case "letter":
            from gouji.report import letter

            return letter.render(reviews)
        case "docx" | "pdf":
            return _annotate(name, reviews)
        case _:
            raise OutputError(f"没有“{name}”这一格式，可用的有：{'、'.join(FORMATS)}")


def _annotate(name: str, reviews: Sequence[Review]) -> bytes:
    if len(reviews) != 1:
        raise OutputError(f"{name} 格式是在原文件副本上写批注，一次只能处理一份文件。")
    (review,) = reviews
    if review.format != name:
        kind = "Word" if name == "docx" else "PDF"
        raise OutputError(
            f"{name} 格式只适用于 {kind} 文件，{review.path} 不是；请改用 html 或 xlsx 格式。"
        )
    try:
        original = Path(review.path).read_bytes()
    except OSError as error:
        raise OutputError(f"无法读取原文件 {review.path}，请将其放回原处。") from error
    if sha256(original).hexdigest() != review.sha256:
        raise OutputError(f"{review.path} 在核查之后已改动，请重新核查。")
    try:
        if name == "docx":
            from gouji.report import docx

            return docx.render(review, original)
        from gouji.report import pdf

        return pdf.render(review, original)
    except AnnotationError as error:
        raise OutputError(f"{review.path}：{error}") from error
