"""各项占比之和不等于100%

## 查什么
同一整体的各项占比逐项列出、且各项金额之和恰为整体的，占比之和应为100%（允许四舍五入造成的尾差）；只写占比、末项为“其他”的也是，
一节中按定义构成整体的各项（如“三公”经费的三项）都写出占比的也是。

## 为什么
改了其中一项的占比，没有同时调整其余各项。

## 错误示例
```
本年收入合计800.00万元，其中：财政拨款收入600.00万元，占75.00%；事业收入120.00万元，占15.00%；其他收入80.00万元，占12.00%。
```
```
缴存职工中，国家机关和事业单位占32.64%，国有企业占28.27%，城镇私营企业占31.13%，其他占9.96%。
```

```
2023年度“三公”经费支出中：因公出国（境）费支出6.20万元，占15.50%；公务用车购置及运行维护费支出24.00万元，占60.00%；公务接待费支出9.80万元，占29.50%。
```

## 正确示例
```
2023年度“三公”经费支出中：因公出国（境）费支出6.20万元，占15.50%；公务用车购置及运行维护费支出24.00万元，占60.00%；公务接待费支出9.80万元，占24.50%。
```
```
缴存职工中，国家机关和事业单位占32.64%，国有企业占28.27%，城镇私营企业占29.13%，其他占9.96%。
```
```
本年收入合计800.00万元，其中：财政拨款收入600.00万元，占75.00%；事业收入120.00万元，占15.00%；其他收入80.00万元，占10.00%。
```

## 不判示例
没有列全的占比，占比系直接舍去尾数的，各项占比都与四舍五入后的金额相符的，或者占的不是同一整体的，不作判断。
```
本年收入合计800.00万元，其中：财政拨款收入600.00万元，占75.00%；事业收入120.00万元，占15.00%。
```
```
本年收入合计573.28万元，其中：财政拨款收入554.48万元，占96.7%；事业收入12.53万元，占2.1%；其他收入6.27万元，占1.0%。
```
```
本年收入合计2.47亿元，其中：财政拨款收入1.18亿元，占47.77%；事业收入0.85亿元，占34.41%；其他收入0.45亿元，占18.22%。
```
```
累计支出800.00万元。其中：基本支出600.00万元，占全年基本支出预算1200.00万元的50.00%；项目支出200.00万元，占全年项目支出预算500.00万元的40.00%。
```

```
累计完成900.00万元。其中税务部门完成600.00万元，占任务数的60.0%；财政部门完成300.00万元，占任务数的50.0%。
```

```
2023年度公务用车购置及运行维护费支出24.00万元，占60.00%；公务接待费支出9.80万元，占29.50%。
```

## 依据
各部分占整体的比重之和为100%。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

import regex

from checks import prose
from checks.context import Context
from checks.evidence import is_held
from checks.fact import is_weak
from checks.formula import FULL, Sum, Term, footing, ratio
from checks.model import Claim, Equal, Severity
from checks.prose import Told
from checks.relation import judge_relation
from checks.subject import dated, short
from extract.lexicon import analyse, name_of, normalise, partitions
from extract.model import Figure, Statement

CODE = "GJ208"
NAME = "shares-total"
SEVERITY = "error"
SINCE = "0.1.0"
_SHARE = regex.compile(r"(?:(?P<rest>其他|其它|其余)|(?!占)\p{Han})[^占]*占(?:比为?)?")
_FEWEST = 3
_PLANNED = regex.compile(r"任务|计划|目标|进度|应[收缴]")


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each list whose parts all carry a share and add up to their whole."""
    shares: dict[Figure, tuple[Figure, Figure | None]] = {}
    named: dict[Figure, str] = {}
    for statement in context.extraction.statements:
        part, rate = statement.one("part"), statement.one("rate")
        planned = _PLANNED.search(statement.words.get("whole", ""))
        if statement.kind == "share" and part is not None and rate is not None and not planned:
            shares.setdefault(part, (rate, statement.one("whole")))
            named.setdefault(part, normalise(statement.words.get("whole", "")))
    yield from _closing(context)
    yield from _by_definition(context)
    seen: set[tuple[Figure, ...]] = set()
    for statement in context.extraction.statements:
        rates = _complete(statement, shares)
        whole = statement.one("whole")
        if rates is None or whole is None or rates in seen:
            continue
        if any(_is_of_another(named[p], whole) for p in statement.roles["parts"]):
            continue
        seen.add(rates)
        yield _claim(context, rates, f"{dated(whole)}的各项占比（{_listed(rates)}）")


