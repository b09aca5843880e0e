"""The review page as its users meet it: a server of its own, and Debian's chromium that watches itself."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import docx
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request, expect, sync_playwright

PASSWORD = "long-enough-2026"
PATIENCE = 60_000  # milliseconds; a check takes seconds, on a busy machine more
expect.set_options(timeout=PATIENCE)


@dataclass
class Watch:
    """A page, and what must never happen on it."""

    page: Page
    faults: list[str] = field(default_factory=list)

    def attend(self, address: str) -> None:
        """Note scripts of documents that run, refused content, errors, and requests to other machines."""
        host = urlsplit(address).netloc

        def dismiss(dialog: Dialog) -> None:
            self.faults.append(f"dialog {dialog.message}")
            dialog.dismiss()

        def hear(said: ConsoleMessage) -> None:
            if said.type == "error":
                self.faults.append(said.text)

        def look(asked: Request) -> None:
            if urlsplit(asked.url).netloc != host and not asked.url.startswith(("blob:", "data:")):
                self.faults.append(f"request {asked.url}")

        self.page.on("dialog", dismiss)
        self.page.on("pageerror", lambda error: self.faults.append(f"error {error}"))
        self.page.on("console", hear)
        self.page.on("request", look)


@contextmanager
def serve(folder: Path, *options: str) -> Iterator[str]:
    """``gouji serve`` on a free port of this machine; gives its address."""
    call = [sys.executable, "-m", "gouji", "serve", "--folder", str(folder), "--port", "0", *options]
    server = subprocess.Popen(call, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        first = server.stdout.readline()
        assert first.startswith("审核页面："), f"no page, exit code {server.poll()}"
        port = urlsplit(first.removeprefix("审核页面：").strip()).port
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def add_user(folder: Path, name: str, role: str, department: str = "") -> None:
    """A user with ``PASSWORD``."""
    call = [sys.executable, "-m", "gouji", "user", "add", name, "--folder", str(folder), "--role", role]
    more = ["--department", department] if department else []
    subprocess.run([*call, *more], input=PASSWORD + "\n", text=True, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def chromium(path: str) -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def open_page(browser: Browser, address: str, **more: Any) -> Watch:
    """A new user's page, nothing loaded yet."""
    context = browser.new_context(
        base_url=address,
        locale="zh-CN",
        viewport=more.pop("viewport", {"width": 1440, "height": 900}),
        **more,
    )
    context.set_default_timeout(PATIENCE)
    watch = Watch(context.new_page())
    watch.attend(address)
    return watch


def log_in(page: Page, name: str) -> None:
    """Log in with the keyboard."""
    page.goto("/")
    expect(page).to_have_url(page.url.split("/login")[0] + "/login?next=%2F")
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="主要页面")).to_be_visible()


def upload(page: Page, *files: Path) -> None:
    """Choose files on the list's page and wait until each was checked."""
    page.goto("/")
    ready(page)
    page.set_input_files("#files", [str(file) for file in files])
    for file in files:
        row = page.locator("#documents tr").filter(has_text=file.name)
        expect(row.locator(".state")).to_be_visible()


def open_document(page: Page, name: str) -> None:
    """Follow the link of the latest document of that name, by keyboard."""
    link = page.get_by_role("link", name=name, exact=True).first
    link.focus()
    page.keyboard.press("Enter")
    ready(page)


def ready(page: Page) -> None:
    """Wait until the page's script has done its first work."""
    expect(page.locator("body[data-ready]")).to_be_attached()


def tab_to(page: Page, matches: Callable[[str], bool]) -> None:
    """Press Tab until what has the focus says what is wanted."""
    for _ in range(200):
        page.keyboard.press("Tab")
        said = page.evaluate("() => document.activeElement.textContent ?? ''")
        if matches(said.strip()):
            return
    raise AssertionError("no such thing can be reached by the keyboard")


TITLE = "某某市教育局2023年度部门整体支出绩效自评报告"


def write_report(path: Path, *sentences: str, title: str = TITLE) -> Path:
    """A Word report with these sentences, each a paragraph."""
    document = docx.Document()
    document.add_heading(title, 0)
    document.add_heading("一、部门整体支出情况", 1)
    for sentence in sentences:
        document.add_paragraph(sentence)
    document.save(str(path))
    return path
