"""目录所列的表在正文中没有

## 查什么
目录中列出的各张表（名称以“表”结尾），正文中应有同名的表或表题；目录所列多数能够找到、只缺个别的，提示缺表。

## 为什么
公开文本要求各表齐全，没有数据的也应保留空表并注明；删表、漏贴时目录往往没有改。

## 错误示例
```
目录
一、收入支出决算总表
二、收入决算表
三、支出决算表

第一部分 决算表

收入支出决算总表
单位：万元
| 项目 | 决算数 |
| 本年收入合计 | 140.00 |

支出决算表
单位：万元
| 项目 | 决算数 |
| 本年支出合计 | 140.00 |
```

## 正确示例
```
目录
一、收入支出决算总表
二、收入决算表
三、支出决算表

第一部分 决算表

收入支出决算总表
单位：万元
| 项目 | 决算数 |
| 本年收入合计 | 140.00 |

收入决算表
单位：万元
| 项目 | 决算数 |
| 本年收入合计 | 140.00 |

支出决算表
单位：万元
| 项目 | 决算数 |
| 本年支出合计 | 140.00 |
```

## 不判示例
正文中一张表都没有的，各表可能另附文件，不作判断。
```
目录
一、收入支出决算总表
二、收入决算表
三、支出决算表

第一部分 决算情况说明
2023年度收入总计140.00万元。
```

## 依据
部门决算公开要求：各表齐全，没有数据的表应当公开空表并说明。
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from checks.context import Context
from checks.model import Claim, Present
from extract.lexicon import normalise
from extract.model import Block, Paragraph, RawTable

CODE = "GJ608"
NAME = "contents"
SEVERITY = "warning"
SINCE = "0.1.0"
_TITLE = regex.compile(r"^目[录次]$")
_LEADER = regex.compile(r"[.．…·\s\-—]*\d*$")
_PART = regex.compile(r"^第[一二三四五六七八九十]+部分")
_LONGEST = 50
_LEAST = 2


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each table of the contents, where most of them are there."""
    blocks = context.extraction.blocks
    listed, end = _contents(blocks)
    named = [(p, name) for p in listed if (name := _name(p)).endswith("表") and not _PART.match(name)]
    captions = {normalise(t.caption) for t in context.extraction.tables if t.caption}
    captions |= {_name(b) for b in blocks[end:] if isinstance(b, Paragraph) and len(b.text) <= _LONGEST}
    found = [(p, name, any(_alike(name, other) for other in captions)) for p, name in named]
    if sum(there for _, _, there in found) < max(_LEAST, (len(found) + 1) // 2):
        return
    for paragraph, name, there in found:
        yield context.facts.claim(
            CODE,
            Present(name, (), paragraph.where, there, paragraph.text.strip()),
            f"目录列有“{name}”，正文中没有这张表",
            [],
        )


def _contents(blocks: tuple[Block, ...]) -> tuple[list[Paragraph], int]:
    """The lines of the contents, and the block after them: where a line comes again, or a text or table begins."""
    start = next(
        (i for i, b in enumerate(blocks) if isinstance(b, Paragraph) and _TITLE.match(_squeezed(b))), None
    )
    if start is None:
        return [], 0
    listed: list[Paragraph] = []
    seen: set[str] = set()
    for index in range(start + 1, len(blocks)):
        block = blocks[index]
        if isinstance(block, RawTable) or len(block.text) > _LONGEST or block.text.rstrip().endswith("。"):
            return listed, index
        name = _name(block)
        if name in seen and (_PART.match(name) or len(listed) > 1):
            return listed, index
        seen.add(name)
        listed.append(block)
    return listed, len(blocks)


def _squeezed(paragraph: Paragraph) -> str:
    return "".join(paragraph.text.split())


def _name(paragraph: Paragraph) -> str:
    """A line without its numbering, leader dots and page number."""
    return normalise(_LEADER.sub("", paragraph.text))


def _alike(name: str, other: str) -> bool:
    return name == other or other.endswith(name) or other.startswith(name)
