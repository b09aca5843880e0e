"""按件数、人数计算的比率与件数不符

## 查什么
一句话写出发放和回收的份数、抽查和合格的个数，又写出回收率、满意度、合格率、完成率的，按两个数重新计算；句中有几个数时，
只要有一组（相邻几类的个数可以相加）相符就不报。名称写明所算的是哪个数的（应核对、实际核对、核对率），同样核对。

## 为什么
问卷、抽查类数据常常只改了个数没改比率。

## 错误示例
```
共发放问卷352份，回收347份，回收率89.58%。
```
```
提出审计建议26条，被采纳22条，采纳率86.4%。
```

## 正确示例
```
共发放问卷352份，回收347份，回收率98.58%。
```
```
收回有效问卷347份，其中非常满意190份、满意120份、基本满意17份、不满意20份，满意度94.24%。
```

## 不判示例
只写出一个数的，不作判断。
```
建设农田8.2万亩（其中新建5.7万亩、改造2.5万亩），完成率100%。
```
```
儿童1508人，健康管理1431人；新生儿访视162人/166人，访视率97.6%；产后访视率97.0%（活产166人，访视161人）。
```
```
抽检水样212份，合格198份，合格率93.40%，较2019年的88.6%提高4.80个百分点。
```
```
共发放问卷352份，满意度92.22%。
```
```
幼儿园218所，其中公办园126所、普惠性民办园74所、其他民办园18所；在园幼儿38642人，普惠率89.8%。
```
所列各类各有自己的比率，或者比率另有限定的，不用所列的个数相除；每户、每村几次的不是个数。
```
抽检5820批次，合格率98.3%，其中蔬菜3160批次，合格率98.2%；水果1204批次，合格率98.8%。
```
```
立案3864起；破案2241起，其中破积案187起，现案破案率53.2%。
```
```
送戏640场、送电影17520场（每村每月1场），完成率分别为106.7%（计划600场）和100%。
```

```
受天气影响取消8场，补演2场，实际少6场，完成率90%。
```
```
高血压患者31860人，管理28642人，规范管理26124人，规范管理率91.2%；应查3642人，筛查3486人，筛查率98.2%（不含外地建册92人）。
```
```
受理1286件，办结1242件，办结率96.6%，按时办结率99.8%。
```
```
患者满意度调查发放问卷1200份，收回1164份；职工满意度调查回收问卷903份，满意度86.5%。
```
```
审结607人，起诉438人，不起诉141人，退回28人，不起诉率24.35%（不起诉人数占起诉与不起诉人数之和的比例）。
```
```
（1）组织活动14场，惠及370人次；（2）培训268期，实现就业97人次，培训就业率36.2%。
```
```
申报26个、4862万元，审核通过24个、4626万元，通过率（个数）92.3%、（金额）95.1%。
```

```
2023年幼儿园92所，其中公办46所、民办普惠37所，普惠率90.2%。
```

## 依据
比率 = 部分 ÷ 整体。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations

import regex

from checks import prose
from checks.context import Context
from checks.evidence import is_held
from checks.formula import footing, ratio
from checks.model import Claim, Equal
from checks.relation import any_of, judge_relation
from checks.subject import dated
from extract.lexicon import normalise
from extract.model import Figure
from extract.unit import kind, same_kind

CODE = "GJ210"
NAME = "counted-rate"
SEVERITY = "warning"
SINCE = "0.1.0"
_NAMES = regex.compile(
    r"(?:回收率|满意率|满意度|合格率|完成率|达标率|验收率|办结率|通过率|参与率|到位率|覆盖率|及格率|优良率|受理率)$"
)
_STEM = regex.compile(r"(?P<stem>\p{Han}{2})率$")
_MONEY = regex.compile(
    r"(?:增长|执行|支出|使用|节约|周转|毛利|利润|负债|贡献|占用|空置|发生|死亡|出生|自然|超[额支载员期])率$"
)
_NEW_ITEM = regex.compile(r"[；;]")
_BY_MONEY = regex.compile(r"[（(]按?(?:金额|面积|户数|人数|价值)[）)]$")
_NUMBERED = regex.compile(r"[；;]\s*(?:[（(]\d{1,2}[）)]|[①-⑳]|[二三四五六七八九]是)")
_OVER = regex.compile(r"\s*[/／÷]\s*")
_PLANNED = regex.compile(r"计划|目标|任务|预期|应")
_NOT = regex.compile(r"[不未]\p{Han}{1,2}率$")
_RESPECTIVE = regex.compile(r"(?:分别|依次)[^，,。；;]*$")
_LACKING, _REAL = ("空", "缺", "未"), regex.compile(r"实[有到际]|已|现有|在")
_BACK = 12
_LEFT_OUT = regex.compile(r"不含|剔除|扣除|不包括|除外")
_NARROWED = regex.compile(
    r"(?:按[时期]|一次性?|及时|当[日月场年]|各[年季月类]|首次|综合|总体?|三年合计|合计|平均|[续新])$"
)
_SHORT = regex.compile(r"取消|推迟|延期|[少补缺]\p{Han}?$")
_DONE = regex.compile(r"完成|实际")


@dataclass(frozen=True)
class _Terms:
    """The counts that are added up above, and the one below."""

    above: tuple[Figure, ...]
    below: Figure

    def __str__(self) -> str:
        top = "＋".join(f.text for f in self.above)
        return f"{f'（{top}）' if len(self.above) > 1 else top}÷{self.below.text}"


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each such rate with at least two counts before it in its sentence."""
    for rate in context.extraction.figures:
        if kind(rate.unit) != "percent" or rate.whole_cell or rate.qualifier or rate.stage == "target":
            continue
        name = normalise(rate.label)
        before = rate.before
        if _BY_MONEY.search(before) or _RESPECTIVE.search(before + rate.text):
            continue
        if _MONEY.search(name) or not name.endswith(("率", "度")):
            continue
        counts = _counts(context, rate)
        if counts and _NEW_ITEM.search(counts[-1].until(rate)):
            continue
        if len(counts) > 1 and _OVER.fullmatch(counts[-2].until(counts[-1])):
            every = [_Terms((counts[-2],), counts[-1])] if counts[-1].value else []
        else:
            every = [
                t
                for t in _terms(rate, name, counts)
                if not _is_share(context, t, name)
                and (_gives(rate, t) or (_is_named(t, name, rate) and not _is_before(t.below, counts[-1])))
            ]
        if not every or _is_of_plan(context, rate, counts) or _is_of_others(context, rate, every):
            continue
        relation, decisive = any_of([Equal(rate, ratio(footing(t.above), t.below)) for t in every])
        roles = dict.fromkeys(
            pair for t in every for pair in (*(("numerator", f) for f in t.above), ("denominator", t.below))
        )
        listed = {f: role for role, f in reversed(roles)}
        yield context.facts.claim(
            CODE,
            relation,
            f"{dated(rate)}写为{{stated}}，按{every[decisive]}计算应为{{computed}}，相差{{difference}}",
            [("result", rate), *((role, f) for f, role in reversed(listed.items()))],
            confidence="high" if len(every) == 1 else "medium",
            group=prose.group(rate),
        )


