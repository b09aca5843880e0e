"""A resubmission against its first version: nothing is attached to the wrong finding."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from checks.model import Finding
from gouji.compare import compare
from gouji.report.difference import render
from gouji.report.review import Review, review
from tests.report_sample import sample_report


def submitted(*findings: Finding, **changes: object) -> Review:
    return replace(review(sample_report()), findings=findings, **changes)  # type: ignore[arg-type]


def changes(old: Review, new: Review) -> list[tuple[str, str]]:
    (made,) = compare([old], [new])
    return [(pair.change, pair.finding.rule) for pair in made.pairs]


def test_gone_same_changed_new() -> None:
    growth, posts, items = review(sample_report()).findings
    corrected = replace(posts, figures=(replace(posts.figures[0], value=Decimal(40)), posts.figures[1]))
    fresh = replace(items, id="abcabcabcabc", printed="other")
    assert changes(submitted(growth, posts, items), submitted(growth, corrected, fresh)) == [
        ("new", "GJ101"),
        ("same", "GJ203"),
        ("changed", "GJ302"),
        ("gone", "GJ101"),
    ]


def test_printing_a_value_otherwise_is_no_change() -> None:
    growth = review(sample_report()).findings[0]
    padded = replace(
        growth, figures=tuple(replace(f, value=f.value * Decimal("1.00")) for f in growth.figures)
    )
    assert changes(submitted(growth), submitted(padded)) == [("same", "GJ203")]


def test_labels_as_printed_match_where_the_id_has_grown() -> None:
    growth = review(sample_report()).findings[0]
    assert changes(submitted(growth), submitted(replace(growth, id="ffffffffffff"))) == [("same", "GJ203")]


def test_an_ambiguous_label_matches_nothing() -> None:
    growth = review(sample_report()).findings[0]
    twins = [replace(growth, id=f"{n:012x}") for n in (91, 92)]
    found = changes(submitted(growth), submitted(*twins))
    assert sorted(found) == [("gone", "GJ203"), ("new", "GJ203"), ("new", "GJ203")]


@given(st.sets(st.integers(0, 9)), st.sets(st.integers(0, 9)))
def test_every_finding_is_counted_once(old: set[int], new: set[int]) -> None:
    growth = review(sample_report()).findings[0]

    def made(numbers: set[int]) -> Review:
        return submitted(*(replace(growth, id=f"{n:012x}", printed=str(n)) for n in sorted(numbers)))

    (compared,) = compare([made(old)], [made(new)])
    by_change = {
        c: {int(p.finding.id, 16) for p in compared.pairs if p.change == c} for c in ("new", "same", "gone")
    }
    assert by_change == {"new": new - old, "same": old & new, "gone": old - new}


def test_documents_are_matched_by_unit_and_what_is_missing_is_said() -> None:
    one = submitted(path="a/甲.docx", entity="甲")
    two = submitted(path="a/乙.docx", entity="乙")
    again = submitted(path="b/新.docx", entity="乙")
    late = submitted(path="b/丙.docx", entity="丙")
    made = compare([one, two], [again, late])
    pairs = [(c.old.path if c.old else None, c.new.path if c.new else None) for c in made]
    assert pairs == [("a/乙.docx", "b/新.docx"), (None, "b/丙.docx"), ("a/甲.docx", None)]
    text = render(made)
    assert "未再次报送" in text and "第一版中没有" in text


def test_a_finding_gone_from_a_partly_read_version_is_not_called_solved() -> None:
    growth = review(sample_report()).findings[0]
    assert "也可能是未读出" in render(compare([submitted(growth)], [submitted(status="partial")]))
