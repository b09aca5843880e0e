"""The money, people and scores of one invented department, drawn first and consistent by construction.

Amounts are whole 分 (1/100 元) so that a report in 元 can print two decimals.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from corpora.name import SECTORS, Sector, place

COLUMNS = ("prior", "initial", "plan", "final")


@dataclass
class Line:
    """One line of a budget in four columns: last year's final, initial, adjusted budget, final."""

    name: str
    code: str = ""
    parts: list[Line] = field(default_factory=list)
    own: dict[str, int] = field(default_factory=dict)

    def get(self, column: str) -> int:
        """The amount, the sum of the parts where there are parts."""
        return sum(p.get(column) for p in self.parts) if self.parts else self.own.get(column, 0)

    def find(self, name: str) -> Line:
        """The line of that name or code below this one."""
        found = self.search(name)
        if found is None:
            raise KeyError(name)
        return found

    def search(self, name: str) -> Line | None:
        """The same, None where it is absent."""
        if name in (self.name, self.code):
            return self
        for part in self.parts:
            found = part.search(name)
            if found is not None:
                return found
        return None


@dataclass
class Staff:
    """Posts and people by kind, at the end of this year and of the last."""

    posts: dict[str, int]
    serving: dict[str, int]
    retired: int
    serving_before: int


@dataclass
class Budget:
    """Everything that a report of the department may state."""

    city: str
    sector: Sector
    year: int
    spending: Line
    income: Line
    carry_in: dict[str, int]
    carry_out: dict[str, int]
    visits: Line
    staff: Staff
    rooms: int
    vehicles: int
    batches: int
    guests: int
    procurement: Line
    assets: dict[str, tuple[int, int]]
    funds: dict[str, str]

    @property
    def entity(self) -> str:
        """The full name of the unit."""
        return self.city + self.sector.office

    def amount(self, name: str, column: str = "final") -> int:
        """An amount of the spending tree, by name or code."""
        return self.spending.find(name).get(column)


PAY = (
    ("30101", "基本工资"),
    ("30102", "津贴补贴"),
    ("30103", "奖金"),
    ("30107", "绩效工资"),
    ("30108", "机关事业单位基本养老保险缴费"),
    ("30109", "职业年金缴费"),
    ("30110", "职工基本医疗保险缴费"),
    ("30112", "其他社会保障缴费"),
    ("30113", "住房公积金"),
    ("30199", "其他工资福利支出"),
)
AID = (("30302", "退休费"), ("30305", "生活补助"), ("30309", "奖励金"))
GOODS = (
    ("30201", "办公费"),
    ("30202", "印刷费"),
    ("30205", "水费"),
    ("30206", "电费"),
    ("30207", "邮电费"),
    ("30211", "差旅费"),
    ("30213", "维修（护）费"),
    ("30215", "会议费"),
    ("30216", "培训费"),
    ("30217", "公务接待费"),
    ("30226", "劳务费"),
    ("30228", "工会经费"),
    ("30229", "福利费"),
    ("30231", "公务用车运行维护费"),
    ("30239", "其他交通费用"),
    ("30299", "其他商品和服务支出"),
)
CAPITAL = (("31002", "办公设备购置"), ("31003", "专用设备购置"))
SHARE = {
    "30101": 22,
    "30102": 14,
    "30103": 12,
    "30107": 8,
    "30108": 9,
    "30109": 4,
    "30110": 5,
    "30112": 1,
    "30113": 8,
    "30199": 2,
}


class Drawer:
    """Draws amounts of one grain (分) and keeps the columns plausible."""

    def __init__(self, rng: Random, *, grain: int, tight: bool) -> None:
        self.rng, self.grain, self.tight = rng, grain, tight

    def fen(self, wan: float) -> int:
        """An amount near ``wan`` 万元 on the grain."""
        return max(0, round(wan * 1_000_000 / self.grain)) * self.grain

    def line(self, name: str, code: str, wan: float) -> Line:
        """A leaf with its four columns."""
        rng = self.rng
        final = self.fen(wan * rng.uniform(0.7, 1.35))
        prior = self.fen(final / 1_000_000 * rng.uniform(0.72, 1.3))
        plan = final if self.tight else self.fen(final / 1_000_000 / rng.uniform(0.86, 1.0))
        initial = plan if rng.random() < 0.5 else self.fen(plan / 1_000_000 * rng.uniform(0.85, 1.08))
        return Line(name, code, own={"prior": prior, "initial": initial, "plan": plan, "final": final})


