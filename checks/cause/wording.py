"""A cause in one sentence, as a reviewer would say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import cast

import regex

from checks.cause.choose import Choice
from checks.cause.displaced import Moved
from checks.cause.move import Move, is_conclusion
from checks.cause.network import Network
from checks.cause.surround import Surround, subject
from checks.model import Repair, Says
from checks.tabular import heading, title
from checks.wording import amount, decimals, equation
from extract.model import Figure, Table
from extract.unit import factor

_SLIPS = {
    "transposition": "相邻两位数字颠倒",
    "digits-exchanged": "两位数字互换了位置",
    "digit-changed": "一位数字写错",
    "digit-dropped": "漏写一位数字",
    "digit-doubled": "一位数字重复",
    "digit-inserted": "多写一位数字",
    "decimal-shift": "小数点错位",
    "sign": "正负号写反",
    "unit-slip": "金额单位写错",
}
_WIDE = "０１２３４５６７８９"
_TO_WIDE = str.maketrans("0123456789.,", _WIDE + "．，")
_TAIL = regex.compile(r"\s*[^\d０-９.．,，\s]+$")
_MOST_OTHERS = 2
AFFECTS = "影响结论"
"""Said of an error without which the report would come to another conclusion."""
_EITHER = "两处必有一错，现有数据不能判定是哪一处"


def show(figure: Figure, instead: Figure) -> str:
    """``figure`` as it would be printed in place of ``instead``: separators, width, space and unit alike."""
    value = figure.value
    if value == value.quantize(instead.step):
        value = value.quantize(max(instead.step, figure.step))
    number = f"{value:f}"
    old = instead.text
    if any(c in ",，" for c in old):
        whole, dot, rest = number.partition(".")
        number = f"{int(whole):,}" + dot + rest
    if any(c in _WIDE for c in old):
        number = number.translate(_TO_WIDE)
    tail = _TAIL.search(old)
    if tail is None:
        return number if figure.unit == instead.unit else number + figure.unit
    return number + (tail[0] if figure.unit == instead.unit else figure.unit)


def repairs(network: Network, made: Move) -> tuple[Repair, ...]:
    """What the changed figures would have to say, in reading order."""
    if "table" in made.about:
        return ()
    return tuple(
        Repair(network.figures[node], show(new, network.figures[node]))
        for node, new in sorted(made.changes.items())
    )


class Speaker:
    """Words for the choices of one document."""

    def __init__(self, network: Network, surround: Surround) -> None:
        self.network, self.surround = network, surround

    def place(self, figure: Figure) -> str:
        """Where a figure stands and what it prints: a cell by row and column, else by its label."""
        table = self.surround.table(figure.where)
        told = (
            figure.text
            if any(not c.isdigit() and c not in ".,，-" for c in figure.text)
            else f"{figure.text}{figure.unit}"
        )
        if table is None:
            name = figure.label.partition("=")[0]  # of a formula the name of its result
            return f"“{name}”{told}" if regex.search(r"\w", name) else told
        row, at = figure.where.row or 0, figure.where.column
        bands = [b for b in table.bands if b.first <= row <= b.last]
        column = next((heading(c) for b in bands for c in b.columns if c.index == at), "")
        label = "" if figure.label and figure.label in column else f"“{figure.label}”"
        return f"{title(table)}{label}{column}{told}"

    def tell(self, choice: Choice) -> str:
        """The sentence of a choice."""
        made = choice.move
        if choice.rivals and made.changes:
            return self._either(choice)
        told = self._certain(choice) + self._matters(made)
        return f"{told}；也可能是有关数字本身有误" if choice.rivals else told

    def _matters(self, made: Move) -> str:
        """What the report concludes from the wrong figure and may no longer conclude."""
        if made.kind == "direction":
            return f"，{AFFECTS}"
        lost = []
        for tie in self.network.touched(made.changes):
            relation = tie.claim.relation
            if tie.broken or not is_conclusion(tie) or self.network.holds(tie, made.changes):
                continue
            if tie.claim.conclusion:
                lost.append(tie.claim.conclusion)
            elif isinstance(relation, Says):
                lost.append(f"“{relation.printed}”")
            else:
                lost.append(equation(relation))
        return f"；改正后{'、'.join(dict.fromkeys(lost))}不再成立，{AFFECTS}" if lost else ""

    def _certain(self, choice: Choice) -> str:
        made = choice.move
        match made.kind:
            case "swap":
                return self._swap(made)
            case "row-shift" if "moved" in made.about:
                return _out_of_step(made)
            case "row-shift":
                return self._shift(made)
            case "unit-slip" if "table" in made.about:
                table = cast(Table, made.about["table"])
                return f"{title(table)}标明的单位“{made.about['was']}”应为“{made.about['unit']}”"
            case "missing-item" if not made.changes:
                return self._missing(made)
            case "direction":
                if "word" in made.about:
                    return f"数据相互一致，“{made.about['word']}”一词写反"
                if "figure" in made.about:
                    return f"{self.place(cast(Figure, made.about['figure']))}的增减方向写反"
                return "两个方向词必有一个写反"
            case "scope":
                part = cast(Figure, made.about["part"])
                return f"两处相差的数恰等于{self.place(part)}，疑为口径不同（一处包含、一处不包含该项）"
            case "offsetting":
                return f"{self._change(made)}；两处一多一少、数额相等，合计因此仍然相符"
            case "chained":
                return f"{self._change(made)}；后一数系由前一数算出，一并算错"
            case "two-errors":
                return f"{self._change(made)}；两处同时改正后各项关系才能成立"
        return self._one(made, choice.others)

    def join(self, alike: Sequence[Choice]) -> str:
        """One sentence for several choices of one error."""
        first = alike[0]
        wheres = {self.network.figures[n].where.table for c in alike for n in c.move.changes}
        if len(wheres) > 1:
            return f"同类错误共{len(alike)}处，如{self.tell(first)}"
        rest = "；".join(self._change(c.move) for c in alike[1:] if c.move.changes)
        return f"{self.tell(first)}；同时{rest}" if rest else self.tell(first)

    def _change(self, made: Move) -> str:
        told = Counter((self.place(r.figure), _with_unit(r)) for r in repairs(self.network, made))
        return "，".join(f"{here}{_times(n)}应为{to}" for (here, to), n in told.items())

    def _one(self, made: Move, others: Sequence[Move] = ()) -> str:
        change = self._change(made)
        if len(others) > _MOST_OTHERS:
            (node, *_) = made.changes
            return f"{self.place(self.network.figures[node])}与有关数据不符，应为何数不能确定"
        for other in others:
            change += "或" + "、".join(_with_unit(r) for r in repairs(self.network, other))
        reason = self.reason(made)
        return f"{change}：{reason}" if reason else change

    def reason(self, made: Move) -> str:
        """Why a single figure is thought to be wrong."""
        about = made.about
        source = cast(Figure, about["source"]) if "source" in about else None
        match made.kind:
            case "misread":
                return "该数的读取存疑，请先核对原件"
            case "stale-copy" if source is not None:
                return f"所写的数与{when(source)}的数相同，疑为沿用旧数"
            case "stale-copy" if about["others"]:
                number = len(cast("Sequence[Figure]", about["others"]))
                if number == 1:
                    return "同一事项另一处如此写，疑为沿用旧数或改动后未同步"
                return f"同一事项另有{number}处写法一致，只有此处不同，疑为沿用旧数或改动后未同步"
            case "stale-copy":
                return "有关的各项关系都支持此数，疑为改动后未同步"
            case "amount-as-rate":
                return "把金额写成了比率"
            case "fraction-as-percent":
                return "小数比值后直接加了百分号"
            case "wrong-base":
                below = cast(Figure, about["denominator"])
                return f"所写的比率是除以{self.place(below)}得出的，基数用错"
            case "rate-not-recomputed":
                return "与同处金额不符，疑为金额改动后未重新计算"
            case "rate-as-score":
                return "把执行率的数值填进了得分"
            case "missing-item":
                return f"合计少计了{self.place(cast(Figure, about['part']))}"
            case "double-counting" if "whole" in about:
                return f"与{self.place(cast(Figure, about['whole']))}相同，疑为误填了合计数"
            case "double-counting":
                return f"合计重复计入了{self.place(cast(Figure, about['part']))}"
            case "wrong-figure":
                return "改正后有关的各项关系均成立"
        return _SLIPS.get(made.kind, "")

    def _either(self, choice: Choice) -> str:
        moves = [choice.move, *choice.rivals]
        if any(not m.changes for m in moves) or len(moves) > 3:
            return _EITHER
        ways = "；或".join(self._change(m) for m in moves)
        reason = (
            self.reason(choice.move)
            if len({m.kind for m in moves}) == 1 and choice.move.kind in _SLIPS
            else ""
        )
        return f"{_EITHER}：{ways}" + (f"（{reason}）" if reason else "")

    def _swap(self, made: Move) -> str:
        pairs = cast("Sequence[tuple[Figure, Figure]]", made.about["pairs"])
        one, other = pairs[0]
        if len(pairs) == 1:
            return f"{self.place(one)}与{self.place(other)}的数互相填错了位置"
        table = self.surround.table(one.where)
        named = title(table) if table else ""
        if one.where.column == other.where.column:
            return f"{named}“{one.label}”与“{other.label}”两行的数互相填错了位置（{len(pairs)}栏）"
        return f"{named}两栏的数互相填错了位置（{len(pairs)}行）"

    def _shift(self, made: Move) -> str:
        here, other, owner = (cast(Figure, made.about[k]) for k in ("here", "other", "owner"))
        table = self.surround.table(here.where)
        named = title(table) if table else ""
        told = (
            f"{named}数据错行：“{here.label}”行填的是{_owner(owner)}的数（{here.text}），"
            f"“{other.label}”行填的才是{here.label}的数（{other.text}）"
        )
        columns = cast(int, made.about["columns"])
        if columns > 1:
            told += f"；该行另{columns - 1}栏没有其他出处可比，按同一规律推断也已错行"
        return told

    def _missing(self, made: Move) -> str:
        missing = cast("Sequence[tuple[Figure, Fraction, Figure | None]]", made.about["missing"])
        gaps = list(dict.fromkeys(f"{short(total, gap)}" for total, gap, _ in missing))
        label = missing[0][0].label
        told = f"“{label}”的明细少列项目，缺{'、'.join(gaps)}"
        found = next((f for _, _, f in missing if f is not None), None)
        if found is not None:
            told += f"，与{self.place(found)}相等，可能漏列的就是该项"
        if made.about.get("holding"):
            told += f"（同表其余{made.about['holding']}栏相符）"
        return told


def _out_of_step(made: Move) -> str:
    moved = cast("Sequence[Moved]", made.about["moved"])
    table, reference = (cast(Table, made.about[name]) for name in ("within", "reference"))
    first = moved[0]
    return (
        f"{title(table)}的金额与行名错行：与{title(reference)}逐行对照，自第{first.row.index + 1}行“{first.row.label}”起，"
        f"有{len(moved)}行填的是另一行的数，如该行填的是“{first.owner.label}”的{first.figure.text}{first.figure.unit}"
    )


def _times(number: int) -> str:
    return f"（{number}处）" if number > 1 else ""


def _with_unit(repair: Repair) -> str:
    """The new text, with the unit that a cell leaves to its heading."""
    bare = all(c.isdigit() or c in ".,，．" for c in repair.to)
    return repair.to + repair.figure.unit if bare else repair.to


def short(total: Figure, gap: Fraction) -> str:
    """A missing amount in the unit and decimals of its total."""
    return amount(gap / factor(total.unit), decimals(total)) + total.unit


def when(figure: Figure) -> str:
    """The period and stage of a figure."""
    period = f"{figure.period}年" if figure.period else ""
    return f"{period}{figure.stage}" or "另一处"


def _owner(figure: Figure) -> str:
    return figure.label or subject(figure)
