"""“三公”经费决算公开: a short page, a small table of budget and accounts, and the text that explains it."""

from __future__ import annotations

from corpora.budget import Budget, Line
from corpora.form import cell
from corpora.layout import Page, row
from corpora.model import Cell, Fragment, Slot
from corpora.wording import Author


def write(author: Author, budget: Budget) -> None:
    """The page."""
    Disclosure(author, budget).write()


class Disclosure:
    """What a unit publishes about receptions, cars and travel abroad."""

    def __init__(self, author: Author, budget: Budget) -> None:
        self.author, self.budget, self.page, self.rng = author, budget, Page(author), author.rng
        self.year = budget.year

    def write(self) -> None:
        """Table and text, or the text alone."""
        b, page = self.budget, self.page
        page.title(f"{b.entity}{self.year}年度“三公”经费支出决算")
        if self.rng.random() < 0.7:
            page.head(f"{self.year}年度“三公”经费支出决算表")
            self.table()
        page.head(f"{self.year}年度“三公”经费支出说明")
        page.sub("总体情况")
        page.text(self.overall())
        if self.rng.random() < 0.7:
            page.text(self.compared())
        page.sub("分项情况")
        page.text(self.shares())
        for index, line in enumerate(self.budget.visits.parts):
            page.text(self.item(line), numbering=f"{index + 1}.")

    def table(self) -> None:
        """Budget and accounts, with last year in some pages."""
        a, v = self.author, self.budget.visits
        columns = [("plan", "全年预算", self.year, "预算数"), ("final", "决算", self.year, "决算数")]
        if self.rng.random() < 0.4:
            columns.insert(0, ("prior", "决算", self.year - 1, "上年决算数"))
        self.page.unit(a.press.style.unit)
        abroad, cars, guests = v.parts
        lines = [
            ("合计", v),
            ("因公出国（境）费", abroad),
            ("公务接待费", guests),
            ("公务用车购置及运行维护费", cars),
            ("其中：公务用车运行维护费", cars.parts[1]),
            ("公务用车购置费", cars.parts[0]),
        ]
        blank = self.rng.random() < 0.4
        rows: list[list[Cell]] = [row("项目", *(c[3] for c in columns))]
        made: list[list[Slot | str]] = []
        for label, line in lines:
            slots: list[Slot | str] = []
            for name, stage, year, _ in columns:
                value = line.get(name)
                slot = a.amount(line.name, value, stage, year=year, cell=True)
                slot.label = label.removeprefix("其中：")
                slots.append("" if blank and not value else slot)
            made.append(slots)
            rows.append([cell(label), *(cell(s) for s in slots)])
        for index in range(len(columns)):
            column = [m[index] for m in made]
            self._sum(column[0], [column[1], column[2], column[3]])
            self._sum(column[3], [column[4], column[5]])
        self.page.table(rows)

    def _sum(self, total: Slot | str, parts: list[Slot | str]) -> None:
        slots = [p for p in parts if isinstance(p, Slot)]
        if isinstance(total, Slot) and slots:
            self.author.draft.relate("sum", total=total, parts=slots)

    def overall(self) -> list[Fragment]:
        """Total against its budget."""
        a, v = self.author, self.budget.visits
        plan, total = a.amount("“三公”经费", v.get("plan"), "全年预算"), a.final("“三公”经费", v.get("final"))
        text = a.say(
            "{e}{n}年度[一般公共预算财政拨款|]“三公”经费支出预算[为|]{p}，支出决算[为|]{t}，",
            e=self.budget.entity,
            n=str(self.year),
            p=plan,
            t=total,
        )
        text += a.complete(total, plan, against="预算")
        if v.get("final") == v.get("plan"):
            return text + a.say("，决算数[等于预算数|与预算数持平]")
        return text + a.say("，决算数小于预算数的[主要原因|原因]是[厉行节约|接待活动减少|从严控制开支]")

    def compared(self) -> list[Fragment]:
        """Total against last year, then each kind."""
        a, v = self.author, self.budget.visits
        total = a.final("“三公”经费", v.get("final"))
        text = a.say("{n}年度“三公”经费支出决算{t}，", n=str(self.year), t=total)
        text += a.change(total, v.get("final"), v.get("prior"))
        lines = [line for line in v.parts if line.get("final") and line.get("prior")]
        for index, line in enumerate(lines):
            slot = a.final(line.name, line.get("final"))
            text += ["。其中：" if index == 0 else "；", line.name, slot, "，"]
            text += a.change(slot, line.get("final"), line.get("prior"), why=False)
        return text

    def shares(self) -> list[Fragment]:
        """Each kind with its share of the total."""
        a, v = self.author, self.budget.visits
        whole = a.final("“三公”经费", v.get("final"))
        text: list[Fragment] = [f"{self.year}年度“三公”经费支出决算中，"]
        parts = []
        for index, line in enumerate(v.parts):
            slot = a.final(line.name, line.get("final"))
            parts.append(slot)
            text += [
                "；" if index else "",
                line.name,
                *a.say("[支出决算|支出]"),
                slot,
                "，",
                *a.share(slot, whole, ""),
            ]
        a.draft.relate("sum", total=whole, parts=parts)
        return [t for t in text if t != ""]

    def item(self, line: Line) -> list[Fragment]:
        """One kind against its budget, with its counts."""
        a, rng, y = self.author, self.rng, str(self.year)
        now, plan = line.get("final"), line.get("plan")
        slot = a.final(line.name, now)
        text = a.say("{n}支出{s}[。|，]", n=line.name, s=slot)
        if now == plan:
            text += a.say("[与{n}年度预算相比无变化|与预算持平]", n=y)
        else:
            text += a.change(
                slot, now, plan, basis="年初预算数" if rng.random() < 0.5 else "预算数", why=False
            )
        if line.parts and now:
            text += [
                "。",
                *a.among(slot, [(a.final(p.name, p.get("final")), p.name) for p in line.parts], closed=True),
            ]
            cars = a.press.count(
                f"公务用车保有量|{y}", self.budget.vehicles, "辆", "公务用车保有量", period=y
            )
            text += a.say("。[年末|]公务用车保有量[为|]{c}", c=cars)
        elif "接待" in line.name:
            batches = a.press.count(f"接待批次|{y}", self.budget.batches, "批次", "国内公务接待", period=y)
            guests = a.press.count(f"接待人次|{y}", self.budget.guests, "人次", "国内公务接待", period=y)
            text += a.say("。[全年|当年]国内公务接待[共|]{b}，{g}", b=batches, g=guests)
        elif not now:
            none = a.press.count("", 0, "个", "因公出国（境）团组", period=y)
            people = a.press.count("", 0, "人次", "因公出国（境）", period=y)
            text += a.say("。[全年|]因公出国（境）团组{a}，[累计|]{b}", a=none, b=people)
        return text
