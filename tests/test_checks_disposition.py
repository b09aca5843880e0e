"""The baseline accepts what was decided, for whom and as long as it was decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from checks.disposition import Baseline, BaselineError, dump, load
from tests.report_sample import sample_report

DAY = date(2024, 5, 6)
FINDING, OTHER = sample_report().findings[:2]


def test_accepted_until_it_expires_and_for_its_unit_only() -> None:
    made = Baseline().record([(FINDING, "甲")], "误报", "口径不同", "李", DAY, until=date(2024, 12, 31))
    assert made.accepts(FINDING, "甲", DAY)
    assert made.accepts(FINDING, "甲", date(2024, 12, 31))
    assert not made.accepts(FINDING, "甲", date(2025, 1, 1))
    assert not made.accepts(FINDING, "乙", DAY)
    assert not made.accepts(OTHER, "甲", DAY)
    assert not made.accepts(replace(FINDING, rule="GJ999"), "甲", DAY)


def test_a_later_decision_replaces_an_earlier() -> None:
    made = Baseline().record([(FINDING, "甲")], "误报", "口径不同", "李", DAY)
    made = made.record([(FINDING, "甲")], "确认", "", "王", DAY)
    assert not made.accepts(FINDING, "甲", DAY)
    assert len(made.entries) == 2


@pytest.mark.parametrize("verdict", ["误报", "不适用"])
def test_acceptance_needs_a_reason(verdict: str) -> None:
    with pytest.raises(BaselineError, match="理由"):
        Baseline().record([(FINDING, "")], verdict, "  ", "李", DAY)  # type: ignore[arg-type]


def test_prune_drops_what_is_expired_or_gone() -> None:
    made = Baseline().record([(FINDING, "甲"), (OTHER, "甲")], "误报", "口径不同", "李", DAY, until=DAY)
    assert [e.id for e in made.prune([(FINDING, "甲")], DAY).entries] == [FINDING.id]
    assert made.prune([(FINDING, "甲")], date(2024, 5, 7)).entries == ()


def test_file_keeps_everything() -> None:
    made = Baseline().record([(FINDING, "甲")], "不适用", "按新口径", "李", DAY, until=date(2025, 1, 1))
    assert load(dump(made)) == made


@pytest.mark.parametrize(
    "text", ["", "[]", '{"schema": "x"}', '{"schema": "gouji.baseline/1", "entries": [{}]}']
)
def test_what_is_no_baseline_is_refused(text: str) -> None:
    with pytest.raises(BaselineError):
        load(text)
