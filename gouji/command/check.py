"""``gouji check``: read, check and print."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from checks.registry import SelectionError, select_rules
from gouji.config import Settings, load_settings, merge
from gouji.examine import Examined, Told, examine_all
from gouji.outcome import DISCREPANCIES, INCOMPLETE, OK, WRONG, Refusal, complain
from gouji.output import deliver, render, wants_colour, write_text


def run(options: argparse.Namespace) -> int:
    """Check the paths in order; the exit code tells the worst of them."""
    settings = settle(options)
    require_paths(options.paths)
    examined = examine_all(options.paths, settings, progress())
    if options.baseline:
        examined = _accept(examined, Path(options.baseline))
    reviews = [one.review for one in examined]
    shown = [replace(r, findings=tuple(f for f in r.findings if settings.shows(f.severity))) for r in reviews]
    hidden = sum(len(full.findings) - len(part.findings) for full, part in zip(reviews, shown, strict=True))
    colour = options.output is None and wants_colour(sys.stdout)
    merge = Path(options.merge) if options.merge else None
    content = render(settings.format, shown, hidden, colour, options.with_document, merge)
    deliver(content, Path(options.output) if options.output else None)
    return judge(examined, settings)


def settle(options: argparse.Namespace) -> Settings:
    """The configuration with what the call says; Refusal on rule codes that do not exist."""
    given = {
        name: value
        for name in ("format", "min_severity", "fail_on", "jobs", "pack")
        if (value := getattr(options, name, None)) is not None
    }
    for name in ("select", "ignore"):
        if getattr(options, name) is not None:
            given[name] = [code for text in getattr(options, name) for code in text.split(",")]
    settings = merge(load_settings(Path(options.config) if options.config else None), given)
    try:
        select_rules(settings.select, settings.ignore)
    except SelectionError as error:
        raise Refusal(str(error)) from error
    return settings


def require_paths(paths: Iterable[str]) -> None:
    """Refuse the call if a path does not exist."""
    missing = [path for path in paths if not os.path.lexists(path)]
    if missing:
        raise Refusal(f"找不到文件：{'、'.join(missing)}，请核对路径")


def judge(examined: Sequence[Examined], settings: Settings) -> int:
    """The exit code of a run."""
    if any(one.fault for one in examined):
        return WRONG
    if any(settings.fails(f.severity) for one in examined for f in one.review.findings):
        return DISCREPANCIES
    if any(one.review.status != "complete" for one in examined):
        return INCOMPLETE
    return OK


def _accept(examined: Sequence[Examined], path: Path) -> list[Examined]:
    """Without the findings that the baseline accepts; says how many those were."""
    from gouji.command.baseline import apply_baseline, read_baseline

    reviews, accepted = apply_baseline([one.review for one in examined], read_baseline(path))
    complain(f"基线已接受{accepted}项，未列出")
    return [replace(one, review=review) for one, review in zip(examined, reviews, strict=True)]


def progress() -> Told | None:
    """What shows on a terminal how far the work is; nothing elsewhere, and nothing for one document."""
    if not sys.stderr.isatty():
        return None

    def tell(done: int, known: int) -> None:
        if known > 1:
            write_text(sys.stderr, f"\r\x1b[K[{done}/{known}]" if done < known else "\r\x1b[K")
            sys.stderr.flush()

    return tell
