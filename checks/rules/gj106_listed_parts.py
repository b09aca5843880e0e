"""“其中”各项与总额不符

## 查什么
“其中：A……；B……”列出的各项不能超过总额；用“分别为”“由……组成”“其余”写明列全的，各项之和应等于总额；
按定义恰好分完的（如基本支出分为人员经费和公用经费），各项齐全时也应相等；个数、人数的末项为“其他”的，视为列全。
相邻几个金额相加恰好等于附近一个金额的，记为已核对一致，作为判断其他问题的依据，不报问题。

## 为什么
分项改了总额没改，或者抄了另一年的分项，会使合计对不上。

## 错误示例
```
全年支出500.00万元，其中：人员经费320.00万元，公用经费110.00万元，项目支出90.00万元。
```
```
基本支出430.00万元，其中：人员经费320.00万元，公用经费100.00万元。
```
```
共有车辆46辆，其中：执法执勤用车31辆、特种专业技术用车8辆、其他用车3辆。
```
```
“三公”经费预算18.40万元，实际支出15.27万元，其中：公务接待费4.21万元，公务用车运行维护费11.15万元。
```
```
核定编制318名，其中行政编制46名、参公编制25名、事业编制238名。
```

```
年末实有在职干警63人（政法编57人、事业编4人），聘用制书记员22名。
```
```
年中调整为312.00万元（区级财政276.00万元、市级补助26.00万元）。
```

## 正确示例
```
2023年核定编制11名（行政编制6名、工勤编制1名、事业编制4名）；“三公”经费17.30万元具体为：因公出国（境）费（0.00万元）、公务用车购置及运行维护费（7.30万元）、公务接待费（10.00万元）。
```
```
基本支出430.00万元，其中：人员经费320.00万元，公用经费110.00万元。
```

## 不判示例
“其中”没有写明列全，各项之和小于总额时不作判断；但差额恰为一位数字之差，或恰为文中另一项金额，或表中另一年度同类明细恰好列全的，提请核对。
句首的“其中”可以是上一句中任何一个金额的一部分，各项之和恰为本段前文一个金额的，以该金额为总额；各项中的合计数、小计数、单价不是部分。
平均数、指数和超额完成数不是总额，列有亏损、抵减、折旧的不作判断；括号中写计算过程、同一事项的预算数、另有口径（“剔除……”“交叉统计”）的，或者没有写“其中”“含”而只写一个数的，不是部分。
```
项目支出390.00万元，其中：道路养护85.00万元，绿化补植24.00万元。
```
```
实际支出642.30万元，结转5.10万元。其中：日常养护支出412.40万元，中修工程支出229.90万元。
```
```
审计发现的126个问题已完成整改118个，其余8个按计划推进。其中要求立行立改的86个问题已整改85个，要求分阶段整改的28个已整改24个。
```
```
检查6个乡镇28个项目，其中：甲镇5个，乙镇7个，丙镇4个，其余3个镇12个。追加386.50万元（人员类212.30万元，项目类174.20万元）。
```
```
实现利润1.86亿元，其中甲公司盈利2.42亿元、乙公司亏损0.31亿元、丙公司亏损0.25亿元。
```
```
全年实际支出803.00万元。按性质分，基本支出214.00万元，项目支出589.00万元。按资金来源分，省级财政安排120.00万元，市级财政安排683.00万元。
```
```
督促整改隐患348处，其中当场整改204处，限期整改144处，限期整改的已完成86处，其余58处尚在期限内。
```
```
规范管理2604人（登记3215人），人均公用经费2.80万元（公用经费1153.60万元÷412人）；公务接待费1.58万元，完成预算的63.20%（预算2.50万元）。
```
```
转移群众3批次326户1045人（次日返回318户1019人），路况指数均值为80.2，其中县道86.5、乡道80.9、村道74.1。
```
```
转移支付收入884.00万元，其中：一般转移支付收入478.00万元，上年结转结余60.00万元，收入合计为2449.00万元。
```
```
“三公”经费预算21.00万元，与上年持平；其中公务用车运行维护费19.50万元，按6.5万元/辆、3辆核定。
```
```
水利资金共安排24.60亿元。按用途分，农田水利8.12亿元，河流治理16.48亿元；按区域分，南片4.20亿元、北片20.40亿元。
```
```
新增家庭农场312家（总数2846家）、合作社47家（总数1923家），其中国家级示范社31家、省级示范社96家、市级示范社214家。
```
```
基金收入28.93亿元，支出24.36亿元，其中统筹基金收入17.54亿元、支出15.08亿元，个人账户收入11.39亿元、支出9.28亿元。
```
```
村集体收入186.40万元，其中10万元以上的9个，5万元至10万元的6个，村均11.65万元，其中最高的28.60万元。
```
```
固定资产净值3891.20万元（原值6123.50万元，累计折旧2232.30万元）；务工8214人，比上年7986人多228人，其中省外2105人、省内6109人。
```
```
利润总额9.42亿元，其中盈利企业46户，盈利14.87亿元；亏损企业19户，亏损5.45亿元。
```
```
财政收入5105万元，其中：一季度1480万元，二季度1330万元，上半年累计2810万元；三季度1150万元，四季度1145万元。
```

```
基本支出430.00万元，其中：人员经费320.00万元，公用经费100.00万元（剔除结转）。
```
```
为5126名残疾人发放护理补贴，其中护理补贴应发5126人、实发5126人，发放率100%；投入（15分）得14.5分，过程（30分）得28.2分，合计42.7分。
```
```
项目资金 年初预算数 全年执行数 年度资金总额: 0 0 其中:本年财政拨款 75 74.832 74.832 上年结转资金
```
```
“三公”经费全年预算数2.40万元，决算数1.96万元。其中：公务用车运行维护费全年预算数1.80万元，决算数1.80万元；公务接待费全年预算数0.60万元，决算数0.16万元。
```
```
处分168人，其中党纪处分121人、政务处分63人（同时给予党纪和政务处分16人）；结算审定1196.4万元（送审1224.6万元，审减28.2万元）。
```

## 依据
部分不大于整体；政府收支分类科目中的组成关系。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, pairwise, takewhile

import regex

from checks import completeness, discovery, prose
from checks.context import Context
from checks.fact import statements
from checks.formula import Term, footing
from checks.model import AnyOf, Claim, Equal, Order, Relation, Severity
from checks.relation import any_of, judge_relation
from checks.subject import dated, short
from checks.wording import printed
from extract.lexicon import fund_of, normalise, partitions
from extract.model import Figure, Statement
from extract.unit import kind, same_kind

CODE = "GJ106"
NAME = "listed-parts"
SEVERITY = "error"
SINCE = "0.1.0"
_NAMED = 5
_BUDGETS = ("年初预算", "调整预算", "预算")
_FISCAL = regex.compile(r"(?:国家)?财政(?:拨款|性|资金|补助)")
_BUDGET = regex.compile(r"一般公共预算|政府性基金|国有资本经营")
_POST = regex.compile(r"编制|职数|核编")
_BOUND = regex.compile(r"\s*(?:（含）)?(?:以[上下内外]|及以上|至|[—~～-])")
_EACH = regex.compile(r"\s*[/／]\s*\p{Han}")
_TOTALS = (
    "income.total",
    "income.year",
    "expenditure.total",
    "expenditure.year",
    "balance.total",
    "funds.total",
)
_NO_WHOLE = regex.compile(r"^每|均值|平均|[人户亩次]均|均价|单价|指数|^(?:超额|超出|超计划|[多少]$)")
_COMPUTED = regex.compile(r"[÷×]|[计测核]算")
_LOSS = regex.compile(
    r"亏损|逆差|^送审|审减|^申报|核减|冲减|抵减|扣回|应扣|^(?:累计)?(?:折旧|摊销)(?!费)|^原值"
)
_SUBTOTAL = regex.compile(r"[上下]半年|前[二两三]个?季度|小计|合计|累计")
_FIFTH, _TENTH, _SEVERAL = 5, 10, 3
_NOT_ALL = regex.compile(r"含|其中|主要|等|不|另|以[上下]|每|均")
_FEW = 8
_PRICE = regex.compile(r"每[\p{Han}]")
_BOTH = regex.compile(r"同时|重复|交叉|重叠|同一\p{Han}*[可能]|多[类项次]|兼")
_MANY, _NUMBERS = (
    regex.compile(r"([两三四五六])项(?:合计|共计|共)$"),
    dict(zip("两三四五六", range(2, 7), strict=True)),
)
_DUE, _REAL = regex.compile(r"应(\p{Han})"), regex.compile(r"实(\p{Han})")
_SCORED = regex.compile(r"[）)]?\s*(?:(?:实际|自评)?得|[×*])")
_SIDES = regex.compile(r"收入|支出|决算|预算(?!财政|拨款)")
_UNMARKED = ("：", ":", "合计")
"""Lists that no word calls parts: they are told where they add up, or nearly do."""
_CARRIED = regex.compile(r"(?:上年|年初|以前年度)\p{Han}{0,4}(?:结转|结余)")
_COUNTS = ("count", "headcount")
_FLOW = regex.compile(r"^(?:年初|期初|上年末|报废|注销|退出)")
_EXTREME = regex.compile(r"最[多少高低大小]|相差")
_IS_DUE = regex.compile(r"应\p{Han}|计划|目标|其余|剩余")
_NOUN = regex.compile(r"(?![和及与])\p{Han}{1,8}")
_SHARE, _CHANGE = regex.compile(r"占"), regex.compile(r"增|降|减|比上年|同比")
_SHORT = regex.compile(r"[；;。]")
_REST = regex.compile(r"(?:其余|剩余|其他|另外?)(?:的)?$")
_MAIN = regex.compile(r"主要(?!原因|用于)")


def claims(context: Context) -> Iterator[Claim]:
    """For each list of parts: equal to its whole where it is complete, else not greater."""
    for readings in statements(context.extraction, "parts"):
        claimed = [c for reading in readings if (c := _of_list(context, reading)) is not None]
        if len(claimed) == len(readings):
            claim = _any(context, _meant(claimed))
            if not prose.is_of_other_scope(claim) and not _is_of_other_things(claim):
                yield claim
    for whole, run in discovery.sums(context.extraction.figures):
        yield context.facts.claim(
            CODE,
            Equal(whole, footing(run)),
            f"{dated(whole)}写为{{stated}}，相邻各项之和为{{computed}}",
            [("whole", whole), *(("part", f) for f in run)],
            confidence="medium",
        )


def _of_list(context: Context, statement: Statement) -> Claim | None:
    """What one list claims of its whole, None where the two cannot be compared."""
    nearest, listed = statement.one("whole"), statement.roles.get("parts", ())
    if nearest is None:
        return None
    marker = statement.words.get("marker", "")
    if marker == "（" and listed and listed[0].quote == nearest.quote:
        nearest = _before_bracket(context, nearest, listed[0])
    elif listed and listed[0].quote != nearest.quote and _REST.search(nearest.before):
        return None
    if listed and marker != "合计" and _SHORT.search(nearest.until(listed[0])):
        return None
    listed = tuple(_one_each(list(_of_one_depth(_told_once(nearest, listed)))))
    listed = tuple(p for p in listed if not _is_weight(p) and not _PRICE.match(normalise(p.label)))
    if nearest.stage in _BUDGETS and any(p.stage in _BUDGETS for p in listed):
        listed = tuple(p for p in listed if p.stage not in ("决算", "执行"))
    parts = _outermost(list(takewhile(lambda p: _comparable(context, p, nearest, marker == "含"), listed)))
    aside = marker == "（" and (len(parts) == 1 or _COMPUTED.search(_bracket(nearest)))
    if _overlap(statement, listed) or _is_counted_sum(context, statement, nearest):
        return None
    if (
        not parts
        or aside
        or _IS_DUE.match(normalise(parts[0].label))
        or any(_EXTREME.search(p.label) for p in parts)
        or _are_stages(parts)
        or any(_LOSS.search(normalise(p.label)) or _is_flow(p) for p in parts)
    ):
        return None
    if any(_is_run_together(f) for f in (nearest, *parts)) or any(p.qualifier == "over" for p in parts):
        return None
    elsewhere = _added_up(context, nearest, parts)
    whole = elsewhere or nearest
    if _NO_WHOLE.search(normalise(whole.label)) or whole.before.endswith("均"):
        return None
    closed = _closed(context, statement, whole, parts)
    if closed is not None:
        closed += _missed(context, whole, closed)
        equal = Equal(whole, footing(closed))
        return _claim(
            context, statement, whole, closed, [equal], "合计为{computed}，与总额{stated}相差{difference}"
        )
    runs = _runs(statement, parts)
    nearly = _nearly(context, statement, whole, runs)
    if nearly is not None:
        run, why = nearly
        ends = f"合计为{{computed}}，与总额{{stated}}相差{{difference}}{why}"
        return _claim(context, statement, whole, run, [Equal(whole, footing(run))], ends, "warning")
    if marker in _UNMARKED:
        run = next((r for r in runs if len(r) > 1 and _adds_up(whole, r)), [])
        last = parts[-2:] if marker == "合计" and not _SHORT.search(parts[-2:][0].until(whole)) else []
        relation: Relation = Equal(whole, footing(run)) if run else Order(footing(last or parts), Term(whole))
        ends = "合计为{computed}，与总额{stated}相差{difference}"
        return (
            _claim(context, statement, whole, run or last, [relation], ends, "warning")
            if run or last
            else None
        )
    relations: list[Relation] = [Equal(whole, footing(run)) for run in runs if len(run) > 1]
    shown = [run for run in runs if len(run) > 1]
    relations += [Order(footing(runs[0]), Term(whole))]
    closest = [*shown, runs[0]][any_of(relations)[1]]
    relations += [Order(footing(runs[0]), Term(other)) for other in _other_wholes(context, whole, parts[0])]
    return _claim(
        context, statement, whole, closest, relations, "之和大于总额" + printed(whole) + "，超出{difference}"
    )


def _missed(context: Context, whole: Figure, parts: list[Figure]) -> list[Figure]:
    """The amount right behind a list that makes it complete, where it was not taken for a part: 和上年结转30万元."""
    gap = whole.value - sum((p.value for p in parts), Decimal(0))
    after = (parts[-1].where.start or 0) if gap > 0 else 0
    behind = (
        f
        for f in context.extraction.figures
        if gap > 0
        and f.where.block == whole.where.block
        and f.quote == parts[-1].quote
        and (f.where.start or 0) > after
    )
    follows = next(behind, None)
    return [follows] if follows is not None and (follows.value, follows.unit) == (gap, whole.unit) else []


def _is_of_other_things(claim: Claim) -> bool:
    """Whether numbers of things differ in their unit and in sum: 124个 and 129户 need not be of one another."""
    units = {f.unit for f in claim.figures if f.measure in ("count", "headcount")}
    return len(units) > 1 and judge_relation(claim.relation).state == "broken"


def _before_bracket(context: Context, whole: Figure, first: Figure) -> Figure:
    """The amount that a bracket right behind it lists the parts of, where another was taken for their whole."""
    nearest = max(
        (
            f
            for f in context.extraction.figures
            if f.where.block == first.where.block
            and f.where.table == first.where.table
            and f.quote == first.quote
            and (f.where.start or 0) < (first.where.start or 0)
        ),
        key=lambda f: f.where.start or 0,
        default=whole,
    )
    return nearest if same_kind(nearest.unit, whole.unit) and nearest.measure == whole.measure else whole


def _of_one_depth(listed: Sequence[Figure]) -> Iterator[Figure]:
    """The parts that stand outside of the brackets behind others of them."""
    depth, last = 0, None
    for figure in listed:
        words = last.until(figure) if last is not None else ""
        depth = max(0, depth + sum(words.count(c) for c in "（(") - sum(words.count(c) for c in "）)"))
        if not depth:
            yield figure
        last = figure


def _is_flow(figure: Figure) -> bool:
    """Whether a number of things is one that came or went, or the one at the beginning: 91辆（年初94辆，报废5辆）."""
    return figure.measure in _COUNTS and _FLOW.search(figure.label) is not None


def _one_each(listed: list[Figure]) -> Iterator[Figure]:
    """The parts without the number of those that the rest is of (其余3个镇12个), and without what was done of a part."""
    skipped = False
    for index, figure in enumerate(listed):
        follows = listed[index + 1] if index + 1 < len(listed) else None
        joined = follows is not None and follows.unit == figure.unit and figure.measure in _COUNTS
        joined = joined and follows is not None and _NOUN.fullmatch(figure.until(follows)) is not None
        if not skipped and not (joined and _REST.search(figure.before)):
            yield figure
        skipped = joined and not _REST.search(figure.before)


def _told_once(whole: Figure, listed: Sequence[Figure]) -> list[Figure]:
    """The parts up to where the whole is printed again: 12项，完成10项；…12项中完成9项."""
    again = (i for i, p in enumerate(listed) if p.text == whole.text and p.quote.count(f"{p.text}中"))
    return list(listed[: next(again, len(listed))])


def _bracket(whole: Figure) -> str:
    """What the first brackets behind a whole hold, "" where there are none."""
    return whole.behind.partition("（")[2].partition("）")[0]


def _added_up(context: Context, whole: Figure, parts: list[Figure]) -> Figure | None:
    """The amount of the whole's paragraph or the one before it, printed before the parts, that they add up to."""
    if sum(1 for p in parts if p.value) < 2 or any(
        _adds_up(whole, parts[:c]) for c in range(2, len(parts) + 1)
    ):
        return None
    earlier = takewhile(lambda f: f is not parts[0], context.extraction.figures)
    block = whole.where.block or 0
    return next(
        (
            f
            for f in earlier
            if f.where.block in (block - 1, block) and same_kind(f.unit, whole.unit) and _adds_up(f, parts)
        ),
        None,
    )


