"""没有写“其中”的各项与合计不符

## 查什么
各项写在前、合计写在后的（“甲……、乙……，共……”），或者合计之后用冒号、“构成”“来源”“分……看”“按……分”“用于”引出各项的，
各项之和与合计只差一处笔误（一位数字写错、相邻两位颠倒、多写或漏写一位）时，提请核对；写明“两项合计”等项数、
且正好是前面那几项的，按范围两端（“……以上”“……以下”）、按满意程度列全的，以及所列个数与金额中一个已经相加相符的，各项之和应等于合计。

## 为什么
一项改了、抄错了，合计没有跟着改，读者无法知道哪一个数可信。

## 错误示例
```
活动经费86.40万元、场地租金31.25万元、宣传印刷12.08万元，共计127.93万元。
```
```
全年安排项目资金3856.20万元。资金来源为：市级资金2480.00万元，区级资金1376.20万元，街道自筹10.00万元，共计3866.20万元。年末收回资金426.35万元：甲镇248.16万元，乙镇187.19万元。
```
```
困难补贴发放206.02万元，护理补贴发放252.58万元。两项合计发放485.60万元。
```
```
考核的13个单位中，得分90分以上的5个，80分至90分的6个，80分以下的1个。
```
```
未编入预算的结余涉及38个部门、1264.31万元，其中：行政单位12个、832.06万元，事业单位17个、432.25万元。
```
```
11户企业中盈利9户、亏损3户。在职118人中政法编107人、事业编9人。
```

## 正确示例
```
11户企业中盈利8户、亏损3户。在职118人中政法编109人、事业编9人，党员86人、女职工40人。
```
```
活动经费86.40万元、场地租金31.25万元、宣传印刷12.08万元，共计129.73万元。
```
```
考核的13个单位中，得分90分以上的5个，80分至90分的7个，80分以下的1个。
```

## 不判示例
没有列全、以“等”结尾，或者与合计相差不像笔误的，不作判断；预算数与支出数、核减数与其他数不相加，
括号写明另有口径（“剔除……”“按……计算”“交叉统计”）的不作判断。
```
全年安排项目资金3856.20万元。主要用于：道路养护2480.00万元，绿化补植876.20万元。
```
```
年初预算264.40万元；年中核减5.73万元，全年预算数258.67万元，截至年底，累计支出254.40万元，占全年预算的98.35%。
```
```
活动经费86.40万元、场地租金31.25万元、宣传印刷12.08万元（扣除押金），共计127.93万元。
```
```
困难补贴发放206.02万元，护理补贴发放252.58万元，另发放价格补贴40.00万元，全年共发放533.80万元。
```
```
考核的13个单位中，得分90分以上的5个，80分至90分的7个。
```
```
年初预算数381.76万元。公用经费控制率=实际支出÷预算安排×100%，其中预算安排公用经费总额37.79万元，实际支出公用经费总额34.39万元。
```
```
按612名村干部计算；大专以上学历268人，占43.8%，35岁以下173人，占28.3%，女性159人，占26.0%。
```
```
乡村医生642人，其中55岁以上186人，占29.0%；45岁以下228人，占35.5%；46—55岁228人，占35.5%，人数最多。
```
```
公务用车运行维护费46.80万。公务接待费8.36万，比预算9.00万少0.64万，比上年8.94万下降6.49%；两项合计55.16万。
```

## 依据
合计等于各项之和。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

import regex

from checks import prose
from checks.context import Context
from checks.formula import footing
from checks.model import Claim, Equal, Relation
from checks.prose import Told
from checks.relation import any_of
from checks.subject import dated
from extract.model import Figure
from extract.unit import kind

CODE = "GJ116"
NAME = "told-sum"
SEVERITY = "warning"
SINCE = "0.1.0"
_CLOSES = regex.compile(
    r"(?:^|[，,、；;：:）)])\s*(?:以上|上述|这)?(?:(?P<many>[两二三四五六七八九])(?:项|者|类|笔)|各项)?"
    r"(?:合计|共计|总计|(?<!其中)共|全年|累计)(?!\d)[^，,；;。、（(\d]{0,8}$"
)
_OPENS = regex.compile(
    r"[：:][^：:]*$|资金来源|构成|其中|分别|包括|按[^，,：:]{1,8}分|分[^，,：:]{1,5}看|具体安排|安排如下|用于"
)
_ASIDE = regex.compile(r"此外|另外?|同时|扣除|剔除|减去|不含|除|主要|等|重点|累计|结转|结余|剩余|尚|还")
_ITEM, _APART = regex.compile(r"[，,；;：:、。]\p{Han}{2}"), regex.compile(r"[，,；;：:。]")
_LESS = regex.compile(r"[核调压审扣冲抵]减|收回|上缴|扣除")
_SPENT = regex.compile(r"支出|支付|拨付|执行|使用")
_OPEN_END = regex.compile(r"^[^，。；、]{0,6}等")
_TOP, _BOTTOM = regex.compile(r"以上|超过|大于|高于"), regex.compile(r"以下|低于|不足|未满|以内|小于")
_SATISFIED, _UNSATISFIED = regex.compile(r"满意"), regex.compile(r"不(?:太|很)?满意")
_UNSURE = regex.compile(r"不了解|[不未]清楚|弃权|未(?:表态|作答|评价)|说不清")
_LISTED = regex.compile(r"^[、，,和及]\p{Han}{1,12}$")
_AMONG_ALL = regex.compile(r"^\p{Han}{0,6}中[，,]?(?=\p{Han})")
_NO_ITEM = regex.compile(
    r"(?:完成|为|占)\p{Han}{0,4}(?:预算|计划|目标|任务)数?$|每\p{Han}{1,3}(?:投入|成本|补助|补贴)?$|\p{Han}均$|单价$|[比较][^，,；;]*(?:多|少|超|增加|减少|增长|下降|节约|节省)\s*$|^[比较与]\p{Han}{1,10}$"
)
"""What is no item of a sum: a price, a change, what is compared with."""
_NOT_KINDS = regex.compile(r"以上|党员|学历|岁|女|男")
_OPPOSITES = (("盈", "亏"), ("完", "未"), ("完工", "在建"), ("合格", "不合格"), ("在职", "退休"))
_BOUND = regex.compile(r"(\S)(?:[（(]含[）)]|及)?以[上下内]|(?:低于|不足|未满|小于|超过|大于|高于)[\d.]+(\S)")
_RANGE = regex.compile(r"\d\S?\s*(?:[—–~～-]|至|到)\s*\d")
_TENTH = 10
_NUMBERS = {c: n for n, c in enumerate("二三四五六七八九", 2)} | {"两": 2}
_ALL = regex.compile(r"资金来源|构成|分别|按[^，,：:]{1,8}分|分[^，,：:]{1,5}看")
_MOST, _BACK, _NEAR = 12, 6, 3
_ROUND, _TELLING = 50, 3


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each list told without 其中 that closes, or is one slip from closing, on its total."""
    yield from (c for c in _of_prose(context) if not prose.is_of_other_scope(c))


