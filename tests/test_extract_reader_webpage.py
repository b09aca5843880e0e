"""Web pages: tables with spans, furniture left out, any encoding, any name."""

from __future__ import annotations

import pytest

from extract.model import Paragraph, RawTable, Source
from extract.readers import read_bytes


def page(body: str, charset: str = "utf-8") -> bytes:
    return (
        f'<html><head><meta charset="{charset}"><title>自己</title></head><body>{body}</body></html>'.encode(
            charset
        )
    )


def texts(source: Source) -> list[str]:
    return [b.text for b in source.blocks if isinstance(b, Paragraph)]


def spans(source: Source) -> list[list[tuple[int, int, int, int, str]]]:
    return [
        [(c.row, c.column, c.rowspan, c.colspan, c.text) for c in b.cells]
        for b in source.blocks
        if isinstance(b, RawTable)
    ]


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk", "big5"])
def test_the_declared_encoding_is_used(charset: str) -> None:
    source = read_bytes(page("<p>支出12元</p>", charset), "x.html")
    assert texts(source) == ["支出12元"]
    assert source.title == "自己"


@pytest.mark.parametrize("name", ["x.doc", "x.xls", "x.html"])
def test_a_page_under_another_name(name: str) -> None:
    assert read_bytes(page("<p>支出</p>"), name).format == "html"


def test_spans_are_laid_out() -> None:
    table = (
        "<table><tr><th rowspan=2>项目<th colspan=2>预算</tr><tr><td>年初<td>全年</tr>"
        "<tr><td>甲<br>乙<td>1<td>2</tr></table>"
    )
    source = read_bytes(page(table), "x.html")
    assert spans(source) == [
        [(0, 0, 2, 1, "项目"), (0, 1, 1, 2, "预算"), (1, 1, 1, 1, "年初"), (1, 2, 1, 1, "全年"),
         (2, 0, 1, 1, "甲\n乙"), (2, 1, 1, 1, "1"), (2, 2, 1, 1, "2")]
    ]  # fmt: skip
    assert source.blocks[0].cells[0].header  # type: ignore[union-attr]


def test_furniture_and_hidden_text_are_left_out() -> None:
    body = (
        '<nav>首页</nav><div class="breadcrumb">位置</div><div id="left-menu">栏目</div><script>1</script>'
        '<div style="display: none">9</div><h2>一、概况</h2><div>收入<span> 10 </span>万元</div><del>8</del>'
        '<div class="share">分享</div><footer>版权</footer>'
    )
    source = read_bytes(page(body), "x.html")
    assert texts(source) == ["一、概况", "收入 10 万元"]
    assert (source.blocks[0].level, source.blocks[0].kind) == (2, "heading")  # type: ignore[union-attr]


def test_a_table_that_lays_out_the_page_is_taken_apart() -> None:
    inner = "<table><tr><td>项目<td>金额<tr><td>甲<td>1<tr><td>乙<td>2</table>"
    source = read_bytes(page(f"<table><tr><td>公告<tr><td><p>正文</p>{inner}</table>"), "x.html")
    assert texts(source) == ["公告", "正文"]
    assert [len(t) for t in spans(source)] == [6]


def test_a_table_in_a_cell_follows_its_table() -> None:
    inner = "<table><tr><td>内<td>1</table>"
    rows = "".join(f"<tr><td>行{i}<td>{i}" for i in range(4))
    source = read_bytes(page(f"<table>{rows}<tr><td>外{inner}<td>9</table>"), "x.html")
    assert [t[0][4] for t in spans(source)] == ["行0", "内"]


def test_absurd_spans_are_cut() -> None:
    source = read_bytes(page("<table><tr><td colspan=99999 rowspan=99999>甲<td>1<tr><td>2</table>"), "x.html")
    assert max(c[1] for c in spans(source)[0]) <= 512
    assert spans(source)[0][0][2] == 2


def test_a_single_file_archive_of_a_page() -> None:
    text = (
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\n'
        'Content-Type: text/html; charset="gb2312"\nContent-Transfer-Encoding: 8bit\n\n'
    )
    data = text.encode() + "<html><body><p>支出12万元</p></body></html>".encode("gbk") + b"\n--b--\n"
    assert texts(read_bytes(data, "x.mht")) == ["支出12万元"]


def test_deep_nesting_is_read_or_said() -> None:
    source = read_bytes(page("<div>" * 1500 + "底" + "</div>" * 1500), "x.html")
    assert ("".join(texts(source)), source.reasons) == ("底", ())
    source = read_bytes(page("一<div>" + "<div>" * 5000 + "底" + "</div>" * 5000), "x.html")
    assert [reason.code for reason in source.reasons] == ["nesting-limit"]
