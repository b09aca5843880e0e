"""得分与印出的评分标准不符

## 查什么
报告印有评分标准（“控制率≤100%计2分，每超出1%扣0.2分，扣完为止”“得分=完成率×8分”“95%以上计2分，90%-95%计1分”“每发现一例扣0.5分”“完成得满分，未完成不得分”等），
又写明该指标的比率和得分的，按评分标准重新计算得分。评分标准、比率、得分写在同一处的报错误，分写在表和说明中的提请核实。
报告没有印出评分标准而规则包写有（item-rules）的，按规则包的计算。
标准中任何一句读不懂的，不作判断；两可之处（边界归属、不足一个百分点如何扣分）各种理解都试，都不符的才报。

## 为什么
比率改过而得分没有重算，或者按印象打分，没有照标准执行。

## 错误示例
```
| 一级指标 | 三级指标 | 分值 | 评分标准 | 实际完成值 | 得分 |
| 投入 | 在职人员控制率 | 5 | 在职人员控制率≤100%，得满分；每超过一个百分点扣0.5分，扣完为止。 | 104% | 5 |
| 产出 | 实际完成率 | 10 | 得分=实际完成率×10分。 | 90% | 9 |
```

```
4.预算执行率。95%以上计2分，90%-95%计1分，90%以下不计分。2023年预算执行率为92.31%，该指标分值2分，得分2分。
```

```
| 一级指标 | 三级指标 | 分值 | 评分标准 | 实际完成值 | 得分 |
| 过程 | 资金使用合规性 | 6 | 每发现一例不合规扣0.5分，扣完为止。 | 发现3例 | 5.5 |
| 产出 | 清淤工程 | 10 | 按计划完成得满分，未完成不得分。 | 已完成 | 8 |
```

```
| 一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 评分标准 | 得分 |
| 产出 | 巡查河道 | ≥26条 | 24条 | 10 | 得分=完成率×10分，超过100%的按100%计算。 | 10 |
```

## 正确示例
```
| 一级指标 | 三级指标 | 分值 | 评分标准 | 实际完成值 | 得分 |
| 投入 | 在职人员控制率 | 5 | 在职人员控制率≤100%，得满分；每超过一个百分点扣0.5分，扣完为止。 | 104% | 3 |
| 产出 | 实际完成率 | 10 | 得分=实际完成率×10分。 | 90% | 9 |
```

## 不判示例
评分标准没有规定如何计算的（“根据完善程度评分”），不作判断；恰好落在两档边界上、标准没有写明归哪一档的，两档都认可。
```
| 一级指标 | 三级指标 | 分值 | 评分标准 | 实际完成值 | 得分 |
| 过程 | 制度健全率 | 6 | 根据完善程度评分。 | 90% | 6 |
| 过程 | 预算执行率 | 2 | 95%以上计2分，90%-95%计1分，90%以下不计分 | 95% | 1 |
```

## 依据
报告自己印出的评分标准；规则包写明的，见规则包的依据。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial

import regex

from checks.context import Context
from checks.evidence import is_held
from checks.form import Form, forms
from checks.formula import Constant, Formula, Product, Ratio, Term, difference, footing, score
from checks.model import AnyOf, Claim, Equal, Relation
from checks.pack import Pack, in_force
from checks.relation import judge_relation
from checks.scoring.curve import Scored, readings
from checks.scoring.note import Note, by_name, count_in, notes, rate_in
from checks.scoring.parse import Case, ScoringRule, parse
from checks.scoring.place import rule_in
from checks.tabular import title
from checks.wording import printed
from extract.lexicon import normalise
from extract.model import Figure, Indicator
from extract.table_word import squeeze
from extract.target import understand
from extract.unit import kind

CODE = "GJ411"
NAME = "rule-score"
SEVERITY = "error"
SINCE = "0.1.0"
_GENERAL = 4
_DONE = regex.compile(r"(?:完成|实现)(?:率|比例)$")
_FOUND = regex.compile(
    r"(?:经?(?:检查|抽查|核查|审计))?(?:共|累计)?(?:发现|存在|出现|发生)?了?\d+\p{Han}[^,。;整改]{0,14}[。;]?"
)


@dataclass(frozen=True)
class _Case:
    """A rule, the rate it is applied to, and the score stated; ``together``: all three in one place.

    ``basis`` is the authority of a rule that a pack gives, "" where the report prints it.  ``goal``: what is
    done is told as a number, and the rate is its part of this target.
    """

    name: str
    place: str
    rule: ScoringRule
    weight: Figure
    rate: Figure
    score: Figure
    together: bool
    basis: str = ""
    goal: Figure | None = None

    @property
    def told(self) -> str:
        """The rate as a finding says it."""
        return self.rate.text if self.goal is None else f"{printed(self.rate)}（指标值{printed(self.goal)}）"

    @property
    def value(self) -> Formula:
        """The rate as a formula."""
        if self.goal is None:
            return Term(self.rate)
        return Ratio(Term(self.rate), Constant(self.goal.value, self.goal.unit))

    @property
    def sure(self) -> bool:
        """Whether the words leave nothing to guess: 按比例 does not say of what."""
        curve = self.rule.curve
        return self.together and curve is not None and not any(p.shared for p in curve.pieces)


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each score whose rule and rate are printed."""
    for case in (*_in_forms(context), *_in_notes(context)):
        relations = _relations(case)
        if not relations:
            continue
        yield context.facts.claim(
            CODE,
            relations[0] if len(relations) == 1 else AnyOf(relations),
            f"{case.place}“{case.name}”为{case.told}，得分{{stated}}，按评分标准“{_short(case.rule.text)}”应得{{computed}}"
            + (f"（依据：{case.basis}）" if case.basis else ""),
            [("score", case.score), ("actual" if case.goal else "rate", case.rate), ("weight", case.weight)],
            severity=None if case.sure else "warning",
            suspect=0,
            group=f"{CODE}-{case.name}",
        )
    yield from _by_case(context)
    yield from _all_or_nothing(context)