def _is_of_plan(context: Context, rate: Figure, counts: list[Figure]) -> bool:
    """Whether a number over what was planned gives the rate: 计划32个，已开工17个，完工5个，完工率15.63%."""
    planned = [
        prose.exact(f)
        for f in context.extraction.figures
        if f.quote == rate.quote
        and f.where.block == rate.where.block
        and f.qualifier == "planned"
        and f.value
    ]
    return any(_gives(rate, _Terms((c,), p)) for p in planned for c in counts if c.unit == p.unit)


def _is_of_others(context: Context, rate: Figure, every: list[_Terms]) -> bool:
    """Whether none of the terms gives the rate, but two other amounts before it do, or a bracket takes some out."""
    if any(_gives(rate, t) for t in every):
        return False
    if any(_are_siblings(context, t) for t in every):
        return True
    inside = prose.bracket(rate)
    if _LEFT_OUT.search(inside) or any(c.isdigit() for c in inside):  # the bracket prints its base
        return True
    before = [
        f
        for f in context.extraction.figures
        if f.where.block == rate.where.block
        and f.where.table == rate.where.table
        and (f.where.row, f.where.column) == (rate.where.row, rate.where.column)
        and (f.where.start or 0) < (rate.where.start or 0)
        and f.measure in ("level", "count", "headcount")
        and f.value > 0
    ]
    return any(
        same_kind(a.unit, b.unit) and _gives(rate, _Terms((prose.exact(a),), prose.exact(b)))
        for a, b in permutations(before[-_BACK:], 2)
    )


