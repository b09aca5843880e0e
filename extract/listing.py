"""Lists: the parts of a total (其中 …, 分别为 …, an amount in brackets) and the items of a count."""

from __future__ import annotations

import regex

from extract import comparison, lexicon, noun_phrase, unit
from extract.model import Figure
from extract.number import Number
from extract.spoken import OpenList, Spoken, Subject

_SEPARATORS = " 、,，;；"
_FEWEST, _PAIR, _LONGEST = 3, 2, 200
_OTHERS = regex.compile(r"(?:其他|其它)(?:的|各项|项目|方面|类|人员|部分|事项)?")
WITHIN = "中，"
"""Opens a list of what may overlap: 122家单位中，60家……，80家……."""
_VISITS = ({"人", "名", "人次"}, {"户", "户次"}, {"家", "家次"})
_DIVISIBLE = ("level", "headcount", "count")
_BOUNDS = ("over", "under", "at_least", "at_most")
_AVERAGE = regex.compile(r"(?:\p{Han}{0,4}[人生户亩次件台班校]均|平均|每|单价)\p{Han}*")
_ITEMS_AFTER = regex.compile(r"[^，。；：:、（(]{0,12}[：:（(](?P<list>[^。；;）)]+)")
_ITEMS_BEFORE = regex.compile(
    r"(?P<list>[^。；;，,：:]*(?:[（(][^（）()]*[)）][^。；;，,：:]*)*)"
    r"(?:共计|合计|共|总计|总共)(?:有)?\s*$"
)
_ITEMS_CLOSED = regex.compile(r"(?P<list>[^，。；;,：:\d]*、[^，。；;,：:\d]*)\s*$")
_NAMED_AFTER = regex.compile(r"\s*(?P<noun>\p{Han}{2,8}?)(?=[，,。；;、（(]|$)")
_ITEMS_LEAD = regex.compile(r"^[^、]*(?:设有|下设|内设|包括|分别为|有(?!限)|为|是)")


def begin(spoken: Spoken, word: str, owner: str | None = None) -> None:
    """``word`` opens a list of the parts of ``owner``, or else of what is being spoken of."""
    comparison.close(spoken)
    if owner and not spoken.is_subject(owner):
        found = spoken.find(owner) or _two_sided(spoken, owner) or spoken.told_before(owner)
        while spoken.lists and not spoken.lists[-1].bracket:
            close(spoken)
        if found is None:
            spoken.subjects = [Subject(owner, None)]
        else:
            spoken.lists.append(OpenList(found, word, spoken.depth))
        return
    if word != "（" and (spoken.in_reason or not spoken.levels):
        again = word.startswith("按") and spoken.before and not spoken.levels
        spoken.subjects, spoken.in_reason = spoken.before[:1] if again else spoken.main, False
    whole = next((s.figure for s in reversed(spoken.subjects) if s.figure is not None), None)
    if word.startswith("按") and (divided := _divided_before(spoken)) is not None:
        whole = divided
        spoken.subjects = [Subject(whole.label, whole)]
    if whole is None:
        spoken.explained = spoken.explained or spoken.told
    elif whole.measure == "ratio" and spoken.levels:
        whole = spoken.levels[-1]
    if whole is None or whole.measure not in _DIVISIBLE:
        return
    top = spoken.lists[-1] if spoken.lists else None
    if top is not None and not top.bracket and top.whole is not whole and whole not in top.parts:
        close(spoken)
    spoken.lists.append(OpenList(whole, word, spoken.depth))


def within(spoken: Spoken, noun: str, gap: str) -> None:
    """What 中， divides: the amount right before it (122家单位中，60家…), else the paragraph's amount of that noun.

    What is counted some of an amount right before may overlap, so that it need not add up.
    """
    comparison.close(spoken)
    behind = gap[:1] not in _SEPARATORS + "。" and spoken.levels[-1:] == spoken.figures[-1:] != []
    whole = spoken.levels[-1] if behind else spoken.told_before(noun)
    if whole is None:
        return
    close_all(spoken, above=spoken.depth - 1)
    spoken.subjects = [Subject(whole.label, whole)]
    spoken.lists.append(OpenList(whole, WITHIN if behind else "中", spoken.depth))


def _divided_before(spoken: Spoken) -> Figure | None:
    """What the open list divides in one way (按用途分 …) and a second one (按区域分 …) divides again."""
    told = next((t for t in spoken.lists if t.bracket == spoken.depth), None)
    return told.whole if told is not None and told.word.startswith("按") and len(told.parts) > 1 else None