def _relations(case: _Case) -> tuple[Relation, ...]:
    """Every reading of the rule; that of a rate cut off instead of rounded only where it explains the score."""
    spare = tuple(Equal(case.score, Constant(_points(p), "分")) for p in case.rule.spare)
    plain = _applied(case, case.value)
    if case.goal is not None:
        return plain
    half = Constant(case.rate.step / 2, case.rate.unit)
    cut = _applied(case, footing((case.rate, half)))
    explained = tuple(one for one in cut if is_held(judge_relation(one)))
    if plain and explained and not any(is_held(judge_relation(one)) for one in plain):
        plain = (*plain, *explained)
    return (*plain, *spare) if plain else ()


def _points(points: Fraction) -> Decimal:
    return Decimal(points.numerator) / Decimal(points.denominator)


def _applied(case: _Case, rate: Formula) -> tuple[Equal, ...]:
    curve = case.rule.curve
    if curve is None:
        return ()
    if len(curve.pieces) == 1 and curve.pieces[0].rate == Fraction(case.weight.value):
        return (Equal(case.score, score(case.weight, rate)),)
    found: list[Formula] = []
    for one in readings(curve):
        value = one.score(rate.value())
        if value is None:
            return ()
        if value not in [f.value() for f in found]:
            found.append(Scored(one, rate))
    return tuple(Equal(case.score, formula) for formula in found)


