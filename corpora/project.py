"""项目支出绩效自评: the form of one of five regions, and the report that goes with it."""

from __future__ import annotations

from fractions import Fraction

from corpora import aside, filler
from corpora.budget import Budget, Line
from corpora.form import REGIONS, Form, Region, cell
from corpora.layout import Page, row
from corpora.model import Cell, Fragment, Slot, Table
from corpora.wording import Author

USES = (
    "设备购置费",
    "委托服务费",
    "专家咨询费",
    "宣传印刷费",
    "培训会务费",
    "差旅交通费",
    "劳务补助",
    "维护保养费",
    "检测检验费",
)


def write(author: Author, budget: Budget) -> None:
    """One or two projects: report first, form after it, or the form alone."""
    region = author.rng.choice(list(REGIONS.values()))
    lines = author.rng.sample(budget.spending.find("项目支出").parts, author.rng.choice((1, 1, 2)))
    for index, line in enumerate(lines):
        Project(author, budget, region, line).write(annex=index + 1)


class Project:
    """The papers of one project."""

    def __init__(self, author: Author, budget: Budget, region: Region, line: Line) -> None:
        self.author, self.budget, self.region, self.line = author, budget, region, line
        self.page, self.rng = Page(author), author.rng
        self.uses = self._uses()

    def _uses(self) -> Line:
        """What the money went to: a closed list under the project."""
        rng, line = self.rng, self.line
        names = rng.sample(USES, rng.randint(2, 4))
        parts = []
        left = {c: line.get(c) for c in ("plan", "final")}
        for index, name in enumerate(names):
            last = index == len(names) - 1
            ratio = rng.uniform(0.2, 0.6)
            own = {c: v if last else int(v * ratio) // 10_000 * 10_000 for c, v in left.items()}
            left = {c: left[c] - own[c] for c in left}
            parts.append(Line(name, "", own=own))
        return Line(line.name, "", parts)

    def write(self, *, annex: int) -> None:
        """Report and form."""
        a, page, year = self.author, self.page, self.budget.year
        form = Form(a, self.region, self.line, self.budget, f"{self.line.name}自评表")
        table = form.table()
        first = self.rng.random() < 0.5
        if first:
            self._form(form, table, annex)
        page.title(f"{self.budget.entity}{year}年度{self.line.name}绩效自评报告")
        page.head(self.rng.choice(("项目基本情况", "项目概况", "基本情况")))
        page.sub("项目背景及主要内容")
        page.text(
            a.say(
                "{n}[主要用于|由市级财政安排，用于][保障|推进]{d}[等工作|]",
                n=self.line.name,
                d=self.budget.sector.duties[0],
            )
        )
        page.sub("资金安排和使用情况")
        page.text(*self.funds())
        if self.rng.random() < 0.6:
            self.use_table()
        page.head("绩效目标完成情况")
        for text in (*filler.works(a, 2), *aside.pick(a, self.rng.randint(0, 3))):
            page.text(text)
        page.text(self.scored(form))
        page.head("存在的问题")
        for text in filler.lines(a, filler.PROBLEMS[:2]):
            page.text(text)
        page.head("改进措施和有关建议")
        for text in filler.lines(a, filler.MEASURES[:2]):
            page.text(text)
        if not first:
            self._form(form, table, annex)

    def _form(self, form: Form, table: Table, annex: int) -> None:
        self.page.note(f"附件{annex}")
        if form.region.name not in {"湖南", "安徽"} and self.rng.random() < 0.7:
            self.page.note(f"（{self.budget.year}年度）")
        self.page.form(table)

    def funds(self) -> list[list[Fragment]]:
        """Budget, money received, spending and its rate."""
        a, line = self.author, self.line
        initial, plan, final = (
            a.amount(line.name, line.get(c), s)
            for c, s in (("initial", "年初预算"), ("plan", "全年预算"), ("final", "决算"))
        )
        text = a.say("{n}年[，|][该项目|本项目]年初预算{i}[，|；]", n=str(self.author.year), i=initial)
        moved = line.get("plan") - line.get("initial")
        if moved and self.rng.random() < 0.6:
            added = a.press.money(
                f"{line.name}|预算调整",
                abs(moved),
                line.name,
                period=str(a.year),
                stage="调整",
                measure="change",
            )
            a.draft.relate("difference", current=plan, base=initial, delta=added, sign=1 if moved > 0 else -1)
            text += a.say("年中[追加|调增]{d}，" if moved > 0 else "年中[调减|核减]{d}，", d=added)
        text += a.say("[全年预算|调整后预算|全年预算数]{p}[，|。]", p=plan)
        text += a.say("[截至年底[，|]|截至12月31日，|全年][实际支出|累计支出|执行]{e}，", e=final)
        text += a.complete(
            final, plan, against="全年预算", name=self.rng.choice(("", "预算执行率", "资金执行率"))
        )
        again = a.amount(line.name, line.get("final"), "决算")
        items = []
        for part in self.uses.parts:
            slot = a.press.money(
                f"{line.name}/{part.name}|决算",
                part.get("final"),
                part.name,
                period=str(a.year),
                stage="决算",
            )
            items.append((slot, part.name))
        use = (
            a.say("[资金主要用于以下方面|实际支出]{s}，", s=again)
            if self.rng.random() < 0.5
            else ["实际支出", again, "，"]
        )
        return [text, [*use, *a.among(again, items, closed=True, shares=self.rng.random() < 0.3)]]

    def use_table(self) -> None:
        """预算执行 of each kind of use."""
        a, line = self.author, self.line
        unit = a.press.style.unit
        self.page.unit(unit)
        rows: list[list[Cell]] = [row("序号", "支出内容", "预算数", "支出数", "执行率")]
        columns: list[list[Slot]] = [[], []]
        for index, part in enumerate(self.uses.parts):
            slots = [
                a.press.money(
                    f"{line.name}/{part.name}|{s}",
                    part.get(c),
                    part.name,
                    period=str(a.year),
                    stage=s,
                    cell=True,
                )
                for c, s in (("plan", "预算"), ("final", "决算"))
            ]
            for column, slot in zip(columns, slots, strict=True):
                column.append(slot)
            rows.append(row(str(index + 1), part.name, *slots, self._rate(part.name, slots)))
        total = [
            a.amount(line.name, line.get(c), s, cell=True)
            for c, s in (("plan", "全年预算"), ("final", "决算"))
        ]
        for slot, column in zip(total, columns, strict=True):
            slot.label = "合计"
            a.draft.relate("sum", total=slot, parts=column)
        rows.append(row(cell("合计", columns=2), *total, self._rate("合计", total)))
        self.page.table(rows, "项目资金支出明细表")

    def _rate(self, name: str, slots: list[Slot]) -> Slot | str:
        plan, final = slots
        if plan.quantity == 0:
            return "—"
        rate = self.author.press.rate(
            "" if name != "合计" else f"{self.line.name}|{self.author.year}|执行率表",
            final.quantity / plan.quantity,
            name,
            period=str(self.author.year),
            measure="ratio",
            cell=True,
        )
        rate.label = "执行率"
        self.author.draft.relate("ratio", numerator=final, denominator=plan, rate=rate)
        return rate

    def scored(self, form: Form) -> list[Fragment]:
        """The score of the form again, in words."""
        a = self.author
        total = a.press.score(form.total.fact, form.total.quantity, "自评得分", cell=False)
        value = form.total.quantity
        grade = "优" if value >= 90 else "良" if value >= 80 else "中"
        text = a.say(
            "[经自评|对照指标体系逐项评分]，[该项目|本项目][自评得分|自评总分|综合得分][为|]{t}，[评价等级|自评等级|等次]为“{g}”",
            t=total,
            g=grade,
        )
        if self.rng.random() < 0.5:
            weight, earned = form.funds
            one = a.press.score(weight.fact, weight.quantity, "执行率", measure="weight", cell=False)
            two = a.press.score(earned.fact, Fraction(earned.value), "执行率", cell=False)
            a.draft.relate("order", lesser=two, greater=one)
            text += a.say("。其中，预算执行率[分值|满分]{w}，得分{s}", w=one, s=two)
        return text
