"""Text from a document is never a formula, link, markup or terminal escape in any output."""

from __future__ import annotations

import csv as reader
import io
import json
import zipfile
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from extract.model import Paragraph
from gouji import output
from gouji.config import FORMATS
from gouji.report.review import Review, review
from tests.report_sample import sample_report

PAYLOADS = (
    "=cmd|'/c calc'!A0",
    "=HYPERLINK(\"http://evil.example\",\"x\")",
    "+1+1", "-2+3", "@SUM(A1)", "＝1+1", "\t=1", "\r=1", "{=1}",
    "http://evil.example/x", "file:///etc/passwd", "mailto:a@evil.example",
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onfocus=alert(1) x='", "</style><svg onload=alert(1)>",
    "javascript:alert(1)", "&lt;b&gt;", "]]>", "<!--", "${7*7}", "{{7*7}}", "{0.__class__}",
    "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x9b31m", "\u202etxt.exe", "\ufeff", "\x00", "\ud800", "\x08\x08",
    "\x0b\x0c", "\u2066x\u2069", "_x000D_", "a\nb", "a\r\nb",
)  # fmt: skip


def poisoned(payload: str) -> Review:
    """The sample's review with ``payload`` wherever text of the document is kept."""
    made = review(sample_report())

    def spoil(figure):  # type: ignore[no-untyped-def]
        where = replace(figure.where, section=payload)
        return replace(
            figure, text=payload, quote=payload, label=payload, path=(payload,), unit="万元", where=where
        )

    return replace(
        made,
        path="报告.docx",
        title=payload,
        entity=payload,
        blocks=tuple(
            replace(b, text=payload)
            if isinstance(b, Paragraph)
            else replace(b, caption=payload, cells=tuple(replace(c, text=payload) for c in b.cells))
            for b in made.blocks
        ),
        figures=tuple(spoil(f) for f in made.figures),
        findings=tuple(
            replace(
                f,
                message=payload,
                formula=payload,
                stated=payload,
                figures=tuple(spoil(g) for g in f.figures),
            )
            for f in made.findings
        ),
        causes=tuple(replace(c, message=payload) for c in made.causes),
        unread=tuple(replace(u, text=payload) for u in made.unread),
        ticks=tuple(
            replace(t, formula=payload, figures=tuple(spoil(f) for f in t.figures)) for t in made.ticks
        ),
    )


def render(form: str, spoiled: Review) -> bytes:
    made = output.render(form, [spoiled], documents=True)
    return made.encode("utf-8") if isinstance(made, str) else made


class Seen(HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]


def seen(page: bytes) -> Seen:
    parser = Seen()
    parser.feed(page.decode("utf-8"))
    return parser


@pytest.mark.parametrize("payload", PAYLOADS)
def test_html_gains_no_tag_attribute_or_link(payload: str) -> None:
    plain, spoiled = (
        seen(render("html", poisoned("数据"))),
        seen(render("html", poisoned(payload))),
    )
    assert spoiled.tags == plain.tags
    assert spoiled.attributes == plain.attributes
    assert all(link.startswith("#") for link in spoiled.links)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_workbook_holds_only_our_formulas(payload: str) -> None:
    def formulas(data: bytes) -> int:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            assert not [name for name in book.namelist() if "externalLink" in name or "vba" in name]
            sheets = [
                book.read(name).decode("utf-8")
                for name in book.namelist()
                if name.startswith("xl/worksheets/")
            ]
        assert not any("hyperlink" in sheet for sheet in sheets)
        return sum(sheet.count("<f>") for sheet in sheets)

    assert formulas(render("xlsx", poisoned(payload))) == formulas(render("xlsx", poisoned("数据")))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_csv_holds_no_formula(payload: str) -> None:
    rows = list(reader.reader(io.StringIO(render("csv", poisoned(payload)).decode("utf-8-sig"), newline="")))
    assert len(rows) == 4
    for cell in (cell for row in rows[1:] for cell in row):
        assert not cell.lstrip("\t\r\n ").startswith(("=", "@", "＝", "+1+1", "-2+3")), cell


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in {"docx", "pdf", "xlsx", "letter"}])
@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_control_character_leaves(name: str, payload: str) -> None:
    text = render(name, poisoned(payload)).decode("utf-8").removeprefix("\ufeff")
    if name in {"json", "sarif"}:
        json.loads(text)
    assert not {c for c in text if (c < " " and c not in "\t\r\n") or "\x7f" <= c <= "\x9f"}
    assert not set(text) & set("\u202e\u2066\u2069")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_letter_opens_and_holds_the_text_as_text(payload: str) -> None:
    from docx import Document

    document = Document(io.BytesIO(render("letter", poisoned(payload))))
    assert not document.element.body.xpath(".//w:hyperlink | .//w:fldSimple | .//w:instrText")
