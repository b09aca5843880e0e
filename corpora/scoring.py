"""Scoring rules as notices print them, each with the function that it means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from random import Random

Rate = Fraction
Points = Fraction
ONE = Fraction(1)


@dataclass(frozen=True)
class Rule:
    """A printed rule and what it gives at a rate (1 is 100%); with a rising rate the points only rise or only fall."""

    text: str
    score: Callable[[Rate], Points]


def _plain(value: Fraction) -> str:
    return f"{float(value):g}"


def ceiling(rng: Random, name: str, full: int, edge: int = 100) -> Rule:
    """Full marks up to ``edge``%, so many points off for each point above it."""
    off = rng.choice((Fraction(1, 10), Fraction(1, 5), Fraction(1, 2), ONE))
    words = rng.choice(
        (
            f"以{edge}%为标准。{name}≦{edge}%，计{full}分；每超过一个百分点扣{_plain(off)}分，扣完为止。",
            f"{name}≤{edge}%得满分；每超过1%扣{_plain(off)}分，扣完为止。",
            f"{name}在{edge}%以内（含）的得{full}分，超过{edge}%的，每增加1个百分点扣{_plain(off)}分，减完为止。",
            f"{edge}%以下（含）计满分，每超出1%扣{_plain(off)}分，扣完为止。",
        )
    )
    return Rule(words, lambda v: max(Fraction(0), full - off * max(Fraction(0), v * 100 - edge)))


def floor(rng: Random, name: str, full: int, edge: int) -> Rule:
    """Full marks from ``edge``%, so many points off for each point below it."""
    off = rng.choice((Fraction(1, 10), Fraction(1, 5), Fraction(1, 2)))
    words = rng.choice(
        (
            f"{name}达到{edge}%（含）以上得满分，每降低1个百分点扣{_plain(off)}分，扣完为止。",
            f"{edge}%及以上计满分，每低于1%扣{_plain(off)}分，扣完为止。",
            f"{name}≥{edge}%，得{full}分；每减少一个百分点扣{_plain(off)}分，扣至0分为止。",
        )
    )
    return Rule(words, lambda v: max(Fraction(0), full - off * max(Fraction(0), edge - v * 100)))


def steps_up(rng: Random, name: str, full: int) -> Rule:
    """Bands from 90% and from 80%; what lies on an end belongs to the better band by the words."""
    middle = Fraction(full, 2)
    words = rng.choice(
        (
            f"{name}≥90%，计{full}分；80%（含）-90%，计{_plain(middle)}分；低于80%不得分。",
            f"{name}≥90%得{full}分，90%＞{name}≥80%得{_plain(middle)}分，＜80%得0分。",
            f"90%（含）以上得满分；80%-90%（含80%）得{_plain(middle)}分；80%以下得0分。",
            f"[90%，100%]得{full}分；[80%，90%)得{_plain(middle)}分；80%以下不得分。",
        )
    )
    return Rule(words, lambda v: Fraction(full if v * 100 >= 90 else middle if v * 100 >= 80 else 0))


def steps_down(rng: Random, name: str, full: int) -> Rule:
    """0 is best, then up to 10% and 20%."""
    middle = Fraction(full, 2)
    words = rng.choice(
        (
            f"{name}=0，计{full}分；0-10%（含），计{_plain(middle)}分；10-20%（含），计0.5分；大于20%不得分。",
            f"{name}为0得满分，0＜{name}≤10%得{_plain(middle)}分，10%＜{name}≤20%得0.5分，20%以上不得分。",
        )
    )

    def score(rate: Rate) -> Points:
        percent = rate * 100
        if percent > 20:
            return Fraction(0)
        return Fraction(full) if percent == 0 else middle if percent <= 10 else Fraction(1, 2)

    return Rule(words, score)


def product(rng: Random, name: str, full: int) -> Rule:
    """The rate times the weight."""
    words = rng.choice(
        (
            f"得分={name}×{full}分，最高{full}分。",
            f"{name}×分值，超过100%的按100%计算。",
            f"{name}达到100%得满分；否则，得分={name}×{full}分。",
            f"{name}达到100%的，得满分；未达到100%的，按比例得分。",
            f"得分=指标分值×{name}。",
        )
    )
    return Rule(words, lambda v: min(ONE, v) * full)
