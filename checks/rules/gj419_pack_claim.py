"""规则包中的关系不成立

## 查什么
规则包（自带的、按报告所在地选用的，或用 --pack 指定的）写明的关系：合计等于各项之和、甲不大于乙、比率等于两数相除、
数值不得低于或高于某一限度，以及当地对资金执行率分值、执行率过低须说明原因的规定。各名称在报告中恰有一个数的才核对，
指定的规则包中没有核对的关系另行提示；不得低于、不得高于的，该名称的每一个数都核对。

## 为什么
各地、各单位有自己的规定，不必改程序就能加进来。

## 错误示例
全国通用规则包规定国内公务接待批次不多于人次。
```
2023年国内公务接待批次120个，国内公务接待人次90人。
```

## 正确示例
```
2023年国内公务接待批次12个，国内公务接待人次90人。
```

## 不判示例
只写明其中一个数的，不作判断。
```
2023年国内公务接待批次12个。
```

## 依据
每条关系的依据见规则包，用 gouji rules --pack 查看。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import regex

from checks.context import Context
from checks.form import Form, forms
from checks.formula import Constant, Term, footing, ratio
from checks.model import Claim, Equal, Order, Present, Relation, Severity
from checks.pack import Pack, PackClaim, in_force
from checks.tabular import bands, figure_of, title
from checks.wording import printed
from extract.lexicon import analyse, concept, normalise
from extract.model import Figure, Locator
from extract.number import read_cell
from extract.table_word import blank, core
from extract.unit import canonical, same_kind

CODE = "GJ419"
NAME = "pack-claim"
SEVERITY = "error"
SINCE = "0.1.0"
_REASON = regex.compile(r"由于|主要是因|因为|原因是|导致|因此")
_REALISED = ("", "决算", "执行", "actual")
_MEASURES = (("level", "headcount", "count", "ratio", "rate", "share", "average"), ("score", "weight"))


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each relation of the pack whose terms the document states, and those of its conventions."""
    pack = in_force(context)
    for told in pack.claims:
        if told.kind == "limit":
            yield from _limited(context, pack, told)
            continue
        found = {role: [_figure(context, term) for term in terms] for role, terms in told.terms.items()}
        figures = {role: [f for f in listed if f is not None] for role, listed in found.items()}
        if any(len(figures[role]) < len(listed) for role, listed in found.items()):
            continue
        yield _claim(context, pack, told, _relation(told, figures), figures)
    yield from _unmatched(context, pack)
    yield from _funds_weight(context, pack)
    yield from _low_execution(context, pack)
    yield from _level_weights(context, pack)


def _claim(
    context: Context, pack: Pack, told: PackClaim, relation: Relation, figures: dict[str, list[Figure]]
) -> Claim:
    return context.facts.claim(
        CODE,
        relation,
        (told.message or _sentence(told, figures))
        + f"（{pack.name}规则包“{told.title}”，依据：{told.basis}）",
        [(role, f) for role, listed in figures.items() for f in dict.fromkeys(listed)],
        severity=_limit(pack, told.severity),
    )


def _limited(context: Context, pack: Pack, told: PackClaim) -> Iterator[Claim]:
    """One claim for each end of a limit and each value that the document states of the term."""
    for figure in _figures(context, told.terms["figure"][0]):
        for name, text in told.limits.items():
            number = read_cell(text)
            if number is not None and same_kind(number.unit, figure.unit):
                bound, own = Constant(number.value, number.unit), Term(figure)
                relation = Order(bound, own) if name == "at_least" else Order(own, bound)
                yield _claim(context, pack, told, relation, {"figure": [figure]})


def _limit(pack: Pack, severity: Severity) -> Severity:
    """What only the default or a guess demands is never an error."""
    return severity if pack.certain or severity != "error" else "warning"


def _unmatched(context: Context, pack: Pack) -> Iterator[Claim]:
    """One claim for the relations of a named pack that could not be tested, and why."""
    reasons: list[str] = []
    seen: list[Figure] = []
    for told in pack.claims if pack.chosen == "named" else ():
        if told.inherited:
            continue
        for term in (term for terms in told.terms.values() for term in terms):
            figures = _figures(context, term)
            if told.kind == "limit":
                why = "没有数" if not figures else _off_unit(told, figures)
            else:
                why = "没有数" if not figures else "有不同的数" if len(figures) > 1 else ""
            if why:
                reasons.append(f"“{told.title}”（“{term['term']}”在报告中{why}）")
                seen += figures
                break
    ruled = pack.convention("item-rules") if pack.chosen == "named" else None
    names = {normalise(row.level3) or normalise(row.level2) for row in context.extraction.indicators}
    if ruled is not None and names:
        reasons += [
            f"“{i}”的评分标准（表中没有这一指标）"
            for i in ruled.value
            if normalise(i) not in {*names, "执行率"}
        ]
    if reasons:
        where = seen[0].where if seen else Locator(block=0)
        yield context.facts.claim(
            CODE,
            Present("规则包所指的数", tuple(seen), where, False),
            f"规则包{pack.name}有{len(reasons)}条没有核对：{'、'.join(reasons)}",
            [("term", f) for f in seen],
            severity="info",
        )


def _off_unit(told: PackClaim, figures: list[Figure]) -> str:
    """Why a limit says nothing of the figures: their units are of another kind."""
    numbers = [number for text in told.limits.values() if (number := read_cell(text)) is not None]
    fits = any(same_kind(number.unit, f.unit) for number in numbers for f in figures)
    units = "、".join(dict.fromkeys(f.unit or "没有单位" for f in figures))
    return "" if fits else f"的单位（{units}）与限度的单位不同"


def _figure(context: Context, term: dict[str, str]) -> Figure | None:
    """The one value that the document states of a term, None where it states none or several."""
    found = _figures(context, term)
    return found[0] if len(found) == 1 else None


def _figures(context: Context, term: dict[str, str]) -> list[Figure]:
    """Every different value of a term; the report's own year unless another is asked for.

    A name is looked for among the facts, then among all that is printed (the parts of a form's funds are no
    facts of the report), then over the columns (预算执行率 is printed over the rates, not beside them).
    """
    name = normalise(term["term"])
    subjects = dict.fromkeys((concept(term["term"]) or name, name, normalise(analyse(term["term"]).subject)))
    stage = term.get("stage")
    for measures in _MEASURES:
        listed = [
            figure
            for subject in subjects
            for measure in measures
            for figure in context.facts.find(subject, stages=(stage,) if stage else None, measure=measure)
        ]
        if found := _distinct(context, listed, term):
            return found
        listed = [
            f
            for f in context.extraction.figures
            if f.measure in measures
            and (f.concept in subjects or normalise(f.label) in subjects)
            and (not stage or f.stage == stage)
            and not (f.qualifier or f.doubt)
        ]
        if found := _distinct(context, listed, term):
            return found
    return _distinct(context, list(_under(context, name)), term)


def _under(context: Context, name: str) -> Iterator[Figure]:
    """The figures of the total rows (or of the only row) under a column of this name."""
    for table, _, band in bands(context.extraction.tables):
        for column in (c for c in band.columns if c.header and normalise(core(c.header[-1])) == name):
            totals = [r for r in band.rows if r.total or r.concept == "funds.total"] or list(band.rows)
            found = [f for row in totals if (f := figure_of(table, row, column)) is not None]
            yield from found[:1] if len(found) == 1 or len(totals) < len(band.rows) else ()


def _distinct(context: Context, figures: list[Figure], term: dict[str, str]) -> list[Figure]:
    """The figures of the year and unit that a term asks for, no target, what came of it if no stage is asked for."""
    wanted = term.get("period", str(context.extraction.year or ""))
    unit = term.get("unit")
    found: dict[object, Figure] = {}
    for figure in figures:
        other = figure.period and wanted and figure.period != wanted
        if figure.stage != "target" and not other and not (unit and figure.unit != canonical(unit)):
            found.setdefault((figure.value, figure.unit), figure)
    done = [figure for figure in found.values() if figure.stage in _REALISED]
    return done if done and not term.get("stage") else list(found.values())


def _relation(told: PackClaim, figures: dict[str, list[Figure]]) -> Relation:
    match told.kind:
        case "sum":
            return Equal(figures["whole"][0], footing(figures["parts"]))
        case "order":
            return Order(Term(figures["lesser"][0]), Term(figures["greater"][0]))
    return Equal(figures["result"][0], ratio(figures["numerator"][0], figures["denominator"][0]))


def _sentence(told: PackClaim, figures: dict[str, list[Figure]]) -> str:
    names = {role: terms[0]["term"] for role, terms in told.terms.items()}
    match told.kind:
        case "sum":
            parts = "、".join(term["term"] for term in told.terms["parts"])
            return f"{names['whole']}写为{{stated}}，{parts}合计为{{computed}}，相差{{difference}}"
        case "order":
            lesser, greater = figures["lesser"][0], figures["greater"][0]
            return f"{names['lesser']}{printed(lesser)}，大于{names['greater']}{printed(greater)}"
        case "ratio":
            return (
                f"{names['result']}写为{{stated}}，按{names['numerator']}÷{names['denominator']}计算应为{{computed}}，"
                f"相差{{difference}}"
            )
    limits = "、".join(
        f"不得{'低于' if name == 'at_least' else '高于'}{text}" for name, text in told.limits.items()
    )
    return f"{names['figure']}为{printed(figures['figure'][0])}，规定{limits}"


def _funds_weight(context: Context, pack: Pack) -> Iterator[Claim]:
    """The points of the funds row, only where the user named the pack: forms differ within a place."""
    told = pack.convention("funds-weight")
    if told is None or pack.chosen != "named":
        return
    due = Decimal(str(told.value))
    for form in forms(context.extraction):
        weight = form.funds.weight if form.funds else None
        if weight is not None:
            yield context.facts.claim(
                CODE,
                Present("规定的分值", (weight,), weight.where, weight.value == due),
                f"{title(form.table)}资金执行率分值为{weight.text}分，{pack.name}规定为{due}分（依据：{told.basis}）",
                [("weight", weight)],
                severity="warning",
            )


def _low_execution(context: Context, pack: Pack) -> Iterator[Claim]:
    """A low rate of execution, where the place asks for a reason below a threshold and the form gives none."""
    told = pack.convention("reason-below")
    if told is None or not pack.certain:
        return
    for form in forms(context.extraction):
        rate = form.funds.rate if form.funds else None
        if rate is None or rate.unit != "%" or rate.value >= Decimal(str(told.value)):
            continue
        found = _explained(form, rate)
        yield context.facts.claim(
            CODE,
            Present("执行率偏低的原因", (rate,), rate.where, found),
            f"{title(form.table)}执行率{rate.text}，低于{told.value}%而没有说明原因（依据：{told.basis}）",
            [("rate", rate)],
            severity="info",
        )


def _explained(form: Form, rate: Figure) -> bool:
    """Whether the form gives a reason: in the column of reasons beside the rate, or anywhere where it has none."""
    row = rate.where.row
    band = next((b for b in form.table.bands if row is not None and b.first <= row <= b.last), None)
    asked = next((c for c in band.columns if c.role == "reason"), None) if band is not None else None
    if asked is not None and row is not None:
        return not blank(form.table.text(row, asked.index))
    text = "".join(cell.text for cell in form.table.cells)
    return _REASON.search(text) is not None or any(r.reason for r in form.rows)


def _level_weights(context: Context, pack: Pack) -> Iterator[Claim]:
    """The points of each first level, only where the user named a pack that switches this on."""
    told = pack.convention("level1")
    if told is None or pack.chosen != "named":
        return
    for form in forms(context.extraction):
        for name, due in told.value.items():
            weights = [
                r.weight for r in form.rows if normalise(r.level1).startswith(name) and r.weight is not None
            ]
            if not weights:
                continue
            total = sum(weight.value for weight in weights)
            yield context.facts.claim(
                CODE,
                Present("规定的分值", tuple(weights), weights[0].where, total == Decimal(str(due))),
                f"{title(form.table)}“{name}”各项分值合计{total}分，{pack.name}规定为{due}分（依据：{told.basis}）",
                [("weight", weight) for weight in weights],
                severity="warning",
            )
