"""The eleven sections that explain the tables of a 部门决算."""

from __future__ import annotations

from corpora import aside
from corpora.budget import Budget
from corpora.function import Item
from corpora.layout import Page
from corpora.model import Fragment
from corpora.wording import Author


def explain(author: Author, budget: Budget, page: Page, items: list[Item]) -> None:
    """Write all sections."""
    Text(author, budget, page, items).write()


class Text:
    """The text of one department's accounts."""

    def __init__(self, author: Author, budget: Budget, page: Page, items: list[Item]) -> None:
        self.author, self.budget, self.page, self.items, self.rng = author, budget, page, items, author.rng

    def write(self) -> None:
        """Sections one to eleven."""
        page = self.page
        page.head("收入支出决算总体情况说明")
        page.text(self.overall())
        page.head("收入决算情况说明")
        page.text(self.income())
        page.head("支出决算情况说明")
        page.text(self.spending())
        page.head("财政拨款收入支出决算总体情况说明")
        page.text(self.fiscal())
        page.head("一般公共预算财政拨款支出决算情况说明")
        page.sub("一般公共预算财政拨款支出决算总体情况")
        page.text(self.general())
        page.sub("一般公共预算财政拨款支出决算结构情况")
        page.text(self.structure())
        page.sub("一般公共预算财政拨款支出决算具体情况")
        self.details()
        page.head("一般公共预算财政拨款基本支出决算情况说明")
        page.text(self.basic())
        page.head("财政拨款“三公”经费支出决算情况说明")
        self.visits()
        page.head("政府性基金预算财政拨款收入支出决算情况说明")
        page.text(self.fund())
        page.head("国有资本经营预算财政拨款收入支出决算情况说明")
        page.text([f"{self.budget.entity}{self.budget.year}年度无国有资本经营预算财政拨款收入和支出"])
        page.head("预算绩效管理情况")
        page.text(aside.grades(self.author))
        page.head("其他重要事项的情况说明")
        page.sub("机关运行经费支出情况")
        page.text(self.running())
        page.sub("政府采购支出情况")
        page.text(self.procurement())
        page.sub("国有资产占有使用情况")
        page.text(self.vehicles())

    def overall(self) -> list[Fragment]:
        """收入支出总计 and its change."""
        a, b = self.author, self.budget
        now, before = (b.income.get(c) + b.carry_in[c] for c in ("final", "prior"))
        total = a.final("收入支出总计", now, key="总计")
        text = a.say(
            "{e}{n}年度[收入支出总计|收、支总计均为|收入总计、支出总计均为]{t}[。|，]",
            e=b.entity,
            n=str(b.year),
            t=total,
        )
        return text + a.change(total, now, before, shape=self.rng.choice(("both", "based-both", "bracket")))

    def income(self) -> list[Fragment]:
        """本年收入 and its sources with shares."""
        a, inc = self.author, self.budget.income
        total = a.final("本年收入合计", inc.get("final"), key="收入")
        lines = [p for p in inc.parts if p.get("final")]
        items = [(a.final(p.name, p.get("final")), p.name) for p in lines]
        return [
            *a.say("本年收入合计{t}，", t=total),
            *a.among(total, items, closed=True, shares=True, opening="其中："),
        ]

    def spending(self) -> list[Fragment]:
        """本年支出 and its kinds with shares."""
        a, b = self.author, self.budget
        total = a.final("本年支出合计", b.amount("支出"), key="支出")
        items = [(a.final(n, b.amount(n)), n) for n in ("基本支出", "项目支出")]
        return [
            *a.say("本年支出合计{t}，", t=total),
            *a.among(total, items, closed=True, shares=True, opening="其中："),
        ]

    def _spent(self, column: str) -> int:
        inc = self.budget.income
        own = sum(p.get(column) for p in inc.parts[1:])
        return self.budget.amount("支出", column) - own - inc.parts[0].parts[1].get(column)

    def fiscal(self) -> list[Fragment]:
        """财政拨款收入支出总计 and its change."""
        a, b = self.author, self.budget
        now, before = (b.income.parts[0].get(c) + b.carry_in[c] for c in ("final", "prior"))
        total = a.final("财政拨款收入支出总计", now, key="财政拨款总计")
        text = a.say("{n}年度财政拨款[收入支出总计|收、支总计均为]{t}，", n=str(b.year), t=total)
        return text + a.change(total, now, before)

    def general(self) -> list[Fragment]:
        """一般公共预算支出, its share of all spending, its change."""
        a, b = self.author, self.budget
        total = a.final("一般公共预算财政拨款支出", self._spent("final"), key="一般公共预算支出")
        whole = a.final("本年支出合计", b.amount("支出"), key="支出")
        share = a.share(total, whole, "本年支出合计")
        text = a.say("{n}年度一般公共预算财政拨款支出{t}，", n=str(b.year), t=total) + share + ["。"]
        return text + a.change(total, self._spent("final"), self._spent("prior"), why=True)

    def structure(self) -> list[Fragment]:
        """By class with shares."""
        a = self.author
        total = a.final("一般公共预算财政拨款支出", self._spent("final"), key="一般公共预算支出")
        sums: dict[tuple[str, str], int] = {}
        for item in self.items:
            key = (item.codes[0], item.names[0])
            sums[key] = sums.get(key, 0) + item.general("basic") + item.general("project")
        shown = [
            (a.final(name, fen, key=f"一般公共类{code}"), f"{name}（类）")
            for (code, name), fen in sums.items()
            if fen
        ]
        text = a.say("一般公共预算财政拨款支出{t}，[主要用于以下方面|按功能分类]：", t=total)
        return text + a.among(total, shown, closed=True, shares=True, opening=" ")[1:]

    def details(self) -> None:
        """Each 项: initial budget, final, completion."""
        a, page = self.author, self.page
        chosen = [i for i in self.items if not i.fund]
        plan = sum(i.basic["initial"] + i.project["initial"] for i in chosen)
        start = a.amount("一般公共预算财政拨款支出", plan, "年初预算", key="一般公共预算支出")
        total = a.final("一般公共预算财政拨款支出", self._spent("final"), key="一般公共预算支出")
        text = a.say("一般公共预算财政拨款支出年初预算为{p}，支出决算为{t}，", p=start, t=total)
        text += a.complete(total, start, against="年初预算") + self._compare(self._spent("final"), plan)
        page.text(text)
        starts, finals = [], []
        for index, item in enumerate(chosen):
            one, two = (
                (item.basic["initial"] + item.project["initial"]),
                item.general("basic") + item.general("project"),
            )
            name = item.names[2]
            begin = a.amount(name, one, "年初预算", key=f"般{item.codes[2]}")
            done = a.final(name, two, key=f"般{item.codes[2]}")
            starts.append(begin)
            finals.append(done)
            head = f"{item.names[0]}（类）{item.names[1]}（款）{name}（项）。"
            body = a.say("年初预算为{p}，支出决算为{t}，", p=begin, t=done)
            body += (
                a.complete(done, begin, against="年初预算", key=f"{item.codes[2]}完成率")
                if one
                else a.say("[年初无预算|年初未安排预算]")
            )
            page.text([head, *body, *self._compare(two, one)], numbering=f"{index + 1}、")
        a.draft.relate("sum", total=total, parts=finals)
        a.draft.relate("sum", total=start, parts=starts)

    def _compare(self, final: int, plan: int) -> list[Fragment]:
        say = self.author.say
        if final == plan:
            return say("[，决算数与年初预算数持平|，决算数等于年初预算数]")
        word = "大于" if final > plan else "小于"
        why = (
            "[年中追加预算|新增工作任务|政策性增支]"
            if final > plan
            else "[按实际需要据实支出|人员变动|厉行节约]"
        )
        return say("，决算数{w}年初预算数的[主要原因是|主要原因：|原因是]" + why, w=word)

    def basic(self) -> list[Fragment]:
        """Basic spending of the general budget: people and goods."""
        a, b = self.author, self.budget
        total = a.final("一般公共预算财政拨款基本支出", b.amount("基本支出"), key="一般公共基本支出")
        people, goods = (a.final(n, b.amount(n)) for n in ("人员经费", "公用经费"))
        a.draft.relate("sum", total=total, parts=[people, goods])
        one = "、".join(p.name for p in b.spending.find("301").parts if p.get("final"))
        two = "、".join(p.name for p in b.spending.find("302").parts if p.get("final"))
        return a.say(
            "一般公共预算财政拨款基本支出{t}[。|，]其中：人员经费{p}，主要包括：{l}[；|。]公用经费{g}，主要包括：{m}",
            t=total,
            p=people,
            l=one,
            g=goods,
            m=two,
        )

    def visits(self) -> None:
        """三公 against its budget, by kind, with counts."""
        a, v, page, y = self.author, self.budget.visits, self.page, str(self.budget.year)
        plan = a.amount("“三公”经费", v.get("plan"), "全年预算")
        total = a.final("“三公”经费", v.get("final"))
        text = a.say(
            "{n}年度“三公”经费财政拨款支出[预算|全年预算]为{p}，支出决算为{t}，", n=y, p=plan, t=total
        )
        page.text([*text, *a.complete(total, plan, against="预算")])
        parts = []
        for line in v.parts:
            done = a.final(line.name, line.get("final"))
            parts.append(done)
            body = a.say("{n}[支出决算|支出]{t}", n=line.name, t=done)
            if total.quantity and line.get("final"):
                again = a.final("“三公”经费", v.get("final"))
                body += ["，", *a.share(done, again, "")]
            if line.get("plan") and line.get("final"):
                budget = a.amount(line.name, line.get("plan"), "全年预算")
                body += a.say("，预算{p}，", p=budget) + a.complete(done, budget, against="预算")
            if "接待" in line.name:
                b = a.press.count(f"接待批次|{y}", self.budget.batches, "批次", "国内公务接待", period=y)
                g = a.press.count(f"接待人次|{y}", self.budget.guests, "人次", "国内公务接待", period=y)
                body += a.say("。[全年|]国内公务接待{b}、{g}", b=b, g=g)
            if line.parts:
                items = [(a.final(p.name, p.get("final")), p.name) for p in line.parts]
                body += ["。", *a.among(done, items, closed=True, opening="其中：")]
            page.text(body)
        a.draft.relate("sum", total=total, parts=parts)

    def fund(self) -> list[Fragment]:
        """The government fund in words."""
        a, b = self.author, self.budget
        if not b.funds:
            return [f"{b.entity}{b.year}年度无政府性基金预算财政拨款收入和支出"]
        amount = sum(b.amount(n) for n in b.funds)
        income = a.final("政府性基金预算财政拨款收入", amount)
        spent = a.final("政府性基金支出", amount)
        return a.say(
            "{n}年度政府性基金预算财政拨款收入{i}，[本年支出|支出]{s}，[年末无结转和结余|收支平衡]",
            n=str(b.year),
            i=income,
            s=spent,
        )

    def running(self) -> list[Fragment]:
        """机关运行经费, equal to 公用经费 of a purely administrative unit."""
        a, b = self.author, self.budget
        total = a.final("机关运行经费", b.amount("公用经费"))
        return a.say("机关运行经费支出{t}，", t=total) + a.change(
            total, b.amount("公用经费"), b.amount("公用经费", "prior"), why=True
        )

    def procurement(self) -> list[Fragment]:
        """Government procurement by kind and by size of supplier."""
        a, p = self.author, self.budget.procurement
        total = a.final("政府采购支出", p.get("final"))
        items = [(a.final(f"政府采购{x.name}支出", x.get("final")), f"政府采购{x.name}支出") for x in p.parts]
        text = a.say("{n}年度政府采购支出总额{t}，", n=str(self.budget.year), t=total)
        text += a.among(total, items, closed=True, opening="其中：")
        small = p.get("final") * 7 // 10 // 10_000 * 10_000
        smaller = small * 6 // 10 // 10_000 * 10_000
        one, two = a.final("授予中小企业合同金额", small), a.final("授予小微企业合同金额", smaller)
        if not smaller:
            return text
        text += a.say("。授予中小企业合同金额{s}，", s=one) + a.share(one, total, "政府采购支出总额")
        return (
            text + a.say("，其中：授予小微企业合同金额{m}，", m=two) + a.share(two, total, "政府采购支出总额")
        )

    def vehicles(self) -> list[Fragment]:
        """Vehicles by kind at the end of the year."""
        a, y, n = self.author, str(self.budget.year), self.budget.vehicles
        kinds = ("应急保障用车", "执法执勤用车", "其他用车")
        first = self.rng.randint(0, n)
        counts = [first, (n - first) // 2, n - first - (n - first) // 2]
        total = a.press.count(f"车辆|{y}", n, "辆", "车辆", period=y)
        parts = [a.press.count("", c, "辆", k, period=y) for k, c in zip(kinds, counts, strict=True)]
        a.draft.relate("sum", total=total, parts=parts)
        text = a.say("截至{n}年12月31日，本部门共有车辆{t}，其中：", n=y, t=total)
        for index, (kind, slot) in enumerate(zip(kinds, parts, strict=True)):
            text += ["、" if index else "", kind, slot]
        return [t for t in text if t != ""]
