"""占比与金额不符

## 查什么
写明“占某项的百分之几”的，按部分 ÷ 整体重新计算；整体在同句或同段写出的直接采用，写在别处的按名称查找，
有几个可能的整体时，只要有一个相符就不报。没有写明占什么的，可以是所属一项的占比，也可以与所属一项占的是同一个整体；同段其余各项占比多数恰为某一合计数的占比时，也按该合计数核对。

## 为什么
占比常在金额修改后忘记重算，或者除以了另一个合计数。

## 错误示例
```
本年支出合计800.00万元，其中：基本支出600.00万元，占本年支出合计的70%；项目支出200.00万元，占25%。
```
```
支出合计900.00万元。按经济分类划分：工资福利支出450.00万元，占50.0%；商品和服务支出270.00万元，占30.0%；资本性支出126.00万元，占14.0%；对个人和家庭的补助54.00万元，占9.0%。
```

```
参与问卷的1200名群众中，满意的1104名，占91%；知晓政策的1080名，占90%。
```

## 正确示例
```
本年支出合计800.00万元，其中：基本支出600.00万元，占本年支出合计的75%；项目支出200.00万元，占25%。
```
```
全县122家单位中，60家公开了预算，占49.2%。
```
经费800.00万元，人次均400元，占工资总额2.00亿元的4.0%。
```
整体写明年度的，按该年度的金额核对。
```
渠道修缮计划投入900.00万元，其中2023年安排600.00万元、2024年安排300.00万元。当年支付540.00万元，占2023年安排的90.00%。
```

## 不判示例
整体没有写出的，不作判断。
```
信息化建设支出60.00万元，占全市信息化投入的3.2%。
```
列全之后另起的一项，不是前一项的部分；“合计占”是几项之和的占比。
```
基本支出312.00万元，占60%，其中人员经费286.00万元、公用经费26.00万元，公用经费占基本支出的8.33%；项目支出208.00万元，占40%。
```
```
采购支出总额120.00万元，其中授予中小企业合同90.00万元，占采购支出总额的75%，其中授予小微企业合同60.00万元，占50%。
```
```
专任教师500人；具有博士学位的60人、硕士学位的340人，合计占专任教师的80%。
```
```
小学共862个班，其中大班额12个，占1.4%；初中共412个班，大班额9个，占2.2%；全县大班额21个，占1.6%。
```
```
总收入900.00万元，其中事业收入400.00万元。科研经费（国家200.00万元、地方160.00万元）占总收入的40.0%。
```
```
发放稳岗返还1286户、2186万元，其中大型企业12户412万元，中小微企业1274户1774万元，占81.2%。
```

## 依据
占比 = 部分 ÷ 整体。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

import regex

from checks import prose
from checks.context import Context
from checks.fact import is_weak
from checks.formula import share
from checks.model import Claim, Equal, Relation
from checks.precision import base_value
from checks.relation import any_of, judge_relation
from checks.subject import dated, tidy
from checks.tabular import closes
from checks.wording import amount, decimals, printed
from extract.lexicon import analyse, normalise
from extract.model import Figure, Statement
from extract.unit import kind, same_kind

CODE = "GJ201"
NAME = "share"
SEVERITY = "error"
SINCE = "0.1.0"
_NEAR = 12
_ALL = 100
_MOST = 2
_TOGETHER = regex.compile(r"(?:合计|共计|总共|[两二三四]者|[两二三四]项|共)占[^，,；;。]*$")
_NEXT_RATE = regex.compile(r"\s*[、和及，,]\s*\d+(?:\.\d+)?\s*%")
_WHOLE_AREA = regex.compile(r"全[省市县区州镇乡]|合计|总体|总计")
_AVERAGE = regex.compile(r"平均|[人户亩]均")


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each share whose part and whole are printed."""
    for statement in context.extraction.statements:
        if statement.kind != "share":
            continue
        rate, part = statement.one("rate"), statement.one("part")
        if rate is None or kind(rate.unit) != "percent":
            continue
        before, behind = rate.before, rate.behind
        if part is not None and (prose.is_average(part) or prose.is_shut(part.until(rate))):
            part = _outside(context, rate, part)
            if part is None:
                continue
        if _TOGETHER.search(before) or (
            part is not None and _is_enumerated(context, statement, part, behind)
        ):
            continue
        parts = [part] if part is not None else list(_elsewhere(context, statement, rate))
        named = [(p, w) for p in parts for w in _named(context, statement, p) if _fits(p, w)]
        if not statement.words["whole"] and named and not any(_holds(rate, p, w) for p, w in named):
            named = [
                pair for p in parts for pair in _discovered(context, statement, rate, p, near=0)
            ] or named
        named = named or [(p, w) for p in parts for w in _by_siblings(context, statement) if _fits(p, w)]
        pairs = named or [pair for p in parts for pair in _discovered(context, statement, rate, p)]
        if not pairs and part is not None:
            pairs = [(part, whole) for whole in _by_neighbours(context, statement) if _fits(part, whole)]
        year = analyse(statement.words["whole"], None).period
        pairs = [(p, w) for p, w in pairs if not year or w.period in (None, year)]
        if part is not None and not statement.words["whole"] and _WHOLE_AREA.match(normalise(part.label)):
            pairs = [(p, w) for p, w in pairs if _holds(rate, p, w)]
        if not pairs or _is_of_last(context, rate, part):
            continue
        relations: tuple[Relation, ...] = tuple(Equal(rate, share(p, w)) for p, w in pairs)
        relation, decisive = any_of(relations)
        first, whole = pairs[decisive]
        sure = bool(named) and part is not None
        yield context.facts.claim(
            CODE,
            relation,
            f"{dated(first)}占{tidy(statement.words['whole'] or whole.label, whole.concept)}的比重写为{{stated}}，"
            f"按{printed(first)}÷{printed(whole)}计算应为{{computed}}，相差{{difference}}",
            [
                ("rate", rate),
                *dict.fromkeys(("part", p) for p, _ in pairs),
                *dict.fromkeys(("whole", w) for _, w in pairs),
            ],
            confidence="high" if sure else "medium",
            group=prose.group(rate),
            severity="info"
            if _closes_the_set(context, statement, rate, relation)
            else None
            if sure
            else "warning",
        )


