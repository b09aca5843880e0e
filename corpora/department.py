"""部门整体支出绩效自评报告 with its base data table, department form and project forms (湖南 manner)."""

from __future__ import annotations

from fractions import Fraction

from corpora import aside, filler
from corpora.budget import Budget, Line
from corpora.department_annex import Annex
from corpora.form import HUNAN, Form
from corpora.layout import Page
from corpora.model import Fragment, Slot, Word
from corpora.wording import Author


def write(author: Author, budget: Budget, *, forms: int = 2) -> None:
    """The whole set in one document."""
    Report(author, budget).write(forms)


class Report:
    """One department's set of papers."""

    def __init__(self, author: Author, budget: Budget) -> None:
        self.author, self.budget, self.page = author, budget, Page(author)
        self.rng, self.year = author.rng, budget.year
        self.annex = Annex(author, budget, self.page)

    def write(self, forms: int) -> None:
        """Text, annexes and, in half of the reports, the project report that repeats parts of the text."""
        page, b = self.page, self.budget
        page.title(
            self.rng.choice(
                (
                    "部门整体支出绩效自评报告",
                    f"{self.year}年度部门整体支出绩效自评报告",
                    f"{b.entity}{self.year}年度部门整体支出绩效自评报告",
                )
            )
        )
        page.head("部门、单位基本情况")
        page.sub("职能职责")
        for index, duty in enumerate(b.sector.duties):
            page.text([duty], numbering=f"{index + 1}．")
        page.sub("机构设置")
        page.text(self.staff())
        page.head("一般公共预算支出情况")
        page.sub("基本支出情况")
        page.text(self.income(), self.spending(), self.basic())
        if b.carry_out["prior"] and b.carry_out["final"]:
            page.text(self.carry())
        page.sub("项目支出情况")
        page.text(self.projects())
        page.head("“三公”经费支出情况")
        page.text(*self.visits())
        for heading in ("政府性基金预算支出情况", "国有资本经营预算支出情况"):
            page.head(heading)
            kind = heading[:-6] + "预算" if "预算" not in heading[:-6] else heading[:-6]
            page.text(
                [f"本单位无{kind.replace('预算预算', '预算')}收支"]
                if not b.funds or "国有" in heading
                else self.fund()
            )
        page.head("部门整体支出绩效情况")
        if b.sector.office.startswith("国有资产"):
            page.text(self.assets())
        for text in (*filler.works(self.author, 2), *aside.pick(self.author, self.rng.randint(1, 4))):
            page.text(text)
        page.head("存在的问题及原因分析")
        for text in filler.lines(self.author, filler.PROBLEMS):
            page.text(text)
        page.head("下一步改进措施")
        for text in filler.lines(self.author, filler.MEASURES):
            page.text(text)
        self.annex.base_data()
        self.annex.department_form()
        for line in b.spending.find("项目支出").parts[:forms]:
            page.note("附件4")
            page.form(Form(self.author, HUNAN, line, b, f"{line.name}自评表").table())
            self.annex.filled()
        if self.rng.random() < 0.5:
            self.project_report()

    def staff(self) -> list[Fragment]:
        """Rooms, posts and people."""
        a, s, y = self.author, self.budget.staff, str(self.year)
        count = a.press.count
        posts = count(f"编制数|{y}", sum(s.posts.values()), "人", "编制人数", period=y, measure="headcount")
        people = count(
            f"在职人数|{y}", sum(s.serving.values()), "人", "在职人员", period=y, measure="headcount"
        )
        retired = count(f"退休人数|{y}", s.retired, "人", "退休人员", period=y, measure="headcount")
        rooms = self.budget.sector.rooms[: self.budget.rooms]
        number = count(f"内设科室|{y}", len(rooms), "个", "内设科室", period=y)
        text = (
            a.say("[现有科室有|内设|下设]{l}[等|]共{n}，", l="、".join(rooms), n=number)
            if self.rng.random() < 0.6
            else []
        )
        if not self.rng.random() < 0.5:
            return text + a.say(
                "[编制人数|核定编制|人员编制|编制数为]{p}，[在职人员|实有在职人员|年末在职人员|在职人数]{q}，[退休人员|离退休人员]{r}",
                p=posts,
                q=people,
                r=retired,
            )
        kinds = [
            count(f"{k}编制|{y}", n, "人", f"{k}编制", period=y, measure="headcount")
            for k, n in s.posts.items()
        ]
        inside = [
            count(f"{k}在职|{y}", n, "人", f"{k}人员", period=y, measure="headcount")
            for k, n in s.serving.items()
        ]
        text += a.say("[核定编制|编制人数|核定人员编制]{p}", p=posts)
        text += [*a.among(posts, [(slot, slot.concept) for slot in kinds], closed=True), "；"]
        text += a.say("[年末实有在职人员|在职人员|实有在职]{q}", q=people)
        text += a.among(people, [(slot, slot.concept) for slot in inside], closed=True)
        return text + a.say("；[退休人员|另有退休人员]{r}", r=retired)

    def this_year(self) -> Word:
        """The report's year at the head of a sentence, which a planted error can make the year before."""
        return Word(f"{self.year}年", f"{self.year - 1}年", "year")

    def income(self) -> list[Fragment]:
        """Revenue of the year, its change and its sources."""
        a, inc = self.author, self.budget.income
        total = a.final("收入", inc.get("final"))
        text = [self.this_year(), *a.say("[本单位|本部门|]收入[实际完成|合计|决算数为|完成]{t}，", t=total)]
        text += a.change(total, inc.get("final"), inc.get("prior"))
        parts = [p for p in (*inc.parts[0].parts, *inc.parts[1:]) if p.get("final")]
        items = [(a.final(p.name, p.get("final")), p.name) for p in parts]
        return [*text, "。", *a.among(total, items, closed=True, shares=self.rng.random() < 0.4)]

    def spending(self) -> list[Fragment]:
        """Spending of the year, its change and its two kinds."""
        a, b = self.author, self.budget
        total = a.final("支出", b.amount("支出"))
        text = [
            self.this_year(),
            *a.say("[，本部门|度本单位|本单位|]支出[合计|决算数为|总额为|]{t}，", t=total),
        ]
        text += a.change(total, b.amount("支出"), b.amount("支出", "prior"))
        items = [(a.final(n, b.amount(n)), n) for n in ("基本支出", "项目支出")]
        return [*text, "。", *a.among(total, items, closed=True, shares=self.rng.random() < 0.5)]

    def basic(self) -> list[Fragment]:
        """Basic spending and its two kinds, with shares."""
        a, b = self.author, self.budget
        total = a.final("基本支出", b.amount("基本支出"))
        text = a.say("{n}年度[财政拨款|]基本支出{t}[，|]", n=str(self.year), t=total)
        items = [(a.final(n, b.amount(n)), n) for n in ("人员经费", "公用经费")]
        text += a.among(total, items, closed=True, shares=True)
        heads = [p.name for p in b.spending.find("301").parts[:6]]
        return text + a.say("[。人员经费主要包括|，其中人员经费主要用于]：{l}等", l="、".join(heads))

    def carry(self) -> list[Fragment]:
        """Carry-over at the end of the year."""
        a, b = self.author, self.budget
        end = a.final("年末结转和结余", b.carry_out["final"])
        text = [f"{self.year}年", *a.say("[，本单位|度]年末结转和结余[资金|]{e}，", e=end)]
        return text + a.change(end, b.carry_out["final"], b.carry_out["prior"])

    def projects(self, *, shape: str = "") -> list[Fragment]:
        """Project spending, its change and its projects."""
        a, b = self.author, self.budget
        line = b.spending.find("项目支出")
        total = a.final("项目支出", line.get("final"))
        text = a.say("[项目支出|全年项目支出|本年度项目支出]{t}，", t=total)
        text += a.change(total, line.get("final"), line.get("prior"), shape=shape)
        closed = self.rng.random() < 0.6
        names = line.parts if closed else line.parts[:-1]
        items = [(a.final(p.name, p.get("final")), p.name) for p in names]
        return [*text, "。" if self.rng.random() < 0.5 else "；", *a.among(total, items, closed=closed)]

    def visits(self) -> list[list[Fragment]]:
        """三公: total against budget and last year, then item by item."""
        a, v = self.author, self.budget.visits
        total = a.final("“三公”经费", v.get("final"))
        plan = a.amount("“三公”经费", v.get("plan"), "全年预算")
        first = a.say(
            "{n}年度“三公”经费[支出|财政拨款支出|]预算[为|数为|]{p}，[支出决算为|决算数为|实际支出]{t}，",
            n=str(self.year),
            p=plan,
            t=total,
        )
        first += [
            *a.complete(total, plan, against="预算"),
            "，",
            *a.change(total, v.get("final"), v.get("prior")),
        ]
        sentences = [first]
        sentences += [self._visit(line) for line in v.parts]
        total_items = [(a.final(p.name, p.get("final")), p.name) for p in v.parts]
        if self.rng.random() < 0.5:
            again = a.final("“三公”经费", v.get("final"))
            sentences.insert(
                1,
                [
                    "“三公”经费决算",
                    again,
                    *a.among(again, total_items, closed=True, shares=self.rng.random() < 0.4),
                ],
            )
        return sentences

    def _visit(self, line: Line) -> list[Fragment]:
        a = self.author
        current = a.final(line.name, line.get("final"))
        text = a.say("{n}[支出|支出决算为|决算数为]{c}", n=line.name, c=current)
        if line.get("final"):
            text += ["，", *a.change(current, line.get("final"), line.get("prior"))]
            if self.rng.random() < 0.3:
                text += [
                    "，",
                    *a.change(current, line.get("final"), line.get("plan"), basis="年初预算数", why=False),
                ]
        else:
            text += a.say("，[全年未安排出国团组|本年未发生|与预算持平]")
        if line.parts and line.get("final"):
            items = [(a.final(p.name, p.get("final")), p.name) for p in line.parts]
            if self.rng.random() < 0.4:
                text += ["（", *a.among(current, items, closed=True, opening=" ")[1:], "）"]
            else:
                text += ["。", *a.among(current, items, closed=True)]
        if "接待" in line.name:
            y = str(self.year)
            batches = a.press.count(f"接待批次|{y}", self.budget.batches, "批次", "国内公务接待", period=y)
            guests = a.press.count(f"接待人次|{y}", self.budget.guests, "人次", "国内公务接待", period=y)
            text += a.say("，[全年|共]接待{b}、{g}", b=batches, g=guests)
        return text

    def fund(self) -> list[Fragment]:
        """Spending out of a government fund."""
        a, b = self.author, self.budget
        amount = sum(b.amount(n) for n in b.funds)
        total = a.press.money(
            f"政府性基金支出|{self.year}|决算",
            amount,
            "政府性基金预算支出",
            period=str(self.year),
            stage="决算",
        )
        return a.say(
            "{n}年[度|]政府性基金预算支出{t}，[用于|全部用于]{p}",
            n=str(self.year),
            t=total,
            p="、".join(b.funds),
        )

    def assets(self) -> list[Fragment]:
        """Assets, debts, net assets with their growth, and the ratio with its move in points."""
        a, b, y = self.author, self.budget, str(self.year)
        money: list[Slot] = []
        rates: list[Slot] = []
        text = a.say("[截至{n}年12月底|截至{n}年末|{n}年末]，[市属监管企业|监管企业|所监管企业]", n=y)
        for name, (before, now) in b.assets.items():
            slot = a.press.money(f"{name}|{y}", now, name, period=y, unit="亿元", places=0)
            rate = a.press.rate(f"{name}增幅|{y}", abs(Fraction(now, before) - 1), name, period=y)
            money.append(slot)
            rates.append(rate)
            text += a.say(
                "{m}[|为|达]{s}，[同比|比上年|较上年]{w}{r}[，|；]",
                m=name,
                s=slot,
                w=Word("增长", "下降") if now >= before else Word("下降", "增长"),
                r=rate,
            )
        ratio = [Fraction(b.assets["负债总额"][i], b.assets["资产总额"][i]) for i in (0, 1)]
        stated = a.press.rate(f"资产负债率|{y}", ratio[1], "资产负债率", period=y, measure="ratio", places=2)
        sign = 1 if ratio[1] > ratio[0] else -1
        word = Word("上升", "下降") if sign > 0 else Word("下降", "上升")
        points = a.press.rate(
            f"资产负债率变动|{y}",
            abs(ratio[1] - ratio[0]),
            "资产负债率",
            period=y,
            measure="points",
            unit="个百分点",
            places=2,
        )
        a.draft.relate("ratio", numerator=money[1], denominator=money[0], rate=stated)
        a.draft.relate("sum", total=money[0], parts=[money[1], money[2]])
        a.draft.relate("trend", above=rates[1], below=rates[0], points=points, word=word, sign=sign)
        return text + a.say("资产负债率[为|]{r}，[同比|比上年]{w}{p}", r=stated, w=word, p=points)

    def project_report(self) -> None:
        """附件6: the project report; its money section repeats the department's."""
        a, b = self.author, self.budget
        line = b.spending.find("项目支出")
        self.page.note("附件6")
        self.page.title(f"{b.entity}{self.year}年度项目支出绩效自评报告")
        self.page.head("项目支出概况")
        self.page.sub("基本情况")
        self.page.text(self.staff())
        self.page.sub("项目资金基本情况")
        plan = a.amount("项目支出", line.get("plan"), "全年预算")
        self.page.text([f"{self.year}年度，项目资金预算安排", plan, "，", *self.projects()])
        self.page.head("项目资金使用及管理情况")
        self.page.sub("项目资金安排落实情况")
        again = a.amount("项目支出", line.get("plan"), "全年预算")
        self.page.text([f"{self.year}年度，项目资金预算安排", again])
        self.page.sub("项目资金实际使用情况")
        done = a.final("项目支出", line.get("final"))
        base = a.amount("项目支出", line.get("plan"), "全年预算")
        self.page.text(
            self.projects(),
            [
                *a.say("[截至年末|全年]实际[支出|使用]{d}，[预算|项目资金预算|]", d=done),
                base,
                "，",
                *a.complete(done, base, name="执行率"),
            ]
            if self.rng.random() < 0.5
            else ["项目资金专款专用"],
        )
        self.page.head("项目支出绩效情况")
        for text in filler.works(a, 2):
            self.page.text(text)
