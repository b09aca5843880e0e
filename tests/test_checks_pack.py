"""Packs: chosen from the document or by name, inherited, and every mistake told with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from checks.context import Context
from checks.fact import FactTable
from checks.pack import in_force, load, shipped
from checks.pack_file import PackError
from checks.run import check
from corpora import write_text
from corpora.framework import NOTICE, PROVINCE
from corpora.make import report
from corpora.model import Draft
from extract import read_text

CLAIM = """
[[claim]]
id = "meeting"
title = "会议费与培训费"
kind = "order"
lesser = "会议费"
greater = "培训费"
severity = "error"
basis = "本单位内部规定"
"""


def chosen(text: str, pack: str | None = None) -> tuple[str, str]:
    document = read_text(text)
    found = in_force(Context(document, FactTable(document), load(pack) if pack else None))
    return found.id, found.chosen


def write(folder: Path, text: str) -> str:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def findings(text: str, pack: str) -> list[tuple[str, str]]:
    report = check(read_text(text), load(pack), select=("GJ419",))
    return [(f.rule, f.severity) for f in report.findings]


def test_every_shipped_convention_and_claim_names_its_basis() -> None:
    packs = shipped()
    assert {"national", "湖南", "湖北", "四川", "云南", "安徽", "广西", "浙江"} <= {p.id for p in packs}
    for pack in packs:
        assert pack.authority
        assert all(told.basis for told in pack.conventions.values())
        assert all(claim.basis for claim in pack.claims)


def test_the_document_names_its_place() -> None:
    assert chosen("四川省青江县水利局2023年度项目支出绩效自评报告\n本年支出80.00万元。") == (
        "四川",
        "document",
    )
    assert chosen("宜宾市水利局2023年度部门决算\n本年支出80.00万元。") == ("四川", "document")
    assert chosen("青江县水利局2023年度部门决算\n本年支出80.00万元。") == ("national", "default")


def test_two_places_in_one_title_tell_nothing() -> None:
    title = "四川省与云南省交界区域水利局2023年度部门决算"
    assert chosen(f"{title}\n本年支出80.00万元。") == ("national", "default")


def test_the_shape_of_a_form_is_only_a_guess() -> None:
    form = """项目自评表
