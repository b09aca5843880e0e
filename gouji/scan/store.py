"""The stored results of a run: each file is written whole or not at all, under the key of what it depends on."""

from __future__ import annotations

import contextlib
import errno
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_UNFINISHED = ".part"


@dataclass(frozen=True, slots=True)
class Store:
    """The results in ``run``/results, two levels deep so that no folder grows large."""

    run: Path

    def place(self, key: str, ending: str = ".json") -> Path:
        """Where the result with this key stands."""
        return self.run / "results" / key[:2] / f"{key}{ending}"

    def has(self, key: str) -> bool:
        """Whether there is a result with this key."""
        return self.place(key).is_file()

    def read(self, key: str) -> dict[str, Any] | None:
        """The stored result of one document, None where there is none that can be read."""
        return _read(self.place(key))

    def read_facts(self, key: str) -> dict[str, Any] | None:
        """What the summary and the checks across documents need of it, None likewise."""
        return _read(self.place(key, ".facts"))

    def write(self, key: str, result: bytes, page: bytes, facts: bytes) -> None:
        """Keep what came of a document, the result last: who finds that finds the others too."""
        write_whole(self.place(key, ".facts"), facts)
        write_whole(self.place(key, ".html"), page)
        write_whole(self.place(key), result)

    def copy(self, other: Store, key: str) -> None:
        """Take over a result of another run."""
        for ending in (".facts", ".html", ".json"):
            write_whole(self.place(key, ending), other.place(key, ending).read_bytes())

    def sweep(self) -> None:
        """Remove what a killed process left half written."""
        for file in self._files():
            if file.name.endswith(_UNFINISHED):
                with contextlib.suppress(OSError):
                    file.unlink()

    def names(self) -> Iterator[str]:
        """The keys of all stored results."""
        for file in self._files():
            if file.suffix == ".json":
                yield file.stem

    def remove(self, key: str) -> None:
        """Remove a result with its page."""
        for ending in (".json", ".html", ".facts"):
            with contextlib.suppress(OSError):
                self.place(key, ending).unlink()

    def _files(self) -> Iterator[Path]:
        for folder in sorted((self.run / "results").glob("??")):
            yield from sorted(folder.iterdir())


def _read(file: Path) -> dict[str, Any] | None:
    try:
        stored: dict[str, Any] = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return None
    return stored


def tell_unwritable(run: Path, error: Exception) -> str:
    """That a run folder cannot be written, why, and what to do."""
    why = _tell_failure(error)
    return f"无法写入 {run}（{why}）；已完成的结果都已保存；腾出空间或换到可写的位置后，加 --resume 接着运行"


def _tell_failure(error: Exception) -> str:
    """Why something could not be written, in Chinese where it is one of the usual reasons."""
    number = getattr(error, "errno", None)
    text = getattr(error, "strerror", None) or str(error)
    if number in (errno.ENOSPC, errno.EDQUOT) or "is full" in text:
        return "磁盘空间不足"
    if number in (errno.EROFS, errno.EACCES, errno.EPERM) or "readonly" in text:
        return "没有写入权限"
    return text


def write_whole(target: Path, content: bytes | Iterable[bytes]) -> None:
    """Write a file such that at any moment it is absent, or as it was, or complete.

    Raises OSError, after which nothing is left behind.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}{_UNFINISHED}")
    try:
        with unfinished.open("wb") as file:
            file.writelines((content,) if isinstance(content, bytes) else content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise
