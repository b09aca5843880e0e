"""增长率与增减额不符

## 查什么
一句话同时写出本期数、增减额和增减率时，按“增减额 ÷ 上期数”重新计算增减率；上期数没有写出的，
由本期数减去增加额（或加上减少额）得出。句中写出上期数的，按“本期数 ÷ 上期数 − 1”计算；
写作“是上年的几倍”的，按“本期数 ÷ 上期数”计算。

## 为什么
改动金额后忘记重算增减率，或者把增减额除以了本期数，是自评报告中最常见的差错之一。

## 错误示例
```
2023年培训支出218.70万元，比上年增加86.40万元，增长56.31%。
```
```
全年会议费12.60万元，较上年的15.00万元下降19%。
```
```
2023年分学段看，高中上年19.80万元，本年21.60万元，增长12.5%。
```
```
支出预算331.0万元，比上年预算增加11.0万元，比上年执行数增加9.0万元，分别增长3.4%和3.8%。
```
```
全年接待36.0万人次，是上年24.0万人次的1.6倍。
```

```
支出1000.00万元，比上年1800.00万元减少800.00万元，下降54.44%；扣除一次性因素100.00万元后，下降41.18%。
```

## 正确示例
```
2023年培训支出218.70万元，比上年增加86.40万元，增长65.31%。
```
```
公务接待费4万元，比2022年预算减少4万元，下降50%。
```
```
收入总预算432.0万元，其中：财政拨款426.0万元、其他收入6.0万元。与上年450.0万元相比减少18.0万元，下降4.0%。
```
```
结案3316件，较上年的结案数3200件增长3.6%。较上年收案（9720件）上升5.61%。
```
```
公务接待费支出决算为0.30万元。基本支出中公务接待费8.31万元。与上年相比，公务接待费支出增加0.30万元，增长100%。
```
```
机关运行经费312.60万元，主要用于：办公费38.16万元、其他交通费用61.08万元。较上年决算减少14.55万元，下降4.45%。
```
```
公务用车运行维护费1.21万元，与上年决算相比，减少0万元，下降0.22%。
```
```
年初债务余额84.79亿元，当年净增13.85亿元，增长16.33%。支出1000.00万元，比上年1800.00万元减少800.00万元，下降44.44%。
```
```
“三公”经费支出9.87万元（预算12.00万元，决算比预算减少2.13万元，下降17.75%）。
```

## 不判示例
上期数为0时（本期数在别处写明恰为增加额的也是）增减率无法计算，无法判定；写明上期数是另一事项的，不与前一事项相比。
```
2023年绿化养护支出30.00万元，比上年增加30.00万元，增长100%。
```


## 依据
增减率 = （本期数 − 上期数）÷ 上期数；区间语义见 XBRL Calculations 1.1。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import regex

from checks import prose
from checks.context import Context
from checks.evidence import is_held
from checks.fact import statements
from checks.formula import ONE, Formula, Ratio, Sum, Term, difference, footing, growth
from checks.model import Claim, Equal, Relation
from checks.precision import base_value, own_step
from checks.relation import any_of, judge_relation
from checks.subject import dated, tidy
from checks.wording import tell_computed
from extract.model import Figure, Statement
from extract.unit import kind, same_kind

CODE = "GJ203"
NAME = "growth-rate"
SEVERITY = "error"
SINCE = "0.1.0"
_COMPARES = regex.compile(r"(?:与|较|比)")
_PLAIN = regex.compile(
    r"上年|去年|[前同]期|\d+|[年度末数额的]|[决预]算|执行|实际|完成|合计|总|支出|收入|同口径"
)

_OPENING = regex.compile(r"(?:年初|期初|上年末|上年底|原有)(?!预算|安排|批复|下达|核定|批准|计划|目标|数)")
_AVERAGED = 5
"""From this many times on, an earlier amount is no average as the later one is."""
_ADJUSTED = "；文中称按同口径等调整后计算，未列调整后的金额"


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each printed rate of change whose two terms are printed beside it."""
    for readings in (*statements(context.extraction, "change"), *statements(context.extraction, "multiple")):
        rate = readings[0].one("rate")
        if rate is None:
            continue
        relations: list[Relation] = []
        formulas: list[Formula] = []
        told: list[Statement] = []
        roles: dict[Figure, str] = {}
        elsewhere = not any(rate_formula(r) for r in readings)
        readings = tuple(map(_from_opening, readings))
        near = [*readings, *_earlier_beside(context, readings[0]), *_of_sentence_before(context, readings[0])]
        for reading in _completed(context, readings[0]) if elsewhere else near:
            formula = rate_formula(reading)
            if formula is not None and not _is_of_another(reading):
                relations.append(Equal(rate, formula))
                formulas.append(formula)
                told.append(reading)
                roles |= {f: r for r in ("current", "base", "delta") for f in reading.roles.get(r, ())}
        if (
            not relations
            or _is_rounded_away(readings[0], rate)
            or _is_given_beside(context, readings[0], rate)
        ):
            continue
        relation, decisive = any_of(relations)
        adjusted = readings[0].words.get("scope") and judge_relation(relation).state == "broken"
        up = readings[0].words.get("rate_up") == "1"
        what = "倍数" if rate.measure == "multiple" else "增长率" if up else "降幅"
        computed = tell_computed(rate, formulas[decisive], "下降" if up else "增长")
        where = "文中" if elsewhere else "同句"
        used = [f for f in roles if any(f in r.formula.figures() for r in relations if isinstance(r, Equal))]
        yield context.facts.claim(
            CODE,
            relation,
            f"{_subject(told[decisive])}{_versus(readings[0])}的{what}写为{{stated}}，"
            f"按{where}金额计算{computed}，相差{{difference}}{_ADJUSTED if adjusted else ''}",
            [("rate", rate), *((roles[f], f) for f in used)],
            severity="info" if adjusted else "warning" if elsewhere else None,
            confidence="medium" if elsewhere else "high",
        )


