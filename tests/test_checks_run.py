from dataclasses import replace
from decimal import Decimal

import pytest

from checks.context import Context
from checks.formula import Term, difference, footing, growth_from_delta, ratio
from checks.identity import identify, identify_printed
from checks.ledger import untouched
from checks.model import AnyOf, Claim, Equal, FactKey, Order, Present, Relation, Same, Says
from checks.registry import Rule
from checks.run import apply, check
from extract import read_text
from extract.model import Extraction, Figure, Locator


def figure(text: str, unit: str = "万元", label: str = "培训支出", block: int = 0, **more: object) -> Figure:
    value = Decimal(text)
    step = Decimal(1).scaleb(int(value.as_tuple().exponent))
    made = Figure(text + unit, value, step, unit, "", Locator(block=block), label=label)
    return replace(made, **more)  # type: ignore[arg-type]


def key(one: Figure) -> FactKey:
    return FactKey(one.label, one.period or "", one.stage, one.measure, one.base, one.scope)


def claim(relation: Relation, *figures: Figure, role: str = "part", **more: object) -> Claim:
    roles = ("stated",) + (role,) * (len(figures) - 1)
    sentence = "印为{stated}，按{formula}应为{computed}，相差{difference}"
    made = Claim("GJ200", relation, figures, roles[: len(figures)], tuple(key(f) for f in figures), sentence)
    return replace(made, **more)  # type: ignore[arg-type]


def total(stated: str, *parts: str, block: int = 0, unit: str = "万元", **more: object) -> Claim:
    whole = figure(stated, unit, "合计", block)
    terms = [figure(p, unit, f"第{i}项", block) for i, p in enumerate(parts)]
    return claim(Equal(whole, footing(terms)), whole, *terms, **more)


def run(*claims: Claim, severity: str = "error"):
    rule = Rule("GJ200", "sample", severity, "0.1.0", "样例", lambda context: list(claims))  # type: ignore[arg-type]
    figures = tuple(dict.fromkeys(f for c in claims for f in c.figures))
    read = Extraction("a.txt", "txt", "", "complete", figures=figures)
    return apply([rule], Context(read, None))  # type: ignore[arg-type]


def rate(stated: str = "56.31", block: int = 0) -> Claim:
    current, delta = figure("218.70", block=block), figure("86.40", measure="change", block=block)
    rise = figure(stated, "%", measure="rate", block=block)
    return claim(Equal(rise, growth_from_delta(current, delta)), rise, current, delta)


def test_a_broken_claim_becomes_a_sentence_with_its_numbers():
    (finding,) = run(rate()).findings
    assert finding.message == "印为56.31%，按86.40 ÷ (218.70 − 86.40)应为65.31%，相差9.00个百分点"
    assert (finding.severity, finding.confidence, finding.rule, finding.name) == (
        "error",
        "high",
        "GJ200",
        "sample",
    )
    assert finding.formula == "86.40 ÷ (218.70 − 86.40)"
    assert (finding.computed, finding.stated, finding.difference) == ("65.31%", "56.31%", "9.00个百分点")
    assert finding.interval == ("65.297", "65.315")
    assert finding.roles == ("stated", "part", "part")


def test_what_comes_out_exactly_is_written_with_the_printed_digits():
    (finding,) = run(total("19.00", "12.30", "4.50")).findings
    assert (finding.computed, finding.difference) == ("16.80万元", "2.20万元")
    (finding,) = run(total("42", "40", "1", unit="人")).findings
    assert (finding.computed, finding.interval, finding.difference) == ("41人", ("41.0", "41.0"), "1人")


def test_one_fact_printed_differently_lists_every_print():
    prints = [figure(text, "%", "增长率", block=i) for i, text in enumerate(("164.12", "160.42", "164.12"))]
    sentence = "增长率前后不一致：{stated}，多数为{computed}，相差{difference}"
    (finding,) = run(claim(Same(tuple(prints)), *prints, sentence=sentence)).findings
    assert finding.message == "增长率前后不一致：164.12%、160.42%，多数为164.12%，相差3.70个百分点"
    assert (finding.formula, finding.stated, finding.computed) == ("164.12% ≠ 160.42%", "", "")


def test_a_limit_and_a_word_fill_the_slots_too():
    score, weight = figure("100", "分", "得分"), figure("10", "分", "分值")
    sentence = "得分{stated}大于分值{computed}，超出{difference}"
    (finding,) = run(claim(Order(Term(score), Term(weight)), score, weight, sentence=sentence)).findings
    assert (finding.message, finding.formula) == ("得分100分大于分值10分，超出90分", "100分 ≤ 10分")
    now, then = figure("4.00"), figure("5.00", label="上年")
    words = Says("up", "增加", now, difference(now, then))
    (finding,) = run(claim(words, now, then, sentence="写作“{stated}”，{formula}={computed}")).findings
    assert finding.message == "写作“增加”，4.00 − 5.00=-1.00万元"


def test_braces_in_a_label_are_left_alone():
    (finding,) = run(total("19.00", "12.30", "4.50", sentence="{项目}{stated}{0}")).findings
    assert finding.message == "{项目}19.00万元{0}"


