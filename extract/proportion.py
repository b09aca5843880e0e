"""Shares and ratios: 占总支出的30%, 完成预算的95%, 执行率为95%, 100万元的95%."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from extract import comparison, lexicon, listing, noun_phrase, unit
from extract.clause import Gap
from extract.model import Figure
from extract.number import Number
from extract.spoken import Spoken, Subject
from extract.step import Step

_RATE = regex.compile(
    r"(?P<noun>\p{Han}{2,}?)"
    r"(?P<rate>(?:得分|完成|执行|支出|支付|达标|合格|整改|到位|使用|覆盖|办结|开工|入库)率|满意度)"
)
_MONEY = ("金额", "资金", "资金量")
_WITHIN = regex.compile(r"\s*(?P<whole>[^，,。；;：:]{3,40}?)(?:当)?中[，,：:]")


def read_share(spoken: Spoken, number: Number, said: Gap) -> None:
    """A share of a whole: 占 … 的."""
    if said.noun and not said.counted and not spoken.is_subject(said.noun):
        comparison.close(spoken)
        spoken.subjects = [Subject(said.noun, spoken.find(said.noun))]
    subject = spoken.subject()
    whole = said.phrase.strip()
    _leave(spoken, subject.figure, whole)
    if not whole and not spoken.lists:
        whole = _announced(spoken)
    figure = spoken.add(
        number, label=subject.noun, measure="share", base=lexicon.normalise(whole), like=subject.figure
    )
    spoken.share = figure
    roles: dict[str, tuple[Figure, ...]] = {"rate": (figure,)}
    if subject.figure is not None:
        roles["part"] = (subject.figure,)
    if spoken.lists:
        roles["whole"] = (listing.whole_for(spoken, subject.figure),)
    spoken.emit("share", roles, {"whole": whole, "subject": subject.noun})


def _leave(spoken: Spoken, part: Figure | None, whole: str) -> None:
    """What is said to be a share of another part (占专任教师的) is no part of the list itself."""
    told = spoken.lists[-1] if spoken.lists else None
    if told is None or part not in told.parts or not whole:
        return
    subject = lexicon.analyse(whole, spoken.year()).subject
    others = (lexicon.analyse(f.label, spoken.year()).subject for f in told.parts if f is not part)
    if part is not None and subject in others:
        listing.leave(spoken, part)


def _announced(spoken: Spoken) -> str:
    """The whole that a sentence begins with: “三公”经费支出决算中，…… 占比."""
    match = _WITHIN.match(spoken.text[slice(*spoken.span)])
    return noun_phrase.noun(match["whole"]).removeprefix("在") if match else ""


def read_completion(spoken: Spoken, number: Number, said: Gap) -> None:
    """A rate of completion: 完成年初预算的."""
    subject = spoken.subjects[-1] if spoken.subjects else Subject(said.noun or spoken.topic, None)
    roles: dict[str, tuple[Figure, ...]] = {"numerator": (subject.figure,)} if subject.figure else {}
    words = {"name": "", "denominator": said.phrase, "subject": subject.noun}
    _make(spoken, number, subject.noun, roles, words)


def read_of(spoken: Spoken, number: Number) -> None:
    """A rate right behind the amount it is a rate of: 完成预算100万元的95%."""
    subject = spoken.subject()
    if not spoken.levels:
        spoken.add(number, label=subject.noun, measure="ratio")
        return
    denominator = spoken.levels[-1]
    part = subject.figure
    counted_alike = part is None or unit.kind(part.unit) == "money" or part.unit == denominator.unit
    if spoken.divided is denominator and counted_alike:
        base = lexicon.normalise(denominator.label)
        share = spoken.add(number, label=subject.noun, measure="share", base=base, like=subject.figure)
        spoken.share = share
        given = {"part": (subject.figure,)} if subject.figure is not None else {}
        told = {"rate": (share,), "whole": (denominator,), **given}
        spoken.emit("share", told, {"whole": denominator.label, "subject": subject.noun})
        return
    roles: dict[str, tuple[Figure, ...]] = {"denominator": (denominator,)}
    earlier = [f for f in spoken.levels[:-1] if unit.same_kind(f.unit, denominator.unit)]
    words = {"name": "", "denominator": denominator.label, "subject": subject.noun}
    if earlier:
        roles["numerator"] = (earlier[-1],)
        subject = Subject(earlier[-1].label, earlier[-1])
        spoken.levels.remove(denominator)
        listing.leave(spoken, denominator)
        spoken.subjects = [subject]
        if not spoken.in_reason:
            spoken.main = spoken.subjects
    _make(spoken, number, subject.noun, roles, words)


def read_ratio(spoken: Spoken, number: Number, said: Gap, label: str = "") -> None:
    """A ratio by its name: 执行率为.  ``label`` names it where it is one of several: 决策得分率."""
    subject = spoken.subjects[-1] if spoken.subjects else Subject(said.noun or spoken.topic, None)
    named, label = bool(label), label or said.word
    if (
        not named
        and said.noun
        and not lexicon.ratios().get(lexicon.normalise(label))
        and said.noun.endswith(label)
    ):
        label = said.noun
    words = {"name": said.word, "denominator": said.phrase, "subject": subject.noun, "owner": subject.noun}
    figure = _make(spoken, number, label, {}, words)
    spoken.subjects = [Subject(label, figure)]


def _make(
    spoken: Spoken, number: Number, label: str, roles: dict[str, tuple[Figure, ...]], words: dict[str, str]
) -> Figure:
    base = "" if words["name"] else lexicon.normalise(words["denominator"])
    figure = spoken.add(number, label=label, measure="ratio", base=base)
    comparison.close(spoken)
    spoken.emit("ratio", roles | {"result": (figure,)}, words)
    return figure


def _read_rate_of_change(spoken: Spoken, steps: Sequence[Step], index: int, group: range) -> bool:
    """A rate of one of several changes: 比上年预算增加110万元，比上年执行数增加93万元，分别增长3.4%和2.9%."""
    head, number = steps[group.start].said, steps[index].number
    if head.role != "rate" or head.base is not None or any(steps[i].kind != "percent" for i in group):
        return False
    open_change = spoken.change is not None and spoken.change.delta is not None and spoken.change.rate is None
    told = [
        i
        for i, s in enumerate(spoken.statements)
        if s.kind == "change" and s.quote == spoken.quote() and s.one("delta") is not None
    ]
    if len(group) < 2 or len(told) + open_change != len(group):
        return False
    comparison.close(spoken)
    at = (*told, len(spoken.statements) - 1)[index - group.start]
    change = spoken.statements[at]
    if change.kind != "change" or change.one("rate") is not None or change.reading:
        return False
    delta = change.roles["delta"][0]
    figure = spoken.add(number, label=delta.label, measure="rate", base=delta.base, like=delta)
    words = change.words | {"rate": head.word, "rate_up": "1" if head.up else "0"}
    spoken.statements[at] = replace(change, roles=change.roles | {"rate": (figure,)}, words=words)
    return True


def _read_of_subjects(spoken: Spoken, steps: Sequence[Step], index: int, group: range) -> bool:
    """A rate of one of several subjects that have no amount here: 小学、初中支出增幅分别为6.7%和9.1%."""
    head = _of_many(steps[group.start].said)
    nouns = noun_phrase.split_nouns(head.noun, len(group))
    if len(group) < 2 or len(nouns) != len(group) or any(steps[i].kind != "percent" for i in group):
        return False
    comparison.close(spoken)
    noun = nouns[index - group.start]
    spoken.subjects = [Subject(noun, spoken.find(noun))]
    own = replace(head, noun="", among="", base=None)
    if head.role == "rate":
        spoken.change = comparison.begin(spoken, head.base or "")
        comparison.read_change(spoken, steps[index].number, own, "rate")
    elif head.role == "share":
        read_share(spoken, steps[index].number, own)
    else:
        read_ratio(spoken, steps[index].number, own, noun.removesuffix(own.word) + own.word)
    return True


def _of_many(said: Gap) -> Gap:
    """What is said of several subjects, of which the rate's name took the last: 决策、过程、产出得分率."""
    named = _RATE.fullmatch(said.word) if said.role == "ratio" and said.noun else None
    if named is None:
        return said
    return replace(said, noun=f"{said.noun}、{named['noun']}", word=named["rate"], phrase=named["rate"])


