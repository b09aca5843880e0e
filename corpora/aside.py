"""Sentences beside the main figures: other years, other places, surveys, unit prices, averages, points.

Some hold a relation of their own; some are there to be left alone (figures of another scope or base).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from corpora.model import Fragment, Word
from corpora.wording import Author

Maker = Callable[[Author], list[Fragment]]


def pick(author: Author, count: int) -> list[list[Fragment]]:
    """``count`` different sentences."""
    return [maker(author) for maker in author.rng.sample(MAKERS, count)]


def history(author: Author) -> list[Fragment]:
    """What was spent over several years, or by the whole city: another scope."""
    rng, make = author.rng, author.press
    amount = make.money("", rng.randint(12, 900) * 10**9, "累计投入", unit="亿元", places=1)
    people = make.count("", rng.randint(2, 90) * 1000, "人", "惠及群众")
    since = author.year - rng.randint(3, 6)
    return author.say(
        "[{s}年以来|近年来]，[全市|全省同类部门]累计[投入|安排|筹集][相关|各类]资金{a}[，惠及群众{n}|]",
        s=str(since),
        a=amount,
        n=people,
    )


def like_for_like(author: Author) -> list[Fragment]:
    """A rate on another basis than the printed amounts."""
    rate = author.press.rate("", Fraction(author.rng.randint(30, 1500), 10000), "公用经费", measure="rate")
    word = Word("增长", "下降")
    return author.say(
        "[剔除|扣除][一次性支出|机构划转|政策性增支][等|]因素后，[公用经费|日常运转支出][按同口径比较|同口径]{w}{r}",
        w=word,
        r=rate,
    )


def pace(author: Author) -> list[Fragment]:
    """Progress at a date of the year, against even progress."""
    done = Fraction(author.rng.randint(5100, 6900), 10000)
    rate = author.press.rate("", done, "支出进度", measure="ratio")
    ahead = author.press.rate("", done - Fraction(1, 2), "支出进度", measure="points", unit="个百分点")
    return author.say(
        "[截至|到][6月底|6月末]，[预算支出进度|支出进度][为|达到|达]{r}，[快于|超]序时进度{p}",
        r=rate,
        p=ahead,
    )


def against_average(author: Author) -> list[Fragment]:
    """A rate, the average of others, and the points between."""
    rng, make = author.rng, author.press
    mean, own = Fraction(rng.randint(8000, 9000), 10000), Fraction(rng.randint(9100, 9900), 10000)
    one = make.rate("", own, "办结率", measure="ratio")
    two = make.rate("", mean, "平均办结率", measure="ratio")
    gap = make.rate("", own - mean, "办结率", measure="points", unit="个百分点")
    author.draft.relate("points", current=one, base=two, delta=gap)
    return author.say(
        "[重点工作办结率|督办事项办结率][为|达]{a}，[比|较][上年的|全市平均水平]{b}[高|提高|高出]{g}",
        a=one,
        b=two,
        g=gap,
    )


def survey(author: Author) -> list[Fragment]:
    """Forms sent out, forms returned, their rate, the share content."""
    rng, make = author.rng, author.press
    sent = rng.randint(60, 500)
    back = sent - rng.randint(0, sent // 8)
    happy = back - rng.randint(0, back // 10)
    one, two, three = (
        make.count("", n, "份", c) for n, c in ((sent, "发放问卷"), (back, "收回问卷"), (happy, "满意"))
    )
    rate = make.rate("", Fraction(back, sent), "问卷回收率", measure="ratio")
    content = make.rate("", Fraction(happy, back), "满意度", measure="ratio")
    author.draft.relate("ratio", numerator=two, denominator=one, rate=rate)
    author.draft.relate("ratio", numerator=three, denominator=two, rate=content)
    author.draft.relate("order", lesser=two, greater=one)
    return author.say(
        "[本次评价|满意度调查][共|]发放问卷{s}，[收回|回收]有效问卷{b}，回收率{r}，其中[表示|评价]满意{h}，满意度[为|]{c}",
        s=one,
        b=two,
        r=rate,
        h=three,
        c=content,
    )


def grades(author: Author) -> list[Fragment]:
    """Projects assessed, by grade."""
    rng, make = author.rng, author.press
    counts = [rng.randint(3, 20), rng.randint(0, 6), rng.randint(0, 3)]
    whole = make.count("", sum(counts), "个", "自评项目")
    parts = [make.count("", n, "个", g) for n, g in zip(counts, "优良中", strict=True)]
    author.draft.relate("sum", total=whole, parts=parts)
    return author.say(
        "[全年|本年度]对{w}项目[开展|进行][了|]绩效自评，其中[评价|自评]等级为“优”的{a}、“良”的{b}、“中”的{c}",
        w=whole,
        a=parts[0],
        b=parts[1],
        c=parts[2],
    )


def unit_price(author: Author) -> list[Fragment]:
    """A price in 元, a number of things, an amount in 万元."""
    rng, make = author.rng, author.press
    price, number = rng.choice((300, 500, 800, 1200, 2400, 3000)), rng.randint(40, 900)
    one = make.money("", price * 100, "补助标准", unit="元", places=0)
    many = make.count("", number, "户", "补助对象")
    whole = make.money("", price * number * 100, "补助资金", unit="万元", places=2)
    author.draft.relate("product", price=one, count=many, result=whole)
    return author.say(
        "[按每户|按照每户|补助标准为每户]{p}[的标准|]，[共|全年][补助|发放]{n}，[合计|共计]{t}",
        p=one,
        n=many,
        t=whole,
    )


def average(author: Author) -> list[Fragment]:
    """An amount, a number of people, the amount for each."""
    rng, make = author.rng, author.press
    people = rng.randint(20, 260)
    fen = rng.randint(20, 300) * 10_000 * people
    whole = make.money("", fen, "培训支出", unit="万元", places=2)
    many = make.count("", people, "人", "参训人员")
    each = make.money("", round(Fraction(fen, people)), "人均培训支出", unit="元", places=2)
    author.draft.relate("average", amount=whole, count=many, result=each)
    return author.say("[全年|当年]培训支出{t}，[参训人员|参训]{n}，人均[支出|]{e}", t=whole, n=many, e=each)


def saved(author: Author) -> list[Fragment]:
    """A limit, the price reached, the money saved and its rate."""
    rng, make = author.rng, author.press
    limit = rng.randint(800, 9000) * 1_000_000 // 10
    price = limit - limit // rng.randint(9, 40) // 10_000 * 10_000
    one, two, three = (
        make.money("", v, c)
        for v, c in ((limit, "采购预算"), (price, "成交金额"), (limit - price, "节约资金"))
    )
    rate = make.rate("", Fraction(limit - price, limit), "节约率", measure="ratio")
    author.draft.relate("sum", total=three, parts=[one], minus=[two])
    author.draft.relate("ratio", numerator=three, denominator=one, rate=rate)
    return author.say(
        "[项目|设备]采购预算{a}，[中标|成交]金额{b}，节约资金{c}，[资金|]节约率{r}",
        a=one,
        b=two,
        c=three,
        r=rate,
    )


def multiple(author: Author) -> list[Fragment]:
    """This year's number as a multiple of last year's."""
    rng, make = author.rng, author.press
    before = rng.randint(12, 200)
    now = int(before * rng.uniform(1.6, 3.4))
    one, two = (make.count("", n, "件", "办理群众诉求") for n in (now, before))
    times = make.rate(
        "", Fraction(now, before) / 100, "办理群众诉求", measure="multiple", unit="倍", places=1
    )
    times.quantity = Fraction(now, before)
    author.draft.relate("ratio", numerator=one, denominator=two, rate=times)
    return author.say("[全年|当年]办理群众诉求{a}，是上年{b}的{m}", a=one, b=two, m=times)


MAKERS: tuple[Maker, ...] = (
    history,
    like_for_like,
    pace,
    against_average,
    survey,
    grades,
    unit_price,
    average,
    saved,
    multiple,
)
