"""Planting errors in a consistent report: change what is printed, keep what is true, note both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from random import Random
from typing import TypeVar

from corpora.interval import state
from corpora.model import Draft, Paragraph, Plant, Relation, Slot, Word, join
from corpora.press import decimal

T = TypeVar("T")
Planter = Callable[["Field"], Plant | None]
PLANTERS: dict[str, Planter] = {}


def planter(function: Planter) -> Planter:
    """Register a kind of error under the function's name."""
    PLANTERS[function.__name__.replace("_", "-")] = function
    return function


class Field:
    """A finished draft in which errors can be planted."""

    def __init__(self, draft: Draft, rng: Random) -> None:
        self.draft, self.rng = draft, rng
        self.used: set[Slot | Word] = {x for p in draft.plants for x in p.involved}
        self.by_slot: dict[Slot, list[Relation]] = {}
        self.relations = [r for r in draft.relations if not any(s.blank for s in r.slots)]
        for relation in self.relations:
            for slot in relation.slots:
                self.by_slot.setdefault(slot, []).append(relation)

    def slots(self, *, tied: bool = True, kinds: frozenset[str] = frozenset()) -> list[Slot]:
        """Figures in random order that a relation other than ≤ holds, and that no plant has touched."""
        found = [
            s
            for s in self.draft.slots()
            if s not in self.used
            and s.value != 0
            and (
                not tied
                or any(r.kind != "order" and (not kinds or r.kind in kinds) for r in self.by_slot.get(s, []))
            )
        ]
        self.rng.shuffle(found)
        return found

    def shuffled(self, items: list[T]) -> list[T]:
        """The same in random order."""
        return self.rng.sample(items, len(items))

    def broken(self, slots: list[Slot]) -> list[Relation]:
        """Relations of these figures that the print breaks now, dropped zeros read leniently."""
        relations = dict.fromkeys(r for s in slots for r in self.by_slot.get(s, []))
        return [r for r in relations if state(r) == "broken"]

    def change(
        self,
        kind: str,
        edits: Sequence[tuple[Slot, Decimal, str | None]],
        *,
        cause: str = "",
        severity: str = "error",
        note: str = "",
    ) -> Plant | None:
        """Print other values; taken back where that breaks nothing (or, for ``none``, something)."""
        was = [s.text for s, _, _ in edits]
        kept = [(s.number, s.tail, s.unit) for s, _, _ in edits]
        for slot, value, unit in edits:
            slot.reprint(value, unit=unit)
        broken = self.broken([s for s, _, _ in edits])
        if bool(broken) == (severity == "none"):
            for (slot, _, _), (number, tail, unit) in zip(edits, kept, strict=True):
                slot.number, slot.tail, slot.unit = number, tail, unit
            return None
        involved = list(dict.fromkeys(s for r in broken for s in r.slots)) or [s for s, _, _ in edits]
        self.used.update(involved)
        changed: list[Slot | Word] = [s for s, _, _ in edits]
        return Plant(kind, changed, involved, severity, cause, was, [s.text for s, _, _ in edits], note)


def plant(draft: Draft, rng: Random, kinds: Sequence[str], *, most: int = 1000) -> None:
    """Plant one error of each kind where the report offers a place for it, ``most`` at most."""
    for kind in kinds:
        if len(draft.plants) >= most:
            return
        done = PLANTERS[kind](Field(draft, rng))
        if done is not None:
            draft.plants.append(done)


@planter
def unit_slip(field: Field) -> Plant | None:
    """元 for 万元, or 万元 for 亿元, beside an amount that keeps its digits."""
    for slot in field.slots():
        if slot.unit not in {"万元", "元", "亿元"} or not slot.tail:
            continue
        other = {"万元": "元", "元": "万元", "亿元": "万元"}[slot.unit]
        done = field.change("unit-slip", [(slot, slot.value, other)], cause="unit-slip")
        if done:
            return done
    return None


@planter
def rate_not_recomputed(field: Field) -> Plant | None:
    """A rate that an earlier amount would have given."""
    for slot in field.slots(kinds=frozenset({"change", "growth", "ratio"})):
        if slot.unit != "%" or slot.measure not in {"rate", "share", "ratio"}:
            continue
        factor = Decimal(field.rng.choice((85, 91, 108, 117, 126))) / 100
        value = (slot.value * factor).quantize(Decimal(1).scaleb(-slot.printed_places))
        done = field.change("rate-not-recomputed", [(slot, value, None)], cause="rate-not-recomputed")
        if done:
            return done
    return None


@planter
def stale_last_year(field: Field) -> Plant | None:
    """An amount that is last year's amount of the same thing."""
    facts = {s.fact: s for s in field.draft.slots()}
    for slot in field.slots():
        concept, _, rest = slot.fact.partition("|")
        period, _, stage = rest.partition("|")
        before = facts.get(f"{concept}|{int(period) - 1}|{stage}") if period.isdigit() else None
        if before is None or stage != "决算" or before.unit != slot.unit or before.value == slot.value:
            continue
        done = field.change("stale-last-year", [(slot, before.value, None)], cause="stale-copy")
        if done:
            return done
    return None


