"""A report as the generator holds it: text with printed figures in it, and what is true of them.

A ``Slot`` is one printed figure.  It keeps the exact quantity behind it and the run of characters
that is printed, so that a planted error changes the print and leaves the quantity alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

SCALE = {
    "元": Fraction(1),
    "万元": Fraction(10_000),
    "亿元": Fraction(100_000_000),
    "%": Fraction(1, 100),
    "个百分点": Fraction(1, 100),
    "百分点": Fraction(1, 100),
    "成": Fraction(1, 10),
}
"""What one of a unit is in the base of its kind; every other unit counts single things."""


@dataclass
class Style:
    """How one report prints its numbers."""

    unit: str = "万元"
    places: int = 2
    thousands: str = ""
    drop_zeros: bool = False
    full_width: bool = False
    gap: str = ""
    rate_places: int = 2
    truncate: bool = False
    half_width: bool = False
    year_gap: bool = False


@dataclass(eq=False)
class Slot:
    """One printed figure.

    ``quantity`` is exact, in 元, as a fraction (0.25 for 25%), or in single things; ``fact`` names
    what is stated, so that two slots of one fact repeat each other.  ``number`` is the digits as
    printed, ``tail`` the unit beside them ("" in a cell whose unit stands elsewhere), ``label`` the printed
    subject where it is worded otherwise than ``concept``.
    """

    fact: str
    quantity: Fraction
    unit: str
    places: int
    concept: str
    period: str = ""
    stage: str = ""
    measure: str = "level"
    tail: str = ""
    number: str = ""
    id: str = ""
    qualifier: str = ""
    fixed: bool = False
    style: Style = field(default_factory=Style)
    original: str = ""
    label: str = ""

    @property
    def text(self) -> str:
        """The run of characters in the report."""
        return self.number + self.tail

    @property
    def value(self) -> Decimal:
        """The printed value, in ``unit``."""
        return parse(self.number)

    @property
    def printed_places(self) -> int:
        """Decimals that are printed, dropped zeros not counted."""
        exponent = self.value.as_tuple().exponent
        assert isinstance(exponent, int)
        return max(0, -exponent)

    @property
    def scale(self) -> Fraction:
        """What one of the printed unit is in the base of its kind."""
        return SCALE.get(self.unit, Fraction(1))

    @property
    def blank(self) -> bool:
        """Whether nothing is printed any more."""
        return not self.number

    def erase(self) -> None:
        """Print nothing in its place."""
        self.original = self.original or self.text
        self.number = self.tail = ""

    def reprint(self, value: Decimal, *, unit: str | None = None) -> None:
        """Print another value in the same manner; the quantity stays what it was."""
        if not self.original:
            self.original = self.text
        digits = f"{value:f}"
        if self.style.drop_zeros and "." in digits:
            digits = digits.rstrip("0").rstrip(".")
        self.number = dress(digits, self.style)
        if unit is not None:
            self.tail = self.tail.replace(self.unit, unit)
            self.unit = unit


@dataclass(eq=False)
class Word:
    """A word that a planted error can exchange: a direction for its opposite, a year for the one before."""

    text: str
    opposite: str
    kind: str = "direction"
    id: str = ""
    original: str = ""

    def reverse(self) -> None:
        """Print the opposite."""
        self.original = self.text
        self.text, self.opposite = self.opposite, self.text


Fragment = str | Slot | Word


@dataclass(eq=False)
class Paragraph:
    """A paragraph; ``numbering`` is printed before it, by the word processor where ``auto``."""

    fragments: list[Fragment]
    style: str = "body"
    numbering: str = ""
    auto: bool = False

    @property
    def text(self) -> str:
        """What a reader sees, numbering included."""
        return self.numbering + join(self.fragments)


@dataclass(eq=False)
class Cell:
    """A cell; ``right`` aligns it as figures are aligned."""

    fragments: list[Fragment]
    rowspan: int = 1
    colspan: int = 1
    right: bool = False

    @property
    def text(self) -> str:
        """What a reader sees, line breaks as newlines."""
        return join(self.fragments)


@dataclass(eq=False)
class Table:
    """Rows of cells; a merged cell stands once, at its top left."""

    rows: list[list[Cell]]
    caption: str = ""
    widths: list[float] = field(default_factory=list)

    def placed(self) -> Iterator[tuple[int, int, Cell]]:
        """Each cell with its row and column on the grid, merged cells spread out."""
        taken: set[tuple[int, int]] = set()
        for r, row in enumerate(self.rows):
            c = 0
            for cell in row:
                while (r, c) in taken:
                    c += 1
                taken |= {(r + i, c + j) for i in range(cell.rowspan) for j in range(cell.colspan)}
                yield r, c, cell
                c += cell.colspan

    @property
    def width(self) -> int:
        """Columns of the grid."""
        return max(c + cell.colspan for _, c, cell in self.placed())


Block = Paragraph | Table


@dataclass(eq=False)
class Relation:
    """What holds between printed figures.

    kind: sum (total = parts − minus), difference (delta = ±(current − base)), change (rate from
    current and delta), growth (rate = current ÷ base − 1), ratio (rate = numerator ÷ denominator),
    points (delta of two rates), repeat, order (lesser ≤ greater), score (score = weight × rate),
    product (result = price × count), average (result = amount ÷ count), direction (word against
    current and base), trend (the points a ratio moved against the growth
    of its two terms).  ``rule`` gives the points at a rate where a score is not weight × rate.
    """

    kind: str
    roles: dict[str, list[Slot]]
    word: Word | None = None
    sign: int = 1
    planted: bool = False
    rule: Callable[[Fraction], Fraction] | None = None

    @property
    def slots(self) -> list[Slot]:
        """Every figure that takes part."""
        return [slot for group in self.roles.values() for slot in group]


@dataclass
class Plant:
    """One planted error and what a checker should make of it; ``touched`` may be named by a finding of it too."""

    kind: str
    changed: list[Slot | Word]
    involved: list[Slot]
    severity: str
    cause: str
    was: list[str]
    now: list[str]
    note: str = ""
    touched: list[Slot] = field(default_factory=list)


@dataclass(eq=False)
class Draft:
    """A whole report under construction."""

    name: str
    kind: str
    title: str
    entity: str
    year: int
    style: Style
    blocks: list[Block] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    indicators: list[dict[str, Slot | str | None]] = field(default_factory=list)
    plants: list[Plant] = field(default_factory=list)

    def fragments(self) -> Iterator[Fragment]:
        """Every fragment in reading order."""
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield from block.fragments
            else:
                for row in block.rows:
                    for cell in row:
                        yield from cell.fragments

    def slots(self) -> list[Slot]:
        """Every printed figure in reading order."""
        return [f for f in self.fragments() if isinstance(f, Slot) and not f.blank]

    def relate(
        self, kind: str, *, word: Word | None = None, sign: int = 1, **roles: Slot | list[Slot]
    ) -> None:
        """Note a relation; a figure not printed here may be stated elsewhere, else ``finish`` drops the relation."""
        groups = {name: slots if isinstance(slots, list) else [slots] for name, slots in roles.items()}
        self.relations.append(Relation(kind, groups, word, sign))

    def _expose(self) -> None:
        """Figures that stand in plain text (满分10分, ×100%) become slots too."""
        for block in self.blocks:
            cells: list[Paragraph | Cell] = (
                [block] if isinstance(block, Paragraph) else [c for r in block.rows for c in r]
            )
            for holder in cells:
                holder.fragments = [piece for f in holder.fragments for piece in _pieces(f, self.style)]

    def _punctuate(self) -> None:
        """Half-width punctuation and spaced years, in running text, where that is the report's manner."""
        for block in self.blocks:
            if not isinstance(block, Paragraph) or block.style != "body":
                continue
            for index, fragment in enumerate(block.fragments):
                if isinstance(fragment, Word) and fragment.kind == "year" and self.style.year_gap:
                    fragment.text, fragment.opposite = _spaced(fragment.text), _spaced(fragment.opposite)
                elif isinstance(fragment, str):
                    text = fragment.translate(HALF) if self.style.half_width else fragment
                    block.fragments[index] = _spaced(text) if self.style.year_gap else text

    def finish(self) -> None:
        """Number the figures, drop what was not printed, relate the repeats."""
        self._expose()
        self._punctuate()
        printed: dict[Slot, None] = dict.fromkeys(self.slots())
        for index, slot in enumerate(printed):
            slot.id = f"f{index}"
        words = [f for f in self.fragments() if isinstance(f, Word)]
        for index, word in enumerate(words):
            word.id = f"w{index}"
        seen_words = set(words)
        first = {slot.fact: slot for slot in reversed(printed) if slot.fact}
        for relation in self.relations:
            for role, group in relation.roles.items():
                relation.roles[role] = [s if s in printed else first.get(s.fact, s) for s in group]
        self.relations = [
            r
            for r in self.relations
            if all(s in printed for s in r.slots) and (r.word is None or r.word in seen_words)
        ]
        facts: dict[str, list[Slot]] = {}
        for slot in printed:
            if slot.fact:
                facts.setdefault(slot.fact, []).append(slot)
        for group in facts.values():
            if len(group) > 1:
                self.relate("repeat", figures=group)