def _of_prose(context: Context) -> Iterator[Claim]:
    earlier: list[Told] = []
    for told in prose.paragraphs(context.extraction):
        for number in dict.fromkeys(t.sentence for t in told):
            sentence = [t for t in told if t.sentence == number and prose.is_amount(t.figure)]
            before = [t for t in told if t.sentence < number]
            yield from _closing(context, sentence, before)
            yield from _opening(context, sentence, [*earlier, *before])
            yield from _graded(context, sentence, before)
            yield from _of_all(context, sentence)
            yield from _two_measures(context, sentence, [t for t in before if prose.is_amount(t.figure)])
        earlier = (earlier + [t for t in told if prose.is_amount(t.figure)])[-40:]


def _outside(told: Sequence[Told], like: Figure) -> list[Told]:
    """The amounts outside of brackets that can be added up with ``like``."""
    return [
        t
        for t in told
        if t.depth == 0
        and prose.is_amount(t.figure)
        and not _NO_ITEM.search(t.clause)
        and t.figure.unit == like.unit
        and t.figure.period == like.period
    ]


def _closing(context: Context, sentence: list[Told], before: list[Told]) -> Iterator[Claim]:
    """The amounts before 共 or 合计."""
    for told in sentence:
        closes = _CLOSES.search(told.head)
        if closes is None or told.depth or not told.figure.value:
            continue
        listed = _outside([t for t in sentence if _at(t) < _at(told)], told.figure)
        if not listed and before:
            listed = _outside([t for t in before if t.sentence == before[-1].sentence], told.figure)
        many = _NUMBERS.get(closes["many"] or "", 0)
        listed = listed[-(many or _MOST) :]
        parts = [t.figure for t in listed]
        runs = [parts[start:] for start in range(len(parts) - 1)]
        if not runs or any(prose.holds(told.figure, run) for run in runs):
            continue
        if (
            many
            and len(parts) == many
            and not any(_ASIDE.search(t.before) for t in [*listed[-many + 1 :], told])
        ):
            yield _claim(context, told.figure, parts, sure=prose.nearly(told.figure, _plus(parts)))
        else:
            near = next((r for r in runs if prose.nearly(told.figure, _plus(r))), None)
            if near is not None and _are_alike(told, listed[-len(near) :]):
                yield _claim(context, told.figure, near)


