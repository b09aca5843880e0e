"""OFD: placed characters become paragraphs and tables, with their pages and boxes."""

from __future__ import annotations

import pytest

from extract.model import Paragraph, RawTable, Source
from extract.readers import Unreadable, read_bytes
from extract.readers.ofd_page import POINTS
from tests.ofd_sample import grid, make_ofd, text

ROWS = [["项目", "预算", "决算"], ["甲", "12.50", "11.00"], ["合计", "12.50", "11.00"]]


def read(*pages: str, template: str = "", extra: dict[str, str] | None = None) -> Source:
    return read_bytes(make_ofd(*pages, template=template, extra=extra), "x.ofd")


def texts(source: Source) -> list[str]:
    return [b.text for b in source.blocks if isinstance(b, Paragraph)]


def test_a_sentence_and_a_table_with_their_places() -> None:
    source = read(text(30, 40, "全年支出218.70万元。") + grid(30, 60, ROWS))
    assert texts(source) == ["全年支出218.70万元。"]
    table = next(b for b in source.blocks if isinstance(b, RawTable))
    assert [(c.row, c.column, c.text) for c in table.cells] == [
        (r, c, content) for r, row in enumerate(ROWS) for c, content in enumerate(row)
    ]
    place = table.cells[4].where
    assert place.page == 1
    assert place.bbox == pytest.approx((70 * POINTS, 70 * POINTS, 110 * POINTS, 80 * POINTS), abs=0.5)
    assert (source.pages, source.reasons) == (1, ())


def test_repeated_steps_are_spelt_out() -> None:
    assert texts(read(text(30, 40, "支出合计十万元", delta="g 6 4"))) == ["支出合计十万元"]


def test_a_matrix_scales_and_moves() -> None:
    scaled = text(30, 40, "支出", size=8.0, extra='CTM="0.5 0 0 0.5 0 0"', delta="8")
    block = read(scaled + text(30, 60, "收入")).blocks[0]
    assert isinstance(block, Paragraph)
    assert block.text == "支出"
    assert block.where.bbox is not None
    assert block.where.bbox[2] - block.where.bbox[0] == pytest.approx(8 * POINTS, abs=1)


def test_a_template_is_part_of_every_page() -> None:
    source = read(text(30, 60, "支出"), template=text(30, 40, "单位：万元"))
    assert texts(source) == ["单位：万元", "支出"]


def test_what_is_invisible_or_slanted_is_left_out() -> None:
    slanted = text(60, 150, "内部资料", size=12, extra='CTM="0.7 0.7 -0.7 0.7 0 0"')
    hidden = text(30, 80, "旧数", extra='Visible="false"')
    assert texts(read(text(30, 40, "支出12万元") + slanted + hidden)) == ["支出12万元"]


PICTURE = '<ofd:ImageObject ID="3" Boundary="0 0 210 297" ResourceID="5"/>'


def test_a_scanned_page_is_said() -> None:
    source = read(text(30, 40, "支出12万元"), PICTURE)
    assert [(r.code, r.where.page if r.where else None) for r in source.reasons] == [("no-text-layer", 2)]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (make_ofd(PICTURE), "no-text-layer"),
        (make_ofd(), "corrupt"),
        (make_ofd("", extra={"Encryptions.xml": "<x/>"}), "encrypted"),
    ],
)
def test_what_cannot_be_read_is_said(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_bytes(data, "x.ofd")
    assert caught.value.code == code


def test_a_damaged_page_costs_only_itself() -> None:
    source = read(text(30, 40, "支出12万元"), "<broken")
    assert texts(source) == ["支出12万元"]
    assert [r.code for r in source.reasons] == ["damaged-part"]
