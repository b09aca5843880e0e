"""A zip container (OOXML, ODF, OFD) opened with limits, and its XML parts parsed without surprises."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from extract.readers.unreadable import Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_MEMBERS: Final = 5_000
MAX_TOTAL: Final = 512 * 2**20
MAX_PART: Final = 64 * 2**20
MAX_RATIO: Final = 1_000
"""Beyond this, a member larger than 16 MB is a bomb: text compresses at most a few hundred times."""

_STRICT: Final = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main",
     b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships",
     b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math",
     b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
     b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
    (b"http://purl.oclc.org/ooxml/drawingml/main",
     b"http://schemas.openxmlformats.org/drawingml/2006/main"),
)  # fmt: skip

_DOCTYPES: Final = tuple(
    "<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
)


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship of a part: ``kind`` is the last word of its type, ``target`` a part name or address."""

    id: str
    kind: str
    target: str
    external: bool


class Package:
    """A zip container whose members are read one by one, never beyond the limits.

    Raises Unreadable (corrupt, encrypted, too-large) on opening or reading.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (
            zipfile.BadZipFile,
            ValueError,
            OSError,
            EOFError,
            NotImplementedError,
            OverflowError,
        ) as error:
            raise Unreadable(
                "corrupt", "文件已损坏（压缩结构不完整），请用原软件打开后另存，再重新检查。"
            ) from error
        entries = self._zip.infolist()
        check_limits(entries)
        self._entries = {entry.filename.replace("\\", "/").lstrip("/"): entry for entry in entries}

    @property
    def names(self) -> list[str]:
        """The names of all members, in the order of the container."""
        return list(self._entries)

    def find(self, name: str) -> bytes | None:
        """The bytes of a member, None where there is none of that name (case does not matter)."""
        entry = self._entries.get(name)
        if entry is None:
            wanted = name.lower()
            entry = next((e for n, e in self._entries.items() if n.lower() == wanted), None)
        return None if entry is None else read_member(self._zip, entry, MAX_PART)

    def parse(self, name: str) -> _Element | None:
        """The root element of an XML member, None where there is no such member.

        Raises Unreadable where it has a DOCTYPE or is not well-formed.
        """
        data = self.find(name)
        return None if data is None else parse_xml(data)

    def relations(self, name: str) -> dict[str, Relation]:
        """The relationships of the part ``name`` ("" for the package itself) by id."""
        folder, base = posixpath.split(name)
        root = self.parse(posixpath.join(folder, "_rels", base + ".rels"))
        found: dict[str, Relation] = {}
        for item in root if root is not None else ():
            target = item.get("Target") or ""
            external = (item.get("TargetMode") or "").lower() == "external"
            if not external:
                target = posixpath.normpath(posixpath.join("/" + folder, unquote(target))).lstrip("/")
            kind = (item.get("Type") or "").rsplit("/", 1)[-1]
            relation = Relation(item.get("Id") or "", kind, target, external)
            found[relation.id] = relation
        return found


def check_limits(entries: list[zipfile.ZipInfo]) -> None:
    """Raise Unreadable where a container holds more than the limits allow, by its own directory."""
    if len(entries) > MAX_MEMBERS:
        raise Unreadable("too-large", f"压缩包内文件超过{MAX_MEMBERS}个，未读取，请拆分后再检查。")
    if sum(entry.file_size for entry in entries) > MAX_TOTAL:
        raise Unreadable("too-large", "解压后总大小超过512 MB，未读取，请拆分后再检查。")
    for entry in entries:
        if entry.file_size > 2**24 and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise Unreadable("too-large", "压缩比异常，疑为恶意构造的文件，未读取。")


def read_member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    """The bytes of one member; Unreadable where it is larger than ``limit``, damaged or encrypted."""
    if entry.flag_bits & 0x1:
        raise Unreadable("encrypted", "压缩包设有密码，无法读取，请解除密码后再检查。")
    if entry.file_size > limit:
        raise Unreadable("too-large", f"内部文件超过{limit // 2**20} MB，未读取，请拆分后再检查。")
    try:
        with archive.open(entry) as stream:
            data = stream.read(limit + 1)
    except RuntimeError as error:
        raise Unreadable("encrypted", "压缩包设有密码，无法读取，请解除密码后再检查。") from error
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        ValueError,
        KeyError,
    ) as error:
        raise Unreadable(
            "corrupt", "文件已损坏（内容校验不符），请用原软件打开后另存，再重新检查。"
        ) from error
    if len(data) > limit:
        raise Unreadable("too-large", f"内部文件超过{limit // 2**20} MB，未读取，请拆分后再检查。")
    return data


def parse_xml(data: bytes) -> _Element:
    """Parse an XML part: no DOCTYPE, no entities, no network, strict OOXML names made transitional."""
    from lxml import etree

    if any(mark in data for mark in _DOCTYPES):
        raise Unreadable(
            "unsafe", "文件内含外部实体声明（DOCTYPE），正常文档不应出现，已拒绝读取，请另存后再检查。"
        )
    if b"purl.oclc.org/ooxml" in data:
        for strict, transitional in _STRICT:
            data = data.replace(strict, transitional)
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root: _Element = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(
            "corrupt", "文件已损坏（内部结构不完整），请用原软件打开后另存，再重新检查。"
        ) from error
    if root.getroottree().docinfo.doctype:
        raise Unreadable(
            "unsafe", "文件内含外部实体声明（DOCTYPE），正常文档不应出现，已拒绝读取，请另存后再检查。"
        )
    return root
