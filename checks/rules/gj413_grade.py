"""评价等级与得分不符

## 查什么
“综合得分84.06分，评价等级为优”一类的话，自评表总分行旁边或“自评等级”一格、汇总表“等级”一栏填写的等级，
按报告自己印出的等级划分标准（“90（含）-100分为优，80（含）-90分为良……”）核对。
报告没有印出标准的，不作判断；用 --pack 指定了规则包的，按规则包的划分提请核实。

## 为什么
得分改过而等级没有改，或者等级照抄上年。

## 错误示例
```
评价结果分为四个等级：90（含）-100分为优、80（含）-90分为良、60（含）-80分为中、60分以下为差。
经综合评价，2023年度综合得分为84.06分，评价等级为“优”。
```

```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 备注 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 60 | 60 |  |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 6个 | 40 | 26 | 征地受阻 |
| 总分 |  |  |  |  | 100 | 86 | 优 |
注：自评等级按得分划分，90（含）-100分为优、80（含）-90分为良、60（含）-80分为中、60分以下为差。
```

```
评价结果分为四个等级：90（含）-100分为优、80（含）-90分为良、60（含）-80分为中、60分以下为差。
| 项目 | 预算（万元） | 评价得分 | 等级 |
| 河道清淤 | 320 | 91.3 | 优 |
| 护岸加固 | 180 | 75.0 | 良 |
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

import regex

from checks.context import Context
from checks.form import Form, forms
from checks.formula import Constant, Term
from checks.model import Claim, Order, Severity
from checks.pack import in_force
from checks.scoring.grade import Graded, canonical, graded, is_grade, printed_bands
from checks.scoring.reach import Reach
from checks.tabular import figure_of
from extract.model import Table
from extract.table_word import squeeze

CODE = "GJ413"
NAME = "grade"
SEVERITY = "error"
SINCE = "0.1.0"
_NAMED = regex.compile(r"(?:等级|等次|结论|级别|评价结果)[:：]?$")


def claims(context: Context) -> Iterator[Claim]:
    """Two claims, one for each end of the grade's band, for each score printed with a grade."""
    stated = [*graded(context.extraction), *filter(None, map(_in_form, forms(context.extraction)))]
    stated += [one for table in context.extraction.tables for one in _in_rows(table)]
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
        band = one.band or reach.get(one.grade)
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
                f"得分{one.score.text}，评价等级写为“{one.grade}”，按{basis}应为“{_due(reach, one.score.value)}”"
                if one.band is None
                else f"得分{one.score.text}，不在所写等级“{one.grade}”旁注明的分数段内",
                [("score", one.score)],
                severity=severity,
                conclusion=f"等级“{one.grade}”",
            )


def _in_form(form: Form) -> Graded | None:
    """The total of a form with the one grade that its total row, or a cell beside 自评等级, holds."""
    total = form.total_score
    if total is None:
        return None
    found = set()
    before = ""
    for cell in sorted(form.table.cells, key=lambda c: (c.row, c.column)):
        name = squeeze(cell.text)
        if is_grade(name) and (cell.row == total.where.row or _NAMED.search(before)):
            found.add(canonical(name))
        before = name
    return Graded(total, found.pop()) if len(found) == 1 else None


def _in_rows(table: Table) -> Iterator[Graded]:
    """Each row of a summary with one column of scores and one of grades."""
    for band in table.bands:
        scores = [c for c in band.columns if c.role == "score"]
        grades = [c for c in band.columns if c.header and _NAMED.search(squeeze(c.header[-1]))]
        if len(scores) != 1 or len(grades) != 1 or any(c.role == "level3" for c in band.columns):
            continue
        for row in band.rows:
            score, grade = figure_of(table, row, scores[0]), squeeze(table.text(row.index, grades[0].index))
            if score is not None and is_grade(grade):
                yield Graded(score, canonical(grade))


def _points(value: Fraction) -> Constant:
    return Constant(Decimal(value.numerator) / Decimal(value.denominator), "分")


def _above_takes(reach: Mapping[str, Reach], band: Reach) -> bool:
    """Whether the upper end belongs to the grade above, by its own words or by this band's."""
    return band.high_closed is False or any(r.low == band.high and r.low_closed for r in reach.values())


def _due(reach: Mapping[str, Reach], score: Decimal) -> str:
    value = Fraction(score)
    fits = (grade for lower in (True, False) for grade, band in reach.items() if band.holds(value, lower))
    return next(fits, "其他等级")


def _bands(lows: Mapping[str, float]) -> dict[str, Reach]:
    """Bands from the lowest score of each grade, as packs give them."""
    made: dict[str, Reach] = {}
    above: Fraction | None = None
    for grade, low in sorted(lows.items(), key=lambda item: -item[1]):
        least = Fraction(str(low))
        made[canonical(grade)] = Reach(least if least else None, above, True, False)
        above = least
    return made
