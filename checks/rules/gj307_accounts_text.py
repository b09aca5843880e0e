"""决算说明与决算各表不一致

## 查什么
部门决算说明中按功能分类写出的“某某支出（类）”“（类）（款）（项）”的支出决算数，与一般公共预算（政府性基金、国有资本
经营预算）财政拨款支出决算表中同名科目核对；收入支出总计与收入支出决算总表、财政拨款收入支出总计与财政拨款总表的总计核对，政府性基金、国有资本经营预算的收入、支出与其表中合计核对。
说明逐项列出的科目与表中各项一一对应、只缺一两项的，提示漏列；全部列出的，各项预算数之和应等于总的预算数。

## 为什么
说明从上年文本修改而来，或者表格调整以后没有同步修改说明。

## 错误示例
```
五、一般公共预算财政拨款支出决算情况
一般公共预算财政拨款支出150.00万元，主要用于以下方面：教育支出（类）128.00万元，占80.00%；住房保障支出（类）30.00万元，占20.00%。

一般公共预算财政拨款支出决算表
单位：万元
| 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 |
| 205 | 教育支出 | 120.00 | 80.00 | 40.00 |
| 221 | 住房保障支出 | 30.00 | 10.00 | 20.00 |
|  | 合计 | 150.00 | 90.00 | 60.00 |
```

## 正确示例
```
五、一般公共预算财政拨款支出决算情况
一般公共预算财政拨款支出150.00万元，主要用于以下方面：教育支出（类）120.00万元，占80.00%；住房保障支出（类）30.00万元，占20.00%。

一般公共预算财政拨款支出决算表
单位：万元
| 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 |
| 205 | 教育支出 | 120.00 | 80.00 | 40.00 |
| 221 | 住房保障支出 | 30.00 | 10.00 | 20.00 |
|  | 合计 | 150.00 | 90.00 | 60.00 |
```

## 不判示例
不在某一种财政拨款的章节中的，或者表中没有同名科目的，不作判断。
```
教育支出（类）128.00万元。

一般公共预算财政拨款支出决算表
单位：万元
| 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 |
| 205 | 教育支出 | 120.00 | 80.00 | 40.00 |
| 221 | 住房保障支出 | 30.00 | 10.00 | 20.00 |
|  | 合计 | 150.00 | 90.00 | 60.00 |
```

## 依据
部门决算公开说明应与所附决算表一致。
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator

import regex

from checks.context import Context
from checks.final_accounts import Accounts
from checks.formula import Term, footing
from checks.model import AnyOf, Claim, Equal, Order, Present, Same
from checks.relation import judge_relation
from checks.subject import dated
from checks.tabular import addable, title
from checks.wording import printed
from extract.lexicon import fund_of, normalise
from extract.model import Figure, Table
from extract.plain import ILLEGIBLE

CODE = "GJ307"
NAME = "accounts-text"
SEVERITY = "error"
SINCE = "0.1.0"
_TABLES = {"一般公共预算": "T5", "政府性基金": "T8", "国有资本经营": "T9"}
_SPENT = "合计|小计|本年支出合计|本年支出|本年支出小计"
_TOTALS = {"balance.total": "T1", "balance.fiscal": "T4"}
_FUND_TOTALS = {
    "expenditure.year": _SPENT, "expenditure.fund": _SPENT, "expenditure.capital-budget": _SPENT,
    "income.year": "本年收入|本年收入合计", "income.fund": "本年收入|本年收入合计",
    "income.capital": "本年收入|本年收入合计",
}  # fmt: skip
_AMOUNT = "决算数|金额|合计"
_NAMED = regex.compile(
    r"^(?P<class>[^()]+?(?:\([^()类款项]*\))?)\(类\)"
    r"(?:(?P<group>[^()]+?(?:\([^()类款项]*\))?)\(款\)(?P<item>.+?)(?:\(项\))?)?$"
)
_STAGE = regex.compile(r"(?:(?:支出)?(?:决算|执行)|(?:年初|全年|调整后?)?预算)数?$")
_SPENDING = ("expenditure.general", "expenditure.fund", "expenditure.capital-budget")
_REALISED = ("", "决算", "执行")
_LEAST = 3
_FEW = 2

Path = tuple[str, ...]


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each class, item and grand total of the text that its table shows, and for items left out."""
    accounts = Accounts.of(context.extraction.tables)
    rows = {kind: _rows(accounts, kind) for kind in _TABLES.values()}
    said: dict[str, dict[Path, Figure]] = {kind: {} for kind in rows}
    planned: dict[tuple[str, str], dict[Path, Figure]] = defaultdict(dict)
    totals: dict[tuple[str, str], Figure] = {}
    for figure in context.extraction.figures:
        if figure.where.table is not None or figure.measure != "level" or figure.qualifier:
            continue
        kind = _TABLES.get(dict(context.facts.key(figure).scope).get("fund") or fund_of(figure.concept), "")
        path = _path(figure.label)
        if path and kind and figure.stage in _REALISED:
            said[kind].setdefault(path, figure)
            if path in rows[kind]:
                yield from _same(context, figure, rows[kind][path], accounts.tables[kind])
        elif path and kind:
            planned[kind, figure.stage].setdefault(path, figure)
        elif kind and figure.stage not in _REALISED and figure.concept in _SPENDING:
            totals.setdefault((kind, figure.stage), figure)
        yield from _total(context, accounts, figure)
        if kind in ("T8", "T9") and not path and figure.stage in _REALISED:
            cell = accounts.total(kind, "合计", _FUND_TOTALS.get(figure.concept or "", "-"))
            if cell is not None:
                yield from _same(context, figure, cell, accounts.tables[kind])
    for kind, items in said.items():
        yield from _left_out(context, accounts, kind, rows[kind], items)
    for place, total in totals.items():
        yield from _planned(context, rows[place[0]], planned[place], total)


