"""Which outturn and which budget a rate of completion is of, where its sentence and its paragraph print them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import regex

from checks.context import Context
from checks.evidence import is_held
from checks.formula import ratio
from checks.model import Equal, Same
from checks.relation import judge_relation
from extract.lexicon import analyse, normalise
from extract.model import Figure, Statement
from extract.unit import kind, same_kind

Pair = tuple[Figure, Figure]
"""What was spent and its budget."""
BUDGETS = ("年初预算", "调整预算", "预算")
_BRACKET = regex.compile(r"\s*（[^）]*预算")
ASIDE = regex.compile(r"结余|结转|剩余|追加|调减|调增|冻结|收回")
_ANY = regex.compile(
    r"预算|资金|支出|项目|总体?|整体|部门|单位|全年|年度|年初|调整后?|财政|经费|本年|实际|\d+年?|的|该|其"
)
_KIND = regex.compile(r"基本支出|项目支出")
_OF_LAST = regex.compile(r"(?:为|是|占|达)(?:上年|去年|上期|同期)(?:同期)?的?$")
_NO_BUDGET = regex.compile(r"预算(?:稳定调节|周转|外|单位|内投资)")
COMPARED = regex.compile(r"(?:较|比)[^，,。；、\d]{0,10}的?$")
_CHANGED = regex.compile(r"(?:[核调压审扣冲追]减|[追调]加|调增|收回)(?!后)")
RATES = ("执行率", "完成率", "支出进度", "支出率", "使用率", "完成比例", "执行比例", "控制率")


def pairs_of(context: Context, statement: Statement, result: Figure) -> list[Pair]:
    printed = statement.one("denominator")
    top = statement.one("numerator")
    behind = _behind(context, result)
    near = [*around(context, result), *behind]
    if printed is not None and top is not None and _OF_LAST.search(top.before):
        return []
    if printed is not None and top is not None:
        above = context.facts.whole_of(top)
        return [(above if above is not None and gives(result, above, printed) else top, printed)]
    if top is not None and top.stage in BUDGETS:
        earlier = [
            f
            for f in near
            if f.stage not in BUDGETS
            and same_kind(f.unit, top.unit)
            and f.period in (None, result.period)
            and not COMPARED.search(f.before)
        ]
        top = earlier[-1] if earlier else None
    if top is None and statement.words.get("name"):
        done = [
            f
            for f in near
            if f.stage not in (*BUDGETS, "target", "actual")
            and not ASIDE.search(normalise(f.label))
            and not _is_granted(context, f)
        ]
        whole = [f for f in done if context.facts.whole_of(f) is None]
        likely = [f for f in whole if f.stage] or whole or [f for f in done if f.stage] or done
        top = likely[-1] if likely else None
    if top is None or kind(top.unit) != "money":
        return []
    stage = stage_of(context, statement)
    wanted = [stage] if stage else list(BUDGETS)
    bottoms = [
        f
        for f in behind or near
        if f.stage in wanted
        and f != top
        and same_kind(f.unit, top.unit)
        and not _CHANGED.search(f.label)
        and not _NO_BUDGET.search(f.label)
    ]
    if stage and not bottoms:
        bottoms = [f for f in near if f.stage == "预算" and f != top]
    key = context.facts.key(top)
    return [
        (top, b)
        for b in reversed(bottoms)
        if _same_subject(context.facts.key(b).subject, key.subject, b, top)
        and not _is_anothers(context, b, top)
    ]


def stage_of(context: Context, statement: Statement) -> str:
    """Which budget a completion is said to be of: 年初预算, 调整预算, or "" where no word tells."""
    stage = analyse(statement.words.get("denominator", ""), context.extraction.year).stage
    return stage if stage in ("年初预算", "调整预算") else ""


def is_of_things(context: Context, rate: Figure) -> bool:
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


def own_part(context: Context, statement: Statement, result: Figure) -> Figure | None:
    """The part of a list right before a rate that is said to be its own: 其中公用经费847.57万元，执行率97.4%."""
    last = around(context, result)[-1:]
    owned = last and normalise(statement.words.get("owner", "")) in (normalise(last[0].label), last[0].label)
    return last[0] if owned and context.facts.whole_of(last[0]) is not None else None


def is_own(context: Context, result: Figure, spent: Figure, budget: Figure) -> bool:
    """Whether the budget may be that of what the rate names (其他资金执行率) or stands behind.

    A budget that gives the rate of a greater amount before is that of the whole, not of a part.
    """
    name = normalise(result.label)
    named = next((name.removesuffix(r) for r in RATES if name.endswith(r)), "").removesuffix("预算")
    if _KIND.search(named):
        return named in normalise(budget.label)
    if _ANY.sub("", named) and named not in normalise(budget.label) + normalise(spent.label):
        return False
    start = spent.where.start or 0
    wholes = [
        f for f in around(context, result) if (f.where.start or 0) < start and abs(f.value) > abs(spent.value)
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
    return not any(gives(r, f, budget) for r in rates for f in wholes if f is not budget)


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
    return whole is not None and whole.stage in BUDGETS and not figure.stage


def discovered(context: Context, result: Figure) -> list[Pair]:
    """Two amounts of the paragraph that give the rate, where the words do not say which they are."""
    amounts = around(context, result)
    for top in reversed(amounts):
        for bottom in reversed(amounts):
            comparable = top is not bottom and bottom.value and same_kind(top.unit, bottom.unit)
            if comparable and gives(result, top, bottom):
                return [(top, bottom)]
    return []


def in_tables(context: Context, statement: Statement) -> Iterator[Pair]:
    """What was spent with the budgets that a table prints for it, in the row that prints what was spent too."""
    top = statement.one("numerator")
    if top is None or top.concept is None or top.where.table is not None:
        return
    key = context.facts.key(top)
    stage = stage_of(context, statement)
    stages = (stage,) if stage else BUDGETS
    done = [
        (f.where.table, f.where.row)
        for f in context.facts.find(
            key.subject, period=key.period, scope=key.scope, stages=[key.stage], every=True
        )
        if f.where.table is not None and is_held(judge_relation(Same((f, top))))
    ]
    for cell in context.facts.find(
        key.subject, period=key.period, scope=key.scope, stages=stages, every=True
    ):
        if (cell.where.table, cell.where.row) in done and cell.value:
            yield top, cell


def _same_subject(one: str, other: str, budget: Figure, spent: Figure) -> bool:
    """Whether a budget may be that of what was spent: the same subject, or one of them names none."""
    return one == other or not one or not other or budget.concept is None or spent.concept is None


def around(context: Context, result: Figure, measures: Collection[str] = ("level",)) -> list[Figure]:
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
        and f.stage in BUDGETS
        and f.measure == "level"
        and (f.where.start or 0) > end
        and _BRACKET.match(result.behind)
        and f.text in result.behind.partition("）")[0]
    ]


def other_budget(context: Context, result: Figure, top: Figure, tried: list[Figure]) -> Figure | None:
    """Another budget figure in the paragraph that gives the printed rate, None if there is none."""
    for figure in around(context, result):
        untried = figure.stage in BUDGETS and figure not in tried and figure != top
        if untried and gives(result, top, figure):
            return figure
    return None


def gives(result: Figure, top: Figure, bottom: Figure) -> bool:
    return is_held(judge_relation(Equal(result, ratio(top, bottom))))
