"""Whether and where a list of parts is complete: its words, a definition, its shape or a table tell.

A 其中 in a sentence need not name everything. It does where the words say so or the parts are by definition
all there are. Where it lacks or exceeds its whole by one slip of the pen, or by an amount printed elsewhere,
it was most likely meant to; and where a table breaks the same whole down into rows of which the sentence
repeats some, and those rows add up to the whole in another year's column, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

import regex

from checks import discovery, prose
from checks.context import Context
from checks.formula import footing
from checks.model import Equal
from checks.parts import COUNTS, bracket, in_sentence, is_post
from checks.precision import base_value
from checks.relation import judge_relation
from checks.subject import short
from checks.wording import printed
from extract.lexicon import analyse, complements, normalise, partitions
from extract.model import Band, Figure, Row, Statement, Table
from extract.unit import to_base

_SHARED = 2
_FIFTH, _TENTH, _SEVERAL = 5, 10, 3
_NOT_ALL = regex.compile(r"含|其中|主要|等|不|另|以[上下]|每|均")
_SHARE, _CHANGE = regex.compile(r"占"), regex.compile(r"增|降|减|比上年|同比")
_MAIN = regex.compile(r"主要(?!原因|用于)")
_NOT = ("不", "未", "非", "无")
_MARK = regex.compile(r"[，,、；;：:。（(]|其中|包括")
_ALL, _PAIR = 100, 2
_GRADE = regex.compile(r"满意")
"""What is told by degrees has more of them."""
_MORE, _REST = regex.compile(r"另有|另外"), regex.compile(r"其余|余下")
_LEFT = regex.compile(r"另|其余|其他|其它|等|剩余|还有|以及")
_END = regex.compile(r"[；;。]")


def closed(context: Context, statement: Statement, whole: Figure, parts: list[Figure]) -> list[Figure] | None:
    """The parts that must add up to the whole: the wording says so, or the definition does."""
    if statement.exhaustive and not statement.words.get("cuts"):
        return next((r for c in range(2, len(parts)) if prose.holds(whole, r := parts[:c])), parts)
    if statement.exhaustive is not False and len(parts) > 1 and _is_rest(parts[-1]):
        return next(
            (run for run in runs(statement, parts) if len(run) > 1 and prose.holds(whole, run)), parts
        )
    # What is told besides can fill a gap, but never take from a sum that is too large.
    if base_value(whole) > sum(map(base_value, parts)) and _MORE.search(parts[-1].behind):
        return None
    return _defined(whole, parts) or _shared_out(context, whole, parts)


def _defined(whole: Figure, parts: list[Figure]) -> list[Figure] | None:
    """The parts that are by definition all there are of the whole."""
    for partition in partitions():
        if partition.whole != whole.concept:
            continue
        found = [p for p in parts if p.concept in partition.parts]
        needed = set(partition.parts) - partition.optional
        if whole.measure == "headcount" and len(found) < len(parts):
            continue
        if needed <= {p.concept for p in found} and len({p.concept for p in found}) == len(found):
            return found
    return None


def _shared_out(context: Context, whole: Figure, parts: list[Figure]) -> list[Figure] | None:
    """The parts whose printed shares add up to 100%."""
    rates = _shares(context, whole, parts)
    return parts if len(rates) == len(parts) > 1 and _gap(rates) <= max(r.step for r in rates) else None


def _shares(context: Context, whole: Figure, parts: list[Figure]) -> list[Figure]:
    """The printed shares of the parts in the whole."""
    shares: dict[Figure, Figure] = {}
    for said in context.extraction.statements:
        part, rate = (said.one("part"), said.one("rate")) if said.kind == "share" else (None, None)
        if part in parts and rate is not None and said.one("whole") in (None, whole):
            shares.setdefault(part, rate)
    return [shares[p] for p in parts if p in shares]


def _gap(rates: list[Figure]) -> Decimal:
    return abs(_ALL - sum((r.value for r in rates), Decimal(0)))


def complementary(context: Context, whole: Figure, runs: Sequence[list[Figure]]) -> list[Figure] | None:
    """The two parts of a list, where they are the two kinds that are all there are of its whole: 合格 and 不合格."""
    pair = runs[0]
    if len(pair) != _PAIR or _LEFT.search(_END.split(pair[-1].behind)[0]):
        return None
    rates = _shares(context, whole, pair)
    if len(rates) == _PAIR and _gap(rates) > max(r.step for r in rates):
        return None
    one, other = ({normalise(p.label), _MARK.split(p.before)[-1]} for p in pair)
    name = normalise(whole.label)
    return pair if any(_are_opposite(name, a, b) for a in one for b in other) else None


def _are_opposite(whole: str, one: str, other: str) -> bool:
    """Whether two names of parts leave nothing of a whole between them: 合格, 不合格; 税收收入, 非税收入."""
    for first, second in ((one, other), (other, one)):
        denied = any(second.replace(word, "", 1) == first != second for word in _NOT)
        if len(first) > 1 and denied and not _GRADE.search(first):
            return True
        for word, opposite, of in complements():
            if first.replace(word, opposite, 1) == second != first and regex.search(of, whole):
                return not _GRADE.search(first)
    return False


def runs(statement: Statement, parts: list[Figure]) -> list[list[Figure]]:
    """Where the list may end: at each stronger mark, at the end of the sentence, or where it adds up."""
    cuts = sorted({int(c) for c in statement.words.get("cuts", "").split(",") if c})
    runs = [parts[:c] for c in cuts if 0 < c < len(parts)]
    whole = statement.one("whole")
    if statement.words.get("marker") == "合计":
        return [parts[start:] for start in range(len(parts) - 1)] or [parts]
    if whole is not None:
        runs += [r for c in range(2, len(parts)) if prose.holds(whole, r := parts[:c]) and r not in runs]
    return [*runs, parts]


def nearly(
    context: Context, statement: Statement, whole: Figure, runs: list[list[Figure]]
) -> tuple[list[Figure], str] | None:
    """A run that would add up but for one slip of the pen, or for one amount printed elsewhere."""
    if (
        statement.exhaustive is False
        or _is_open(statement, whole, runs[0][0])
        or _REST.search(_END.split(runs[-1][-1].behind)[0])
        or any(
            (v := judge_relation(Equal(whole, footing(r)))).state != "broken" or v.strict_only for r in runs
        )
    ):
        return None
    if _are_kinds(whole, runs[0]):
        return runs[0], "，各类之和疑有误"
    if _fills(statement, whole, runs[-1]):
        return runs[-1], "，括号中似应为全部各项"
    for run in runs:
        if (
            len(run) > 1
            and _are_alike(run)
            and not _is_open_elsewhere(context, run)
            and sum(base_value(f) for f in run) * 2 > base_value(whole)
            and discovery.is_one_slip_off(whole, run)
        ):
            return run, "，差额与某一项的一位数字之差相当"
    kinds = all(is_post(f) and "职数" not in f.label for f in (whole, *runs[0]))
    if len(runs) == 1 and len(runs[0]) > 1 and kinds:
        return runs[0], "，各类编制疑未列全或填错"
    full = runs[-1]
    left_out = discovery.left_out(whole, full, context.extraction.figures) if len(full) > 1 else None
    if left_out is not None and left_out.where.block != whole.where.block:
        return full, f"，差额恰为文中另处所列{short(left_out)}{left_out.text}"
    meant = is_meant(whole, full, context.extraction.tables) if len(full) > 1 else None
    if meant is not None:
        year = f"{meant.period}年" if meant.period else "另一栏"
        return full, f"，而表中{year}同类明细相加等于合计{printed(meant)}，疑未列全"
    return None


def missed(context: Context, whole: Figure, parts: Sequence[Figure]) -> list[Figure]:
    """The amount behind a list in its sentence that makes it complete, where it was not taken for a part: 和上年结转30万元."""
    gap = whole.value - sum((p.value for p in parts), Decimal(0))
    last = parts[-1].where.start or 0
    behind = (f for f in in_sentence(context, parts[-1]) if gap > 0 and (f.where.start or 0) > last)
    return [f for f in behind if (f.value, f.unit) == (gap, whole.unit)][:1]


def _is_open_elsewhere(context: Context, run: list[Figure]) -> bool:
    """Whether lists that begin with the same item stand beside other wholes and none of them is complete."""
    name = normalise(run[0].label)
    others = [
        (whole, parts)
        for s in context.extraction.statements
        if s.kind == "parts"
        and (whole := s.one("whole")) is not None
        and (parts := s.roles.get("parts", ()))
        and parts[0] is not run[0]
        and normalise(parts[0].label) == name
    ]
    return bool(name) and len(others) > 1 and not any(prose.holds(whole, parts) for whole, parts in others)


def _are_alike(run: list[Figure]) -> bool:
    """Whether the items of a list say the same of themselves: each its share, each its change, or none."""
    said = [p.until(q) for p, q in pairwise(run)] + [_END.split(run[-1].behind)[0]]
    return all(len({bool(says.search(words)) for words in said}) == 1 for says in (_SHARE, _CHANGE))


def _are_kinds(whole: Figure, run: list[Figure]) -> bool:
    """Whether three or more numbers of things are called alike (决策类、过程类、产出类) and are nearly all of them."""
    if len(run) < _SEVERAL or any(p.measure not in COUNTS or p.unit != whole.unit for p in run):
        return False
    ends = {normalise(p.label)[-1:] for p in run}
    gap = abs(whole.value - sum(p.value for p in run))
    return len(ends) == 1 and ends <= set("类型级种") and 0 < gap * _FIFTH <= whole.value


def _fills(statement: Statement, whole: Figure, parts: list[Figure]) -> bool:
    """Whether the brackets behind a whole hold nearly all of it and nothing else: 63人（政法编57人、事业编4人）."""
    inside = bracket(whole) if statement.words.get("marker") == "（" else ""
    named = [p for p in regex.split(r"[、，,；;]", inside) if p.strip()]
    alike = all(p.unit == whole.unit for p in parts)
    near = 0 < abs(whole.value - sum(p.value for p in parts)) * _TENTH <= whole.value
    return near and alike and len(named) == len(parts) > 1 and not _NOT_ALL.search(inside)


def _is_open(statement: Statement, whole: Figure, first: Figure) -> bool:
    """Whether the words between the whole and its first part say that only the main ones follow."""
    return _MAIN.search(whole.until(first) or first.before) is not None


def _is_rest(figure: Figure) -> bool:
    """Whether the last of counted kinds is all the others: 其他用车2辆. (其他交通费 is an account of its own.)"""
    return figure.measure in ("count", "headcount") and normalise(figure.label).startswith(
        ("其他", "其它", "其余")
    )


def is_meant(whole: Figure, parts: Sequence[Figure], tables: Sequence[Table]) -> Figure | None:
    """The total in another column that its rows add up to, None where no table tells."""
    for table in tables:
        for band in table.bands:
            for row in band.rows:
                if _is_row_of(row, whole):
                    found = _other_column(table, band, row, whole, parts)
                    if found is not None:
                        return found
    return None


def _is_row_of(row: Row, whole: Figure) -> bool:
    return whole.concept is not None and analyse(row.label).concept == whole.concept


def _other_column(
    table: Table, band: Band, row: Row, whole: Figure, parts: Sequence[Figure]
) -> Figure | None:
    below = [r for r in band.rows if r.parent is not None and band.rows[r.parent] is row and not r.among]
    columns = {c.index for c in band.columns}
    here = next(
        (c for c in columns if (f := table.figure_at.get((row.index, c))) is not None and _equal(f, whole)),
        None,
    )
    if here is None or len(below) < _SHARED:
        return None
    listed = [f for r in below if (f := table.figure_at.get((r.index, here))) is not None]
    if sum(any(_equal(p, f) for f in listed) for p in parts) < _SHARED:
        return None
    return next(_closing(table, row, below, columns - {here}), None)


def _closing(table: Table, row: Row, below: Sequence[Row], columns: set[int]) -> Iterator[Figure]:
    """The totals of the other columns that their rows add up to."""
    for column in sorted(columns):
        total = table.figure_at.get((row.index, column))
        rows = [f for r in below if (f := table.figure_at.get((r.index, column))) is not None]
        if total is None or len([f for f in rows if f.value]) < _SHARED or total.measure != "level":
            continue
        if judge_relation(Equal(total, footing(rows))).state in ("held", "held_by_rounding"):
            yield total


def _equal(one: Figure, other: Figure) -> bool:
    return to_base(one.value, one.unit) == to_base(other.value, other.unit)
