"""得分率不等于得分除以分值

## 查什么
评分表单列“得分率”一栏的，各行应等于得分÷分值；
行列转置、分值写在指标名称括号内（如“产出（35分）”）的同样核对；正文在写明分值和得分之后写“得分率87.14%”的，同样核对。
表中多数行都不是这样算的，不作判断。

## 为什么
得分调整后得分率没有重算，或者抄了别的行。

## 错误示例
```
| 指标 | 权重 | 得分 | 得分率 |
| 决策 | 16 | 13.5 | 84.38% |
| 过程 | 24 | 18.3 | 76.25% |
| 产出 | 60 | 54 | 96.59% |
```

```
决策（20分）得18分，得分率90%；过程（20分）得16分，得分率86%；产出（60分）得54分，得分率90%。
```

```
| 指标 | 决策（15分） | 过程（25分） | 产出（35分） | 效益（25分） | 总分 |
| 得分 | 13.50 | 21.50 | 32.20 | 21.80 | 89.00 |
| 得分率 | 90.00% | 86.00% | 97.00% | 87.20% | 89.00% |
```

## 正确示例
```
| 指标 | 权重 | 得分 | 得分率 |
| 决策 | 16 | 13.5 | 84.38% |
| 过程 | 24 | 18.3 | 76.25% |
| 产出 | 60 | 54 | 90.00% |
```

## 不判示例
没有分值的，不作判断。
```
| 指标 | 得分 | 得分率 |
| 决策 | 13.5 | 84.38% |
| 过程 | 18.3 | 76.25% |
```

## 依据
得分率 = 得分 ÷ 分值 × 100%。
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from checks.context import Context
from checks.evidence import is_held
from checks.formula import footing, loose, ratio
from checks.model import Claim, Equal
from checks.relation import judge_relation
from checks.scoring.told import told
from checks.tabular import figure_of, title
from checks.turned import Place, views
from extract.model import Band, Column, Figure, Row, Table
from extract.table_word import squeeze
from extract.unit import kind

CODE = "GJ426"
NAME = "score-rate"
SEVERITY = "error"
SINCE = "0.1.0"
_RATE = regex.compile(r"^得分(?:率|比率|比例)(?:\(%\))?$")
_SAID = regex.compile(r"^[^。；;]{0,8}得分率(?:为|达到?|是|[:：])?\s*$")


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each rate of points in a table, and for each that prose gives behind a weight and a score."""
    for table, _, band in views(context.extraction.tables):
        found = list(_rows(table, band))
        held = sum(is_held(judge_relation(_relation(rate, score, full))) for _, rate, score, full in found)
        if held * 2 < len(found):
            continue
        for name, rate, score, weights in found:
            yield _claim(context, f"{title(table)}“{name}”", rate, score, weights)
    texts = {p.where.block: p.text for p in context.extraction.paragraphs()}
    percents = [f for f in context.extraction.figures if f.where.table is None and kind(f.unit) == "percent"]
    for item in (item for one in told(context.extraction) for item in one.items if item.weight is not None):
        end = max(item.score.where.end or 0, item.weight.where.end or 0) if item.weight else 0
        for figure in percents:
            start = figure.where.start or 0
            same = figure.where.block == item.score.where.block and start > end
            if same and _SAID.match(texts[figure.where.block][end:start].lstrip("）)")) and item.weight:
                yield _claim(context, f"“{item.name}”", figure, item.score, [item.weight])


def _relation(rate: Figure, score: Figure, weights: list[Figure]) -> Equal:
    return Equal(rate, ratio(loose(score), footing([loose(w) for w in weights])))


def _claim(context: Context, place: str, rate: Figure, score: Figure, weights: list[Figure]) -> Claim:
    full = "＋".join(w.text for w in weights)
    return context.facts.claim(
        CODE,
        _relation(rate, score, weights),
        f"{place}得分率写为{{stated}}，按得分{score.text}÷分值{full}计算应为{{computed}}，相差{{difference}}",
        [("rate", rate), ("score", score), *(("weight", w) for w in weights)],
        group=f"rate-{rate.where.table}-{rate.where.row}-{rate.where.column}"
        if rate.where.table is not None
        else "",
    )


def _rows(table: Table, band: Band) -> Iterator[tuple[str, Figure, Figure, list[Figure]]]:
    """Each row with a rate of points: its name, the rate, and the score and weight nearest before it."""
    for column in band.columns:
        if not column.header or not _RATE.match(squeeze(column.header[-1])):
            continue
        score, weight = _before(band, column, "score"), _before(band, column, "weight")
        if score is None:
            continue
        for row in band.rows:
            rate, points = figure_of(table, row, column), figure_of(table, row, score)
            found = [figure_of(table, row, weight)] if weight is not None else _in_names(table, band, row)
            full = [f for f in found if f is not None and f.value]
            if rate is not None and points is not None and full:
                yield row.label or points.label, rate, points, full


def _in_names(table: Table, band: Band, row: Row) -> list[Figure]:
    """The weight that the name of a row, or of a column taken for one, prints: 产出（35分）; of a total those of all."""
    if not row.total:
        return _in_name(table, row)
    weights = [_in_name(table, other) for other in band.rows if other is not row]
    return [f for found in weights for f in found] if all(weights) else []


def _in_name(table: Table, row: Row) -> list[Figure]:
    named = [
        f
        for f in table.figures
        if not f.whole_cell
        and kind(f.unit) == "score"
        and (f.where.column if isinstance(row, Place) else f.where.row) == row.index
    ]
    return named if len(named) == 1 and squeeze(named[0].text) in squeeze(row.printed) else []


def _before(band: Band, column: Column, role: str) -> Column | None:
    return next((c for c in reversed(band.columns) if c.role == role and c.index < column.index), None)