def _from_opening(statement: Statement) -> Statement:
    """The statement with the stand at the beginning as what it grew from: 年初余额84.79亿元，当年净增13.85亿元，增长16.33%."""
    current = statement.one("current")
    if current is None or statement.one("base") or statement.words.get("base"):
        return statement
    if not _OPENING.match(current.label) or statement.one("delta") is None:
        return statement
    roles = {role: figures for role, figures in statement.roles.items() if role != "current"}
    return replace(statement, roles=roles | {"base": (current,)})


def _completed(context: Context, statement: Statement) -> Iterator[Statement]:
    """The statement with the level, or the earlier level, that its subject has elsewhere: once for each value."""
    delta, current = statement.one("delta"), statement.one("current")
    name = statement.words.get("base", "")
    if current is not None and delta is None and name.isdigit():
        key = context.facts.key(current)
        for base in (
            context.facts.find(key.subject, period=name, stages=[key.stage], scope=key.scope)
            if key.subject
            else ()
        ):
            yield replace(statement, roles=statement.roles | {"base": (base,)})
    elif current is None and delta is not None:
        key = context.facts.key(delta)
        found = context.facts.find(key.subject, period=key.period) if key.subject else ()
        alike = [f for f in found if dict(f.scope).get("unit", "") in delta.label or f.scope == delta.scope]
        levels = [f for f in alike if context.facts.key(f).stage == key.stage]
        from_nothing = any(base_value(f) == base_value(delta) for f in alike if same_kind(f.unit, delta.unit))
        for level in () if from_nothing else levels or (() if key.stage else alike):
            yield replace(statement, roles=statement.roles | {"current": (level,)})


def _earlier_beside(context: Context, statement: Statement) -> Iterator[Statement]:
    """The statement over an amount of its own sentence, where its current amount stands in the one before.

    与上年450.0万元相比减少18.0万元，下降4.0%: whatever was spoken of last, the earlier amount is printed here.
    """
    current, delta = statement.one("current"), statement.one("delta")
    if current is None or delta is None or current.quote == delta.quote:
        return
    roles = {role: figures for role, figures in statement.roles.items() if role != "current"}
    for figure in context.extraction.figures:
        before = (figure.where.start or 0) < (delta.where.start or 0)
        if figure.where.block != delta.where.block or figure.quote != delta.quote or not before:
            continue
        if same_kind(figure.unit, delta.unit) and figure.measure == "level":
            yield replace(
                statement, roles=roles | {"base": (figure,)}, words=statement.words | {"subject": ""}
            )


def _is_rounded_away(statement: Statement, rate: Figure) -> bool:
    """Whether a change printed as 0 is what rounding left of the small one that the rate tells: 减少0万元，下降0.22%."""
    delta, current = statement.one("delta"), statement.one("current")
    if delta is None or current is None or delta.value or not rate.value:
        return False
    return abs(base_value(rate) * base_value(current)) <= own_step(current) / 2