def _targets(spoken: Spoken, count: int, *, money: bool) -> Sequence[Figure]:
    """The amounts that so many rates behind 分别 are of: the parts of the list just told, or the last amounts.

    A total told behind its list (A、B，合计C，分别占) is none of them; 金额占比 is of what the parts cost.
    """
    last = spoken.levels[-1:]
    told = [told.beside if money and told.beside else told.parts for told in reversed(spoken.lists)]
    told = [parts for parts in told if parts[-1:] == last]
    told += [
        list(s.roles["parts"])
        for s in reversed(spoken.statements)
        if s.kind == "parts" and s.quote == spoken.quote() and s.one("whole") in last
    ]
    recent = spoken.levels[-count:]
    alike = recent if len({unit.kind(f.unit) for f in recent}) == 1 else []
    return next((parts for parts in told if len(parts) == count), alike)


def read_respective(spoken: Spoken, steps: Sequence[Step], index: int, group: range) -> bool:
    """Rates listed one for each of the amounts listed before: 分别为5万元和3万元，占62.5%和37.5%.

    ``group`` are the steps of the enumeration that ``index`` stands in.  False where they are no such list.
    """
    head = steps[group.start].said
    if _read_rate_of_change(spoken, steps, index, group) or _read_of_subjects(spoken, steps, index, group):
        return True
    targets: Sequence[Figure] = spoken.enumerated
    if "分别" in steps[group.start].gap and len(targets) != len(group):
        targets = _targets(spoken, len(group), money=(head.noun + head.word).startswith(_MONEY))
    if len(group) < 2 or len(group) != len(targets):
        return False
    named_share = head.role == "ratio" and "比" in head.word
    is_rate = head.role == "rate" and steps[index].kind == "percent"
    is_delta = head.role == "delta" and steps[index].kind != "percent"
    if head.role not in ("share", "ratio", "rate", "delta"):
        return False
    target = targets[index - group.start]
    spoken.subjects = [Subject(target.label, target)]
    number = steps[index].number
    if head.role == "share" or named_share:
        read_share(spoken, number, replace(head, noun="", phrase=head.phrase if head.role == "share" else ""))
        return True
    if head.role == "ratio":
        read_ratio(spoken, number, replace(head, noun=""))
        return True
    if is_rate or is_delta:
        if spoken.change is None or spoken.change.subject.figure is not target:
            comparison.close(spoken)
            spoken.change = comparison.begin(spoken, head.base or "")
        comparison.read_change(spoken, number, replace(head, noun="", base=None), head.role)
        return True
    return False
