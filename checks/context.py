"""What a rule sees of a document."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from checks.apart import Apart
from checks.whose import Whose
from extract.model import Extraction

if TYPE_CHECKING:
    from checks.fact import FactTable


@dataclass(frozen=True)
class Context:
    """One document as rules see it: what was read, the facts gathered from it, and the norms' pack.

    What several rules ask of the whole document is made when the first one asks.
    """

    extraction: Extraction
    facts: FactTable
    pack: dict[str, Any] | None = None

    @cached_property
    def whose(self) -> Whose:
        """Whose the figures are besides what their keys say."""
        return Whose(self.extraction)

    @cached_property
    def apart(self) -> Apart:
        """Which stretches of the text tell the same facts of different things."""
        return Apart(self)
