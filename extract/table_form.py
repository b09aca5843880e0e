"""What a table is: its caption, unit, form and the project or fund it is limited to."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import regex

from extract.grid import Sheet
from extract.merge import is_header
from extract.model import Column, Paragraph
from extract.table_word import blank, core, squeeze, terms, unit_line

_FUNDS = (
    ("政府性基金", ("政府性基金",)),
    ("国有资本经营", ("国有资本经营",)),
    ("一般公共预算", ("一般公共预算",)),
    ("财政拨款", ("财政拨款",)),
)
_SKIP = regex.compile(
    r"^(?:附件|附表|附|表)\s*[\d一二三四五六七八九十]*[-—\d]*$|^(?:公开|财决|预算|决算)?\d{1,3}表(?:$|.*单位[:：])"
)
_CONTINUED = regex.compile(r"\(?(?:续表?|接上[页表]|第\d+页|-?\d+-?)?\d*\)?|单位[:：].{1,6}")
_FIELD_LINE = regex.compile(r"^(?:填报|编制|预算|主管|公开)?(?:单位|部门)(?:名称)?(?:\(盖章\))?[:：]")


def caption_and_unit(before: Sequence[Paragraph], sheet: Sheet) -> tuple[str, str]:
    """The caption and the declared unit: from the lines above a table (nearest last) and its first rows."""
    caption, unit, above = "", "", False
    first = min((cell.row for cell in sheet.cells if not blank(cell.text)), default=0)
    for row in range(first, min(first + 3, sheet.height)):
        for cell in sheet.line(row):
            unit = unit or unit_line(cell.text)
        line = [c for c in sheet.line(row) if not blank(c.text)]
        if len(line) == 1 and not caption and _titled(line[0].text) and len(sheet.line(row)) == 1:
            caption = squeeze(line[0].text)
    for paragraph in reversed(before):
        text = squeeze(paragraph.text)
        if not text:
            continue
        unit = unit or (unit_line(text) if len(text) < 60 else "")
        if above and unit:
            break
        if (
            not above
            and _titled(paragraph.text)
            and (not caption or (text.endswith("表") and not caption.endswith("表")))
        ):
            caption = text
            above = True
        elif len(text) > 60:
            break
    return caption, unit


def is_page_end(text: str) -> bool:
    """Whether a paragraph is what may stand between the two halves of a table: blank, 续表, a page number, a unit."""
    return _CONTINUED.fullmatch(squeeze(text)) is not None


def _titled(text: str) -> bool:
    folded = squeeze(text)
    if not 2 < len(folded) <= 60 or _SKIP.match(folded) or _FIELD_LINE.match(folded):
        return False
    if folded.endswith(("。", ";", "；", ",")) or regex.match(
        r"^(?:金额)?单位[:：]|^\(?(?:19|20)\d\d年度?\)?$", folded
    ):
        return False
    return not regex.match(r"^(?:填表人|填报日期|填报人|联系)", folded)


def kind(sheet: Sheet, columns: Sequence[Column], labels: Sequence[str], caption: str) -> str:
    """The form, from what the table contains.

    project-self-evaluation, self-evaluation, scoring, basic-data, three-public, procurement,
    final-T1 … final-T9, budget, or generic.
    """
    roles = {c.role for c in columns}
    heads = {core(h) for c in columns for h in c.header}
    said = {squeeze(label) for label in labels}
    text = "".join(squeeze(c.text) for c in sheet.cells if len(c.text) < 40)
    if ("weight" in roles or {"score", "level3"} <= roles) and (
        "level1" in roles or "level3" in roles or "指标" in text
    ):
        if project_name(sheet):
            return "project-self-evaluation"
        if "执行率" in text or "资金总额" in text:
            return "self-evaluation"
        return "scoring"
    if "控制率" in text and "编制" in text:
        return "basic-data"
    final = _final(squeeze(caption), heads, said)
    if final:
        return final
    if (
        any("公务接待" in s for s in said | heads)
        and any("出国" in s for s in said | heads)
        and len(said) < 15
    ):
        return "three-public"
    if "预算" in caption and "决算" not in caption:
        return "budget"
    return "generic"


def _final(caption: str, heads: set[str], said: set[str]) -> str:
    both = any("本年收入合计" in s for s in said) and any("本年支出合计" in s for s in said)
    if both:
        fiscal = any("财政拨款结转" in s for s in said) or "一般公共预算财政拨款" in heads
        return "final-T4" if fiscal else "final-T1"
    if "决算" not in caption:
        return ""
    if "政府性基金" in caption:
        return "final-T8"
    if "国有资本经营" in caption:
        return "final-T9"
    if "三公" in caption:
        return "final-T7"
    if "基本支出" in caption:
        return "final-T6"
    if "一般公共预算" in caption and "支出" in caption:
        return "final-T5"
    if {"基本支出", "项目支出"} <= heads and "支出" in caption:
        return "final-T3"
    if {"事业收入", "经营收入"} & heads and "收入" in caption:
        return "final-T2"
    return ""


def project_name(sheet: Sheet) -> str:
    """The project a form is about: what stands beside 项目名称; "" where the form names none."""
    names = terms("field", "project")
    for row in range(min(8, sheet.height)):
        line = [c for c in sheet.line(row) if not blank(c.text)]
        if is_header([c.text for c in line]):
            continue
        for cell, value in itertools.pairwise(line):
            named = core(cell.text) in names and core(value.text) not in terms("field")
            if named and (cell.colspan + value.colspan >= sheet.width or len(line) <= 6):
                return squeeze(value.text)
    return ""


def fund(caption: str) -> str:
    """The kind of money a whole table is limited to by its caption, "" for all funds."""
    folded = squeeze(caption)
    return next((name for name, words in _FUNDS if any(w in folded for w in words)), "")