def _other_wholes(context: Context, whole: Figure, first: Figure) -> list[Figure]:
    """The other amounts that a 其中 at the head of a sentence may refer to: those of the sentence before."""
    if first.quote == whole.quote:
        return _stock(context, whole, first)
    return [
        f
        for f in context.extraction.figures
        if f.where.block == whole.where.block
        and f.quote == whole.quote
        and f is not whole
        and same_kind(f.unit, whole.unit)
    ]


def _stock(context: Context, whole: Figure, first: Figure) -> list[Figure]:
    """The number that brackets behind a counted whole give of the same thing: 新增合作社47家（总数1923家）."""
    inside = _bracket(whole)
    counted = whole.measure in ("count", "headcount")
    return [
        f
        for f in context.extraction.figures
        if counted
        and f.where.block == whole.where.block
        and f.quote == whole.quote
        and f.unit == whole.unit
        and f.period == whole.period
        and f.text in inside
        and (whole.where.start or 0) < (f.where.start or 0) < (first.where.start or 0)
    ]


def _nearly(
    context: Context, statement: Statement, whole: Figure, runs: list[list[Figure]]
) -> tuple[list[Figure], str] | None:
    """A run that would add up but for one slip of the pen, or for one amount printed elsewhere."""
    if (
        statement.exhaustive is False
        or _is_open(statement, whole, runs[0][0])
        or any(
            (v := judge_relation(Equal(whole, footing(r)))).state != "broken" or v.strict_only for r in runs
        )
    ):
        return None
    if _are_kinds(whole, runs[0]):
        return runs[0], "，各类之和疑有误"
    if _fills(statement, whole, runs[-1]):
        return runs[-1], "，括号中似应为全部各项"
    for run in runs:
        if (
            len(run) > 1
            and _are_alike(run)
            and not _is_open_elsewhere(context, run)
            and discovery.is_one_slip_off(whole, run)
        ):
            return run, "，差额与某一项的一位数字之差相当"
    kinds = all(_is_post(f) and "职数" not in f.label for f in (whole, *runs[0]))
    if len(runs) == 1 and len(runs[0]) > 1 and kinds:
        return runs[0], "，各类编制疑未列全或填错"
    full = runs[-1]
    left_out = discovery.left_out(whole, full, context.extraction.figures) if len(full) > 1 else None
    if left_out is not None:
        return full, f"，差额恰为文中另处所列{short(left_out)}{left_out.text}"
    meant = completeness.is_meant(whole, full, context.extraction.tables) if len(full) > 1 else None
    if meant is not None:
        year = f"{meant.period}年" if meant.period else "另一栏"
        return full, f"，而表中{year}同类明细相加等于合计{printed(meant)}，疑未列全"
    return None


