"""Indicators of a project or a department: targets, actuals, weights and scores."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from fractions import Fraction

from corpora.model import Fragment, Slot
from corpora.wording import Author

QUALITY = (
    "[验收|检查|考核]合格率",
    "[任务|工作|事项]办结率",
    "质量达标率",
    "[数据|资料]准确率",
    "[设施|设备]完好率",
)
GOALS = {
    "经济效益": ("带动[产业|行业]发展", "降低[行政|运行]成本", "促进[资金|资源]高效利用"),
    "社会效益": ("提升公共服务水平", "增强群众安全感", "[扩大|提高]政策知晓度", "保障[机构|队伍]正常运转"),
    "生态效益": ("改善[生产|人居]环境", "减少资源消耗", "促进绿色发展"),
    "可持续影响": ("建立[长效|常态化]机制", "[持续|长期]发挥作用", "提升可持续发展能力"),
}
DEGREE = ("[有效|明显|持续][提升|改善|保障]", "[效果|成效][显著|明显|较好]", "[逐步|稳步]提高")
REASONS = (
    "受[工期|天气|流程]影响，[进度|完成时间]略有滞后，下一步加强调度",
    "[样本|基数]较小，[结果|完成值]未达预期，今后细化测算",
    "[前期|上半年]准备不足，下一步提前谋划",
    "[部分对象|个别单位]配合度不高，将加强宣传引导",
)


@dataclass
class Row:
    """One level 3 indicator."""

    level1: str
    level2: str
    name: str
    target: list[Fragment]
    actual: list[Fragment]
    weight: Fraction
    score: Fraction
    reason: str = ""
    sign: str = ""
    measure: str = ""
    figures: dict[str, Slot] = field(default_factory=dict)


def split_weight(author: Author, total: int, count: int) -> list[Fraction]:
    """``total`` points over ``count`` rows, in whole or half points."""
    rng = author.rng
    step = Fraction(1, 2) if rng.random() < 0.1 else Fraction(1)
    if total % count == 0 and rng.random() < 0.5:
        return [Fraction(total, count)] * count
    units = int(total / step)
    cuts = (
        sorted(rng.sample(range(2, units - 1, 2 if units > 3 * count else 1), count - 1)) if count > 1 else []
    )
    bounds = [0, *cuts, units]
    return [step * (b - a) for a, b in itertools.pairwise(bounds)]


def draw(
    author: Author, layout: dict[str, list[str]], weights: dict[str, int], budget_text: list[Fragment]
) -> list[Row]:
    """Rows for each level 1 with its level 2 names; ``budget_text`` words the cost target."""
    rng = author.rng
    rows: list[Row] = []
    for level1, names in layout.items():
        chosen = []
        for level2 in names:
            chosen += [level2] * (rng.choice((1, 1, 2)) if "数量" in level2 or "社会" in level2 else 1)
        for level2, weight in zip(chosen, split_weight(author, weights[level1], len(chosen)), strict=True):
            rows.append(_row(author, level1, level2, weight, budget_text))
    return rows


def _row(author: Author, level1: str, level2: str, weight: Fraction, budget_text: list[Fragment]) -> Row:
    rng = author.rng
    full = rng.random() < 0.8
    score = (
        weight if full else weight - rng.choice([Fraction(k, 2) for k in range(1, max(2, int(weight)))][:6])
    )
    reason = "" if full else "".join(map(str, author.say(rng.choice(REASONS))))
    make = author.press
    if "数量" in level2:
        from corpora.filler import author_counts

        name, unit = rng.choice(author_counts(author))
        number = rng.randint(5, 400)
        done = (
            number
            if full and rng.random() < 0.6
            else int(number * rng.uniform(1.0, 1.2) if full else number * 0.85)
        )
        sign = rng.choice(("≥", "≥", "=" if done == number else "≥", ""))
        target = make.count(
            "", number, unit, name, stage="target", qualifier="at_least" if sign == "≥" else ""
        )
        actual = make.count("", done, unit, name, stage="actual")
        return Row(
            level1,
            level2,
            name,
            [sign, target] if sign else [target],
            [actual],
            weight,
            score,
            reason,
            sign,
            unit,
        )
    if "质量" in level2:
        name = "".join(map(str, author.say(rng.choice(QUALITY))))
        goal = rng.choice((90, 95, 98, 100))
        done = rng.randint(goal, 100) if full else goal - rng.randint(2, 9)
        return _percent(author, level1, level2, name, goal, done, weight, score, reason)
    if "时效" in level2:
        when = f"{author.year}年12月底前"
        return Row(
            level1,
            level2,
            "完成时限",
            [when],
            [rng.choice(("已完成", "按时完成", "12月底完成"))],
            weight,
            score,
            reason,
        )
    if "成本" in level2:
        return Row(
            level1,
            level2,
            "成本控制",
            budget_text,
            [rng.choice(("未超预算", "控制在预算内", "达标"))],
            weight,
            score,
            reason,
        )
    if "满意" in level2:
        goal = rng.choice((85, 90, 95))
        done = rng.randint(goal, 99) if full else goal - rng.randint(1, 6)
        return _percent(author, level1, level2, "服务对象满意度", goal, done, weight, score, reason)
    for key, goals in GOALS.items():
        if key in level2:
            name = "".join(map(str, author.say(rng.choice(goals))))
            degree: list[Fragment] = author.say(rng.choice(DEGREE))
            return Row(level1, level2, name, degree, list(degree), weight, score, reason, "定性")
    raise ValueError(level2)


def _percent(
    author: Author,
    level1: str,
    level2: str,
    name: str,
    goal: int,
    done: int,
    weight: Fraction,
    score: Fraction,
    reason: str,
) -> Row:
    make, rng = author.press, author.rng
    target = make.rate("", Fraction(goal, 100), name, stage="target", measure="ratio", places=0)
    actual = make.rate("", Fraction(done, 100), name, stage="actual", measure="ratio", places=0)
    sign = rng.choice(("≥", "≥", "不低于", "达到"))
    after = "以上" if sign == "达到" else ""
    frags: list[Fragment] = [sign, target, after] if after else [sign, target]
    return Row(level1, level2, name, frags, [actual], weight, score, reason, "≥", "%")
