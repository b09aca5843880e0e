"""同一事项前后数字不一致

## 查什么
同一单位、同一年度、同一口径的同一事项在正文、表格、附件中多次出现时，数字应当一致（允许四舍五入造成的尾差）。
名称不在词库中的事项，正文两处的数只差一个数字、颠倒两位或者相差极小的，是疑点；没有写明是什么的“全年预算数”一类，同一个数写了两次以上而另一处只差一笔的，也是疑点。
资金口径写明不同的不比较，标题或句子写明不同预算（一般公共预算、政府性基金、国有资本经营、社会保险基金）或不同级次（全区、区本级）的、只是一年中一段时间的也不比较；两段（节）文字用同样的名称各说几个数、数值无一相近的，是分别说两件事（如逐项基金、逐所学校），也不比较；各章以项目、地方为名的各是各的，各张自评表的总分、资金是各表自己的，三处各不相同的不是同一事项，都不比较；一处写明口径、另一处没有写明的，只有当两处的上级合计相同时才比较。名称略有出入而数字相同的，记为已核对一致。

## 为什么
正文与表格取自不同版本，是审核时最先要核对的问题。

## 错误示例
```
单位核定编制人数36人，在职人员35人。
附件2 基础数据表
| 财政供养人员情况 | 编制数 | 在职人数 | 控制率 |
|---|---|---|---|
|  | 38 | 35 | 92.11% |
```

```
2023年一般公共预算财政拨款基本支出1426.16万元，其中人员经费162.31万元，公用经费1263.85万元。
附件2 基础数据表
单位：万元
| 经费控制情况 | 2022年决算数 | 2023年预算数 | 2023年决算数 |
|---|---|---|---|
| 公用经费 | 162.35 | 177.20 | 162.31 |
```

```
2023年“三公”经费支出决算6.20万元。
2023年度“三公”经费支出决算表（单位：万元）
| 项目 | 2022年决算数 | 2023年决算数 |
|---|---|---|
| 合计 | 5.90 | 9.82 |
| 因公出国（境）费 | 0.00 | 0.00 |
| 公务用车购置及运行维护费 | 4.98 | 5.22 |
| 公务接待费 | 0.92 | 0.98 |
```

```
2023年，项目资金预算安排2295.02万元，实际支出2082.55万元。
三、资金落实情况
2023年，项目资金预算安排2295.32万元，已全部到位。
```

```
预算执行率=预算完成数/全年预算数×100%。全年预算数613.82万元，预算完成数570.04万元，预算执行率92.87%。
结转结余率=结转结余总额/全年预算数×100%，结转结余总额43.78万元，全年预算数613.28万元，结转结余率7.14%。
年初预算数601.50万元，全年预算数613.82万元。
```

## 正确示例
```
单位核定编制人数38人，在职人员35人。
附件2 基础数据表
| 财政供养人员情况 | 编制数 | 在职人数 | 控制率 |
|---|---|---|---|
|  | 38 | 35 | 92.11% |
```

## 不判示例
口径不同（资金来源、年度、预算与决算）的数不作比较；表中同一行的两栏读作同一事项而数不同的，说明栏目不能区分，也不作比较。小计与总计、各行各是各的数。
```
2023年公用经费年初预算90.00万元，公用经费支出95.00万元。
```
```
2023年度公务接待费支出决算5.00万元。

2023年度支出情况表（单位：万元）

| 项目 | 决算数 | 决算数 |
| --- | --- | --- |
| 公务接待费 | 5.00 | 6.00 |
| 会议费 | 3.00 | 4.00 |
```

```
| 类别 | 编制数 | 实有人数 |
| 行政编制 | 22 | 20 |
| 事业编制 | 26 | 24 |
| 小计 | 48 | 44 |
| 退休 | — | 27 |
| 总计 | 48 | 71 |
```
```
| 排名 | 单位 | 自评得分 | 等级 |
| 1 | 一小 | 92.5 | 优 |
| 2 | 三中 | 84.6 | 良 |
| — | 平均 | 88.55 | — |
```

```
关于2023年财政决算和2024年上半年预算执行情况的报告
一、2023年财政决算情况
2023年镇一般公共预算收入4279.75万元，为预算4150万元的103.1%。
二、2024年上半年预算执行情况
1—6月，镇一般公共预算收入2236.80万元，完成年度预算4400万元的50.8%。
```
```
本年度“三公”经费预算数18.40万元，上年度“三公”经费预算数20.00万元。
```
```
2023年中心学区经费情况。
第一中学：在职教师186人，公用经费支出218.60万元。
第二中学：在职教师142人，公用经费支出171.40万元。
两校合计：公用经费支出390.00万元。
```
```
2023年财政拨款预算3986万元，实际3986万元，完成100%；事业收入预算200万元，实际276.3万元，完成138.2%。
```
```
2023年以上三个项目预算合计300.00万元，支出合计280.00万元。2023年单位支出合计1280.00万元。
```
```
2023年度收入总计4128.60万元，支出总计4128.60万元，较上年收入总计3874.33万元、支出总计3874.33万元均增加254.27万元。
```
```
一、2023年决算情况
（一）一般公共预算收支情况
加上上级补助和上年结转1648.25万元，收入总计1932.40万元。
（二）政府性基金预算收支情况
上级补助收入0万元，收入总计0万元。
```
```
2022年社会保险基金决算情况如下。
一、企业职工养老保险基金
本年收入4126亿元，比上年增加312亿元，增长8.2%。本年支出3847亿元，比上年增加358亿元，增长10.3%。
二、城乡居民养老保险基金
本年收入386亿元，比上年增加14亿元，增长3.8%。本年支出302亿元，比上年增加9亿元，增长3.1%。
```
```
2021年全区财政决算情况：全区一般公共预算收入48.26亿元，上年结余3.17亿元，收入合计51.43亿元。
2021年区本级财政决算情况：区本级一般公共预算收入41.85亿元，上年结余2.94亿元，收入合计44.79亿元。
```
```
2022年文化项目年初预算450.00万元，上年结转36.00万元，全年预算486.00万元，全年执行471.42万元。
附件4 项目支出绩效自评表
| 项目名称 | 文化项目 |  |  |  |  |  |  |
| 项目资金（万元） |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
|  | 年度资金总额 | 450.00 | 486.00 | 471.42 | 10 | 97% | 9.7 |
|  | 上年结转资金 | - | 36.00 | 36.00 | - | - | - |
```

```
2023年区财政批复项目预算1248.60万元，到位1248.80万元，结余0.20万元。
```
```
2023年惠民项目情况。
广场文艺演出，补贴标准为每村每年3600元，共安排118.80万元。
农家书屋更新，补贴标准为每村每年3000元，共安排99.00万元。
```
```
2023年各项目支出情况。
（一）年初预算3.12亿元，支出3.05亿元，完成97.8%。
（二）年初预算1.64亿元，支出1.57亿元，完成95.7%。
（三）年初预算2.20亿元，支出2.18亿元，完成99.1%。
```
```
2023年镇级资金情况。
一、镇财政收支
上年结转512.40万元，总支出7216.30万元，结转下年296.18万元。
二、粮食风险基金
年初结余341.76万元，本年收入1894.00万元，本年支出1951.28万元，年末结余284.48万元。
```
```
2023年管网改造计划总投资12680万元，其中市级资金8000万元，区级资金4680万元。实际到位12630万元，到位率99.61%。
```
```
2023年机关人员经费532.60万元，公用经费117.32万元；下属中心人员经费518.44万元，公用经费116.90万元。
```
```
2023年度项目绩效评价报告
一、农田管护项目
预算安排860.00万元。
（一）评价结论。自评得分96.4分。
二、水质监测项目
预算安排420.00万元。
（一）评价结论。自评得分91.2分。
```
```
表1 公路养护项目自评表
| 一级指标 | 三级指标 | 分值 | 得分 |
| 产出指标 | 养护里程 | 60 | 58.5 |
| 效益指标 | 群众满意 | 40 | 37.0 |
| 总分 |  | 100 | 95.5 |

表2 公交补贴项目自评表
| 一级指标 | 三级指标 | 分值 | 得分 |
| 产出指标 | 运营车辆 | 70 | 66.0 |
| 效益指标 | 出行分担 | 30 | 28.0 |
| 总分 |  | 100 | 94.0 |
```
```
2023年水渠整治情况。
（一）东镇。项目投资1386.40万元，已完工。
（二）西镇。项目投资1368.40万元，已完工。
```
```
2023年培训费专户年初余额126.30万元，本年收入1864.50万元，本年拨付1820.00万元，年末余额170.80万元。
```

## 依据
审计中的相互核对（tie-out）。
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from checks import discovery, strewn
from checks.context import Context
from checks.evidence import is_held
from checks.formula import footing
from checks.mistaken import is_one_mistaken, unnamed
from checks.model import Claim, Equal, FactKey, Same
from checks.relation import judge_relation
from checks.repeated import repeated
from checks.subject import short
from checks.wording import printed
from extract.lexicon import name_of
from extract.model import Figure
from extract.unit import same_kind

CODE = "GJ301"
NAME = "same-fact"
SEVERITY = "error"
SINCE = "0.1.0"


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each fact that is stated more than once."""
    for key, figures in repeated(context):
        known = any(f.concept is not None for f in figures)
        chapters = {context.whose.chapter(f) for f in figures}
        if not known and (len(chapters) > 1 or not is_one_mistaken(figures)):
            continue
        carried = _carried(context, figures)
        scope = f"；差额与同处所列{short(carried)}{carried.text}相当，口径可能不同" if carried else ""
        yield context.facts.claim(
            CODE,
            Same(tuple(figures)),
            f"{_name(figures[0], key)}前后不一致：{_prints(figures)}，相差{{difference}}{scope}",
            [("stated", f) for f in figures],
            severity="warning" if carried or not known else None,
        )
    for name, *pair in unnamed(context.extraction.figures, context.whose):
        yield context.facts.claim(
            CODE,
            Same(tuple(pair)),
            f"{name}前后不一致：{_prints(pair)}，相差{{difference}}",
            [("stated", f) for f in pair],
            severity="warning",
        )
    for group in itertools.chain(
        discovery.repeats(context.extraction.figures),
        strewn.repeats(context.extraction),
        _of_one_unit(context),
    ):
        names = f"{short(group[0])}在各处均为{{stated}}"
        yield context.facts.claim(CODE, Same(tuple(group)), names, [("stated", f) for f in group])


