"""定量指标得分与计分办法不符

## 查什么
自评表备注印有定量指标计分办法（正向指标得分=权重×实际值÷目标值，反向指标得分=权重×目标值÷实际值，最高为满分）的，
按办法重新计算各项得分；没有印出、而用 --pack 指定了有计分约定的规则包的，相差1分及以上的按表汇总提示。
报告所在地或指定的规则包规定了定性指标三档（达成、部分达成、未达成）得分区间的，核对得分是否落在该档，按表汇总。

## 为什么
没有完成的指标没有按比例扣分，或者完成值改过而得分没有重算。

## 错误示例
```
备注：定量指标计分原则：正向指标（即目标值为≥X，得分=权重×B/A），反向指标（即目标值为≤X，得分=权重×A/B），得分不得突破权重总额。
| 一级指标 | 二级指标 | 三级指标 | 年初目标值（A） | 实际完成值（B） | 权重 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 9公里 | 40 | 38 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 9个 | 40 | 40 |
```

## 正确示例
```
备注：定量指标计分原则：正向指标（即目标值为≥X，得分=权重×B/A），反向指标（即目标值为≤X，得分=权重×A/B），得分不得突破权重总额。
| 一级指标 | 二级指标 | 三级指标 | 年初目标值（A） | 实际完成值（B） | 权重 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 9公里 | 40 | 30 |
| 效益指标 | 社会效益 | 投诉次数 | ≤4次 | 5次 | 40 | 32 |
```

## 不判示例
没有印出计分办法的，酌情评分属通常做法，不作判断。
```
| 一级指标 | 二级指标 | 三级指标 | 年初目标值（A） | 实际完成值（B） | 权重 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 9公里 | 40 | 38 |
```

## 依据
报告自己印出的计分办法；指定规则包的，见规则包的 reverse 一项。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import regex

from checks.context import Context
from checks.form import Form, forms
from checks.formula import Constant, Formula, Minimum, Product, Ratio, Term
from checks.model import Claim, Equal, Present
from checks.pack import Pack, in_force
from checks.precision import base_value
from checks.scoring.parse import fold
from checks.tabular import quoted, title
from extract.model import Extraction, Figure, Indicator
from extract.target import understand

CODE = "GJ409"
NAME = "indicator-score"
SEVERITY = "error"
SINCE = "0.1.0"
_ACTUAL = r"(?:B|实际完成值|完成值|实际值|全年实际值)"
_GOAL = r"(?:A|年初目标值|年度指标值|指标值|目标值)"
_WORTH = r"(?:权重|分值|该指标分值)"
_POSITIVE = regex.compile(rf"正向指标[^。;]{{0,24}}?得分={_WORTH}[×*xX]\(?{_ACTUAL}[/÷]{_GOAL}")
_REVERSE = regex.compile(rf"反向指标[^。;]{{0,24}}?得分={_WORTH}[×*xX]\(?{_GOAL}[/÷]{_ACTUAL}")

_WORDS = regex.compile(
    r"(?P<degree>部分达成|未达成|达成)(?:(?:预期)?(?:年度)?(?:指标|目标)(?:[,、。]|并|且|$)|。?$)"
)


@dataclass(frozen=True)
class _Row:
    """A row with a target and an actual that can be divided, and the score due."""

    name: str
    goal: Figure
    done: Figure
    weight: Figure
    score: Figure
    due: Formula


def claims(context: Context) -> Iterator[Claim]:
    """One claim a row where the document prints how rows are scored; one a form where a named pack says it."""
    printed = _printed(context.extraction)
    pack = in_force(context)
    yield from _by_words(context, pack)
    told = pack.convention("reverse") if pack.chosen == "named" else None
    if not any(printed) and told is None:
        return
    for form in forms(context.extraction):
        rows = [made for row in form.rows if (made := _row(form, row, printed, told is not None))]
        if any(printed):
            yield from (_exact(context, form, row) for row in rows)
        elif told is not None and rows:
            yield _loose(context, form, rows, told.basis)


def _by_words(context: Context, pack: Pack) -> Iterator[Claim]:
    """Rows whose actual is one of the three set phrases: the score lies in the range for it."""
    told = pack.convention("quality-bands")
    if told is None or not pack.certain:
        return
    for form in forms(context.extraction):
        listed: list[tuple[str, Figure, Figure, bool]] = []
        for row in form.rows:
            said = _WORDS.match(fold(row.actual))
            if said is None or row.weight is None or row.score is None or said["degree"] not in told.value:
                continue
            low, high = (row.weight.value * Decimal(str(share)) / 100 for share in told.value[said["degree"]])
            fits = low <= row.score.value <= high
            listed.append((row.level3 or row.level2, row.score, row.weight, fits))
        off = [one for one in listed if not one[3]]
        if listed:
            yield context.facts.claim(
                CODE,
                Present(
                    "该档的得分", tuple(one[1] for one in off or listed), (off or listed)[0][1].where, not off
                ),
                f"{title(form.table)}{quoted(one[0] for one in off)}的得分不在所写完成程度的得分区间内（依据：{told.basis}）",
                [(role, f) for one in off or listed for role, f in (("score", one[1]), ("weight", one[2]))],
                severity="warning",
            )


def _exact(context: Context, form: Form, row: _Row) -> Claim:
    return context.facts.claim(
        CODE,
        Equal(row.score, row.due),
        f"{title(form.table)}“{row.name}”指标值{row.goal.text}，实际完成{row.done.text}，得分{{stated}}，"
        f"按表中计分办法应为{{computed}}，相差{{difference}}",
        [("score", row.score), ("weight", row.weight), ("actual", row.done), ("target", row.goal)],
        suspect=0,
    )


def _loose(context: Context, form: Form, rows: list[_Row], basis: str) -> Claim:
    off = [row for row in rows if abs(row.due.value() - base_value(row.score)) >= 1]
    shown = off or rows
    return context.facts.claim(
        CODE,
        Present("按计分办法计分", tuple(row.score for row in shown), shown[0].score.where, not off),
        f"{title(form.table)}{quoted(row.name for row in off)}的得分与按计分办法计算的相差1分及以上（依据：{basis}）",
        [
            (role, f)
            for row in shown
            for role, f in (("score", row.score), ("actual", row.done), ("target", row.goal))
        ],
        severity="info",
    )


def _printed(extraction: Extraction) -> tuple[bool, bool]:
    """Whether the document prints how rising and how falling targets are scored."""
    texts = [p.text for p in extraction.paragraphs()]
    texts += [c.text for t in extraction.tables for c in t.cells if len(c.text) > 20]
    folded = [fold(text) for text in texts if "指标" in text and "得分" in text]
    return any(map(_POSITIVE.search, folded)), any(map(_REVERSE.search, folded))


def _row(form: Form, row: Indicator, printed: tuple[bool, bool], pack: bool) -> _Row | None:
    """The score due to a row whose target has a sign; None where anything is in doubt."""
    target, actual = understand(row.target), understand(row.actual)
    if row.weight is None or row.score is None or target.kind != "number" or actual.kind != "number":
        return None
    rising = target.direction in ("at_least", "over")
    if not rising and target.direction not in ("at_most", "under"):
        return None
    if not (printed[0] if rising else printed[1]) and not pack:
        return None
    goals, done = form.staged(row, "target"), form.staged(row, "actual")
    if len(goals) != 1 or len(done) != 1 or goals[0].unit != done[0].unit or done[0].qualifier:
        return None
    if goals[0].doubt or done[0].doubt:
        return None
    if goals[0].value <= 0 or done[0].value <= 0:
        return None
    goal, own = _bare(goals[0]), Term(done[0])
    quotient = Ratio(own, goal) if rising else Ratio(goal, own)
    full = Term(row.weight)
    due = Minimum((full, Product(full, quotient)))
    return _Row(row.level3 or row.level2, goals[0], done[0], row.weight, row.score, due)


def _bare(goal: Figure) -> Formula:
    """The bound that a target sets, taken as that very number."""
    return Constant(goal.value, goal.unit)
