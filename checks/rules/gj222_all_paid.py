"""写明全部支付而比率不是100%

## 查什么
“资金已全部拨付（支付、使用）”这样的话，与相邻几段写出的资金执行率、拨付率、支付率核对，比率应为100%；
“资金已全部到位”与到位率核对。

## 为什么
文字是照抄的套话，比率是按实际计算的，两者矛盾时读者不知道以何为准。

## 错误示例
```
项目预算资金850.00万元，已支付680.00万元，资金执行率80%。
截至年底，资金已全部拨付。
```

## 正确示例
```
项目预算资金850.00万元，已支付850.00万元，资金执行率100%。
截至年底，资金已全部拨付。
```

## 不判示例
只说某一级、某一部分资金全部拨付的，不作判断。
```
项目预算资金850.00万元，已支付680.00万元，资金执行率80%。
其中中央资金已全部拨付。
```

## 依据
全部支付即支付数等于应付数。
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from checks.context import Context
from checks.formula import FULL, footing
from checks.model import Claim, Equal
from extract.lexicon import normalise
from extract.model import Figure

CODE = "GJ222"
NAME = "all-paid"
SEVERITY = "warning"
SINCE = "0.1.0"
_ALL = regex.compile(
    r"(?:^|[，,。；;、])(?:目前|现|均|截至[^，,。]{2,12}[，,]?)*(?:项目|专项|预算|财政|该项|各项)*(?:款项|资金|经费|预算)?"
    r"(?:目前|现|均)*已?(?:全部|悉数|全额)(?P<done>拨付|支付|使用|支出|执行|发放|到位)(?:完毕|完成|到位)?(?=[，,。；;]|$)"
)
_PAID = regex.compile(r"^(?:项目|预算|专项|财政)*(?:资金|预算|经费)?(?:总体)?(?:执行|拨付|支付|支出|使用)率$")
_ARRIVED = regex.compile(r"^(?:项目|预算|专项|财政)*(?:资金|经费)?到位率$")
_NEAR = 2


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each rate of payment near words that say all is paid."""
    rates = [
        f
        for f in context.extraction.figures
        if f.where.table is None and f.measure == "ratio" and f.unit == "%"
    ]
    for paragraph in context.extraction.paragraphs():
        match = _ALL.search(paragraph.text)
        if match is None:
            continue
        kind = _ARRIVED if match["done"] == "到位" else _PAID
        for rate in rates:
            near = abs((rate.where.block or 0) - (paragraph.where.block or 0)) <= _NEAR
            if near and kind.match(normalise(rate.label)) and not rate.qualifier:
                yield _claim(context, rate, match.group().strip("，,。；;、"))


def _claim(context: Context, rate: Figure, words: str) -> Claim:
    return context.facts.claim(
        CODE,
        Equal(rate, footing([FULL])),
        f"文中写“{words}”，而{rate.label}写为{{stated}}，两者矛盾",
        [("rate", rate)],
    )
