import pytest

from checks import registry
from checks.registry import Rule, SelectionError, find_rule, select_rules

PAGE = """合计与分项不符

## 查什么

各项之和。

## 错误示例

```
单位：万元
| 项目 | 金额 |
```

又如：

```
共5万元。
```

## 依据

加法。
"""


@pytest.fixture
def rules(monkeypatch):
    made = tuple(
        Rule(code, name, "error", "0.1.0", PAGE, lambda context: [])
        for code, name in (("GJ101", "footing"), ("GJ102", "cross"), ("GJ203", "growth-rate"))
    )
    monkeypatch.setattr(registry, "load_rules", lambda: made)
    return made


def codes(*, select=(), ignore=()):
    return [rule.code for rule in select_rules(select, ignore)]


def test_a_page_is_read_by_its_headings(rules):
    assert rules[0].title == "合计与分项不符"
    assert rules[0].section("查什么") == "各项之和。"
    assert rules[0].section("为什么") == ""
    assert rules[0].examples("错误示例") == ["单位：万元\n| 项目 | 金额 |", "共5万元。"]


def test_prefixes_select_and_ignore_and_the_longer_wins(rules):
    assert codes() == ["GJ101", "GJ102", "GJ203"]
    assert codes(select=["gj1"]) == ["GJ101", "GJ102"]
    assert codes(ignore=["GJ1"]) == ["GJ203"]
    assert codes(select=["GJ101"], ignore=["GJ1"]) == ["GJ101"]
    assert codes(select=["GJ"], ignore=["GJ102"]) == ["GJ101", "GJ203"]


@pytest.mark.parametrize("prefix", ["GJ9", "X", "", " "])
def test_an_unknown_code_is_an_error_and_not_an_empty_check(rules, prefix):
    with pytest.raises(SelectionError):
        select_rules(select=[prefix])


def test_a_rule_is_found_by_code_or_name(rules):
    assert find_rule("gj203") is find_rule("growth-rate") is rules[2]
    assert find_rule("GJ999") is None


def test_rules_load_in_the_order_of_their_codes_from_their_modules():
    loaded = registry.load_rules()
    assert [rule.code for rule in loaded] == sorted({rule.code for rule in loaded})
