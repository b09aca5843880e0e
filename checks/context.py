"""What a rule sees of a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extract.model import Extraction

if TYPE_CHECKING:
    from checks.fact import FactTable


@dataclass(frozen=True)
class Context:
    """One document as rules see it: what was read, the facts gathered from it, and the norms' pack."""

    extraction: Extraction
    facts: FactTable
    pack: dict[str, Any] | None = None