HALF = str.maketrans("，：；（）", ",:;()")


def _spaced(text: str) -> str:
    return re.sub(r"(\d{4})年", r"\1 年", text)


LOOSE = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)(%|分(?![类项]))")


def _pieces(fragment: Fragment, style: Style) -> list[Fragment]:
    if not isinstance(fragment, str):
        return [fragment]
    pieces: list[Fragment] = []
    position = 0
    for found in LOOSE.finditer(fragment):
        if found.start() > position:
            pieces.append(fragment[position : found.start()])
        number, unit = found.groups()
        value = Fraction(number) * SCALE.get(unit, Fraction(1))
        places = len(number.partition(".")[2])
        measure = "weight" if unit == "分" else "rate"
        pieces.append(
            Slot("", value, unit, places, "", measure=measure, tail=unit, number=number, style=style)
        )
        position = found.end()
    if position < len(fragment) or not pieces:
        pieces.append(fragment[position:])
    return pieces


def join(fragments: list[Fragment]) -> str:
    """Fragments as one run of characters."""
    return "".join(f if isinstance(f, str) else f.text for f in fragments)


WIDE = str.maketrans("0123456789.,-%", "０１２３４５６７８９．，－％")
NARROW = str.maketrans("０１２３４５６７８９．，－", "0123456789.,-")


def parse(number: str) -> Decimal:
    """The value of digits as printed."""
    return Decimal(number.translate(NARROW).replace(",", "").replace(" ", ""))


def dress(plain: str, style: Style) -> str:
    """Plain digits in the manner of ``style``."""
    sign, digits = ("-", plain[1:]) if plain.startswith("-") else ("", plain)
    whole, _, rest = digits.partition(".")
    if style.thousands and len(whole) > 3:
        groups: list[str] = []
        while whole:
            groups.insert(0, whole[-3:])
            whole = whole[:-3]
        whole = style.thousands.join(groups)
    text = sign + whole + ("." + rest if rest else "")
    return text.translate(WIDE) if style.full_width else text
