"""The review letter, the table of findings and SARIF say what the report says."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

from docx import Document

from extract.model import Reason
from gouji.report import csv as table
from gouji.report import letter, sarif
from gouji.report.review import Review, review
from tests.report_sample import sample_report


def lines(made: Review) -> list[str]:
    return [p.text for p in Document(io.BytesIO(letter.render([made]))).paragraphs]


def test_letter_numbers_every_discrepancy_with_its_places() -> None:
    made = review(sample_report())
    text = lines(made)
    assert text[0] == "2023年度绩效自评报告数据核对意见"
    assert text[1] == "澜川市园林绿化服务中心："
    for number, finding in enumerate(made.findings, 1):
        at = text.index(f"{number}. {finding.message}")
        assert any(
            line.startswith("出处：") and finding.figures[0].text in line for line in text[at : at + 3]
        )


def test_letter_never_calls_an_incomplete_check_clean() -> None:
    nothing = replace(review(sample_report()), findings=(), causes=())
    assert any("未发现相互矛盾" in line and "未能完整核对" not in line for line in lines(nothing))
    partial = replace(
        nothing, status="partial", reasons=(Reason("no-text-layer", "第7页没有文字层，未读出"),)
    )
    text = lines(partial)
    assert any("未能完整核对" in line for line in text)
    assert "第7页没有文字层，未读出" in text
    unread = lines(replace(partial, status="unchecked"))
    assert any("未能核对，原因如下" in line for line in unread)
    assert not any("未发现" in line for line in unread)


def test_letter_leaves_out_what_is_only_worth_knowing() -> None:
    made = review(sample_report())
    info = replace(made.findings[0], severity="info", message="只供了解")
    assert not any("只供了解" in line for line in lines(replace(made, findings=(info,))))


def test_csv_has_a_row_per_finding_and_one_for_a_document_without() -> None:
    made = review(sample_report())
    unread = replace(made, findings=(), causes=(), status="unchecked", reasons=(Reason("empty", "文件为空"),))
    rows = list(csv.DictReader(io.StringIO(table.render([made, unread]).decode("utf-8-sig"), newline="")))
    assert [row["问题"] for row in rows] == [*(f.message for f in made.findings), "文件为空"]
    assert [row["核查状态"] for row in rows] == ["完成"] * 3 + ["未核查"]


def test_csv_keeps_negative_numbers_as_they_are() -> None:
    assert [table.guard(text) for text in ("-9.41%", "+1,234.5", "-1+1")] == ["-9.41%", "+1,234.5", "'-1+1"]


def test_sarif_points_at_the_suspect_and_lists_every_other_figure() -> None:
    made = review(sample_report())
    run = json.loads(sarif.render([made], "0", {"GJ203": ("growth-rate", "增减率")}))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    for finding, result in zip(made.findings, run["results"], strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == finding.rule
        assert len(result["locations"]) + len(result["relatedLocations"]) == len(finding.figures)
        assert result["partialFingerprints"] == {"goujiId/v1": finding.id}
    assert run["results"][0]["locations"][0]["message"]["text"].startswith("34.07%")
    assert {"id": "GJ203", "name": "growth-rate", "shortDescription": {"text": "增减率"}} in rules


def test_what_has_one_cause_is_one_item_of_the_letter() -> None:
    made = review(sample_report())
    one, two, three = made.findings
    shared = replace(made.causes[0], findings=(one.id, two.id))
    joined = replace(made, findings=(one, replace(two, cause="c1"), three), causes=(shared,))
    text = lines(joined)
    assert any("发现2处需要核实" in line for line in text)
    assert f"1. 以下2处同出一因：{shared.message}" in text
    assert f"（1）{one.message}" in text and f"（2）{two.message}" in text
    assert f"2. {three.message}" in text
