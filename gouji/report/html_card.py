"""A finding as a card: one sentence, the recomputation, the cause, a link to each figure."""

from __future__ import annotations

import json
from collections.abc import Mapping

from checks.model import Cause, Finding
from gouji.report.html_text import Anchors, safe
from gouji.report.term import (
    CONFIDENCE,
    LONGEST_LABEL,
    SEVERITY,
    clean,
    describe_equation,
    group_places,
    name_figure,
    name_role,
)

RESULTS = frozenset({"stated", "total", "whole", "result", "rate", "share", "score"})
"""The side of an equation that the other figures ought to give."""


def describe_cause(cause: Cause) -> str:
    """The likeliest reason, and how sure that is."""
    return f"{cause.message}（把握：{CONFIDENCE[cause.confidence]}）"


def render_card(
    finding: Finding, number: int, anchors: Anchors, named: Mapping[int, str], cause: str = ""
) -> str:
    """The card; ``named`` are the captions of the tables.  Only after the text was rendered do anchors exist."""
    operands = [
        [anchors.find(figure), int(index == finding.suspect or role in RESULTS)]
        for index, (figure, role) in enumerate(zip(finding.figures, finding.roles, strict=True))
    ]
    places = "".join(
        f'<p class="place">{safe(whole)}</p><ul class="chips">'
        + "".join(f"<li>{_chip(finding, index, cell, anchors)}</li>" for index, cell in members)
        + "</ul>"
        for whole, members in group_places(finding.figures, named).items()
    )
    equation = describe_equation(finding)
    data = safe(json.dumps(operands, ensure_ascii=False))
    return (
        f'<article class="{finding.severity}" id="{anchors.prefix}-f-{safe(finding.id)}" tabindex="-1" data-operands="{data}">'
        f'<div class="head"><span class="level">{SEVERITY[finding.severity]}</span><span>第{number}条</span>'
        f"<span>{safe(finding.rule)}</span><span>把握：{CONFIDENCE[finding.confidence]}</span></div>"
        f'<p class="message">{safe(finding.message)}</p>'
        + (f'<p class="sum">{safe(equation)}</p>' if equation else "")
        + (f"<p>{safe(finding.evidence)}</p>" if finding.evidence else "")
        + (f"<p>可能原因：{safe(cause)}</p>" if cause else "")
        + f"{places}</article>"
    )


def _chip(finding: Finding, index: int, cell: str, anchors: Anchors) -> str:
    """One figure as a link to its place: what is printed, its part in the finding, what it says."""
    figure = finding.figures[index]
    anchor = anchors.find(figure)
    words = [
        name_role(finding.roles[index], figure),
        clean(figure.label) if len(figure.label) <= LONGEST_LABEL else "",
        f"（{cell}）" if cell else "",
    ]
    suspect = index == finding.suspect
    words.append("疑似错处" if suspect else "")
    inner = f"<b>{safe(figure.text)}</b> {safe(' '.join(word for word in words if word))}"
    told = f'class="{"chip suspect" if suspect else "chip"}" title="{safe(name_figure(figure))}"'
    return f'<a {told} href="#{anchor}">{inner}</a>' if anchor else f"<span {told}>{inner}</span>"
