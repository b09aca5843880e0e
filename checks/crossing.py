"""Which columns of a band other columns make up: totals of a group, differences, printed formulas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import regex

from checks.tabular import heading, is_additive, quoted
from checks.turned import Line
from extract.lexicon import partitions
from extract.model import Band, Column
from extract.table_word import core, squeeze, subject, terms
from extract.unit import kind

_ONE = Fraction(1)
_LETTER = regex.compile(r"\(([A-Z]|[①-⑳])\)$")
_PRINTED = regex.compile(r"(?:\(|^|=)(?P<formula>[A-Z](?:[+\-−][A-Z])+)\)?$")
_ADDED = regex.compile(r"上年结转|年初预算|追加|调整(?!后|预算)|调增|年中|上年结余|年初结转")
_SUBTOTAL = regex.compile(r"小计|合计|全年预算|调整后|调整预算|预算总额|指标总额|预算合计")
_SPENT = regex.compile(r"实际支出|支出数|执行数|^支出$|已支付|支付数|本年支出")
_LEFT = regex.compile(
    r"^(?:年末)?(?:结余|结转结余|资金结余|指标结余|剩余|结转和结余|未执行数|结余资金|余额)(?:数|额)?$"
)
_FROZEN = regex.compile(r"冻结|收回|核减")
_OPENING = regex.compile(r"^(?:年初|期初|上年末|上期末)(?!预算|批复|安排|目标|计划)")
_CLOSING = regex.compile(r"^(?:年末|期末|本年末|本期末)")
_MORE = regex.compile(r"增加|新增|收入|购入|购置|发行|转入|调入|计提")
_LESS = regex.compile(r"减少|支出|处置|报废|核销|偿还|还本|转出|调出|使用")
_BALANCE = regex.compile(r"收支(?:差额|结余|相抵|差|盈余)")
_TO_LAST_YEAR = regex.compile(r"上年|去年|同比|上期")
_TERMS = 3
_REVERSED = regex.compile(r"节约|减少|压减|结余|(?<!上升)下降|(?<!提高)降低")


@dataclass(frozen=True)
class Identity:
    """A column that is a weighted sum of others in the same row.

    ``stated``: the table itself prints the formula.  ``complete``: no part may be blank.
    ``either_sign``: only the size is certain, as with 差额.  ``total``: headed 合计 or 小计.
    """

    whole: Column
    parts: tuple[tuple[Fraction, Column], ...]
    words: str
    stated: bool = False
    complete: bool = False
    either_sign: bool = False
    total: bool = False


def identities(band: Band) -> Iterator[Identity]:
    """Every identity of the columns of a band, each whole at most once.

    Of rows taken for columns, those that their names tell: totals of rows are footed where they stand.
    """
    taken: set[int] = set()
    lines = any(isinstance(c, Line) for c in band.columns)
    for identity in (
        *_printed(band),
        *_budget(band),
        *(() if lines else (*_groups(band), *_defined(band))),
        *_changes(band),
        *_stocks(band),
        *_balance(band),
    ):
        if identity.whole.index not in taken and len(identity.parts) > 1:
            taken.add(identity.whole.index)
            yield identity


def letters(band: Band) -> dict[str, Column]:
    """The columns that carry a letter in their header: 全年预算数(A)."""
    found: dict[str, Column] = {}
    for column in band.columns:
        headed = column.header and column.role != "span"
        match = _LETTER.search(squeeze(column.header[-1])) if headed else None
        if match:
            found[match.group(1)] = column
    return found


def _printed(band: Band) -> Iterator[Identity]:
    named = letters(band)
    for column in band.columns:
        match = _PRINTED.search(squeeze(column.header[-1])) if column.header else None
        if match is None:
            continue
        signs = regex.findall(r"[+\-−]?[A-Z]", match["formula"])
        if all(sign[-1] in named for sign in signs):
            parts = tuple((-_ONE if sign[0] in "-−" else _ONE, named[sign[-1]]) for sign in signs)
            yield Identity(column, parts, f"表头所列算式{match['formula']}", stated=True)


def _budget(band: Band) -> Iterator[Identity]:
    """预算小计 = 上年结转 + 年初预算 + 追加; 结余 = 预算 − 支出 − 冻结."""
    for side in sorted({c.side for c in band.columns}):
        columns = [c for c in band.columns if c.side == side and is_additive(c)]
        name = {c.index: core(c.header[-1]) if c.header else "" for c in columns}
        added = [c for c in columns if _ADDED.search(name[c.index]) and not _SUBTOTAL.search(name[c.index])]
        wholes = [c for c in columns if _SUBTOTAL.search(name[c.index]) and c not in added]
        if len(added) >= 2 and any("年初预算" in name[c.index] for c in added) and len(wholes) == 1:
            yield _sum(wholes[0], added)
        spent = [c for c in columns if _SPENT.search(name[c.index])]
        left = [c for c in columns if _LEFT.search(name[c.index])]
        if len(spent) == 1 and len(left) == 1 and len(wholes) == 1:
            frozen = [c for c in columns if _FROZEN.search(name[c.index])]
            minus = [(-_ONE, c) for c in (*spent, *frozen)]
            yield Identity(left[0], ((_ONE, wholes[0]), *minus), _words([(_ONE, wholes[0]), *minus]))


def _groups(band: Band) -> Iterator[Identity]:
    """Totals of the header tree, apart for each kind of leaf (预算数, 决算数) where every group repeats it."""
    for side in sorted({c.side for c in band.columns}):
        columns = [
            c for c in band.columns if c.side == side and is_additive(c) and c.header and c.measure != "share"
        ]
        kinds: dict[str, list[tuple[tuple[str, ...], Column]]] = {}
        for column in columns:
            chain = tuple(squeeze(h) for h in column.header)
            leaf = chain[-1] if len(chain) > 1 and not subject(chain[-1]) and not _is_total(chain[-1]) else ""
            kinds.setdefault(leaf, []).append((chain[:-1] if leaf else chain, column))
        for members in kinds.values():
            yield from _tree(_bare(members))


def _stocks(band: Band) -> Iterator[Identity]:
    """What a stock is at the end: what it was at the beginning, and all that the columns between say it gained and lost."""
    for side in sorted({c.side for c in band.columns}):
        columns = [c for c in band.columns if c.side == side and is_additive(c) and c.header]
        first = [c for c in columns if _OPENING.match(squeeze(c.header[0]))]
        last = [c for c in columns if _CLOSING.match(squeeze(c.header[0]))]
        if len(first) != 1 or len(last) != 1:
            continue
        groups: dict[str, list[Column]] = {}
        for column in columns[columns.index(first[0]) + 1 : columns.index(last[0])]:
            groups.setdefault(squeeze(column.header[0]), []).append(column)
        flows = [(_sign(name), _of_group(group)) for name, group in groups.items()]
        if len(flows) > 1 and all(sign and column for sign, column in flows):
            parts = [
                (_ONE, first[0]),
                *((sign * _ONE, column) for sign, column in flows if column is not None),
            ]
            yield Identity(last[0], tuple(parts), _words(parts))


def _balance(band: Band) -> Iterator[Identity]:
    """收支差额 = the one column of income − the one of expenditure."""
    for side in sorted({c.side for c in band.columns}):
        columns = [c for c in band.columns if c.side == side and is_additive(c) and c.header]
        left = [c for c in columns if _BALANCE.search(core(c.header[-1]))]
        came = [c for c in columns if core(c.header[-1]).endswith("收入")]
        went = [c for c in columns if core(c.header[-1]).endswith("支出")]
        if len(left) == len(came) == len(went) == 1 and {*came, *went, *left} >= {*columns[:_TERMS]}:
            parts = [(_ONE, came[0]), (-_ONE, went[0])]
            yield Identity(left[0], tuple(parts), _words(parts), complete=True, either_sign=True)


def _sign(name: str) -> int:
    """Whether a column adds to a stock (1) or takes from it (−1); 0 where its name does not tell."""
    return int(_MORE.search(name) is not None) - int(_LESS.search(name) is not None)


def _of_group(group: list[Column]) -> Column | None:
    """The column that stands for all under one header: the only one, or their total."""
    totals = [c for c in group if _is_total(c.header[-1])]
    return group[0] if len(group) == 1 else totals[0] if len(totals) == 1 else None


def _defined(band: Band) -> Iterator[Identity]:
    """Columns that are by definition the sum of others: 基本支出 = 人员经费 + 公用经费."""
    places: dict[tuple[int, str, str | None, str], list[Column]] = {}
    for column in band.columns:
        if column.concept and is_additive(column):
            places.setdefault((column.side, column.stage, column.period, column.concept), []).append(column)
    for (side, stage, period, concept), wholes in places.items():
        for partition in partitions():
            if partition.whole != concept or len(wholes) != 1:
                continue
            found = [places.get((side, stage, period, part), []) for part in partition.parts]
            needed = [
                f for f, part in zip(found, partition.parts, strict=True) if part not in partition.optional
            ]
            if all(len(f) <= 1 for f in found) and all(needed):
                yield _sum(wholes[0], [f[0] for f in found if f])


def _bare(members: list[tuple[tuple[str, ...], Column]]) -> list[tuple[tuple[str, ...], Column]]:
    """Without header rows that stand over every column alike."""
    while len(members) > 1 and all(len(chain) > 1 and chain[0] == members[0][0][0] for chain, _ in members):
        members = [(chain[1:], column) for chain, column in members]
    return members


def _tree(members: Sequence[tuple[tuple[str, ...], Column]]) -> Iterator[Identity]:
    groups: dict[str, list[tuple[tuple[str, ...], Column]]] = {}
    for chain, column in members:
        groups.setdefault(chain[0], []).append((chain[1:], column))
    tops: list[tuple[str, Column | None]] = []
    for name, inner in groups.items():
        if len(inner) == 1:
            tops.append((name, inner[0][1]))
            continue
        if all(chain for chain, _ in inner):
            yield from _tree(inner)
            tops.append((name, next((c for chain, c in inner if _is_total(chain[0])), None)))
        else:
            bare = [c for chain, c in inner if not chain]
            tops.append((name, bare[0] if len(bare) == 1 else None))
    totals = [(name, c) for name, c in tops if _is_total(name) and c is not None]
    if len(totals) != 1 or not _same_stage([c for _, c in tops]):
        return
    place = next(i for i, (name, c) in enumerate(tops) if c is totals[0][1])
    rest = tops[place + 1 :] if place == 0 else tops[:place] if place == len(tops) - 1 else []
    parts = [c for name, c in rest if not name.startswith("其中")]
    if len(parts) >= 2 and all(c is not None for c in parts):
        yield replace(_sum(totals[0][1], [c for c in parts if c is not None]), total=True)


def _same_stage(columns: Sequence[Column | None]) -> bool:
    """Whether all columns show one stage and kind of figure: a budget is no part of an outturn."""
    return len({(c.stage, c.measure) for c in columns if c is not None}) == 1


def _is_total(name: str) -> bool:
    return core(name) in terms("total") or squeeze(name) in ("本年收入", "本年支出")


def difference_columns(band: Band, column: Column) -> tuple[Column, Column] | None:
    """The later and the earlier of the two columns that a column of changes or growth rates compares."""
    levels = [
        c for c in band.columns if c.role == "amount" and c.measure == "level" and c.side == column.side
    ]
    pair = _pair(levels, squeeze("".join(column.header)))
    if pair is None and column.measure == "rate":
        before = next(
            (c for c in band.columns if c.index == column.index - 1 and c.measure == "change"), None
        )
        pair = difference_columns(band, before) if before is not None else None
    return pair


def _changes(band: Band) -> Iterator[Identity]:
    """增减额 = later − earlier, or outturn − budget."""
    for column in band.columns:
        points = kind(column.unit) == "points"
        if column.role != "amount" or not (column.measure == "change" or points):
            continue
        levels = [
            c
            for c in band.columns
            if c.role == "amount" and c.measure == "level" and c.side == column.side and c is not column
        ]
        pair = _pair(levels, squeeze("".join(column.header)))
        if pair is None:
            continue
        later, earlier = pair
        sign = -_ONE if _REVERSED.search(squeeze("".join(column.header))) else _ONE
        parts = ((sign, later), (-sign, earlier))
        name = squeeze(column.header[-1]) if column.header else ""
        unsure = regex.search(r"差|变动额|变动数", name) is not None
        yield Identity(column, parts, _words(list(parts)), complete=True, either_sign=unsure)


def _pair(levels: list[Column], header: str) -> tuple[Column, Column] | None:
    """The two columns whose difference a column of changes shows, None where it is not certain."""
    periods = sorted({c.period for c in levels if c.period})
    if len(levels) == 2:
        first, second = levels
        if first.period and second.period and first.period != second.period:
            return (first, second) if first.period > second.period else (second, first)
        if _TO_LAST_YEAR.search(header):
            return None
        order = {"年初预算": 0, "预算": 1, "调整预算": 2, "执行": 3, "决算": 4}
        if first.stage != second.stage and first.stage in order and second.stage in order:
            return (first, second) if order[first.stage] > order[second.stage] else (second, first)
        return None
    if len(periods) == 2 and (_TO_LAST_YEAR.search(header) or periods[0] in header):
        for stage in ("决算", "执行", "预算", ""):
            same = {c.period: c for c in levels if c.stage == stage and c.period}
            if len(same) == 2 and sum(1 for c in levels if c.stage == stage) == 2:
                return same[periods[1]], same[periods[0]]
    return None


def _sum(whole: Column, parts: Sequence[Column]) -> Identity:
    return Identity(whole, tuple((_ONE, c) for c in parts), f"{quoted(_name(c) for c in parts)}之和")


def _words(parts: Sequence[tuple[Fraction, Column]]) -> str:
    text = ""
    for weight, column in sorted(parts, key=lambda part: part[0] < 0):
        text += ("减" if weight < 0 else "加" if text else "") + (heading(column) or "该栏")
    return text


def _name(column: Column) -> str:
    return squeeze(column.header[-1]) if column.header else ""
