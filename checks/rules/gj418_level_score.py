"""分级的分值、得分与其下各项之和不符

## 查什么
正文写“投入指标分值10分，得分9.5分”的，以及与评价等级一起写明的总得分（全文只有一张评分表时），应等于评分表中该级之下各三级指标分值、得分之和；
写“预算执行率满分10分，得分9.5分”而评分表把执行率单列在资金一栏的，应与该栏一致；
另有一张汇总表列出各级指标得分的，与评分表一致；
评分表在二级指标旁单列分值，或在一级、二级指标旁单列得分的，也应等于其下各项之和。

## 为什么
改了单项得分，正文的分项小结或表中上一级的得分没有跟着改。

## 错误示例
```
产出指标分值50分，得分48分；效益指标分值50分，得分45分。
| 一级指标 | 二级指标 | 三级指标 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | 30 | 30 |
| 产出指标 | 质量指标 | 验收合格率 | 20 | 20 |
| 效益指标 | 社会效益 | 受益村庄 | 50 | 45 |
```

```
| 一级指标 | 二级指标 | 分值 | 三级指标 | 分值 | 得分 |
| 产出 | 产出数量 | 25 | 清淤长度 | 20 | 20 |
|  |  |  | 巡查次数 | 10 | 10 |
|  | 产出质量 | 20 | 验收合格率 | 20 | 20 |
| 效益 | 社会效益 | 50 | 受益村庄 | 50 | 45 |
```

```
2023年，本部门整体支出绩效自评得分94.5分。
部门整体支出绩效自评表
| 一级指标 | 二级指标 | 三级指标 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | 60 | 60 |
| 效益指标 | 社会效益 | 受益村庄 | 40 | 35.5 |
```

## 正确示例
```
产出指标分值50分，得分50分；效益指标分值50分，得分45分。
| 一级指标 | 二级指标 | 三级指标 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | 30 | 30 |
| 产出指标 | 质量指标 | 验收合格率 | 20 | 20 |
| 效益指标 | 社会效益 | 受益村庄 | 50 | 45 |
```

## 不判示例
文中有几张表都有同名的一级指标，无法确定说的是哪一张的，不作判断；写明是别的项目、别的年度的得分，或者表只是其中一组指标（分值不过半）的，不与这张表核对。
```
2022年度该项目自评得分91.3分，2023年自评得分95.5分。
2023年度项目支出绩效自评表
| 一级指标 | 二级指标 | 三级指标 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | 60 | 60 |
| 效益指标 | 社会效益 | 受益村庄 | 40 | 35.5 |
```
```
自评得分93.4分，其中预算执行9.4分、产出47.5分、效益36.5分，等级为优。
产出指标完成情况
| 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 清淤长度 | ≥12公里 | 12公里 | 30 | 30 |
| 受益村庄 | ≥9个 | 8个 | 20 | 17.5 |
```
```
产出指标分值50分，得分48分。
| 项目名称 | 清淤工程 |  |  |  |
| 一级指标 | 二级指标 | 三级指标 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | 50 | 50 |

| 项目名称 | 护岸工程 |  |  |  |
| 一级指标 | 二级指标 | 三级指标 | 分值 | 得分 |
| 产出指标 | 数量指标 | 护岸长度 | 50 | 49 |
```

```
1.农田排涝项目：项目绩效自评得分为94.80分，绩效等级为优。
2.机井维护项目：项目绩效自评得分为96.60分，绩效等级为优。

项目支出绩效自评表
| 项目名称 | 农田排涝项目 |  |  |  |  |  |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 60 | 60 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 8个 | 40 | 34.80 |
| 综合 |  |  |  |  | 100 | 94.80 |
```

## 依据
一级指标得分 = 其下各二级、三级指标得分之和，分值同此。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import regex

from checks.context import Context
from checks.evidence import is_held
from checks.form import Form, forms
from checks.formula import footing
from checks.model import AnyOf, Claim, Equal, Relation, Same
from checks.relation import judge_relation
from checks.scoring.grade import graded
from checks.scoring.note import Note, is_of_item, notes
from checks.scoring.told import told
from checks.tabular import bands, figure_of, title
from extract.lexicon import normalise
from extract.model import Band, Column, Figure, Indicator

CODE = "GJ418"
NAME = "level-score"
SEVERITY = "error"
SINCE = "0.1.0"
_LEAST = 2
_HALF = 50
_UNIT = regex.compile(r"整体|[部本]门|本?单位")
_CODE = regex.compile(r"^[A-Za-z]\d{0,3}[.、]?(?=\p{Han})")
_BRACKET = regex.compile(r"[(（][^()（）]*[)）]")
_TAIL = regex.compile(r"(?:类|方面|部分|情况|一级|二级|指标|评分|评价)+$")


def claims(context: Context) -> Iterator[Claim]:
    """Claims over prose that restates the points of a level, and over points printed beside a level."""
    every = list(forms(context.extraction))
    grouped: dict[str, list[tuple[Form, tuple[Indicator, ...]]]] = defaultdict(list)
    for form in every:
        for name, rows in _levels(form):
            grouped[name].append((form, rows))
        yield from _printed(context, form)
    yield from _overall(context, every)
    funded = [form for form in every if form.funds is not None]
    for note in notes(context.extraction):
        groups = grouped.get(_core(note.name), [])
        if not groups and len(funded) == 1 and note.name.endswith("执行率"):
            yield from _funds(context, note, funded[0])
        if groups and all(form is groups[0][0] for form, _ in groups):
            yield from _restated(context, note.name, (("分值", note.weight), ("得分", note.score)), groups)
    paired = {note.score for note in notes(context.extraction)}
    yield from _summaries(context, every, grouped)
    for item in (item for one in told(context.extraction) for item in one.items if item.score not in paired):
        groups = grouped.get(_core(item.name), [])
        if groups and all(form is groups[0][0] for form, _ in groups):
            points = (("分值", item.weight), ("得分" if item.sure else "", item.score))
            yield from _restated(context, item.name, points, groups)


def _core(name: str) -> str:
    return normalise(_TAIL.sub("", _CODE.sub("", normalise(_BRACKET.sub("", name)))))


def _levels(form: Form) -> Iterator[tuple[str, tuple[Indicator, ...]]]:
    """The rows under each name of the first two levels, where every row has a weight."""
    if any(row.weight is None for row in form.rows):
        return
    for level in ("level1", "level2"):
        inside: dict[str, list[Indicator]] = defaultdict(list)
        for row in form.rows:
            inside[_core(getattr(row, level))].append(row)
        yield from ((name, tuple(rows)) for name, rows in inside.items() if name)


def _restated(
    context: Context,
    name: str,
    points: Sequence[tuple[str, Figure | None]],
    groups: Sequence[tuple[Form, tuple[Indicator, ...]]],
    place: str = "正文",
) -> Iterator[Claim]:
    """What prose, or the table ``place``, says of a level against its rows; the points of 分值 may in truth be the score."""
    form = groups[0][0]
    for what, said in points:
        if said is None:
            continue
        relations: list[Relation] = []
        for _, rows in groups:
            weights = [r.weight for r in rows if r.weight is not None]
            scores = [r.score for r in rows if r.score is not None]
            whole = len(scores) == len(rows)
            if whole and what != "分值":
                relations.append(Equal(said, footing(scores)))
            by_weight = Equal(said, footing(weights))
            # Points of neither word may be the weight, but only what fits it is taken for it.
            if what == "分值" or (not what and is_held(judge_relation(by_weight))):
                relations.append(by_weight)
            if whole and what == "分值":
                relations.append(Equal(said, footing(scores)))
        if not relations:
            continue
        parts = [r.weight if what == "分值" else r.score for r in groups[0][1]]
        summed = what or "得分"
        yield context.facts.claim(
            CODE,
            relations[0] if len(relations) == 1 else AnyOf(tuple(relations)),
            f"{place}写“{name}”{what}{{stated}}，{title(form.table)}中该级各项{summed}合计为{{computed}}，相差{{difference}}",
            [("stated", said), *(("part", p) for p in parts if p is not None)],
        )


def _summaries(
    context: Context, every: Sequence[Form], grouped: Mapping[str, list[tuple[Form, tuple[Indicator, ...]]]]
) -> Iterator[Claim]:
    """Rows of another table that sums up the levels of the only form: 指标 | 权重 | 得分."""
    if len(every) != 1:
        return
    for table, _, band in bands(context.extraction.tables):
        columns = [
            (what, c)
            for what, role in (("分值", "weight"), ("得分", "score"))
            for c in band.columns
            if c.role == role
        ]
        rows = [row for row in band.rows if len(grouped.get(_core(row.label), ())) == 1]
        if table is every[0].table or len(columns) > len({what for what, _ in columns}) or len(rows) < _LEAST:
            continue
        for row in rows:
            points = [(what, figure_of(table, row, column)) for what, column in columns]
            yield from _restated(context, row.label, points, grouped[_core(row.label)], title(table))


def _overall(context: Context, every: Sequence[Form]) -> Iterator[Claim]:
    """The totals that prose prints against the rows of the form they are of.

    Where the form prints a total under the same key and no item's score shares it, GJ301 compares the two.
    """
    items = {context.facts.key(note.score) for note in notes(context.extraction)}
    for score in _totals(context):
        form = _form_of(context, score, every)
        if form is None or not _is_whole(form) or score.period != form.scores[0].period:
            continue
        key = context.facts.key(score)
        if form.total_score is not None and key == context.facts.key(form.total_score) and key not in items:
            continue
        funds = form.funds.score if form.funds else None
        whole = footing(form.scores if funds is None else (*form.scores, funds))
        ways = [whole] if form.total_score is None else [footing((form.total_score,)), whole]
        ways = list({way.value(): way for way in reversed(ways)}.values())[::-1]
        listed = [*form.scores, *(f for f in (funds, form.total_score) if f is not None)]
        yield context.facts.claim(
            CODE,
            Equal(score, ways[0]) if len(ways) == 1 else AnyOf(tuple(Equal(score, way) for way in ways)),
            f"正文写总得分{{stated}}，{title(form.table)}各项得分合计为{{computed}}，相差{{difference}}",
            [("stated", score), *(("part", f) for f in listed)],
        )


def _totals(context: Context) -> Iterator[Figure]:
    """The total scores of the prose: those told with a grade, and those that are called so and are no item's."""
    with_grade = [one.score for one in graded(context.extraction)]
    yield from with_grade
    of_items = {note.score for note in notes(context.extraction)}
    for figure in context.extraction.figures:
        said = figure.where.table is None and figure.concept == "score.total" and not figure.qualifier
        known = figure in with_grade or figure in of_items or is_of_item(figure.quote)
        if said and figure.value >= _HALF and not known:
            yield figure


