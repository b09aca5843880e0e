"""What a list lists of what: the whole that a list of parts is of, and which of its amounts are its parts.

The words put a list behind an amount, not always the right one, and into a list what is no part: what was
planned, what was done of a part, a price, a bound, what two lists share.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, takewhile

import regex

from checks import prose
from checks.context import Context
from extract.lexicon import fund_of, normalise, partitions
from extract.model import Figure, Statement
from extract.unit import kind, same_kind

COUNTS = ("count", "headcount")
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
_CARRIED = regex.compile(r"(?:上年|年初|以前年度)\p{Han}{0,4}(?:结转|结余)")
_FLOW = regex.compile(r"^(?:年初|期初|上年末|报废|注销|退出)")
_EXTREME = regex.compile(r"最[多少高低大小]|相差")
_IS_DUE = regex.compile(r"应(?![急用对届税])\p{Han}|计划|目标|其余|剩余")
_NOUN = regex.compile(r"(?![和及与])\p{Han}{1,8}")
_SHORT = regex.compile(r"[；;。]")
_AND = regex.compile(r"[、，,和及与]")
_NEXT = regex.compile(r"[、，,；;]\p{Han}{2}")
_MARK = regex.compile(r"[，,、；;：:。（(]|其中")
_DONE_OF = regex.compile(r"^(?:现|目前)?(?:已|尚|未|仍|剩余|结余)(?!成年|来)")
_MAINLY = regex.compile(r"主要(?:是|为|用于|包括|涉及)|涉及$|[，,]系\p{Han}")
_AGE = regex.compile(r"\s*(?:周?岁|年级|学年)")
_CARRIED = regex.compile(r"^[^；;]*[；;]\s*分别[是为][：:][^；;]*$")
"""A list that a colon opens behind a semicolon is still of the amount before it: …，降幅1.5%；分别是：甲经费……."""
_REST = regex.compile(r"(?:其余|剩余|其他|另外?)(?:的)?$")


def whole_of(context: Context, statement: Statement) -> Figure | None:
    """The amount that a list is put behind, None where none is or a stop parts the two."""
    nearest, listed = statement.one("whole"), statement.roles.get("parts", ())
    if nearest is None:
        return None
    marker = statement.words.get("marker", "")
    if marker == "（" and listed and listed[0].quote == nearest.quote:
        nearest = _before_bracket(context, nearest, listed[0])
    elif listed and listed[0].quote != nearest.quote and _REST.search(nearest.before):
        return None
    carried = bool(listed) and _CARRIED.search(nearest.until(listed[0])) is not None
    ended = listed and marker != "合计" and not carried and is_cut(nearest, listed[0])
    return None if ended else nearest


def parts_of(context: Context, statement: Statement, whole: Figure) -> list[Figure]:
    """The amounts of a list that can be parts of ``whole``, [] where the list is none of parts."""
    listed = statement.roles.get("parts", ())
    listed = tuple(_one_each(_items(list(_of_one_depth(_told_once(whole, listed))))))
    listed = tuple(p for p in listed if not _is_weight(p) and not _PRICE.match(normalise(p.label)))
    if statement.words.get("marker") == "分别为" and listed:
        bare = tuple(_bare_behind(context, listed[-1]))
        if bare and not prose.holds(whole, (*listed, *bare)):
            return []
        listed += bare
    if whole.stage in _BUDGETS and any(p.stage in _BUDGETS for p in listed):
        listed = tuple(p for p in listed if p.stage not in ("决算", "执行"))
    marker = statement.words.get("marker", "")
    parts = _outermost(list(takewhile(lambda p: _comparable(context, p, whole, marker == "含"), listed)))
    aside = marker == "（" and (len(parts) == 1 or _COMPUTED.search(bracket(whole)))
    other = aside or _overlap(statement, listed) or _is_counted_sum(context, statement, whole)
    other = other or _lacks_items(context, whole, parts)
    return [] if other or _are_no_parts(whole, parts) else parts


def is_no_whole(figure: Figure) -> bool:
    """Whether an amount has no parts that add up to it: an average, a price, an excess, an age."""
    named = _NO_WHOLE.search(normalise(figure.label)) is not None or figure.before.endswith("均")
    return named or _is_price(figure) or _AGE.match(figure.behind) is not None


def _are_no_parts(whole: Figure, parts: list[Figure]) -> bool:
    """Whether amounts are told of a whole without being parts of it."""
    return (
        not parts
        or _IS_DUE.match(normalise(parts[0].label)) is not None
        or any(_EXTREME.search(p.label) for p in parts)
        or _are_stages(parts)
        or _recur(parts)
        or any(_LOSS.search(normalise(p.label)) or _is_flow(p) for p in parts)
        or any(_is_run_together(f) for f in (whole, *parts))
        or any(p.qualifier == "over" for p in parts)
    )


def _bare_behind(context: Context, last: Figure) -> Iterator[Figure]:
    """The amounts without names that follow the last of a list: 资金分别为1874万元、962万元、450万元."""
    for figure in in_sentence(context, last):
        if (figure.where.start or 0) > (last.where.start or 0):
            if figure.unit != last.unit or _AND.fullmatch(last.until(figure)) is None:
                return
            yield figure
            last = figure


def _lacks_items(context: Context, whole: Figure, parts: list[Figure]) -> bool:
    """Whether items of a list are counted in another unit than its other parts: 甲12人、乙3180人次."""
    last = (parts[-1].where.start or 0) if parts else 0
    others = [f for f in in_sentence(context, whole) if f.measure in COUNTS and f not in parts]
    between = [f for f in others if (whole.where.start or 0) < (f.where.start or 0) < last]
    variants = [f for f in between if f.unit != whole.unit and f.unit[:1] == whole.unit[:1] != ""]
    following = (next(p for p in parts if (p.where.start or 0) > (f.where.start or 0)) for f in variants)
    return any(_NEXT.search(f.until(p)) for f, p in zip(variants, following, strict=True))


def in_sentence(context: Context, figure: Figure) -> list[Figure]:
    """The figures of a figure's sentence in the text, in their order, it included."""
    place = figure.where.block, figure.where.table, figure.quote
    return [f for f in context.extraction.figures if (f.where.block, f.where.table, f.quote) == place]


