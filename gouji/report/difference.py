"""A comparison of two versions, as text and as JSON (``gouji.diff/1``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from gouji.compare import CHANGE, Comparison, Pair
from gouji.report.description import dump
from gouji.report.term import SEVERITY, clean, describe_equation

SCHEMA = "gouji.diff/1"


def render(made: Sequence[Comparison]) -> str:
    """Each document with its findings by how they changed; the last line counts."""
    lines: list[str] = []
    for comparison in made:
        lines += [*_document(comparison), ""]
    pairs = [pair for comparison in made for pair in comparison.pairs]
    counts = "，".join(f"{word}{sum(p.change == change for p in pairs)}项" for change, word in CHANGE.items())
    return "\n".join([*lines, f"共{len(made)}份文件：{counts}。"]) + "\n"


def _document(comparison: Comparison) -> Iterator[str]:
    old, new = comparison.old, comparison.new
    if old is None and new is not None:
        yield f"{clean(new.path)}（第一版中没有这份文件）"
    elif new is None and old is not None:
        yield f"{clean(old.path)}（未再次报送）"
    elif old is not None and new is not None:
        yield f"{clean(old.path)} → {clean(new.path)}"
    if new is not None:
        for reason in new.reasons:
            yield f"  未能核查：{_line(reason.message)}"
    for change, pairs in groupby(comparison.pairs, key=lambda pair: pair.change):
        listed = list(pairs)
        word = CHANGE[change]
        if change == "gone" and new is not None and new.status != "complete":
            word += "（新版未能完全核查，也可能是未读出）"
        yield f"  {word}（{len(listed)}项）"
        for pair in listed:
            yield from _pair(pair)
    if not comparison.pairs:
        yield "  两版都没有发现相互矛盾的数据。"


def _pair(pair: Pair) -> Iterator[str]:
    finding = pair.finding
    yield f"    {SEVERITY[finding.severity]} {finding.rule} {_line(finding.message)} [{finding.id}]"
    if pair.change == "changed" and pair.old is not None:
        yield f"      原为：{_line(pair.old.message)}"
    elif pair.change != "gone" and (equation := describe_equation(finding)):
        yield f"      {_line(equation)}"


def _line(text: str) -> str:
    return " ".join(clean(text).split())


def render_json(made: Sequence[Comparison]) -> bytes:
    """One entry per document; ``change`` is new, same, changed or gone."""
    documents = [
        {
            "old": comparison.old.path if comparison.old else None,
            "new": comparison.new.path if comparison.new else None,
            "findings": [
                {
                    "change": pair.change,
                    "id": pair.finding.id,
                    "old_id": pair.old.id if pair.old else None,
                    "rule": pair.finding.rule,
                    "severity": pair.finding.severity,
                    "message": pair.finding.message,
                    "old_message": pair.old.message if pair.old else None,
                }
                for pair in comparison.pairs
            ],
        }
        for comparison in made
    ]
    return dump({"schema": SCHEMA, "documents": documents}).encode("utf-8")