def _are_alike(whole: Told, parts: list[Told]) -> bool:
    """Whether amounts may be items of one sum: no cut among others (核减5.73万元), no budget in what was spent."""
    cut = {_LESS.search(t.clause) is None for t in parts}
    return len(cut) == 1 and not (
        _SPENT.search(whole.clause) and any(t.figure.stage.endswith("预算") for t in parts)
    )


def _are_stages(items: list[Told]) -> bool:
    """Whether amounts are what was planned and what was spent of it: 预算安排37.79万元，实际支出34.39万元."""
    planned = [t.figure.stage.endswith("预算") for t in items]
    return any(planned) and any(
        not p and _SPENT.search(t.clause) for p, t in zip(planned, items, strict=True)
    )


def _opening(context: Context, sentence: list[Told], earlier: list[Told]) -> Iterator[Claim]:
    """The amounts behind a colon, 资金来源 or 按用途分, against the total before them."""
    for unit in dict.fromkeys(t.figure.unit for t in sentence):
        listed = [t for t in sentence if t.figure.unit == unit and t.depth == 0]
        first = next((i for i, t in enumerate(listed) if _OPENS.search(t.head)), None)
        if first is None:
            continue
        items = listed[first:]
        if _are_stages(items):
            continue
        wholes = [t for t in [*earlier, *sentence] if _at(t) < _at(items[0])]
        wholes = _outside(wholes, items[0].figure)[-_BACK:]
        runs = list(_runs(items))
        if any(
            prose.holds(w.figure, [t.figure for t in items[:n]])
            for w in wholes
            for n in range(2, len(items) + 1)
        ):
            continue
        for whole in reversed(wholes):
            near = next((r for r in runs if _is_meant(whole.figure, r, items[0].head)), None)
            if near is not None and not _is_told(context, whole.figure, near):
                yield _claim(context, whole.figure, near)
                break


def _is_meant(whole: Figure, parts: Sequence[Figure], opening: str) -> bool:
    """Whether one slip parts a list from its total; a round amount may as well be an item left out."""
    gap = whole.value - sum(p.value for p in parts)
    lacking = 0 < whole.value < _ROUND * gap and len(gap.normalize().as_tuple().digits) < _TELLING
    return prose.nearly(whole, _plus(parts)) and not (lacking and not _ALL.search(opening))


