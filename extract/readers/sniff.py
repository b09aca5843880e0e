"""What kind of document some bytes are, told by their content."""

from __future__ import annotations

import re
from typing import Final

from extract.readers.ole import MAGIC as OLE
from extract.readers.ole import sniff_ole
from extract.readers.package import Package
from extract.readers.unreadable import Unreadable

ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_IMAGES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"II*\x00", b"MM\x00*")
_OTHERS: Final = (
    (b"Rar!\x1a\x07", "rar 压缩包", "请解压后检查其中的文件。"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包", "请解压后检查其中的文件。"),
    (b"\x1f\x8b\x08", "gzip 压缩文件", "请解压后再检查。"),
    (b"MZ\x90\x00", "可执行文件", "请确认是否选错了文件。"),
    (b"\x7fELF", "可执行文件", "请确认是否选错了文件。"),
    (b"CAJ", "CAJ 文件", "请另存为 PDF 或 Word 后再检查。"),
    (b"HN\x00\x00", "CAJ 文件", "请另存为 PDF 或 Word 后再检查。"),
)
_PAGE: Final = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|table|meta|title|div)[\s>]", re.IGNORECASE)
_ARCHIVED_PAGE: Final = re.compile(rb"^(?:From|MIME-Version|Content-Type|Subject|Date)\s*:", re.IGNORECASE)


def sniff(data: bytes, name: str = "") -> str:
    """The format of a document, a key of READERS, or "zip" for an archive of documents.

    Raises Unreadable for what no reader takes.  ``name`` decides only between kinds of text.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise Unreadable("empty", "文件是空的，请确认是否上传完整。")
    head = data[:1024]
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(ZIP):
        return _sniff_zip(data)
    if head.startswith(OLE):
        return sniff_ole(data)
    if head.startswith(_IMAGES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP") or _is_bitmap(head):
        return "image"
    for magic, what, advice in _OTHERS:
        if head.startswith(magic):
            raise Unreadable("unknown", f"这是{what}，不是可检查的文档，{advice}")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{\\rtf"):
        return "rtf"
    if start.startswith((b"{", b"[")) and _is_data(data):
        raise Unreadable("unknown", "这是数据文件（JSON），不是报告，请确认是否选错了文件。")
    return _sniff_text(data, start, name)


def _is_data(data: bytes) -> bool:
    """Whether text is JSON throughout, such as a result of this program."""
    import json

    try:
        return isinstance(json.loads(data.decode("utf-8-sig")), dict | list)
    except (ValueError, RecursionError):
        return False


def _is_bitmap(head: bytes) -> bool:
    return head.startswith(b"BM") and head[6:10] == b"\x00\x00\x00\x00" and b"\x00" in head[:16]


def _sniff_zip(data: bytes) -> str:
    package = Package(data)
    names = {name.lower() for name in package.names}
    if "ofd.xml" in names:
        return "ofd"
    if "[content_types].xml" in names or "_rels/.rels" in names:
        if any(name.startswith("word/") for name in names):
            return "docx"
        if "xl/workbook.bin" in names:
            return "xlsb"
        if any(name.startswith("xl/") for name in names):
            return "xlsx"
        if any(name.startswith("ppt/") for name in names):
            raise Unreadable("unknown", "这是演示文稿，请将其中的表格和文字另存为 Word 文件后再检查。")
    kind = (package.find("mimetype") or b"").strip()
    if kind.startswith(b"application/vnd.oasis.opendocument.text"):
        return "odt"
    if kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    if not names:
        raise Unreadable("empty", "压缩包是空的，请确认是否上传完整。")
    return "zip"


def _sniff_text(data: bytes, start: bytes, name: str) -> str:
    probe = start[:1024].replace(b"\x00", b"")
    if start.startswith(b"<?xml") and b"urn:schemas-microsoft-com:office:spreadsheet" in data[:4096]:
        return "xmlss"
    if (
        start.startswith(b"<?xml")
        and b"schemas.microsoft.com/office/" in data[:4096]
        and b"wordDocument" in data[:4096]
    ):
        return "wordml"
    if _PAGE.search(probe) and (start[:1] == b"<" or b"<html" in probe.lower()):
        return "html"
    if _ARCHIVED_PAGE.match(start) and b"text/html" in data[:20_000].lower():
        return "html"
    if name.lower().endswith((".csv", ".tsv")):
        return "csv"
    return "text"