| 预算执行情况（万元） |  | 预算数（A） | 执行数（B） | 分值 | 执行率（B/A） | 得分 |
|  | 年度财政资金总额 | 80.00 | 76.00 | 20 | 95% | 19 |
| 一级指标 | 二级指标 | 三级指标 | 年初目标值（A） | 实际完成值（B） | 权重 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 80 | 80 |"""
    assert chosen(form) == ("湖北", "shape")
    assert chosen(form, "national") == ("national", "named")


def test_a_place_takes_over_the_national_conventions() -> None:
    by_id = {pack.id: pack for pack in shipped()}
    weight = by_id["湖北"].convention("funds-weight")
    bands = by_id["湖北"].convention("bands")
    assert weight is not None and weight.value == 20
    assert bands is not None and bands.value["优"] == 90
    assert by_id["湖南"].convention("level1") is None, "level weights are off by default"


def test_a_user_writes_a_claim_without_code(tmp_path: Path) -> None:
    pack = write(tmp_path, f'id = "本单位"\nextends = "湖北"\n{CLAIM}')
    assert findings("2023年会议费3.20万元，培训费1.10万元。", pack) == [("GJ419", "error")]
    assert findings("2023年会议费1.10万元，培训费3.20万元。", pack) == []
    assert findings("2023年会议费3.20万元。", pack) == [("GJ419", "info")], "not tested, and said"


def test_a_relation_that_is_not_tested_says_which_name_has_no_one_value(tmp_path: Path) -> None:
    pack = load(write(tmp_path, f'id = "本单位"\n{CLAIM}'))
    for text, why in (
        ("2023年会议费3.20万元。", "“培训费”在报告中没有数"),
        ("2023年会议费3.20万元，培训费1.10万元。\n2023年会议费5.20万元。", "“会议费”在报告中有不同的数"),
    ):
        (found,) = check(read_text(text), pack, select=("GJ419",)).findings
        assert found.severity == "info"
        assert why in found.message
        assert "国内公务接待" not in found.message, "what is only inherited is not missed"


def test_a_name_is_found_as_it_is_printed(tmp_path: Path) -> None:
    claim = CLAIM.replace('会议费"\ngr', '公务用车保有量"\ngr').replace("培训费", "公务用车编制数")
    pack = write(tmp_path, f'id = "本单位"\n{claim}')
    assert findings("2023年公务用车保有量12辆，公务用车编制数10辆。", pack) == [("GJ419", "error")]


@pytest.mark.parametrize(
    ("claim", "wrong", "right"),
    [
        (
            'kind = "sum"\nwhole = "“三公”经费"\nparts = ["公务接待费", "公务用车运行维护费"]',
            "2023年“三公”经费5.00万元。公务接待费1.00万元。公务用车运行维护费3.00万元。",
            "2023年“三公”经费4.00万元。公务接待费1.00万元。公务用车运行维护费3.00万元。",
        ),
        (
            'kind = "limit"\nfigure = "预算执行率"\nat_least = "90%"',
            "2023年预算执行率为85.00%。",
            "2023年预算执行率为95.00%。",
        ),
        (
            'kind = "ratio"\nresult = "公用经费控制率"\nnumerator = "会议费"\ndenominator = "培训费"',
            "2023年公用经费控制率为80.00%。会议费3.00万元。培训费4.00万元。",
            "2023年公用经费控制率为75.00%。会议费3.00万元。培训费4.00万元。",
        ),
    ],
)
def test_each_kind_of_claim(tmp_path: Path, claim: str, wrong: str, right: str) -> None:
    pack = write(tmp_path, f'id = "本单位"\n[[claim]]\nid = "a"\ntitle = "甲"\nbasis = "乙"\n{claim}\n')
    assert findings(wrong, pack) == [("GJ419", "warning")]
    assert findings(right, pack) == []


def test_bands_of_a_named_pack_are_a_warning_and_of_no_pack_nothing() -> None:
    text = "经综合评价，2023年度综合得分为84.06分，评价等级为“优”。"
    named = check(read_text(text), load("national"), select=("GJ413",))
    assert [f.severity for f in named.findings] == ["warning"]
    assert check(read_text(text), None, select=("GJ413",)).findings == ()


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ('id = "甲"\nextends = "火星"\n', "第2行“extends = \"火星\"”", "只能是"),
        ('id = "甲"\nauthorty = "乙"\n', "第2行“authorty = \"乙\"”", "没有“authorty”这一项"),
        ('id = "甲"\n\n[convention.bands]\nvalue = 90\nbasis = "乙"\n', "第4行“value = 90”", "{ 名称 = 数 }"),
        ('id = "甲"\n[convention.colour]\nvalue = 1\n', "第2行“[convention.colour]”", "没有“colour”这一约定"),
        ('id = "甲"\n[convention.bands]\nvalue = { "优" = 90 }\n', "第2行", "缺少 basis"),
        (f'id = "甲"\n{CLAIM}{CLAIM}', "第13行“id = \"meeting\"”", "重复"),
        (f'id = "甲"\n{CLAIM}'.replace('"order"', '"ordr"'), "第6行“kind = \"ordr\"”", "kind 只能是"),
        (f'id = "甲"\n{CLAIM}'.replace("lesser =", "leser ="), "第7行“leser = \"会议费\"”", "没有“leser”这一项"),
        ('id = "甲"\n[[claim]\n', "第2行“[[claim]”", "不是有效的 TOML"),
        ('id = “甲”\n', "第1行“id = “甲””", "要用半角"),
        ('id = "甲\n', "第1行", "引号没有成对"),
        (f'id = "甲"\n{CLAIM}limit = 90%\n', "第11行“limit = 90%”", "要写在引号内"),
        ('id = "甲"\n[convention.bands]\nvalue = { "优" = "90" }\nbasis = "乙"\n', "第3行", "数，不加引号"),
        ('id = "甲"\n[convention.quality-bands]\nvalue = { "达成" = 80 }\nbasis = "乙"\n', "第3行", "[下限, 上限]"),
        ("name = 1\n", "", "缺少 id"),
        ('id = "甲"\n[conventions.bands]\nvalue = 1\n', "第2行“[conventions.bands]”", "没有“conventions”这一项"),
        (f'id = "甲"\n{CLAIM}{CLAIM}'.replace("[[claim]]", "[claim]", 1), "“[[claim]]”", "每一处都要写两对"),
        ('id = "甲"\n[convention.required]\nvalue = "成本"\nbasis = "乙"\n', "第3行", "名称的列表"),
        (
            f'id = "甲"\n{CLAIM}'.replace('"会议费"', '{ term = "会议费", stage = "调整后" }'),
            "第7行", "stage 只能是 年初预算、调整预算",
        ),
        (
            'id = "甲"\n[convention.item-rules]\nbasis = "乙"\n[convention.item-rules.value]\n"执行率" = "视情况扣分"\n',
            "第5行“\"执行率\" = \"视情况扣分\"”", "读不懂",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, line: str, told: str) -> None:
    with pytest.raises(PackError) as caught:
        load(write(tmp_path, text))
    assert line in str(caught.value)
    assert told in str(caught.value)


def test_an_unknown_name_lists_the_packs() -> None:
    with pytest.raises(PackError, match=r"没有“火星”这个规则包.*湖北"):
        load("火星")


def test_the_pack_of_the_manual_does_what_it_says(tmp_path: Path) -> None:
    manual = (Path(__file__).resolve().parent.parent / "docs" / "packs.md").read_text("utf-8")
    pack = write(tmp_path, manual.split("```toml\n")[1].split("```")[0])
    text = (
        "2023年会议费3.20万元，培训费1.10万元。预算执行率为85.00%。\n"
        "办公经费9.00万元。办公用品费5.00万元。印刷费3.00万元。"
    )
    assert sorted(findings(text, pack)) == [("GJ419", "error"), ("GJ419", "warning"), ("GJ419", "warning")]
    ruled = load(write(tmp_path, manual.split("```toml\n")[2].split("```")[0]))
    form = """| 一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 投入 | 在职人员控制率 | ≤100% | 104% | 5 | 5 |
