"""Bytes to blocks: one reader per format, chosen by content and not by the ending of the name.

WPS writes doc and xls under the names wps and et; they are read by what they hold.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path, PurePath
from typing import Final

from extract.model import Source
from extract.readers.sniff import sniff
from extract.readers.unreadable import Unreadable

__all__ = ["READERS", "Unreadable", "format_named", "load_file", "read_bytes", "read_source", "sniff", "warm"]

READERS: Final[dict[str, str]] = {
    "docx": "extract.readers.docx",
    "pdf": "extract.readers.pdf",
    "xlsx": "extract.readers.xlsx",
    "xls": "extract.readers.xls",
    "csv": "extract.readers.delimited",
    "html": "extract.readers.webpage",
    "text": "extract.readers.text",
    "ofd": "extract.readers.ofd",
    "image": "extract.readers.image",
    "doc": "extract.readers.office",
    "rtf": "extract.readers.office",
    "odt": "extract.readers.office",
    "ods": "extract.readers.office",
    "xlsb": "extract.readers.office",
    "wordml": "extract.readers.office",
    "xmlss": "extract.readers.office",
}
"""Format to the module whose ``read(data, name) -> Source`` reads it: the one place to add a format."""

_ENDINGS: Final[dict[str, str]] = {
    **dict.fromkeys(("docm", "dotx", "dotm"), "docx"),
    **dict.fromkeys(("xlsm", "xltx", "xltm"), "xlsx"),
    **dict.fromkeys(("txt", "md", "log"), "text"),
    **dict.fromkeys(("htm", "mht", "mhtml", "shtml"), "html"),
    **dict.fromkeys(("jpg", "jpeg", "png", "tif", "tiff", "bmp", "gif", "webp"), "image"),
    "wps": "doc",
    "et": "xls",
    "tsv": "csv",
}
"""What the endings of names stand for that are not the name of a format themselves."""

MAX_BYTES: Final = 100 * 2**20
MAX_PDF_BYTES: Final = 300 * 2**20


def warm(form: str) -> None:
    """Import the reader of a format, so that processes forked later find it loaded."""
    if form in READERS:
        import_module(READERS[form])


def format_named(name: str) -> str:
    """The format that a name promises, for a document that was not read: its ending where that is none of ours."""
    ending = PurePath(name).suffix.lstrip(".").lower()
    return _ENDINGS.get(ending, ending)


def read_source(path: Path | str) -> Source:
    """Read one file into blocks. Raises nothing but Unreadable."""
    return read_bytes(load_file(path), Path(path).name)


def load_file(path: Path | str) -> bytes:
    """The bytes of a file within the limits of size. Raises nothing but Unreadable."""
    path = Path(path)
    try:
        size = path.stat().st_size
        if size > MAX_PDF_BYTES:
            raise Unreadable("too-large", f"文件大小{size // 2**20} MB，超过上限，未读取，请拆分后再检查。")
        if not path.is_file() and not path.is_dir():
            raise Unreadable("unknown", "这不是普通文件，未读取，请核对路径。")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise Unreadable("missing", "文件不存在，请核对路径。") from error
    except IsADirectoryError as error:
        raise Unreadable("folder", "这是文件夹，请逐个检查其中的文件。") from error
    except OSError as error:
        raise Unreadable(
            "no-access", f"无法打开文件（{error.strerror or '读取失败'}），请检查权限或磁盘。"
        ) from error


def read_bytes(data: bytes, name: str) -> Source:
    """Read the bytes of one document; ``name`` serves messages only. Raises nothing but Unreadable."""
    try:
        form = sniff(data, name)
        if form != "pdf" and len(data) > MAX_BYTES:
            raise Unreadable(
                "too-large", f"文件大小{len(data) // 2**20} MB，超过100 MB，未读取，请拆分后再检查。"
            )
        if form == "zip":
            raise Unreadable("archive", "这是压缩包，请逐个检查其中的文件。")
        reader: Callable[[bytes, str], Source] = import_module(READERS[form]).read
        return reader(data, name)
    except Unreadable:
        raise
    except (MemoryError, RecursionError) as error:
        raise Unreadable("too-large", "文件过大或结构过深，超出处理上限，未读取，请拆分后再检查。") from error
    except (AttributeError, AssertionError, ImportError, NameError, TypeError) as error:
        raise Unreadable("failed", "读取程序出错，请将此文件反馈给维护者。") from error
    except Exception as error:
        raise Unreadable("corrupt", "文件可能已损坏，无法读取，请用原软件另存后再检查。") from error
