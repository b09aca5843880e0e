"""Rows out of step with a second table: one cause for all that they break, and nothing where rows only differ."""

from checks.run import check
from extract import read_text

ROWS = [
    ("206", "科学技术支出", "312.40", "90.10"),
    ("20603", "应用研究", "201.30", "90.10"),
    ("2060301", "机构运行", "120.80", "90.10"),
    ("2060399", "其他应用研究", "80.50", ""),
    ("20607", "科学技术普及", "111.10", ""),
    ("2060702", "科普活动", "111.10", ""),
    ("208", "社会保障和就业支出", "64.72", "64.72"),
    ("20805", "行政事业单位养老支出", "64.72", "64.72"),
    ("2080505", "基本养老保险缴费", "43.15", "43.15"),
    ("2080506", "职业年金缴费", "21.57", "21.57"),
    ("221", "住房保障支出", "38.26", "38.26"),
    ("22102", "住房改革支出", "38.26", "38.26"),
    ("2210201", "住房公积金", "38.26", "38.26"),
]


def account(caption: str, header: str, amounts: list[tuple[str, str]], total: str) -> str:
    lines = [
        f"{caption}\n单位：万元",
        f"| 科目编码 | 科目名称 | {header} | 基本支出 |",
        f"| 合计 | | {total} | 193.08 |",
    ]
    lines += [f"| {c} | {n} | {a} | {b} |" for (c, n, *_), (a, b) in zip(ROWS, amounts, strict=True)]
    return "\n".join(lines)


RIGHT = [(a, b) for _, _, a, b in ROWS]
FIRST = account("支出决算表", "本年支出合计", RIGHT, "415.38")


def test_rows_printed_too_high_are_one_cause_told_by_the_other_table():
    moved = [*RIGHT[:3], *RIGHT[5:], *RIGHT[:2]]
    second = account("一般公共预算财政拨款支出决算表", "合计", moved, "415.38")
    report = check(read_text(f"{FIRST}\n\n{second}"))
    (cause,) = report.causes
    assert (cause.kind, cause.confidence) == ("row-shift", "high")
    assert "自第6行“其他应用研究”起" in cause.message and "填的是“科学技术普及”的111.10万元" in cause.message
    assert {f.cause for f in report.findings if f.severity != "info"} == {cause.id}


def test_rows_that_differ_without_being_those_of_other_rows_are_not_out_of_step():
    other = [*RIGHT[:3], *((f"{float(a) + 7 + i:.2f}", b) for i, (a, b) in enumerate(RIGHT[3:]))]
    second = account("一般公共预算财政拨款支出决算表", "合计", other, "415.38")
    report = check(read_text(f"{FIRST}\n\n{second}"))
    assert report.findings and "row-shift" not in {cause.kind for cause in report.causes}
