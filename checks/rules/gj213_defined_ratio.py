"""比率与报告自己写明的公式不符

## 查什么
报告用文字写明公式的比率（“结转结余率=结转结余总额÷支出预算数×100%”“变动率=（本年预算数-上年预算数）÷上年预算数”），
公式中的每一项在报告中恰有一个数的，按该公式重新计算；与所写比率不符、换一个分母才相符的，指出用的是哪个分母。
没有写明公式而名称是部门整体支出共性指标（变动率、控制率、执行率、调整率、结余率）、同一段说明中恰有两个数可作分子分母的，
按通用公式核对，不符的提请核实。

## 为什么
评分说明里常见公式写一个分母、计算用另一个分母，或者用到的数与正文和表格中的不一样。

## 错误示例
```
结转结余率=结转结余总额/支出预算数×100%。2023年结转结余总额44.80万元，支出预算数1120.00万元，收入决算数1200.00万元，结转结余率为3.73%。
```

```
预算调整率=预算调整数/年初预算数×100%。年初预算数1000.00万元，预算调整数120.00万元，预算调整率为10.71%。
```

```
3.“三公经费”变动率。本年度“三公经费”预算数18.00万元，上年度“三公经费”预算数20.00万元，“三公经费”变动率为-8%。该项分值5分，得5分。
```

```
18.固定资产利用率。在用固定资产总额1900.00万元，全部固定资产总额2000.00万元，固定资产利用率为97%。
19.支付进度率。既定支付进度为50%，实际支付进度为47.5%，支付进度率为97%。
20.“三公经费”变动率。2023年“三公经费”预算数18.40万元，2022年“三公经费”预算数20.00万元，“三公经费”变动率为-10%。
```

## 正确示例
```
结转结余率=结转结余总额/支出预算数×100%。2023年结转结余总额44.80万元，支出预算数1120.00万元，收入决算数1200.00万元，结转结余率为4.00%。
```

## 不判示例
公式中的一项在报告中没有数，或者有几个不同的数的，不作判断。
```
结转结余率=结转结余总额/支出预算数×100%。2023年结转结余总额44.80万元，收入决算数1200.00万元，结转结余率为3.73%。
```

公式之外另有扣除（冻结、收回）或者另有口径（含、不含、同口径）的，不作判断。
```
预算执行率=预算完成数/预算数×100%。预算数1000.00万元，年末冻结指标40.00万元，预算完成数912.00万元，预算执行率为95.00%。
```

## 依据
报告自己写明的公式；财预〔2013〕53号共性指标的公式。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import regex

from checks.context import Context
from checks.evidence import is_held
from checks.formula import Formula, Ratio, Term, difference, growth
from checks.model import Claim, Equal, Same
from checks.precision import base_value
from checks.relation import judge_relation
from checks.scoring.definition import Definition, definitions
from checks.scoring.note import Item, items, rate_in
from checks.wording import printed
from extract.lexicon import Term as Wording
from extract.lexicon import analyse, is_bare, normalise
from extract.model import Figure
from extract.unit import kind, same_kind, to_base

CODE = "GJ213"
NAME = "defined-ratio"
SEVERITY = "error"
SINCE = "0.1.0"
_AMOUNTS = ("level", "headcount", "count", "change")
_TAIL = regex.compile(r"(?:总额|总数|金额|总计|合计|总量|数额|数|额)+$")
_HEAD = regex.compile(r"^(?:(?:19|20)\d\d年?度?|本年度?|当年|年度|其中|部门|单位|全部|实际)+(?=\p{Han}{2})")
_RUN = regex.compile(r"[\p{Han}“”\"（）()]+$")
_COPULA = regex.compile(r"(?:约|共计|合计|总计|共|为|是|达到?|[:：=＝])+$")
_OTHER_SCOPE = regex.compile(r"冻结|收回|核减|扣除|剔除|同口径|可比|不(?:包?含|包括)|包?含\p{Han}{2}")
_ANY = regex.compile(
    r"(?:实际|全年|年度|本年度?|当年|预算|财政)*(?:支出|收入|执行|完成|资金)(?:数|总额|金额|总数)?"
)
_FRAMEWORK = tuple(
    (regex.compile(name), regex.compile(upper), regex.compile(lower), change)
    for name, upper, lower, change in (
        ("变动率$", "本年|当年|今年", "上年|去年|上一年", True),
        ("(?:在职|供养)人员控制率$", "在职|实有", "编制", False),
        ("(?:结转|结余)率$", "结转|结余", "预算|收入", False),
        ("预算调[整剂]率$", "调整数|追加|调增|调减|调剂", "年初|预算", False),
        ("重点支出安排率$", "重点", "项目总|总支出|重点.*预算", False),
        ("支付进度率$", "实际", "既定|计划|应", False),
        ("固定资产利用率$", "在用", "^(?!.*在用).*(?:总|全部|所有)", False),
        ("(?:目标|指标)(?:实现|达标)率$", "达标|达到|实现", "指标$|目标$|设置|全部", False),
        ("(?:控制率|执行率|完成率)$", "实际|完成|执行|决算|支出", "预算|安排|计划|编制", False),
    )
)
_DONE = regex.compile(r"实际|完成|决算|调整数|追加")
_STAGES = {"决算": "执行", "年初预算": "预算", "调整预算": "预算"}


@dataclass(frozen=True)
class _Operand:
    """The figure that a word stands for; ``sure``: printed under that very word in the text of the same item."""

    figure: Figure
    sure: bool


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each rate of an item whose formula is printed in words and whose terms are known."""
    for item in items(context.extraction):
        told = False
        for definition in _defined(item):
            result = rate_in(item, (normalise(definition.name),))
            if result is None:
                continue
            known = {
                word: one
                for word in definition.words
                if (one := _operand(context, item, word, result)) is not None
            }
            formula = definition.formula({word: one.figure for word, one in known.items()}.get)
            if formula is None or not _computable(formula):
                continue
            if _turned(result, formula) or any(_OTHER_SCOPE.search(p.text) for p in item.paragraphs):
                continue
            yield _claim(context, item, definition, result, formula, all(one.sure for one in known.values()))
            told = True
        yield from _restated(context, item)
        for result, formula in () if told else _usual(item):
            if _turned(result, formula) or any(_OTHER_SCOPE.search(p.text) for p in item.paragraphs):
                continue
            yield context.facts.claim(
                CODE,
                Equal(result, formula),
                f"{item.name}写为{{stated}}，按同段所列两数计算应为{{computed}}，相差{{difference}}",
                [("result", result), *(("operand", f) for f in formula.figures())],
                severity="warning",
            )