def _runs(items: list[Told]) -> Iterator[list[Figure]]:
    """Where a list may end: at a semicolon, before an aside, at its end; nowhere where 等 leaves it open."""
    if any(_OPEN_END.match(t.after) for t in items):
        return
    for place, (_, after) in enumerate(pairwise(items), 1):
        if place > 1 and (_ASIDE.search(after.before) or regex.search("[；;]", after.before)):
            yield [t.figure for t in items[:place]]
        if _ASIDE.search(after.before):
            return
    if len(items) > 1:
        yield [t.figure for t in items]


def _graded(context: Context, sentence: list[Told], before: list[Told]) -> Iterator[Claim]:
    """Kinds that by their bounds or degrees are all there are: 13个单位中，90分以上的5个，…，80分以下的1个."""
    counted = [t for t in sentence if t.depth == 0 and kind(t.figure.unit) in ("count", "headcount")]
    for unit in dict.fromkeys(t.figure.unit for t in counted):
        items = _all_kinds([t for t in counted if t.figure.unit == unit])
        if not items:
            continue
        if any(prose.holds(t.figure, [i.figure for i in items]) for t in before):
            continue  # each sentence may divide what the first one told
        last = [t for t in before if t.sentence == before[-1].sentence] if before else []
        wholes = _outside([t for t in [*last, *sentence] if _at(t) < _at(items[0])], items[0].figure)
        relations: list[Relation] = [
            Equal(w.figure, footing([t.figure for t in items])) for w in reversed(wholes)
        ]
        if relations:
            relation, decisive = any_of(relations)
            whole = wholes[::-1][decisive].figure
            yield _claim(context, whole, [t.figure for t in items], relation)


def _of_all(context: Context, sentence: list[Told]) -> Iterator[Claim]:
    """The kinds that N of one thing fall into, nearly all of them named: 11户企业中盈利8户、亏损3户."""
    for place, whole in enumerate(sentence[:-2]):
        items = sentence[place + 1 :]
        end = next((i for i, t in enumerate(items) if i and not _LISTED.match(t.before)), len(items))
        items = items[:end]
        figures = [t.figure for t in items]
        if (
            len(items) < 2
            or whole.depth
            or any(f.unit != whole.figure.unit or t.depth for f, t in zip(figures, items, strict=True))
        ):
            continue
        opens = _AMONG_ALL.match(items[0].before) or (items[0].before.lstrip().startswith(("：", ":")))
        if (
            kind(whole.figure.unit) not in ("count", "headcount")
            or not opens
            or _OPEN_END.match(items[-1].after)
        ):
            continue
        gap = abs(whole.figure.value - sum(f.value for f in figures))
        if (
            0 < gap * _TENTH <= whole.figure.value
            and _are_kinds(items)
            and not _is_told(context, whole.figure, figures)
        ):
            yield _claim(context, whole.figure, figures)


def _are_kinds(items: list[Told]) -> bool:
    """Whether the items are called alike (政法编、事业编) or as opposites (盈利、亏损)."""
    names = [_AMONG_ALL.sub("", t.before).strip("，、：: ") for t in items]
    if any(len(n) < 2 or _NOT_KINDS.search(n) for n in names):
        return False
    opposite = any(all(any(w in n for n in names) for w in pair) for pair in _OPPOSITES)
    return opposite or len({n[-1] for n in names}) == 1


def _bound(clause: str) -> str:
    """The unit of the bound that a kind is named by: 分 of 90分以上的 and of 低于60分的."""
    named = _BOUND.search(clause)
    return (named[1] or named[2]) if named else ""


