"""完成率、执行率与金额不符

## 查什么
写明“完成预算的百分之几”“执行率”的，按执行数 ÷ 预算数重新计算。没有写明是年初预算还是全年（调整后）预算的，
两种预算数都试算，有一个相符就不报；写明的预算口径不相符、只有另一口径相符的，指出实际用的是哪一个。句中没有预算数的，取表中同一事项（该行印有同样的决算数）的预算数。
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
2023年公务接待费支出决算为6.12万元，完成预算的70.83%。

“三公”经费支出决算表（单位：万元）
| 项目 | 预算数 | 决算数 |
| 公务用车购置及运行维护费 | 45.02 | 41.38 |
| 公务接待费 | 7.64 | 6.12 |
```

## 正确示例
```
年初预算为200.00万元，支出决算为150.00万元，完成年初预算的75.00%。
```

## 不判示例
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
项目6个，预算862.00万元，支出844.76万元，其中执行率100%的4个、90%以下的2个。
```
```
年初预算3000.00万元；年中净追加100.00万元。支出3022.50万元；执行率97.50%。
```

## 依据
预算执行率 = 预算完成数 ÷ 预算数（财预〔2013〕53号）。
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import regex

from checks import discovery, prose
from checks.context import Context
from checks.formula import Ratio, Term, difference, footing, ratio
from checks.model import Claim, Equal, Relation, Same
from checks.relation import any_of, judge_relation
from checks.subject import plain, staged
from checks.wording import printed
from extract.lexicon import analyse, normalise
from extract.model import Figure, Statement
from extract.unit import kind, same_kind

CODE = "GJ205"
NAME = "completion-rate"
SEVERITY = "error"
SINCE = "0.1.0"
_BUDGETS = ("年初预算", "调整预算", "预算")
_BRACKET = regex.compile(r"\s*（[^）]*预算")
_ASIDE = regex.compile(r"结余|结转|剩余|追加|调减|调增|冻结|收回")
_FROZEN = regex.compile(r"冻结|收回|核减|扣除|上缴")
_ADDED = regex.compile(r"(?:追加|调增)(?:了|预算|资金|金额)*$")
_ANY = regex.compile(
    r"预算|资金|支出|项目|总体?|整体|部门|单位|全年|年度|年初|调整后?|财政|经费|本年|实际|\d+年?|的|该|其"
)
_KIND = regex.compile(r"基本支出|项目支出")
_COMPARED = regex.compile(r"(?:较|比)[^，,。；、\d]{0,10}的?$")
_PORTION = regex.compile(
    r"(?:部分|差额|超[出支收]|增[加支收]额?|减[少支收]额?|结余)\p{Han}{0,4}占[^，,。；]*$"
)
_SCORED = regex.compile(r"^\s*(?:的|及以上|以[上下])?[，,]?(?:得|计)?(?:满分|\d+(?:\.\d+)?分)")
_OWN_BASIS = regex.compile(r"按[^，,。；、]*(?:预算|口径)\p{Han}*为$|分别[^，,。]*$")
_LESS = regex.compile(r"(?:扣除|剔除|不含|不计|除去)[^。；;]*$")
_CHANGED = regex.compile(r"(?:[核调压审扣冲追]减|[追调]加|调增|收回)(?!后)")
_RATES = ("执行率", "完成率", "支出进度", "支出率", "使用率", "完成比例", "执行比例", "控制率")


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each completion or execution rate whose amounts are printed, or are found to give it."""
    claimed: set[Figure] = set()
    for statement in context.extraction.statements:
        if statement.kind != "ratio":
            continue
        result = statement.one("result")
        if result is None or kind(result.unit) != "percent" or result.qualifier:
            continue
        before, behind = result.before, result.behind
        if _COMPARED.search(before) or _PORTION.search(before) or _SCORED.match(behind):
            continue
        if prose.is_condition(result):
            continue
        if not statement.one("numerator") and _is_of_things(context, result):
            continue
        name = statement.words.get("name", "")
        if name and not name.endswith(_RATES):
            continue
        pairs = _pairs(context, statement, result)
        part = _part(context, statement, result)
        pairs = [
            (t, b)
            for t, b in pairs
            if _gives(result, t, b) or (part in (None, t) and _is_own(context, result, t, b))
        ]
        if not pairs or statement.one("numerator") is None:
            pairs += [p for p in _discovered(context, result) if p not in pairs]
        pairs = pairs or list(_in_tables(context, statement))
        if _LESS.search(before) or _OWN_BASIS.search(before):
            pairs = [(t, b) for t, b in pairs if _gives(result, t, b)]
        if not pairs:
            continue
        relations: list[Relation] = [Equal(result, ratio(top, bottom)) for top, bottom in pairs]
        frozen = [f for f in _around(context, result) if _FROZEN.search(normalise(f.label))]
        relations += [
            Equal(result, Ratio(Term(top), difference(bottom, f))) for f in frozen for top, bottom in pairs
        ]
        added = [f for f in _around(context, result, ("level", "change")) if _ADDED.search(f.before)]
        added = [] if _stage(context, statement) else added
        relations += [
            Equal(result, Ratio(Term(top), footing((bottom, f)))) for f in added for top, bottom in pairs
        ]
        claimed.add(result)
        relation, decisive = any_of(relations)
        top, bottom = pairs[decisive % len(pairs)]
        other = _other(context, result, top, [b for _, b in pairs])
        hint = f"；按{staged(other)}{printed(other)}计算则相符" if other is not None else ""
        yield context.facts.claim(
            CODE,
            relation,
            f"{plain(top)}的{name or '完成率'}写为{{stated}}，"
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
            named=len(relations) == 1 and _is_named(context, result, top, bottom),
        )
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


