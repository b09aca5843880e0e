"""Errors planted in whole rows and columns of tables, and in what a form says of its total."""

from __future__ import annotations

from decimal import Decimal

from corpora.model import Cell, Plant, Relation, Slot, Table, Word
from corpora.plant import Field, planter


def money_rows(field: Field) -> list[list[tuple[list[Cell], list[Slot]]]]:
    """For each table its rows that hold at least two amounts in cells of their own."""
    tables = []
    for block in field.draft.blocks:
        if not isinstance(block, Table):
            continue
        rows = []
        for row in block.rows:
            slots = [
                c.fragments[0] for c in row if len(c.fragments) == 1 and isinstance(c.fragments[0], Slot)
            ]
            amounts = [s for s in slots if s.measure == "level" and not s.blank]
            if len(amounts) >= 2 and len(amounts) == len(slots):
                rows.append((row, amounts))
        if len(rows) >= 3:
            tables.append(rows)
    return tables


def _free(field: Field, *rows: list[Slot]) -> bool:
    return not any(s in field.used for row in rows for s in row) and all(
        any(s.value for s in row) for row in rows
    )


@planter
def rows_swapped(field: Field) -> Plant | None:
    """Two rows of a table hold each other's figures."""
    for rows in field.shuffled(money_rows(field)):
        for index in field.shuffled(list(range(len(rows) - 1))):
            (_, one), (_, two) = rows[index], rows[index + 1]
            if (
                len(one) != len(two)
                or not _free(field, one, two)
                or all(a.value == b.value for a, b in zip(one, two, strict=True))
            ):
                continue
            edits = [(a, b.value, None) for a, b in zip(one, two, strict=True)]
            edits += [(b, a.value, None) for a, b in zip(one, two, strict=True)]
            done = field.change("rows-swapped", edits, cause="swap")
            if done:
                return done
    return None


@planter
def rows_shifted(field: Field) -> Plant | None:
    """Two rows hold the figures of the row above each of them."""
    for rows in field.shuffled(money_rows(field)):
        for index in field.shuffled(list(range(len(rows) - 2))):
            three = [slots for _, slots in rows[index : index + 3]]
            if len({len(s) for s in three}) != 1 or not _free(field, *three):
                continue
            edits = [(s, above.value, None) for above, s in zip(three[0], three[1], strict=True)]
            edits += [(s, above.value, None) for above, s in zip(three[1], three[2], strict=True)]
            if all(s.value == v for s, v, _ in edits):
                continue
            done = field.change("rows-shifted", edits, cause="row-shift")
            if done:
                return done
    return None


@planter
def columns_swapped(field: Field) -> Plant | None:
    """Two neighbouring figures of one row change places."""
    for rows in field.shuffled(money_rows(field)):
        for _, slots in field.shuffled(rows):
            if not _free(field, slots):
                continue
            index = field.rng.randrange(len(slots) - 1)
            one, two = slots[index], slots[index + 1]
            if one.value == two.value:
                continue
            done = field.change(
                "columns-swapped", [(one, two.value, None), (two, one.value, None)], cause="swap"
            )
            if done:
                return done
    return None


@planter
def row_missing(field: Field) -> Plant | None:
    """An item of a closed sum is missing from its table."""
    sums = [r for r in field.relations if r.kind == "sum" and len(r.roles["parts"]) > 2]
    for relation in field.shuffled(sums):
        for block in field.draft.blocks:
            if not isinstance(block, Table):
                continue
            for row in block.rows:
                slots = [f for c in row for f in c.fragments if isinstance(f, Slot) and not f.blank]
                mine = [s for s in slots if s in relation.roles["parts"]]
                plain = all(c.rowspan == 1 for c in row) and sum(c.colspan for c in row) == block.width
                if (
                    len(mine) != 1
                    or not plain
                    or any(s in field.used or s.measure != "level" for s in slots)
                    or not any(s.value for s in slots)
                ):
                    continue
                return _remove(field, block, row, slots)
    return None


def _remove(field: Field, table: Table, row: list[Cell], slots: list[Slot]) -> Plant | None:
    """Take the row out of the table; the relations of its figures lose their part."""
    hurt = [
        r
        for s in slots
        for r in field.by_slot.get(s, [])
        if r.kind == "sum" and s in r.roles["parts"] and s.value
    ]
    if not hurt:
        return None
    was = [s.text for s in slots]
    table.rows.remove(row)
    for slot in slots:
        slot.erase()
    involved = list(dict.fromkeys(s for r in hurt for s in r.slots if not s.blank))
    field.used.update(involved)
    touched = [x for s in slots for r in field.by_slot.get(s, []) for x in r.slots if not x.blank]
    return Plant("row-missing", [], involved, "error", "missing-item", was, [""] * len(was), touched=touched)