def _is_open_elsewhere(context: Context, run: list[Figure]) -> bool:
    """Whether lists that begin with the same item stand beside other wholes and none of them is complete."""
    name = normalise(run[0].label)
    others = [
        (whole, parts)
        for s in context.extraction.statements
        if s.kind == "parts"
        and (whole := s.one("whole")) is not None
        and (parts := s.roles.get("parts", ()))
        and parts[0] is not run[0]
        and normalise(parts[0].label) == name
    ]
    return bool(name) and len(others) > 1 and not any(prose.holds(whole, parts) for whole, parts in others)


def _are_alike(run: list[Figure]) -> bool:
    """Whether the items of a list say the same of themselves: each its share, each its change, or none."""
    said = [p.until(q) for p, q in pairwise(run)] + [_SHORT.split(run[-1].behind)[0]]
    return all(len({bool(says.search(words)) for words in said}) == 1 for says in (_SHARE, _CHANGE))


def _are_kinds(whole: Figure, run: list[Figure]) -> bool:
    """Whether three or more numbers of things are called alike (决策类、过程类、产出类) and are nearly all of them."""
    if len(run) < _SEVERAL or any(p.measure not in _COUNTS or p.unit != whole.unit for p in run):
        return False
    ends = {normalise(p.label)[-1:] for p in run}
    gap = abs(whole.value - sum(p.value for p in run))
    return len(ends) == 1 and ends <= set("类型级种") and 0 < gap * _FIFTH <= whole.value


