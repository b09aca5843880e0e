"""Checking one document: rules claim, the judge decides, and what is broken becomes findings.

A rule that breaks off does not end the document: its relations are missing from the ledger,
and the report says so in ``faults`` (a document with faults is never completely checked).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from checks.cause import explain
from checks.context import Context
from checks.fact import FactTable
from checks.finding import draft, fold, settle
from checks.ledger import keep
from checks.model import Claim, Finding, Report, Verdict
from checks.registry import Rule, select_rules
from checks.relation import judge
from checks.temper import temper
from extract.model import Extraction, Reason


def check(
    extraction: Extraction,
    pack: dict[str, Any] | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
) -> Report:
    """Everything the selected rules find in one document; SelectionError on an unknown code."""
    return apply(select_rules(select, ignore), Context(extraction, FactTable(extraction), pack))


def apply(rules: Iterable[Rule], context: Context) -> Report:
    """The report of ``rules`` on one document."""
    entries: list[tuple[Claim, Verdict]] = []
    faults: list[Reason] = []
    kept = tuple(rules)
    for rule in kept:
        try:
            claims = [_named(claim, rule, i) for i, claim in enumerate(rule.claims(context))]
            entries += [(claim, judge(claim)) for claim in claims]
        except Exception as error:  # one broken rule must not hide what the others find
            faults.append(_fault(rule, error))
    report = explain(
        Report(
            extraction=context.extraction,
            findings=find(entries, kept),
            ledger=keep(context.extraction, entries),
            faults=tuple(faults),
        )
    )
    return temper(report)


def find(entries: Iterable[tuple[Claim, Verdict]], rules: Iterable[Rule]) -> tuple[Finding, ...]:
    """The findings of judged claims, one for each contradiction, in the order they are shown."""
    kept = tuple(entries)
    by_code = {rule.code: rule for rule in rules}
    by_id = {claim.id: (claim, verdict) for claim, verdict in kept}
    drafts = (draft(claim, verdict, by_code[claim.rule], by_id) for claim, verdict in kept)
    return settle(fold(made for made in drafts if made is not None))


def _named(claim: Claim, rule: Rule, number: int) -> Claim:
    return claim if claim.id else replace(claim, id=f"{rule.code}-{number}")


def _fault(rule: Rule, error: Exception) -> Reason:
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return Reason("rule-failed", f"规则 {rule.code} 运行出错，未用它核对本文件（{what}）；请报告此问题")
