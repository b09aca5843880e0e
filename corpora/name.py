"""Invented places and departments. Any likeness to a real unit is chance."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from random import Random

FIRST = "沧云岚澄澜芷栖榆汐砚禾麓渚霁璟珂柘绛墨朔梧杏桐苇棠青浔沅洺涟湄溆"
SECOND = "宁阳川州泽陵溪湖原山江浦城塘岭安平潭源津"


@dataclass(frozen=True)
class Sector:
    """A line of work: its office, its functional codes and names, its projects and what they count."""

    office: str
    code: str
    title: str
    sub: str
    sub_title: str
    duties: tuple[str, ...]
    rooms: tuple[str, ...]
    projects: tuple[str, ...]
    counts: tuple[tuple[str, str], ...]


def _load() -> tuple[Sector, ...]:
    data = tomllib.loads((Path(__file__).parent / "sector.toml").read_text(encoding="utf-8"))
    return tuple(
        Sector(
            office=row["office"],
            code=row["code"],
            title=row["title"],
            sub=row["sub"],
            sub_title=row["sub_title"],
            duties=tuple(row["duties"]),
            rooms=tuple(row["rooms"]),
            projects=tuple(row["projects"]),
            counts=tuple((what, unit) for what, unit in row["counts"]),
        )
        for row in data["sector"]
    )


SECTORS = _load()


def place(rng: Random) -> str:
    """An invented city or county."""
    return rng.choice(FIRST) + rng.choice(SECOND) + rng.choice(("市", "市", "县", "区"))
