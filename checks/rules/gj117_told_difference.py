"""余数、增减数与前后两数不符

## 查什么
写明“尚未……”“其余”“剩余”“结余”“短缺”“缺口”“欠”的数，应等于前面紧挨着的两个数之差；“超计划”“高于目标”“决算数大于（小于）预算数”“低于限额”“核减”“节约”的数，应等于同句写出的计划数与实际数之差；“由A增至（缩短至）B，增加（缩短）C”的，
C应等于A与B之差；“A，加上B、C，总计D”“A，减去B、C，结转D”“收入A，支出B，收支结余C”的，按所写的加减核对，不论中间是否另有“其中”；先后写出税收收入与非税收入、中央本级支出与对地方转移支付、一般债务与专项债务的，二者之和应等于同段所写的整体。前面的数怎样加减都得不出所写的数，
而且只差一处笔误，或者文字已把各数一一说明的，提请核对。

## 为什么
改了其中一个数，差额没有重算，是汇报材料中常见的差错。

## 错误示例
```
共收到直达资金36450.00万元，已分配36210.00万元，尚未分配420.00万元。
```
```
全年受理案件9862件（旧存614件、新收9248件），审执结9375件，结案率95.06%，未结478件。
```
```
平均到场时间由上年的9.4分钟缩短至8.6分钟，缩短1.8分钟。
```
```
收入总量9391.45万元，减去当年支出8257.45万元、上解支出682.44万元，年终结转461.56万元。
```
```
一般公共预算收入128460万元，加上级补助收入258940万元、上年结转15873万元、调入资金12480万元，收入总计417753万元。
```
```
重复发放涉及补贴1.26万元，已追回0.84万元，尚有0.24万元未追回。
```

```
管网漏损率由上年的11.8%降至9.6%，下降3.2个百分点。
```
```
应配备工勤人员200人，实配163人，缺口63人。
```
```
下达资金2380.00万元，连同上年结余146.32万元，全年可用2562.32万元。
```

```
养护里程完成126.8公里，计划124.0公里，超计划3.8公里。建档率92.8%，高于目标值（90%）8.2个百分点。
```
```
核定编制86人，年末在职79人，空编9人。可用资金426.80万元，全年使用398.42万元，年末结转23.88万元。
```

```
一般公共预算收入15.39亿元，增长5.2%，其中税收收入10.20亿元，非税收入5.19亿元；加上上级补助收入13.36亿元、上年结余0.67亿元，收入总计23.42亿元。
```
```
政府性基金收入18.60亿元，支出17.25亿元，结余0.65亿元；国有资本经营收入1.20亿元，支出0.90亿元，结余0.30亿元。
```

```
全市一般公共预算收入31.06亿元，增长5%。税收收入21.32亿元，占比68.6%。非税收入9.24亿元，占比31.4%。
```
```
收入总计55.60亿元。支出总计49.10亿元。收支相抵，年终结余5.50亿元。
```

```
年初预算为1286.42万元，支出决算为1412.18万元，完成年初预算的109.8%，决算数大于预算数325.76万元。
```
```
债务限额12864.00亿元，余额12186.00亿元，其中一般债务5428.00亿元、专项债务6758.00亿元，余额低于限额698.00亿元。
```

## 正确示例
```
年初预算100.00万元，全年预算120.00万元，支出决算118.00万元，决算数大于年初预算数18.00万元。
```
```
全年受理案件9862件（旧存614件、新收9248件），审执结9375件，结案率95.06%，未结487件。
```
```
收入总量9391.45万元，减去当年支出8257.45万元、上解支出682.44万元，年终结转451.56万元。
```
```
藏书由35.48万册增至37.13万册，增加1.65万册。
```

```
管网漏损率由上年的11.8%降至9.6%，下降2.2个百分点。上年结余146.32万元，连同本年下达的2380.00万元，全年可用2526.32万元。
```

```
全县总收入41.03亿元，其中地方收入27.16亿元；加上级补助收入12.08亿元、上年结余4.27亿元，收入合计43.51亿元，减去支出总计40.02亿元，年终结转3.49亿元。
```
```
养老保险基金本年收入28.52亿元，增长7.4%；本年支出25.08亿元，增长9.1%；本年收支结余3.44亿元，年末滚存结余30.12亿元。
```

```
全市一般公共预算收入31.06亿元，增长5%。税收收入21.32亿元，占比68.6%。非税收入9.74亿元，占比31.4%。收入386.40万元，支出412.60万元，收支差额-26.20万元由历年结余弥补。
```

## 不判示例
```
收入合计55.60亿元，支出合计49.10亿元，年终结余12.50亿元（含上年结余6.00亿元）。
```
```
普及率由86.2%提高到91.5%，提高6.1%，即5.3个百分点。
```
相比的不是计划、目标，或者同句还有第三个数的，或者同句后面的数正是减去它得出的，不作判断。
```
固定资产原值1862.40万元，较年初1745.16万元增加117.24万元，其中购置132.50万元，报废15.26万元；累计折旧986.33万元，净值876.07万元。
```
```
工程86个，其中已完工72个、未完工8个，6个取消。
```
```
计划补贴28000亩，各镇上报26940亩，核减10亩，实际补贴26930亩。
```
```
建档率92.8%，满意度95.2%，高于全省平均2.1个百分点。补贴标准每吨0.86元、应补7432.12万元，核减432.12万元，核定7000.00万元。
```
前面只有一个数，或者相差不像笔误的，不作判断。
```
项目资金共320.50万元，已下达甲县120.00万元，实际支出86.20万元，结余23.40万元。
```
```
累计支出1687.20万元，尚未支付的工程款420.00万元。
```

```
政府性基金收入64.20亿元，加上级补助0.40亿元、专项债券42.00亿元，减去调出资金12.60亿元，可用财力94.00亿元，支出88.30亿元，结转下年5.70亿元。
```

## 依据
余数 = 总数 − 已用数。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, product

import regex

from checks import prose
from checks.context import Context
from checks.fact import statements
from checks.formula import ONE, Formula, Sum, Term, difference, ratio
from checks.model import Claim, Equal, Severity
from checks.precision import base_value
from checks.prose import Told
from checks.relation import judge_relation
from checks.subject import dated
from extract.model import Figure, Statement
from extract.unit import is_measured, kind, same_kind

CODE = "GJ117"
NAME = "told-difference"
SEVERITY = "warning"
SINCE = "0.1.0"
_REST = regex.compile(
    r"(?:尚|还|仍|均)?未(?!来|成年|按|达|满|超|经)\p{Han}{1,3}的?|其余|剩余|结余|短缺|缺口(?!\p{Han}{0,4}由)|尚有|还有|尚余|^欠拨?|年[终末]结转|结转下年|延期|空编|缺编"
)
_BEHIND = regex.compile(r"^\s*(?:尚|还|仍)?未\p{Han}{1,3}")
_FROM = regex.compile(r"(?:由|从)[^，,。；]{0,14}$")
_TO = regex.compile(
    r"^[^，,。；\d]{0,3}?(?:增加?|减少?|上?升|下?降低?|缩短|提高|扩大|延长|压缩|增长|下降)(?:到|至|为)\s*$"
)
_CHANGE = regex.compile(
    r"^[，,、]\s*(?:净|共|累计)?(?:增加|增长|减少|下降|上升|降低|提高|缩短|延长|压缩|扩大)(?:了)?$"
)
_UNDONE = regex.compile(r"未(?P<verb>\p{Han}{1,2})")
_SHORT = regex.compile(r"短缺|缺口(?!\p{Han}{0,4}由)|欠")
_DUE, _DONE = regex.compile(r"应|计划|需"), regex.compile(r"实|已|到位|完成")
_LACKING = regex.compile(r"^(?:其余|剩余)的?$|延期|空编|缺编|^欠拨?$|缺口(?!\p{Han}{0,4}由)|短缺")
_SETTLED = regex.compile(r"已|完|办结|到位")
_STRONG = regex.compile(r"未|短缺|缺口(?!\p{Han}{0,4}由)|尚|^欠")
_OVER = regex.compile(
    r"(?:超(?:出|过)?|[比较][原年]?度?|[高低多少大小]于|距(?:离)?|欠)(?:年度|全年|年初|既定|预期)?(?:计划|目标|任务|预算|概算|工期|限额|期)(?:数|值|额)?"
    r"(?:的?[（(][^（）()]*[）)])?(?:多|少|高|低|超|超出|超收|短收|节约|节省|增加|减少|(?:尚|还)?[有余])?(?:了|出)?(?:完成)?$"
    r"|(?:超收|短收|超支|[核审]减|节约|节省)(?:金额|资金|额)?$|^\s*[，,]?\s*(?:欠|还差|差|超期|逾期|净值)(?:为)?$"
)
_PLAN = regex.compile(r"计划|目标|任务|预[算计期]|概算|工期|限额|送审|申报|报审|原值|应\p{Han}")
_CARRIED = regex.compile(r"上年|年初|期初|历年|以前年度")
_STAGES = ("年初预算", "调整预算", "全年预算")
_DIGITS, _LONGEST = regex.compile(r"\P{Han}"), 14
_MARK = regex.compile(r"[，,；;、。：:]")
_REAL = regex.compile(r"实[际有到]|已|审定|在[岗职]")
_JOINS = regex.compile(r"\s*[）)]?\s*(?:多|少|高|低|超|超出|超收|短收|节约|节省|增加|减少)?\s*")
_OTHER_BASE = regex.compile(r"上年|去年|同期|平均|[全各][国省市县]")
_NEAR, _MOST, _ALIKE = 6, 4, 3
_EXACT_DIGITS = 3


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each remainder, change or balance that its sentence spells out."""
    summed = {s.roles["total"][0] for s in context.extraction.statements if s.kind == "sum"}
    yield from _summed(context)
    for told in prose.paragraphs(context.extraction):
        for place, one in enumerate(told):
            if one.figure in summed:
                continue
            sentence = [t for t in told[:place] if t.sentence == one.sentence]
            yield from _from_to(context, one, sentence)
            if not _is_term(one.figure) and kind(one.figure.unit) != "points":
                continue
            behind = [t for t in told[place + 1 :] if t.sentence == one.sentence]
            if _OVER.search(_said(one, sentence)):
                yield from _over(context, one, sentence, behind)
            elif _REST.search(one.clause) or (
                _BEHIND.match(one.after) and one.clause.endswith(("有", "的", "余"))
            ):
                yield from _rest(context, one, told[:place], behind)


