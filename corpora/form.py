"""Self-assessment forms of several regions: one form, each with its layout, headings and weights."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from corpora.budget import Budget, Line
from corpora.indicator import Row, draw
from corpora.model import Cell, Fragment, Slot, Table
from corpora.wording import Author

LEVELS = {
    "产出指标": ["数量指标", "质量指标", "时效指标", "成本指标"],
    "效益指标": ["经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"],
    "满意度指标": ["服务对象满意度指标"],
}


@dataclass(frozen=True)
class Region:
    """The layout of one region's form."""

    name: str
    title: str
    funds_label: str
    columns: tuple[str, str, str]
    rate_head: str
    funds_rows: tuple[str, ...]
    funds_weight: int
    weights: dict[str, int]
    heads: tuple[str, str, str, str, str]
    extra: tuple[str, ...] = ()
    weight_in_heading: bool = True
    grade: bool = False
    total_label: str = "总分"
    funds_points: bool = True


HUNAN = Region(
    "湖南",
    "项目支出绩效自评表",
    "项目资金（万元）",
    ("年初预算数", "全年预算数", "全年执行数"),
    "执行率",
    ("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金"),
    10,
    {"产出指标": 50, "效益指标": 30, "满意度指标": 10},
    ("年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"),
)
HUBEI = Region(
    "湖北",
    "项目自评表",
    "预算执行情况（万元）（20分）",
    ("年初预算数", "预算数（A）", "执行数（B）"),
    "执行率（B/A）",
    ("年度财政资金总额", "其中：财政拨款", "其他资金"),
    20,
    {"产出指标": 40, "效益指标": 30, "满意度指标": 10},
    ("年初目标值（A）", "实际完成值（B）", "权重", "得分", "偏差大或目标未完成原因分析"),
    total_label="总分",
    weight_in_heading=False,
)
SICHUAN = Region(
    "四川",
    "部门预算项目支出绩效自评表",
    "预算执行情况（万元）",
    ("年初预算数", "调整后预算数", "预算执行数"),
    "预算执行率",
    ("总额", "其中：财政资金", "财政专户管理资金", "单位资金"),
    10,
    {"产出指标": 60, "效益指标": 30},
    ("年度指标值", "实际完成值", "权重", "得分", "未完成原因分析"),
    total_label="合计",
    weight_in_heading=False,
)
YUNNAN = Region(
    "云南",
    "项目支出绩效自评表",
    "项目资金（万元）",
    ("年初预算数", "全年预算数", "全年执行数"),
    "执行率",
    ("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金"),
    10,
    {"产出指标": 50, "效益指标": 30, "满意度指标": 10},
    ("指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"),
    extra=("指标性质", "度量单位"),
    weight_in_heading=False,
    grade=True,
)
ANHUI = Region(
    "安徽",
    "项目支出绩效自评表",
    "项目资金（万元）",
    ("年初预算数", "全年预算数（A）", "全年执行数（B）"),
    "执行率（B/A）",
    ("年度资金总额", "其中：本年财政拨款", "上年结转资金", "其他资金"),
    10,
    {"产出指标": 50, "效益指标": 30, "满意度指标": 10},
    ("年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"),
)
REGIONS = {"湖南": HUNAN, "湖北": HUBEI, "四川": SICHUAN, "云南": YUNNAN, "安徽": ANHUI}


def cell(*fragments: Fragment, rows: int = 1, columns: int = 1) -> Cell:
    """A text cell, or a figure cell where a single figure is given."""
    right = len(fragments) == 1 and isinstance(fragments[0], Slot)
    return Cell(list(fragments), rows, columns, right)


