"""评价等级与得分不符

## 查什么
“综合得分84.06分，评价等级为优”一类的话，按报告自己印出的等级划分标准（“90（含）-100分为优，80（含）-90分为良……”）核对。
报告没有印出标准的，不作判断；用 --pack 指定了规则包的，按规则包的划分提请核实。

## 为什么
得分改过而等级没有改，或者等级照抄上年。

## 错误示例
```
评价结果分为四个等级：90（含）-100分为优、80（含）-90分为良、60（含）-80分为中、60分以下为差。
经综合评价，2023年度综合得分为84.06分，评价等级为“优”。
```

## 正确示例
```
评价结果分为四个等级：90（含）-100分为优、80（含）-90分为良、60（含）-80分为中、60分以下为差。
经综合评价，2023年度综合得分为94.06分，评价等级为“优”。
```

## 不判示例
报告没有印出等级划分标准的，不作判断。
```
经综合评价，2023年度综合得分为84.06分，评价等级为“优”。
```

## 依据
报告自己印出的等级划分标准；指定规则包的，见规则包的依据。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from checks.context import Context
from checks.formula import Constant, Term
from checks.model import Claim, Order, Severity
from checks.pack import in_force
from checks.scoring.grade import canonical, graded, printed_bands
from checks.scoring.reach import Reach

CODE = "GJ413"
NAME = "grade"
SEVERITY = "error"
SINCE = "0.1.0"


def claims(context: Context) -> Iterator[Claim]:
    """Two claims, one for each end of the grade's band, for each score printed with a grade."""
    stated = list(graded(context.extraction))
    if not stated:
        return
    printed = printed_bands(context.extraction)
    reach: Mapping[str, Reach] = printed.reach if printed else {}
    severity: Severity | None = None
    basis = "报告印出的等级划分标准"
    pack = in_force(context)
    if not reach and pack.chosen == "named" and (told := pack.convention("bands")) is not None:
        reach, severity, basis = _bands(told.value), "warning", told.basis
    for one in stated:
        band = reach.get(one.grade)
        if band is None:
            continue
        ends: list[Order] = []
        if band.low is not None:
            ends.append(Order(_points(band.low), Term(one.score), band.low_closed is False))
        if band.high is not None and band.high < 100:
            ends.append(Order(Term(one.score), _points(band.high), _above_takes(reach, band)))
        for order in ends:
            yield context.facts.claim(
                CODE,
                order,
                f"得分{one.score.text}，评价等级写为“{one.grade}”，按{basis}应为“{_due(reach, one.score.value)}”",
                [("score", one.score)],
                severity=severity,
            )


def _points(value: Fraction) -> Constant:
    return Constant(Decimal(value.numerator) / Decimal(value.denominator), "分")


def _above_takes(reach: Mapping[str, Reach], band: Reach) -> bool:
    """Whether the upper end belongs to the grade above, by its own words or by this band's."""
    return band.high_closed is False or any(r.low == band.high and r.low_closed for r in reach.values())


def _due(reach: Mapping[str, Reach], score: Decimal) -> str:
    value = Fraction(score)
    return next((grade for grade, band in reach.items() if band.holds(value, True)), "其他等级")


def _bands(lows: Mapping[str, float]) -> dict[str, Reach]:
    """Bands from the lowest score of each grade, as packs give them."""
    made: dict[str, Reach] = {}
    above: Fraction | None = None
    for grade, low in sorted(lows.items(), key=lambda item: -item[1]):
        least = Fraction(str(low))
        made[canonical(grade)] = Reach(least if least else None, above, True, False)
        above = least
    return made
