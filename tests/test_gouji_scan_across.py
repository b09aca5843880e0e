"""What many units hand in, held against each other: copies, uniform marks, and relations of the year's own forms."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from gouji.cli import main
from gouji.scan.custom import Relation

PLACES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥金木水火土日月星"


def findings(folder: Path, run: Path, code: str, *more: str) -> list[dict[str, Any]]:
    main(["scan", str(folder), "--run", str(run), "--jobs", "2", "--select", f"GJ1,{code}", *more])
    told = json.loads((run / "summary.json").read_text("utf-8"))
    return [finding for finding in told["findings"] if finding["rule"] == code]


def hand_in(folder: Path, texts: list[str]) -> Path:
    """A text for each unit, whose name it takes for {unit}."""
    folder.mkdir()
    for place, text in zip(PLACES, texts, strict=False):
        (folder / f"{place}.txt").write_text(text.replace("{unit}", f"云{place}市林业局"), "utf-8")
    return folder


def prose(number: int, amount: str = "12.50") -> str:
    """A report of sentences that nobody else has, after some that all have."""
    rng = Random(number)
    own = ["".join(chr(rng.randrange(0x4E00, 0x9000)) for _ in range(24)) for _ in range(15)]
    form = [f"本部分说明绩效目标设定情况和完成情况之{one}并逐项分析" for one in "一二三四五六七八九十"]
    head = "{unit}2023年度部门整体支出绩效自评报告"
    return "\n".join([head, *form, *(f"{one}，支出{amount}万元。" for one in own)]) + "\n"


@pytest.mark.parametrize(("units", "copied"), [(21, True), (21, False), (15, True)])
def test_text_of_another_unit_is_told_where_enough_units_show_what_is_the_forms(
    units: int, copied: bool, tmp_path: Path
) -> None:
    texts = [prose(number) for number in range(units)]
    if copied:
        texts[4] = prose(3, "77.31")
    found = findings(hand_in(tmp_path / "year", texts), tmp_path / "run", "GJ507")
    wanted = [["丁.txt", "戊.txt"]] if copied and units == 21 else []
    assert [one["documents"] for one in found] == wanted


@pytest.mark.parametrize(
    ("shared", "own", "told"), [(8, 1, True), (8, 4, False), (5, 0, False), (14, 6, True), (14, 9, False)]
)
def test_fewer_equal_amounts_have_to_be_more_of_all(
    shared: int, own: int, told: bool, tmp_path: Path
) -> None:
    def paper(number: int) -> str:
        amounts = [f"{1234.5 + i * 17.31:.2f}" for i in range(shared)]
        amounts += [f"{5678.9 + number * 100.07 + i * 13.13:.2f}" for i in range(own)]
        lines = "".join(f"{i}.第{i}项经费支出{amount}万元。\n" for i, amount in enumerate(amounts, 1))
        return f"{{unit}}2023年度部门整体支出绩效自评报告\n{lines}"

    found = findings(hand_in(tmp_path / "year", [paper(1), paper(2)]), tmp_path / "run", "GJ504")
    assert len(found) == told


def marks(number: int, full: bool) -> str:
    rows = [
        f"|产出指标|数量指标|第{i}类任务完成率|100%|{100 if full else 90 + (i + number) % 10}%|5|{5 if full or i else 4}|"
        for i in range(10)
    ]
    head = "|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|\n|---|---|---|---|---|---|---|\n"
    return "{unit}2023年度部门整体支出绩效自评表\n\n" + head + "\n".join(rows) + "\n"


@pytest.mark.parametrize(("full", "told"), [(2, 2), (12, 0)])
def test_uniform_marks_are_told_where_few_units_have_them(full: int, told: int, tmp_path: Path) -> None:
    texts = [marks(number, number < full) for number in range(24)]
    found = findings(hand_in(tmp_path / "year", texts), tmp_path / "run", "GJ508")
    assert sorted(one["documents"][0] for one in found) == sorted(["甲.txt", "乙.txt"] * told)
    assert all(one["severity"] == "info" and "24份材料中只有2份" in one["message"] for one in found)


def form(number: int, slip: float = 0, wrong_sum: bool = False, hall: float = 0) -> str:
    rng = Random(number)
    gear, net, fee = (rng.randrange(1000, 90000) / 100 for _ in range(3))
    cells = {"器材": gear, "网络": net, "讲师": fee, "场地": hall}
    cells |= {"已验收资产": gear + net, "结算单金额": fee + slip}
    rows = "".join(f"|{name}|{amount:.2f}|\n" for name, amount in cells.items())
    total = "|办公费|4.00|\n|水费|5.00|\n|合计|7.00|\n" if wrong_sum else ""
    text = f"{{unit}}2023年度专项经费自评表\n\n单位：万元\n\n|内容|金额|\n|---|---|\n{rows}"
    return text + (f"\n单位：万元\n\n|项目|金额|\n|---|---|\n{total}" if total else "")


@pytest.mark.parametrize(("broken", "told"), [({7}, ["辛.txt"]), (set(range(9)), [])])
def test_a_relation_of_the_years_forms_is_told_where_few_break_it(
    broken: set[int], told: list[str], tmp_path: Path
) -> None:
    texts = [form(number, number in broken) for number in range(30)]
    found = findings(hand_in(tmp_path / "year", texts), tmp_path / "run", "GJ509")
    assert [one["documents"][0] for one in found] == told
    assert all("结算单金额" in one["message"] and "30份中29份成立" in one["message"] for one in found)


@pytest.mark.parametrize(("hall", "told"), [(31.17, []), (30.17, ["辛.txt"])])
def test_a_relation_that_one_more_cell_completes_is_not_broken(
    hall: float, told: list[str], tmp_path: Path
) -> None:
    texts = [form(number, slip=31.17, hall=hall) if number == 7 else form(number) for number in range(30)]
    found = findings(hand_in(tmp_path / "year", texts), tmp_path / "run", "GJ509")
    assert [one["documents"][0] for one in found] == told


def test_a_form_whose_own_totals_are_wrong_is_not_told_again(tmp_path: Path) -> None:
    texts = [form(number, number == 7, wrong_sum=number == 7) for number in range(30)]
    assert findings(hand_in(tmp_path / "year", texts), tmp_path / "run", "GJ509") == []


@pytest.mark.parametrize(
    ("gap", "holds"), [(0, True), (150, True), (151, False)], ids=["exact", "rounded", "beyond"]
)
def test_a_relation_holds_to_the_last_places_printed(gap: int, holds: bool) -> None:
    cells = {"a": (1000 + gap, 50), "b": (400, 50), "c": (600, 50)}
    assert Relation("a", ("b", "c")).test(cells) is holds
    assert Relation("a", ("b", "d")).test(cells) is None


def department(folder: Path, total: str, more: str = "") -> Path:
    folder.mkdir()
    for unit, amount in (("", total), ("本级", "856.02"), ("信息中心", "900.00")):
        text = f"云州市教育局{unit}2023年度部门决算公开说明\n2023年基本支出{amount}万元。{more}\n"
        (folder / f"{unit or '部门'}.txt").write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("total", "listed", "told"),
    [
        ("1756.02", ("本级", "信息中心"), 0),
        ("1856.02", ("本级", "信息中心"), 1),
        ("1856.02", ("（本级）", "信息中心"), 1),
        ("1856.02", ("信息中心",), 0),
        ("1856.02", ("本级", "信息中心", "图书馆"), 0),
    ],
    ids=["right", "wrong", "spelled otherwise", "own level not listed", "one not handed in"],
)
def test_a_department_is_held_against_all_its_units_of_the_roster(
    total: str, listed: tuple[str, ...], told: int, tmp_path: Path
) -> None:
    roster = tmp_path / "名单.csv"
    rows = "".join(f"云州市教育局{unit},云州市教育局\n" for unit in listed)
    roster.write_text(f"单位名称,主管部门\n{rows}", "utf-8")
    folder = department(tmp_path / "year", total)
    found = findings(folder, tmp_path / "run", "GJ506", "--roster", str(roster))
    assert [one["unit"] for one in found] == ["云州市教育局"] * told
    assert all(len(set(one["documents"])) == 3 for one in found)


def test_a_department_and_its_own_level_are_two_units(tmp_path: Path) -> None:
    assert findings(department(tmp_path / "year", "1756.02"), tmp_path / "run", "GJ503") == []