def _restated(context: Context, item: Item) -> Iterator[Claim]:
    """The operands of X=甲/乙=3/4 against what the report prints elsewhere for 甲 and 乙."""
    inside = {p.where.block for p in item.paragraphs}
    defined = [d for d in _defined(item) if len(d.postfix) == 3]
    written = [s for s in context.extraction.statements if s.kind == "formula" and s.where.block in inside]
    if len(defined) != 1 or len(written) != 1:
        return
    used = [f for f in written[0].roles.get("operands", ()) if kind(f.unit) not in ("percent", "")]
    if len(used) != 2:
        return
    for word, operand in zip(defined[0].postfix[:2], used, strict=True):
        if _ANY.fullmatch(normalise(word)):
            continue
        amounts = [
            f
            for f in context.extraction.figures
            if _is_amount(f, operand.period) and f.where.block not in inside
        ]
        other = _one(f for f in amounts if _is_named(f, word, "") and same_kind(f.unit, operand.unit))
        if other is not None:
            yield context.facts.claim(
                CODE,
                Same((other, operand)),
                f"“{defined[0].name}”的算式中“{word}”与报告他处所写不一致：{{stated}}",
                [("stated", other), ("operand", operand)],
                severity="warning",
            )


def _usual(item: Item) -> Iterator[tuple[Figure, Formula]]:
    """A rate of the common framework beside exactly two amounts, one called as its numerator, one as its denominator."""
    for name, upper, lower, change in _FRAMEWORK:
        if not name.search(item.name):
            continue
        result = rate_in(item, (item.name,))
        amounts = [f for f in item.figures if _is_amount(f, None)] or [
            f for f in item.figures if kind(f.unit) == "percent" and f != result and not f.qualifier
        ]
        if result is None or len(amounts) != 2 or not same_kind(amounts[0].unit, amounts[1].unit):
            return
        bottoms = [f for f in amounts if lower.search(w := _called(item, f)) and not _DONE.search(w)]
        tops = [f for f in amounts if upper.search(_called(item, f)) and f not in bottoms]
        years = sorted({f.period for f in amounts if f.period})
        if change and not tops and len(years) == len(amounts):
            tops, bottoms = ([f for f in amounts if f.period == year] for year in reversed(years))
        if len(tops) == len(bottoms) == 1 and bottoms[0].value:
            yield result, growth(tops[0], bottoms[0]) if change else Ratio(Term(tops[0]), Term(bottoms[0]))
        return


