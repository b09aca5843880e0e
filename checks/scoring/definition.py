"""Ratios defined in words: 结转结余率=结转结余总额/支出预算数×100%, and the figures that the words stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import regex

from checks.formula import Formula, Ratio, Term, difference, footing
from checks.scoring.parse import fold
from extract.model import Figure

_NAME = r"(?P<name>[\p{Han}“”\"]{2,18}?(?:率|比例|比重))"
_WORD = r"[\p{Han}“”\"、]"
_DEFINED = regex.compile(
    rf"(?:^|[^\p{{Han}}“”\"]|公式(?:为|是)?){_NAME}(?:\([^()]*\))?(?:=|计算公式[为:]+)(?P<body>[\[(]*{_WORD}(?:{_WORD}|[-+/÷()\[\]])*[/÷](?:{_WORD}|[-+()\[\]])+)"
    r"(?P<percent>\)*[×*xX]100%?)?(?=$|[^\p{Han}\d])"
)
_TOKEN = regex.compile(r"[-+/÷()\[\]]|[^-+/÷()\[\]]+")


@dataclass(frozen=True, slots=True)
class Definition:
    """A name and what it is, in words; ``postfix`` holds the words and the operators - + /."""

    name: str
    text: str
    postfix: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The words that stand for figures, in printed order."""
        return tuple(dict.fromkeys(t for t in self.postfix if t not in _OPERATORS))

    def formula(self, of: Callable[[str], Figure | None]) -> Formula | None:
        """The formula over the figures that ``of`` finds for the words; None where one is not found."""
        stack: list[Formula] = []
        for token in self.postfix:
            if token not in _OPERATORS:
                figure = of(token)
                if figure is None:
                    return None
                stack.append(Term(figure))
                continue
            right, left = stack.pop(), stack.pop()
            stack.append(
                footing((left, right))
                if token == "+"
                else difference(left, right)
                if token == "-"
                else Ratio(left, right)
            )
        return stack[0]


_OPERATORS = {"+": 1, "-": 1, "/": 2}


def definitions(text: str) -> Iterator[Definition]:
    """Every definition by words in ``text``."""
    for match in _DEFINED.finditer(fold(text), timeout=0.5):
        postfix = _postfix(match["body"])
        if postfix is not None and postfix.count("/") == 1:
            yield Definition(match["name"], f"{match['name']}={match['body']}", postfix)


def _postfix(body: str) -> tuple[str, ...] | None:
    """Shunting yard over words; None where brackets or operators do not fit together (a bracket may be left open)."""
    out: list[str] = []
    stack: list[str] = []
    operand = True
    for token in _TOKEN.findall(body.replace("÷", "/").replace("[", "(").replace("]", ")")):
        if token == "(":
            if not operand:
                return None
            stack.append(token)
        elif token == ")":
            while stack and stack[-1] != "(":
                out.append(stack.pop())
            if stack:
                stack.pop()
        elif token in _OPERATORS:
            if operand:
                return None
            while stack and stack[-1] != "(" and _OPERATORS[stack[-1]] >= _OPERATORS[token]:
                out.append(stack.pop())
            stack.append(token)
            operand = True
        else:
            if not operand:
                return None
            out.append(token)
            operand = False
    while stack:
        top = stack.pop()
        if top != "(":
            out.append(top)
    return None if operand else tuple(out)