def _is_term(figure: Figure) -> bool:
    return prose.is_amount(prose.exact(figure)) or (
        figure.measure == "change" and figure.qualifier in ("", "planned")
    )


def _from_to(context: Context, one: Told, sentence: Sequence[Told]) -> Iterator[Claim]:
    """由9.4分钟缩短至8.6分钟，缩短0.8分钟."""
    if len(sentence) < 2 or not _CHANGE.match(one.before):
        return
    first, second = sentence[-2:]
    unit = "%" if kind(one.figure.unit) == "points" else one.figure.unit
    alike = all(t.figure.unit == unit and not t.figure.qualifier for t in (first, second))
    if alike and _FROM.search(first.clause) and _TO.search(second.before):
        part = ratio(second.figure, first.figure) if first.figure.value else Term(first.figure)
        relative = (
            difference(part, ONE) if second.figure.value > first.figure.value else difference(ONE, part)
        )
        # A rate that changed by 6.1%, not by points, may have changed by that part of itself.
        if kind(one.figure.unit) == "percent" and judge_relation(Equal(one.figure, relative)).state == "held":
            return
        low, high = sorted((first.figure, second.figure), key=lambda f: f.value)
        yield _claim(context, one.figure, [(1, high), (-1, low)], "error")


def _summed(context: Context) -> Iterator[Claim]:
    """What the words add up: 收入A，加上B、C，总计D; 收入A，支出B，收支结余C.

    A bare 结余 may hold what was left before, unless another one of its paragraph is what its year left.
    """
    told = [
        (s[0], [_terms(reading) for reading in s])
        for s in statements(context.extraction, "sum")
        if all(_is_exact(f) for reading in s for held in reading.roles.values() for f in held)
    ]
    kept = {s.where.block for s, terms in told if _is_bare(s) and _holds(s.roles["total"][0], terms[0])}
    for said, readings in told:
        total = said.roles["total"][0]
        held = next((terms for terms in readings if _holds(total, terms)), None)
        named = not _is_bare(said) or said.where.block in kept
        near = prose.nearly(total, readings[0], prose.TELLING if named else _EXACT_DIGITS)
        if held is None and (_is_carried(context, total, readings[0]) or _is_baseless(total, readings[0])):
            continue
        if named or near or held:
            severity: Severity | None = "error" if named and near else None
            yield _claim(context, total, held or readings[0], severity, named=named)