def _outside(context: Context, rate: Figure, told: Figure) -> Figure | None:
    """The amount before an average, or before the bracket that a share was read to be of; None where there is none.

    经费864.00万元，人次均379元，占教师工资总额的3.02%; 甲类（国家1864万元、省部1286万元）占总收入的42.1%.
    """
    before = [
        f
        for f in _levels(context)
        if f.where.block == told.where.block
        and f.quote == rate.quote
        and (f.where.start or 0) < (told.where.start or 0)
        and not prose.is_average(f)
    ]
    if prose.is_average(told):
        return before[-1] if before else None
    outside = [f for f in before if not prose.is_shut(f.until(rate))]
    return outside[-1] if outside and outside[-1].behind.lstrip().startswith(("（", "(")) else None


def _is_of_last(context: Context, rate: Figure, part: Figure | None) -> bool:
    """Whether the amount right before a rate, of another unit than the part, gives it: 1274户1774万元，占81.2%."""
    before = [
        f
        for f in _levels(context)
        if f.where.block == rate.where.block
        and f.quote == rate.quote
        and (f.where.start or 0) < (rate.where.start or 0)
    ]
    last = before[-1] if before else None
    if part is None or last is None or last is part or same_kind(last.unit, part.unit):
        return False
    return any(_fits(last, w) and _holds(rate, last, w) for w in before[:-1])


def _closes_the_set(context: Context, statement: Statement, rate: Figure, relation: Relation) -> bool:
    """Whether a share is off by its last digit only, and the shares of its list so add up to 100% exactly."""
    verdict = judge_relation(relation)
    if verdict.state != "broken" or verdict.computed is None:
        return False
    if abs(rate.value - Decimal(amount(verdict.computed, decimals(rate)))) > rate.step:
        return False
    listed = statement.one("whole")
    rates = [
        other
        for s in context.extraction.statements
        if s.kind == "share" and s.one("whole") is listed and s.where.block == statement.where.block
        if (other := s.one("rate")) is not None
    ]
    return len(rates) > 1 and sum(r.value for r in rates) == _ALL


def _fits(part: Figure, whole: Figure) -> bool:
    return whole != part and same_kind(whole.unit, part.unit) and abs(whole.value) > 0


def _elsewhere(context: Context, statement: Statement, rate: Figure) -> tuple[Figure, ...]:
    """The part of a share that is printed without its amount: that fact elsewhere."""
    key = context.facts.key(rate)
    found = context.facts.find(key.subject, period=key.period, stages=[key.stage]) if key.subject else ()
    name = normalise(statement.words["subject"])
    if found or len(name) < 2:
        return found
    return tuple(
        f for f in _levels(context) if f.where.block == rate.where.block and name in normalise(f.label)
    )


def _named(context: Context, statement: Statement, part: Figure) -> list[Figure]:
    """What the share is of: figures of that name, nearest first, else the whole of the list."""
    name = statement.words["whole"]
    listed = statement.roles.get("whole", ())
    if not name or is_weak(name):
        return [
            w
            for own in listed
            if context.facts.whole_of(part) in (own, None)
            and _is_listed(context, part, own)
            and not _AVERAGE.search(own.label)
            for w in (own, *_above(context, own))
        ]
    year = context.extraction.year
    term = analyse(name, year)
    subject = term.concept or term.subject
    period = term.period or context.facts.key(part).period
    found = [
        f
        for f in _levels(context)
        if (f.concept or analyse(f.label, year).subject) == subject
        and (f.period == period or not f.period)
        and (not term.fund or dict(f.scope).get("fund", "") in ("", term.fund))
        and (not term.stage or f.stage == term.stage or not f.stage)
    ]
    near = [f for f in found if _distance(statement, f) <= _NEAR]
    if not near and len({f.value for f in found if f.where.table is not None}) > _MOST:
        found = []
    general = is_weak(subject) or any(_may_mean(subject, w) for w in listed)
    return _distinct((*(f for f in listed if f in found), *(near or found), *(listed if general else ())))


