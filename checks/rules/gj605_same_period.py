"""比较的年度与本期相同

## 查什么
“2023年……与2023年相比增加……”这类本期与比较期写成同一年度的。

## 为什么
套用上年文字时只改了一处年份。

## 错误示例
```
2023年收入合计500.00万元，与2023年度相比，增加20.00万元，增长4.17%。
```

## 正确示例
```
2023年收入合计500.00万元，与2022年度相比，增加20.00万元，增长4.17%。
```
“由2022年的……减至……”中的年度只是起点的年度。
```
2023年审批时限由2022年的12天压缩至7天，压缩5天；信访件4件，比2022年减少1件，复查案件3件，比2022年增加2件。
```

## 不判示例
与同年预算相比的，不是同期比较，不作判断。
```
2023年支出500.00万元，与2023年预算相比，增加20.00万元，增长4.17%。
```

## 依据
增减变动的比较期应为上期。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.context import Context
from checks.fact import statements
from checks.model import Claim, Present
from checks.subject import dated

CODE = "GJ605"
NAME = "same-period"
SEVERITY = "warning"
SINCE = "0.1.0"


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each change that names both its years."""
    for readings in statements(context.extraction, "change"):
        statement = readings[0]
        current = statement.one("current")
        base = statement.words.get("base", "")
        figure = statement.one("delta") or statement.one("rate")
        if (
            current is None
            or figure is None
            or not base.isdigit()
            or base not in statement.words.get("phrase", "")
        ):
            continue
        if len(re.findall(rf"{current.period}\s*年", statement.quote)) < 2:
            continue
        yield context.facts.claim(
            CODE,
            Present("比较期", (current, figure), statement.where, current.period != base, statement.quote),
            f"{dated(current)}的比较期也写为{base}年，年度有误，应为上一年度",
            [("current", current), ("change", figure)],
        )
