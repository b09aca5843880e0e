"""The rules across documents: their pages are complete, and the examples on them are run."""

import re

import pytest

from checks.across.dossier import Dossier, Paper
from checks.registry import SECTIONS, Rule, find_rule, load_across, load_rules
from checks.relation import judge
from checks.run import find
from extract import read_text
from gouji.scan.fact import gather, load

RULES = load_across()
ACROSS_UNITS = {"GJ504", "GJ507", "GJ508", "GJ509"}  # see test_gouji_scan_across.py
WITHIN = [rule for rule in RULES if rule.code not in ACROSS_UNITS]


def cases(heading: str) -> list[object]:
    return [
        pytest.param(rule, text, id=f"{rule.code}-{heading}-{number}")
        for rule in WITHIN
        for number, text in enumerate(rule.examples(heading), 1)
    ]


def dossier(text: str) -> Dossier:
    """Papers under ``=== year title``, those of a unit's parts under ``=== year title @ part``."""
    units: dict[str, list[Paper]] = {"": []}
    for part in re.split(r"^=== ", text, flags=re.MULTILINE)[1:]:
        head, _, body = part.partition("\n")
        year, _, title = head.partition(" ")
        title, _, unit = title.partition(" @ ")
        facts = gather(read_text(body))
        told = tuple((stated.key, stated.figure) for stated in load(facts))
        paper = Paper(f"{unit}{title}{year}", title, int(year), told, facts["moved"], facts["merged"])
        units.setdefault(unit, []).append(paper)
    assert sum(map(len, units.values())) > 1
    whole = units.pop("")
    return Dossier(
        "某局", tuple(whole), tuple(Dossier(name, tuple(papers)) for name, papers in units.items())
    )


def findings(rule: Rule, text: str):
    return find([(claim, judge(claim)) for claim in rule.claims(dossier(text))], [rule])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_page_is_complete(rule: Rule):
    assert [heading for heading in SECTIONS if not rule.section(heading)] == []
    fenced = [heading for heading in ("错误示例", "正确示例", "不判示例") if rule.examples(heading)]
    assert len(fenced) == (3 if rule in WITHIN else 0)


@pytest.mark.parametrize(("rule", "text"), cases("错误示例"))
def test_wrong_examples_are_found(rule: Rule, text: str):
    (finding,) = findings(rule, text)
    assert finding.rule == rule.code and len({figure.path for figure in finding.figures}) >= 2


@pytest.mark.parametrize(("rule", "text"), cases("正确示例"))
def test_right_examples_are_compared_and_hold(rule: Rule, text: str):
    assert list(rule.claims(dossier(text)))
    assert findings(rule, text) == ()


@pytest.mark.parametrize(("rule", "text"), cases("不判示例"))
def test_what_cannot_be_compared_is_not(rule: Rule, text: str):
    assert findings(rule, text) == ()


@pytest.mark.parametrize(("planned", "told"), [("856.02", 0), ("865.02", 1)])
def test_what_a_public_budget_says_of_its_year_is_its_budget(planned: str, told: int):
    (rule,) = [rule for rule in RULES if rule.code == "GJ505"]
    plan = f"2023年支出预算1200万元，其中：基本支出{planned}万元，项目支出{1200 - float(planned):.2f}万元。"
    report = "2023年基本支出年初预算856.02万元，基本支出决算840.00万元。"
    head = "云州市林业局2023年部门预算公开说明\n"
    text = f"=== 2023 部门预算公开说明\n{head}{plan}\n=== 2023 部门整体支出绩效自评报告\n{report}\n"
    assert len(findings(rule, text)) == told


def test_they_are_explained_and_are_no_rules_on_one_document():
    assert {rule.code for rule in RULES}.isdisjoint(rule.code for rule in load_rules())
    assert all(find_rule(rule.code) is rule for rule in RULES)
