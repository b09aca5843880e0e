"""Writes docs/rules.md from the pages of the rules. Run: make docs"""

from __future__ import annotations

import re
from pathlib import Path

from checks.registry import Rule, load_rules
from gouji.report.term import SEVERITY

TARGET = Path(__file__).resolve().parent / "rules.md"
_HEAD = """# 规则

由 `make docs` 根据各规则模块的说明生成，不要手改。`gouji explain 代码` 显示同样的内容。
错误：按印出的数据不可能同时成立；疑点：复核时应当询问；提示：供了解。

"""


def render() -> str:
    """The table of all rules, then the page of each."""
    rules = load_rules()
    table = ["| 代码 | 名称 | 级别 | 查什么 |", "|---|---|---|---|"]
    table += [f"| [{r.code}](#{anchor(r)}) | {r.name} | {SEVERITY[r.severity]} | {r.title} |" for r in rules]
    return _HEAD + "\n".join(table) + "\n\n" + "\n".join(page(rule) for rule in rules)


def anchor(rule: Rule) -> str:
    """The fragment that a heading ``GJ203 growth-rate`` gets."""
    return f"{rule.code} {rule.name}".lower().replace(" ", "-")


def page(rule: Rule) -> str:
    """One rule's page, its headings one level down."""
    body = rule.page.split("\n", 1)[1] if "\n" in rule.page else ""
    lowered = re.sub(r"^## ", "### ", body.strip(), flags=re.MULTILINE)
    return f"## {rule.code} {rule.name}\n\n{rule.title}。{SEVERITY[rule.severity]}，自 {rule.since} 版。\n\n{lowered}\n"


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
