"""得分率不等于得分除以分值

## 查什么
评分表单列“得分率”一栏的，各行应等于得分÷分值；正文在写明分值和得分之后写“得分率87.14%”的，同样核对。
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
from checks.formula import ratio
from checks.model import Claim, Equal
from checks.relation import judge_relation
from checks.scoring.told import told
from checks.tabular import bands, figure_of, title
from extract.model import Band, Column, Figure, Table
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
    for table, _, band in bands(context.extraction.tables):
        found = list(_rows(table, band))
        held = sum(
            is_held(judge_relation(Equal(rate, ratio(score, weight)))) for _, rate, score, weight in found
        )
        if held * 2 < len(found):
            continue
        for name, rate, score, weight in found:
            yield _claim(context, f"{title(table)}“{name}”", rate, score, weight)
    texts = {p.where.block: p.text for p in context.extraction.paragraphs()}
    percents = [f for f in context.extraction.figures if f.where.table is None and kind(f.unit) == "percent"]
    for item in (item for one in told(context.extraction) for item in one.items if item.weight is not None):
        end = max(item.score.where.end or 0, item.weight.where.end or 0) if item.weight else 0
        for figure in percents:
            start = figure.where.start or 0
            same = figure.where.block == item.score.where.block and start > end
            if same and _SAID.match(texts[figure.where.block][end:start].lstrip("）)")) and item.weight:
                yield _claim(context, f"“{item.name}”", figure, item.score, item.weight)


def _claim(context: Context, place: str, rate: Figure, score: Figure, weight: Figure) -> Claim:
    return context.facts.claim(
        CODE,
        Equal(rate, ratio(score, weight)),
        f"{place}得分率写为{{stated}}，按得分{score.text}÷分值{weight.text}计算应为{{computed}}，相差{{difference}}",
        [("rate", rate), ("score", score), ("weight", weight)],
    )


def _rows(table: Table, band: Band) -> Iterator[tuple[str, Figure, Figure, Figure]]:
    """Each row with a rate of points: its name, the rate, and the score and weight nearest before it."""
    for column in band.columns:
        if not column.header or not _RATE.match(squeeze(column.header[-1])):
            continue
        score, weight = _before(band, column, "score"), _before(band, column, "weight")
        if score is None or weight is None:
            continue
        for row in band.rows:
            figures = [figure_of(table, row, c) for c in (column, score, weight)]
            rate, points, full = figures
            if rate is not None and points is not None and full is not None and full.value:
                yield row.label or points.label, rate, points, full


def _before(band: Band, column: Column, role: str) -> Column | None:
    return next((c for c in reversed(band.columns) if c.role == role and c.index < column.index), None)
