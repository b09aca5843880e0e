"""Printing exact quantities as a report would: unit, decimals, separators, rounding."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from corpora.model import SCALE, Slot, Style, dress


def decimal(value: Fraction, places: int, *, truncate: bool = False) -> Decimal:
    """``value`` with ``places`` decimals: half up, or cut off."""
    scaled = abs(value) * 10**places
    digits = math.floor(scaled) if truncate else math.floor(scaled + Fraction(1, 2))
    return Decimal(digits if value >= 0 else -digits).scaleb(-places)


def plain(value: Decimal, *, drop_zeros: bool) -> str:
    """Digits without exponent, trailing zeros kept or dropped."""
    text = f"{value:f}"
    if drop_zeros and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text


class Press:
    """Makes the figures of one report, all in its style."""

    def __init__(self, style: Style) -> None:
        self.style = style

    def money(
        self,
        fact: str,
        fen: int,
        concept: str,
        *,
        period: str = "",
        stage: str = "",
        measure: str = "level",
        unit: str = "",
        places: int | None = None,
        cell: bool = False,
        style: Style | None = None,
    ) -> Slot:
        """An amount of ``fen`` (1/100 元)."""
        style = style or self.style
        unit = unit or style.unit
        places = style.places if places is None else places
        quantity = Fraction(fen, 100)
        value = decimal(quantity / SCALE[unit], places)
        number = dress(plain(value, drop_zeros=style.drop_zeros), style)
        tail = "" if cell else style.gap + unit
        return Slot(fact, quantity, unit, places, concept, period, stage, measure, tail, number, style=style)

    def rate(
        self,
        fact: str,
        value: Fraction,
        concept: str,
        *,
        period: str = "",
        stage: str = "",
        measure: str = "rate",
        unit: str = "%",
        places: int | None = None,
        cell: bool = False,
    ) -> Slot:
        """A rate; ``value`` is a fraction of one. In a cell the sign is printed too."""
        style = self.style
        places = style.rate_places if places is None else places
        printed = decimal(value * 100, places, truncate=style.truncate)
        number = dress(plain(printed, drop_zeros=style.drop_zeros), replace(style, thousands=""))
        gap = "" if cell else style.gap
        tail = gap + (unit.translate({0x25: "％"}) if style.full_width and unit == "%" else unit)
        return Slot(fact, value, unit, places, concept, period, stage, measure, tail, number, style=style)

    def count(
        self,
        fact: str,
        number: int,
        unit: str,
        concept: str,
        *,
        period: str = "",
        stage: str = "",
        measure: str = "count",
        cell: bool = False,
        qualifier: str = "",
    ) -> Slot:
        """Whole things: people, firms, batches, vehicles."""
        plain_style = replace(self.style, thousands="")
        text = dress(str(number), plain_style)
        tail = "" if cell else self.style.gap + unit
        return Slot(
            fact,
            Fraction(number),
            unit,
            0,
            concept,
            period,
            stage,
            measure,
            tail,
            text,
            qualifier=qualifier,
            style=plain_style,
        )

    def score(
        self,
        fact: str,
        value: Fraction,
        concept: str,
        *,
        measure: str = "score",
        cell: bool = True,
        places: int = 2,
    ) -> Slot:
        """Points of an assessment, zeros dropped."""
        style = replace(self.style, thousands="", drop_zeros=True)
        number = dress(plain(decimal(value, places), drop_zeros=True), style)
        return Slot(
            fact, value, "分", places, concept, "", "", measure, "" if cell else "分", number, style=style
        )
