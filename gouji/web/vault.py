"""The files of the documents: under random names, outside of what the server shows, each whole or absent."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

from extract.readers import MAX_BYTES, MAX_PDF_BYTES, sniff
from extract.readers.ole import MAGIC
from extract.readers.sniff import ZIP
from extract.readers.unreadable import Unreadable
from gouji.web.store.document import Received, new_id

ORIGINAL: Final = "original"
RESULT: Final = "result.json"
"""The bytes of ``gouji check --format json``."""
DOCUMENT: Final = "document.json"
"""The bytes of ``gouji check --format json --with-document``."""
LEAF: Final = "leaf"

_PIECE: Final = 2**20
_HEAD: Final = 2**16
_MAX_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class Vault:
    """The folder of one page; ``room`` of a document is a folder in it."""

    folder: Path

    def prepare(self) -> None:
        """Make the folders, for this user of the system only."""
        for place in (self.folder, self.incoming, self.folder / "vault", self.bench):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)

    @property
    def incoming(self) -> Path:
        """Where files are until they are whole."""
        return self.folder / "incoming"

    @property
    def bench(self) -> Path:
        """Where the worker keeps its lock."""
        return self.folder / "worker"

    def room(self, name: str) -> Path:
        """The folder of one document."""
        return self.folder / "vault" / name[:2] / name

    def path(self, name: str, kind: str) -> Path:
        """One file of a document."""
        return self.room(name) / kind

    def read(self, name: str, kind: str) -> bytes | None:
        """The bytes of one file, None where there is none."""
        try:
            return self.path(name, kind).read_bytes() if name else None
        except FileNotFoundError:
            return None

    def receive(self, source: BinaryIO, shown: str) -> Received:
        """Take a file in. Unreadable where it is too large or of a kind that is never read."""
        name, size, digest, head = new_id(), 0, sha256(), b""
        unfinished = self.incoming / name
        try:
            with unfinished.open("xb") as target:
                while piece := source.read(_PIECE):
                    size += len(piece)
                    head = head or piece[:_HEAD]
                    _require_size(size, head)
                    digest.update(piece)
                    target.write(piece)
                target.flush()
                os.fsync(target.fileno())
            form = look(head, shown)
            self.room(name).mkdir(mode=0o700, parents=True)
            unfinished.replace(self.path(name, ORIGINAL))
        except BaseException:
            with contextlib.suppress(OSError):
                unfinished.unlink()
            raise
        return Received(shown, form, digest.hexdigest(), size, name)

    def settle(self, staged: Path, name: str) -> None:
        """Move what the worker made of a document into its room."""
        room = self.room(name)
        room.mkdir(mode=0o700, parents=True, exist_ok=True)
        for file in sorted(staged.iterdir()):
            file.replace(room / file.name)
        staged.rmdir()

    def remove(self, name: str) -> None:
        """Remove all files of a document."""
        if name:
            shutil.rmtree(self.room(name), ignore_errors=True)

    def sweep(self, known: Collection[str], seconds: float = 0.0) -> int:
        """Remove rooms that belong to no document and are at least so old; returns how many."""
        removed = 0
        for room in (self.folder / "vault").glob("??/*"):
            if room.name not in known and time.time() - room.stat().st_mtime >= seconds:
                shutil.rmtree(room, ignore_errors=True)
                removed += 1
        return removed

    def clear_incoming(self) -> None:
        """Remove what a killed server had received by half; the worker clears its own."""
        for place in self.incoming.iterdir():
            if place.is_file():
                place.unlink()


def _require_size(size: int, head: bytes) -> None:
    limit = MAX_PDF_BYTES if b"%PDF-" in head[:1024] else MAX_BYTES
    if size > limit:
        raise Unreadable("too-large", f"文件超过{limit // 2**20} MB，未接收，请拆分后再上传。")


def look(head: bytes, shown: str) -> str:
    """What a file is at first sight, by its first bytes. Unreadable where no reader takes such files.

    Containers are opened only by the worker: here they go by the ending of their name.
    """
    if head.startswith((*ZIP, MAGIC)):
        return PurePosixPath(shown).suffix.lstrip(".").lower()
    return sniff(head, shown)


def clean_name(name: str) -> str:
    """A file's name as it is shown: nothing that leads anywhere, nothing that cannot be printed."""
    parts = [part.strip() for part in name.replace("\\", "/").split("/")]
    kept = "/".join(part for part in parts if part not in {"", ".", ".."})
    clean = "".join(char for char in kept if char.isprintable()) or "未命名"
    return clean if len(clean) <= _MAX_NAME else "…" + clean[-_MAX_NAME:]
