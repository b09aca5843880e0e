"""资金总额与其来源、去向不符

## 查什么
自评表资金栏：年度资金总额应等于当年财政拨款、上年结转资金、其他资金之和，逐栏核对；部门整体自评表按收入性质、
按支出性质分列的各项之和也应等于资金总额；资金总额下分行列基本支出、项目支出的，两者之和与总额不同的提请核实。
来源一栏没有填全、又不能相加得到总额的，不作判断。

## 为什么
资金总额与来源、去向对不上，执行率就失去了依据。

## 错误示例
```
项目支出绩效自评表
| 项目名称 | 道路养护 |  |  |  |  |  |
| 项目资金（万元） |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 得分 |
|  | 年度资金总额 | 80.00 | 86.00 | 86.00 | 10 | 10 |
|  | 其中：当年财政拨款 | 80.00 | 80.00 | 80.00 |  |  |
|  | 上年结转资金 | 0.00 | 4.00 | 6.00 |  |  |
|  | 其他资金 | 0.00 | 0.00 | 0.00 |  |  |
```

## 正确示例
```
项目支出绩效自评表
| 项目名称 | 道路养护 |  |  |  |  |  |
| 项目资金（万元） |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 得分 |
|  | 年度资金总额 | 80.00 | 86.00 | 86.00 | 10 | 10 |
|  | 其中：当年财政拨款 | 80.00 | 80.00 | 80.00 |  |  |
|  | 上年结转资金 | 0.00 | 6.00 | 6.00 |  |  |
|  | 其他资金 | 0.00 | 0.00 | 0.00 |  |  |
```

## 不判示例
```
项目支出绩效自评表
| 项目名称 | 道路养护 |  |  |  |  |  |
| 项目资金（万元） |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 得分 |
|  | 年度资金总额 | 80.00 | 86.00 | 86.00 | 10 | 10 |
|  | 其中：当年财政拨款 |  |  |  |  |  |  |
|  | 上年结转资金 |  | 6.00 | 6.00 |  |  |
|  | 其他资金 |  |  |  |  |  |  |
```

## 依据
项目支出绩效自评表填表说明：年度资金总额 = 当年财政拨款 + 上年结转资金 + 其他资金。
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.context import Context
from checks.discovery import is_one_slip_off
from checks.evidence import is_held
from checks.formula import Term, footing
from checks.model import Claim, Equal, Order, Relation, Severity
from checks.relation import any_of, judge_relation
from checks.tabular import (
    addable,
    amounts,
    bands,
    children,
    countable,
    figure_of,
    heading,
    member,
    quoted,
    title,
)
from extract.model import Band, Column, Figure, Row, Table

CODE = "GJ105"
NAME = "funds-block"
SEVERITY = "error"
SINCE = "0.1.0"
_SOURCES = ("income.", "carryover.", "funds.other")
_FULL = 2


def claims(context: Context) -> Iterator[Claim]:
    """The funds total of a form against its sources in each column, and against its split in text cells."""
    for table, number, band in bands(context.extraction.tables):
        if not any(row.concept == "funds.total" for row in band.rows):
            continue
        yield from _sources(context, table, number, band)
        yield from _uses(context, table, number, band)
        yield from _splits(context, table, number, band)


def _sources(context: Context, table: Table, number: int, band: Band) -> Iterator[Claim]:
    below = children(band)
    for index, total in enumerate(band.rows):
        if total.concept != "funds.total":
            continue
        listed = [band.rows[i] for i in below.get(index, [])]
        sources = [r for r in listed if r.concept and r.concept.startswith(_SOURCES)]
        if len(sources) < _FULL or len(sources) < len(listed):
            continue
        columns = amounts(band, total.side)
        proven = _blanks_close(table, columns, total, sources)
        ids = {c.index: f"{CODE}-{table.index}-{number}-{total.index}-{c.index}" for c in columns}
        for column in columns:
            whole = figure_of(table, total, column)
            parts = [member(table, r, column) for r in sources]
            figures = [p.figure for p in parts if p.figure is not None]
            if whole is None or not countable(parts) or not addable(whole, figures):
                continue
            names = quoted(f.label for f in figures)
            place = f"{title(table)}{heading(column)}，"
            relation: Relation = Equal(whole, footing(figures))
            sentence = (
                f"{place}“{total.label}”填列{{stated}}，其下{names}合计为{{computed}}，相差{{difference}}"
            )
            severity: Severity | None = None
            unsure = len(figures) < len(parts) and not proven and not is_held(judge_relation(relation))
            if unsure and is_one_slip_off(whole, figures):
                severity = "warning"
                sentence += "，差额与一个数的一处笔误相当"
            elif unsure:
                relation = Order(footing(figures), Term(whole))
                sentence = (
                    f"{place}已填的{names}合计{{stated}}，大于“{total.label}”{{computed}}，相差{{difference}}"
                )
            yield context.facts.claim(
                CODE,
                relation,
                sentence,
                [("total", whole), *(("part", f) for f in figures)],
                severity=severity,
                support=tuple(i for c, i in ids.items() if c != column.index),
                id=ids[column.index],
            )


def _uses(context: Context, table: Table, number: int, band: Band) -> Iterator[Claim]:
    """The total against basic and project spending below it, where no other kind of spending has a row."""
    total = next(row for row in band.rows if row.concept == "funds.total")
    uses = [r for r in band.rows if r.index > total.index and (r.concept or "").startswith("expenditure.")]
    if [row.concept for row in uses] != ["expenditure.basic", "expenditure.project"]:
        return
    for column in amounts(band, total.side):
        whole = figure_of(table, total, column)
        parts = [f for row in uses if (f := figure_of(table, row, column)) is not None]
        if whole is None or len(parts) < len(uses) or not addable(whole, parts):
            continue
        yield context.facts.claim(
            CODE,
            Equal(whole, footing(parts)),
            f"{title(table)}{heading(column)}，“{total.label}”填列{{stated}}，其下{quoted(f.label for f in parts)}"
            f"合计为{{computed}}，相差{{difference}}",
            [("total", whole), *(("part", f) for f in parts)],
            severity="warning",
            id=f"{CODE}-{table.index}-{number}-use-{column.index}",
        )


def _blanks_close(table: Table, columns: list[Column], total: Row, sources: list[Row]) -> bool:
    """Whether in some column the sources add up though one of them is blank, so that a blank means 0."""
    for column in columns:
        whole = figure_of(table, total, column)
        parts = [member(table, r, column) for r in sources]
        figures = [p.figure for p in parts if p.figure is not None]
        if whole is None or not whole.value or len(figures) == len(parts) or not countable(parts):
            continue
        if addable(whole, figures) and is_held(judge_relation(Equal(whole, footing(figures)))):
            return True
    return False


def _splits(context: Context, table: Table, number: int, band: Band) -> Iterator[Claim]:
    """按收入性质分 and 按支出性质分 of a department's form: each split adds up to the total."""
    rows = {row.index for row in band.rows}
    texts = [f for f in table.figures if not f.whole_cell and f.where.row in rows]
    totals = [f for f in texts if f.concept == "funds.total"]
    totals += [
        f
        for f in table.figures
        if f.whole_cell and f.where.row in rows and f.concept == "funds.total" and f.measure == "level"
    ]
    if not totals:
        return
    splits: dict[str, list[Figure]] = {}
    for figure in texts:
        if figure.path and figure.path[0].startswith("按") and figure.measure == "level":
            splits.setdefault(figure.path[0], []).append(figure)
    full = {
        name: parts for name, parts in splits.items() if len(parts) >= _FULL and addable(totals[0], parts)
    }
    wholes = list({t.value: t for t in reversed(totals)}.values())[::-1]
    read = {name: any_of([Equal(t, footing(parts)) for t in wholes]) for name, parts in full.items()}
    held = {name for name, (relation, _) in read.items() if is_held(judge_relation(relation))}
    for name, parts in full.items():
        relation, decisive = read[name]
        total = wholes[decisive]
        yield context.facts.claim(
            CODE,
            relation,
            f"{title(table)}“{total.label}”为{{stated}}，{name}的{quoted(p.label for p in parts)}"
            f"合计为{{computed}}，相差{{difference}}",
            [
                ("total", total),
                *(("total", t) for t in wholes if t is not total),
                *(("part", p) for p in parts),
            ],
            severity="error" if held - {name} and len(wholes) == 1 else "warning",
            id=f"{CODE}-{table.index}-{number}-{name}",
        )
