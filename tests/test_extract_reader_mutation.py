"""Damaged documents: every reader ends with blocks or with a reason, never with anything else.

And a damaged document is never taken for a whole one: where characters were lost, it is said.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator

import openpyxl
import pytest

from extract.model import Paragraph, Source
from extract.readers import Unreadable, read_bytes
from tests.ofd_sample import grid, make_ofd, text
from tests.word_sample import cell, listed, make_docx, numbering, para, row, run, table

ROWS = [
    ("项目", "预算", "决算"),
    ("甲项目", "12.50", "11.00"),
    ("乙项目", "7.50", "6.00"),
    ("合计", "20.00", "17.00"),
]


def word() -> bytes:
    body = para("一、基本情况", listed()) + para(run("支出20.00万元") + f"<w:ins>{run('，增长5%')}</w:ins>")
    body += table(*(row(*(cell(c) for c in line)) for line in ROWS), widths=(2000, 2000, 2000))
    return make_docx(
        body + para("说明：无"), numbering=numbering(("chineseCounting", "%1、")), styles="", footnotes=""
    )


def sheet() -> bytes:
    book = openpyxl.Workbook()
    for line in ROWS:
        book.active.append([float(c) if c[0].isdigit() else c for c in line])
    book.active.merge_cells("A5:C5")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def page() -> bytes:
    rows = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in line) + "</tr>" for line in ROWS)
    return f'<html><head><meta charset="utf-8"></head><body><p>支出</p><table>{rows}</table></body></html>'.encode()


def plain() -> bytes:
    return "".join("".join(f"\t{c}\n" for c in line) + "\n" for line in ROWS).encode()


MAKERS = {
    "docx": word,
    "xlsx": sheet,
    "html": page,
    "txt": plain,
    "csv": lambda: "\n".join(",".join(line) for line in ROWS).encode("gb18030"),
    "ofd": lambda: make_ofd(text(30, 40, "支出20.00万元") + grid(30, 60, [list(line) for line in ROWS])),
}


def attempt(data: bytes, name: str) -> Source | Unreadable:
    try:
        return read_bytes(data, name)
    except Unreadable as error:
        assert error.code != "failed", repr(error.__cause__)
        assert error.message
        return error


def rebuilt(data: bytes, change: dict[str, bytes | None]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change.get(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return buffer.getvalue()


def mutations(data: bytes, seed: int) -> Iterator[bytes]:
    """Bytes cut off, flipped, doubled and overwritten; in containers also inside the members."""
    chance = random.Random(seed)
    for _ in range(12):
        yield data[: chance.randrange(len(data))]
        flipped = bytearray(data)
        for _ in range(chance.choice((1, 4, 32))):
            flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        yield bytes(flipped)
        at, size = chance.randrange(len(data)), chance.randrange(1, 64)
        yield data[:at] + data[at : at + size] * 3 + data[at + size :]
    if not data.startswith(b"PK"):
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name, content in members.items():
        yield rebuilt(data, {name: None})
        yield rebuilt(data, {name: b""})
        for _ in range(6):
            if len(content) > 4:
                at = chance.randrange(len(content) - 1)
                yield rebuilt(data, {name: content[:at]})
                swapped = bytearray(content)
                swapped[at], swapped[at + 1] = swapped[at + 1], chance.choice(b'<>&"/= 0az\xe4')
                yield rebuilt(data, {name: bytes(swapped)})
                parts = content.split(b">")
                chance.shuffle(parts)
                yield rebuilt(data, {name: b">".join(parts)})


@pytest.mark.parametrize("form", sorted(MAKERS))
@pytest.mark.parametrize("seed", range(3))
def test_no_damage_raises_anything_else(form: str, seed: int) -> None:
    for data in mutations(MAKERS[form](), seed):
        attempt(data, f"x.{form}")


@pytest.mark.parametrize("form", ["docx", "xlsx", "ofd"])
def test_a_container_cut_short_is_never_complete(form: str) -> None:
    data = MAKERS[form]()
    for length in range(4, len(data), max(len(data) // 60, 1)):
        result = attempt(data[:length], f"x.{form}")
        assert (
            isinstance(result, Unreadable)
            or result.reasons
            or len(figures(result)) == len(figures(attempt(data, "x")))
        )


@pytest.mark.parametrize("form", ["docx", "xlsx", "ofd"])
def test_a_lost_member_that_held_figures_is_said(form: str) -> None:
    data = MAKERS[form]()
    whole = figures(attempt(data, "x"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
    for name in names:
        result = attempt(rebuilt(data, {name: None}), f"x.{form}")
        assert isinstance(result, Unreadable) or result.reasons or figures(result) == whole, name


def figures(result: Source | Unreadable) -> list[str]:
    if isinstance(result, Unreadable):
        return []
    parts = [
        part
        for block in result.blocks
        for part in ([block.text] if isinstance(block, Paragraph) else [c.text for c in block.cells])
    ]
    return sorted(part for part in parts if any(char.isdigit() for char in part))
