"""横向合计不符

## 查什么
表头为合计、小计的栏，应等于同组各栏之和，逐行核对；表头写明的算式（如“预算小计 = 上年结转 + 年初预算 + 年中追加”、
“增减额”为两期之差、“结余”为预算减支出减冻结、“年末数”为年初数加本年增加减本年减少、“收支差额”为收入减支出）也逐行核对。同一关系在其他各行成立、只在个别行不成立的，更为可靠；
在各行都不成立的，不作判断。行列转置的（年初数、本年增加、年末数各为一行）同样核对。
没有表头、一行之内名称与数字相间的（行政编制、事业编制、合计），合计应等于其余各数之和。

## 为什么
分栏数改了而合计栏没有改，是汇总表最常见的差错。

## 错误示例
```
单位：万元
| 科目名称 | 合计 | 基本支出 | 项目支出 |
| 教育支出 | 90.00 | 60.00 | 30.00 |
| 卫生健康支出 | 21.50 | 12.00 | 8.50 |
| 住房保障支出 | 15.00 | 15.00 |  |
```
```
单位：万元
| 项目 | 2022年决算数 | 2023年决算数 | 增减额 |
| 人员经费 | 210.00 | 228.40 | 18.40 |
| 公用经费 | 60.00 | 55.20 | 4.80 |
| 项目支出 | 80.00 | 96.00 | 16.00 |
```

```
单位：万元
| 项目 | 年初数 | 本年增加 | 本年减少 | 年末数 |
| 资产总额 | 586.24 | 124.03 | 86.21 | 624.06 |
| 其中：车辆 | 48.62 | 5.28 | 3.86 | 53.04 |
```

```
部门整体支出绩效自评表
| 单位名称 | 某县林业局 |  |  |  |  |  |
| 编制人数 | 行政编制 | 36 | 事业编制 | 52 | 合计 | 98 |
| 实有人数 | 行政人员 | 33 | 事业人员 | 50 | 合计 | 83 |
```
```
单位：万元
| 项目 | 一般债券 | 专项债券 |
| 年初余额 | 361.40 | 528.10 |
| 本年增加 | 42.50 | 96.30 |
| 本年减少 | 28.20 | 35.60 |
| 年末余额 | 375.70 | 598.80 |
```

```
| 指标名称 | 2022年完成 | 2023年完成 | 较上年提高（百分点） |
| 疫苗接种率 | 95.2% | 97.6% | 2.4 |
| 孕产妇管理率 | 91.8% | 94.5% | 3.7 |
| 高血压规范管理率 | 63.5% | 66.1% | 2.6 |
```

## 正确示例
```
部门整体支出绩效自评表
| 单位名称 | 某县林业局 |  |  |  |  |  |
| 编制人数 | 行政编制 | 36 | 事业编制 | 52 | 合计 | 88 |
| 实有人数 | 行政人员 | 33 | 事业人员 | 50 | 合计 | 83 |
```
```
单位：万元
| 项目 | 上年结转 | 年初预算 | 年中追加 | 小计 | 实际支出 | 结余 |
| 人员经费 | 2.00 | 200.00 | 8.00 | 210.00 | 205.00 | 5.00 |
| 公用经费 | 0.00 | 60.00 | -3.00 | 57.00 | 57.00 | 0.00 |
| 项目支出 | 10.00 | 80.00 | 6.00 | 96.00 | 90.00 | 6.00 |
```

## 不判示例
各行都不相等的，说明合计栏另有口径，不作判断。
```
单位：万元
| 单位名称 | 合计 | 基本支出 | 项目支出 |
| 甲单位 | 95.00 | 60.00 | 30.00 |
| 乙单位 | 28.00 | 12.00 | 8.50 |
```

## 依据
合计等于各分项之和；预算数 = 年初预算数 + 调整数（含上年结转）。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from checks.context import Context
from checks.crossing import Identity, identities
from checks.evidence import is_held
from checks.formula import Formula, Sum, Term, footing
from checks.model import AnyOf, Claim, Equal, Relation
from checks.relation import judge_relation
from checks.tabular import (
    addable,
    around,
    blank_means_zero,
    figure_of,
    heading,
    is_blank,
    place,
    quoted,
    title,
)
from checks.turned import views
from extract.grid import Sheet
from extract.model import Band, Figure, Row, Table
from extract.table_figure import paired
from extract.table_word import squeeze, terms
from extract.unit import kind

CODE = "GJ102"
NAME = "cross-footing"
SEVERITY = "error"
SINCE = "0.1.0"
_LEAST = 3


@dataclass(frozen=True)
class _Line:
    """One identity of columns in one row."""

    table: Table
    identity: Identity
    row: Row
    whole: Figure
    parts: tuple[Figure, ...]
    relation: Relation
    filled: bool
    held: bool
    id: str

    @property
    def telling(self) -> bool:
        return sum(1 for p in self.parts if p.value) >= 2


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each row and each column that other columns make up."""
    for table, number, band in views(context.extraction.tables):
        for order, identity in enumerate(identities(band)):
            lines = list(_lines(table, number, band, identity, order))
            proven = any(line.held and not line.filled and line.parts for line in lines)
            kept = [line for line in lines if line.filled or line.held or blank_means_zero(table, proven)]
            telling = [line for line in kept if line.telling]
            holding = sum(1 for line in telling if line.held)
            if not identity.stated and len(telling) > 1 and holding * 2 < len(telling):
                continue
            official = identity.total and blank_means_zero(table, False)
            sure = identity.stated or holding > 0 or official
            for at, line in enumerate(kept):
                yield _claim(context, line, around(kept, at), sure)
    for table in context.extraction.tables:
        if any(not c.header for band in table.bands for c in band.columns if c.role == "amount"):
            yield from _pairs(context, table)


