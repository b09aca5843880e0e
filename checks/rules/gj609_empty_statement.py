"""写明没有收支而表中有数

## 查什么
正文或表注写明本年度没有政府性基金预算（国有资本经营预算）财政拨款收入和支出、没有“三公”经费支出、“本表无数据”的，
相应的决算表不应有非零的数；财政拨款总表中政府性基金（国有资本经营）一栏有支出的，相应的决算表不应为空表。

## 为什么
空表说明沿用上年文本，本年有了收支没有删去；或者总表有数而明细表漏填。

## 错误示例
```
政府性基金预算财政拨款收入支出决算表
单位：万元
| 科目编码 | 科目名称 | 年初结转和结余 | 本年收入 | 本年支出 | 年末结转和结余 |
| 212 | 城乡社区支出 |  | 35.00 | 35.00 |  |
|  | 合计 |  | 35.00 | 35.00 |  |

本单位2023年度没有政府性基金预算财政拨款收入和支出，故本表无数据。
```

## 正确示例
```
政府性基金预算财政拨款收入支出决算表
单位：万元
| 科目编码 | 科目名称 | 年初结转和结余 | 本年收入 | 本年支出 | 年末结转和结余 |
|  |  |  |  |  |  |
|  | 合计 |  |  |  |  |

本单位2023年度没有政府性基金预算财政拨款收入和支出，故本表无数据。
```

## 不判示例
填表说明中“没有……的，应当……”不是对本单位的说明，不作判断。
```
政府性基金预算财政拨款收入支出决算表
单位：万元
| 科目编码 | 科目名称 | 年初结转和结余 | 本年收入 | 本年支出 | 年末结转和结余 |
| 212 | 城乡社区支出 |  | 35.00 | 35.00 |  |
|  | 合计 |  | 35.00 | 35.00 |  |

没有政府性基金预算财政拨款收入和支出的，应当公开空表。
```

## 依据
部门决算公开要求：没有数据的表应当公开空表并说明；各表之间的勾稽关系。
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from checks.context import Context
from checks.final_accounts import Accounts
from checks.model import Claim, Present
from checks.tabular import title
from extract.model import Figure, Paragraph, Table

CODE = "GJ609"
NAME = "empty-statement"
SEVERITY = "error"
SINCE = "0.1.0"
_NONE = regex.compile(
    r"(?:没有|无|未发生|未安排)(?:使用)?(?:一般公共预算)?(?:财政拨款)?[“\"]?(?P<what>政府性基金|国有资本经营|三公)[”\"]?"
    r"(?:经费)?(?:预算)?(?:财政拨款)?(?:的)?(?:收入(?:和|及|与|、)?支出|收支|支出)(?!的|科目|项目)"
)
_OTHER_YEAR = regex.compile(r"上年|去年|上一年")
_TABLES = {"政府性基金": "T8", "国有资本经营": "T9", "三公": "T7"}
_FUND_COLUMNS = {
    "T8": "政府性基金预算财政拨款|政府性基金",
    "T9": "国有资本经营预算财政拨款|国有资本经营预算|国有资本经营",
}
_SHOWN = 3


def claims(context: Context) -> Iterator[Claim]:
    """For each statement that there was nothing, what its table shows; for each column of the summary, its table."""
    accounts = Accounts.of(context.extraction.tables)
    for paragraph in context.extraction.paragraphs():
        match = _NONE.search(paragraph.text)
        table = accounts.tables.get(_TABLES[match["what"]]) if match else None
        if match is None or table is None or _OTHER_YEAR.search(paragraph.text[: match.start()]):
            continue
        yield _empty(context, paragraph, match.group(), table)
    for kind, column in _FUND_COLUMNS.items():
        spent = accounts.total("T4", "本年支出合计", column, 1)
        table = accounts.tables.get(kind)
        if spent is not None and spent.value and table is not None:
            yield context.facts.claim(
                CODE,
                Present(title(table), (spent,), table.where, bool(_amounts(table))),
                f"{title(accounts.tables['T4'])}本年支出有{spent.text}，{title(table)}为空表",
                [("spent", spent)],
            )


def _empty(context: Context, paragraph: Paragraph, words: str, table: Table) -> Claim:
    shown = _amounts(table)[:_SHOWN]
    amounts = "、".join(f.text for f in shown)
    return context.facts.claim(
        CODE,
        Present(words, tuple(shown), paragraph.where, not shown, paragraph.text.strip()[:120]),
        f"写明“{words}”，而{title(table)}填有不为零的数（{amounts}）",
        [("shown", f) for f in shown],
    )


def _amounts(table: Table) -> list[Figure]:
    """The amounts of a table that are not zero."""
    return [f for f in table.figures if f.whole_cell and f.measure == "level" and f.value]