def _two_sided(spoken: Spoken, owner: str) -> Figure | None:
    """The balanced total that 收入包括 … and 支出包括 … both divide."""
    if lexicon.normalise(owner) not in ("收入", "支出"):
        return None
    labels = ((f, lexicon.normalise(f.label)) for f in reversed(spoken.figures))
    return next((f for f, label in labels if "收支" in label or "收入支出" in label), None)


def counts_alike(one: str, other: str) -> bool:
    """Whether amounts in two units may be added up; heads and visits stand for each other in a list."""
    return unit.kind(one) == unit.kind(other) or any({one, other} <= told for told in _VISITS)


def join(spoken: Spoken, part: Figure, gap: str) -> None:
    """Add a part to the innermost list; where the separator grows stronger, the list may have ended."""
    top = spoken.lists[-1]
    if "其余" in gap or "剩余" in gap:
        top.remainder = True
    if part == top.whole or part.qualifier in _BOUNDS or _AVERAGE.match(lexicon.normalise(part.label)):
        return
    strength = max((_SEPARATORS.find(c) for c in gap.strip()[:2] if c in _SEPARATORS), default=0)
    if len(top.parts) == 1:
        top.separator = strength
    elif len(top.parts) > 1 and strength > top.separator:
        top.cuts.append(len(top.parts))
    ended = bool(top.cuts)
    top.parts.append(part)
    for outer in spoken.lists[:-1] if ended and not top.bracket else ():
        outer.cuts.append(len(outer.parts))
        outer.parts.append(part)


def join_beside(spoken: Spoken, figure: Figure) -> bool:
    """Add what a part counts in a unit other than its whole's, where an amount beside the whole has that unit."""
    told = spoken.lists[-1]
    if figure.unit == told.whole.unit or not told.parts or _beside(spoken, told, figure.unit) is None:
        return False
    told.beside.append(figure)
    return True


def whole_for(spoken: Spoken, part: Figure | None) -> Figure:
    """What the innermost list divides, or what is told beside it in the unit of ``part``."""
    told = spoken.lists[-1]
    other = part is not None and told.parts and unit.kind(part.unit) != unit.kind(told.whole.unit)
    return (_beside(spoken, told, part.unit) if part is not None and other else None) or told.whole


def _beside(spoken: Spoken, told: OpenList, printed: str) -> Figure | None:
    """The amount in a unit that its sentence tells beside a whole, before the first part."""
    begin, end = told.whole.where.start or 0, told.parts[0].where.start or 0
    found = [
        f
        for f in spoken.figures
        if f.unit == printed
        and f.quote == told.whole.quote
        and f.measure in _DIVISIBLE
        and 0 < (f.where.start or 0) - begin < end - begin
    ]
    return found[0] if len(found) == 1 else None


def settle(spoken: Spoken, first: Figure) -> None:
    """A list whose first item counts what its whole does not divides the latest amount that counts it."""
    if not spoken.lists or spoken.lists[-1].begun:
        return
    told = spoken.lists[-1]
    told.begun = True
    counted = unit.kind(first.unit)
    alike = first.unit == told.whole.unit or (counted == "money" and counted == unit.kind(told.whole.unit))
    if not counted or alike or first.measure not in _DIVISIBLE:
        return
    for figure in reversed(spoken.figures):
        counts = figure is not first and figure.unit == first.unit and figure.measure == first.measure
        if counts and figure.quote == told.whole.quote:
            told.whole = figure
            return


def leave(spoken: Spoken, figure: Figure) -> None:
    """Take an amount that proves to be no part (the budget that the part before it completed) off its lists."""
    for told in spoken.lists:
        if figure in told.parts:
            place = told.parts.index(figure)
            told.parts.pop(place)
            told.cuts = [c - 1 if c > place else c for c in told.cuts]


