"""文中写出的算式与结果不符

## 查什么
“（6.40－8.00）÷8.00×100%=－20%”“24.32万元÷24.32万元=100%”这类把算式写出来的，照原式重新计算。

## 为什么
算式是从别处抄来的，或者改了数没有重算。

## 错误示例
```
公用经费控制率=（50.00万元÷62.50万元）=91.42%。
```
```
变动率=（6.40－8.00）÷8.00×100%=－25%。
```

## 正确示例
```
变动率=（6.40－8.00）÷8.00×100%=－20%。
```

## 不判示例
只有文字没有数的算式，不作判断。
```
公用经费控制率=实际支出公用经费总额÷预算安排公用经费总额×100%，结果为91.42%。
```

## 依据
重新计算。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import regex

from checks.context import Context
from checks.formula import Formula, Product, Ratio, Term, difference, footing
from checks.model import Claim, Equal, Same
from checks.precision import significant_digits
from checks.subject import dated, short
from extract.model import Figure

CODE = "GJ209"
NAME = "written-formula"
SEVERITY = "error"
SINCE = "0.1.0"
_TELLING = 2
_SIGN = regex.compile(r"[=＝×÷*/+＋－−()（）\d]")


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each formula that is written out in numbers."""
    for statement in context.extraction.statements:
        result = statement.one("result")
        if statement.kind != "formula" or result is None:
            continue
        operands = statement.roles.get("operands", ())
        formula = _build(statement.words["postfix"].split(), operands)
        if formula is None:
            continue
        yield context.facts.claim(
            CODE,
            Equal(result, formula),
            f"{_named(result)}算式的结果写为{{stated}}，照原式计算应为{{computed}}，相差{{difference}}",
            [("result", result), *dict.fromkeys(("operand", o) for o in operands)],
            named=True,
        )
        yield from _repeated(context, operands)


def _repeated(context: Context, operands: tuple[Figure, ...]) -> Iterator[Claim]:
    """That an operand is the one figure before it in its paragraph that prints its number: what it was taken from."""
    for operand in operands:
        if operand.unit or significant_digits(operand) < _TELLING:
            continue
        before = [
            f
            for f in context.extraction.figures
            if (f.where.block, f.where.table, f.where.row)
            == (operand.where.block, operand.where.table, operand.where.row)
            and (f.where.start or 0) < (operand.where.start or 0)
            and f.value == operand.value
            and f not in operands
        ]
        if len(before) != 1:
            continue
        said = before[0]
        claim = context.facts.claim(
            CODE,
            Same((said, replace(operand, unit=said.unit))),
            f"算式所用的{short(said)}与前文一致",
            [("stated", said), ("operand", operand)],
        )
        yield replace(claim, keys=(claim.keys[0], claim.keys[0]))


def _named(result: Figure) -> str:
    """The subject of a formula, where its label is one and not a piece of the formula."""
    return f"{dated(result)}的" if result.label and not _SIGN.search(result.label) else "文中"


def _build(postfix: list[str], operands: tuple[Figure, ...]) -> Formula | None:
    """The formula of a postfix expression over ``operands`` (magnitudes: their signs are operators)."""
    stack: list[Formula] = []
    for token in postfix:
        if token.isdigit():
            figure = operands[int(token)]
            stack.append(Term(replace(figure, value=abs(figure.value)) if figure.value < 0 else figure))
            continue
        right, left = stack.pop(), stack.pop()
        match token:
            case "+":
                stack.append(footing([left, right]))
            case "-":
                stack.append(difference(left, right))
            case "*":
                stack.append(Product(left, right))
            case _:
                stack.append(Ratio(left, right))
    return stack[0] if len(stack) == 1 else None
