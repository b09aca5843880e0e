"""Documents to figures: ``read`` a path, get every figure with its place."""

from __future__ import annotations

import hashlib
from pathlib import Path

from extract.model import (
    Cell,
    Extraction,
    Figure,
    Indicator,
    Locator,
    Paragraph,
    RawTable,
    Reason,
    Source,
    Statement,
    Table,
    Unread,
)

__all__ = [
    "Cell", "Extraction", "Figure", "Indicator", "Locator", "Paragraph", "RawTable", "Reason", "Source",
    "Statement", "Table", "Unread", "read", "read_bytes", "read_text",
]  # fmt: skip


def read(path: Path | str) -> Extraction:
    """Read one document in this process. Raises ``extract.readers.Unreadable`` where nothing can be read."""
    from extract.readers import read_source

    data_hash = hashlib.sha256(Path(path).read_bytes()).hexdigest() if Path(path).is_file() else ""
    return understand_source(read_source(path), str(path), data_hash)


def read_bytes(data: bytes, name: str) -> Extraction:
    """Read a document from its bytes; ``name`` is recorded as its path."""
    from extract.readers import read_bytes as read_source_bytes

    return understand_source(read_source_bytes(data, name), name, hashlib.sha256(data).hexdigest())


def read_text(text: str) -> Extraction:
    """Read a piece of a report given as text: paragraphs, pipe tables, caption lines."""
    from extract.readers.text import read_text as read_source_text

    return understand_source(read_source_text(text), "<text>", hashlib.sha256(text.encode()).hexdigest())


def understand_source(source: Source, path: str, sha256: str) -> Extraction:
    """Understand what a reader returned."""
    from extract.document import understand

    return understand(source, path, sha256)
