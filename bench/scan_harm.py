"""What a scan survives: kills of any of its processes, a full disk, a folder that cannot be written, bad documents.

Every measure compares what is left with an undisturbed run, byte by byte.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_FAULTS = {
    "abort": "os.abort()",
    "exit": "os._exit(0)",
    "hang on processor": "exec('while True: pass')",
    "hang, deaf to SIGTERM": "(signal.signal(15, signal.SIG_IGN), time.sleep(600))",
    "memory": "[bytearray(2**24) for _ in range(10**6)]",
    "recursion": "(lambda f: f(f))(lambda f: f(f))",
    "flood": "[print('x' * 2**20) for _ in range(64)] and os._exit(3)",
    "fault": "[].pop()",
}


def scan(year: Path, run: Path, jobs: int, *more: str, **settings: str) -> subprocess.Popen[bytes]:
    """A scan as a user starts it."""
    call = [sys.executable, "-m", "gouji", "scan", str(year), "--run", str(run), "--jobs", str(jobs), *more]
    silent = subprocess.DEVNULL
    return subprocess.Popen(call, cwd=ROOT, stdout=silent, stderr=silent, env=os.environ | settings)


def killed(year: Path, calm: Path, run: Path, jobs: int, kills: int, seed: int = 5) -> None:
    """Parent, document's process or converter killed at random points, then resumed: the same bytes as undisturbed?

    A run that is done before all kills are spent is begun again.
    """
    rng, points, rounds = random.Random(seed), Counter[str](), 0
    while sum(points.values()) < kills:
        shutil.rmtree(run, ignore_errors=True)
        rounds += 1
        while sum(points.values()) < kills:
            process = scan(year, run, jobs, "--resume")
            _strike(process, rng, points, kills - sum(points.values()))
            if process.wait() >= 0:
                break
        scan(year, run, jobs, "--resume").wait()
        print(f"{dict(points)} kills in {rounds} rounds: {difference(calm, run)}", flush=True)


def _strike(process: subprocess.Popen[bytes], rng: random.Random, points: Counter[str], left: int) -> None:
    """Some kills below a scan, and at last one of itself; fewer where it ends before."""
    strikes = min(left - 1, rng.randint(0, 4))
    while strikes and not any(descend(process.pid)):
        if _ends_within(process, 0.05):  # it may take long to begin where the machine is busy
            return
    for _ in range(strikes):
        if _ends_within(process, rng.uniform(0.1, 2.5)):
            return
        below = list(descend(process.pid))
        kinds = {"document": [p for p, name in below if "office" not in name and "splash" not in name]}
        kinds["converter"] = [p for p, name in below if "office" in name or "splash" in name]
        kind = "converter" if kinds["converter"] and rng.random() < 0.6 else "document"
        if kinds[kind]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(rng.choice(kinds[kind]), signal.SIGKILL)
                points[kind] += 1
    if not _ends_within(process, rng.uniform(0.1, 2.5)):
        process.kill()
        points["parent"] += 1


def _ends_within(process: subprocess.Popen[bytes], seconds: float) -> bool:
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    return process.returncode is not None


def descend(pid: int) -> Iterator[tuple[int, str]]:
    """All processes below one, with their names."""
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (thread / "children").read_text().split()):
                yield child, Path(f"/proc/{child}/comm").read_text()
                yield from descend(child)


def full(year: Path, calm: Path, folder: Path, jobs: int) -> None:
    """A run folder on a disk that is full after a third, then given room; and where no file may grow large."""
    size = sum(file.stat().st_size for file in calm.rglob("*") if file.is_file())
    disk = folder / "disk"
    disk.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size // 3}", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        print("full disk: not measured, a small disk cannot be mounted here")
        return
    try:
        first = scan(year, disk / "run", jobs).wait()
        done = len(list((disk / "run").glob("results/*/*.json")))
        left = len(list((disk / "run").rglob("*.part")))
        subprocess.run(["mount", "-o", f"remount,size={4 * size}", str(disk)], check=True)
        second = scan(year, disk / "run", jobs, "--resume").wait()
        print(f"full disk: exit {first} after {done} results, {left} torn files")
        print(f"full disk, with room: exit {second}, {difference(calm, disk / 'run')}")
    finally:
        subprocess.run(["umount", str(disk)], check=False)


def read_only(year: Path, folder: Path) -> None:
    """A run folder on a disk that cannot be written."""
    disk = folder / "locked"
    disk.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        print("read-only folder: not measured, no disk can be mounted here")
        return
    try:
        call = [sys.executable, "-m", "gouji", "scan", str(year), "--run", str(disk / "run")]
        ended = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
        print(f"read-only folder: exit {ended.returncode}, {ended.stderr.strip()!r}")
    finally:
        subprocess.run(["umount", str(disk)], check=False)


def faults(year: Path, folder: Path, jobs: int) -> None:
    """Each kind of fault planted in the reader for one document: what becomes of it, of the others, and what is left."""
    chosen = sorted(file for file in year.rglob("*") if file.suffix in (".txt", ".html"))[:12]
    part = folder / "faults" / "year"
    shutil.rmtree(part.parent, ignore_errors=True)
    part.mkdir(parents=True)
    for number, file in enumerate(chosen):
        shutil.copy(file, part / f"{number:02d}{file.suffix}")
    scan(part, part.parent / "calm", jobs).wait()
    calm = _states(part.parent / "calm")
    for number, (name, code) in enumerate(_FAULTS.items()):
        victim, run = f"{number:02d}{chosen[number].suffix}", part.parent / f"run{number}"
        planted = (
            "import os, signal, sys, time; import gouji.examine as e; from gouji.cli import main\n"
            f"from extract.isolate import Limits; real = e.read_bytes; e._LIMITS = Limits(60.0, 10.0)\n"
            f"def read(data, name):\n    if name == {victim!r}: {code}\n    return real(data, name)\n"
            "e.read_bytes = read; sys.exit(main(sys.argv[1:]))"
        )
        call = [sys.executable, "-c", planted, "scan", str(part), "--run", str(run), "--jobs", str(jobs)]
        begun = time.monotonic()
        ended = subprocess.run(call, cwd=ROOT, capture_output=True, check=False)
        took = time.monotonic() - begun
        states = _states(run)
        others = sum(states[path] != state for path, state in calm.items() if path != victim)
        print(
            f"planted {name}: {states[victim]}, {others} others changed, exit {ended.returncode}, {took:.0f} s"
        )


def _states(run: Path) -> dict[str, str]:
    import json

    listed = json.loads((run / "summary.json").read_text("utf-8"))["documents"]
    return {document["path"]: document["state"] for document in listed}


def difference(calm: Path, run: Path) -> str:
    """How a run differs from an undisturbed one, in words."""
    whole, other = content(calm), content(run)
    lost, more = len(whole.keys() - other.keys()), len(other.keys() - whole.keys())
    differing = sum(whole[name] != other[name] for name in whole.keys() & other.keys())
    return f"{lost} lost, {more} more, {differing} differing of {len(whole)} files"


def content(run: Path) -> dict[str, str]:
    """The hash of everything a run leaves but its log."""
    return {
        str(file.relative_to(run)): sha256(file.read_bytes()).hexdigest()
        for file in run.rglob("*")
        if file.is_file() and ".sqlite" not in file.name
    }
