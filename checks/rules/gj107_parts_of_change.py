"""各项增减额之和与总增减额不符

## 查什么
总额与其各组成项都写出比同一基数的增减额，且各项金额之和恰为总额的，各项增减额之和应等于总增减额。
“其中”只写增减额、不写金额，而所列各项按口径就是全部（如基本支出与项目支出）的，也是如此。

## 为什么
总的增减额与分项的增减额分别计算，修改其一后对不上。

## 错误示例
```
2023年“三公”经费支出20.00万元，比上年减少6.50万元，其中：公务接待费4.00万元，比上年减少2.50万元；公务用车购置及运行维护费16.00万元，比上年减少3.00万元。
```

```
2023年财政拨款支出预算92.00万元，比上年减少3.00万元。财政拨款支出预算中，一般公共预算支出预算80.00万元，比上年减少6.00万元；政府性基金预算12.00万元，比上年增加2.00万元；国有资本经营预算0万元，与上年持平。
```

```
2023年本年支出较上年决算数增加1894.61万元，其中：基本支出增加1475.63万元，项目支出增加498.98万元。
```

## 正确示例
```
2023年“三公”经费支出20.00万元，比上年减少5.50万元，其中：公务接待费4.00万元，比上年减少2.50万元；公务用车购置及运行维护费16.00万元，比上年减少3.00万元。
```

与上年持平的一项，增减额为0。
```
2023年财政拨款支出预算92.00万元，比上年减少4.00万元。财政拨款支出预算中，一般公共预算支出预算80.00万元，比上年减少6.00万元；政府性基金预算12.00万元，比上年增加2.00万元；国有资本经营预算0万元，与上年持平。
```

## 不判示例
没有列全的，或者有的项没有写出增减额的，不作判断。
```
2023年“三公”经费支出20.00万元，比上年减少6.50万元，其中：公务接待费4.00万元，比上年减少2.50万元。
```
```
2023年“三公”经费支出20.00万元，比上年减少5.50万元，其中：公务接待费4.00万元，比上年减少2.50万元；公务用车购置及运行维护费14.00万元，比上年减少4.00万元；因公出国（境）费2.00万元，比上年的1.00万元增长100%。
```

```
2023年本年支出较上年决算数增加1894.61万元，其中：教育支出增加1475.63万元，卫生支出增加398.98万元。
```

## 依据
总额之差等于各项之差的和。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from checks.context import Context
from checks.evidence import is_held
from checks.formula import Sum, Term, footing
from checks.model import Claim, Equal
from checks.relation import judge_relation
from checks.subject import dated
from extract.lexicon import partitions
from extract.model import Figure, Statement

CODE = "GJ107"
NAME = "parts-of-change"
SEVERITY = "warning"
SINCE = "0.1.0"


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each total whose parts' changes are printed, where the parts are known to be all."""
    closed = {
        (s.where, len(s.roles["parts"]))
        for s in context.extraction.statements
        if s.kind == "parts" and _closes(s)
    }
    for statement in context.extraction.statements:
        whole, parts = statement.one("whole"), statement.roles.get("parts", ())
        if statement.kind != "parts-of-change" or whole is None:
            continue
        signs = statement.words["signs"]
        total = Sum(
            tuple((Fraction(1 if sign == "+" else -1), Term(p)) for sign, p in zip(signs, parts, strict=True))
        )
        relation = Equal(whole, total)
        told = len(parts) + int(statement.words.get("unchanged", "0"))
        marker = statement.words.get("marker")
        known = _are_all(parts) if marker == "其中" else not marker and (statement.where, told) in closed
        if not known and not is_held(judge_relation(relation)):
            continue
        yield context.facts.claim(
            CODE,
            relation,
            f"{dated(whole)}的增减额写为{{stated}}，各组成项增减额相加为{{computed}}，相差{{difference}}",
            [("whole", whole), *(("part", p) for p in parts)],
        )


def _are_all(parts: Sequence[Figure]) -> bool:
    """Whether parts are by definition all that a whole has: 基本支出 and 项目支出."""
    concepts = {p.concept for p in parts}
    return any(set(p.parts) - p.optional <= concepts <= set(p.parts) for p in partitions())


def _closes(statement: Statement) -> bool:
    whole, parts = statement.one("whole"), statement.roles.get("parts", ())
    if whole is None or len(parts) < 2:
        return False
    verdict = judge_relation(Equal(whole, footing(parts)))
    return verdict.state.startswith("held") or verdict.strict_only
