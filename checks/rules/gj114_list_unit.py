"""所列各项中一项的单位写错

## 查什么
一句话列出总额和各组成项，其中只有一个数的金额单位与其余各数不同，而把它改成其余各数的单位后恰好相加得到总额的，
这个数的单位写错。

## 为什么
把“万元”写成“元”（或者相反）会使金额相差一万倍，因为数字没有变，不易看出。

## 错误示例
```
实际支出78.18万元，其中：劳务补助42.44万元；设备购置费21.63万元；委托服务费14.11元。
```
```
全年支出78.18元，其中：劳务补助42.44万元；设备购置费35.74万元。
```

## 正确示例
```
实际支出78.18万元，其中：劳务补助42.44万元；设备购置费21.63万元；委托服务费14.11万元。
```

## 不判示例
改单位以后也不能相加得到总额的，或者小额本来就用“元”的，不作判断。
```
实际支出78.18万元，其中：劳务补助42.44万元；设备购置费25.60万元；手续费650元。
```

## 依据
总额等于各组成项之和，单位换算后应当成立。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from checks.context import Context
from checks.evidence import is_held
from checks.formula import footing
from checks.model import Claim, Equal
from checks.relation import judge_relation
from checks.subject import dated
from extract.model import Figure, Statement
from extract.unit import kind

CODE = "GJ114"
NAME = "list-unit"
SEVERITY = "error"
SINCE = "0.1.0"
_LEAST = 3


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each list that adds up only if one of its figures takes the unit of the others."""
    told: set[Figure] = set()
    for statement in context.extraction.statements:
        whole = statement.one("whole")
        if statement.kind != "parts" or whole is None:
            continue
        for run in _runs(statement):
            odd = _odd(whole, run)
            if odd is not None and odd not in told:
                told.add(odd)
                figures = [whole, *run]
                unit = next(f.unit for f in figures if f is not odd)
                yield context.facts.claim(
                    CODE,
                    Equal(whole, footing(run)),
                    f"{dated(odd)}写为{odd.text}，同句其余各数均以{unit}为单位，"
                    f"改为{unit}后各项之和恰为总额，单位应为{unit}",
                    [("whole", whole), *(("part", p) for p in run)],
                    suspect=figures.index(odd),
                )


def _runs(statement: Statement) -> Iterator[list[Figure]]:
    """The parts, cut where the list may end."""
    parts = [f for f in statement.roles.get("parts", ()) if kind(f.unit) == "money" and not f.qualifier]
    cuts = sorted({int(c) for c in statement.words.get("cuts", "").split(",") if c})
    yield from (parts[:c] for c in cuts if 1 < c < len(parts))
    yield parts


def _odd(whole: Figure, parts: Sequence[Figure]) -> Figure | None:
    """The one figure whose unit differs, where the list adds up with the unit of the others and not with its own."""
    figures = [whole, *parts]
    for odd in figures:
        units = {f.unit for f in figures if f is not odd}
        if len(figures) < _LEAST or len(units) != 1 or odd.unit in units or not odd.value:
            continue
        mended = replace(odd, unit=units.pop())
        total, rest = (
            (mended, list(parts)) if odd is whole else (whole, [mended if p is odd else p for p in parts])
        )
        if is_held(judge_relation(Equal(total, footing(rest)))) and not is_held(
            judge_relation(Equal(whole, footing(parts)))
        ):
            return odd
    return None
