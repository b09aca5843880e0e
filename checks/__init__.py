"""Figures to findings: ``check`` an extraction, get its report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from checks.model import Report
    from extract.model import Extraction

__all__ = ["check"]


def check(
    extraction: Extraction,
    pack: dict[str, Any] | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
) -> Report:
    """Everything the selected rules find in one document; see ``checks.run.check``."""
    from checks import run

    return run.check(extraction, pack, select, ignore)