def _fills(statement: Statement, whole: Figure, parts: list[Figure]) -> bool:
    """Whether the brackets behind a whole hold nearly all of it and nothing else: 63人（政法编57人、事业编4人）."""
    inside = _bracket(whole) if statement.words.get("marker") == "（" else ""
    named = [p for p in regex.split(r"[、，,；;]", inside) if p.strip()]
    alike = all(p.unit == whole.unit for p in parts)
    near = 0 < abs(whole.value - sum(p.value for p in parts)) * _TENTH <= whole.value
    return near and alike and len(named) == len(parts) > 1 and not _NOT_ALL.search(inside)


def _is_open(statement: Statement, whole: Figure, first: Figure) -> bool:
    """Whether the words between the whole and its first part say that only the main ones follow."""
    return _MAIN.search(whole.until(first) or first.before) is not None


def _meant(claimed: list[Claim]) -> list[Claim]:
    """Of claims over different wholes those that tell which is meant: the list adds up to it, or nearly does."""
    firm = [c for c in claimed if isinstance(c.relation, Equal)]
    adds_up = any(
        judge_relation(r).state.startswith("held")
        for c in claimed
        for r in _readings(c.relation)
        if isinstance(r, Equal)
    )
    return claimed if adds_up or not firm else firm


def _any(context: Context, claimed: list[Claim]) -> Claim:
    """One claim for a list whose whole may be either of several amounts, in the words of the nearest."""
    if len(claimed) == 1:
        return claimed[0]
    owners = [c for c in claimed for _ in _readings(c.relation)]
    relation, decisive = any_of([r for c in claimed for r in _readings(c.relation)])
    nearest = owners[decisive]
    listed = {f: role for c in claimed for role, f in zip(c.roles, c.figures, strict=True)}
    return context.facts.claim(
        CODE,
        relation,
        nearest.sentence,
        [(role, f) for f, role in listed.items()],
        confidence=nearest.confidence,
        severity=nearest.severity,
    )


