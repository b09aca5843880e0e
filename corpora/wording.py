"""Sentences about money as reports word them, with the figures and relations they carry."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from random import Random

from corpora.model import Draft, Fragment, Slot, Word
from corpora.phrase import say
from corpora.press import Press

UP = (
    ("增加", "减少"),
    ("增加", "减少"),
    ("增加了", "减少了"),
    ("增长", "下降"),
    ("增支", "减支"),
    ("上升", "下降"),
)
RISE = (
    ("增长", "下降"),
    ("增长", "下降"),
    ("增长", "减少"),
    ("增加", "减少"),
    ("上升", "下降"),
    ("增长了", "下降了"),
    ("增幅", "降幅"),
    ("增幅为", "降幅为"),
    ("增幅达", "降幅达"),
    ("上升", "降低"),
    ("提高", "降低"),
)
BASE = (
    "[比|较][上年|上年度|上年决算数|上年决算|去年|{y}年|{y}年度|{y}年决算数|{y}年度决算数|上年同期|上一年度]",
    "[与|同][上年|上年度|{y}年|{y}年度|上年决算数|{y}年度决算]相比，",
    "[与|同][上年|{y}年|{y}年度]相比",
    "同比",
    "同比",
    "相比[上年|{y}年]",
    "[较|比]上年[实际|]",
)
LEVEL = (
    "[与|同][上年|上年度|{y}年|去年][持平|一致|相同]",
    "[比|较]上年[无增减变化|没有变化|无变化]",
    "[与|同][上年|{y}年]相比[无增减|无变化|无增减变化]",
    "[较|比|与]上年持平",
)
NEW = (
    "[上年|{y}年]无此项[支出|经费]",
    "上年[无相关支出|未发生此项支出|未安排]，[增长率无可比性|无可比基数]",
    "为[本年|当年]新增[支出|项目]",
)
WHY_UP = (
    "人员[增加|调入]及[工资|津补贴]标准[调整|提高]",
    "[新增|追加]了[重点|专项]工作任务",
    "[本年度|当年]集中支付以前年度[款项|合同尾款]",
    "业务量[增加|上升]",
    "[政策性|正常]增支",
)
WHY_DOWN = (
    "[厉行节约|过紧日子]，压减一般性支出",
    "部分项目[已完工|结束|推迟实施]",
    "人员[退休|调出]",
    "[严格控制|从严控制]开支",
    "上年有一次性[支出|安排]",
)


@dataclass
class Author:
    """Words one report: its random choices, its figures, its relations."""

    draft: Draft
    press: Press
    rng: Random

    @property
    def year(self) -> int:
        """The year that is reported."""
        return self.draft.year

    def say(self, template: str, **fill: Fragment | list[Fragment]) -> list[Fragment]:
        """A template in this report's random choices."""
        return say(self.rng, template, y=str(self.year - 1), **fill)

    def final(self, concept: str, fen: int, *, unit: str = "", key: str = "") -> Slot:
        """This year's final amount of ``concept``."""
        return self.amount(concept, fen, "决算", unit=unit, key=key)

    def amount(
        self,
        concept: str,
        fen: int,
        stage: str,
        *,
        year: int = 0,
        unit: str = "",
        cell: bool = False,
        key: str = "",
    ) -> Slot:
        """An amount of a concept in a stage and year; ``key`` names the fact where the concept is not enough."""
        period = str(year or self.year)
        return self.press.money(
            f"{key or concept}|{period}|{stage}",
            fen,
            concept,
            period=period,
            stage=stage,
            unit=unit,
            cell=cell,
        )

    def change(
        self,
        current: Slot,
        now: int,
        before: int,
        *,
        why: bool | None = None,
        basis: str = "上年",
        shape: str = "",
    ) -> list[Fragment]:
        """The clause of change against last year (or ``basis``), with or without base, amount, rate."""
        rng = self.rng
        concept, key = current.concept, current.fact.rpartition("|")[0]
        phrase = self._basis(basis)
        if now == before:
            return self.say(rng.choice(LEVEL)) if basis == "上年" else self.say(f"与{basis}持平")
        if before == 0:
            return self.say(rng.choice(NEW))
        sign = 1 if now > before else -1
        pick = 0 if sign > 0 else 1
        verb, turn = rng.choice(UP), rng.choice(RISE)
        moved = Word(verb[pick], verb[1 - pick])
        grew = Word(turn[pick], turn[1 - pick])
        delta = self.press.money(
            f"{key}|较{basis}增减", abs(now - before), concept, period=str(self.year), measure="change"
        )
        rate = self.press.rate(
            f"{key}|较{basis}增幅", Fraction(abs(now - before), before), concept, period=str(self.year)
        )
        earlier = ("决算", self.year - 1) if basis == "上年" else ("全年预算", self.year)
        base = self.amount(concept, before, earlier[0], year=earlier[1], key=key.partition("|")[0])
        shape = (
            shape
            or rng.choices(
                ("both", "rate-first", "bracket", "based", "based-both", "amount", "unbased-rate"),
                (48, 12, 9, 8 if basis == "上年" else 0, 9 if basis == "上年" else 0, 9, 0),
                k=1,
            )[0]
        )
        parts = {
            "both": "{b}{v}{d}[，|，|，|,|]{g}{r}",
            "rate-first": "{b}{g}{r}，{v}{d}",
            "bracket": "{b}{v}{d}（{g}{r}）",
            "based": "[比|较][上年|{y}年|去年]的{o}{g}{r}",
            "based-both": "[比|较][上年|{y}年|{y}年度]的{o}{v}{d}，{g}{r}",
            "amount": "{b}{v}{d}",
            "unbased-rate": "{b}{g}{r}",
        }[shape]
        d = self.draft
        d.relate("change", current=current, delta=delta, rate=rate, sign=sign)
        d.relate("difference", current=current, base=base, delta=delta, sign=sign)
        d.relate("growth", current=current, base=base, rate=rate, sign=sign)
        if shape in {"both", "rate-first", "bracket", "based-both"}:
            d.relate("direction", current=current, delta=delta, rate=rate, word=grew, sign=sign)
        elif shape == "based":
            d.relate("direction", current=current, base=base, rate=rate, word=grew, sign=sign)
        text = self.say(parts, b=phrase, v=moved, d=delta, g=grew, r=rate, o=base)
        if why if why is not None else rng.random() < 0.45:
            reason = rng.choice(WHY_UP if sign > 0 else WHY_DOWN)
            lead = "[，主要原因是|，主要是|，变化的主要原因：|，原因是|，主要系|，主要原因：一是][因|]"
            if lead and rng.random() < 0.9:
                text += self.say("[，主要原因是|，主要是|，变化的主要原因：|，原因是|，主要系]" + reason)
        return text

    def _basis(self, basis: str) -> list[Fragment]:
        if basis == "上年":
            return self.say(self.rng.choice(BASE))
        return self.say(self.rng.choice((f"较{basis}", f"比{basis}", f"与{basis}相比，")))

    def share(self, part: Slot, whole: Slot, whole_name: str) -> list[Fragment]:
        """「占…的 x%」 of a part; ``whole`` may be a figure that this sentence does not print."""
        rate = self.press.rate(
            f"{part.fact}|占{whole.fact}",
            part.quantity / whole.quantity,
            part.concept,
            period=part.period,
            measure="share",
        )
        self.draft.relate("ratio", numerator=part, denominator=whole, rate=rate)
        self.draft.relate("order", lesser=part, greater=whole)
        return self.say(
            "占{w}[的|的|的比重为|比重|比例为|总额的|]{r}"
            if whole_name
            else "[占|占|占比|占比为|所占比重为]{r}",
            w=whole_name,
            r=rate,
        )

    def complete(
        self, done: Slot, planned: Slot, *, against: str = "全年预算", key: str = "完成率", name: str = ""
    ) -> list[Fragment]:
        """「完成预算的 x%」."""
        rate = self.press.rate(
            f"{done.concept}|{done.period}|{against}{key}",
            done.quantity / planned.quantity,
            done.concept,
            period=done.period,
            measure="ratio",
        )
        self.draft.relate("ratio", numerator=done, denominator=planned, rate=rate)
        if name:
            return self.say("{n}[为|达|达到|]{r}", n=name, r=rate)
        return self.say(
            f"[完成{against}的|完成{against}|占{against}的|为{against}的|{against}执行率为|{against}完成率]{{r}}",
            r=rate,
        )

    def among(
        self,
        whole: Slot,
        items: list[tuple[Slot, str]],
        *,
        closed: bool,
        shares: bool = False,
        opening: str = "",
    ) -> list[Fragment]:
        """The list of parts: 其中：甲 x 万元、乙 y 万元.  ``closed`` lists all parts."""
        rng = self.rng
        if closed:
            self.draft.relate("sum", total=whole, parts=[slot for slot, _ in items])
        else:
            for slot, _ in items:
                self.draft.relate("order", lesser=slot, greater=whole)
        opening = opening or (
            "[其中：|其中：|其中:|其中，|其中|包括：|具体为：|分别是：]"
            if closed
            else "[其中主要是：|主要有：|主要是：|主要包括|其中主要包括：]"
        )
        mark = rng.choice("；；、，")
        if shares and mark == "、":
            mark = "；"
        link = rng.choice(("", "", "", "为", "共计", "安排")) if not shares else ""
        text = self.say(opening)
        if rng.random() < 0.12 and not shares and len(items) > 1:
            text += [mark_join([name for _, name in items], "、"), "分别为"]
            for index, (slot, _) in enumerate(items):
                text += [slot] if index == 0 else ["、", slot]
            return text
        if rng.random() < 0.15 and not shares:
            for index, (slot, name) in enumerate(items):
                text += [("、" if index else "") + name, "（", slot, "）"]
            return text
        for index, (slot, name) in enumerate(items):
            text += [mark if index else "", name + link, slot]
            if shares:
                text += ["，", *self.share(slot, whole, rng.choice(("", whole.concept)))]
        if not closed and rng.random() < 0.5:
            text.append("等")
        return [t for t in text if t != ""]


def mark_join(names: list[str], mark: str) -> str:
    """Names in a row."""
    return mark.join(names)
