"""Spending by functional class: the rows of the tables of a 部门决算, built on the budget tree."""

from __future__ import annotations

from dataclasses import dataclass

from corpora.budget import COLUMNS, Budget, Line

CLASSES = (
    ("201", "一般公共服务支出"),
    ("202", "外交支出"),
    ("203", "国防支出"),
    ("204", "公共安全支出"),
    ("205", "教育支出"),
    ("206", "科学技术支出"),
    ("207", "文化旅游体育与传媒支出"),
    ("208", "社会保障和就业支出"),
    ("210", "卫生健康支出"),
    ("211", "节能环保支出"),
    ("212", "城乡社区支出"),
    ("213", "农林水支出"),
    ("214", "交通运输支出"),
    ("215", "资源勘探工业信息等支出"),
    ("216", "商业服务业等支出"),
    ("217", "金融支出"),
    ("219", "援助其他地区支出"),
    ("220", "自然资源海洋气象等支出"),
    ("221", "住房保障支出"),
    ("222", "粮油物资储备支出"),
    ("223", "国有资本经营预算支出"),
    ("224", "灾害防治及应急管理支出"),
    ("229", "其他支出"),
)


@dataclass
class Item:
    """One 项: its three codes and names, and its basic and project spending in each column."""

    codes: tuple[str, str, str]
    names: tuple[str, str, str]
    basic: dict[str, int]
    project: dict[str, int]
    fund: bool = False
    outside: int = 0

    def total(self, column: str = "final") -> int:
        """Basic and project spending."""
        return self.basic[column] + self.project[column]

    def general(self, kind: str, column: str = "final") -> int:
        """What the general budget pays: nothing of a fund's, and not what own income pays."""
        if self.fund:
            return 0
        if kind == "basic":
            return self.basic[column]
        return self.project[column] - (self.outside if column == "final" else 0)


def settle(budget: Budget) -> None:
    """Let own income pay at most a third of the largest general project, in every column."""
    projects = [p for p in budget.spending.find("项目支出").parts if p.name not in budget.funds]
    fiscal, business, other = budget.income.parts
    general = fiscal.parts[0]
    largest = max(projects, key=lambda p: p.get("final"))
    for column in COLUMNS:
        before = business.get(column) + other.get(column)
        limit = largest.get(column) // 3 // 10_000 * 10_000
        for line in (business, other):
            line.own[column] = min(line.own.get(column, 0), limit // 2 // 10_000 * 10_000)
        general.own[column] += before - business.get(column) - other.get(column)


def items(budget: Budget) -> list[Item]:
    """The 项 of the year, in the order of their codes."""
    b, sector = budget, budget.sector
    nothing = dict.fromkeys(COLUMNS, 0)

    def column(line: Line) -> dict[str, int]:
        return {c: line.get(c) for c in COLUMNS}

    aside = {code: column(b.spending.find(code)) for code in ("30108", "30109", "30110", "30113")}
    running = {c: b.amount("基本支出", c) - sum(a[c] for a in aside.values()) for c in COLUMNS}
    made = [
        Item(
            (sector.code, sector.sub, sector.sub + "01"),
            (sector.title, sector.sub_title, "行政运行"),
            running,
            nothing,
        )
    ]
    projects = b.spending.find("项目支出").parts
    general = [p for p in projects if p.name not in b.funds]
    largest = max(general, key=lambda p: p.get("final"))
    own = sum(p.get("final") for p in b.income.parts[1:])
    rest = [p for p in general if p is not largest]
    made.append(
        Item(
            (sector.code, sector.sub, sector.sub + "02"),
            (sector.title, sector.sub_title, "一般行政管理事务"),
            nothing,
            column(largest),
            outside=own,
        )
    )
    if rest:
        total = {c: sum(p.get(c) for p in rest) for c in COLUMNS}
        made.append(
            Item(
                (sector.code, sector.sub, sector.sub + "99"),
                (sector.title, sector.sub_title, f"其他{sector.sub_title}支出"),
                nothing,
                total,
            )
        )
    old = ("208", "20805"), ("社会保障和就业支出", "行政事业单位养老支出")
    made.append(
        Item((*old[0], "2080505"), (*old[1], "机关事业单位基本养老保险缴费支出"), aside["30108"], nothing)
    )
    made.append(
        Item((*old[0], "2080506"), (*old[1], "机关事业单位职业年金缴费支出"), aside["30109"], nothing)
    )
    made.append(
        Item(
            ("210", "21011", "2101101"),
            ("卫生健康支出", "行政事业单位医疗", "行政单位医疗"),
            aside["30110"],
            nothing,
        )
    )
    made.append(
        Item(
            ("221", "22102", "2210201"),
            ("住房保障支出", "住房改革支出", "住房公积金"),
            aside["30113"],
            nothing,
        )
    )
    if b.funds:
        total = {c: sum(b.spending.find(n).get(c) for n in b.funds) for c in COLUMNS}
        made.append(
            Item(
                ("212", "21208", "2120899"),
                ("城乡社区支出", "国有土地使用权出让收入安排的支出", "其他国有土地使用权出让收入安排的支出"),
                nothing,
                total,
                fund=True,
            )
        )
    return sorted(made, key=lambda i: i.codes[2])
