"""The frames have the documented columns and types, also when they are empty."""

from __future__ import annotations

import pandas
import pytest

import gouji
from gouji.frame import frames
from gouji.report.review import review
from tests.report_sample import sample_report


def test_rows_are_those_of_the_report() -> None:
    report = sample_report()
    made = frames(report)
    assert len(made.figures) == len(report.extraction.figures)
    assert list(made.findings["id"]) == [f.id for f in report.findings]
    assert made.relations["state"].value_counts()["broken"] == 3
    assert (made.figures["state"] == "contradicted").sum() == 9
    money = made.figures[made.figures["text"] == "412.60万元"].iloc[0]
    assert money["yuan"] == pytest.approx(4_126_000)
    assert str(money["value"]) == "412.60"


def test_types_do_not_depend_on_the_rows() -> None:
    full, none = frames(sample_report()), frames([])
    for one, two in zip(full, none, strict=True):
        assert list(one.columns) == list(two.columns)
        assert len(two) == 0
        for column in one.columns:
            assert (
                isinstance(one[column].dtype, pandas.CategoricalDtype)
                or one[column].dtype == two[column].dtype
            )


def test_several_documents_stand_under_one_another() -> None:
    made = review(sample_report())
    assert len(frames([made, made]).findings) == 2 * len(frames(made).findings)
    assert (frames(made).findings["severity"] >= "warning").all()


def test_it_is_reached_from_the_package() -> None:
    assert gouji.frames is frames