def _is_baseless(total: Figure, terms: Sequence[tuple[int, Figure]]) -> bool:
    """Whether the base of an account was not found, so that less than nothing is left."""
    return sum((sign * f.value for sign, f in terms), Decimal(0)) < 0 < total.value


def _is_carried(context: Context, total: Figure, terms: Sequence[tuple[int, Figure]]) -> bool:
    """Whether what was left before, told beside an account, is just what it lacks: 年终结余12万元（含上年结余6万元）."""
    gap = abs(total.value - sum((sign * f.value for sign, f in terms), Decimal(0)))
    beside = [f for f in context.extraction.figures if f.where.block == total.where.block]
    own = [f for _, f in terms]
    return any(f.value == gap and f not in own and _CARRIED.search(f.label) for f in beside)


def _is_bare(said: Statement) -> bool:
    return said.words.get("certain") == ""


def _terms(said: Statement) -> list[tuple[int, Figure]]:
    return [*((1, f) for f in said.roles["plus"]), *((-1, f) for f in said.roles.get("minus", ()))]


def _is_exact(figure: Figure) -> bool:
    return not figure.qualifier and not figure.doubt


def _rest(context: Context, one: Told, before: Sequence[Told], behind: Sequence[Told]) -> Iterator[Claim]:
    """What is left of an amount, against every sum and difference of the amounts before it."""
    amounts = [t for t in before if _is_term(t.figure) and same_kind(t.figure.unit, one.figure.unit)][-_NEAR:]
    pair = [t for t in amounts if t.sentence == one.sentence and t.depth == 0][-2:]
    own = [t for t in before if t.sentence == one.sentence and t.depth == 0 and t in amounts]
    own = [t for t in own if context.facts.whole_of(t.figure) is None]
    alone = len(own) == 2 and _is_alone(one, own, before, context)
    pair = own if alone else pair
    if len(pair) < 2:
        pair = amounts[-2:] if amounts and amounts[-1].sentence >= one.sentence - 1 else []
    if len(pair) == 2 and _SHORT.search(one.clause) and pair[0].figure.value < pair[1].figure.value:
        pair = pair[::-1]
    if len(pair) < 2 or pair[0].figure.value < pair[1].figure.value:
        return
    terms = [(1, pair[0].figure), (-1, pair[1].figure)]
    figures = [t.figure for t in amounts]
    if not figures or _reachable(one.figure, figures):
        return
    if regex.search(r"\d", prose.bracket(one.figure)):
        return
    # A third kind may follow: 86个，已完工72个、未完工8个，6个取消.
    if any(_holds(t.figure, [*terms, (-1, one.figure)]) for t in _like(one, behind)):
        return
    strong = _STRONG.search(one.clause) is not None or all("总" in t.clause for t in pair)
    counted = kind(one.figure.unit) in ("count", "headcount") and "结转下年" in one.clause
    lacking = _LACKING.search(one.clause)
    lacks = lacking is not None and (
        lacking[0][:1] not in "其剩" or _SETTLED.search(pair[1].clause) is not None
    )
    forced = pair[1].sentence == one.sentence and (_is_forced(one, *pair) or (alone and (counted or lacks)))
    if forced or ((strong or alone) and prose.nearly(one.figure, terms, _EXACT_DIGITS)):
        yield _claim(context, one.figure, terms, named=forced)