@planter
def repeat_changed(field: Field) -> Plant | None:
    """One of several statements of one fact is another."""
    groups = [r for r in field.relations if r.kind == "repeat" and len(r.slots) >= 3]
    field.rng.shuffle(groups)
    for relation in groups:
        slot = field.rng.choice(relation.slots)
        if slot in field.used or slot.value == 0:
            continue
        step = Decimal(1).scaleb(-slot.printed_places)
        value = slot.value + step * field.rng.choice((7, 13, 30, 124))
        done = field.change(
            "repeat-changed", [(slot, value, None)], cause="stale-copy" if len(relation.slots) > 2 else ""
        )
        if done:
            return done
    return None


@planter
def below_rounding(field: Field) -> Plant | None:
    """The last printed digit off by one where rounding still allows it: not an error."""
    for slot in field.slots(kinds=frozenset({"sum"})):
        if slot.measure in {"headcount", "count", "score", "weight"}:
            continue
        step = Decimal(1).scaleb(-slot.places)
        done = field.change(
            "below-rounding", [(slot, slot.value + field.rng.choice((-step, step)), None)], severity="none"
        )
        if done:
            return done
    return None


@planter
def direction_reversed(field: Field) -> Plant | None:
    """A word of direction says the opposite of its figures."""
    relations = [r for r in field.relations if r.kind == "direction" and r.word]
    field.rng.shuffle(relations)
    for relation in relations:
        if relation.word is None or any(s in field.used for s in relation.slots):
            continue
        was = relation.word.text
        relation.word.reverse()
        field.used.update(relation.slots)
        return Plant(
            "direction-reversed",
            [relation.word],
            relation.slots,
            "error",
            "direction",
            [was],
            [relation.word.text],
        )
    return None


@planter
def wrong_year(field: Field) -> Plant | None:
    """A sentence about this year says last year."""
    words = [
        f for f in field.draft.fragments() if isinstance(f, Word) and f.kind == "year" and not f.original
    ]
    for word in field.shuffled(words):
        block = next(b for b in field.draft.blocks if isinstance(b, Paragraph) and word in b.fragments)
        slots = [f for f in block.fragments if isinstance(f, Slot)]
        if not slots or any(s in field.used for s in slots):
            continue
        was = word.text
        word.reverse()
        field.used.update(slots)
        return Plant("wrong-year", [word], slots, "warning", "", [was], [word.text])
    return None


@planter
def item_missing(field: Field) -> Plant | None:
    """An item of a complete list in a sentence is left out."""
    for relation in field.shuffled(
        [r for r in field.relations if r.kind == "sum" and len(r.roles["parts"]) > 2]
    ):
        parts = relation.roles["parts"]
        for block in field.draft.blocks:
            if not isinstance(block, Paragraph) or not all(p in block.fragments for p in parts):
                continue
            slot = field.rng.choice(parts[1:])
            before, here = (block.fragments.index(s) for s in (parts[parts.index(slot) - 1], slot))
            between = block.fragments[before + 1 : here]
            if not _evident(field, relation, block):
                continue
            shared = any(r.kind == "ratio" for r in field.by_slot[slot])
            if shared or slot in field.used or slot.value == 0 or any(isinstance(f, Slot) for f in between):
                continue
            if relation.roles["total"][0] in field.used or not any(
                isinstance(f, str) and len(f) > 1 for f in between
            ):
                continue
            was = slot.text
            del block.fragments[before + 1 : here + 1]
            slot.erase()
            involved = [s for s in relation.slots if s is not slot]
            field.used.update(involved)
            return Plant("item-missing", [], involved, "warning", "missing-item", [was], [""])
    return None


def _evident(field: Field, relation: Relation, block: Paragraph) -> bool:
    """Whether a reader can tell that the list was meant to be complete: its wording, or the same list elsewhere."""
    total, parts = relation.roles["total"][0], relation.roles["parts"]
    first = block.fragments.index(parts[0])
    opening = join(block.fragments[max(0, first - 3) : first])
    if "分别" in opening or "具体为" in opening or "包括" in opening:
        return True
    others = (r for r in field.relations if r.kind == "sum" and r is not relation)
    return any(r.roles["total"][0].fact == total.fact and len(r.roles["parts"]) >= len(parts) for r in others)


@planter
def score_above_weight(field: Field) -> Plant | None:
    """A score greater than what the row can earn."""
    pairs = [r for r in field.relations if r.kind == "order" and r.roles["lesser"][0].measure == "score"]
    field.rng.shuffle(pairs)
    for relation in pairs:
        score, weight = relation.roles["lesser"][0], relation.roles["greater"][0]
        if score in field.used:
            continue
        value = weight.value * 10 if field.rng.random() < 0.4 else weight.value + field.rng.choice((1, 2, 5))
        done = field.change("score-above-weight", [(score, Decimal(f"{value:f}"), None)])
        if done:
            return done
    return None


