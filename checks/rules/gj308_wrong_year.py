"""句中写的年份与数据不符

## 查什么
一句话写明的年份不是报告年度，而句中两个以上的金额与报告别处报告年度的同一事项逐一相同、与所写年份的没有一个相同的；
以及同一段中收入写的是上一年、支出写的是报告年度（或者相反）、都说比上年增减，而全文没有该事项报告年度的数的，
提示年份可能没有改。

## 为什么
报告由上年文本修改而来，金额改了、年份没有改。

## 错误示例
```
2023年度部门决算说明
2022年度支出合计836.75万元，其中基本支出559.85万元、项目支出276.90万元。
2023年度支出决算表
单位：万元
| 项目 | 2023年决算数 |
| 本年支出 | 836.75 |
| 基本支出 | 559.85 |
| 项目支出 | 276.90 |
```

## 正确示例
```
2023年度部门决算说明
2023年度支出合计836.75万元，其中基本支出559.85万元、项目支出276.90万元。
2023年度支出决算表
单位：万元
| 项目 | 2023年决算数 |
| 本年支出 | 836.75 |
| 基本支出 | 559.85 |
| 项目支出 | 276.90 |
```

## 不判示例
只有一个金额相同的，可能两年恰好相同；别处也写有所写年份的同一金额的，不作判断。
```
2023年度部门决算说明
2022年度支出合计836.75万元。
2023年度支出决算表
单位：万元
| 项目 | 2023年决算数 |
| 本年支出 | 836.75 |
| 基本支出 | 559.85 |
```

## 依据
公开文本的年度应与报告年度一致，比较的基期为上一年度。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from checks.context import Context
from checks.model import Claim, Present
from checks.precision import base_value, significant_digits
from checks.subject import dated, short
from extract.model import Figure
from extract.unit import kind

CODE = "GJ308"
NAME = "wrong-year"
SEVERITY = "warning"
SINCE = "0.1.0"
_TELLING = 4
_LEAST = 2


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each paragraph and each year in it that is not the report's."""
    year = context.extraction.year
    if year is None:
        return
    money = [f for f in context.extraction.figures if f.measure == "level" and kind(f.unit) == "money"]
    stated = _stated(context, money)
    spoken: dict[tuple[int | None, str], list[Figure]] = defaultdict(list)
    for figure in money:
        other = figure.period not in (None, str(year))
        if figure.where.table is None and other and not figure.qualifier:
            spoken[figure.where.block, figure.period or ""].append(figure)
    for (_, said), figures in spoken.items():
        if not any(f"{said}年" in f.quote for f in figures):
            continue
        moved = [f for f in figures if _is_of(stated, context, f, str(year))]
        if len({f.value for f in moved}) >= _LEAST and not any(
            _is_of(stated, context, f, said) for f in figures
        ):
            yield _claim(
                context,
                moved,
                f"句中写为{said}年，而{short(moved[0])}等{len(moved)}个数与报告别处{year}年的数逐一相同，年份可能写错",
            )
    yield from _halves(context, year)


_Stated = dict[tuple[str, str, str, str], set[tuple[object, int | None]]]


def _stated(context: Context, money: list[Figure]) -> _Stated:
    """Each subject, stage and year with the telling amounts printed for it and the blocks they stand in."""
    found: _Stated = defaultdict(set)
    for figure in money:
        key = context.facts.key(figure)
        if key.subject and significant_digits(figure) >= _TELLING:
            found[key.subject, key.stage, key.period, key.measure].add(
                (base_value(figure), figure.where.block)
            )
    return found


def _is_of(stated: _Stated, context: Context, figure: Figure, year: str) -> bool:
    """Whether another place prints the amount for the same subject in ``year``."""
    key = context.facts.key(figure)
    places = stated.get((key.subject, key.stage, year, key.measure), set())
    return any(value == base_value(figure) and block != figure.where.block for value, block in places)


def _halves(context: Context, year: int) -> Iterator[Claim]:
    """Income and expenditure of one paragraph, told as changed against the year before, for two years."""
    told: dict[int | None, dict[str, Figure]] = defaultdict(dict)
    for statement in context.extraction.statements:
        current = statement.one("current")
        if statement.kind == "change" and current is not None and current.where.table is None:
            side = _side(current)
            if side and current.measure == "level" and current.stage in ("", "决算", "执行"):
                told[current.where.block].setdefault(side, current)
    levels = [f for f in context.extraction.figures if f.measure == "level" and f.period == str(year)]
    for sides in told.values():
        if {f.period for f in sides.values()} != {str(year), str(year - 1)}:
            continue
        stray = next(f for f in sides.values() if f.period == str(year - 1))
        other = next(f for f in sides.values() if f is not stray)
        written = f"{year - 1}年" in stray.before
        if written and not any(_side(f) == _side(stray) for f in levels):
            yield _claim(
                context,
                [stray, other],
                f"{dated(stray)}与同段的{dated(other)}年度不同，全文没有{short(stray)}{year}年的数，年份可能写错",
            )


def _side(figure: Figure) -> str:
    """收入 or 支出 where a figure is the whole of it, "" otherwise."""
    if figure.concept in ("income.year", "income.total") or short(figure) in (
        "收入",
        "收入决算数",
        "收入决算",
    ):
        return "收入"
    if figure.concept in ("expenditure.year", "expenditure.total"):
        return "支出"
    return "支出" if short(figure) in ("支出", "支出决算数", "支出决算") else ""


def _claim(context: Context, figures: list[Figure], sentence: str) -> Claim:
    first = figures[0]
    return context.facts.claim(
        CODE,
        Present(f"{context.extraction.year}年", tuple(figures), first.where, False, first.quote),
        sentence,
        [("dated", f) for f in figures],
    )
