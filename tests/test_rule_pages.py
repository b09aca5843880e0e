"""Every rule's page is complete, and its examples are run."""

import re

import pytest

from checks.context import Context
from checks.fact import FactTable
from checks.registry import SECTIONS, Rule, load_rules
from checks.run import apply
from extract import read_text

RULES = load_rules()


def cases(heading: str) -> list[object]:
    return [
        pytest.param(rule, text, id=f"{rule.code}-{heading}-{number}")
        for rule in RULES
        for number, text in enumerate(rule.examples(heading), 1)
    ]


def run(rule: Rule, text: str):
    extraction = read_text(text)
    report = apply([rule], Context(extraction, FactTable(extraction)))
    assert not report.faults
    return report


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_page_has_every_section_and_the_three_examples(rule: Rule):
    assert rule.title and not rule.title.startswith("#")
    assert [heading for heading in SECTIONS if not rule.section(heading)] == []
    for heading in ("错误示例", "正确示例", "不判示例"):
        assert rule.examples(heading), f"{rule.code} has no {heading}"
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
    assert rule.severity in {"error", "warning", "info"}
    assert re.fullmatch(r"\d+\.\d+\.\d+", rule.since)


@pytest.mark.parametrize(("rule", "text"), cases("错误示例"))
def test_a_wrong_example_gives_a_finding(rule: Rule, text: str):
    assert [finding.rule for finding in run(rule, text).findings] != []


@pytest.mark.parametrize(("rule", "text"), cases("正确示例"))
def test_a_right_example_gives_none(rule: Rule, text: str):
    report = run(rule, text)
    assert [finding.message for finding in report.findings] == []


@pytest.mark.parametrize(("rule", "text"), cases("不判示例"))
def test_what_cannot_be_judged_is_not_judged(rule: Rule, text: str):
    report = run(rule, text)
    assert [finding.message for finding in report.findings] == []
    if "无法判定" in rule.section("不判示例"):
        assert report.ledger.count("undecided")


def test_names_are_not_shared():
    assert len({rule.name for rule in RULES}) == len(RULES)
