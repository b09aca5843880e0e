"""比率与同段写出的两个数不符

## 查什么
比率的名称说明它算的是哪个数（拨付……拨付率、已开工……开工率、节约……节约率），占比、完成率紧跟在所算的数后面，
或者比率后面的括号写出两个数或者分母的，用这个数与同一句、同一段前面的数重新计算。有一组相符就不报；
所算的数与可作分母的数（计划、应有、安排、总数）同在一个分句组（分号之间）的，括号里写明的，不符即提请核对；
其余的，只有所写比率与算得的只差一处笔误时才提请核对。文中别处另有一数能算出所写比率的，不报。

## 为什么
比率是先算好再抄进正文的，抄错一位，或者金额改了比率没改，读者无法知道哪一个可信。

## 错误示例
```
下达衔接资金2860万元，追加410万元，共计3270万元，安排项目26个。截至6月底已开工24个，开工率93.2%；累计拨付1504.2万元，拨付率64.0%。
```
```
抽查15个项目，资金5620万元，仅支出2304.2万元，支出率14%。
```
```
新建村组道路18.6公里（年度目标32公里），完成51.8%。
```
```
消防器材完好率94.6%（应有2950台，完好2845台）。
```
```
采购计划金额2915.6万元，节约资金228.3万元，节约率8.73%。
```
```
户厕改造计划800座，实际完成832座，完成率108%。
```
```
监测断面86个，达标47个，达标率86.05%。
```
```
安排资金846.30万元，资金支付812.60万元，未支33.70万元，支付率94.2%。
```

```
计划培训500人次，实际642人次，完成率108.4%；计划开班20期，实际21期，完成计划的150%。
```
```
签约6418人，签约率91.04%（应签约7120人）。抽检2000批次，合格1986批次，不合格14批次，不合格率7.0%。
```
```
固定资产原值3642.18万元，在用3569.34万元，固定资产利用率90.80%。
```

## 正确示例
```
监测企业达标率97.6%（抽测250家次，超标6家次）。
```
```
下达衔接资金2860万元，追加410万元，共计3270万元，安排项目26个。截至6月底已开工24个，开工率92.3%；累计拨付1504.2万元，拨付率46.0%。
```
```
新建村组道路18.6公里（年度目标32公里），完成58.1%；消防器材完好率96.4%（应有2950台，完好2845台）。
```

```
计划培训500人次，实际642人次，完成率128.4%；审定金额70.23亿元，净核减7.33亿元，平均核减率9.45%。
```
```
门店由286家压减至12家，压减率95.8%。
```

## 不判示例
所算的另一个数没有写出，或者相差不像笔误的，不作判断；紧跟比率的括号写明所算的数或者口径（“剔除……”“按……计算”“金额”），
或者“占……的”所指的数没有写出的，也不作判断。
```
全年下达资金3270万元，其中甲类1200万元。乙类项目累计拨付820.5万元，拨付率71.3%。
```
```
立案386件，比上年增加12件，其中当年立案351件，已办结340件，当年立案办结率96.9%。
```
```
核定设备投资额36027.9万元，核减2527.4万元，核减率6.56%。
```
```
出租面积8620平方米；闲置面积1240平方米，闲置率12.6%（总面积9860平方米）。
```
```
采购计划金额2915.6万元，节约资金228.3万元，节约率8.73%（不含零星采购）。
```
```
全年下达资金3270万元（剔除结转资金），累计拨付1504.2万元，拨付率64.0%。
```
```
高血压患者规范管理28415人，规范管理率81.6%；糖尿病患者规范管理9103人，规范管理率80.9%。
```
```
项目退出收益率21.4%（投资0.42亿元，回收0.51亿元）。
```
```
幼儿园86所，其中公办42所、民办普惠36所，普惠率90.7%；受理1286件，办结1242件，办结率96.6%，按时办结率99.8%。
```
```
基本支出预算864.00万元，支出812.00万元；项目支出预算420.00万元，支出398.00万元，综合执行率94.24%。
```
```
财政拨款收支总计867.41万元。一般公共预算支出805.83万元，占本年支出合计的92.94%。
```

## 依据
比率 = 部分 ÷ 整体。
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from checks import prose
from checks.beside import BACK, Beside
from checks.context import Context
from checks.model import Claim, Equal
from checks.prose import Told
from checks.relation import any_of
from checks.subject import dated
from checks.worded import Pair
from extract.unit import kind

CODE = "GJ214"
NAME = "told-rate"
SEVERITY = "warning"
SINCE = "0.1.0"
_SAVED = regex.compile(r"(?:节约|节支|核减|压减)率(?:达|为)?$")
_COMPARED = regex.compile(r"(?:较|比(?![例重率])|与|由|从)[^，,。；]{0,14}$")


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each rate whose two terms stand beside it and do not give it, or are one slip from it."""
    earlier: list[Told] = []
    lists = [s for s in context.extraction.statements if s.kind in ("parts", "within")]
    parts = {f: i for i, s in reversed([*enumerate(lists)]) for f in s.roles.get("parts", ())}
    amounts = [f for f in context.extraction.figures if prose.is_amount(f)]
    for told in prose.paragraphs(context.extraction):
        for place, rate in enumerate(told):
            figure = rate.figure
            if kind(figure.unit) != "percent" or figure.qualifier or figure.stage == "target":
                continue
            named = figure.measure in ("ratio", "share") or _SAVED.search(rate.clause)
            if not named or figure.value == 0 or _COMPARED.search(rate.clause):
                continue
            beside = Beside(rate, told[:place], told[place + 1 :], earlier, parts, amounts)
            if beside.pairs:
                yield _claim(context, beside)
        earlier = [t for t in told if prose.is_amount(t.figure)][-BACK:]


def _claim(context: Context, beside: Beside) -> Claim:
    rate, pairs, named = beside.rate.figure, beside.pairs, beside.is_named
    if beside.inside and not named:  # the bracket may tell the rest: 达标率97.6%（抽测250家，超标6家）
        told = beside.inside[0]
        pairs = [*pairs, Pair(told.top, told.base, "rest")]
    relation, decisive = any_of([Equal(rate, p.formula) for p in pairs])
    top, bottom = pairs[decisive].figures
    return context.facts.claim(
        CODE,
        relation,
        f"{dated(rate)}写为{{stated}}，按{pairs[decisive]}计算应为{{computed}}，相差{{difference}}",
        [("result", rate), ("numerator", top), ("denominator", bottom)],
        group=prose.group(rate),
        named=named,
    )