class Form:
    """Builds one form for one project (or any line with four columns)."""

    def __init__(self, author: Author, region: Region, line: Line, budget: Budget, scope: str) -> None:
        self.author, self.region, self.line, self.budget, self.scope = author, region, line, budget, scope
        self.extra = len(region.extra)
        self.width = 9 + self.extra

    def table(self) -> Table:
        """The whole form as one table."""
        region = self.region
        rows: list[list[Cell]] = []
        whole = self.line.name == "部门整体支出"
        title = caption = "部门整体支出绩效自评表" if whole else region.title
        name = self.budget.entity if whole else self.line.name
        if region.name in {"湖南", "安徽"}:
            rows.append([cell(title, columns=self.width)])
            caption = ""
        rows.append([cell("部门名称" if whole else "项目名称"), cell(name, columns=self.width - 1)])
        half = (self.width - 2) // 2
        rows.append(
            [
                cell("主管部门"),
                cell(self.budget.entity, columns=half),
                cell("实施单位"),
                cell(self.budget.entity, columns=self.width - 2 - half),
            ]
        )
        rows += self._funds()
        rows += self._goals()
        rows += self.indicators({k: v for k, v in LEVELS.items() if k in region.weights}, region.weights)
        return Table(rows, caption)

    def _funds(self) -> list[list[Cell]]:
        author, region, line, rng = self.author, self.region, self.line, self.author.rng
        spread = [2, 1 + self.extra]
        head = [
            cell(region.funds_label, rows=1 + len(region.funds_rows)),
            cell("", columns=spread[0]),
            *(cell(h) for h in region.columns[:2]),
            cell(region.columns[2], columns=spread[1]),
            cell("分值"),
            cell(region.rate_head),
            cell("得分"),
        ]
        stages = (("initial", "年初预算"), ("plan", "全年预算"), ("final", "执行"))
        totals = [self._money(line.get(c), s, "年度资金总额", blank=False) for c, s in stages]
        blank_first = rng.random() < 0.15
        share = 0 if rng.random() < 0.7 or region.name == "四川" else 1
        rows: list[list[Cell]] = [head]
        parts: list[list[Slot]] = [[], [], []]
        body: list[list[Cell]] = []
        for index, label in enumerate(region.funds_rows[1:]):
            cells = []
            for column, (name, stage) in enumerate(stages):
                amount = self._source(line.get(name), index, share, len(region.funds_rows) - 1)
                if (blank_first and column == 0) or (amount == 0 and rng.random() < 0.3):
                    cells.append(cell(rng.choice(("", "", "—")) if amount == 0 else ""))
                    if amount:
                        parts[column].append(totals[column])
                    continue
                slot = self._money(amount, stage, label.replace("其中：", ""), blank=True)
                parts[column].append(slot)
                cells.append(cell(slot))
            a, b, e = cells
            e.colspan = spread[1]
            dash = rng.choice(("", "—"))
            body.append([cell(label, columns=spread[0]), a, b, e, cell(dash), cell(dash), cell(dash)])
        for column, total in enumerate(totals):
            if parts[column] and totals[column] not in parts[column]:
                author.draft.relate("sum", total=total, parts=parts[column])
        weight = author.press.score(
            f"{self.scope}|执行率分值", Fraction(region.funds_weight), "执行率", measure="weight"
        )
        rate = author.press.rate(
            f"{self.scope}|执行率",
            totals[2].quantity / totals[1].quantity,
            "执行率",
            stage="执行",
            measure="ratio",
            cell=True,
        )
        earned = author.press.score(
            f"{self.scope}|执行率得分",
            min(Fraction(1), totals[2].quantity / totals[1].quantity) * region.funds_weight,
            "执行率",
            places=rng.choice((1, 2)),
        )
        author.draft.relate("ratio", numerator=totals[2], denominator=totals[1], rate=rate)
        author.draft.relate("score", score=earned, weight=weight, rate=rate)
        author.draft.relate("order", lesser=earned, greater=weight)
        for slot in (*totals, weight, rate, earned):
            slot.label = region.funds_rows[0]
        first = [
            cell(region.funds_rows[0], columns=spread[0]),
            cell(totals[0]),
            cell(totals[1]),
            Cell([totals[2]], 1, spread[1], True),
            cell(weight),
            cell(rate),
            cell(earned),
        ]
        self.funds = (weight, earned)
        return [*rows, first, *body]

    def _source(self, total: int, index: int, share: int, count: int) -> int:
        other = total // 1_000_000 // 10 * 1_000_000 if share else 0
        if index == 0:
            return total - other
        return other if index == count - 1 else 0

    def _money(self, fen: int, stage: str, label: str, *, blank: bool) -> Slot:
        author = self.author
        final = "决算" if stage == "执行" else stage
        fact = f"{self.scope}|{label}|{stage}" if blank else f"{self.line.name}|{author.year}|{final}"
        style = author.press.style
        unit = "万元" if "万元" in self.region.funds_label else style.unit
        slot = author.press.money(
            fact if fen else "",
            fen,
            self.line.name if not blank else label,
            period=str(author.year),
            stage=stage,
            unit=unit,
            places=style.places if unit == style.unit else 2,
            cell=True,
        )
        slot.label = label
        return slot

    def _goals(self) -> list[list[Cell]]:
        author = self.author
        text = author.say(
            "[通过|依托]项目[实施|建设]，[有效|切实][保障|推进]{n}相关工作[顺利|有序]开展。", n=self.line.name
        )
        first = (self.width - 1) // 2
        return [
            [
                cell("年度总体目标", rows=2),
                cell("预期目标", columns=first),
                cell("实际完成情况", columns=self.width - 1 - first),
            ],
            [
                cell(*text, columns=first),
                cell(
                    author.rng.choice(("已完成。", "全部完成", "目标已完成")), columns=self.width - 1 - first
                ),
            ],
        ]

    def indicators(self, layout: dict[str, list[str]], weights: dict[str, int]) -> list[list[Cell]]:
        """Header, rows and total of the indicator part."""
        author, region, rng = self.author, self.region, self.author.rng
        plan = self.author.press.money(
            "",
            self.line.get("plan"),
            self.line.name,
            period=str(author.year),
            stage="target",
        )
        plan.fact = f"{self.line.name}|{author.year}|全年预算"
        cost: list[Fragment] = (
            author.say("[控制在|不超过|≤]{p}[以内|]", p=plan) if rng.random() < 0.6 else ["不超预算"]
        )
        self.weights = weights
        drawn = draw(author, layout, weights, cost)
        heads = region.heads
        extra = [cell(h) for h in region.extra[:1]], [cell(h) for h in region.extra[1:]]
        header = [
            cell("绩效指标", rows=1 + self._height(drawn)),
            cell("一级指标"),
            cell("二级指标"),
            cell("三级指标"),
            *extra[0],
            cell(heads[0]),
            *extra[1],
            *(cell(h) for h in heads[1:]),
        ]
        rows = [header]
        total_weight, total_score = [self.funds[0]], [self.funds[1]]
        for level1 in layout:
            mine = [r for r in drawn if r.level1 == level1]
            rows += self._level(level1, mine, total_weight, total_score)
        return [*rows, self._total(total_weight, total_score)]

    def _height(self, drawn: list[Row]) -> int:
        self.dots = [
            r.level2
            for r in drawn
            if self.author.rng.random() < (0.18 if self.region.name == "湖南" else 0.05)
        ]
        self.dots = list(dict.fromkeys(self.dots))
        return len(drawn) + len(self.dots)

    def _level(
        self, level1: str, mine: list[Row], weights: list[Slot], scores: list[Slot]
    ) -> list[list[Cell]]:
        author, region = self.author, self.region
        heading: list[Fragment] = [level1]
        own: list[Slot] = []
        rows: list[list[Cell]] = []
        groups = list(dict.fromkeys(r.level2 for r in mine))
        height = len(mine) + sum(1 for g in groups if g in self.dots)
        if region.weight_in_heading:
            slot = author.press.score(
                f"{self.scope}|{level1}|分值",
                Fraction(self.weights[level1]),
                level1,
                measure="weight",
                cell=False,
            )
            heading = [level1 + author.rng.choice(("\n", "")), "（", slot, "）"]
        first = True
        for group in groups:
            members = [r for r in mine if r.level2 == group]
            depth = len(members) + (group in self.dots)
            for index, row in enumerate(members):
                weight = author.press.score("", row.weight, row.name, measure="weight")
                score = author.press.score("", row.score, row.name)
                author.draft.relate("order", lesser=score, greater=weight)
                own.append(weight)
                scores.append(score)
                lead = ([cell(*heading, rows=height)] if first else []) + (
                    [cell(group, rows=depth)] if index == 0 else []
                )
                first = False
                rows.append(
                    [*lead, cell(row.name), *self._values(row), cell(weight), cell(score), cell(row.reason)]
                )
                author.draft.indicators.append(
                    {
                        "form": self.scope,
                        "level1": level1,
                        "level2": group,
                        "level3": row.name,
                        "weight": weight,
                        "score": score,
                        "reason": row.reason,
                    }
                )
            if group in self.dots:
                rows.append([cell("……"), *(cell("") for _ in range(5 + self.extra))])
        weights += own
        if region.weight_in_heading:
            author.draft.relate("sum", total=slot, parts=own)
        return rows

    def _values(self, row: Row) -> list[Cell]:
        if not self.extra:
            return [Cell(list(row.target)), Cell(list(row.actual))]
        target = [f for f in row.target if isinstance(f, Slot)]
        if target and row.measure:
            slot = target[0]
            slot.tail = ""
            return [cell(row.sign or "="), cell(slot), cell(row.measure), Cell(list(row.actual))]
        return [cell("定性"), Cell(list(row.target)), cell(""), Cell(list(row.actual))]

    def _total(self, weights: list[Slot], scores: list[Slot]) -> list[Cell]:
        author, region = self.author, self.region
        full = author.press.score(
            f"{self.scope}|总分值",
            sum((w.quantity for w in weights), Fraction(0)),
            region.total_label,
            measure="weight",
        )
        points = sum((Fraction(s.value) for s in scores), Fraction(0))
        got = author.press.score(f"{self.scope}|总得分", points, region.total_label)
        author.draft.relate("sum", total=full, parts=list(weights))
        author.draft.relate("sum", total=got, parts=list(scores))
        self.total = got
        span = self.width - 3
        if region.grade:
            label = "优" if points >= 90 else "良" if points >= 80 else "中"
            return [
                cell("其他需要说明事项", columns=3),
                cell("无", columns=span - 4),
                cell(region.total_label),
                cell(full),
                cell(got),
                cell(label),
            ]
        return [cell(region.total_label, columns=span), cell(full), cell(got), cell("")]
