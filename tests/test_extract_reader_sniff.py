"""What a file is, by its content; what cannot be read, by a sentence that says what to do."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from extract.readers import READERS, Unreadable, read_bytes, read_source
from extract.readers.sniff import sniff
from tests.word_sample import make_docx, para


def zipped(*names: str, **contents: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, b"")
        for name, data in contents.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (make_docx(para("一")), "docx"),
        (b"\r\n%PDF-1.7 ...", "pdf"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (zipped("[Content_Types].xml", "xl/workbook.bin"), "xlsb"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.text"), "odt"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "ods"),
        (zipped("OFD.xml"), "ofd"),
        (zipped("a.docx", "b.txt"), "zip"),
        (b"{\\rtf1\\ansi", "rtf"),
        ("\ufeff<!DOCTYPE html><p>一".encode(), "html"),
        (b"<table><tr><td>1", "html"),
        ("支出12万元".encode(), "text"),
        ("a < b，支出12万元".encode(), "text"),
    ],
)
@pytest.mark.parametrize("name", ["x.pdf", "x.docx", "x"])
def test_the_content_tells(data: bytes, form: str, name: str) -> None:
    assert sniff(data, name) == form
    assert form in READERS or form == "zip"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\x00" * 100, "empty"),
        (b"\x89PNG\r\n\x1a\n....", "image"),
        (b"\xff\xd8\xff\xe0....", "image"),
        (b"Rar!\x1a\x07\x00", "unknown"),
        (b"\x7fELF....", "unknown"),
        (b'\xef\xbb\xbf {"documents": [1, 2]}', "unknown"),
        (b"PK\x03\x04broken", "corrupt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1broken", "corrupt"),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), "unknown"),
        (zipped("[Content_Types].xml", "word/other.xml"), "corrupt"),
        (zipped("a.docx"), "archive"),
        (bytes(range(256)) * 20, "unknown"),
    ],
)
def test_what_cannot_be_read_is_said(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_bytes(data, "x.docx")
    assert caught.value.code == code
    assert re.search(r"[请。]", caught.value.message)


def test_an_encrypted_office_file_is_recognised() -> None:
    with pytest.raises(Unreadable) as caught:
        read_bytes(compound("EncryptedPackage", "EncryptionInfo"), "x.docx")
    assert caught.value.code == "encrypted"


@pytest.mark.parametrize(("stream", "form"), [("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls")])
def test_old_office_files_by_their_stream(stream: str, form: str) -> None:
    assert sniff(compound(stream), "x.wps") == form


def compound(*streams: str) -> bytes:
    """A small OLE container with empty streams of these names."""
    free, end, fat = b"\xff\xff\xff\xff", b"\xfe\xff\xff\xff", b"\xfd\xff\xff\xff"
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + bytes.fromhex("3e000300feff09000600") + bytes(6)
    head += (0).to_bytes(4, "little") + (1).to_bytes(4, "little") + (1).to_bytes(4, "little") + bytes(4)
    head += (4096).to_bytes(4, "little") + end + bytes(4) + end + bytes(4) + bytes(4) + free * 108
    entries = [("Root Entry", 5, 1)] + [(name, 2, 0xFFFFFFFF) for name in streams]
    directory = b""
    for index, (name, kind, child) in enumerate(entries):
        raw = name.encode("utf-16-le")
        right = index + 1 if 0 < index < len(streams) else 0xFFFFFFFF
        directory += raw.ljust(64, b"\0") + (len(raw) + 2).to_bytes(2, "little") + bytes((kind, 1)) + free
        directory += right.to_bytes(4, "little") + child.to_bytes(4, "little") + bytes(36) + end + bytes(8)
    return head + (fat + end + free * 126) + directory.ljust(512, b"\0")


def test_paths_that_are_no_file(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "none", "missing"), (tmp_path, "folder")):
        with pytest.raises(Unreadable) as caught:
            read_source(path)
        assert caught.value.code == code


def test_importing_the_readers_loads_no_library() -> None:
    import subprocess
    import sys

    code = (
        "import sys, extract.readers, extract.isolate; print([m for m in sys.modules if m.split('.')[0] in "
    )
    code += "('lxml', 'docx', 'openpyxl', 'pandas', 'PIL', 'pypdfium2', 'xlrd', 'olefile', 'numpy')])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "[]"


@pytest.mark.parametrize("text", ["[2023]12号文件要求支出10万元", "{甲}", "[" * 100_000])
def test_brackets_alone_are_no_data(text: str) -> None:
    assert sniff(text.encode(), "x.txt") == "text"
