"""``python -m bench.bench_web``: the review page in a real browser, against the numbers of docs/serve.md.

From the drop of a 40-page Word file to its first finding; from a click to the outlined operand, and
whether it is the right one; filtering 5,000 findings; 50 findings decided by keyboard alone;
decisions carried over to edited versions.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from itertools import count, cycle, islice
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import httpx
import pypdfium2
from playwright.sync_api import Browser, Page, expect

from bench.accuracy import check
from bench.accuracy_id import SEEDS, contradictions, edit_draft
from bench.web_browser import PATIENCE, chromium, open_document, open_page, ready, serve, upload
from checks.model import Finding
from corpora.make import planted, report, save
from corpora.write_pdf import converted
from gouji import __version__
from gouji.config import Settings
from gouji.examine import examine_all
from gouji.report import json as listing
from gouji.web.settings import PageSettings
from gouji.web.site import open_site
from gouji.web.store.finding import replace_findings
from gouji.web.vault import DOCUMENT, LEAF, Vault
from gouji.web.view import leaf

PAGES = 40
MANY = 5_000
CLIENT = {"X-Gouji-Client": "bench"}
EDITS = ("另存", "段落插入", "章节移动", "doc→docx")

# In the page: click, then wait for the frame in which the operand is outlined and inside the pane.
CLICK = """async (chip) => {
  const target = chip.hash.slice(1), pane = document.getElementById("text");
  const begun = performance.now();
  chip.click();
  for (;;) {
    await new Promise(requestAnimationFrame);
    const node = document.getElementById(target);
    if (node && /\\b(part|side)\\b/.test(node.className)) {
      const box = node.getBoundingClientRect(), around = pane.getBoundingClientRect();
      if (box.top >= around.top - 1 && box.bottom <= around.bottom + 1)
        return [performance.now() - begun, target, node.textContent];
    }
    if (performance.now() - begun > 5000) return [5000, target, ""];
  }
}"""
FILTER = """async (box) => {
  const begun = performance.now();
  box.click();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - begun;
}"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drops", type=int, default=5, help="how often a file is dropped")
    parser.add_argument("--reports", type=int, default=4, help="reports whose chips are clicked")
    parser.add_argument("--edited", type=int, default=16, help="pairs of versions")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=("drop", "click", "filter", "carry"))
    call = parser.parse_args()
    program = shutil.which("chromium")
    if program is None:
        sys.exit("chromium is not installed")
    print(f"{os.cpu_count()} processors, load average {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as spare, chromium(program) as browser:
        folder = Path(spare)
        with serve(folder / "data") as address:
            if call.only in {None, "drop"}:
                drop(browser, address, folder, call.seed, call.drops)
            if call.only in {None, "click"}:
                click(browser, address, folder, call.seed, call.reports)
            if call.only in {None, "filter"}:
                filter_many(browser, address, folder, call.seed)
            if call.only in {None, "carry"}:
                carry(address, folder / "versions", call.seed, call.edited)


def drop(browser: Browser, address: str, folder: Path, seed: int, times: int) -> None:
    """From the drop of a file to the first finding on the screen; the first drop only warms the worker."""
    page = open_page(browser, address).page
    taken = []
    for number in range(times + 1):
        path, pages = long_report(folder / "long", seed, number)
        page.goto("/")
        ready(page)
        begun = time.monotonic()
        page.set_input_files("#files", str(path))
        page.get_by_role("link", name=path.name, exact=True).click()
        expect(page.locator("#cards .finding").first).to_be_visible()
        taken.append((time.monotonic() - begun, pages))
    seconds = [one for one, _ in taken[1:]]
    print(
        f"drop to first finding, Word files of {'/'.join(str(pages) for _, pages in taken[1:])} pages: "
        f"median {median(seconds):.1f} s, {min(seconds):.1f}–{max(seconds):.1f} s (target ≤ 5 s)"
    )


def long_report(folder: Path, seed: int, number: int) -> tuple[Path, int]:
    """A Word report of at least ``PAGES`` pages, with planted errors; its path and its pages."""
    draft = planted("department", seed, number, list(SEEDS))
    draft.name = f"long-{seed}-{number}"
    for more in count():
        path = save(draft, folder, ["docx"])[0]
        pages = len(pypdfium2.PdfDocument(converted(path, "pdf")))
        if pages >= PAGES:
            return path, pages
        draft.blocks += report(("accounts", "department", "evaluation")[more % 3], seed, 1000 + more).blocks
    raise AssertionError


def click(browser: Browser, address: str, folder: Path, seed: int, reports: int) -> None:
    """From a click on a chip to its operand outlined in sight, and whether that is what the chip says."""
    page = open_page(browser, address).page
    for form in ("docx", "pdf"):
        taken: list[float] = []
        right = 0
        for number in range(reports):
            draft = planted(("department", "evaluation", "project")[number % 3], seed, number, list(SEEDS))
            path = save(draft, folder / "clicked", [form])[0]
            upload(page, path)
            open_document(page, path.name)
            text = page_text(page, path) if form == "pdf" else {}
            chips = page.locator("#cards a.chip")
            for place in range(chips.count()):
                chip = chips.nth(place)
                said = squeeze(chip.locator("b").inner_text())
                milliseconds, target, shown = chip.evaluate(CLICK)
                taken.append(milliseconds)
                right += is_same(squeeze(text.get(target, shown)), said)
        taken.sort()
        print(
            f"click to outlined operand, {form}: {len(taken)} chips, median {median(taken):.0f} ms, "
            f"95 % {taken[int(0.95 * len(taken))]:.0f} ms, largest {taken[-1]:.0f} ms (target ≤ 300 ms); "
            f"right {100 * right / len(taken):.2f} % (target ≥ 99 %)"
        )


def page_text(page: Page, path: Path) -> dict[str, str]:
    """What the PDF prints inside the boxes of each figure, by its anchor."""
    told = json.loads(page.request.get(page.url.split("#")[0].split("?")[0] + "/leaf").body())
    found: dict[str, str] = {}
    with pypdfium2.PdfDocument(path) as document:
        pages = [one.get_textpage() for one in document]
        for number, (at, *boxes) in told["boxes"].items():
            found[f"w-g{number}"] = "".join(
                pages[at - 1].get_text_bounded(x0 - 0.5, y0 - 0.5, x1 + 0.5, y1 + 0.5)
                for x0, y0, x1, y1 in boxes
            )
    return found


def is_same(shown: str, said: str) -> bool:
    """Whether a place shows what a chip says; in a PDF the edge of one neighbour may reach into the box."""
    return said in shown and len(shown) - len(said) <= 1


def squeeze(text: str) -> str:
    """``text`` without spaces."""
    return "".join(text.split())


def filter_many(browser: Browser, address: str, folder: Path, seed: int) -> None:
    """Facets on ``MANY`` findings; then 50 of them decided by the keyboard alone."""
    path = save(planted("department", seed, 0, list(SEEDS)), folder / "many", ["docx"])[0]
    page = open_page(browser, address).page
    upload(page, path)
    open_document(page, path.name)
    number = page.url.split("#")[0].rsplit("/", 1)[1]
    multiply(folder / "data", number, path)
    begun = time.monotonic()
    page.reload()
    ready(page)
    opened = time.monotonic() - begun
    total = page.locator("#found").inner_text()
    boxes = page.locator("#facets input, .facet input")
    taken = sorted(
        boxes.nth(place).evaluate(FILTER) for place in range(min(boxes.count(), 15)) for _ in range(2)
    )
    print(
        f"list of findings ({total}): opened in {opened:.1f} s; {len(taken)} filters, median {median(taken):.0f} ms, "
        f"90 % {taken[int(0.9 * len(taken))]:.0f} ms, largest {taken[-1]:.0f} ms (target ≤ 100 ms)"
    )
    begun = time.monotonic()
    page.keyboard.press("j")
    for done in range(1, 51):
        page.keyboard.press("1")
        expect(page.locator("#done")).to_have_text(f"已处理 {done} / {MANY}")
    answer = httpx.get(f"{address}/api/documents/{number}/decisions").json()
    kept = Counter(one["verdict"] for one in answer["latest"].values())
    print(f"50 findings decided by keyboard alone in {time.monotonic() - begun:.1f} s; kept: {dict(kept)}")


def multiply(folder: Path, number: str, path: Path) -> None:
    """Give a document of the page ``MANY`` findings, by repeating its own under other ids."""
    (one,) = examine_all([str(path)], Settings())
    kinds = [
        (finding, severity) for finding in one.review.findings for severity in ("error", "warning", "info")
    ]
    findings: list[Finding] = [
        replace(finding, id=f"{place:012x}", printed="", severity=severity)  # type: ignore[arg-type]
        for place, (finding, severity) in enumerate(islice(cycle(kinds), MANY))
    ]
    review = replace(one.review, findings=tuple(findings), causes=())
    result = listing.render([review], __version__, documents=True)
    site = open_site(PageSettings(folder))
    with site.store.write() as connection:
        vault = connection.exec_driver_sql(f"SELECT vault FROM document WHERE id = '{number}'").scalar_one()
        replace_findings(connection, number, json.loads(result)["documents"][0]["findings"], {})
    store(site.vault, vault, LEAF, leaf(review, path.read_bytes()))
    store(site.vault, vault, DOCUMENT, result.encode())
    site.store.close()


def store(vault: Vault, name: str, kind: str, data: bytes) -> None:
    """Put a file in place of one in the vault."""
    vault.path(name, kind).write_bytes(data)


def carry(address: str, folder: Path, seed: int, pairs: int) -> None:
    """Decisions on the findings of a report, and on which findings of its edited version they are afterwards."""
    counts: dict[str, Counter[str]] = {edit: Counter() for edit in EDITS}
    with httpx.Client(base_url=address, headers=CLIENT, timeout=PATIENCE / 1000) as client:
        for index in range(pairs):
            edit = EDITS[index % len(EDITS)]
            draft = planted(("department", "evaluation")[index % 2], seed, index, list(SEEDS))
            path = save(draft, folder, ["docx"])[0]
            if edit == "doc→docx":
                path = path.with_suffix(".doc")
                path.write_bytes(converted(path.with_suffix(".docx"), "doc"))
            before = contradictions(check, path, folder / f"{draft.name}.truth.json")
            first = hand_in(client, "/api/documents", path)
            for key, finding in (before or {}).items():
                told = {"findings": [finding], "verdict": "确认", "note": label(key)}
                client.post(f"/api/documents/{first}/decisions", json=told).raise_for_status()
            draft.name += "-edited"
            done = edit_draft(draft, edit, Random(f"web/{seed}/{index}"))
            path = save(draft, folder, ["docx"])[0]
            if edit == "另存":
                path.write_bytes(converted(path, "odt", "docx"))
            after = contradictions(check, path, folder / f"{draft.name}.truth.json")
            if before is None or after is None or not done:
                continue
            second = hand_in(client, f"/api/documents/{first}/versions", path)
            answer = client.get(f"/api/documents/{second}/decisions").json()
            notes = {finding: one["note"] for finding, one in answer["latest"].items()}
            counted = counts[edit]
            counted["files"] += 1
            counted["pairs"] += len(before.keys() & after.keys())
            counted["kept"] += sum(
                notes.get(after[key]) == label(key) for key in before.keys() & after.keys()
            )
            owners = {label(key): key for key in before}
            counted["wrong"] += sum(
                not owners[notes[finding]][1] & key[1] for key, finding in after.items() if finding in notes
            )
    total = sum(counts.values(), Counter())
    for edit, counted in counts.items():
        print(f"decisions carried over, {edit}: {told_of(counted)}")
    print(f"decisions carried over, all: {told_of(total)} (target ≥ 98 %, 0 wrong)")


def told_of(counted: Counter[str]) -> str:
    """One line of counts."""
    share = 100 * counted["kept"] / max(1, counted["pairs"])
    return (
        f"{counted['kept']} of {counted['pairs']} ({share:.1f} %) in {counted['files']} files, "
        f"{counted['wrong']} on a wrong finding"
    )


def label(key: tuple[str, frozenset[str]]) -> str:
    """A contradiction by name."""
    return f"{key[0]} {' '.join(sorted(key[1]))}"[:2000]


def hand_in(client: httpx.Client, where: str, path: Path) -> str:
    """Upload a file and wait for its result; its id."""
    with path.open("rb") as file:
        answer = client.post(where, files={"file": (path.name, file)})
    number: Any = answer.raise_for_status().json()["received"][0]["document"]["id"]
    while client.get(f"/api/documents/{number}").json()["state"] in {"waiting", "working"}:
        time.sleep(0.2)
    return str(number)


if __name__ == "__main__":
    main()
