"""``python -m bench.accuracy``: make reports, read and check them, print how good that was, keep the record.

The default sample takes a few minutes; ``--full`` takes a larger one. ``--seed`` draws other
reports; ``--only passages`` (or reading, planted, power, ids) measures one thing.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from bench import accuracy_passage
from bench.accuracy_checking import Checking
from bench.accuracy_reading import Reading
from checks.model import Report
from extract.model import Reason

ROOT = Path(__file__).resolve().parents[1]
EACH = 6
"""Errors planted in one report."""
DEFAULT = ["docx", "txt", "pipe.txt", "html", "pdf", "xlsx"]
MARKS = ("<!-- accuracy:begin -->", "<!-- accuracy:end -->")
RECORD = ROOT / "bench" / "record.json"
Counts = dict[str, dict[str, int]]


@dataclass
class Tally:
    """Everything measured, as counts."""

    reading: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    clean: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    planted: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    by_format: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    power: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    formats: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    ids: dict[str, Counter[str]] = field(default_factory=dict)
    passages: dict[str, Counter[str]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    failed: int = 0
    seconds: float = 0.0

    def plain(self) -> dict[str, Any]:
        """The tally as JSON."""
        names = ("reading", "clean", "planted", "by_format", "power", "formats", "ids", "passages")
        return {n: {k: dict(sorted(v.items())) for k, v in sorted(getattr(self, n).items())} for n in names}


def check(path: Path) -> Report | None:
    """The report of one document as ``gouji check`` makes and words it, None where it cannot be read.

    Where checking breaks off there are no findings, and ``faults`` say so as they do for a rule that breaks off.
    """
    from extract import read
    from gouji.config import Settings
    from gouji.examine import tested
    from gouji.report.review import review

    try:
        extraction = read(path)
    except Exception as error:
        if not path.name.endswith("scan.pdf"):
            print(f"{path.name}: not read, {type(error).__name__}: {error}")
        return None
    try:
        report = tested(extraction, Settings())
        review(report)
    except Exception as error:
        report = Report(extraction, faults=(Reason("failed", f"{type(error).__name__}: {error}"),))
    for fault in report.faults:
        print(f"{path.name}: not checked, {fault.message}")
    return report


def documents(
    folder: Path, seed: int, count: int, kinds: list[str], formats: list[str]
) -> Iterator[tuple[dict[str, Any], list[Path]]]:
    """Freshly made clean and planted reports: the truth of each and its files."""
    from corpora.make import ERRORS, planted, report, save

    for number, kind in enumerate(kinds):
        for index in range(count):
            start = (index + number * count) * EACH % len(ERRORS)
            errors = [*ERRORS[start:], *ERRORS[:start]]
            for draft in (report(kind, seed, index), planted(kind, seed, index, errors, most=EACH)):
                files = save(draft, folder, formats)
                yield json.loads((folder / f"{draft.name}.truth.json").read_text(encoding="utf-8")), files


def committed() -> Iterator[tuple[dict[str, Any], list[Path]]]:
    """The committed set."""
    folder = ROOT / "corpora" / "committed"
    for path in sorted(folder.glob("*.truth.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        yield truth, sorted(p for p in folder.glob(truth["name"] + ".*") if p != path)


def measure(
    corpus: Iterator[tuple[dict[str, Any], list[Path]]], tally: Tally, *, verbose: bool = False
) -> None:
    """Read and check each file; add to ``tally``."""
    for truth, files in corpus:
        signatures: dict[str, set[tuple[str, str]]] = {}
        for path in files:
            extension = path.name.removeprefix(truth["name"] + ".")
            key = f"{truth['kind']} {extension}"
            done = check(path)
            if done is None:
                tally.reading[key]["unread"] += 1
                continue
            tally.failed += bool(done.faults)
            reading = Reading(truth, done.extraction)
            tally.reading[key] += Counter(documents=1) + reading.counts()
            checking = Checking(reading, done)
            signatures[extension] = checking.signature()
            if verbose:
                tally.lines += [f"{path.name} {line}" for line in reading.wrong()]
            _judge(truth, checking, key, path.name, tally)
        if "docx" in signatures:
            for extension in signatures.keys() - {"docx", "xlsx"}:
                _compare(
                    signatures["docx"],
                    signatures[extension],
                    tally.formats[f"{truth['kind']} docx = {extension}"],
                )


def _judge(truth: dict[str, Any], checking: Checking, key: str, name: str, tally: Tally) -> None:
    if not truth["planted"]:
        levels = Counter(f.severity for f in checking.report.findings)
        tally.clean[key] += Counter(
            documents=1, error=levels["error"], warning=levels["warning"], info=levels["info"]
        )
        tally.lines += [
            f"{name} false {f.severity} {f.rule}: {f.message}"
            for f in checking.report.findings
            if f.severity != "info"
        ]
        return
    extension = name.removeprefix(truth["name"] + ".")
    for plant in truth["planted"]:
        if extension == "xlsx" and not checking.in_tables(plant):
            continue
        result = checking.judge(plant)
        tally.planted[plant["kind"]] += result
        if plant["severity"] != "none":
            tally.by_format[extension] += result
        if result["raised"]:
            tally.lines.append(
                f"{name} raised {plant['kind']} {plant['was']} -> {plant['now']} {plant['places'][:1]}"
            )
        if plant["severity"] != "none" and not result["found"]:
            tally.lines.append(
                f"{name} missed {plant['kind']} {plant['was']} -> {plant['now']} {plant['places'][:1]}"
            )
    for finding in checking.stray():
        tally.clean[key][f"stray {finding.severity}"] += 1
        tally.lines.append(f"{name} stray {finding.severity} {finding.rule}: {finding.message}")


def _compare(one: set[tuple[str, str]], two: set[tuple[str, str]], count: Counter[str]) -> None:
    count["findings"] += len(one | two)
    count["same"] += len(one & two)


def power(tally: Tally, seed: int, trials: int, kinds: list[str], folder: Path) -> None:
    """Change one figure of a clean report that a relation other than ≤ constrains; is it noticed?"""
    from corpora.make import report, save
    from corpora.power import change_one

    for kind in kinds:
        for index in range(trials):
            draft = report(kind, seed, index)
            slot = change_one(draft, Random(f"power/{seed}/{index}"))
            if slot is None:
                continue
            draft.name += "-power"
            path = save(draft, folder, ["docx"])[0]
            truth = json.loads((folder / f"{draft.name}.truth.json").read_text(encoding="utf-8"))
            done = check(path)
            count = tally.power[f"{kind} {slot.measure}"]
            count["changed"] += 1
            if done is None:
                continue
            tally.failed += bool(done.faults)
            hits = Checking(Reading(truth, done.extraction), done).hits(
                {"changed": [slot.id], "involved": []}
            )
            count["noticed"] += bool(hits)
            if not hits:
                tally.lines.append(
                    f"{draft.name} unnoticed {slot.original} -> {slot.text} ({slot.fact or slot.concept})"
                )


def main() -> None:
    """Parse the call, measure, print, and write the record."""
    parser = argparse.ArgumentParser(prog="bench.accuracy", description=__doc__)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--count", type=int, default=3, help="reports of each kind")
    parser.add_argument("--full", action="store_true", help="ten times as many, in every format")
    parser.add_argument("--kinds", default="")
    parser.add_argument("--formats", default="")
    parser.add_argument("--only", default="", help="planted, power, ids, passages (comma separated)")
    parser.add_argument("--lines", type=Path, help="write one line for each thing that went wrong")
    parser.add_argument("--verbose", action="store_true", help="with --lines: every figure read wrong too")
    parser.add_argument("--keep", action="store_true", help="write docs/accuracy.md and the record")
    call = parser.parse_args()
    from corpora.make import KINDS, WRITERS

    kinds = call.kinds.split(",") if call.kinds else list(KINDS)
    formats = call.formats.split(",") if call.formats else list(WRITERS) if call.full else DEFAULT
    only = set(call.only.split(",")) if call.only else {"planted", "power", "ids", "passages"}
    count = call.count * (10 if call.full else 1)
    tally, begun = Tally(), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        parts: dict[str, Callable[[], None]] = {
            "planted": lambda: measure(
                documents(Path(folder), call.seed, count, kinds, formats), tally, verbose=call.verbose
            ),
            "power": lambda: power(tally, call.seed, count * 5, kinds, Path(folder)),
            "ids": lambda: _ids(tally, Path(folder), call.seed, 200 if call.full else 16, kinds),
            "passages": lambda: _passages(tally),
        }
        for name, part in parts.items():
            if name in only:
                part()
    tally.seconds = time.monotonic() - begun
    from bench.accuracy_table import page, show, summary

    print(show(tally.plain()))
    print(f"\n{tally.seconds:.0f} s, seed {call.seed}")
    if call.lines:
        call.lines.write_text("\n".join(tally.lines) + "\n", encoding="utf-8")
    if call.keep:
        record = {"seed": call.seed, "count": count, "formats": formats, **tally.plain()}
        RECORD.write_text(
            json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
        )
        (ROOT / "docs" / "accuracy.md").write_text(page(record), encoding="utf-8")
        for name, english in (("README.md", True), ("README.zh-CN.md", False)):
            insert(ROOT / name, summary(record, english=english))
    if tally.failed:
        raise SystemExit(f"{tally.failed} documents were not completely checked: a rule broke off")


def insert(path: Path, text: str) -> None:
    """Put ``text`` between the accuracy marks of a page, where it has them."""
    before, begin, rest = path.read_text(encoding="utf-8").partition(MARKS[0])
    _, end, after = rest.partition(MARKS[1])
    if begin and end:
        path.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


def _ids(tally: Tally, folder: Path, seed: int, count: int, kinds: list[str]) -> None:
    from bench.accuracy_id import measure as pairs

    tally.ids, lines = pairs(check, folder, seed, count, kinds)
    tally.lines += lines


def _passages(tally: Tally) -> None:
    if not (accuracy_passage.FOLDER / "truth.jsonl").is_file():
        print(f"passages: none at {accuracy_passage.FOLDER}, not measured")
        return
    tally.passages, lines = accuracy_passage.measure(check)
    tally.lines += lines


if __name__ == "__main__":
    main()