@planter
def weights_off(field: Field) -> Plant | None:
    """The weights of a heading's rows no longer add up to it."""
    for slot in field.slots(kinds=frozenset({"sum"})):
        if slot.measure != "weight":
            continue
        value = slot.value + field.rng.choice((-3, -2, 2, 3, 5))
        if value <= 0:
            continue
        done = field.change("weights-off", [(slot, value, None)])
        if done:
            return done
    return None


@planter
def total_off_by_part(field: Field) -> Plant | None:
    """A total that leaves one of its parts out."""
    sums = [r for r in field.relations if r.kind == "sum" and len(r.roles["parts"]) > 1]
    field.rng.shuffle(sums)
    for relation in sums:
        total, part = relation.roles["total"][0], field.rng.choice(relation.roles["parts"])
        if total in field.used or part.value == 0 or part.unit != total.unit or part.value >= total.value:
            continue
        done = field.change(
            "total-off-by-part", [(total, total.value - part.value, None)], cause="missing-item"
        )
        if done:
            return done
    return None


@planter
def part_above_whole(field: Field) -> Plant | None:
    """A part greater than its whole."""
    pairs = [r for r in field.relations if r.kind == "order" and r.roles["lesser"][0].measure == "level"]
    field.rng.shuffle(pairs)
    for relation in pairs:
        part, whole = relation.roles["lesser"][0], relation.roles["greater"][0]
        if part in field.used or part.unit != whole.unit or part.value == 0:
            continue
        value = (whole.value * Decimal("1.1")).quantize(Decimal(1).scaleb(-part.places))
        done = field.change("part-above-whole", [(part, value, None)])
        if done:
            return done
    return None


@planter
def wrong_denominator(field: Field) -> Plant | None:
    """A growth rate over this year's amount instead of last year's."""
    relations = [r for r in field.relations if r.kind == "change"]
    field.rng.shuffle(relations)
    for relation in relations:
        rate, delta, current = (relation.roles[k][0] for k in ("rate", "delta", "current"))
        if rate in field.used or current.quantity == 0:
            continue
        value = decimal(delta.quantity / current.quantity * 100, rate.printed_places)
        done = field.change("wrong-denominator", [(rate, value, None)], cause="wrong-base")
        if done:
            return done
    return None


@planter
def headcount(field: Field) -> Plant | None:
    """Posts or people that differ from one place to another, or from their kinds."""
    for slot in field.slots(kinds=frozenset({"repeat", "sum", "ratio"})):
        if slot.measure != "headcount":
            continue
        done = field.change("headcount", [(slot, slot.value + field.rng.choice((-2, 2, 3, 8)), None)])
        if done:
            return done
    return None


@planter
def score_off_rule(field: Field) -> Plant | None:
    """The execution score does not follow weight × rate."""
    relations = [r for r in field.relations if r.kind == "score"]
    field.rng.shuffle(relations)
    for relation in relations:
        score, weight = relation.roles["score"][0], relation.roles["weight"][0]
        if score in field.used:
            continue
        value = score.value - field.rng.choice((2, 3)) if score.value > 5 else weight.value
        done = field.change("score-off-rule", [(score, value, None)])
        if done:
            return done
    return None


@planter
def repeated_rate(field: Field) -> Plant | None:
    """One sentence in two sections, with two growth rates."""
    for slot in field.slots(kinds=frozenset({"repeat"})):
        if slot.measure != "rate":
            continue
        step = Decimal(1).scaleb(-slot.printed_places)
        done = field.change(
            "repeated-rate",
            [(slot, slot.value - field.rng.choice((4, 5, 9, 21)) * step, None)],
            cause="stale-copy",
        )
        if done:
            return done
    return None


@planter
def posts_conflict(field: Field) -> Plant | None:
    """The table has other posts than the text."""
    for slot in field.slots(kinds=frozenset({"repeat"})):
        if not slot.fact.startswith("编制数|"):
            continue
        done = field.change("posts-conflict", [(slot, slot.value + field.rng.choice((-3, 3, 6)), None)])
        if done:
            return done
    return None


@planter
def control_rate(field: Field) -> Plant | None:
    """A control rate that no pair of headcounts gives."""
    for slot in field.slots(kinds=frozenset({"ratio"})):
        if "控制率" not in slot.fact:
            continue
        value = Decimal(100) if slot.value < 97 else slot.value - 11
        done = field.change("control-rate", [(slot, value, None)], cause="rate-not-recomputed")
        if done:
            return done
    return None


@planter
def debt_ratio(field: Field) -> Plant | None:
    """An asset–liability ratio that its terms do not give, moving against the growth of both."""
    for relation in field.relations:
        if relation.kind != "trend" or relation.word is None or any(s in field.used for s in relation.slots):
            continue
        ratio = next(s for s in field.draft.slots() if s.fact.startswith("资产负债率|"))
        was = [ratio.text, relation.word.text]
        ratio.reprint(ratio.value - Decimal("0.41"))
        relation.word.reverse()
        involved = [ratio, *relation.slots]
        field.used.update(involved)
        return Plant(
            "debt-ratio", [ratio, relation.word], involved, "error", "", was, [ratio.text, relation.word.text]
        )
    return None
