"""正文与表中同名的行不一致

## 查什么
正文一句话说的是某张表的某一行（写出该行的名称，或者句中至少两个数与表中合计行相同），数字前的词就是该表某一栏的名称
（预算、支出、执行率、立项数……），年度、阶段、单位都相同的，这个数应与该行该栏一致（允许四舍五入）。

同一句另有数与该行其他栏相同，或者同一段中别的行与正文相同的，不一致是错误；没有这些印证，但两数只差一个数字或者
颠倒两位的，以及数字前的词只包含栏名、说的是合计行或者绩效指标的实际完成值的，是疑点；其余不作判断。
数字相同而单位不同的，也属不一致。

## 为什么
正文与表格各改各的，漏改一项；或者把“万元”写成“元”。

## 错误示例
```
全年项目支出120.00万元，分别是：校舍维修经费52.40万元、教师培训经费31.90万元、图书购置经费35.70万元。

项目支出明细表
单位：万元
| 项目名称 | 2023年决算数 |
| 校舍维修经费 | 52.40 |
| 教师培训经费 | 39.10 |
| 图书购置经费 | 35.70 |
```

```
2023年水渠修复项目预算86.50万元，支出72.35万元。

2023年度重点项目执行情况表
单位：万元
| 项目名称 | 预算数 | 支出数 |
| 水渠修复 | 86.50 | 73.25 |
| 泵站改造 | 44.00 | 41.18 |
```

## 正确示例
```
全年项目支出120.00万元，分别是：校舍维修经费52.40万元、教师培训经费31.90万元、图书购置经费35.70万元。

项目支出明细表
单位：元
| 项目名称 | 2023年决算数 |
| 校舍维修经费 | 524000.00 |
| 教师培训经费 | 319000.00 |
| 图书购置经费 | 357000.00 |
```

## 不判示例
没有一项与表中相同的，口径可能不同；正文的数与表中同名的行另一栏相同的，说的可能是另一栏；“其中”以后的数是该行的一部分，
都不作判断。
```
校舍维修经费52.40万元、教师培训经费31.90万元。

项目支出明细表
单位：万元
| 项目名称 | 2023年决算数 |
| 校舍维修经费 | 50.00 |
| 教师培训经费 | 30.00 |
```
```
校舍维修经费52.40万元、教师培训经费31.90万元。

项目支出明细表
单位：万元
| 项目名称 | 2023年预算数 | 2023年决算数 |
| 校舍维修经费 | 52.40 | 52.40 |
| 教师培训经费 | 31.90 | 30.00 |
```
```
2023年水渠修复项目预算86.50万元，其中材料费支出72.35万元。

2023年度重点项目执行情况表
单位：万元
| 项目名称 | 预算数 | 支出数 |
| 水渠修复 | 86.50 | 73.25 |
| 泵站改造 | 44.00 | 41.18 |
```

## 依据
审计中的相互核对（tie-out）。
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from checks.cause.slip import slip
from checks.context import Context
from checks.model import Claim, Severity
from checks.named_row import TELLING, Told, agree, repetition, told_rows
from checks.precision import significant_digits
from checks.tabular import heading, title
from checks.wording import printed
from extract.model import Figure
from extract.unit import factor, kind, same_kind

CODE = "GJ305"
NAME = "named-item"
SEVERITY = "error"
SINCE = "0.1.0"
_LEAST = 2


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each figure of the prose that repeats a cell of the row its sentence speaks of."""
    told = list(dict.fromkeys(told_rows(context)))
    columns: dict[tuple[object, ...], Counter[bool]] = defaultdict(Counter)
    by_figure: dict[Figure, list[Told]] = defaultdict(list)
    for one in told:
        by_figure[one.figure].append(one)
        if one.exact and one.named:
            columns[_column(one)][agree(one.figure, one.cell)] += 1
    right = {(one.figure.where.block, one.cell) for one in told if agree(one.figure, one.cell)}
    for listed in by_figure.values():
        printed_so = any(
            not cell.qualifier and agree(one.figure, cell) for one in listed for _, cell in one.row.cells
        )
        for one in listed:
            told_so = (one.figure.where.block, one.cell) in right  # a second number is then of another basis
            if agree(one.figure, one.cell):
                if one.exact and (one.named or one.agreeing >= _LEAST):
                    yield _claim(context, one, None)
            elif not printed_so and not told_so and not _is_one_fact(context, one):
                severity = _severity(one, columns[_column(one)])
                if severity is not None:
                    yield _claim(context, one, severity)


def _column(told: Told) -> tuple[object, ...]:
    """The column that a paragraph tells cells of."""
    return told.figure.where.block, told.row.table.index, told.cell.where.column


def _is_one_fact(context: Context, told: Told) -> bool:
    """Whether the lexicon knows both as one fact, which same-fact (GJ301) holds against each other."""
    one, other = context.facts.key(told.figure), context.facts.key(told.cell)
    return told.figure.concept is not None and one.subject == other.subject


def _severity(told: Told, column: Counter[bool]) -> Severity | None:
    """How much a difference says: None where nothing but the name speaks for one thing being told."""
    slipped = _slip(told.figure, told.cell)
    backed = told.agreeing > 0 or (column[True] > 0 and column[True] >= column[False])
    if not told.agreeing and column[False] > max(column[True], 1):
        return None  # the column is of something else than the text
    if not told.named:
        rate = kind(told.figure.unit) == "percent"  # rates are near each other anyway
        swapped = slipped == "transposition" and significant_digits(told.figure) > TELLING and not rate
        return "warning" if slipped and (told.agreeing >= _LEAST or swapped) else None
    if told.exact and backed:
        return "warning" if told.cell.stage == "actual" else "error"
    return "warning" if slipped and (told.exact or backed) else None


def _slip(figure: Figure, cell: Figure) -> str:
    """The slip of the pen that turns the one telling number into the other, "" for none."""
    digits = [str(abs(f.value)) for f in (figure, cell)]
    if len(set(digits[0])) > 1 and digits[0] == digits[1][::-1]:
        return "transposition"  # 85 and 58
    if min(significant_digits(figure), significant_digits(cell)) < TELLING:
        return ""
    if same_kind(figure.unit, cell.unit) and factor(figure.unit) != factor(cell.unit):
        return "unit" if figure.value == cell.value else ""
    step = min(figure.step, cell.step)
    return slip(figure.value, cell.value, step) or slip(cell.value, figure.value, step)


def _claim(context: Context, told: Told, severity: Severity | None) -> Claim:
    subject = f"“{told.row.name}”" if told.named else ""
    return context.facts.claim(
        CODE,
        repetition(told.figure, told.cell),
        f"{subject}正文写为{printed(told.figure)}，{title(told.row.table)}{subject or '合计行'}{heading(told.column)}"
        f"填列{printed(told.cell)}，相差{{difference}}",
        [("text", told.figure), ("cell", told.cell)],
        severity=severity,
    )