def _may_mean(subject: str, whole: Figure) -> bool:
    """Whether a name in short (总支出, 支出) may mean the listed whole; 四季度 is not 一至四季度."""
    name = normalise(whole.label)
    return (subject in name and f"至{subject}" not in name) or _covers(subject, whole)


def _covers(subject: str, whole: Figure) -> bool:
    """Whether a total of a side (总支出) may mean the listed whole of that side."""
    side, _, rest = subject.partition(".")
    return rest == "total" and (whole.concept or "").startswith(f"{side}.")


def _is_listed(context: Context, part: Figure, whole: Figure) -> bool:
    """Whether ``part`` is one of the parts of ``whole``, and the list has not closed before it."""
    return any(not _has_closed(s, part, whole) for s in _lists(context, part, whole))


def _is_closed_out(context: Context, part: Figure, whole: Figure) -> bool:
    """Whether ``part`` stands in the list of ``whole`` behind where it has closed."""
    return any(_has_closed(s, part, whole) for s in _lists(context, part, whole))


def _lists(context: Context, part: Figure, whole: Figure) -> list[Statement]:
    """The first list of the parts of ``whole`` that holds ``part``."""
    return [
        s
        for s in context.extraction.statements
        if s.kind in ("parts", "within") and s.one("whole") is whole and part in s.roles.get("parts", ())
    ][:1]


def _has_closed(statement: Statement, part: Figure, whole: Figure) -> bool:
    listed = statement.roles["parts"]
    ends = (int(c) for c in statement.words.get("cuts", "").split(",") if c)
    return any(end <= listed.index(part) and closes(whole, listed[:end]) for end in ends)


def _above(context: Context, part: Figure) -> tuple[Figure, ...]:
    """The whole that the text gives the share of ``part`` of: what a bare 占 behind it may be of too."""
    for statement in context.extraction.statements:
        name = statement.words.get("whole", "")
        if statement.kind == "share" and statement.one("part") is part and name:
            return tuple(w for w in _named(context, statement, part) if w is not part)
    return ()


def _by_siblings(context: Context, statement: Statement) -> tuple[Figure, ...]:
    """The whole of the list, where another share of the same list and name is plainly of it."""
    listed, own = statement.one("whole"), statement.one("part")
    if listed is None or (own is not None and _is_closed_out(context, own, listed)):
        return ()
    for other in context.extraction.statements:
        rate, part = other.one("rate"), other.one("part")
        if (
            other is statement
            or other.kind != "share"
            or other.one("whole") is not listed
            or rate is None
            or part is None
        ):
            continue
        alike = other.words["whole"] == statement.words["whole"]
        if alike and _holds(rate, part, listed):
            return (listed,)
    return ()


def _discovered(
    context: Context, statement: Statement, rate: Figure, part: Figure, near: int = _NEAR
) -> list[tuple[Figure, Figure]]:
    """A total printed nearby that gives the rate, although its name is not the one of the sentence."""
    for whole in _distinct(f for f in _levels(context) if _distance(statement, f) <= near and _fits(part, f)):
        if abs(whole.value) >= abs(part.value) and _holds(rate, part, whole):
            return [(part, whole)]
    return []


def _holds(rate: Figure, part: Figure, whole: Figure) -> bool:
    return judge_relation(Equal(rate, share(part, whole))).state.startswith("held")


def _is_enumerated(context: Context, statement: Statement, part: Figure, behind: str) -> bool:
    """Whether the rate is one of several that share one 占, so that which part it is of is not said."""
    shares = [s for s in context.extraction.statements if s.kind == "share" and s.one("part") is part]
    return bool(_NEXT_RATE.match(behind)) and (len(shares) > 1 or not statement.words["whole"])


def _by_neighbours(context: Context, statement: Statement) -> list[Figure]:
    """The total that most shares of the paragraph turn out to be of, where none says what it is of."""
    if statement.words["whole"]:
        return []
    fits: dict[Fraction, list[Figure]] = defaultdict(list)
    misses = 1
    for other in context.extraction.statements:
        rate, part = other.one("rate"), other.one("part")
        bare = (
            other.kind == "share" and not other.words["whole"] and other.where.block == statement.where.block
        )
        if other is statement or not bare or rate is None or part is None:
            continue
        found = _discovered(context, other, rate, part)
        misses += not found
        for _, whole in found:
            fits[base_value(whole)].append(whole)
    best = max(fits.values(), key=len, default=[])
    return best[:1] if len(best) >= _MOST and len(best) > misses else []


def _levels(context: Context) -> Iterator[Figure]:
    return (f for f in context.extraction.figures if f.measure in ("level", "headcount", "count"))


def _distance(statement: Statement, figure: Figure) -> int:
    return abs((figure.where.block or 0) - (statement.where.block or 0))


def _distinct(figures: Iterable[Figure]) -> list[Figure]:
    chosen: dict[tuple[object, str], Figure] = {}
    for figure in figures:
        chosen.setdefault((figure.value, figure.unit), figure)
    return list(chosen.values())
