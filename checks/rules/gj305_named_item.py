"""正文所列项目与表中同名项目金额不符

## 查什么
正文一段话列出的几个项目（费用、专项、单位），在某张表中逐项同名列出，且其中至少一半以上的金额与表中同一栏相同的，
其余各项也应与表中同一栏一致（允许四舍五入）。数字相同而单位不同的，也属不一致。

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
没有一项与表中相同的，口径可能不同；正文的数与表中同一行另一栏相同的，说的可能是另一栏，都不作判断。
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

## 依据
审计中的相互核对（tie-out）。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from checks.context import Context
from checks.fact import is_weak
from checks.model import Claim, Same
from checks.precision import base_value, significant_digits
from checks.relation import judge_relation
from checks.subject import dated
from checks.tabular import title
from checks.wording import printed
from extract.model import Figure, Table
from extract.unit import same_kind

CODE = "GJ305"
NAME = "named-item"
SEVERITY = "error"
SINCE = "0.1.0"
_SHORTEST = 4
_TELLING = 3

_Cells = dict[tuple[int, int], dict[str, list[Figure]]]


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each item of a paragraph that a table lists too, where the table is plainly of the same items."""
    cells = _cells(context)
    paragraphs: dict[int | None, dict[str, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for figure in context.extraction.figures:
        if figure.where.table is None and figure.measure in ("level", "headcount") and not figure.qualifier:
            name = _name(context, figure)
            if name:
                paragraphs[figure.where.block][name].append(figure)
    for items in paragraphs.values():
        said = {name: figures[0] for name, figures in items.items() if len(figures) == 1}
        for column in _columns(context, cells, said):
            for item, cell in column:
                yield _claim(context, item, cell)


def _name(context: Context, figure: Figure) -> str:
    """The normalised name of an item that the lexicon does not know, "" where it is known or says too little."""
    subject = context.facts.key(figure).subject
    if figure.concept is not None or len(subject) < _SHORTEST or is_weak(subject) or "." in subject:
        return ""
    return subject


def _cells(context: Context) -> _Cells:
    """The figures of each column of each table by the names of their rows."""
    found: _Cells = defaultdict(lambda: defaultdict(list))
    for table in context.extraction.tables:
        for figure in table.figures:
            name = _name(context, figure) if figure.whole_cell and not figure.doubt else ""
            if name and figure.where.column is not None:
                found[table.index, figure.where.column][name].append(figure)
    return found


def _columns(
    context: Context, cells: _Cells, said: dict[str, Figure]
) -> Iterator[list[tuple[Figure, Figure]]]:
    """For each table the items beside the cells of the column that agrees with most of them."""
    best: dict[int, tuple[int, list[tuple[Figure, Figure]]]] = {}
    for (table, _), names in cells.items():
        pairs = [
            (item, names[name][0])
            for name, item in said.items()
            if len(names.get(name, ())) == 1 and _comparable(context, item, names[name][0])
        ]
        agreed = sum(1 for item, cell in pairs if _agree(item, cell))
        if agreed and agreed * 2 >= len(pairs) and agreed > best.get(table, (0, []))[0]:
            best[table] = agreed, pairs
    for table, (_, pairs) in best.items():
        yield [(i, c) for i, c in pairs if not _elsewhere(context.extraction.tables[table], i, c)]


def _comparable(context: Context, item: Figure, cell: Figure) -> bool:
    one, other = context.facts.key(item), context.facts.key(cell)
    funds = {fund for f in (item, cell) if (fund := dict(f.scope).get("fund"))}
    return (
        (one.period, one.stage, one.measure) == (other.period, other.stage, other.measure)
        and len(funds) < 2
        and same_kind(item.unit, cell.unit)
    )


def _agree(item: Figure, cell: Figure) -> bool:
    """Whether both print one telling amount."""
    held = judge_relation(Same((item, cell))).state == "held"
    return held and min(significant_digits(item), significant_digits(cell)) >= _TELLING


def _elsewhere(table: Table, item: Figure, cell: Figure) -> bool:
    """Whether the amount of the text stands in another column of the row, so that it may be that one."""
    return any(
        f is not cell and f.where.row == cell.where.row and base_value(f) == base_value(item)
        for f in table.figures
    )


def _claim(context: Context, item: Figure, cell: Figure) -> Claim:
    table = context.extraction.tables[cell.where.table or 0]
    return context.facts.claim(
        CODE,
        Same((item, cell)),
        f"{dated(item)}正文写为{printed(item)}，{title(table)}填列{printed(cell)}，"
        f"同段其他项目与该表一致，此项相差{{difference}}",
        [("text", item), ("cell", cell)],
    )