def _readings(relation: Relation) -> tuple[Relation, ...]:
    return relation.readings if isinstance(relation, AnyOf) else (relation,)


def _claim(
    context: Context, statement: Statement, whole: Figure, parts: list[Figure], relations: list[Relation], ends: str,
    severity: Severity | None = None,
) -> Claim:  # fmt: skip
    names = list(dict.fromkeys(short(p) for p in parts))
    listed = "、".join(names) if len(names) <= _NAMED else "、".join(names[:_NAMED]) + f"等{len(names)}项"
    return context.facts.claim(
        CODE,
        relations[0] if len(relations) == 1 else AnyOf(tuple(relations)),
        f"{dated(whole)}所列各项（{listed}）{ends}",
        [("whole", whole), *(("part", p) for p in parts)],
        confidence="high" if statement.exhaustive or len(relations) == 1 else "medium",
        severity=severity,
    )


def _comparable(context: Context, part: Figure, whole: Figure, within: bool) -> bool:
    """Whether a part can be added to its whole; what a whole is said to hold (``within``) may date from before."""
    stages = {part.stage, whole.stage} - {"", "决算", "执行"}
    if _is_price(part) or _is_bound(part) or (part.concept in _TOTALS and whole.concept not in _TOTALS):
        return False
    if _is_itself(part, whole) or _is_of_other(context, part, whole):
        return False
    if {_side(part), _side(whole)} == {"income", "expenditure"} or _is_post(part) != _is_post(whole):
        return False
    dated_before = within or _CARRIED.search(part.label) is not None
    return (
        (dated_before or part.period == whole.period) and same_kind(part.unit, whole.unit) and len(stages) < 2
    )


