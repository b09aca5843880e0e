"""Web pages, and the web pages that offices save under the names of other formats."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from extract.isolate import beat
from extract.model import Block, Cell, Locator, Paragraph, RawTable, Reason, Source
from extract.readers.text import decode
from extract.readers.unreadable import Unreadable

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)", re.IGNORECASE)
_DROPPED: Final = frozenset(
    ("script", "style", "noscript", "template", "nav", "aside", "form", "select", "button", "iframe", "svg",
     "object", "head", "footer", "input", "textarea", "audio", "video")
)  # fmt: skip
_FURNITURE: Final = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|breadcrumbs?|crumbs?|sidebar|side|footer|foot|share|toolbar|search|pager?|"
    r"pagination|copyright|related|login|qrcode|advert|ads?|banner|topbar)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_INLINE: Final = frozenset(
    ("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
     "kbd", "label", "mark", "o:p", "p", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
     "tt", "u", "var", "wbr")
) - {"p"}  # fmt: skip
_GONE: Final = frozenset(("del", "s", "strike"))
_LIMIT: Final = 512
_MAX_CELLS: Final = 200_000
_MAX_DEPTH: Final = 200
_MAX_NESTING: Final = 20
_SPACE: Final = re.compile(r"[ \t\r\n\f]+")


def read(data: bytes, name: str) -> Source:
    """Read a web page: its paragraphs and tables in order, navigation and the like left out."""
    import lxml.html

    text, whole = _decode(_unpack(data))
    # The parser drops, silently, what is nested deeper than 256, or 2048 with huge_tree.
    parser = lxml.html.HTMLParser(huge_tree=True, remove_comments=True)
    try:
        root = lxml.html.document_fromstring(text, parser=parser)
    except (ValueError, lxml.html.etree.LxmlError) as error:
        raise Unreadable("corrupt", "网页内容无法解析，请另存为 Word 或文本文件后再检查。") from error
    page = _Page()
    body = root.find("body")
    page.walk(root if body is None else body, 0, 0)
    page.flush()
    reasons = list(page.reasons)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        reasons.append(
            Reason("nesting-limit", "网页结构嵌套过深，其后未读取，请另存为 Word 或文本文件后再检查。")
        )
    head = text[:2000].lower()
    if ("<html" in head or "<!doctype html" in head) and "</html" not in text[-100_000:].lower():
        reasons.append(Reason("truncated", "网页没有结尾，可能未下载完整，请重新保存后再检查。"))
    if not whole:
        reasons.append(Reason("encoding", "网页中有无法识别的字符，部分内容可能未读出，请另存后再检查。"))
    title = root.findtext(".//title") or ""
    return Source("html", tuple(page.blocks), tuple(reasons), (), _SPACE.sub(" ", title).strip())


def _unpack(data: bytes) -> bytes:
    """The page inside a single-file web archive (mht), other bytes as they are."""
    if not re.match(
        rb"(?:From|MIME-Version|Content-Type|Subject|Date)\s*:", data[:200].lstrip(), re.IGNORECASE
    ):
        return data
    import email
    from email import policy

    message = email.message_from_bytes(data, policy=policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            page = part.get_payload(decode=True)
            charset = part.get_content_charset()
            if isinstance(page, bytes):
                mark = (
                    f'<meta charset="{charset}">'.encode()
                    if charset and not _CHARSET.search(page[:4096])
                    else b""
                )
                return mark + page
    raise Unreadable("unknown", "单个文件网页中没有正文，请另存为 Word 或文本文件后再检查。")


def _decode(data: bytes) -> tuple[str, bool]:
    """The text by the page's own word about its encoding where that holds, else by trial."""
    text: str | None = None
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = declared.group(1).decode("ascii").lower()
        try:
            text = data.decode({"gb2312": "gb18030", "gbk": "gb18030"}.get(name, name))
        except (LookupError, UnicodeDecodeError):
            text = None
    whole = True
    if text is None:
        text, whole = decode(data)
    # The tree builder refuses a declaration of an encoding in text that is decoded already.
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\x00", "")), whole


