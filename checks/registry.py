"""The rules: one module each in ``checks.rules``, found by name, in the order of their codes.

A rule is a module ``gjNNN_name.py`` with

- a docstring that is its page: a first line with its Chinese title, then the sections
  ``## 查什么``, ``## 为什么``, ``## 错误示例``, ``## 正确示例``, ``## 不判示例``, ``## 依据``;
- ``CODE``, ``NAME``, ``SEVERITY`` and ``SINCE``;
- ``claims(context) -> Iterator[Claim]``.

An example is a block between two lines of three backquotes; a section may hold several.  It is
read like a text document: each line a paragraph, lines with ``|`` a table, a line such as
``单位：万元`` or a caption above it.  The examples are run as tests: each wrong one must give a
finding of the rule, each right one and each undecided one none; where the text of 不判示例 says
无法判定, the rule must make a claim there that the judge leaves undecided.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, cast

from checks import rules
from checks.model import Claim, Severity

SECTIONS = ("查什么", "为什么", "错误示例", "正确示例", "不判示例", "依据")
_MODULE = re.compile(r"gj(\d{3})_\w+")
_FENCE = re.compile(r"^```[^\n]*\n(.*?)^```\s*$", re.MULTILINE | re.DOTALL)


class SelectionError(ValueError):
    """A code given to select or ignore that no rule has; the message is in Chinese."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One check: its identity, its page, and the function that makes its claims."""

    code: str
    name: str
    severity: Severity
    since: str
    page: str
    claims: Callable[[Any], Iterable[Claim]]

    @property
    def title(self) -> str:
        """The Chinese title, the first line of the page."""
        return self.page.split("\n", 1)[0].strip()

    def section(self, heading: str) -> str:
        """The text under ``## heading``, "" where the page has none."""
        found = re.search(rf"^## {heading}\s*\n(.*?)(?=^## |\Z)", self.page, re.MULTILINE | re.DOTALL)
        return found[1].strip() if found else ""

    def examples(self, heading: str) -> list[str]:
        """The example documents of a section, in order."""
        return [block.strip("\n") for block in _FENCE.findall(self.section(heading) + "\n")]


@cache
def load_rules() -> tuple[Rule, ...]:
    """Every rule on one document, by code; ValueError if a module and its code disagree or two share a code."""
    return _load(rules)


@cache
def load_across() -> tuple[Rule, ...]:
    """Every rule across the documents of a unit; their ``claims`` take a ``checks.across.dossier.Dossier``."""
    from checks import across

    return _load(across)


def _load(package: ModuleType) -> tuple[Rule, ...]:
    found: dict[str, Rule] = {}
    for module in sorted(iter_modules(package.__path__), key=lambda m: m.name):
        named = _MODULE.fullmatch(module.name)
        if not named:
            continue
        loaded = import_module(f"{package.__name__}.{module.name}")
        rule = Rule(
            code=loaded.CODE,
            name=loaded.NAME,
            severity=cast(Severity, loaded.SEVERITY),
            since=loaded.SINCE,
            page=(loaded.__doc__ or "").strip(),
            claims=loaded.claims,
        )
        if rule.code != f"GJ{named[1]}" or rule.code in found:
            raise ValueError(f"module {module.name} has the code {rule.code}")
        found[rule.code] = rule
    return tuple(found.values())


def find_rule(code: str) -> Rule | None:
    """The rule with this code or name, None where there is none."""
    wanted = code.strip()
    every = (*load_rules(), *load_across())
    return next((r for r in every if wanted.upper() == r.code or wanted == r.name), None)


def select_rules(
    select: Iterable[str] = (), ignore: Iterable[str] = (), among: tuple[Rule, ...] | None = None
) -> tuple[Rule, ...]:
    """The rules (``among``: those on one document) that ``select`` and ``ignore`` leave on.

    A code is on if it starts with one of ``select`` (any, if empty) and not with one of ``ignore``.

    The longer prefix wins, so ``select GJ201`` with ``ignore GJ2`` leaves GJ201 on.
    SelectionError on a prefix that no rule has.
    """
    wanted, unwanted = [_known(p) for p in select], [_known(p) for p in ignore]

    def is_on(rule: Rule) -> bool:
        chosen = _longest(rule.code, wanted) if wanted else 0
        return chosen is not None and (_longest(rule.code, unwanted) or -1) < max(chosen, 0)

    return tuple(rule for rule in (load_rules() if among is None else among) if is_on(rule))


def _known(prefix: str) -> str:
    prefix = prefix.strip().upper()
    every = (*load_rules(), *load_across())
    if not prefix or not any(rule.code.startswith(prefix) for rule in every):
        raise SelectionError(f"没有以“{prefix}”开头的规则代码，用 gouji rules 查看全部规则")
    return prefix


def _longest(code: str, prefixes: list[str]) -> int | None:
    return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=None)
