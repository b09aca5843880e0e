"""``gouji report``: render a stored result again."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from gouji.cli import OK, Refusal
from gouji.output import deliver, render, wants_colour
from gouji.report.json import SCHEMA
from gouji.report.stored import load


def run(options: argparse.Namespace) -> int:
    """Render the documents of a JSON result of ``gouji check``."""
    try:
        stored = json.loads(Path(options.result).read_text(encoding="utf-8-sig"))
        if stored["schema"] != SCHEMA:
            raise Refusal(f"{options.result} 的格式是“{stored['schema']}”，需要 {SCHEMA}")
        reviews = [load(entry) for entry in stored["documents"]]
    except OSError as error:
        raise Refusal(f"无法读取 {options.result}（{error.strerror or '读取失败'}）") from error
    except (ValueError, KeyError, TypeError) as error:
        raise Refusal(f"{options.result} 不是 gouji check --format json 的结果") from error
    content = render(options.format, reviews, colour=options.output is None and wants_colour(sys.stdout))
    deliver(content, Path(options.output) if options.output else None)
    return OK
