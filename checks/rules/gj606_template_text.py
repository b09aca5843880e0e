"""模板提示语没有删除

## 查什么
“增加（减少）”“下降（增长）”“大于（小于）”这类二选一的模板字样，“仍保留该表格式”“列明”“请填写”等填表提示。

## 为什么
模板字样留在正文里，说明这一句没有按本单位实际填写。

## 错误示例
```
2023年支出合计500.00万元，比上年增加（减少）20.00万元，增长（下降）4.17%。
```

## 正确示例
```
2023年支出合计500.00万元，比上年增加20.00万元，增长4.17%。
```

## 不判示例
没有填写金额的空白表样，不作判断。
```
比上年增加（减少）    万元，增长（下降）    %。
```

## 依据
公开文本应删除填表说明和选择项。
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from checks.context import Context
from checks.model import Claim, Present
from extract.model import Figure, Paragraph

CODE = "GJ606"
NAME = "template-text"
SEVERITY = "warning"
SINCE = "0.1.0"
_FILLED = 2
"""A report with fewer amounts for each such place is a blank form."""
_UP = "增加|增长|上升|提高|大于|高于|超支"
_DOWN = "减少|下降|降低|小于|低于|节约"
_CHOICE = regex.compile(
    rf"(?:{_UP})\s*[（(]\s*(?:或)?(?:{_DOWN})\s*[)）]|(?:{_DOWN})\s*[（(]\s*(?:或)?(?:{_UP})\s*[)）]"
    rf"|(?:{_UP})/(?:{_DOWN})|大小于|大（小）于|减增加"
)
_HINT = regex.compile(
    r"仍保留该表|作下述说明|请(?:据实|如实)?填写|此处(?:应)?填写|需(?:逐项)?列明|填报说明见|示例[:：]|（请注明|（说明原因）"
)


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each paragraph of a filled-in report that still holds words of its template."""
    amounts = [f for f in context.extraction.figures if f.value]
    left = [
        (p, m)
        for p in context.extraction.paragraphs()
        if (m := _CHOICE.search(p.text) or _HINT.search(p.text)) is not None
    ]
    if len(amounts) < _FILLED * len(left):
        return
    for paragraph, match in left:
        figures = _near(paragraph, amounts)
        yield context.facts.claim(
            CODE,
            Present(match.group(), tuple(figures), paragraph.where, False, paragraph.text.strip()[:120]),
            f"正文残留模板字样“{match.group()}”，没有按实际情况填写",
            [("beside", f) for f in figures],
        )


def _near(paragraph: Paragraph, amounts: list[Figure]) -> list[Figure]:
    return [f for f in amounts if f.where.block == paragraph.where.block and f.where.table is None][:2]
