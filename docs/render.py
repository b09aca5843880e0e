"""Writes docs/rules.md from the pages of the rules, and the finding that the READMEs show. Run: make docs"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from checks.registry import Rule, load_across, load_rules
from checks.run import check
from extract import read
from gouji.report import text
from gouji.report.review import review
from gouji.report.term import SEVERITY

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "corpora" / "sample" / "report.docx"
_SHOWN = re.compile(r"(<!-- finding (GJ\d{3}) -->\n).*?(<!-- end -->)", re.DOTALL)
_HEAD = """# 规则

由 `make docs` 根据各规则模块的说明生成，不要手改。`gouji explain 代码` 显示同样的内容。
错误：按印出的数据不可能同时成立；疑点：复核时应当询问；提示：供了解。

"""
_ACROSS = """跨几份材料的规则，只在 `gouji scan` 汇总时使用（见[一个年度的报送材料](scan.md)）：

"""


def render() -> str:
    """The table of all rules, those on one document and those across several, then the page of each."""
    rules, across = load_rules(), load_across()
    pages = "\n".join(page(rule) for rule in (*rules, *across))
    return f"{_HEAD}{table(rules)}\n{_ACROSS}{table(across)}\n{pages}"


def table(rules: Iterable[Rule]) -> str:
    """A row for each rule."""
    rows = ["| 代码 | 名称 | 级别 | 查什么 |", "|---|---|---|---|"]
    rows += [f"| [{r.code}](#{anchor(r)}) | {r.name} | {SEVERITY[r.severity]} | {r.title} |" for r in rules]
    return "\n".join(rows) + "\n"


def anchor(rule: Rule) -> str:
    """The fragment that a heading ``GJ203 growth-rate`` gets."""
    return f"{rule.code} {rule.name}".lower().replace(" ", "-")


def page(rule: Rule) -> str:
    """One rule's page, its headings one level down."""
    body = rule.page.split("\n", 1)[1] if "\n" in rule.page else ""
    lowered = re.sub(r"^## ", "### ", body.strip(), flags=re.MULTILINE)
    return f"## {rule.code} {rule.name}\n\n{rule.title}。{SEVERITY[rule.severity]}，自 {rule.since} 版。\n\n{lowered}\n"


def show_findings(page: str) -> str:
    """``page`` with every marked place filled with that finding of the sample, as the program prints it."""
    printed = text.render([review(check(read(SAMPLE)))])

    def shown(found: re.Match[str]) -> str:
        block = next(part for part in printed.split("\n\n") if part.split(" ")[1:2] == [found[2]])
        return f"{found[1]}```text\n{block.strip()}\n```\n{found[3]}"

    return _SHOWN.sub(shown, page)


def pages() -> dict[Path, str]:
    """Every generated page with what it should hold."""
    readmes = (ROOT / "README.md", ROOT / "README.zh-CN.md")
    return {
        ROOT / "docs" / "rules.md": render(),
        **{path: show_findings(path.read_text("utf-8")) for path in readmes},
    }


if __name__ == "__main__":
    for path, content in pages().items():
        path.write_text(content, encoding="utf-8")
