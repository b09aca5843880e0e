"""``gouji scan``: a folder of submissions, each file in a process of its own, and their summary."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from gouji.command.check import require_paths, settle
from gouji.config import Settings
from gouji.outcome import DISCREPANCIES, INCOMPLETE, OK, WRONG, Refusal
from gouji.output import deliver
from gouji.report.term import SEVERITY
from gouji.scan.group import RosterError, read_roster
from gouji.scan.progress import STATE
from gouji.scan.run import Plan, RunError, carry_out, sum_up
from gouji.scan.summary import SEVERITIES, Summary


def run(options: argparse.Namespace) -> int:
    """Check what has no result yet, write the summary; the exit code tells the worst document."""
    require_paths([options.folder, *([options.roster] if options.roster else []), *options.merge])
    if not Path(options.folder).is_dir():
        raise Refusal(f"{options.folder} 不是文件夹；检查单个文件用 gouji check")
    settings = settle(options)
    jobs = options.jobs or (settings.jobs if settings.jobs > 1 else os.cpu_count() or 1)
    # Other machines of a cluster work somewhere else.
    folder, where = (
        Path(p).absolute() if options.cluster is not None else Path(p) for p in (options.folder, options.run)
    )
    plan = Plan(
        folder, where, settings, jobs, options.shard, options.resume, options.retry,
        tuple(map(Path, options.merge)), Path(options.roster) if options.roster else None, options.cluster,
        options.letters,
    )  # fmt: skip
    try:
        listed = read_roster(plan.roster) if plan.roster else []
        ledger = carry_out(plan)
        try:
            summary = sum_up(plan, ledger, listed)
            faults = any(card["fault"] for _, _, card in ledger.cards())
        finally:
            ledger.close()
    except (RunError, RosterError) as error:
        raise Refusal(str(error)) from error
    deliver(tell(summary, plan.run), None)
    return judge(summary, settings, faults)


def judge(summary: Summary, settings: Settings, faults: bool) -> int:
    """The exit code of a scan."""
    if faults:
        return WRONG
    counts = [sum(unit.counts[i] for unit in summary.units) for i in range(len(SEVERITIES))]
    for crossing in summary.crossings:
        counts[SEVERITIES.index(crossing.finding.severity)] += 1
    if any(number and settings.fails(severity) for severity, number in zip(SEVERITIES, counts, strict=True)):
        return DISCREPANCIES
    return OK if set(summary.states()) <= {"complete"} else INCOMPLETE


def tell(summary: Summary, run: Path) -> str:
    """What came of a scan, on a few lines."""
    states, units = summary.states(), [unit for unit in summary.units if unit.name and unit.documents]
    documents = "，".join(f"{word}{states.get(state, 0)}份" for state, word in STATE.items())
    found = "，".join(
        f"{word}{sum(unit.counts[i] for unit in summary.units)}项" for i, word in enumerate(SEVERITY.values())
    )
    missing = sum(unit.listed == "missing" for unit in summary.units)
    lines = [
        f"{len(units)}个单位，{sum(states.values())}份文件：{documents}",
        f"问题：{found}；跨文件{len(summary.crossings)}项",
        *([f"名单中未报送的单位：{missing}个"] if summary.roster else []),
        f"汇总：{run / 'summary.html'}",
    ]
    return "\n".join(lines) + "\n"
