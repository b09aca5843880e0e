"""部门整体绩效自评报告 of other provinces: stock and flow of money, a table of projects, a form of national layout."""

from __future__ import annotations

from corpora import aside, filler
from corpora.budget import Budget, Line
from corpora.department import Report
from corpora.form import ANHUI, SICHUAN, YUNNAN, Form, cell
from corpora.layout import Page, row
from corpora.model import Cell, Fragment, Slot
from corpora.wording import Author


def write(author: Author, budget: Budget) -> None:
    """Report, project table, form."""
    Review(author, budget).write()


class Review:
    """A department's self-assessment in another outline than 湖南's."""

    def __init__(self, author: Author, budget: Budget) -> None:
        self.author, self.budget, self.page, self.rng = author, budget, Page(author), author.rng
        self.report = Report(author, budget)
        self.report.page = self.page

    def write(self) -> None:
        """All sections."""
        a, b, page = self.author, self.budget, self.page
        page.title(f"{b.entity}{b.year}年部门整体绩效自评报告")
        page.head("部门基本情况")
        page.sub("部门职责及机构人员")
        page.text(["；".join(b.sector.duties)], self.report.staff())
        page.sub("部门收支情况")
        page.text(self.flow())
        page.text(self.report.spending())
        page.text(self.report.basic())
        page.sub("项目支出情况")
        page.text(self.report.projects(shape="both"))
        self.project_table()
        page.head("绩效自评工作开展情况")
        page.text(aside.grades(a))
        page.head("主要绩效")
        for text in (*filler.works(a, 2), *aside.pick(a, self.rng.randint(1, 3))):
            page.text(text)
        line = Line(
            "部门整体支出", "", own={c: b.amount("支出", c) for c in ("initial", "plan", "final", "prior")}
        )
        regions = (SICHUAN,) if b.carry_in["final"] else (ANHUI, SICHUAN, YUNNAN)
        form = Form(a, self.rng.choice(regions), line, b, "部门整体支出绩效自评表")
        table = form.table()
        page.text(a.say("[经自评|综合自评]，本部门整体支出绩效自评得分{s}", s=self._score(form)))
        page.head("存在的问题和改进措施")
        for text in filler.lines(a, filler.PROBLEMS + filler.MEASURES[:1]):
            page.text(text)
        page.note("附件：部门整体支出绩效自评表")
        page.form(table)

    def _score(self, form: Form) -> Slot:
        return self.author.press.score(form.total.fact, form.total.quantity, "自评得分", cell=False)

    def flow(self) -> list[Fragment]:
        """Carry-over in, income, spending, carry-over out."""
        a, b = self.author, self.budget
        begin, income = b.carry_in["final"], b.income.get("final")
        spent, end = b.amount("支出"), b.carry_out["final"]
        one, two = a.final("年初结转和结余", begin), a.final("收入", income)
        three, four = a.final("支出", spent), a.final("年末结转和结余", end)
        a.draft.relate("sum", total=four, parts=[one, two], minus=[three])
        parts = [p for p in (*b.income.parts[0].parts, *b.income.parts[1:]) if p.get("final")]
        items = [(a.final(p.name, p.get("final")), p.name) for p in parts]
        text = a.say(
            "{n}年[初|][上年结转|年初结转结余]{b}，[本年收入|当年收入]{i}（", n=str(b.year), b=one, i=two
        )
        text += [*a.among(two, items, closed=True, opening="其中：")]
        return text + a.say("），[本年支出|当年支出]{s}，年末[结转结余|结转和结余]{e}", s=three, e=four)

    def project_table(self) -> None:
        """Each project: initial, adjusted, executed, rate, left; a total."""
        a, b = self.author, self.budget
        self.page.unit(a.press.style.unit)
        rows: list[list[Cell]] = [
            row("序号", "项目名称", "年初预算数", "全年预算数", "全年执行数", "执行率", "结余")
        ]
        columns: list[list[Slot]] = [[] for _ in range(4)]
        source = b.spending.find("项目支出")
        for index, line in enumerate(source.parts):
            slots = self._row(line.name, line)
            for column, slot in zip(columns, slots, strict=True):
                column.append(slot)
            rows.append(row(str(index + 1), line.name, *slots[:3], self._rate(line.name, slots), slots[3]))
        total = self._row("项目支出", source)
        for slot, column in zip(total, columns, strict=True):
            slot.label = "合计"
            a.draft.relate("sum", total=slot, parts=column)
        rows.append(row(cell("合计", columns=2), *total[:3], self._rate("项目支出", total), total[3]))
        if self.rng.random() < 0.4:
            rows.insert(1, rows.pop())
        self.page.table(rows, f"{b.year}年度项目支出预算执行情况表")

    def _row(self, name: str, line: Line) -> list[Slot]:
        a = self.author
        made = [
            a.amount(name, line.get(c), s, cell=True)
            for c, s in (("initial", "年初预算"), ("plan", "全年预算"), ("final", "决算"))
        ]
        rest = a.press.money(
            "", line.get("plan") - line.get("final"), name, period=str(a.year), stage="结余", cell=True
        )
        a.draft.relate("sum", total=rest, parts=[made[1]], minus=[made[2]])
        return [*made, rest]

    def _rate(self, name: str, slots: list[Slot]) -> Slot | str:
        if not slots[1].quantity:
            return "—"
        rate = self.author.press.rate(
            "",
            slots[2].quantity / slots[1].quantity,
            name,
            period=str(self.author.year),
            measure="ratio",
            cell=True,
        )
        self.author.draft.relate("ratio", numerator=slots[2], denominator=slots[1], rate=rate)
        return rate