def _in_forms(context: Context) -> Iterator[_Case]:
    """Rows that print their rule: the rate stands in the row, in the note of the same item, or once elsewhere."""
    noted = {note.name: note for note in notes(context.extraction)}
    pack = in_force(context)
    for form in forms(context.extraction):
        place = title(form.table)
        yield from _funds(form, place, pack)
        for row in form.rows:
            if row.weight is None or row.score is None:
                continue
            name = normalise(row.level3) or normalise(row.level2)
            local = "" if row.rule else pack.item_rule(name)
            rule = parse(row.rule or local, Fraction(row.weight.value))
            if rule is None or rule.curve is None:
                continue
            basis = pack.conventions["item-rules"].basis if local else ""
            case = partial(_Case, name, place, rule, row.weight, basis=basis)
            names = (name, normalise(rule.subject))
            sure = not local or pack.chosen == "named"
            done = _of_target(form, row, rule)
            if done is not None:
                whole = done[0].whole_cell and done[1].whole_cell
                yield case(rate=done[0], score=row.score, together=sure and whole, goal=done[1])
                continue
            beside = _beside(form, row, names)
            if beside is not None:
                yield case(rate=beside, score=row.score, together=sure)
                continue
            note = noted.get(name)
            rate = rate_in(note.item, names) if note else None
            if note is not None and rate is not None:
                yield case(rate=rate, score=row.score, together=False)
                yield case(rate=rate, score=note.score, together=False)
            elif rate is None and (known := _elsewhere(context, name)) is not None:
                yield case(rate=known, score=row.score, together=False)


def _funds(form: Form, place: str, pack: Pack) -> Iterator[_Case]:
    """The funds row by the rule that a pack has for it."""
    funds, local = form.funds, pack.item_rule("执行率")
    if funds is None or funds.weight is None or funds.score is None or funds.rate is None or not local:
        return
    rule = parse(local, Fraction(funds.weight.value))
    if rule is not None and rule.curve is not None and kind(funds.rate.unit) == "percent":
        basis = pack.conventions["item-rules"].basis
        sure = pack.chosen == "named"
        yield _Case(funds.label, place, rule, funds.weight, funds.rate, funds.score, sure, basis)


def _in_notes(context: Context) -> Iterator[_Case]:
    """Paragraphs that print a rule, a rate and a score."""
    rows = by_name(context.extraction.indicators)
    for note in notes(context.extraction):
        rule = _printed(note)
        if rule is None or rule.curve is None or (rows.get(note.name) and rows[note.name].rule):
            continue
        rate = rate_in(note.item, (note.name, normalise(rule.subject)))
        if rate is not None:
            yield _Case(note.name, "", rule, note.weight, rate, note.score, True)


def _printed(note: Note) -> ScoringRule | None:
    """The one rule that the text of an item prints."""
    full = Fraction(note.weight.value)
    found = [rule for p in note.item.paragraphs if (rule := rule_in(p.text, full)) is not None]
    return found[0] if len(found) == 1 else None


def _by_case(context: Context) -> Iterator[Claim]:
    """Items whose rule takes points off for each case, where their row or their note counts the cases."""
    noted = {note.name: note for note in notes(context.extraction)}
    told = set()
    for form in forms(context.extraction):
        for row in form.rows:
            name = normalise(row.level3) or normalise(row.level2)
            if row.weight is None or not row.rule:
                continue
            rule = parse(row.rule, Fraction(row.weight.value))
            told.add(name)
            if rule is None or rule.case is None:
                continue
            place, note = title(form.table), noted.get(name)
            beside = _counted(form, row, rule.case)
            if beside is not None and row.score is not None:
                yield _case_claim(context, (place, name), rule, row.weight, beside, row.score, True)
            elif note is not None and (found := count_in(note.item, rule.case.unit)) is not None:
                yield _case_claim(context, (place, name), rule, row.weight, found, note.score, False)
    for note in notes(context.extraction):
        rule = _printed(note)
        if rule is None or rule.case is None or note.name in told:
            continue
        if (found := count_in(note.item, rule.case.unit)) is not None:
            yield _case_claim(context, ("", note.name), rule, note.weight, found, note.score, True)