def _is_itself(part: Figure, whole: Figure) -> bool:
    """Whether an amount is what was planned of the whole itself: 接待费1.58万元（预算2.50万元）."""
    named = normalise(whole.label)
    same = part.concept == whole.concept if whole.concept else bool(named) and part.label.startswith(named)
    return same and part.stage != whole.stage and "预算" in part.stage


def _is_of_other(context: Context, part: Figure, whole: Figure) -> bool:
    """Whether what is counted is of another number than the whole: 3批次326户（返回318户）."""
    if part.measure != "count" or part.unit == whole.unit or part.quote != whole.quote:
        return False
    return any(
        f.unit == part.unit and (f.where.start or 0) < (part.where.start or 0)
        for f in context.extraction.figures
        if f.where.block == whole.where.block
        and f.quote == whole.quote
        and (f.where.start or 0) > (whole.where.start or 0)
        and f.measure == part.measure
    )


def _overlap(statement: Statement, parts: tuple[Figure, ...]) -> bool:
    """Whether brackets behind the list say that its parts overlap: （同时给予两种处分16人）, （部分人群交叉统计）."""
    behind = parts[-1].behind if parts else ""
    return any(_BOTH.search(text) for text in (behind, *(p.label for p in parts)))


def _is_counted_sum(context: Context, statement: Statement, whole: Figure) -> bool:
    """Whether as many amounts of the sentence as 三项合计 counts add up to it: the others are not meant."""
    many = _MANY.search(whole.before)
    if many is None:
        return False
    before = [
        f
        for f in context.extraction.figures
        if f.where.block == whole.where.block
        and f.quote == whole.quote
        and f.unit == whole.unit
        and f.measure == whole.measure
        and (f.where.start or 0) < (whole.where.start or 0)
    ]
    return any(_adds_up(whole, list(chosen)) for chosen in combinations(before[-_FEW:], _NUMBERS[many[1]]))