def _pairs(context: Context, statement: Statement, result: Figure) -> list[tuple[Figure, Figure]]:
    printed = statement.one("denominator")
    top = statement.one("numerator")
    behind = _behind(context, result)
    around = [*_around(context, result), *behind]
    if printed is not None and top is not None:
        above = context.facts.whole_of(top)
        return [(above if above is not None and _gives(result, above, printed) else top, printed)]
    if top is not None and top.stage in _BUDGETS:
        earlier = [
            f
            for f in around
            if f.stage not in _BUDGETS
            and same_kind(f.unit, top.unit)
            and f.period in (None, result.period)
            and not _COMPARED.search(f.before)
        ]
        top = earlier[-1] if earlier else None
    if top is None and statement.words.get("name"):
        done = [
            f
            for f in around
            if f.stage not in (*_BUDGETS, "target", "actual")
            and not _ASIDE.search(normalise(f.label))
            and not _is_granted(context, f)
        ]
        whole = [f for f in done if context.facts.whole_of(f) is None]
        likely = [f for f in whole if f.stage] or whole or [f for f in done if f.stage] or done
        top = likely[-1] if likely else None
    if top is None or kind(top.unit) != "money":
        return []
    stage = _stage(context, statement)
    wanted = [stage] if stage else list(_BUDGETS)
    bottoms = [
        f
        for f in behind or around
        if f.stage in wanted and f != top and same_kind(f.unit, top.unit) and not _CHANGED.search(f.label)
    ]
    if stage and not bottoms:
        bottoms = [f for f in around if f.stage == "预算" and f != top]
    key = context.facts.key(top)
    return [
        (top, b)
        for b in reversed(bottoms)
        if _same_subject(context.facts.key(b).subject, key.subject, b, top)
        and not _is_anothers(context, b, top)
    ]


def _stage(context: Context, statement: Statement) -> str:
    """Which budget a completion is said to be of: 年初预算, 调整预算, or "" where no word tells."""
    stage = analyse(statement.words.get("denominator", ""), context.extraction.year).stage
    return stage if stage in ("年初预算", "调整预算") else ""


def _is_of_things(context: Context, rate: Figure) -> bool:
    """Whether the two figures right before a rate are numbers of things: 治理12.60公里，计划13.00公里，完成率96.92%."""
    before = [
        f
        for f in context.extraction.figures
        if f.where.block == rate.where.block
        and f.where.table == rate.where.table
        and f.quote == rate.quote
        and (f.where.start or 0) < (rate.where.start or 0)
    ]
    return len(before) > 1 and all(kind(f.unit) in ("count", "headcount") for f in before[-2:])


def _part(context: Context, statement: Statement, result: Figure) -> Figure | None:
    """The part of a list right before a rate that is said to be its own: 其中公用经费847.57万元，执行率97.4%."""
    last = _around(context, result)[-1:]
    owned = last and normalise(statement.words.get("owner", "")) in (normalise(last[0].label), last[0].label)
    return last[0] if owned and context.facts.whole_of(last[0]) is not None else None


def _is_own(context: Context, result: Figure, spent: Figure, budget: Figure) -> bool:
    """Whether the budget may be that of what the rate names (其他资金执行率) or stands behind.

    A budget that gives the rate of a greater amount before is that of the whole, not of a part.
    """
    name = normalise(result.label)
    named = next((name.removesuffix(r) for r in _RATES if name.endswith(r)), "").removesuffix("预算")
    if _KIND.search(named):
        return named in normalise(budget.label)
    if _ANY.sub("", named) and named not in normalise(budget.label) + normalise(spent.label):
        return False
    start = spent.where.start or 0
    wholes = [
        f
        for f in _around(context, result)
        if (f.where.start or 0) < start and abs(f.value) > abs(spent.value)
    ]
    rates = [
        r
        for s in context.extraction.statements
        if s.kind == "ratio"
        and (r := s.one("result")) is not None
        and r.where.block == result.where.block
        and (r.where.start or 0) < start
        and kind(r.unit) == "percent"
    ]
    return not any(_gives(r, f, budget) for r in rates for f in wholes if f is not budget)


