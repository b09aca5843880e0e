"""自评表没有照当地的填报规定

## 查什么
规则包写有下列约定的，逐表核对：全年预算数与年初预算数相差超过规定比例须说明调整原因（reason-adjusted）；
自评表必须有的指标（required）；没有填报完成情况的成本指标最多得几分（unreported-cost）；实际完成值为负数的得几分（negative-score）；
监控表执行进度低于时间进度的百分之几须预警（pace）。没有约定的地方不作判断。

## 为什么
这些是当地填报说明的要求，漏填、多计的，审核时会退回。

## 错误示例
```
山西省青江县水利局2023年度项目支出绩效自评报告
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 80 | 80 |
| 成本指标 | 经济成本指标 | 每公里造价 | ≤12万元 |  | 20 | 20 |
```

## 正确示例
```
山西省青江县水利局2023年度项目支出绩效自评报告
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 80 | 80 |
| 成本指标 | 经济成本指标 | 每公里造价 | ≤12万元 |  | 20 | 5 |
```

## 不判示例
当地没有这一约定的，不作判断。
```
青江县水利局2023年度项目支出绩效自评报告
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 80 | 80 |
| 成本指标 | 经济成本指标 | 每公里造价 | ≤12万元 |  | 20 | 20 |
```

## 依据
见所用规则包的各项约定（gouji rules --pack）。
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

import regex

from checks.context import Context
from checks.form import Form, forms
from checks.model import Claim, Present
from checks.pack import Convention, in_force
from checks.tabular import quoted, title
from extract.model import Figure
from extract.table_word import blank, squeeze
from extract.target import understand

CODE = "GJ429"
NAME = "form-convention"
SEVERITY = "warning"
SINCE = "0.1.0"
Found = tuple[str, list[Figure], bool]
"""What is told of a form, the figures it rests on, and whether the form keeps the convention."""
_ADJUSTED = regex.compile(r"追加|追减|调[整增减剂](?!后|预算数|数)|压减|核减|收回|结转|增加预算|减少预算")
_MONTHS = regex.compile(r"(?:1|一)月?(?:[-—~～至到]{1,2})(?P<month>\d{1,2})月|截至(?P<end>\d{1,2})月")


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each form and convention of the place that the form falls under."""
    pack = in_force(context)
    for form in forms(context.extraction) if pack.certain else ():
        for name, test in _TESTS:
            told = pack.convention(name)
            found = test(context, form, told) if told is not None else None
            if told is None or found is None:
                continue
            message, figures, fits = found
            yield context.facts.claim(
                CODE,
                Present(message, tuple(figures), figures[0].where, fits),
                f"{title(form.table)}{message}（依据：{told.basis}）",
                [("figure", f) for f in figures],
                severity=None if pack.chosen == "named" else "info",
            )


def _adjusted(context: Context, form: Form, told: Convention) -> Found | None:
    """A budget that moved during the year by more than the place allows without a word."""
    first, last = form.amount("年初预算"), form.amount("调整预算")
    if first is None or last is None or not first.value or first.unit != last.unit:
        return None
    moved = abs(last.value - first.value) * 100 / first.value
    if moved <= Decimal(str(told.value)):
        return None
    texts = [p.text for p in context.extraction.paragraphs()] + [c.text for c in form.table.cells]
    asked = [
        c
        for b in form.table.bands
        for c in b.columns
        if c.role == "reason" and b.first <= (last.where.row or 0) <= b.last
    ]
    said = any(not blank(form.table.text(last.where.row or 0, c.index)) for c in asked)
    found = said or any(_ADJUSTED.search(squeeze(text)) for text in texts)
    return f"全年预算数{last.text}与年初预算数{first.text}不同而没有说明调整原因", [last, first], found


def _required(context: Context, form: Form, told: Convention) -> Found | None:
    """Kinds of indicator that every form has to have."""
    if form.goes_on or not form.scores or not form.weights:
        return None
    names = "".join(f"{row.level1}{row.level2}" for row in form.every)
    missing = [name for name in told.value if name not in names]
    return f"没有{quoted(missing)}指标", list(form.weights), not missing


def _unreported_cost(context: Context, form: Form, told: Convention) -> Found | None:
    """Cost rows that earn more than the place gives where nothing is reported."""
    rows = [r for r in form.rows if "成本" in r.level1 + r.level2 and blank(r.actual) and not blank(r.target)]
    scored = [(row, row.score) for row in rows if row.score is not None]
    over = [(row, score) for row, score in scored if score.value > Decimal(str(told.value))]
    if not scored or all(not squeeze(row.actual) for row in form.rows):
        return None
    names = quoted(row.level3 or row.level2 for row, _ in over)
    return f"{names}没有填报完成情况，最多得{told.value}分", [score for _, score in over or scored], not over


def _negative(context: Context, form: Form, told: Convention) -> Found | None:
    """Rows whose actual is negative where a level is to be reached."""
    scored: list[tuple[str, Figure]] = []
    for row in form.rows:
        actual = understand(row.actual)
        rising = understand(row.target).direction in ("at_least", "over")
        if rising and actual.kind == "number" and actual.value is not None and actual.value < 0 and row.score:
            scored.append((row.level3 or row.level2, row.score))
    over = [one for one in scored if one[1].value != Decimal(str(told.value))]
    if not scored:
        return None
    return (
        f"{quoted(name for name, _ in over)}的实际完成值为负数，应得{told.value}分",
        [score for _, score in over or scored],
        not over,
    )


def _pace(context: Context, form: Form, told: Convention) -> Found | None:
    """A form of monitoring whose money is spent far slower than the year goes by."""
    spent, rate = form.amount("执行"), form.funds.rate if form.funds else None
    if rate is None or rate.unit != "%":
        return None
    place = spent or rate
    headers = [
        "".join(c.header)
        for b in form.table.bands
        for c in b.columns
        if b.first <= (place.where.row or 0) <= b.last
    ]
    match = next((m for text in headers if (m := _MONTHS.search(squeeze(text)))), None)
    if match is None:
        return None
    month = int(match["month"] or match["end"])
    if not 1 <= month < 12:
        return None
    share = rate.value * 12 / month
    return (
        f"1至{month}月执行率{rate.text}，只有时间进度的{share.quantize(Decimal('0.1'))}%",
        [rate],
        share >= Decimal(str(told.value)),
    )


_TESTS: tuple[tuple[str, Callable[[Context, Form, Convention], Found | None]], ...] = (
    ("reason-adjusted", _adjusted),
    ("required", _required),
    ("unreported-cost", _unreported_cost),
    ("negative-score", _negative),
    ("pace", _pace),
)