def _is_given_beside(context: Context, statement: Statement, rate: Figure) -> bool:
    """Whether the change over another amount of its sentence gives the rate: 支出9.87万元（预算12万元，比预算减少2.13万元…）."""
    current, delta, base = statement.one("current"), statement.one("delta"), statement.one("base")
    if base is not None:
        if current is not None and any(
            is_held(judge_relation(Equal(rate, growth(current, f))))
            for f in context.extraction.figures
            if f.quote == rate.quote and f.unit == current.unit and f.value > 0 and f not in (base, current)
        ):
            return True
        quotes = {rate.quote, current.quote if current is not None else ""}
        others = [f for f in context.extraction.figures if f.quote in quotes and f.unit == base.unit]
        if (
            current is not None
            and "均" in current.label
            and base_value(base) > _AVERAGED * base_value(current)
        ):
            return True
        fallen = statement.words.get("rate_up") == "0"
        return any(
            is_held(
                judge_relation(
                    Equal(rate, Ratio(difference(base, f), Term(base)) if fallen else growth(f, base))
                )
            )
            for f in others
            if f is not base and f is not current and f.measure == "level" and base.value
        )
    if delta is None:
        return False
    up = statement.words.get("up") == "1"
    for figure in context.extraction.figures:
        beside = figure.where.block == delta.where.block and figure.quote == delta.quote
        before = (figure.where.start or 0) < (delta.where.start or 0)
        if (
            beside
            and before
            and figure is not current
            and figure.measure == "level"
            and same_kind(figure.unit, delta.unit)
        ):
            past = difference(figure, delta) if up else footing((figure, delta))
            made: list[Formula] = [Ratio(Term(delta), past), Ratio(Term(delta), Term(figure))]
            if current is not None and current.unit == figure.unit:
                made.append(
                    growth(current, figure) if up else Ratio(difference(figure, current), Term(figure))
                )
            if any(is_held(judge_relation(Equal(rate, m))) for m in made):
                return True
    return False


def _of_sentence_before(context: Context, statement: Statement) -> Iterator[Statement]:
    """The statement over each amount of the sentence before, where its own begins with the comparison.

    机关运行经费312.60万元，主要用于：办公费38.16万元……。较上年减少14.55万元 is of what the list was of.
    """
    current, delta = statement.one("current"), statement.one("delta")
    if current is None or delta is None or current.quote == delta.quote or not _COMPARES.match(delta.quote):
        return
    for figure in context.extraction.figures:
        same = figure.where.block == current.where.block and figure.quote == current.quote
        if (
            same
            and figure.measure == "level"
            and figure is not current
            and same_kind(figure.unit, delta.unit)
        ):
            yield replace(statement, roles=statement.roles | {"current": (figure,)})


def rate_formula(statement: Statement) -> Formula | None:
    """What the rate of change ought to be, from the figures of the same statement.

    A fall may be printed as a negative growth (减少5万元，增长-3%).
    """
    formula, rate, delta = _magnitude(statement), statement.one("rate"), statement.one("delta")
    if formula is None or rate is None or delta is None or statement.one("base") is not None:
        return formula
    turned = statement.words.get("rate_up") != statement.words.get("up")
    return Sum(((Fraction(-1), formula),)) if turned and rate.value < 0 < delta.value else formula


def _magnitude(statement: Statement) -> Formula | None:
    current, base, delta = statement.one("current"), statement.one("base"), statement.one("delta")
    if base is not None and prose.is_distance(base):
        return None
    rate = statement.one("rate")
    if rate is not None and rate.measure == "multiple":
        if base is None or current is None or base is current or not same_kind(base.unit, current.unit):
            return None
        return Ratio(Term(current), Term(base))
    if rate is None or rate.measure != "rate":
        return None
    rises = statement.words.get("rate_up") == "1"
    if base is not None and base is current:
        return None
    if base is not None and current is not None and same_kind(base.unit, current.unit):
        grown = growth(current, base)
        return grown if rises else difference(ONE, Ratio(Term(current), Term(base)))
    level = base or current
    if delta is None or (level is not None and not _is_of_unit(delta, level)):
        return None
    if base is not None:
        return Ratio(Term(delta), Term(base))
    if current is None:
        return None
    up = statement.words.get("up") == "1"
    return Ratio(Term(delta), difference(current, delta) if up else footing((current, delta)))


def _is_of_unit(delta: Figure, level: Figure) -> bool:
    """Whether a change can be one of a level: money of money, 起 of 起, not 起 of 人."""
    counted = kind(level.unit) in ("count", "headcount") and level.unit and delta.unit
    return same_kind(delta.unit, level.unit) and (not counted or delta.unit[-1] == level.unit[-1])


def _is_of_another(statement: Statement) -> bool:
    """Whether the words before an earlier amount in brackets name another thing than the later amount.

    …结案3316件。较上年收案（9720件）上升5.61% is of 收案.
    """
    current, base = statement.one("current"), statement.one("base")
    named = _PLAIN.sub("", statement.words.get("phrase", ""))
    if current is None or base is None or not named or f"（{base.text}" not in base.quote:
        return False
    return not any(named[i : i + 2] in current.label for i in range(max(1, len(named) - 1)))


def _subject(statement: Statement) -> str:
    current = statement.one("current")
    return dated(current) if current else tidy(statement.words.get("subject", "")) or "该项"


def _versus(statement: Statement) -> str:
    phrase = statement.words.get("phrase", "")
    return f"比{phrase}" if phrase else ""