def _path(label: str) -> Path:
    """The names of class, group and item in a label, or of the class alone; empty where it names none."""
    text = _STAGE.sub("", regex.sub(r"[\s“”\"]", "", unicodedata.normalize("NFKC", label)))
    match = _NAMED.match(text.removeprefix("为"))  # 支出5万元，为教育支出（类）…
    return tuple(normalise(name) for name in match.groups() if name) if match else ()


def _rows(accounts: Accounts, kind: str) -> dict[Path, Figure]:
    """Each row of a table of expenditure by the names of its class, group and item; names that stand twice are left out."""
    found: dict[Path, Figure] = {}
    twice: set[Path] = set()
    names: dict[str, str] = {}
    figures = accounts.codes(kind, _SPENT)
    for _, _, row in accounts.rows(kind):
        if not row.style.startswith("code") or not row.marker.startswith("2"):
            continue
        names[row.marker] = normalise(row.label)
        path = tuple(names.get(row.marker[:size], "") for size in (3, 5, 7) if size <= len(row.marker))
        if row.marker in figures:
            twice |= {path} & found.keys()
            found[path] = figures[row.marker]
    return {path: figure for path, figure in found.items() if path not in twice}


def _same(context: Context, text: Figure, cell: Figure, table: Table) -> Iterator[Claim]:
    if addable(text, [cell]) and text.period == cell.period:
        yield context.facts.claim(
            CODE,
            Same((text, cell)),
            f"“{_STAGE.sub('', text.label)}”说明中写为{printed(text)}，{title(table)}为{printed(cell)}，相差{{difference}}",
            [("text", text), ("cell", cell)],
        )


def _total(context: Context, accounts: Accounts, figure: Figure) -> Iterator[Claim]:
    kind = _TOTALS.get(figure.concept or "")
    if kind is None or figure.stage not in _REALISED:
        return
    for side in (0, 1):
        cell = accounts.total(kind, "总计", _AMOUNT, side)
        if cell is not None:
            yield from _same(context, figure, cell, accounts.tables[kind])


def _planned(
    context: Context, rows: dict[Path, Figure], items: dict[Path, Figure], total: Figure
) -> Iterator[Claim]:
    """The budgets of all items, or of those that the table has, against the budget in all."""
    shown = {path for path, figure in rows.items() if len(path) == _LEAST and figure.value}
    listed = [figure for path, figure in items.items() if path in shown]
    if len(shown) < _FEW or len(listed) < len(shown) or not addable(total, listed):
        return
    exceeds = judge_relation(Order(footing(listed), Term(total))).state == "broken"
    told = [figure for path, figure in items.items() if len(path) == _LEAST]
    sums = [Equal(total, footing(chosen)) for chosen in (listed, told) if addable(total, chosen)]
    yield context.facts.claim(
        CODE,
        AnyOf(tuple(dict.fromkeys(sums))) if len(told) > len(listed) else sums[0],
        f"{dated(total)}写为{{stated}}，说明逐项列出的{len(listed)}项预算数之和为{{computed}}，相差{{difference}}",
        [("total", total), *(("item", f) for f in listed)],
        severity=None if exceeds else "warning",
    )


def _left_out(
    context: Context, accounts: Accounts, kind: str, rows: dict[Path, Figure], said: dict[Path, Figure]
) -> Iterator[Claim]:
    """Items of the table that the text, which lists all others one by one, does not name."""
    if any(ILLEGIBLE in paragraph.text for paragraph in context.extraction.paragraphs()):
        return
    for depth in (1, 3):
        listed = {p: f for p, f in said.items() if len(p) == depth}
        shown = {p: f for p, f in rows.items() if len(p) == depth and f.value}
        missing = [f for p, f in shown.items() if p not in listed]
        if len(listed) < _LEAST or not set(listed) <= rows.keys() or not 0 < len(missing) <= _FEW:
            continue
        first = next(iter(listed.values()))
        for figure in missing:
            yield context.facts.claim(
                CODE,
                Present(figure.label, (figure, *listed.values()), first.where, False, first.quote),
                f"{title(accounts.tables[kind])}有“{figure.label}”{printed(figure)}，说明逐项列出的科目中没有这一项",
                [("missing", figure), *(("listed", f) for f in listed.values())],
                severity="warning",
            )