def _form_of(context: Context, score: Figure, every: Sequence[Form]) -> Form | None:
    """The only form; or of several the only one that is no project's, for a score said to be the whole unit's."""
    whole = [form for form in every if not dict(form.table.scope).get("project")]
    form = (
        every[0] if len(every) == 1 else whole[0] if len(whole) == 1 and _UNIT.search(score.quote) else None
    )
    project = normalise(dict(form.table.scope).get("project", "")) if form is not None else ""
    if project and normalise(context.whose.owner(score)) not in ("", project):
        return None  # the score of another project
    same = form is not None and context.whose.report(score.where.block) == context.whose.report(
        form.table.where.block
    )
    return form if same else None


def _is_whole(form: Form) -> bool:
    return (
        bool(form.scores)
        and form.fully_scored
        and len(form.scores) >= len(form.weights)
        and not _is_part(form)
    )


def _is_part(form: Form) -> bool:
    """Whether the weights of a form, its funds row with them or not, are at most half of the full mark: one group of it."""
    weights = [*form.weights, *([form.total_weight] if form.total_weight else [])]
    return bool(weights) and sum(w.value for w in form.weights) <= _HALF >= max(w.value for w in weights)


def _funds(context: Context, note: Note, form: Form) -> Iterator[Claim]:
    """What a note says of the rate of execution against the funds row of the only form."""
    assert form.funds is not None
    if any(normalise(row.level3).endswith("执行率") for row in form.rows):
        return
    for what, said, own in (
        ("分值", note.weight, form.funds.weight),
        ("得分", note.score, form.funds.score),
    ):
        if own is not None:
            yield context.facts.claim(
                CODE,
                Same((said, own)),
                f"“{note.name}”的{what}在正文和{title(form.table)}中不一致：{{stated}}",
                [("stated", said), ("stated", own)],
            )