def _are_stages(parts: list[Figure]) -> bool:
    """Whether two parts are what was due and what came of one thing: 应发5126人、实发5126人."""
    due, real = ({m[1] for p in parts if (m := told.search(p.label))} for told in (_DUE, _REAL))
    return bool(due & real)


def _is_run_together(figure: Figure) -> bool:
    """Whether a number without a unit stands in a row of such: a table that was flattened into a line."""
    row = rf"(?<![\d.]){regex.escape(figure.text)}\s+\d"
    return figure.unit_from != "printed" and regex.search(row, figure.quote) is not None


def _is_weight(figure: Figure) -> bool:
    """Whether a score in brackets is the weight of what is scored behind them: 过程（30分）得28.2分."""
    if figure.label.endswith("得"):
        return False
    return kind(figure.unit) == "score" and _SCORED.match(figure.behind) is not None


def _is_price(figure: Figure) -> bool:
    """Whether an amount is what one piece or head costs: 6.5万元/辆."""
    return _EACH.match(figure.behind) is not None


def _is_bound(figure: Figure) -> bool:
    """Whether an amount bounds a class: 10万元以上的9个，5万元至10万元的6个."""
    return _BOUND.match(figure.behind) is not None


def _is_post(figure: Figure) -> bool:
    """Whether heads are posts; people in service (在职编制) are never parts of them."""
    named = _POST.search(figure.label) is not None and "在职" not in figure.label
    return named or (figure.concept or "").startswith("staff.posts")


