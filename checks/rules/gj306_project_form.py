"""项目自评表与汇总表、正文所列同一项目金额不符

## 查什么
项目自评表的年度资金总额，与其他表格、正文所列同一项目的预算数、执行数（决算数）逐项核对；项目名称略有出入
（如“河道清淤经费”与“河道清淤支出”）而只能对应一个项目的，视为同一项目。
同一张表或同一段话中至少一半能够对应上的金额相同，才认为口径相同，对其余不同的提出；不到一半的，
只对另有金额（如执行数）完全相同的项目提出疑点。

## 为什么
汇总表与各项目的自评表分别填写，常有一处错行或没有同步修改。

## 错误示例
```
项目支出情况表
单位：万元
| 项目名称 | 全年预算数 | 全年执行数 |
| 河道清淤支出 | 86.00 | 85.20 |
| 道路养护经费 | 42.30 | 42.30 |

项目支出绩效自评表
| 项目名称 | 河道清淤经费 |  |  |  |  |  |
| 项目资金（万元） |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 得分 |
|  | 年度资金总额 | 80.00 | 86.00 | 82.50 | 10 | 10 |
|  | 其中：当年财政拨款 | 80.00 | 86.00 | 82.50 |  |  |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥5公里 | 5公里 | 90 | 90 |
```

```
项目支出情况表
单位：万元
| 项目名称 | 全年预算数 | 全年执行数 |
| 河道清淤支出 | 68.00 | 82.50 |
| 道路养护经费 | 42.30 | 42.30 |

项目支出绩效自评表
| 项目名称 | 河道清淤经费 |  |  |  |  |  |
| 项目资金（万元） |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 得分 |
|  | 年度资金总额 | 80.00 | 86.00 | 82.50 | 10 | 9.6 |
|  | 其中：当年财政拨款 | 80.00 | 86.00 | 82.50 |  |  |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥5公里 | 5公里 | 90 | 90 |

项目支出绩效自评表
| 项目名称 | 道路养护经费 |  |  |  |  |  |
| 项目资金（万元） |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 得分 |
|  | 年度资金总额 | 51.00 | 51.00 | 48.00 | 10 | 9.4 |
|  | 其中：当年财政拨款 | 51.00 | 51.00 | 48.00 |  |  |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 养护里程 | ≥9公里 | 9公里 | 90 | 90 |
```

## 正确示例
```
项目支出情况表
单位：万元
| 项目名称 | 全年预算数 | 全年执行数 |
| 河道清淤支出 | 86.00 | 82.50 |
| 道路养护经费 | 42.30 | 42.30 |

项目支出绩效自评表
| 项目名称 | 河道清淤经费 |  |  |  |  |  |
| 项目资金（万元） |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 得分 |
|  | 年度资金总额 | 80.00 | 86.00 | 82.50 | 10 | 10 |
|  | 其中：当年财政拨款 | 80.00 | 86.00 | 82.50 |  |  |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥5公里 | 5公里 | 90 | 90 |
```

## 不判示例
没有一个金额相同的，口径可能不同（例如一处只计财政拨款），不作判断。
```
项目支出情况表
单位：万元
| 项目名称 | 全年预算数 | 全年执行数 |
| 河道清淤支出 | 60.00 | 58.50 |

项目支出绩效自评表
| 项目名称 | 河道清淤经费 |  |  |  |  |  |
| 项目资金（万元） |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 得分 |
|  | 年度资金总额 | 80.00 | 86.00 | 82.50 | 10 | 10 |
|  | 其中：当年财政拨款 | 80.00 | 86.00 | 82.50 |  |  |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥5公里 | 5公里 | 90 | 90 |
```

## 依据
审计中的相互核对（tie-out）；项目自评表与部门整体自评、部门决算的同一项目应当一致。
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import regex

from checks.context import Context
from checks.model import AnyOf, Claim, Relation, Same, Severity
from checks.precision import significant_digits
from checks.relation import judge_relation
from checks.tabular import title
from checks.wording import printed
from extract.lexicon import normalise
from extract.model import Figure, Table
from extract.unit import same_kind

CODE = "GJ306"
NAME = "project-form"
SEVERITY = "error"
SINCE = "0.1.0"
_GENERIC = regex.compile(r"专项|工作|经费|支出|资金|项目|补助|费用?$")
_STAGES = {
    "年初预算": ("年初预算",), "调整预算": ("调整预算",), "预算": ("年初预算", "调整预算"),
    "执行": ("执行",), "决算": ("执行",), "": ("执行",),
}  # fmt: skip
_TELLING = 3


@dataclass(frozen=True)
class _Pair:
    """An amount of a project elsewhere, beside the amounts of its form that it may repeat."""

    form: Table
    own: tuple[Figure, ...]
    other: Figure

    @property
    def relation(self) -> Relation:
        same = tuple(Same((figure, self.other)) for figure in self.own)
        return same[0] if len(same) == 1 else AnyOf(same)

    @property
    def agreed(self) -> bool:
        return judge_relation(self.relation).state == "held"


def claims(context: Context) -> Iterator[Claim]:
    """One claim for each amount of a project that a table or paragraph repeats from the project's form."""
    forms = _forms(context.extraction.tables)
    places: dict[tuple[str, int | None], list[_Pair]] = defaultdict(list)
    for figure in context.extraction.figures:
        form = forms.get(_core(figure.label))
        if form is None or figure.measure != "level" or figure.qualifier or figure.doubt:
            continue
        pair = _pair(context, form, figure)
        if pair is not None:
            table = figure.where.table
            places[
                "text" if table is None else "table", figure.where.block if table is None else table
            ].append(pair)
    for pairs in places.values():
        agreed = [p for p in pairs if p.agreed and significant_digits(p.other) >= _TELLING]
        if agreed and sum(p.agreed for p in pairs) * 2 >= len(pairs):
            yield from (_claim(context, pair) for pair in pairs)
        else:
            own = {p.form.index for p in agreed}
            yield from (_claim(context, p, "warning") for p in pairs if p.form.index in own)


