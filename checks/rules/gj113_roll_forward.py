"""年初结转、本年收支与年末结转不衔接

## 查什么
同一段写出年初结转结余、本年收入、本年支出和年末结转结余的，年初加收入减支出应等于年末（有结余分配、使用非财政拨款
结余的一并计入）。表中自上而下列出年初（上年末）余额或限额、其间的增减各项和年末余额或限额的，逐栏核对；“减：”一行的，
上一行减去这一行应等于下一行。

## 为什么
四个数分别取自不同的表或不同的年度时，首尾对不上。

## 错误示例
```
2023年初结转结余58.62万元，本年收入6162.16万元，本年支出6203.13万元，年末结转和结余27.65万元。
```

```
单位：亿元
| 项目 | 预算数 | 执行数 |
| 一、2022年末地方政府债务余额实际数 |  | 412.60 |
| 二、2022年末地方政府债务限额 | 460.00 |  |
| 三、2023年地方政府债务发行额 |  | 58.40 |
| 四、2023年地方政府债务还本额 |  | 21.30 |
| 五、2023年末地方政府债务余额预计执行数 |  | 446.70 |
```
```
单位：元
| 项目 | 年初数 | 期末数 |
| 固定资产原值 | 842186.40 | 928640.90 |
| 减：累计折旧 | 316420.55 | 372186.30 |
| 固定资产净值 | 525765.85 | 565454.60 |
```

## 正确示例
```
2023年初结转结余58.62万元，本年收入6162.16万元，本年支出6203.13万元，年末结转和结余17.65万元。
```
```
单位：亿元
| 项目 | 预算数 | 执行数 |
| 一、2022年末地方政府债务余额实际数 |  | 412.60 |
| 二、2023年地方政府债务发行额 |  | 58.40 |
| 三、2023年地方政府债务还本额 |  | 21.30 |
| 四、2023年末地方政府债务余额预计执行数 |  | 449.70 |
```

## 不判示例
四个数没有写全的，或者另有调入调出、上解、债务等收支的，不作判断。
```
2023年初结转结余58.62万元，本年收入6162.16万元，年末结转和结余27.65万元。
```
```
2023年初结转结余58.62万元，本年收入6162.16万元，本年支出6003.13万元，调出资金150.00万元，年末结转和结余67.65万元。
```
```
年初结转结余36.20万元，收入412.50万元，支出428.10万元，按规定缴回结余5.10万元，年末结转结余15.50万元。
```

增减各项中有一项看不出是增是减的，不作判断。
```
单位：亿元
| 项目 | 执行数 |
| 一、2022年末地方政府债务余额 | 412.60 |
| 二、2023年地方政府债务发行额 | 58.40 |
| 三、2023年汇率变动影响 | 1.10 |
| 四、2023年末地方政府债务余额 | 469.90 |
```

## 依据
期末结转 = 期初结转 + 本期收入 − 本期支出（− 结余分配 + 使用非财政拨款结余）。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

import regex

from checks import prose
from checks.balance import balances
from checks.context import Context
from checks.formula import Formula, Sum, Term
from checks.model import AnyOf, Claim, Equal
from checks.tabular import amounts, bands, figure_of, heading, title
from extract.lexicon import normalise
from extract.model import Figure, Row
from extract.table_word import squeeze
from extract.unit import kind, same_kind

CODE = "GJ113"
NAME = "roll-forward"
SEVERITY = "error"
SINCE = "0.1.0"
_SIGNS = (("carryover.opening", 1), ("income.year", 1), ("expenditure.year", -1))
_ASIDE = (("carryover.used", 1), ("carryover.distribution", -1))
_CLOSING = "carryover.closing"
_STOCK = regex.compile(r"余额|限额|存量|保有量|结存")
_MORE = regex.compile(r"发行|新增|增加|收入|转入|拨入|调入|购入")
_LESS = regex.compile(r"还本|偿还|减少|支出|化解|核销|核减|转出|调出|处置|报废")
_PERIOD = regex.compile(
    r"(?:实际|预计执行|预计|执行|预算|决算)数$|(?:(?:19|20)\d\d|[上本当去])?(?:年度?|期)[初末底]?"
)
_OTHER_FLOW = regex.compile(r"上解|调[出入]|还本|债务|债券|动用|补充预算|缴回|上缴|收回|交回|归集|注销")


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each paragraph that gives all four amounts once and no other flow, and for each column of a table."""
    yield from _in_tables(context)
    moved = {
        f.where.block
        for f in context.extraction.figures
        if f.where.table is None and f.measure == "level" and _OTHER_FLOW.search(normalise(f.label))
    }
    paragraphs: dict[int | None, dict[str, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for figure in context.extraction.figures:
        plain = figure.where.table is None and figure.measure == "level" and not figure.qualifier
        if plain and figure.concept and kind(figure.unit) == "money" and not dict(figure.scope).get("fund"):
            paragraphs[figure.where.block][figure.concept].append(figure)
    told = {balance.result: {f for _, f in balance.terms} for balance in balances(context)}
    for block, found in paragraphs.items():
        closing = found.get(_CLOSING, [])
        flows = [found.get(concept, []) for concept, _ in _SIGNS]
        # The words of a sentence may name more of what came and went: 利息收入.
        more = any(told.get(f, set()) - {g for flow in flows for g in flow} for f in closing)
        if block in moved or more:
            continue
        if len(closing) != 1 or any(len(f) != 1 for f in flows):
            continue
        if len({f[0].period for f in (*flows[1:], closing)}) != 1:
            continue
        terms = [(Fraction(sign), Term(f[0])) for (_, sign), f in zip(_SIGNS, flows, strict=True)]
        aside = [(Fraction(sign), Term(f)) for concept, sign in _ASIDE for f in found.get(concept, [])]
        readings = [Equal(closing[0], Sum(tuple(terms)))]
        if aside:
            readings.append(Equal(closing[0], Sum((*terms, *aside))))
        yield context.facts.claim(
            CODE,
            readings[0] if len(readings) == 1 else AnyOf(tuple(readings)),
            "年末结转结余写为{stated}，按年初结转加本年收入减本年支出计算应为{computed}，相差{difference}",
            [
                ("closing", closing[0]),
                *(("flow", f[0]) for f in flows),
                *(("aside", t.figure) for _, t in aside),
            ],
            group=prose.group(closing[0]),
        )


def _in_tables(context: Context) -> Iterator[Claim]:
    """What is left, in each column: a stock after the flows that follow the same stock, or a value less another."""
    for table, number, band in bands(context.extraction.tables):
        for side in sorted({row.side for row in band.rows}):
            rows = [row for row in band.rows if row.side == side and not row.among]
            for column in amounts(band, side):
                filled = [(row, f) for row in rows if (f := figure_of(table, row, column)) is not None]
                for stated, terms in (*_stocks(filled), *_lessened(filled)):
                    yield context.facts.claim(
                        CODE,
                        Equal(stated, Sum(tuple(terms))),
                        f"{title(table)}{heading(column)}，“{stated.label}”填列{{stated}}，"
                        f"按其上各行增减计算应为{{computed}}，相差{{difference}}",
                        [("closing", stated), *(("flow", f) for _, t in terms for f in t.figures())],
                        severity="warning",
                        id=f"{CODE}-{table.index}-{number}-{stated.where.row}-{column.index}",
                    )


def _stocks(filled: list[tuple[Row, Figure]]) -> Iterator[tuple[Figure, list[tuple[Fraction, Formula]]]]:
    """Each stock of one name as it stood later, and the one before with the flows between them."""
    opening: tuple[str, Figure] | None = None
    flows: list[tuple[Fraction, Formula]] = []
    for row, figure in filled:
        name = _PERIOD.sub("", squeeze(row.label))
        sign = _sign(name)
        if _STOCK.search(name) and not sign:
            if (
                opening is not None
                and flows
                and opening[0] == name
                and same_kind(opening[1].unit, figure.unit)
            ):
                yield figure, [(Fraction(1), Term(opening[1])), *flows]
            opening, flows = (name, figure), []
        elif sign and opening is not None and row.parent is None:
            flows.append((Fraction(sign), Term(figure)))
        elif row.parent is None:
            opening = None


def _sign(name: str) -> int:
    """Whether a row adds to a stock (1) or takes from it (−1); 0 where its name does not tell."""
    more, less = _MORE.search(name) is not None, _LESS.search(name) is not None
    return int(more) - int(less)


def _lessened(filled: list[tuple[Row, Figure]]) -> Iterator[tuple[Figure, list[tuple[Fraction, Formula]]]]:
    for (first, value), (row, taken), (last, left) in zip(filled, filled[1:], filled[2:], strict=False):
        beside = last.index - row.index == row.index - first.index == 1
        if row.marker == "减" and beside and first.label[:2] == last.label[:2] and taken.value >= 0:
            yield left, [(Fraction(1), Term(value)), (Fraction(-1), Term(taken))]