def close(spoken: Spoken) -> None:
    """The innermost list ends here: say what its parts are."""
    done = spoken.lists.pop()
    _add_changes(spoken, done)
    if not done.parts:
        return
    exhaustive: bool | None = None
    if done.remainder or done.word.startswith(("分别", "由")) or "构成" in done.word:
        exhaustive = True
    if len(done.parts) > _PAIR and _OTHERS.fullmatch(lexicon.normalise(done.parts[-1].label)):
        exhaustive = True
    if done.open_end or "主要" in done.word:
        exhaustive = False
    for printed in dict.fromkeys(f.unit for f in done.beside):
        parts = tuple(f for f in done.beside if f.unit == printed)
        beside = _beside(spoken, done, printed)
        if beside is not None and len(parts) == len(done.parts) > 1:
            spoken.emit("parts", {"whole": (beside,), "parts": parts}, {"marker": done.word}, exhaustive)
    cuts = ",".join(str(c) for c in done.cuts if 0 < c < len(done.parts))
    others = [f for f in _same_noun(spoken, done.whole) if f not in done.parts]
    reading = spoken.next_reading() if others else 0
    for whole in (done.whole, *others):
        roles = {"whole": (whole,), "parts": tuple(done.parts)}
        spoken.emit(
            "within" if done.word == WITHIN else "parts",
            roles,
            {"marker": done.word, "cuts": cuts},
            exhaustive,
            reading,
        )


def close_all(spoken: Spoken, above: int = -1) -> None:
    """End the lists that were opened deeper in brackets than ``above``."""
    while spoken.lists and spoken.lists[-1].bracket > above:
        close(spoken)


def _same_noun(spoken: Spoken, whole: Figure) -> list[Figure]:
    """The other amounts that its sentence gives for the same subject: budget beside outturn.

    Not the budget that it is only said to have completed a rate of.
    """
    subject = lexicon.analyse(whole.label, spoken.year()).subject
    completed = [f for s in spoken.statements for f in s.roles.get("denominator", ())]
    return [
        f
        for f in spoken.figures
        if f is not whole
        and f not in completed
        and f.quote == whole.quote
        and f.measure == whole.measure
        and f.stage != whole.stage
        and lexicon.analyse(f.label, spoken.year()).subject == subject
    ]


def _add_changes(spoken: Spoken, done: OpenList) -> None:
    """The changes of a list's parts beside the change of its whole."""
    whole = spoken.deltas.get(id(done.whole))
    if whole is None:
        return
    parts = [(f, up) for f, up in done.deltas if f.base == whole[0].base and f.unit == whole[0].unit]
    if len(parts) < 2:
        return
    signs = "".join("+" if up == whole[1] else "-" for _, up in parts)
    roles = {"whole": (whole[0],), "parts": tuple(f for f, _ in parts)}
    spoken.emit("parts-of-change", roles, {"signs": signs, "unchanged": str(done.unchanged)})


def count(spoken: Spoken, number: Number, figure: Figure, gap: str) -> None:
    """A count with the items it introduces (3个科室：A、B、C) or closes (A、B、C共3个科室)."""
    if unit.kind(number.unit) not in ("count", "headcount") or number.step < 1:
        return
    following = spoken.text[number.end : spoken.span[1]]
    after, before = _ITEMS_AFTER.match(following), _ITEMS_BEFORE.search(gap)
    listed = _items(_ITEMS_LEAD.sub("", before["list"]) if before else "")
    if after is None and before is None:
        listed = _closed_by(gap, following)
    items = _items(after["list"]) if after else listed
    if len(items) < 2:
        return
    open_end = (after["list"] if after else gap).rstrip().endswith("等")
    open_end = open_end or (before is not None and before["list"].rstrip().endswith("等"))
    spoken.emit("count", {"count": (figure,)}, {"items": "\n".join(items)}, None if open_end else True)


def _closed_by(gap: str, after: str) -> list[str]:
    """The items that a count closes without 共 (办公室、财务科、监督科3个科室), where all are called like what it counts."""
    closed, counted = _ITEMS_CLOSED.search(gap[-_LONGEST:]), _NAMED_AFTER.match(after)
    items = _items(_ITEMS_LEAD.sub("", closed["list"])) if closed and counted else []
    alike = counted is not None and all(item[-1] in counted["noun"] for item in items)
    return items if alike and len(items) >= _FEWEST else []


def _items(text: str) -> list[str]:
    """The items of an enumeration by 、, brackets and quotes kept whole; [] when it is not one."""
    parts, depth, start = [], 0, 0
    for index, char in enumerate(text):
        if char in "（(“《":
            depth += 1
        elif char in "）)”》":
            depth -= 1
        elif char == "、" and depth == 0:
            parts.append(text[start:index])
            start = index + 1
    parts.append(text[start:])
    if any(c in part for part in parts for c in "：:"):
        return []
    items = [noun_phrase.noun(p).removesuffix("等") for p in parts]
    if any(not item or len(item) > 25 or regex.search(r"\d|[，,]", item) for item in items):
        return []
    return items
