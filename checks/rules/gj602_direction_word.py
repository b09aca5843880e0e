"""增减方向的词与数字相反

## 查什么
“增加”“减少”“上升”“下降”与本期数、上期数的大小关系是否一致；同一句中金额写“增加”、比率写“下降”的，方向矛盾；
写出不为零的增减额（或“减少为0”）又紧接着写与同一比较对象“持平”的，提请核实。

## 为什么
改了数字没有改词，读者会得出相反的结论。

## 错误示例
```
公用经费80.00万元，较上年的95.00万元增加15.00万元，增长15.79%。
```
```
差旅费30.00万元，比上年增加5.00万元，下降14.29%。
```

```
公务接待费3.20万元，比上年减少0.80万元，与上年持平。
```
```
公务用车购置费支出减少为0，与上年持平。
```

## 正确示例
```
公用经费80.00万元，较上年的95.00万元减少15.00万元，下降15.79%。
```

## 不判示例
上年数没有写出的，或者所写的增减与两数之差大小悬殊、显然不是这两数之差的，不作判断。
```
公用经费80.00万元，较上年有所增加，增加额为15.00万元。
```
“基本持平”的，以及比较对象不同的，不作判断。
```
公务接待费3.20万元，比上年减少0.80万元，与年初预算持平；会议费2.01万元，比上年增加0.01万元，与上年基本持平。
```
```
全年累计接收对象214人，累计解除196人，比年初265人净增18人。
```

## 依据
文字表述与数字的大小关系应一致。
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import regex

from checks.context import Context
from checks.fact import statements
from checks.formula import difference
from checks.model import Claim, Present, Says
from checks.subject import dated, tidy
from extract.model import Figure, Statement
from extract.unit import kind, same_kind, to_base

CODE = "GJ602"
NAME = "direction-word"
SEVERITY = "error"
SINCE = "0.1.0"
_BASES = {"上年": "year", "去年": "year", "上一年": "year", "上期": "year", "预算": "budget"}
_COMPARED = regex.compile("|".join(_BASES))
_LEVEL = regex.compile(
    rf"[，,]?\s*(?:与|和|同|较|比)(?:年初|全年|调整后?)?(?P<base>{'|'.join(_BASES)})度?(?:同期|相比|决算数?|支出数?|数)*持平"
)
_TO_NOTHING = regex.compile(
    r"(?:减少|下降|增加)为(?P<nothing>0(?:\.0+)?|零)(?!\.?\d)(?:万?元)?[，,]?(?:与|和|较|比)上年度?(?:同期|相比)?持平"
)
_NEAR = 20
"""A printed change may differ by a twentieth from that between the levels."""


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each direction word that has a number, or a second word, to be held against."""
    yield from _reduced_to_nothing(context)
    for readings in statements(context.extraction, "change"):
        statement = readings[0]
        yield from _level(context, statement)
        delta, rate = statement.one("delta"), statement.one("rate")
        if len(readings) == 1:
            yield from _against_levels(context, statement)
        if delta is None or rate is None or not delta.value or not rate.value:
            continue
        said, told = statement.words.get("direction", ""), statement.words.get("rate", "")
        agrees = _rises(statement, "up", delta) == _rises(statement, "rate_up", rate)
        yield context.facts.claim(
            CODE,
            Present("方向", (delta, rate), statement.where, agrees, statement.quote),
            f"{_subject(statement)}金额写“{said}{delta.text}”，比率却写“{told}{rate.text}”，方向矛盾",
            [("change", delta), ("rate", rate)],
        )


def _level(context: Context, statement: Statement) -> Iterator[Claim]:
    """A change that is not zero, and right after it that nothing has changed against the same."""
    delta, rate = statement.one("delta"), statement.one("rate")
    last = rate or delta
    if last is None or not last.value or last.qualifier:
        return
    same = _LEVEL.match(last.behind)
    compared = _COMPARED.search(statement.words.get("phrase", ""))
    if same is None or compared is None or _BASES[compared[0]] != _BASES[same["base"]]:
        return
    word = statement.words.get("direction") or statement.words.get("rate", "")
    yield context.facts.claim(
        CODE,
        Present("方向", (last,), statement.where, False, statement.quote),
        f"{_subject(statement)}写“{word}{(delta or last).text}”，又写“{same[0].strip('，, ')}”，前后矛盾",
        [("change", last)],
        severity="warning",
    )


def _reduced_to_nothing(context: Context) -> Iterator[Claim]:
    """减少为0，与上年持平: what was reduced to nothing has not stayed as it was."""
    nothing = {
        (f.where.block, f.where.start): f
        for f in context.extraction.figures
        if not f.value and f.where.table is None
    }
    for paragraph in context.extraction.paragraphs():
        for found in _TO_NOTHING.finditer(paragraph.text):
            figure = nothing.get((paragraph.where.block, found.start("nothing")))
            if figure is not None:
                yield context.facts.claim(
                    CODE,
                    Present("方向", (figure,), figure.where, False, found[0]),
                    f"文中写“{found[0]}”，减少为零与持平矛盾",
                    [("change", figure)],
                    severity="warning",
                )


def _against_levels(context: Context, statement: Statement) -> Iterator[Claim]:
    """The word against the two levels that are printed in its sentence."""
    current, base = statement.one("current"), statement.one("base")
    delta, rate = statement.one("delta"), statement.one("rate")
    figure = delta or rate
    if (
        statement.words.get("scope")
        or figure is None
        or current is None
        or base is None
        or not figure.value
        or not same_kind(current.unit, base.unit)
        or not _tells_size(figure, current, base)
    ):
        return
    word = statement.words.get("direction" if delta is not None else "rate", "")
    up = _rises(statement, "up" if delta is not None else "rate_up", figure)
    yield context.facts.claim(
        CODE,
        Says("up" if up else "down", word, figure, difference(current, base)),
        f"{dated(current)}为{current.text}，比较数为{base.text}，文中却写“{word}{figure.text}”，方向相反",
        [("change", figure), ("current", current), ("base", base)],
    )


def _tells_size(figure: Figure, current: Figure, base: Figure) -> bool:
    """Whether a change is about as large as that between the levels; otherwise these are not what it compares."""
    before = to_base(base.value, base.unit)
    change = abs(to_base(current.value, current.unit) - before)
    if kind(figure.unit) == "percent":
        return bool(before) and abs(change * 100 / before - Fraction(abs(figure.value))) <= 1
    told = abs(to_base(figure.value, figure.unit))
    return same_kind(figure.unit, base.unit) and abs(change - told) * _NEAR <= told


def _subject(statement: Statement) -> str:
    current, phrase = statement.one("current"), statement.words.get("phrase", "")
    name = dated(current) if current is not None else tidy(statement.words.get("subject", ""))
    return f"{name or '同一句中'}{'比' + phrase if phrase else ''}的变动，"


def _rises(statement: Statement, word: str, figure: Figure) -> bool:
    """Whether word and sign together say that it rose."""
    return (statement.words.get(word) == "1") == (figure.value >= 0)