def _called(item: Item, figure: Figure) -> str:
    """The words right before an amount."""
    run = _RUN.search(_COPULA.sub("", item.before(figure).rstrip()))
    return run[0] if run else ""


def _defined(item: Item) -> Iterator[Definition]:
    """Each definition of the item's text, once."""
    yield from {d.text: d for p in item.paragraphs for d in definitions(p.text)}.values()


def _claim(
    context: Context, item: Item, definition: Definition, result: Figure, formula: Formula, sure: bool
) -> Claim:
    other = _other(item, result, formula)
    hint = f"按{normalise(other.label)}{printed(other)}作分母计算则相符" if other is not None else ""
    return context.facts.claim(
        CODE,
        Equal(result, formula),
        f"{definition.name}写为{{stated}}，按报告写明的公式“{definition.text}”计算应为{{computed}}，相差{{difference}}"
        + (f"；{hint}" if hint else ""),
        [("result", result), *(("operand", f) for f in formula.figures())],
        severity=None if sure else "warning",
        evidence=hint,
        named=sure and len({f.quote for f in (result, *formula.figures())}) == 1,
    )


def _turned(result: Figure, formula: Formula) -> bool:
    """Whether only the sign differs: 变动率10% where the words around it say that it fell."""
    return abs(base_value(result) + formula.value()) <= to_base(result.step, result.unit)


def _computable(formula: Formula) -> bool:
    """Whether the terms are of one kind and the denominator is not nothing."""
    figures = formula.figures()
    if len(figures) < 2 or not all(same_kind(f.unit, figures[0].unit) for f in figures):
        return False
    try:
        formula.value()
    except ZeroDivisionError:
        return False
    return True


def _operand(context: Context, item: Item, word: str, result: Figure) -> _Operand | None:
    """The one amount called ``word``: in the item's text, else, where the word names a subject, in the document.

    Amounts printed under the very word go before those that only mean the same.
    """
    term = analyse(word, context.extraction.year)
    period = term.period or result.period
    amounts = [f for f in item.figures if _is_amount(f, period)]
    for sure, fits in (
        (True, [f for f in amounts if _is_named(f, word, _called(item, f))]),
        (False, [f for f in amounts if _is_meant(f, term)]),
    ):
        if fits:
            one = _one(fits)
            return _Operand(one, sure) if one is not None else None
    if is_bare(word) or term.concept is None or _ANY.fullmatch(normalise(word)):
        return None
    every = [f for f in context.extraction.figures if _is_amount(f, period)]
    away = _one(f for f in every if _is_named(f, word, "") or _is_meant(f, term))
    return _Operand(away, False) if away is not None else None


def _one(figures: Iterable[Figure]) -> Figure | None:
    """The figure of a set that all print one value, None where they differ or there is none."""
    found: dict[object, Figure] = {}
    for figure in figures:
        found.setdefault(base_value(figure), figure)
    return next(iter(found.values())) if len(found) == 1 else None


def _is_amount(figure: Figure, period: str | None) -> bool:
    if figure.measure not in _AMOUNTS or figure.qualifier or figure.doubt or not figure.unit:
        return False
    return kind(figure.unit) != "percent" and not (figure.period and period and figure.period != period)


def _is_named(figure: Figure, word: str, before: str) -> bool:
    """Whether a figure is printed under ``word``: by its label, or by the words right before it."""
    return _core(word) in {_core(figure.label), _core(before)} - {""}


def _is_meant(figure: Figure, term: Wording) -> bool:
    """Whether a figure is of the same concept in the same stage."""
    if term.concept is None or figure.concept != term.concept:
        return False
    return not term.stage or _STAGES.get(figure.stage, figure.stage) == _STAGES.get(term.stage, term.stage)


def _core(text: str) -> str:
    bare = normalise(text)
    return _TAIL.sub("", _HEAD.sub("", bare)) or bare


def _other(item: Item, result: Figure, formula: Formula) -> Figure | None:
    """Another amount of the item's text that gives the printed rate when it is divided by."""
    if not isinstance(formula, Ratio) or is_held(judge_relation(Equal(result, formula))):
        return None
    used = formula.figures()
    tops: Sequence[Formula] = (
        [Term(used[0])] if len(used) == 2 else [difference(Term(used[0]), Term(used[1]))]
    )
    for figure in item.figures:
        if (
            figure in used
            or figure.measure not in _AMOUNTS
            or not figure.value
            or not same_kind(figure.unit, used[0].unit)
        ):
            continue
        if is_held(judge_relation(Equal(result, Ratio(tops[0], Term(figure))))):
            return figure
    return None
