"""结余与资金、支出不符

## 查什么
同一句依次写出一笔资金（预算、下达、到位、安排）、它的支出（支付、使用）和结余（剩余、余额）的，资金减支出应等于结余；
同时写出上年结转结余的，也可以加上它；报告别处写有上年结转结余，或者写的是年末结转结余的，只列为疑点。结余也可以在后面写明由谁结余（“……余额结转下年”）。
同句写出期初数、增加数、减少数和期末数（或净增数）的，期初数加增加数减减少数应等于期末数。

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

## 正确示例
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

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby

import regex

from checks import prose
from checks.context import Context
from checks.formula import Sum, Term
from checks.model import Claim, Equal, Relation
from checks.prose import Told
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
_STOCK = tuple(
    (role, regex.compile(words))
    for role, words in (
        ("opening", r"年初|期初|上年末|去年末|旧存"),
        ("closing", r"年末|期末|年底|未结|结存"),
        ("net", r"净[增减](?:加|少)?$"),
        ("out", r"退出|出库|报废|减少|审[结办]|注销|调出|转出|清退|核销|迁出|退休|辞职|处置"),
        ("in", r"新增|新收|增加|入库|转入|新购|购置|新登记|调入|录用|纳入"),
    )
)
"""What the words call a number of a stock, the first that fits."""
_SPENT = regex.compile(r"支出|支付|使用|执行|拨付|兑付|列支|开支|发放|完成")


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each remainder whose source and spending stand before it in the sentence."""
    yield from _of_stock(context)
    said = [f for f in context.extraction.figures if f.where.table is None]
    carried = any(f.value and _BEFORE.search(normalise(f.label)) for f in context.extraction.figures)
    for _, sentence in groupby(said, key=lambda f: (f.where.block, f.quote)):
        yield from _in_sentence(context, list(sentence), carried)


def _of_stock(context: Context) -> Iterator[Claim]:
    """One claim for each sentence whose numbers are a stock at the beginning, what came, what went, and what is left.

    年初1598户，当年新增391户、退出127户，年末1862户; 年末91辆（年初94辆，报废5辆、新购2辆）; 新增412人、退出376人，净增36人.
    """
    for told in prose.paragraphs(context.extraction):
        for number in dict.fromkeys(t.sentence for t in told):
            sentence = [t for t in told if t.sentence == number and _is_moved(t.figure)]
            for unit in dict.fromkeys(t.figure.unit for t in sentence):
                yield from _balance(context, [t for t in sentence if t.figure.unit == unit])


def _is_moved(figure: Figure) -> bool:
    counted = kind(figure.unit) in ("money", "count", "headcount")
    return (
        counted and figure.measure in (*prose.AMOUNTS, "change") and not figure.qualifier and not figure.doubt
    )


def _balance(context: Context, told: list[Told]) -> Iterator[Claim]:
    """The closing or the net number of a sentence, where each other number of it has its part in the movement."""
    roles = [next((r for r, says in _STOCK if says.search(t.clause)), "") for t in told]
    ends = [t.figure for t, r in zip(told, roles, strict=True) if r in ("closing", "net")]
    opened = roles.count("opening")
    if "" in roles or len(ends) != 1 or not {"in", "out"} <= set(roles) or opened != roles.count("closing"):
        return
    terms = [(t.figure, r) for t, r in zip(told, roles, strict=True) if t.figure is not ends[0]]
    signed = [(Fraction(-1 if r == "out" else 1), Term(f)) for f, r in terms]
    fewer = [[t for t in signed if t is not one] for one in signed[1:]]
    if any(
        rest and judge_relation(Equal(ends[0], Sum(tuple(rest)))).state.startswith("held") for rest in fewer
    ):
        return
    yield context.facts.claim(
        CODE,
        Equal(ends[0], Sum(tuple(signed))),
        f"{dated(ends[0])}写为{{stated}}，按期初数加增加数减减少数计算应为{{computed}}，相差{{difference}}",
        [("left", ends[0]), *((r, f) for f, r in terms)],
        severity="warning",
        named=True,
    )


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
        if not named and not judge_relation(relation).state.startswith("held"):
            continue
        yield context.facts.claim(
            CODE,
            relation,
            f"{dated(sources[0])}{sources[0].text}、支出{spent[0].text}，结余写为{{stated}}，"
            "相减应为{computed}，相差{difference}",
            [("left", left), ("source", sources[0]), ("spent", spent[0]), *(("opening", f) for f in opening)],
            severity="warning" if len(relations) > 1 or carried or _AT_YEAR_END.search(left.label) else None,
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
