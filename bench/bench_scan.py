"""``python -m bench.bench_scan``: a generated year through ``gouji scan``.

Measures documents per second, the memory of the supervisor over time, the states, what a second
run costs, the overhead over the bare work, kills with resuming, and what the checks across
documents find in planted and in clean pairs of years.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from hashlib import sha256
from pathlib import Path

from bench.scan_year import leaves, make, make_budget, next_year, settle_income, write_paper
from corpora.budget import Budget
from corpora.make import WRITERS

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=400, help="files in the year")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--pairs", type=int, default=20, help="units with two years")
    parser.add_argument("--folder", type=Path, help="keep the year and the runs here")
    call = parser.parse_args()
    with tempfile.TemporaryDirectory() as spare:
        folder = call.folder or Path(spare)
        year = folder / "year"
        if not year.exists():
            print("made", dict(sorted(make(year, call.count).items())))
        throughput(year, folder / "run", call.jobs)
        overhead(year, folder, call.jobs)
        if call.kills:
            killed(year, folder, call.jobs, call.kills)
        if call.pairs:
            pairs(folder / "pairs", call.pairs)


def scan(year: Path, run: Path, jobs: int, *more: str) -> subprocess.Popen[bytes]:
    """A scan as a user starts it."""
    call = [sys.executable, "-m", "gouji", "scan", str(year), "--run", str(run), "--jobs", str(jobs), *more]
    return subprocess.Popen(call, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


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
    states = Counter(d["state"] for d in _summary(run)["documents"])
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
    page = (run / "summary.html").stat().st_size
    print(f"results: {size / number / 1024:.0f} KiB a file; summary page {page / number:.0f} bytes a file")
    begun = time.perf_counter()
    scan(year, run, jobs).wait()
    print(f"nothing new: {time.perf_counter() - begun:.1f} s")


def overhead(year: Path, folder: Path, jobs: int) -> None:
    """The processor time of a scan against that of reading, checking and writing alone, on the same files."""
    from extract import understand_source
    from extract.readers import read_bytes
    from gouji.config import Settings
    from gouji.scan import worker

    done = [d["path"] for d in _summary(folder / "run")["documents"] if d["state"] == "complete"][:80]
    part = folder / "part"
    shutil.rmtree(part, ignore_errors=True)
    for path in done:
        (part / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(year / path, part / path)
    desk = worker.Desk(folder / "bare", Settings(), "", "")
    for _ in range(2):  # the first time round everything is loaded
        begun = time.process_time()
        for path in done:
            data = (part / path).read_bytes()
            source = read_bytes(data, Path(path).name)
            worker.finish(understand_source(source, path, sha256(data).hexdigest()), desk)
        bare = time.process_time() - begun
    shutil.rmtree(folder / "part run", ignore_errors=True)
    before = _work()
    scan(part, folder / "part run", jobs).wait()
    whole = _work() - before
    before = _work()
    scan(part, folder / "part run", jobs).wait()
    start = _work() - before
    more = (whole - start - bare) / bare
    print(
        f"{len(done)} files: alone {bare:.1f} s, scanned {whole:.1f} s of which {start:.1f} to start and sum up: {more:.0%} more"
    )


def killed(year: Path, folder: Path, jobs: int, kills: int) -> None:
    """Parent or child killed at random points, then resumed: the same bytes as undisturbed?"""
    run, rng, done = folder / "killed", random.Random(5), 0
    shutil.rmtree(run, ignore_errors=True)
    while done < kills:
        process = scan(year, run, jobs, "--resume")
        time.sleep(rng.uniform(0.2, 3.0))
        if rng.random() < 0.5:
            for child in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
                subprocess.run(["kill", "-9", child], check=False, stderr=subprocess.DEVNULL)
                done += 1
            time.sleep(rng.uniform(0.0, 0.5))
        process.kill()
        done += 1
        if process.wait() >= 0:
            break
    scan(year, run, jobs, "--resume").wait()
    whole, resumed = _content(folder / "run"), _content(run)
    lost, more = len(whole.keys() - resumed.keys()), len(resumed.keys() - whole.keys())
    differing = sum(whole[k] != resumed[k] for k in whole.keys() & resumed.keys())
    print(f"{done} kills, resumed: {lost} lost, {more} more, {differing} differing of {len(whole)} files")


def pairs(folder: Path, count: int) -> None:
    """Two years of the same units: sound, with one slip in the second year, with one paper told otherwise."""
    for name, rule in (("clean", ""), ("prior", "GJ501"), ("carry", "GJ502"), ("paper", "GJ503")):
        home = folder / name
        shutil.rmtree(home, ignore_errors=True)
        planted = sum(_submit(home / "year" / f"{unit:03d}", f"pair/{unit}", name) for unit in range(count))
        scan(home / "year", home / "run", 2).wait()
        findings = _summary(home / "run")["findings"]
        units = Counter(rule for rule, _ in {(f["rule"], f["unit"]) for f in findings})
        found = f"{units.pop(rule, 0)} of {planted} units found" if rule else "nothing planted"
        print(f"pairs, {name}: {count} units, {found}; besides {dict(units)}")


def _submit(place: Path, seed: str, slip: str) -> bool:
    """The papers of one unit in two years; whether the slip could be made."""
    place.mkdir(parents=True)
    before, _ = make_budget(seed)
    possible = slip in ("prior", "paper") or (slip == "carry" and before.carry_out["final"] > 0)
    for last in (False, True):
        # The accounts settle the budget's income, so they come first.
        for kind in ("accounts", "department", "visit"):
            if kind == "accounts":
                budget = next_year(before, seed, SLIPS.get(slip)) if last else before
            elif last and kind == "department" and slip == "paper":
                budget = scale(deepcopy(budget), "final")
            draft = write_paper(kind, budget, f"{seed}/{budget.year}")
            (place / f"{budget.year}{draft.title or kind}.docx").write_bytes(WRITERS["docx"](draft))
    return possible


def scale(budget: Budget, column: str) -> Budget:
    """One column of every line taken from somewhere else."""
    for tree in (budget.spending, budget.visits):
        for line in leaves(tree):
            line.own[column] = round(line.own[column] * 1.07 / 10_000) * 10_000
    settle_income(budget)
    return budget


def _wrong_carry(budget: Budget) -> None:
    if budget.carry_in["final"]:
        budget.carry_in["final"] += 370_000
        budget.carry_out["prior"] += 370_000


SLIPS: dict[str, Callable[[Budget], object]] = {"prior": lambda b: scale(b, "prior"), "carry": _wrong_carry}


def _summary(run: Path) -> dict[str, list[dict[str, str]]]:
    made: dict[str, list[dict[str, str]]] = json.loads((run / "summary.json").read_text("utf-8"))
    return made


def _content(run: Path) -> dict[str, str]:
    return {
        str(p.relative_to(run)): sha256(p.read_bytes()).hexdigest()
        for p in run.rglob("*")
        if p.is_file() and ".sqlite" not in p.name
    }


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
