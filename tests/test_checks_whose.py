"""Figures of one label that are of different accounts, levels, owners or times are no contradiction (GJ301, GJ425)."""

from __future__ import annotations

import pytest

from checks.run import check
from extract import read_text


def _told(text: str) -> list[str]:
    return [f.rule for f in check(read_text(text)).findings if f.rule in ("GJ301", "GJ425")]


def _account(caption: str, *values: str) -> str:
    rows = "\n".join(
        f"| {name} | {value} |" for name, value in zip(("本年收入合计", "本年支出合计"), values, strict=True)
    )
    return f"\n{caption}\n单位：万元\n| 项目 | 决算数 |\n|---|---|\n{rows}\n"


@pytest.mark.parametrize(
    "text",
    [
        "2023年绩效自评报告\n该项目总分100分，综合得分95.6分，评价等级“优”。\n总分100分，自评得分95.6分，扣分4.4分。",
        "2023年度决算说明\n年初结转和结余412.36万元。本年使用年初结转298.14万元，收回42.00万元，仍结转72.22万元。",
        "2023年三公经费说明\n全市“三公”经费支出2318万元。其中市本级1146万元。县（区）1172万元，下降6.5%。",
        "2023年度绩效评价报告\n其中决策17.5分（自评19分）、过程21.3分（自评24分）、产出27分（自评29分）、效益21.5分（自评23分）。",
        "2021年决算说明\n1.一般公共预算\n2021年一般公共预算收入147.1亿元。加上转移性收入49.2亿元，收入合计196.3亿元。\n"
        "2.政府性基金预算\n2021年政府性基金预算收入130.2亿元。加上转移性收入33.8亿元，收入合计164.0亿元。",
        "2023年财政决算情况"
        + _account("2023年青河市一般公共预算收支决算表", "7853.40", "8840.10")
        + _account("2023年青河市本级一般公共预算收支决算表", "1557.20", "2325.70"),
        "2023年财政决算情况"
        + _account("2023年青河市政府性基金预算收支决算表", "4262.10", "5298.00")
        + _account("2023年青河市国有资本经营预算收支决算表", "140.60", "76.30"),
    ],
)
def test_what_is_told_of_something_else_is_no_contradiction(text: str) -> None:
    assert _told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "2023年绩效自评报告\n自评总分95.6分，其中产出得分40分。\n三、结论\n本项目自评总分96.5分。",
        "2023年财政决算情况"
        + _account("2023年青河市一般公共预算收支决算表", "7853.40", "8840.10")
        + _account("2023年全市一般公共预算平衡表", "7835.40", "8840.10"),
        "2023年部门预算说明\n| 项目 | 2023年预算数（万元） |\n| 公务接待费 | 6.40 |\n"
        "（一）公务接待费预算4.60万元，比2022年预算减少0.80万元。",
    ],
)
def test_what_is_told_of_one_thing_is_held_together(text: str) -> None:
    assert _told(text)[:1] == ["GJ301"]
