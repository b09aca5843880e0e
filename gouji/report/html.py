"""The standalone page: findings beside the document, one file, no requests."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import PurePath

from checks.model import Finding
from gouji.report.html_card import describe_cause, render_card
from gouji.report.html_text import Anchors, render_text, safe
from gouji.report.review import Review, Tick
from gouji.report.term import (
    FIGURE_STATE,
    SEVERITY,
    STATUS,
    TICK_STATE,
    captions,
    name_figure,
    name_place,
    plain,
)


def render(reviews: Sequence[Review]) -> bytes:
    """One page for all documents, UTF-8."""
    style = (files("gouji.report") / "page" / "style.css").read_text("utf-8")
    script = (files("gouji.report") / "page" / "script.js").read_text("utf-8")
    policy = f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; base-uri 'none'; form-action 'none'"
    title = "勾稽核查结果" + (f"：{_name(reviews[0])}" if len(reviews) == 1 else f"（{len(reviews)}份文件）")
    body = "".join(_document(review, f"d{number}") for number, review in enumerate(reviews))
    page = (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{safe(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#main">跳到结果</a>\n<header class="top"><h1>{safe(title)}</h1>'
        "<p>快捷键：J 下一条，K 上一条，T 显示或隐藏每个数据的核对状态。</p></header>\n"
        f'<main id="main">{body}</main>\n<script>{script}</script>\n</body>\n</html>\n'
    )
    return page.encode("utf-8")


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _name(review: Review) -> str:
    year = f"{review.year}年度" if review.year else ""
    return f"{review.entity}{year}" if review.entity else PurePath(review.path).name


def _document(review: Review, prefix: str) -> str:
    anchors = Anchors(review, prefix)
    text = ""
    if review.blocks:
        key = " ".join(f'<span class="swatch {state}">{word}</span>' for state, word in FIGURE_STATE.items())
        text = (
            f'<section class="pane text" tabindex="0" aria-label="文件内容"><div class="bar"><h2>文件内容</h2>'
            '<button type="button" data-ticks aria-pressed="false">显示核对状态</button>'
            f'<span class="key">{key}</span></div>{render_text(review, anchors)}</section>'
        )
    # After the text, for only then is it known which figures stand on the page.
    nothing = "没有核查，原因见上。" if review.status == "unchecked" else "没有发现相互矛盾的数据。"
    findings = "".join(_groups(review, anchors)) or f"<p>{nothing}</p>"
    return (
        f'<section class="report" aria-label="{safe(_name(review))}">{_summary(review)}<div class="panes">'
        f'<section class="pane list" tabindex="0" aria-label="问题清单"><h2>问题清单</h2>{findings}'
        f"{render_untouched(review, anchors)}{render_unread(review)}</section>"
        f"{text}</div>{_ledger(review)}</section>"
    )


def _summary(review: Review) -> str:
    levels = " ".join(
        f"{word}{sum(f.severity == level for f in review.findings)}项" for level, word in SEVERITY.items()
    )
    coverage, relations = review.coverage, review.relations
    facts = [
        ("文件", PurePath(review.path).name),
        ("单位", review.entity),
        ("年度", str(review.year or "")),
        ("问题", levels),
        (
            "数据",
            f"共{coverage.get('figures', 0)}个："
            + "，".join(f"{word}{coverage.get(state, 0)}个" for state, word in FIGURE_STATE.items())
            + f"；未读出{coverage.get('unread', 0)}处",
        ),
        (
            "关系",
            f"已核对{relations.get('tested', 0)}项，不符{relations.get('broken', 0)}项，"
            f"无法判定{relations.get('undecided', 0)}项",
        ),
    ]
    listed = "".join(f"<li>{name}：<b>{safe(value)}</b></li>" for name, value in facts if value)
    reasons = "".join(f"<li>{safe(reason.message)}</li>" for reason in review.reasons)
    shown = f'<div class="reasons" role="note"><ul>{reasons}</ul></div>' if reasons else ""
    state = f'<p>核查状态：<span class="state {review.status}">{STATUS.get(review.status, "")}</span></p>'
    return f'{state}<ul class="facts">{listed}</ul>{shown}'


def _groups(review: Review, anchors: Anchors) -> Iterator[str]:
    number = 0
    named = captions(review)
    for level, word in SEVERITY.items():
        chosen = [item for item in review.items() if item.severity == level]
        if not chosen:
            continue
        told: Counter[str] = Counter(finding.severity for item in chosen for finding in item.findings)
        lesser = "".join(
            f"，同一原因的{name}{told[each]}项"
            for each, name in SEVERITY.items()
            if each != level and told[each]
        )
        yield f"<h3>{word}（{told[level]}项{lesser}）</h3>"
        for item in chosen:
            cards = []
            for finding in item.findings:
                number += 1
                cards.append(render_card(finding, number, anchors, named, _why(review, finding)))
            if item.cause is not None and len(cards) > 1:
                yield (
                    f'<div class="cause"><p>同一原因的{len(cards)}项：{safe(describe_cause(item.cause))}</p>'
                    f"{''.join(cards)}</div>"
                )
            else:
                yield from cards


def _why(review: Review, finding: Finding) -> str:
    """The cause of a finding that stands alone; what several share is told above them."""
    cause = review.cause_of(finding)
    return describe_cause(cause) if cause is not None and len(cause.findings) == 1 else ""


def render_untouched(review: Review, anchors: Anchors | None = None) -> str:
    """The figures that matter and that nothing was held against, as a list of links; "" where there is none."""
    if not review.untouched:
        return ""
    named = captions(review)
    rows = []
    for figure in review.untouched:
        place = safe(name_place(figure.where, named))
        told = f"<b>{safe(figure.text)}</b> {safe(name_figure(figure))}"
        anchor = anchors.find(figure) if anchors is not None else ""
        linked = f'<a class="chip" href="#{anchor}">{told}</a>' if anchor else told
        rows.append(f"<li>{linked}（{place}）</li>")
    return (
        f"<h3>重要数据未与任何数据核对（{len(rows)}个）</h3>"
        f"<p>合计、人数、总分一类的数据，没有可与之核对的数据，需人工核对。</p><ul>{''.join(rows)}</ul>"
    )


def render_unread(review: Review) -> str:
    """The places that gave no figure, as a list; "" where there is none."""
    if not review.unread:
        return ""
    named = captions(review)
    rows = "".join(
        f"<li>{safe(item.text) or '（空）'}：{safe(item.reason)}（{safe(name_place(item.where, named))}）</li>"
        for item in review.unread
    )
    return f"<h3>未读出的位置（{len(review.unread)}处）</h3><ul>{rows}</ul>"


def _ledger(review: Review) -> str:
    if not review.ticks:
        return ""
    rows = "".join(_ledger_row(tick) for tick in review.ticks)
    return (
        f"<details><summary>已核对和无法判定的关系（{len(review.ticks)}项）</summary>"
        '<div class="scroll" tabindex="0" role="region" aria-label="核对记录"><table><thead><tr><th scope="col">规则</th>'
        '<th scope="col">数据</th><th scope="col">应有关系</th><th scope="col">计算</th><th scope="col">结论</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div></details>"
    )


def _ledger_row(tick: Tick) -> str:
    result = TICK_STATE[tick.state] + (f"：{tick.reason}" if tick.reason else "")
    cells = (tick.rule, describe_operands(tick), tick.formula, describe_result(tick), result)
    return "<tr>" + "".join(f"<td>{safe(cell)}</td>" for cell in cells) + "</tr>"


def describe_operands(tick: Tick) -> str:
    """The figures of a tested relation: what each says, and what is printed."""
    return "；".join(f"{name_figure(figure)} {figure.text}".strip() for figure in tick.figures)


def describe_result(tick: Tick) -> str:
    """What a tested relation comes to, with its unit; "" where nothing was computed."""
    return f"{plain(tick.computed)}{tick.unit}" if tick.computed is not None else ""
