"""年初预算、追加与调整后预算不符；结余与预算、支出不符

## 查什么
同一句写出年初预算、追加（调减）和调整后（全年）预算的，年初预算加追加应等于调整后预算；写明“与预算相比结余”的，
预算减支出应等于结余。

## 为什么
预算追加后，几处数字常有一处未更新。

## 错误示例
```
年初预算586.00万元，年中追加8.15万元，调整后全年预算为604.15万元。
```
```
年初预算586.00万元，省级追加防汛专项20.00万元、本级追加6.00万元、财政收回4.00万元，调整后预算680.00万元。
```
```
实际支出532.48万元，与全年预算595.13万元相比，结余72.65万元。
```

## 正确示例
```
年初预算586.00万元，年中追加8.15万元，调整后全年预算为594.15万元。
```
```
年初预算586.00万元，年中追加18.15万元，追减10.00万元，调整后全年预算为594.15万元。
```
```
年初预算586.00万元；年中追加18.15万元（其中人员经费12.00万元、专项经费6.15万元），压减10.00万元，全年预算594.15万元。
```
追加、调减后面可以写明用途；写在调整后预算之后的，是各次调整的累计数，不再相加。
```
年初预算586.00万元，省级追加防汛专项20.00万元、本级追加6.00万元、财政收回4.00万元，调整后预算608.00万元。
```
```
年初预算586.00万元；4月调增20.00万元，8月调减6.00万元，12月调增2.00万元，年末预算602.00万元，全年调增22.00万元、调减6.00万元。
```
```
年初预算586.00万元，5月追加20.00万元，8月追加6.00万元，合计追加26.00万元，调整后预算612.00万元。
```
```
年初预算586.00万元，上级下达专项20.00万元，本级追加6.00万元（其中追加设备购置4.00万元、追加物资储备2.00万元），调整后预算612.00万元。
```

## 不判示例
没有写出追加数的，不作判断。
```
年初预算586.00万元，调整后全年预算为604.15万元。
```

## 依据
全年预算数 = 年初预算数 + 预算调整数（+ 上年结转）；结余 = 预算 − 支出。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise, product

import regex

from checks.context import Context
from checks.formula import difference, footing
from checks.model import Claim, Equal, Relation
from checks.relation import any_of
from checks.subject import dated
from extract.lexicon import normalise
from extract.model import Figure
from extract.unit import kind

CODE = "GJ110"
NAME = "budget-adjustment"
SEVERITY = "error"
SINCE = "0.1.0"
_FINAL = regex.compile(r"预算(?:总额|合计|总数)$")
_ADDED = regex.compile(r"(?:追加|调增|调剂增加|调整增加|增加)(?:预算|资金|指标)*(?:数|金额)?$")
_CUT = regex.compile(r"(?:追减|调减|核减|压减|收回)(?:预算|资金|指标)*(?:数|金额)?$")
_SUM = regex.compile(r"合计|[共总]计|累计|总共|净")
_FOR = r"(?!后)[^后支结执]{1,8}$"
_ADDED_FOR = regex.compile(rf"(?:追加|调增){_FOR}")
_CUT_FOR = regex.compile(rf"(?:追减|调减|核减){_FOR}")
_FROZEN = regex.compile(r"冻结|收回|核减|上缴")
_CARRIED = regex.compile(r"上年结转|结转资金|年初结转")
_LEFT = regex.compile(r"^(?:预算|资金)?(?:结余|剩余|节约|节省|节余)(?:资金|金额|财政资金)?$")


def claims(context: Context) -> Iterator[Claim]:
    """Claims over the amounts of each sentence."""
    sentences: dict[tuple[int | None, str], list[Figure]] = defaultdict(list)
    for figure in context.extraction.figures:
        if kind(figure.unit) == "money" and not figure.whole_cell and not figure.qualifier:
            sentences[figure.where.block, figure.quote].append(figure)
    for figures in sentences.values():
        yield from _adjusted(context, figures)
        yield from _left_over(context, figures)


def _adjusted(context: Context, figures: list[Figure]) -> Iterator[Claim]:
    first = [f for f in figures if f.stage == "年初预算"]
    final = [f for f in figures if f.stage == "调整预算"] or [f for f in figures if _FINAL.search(_words(f))]
    final = final or _after(figures, first)
    if len(first) != 1 or len(final) != 1:
        return
    others = [f for f in figures if f not in first + final]
    carried = [f for f in others if _CARRIED.search(_words(f))]
    between = [f for f in others if _at(first[0]) < _at(f) < _at(final[0])]
    named = {*carried, *(f for part in _changes(context, between, purposes=True, sums=True) for f in part)}
    # What is no change by its name (上级下达专项20万元) may be one all the same.
    unnamed = [
        f
        for f in between
        if f not in named and f.stage not in ("执行", "决算") and context.facts.whole_of(f) is None
    ]
    readings: list[Relation] = []
    used: list[tuple[str, Figure]] = [("added", f) for f in unnamed]
    # What stands behind the adjusted budget, or is called a sum, may sum up the changes before it.
    for scope, purposes, sums in product((between, others), (True, False), (False, True)):
        added, cut = _changes(context, scope, purposes=purposes, sums=sums)
        if not added + cut:
            continue
        for more in ([], carried, unnamed, [*carried, *unnamed]):
            total = footing([*first, *added, *more])
            readings.append(Equal(final[0], difference(total, footing(cut)) if cut else total))
        used += [*(("added", f) for f in added), *(("cut", f) for f in cut)]
    if not readings:
        return
    yield context.facts.claim(
        CODE,
        any_of(tuple(dict.fromkeys(readings)))[0],
        f"{dated(final[0])}写为{{stated}}，按年初预算和追加（调减）数计算应为{{computed}}，相差{{difference}}",
        [("final", final[0]), ("first", first[0]), *dict.fromkeys(used), *(("carried", f) for f in carried)],
        severity="warning" if unnamed else None,
    )


def _changes(
    context: Context, figures: list[Figure], *, purposes: bool, sums: bool
) -> tuple[list[Figure], list[Figure]]:
    """The additions and the cuts among ``figures``, none of which is listed as a part of another.

    With ``purposes`` those named with what they are for count too, with ``sums`` those called a sum.
    """
    added = [f for f in figures if _ADDED.search(_words(f)) or (purposes and _ADDED_FOR.search(_words(f)))]
    cut = [f for f in figures if _is_cut(f) or (purposes and _CUT_FOR.search(_words(f)))]
    added = [f for f in added if not _is_cut(f)]
    changes = [
        f
        for f in dict.fromkeys((*added, *cut))
        if context.facts.whole_of(f) not in (*added, *cut) and (sums or not _SUM.search(_words(f)))
    ]
    return [f for f in changes if f in added], [f for f in changes if f not in added]


def _is_cut(figure: Figure) -> bool:
    """Whether its name, or the words before it, end with a cut: 追加40万元（其中甲30万元），压减5万元."""
    return _CUT.search(_words(figure)) is not None or _CUT.search(figure.before) is not None


def _at(figure: Figure) -> int:
    return figure.where.start or 0


def _after(figures: list[Figure], first: list[Figure]) -> list[Figure]:
    """The budget named last, where the original one and something else stand before it."""
    last = figures[-1:] if figures and figures[-1].stage == "预算" else []
    return last if first and len(figures) > 2 else []


def _left_over(context: Context, figures: list[Figure]) -> Iterator[Claim]:
    budgets = [f for f in figures if f.stage in ("年初预算", "调整预算", "预算")]
    for before, left in pairwise(figures):
        if not _LEFT.match(_words(left)):
            continue
        spent = [f for f in figures if f.stage in ("执行", "决算") and f is not left]
        if not spent and before not in budgets and len(figures) == 3:
            spent = [before]
        if before not in budgets:
            before = budgets[-1] if budgets else before
        if len(spent) != 1 or before not in budgets:
            continue
        frozen = [f for f in figures if _FROZEN.search(_words(f))]
        readings = [Equal(left, difference(before, spent[0]))]
        if frozen:
            readings.append(Equal(left, difference(difference(before, spent[0]), footing(frozen))))
        yield context.facts.claim(
            CODE,
            any_of(readings)[0],
            f"{dated(left)}写为{{stated}}，按预算{before.text}减支出{spent[0].text}计算应为{{computed}}，相差{{difference}}",
            [("left", left), ("budget", before), ("spent", spent[0]), *(("frozen", f) for f in frozen)],
            severity="warning",
        )


def _words(figure: Figure) -> str:
    return normalise(figure.label)
