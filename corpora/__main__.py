"""``python -m corpora make``: write reports with their truth."""

from __future__ import annotations

import argparse
from pathlib import Path

from corpora import committed
from corpora.make import ERRORS, KINDS, WRITERS, planted, report, save


def main() -> None:
    """Parse the call and write the files."""
    parser = argparse.ArgumentParser(prog="corpora", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("make", help="write clean reports and planted twins")
    make.add_argument("--seed", type=int, default=1)
    make.add_argument("--count", type=int, default=3, help="reports of each kind")
    make.add_argument("--out", type=Path, required=True)
    make.add_argument("--kinds", default=",".join(KINDS))
    make.add_argument("--formats", default="docx,txt", help="of " + ", ".join(WRITERS))
    make.add_argument(
        "--plants", default=",".join(ERRORS), help="kinds of error; empty for clean reports only"
    )
    make.add_argument("--each", type=int, default=6, help="errors planted in one report")
    commands.add_parser("committed", help="make the committed set again")
    call = parser.parse_args()
    if call.command == "committed":
        committed.write()
        return
    formats = call.formats.split(",")
    errors = [k for k in call.plants.split(",") if k]
    for kind in call.kinds.split(","):
        for index in range(call.count):
            save(report(kind, call.seed, index), call.out, formats)
            if errors:
                start = index * call.each
                turned = [errors[(start + i) % len(errors)] for i in range(len(errors))]
                save(planted(kind, call.seed, index, turned, most=call.each), call.out, formats)


if __name__ == "__main__":
    main()
