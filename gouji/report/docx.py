"""A copy of a Word report with a comment at each figure in question."""

from __future__ import annotations

import io
from typing import Any

from checks.model import Finding
from extract.model import Figure
from gouji.report.archive import repack
from gouji.report.docx_place import Places, W, isolate
from gouji.report.review import Review
from gouji.report.term import CONFIDENCE, SEVERITY, captions, clean, describe_equation, name_place

AUTHOR = "绩效核查"
MOST_MARKS = 8  # places of one finding that get a mark; a long column needs no more


class AnnotationError(ValueError):
    """The original cannot be annotated; the message says why in Chinese."""


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
        return
    main = finding.suspect if finding.suspect is not None else _stated(finding)
    _mark(document, places, finding.figures[main], describe(review, finding))
    blocks = {finding.figures[main].where.block}
    others = [f for i, f in enumerate(finding.figures) if i != main and f.where.block not in blocks]
    for figure in others[:MOST_MARKS]:
        place = name_place(finding.figures[main].where, captions(review))
        _mark(
            document,
            places,
            figure,
            f"【{SEVERITY[finding.severity]} {finding.rule}】与{place}的问题有关：{finding.message}",
        )


def _stated(finding: Finding) -> int:
    """The figure that the others are held against: by its role, else the last."""
    for role in ("stated", "total", "whole", "result", "rate", "share", "score"):
        if role in finding.roles:
            return finding.roles.index(role)
    return len(finding.figures) - 1


def describe(review: Review, finding: Finding) -> str:
    """A finding as a note: level and rule, sentence, recomputation, likely cause."""
    lines = [
        f"【{SEVERITY[finding.severity]} {finding.rule}】把握：{CONFIDENCE[finding.confidence]}",
        finding.message,
    ]
    equation = describe_equation(finding)
    if equation:
        lines.append(equation)
    cause = review.cause_of(finding)
    if cause:
        lines.append(f"可能原因：{cause.message}")
    return clean("\n".join(lines))


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
