"""What holds on every page: nothing of a document runs, nobody else is asked, everyone can use it."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bench.web_browser import (
    TITLE,
    add_user,
    chromium,
    log_in,
    open_document,
    open_page,
    ready,
    serve,
    upload,
    write_report,
)
from gouji.config import Settings
from gouji.examine import examine_all
from gouji.web.present import guess
from gouji.web.view import leaf
from tests.test_gouji_report_injection import PAYLOADS

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "corpora" / "sample" / "report.docx"
VENDOR = ROOT / "gouji" / "web" / "static" / "vendor"

GROWTH = "2023年培训支出218.70万元，比上年增加86.40万元，增长56.31%。"
BROWSER_PAYLOADS = (
    "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<iframe srcdoc='<script>alert(1)</script>'>",
    "\"><script>alert(1)</script>", "'><script>alert(1)</script>", "</script><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>", "</title><script>alert(1)</script>",
    "</template><img src=x onerror=alert(1)>", "<a href='javascript:alert(1)'>x</a>",
    "<div onmouseover=alert(1)>x</div>", "\" autofocus onfocus=alert(1) x=\"", "<body onload=alert(1)>",
    "<object data='javascript:alert(1)'>", "<embed src='javascript:alert(1)'>",
    "<form action='javascript:alert(1)'><input type=submit autofocus>",
    "<meta http-equiv=refresh content='0;url=http://evil.example'>", "<base href='http://evil.example/'>",
    "<link rel=stylesheet href='http://evil.example/a.css'>", "<style>@import 'http://evil.example/a.css';</style>",
    "<div style='background:url(http://evil.example/a)'>x</div>",
    "<div hx-get='http://evil.example/' hx-trigger='load'>x</div>", "<div data-hx-on:load='alert(1)'>x</div>",
    "<details open ontoggle=alert(1)>x", "<video><source onerror=alert(1)></video>",
    "<math><mtext></p><script>alert(1)</script>", "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<xmp><script>alert(1)</script>", "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e", "{{constructor.constructor('alert(1)')()}}",
    "{% include '/etc/passwd' %}", "{{ ''.__class__.__mro__ }}", "${alert(1)}", "`${alert(1)}`",
    "--><script>alert(1)</script>", "]]><script>alert(1)</script>", "<?xml version='1.0'?><x/>",
    "<a class=chip href='http://evil.example/'>1</a>", "<article data-operands='[[\"x\",1]]'>x</article>",
    "{a|<img src=x onerror=alert(1)>}", "{b}: {c}<script>alert(1)</script>", "<button data-action=undo>x</button>",
    "<dialog open><script>alert(1)</script></dialog>",
)  # fmt: skip


@pytest.fixture
def browser(require_program: Callable[[str], str]) -> Iterator[Browser]:
    with chromium(require_program("chromium")) as found:
        yield found


# --- without a browser ------------------------------------------------------------------------


def test_files_of_others_are_as_released() -> None:
    listed = dict(
        reversed(line.split(maxsplit=1)) for line in (VENDOR / "SHA256SUMS").read_text("utf-8").splitlines()
    )
    found = {
        file.relative_to(VENDOR).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in VENDOR.rglob("*")
        if file.is_file() and file.name not in {"SHA256SUMS", "README.md"}
    }
    assert found == listed


def test_our_files_name_no_other_machine() -> None:
    own = [*(VENDOR.parent).glob("*.*"), *(VENDOR.parents[1] / "template").glob("*.html")]
    assert len(own) > 10
    for file in own:
        text = file.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?:|//[a-z0-9-]+\.", text), file
        if file.suffix == ".html":
            assert not re.search(r"<script>|<style|\sstyle=|\son[a-z]+=|javascript:|\|safe", text), file


@pytest.mark.parametrize(
    ("name", "unit", "year"),
    [
        ("某某市教育局2023年度部门整体支出绩效自评报告.docx", "某某市教育局", 2023),
        ("报送/甲县民政局绩效自评表（2022）.xlsx", "甲县民政局", 2022),
        ("扫描件001.pdf", "", None),
    ],
)
def test_unit_and_year_of_a_name(name: str, unit: str, year: int | None) -> None:
    assert guess(name) == (unit, year)


def test_leaf_is_the_same_each_time_and_has_every_place() -> None:
    (one,) = examine_all([str(SAMPLE)], Settings())
    made = leaf(one.review, SAMPLE.read_bytes())
    assert made == leaf(one.review, SAMPLE.read_bytes())
    told = json.loads(gzip.decompress(made))
    anchors = set(re.findall(r'id="w-g(\d+)"', told["text"]))
    assert len(told["states"]) == len(anchors) >= len(one.review.figures)
    assert [finding["id"] for finding in told["findings"]] != []
    for finding in told["findings"]:
        chips = re.findall(r'href="#w-g(\d+)"', finding["html"])
        assert chips and set(chips) <= anchors
    order = [(("error", "warning", "info").index(f["severity"]), f["rule"]) for f in told["findings"]]
    assert order == sorted(order)


# --- with one -----------------------------------------------------------------------------------


def violations(page: Page) -> list[str]:
    """The serious and critical violations that axe finds."""
    response = Axe().run(page).response
    return [
        f"{found['id']}: {node['html'][:200]}"
        for found in response["violations"]
        if found["impact"] in {"serious", "critical"}
        for node in found["nodes"]
    ]


def test_everyone_can_use_every_page(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    add_user(folder, "复核甲", "reviewer")
    with serve(folder, "--host", "0.0.0.0") as address:
        watch = open_page(browser, address)
        page = watch.page
        page.goto("/login")
        assert violations(page) == []
        log_in(page, "复核甲")
        ready(page)
        assert violations(page) == []
        upload(page, SAMPLE)
        assert violations(page) == []
        open_document(page, "report.docx")
        page.keyboard.press("j")
        page.keyboard.press("1")
        expect(page.locator("#said")).to_contain_text("已记为")
        page.keyboard.press("t")
        page.keyboard.press("x")
        assert violations(page) == []
        page.keyboard.press("?")
        assert violations(page) == []
        page.keyboard.press("Escape")
        here = page.url.split("#")[0].split("?")[0]
        for place in (f"{here}/checked", f"{here}/history", "/overview", "/document/nothing"):
            page.goto(place)
            assert violations(page) == [], place
        page.set_viewport_size({"width": 420, "height": 860})
        page.goto(here)
        ready(page)
        assert violations(page) == []
        # The page of what does not exist is a 404, which the browser tells as an error.
        assert [fault for fault in watch.faults if "404" not in fault] == []


def test_no_text_of_a_document_runs(browser: Browser, tmp_path: Path) -> None:
    payloads = [text for text in (*PAYLOADS, *BROWSER_PAYLOADS) if _storable(text)]
    assert len(payloads) >= 70
    document = docx.Document()
    document.add_heading(f"<img src=x onerror=alert(1)>市教育局{TITLE}", 0)
    for number, text in enumerate(payloads):
        document.add_paragraph(f"{text}")
        document.add_paragraph(
            f"2023年{text}项目{number}支出{218 + number}.70万元，比上年增加86.40万元，增长{1 + number}.31%。"
        )
        table = document.add_table(3, 3)
        for row, line in enumerate((("项目", text, "金额"), (text, "1", "4.00"), ("合计", "1", "5.00"))):
            for column, cell in enumerate(line):
                table.cell(row, column).text = cell
    path = tmp_path / "<img src=x onerror=alert(1)>'&.docx"
    document.save(str(path))
    folder = tmp_path / "data"
    add_user(folder, "<img src=x onerror=alert(1)>{{7*7}}甲", "reviewer")
    with serve(folder, "--host", "0.0.0.0") as address:
        watch = open_page(browser, address)
        page = watch.page
        log_in(page, "<img src=x onerror=alert(1)>{{7*7}}甲")
        expect(page.locator(".me")).to_contain_text("<img src=x onerror=alert(1)>{{7*7}}甲（复核人员）")
        upload(page, path)
        page.locator(".edit summary").click()
        page.get_by_label("单位", exact=True).fill(
            "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>局"
        )
        page.get_by_role("button", name="保存").click()
        expect(page.locator(".edit summary")).to_contain_text("<script>alert(1)</script>")
        open_document(page, path.name)
        # Printing puts every card on the page.
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator("#cards .finding").count() > 40
        page.keyboard.press("j")
        page.keyboard.press("2")
        page.keyboard.type("</script><img src=x onerror=alert(1)>{{7*7}}")
        page.keyboard.press("Enter")
        expect(page.locator(".finding .said").first).to_have_text(
            "</script><img src=x onerror=alert(1)>{{7*7}}"
        )
        page.keyboard.press("t")
        for payload in BROWSER_PAYLOADS[:3]:
            expect(page.locator("#text p", has_text=payload).first).to_be_attached()
        here = page.url.split("#")[0].split("?")[0]
        for place in (
            f"{here}/checked",
            f"{here}/history",
            "/overview",
            f"/?unit={BROWSER_PAYLOADS[0]}",
            here,
        ):
            page.goto(place)
            page.wait_for_timeout(300)
        # What they would leave behind, had they become elements.
        page.goto(here)
        ready(page)
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        for seen in (
            "#text :is(script, img, svg, iframe, object, embed, form, base, meta, link, style, video)",
            "#cards :is(script, img, svg, iframe, object, embed, form, base, meta, link, style, video)",
        ):
            expect(page.locator(seen)).to_have_count(0)
        links = page.locator("#cards a").evaluate_all("all => all.map((a) => a.getAttribute('href'))")
        assert links and all(link.startswith(("#", "/document/")) for link in links)
        assert watch.faults == []


def _storable(text: str) -> bool:
    """Whether XML can hold it."""
    return not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", text)


def test_facets_count_and_stand_in_the_address(browser: Browser, tmp_path: Path) -> None:
    too_much = "2023年财政拨款支出1286.43万元，其中主要是基本支出900.00万元、项目支出500.00万元。"
    report = write_report(tmp_path / "报告.docx", GROWTH, GROWTH.replace("培训", "维修"), too_much)
    with serve(tmp_path / "data") as address:
        watch = open_page(browser, address)
        page = watch.page
        upload(page, report)
        open_document(page, report.name)
        cards = page.locator("#cards .finding")
        whole = cards.count()
        errors = page.locator(".level-error")
        expected = int(errors.locator(".count").inner_text())
        assert 0 < expected < whole
        errors.locator("input").check()
        expect(cards).to_have_count(expected)
        assert "level=error" in page.url
        rule = page.locator("#facet-rule .facet:not(.none)").first
        number = int(rule.locator(".count").inner_text())
        rule.locator("input").check()
        expect(cards).to_have_count(number)
        page.reload()
        ready(page)
        expect(cards).to_have_count(number)
        expect(errors.locator("input")).to_be_checked()
        page.get_by_role("button", name="清除筛选").click()
        expect(cards).to_have_count(whole)
        assert "?" not in page.url
        page.keyboard.press("/")
        page.keyboard.type("没有这样的问题")
        expect(page.locator("#nothing")).to_have_text("没有符合条件的问题。")
        assert watch.faults == []


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_a_chip_shows_its_figure_and_outlines_all(browser: Browser, tmp_path: Path, form: str) -> None:
    report = SAMPLE if form == "docx" else print_pdf(browser, tmp_path / "报告.pdf")
    with serve(tmp_path / "data") as address:
        watch = open_page(browser, address)
        page = watch.page
        upload(page, report)
        open_document(page, report.name)
        pane = page.locator("#text").bounding_box()
        assert pane is not None
        finding = page.locator("#cards .finding").first
        chips = finding.locator("a.chip")
        assert chips.count() >= 3
        for number in range(chips.count()):
            chip = chips.nth(number)
            target = (chip.get_attribute("href") or "").removeprefix("#")
            chip.click()
            outlined = page.locator(f"#{target}")
            expect(outlined).to_have_class(re.compile(r"\b(part|side)\b"))
            box = outlined.bounding_box()
            assert box is not None
            assert pane["y"] <= box["y"] <= pane["y"] + pane["height"]
            if form == "docx":
                assert outlined.inner_text() == chip.locator("b").inner_text()
        outlined = {
            node
            for node in page.locator(".fig.part, .fig.side").evaluate_all("all => all.map((n) => n.id)")
            if node
        }
        told = {(chips.nth(i).get_attribute("href") or "").removeprefix("#") for i in range(chips.count())}
        assert outlined == told
        expect(page.locator(".fig.side").first).to_be_attached()
        expect(page.locator(".fig.part").first).to_be_attached()
        assert watch.faults == []


def print_pdf(browser: Browser, path: Path) -> Path:
    """A report of two pages as a PDF, with a sentence and a table that do not agree."""
    rows = "".join(
        f"<tr><td>{name}</td><td>{amount}</td></tr>"
        for name, amount in (("项目", "2023年"), ("办公费", "40.00"), ("印刷费", "50.00"), ("合计", "95.00"))
    )
    page = browser.new_page()
    page.set_content(
        f"<h1>{TITLE}</h1><p>{GROWTH}</p><p style='break-before: page'>单位：万元</p><table border=1>{rows}</table>"
    )
    page.pdf(path=str(path), format="A4")
    page.close()
    return path


def test_archive_unit_and_removal(browser: Browser, tmp_path: Path) -> None:
    archive = tmp_path / "报送.zip"
    with zipfile.ZipFile(archive, "w") as made:
        for number in (1, 2):
            made.writestr(
                f"教育局/报告{number}.docx",
                write_report(tmp_path / "一份.docx", GROWTH, f"第{number}份。").read_bytes(),
            )
    with serve(tmp_path / "data", "--jobs", "1") as address:
        watch = open_page(browser, address)
        page = watch.page
        page.goto("/")
        ready(page)
        page.set_input_files("#files", [str(archive)])
        rows = page.locator("#documents tr")
        expect(rows.first.locator(".state")).to_have_text("压缩包已展开")
        page.get_by_role("link", name="看其中的文件").click()
        expect(rows.locator("a", has_text="报告")).to_have_count(2)
        row = rows.filter(has_text="报告2.docx")
        row.locator("summary").click()
        row.get_by_label("单位", exact=True).fill("乙县教育局")
        row.get_by_label("年度").fill("2021")
        row.get_by_role("button", name="保存").click()
        expect(row.locator("summary")).to_contain_text("乙县教育局 2021年度")
        page.goto("/?unit=乙县教育局")
        expect(rows).to_have_count(1)
        open_document(page, "教育局/报告2.docx")
        page.get_by_text("删除", exact=True).click()
        page.get_by_role("button", name="确认删除").click()
        expect(rows).to_have_count(1)
        expect(rows.first).to_contain_text("报告1.docx")
        assert watch.faults == []


def test_a_check_can_be_cancelled_and_done_again(browser: Browser, tmp_path: Path) -> None:
    # Many at once with one worker: the last ones wait.
    reports = [write_report(tmp_path / f"报告{number}.docx", GROWTH) for number in range(6)]
    with serve(tmp_path / "data", "--jobs", "1") as address:
        watch = open_page(browser, address)
        page = watch.page
        page.goto("/")
        ready(page)
        page.set_input_files("#files", [str(report) for report in reports])
        row = page.locator("#documents tr").filter(has_text="报告5.docx")
        row.get_by_role("button", name="取消").click()
        expect(row.locator(".state")).to_have_text("已取消")
        for report in reports[:5]:
            expect(page.locator("#documents tr").filter(has_text=report.name).locator(".state")).to_have_text(
                "完成"
            )
        row.get_by_role("button", name="重新核查").click()
        expect(row.locator(".state")).to_have_text("完成")
        assert watch.faults == []


def test_both_views_of_a_pdf_and_the_states_of_its_figures(browser: Browser, tmp_path: Path) -> None:
    report = print_pdf(browser, tmp_path / "报告.pdf")
    with serve(tmp_path / "data") as address:
        watch = open_page(browser, address)
        page = watch.page
        upload(page, report)
        open_document(page, report.name)
        expect(page.locator("#text canvas").first).to_be_visible()
        assert page.locator("#text .fig.box").count() >= 3
        wrong = page.locator("#text .fig.contradicted").first

        def colour() -> str:
            return str(wrong.evaluate("node => getComputedStyle(node).backgroundColor"))

        plain = colour()
        page.keyboard.press("t")
        assert colour() != plain
        page.get_by_role("button", name="读出的文字").click()
        expect(page.locator("#text p", has_text="培训支出218.70万元")).to_be_visible()
        expect(page.locator("#text canvas")).to_have_count(0)
        assert colour() != plain
        assert watch.faults == []
