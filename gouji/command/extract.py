"""``gouji extract``: print what was read."""

from __future__ import annotations

import argparse
from pathlib import Path

from gouji import __version__
from gouji.cli import INCOMPLETE, OK
from gouji.command.check import require_paths
from gouji.examine import read
from gouji.output import deliver
from gouji.report.extraction import render_json, render_text


def run(options: argparse.Namespace) -> int:
    """Read the paths in order and print their figures; 3 if one was not completely read."""
    require_paths(options.paths)
    found = [read(path) for path in options.paths]
    content = render_json(found, __version__).encode() if options.format == "json" else render_text(found)
    deliver(content, Path(options.output) if options.output else None)
    return OK if all(one.status == "complete" for one in found) else INCOMPLETE
