"""基本支出中的“三公”费用大于“三公”经费表

## 查什么
一般公共预算基本支出的经济分类表列有公务接待费（30217）、公务用车运行维护费（30231）、公务用车购置（31013）、因公出国（境）费用（30212），
“三公”经费表列的是全部财政拨款安排的同一费用，所以前者不应大于后者。项目支出也会安排“三公”经费，两者不必相等。
“三公”经费表中因公出国（境）费空白、而其余各项之和恰为合计的，空白按零核对；教学科研人员因公出国不计入“三公”经费，出国一项只作疑点。

## 为什么
两张表由不同的底稿生成：“三公”经费表漏填项目，或者经济分类科目列错。

## 错误示例
```
一般公共预算财政拨款基本支出决算表
单位：万元
| 科目编码 | 科目名称 | 决算数 |
| 302 | 商品和服务支出 | 31.20 |
| 30217 | 公务接待费 | 4.20 |
| 30231 | 公务用车运行维护费 | 27.00 |

财政拨款“三公”经费支出决算表
单位：万元
| 项目 | 决算数 |
| 合计 | 28.60 |
| 公务用车运行维护费 | 27.00 |
| 公务接待费 | 1.60 |
```

## 正确示例
```
一般公共预算财政拨款基本支出决算表
单位：万元
| 科目编码 | 科目名称 | 决算数 |
| 302 | 商品和服务支出 | 28.20 |
| 30217 | 公务接待费 | 1.20 |
| 30231 | 公务用车运行维护费 | 27.00 |

财政拨款“三公”经费支出决算表
单位：万元
| 项目 | 决算数 |
| 合计 | 28.60 |
| 公务用车运行维护费 | 27.00 |
| 公务接待费 | 1.60 |
```

## 不判示例
“三公”经费表只有预算数的，与决算数不作比较。
```
一般公共预算财政拨款基本支出决算表
单位：万元
| 科目编码 | 科目名称 | 决算数 |
| 302 | 商品和服务支出 | 31.20 |
| 30217 | 公务接待费 | 4.20 |
| 30231 | 公务用车运行维护费 | 27.00 |

财政拨款“三公”经费支出预算表
单位：万元
| 项目 | 预算数 |
| 合计 | 28.60 |
| 公务用车运行维护费 | 27.00 |
| 公务接待费 | 1.60 |
```

## 依据
“三公”经费是财政拨款安排的全部同类支出，一般公共预算基本支出只是其中一部分；教学科研人员因公临时出国管理的规定。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks.context import Context
from checks.formula import Formula, Term, difference, footing
from checks.model import Claim, Order
from checks.tabular import amounts, bands, closes, figure_of, title
from extract.lexicon import name_of, normalise
from extract.model import Figure, Table
from extract.table_word import squeeze

CODE = "GJ311"
NAME = "three-public-part"
SEVERITY = "error"
SINCE = "0.1.0"
_CODES = {
    "30212": "three-public.abroad", "30217": "three-public.reception",
    "30231": "three-public.vehicle-running", "31013": "three-public.vehicle-purchase",
}  # fmt: skip
_ABROAD = "three-public.abroad"
_REST = ("three-public.vehicle", "three-public.reception")
_WHOLE_COLUMNS = ("决算数", "预算数", "合计", "金额")


@dataclass(frozen=True)
class _Spent:
    """What a table of the three public funds prints for one year and stage, by concept."""

    table: Table
    items: dict[str, Figure]
    total: Figure | None


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each item of basic spending that the table of the three public funds holds as well."""
    wholes = _wholes(context.extraction.tables)
    for concept, part, table in _parts(context.extraction.tables):
        spent = wholes.get((part.period, part.stage))
        whole = _whole(concept, spent) if spent is not None else None
        if spent is None or whole is None:
            continue
        left = "" if concept in spent.items else "（未填数，按合计减其余各项）"
        yield context.facts.claim(
            CODE,
            Order(Term(part), whole),
            f"{title(table)}中的{name_of(concept)}为{{stated}}，大于{title(spent.table)}中的{{computed}}{left}，"
            f"相差{{difference}}，基本支出中的部分大于财政拨款安排的全部",
            [("part", part), *(("whole", figure) for figure in whole.figures())],
            severity="warning" if concept == _ABROAD else None,
        )


def _parts(tables: tuple[Table, ...]) -> Iterator[tuple[str, Figure, Table]]:
    """The coded items in tables of basic spending by economic class, each in its column of totals."""
    for table, _, band in bands(tables):
        if "基本支出" not in normalise(table.caption):
            continue
        for row in band.rows:
            concept = _CODES.get(row.marker)
            columns = [
                c for c in amounts(band, row.side) if c.header and squeeze(c.header[-1]) in _WHOLE_COLUMNS
            ]
            figure = figure_of(table, row, columns[0]) if concept and len(columns) == 1 else None
            if concept and figure is not None:
                yield concept, figure, table


def _wholes(tables: tuple[Table, ...]) -> dict[tuple[str | None, str], _Spent]:
    """The tables of the three public funds by year and stage; what stands in two of them is left out."""
    found: dict[tuple[str | None, str], _Spent] = {}
    doubled = set()
    for table in tables:
        if "三公" not in table.caption:
            continue
        for key in {(f.period, f.stage) for f in table.figures}:
            figures = [f for f in table.figures if (f.period, f.stage) == key]
            items = {f.concept: f for f in figures if f.concept and f.concept.startswith("three-public")}
            total = next(
                (f for f in figures if f.concept in (None, "three-public") and _is_total(table, f)), None
            )
            if key in found or len(items) < sum(1 for f in figures if f.concept in items):
                doubled.add(key)
            found[key] = _Spent(table, items, total)
    return {key: spent for key, spent in found.items() if key not in doubled}


def _is_total(table: Table, figure: Figure) -> bool:
    row, column = figure.where.row, figure.where.column
    heads = [c.header[0] for band in table.bands for c in band.columns if c.index == column and c.header]
    labels = [r.label for band in table.bands for r in band.rows if r.index == row]
    return any(squeeze(text).endswith("合计") for text in (*heads, *labels))


def _whole(concept: str, spent: _Spent) -> Formula | None:
    """What the table prints for the item; a blank for going abroad is what the total leaves for it."""
    if concept in spent.items:
        return Term(spent.items[concept])
    rest = [spent.items[other] for other in _REST if other in spent.items]
    if concept != _ABROAD or spent.total is None or not closes(spent.total, rest):
        return None
    return difference(spent.total, footing(rest))
