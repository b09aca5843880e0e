"""“其中”各项与总额不符

## 查什么
“其中：A……；B……”列出的各项不能超过总额；用“分别为”“由……组成”“其余”写明列全的，各项之和应等于总额；
按定义恰好分完的（如基本支出分为人员经费和公用经费），各项齐全时也应相等；个数、人数的末项为“其他”的，各项写出的占比相加为100%的，
或者只列非此即彼的两项（合格与不合格、有效与无效、地方收入的税收与非税、债券的新增与再融资、债务的一般与专项）的，视为列全。
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

```
抽检样品2286批次，其中合格2114批次、不合格72批次。
```
```
共有车辆12辆，其中：应急保障用车5辆、执法执勤用车3辆、其他用车1辆。
```
```
发行债券42.88亿元，其中新增债券28.60亿元、再融资债券11.28亿元。
```
```
项目总投资16864.00万元，其中中央资金3859.20万元，占30%；省级资金9004.80万元，占70%。
```

```
2023年项目支出812.40万元，比上年的826.10万元下降1.66%；分别是：渠道维修经费402.60万元、泵站运行经费268.10万元。
```

```
2023年核定编制56人分别是：行政编制16人；事业编制37人；工勤编制6人；另有退休人员21人。
```

## 正确示例
```
收回问卷486份，其中有效问卷472份、无效问卷14份；项目总投资12864.00万元，其中中央资金3859.20万元，占30%；省级资金9004.80万元，占70%。
```
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

```
资助8642人次、1036.80万元，其中奖学金248人127.60万元、助学金3180人次524.70万元、其他资助5214人次384.50万元。
```
```
争取资金3286.00万元。实施项目26个，其中国保11个、省保9个、市县保6个，资金分别为1874.00万元、962.00万元、450.00万元。
```
```
涉及金额5.35亿元。其中：土地出让收入欠缴2.86亿元，已追缴1.12亿元，尚欠1.74亿元；债券闲置1.64亿元，已使用0.93亿元。
```
```
结余425.79万元，其中产业类结余271.40万元，主要是3个冷库项目用地手续延迟，涉及214.00万元。
```
```
国有企业资产总额24860.5亿元、负债总额15412.6亿元、权益总额7862.4亿元。其中省属企业资产总额11264.8亿元、负债总额7318.2亿元、权益3186.5亿元；市县企业资产总额13595.7亿元、负债总额8094.4亿元、权益4675.9亿元。
```
```
老年人12.86万人，60周岁及以上占21.0%。
其中：80周岁及以上1.94万人，占15.1%。
```
```
收回问卷486份，其中满意412份、不满意12份；问题58项，其中已整改46项、正在整改9项；财政总收入86.42亿元，其中税收收入21.84亿元、非税收入8.62亿元；结余642.00万元，其中当年312.00万元、上年186.00万元。
```
```
案件9864件，其中已结9178件、正在审理486件，其余中止；支出8642.00万元，其中基本支出3286.00万元、项目支出4986.00万元；另有经营支出等。
```

## 依据
部分不大于整体；政府收支分类科目中的组成关系。
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from checks import completeness, discovery, parts, prose
from checks.context import Context
from checks.evidence import is_held
from checks.fact import statements
from checks.formula import Term, footing
from checks.model import AnyOf, Claim, Equal, Order, Relation, Severity
from checks.relation import any_of, judge_relation
from checks.subject import dated, short
from checks.wording import printed
from extract.model import Figure, Statement
from extract.unit import same_kind

CODE = "GJ106"
NAME = "listed-parts"
SEVERITY = "error"
SINCE = "0.1.0"
_NAMED = 5
_UNMARKED = ("：", ":", "合计")
"""Lists that no word calls parts: they are told where they add up, or nearly do."""
_DIFFERS = "合计为{computed}，与总额{stated}相差{difference}"


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
    nearest = parts.whole_of(context, statement)
    listed = parts.parts_of(context, statement, nearest) if nearest is not None else []
    if nearest is None or not listed:
        return None
    whole = _added_up(context, nearest, listed) or nearest
    if parts.is_no_whole(whole):
        return None
    closed = completeness.closed(context, statement, whole, listed)
    if closed is not None:
        closed += completeness.missed(context, whole, closed)
        return _claim(context, statement, whole, closed, [Equal(whole, footing(closed))], _DIFFERS)
    runs = completeness.runs(statement, listed)
    if missed := completeness.missed(context, whole, listed):
        runs = [*runs, [*listed, *missed]]
    nearly = completeness.nearly(context, statement, whole, runs)
    if nearly is not None:
        run, why = nearly
        equal = Equal(whole, footing(run))
        return _claim(context, statement, whole, run, [equal], _DIFFERS + why, "warning")
    pair = completeness.complementary(context, whole, runs) if statement.exhaustive is not False else None
    if pair is not None and not any(prose.holds(whole, run) for run in runs):
        return _claim(context, statement, whole, pair, [Equal(whole, footing(pair))], _DIFFERS, "warning")
    if statement.words.get("marker", "") in _UNMARKED:
        return _unmarked(context, statement, whole, listed, runs)
    return _open(context, statement, whole, runs)


def _unmarked(
    context: Context, statement: Statement, whole: Figure, listed: list[Figure], runs: list[list[Figure]]
) -> Claim | None:
    """What a list that no word calls parts claims: its sum where it adds up, else that 合计 is not less."""
    run = next((r for r in runs if len(r) > 1 and prose.holds(whole, r)), [])
    summed = statement.words.get("marker") == "合计"
    last = listed[-2:] if summed and not parts.is_cut(listed[-2:][0], whole) else []
    if not run and not last:
        return None
    relation: Relation = Equal(whole, footing(run)) if run else Order(footing(last), Term(whole))
    return _claim(context, statement, whole, run or last, [relation], _DIFFERS, "warning")


def _open(context: Context, statement: Statement, whole: Figure, runs: list[list[Figure]]) -> Claim:
    """What a list that need not be complete claims: that its parts are not more than its whole."""
    shown = [run for run in runs if len(run) > 1]
    relations: list[Relation] = [Equal(whole, footing(run)) for run in shown]
    relations += [Order(footing(runs[0]), Term(whole))]
    closest = [*shown, runs[0]][any_of(relations)[1]]
    others = _other_wholes(context, whole, runs[0][0])
    relations += [Order(footing(runs[0]), Term(other)) for other in others]
    ends = "之和大于总额" + printed(whole) + "，超出{difference}"
    return _claim(context, statement, whole, closest, relations, ends)


def _is_of_other_things(claim: Claim) -> bool:
    """Whether numbers of things differ in their unit and in sum: 124个 and 129户 need not be of one another."""
    units = {f.unit for f in claim.figures if f.measure in ("count", "headcount")}
    return len(units) > 1 and judge_relation(claim.relation).state == "broken"


def _added_up(context: Context, whole: Figure, listed: list[Figure]) -> Figure | None:
    """The amount of the whole's paragraph or the one before it, printed before the parts, that they add up to."""
    if sum(1 for p in listed if p.value) < 2 or any(
        prose.holds(whole, listed[:c]) for c in range(2, len(listed) + 1)
    ):
        return None
    earlier = takewhile(lambda f: f is not listed[0], context.extraction.figures)
    block = whole.where.block or 0
    return next(
        (
            f
            for f in earlier
            if f.where.block in (block - 1, block)
            and same_kind(f.unit, whole.unit)
            and prose.holds(f, listed)
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
    inside = parts.bracket(whole)
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


def _meant(claimed: list[Claim]) -> list[Claim]:
    """Of claims over different wholes those that tell which is meant: the list adds up to it, or nearly does."""
    firm = [c for c in claimed if isinstance(c.relation, Equal)]
    adds_up = any(
        is_held(judge_relation(r)) for c in claimed for r in _readings(c.relation) if isinstance(r, Equal)
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
