"""``python -m bench.reading_scans``: reports printed and scanned, and how well the scans are read.

A figure is right where it stands as it should with the value that it should have, unread where it is not
given at all, and wrong where it is given without a doubt and is not in the report.  What the reader makes
of the same pages with their text layer is printed beside it.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.accuracy_align import align, read_marks, true_marks
from bench.scan_sheet import Scanner, scan
from checks.run import check
from corpora.make import KINDS, WRITERS, report
from corpora.truth import truth
from extract import read_bytes
from extract.model import Extraction

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reading.md"
MARKS = ("<!-- scans:begin -->", "<!-- scans:end -->")
SCANNERS = {
    "200 dpi，转1°，虚焦、噪点、JPEG 60": Scanner(),
    "200 dpi，平整清晰": Scanner(angle=0.0, blur=0.0, grain=2.0, quality=85),
    "150 dpi，转1°，虚焦、噪点、JPEG 60": Scanner(dpi=150),
    "200 dpi，转2°，重噪点、JPEG 35": Scanner(angle=2.0, blur=1.2, grain=14.0, quality=35),
}


def measure(data: bytes, true: dict[str, Any], scanner: Scanner, seed: str) -> tuple[Counter[str], list[str]]:
    """Counts for one report, and a line for each figure that is wrong or not read."""
    scanned, pages = scan(data, scanner, seed)
    layer = read_bytes(data, "x.pdf")
    begun = time.process_time()
    read = read_bytes(scanned, "x.pdf")
    counts: Counter[str] = Counter(pages=len(pages), milliseconds=round(1000 * (time.process_time() - begun)))
    counts["figures"] = len(true["figures"])
    counts["layer right"] = len(_right(layer, true))
    right = _right(read, true)
    counts["right"] = len(right)
    wrong = _wrong(read, layer, set(right.values()))
    counts["wrong"] = len(wrong)
    counts["unread places"] = len(read.unread)
    counts["complete"] = read.status == "complete"
    lines = [f"wrong {text}" for text in wrong]
    lines += [
        f"not read {figure['text']} ({figure['label']})"
        for number, figure in enumerate(true["figures"])
        if number not in right
    ]
    for finding in check(read).findings:
        counts[finding.severity] += 1
        if finding.severity != "info":
            lines.append(f"{finding.severity} {finding.rule}: {finding.message}")
    return counts, lines


def _right(read: Extraction, true: dict[str, Any]) -> dict[int, int]:
    """The numbers of the true figures that were read with their value, and of what was read for them."""
    figures, marks = read_marks(read)
    return {
        a: b
        for a, b in align(true_marks(true), marks)
        if figures[b].value == Decimal(true["figures"][a]["value"])
    }


def _wrong(read: Extraction, layer: Extraction, right: set[int]) -> list[str]:
    """What was read without a doubt and is neither true nor read of the text layer as well."""
    figures, marks = read_marks(read)
    others, known = read_marks(layer)
    same = {b for a, b in align(known, marks) if others[a].value == figures[b].value}
    return [
        f"{figure.text} in {figure.quote[:60]}"
        for number, figure in enumerate(figures)
        if number not in right and number not in same and not figure.doubt
    ]


def documents(seed: int, count: int) -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    """Clean reports of each kind as PDF with a text layer, with their truth."""
    for kind in KINDS:
        for index in range(count):
            draft = report(kind, seed, index)
            yield draft.name, WRITERS["pdf"](draft), truth(draft)


def lines(seed: int, count: int, scanners: dict[str, Scanner], verbose: bool) -> Iterator[str]:
    """The table of the page."""
    sums = {name: Counter[str]() for name in scanners}
    for name, data, true in documents(seed, count):
        for scanner in scanners:
            counts, told = measure(data, true, scanners[scanner], name)
            sums[scanner] += counts
            if verbose:
                print(f"{name} {scanner}: {dict(counts)}", *told, sep="\n  ", flush=True)
    yield "| 扫描方式 | 页 | 数据 | 读对 | 读错而不自知 | 误报（错误/疑点） | CPU 秒/页 |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for name, c in sums.items():
        yield (
            f"| {name} | {c['pages']} | {c['figures']} | {c['right'] / c['figures']:.2%} "
            f"| {c['wrong']}（{c['wrong'] / c['figures']:.2%}） | {c['error']}/{c['warning']} "
            f"| {c['milliseconds'] / c['pages'] / 1000:.1f} |"
        )
    some = next(iter(sums.values()))
    yield ""
    yield f"同样各页有文字层时读对 {some['layer right'] / some['figures']:.2%}；种子 {seed}，每类报告 {count} 份。"


def keep(text: str) -> None:
    """Put the measured part into the page, between its marks."""
    before, begin, rest = PAGE.read_text(encoding="utf-8").partition(MARKS[0])
    _, end, after = rest.partition(MARKS[1])
    PAGE.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="reading_scans", description=__doc__)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--count", type=int, default=1, help="reports of each kind")
    parser.add_argument("--only", type=int, help="only the first so many ways of scanning")
    parser.add_argument("--keep", action="store_true", help="write the numbers into docs/reading.md")
    parser.add_argument("--verbose", action="store_true", help="each report, and each figure not read right")
    call = parser.parse_args()
    scanners = dict(list(SCANNERS.items())[: call.only])
    text = "\n".join(lines(call.seed, call.count, scanners, call.verbose))
    print(text)
    if call.keep:
        keep(text)


if __name__ == "__main__":
    main()
