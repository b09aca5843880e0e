"""``python -m bench.speed [FILE…]``: where the time of a cold check goes, in milliseconds of wall time.

Each file is checked in a fresh interpreter, as a user does it; the fastest of a few runs is shown.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("start", "import", "read", "understand", "check", "review", "text")
_PROBE = """
import json, sys, time
begun = time.time()
marks = [("start", begun - float(sys.argv[2]))]
last = time.perf_counter()
def mark(name):
    global last
    now = time.perf_counter()
    marks.append((name, now - last))
    last = now
import gouji.cli, gouji.command.check, checks.run, checks.registry
from extract import understand_source
from extract.readers import read_source
from gouji.report import text
from gouji.report.review import review
checks.registry.load_rules()
mark("import")
source = read_source(sys.argv[1])
mark("read")
extraction = understand_source(source, sys.argv[1], "")
mark("understand")
report = checks.run.check(extraction)
mark("check")
made = review(report)
mark("review")
text.render([made])
mark("text")
print(json.dumps({"parts": dict(marks), "figures": len(made.figures), "blocks": len(made.blocks)}))
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", default=[str(ROOT / "corpora" / "sample" / "report.docx")])
    parser.add_argument("--runs", type=int, default=5)
    call = parser.parse_args()
    print(
        f"{'file':32} {'figures':>8} {'blocks':>7} "
        + " ".join(f"{part:>10}" for part in PARTS)
        + f" {'command':>10}"
    )
    for file in call.files:
        probed = [probe(file) for _ in range(call.runs)]
        best = {part: min(run["parts"][part] for run in probed) for part in PARTS}
        whole = min(command(file) for _ in range(call.runs))
        times = " ".join(f"{1000 * best[part]:10.1f}" for part in PARTS)
        print(
            f"{Path(file).name:32} {probed[0]['figures']:8} {probed[0]['blocks']:7} {times} {1000 * whole:10.1f}"
        )


def probe(file: str) -> dict[str, Any]:
    """The parts of one cold run, in seconds."""
    call = [sys.executable, "-c", _PROBE, file, repr(time.time())]
    done = subprocess.run(call, capture_output=True, text=True, check=True, cwd=ROOT)
    made: dict[str, Any] = json.loads(done.stdout)
    return made


def command(file: str) -> float:
    """The wall time of ``gouji check`` on one file, in seconds."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "gouji", "check", file], capture_output=True, check=False, cwd=ROOT)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
