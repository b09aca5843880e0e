"""``gouji diff``: a resubmission against its first version."""

from __future__ import annotations

import argparse
from pathlib import Path

from gouji.command.check import require_paths
from gouji.command.report import load_result
from gouji.compare import compare
from gouji.config import Settings
from gouji.examine import examine_all
from gouji.outcome import DISCREPANCIES, INCOMPLETE, OK
from gouji.output import deliver
from gouji.report import difference
from gouji.report.review import Review


def run(options: argparse.Namespace) -> int:
    """Compare two results, or two reports; exit code 1 if an error is still there or new."""
    require_paths((options.old, options.new))
    old, new = _read(options.old), _read(options.new)
    made = compare(old, new)
    content = difference.render_json(made) if options.format == "json" else difference.render(made)
    deliver(content, Path(options.output) if options.output else None)
    left = [pair for one in made for pair in one.pairs if pair.new is not None]
    if any(Settings(fail_on=options.fail_on).fails(pair.finding.severity) for pair in left):
        return DISCREPANCIES
    return OK if all(review.status == "complete" for review in new) else INCOMPLETE


def _read(path: str) -> list[Review]:
    """The reviews of a stored result, or of the reports at a path, checked now."""
    if Path(path).suffix.lower() == ".json":
        return load_result(path)
    return [one.review for one in examine_all([path], Settings())]
