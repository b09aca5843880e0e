"""Errors planted in single digits: changed, transposed, dropped, doubled, the decimal point moved."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from corpora.model import Plant
from corpora.plant import Field, planter


def _digits(value: Decimal) -> tuple[list[int], int]:
    _, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    return list(digits), exponent


def _number(digits: list[int], exponent: int, negative: bool) -> Decimal:
    return Decimal((int(negative), tuple(digits), exponent))


def _mutate(
    field: Field, kind: str, edit: Callable[[list[int]], list[int] | None], cause: str = ""
) -> Plant | None:
    for slot in field.slots():
        digits, exponent = _digits(slot.value)
        if len(digits) < 3:
            continue
        changed = edit(digits)
        if changed is None or changed == digits:
            continue
        done = field.change(kind, [(slot, _number(changed, exponent, slot.value < 0), None)], cause=cause)
        if done:
            return done
    return None


@planter
def digit_changed(field: Field) -> Plant | None:
    """One digit other than the last is another."""

    def edit(digits: list[int]) -> list[int]:
        index = field.rng.randrange(len(digits) - 1)
        other = field.rng.choice([d for d in range(1 if index == 0 else 0, 10) if d != digits[index]])
        return [*digits[:index], other, *digits[index + 1 :]]

    return _mutate(field, "digit-changed", edit, "digit-changed")


@planter
def digits_transposed(field: Field) -> Plant | None:
    """Two neighbouring digits change places."""

    def edit(digits: list[int]) -> list[int] | None:
        pairs = [i for i in range(len(digits) - 1) if digits[i] != digits[i + 1] and (i or digits[1])]
        if not pairs:
            return None
        i = field.rng.choice(pairs)
        return [*digits[:i], digits[i + 1], digits[i], *digits[i + 2 :]]

    return _mutate(field, "digits-transposed", edit, "transposition")


@planter
def digit_dropped(field: Field) -> Plant | None:
    """One digit is missing."""

    def edit(digits: list[int]) -> list[int]:
        index = field.rng.randrange(1, len(digits))
        return digits[:index] + digits[index + 1 :]

    return _mutate(field, "digit-dropped", edit, "digit-dropped")


@planter
def digit_doubled(field: Field) -> Plant | None:
    """One digit is typed twice."""

    def edit(digits: list[int]) -> list[int]:
        index = field.rng.randrange(len(digits))
        return [*digits[: index + 1], digits[index], *digits[index + 1 :]]

    return _mutate(field, "digit-doubled", edit, "digit-doubled")


@planter
def decimal_shifted(field: Field) -> Plant | None:
    """The decimal point moves by one place."""
    for slot in field.slots():
        if slot.places == 0 or slot.printed_places == 0:
            continue
        value = slot.value.scaleb(field.rng.choice((-1, 1)))
        value = value.quantize(Decimal(1).scaleb(-slot.places))
        done = field.change("decimal-shifted", [(slot, value, None)], cause="decimal-shift")
        if done:
            return done
    return None
