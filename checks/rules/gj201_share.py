"""占比与金额不符

## 查什么
写明“占某项的百分之几”的，按部分 ÷ 整体重新计算；整体在同句或同段写出的直接采用，写在别处的按名称查找，
有几个可能的整体时，只要有一个相符就不报；“分别占”“占比分别为”没有写出整体的，用其余各项的金额和占比推算。没有写明占什么的，可以是所属一项的占比，也可以与所属一项占的是同一个整体；同段其余各项占比多数恰为某一合计数的占比时，也按该合计数核对。

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
到位资金870.00万元，支出750.00万元，占到位资金的68.21%；抽查120户，发现问题31户，占抽查户的28.5%。
```
```
门诊0.52亿元、住院0.96亿元、药店0.12亿元，占比分别为32.5%、64.0%和7.5%。
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
工资75.60万元、补助13.20万元、资本性31.20万元，分别占63.0%、11.0%和26.0%。
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

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

import regex

from checks import prose
from checks.context import Context
from checks.evidence import is_held
from checks.formula import Product, Term, ratio, share
from checks.model import Claim, Equal, Relation
from checks.relation import any_of, judge_relation
from checks.share_whole import Pair, elsewhere, fits, found_pairs, holds, levels, named_pairs
from checks.subject import dated, tidy
from checks.wording import amount, decimals, printed
from extract.lexicon import analyse, normalise
from extract.model import Figure, Statement
from extract.unit import kind, same_kind

CODE = "GJ201"
NAME = "share"
SEVERITY = "error"
SINCE = "0.1.0"
_ALL = 100
_TOGETHER = regex.compile(r"(?:合计|共计|总共|[两二三四]者|[两二三四]项|共)占[^，,；;。]*$")
_NEXT_RATES = regex.compile(r"(?:\s*[、和及，,]\s*\d+(?:\.\d+)?\s*%)+")
_BY_MONEY = regex.compile(r"(?:金额|资金)(?:占|比重)\p{Han}*(?:\d[\d.]*%[、和及，,]?)*$")
_LISTED = regex.compile(r"(?:\s*[、和及，,]?\s*\d+(?:\.\d+)?\s*%)*\s*[、和及，,]\s*")
_TOTAL = regex.compile(r"(?:合计|共计?|总计)\p{Han}*\d[\d.,]*")
_WHOLE_AREA = regex.compile(r"全[省市县区州镇乡]|合计|总体|总计")


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each share whose part and whole are printed, or that its siblings in one list imply."""
    for statement in context.extraction.statements:
        if statement.kind != "share":
            continue
        rate = statement.one("rate")
        if rate is None or kind(rate.unit) != "percent":
            continue
        parts = _parts(context, statement, rate)
        named = named_pairs(context, statement, rate, parts)
        pairs = _of_year(statement, rate, named or found_pairs(context, statement, rate, parts))
        if pairs and not _is_of_last(context, rate, statement.one("part")):
            sure = bool(named) and statement.one("part") is not None
            yield _claim(context, statement, rate, pairs, sure)
        elif not pairs and parts:
            yield from _implied(context, statement, rate)


def _parts(context: Context, statement: Statement, rate: Figure) -> list[Figure]:
    """The amounts that a share may tell of; [] where that is not said (合计占, several rates behind one 占)."""
    part = statement.one("part")
    if part is not None and (prose.is_average(part) or prose.is_shut(part.until(rate))):
        part = _outside(context, rate, part)
        if part is None:
            return []
    if _TOGETHER.search(rate.before):
        return []
    if part is None:
        return list(elsewhere(context, statement, rate))
    if _BY_MONEY.search(rate.before) and kind(part.unit) != "money":
        return []
    return [] if _is_enumerated(context, statement, part, rate.behind) else [part]


def _of_year(statement: Statement, rate: Figure, pairs: list[Pair]) -> list[Pair]:
    """The pairs of the year that the whole is said to be of; for a whole area without one only those that hold."""
    part, name = statement.one("part"), statement.words["whole"]
    year = analyse(name, None).period
    pairs = [(p, w) for p, w in pairs if not year or w.period in (None, year)]
    if part is not None and not name and _WHOLE_AREA.match(normalise(part.label)):
        return [(p, w) for p, w in pairs if holds(rate, p, w)]
    return pairs


