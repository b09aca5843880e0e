"""Where a scoring rule stands in running text: the sentences that say what earns how many points."""

from __future__ import annotations

from fractions import Fraction

import regex

from checks.scoring.parse import ScoringRule, fold, parse

_SENTENCE = regex.compile(r"[^。]+。?")
_NAME_OF_RULE = r"(?:评分标准|计分标准|评分办法|评分规则|计分办法|评分细则)"
_LEAD = regex.compile(
    rf"^(?:\d+[.、]|[（(]?[一二三四五六七八九十\d]+[)）][.、]?)|^[^:]{{0,12}}{_NAME_OF_RULE}[:为]|^{_NAME_OF_RULE}"
)
_NAMED = regex.compile(r"^[\p{Han}“”\"]{2,16}$")


def rule_in(text: str, full: Fraction) -> ScoringRule | None:
    """The one rule that a paragraph prints for an item worth ``full`` points; None where none or several."""
    found = []
    for sentence in _SENTENCE.findall(fold(text)):
        bare = sentence.rstrip("。")
        if _NAMED.fullmatch(bare):
            continue
        rule = parse(_LEAD.sub("", bare), full)
        if rule is not None and not _is_statement(rule):
            found.append(rule)
    return found[0] if len(found) == 1 else None


def _is_statement(rule: ScoringRule) -> bool:
    """Whether the words only say what one rate earned (执行率为92%，得2分), as any statement of a score does."""
    return rule.curve is not None and all(p.reach.is_point for p in rule.curve.pieces)