class _Page:
    """Collects blocks while walking a page."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.reasons: list[Reason] = []
        self._tables = 0
        self._cells = 0
        self._line: list[str] = []
        self._level: int | None = None

    def flush(self) -> None:
        """End the paragraph that is being collected."""
        text = _tidy("".join(self._line))
        self._line = []
        if text:
            kind = "heading" if self._level else "body"
            self.blocks.append(Paragraph(text, Locator(block=len(self.blocks)), self._level, kind))

    def walk(self, element: HtmlElement, depth: int, nesting: int) -> None:
        """Collect what an element shows."""
        if depth > _MAX_DEPTH:
            self._line.append(" ".join(element.itertext()))
            return
        self._line.append(element.text or "")
        for child in element:
            beat()
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag and not _is_dropped(child, tag):
                self._child(child, tag, depth, nesting)
            self._line.append(child.tail or "")

    def _child(self, child: HtmlElement, tag: str, depth: int, nesting: int) -> None:
        if tag == "br":
            self._line.append("\v")
        elif tag == "img":
            self._image(child)
        elif tag == "table":
            self.flush()
            self._table(child, depth, nesting)
        elif tag in _INLINE:
            self.walk(child, depth + 1, nesting)
        else:
            self.flush()
            outer = self._level
            if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
                self._level = int(tag[1])
            self.walk(child, depth + 1, nesting)
            self.flush()
            self._level = outer

    def _image(self, element: HtmlElement) -> None:
        try:
            wide = int(re.sub(r"\D", "", element.get("width") or "") or 0)
        except ValueError:
            wide = 0
        if wide >= 400:
            where = Locator(block=max(len(self.blocks) - 1, 0))
            self.reasons.append(
                Reason("picture", "此处有图片，可能是表格的截图，其中数据未读出，请核对图片。", where)
            )

    def _table(self, table: HtmlElement, depth: int, nesting: int) -> None:
        rows = list(_iter_rows(table))
        cells = [cell for row in rows for cell in row if cell.tag in ("td", "th")]
        if len(cells) <= 1 or (_is_layout(cells) and nesting < _MAX_NESTING):
            # A table that only lays out the page.
            for cell in cells:
                self.walk(cell, depth + 1, nesting + 1)
                self.flush()
            return
        self._cells += len(cells)
        if nesting >= _MAX_NESTING or self._cells > _MAX_CELLS:
            where = Locator(block=max(len(self.blocks) - 1, 0))
            self.reasons.append(
                Reason("table-limit", "表格过大或嵌套过深，其后未读取，请拆分后再检查。", where)
            )
            return
        block, number = len(self.blocks), self._tables
        self._tables += 1
        found: list[Cell] = []
        inner: list[HtmlElement] = []
        taken: dict[int, int] = {}
        for r, row in enumerate(rows):
            column = 0
            for cell in row:
                if cell.tag not in ("td", "th"):
                    continue
                while taken.get(column, 0) > r:
                    column += 1
                height, width = _span(cell, "rowspan", len(rows) - r), _span(cell, "colspan", _LIMIT)
                self._cells += width - 1
                if self._cells > _MAX_CELLS:
                    width = 1
                where = Locator(block=block, table=number, row=r, column=column)
                text = _cell_text(cell, inner)
                found.append(Cell(text, where, r, column, height, width, header=cell.tag == "th"))
                for c in range(column, column + width):
                    taken[c] = r + height
                column += width
        if self._cells > _MAX_CELLS:
            self.reasons.append(
                Reason("table-limit", "表格合并的列过多，列的位置可能有误。", Locator(block=block))
            )
        caption = table.find("caption")
        title = "" if caption is None else _tidy("".join(caption.itertext()))
        self.blocks.append(RawTable(tuple(found), Locator(block=block, table=number), caption=title))
        for nested in inner:
            self._table(nested, depth + 1, nesting + 1)


def _is_dropped(element: HtmlElement, tag: str) -> bool:
    if tag in _DROPPED or tag in _GONE or element.get("hidden") is not None:
        return True
    if _HIDDEN.search(element.get("style") or ""):
        return True
    if tag in ("div", "ul", "ol", "section", "header"):
        words = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"
        return bool(_FURNITURE.search(words)) and element.find(".//table") is None
    return False


def _is_layout(cells: list[HtmlElement]) -> bool:
    """Whether a table's cells are pieces of a page: one of them holds whole tables or several paragraphs of text."""
    holding = [cell for cell in cells if cell.find(".//table") is not None]
    return (
        bool(holding)
        and len(cells) <= 12
        and any(len(list(inner.iter("tr"))) >= len(cells) for cell in holding for inner in cell.iter("table"))
    )


def _iter_rows(table: HtmlElement) -> list[HtmlElement]:
    rows = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            rows.extend(row for row in child if row.tag == "tr")
    return [row for row in rows if not _HIDDEN.search(row.get("style") or "")]


def _span(cell: HtmlElement, name: str, most: int) -> int:
    text = (cell.get(name) or "1").strip()
    value = int(text) if text.isdigit() and len(text) < 6 else 1
    return max(1, min(value or most, most, _LIMIT if name == "colspan" else most))


def _cell_text(cell: HtmlElement, inner: list[HtmlElement]) -> str:
    parts: list[str] = []

    def gather(element: HtmlElement, depth: int) -> None:
        parts.append(element.text or "")
        for child in element:
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag == "table":
                inner.append(child)
            elif tag == "br":
                parts.append("\v")
            elif tag and depth < _MAX_DEPTH and not _is_dropped(child, tag):
                block = tag not in _INLINE
                parts.append("\v" if block else "")
                gather(child, depth + 1)
                parts.append("\v" if block else "")
            parts.append(child.tail or "")

    gather(cell, 0)
    return _tidy("".join(parts))


def _tidy(text: str) -> str:
    """White space as a browser shows it, \\v standing for a line break."""
    lines = [_SPACE.sub(" ", line).strip(" \xa0") for line in text.replace("\xa0", " ").split("\v")]
    return "\n".join(line for line in lines if line)
