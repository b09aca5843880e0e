"""A stored result gives the same review as the report it was made from."""

from __future__ import annotations

import json

import pytest

from gouji.report.review import review
from gouji.report.stored import attachment, load
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