def test_nothing_is_reported_of_what_holds():
    assert run(total("16.80", "12.30", "4.50"), total("16.81", "12.30", "4.50")).findings == ()


def test_what_is_not_read_for_sure_is_at_most_a_warning():
    def severity(made: Claim) -> tuple[str, str]:
        (finding,) = run(made).findings
        return finding.severity, finding.confidence

    broken = total("19.00", "12.30", "4.50")
    assert severity(broken) == ("error", "high")
    assert severity(replace(broken, confidence="medium")) == ("warning", "medium")
    assert severity(replace(broken, severity="info")) == ("info", "high")
    assert severity(total("19.00", "13", "4.50")) == ("error", "high")
    assert severity(total("19.00", "14", "4.50")) == ("warning", "high")
    doubtful = figure("12.30", doubt="数字跨行")
    whole = figure("19.00", label="合计")
    assert severity(claim(Equal(whole, footing((doubtful,))), whole, doubtful)) == ("warning", "low")
    about = replace(whole, qualifier="about")
    assert severity(claim(Equal(about, footing((figure("12.30"),))), about)) == ("warning", "high")


def test_why_it_is_only_a_warning_is_said():
    (strict,) = run(total("19.00", "14", "4.50")).findings
    assert strict.evidence == "各数印出的位数不一，若按各自的末位四舍五入可以成立"
    whole = figure("19.00", label="合计", qualifier="about")
    (finding,) = run(
        claim(Equal(whole, footing((figure("12.30", doubt="跨行"),))), whole, evidence="甲")
    ).findings
    assert finding.evidence == "甲；“12.30万元”的读取不确定（跨行）；其中19.00万元为约数或计划数"


def test_truncation_is_worth_an_info_that_says_what_rounding_gives():
    part, whole = figure("282.16"), figure("1000.00", label="支出")
    share = figure("28.21", "%", "占比")
    (finding,) = run(claim(Equal(share, ratio(part, whole)), share, part, whole)).findings
    assert finding.severity == "info"
    assert "直接舍去尾数，四舍五入应为28.22%" in finding.message
    assert run(claim(Equal(share, ratio(part, whole)), share, part, whole)).ledger.figures == dict.fromkeys(
        range(3), "verified"
    )


def test_notes_are_infos_in_plain_words():
    (long_sum,) = run(total("10.04", *["1.11"] * 9)).findings
    assert long_sum.severity == "info" and "相差0.05万元" in long_sum.message
    (dropped,) = run(total("17.83", "12.3", "5.50")).findings
    assert dropped.severity == "info" and "末位的0" in dropped.message
    one, two = figure("269.85", block=1), figure("269.86", block=2)
    (adjacent,) = run(claim(Same((one, two)), one, two)).findings
    assert adjacent.severity == "info" and "269.85万元 ≠ 269.86万元" in adjacent.message


def test_siblings_that_hold_make_the_relation_sure():
    broken = total("19.00", "12.30", "4.50", confidence="medium", id="a", support=("a", "b", "c"))
    holds = total("5.50", "3.30", "2.20", block=1, id="b")
    empty = total("0.00", "0.00", "0.00", block=2, id="c")
    (finding,) = run(broken, holds).findings
    assert (finding.severity, finding.confidence) == ("error", "high")
    assert finding.evidence == "同样的关系在其余1处成立"
    (finding,) = run(broken, empty).findings
    assert (finding.severity, finding.confidence, finding.evidence) == ("warning", "medium", "")


def test_siblings_that_are_all_broken_make_it_doubtful():
    first = total("19.00", "12.30", "4.50", id="a", support=("b",))
    second = total("9.00", "3.30", "4.50", block=1, id="b", support=("a",))
    assert [(f.severity, f.confidence) for f in run(first, second).findings] == [("warning", "medium")] * 2
    third = replace(total("7.80", "3.30", "4.50", block=2), id="c")
    mixed = run(replace(first, support=("b", "c")), replace(second, support=("a", "c")), third).findings
    assert [(f.severity, f.confidence) for f in mixed] == [("error", "high")] * 2
    assert mixed[0].evidence == "同样的关系在其余1处成立，1处不成立"


def test_the_id_says_what_and_not_where_or_how_much():
    one = run(rate(block=3)).findings[0]
    assert one.id == run(rate("57.00", block=99)).findings[0].id
    assert len(one.id) == len(one.printed) == 12
    moved = replace(rate(), keys=tuple(replace(k, period="2021") for k in rate().keys))
    assert run(moved).findings[0].id != one.id
    assert run(replace(rate(), roles=("rate", "current", "delta"))).findings[0].id != one.id


def test_one_more_repetition_keeps_the_id():
    prints = [figure(text, "%", "增长率", block=i) for i, text in enumerate(("164.12", "160.42", "164.12"))]
    two, three = claim(Same(tuple(prints[:2])), *prints[:2]), claim(Same(tuple(prints)), *prints)
    same_role = [replace(c, roles=("print",) * len(c.figures)) for c in (two, three)]
    assert identify(same_role[0]) == identify(same_role[1])