def _is_alone(one: Told, pair: Sequence[Told], before: Sequence[Told], context: Context) -> bool:
    """Whether a sentence prints no third amount before what is left, but for items of the first: 73个，其中甲类16个……."""
    sentence = [t for t in before if t.sentence == one.sentence and t.depth == 0 and _is_term(t.figure)]
    alike = [t for t in sentence if same_kind(t.figure.unit, one.figure.unit) and t not in pair]
    listed = all(context.facts.whole_of(t.figure) is pair[0].figure for t in alike)
    units = {t.figure.unit for t in (one, *pair)}
    return listed and len(units) == 1 and pair[0].figure.measure == one.figure.measure


def _is_forced(one: Told, first: Told, second: Told) -> bool:
    """Whether the words name the three as whole, done and undone: 已分配……尚未分配……, 应到……实到……短缺……."""
    undone = _UNDONE.search(one.clause) or _UNDONE.search(one.after)
    if undone is not None and one.clause[: undone.start()].endswith(("应采", "应收", "应付", "应缴")):
        return False
    if undone is not None:
        verbs = (undone["verb"][:n] for n in (len(undone["verb"]), 1))
        done = any(regex.search(f"(?<![多少误重]){verb}", second.clause) for verb in verbs)
        return done and not _UNDONE.search(second.clause)
    if _SHORT.search(one.clause) is None:
        return False
    due = _DUE.search(first.clause) is not None and _DONE.search(second.clause) is not None
    return due or (first.clause.endswith("支出") and second.clause.endswith("收入"))