def _all_kinds(told: list[Told]) -> list[Told]:
    """The run of counts from the highest to the lowest kind, [] where there is none."""
    for high, low in ((_TOP, _BOTTOM), (_BOTTOM, _TOP), (_SATISFIED, _UNSATISFIED)):
        first = next(
            (i for i, t in enumerate(told) if high.search(t.clause) and not _UNSATISFIED.search(t.clause)),
            None,
        )
        last = max((i for i, t in enumerate(told) if low.search(t.clause)), default=None)
        if first is None or last is None:
            continue
        same = high is _SATISFIED or _bound(told[first].clause) == _bound(told[last].clause)
        if same and last - first > (high is _SATISFIED):
            beside = takewhile(
                lambda t: _RANGE.search(t.clause) or _UNSURE.search(t.clause), told[last + 1 :]
            )
            return [*told[first : last + 1], *beside]
    return []


def _two_measures(context: Context, sentence: list[Told], earlier: list[Told]) -> Iterator[Claim]:
    """The numbers of items whose amounts add up, and the other way round: 行政21个、832万元，事业17个、432万元."""
    outside = [t for t in sentence if t.depth == 0]
    start = 0
    while start < len(outside) - 3:
        pairs = _pairs(outside[start:])
        before = [*earlier, *(t for t in sentence if _at(t) < _at(outside[start]))]
        if len(pairs) > 1 and (found := _uneven(pairs, before)) is not None:
            yield _claim(context, *found)
        start += max(1, 2 * len(pairs))


def _uneven(pairs: list[tuple[Told, Told]], before: list[Told]) -> tuple[Figure, list[Figure]] | None:
    """The total and the items of one measure that do not add up, where those of the other do."""
    for count in range(2, len(pairs) + 1):
        for place in (0, 1):
            proof, listed = ([p[i].figure for p in pairs[:count]] for i in (1 - place, place))
            totals = [t.figure for t in _outside(before, listed[0])[-_BACK:]]
            added = any(prose.holds(t.figure, proof) for t in _outside(before, proof[0])[-_BACK:])
            if not added or any(prose.holds(total, listed) for total in totals):
                continue
            told = sum(f.value for f in listed)
            near = {t.value: t for t in totals if abs(t.value - told) * _NEAR <= t.value}
            if len(near) == 1:
                return next(iter(near.values())), listed
    return None


def _pairs(told: list[Told]) -> list[tuple[Told, Told]]:
    """The items from here on that each print two measures, as the first of them does."""
    pairs: list[tuple[Told, Told]] = []
    for first, second in zip(told[::2], told[1::2], strict=False):
        units = first.figure.unit, second.figure.unit
        alike = not pairs or units == (pairs[0][0].figure.unit, pairs[0][1].figure.unit)
        apart = _ITEM.search(first.before) is not None and _APART.search(second.before) is None
        if not alike or not apart or units[0] == units[1] or (pairs and _ASIDE.search(first.before)):
            break
        pairs.append((first, second))
    return pairs


def _is_told(context: Context, whole: Figure, parts: Sequence[Figure]) -> bool:
    """Whether the sentence already says, with 其中 or a bracket, that these are parts of that whole."""
    return any(
        s.kind == "parts" and s.one("whole") is whole and set(parts) <= set(s.roles.get("parts", ()))
        for s in context.extraction.statements
    )


def _claim(
    context: Context,
    whole: Figure,
    parts: Sequence[Figure],
    relation: Relation | None = None,
    sure: bool = False,
) -> Claim:
    return context.facts.claim(
        CODE,
        relation or Equal(whole, footing(parts)),
        f"{dated(whole)}写为{{stated}}，所列{len(parts)}项之和为{{computed}}，相差{{difference}}",
        [("whole", whole), *(("part", p) for p in parts)],
        severity="error" if sure else None,
    )


def _plus(parts: Sequence[Figure]) -> list[tuple[int, Figure]]:
    return [(1, p) for p in parts]


def _at(told: Told) -> tuple[int, int]:
    return told.figure.where.block or 0, told.figure.where.start or 0