def _pairs(context: Context, table: Table) -> Iterator[Claim]:
    """Rows of names and figures by turns of which one is the total: 行政编制 148 事业编制 96 合计 244."""
    for index in range(table.height):
        names = paired(Sheet(table.cells), index)
        totals = [c for c, name in names.items() if name in terms("total")]
        if len(names) < _LEAST or len(totals) != 1 or totals[0] not in (min(names), max(names)):
            continue
        found = {c: f for c in names if (f := table.figure_at.get((index, c))) is not None}
        parts = [f for c, f in found.items() if c != totals[0]]
        if len(found) < len(names) or not addable(found[totals[0]], parts):
            continue
        first = squeeze(table.text(index, 0))
        yield context.facts.claim(
            CODE,
            Equal(found[totals[0]], footing(parts)),
            f"{title(table)}“{first}”行，“{names[totals[0]]}”填列{{stated}}，"
            f"{quoted(n for c, n in names.items() if c != totals[0])}合计为{{computed}}，相差{{difference}}",
            [("total", found[totals[0]]), *(("part", f) for f in parts)],
            id=f"{CODE}-{table.index}-{index}-pairs",
        )


def _claim(context: Context, line: _Line, lines: list[_Line], sure: bool) -> Claim:
    return context.facts.claim(
        CODE,
        line.relation,
        f"{title(line.table)}{place(line.row, line.whole.label)}，{heading(line.identity.whole)}填列{{stated}}，"
        f"按{line.identity.words}计算应为{{computed}}，相差{{difference}}",
        [("total", line.whole), *(("part", f) for f in line.parts)],
        confidence="high" if sure else "medium",
        support=tuple(other.id for other in lines),
        id=line.id,
    )


def _are_points(whole: Figure, parts: Sequence[tuple[Fraction, Figure]]) -> bool:
    """Whether a column shows by how many points two percentages differ."""
    return (
        kind(whole.unit) == "points"
        and sum(weight for weight, _ in parts) == 0
        and all(kind(f.unit) == "percent" for _, f in parts)
    )


def _lines(table: Table, number: str, band: Band, identity: Identity, order: int) -> Iterator[_Line]:
    for row in band.rows:
        if row.side != identity.whole.side:
            continue
        whole = figure_of(table, row, identity.whole)
        members = [(weight, c, figure_of(table, row, c)) for weight, c in identity.parts]
        if whole is None or any(f is None and not is_blank(table, row, c) for _, c, f in members):
            continue
        weighed = [(weight, f) for weight, _, f in members if f is not None]
        figures = tuple(f for _, f in weighed)
        if not figures or (identity.complete and len(figures) < len(members)):
            continue
        if not addable(whole, figures) and not _are_points(whole, weighed):
            continue
        formula: Formula = Sum(tuple((weight, Term(f)) for weight, f in weighed))
        relation: Relation = Equal(whole, formula)
        if identity.either_sign:
            relation = AnyOf(
                (relation, Equal(whole, Sum(tuple((-weight, Term(f)) for weight, f in weighed))))
            )
        own = f"{CODE}-{table.index}-{number}-{order}-{row.index}"
        held = is_held(judge_relation(relation))
        yield _Line(table, identity, row, whole, figures, relation, len(figures) == len(members), held, own)