def _over(context: Context, one: Told, sentence: Sequence[Told], behind: Sequence[Told]) -> Iterator[Claim]:
    """By how much what came about misses or exceeds its plan, where just one of each is printed.

    计划124公里，完成126.8公里，超计划2.8公里; 建档率92.8%，高于目标值（90%）2.8个百分点; 送审A，审定B，核减C.
    """
    inside = [t for t in behind[:1] if t.depth == one.depth + 1]
    unit = "%" if kind(one.figure.unit) == "points" else one.figure.unit
    alike = [
        t
        for t in (*sentence, *inside)
        if (t.figure.unit == unit or kind(t.figure.unit) == kind(unit) == "money")
        and t.figure.measure not in ("change", "points")
        and (t.figure.qualifier in ("", "planned") or "限额" in t.clause)
        and t.figure.value > 0
        and not _is_detail(context, t, sentence)
    ]
    if any("每" in t.clause for t in alike) or (behind and not behind[0].before.strip()):
        return
    said = _said(one, sentence)
    stage = next((s for s in _STAGES if s in said), "")
    alike = [t for t in alike if not stage or stage in t.clause or not _PLAN.search(t.clause or _lead(t))]
    planned = [t for t in alike if _PLAN.search(t.clause or _lead(t)) and not _REAL.search(t.clause)]
    if len(alike) != 2 or len(planned) != 1 or _OTHER_BASE.search(said):
        return
    last = _like(one, sentence)[-1:]
    if any(_holds(t.figure, [(1, last[0].figure), (-1, one.figure)]) for t in _like(one, behind) if last):
        return
    figures = [replace(t.figure, qualifier="") if t.figure.qualifier else t.figure for t in alike]
    high, low = sorted(figures, key=base_value, reverse=True)
    if base_value(high) <= _ALIKE * base_value(low):
        name = _DIGITS.sub("", said)[-_LONGEST:]
        yield _claim(
            context, one.figure, [(1, high), (-1, low)], named=True, name=f"“{name}”" if name else ""
        )


def _is_detail(context: Context, told: Told, sentence: Sequence[Told]) -> bool:
    """Whether an amount is a part of another one of the sentence, no semicolon between them."""
    whole = context.facts.whole_of(told.figure)
    return any(s.figure is whole and not regex.search("[；;]", s.figure.until(told.figure)) for s in sentence)


def _like(one: Told, told: Sequence[Told]) -> list[Told]:
    """The amounts in the unit of another."""
    return [t for t in told if t.figure.unit == one.figure.unit and _is_term(t.figure)]


def _said(one: Told, sentence: Sequence[Told]) -> str:
    """The words of its clause before a difference, without the amount that they compare with: 较计划2400批次多."""
    last = sentence[-1] if sentence else None
    joined = last is not None and _JOINS.fullmatch(one.before) is not None
    return _lead(last) + one.before.strip("）) ") if joined and last is not None else one.clause


def _lead(told: Told) -> str:
    """The words right before a figure, also those before the bracket that begins with it."""
    return str(_MARK.split(told.before)[-1]).strip("（( ")


def _reachable(result: Figure, figures: Sequence[Figure]) -> bool:
    """Whether any sum or difference of up to four of the amounts gives the result, or one of them is it."""
    if any(f.value == result.value for f in figures):
        return True
    for count in range(2, min(_MOST, len(figures)) + 1):
        for chosen in combinations(figures, count):
            for signs in product((1, -1), repeat=count - 1):
                if any(
                    _holds(result, [(lead * s, f) for s, f in zip((1, *signs), chosen, strict=True)])
                    for lead in (1, -1)
                ):
                    return True
    return False


def _formula(terms: Sequence[tuple[int, Figure]]) -> Formula:
    return Sum(tuple((Fraction(sign), Term(figure)) for sign, figure in terms))


def _holds(result: Figure, terms: Sequence[tuple[int, Figure]]) -> bool:
    return judge_relation(Equal(result, _formula(terms))).state != "broken"


def _claim(
    context: Context,
    result: Figure,
    terms: Sequence[tuple[int, Figure]],
    severity: Severity | None = None,
    named: bool = False,
    name: str = "",
) -> Claim:
    loose = any(is_measured(f.unit) for _, f in terms) and severity == "error"
    return context.facts.claim(
        CODE,
        Equal(result, _formula(terms)),
        f"{name or dated(result)}写为{{stated}}，按前面所列各数计算应为{{computed}}，相差{{difference}}",
        [("left", result), *(("term", f) for _, f in terms)],
        severity="warning" if loose else severity,
        group=prose.group(result),
        named=named,
    )
