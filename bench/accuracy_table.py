"""The measures as tables, for the terminal and for docs/accuracy.md."""

from __future__ import annotations

from typing import Any

Record = dict[str, Any]
Table = tuple[str, list[str], list[list[str]]]


def share(part: int, whole: int) -> str:
    """A percentage with one decimal, or a dash where there is nothing to count."""
    return f"{100 * part / whole:.1f}%" if whole else "–"


def tables(record: Record) -> list[Table]:
    """Every table: title, head, rows."""
    made = [
        _reading(record),
        _clean(record),
        _planted(record),
        _pairs("检出力：干净报告改动一个受约束的数据", record["power"], "changed", "noticed", "改动", "发现"),
        _pairs("各格式问题一致", record["formats"], "findings", "same", "问题", "一致"),
        _ids(record),
        _passages(record),
    ]
    return [t for t in made if t[2]]


def _reading(record: Record) -> Table:
    head = ["种类 格式", "份", "数据", "召回", "多读", "数值", "单位", "标签", "期间", "单元格", "指标行"]
    rows = []
    for key, c in record["reading"].items():
        matched = c.get("matched", 0)
        rows.append(
            [
                key,
                str(c.get("documents", 0)) + (f"（另{c['unread']}份未读出）" if c.get("unread") else ""),
                str(c.get("figures", 0)),
                share(matched, c.get("figures", 0)),
                str(c.get("spurious", 0)),
                share(c.get("value", 0), matched),
                share(c.get("unit", 0), matched),
                share(c.get("label", 0), c.get("labelled", 0)),
                share(c.get("period", 0), c.get("dated", 0)),
                share(c.get("cells_exact", 0), c.get("cells", 0)),
                share(c.get("indicators_right", 0), c.get("indicators", 0)),
            ]
        )
    return "读取", head, rows


def _clean(record: Record) -> Table:
    head = ["种类 格式", "份", "误报错误/份", "误报警告/份", "提示/份", "植错报告中另报错误", "另报警告"]
    rows = []
    for key, c in record["clean"].items():
        n = c.get("documents", 0)
        each = [f"{c.get(k, 0) / n:.2f}" if n else "–" for k in ("error", "warning", "info")]
        rows.append([key, str(n), *each, str(c.get("stray error", 0)), str(c.get("stray warning", 0))])
    return "误报", head, rows


def _planted(record: Record) -> Table:
    head = ["植入的错误", "处", "发现", "报为错误", "疑似错处", "更正值", "原因"]
    rows = []
    total: dict[str, int] = {}
    for kind, c in record["planted"].items():
        if kind == "below-rounding":
            rows.append(
                [kind + "（不应报错）", str(c["planted"]), "", f"误报 {c.get('raised', 0)}", "", "", ""]
            )
            continue
        rows.append(_plant_row(kind, c))
        for k, v in c.items():
            total[k] = total.get(k, 0) + v
    if total:
        rows.append(_plant_row("合计", total))
    rows += [_plant_row(f"其中 {extension}", c) for extension, c in record["by_format"].items()]
    return "植入错误", head, rows


def _plant_row(kind: str, c: dict[str, int]) -> list[str]:
    return [
        kind,
        str(c["planted"]),
        share(c.get("found", 0), c["planted"]),
        share(c.get("error", 0), c["planted"]),
        share(c.get("suspect", 0), c.get("suspectable", 0)),
        share(c.get("repair", 0), c.get("suspectable", 0)),
        share(c.get("cause", 0), c.get("causable", 0)),
    ]


def _pairs(title: str, counts: dict[str, dict[str, int]], whole: str, part: str, one: str, two: str) -> Table:
    rows = [[key, str(c.get(whole, 0)), share(c.get(part, 0), c.get(whole, 0))] for key, c in counts.items()]
    if len(rows) > 1:
        n, k = (sum(c.get(x, 0) for c in counts.values()) for x in (whole, part))
        rows.append(["合计", str(n), share(k, n)])
    return title, ["", one, two], rows


def _ids(record: Record) -> Table:
    head = ["编辑前后", "文件对", "两边都有的问题", "编号不变", "占用了别的编号"]
    rows = [
        [
            k,
            str(c.get("files", 0)),
            str(c.get("pairs", 0)),
            share(c.get("same", 0), c.get("pairs", 0)),
            str(c.get("taken", 0)),
        ]
        for k, c in record["ids"].items()
    ]
    return "编号稳定", head, rows


