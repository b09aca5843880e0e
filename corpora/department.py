"""部门整体支出绩效自评报告 with its base data table, department form and project forms (湖南 manner)."""

from __future__ import annotations

from fractions import Fraction

from corpora import filler
from corpora.budget import Budget, Line
from corpora.form import HUNAN, LEVELS, Form, cell
from corpora.layout import Page, row
from corpora.model import Cell, Fragment, Slot, Word
from corpora.wording import Author


def write(author: Author, budget: Budget, *, forms: int = 2) -> None:
    """The whole set in one document."""
    Report(author, budget).write(forms)


class Report:
    """One department's set of papers."""

    def __init__(self, author: Author, budget: Budget) -> None:
        self.author, self.budget, self.page = author, budget, Page(author)
        self.rng, self.year = author.rng, budget.year
        self.shown = author.rng.random() < 0.8

    def write(self, forms: int) -> None:
        """Text, annexes and, in half of the reports, the project report that repeats parts of the text."""
        page, b = self.page, self.budget
        page.title(self.rng.choice(("部门整体支出绩效自评报告", f"{self.year}年度部门整体支出绩效自评报告", f"{b.entity}{self.year}年度部门整体支出绩效自评报告")))
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
            page.text([f"本单位无{kind.replace('预算预算', '预算')}收支"] if not b.funds or "国有" in heading else self.fund())
        page.head("部门整体支出绩效情况")
        if b.sector.office.startswith("国有资产"):
            page.text(self.assets())
        for text in filler.works(self.author, 2):
            page.text(text)
        page.head("存在的问题及原因分析")
        for text in filler.lines(self.author, filler.PROBLEMS):
            page.text(text)
        page.head("下一步改进措施")
        for text in filler.lines(self.author, filler.MEASURES):
            page.text(text)
        self.base_data()
        self.department_form()
        for line in b.spending.find("项目支出").parts[:forms]:
            page.note("附件4")
            page.form(Form(self.author, HUNAN, line, b, f"{line.name}自评表").table())
            self.filled()
        if self.rng.random() < 0.5:
            self.project_report()

    def staff(self) -> list[Fragment]:
        """Rooms, posts and people."""
        a, s, y = self.author, self.budget.staff, str(self.year)
        count = a.press.count
        posts = count(f"编制数|{y}", sum(s.posts.values()), "人", "编制人数", period=y, measure="headcount")
        people = count(f"在职人数|{y}", sum(s.serving.values()), "人", "在职人员", period=y, measure="headcount")
        retired = count(f"退休人数|{y}", s.retired, "人", "退休人员", period=y, measure="headcount")
        rooms = self.budget.sector.rooms[: self.budget.rooms]
        number = count(f"内设科室|{y}", len(rooms), "个", "内设科室", period=y)
        text = a.say("[现有科室有|内设|下设]{l}[等|]共{n}，", l="、".join(rooms), n=number) if self.rng.random() < 0.6 else []
        if not self.rng.random() < 0.5:
            return text + a.say(
                "[编制人数|核定编制|人员编制|编制数为]{p}，[在职人员|实有在职人员|年末在职人员|在职人数]{q}，[退休人员|离退休人员]{r}", p=posts, q=people, r=retired
            )
        kinds = [count(f"{k}编制|{y}", n, "人", f"{k}编制", period=y, measure="headcount") for k, n in s.posts.items()]
        inside = [count(f"{k}在职|{y}", n, "人", f"{k}人员", period=y, measure="headcount") for k, n in s.serving.items()]
        text += a.say("[核定编制|编制人数|核定人员编制]{p}", p=posts)
        text += a.among(posts, [(slot, slot.concept) for slot in kinds], closed=True) + ["；"]
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
        text = [self.this_year(), *a.say("[，本部门|度本单位|本单位|]支出[合计|决算数为|总额为|]{t}，", t=total)]
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
        first = a.say("{n}年度“三公”经费[支出|财政拨款支出|]预算[为|数为|]{p}，[支出决算为|决算数为|实际支出]{t}，", n=str(self.year), p=plan, t=total)
        first += a.complete(total, plan, against="预算") + ["，"] + a.change(total, v.get("final"), v.get("prior"))
        sentences = [first]
        for line in v.parts:
            sentences.append(self._visit(line))
        total_items = [(a.final(p.name, p.get("final")), p.name) for p in v.parts]
        if self.rng.random() < 0.5:
            again = a.final("“三公”经费", v.get("final"))
            sentences.insert(1, ["“三公”经费决算", again, *a.among(again, total_items, closed=True, shares=self.rng.random() < 0.4)])
        return sentences

    def _visit(self, line: Line) -> list[Fragment]:
        a = self.author
        current = a.final(line.name, line.get("final"))
        text = a.say("{n}[支出|支出决算为|决算数为]{c}", n=line.name, c=current)
        if line.get("final"):
            text += ["，"] + a.change(current, line.get("final"), line.get("prior"))
        else:
            text += a.say("，[全年未安排出国团组|本年未发生|与预算持平]")
        if line.parts and line.get("final"):
            items = [(a.final(p.name, p.get("final")), p.name) for p in line.parts]
            text += ["。"] + a.among(current, items, closed=True)
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
        total = a.press.money(f"政府性基金支出|{self.year}|决算", amount, "政府性基金预算支出", period=str(self.year), stage="决算")
        return a.say("{n}年[度|]政府性基金预算支出{t}，[用于|全部用于]{p}", n=str(self.year), t=total, p="、".join(b.funds))

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
            text += a.say("{m}[|为|达]{s}，[同比|比上年|较上年]{w}{r}[，|；]", m=name, s=slot, w=Word("增长", "下降") if now >= before else Word("下降", "增长"), r=rate)
        ratio = [Fraction(b.assets["负债总额"][i], b.assets["资产总额"][i]) for i in (0, 1)]
        stated = a.press.rate(f"资产负债率|{y}", ratio[1], "资产负债率", period=y, measure="ratio", places=2)
        sign = 1 if ratio[1] > ratio[0] else -1
        word = Word("上升", "下降") if sign > 0 else Word("下降", "上升")
        points = a.press.rate(f"资产负债率变动|{y}", abs(ratio[1] - ratio[0]), "资产负债率", period=y, measure="points", unit="个百分点", places=2)
        a.draft.relate("ratio", numerator=money[1], denominator=money[0], rate=stated)
        a.draft.relate("sum", total=money[0], parts=[money[1], money[2]])
        a.draft.relate("trend", above=rates[1], below=rates[0], points=points, word=word, sign=sign)
        return text + a.say("资产负债率[为|]{r}，[同比|比上年]{w}{p}", r=stated, w=word, p=points)

    def base_data(self) -> None:
        """附件2: people, money in three columns."""
        a, b, s, y = self.author, self.budget, self.budget.staff, self.year
        self.page.note("附件2")
        unit = a.press.style.unit
        posts = a.press.count(f"编制数|{y}", sum(s.posts.values()), "人", "编制数", period=str(y), measure="headcount", cell=True)
        people = a.press.count(f"在职人数|{y}", sum(s.serving.values()), "人", "实际在职人数", period=str(y), measure="headcount", cell=True)
        control = a.press.rate(f"人员控制率|{y}", people.quantity / posts.quantity, "控制率", period=str(y), measure="ratio", cell=True)
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
        self.page.note("说明：“项目支出”需要填报基本支出以外的所有项目支出情况，“公用经费”填报基本支出中的一般商品和服务支出。")
        self.filled()

    def _money_row(self, label: str, line: Line, concept: str = "") -> list[Cell]:
        a, concept = self.author, concept or line.name
        cells: list[str | Slot] = []
        columns = (("prior", "决算", self.year - 1), ("plan", "全年预算", self.year), ("final", "决算", self.year))
        for column, stage, year in columns:
            value = line.get(column)
            if value == 0 and not self.shown:
                cells.append("")
            else:
                slot = a.amount(concept, value, stage, year=year, cell=True)
                slot.label = label
                cells.append(slot)
        return row(label, *cells)

    def _stack(self, label: str, line: Line, parts: list[tuple[str, Line]], *, closed: bool) -> list[list[Cell]]:
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
        inner = self._stack("1、公务用车购置和维护经费", cars, [("其中：公务用车购置", cars.parts[0]), ("公务用车运行维护", cars.parts[1])], closed=True)
        outer = self._stack("三公经费", v, [("2、出国经费", abroad), ("3、公务接待", guests)], closed=False)
        for column in (1, 2, 3):
            four = [c[0] for c in ([f for f in r[column].fragments if isinstance(f, Slot)] for r in (outer[0], inner[0], *outer[1:])) if c]
            if len(four) > 2:
                self.author.draft.relate("sum", total=four[0], parts=four[1:])
        return [outer[0], *inner, *outer[1:]]

    def _project_rows(self) -> list[list[Cell]]:
        line = self.budget.spending.find("项目支出")
        mark = self.rng.choice(("{}、", "{}.", "（{}）", " {}、"))
        return self._stack("项目支出", line, [(mark.format(i + 1) + p.name, p) for i, p in enumerate(line.parts)], closed=True)

    def _basic_rows(self) -> list[list[Cell]]:
        b = self.budget
        public = b.spending.find("公用经费")
        goods = {p.name: p for p in b.spending.find("302").parts}
        water = Line("水费、电费、差旅费", "", [goods["水费"], goods["电费"], goods["差旅费"]])
        meet = Line("会议费、培训费", "", [goods["会议费"], goods["培训费"]])
        office = Line("办公经费", "", [goods["办公费"], goods["印刷费"]])
        if self.rng.random() < 0.5:
            basic = b.spending.find("基本支出")
            rows = self._stack("基本支出", basic, [("其中：人员经费", basic.parts[0]), ("公用经费", public)], closed=True)
            tail = self._stack("公用经费", public, [("其中：办公经费", office), ("水费、电费、差旅费", water), ("会议费、培训费", meet)], closed=False)
            return rows + tail[1:]
        return self._stack("公用经费", public, [("其中：办公经费", office), ("水费、电费、差旅费", water), ("会议费、培训费", meet)], closed=False)

    def department_form(self) -> None:
        """附件3: funds by source and by use, then the indicators."""
        a, b, rng = self.author, self.budget, self.rng
        self.page.note("附件3")
        scope = "部门整体自评表"
        plan = a.amount("支出", b.amount("支出", "plan"), "全年预算")
        final = a.amount("支出", b.amount("支出"), "决算", cell=True)
        rate = a.press.rate(f"{scope}|执行率", final.quantity / plan.quantity, "资金执行率", measure="ratio", cell=True)
        weight = a.press.score(f"{scope}|执行率分值", Fraction(10), "执行率", measure="weight")
        earned = a.press.score(f"{scope}|执行率得分", min(Fraction(1), final.quantity / plan.quantity) * 10, "执行率")
        a.draft.relate("ratio", numerator=final, denominator=plan, rate=rate)
        a.draft.relate("score", score=earned, weight=weight, rate=rate)
        a.draft.relate("order", lesser=earned, greater=weight)
        for slot in (plan, final, rate, weight, earned):
            slot.label = "资金总额"
        sources = [p for p in (*b.income.parts[0].parts, *b.income.parts[1:])]
        source = [a.amount(p.name, p.get("plan"), "全年预算") for p in sources]
        uses = [a.amount(n, b.amount(n, "plan"), "全年预算") for n in ("基本支出", "项目支出")]
        a.draft.relate("sum", total=plan, parts=source)
        a.draft.relate("sum", total=plan, parts=uses)
        labels = ["其中： 一般公共预算：", "政府性基金拨款：", "事业收入：", "其他资金："]
        left = [Cell([text, slot], 1, 4) for text, slot in zip(labels, source, strict=True)]
        right = [cell("其中：基本支出：", uses[0], columns=4), cell("项目支出：", uses[1], columns=4), cell("", columns=4), cell("", columns=4)]
        head = "年度预算申请\n（万元）" if a.press.style.unit == "万元" else "年度预算申请"
        rows = [
            [cell("部门整体支出绩效自评表", columns=9)],
            row("部门名称", cell(b.entity, columns=3), cell("执行数", columns=1), cell("资金执行率", columns=2), "分值", "得分"),
            row(cell(head, rows=6), cell("资金总额：", plan, columns=3), final, Cell([rate], 1, 2, True), weight, earned),
            row(cell("按收入性质分：", columns=4), cell("按支出性质分：", columns=4)),
            *([one, two] for one, two in zip(left, right, strict=True)),
            row("部门职能职责概述", cell("；".join(b.sector.duties) + "。", columns=8)),
            row("整体绩效目标", cell("全面完成年度各项目标任务，保障部门正常运转。", columns=8)),
        ]
        form = Form(a, HUNAN, Line("部门整体支出", "", own={"plan": b.amount("支出", "plan")}), b, scope)
        form.funds = (weight, earned)
        layout, weights = dict(LEVELS), dict(HUNAN.weights)
        if rng.random() < 0.5:
            layout = {"产出指标": LEVELS["产出指标"], "效益指标": [*LEVELS["效益指标"], "社会公众或服务对象满意度"]}
            weights = {"产出指标": 50, "效益指标": 40}
        rows += form.indicators(layout, weights)
        self.page.table(rows)
        self.filled()

    def filled(self) -> None:
        """Who filled the form, masked."""
        self.page.note(f"填表人：×××  填报日期：{self.year + 1}.{self.rng.randint(2, 5)}.{self.rng.randint(1, 28)}  联系电话：×××  单位负责人签字：")

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
        self.page.text(self.projects(), [*a.say("[截至年末|全年]实际[支出|使用]{d}，[预算|项目资金预算|]", d=done), base, "，", *a.complete(done, base, name="执行率")] if self.rng.random() < 0.5 else ["项目资金专款专用"])
        self.page.head("项目支出绩效情况")
        for text in filler.works(a, 2):
            self.page.text(text)
