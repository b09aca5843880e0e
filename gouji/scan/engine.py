"""What a result depends on besides the document: the program and its configuration, each as a hash."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

from gouji import __version__
from gouji.config import Settings

LENGTH = 16


@cache
def engine() -> str:
    """The version of the program with a hash of its sources and data, so that every change of a rule counts."""
    hashed = sha256()
    for package in ("extract", "checks", "gouji"):
        for name, item in sorted(_walk(files(package), package)):
            hashed.update(f"{name}\n".encode() + sha256(item.read_bytes()).digest())
    return f"{__version__}+{hashed.hexdigest()[:LENGTH]}"


def configuration(settings: Settings) -> str:
    """A hash of the settings that a result depends on, and those settings readable before it."""
    chosen: dict[str, object] = {"select": sorted(settings.select), "ignore": sorted(settings.ignore)}
    if settings.pack is not None:
        chosen["pack"] = settings.pack
    return sha256(json.dumps(chosen, sort_keys=True, default=str).encode()).hexdigest()[:LENGTH]


def name_result(digest: str, name: str, engine: str, configuration: str) -> str:
    """The key of a document's result: its bytes, its name (which readers look at), program, settings."""
    return sha256("\n".join((digest, name, engine, configuration)).encode("utf-8", "replace")).hexdigest()[
        :40
    ]


def _walk(folder: Traversable, name: str) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for item in folder.iterdir():
        path = f"{name}/{item.name}"
        if item.is_dir():
            found += _walk(item, path) if not item.name.startswith(("__", ".")) else []
        elif item.name.endswith((".py", ".toml", ".css", ".js")):
            found.append((path, item))
    return found