def _side(figure: Figure) -> str:
    """Income or expenditure, by the subject or else by the end of the label; another subject's own side.

    财政拨款 alone tells whose money it is, on either side.
    """
    side = (figure.concept or "").partition(".")[0]
    label = normalise(figure.label)
    if fund_of(figure.concept) and not _SIDES.search(label):
        return ""
    return side or {"收入": "income", "支出": "expenditure"}.get(label[-2:], "")


def _outermost(parts: list[Figure]) -> list[Figure]:
    """The parts without those that are by definition parts of another one in the list."""
    concepts = {p.concept for p in parts}
    inner = {c for partition in partitions() if partition.whole in concepts for c in partition.parts}
    fiscal = next((i for i, p in enumerate(parts) if _FISCAL.match(normalise(p.label))), len(parts))
    return [
        p
        for i, p in enumerate(parts)
        if p.concept not in inner
        and not (i > fiscal and _BUDGET.match(normalise(p.label)))
        and not _is_subtotal(p, parts[:i])
    ]


def _is_subtotal(part: Figure, before: list[Figure]) -> bool:
    """Whether a part only sums up those named before it: 一季度14万元，二季度13万元，上半年累计27万元."""
    return _SUBTOTAL.search(normalise(part.label)) is not None and any(
        _adds_up(part, before[start:]) for start in range(len(before) - 1)
    )


def _runs(statement: Statement, parts: list[Figure]) -> list[list[Figure]]:
    """Where the list may end: at each stronger mark, at the end of the sentence, or where it adds up."""
    cuts = sorted({int(c) for c in statement.words.get("cuts", "").split(",") if c})
    runs = [parts[:c] for c in cuts if 0 < c < len(parts)]
    whole = statement.one("whole")
    if statement.words.get("marker") == "合计":
        return [parts[start:] for start in range(len(parts) - 1)] or [parts]
    if whole is not None:
        runs += [r for c in range(2, len(parts)) if _adds_up(whole, r := parts[:c]) and r not in runs]
    return [*runs, parts]


def _adds_up(whole: Figure, run: list[Figure]) -> bool:
    return judge_relation(Equal(whole, footing(run))).state in ("held", "held_by_rounding")


def _is_rest(figure: Figure) -> bool:
    """Whether the last of counted kinds is all the others: 其他用车2辆. (其他交通费 is an account of its own.)"""
    return figure.measure in ("count", "headcount") and normalise(figure.label).startswith(
        ("其他", "其它", "其余")
    )


def _closed(
    context: Context, statement: Statement, whole: Figure, parts: list[Figure]
) -> list[Figure] | None:
    """The parts that must add up to the whole: the wording says so, or the definition does."""
    if statement.exhaustive and not statement.words.get("cuts"):
        return next((r for c in range(2, len(parts)) if _adds_up(whole, r := parts[:c])), parts)
    if statement.exhaustive is not False and len(parts) > 1 and _is_rest(parts[-1]):
        return next((run for run in _runs(statement, parts) if len(run) > 1 and _adds_up(whole, run)), parts)
    for partition in partitions():
        if partition.whole != whole.concept:
            continue
        found = [p for p in parts if p.concept in partition.parts]
        needed = set(partition.parts) - partition.optional
        if whole.measure == "headcount" and len(found) < len(parts):
            continue
        if needed <= {p.concept for p in found} and len({p.concept for p in found}) == len(found):
            return found
    return None
