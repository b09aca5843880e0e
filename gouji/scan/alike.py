"""Documents of two units that are one: the same distinctive amounts, or the same sentences.

What a document prints is sketched by its smallest hashes in a table on disk; who shares many of
these is compared in full.  What many units print is the form's, and tells nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from gouji.scan.group import Document
from gouji.scan.store import Store

_CROWD: Final = 12
"""More units than this do not copy from each other: what they share is given to them."""


@dataclass(frozen=True, slots=True)
class Trait:
    """What is compared: the name in a document's facts, and how much of it has to be the same.

    ``sketch`` hashes stand for a document, ``shared`` of them have to be equal before it is looked
    at closely; then ``common`` things and half of all must be, or ``few`` and three quarters.
    ``units`` is how many units it takes to know what is the form's.
    """

    code: str
    name: str
    told: str
    sketch: int
    shared: int
    common: int
    few: int
    units: int = 2

    def is_copied(self, common: int, every: int) -> bool:
        """Whether documents that have so many of all their things in common are one."""
        return (common >= self.common and 2 * common >= every) or (
            common >= self.few and 4 * common >= 3 * every
        )


AMOUNTS: Final = Trait("GJ504", "amounts", "特征金额", 64, 6, 12, 6)
LINES: Final = Trait("GJ507", "lines", "16字以上的句子", 200, 12, 12, 12, 20)


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two documents with so many equal things of so many."""

    one: Document
    other: Document
    common: int
    every: int


def find_alike(documents: Sequence[Document], store: Store, trait: Trait) -> Iterator[Likeness]:
    """The pairs of documents of different units that are alike, by their paths."""
    if len({one.unit for one in documents}) < trait.units:
        return
    named = {one.path: one for one in documents}
    with closing(sqlite3.connect("")) as base:
        base.execute("CREATE TABLE sketch (thing INTEGER, path TEXT, unit TEXT)")
        for one in documents:
            things = sorted(_things(one, store, trait), key=_mix)[: trait.sketch]
            base.executemany(
                "INSERT INTO sketch VALUES (?, ?, ?)", [(thing, one.path, one.unit) for thing in things]
            )
        base.execute("CREATE INDEX by_thing ON sketch (thing)")
        base.execute(
            "DELETE FROM sketch WHERE thing IN (SELECT thing FROM sketch GROUP BY thing "
            "HAVING COUNT(DISTINCT unit) NOT BETWEEN 2 AND ? OR COUNT(*) > ?)",
            (_CROWD, 4 * _CROWD),
        )
        pairs = base.execute(
            "SELECT a.path, b.path FROM sketch a JOIN sketch b ON a.thing = b.thing AND a.path < b.path "
            "WHERE a.unit <> b.unit GROUP BY a.path, b.path HAVING COUNT(*) >= ? ORDER BY a.path, b.path",
            (trait.shared,),
        )
        for first, second in pairs:
            one, other = named[first], named[second]
            if one.unit in other.unit or other.unit in one.unit:
                continue
            mine, theirs = _things(one, store, trait), _things(other, store, trait)
            common, every = len(mine & theirs), len(mine | theirs)
            if trait.is_copied(common, every):
                yield Likeness(one, other, common, every)


def _things(document: Document, store: Store, trait: Trait) -> set[int]:
    return set((store.read_facts(document.key) or {}).get(trait.name, ()))


def _mix(thing: int) -> bytes:
    return sha256(b"%d" % thing).digest()