@planter
def items_diverge(field: Field) -> Plant | None:
    """The same item is wrong in two of three columns: the first column still adds up."""
    for rows in field.shuffled(money_rows(field)):
        for _, slots in field.shuffled(rows):
            if len(slots) < 3 or not _free(field, slots):
                continue
            tail = slots[1:]
            sums = [
                [r for r in field.by_slot.get(s, []) if r.kind == "sum" and s in r.roles["parts"]]
                for s in tail
            ]
            if not all(sums) or any(s.value == 0 for s in tail):
                continue
            edits = [
                (s, (s.value * Decimal("0.6")).quantize(Decimal(1).scaleb(-s.places)), None) for s in tail
            ]
            done = field.change("items-diverge", edits)
            if done:
                return done
    return None


@planter
def offsetting(field: Field) -> Plant | None:
    """Two items of one sum off by the same amount in opposite directions: the total still holds."""
    sums = [r for r in field.relations if r.kind == "sum" and len(r.roles["parts"]) > 1]
    for relation in field.shuffled(sums):
        parts = [
            s for s in relation.roles["parts"] if s.value > 1 and s.measure == "level" and s not in field.used
        ]
        tied = [s for s in parts if any(r.kind != "order" and r is not relation for r in field.by_slot[s])]
        if len(parts) < 2 or not tied:
            continue
        one = field.rng.choice(tied)
        two = field.rng.choice([s for s in parts if s is not one])
        if one.unit != two.unit:
            continue
        move = (min(one.value, two.value) * Decimal("0.3")).quantize(
            Decimal(1).scaleb(-max(one.places, two.places))
        )
        done = field.change(
            "offsetting", [(one, one.value + move, None), (two, two.value - move, None)], cause="offsetting"
        )
        if done:
            return done
    return None


@planter
def parent_blank(field: Field) -> Plant | None:
    """A row whose parts are filled is itself left blank: worth a question."""
    for rows in field.shuffled(money_rows(field)):
        inside = {s for _, row in rows for s in row}
        for _, slots in rows:
            totals = [r for s in slots for r in _column_sums(field, s, slots, inside)]
            owners = {r.roles["total"][0] for r in totals}
            if not totals or not _free(field, slots) or any(s.value and s not in owners for s in slots):
                continue
            was = [s.text for s in slots]
            involved = list(dict.fromkeys(s for r in totals for s in r.slots if s not in slots))
            touched = [s for x in slots for r in field.by_slot[x] for s in r.slots if s not in slots]
            for slot in slots:
                slot.erase()
            field.used.update([*involved, *slots])
            return Plant("parent-blank", [], involved, "warning", "", was, [""] * len(was), touched=touched)
    return None


def _column_sums(field: Field, slot: Slot, row: list[Slot], inside: set[Slot]) -> list[Relation]:
    """The sums below a figure: it is the total, and no part stands in its own row."""
    return [
        r
        for r in field.by_slot.get(slot, [])
        if r.kind == "sum"
        and r.roles["total"][0] is slot
        and not set(r.roles["parts"]) & set(row)
        and all(s in inside for s in r.slots)
    ]


def _totals(field: Field) -> list[tuple[Relation, Relation]]:
    """The two total sums (weights, scores) of each form."""
    sums = [
        r
        for r in field.relations
        if r.kind == "sum" and r.roles["total"][0].fact.endswith(("|总分值", "|总得分"))
    ]
    forms: dict[str, list[Relation]] = {}
    for relation in sums:
        forms.setdefault(relation.roles["total"][0].fact.partition("|")[0], []).append(relation)
    return [(pair[0], pair[1]) for pair in forms.values() if len(pair) == 2]


@planter
def total_without_funds(field: Field) -> Plant | None:
    """总分 leaves the points of the funds row out: worth a question."""
    for weights, scores in field.shuffled(_totals(field)):
        one, two = weights.roles["total"][0], scores.roles["total"][0]
        funds, earned = weights.roles["parts"][0], scores.roles["parts"][0]
        if one in field.used or two in field.used or funds.fact.find("执行率") < 0:
            continue
        return field.change(
            "total-without-funds",
            [(one, one.value - funds.value, None), (two, two.value - earned.value, None)],
            severity="warning",
        )
    return None


@planter
def rate_as_score(field: Field) -> Plant | None:
    """The execution rate (100) stands under 得分 beside a weight of 10."""
    for relation in field.shuffled([r for r in field.relations if r.kind == "score"]):
        score, rate = relation.roles["score"][0], relation.roles["rate"][0]
        if score in field.used or rate.value <= score.value:
            continue
        done = field.change("rate-as-score", [(score, rate.value, None)], cause="rate-as-score")
        if done:
            return done
    return None


@planter
def version_mixed(field: Field) -> Plant | None:
    """Several figures of a table come from an earlier version of the budget than the text."""
    repeats = [r for r in field.relations if r.kind == "repeat"]
    edits: list[tuple[Slot, Decimal, str | None]] = []
    cells = {s for rows in money_rows(field) for _, row in rows for s in row}
    for relation in field.shuffled(repeats):
        inside = [s for s in relation.slots if s in cells and s not in field.used and s.value > 1]
        outside = [s for s in relation.slots if s not in cells and s not in field.used]
        if len(inside) == 1 and outside:
            value = (inside[0].value * Decimal("0.97")).quantize(Decimal(1).scaleb(-inside[0].places))
            edits.append((inside[0], value, None))
        if len(edits) == 3:
            return field.change("version-mixed", edits, cause="stale-copy")
    return None


