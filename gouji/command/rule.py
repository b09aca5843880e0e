"""``gouji rules`` and ``gouji explain``: what is checked."""

from __future__ import annotations

import argparse

from checks.pack import describe, load, shipped
from checks.pack_file import PackError
from checks.registry import find_rule, load_across, load_rules
from gouji.outcome import OK, Refusal
from gouji.output import deliver
from gouji.report.description import dump
from gouji.report.term import SEVERITY
from gouji.report.text import pad, width


def list_rules(options: argparse.Namespace) -> int:
    """Every rule on a line, or as JSON; with ``--pack`` the packs, or what one pack holds."""
    if options.pack is not None:
        return _show_pack(options.pack) if options.pack else _list_packs()
    rules = sorted((*load_rules(), *load_across()), key=lambda rule: rule.code)
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


def _list_packs() -> int:
    packs = shipped()
    wide = max(width(pack.id) for pack in packs)
    lines = [f"{pad(pack.id, wide)}  {pack.name}  {pack.authority}" for pack in packs]
    deliver(
        "\n".join([*lines, f"共{len(packs)}个规则包，用 gouji rules --pack 名称 查看内容。"]) + "\n", None
    )
    return OK


def _show_pack(name: str) -> int:
    try:
        pack = describe(load(name))
    except PackError as error:
        raise Refusal(str(error)) from error
    lines = [f"{pack.id}（{pack.name}）", f"依据：{pack.authority or '未写明'}", "", "约定："]
    for key, told in pack.conventions.items():
        lines.append(
            f"  {key} = {_value(told.value)}{'' if told.on else '（默认不核对）'}  依据：{told.basis}"
        )
    lines += ["", "关系："]
    for claim in pack.claims:
        lines.append(f"  {claim.id}  {SEVERITY[claim.severity]}  {claim.title}  依据：{claim.basis}")
    deliver("\n".join(lines) + "\n", None)
    return OK


def _value(value: object) -> str:
    if isinstance(value, dict) and all(isinstance(one, str) for one in value.values()):
        return "".join(f"\n    {key}：{one}" for key, one in value.items()) + "\n   "
    if isinstance(value, dict):
        return "、".join(f"{key} {_value(one)}" for key, one in value.items())
    return "-".join(str(one) for one in value) if isinstance(value, list) else str(value)


def explain(options: argparse.Namespace) -> int:
    """The page of one rule."""
    rule = find_rule(options.code)
    if rule is None:
        raise Refusal(f"没有“{options.code}”这条规则，用 gouji rules 查看全部规则")
    head = f"{rule.code} {rule.name}（{SEVERITY[rule.severity]}，自 {rule.since} 版）"
    deliver(f"{head}\n\n{rule.page}\n", None)
    return OK
