"""完成率、执行率与金额不符

## 查什么
写明“完成预算的百分之几”“执行率”的，按执行数 ÷ 预算数重新计算。没有写明是年初预算还是全年（调整后）预算的，
两种预算数都试算，有一个相符就不报；写明的预算口径不相符、只有另一口径相符的，指出实际用的是哪一个。
句中没有预算数的，取表中同一事项（该行印有同样的决算数）的预算数。
同一句又写出比同一预算增减百分之几的，增减率应为完成率与100%之差。
其他比率没有写明分子分母，而近旁两个数恰好得出该比率的，记为已核对一致。

## 为什么
追加预算后仍用年初预算计算，或者预算为0却写出完成率，都会使完成率失真。

## 错误示例
```
2023年项目支出预算120.00万元，实际支出96.00万元，预算执行率为85%。
```
```
年初预算为200.00万元，支出决算为150.00万元，完成年初预算的85.00%。
```

```
年初预算800.00万元，调整预算1000.00万元，支出750.00万元，分别完成年初预算、调整预算的93.75%、57.00%。
```

```
2023年公务接待费支出决算为6.12万元，完成预算的70.83%。

“三公”经费支出决算表（单位：万元）
| 项目 | 预算数 | 决算数 |
| 公务用车购置及运行维护费 | 45.02 | 41.38 |
| 公务接待费 | 7.64 | 6.12 |
```

```
2023年公务接待费支出决算18.73万元，完成年初预算的93.66%，比年初预算下降6.43%。
```

## 正确示例
```
2023年公务接待费支出决算18.73万元，完成年初预算的93.66%，比年初预算下降6.34%。
```

```
年初预算为200.00万元，支出决算为150.00万元，完成年初预算的75.00%。
```

```
由年初预算800.00万元调整为1000.00万元，支出750.00万元，为年初预算的93.75%、调整后预算的75.00%。
```

## 不判示例
完成的是年初预算、增减比的是调整后预算或者上年的，不是同一基数。
```
2023年公务接待费支出决算18.73万元，完成年初预算的93.66%，比调整预算下降3.12%，比上年下降8.40%。
```
没有写出预算数的，不作判断；没有写明谁的执行率的，同段中有一组数据相符即可。
```
2023年执行数为80.00万元，其中：基本支出50.00万元；项目支出30.00万元。对照全年预算100.00万元，结余20.00万元，预算执行率为80%。
```
```
全年培训支出96.00万元，完成预算的80%。
```
```
项目预算120.00万元，其中：省级补助48.00万元，占40%；区级配套72.00万元，占60%。预算执行率96.25%。
```
写明是其中一部分的执行率，而这一部分的预算数没有写出的，不作判断。
```
全年预算842.00万元；实际支出797.30万元，执行率94.69%。其中当年财政拨款执行率94.60%，其他资金执行率93.12%。
```
```
全年预算2480.00万元。全年支出2347.57万元，执行率94.66%，其中：人员类项目1500.00万元，执行率93.2%；公用经费847.57万元，执行率97.4%。
```
```
按类别看，教育类支出3.82亿元、执行率53.8%（预算7.10亿元）；卫生类1.96亿元、执行率48.4%（预算4.05亿元）。
```
```
财政总收入完成2864.00万元，占年初预算2700.00万元的106.1%。一般公共预算收入1506.00万元，为预算的102.4%。
```

```
年末资产总额32.86亿元，负债总额7.94亿元，净资产24.92亿元，资产负债率24.2%，较年初的25.3%下降1.1个百分点。
```

```
支出2068.14万元；按调整预算2112.30万元计算的执行率为97.91%；扣除下达次年使用的36.00万元后，执行率为99.61%。
```
```
预算318.00万元，执行297.65万元，执行率93.60%。根据评分标准，执行率100%得满分10分。治理河长12.60公里，计划治理13.00公里，完成率96.92%。
```

```
年中调减1.00万元。公务接待费年初预算8.64万元，支出决算6.12万元，预算执行率80.10%。
```
```
2022年预算864.00万元，2022年支出812.00万元；2023年执行率96.2%。
```
```
项目6个，预算862.00万元，支出844.76万元，其中执行率100%的4个、90%以下的2个。
```
```
年初预算3000.00万元；年中净追加100.00万元。支出3022.50万元；执行率97.50%。
```

## 依据
预算执行率 = 预算完成数 ÷ 预算数（财预〔2013〕53号）。
"""