def _is_anothers(context: Context, budget: Figure, spent: Figure) -> bool:
    """Whether a budget of an earlier sentence has its own outturn and rate there, under another name."""
    return budget.quote != spent.quote and any(
        s.kind == "ratio"
        and s.one("denominator") is budget
        and (own := s.one("numerator")) is not None
        and normalise(own.label) != normalise(spent.label)
        for s in context.extraction.statements
    )


def _is_granted(context: Context, figure: Figure) -> bool:
    """Whether an amount is part of a budget (who pays how much of it), and so is not spent."""
    whole = context.facts.whole_of(figure)
    return whole is not None and whole.stage in _BUDGETS and not figure.stage


def _discovered(context: Context, result: Figure) -> list[tuple[Figure, Figure]]:
    """Two amounts of the paragraph that give the rate, where the words do not say which they are."""
    around = _around(context, result)
    for top in reversed(around):
        for bottom in reversed(around):
            comparable = top is not bottom and bottom.value and same_kind(top.unit, bottom.unit)
            if comparable and _gives(result, top, bottom):
                return [(top, bottom)]
    return []


def _in_tables(context: Context, statement: Statement) -> Iterator[tuple[Figure, Figure]]:
    """What was spent with the budgets that a table prints for it, in the row that prints what was spent too."""
    top = statement.one("numerator")
    if top is None or top.concept is None or top.where.table is not None:
        return
    key = context.facts.key(top)
    stage = _stage(context, statement)
    stages = (stage,) if stage else _BUDGETS
    done = [
        (f.where.table, f.where.row)
        for f in context.facts.find(
            key.subject, period=key.period, scope=key.scope, stages=[key.stage], every=True
        )
        if f.where.table is not None and judge_relation(Same((f, top))).state.startswith("held")
    ]
    for cell in context.facts.find(
        key.subject, period=key.period, scope=key.scope, stages=stages, every=True
    ):
        if (cell.where.table, cell.where.row) in done and cell.value:
            yield top, cell


def _same_subject(one: str, other: str, budget: Figure, spent: Figure) -> bool:
    """Whether a budget may be that of what was spent: the same subject, or one of them names none."""
    return one == other or not one or not other or budget.concept is None or spent.concept is None


def _around(context: Context, result: Figure, measures: Collection[str] = ("level",)) -> list[Figure]:
    """The amounts before the rate in the same paragraph or cell, in printed order."""
    return [
        f
        for f in context.extraction.figures
        if (f.where.block, f.where.table, f.where.row, f.where.column)
        == (result.where.block, result.where.table, result.where.row, result.where.column)
        and (f.where.start or 0) < (result.where.start or 0)
        and f.measure in measures
        and kind(f.unit) == "money"
        and not f.whole_cell
    ]


def _behind(context: Context, result: Figure) -> list[Figure]:
    """The budget that brackets behind a rate print: 执行率48.4%（预算4.05亿元）."""
    end = result.where.end or 0
    return [
        f
        for f in context.extraction.figures
        if f.where.block == result.where.block
        and f.quote == result.quote
        and f.stage in _BUDGETS
        and f.measure == "level"
        and (f.where.start or 0) > end
        and _BRACKET.match(result.behind)
        and f.text in result.behind.partition("）")[0]
    ]


def _is_named(context: Context, result: Figure, top: Figure, bottom: Figure) -> bool:
    """Whether a sentence tells a budget, an outturn and its completion, and no other amount before it."""
    told = [f for f in _around(context, result) if f.quote == result.quote and f.until(result)]
    return (
        {*told} == {top, bottom}
        and top.stage in ("决算", "执行")
        and "预算" in bottom.stage
        and (top.concept, top.period) == (bottom.concept, bottom.period)
    )


def _other(context: Context, result: Figure, top: Figure, tried: list[Figure]) -> Figure | None:
    """Another budget figure in the paragraph that gives the printed rate, None if there is none."""
    for figure in _around(context, result):
        untried = figure.stage in _BUDGETS and figure not in tried and figure != top
        if untried and _gives(result, top, figure):
            return figure
    return None


def _gives(result: Figure, top: Figure, bottom: Figure) -> bool:
    return judge_relation(Equal(result, ratio(top, bottom))).state.startswith("held")