@planter
def chained(field: Field) -> Plant | None:
    """One wrong base: last year's amount and the change and rate reckoned from it."""
    for relation in field.shuffled([r for r in field.relations if r.kind == "change"]):
        current, delta, rate = (relation.roles[k][0] for k in ("current", "delta", "rate"))
        others = [s for s in field.draft.slots() if s.fact == _before(current.fact) and s not in field.used]
        if not others or delta in field.used or rate in field.used or current.unit != delta.unit:
            continue
        was = others[0].value
        wrong = (was * Decimal("0.9")).quantize(Decimal(1).scaleb(-delta.places))
        moved = abs(current.value - wrong)
        if moved == 0 or (current.value > wrong) != (relation.sign > 0):
            continue
        share = (moved / wrong * 100).quantize(Decimal(1).scaleb(-rate.printed_places))
        done = _chain(field, delta, moved, rate, share, others[0])
        if done:
            return done
    return None


def _before(fact: str) -> str:
    concept, _, rest = fact.partition("|")
    period, _, stage = rest.partition("|")
    return f"{concept}|{int(period) - 1}|{stage}" if period.isdigit() else ""


def _chain(field: Field, delta: Slot, moved: Decimal, rate: Slot, share: Decimal, base: Slot) -> Plant:
    was = [delta.text, rate.text]
    current = next(r.roles["current"][0] for r in field.by_slot[delta] if r.kind == "change")
    delta.reprint(moved)
    rate.reprint(share)
    involved = [current, delta, rate, base]
    field.used.update(involved)
    return Plant(
        "chained",
        [delta, rate],
        involved,
        "error",
        "chained",
        was,
        [delta.text, rate.text],
        note="the change and its rate follow from a base that the table does not have",
    )


@planter
def unit_of_table(field: Field) -> Plant | None:
    """A table says 元 over figures in 万元, or the other way round."""
    repeats = {s for r in field.relations if r.kind == "repeat" for s in r.slots}
    for index, block in field.shuffled(list(enumerate(field.draft.blocks))):
        words = [
            f
            for f in getattr(block, "fragments", [])
            if isinstance(f, Word) and f.kind == "unit" and not f.original
        ]
        below = [b for b in field.draft.blocks[index + 1 : index + 3] if isinstance(b, Table)]
        if not words or not below:
            continue
        slots = [
            f
            for row in below[0].rows
            for c in row
            for f in c.fragments
            if isinstance(f, Slot) and not f.blank
        ]
        money = [s for s in slots if s.unit in {"元", "万元"} and s.value and s not in field.used]
        inside = set(slots)
        outside = {r for r in field.relations if r.kind == "repeat" and not set(r.slots) <= inside}
        told = [s for s in money if s in repeats and any(s in r.slots for r in outside)]
        if len(told) < 3:
            continue
        copies = [r for r in field.relations if r in outside and not inside.isdisjoint(r.slots)]
        elsewhere = list(dict.fromkeys(s for r in copies for s in r.slots if s not in inside))
        was = words[0].text
        words[0].reverse()
        field.used.update(money)
        return Plant(
            "unit-of-table", [words[0]], told, "error", "unit-slip", [was], [words[0].text], touched=elsewhere
        )
    return None


@planter
def columns_exchanged(field: Field) -> Plant | None:
    """Two whole columns of a table stand under each other's headings: every sum still holds."""
    for rows in field.shuffled(money_rows(field)):
        slots = [row for _, row in rows]
        width = len(slots[0])
        if width < 2 or any(len(row) != width for row in slots) or not _free_all(field, slots):
            continue
        at = field.rng.randrange(width - 1)
        pairs = [(row[at], row[at + 1]) for row in slots if row[at].value != row[at + 1].value]
        if len(pairs) < 3:
            continue
        edits = [(a, b.value, None) for a, b in pairs] + [(b, a.value, None) for a, b in pairs]
        done = field.change("columns-exchanged", edits, cause="swap")
        if done:
            return done
    return None


def _free_all(field: Field, rows: list[list[Slot]]) -> bool:
    return not any(s in field.used for row in rows for s in row)


@planter
def two_scopes(field: Field) -> Plant | None:
    """One revenue in two scopes: the form no longer says that it counts last year's carry-over."""
    slots = {s.fact: s for s in reversed(field.draft.slots())}
    for word in (f for f in field.draft.fragments() if isinstance(f, Word) and f.kind == "scope" and f.text):
        concept = "一般公共预算财政拨款收入"
        form = slots[f"{concept}|{field.draft.year}|全年预算|含结转"]
        text = slots.get(f"{concept}|{field.draft.year}|决算")
        spent, planned = (slots.get(f"支出|{field.draft.year}|{s}") for s in ("决算", "全年预算"))
        if text is None or spent is None or planned is None or spent.quantity != planned.quantity:
            continue
        if {form, text} & field.used or form.value == text.value:
            continue
        was = word.text
        word.reverse()
        field.used.update((form, text))
        return Plant("two-scopes", [word], [form, text], "warning", "", [was], [word.text])
    return None