from __future__ import annotations

from collections.abc import Iterator, Set

import regex

from checks import discovery, prose
from checks.completion import (
    ASIDE,
    BUDGETS,
    COMPARED,
    RATES,
    Pair,
    around,
    discovered,
    gives,
    in_tables,
    is_of_things,
    is_own,
    other_budget,
    own_part,
    pairs_of,
    stage_of,
)
from checks.context import Context
from checks.formula import FULL, Ratio, Term, difference, footing, ratio
from checks.model import Claim, Equal, Relation
from checks.relation import any_of
from checks.subject import plain, staged
from checks.wording import printed
from extract.lexicon import analyse, normalise
from extract.model import Figure, Statement
from extract.unit import kind

CODE = "GJ205"
NAME = "completion-rate"
SEVERITY = "error"
SINCE = "0.1.0"
_NEXT = regex.compile(r"[，,；;][^，,；;。\d]{0,20}")
_CUT = regex.compile(r"(?:调减|压减|核减)(?:了|预算|资金|金额)*$")
_FROZEN = regex.compile(r"冻结|收回|核减|扣除|上缴")
_ADDED = regex.compile(r"(?:追加|调增)(?:了|预算|资金|金额)*$")
_STAGES = regex.compile(
    r"分别(?:完成|占|为)(?P<names>(?:\p{Han}*预算数?[、和及])+\p{Han}*预算数?)的(?P<rates>(?:\d[\d.]*%\s*[、和及，,]\s*)*)$"
)
_OF_STAGE = regex.compile(r"^(?:完成|为|占|达到?)?((?:年初|全年|调整)后?预算)数?的$")
_ADJUSTED = regex.compile(r"(?:调整|调增|调减|压减|追加)(?:后)?(?:为|至|到)$")
_PORTION = regex.compile(
    r"(?:部分|差额|超[出支收]|增[加支收]额?|减[少支收]额?|结余)\p{Han}{0,4}占[^，,。；]*$"
)
_SCORED = regex.compile(r"^\s*(?:的|及以上|以[上下])?[，,]?(?:得|计)?(?:满分|\d+(?:\.\d+)?分)")
_OWN_BASIS = regex.compile(r"按[^，,。；、]*(?:预算|口径)\p{Han}*为$|分别(?:[^，,。]|,(?=\d))*$")
_LESS = regex.compile(r"(?:扣除|剔除|不含|不计|除去)[^。；;]*$")


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each completion or execution rate whose amounts are printed, or are found to give it."""
    claimed: set[Figure] = set()
    for statement in context.extraction.statements:
        result = statement.one("result")
        if statement.kind != "ratio" or result is None or not _is_result(context, statement, result):
            continue
        pairs = _pairs(context, statement, result)
        if pairs:
            claimed.add(result)
            yield _claim(context, statement, result, pairs)
    for claim in _of_stages(context):
        claimed.add(claim.figures[0])
        yield claim
    yield from _found(context, claimed)
    yield from _beyond(context)


def _beyond(context: Context) -> Iterator[Claim]:
    """One claim for each completion that is told as a change from the same budget, too: 完成预算的93.66%，比预算下降6.34%."""
    changes = [s for s in context.extraction.statements if s.kind == "change" and s.one("base") is None]
    for said in context.extraction.statements:
        done, budget = said.one("result"), said.words.get("denominator", "")
        if said.kind != "ratio" or done is None or done.qualifier or not budget.endswith("预算"):
            continue
        for change in changes:
            rate = change.one("rate")
            if rate is None or rate.measure != "rate" or change.words.get("base") != budget:
                continue
            if not _NEXT.fullmatch(done.until(rate)):
                continue
            rises = change.words.get("rate_up") == "1"
            yield context.facts.claim(
                CODE,
                Equal(rate, difference(done, FULL) if rises else difference(FULL, done)),
                f"{plain(rate)}比{budget}的增减率写为{{stated}}，按完成率{printed(done)}计算应为{{computed}}，相差{{difference}}",
                [("rate", rate), ("completion", done)],
                severity="warning",
                named=True,
            )


def _is_result(context: Context, statement: Statement, rate: Figure) -> bool:
    """Whether a ratio is a completion of this year's budget; not a base of comparison, a condition or a grade."""
    if kind(rate.unit) != "percent" or rate.qualifier:
        return False
    if COMPARED.search(rate.before) or _PORTION.search(rate.before) or _SCORED.match(rate.behind):
        return False
    if prose.is_condition(rate) or _listed_stage(rate):
        return False
    if not statement.one("numerator") and is_of_things(context, rate):
        return False
    name = statement.words.get("name", "")
    return not name or name.endswith(RATES)