def test_the_printed_hash_follows_the_label_and_not_the_concept():
    known = replace(rate(), keys=tuple(replace(k, subject="training") for k in rate().keys))
    assert identify_printed(known) == identify_printed(rate())
    assert identify(known) != identify(rate())


def test_ids_that_collide_take_the_parent_and_then_the_values():
    def under(parent: str, stated: str, block: int) -> Claim:
        made = total(stated, "12.30", "4.50", block=block)
        figures = tuple(replace(f, path=(parent,)) for f in made.figures)
        return claim(Equal(figures[0], footing(figures[1:])), *figures)

    alone = run(under("甲", "19.00", 1)).findings[0].id
    first, second = run(under("甲", "19.00", 1), under("乙", "19.00", 2)).findings
    assert len({alone, first.id, second.id}) == 3
    first, second = run(under("甲", "19.00", 1), under("甲", "20.00", 2)).findings
    assert first.id != second.id
    (merged,) = run(under("甲", "19.00", 1), under("甲", "19.00", 2)).findings
    assert {f.where.block for f in merged.figures} == {1, 2} and len(merged.figures) == 6


def test_a_group_gives_its_strongest_finding_with_every_figure():
    weak = total("19.00", "14", "4.50", block=1, group="g")
    strong = total("29.00", "12.30", "4.50", block=2, group="g")
    (finding,) = run(weak, strong).findings
    assert (finding.severity, finding.stated) == ("error", "29.00万元")
    assert {f.where.block for f in finding.figures} == {1, 2}


def test_findings_come_by_severity_and_then_by_place():
    late, early = total("19.00", "12.30", "4.50", block=7), total("29.00", "12.30", "4.50", block=2)
    mild = total("39.00", "12.30", "4.50", block=1, severity="warning")
    found = run(mild, late, early).findings
    assert [f.where.block for f in found] == [2, 7, 1]


def test_the_ledger_ticks_every_figure():
    held, broken = total("16.80", "12.30", "4.50", block=1), rate(block=2)
    limit, other = figure("5.00", label="上限", block=3), figure("4.00", label="实际", block=3)
    below = claim(Order(Term(other), Term(limit)), other, limit)
    asked = figure("80.00", "%", "执行率", block=4)
    reason = claim(Present("原因", (asked,), Locator(block=4), found=False), asked)
    report = run(held, broken, below, reason)
    assert [report.ledger.figures[i] for i in range(9)] == (
        ["verified"] * 3 + ["contradicted"] * 3 + ["unchecked"] * 3
    )
    assert report.ledger.count("held") == 2 and report.ledger.count("broken") == 2


def test_a_contradicted_figure_stays_contradicted_and_only_the_reading_that_holds_verifies():
    whole, part = figure("16.80", label="合计"), figure("16.80", label="本项", block=1)
    sum_holds = claim(Equal(whole, footing((part,))), whole, part)
    sum_fails = claim(Equal(whole, footing((figure("15.00", label="他项"),))), whole)
    assert set(run(sum_holds, sum_fails).ledger.figures.values()) == {"verified", "contradicted"}
    unused = figure("99.00", label="另一合计")
    either = AnyOf((Equal(whole, footing((unused,))), Equal(whole, footing((part,)))))
    assert run(claim(either, whole, unused, part)).ledger.figures == {
        0: "verified",
        1: "unchecked",
        2: "verified",
    }


def test_a_rule_that_breaks_off_is_a_fault_and_the_others_go_on():
    def fails(context: Context):
        yield total("19.00", "12.30", "4.50")
        raise RuntimeError("坏了")

    bad = Rule("GJ201", "bad", "error", "0.1.0", "", fails)
    made = rate()
    good = Rule("GJ200", "good", "error", "0.1.0", "", lambda context: [made])
    read = Extraction("a.txt", "txt", "", "complete", figures=made.figures)
    report = apply([bad, good], Context(read, None))  # type: ignore[arg-type]
    assert [f.rule for f in report.findings] == ["GJ200"]
    assert report.faults[0].code == "rule-failed" and "GJ201" in report.faults[0].message


@pytest.mark.parametrize("times", range(2))
def test_the_same_claims_give_the_same_report(times):
    claims = [total("19.00", "12.30", "4.50", block=i) for i in range(4)] + [rate(block=i) for i in range(4)]
    assert run(*claims).findings == run(*claims).findings


def test_what_matters_and_nothing_touches_is_named_once():
    text = (
        "2023年本年支出300.00万元，其中：基本支出200.00万元，项目支出100.00万元。"
        "核定编制42名，退休人员14人。2023年收入总计312.40万元。本部门2023年收入总计312.40万元。"
    )
    report = check(read_text(text))
    assert [f.text for f in untouched(report.extraction, report.ledger)] == ["42名"]
    alone = check(read_text("2023年收入总计312.40万元，用于本部门履行职责。"))
    assert [f.text for f in untouched(alone.extraction, alone.ledger)] == ["312.40万元"]