def _counted(form: Form, row: Indicator, case: Case) -> Figure | None:
    """The number of cases that is all that a row says it found."""
    figures = [f for f in form.staged(row, "actual") if f.unit == case.unit and not f.qualifier]
    return figures[0] if len(figures) == 1 and _FOUND.fullmatch(squeeze(row.actual)) else None


def _case_claim(
    context: Context,
    place: tuple[str, str],
    rule: ScoringRule,
    weight: Figure,
    found: Figure,
    stated: Figure,
    together: bool,
) -> Claim:
    assert rule.case is not None
    off = Product(Constant(_points(rule.case.points), "分"), Term(found))
    spent = rule.case.points * Fraction(found.value) >= Fraction(weight.value)
    due = Constant(Decimal(0), "分") if spent else difference(Term(weight), off)
    return context.facts.claim(
        CODE,
        Equal(stated, due),
        f"{place[0]}“{place[1]}”写明{found.text}，得分{{stated}}，按评分标准“{_short(rule.text)}”应得{{computed}}",
        [("score", stated), ("count", found), ("weight", weight)],
        severity=None if together else "warning",
        suspect=0,
        group=f"{CODE}-{place[1]}",
    )


def _all_or_nothing(context: Context) -> Iterator[Claim]:
    """Rows and notes whose rule knows full marks and nothing else."""
    found: list[tuple[str, str, Figure, Figure]] = []
    for form in forms(context.extraction):
        for row in form.rows:
            if row.weight is not None and row.score is not None and row.rule:
                name = f"{title(form.table)}“{row.level3 or row.level2}”"
                found.append((name, row.rule, row.weight, row.score))
    for note in notes(context.extraction):
        rule = _printed(note)
        if rule is not None:
            found.append((f"“{note.name}”", rule.text, note.weight, note.score))
    for name, text, weight, stated in found:
        rule = parse(text, Fraction(weight.value))
        if rule is not None and rule.binary:
            yield context.facts.claim(
                CODE,
                AnyOf(tuple(Equal(stated, Constant(_points(p), "分")) for p in rule.spare)),
                f"{name}得分{{stated}}，按评分标准“{_short(text)}”只能得满分或0分",
                [("score", stated), ("weight", weight)],
                suspect=0,
            )


def _beside(form: Form, row: Indicator, names: tuple[str, ...]) -> Figure | None:
    """The rate that the row itself gives as its actual value, where the item is one."""
    named = any(n.endswith(("率", "度", "比例", "比重")) for n in names if n)
    return form.rate(row) if named else None


def _of_target(form: Form, row: Indicator, rule: ScoringRule) -> tuple[Figure, Figure] | None:
    """What was done and the target, where the rule scores by 完成率 and the row prints both as numbers."""
    goals, done = form.staged(row, "target"), form.staged(row, "actual")
    if not _DONE.search(rule.subject) or len(goals) != 1 or len(done) != 1:
        return None
    target, actual = understand(row.target), understand(row.actual)
    if (
        target.kind != "number"
        or actual.kind != "number"
        or target.direction not in ("at_least", "equal", "")
    ):
        return None
    rates = any(kind(f.unit) in ("percent", "multiple") for f in (goals[0], done[0]))
    plain = not (rates or done[0].qualifier or goals[0].doubt or done[0].doubt)
    return (done[0], goals[0]) if plain and goals[0].unit == done[0].unit and goals[0].value > 0 else None


def _elsewhere(context: Context, name: str) -> Figure | None:
    """A rate of this very name, printed with one value only; names such as 控制率 fit too much."""
    if len(name) <= _GENERAL:
        return None
    found = {
        (f.value, f.step): f
        for f in context.extraction.figures
        if normalise(f.label) == name
        and kind(f.unit) == "percent"
        and f.stage != "target"
        and not f.qualifier
        and (f.where.table is None or f.whole_cell)
    }
    return next(iter(found.values())) if len(found) == 1 else None


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
