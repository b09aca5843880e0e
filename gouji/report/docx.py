"""A copy of a Word report with a comment at each figure in question."""

from __future__ import annotations

import io
from typing import Any

from checks.model import Finding
from extract.model import Figure
from gouji.report.archive import repack
from gouji.report.docx_place import Places, W, isolate
from gouji.report.note import AUTHOR, AnnotationError, describe, notes
from gouji.report.review import Review
from gouji.report.term import clean


def render(review: Review, original: bytes) -> bytes:
    """The annotated copy. Raises AnnotationError."""
    from docx import Document

    try:
        document = Document(io.BytesIO(original))
    except Exception as error:
        raise AnnotationError("原文件不是可写批注的 Word 文档（docx），请另存为 docx 后再试。") from error
    places = Places(document.element.body, review)
    for finding in review.findings:
        _comment(document, places, review, finding)
    buffer = io.BytesIO()
    document.save(buffer)
    return repack(buffer.getvalue())


def _comment(document: Any, places: Places, review: Review, finding: Finding) -> None:
    if not finding.figures:
        _attach(
            document,
            _first_run(document),
            describe(review, finding) + "\n（此条不对应具体数据，批注加在文首。）",
        )
    for figure, text in notes(review, finding):
        _mark(document, places, figure, text)


def _mark(document: Any, places: Places, figure: Figure, text: str) -> None:
    paragraphs, span = places.find(figure)
    runs = isolate(paragraphs, *span) if span else None
    if runs is None:
        text += f"\n（未能定位到“{clean(figure.text)}”这几个字，批注加在最近的段落。）"
        runs = _whole(paragraphs) or _first_run(document)
    _attach(document, runs, text)


def _whole(paragraphs: list[Any]) -> tuple[Any, Any] | None:
    runs = [run for paragraph in paragraphs for run in paragraph.iter(W + "r")]
    return (runs[0], runs[-1]) if runs else None


def _first_run(document: Any) -> tuple[Any, Any]:
    run = next(document.element.body.iter(W + "r"), None)
    if run is None:
        run = document.add_paragraph().add_run()._r
    return run, run


def _attach(document: Any, runs: tuple[Any, Any], text: str) -> None:
    from docx.text.run import Run

    comment = document.add_comment(
        [Run(runs[0], document), Run(runs[1], document)], text, author=AUTHOR, initials="核"
    )
    # A date would make every copy differ; Word shows such a comment without one.
    comment._comment_elm.attrib.pop(W + "date", None)