def _passages(record: Record) -> Table:
    head = ["关系", "条", "识别（含所标范围）", "结论对", "识别（含全部算数）", "结论对"]
    rows, total = [], [0] * 5
    keys = ("relations", "recognised", "right", "operands", "strictly")
    for kind in ("sum", "change", "share", "rate", "difference", "order", "repeat", "other"):
        c = record["passages"].get(kind)
        if not c:
            continue
        values = [c.get(k, 0) for k in keys]
        rows.append([kind, str(values[0]), *(share(v, values[0]) for v in values[1:])])
        if kind != "other":
            total = [a + b for a, b in zip(total, values, strict=True)]
    if rows:
        rows.insert(
            -1 if "other" in record["passages"] else len(rows),
            ["合计（不含 other）", str(total[0]), *(share(v, total[0]) for v in total[1:])],
        )
        false = record["passages"].get("all", {})
        rows.append(["误报错误", str(false.get("false", 0)), f"共 {false.get('passages', 0)} 段", "", "", ""])
    return "真实段落", head, rows


def show(record: Record) -> str:
    """The tables for a terminal, columns aligned."""
    return "\n\n".join(f"{title}\n" + _plain([head, *rows]) for title, head, rows in tables(record))


def _plain(rows: list[list[str]]) -> str:
    widths = [max(_width(r[i]) for r in rows) for i in range(len(rows[0]))]
    return "\n".join(
        "  ".join(c + " " * (w - _width(c)) for c, w in zip(r, widths, strict=True)).rstrip() for r in rows
    )


def _width(text: str) -> int:
    return sum(2 if ord(c) > 0x2E7F else 1 for c in text)


def summary(record: Record, *, english: bool = False) -> str:
    """The main numbers in one small table, for the README."""
    docx = [c for k, c in record["reading"].items() if k.endswith(" docx")]
    clean = [c for k, c in record["clean"].items() if k.endswith(" docx")]
    planted = [c for k, c in record["planted"].items() if k != "below-rounding"]
    passages = [c for k, c in record["passages"].items() if k not in {"all", "other"}]

    def total(counts: list[dict[str, int]], key: str) -> int:
        return sum(c.get(key, 0) for c in counts)

    documents = total(clean, "documents")
    power = list(record["power"].values())
    formats = list(record["formats"].values())
    rows = [
        ("figures found (Word)", "数据读出（Word）", share(total(docx, "matched"), total(docx, "figures"))),
        (
            "planted errors found",
            "植入的错误被发现",
            share(total(planted, "found"), total(planted, "planted")),
        ),
        (
            "false errors for each clean report (Word)",
            "每份无误报告误报错误（Word）",
            f"{total(clean, 'error') / documents:.2f}" if documents else "–",
        ),
        (
            "any one constrained figure changed: noticed",
            "任改一个受约束的数据能发现",
            share(total(power, "noticed"), total(power, "changed")),
        ),
        (
            "relations of real passages judged right",
            "真实段落中的关系判断正确",
            share(total(passages, "right"), total(passages, "relations")),
        ),
        (
            "same findings in every format",
            "各种格式问题一致",
            share(total(formats, "same"), total(formats, "findings")),
        ),
    ]
    head = "| measured | |\n| --- | --- |" if english else "| 衡量 | |\n| --- | --- |"
    return "\n".join([head, *(f"| {one if english else two} | {value} |" for one, two, value in rows)])


def page(record: Record) -> str:
    """docs/accuracy.md."""
    lines = [
        "# 准确性记录",
        "",
        "本页由 `python -m bench.accuracy --keep` 生成，不手工修改。报告由 `corpora/` 按种子现做，自带每个数据、每条关系的真值；"
        "“真实段落”是另行保管、不随本库分发的真实文本片段。",
        "",
        f"种子 {record['seed']}，每类 {record['count']} 份（各一份干净、一份植错），格式 {'、'.join(record['formats'])}。",
        "",
        summary(record),
        "",
    ]
    for title, head, rows in tables(record):
        lines += [f"## {title}", "", "| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
        lines += ["| " + " | ".join(r) + " |" for r in rows]
        lines.append("")
    return "\n".join(lines)
