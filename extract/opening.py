"""Words that open a list of parts (其中, 包括, 由 … 组成), and those that name what is divided (…中，)."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from extract.noun_phrase import BREAKS, noun

AMONG = regex.compile(
    r"其中|具体包括|主要包括|主要用于以下[^，。；:：]{0,4}|用于以下[^，。；:：]{0,4}|投向如下|构成如下"
    r"|按[\p{Han}]{2,6}分(?:类|为)?(?:看)?(?=[:：，,])|具体(?:情况)?如下|具体为|分别为|分别是|分别由|主要有"
    r"|(?<!不)包括|(?<!不)包含|由(?=[^，。；]*(?:组成|构成))|(?<!不|包|均)含(?!义|量|税)|主要为|主要由|构成为|明细为|细分为"
)
_WITHIN = regex.compile(
    r"(?:^(?P<what>[^，,。；;：:（）()\n]{0,24}?)|(?<=[，,。；;：:）)\n])(?P<what>[^，,。；;：:（）()\n]{1,24}?))"
    r"(?<![其集年期空途之程作])中[，,]"
)
_OF = regex.compile(r"(?:主要)?(?<!理|事|缘)由(?!于)")
_COMPOSED = regex.compile(r"[^。；;]*?(?:组成|构成)")
_CLOSES = regex.compile(r"[；;。]")
_JOINS = regex.compile(r"[、和与及]")


def opening(gap: str, following: str, kind: str) -> regex.Match[str] | None:
    """The last word that opens a list which the coming figure belongs to (占比分别为 opens none)."""
    words = list(AMONG.finditer(gap))
    if not words and _COMPOSED.match(following):
        words = list(_OF.finditer(gap))
    for match in reversed(words):
        after = gap[match.end() :]
        if _CLOSES.search(after) or _count(after, "）)") > _count(after, "（("):
            continue
        if (
            kind == "percent"
            and match.group().startswith("分别")
            and gap[: match.start()].endswith(("率", "比", "比重", "比例"))
        ):
            continue
        if not match.group().startswith("分别") or not _JOINS.search(noun(gap[: match.start()])):
            return match
    return None


def owner_of(before: str) -> str | None:
    """The noun before a word that opens a list, None where punctuation parts them."""
    before = before.rstrip()
    return None if not before or before[-1] in BREAKS + "、" else noun(before)


def divided(gap: str) -> regex.Match[str] | None:
    """What the coming figure is said to be some of: 122家单位中，; 财政拨款支出预算中，."""
    found = list(_WITHIN.finditer(gap))
    return found[-1] if found and not _CLOSES.search(gap, found[-1].end()) else None


def _count(text: str, chars: Sequence[str]) -> int:
    return sum(text.count(c) for c in chars)
