"""``gouji baseline``: record, apply and prune what was decided about findings."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from checks.disposition import Baseline, BaselineError, dump, load
from checks.model import Finding
from gouji.command.report import load_result
from gouji.outcome import OK, Refusal, complain
from gouji.output import deliver, render, wants_colour
from gouji.report.review import Review


def run(options: argparse.Namespace) -> int:
    """Carry out the action that was called."""
    path = Path(options.file)
    reviews = load_result(options.result)
    match options.action:
        case "record":
            _record(options, path, reviews)
        case "prune":
            old = read_baseline(path)
            new = old.prune(_findings(reviews), date.today())
            _write(path, new)
            complain(f"基线保留{len(new.entries)}条，清除{len(old.entries) - len(new.entries)}条")
        case _:
            left, accepted = apply_baseline(reviews, read_baseline(path))
            complain(f"基线已接受{accepted}项，未列出")
            content = render(options.format, left, colour=options.output is None and wants_colour(sys.stdout))
            deliver(content, Path(options.output) if options.output else None)
    return OK


def _record(options: argparse.Namespace, path: Path, reviews: Sequence[Review]) -> None:
    present = _findings(reviews)
    chosen = [(finding, entity) for finding, entity in present if options.all or finding.id in options.ids]
    unknown = set(options.ids) - {finding.id for finding, _ in present}
    if unknown:
        raise Refusal(f"结果中没有编号为 {'、'.join(sorted(unknown))} 的问题")
    if not chosen:
        raise Refusal("请写明问题的编号，或用 --all 指全部问题")
    try:
        until = date.fromisoformat(options.until) if options.until else None
    except ValueError as error:
        raise Refusal(f"--until 应写成 2025-12-31 的样子，不能是“{options.until}”") from error
    known = read_baseline(path) if path.exists() else Baseline()
    try:
        made = known.record(chosen, options.verdict, options.reason, options.who, date.today(), until)
    except BaselineError as error:
        raise Refusal(f"{error}（用 --reason）") from error
    _write(path, made)
    complain(f"基线已记录{len(chosen)}条")


def _findings(reviews: Sequence[Review]) -> list[tuple[Finding, str]]:
    return [(finding, review.entity) for review in reviews for finding in review.findings]


def read_baseline(path: Path) -> Baseline:
    """The baseline in a file; Refusal where there is none."""
    try:
        return load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"无法读取基线文件 {path}，请核对路径") from error
    except BaselineError as error:
        raise Refusal(f"{path}：{error}") from error


def _write(path: Path, baseline: Baseline) -> None:
    deliver(dump(baseline), path)


def apply_baseline(reviews: Sequence[Review], baseline: Baseline) -> tuple[list[Review], int]:
    """The reviews without the findings that were accepted, and how many those were."""
    left = [
        replace(
            review,
            findings=tuple(
                f for f in review.findings if not baseline.accepts(f, review.entity, date.today())
            ),
        )
        for review in reviews
    ]
    return left, sum(len(a.findings) - len(b.findings) for a, b in zip(reviews, left, strict=True))
