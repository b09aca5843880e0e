"""Words that compare without a figure of their own: 与上年持平, 决算数大于预算数, 控制在限额5亿元以内."""

from __future__ import annotations

import regex

from extract import unit
from extract.compared import COMPARE, COMPARES, LEVEL, TREND
from extract.comparison import base_name
from extract.model import Figure
from extract.noun_phrase import noun
from extract.plain import near
from extract.spoken import Spoken, Subject

_BASES = regex.compile(r"[和与及、](?=上年|去年|年初|预算|决算)")
_RIGHT_BEHIND = regex.compile(r"[（(]?[，,、\s]*(?:整体|总体|均|都)?")


def compare(spoken: Spoken, text: str, behind: bool | None = None) -> bool:
    """Words that compare without a figure of their own: 与上年持平, 决算数大于预算数. True if there are any.

    ``behind``: only those right behind a figure (5万元，与上年持平), which are of it; or, where False, only the
    others; None: all.
    """
    if COMPARES.search(text := near(text)) is None:
        return False
    subject = spoken.subject()
    if subject.figure is None or subject.figure.measure != "level":
        subject = next((Subject(f.label, f) for f in reversed(spoken.levels)), subject)
    if subject.figure is None and not spoken.figures:
        return bool(LEVEL.search(text) or COMPARE.search(text))
    roles = {"current": (subject.figure,)} if subject.figure is not None else {}
    said = False
    for pattern, kind in ((LEVEL, "level"), (COMPARE, "order"), (TREND, "order")):
        for match in pattern.finditer(text):
            if behind is not None and behind != _is_behind(text, match, kind):
                continue
            said = True
            if kind == "level" and spoken.lists and subject.figure in spoken.lists[-1].parts:
                spoken.lists[-1].unchanged += 1
            for phrase in _BASES.split(match["phrase"]) if pattern is TREND else (match["phrase"],):
                words = {
                    "comparison": match["word"],
                    "base": base_name(spoken, phrase),
                    "phrase": phrase,
                    "subject": subject.noun,
                    "kind": kind,
                    "named": match["subject"] if kind == "order" else "",
                }
                spoken.emit("compare", roles, words)
    return said


def say_within(spoken: Spoken, limit: Figure) -> None:
    """What is spoken of, no item of a list, is not more than a printed limit: 余额4亿元，控制在限额5亿元以内."""
    subject = spoken.subject()
    listed = [f for told in spoken.lists for f in told.parts]
    if (
        subject.figure is not None
        and subject.figure not in listed
        and unit.same_kind(subject.figure.unit, limit.unit)
    ):
        words = {
            "comparison": "控制在",
            "base": "",
            "phrase": "",
            "subject": subject.noun,
            "kind": "order",
            "named": "",
        }
        spoken.emit("compare", {"current": (subject.figure,), "base": (limit,)}, words)


def _is_behind(text: str, match: regex.Match[str], kind: str) -> bool:
    """Whether words that compare stand right behind a figure and name nothing of their own: 5万元，与上年持平."""
    named = match["subject"] if kind == "order" else ""
    return _RIGHT_BEHIND.fullmatch(text, 0, match.start()) is not None and not noun(named)