def _pairs(context: Context, statement: Statement, rate: Figure) -> list[Pair]:
    """What was spent and its budget, in each reading that the words leave open."""
    part = own_part(context, statement, rate)
    pairs = [
        (top, budget)
        for top, budget in pairs_of(context, statement, rate)
        if gives(rate, top, budget) or (part in (None, top) and is_own(context, rate, top, budget))
    ]
    if not pairs or statement.one("numerator") is None:
        pairs += [p for p in discovered(context, rate) if p not in pairs]
    pairs = [
        (top, budget)
        for top, budget in pairs or in_tables(context, statement)
        if rate.period in (top.period, budget.period) or None in (rate.period, top.period, budget.period)
    ]
    if _LESS.search(rate.before) or _OWN_BASIS.search(rate.before):
        return [(top, budget) for top, budget in pairs if gives(rate, top, budget)]
    return pairs


def _claim(context: Context, statement: Statement, result: Figure, pairs: list[Pair]) -> Claim:
    relations: list[Relation] = [Equal(result, ratio(top, bottom)) for top, bottom in pairs]
    frozen = [f for f in around(context, result) if _FROZEN.search(normalise(f.label))]
    if not stage_of(context, statement):
        cut = [f for f in around(context, result, ("level", "change")) if _CUT.search(f.before)]
        frozen += [f for f in cut if f not in frozen]
    relations += [
        Equal(result, Ratio(Term(top), difference(bottom, f))) for f in frozen for top, bottom in pairs
    ]
    added = [f for f in around(context, result, ("level", "change")) if _ADDED.search(f.before)]
    added = [] if stage_of(context, statement) else added
    relations += [
        Equal(result, Ratio(Term(top), footing((bottom, f)))) for f in added for top, bottom in pairs
    ]
    relation, decisive = any_of(relations)
    top, bottom = pairs[decisive % len(pairs)]
    other = other_budget(context, result, top, [b for _, b in pairs])
    hint = f"；按{staged(other)}{printed(other)}计算则相符" if other is not None else ""
    return context.facts.claim(
        CODE,
        relation,
        f"{plain(top)}的{statement.words.get('name') or '完成率'}写为{{stated}}，"
        f"按{staged(top)}{printed(top)}÷{staged(bottom)}{printed(bottom)}计算应为{{computed}}，相差{{difference}}{hint}",
        [
            ("result", result),
            ("numerator", top),
            *(("denominator", b) for _, b in pairs),
            *(("frozen", f) for f in frozen),
            *(("added", f) for f in added),
        ],
        evidence=hint,
        group=prose.group(result),
        severity="warning" if bottom.stage == "年初预算" and not stage_of(context, statement) else None,
        named=len(relations) == 1 and _is_named(context, result, top, bottom),
    )