def draw(
    rng: Random, *, grain: int = 10_000, size: float | None = None, sector: Sector | None = None
) -> Budget:
    """A department with all its figures. ``grain`` 10 000 分 makes 万元 with two decimals exact."""
    sector = sector or rng.choice(SECTORS)
    tight = rng.random() < 0.35
    d = Drawer(rng, grain=grain, tight=tight)
    base = size or rng.choice((180, 320, 560, 900, 1500, 2600)) * rng.uniform(0.8, 1.2)
    pay = Line("工资福利支出", "301", [d.line(n, c, base * SHARE[c] / 100) for c, n in PAY])
    aid = Line("对个人和家庭的补助", "303", [d.line(n, c, base * rng.uniform(0.003, 0.02)) for c, n in AID])
    goods = Line("商品和服务支出", "302", [d.line(n, c, base * rng.uniform(0.002, 0.018)) for c, n in GOODS])
    capital = Line("资本性支出", "310", [d.line(n, c, base * rng.uniform(0.002, 0.01)) for c, n in CAPITAL])
    basic = Line("基本支出", "", [Line("人员经费", "", [pay, aid]), Line("公用经费", "", [goods, capital])])
    names = rng.sample(sector.projects, rng.randint(3, min(5, len(sector.projects))))
    projects = Line("项目支出", "", [d.line(n, "", base * rng.uniform(0.03, 0.3)) for n in names])
    spending = Line("支出", "", [basic, projects])

    visits = _visits(rng, d, basic)
    funds = {names[-1]: "政府性基金"} if rng.random() < 0.4 else {}
    carry_in, carry_out = _carry(rng, d, base)
    income = _income(rng, d, spending, projects, funds, carry_in, carry_out, base)
    posts = {"行政": rng.randint(12, 60), "事业": rng.randint(6, 80), "工勤": rng.randint(1, 6)}
    serving = {k: max(1, v - rng.randint(0, max(1, v // 8))) for k, v in posts.items()}
    total = sum(serving.values())
    goods_bought = d.line("货物", "", base * rng.uniform(0.02, 0.08))
    procurement = Line(
        "政府采购支出",
        "",
        [
            goods_bought,
            d.line("工程", "", base * rng.uniform(0.0, 0.05)),
            d.line("服务", "", base * rng.uniform(0.01, 0.09)),
        ],
    )
    assets = _assets(rng)
    return Budget(
        city=place(rng),
        sector=sector,
        year=rng.randint(2019, 2024),
        spending=spending,
        income=income,
        carry_in=carry_in,
        carry_out=carry_out,
        visits=visits,
        staff=Staff(posts, serving, rng.randint(5, 60), total + rng.randint(-4, 4)),
        rooms=rng.randint(5, len(sector.rooms)),
        vehicles=rng.randint(1, 12),
        batches=rng.randint(8, 120),
        guests=rng.randint(150, 1900),
        procurement=procurement,
        assets=assets,
        funds=funds,
    )


def _assets(rng: Random) -> dict[str, tuple[int, int]]:
    """Assets, debts and net assets of supervised firms, last year and this, in whole 亿元."""
    assets = rng.randint(400, 4000)
    debts = int(assets * rng.uniform(0.4, 0.7))
    before = int(assets / rng.uniform(1.03, 1.15)), int(debts / rng.uniform(1.01, 1.2))
    yi = 10**10
    return {
        "资产总额": (before[0] * yi, assets * yi),
        "负债总额": (before[1] * yi, debts * yi),
        "净资产": ((before[0] - before[1]) * yi, (assets - debts) * yi),
    }


def _visits(rng: Random, d: Drawer, basic: Line) -> Line:
    """三公: reception and running costs are those of the basic spending, the rest is apart."""

    def copy(name: str, code: str) -> Line:
        source = basic.find(code)
        own = {column: source.get(column) for column in COLUMNS}
        own["plan"] = max(own["plan"], own["final"])
        own["initial"] = own["plan"] = d.fen(own["plan"] / 1_000_000 * rng.choice((1.0, 1.15, 1.4)))
        return Line(name, code, own=own)

    bought = rng.random() < 0.35
    purchase = (
        d.line("公务用车购置费", "31013", rng.uniform(15, 36)) if bought else _zero("公务用车购置费", "31013")
    )
    purchase.own["initial"] = purchase.own["plan"]
    if bought and rng.random() < 0.6:
        purchase.own["prior"] = 0
    abroad = (
        d.line("因公出国（境）费", "30212", 6) if rng.random() < 0.2 else _zero("因公出国（境）费", "30212")
    )
    abroad.own["initial"] = abroad.own["plan"]
    cars = Line("公务用车购置及运行维护费", "", [purchase, copy("公务用车运行维护费", "30231")])
    return Line("“三公”经费", "", [abroad, cars, copy("公务接待费", "30217")])


def _zero(name: str, code: str) -> Line:
    return Line(name, code, own=dict.fromkeys(COLUMNS, 0))


def _carry(rng: Random, d: Drawer, base: float) -> tuple[dict[str, int], dict[str, int]]:
    if rng.random() < 0.4:
        return dict.fromkeys(COLUMNS, 0), dict.fromkeys(COLUMNS, 0)
    begin = d.fen(base * rng.uniform(0.001, 0.02))
    older = d.fen(base * rng.uniform(0.001, 0.02))
    end = d.fen(base * rng.uniform(0.0, 0.02))
    return {"prior": older, "final": begin}, {"prior": begin, "final": end}


def _income(
    rng: Random,
    d: Drawer,
    spending: Line,
    projects: Line,
    funds: dict[str, str],
    carry_in: dict[str, int],
    carry_out: dict[str, int],
    base: float,
) -> Line:
    fund = Line(
        "政府性基金预算财政拨款收入",
        "",
        own={c: sum(projects.find(n).get(c) for n in funds) for c in COLUMNS},
    )
    business = d.line("事业收入", "", base * 0.06) if rng.random() < 0.3 else _zero("事业收入", "")
    other = d.line("其他收入", "", base * 0.02) if rng.random() < 0.5 else _zero("其他收入", "")
    public: dict[str, int] = {}
    for column in COLUMNS:
        flow = carry_out.get(column, 0) - carry_in.get(column, 0)
        rest = fund.get(column) + business.get(column) + other.get(column)
        public[column] = spending.get(column) + flow - rest
    general = Line("一般公共预算财政拨款收入", "", own=public)
    return Line("收入", "", [Line("财政拨款收入", "", [general, fund]), business, other])
