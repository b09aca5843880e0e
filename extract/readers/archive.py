"""Folders and zip archives opened into documents; nothing is ever written to disk."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from extract.readers.package import check_limits, read_member
from extract.readers.sniff import ZIP, sniff
from extract.readers.unreadable import Unreadable

MAX_DEPTH: Final = 3
MAX_MEMBER: Final = 300 * 2**20
_MAX_NAME: Final = 200
_SKIPPED: Final = frozenset(("thumbs.db", ".ds_store", "desktop.ini"))


@dataclass(frozen=True, slots=True)
class Member:
    """One document: its path as shown (a.zip!/b.docx), and its bytes or why there are none.

    ``file`` is the path on disk where the document is a file of its own; ``data`` is then None
    and the bytes are left to whoever reads it.
    """

    path: str
    data: bytes | None = None
    error: Unreadable | None = None
    file: Path | None = None


def expand(path: Path | str) -> Iterator[Member]:
    """The documents at a path in a stable order: a file itself, a folder's files, an archive's members.

    Never raises for what it finds: an archive that cannot be opened is one member with its error.
    """
    path = Path(path)
    if path.is_dir():
        for file in sorted(path.rglob("*"), key=lambda found: found.as_posix()):
            if file.is_file() and not file.is_symlink() and not _is_junk(file.name):
                yield from expand(file)
        return
    try:
        with path.open("rb") as stream:
            head = stream.read(4)
        if not head.startswith(ZIP) or path.stat().st_size > MAX_MEMBER:
            yield Member(str(path), file=path)
            return
        data = path.read_bytes()
        if sniff(data, path.name) != "zip":
            yield Member(str(path), file=path)
            return
    except Unreadable as error:
        yield Member(str(path), error=error, file=path)
        return
    except OSError:
        # Reading it will say what is wrong.
        yield Member(str(path), file=path)
        return
    yield from _open(data, str(path), 1)


def _open(data: bytes, path: str, depth: int) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        check_limits(entries)
    except Unreadable as error:
        yield Member(path, error=error)
        return
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, OverflowError):
        yield Member(path, error=Unreadable("corrupt", "压缩包已损坏，无法打开，请重新压缩后再检查。"))
        return
    found = sorted(
        ((name_of(entry), entry) for entry in entries), key=lambda pair: (pair[0], pair[1].header_offset)
    )
    count = 0
    for name, entry in found:
        if _is_junk(PurePosixPath(name).name) or name.startswith("__MACOSX/"):
            continue
        count += 1
        shown = f"{path}!/{name}"
        try:
            content = read_member(archive, entry, MAX_MEMBER)
            nested = content.startswith(ZIP) and sniff(content, name) == "zip"
        except Unreadable as error:
            yield Member(shown, error=error)
            continue
        if not nested:
            yield Member(shown, content)
        elif depth < MAX_DEPTH:
            yield from _open(content, shown, depth + 1)
        else:
            message = f"压缩包嵌套超过{MAX_DEPTH}层，未读取，请解压后再检查。"
            yield Member(shown, error=Unreadable("too-large", message))
    if not count:
        yield Member(path, error=Unreadable("empty", "压缩包中没有文件，请确认是否上传完整。"))


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
