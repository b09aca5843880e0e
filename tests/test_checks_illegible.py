"""What could not be read is missing from sums, lists and names, and raises nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

import pytest

from checks.run import check
from corpora.make import KINDS, WRITERS, report
from extract import understand_source
from extract.model import Block, Paragraph
from extract.plain import ILLEGIBLE
from extract.readers import read_bytes

FIGURE, NAME = re.compile(r"\d[\d,.]*(?:\s*(?:万元|元|%|人|个))?"), re.compile(r"[一-鿿]{1,2}")


def blotted(text: str, chance: Random) -> str:
    out = list(text)
    for match in FIGURE.finditer(text):
        if chance.random() < 0.03:
            out[match.start() : match.end()] = ILLEGIBLE * len(match[0])
    for match in NAME.finditer(text):
        if chance.random() < 0.003:
            out[match.start()] = ILLEGIBLE
    return "".join(out)


def blot(block: Block, chance: Random) -> Block:
    if isinstance(block, Paragraph):
        text = blotted(block.text, chance)
        spots = tuple((m.start(), m.end(), "看不清") for m in re.finditer(f"{ILLEGIBLE}+", text))
        return replace(block, text=text, doubts=spots)
    texts = [blotted(cell.text, chance) for cell in block.cells]
    cells = (
        replace(cell, text=text, doubt="看不清" if ILLEGIBLE in text else cell.doubt)
        for cell, text in zip(block.cells, texts, strict=True)
    )
    return replace(block, cells=tuple(cells))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_clean_report_with_blots_has_no_finding_and_tells_each_blot(kind: str) -> None:
    source = read_bytes(WRITERS["docx"](report(kind, 7301, 2)), "x.docx")
    for trial in range(4):
        chance = Random(f"{kind}{trial}")
        blotted_source = replace(source, blocks=tuple(blot(block, chance) for block in source.blocks))
        read = understand_source(blotted_source, "x", "")
        blots = any(ILLEGIBLE in repr(block) for block in blotted_source.blocks)
        assert bool(read.unread) == blots and all(ILLEGIBLE in place.text for place in read.unread)
        raised = [f for f in check(read).findings if f.severity != "info"]
        assert [(f.rule, f.message) for f in raised] == []


def test_an_error_far_from_a_blot_is_still_found() -> None:
    rows = "| 项目 | 决算数 |\n| --- | --- |\n| 办公费 | 4.00 |\n| 差旅费 | 5.00 |\n| 合计 | 8.00 |\n"
    source = read_bytes(f"单位：万元\n{rows}\n全年培训{ILLEGIBLE * 2}人。\n".encode(), "x.txt")
    assert [f.rule for f in check(understand_source(source, "x", "")).findings if f.severity == "error"]
    torn = read_bytes(f"单位：万元\n{rows.replace('5.00', ILLEGIBLE * 4)}".encode(), "x.txt")
    assert not check(understand_source(torn, "x", "")).findings


def test_a_gap_in_what_a_form_tells_in_words_leaves_its_scores_checked() -> None:
    rows = (
        "| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |\n"
        "| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 60 | 60 |\n"
        "| 效益指标 | 社会效益 | 受益村庄 | 达到9个以上 | 8个 | 40 | 38.5 |\n"
        "| 总分 |  |  |  |  | 100 | 98.7 |\n"
    )

    def raised(text: str) -> list[str]:
        source = read_bytes(text.encode(), "x.txt")
        return [f.rule for f in check(understand_source(source, "x", "")).findings if f.severity == "error"]

    assert raised(rows) == raised(rows.replace("达到9", f"达{ILLEGIBLE}9")) == ["GJ403"]
    assert (
        raised(rows.replace("总分", f"总{ILLEGIBLE}"))
        == raised(rows.replace("| 60 |\n", f"| {ILLEGIBLE} |\n"))
        == []
    )
