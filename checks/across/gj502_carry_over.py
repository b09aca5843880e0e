"""年初结转与上年年末结转不一致

## 查什么
同一单位本年报告的年初（上年）结转结余，与上年报告的年末结转结余对照。任一份报告提到结转资金收回、调整、划转的不作判断。

## 为什么
期初数是上年的期末数。两个数不同，或者有一个写错，或者中间有调整没有说明。

## 错误示例
```
=== 2022 部门决算公开说明
2022年年末结转和结余27.65万元。
=== 2023 部门决算公开说明
2023年年初结转和结余26.75万元。
```

## 正确示例
```
=== 2022 部门决算公开说明
2022年年末结转和结余27.65万元。
=== 2023 部门决算公开说明
2023年年初结转和结余27.65万元。
```

## 不判示例
```
=== 2022 部门决算公开说明
2022年年末结转和结余27.65万元。
=== 2023 部门决算公开说明
2023年年初结转和结余20.65万元，财政收回上年结转资金7万元。
```

## 依据
年初结转和结余 = 上年年末结转和结余（收回、调整、划转的除外）。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checks.across.dossier import Dossier, claim, tell
from checks.model import Claim, Same

CODE = "GJ502"
NAME = "carry-over"
SEVERITY = "warning"
SINCE = "0.1.0"
_CLOSING = {
    "carryover.opening": "carryover.closing",
    "carryover.opening-fiscal": "carryover.closing-fiscal",
}


def claims(dossier: Dossier) -> Iterator[Claim]:
    """One claim for each kind of carried-over money that both years' documents state."""
    for before, now in dossier.pairs():
        if before.moved or now.moved:
            continue
        for key, opening in now.stated.items():
            closing_subject = _CLOSING.get(key.subject)
            if closing_subject is None or key.period != str(now.year):
                continue
            closing_key = replace(key, subject=closing_subject, period=str(before.year))
            closing = before.stated.get(closing_key)
            if closing is not None:
                yield claim(
                    CODE,
                    Same((closing, opening)),
                    f"{now.year}年年初结转与上年年末不一致：上年{tell(closing)}，本年{tell(opening)}，相差{{difference}}",
                    [("stated", closing_key, closing), ("stated", key, opening)],
                    group=f"{key}{now.year}",
                )
