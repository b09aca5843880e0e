"""Hostile documents from the path to the review: each ends within its limits, with its reason, harming nobody."""

from __future__ import annotations

import io
import os
import resource
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from extract.isolate import Limits
from gouji import examine
from gouji.config import Settings
from gouji.examine import examine_all
from tests.word_sample import W, cell, make_docx, para, row, table

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="limits are set on forked processes")

SENTENCE = "2023年培训支出218.70万元，比上年增加86.40万元，增长65.31%。"
GOOD = f"某市林业站2023年度自评报告\n\n{SENTENCE}\n"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KEPT_MEMORY = 60 * 1024
"""What the parent may grow by, in KiB: the libraries that it loads for the next documents."""


def pack(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def in_zip(depth: int) -> bytes:
    data = bytes(2**20)
    for _ in range(depth):
        data = pack({f"{i}.zip": data for i in range(2)})
    return data


def overlapping() -> bytes:
    """Two thousand entries of the directory share one member."""
    data = pack({"0.txt": b"1" * 10_000_000})
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = data[start:end]
    directory = b"".join(entry.replace(b"0.txt", f"{i:05}".encode()) for i in range(2000))
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2000, 2000, len(directory), start, 0)
    return data[:start] + directory + tail


def lying() -> bytes:
    data = bytearray(pack({"0.txt": b"1" * 50_000_000}))
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 1000)
    return bytes(data)


def docx(body: bytes, head: bytes = b"") -> bytes:
    made = io.BytesIO(make_docx(para("x")))
    with zipfile.ZipFile(made) as old:
        members = {info.filename: old.read(info) for info in old.infolist()}
    inside = b"<w:body>" + body + b"</w:body>"
    members["word/document.xml"] = (
        b'<?xml version="1.0"?>' + head + f'<w:document xmlns:w="{W}">'.encode() + inside + b"</w:document>"
    )
    return pack(members)


def entities() -> bytes:
    names = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
    head = f'<!DOCTYPE x [<!ENTITY a0 "218.70">{names}]>'.encode()
    return docx(b"<w:p><w:r><w:t>&a11;</w:t></w:r></w:p>", head)


def wide_cells() -> bytes:
    rows = [row(*(cell("1", '<w:gridSpan w:val="10000000"/>') for _ in range(9))) for _ in range(60)]
    return make_docx(para(SENTENCE) + table(*rows))


def sheet(rows: str, merges: str = "") -> bytes:
    book = f'<workbook xmlns="{SHEET}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "http://schemas.openxmlformats.org/package/2006/relationships"
    return pack(
        {
            "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": f'<Relationships xmlns="{links}"><Relationship Id="r1" Type="{office}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>'.encode(),
            "xl/workbook.xml": f'{book}<sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>'.encode(),
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{links}"><Relationship Id="r1" '
            f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'.encode(),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData>{merges}'
            "</worksheet>".encode(),
        }
    )


def far_cell() -> bytes:
    return sheet(
        '<row r="1"><c r="A1"><v>12</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )


def many_merges() -> bytes:
    ranges = "".join(f'<mergeCell ref="A{i}:XFD{i + 1000}"/>' for i in range(1, 50_000))
    return sheet('<row r="1"><c r="A1"><v>12</v></c></row>', f"<mergeCells>{ranges}</mergeCells>")


def pdf(objects: list[bytes]) -> bytes:
    """A PDF of raw objects, the first of which is its root."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    return bytes(out) + f"trailer<</Root 1 0 R/Size {len(objects) + 1}>>\nstartxref\n{start}\n%%EOF".encode()


def stream(data: bytes, entry: str = "") -> bytes:
    return f"<<{entry}/Length {len(data)}>>stream\n".encode() + data + b"\nendstream"


def one_page(content: bytes, resources: bytes = b"<<>>", *more: bytes) -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources " + resources + b">>"
    return pdf(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, content, *more]
    )


def filters() -> bytes:
    """Two gigabytes in less than a thousand bytes, packed three times."""
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(b" " * 2**24) for _ in range(128)) + packer.flush()
    data = zlib.compress(zlib.compress(data, 9), 9)
    return one_page(stream(data, "/Filter[/FlateDecode/FlateDecode/FlateDecode]"))


def looping_form() -> bytes:
    form = stream(
        b"/X Do /X Do", "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>"
    )
    return one_page(stream(b"/X Do"), b"<</XObject<</X 5 0 R>>>>", form)


def looping_pages() -> bytes:
    return pdf(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Parent 2 0 R/Count 99999>>"]
    )


def operators() -> bytes:
    """Three million words in 20 kilobytes."""
    font = b"<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    data = zlib.compress(b"BT /F 9 Tf " + b"1 0 0 1 9 9 Tm(1)Tj " * 3_000_000 + b"ET", 9)
    return one_page(stream(data, "/Filter/FlateDecode"), font)


BOMBS: dict[str, tuple[str, Callable[[], bytes], set[str]]] = {
    "nested archives": ("zip", lambda: in_zip(4), {"too-large"}),
    "overlapping members": ("zip", overlapping, {"too-large"}),
    "lying directory": ("zip", lying, {"corrupt"}),
    "entities": ("docx", entities, {"unsafe"}),
    "deep elements": ("docx", lambda: docx(b"<w:tbl>" * 60_000), {"corrupt"}),
    "deep tables": (
        "docx",
        lambda: docx(b"<w:tbl><w:tr><w:tc>" * 80 + b"</w:tc></w:tr></w:tbl>" * 80),
        {"empty", "table-limit"},
    ),
    "a part of zeros": ("docx", lambda: docx(b" " * (70 * 2**20)), {"too-large"}),
    "wide cells": ("docx", wide_cells, {"table-limit"}),
    "a cell far away": ("xlsx", far_cell, {"table-limit"}),
    "filters": ("pdf", filters, {"crashed", "timeout", "too-large", "corrupt"}),
    "a form in itself": ("pdf", looping_form, {"crashed", "timeout", "object-limit"}),
    "pages in themselves": ("pdf", looping_pages, {"corrupt", "empty"}),
    "operators": ("pdf", operators, {"object-limit", "timeout", "too-large", "crashed"}),
}


def spent() -> float:
    """Seconds of processor time that the documents' processes took: a busy machine changes nothing of it."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_with_its_reason(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ending, make, codes = BOMBS[name]
    bomb, good = tmp_path / f"1.{ending}", tmp_path / "2.txt"
    bomb.write_bytes(make())
    good.write_text(GOOD, encoding="utf-8")
    monkeypatch.setattr(examine, "_LIMITS", Limits(seconds=8.0, silence=4.0))
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, spent()
    *found, last = examine_all([str(bomb), str(good)], Settings(jobs=2))
    assert spent() - start < 14
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < KEPT_MEMORY
    assert last.review.status == "complete"
    assert found
    for one in found:
        assert one.review.status in ("unchecked", "partial") and not one.fault
        reason = one.review.reasons[0]
        assert reason.code in codes, reason
        assert reason.message.strip("。")


def test_merges_over_merges_cost_nothing(tmp_path: Path) -> None:
    file = tmp_path / "1.xlsx"
    file.write_bytes(many_merges())
    (one,) = examine_all([str(file)], Settings())
    assert (one.review.status, one.review.coverage["figures"]) == ("complete", 1)
