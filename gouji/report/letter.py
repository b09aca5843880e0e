"""The review letter: numbered discrepancies in plain sentences, ready to send."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Any

from checks.model import Finding
from gouji.report.archive import repack
from gouji.report.review import Item, Review
from gouji.report.term import captions, clean, group_places

_NUMERALS = "一二三四五六七八九十"
_GROUPS = (
    ("error", "以下数据按文件所印不可能同时成立，请核实更正"),
    ("warning", "以下数据请予说明或补充"),
)
_MOST_FIGURES = 6


def render(reviews: Sequence[Review], across: Sequence[Finding] = ()) -> bytes:
    """The letter as docx, a new page for every document. Findings of level info are left out.

    ``across``: what several documents of the unit have wrong between them, on a page of its own.
    """
    from docx import Document
    from docx.shared import Cm

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(3.2), Cm(2.8)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    for number, review in enumerate(reviews):
        if number:
            document.add_page_break()
        _letter(document, review)
    if across:
        if reviews:
            document.add_page_break()
        _between(document, across)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = "绩效自评报告数据核对意见", "", ""
    properties.created = properties.modified = datetime(2024, 1, 1)
    buffer = io.BytesIO()
    document.save(buffer)
    return repack(buffer.getvalue())


def _letter(document: Any, review: Review) -> None:
    year = f"{review.year}年度" if review.year else ""
    _write(document, f"{year}绩效自评报告数据核对意见", "title")
    _write(document, f"{review.entity or '报送单位'}：", "plain")
    name = review.title or PurePath(review.path).name
    groups = [(lead, [item for item in review.items() if item.severity == level]) for level, lead in _GROUPS]
    groups = [(lead, found) for lead, found in groups if found]
    counted = sum(len(found) for _, found in groups)
    if counted:
        opening = f"你单位报送的《{name}》已作数据勾稽核对，发现{counted}处需要核实，现反馈如下。"
    elif review.status == "complete":
        opening = f"你单位报送的《{name}》已作数据勾稽核对，未发现相互矛盾的数据。"
    elif review.status == "unchecked":
        opening = f"你单位报送的《{name}》未能核对，原因如下。"
    else:
        opening = f"你单位报送的《{name}》未能完整核对，已核对的部分未发现相互矛盾的数据。"
    _write(document, opening)
    number = 0
    for order, (lead, found) in enumerate(groups):
        _write(document, f"{_NUMERALS[order]}、{lead}", "heading")
        for item in found:
            number += 1
            _item(document, review, item, number)
    if review.reasons:
        _write(document, f"{_NUMERALS[len(groups)]}、未能核对的部分", "heading")
        for reason in review.reasons:
            _write(document, reason.message)
    if counted:
        _write(document, "请逐项核实，更正后重新报送；数据无误的，请书面说明口径和依据。")
    _sign(document)


def _between(document: Any, findings: Sequence[Finding]) -> None:
    _write(document, "各份材料之间的数据核对意见", "title")
    _write(document, f"你单位报送的各份材料已相互核对，发现{len(findings)}处需要核实，请予说明或更正。")
    for number, finding in enumerate(findings, 1):
        _write(document, _end(f"{number}. {finding.message}"))
        if finding.formula and finding.computed:
            _write(document, f"计算：{finding.formula} = {finding.computed}。")
    _sign(document)


def _sign(document: Any) -> None:
    for line in ("（审核单位）", "　　年　月　日"):
        _write(document, line, "sign")


def _item(document: Any, review: Review, item: Item, number: int) -> None:
    if item.cause is not None and len(item.findings) > 1:
        _write(document, _end(f"{number}. 以下{len(item.findings)}处同出一因：{item.cause.message}"))
        for part, finding in enumerate(item.findings, 1):
            _finding(document, review, finding, f"（{part}）")
        return
    _finding(document, review, item.findings[0], f"{number}. ")
    if item.cause is not None:
        _write(document, _end(f"可能原因：{item.cause.message}"))


def _end(sentence: str) -> str:
    return sentence if sentence.endswith(("。", "？", "！")) else sentence + "。"


def _finding(document: Any, review: Review, finding: Finding, number: str) -> None:
    _write(document, _end(number + finding.message))
    if finding.formula and finding.computed:
        stated = f"，所填为{finding.stated}" if finding.stated else ""
        _write(document, f"计算：{finding.formula} = {finding.computed}{stated}。")
    _write(document, f"出处：{'；'.join(_places(finding, captions(review)))}。")


def _places(finding: Finding, named: Mapping[int, str]) -> Iterator[str]:
    """The figures of a finding, those of one table or paragraph together."""
    for whole, members in group_places(finding.figures, named).items():
        texts = []
        for index, cell in members[:_MOST_FIGURES]:
            label, text = clean(finding.figures[index].label), clean(finding.figures[index].text)
            texts.append((f"“{label}”{text}" if label else text) + (f"（{cell}）" if cell else ""))
        more = f"等{len(members)}个数据" if len(members) > _MOST_FIGURES else ""
        yield f"{whole}，{'、'.join(texts)}{more}"


def _write(document: Any, text: str, look: str = "body") -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    run = paragraph.add_run(clean(text))
    font = {"title": "黑体", "heading": "黑体"}.get(look, "仿宋")
    size = {"title": 18}.get(look, 14)
    run.font.name, run.font.size = font, Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    form = paragraph.paragraph_format
    form.space_after, form.line_spacing = Pt(4), Pt(26)
    if look in {"body", "heading"}:
        form.first_line_indent = Pt(2 * size)
    if look == "heading":
        form.keep_with_next = True
    if look == "title":
        paragraph.alignment, form.space_after = WD_ALIGN_PARAGRAPH.CENTER, Pt(16)
    if look == "sign":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
