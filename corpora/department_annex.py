"""附件 of the department report: the base data table and the department's own form."""

from __future__ import annotations

from fractions import Fraction

from corpora.budget import Budget, Line
from corpora.form import HUNAN, LEVELS, Form, cell
from corpora.layout import Page, row
from corpora.model import Cell, Slot, Word
from corpora.wording import Author


class Annex:
    """Writes the tables of one department to ``page``."""

    def __init__(self, author: Author, budget: Budget, page: Page) -> None:
        self.author, self.budget, self.page = author, budget, page
        self.rng, self.year = author.rng, budget.year
        self.shown = author.rng.random() < 0.8

    def base_data(self) -> None:
        """附件2: people, money in three columns."""
        a, b, s, y = self.author, self.budget, self.budget.staff, self.year
        self.page.note("附件2")
        unit = a.press.style.unit
        posts = a.press.count(
            f"编制数|{y}",
            sum(s.posts.values()),
            "人",
            "编制数",
            period=str(y),
            measure="headcount",
            cell=True,
        )
        people = a.press.count(
            f"在职人数|{y}",
            sum(s.serving.values()),
            "人",
            "实际在职人数",
            period=str(y),
            measure="headcount",
            cell=True,
        )
        control = a.press.rate(
            f"人员控制率|{y}",
            people.quantity / posts.quantity,
            "控制率",
            period=str(y),
            measure="ratio",
            cell=True,
        )
        a.draft.relate("ratio", numerator=people, denominator=posts, rate=control)
        rows = [
            row(cell("财政供养人员情况", rows=2), "编制数", f"{y}年实际在职人数", "控制率"),
            row(posts, people, control),
            row(f"经费控制情况（{unit}）", f"{y - 1}年决算数", f"{y}年预算数", f"{y}年决算数"),
        ]
        blocks = [self._visit_rows, self._project_rows, self._basic_rows]
        if self.rng.random() < 0.5:
            blocks.reverse()
        for block in blocks:
            rows += block()
        bought = b.procurement
        rows.append(self._money_row("政府采购金额", bought, "政府采购支出"))
        if self.rng.random() < 0.4:
            rows.append(row("楼堂馆所控制情况", "", "", ""))
        rows.append(row("厉行节约保障措施", cell("严格执行公务支出管理制度，压减一般性支出。", columns=3)))
        self.page.table(rows, "部门整体支出绩效评价基础数据表")
        self.page.note(
            "说明：“项目支出”需要填报基本支出以外的所有项目支出情况，“公用经费”填报基本支出中的一般商品和服务支出。"
        )
        self.filled()

    def _money_row(self, label: str, line: Line, concept: str = "") -> list[Cell]:
        a, concept = self.author, concept or line.name
        cells: list[str | Slot] = []
        columns = (
            ("prior", "决算", self.year - 1),
            ("plan", "全年预算", self.year),
            ("final", "决算", self.year),
        )
        for column, stage, year in columns:
            value = line.get(column)
            if value == 0 and not self.shown:
                cells.append("")
            else:
                slot = a.amount(concept, value, stage, year=year, cell=True)
                slot.label = label
                cells.append(slot)
        return row(label, *cells)

    def _stack(
        self, label: str, line: Line, parts: list[tuple[str, Line]], *, closed: bool
    ) -> list[list[Cell]]:
        a = self.author
        rows = [self._money_row(label, line), *(self._money_row(text, part) for text, part in parts)]
        for column in (1, 2, 3):
            slots = [f for r in rows for f in r[column].fragments if isinstance(f, Slot)]
            if len(slots) != len(rows) and not closed:
                continue
            if slots and rows[0][column].fragments and isinstance(rows[0][column].fragments[0], Slot):
                if closed and len(slots) > 1:
                    a.draft.relate("sum", total=slots[0], parts=slots[1:])
                else:
                    for slot in slots[1:]:
                        a.draft.relate("order", lesser=slot, greater=slots[0])
        return rows

    def _visit_rows(self) -> list[list[Cell]]:
        v = self.budget.visits
        abroad, cars, guests = v.parts
        inner = self._stack(
            "1、公务用车购置和维护经费",
            cars,
            [("其中：公务用车购置", cars.parts[0]), ("公务用车运行维护", cars.parts[1])],
            closed=True,
        )
        outer = self._stack("三公经费", v, [("2、出国经费", abroad), ("3、公务接待", guests)], closed=False)
        for column in (1, 2, 3):
            four = [
                c[0]
                for c in (
                    [f for f in r[column].fragments if isinstance(f, Slot)]
                    for r in (outer[0], inner[0], *outer[1:])
                )
                if c
            ]
            if len(four) > 2:
                self.author.draft.relate("sum", total=four[0], parts=four[1:])
        return [outer[0], *inner, *outer[1:]]

    def _project_rows(self) -> list[list[Cell]]:
        line = self.budget.spending.find("项目支出")
        mark = self.rng.choice(("{}、", "{}.", "（{}）", " {}、"))
        return self._stack(
            "项目支出",
            line,
            [(mark.format(i + 1) + p.name, p) for i, p in enumerate(line.parts)],
            closed=True,
        )

    def _basic_rows(self) -> list[list[Cell]]:
        b = self.budget
        public = b.spending.find("公用经费")
        goods = {p.name: p for p in b.spending.find("302").parts}
        water = Line("水费、电费、差旅费", "", [goods["水费"], goods["电费"], goods["差旅费"]])
        meet = Line("会议费、培训费", "", [goods["会议费"], goods["培训费"]])
        office = Line("办公经费", "", [goods["办公费"], goods["印刷费"]])
        if self.rng.random() < 0.5:
            basic = b.spending.find("基本支出")
            rows = self._stack(
                "基本支出", basic, [("其中：人员经费", basic.parts[0]), ("公用经费", public)], closed=True
            )
            tail = self._stack(
                "公用经费",
                public,
                [("其中：办公经费", office), ("水费、电费、差旅费", water), ("会议费、培训费", meet)],
                closed=False,
            )
            return rows + tail[1:]
        return self._stack(
            "公用经费",
            public,
            [("其中：办公经费", office), ("水费、电费、差旅费", water), ("会议费、培训费", meet)],
            closed=False,
        )

    def department_form(self) -> None:
        """附件3: funds by source and by use, then the indicators."""
        a, b, rng = self.author, self.budget, self.rng
        self.page.note("附件3")
        scope = "部门整体自评表"
        plan = a.amount("支出", b.amount("支出", "plan"), "全年预算")
        final = a.amount("支出", b.amount("支出"), "决算", cell=True)
        rate = a.press.rate(
            f"{scope}|执行率", final.quantity / plan.quantity, "资金执行率", measure="ratio", cell=True
        )
        weight = a.press.score(f"{scope}|执行率分值", Fraction(10), "执行率", measure="weight")
        earned = a.press.score(
            f"{scope}|执行率得分", min(Fraction(1), final.quantity / plan.quantity) * 10, "执行率"
        )
        a.draft.relate("ratio", numerator=final, denominator=plan, rate=rate)
        a.draft.relate("score", score=earned, weight=weight, rate=rate)
        a.draft.relate("order", lesser=earned, greater=weight)
        for slot in (plan, final, rate, weight, earned):
            slot.label = "资金总额"
        sources = [*b.income.parts[0].parts, *b.income.parts[1:]]
        source = [a.amount(p.name, p.get("plan"), "全年预算") for p in sources]
        uses = [a.amount(n, b.amount(n, "plan"), "全年预算") for n in ("基本支出", "项目支出")]
        a.draft.relate("sum", total=plan, parts=source)
        a.draft.relate("sum", total=plan, parts=uses)
        carried = bool(b.carry_in["final"] or b.carry_out["final"])
        scope_word = [Word("（含上年结转）", "", "scope")] if carried else []
        if carried:
            source[0].fact += "|含结转"
        labels = ["政府性基金拨款：", "事业收入：", "其他资金："]
        left = [Cell(["其中： 一般公共预算", *scope_word, "：", source[0]], 1, 4)]
        left += [Cell([text, slot], 1, 4) for text, slot in zip(labels, source[1:], strict=True)]
        right = [
            cell("其中：基本支出：", uses[0], columns=4),
            cell("项目支出：", uses[1], columns=4),
            cell("", columns=4),
            cell("", columns=4),
        ]
        head = "年度预算申请\n（万元）" if a.press.style.unit == "万元" else "年度预算申请"
        rows = [
            [cell("部门整体支出绩效自评表", columns=9)],
            row(
                "部门名称",
                cell(b.entity, columns=3),
                cell("执行数", columns=1),
                cell("资金执行率", columns=2),
                "分值",
                "得分",
            ),
            row(
                cell(head, rows=6),
                cell("资金总额：", plan, columns=3),
                final,
                Cell([rate], 1, 2, True),
                weight,
                earned,
            ),
            row(cell("按收入性质分：", columns=4), cell("按支出性质分：", columns=4)),
            *([one, two] for one, two in zip(left, right, strict=True)),
            row("部门职能职责概述", cell("；".join(b.sector.duties) + "。", columns=8)),
            row("整体绩效目标", cell("全面完成年度各项目标任务，保障部门正常运转。", columns=8)),
        ]
        form = Form(a, HUNAN, Line("部门整体支出", "", own={"plan": b.amount("支出", "plan")}), b, scope)
        form.funds = (weight, earned)
        layout, weights = dict(LEVELS), dict(HUNAN.weights)
        if rng.random() < 0.5:
            layout = {
                "产出指标": LEVELS["产出指标"],
                "效益指标": [*LEVELS["效益指标"], "社会公众或服务对象满意度"],
            }
            weights = {"产出指标": 50, "效益指标": 40}
        rows += form.indicators(layout, weights)
        self.page.table(rows)
        self.filled()

    def filled(self) -> None:
        """Who filled the form, masked."""
        self.page.note(
            f"填表人：×××  填报日期：{self.year + 1}.{self.rng.randint(2, 5)}.{self.rng.randint(1, 28)}"
            "  联系电话：×××  单位负责人签字："
        )
