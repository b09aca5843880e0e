"""Folders and zip archives opened into documents; nothing is ever written to disk.

Listing an archive reads its directory only.  The bytes of a member are read by whoever reads the
document, in that document's own process, so that a bomb harms nobody else.
"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from extract.isolate import beat
from extract.readers.package import check_limits, read_member
from extract.readers.unreadable import Unreadable

MAX_DEPTH: Final = 3
MAX_MEMBER: Final = 300 * 2**20
_MAX_NAME: Final = 200
_SKIPPED: Final = frozenset(("thumbs.db", ".ds_store", "desktop.ini"))


@dataclass(frozen=True, slots=True)
class Member:
    """One document: its path as shown (a.zip!/b.docx), and where its bytes are.

    ``file`` is the file on disk; ``chain`` are the positions to follow in the directory of that
    archive, then in that of the archive inside it, and so on.  ``error`` says why there is nothing
    to read.
    """

    path: str
    file: Path
    chain: tuple[int, ...] = ()
    error: Unreadable | None = None


def expand(path: Path | str) -> Iterator[Member]:
    """The documents at a path in a stable order: a file itself, or all files of a folder.

    Archives among them stay closed: ``open_archive`` opens one.  A folder without files is one
    member with its error, as is a link or a folder inside that cannot be entered.
    """
    path = Path(path)
    if not path.is_dir():
        yield Member(str(path), path)
        return
    lost: list[OSError] = []
    found: list[Member] = []
    for folder, folders, names in os.walk(path, onerror=lost.append):
        links = [name for name in folders if Path(folder, name).is_symlink()]
        found += [_linked(Path(folder, name)) for name in links]
        for name in names:
            file = Path(folder, name)
            if not _is_junk(name):
                found.append(_linked(file) if file.is_symlink() else Member(str(file), file))
    for error in lost:
        unreadable = Unreadable(
            "no-access", f"无法打开文件夹（{error.strerror or '读取失败'}），请检查权限。"
        )
        found.append(Member(str(error.filename), Path(error.filename), error=unreadable))
    if not found:
        found = [Member(str(path), path, error=Unreadable("empty", "文件夹中没有文件，请核对路径。"))]
    yield from sorted(found, key=lambda member: member.file.as_posix())


def _linked(file: Path) -> Member:
    return Member(str(file), file, error=Unreadable("link", "这是链接，未读取，请直接检查它所指的文件。"))


def open_archive(member: Member) -> list[Member]:
    """The members of an archive, by name. Raises Unreadable where it cannot be opened or is empty."""
    if len(member.chain) >= MAX_DEPTH:
        raise Unreadable("too-large", f"压缩包嵌套超过{MAX_DEPTH}层，未读取，请解压后再检查。")
    _, entries = _directory(load(member))
    found = []
    for position, entry in enumerate(entries):
        name = name_of(entry)
        if not entry.is_dir() and not _is_junk(PurePosixPath(name).name) and not name.startswith("__MACOSX/"):
            found.append((name, Member(f"{member.path}!/{name}", member.file, (*member.chain, position))))
    if not found:
        raise Unreadable("empty", "压缩包中没有文件，请确认是否上传完整。")
    return [inside for _, inside in sorted(found, key=lambda pair: (pair[0], pair[1].chain))]


def load(member: Member) -> bytes:
    """The bytes of a document. Raises nothing but Unreadable."""
    from extract.readers import load_file

    data = load_file(member.file)
    for position in member.chain:
        archive, entries = _directory(data)
        data = read_member(archive, entries[position], MAX_MEMBER)
        beat()
    return data


def _directory(data: bytes) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, OverflowError) as error:
        raise Unreadable("corrupt", "压缩包已损坏，无法打开，请重新压缩后再检查。") from error
    entries = archive.infolist()
    check_limits(entries)
    return archive, entries


def name_of(entry: zipfile.ZipInfo) -> str:
    """A member's name as its author saw it, without anything that leads out of the archive.

    Chinese systems write names in GBK without saying so; a zip library takes them for code page 437.
    """
    name = entry.filename
    if not entry.flag_bits & 0x800:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            raw = b""
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding) if raw else name
                break
            except UnicodeDecodeError:
                continue
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    clean = "/".join("".join(char for char in part if char.isprintable()) for part in parts) or "_"
    return clean if len(clean) <= _MAX_NAME else "…" + clean[-_MAX_NAME:]


def _is_junk(name: str) -> bool:
    """Files that systems and offices leave behind, which nobody submitted."""
    return name.lower() in _SKIPPED or name.startswith(("~$", ".~", "._"))
