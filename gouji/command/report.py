"""``gouji report``: render a stored result again."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from gouji.outcome import OK, Refusal
from gouji.output import deliver, render, wants_colour
from gouji.report.json import SCHEMA
from gouji.report.review import Review
from gouji.report.stored import load


def run(options: argparse.Namespace) -> int:
    """Render the documents of a JSON result of ``gouji check``."""
    reviews = load_result(options.result)
    colour = options.output is None and wants_colour(sys.stdout)
    merge = Path(options.merge) if options.merge else None
    content = render(options.format, reviews, colour=colour, documents=True, merge=merge)
    deliver(content, Path(options.output) if options.output else None)
    return OK


def load_result(path: str) -> list[Review]:
    """The reviews of a JSON result of ``gouji check``. Raises Refusal."""
    try:
        stored = json.loads(Path(path).read_text(encoding="utf-8-sig"))
        if stored["schema"] != SCHEMA:
            raise Refusal(f"{path} 的格式是“{stored['schema']}”，需要 {SCHEMA}")
        return [load(entry) for entry in stored["documents"]]
    except OSError as error:
        raise Refusal(f"无法读取 {path}（{error.strerror or '读取失败'}）") from error
    except (ValueError, KeyError, TypeError) as error:
        raise Refusal(f"{path} 不是 gouji check --format json 的结果") from error
