"""``python -m bench.bench_scan``: a generated year through ``gouji scan``.

Measures documents per second, the memory of the supervisor over time, the states, what a second
run costs, the time per document against the sum of its parts, the same on a cluster, kills with
resuming, full and locked disks, planted faults, and what the checks across documents find.  The
default is short; ``--full`` is a year of 2,000 documents with 200 kills.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from bench import scan_across, scan_harm
from bench.scan_harm import ROOT, difference, scan
from bench.scan_year import make

PARTS = ("throughput", "overhead", "cluster", "kills", "disk", "faults", "across")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="2,000 files, 200 kills, 40 units across")
    parser.add_argument("--count", type=int, help="files in the year (60)")
    parser.add_argument("--kills", type=int, help="random points at which something is killed (10)")
    parser.add_argument("--units", type=int, help="units with planted errors across documents (4)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default=",".join(PARTS), help="of " + ", ".join(PARTS))
    parser.add_argument("--folder", type=Path, help="keep the year and the runs here")
    call = parser.parse_args()
    usual = (2000, 200, 40) if call.full else (60, 10, 4)
    count, kills, units = (
        given or other for given, other in zip((call.count, call.kills, call.units), usual, strict=True)
    )
    parts = call.only.split(",")
    with tempfile.TemporaryDirectory() as spare:
        folder = call.folder or Path(spare)
        year, run = folder / "year", folder / "run"
        if not year.exists():
            print("made", dict(sorted(make(year, count, call.seed, jobs=call.jobs).items())), flush=True)
        if "throughput" in parts or not (run / "summary.json").exists():
            throughput(year, run, call.jobs)
        if "overhead" in parts:
            overhead(year, folder / "parts", call.jobs)
        if "cluster" in parts:
            cluster(year, run, folder / "cluster", call.jobs)
        if "kills" in parts:
            scan_harm.killed(year, run, folder / "killed", call.jobs, kills)
        if "disk" in parts:
            scan_harm.full(year, run, folder, call.jobs)
            scan_harm.read_only(year, folder)
        if "faults" in parts:
            scan_harm.faults(year, folder, call.jobs)
        if "across" in parts:
            scan_across.measure(folder / "across", units, call.seed)


def throughput(year: Path, run: Path, jobs: int) -> None:
    """One undisturbed run, then one with nothing to do."""
    shutil.rmtree(run, ignore_errors=True)
    process = scan(year, run, jobs)
    memory: list[int] = []
    watch = threading.Thread(target=_watch, args=(process, memory), daemon=True)
    begun, before = time.perf_counter(), _work()
    watch.start()
    code = process.wait()
    took, work = time.perf_counter() - begun, _work() - before
    states = Counter(d["state"] for d in json.loads((run / "summary.json").read_text("utf-8"))["documents"])
    number = sum(states.values())
    print(
        f"{number} files, {jobs} jobs: {took:.1f} s, {number / took:.1f} per second, exit {code}, {dict(states)}"
    )
    print(
        f"processor time: {work / number:.3f} s a file, so {jobs * number / work:.1f} per second on {jobs} free cores"
    )
    third = max(1, len(memory) // 3)
    parts = [max(memory[:third]), max(memory[third:-third] or memory), max(memory)]
    print(
        "supervisor, first third, second, at most: " + ", ".join(f"{part / 1024:.0f} MiB" for part in parts)
    )
    size = sum(p.stat().st_size for p in (run / "results").rglob("*") if p.is_file())
    print(f"results: {size / number / 1024:.0f} KiB a file")
    begun = time.perf_counter()
    scan(year, run, jobs).wait()
    print(f"nothing new: {time.perf_counter() - begun:.1f} s", flush=True)


# What one document's process does is timed in there; all else is the supervisor's.
_TIMED = """
import resource, sys
import gouji.examine as examine, gouji.scan.run as run
from gouji.cli import main

log = open(sys.argv[1], "a", buffering=1)

def spent():
    own, below = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + below.ru_utime + below.ru_stime

def timed(function, name):
    def call(*arguments, **more):
        begun = spent()
        try:
            return function(*arguments, **more)
        finally:
            log.write(f"{name} {spent() - begun}\\n")
    return call

examine._work = timed(examine._work, "document")
run.work_through = timed(run.work_through, "all")
sys.exit(main(sys.argv[2:]))
"""


def overhead(year: Path, folder: Path, jobs: int) -> None:
    """The processor time of a run's documents, all told, against the sum of what is done for each.

    The sum is of reading, understanding, checking, gathering and writing, as timed in each
    document's own process in that run; the rest is forking, waiting, the run log, and ending.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    log = folder / "log"
    call = [sys.executable, "-c", _TIMED, str(log), "scan", str(year), "--run", str(folder / "run")]
    subprocess.run(
        [*call, "--jobs", str(jobs)], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )  # fmt: skip
    spent = [(name, float(seconds)) for name, seconds in map(str.split, log.read_text().splitlines())]
    own = [seconds for name, seconds in spent if name == "document"]
    whole = sum(seconds for name, seconds in spent if name == "all")
    more = whole - sum(own)
    print(
        f"{len(own)} documents' processes: {sum(own):.1f} s of work, {whole:.1f} s with the supervisor: "
        f"{more / sum(own):.1%} more, {1000 * more / len(own):.1f} ms each",
        flush=True,
    )


def cluster(year: Path, calm: Path, run: Path, jobs: int) -> None:
    """The same year on a Dask cluster of this machine: the same bytes?"""
    shutil.rmtree(run, ignore_errors=True)
    begun = time.perf_counter()
    code = scan(year, run, jobs, "--cluster").wait()
    took = time.perf_counter() - begun
    print(f"on a cluster of {jobs} workers: {took:.1f} s, exit {code}, {difference(calm, run)}", flush=True)


def _work() -> float:
    """The processor time of all children that have ended, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _watch(process: subprocess.Popen[bytes], memory: list[int]) -> None:
    """The resident memory of a process in KiB, ten times a second."""
    while process.poll() is None:
        try:
            status = Path(f"/proc/{process.pid}/status").read_text()
        except OSError:
            return
        memory += [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")]
        time.sleep(0.1)


if __name__ == "__main__":
    main()
