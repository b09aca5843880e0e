"""Lists that run over paragraphs."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extract.model import Locator, Paragraph, Statement
from extract.outline import Item, among, find, under
from extract.sentence import read
from extract.spoken import Context


def items(*texts: str) -> list[Item]:
    return [
        Item(Paragraph(t, Locator(block=i)), read(t, Locator(block=i), Context(2023)))
        for i, t in enumerate(texts)
    ]


def told(statements: Sequence[Statement]) -> list[tuple[str, list[str]]]:
    return [(s.roles["whole"][0].text, [f.text for f in s.roles["parts"]]) for s in statements]


@pytest.mark.parametrize(
    "numbers",
    [("1.", "2."), ("（1）", "（2）"), ("①", "②"), ("（一）", "（二）"), ("一、", "二、")],
    ids="".join,
)
def test_numbered_paragraphs_are_the_parts_of_the_total_that_introduces_them(
    numbers: tuple[str, str],
) -> None:
    run = items(
        "项目支出300万元，其中：", f"{numbers[0]}道路养护支出120万元。", f"{numbers[1]}桥梁检测支出180万元。"
    )
    assert told(list(find(run))) == [("300万元", ["120万元", "180万元"])]


def test_plain_text_between_the_items_belongs_to_them() -> None:
    run = items(
        "项目支出300万元，具体如下：", "1.道路养护支出120万元。", "按合同支付。", "2.桥梁检测支出180万元。"
    )
    assert told(list(find(run))) == [("300万元", ["120万元", "180万元"])]


@pytest.mark.parametrize(
    "texts",
    [
        ("项目支出300万元。", "1.道路养护支出120万元。", "2.桥梁检测支出180万元。"),
        ("项目支出300万元，其中：", "2.道路养护支出120万元。", "3.桥梁检测支出180万元。"),
        ("项目支出300万元，其中：", "1.道路养护支出120万元。"),
        ("项目支出300万元，其中：", "1.道路养护支出120万元。", "2.桥梁检测已完成。"),
        ("项目支出300万元，其中：", "1.道路养护支出120万元。", "2.聘请专家12人。"),
        ("主要内容如下：", "1.道路养护支出120万元。", "2.桥梁检测支出180万元。"),
    ],
)
def test_what_is_no_list(texts: tuple[str, ...]) -> None:
    assert told(list(find(items(*texts)))) == []


def test_a_list_ends_where_its_numbers_do() -> None:
    run = items(
        "项目支出300万元，其中：",
        "1.养护支出120万元。",
        "2.检测支出180万元。",
        "1.办公支出5万元。",
        "2.差旅支出6万元。",
    )
    assert told(list(find(run))) == [("300万元", ["120万元", "180万元"])]


def test_paragraphs_under_a_numbered_one() -> None:
    run = items("1.项目支出300万元。", "道路养护支出120万元。", "聘请专家12人。", "2.其他支出10万元。")
    assert told(list(under(run))) == [("300万元", ["120万元"])]


def test_the_paragraph_below_a_heading_gives_its_amount() -> None:
    run = items(
        "全县“三公”经费决算总额为61万元，较预算下降3%。其中：", "一、因公出国费", "全年因公出国费支出4万元。",
        "二、公务用车费", "公务用车费决算支出39万元，其中：购置费18万元。", "三、公务接待费", "公务接待费支出18万元。",
    )  # fmt: skip
    assert told(list(find(run))) == [("61万元", ["4万元", "39万元", "18万元"])]


def test_plain_paragraphs_are_parts_as_far_as_each_has_a_name_and_an_amount() -> None:
    run = items(
        "基本支出预算96万元，同比减少4万元。其中：", "工资福利支出81万元，占84.38%。", "公用支出15万元。",
        "项目支出30万元。", "2.政府采购预算8万元。",
    )  # fmt: skip
    (statement,) = find(run)
    assert told([statement]) == [("96万元", ["81万元", "15万元", "30万元"])]
    assert statement.words["cuts"] == "1,2"
    assert told(list(find(items("办公费96万元，其中：", "印刷费81万元。", "无其他支出。")))) == []


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (
            ("（一）用于赛事支出553万元，占98%。", "其中：场地租赁539万元；补助14万元。"),
            [("553万元", ["539万元", "14万元"])],
        ),
        (("（二）用于培训6万元。", "其中：用于青少年培训6万元。"), [("6万元", ["6万元"])]),
        (("（二）用于培训6万元。另有结余2万元。", "其中：用于青少年培训6万元。"), []),
        (("（二）用于培训6万元。", "其中：到课120人次。"), []),
        (("（二）用于培训6万元。", "青少年培训6万元。"), []),
    ],
)
def test_a_paragraph_that_begins_with_among_tells_parts_of_the_amount_before_it(
    texts: tuple[str, ...], expected: list[tuple[str, list[str]]]
) -> None:
    assert told(list(among(items(*texts)))) == expected