def _are_siblings(context: Context, terms: _Terms) -> bool:
    """Whether a count is held against another part of its own list: 86所，其中公办42所、民办普惠36所，普惠率……."""
    whole = context.facts.whole_of(terms.below)
    return whole is not None and all(context.facts.whole_of(f) is whole for f in terms.above)


def _is_before(count: Figure, last: Figure) -> bool:
    """Whether a count belongs to what a semicolon ended before the last count."""
    return count is not last and _NEW_ITEM.search(count.until(last)) is not None


def _is_named(terms: _Terms, name: str, rate: Figure) -> bool:
    """Whether the counts above are called like the rate (合格 … 合格率), and nothing else narrows it."""
    stem = _STEM.search(name)
    if stem is None or "满意" in name:
        return True
    labels = "".join(normalise(f.label) for f in terms.above)
    if _SHORT.search(normalise(terms.below.label)) or _SHORT.search(labels):
        return False
    if labels[:1] in _LACKING and _REAL.match(normalise(terms.below.label)):
        return False
    if _NOT.search(name[: stem.end()]):
        return False
    narrowing = _NARROWED.search(name[: stem.start()])
    if narrowing is not None and narrowing[0] not in labels + normalise(terms.below.label):
        return False
    narrowed = name[: stem.start()]
    if not _NAMES.search(name) and narrowed and narrowed not in labels + normalise(terms.below.label):
        return False
    return _DONE.search(labels) is not None or any(c in labels for c in stem["stem"])


def _gives(rate: Figure, terms: _Terms) -> bool:
    made = Equal(rate, ratio(footing(terms.above), terms.below))
    return is_held(judge_relation(made))


def _is_share(context: Context, terms: _Terms, name: str) -> bool:
    """Whether the counts are kinds of what is below, or beside it, of which none is called like the rate."""
    stem = _STEM.search(name)
    if stem is None or "满意" in name or any(stem["stem"] in normalise(f.label) for f in terms.above):
        return False
    return any(
        (terms.below is s.one("whole") or terms.below in parts) and all(f in parts for f in terms.above)
        for s in context.extraction.statements
        if s.kind == "parts" and (parts := s.roles.get("parts", ()))
    )


def _counts(context: Context, rate: Figure) -> list[Figure]:
    """The counts before the rate in its sentence, or in its item where the sentence numbers several."""
    item = [m.end() for m in _NUMBERED.finditer(rate.before)][-1:]
    begins = (rate.where.start or 0) - len(rate.before) + (item[0] if item else 0)
    return [
        f
        for f in context.extraction.figures
        if f.where.block == rate.where.block
        and f.where.table == rate.where.table
        and (f.where.row, f.where.column) == (rate.where.row, rate.where.column)
        and f.quote == rate.quote
        and begins <= (f.where.start or 0) < (rate.where.start or 0)
        and f.measure in ("count", "headcount")
        and f.period == rate.period
        and not f.qualifier
        and not normalise(f.label).startswith("每")
    ]


def _terms(rate: Figure, name: str, counts: list[Figure]) -> list[_Terms]:
    """Every count, or run of counts, over an earlier count of the same unit, the nearest first."""
    found = []
    for low in range(len(counts) - 1):
        for start in range(low + 1, len(counts)):
            for end in range(start + 1, len(counts) + 1):
                terms = _Terms(tuple(counts[start:end]), counts[low])
                if _may_be(terms, name, counts[-1]):
                    found.append(terms)
    return found[::-1]


def _may_be(terms: _Terms, name: str, last: Figure) -> bool:
    """Whether the counts can make the rate: of one kind, no more than the whole, and named like the rate.

    A rate that only shares a word with a count is not of it where something else was counted ``last``.
    """
    above, below = terms.above, terms.below
    if not below.value or any(f.unit != below.unit for f in above):
        return False
    labels = [normalise(f.label) for f in above]
    if "满意" in name:
        satisfied = all("满意" in label and "不满意" not in label for label in labels)
        return satisfied and "满意" not in below.label and sum(f.value for f in above) <= below.value
    stem = _STEM.search(name)
    if not _NAMES.search(name) and last.unit != below.unit:
        return False
    planned = _PLANNED.search(below.label) is not None
    named = stem is not None and stem["stem"] in labels[0] and (planned or stem["stem"] not in below.label)
    if not _NAMES.search(name) and not (named and len(above) == 1):
        return False
    over = planned and len(above) == 1 and _DONE.search(labels[0]) is not None
    return over or sum(f.value for f in above) <= below.value