def _listed(rates: Iterable[Figure]) -> str:
    return "、".join(f"{short(r)}{r.text}" for r in rates)


def _claim(context: Context, rates: Sequence[Figure], said: str, severity: Severity | None = None) -> Claim:
    """That the last of some shares is what the others leave of 100%; ``said`` names and lists them."""
    *others, last = rates
    rest = Sum(((Fraction(1), FULL), *((Fraction(-1), Term(r)) for r in others)))
    total = sum((r.value for r in rates), Decimal(0))
    return context.facts.claim(
        CODE,
        Equal(last, rest),
        f"{said}之和为{total:f}%，不等于100%，相差{{difference}}",
        [("share", r) for r in rates],
        severity=severity,
    )


def _is_of_another(name: str, whole: Figure) -> bool:
    """Whether shares are said to be of something that is not called like the whole of their list: 占毕业生的."""
    chunks = [name[i : i + 2] for i in range(len(name) - 1)]
    return bool(chunks) and not is_weak(name) and not any(c in normalise(whole.label) for c in chunks)


def _closing(context: Context) -> Iterator[Claim]:
    """One claim for each sentence that only tells shares, from the first to that of all others."""
    for told in prose.paragraphs(context.extraction):
        for number in dict.fromkeys(t.sentence for t in told):
            rates = _told_shares([t for t in told if t.sentence == number])
            if len(rates) < _FEWEST:
                continue
            yield _claim(context, rates, f"所列各项占比（{'、'.join(r.text for r in rates)}）", "warning")


def _by_definition(context: Context) -> Iterator[Claim]:
    """One claim for each section that tells the share of every part which a whole has by definition."""
    told: dict[tuple[str | None, str | None], list[tuple[str, str, Figure]]] = defaultdict(list)
    for statement in context.extraction.statements:
        part, rate = statement.one("part"), statement.one("rate")
        name = statement.words.get("whole", "")
        if statement.kind != "share" or part is None or rate is None or _PLANNED.search(name):
            continue
        of = "" if is_weak(normalise(name)) else analyse(name).concept or name
        if statement.one("whole") is None and part.concept is not None and not rate.qualifier:
            told[rate.where.section, rate.period].append((of, part.concept, rate))
    for shares in told.values():
        for partition in partitions():
            listed = [(c, r) for of, c, r in shares if c in partition.parts and of in ("", partition.whole)]
            inside = dict(listed)
            if not len(listed) == len(inside) > 1 or {*partition.parts} - partition.optional - {*inside}:
                continue
            rates = tuple(inside.values())
            off = abs(100 - sum((r.value for r in rates), Decimal(0)))
            if 0 < off <= sum((r.step for r in rates), Decimal(0)):
                continue  # cut off, or rounded
            yield _claim(context, rates, f"{name_of(partition.whole)}各项占比（{_listed(rates)}）", "warning")


def _told_shares(sentence: list[Told]) -> list[Figure]:
    """The run of shares (机关占32%，企业占28%，其他占40%) that ends with that of all others, [] without one."""
    run: list[Figure] = []
    for told in sentence:
        share = _SHARE.fullmatch(told.clause.strip())
        if share is None or told.figure.unit != "%" or told.figure.qualifier or told.depth:
            run = []
            continue
        run.append(told.figure)
        if share["rest"]:
            return run
    return []


def _complete(
    statement: Statement, told: dict[Figure, tuple[Figure, Figure | None]]
) -> tuple[Figure, ...] | None:
    """The shares of a list that is complete: its amounts add up to the whole, and none is of another whole."""
    whole, parts = statement.one("whole"), statement.roles.get("parts", ())
    if statement.kind != "parts" or whole is None or len(parts) < 2 or not all(p in told for p in parts):
        return None
    if any(of is not None and of.value != whole.value for _, of in (told[p] for p in parts)):
        return None
    shares = {p: told[p][0] for p in parts}
    if not is_held(judge_relation(Equal(whole, footing(parts)))):
        return None
    # Shares that were cut off, or reckoned from rounded amounts, miss the whole and are yet right one by one.
    states = [judge_relation(Equal(shares[p], ratio(p, whole))).state for p in parts]
    if "held_by_truncation" in states or all(state.startswith("held") for state in states):
        return None
    return tuple(shares[p] for p in parts)
