"""The standalone page: everything it points at is in it, and nothing outside it."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

from checks.run import check
from extract import read_text
from gouji.report.html import render
from gouji.report.review import Review, review
from tests.report_sample import sample_report


def page(*reviews: Review) -> str:
    return render(reviews or [review(sample_report())]).decode("utf-8")


class Reader(HTMLParser):
    """The text inside each identified element, and the links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.texts: dict[str, str] = {}
        self.targets: list[tuple[str, str]] = []
        self._open: list[str] = []
        self._link = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids[str(given["id"])] += 1
        if tag == "span":
            self._open.append(str(given.get("id") or ""))
        if tag == "a" and "chip" in str(given.get("class")):
            self._link = str(given.get("href"))[1:]
            self.targets.append((self._link, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "span" and self._open:
            self._open.pop()
        if tag == "a":
            self._link = ""

    def handle_data(self, data: str) -> None:
        for name in self._open:
            if name:
                self.texts[name] = self.texts.get(name, "") + data
        if self._link:
            self.targets[-1] = (self._link, self.targets[-1][1] + data)


def test_every_chip_leads_to_its_figure() -> None:
    read = Reader(page())
    assert max(read.ids.values()) == 1
    assert len(read.targets) == sum(len(f.figures) for f in sample_report().findings)
    for target, label in read.targets:
        assert label.startswith(read.texts[target]), (target, label)


def test_two_documents_keep_their_places_apart() -> None:
    one = review(sample_report())
    assert max(Reader(page(one, one)).ids.values()) == 1


def test_every_figure_is_shown_with_its_state() -> None:
    made = review(sample_report())
    text = page(made)
    for state in ("verified", "contradicted", "unchecked"):
        assert len(re.findall(f'class="fig {state}"', text)) == made.states.count(state)


def test_nothing_is_fetched() -> None:
    text = page()
    assert not re.findall(r"(?:src|href|action|data)=\"(?!#)[^\"]*\"", text.replace("data-", ""))
    assert "url(" not in text and "@import" not in text
    assert "default-src 'none'" in text


def test_reasons_are_shown_where_not_everything_was_read() -> None:
    from dataclasses import replace

    from extract.model import Reason

    made = replace(
        review(sample_report()),
        status="partial",
        reasons=(Reason("no-text-layer", "第7页没有文字层，未读出"),),
    )
    text = page(made)
    assert "部分完成" in text and "第7页没有文字层，未读出" in text


def test_browser_runs_it_without_complaint(require_program: Callable[[str], str], tmp_path: Path) -> None:
    """The policy lets our own style and script run, and keyboard J outlines the operands."""
    chromium = require_program("chromium")
    probe = (
        "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'j'}));"
        "document.querySelector('button[data-ticks]').click();"
        "document.title = document.querySelectorAll('.fig.part, .fig.side').length + ' ' + document.body.className;"
    )
    text = page()
    # The probe is let in beside our own script; the policy is otherwise the page's own.
    text = text.replace("script-src ", "script-src 'nonce-probe' ").replace(
        "</body>", f'<script nonce="probe">{probe}</script></body>'
    )
    file = tmp_path / "page.html"
    file.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom",
         file.as_uri()],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    title = re.search("<title>(.*?)</title>", done.stdout)
    operands = len(sample_report().findings[0].figures)
    assert title is not None and title.group(1) == f"{operands} ticks"


def test_what_matters_and_was_held_against_nothing_is_told_with_a_link_to_its_place() -> None:
    said = review(check(read_text("2023年末在职人员35人。\n2023年培训支出20.00万元。\n")))
    (figure,) = said.untouched
    shown = page(said)
    assert figure.text == "35人" and "重要数据未与任何数据核对（1个）" in shown
    ((target, words),) = Reader(shown).targets
    assert "35人" in words and Reader(shown).texts[target] == "35人"
    held = review(check(read_text("单位编制40人，在职人员35人，在职人员控制率87.5%。\n")))
    assert not held.untouched and "重要数据未与任何数据核对" not in page(held)
