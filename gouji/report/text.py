"""The discrepancy list as text that a reviewer can paste into a letter."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from checks.model import Cause, Finding
from extract.model import Figure
from gouji.report.review import Review
from gouji.report.term import (
    CONFIDENCE,
    FIGURE_STATE,
    SEVERITY,
    STATUS,
    captions,
    clean,
    describe_equation,
    name_figure,
    name_place,
    name_role,
)

_COLOURS = {"error": "31", "warning": "33", "info": "36"}
_QUOTE = 120
_MOST = 24
_MOST_UNREAD = 10
_MOST_NOTICES = 5
_MOST_UNTOUCHED = 8


def render(reviews: Sequence[Review], hidden: int = 0, colour: bool = False) -> str:
    """Every document with its findings; the last line counts. ``hidden`` findings are not listed."""
    lines: list[str] = []
    for review in reviews:
        lines += [*_document(review, hidden, colour), ""]
        if len(reviews) > 1 and review.status != "unchecked":
            lines[-1:] = ["", "  " + _coverage([review]), ""]
    return "\n".join([*lines, _total(reviews, hidden)]) + "\n"


def width(text: str) -> int:
    """How many columns ``text`` takes on a terminal: Chinese characters take two."""
    wide = sum(unicodedata.east_asian_width(char) in "WFA" for char in text)
    return len(text) + wide - sum(unicodedata.combining(char) > 0 for char in text)


def one_line(text: str) -> str:
    """Text of a document on one line, without anything that could steer a terminal."""
    return " ".join(clean(text).split())


def pad(text: str, columns: int) -> str:
    """``text`` with spaces after it up to ``columns``."""
    return text + " " * max(0, columns - width(text))


def _document(review: Review, hidden: int, colour: bool) -> Iterator[str]:
    yield one_line(review.path)
    known = [f"核查状态：{STATUS[review.status]}"]
    if review.entity:
        known.append(f"单位：{one_line(review.entity)}")
    if review.year:
        known.append(f"年度：{review.year}")
    yield "  " + "；".join(known)
    named = captions(review)
    for reason in review.reasons:
        place = f"{name_place(reason.where, named)}：" if reason.where else ""
        yield f"  未能核查：{place}{one_line(reason.message)}"
    yield from _notices(review, named)
    if review.status == "unchecked":
        return
    for item in review.items():
        cause, findings = item.cause, item.findings
        yield ""
        if cause is not None and len(findings) > 1:
            yield (
                f"{_level(findings[0], colour)} 同一原因的{len(findings)}项：{one_line(cause.message)}"
                + _sure(cause)
            )
            for finding in findings:
                yield f"  - {finding.rule} {one_line(finding.message)} [{finding.id}]"
                yield from _evidence(finding, named, "    ")
            continue
        (finding,) = findings
        yield f"{_level(finding, colour)} {finding.rule} {one_line(finding.message)} [{finding.id}]"
        yield from _evidence(finding, named, "  ")
        if cause is not None:
            yield f"  可能原因：{one_line(cause.message)}{_sure(cause)}"
    if not review.findings:
        yield ""
        yield _nothing(review, hidden)
    yield from _gaps(review, named)


def _notices(review: Review, named: Mapping[int, str]) -> Iterator[str]:
    """What to know of how the document was read; what is said of several places is said once."""
    told: dict[str, list[str]] = {}
    for notice in review.notices:
        place = name_place(notice.where, named) if notice.where else ""
        told.setdefault(one_line(notice.message), []).append(place)
    for message, places in told.items():
        known = "、".join(dict.fromkeys(filter(None, places[:_MOST_NOTICES])))
        more = f"等{len(places)}处" if len(places) > _MOST_NOTICES else ""
        yield f"  说明：{known}{more}{'：' if known else ''}{message}"


def _gaps(review: Review, named: Mapping[int, str]) -> Iterator[str]:
    """What could not be read or decided, and why."""
    if review.unread:
        yield ""
        yield f"  未读出{len(review.unread)}处："
        for item in review.unread[:_MOST_UNREAD]:
            text = one_line(item.text) or "空白"
            yield f"    {name_place(item.where, named)}：{text}（{one_line(item.reason)}）"
        if len(review.unread) > _MOST_UNREAD:
            yield f"    另有{len(review.unread) - _MOST_UNREAD}处，见 json 或 xlsx 格式的结果"
    if review.untouched:
        yield ""
        told = "；".join(_name(figure, named) for figure in review.untouched[:_MOST_UNTOUCHED])
        more = f"；另有{n}个" if (n := len(review.untouched) - _MOST_UNTOUCHED) > 0 else ""
        yield f"  重要数据未与任何数据核对：{told}{more}"
    reasons = Counter(tick.reason for tick in review.ticks if tick.state == "undecided")
    if reasons:
        yield ""
        told = "；".join(f"{one_line(reason) or '原因不详'}（{n}项）" for reason, n in reasons.most_common())
        yield f"  无法判定的关系：{told}"


def _name(figure: Figure, named: Mapping[int, str]) -> str:
    return one_line(f"{name_figure(figure)} {figure.text}（{name_place(figure.where, named)}）")


def _nothing(review: Review, hidden: int) -> str:
    """What an empty list means: silence is never a pass."""
    if hidden:
        return "没有达到所选级别的问题。"
    if not review.relations.get("tested"):
        return "没有可以相互核对的数据，未作判断。"
    if review.status == "partial":
        return "已读出的部分没有发现相互矛盾的数据。"
    return "没有发现相互矛盾的数据。"


def _level(finding: Finding, colour: bool) -> str:
    word = SEVERITY[finding.severity]
    return f"\x1b[1;{_COLOURS[finding.severity]}m{word}\x1b[0m" if colour else word


def _sure(cause: Cause) -> str:
    return f"（把握：{CONFIDENCE[cause.confidence]}）"


def _evidence(finding: Finding, named: Mapping[int, str], indent: str) -> Iterator[str]:
    """The recomputation, both sides with their places, and what else speaks for it."""
    equation = describe_equation(finding)
    if equation:
        yield indent + equation
    for place, group in _by_place(finding, named).items():
        yield f"{indent}{place}"
        rows = [
            (name_role(role, figure) or "数据", one_line(figure.text), _about(figure, i == finding.suspect))
            for i, figure, role in group[:_MOST]
        ]
        wide = [max(width(row[column]) for row in rows) for column in (0, 1)]
        for role, text, about in rows:
            yield f"{indent}  {pad(role, wide[0])}  {pad(text, wide[1])}  {about}".rstrip()
        if len(group) > _MOST:
            yield f"{indent}  另有{len(group) - _MOST}个数据，见 json 或 xlsx 格式的结果"
        quote = _shorten(group[0][1])
        if quote and len({figure.quote for _, figure, _ in group}) == 1:
            yield f"{indent}  原文：{quote}"
    if finding.evidence:
        yield f"{indent}旁证：{one_line(finding.evidence)}"
    if finding.confidence != "high":
        yield f"{indent}把握：{CONFIDENCE[finding.confidence]}"


def _by_place(finding: Finding, named: Mapping[int, str]) -> dict[str, list[tuple[int, Figure, str]]]:
    """The figures of a finding with their index and role, those of one table or one sentence together."""
    found: dict[str, list[tuple[int, Figure, str]]] = {}
    for i, (figure, role) in enumerate(zip(finding.figures, finding.roles, strict=True)):
        in_table = figure.where.table is not None
        where = replace(figure.where, row=None, column=None) if in_table else figure.where
        place = name_place(where, named)
        known = found.get(place)
        if known and not in_table and known[0][1].quote != figure.quote:
            place = f"{place}（另一句）"
        found.setdefault(place, []).append((i, figure, role))
    return found


def _about(figure: Figure, suspect: bool) -> str:
    where = figure.where
    row = f"第{where.row + 1}行" if where.table is not None and where.row is not None else ""
    column = f"第{where.column + 1}列" if where.table is not None and where.column is not None else ""
    told = " ".join(part for part in (row + column, one_line(name_figure(figure))) if part)
    return told + ("（疑似错处）" if suspect else "")


def _shorten(figure: Figure) -> str:
    """The quote of a figure, around the figure where it is long."""
    quote = one_line(figure.quote)
    if len(quote) <= _QUOTE:
        return quote
    at = max(0, quote.find(one_line(figure.text)) - _QUOTE // 2)
    piece = quote[at : at + _QUOTE]
    return ("…" if at else "") + piece + ("…" if at + _QUOTE < len(quote) else "")


def _coverage(reviews: Sequence[Review]) -> str:
    def count(name: str) -> int:
        return sum(review.coverage.get(name, 0) for review in reviews)

    def tally(name: str) -> int:
        return sum(review.relations.get(name, 0) for review in reviews)

    states = "，".join(f"{word}{count(state)}个" for state, word in FIGURE_STATE.items())
    unread = f"，未读出{count('unread')}处" if count("unread") else ""
    undecided = f"，无法判定{tally('undecided')}项" if tally("undecided") else ""
    return (
        f"数据{count('figures')}个：{states}{unread}；"
        f"已核对关系{tally('tested')}项，不符{tally('broken')}项{undecided}"
    )


def _total(reviews: Sequence[Review], hidden: int) -> str:
    states = "，".join(
        f"{word}{sum(review.status == status for review in reviews)}份" for status, word in STATUS.items()
    )
    levels = "，".join(
        f"{word}{sum(f.severity == level for review in reviews for f in review.findings)}项"
        for level, word in SEVERITY.items()
    )
    left = f"（另有{hidden}项低于所选级别，未列出）" if hidden else ""
    return f"共{len(reviews)}份文件：{states}。问题：{levels}{left}。{_coverage(reviews)}。"
