"""部门整体支出绩效自评报告 by the framework of common indicators: ratios from the report's own figures, scored by rule.

In some reports the form prints its scoring rules, in others a province's notice does (``PROVINCE``) and the
form shows only target, actual and score.  Written before the checker knew the province.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from corpora import aside, filler
from corpora.budget import Budget
from corpora.form import cell
from corpora.layout import Page, row
from corpora.model import Cell, Fragment, Relation, Slot
from corpora.press import decimal
from corpora.scoring import Rule, ceiling, floor, product, steps_down, steps_up
from corpora.wording import Author

PROVINCE = "澜江省"
NOTICE = {
    "在职人员控制率": Rule(
        "≤100%得满分；每超过1个百分点扣0.5分，扣完为止",
        lambda v: max(Fraction(0), 5 - Fraction(1, 2) * max(Fraction(0), v * 100 - 100)),
    ),
    "预算执行率": Rule(
        "≥95%得满分；90%（含）-95%得4分；80%（含）-90%得2分；80%以下不得分",
        lambda v: Fraction(8 if v * 100 >= 95 else 4 if v * 100 >= 90 else 2 if v * 100 >= 80 else 0),
    ),
    "预算调整率": Rule(
        "≤5%得满分；每超过1个百分点扣0.4分，扣完为止",
        lambda v: max(Fraction(0), 4 - Fraction(2, 5) * max(Fraction(0), v * 100 - 5)),
    ),
    "结转结余率": Rule(
        "≤10%得满分；10%-20%得2分；20%以上不得分",
        lambda v: Fraction(4 if v * 100 <= 10 else 2 if v * 100 <= 20 else 0),
    ),
    "“三公经费”变动率": Rule(
        "≤0得满分；每增加1个百分点扣0.3分，扣完为止",
        lambda v: max(Fraction(0), 6 - Fraction(3, 10) * max(Fraction(0), v * 100)),
    ),
    "“三公经费”控制率": Rule("≤100%得满分，超过不得分", lambda v: Fraction(6 if v <= 1 else 0)),
    "公用经费控制率": Rule("≤100%得满分，超过不得分", lambda v: Fraction(6 if v <= 1 else 0)),
    "重点工作办结率": Rule("得分=重点工作办结率×分值", lambda v: 16 * min(Fraction(1), v)),
}
"""The rules of an invented province's notice, by item."""


@dataclass
class Item:
    """One scored item: ``rate`` is None for those that are judged by words."""

    level1: str
    level2: str
    name: str
    weight: int
    target: str
    rate: Slot | None
    rule: Rule | None
    score: Fraction
    note: list[Fragment]


def write(author: Author, budget: Budget) -> None:
    """The report with its form."""
    Framework(author, budget).write()


