"""A stored result gives the same review as the report it was made from."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from gouji.report.html_text import Anchors, render_text
from gouji.report.review import review
from gouji.report.stored import _read_block, attachment, load
from gouji.report.term import name_place
from tests.report_sample import sample_report


def test_attachment_survives_json() -> None:
    made = review(sample_report())
    entry = {
        "path": made.path,
        "format": made.format,
        "sha256": made.sha256,
        "status": made.status,
        "title": made.title,
        "entity": made.entity,
        "year": made.year,
        "coverage": made.coverage,
        "relations": made.relations,
        "findings": [],
        "document": attachment(made),
    }
    again = load(json.loads(json.dumps(entry, ensure_ascii=False)))
    assert again.blocks == made.blocks
    assert again.figures == made.figures
    assert again.states == made.states
    assert [t.sides for t in again.ticks] == [t.sides for t in made.ticks]
    assert [t.computed for t in again.ticks] == [t.computed for t in made.ticks]
    assert again.unread == made.unread


def test_load_refuses_what_is_no_result() -> None:
    with pytest.raises(ValueError, match="不是"):
        load({"path": "x"})


def test_a_place_keeps_the_number_of_the_file_and_names_the_printed_one() -> None:
    made = review(sample_report())
    here = replace(made.blocks[0].where, page=5, page_label="3")
    moved = replace(made, blocks=(replace(made.blocks[0], where=here), *made.blocks[1:]))
    stored = json.loads(json.dumps(attachment(moved), ensure_ascii=False))["blocks"]
    assert (stored[0]["where"]["page"], stored[0]["where"]["page_label"]) == (5, "3")
    assert "page_label" not in stored[1]["where"]
    assert _read_block(stored[0]).where == here
    assert name_place(here, {}).startswith("第5页（页码3）")
    assert "第5页（页码3）" in render_text(moved, Anchors(moved, "d"))
