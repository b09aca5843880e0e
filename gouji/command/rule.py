"""``gouji rules`` and ``gouji explain``: what is checked."""

from __future__ import annotations

import argparse

from checks.registry import find_rule, load_across, load_rules
from gouji.cli import OK, Refusal
from gouji.output import deliver
from gouji.report.description import dump
from gouji.report.term import SEVERITY
from gouji.report.text import pad, width


def list_rules(options: argparse.Namespace) -> int:
    """Every rule on a line, or as JSON."""
    rules = (*load_rules(), *load_across())
    if options.format == "json":
        listed = [
            {"code": r.code, "name": r.name, "title": r.title, "severity": r.severity, "since": r.since}
            for r in rules
        ]
        deliver(dump({"schema": "gouji.rules/1", "rules": listed}).encode(), None)
        return OK
    wide = max((width(rule.name) for rule in rules), default=0)
    lines = [f"{r.code}  {pad(r.name, wide)}  {SEVERITY[r.severity]}  {r.title}" for r in rules]
    deliver("\n".join([*lines, f"共{len(rules)}条规则，用 gouji explain 代码 查看说明。"]) + "\n", None)
    return OK


def explain(options: argparse.Namespace) -> int:
    """The page of one rule."""
    rule = find_rule(options.code)
    if rule is None:
        raise Refusal(f"没有“{options.code}”这条规则，用 gouji rules 查看全部规则")
    head = f"{rule.code} {rule.name}（{SEVERITY[rule.severity]}，自 {rule.since} 版）"
    deliver(f"{head}\n\n{rule.page}\n", None)
    return OK
