"""Three users' stories in a real browser: a reviewer, a department, a leader."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, Download, Page, expect

from bench.web_browser import (
    Watch,
    add_user,
    chromium,
    log_in,
    open_document,
    open_page,
    ready,
    serve,
    tab_to,
    upload,
    write_report,
)

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "corpora" / "sample" / "report.docx"

TRAINING = "2023年培训支出218.70万元，比上年增加86.40万元，增长56.31%。"
TRAINING_RIGHT = "2023年培训支出218.70万元，比上年增加86.40万元，增长65.31%。"
REPAIRS = "2023年维修费支出300.00万元，比上年增加100.00万元，增长40.00%。"
REPAIRS_CHANGED = "2023年维修费支出300.00万元，比上年增加100.00万元，增长45.00%。"
PRINTING = "2023年印刷费支出50.00万元，比上年增加10.00万元，增长30.00%。"
TRAVEL = "2023年差旅费支出80.00万元，比上年增加20.00万元，增长23.33%。"


@pytest.fixture
def browser(require_program: Callable[[str], str]) -> Iterator[Browser]:
    with chromium(require_program("chromium")) as found:
        yield found


def cards(page: Page) -> list[str]:
    """What the cards in the list say."""
    return page.locator("#cards .finding .message").all_inner_texts()


def said(page: Page, text: str) -> None:
    """Wait for what the page says to the user."""
    expect(page.locator("#said")).to_contain_text(text)


def take(page: Page, name: str, folder: Path) -> Path:
    """Take an export with the keyboard alone."""
    if not page.locator("details.menu[open]").count():
        tab_to(page, lambda text: text == "导出")
        page.keyboard.press("Enter")
    with page.expect_download() as waiting:
        tab_to(page, lambda text: text == name)
        page.keyboard.press("Enter")
    download: Download = waiting.value
    target = folder / download.suggested_filename
    download.save_as(target)
    return target


def test_reviewer_from_upload_to_word_copy_and_letter(browser: Browser, tmp_path: Path) -> None:
    notes = tmp_path / "备忘.exe"
    notes.write_bytes(b"MZ\x90\x00")
    with serve(tmp_path / "data") as address:
        watch = open_page(browser, address, accept_downloads=True)
        page = watch.page
        page.goto("/")
        ready(page)
        expect(page.locator("#upload")).to_contain_text("文件只在这台机器上处理")
        page.set_input_files("#files", [str(SAMPLE), str(notes)])
        expect(page.locator(".queued.bad")).to_contain_text("不支持的类型（.exe）")
        row = page.locator("#documents tr").filter(has_text="report.docx")
        expect(row.locator(".state")).to_have_text("完成")
        open_document(page, "report.docx")
        found = cards(page)
        assert len(found) >= 5

        # One is confirmed, one refused: that needs a reason, and none is taken without.
        page.keyboard.press("j")
        page.keyboard.press("1")
        said(page, "已记为“确认”")
        page.keyboard.press("2")
        page.keyboard.press("Enter")
        expect(page.locator("#ask")).to_be_visible()
        page.keyboard.type("口径不同，不是错误")
        page.keyboard.press("Enter")
        said(page, "已记为“误报”")
        first, second = (page.locator("#cards .finding").nth(i) for i in (0, 1))
        expect(first.locator(".badge")).to_have_text("确认")
        expect(second.locator(".said")).to_have_text("口径不同，不是错误")
        # The next open one is current by itself; a note and an undo.
        third = page.locator("#cards .finding").nth(2)
        expect(third).to_have_class(re.compile(r"\bcurrent\b"))
        page.keyboard.press("n")
        page.keyboard.type("请单位说明")
        page.keyboard.press("Enter")
        said(page, "备注已保存")
        page.keyboard.press("3")
        said(page, "已记为“已改”")
        page.keyboard.press("k")
        expect(third).to_have_class(re.compile(r"\bcurrent\b"))
        page.keyboard.press("u")
        said(page, "已撤销")
        expect(third.locator(".badge")).to_have_count(0)
        # Two more at one stroke.
        page.keyboard.press("j")
        page.keyboard.press("x")
        page.keyboard.press("Shift+J")
        expect(page.locator("#bulk-count")).to_have_text("已选2条")
        page.keyboard.press("1")
        page.keyboard.type("已与单位核对")
        page.keyboard.press("Enter")
        said(page, "（2条）")
        expect(page.locator("#done")).to_have_text(f"已处理 4 / {len(found)}")

        copy = take(page, "带批注的 Word 原件", tmp_path)
        letter = take(page, "反馈意见（Word）", tmp_path)
        page.get_by_role("link", name="处理记录").click()
        lines = page.locator("tbody tr").all_inner_texts()
        assert len(lines) == 7
        assert sum("撤销" in line for line in lines) == 1
        assert sum("成批2条" in line for line in lines) == 2
        assert watch.faults == []
    comments = [comment.text for comment in docx.Document(str(copy)).comments]
    assert any(found[0] in text for text in comments)
    assert not any(found[1] in text for text in comments)
    text = "\n".join(paragraph.text for paragraph in docx.Document(str(letter)).paragraphs)
    assert found[0] in text
    assert found[1] not in text
    assert "核查" in copy.name and copy.suffix == letter.suffix == ".docx"


def test_department_mends_its_report(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    add_user(folder, "教育局填报", "department", "教育局")
    add_user(folder, "民政局填报", "department", "民政局")
    first = write_report(tmp_path / "自评报告.docx", TRAINING, REPAIRS, PRINTING)
    (tmp_path / "v2").mkdir()
    second = write_report(
        tmp_path / "v2" / "自评报告.docx", TRAINING_RIGHT, REPAIRS_CHANGED, PRINTING, TRAVEL
    )
    with serve(folder, "--host", "0.0.0.0") as address:
        watch = open_page(browser, address)
        page = watch.page
        log_in(page, "教育局填报")
        upload(page, first)
        open_document(page, "自评报告.docx")
        assert len(cards(page)) == 3
        # It may only say what it has mended; here it says so of two, and mends but one.
        assert page.locator(".tools").first.locator("button").all_text_contents() == [
            "3已改",
            "N备注",
            "U撤销",
        ]
        for word in ("培训支出", "印刷费支出"):
            page.locator(".finding").filter(has_text=word).locator(".message").click()
            page.keyboard.press("3")
            said(page, "已记为“已改”")
            expect(page.locator(".finding").filter(has_text=word).locator(".badge")).to_have_text("已改")
        page.get_by_text("重新上传").click()
        page.get_by_label("改过的报告").set_input_files(str(second))
        page.get_by_role("button", name="上传").click()
        expect(page.locator(".state")).to_have_text("完成")
        open_document(page, "自评报告.docx")

        def of(word: str) -> list[str]:
            return page.locator(".finding").filter(has_text=word).locator(".badge").all_inner_texts()

        assert page.locator("#cards h3").first.inner_text() == "标为已改但仍存在（1条）"
        assert of("印刷费支出") == ["已改但仍存在", "已改"]
        assert of("维修费支出") == ["仍存在（数值已变）"]
        assert of("差旅费支出") == ["新增"]
        assert of("培训支出") == ["已消除", "已改"]
        assert page.locator("#cards h3").last.inner_text() == "上一版有、本版已消除（1条）"
        paper = page.url
        # Another department does not learn of it, not even that it is there.
        other = open_page(browser, address)
        log_in(other.page, "民政局填报")
        expect(other.page.locator("#none")).to_be_visible()
        answer = other.page.goto(paper)
        assert answer is not None and answer.status == 404
        assert watch.faults == []


def test_leader_looks_at_progress(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    add_user(folder, "复核甲", "reviewer")
    add_user(folder, "负责人", "leader")
    education = write_report(tmp_path / "教育局.docx", TRAINING, REPAIRS, PRINTING)
    civil = write_report(
        tmp_path / "民政局.docx", TRAVEL, title="某某市民政局2023年度部门整体支出绩效自评报告"
    )
    with serve(folder, "--host", "0.0.0.0") as address:
        page = open_page(browser, address).page
        log_in(page, "复核甲")
        upload(page, education, civil)
        open_document(page, "教育局.docx")
        page.keyboard.press("j")
        page.keyboard.press("1")
        said(page, "已记为“确认”")
        # Logged out in another tab: what this one asks for next leads to the login.
        second = page.context.new_page()
        second.goto("/")
        second.get_by_role("button", name="退出").click()
        expect(second.get_by_label("密码")).to_be_visible()
        page.keyboard.press("1")
        expect(page.get_by_label("密码")).to_be_visible()
        assert "/login?next=%2Fdocument%2F" in page.url

        watch: Watch = open_page(browser, address)
        page = watch.page
        log_in(page, "负责人")
        expect(page.locator("#upload")).to_have_count(0)
        page.get_by_role("link", name="进度总览").click()
        ready(page)
        row = page.locator("#units tbody tr").filter(has_text="某某市教育局")
        assert row.locator("td").all_inner_texts() == [
            "1",
            "1",
            "0",
            "0",
            "0",
            "3",
            "0",
            "0",
            "2",
            "1",
            "0",
            "0",
            "0",
            "33%",
        ]
        tiles = page.locator(".tiles li").all_inner_texts()
        assert "4\n错误" in tiles
        assert "1\n已处理（共4条）" in tiles
        expect(page.locator("#chart-heat canvas").first).to_be_visible()
        table = page.locator("#table-progress")
        page.locator("section").filter(has=page.locator("#chart-progress")).get_by_text("以表格显示").click()
        assert table.locator("tbody tr").first.inner_text().split("\t") == [
            "某某市教育局",
            "1",
            "0",
            "0",
            "0",
            "2",
        ]
        # Sorting is in the address; from a unit to its papers, which a leader reads and does not decide.
        page.get_by_role("button", name="单位", exact=True).click()
        assert "sort=0" in page.url
        with page.expect_download() as waiting:
            page.get_by_role("link", name="下载").click()
        assert waiting.value.suggested_filename.startswith("各单位核查进度_")
        row.get_by_role("link").click()
        expect(page.locator("#documents tr")).to_have_count(1)
        open_document(page, "教育局.docx")
        expect(page.locator(".tools button")).to_have_count(0)
        page.keyboard.press("j")
        page.keyboard.press("1")
        expect(page.locator(".finding .badge")).to_have_count(1)
        assert watch.faults == []
