"""Archives and folders: one entry for each document, names as written, limits, no way out."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.readers import Unreadable, sniff
from extract.readers.archive import Member, expand, load, name_of, open_archive
from tests.word_sample import make_docx, para


def pack(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def walk(member: Member) -> Iterator[tuple[str, str]]:
    try:
        data = load(member)
        if data.startswith(b"PK") and sniff(data) == "zip":
            for inside in open_archive(member):
                yield from walk(inside)
            return
    except Unreadable as error:
        yield member.path, error.code
        return
    yield member.path, ""


def found(tmp_path: Path, data: bytes) -> list[tuple[str, str]]:
    file = tmp_path / "a.zip"
    file.write_bytes(data)
    return [(path.removeprefix(str(file)), code) for path, code in walk(Member(str(file), file))]


def test_each_member_is_a_document(tmp_path: Path) -> None:
    inner = pack({"丙.txt": b"3"})
    data = pack(
        {
            "乙.txt": b"2",
            "夹/甲.docx": make_docx(para("一")),
            "内.zip": inner,
            "Thumbs.db": b"",
            "~$x.docx": b"1",
        }
    )
    assert found(tmp_path, data) == [("!/乙.txt", ""), ("!/内.zip!/丙.txt", ""), ("!/夹/甲.docx", "")]


def test_a_document_that_is_a_zip_itself_stays_one(tmp_path: Path) -> None:
    assert found(tmp_path, make_docx(para("一"))) == [("", "")]


def test_names_in_gbk(tmp_path: Path) -> None:
    raw = "自评.txt".encode("gbk")
    data = pack({"a" * len(raw): b"1"}).replace(b"a" * len(raw), raw)
    assert found(tmp_path, data) == [("!/自评.txt", "")]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/甲.txt", "etc/甲.txt"),
        ("/绝对/甲.txt", "绝对/甲.txt"),
        ("C:\\x\\..\\甲.txt", "C:/x/甲.txt"),
        ("a\nb.txt", "ab.txt"),
        ("..", "_"),
    ],
)
def test_no_name_leads_out(name: str, shown: str) -> None:
    entry = zipfile.ZipInfo("x")
    entry.filename, entry.flag_bits = name, 0x800
    assert name_of(entry) == shown


def test_a_long_name_is_shortened_from_the_front() -> None:
    entry = zipfile.ZipInfo("甲" * 300 + ".docx")
    entry.flag_bits = 0x800
    assert len(name_of(entry)) <= 201
    assert name_of(entry).endswith(".docx")


def test_nesting_has_an_end(tmp_path: Path) -> None:
    data = pack({"底.txt": b"1"})
    for _ in range(5):
        data = pack({"内.zip": data})
    assert [code for _, code in found(tmp_path, data)] == ["too-large"]


def test_a_password_costs_only_its_member(tmp_path: Path) -> None:
    data = bytearray(pack({"甲.txt": b"1" * 50, "乙.txt": b"2" * 50}))
    central = data.index(b"PK\x01\x02")
    for at in (6, central + 8):
        data[at] |= 1
    assert found(tmp_path, bytes(data)) == [("!/乙.txt", ""), ("!/甲.txt", "encrypted")]


def test_bombs_are_refused_by_their_directory(tmp_path: Path) -> None:
    assert found(tmp_path, pack({f"{i}.txt": b"1" for i in range(5001)})) == [("", "too-large")]
    assert found(tmp_path, pack({"0.txt": bytes(40 * 2**20)})) == [("", "too-large")]


def test_a_lying_directory_does_not_make_more_of_it(tmp_path: Path) -> None:
    data = bytearray(pack({"0.txt": b"1" * 100_000}))
    central = data.index(b"PK\x01\x02")
    struct.pack_into("<I", data, central + 24, 10)
    assert found(tmp_path, bytes(data)) == [("!/0.txt", "corrupt")]


def test_an_empty_archive_is_one_entry(tmp_path: Path) -> None:
    assert found(tmp_path, pack({"__MACOSX/._a": b"1"})) == [("", "empty")]


def test_a_folder_gives_its_files_in_order(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a.txt", "b/1.txt", ".DS_Store"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"1")
    (tmp_path / "link").symlink_to(tmp_path / "a.txt")
    (tmp_path / "b" / "around").symlink_to(tmp_path)
    assert [
        (m.file.relative_to(tmp_path).as_posix(), m.error.code if m.error else "") for m in expand(tmp_path)
    ] == [("a.txt", ""), ("b/1.txt", ""), ("b/2.txt", ""), ("b/around", "link"), ("link", "link")]


def test_an_empty_folder_is_one_entry(tmp_path: Path) -> None:
    (member,) = expand(tmp_path)
    assert (member.path, member.error and member.error.code) == (str(tmp_path), "empty")


def test_listing_an_archive_inflates_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    file.write_bytes(pack({f"{i}.txt": bytes(15 * 2**20) for i in range(20)}))
    tracemalloc.start()
    listed = open_archive(Member(str(file), file))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(listed) == 20 and peak < 2**21
