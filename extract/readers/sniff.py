"""What kind of document some bytes are, told by their content."""

from __future__ import annotations

from typing import Final

from extract.readers.package import Package
from extract.readers.unreadable import Unreadable

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_IMAGES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_OTHERS: Final = (
    (b"Rar!\x1a\x07", "rar 压缩包", "请解压后检查其中的文件。"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包", "请解压后检查其中的文件。"),
    (b"\x1f\x8b", "gzip 压缩文件", "请解压后再检查。"),
    (b"MZ", "可执行文件", "请确认是否选错了文件。"),
    (b"\x7fELF", "可执行文件", "请确认是否选错了文件。"),
)


def sniff(data: bytes, name: str = "") -> str:
    """The format of a document, a key of READERS. Raises Unreadable for what no reader takes."""
    if not data.strip(b"\x00 \t\r\n"):
        raise Unreadable("empty", "文件是空的，请确认是否上传完整。")
    head = data[:1024]
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(ZIP):
        return _sniff_zip(data)
    if head.startswith(OLE):
        return _sniff_ole(data)
    if head.startswith(_IMAGES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        raise Unreadable(
            "image", "这是图片，没有文字层，未读取。请提供可复制文字的 Word、PDF 或 Excel 文件。"
        )
    for magic, what, advice in _OTHERS:
        if head.startswith(magic):
            raise Unreadable("unknown", f"这是{what}，不是可检查的文档，{advice}")
    return "text"


def _sniff_zip(data: bytes) -> str:
    package = Package(data)
    names = {name.lower() for name in package.names}
    if "[content_types].xml" in names and any(name.startswith("word/") for name in names):
        return "docx"
    raise Unreadable("unknown", "无法识别的文件类型。可检查 Word、PDF、Excel、网页和文本文件。")


def _sniff_ole(data: bytes) -> str:
    raise Unreadable("unknown", "无法识别的文件类型。可检查 Word、PDF、Excel、网页和文本文件。")
