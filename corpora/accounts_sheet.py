"""What the tables of a 部门决算 have in common: captions, amounts, sums, the list of classes; T1 and T4."""

from __future__ import annotations

from collections.abc import Callable

from corpora.budget import Budget
from corpora.form import cell
from corpora.function import CLASSES, Item, items
from corpora.layout import Page, chinese, row
from corpora.model import Cell, Slot
from corpora.wording import Author


class Sheets:
    """The tables that set income against spending, and the parts of all tables."""

    def __init__(self, author: Author, budget: Budget) -> None:
        self.author, self.budget, self.page, self.rng = author, budget, Page(author), author.rng
        self.items = items(budget)
        self.unit = "元" if self.rng.random() < 0.25 else author.press.style.unit
        self.zero = self.rng.random() < 0.35
        self.number = 0

    def caption(self, title: str) -> str:
        """A table's title, with the number of the form in some reports and its unit below."""
        self.number += 1
        self.page._add([title], "caption")
        mark = self.rng.choice((f"公开{self.number:02d}表  ", "")) if self.rng.random() < 0.5 else ""
        self.page.unit(self.unit, before=mark)
        return ""

    def money(self, fact: str, fen: int, concept: str, *, stage: str = "决算") -> Slot | str:
        """An amount in a cell; zero as this report prints zeros."""
        if fen == 0:
            fact = ""
            if not self.zero:
                return ""
        fact = fact and f"{fact}|{self.budget.year}|{stage}"
        return self.author.press.money(
            fact, fen, concept, period=str(self.budget.year), stage=stage, unit=self.unit, places=2, cell=True
        )

    def total(self, slots: list[Slot | str], total: Slot | str) -> None:
        """``total`` is the sum of what is printed of ``slots``."""
        parts = [s for s in slots if isinstance(s, Slot)]
        if isinstance(total, Slot) and parts and total not in parts:
            self.author.draft.relate("sum", total=total, parts=parts)

    def relabel(self, rows: list[list[Cell]]) -> None:
        for line in rows:
            label = ""
            for one in line:
                only = one.fragments[0] if len(one.fragments) == 1 else ""
                if isinstance(only, Slot):
                    only.label = label or only.concept
                elif isinstance(only, str) and only:
                    label = only

    def classes(self, fact: str, amount: Callable[[Item], int]) -> list[tuple[str, Slot | str]]:
        sums: dict[str, int] = {}
        for item in self.items:
            sums[item.codes[0]] = sums.get(item.codes[0], 0) + amount(item)
        return [
            (f"{chinese_long(i + 1)}、{name}", self.money(f"{fact}{code}", sums.get(code, 0), name))
            for i, (code, name) in enumerate(CLASSES)
        ]

    def summary(self) -> None:
        """T1: income on the left, spending by class on the right."""
        b = self.budget
        self.caption("收入支出决算总表")
        general, fund = b.income.parts[0].parts
        left: list[tuple[str, Slot | str]] = []
        names = (
            "一般公共预算财政拨款收入",
            "政府性基金预算财政拨款收入",
            "国有资本经营预算财政拨款收入",
            "上级补助收入",
            "事业收入",
            "经营收入",
            "附属单位上缴收入",
            "其他收入",
        )
        amounts = {
            general.name: general.get("final"),
            fund.name: fund.get("final"),
            **{p.name: p.get("final") for p in b.income.parts[1:]},
        }
        for index, name in enumerate(names):
            left.append((f"{chinese(index + 1)}、{name}", self.money(name, amounts.get(name, 0), name)))
        right = self.classes("支出类", lambda i: i.total())
        rows = [
            row(cell("收入", columns=2), cell("支出", columns=2)),
            row("项目", "决算数", "项目", "决算数"),
        ]
        for index in range(max(len(left), len(right))):
            one = left[index] if index < len(left) else ("", "")
            two = right[index] if index < len(right) else ("", "")
            rows.append(row(*one, *two))
        income, spent = (
            self.money("收入", b.income.get("final"), "本年收入合计"),
            self.money("支出", b.amount("支出"), "本年支出合计"),
        )
        self.total([s for _, s in left], income)
        self.total([s for _, s in right], spent)
        begin = self.money("年初结转和结余", b.carry_in["final"], "年初结转和结余")
        end = self.money("年末结转和结余", b.carry_out["final"], "年末结转和结余")
        whole = b.income.get("final") + b.carry_in["final"]
        sums = [self.money("总计", whole, "总计") for _ in range(2)]
        self.total([income, begin], sums[0])
        self.total([spent, end], sums[1])
        rows.append(row("本年收入合计", income, "本年支出合计", spent))
        rows.append(row("使用非财政拨款结余", "", "结余分配", ""))
        rows.append(row("年初结转和结余", begin, "年末结转和结余", end))
        rows.append(row("总计", sums[0], "总计", sums[1]))
        self.relabel(rows)
        self.page.table(rows)
        self.page.note("注：本表反映部门本年度的总收支和年末结转结余情况。")

    def fiscal(self) -> None:
        """T4: fiscal income against fiscal spending by class and by budget."""
        b = self.budget
        self.caption("财政拨款收入支出决算总表")
        general, fund = b.income.parts[0].parts
        head = [
            row(cell("收入", columns=2), cell("支出", columns=5)),
            row(
                "项目",
                "决算数",
                "项目",
                "合计",
                "一般公共预算财政拨款",
                "政府性基金预算财政拨款",
                "国有资本经营预算财政拨款",
            ),
        ]
        left: list[tuple[str, Slot | str]] = [
            ("一、一般公共预算财政拨款", self.money(general.name, general.get("final"), general.name)),
            ("二、政府性基金预算财政拨款", self.money(fund.name, fund.get("final"), fund.name)),
            ("三、国有资本经营预算财政拨款", ""),
        ]
        public = self.classes("一般公共类", lambda i: i.general("basic") + i.general("project"))
        special = self.classes("基金类", lambda i: i.total() if i.fund else 0)
        both = self.classes(
            "财政拨款类", lambda i: i.total() if i.fund else i.general("basic") + i.general("project")
        )
        rows = []
        for index, (name, whole) in enumerate(both):
            self.total([public[index][1], special[index][1]], whole)
            one = left[index] if index < len(left) else ("", "")
            rows.append(row(*one, name, whole, public[index][1], special[index][1], ""))
        spent = [
            sum(i.general("basic") + i.general("project") for i in self.items),
            sum(i.total() for i in self.items if i.fund),
        ]
        income = self.money("财政拨款收入", b.income.parts[0].get("final"), "本年收入合计")
        self.total([s for _, s in left], income)
        totals = [
            self.money("财政拨款支出", sum(spent), "本年支出合计"),
            self.money("一般公共预算支出", spent[0], "本年支出合计"),
            self.money("政府性基金支出", spent[1], "本年支出合计"),
        ]
        for column, total in zip((both, public, special), totals, strict=True):
            self.total([s for _, s in column], total)
        self.total(totals[1:], totals[0])
        rows.append(row("本年收入合计", income, "本年支出合计", *totals, ""))
        begin, end = b.carry_in["final"], b.carry_out["final"]
        opening = self.money("年初财政拨款结转和结余", begin, "年初财政拨款结转和结余")
        closing = [self.money("年末财政拨款结转和结余", end, "年末财政拨款结转和结余") for _ in range(2)]
        rows.append(row("年初财政拨款结转和结余", opening, "年末财政拨款结转和结余", *closing, "", ""))
        rows.append(
            row(
                "一、一般公共预算财政拨款",
                self.money("年初财政拨款结转和结余", begin, "一般公共预算财政拨款"),
                "",
                "",
                "",
                "",
                "",
            )
        )
        rows.append(row("二、政府性基金预算财政拨款", "", "", "", "", "", ""))
        both_sides = [self.money("财政拨款总计", sum(spent) + end, "总计") for _ in range(2)]
        parts = [
            self.money("一般公共总计", spent[0] + end, "总计"),
            self.money("政府性基金支出", spent[1], "总计"),
        ]
        self.total([income, opening], both_sides[0])
        self.total([totals[0], closing[0]], both_sides[1])
        self.total([totals[1], closing[1]], parts[0])
        self.total(parts, both_sides[1])
        rows.append(row("总计", both_sides[0], "总计", both_sides[1], *parts, ""))
        self.relabel(rows)
        self.page.table([*head, *rows])
        self.page.note("注：本表反映部门本年度财政拨款总收支和结转结余情况。")


def chinese_long(number: int) -> str:
    """1 to 29 in Chinese."""
    return "二十" + (chinese(number - 20) if number > 20 else "") if number >= 20 else chinese(number)
