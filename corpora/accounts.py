"""部门决算公开: the nine tables and the text that explains them."""

from __future__ import annotations

from collections.abc import Callable

from corpora.accounts_sheet import Sheets
from corpora.accounts_text import explain
from corpora.budget import Budget, Line
from corpora.form import cell
from corpora.function import Item, settle
from corpora.layout import row
from corpora.model import Cell, Slot
from corpora.wording import Author

Column = tuple[str, str]


def write(author: Author, budget: Budget) -> None:
    """Cover, tables, text."""
    settle(budget)
    Accounts(author, budget).write()


class Accounts(Sheets):
    """One department's accounts."""

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

    def _income_columns(self) -> tuple[str, ...]:
        return ("财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")

    def _income(self, item: Item) -> dict[str, int]:
        b = self.budget
        amounts = dict.fromkeys(self._income_columns(), 0)
        flow = (
            b.carry_out["final"] - b.carry_in["final"]
            if item.codes[2].endswith("01") and item.codes[0] == b.sector.code and item.basic["final"]
            else 0
        )
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
        head = [
            row(cell("项目", columns=2), cell(whole, rows=2), *(cell(c, rows=2) for c in (*columns, *extra))),
            row("功能分类科目编码", "科目名称"),
        ]
        tag = "收" if income else "支"

        def amounts(item: Item) -> dict[str, int]:
            return (
                self._income(item)
                if income
                else {"基本支出": item.basic["final"], "项目支出": item.project["final"]}
            )

        facts = {"": "收入" if income else "支出", **{c: c for c in columns}}
        rows = self._tree(tag, columns, amounts, facts, blanks=len(extra))
        self.page.table([*head, *rows])
        self.page.note(f"注：本表反映部门本年度{'取得的各项收入' if income else '各项支出'}情况。")

    def _tree(
        self,
        tag: str,
        columns: tuple[str, ...],
        amounts: Callable[[Item], dict[str, int]],
        facts: dict[str, str],
        *,
        blanks: int = 0,
        chosen: list[Item] | None = None,
    ) -> list[list[Cell]]:
        """A total row and the rows of three levels; column sums and row sums are related."""
        chosen = self.items if chosen is None else chosen
        rows: list[list[Cell]] = []
        tops: list[list[Slot | str]] = []

        def line(
            code: str, name: str, group: list[Item], keys: dict[str, str] | None = None
        ) -> list[Slot | str]:
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

    def general(self) -> None:
        """T5: general budget spending by function."""
        self.caption("一般公共预算财政拨款支出决算表")
        head = [
            row(
                cell("项目", columns=2),
                cell("合计", rows=2),
                cell("基本支出", rows=2),
                cell("项目支出", rows=2),
            ),
            row("功能分类科目编码", "科目名称"),
        ]
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
        people, goods = (
            self.money("人员经费", b.amount("人员经费"), "人员经费合计"),
            self.money("公用经费", b.amount("公用经费"), "公用经费合计"),
        )
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
                row(
                    *(
                        x
                        for _ in range(2)
                        for x in (
                            cell("合计", rows=2),
                            cell("因公出国（境）费", rows=2),
                            cell("公务用车购置及运行维护费", columns=3),
                            cell("公务接待费", rows=2),
                        )
                    )
                ),
                row(*(x for _ in range(2) for x in names[2:5])),
                row(*slots["全年预算"], *slots["决算"]),
            ]
        else:
            rows = [
                row(
                    cell("合计", rows=2, columns=2),
                    cell("因公出国（境）费", rows=2, columns=2),
                    cell("公务用车购置及运行维护费", columns=6),
                    cell("公务接待费", rows=2, columns=2),
                ),
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
            row(
                cell("项目", columns=2),
                cell("年初结转和结余", rows=2),
                cell("本年收入", rows=2),
                cell("本年支出", columns=3),
                cell("年末结转和结余", rows=2),
            ),
            row("功能分类科目编码", "科目名称", "合计", "基本支出", "项目支出"),
        ]
        chosen = [i for i in self.items if i.fund]
        if not chosen:
            self.page.table(
                [
                    *head,
                    row(cell("合计", columns=2), "", "", "", "", "", ""),
                    row("", "", "", "", "", "", "", ""),
                ]
            )
            self.page.note(f"说明：{b.entity}本年度没有政府性基金预算财政拨款收入和支出，故本表无数据。")
            return
        item = chosen[0]
        rows = [row(cell("合计", columns=2), "", *self._fund_row("政府性基金", item), "")]
        rows += [
            row(code, name, "", *self._fund_row(f"基金{code}", item), "")
            for code, name in zip(item.codes, item.names, strict=True)
        ]
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
        self.page.note(
            f"说明：{self.budget.entity}本年度没有国有资本经营预算财政拨款收入和支出，故本表无数据。"
        )
