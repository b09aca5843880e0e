"""写明没有完成却得满分

## 查什么
“偏差原因”栏或实际完成值写明没有完成、没有达标、进度滞后，而该项得满分的，提请核实。
评分说明写明没有完成、评分标准规定未完成不得分或扣分，而该项得满分的，同样提请核实。

## 为什么
没有完成的指标应当扣分；要么原因是别的行的，要么得分没有如实填写。

## 错误示例
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因 |
| 产出指标 | 数量指标 | 清淤长度 | 按计划清淤 | 大部分河段 | 50 | 50 | 因汛期提前，下游河段未完成清淤 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 9个 | 50 | 50 |  |
```

```
7.清淤工程完成情况。评分标准：按计划完成得满分，未完成不得分。因汛期提前，下游河段未完成清淤。该指标分值10分，得分10分。
```

## 正确示例
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因 |
| 产出指标 | 数量指标 | 清淤长度 | 按计划清淤 | 大部分河段 | 50 | 42 | 因汛期提前，下游河段未完成清淤 |
| 效益指标 | 社会效益 | 受益村庄 | ≥9个 | 9个 | 50 | 50 | 无未完成事项 |
```

## 不判示例
原因栏没有说未完成的，不作判断。
```
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 15公里 | 50 | 50 | 年初指标值设置偏低 |
```

## 依据
自评表填表说明：未完成绩效目标的，应相应扣分并说明原因。
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from checks.context import Context
from checks.form import forms
from checks.model import Claim, Present
from checks.scoring.note import by_name, notes
from checks.tabular import title
from extract.table_word import squeeze

CODE = "GJ415"
NAME = "reason-against-marks"
SEVERITY = "warning"
SINCE = "0.1.0"
_MISSED = regex.compile(
    r"(?<!无|不存在|没有|避免|防止|杜绝|非因|消除)(?:未能?(?:按时|按期|如期|及时|全部|全面|完全|足额)*(?:完成|达到|达标|实现|开展|实施|落实)|没有(?:完成|达到|达标)|进度滞后|进展缓慢|尚未)"
)
_FAILS = regex.compile(
    r"(?:未|没有|不)\p{Han}{0,8}(?:完成|达到|达标|实现)\p{Han}{0,4}[，,]?(?:不得分|不计分|得0分|扣)"
)
_NONE = regex.compile(r"(?:无|没有|不存在|未发现|未出现)[^,。;]{0,8}$")


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each row with full marks that gives a reason."""
    for form in forms(context.extraction):
        for row in form.rows:
            if (
                row.weight is None
                or row.score is None
                or not row.score.value
                or row.score.value < row.weight.value
            ):
                continue
            said = next((text for text in (squeeze(row.reason), squeeze(row.actual)) if _missed(text)), "")
            if not said and not squeeze(row.reason):
                continue
            yield context.facts.claim(
                CODE,
                Present("扣分", (row.score, row.weight), row.where, not said, said),
                f"{title(form.table)}“{row.level3 or row.level2}”写明“{said[:40]}”，却得满分{row.score.text}",
                [("score", row.score), ("weight", row.weight)],
            )
    yield from _in_notes(context)


def _in_notes(context: Context) -> Iterator[Claim]:
    """One claim for each note of full marks whose rule takes points off for what is not done."""
    rows = by_name(context.extraction.indicators)
    for note in notes(context.extraction):
        if not note.score.value or note.score.value < note.weight.value:
            continue
        said = [s for p in note.item.paragraphs for s in regex.findall(r"[^。；;]+", squeeze(p.text))]
        printed = rows[note.name].rule if note.name in rows else ""
        if not any(_FAILS.search(text) for text in (squeeze(printed), *said)):
            continue
        missed = next((s for s in said if _missed(s) and not _FAILS.search(s)), "")
        yield context.facts.claim(
            CODE,
            Present("扣分", (note.score, note.weight), note.score.where, not missed, missed),
            f"“{note.name}”的说明写明“{missed[:40]}”，却得满分{note.score.text}",
            [("score", note.score), ("weight", note.weight)],
        )


def _missed(text: str) -> bool:
    return any(not _NONE.search(text[: match.start()]) for match in _MISSED.finditer(text))
