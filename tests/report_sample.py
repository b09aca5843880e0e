"""A hand-made report on the bundled sample, so that outputs are tested apart from reading and judging."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

from checks.formula import footing, growth_from_delta, ratio
from checks.model import (
    Cause,
    Claim,
    Equal,
    FactKey,
    Finding,
    Ledger,
    Order,
    Relation,
    Repair,
    Report,
    Same,
    Verdict,
)
from extract.model import Block, Extraction, Figure, Locator, Paragraph, Unread
from extract.number import read_cell, scan
from extract.readers import docx
from extract.unit import factor

SAMPLE = Path(__file__).resolve().parent.parent / "corpora" / "sample" / "report.docx"


def figures_of(blocks: tuple[Block, ...]) -> tuple[Figure, ...]:
    """Every figure of the blocks, with its place and the text around it as quote."""
    found: list[Figure] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            for n in scan(block.text):
                where = replace(block.where, start=n.start, end=n.end)
                found.append(Figure(n.text, n.value, n.step, n.unit, block.text, where))
            continue
        for cell in block.cells:
            number = read_cell(cell.text)
            if number is not None:
                where = replace(block.where, row=cell.row, column=cell.column, start=0, end=len(cell.text))
                row = " | ".join(c.text for c in block.cells if c.row == cell.row)
                found.append(
                    Figure(
                        number.text,
                        number.value,
                        number.step,
                        number.unit or "万元",
                        row,
                        where,
                        whole_cell=True,
                    )
                )
    return tuple(found)


def claim(relation: Relation, figures: tuple[Figure, ...], roles: tuple[str, ...], rule: str) -> Claim:
    keys = tuple(FactKey(f"fact {i}") for i in range(len(figures)))
    return Claim(rule, relation, figures, roles, keys, "{stated}", id=f"{rule}-{len(figures)}")


def finding(number: int, claim: Claim, verdict: Verdict, message: str, suspect: int | None = None) -> Finding:
    return Finding(
        id=f"{number:012x}",
        printed=f"{number:08x}",
        rule=claim.rule,
        name="sample-rule",
        severity="error",
        confidence="high",
        message=message,
        formula="公式",
        computed="" if verdict.computed is None else f"{float(verdict.computed):.2f}{verdict.unit}",
        interval=None,
        stated="" if verdict.stated is None else f"{float(verdict.stated):g}{verdict.unit}",
        difference="",
        figures=claim.figures,
        roles=claim.roles,
        suspect=suspect,
        where=claim.figures[0].where,
        claim=claim,
    )


@cache
def sample_report() -> Report:
    """Three broken relations of the sample, one that holds, one that cannot be decided."""
    data = SAMPLE.read_bytes()
    source = docx.read(data, SAMPLE.name)
    figures = figures_of(source.blocks)

    def pick(text: str, nth: int = 0, table: int | None = None) -> Figure:
        return [f for f in figures if f.text == text and (table is None or f.where.table == table)][nth]

    project, delta, rate = pick("412.60万元"), pick("96.35万元"), pick("34.07%")
    project = next(f for f in figures if f.text == "412.60万元" and f.where.block == rate.where.block)
    growth = claim(
        Equal(rate, growth_from_delta(project, delta)),
        (project, delta, rate),
        ("current", "delta", "rate"),
        "GJ203",
    )
    posts = claim(
        Same((pick("38人"), replace(pick("36"), unit="人"))),
        (pick("38人"), pick("36")),
        ("posts", "posts"),
        "GJ302",
    )
    parts = (pick("142.75"), pick("52.30"), pick("112.20"))
    total = pick("316.25")
    items = claim(Equal(total, footing(parts)), (*parts, total), ("part", "part", "part", "total"), "GJ101")
    budget, spent, done = pick("1275.00万元"), pick("1258.40万元", 1), pick("98.70%")
    holds = claim(
        Equal(done, ratio(spent, budget)),
        (spent, budget, done),
        ("numerator", "denominator", "result"),
        "GJ202",
    )
    order = claim(
        Order(footing((pick("20.85"),)), footing((pick("103.50"),))),
        (pick("20.85"), pick("103.50")),
        ("part", "whole"),
        "GJ105",
    )

    def judge(made: Claim, state: str, unit: str = "") -> Verdict:
        relation = made.relation
        if isinstance(relation, Equal):
            computed = relation.formula.value() / factor(unit)
            stated = Fraction(relation.stated.value)
            half = Fraction(1, 200)
            return Verdict(state, computed, computed - half, computed + half, stated, computed - stated, unit)  # type: ignore[arg-type]
        return Verdict(state, unit=unit, reason="" if state != "undecided" else "单位不明")  # type: ignore[arg-type]

    ledger = (
        (growth, judge(growth, "broken", "%")),
        (posts, judge(posts, "broken", "人")),
        (items, judge(items, "broken", "万元")),
        (holds, judge(holds, "held", "%")),
        (order, judge(order, "undecided")),
    )
    messages = (
        "项目支出412.60万元、比上年增加96.35万元，增长率应为30.47%，文中写34.07%。",
        "编制数正文写38人，附件1写36人，前后不一致。",
        "2022年项目支出分项之和为307.25万元，合计写316.25万元，相差9.00万元。",
    )
    suspects = (2, None, None)
    found = tuple(
        finding(i, made, verdict, messages[i], suspects[i]) for i, (made, verdict) in enumerate(ledger[:3])
    )
    cause = Cause(
        "c1", "transposition", "high", "34.07%疑为30.47%数字换位。", (found[0].id,), (Repair(rate, "30.47%"),)
    )
    found = (replace(found[0], cause="c1"), *found[1:])
    state_of = {}
    for i, figure in enumerate(figures):
        if any(figure in f.figures for f in found):
            state_of[i] = "contradicted"
        elif figure in (budget, spent, done):
            state_of[i] = "verified"
        else:
            state_of[i] = "unchecked"
    extraction = Extraction(
        path=str(SAMPLE),
        format="docx",
        sha256=hashlib.sha256(data).hexdigest(),
        status="complete",
        title="2023年度部门整体支出绩效自评报告",
        entity="澜川市园林绿化服务中心",
        year=2023,
        blocks=source.blocks,
        figures=figures,
        unread=(Unread("××万元", "数字缺失", Locator(block=8)),),
    )
    return Report(extraction, found, (cause,), Ledger(ledger, state_of))