def is_cut(one: Figure, other: Figure) -> bool:
    """Whether a semicolon or a stop parts two figures of a sentence."""
    return _SHORT.search(one.until(other)) is not None


def _before_bracket(context: Context, whole: Figure, first: Figure) -> Figure:
    """The amount that a bracket right behind it lists the parts of, where another was taken for their whole."""
    earlier = [f for f in in_sentence(context, first) if (f.where.start or 0) < (first.where.start or 0)]
    nearest = max(earlier, key=lambda f: f.where.start or 0, default=whole)
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
    return figure.measure in COUNTS and _FLOW.search(figure.label) is not None


def _one_each(listed: list[Figure]) -> Iterator[Figure]:
    """The parts without the number of those that the rest is of (其余3个镇12个), and without what was done of a part."""
    skipped = False
    for index, figure in enumerate(listed):
        follows = listed[index + 1] if index + 1 < len(listed) else None
        joined = follows is not None and follows.unit == figure.unit and figure.measure in COUNTS
        joined = joined and follows is not None and _NOUN.fullmatch(figure.until(follows)) is not None
        if not skipped and not (joined and _REST.search(figure.before)):
            yield figure
        skipped = joined and not _REST.search(figure.before)


def _items(listed: list[Figure]) -> list[Figure]:
    """The parts without what is told of one of them: 欠缴2.86亿元，已追缴1.12亿元，尚欠1.74亿元；……, 主要是…….

    A list may as well be of what is done and what is not: 其中已支付……，未支付…….
    """
    if listed and _DONE_OF.search(_MARK.split(listed[0].before)[-1]):
        return listed
    found, inside, last = listed[:1], False, listed[0] if listed else None
    for figure in listed[1:]:
        words = last.until(figure) if last is not None else ""
        inside = bool(_MAINLY.search(_SHORT.split(words)[-1])) or (inside and not _SHORT.search(words))
        if not inside and not _DONE_OF.search(words.lstrip("，,")):
            found.append(figure)
        last = figure
    return found


def _told_once(whole: Figure, listed: Sequence[Figure]) -> list[Figure]:
    """The parts up to where the whole is printed again: 12项，完成10项；…12项中完成9项."""
    again = (i for i, p in enumerate(listed) if p.text == whole.text and p.quote.count(f"{p.text}中"))
    return list(listed[: next(again, len(listed))])


def bracket(whole: Figure) -> str:
    """What the first brackets behind a whole hold, "" where there are none."""
    return whole.behind.partition("（")[2].partition("）")[0]


def _comparable(context: Context, part: Figure, whole: Figure, within: bool) -> bool:
    """Whether a part can be added to its whole; what a whole is said to hold (``within``) may date from before."""
    stages = {part.stage, whole.stage} - {"", "决算", "执行"}
    if _is_price(part) or _is_bound(part) or (part.concept in _TOTALS and whole.concept not in _TOTALS):
        return False
    if _is_itself(part, whole) or _is_of_other(context, part, whole):
        return False
    if {_side(part), _side(whole)} == {"income", "expenditure"} or is_post(part) != is_post(whole):
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
    return any(prose.holds(whole, list(chosen)) for chosen in combinations(before[-_FEW:], _NUMBERS[many[1]]))


def _are_stages(parts: list[Figure]) -> bool:
    """Whether two parts are what was due and what came of one thing: 应发5126人、实发5126人."""
    due, real = ({m[1] for p in parts if (m := told.search(p.label))} for told in (_DUE, _REAL))
    return bool(due & real)


def _recur(parts: list[Figure]) -> bool:
    """Whether parts tell several measures over and over: 省属资产……、负债……；市县资产……、负债……."""
    ends = [normalise(p.label)[-2:] for p in parts]
    several = (k for k in range(2, len(ends) // 2 + 1) if len(set(ends[:k])) == k)
    return any(all(a == b for a, b in zip(ends, ends[k:], strict=False)) for k in several)


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


def is_post(figure: Figure) -> bool:
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
        prose.holds(part, before[start:]) for start in range(len(before) - 1)
    )