def _is_named(context: Context, result: Figure, top: Figure, bottom: Figure) -> bool:
    """Whether a sentence tells a budget, an outturn and its completion, and its paragraph no other amount before it.

    The budget at the beginning of the year is meant where the rate says so.
    """
    rate = bottom.until(result)
    return (
        {*around(context, result, ("level", "change"))} == {top, bottom}
        and top.stage in ("决算", "执行")
        and "预算" in bottom.stage
        and (bottom.stage != "年初预算" or "年初" in rate)
        and (top.concept, top.period) == (bottom.concept, bottom.period) == (bottom.concept, result.period)
    )


def _found(context: Context, claimed: Set[Figure]) -> Iterator[Claim]:
    """One claim for each other rate that two amounts beside it give."""
    told = {
        s.one("rate")
        for s in context.extraction.statements
        if s.kind == "share" and s.one("part") and s.one("whole")
    }
    for rate, top, bottom in discovery.ratios(context.extraction.figures):
        if rate in told or rate in claimed:
            continue
        yield context.facts.claim(
            CODE,
            Equal(rate, ratio(top, bottom)),
            f"{plain(rate)}写为{{stated}}，按{printed(top)}÷{printed(bottom)}计算为{{computed}}",
            [("result", rate), ("numerator", top), ("denominator", bottom)],
            confidence="medium",
        )


def _listed_stage(rate: Figure) -> str:
    """The budget that a rate of a list is said to be of: 调整预算 for the second of 分别完成年初预算、调整预算的p%、q%."""
    told = _STAGES.search(rate.before)
    names = regex.split("[、和及]", told["names"]) if told else []
    place = told["rates"].count("%") if told else 0
    return analyse(names[place], None).stage if place < len(names) else ""


def _of_stages(context: Context) -> Iterator[Claim]:
    """One claim for each rate of several that name the budget each is of, with what was spent before them.

    支出750.00万元，分别完成年初预算、调整预算的93.75%、75.00%; 为年初预算的93.75%、调整后预算的75.00%.
    """
    stated = {
        r for s in context.extraction.statements if s.kind == "ratio" for r in s.roles.get("result", ())
    }
    for told in prose.paragraphs(context.extraction):
        for place, rate in enumerate(told):
            stage = _listed_stage(rate.figure)
            if not stage and rate.figure not in stated and (own := _OF_STAGE.search(rate.own)):
                stage = analyse(own[1], None).stage
            before = [t.figure for t in told[:place] if _is_money(t.figure)]
            tops = [
                t.figure
                for t in told[:place]
                if t.sentence == rate.sentence and t.figure in before and _is_done(t.figure)
            ]
            bottoms = [f for f in before if f.stage == stage and f.stage]
            bottoms += [
                f
                for f in before
                if stage == "调整预算" and _ADJUSTED.search(f.before) and f not in bottoms and f not in tops
            ]
            if kind(rate.figure.unit) != "percent" or not tops or not bottoms:
                continue
            top, bottom = tops[-1], bottoms[-1]
            yield context.facts.claim(
                CODE,
                Equal(rate.figure, ratio(top, bottom)),
                f"{plain(top)}完成{stage}的比率写为{{stated}}，"
                f"按{printed(top)}÷{staged(bottom)}{printed(bottom)}计算应为{{computed}}，相差{{difference}}",
                [("result", rate.figure), ("numerator", top), ("denominator", bottom)],
                group=prose.group(rate.figure),
                named=True,
            )


def _is_money(figure: Figure) -> bool:
    return kind(figure.unit) == "money" and figure.measure == "level" and not figure.qualifier


def _is_done(figure: Figure) -> bool:
    """Whether an amount is what was spent or taken in, not a budget, what was left of it or what it was adjusted to."""
    aside = ASIDE.search(normalise(figure.label)) or _ADJUSTED.search(figure.before)
    return figure.stage not in (*BUDGETS, "target") and not aside