def _printed(context: Context, form: Form) -> Iterator[Claim]:
    """Points in a column beside a level: weights beside the second, scores beside the first and second."""
    for band in form.table.bands:
        levels = {c.role: c for c in band.columns if c.role in ("level1", "level2", "level3")}
        if "level3" not in levels or "level2" not in levels:
            continue
        deepest, second = levels["level3"].index, levels["level2"].index
        for column in (c for c in band.columns if c.index < deepest and c.role in ("weight", "score")):
            if column.role == "score" or column.index > second:
                yield from _column(context, form, band, column)
            yield from _total(context, form, band, column)


def _total(context: Context, form: Form, band: Band, column: Column) -> Iterator[Claim]:
    """The total below a column of levels, which is that of all rows too."""
    row = next((r for r in reversed(band.rows) if r.total), None)
    figure = figure_of(form.table, row, column) if row is not None else None
    what = "分值" if column.role == "weight" else "得分"
    parts = form.weights if column.role == "weight" else form.scores
    if row is None or figure is None or len(parts) < len(form.rows):
        return
    yield context.facts.claim(
        CODE,
        Equal(figure, footing(parts)),
        f"{title(form.table)}“{row.label}”{what}{{stated}}，各项{what}合计为{{computed}}，相差{{difference}}",
        [("total", figure), *(("part", p) for p in parts)],
    )


