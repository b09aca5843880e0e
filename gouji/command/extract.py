"""``gouji extract``: print what was read."""

from __future__ import annotations

import argparse
from pathlib import Path

from gouji import __version__
from gouji.command.check import progress, require_paths
from gouji.examine import read_all
from gouji.outcome import INCOMPLETE, OK
from gouji.output import deliver
from gouji.report.extraction import render_json, render_text


def run(options: argparse.Namespace) -> int:
    """Read every document at the paths and print its figures; 3 if one was not completely read."""
    require_paths(options.paths)
    found = read_all(options.paths, options.jobs, progress())
    content = render_json(found, __version__).encode() if options.format == "json" else render_text(found)
    deliver(content, Path(options.output) if options.output else None)
    return OK if all(one.status == "complete" for one in found) else INCOMPLETE
