"""部门决算公开: the nine tables and the text that explains them."""

from __future__ import annotations

from corpora.accounts_text import explain
from corpora.budget import Budget, Line
from corpora.form import cell
from corpora.function import CLASSES, Item, items, settle
from corpora.layout import Page, chinese, row
from corpora.model import Cell, Slot
from corpora.wording import Author

Column = tuple[str, str]


def write(author: Author, budget: Budget) -> None:
    """Cover, tables, text."""
    settle(budget)
    Accounts(author, budget).write()


class Accounts:
    """One department's accounts."""

    def __init__(self, author: Author, budget: Budget) -> None:
        self.author, self.budget, self.page, self.rng = author, budget, Page(author), author.rng
        self.items = items(budget)
        self.unit = "元" if self.rng.random() < 0.25 else author.press.style.unit
        self.zero = self.rng.random() < 0.35
        self.number = 0

    def write(self) -> None:
        """The tables before the text, as it is published."""
        b, page = self.budget, self.page
        page.title(f"{b.entity}{b.year}年度部门决算")
        page.note(f"第一部分 {b.entity}概况")
        page.head("主要职能")
        page.text(["；".join(b.sector.duties)])
        page.note(f"第二部分 {b.entity}{b.year}年度部门决算表")
        self.summary()
        self.by_function("收入决算表", self._income_columns())
        self.by_function("支出决算表", ("基本支出", "项目支出"))
        self.fiscal()
        self.general()
        self.economic()
        self.visits()
        self.fund()
        self.capital()
        page.note(f"第三部分 {b.entity}{b.year}年度部门决算情况说明")
        page.first = 0
        explain(self.author, b, page, self.items)

    def caption(self, title: str) -> str:
        """A table's title, with the number of the form in some reports and its unit below."""
        self.number += 1
        self.page._add([title], "caption")
        mark = self.rng.choice((f"公开{self.number:02d}表  ", "")) if self.rng.random() < 0.5 else ""
        self.page.note(mark + self.rng.choice(("单位：", "金额单位：")) + self.unit)
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

    def summary(self) -> None:
        """T1: income on the left, spending by class on the right."""
        b = self.budget
        self.caption("收入支出决算总表")
        general, fund = b.income.parts[0].parts
        left: list[tuple[str, Slot | str]] = []
        names = ("一般公共预算财政拨款收入", "政府性基金预算财政拨款收入", "国有资本经营预算财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")
        amounts = {general.name: general.get("final"), fund.name: fund.get("final"), **{p.name: p.get("final") for p in b.income.parts[1:]}}
        for index, name in enumerate(names):
            left.append((f"{chinese(index + 1)}、{name}", self.money(name, amounts.get(name, 0), name)))
        right = self._classes("支出类", lambda i: i.total())
        rows = [row(cell("收入", columns=2), cell("支出", columns=2)), row("项目", "决算数", "项目", "决算数")]
        for index in range(max(len(left), len(right))):
            one = left[index] if index < len(left) else ("", "")
            two = right[index] if index < len(right) else ("", "")
            rows.append(row(*one, *two))
        income, spent = self.money("收入", b.income.get("final"), "本年收入合计"), self.money("支出", b.amount("支出"), "本年支出合计")
        self.total([s for _, s in left], income)
        self.total([s for _, s in right], spent)
        begin = self.money("年初结转和结余", b.carry_in["final"], "年初结转和结余")
        end = self.money("年末结转和结余", b.carry_out["final"], "年末结转和结余")
        whole = b.income.get("final") + b.carry_in["final"]
        one, two = self.money("总计", whole, "总计"), self.money("总计", whole, "总计")
        self.total([income, begin], one)
        self.total([spent, end], two)
        rows.append(row("本年收入合计", income, "本年支出合计", spent))
        rows.append(row("使用非财政拨款结余", "", "结余分配", ""))
        rows.append(row("年初结转和结余", begin, "年末结转和结余", end))
        rows.append(row("总计", one, "总计", two))
        self._relabel(rows)
        self.page.table(rows)
        self.page.note("注：本表反映部门本年度的总收支和年末结转结余情况。")

    def _relabel(self, rows: list[list[Cell]]) -> None:
        for line in rows:
            label = ""
            for one in line:
                only = one.fragments[0] if len(one.fragments) == 1 else ""
                if isinstance(only, Slot):
                    only.label = label or only.concept
                elif isinstance(only, str) and only:
                    label = only

    def _classes(self, fact: str, amount: object) -> list[tuple[str, Slot | str]]:
        sums: dict[str, int] = {}
        assert callable(amount)
        for item in self.items:
            sums[item.codes[0]] = sums.get(item.codes[0], 0) + amount(item)
        return [
            (f"{chinese_long(i + 1)}、{name}", self.money(f"{fact}{code}", sums.get(code, 0), name))
            for i, (code, name) in enumerate(CLASSES)
        ]

    def _income_columns(self) -> tuple[str, ...]:
        return ("财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")

    def _income(self, item: Item) -> dict[str, int]:
        b = self.budget
        amounts = dict.fromkeys(self._income_columns(), 0)
        flow = b.carry_out["final"] - b.carry_in["final"] if item.codes[2].endswith("01") and item.codes[0] == b.sector.code and item.basic["final"] else 0
        if item.outside:
            amounts["事业收入"], amounts["其他收入"] = (p.get("final") for p in b.income.parts[1:])
        amounts["财政拨款收入"] = item.total() + flow - item.outside
        return amounts

    def by_function(self, title: str, columns: tuple[str, ...]) -> None:
        """T2 and T3: classes, subclasses and items against columns."""
        self.caption(title)
        income = title.startswith("收入")
        whole = "本年收入合计" if income else "本年支出合计"
        extra = () if income else ("上缴上级支出", "经营支出", "对附属单位补助支出")
        head = [row(cell("项目", columns=2), cell(whole, rows=2), *(cell(c, rows=2) for c in (*columns, *extra))), row("功能分类科目编码", "科目名称")]
        tag = "收" if income else "支"

        def amounts(item: Item) -> dict[str, int]:
            return self._income(item) if income else {"基本支出": item.basic["final"], "项目支出": item.project["final"]}

        facts = {"": "收入" if income else "支出", **{c: c for c in columns}}
        rows = self._tree(tag, columns, amounts, facts, blanks=len(extra))
        self.page.table([*head, *rows])
        self.page.note(f"注：本表反映部门本年度{'取得的各项收入' if income else '各项支出'}情况。")

    def _tree(self, tag: str, columns: tuple[str, ...], amounts: object, facts: dict[str, str], *, blanks: int = 0, chosen: list[Item] | None = None) -> list[list[Cell]]:
        """A total row and the rows of three levels; column sums and row sums are related."""
        assert callable(amounts)
        chosen = self.items if chosen is None else chosen
        rows: list[list[Cell]] = []
        tops: list[list[Slot | str]] = []

        def line(code: str, name: str, group: list[Item], keys: dict[str, str] | None = None) -> list[Slot | str]:
            values = {c: sum(amounts(i)[c] for i in group) for c in columns}
            keys = keys or {c: f"{tag}{code}{c}" for c in ("", *columns)}
            slots = [self.money(keys[c], values[c], name) for c in columns]
            whole = self.money(keys[""], sum(values.values()), name)
            self.total(slots, whole)
            rows.append(row(code, name, whole, *slots, *("" for _ in range(blanks))))
            return [whole, *slots]

        sum_row = line("", "合计", chosen, facts)
        rows[-1] = [cell("合计", columns=2), *rows[-1][2:]]
        for top in dict.fromkeys(i.codes[0] for i in chosen):
            first = [i for i in chosen if i.codes[0] == top]
            keys = {c: f"{tag}{top}{c}" for c in ("", *columns)}
            if tag in {"支", "般"}:
                keys[""] = ("支出类" if tag == "支" else "一般公共类") + top
            upper = line(top, first[0].names[0], first, keys)
            tops.append(upper)
            middles = []
            for mid in dict.fromkeys(i.codes[1] for i in first):
                second = [i for i in first if i.codes[1] == mid]
                middle = line(mid, second[0].names[1], second)
                middles.append(middle)
                leaves = [line(i.codes[2], i.names[2], [i]) for i in second]
                self._columns(leaves, middle)
            self._columns(middles, upper)
        self._columns(tops, sum_row)
        return rows

    def _columns(self, parts: list[list[Slot | str]], whole: list[Slot | str]) -> None:
        for index, total in enumerate(whole):
            self.total([p[index] for p in parts], total)

    def fiscal(self) -> None:
        """T4: fiscal income against fiscal spending by class and by budget."""
        b = self.budget
        self.caption("财政拨款收入支出决算总表")
        general, fund = b.income.parts[0].parts
        head = [row(cell("收入", columns=2), cell("支出", columns=5)), row("项目", "决算数", "项目", "合计", "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款")]
        left: list[tuple[str, Slot | str]] = [
            ("一、一般公共预算财政拨款", self.money(general.name, general.get("final"), general.name)),
            ("二、政府性基金预算财政拨款", self.money(fund.name, fund.get("final"), fund.name)),
            ("三、国有资本经营预算财政拨款", ""),
        ]
        public = self._classes("一般公共类", lambda i: i.general("basic") + i.general("project"))
        special = self._classes("基金类", lambda i: i.total() if i.fund else 0)
        both = self._classes("财政拨款类", lambda i: i.total() if i.fund else i.general("basic") + i.general("project"))
        rows = []
        for index, (name, whole) in enumerate(both):
            self.total([public[index][1], special[index][1]], whole)
            one = left[index] if index < len(left) else ("", "")
            rows.append(row(*one, name, whole, public[index][1], special[index][1], ""))
        spent = [sum(i.general("basic") + i.general("project") for i in self.items), sum(i.total() for i in self.items if i.fund)]
        income = self.money("财政拨款收入", b.income.parts[0].get("final"), "本年收入合计")
        self.total([s for _, s in left], income)
        totals = [self.money("财政拨款支出", sum(spent), "本年支出合计"), self.money("一般公共预算支出", spent[0], "本年支出合计"), self.money("政府性基金支出", spent[1], "本年支出合计")]
        for column, total in zip((both, public, special), totals, strict=True):
            self.total([s for _, s in column], total)
        self.total(totals[1:], totals[0])
        rows.append(row("本年收入合计", income, "本年支出合计", *totals, ""))
        begin, end = b.carry_in["final"], b.carry_out["final"]
        opening = self.money("年初财政拨款结转和结余", begin, "年初财政拨款结转和结余")
        closing = [self.money("年末财政拨款结转和结余", end, "年末财政拨款结转和结余") for _ in range(2)]
        rows.append(row("年初财政拨款结转和结余", opening, "年末财政拨款结转和结余", *closing, "", ""))
        rows.append(row("一、一般公共预算财政拨款", self.money("年初财政拨款结转和结余", begin, "一般公共预算财政拨款"), "", "", "", "", ""))
        rows.append(row("二、政府性基金预算财政拨款", "", "", "", "", "", ""))
        whole = [self.money("财政拨款总计", sum(spent) + end, "总计") for _ in range(2)]
        parts = [self.money("一般公共总计", spent[0] + end, "总计"), self.money("政府性基金支出", spent[1], "总计")]
        self.total([income, opening], whole[0])
        self.total([totals[0], closing[0]], whole[1])
        self.total([totals[1], closing[1]], parts[0])
        self.total(parts, whole[1])
        rows.append(row("总计", whole[0], "总计", whole[1], *parts, ""))
        self._relabel(rows)
        self.page.table([*head, *rows])
        self.page.note("注：本表反映部门本年度财政拨款总收支和结转结余情况。")

    def general(self) -> None:
        """T5: general budget spending by function."""
        self.caption("一般公共预算财政拨款支出决算表")
        head = [row(cell("项目", columns=2), cell("合计", rows=2), cell("基本支出", rows=2), cell("项目支出", rows=2)), row("功能分类科目编码", "科目名称")]
        chosen = [i for i in self.items if not i.fund]

        def amounts(item: Item) -> dict[str, int]:
            return {"基本支出": item.general("basic"), "项目支出": item.general("project")}

        facts = {"": "一般公共预算支出", "基本支出": "一般公共基本支出", "项目支出": "一般公共项目支出"}
        rows = self._tree("般", ("基本支出", "项目支出"), amounts, facts, chosen=chosen)
        if self.rng.random() < 0.5:
            rows.append(rows.pop(0))
        self.page.table([*head, *rows])
        self.page.note("注：本表反映部门本年度一般公共预算财政拨款支出情况。")

    def economic(self) -> None:
        """T6: basic spending by economic class, people on the left, goods on the right."""
        b = self.budget
        self.caption("一般公共预算财政拨款基本支出决算表")
        left = self._economic([b.spending.find("301"), b.spending.find("303")])
        right = self._economic([b.spending.find("302"), b.spending.find("310")])
        rows = [row(*(["经济分类科目编码", "科目名称", "决算数"] * 2))]
        for index in range(max(len(left), len(right))):
            one = left[index] if index < len(left) else ("", "", "")
            two = right[index] if index < len(right) else ("", "", "")
            rows.append(row(*one, *two))
        people, goods = self.money("人员经费", b.amount("人员经费"), "人员经费合计"), self.money("公用经费", b.amount("公用经费"), "公用经费合计")
        self.total([s for code, _, s in left if len(code) == 3], people)
        self.total([s for code, _, s in right if len(code) == 3], goods)
        rows.append(row(cell("人员经费合计", columns=2), people, cell("公用经费合计", columns=2), goods))
        self.page.table(rows)
        self.page.note("注：本表反映部门本年度一般公共预算财政拨款基本支出明细情况。")

    def _economic(self, lines: list[Line]) -> list[tuple[str, str, Slot | str]]:
        made: list[tuple[str, str, Slot | str]] = []
        for line in lines:
            whole = self.money(line.code, line.get("final"), line.name)
            parts = [(p.code, p.name, self.money(p.code, p.get("final"), p.name)) for p in line.parts]
            self.total([s for _, _, s in parts], whole)
            made += [(line.code, line.name, whole), *parts]
        return made

    def visits(self) -> None:
        """T7: 三公 in six columns of budget and six of accounts, or in pairs."""
        v = self.budget.visits
        self.caption("财政拨款“三公”经费支出决算表")
        abroad, cars, guests = v.parts
        lines = [v, abroad, cars, *cars.parts, guests]
        slots = {}
        for column, stage in (("plan", "全年预算"), ("final", "决算")):
            made = [self.money(line.name, line.get(column), line.name, stage=stage) for line in lines]
            self.total([made[1], made[2], made[5]], made[0])
            self.total([made[3], made[4]], made[2])
            slots[stage] = made
        names = ("合计", "因公出国（境）费", "小计", "公务用车购置费", "公务用车运行维护费", "公务接待费")
        if self.rng.random() < 0.5:
            rows = [
                row(cell("预算数", columns=6), cell("决算数", columns=6)),
                row(*(x for _ in range(2) for x in (cell("合计", rows=2), cell("因公出国（境）费", rows=2), cell("公务用车购置及运行维护费", columns=3), cell("公务接待费", rows=2)))),
                row(*(x for _ in range(2) for x in names[2:5])),
                row(*slots["全年预算"], *slots["决算"]),
            ]
        else:
            rows = [
                row(cell("合计", rows=2, columns=2), cell("因公出国（境）费", rows=2, columns=2), cell("公务用车购置及运行维护费", columns=6), cell("公务接待费", rows=2, columns=2)),
                row(*(cell(n, columns=2) for n in names[2:5])),
                row(*(x for _ in names for x in ("预算数", "决算数"))),
                row(*(x for pair in zip(slots["全年预算"], slots["决算"], strict=True) for x in pair)),
            ]
        self.page.table(rows)
        self.page.note("注：本表反映部门本年度“三公”经费支出预决算情况。")

    def fund(self) -> None:
        """T8: the government fund, or an empty table with a sentence."""
        b = self.budget
        self.caption("政府性基金预算财政拨款收入支出决算表")
        head = [
            row(cell("项目", columns=2), cell("年初结转和结余", rows=2), cell("本年收入", rows=2), cell("本年支出", columns=3), cell("年末结转和结余", rows=2)),
            row("功能分类科目编码", "科目名称", "合计", "基本支出", "项目支出"),
        ]
        chosen = [i for i in self.items if i.fund]
        if not chosen:
            self.page.table([*head, row(cell("合计", columns=2), "", "", "", "", "", ""), row("", "", "", "", "", "", "", "")])
            self.page.note(f"说明：{b.entity}本年度没有政府性基金预算财政拨款收入和支出，故本表无数据。")
            return
        item = chosen[0]
        rows = [row(cell("合计", columns=2), "", *self._fund_row("政府性基金", item), "")]
        for level in range(3):
            rows.append(row(item.codes[level], item.names[level], "", *self._fund_row(f"基金{item.codes[level]}", item), ""))
        self.page.table([*head, *rows])
        self.page.note("注：本表反映部门本年度政府性基金预算财政拨款收入支出及结转和结余情况。")

    def _fund_row(self, key: str, item: Item) -> list[Slot | str]:
        value, name = item.total(), "合计" if key == "政府性基金" else item.names[2]
        income = self.money("政府性基金预算财政拨款收入", value, name)
        whole, project = self.money("政府性基金支出", value, name), self.money("政府性基金支出", value, name)
        return [income, whole, "", project]

    def capital(self) -> None:
        """T9: state capital, empty."""
        self.caption("国有资本经营预算财政拨款收入支出决算表")
        head = row("功能分类科目编码", "科目名称", "合计", "基本支出", "项目支出")
        self.page.table([head, row(cell("合计", columns=2), "", "", "")])
        self.page.note(f"说明：{self.budget.entity}本年度没有国有资本经营预算财政拨款收入和支出，故本表无数据。")


def chinese_long(number: int) -> str:
    """1 to 29 in Chinese."""
    return "二十" + (chinese(number - 20) if number > 20 else "") if number >= 20 else chinese(number)
