"""以0为基数写出的比率

## 查什么
年初预算写为0，却写“完成年初预算的百分之几”的；上年数为0（增加额等于本期数），却写“增长100%”的。

## 为什么
以0为基数的比率无法计算，多为用错了基数（例如把全年预算写成年初预算），或者照套了模板。

## 错误示例
```
年初预算为0万元，全年预算为321.00万元，支出决算为307.80万元，完成年初预算的95.89%。
```
```
2023年绿化养护支出30.00万元，比上年增加30.00万元，增长100%。
```

## 正确示例
```
年初预算为0万元，全年预算为321.00万元，支出决算为307.80万元，完成全年预算的95.89%。
```

## 不判示例
预算为0、完成率也写为0的，是通行写法，不作判断。
```
因公出国（境）费年初预算为0万元，支出决算为0万元，完成年初预算的0%。
```

## 依据
比率的分母不能为0。
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from checks.context import Context
from checks.evidence import is_held
from checks.fact import statements
from checks.formula import ratio
from checks.model import Claim, Equal, Present
from checks.relation import judge_relation
from checks.subject import dated, staged
from extract.lexicon import analyse
from extract.model import Figure, Statement
from extract.unit import kind, to_base

CODE = "GJ212"
NAME = "zero-base"
SEVERITY = "error"
SINCE = "0.1.0"
_NEW = regex.compile(r"新成立|新设立|新组建|首次|上年无|上年未|去年无|无可比|不可比|新增单位|机构改革")


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each rate that is printed although its base is 0."""
    for statement in context.extraction.statements:
        if statement.kind == "ratio":
            yield from _completion(context, statement)
    text = "".join(p.text for p in context.extraction.paragraphs())
    grown = [r[0] for r in statements(context.extraction, "change") if len(r) == 1 and _from_nothing(r[0])]
    for statement in grown:
        rate, current, delta = statement.one("rate"), statement.one("current"), statement.one("delta")
        if rate is None or current is None or delta is None:
            continue
        yield context.facts.claim(
            CODE,
            Present("上年数", (current, delta, rate), statement.where, False, statement.quote),
            f"{dated(current)}{current.text}全部为增加额，即上年数为0，写“增长{rate.text}”没有意义",
            [("current", current), ("delta", delta), ("rate", rate)],
            severity="info" if _NEW.search(text) else "warning",
        )


def _completion(context: Context, statement: Statement) -> Iterator[Claim]:
    result, top = statement.one("result"), statement.one("numerator")
    stage = analyse(statement.words.get("denominator", ""), context.extraction.year).stage
    if result is None or top is None or not result.value or stage not in ("年初预算", "调整预算", "预算"):
        return
    around = [
        f
        for f in context.extraction.figures
        if f.where.block == result.where.block
        and f.where.table == result.where.table
        and (f.where.start or 0) < (result.where.start or 0)
        and kind(f.unit) == "money"
        and not f.whole_cell
        and context.facts.key(f).subject in ("", context.facts.key(top).subject)
    ]
    bases = [f for f in around if f.stage == stage]
    if not bases or bases[-1].value or not top.value:
        return
    other = next((f for f in around if f.value and f is not top and _gives(result, top, f)), None)
    hint = (
        f"；{result.text}是按{staged(other)}{other.text}计算的，基数名称应改为{staged(other)}"
        if other
        else ""
    )
    yield context.facts.claim(
        CODE,
        Present("基数", (bases[-1], top, result), statement.where, False, statement.quote),
        f"{dated(bases[-1])}为{bases[-1].text}，却写“完成{statement.words['denominator']}的{result.text}”{hint}",
        [("base", bases[-1]), ("current", top), ("rate", result), *((("other", other),) if other else ())],
        severity="error" if other else "warning",
        suspect=2,
    )


def _gives(result: Figure, top: Figure, bottom: Figure) -> bool:
    return is_held(judge_relation(Equal(result, ratio(top, bottom))))


def _from_nothing(statement: Statement) -> bool:
    rate, current, delta = statement.one("rate"), statement.one("current"), statement.one("delta")
    if rate is None or current is None or delta is None or statement.words.get("up") != "1":
        return False
    same = kind(current.unit) == kind(delta.unit) and current.value > 0
    return (
        same and rate.value > 0 and to_base(current.value, current.unit) == to_base(delta.value, delta.unit)
    )
