"""``gouji scan``: a folder of submissions, each file in a process of its own, and their summary."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from gouji.cli import DISCREPANCIES, INCOMPLETE, OK, WRONG, Refusal
from gouji.command.check import require_paths, settle
from gouji.config import Settings
from gouji.scan.ledger import Ledger
from gouji.scan.run import Plan, RunError, carry_out


def run(options: argparse.Namespace) -> int:
    """Check what has no result yet, write the summary; the exit code tells the worst document."""
    require_paths([options.folder, *([options.roster] if options.roster else []), *options.merge])
    if not Path(options.folder).is_dir():
        raise Refusal(f"{options.folder} 不是文件夹；检查单个文件用 gouji check")
    settings = settle(options)
    jobs = options.jobs or (settings.jobs if settings.jobs > 1 else os.cpu_count() or 1)
    plan = Plan(
        Path(options.folder), Path(options.run), settings, jobs, options.shard, options.resume,
        options.retry, tuple(map(Path, options.merge)), Path(options.roster) if options.roster else None,
    )  # fmt: skip
    try:
        ledger = carry_out(plan)
    except RunError as error:
        raise Refusal(str(error)) from error
    try:
        return judge(ledger, settings)
    finally:
        ledger.close()


def judge(ledger: Ledger, settings: Settings) -> int:
    """The exit code of a scan."""
    faults = found = incomplete = False
    for _, state, card in ledger.cards():
        faults |= card["fault"]
        incomplete |= state != "complete"
        for _, error, warning, info in card["rules"].values():
            numbers = {"error": error, "warning": warning, "info": info}
            found |= any(number and settings.fails(severity) for severity, number in numbers.items())
    if faults:
        return WRONG
    return DISCREPANCIES if found else INCOMPLETE if incomplete else OK
