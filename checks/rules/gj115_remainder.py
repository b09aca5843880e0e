"""结余与资金、支出不符

## 查什么
同一句依次写出一笔资金（预算、下达、到位、安排）、它的支出（支付、使用）和结余（剩余、余额）的，资金减支出应等于结余；
同时写出上年结转结余的，也可以加上它；报告别处写有上年结转结余，或者写的是年末结转结余的，只列为疑点。结余也可以在后面写明由谁结余（“……余额结转下年”）。
同句写出期初数、增加数、减少数和期末数（或净增数）的，期初数加增加数减减少数应等于期末数；写出下达（到位、收到）数及其后的支出、收回、
扣减和剩余的，或者写出应付（应收）数、扣减（减免）数和实付（实收）数的，逐项相减应等于最后一数。

## 为什么
支出改动后结余没有重新计算，是项目自评报告中常见的差错。

## 错误示例
```
项目到位资金320.50万元，实际支出300.10万元，结余23.40万元。
```
```
全年安排培训专项资金86.00万元，已使用71.40万元，剩余16.40万元结转下年。
```

```
年初在册1598户，当年新增391户、退出127户，年末在册1826户。
```

```
下达资金1286.40万元，支出1042.18万元，收回36.20万元，结转108.02万元。
```
```
应付运营费1456.80万元，考核扣减81.40万元，实付1438.40万元。
```
```
稳定调节基金年初余额8.64亿元，当年补充4.28亿元，动用6.42亿元，年末余额9.50亿元。
```

```
全年新购公务用车3辆，报废5辆，年末保有94辆（年初97辆）。
```

## 正确示例
```
捐赠款物合计1286.42万元，其中现金842.18万元，物资折价444.24万元；已拨付1042.86万元，结余243.56万元。
```
```
年初结转结余326.48万元，本年收入2186.00万元，利息收入4.12万元，本年支出2248.36万元，年末结余268.24万元。
```
```
年初在册1598户，当年新增391户、退出127户，年末在册1862户。新增对象412人，退出376人，净增36人。
```
```
项目到位资金320.50万元，实际支出300.10万元，结余20.40万元。
```
```
上年结转15.00万元，本年下达资金200.00万元，实际支出190.00万元，结余25.00万元。
```

## 不判示例
差额恰为同句另一个数的，应付（应收）与实付（实收）相差不像笔误的，不作判断。
```
下达1286.00万元，支出1042.00万元，结转186.00万元，收回财政58.00万元。应征4286.00万元，减免186.00万元，实征3950.00万元，征收率96.3%。
```
```
下达8642.00万元，拨付7986.00万元，支出5864.00万元，结余2122.00万元。
```
本年收入、支出与年末结余之间还有年初结转的，没有写明年初结转时不作判断；一句中有几笔资金或几项支出而不能确定是哪一笔的，也不作判断。
```
本年收入500.00万元，支出480.00万元，年末结余36.00万元。
```
```
下达甲项目资金50.00万元、乙项目资金30.00万元，支出45.00万元，结余6.00万元。
```

## 依据
结余 = 资金 − 支出。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby

import regex

from checks import prose
from checks.balance import Balance, balances
from checks.context import Context
from checks.evidence import is_held
from checks.formula import Sum, Term
from checks.model import Claim, Equal, Relation
from checks.relation import any_of, judge_relation
from checks.subject import dated
from extract.lexicon import normalise
from extract.model import Figure
from extract.unit import kind

CODE = "GJ115"
NAME = "remainder"
SEVERITY = "error"
SINCE = "0.1.0"
_LEFT = regex.compile(
    r"^(?:资金|项目|经费|预算|专项)*(?:结余|剩余|余额|节余|结转结余|结转和结余|未支出|未使用|尚余)(?:资金|金额|数|额)?$"
)
_BEFORE = regex.compile(r"(?:上年|上一年|去年|以前年度|年初|期初)\p{Han}{0,4}(?:结转|结余)")
_AT_YEAR_END = regex.compile(r"年末|年终|期末|结转")
_SOURCE = regex.compile(r"预算|资金|下达|到位|安排|拨付|拨款|投资|经费")
_SPENT = regex.compile(r"支出|支付|使用|执行|拨付|兑付|列支|开支|发放|完成")


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each remainder whose source and spending stand before it in the sentence."""
    yield from (_told(context, balance) for balance in balances(context))
    said = [f for f in context.extraction.figures if f.where.table is None]
    carried = any(f.value and _BEFORE.search(normalise(f.label)) for f in context.extraction.figures)
    for _, sentence in groupby(said, key=lambda f: (f.where.block, f.quote)):
        yield from _in_sentence(context, list(sentence), carried)


def _told(context: Context, balance: Balance) -> Claim:
    """What was there, what came and what went, as the words name each, against what they say is left."""
    readings = [_equal(balance.result, terms) for terms in (balance.terms, *balance.others)]
    return context.facts.claim(
        CODE,
        any_of(readings)[0],
        f"“{balance.name}”写为{{stated}}，按前面所列各数加减计算应为{{computed}}，相差{{difference}}",
        [("left", balance.result), *(("term", f) for _, f in balance.terms)],
        severity="warning",
        group=prose.group(balance.result),
        named=True,
    )


def _equal(result: Figure, terms: Sequence[tuple[int, Figure]]) -> Equal:
    return Equal(result, Sum(tuple((Fraction(sign), Term(f)) for sign, f in terms)))


def _in_sentence(context: Context, figures: list[Figure], carried: bool) -> Iterator[Claim]:
    money = [f for f in figures if f.measure == "level" and kind(f.unit) == "money"]
    for index, left in enumerate(money):
        if index < 2 or not _LEFT.search(normalise(left.label)) or left.qualifier:
            continue
        before = [f for f in money[:index] if not f.qualifier]
        spent = [f for f in before if _is_spent(f)]
        opening = [f for f in before if _BEFORE.search(normalise(f.label))]
        sources = [
            f for f in before if f not in spent and f not in opening and context.facts.whole_of(f) is None
        ]
        if len(spent) != 1 or len(sources) != 1 or before.index(sources[0]) > before.index(spent[0]):
            continue
        relations = list(_readings(left, sources[0], spent[0], opening))
        relation = any_of(relations)[0]
        named = bool(_SOURCE.search(sources[0].label)) and not (sources[0].concept or "").startswith(
            "income."
        )
        if not named and not is_held(judge_relation(relation)):
            continue
        yield context.facts.claim(
            CODE,
            relation,
            f"{dated(sources[0])}{sources[0].text}、支出{spent[0].text}，结余写为{{stated}}，"
            "相减应为{computed}，相差{difference}",
            [("left", left), ("source", sources[0]), ("spent", spent[0]), *(("opening", f) for f in opening)],
            severity="warning" if len(relations) > 1 or carried or _AT_YEAR_END.search(left.label) else None,
            group=prose.group(left),
        )


def _is_spent(figure: Figure) -> bool:
    label = normalise(figure.label)
    return (
        bool(_SPENT.search(label))
        and not _BEFORE.search(label)
        and figure.stage not in ("年初预算", "预算", "调整预算")
    )


def _readings(left: Figure, source: Figure, spent: Figure, opening: list[Figure]) -> Iterator[Relation]:
    terms = [(Fraction(1), Term(source)), (Fraction(-1), Term(spent))]
    yield Equal(left, Sum(tuple(terms)))
    if opening:
        yield Equal(left, Sum((*terms, *((Fraction(1), Term(f)) for f in opening))))