def _of_one_unit(context: Context) -> Iterator[list[Figure]]:
    """What one place tells of a unit (镇本级) and another of no named one, where both print the same."""
    named: dict[FactKey, list[Figure]] = defaultdict(list)
    for fact in context.facts.facts:
        if "unit" in dict(fact.key.scope):
            bare = replace(fact.key, scope=tuple(s for s in fact.key.scope if s[0] != "unit"))
            named[bare].extend(fact.figures)
    for fact in context.facts.facts:
        for figure in named.get(fact.key, ()):
            same = [f for f in fact.figures if f.value and f.value == figure.value and f.unit == figure.unit]
            if same:
                yield [same[0], figure]


def _carried(context: Context, figures: list[Figure]) -> Figure | None:
    """A figure listed beside one of them that makes up the difference, such as a carry-over."""
    for figure in figures:
        for beside in context.facts.listed_with(figure):
            if not beside.value or not same_kind(beside.unit, figure.unit):
                continue
            for other in figures:
                if is_held(judge_relation(Equal(other, footing([figure, beside])))):
                    return beside
    return None


def _name(figure: Figure, key: FactKey) -> str:
    period = f"{key.period}年" if key.period else ""
    what = {"rate": "增减率", "change": "增减额", "share": "占比", "points": "变动"}.get(key.measure, "")
    versus = f"{key.base}年" if key.base.isdigit() else key.base
    base = f"比{versus}的" if versus and key.measure in ("rate", "change", "points") else ""
    subject = short(figure).removeprefix("本年" if period else "")
    if figure.concept is None and key.subject.isascii():
        subject = name_of(key.subject)
    stage = key.stage if key.stage and key.stage not in subject else ""
    return f"{period}{subject}{stage}{base}{what}"


def _prints(figures: list[Figure]) -> str:
    """Where each value stands: 正文写为…，表中写为…."""
    places: dict[str, dict[str, None]] = defaultdict(dict)
    for figure in figures:
        places[printed(figure)]["正文" if figure.where.table is None else "表中"] = None
    told = ["、".join(sorted(where, reverse=True)) for where in places.values()]
    if len(set(told)) == 1:
        return f"分别写为{'、'.join(places)}"
    if len({one for where in places.values() for one in where}) < sum(
        len(where) for where in places.values()
    ):
        return "分别写为" + "、".join(
            f"{value}（{where}）" for where, value in zip(told, places, strict=True)
        )
    return "，".join(f"{where}写为{value}" for where, value in zip(told, places, strict=True))