def _column(context: Context, form: Form, band: Band, column: Column) -> Iterator[Claim]:
    inside: dict[Figure, list[Indicator]] = {}
    current: Figure | None = None
    for row in form.rows:
        at = row.where.row
        if at is None or not band.first <= at <= band.last:
            continue
        cell = form.table.grid.get((at, column.index))
        figure = form.table.figure_at.get((cell.row, cell.column)) if cell is not None else None
        current = figure or current
        if current is not None:
            inside.setdefault(current, []).append(row)
    what = "分值" if column.role == "weight" else "得分"
    ids = {figure: f"{CODE}-{form.table.index}-{column.index}-{i}" for i, figure in enumerate(inside)}
    for figure, rows in inside.items():
        parts = [r.weight if what == "分值" else r.score for r in rows]
        known = [p for p in parts if p is not None]
        if len(known) < len(parts) or figure in known:
            continue
        name = rows[0].level2 if column.index > _second(band) else rows[0].level1
        yield context.facts.claim(
            CODE,
            Equal(figure, footing(known)),
            f"{title(form.table)}“{name}”{what}{{stated}}，其下各项{what}合计为{{computed}}，相差{{difference}}",
            [("level", figure), *(("part", p) for p in known)],
            support=tuple(i for f, i in ids.items() if f != figure),
            id=ids[figure],
        )


def _second(band: Band) -> int:
    return next(c.index for c in band.columns if c.role == "level2")