def _core(name: str) -> str:
    """A project's name without the words that any project may carry."""
    return str(_GENERIC.sub("", normalise(name)))


def _forms(tables: tuple[Table, ...]) -> dict[str, Table]:
    """The forms by the core of their projects' names, where only one has it."""
    named = [(core, t) for t in tables if len(core := _core(dict(t.scope).get("project", ""))) > 1]
    often = Counter(core for core, _ in named)
    return {core: table for core, table in named if often[core] == 1}


def _pair(context: Context, form: Table, figure: Figure) -> _Pair | None:
    table = figure.where.table
    if (
        table == form.index
        or (table is not None and not figure.whole_cell)
        or dict(figure.scope).get("column")
    ):
        return None
    own = tuple(
        f
        for f in form.figures
        if f.concept == "funds.total"
        and f.whole_cell
        and f.stage in _STAGES.get(figure.stage, ())
        and f.measure == "level"
        and f.period == figure.period
        and same_kind(f.unit, figure.unit)
    )
    return _Pair(form, own, figure) if own else None


def _claim(context: Context, pair: _Pair, severity: Severity | None = None) -> Claim:
    other, own = pair.other, pair.own[0]
    where = "正文" if other.where.table is None else title(context.extraction.tables[other.where.table])
    return context.facts.claim(
        CODE,
        pair.relation,
        f"“{other.label}”{where}列为{printed(other)}，{title(pair.form)}“{own.label}”"
        f"填列{'、'.join(printed(f) for f in pair.own)}，相差{{difference}}",
        [("other", other), *(("form", f) for f in pair.own)],
        severity=severity,
        group="" if pair.agreed else f"{CODE}-{pair.form.index}-{own.stage}",
    )
