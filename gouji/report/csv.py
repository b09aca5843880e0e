"""One row per finding, for a spreadsheet or a script; UTF-8 with a byte order mark."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from gouji.report.review import Review
from gouji.report.term import CONFIDENCE, SEVERITY, STATUS, captions, clean, name_place

TITLES = (
    "文件", "单位", "年度", "核查状态", "编号", "规则", "级别", "把握", "问题", "应有关系", "重新计算", "文中", "相差",
    "数据", "出处", "可能原因",
)  # fmt: skip

_NUMBER = re.compile(r"[-+]?[\d,]+(\.\d+)?%?")


def guard(text: str) -> str:
    """``text`` such that no spreadsheet takes it for a formula: an apostrophe before a dangerous start."""
    text = clean(text)
    if text.lstrip()[:1] in {"=", "+", "-", "@", "＝", "＋", "－", "＠"} and not _NUMBER.fullmatch(
        text.strip()
    ):
        return "'" + text
    return "'" + text if text[:1] in {"\t", "\r", "\n"} else text


def render(reviews: Sequence[Review]) -> bytes:
    """All findings; a document without findings has one row that gives its status."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(TITLES)
    for review in reviews:
        head = (review.path, review.entity, str(review.year or ""), STATUS.get(review.status, review.status))
        if not review.findings:
            reasons = "；".join(reason.message for reason in review.reasons)
            writer.writerow([guard(text) for text in (*head, "", "", "", "", reasons, *[""] * 7)])
        named = captions(review)
        for finding in review.findings:
            cause = review.cause_of(finding)
            row = (
                *head,
                finding.id,
                finding.rule,
                SEVERITY[finding.severity],
                CONFIDENCE[finding.confidence],
                finding.message,
                finding.formula,
                finding.computed,
                finding.stated,
                finding.difference,
                "；".join(figure.text for figure in finding.figures),
                "；".join(dict.fromkeys(name_place(figure.where, named) for figure in finding.figures)),
                cause.message if cause else "",
            )
            writer.writerow([guard(text) for text in row])
    return ("\ufeff" + buffer.getvalue()).encode("utf-8")
