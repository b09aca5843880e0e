"""Formulas written out in a sentence: (6.4－8)÷8×100%=－20%, 50.07万元/54.77万元=91.42%."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from extract.number import Number

_OPERATORS = {
    "+": "+",
    "＋": "+",
    "-": "-",
    "－": "-",
    "−": "-",
    "–": "-",
    "×": "*",
    "*": "*",
    "x": "*",
    "X": "*",
    "÷": "/",
    "/": "/",
    "／": "/",
}
_TOKEN = regex.compile(r"\\(?:times|div|cdot|%)|[+＋\-－−–×*xX÷/／()（）\[\]【】{}]|\s+|\$")
_EQUALS = regex.compile(r"^\s*\$?\s*[=＝≈]\s*\$?\s*$")
_OPENING = "-－−(（[【{$ \t\n\r\u3000\u00a0"
_TEX = {r"\times": "*", r"\cdot": "*", r"\div": "/"}


@dataclass(frozen=True, slots=True)
class Expression:
    """A written formula: ``postfix`` holds operand indices (into ``operands``) as text and operators.

    ``operands`` and ``result`` index the numbers that were scanned.
    """

    operands: tuple[int, ...]
    result: int
    postfix: tuple[str, ...]


def find(text: str, numbers: Sequence[Number]) -> Iterator[Expression]:
    """Every formula of ``text`` whose left side is nothing but numbers and operators."""
    for index in range(1, len(numbers)):
        if not _EQUALS.match(text[numbers[index - 1].end : numbers[index].start].lstrip("）)] ")):
            continue
        first = index - 1
        while first > 0 and _is_operators(text[numbers[first - 1].end : numbers[first].start]):
            first -= 1
        start = len(text[: numbers[first].start].rstrip(_OPENING))
        infix = _infix(text, numbers, first, index, start)
        postfix = _postfix(infix) if infix else None
        if postfix and sum(t.isdigit() for t in postfix) > 1:
            yield Expression(tuple(range(first, index)), index, postfix)


def _is_operators(between: str) -> bool:
    rest = _TOKEN.sub("", between)
    return not rest and any(c in _OPERATORS or c in "\\" for c in between)


def _infix(text: str, numbers: Sequence[Number], first: int, index: int, start: int) -> list[str] | None:
    """Operands as their place in the formula, operators, brackets; 100% factors are kept as numbers."""
    found: list[str] = []
    position = start
    for place, number in enumerate(numbers[first:index]):
        begin = number.start
        if number.sign and found and found[-1] not in "+-*/(":
            found += _operators(text[position:begin])
            found.append("-" if number.sign == "-" else "+")
            found.append(f"{place}")
        else:
            found += _operators(text[position:begin])
            found.append(f"{place}")
        position = number.end
    found += [t for t in _operators(text[position : numbers[index].start]) if t == ")"]
    opened, closed = found.count("("), found.count(")")
    while opened > closed and found and found[0] == "(":
        found.pop(0)
        opened -= 1
    return found if opened == closed else None


def _operators(text: str) -> list[str]:
    found = []
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token in _OPERATORS:
            found.append(_OPERATORS[token])
        elif token in _TEX:
            found.append(_TEX[token])
        elif token in "(（[【{":
            found.append("(")
        elif token in ")）]】}":
            found.append(")")
    return found


def _postfix(infix: list[str]) -> tuple[str, ...] | None:
    """Shunting yard; None where brackets or operands do not fit together."""
    rank = {"+": 1, "-": 1, "*": 2, "/": 2}
    out: list[str] = []
    stack: list[str] = []
    expect_operand = True
    for token in infix:
        if token.isdigit():
            if not expect_operand:
                return None
            out.append(token)
            expect_operand = False
        elif token == "(":
            if not expect_operand:
                return None
            stack.append(token)
        elif token == ")":
            while stack and stack[-1] != "(":
                out.append(stack.pop())
            if not stack:
                return None
            stack.pop()
        else:
            if expect_operand:
                return None
            while stack and stack[-1] != "(" and rank[stack[-1]] >= rank[token]:
                out.append(stack.pop())
            stack.append(token)
            expect_operand = True
    while stack:
        if stack[-1] == "(":
            return None
        out.append(stack.pop())
    return None if expect_operand else tuple(out)
