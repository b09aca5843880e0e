"""第三方绩效评价报告: funds, a scoring table, and notes that restate each formula with its operands."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from corpora import aside, filler
from corpora.budget import Budget, Line
from corpora.form import cell
from corpora.layout import Page, row
from corpora.model import Cell, Fragment, Slot
from corpora.wording import Author


@dataclass
class Item:
    """One level 3 item of the scoring table."""

    level1: str
    level2: str
    name: str
    weight: Fraction
    rule: str
    score: Fraction
    note: list[Fragment]


def write(author: Author, budget: Budget) -> None:
    """The report."""
    Evaluation(author, budget).write()


class Evaluation:
    """An evaluation of a department's spending by a third party."""

    def __init__(self, author: Author, budget: Budget) -> None:
        self.author, self.budget, self.page, self.rng = author, budget, Page(author), author.rng
        self.places = author.press.style.rate_places

    def write(self) -> None:
        """Text, scoring notes, table; the table stands before or after the notes."""
        a, b, page = self.author, self.budget, self.page
        page.title(f"{b.entity}{b.year}年度部门整体支出绩效评价报告")
        page.head("部门概况")
        page.text(a.say("{e}[主要职责是|主要承担以下职责]：{d}", e=b.entity, d="；".join(b.sector.duties)))
        page.head("资金情况")
        page.sub("预算安排情况")
        page.text(*self.money())
        self.budget_table()
        page.sub("“三公”经费情况")
        page.text(self.visit())
        items = self.items()
        total = sum((i.score for i in items), Fraction(0))
        page.head("评价结论")
        page.text(self.verdict(total, items))
        page.head("绩效评价指标分析")
        self.notes(items)
        for text in aside.pick(a, self.rng.randint(1, 3)):
            page.text(text)
        page.head("存在的问题")
        for text in filler.lines(a, filler.PROBLEMS):
            page.text(text)
        page.note("附件")
        self.table(items, total)

    def money(self) -> list[list[Fragment]]:
        """Initial budget, additions, carry-over, adjusted budget, spending and balance."""
        a, b = self.author, self.budget
        plan, final = b.amount("支出", "plan"), b.amount("支出")
        initial = b.amount("支出", "initial")
        start = a.amount("支出", initial, "年初预算")
        adjusted = a.amount("支出", plan, "全年预算")
        text = a.say("{n}年[度|]年初预算[批复|安排|]{s}", n=str(b.year), s=start)
        if plan != initial:
            added = a.press.money(
                f"支出|{b.year}|预算调整",
                abs(plan - initial),
                "预算调整",
                period=str(b.year),
                measure="change",
            )
            a.draft.relate(
                "difference", current=adjusted, base=start, delta=added, sign=1 if plan > initial else -1
            )
            text += a.say("，年中[追加|调增]{d}" if plan > initial else "，年中[调减|收回]{d}", d=added)
        text += a.say("，[全年预算|预算总额|调整后全年预算][为|]{p}", p=adjusted)
        spent = a.final("支出", final)
        again = a.amount("支出", plan, "全年预算")
        done = a.say("{n}年[实际支出|支出决算|执行数为]{e}，", n=str(b.year), e=spent)
        items = [(a.final(x, b.amount(x)), x) for x in ("基本支出", "项目支出")]
        done += a.among(spent, items, closed=True, shares=True, opening="其中：")
        rest = a.press.money(f"支出|{b.year}|结余", plan - final, "结余", period=str(b.year))
        a.draft.relate("sum", total=rest, parts=[again], minus=[spent])
        last = a.say("[对照全年预算{p}，|与全年预算{p}相比，]结余{r}，", p=again, r=rest) + a.complete(
            spent, again, name="预算执行率"
        )
        return [text, done, last]

    def budget_table(self) -> None:
        """年初预算 + 调整 = 全年预算; 全年预算 − 支出 = 结余, for basic and project spending."""
        a, b = self.author, self.budget
        self.page.unit(a.press.style.unit)
        rows: list[list[Cell]] = [
            row("项目", "年初预算", "年中调整", "全年预算", "实际支出", "结余", "执行率")
        ]
        lines = [b.spending.find("基本支出"), *b.spending.find("项目支出").parts]
        columns: list[list[Slot]] = [[] for _ in range(5)]
        for line in lines:
            slots = self._slots(line.name, [line.get(c) for c in ("initial", "plan", "final")])
            for column, slot in zip(columns, slots, strict=True):
                column.append(slot)
            rows.append(row(line.name, *slots, self._rate(line.name, slots)))
        total = self._slots("支出", [b.amount("支出", c) for c in ("initial", "plan", "final")])
        for slot, column in zip(total, columns, strict=True):
            slot.label = "合计"
            a.draft.relate("sum", total=slot, parts=column)
        rows.append(row("合计", *total, self._rate("支出", total)))
        self.page.table(rows, f"{b.year}年度预算执行情况表")

    def _slots(self, name: str, values: list[int]) -> list[Slot]:
        a, y = self.author, str(self.budget.year)
        initial, plan, final = values
        made = [
            a.amount(name, initial, "年初预算", cell=True),
            a.press.money("", plan - initial, name, period=y, stage="调整", measure="change", cell=True),
            a.amount(name, plan, "全年预算", cell=True),
            a.amount(name, final, "决算", cell=True),
            a.press.money(
                "" if name != "支出" else f"支出|{y}|结余",
                plan - final,
                name,
                period=y,
                stage="结余",
                cell=True,
            ),
        ]
        a.draft.relate("sum", total=made[2], parts=made[:2])
        a.draft.relate("sum", total=made[4], parts=[made[2]], minus=[made[3]])
        return made

    def _rate(self, name: str, slots: list[Slot]) -> Slot | str:
        if slots[2].quantity == 0:
            return "—"
        rate = self.author.press.rate(
            "",
            slots[3].quantity / slots[2].quantity,
            name,
            period=str(self.budget.year),
            measure="ratio",
            cell=True,
        )
        self.author.draft.relate("ratio", numerator=slots[3], denominator=slots[2], rate=rate)
        return rate

    def visit(self) -> list[Fragment]:
        """三公 against its budget, with the change."""
        a, v = self.author, self.budget.visits
        total = a.final("“三公”经费", v.get("final"))
        plan = a.amount("“三公”经费", v.get("plan"), "全年预算")
        text = a.say("“三公”经费预算{p}，实际支出{t}，", p=plan, t=total) + a.complete(
            total, plan, against="预算"
        )
        text += ["，", *a.change(total, v.get("final"), v.get("prior"))]
        items = [(a.final(p.name, p.get("final")), p.name) for p in v.parts]
        return [*text, "。", *a.among(total, items, closed=True)]

    def items(self) -> list[Item]:
        """The scored items, each with its rule and the note that applies it."""
        made = [self._staff(), self._execution(), self._visits(), self._public()]
        made += [
            self._plain("投入", "目标设定", "绩效目标合理性", 5),
            self._plain("过程", "预算管理", "管理制度健全性", 6),
            self._plain("过程", "资产管理", "资产管理安全性", 6),
            *self._outputs(),
        ]
        order = ["投入", "过程", "产出", "效果"]
        made.sort(key=lambda i: (order.index(i.level1), i.level2))
        made.append(self._plain("效果", "满意度", "服务对象满意度", 10))
        left = int(100 - sum(i.weight for i in made))
        made.append(self._plain("效果", "履职效益", "社会效益", left // 2))
        made.append(self._plain("效果", "履职效益", "可持续影响", left - left // 2))
        return made

    def _score(self, value: Fraction) -> Fraction:
        return Fraction(round(value * 100), 100)

    def _staff(self) -> Item:
        a, s, y = self.author, self.budget.staff, str(self.budget.year)
        posts = a.press.count(
            f"编制数|{y}", sum(s.posts.values()), "人", "编制数", period=y, measure="headcount"
        )
        people = a.press.count(
            f"在职人数|{y}", sum(s.serving.values()), "人", "在职人员数", period=y, measure="headcount"
        )
        rate = a.press.rate(
            f"人员控制率|{y}", people.quantity / posts.quantity, "在职人员控制率", period=y, measure="ratio"
        )
        a.draft.relate("ratio", numerator=people, denominator=posts, rate=rate)
        note = a.say(
            "在职人员控制率=（在职人员数/编制数）×100%，[{n}年|]编制数{p}，在职人员数{q}，在职人员控制率[为|=]{r}",
            n=y,
            p=posts,
            q=people,
            r=rate,
        )
        return Item(
            "投入",
            "预算配置",
            "在职人员控制率",
            Fraction(5),
            "在职人员控制率≤100%，得满分；每超过一个百分点扣0.5分，扣完为止。",
            Fraction(5),
            note,
        )

    def _execution(self) -> Item:
        a, b, y = self.author, self.budget, str(self.budget.year)
        plan, final = (
            a.amount("支出", b.amount("支出", "plan"), "全年预算"),
            a.final("支出", b.amount("支出")),
        )
        rate = a.press.rate(
            f"支出|{y}|全年预算完成率",
            final.quantity / plan.quantity,
            "预算执行率",
            period=y,
            measure="ratio",
        )
        a.draft.relate("ratio", numerator=final, denominator=plan, rate=rate)
        weight = Fraction(8)
        note = a.say("预算执行率=实际支出/全年预算×100%={e}/{p}[×100%|]={r}", e=final, p=plan, r=rate)
        return Item(
            "过程",
            "预算执行",
            "预算执行率",
            weight,
            "得分=预算执行率×8分，最高8分。",
            self._score(min(Fraction(1), rate.quantity) * weight),
            note,
        )

    def _visits(self) -> Item:
        said = "“三公”经费控制率=实际支出数/预算安排数×100%，预算安排{p}，实际支出{e}，控制率为{r}，[未超预算|控制在预算内]"
        rule = "控制率≤100%得满分，超过不得分。"
        return self._control("“三公”经费", self.budget.visits, "预算完成率", said, rule)

    def _public(self) -> Item:
        said = "公用经费控制率=实际支出公用经费总额/预算安排公用经费总额×100%=({e}÷{p})={r}"
        rule = "控制率≤100%得满分，每超一个百分点扣0.2分。"
        return self._control("公用经费", self.budget.spending.find("公用经费"), "控制率", said, rule)

    def _control(self, concept: str, line: Line, key: str, said: str, rule: str) -> Item:
        """What was spent of a budget; never more than it, so full marks."""
        a, y, name = self.author, str(self.budget.year), f"{concept}控制率"
        plan, final = a.amount(concept, line.get("plan"), "全年预算"), a.final(concept, line.get("final"))
        rate = a.press.rate(
            f"{concept}|{y}|{key}", final.quantity / plan.quantity, name, period=y, measure="ratio"
        )
        a.draft.relate("ratio", numerator=final, denominator=plan, rate=rate)
        note = a.say(said, p=plan, e=final, r=rate)
        return Item("过程", "预算执行", name, Fraction(6), rule, Fraction(6), note)

    def _plain(self, level1: str, level2: str, name: str, weight: int) -> Item:
        full = self.rng.random() < 0.5
        score = (
            Fraction(weight)
            if full
            else Fraction(weight) - Fraction(self.rng.randint(1, 2 * min(weight, 4) - 1), 2)
        )
        note = self.author.say(
            "[制度较为健全|目标设置合理|管理规范]，[符合评分标准|未发现明显问题]"
            if full
            else "[部分内容|个别环节][不够完善|有待规范]，酌情扣分"
        )
        return Item(level1, level2, name, Fraction(weight), "根据完善程度评分。", score, note)

    def _outputs(self) -> list[Item]:
        a, y = self.author, str(self.budget.year)
        made = []
        for name, weight in (("实际完成率", 10), ("完成及时率", 8), ("质量达标率", 8)):
            planned = self.rng.randint(8, 40)
            done = planned if self.rng.random() < 0.6 else planned - self.rng.randint(1, 3)
            one = a.press.count("", planned, "项", "计划工作数", period=y)
            two = a.press.count("", done, "项", name, period=y)
            rate = a.press.rate("", Fraction(done, planned), name, period=y, measure="ratio")
            a.draft.relate("ratio", numerator=two, denominator=one, rate=rate)
            a.draft.relate("order", lesser=two, greater=one)
            word = {"实际完成率": "实际完成", "完成及时率": "及时完成", "质量达标率": "质量达标"}[name]
            note = a.say(
                "{y2}年计划[完成工作|开展重点工作]{p}，{w}{d}，{n}为{r}",
                y2=y,
                p=one,
                w=word,
                d=two,
                n=name,
                r=rate,
            )
            made.append(
                Item(
                    "产出",
                    "职责履行",
                    name,
                    Fraction(weight),
                    f"得分={name}×{weight}分。",
                    self._score(Fraction(done, planned) * weight),
                    note,
                )
            )
        return made

    def verdict(self, total: Fraction, items: list[Item]) -> list[Fragment]:
        """Total score and grade, and the scores of the four parts."""
        a = self.author
        score = a.press.score("评价总分", total, "综合得分", cell=False)
        grade = "优" if total >= 90 else "良" if total >= 80 else "中" if total >= 60 else "差"
        text = a.say(
            "[经综合评价|根据评价指标体系]，[综合得分|评价得分|总得分][为|]{s}，评价等级为“{g}”",
            s=score,
            g=grade,
        )
        parts = []
        text += ["。其中："]
        for index, level1 in enumerate(dict.fromkeys(i.level1 for i in items)):
            mine = [i for i in items if i.level1 == level1]
            weight = a.press.score(
                f"{level1}分值",
                sum((i.weight for i in mine), Fraction(0)),
                level1,
                measure="weight",
                cell=False,
            )
            got = a.press.score(
                f"{level1}得分", sum((i.score for i in mine), Fraction(0)), level1, cell=False
            )
            a.draft.relate("order", lesser=got, greater=weight)
            parts.append(got)
            text += ["；" if index else "", level1 + "指标分值", weight, "，得分", got]
        a.draft.relate("sum", total=score, parts=parts)
        return [t for t in text if t != ""]

    def notes(self, items: list[Item]) -> None:
        """One paragraph an item: formula, operands, score."""
        a, page = self.author, self.page
        for level1 in dict.fromkeys(i.level1 for i in items):
            mine = [i for i in items if i.level1 == level1]
            weight = a.press.score(
                f"{level1}分值",
                sum((i.weight for i in mine), Fraction(0)),
                level1,
                measure="weight",
                cell=False,
            )
            got = a.press.score(
                f"{level1}得分", sum((i.score for i in mine), Fraction(0)), level1, cell=False
            )
            page.sub(level1 + "情况分析")
            page.text(a.say("{n}指标[分值|总分值]{w}，[评价得分|实际得分]{g}", n=level1, w=weight, g=got))
            for index, item in enumerate(mine):
                one = a.press.score(f"{item.name}分值", item.weight, item.name, measure="weight", cell=False)
                two = a.press.score(f"{item.name}得分", item.score, item.name, cell=False)
                a.draft.relate("order", lesser=two, greater=one)
                tail = a.say("[此项|该项|该指标]分值{w}，[得分|评价得分|得]{s}", w=one, s=two)
                page.text([item.name, "。", *item.note], tail, numbering=f"{index + 1}.")

    def table(self, items: list[Item], total: Fraction) -> None:
        """一级 二级 三级 分值 评分标准 得分."""
        a = self.author
        rows: list[list[Cell]] = [row("一级指标", "分值", "二级指标", "三级指标", "分值", "评分标准", "得分")]
        weights: list[Slot] = []
        scores: list[Slot] = []
        heads: list[Slot] = []
        for level1 in dict.fromkeys(i.level1 for i in items):
            mine = [i for i in items if i.level1 == level1]
            head = a.press.score(
                f"{level1}分值", sum((i.weight for i in mine), Fraction(0)), level1, measure="weight"
            )
            own: list[Slot] = []
            for index, item in enumerate(mine):
                weight = a.press.score(f"{item.name}分值", item.weight, item.name, measure="weight")
                score = a.press.score(f"{item.name}得分", item.score, item.name)
                a.draft.relate("order", lesser=score, greater=weight)
                own.append(weight)
                scores.append(score)
                lead = [cell(level1, rows=len(mine)), Cell([head], len(mine), 1, True)] if index == 0 else []
                same = [i for i in mine if i.level2 == item.level2]
                second = [cell(item.level2, rows=len(same))] if same[0] is item else []
                rows.append([*lead, *second, cell(item.name), cell(weight), cell(item.rule), cell(score)])
                a.draft.indicators.append(
                    {
                        "form": "评价指标表",
                        "level1": level1,
                        "level2": item.level2,
                        "level3": item.name,
                        "weight": weight,
                        "score": score,
                        "reason": "",
                    }
                )
            a.draft.relate("sum", total=head, parts=own)
            heads.append(head)
            weights += own
        one = a.press.score("评价总分值", Fraction(100), "合计", measure="weight")
        three = a.press.score("评价总分值", Fraction(100), "合计", measure="weight")
        two = a.press.score("评价总分", total, "合计")
        a.draft.relate("sum", total=one, parts=heads)
        a.draft.relate("sum", total=three, parts=weights)
        a.draft.relate("sum", total=two, parts=scores)
        rows.append([cell("合计"), cell(one), cell("", columns=2), cell(three), cell(""), cell(two)])
        self.page.table(rows, "部门整体支出绩效评价指标评分表")