class Framework:
    """One department's self-assessment by the common framework."""

    def __init__(self, author: Author, budget: Budget) -> None:
        self.author, self.budget, self.page, self.rng = author, budget, Page(author), author.rng
        self.year = str(budget.year)
        self.local = self.rng.random() < 0.4
        visits = budget.visits.get("plan")
        self.visits_before = max(10_000, visits * self.rng.randint(80, 118) // 100 // 10_000 * 10_000)

    def write(self) -> None:
        """Text, notes on the items, conclusion, form."""
        a, b, page = self.author, self.budget, self.page
        lead = f"{PROVINCE}{b.entity}" if self.local else b.entity
        page.title(f"{lead}{b.year}年度部门整体支出绩效自评报告")
        page.head("部门概况")
        page.text(a.say("{e}[主要职责是|主要承担以下职责]：{d}", e=b.entity, d="；".join(b.sector.duties)))
        if self.local:
            page.text([f"本次自评按照《{PROVINCE}部门整体支出绩效自评工作规程》的评分标准打分"])
        page.head("自评情况")
        items = self.items()
        for item in items:
            if item.note:
                self.note(item)
        for text in aside.pick(a, self.rng.randint(1, 2)):
            page.text(text)
        total = sum((i.score for i in items), Fraction(0))
        page.head("自评结论")
        page.text(self.verdict(total))
        page.head("存在的问题")
        for text in filler.lines(a, filler.PROBLEMS):
            page.text(text)
        page.note("附件")
        self.form(items, total)

    def items(self) -> list[Item]:
        """Every item in the order of the framework."""
        people = self._words("产出", "履职效果", "服务对象满意度", 12)
        made = [
            self._ratio("投入", "预算配置", "在职人员控制率", 5, "≤100%", ceiling, self._staff),
            self._ratio(
                "投入", "预算配置", "“三公经费”变动率", 6, "≤0", self._no_growth, self._visits_change
            ),
            self._words("投入", "目标设定", "绩效目标合理性", 7),
            self._ratio("过程", "预算执行", "预算执行率", 8, "≥90%", self._rising, self._execution),
            self._ratio("过程", "预算执行", "预算调整率", 4, "0", steps_down, self._adjusted),
            self._ratio(
                "过程", "预算执行", "结转结余率", 4, "≤10%", lambda r, n, f: ceiling(r, n, f, 10), self._left
            ),
            self._ratio("过程", "预算执行", "“三公经费”控制率", 6, "≤100%", ceiling, self._visits),
            self._ratio("过程", "预算执行", "公用经费控制率", 6, "≤100%", ceiling, self._public),
            self._words("过程", "预算管理", "管理制度健全性", 9),
            self._words("过程", "预算管理", "信息公开完整性", 5),
            self._ratio("产出", "职责履行", "重点工作办结率", 16, "100%", product, self._tasks),
            self._words("产出", "职责履行", "任务完成质量", 12),
            people,
        ]
        return [i for i in made if i is not None]

    def _rising(self, _: object, name: str, full: int) -> Rule:
        return self.rng.choice(
            (
                lambda: floor(self.rng, name, full, self.rng.choice((90, 95, 100))),
                lambda: steps_up(self.rng, name, full),
                lambda: product(self.rng, name, full),
            )
        )()

    def _no_growth(self, _: object, name: str, full: int) -> Rule:
        rule = ceiling(self.rng, name, full, 0)
        short = f"{name}≤0，计{full}分；“三公经费”>0，每超过一个百分点扣0.5分，扣完为止。"
        if self.rng.random() < 0.5:
            return rule
        return Rule(short, lambda v: max(Fraction(0), full - Fraction(1, 2) * max(Fraction(0), v * 100)))

    def _ratio(
        self,
        level1: str,
        level2: str,
        name: str,
        weight: int,
        target: str,
        make: Callable[..., Rule],
        draw: Callable[[str], tuple[Slot, list[Fragment]] | None],
    ) -> Item | None:
        """An item scored by a ratio; None where the department has nothing to divide."""
        drawn = draw(name)
        if drawn is None:
            return self._words(level1, level2, name.replace("率", "情况"), weight)
        rate, note = drawn
        rule = NOTICE[name] if self.local else make(self.rng, name, weight)
        score = Fraction(decimal(rule.score(rate.quantity), 2))
        return Item(level1, level2, name, weight, target, rate, rule, score, note)

    def _words(self, level1: str, level2: str, name: str, weight: int) -> Item:
        lost = Fraction(0) if self.rng.random() < 0.6 else Fraction(self.rng.randint(1, 4), 2)
        return Item(level1, level2, name, weight, "", None, None, weight - lost, [])

    def _told(
        self, name: str, formula: str, rate: Slot, *operands: Fragment | list[Fragment]
    ) -> list[Fragment]:
        """The formula in words, the operands, the rate."""
        flat: list[Fragment] = []
        for one in operands:
            flat += one if isinstance(one, list) else [one]
        return self.author.say(
            "[{n}={f}×100%[。|，其中]|]{o}，{n}[为|=|达到]{r}", n=name, f=formula, o=flat, r=rate
        )

    def _share(self, fact: str, name: str, top: Slot, bottom: Slot) -> Slot:
        rate = self.author.press.rate(
            fact, top.quantity / bottom.quantity, name, period=self.year, measure="ratio"
        )
        self.author.draft.relate("ratio", numerator=top, denominator=bottom, rate=rate)
        return rate

    def _staff(self, name: str) -> tuple[Slot, list[Fragment]]:
        press, staff = self.author.press, self.budget.staff
        posts = press.count(
            f"编制数|{self.year}",
            sum(staff.posts.values()),
            "人",
            "编制数",
            period=self.year,
            measure="headcount",
        )
        people = press.count(
            f"在职人数|{self.year}",
            sum(staff.serving.values()),
            "人",
            "在职人员数",
            period=self.year,
            measure="headcount",
        )
        rate = self._share(f"人员控制率|{self.year}", name, people, posts)
        return rate, self._told(name, "（在职人员数/编制数）", rate, "编制数", posts, "，在职人员数", people)

    def _visits_change(self, name: str) -> tuple[Slot, list[Fragment]] | None:
        a, now = self.author, self.budget.visits.get("plan")
        if not now:
            return None
        this = a.amount("“三公”经费", now, "全年预算")
        last = a.amount("“三公”经费", self.visits_before, "全年预算", year=self.budget.year - 1)
        rate = a.press.rate("", this.quantity / last.quantity - 1, name, period=self.year, measure="rate")
        a.draft.relate("growth", current=this, base=last, rate=rate)
        formula = "（本年度“三公经费”预算数-上年度“三公经费”预算数）/上年度“三公经费”预算数"
        return rate, self._told(
            name, formula, rate, "本年度“三公经费”预算数", this, "，上年度“三公经费”预算数", last
        )

    def _execution(self, name: str) -> tuple[Slot, list[Fragment]]:
        a, b = self.author, self.budget
        plan, final = (
            a.amount("支出", b.amount("支出", "plan"), "全年预算"),
            a.final("支出", b.amount("支出")),
        )
        rate = self._share(f"支出|{self.year}|全年预算完成率", name, final, plan)
        return rate, self._told(
            name, "预算完成数/全年预算数", rate, "全年预算数", plan, "，预算完成数", final
        )

    def _adjusted(self, name: str) -> tuple[Slot, list[Fragment]] | None:
        a, b = self.author, self.budget
        start, plan = b.amount("支出", "initial"), b.amount("支出", "plan")
        if plan < start:
            return None
        initial = a.amount("支出", start, "年初预算")
        added = a.press.money(
            f"支出|{self.year}|预算调整", plan - start, "预算调整", period=self.year, measure="change"
        )
        rate = self._share("", name, added, initial)
        return rate, self._told(
            name, "预算调整数/年初预算数", rate, "年初预算数", initial, "，预算调整数", added
        )

    def _left(self, name: str) -> tuple[Slot, list[Fragment]]:
        a, b = self.author, self.budget
        plan = a.amount("支出", b.amount("支出", "plan"), "全年预算")
        rest = a.press.money(
            f"支出|{self.year}|结余",
            b.amount("支出", "plan") - b.amount("支出"),
            "结转结余",
            period=self.year,
        )
        rate = self._share("", name, rest, plan)
        return rate, self._told(
            name, "结转结余总额/全年预算数", rate, "年末结转结余总额", rest, "，全年预算数", plan
        )

    def _visits(self, name: str) -> tuple[Slot, list[Fragment]] | None:
        a, v = self.author, self.budget.visits
        if not v.get("plan"):
            return None
        plan, final = a.amount("“三公”经费", v.get("plan"), "全年预算"), a.final("“三公”经费", v.get("final"))
        rate = self._share(f"“三公”经费|{self.year}|预算完成率", name, final, plan)
        return rate, self._told(
            name, "“三公经费”实际支出数/“三公经费”预算安排数", rate,
            "“三公经费”预算安排数", plan, "，“三公经费”实际支出数", final,
        )  # fmt: skip

    def _public(self, name: str) -> tuple[Slot, list[Fragment]]:
        a, line = self.author, self.budget.spending.find("公用经费")
        plan, final = (
            a.amount("公用经费", line.get("plan"), "全年预算"),
            a.final("公用经费", line.get("final")),
        )
        rate = self._share(f"公用经费|{self.year}|控制率", name, final, plan)
        return rate, self._told(
            name, "实际支出公用经费总额/预算安排公用经费总额", rate,
            "预算安排公用经费总额", plan, "，实际支出公用经费总额", final,
        )  # fmt: skip

    def _tasks(self, name: str) -> tuple[Slot, list[Fragment]]:
        planned = self.rng.randint(8, 40)
        done = planned - self.rng.choice((0, 0, 1, 2))
        press = self.author.press
        one = press.count("", planned, "项", "重点工作总数", period=self.year)
        two = press.count("", done, "项", "已办结数", period=self.year)
        rate = self._share("", name, two, one)
        self.author.draft.relate("order", lesser=two, greater=one)
        return rate, self._told(
            name, "已办结重点工作数/重点工作总数", rate, "重点工作总数", one, "，已办结重点工作数", two
        )

    def note(self, item: Item) -> None:
        """One paragraph, or the title of the item and what is said of it in paragraphs below."""
        a, page = self.author, self.page
        self.count = getattr(self, "count", 0) + 1
        weight = a.press.score(
            f"{item.name}分值", Fraction(item.weight), item.name, measure="weight", cell=False
        )
        score = a.press.score(f"{item.name}得分", item.score, item.name, cell=False)
        a.draft.relate("order", lesser=score, greater=weight)
        number = f"{self.count}."
        if self.rng.random() < 0.3:
            page.text([item.name, "（", weight, "）"], numbering=number)
            page.text(["①计算过程：", *item.note])
            page.text(["②评分结果：", *a.say("[综上，|按照评分标准，|]得分{s}", s=score)])
            return
        tail = a.say("[此项|该项|该指标]分值{w}，[得分|评价得分|得]{s}", w=weight, s=score)
        page.text([item.name, "。", *item.note], tail, numbering=number)

    def verdict(self, total: Fraction) -> list[Fragment]:
        """The total with its grade, the bands in words."""
        a = self.author
        grade = "优" if total >= 90 else "良" if total >= 80 else "中" if total >= 60 else "差"
        score = a.press.score("自评总分", total, "自评得分", cell=False)
        bands = self.rng.choice(
            (
                "90（含）-100分为优、80（含）-90分为良、60（含）-80分为中、60分以下为差。",
                "评价等级分为优（90分≤得分≤100分）、良（80分≤得分<90分）、中（60分≤得分<80分）、差（得分<60分）。",
                "",
            )
        )
        return [bands, *a.say("[经自评|综合以上各项]，自评总分为{s}，评价等级为“{g}”", s=score, g=grade)]

    def form(self, items: list[Item], total: Fraction) -> None:
        """一级 二级 三级 … with the rule, or with target and actual, or both."""
        a = self.author
        ruled = not self.local
        valued = self.local or self.rng.random() < 0.5
        heads = ["一级指标", "二级指标", "三级指标"]
        heads += ["评分标准"] if ruled else []
        heads += ["年度指标值", "实际完成值"] if valued else []
        heads += [
            "分值",
            self.rng.choice(("自评得分", "得分")),
            self.rng.choice(("扣分原因和其他说明", "偏差原因分析及改进措施")),
        ]
        rows: list[list[Cell]] = [row(*heads)]
        weights: list[Slot] = []
        scores: list[Slot] = []
        beside = self.rng.random() < 0.6
        for level1 in dict.fromkeys(i.level1 for i in items):
            mine = [i for i in items if i.level1 == level1]
            head: list[Fragment] = [level1]
            own: list[Slot] = []
            if beside:
                slot = a.press.score(
                    f"{level1}分值",
                    Fraction(sum(i.weight for i in mine)),
                    level1,
                    measure="weight",
                    cell=False,
                )
                head = [" ".join(level1) + "\n（", slot, "）"]
            dots = self.rng.random() < 0.1
            for index, item in enumerate(mine):
                weight = a.press.score(f"{item.name}分值", Fraction(item.weight), item.name, measure="weight")
                score = a.press.score(f"{item.name}得分", item.score, item.name)
                a.draft.relate("order", lesser=score, greater=weight)
                own.append(weight)
                scores.append(score)
                if item.rate is not None and item.rule is not None:
                    roles = {"score": [score], "weight": [weight], "rate": [item.rate]}
                    a.draft.relations.append(Relation("score", roles, rule=item.rule.score))
                same = [i for i in mine if i.level2 == item.level2]
                line = [cell(*head, rows=len(mine) + dots)] if index == 0 else []
                deep = len(same) + (dots and same[-1] is mine[-1])
                line += [cell(item.level2, rows=deep)] if same[0] is item else []
                line.append(cell(self._broken(item.name)))
                if ruled:
                    line.append(cell(item.rule.text if item.rule else "根据完善程度评分。"))
                if valued:
                    line += [
                        cell(item.target or ("≥90%" if "满意" in item.name else "较好")),
                        self._actual(item),
                    ]
                lost = score.quantity < weight.quantity
                line += [cell(weight), cell(score), cell("尚有不足，下一步改进" if lost else "")]
                rows.append(line)
                a.draft.indicators.append(
                    {
                        "form": "自评表", "level1": level1, "level2": item.level2, "level3": item.name,
                        "weight": weight, "score": score, "reason": "",
                    }
                )  # fmt: skip
            if dots:
                rows.append([cell("……"), *(cell("") for _ in range(len(heads) - 3))])
            if beside:
                a.draft.relate("sum", total=slot, parts=own)
            weights += own
        full = a.press.score("自评总分值", Fraction(100), "合计", measure="weight")
        got = a.press.score("自评总分", total, "合计")
        a.draft.relate("sum", total=full, parts=weights)
        a.draft.relate("sum", total=got, parts=scores)
        rows.append(
            [cell(self.rng.choice(("合计", "总分")), columns=len(heads) - 3), cell(full), cell(got), cell("")]
        )
        self.page.table(rows, "部门整体支出绩效自评表")

    def _broken(self, name: str) -> str:
        """A name over two lines, as narrow columns print it."""
        return name[:-3] + "\n" + name[-3:] if len(name) > 6 and self.rng.random() < 0.3 else name

    def _actual(self, item: Item) -> Cell:
        if item.rate is None:
            return cell("94%" if "满意" in item.name else "基本达到")
        again = self.author.press.rate(
            item.rate.fact,
            item.rate.quantity,
            item.name,
            period=self.year,
            measure=item.rate.measure,
            cell=True,
        )
        self.author.draft.relate("repeat", figures=[item.rate, again])
        return cell(again)