def _claim(context: Context, statement: Statement, rate: Figure, pairs: list[Pair], sure: bool) -> Claim:
    relations: tuple[Relation, ...] = tuple(Equal(rate, share(p, w)) for p, w in pairs)
    relation, decisive = any_of(relations)
    part, whole = pairs[decisive]
    plugged = _closes_the_set(context, statement, rate, relation)
    return context.facts.claim(
        CODE,
        relation,
        f"{dated(part)}占{tidy(statement.words['whole'] or whole.label, whole.concept)}的比重写为{{stated}}，"
        f"按{printed(part)}÷{printed(whole)}计算应为{{computed}}，相差{{difference}}",
        [
            ("rate", rate),
            *dict.fromkeys(("part", p) for p, _ in pairs),
            *dict.fromkeys(("whole", w) for _, w in pairs),
        ],
        confidence="high" if sure else "medium",
        group=prose.group(rate),
        severity="info" if plugged else None if sure else "warning",
    )


def _implied(context: Context, statement: Statement, rate: Figure) -> Iterator[Claim]:
    """A share of a list told at once (分别占35.1%和64.9%) against the whole that another share of it implies."""
    part = statement.one("part")
    others = [
        (p, r)
        for s in context.extraction.statements
        if s.kind == "share"
        and s is not statement
        and s.where.block == statement.where.block
        and s.words["whole"] == statement.words["whole"]
        and (p := s.one("part")) is not None
        and (r := s.one("rate")) is not None
        and r.value > 0
        and part is not None
        and p is not part
        and p.quote == part.quote == rate.quote
        and same_kind(p.unit, part.unit)
        and _are_listed(rate, r)
    ]
    if (
        part is None
        or not others
        or not _is_right_before([(part, rate), *others])
        or not _agree(rate, others)
    ):
        return
    relation, decisive = any_of([Equal(rate, Product(Term(r), ratio(part, p))) for p, r in others])
    other, told = others[decisive]
    yield context.facts.claim(
        CODE,
        relation,
        f"{dated(part)}的占比写为{{stated}}，按{printed(other)}占{told.text}推算应为{{computed}}，相差{{difference}}",
        [("rate", rate), ("part", part), ("share", told), ("other", other)],
        severity="warning",
        confidence="medium",
        group=prose.group(rate),
        named=True,
    )


def _agree(rate: Figure, others: list[Pair]) -> bool:
    """Whether the other shares are seen to be of one whole: they imply the same one, or with ``rate`` make 100%."""
    if len(others) == 1:
        return abs(rate.value + others[0][1].value - 100) <= 1
    return all(
        is_held(judge_relation(Equal(r, Product(Term(s), ratio(p, q)))))
        for (p, r), (q, s) in pairwise(others)
    )


def _is_right_before(listed: list[Pair]) -> bool:
    """Whether no other amount but their total stands between the amounts of a list and their rates."""
    last = max((p for p, _ in listed), key=lambda f: f.where.start or 0)
    first = min((r for _, r in listed), key=lambda f: f.where.start or 0)
    return regex.search(r"\d", _TOTAL.sub("", last.until(first))) is None


def _are_listed(one: Figure, other: Figure) -> bool:
    """Whether nothing but other rates stands between two rates: 分别占87.0%、11.2%和4.6%."""
    first, second = sorted((one, other), key=lambda f: f.where.start or 0)
    return _LISTED.fullmatch(first.until(second)) is not None


def _outside(context: Context, rate: Figure, told: Figure) -> Figure | None:
    """The amount before an average, or before the bracket that a share was read to be of; None where there is none.

    经费864.00万元，人次均379元，占教师工资总额的3.02%; 甲类（国家1864万元、省部1286万元）占总收入的42.1%.
    """
    before = [
        f
        for f in levels(context)
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
        for f in levels(context)
        if f.where.block == rate.where.block
        and f.quote == rate.quote
        and (f.where.start or 0) < (rate.where.start or 0)
    ]
    last = before[-1] if before else None
    if part is None or last is None or last is part or same_kind(last.unit, part.unit):
        return False
    return any(fits(last, w) and holds(rate, last, w) for w in before[:-1])


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


def _is_enumerated(context: Context, statement: Statement, part: Figure, behind: str) -> bool:
    """Whether the rate is one of several that share one 占, and which part each is of is not said."""
    told = _NEXT_RATES.match(behind)
    if told is None:
        return False
    rate = statement.roles["rate"][0]
    shares = [s for s in context.extraction.statements if s.kind == "share" and s.quote == statement.quote]
    after = [
        s
        for s in shares
        if (r := s.one("rate")) is not None
        and r is not rate
        and _are_listed(rate, r)
        and (r.where.start or 0) > (rate.where.start or 0)
    ]
    parts = [s.one("part") for s in after]
    alone = len({id(p) for p in parts}) == len(parts) == told[0].count("%") and None not in parts
    shut = [p for p in (part, *parts) if p is not None and prose.is_shut(p.until(rate))]
    if alone and not shut and not any(p is part for p in parts):
        return False
    return not statement.words["whole"] or sum(s.one("part") is part for s in shares) > 1