| 过程 | 预算执行率 | ≥95% | 92.5% | 8 | 4 |"""
    assert [f.severity for f in check(read_text(form), ruled, select=("GJ411",)).findings] == ["error"]


def provincial(tmp_path: Path, name: str) -> dict[str, Any]:
    """The pack of the invented province, as its notice words it."""
    rules = "\n".join(f'"{item}" = "{rule.text}"' for item, rule in NOTICE.items())
    head = f'id = "{name}"\n[convention.item-rules]\nbasis = "规程附表"\n[convention.item-rules.value]\n'
    return load(write(tmp_path, head + rules))


@pytest.mark.parametrize("index", [i for i in range(12) if PROVINCE in report("framework", 5, i).title][:4])
def test_the_rules_of_a_province_are_its_pack(tmp_path: Path, index: int) -> None:
    pack = provincial(tmp_path, PROVINCE)

    def errors(draft: Draft, chosen: dict[str, Any] | None) -> list[str]:
        made = check(read_text(write_text.piped(draft)), chosen, select=("GJ411",))
        return [f.severity for f in made.findings]

    clean, wrong = report("framework", 5, index), report("framework", 5, index)
    relation = max(
        (r for r in wrong.relations if r.rule is not None), key=lambda r: r.roles["score"][0].value
    )
    score = relation.roles["score"][0]
    score.reprint(score.value - 3)
    assert (errors(clean, None), errors(clean, pack)) == ([], [])
    assert (errors(wrong, None), errors(wrong, pack)) == ([], ["error"])


FORM = """| 项目资金（万元） |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
|  | 年度资金总额 | 80.00 | 80.00 | 60.00 | 10 | 75% | 7.5 |
|  | 其中：财政资金 | 70.00 | 70.00 | 52.50 | — | 75% | — |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 成本指标 | 人均标准 | ≤800元 | 620元 | 90 | 90 |"""


@pytest.mark.parametrize(
    ("figure", "bound", "raised"),
    [
        ('"执行率"', 'at_least = "90%"', ["warning"]),
        ('"执行率"', 'at_least = "70%"', []),
        ('"人均标准"', 'at_most = "600元"', ["warning"]),
        ('"人均标准"', 'at_most = "90%"', ["info"]),
        ('{ term = "财政资金", stage = "执行" }', 'at_most = "50万元"', ["warning"]),
        ('"财政资金"', 'at_most = "0.0050亿元"', ["warning"]),
        ('"三公经费"', 'at_most = "50万元"', ["info"]),
    ],
)
def test_a_name_is_found_where_a_form_prints_it(
    tmp_path: Path, figure: str, bound: str, raised: list[str]
) -> None:
    claim = f'[[claim]]\nid = "一"\ntitle = "二"\nkind = "limit"\nfigure = {figure}\n{bound}\nbasis = "三"\n'
    found = findings(FORM, write(tmp_path, f'id = "甲"\n{claim}'))
    assert [severity for rule, severity in found if rule == "GJ419"] == raised
