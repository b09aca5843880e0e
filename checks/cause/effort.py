"""How much of a search is left: in steps and not in seconds, so that every machine finds the same causes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Effort:
    """A search may take ``limit`` steps: a figure solved for, or a second one tried with a first."""

    limit: int
    taken: int = 0

    def step(self) -> bool:
        """Take one step; False where there is none left."""
        self.taken += 1
        return not self.is_spent()

    def is_spent(self) -> bool:
        """Whether a step was asked for that was not there."""
        return self.taken > self.limit
