"""A move: some figures printed otherwise, what it mends, what it breaks, and how unlikely it is.

The cost is a count of surprises: a wrong figure costs `WRONG`; that nothing explains how it came
about costs `UNEXPLAINED` more, a common slip little.  Copies of one sentence are one slip.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

import regex

from checks.cause.network import Network, Tie
from checks.cause.option import IDLE, SIGNED, Option, relabel
from checks.model import Order, Same, Says
from checks.precision import base_value, own_step
from extract.model import Figure
from extract.unit import factor, kind

WRONG = 4
UNEXPLAINED = 3
INDEPENDENT = 3
CARRIED = 1
"""A total of one part is carried from it, wrong or right."""
FAR = 5
MANY = 3
AGAINST = 2
IMPROBABLE = 2
FULL_MARKS = 100
TELLING, FEW = Fraction(1, 50), Fraction(1, 5)
"""A slip that luck offers this rarely is evidence, and so is a whole number of people that fits a rate."""
AT_ONCE = 2
"""How much less a telling slip costs."""
SLIPS = {
    "unit-slip": 0,
    "decimal-shift": 0,
    "transposition": 0,
    "digits-exchanged": 1,
    "sign": 2,
    "digit-doubled": 0,
    "digit-inserted": 1,
    "digit-changed": 1,
    "digit-dropped": 1,
}
_NUMBER = regex.compile(r"[\d.,，．％%\s０-９]+")
_BEFORE = 10


@dataclass(frozen=True, slots=True)
class Move:
    """``changes`` by node; ``fixed`` and ``hurt`` are ties mended and ties broken by it.

    ``surprise`` is the part of the cost that the way accounts for in which the figure went wrong.
    """

    changes: Mapping[int, Figure]
    fixed: frozenset[Tie]
    hurt: tuple[Tie, ...]
    cost: int
    kind: str = ""
    sharp: bool = True
    reach: Fraction = Fraction(0)
    surprise: int = 0
    about: Mapping[str, object] = field(default_factory=dict)

    @property
    def slip_only(self) -> bool:
        """Whether the new value was guessed from slips alone, none of the ties giving it."""
        return not self.sharp and not self.reach

    @property
    def nodes(self) -> frozenset[int]:
        """The figures that would have to print something else."""
        return frozenset(self.changes)


def move(network: Network, option: Option) -> Move:
    """The move of one option, together with the copies that say the same."""
    changes = {option.node: option.figure}
    extra = _with_copies(network, option, changes)
    fixed, hurt, against = weigh(network, changes)
    extra += against + _unlikely(network.figures[option.node], option)
    surprise = _surprise(option)
    cost = WRONG + extra + surprise
    return Move(changes, fixed, hurt, cost, option.slip, option.sharp, option.reach, surprise)


def _surprise(option: Option) -> int:
    """How surprising the way is in which a figure went wrong: a slip little, if luck would hardly offer one."""
    unsharp = 0 if option.sharp else 1
    if not option.slip:
        rare = option.luck is not None and option.luck <= FEW
        return UNEXPLAINED - 1 if rare else UNEXPLAINED + 2 * unsharp + (1 if option.aside else 0)
    if option.luck is None or option.slip == "sign":
        return SLIPS[option.slip] + unsharp
    if option.luck <= TELLING:
        return SLIPS[option.slip] - AT_ONCE
    return UNEXPLAINED + unsharp if option.luck > IDLE else SLIPS[option.slip] + unsharp


def effect(network: Network, changes: Mapping[int, Figure]) -> tuple[frozenset[Tie], tuple[Tie, ...]]:
    """The broken ties that ``changes`` mend and the held ones that they break."""
    fixed, hurt = [], []
    for tie in network.touched(changes):
        holds = network.holds(tie, changes)
        if tie.broken and holds:
            fixed.append(tie)
        elif not tie.broken and not holds:
            hurt.append(tie)
    return frozenset(fixed), tuple(hurt)


def weigh(network: Network, changes: Mapping[int, Figure]) -> tuple[frozenset[Tie], tuple[Tie, ...], int]:
    """The effect of ``changes``, what it breaks that counts, and what it costs to break the rest.

    A relation that was not read with certainty is no proof, nor is a word that was chosen by the
    wrong figure; and one relation that holds does not stand against many that the changes mend.
    """
    fixed, hurt = effect(network, changes)
    firm = tuple(tie for tie in hurt if _proves(network, tie, changes))
    if len(fixed) >= MANY * len(hurt):
        firm = ()
    return fixed, firm, AGAINST * (len(hurt) - len(firm))


def is_conclusion(tie: Tie) -> bool:
    """Whether a tie is drawn from its figures, right or wrong, as a word or a grade is."""
    relation = tie.claim.relation
    bounded = isinstance(relation, Order) and not (relation.lesser.figures() and relation.greater.figures())
    return bounded or bool(tie.claim.conclusion) or isinstance(relation, Says)


def _proves(network: Network, tie: Tie, changes: Mapping[int, Figure]) -> bool:
    """Whether a tie that holds speaks for the figures as printed: not if it holds without them as well."""
    if tie.claim.confidence != "high" or is_conclusion(tie):
        return False
    if isinstance(tie.claim.relation, Order) and network.astray & set(tie.nodes) - changes.keys():
        return False  # the limit may be wrong itself
    inside = {node for node in changes if node in tie.nodes and network.value[node]}
    values = {node: base_value(figure) for node, figure in changes.items()}
    for reading in network.readings(tie):
        if reading.formula is not None and reading.weights is None and network.gap(reading, values) is None:
            return False  # a rate of nothing says nothing
        if inside and reading.weights is not None:
            mine = sum((reading.weights.get(n, Fraction(0)) * network.value[n] for n in inside), Fraction(0))
            if abs(reading.residual - mine) <= reading.tolerance:
                return False
    return True


def _with_copies(network: Network, option: Option, changes: dict[int, Figure]) -> int:
    """Add to ``changes`` the figures that state the same fact with the same value; what they cost."""
    old = network.value[option.node]
    cost = 0
    front = [option.node]
    while front:
        here = front.pop()
        for tie in network.of[here]:
            same = isinstance(tie.claim.relation, Same)
            for node in tie.nodes if same else _only_part(network, tie, old):
                if node in changes or network.value[node] != old or (same and here != option.node):
                    continue
                changes[node] = alike(network.figures[node], option.figure)
                front.append(node)
                if not same:
                    cost += CARRIED
                elif not are_copies(network.figures[here], network.figures[node]):
                    cost += INDEPENDENT
    return cost


def _only_part(network: Network, tie: Tie, value: Fraction) -> tuple[int, ...]:
    """A total and the only part of it that is not zero, both of ``value``; no nodes for other ties."""
    if tie.broken or sum(1 for n in tie.nodes if network.value[n] == value) != 2:
        return ()
    reading = network.readings(tie)[tie.verdict.reading]
    filled = tuple(n for n in reading.nodes if network.value[n])
    total = reading.weights is not None and reading.stated in filled
    return filled if total and len(filled) == 2 else ()


def alike(figure: Figure, new: Figure) -> Figure:
    """``figure`` printing what ``new`` prints, in its own unit where that can hold it."""
    if figure.unit == new.unit:
        return relabel(figure, new.value, step=min(figure.step, new.step))
    exact = base_value(new) / factor(figure.unit)
    step = min(own_step(figure), own_step(new)) / factor(figure.unit)
    places = max(0, len(str(step.denominator)) - 1)
    value = Decimal(round(exact * 10**places)).scaleb(-places)
    return relabel(figure, value, step=Decimal(1).scaleb(-places))


def _unlikely(figure: Figure, option: Option) -> int:
    """What makes it improbable that ``figure`` should have been that of ``option``."""
    new = base_value(option.figure)
    extra = 0 if figure.value else UNEXPLAINED
    if not option.slip and _far(base_value(figure), new):
        extra += IMPROBABLE
    if not option.slip and option.figure.step < figure.step and kind(figure.unit) != "percent":
        extra += 1  # nobody printed it so finely
    if option.slip == "sign" and figure.measure not in SIGNED:
        extra += IMPROBABLE
    if figure.measure == "share" and new > 1:
        extra += IMPROBABLE
    if kind(figure.unit) == "score" and figure.value == FULL_MARKS:
        extra += IMPROBABLE
    return extra


def _far(one: Fraction, other: Fraction) -> bool:
    """Whether one value is a small part of the other: whoever forgets to recompute is not that far off."""
    return bool(one) and not abs(one) <= FAR * abs(other) <= FAR * FAR * abs(one)


def are_copies(one: Figure, other: Figure) -> bool:
    """Whether two figures stand in the same words, as in a paragraph copied to another section."""
    if one.where.table is not None or other.where.table is not None:
        return False
    return _words(one) == _words(other)


def _words(figure: Figure) -> str:
    before = figure.before
    return str(_NUMBER.sub("#", before))[-_BEFORE:]
