"""Targets and actuals understood: number, unit, direction, deadline."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extract.target import understand


@pytest.mark.parametrize(
    ("text", "direction", "value", "unit"),
    [
        ("≥289场", "at_least", "289", "场"),
        ("≧ 735 人次", "at_least", "735", "人次"),
        ("不低于95%", "at_least", "95", "%"),
        ("力争使满意度达到95%及以上", "at_least", "95", "%"),
        ("完成11家企业考核", "at_least", "11", "家"),
        ("＞90%", "over", "90", "%"),
        ("≤3次", "at_most", "3", "次"),
        ("〈=3次", "at_most", "3", "次"),
        ("未按时上缴的不超过3家", "at_most", "3", "家"),
        ("控制在60万元以内", "at_most", "60", "万元"),
        ("=100%", "equal", "100", "%"),
        ("100%", "", "100", "%"),
    ],
)
def test_a_number_has_a_direction(text: str, direction: str, value: str, unit: str) -> None:
    found = understand(text)
    assert (found.kind, found.direction, found.value, found.unit) == (
        "number",
        direction,
        Decimal(value),
        unit,
    )


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2022年12月底前完成", (2022, 12, 31)),
        ("2022年底", (2022, 12, 31)),
        ("2023年3月15日", (2023, 3, 15)),
        ("2022.11", (2022, 11, 30)),
    ],
)
def test_a_deadline_is_a_date(text: str, date: tuple[int, int, int]) -> None:
    found = understand(text)
    assert (found.kind, found.date) == ("date", date)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("受理信访件数量下降5%", "change"),
        ("效果较好", "text"),
        ("完成3个项目，培训200人", "text"),
        ("2022年6月至2022年12月", "text"),
        ("", "none"),
        ("无", "none"),
    ],
)
def test_what_is_no_single_level_has_no_direction(text: str, kind: str) -> None:
    found = understand(text)
    assert (found.kind, found.direction) == (kind, "")
