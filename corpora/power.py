"""Detection power: change any one constrained figure of a clean report by more than its interval."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from corpora.model import Draft, Slot
from corpora.plant import Field


def change_one(draft: Draft, rng: Random) -> Slot | None:
    """Change one figure that a relation other than ≤ constrains; None where nothing can be changed."""
    field = Field(draft, rng)
    for slot in field.slots():
        step = Decimal(1).scaleb(-slot.printed_places)
        size = max(3 * step, (abs(slot.value) * Decimal(rng.choice(("0.02", "0.1", "0.5")))).quantize(step))
        done = field.change("power", [(slot, slot.value + rng.choice((-1, 1)) * size, None)])
        if done:
            return slot
    return None
